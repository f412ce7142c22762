//! The journal: one entry per accepted command and owning organisation, chained by hashes.
//!
//! The chain runs over a salted digest of each payload, not over the payload, so that personal data can later be
//! erased from a payload without breaking the chain.

use crate::error::StorageError;
use crate::read::Subject;
use chrono::{DateTime, SecondsFormat, Utc};
use data_encoding::HEXLOWER;
use domain::id::OrganisationId;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Hash before the first entry of a chain.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// An entry that is not yet chained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The organisation whose record changed.
    pub organisation: OrganisationId,
    /// When, to the microsecond.
    pub at: DateTime<Utc>,
    /// Who: issuer and subject, or `command-line`.
    pub actor: String,
    /// The command's name.
    pub command: &'static str,
    /// What changed, for readers that resolve it.
    pub subject: Option<Subject>,
    /// What changed, as canonical JSON.
    pub payload: String,
    /// Randomness that keeps the digest from telling the payload.
    pub salt: Uuid,
}

/// An entry in its place in the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chained {
    /// The entry.
    pub organisation: OrganisationId,
    /// Dense number within the organisation, from 1.
    pub sequence: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: String,
    /// The command's name.
    pub command: String,
    /// SHA-256 over salt and payload, hexadecimal.
    pub digest: String,
    /// Hash of the entry before.
    pub previous: String,
    /// Hash of this entry.
    pub hash: String,
}

/// The salted digest of a payload, hexadecimal.
pub fn digest(salt: Uuid, payload: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update(salt.as_bytes());
    hasher.update(payload.as_bytes());
    HEXLOWER.encode(&hasher.finalize())
}

/// A payload as the journal keeps it: canonical JSON (RFC 8785).
pub(crate) fn canonical(payload: &serde_json::Value) -> Result<String, StorageError> {
    serde_json_canonicalizer::to_string(payload).map_err(|error| StorageError::Corrupt {
        what: "journal payload",
        reason: error.to_string(),
    })
}

/// SHA-256 of a text, hexadecimal.
pub fn sha256(text: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(text.as_bytes()))
}

/// A moment as the chain writes it: RFC 3339, UTC, microseconds.
pub fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

impl Chained {
    /// Puts an entry behind the one with hash `previous`.
    pub fn after(entry: &Entry, sequence: i64, previous: &str) -> Self {
        let mut chained = Self {
            organisation: entry.organisation,
            sequence,
            at: entry.at,
            actor: entry.actor.clone(),
            command: entry.command.to_owned(),
            digest: digest(entry.salt, &entry.payload),
            previous: previous.to_owned(),
            hash: String::new(),
        };
        chained.hash = chained.expected_hash();
        chained
    }

    /// The hash that this entry must have, given all else that it says.
    pub fn expected_hash(&self) -> String {
        let organisation = self.organisation.to_string();
        let (sequence, at) = (self.sequence.to_string(), moment(self.at));
        let fields = [
            "paragraf/journal@1",
            &organisation,
            &sequence,
            &at,
            &self.actor,
            &self.command,
            &self.digest,
            &self.previous,
        ];
        let mut hasher = Sha256::new();
        for field in fields {
            // Lengths keep one field from running into the next.
            hasher.update((field.len() as u64).to_be_bytes());
            hasher.update(field.as_bytes());
        }
        HEXLOWER.encode(&hasher.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(payload: &str) -> Entry {
        Entry {
            organisation: OrganisationId::from_uuid(Uuid::from_u128(7)),
            at: DateTime::UNIX_EPOCH,
            actor: "command-line".to_owned(),
            command: "LoadMinutes",
            subject: None,
            payload: payload.to_owned(),
            salt: Uuid::from_u128(9),
        }
    }

    #[test]
    fn every_field_bears_on_the_hash() {
        let whole = Chained::after(&entry("{}"), 1, GENESIS);
        assert_eq!(whole.hash, whole.expected_hash());
        let changes: [fn(&mut Chained); 6] = [
            |c| c.sequence = 2,
            |c| c.actor.push('x'),
            |c| c.command.push('x'),
            |c| c.digest.push('0'),
            |c| c.previous.push('0'),
            |c| c.at += chrono::TimeDelta::microseconds(1),
        ];
        for change in changes {
            let mut edited = whole.clone();
            change(&mut edited);
            assert_ne!(edited.expected_hash(), whole.hash);
        }
    }

    #[test]
    fn the_same_payload_has_another_digest_under_another_salt() {
        assert_ne!(
            digest(Uuid::from_u128(1), "{}"),
            digest(Uuid::from_u128(2), "{}")
        );
        assert_ne!(
            digest(Uuid::from_u128(1), "{}"),
            digest(Uuid::from_u128(1), "{ }")
        );
    }
}
