//! Signatures by Standard Webhooks: `v1`, HMAC-SHA256 with a secret of both, and `v1a`, Ed25519 with a key of ours.
//!
//! The secret of a subscription is derived from a key of the service, so that the database holds none: whoever reads
//! the database, a backup of it or a replica, can sign nothing.

use data_encoding::{BASE64, HEXLOWER};
use domain::id::WebhookId;
use ed25519_dalek::{Signer as _, SigningKey};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// Bytes of the shortest key.
pub const SHORTEST: usize = 32;
/// Bytes of a key's name.
const NAME: usize = 4;

/// A key is too short to derive secrets from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a key has {found} bytes, at least {SHORTEST} are required")]
pub struct KeyTooShort {
    found: usize,
}

/// The keys that secrets are derived from: the first makes new ones, the others sign on what they made.
#[derive(Clone)]
pub struct Keyring(Vec<(String, Vec<u8>)>);

impl std::fmt::Debug for Keyring {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = self.0.iter().map(|(name, _)| name);
        formatter.debug_list().entries(names).finish()
    }
}

fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // Keys of any length are taken; the library says so by a result that is never an error.
    let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(key) else {
        return [0; 32];
    };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

impl Keyring {
    /// Takes keys, the one for new secrets first.
    ///
    /// # Errors
    /// [`KeyTooShort`].
    pub fn try_new<'a>(keys: impl IntoIterator<Item = &'a str>) -> Result<Self, KeyTooShort> {
        let mut held = Vec::new();
        for key in keys {
            if key.len() < SHORTEST {
                return Err(KeyTooShort { found: key.len() });
            }
            let digest = Sha256::digest(format!("paragraf webhook key\n{key}").as_bytes());
            let name = HEXLOWER.encode(digest.get(..NAME).unwrap_or_default());
            held.push((name, key.as_bytes().to_vec()));
        }
        Ok(Self(held))
    }

    /// The name of the key that new secrets are derived from; `None` where there is no key.
    pub fn current(&self) -> Option<&str> {
        self.0.first().map(|(name, _)| name.as_str())
    }

    /// The secret of a subscription; `None` where its key is not at hand.
    pub fn secret(&self, webhook: WebhookId, generation: u32, key: &str) -> Option<Secret> {
        let (_, master) = self.0.iter().find(|(name, _)| name == key)?;
        let derived = |purpose: &str| {
            let what = format!("paragraf webhook {purpose}\n{webhook}\n{generation}");
            mac(master, &[what.as_bytes()])
        };
        Some(Secret {
            shared: derived("v1"),
            own: SigningKey::from_bytes(&derived("v1a")),
        })
    }
}

/// What signs the events of a subscription.
#[derive(Clone)]
pub struct Secret {
    shared: [u8; 32],
    own: SigningKey,
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Secret").finish_non_exhaustive()
    }
}

impl Secret {
    /// The secret that the receiver gets, once: `whsec_…`.
    pub fn shared(&self) -> String {
        format!("whsec_{}", BASE64.encode(&self.shared))
    }

    /// The key that anybody may have: `whpk_…`.
    pub fn public(&self) -> String {
        format!(
            "whpk_{}",
            BASE64.encode(&self.own.verifying_key().to_bytes())
        )
    }

    fn signatures(&self, content: &[u8]) -> [String; 2] {
        let own = self.own.sign(content).to_bytes();
        [
            v1(&self.shared, content),
            format!("v1a,{}", BASE64.encode(&own)),
        ]
    }
}

fn v1(key: &[u8], content: &[u8]) -> String {
    format!("v1,{}", BASE64.encode(&mac(key, &[content])))
}

/// What is signed: `id.timestamp.body`.
fn content(id: &str, timestamp: i64, body: &str) -> String {
    format!("{id}.{timestamp}.{body}")
}

/// The header `webhook-signature`: each secret's `v1` and `v1a`, with a blank between.
///
/// # Units
/// `timestamp` in seconds since 1970-01-01 UTC.
pub fn signature(secrets: &[Secret], id: &str, timestamp: i64, body: &str) -> String {
    let content = content(id, timestamp, body);
    let all: Vec<String> = secrets
        .iter()
        .flat_map(|secret| secret.signatures(content.as_bytes()))
        .collect();
    all.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use ed25519_dalek::{Signature, VerifyingKey};
    use uuid::Uuid;

    const ONE: &str = "0123456789abcdef0123456789abcdef";
    const OTHER: &str = "fedcba9876543210fedcba9876543210";

    fn webhook(number: u128) -> WebhookId {
        WebhookId::from_uuid(Uuid::from_u128(number))
    }

    fn secret(ring: &Keyring, number: u128, generation: u32) -> Secret {
        let key = ring.current().expect("a key").to_owned();
        let found = ring.secret(webhook(number), generation, &key);
        found.expect("a secret")
    }

    #[test]
    fn the_specifications_example_is_signed_as_there() {
        let key = BASE64
            .decode(b"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
            .expect("base64");
        let content = content(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            "{\"test\": 2432232314}",
        );
        assert_eq!(
            v1(&key, content.as_bytes()),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
    }

    #[test]
    fn every_secret_signs_both_ways_and_any_byte_changed_is_another_signature() {
        let ring = Keyring::try_new([ONE]).expect("a key");
        let (new, old) = (secret(&ring, 1, 2), secret(&ring, 1, 1));
        let header = signature(&[new.clone(), old.clone()], "msg_1", 7, "{}");
        let parts: Vec<&str> = header.split(' ').collect();
        let kinds: Vec<&str> = parts
            .iter()
            .filter_map(|part| part.split(',').next())
            .collect();
        assert_eq!(kinds, ["v1", "v1a", "v1", "v1a"]);
        for (part, secret) in [(parts[1], &new), (parts[3], &old)] {
            let public = secret.public();
            let public = BASE64.decode(public.trim_start_matches("whpk_").as_bytes());
            let public: [u8; 32] = public.expect("base64").try_into().expect("32 bytes");
            let public = VerifyingKey::from_bytes(&public).expect("a key");
            let signed = BASE64.decode(part.trim_start_matches("v1a,").as_bytes());
            let signed: [u8; 64] = signed.expect("base64").try_into().expect("64 bytes");
            let signed = Signature::from_bytes(&signed);
            assert!(public.verify_strict(b"msg_1.7.{}", &signed).is_ok());
            for other in ["msg_2.7.{}", "msg_1.8.{}", "msg_1.7.{ }"] {
                assert!(public.verify_strict(other.as_bytes(), &signed).is_err());
            }
        }
        for (id, timestamp, body) in [("msg_2", 7, "{}"), ("msg_1", 8, "{}"), ("msg_1", 7, "[]")] {
            let other = signature(std::slice::from_ref(&new), id, timestamp, body);
            assert!(parts.iter().all(|part| !other.contains(part)), "{other}");
        }
    }

    #[test]
    fn no_two_secrets_are_the_same_and_each_is_found_again() {
        let ring = Keyring::try_new([ONE, OTHER]).expect("keys");
        let other = Keyring::try_new([OTHER, ONE]).expect("keys");
        let first = secret(&ring, 1, 1).shared();
        for another in [
            secret(&ring, 2, 1).shared(),
            secret(&ring, 1, 2).shared(),
            secret(&other, 1, 1).shared(),
        ] {
            assert_ne!(first, another);
        }
        let key = ring.current().expect("a key");
        let again = other.secret(webhook(1), 1, key).expect("the key is there");
        assert_eq!(again.shared(), first);
        let lost = Keyring::try_new([OTHER]).expect("a key");
        assert!(lost.secret(webhook(1), 1, key).is_none());
        assert_eq!(Keyring::try_new([]).expect("nothing").current(), None);
    }

    #[test]
    fn a_short_key_is_refused_and_none_is_printed() {
        let short = ONE.get(1..).expect("a text");
        assert_eq!(
            Keyring::try_new([short]).expect_err("short").to_string(),
            "a key has 31 bytes, at least 32 are required"
        );
        let ring = Keyring::try_new([ONE]).expect("a key");
        let told = format!("{ring:?} {:?}", secret(&ring, 1, 1));
        assert!(
            !told.contains("0123456789") && !told.contains("whsec"),
            "{told}"
        );
        assert_eq!(secret(&ring, 1, 1).shared().len(), "whsec_".len() + 44);
    }
}
