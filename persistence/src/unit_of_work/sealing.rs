//! The logs of sealed units as they grow.

use super::{Work, insert_all};
use crate::entity::{log_checkpoint, sealed_unit};
use crate::read::sealing::{log, one, row_of, signed};
use application::error::StorageError;
use application::ports::SealWork;
use application::sealing::{StoredCheckpoint, StoredLog, StoredSeal};
use async_trait::async_trait;
use domain::id::OrganisationId;

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
}
