//! From rows to a record.

use super::adjusting::{board_adjustment, signatures};
use super::details::{ParagraphDetails, from_json, presence, time};
use super::life::MeetingDetails;
use super::optional_number;
use crate::codes::Code;
use crate::entity::{
    absence, adjuster, adjustment_unit, assignee, assignment, attendance, concern, decision,
    meeting, notice, paragraph,
};
use crate::fault::corrupt;
use application::error::StorageError;
use domain::adjustment::AdjustmentUnit;
use domain::assignment::Assignment;
use domain::attendance::{Absentee, Attendance, PersonRef};
use domain::body::Body;
use domain::decision::{BudgetPeriod, Concern, Condition, Decision};
use domain::id::{
    AssignmentId, DecisionId, MeetingId, NoticeId, OrganisationId, ParagraphId, PersonId,
};
use domain::meeting::{Meeting, Numbering, Occasion, Officers};
use domain::notice::Notice;
use domain::organisation::Organisation;
use domain::paragraph::Paragraph;
use std::collections::HashMap;
use uuid::Uuid;

/// Rows of any number of records by what they belong to, each list in order of its places.
#[derive(Debug, Default)]
pub(crate) struct Children {
    pub(crate) adjusters: HashMap<Uuid, Vec<adjuster::Model>>,
    pub(crate) attendance: HashMap<Uuid, Vec<attendance::Model>>,
    pub(crate) absences: HashMap<Uuid, Vec<absence::Model>>,
    pub(crate) units: HashMap<Uuid, Vec<adjustment_unit::Model>>,
    pub(crate) notices: HashMap<Uuid, Vec<notice::Model>>,
    pub(crate) paragraphs: HashMap<Uuid, Vec<paragraph::Model>>,
    pub(crate) decisions: HashMap<Uuid, Vec<decision::Model>>,
    pub(crate) concerns: HashMap<Uuid, Vec<concern::Model>>,
    pub(crate) assignments: HashMap<Uuid, Vec<assignment::Model>>,
    pub(crate) assignees: HashMap<Uuid, Vec<assignee::Model>>,
    pub(crate) bodies: HashMap<Uuid, Body>,
    pub(crate) organisations: HashMap<Uuid, Organisation>,
}

fn person(id: Uuid, name: String) -> PersonRef {
    PersonRef {
        id: PersonId::from_uuid(id),
        name,
    }
}

fn officer(
    what: &'static str,
    id: Option<Uuid>,
    name: Option<String>,
) -> Result<Option<PersonRef>, StorageError> {
    match (id, name) {
        (Some(id), Some(name)) => Ok(Some(person(id, name))),
        (None, None) => Ok(None),
        _ => Err(corrupt(
            what,
            "an identity without a name, or the other way about",
        )),
    }
}

impl Children {
    fn organisation(&self, what: &'static str, id: Uuid) -> Result<Organisation, StorageError> {
        self.organisations
            .get(&id)
            .cloned()
            .ok_or_else(|| corrupt(what, "it names no organisation"))
    }

    fn represented(
        &self,
        what: &'static str,
        id: Option<Uuid>,
    ) -> Result<Option<Organisation>, StorageError> {
        id.map(|id| self.organisation(what, id)).transpose()
    }

    /// The record that a meeting's row and the rows below it make; takes the latter out.
    pub(crate) fn meeting(&mut self, row: meeting::Model) -> Result<Meeting, StorageError> {
        let id = row.id;
        let parts = from_json::<MeetingDetails>("meeting.details", row.details)?.read();
        let adjusters = self.adjusters.remove(&id).unwrap_or_default();
        let adjusters = adjusters
            .into_iter()
            .map(|line| person(line.person_id, line.name))
            .collect();
        let attendance = self.attendance_of(id)?;
        let absent = self.absent_of(id)?;
        Ok(Meeting {
            id: MeetingId::from_uuid(id),
            owner: self.organisation("meeting.owner_id", row.owner_id)?,
            body: self
                .bodies
                .get(&row.body_id)
                .cloned()
                .ok_or_else(|| corrupt("meeting.body_id", "it names no body"))?,
            record: Code::read_optional("meeting.record_kind", row.record_kind.as_deref())?,
            appendix_to: row.appendix_to,
            occasion: Occasion {
                date: row.date,
                date_hint: row.date_hint,
                starts_at: time("meeting.starts_at", row.starts_at.as_deref())?,
                ends_at: time("meeting.ends_at", row.ends_at.as_deref())?,
                place: row.place,
                mode: Code::read_optional("meeting.mode", row.mode.as_deref())?,
            },
            numbering: Numbering {
                mark: Code::read("meeting.mark", &row.mark)?,
                scheme: Code::read("meeting.scheme", &row.scheme)?,
                declared_first: optional_number("meeting.declared_first", row.declared_first)?,
                declared_last: optional_number("meeting.declared_last", row.declared_last)?,
            },
            officers: Officers {
                chair: officer("meeting.chair_id", row.chair_id, row.chair_name)?,
                secretary: officer("meeting.secretary_id", row.secretary_id, row.secretary_name)?,
                adjusters: row.adjusters_stated.then_some(adjusters),
            },
            attendance: row.attendance_stated.then_some(attendance),
            absent: row.absent_stated.then_some(absent),
            paragraphs: self.paragraphs_of(id)?,
            no_decisions_stated: row.no_decisions_stated,
            previous_minutes: Code::read_optional(
                "meeting.previous_minutes",
                row.previous_minutes.as_deref(),
            )?,
            units: self.units_of(id)?,
            addenda: parts.addenda,
            appeals: parts.appeals,
            redactions: parts.redactions,
            stored_at: row.storage_place,
            next_meetings: parts.next_meetings,
        })
    }

    fn attendance_of(&mut self, meeting: Uuid) -> Result<Vec<Attendance>, StorageError> {
        let lines = self.attendance.remove(&meeting).unwrap_or_default();
        lines
            .into_iter()
            .map(|line| {
                Ok(Attendance {
                    organisation: self
                        .represented("attendance.organisation_id", line.organisation_id)?,
                    person: person(line.person_id, line.name),
                    title: line.title,
                    party: line.party,
                    capacity: Code::read("attendance.capacity", &line.capacity)?,
                    deciding: line.deciding,
                    remote: line.remote,
                    substitutes_for: line.substitutes_for,
                    presence: presence(line.presence)?,
                })
            })
            .collect()
    }

    fn absent_of(&mut self, meeting: Uuid) -> Result<Vec<Absentee>, StorageError> {
        let lines = self.absences.remove(&meeting).unwrap_or_default();
        lines
            .into_iter()
            .map(|line| {
                Ok(Absentee {
                    organisation: self
                        .represented("absence.organisation_id", line.organisation_id)?,
                    person: person(line.person_id, line.name),
                })
            })
            .collect()
    }

    fn units_of(&mut self, meeting: Uuid) -> Result<Vec<AdjustmentUnit>, StorageError> {
        let mut notices: HashMap<i64, Vec<Notice>> = HashMap::new();
        for row in self.notices.remove(&meeting).unwrap_or_default() {
            notices.entry(row.unit_ordinal).or_default().push(Notice {
                id: NoticeId::from_uuid(row.id),
                board: row.board,
                posted_on: row.posted_on,
                removed_on: row.removed_on,
                posted_by: row.posted_by,
                removed_by: row.removed_by,
            });
        }
        let units = self.units.remove(&meeting).unwrap_or_default();
        units
            .into_iter()
            .map(|row| {
                Ok(AdjustmentUnit {
                    numbers: row
                        .numbers
                        .map(|numbers| from_json("adjustment_unit.numbers", numbers))
                        .transpose()?,
                    adjusted_on: row.adjusted_on,
                    place: row.place,
                    signatures: signatures(row.signatures)?,
                    by_board: board_adjustment(row.by_board)?,
                    notices: notices.remove(&row.ordinal).unwrap_or_default(),
                })
            })
            .collect()
    }

    /// The paragraphs of a meeting: rows come in order of print, so that every item comes after the one above it.
    fn paragraphs_of(&mut self, meeting: Uuid) -> Result<Vec<Paragraph>, StorageError> {
        let rows = self.paragraphs.remove(&meeting).unwrap_or_default();
        let mut items: Vec<(Option<Uuid>, Paragraph)> = Vec::with_capacity(rows.len());
        for row in rows {
            items.push((row.parent_id, self.paragraph(row)?));
        }
        // From the last to the first: when an item moves below the one above it, it has all its own.
        let mut top = Vec::new();
        while let Some((parent, mut item)) = items.pop() {
            item.items.reverse();
            match parent {
                None => top.push(item),
                Some(parent) => items
                    .iter_mut()
                    .rev()
                    .find(|(_, above)| above.id.uuid() == parent)
                    .ok_or_else(|| corrupt("paragraph.parent_id", "it names no item further up"))?
                    .1
                    .items
                    .push(item),
            }
        }
        top.reverse();
        Ok(top)
    }

    fn paragraph(&mut self, row: paragraph::Model) -> Result<Paragraph, StorageError> {
        let mut letters = row.letter.iter().flat_map(|letter| letter.chars());
        let letter = letters.next();
        if letters.next().is_some() {
            return Err(corrupt("paragraph.letter", "more than one letter"));
        }
        let mut paragraph = Paragraph {
            number: optional_number("paragraph.number", row.number)?,
            // The stored one keeps rows apart over all records, drafts too. What a reader may know is counted anew.
            occurrence: 1,
            letter,
            title: row.title,
            category: Code::read_optional("paragraph.category", row.category.as_deref())?,
            case_number: row.case_number,
            raised_by: row.raised_by,
            text: row.text,
            decisions: self.decisions_of(row.id)?,
            assignments: self.assignments_of(row.id)?,
            adjusted_immediately: row.adjusted_immediately,
            nothing_reported: row.nothing_reported,
            voided: row.voided,
            ..Paragraph::empty(ParagraphId::from_uuid(row.id))
        };
        from_json::<ParagraphDetails>("paragraph.details", row.details)?.fill(&mut paragraph)?;
        Ok(paragraph)
    }

    fn decisions_of(&mut self, paragraph: Uuid) -> Result<Vec<Decision>, StorageError> {
        let rows = self.decisions.remove(&paragraph).unwrap_or_default();
        rows.into_iter()
            .map(|row| {
                let state = Code::read_optional(
                    "decision.condition_state",
                    row.condition_state.as_deref(),
                )?;
                let condition = row
                    .condition_text
                    .zip(state)
                    .map(|(text, state)| Condition { text, state });
                let concerns = self.concerns.remove(&row.id).unwrap_or_default();
                Ok(Decision {
                    id: DecisionId::from_uuid(row.id),
                    text: row.text,
                    kind: Code::read("decision.kind", &row.kind)?,
                    condition,
                    budget: row.budget.then_some(BudgetPeriod {
                        first_year: row.budget_first,
                        last_year: row.budget_last,
                    }),
                    concerns: concerns
                        .into_iter()
                        .map(|row| {
                            Ok(Concern {
                                organisation: OrganisationId::from_uuid(row.organisation_id),
                                because: Code::read("concern.because", &row.because)?,
                            })
                        })
                        .collect::<Result<_, StorageError>>()?,
                })
            })
            .collect()
    }

    fn assignments_of(&mut self, paragraph: Uuid) -> Result<Vec<Assignment>, StorageError> {
        let rows = self.assignments.remove(&paragraph).unwrap_or_default();
        rows.into_iter()
            .map(|row| {
                let assignees = self.assignees.remove(&row.id).unwrap_or_default();
                let names = assignees.into_iter().map(|row| row.name).collect();
                Ok(Assignment {
                    id: AssignmentId::from_uuid(row.id),
                    assignees: row.assignees_stated.then_some(names),
                    text: row.text,
                    due: row.due,
                    due_on: row.due_on,
                    status: Code::read("assignment.status", &row.status)?,
                })
            })
            .collect()
    }
}

/// Counts the prints of each number within a record.
pub(crate) fn count_prints(paragraphs: &mut [Paragraph]) {
    let mut prints: HashMap<(Option<u32>, Option<char>), u32> = HashMap::new();
    for paragraph in paragraphs {
        if paragraph.number.is_some() || paragraph.letter.is_some() {
            let print = prints
                .entry((paragraph.number, paragraph.letter))
                .or_default();
            *print += 1;
            paragraph.occurrence = *print;
        }
        count_prints(&mut paragraph.items);
    }
}
