//! What is told beside a document that was read: where each field stands, how sure it is, what is missing, what
//! contradicts what; and what somebody settled since.

use super::place::Place;
use crate::journal::moment;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// How sure a reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Certainty {
    /// Worked out from far context, or one of several readings.
    Doubtful,
    /// The wording is a usual one, without a label or mark of its own.
    Likely,
    /// It stands under its own label, mark or number.
    Certain,
}

/// How somebody settled what was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum How {
    /// Looked at and found right.
    Confirmed,
    /// Put right.
    Corrected,
}

impl How {
    /// The code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Confirmed => "CONFIRMED",
            Self::Corrected => "CORRECTED",
        }
    }
}

/// Who settled something, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// How.
    pub how: How,
    /// Issuer and subject.
    pub by: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
}

impl Settled {
    pub(super) fn new(how: How, by: &str, at: DateTime<Utc>) -> Self {
        Self {
            how,
            by: by.to_owned(),
            at: moment(at),
        }
    }
}

/// Some characters of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The page, from 1.
    pub page: u32,
    /// The first character.
    pub start: u32,
    /// The character after the last.
    pub end: u32,
}

/// A text for people, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Swedish.
    pub sv: String,
    /// English.
    pub en: String,
}

/// A field that was read, or that somebody filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Path of the field in the document as it stands.
    pub path: String,
    /// Where it stands in the text; nowhere where somebody filled it in.
    pub spans: Vec<Span>,
    /// The characters of the spans.
    pub printed: String,
    /// How sure the reading is.
    pub certainty: Certainty,
    /// That somebody settled it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<Settled>,
}

/// A fact that is missing, or two statements that do not agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// `DATE_MISSING` and others.
    pub code: String,
    /// Path of the field.
    pub path: String,
    /// In words.
    pub text: Words,
    /// That somebody settled it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<Settled>,
}

/// Two names that may be one person's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alike {
    /// The name that stands there more often, or first.
    pub name: String,
    /// The other one.
    pub other: String,
    /// In words.
    pub text: Words,
}

/// All that is told beside a document.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Report {
    /// Fields that were read.
    pub found: Vec<Found>,
    /// Facts that the text does not state.
    pub missing: Vec<Remark>,
    /// Statements that do not agree.
    pub contradictions: Vec<Remark>,
    /// Names that may be one.
    pub alike: Vec<Alike>,
}

impl Report {
    /// What nobody has settled: doubtful fields, missing facts, contradictions.
    pub fn open(&self) -> [usize; 3] {
        let doubtful = self
            .found
            .iter()
            .filter(|found| found.certainty == Certainty::Doubtful && found.settled.is_none());
        let open = |remarks: &[Remark]| {
            let open = remarks.iter().filter(|remark| remark.settled.is_none());
            open.count()
        };
        [
            doubtful.count(),
            open(&self.missing),
            open(&self.contradictions),
        ]
    }

    /// Whether anything is told of a path.
    pub(super) fn tells_of(&self, path: &str) -> bool {
        let mut remarks = self.missing.iter().chain(&self.contradictions);
        self.found.iter().any(|found| found.path == path)
            || remarks.any(|remark| remark.path == path)
    }

    /// Notes that somebody settled what is told of a path.
    pub(super) fn settle(&mut self, path: &str, settled: &Settled) {
        let remarks = self.missing.iter_mut().chain(&mut self.contradictions);
        for remark in remarks.filter(|remark| remark.path == path) {
            remark.settled = Some(settled.clone());
        }
        for found in self.found.iter_mut().filter(|found| found.path == path) {
            found.settled = Some(settled.clone());
        }
    }

    /// Notes that somebody filled a field in, of which nothing was read.
    pub(super) fn fill_in(&mut self, path: &str, settled: &Settled) {
        if !self.found.iter().any(|found| found.path == path) {
            self.found.push(Found {
                path: path.to_owned(),
                spans: Vec::new(),
                printed: String::new(),
                certainty: Certainty::Certain,
                settled: Some(settled.clone()),
            });
        }
    }

    /// Lets fields go, or be known by another path.
    pub(super) fn retrace(&mut self, to: impl Fn(&Place) -> Option<Place>) {
        let moved = |path: &mut String| {
            // What is no path, such as the whole document, stays.
            let Ok(place) = Place::parse(path) else {
                return true;
            };
            let place = to(&place);
            if let Some(place) = &place {
                *path = place.to_string();
            }
            place.is_some()
        };
        self.found.retain_mut(|found| moved(&mut found.path));
        self.missing.retain_mut(|remark| moved(&mut remark.path));
        self.contradictions
            .retain_mut(|remark| moved(&mut remark.path));
    }
}
