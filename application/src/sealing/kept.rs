//! Whether a log still holds what a checkpoint that was kept elsewhere says of it.

use super::{broken, log_key};
use crate::error::AppError;
use crate::ports::SealAudit;
use domain::id::OrganisationId;
use seal::checkpoint::Checkpoint;
use seal::key::PublicKey;
use seal::note::SignedNote;

/// What does not fit between a checkpoint that was kept elsewhere and the log here; `None` where the log goes on from it.
///
/// The checkpoint says something of the log only if the log's key signed it: one of those given, under the service's
/// name, or one that signed a checkpoint here. Every witness given must have signed as well.
///
/// # Errors
/// Storage.
pub async fn kept_elsewhere(
    logs: &dyn SealAudit,
    note: &SignedNote,
    keys: &[PublicKey],
    witnesses: &[PublicKey],
) -> Result<Option<String>, AppError> {
    let kept = match Checkpoint::parse(note.text()) {
        Ok(kept) => kept,
        Err(error) => return Ok(Some(error.to_string())),
    };
    let origin = &kept.origin;
    let owner = origin.rsplit('/').next().map(OrganisationId::parse);
    let Some(Ok(owner)) = owner else {
        return Ok(Some(format!("{origin} is no log of this service")));
    };
    let place = format!("log of {owner}");
    let mut own: Vec<PublicKey> = keys
        .iter()
        .filter_map(|key| log_key(key, owner).ok())
        .collect();
    // Those that the log was handed over from and to, where the key given is one of them; all, where none is given.
    let handed = logs.handed_over(Some(owner)).await?;
    let texts = handed
        .iter()
        .flat_map(|held| [&held.old_key, &held.new_key]);
    let listed = texts.map(|text| PublicKey::parse(text).map_err(broken));
    let listed = listed.collect::<Result<Vec<_>, _>>()?;
    if own.is_empty() {
        for held in logs.checkpoints(owner).await? {
            let key = PublicKey::parse(&held.signed_by).map_err(broken)?;
            if !own.contains(&key) {
                own.push(key);
            }
        }
    } else if own.iter().any(|key| listed.contains(key)) {
        own.extend(listed);
    }
    if let Err(error) = note.opened(&own) {
        return Ok(Some(format!(
            "{place}: the checkpoint says nothing of it: {error}"
        )));
    }
    for witness in witnesses {
        if let Err(error) = note.opened(std::slice::from_ref(witness)) {
            let name = witness.name();
            return Ok(Some(format!(
                "{place}: the witness {name} has not signed the checkpoint: {error}"
            )));
        }
    }
    let tree = logs.log(owner).await?.tree()?;
    let (here, size) = (tree.size() as u64, kept.size);
    if here < size {
        return Ok(Some(format!(
            "{place}: the checkpoint kept elsewhere is of {size} entries, but {here} are here: an older backup was restored, or its end cut off"
        )));
    }
    let root = usize::try_from(size).ok().and_then(|size| tree.root(size));
    if root != Some(kept.root) {
        return Ok(Some(format!(
            "{place}: its first {size} entries are not those of the checkpoint kept elsewhere"
        )));
    }
    Ok(None)
}
