//! What revoking tokens needs from storage.

use super::StoredStep;
use crate::error::StorageError;
use crate::read::{Connection, Page};
use crate::revocation::Revocation;
use async_trait::async_trait;
use domain::id::{OrganisationId, RevocationId};

/// Revocations within a transaction, under their organisation's lock where they change.
#[async_trait]
pub trait RevocationWork: Send {
    /// One of them.
    async fn revocation(&mut self, id: RevocationId) -> Result<Option<Revocation>, StorageError>;
    /// The one that an entry of an organisation's journal tells of.
    async fn revocation_told(
        &mut self,
        organisation: OrganisationId,
        sequence: i64,
    ) -> Result<Option<Revocation>, StorageError>;
    /// Adds one, or stores it in place of the former.
    async fn put_revocation(&mut self, revocation: &Revocation) -> Result<(), StorageError>;
    /// The highest version among those of an organisation; 0 where it has none.
    async fn revocation_version(
        &mut self,
        organisation: OrganisationId,
    ) -> Result<i64, StorageError>;
    /// The journal's entries about those of an organisation from a number on, a hundred at the most.
    async fn revocation_steps(
        &mut self,
        organisation: OrganisationId,
        from: i64,
    ) -> Result<Vec<StoredStep>, StorageError>;
    /// Organisations with a journal, in an order that is always the same.
    async fn journalled(&mut self) -> Result<Vec<OrganisationId>, StorageError>;
}

/// Revocations as they are asked for.
#[async_trait]
pub trait RevocationReads: Send + Sync {
    /// Those of an issuer's tokens that may bear on one with an id and a subject, in one statement.
    async fn revocations_of(
        &self,
        issuer: &str,
        token: Option<&str>,
        subject: &str,
    ) -> Result<Vec<Revocation>, StorageError>;
    /// Those of an organisation, the latest first.
    async fn revocations_at(
        &self,
        organisation: OrganisationId,
        page: &Page,
    ) -> Result<Connection<Revocation>, StorageError>;
}

/// Revocations as they are checked.
#[async_trait]
pub trait RevocationAudit: Send + Sync {
    /// Every one.
    async fn all_revocations(&self) -> Result<Vec<Revocation>, StorageError>;
}
