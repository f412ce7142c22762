//! Markings of secrecy as the journal keeps them.

use crate::error::StorageError;
use crate::journal::{Chained, canonical};
use domain::Date;
use domain::id::{AttachmentId, MeetingId, ParagraphId, SecrecyId};
use domain::secrecy::{Basis, Lifted, Marking, Scope};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The journal's commands about secrecy.
pub const COMMANDS: [&str; 2] = [MARK, LIFT];
pub(super) const MARK: &str = "MarkSecret";
pub(super) const LIFT: &str = "LiftSecrecy";

/// What an entry tells of a marking that was made.
pub(super) fn made(marking: &Marking) -> Result<String, StorageError> {
    let mut told = json!({
        "id": marking.id.to_string(),
        "provision": marking.basis.provision(),
        "act": marking.basis.act,
        "on": marking.on.to_string(),
    });
    match &marking.scope {
        Scope::Paragraph(id) => told["paragraph"] = json!(id.to_string()),
        Scope::Words(id, words) => {
            told["paragraph"] = json!(id.to_string());
            told["words"] = json!(words);
        }
        Scope::Attachment(id) => told["attachment"] = json!(id.to_string()),
    }
    if let Some(note) = &marking.note {
        told["note"] = json!(note);
    }
    canonical(&json!({"version": 1, "meeting": marking.meeting.to_string(), "marking": told}))
}

/// What an entry tells of a marking that was taken back.
pub(super) fn taken_back(marking: &Marking, on: Date) -> Result<String, StorageError> {
    canonical(&json!({
        "version": 1,
        "meeting": marking.meeting.to_string(),
        "lifted": {"id": marking.id.to_string(), "on": on.to_string()},
    }))
}

fn text<'a>(told: &'a Value, name: &str) -> Option<&'a str> {
    told.get(name)?.as_str()
}

fn id(told: &Value) -> Result<SecrecyId, String> {
    let id = text(told, "id").and_then(|id| SecrecyId::parse(id).ok());
    id.ok_or_else(|| "it names no marking of secrecy".to_owned())
}

fn day(told: &Value) -> Result<Date, String> {
    let day = text(told, "on").and_then(|day| day.parse().ok());
    day.ok_or_else(|| "it tells no day".to_owned())
}

/// The marking that an entry of the journal is about.
///
/// # Errors
/// In words, where it is about none.
pub(crate) fn marked(payload: &str) -> Result<SecrecyId, String> {
    let payload: Value = serde_json::from_str(payload).map_err(|error| error.to_string())?;
    let told = payload.get("marking").or_else(|| payload.get("lifted"));
    id(told.unwrap_or(&Value::Null))
}

/// The markings of an organisation, as its journal tells them.
#[derive(Debug, Default)]
pub(crate) struct Book(BTreeMap<SecrecyId, Marking>);

impl Book {
    /// Enters what an entry tells.
    ///
    /// # Errors
    /// In words, where it tells nothing that can have happened.
    pub(crate) fn enter(&mut self, entry: &Chained, payload: &str) -> Result<(), String> {
        let payload: Value = serde_json::from_str(payload).map_err(|error| error.to_string())?;
        if entry.command == LIFT {
            let told = payload.get("lifted").unwrap_or(&Value::Null);
            let held = self.0.get_mut(&id(told)?).filter(|held| held.stands());
            let held = held.ok_or("it takes back a marking that does not stand")?;
            held.lifted = Some(Lifted {
                on: day(told)?,
                by: entry.actor.clone(),
            });
            return Ok(());
        }
        let told = payload.get("marking").unwrap_or(&Value::Null);
        let meeting = text(&payload, "meeting").and_then(|id| MeetingId::parse(id).ok());
        let paragraph = text(told, "paragraph").and_then(|id| ParagraphId::parse(id).ok());
        let attachment = text(told, "attachment").and_then(|id| AttachmentId::parse(id).ok());
        let words = told.get("words").and_then(Value::as_array).map(|words| {
            let words = words.iter().filter_map(Value::as_str);
            words.map(str::to_owned).collect()
        });
        let scope = match (paragraph, words, attachment) {
            (Some(id), None, None) => Scope::Paragraph(id),
            (Some(id), Some(words), None) => Scope::Words(id, words),
            (None, None, Some(id)) => Scope::Attachment(id),
            _ => return Err("it marks nothing".to_owned()),
        };
        let provision = text(told, "provision").unwrap_or_default();
        let basis = Basis::parse(provision, text(told, "act"));
        let marking = Marking {
            id: id(told)?,
            meeting: meeting.ok_or("it names no meeting")?,
            scope,
            basis: basis.map_err(|_| "it names no provision".to_owned())?,
            on: day(told)?,
            by: entry.actor.clone(),
            note: text(told, "note").map(str::to_owned),
            lifted: None,
        };
        match self.0.insert(marking.id, marking) {
            None => Ok(()),
            Some(_) => Err("it makes a marking that there was".to_owned()),
        }
    }

    /// Where the tables say something else.
    pub(crate) fn difference(mut self, tables: Vec<Marking>) -> Option<String> {
        for row in tables {
            match self.0.remove(&row.id) {
                Some(told) if told == row => {}
                Some(_) => return Some(format!("{} does not stand as the journal tells", row.id)),
                None => return Some(format!("{} stands in the tables alone", row.id)),
            }
        }
        let lost = self.0.into_keys().next();
        lost.map(|id| format!("{id} stands in the journal, but not in the tables"))
    }
}
