//! What the journals tell of keys, and whether the tables say the same.

use super::{ApiKey, Former, KeyRole};
use crate::error::StorageError;
use crate::journal::{Chained, canonical, moment};
use crate::revocation::Ended;
use chrono::{DateTime, Utc};
use domain::id::ApiKeyId;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The journal's commands about keys.
pub const COMMANDS: [&str; 3] = [ISSUE, ROTATE, REVOKE];
pub(super) const ISSUE: &str = "IssueApiKey";
pub(super) const ROTATE: &str = "RotateApiKey";
pub(super) const REVOKE: &str = "RevokeApiKey";

/// What an entry tells of a key: all that it is from then on, and no secret.
pub(super) fn payload(key: &ApiKey) -> Result<String, StorageError> {
    let former = key.former.as_ref();
    canonical(&json!({
        "version": 1,
        "organisation": key.owner.to_string(),
        "apiKey": {
            "id": key.id.to_string(),
            "name": key.name,
            "role": key.role.role().as_str(),
            "expiresAt": moment(key.expires_at),
            "digest": key.digest,
            "formerUntil": former.map(|former| moment(former.until)),
        },
    }))
}

/// The key that an entry tells of.
///
/// # Errors
/// In words, where it tells of none.
pub fn told_id(payload: &str) -> Result<ApiKeyId, String> {
    let told = told(payload)?;
    let id = text(&told, "id").and_then(|id| ApiKeyId::parse(id).ok());
    id.ok_or_else(|| "it names no key".to_owned())
}

fn told(payload: &str) -> Result<Value, String> {
    let mut payload: Value = serde_json::from_str(payload).map_err(|error| error.to_string())?;
    let told = payload.get_mut("apiKey").map(Value::take);
    told.ok_or_else(|| "it tells of no key".to_owned())
}

fn text<'a>(told: &'a Value, name: &str) -> Option<&'a str> {
    told.get(name)?.as_str()
}

fn instant(told: &Value, name: &str) -> Option<DateTime<Utc>> {
    let instant = DateTime::parse_from_rfc3339(text(told, name)?).ok()?;
    Some(instant.with_timezone(&Utc))
}

/// Every key, as all journals together tell of them.
#[derive(Debug, Default)]
pub(crate) struct Book(BTreeMap<ApiKeyId, ApiKey>);

impl Book {
    /// Enters what an entry tells.
    ///
    /// # Errors
    /// In words, where it tells nothing that can have happened.
    pub(crate) fn enter(&mut self, entry: &Chained, payload: &str) -> Result<(), String> {
        let id = told_id(payload)?;
        let told = told(payload)?;
        let name = text(&told, "name").ok_or("the key has no name")?;
        let role = text(&told, "role").and_then(KeyRole::parse);
        let role = role.ok_or("the key has no role")?;
        let expires_at = instant(&told, "expiresAt").ok_or("the key has no end")?;
        let digest = text(&told, "digest").ok_or("the key has no digest")?;
        let before = self.0.remove(&id);
        let made = ApiKey {
            id,
            owner: entry.organisation,
            name: name.to_owned(),
            role,
            at: entry.at,
            by: entry.actor.clone(),
            expires_at,
            digest: digest.to_owned(),
            made_at: entry.at,
            former: None,
            revoked: None,
            used_on: None,
            version: entry.sequence,
        };
        let now = match (entry.command.as_str(), before) {
            (ISSUE, None) => made,
            (ISSUE, Some(_)) => return Err("it issues a key that there was".to_owned()),
            (_, None) => return Err("it changes a key that there was not".to_owned()),
            (command, Some(before)) => {
                changed(command, before, made, instant(&told, "formerUntil"))?
            }
        };
        self.0.insert(id, now);
        Ok(())
    }

    /// Where the tables say something else. When a key was used is no business of the journal's.
    pub(crate) fn difference(mut self, tables: Vec<ApiKey>) -> Option<String> {
        for row in tables {
            let row = ApiKey {
                used_on: None,
                ..row
            };
            let id = row.id;
            match self.0.remove(&id) {
                Some(told) if told == row => {}
                Some(_) => {
                    return Some(format!(
                        "key {id}: otherwise in the journal than in the tables"
                    ));
                }
                None => return Some(format!("key {id}: in the tables alone")),
            }
        }
        let lost = self.0.into_keys().next();
        lost.map(|id| format!("key {id}: in the journal, but not in the tables"))
    }
}

/// A key after a change: what it is stays, but for its secret and its end.
fn changed(
    command: &str,
    before: ApiKey,
    told: ApiKey,
    former_until: Option<DateTime<Utc>>,
) -> Result<ApiKey, String> {
    let same = before.owner == told.owner
        && before.name == told.name
        && before.role == told.role
        && before.expires_at == told.expires_at;
    if !same || before.revoked.is_some() {
        return Err("it changes a key as keys are not changed".to_owned());
    }
    if command == REVOKE {
        let revoked = Some(Ended {
            at: told.at,
            by: told.by,
        });
        return Ok(ApiKey {
            revoked,
            version: told.version,
            ..before
        });
    }
    let until = former_until.ok_or("it does not say until when the secret before holds")?;
    let former = Former {
        digest: before.digest.clone(),
        made_at: before.made_at,
        until,
    };
    Ok(ApiKey {
        digest: told.digest,
        made_at: told.made_at,
        former: Some(former),
        version: told.version,
        ..before
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::GENESIS;
    use chrono::TimeDelta;
    use domain::id::OrganisationId;
    use uuid::Uuid;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    fn entry(sequence: i64, command: &str) -> Chained {
        Chained {
            organisation: OrganisationId::from_uuid(Uuid::from_u128(7)),
            sequence,
            at: at(sequence),
            actor: "x".to_owned(),
            command: command.to_owned(),
            digest: String::new(),
            previous: GENESIS.to_owned(),
            hash: String::new(),
        }
    }

    fn issued() -> ApiKey {
        ApiKey {
            id: ApiKeyId::from_uuid(Uuid::from_u128(9)),
            owner: OrganisationId::from_uuid(Uuid::from_u128(7)),
            name: "Intranätet".to_owned(),
            role: KeyRole::Reader,
            at: at(1),
            by: "x".to_owned(),
            expires_at: at(100),
            digest: "aa".to_owned(),
            made_at: at(1),
            former: None,
            revoked: None,
            used_on: None,
            version: 1,
        }
    }

    fn rotated() -> ApiKey {
        ApiKey {
            digest: "bb".to_owned(),
            made_at: at(2),
            former: Some(Former {
                digest: "aa".to_owned(),
                made_at: at(1),
                until: at(50),
            }),
            version: 2,
            ..issued()
        }
    }

    fn revoked() -> ApiKey {
        ApiKey {
            revoked: Some(Ended {
                at: at(3),
                by: "x".to_owned(),
            }),
            version: 3,
            ..rotated()
        }
    }

    fn book(told: &[(i64, &str, ApiKey)]) -> Result<Book, String> {
        let mut book = Book::default();
        for (sequence, command, key) in told {
            let payload = payload(key).map_err(|error| error.to_string())?;
            assert_eq!(told_id(&payload), Ok(key.id));
            book.enter(&entry(*sequence, command), &payload)?;
        }
        Ok(book)
    }

    #[test]
    fn a_key_follows_from_the_journal_and_any_other_table_is_told() {
        let all = [
            (1, ISSUE, issued()),
            (2, ROTATE, rotated()),
            (3, REVOKE, revoked()),
        ];
        for (count, row) in [(1, issued()), (2, rotated()), (3, revoked())] {
            let told = || book(&all[..count]).expect("told");
            let used = ApiKey {
                used_on: Some(domain::Date::default()),
                ..row.clone()
            };
            assert_eq!(told().difference(vec![used]), None, "{count}");
            assert!(told().difference(vec![]).is_some());
            let swapped = ApiKey {
                digest: "cc".to_owned(),
                ..row.clone()
            };
            let longer = ApiKey {
                expires_at: at(200),
                ..row.clone()
            };
            let more = ApiKey {
                role: KeyRole::Auditor,
                ..row
            };
            for edited in [swapped, longer, more] {
                assert!(told().difference(vec![edited]).is_some());
            }
        }
        assert!(Book::default().difference(vec![issued()]).is_some());
    }

    #[test]
    fn what_cannot_have_happened_is_told() {
        for told in [
            vec![(1, ISSUE, issued()), (2, ISSUE, issued())],
            vec![(1, ROTATE, rotated())],
            vec![(1, ISSUE, issued()), (2, ROTATE, issued())],
            vec![
                (1, ISSUE, issued()),
                (2, REVOKE, issued()),
                (3, ROTATE, rotated()),
            ],
            vec![
                (1, ISSUE, issued()),
                (
                    2,
                    REVOKE,
                    ApiKey {
                        role: KeyRole::Auditor,
                        ..issued()
                    },
                ),
            ],
        ] {
            assert!(book(&told).is_err(), "{told:?}");
        }
    }
}
