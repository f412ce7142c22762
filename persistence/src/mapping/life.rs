//! What is kept as JSON of a meeting as a whole: meetings announced, and its minutes' corrections and appeals. Field names are part of the stored format.

use crate::codes::Coded;
use domain::Date;
use domain::adjustment::Addendum;
use domain::appeal::{Appeal, AppealOutcome, Appellant, Ruling};
use domain::id::{AppealId, ParagraphId};
use domain::meeting::{Meeting, NextMeeting};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Debug, Serialize, Deserialize)]
struct NextMeetingJson {
    date: Option<Date>,
    starts_at: Option<String>,
    ends_at: Option<String>,
    note: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct AddendumJson {
    number: Option<u32>,
    text: String,
    by: Option<String>,
    on: Option<Date>,
}

#[derive(Debug, Serialize, Deserialize)]
struct RulingJson {
    outcome: Coded<AppealOutcome>,
    on: Date,
    final_on: Option<Date>,
}

#[derive(Debug, Serialize, Deserialize)]
struct AppealJson {
    id: Uuid,
    paragraphs: Vec<Uuid>,
    received_on: Date,
    appellant: Option<Coded<Appellant>>,
    court: Option<String>,
    case_number: Option<String>,
    ruling: Option<RulingJson>,
}

/// The parts of a meeting that are kept as JSON. Empty lists are left out.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct MeetingDetails {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    next_meetings: Vec<NextMeetingJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    addenda: Vec<AddendumJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    appeals: Vec<AppealJson>,
}

impl MeetingDetails {
    /// The parts of a meeting.
    pub(crate) fn of(meeting: &Meeting) -> Self {
        let next = |part: &NextMeeting| NextMeetingJson {
            date: part.date,
            starts_at: part.starts_at.clone(),
            ends_at: part.ends_at.clone(),
            note: part.note.clone(),
        };
        let addendum = |part: &Addendum| AddendumJson {
            number: part.number,
            text: part.text.clone(),
            by: part.by.clone(),
            on: part.on,
        };
        let ruling = |part: Ruling| RulingJson {
            outcome: Coded(part.outcome),
            on: part.on,
            final_on: part.final_on,
        };
        let appeal = |part: &Appeal| AppealJson {
            id: part.id.uuid(),
            paragraphs: part.paragraphs.iter().map(|id| id.uuid()).collect(),
            received_on: part.received_on,
            appellant: part.appellant.map(Coded),
            court: part.court.clone(),
            case_number: part.case_number.clone(),
            ruling: part.ruling.map(ruling),
        };
        Self {
            next_meetings: meeting.next_meetings.iter().map(next).collect(),
            addenda: meeting.addenda.iter().map(addendum).collect(),
            appeals: meeting.appeals.iter().map(appeal).collect(),
        }
    }

    /// The parts as the domain knows them.
    pub(crate) fn read(self) -> (Vec<NextMeeting>, Vec<Addendum>, Vec<Appeal>) {
        let next = |part: NextMeetingJson| NextMeeting {
            date: part.date,
            starts_at: part.starts_at,
            ends_at: part.ends_at,
            note: part.note,
        };
        let addendum = |part: AddendumJson| Addendum {
            number: part.number,
            text: part.text,
            by: part.by,
            on: part.on,
        };
        let ruling = |part: RulingJson| Ruling {
            outcome: part.outcome.0,
            on: part.on,
            final_on: part.final_on,
        };
        let appeal = |part: AppealJson| Appeal {
            id: AppealId::from_uuid(part.id),
            paragraphs: part
                .paragraphs
                .into_iter()
                .map(ParagraphId::from_uuid)
                .collect(),
            received_on: part.received_on,
            appellant: part.appellant.map(|Coded(kind)| kind),
            court: part.court,
            case_number: part.case_number,
            ruling: part.ruling.map(ruling),
        };
        (
            self.next_meetings.into_iter().map(next).collect(),
            self.addenda.into_iter().map(addendum).collect(),
            self.appeals.into_iter().map(appeal).collect(),
        )
    }
}
