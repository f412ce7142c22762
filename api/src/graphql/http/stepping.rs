//! The challenge of RFC 9470 where whoever signs must authenticate anew, or more strongly, first.

use crate::problem::STEP_UP;
use actix_web::http::header::HeaderValue;
use async_graphql::{Response, ServerError, Value};

/// The challenge that goes with the errors of an answer, where one of them asks for it.
pub(super) fn challenge(errors: &[ServerError]) -> Option<HeaderValue> {
    let told = errors.iter().find(|error| is_step_up(error))?;
    let extensions = told.extensions.as_ref()?;
    let levels = match extensions.get("acrValues") {
        Some(Value::List(levels)) => levels.as_slice(),
        _ => &[],
    };
    let levels: Vec<&str> = levels
        .iter()
        .filter_map(|level| match level {
            Value::String(level) => Some(level.as_str()),
            _ => None,
        })
        .collect();
    let mut challenge = r#"Bearer error="insufficient_user_authentication""#.to_owned();
    if !levels.is_empty() {
        challenge.push_str(&format!(", acr_values=\"{}\"", levels.join(" ")));
    }
    if let Some(Value::Number(age)) = extensions.get("maxAge") {
        challenge.push_str(&format!(", max_age={age}"));
    }
    HeaderValue::from_str(&challenge).ok()
}

/// Whether nothing came of an operation but that.
pub(super) fn is_nothing_else(response: &Response) -> bool {
    let empty = match &response.data {
        Value::Null => true,
        Value::Object(fields) => fields.values().all(|field| *field == Value::Null),
        _ => false,
    };
    empty && response.errors.iter().all(is_step_up)
}

fn is_step_up(error: &ServerError) -> bool {
    let code = error.extensions.as_ref().and_then(|held| held.get("code"));
    matches!(code, Some(Value::String(code)) if code == STEP_UP)
}
