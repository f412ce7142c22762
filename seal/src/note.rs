//! Signed notes: a text and the signatures of one or more keys over it (C2SP signed-note).

use crate::key::{KeyKind, PublicKey, SecretKey, is_key_name};
use data_encoding::BASE64;
use std::fmt::{self, Display, Formatter};
use thiserror::Error;

/// Most signatures of one note. The specification asks that sixteen be accepted.
pub const MAX_SIGNATURES: usize = 64;

/// Why a note is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NoteError {
    /// Not of the form of a note; says what is missing.
    #[error("not a signed note: {0}")]
    Form(&'static str),
    /// A signature that names a known key is not that key's over this text.
    #[error("the signature of {0} does not hold")]
    Signature(String),
    /// No signature is that of a known key.
    #[error("no signature of a known key")]
    Unknown,
}

/// A signature line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature {
    name: String,
    identity: [u8; 4],
    bytes: Vec<u8>,
}

impl NoteSignature {
    /// Whether the line names this key.
    pub fn names(&self, key: &PublicKey) -> bool {
        self.name == key.name() && self.identity == key.identity()
    }

    /// The name of the key.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// A text with its signatures. Says nothing before [`SignedNote::opened`] says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedNote {
    text: String,
    signatures: Vec<NoteSignature>,
}

/// A signature that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Whose it is.
    pub key: PublicKey,
    /// Seconds since 1970 that a cosignature states; `None` for a note signature.
    pub time: Option<u64>,
}

/// What a cosignature is over: header, time, and the text (C2SP tlog-cosignature, "cosignature/v1").
fn cosigned(text: &str, time: u64) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

/// Texts of notes end in a newline and hold no control character but newlines.
fn check_text(text: &str) -> Result<(), NoteError> {
    if text.chars().any(|letter| letter < ' ' && letter != '\n') {
        return Err(NoteError::Form("a control character"));
    }
    if !text.ends_with('\n') {
        return Err(NoteError::Form("the text does not end in a newline"));
    }
    Ok(())
}

impl SignedNote {
    /// Signs a text.
    ///
    /// # Errors
    /// [`NoteError::Form`] for a text that no note can hold, or a key that signs cosignatures.
    pub fn sign(text: &str, key: &SecretKey) -> Result<Self, NoteError> {
        check_text(text)?;
        let mut note = Self {
            text: text.to_owned(),
            signatures: Vec::new(),
        };
        note.add_signature(key)?;
        Ok(note)
    }

    /// Adds the signature of another key, as at a rotation.
    ///
    /// # Errors
    /// [`NoteError::Form`] for a key that signs cosignatures.
    pub fn add_signature(&mut self, key: &SecretKey) -> Result<(), NoteError> {
        if key.public().kind() != KeyKind::Note {
            return Err(NoteError::Form("the key signs cosignatures"));
        }
        let signature = key.sign(self.text.as_bytes());
        self.add(&key.public(), signature.to_vec());
        Ok(())
    }

    /// Adds a witness's cosignature at a time, in seconds since 1970. The witness has seen that the checkpoint
    /// follows those that it saw before.
    ///
    /// # Errors
    /// [`NoteError::Form`] for a key that signs notes.
    pub fn add_cosignature(&mut self, key: &SecretKey, time: u64) -> Result<(), NoteError> {
        if key.public().kind() != KeyKind::Cosignature {
            return Err(NoteError::Form("the key signs notes"));
        }
        let mut bytes = time.to_be_bytes().to_vec();
        bytes.extend(key.sign(cosigned(&self.text, time).as_bytes()));
        self.add(&key.public(), bytes);
        Ok(())
    }

    /// Takes over the signature that another copy of the note has of a key, if it holds.
    ///
    /// # Errors
    /// [`NoteError`] where the other note is of another text, or has no such signature.
    pub fn adopt(&mut self, other: &Self, key: &PublicKey) -> Result<(), NoteError> {
        if other.text != self.text {
            return Err(NoteError::Form("another text"));
        }
        other.opened(std::slice::from_ref(key))?;
        let lines = other.signatures.iter().filter(|line| line.names(key));
        let fresh: Vec<_> = lines
            .filter(|line| !self.signatures.contains(line))
            .cloned()
            .collect();
        self.signatures.extend(fresh);
        Ok(())
    }

    /// The note with further signature lines behind its own, as a witness answers them. None of them is proven.
    ///
    /// # Errors
    /// [`NoteError::Form`].
    pub fn with_lines(&self, lines: &str) -> Result<Self, NoteError> {
        Self::parse(&format!("{self}{lines}"))
    }

    /// The note with the signatures of one key alone.
    pub fn only(&self, key: &PublicKey) -> Self {
        let own = self.signatures.iter().filter(|line| line.names(key));
        Self {
            text: self.text.clone(),
            signatures: own.cloned().collect(),
        }
    }

    fn add(&mut self, key: &PublicKey, bytes: Vec<u8>) {
        self.signatures.push(NoteSignature {
            name: key.name().to_owned(),
            identity: key.identity(),
            bytes,
        });
    }

    /// Reads a note.
    ///
    /// # Errors
    /// [`NoteError::Form`].
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let end = text
            .rfind("\n\n")
            .ok_or(NoteError::Form("no blank line before the signatures"))?;
        let (text, lines) = (&text[..=end], &text[end + 2..]);
        check_text(text)?;
        let lines = lines
            .strip_suffix('\n')
            .ok_or(NoteError::Form("the last line does not end in a newline"))?;
        let signatures: Vec<_> = lines
            .split('\n')
            .map(|line| line_of(line).ok_or(NoteError::Form("a signature line of another form")))
            .collect::<Result<_, _>>()?;
        if signatures.len() > MAX_SIGNATURES {
            return Err(NoteError::Form("too many signatures"));
        }
        Ok(Self {
            text: text.to_owned(),
            signatures,
        })
    }

    /// The text, unproven.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signature lines, unproven.
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// The signatures of known keys, all of which hold. Those of other keys are passed over.
    ///
    /// # Errors
    /// [`NoteError::Signature`] where one of a known key does not hold, [`NoteError::Unknown`] where there is none.
    pub fn opened(&self, known: &[PublicKey]) -> Result<Vec<Held>, NoteError> {
        let mut held = Vec::new();
        for line in &self.signatures {
            let Some(key) = known.iter().find(|key| line.names(key)) else {
                continue;
            };
            let time = self.holds(line, key);
            held.push(Held {
                key: key.clone(),
                time: time.ok_or_else(|| NoteError::Signature(line.name.clone()))?,
            });
        }
        if held.is_empty() {
            return Err(NoteError::Unknown);
        }
        Ok(held)
    }

    /// The time that the signature states, if it states one; nothing at all where it does not hold.
    fn holds(&self, line: &NoteSignature, key: &PublicKey) -> Option<Option<u64>> {
        match key.kind() {
            KeyKind::Note => {
                let signature = line.bytes.as_slice().try_into().ok()?;
                key.signed(self.text.as_bytes(), signature).then_some(None)
            }
            KeyKind::Cosignature => {
                let (time, signature) = line.bytes.split_first_chunk::<8>()?;
                let time = u64::from_be_bytes(*time);
                let message = cosigned(&self.text, time);
                let holds = i64::try_from(time).is_ok()
                    && key.signed(message.as_bytes(), signature.try_into().ok()?);
                holds.then_some(Some(time))
            }
        }
    }
}

/// Reads `— name base64`.
fn line_of(line: &str) -> Option<NoteSignature> {
    let (name, encoded) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
    let bytes = BASE64.decode(encoded.as_bytes()).ok()?;
    let (identity, bytes) = bytes.split_first_chunk::<4>()?;
    (is_key_name(name) && !bytes.is_empty()).then(|| NoteSignature {
        name: name.to_owned(),
        identity: *identity,
        bytes: bytes.to_vec(),
    })
}

impl Display for SignedNote {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{}", self.text)?;
        for line in &self.signatures {
            writeln!(formatter, "{line}")?;
        }
        Ok(())
    }
}

impl Display for NoteSignature {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let mut bytes = self.identity.to_vec();
        bytes.extend(&self.bytes);
        let (name, encoded) = (&self.name, BASE64.encode(&bytes));
        write!(formatter, "\u{2014} {name} {encoded}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str, kind: KeyKind, seed: u8) -> SecretKey {
        SecretKey::from_randomness(name, kind, &[seed; 32]).expect("a name")
    }

    #[test]
    fn a_note_of_another_implementation_opens() {
        // From the documentation of Go's package golang.org/x/mod/sumdb/note.
        let text = "If you think cryptography is the answer to your problem,\n\
            then you don't know what your problem is.\n\n\
            \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
        let key =
            PublicKey::parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
                .expect("a key");
        let note = SignedNote::parse(text).expect("a note");
        assert_eq!(note.to_string(), text);
        let held = note.opened(std::slice::from_ref(&key)).expect("held");
        assert_eq!(held, [Held { key, time: None }]);
    }

    #[test]
    fn signatures_of_several_keys_open_by_those_that_are_known() {
        let (log, next) = (
            key("log.example/a", KeyKind::Note, 1),
            key("log.example/a", KeyKind::Note, 2),
        );
        let witness = key("witness.example", KeyKind::Cosignature, 3);
        let mut note = SignedNote::sign("ett\n\ntvå\n", &log).expect("signed");
        note.add_signature(&next).expect("signed");
        note.add_cosignature(&witness, 1_679_315_147)
            .expect("signed");
        assert!(note.add_signature(&witness).is_err());
        assert!(note.add_cosignature(&log, 1).is_err());
        let note = SignedNote::parse(&note.to_string()).expect("a note");
        assert_eq!(note.text(), "ett\n\ntvå\n");
        let all = [log.public(), next.public(), witness.public()];
        let times = |held: Vec<Held>| held.into_iter().map(|held| held.time).collect::<Vec<_>>();
        assert_eq!(
            note.opened(&all).map(times),
            Ok(vec![None, None, Some(1_679_315_147)])
        );
        assert_eq!(note.opened(&all[2..]).map(|held| held.len()), Ok(1));
        let stranger = key("log.example/a", KeyKind::Note, 9).public();
        assert_eq!(note.opened(&[stranger]), Err(NoteError::Unknown));
    }

    #[test]
    fn any_turned_letter_is_refused() {
        let log = key("log.example/a", KeyKind::Note, 1);
        let witness = key("witness.example", KeyKind::Cosignature, 3);
        let mut note = SignedNote::sign("ett\ntvå\n", &log).expect("signed");
        note.add_cosignature(&witness, 1_679_315_147)
            .expect("signed");
        let keys = [log.public(), witness.public()];
        let text = note.to_string();
        for place in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[place] ^= 1 << (place % 8);
            let Ok(turned) = String::from_utf8(bytes) else {
                continue;
            };
            let both = SignedNote::parse(&turned)
                .and_then(|note| note.opened(&keys))
                .is_ok_and(|held| held.len() == 2);
            assert!(!both, "byte {place}");
        }
    }

    #[test]
    fn a_cosignature_of_another_copy_is_taken_over_once() {
        let log = key("log.example/a", KeyKind::Note, 1);
        let witness = key("witness.example", KeyKind::Cosignature, 3);
        let mut ours = SignedNote::sign("ett\n", &log).expect("signed");
        let mut theirs = ours.clone();
        theirs.add_cosignature(&witness, 5).expect("signed");
        assert_eq!(
            ours.clone().adopt(&ours, &witness.public()),
            Err(NoteError::Unknown)
        );
        ours.adopt(&theirs, &witness.public()).expect("taken over");
        ours.adopt(&theirs, &witness.public()).expect("again");
        assert_eq!(ours, theirs);
        let other = SignedNote::sign("två\n", &log).expect("signed");
        assert!(ours.adopt(&other, &log.public()).is_err());
    }

    #[test]
    fn lines_of_an_answer_are_joined_and_told_apart_by_their_keys() {
        let log = key("log.example/a", KeyKind::Note, 1);
        let witnesses = [3, 4].map(|seed| key("witness.example", KeyKind::Cosignature, seed));
        let ours = SignedNote::sign("ett\n", &log).expect("signed");
        let mut theirs = ours.clone();
        for witness in &witnesses {
            theirs.add_cosignature(witness, 5).expect("signed");
        }
        let answered = theirs.signatures()[1..].iter();
        let answered: String = answered.map(|line| format!("{line}\n")).collect();
        assert_eq!(ours.with_lines(&answered), Ok(theirs.clone()));
        let one = theirs.only(&witnesses[1].public());
        assert_eq!(one.signatures(), &theirs.signatures()[2..]);
        assert!(one.opened(&[witnesses[0].public()]).is_err());
        for odd in ["\n", "409\n", "\u{2014} a AAAAAAA="] {
            assert!(ours.with_lines(odd).is_err(), "{odd:?}");
        }
    }

    #[test]
    fn what_is_no_note_is_refused() {
        for text in [
            "",
            "ett\n",
            "ett\n\n",
            "\n\n",
            "ett\n\n\u{2014} a AAAAAAA=",
            "ett\n\n- a AAAAAAA=\n",
            "ett\n\n\u{2014} a+b AAAAAAA=\n",
            "ett\n\n\u{2014} a AAAAAA\n",
            "ett\n\n\u{2014} a AAAAAAB=\n",
            "ett\n\n\u{2014} a AAAA\n",
            "e\ttt\n\n\u{2014} a AAAAAAA=\n",
        ] {
            assert!(SignedNote::parse(text).is_err(), "{text:?}");
        }
        assert!(SignedNote::parse("ett\n\n\u{2014} a AAAAAAA=\n").is_ok());
    }
}
