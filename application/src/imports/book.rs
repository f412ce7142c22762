//! What the journals tell of imports, and whether the tables say the same.

use super::{Import, Outcome};
use crate::error::StorageError;
use crate::journal::{Chained, canonical};
use domain::id::ImportId;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The journal's commands about imports.
pub const COMMANDS: [&str; 4] = [RECEIVE, CORRECT, STORE, DISCARD];
pub(super) const RECEIVE: &str = "ReceiveImport";
pub(super) const CORRECT: &str = "CorrectImport";
pub(super) const STORE: &str = "StoreImport";
pub(super) const DISCARD: &str = "DiscardImport";

/// What an entry tells of an import: how it stands from then on, and which places were settled. No word of the file's,
/// nor its digest, from which words could be guessed.
pub(super) fn payload(import: &Import, paths: &[String]) -> Result<String, StorageError> {
    canonical(&json!({
        "version": 1,
        "organisation": import.owner.to_string(),
        "import": state(import),
        "paths": paths,
    }))
}

fn state(import: &Import) -> Value {
    let refusal = import.refusal.as_ref();
    json!({
        "id": import.id.to_string(),
        "outcome": import.outcome.code(),
        "code": refusal.map(|refusal| &refusal.code),
        "reviewed": import.counts.reviewed,
        "meeting": import.meeting.map(|meeting| meeting.to_string()),
    })
}

/// The import that an entry tells of.
///
/// # Errors
/// In words, where it tells of none.
pub fn told_id(payload: &str) -> Result<ImportId, String> {
    let told = told(payload)?;
    let id = told.get("id").and_then(Value::as_str);
    let id = id.and_then(|id| ImportId::parse(id).ok());
    id.ok_or_else(|| "it names no import".to_owned())
}

fn told(payload: &str) -> Result<Value, String> {
    let mut payload: Value = serde_json::from_str(payload).map_err(|error| error.to_string())?;
    let told = payload.get_mut("import").map(Value::take);
    told.ok_or_else(|| "it tells of no import".to_owned())
}

/// Every import, as all journals together tell of them: whose it is, the number of the latest entry, and how it stands.
#[derive(Debug, Default)]
pub(crate) struct Book(BTreeMap<ImportId, (String, i64, Value)>);

impl Book {
    /// Enters what an entry tells.
    ///
    /// # Errors
    /// In words, where it tells nothing that can have happened.
    pub(crate) fn enter(&mut self, entry: &Chained, payload: &str) -> Result<(), String> {
        let id = told_id(payload)?;
        let state = told(payload)?;
        let outcome = state.get("outcome").and_then(Value::as_str);
        let outcome = outcome
            .and_then(Outcome::parse)
            .ok_or("it tells no outcome")?;
        let owner = entry.organisation.to_string();
        let before = self.0.remove(&id);
        let before = match &before {
            Some((other, ..)) if *other != owner => {
                return Err("it is about an import of another organisation".to_owned());
            }
            Some((.., state)) => state.get("outcome").and_then(Value::as_str),
            None => None,
        };
        let fits = match (entry.command.as_str(), before.and_then(Outcome::parse)) {
            (RECEIVE, None) => matches!(outcome, Outcome::Read | Outcome::Refused),
            (CORRECT, Some(Outcome::Read)) => outcome == Outcome::Read,
            (STORE, Some(Outcome::Read)) => outcome == Outcome::Stored,
            (DISCARD, Some(Outcome::Read | Outcome::Refused)) => outcome == Outcome::Discarded,
            _ => false,
        };
        if !fits {
            return Err("it changes an import as imports are not changed".to_owned());
        }
        self.0.insert(id, (owner, entry.sequence, state));
        Ok(())
    }

    /// Where the tables say something else.
    pub(crate) fn difference(mut self, tables: Vec<Import>) -> Option<String> {
        for row in tables {
            let held = (row.owner.to_string(), row.version, state(&row));
            match self.0.remove(&row.id) {
                Some(told) if told == held => {}
                Some(_) => {
                    let id = row.id;
                    return Some(format!(
                        "import {id}: otherwise in the journal than in the tables"
                    ));
                }
                None => return Some(format!("import {}: in the tables alone", row.id)),
            }
        }
        let lost = self.0.into_keys().next();
        lost.map(|id| format!("import {id}: in the journal, but not in the tables"))
    }
}
