//! The tree that every format is written from.

use crate::shown::Shown;
use chrono::NaiveDateTime;
use domain::text::Language;
use domain::{Date, Time};
use serde::Serialize;

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Protokoll.
    Minutes,
    /// Protokollsutdrag.
    Extract,
    /// Anslag.
    Notice,
    /// Bevis om anslag.
    ProofOfPosting,
    /// Kallelse.
    Summons,
    /// Budget.
    Budget,
}

/// A document, ready to be written in any format.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Document {
    pub(crate) kind: Kind,
    #[serde(skip)]
    pub(crate) language: Language,
    pub(crate) organisation: Shown,
    pub(crate) body: Shown,
    pub(crate) title: Shown,
    /// Said beside the title where the minutes are not adjusted.
    pub(crate) draft: Option<Shown>,
    /// What of it is marked as secret: said at the head of the first page.
    pub(crate) stamp: Vec<Line>,
    /// The day of the meeting; of a budget, that of the meeting that approved it.
    #[serde(serialize_with = "iso")]
    pub(crate) date: Option<Date>,
    /// The paragraphs that the document holds: `§§ 65–77`.
    pub(crate) span: Option<Shown>,
    /// The table at the head.
    pub(crate) facts: Vec<Fact>,
    pub(crate) blocks: Vec<Block>,
    pub(crate) footer: Vec<Line>,
    #[serde(skip)]
    pub(crate) work: Work,
}

/// What names the document among all others, for Akoma Ntoso.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Work {
    /// Address form of the owner's name.
    pub(crate) organisation: String,
    /// Address form of the body's name; `None` where no body has taken it.
    pub(crate) body: Option<String>,
    /// The id of the meeting or the budget.
    pub(crate) of: String,
    /// What tells apart documents of one kind from one meeting or budget: the §§ of an extract or a unit, the number of
    /// a version.
    pub(crate) part: Option<String>,
    /// The day from which the text stands, where it is known.
    pub(crate) adjusted_on: Option<Date>,
}

/// A label and what stands against it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Fact {
    pub(crate) label: Shown,
    pub(crate) values: Vec<Line>,
}

/// Runs that make one line.
pub(crate) type Line = Vec<Run>;

/// A stretch of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", content = "value", rename_all = "snake_case")]
pub(crate) enum Run {
    /// Ours, in the document's language.
    Words(Shown),
    /// The record's, in the language that it was written in.
    Quoted(Shown),
    /// A civil date.
    Date(#[serde(serialize_with = "iso_date")] Date),
    /// A wall-clock time.
    Time(#[serde(serialize_with = "clock")] Time),
    /// A wall-clock time of a day.
    Moment(#[serde(serialize_with = "moment")] NaiveDateTime),
    /// A line to fill in.
    Blank,
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub(crate) enum Block {
    /// A part with a heading of its own.
    Section {
        role: Role,
        heading: Shown,
        blocks: Vec<Block>,
    },
    /// A § or a sub-item.
    Paragraph {
        /// Unique within the document.
        anchor: String,
        /// `§ 70`, `a`.
        label: Option<Shown>,
        title: Option<Run>,
        blocks: Vec<Block>,
        items: Vec<Block>,
    },
    /// Texts of one kind: the text itself, decisions set apart, proposals.
    Passage {
        role: Role,
        label: Option<Shown>,
        texts: Vec<Text>,
    },
    /// Labels and values.
    Facts {
        role: Role,
        caption: Option<Shown>,
        facts: Vec<Fact>,
    },
    /// A table whose first column heads its rows.
    Table {
        role: Role,
        caption: Shown,
        columns: Vec<Shown>,
        rows: Vec<Vec<Line>>,
    },
    /// Lines to sign on.
    Signatures { lines: Vec<Signed> },
}

/// A text with what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Text {
    pub(crate) text: Run,
    pub(crate) facts: Vec<Fact>,
}

/// A signature, or the line for one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Signed {
    pub(crate) role: Shown,
    pub(crate) name: Line,
    /// When and how; empty where nobody has signed.
    pub(crate) signed: Line,
}

/// What a part is for. Never decides what is printed, only how it looks and what it is called in a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Role {
    Text,
    Secrecy,
    Decision,
    Proposal,
    Propositions,
    Vote,
    Reservation,
    Statement,
    Assignment,
    Cooperation,
    Voided,
    Matter,
    Dispatch,
    Attendance,
    Signatures,
    Posting,
    Appeal,
    Correction,
    Agenda,
    Attestation,
    Sums,
    Contributions,
    Parties,
    Income,
    Lines,
    Waiting,
    Goals,
}

impl Role {
    /// The name in class attributes.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Secrecy => "secrecy",
            Self::Decision => "decision",
            Self::Proposal => "proposal",
            Self::Propositions => "propositions",
            Self::Vote => "vote",
            Self::Reservation => "reservation",
            Self::Statement => "statement",
            Self::Assignment => "assignment",
            Self::Cooperation => "cooperation",
            Self::Voided => "voided",
            Self::Matter => "matter",
            Self::Dispatch => "dispatch",
            Self::Attendance => "attendance",
            Self::Signatures => "signatures",
            Self::Posting => "posting",
            Self::Appeal => "appeal",
            Self::Correction => "correction",
            Self::Agenda => "agenda",
            Self::Attestation => "attestation",
            Self::Sums => "sums",
            Self::Contributions => "contributions",
            Self::Parties => "parties",
            Self::Income => "income",
            Self::Lines => "lines",
            Self::Waiting => "waiting",
            Self::Goals => "goals",
        }
    }
}

impl Document {
    /// What the document is.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The language of headings and labels; the record's texts stay in the language that they were written in.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// The title in full, as a window or a list shows it: "Protokoll, Styrelsen 2025-11-27 §§ 65–77,
    /// Samordningsförbundet Norrsken".
    pub fn full_title(&self) -> String {
        format!(
            "{}, {}, {}",
            self.title.as_str(),
            self.running(),
            self.organisation.as_str()
        )
    }

    /// What stands at the head of every page but the first: body, date and §§.
    pub(crate) fn running(&self) -> String {
        let mut running = self.body.as_str().to_owned();
        if let Some(date) = self.date {
            running.push_str(&format!(" {date}"));
        }
        if let Some(span) = &self.span {
            running.push(' ');
            running.push_str(span.as_str());
        }
        running
    }

    /// The language as a tag of BCP 47.
    pub(crate) const fn language_tag(&self) -> &'static str {
        match self.language {
            Language::Swedish => "sv",
            Language::English => "en",
        }
    }
}

impl Run {
    /// What the run says, in words.
    pub(crate) fn say(&self) -> String {
        match self {
            Self::Words(text) | Self::Quoted(text) => text.as_str().to_owned(),
            Self::Date(date) => date.to_string(),
            Self::Time(time) => time.format("%H:%M").to_string(),
            Self::Moment(moment) => moment.format("%Y-%m-%d %H:%M").to_string(),
            Self::Blank => "_".repeat(24),
        }
    }
}

fn iso<S: serde::Serializer>(date: &Option<Date>, target: S) -> Result<S::Ok, S::Error> {
    match date {
        Some(date) => iso_date(date, target),
        None => target.serialize_none(),
    }
}

fn iso_date<S: serde::Serializer>(date: &Date, target: S) -> Result<S::Ok, S::Error> {
    target.collect_str(date)
}

fn clock<S: serde::Serializer>(time: &Time, target: S) -> Result<S::Ok, S::Error> {
    target.collect_str(&time.format("%H:%M"))
}

fn moment<S: serde::Serializer>(moment: &NaiveDateTime, target: S) -> Result<S::Ok, S::Error> {
    target.collect_str(&moment.format("%Y-%m-%d %H:%M"))
}
