//! What secrecy needs from storage.

use super::Posting;
use crate::error::StorageError;
use crate::read::{Connection, Page};
use crate::secrecy::NotedRead;
use crate::visibility::Mask;
use async_trait::async_trait;
use domain::id::{MeetingId, OrganisationId, SecrecyId};
use domain::meeting::Meeting;
use domain::secrecy::Marking;

/// Markings within a transaction, under their owner's lock where they change.
#[async_trait]
pub trait SecrecyWork: Send {
    /// A marking, whether it stands or not.
    async fn marking(&mut self, id: SecrecyId) -> Result<Option<Marking>, StorageError>;
    /// The markings of a record that stand.
    async fn markings(&mut self, meeting: MeetingId) -> Result<Vec<Marking>, StorageError>;
    /// Adds a marking, or stores that it was taken back; which §§ are covered follows.
    async fn put_marking(
        &mut self,
        owner: OrganisationId,
        marking: &Marking,
    ) -> Result<(), StorageError>;
    /// Stores the terms that a record is found by in place of those before.
    async fn find_by(
        &mut self,
        meeting: &Meeting,
        mask: &Mask,
        postings: &[Posting],
    ) -> Result<(), StorageError>;
}

/// Who was given what is marked as secret.
#[async_trait]
pub trait SecrecyReads: Send + Sync {
    /// Of an owner's records, the latest first.
    async fn secrecy_reads(
        &self,
        owner: OrganisationId,
        page: &Page,
    ) -> Result<Connection<NotedRead>, StorageError>;
}

/// Markings as they are checked.
#[async_trait]
pub trait SecrecyAudit: Send + Sync {
    /// Every marking of an owner.
    async fn all_markings(&self, owner: OrganisationId) -> Result<Vec<Marking>, StorageError>;
    /// What is covered otherwise than the markings of an owner say, in words.
    async fn covered_otherwise(
        &self,
        owner: OrganisationId,
    ) -> Result<Option<String>, StorageError>;
}
