//! Checkpoints: what a log says that it holds (C2SP tlog-checkpoint), and that it never says otherwise.

use crate::digest::Digest;
use crate::key::{PublicKey, SecretKey};
use crate::merkle::{self, Tree};
use crate::note::{Held, NoteError, SignedNote};
use thiserror::Error;

/// Origin, size and root of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log: an address without scheme.
    pub origin: String,
    /// How many entries.
    pub size: u64,
    /// The root of the tree over them.
    pub root: Digest,
}

/// How a later checkpoint contradicts an earlier one.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Contradiction {
    /// Of another log.
    #[error("the earlier checkpoint is of the log {earlier}, the later of {later}")]
    Origin {
        /// Log of the earlier one.
        earlier: String,
        /// Log of the later one.
        later: String,
    },
    /// The log has become shorter: an old copy was restored, or its end cut off.
    #[error("the log had {earlier} entries and now has {later}")]
    Shrunk {
        /// Entries before.
        earlier: u64,
        /// Entries now.
        later: u64,
    },
    /// The same number of entries, and others: the log was forked.
    #[error("two roots over the first {size} entries")]
    Forked {
        /// Entries of both.
        size: u64,
    },
    /// The proof does not lead from the one to the other: entries were changed, or the proof is another's.
    #[error("the proof does not lead from {earlier} to {later} entries")]
    Unproven {
        /// Entries before.
        earlier: u64,
        /// Entries now.
        later: u64,
    },
}

/// A checkpoint that was shown to follow the one before. Only such a one is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Following(Checkpoint);

/// Whether a later checkpoint follows an earlier one: the same log, longer or equal, with the earlier entries
/// untouched at its start (RFC 6962 section 2.1.2).
///
/// # Errors
/// [`Contradiction`].
pub fn follows(
    earlier: &Checkpoint,
    later: Checkpoint,
    proof: &[Digest],
) -> Result<Following, Contradiction> {
    let sizes = (earlier.size, later.size);
    if earlier.origin != later.origin {
        return Err(Contradiction::Origin {
            earlier: earlier.origin.clone(),
            later: later.origin,
        });
    }
    if later.size < earlier.size {
        return Err(Contradiction::Shrunk {
            earlier: sizes.0,
            later: sizes.1,
        });
    }
    if later.size == earlier.size && later.root != earlier.root {
        return Err(Contradiction::Forked { size: sizes.0 });
    }
    if !merkle::extends(
        (earlier.size, &earlier.root),
        (later.size, &later.root),
        proof,
    ) {
        return Err(Contradiction::Unproven {
            earlier: sizes.0,
            later: sizes.1,
        });
    }
    Ok(Following(later))
}

impl Checkpoint {
    /// The checkpoint of a log as it stands.
    pub fn over(origin: &str, log: &Tree) -> Self {
        Self {
            origin: origin.to_owned(),
            size: log.size() as u64,
            root: log.whole(),
        }
    }

    /// The text that is signed: three lines.
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, self.root)
    }

    /// Reads the text of a checkpoint. Lines beyond the third are refused: nobody could check what they say.
    ///
    /// # Errors
    /// [`NoteError::Form`].
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let lines: Vec<&str> = text.split('\n').collect();
        let [origin, size, root, ""] = lines[..] else {
            return Err(NoteError::Form("a checkpoint has three lines"));
        };
        let read: u64 = size
            .parse()
            .map_err(|_| NoteError::Form("the second line is no size"))?;
        if origin.is_empty() || read.to_string() != size {
            return Err(NoteError::Form(
                "the size has leading zeroes or a sign, or the origin is empty",
            ));
        }
        Ok(Self {
            origin: origin.to_owned(),
            size: read,
            root: Digest::parse(root).ok_or(NoteError::Form("the third line is no root"))?,
        })
    }

    /// Reads a checkpoint from a note that a known key has signed; and whose signatures hold.
    ///
    /// # Errors
    /// [`NoteError`].
    pub fn opened(note: &SignedNote, known: &[PublicKey]) -> Result<(Self, Vec<Held>), NoteError> {
        let held = note.opened(known)?;
        Ok((Self::parse(note.text())?, held))
    }

    /// A log's first checkpoint, which follows none. To be used where the log never signed one before.
    pub fn first(self) -> Following {
        Following(self)
    }
}

impl Following {
    /// The checkpoint.
    pub const fn checkpoint(&self) -> &Checkpoint {
        &self.0
    }

    /// Signs the checkpoint with the log's key, whose name is the origin.
    ///
    /// # Errors
    /// [`NoteError::Form`] for a key of another log or kind.
    pub fn sign(&self, key: &SecretKey) -> Result<SignedNote, NoteError> {
        if key.public().name() != self.0.origin {
            return Err(NoteError::Form("the key is another log's"));
        }
        SignedNote::sign(&self.0.text(), key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::KeyKind;

    const ORIGIN: &str = "log.example/provdalen";

    fn entries(count: usize, salt: &str) -> Vec<Digest> {
        (0..count)
            .map(|number| merkle::leaf_hash(format!("{salt}{number}").as_bytes()))
            .collect()
    }

    fn at(entries: &[Digest]) -> Checkpoint {
        Checkpoint::over(ORIGIN, &entries.iter().copied().collect())
    }

    #[test]
    fn the_example_of_the_specification_is_read_and_written() {
        let text =
            "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
        let read = Checkpoint::parse(text).expect("a checkpoint");
        assert_eq!(
            (read.origin.as_str(), read.size),
            ("example.com/behind-the-sofa", 20_852_163)
        );
        assert_eq!(read.text(), text);
    }

    #[test]
    fn a_checkpoint_is_read_in_one_form() {
        let root = Digest::of(&[]);
        for text in [
            String::new(),
            format!("a\n0\n{root}"),
            format!("\n0\n{root}\n"),
            format!("a\n00\n{root}\n"),
            format!("a\n+1\n{root}\n"),
            format!("a\n-1\n{root}\n"),
            format!("a\n18446744073709551616\n{root}\n"),
            "a\n0\nAAAA\n".to_owned(),
            format!("a\n0\n{root}\nmore\n"),
            format!("a\n0\n{root}\n\n"),
        ] {
            assert!(Checkpoint::parse(&text).is_err(), "{text:?}");
        }
        assert!(Checkpoint::parse(&format!("a\n0\n{root}\n")).is_ok());
    }

    #[test]
    fn a_log_follows_itself_as_it_grows() {
        let all = entries(33, "");
        let tree: Tree = all.iter().copied().collect();
        for earlier in 0..=33 {
            for later in earlier..=33 {
                let proof = tree.prove_consistency(earlier, later).expect("within");
                let (old, new) = (at(&all[..earlier]), at(&all[..later]));
                assert!(follows(&old, new, &proof).is_ok(), "{earlier} to {later}");
            }
        }
    }

    #[test]
    fn no_fork_rollback_or_other_log_follows() {
        let (all, other) = (entries(33, ""), entries(33, "x"));
        let mut refused = 0;
        for earlier in 1..=33 {
            let old = at(&all[..earlier]);
            for later in 0..=33 {
                let mut forked = all[..later].to_vec();
                if let Some(entry) = forked.get_mut(earlier - 1) {
                    *entry = other[0];
                }
                let tree: Tree = forked.iter().copied().collect();
                let proof = tree.prove_consistency(earlier, later).unwrap_or_default();
                let found = follows(&old, at(&forked), &proof).expect_err("a fork");
                match later.cmp(&earlier) {
                    std::cmp::Ordering::Less => {
                        assert!(matches!(found, Contradiction::Shrunk { .. }));
                    }
                    std::cmp::Ordering::Equal => {
                        assert!(matches!(found, Contradiction::Forked { .. }));
                    }
                    std::cmp::Ordering::Greater => {
                        assert!(matches!(found, Contradiction::Unproven { .. }));
                    }
                }
                refused += 1;
            }
        }
        assert_eq!(refused, 33 * 34);
        let elsewhere = Checkpoint {
            origin: "log.example/other".to_owned(),
            ..at(&all)
        };
        assert!(matches!(
            follows(&at(&all), elsewhere, &[]),
            Err(Contradiction::Origin { .. })
        ));
    }

    #[test]
    fn a_checkpoint_is_signed_by_its_own_log_and_opens_with_its_key() {
        let key =
            |name: &str| SecretKey::from_randomness(name, KeyKind::Note, &[1; 32]).expect("a name");
        let checkpoint = at(&entries(3, ""));
        let following = checkpoint.clone().first();
        assert!(following.sign(&key("log.example/other")).is_err());
        let note = following.sign(&key(ORIGIN)).expect("signed");
        let (read, held) = Checkpoint::opened(&note, &[key(ORIGIN).public()]).expect("opened");
        assert_eq!((read, held.len()), (checkpoint, 1));
    }
}
