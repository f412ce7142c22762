//! What sealing needs from outside: storage of the logs, and whoever holds the key.

use crate::error::StorageError;
use crate::sealing::{StoredCheckpoint, StoredLog, StoredSeal};
use async_trait::async_trait;
use domain::id::{MeetingId, OrganisationId};
use seal::checkpoint::Following;
use seal::key::{KeyError, PublicKey};
use seal::note::{NoteError, SignedNote};

/// Whoever holds the key that logs are signed with.
pub trait Signer: Send + Sync {
    /// The key of an owner's log.
    ///
    /// # Errors
    /// [`KeyError`] where the log's name makes no key's.
    fn key(&self, owner: OrganisationId) -> Result<PublicKey, KeyError>;
    /// Signs a checkpoint of an owner's log.
    ///
    /// # Errors
    /// [`NoteError`] for a checkpoint of another log.
    fn sign(&self, owner: OrganisationId, checkpoint: &Following) -> Result<SignedNote, NoteError>;
}

/// The logs within a transaction, under their owners' locks.
#[async_trait]
pub trait SealWork: Send {
    /// The entries of an owner's log, and its latest checkpoint.
    async fn log(&mut self, owner: OrganisationId) -> Result<StoredLog, StorageError>;
    /// Adds an entry.
    async fn add_seal(&mut self, seal: &StoredSeal) -> Result<(), StorageError>;
    /// An entry as it is stored.
    async fn seal(
        &mut self,
        owner: OrganisationId,
        index: u64,
    ) -> Result<Option<StoredSeal>, StorageError>;
    /// Adds a checkpoint.
    async fn add_checkpoint(
        &mut self,
        owner: OrganisationId,
        checkpoint: &StoredCheckpoint,
    ) -> Result<(), StorageError>;
}

/// Reads of the logs. They know no visibility: whoever asks has looked the record up first.
#[async_trait]
pub trait SealReads: Send + Sync {
    /// The sealed units of a meeting and the log of its owner, from one state of the database.
    async fn seals(
        &self,
        owner: OrganisationId,
        meeting: MeetingId,
    ) -> Result<(Vec<StoredSeal>, StoredLog), StorageError>;
}

/// Reads of the logs for checking the record against itself.
#[async_trait]
pub trait SealAudit: Send + Sync {
    /// Owners of whose log anything is stored.
    async fn logs(&self) -> Result<Vec<OrganisationId>, StorageError>;
    /// Entries of a log from an index on, in order, at most `limit`.
    async fn seals_from(
        &self,
        owner: OrganisationId,
        index: u64,
        limit: u32,
    ) -> Result<Vec<StoredSeal>, StorageError>;
    /// Every checkpoint of a log, in order of size.
    async fn checkpoints(
        &self,
        owner: OrganisationId,
    ) -> Result<Vec<StoredCheckpoint>, StorageError>;
    /// The sealed units of meetings.
    async fn seals_of(&self, meetings: &[MeetingId]) -> Result<Vec<StoredSeal>, StorageError>;
}
