//! What keys for machines need from storage.

use super::StoredStep;
use crate::api_keys::ApiKey;
use crate::error::StorageError;
use crate::read::{Connection, Page};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::Date;
use domain::id::{ApiKeyId, OrganisationId};

/// Keys within a transaction, under their owner's lock where they change.
#[async_trait]
pub trait ApiKeyWork: Send {
    /// One of them.
    async fn api_key(&mut self, id: ApiKeyId) -> Result<Option<ApiKey>, StorageError>;
    /// The one that an entry of its owner's journal tells of.
    async fn api_key_told(
        &mut self,
        owner: OrganisationId,
        sequence: i64,
    ) -> Result<Option<ApiKey>, StorageError>;
    /// Adds one, or stores its secrets, its end and its version in place of the former ones.
    async fn put_api_key(&mut self, key: &ApiKey) -> Result<(), StorageError>;
    /// How many of an owner hold at an instant.
    async fn api_keys_that_hold(
        &mut self,
        owner: OrganisationId,
        now: DateTime<Utc>,
    ) -> Result<usize, StorageError>;
    /// The highest version among those of an owner; 0 where it has none.
    async fn api_key_version(&mut self, owner: OrganisationId) -> Result<i64, StorageError>;
    /// The journal's entries about those of an owner from a number on, a hundred at the most.
    async fn api_key_steps(
        &mut self,
        owner: OrganisationId,
        from: i64,
    ) -> Result<Vec<StoredStep>, StorageError>;
}

/// Keys as they are asked for.
#[async_trait]
pub trait ApiKeyReads: Send + Sync {
    /// One of them, in one statement.
    async fn api_key(&self, id: ApiKeyId) -> Result<Option<ApiKey>, StorageError>;
    /// Those of an owner, the latest first.
    async fn api_keys(
        &self,
        owner: OrganisationId,
        page: &Page,
    ) -> Result<Connection<ApiKey>, StorageError>;
    /// Notes that one was used on a day, unless a later day is noted.
    async fn used_api_key(&self, id: ApiKeyId, on: Date) -> Result<(), StorageError>;
}

/// Keys as they are checked.
#[async_trait]
pub trait ApiKeyAudit: Send + Sync {
    /// Every one.
    async fn all_api_keys(&self) -> Result<Vec<ApiKey>, StorageError>;
}
