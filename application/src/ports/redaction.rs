//! What redaction needs from outside.

use super::StoredEntry;
use crate::error::StorageError;
use crate::sealing::StoredSeal;
use async_trait::async_trait;
use domain::id::{MeetingId, OrganisationId, PersonId};
use domain::redaction::Words;
use uuid::Uuid;

/// The source of one revision of a loaded record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSource {
    /// Which revision.
    pub number: i64,
    /// SHA-256 of the source, hexadecimal.
    pub digest: String,
    /// Canonical JSON.
    pub source: String,
}

/// What is left of what was stored about a meeting.
#[derive(Debug)]
pub struct Rewritten<'a> {
    /// Whose record it is.
    pub owner: OrganisationId,
    /// The meeting.
    pub meeting: MeetingId,
    /// Entries of the journal: (number, payload, salt).
    pub payloads: Vec<(i64, String, Uuid)>,
    /// Entries of the log: (index, leaves).
    pub seals: Vec<(u64, String)>,
    /// Sources of a loaded record, in order: (revision, digest, source).
    pub sources: Vec<(i64, String, String)>,
    /// What was blotted.
    pub words: &'a Words,
}

/// Redaction within a transaction, under the owner's lock.
#[async_trait]
pub trait RedactionWork: Send {
    /// The journal's entries about a meeting and its attachments, in order.
    async fn entries_about(
        &mut self,
        owner: OrganisationId,
        meeting: MeetingId,
    ) -> Result<Vec<StoredEntry>, StorageError>;
    /// Other entries of the owner's journal in which the words may stand: (number, payload).
    async fn entries_elsewhere(
        &mut self,
        rewritten: &Rewritten<'_>,
    ) -> Result<Vec<(i64, String)>, StorageError>;
    /// The sealed units of a meeting, in order.
    async fn seals_about(
        &mut self,
        owner: OrganisationId,
        meeting: MeetingId,
    ) -> Result<Vec<StoredSeal>, StorageError>;
    /// The sources of a loaded record, in order of revision.
    async fn sources(&mut self, meeting: MeetingId) -> Result<Vec<StoredSource>, StorageError>;
    /// Writes what is left in place of what was, and blots what is told beside the record: reports, settled conditions,
    /// attachments, receipts of commands. Gives how many of those texts were blotted.
    async fn rewrite(&mut self, rewritten: &Rewritten<'_>) -> Result<u64, StorageError>;
    /// Takes the names of persons whom only this record names from the register. Gives those whom more names.
    async fn forget_persons(
        &mut self,
        owner: OrganisationId,
        meeting: MeetingId,
        persons: &[PersonId],
    ) -> Result<Vec<PersonId>, StorageError>;
}
