//! Answers are looked at before they are counted: the service's have no errors, and rows by hand tell the same.

use crate::Failure;
use crate::draw::Questions;
use crate::serving::Server;
use crate::works::Work;
use reqwest::{Client, header};
use serde_json::{Value, json};
use std::path::Path;

/// How many questions of each work are looked at.
const LOOKED_AT: usize = 20;

/// The questions of a work over GraphQL, as they are sent.
pub fn bodies(work: Work, asked: &Questions) -> Vec<String> {
    let Some(query) = work.query() else {
        return Vec::new();
    };
    let query = query.split_whitespace().collect::<Vec<_>>().join(" ");
    let variables = asked.variables.iter();
    variables
        .map(|variables| json!({"query": query, "variables": variables}).to_string())
        .collect()
}

/// Where two answers differ first.
fn difference(one: &Value, other: &Value, path: &str) -> Option<String> {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let names = one
                .keys()
                .chain(other.keys().filter(|name| !one.contains_key(*name)));
            let null = Value::Null;
            names.into_iter().find_map(|name| {
                let of = |object: &'_ serde_json::Map<String, Value>| object.get(name).cloned();
                let (one, other) = (of(one), of(other));
                let path = format!("{path}.{name}");
                difference(
                    one.as_ref().unwrap_or(&null),
                    other.as_ref().unwrap_or(&null),
                    &path,
                )
            })
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => one
            .iter()
            .zip(other)
            .enumerate()
            .find_map(|(place, (one, other))| difference(one, other, &format!("{path}[{place}]"))),
        (one, other) if one == other => None,
        (one, other) => Some(format!("{path}: {one} and {other}")),
    }
}

async fn fetch(request: reqwest::RequestBuilder) -> Result<String, Failure> {
    Ok(request.send().await?.error_for_status()?.text().await?)
}

/// Asks some questions of a work of both, and keeps the service's first answer in a folder.
///
/// # Errors
/// [`Failure::Wrong`] where an answer has errors, is empty, or is not what rows by hand tell.
pub async fn work(
    work: Work,
    asked: &Questions,
    (service, rows): (&Server, &Server),
    folder: &Path,
) -> Result<(), Failure> {
    let client = Client::new();
    let wrong = |what: String| Failure::Wrong(format!("{}: {what}", work.name()));
    let mut kept: Option<String> = None;
    for body in bodies(work, asked).into_iter().take(LOOKED_AT) {
        let post = |address: String| {
            let post = client
                .post(address)
                .header(header::CONTENT_TYPE, "application/json");
            fetch(post.body(body.clone()))
        };
        let text = post(format!("{}/graphql", service.address)).await?;
        let by_hand = post(format!("{}/{}", rows.address, work.name())).await?;
        let one: Value = serde_json::from_str(&text)?;
        let other: Value = serde_json::from_str(&by_hand)?;
        let mut fields = one["data"].as_object().into_iter().flatten();
        if !one["errors"].is_null() || fields.all(|(_, field)| field.is_null()) {
            return Err(wrong(text));
        }
        if let Some(difference) = difference(&one["data"], &other["data"], "data") {
            return Err(wrong(format!(
                "the service and rows by hand differ at {difference}\n{body}"
            )));
        }
        kept.get_or_insert(text);
    }
    for address in asked.addresses.iter().take(LOOKED_AT) {
        let text = fetch(client.get(format!("{}{address}", service.address))).await?;
        if work == Work::Snapshot {
            let by_hand = fetch(client.get(format!("{}{address}", rows.address))).await?;
            let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
            let (one, other) = (lines(&text), lines(&by_hand));
            let inner = |lines: &[String]| -> Result<Vec<Value>, Failure> {
                let rows = lines
                    .get(1..lines.len().saturating_sub(1))
                    .unwrap_or_default();
                rows.iter()
                    .map(|line| Ok(serde_json::from_str(line)?))
                    .collect()
            };
            let (one, other) = (json!(inner(&one)?), json!(inner(&other)?));
            if let Some(difference) = difference(&one, &other, "rows") {
                return Err(wrong(format!(
                    "the service and rows by hand differ at {difference}"
                )));
            }
        }
        kept.get_or_insert(text);
    }
    std::fs::write(folder.join(work.name()), kept.unwrap_or_default())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_difference_is_told_with_its_place() {
        let one = json!({"a": [1, {"b": "x", "c": null}]});
        assert_eq!(
            difference(&one, &json!({"a": [1, {"b": "x"}]}), "data"),
            None
        );
        let other = json!({"a": [1, {"b": "y"}]});
        let told = difference(&one, &other, "data").unwrap();
        assert_eq!(told, r#"data.a[1].b: "x" and "y""#);
        assert!(difference(&one, &json!({"a": [1]}), "data").is_some());
    }

    #[test]
    fn a_question_is_one_line() {
        let asked = Questions {
            variables: vec![json!({"id": "dec-1"})],
            addresses: Vec::new(),
        };
        let bodies = bodies(Work::Decision, &asked);
        assert_eq!(bodies.len(), 1);
        assert!(!bodies[0].contains('\n') && bodies[0].contains("dec-1"));
    }
}
