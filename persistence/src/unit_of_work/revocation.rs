//! Revocations of tokens.

use super::Work;
use super::delegation::steps_of;
use crate::entity::{journal as entry, organisation, revocation};
use crate::fault::{OrStorage, corrupt};
use crate::read::revocation::{columns, of};
use application::error::StorageError;
use application::ports::{RevocationWork, StoredStep};
use application::revocation::{COMMANDS, Revocation, told_id};
use async_trait::async_trait;
use domain::id::{OrganisationId, RevocationId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

#[async_trait]
impl RevocationWork for Work {
    async fn revocation(&mut self, id: RevocationId) -> Result<Option<Revocation>, StorageError> {
        let row = revocation::Entity::find_by_id(id.uuid())
            .one(&self.transaction)
            .await
            .or_storage()?;
        row.map(of).transpose()
    }

    async fn revocation_told(
        &mut self,
        organisation: OrganisationId,
        sequence: i64,
    ) -> Result<Option<Revocation>, StorageError> {
        let told = entry::Entity::find_by_id((organisation.uuid(), sequence))
            .one(&self.transaction)
            .await
            .or_storage()?;
        let Some(told) = told else { return Ok(None) };
        let id = told_id(&told.payload).map_err(|reason| corrupt("journal.payload", reason))?;
        self.revocation(id).await
    }

    async fn put_revocation(&mut self, revocation: &Revocation) -> Result<(), StorageError> {
        use revocation::Column;
        let again = OnConflict::column(Column::Id)
            .update_columns([Column::EndedAt, Column::EndedBy, Column::Version])
            .to_owned();
        revocation::Entity::insert_many([columns(revocation).into_active_model()])
            .on_conflict(again)
            .exec_without_returning(&self.transaction)
            .await
            .or_storage()?;
        Ok(())
    }

    async fn revocation_version(
        &mut self,
        organisation: OrganisationId,
    ) -> Result<i64, StorageError> {
        let latest: Option<Option<i64>> = revocation::Entity::find()
            .select_only()
            .column_as(revocation::Column::Version.max(), "latest")
            .filter(revocation::Column::OrganisationId.eq(organisation.uuid()))
            .into_tuple()
            .one(&self.transaction)
            .await
            .or_storage()?;
        Ok(latest.flatten().unwrap_or_default())
    }

    async fn revocation_steps(
        &mut self,
        organisation: OrganisationId,
        from: i64,
    ) -> Result<Vec<StoredStep>, StorageError> {
        steps_of(&self.transaction, organisation, from, &COMMANDS).await
    }

    async fn journalled(&mut self) -> Result<Vec<OrganisationId>, StorageError> {
        let ids: Vec<Uuid> = organisation::Entity::find()
            .select_only()
            .column(organisation::Column::Id)
            .filter(organisation::Column::JournalSequence.ne(0))
            .order_by_asc(organisation::Column::Id)
            .into_tuple()
            .all(&self.transaction)
            .await
            .or_storage()?;
        Ok(ids.into_iter().map(OrganisationId::from_uuid).collect())
    }
}
