//! Bundles: a sealed unit with all that is needed to check it, in one file (`paragraf/bundle@1`).
//!
//! A bundle is canonical JSON (RFC 8785) to the byte, so that whatever is changed in it is either a change of
//! something proven, and refused, or a change of what is marked as unproven.

mod verify;

pub use verify::{Invalid, Trust, TrustedKey, Verified, Witnessed, verify};

use crate::checkpoint::Checkpoint;
use crate::digest::Digest;
use crate::json::{Inexact, written};
use crate::key::PublicKey;
use crate::leaf::{Leaf, Unsealable};
use crate::note::SignedNote;
use crate::unit::Entry;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Format {
    #[serde(rename = "paragraf/bundle@1")]
    Bundle1,
}

/// A sealed unit with its proof. Says nothing before [`verify`] says so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    format: Format,
    leaves: Vec<Leaf>,
    log: Logged,
    unit: Entry,
}

/// Where the unit stands in the log, and what the log signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Logged {
    /// The signed note.
    checkpoint: String,
    /// The keys of the note's further signatures, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    cosigners: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    earlier: Option<Earlier>,
    index: u64,
    /// The key of the note's first signature.
    key: String,
    origin: String,
    proof: Vec<Digest>,
}

/// An earlier checkpoint of the same log, and the proof that this one follows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Earlier {
    checkpoint: String,
    proof: Vec<Digest>,
}

/// The place of a unit in a log, and the log's word for it.
#[derive(Debug, Clone)]
pub struct Proof<'a> {
    /// Which entry of the log it is, from 0.
    pub index: u64,
    /// The inclusion proof.
    pub inclusion: Vec<Digest>,
    /// The signed checkpoint. Its first signature is the log's.
    pub checkpoint: &'a SignedNote,
    /// The key of the first signature.
    pub key: &'a PublicKey,
    /// The keys of the further signatures, in their order.
    pub cosigners: &'a [PublicKey],
    /// An earlier signed checkpoint, and the proof that this one follows it.
    pub earlier: Option<(&'a SignedNote, Vec<Digest>)>,
}

impl Bundle {
    /// Puts a bundle together. Whether it holds is for [`verify`] to say, and worth asking before it leaves the house.
    pub fn new(leaves: Vec<Leaf>, proof: Proof<'_>) -> Self {
        let text = proof.checkpoint.to_string();
        let origin = Checkpoint::parse(proof.checkpoint.text())
            .map_or_else(|_| String::new(), |checkpoint| checkpoint.origin);
        Self {
            format: Format::Bundle1,
            unit: Entry::of(&leaves),
            leaves,
            log: Logged {
                checkpoint: text,
                cosigners: proof.cosigners.iter().map(PublicKey::to_string).collect(),
                earlier: proof.earlier.map(|(note, proof)| Earlier {
                    checkpoint: note.to_string(),
                    proof,
                }),
                index: proof.index,
                key: proof.key.to_string(),
                origin,
                proof: proof.inclusion,
            },
        }
    }

    /// Reads a bundle, which is canonical JSON to the byte.
    ///
    /// # Errors
    /// [`Invalid::Form`], [`Invalid::Canonical`], [`Invalid::Size`].
    pub fn parse(bytes: &[u8]) -> Result<Self, Invalid> {
        if bytes.len() > MAX_BUNDLE {
            return Err(Invalid::Size);
        }
        let bundle: Self =
            serde_json::from_slice(bytes).map_err(|error| Invalid::Form(error.to_string()))?;
        let again = bundle.to_canonical().map_err(|_| Invalid::Canonical)?;
        if again.as_bytes() == bytes {
            Ok(bundle)
        } else {
            Err(Invalid::Canonical)
        }
    }

    /// The bundle as it is handed out.
    ///
    /// # Errors
    /// [`Inexact`] for values that no sealed leaf has.
    pub fn to_canonical(&self) -> Result<String, Inexact> {
        written(self)
    }

    /// The leaves.
    pub fn leaves(&self) -> &[Leaf] {
        &self.leaves
    }

    /// The signed checkpoint, unproven.
    pub fn checkpoint(&self) -> &str {
        &self.log.checkpoint
    }

    /// The key that it says signed its log, not yet believed.
    ///
    /// # Errors
    /// [`crate::key::KeyError`].
    pub fn stated_key(&self) -> Result<PublicKey, crate::key::KeyError> {
        PublicKey::parse(&self.log.key)
    }

    /// Withholds a whole leaf: the bundle still proves all others.
    ///
    /// # Errors
    /// [`Unsealable::Missing`].
    pub fn withhold_leaf(&mut self, index: usize) -> Result<(), Unsealable> {
        let leaf = self.leaf(index)?;
        *leaf = leaf.withheld();
        Ok(())
    }

    /// Withholds a member of a leaf, or all below a pointer; see [`Leaf::withhold`].
    ///
    /// # Errors
    /// [`Unsealable::Missing`].
    pub fn withhold(
        &mut self,
        index: usize,
        pointer: &str,
        shown: Option<&str>,
    ) -> Result<(), Unsealable> {
        self.leaf(index)?.withhold(pointer, shown)
    }

    fn leaf(&mut self, index: usize) -> Result<&mut Leaf, Unsealable> {
        let missing = || Unsealable::Missing(format!("leaf {index}"));
        self.leaves.get_mut(index).ok_or_else(missing)
    }
}

/// Largest bundle that is read at all, in bytes.
pub const MAX_BUNDLE: usize = 64 * 1024 * 1024;
