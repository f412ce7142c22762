//! What is kept as JSON of a meeting as a whole: meetings announced, and its minutes' corrections and appeals. Field names are part of the stored format.

use super::details::from_json;
use crate::codes::Coded;
use application::error::StorageError;
use domain::Date;
use domain::adjustment::Addendum;
use domain::appeal::{Appeal, AppealOutcome, Appellant, Ruling};
use domain::id::{AppealId, ParagraphId};
use domain::meeting::{Meeting, NextMeeting};
use domain::redaction::Redaction;
use serde::{Deserialize, Serialize};
use serde_json::Value;
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

#[derive(Debug, Serialize, Deserialize)]
struct RedactionJson {
    on: Date,
    ground: String,
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
    #[serde(skip_serializing_if = "Vec::is_empty")]
    redactions: Vec<RedactionJson>,
}

/// The parts of a meeting that are kept as JSON, as the domain knows them.
pub(crate) struct Parts {
    pub(crate) next_meetings: Vec<NextMeeting>,
    pub(crate) addenda: Vec<Addendum>,
    pub(crate) appeals: Vec<Appeal>,
    pub(crate) redactions: Vec<Redaction>,
}

/// What was blotted from a meeting whose details these are.
pub(crate) fn redactions(details: Value) -> Result<Vec<Redaction>, StorageError> {
    let details: MeetingDetails = from_json("meeting.details", details)?;
    Ok(details.read().redactions)
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
        let redaction = |part: &Redaction| RedactionJson {
            on: part.on,
            ground: part.ground.clone(),
        };
        Self {
            next_meetings: meeting.next_meetings.iter().map(next).collect(),
            addenda: meeting.addenda.iter().map(addendum).collect(),
            appeals: meeting.appeals.iter().map(appeal).collect(),
            redactions: meeting.redactions.iter().map(redaction).collect(),
        }
    }

    /// The parts as the domain knows them.
    pub(crate) fn read(self) -> Parts {
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
        let redaction = |part: RedactionJson| Redaction {
            on: part.on,
            ground: part.ground,
        };
        Parts {
            next_meetings: self.next_meetings.into_iter().map(next).collect(),
            addenda: self.addenda.into_iter().map(addendum).collect(),
            appeals: self.appeals.into_iter().map(appeal).collect(),
            redactions: self.redactions.into_iter().map(redaction).collect(),
        }
    }
}
