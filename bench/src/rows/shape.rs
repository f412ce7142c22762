//! The answers' shapes: those of the questions in `queries/`.

use domain::id::{DecisionId, MeetingId, ParagraphId};
use serde::{Serialize, Serializer};
use std::fmt::Display;
use tokio_postgres::Row;

/// Something that is written as its text.
#[derive(Debug)]
pub struct Text<T>(pub T);

impl<T: Display> Serialize for Text<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// What only has a name.
#[derive(Debug, Serialize)]
pub struct Named<'a> {
    /// The name.
    pub name: &'a str,
}

/// A list.
#[derive(Debug, Serialize)]
pub struct Nodes<T> {
    /// What it lists.
    pub nodes: Vec<T>,
}

/// A body with its organisation.
#[derive(Debug, Serialize)]
pub struct OwnedBody<'a> {
    name: &'a str,
    owner: Named<'a>,
}

impl<'a> OwnedBody<'a> {
    /// Out of two columns, the body's name and its owner's.
    pub fn of(row: &'a Row, first: usize) -> Self {
        Self {
            name: row.get(first),
            owner: Named {
                name: row.get(first + 1),
            },
        }
    }
}

/// A day.
pub type Day = Option<Text<chrono::NaiveDate>>;

/// A day out of a column.
pub fn day(row: &Row, column: usize) -> Day {
    row.get::<_, Option<chrono::NaiveDate>>(column).map(Text)
}

/// A meeting in a list.
#[derive(Debug, Serialize)]
pub struct ListedMeeting<'a> {
    /// The day.
    pub date: Day,
    /// The body.
    pub body: OwnedBody<'a>,
}

/// The address of a decision out of a column.
pub fn decision_id(row: &Row, column: usize) -> Text<DecisionId> {
    Text(DecisionId::from_uuid(row.get(column)))
}

/// The address of a paragraph out of a column.
pub fn paragraph_id(row: &Row, column: usize) -> Text<ParagraphId> {
    Text(ParagraphId::from_uuid(row.get(column)))
}

/// The address of a meeting out of a column.
pub fn meeting_id(row: &Row, column: usize) -> Text<MeetingId> {
    Text(MeetingId::from_uuid(row.get(column)))
}
