//! Blotting stored JSON: words wherever they stand in a text, and digests that could be guessed back to them.

use domain::id::PersonId;
use domain::redaction::Words;
use serde_json::Value;
use std::collections::HashMap;

/// Blots JSON values.
#[derive(Debug)]
pub(super) struct Blotter<'a> {
    words: &'a Words,
    /// Texts that give way whole.
    replaced: HashMap<String, String>,
}

impl<'a> Blotter<'a> {
    pub(super) fn new(words: &'a Words) -> Self {
        Self {
            words,
            replaced: HashMap::new(),
        }
    }

    /// Lets a text that stands alone give way to another.
    pub(super) fn replace(&mut self, text: String, with: String) {
        if text != with {
            self.replaced.insert(text, with);
        }
    }

    /// Canonical JSON, blotted: the very same text where nothing was.
    pub(super) fn text(&self, text: &str) -> Result<String, String> {
        let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let blotted = self.value(&value);
        if blotted == value {
            return Ok(text.to_owned());
        }
        crate::journal::canonical(&blotted).map_err(|error| error.to_string())
    }

    /// A value, blotted. Names of members stay.
    pub(super) fn value(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::from(match self.replaced.get(text) {
                Some(with) => with.clone(),
                None => self.words.blotted(text).unwrap_or_else(|| text.clone()),
            }),
            Value::Array(parts) => {
                Value::Array(parts.iter().map(|part| self.value(part)).collect())
            }
            Value::Object(members) => Value::Object(
                members
                    .iter()
                    .map(|(name, member)| (name.clone(), self.value(member)))
                    .collect(),
            ),
            other => other.clone(),
        }
    }

    /// Persons whom JSON names, beside their ids, by a name that is blotted.
    pub(super) fn persons(&self, text: &str) -> Result<Vec<PersonId>, String> {
        let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let mut found = Vec::new();
        self.gather(&value, &mut found);
        Ok(found)
    }

    fn gather(&self, value: &Value, into: &mut Vec<PersonId>) {
        let text = |name: &str| value.get(name).and_then(Value::as_str);
        if let (Some(id), Some(name)) = (text("id"), text("name"))
            && let Ok(person) = PersonId::parse(id)
            && self.words.stand_in(name)
        {
            into.push(person);
        }
        match value {
            Value::Array(parts) => parts.iter().for_each(|part| self.gather(part, into)),
            Value::Object(members) => members.values().for_each(|part| self.gather(part, into)),
            _ => {}
        }
    }
}
