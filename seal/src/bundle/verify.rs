//! Checking a bundle, offline.

use super::{Bundle, MAX_BUNDLE};
use crate::checkpoint::{Checkpoint, Contradiction, follows};
use crate::key::{KeyError, KeyKind, PublicKey};
use crate::leaf::{LeafError, Proven};
use crate::merkle;
use crate::note::{NoteError, SignedNote};
use crate::unit::Entry;
use thiserror::Error;

/// A log's key, and of which checkpoints it is believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedKey {
    /// The key.
    pub key: PublicKey,
    /// The smallest size of log that it signs.
    pub from: u64,
    /// The largest size that it signs; `None` while it is in use.
    pub until: Option<u64>,
}

/// Whom the reader believes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trust {
    /// Keys of logs.
    pub logs: Vec<TrustedKey>,
    /// Keys of witnesses.
    pub witnesses: Vec<PublicKey>,
    /// How many of those witnesses must have signed.
    pub witnesses_needed: usize,
}

impl Trust {
    /// One log's key, whatever the size, and no witness.
    pub fn in_key(key: PublicKey) -> Self {
        Self {
            logs: vec![TrustedKey {
                key,
                from: 0,
                until: None,
            }],
            ..Self::default()
        }
    }
}

/// A cosignature of a trusted witness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witnessed {
    /// Whose.
    pub witness: PublicKey,
    /// When, in seconds since 1970.
    pub time: u64,
}

/// What a bundle proves.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    /// The checkpoint that the log signed.
    pub checkpoint: Checkpoint,
    /// The key that signed it.
    pub key: PublicKey,
    /// Which entry of the log the unit is, from 0.
    pub index: u64,
    /// The unit.
    pub unit: Entry,
    /// What each leaf proves, the header first; `None` where it is withheld whole.
    pub leaves: Vec<Option<Proven>>,
    /// The cosignatures of trusted witnesses.
    pub witnesses: Vec<Witnessed>,
    /// The earlier checkpoint that this one was shown to follow.
    pub earlier: Option<Checkpoint>,
}

/// Why a bundle is refused, and where.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Invalid {
    /// Too large to be read.
    #[error("larger than {MAX_BUNDLE} bytes")]
    Size,
    /// Not a bundle; says what was found.
    #[error("not a bundle: {0}")]
    Form(String),
    /// A bundle, but not byte for byte in canonical form.
    #[error("not in canonical form")]
    Canonical,
    /// A leaf whose members do not give its hash.
    #[error("leaf {index}: {error}")]
    Leaf {
        /// Which, the header being 0.
        index: usize,
        /// How.
        error: LeafError,
    },
    /// The leaves do not give the unit's root, or are of another number.
    #[error("the leaves do not give the unit's root and size")]
    Unit,
    /// The unit is not the log's entry at that place.
    #[error("the unit is not entry {index} of the log at size {size}")]
    Inclusion {
        /// The place that the bundle states.
        index: u64,
        /// The checkpoint's size.
        size: u64,
    },
    /// A key in the bundle is no key.
    #[error("{place}: {error}")]
    Key {
        /// Where: `log.key`, `log.cosigners[0]`.
        place: String,
        /// How.
        error: KeyError,
    },
    /// The reader does not believe this key.
    #[error("the key {0} is not trusted")]
    Untrusted(String),
    /// The key is not believed of checkpoints of this size: it was not yet or no longer in use.
    #[error("the key {key} is not trusted for a log of {size} entries")]
    OutOfUse {
        /// The key.
        key: String,
        /// The checkpoint's size.
        size: u64,
    },
    /// The checkpoint's note is malformed or a signature does not hold.
    #[error("{place}: {error}")]
    Checkpoint {
        /// Where: `log.checkpoint`, `log.earlier.checkpoint`.
        place: &'static str,
        /// How.
        error: NoteError,
    },
    /// The signature lines are not those of the keys that the bundle names, in their order.
    #[error("the signatures are not those of the keys named beside them")]
    Signatures,
    /// The bundle, its key and its checkpoint do not name the same log.
    #[error("the log is named {stated}, the checkpoint is of {signed}")]
    Origin {
        /// By the bundle or its key.
        stated: String,
        /// By the checkpoint.
        signed: String,
    },
    /// The checkpoint contradicts an earlier one.
    #[error("log.earlier: {0}")]
    Earlier(Contradiction),
    /// Too few trusted witnesses have signed.
    #[error("{found} trusted witnesses have signed, {needed} are needed")]
    Witnesses {
        /// How many have.
        found: usize,
        /// How many the reader asks for.
        needed: usize,
    },
}

/// Checks a bundle: form, leaves, unit, place in the log, signatures, and that the keys are believed.
///
/// # Errors
/// [`Invalid`], with the place.
pub fn verify(bytes: &[u8], trust: &Trust) -> Result<Verified, Invalid> {
    let bundle = Bundle::parse(bytes)?;
    let leaves = opened_leaves(&bundle)?;
    if Entry::of(bundle.leaves()) != bundle.unit || leaves.is_empty() {
        return Err(Invalid::Unit);
    }
    let (checkpoint, key, witnesses) = signed(&bundle, trust)?;
    let log = &bundle.log;
    let (index, size) = (log.index, checkpoint.size);
    let entry = bundle.unit.hash().map_err(|_| Invalid::Unit)?;
    if !merkle::includes(&checkpoint.root, size, &entry, index, &log.proof) {
        return Err(Invalid::Inclusion { index, size });
    }
    let earlier = earlier(&bundle, &checkpoint, trust)?;
    let (found, needed) = (witnesses.len(), trust.witnesses_needed);
    if found < needed {
        return Err(Invalid::Witnesses { found, needed });
    }
    Ok(Verified {
        checkpoint,
        key,
        index,
        unit: bundle.unit,
        leaves,
        witnesses,
        earlier,
    })
}

fn opened_leaves(bundle: &Bundle) -> Result<Vec<Option<Proven>>, Invalid> {
    let leaves = bundle.leaves().iter().enumerate();
    leaves
        .map(|(index, leaf)| {
            leaf.opened()
                .map_err(|error| Invalid::Leaf { index, error })
        })
        .collect()
}

fn key_at(text: &str, place: impl Into<String>) -> Result<PublicKey, Invalid> {
    PublicKey::parse(text).map_err(|error| Invalid::Key {
        place: place.into(),
        error,
    })
}

/// The checkpoint, whose every signature is that of a key named in the bundle; the log's key, which is trusted for
/// that size; the trusted witnesses.
fn signed(
    bundle: &Bundle,
    trust: &Trust,
) -> Result<(Checkpoint, PublicKey, Vec<Witnessed>), Invalid> {
    let log = &bundle.log;
    let key = key_at(&log.key, "log.key")?;
    let mut keys = vec![key.clone()];
    for (index, text) in log.cosigners.iter().enumerate() {
        keys.push(key_at(text, format!("log.cosigners[{index}]"))?);
    }
    let refused = |error| Invalid::Checkpoint {
        place: "log.checkpoint",
        error,
    };
    let note = SignedNote::parse(&log.checkpoint).map_err(refused)?;
    let lines = note.signatures();
    if lines.len() != keys.len() || !lines.iter().zip(&keys).all(|(line, key)| line.names(key)) {
        return Err(Invalid::Signatures);
    }
    let (checkpoint, held) = Checkpoint::opened(&note, &keys).map_err(refused)?;
    for stated in [log.origin.as_str(), key.name()] {
        if stated != checkpoint.origin {
            return Err(Invalid::Origin {
                stated: stated.to_owned(),
                signed: checkpoint.origin,
            });
        }
    }
    believed(&key, checkpoint.size, trust)?;
    let mut witnesses: Vec<Witnessed> = Vec::new();
    for signature in held {
        let known = trust.witnesses.contains(&signature.key)
            && !witnesses.iter().any(|seen| seen.witness == signature.key);
        if let (true, Some(time)) = (known, signature.time) {
            witnesses.push(Witnessed {
                witness: signature.key,
                time,
            });
        }
    }
    Ok((checkpoint, key, witnesses))
}

fn believed(key: &PublicKey, size: u64, trust: &Trust) -> Result<(), Invalid> {
    let mut known = trust
        .logs
        .iter()
        .filter(|known| known.key == *key)
        .peekable();
    if key.kind() != KeyKind::Note || known.peek().is_none() {
        return Err(Invalid::Untrusted(key.to_string()));
    }
    let in_use =
        |known: &TrustedKey| known.from <= size && known.until.is_none_or(|until| size <= until);
    if known.any(in_use) {
        Ok(())
    } else {
        Err(Invalid::OutOfUse {
            key: key.to_string(),
            size,
        })
    }
}

/// The earlier checkpoint, signed by one trusted key and nobody else, which this one follows.
fn earlier(
    bundle: &Bundle,
    later: &Checkpoint,
    trust: &Trust,
) -> Result<Option<Checkpoint>, Invalid> {
    let Some(part) = &bundle.log.earlier else {
        return Ok(None);
    };
    let refused = |error| Invalid::Checkpoint {
        place: "log.earlier.checkpoint",
        error,
    };
    let note = SignedNote::parse(&part.checkpoint).map_err(refused)?;
    let keys: Vec<PublicKey> = trust.logs.iter().map(|known| known.key.clone()).collect();
    let (earlier, held) = Checkpoint::opened(&note, &keys).map_err(refused)?;
    // A line of an unknown key could be anything.
    let ([signature], [_]) = (held.as_slice(), note.signatures()) else {
        return Err(Invalid::Signatures);
    };
    if signature.key.name() != earlier.origin {
        return Err(Invalid::Origin {
            stated: signature.key.name().to_owned(),
            signed: earlier.origin,
        });
    }
    believed(&signature.key, earlier.size, trust)?;
    follows(&earlier, later.clone(), &part.proof).map_err(Invalid::Earlier)?;
    Ok(Some(earlier))
}
