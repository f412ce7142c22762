//! Leaves: what is sealed, member by member behind salted commitments.
//!
//! The hash of a leaf is taken over the commitments of its members, never over their values. So a member can be
//! withheld from a copy, or erased for good, and the leaf hashes as before; and the salt keeps a commitment from
//! telling what it commits to, however few the guesses.

use crate::digest::{Digest, exact};
use crate::json::{Inexact, canonical};
use crate::merkle::leaf_hash;
use crate::pointer::{apart, together};
use data_encoding::BASE64;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fmt::{self, Debug, Formatter};
use thiserror::Error;

/// Sixteen bytes of randomness, of one member alone.
///
/// Their number is fixed: with a salt of any length, the same bytes could be read as a longer salt before a shorter
/// value, and one commitment would open in two ways.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Salt([u8; 16]);

impl Salt {
    /// A salt from 16 bytes of randomness.
    pub const fn from_randomness(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

impl Debug for Salt {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(&BASE64.encode(&self.0))
    }
}

impl Serialize for Salt {
    fn serialize<S: Serializer>(&self, target: S) -> Result<S::Ok, S::Error> {
        target.serialize_str(&BASE64.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Salt {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let text = String::deserialize(source)?;
        exact(&text)
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom("expected 16 bytes in base64"))
    }
}

/// The commitment to a value: SHA-256 over `paragraf/commitment@1`, a newline, the salt, and the value's canonical
/// JSON (RFC 8785).
///
/// # Errors
/// [`Inexact`].
pub fn commitment(salt: &Salt, value: &Value) -> Result<Digest, Inexact> {
    let text = canonical(value)?;
    Ok(Digest::of(&[
        b"paragraf/commitment@1\n",
        &salt.0,
        text.as_bytes(),
    ]))
}

/// A member of a leaf.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub enum Member {
    /// Shown, and proven.
    Disclosed {
        /// Its salt.
        salt: Salt,
        /// What it says.
        value: Value,
    },
    /// Not shown.
    Withheld {
        /// What stands in its place in the leaf's hash.
        commitment: Digest,
        /// What a reader is shown instead; nothing proves it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shown: Option<String>,
    },
}

impl Member {
    fn commitment(&self) -> Result<Digest, Inexact> {
        match self {
            Self::Disclosed { salt, value } => commitment(salt, value),
            Self::Withheld { commitment, .. } => Ok(*commitment),
        }
    }
}

/// A leaf: its hash, and its members by JSON pointer, or no members where it is withheld whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leaf {
    hash: Digest,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    members: Option<BTreeMap<String, Member>>,
}

/// Why something cannot be sealed, or cannot be withheld.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Unsealable {
    /// What is sealed is an object with members.
    #[error("only an object with members is sealed")]
    Form,
    /// A number that canonical JSON does not keep.
    #[error("{0}: {1}")]
    Inexact(String, Inexact),
    /// A salt that another member has.
    #[error("{0}: the salt is another member's")]
    Salt(String),
    /// No such member.
    #[error("{0}: no such member")]
    Missing(String),
}

/// What a leaf proves.
#[derive(Debug, Clone, PartialEq)]
pub struct Proven {
    /// The disclosed members, put together: what is withheld is missing in objects and null in lists.
    pub content: Value,
    /// The pointers of what is withheld, with what a reader is shown instead, unproven.
    pub withheld: BTreeMap<String, Option<String>>,
}

/// How a leaf contradicts itself.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LeafError {
    /// The members do not give the hash.
    #[error("the members do not give the leaf's hash")]
    Hash,
    /// A value with a number that canonical JSON does not keep.
    #[error("{0}: {1}")]
    Inexact(String, Inexact),
    /// Pointers within one another, or a list with a hole.
    #[error("the members do not fit together")]
    Shape,
}

impl Leaf {
    /// Seals an object. Each of its members gets a commitment of its own; those named in `deep` are taken apart to
    /// the last scalar, so that a single name in them can be withheld. `salts` gives fresh randomness for each pointer.
    ///
    /// # Errors
    /// [`Unsealable`].
    pub fn seal(
        content: &Value,
        deep: &[&str],
        salts: &mut dyn FnMut(&str) -> Salt,
    ) -> Result<Self, Unsealable> {
        let object = content.as_object().filter(|object| !object.is_empty());
        let parts = apart(object.ok_or(Unsealable::Form)?, deep);
        let mut members = BTreeMap::new();
        let mut used = std::collections::BTreeSet::new();
        for (pointer, value) in parts {
            let salt = salts(&pointer);
            if !used.insert(salt) {
                return Err(Unsealable::Salt(pointer));
            }
            if let Err(error) = canonical(&value) {
                return Err(Unsealable::Inexact(pointer, error));
            }
            members.insert(pointer, Member::Disclosed { salt, value });
        }
        let hash =
            hash_of(&members).map_err(|(pointer, error)| Unsealable::Inexact(pointer, error))?;
        Ok(Self {
            hash,
            members: Some(members),
        })
    }

    /// The leaf's hash in the unit's tree.
    pub const fn hash(&self) -> Digest {
        self.hash
    }

    /// The members by pointer; `None` where the leaf is withheld whole.
    pub const fn members(&self) -> Option<&BTreeMap<String, Member>> {
        self.members.as_ref()
    }

    /// The leaf withheld whole: only its hash is left.
    pub const fn withheld(&self) -> Self {
        Self {
            hash: self.hash,
            members: None,
        }
    }

    /// Withholds the member at a pointer, or all below it; with one member, a reader may be shown something instead.
    /// Salt and value are gone from this copy.
    ///
    /// # Errors
    /// [`Unsealable::Missing`].
    pub fn withhold(&mut self, pointer: &str, shown: Option<&str>) -> Result<(), Unsealable> {
        let below = format!("{pointer}/");
        let mut found = false;
        for (name, member) in self.members.iter_mut().flatten() {
            if name == pointer || name.starts_with(&below) {
                found = true;
                let commitment = member
                    .commitment()
                    .map_err(|error| Unsealable::Inexact(name.clone(), error))?;
                let shown = shown.filter(|_| name == pointer).map(str::to_owned);
                *member = Member::Withheld { commitment, shown };
            }
        }
        if found {
            Ok(())
        } else {
            Err(Unsealable::Missing(pointer.to_owned()))
        }
    }

    /// The content with a value given for each withheld member, by its pointer and what is shown in its place; proven
    /// only as far as it is disclosed. `None` where the leaf is withheld whole, or a value is not given.
    pub fn filled(
        &self,
        mut given: impl FnMut(&str, Option<&str>) -> Option<Value>,
    ) -> Option<Value> {
        let members = self.members.as_ref()?;
        let filled = members.iter().map(|(pointer, member)| match member {
            Member::Disclosed { value, .. } => Some((pointer.as_str(), value.clone())),
            Member::Withheld { shown, .. } => {
                given(pointer, shown.as_deref()).map(|value| (pointer.as_str(), value))
            }
        });
        let filled = filled.collect::<Option<Vec<_>>>()?;
        together(
            filled
                .iter()
                .map(|(pointer, value)| (*pointer, Some(value))),
        )
    }

    /// What the leaf proves, its hash reckoned again; `None` where it is withheld whole.
    ///
    /// # Errors
    /// [`LeafError`].
    pub fn opened(&self) -> Result<Option<Proven>, LeafError> {
        let Some(members) = &self.members else {
            return Ok(None);
        };
        let hash =
            hash_of(members).map_err(|(pointer, error)| LeafError::Inexact(pointer, error))?;
        if hash != self.hash {
            return Err(LeafError::Hash);
        }
        let parts = members.iter().map(|(pointer, member)| match member {
            Member::Disclosed { value, .. } => (pointer.as_str(), Some(value)),
            Member::Withheld { .. } => (pointer.as_str(), None),
        });
        let content = together(parts).ok_or(LeafError::Shape)?;
        let withheld = members.iter().filter_map(|(pointer, member)| match member {
            Member::Disclosed { .. } => None,
            Member::Withheld { shown, .. } => Some((pointer.clone(), shown.clone())),
        });
        Ok(Some(Proven {
            content,
            withheld: withheld.collect(),
        }))
    }
}

/// The hash over the commitments: that of the Merkle leaf whose entry is
/// `{"format":"paragraf/leaf@1","members":{pointer: commitment, …}}` in canonical form.
fn hash_of(members: &BTreeMap<String, Member>) -> Result<Digest, (String, Inexact)> {
    let mut commitments = Map::new();
    for (pointer, member) in members {
        let commitment = member
            .commitment()
            .map_err(|error| (pointer.clone(), error))?;
        commitments.insert(pointer.clone(), json!(commitment));
    }
    let entry = json!({"format": "paragraf/leaf@1", "members": commitments});
    let text = canonical(&entry).map_err(|error| (String::new(), error))?;
    Ok(leaf_hash(text.as_bytes()))
}

#[cfg(test)]
mod tests;
