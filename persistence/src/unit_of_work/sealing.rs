//! The logs of sealed units as they grow.

use super::{Work, insert_all};
use crate::entity::{key_handover, log_checkpoint, log_cosignature, log_objection, sealed_unit};
use crate::fault::OrStorage;
use crate::journal::to_microseconds;
use crate::read::sealing::{
    handover_row, handovers, log, objections, one, row_of, sealed_owners, signed,
};
use application::error::StorageError;
use application::ports::SealWork;
use application::sealing::{
    StoredCheckpoint, StoredCosignature, StoredHandover, StoredLog, StoredObjection, StoredSeal,
};
use async_trait::async_trait;
use domain::id::OrganisationId;
use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, IntoActiveModel};

#[async_trait]
impl SealWork for Work {
    async fn log(&mut self, owner: OrganisationId) -> Result<StoredLog, StorageError> {
        log(&self.transaction, owner).await
    }

    async fn add_seal(&mut self, seal: &StoredSeal) -> Result<(), StorageError> {
        insert_all::<sealed_unit::Entity>(&self.transaction, vec![row_of(seal)?]).await
    }

    async fn seal(
        &mut self,
        owner: OrganisationId,
        index: u64,
    ) -> Result<Option<StoredSeal>, StorageError> {
        one(&self.transaction, owner, index).await
    }

    async fn add_checkpoint(
        &mut self,
        owner: OrganisationId,
        checkpoint: &StoredCheckpoint,
    ) -> Result<(), StorageError> {
        let row = log_checkpoint::Model {
            owner_id: owner.uuid(),
            size: signed("log_checkpoint.size", checkpoint.size)?,
            note: checkpoint.note.clone(),
            signed_by: checkpoint.signed_by.clone(),
        };
        insert_all::<log_checkpoint::Entity>(&self.transaction, vec![row]).await
    }

    async fn add_cosignature(
        &mut self,
        owner: OrganisationId,
        cosignature: &StoredCosignature,
    ) -> Result<(), StorageError> {
        let size = signed("log_cosignature.size", cosignature.size)?;
        let row = log_cosignature::Model {
            owner_id: owner.uuid(),
            size,
            witness: cosignature.witness.clone(),
            line: cosignature.line.clone(),
        };
        let there = log_cosignature::Entity::find_by_id((owner.uuid(), size, row.witness.clone()));
        if there.one(&self.transaction).await.or_storage()?.is_some() {
            return Ok(());
        }
        insert_all::<log_cosignature::Entity>(&self.transaction, vec![row]).await
    }

    async fn sealed_owners(&mut self) -> Result<Vec<OrganisationId>, StorageError> {
        sealed_owners(&self.transaction).await
    }

    async fn handovers(
        &mut self,
        owner: Option<OrganisationId>,
    ) -> Result<Vec<StoredHandover>, StorageError> {
        handovers(&self.transaction, owner).await
    }

    async fn add_handover(&mut self, handover: &StoredHandover) -> Result<(), StorageError> {
        let row = handover_row(handover)?;
        insert_all::<key_handover::Entity>(&self.transaction, vec![row]).await
    }

    async fn objections(
        &mut self,
        owner: OrganisationId,
    ) -> Result<Vec<StoredObjection>, StorageError> {
        objections(&self.transaction, owner).await
    }

    async fn put_objection(
        &mut self,
        owner: OrganisationId,
        objection: &StoredObjection,
    ) -> Result<(), StorageError> {
        let row = log_objection::Model {
            owner_id: owner.uuid(),
            witness: objection.witness.clone(),
            size: signed("log_objection.size", objection.size)?,
            known: signed("log_objection.known", objection.known)?,
            told_at: to_microseconds(objection.at),
        };
        let again = OnConflict::columns([
            log_objection::Column::OwnerId,
            log_objection::Column::Witness,
        ])
        .update_columns([
            log_objection::Column::Size,
            log_objection::Column::Known,
            log_objection::Column::ToldAt,
        ])
        .to_owned();
        log_objection::Entity::insert_many([row.into_active_model()])
            .on_conflict(again)
            .exec_without_returning(&self.transaction)
            .await
            .or_storage()
            .map(drop)
    }

    async fn drop_objection(
        &mut self,
        owner: OrganisationId,
        witness: &str,
    ) -> Result<(), StorageError> {
        log_objection::Entity::delete_by_id((owner.uuid(), witness.to_owned()))
            .exec(&self.transaction)
            .await
            .or_storage()
            .map(drop)
    }
}
