//! Minutes (protokoll).

use super::matter::Anchors;
use super::wording::Wording;
use super::{Printing, after, plain, quoted, some};
use crate::document::{Block, Document, Fact, Kind, Line, Role, Run, Text};
use crate::shown::Shown;
use crate::standing::Standing;
use crate::words;
use domain::adjustment::{Addendum, MinutesStatus};
use domain::attendance::PersonRef;
use domain::meeting::{Meeting, NextMeeting};
use domain::text::{Label, Language};

/// The minutes of a meeting in full.
///
/// # Legal source
/// Kommunallag (2017:725) 6 kap. 35 § with 5 kap. 65–67 and 69 §§ by lag (2003:1210) 19 §: what minutes hold and that
/// they are adjusted; 8 kap. 12 §: that the adjustment is announced.
///
/// # Examples
/// ```
/// # fn print(meeting: &domain::meeting::Meeting) -> String {
/// let standing = documents::Standing::of(meeting);
/// documents::minutes(meeting, &standing, domain::text::Language::Swedish).to_html()
/// # }
/// ```
pub fn minutes(meeting: &Meeting, standing: &Standing, language: Language) -> Document {
    let printing = Printing {
        meeting,
        language,
        marked: &standing.marked,
    };
    let numbers = printing.declared();
    let mut document = printing.document(Kind::Minutes, words::record(meeting.record), &numbers);
    document.draft =
        (standing.status == Some(MinutesStatus::Draft)).then(|| printing.words(words::DRAFT));
    document.work.adjusted_on = standing
        .units
        .iter()
        .filter_map(|unit| unit.adjusted_on)
        .max();
    document.facts = printing.heads_of_minutes(standing, &document.span);
    document.blocks = printing.attendance();
    let mut anchors = Anchors::default();
    document.blocks.extend(
        meeting
            .paragraphs
            .iter()
            .map(|top| printing.matter(top, None, None, &mut anchors)),
    );
    document
        .blocks
        .extend(printing.corrections(&meeting.addenda));
    document.blocks.extend(printing.closing(standing));
    document.footer = printing.found_at(standing.address.as_deref());
    document
}

impl Printing<'_> {
    /// The numbers that the record holds, or that its cover declares where it holds none.
    fn declared(&self) -> Vec<u32> {
        let held: Vec<u32> = self
            .meeting
            .paragraphs
            .iter()
            .filter_map(|top| top.number)
            .collect();
        if !held.is_empty() {
            return held;
        }
        let numbering = &self.meeting.numbering;
        numbering
            .declared_first
            .into_iter()
            .chain(numbering.declared_last)
            .collect()
    }

    fn heads_of_minutes(&self, standing: &Standing, span: &Option<Shown>) -> Vec<Fact> {
        let meeting = self.meeting;
        let officers = &meeting.officers;
        let mut facts = vec![self.day(), self.place_and_time()];
        facts.extend(
            span.clone()
                .map(|span| self.fact(words::PARAGRAPHS, vec![vec![Run::Words(span)]])),
        );
        facts.push(self.people(words::CHAIR, officers.chair.as_slice()));
        facts.push(self.people(words::SECRETARY, officers.secretary.as_slice()));
        facts.push(match &officers.adjusters {
            Some(adjusters) if adjusters.is_empty() => {
                self.fact(words::ADJUSTERS, vec![vec![self.say(words::NOBODY)]])
            }
            adjusters => self.people(words::ADJUSTERS, adjusters.as_deref().unwrap_or_default()),
        });
        facts.push(self.adjustment(standing));
        facts.extend(
            standing.status.map(|status| {
                self.fact(words::STATUS, vec![vec![self.say(words::status(status))]])
            }),
        );
        let redactions: Vec<Line> = meeting
            .redactions
            .iter()
            .map(|held| vec![Run::Date(held.on), plain(": "), quoted(&held.ground)])
            .collect();
        if !redactions.is_empty() {
            facts.push(self.fact(words::REDACTED, redactions));
        }
        facts.extend(self.stated(words::APPENDIX_TO, meeting.appendix_to.as_deref()));
        facts.extend(meeting.previous_minutes.map(|previous| {
            self.fact(
                words::PREVIOUS_MINUTES,
                vec![vec![self.say(words::previous(previous))]],
            )
        }));
        if meeting.no_decisions_stated {
            facts.push(self.fact(
                words::NO_DECISIONS,
                vec![vec![self.say(words::NO_DECISIONS_TAKEN)]],
            ));
        }
        let next: Vec<Line> = meeting
            .next_meetings
            .iter()
            .flat_map(|next| some(next_meeting(self, next)))
            .collect();
        if !next.is_empty() {
            facts.push(self.fact(words::NEXT_MEETINGS, next));
        }
        facts
    }

    fn people(&self, label: Label, people: &[PersonRef]) -> Fact {
        let mut line = Line::new();
        for person in people {
            after(&mut line, quoted(&person.name));
        }
        self.fact(label, some(line))
    }

    /// Corrections stand beside what they correct, never in its place.
    fn corrections(&self, addenda: &[Addendum]) -> Option<Block> {
        let texts: Vec<Text> = addenda
            .iter()
            .map(|addendum| {
                let mut facts = Vec::new();
                let number = addendum.number.and_then(|number| self.span(&[number]));
                facts.extend(
                    number.map(|span| self.fact(words::PARAGRAPHS, vec![vec![Run::Words(span)]])),
                );
                facts.extend(self.stated(words::BY, addendum.by.as_deref()));
                facts.extend(
                    addendum
                        .on
                        .map(|day| self.dated(words::ATTESTED_ON, Some(day))),
                );
                Text {
                    text: quoted(&addendum.text),
                    facts,
                }
            })
            .collect();
        (!texts.is_empty()).then(|| Block::Section {
            role: Role::Correction,
            heading: self.words(words::CORRECTIONS),
            blocks: vec![Block::Passage {
                role: Role::Correction,
                label: Some(self.words(words::CORRECTION)),
                texts,
            }],
        })
    }
}

fn next_meeting(printing: &Printing<'_>, next: &NextMeeting) -> Line {
    let mut line: Line = next.date.map(Run::Date).into_iter().collect();
    if let Some(start) = &next.starts_at {
        after(&mut line, printing.say(words::AT));
        line.extend([plain(" "), quoted(start)]);
    }
    if let Some(end) = &next.ends_at {
        line.extend([plain("–"), quoted(end)]);
    }
    if let Some(note) = &next.note {
        if !line.is_empty() {
            line.push(plain(": "));
        }
        line.push(quoted(note));
    }
    line
}
