//! From a record to its rows.

use super::adjusting::{board_adjustment_json, signatures_json};
use super::details::{ParagraphDetails, clock, presence_json, to_json};
use super::life::MeetingDetails;
use super::ordinal;
use crate::codes::Code;
use crate::entity::{
    absence, adjuster, adjustment_unit, assignee, assignment, attendance, concern, decision,
    meeting, notice, paragraph, posting,
};
use crate::fault::corrupt;
use application::error::StorageError;
use application::ports::{Derived, LiveSave, Posting, Revision, Searched};
use application::visibility::Mask;
use chrono::{DateTime, Utc};
use domain::assignment::AssignmentStatus;
use domain::body::NumberingScheme;
use domain::decision::ConditionState;
use domain::id::{AssignmentId, DecisionId, ParagraphId};
use domain::live::Stage;
use domain::meeting::{Meeting, Placed};
use domain::name::fold;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// Kinds of subject of a search term.
pub(crate) const DECISION: &str = "DECISION";
/// Kinds of subject of a search term.
pub(crate) const PARAGRAPH: &str = "PARAGRAPH";

/// The key that meetings are ordered by: day and time, the undated before all, and the id so that no two are equal.
pub(crate) fn sort_key(meeting: &Meeting) -> String {
    let day = meeting
        .occasion
        .date
        .map(|date| format!("{date}T"))
        .unwrap_or_default();
    let time = meeting
        .occasion
        .starts_at
        .filter(|_| !day.is_empty())
        .map(clock)
        .unwrap_or_default();
    format!("{day}{time}#{}", meeting.id.uuid())
}

/// Where the keys of the meetings of a year begin, and where they end.
pub(crate) fn keys_of(year: i32) -> (String, String) {
    // '.' is what follows '-'.
    (format!("{year:04}-"), format!("{year:04}."))
}

/// The series that a record's numbers belong to, as (id, year); a series without a year is the meeting's own.
pub(crate) fn series_of(meeting: &Meeting) -> Option<(String, Option<i32>)> {
    match (meeting.numbering.scheme, meeting.series_year()) {
        (NumberingScheme::None, _) => None,
        (_, Some(year)) => Some((format!("{}/{year}", meeting.body.id.uuid()), Some(year))),
        (_, None) => Some((meeting.id.uuid().to_string(), None)),
    }
}

/// A number with its letter, as a series counts prints of it.
pub(crate) type Printed = (u32, Option<char>);

/// Which prints of a number other records of the series hold.
pub(crate) type Taken = HashMap<Printed, BTreeSet<u32>>;

/// What the row of a meeting holds that its record does not say.
struct Kept<'a> {
    identity: &'a str,
    revision: u32,
    version: i64,
    digest: &'a str,
    published: bool,
    at: DateTime<Utc>,
    derived: &'a Derived,
    stage: Option<&'a Stage>,
}

/// The row of a meeting that was loaded.
pub(crate) fn meeting_row(
    revision: &Revision<'_>,
    version: i64,
) -> Result<meeting::Model, StorageError> {
    let kept = Kept {
        identity: revision.identity,
        revision: revision.number,
        version,
        digest: revision.digest,
        published: revision.published,
        at: revision.at,
        derived: revision.derived,
        stage: None,
    };
    row(revision.meeting, &kept)
}

/// The row of a meeting that is run through the service.
pub(crate) fn live_row(save: &LiveSave<'_>) -> Result<meeting::Model, StorageError> {
    let kept = Kept {
        identity: save.identity.unwrap_or_default(),
        revision: 1,
        version: save.version,
        digest: "",
        published: save.published,
        at: save.at,
        derived: save.derived,
        stage: Some(save.stage),
    };
    row(save.after.meeting, &kept)
}

fn row(meeting: &Meeting, kept: &Kept<'_>) -> Result<meeting::Model, StorageError> {
    let person = |person: &Option<domain::attendance::PersonRef>| {
        person
            .as_ref()
            .map(|person| (person.id.uuid(), person.name.clone()))
            .unzip()
    };
    let (chair_id, chair_name) = person(&meeting.officers.chair);
    let (secretary_id, secretary_name) = person(&meeting.officers.secretary);
    Ok(meeting::Model {
        id: meeting.id.uuid(),
        owner_id: meeting.owner.id.uuid(),
        body_id: meeting.body.id.uuid(),
        identity: kept.identity.to_owned(),
        revision: i64::from(kept.revision),
        version: kept.version,
        digest: kept.digest.to_owned(),
        published: kept.published,
        stored_at: crate::journal::to_microseconds(kept.at),
        date: meeting.occasion.date,
        date_hint: meeting.occasion.date_hint.clone(),
        starts_at: meeting.occasion.starts_at.map(clock),
        ends_at: meeting.occasion.ends_at.map(clock),
        place: meeting.occasion.place.clone(),
        mode: meeting.occasion.mode.map(|mode| mode.to_code().to_owned()),
        record_kind: meeting.record.map(|kind| kind.to_code().to_owned()),
        appendix_to: meeting.appendix_to.clone(),
        mark: meeting.numbering.mark.to_code().to_owned(),
        scheme: meeting.numbering.scheme.to_code().to_owned(),
        declared_first: meeting.numbering.declared_first.map(i64::from),
        declared_last: meeting.numbering.declared_last.map(i64::from),
        chair_id,
        chair_name,
        secretary_id,
        secretary_name,
        adjusters_stated: meeting.officers.adjusters.is_some(),
        attendance_stated: meeting.attendance.is_some(),
        absent_stated: meeting.absent.is_some(),
        no_decisions_stated: meeting.no_decisions_stated,
        previous_minutes: meeting
            .previous_minutes
            .map(|stand| stand.to_code().to_owned()),
        storage_place: meeting.stored_at.clone(),
        details: to_json("meeting.details", &MeetingDetails::of(meeting))?,
        sort_key: sort_key(meeting),
        status: kept.derived.status.to_code().to_owned(),
        final_on: kept.derived.final_on,
        stage: kept.stage.map(|stage| stage_code(stage).to_owned()),
        stage_reason: kept.stage.and_then(|stage| match stage {
            Stage::Cancelled { reason } => Some(reason.clone()),
            _ => None,
        }),
    })
}

const fn stage_code(stage: &Stage) -> &'static str {
    match stage {
        Stage::Scheduled => "SCHEDULED",
        Stage::Open => "OPEN",
        Stage::Adjourned => "ADJOURNED",
        Stage::Closed => "CLOSED",
        Stage::Cancelled { .. } => "CANCELLED",
    }
}

/// The stage that a row tells; `None` for a record that was loaded.
pub(crate) fn stage(
    code: Option<&str>,
    reason: Option<String>,
) -> Result<Option<Stage>, StorageError> {
    Ok(match code {
        None => None,
        Some("SCHEDULED") => Some(Stage::Scheduled),
        Some("OPEN") => Some(Stage::Open),
        Some("ADJOURNED") => Some(Stage::Adjourned),
        Some("CLOSED") => Some(Stage::Closed),
        Some("CANCELLED") => Some(Stage::Cancelled {
            reason: reason.unwrap_or_default(),
        }),
        Some(other) => return Err(corrupt("meeting.stage", format!("{other:?} is no stage"))),
    })
}

/// The rows of a record beside the meeting's own.
#[derive(Debug, Default)]
pub(crate) struct RecordRows {
    pub(crate) adjusters: Vec<adjuster::Model>,
    pub(crate) attendance: Vec<attendance::Model>,
    pub(crate) absences: Vec<absence::Model>,
    pub(crate) units: Vec<adjustment_unit::Model>,
    pub(crate) notices: Vec<notice::Model>,
    pub(crate) paragraphs: Vec<paragraph::Model>,
    pub(crate) decisions: Vec<decision::Model>,
    pub(crate) concerns: Vec<concern::Model>,
    pub(crate) assignments: Vec<assignment::Model>,
    pub(crate) assignees: Vec<assignee::Model>,
    pub(crate) postings: Vec<posting::Model>,
}

/// Where what a record gave or left open stood before this revision.
#[derive(Debug, Default)]
pub(crate) struct Standing {
    /// Assignments.
    pub(crate) assignments: HashMap<AssignmentId, AssignmentStatus>,
    /// Conditions of decisions.
    pub(crate) conditions: HashMap<DecisionId, ConditionState>,
}

/// What rows need that the record does not say.
#[derive(Debug)]
pub(crate) struct Setting<'a> {
    /// Key of each paragraph.
    pub(crate) keys: &'a BTreeMap<ParagraphId, String>,
    /// What the public may not find it by.
    pub(crate) mask: &'a Mask,
    /// Prints of numbers in other records of the series.
    pub(crate) taken: Taken,
    /// Where assignments and conditions stood before this revision.
    pub(crate) standing: Standing,
}

impl RecordRows {
    /// The rows of a record.
    pub(crate) fn of(
        meeting: &Meeting,
        mut setting: Setting<'_>,
        postings: &[Posting],
    ) -> Result<Self, StorageError> {
        let mut rows = Self::default();
        rows.add_people(meeting)?;
        rows.add_units(meeting)?;
        let meeting_key = sort_key(meeting);
        let series = series_of(meeting).map(|(id, _)| id);
        for (index, placed) in meeting.placed().into_iter().enumerate() {
            let place = Place {
                meeting,
                placed,
                index,
                key: format!("{meeting_key}/{index:06}"),
            };
            rows.add_paragraph(&place, &mut setting, series.as_ref())?;
            rows.add_decisions(&place, &setting);
            rows.add_assignments(&place, &setting);
        }
        rows.add_postings(meeting, postings, &meeting_key)?;
        Ok(rows)
    }

    fn add_people(&mut self, meeting: &Meeting) -> Result<(), StorageError> {
        let meeting_id = meeting.id.uuid();
        for (index, person) in meeting.officers.adjusters.iter().flatten().enumerate() {
            self.adjusters.push(adjuster::Model {
                meeting_id,
                ordinal: ordinal(index),
                person_id: person.id.uuid(),
                name: person.name.clone(),
            });
        }
        for (index, line) in meeting.attendance.iter().flatten().enumerate() {
            self.attendance.push(attendance::Model {
                meeting_id,
                ordinal: ordinal(index),
                person_id: line.person.id.uuid(),
                name: line.person.name.clone(),
                organisation_id: line
                    .organisation
                    .as_ref()
                    .map(|organisation| organisation.id.uuid()),
                title: line.title.clone(),
                party: line.party.clone(),
                capacity: line.capacity.to_code().to_owned(),
                deciding: line.deciding,
                remote: line.remote,
                substitutes_for: line.substitutes_for.clone(),
                presence: presence_json(&line.presence)?,
            });
        }
        for (index, line) in meeting.absent.iter().flatten().enumerate() {
            self.absences.push(absence::Model {
                meeting_id,
                ordinal: ordinal(index),
                person_id: line.person.id.uuid(),
                name: line.person.name.clone(),
                organisation_id: line
                    .organisation
                    .as_ref()
                    .map(|organisation| organisation.id.uuid()),
            });
        }
        Ok(())
    }

    fn add_units(&mut self, meeting: &Meeting) -> Result<(), StorageError> {
        for (index, unit) in meeting.units.iter().enumerate() {
            self.units.push(adjustment_unit::Model {
                meeting_id: meeting.id.uuid(),
                ordinal: ordinal(index),
                numbers: unit
                    .numbers
                    .as_ref()
                    .map(|numbers| to_json("adjustment_unit.numbers", numbers))
                    .transpose()?,
                adjusted_on: unit.adjusted_on,
                place: unit.place.clone(),
                signatures: signatures_json(&unit.signatures)?,
                by_board: board_adjustment_json(unit.by_board.as_ref())?,
            });
            for (place, notice) in unit.notices.iter().enumerate() {
                self.notices.push(notice::Model {
                    id: notice.id.uuid(),
                    meeting_id: meeting.id.uuid(),
                    unit_ordinal: ordinal(index),
                    ordinal: ordinal(place),
                    board: notice.board.clone(),
                    posted_on: notice.posted_on,
                    removed_on: notice.removed_on,
                    posted_by: notice.posted_by.clone(),
                    removed_by: notice.removed_by.clone(),
                });
            }
        }
        Ok(())
    }

    fn add_paragraph(
        &mut self,
        place: &Place<'_>,
        setting: &mut Setting<'_>,
        series: Option<&String>,
    ) -> Result<(), StorageError> {
        let item = place.placed.item;
        let in_series = series.filter(|_| place.placed.parent.is_none());
        let occurrence = match item.number.filter(|_| in_series.is_some()) {
            None => item.occurrence,
            Some(number) => next_free(setting.taken.entry((number, item.letter)).or_default()),
        };
        let key = setting
            .keys
            .get(&item.id)
            .ok_or_else(|| corrupt("paragraph.key", "a paragraph has no key"))?;
        self.paragraphs.push(paragraph::Model {
            id: item.id.uuid(),
            meeting_id: place.meeting.id.uuid(),
            series_id: in_series.cloned(),
            parent_id: place.placed.parent.map(|parent| parent.id.uuid()),
            key: key.clone(),
            ordinal: ordinal(place.index),
            number: item.number.map(i64::from),
            occurrence: i64::from(occurrence),
            letter: item.letter.map(String::from),
            label: place.meeting.label(place.placed),
            title: item.title.clone(),
            text: item.text.clone(),
            category: item.category.map(|category| category.to_code().to_owned()),
            case_number: item.case_number.clone(),
            raised_by: item.raised_by.clone(),
            nothing_reported: item.nothing_reported,
            adjusted_immediately: item.adjusted_immediately,
            voided: item.voided.clone(),
            details: to_json("paragraph.details", &ParagraphDetails::of(item))?,
            // What is searched by holds no name that the public may not read.
            case_key: item
                .case_number
                .as_deref()
                .map(|number| fold(&setting.mask.text(number))),
        });
        Ok(())
    }

    fn add_decisions(&mut self, place: &Place<'_>, setting: &Setting<'_>) {
        let meeting = place.meeting;
        let standing = &setting.standing.conditions;
        for (index, decision) in place.placed.item.decisions.iter().enumerate() {
            self.decisions.push(decision::Model {
                id: decision.id.uuid(),
                paragraph_id: place.placed.item.id.uuid(),
                meeting_id: meeting.id.uuid(),
                owner_id: meeting.owner.id.uuid(),
                body_id: meeting.body.id.uuid(),
                ordinal: ordinal(index),
                text: decision.text.clone(),
                kind: decision.kind.to_code().to_owned(),
                condition_text: decision
                    .condition
                    .as_ref()
                    .map(|condition| condition.text.clone()),
                condition_state: decision.condition.as_ref().map(|condition| {
                    let state = standing.get(&decision.id).copied();
                    state.unwrap_or(condition.state).to_code().to_owned()
                }),
                budget: decision.budget.is_some(),
                budget_first: decision.budget.and_then(|budget| budget.first_year),
                budget_last: decision.budget.and_then(|budget| budget.last_year),
                date: meeting.occasion.date,
                sort_key: place.key_of(index),
            });
            let mut seen = BTreeSet::new();
            for (ordinal_of, concern) in decision.concerns.iter().enumerate() {
                if seen.insert(concern.organisation) {
                    self.concerns.push(concern::Model {
                        decision_id: decision.id.uuid(),
                        organisation_id: concern.organisation.uuid(),
                        ordinal: ordinal(ordinal_of),
                        because: concern.because.to_code().to_owned(),
                    });
                }
            }
        }
    }

    fn add_assignments(&mut self, place: &Place<'_>, setting: &Setting<'_>) {
        let meeting = place.meeting;
        // What is searched by holds no name that the public may not read.
        let mask = setting.mask;
        for (index, assignment) in place.placed.item.assignments.iter().enumerate() {
            let status = setting
                .standing
                .assignments
                .get(&assignment.id)
                .copied()
                .unwrap_or(assignment.status);
            let sort_key = place.key_of(index);
            let due = assignment
                .due_on
                .map_or_else(|| "9999-12-31".to_owned(), |day| day.to_string());
            self.assignments.push(assignment::Model {
                id: assignment.id.uuid(),
                paragraph_id: place.placed.item.id.uuid(),
                meeting_id: meeting.id.uuid(),
                owner_id: meeting.owner.id.uuid(),
                body_id: meeting.body.id.uuid(),
                ordinal: ordinal(index),
                text: assignment.text.clone(),
                due: assignment.due.clone(),
                due_on: assignment.due_on,
                status: status.to_code().to_owned(),
                assignees_stated: assignment.assignees.is_some(),
                due_key: format!("{due}|{sort_key}"),
                sort_key,
            });
            for (place, name) in assignment.assignees.iter().flatten().enumerate() {
                self.assignees.push(assignee::Model {
                    assignment_id: assignment.id.uuid(),
                    ordinal: ordinal(place),
                    name: name.clone(),
                    folded: fold(&mask.text(name)),
                });
            }
        }
    }

    fn add_postings(
        &mut self,
        meeting: &Meeting,
        postings: &[Posting],
        meeting_key: &str,
    ) -> Result<(), StorageError> {
        let decisions: HashMap<Uuid, &str> = self
            .decisions
            .iter()
            .map(|row| (row.id, row.sort_key.as_str()))
            .collect();
        let paragraphs: HashMap<Uuid, i64> = self
            .paragraphs
            .iter()
            .map(|row| (row.id, row.ordinal))
            .collect();
        let mut weights: BTreeMap<(&str, Searched), i32> = BTreeMap::new();
        for posting in postings {
            let weight = weights.entry((&posting.term, posting.subject)).or_default();
            *weight = weight.saturating_add(posting.weight);
        }
        let unknown = || corrupt("posting.subject_id", "it names nothing in the record");
        for ((term, subject), weight) in weights {
            let (subject_kind, subject_id, sort_key) = match subject {
                Searched::Decision(id) => {
                    let key = decisions.get(&id.uuid()).ok_or_else(unknown)?;
                    (DECISION, id.uuid(), (*key).to_owned())
                }
                Searched::Paragraph(id) => {
                    let index = paragraphs.get(&id.uuid()).ok_or_else(unknown)?;
                    (PARAGRAPH, id.uuid(), format!("{meeting_key}/{index:06}"))
                }
            };
            self.postings.push(posting::Model {
                term: term.to_owned(),
                subject_kind: subject_kind.to_owned(),
                subject_id,
                meeting_id: meeting.id.uuid(),
                weight,
                sort_key,
            });
        }
        Ok(())
    }
}

/// An item of a record in its place.
struct Place<'a> {
    meeting: &'a Meeting,
    placed: Placed<'a>,
    index: usize,
    key: String,
}

impl Place<'_> {
    fn key_of(&self, index: usize) -> String {
        format!("{}:{index:04}", self.key)
    }
}

/// The lowest print of a number that nobody holds; it is held from now on.
fn next_free(taken: &mut BTreeSet<u32>) -> u32 {
    let free = (1..)
        .find(|occurrence| !taken.contains(occurrence))
        .unwrap_or(u32::MAX);
    taken.insert(free);
    free
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_print_takes_the_lowest_place_that_is_free() {
        let mut taken = BTreeSet::from([1, 3]);
        assert_eq!(
            [
                next_free(&mut taken),
                next_free(&mut taken),
                next_free(&mut taken)
            ],
            [2, 4, 5]
        );
    }
}
