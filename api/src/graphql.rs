//! GraphQL on the wire.

pub mod codes;
pub mod guard;
pub mod http;
pub mod object;
pub mod order;
pub mod paging;
pub mod query;
#[cfg(test)]
mod sample;
pub mod scalar;
pub mod viewing;

use application::error::AppError;
use async_graphql::{EmptyMutation, EmptySubscription, Error, ErrorExtensions, Schema};

/// The schema that is served.
pub type ParagrafSchema = Schema<query::Query, EmptyMutation, EmptySubscription>;

/// Builds the schema. Limits are the guard's, which reads a request before the library does.
pub fn schema() -> ParagrafSchema {
    Schema::build(query::Query, EmptyMutation, EmptySubscription)
        .register_output_type::<object::Node>()
        .disable_suggestions()
        .finish()
}

/// An error with its code, and nothing of its cause where that is ours.
pub fn fail(error: &AppError) -> Error {
    let code = error.code();
    let message = match error {
        AppError::Storage(cause) => {
            tracing::error!(%cause, "a read failed");
            match code {
                "UNAVAILABLE" => "the service cannot reach its database".to_owned(),
                _ => "an internal error; the log has the cause".to_owned(),
            }
        }
        other => other.to_string(),
    };
    let error_field = match error {
        AppError::Invalid { field, .. } => Some(field.clone()),
        _ => None,
    };
    Error::new(message).extend_with(|_, extensions| {
        extensions.set("code", code);
        if let Some(field) = error_field {
            extensions.set("field", field);
        }
    })
}
