//! What sealing needs from outside: storage of the logs, and whoever holds the key.

use crate::error::StorageError;
use crate::sealing::{
    Reach, Reply, StoredCheckpoint, StoredCosignature, StoredHandover, StoredLog, StoredObjection,
    StoredProof, StoredSeal,
};
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

/// Somebody outside who remembers how far a log went, and signs what follows on that.
#[async_trait]
pub trait Witness: Send + Sync {
    /// The witness's key.
    fn key(&self) -> &PublicKey;
    /// Asks for a cosignature (C2SP tlog-witness, `add-checkpoint`). Answers in bounded time.
    async fn add_checkpoint(&self, submission: &str) -> Reply;
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
    /// Adds a witness's cosignature, where there is none of that witness for that checkpoint.
    async fn add_cosignature(
        &mut self,
        owner: OrganisationId,
        cosignature: &StoredCosignature,
    ) -> Result<(), StorageError>;
    /// Owners of whose log a checkpoint is stored, in order.
    async fn sealed_owners(&mut self) -> Result<Vec<OrganisationId>, StorageError>;
    /// The changes of a log's key, or of the service's own (`None`), in order.
    async fn handovers(
        &mut self,
        owner: Option<OrganisationId>,
    ) -> Result<Vec<StoredHandover>, StorageError>;
    /// Adds a change of a log's key.
    async fn add_handover(&mut self, handover: &StoredHandover) -> Result<(), StorageError>;
    /// What witnesses hold against a log.
    async fn objections(
        &mut self,
        owner: OrganisationId,
    ) -> Result<Vec<StoredObjection>, StorageError>;
    /// Keeps what a witness holds against a log, in place of what it held before.
    async fn put_objection(
        &mut self,
        owner: OrganisationId,
        objection: &StoredObjection,
    ) -> Result<(), StorageError>;
    /// Drops what a witness, by its key, holds against a log.
    async fn drop_objection(
        &mut self,
        owner: OrganisationId,
        witness: &str,
    ) -> Result<(), StorageError>;
}

/// Reads of the logs. They know no visibility: whoever asks has looked the record up first.
#[async_trait]
pub trait SealReads: Send + Sync {
    /// The sealed units of a meeting with the log of its owner, and the checkpoint of so many entries where that is
    /// asked for; all from one state of the database.
    async fn seals(
        &self,
        owner: OrganisationId,
        meeting: MeetingId,
        since: Option<u64>,
    ) -> Result<StoredProof, StorageError>;
    /// The changes of a log's key, or of the service's own (`None`), in order.
    async fn handovers(
        &self,
        owner: Option<OrganisationId>,
    ) -> Result<Vec<StoredHandover>, StorageError>;
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
    /// The entries of a log, and its latest checkpoint.
    async fn log(&self, owner: OrganisationId) -> Result<StoredLog, StorageError>;
    /// How far every log went, and how far each witness followed.
    async fn reach(&self) -> Result<Vec<Reach>, StorageError>;
    /// Every cosignature of a log's checkpoints.
    async fn cosignatures(
        &self,
        owner: OrganisationId,
    ) -> Result<Vec<StoredCosignature>, StorageError>;
    /// What witnesses hold against a log.
    async fn objections(&self, owner: OrganisationId)
    -> Result<Vec<StoredObjection>, StorageError>;
    /// The changes of a log's key, or of the service's own (`None`), in order.
    async fn handed_over(
        &self,
        owner: Option<OrganisationId>,
    ) -> Result<Vec<StoredHandover>, StorageError>;
    /// The sealed units of meetings.
    async fn seals_of(&self, meetings: &[MeetingId]) -> Result<Vec<StoredSeal>, StorageError>;
}
