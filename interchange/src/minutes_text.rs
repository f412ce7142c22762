//! Reads the text of minutes into a minutes document, with the place of each field in the text.
//!
//! Pure over text and by rules alone: the same text gives the same document. What the text does not state is left
//! out and told as missing; what contradicts itself is told and not repaired. The stages: characters and lines
//! (`lines`), page noise (`noise`), the outline of items (`outline`), running text (`flow`), and then the fields.

mod acts;
mod assemble;
mod checks;
mod closing;
mod content;
mod cooperation;
mod ending;
mod flow;
mod form;
mod heading;
mod kind;
mod labels;
mod lines;
mod loose;
mod money;
mod names;
mod node;
mod noise;
mod outline;
mod people;
mod presence;
mod printed;
mod raw;
mod report;
mod sections;
mod sentences;
mod tables;
mod votes;
mod when;

#[cfg(test)]
mod tests;

pub use printed::Span;
pub use report::{
    Alike, Certainty, Contradiction, Found, Missing, NotMinutes, Report, TextKind, Told,
};

use crate::minutes_document::MinutesDocument;
use chrono::NaiveDate;
use serde_json::Value;

/// A text to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source<'a> {
    /// Name of the file that it comes from.
    pub file: &'a str,
    /// Its text, page by page.
    pub pages: Vec<&'a str>,
}

impl<'a> Source<'a> {
    /// A plain text: one page, or several where form feeds part them.
    pub fn of_text(file: &'a str, text: &'a str) -> Self {
        Self {
            file,
            pages: text.split('\u{c}').collect(),
        }
    }
}

/// What the operator says of the minutes. It fills what the text leaves open and overrides nothing that it states.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Known {
    /// The organisation whose minutes they are.
    pub organisation: Option<String>,
    /// The body that met.
    pub body: Option<String>,
    /// The day of the meeting.
    pub date: Option<NaiveDate>,
}

impl Known {
    /// Without names that say nothing.
    fn stated(&self) -> Self {
        let said = |name: &Option<String>| {
            name.clone().filter(|name| {
                name.chars().any(char::is_alphanumeric) && name.chars().count() <= 500
            })
        };
        Self {
            organisation: said(&self.organisation),
            body: said(&self.body),
            date: self.date,
        }
    }
}

/// A text that was read as minutes.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The minutes document, `paragraf/minutes@1`, which [`MinutesDocument::parse`] accepts.
    pub document: Value,
    /// What was found where, and what was not.
    pub report: Report,
}

/// Reads a text as minutes.
///
/// # Errors
/// [`NotMinutes`] where the text is none: empty, without a text layer, too long, or another kind of text.
pub fn read(source: &Source<'_>, known: &Known) -> Result<Reading, NotMinutes> {
    let known = &known.stated();
    kind::readable(&source.pages)?;
    let pages = printed::Pages::of(&source.pages);
    let (lines, header) = noise::without_noise(lines::lines(&source.pages));
    let form = form::Form::of(&lines);
    let lines = match form {
        Some(form) => form.rows(lines),
        None => lines,
    };
    let outline = outline::outline(&lines);
    kind::recognise(&lines, &header, outline.starts.len())?;
    let wrap = flow::Wrap::of(&lines);
    let parts = raw::cut(&lines, &outline, &wrap, form);
    let (node, mut report) =
        assemble::document(&parts, &outline, &wrap, &lines, &header, known, form);
    let document = node.write("", &pages, &mut report.found);
    accepted(&document)?;
    Ok(Reading { document, report })
}

/// What the crate's own reader would refuse is not given out.
fn accepted(document: &Value) -> Result<(), NotMinutes> {
    let refused = |reason: String| NotMinutes {
        kind: TextKind::Unknown,
        text: Told::new(
            format!("Texten gav inget giltigt protokoll: {reason}"),
            format!("The text gave no valid minutes: {reason}"),
        ),
    };
    let bytes = serde_json::to_vec(document).map_err(|error| refused(error.to_string()))?;
    MinutesDocument::parse(&bytes)
        .map(|_| ())
        .map_err(|error| refused(error.to_string()))
}
