//! What a request says beside its address: a page, and what a list is narrowed by.

use super::plan::{Form, Parameter, Planned};
use super::types::{Types, core};
use crate::graphql::paging::{self, DEFAULT_PAGE, FARTHEST, MAX_PAGE};
use crate::rest::minutes;
use actix_web::HttpRequest;
use application::error::AppError;
use async_graphql::parser::types::BaseType;
use domain::Date;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// Longest text that a parameter takes, in characters.
pub const LONGEST: usize = 500;
/// How often a parameter is repeated at the most.
pub const MOST_VALUES: usize = 20;
/// How many seconds a caller may wait for something new.
pub const LONGEST_WAIT: u64 = 60;
/// How many seconds a stream may last.
pub const LONGEST_STREAM: u64 = 15 * 60;
/// The last page that can be asked for.
pub const LAST_PAGE: u64 = 1_000_000_000;

/// A page of a list: by number, or from a cursor on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pages {
    /// How many.
    pub limit: u64,
    /// Which, from 1; `None` = the one after the cursor.
    pub page: Option<u64>,
    /// After which place.
    pub cursor: Option<String>,
}

impl Pages {
    /// How many are passed over.
    pub fn offset(&self) -> Option<u64> {
        self.page.map(|page| (page - 1) * self.limit)
    }

    /// The cursor that GraphQL is asked with.
    fn after(&self) -> Option<String> {
        match self.offset() {
            None => self.cursor.clone(),
            Some(0) => None,
            Some(offset) => Some(paging::past(offset.min(FARTHEST))),
        }
    }
}

/// What a request says.
#[derive(Debug)]
pub struct Asked {
    /// Its parameters as they came, but for those of the page.
    pub said: Vec<(String, String)>,
    /// The page; of one thing, none.
    pub pages: Option<Pages>,
    /// How long to wait where there is nothing yet.
    pub wait: Duration,
    /// How many seconds to go on telling.
    pub lasts: Option<u64>,
    /// The variables of the document.
    pub variables: Value,
}

/// A whole number in plain digits.
fn digits<T: std::str::FromStr>(text: &str) -> Option<T> {
    let plain = text.bytes().all(|digit| digit.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

fn number(name: &str, text: &str, most: u64) -> Result<u64, AppError> {
    let read = digits::<u64>(text);
    read.filter(|number| (1..=most).contains(number))
        .ok_or_else(|| AppError::invalid(name, format!("expected a number from 1 to {most}")))
}

fn seconds(name: &str, text: &str, most: u64) -> Result<u64, AppError> {
    let read = digits::<u64>(text).filter(|seconds| *seconds <= most);
    read.ok_or_else(|| AppError::invalid(name, format!("expected a number from 0 to {most}")))
}

/// A value of a type of the schema.
fn value(parameter: &Parameter, text: &str, types: &Types) -> Result<Value, AppError> {
    let wrong = |reason: String| AppError::invalid(parameter.name.clone(), reason);
    let ty = core(&parameter.ty);
    if let Some(values) = types.values(ty) {
        if types.has_value(ty, text) {
            return Ok(json!(text));
        }
        let known: Vec<&str> = values
            .iter()
            .map(|held| held.node.value.node.as_str())
            .collect();
        return Err(wrong(format!("expected one of {}", known.join(", "))));
    }
    match ty {
        "Int" => {
            let read = digits::<i32>(text).map(|number| json!(number));
            read.ok_or_else(|| wrong(format!("expected a whole number up to {}", i32::MAX)))
        }
        "Boolean" => {
            let read = text.parse::<bool>().map(|held| json!(held));
            read.map_err(|_| wrong("expected true or false".to_owned()))
        }
        "Date" => {
            let day = Date::parse_from_str(text, "%Y-%m-%d").ok();
            let day = day.filter(|_| text.len() == 10).map(|_| json!(text));
            day.ok_or_else(|| wrong("expected a date YYYY-MM-DD".to_owned()))
        }
        _ if text.chars().count() > LONGEST => {
            Err(wrong(format!("more than {LONGEST} characters")))
        }
        _ => Ok(json!(text)),
    }
}

/// Reads what a request says.
///
/// # Errors
/// `NOT_FOUND` for an address of no thing, `INVALID_VALUE` with the name of a parameter that is not as it must be.
pub fn read(http: &HttpRequest, planned: &Planned, types: &Types) -> Result<Asked, AppError> {
    let mut variables = Map::new();
    for place in &planned.places {
        let missing = || AppError::NotFound { what: "resource" };
        let text = http.match_info().query(place.name);
        let value = match core(&place.ty) {
            _ if place.minutes => json!(minutes::meeting(text).ok_or_else(missing)?.to_string()),
            "Int" => json!(digits::<i32>(text).ok_or_else(missing)?),
            _ => json!(text),
        };
        variables.insert(place.name.to_owned(), value);
    }
    let pairs = form_urlencoded::parse(http.query_string().as_bytes());
    let pairs: Vec<(String, String)> = pairs.into_owned().collect();
    let mut said = Vec::new();
    let (mut page, mut limit, mut cursor, mut wait) = (None, None, None, 0);
    let mut lasts = None;
    for (name, text) in pairs {
        match name.as_str() {
            "page" => page = Some(number("page", &text, LAST_PAGE)?),
            "limit" => limit = Some(number("limit", &text, u64::from(MAX_PAGE.unsigned_abs()))?),
            "cursor" => cursor = Some(text),
            "wait" if planned.operation.waits => wait = seconds("wait", &text, LONGEST_WAIT)?,
            "lasts" if planned.operation.waits => {
                lasts = Some(seconds("lasts", &text, LONGEST_STREAM)?);
            }
            _ => {
                let known = planned.parameters.iter().find(|held| held.name == name);
                let known =
                    known.ok_or_else(|| AppError::invalid(name.clone(), "no such parameter"))?;
                put(&mut variables, known, value(known, &text, types)?);
                if said.iter().filter(|(held, _)| *held == name).count() == MOST_VALUES {
                    let reason = format!("more than {MOST_VALUES} values");
                    return Err(AppError::invalid(name, reason));
                }
                said.push((name, text));
            }
        }
    }
    for parameter in &planned.parameters {
        let is_said = said.iter().any(|(name, _)| *name == parameter.name);
        if parameter.is_required() && !is_said {
            return Err(AppError::invalid(parameter.name.clone(), "must be said"));
        }
    }
    let pages = match planned.form {
        Form::One => None,
        _ => Some(pages(page, limit, cursor)?),
    };
    if let (Some(pages), Form::Paged) = (&pages, planned.form) {
        variables.insert("first".to_owned(), json!(pages.limit));
        variables.insert("after".to_owned(), json!(pages.after()));
    }
    Ok(Asked {
        said,
        pages,
        wait: Duration::from_secs(wait),
        lasts,
        variables: Value::Object(variables),
    })
}

impl Asked {
    /// The same of a list from a cursor on, as many as a page may hold.
    ///
    /// # Errors
    /// `INVALID_VALUE` for a cursor that this service did not give.
    pub fn go_on(&mut self, cursor: Option<String>) -> Result<(), AppError> {
        let most = u64::from(MAX_PAGE.unsigned_abs());
        let pages = pages(None, Some(most), cursor)?;
        if let Value::Object(variables) = &mut self.variables {
            variables.insert("first".to_owned(), json!(pages.limit));
            variables.insert("after".to_owned(), json!(pages.after()));
        }
        self.pages = Some(pages);
        Ok(())
    }
}

fn pages(page: Option<u64>, limit: Option<u64>, cursor: Option<String>) -> Result<Pages, AppError> {
    if let Some(cursor) = &cursor {
        let key = paging::open(cursor).ok().filter(|key| !key.is_empty());
        key.ok_or_else(|| AppError::invalid("cursor", "not a cursor of this service"))?;
    }
    Ok(Pages {
        limit: limit.unwrap_or(u64::from(DEFAULT_PAGE.unsigned_abs())),
        // A cursor says where to go on, whatever the number.
        page: cursor.is_none().then(|| page.unwrap_or(1)),
        cursor,
    })
}

/// Puts what was said where the document takes it.
fn put(variables: &mut Map<String, Value>, parameter: &Parameter, value: Value) {
    let value = match parameter.ty.base {
        BaseType::List(_) => json!([value]),
        BaseType::Named(_) => value,
    };
    let place = if parameter.field {
        let whole = variables.entry(&parameter.variable).or_insert(json!({}));
        whole.as_object_mut().map(|whole| (whole, &parameter.name))
    } else {
        Some((variables, &parameter.variable))
    };
    let Some((place, name)) = place else { return };
    match value {
        Value::Array(more) => {
            let held = place.entry(name).or_insert(json!([]));
            if let Some(held) = held.as_array_mut() {
                held.extend(more);
            }
        }
        value => {
            place.insert(name.clone(), value);
        }
    }
}
