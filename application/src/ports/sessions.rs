//! What sessions of people need from storage.

use crate::error::StorageError;
use crate::register::Identity;
use crate::sessions::Session;
use async_trait::async_trait;
use chrono::{DateTime, Utc};

/// Sessions, by the digests of their ids. They are no part of the record: no journal tells of them.
#[async_trait]
pub trait SessionStore: Send + Sync {
    /// One of them, in one statement.
    async fn session(&self, digest: &str) -> Result<Option<Session>, StorageError>;
    /// Those of an identity, the latest first, a hundred at the most.
    async fn sessions_of(&self, identity: &Identity) -> Result<Vec<Session>, StorageError>;
    /// Adds one, and clears those that ended or were last used before the instants.
    async fn begin_session(
        &self,
        session: &Session,
        ended_by: DateTime<Utc>,
        unused_since: DateTime<Utc>,
    ) -> Result<(), StorageError>;
    /// Notes that one was used.
    async fn use_session(&self, digest: &str, at: DateTime<Utc>) -> Result<(), StorageError>;
    /// Ends one, where it is there.
    async fn end_session(&self, digest: &str) -> Result<(), StorageError>;
    /// Ends every one of an identity.
    async fn end_sessions_of(&self, identity: &Identity) -> Result<(), StorageError>;
}
