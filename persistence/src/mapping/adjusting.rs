//! What is kept as JSON of a unit of adjustment: its signatures, and the decision by which the body adjusted it itself.

use super::details::{from_json, to_json};
use crate::codes::Coded;
use crate::fault::corrupt;
use application::error::StorageError;
use chrono::{DateTime, Utc};
use domain::Date;
use domain::adjustment::{
    BoardAdjustment, PreventedSigner, Prevention, Signature, SigningMethod, SigningRole,
};
use domain::attendance::PersonRef;
use domain::id::{DecisionId, MeetingId, PersonId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SignatureJson {
    person: Uuid,
    name: String,
    role: Coded<SigningRole>,
    method: Coded<SigningMethod>,
    on: Date,
    at: String,
    assurance: Option<String>,
    authenticated_at: Option<String>,
    digest: String,
}

/// Signatures as a column holds them; nothing where there are none.
pub(crate) fn signatures_json(signatures: &[Signature]) -> Result<Option<Value>, StorageError> {
    if signatures.is_empty() {
        return Ok(None);
    }
    let parts: Vec<SignatureJson> = signatures
        .iter()
        .map(|part| SignatureJson {
            person: part.by.id.uuid(),
            name: part.by.name.clone(),
            role: Coded(part.role),
            method: Coded(part.method),
            on: part.on,
            at: application::journal::moment(part.at),
            assurance: part.assurance.clone(),
            authenticated_at: part.authenticated_at.map(application::journal::moment),
            digest: part.digest.clone(),
        })
        .collect();
    to_json("adjustment_unit.signatures", &parts).map(Some)
}

fn moment(text: &str) -> Result<DateTime<Utc>, StorageError> {
    text.parse()
        .map_err(|error| corrupt("adjustment_unit.signatures", error))
}

/// The signatures that a column holds.
pub(crate) fn signatures(json: Option<Value>) -> Result<Vec<Signature>, StorageError> {
    let Some(json) = json else {
        return Ok(Vec::new());
    };
    let parts: Vec<SignatureJson> = from_json("adjustment_unit.signatures", json)?;
    parts
        .into_iter()
        .map(|part| {
            Ok(Signature {
                by: PersonRef {
                    id: PersonId::from_uuid(part.person),
                    name: part.name,
                },
                role: part.role.0,
                method: part.method.0,
                on: part.on,
                at: moment(&part.at)?,
                assurance: part.assurance,
                authenticated_at: part.authenticated_at.as_deref().map(moment).transpose()?,
                digest: part.digest,
            })
        })
        .collect()
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PreventedJson {
    person: Uuid,
    name: String,
    role: Coded<SigningRole>,
    reason: Coded<Prevention>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BoardAdjustmentJson {
    meeting: Uuid,
    decision: Uuid,
    number: Option<u32>,
    on: Date,
    instead_of: Vec<PreventedJson>,
    digest: String,
}

/// Adjustment by the body as a column holds it; nothing where there was none.
pub(crate) fn board_adjustment_json(
    held: Option<&BoardAdjustment>,
) -> Result<Option<Value>, StorageError> {
    let Some(held) = held else {
        return Ok(None);
    };
    let absent = held.instead_of.iter().map(|absent| PreventedJson {
        person: absent.person.id.uuid(),
        name: absent.person.name.clone(),
        role: Coded(absent.role),
        reason: Coded(absent.reason),
    });
    let json = BoardAdjustmentJson {
        meeting: held.meeting.uuid(),
        decision: held.decision.uuid(),
        number: held.number,
        on: held.on,
        instead_of: absent.collect(),
        digest: held.digest.clone(),
    };
    to_json("adjustment_unit.by_board", &json).map(Some)
}

/// The adjustment by the body that a column holds.
pub(crate) fn board_adjustment(
    json: Option<Value>,
) -> Result<Option<BoardAdjustment>, StorageError> {
    let Some(json) = json else {
        return Ok(None);
    };
    let held: BoardAdjustmentJson = from_json("adjustment_unit.by_board", json)?;
    let absent = held.instead_of.into_iter().map(|absent| PreventedSigner {
        person: PersonRef {
            id: PersonId::from_uuid(absent.person),
            name: absent.name,
        },
        role: absent.role.0,
        reason: absent.reason.0,
    });
    Ok(Some(BoardAdjustment {
        meeting: MeetingId::from_uuid(held.meeting),
        decision: DecisionId::from_uuid(held.decision),
        number: held.number,
        on: held.on,
        instead_of: absent.collect(),
        digest: held.digest,
    }))
}
