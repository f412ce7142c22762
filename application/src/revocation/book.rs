//! What the journals tell of revocations, and whether the tables say the same.

use super::{Aim, Ended, Revocation};
use crate::error::StorageError;
use crate::journal::{Chained, canonical, moment};
use chrono::{DateTime, Utc};
use domain::id::{OrganisationId, RevocationId};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The journal's commands about revocations.
pub const COMMANDS: [&str; 2] = [REVOKE, RESTORE];
pub(super) const REVOKE: &str = "RevokeTokens";
pub(super) const RESTORE: &str = "RestoreTokens";

/// What an entry tells of a revocation.
pub(super) fn payload(
    organisation: OrganisationId,
    revocation: &Revocation,
) -> Result<String, StorageError> {
    let place = match revocation.organisation {
        Some(_) => "ORGANISATION",
        None => "SERVICE",
    };
    let mut told = json!({"id": revocation.id.to_string(), "at": place});
    if revocation.ended.is_none() {
        told["issuer"] = json!(revocation.issuer);
        told["reason"] = json!(revocation.reason);
        match &revocation.aim {
            Aim::Token(id) => told["token"] = json!(id),
            Aim::Subject {
                subject,
                issued_before,
            } => {
                told["subject"] = json!(subject);
                told["issuedBefore"] = json!(moment(*issued_before));
            }
        }
    }
    canonical(&json!({
        "version": 1,
        "organisation": organisation.to_string(),
        "revocation": told,
    }))
}

/// The revocation that an entry tells of.
///
/// # Errors
/// In words, where it tells of none.
pub fn told_id(payload: &str) -> Result<RevocationId, String> {
    let told = told(payload)?;
    id(&told)
}

fn told(payload: &str) -> Result<Value, String> {
    let mut payload: Value = serde_json::from_str(payload).map_err(|error| error.to_string())?;
    let told = payload.get_mut("revocation").map(Value::take);
    told.ok_or_else(|| "it tells of no revocation".to_owned())
}

fn id(told: &Value) -> Result<RevocationId, String> {
    let id = told.get("id").and_then(Value::as_str);
    let id = id.and_then(|id| RevocationId::parse(id).ok());
    id.ok_or_else(|| "it names no revocation".to_owned())
}

/// Every revocation, as all journals together tell of them.
#[derive(Debug, Default)]
pub(crate) struct Book {
    held: BTreeMap<RevocationId, Revocation>,
    /// Ends at the whole service. A journal that began after the revocation tells of the end alone.
    ends: BTreeMap<RevocationId, Ended>,
}

impl Book {
    /// Enters what an entry tells.
    ///
    /// # Errors
    /// In words, where it tells nothing that can have happened.
    pub(crate) fn enter(&mut self, entry: &Chained, payload: &str) -> Result<(), String> {
        let told = told(payload)?;
        let id = id(&told)?;
        let organisation = match told.get("at").and_then(Value::as_str) {
            Some("ORGANISATION") => Some(entry.organisation),
            Some("SERVICE") => None,
            _ => return Err("it does not say where".to_owned()),
        };
        let version = organisation.map_or(0, |_| entry.sequence);
        if entry.command == RESTORE {
            let ended = Ended {
                at: entry.at,
                by: entry.actor.clone(),
            };
            return self.end(id, organisation, ended, version);
        }
        let revocation = Revocation {
            id,
            organisation,
            issuer: text(&told, "issuer")?.ok_or("it names no issuer")?,
            aim: aim(&told)?,
            reason: text(&told, "reason")?,
            at: entry.at,
            by: entry.actor.clone(),
            ended: None,
            version,
        };
        match self.held.insert(id, revocation.clone()) {
            None => Ok(()),
            // Of what is revoked at the whole service every journal tells, and tells the same.
            Some(before) if organisation.is_none() && before == revocation => Ok(()),
            Some(_) => Err("it revokes under an id that was given before".to_owned()),
        }
    }

    fn end(
        &mut self,
        id: RevocationId,
        organisation: Option<OrganisationId>,
        ended: Ended,
        version: i64,
    ) -> Result<(), String> {
        let unknown = || Err("it ends a revocation that there was not".to_owned());
        if organisation.is_none() {
            return match self.ends.insert(id, ended.clone()) {
                Some(before) if before != ended => unknown(),
                _ => Ok(()),
            };
        }
        match self.held.get_mut(&id) {
            Some(held) if held.organisation == organisation && held.ended.is_none() => {
                held.ended = Some(ended);
                held.version = version;
                Ok(())
            }
            _ => unknown(),
        }
    }

    /// Where the tables say something else.
    pub(crate) fn difference(mut self, tables: &[Revocation]) -> Option<String> {
        for (id, ended) in self.ends {
            match self.held.get_mut(&id) {
                Some(held) if held.organisation.is_none() => held.ended = Some(ended),
                _ => return Some(format!("revocation {id}: ended in the journal alone")),
            }
        }
        for row in tables {
            match self.held.remove(&row.id) {
                Some(told) if told == *row => {}
                Some(_) => {
                    return Some(format!(
                        "revocation {}: otherwise in the journal than in the tables",
                        row.id
                    ));
                }
                None => {
                    let id = row.id;
                    return Some(format!("revocation {id}: in the tables alone"));
                }
            }
        }
        let lost = self.held.into_keys().next();
        lost.map(|id| format!("revocation {id}: in the journal, but not in the tables"))
    }
}

fn text(told: &Value, name: &str) -> Result<Option<String>, String> {
    match told.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(format!("its {name} is no text")),
    }
}

fn aim(told: &Value) -> Result<Aim, String> {
    let before = text(told, "issuedBefore")?;
    let before = before.map(|text| DateTime::parse_from_rfc3339(&text));
    let before = before.transpose().map_err(|error| error.to_string())?;
    match (text(told, "token")?, text(told, "subject")?, before) {
        (Some(id), None, None) => Ok(Aim::Token(id)),
        (None, Some(subject), Some(before)) => Ok(Aim::Subject {
            subject,
            issued_before: before.with_timezone(&Utc),
        }),
        _ => Err("it names neither a token nor a subject".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::GENESIS;
    use uuid::Uuid;

    fn organisation(number: u128) -> OrganisationId {
        OrganisationId::from_uuid(Uuid::from_u128(number))
    }

    fn entry(of: u128, sequence: i64, command: &str) -> Chained {
        Chained {
            organisation: organisation(of),
            sequence,
            at: DateTime::UNIX_EPOCH,
            actor: "command-line".to_owned(),
            command: command.to_owned(),
            digest: String::new(),
            previous: GENESIS.to_owned(),
            hash: String::new(),
        }
    }

    fn revocation(number: u128, at: Option<u128>, version: i64) -> Revocation {
        Revocation {
            id: RevocationId::from_uuid(Uuid::from_u128(number)),
            organisation: at.map(organisation),
            issuer: "https://idp.example".to_owned(),
            aim: Aim::Subject {
                subject: "u1".to_owned(),
                issued_before: DateTime::UNIX_EPOCH,
            },
            reason: Some("förlorad dator".to_owned()),
            at: DateTime::UNIX_EPOCH,
            by: "command-line".to_owned(),
            ended: None,
            version,
        }
    }

    fn ended(revocation: &Revocation, version: i64) -> Revocation {
        Revocation {
            ended: Some(Ended {
                at: DateTime::UNIX_EPOCH,
                by: "command-line".to_owned(),
            }),
            version,
            ..revocation.clone()
        }
    }

    /// Enters revocations as the journals of some organisations tell of them.
    fn book(told: &[(u128, i64, &Revocation)]) -> Result<Book, String> {
        let mut book = Book::default();
        for (of, sequence, held) in told {
            let command = match held.ended {
                None => REVOKE,
                Some(_) => RESTORE,
            };
            let payload = payload(organisation(*of), held).map_err(|error| error.to_string())?;
            assert_eq!(told_id(&payload), Ok(held.id));
            book.enter(&entry(*of, *sequence, command), &payload)?;
        }
        Ok(book)
    }

    #[test]
    fn what_is_revoked_follows_from_the_journal_and_any_other_table_is_told() {
        let one = revocation(1, Some(7), 3);
        let over = ended(&one, 4);
        let told = book(&[(7, 3, &one), (7, 4, &over)]).expect("told");
        assert_eq!(told.difference(std::slice::from_ref(&over)), None);
        let moved = Revocation {
            aim: Aim::Token("u1".to_owned()),
            ..one.clone()
        };
        for tables in [
            vec![],
            vec![over.clone()],
            vec![moved],
            vec![one.clone(), revocation(2, Some(7), 3)],
        ] {
            let told = book(&[(7, 3, &one)]).expect("told");
            assert!(told.difference(&tables).is_some(), "{tables:?}");
        }
        assert!(book(&[(7, 4, &over)]).is_err(), "ended before it was");
        assert!(book(&[(7, 3, &one), (8, 4, &over)]).is_err(), "another's");
        assert!(book(&[(7, 3, &one), (7, 4, &one)]).is_err(), "twice");
        let mut nothing = Book::default();
        assert!(nothing.enter(&entry(7, 1, REVOKE), "{}").is_err());
    }

    #[test]
    fn of_the_whole_service_every_journal_tells_the_same() {
        let one = revocation(1, None, 0);
        let over = ended(&one, 0);
        let told = book(&[(7, 3, &one), (8, 1, &one)]).expect("told");
        assert_eq!(told.difference(std::slice::from_ref(&one)), None);
        // The second journal began after it was revoked.
        let told = book(&[(8, 1, &over), (7, 3, &one), (7, 4, &over)]).expect("told");
        assert_eq!(told.difference(std::slice::from_ref(&over)), None);
        let other = Revocation {
            reason: None,
            ..one.clone()
        };
        assert!(book(&[(7, 3, &one), (8, 1, &other)]).is_err());
        let told = book(&[(8, 1, &over)]).expect("told");
        assert!(told.difference(&[]).is_some(), "ended and never revoked");
    }
}
