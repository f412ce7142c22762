//! Clearing orphans: bytes that no row asks for, as uploads leave that were cut short.

use crate::error::StorageError;
use crate::ports::{AttachmentAudit, Clock, Files};
use domain::id::AttachmentId;

/// How old bytes are that nobody will still make a row for, in seconds: far longer than any upload takes.
const OLD: u64 = 24 * 60 * 60;

/// How many files are asked about at once.
const AT_ONCE: usize = 500;

/// What a sweep found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    /// Files that rows ask for, or that are too young to tell.
    pub kept: usize,
    /// Orphans that were cleared.
    pub cleared: usize,
}

/// Clears files that are a day old and that no row asks for. Safe beside uploads, and beside other sweeps.
///
/// # Errors
/// [`StorageError`] where the store or the database does not answer; the next sweep goes on.
pub async fn sweep(
    files: &dyn Files,
    audit: &dyn AttachmentAudit,
    clock: &dyn Clock,
) -> Result<Swept, StorageError> {
    let now = u64::try_from(clock.now().timestamp()).unwrap_or_default();
    let (old, young): (Vec<AttachmentId>, Vec<_>) = files
        .list()
        .await?
        .into_iter()
        .partition(|id| born(*id).is_some_and(|born| born.saturating_add(OLD) < now));
    let mut swept = Swept {
        kept: young.len(),
        cleared: 0,
    };
    for part in old.chunks(AT_ONCE) {
        let wanted = audit.wanted(part).await?;
        for id in part {
            if wanted.contains(id) {
                swept.kept += 1;
            } else {
                files.delete(*id).await?;
                swept.cleared += 1;
            }
        }
    }
    Ok(swept)
}

/// When an identity was drawn, in seconds since 1970; `None` for one that does not tell.
fn born(id: AttachmentId) -> Option<u64> {
    let drawn = id.uuid().get_timestamp()?;
    Some(drawn.to_unix().0)
}
