//! What attachments need of storage: rows for what is told of a file, and a place for its bytes.

use crate::attachments::{HeldAttachment, Holdings, StoredAttachment};
use crate::error::StorageError;
use crate::ports::StoredStep;
use crate::visibility::Visibility;
use async_trait::async_trait;
use bytes::Bytes;
use domain::Date;
use domain::attachment::Attachment;
use domain::id::{AttachmentId, MeetingId, OrganisationId, ParagraphId};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// A place for the bytes of files, each under the id of its attachment and written once.
///
/// Bytes come before the row that tells of them, and go after it: whatever lies here without such a row is an orphan,
/// which [`crate::attachments::sweep`] clears.
#[async_trait]
pub trait Files: Send + Sync {
    /// Starts to write a file.
    async fn create(&self, id: AttachmentId) -> Result<Box<dyn WriteFile>, StorageError>;
    /// How many bytes a file has; `None` where there is no such file.
    async fn size(&self, id: AttachmentId) -> Result<Option<u64>, StorageError>;
    /// Reads a part of a file, by places of bytes within its size; `None` where there is no such file.
    async fn open(
        &self,
        id: AttachmentId,
        range: Range<u64>,
    ) -> Result<Option<Box<dyn ReadFile>>, StorageError>;
    /// Takes a file away; no error where there is none.
    async fn delete(&self, id: AttachmentId) -> Result<(), StorageError>;
    /// Every file that is there, whole or not.
    async fn list(&self) -> Result<Vec<AttachmentId>, StorageError>;
}

/// A file that is being written. Dropped before [`WriteFile::finish`] it leaves an orphan at the most.
#[async_trait]
pub trait WriteFile: Send {
    /// Adds bytes behind those before.
    async fn write(&mut self, bytes: Bytes) -> Result<(), StorageError>;
    /// Makes it last: a crash after this loses nothing of it.
    async fn finish(self: Box<Self>) -> Result<(), StorageError>;
    /// Takes away what was written.
    async fn abort(self: Box<Self>) -> Result<(), StorageError>;
}

/// A file that is being read.
#[async_trait]
pub trait ReadFile: Send {
    /// The next bytes, of any number; `None` at the end.
    async fn next(&mut self) -> Result<Option<Bytes>, StorageError>;
}

/// Attachments within a transaction.
#[async_trait]
pub trait AttachmentWork: Send {
    /// An attachment, with what its record says.
    async fn attachment(
        &mut self,
        id: AttachmentId,
    ) -> Result<Option<StoredAttachment>, StorageError>;
    /// Adds an attachment of an owner, or stores it as it stands after the journal's entry of this number.
    async fn put_attachment(
        &mut self,
        owner: OrganisationId,
        held: &Attachment,
        sequence: i64,
    ) -> Result<(), StorageError>;
    /// The journal's entries about the attachments of an owner from a number on, a hundred at the most.
    async fn attachment_steps(
        &mut self,
        owner: OrganisationId,
        from: i64,
    ) -> Result<Vec<StoredStep>, StorageError>;
}

/// Reads of attachments, as far as the viewer may know of them: outside those alone that are public, of records that
/// are. In order of upload.
#[async_trait]
pub trait AttachmentReads: Send + Sync {
    /// Attachments by id.
    async fn attachments(
        &self,
        ids: &[AttachmentId],
        see: &Visibility,
    ) -> Result<HashMap<AttachmentId, HeldAttachment>, StorageError>;
    /// Attachments of meetings, those of their §§ among them.
    async fn attachments_of(
        &self,
        meetings: &[MeetingId],
        see: &Visibility,
    ) -> Result<HashMap<MeetingId, Vec<HeldAttachment>>, StorageError>;
    /// Attachments of §§.
    async fn attachments_under(
        &self,
        paragraphs: &[ParagraphId],
        see: &Visibility,
    ) -> Result<HashMap<ParagraphId, Vec<HeldAttachment>>, StorageError>;
    /// Attachments of an owner of which something may be due for removal by a day, the oldest 500; none for those
    /// outside.
    async fn attachments_due(
        &self,
        owner: OrganisationId,
        by: Date,
        see: &Visibility,
    ) -> Result<Vec<HeldAttachment>, StorageError>;
}

/// Reads of attachments for checking them; they see everything.
#[async_trait]
pub trait AttachmentAudit: Send + Sync {
    /// The attachments of an owner, as the tables hold them.
    async fn holdings(&self, owner: OrganisationId) -> Result<Holdings, StorageError>;
    /// Those among files whose bytes a row asks for.
    async fn wanted(&self, files: &[AttachmentId]) -> Result<HashSet<AttachmentId>, StorageError>;
}
