//! Formats in and out.
//!
//! Pure over text: no storage, no network, no clock. What comes in is checked here to the last field, with the
//! place of each error, and becomes the domain's own types.

pub mod backup;
pub mod budget_table;
mod cell;
pub mod decision_table;
pub mod minutes_document;
pub mod minutes_text;
pub mod register_document;
mod scalar;

use serde_json::Value;
use std::mem::discriminant;
use thiserror::Error;

/// Why a document was refused, and where in it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{path}: {reason}")]
pub struct DocumentError {
    /// Path of the offending value, `items[3].decisions[0].kind`; `$` for the whole document.
    pub path: String,
    /// What is wrong with it.
    pub reason: String,
}

impl DocumentError {
    fn new(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            reason: reason.into(),
        }
    }
}

/// Largest document that is read at all, in bytes.
pub const MAX_DOCUMENT: usize = 16 * 1024 * 1024;

/// Reads JSON into a typed document; the error names the place.
fn read<T: serde::de::DeserializeOwned + serde::Serialize>(
    bytes: &[u8],
) -> Result<T, DocumentError> {
    if bytes.len() > MAX_DOCUMENT {
        return Err(DocumentError::new(
            "$",
            format!("{} bytes, at most {MAX_DOCUMENT} are read", bytes.len()),
        ));
    }
    let mut source = serde_json::Deserializer::from_slice(bytes);
    let document: T = serde_path_to_error::deserialize(&mut source).map_err(|error| {
        let path = error.path().to_string();
        // A place whose name was not read yet ends in a question mark.
        let known = path.trim_end_matches(['.', '?']);
        let path = if known.is_empty() { "$" } else { known };
        DocumentError::new(path, error.inner().to_string())
    })?;
    let whole = |error: serde_json::Error| DocumentError::new("$", error.to_string());
    source.end().map_err(whole)?;
    let given = serde_json::from_slice(bytes).map_err(whole)?;
    same_forms(&given, &serde_json::to_value(&document).map_err(whole)?, "")?;
    Ok(document)
}

/// The library also takes a list for an object, its members in order, and an object for the name of a format. The
/// formats do not: what was read, written again, has the same form everywhere.
fn same_forms(given: &Value, read: &Value, path: &str) -> Result<(), DocumentError> {
    match (given, read) {
        (Value::Array(given), Value::Array(read)) => {
            let mut pairs = given.iter().zip(read).enumerate();
            pairs.try_for_each(|(index, (given, read))| {
                same_forms(given, read, &format!("{path}[{index}]"))
            })
        }
        (Value::Object(given), Value::Object(read)) => {
            given.iter().try_for_each(|(name, given)| {
                let path = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                read.get(name)
                    .map_or(Ok(()), |read| same_forms(given, read, &path))
            })
        }
        _ if discriminant(given) == discriminant(read) => Ok(()),
        _ => {
            let path = if path.is_empty() { "$" } else { path };
            Err(DocumentError::new(
                path,
                format!("{} where {} is expected", form(given), form(read)),
            ))
        }
    }
}

const fn form(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
