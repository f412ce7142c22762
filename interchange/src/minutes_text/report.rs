//! What is told beside the document: what was found and where, what was missing, what contradicts what.

use super::printed::Span;
use serde::Serialize;
use std::fmt::{self, Display, Formatter};

/// How sure a reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Certainty {
    /// Worked out from far context, or one of several readings.
    Doubtful,
    /// The wording is a usual one, without a label or mark of its own.
    Likely,
    /// It stands under its own label, mark or number.
    Certain,
}

/// A field that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// Path of the field in the document, `items[3].decisions[0].text`.
    pub path: String,
    /// Where it stands, in order; several where page marks or other text come between.
    pub spans: Vec<Span>,
    /// The characters of the spans, a line for each.
    pub printed: String,
    /// How sure it is.
    pub certainty: Certainty,
}

/// A text for people, in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// Swedish.
    pub sv: String,
    /// English.
    pub en: String,
}

impl Told {
    pub(crate) fn new(sv: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            sv: sv.into(),
            en: en.into(),
        }
    }
}

/// A fact that minutes usually state and this text does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// `DATE_MISSING` and others.
    pub code: &'static str,
    /// Path of the field that was left out.
    pub path: String,
    /// In words.
    pub text: Told,
}

/// Two statements of the text that cannot both be true. Nothing was repaired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contradiction {
    /// `RANGE_NOT_FOUND` and others.
    pub code: &'static str,
    /// Path of the field that one of them became.
    pub path: String,
    /// In words, with the figures.
    pub text: Told,
}

/// Two names so near to each other that they may be one person's. Both are kept as printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Alike {
    /// The name that stands there more often, or first.
    pub name: String,
    /// The other one.
    pub other: String,
    /// In words.
    pub text: Told,
}

/// All that is told beside the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct Report {
    /// Fields that were read, in the document's order.
    pub found: Vec<Found>,
    /// Facts that the text does not state.
    pub missing: Vec<Missing>,
    /// Statements that do not agree.
    pub contradictions: Vec<Contradiction>,
    /// Names that may be one.
    pub alike: Vec<Alike>,
}

/// What a text is that is no minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TextKind {
    /// No characters but white space.
    Empty,
    /// Pages without a text layer, as from a scanner.
    NoTextLayer,
    /// More text than is read.
    TooLong,
    /// A policy, guideline or plan (policy, riktlinje, plan).
    Policy,
    /// Bylaws, an agreement or rules of procedure (förbundsordning, stadgar, arbetsordning).
    Bylaws,
    /// A follow-up of a budget, or an annual report (budgetuppföljning, årsredovisning).
    BudgetFollowUp,
    /// A proposal or report to a meeting (tjänsteskrivelse, förslag).
    Proposal,
    /// A summons or agenda, before the meeting (kallelse, dagordning).
    Agenda,
    /// None of them, and nothing in it that minutes have.
    Unknown,
}

/// Why a text is not read as minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotMinutes {
    /// What it seems to be.
    pub kind: TextKind,
    /// Why, in words.
    pub text: Told,
}

impl NotMinutes {
    /// The code: `EMPTY`, `POLICY` and others.
    pub const fn code(&self) -> &'static str {
        match self.kind {
            TextKind::Empty => "EMPTY",
            TextKind::NoTextLayer => "NO_TEXT_LAYER",
            TextKind::TooLong => "TOO_LONG",
            TextKind::Policy => "POLICY",
            TextKind::Bylaws => "BYLAWS",
            TextKind::BudgetFollowUp => "BUDGET_FOLLOW_UP",
            TextKind::Proposal => "PROPOSAL",
            TextKind::Agenda => "AGENDA",
            TextKind::Unknown => "UNKNOWN",
        }
    }
}

impl Display for NotMinutes {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.code(), self.text.en)
    }
}

impl std::error::Error for NotMinutes {}
