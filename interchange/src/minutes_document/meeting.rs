//! From the document to the domain's record.

use super::{Item, MinutesDocument, NoticePart, Required};
use crate::scalar::{Addressed, Clock, Count, Day, Hundredths, Number, Year};
use domain::adjustment::{Addendum, AdjustmentUnit};
use domain::assignment::{Assignment, AssignmentStatus};
use domain::attendance::{Absentee, Attendance, Interval, PersonRef, Presence, PresenceError};
use domain::body::{Body, BodyKind, NumberingScheme};
use domain::cooperation::CooperationOutcome;
use domain::decision::{BudgetPeriod, Condition, ConditionState, Decision};
use domain::id::{AssignmentId, DecisionId, MeetingId, NoticeId, ParagraphId, PersonId};
use domain::meeting::{Meeting, NextMeeting, Numbering, Occasion, Officers};
use domain::money::{Amount, Ore};
use domain::name::Slug;
use domain::notice::Notice;
use domain::organisation::{Organisation, OrganisationKind};
use domain::paragraph::{Mark, Paragraph, Reference, Reservation, Statement};
use domain::proposal::Proposal;
use domain::vote::{Ballot, Vote};
use std::collections::BTreeMap;

/// Gives identities to what a record holds. A `key` names the same thing in every revision of a record:
/// `47` for § 47, `47#2` for its second print, `@3` for the third item without a number, `58/a` and `58/@1` below.
pub trait Identify {
    /// The person with a printed name.
    fn person(&mut self, name: &str) -> PersonId;
    /// The organisation with a printed name, and the name's address form.
    fn organisation(&mut self, name: &str, slug: &Slug) -> Organisation;
    /// The paragraph at a key.
    fn paragraph(&mut self, key: &str) -> ParagraphId;
    /// The decision at a key: that of its paragraph, a colon, its place.
    fn decision(&mut self, key: &str) -> DecisionId;
    /// The assignment at a key.
    fn assignment(&mut self, key: &str) -> AssignmentId;
    /// The notice at a key: that of its unit, a colon, its place.
    fn notice(&mut self, key: &str) -> NoticeId;
}

/// Whose record it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owned {
    /// Identity of the meeting.
    pub meeting: MeetingId,
    /// The organisation.
    pub owner: Organisation,
    /// The body.
    pub body: Body,
}

/// The names in a document that need an identity.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    /// Persons in attendance, absent or in office.
    pub persons: Vec<String>,
    /// Organisations represented.
    pub organisations: Vec<String>,
}

/// A record with the keys under which its parts are known again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyed {
    /// The record.
    pub meeting: Meeting,
    /// Key of each paragraph.
    pub paragraphs: BTreeMap<ParagraphId, String>,
}

impl MinutesDocument {
    /// The organisation whose record it is, where the document names one.
    pub fn organisation(&self) -> Option<(&str, &Slug, Option<OrganisationKind>)> {
        self.body
            .organisation
            .as_ref()
            .map(|Addressed(name, slug)| {
                (
                    name.as_str(),
                    slug,
                    self.body.organisation_kind.map(OrganisationKind::from),
                )
            })
    }

    /// The body's name, its address form and its kind.
    pub fn body(&self) -> (&str, &Slug, BodyKind) {
        let Addressed(name, slug) = &self.body.name;
        (name, slug, self.body.kind.into())
    }

    /// How the record numbers its paragraphs: as stated, else by the custom of its kind of body.
    pub fn scheme(&self) -> NumberingScheme {
        let stated = self
            .series
            .as_ref()
            .and_then(|series| series.scheme)
            .map(NumberingScheme::from);
        let unmarked = self
            .series
            .as_ref()
            .and_then(|series| series.mark)
            .map(Mark::from)
            == Some(Mark::None);
        stated.unwrap_or(if unmarked {
            NumberingScheme::None
        } else {
            NumberingScheme::default_for(self.body.kind.into())
        })
    }

    /// The day and starting time of the meeting, as far as stated.
    pub fn occasion(&self) -> (Option<domain::Date>, Option<domain::Time>) {
        (
            self.meeting.date.0.map(|Day(day)| day),
            self.meeting.starts_at.map(|Clock(time)| time),
        )
    }

    /// Every name that [`Identify`] will be asked for.
    pub fn names(&self) -> Names {
        let mut names = Names::default();
        for line in self.attendance.iter().flatten() {
            names.persons.push(line.name.0.clone());
            names
                .organisations
                .extend(line.organisation.iter().map(|name| name.0.clone()));
        }
        for line in self.absent.iter().flatten() {
            names.persons.push(line.name.0.clone());
            names
                .organisations
                .extend(line.organisation.iter().map(|name| name.0.clone()));
        }
        if let Some(officers) = &self.officers {
            let adjusters = officers.adjusters.iter().flatten();
            names.persons.extend(
                officers
                    .chair
                    .iter()
                    .chain(&officers.secretary)
                    .chain(adjusters)
                    .map(|name| name.0.clone()),
            );
        }
        names
    }

    /// Names that stand in places where an organisation may stand: recipients, proposers, assignees, notice boards.
    pub fn mentioned(&self) -> Vec<String> {
        fn below(items: &[Item], into: &mut Vec<String>) {
            for item in items {
                into.extend(item.recipients.iter().map(|name| name.0.clone()));
                let proposals = item.proposals.iter();
                into.extend(proposals.filter_map(|part| words(&part.by)));
                let assignments = item.assignments.iter();
                let assignees = assignments
                    .filter_map(|part| part.assignees.0.as_ref())
                    .flatten();
                into.extend(assignees.map(|name| name.0.clone()));
                below(&item.items, into);
            }
        }
        let mut names = Vec::new();
        below(&self.items, &mut names);
        let immediate = self.immediate_adjustments.iter();
        let notices = immediate
            .flat_map(|part| &part.notices)
            .chain(self.notices.iter().flatten());
        names.extend(notices.filter_map(|notice| words(&notice.board.0)));
        names
    }

    /// The record as the domain knows it.
    ///
    /// # Errors
    /// None that [`MinutesDocument::parse`] would not have refused.
    pub fn to_meeting(&self, owned: Owned, ids: &mut dyn Identify) -> Result<Keyed, PresenceError> {
        let mark = self
            .series
            .as_ref()
            .and_then(|series| series.mark)
            .map_or_else(
                || {
                    let numbered = self.items.iter().any(|item| item.number.is_some());
                    if numbered { Mark::Section } else { Mark::None }
                },
                Mark::from,
            );
        let attendance = match &self.attendance {
            None => None,
            Some(lines) => Some(
                lines
                    .iter()
                    .map(|line| attendance(line, ids))
                    .collect::<Result<Vec<_>, _>>()?,
            ),
        };
        let absent = self.absent.as_ref().map(|lines| {
            lines
                .iter()
                .map(|line| Absentee {
                    person: person(&line.name.0, ids),
                    organisation: line
                        .organisation
                        .as_ref()
                        .map(|Addressed(name, slug)| ids.organisation(name, slug)),
                })
                .collect()
        });
        let officers = self
            .officers
            .as_ref()
            .map_or_else(Officers::default, |officers| Officers {
                chair: officers.chair.as_ref().map(|name| person(&name.0, ids)),
                secretary: officers.secretary.as_ref().map(|name| person(&name.0, ids)),
                adjusters: officers
                    .adjusters
                    .as_ref()
                    .map(|names| names.iter().map(|name| person(&name.0, ids)).collect()),
            });
        let mut keys = BTreeMap::new();
        let paragraphs = paragraphs(&self.items, None, ids, &mut keys);
        let meeting = Meeting {
            id: owned.meeting,
            owner: owned.owner,
            body: owned.body,
            record: self.record.map(Into::into),
            appendix_to: words(&self.appendix_to),
            occasion: Occasion {
                date: day(self.meeting.date.0),
                date_hint: words(&self.meeting.date_hint),
                starts_at: time(self.meeting.starts_at),
                ends_at: time(self.meeting.ends_at),
                place: words(&self.meeting.place),
                mode: self.meeting.mode.map(Into::into),
            },
            numbering: Numbering {
                mark,
                scheme: self.scheme(),
                declared_first: self.series.as_ref().and_then(|s| number(s.declared_first)),
                declared_last: self.series.as_ref().and_then(|s| number(s.declared_last)),
            },
            officers,
            attendance,
            absent,
            paragraphs,
            no_decisions_stated: self.no_decisions_stated,
            previous_minutes: self.previous_minutes.map(Into::into),
            units: self.units(ids),
            addenda: self
                .addenda
                .iter()
                .map(|part| Addendum {
                    number: number(part.number),
                    text: part.text.0.clone(),
                    by: words(&part.by),
                    on: day(part.on),
                })
                .collect(),
            appeals: Vec::new(),
            redactions: Vec::new(),
            stored_at: words(&self.stored_at),
            next_meetings: self
                .next_meetings
                .iter()
                .map(|part| NextMeeting {
                    date: day(part.date),
                    starts_at: words(&part.starts_at),
                    ends_at: words(&part.ends_at),
                    note: words(&part.note),
                })
                .collect(),
        };
        Ok(Keyed {
            meeting,
            paragraphs: keys,
        })
    }

    fn units(&self, ids: &mut dyn Identify) -> Vec<AdjustmentUnit> {
        let mut units: Vec<AdjustmentUnit> = self
            .immediate_adjustments
            .iter()
            .enumerate()
            .map(|(index, part)| AdjustmentUnit {
                adjusted_on: day(part.adjusted_on),
                notices: notices(&part.notices, &format!("{}", index + 1), ids),
                ..AdjustmentUnit::empty(Some(part.numbers.iter().map(|Number(n)| *n).collect()))
            })
            .collect();
        if self.adjustment.is_some() || self.notices.is_some() {
            units.push(AdjustmentUnit {
                adjusted_on: self
                    .adjustment
                    .as_ref()
                    .and_then(|part| day(part.adjusted_on)),
                place: self.adjustment.as_ref().and_then(|part| words(&part.place)),
                notices: notices(self.notices.as_deref().unwrap_or_default(), "0", ids),
                ..AdjustmentUnit::empty(None)
            });
        }
        units
    }
}

fn words(part: &Option<crate::scalar::Words>) -> Option<String> {
    part.as_ref().map(|words| words.0.clone())
}

fn day(part: Option<Day>) -> Option<domain::Date> {
    part.map(|Day(day)| day)
}

fn time(part: Option<Clock>) -> Option<domain::Time> {
    part.map(|Clock(time)| time)
}

fn number(part: Option<Number>) -> Option<u32> {
    part.map(|Number(number)| number)
}

fn person(name: &str, ids: &mut dyn Identify) -> PersonRef {
    PersonRef {
        id: ids.person(name),
        name: name.to_owned(),
    }
}

fn notices(parts: &[NoticePart], unit: &str, ids: &mut dyn Identify) -> Vec<Notice> {
    parts
        .iter()
        .enumerate()
        .map(|(index, part)| Notice {
            id: ids.notice(&format!("{unit}:{index}")),
            board: words(&part.board.0),
            posted_on: day(part.posted_on),
            removed_on: day(part.removed_on),
            posted_by: None,
            removed_by: None,
        })
        .collect()
}

fn attendance(line: &super::Attendee, ids: &mut dyn Identify) -> Result<Attendance, PresenceError> {
    let presence = match &line.presence {
        None => Presence::Whole,
        Some(parts) => Presence::stated(
            parts
                .iter()
                .map(|part| Interval {
                    from: number(part.from),
                    to: number(part.to),
                })
                .collect(),
        )?,
    };
    Ok(Attendance {
        person: person(&line.name.0, ids),
        organisation: line
            .organisation
            .as_ref()
            .map(|Addressed(name, slug)| ids.organisation(name, slug)),
        title: words(&line.title),
        party: words(&line.party),
        capacity: line.capacity.into(),
        deciding: line.deciding,
        remote: line.remote,
        substitutes_for: line.substitutes_for.as_ref().map(|name| name.0.clone()),
        presence,
    })
}

fn paragraphs(
    items: &[Item],
    above: Option<&str>,
    ids: &mut dyn Identify,
    keys: &mut BTreeMap<ParagraphId, String>,
) -> Vec<Paragraph> {
    let mut prints: BTreeMap<String, u32> = BTreeMap::new();
    let mut unnumbered = 0;
    items
        .iter()
        .map(|item| {
            let own = match (item.number, item.letter) {
                (Some(Number(number)), None) => number.to_string(),
                (Some(Number(number)), Some(letter)) => format!("{number}{}", letter.0),
                (None, Some(letter)) => letter.0.to_string(),
                (None, None) => {
                    unnumbered += 1;
                    format!("@{unnumbered}")
                }
            };
            let print = prints.entry(own.clone()).or_default();
            *print += 1;
            let occurrence = *print;
            let own = if occurrence > 1 {
                format!("{own}#{occurrence}")
            } else {
                own
            };
            let key = above.map_or_else(|| own.clone(), |above| format!("{above}/{own}"));
            let paragraph = paragraph(item, occurrence, &key, ids, keys);
            keys.insert(paragraph.id, key);
            paragraph
        })
        .collect()
}

fn paragraph(
    item: &Item,
    occurrence: u32,
    key: &str,
    ids: &mut dyn Identify,
    keys: &mut BTreeMap<ParagraphId, String>,
) -> Paragraph {
    let names = |part: &[crate::scalar::Name]| -> Vec<String> {
        part.iter().map(|name| name.0.clone()).collect()
    };
    let Required(title) = &item.title;
    Paragraph {
        id: ids.paragraph(key),
        number: number(item.number),
        occurrence,
        letter: item.letter.map(|letter| letter.0),
        title: words(title),
        category: item.category.map(Into::into),
        case_number: words(&item.case_number),
        presenters: names(&item.presenters),
        raised_by: words(&item.raised_by),
        text: words(&item.text),
        proposals: item
            .proposals
            .iter()
            .map(|part| Proposal {
                by: words(&part.by),
                kind: part.kind.map(Into::into),
                text: part.text.0.clone(),
                withdrawn: false,
            })
            .collect(),
        decisions: item
            .decisions
            .iter()
            .enumerate()
            .map(|(index, part)| Decision {
                id: ids.decision(&format!("{key}:{index}")),
                text: part.text.0.clone(),
                kind: part.kind.into(),
                condition: words(&part.condition).map(|text| Condition {
                    text,
                    state: ConditionState::Pending,
                }),
                budget: part.budget.as_ref().map(|budget| BudgetPeriod {
                    first_year: budget.first_year.map(|Year(year)| year),
                    last_year: budget.last_year.map(|Year(year)| year),
                }),
                concerns: Vec::new(),
            })
            .collect(),
        assignments: item
            .assignments
            .iter()
            .enumerate()
            .map(|(index, part)| Assignment {
                id: ids.assignment(&format!("{key}:{index}")),
                assignees: part
                    .assignees
                    .0
                    .as_ref()
                    .map(|list| list.iter().map(|n| n.0.clone()).collect()),
                text: part.text.0.clone(),
                due: words(&part.due),
                due_on: day(part.due_on),
                status: AssignmentStatus::Open,
            })
            .collect(),
        cooperation: item
            .cooperation
            .iter()
            .map(|part| CooperationOutcome {
                party: words(&part.party),
                result: part.outcome.into(),
                scope: words(&part.scope),
                condition: words(&part.condition),
            })
            .collect(),
        votes: item.votes.iter().map(vote).collect(),
        reservations: item
            .reservations
            .iter()
            .map(|part| Reservation {
                by: names(&part.by),
                text: words(&part.text),
            })
            .collect(),
        disqualified: names(&item.disqualified),
        adjusted_immediately: item.adjusted_immediately,
        nothing_reported: item.nothing_reported,
        amounts: item
            .amounts
            .iter()
            .map(|part| Amount {
                text: part.text.0.clone(),
                ore: part.ore.and_then(|Hundredths(ore)| Ore::new(ore)),
            })
            .collect(),
        recipients: names(&item.recipients),
        references: item
            .references
            .iter()
            .map(|part| Reference {
                text: part.text.0.clone(),
                date: day(part.date),
                number: number(part.number),
            })
            .collect(),
        statements: item
            .statements
            .iter()
            .map(|part| Statement {
                by: words(&part.by),
                text: part.text.0.clone(),
            })
            .collect(),
        appendices: item
            .appendices
            .iter()
            .map(|words| words.0.clone())
            .collect(),
        voided: words(&item.voided),
        items: paragraphs(&item.items, Some(key), ids, keys),
    }
}

fn vote(part: &super::VotePart) -> Vote {
    Vote {
        meaning_of_yes: words(&part.meaning_of_yes),
        yes: part.yes.map(|Count(count)| count),
        no: part.no.map(|Count(count)| count),
        abstained: part.abstained.map(|Count(count)| count),
        casting_vote: part.casting_vote,
        ballots: part
            .ballots
            .iter()
            .map(|ballot| Ballot {
                name: ballot.name.0.clone(),
                choice: ballot.vote.into(),
            })
            .collect(),
        ..Vote::default()
    }
}
