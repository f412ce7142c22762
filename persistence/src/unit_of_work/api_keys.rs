//! Keys for machines.

use super::Work;
use super::delegation::steps_of;
use crate::entity::{api_key, journal as entry};
use crate::fault::{OrStorage, corrupt};
use crate::journal::to_microseconds;
use crate::read::api_keys::{columns, of};
use application::api_keys::{ApiKey, COMMANDS, told_id};
use application::error::StorageError;
use application::ports::{ApiKeyWork, StoredStep};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{ApiKeyId, OrganisationId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QuerySelect,
};

#[async_trait]
impl ApiKeyWork for Work {
    async fn api_key(&mut self, id: ApiKeyId) -> Result<Option<ApiKey>, StorageError> {
        let row = api_key::Entity::find_by_id(id.uuid())
            .one(&self.transaction)
            .await
            .or_storage()?;
        row.map(of).transpose()
    }

    async fn api_key_told(
        &mut self,
        owner: OrganisationId,
        sequence: i64,
    ) -> Result<Option<ApiKey>, StorageError> {
        let told = entry::Entity::find_by_id((owner.uuid(), sequence))
            .one(&self.transaction)
            .await
            .or_storage()?;
        let Some(told) = told else { return Ok(None) };
        let id = told_id(&told.payload).map_err(|reason| corrupt("journal.payload", reason))?;
        self.api_key(id).await
    }

    async fn put_api_key(&mut self, key: &ApiKey) -> Result<(), StorageError> {
        use api_key::Column;
        // When it was used last is not of this command: somebody may have noted a later day since it was read.
        let again = OnConflict::column(Column::Id)
            .update_columns([
                Column::Digest,
                Column::MadeAt,
                Column::FormerDigest,
                Column::FormerMadeAt,
                Column::FormerUntil,
                Column::RevokedAt,
                Column::RevokedBy,
                Column::Version,
            ])
            .to_owned();
        api_key::Entity::insert_many([columns(key).into_active_model()])
            .on_conflict(again)
            .exec_without_returning(&self.transaction)
            .await
            .or_storage()?;
        Ok(())
    }

    async fn api_keys_that_hold(
        &mut self,
        owner: OrganisationId,
        now: DateTime<Utc>,
    ) -> Result<usize, StorageError> {
        let count = api_key::Entity::find()
            .filter(api_key::Column::OwnerId.eq(owner.uuid()))
            .filter(api_key::Column::RevokedAt.is_null())
            .filter(api_key::Column::ExpiresAt.gt(to_microseconds(now)))
            .count(&self.transaction)
            .await
            .or_storage()?;
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    }

    async fn api_key_version(&mut self, owner: OrganisationId) -> Result<i64, StorageError> {
        let latest: Option<Option<i64>> = api_key::Entity::find()
            .select_only()
            .column_as(api_key::Column::Version.max(), "latest")
            .filter(api_key::Column::OwnerId.eq(owner.uuid()))
            .into_tuple()
            .one(&self.transaction)
            .await
            .or_storage()?;
        Ok(latest.flatten().unwrap_or_default())
    }

    async fn api_key_steps(
        &mut self,
        owner: OrganisationId,
        from: i64,
    ) -> Result<Vec<StoredStep>, StorageError> {
        steps_of(&self.transaction, owner, from, &COMMANDS).await
    }
}
