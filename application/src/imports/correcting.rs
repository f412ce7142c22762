//! Corrections of a document that was read: each is tried on the whole document, which must stay one.

use super::place::Place;
use super::report::{How, Settled};
use super::{Correction, Reading};
use crate::archive;
use crate::error::AppError;
use crate::journal::moment;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Most places that a command corrects or confirms.
const MOST: usize = 200;
/// Longest value, in bytes.
const LONGEST: usize = 200_000;

/// A place of the document, and what is to stand there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The place.
    pub path: String,
    /// What stands there from now on: a text as it is printed, a number or `true` or `false` where the format has such,
    /// JSON for what has parts. `None` takes it away.
    pub value: Option<String>,
}

/// One of the things that a change may mean; which one, the format says.
#[derive(Debug, Clone)]
enum Meaning {
    Take,
    Set(Value),
}

fn meanings(change: &Change) -> Vec<Meaning> {
    let Some(text) = &change.value else {
        return vec![Meaning::Take, Meaning::Set(Value::Null)];
    };
    let parsed = serde_json::from_str::<Value>(text.trim()).ok();
    let parts = parsed
        .as_ref()
        .is_some_and(|value| value.is_object() || value.is_array());
    let plain = parsed
        .as_ref()
        .is_some_and(|value| value.is_number() || value.is_boolean());
    let printed = Meaning::Set(Value::from(text.as_str()));
    match parsed {
        Some(parsed) if parts => vec![Meaning::Set(parsed), printed],
        Some(parsed) if plain => vec![printed, Meaning::Set(parsed)],
        _ => vec![printed],
    }
}

/// A change with where it is, and what it may mean.
struct Asked {
    field: String,
    place: Place,
    meanings: Vec<Meaning>,
    chosen: usize,
}

impl Asked {
    fn of(at: usize, change: &Change) -> Result<Self, AppError> {
        let field = format!("corrections[{at}].path");
        let place = Place::parse(&change.path);
        let place = place.map_err(|reason| AppError::invalid(field.as_str(), reason))?;
        if change
            .value
            .as_ref()
            .is_some_and(|value| value.len() > LONGEST)
        {
            let reason = format!("must have at most {LONGEST} bytes");
            return Err(AppError::invalid(
                format!("corrections[{at}].value"),
                reason,
            ));
        }
        Ok(Self {
            field,
            place,
            meanings: meanings(change),
            chosen: 0,
        })
    }

    fn apply(&self, document: &mut Value) -> Result<(), AppError> {
        let done = match self.meanings.get(self.chosen) {
            Some(Meaning::Set(value)) => self.place.set(document, value.clone()),
            Some(Meaning::Take) | None => self.place.take(document),
        };
        done.map_err(|reason| AppError::invalid(self.field.as_str(), reason))
    }

    fn takes(&self) -> bool {
        matches!(self.meanings.get(self.chosen), Some(Meaning::Take))
    }

    /// Whether a fault at a path may be because of what this was taken to mean.
    fn may_cause(&self, fault: &str) -> bool {
        let above = self.place.above().map(|place| place.to_string());
        let within = Place::parse(fault).is_ok_and(|fault| self.place.holds(&fault));
        within || above.as_deref().unwrap_or("$") == fault
    }

    /// Takes it to mean the next thing.
    fn turn(&mut self) -> bool {
        let turns = self.chosen + 1 < self.meanings.len();
        self.chosen += usize::from(turns);
        turns
    }
}

/// A document as far as it is changed; refused where it is none any more.
fn changed(document: &Value, asked: &mut [Asked]) -> Result<Value, AppError> {
    loop {
        let mut made = document.clone();
        asked
            .iter()
            .try_for_each(|change| change.apply(&mut made))?;
        let Err(error) = archive::check(made.to_string().as_bytes()) else {
            return Ok(made);
        };
        let AppError::Invalid { field, .. } = &error else {
            return Err(error);
        };
        let turned = asked
            .iter_mut()
            .any(|change| change.may_cause(field) && change.turn());
        if !turned {
            return Err(error);
        }
    }
}

/// A reading after somebody corrected and confirmed some of it.
///
/// # Errors
/// `INVALID_VALUE` with the path in the document that cannot be so, or with the argument.
pub(super) fn corrected(
    reading: &Reading,
    changes: &[Change],
    confirmed: &[String],
    (by, at): (&str, DateTime<Utc>),
) -> Result<Reading, AppError> {
    if changes.is_empty() && confirmed.is_empty() {
        return Err(AppError::invalid("input", "it changes nothing"));
    }
    if changes.len().saturating_add(confirmed.len()) > MOST {
        let reason = format!("must have at most {MOST} places");
        return Err(AppError::invalid("corrections", reason));
    }
    let asked = changes.iter().enumerate();
    let asked = asked.map(|(place, change)| Asked::of(place, change));
    let mut asked = asked.collect::<Result<Vec<_>, _>>()?;
    let document = changed(&reading.document, &mut asked)?;
    let mut made = reading.clone();
    for change in &asked {
        let before = change.place.get(&made.document).cloned();
        change.apply(&mut made.document)?;
        made.note(change, before, (by, at));
    }
    made.document = document;
    for (at_place, path) in confirmed.iter().enumerate() {
        let place = Place::parse(path).ok();
        let held = place.and_then(|place| place.get(&made.document).cloned());
        if held.is_none() && !made.report.tells_of(path) {
            let field = format!("confirmed[{at_place}]");
            return Err(AppError::invalid(field, "nothing is told of that place"));
        }
        made.report
            .settle(path, &Settled::new(How::Confirmed, by, at));
        made.corrections.push(Correction {
            path: path.clone(),
            how: How::Confirmed,
            by: by.to_owned(),
            at: moment(at),
            before: held.clone(),
            after: held,
        });
    }
    Ok(made)
}

impl Reading {
    /// Notes what was changed at a place of the document, which stands so already.
    fn note(&mut self, change: &Asked, before: Option<Value>, (by, at): (&str, DateTime<Utc>)) {
        let place = &change.place;
        let settled = Settled::new(How::Corrected, by, at);
        let path = place.to_string();
        let taken = change.takes() && place.is_entry();
        let after = place.get(&self.document).cloned();
        let after = after.filter(|_| !change.takes());
        let document = &self.document;
        match taken {
            true => self.report.retrace(|held| held.without(place)),
            false => self.report.retrace(|held| {
                let stays = held == place || !place.holds(held) || held.get(document).is_some();
                stays.then(|| held.clone())
            }),
        }
        let within: Vec<String> = self
            .report
            .found
            .iter()
            .map(|found| found.path.clone())
            .collect();
        if !taken {
            for held in within {
                if Place::parse(&held).is_ok_and(|held| place.holds(&held)) {
                    self.report.settle(&held, &settled);
                }
            }
            self.report.settle(&path, &settled);
            match after.is_some() {
                true => self.report.fill_in(&path, &settled),
                // A field that is no more there is told of no more; that it was missing stays, settled.
                false => self.report.found.retain(|found| found.path != path),
            }
        }
        self.corrections.push(Correction {
            path,
            how: How::Corrected,
            by: by.to_owned(),
            at: moment(at),
            before,
            after,
        });
    }
}

#[cfg(test)]
mod tests;
