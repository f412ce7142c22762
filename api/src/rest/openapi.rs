//! The description of REST: OpenAPI 3.1, made from the table of reads, the GraphQL schema and what is written beside.

mod examples;
mod limits;
mod schemas;
pub mod yaml;

use self::schemas::Describing;
use super::ROOT;
use super::twin::{Form, LAST_PAGE, LONGEST_WAIT, Parameter, Plan, PlanError, Planned};
use crate::graphql::paging::{DEFAULT_PAGE, MAX_PAGE};
use domain::text::Language;
use serde_json::{Map, Value, json};
use std::sync::OnceLock;

/// What no schema tells: about the service, and of the operations that have code of their own.
const WRITTEN: &str = include_str!("openapi/written.json");

/// Who serves, and where.
#[derive(Debug, Clone, Default)]
pub struct Place {
    /// The address of the service as the outside knows it; empty where nobody said.
    pub base: String,
    /// Whom to turn to.
    pub contact: Option<String>,
    /// Where to write to.
    pub email: Option<String>,
}

impl Place {
    /// A place that is nobody's, for the description that is checked in.
    pub fn example() -> Self {
        Self {
            base: "https://paragraf.example".to_owned(),
            contact: Some("Samordningskansliet".to_owned()),
            email: Some("paragraf@samordningskansliet.example".to_owned()),
        }
    }
}

/// The description of this process, without its place.
static MADE: OnceLock<Value> = OnceLock::new();

/// The whole description.
///
/// # Errors
/// [`PlanError`] where what is written is no JSON object, or names what there is not.
pub fn document(plan: &Plan, place: &Place) -> Result<Value, PlanError> {
    let mut document = match MADE.get() {
        Some(made) => made.clone(),
        None => {
            let made = made(plan)?;
            MADE.get_or_init(|| made).clone()
        }
    };
    placed(&mut document, place);
    Ok(document)
}

fn made(plan: &Plan) -> Result<Value, PlanError> {
    let mut document: Value =
        serde_json::from_str(WRITTEN).map_err(|error| PlanError(error.to_string()))?;
    let describing = Describing::new(plan);
    for planned in &plan.reads {
        let at = &mut document["paths"][planned.operation.path];
        at["get"] = operation(planned, &describing)?;
    }
    let written = document["components"]["schemas"].take();
    let mut schemas = describing.components()?;
    schemas.extend(written.as_object().cloned().unwrap_or_default());
    document["components"]["schemas"] = Value::Object(schemas);
    limits::tell(&mut document);
    Ok(document)
}

/// The description that is checked in.
///
/// # Errors
/// As [`document`].
pub fn checked_in() -> Result<Value, PlanError> {
    let plan = Plan::of(&crate::graphql::schema().sdl())?;
    document(&plan, &Place::example())
}

/// Says where the service is and whom to turn to.
fn placed(document: &mut Value, place: &Place) {
    let root = format!("{}{ROOT}", place.base);
    let info = &mut document["info"];
    info["version"] = json!(env!("CARGO_PKG_VERSION"));
    info["termsOfService"] = json!(format!("{root}/terms"));
    let mut contact = Map::new();
    let name = place.contact.as_deref();
    contact.insert(
        "name".to_owned(),
        json!(name.unwrap_or("Den som driver tjänsten / the operator of the service")),
    );
    if let Some(email) = &place.email {
        contact.insert("email".to_owned(), json!(email));
    }
    if !place.base.is_empty() {
        contact.insert("url".to_owned(), json!(format!("{}/", place.base)));
    }
    info["contact"] = Value::Object(contact);
    document["servers"] =
        json!([{"url": root, "description": "The service in production", "x-internal": false}]);
    document["externalDocs"] = json!({
        "url": format!("{root}/terms"),
        "description": "Terms, service level and limitations",
    });
}

/// What a read answers, with links: the name of its component.
pub(super) fn component(planned: &Planned) -> &'static str {
    planned.operation.fragment
}

fn reference(kind: &str, name: &str) -> Value {
    json!({"$ref": format!("#/components/{kind}/{name}")})
}

/// The description of a read.
fn operation(planned: &Planned, describing: &Describing<'_>) -> Result<Value, PlanError> {
    let operation = planned.operation;
    let mut parameters: Vec<Value> = planned
        .places
        .iter()
        .map(|place| {
            json!({
                "name": place.name, "in": "path", "required": true,
                "description": sentence(&place.description),
                "schema": describing.address(place),
                "example": describing.example_of_address(place),
            })
        })
        .collect();
    parameters.extend(
        planned
            .parameters
            .iter()
            .map(|held| parameter(held, describing)),
    );
    if planned.form != Form::One {
        parameters.extend(paging());
    }
    if operation.waits {
        parameters.push(json!({
            "name": "wait", "in": "query", "required": false,
            "description": "So many seconds the answer may wait where the page would be empty, until there is something. Where too many wait already it is given at once.",
            "schema": {"type": "integer", "format": "int32", "minimum": 0, "maximum": LONGEST_WAIT, "default": 0},
        }));
    }
    parameters.extend(
        ["AcceptLanguage", "IfNoneMatch", "Traceparent"].map(|name| reference("parameters", name)),
    );
    let name = match planned.form {
        Form::One => component(planned).to_owned(),
        _ => format!("{}Page", component(planned)),
    };
    let mut headers: Map<String, Value> = ["ETag", "Vary", "Traceparent"]
        .into_iter()
        .map(|name| {
            let header = if name == "Traceparent" {
                "traceparent"
            } else {
                name
            };
            (header.to_owned(), reference("headers", name))
        })
        .collect();
    for (header, name) in [
        ("Cache-Control", "CacheControl"),
        ("Content-Language", "ContentLanguage"),
        ("Access-Control-Allow-Origin", "Access-Control-Allow-Origin"),
    ] {
        headers.insert(header.to_owned(), reference("headers", name));
    }
    let media = json!({
        "schema": reference("schemas", &name),
        "example": describing.answer(planned)?,
    });
    let mut responses = json!({
        "200": {
            "description": format!("{}.", operation.summary),
            "headers": headers,
            "content": {"application/json": media},
        },
    });
    let others = ["304", "401", "404", "422", "500", "503"];
    for status in others {
        if status == "404" && planned.places.is_empty() {
            continue;
        }
        responses[status] = reference("responses", RESPONSES[index(status)].1);
    }
    let described = match sentence(&planned.description) {
        text if text.is_empty() => format!("{}.", operation.summary),
        text => text,
    };
    Ok(json!({
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.summary,
        "description": described,
        "parameters": parameters,
        "responses": responses,
    }))
}

/// The answers that are the same everywhere.
const RESPONSES: [(&str, &str); 6] = [
    ("304", "NotModified"),
    ("401", "Unauthenticated"),
    ("404", "NotFound"),
    ("422", "InvalidValue"),
    ("500", "Internal"),
    ("503", "Unavailable"),
];

fn index(status: &str) -> usize {
    let mut held = RESPONSES.iter();
    held.position(|(held, _)| *held == status).unwrap_or(0)
}

/// A description that begins as a sentence does.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), letters.as_str())
}

fn parameter(held: &Parameter, describing: &Describing<'_>) -> Value {
    let mut described = json!({
        "name": held.name, "in": "query", "required": held.is_required(),
        "description": sentence(&held.description),
        "schema": describing.input(held),
    });
    if described["schema"]["type"] == "array" {
        described["style"] = json!("form");
        described["explode"] = json!(true);
    }
    described
}

/// What pages are asked for by.
fn paging() -> [Value; 3] {
    let most = MAX_PAGE;
    [
        json!({
            "name": "page", "in": "query", "required": false,
            "description": "Which page, from 1. One beyond the last is empty.",
            "schema": {"type": "integer", "format": "int64", "minimum": 1, "maximum": LAST_PAGE, "default": 1},
        }),
        json!({
            "name": "limit", "in": "query", "required": false,
            "description": format!("How many at the most, {most} or fewer."),
            "schema": {"type": "integer", "format": "int32", "minimum": 1, "maximum": most, "default": DEFAULT_PAGE},
        }),
        json!({
            "name": "cursor", "in": "query", "required": false,
            "description": "Only those after this cursor, which `_meta.nextCursor` of the page before gave; it goes before `page`. It stays good while records are added.",
            "schema": {"type": "string", "format": "cursor", "minLength": 1, "maxLength": 512}, "example": "MTI",
        }),
    ]
}

/// The terms of use, in a language, as they stand in the description.
pub fn terms(document: &Value, language: Language) -> String {
    let info = &document["info"];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let name = match language {
        Language::Swedish => "x-terms-sv",
        Language::English => "x-terms-en",
    };
    let lines = info[name].as_array().into_iter().flatten();
    lines.map(text).collect::<Vec<_>>().join("\n\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::twin::Below;
    use std::collections::BTreeSet;

    fn plan() -> Plan {
        Plan::of(&crate::graphql::schema().sdl()).expect("the table fits the schema")
    }

    #[test]
    fn what_has_links_is_nobodys_part() {
        let plan = plan();
        let linked: BTreeSet<&str> = plan
            .reads
            .iter()
            .filter(|read| read.operation.own.is_some())
            .map(component)
            .collect();
        for read in &plan.reads {
            for name in plan.selections.reach(component(read)) {
                let shape = plan.selections.shape(name).expect("a fragment");
                for part in &shape.parts {
                    if let Some(Below::Named(below)) = &part.below {
                        assert!(!linked.contains(below.as_str()), "{name}.{}", part.key);
                    }
                }
            }
        }
    }

    #[test]
    fn every_operation_and_answer_is_described_with_an_example() {
        let document = document(&plan(), &Place::example()).expect("a description");
        let mut met = BTreeSet::new();
        for (path, methods) in document["paths"].as_object().expect("paths") {
            for (method, operation) in methods.as_object().expect("methods") {
                let at = format!("{method} {path}");
                for field in ["operationId", "summary", "description"] {
                    let said = operation[field].as_str().unwrap_or_default();
                    assert!(!said.is_empty(), "{at}: no {field}");
                }
                assert!(met.insert(operation["operationId"].to_string()), "{at}");
                for (status, response) in operation["responses"].as_object().expect("answers") {
                    let pointer = response["$ref"]
                        .as_str()
                        .map(|held| held.trim_start_matches('#'));
                    let response = pointer.map_or(Some(response), |held| document.pointer(held));
                    let response = response.expect("what is referred to");
                    assert!(response["description"].is_string(), "{at}: {status}");
                    for (media, held) in response["content"].as_object().into_iter().flatten() {
                        assert!(!held["example"].is_null(), "{at}: {status} {media}");
                    }
                }
            }
        }
        assert!(met.len() > 40, "{} operations", met.len());
    }
}
