//! Asking witnesses (vittnen): parties outside that remember of each log how far it went, and sign only what follows
//! on that. What one of them holds against a log shows a restored old backup, or a key in other hands.

use super::{StoredCosignature, StoredLog, StoredObjection, broken};
use crate::error::{AppError, StorageError};
use crate::ports::{BeginWork, Clock, SealAudit, Witness};
use chrono::{DateTime, TimeDelta, Utc};
use domain::id::OrganisationId;
use seal::checkpoint::Checkpoint;
use seal::key::PublicKey;
use seal::note::SignedNote;
use seal::witness::Submission;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// How far a log went, and how far each witness followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// Whose log.
    pub owner: OrganisationId,
    /// Entries of its latest checkpoint.
    pub size: u64,
    /// Entries of the latest checkpoint that each witness signed, by its key.
    pub witnessed: BTreeMap<String, u64>,
}

/// What a witness answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// Signature lines.
    Cosigned(String),
    /// It signed another size last (409).
    Knows(u64),
    /// It knows the size, and another root (409 without a size).
    Conflicts,
    /// The proof does not lead from what it signed last to this (422).
    Unproven,
    /// Nothing of use: it does not know the log or the key, has no time, or does not answer.
    Nothing {
        /// Why, for the log.
        reason: String,
        /// How long it asks to be left alone.
        pause: Option<TimeDelta>,
    },
}

/// What came of asking a witness about a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// It signed the checkpoint of so many entries.
    Cosigned {
        /// Entries.
        size: u64,
    },
    /// It holds something against the log.
    Objects(StoredObjection),
    /// Nothing of use.
    Nothing {
        /// Why.
        reason: String,
        /// How long it asks to be left alone.
        pause: Option<TimeDelta>,
    },
}

/// What came of asking, with who was asked and about which log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Whose log.
    pub owner: OrganisationId,
    /// The witness's key.
    pub witness: PublicKey,
    /// What came of it.
    pub heard: Heard,
}

/// How often a witness is asked again because it states another size, within one pass.
const ATTEMPTS: usize = 4;

/// Whoever asks the witnesses. No transaction is open while one is asked.
#[derive(Clone)]
pub struct Witnessing {
    /// The logs.
    pub logs: Arc<dyn SealAudit>,
    /// Transactions.
    pub begin: Arc<dyn BeginWork>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The witnesses, and nobody else.
    pub witnesses: Vec<Arc<dyn Witness>>,
}

impl std::fmt::Debug for Witnessing {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let named = self.witnesses.iter().map(|witness| witness.key());
        formatter.debug_list().entries(named).finish()
    }
}

impl Witnessing {
    /// Asks every witness about every log once, those that signed its latest checkpoint too: only so does it show that
    /// this database is an older one.
    ///
    /// # Errors
    /// Storage.
    pub async fn all(&self) -> Result<Vec<Said>, AppError> {
        self.pass(&mut Patience::default()).await
    }

    /// Asks the witnesses whose turn it is, about the logs that it is time for.
    ///
    /// # Errors
    /// Storage.
    pub async fn pass(&self, patience: &mut Patience) -> Result<Vec<Said>, AppError> {
        let mut said = Vec::new();
        for reach in self.logs.reach().await? {
            for witness in &self.witnesses {
                let (owner, key) = (reach.owner, witness.key().clone());
                let known = reach.witnessed.get(&key.to_string()).copied();
                let behind = known != Some(reach.size);
                if !patience.due(owner, &key, behind, self.clock.now()) {
                    continue;
                }
                let known = known.unwrap_or_default();
                let heard = self.ask(owner, witness.as_ref(), known).await?;
                patience.heard(owner, &key, &heard, self.clock.now());
                said.push(Said {
                    owner,
                    witness: key,
                    heard,
                });
            }
        }
        Ok(said)
    }

    async fn ask(
        &self,
        owner: OrganisationId,
        witness: &dyn Witness,
        known: u64,
    ) -> Result<Heard, AppError> {
        let mut old = known;
        for _ in 0..ATTEMPTS {
            let log = self.logs.log(owner).await?;
            let (note, size) = match latest(&log) {
                Ok(latest) => latest,
                Err(error) => return Ok(unsound(&error)),
            };
            let asked = log.tree().and_then(|tree| {
                Submission::new(&tree, note.clone(), old.min(size)).map_err(broken)
            });
            let asked = match asked {
                Ok(asked) => asked,
                Err(error) => return Ok(unsound(&error)),
            };
            old = old.min(size);
            match witness.add_checkpoint(&asked.to_string()).await {
                Reply::Cosigned(lines) => {
                    return self.keep((owner, size), witness.key(), &note, &lines).await;
                }
                Reply::Knows(known) if known > size => {
                    // Another process may have gone on in the meantime.
                    let now = self.logs.log(owner).await?;
                    if latest(&now).is_ok_and(|(_, grown)| grown >= known) {
                        old = known;
                        continue;
                    }
                    return self.objected(owner, witness.key(), (size, known)).await;
                }
                Reply::Knows(known) if known != old => old = known,
                Reply::Knows(_) | Reply::Conflicts if old == size => {
                    return self.objected(owner, witness.key(), (size, size)).await;
                }
                Reply::Unproven if old > 0 => {
                    return self.objected(owner, witness.key(), (size, old)).await;
                }
                Reply::Nothing { reason, pause } => return Ok(Heard::Nothing { reason, pause }),
                Reply::Knows(_) | Reply::Conflicts | Reply::Unproven => {
                    return Ok(nothing("it refuses the size that it states itself"));
                }
            }
        }
        Ok(nothing("it states another size each time"))
    }

    /// Stores the witness's line, if it is that witness's over this checkpoint.
    async fn keep(
        &self,
        (owner, size): (OrganisationId, u64),
        witness: &PublicKey,
        note: &SignedNote,
        lines: &str,
    ) -> Result<Heard, AppError> {
        let own = note.with_lines(lines).map(|joined| joined.only(witness));
        let held = own.and_then(|own| own.opened(std::slice::from_ref(witness)).map(|_| own));
        let line = match held {
            // The first of them is enough, and all of them hold.
            Ok(own) => own.signatures().first().map(ToString::to_string),
            Err(error) => return Ok(nothing(&format!("its answer is no cosignature: {error}"))),
        };
        let Some(line) = line else {
            return Ok(nothing("its answer is no cosignature"));
        };
        let mut work = self.begin.begin().await?;
        let cosignature = StoredCosignature {
            size,
            witness: witness.to_string(),
            line,
        };
        work.lock(owner).await?;
        work.add_cosignature(owner, &cosignature).await?;
        work.drop_objection(owner, &cosignature.witness).await?;
        work.commit().await?;
        Ok(Heard::Cosigned { size })
    }

    async fn objected(
        &self,
        owner: OrganisationId,
        witness: &PublicKey,
        (size, known): (u64, u64),
    ) -> Result<Heard, AppError> {
        let objection = StoredObjection {
            witness: witness.to_string(),
            size,
            known,
            at: self.clock.now(),
        };
        tracing::error!(log = %owner, "{objection}; nothing more is sealed in this log until that is settled");
        let mut work = self.begin.begin().await?;
        work.put_objection(owner, &objection).await?;
        work.commit().await?;
        Ok(Heard::Objects(objection))
    }

    /// Logs that a witness has not followed for longer than is wanted, in words.
    ///
    /// # Errors
    /// Storage.
    pub async fn overdue(&self, after: TimeDelta) -> Result<Vec<String>, AppError> {
        let keys = self.witnesses.iter().map(|witness| witness.key().clone());
        let keys: Vec<PublicKey> = keys.collect();
        overdue(self.logs.as_ref(), &keys, self.clock.now() - after).await
    }
}

/// Logs with entries from before a moment that a witness has not signed yet, in words.
///
/// # Errors
/// Storage.
pub async fn overdue(
    logs: &dyn SealAudit,
    witnesses: &[PublicKey],
    before: DateTime<Utc>,
) -> Result<Vec<String>, AppError> {
    let mut told = Vec::new();
    for reach in logs.reach().await? {
        for witness in witnesses {
            let known = reach.witnessed.get(&witness.to_string()).copied();
            let known = known.unwrap_or_default();
            if known >= reach.size {
                continue;
            }
            let unseen = logs.seals_from(reach.owner, known, 1).await?;
            if unseen.first().is_some_and(|entry| entry.at < before) {
                let (owner, size, name) = (reach.owner, reach.size, witness.name());
                told.push(format!(
                    "log of {owner}: the witness {name} has signed {known} of {size} entries"
                ));
            }
        }
    }
    Ok(told)
}

fn nothing(reason: &str) -> Heard {
    Heard::Nothing {
        reason: reason.to_owned(),
        pause: None,
    }
}

/// A log that does not hold by itself is for a verification to tell; no witness is shown it.
fn unsound(error: &StorageError) -> Heard {
    nothing(&format!("it was not asked: {error}"))
}

/// The latest checkpoint and its size.
fn latest(log: &StoredLog) -> Result<(SignedNote, u64), StorageError> {
    let stored = log.checkpoint.as_ref();
    let stored = stored.ok_or_else(|| broken("its last checkpoint is missing"))?;
    // Where the log was just handed over, both keys are shown: a witness may know either.
    let text = match log.just_handed_over() {
        Some(handover) => &handover.note,
        None => &stored.note,
    };
    let note = SignedNote::parse(text).map_err(broken)?;
    let size = Checkpoint::parse(note.text()).map_err(broken)?.size;
    Ok((note, size))
}

/// How long until a witness that has signed the latest checkpoint is asked about it once more.
const ANEW: TimeDelta = TimeDelta::hours(1);

/// How long until a witness without a useful answer is asked again: the first time, and at the longest.
const BACK_OFF: (TimeDelta, TimeDelta) = (TimeDelta::seconds(10), TimeDelta::hours(1));

/// When each witness is asked next about each log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Patience(HashMap<(OrganisationId, String), Wait>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Wait {
    /// Answers of no use since the last useful one.
    failed: u32,
    until: DateTime<Utc>,
}

impl Patience {
    /// Whether a witness is to be asked. One that has not signed the latest checkpoint is, unless its last answer was of
    /// no use lately; any other from time to time.
    fn due(
        &self,
        owner: OrganisationId,
        witness: &PublicKey,
        behind: bool,
        now: DateTime<Utc>,
    ) -> bool {
        let wait = self.0.get(&(owner, witness.to_string()));
        wait.is_none_or(|wait| wait.until <= now || (behind && wait.failed == 0))
    }

    fn heard(
        &mut self,
        owner: OrganisationId,
        witness: &PublicKey,
        said: &Heard,
        now: DateTime<Utc>,
    ) {
        let place = (owner, witness.to_string());
        let failed = self.0.get(&place).map_or(0, |wait| wait.failed);
        let wait = match said {
            Heard::Cosigned { .. } => Wait {
                failed: 0,
                until: now + ANEW,
            },
            Heard::Objects(_) | Heard::Nothing { .. } => {
                let (first, longest) = BACK_OFF;
                let grown = first * 2_i32.saturating_pow(failed.min(12));
                let asked = match said {
                    Heard::Nothing { pause, .. } => pause.unwrap_or_default(),
                    _ => TimeDelta::zero(),
                };
                Wait {
                    failed: failed.saturating_add(1),
                    until: now + grown.max(asked).min(longest),
                }
            }
        };
        self.0.insert(place, wait);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use seal::key::{KeyKind, SecretKey};
    use uuid::Uuid;

    #[test]
    fn patience_grows_with_every_useless_answer_and_ends_with_a_useful_one() {
        let key = SecretKey::from_randomness("witness.example", KeyKind::Cosignature, &[1; 32]);
        let key = key.expect("a name").public();
        let owner = OrganisationId::from_uuid(Uuid::nil());
        let start = DateTime::from_timestamp(1_800_000_000, 0).expect("a moment");
        let after = |seconds: i64| start + TimeDelta::seconds(seconds);
        let mut patience = Patience::default();
        assert!(patience.due(owner, &key, false, start), "asked at first");
        for (said, wait) in [
            (nothing("500"), 10),
            (nothing("500"), 20),
            (nothing("500"), 40),
            (
                Heard::Nothing {
                    reason: "429".to_owned(),
                    pause: Some(TimeDelta::minutes(5)),
                },
                300,
            ),
            (
                Heard::Nothing {
                    reason: "429".to_owned(),
                    pause: Some(TimeDelta::days(400)),
                },
                3_600,
            ),
        ] {
            patience.heard(owner, &key, &said, start);
            assert!(
                !patience.due(owner, &key, true, after(wait - 1)),
                "{said:?}"
            );
            assert!(patience.due(owner, &key, true, after(wait)), "{said:?}");
        }
        for _ in 0..40 {
            patience.heard(owner, &key, &nothing("500"), start);
        }
        assert!(patience.due(owner, &key, true, after(3_600)));
        patience.heard(owner, &key, &Heard::Cosigned { size: 1 }, start);
        assert!(!patience.due(owner, &key, false, after(1)));
        assert!(
            patience.due(owner, &key, true, after(1)),
            "a new checkpoint"
        );
        assert!(
            patience.due(owner, &key, false, after(3_600)),
            "now and then"
        );
        patience.heard(owner, &key, &nothing("500"), start);
        assert!(patience.due(owner, &key, true, after(10)), "from the start");
    }
}
