//! What a log tells a witness (vittne): the checkpoint, and that it follows on the last one that the witness signed
//! (C2SP tlog-witness, `add-checkpoint`).

use crate::checkpoint::{Checkpoint, Contradiction, follows};
use crate::digest::Digest;
use crate::merkle::Tree;
use crate::note::{NoteError, SignedNote};
use std::fmt::{self, Display, Formatter};
use thiserror::Error;

/// The media type of an answer that states the size that a witness signed last.
pub const SIZE_MEDIA_TYPE: &str = "text/x.tlog.size";

/// A request to a witness to sign a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    old: u64,
    proof: Vec<Digest>,
    note: SignedNote,
}

/// Why a checkpoint is not shown to a witness.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Unfit {
    /// The note holds no checkpoint.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The entries do not give the root that was signed.
    #[error("the entries do not give the checkpoint's root")]
    Root,
    /// The log never had that size.
    #[error("the log has no {0} entries")]
    Size(u64),
    /// The entries contradict themselves.
    #[error(transparent)]
    Contradiction(#[from] Contradiction),
}

impl Submission {
    /// A signed checkpoint of a log, with the proof from a size that the witness signed before; 0 where it never did.
    ///
    /// # Errors
    /// [`Unfit`]; a proof that does not hold is never sent.
    pub fn new(log: &Tree, note: SignedNote, old: u64) -> Result<Self, Unfit> {
        let later = Checkpoint::parse(note.text())?;
        let place = |size: u64| usize::try_from(size).map_err(|_| Unfit::Size(size));
        let (before, after) = (place(old)?, place(later.size)?);
        if log.root(after) != Some(later.root) {
            return Err(Unfit::Root);
        }
        let root = log.root(before).filter(|_| before <= after);
        let earlier = Checkpoint {
            origin: later.origin.clone(),
            size: old,
            root: root.ok_or(Unfit::Size(old))?,
        };
        let proof = log.prove_consistency(before, after);
        let proof = proof.ok_or(Unfit::Size(old))?;
        follows(&earlier, later, &proof)?;
        Ok(Self { old, proof, note })
    }
}

/// The body of the request.
impl Display for Submission {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "old {}", self.old)?;
        for step in &self.proof {
            writeln!(formatter, "{step}")?;
        }
        write!(formatter, "\n{}", self.note)
    }
}

/// The size in a witness's answer, a decimal number and a newline; `None` for anything else.
pub fn stated_size(body: &str) -> Option<u64> {
    let digits = body.strip_suffix('\n')?;
    let size: u64 = digits.parse().ok()?;
    (size.to_string() == digits).then_some(size)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::{KeyKind, SecretKey};
    use crate::merkle::leaf_hash;

    const ORIGIN: &str = "log.example/a";

    fn tree(size: u8) -> Tree {
        (0..size).map(|number| leaf_hash(&[number])).collect()
    }

    fn signed(tree: &Tree) -> SignedNote {
        let key = SecretKey::from_randomness(ORIGIN, KeyKind::Note, &[1; 32]).expect("a name");
        let checkpoint = Checkpoint::over(ORIGIN, tree).first();
        checkpoint.sign(&key).expect("signed")
    }

    #[test]
    fn a_request_is_size_proof_blank_line_and_note() {
        let (five, note) = (tree(5), signed(&tree(5)));
        let asked = Submission::new(&five, note.clone(), 3).expect("fit");
        let proof = five.prove_consistency(3, 5).expect("within");
        let lines: Vec<String> = proof.iter().map(Digest::to_string).collect();
        let expected = format!("old 3\n{}\n\n{note}", lines.join("\n"));
        assert_eq!(asked.to_string(), expected);
        for old in [0, 5] {
            let asked = Submission::new(&five, note.clone(), old).expect("fit");
            assert_eq!(asked.to_string(), format!("old {old}\n\n{note}"));
        }
    }

    #[test]
    fn what_does_not_hold_is_never_sent() {
        let note = signed(&tree(5));
        for (log, old, refused) in [
            (tree(5), 6, Unfit::Size(6)),
            (tree(6), 6, Unfit::Size(6)),
            (tree(4), 3, Unfit::Root),
            ((1..6).map(|n| leaf_hash(&[n])).collect(), 3, Unfit::Root),
        ] {
            assert_eq!(Submission::new(&log, note.clone(), old), Err(refused));
        }
    }

    #[test]
    fn a_size_is_a_decimal_number_in_its_one_form() {
        assert_eq!(stated_size("20852163\n"), Some(20_852_163));
        assert_eq!(stated_size("0\n"), Some(0));
        for odd in ["", "\n", "7", "07\n", "+7\n", "-7\n", "7\n\n", "7 \n"] {
            assert_eq!(stated_size(odd), None, "{odd:?}");
        }
    }
}
