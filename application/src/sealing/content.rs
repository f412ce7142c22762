//! What is sealed of a unit: the header of the meeting as it stood, and its §§ with all that the record holds of them.
//!
//! Left out is what goes on changing after the adjustment: notices, corrections, appeals, the storage place, where
//! assignments and conditions stand.

use crate::journal::moment;
use crate::live::facts::Fact;
use domain::adjustment::{
    AdjustmentUnit, BoardAdjustment, PreventedSigner, Prevention, Signature, SigningMethod,
    SigningRole,
};
use domain::id::ParagraphId;
use domain::live::{LiveMeeting, Part};
use domain::meeting::Meeting;
use domain::paragraph::Paragraph;
use domain::vote::Vote;
use interchange::minutes_document::{export_header, export_paragraph};
use serde_json::{Map, Value, json};

/// What is sealed of a unit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Content {
    /// Which part it is.
    pub(crate) part: Part,
    /// The header.
    pub(crate) header: Value,
    /// Each § in order.
    pub(crate) paragraphs: Vec<(ParagraphId, Value)>,
}

/// What is sealed of a part of a live meeting as it stands.
pub(crate) fn content(live: &LiveMeeting, part: &Part) -> Content {
    let own = live.paragraphs_of(part);
    Content {
        part: part.clone(),
        header: header(live.record(), part, live.unit(part)),
        paragraphs: own.map(|top| (top.id, paragraph_content(top))).collect(),
    }
}

/// A record without its §§ and without what goes on changing after the adjustment.
pub(crate) fn settled(record: &Meeting) -> Meeting {
    Meeting {
        paragraphs: Vec::new(),
        units: Vec::new(),
        addenda: Vec::new(),
        appeals: Vec::new(),
        redactions: Vec::new(),
        stored_at: None,
        ..record.clone()
    }
}

fn header(record: &Meeting, part: &Part, unit: Option<&AdjustmentUnit>) -> Value {
    let mut header = export_header(&settled(record));
    let mut told = Map::new();
    told.insert("meeting".to_owned(), json!(record.id.to_string()));
    if let Some(numbers) = part {
        told.insert("numbers".to_owned(), json!(numbers));
    }
    if let Some(on) = unit.and_then(|unit| unit.adjusted_on) {
        told.insert("adjustedOn".to_owned(), json!(on.to_string()));
    }
    let signatures = unit.map(|unit| unit.signatures.as_slice());
    let signatures: Vec<Value> = signatures
        .unwrap_or_default()
        .iter()
        .map(signature)
        .collect();
    header["unit"] = Value::Object(told);
    header["signatures"] = Value::Array(signatures);
    if let Some(held) = unit.and_then(|unit| unit.by_board.as_ref()) {
        header["adjustedByBoard"] = by_board(held);
    }
    header
}

fn role(role: SigningRole) -> &'static str {
    match role {
        SigningRole::Chair => "CHAIR",
        SigningRole::Adjuster => "ADJUSTER",
    }
}

fn by_board(held: &BoardAdjustment) -> Value {
    let absent = |held: &PreventedSigner| {
        json!({
            "name": held.person.name,
            "role": role(held.role),
            "reason": match held.reason {
                Prevention::Prevented => "PREVENTED",
                Prevention::OutOfOffice => "OUT_OF_OFFICE",
                Prevention::Deceased => "DECEASED",
                Prevention::Refuses => "REFUSES",
            },
        })
    };
    let mut told = json!({
        "meeting": held.meeting.to_string(),
        "decision": held.decision.to_string(),
        "decidedOn": held.on.to_string(),
        "digest": held.digest,
        "insteadOf": held.instead_of.iter().map(absent).collect::<Vec<_>>(),
    });
    if let Some(number) = held.number {
        told["number"] = json!(number);
    }
    told
}

fn signature(held: &Signature) -> Value {
    let mut told = json!({
        "name": held.by.name,
        "role": role(held.role),
        "method": match held.method {
            SigningMethod::Token => "TOKEN",
            SigningMethod::Paper => "PAPER",
        },
        "signedOn": held.on.to_string(),
        "signedAt": moment(held.at),
        "digest": held.digest,
    });
    if let Some(assurance) = &held.assurance {
        told["assurance"] = json!(assurance);
    }
    if let Some(at) = held.authenticated_at {
        told["authenticatedAt"] = json!(moment(at));
    }
    told
}

/// What is sealed of a §: as the minutes document has it, with its identity and what that format lacks.
pub(crate) fn paragraph_content(top: &Paragraph) -> Value {
    let mut value = export_paragraph(top);
    complete(top, &mut value);
    value["id"] = json!(top.id.to_string());
    value
}

fn complete(paragraph: &Paragraph, value: &mut Value) {
    for (place, proposal) in paragraph.proposals.iter().enumerate() {
        if proposal.withdrawn {
            value["proposals"][place]["withdrawn"] = json!(true);
        }
    }
    for (place, vote) in paragraph.votes.iter().enumerate() {
        for (name, fact) in facts(vote) {
            value["votes"][place][name] = fact;
        }
    }
    for (place, item) in paragraph.items.iter().enumerate() {
        complete(item, &mut value["items"][place]);
    }
}

/// What the minutes document does not tell of a vote.
fn facts(vote: &Vote) -> Vec<(&'static str, Value)> {
    [
        ("about", vote.about.write()),
        ("secret", vote.secret.write()),
        ("majority", vote.majority.write()),
        ("candidates", vote.candidates.write()),
        ("lot", vote.lot.write()),
        ("result", vote.result.write()),
    ]
    .into_iter()
    .filter(|(_, fact)| !fact.is_null() && fact.as_array().is_none_or(|held| !held.is_empty()))
    .collect()
}
