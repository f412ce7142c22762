//! Units: what was adjusted together, as one entry of the log.

use crate::digest::Digest;
use crate::json::{Inexact, written};
use crate::leaf::{Leaf, Salt, Unsealable};
use crate::merkle;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Members of a header or a § that are taken apart to the last scalar, so that a name in them or one sub-item can be
/// withheld alone. What a leaf was taken apart into stands in the leaf: this list may grow without a new format.
pub const DEEP: [&str; 13] = [
    "absent",
    "adjustedByBoard",
    "assignments",
    "attendance",
    "disqualified",
    "items",
    "officers",
    "presenters",
    "proposals",
    "reservations",
    "signatures",
    "statements",
    "votes",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Format {
    #[serde(rename = "paragraf/unit@1")]
    Unit1,
}

/// A unit as the log holds it: how many leaves, and the root over them. It tells nothing of what they say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    format: Format,
    root: Digest,
    size: u64,
}

/// Seals a unit of adjustment: the header is the first leaf, and each § one more, in order.
///
/// # Errors
/// [`Unsealable`].
pub fn seal(
    header: &Value,
    paragraphs: &[Value],
    salts: &mut dyn FnMut(&str) -> Salt,
) -> Result<Vec<Leaf>, Unsealable> {
    std::iter::once(header)
        .chain(paragraphs)
        .map(|content| Leaf::seal(content, &DEEP, salts))
        .collect()
}

impl Entry {
    /// The entry of a unit whose leaves are elsewhere.
    pub const fn new(root: Digest, size: u64) -> Self {
        Self {
            format: Format::Unit1,
            root,
            size,
        }
    }

    /// The entry of a unit with these leaves.
    pub fn of(leaves: &[Leaf]) -> Self {
        let hashes: Vec<Digest> = leaves.iter().map(Leaf::hash).collect();
        Self {
            format: Format::Unit1,
            root: merkle::root(&hashes),
            size: hashes.len() as u64,
        }
    }

    /// The root over the unit's leaves.
    pub const fn root(&self) -> Digest {
        self.root
    }

    /// How many leaves the unit has.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The hash of the entry as a leaf of the log, over
    /// `{"format":"paragraf/unit@1","root":…,"size":…}` in canonical form.
    ///
    /// # Errors
    /// [`Inexact`] beyond 2^53 leaves.
    pub fn hash(&self) -> Result<Digest, Inexact> {
        Ok(merkle::leaf_hash(written(self)?.as_bytes()))
    }
}
