//! What embargoes need of storage.

use crate::embargo::Embargo;
use crate::error::StorageError;
use crate::visibility::Visibility;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{MeetingId, OrganisationId};
use std::collections::HashMap;

/// Embargoes within a transaction, under their owner's lock.
#[async_trait]
pub trait EmbargoWork: Send {
    /// That of a meeting's minutes.
    async fn embargo(&mut self, meeting: MeetingId) -> Result<Option<Embargo>, StorageError>;
    /// Sets one in place of any before.
    async fn set_embargo(&mut self, embargo: &Embargo) -> Result<(), StorageError>;
    /// Ends that of a meeting's minutes, where there is one.
    async fn end_embargo(&mut self, meeting: MeetingId) -> Result<(), StorageError>;
}

/// Embargoes as those inside their owners' records read them.
#[async_trait]
pub trait EmbargoReads: Send + Sync {
    /// The instants, by meeting.
    async fn embargoes(
        &self,
        meetings: &[MeetingId],
        see: &Visibility,
    ) -> Result<HashMap<MeetingId, DateTime<Utc>>, StorageError>;
}

/// Embargoes whose instant has come.
#[async_trait]
pub trait EmbargoQueue: Send + Sync {
    /// At most a hundred of them, the earliest first.
    async fn due_embargoes(
        &self,
        now: DateTime<Utc>,
    ) -> Result<Vec<(OrganisationId, MeetingId)>, StorageError>;
}

/// Embargoes as they are checked.
#[async_trait]
pub trait EmbargoAudit: Send + Sync {
    /// Those of an owner.
    async fn all_embargoes(&self, owner: OrganisationId) -> Result<Vec<Embargo>, StorageError>;
}
