//! What imports need from storage.

use super::StoredStep;
use crate::error::StorageError;
use crate::imports::{Import, Outcome, Reading};
use crate::read::{Connection, Page};
use crate::visibility::Visibility;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{ImportId, OrganisationId};
use std::collections::HashMap;

/// Imports within a transaction, under their owner's lock where they change.
#[async_trait]
pub trait ImportWork: Send {
    /// One of them.
    async fn import(&mut self, id: ImportId) -> Result<Option<Import>, StorageError>;
    /// The latest of an owner of a file with these bytes.
    async fn import_of_file(
        &mut self,
        owner: OrganisationId,
        digest: &str,
    ) -> Result<Option<Import>, StorageError>;
    /// The one that an entry of its owner's journal tells of.
    async fn import_told(
        &mut self,
        owner: OrganisationId,
        sequence: i64,
    ) -> Result<Option<Import>, StorageError>;
    /// Adds one, or stores how it stands now.
    async fn put_import(&mut self, import: &Import) -> Result<(), StorageError>;
    /// What was read in its file.
    async fn import_reading(&mut self, id: ImportId) -> Result<Option<Reading>, StorageError>;
    /// Stores what was read in its file, or how that stands now.
    async fn put_import_reading(
        &mut self,
        id: ImportId,
        reading: &Reading,
    ) -> Result<(), StorageError>;
    /// Lets what was read go.
    async fn drop_import_reading(&mut self, id: ImportId) -> Result<(), StorageError>;
    /// The journal's entries about those of an owner from a number on, a hundred at the most.
    async fn import_steps(
        &mut self,
        owner: OrganisationId,
        from: i64,
    ) -> Result<Vec<StoredStep>, StorageError>;
}

/// Which imports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportFilter {
    /// Whose.
    pub owner: OrganisationId,
    /// Of this batch.
    pub batch: Option<String>,
    /// With this outcome.
    pub outcome: Option<Outcome>,
}

/// Files that were brought in together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportBatch {
    /// What they were brought in as; none for those without a name.
    pub name: Option<String>,
    /// When the latest came.
    pub latest: DateTime<Utc>,
    /// How many of each outcome.
    pub counts: Vec<(Outcome, u64)>,
}

/// Imports as their operators and auditors see them.
#[async_trait]
pub trait ImportReads: Send + Sync {
    /// Some of them by id.
    async fn imports_by_id(
        &self,
        ids: &[ImportId],
        see: &Visibility,
    ) -> Result<HashMap<ImportId, Import>, StorageError>;
    /// What was read in their files.
    async fn import_readings(
        &self,
        ids: &[ImportId],
        see: &Visibility,
    ) -> Result<HashMap<ImportId, Reading>, StorageError>;
    /// A list of them, the latest first.
    async fn imports(
        &self,
        filter: &ImportFilter,
        page: &Page,
        see: &Visibility,
    ) -> Result<Connection<Import>, StorageError>;
    /// An owner's batches, the latest first, a hundred at the most.
    async fn import_batches(
        &self,
        owner: OrganisationId,
        see: &Visibility,
    ) -> Result<Vec<ImportBatch>, StorageError>;
}

/// Imports as they are checked.
#[async_trait]
pub trait ImportAudit: Send + Sync {
    /// Every one.
    async fn all_imports(&self) -> Result<Vec<Import>, StorageError>;
}
