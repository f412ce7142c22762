//! Changing the key of the service (nyckelbyte): every log is handed over by a checkpoint that the old and the new key
//! sign, all in one transaction. From then on the old key signs nothing here.

use super::{StoredLog, broken};
use crate::error::{AppError, StorageError};
use crate::journal::{self, Entry};
use crate::ports::{BeginWork, Clock, Ids};
use domain::id::OrganisationId;
use seal::checkpoint::{Checkpoint, Following, follows};
use seal::key::{KeyError, PublicKey};
use seal::merkle::Tree;
use seal::note::{NoteError, SignedNote};
use seal::rotation::KeyList;
use serde_json::{Value, json};

/// A handover as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredHandover {
    /// The log's name; the service's own where it is of no log.
    pub log: String,
    /// Which change of that log's key, from 1.
    pub ordinal: u64,
    /// Whose log; `None` for the service's own list.
    pub owner: Option<OrganisationId>,
    /// How many entries the checkpoint is of.
    pub size: u64,
    /// The checkpoint, signed by the old key and then by the new one.
    pub note: String,
    /// The old key.
    pub old_key: String,
    /// The new key.
    pub new_key: String,
}

/// Whoever holds the key that leaves and the one that comes, both under the service's name.
pub trait HandsOver: Send + Sync {
    /// Both keys under the name of a log.
    ///
    /// # Errors
    /// [`KeyError`] where the log's name makes no key's.
    fn keys(&self, log: &str) -> Result<[PublicKey; 2], KeyError>;
    /// A checkpoint signed by both.
    ///
    /// # Errors
    /// [`NoteError`].
    fn sign(&self, checkpoint: &Following) -> Result<SignedNote, NoteError>;
}

/// What a change of keys did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rotated {
    /// Logs that were handed over.
    pub handed: usize,
    /// Logs that had the new key already.
    pub held: usize,
}

/// Hands every log over from one key to the next, and the service's own list with them. To repeat it changes nothing.
///
/// # Errors
/// `INVALID_VALUE` where a log is signed with neither of the two keys, with its name, and nothing is changed; storage.
pub async fn rotate(
    hands: &dyn HandsOver,
    service: &str,
    begin: &dyn BeginWork,
    (clock, ids, actor): (&dyn Clock, &dyn Ids, &str),
) -> Result<Rotated, AppError> {
    let mut work = begin.begin().await?;
    let mut done = Rotated::default();
    let own = work.handovers(None).await?;
    let old = hands.keys(service).map_err(broken)?[0].to_string();
    let current = own.last().map_or(old, |last| last.new_key.clone());
    let empty = Checkpoint::over(service, &Tree::default());
    if let Some(new) = handed(hands, None, own.len(), (&current, empty.first()))? {
        work.add_handover(&new).await?;
    }
    // In one order, so that two changes never wait for each other.
    for owner in work.sealed_owners().await? {
        work.lock(owner).await?;
        let log = work.log(owner).await?;
        let following = standing(&log)?;
        let current = log.current_key().ok_or_else(|| broken("it has no key"))?;
        let count = log.handovers.len();
        let Some(new) = handed(hands, Some(owner), count, (&current, following))? else {
            done.held += 1;
            continue;
        };
        work.add_handover(&new).await?;
        let payload = json!({"version": 1, "handover": told(&new)});
        work.append(Entry {
            organisation: owner,
            at: clock.now(),
            actor: actor.to_owned(),
            command: "RotateKey",
            subject: None,
            payload: journal::canonical(&payload)?,
            salt: ids.salt(),
        })
        .await?;
        done.handed += 1;
    }
    work.commit().await?;
    Ok(done)
}

/// What the journal tells of a handover.
pub(crate) fn told(handover: &StoredHandover) -> Value {
    json!({"size": handover.size, "note": handover.note})
}

/// The latest checkpoint of a log, which is of all its entries.
fn standing(log: &StoredLog) -> Result<Following, StorageError> {
    let tree = log.tree()?;
    let stored = log.checkpoint.as_ref();
    let stored = stored.ok_or_else(|| broken("its last checkpoint is missing"))?;
    let key = PublicKey::parse(&stored.signed_by).map_err(broken)?;
    let note = SignedNote::parse(&stored.note).map_err(broken)?;
    let opened = Checkpoint::opened(&note, std::slice::from_ref(&key));
    let (last, _) = opened.map_err(broken)?;
    if last != Checkpoint::over(&last.origin, &tree) {
        return Err(broken("its last checkpoint is not of its entries"));
    }
    follows(&last, last.clone(), &[]).map_err(broken)
}

/// The handover of a log whose key is `current`; `None` where that is the new key already.
fn handed(
    hands: &dyn HandsOver,
    owner: Option<OrganisationId>,
    before: usize,
    (current, checkpoint): (&str, Following),
) -> Result<Option<StoredHandover>, AppError> {
    let at = checkpoint.checkpoint().clone();
    let [old, new] = hands.keys(&at.origin).map_err(broken)?;
    if *current == new.to_string() {
        return Ok(None);
    }
    if *current != old.to_string() {
        let reason = format!("the log {} is signed with {current}", at.origin);
        return Err(AppError::invalid("key", reason));
    }
    let note = hands.sign(&checkpoint).map_err(broken)?;
    let both = [old.clone(), new.clone()];
    let (signed, held) = Checkpoint::opened(&note, &both).map_err(broken)?;
    if signed != at || held.len() != 2 {
        return Err(broken("the signers signed something else").into());
    }
    Ok(Some(StoredHandover {
        log: at.origin,
        ordinal: before as u64 + 1,
        owner,
        size: at.size,
        note: note.to_string(),
        old_key: old.to_string(),
        new_key: new.to_string(),
    }))
}

/// The list of keys of a log, or of the service, with those that its handovers name; `key` where there is none.
///
/// # Errors
/// [`StorageError::Corrupt`] where a handover does not hold.
pub fn key_list(key: &PublicKey, handovers: &[StoredHandover]) -> Result<KeyList, StorageError> {
    let first = match handovers.first() {
        Some(first) => PublicKey::parse(&first.old_key).map_err(broken)?,
        None => key.clone(),
    };
    let mut list = KeyList::first(&first);
    for handover in handovers {
        let note = SignedNote::parse(&handover.note).map_err(broken)?;
        let new = PublicKey::parse(&handover.new_key).map_err(broken)?;
        list = list.rotated(&note, &new).map_err(broken)?;
    }
    Ok(list)
}

impl StoredLog {
    /// The key that signs the log's next checkpoint; `None` before its first.
    pub fn current_key(&self) -> Option<String> {
        let handed = self.handovers.last().map(|last| last.new_key.clone());
        let signed = self.checkpoint.as_ref().map(|last| last.signed_by.clone());
        handed.or(signed)
    }

    /// The handover at the latest checkpoint: both keys signed what it says.
    pub(crate) fn just_handed_over(&self) -> Option<&StoredHandover> {
        let latest = self.checkpoint.as_ref()?;
        let last = self.handovers.last()?;
        (last.size == latest.size).then_some(last)
    }
}
