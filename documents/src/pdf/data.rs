//! The document as the template reads it.

use super::PdfError;
use super::typesetter::is_shaped;
use crate::document::Document;
use crate::shown::code_point;
use crate::words;
use serde::Serialize;
use serde_json::Value;

/// A run of letters without a place to break is given one after so many.
const UNBROKEN: usize = 48;

#[derive(Serialize)]
struct Data<'a> {
    lang: &'static str,
    full_title: String,
    running: String,
    page: &'static str,
    secrecy: &'static str,
    document: &'a Document,
}

/// The document as JSON, every text of it fit for the page.
pub(super) fn of(document: &Document) -> Result<Vec<u8>, PdfError> {
    let data = Data {
        lang: document.language_tag(),
        full_title: document.full_title(),
        running: document.running(),
        secrecy: words::SECRECY.in_language(document.language),
        page: words::PAGE.in_language(document.language),
        document,
    };
    let failed = |error: serde_json::Error| PdfError(error.to_string());
    let mut value = serde_json::to_value(data).map_err(failed)?;
    fit(&mut value);
    serde_json::to_vec(&value).map_err(failed)
}

fn fit(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some(fitted) = fitted(text) {
                *text = fitted;
            }
        }
        Value::Array(list) => list.iter_mut().for_each(fit),
        Value::Object(members) => members.values_mut().for_each(fit),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A text whose characters the fonts have, and whose words fit on a line; `None` where it is so already.
///
/// A figure is not divided between lines.
///
/// PDF/A forbids a character without a shape. Leaving it out would make the printed record say something else than the
/// stored one, so its code point stands in its place.
fn fitted(text: &str) -> Option<String> {
    let mut changed = false;
    let mut fitted = String::with_capacity(text.len());
    let mut unbroken = 0;
    let mut rest = text.chars();
    while let Some(letter) = rest.next() {
        if letter == ' '
            && fitted.ends_with(|last: char| last.is_ascii_digit())
            && thousand(rest.as_str())
        {
            fitted.push('\u{a0}');
            changed = true;
            continue;
        }
        unbroken = if letter.is_whitespace() {
            0
        } else {
            unbroken + 1
        };
        if unbroken > UNBROKEN {
            fitted.push('\u{200b}');
            changed = true;
            unbroken = 1;
        }
        if is_shaped(letter) {
            fitted.push(letter);
        } else {
            fitted.push_str(&code_point(letter));
            changed = true;
        }
    }
    changed.then_some(fitted)
}

/// Whether a text begins with the three digits of a group: `450 000` after `1 ` stays on the line of its 1.
fn thousand(rest: &str) -> bool {
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    digits == 3
}
