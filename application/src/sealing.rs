//! The seal: an adjusted unit becomes an entry of its owner's log, in the transaction that adjusts it.
//!
//! What is sealed is never made again from the record: its bytes are stored, read back and hashed a second time before
//! anything is signed. A bundle is made of those bytes alone.

mod bundle;
pub(crate) mod check;
mod content;
mod kept;
mod rotation;
mod settling;
mod unsealed;
mod withholding;
mod witnessing;

pub use bundle::{Wanted, bundle};
pub use check::Checked;
pub(crate) use content::{Content, content, paragraph_content, settled};
pub use kept::kept_elsewhere;
pub(crate) use rotation::told;
pub use rotation::{HandsOver, Rotated, StoredHandover, key_list, rotate};
pub use settling::{Settle, settle};
pub use unsealed::Unsealed;
pub(crate) use withholding::{Members, stands_as, withheld};
pub use witnessing::{Heard, Patience, Reach, Reply, Said, Witnessing, overdue};

use crate::error::{AppError, StorageError};
use crate::journal;
use crate::ports::{Ids, Signer, UnitOfWork};
use chrono::{DateTime, Utc};
use domain::id::{MeetingId, OrganisationId};
use domain::live::{Happening, LiveMeeting, Part};
use seal::checkpoint::{Checkpoint, follows};
use seal::digest::Digest;
use seal::key::{KeyError, PublicKey};
use seal::leaf::{Leaf, Salt};
use seal::merkle::Tree;
use seal::note::SignedNote;
use seal::unit::Entry;
use serde_json::{Value, json};
use std::fmt::Display;

/// An entry of a log as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSeal {
    /// Whose log.
    pub owner: OrganisationId,
    /// Which entry, from 0.
    pub index: u64,
    /// The meeting whose minutes it is a part of.
    pub meeting: MeetingId,
    /// Which part.
    pub part: Part,
    /// The leaves, canonical JSON.
    pub leaves: String,
    /// How many leaves.
    pub size: u64,
    /// The root over them, base64.
    pub root: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A signed checkpoint as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCheckpoint {
    /// How many entries it is of.
    pub size: u64,
    /// The signed note.
    pub note: String,
    /// The key that signed it.
    pub signed_by: String,
}

/// A witness's cosignature as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCosignature {
    /// How many entries the checkpoint is of.
    pub size: u64,
    /// The witness's key.
    pub witness: String,
    /// The signature line, without its newline.
    pub line: String,
}

/// What a witness holds against a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredObjection {
    /// The witness's key.
    pub witness: String,
    /// How many entries the log had when the witness was asked.
    pub size: u64,
    /// How many entries the witness has seen: more than the log has, or others.
    pub known: u64,
    /// When it was asked.
    pub at: DateTime<Utc>,
}

impl Display for StoredObjection {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = self.witness.split('+').next().unwrap_or_default();
        let Self { size, known, .. } = self;
        if known > size {
            write!(
                formatter,
                "the witness {name} has seen {known} entries, but {size} are here: an older backup was restored, or another log was signed with this key"
            )
        } else {
            write!(
                formatter,
                "the witness {name} has seen others as the first {known} entries: the log was rewritten, or another one signed with this key"
            )
        }
    }
}

/// A unit's log as far as a bundle needs it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StoredProof {
    /// The sealed units of the meeting.
    pub units: Vec<StoredSeal>,
    /// The log.
    pub log: StoredLog,
    /// The latest checkpoint that a witness has signed, with what witnesses signed.
    pub witnessed: Option<(StoredCheckpoint, Vec<StoredCosignature>)>,
    /// The earlier checkpoint that was asked for.
    pub earlier: Option<StoredCheckpoint>,
}

/// A log as stored, without what its entries hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StoredLog {
    /// Root and size of each entry with its index, in order.
    pub entries: Vec<(u64, String, u64)>,
    /// The latest checkpoint.
    pub checkpoint: Option<StoredCheckpoint>,
    /// The changes of its key, in order.
    pub handovers: Vec<StoredHandover>,
}

/// What the journal tells of a seal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Which entry of the owner's log.
    pub index: u64,
    /// The unit's root, base64.
    pub root: String,
}

impl Sealed {
    /// As the payload of the journal's entry keeps it.
    pub(crate) fn write(&self) -> Value {
        json!({"index": self.index, "root": self.root})
    }

    /// From a payload; `None` where nothing was sealed in that step.
    pub(crate) fn read(payload: &Value) -> Option<Self> {
        let held = payload.get("sealed")?;
        Some(Self {
            index: held.get("index")?.as_u64()?,
            root: held.get("root")?.as_str()?.to_owned(),
        })
    }
}

/// What the log of an owner is called, by the name of the service's key.
pub fn log_name(service: &str, owner: OrganisationId) -> String {
    format!("{service}/{owner}")
}

/// The key of an owner's log: the service's key under the name of the log.
///
/// # Errors
/// [`KeyError::Name`].
pub fn log_key(service: &PublicKey, owner: OrganisationId) -> Result<PublicKey, KeyError> {
    service.named(&log_name(service.name(), owner))
}

fn broken(reason: impl Display) -> StorageError {
    StorageError::Corrupt {
        what: "log of sealed units",
        reason: reason.to_string(),
    }
}

/// Leaves as they are stored.
fn written(leaves: &[Leaf]) -> Result<String, StorageError> {
    let value = serde_json::to_value(leaves).map_err(broken)?;
    journal::canonical(&value)
}

/// Stored leaves, read in their one form.
pub(crate) fn read(text: &str) -> Result<Vec<Leaf>, String> {
    let leaves: Vec<Leaf> = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let again = written(&leaves).map_err(|error| error.to_string())?;
    if again == text {
        Ok(leaves)
    } else {
        Err("the leaves are not in canonical form".to_owned())
    }
}

/// What leaves hold, hashed anew; the place of the first one that does not hold, and why.
pub(crate) fn opened(leaves: &[Leaf]) -> Result<Vec<Value>, (usize, String)> {
    let each = leaves.iter().enumerate();
    each.map(|(index, leaf)| match leaf.opened() {
        Ok(Some(proven)) => Ok(proven.content),
        Ok(None) => Err((index, "its members are gone".to_owned())),
        Err(error) => Err((index, error.to_string())),
    })
    .collect()
}

impl StoredLog {
    /// The tree over the entries.
    fn tree(&self) -> Result<Tree, StorageError> {
        let mut tree = Tree::default();
        for (place, (index, root, size)) in (0_u64..).zip(&self.entries) {
            if *index != place {
                return Err(broken(format!("entry {place} is missing")));
            }
            tree.push(entry_hash(root, *size).map_err(broken)?);
        }
        Ok(tree)
    }
}

/// The hash of an entry with a root and a size.
pub(crate) fn entry_hash(root: &str, size: u64) -> Result<Digest, String> {
    let root = Digest::parse(root).ok_or("a root is no digest")?;
    Entry::new(root, size)
        .hash()
        .map_err(|error| error.to_string())
}

/// The key that a new log begins with, by the service's list or the other logs; `None` where nothing was sealed before.
async fn begun_with(
    key: &PublicKey,
    owner: OrganisationId,
    work: &mut dyn UnitOfWork,
) -> Result<Option<String>, AppError> {
    let known = match work.handovers(None).await?.pop() {
        Some(last) => Some(last.new_key),
        None => match work.sealed_owners().await?.into_iter().next() {
            Some(other) if other != owner => work.log(other).await?.current_key(),
            _ => None,
        },
    };
    let Some(known) = known else {
        return Ok(None);
    };
    let named = PublicKey::parse(&known).map_err(broken)?;
    Ok(Some(named.named(key.name()).map_err(broken)?.to_string()))
}

/// The part that a step adjusted; `None` where it adjusted none.
pub(crate) fn adjusted_by(happened: &[Happening]) -> Option<&Part> {
    happened.iter().find_map(|happening| match happening {
        Happening::Signed {
            part,
            adjusted_on: Some(_),
            ..
        }
        | Happening::AdjustedByBoard { part, .. } => Some(part),
        _ => None,
    })
}

/// What sealing needs beside the transaction.
pub(crate) struct Press<'a> {
    pub(crate) signer: &'a dyn Signer,
    pub(crate) ids: &'a dyn Ids,
    pub(crate) at: DateTime<Utc>,
}

impl Press<'_> {
    /// Seals a part that was just adjusted, under its owner's lock.
    ///
    /// # Errors
    /// [`Unsealed`]; [`StorageError::Corrupt`] where the log does not follow on its last checkpoint or what was stored
    /// is not what was to be sealed. Nothing is signed then.
    pub(crate) async fn seal(
        &self,
        live: &LiveMeeting,
        part: &Part,
        work: &mut dyn UnitOfWork,
    ) -> Result<Sealed, AppError> {
        let owner = live.record().owner.id;
        if let Some(objection) = work.objections(owner).await?.first() {
            return Err(Unsealed::Contradicted(objection.to_string()).into());
        }
        let key = self.signer.key(owner).map_err(broken)?;
        let log = work.log(owner).await?;
        self.in_use(&key, &log, owner, work).await?;
        let mut tree = log.tree()?;
        let index = tree.size() as u64;
        let earlier = self.last(&log, &key, index)?;
        let held = content(live, part);
        let contents: Vec<Value> = held
            .paragraphs
            .iter()
            .map(|(_, value)| value.clone())
            .collect();
        let mut salts = |_: &str| Salt::from_randomness(self.ids.random());
        let leaves = seal::unit::seal(&held.header, &contents, &mut salts).map_err(broken)?;
        let entry = Entry::of(&leaves);
        let new = StoredSeal {
            owner,
            index,
            meeting: live.record().id,
            part: part.clone(),
            leaves: written(&leaves)?,
            size: entry.size(),
            root: entry.root().to_string(),
            at: self.at,
        };
        work.add_seal(&new).await?;
        // What is signed is what is stored: the bytes are read back and hashed a second time.
        let stored = work.seal(owner, index).await?;
        let stored = stored.ok_or_else(|| broken("what was stored is not there"))?;
        if stored != new {
            return Err(broken("what was stored is not what was to be sealed").into());
        }
        let again = read(&stored.leaves).map_err(broken)?;
        let opened = opened(&again).map_err(|(_, reason)| broken(reason))?;
        if opened.first() != Some(&held.header) || opened.get(1..) != Some(&contents) {
            return Err(broken("what was stored is not what was adjusted").into());
        }
        tree.push(Entry::of(&again).hash().map_err(broken)?);
        let later = Checkpoint::over(key.name(), &tree);
        let following = match earlier {
            None => later.clone().first(),
            Some(earlier) => {
                let proof = usize::try_from(earlier.size)
                    .ok()
                    .and_then(|size| tree.prove_consistency(size, tree.size()))
                    .ok_or_else(|| broken("the log is shorter than its last checkpoint"))?;
                follows(&earlier, later.clone(), &proof).map_err(broken)?
            }
        };
        let note = self.signer.sign(owner, &following).map_err(broken)?;
        let signed = Checkpoint::opened(&note, std::slice::from_ref(&key)).map_err(broken)?;
        if signed.0 != later || signed.1.len() != 1 {
            return Err(broken("the signer signed something else").into());
        }
        let checkpoint = StoredCheckpoint {
            size: later.size,
            note: note.to_string(),
            signed_by: key.to_string(),
        };
        work.add_checkpoint(owner, &checkpoint).await?;
        Ok(Sealed {
            index,
            root: new.root,
        })
    }

    /// Refuses to sign with a key that is not the log's, or not the service's any more.
    async fn in_use(
        &self,
        key: &PublicKey,
        log: &StoredLog,
        owner: OrganisationId,
        work: &mut dyn UnitOfWork,
    ) -> Result<(), AppError> {
        let current = match log.current_key() {
            Some(current) => Some(current),
            None => begun_with(key, owner, work).await?,
        };
        match current.filter(|current| *current != key.to_string()) {
            None => Ok(()),
            Some(wanted) => {
                let held = key.to_string();
                Err(Unsealed::KeyChanged { wanted, held }.into())
            }
        }
    }

    /// The last checkpoint of a log of so many entries, which must be of all of them and signed by its key: by that of
    /// its handover where the log was handed over there.
    fn last(
        &self,
        log: &StoredLog,
        key: &PublicKey,
        entries: u64,
    ) -> Result<Option<Checkpoint>, StorageError> {
        let Some(stored) = &log.checkpoint else {
            if entries == 0 {
                return Ok(None);
            }
            return Err(broken("its last checkpoint is missing"));
        };
        let note = match log.just_handed_over() {
            Some(handover) => &handover.note,
            None => &stored.note,
        };
        let note = SignedNote::parse(note).map_err(broken)?;
        let (checkpoint, held) =
            Checkpoint::opened(&note, std::slice::from_ref(key)).map_err(broken)?;
        if held.is_empty() {
            return Err(broken("its last checkpoint is signed by another key"));
        }
        if checkpoint.size != entries {
            return Err(broken(format!(
                "its last checkpoint is of {} entries, but {entries} are there",
                checkpoint.size
            )));
        }
        Ok(Some(checkpoint))
    }
}
