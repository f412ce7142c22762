//! Decisions as rows, for those who keep a copy: one JSON object or one line of CSV for each.
//!
//! A row tells what its record tells, and nothing that depends on the day, on other records or on names that may
//! change: it stays the same until the feed tells of the record or of the register of its organisation.

use crate::DocumentError;
use crate::cell::neutral;
use crate::minutes_document::DecisionCode;
use domain::decision::{Decision, DecisionKind};
use domain::meeting::{Meeting, Placed};
use serde::Serialize;

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DecisionRow {
    /// Its address.
    pub id: String,
    /// The meeting that took it.
    pub meeting: String,
    /// The organisation whose record it stands in.
    pub organisation: String,
    /// The body that met.
    pub body: String,
    /// The day of the meeting, `YYYY-MM-DD`; null where the record gives none.
    pub date: Option<String>,
    /// The calendar year of the series of numbers; null for a series of one meeting.
    pub year: Option<i32>,
    /// The number of the paragraph that it stands under; null where there is none.
    pub number: Option<u32>,
    /// The place as printed: `§ 51`, `8 a`.
    pub label: Option<String>,
    /// The heading that it stands under.
    pub heading: Option<String>,
    /// What it does.
    pub kind: &'static str,
    /// As printed.
    pub text: String,
    /// What it waits for, as printed.
    pub condition: Option<String>,
    /// Whether a court annulled it.
    pub annulled: bool,
    /// The organisations that it concerns: their ids.
    pub concerns: Vec<String>,
}

/// The columns of the table, in order.
pub const COLUMNS: [&str; 14] = [
    "id",
    "meeting",
    "organisation",
    "body",
    "date",
    "year",
    "number",
    "label",
    "heading",
    "kind",
    "text",
    "condition",
    "annulled",
    "concerns",
];

impl DecisionRow {
    /// The word for what a decision does.
    pub fn kind_of(kind: DecisionKind) -> &'static str {
        DecisionCode::of(kind).map_or("", DecisionCode::code)
    }

    /// A decision of a record, at its place.
    pub fn of(meeting: &Meeting, placed: Placed<'_>, decision: &Decision) -> Self {
        let heading = placed.item.title.as_ref().or(placed.top.title.as_ref());
        let concerns = decision.concerns.iter();
        let mut concerns: Vec<String> =
            concerns.map(|held| held.organisation.to_string()).collect();
        concerns.sort_unstable();
        Self {
            id: decision.id.to_string(),
            meeting: meeting.id.to_string(),
            organisation: meeting.owner.id.to_string(),
            body: meeting.body.id.to_string(),
            date: meeting.occasion.date.map(|day| day.to_string()),
            year: meeting.series_year(),
            number: placed.top.number,
            label: meeting.label(placed),
            heading: heading.cloned(),
            kind: Self::kind_of(decision.kind),
            text: decision.text.clone(),
            condition: decision.condition.as_ref().map(|held| held.text.clone()),
            annulled: meeting.annulled(placed.item.id),
            concerns,
        }
    }

    /// Every decision of a record, in order of print.
    pub fn all(meeting: &Meeting) -> Vec<Self> {
        let placed = meeting.placed().into_iter();
        placed
            .flat_map(|placed| {
                let held = placed.item.decisions.iter();
                held.map(move |decision| Self::of(meeting, placed, decision))
            })
            .collect()
    }

    fn cells(&self) -> [String; 14] {
        let number = |held: Option<u32>| held.map(|number| number.to_string()).unwrap_or_default();
        let text = |held: &Option<String>| neutral(held.clone().unwrap_or_default());
        [
            self.id.clone(),
            self.meeting.clone(),
            self.organisation.clone(),
            self.body.clone(),
            self.date.clone().unwrap_or_default(),
            self.year.map(|year| year.to_string()).unwrap_or_default(),
            number(self.number),
            text(&self.label),
            text(&self.heading),
            self.kind.to_owned(),
            neutral(self.text.clone()),
            text(&self.condition),
            self.annulled.to_string(),
            self.concerns.join(" "),
        ]
    }
}

/// Writes lines of CSV (RFC 4180) after those that were written before: commas, CRLF, no byte order mark. A text that a
/// spreadsheet could take for a formula gets an apostrophe in front.
///
/// # Errors
/// None in practice: the text is written to memory.
pub fn to_csv(rows: &[DecisionRow], with_header: bool) -> Result<Vec<u8>, DocumentError> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let whole = |reason: String| DocumentError::new("$", reason);
    let header = with_header.then(|| COLUMNS.map(str::to_owned));
    for record in header
        .into_iter()
        .chain(rows.iter().map(DecisionRow::cells))
    {
        writer
            .write_record(&record)
            .map_err(|error| whole(error.to_string()))?;
    }
    writer
        .into_inner()
        .map_err(|error| whole(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> DecisionRow {
        DecisionRow {
            id: "dec-1".to_owned(),
            meeting: "mtg-1".to_owned(),
            organisation: "org-1".to_owned(),
            body: "bod-1".to_owned(),
            date: Some("2024-03-01".to_owned()),
            year: Some(2024),
            number: Some(7),
            label: Some("§ 7".to_owned()),
            heading: None,
            kind: "ADOPT",
            text: "=1+1, \"citerat\"\nny rad".to_owned(),
            condition: Some("'-1".to_owned()),
            annulled: false,
            concerns: vec!["org-2".to_owned(), "org-3".to_owned()],
        }
    }

    #[test]
    fn the_columns_are_the_members_of_the_object() {
        let object = serde_json::to_value(row()).expect("an object");
        let object = object.as_object().expect("an object");
        let mut names: Vec<&str> = object.keys().map(String::as_str).collect();
        let mut columns = COLUMNS.to_vec();
        names.sort_unstable();
        columns.sort_unstable();
        assert_eq!(names, columns);
    }

    #[test]
    fn no_cell_is_a_formula_and_a_reader_gets_every_cell() {
        let csv = to_csv(&[row()], true).expect("written");
        let mut reader = csv::Reader::from_reader(csv.as_slice());
        assert_eq!(reader.headers().expect("a header"), COLUMNS.as_slice());
        let record = reader.records().next().expect("a row").expect("read");
        let cell = |name: &str| {
            let place = COLUMNS.iter().position(|held| *held == name);
            record.get(place.expect("a column")).expect("a cell")
        };
        assert_eq!(cell("text"), "'=1+1, \"citerat\"\nny rad");
        assert_eq!(cell("condition"), "''-1");
        assert_eq!(cell("heading"), "");
        assert_eq!(cell("concerns"), "org-2 org-3");
        let rest = to_csv(&[row()], false).expect("written");
        assert!(csv.ends_with(&rest) && csv.len() > rest.len());
    }
}
