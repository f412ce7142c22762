//! Holding stored files against what their rows tell of them.

use crate::error::{AppError, StorageError};
use crate::ports::{Audit, Files};
use data_encoding::HEXLOWER;
use domain::attachment::StoredFile;
use domain::id::AttachmentId;
use sha2::{Digest, Sha256};

/// How many files that do not fit are named at the most.
const NAMED: usize = 20;

/// Reads every stored file and compares its size and digest: how many were read, and those that are missing or changed
/// in words.
///
/// # Errors
/// `UNAVAILABLE` where the store or the database does not answer.
pub async fn check_files(
    audit: &dyn Audit,
    files: &dyn Files,
) -> Result<(u64, Option<String>), AppError> {
    let (mut read, mut bad) = (0, Vec::new());
    for (owner, ..) in audit.journals().await? {
        for (id, (attachment, _)) in audit.holdings(owner).await?.0 {
            if !attachment.is_stored() {
                continue;
            }
            read += 1;
            if let Some(reason) = differs(files, id, &attachment.file).await? {
                bad.push(format!(
                    "attachment {id} ({}): {reason}",
                    attachment.file.name
                ));
            }
        }
    }
    let more = bad.len().saturating_sub(NAMED);
    bad.truncate(NAMED);
    if more > 0 {
        bad.push(format!("and {more} more"));
    }
    Ok((read, (!bad.is_empty()).then(|| bad.join("; "))))
}

async fn differs(
    files: &dyn Files,
    id: AttachmentId,
    told: &StoredFile,
) -> Result<Option<&'static str>, StorageError> {
    let Some(size) = files.size(id).await? else {
        return Ok(Some("the file is missing"));
    };
    if size != told.size {
        return Ok(Some("the file has not the size that it had"));
    }
    let Some(mut reading) = files.open(id, 0..size).await? else {
        return Ok(Some("the file is missing"));
    };
    let mut hasher = Sha256::new();
    loop {
        match reading.next().await {
            Ok(Some(part)) => hasher.update(&part),
            Ok(None) => break,
            // A part that is gone is a change of the file, not of the store.
            Err(StorageError::Corrupt { .. }) => return Ok(Some("a part of the file is missing")),
            Err(error) => return Err(error),
        }
    }
    let changed = HEXLOWER.encode(&hasher.finalize()) != told.digest.as_str();
    Ok(changed.then_some("the file is not the one that was uploaded"))
}
