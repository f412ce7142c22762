//! Building: from the record to the tree.

pub(crate) mod attendance;
pub(crate) mod budget;
pub(crate) mod extract;
pub(crate) mod matter;
pub(crate) mod minutes;
pub(crate) mod notice;
pub(crate) mod posting;
pub(crate) mod running_text;
pub(crate) mod stamp;
pub(crate) mod summons;
pub(crate) mod vote;
pub(crate) mod wording;

use crate::document::{Document, Fact, Kind, Line, Run, Work};
use crate::shown::Shown;
use crate::standing::{Marked, Standing, Unit};
use crate::words;
use domain::meeting::Meeting;
use domain::organisation::OrganisationKind;
use domain::text::{Label, Language};
use wording::Wording;

/// A record in the language that it is printed in.
#[derive(Clone, Copy)]
pub(crate) struct Printing<'a> {
    pub(crate) meeting: &'a Meeting,
    pub(crate) language: Language,
    /// What of the record is marked as secret and printed all the same.
    pub(crate) marked: &'a [Marked],
}

impl Wording for Printing<'_> {
    fn language(&self) -> Language {
        self.language
    }
}

impl Printing<'_> {
    /// Whose record it is.
    pub(crate) fn owner(&self) -> Fact {
        let label = match self.meeting.owner.kind {
            Some(OrganisationKind::CoordinationAssociation) => words::ORGANISATION,
            _ => words::OWNER,
        };
        self.fact(label, vec![vec![quoted(&self.meeting.owner.name)]])
    }

    pub(crate) fn body(&self) -> Fact {
        self.fact(words::BODY, vec![vec![quoted(&self.meeting.body.name)]])
    }

    /// The day as a date, else what the record says of it.
    pub(crate) fn day(&self) -> Fact {
        let occasion = &self.meeting.occasion;
        let mut day: Line = occasion.date.map(Run::Date).into_iter().collect();
        if let Some(hint) = occasion.date_hint.as_deref() {
            after(&mut day, quoted(hint));
        }
        self.fact(words::MEETING_DATE, some(day))
    }

    /// Place, times and mode.
    pub(crate) fn place_and_time(&self) -> Fact {
        let occasion = &self.meeting.occasion;
        let mut line: Line = occasion.place.as_deref().map(quoted).into_iter().collect();
        if let Some(start) = occasion.starts_at {
            after(&mut line, self.say(words::AT));
            line.extend([plain(" "), Run::Time(start)]);
        }
        if let Some(end) = occasion.ends_at {
            if occasion.starts_at.is_none() {
                after(&mut line, self.say(words::AT));
                line.push(plain(" "));
            }
            line.extend([plain("–"), Run::Time(end)]);
        }
        if let Some(mode) = occasion.mode {
            after(&mut line, self.say(words::mode(mode)));
        }
        self.fact(words::PLACE_AND_TIME, some(line))
    }

    /// The §§ of a unit: its own, or those that no other unit holds.
    pub(crate) fn numbers(&self, unit: &Unit, standing: &Standing) -> Vec<u32> {
        let printed = self.meeting.paragraphs.iter().filter_map(|top| top.number);
        match &unit.numbers {
            Some(own) => own.clone(),
            None => printed
                .filter(|number| {
                    !standing
                        .units
                        .iter()
                        .filter_map(|other| other.numbers.as_ref())
                        .any(|held| held.contains(number))
                })
                .collect(),
        }
    }

    /// Numbers as the record marks them: `§§ 65–69, 71`.
    pub(crate) fn span(&self, numbers: &[u32]) -> Option<Shown> {
        let span = self.meeting.numbering.mark.span(numbers)?;
        Some(Shown::new(&span))
    }

    /// A document of this meeting without content.
    pub(crate) fn document(&self, kind: Kind, title: Label, numbers: &[u32]) -> Document {
        let meeting = self.meeting;
        Document {
            kind,
            language: self.language,
            organisation: Shown::new(&meeting.owner.name),
            body: Shown::new(&meeting.body.name),
            title: self.words(title),
            draft: None,
            stamp: self.stamp(),
            date: meeting.occasion.date,
            span: self.span(numbers),
            facts: Vec::new(),
            blocks: Vec::new(),
            footer: Vec::new(),
            work: Work {
                organisation: meeting.owner.slug.as_str().to_owned(),
                body: Some(meeting.body.slug.as_str().to_owned()),
                of: meeting.id.to_string(),
                part: None,
                adjusted_on: None,
            },
        }
    }
}

/// The record's own words.
pub(crate) fn quoted(text: &str) -> Run {
    Run::Quoted(Shown::new(text))
}

/// What belongs to no language: punctuation, figures.
pub(crate) fn plain(text: &'static str) -> Run {
    // Not by way of `Shown::new`, which would take a space away at its ends.
    Run::Words(Shown::joint(text))
}

/// Adds to a line, after a comma where something stands before.
pub(crate) fn after(line: &mut Line, run: Run) {
    if !line.is_empty() {
        line.push(plain(", "));
    }
    line.push(run);
}

/// A line as the only value, unless it is empty.
pub(crate) fn some(line: Line) -> Vec<Line> {
    if line.is_empty() {
        Vec::new()
    } else {
        vec![line]
    }
}
