//! Reads the five members of a request out of JSON or out of a query string.

use std::fmt;

use actix_web::web;
use async_graphql::Variables;
use serde::Deserialize;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use super::{Code, Limits, Refusal, scan, trusted};

/// What a client asks for, before anybody looked at the query.
#[derive(Debug)]
pub(super) struct Asked {
    /// The document, where the request has one.
    pub(super) query: Option<String>,
    /// The digest of the trusted document that it names.
    pub(super) named: Option<String>,
    pub(super) operation_name: Option<String>,
    pub(super) variables: Variables,
}

/// Reads one JSON object; members that we do not know are ignored.
pub(super) fn read(body: &[u8], limits: &Limits) -> Result<Asked, Refusal> {
    if body.len() > limits.body {
        return Err(Refusal::body_too_large(limits.body, body.len() as u64));
    }
    match body.iter().find(|byte| !byte.is_ascii_whitespace()) {
        None => return Err(malformed("the body is empty")),
        Some(b'[') => {
            return Err(Refusal::new(
                Code::BatchNotSupported,
                "a list of requests is not supported, send one at a time",
            ));
        }
        Some(b'{') => {}
        Some(_) => return Err(malformed("the body is not a JSON object")),
    }
    scan::json(body, limits)?;
    let members: Members =
        serde_json::from_slice(body).map_err(|error| invalid_json("body", &error))?;
    members.settle()
}

/// Reads the parameters of a GET; `variables` and `extensions` are JSON texts.
pub(super) fn read_params(query_string: &str, limits: &Limits) -> Result<Asked, Refusal> {
    if query_string.len() > limits.body {
        return Err(Refusal::body_too_large(
            limits.body,
            query_string.len() as u64,
        ));
    }
    let pairs = web::Query::<Vec<(String, String)>>::from_query(query_string)
        .map_err(|_| malformed("the parameters are not form-encoded"))?
        .into_inner();
    let mut members = Members::default();
    for (name, value) in pairs {
        let value = match name.as_str() {
            "query" | "operationName" | "documentId" => Value::String(value),
            "variables" | "extensions" if value.is_empty() => Value::Null,
            "variables" | "extensions" => {
                scan::json(value.as_bytes(), limits)?;
                serde_json::from_str(&value).map_err(|error| invalid_json(&name, &error))?
            }
            _ => continue,
        };
        members.put(&name, value);
    }
    members.settle()
}

/// Ids of the five members, in the order of [`Members::values`].
const NAMES: [&str; 5] = [
    "query",
    "operationName",
    "variables",
    "extensions",
    "documentId",
];

#[derive(Debug, Default)]
struct Members {
    values: [Option<Value>; 5],
    /// The first member that came twice: two readers could pick different ones.
    repeated: Option<&'static str>,
}

impl Members {
    fn put(&mut self, name: &str, value: Value) {
        let Some(place) = NAMES.iter().position(|known| *known == name) else {
            return;
        };
        if self.values[place].replace(value).is_some() {
            self.repeated.get_or_insert(NAMES[place]);
        }
    }

    fn settle(self) -> Result<Asked, Refusal> {
        if let Some(name) = self.repeated {
            return Err(malformed(format!("{name} is given more than once")));
        }
        let [query, operation_name, variables, extensions, document_id] =
            self.values.map(Option::unwrap_or_default);
        let query = match query {
            Value::String(query) => Some(query),
            Value::Null => None,
            _ => return Err(malformed("query is not a string")),
        };
        let operation_name = match operation_name {
            // Some clients send the empty string for "none".
            Value::Null => None,
            Value::String(name) if name.is_empty() => None,
            Value::String(name) => Some(name),
            _ => return Err(malformed("operationName is not a string")),
        };
        let variables = match variables {
            Value::Null => Variables::default(),
            Value::Object(_) if holds_nul(&variables) => {
                return Err(malformed("variables hold the character NUL"));
            }
            Value::Object(_) => Variables::from_json(variables),
            _ => return Err(malformed("variables is not an object")),
        };
        // Extensions may name a document; of all else only the type is held to.
        if !matches!(extensions, Value::Null | Value::Object(_)) {
            return Err(malformed("extensions is not an object"));
        }
        let named = trusted::named(&document_id, &extensions)?;
        if query.is_none() && named.is_none() {
            return Err(malformed("query is missing"));
        }
        Ok(Asked {
            query,
            named,
            operation_name,
            variables,
        })
    }
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Members::default();
                while let Some(name) = map.next_key::<String>()? {
                    if NAMES.contains(&name.as_str()) {
                        members.put(&name, map.next_value()?);
                    } else {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
                Ok(members)
            }
        }

        deserializer.deserialize_map(Object)
    }
}

fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(holds_nul),
        Value::Object(members) => members
            .iter()
            .any(|(name, value)| name.contains('\0') || holds_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fn malformed(message: impl Into<String>) -> Refusal {
    Refusal::new(Code::MalformedRequest, message)
}

/// Says where the text stops to be JSON; the parser's own words could quote it.
fn invalid_json(part: &str, error: &serde_json::Error) -> Refusal {
    malformed(format!(
        "{part} is not valid JSON at line {} column {}",
        error.line(),
        error.column()
    ))
}
