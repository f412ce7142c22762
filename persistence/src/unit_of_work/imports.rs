//! Files that operators bring in, within a transaction.

use super::Work;
use super::delegation::steps_of;
use crate::entity::{import_file, import_reading, journal as entry};
use crate::fault::{OrStorage, corrupt};
use crate::read::imports::{columns, of, reading_columns, reading_of};
use application::error::StorageError;
use application::imports::{COMMANDS, Import, Reading, told_id};
use application::ports::{ImportWork, StoredStep};
use async_trait::async_trait;
use domain::id::{ImportId, OrganisationId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

#[async_trait]
impl ImportWork for Work {
    async fn import(&mut self, id: ImportId) -> Result<Option<Import>, StorageError> {
        let row = import_file::Entity::find_by_id(id.uuid())
            .one(&self.transaction)
            .await
            .or_storage()?;
        row.map(of).transpose()
    }

    async fn import_of_file(
        &mut self,
        owner: OrganisationId,
        digest: &str,
    ) -> Result<Option<Import>, StorageError> {
        let row = import_file::Entity::find()
            .filter(import_file::Column::OwnerId.eq(owner.uuid()))
            .filter(import_file::Column::Digest.eq(digest))
            .order_by_desc(import_file::Column::Id)
            .one(&self.transaction)
            .await
            .or_storage()?;
        row.map(of).transpose()
    }

    async fn import_told(
        &mut self,
        owner: OrganisationId,
        sequence: i64,
    ) -> Result<Option<Import>, StorageError> {
        let told = entry::Entity::find_by_id((owner.uuid(), sequence))
            .one(&self.transaction)
            .await
            .or_storage()?;
        let Some(told) = told else { return Ok(None) };
        let id = told_id(&told.payload).map_err(|reason| corrupt("journal.payload", reason))?;
        self.import(id).await
    }

    async fn put_import(&mut self, import: &Import) -> Result<(), StorageError> {
        use import_file::Column;
        let again = OnConflict::column(Column::Id)
            .update_columns([
                Column::Outcome,
                Column::PageCount,
                Column::Items,
                Column::Doubtful,
                Column::Missing,
                Column::Contradictions,
                Column::Reviewed,
                Column::MeetingId,
                Column::Version,
            ])
            .to_owned();
        import_file::Entity::insert_many([columns(import).into_active_model()])
            .on_conflict(again)
            .exec_without_returning(&self.transaction)
            .await
            .or_storage()?;
        Ok(())
    }

    async fn import_reading(&mut self, id: ImportId) -> Result<Option<Reading>, StorageError> {
        let row = import_reading::Entity::find_by_id(id.uuid())
            .one(&self.transaction)
            .await
            .or_storage()?;
        row.as_ref().map(reading_of).transpose()
    }

    async fn put_import_reading(
        &mut self,
        id: ImportId,
        reading: &Reading,
    ) -> Result<(), StorageError> {
        use import_reading::Column;
        // The text of a file never changes.
        let again = OnConflict::column(Column::ImportId)
            .update_columns([Column::Document, Column::Report, Column::Corrections])
            .to_owned();
        import_reading::Entity::insert_many([reading_columns(id, reading)?.into_active_model()])
            .on_conflict(again)
            .exec_without_returning(&self.transaction)
            .await
            .or_storage()?;
        Ok(())
    }

    async fn drop_import_reading(&mut self, id: ImportId) -> Result<(), StorageError> {
        import_reading::Entity::delete_by_id(id.uuid())
            .exec(&self.transaction)
            .await
            .or_storage()?;
        Ok(())
    }

    async fn import_steps(
        &mut self,
        owner: OrganisationId,
        from: i64,
    ) -> Result<Vec<StoredStep>, StorageError> {
        steps_of(&self.transaction, owner, from, &COMMANDS).await
    }
}
