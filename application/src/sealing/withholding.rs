//! Members of sealed units that are withheld for good, and what stands in their place.

use super::{broken, read, written};
use crate::error::StorageError;
use crate::journal;
use seal::leaf::{Leaf, Member};
use serde_json::Value;

/// Members of the leaves of a unit: (leaf, pointer).
pub(crate) type Members = Vec<(usize, String)>;

/// What a reader is shown in place of a member.
pub(super) fn shown_as(value: &Value) -> Result<String, StorageError> {
    match value {
        Value::String(text) => Ok(text.clone()),
        other => journal::canonical(other),
    }
}

/// What a member tells, or what is shown in its place; `None` where nothing is.
pub(super) fn stands(member: &Member) -> Option<Value> {
    match member {
        Member::Disclosed { value, .. } => Some(value.clone()),
        Member::Withheld { shown, .. } => {
            shown
                .as_deref()
                .map(|shown| match serde_json::from_str(shown) {
                    Ok(value @ (Value::Array(_) | Value::Object(_))) => value,
                    _ => Value::from(shown),
                })
        }
    }
}

/// Stored leaves with every member withheld that is told otherwise now, and which those are; `None` where none is. The
/// body stands as the register prints it.
///
/// # Errors
/// [`StorageError::Corrupt`] where the leaves cannot be read.
pub(crate) fn withheld(
    leaves: &str,
    anew: impl Fn(&Value) -> Value,
) -> Result<Option<(String, Members)>, StorageError> {
    let mut leaves = read(leaves).map_err(broken)?;
    let mut members = Vec::new();
    for (place, leaf) in leaves.iter_mut().enumerate() {
        for (pointer, stands) in changed(leaf, &anew)? {
            leaf.withhold(&pointer, Some(&stands)).map_err(broken)?;
            members.push((place, pointer));
        }
    }
    match members.is_empty() {
        true => Ok(None),
        false => Ok(Some((written(&leaves)?, members))),
    }
}

fn changed(
    leaf: &Leaf,
    anew: impl Fn(&Value) -> Value,
) -> Result<Vec<(String, String)>, StorageError> {
    let mut changed = Vec::new();
    for (pointer, member) in leaf.members().into_iter().flatten() {
        let body = pointer == "/body" || pointer.starts_with("/body/");
        if let Some(stood) = stands(member).filter(|_| !body) {
            let told = anew(&stood);
            if told != stood {
                changed.push((pointer.clone(), shown_as(&told)?));
            }
        }
    }
    Ok(changed)
}

/// Whether what is shown in place of a withheld member is what the record tells there.
pub(crate) fn stands_as(held: Option<&str>, told: &Value) -> bool {
    shown_as(told).is_ok_and(|told| held == Some(told.as_str()))
}
