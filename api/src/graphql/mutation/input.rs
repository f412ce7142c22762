//! What inputs share: the two fields of every one, and how values are read.

use crate::graphql::fail;
use application::error::AppError;
use application::live::Who;
use application::visibility::impersonal;
use async_graphql::{Error, ID, InputObject, Result};
use domain::Time;
use domain::id::{IdError, PersonId};

/// Longest text that a field takes, in characters.
const LONGEST: usize = 50_000;

/// Inputs, each with `expectedVersion` and `clientMutationId`.
macro_rules! inputs {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $kind:ty),* $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(async_graphql::InputObject, Debug)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $kind,)*
            /// The version that you saw last; where another one stands, the change is refused with STALE_VERSION.
            pub expected_version: Option<i32>,
            /// Your own name for this command, at most 200 characters: repeating it gives the same answer and has no
            /// second effect, for 48 hours.
            pub client_mutation_id: Option<String>,
        }

        impl $name {
            /// What makes it safe to repeat.
            pub fn once(&self) -> application::once::Once {
                application::once::Once {
                    expected_version: self.expected_version.map(i64::from),
                    client_mutation_id: self.client_mutation_id.clone(),
                }
            }
        }
    )+};
}
pub(crate) use inputs;

/// Somebody, by address or by name: exactly one of the two.
#[derive(InputObject, Debug)]
pub struct PersonInput {
    /// The person's address.
    pub id: Option<ID>,
    /// The person's name; one that the register does not hold is added to it.
    pub name: Option<String>,
}

/// Somebody, by address or by name.
///
/// # Errors
/// `INVALID_VALUE` with the field.
pub fn who(field: &str, value: &PersonInput) -> Result<Who> {
    match (&value.id, &value.name) {
        (Some(held), None) => id(&format!("{field}.id"), held, PersonId::parse).map(Who::Id),
        (None, Some(name)) => text(&format!("{field}.name"), name).map(Who::Name),
        _ => Err(invalid(field, "give either id or name")),
    }
}

/// A value at fault.
pub fn invalid(field: &str, reason: impl Into<String>) -> Error {
    fail(&AppError::invalid(field, reason))
}

/// An id of the kind that a field takes.
///
/// # Errors
/// `INVALID_VALUE` with the field.
pub fn id<T>(field: &str, text: &ID, parse: fn(&str) -> Result<T, IdError>) -> Result<T> {
    parse(text).map_err(|error| invalid(field, error.to_string()))
}

/// A text that is not blank.
///
/// # Errors
/// `INVALID_VALUE` with the field.
pub fn text(field: &str, value: &str) -> Result<String> {
    let trimmed = value.trim();
    if trimmed.is_empty() {
        return Err(invalid(field, "must not be empty"));
    }
    if trimmed.chars().count() > LONGEST {
        return Err(invalid(
            field,
            format!("must have at most {LONGEST} characters"),
        ));
    }
    impersonal(field, trimmed).map_err(|error| fail(&error))?;
    if trimmed.contains('\0') {
        return Err(invalid(field, "must not hold the character U+0000"));
    }
    Ok(trimmed.to_owned())
}

/// A text that may be left out, though not blank.
///
/// # Errors
/// `INVALID_VALUE` with the field.
pub fn optional(field: &str, value: Option<&String>) -> Result<Option<String>> {
    value.map(|value| text(field, value)).transpose()
}

/// Texts, none of them blank.
///
/// # Errors
/// `INVALID_VALUE` with the field and the place.
pub fn texts(field: &str, values: Option<&Vec<String>>) -> Result<Vec<String>> {
    let all = values.into_iter().flatten().enumerate();
    all.map(|(place, value)| text(&format!("{field}.{place}"), value))
        .collect()
}

/// A time of day, `HH:MM`.
///
/// # Errors
/// `INVALID_VALUE` with the field.
pub fn time(field: &str, value: Option<&String>) -> Result<Option<Time>> {
    value
        .map(|value| {
            (value.len() == 5)
                .then(|| Time::parse_from_str(value, "%H:%M").ok())
                .flatten()
                .ok_or_else(|| invalid(field, "expected a time HH:MM"))
        })
        .transpose()
}

/// A place in a list, counted from 1 on the wire and from 0 inside.
///
/// # Errors
/// `INVALID_VALUE` with the field.
pub fn place(field: &str, value: i32) -> Result<u32> {
    u32::try_from(value)
        .ok()
        .and_then(|value| value.checked_sub(1))
        .ok_or_else(|| invalid(field, "must be 1 or more"))
}

/// A count.
///
/// # Errors
/// `INVALID_VALUE` with the field.
pub fn count(field: &str, value: i32) -> Result<u32> {
    u32::try_from(value).map_err(|_| invalid(field, "must be 0 or more"))
}
