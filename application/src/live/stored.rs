//! A live meeting as the journal keeps it.

use super::facts::{Fact, field};
use super::{Place, blank, signed_digest};
use crate::error::{AppError, StorageError};
use crate::followup;
use crate::journal;
use crate::once::stale;
use crate::ports::StoredStep;
use crate::sealing::{Content, Sealed, adjusted_by, content};
use domain::body::Body;
use domain::id::MeetingId;
use domain::live::{Happening, LiveMeeting, Part};
use domain::organisation::Organisation;
use domain::redaction::BLOT;
use serde_json::{Value, json};

/// A live meeting with every step that made it, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLive {
    /// The meeting.
    pub id: MeetingId,
    /// The organisation whose record it is.
    pub owner: Organisation,
    /// The body that meets.
    pub body: Body,
    /// Grows by one with every step.
    pub version: i64,
    /// Whether it is public.
    pub published: bool,
    /// The journal's entries about it.
    pub steps: Vec<StoredStep>,
}

fn corrupt(reason: String) -> StorageError {
    StorageError::Corrupt {
        what: "journal payload",
        reason,
    }
}

/// What was signed, by whom, and the entry of the journal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Signed<'a> {
    /// The signer, or the body that adjusted in place of one.
    pub(crate) name: &'a str,
    /// The digest.
    pub(crate) digest: &'a str,
    /// The entry of the journal.
    pub(crate) sequence: i64,
}

/// A step of a meeting about to enter the journal.
pub(super) struct Step<'a> {
    /// Whether it made the meeting.
    pub(super) first: bool,
    /// What happened.
    pub(super) happened: &'a [Happening],
    /// What it sealed.
    pub(super) sealed: Option<&'a Sealed>,
}

/// The payload of a step.
pub(super) fn payload(
    place: &Place,
    after: &LiveMeeting,
    step: &Step<'_>,
) -> Result<String, AppError> {
    let mut payload = json!({
        "version": 1,
        "meeting": after.record().id.to_string(),
        "happenings": step.happened.iter().map(Fact::write).collect::<Vec<_>>(),
    });
    if let Some(sealed) = step.sealed {
        payload["sealed"] = sealed.write();
    }
    if step.first {
        payload["body"] = Value::from(after.record().body.id.to_string());
        payload["organisation"] = Value::from(place.owner.id.to_string());
    }
    Ok(journal::canonical(&payload)?)
}

/// What happened in a step; nothing for a step that changed nothing in the record, such as its publication.
fn happened(step: &StoredStep) -> Result<Vec<Happening>, StorageError> {
    let payload: Value =
        serde_json::from_str(&step.payload).map_err(|error| corrupt(error.to_string()))?;
    if let Some(change) = payload.get("followup") {
        let followed = followup::happening(change).map_err(corrupt)?;
        return Ok(followed.into_iter().collect());
    }
    field(&payload, "happenings").map_err(corrupt)
}

impl StoredLive {
    /// The meeting after so many of its steps; `None` = after all.
    ///
    /// # Errors
    /// [`StorageError::Corrupt`] where a step cannot be read.
    pub fn live(&self, steps: Option<usize>) -> Result<LiveMeeting, StorageError> {
        let blank = blank(self.id, self.owner.clone(), self.body.clone());
        let taken = steps.unwrap_or(self.steps.len());
        let mut live = LiveMeeting::scheduled(blank);
        for step in self.steps.iter().take(taken) {
            live = live.replay(&happened(step)?);
        }
        Ok(live)
    }

    /// Every seal that the journal tells of, each with what was sealed by it, made anew from the steps.
    pub(crate) fn sealed(&self) -> Result<Vec<(Sealed, Content)>, StorageError> {
        let blank = blank(self.id, self.owner.clone(), self.body.clone());
        let (mut live, mut found) = (LiveMeeting::scheduled(blank), Vec::new());
        for step in &self.steps {
            let happened = happened(step)?;
            live = live.replay(&happened);
            let payload: Value =
                serde_json::from_str(&step.payload).map_err(|error| corrupt(error.to_string()))?;
            if let Some((sealed, part)) = Sealed::read(&payload).zip(adjusted_by(&happened)) {
                found.push((sealed, content(&live, part)));
            }
        }
        Ok(found)
    }

    /// The first signature whose digest is not that of what the signer had before them, in words. A digest that was
    /// blotted with what it was of says nothing.
    ///
    /// # Errors
    /// Where a step cannot be read.
    pub(crate) fn signed_otherwise(&self) -> Result<Option<String>, AppError> {
        let mut found = None;
        self.each_signature(|live, part, signed| {
            let Signed {
                name,
                digest,
                sequence,
            } = signed;
            let fits = digest == BLOT || signed_digest(live, part)? == digest;
            if !fits && found.is_none() {
                found = Some(format!(
                    "what {name} signed, by entry {sequence} of the journal, is not what stood there"
                ));
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// Looks at every signature, and at what the body adjusted in place of one, with the meeting as it stood before.
    ///
    /// # Errors
    /// Where a step cannot be read, and what the look gives.
    pub(crate) fn each_signature(
        &self,
        mut look: impl FnMut(&LiveMeeting, &Part, Signed<'_>) -> Result<(), AppError>,
    ) -> Result<(), AppError> {
        let blank = blank(self.id, self.owner.clone(), self.body.clone());
        let mut live = LiveMeeting::scheduled(blank);
        for step in &self.steps {
            let happened = happened(step)?;
            for happening in &happened {
                let (part, name, digest) = match happening {
                    Happening::Signed {
                        part, signature, ..
                    } => (part, &signature.by.name, &signature.digest),
                    Happening::AdjustedByBoard {
                        part, adjustment, ..
                    } => (part, &self.body.name, &adjustment.digest),
                    _ => continue,
                };
                let sequence = step.sequence;
                let signed = Signed {
                    name,
                    digest,
                    sequence,
                };
                look(&live, part, signed)?;
            }
            live = live.replay(&happened);
        }
        Ok(())
    }

    /// What happened in one step.
    pub(super) fn happened(&self, place: usize) -> Result<Vec<Happening>, StorageError> {
        self.steps.get(place).map_or(Ok(Vec::new()), happened)
    }

    /// The place of a step among the steps, by its number in the journal.
    pub(super) fn place_of(&self, sequence: i64) -> Result<usize, StorageError> {
        self.steps
            .iter()
            .position(|step| step.sequence == sequence)
            .ok_or_else(|| corrupt("a receipt names a step that is none".to_owned()))
    }

    /// Refuses who last saw another version, with what changed since and by whom.
    pub(super) fn check(&self, expected: Option<i64>) -> Result<(), AppError> {
        let Some(expected) = expected.filter(|expected| *expected != self.version) else {
            return Ok(());
        };
        let seen = usize::try_from(expected).unwrap_or_default();
        let missed = self.steps.iter().skip(seen).cloned();
        Err(stale(expected, self.version, missed))
    }
}
