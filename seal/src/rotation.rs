//! Which key a log signed with, and when it changed (`paragraf/keys@1`).
//!
//! A log changes its key by a handover: one checkpoint that the old and the new key both sign. From that size on the
//! old key is believed no more, so that it is worth nothing to whoever steals it later.

use crate::bundle::TrustedKey;
use crate::checkpoint::{Checkpoint, Following};
use crate::json::{Inexact, written};
use crate::key::{KeyError, KeyKind, PublicKey, SecretKey};
use crate::note::{NoteError, SignedNote};
use serde::{Deserialize, Serialize};
use thiserror::Error;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Format {
    #[serde(rename = "paragraf/keys@1")]
    Keys1,
}

/// The keys of a log in order of use, as they are published. Says nothing before [`KeyList::believed_from`] says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyList {
    format: Format,
    keys: Vec<Listed>,
    origin: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    /// The smallest size of log that it signs.
    from: u64,
    /// The checkpoint that the key before it and this one signed, of the size `from`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    handover: Option<String>,
    key: String,
    /// The largest size that it signs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<u64>,
}

/// Why a list of keys is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RotationError {
    /// Not a list of keys in canonical form.
    #[error("not a list of keys: {0}")]
    Form(String),
    /// A text that is no key.
    #[error("keys[{index}]: {error}")]
    Key {
        /// Which.
        index: usize,
        /// How.
        error: KeyError,
    },
    /// A key of another log or kind, or sizes that do not join.
    #[error("keys[{0}]: does not join the one before")]
    Gap(usize),
    /// A handover that does not hold.
    #[error("keys[{index}].handover: {error}")]
    Handover {
        /// Which.
        index: usize,
        /// How.
        error: NoteError,
    },
    /// The key that the reader believes is not in the list.
    #[error("the trusted key is not in the list")]
    Anchor,
}

/// Signs a checkpoint with the key that leaves and the one that comes.
///
/// # Errors
/// [`NoteError::Form`] for keys of another log or kind.
pub fn hand_over(
    checkpoint: &Following,
    old: &SecretKey,
    new: &SecretKey,
) -> Result<SignedNote, NoteError> {
    if new.public().name() != checkpoint.checkpoint().origin {
        return Err(NoteError::Form("the key is another log's"));
    }
    let mut note = checkpoint.sign(old)?;
    note.add_signature(new)?;
    Ok(note)
}

impl KeyList {
    /// The list of a log that has its first key.
    pub fn first(key: &PublicKey) -> Self {
        Self {
            format: Format::Keys1,
            origin: key.name().to_owned(),
            keys: vec![Listed {
                from: 0,
                handover: None,
                key: key.to_string(),
                until: None,
            }],
        }
    }

    /// Whose keys they are: a log's name, or the service's.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The list after a handover.
    ///
    /// # Errors
    /// [`NoteError`] where the note is no checkpoint that the new key signed.
    pub fn rotated(mut self, handover: &SignedNote, new: &PublicKey) -> Result<Self, NoteError> {
        let (checkpoint, _) = Checkpoint::opened(handover, std::slice::from_ref(new))?;
        if let Some(last) = self.keys.last_mut() {
            last.until = Some(checkpoint.size);
        }
        self.keys.push(Listed {
            from: checkpoint.size,
            handover: Some(handover.to_string()),
            key: new.to_string(),
            until: None,
        });
        Ok(self)
    }

    /// The list as it is published.
    ///
    /// # Errors
    /// [`Inexact`] for sizes beyond 2^53.
    pub fn to_canonical(&self) -> Result<String, Inexact> {
        written(self)
    }

    /// Reads a list, which is canonical JSON to the byte.
    ///
    /// # Errors
    /// [`RotationError::Form`].
    pub fn parse(bytes: &[u8]) -> Result<Self, RotationError> {
        let form = |error: &dyn std::fmt::Display| RotationError::Form(error.to_string());
        let list: Self = serde_json::from_slice(bytes).map_err(|error| form(&error))?;
        let again = list.to_canonical().map_err(|error| form(&error))?;
        if again.as_bytes() == bytes {
            Ok(list)
        } else {
            Err(form(&"not in canonical form"))
        }
    }

    /// The keys to believe for somebody who believes one of them: that key and those that came after it, each by the
    /// handover of the one before.
    ///
    /// # Errors
    /// [`RotationError`] with the place of the first key that does not hold.
    pub fn believed_from(&self, anchor: &PublicKey) -> Result<Vec<TrustedKey>, RotationError> {
        let mut all: Vec<TrustedKey> = Vec::new();
        for (index, listed) in self.keys.iter().enumerate() {
            let key = PublicKey::parse(&listed.key)
                .map_err(|error| RotationError::Key { index, error })?;
            let ordered = listed.until.is_none_or(|until| listed.from <= until);
            if key.name() != self.origin || key.kind() != KeyKind::Note || !ordered {
                return Err(RotationError::Gap(index));
            }
            match all.last() {
                Some(before) => joined(index, listed, before, &key)?,
                None if listed.from == 0 && listed.handover.is_none() => {}
                None => return Err(RotationError::Gap(index)),
            }
            all.push(TrustedKey {
                key,
                from: listed.from,
                until: listed.until,
            });
        }
        let place = all.iter().position(|listed| listed.key == *anchor);
        Ok(all.split_off(place.ok_or(RotationError::Anchor)?))
    }
}

fn joined(
    index: usize,
    listed: &Listed,
    before: &TrustedKey,
    key: &PublicKey,
) -> Result<(), RotationError> {
    let Some(handover) = &listed.handover else {
        return Err(RotationError::Gap(index));
    };
    let refused = |error| RotationError::Handover { index, error };
    let note = SignedNote::parse(handover).map_err(refused)?;
    let both = [before.key.clone(), key.clone()];
    let (checkpoint, held) = Checkpoint::opened(&note, &both).map_err(refused)?;
    let signers: Vec<&PublicKey> = held.iter().map(|signature| &signature.key).collect();
    if note.signatures().len() != 2 || signers != [&before.key, key] {
        return Err(refused(NoteError::Unknown));
    }
    if checkpoint.origin != key.name()
        || checkpoint.size != listed.from
        || before.until != Some(listed.from)
    {
        return Err(RotationError::Gap(index));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::merkle::{Tree, leaf_hash};

    const ORIGIN: &str = "log.example/provdalen";

    fn key(seed: u8) -> SecretKey {
        SecretKey::from_randomness(ORIGIN, KeyKind::Note, &[seed; 32]).expect("a name")
    }

    fn at(size: usize) -> Following {
        let entries = (0..size).map(|number| leaf_hash(&number.to_be_bytes()));
        Checkpoint::over(ORIGIN, &entries.collect::<Tree>()).first()
    }

    fn three() -> KeyList {
        let note = hand_over(&at(3), &key(1), &key(2)).expect("signed");
        let list = KeyList::first(&key(1).public())
            .rotated(&note, &key(2).public())
            .expect("a handover");
        let note = hand_over(&at(8), &key(2), &key(3)).expect("signed");
        list.rotated(&note, &key(3).public()).expect("a handover")
    }

    #[test]
    fn trust_goes_from_key_to_key_by_handover() {
        let text = three().to_canonical().expect("canonical");
        let list = KeyList::parse(text.as_bytes()).expect("a list");
        let sizes = |seed: u8| -> Vec<(u64, Option<u64>)> {
            let found = list.believed_from(&key(seed).public()).expect("believed");
            found.iter().map(|key| (key.from, key.until)).collect()
        };
        assert_eq!(sizes(1), [(0, Some(3)), (3, Some(8)), (8, None)]);
        assert_eq!(sizes(2), [(3, Some(8)), (8, None)]);
        let stranger = key(9).public();
        assert_eq!(list.believed_from(&stranger), Err(RotationError::Anchor));
    }

    #[test]
    fn a_key_that_nobody_handed_over_to_is_not_believed() {
        let first = key(1).public();
        // Whoever has the new key alone cannot make the handover.
        let alone = at(3).sign(&key(9)).expect("signed");
        let list = KeyList::first(&first)
            .rotated(&alone, &key(9).public())
            .expect("a note");
        assert!(matches!(
            list.believed_from(&first),
            Err(RotationError::Handover { index: 1, .. })
        ));
        let mut none = three();
        none.keys[1].handover = None;
        assert_eq!(none.believed_from(&first), Err(RotationError::Gap(1)));
        let mut longer = three();
        longer.keys[0].until = None;
        assert_eq!(longer.believed_from(&first), Err(RotationError::Gap(1)));
        let mut sooner = three();
        sooner.keys[2].from = 5;
        sooner.keys[1].until = Some(5);
        assert_eq!(sooner.believed_from(&first), Err(RotationError::Gap(2)));
    }

    #[test]
    fn any_turned_byte_of_a_list_is_refused_or_takes_trust_away() {
        let whole = three().believed_from(&key(1).public()).expect("believed");
        let text = three().to_canonical().expect("canonical").into_bytes();
        for place in 0..text.len() {
            let mut turned = text.clone();
            turned[place] ^= 1;
            let Ok(list) = KeyList::parse(&turned) else {
                continue;
            };
            // The size that the last key is believed until has nobody's signature; it is not stated here.
            let found = list.believed_from(&key(1).public());
            assert_ne!(found.as_ref(), Ok(&whole), "byte {place}");
            assert!(found.is_err(), "byte {place}: {found:?}");
        }
    }
}
