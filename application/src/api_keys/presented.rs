//! A key as a machine presents it, and who it then is.

use super::{ApiKey, ISSUER};
use crate::actor::Actor;
use crate::error::StorageError;
use crate::journal::sha256;
use crate::ports::{Ids, ReadModel};
use crate::revocation;
use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use domain::id::ApiKeyId;
use std::collections::BTreeSet;
use subtle::ConstantTimeEq;

/// What every key begins with, for those who look for secrets where there should be none.
pub const MARK: &str = "paragraf_key_";
/// Digits of an id.
const ID_DIGITS: usize = 26;
/// Digits of a secret: 256 bits.
const SECRET_DIGITS: usize = 64;

/// Whether a bearer's credentials are to be read as a key.
pub fn is_key(credentials: &str) -> bool {
    credentials.starts_with(MARK)
}

/// A key as it is presented: `paragraf_key_`, the digits of its id, `_`, and its secret.
#[derive(Clone)]
pub struct Presented {
    id: ApiKeyId,
    text: String,
}

impl std::fmt::Debug for Presented {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = formatter.debug_struct("Presented");
        shown.field("id", &self.id).finish_non_exhaustive()
    }
}

impl Presented {
    /// A new secret for a key.
    pub(super) fn new(id: ApiKeyId, ids: &dyn Ids) -> Self {
        let chance = [ids.random(), ids.random()].concat();
        let digits = id.to_string();
        let digits = digits.trim_start_matches(ApiKeyId::PREFIX);
        let digits = digits.trim_start_matches('-');
        let text = format!("{MARK}{digits}_{}", HEXLOWER.encode(&chance));
        Self { id, text }
    }

    /// Reads a key as it came; `None` where it cannot be one.
    pub fn read(text: &str) -> Option<Self> {
        let (id, secret) = text.strip_prefix(MARK)?.split_once('_')?;
        let sound = id.len() == ID_DIGITS
            && secret.len() == SECRET_DIGITS
            && secret
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let id = ApiKeyId::parse(&format!("{}-{id}", ApiKeyId::PREFIX)).ok();
        let id = id.filter(|_| sound)?;
        let text = text.to_owned();
        Some(Self { id, text })
    }

    /// Which key it says it is.
    pub const fn id(&self) -> ApiKeyId {
        self.id
    }

    /// As it is presented. Whoever has it has the key.
    pub fn expose(&self) -> &str {
        &self.text
    }

    /// SHA-256 of it, hexadecimal.
    pub(super) fn digest(&self) -> String {
        sha256(&self.text)
    }

    fn fits(&self, digest: &str) -> bool {
        self.digest().as_bytes().ct_eq(digest.as_bytes()).into()
    }

    /// Who presents it, where the key is that one, and holds at an instant.
    pub fn actor(&self, key: &ApiKey, now: DateTime<Utc>) -> Option<Actor> {
        if key.id != self.id || !key.holds(now) {
            return None;
        }
        let former = key.former.as_ref();
        let former = former.filter(|former| self.fits(&former.digest) && now < former.until);
        let (made_at, until) = match former {
            _ if self.fits(&key.digest) => (key.made_at, key.expires_at),
            Some(former) => (former.made_at, former.until.min(key.expires_at)),
            None => return None,
        };
        Some(Actor {
            issuer: ISSUER.to_owned(),
            subject: key.id.to_string(),
            name: Some(key.name.clone()),
            roles: BTreeSet::from([key.role.role()]),
            organisations: BTreeSet::from([key.owner.to_string()]),
            person: None,
            acr: None,
            auth_time: None,
            token_id: None,
            issued_at: made_at.timestamp(),
            expires_at: until.timestamp(),
            barred: BTreeSet::new(),
        })
    }
}

/// Whether the key by which a machine came still holds, and the secret that it had.
fn holds_still(actor: &Actor, key: &ApiKey, now: DateTime<Utc>) -> bool {
    let made = |made_at: DateTime<Utc>| made_at.timestamp() == actor.issued_at;
    let former = key.former.as_ref();
    let former = former.is_some_and(|former| made(former.made_at) && now < former.until);
    key.holds(now) && (made(key.made_at) || former)
}

/// An actor of before, as they stand now: as their token does, or their key; `None` where it holds no more.
///
/// # Errors
/// [`StorageError`] where it cannot be known.
pub async fn still(
    actor: Actor,
    now: DateTime<Utc>,
    read: &dyn ReadModel,
) -> Result<Option<Actor>, StorageError> {
    if actor.is_machine() {
        let id = ApiKeyId::parse(&actor.subject).ok();
        let key = match id {
            Some(id) => read.api_key(id).await?,
            None => None,
        };
        if !key.is_some_and(|key| holds_still(&actor, &key, now)) {
            return Ok(None);
        }
    }
    revocation::admitted(actor, read).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api_keys::{Former, KeyRole};
    use crate::revocation::Ended;
    use chrono::TimeDelta;
    use domain::id::OrganisationId;
    use uuid::Uuid;

    struct Counted;

    impl Ids for Counted {
        fn next(&self) -> Uuid {
            Uuid::from_u128(1)
        }

        fn salt(&self) -> Uuid {
            Uuid::from_u128(2)
        }

        fn random(&self) -> [u8; 16] {
            [0xab; 16]
        }
    }

    fn presented(number: u128) -> Presented {
        Presented::new(ApiKeyId::from_uuid(Uuid::from_u128(number)), &Counted)
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    fn key(of: &Presented) -> ApiKey {
        ApiKey {
            id: of.id,
            owner: OrganisationId::from_uuid(Uuid::from_u128(7)),
            name: "Intranätet".to_owned(),
            role: KeyRole::Reader,
            at: at(0),
            by: "x".to_owned(),
            expires_at: at(100),
            digest: of.digest(),
            made_at: at(50),
            former: None,
            revoked: None,
            used_on: None,
            version: 1,
        }
    }

    #[test]
    fn what_was_issued_is_read_and_nothing_else() {
        let issued = presented(9);
        assert_eq!(
            issued.expose().len(),
            MARK.len() + ID_DIGITS + 1 + SECRET_DIGITS
        );
        let read = Presented::read(issued.expose()).expect("a key");
        assert_eq!((read.id, read.digest()), (issued.id, issued.digest()));
        assert!(!format!("{issued:?}").contains("abab"));
        let text = issued.expose();
        for wrong in [
            text.to_ascii_uppercase(),
            text.replace("abab", "ABAB"),
            text[..text.len() - 1].to_owned(),
            format!("{text}0"),
            text.replace(MARK, "paragraf_"),
            text.replace("_ab", "-ab"),
            format!("{MARK}_"),
            MARK.to_owned(),
        ] {
            assert!(Presented::read(&wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_key_holds_to_the_second_before_its_end() {
        let issued = presented(9);
        let held = key(&issued);
        for (seconds, holds) in [(99, true), (100, false), (101, false)] {
            assert_eq!(
                issued.actor(&held, at(seconds)).is_some(),
                holds,
                "{seconds}"
            );
        }
        let actor = issued.actor(&held, at(60)).expect("an actor");
        assert_eq!((actor.issued_at, actor.expires_at), (50, 100));
        assert_eq!(actor.signature(), format!("paragraf-key {}", held.id));
        assert!(presented(8).actor(&held, at(60)).is_none(), "another id");
        let other = ApiKey {
            digest: presented(8).digest(),
            ..held.clone()
        };
        assert!(issued.actor(&other, at(60)).is_none(), "another secret");
        let revoked = ApiKey {
            revoked: Some(Ended {
                at: at(55),
                by: "x".to_owned(),
            }),
            ..held
        };
        assert!(issued.actor(&revoked, at(60)).is_none());
    }

    #[test]
    fn a_former_secret_holds_until_its_overlap_ends() {
        let former = presented(9);
        let latest = Presented {
            id: former.id,
            text: former.text.replace("abab", "cdcd"),
        };
        let held = ApiKey {
            former: Some(Former {
                digest: former.digest(),
                made_at: at(10),
                until: at(80),
            }),
            ..key(&latest)
        };
        for (seconds, holds) in [(79, true), (80, false)] {
            assert_eq!(
                former.actor(&held, at(seconds)).is_some(),
                holds,
                "{seconds}"
            );
            assert!(latest.actor(&held, at(seconds)).is_some());
        }
        let actor = former.actor(&held, at(60)).expect("an actor");
        assert_eq!((actor.issued_at, actor.expires_at), (10, 80));
    }
}
