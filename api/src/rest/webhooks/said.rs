//! What a request about webhooks says: bodies in JSON, and which page of a list.

use crate::graphql::paging::{self, DEFAULT_PAGE, FARTHEST, MAX_PAGE};
use crate::rest::problem::Fault;
use crate::rest::twin::{LAST_PAGE, link};
use actix_web::HttpRequest;
use actix_web::http::header;
use actix_web::web::Payload;
use application::error::{AppError, FileFault};
use application::read::{Connection, Page};
use application::webhooks::administer::{Change, Draft};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};
use std::time::Duration;

/// Longest body, in bytes.
const LONGEST: usize = 64 * 1024;
/// How long a body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(10);
/// The only type of a body.
const JSON: &str = "application/json";

/// How bodies of events are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Form {
    Plain,
    CloudEvents,
}

/// What is sent.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Wanted {
    associations: Vec<String>,
    concerning: Option<String>,
    events: Vec<String>,
}

/// A webhook as somebody wants it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Created {
    organisation: String,
    url: String,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    format: Option<Form>,
    #[serde(default)]
    filter: Wanted,
}

impl Created {
    pub(super) fn draft(self) -> Draft {
        Draft {
            organisation: self.organisation,
            url: self.url,
            description: self.description,
            cloud_events: self.format == Some(Form::CloudEvents),
            associations: self.filter.associations,
            concerning: self.filter.concerning,
            events: self.filter.events,
        }
    }
}

/// What is said, null too; `None` = nothing is.
fn said<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

/// What is to be otherwise. A filter is replaced whole.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Changed {
    #[serde(default, deserialize_with = "said")]
    url: Option<String>,
    #[serde(default, deserialize_with = "said")]
    description: Option<Option<String>>,
    #[serde(default, deserialize_with = "said")]
    format: Option<Form>,
    #[serde(default, deserialize_with = "said")]
    filter: Option<Wanted>,
    #[serde(default, deserialize_with = "said")]
    active: Option<bool>,
    #[serde(default, deserialize_with = "said")]
    expected_version: Option<i64>,
}

impl Changed {
    pub(super) fn change(self) -> Change {
        let mut change = Change {
            url: self.url,
            description: self.description,
            cloud_events: self.format.map(|form| form == Form::CloudEvents),
            active: self.active,
            expected_version: self.expected_version,
            ..Change::default()
        };
        if let Some(filter) = self.filter {
            change.associations = Some(filter.associations);
            change.concerning = Some(filter.concerning);
            change.events = Some(filter.events);
        }
        change
    }
}

/// Another secret.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Rotated {
    #[serde(default, deserialize_with = "said")]
    pub(super) overlap_hours: Option<i64>,
}

/// What is to be sent again.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Replayed {
    pub(super) organisation: String,
    pub(super) from_sequence: i64,
}

/// The body of a request, where it is small enough, comes in time, and is JSON.
pub(super) async fn body<T: DeserializeOwned>(
    http: &HttpRequest,
    mut payload: Payload,
) -> Result<T, Fault> {
    let stated = http.headers().get(header::CONTENT_TYPE);
    let stated = stated.and_then(|value| value.to_str().ok());
    let media = stated.and_then(|stated| stated.split(';').next());
    if !media.is_some_and(|media| media.trim().eq_ignore_ascii_case(JSON)) {
        return Err(Fault::told(
            "UNSUPPORTED_MEDIA_TYPE",
            "",
            Some("Content-Type".to_owned()),
        ));
    }
    let fault = |fault, reason: String| AppError::File {
        fault,
        field: "body",
        reason,
    };
    let read = async {
        let mut bytes = Vec::new();
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|error| AppError::invalid("body", error.to_string()))?;
            bytes.extend_from_slice(&chunk);
            if bytes.len() > LONGEST {
                let reason = format!("at most {LONGEST} bytes are taken");
                return Err(fault(FileFault::TooLarge, reason));
            }
        }
        Ok(bytes)
    };
    let read = tokio::time::timeout(PATIENCE, read).await;
    let late = || fault(FileFault::TooSlow, "it did not arrive in time".to_owned());
    let bytes = read.unwrap_or_else(|_| Err(late()))?;
    Ok(read_as(&bytes)?)
}

/// Reads a body. A list in place of an object would be taken for the members in their order.
fn read_as<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, AppError> {
    let wrong = |reason: String| AppError::invalid("body", reason);
    let value: Value = serde_json::from_slice(bytes).map_err(|error| wrong(error.to_string()))?;
    let filter = value.get("filter");
    if !value.is_object() || filter.is_some_and(Value::is_array) {
        return Err(wrong("expected an object, not a list".to_owned()));
    }
    serde_json::from_value(value).map_err(|error| wrong(error.to_string()))
}

/// Which page of a list.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pages {
    page: Option<String>,
    limit: Option<String>,
    cursor: Option<String>,
}

/// A whole number from 1 in plain digits.
fn number(name: &str, text: Option<&str>, most: u64) -> Result<Option<u64>, AppError> {
    let Some(text) = text else { return Ok(None) };
    let plain = text.bytes().all(|digit| digit.is_ascii_digit());
    let read = text.parse().ok().filter(|_| plain);
    let read = read.filter(|number| (1..=most).contains(number));
    let wrong = || AppError::invalid(name, format!("expected a number from 1 to {most}"));
    read.ok_or_else(wrong).map(Some)
}

impl Pages {
    fn limit(&self) -> Result<u64, AppError> {
        let most = u64::from(MAX_PAGE.unsigned_abs());
        let said = number("limit", self.limit.as_deref(), most)?;
        Ok(said.unwrap_or(u64::from(DEFAULT_PAGE.unsigned_abs())))
    }

    /// The number of the page; `None` where a cursor says where to go on.
    fn page(&self) -> Result<Option<u64>, AppError> {
        let said = number("page", self.page.as_deref(), LAST_PAGE)?;
        Ok(self.cursor.is_none().then(|| said.unwrap_or(1)))
    }

    /// The page as storage is asked for it.
    pub(super) fn read(&self) -> Result<Page, AppError> {
        let (limit, page) = (self.limit()?, self.page()?);
        let wrong = || AppError::invalid("cursor", "not a cursor of this service");
        let after = self.cursor.as_deref().map(|cursor| {
            let key = paging::open(cursor).ok().filter(|key| !key.is_empty());
            key.ok_or_else(wrong)
        });
        let skip = page.map_or(0, |page| (page - 1).saturating_mul(limit));
        Ok(Page {
            first: u32::try_from(limit).unwrap_or(u32::MAX),
            after: after.transpose()?,
            skip: skip.min(FARTHEST),
            count: true,
        })
    }

    /// A page as it is answered, with the pages around it.
    pub(super) fn answer(&self, base: &str, path: &str, found: Connection<Value>) -> Value {
        let limit = self.limit().unwrap_or(1);
        let page = self.page().unwrap_or(None);
        let total = found.total.unwrap_or_default();
        let next = found.items.last().filter(|_| found.has_next);
        let next = next.map(|(_, key)| paging::cursor(key));
        let mut links = Map::new();
        let mut add = |rel: &str, query: String| {
            let to = link(base, rel, &format!("{path}?limit={limit}&{query}"));
            links.insert(rel.to_owned(), to);
        };
        let numbered = |number: u64| format!("page={number}");
        add("first", numbered(1));
        match page {
            Some(number) => {
                let last = total.div_ceil(limit).max(1);
                add("self", numbered(number));
                add("last", numbered(last));
                if number > 1 {
                    add("prev", numbered((number - 1).min(last)));
                }
                if next.is_some() {
                    add("next", numbered(number + 1));
                }
            }
            None => {
                let own = self.cursor.as_deref().unwrap_or_default();
                add("self", format!("cursor={own}"));
                if let Some(next) = &next {
                    add("next", format!("cursor={next}"));
                }
            }
        }
        let nodes: Vec<Value> = found.items.into_iter().map(|(node, _)| node).collect();
        let meta = json!({
            "totalRecords": total,
            "page": page,
            "offset": page.map(|page| (page - 1).saturating_mul(limit)),
            "limit": limit,
            "count": nodes.len(),
            "nextCursor": next,
        });
        json!({"_meta": meta, "_links": links, "nodes": nodes})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_said_stays_and_null_is_said() {
        let change = |text: &str| {
            let read: Result<Changed, _> = read_as(text.as_bytes());
            read.map(Changed::change)
        };
        let nothing = change("{}").expect("nothing");
        assert!(nothing.url.is_none() && nothing.description.is_none() && nothing.events.is_none());
        let cleared = change(r#"{"description": null}"#).expect("null");
        assert_eq!(cleared.description, Some(None));
        let filter = change(r#"{"filter": {"events": ["minutes.recalled"]}}"#).expect("a filter");
        assert_eq!(
            filter.events.as_deref(),
            Some(&["minutes.recalled".to_owned()][..])
        );
        assert_eq!(filter.concerning, Some(None), "a filter is replaced whole");
        for wrong in [
            r#"{"url": null}"#,
            r#"{"active": null}"#,
            r#"{"filter": null}"#,
            r#"{"secret": "whsec_x"}"#,
            r#"{"filter": {"kinds": []}}"#,
            r#"{"format": "XML"}"#,
            r#"{"filter": []}"#,
            "[]",
        ] {
            assert!(change(wrong).is_err(), "{wrong}");
        }
    }
}
