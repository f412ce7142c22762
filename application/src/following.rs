//! Following the journal: what stands after a number, and a hint when more has come.
//!
//! The journal is the truth. Its numbers are dense and drawn under a lock that is held to the commit, so whoever has
//! read to a number and goes on from there misses nothing and reads nothing twice. A hint only says that it may be
//! worth to read again; a hint that is lost costs time, never an entry.

use crate::error::StorageError;
use crate::read::ChangeHit;
use async_trait::async_trait;
use domain::id::{MeetingId, OrganisationId};

/// Hints that the journal of one organisation, or anybody's, may have grown.
#[async_trait]
pub trait Hints: Send {
    /// Waits for the next hint; those that came since the last one count as one. It may come for nothing, and it may
    /// never come: wait for a time besides.
    async fn hinted(&mut self);
}

/// The journal, for those who follow it.
#[async_trait]
pub trait Follow: Send + Sync {
    /// The number of the last entry of an organisation's journal, 0 before the first.
    async fn journal_end(&self, organisation: OrganisationId) -> Result<i64, StorageError>;

    /// Entries of an organisation's journal after a number, in order: all, or those about one meeting. At most so many.
    async fn entries_after(
        &self,
        organisation: OrganisationId,
        about: Option<MeetingId>,
        sequence: i64,
        most: u32,
    ) -> Result<Vec<ChangeHit>, StorageError>;

    /// How many entries up to a number are about a meeting: the meeting's version at that point.
    async fn version_at(
        &self,
        organisation: OrganisationId,
        meeting: MeetingId,
        sequence: i64,
    ) -> Result<i64, StorageError>;

    /// Where the public feed ends: the number of the last entry of an organisation's, or of all; 0 before the first.
    async fn feed_end(&self, organisation: Option<OrganisationId>) -> Result<i64, StorageError>;

    /// Hints from now on; where no organisation is named, that anybody's journal may have grown.
    fn hints(&self, organisation: Option<OrganisationId>) -> Box<dyn Hints>;
}
