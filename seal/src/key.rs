//! Ed25519 keys of signed notes: of a log, and of a witness.
//!
//! C2SP signed-note: a key has a name, a type and four bytes of identity, and is written `name+identity+base64`.

use data_encoding::{BASE64, HEXLOWER};
use ed25519_dalek::{Signature, Signer, VerifyingKey};
use std::fmt::{self, Debug, Display, Formatter};
use thiserror::Error;

/// What a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// The text of a note (type `0x01`): a log's own key.
    Note,
    /// A checkpoint together with the time of signing (type `0x04`, C2SP tlog-cosignature): a witness's key.
    Cosignature,
}

impl KeyKind {
    const fn byte(self) -> u8 {
        match self {
            Self::Note => 0x01,
            Self::Cosignature => 0x04,
        }
    }

    const fn of(byte: u8) -> Option<Self> {
        match byte {
            0x01 => Some(Self::Note),
            0x04 => Some(Self::Cosignature),
            _ => None,
        }
    }
}

/// Why a text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum KeyError {
    /// The name is empty, or holds white space, a plus sign or a control character.
    #[error("a key's name is not empty and holds neither white space nor plus signs")]
    Name,
    /// Not of the form `name+identity+base64`.
    #[error("expected name+identity+base64")]
    Form,
    /// Not Ed25519, or not 32 bytes.
    #[error("the key is of another type or length")]
    Kind,
    /// The identity is not that of this name and key.
    #[error("the identity is not that of this name and key")]
    Identity,
    /// The bytes are no point of the curve, or one of the few that sign everything.
    #[error("the bytes are no Ed25519 public key")]
    Point,
}

fn name_checked(name: &str) -> Result<&str, KeyError> {
    let odd = |letter: char| letter.is_whitespace() || letter == '+' || letter.is_control();
    if name.is_empty() || name.contains(odd) {
        return Err(KeyError::Name);
    }
    Ok(name)
}

pub(crate) fn is_key_name(name: &str) -> bool {
    name_checked(name).is_ok()
}

/// The first four bytes of SHA-256 over name, newline, type and public key (C2SP signed-note).
fn identity(name: &str, kind: KeyKind, public: &VerifyingKey) -> [u8; 4] {
    let digest = crate::digest::Digest::of(&[
        name.as_bytes(),
        b"\n",
        &[kind.byte()],
        public.as_bytes().as_slice(),
    ]);
    let [a, b, c, d, ..] = *digest.as_bytes();
    [a, b, c, d]
}

/// Splits `name+identity+base64` into its parts, and the base64 into type and 32 bytes.
fn parts(text: &str) -> Result<(&str, &str, KeyKind, [u8; 32]), KeyError> {
    let (name, rest) = text.split_once('+').ok_or(KeyError::Form)?;
    let (identity, encoded) = rest.split_once('+').ok_or(KeyError::Form)?;
    let name = name_checked(name)?;
    let bytes = BASE64
        .decode(encoded.as_bytes())
        .map_err(|_| KeyError::Form)?;
    let (kind, bytes) = bytes.split_first().ok_or(KeyError::Kind)?;
    let kind = KeyKind::of(*kind).ok_or(KeyError::Kind)?;
    let bytes = bytes.try_into().map_err(|_| KeyError::Kind)?;
    Ok((name, identity, kind, bytes))
}

/// A public key with its name.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    name: String,
    kind: KeyKind,
    key: VerifyingKey,
}

impl PublicKey {
    /// The same key under another name.
    ///
    /// # Errors
    /// [`KeyError::Name`].
    pub fn named(&self, name: &str) -> Result<Self, KeyError> {
        Ok(Self {
            name: name_checked(name)?.to_owned(),
            ..self.clone()
        })
    }

    /// Reads a key in the form that it is published in, `name+identity+base64` (C2SP signed-note, "vkey").
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let (name, stated, kind, bytes) = parts(text)?;
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| KeyError::Point)?;
        if key.is_weak() {
            return Err(KeyError::Point);
        }
        let key = Self {
            name: name.to_owned(),
            kind,
            key,
        };
        if HEXLOWER.encode(&key.identity()) != stated {
            return Err(KeyError::Identity);
        }
        Ok(key)
    }

    /// The name; for a log, its origin.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it signs.
    pub const fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The four bytes that a signature names the key with.
    pub fn identity(&self) -> [u8; 4] {
        identity(&self.name, self.kind, &self.key)
    }

    /// Whether the signature is this key's over the message, in its one valid form (RFC 8032 section 5.1.7, with
    /// neither small-order points nor malleable scalars).
    pub(crate) fn signed(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.key
            .verify_strict(message, &Signature::from_bytes(signature))
            .is_ok()
    }
}

impl Display for PublicKey {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let mut bytes = vec![self.kind.byte()];
        bytes.extend(self.key.as_bytes());
        let identity = HEXLOWER.encode(&self.identity());
        write!(
            formatter,
            "{}+{identity}+{}",
            self.name,
            BASE64.encode(&bytes)
        )
    }
}

impl Debug for PublicKey {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(self, formatter)
    }
}

/// A private key with its name. Wiped from memory when dropped; shows itself to nobody but
/// [`SecretKey::to_private_text`].
#[derive(Clone)]
pub struct SecretKey {
    name: String,
    kind: KeyKind,
    key: ed25519_dalek::SigningKey,
}

/// What a private key starts with, as Go's note package writes it.
const PRIVATE: &str = "PRIVATE+KEY+";

impl SecretKey {
    /// The same key under another name, for a log of its own: what it signs names the log.
    ///
    /// # Errors
    /// [`KeyError::Name`].
    pub fn named(&self, name: &str) -> Result<Self, KeyError> {
        Ok(Self {
            name: name_checked(name)?.to_owned(),
            ..self.clone()
        })
    }

    /// A key from 32 bytes of randomness, which are the key: they must come from a source fit for that, and be used
    /// for nothing else.
    ///
    /// # Errors
    /// [`KeyError::Name`].
    pub fn from_randomness(name: &str, kind: KeyKind, random: &[u8; 32]) -> Result<Self, KeyError> {
        Ok(Self {
            name: name_checked(name)?.to_owned(),
            kind,
            key: ed25519_dalek::SigningKey::from_bytes(random),
        })
    }

    /// Reads `PRIVATE+KEY+name+identity+base64`.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let (name, stated, kind, bytes) = parts(text.strip_prefix(PRIVATE).ok_or(KeyError::Form)?)?;
        let key = Self::from_randomness(name, kind, &bytes)?;
        if HEXLOWER.encode(&key.public().identity()) != stated {
            return Err(KeyError::Identity);
        }
        Ok(key)
    }

    /// The key as a file keeps it, `PRIVATE+KEY+name+identity+base64`. Whoever reads this can sign.
    pub fn to_private_text(&self) -> String {
        let mut bytes = vec![self.kind.byte()];
        bytes.extend(self.key.as_bytes());
        let identity = HEXLOWER.encode(&self.public().identity());
        format!(
            "{PRIVATE}{}+{identity}+{}",
            self.name,
            BASE64.encode(&bytes)
        )
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        PublicKey {
            name: self.name.clone(),
            kind: self.kind,
            key: self.key.verifying_key(),
        }
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }
}

impl Debug for SecretKey {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(formatter, "SecretKey({})", self.public())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(kind: KeyKind) -> SecretKey {
        SecretKey::from_randomness("log.example/provdalen", kind, &[7; 32]).expect("a name")
    }

    #[test]
    fn a_published_key_of_another_implementation_is_read() {
        // From the documentation of Go's package golang.org/x/mod/sumdb/note.
        let text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        let key = PublicKey::parse(text).expect("a key");
        assert_eq!((key.name(), key.kind()), ("PeterNeumann", KeyKind::Note));
        assert_eq!(key.to_string(), text);
        let private =
            "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
        let secret = SecretKey::parse(private).expect("a key");
        assert_eq!(secret.public(), key);
        assert_eq!(secret.to_private_text(), private);
    }

    #[test]
    fn a_key_is_read_as_it_was_written_and_in_no_other_form() {
        for kind in [KeyKind::Note, KeyKind::Cosignature] {
            let secret = key(kind);
            let text = secret.public().to_string();
            assert_eq!(PublicKey::parse(&text), Ok(secret.public()));
            let again = SecretKey::parse(&secret.to_private_text()).expect("a key");
            assert_eq!(again.public(), secret.public());
            for place in 0..text.len() {
                let mut bytes = text.clone().into_bytes();
                bytes[place] ^= 1;
                let Ok(turned) = String::from_utf8(bytes) else {
                    continue;
                };
                assert!(PublicKey::parse(&turned).is_err(), "{turned}");
            }
        }
        assert_ne!(
            key(KeyKind::Note).public().identity(),
            key(KeyKind::Cosignature).public().identity()
        );
    }

    #[test]
    fn names_that_would_break_a_signature_line_are_refused() {
        for name in ["", "a b", "a+b", "a\u{a0}b", "a\nb"] {
            let key = SecretKey::from_randomness(name, KeyKind::Note, &[1; 32]);
            assert_eq!(key.err(), Some(KeyError::Name), "{name:?}");
        }
    }

    #[test]
    fn a_private_key_is_not_shown_by_chance() {
        let secret = key(KeyKind::Note);
        let private = secret.to_private_text();
        let tail = private.rsplit('+').next().expect("base64");
        assert!(!format!("{secret:?}").contains(tail));
    }
}
