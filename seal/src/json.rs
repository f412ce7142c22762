//! Canonical JSON (RFC 8785): one byte form for one value.

use serde::Serialize;
use serde_json::Value;
use thiserror::Error;

/// A value that canonical JSON cannot hold exactly: a number outside the doubles, or written as another number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the value has a number that canonical JSON does not keep exactly")]
pub struct Inexact;

/// The canonical form of a value. What it says is read back and compared, so that nothing is hashed that could be
/// read as something else.
///
/// # Errors
/// [`Inexact`].
pub(crate) fn canonical(value: &Value) -> Result<String, Inexact> {
    let text = serde_json_canonicalizer::to_string(value).map_err(|_| Inexact)?;
    let again: Value = serde_json::from_str(&text).map_err(|_| Inexact)?;
    if again == *value {
        Ok(text)
    } else {
        Err(Inexact)
    }
}

/// The canonical form of one of our own structures, which hold texts and whole numbers below 2^53.
pub(crate) fn written<T: Serialize>(form: &T) -> Result<String, Inexact> {
    canonical(&serde_json::to_value(form).map_err(|_| Inexact)?)
}
