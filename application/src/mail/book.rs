//! What the journals tell of subscriptions by mail, and whether the tables say the same. No address stands there.

use super::{Kind, MailAddress, MailSubscription, Plan, Rhythm, language_of, tag};
use crate::error::StorageError;
use crate::journal::{Chained, canonical};
use chrono::Weekday;
use domain::id::MailSubscriptionId;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The journal's commands about subscriptions by mail.
pub const COMMANDS: [&str; 4] = [SUBSCRIBE, CONFIRM, CHANGE, UNSUBSCRIBE];
pub(super) const SUBSCRIBE: &str = "SubscribeToMail";
pub(super) const CONFIRM: &str = "ConfirmMail";
pub(super) const CHANGE: &str = "ChangeMail";
pub(super) const UNSUBSCRIBE: &str = "UnsubscribeFromMail";

/// What an entry tells of a subscription: all that it is from then on, and no address.
pub(super) fn payload(held: &MailSubscription) -> Result<String, StorageError> {
    let weekday = match held.plan.rhythm {
        Rhythm::Daily => None,
        Rhythm::Weekly(weekday) => Some(weekday.number_from_monday()),
    };
    canonical(&json!({
        "version": 1,
        "organisation": held.owner.to_string(),
        "mailSubscription": {
            "id": held.id.to_string(),
            "kind": held.kind.code(),
            "weekday": weekday,
            "hour": held.plan.hour,
            "language": tag(held.plan.language),
        },
    }))
}

fn told(payload: &str) -> Result<Value, String> {
    let mut payload: Value = serde_json::from_str(payload).map_err(|error| error.to_string())?;
    let told = payload.get_mut("mailSubscription").map(Value::take);
    told.ok_or_else(|| "it tells of no subscription by mail".to_owned())
}

fn id_in(told: &Value) -> Result<MailSubscriptionId, String> {
    let id = told.get("id").and_then(Value::as_str);
    let id = id.and_then(|id| MailSubscriptionId::parse(id).ok());
    id.ok_or_else(|| "it names no subscription by mail".to_owned())
}

/// The subscription that an entry tells of.
///
/// # Errors
/// In words, where it tells of none.
pub fn told_id(payload: &str) -> Result<MailSubscriptionId, String> {
    id_in(&told(payload)?)
}

fn plan_in(told: &Value) -> Option<Plan> {
    let rhythm = match told.get("weekday")? {
        Value::Null => Rhythm::Daily,
        weekday => {
            let number = u8::try_from(weekday.as_u64()?).ok()?.checked_sub(1)?;
            Rhythm::Weekly(Weekday::try_from(number).ok()?)
        }
    };
    Some(Plan {
        rhythm,
        hour: u8::try_from(told.get("hour")?.as_u64()?).ok()?,
        language: language_of(told.get("language")?.as_str()?)?,
    })
}

/// Every subscription by mail, as all journals together tell of them: without address, and without what sending did.
#[derive(Debug, Default)]
pub(crate) struct Book(BTreeMap<MailSubscriptionId, MailSubscription>);

impl Book {
    /// Enters what an entry tells.
    ///
    /// # Errors
    /// In words, where it tells nothing that can have happened.
    pub(crate) fn enter(&mut self, entry: &Chained, payload: &str) -> Result<(), String> {
        let told = told(payload)?;
        let id = id_in(&told)?;
        let kind = told.get("kind").and_then(Value::as_str);
        let kind = kind.and_then(Kind::parse).ok_or("it is of no kind")?;
        let plan = plan_in(&told).ok_or("it does not say when")?;
        let before = self.0.remove(&id);
        let now = match (entry.command.as_str(), before) {
            (SUBSCRIBE, None) => MailSubscription {
                id,
                owner: entry.organisation,
                kind,
                plan,
                address: None,
                at: entry.at,
                by: entry.actor.clone(),
                confirmed_at: None,
                ended_at: None,
                sent_at: None,
                stopped_at: None,
                failure: None,
                version: entry.sequence,
            },
            (SUBSCRIBE, Some(_)) => {
                return Err("it makes a subscription by mail that there was".to_owned());
            }
            (_, None) => {
                return Err("it changes a subscription by mail that there was not".to_owned());
            }
            (command, Some(before)) => {
                let of_it = before.owner == entry.organisation && before.kind == kind;
                let keeps_plan = command == CHANGE || before.plan == plan;
                let once = command != CONFIRM || before.confirmed_at.is_none();
                if !of_it || !keeps_plan || !once || before.ended_at.is_some() {
                    return Err("it changes a subscription by mail as none is changed".to_owned());
                }
                MailSubscription {
                    plan,
                    confirmed_at: match command {
                        CONFIRM => Some(entry.at),
                        _ => before.confirmed_at,
                    },
                    ended_at: (command == UNSUBSCRIBE).then_some(entry.at),
                    version: entry.sequence,
                    ..before
                }
            }
        };
        self.0.insert(id, now);
        Ok(())
    }

    /// Where the tables say something else. To whom it goes and what was sent is no business of the journal's.
    pub(crate) fn difference(mut self, tables: Vec<MailSubscription>) -> Option<String> {
        for row in tables {
            let id = row.id;
            if row.address.is_some() == row.ended_at.is_some() {
                return Some(format!(
                    "subscription by mail {id}: its address is not as its end"
                ));
            }
            let row = MailSubscription {
                address: None::<MailAddress>,
                sent_at: None,
                stopped_at: None,
                failure: None,
                ..row
            };
            match self.0.remove(&id) {
                Some(told) if told == row => {}
                Some(_) => {
                    return Some(format!(
                        "subscription by mail {id}: otherwise in the journal than in the tables"
                    ));
                }
                None => {
                    return Some(format!("subscription by mail {id}: in the tables alone"));
                }
            }
        }
        let lost = self.0.into_keys().next();
        lost.map(|id| format!("subscription by mail {id}: in the journal, but not in the tables"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::GENESIS;
    use chrono::{DateTime, TimeDelta, Utc};
    use domain::id::OrganisationId;
    use domain::text::Language;
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

    fn made() -> MailSubscription {
        MailSubscription {
            id: MailSubscriptionId::from_uuid(Uuid::from_u128(9)),
            owner: OrganisationId::from_uuid(Uuid::from_u128(7)),
            kind: Kind::Digest,
            plan: Plan {
                rhythm: Rhythm::Weekly(Weekday::Thu),
                hour: 7,
                language: Language::Swedish,
            },
            address: MailAddress::parse("a@example.org").ok(),
            at: at(1),
            by: "x".to_owned(),
            confirmed_at: None,
            ended_at: None,
            sent_at: None,
            stopped_at: None,
            failure: None,
            version: 1,
        }
    }

    fn history() -> [(i64, &'static str, MailSubscription); 4] {
        let confirmed = MailSubscription {
            confirmed_at: Some(at(2)),
            version: 2,
            ..made()
        };
        let changed = MailSubscription {
            plan: Plan {
                rhythm: Rhythm::Daily,
                ..made().plan
            },
            version: 3,
            ..confirmed.clone()
        };
        let ended = MailSubscription {
            ended_at: Some(at(4)),
            address: None,
            version: 4,
            ..changed.clone()
        };
        [
            (1, SUBSCRIBE, made()),
            (2, CONFIRM, confirmed),
            (3, CHANGE, changed),
            (4, UNSUBSCRIBE, ended),
        ]
    }

    fn book(told: &[(i64, &str, MailSubscription)]) -> Result<Book, String> {
        let mut book = Book::default();
        for (sequence, command, held) in told {
            let payload = payload(held).map_err(|error| error.to_string())?;
            assert!(!payload.contains('@'), "{payload}");
            assert_eq!(told_id(&payload), Ok(held.id));
            book.enter(&entry(*sequence, command), &payload)?;
        }
        Ok(book)
    }

    #[test]
    fn a_subscription_follows_from_the_journal_and_any_other_table_is_told() {
        let all = history();
        for (count, row) in all.iter().enumerate() {
            let row = &row.2;
            let told = || book(&all[..=count]).expect("told");
            assert_eq!(told().difference(vec![row.clone()]), None, "{count}");
            assert!(told().difference(vec![]).is_some());
            let sent = MailSubscription {
                sent_at: Some(at(9)),
                failure: Some("x".to_owned()),
                ..row.clone()
            };
            assert_eq!(told().difference(vec![sent]), None);
            let kept = MailSubscription {
                address: made().address.filter(|_| row.ended_at.is_some()),
                ..row.clone()
            };
            let later = MailSubscription {
                plan: Plan {
                    hour: 8,
                    ..row.plan
                },
                ..row.clone()
            };
            for edited in [kept, later] {
                assert!(told().difference(vec![edited]).is_some());
            }
        }
        assert!(Book::default().difference(vec![made()]).is_some());
    }

    #[test]
    fn what_cannot_have_happened_is_told() {
        let [made, confirmed, changed, ended] = history();
        for told in [
            vec![made.clone(), made.clone()],
            vec![confirmed.clone()],
            vec![made.clone(), (2, CONFIRM, changed.2.clone())],
            vec![made.clone(), confirmed.clone(), confirmed],
            vec![made.clone(), (2, UNSUBSCRIBE, made.2), changed],
        ] {
            assert!(book(&told).is_err(), "{told:?}");
        }
        assert_eq!(ended.2.address, None);
    }
}
