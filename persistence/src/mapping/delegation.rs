//! Delegations and their rows.

use crate::codes::Code;
use crate::entity::{delegated_decision, delegation};
use crate::fault::corrupt;
use crate::mapping::number;
use application::error::StorageError;
use domain::attendance::PersonRef;
use domain::delegation::{Delegate, DelegatedDecision, Delegation, Revocation, RunningNumber};
use domain::id::{
    DecisionId, DelegatedDecisionId, DelegationId, OrganisationId, ParagraphId, PersonId,
};
use domain::money::Ore;

/// An amount from a column that may be empty.
pub(crate) fn ore(what: &'static str, held: Option<i64>) -> Result<Option<Ore>, StorageError> {
    held.map(|held| Ore::new(held).ok_or_else(|| corrupt(what, "too many öre")))
        .transpose()
}

/// The row of a delegation.
pub(crate) fn delegation_row(held: &Delegation) -> delegation::Model {
    let person = held.delegate.person.as_ref();
    delegation::Model {
        id: held.id.uuid(),
        owner_id: held.association.uuid(),
        granted_by: held.granted_by.uuid(),
        matters: held.matters.clone(),
        kind: held.kind.to_code().to_owned(),
        delegate_kind: held.delegate.kind.to_code().to_owned(),
        delegate_role: held.delegate.role.clone(),
        person_id: person.map(|person| person.id.uuid()),
        person_name: person.map(|person| person.name.clone()),
        amount_limit: held.limit.map(Ore::get),
        valid_from: held.from,
        valid_until: held.until,
        revoked_by: held.revocation.map(|held| held.by.uuid()),
        revoked_on: held.revocation.map(|held| held.on),
    }
}

/// A delegation from its row.
pub(crate) fn delegation_of(row: delegation::Model) -> Result<Delegation, StorageError> {
    let person = row.person_id.zip(row.person_name);
    let revoked = row.revoked_by.zip(row.revoked_on);
    Ok(Delegation {
        id: DelegationId::from_uuid(row.id),
        association: OrganisationId::from_uuid(row.owner_id),
        granted_by: DecisionId::from_uuid(row.granted_by),
        matters: row.matters,
        kind: Code::read("delegation.kind", &row.kind)?,
        delegate: Delegate {
            kind: Code::read("delegation.delegate_kind", &row.delegate_kind)?,
            role: row.delegate_role,
            person: person.map(|(id, name)| PersonRef {
                id: PersonId::from_uuid(id),
                name,
            }),
        },
        limit: ore("delegation.amount_limit", row.amount_limit)?,
        from: row.valid_from,
        until: row.valid_until,
        revocation: revoked.map(|(by, on)| Revocation {
            by: DecisionId::from_uuid(by),
            on,
        }),
    })
}

/// The row of a delegated decision. Its key orders by year and number, of whatever association.
pub(crate) fn decision_row(
    owner: OrganisationId,
    held: &DelegatedDecision,
) -> delegated_decision::Model {
    let RunningNumber { year, number } = held.number;
    delegated_decision::Model {
        id: held.id.uuid(),
        delegation_id: held.delegation.uuid(),
        owner_id: owner.uuid(),
        year,
        number: i64::from(number),
        decided_on: held.decided_on,
        person_id: held.decided_by.id.uuid(),
        person_name: held.decided_by.name.clone(),
        text: held.text.clone(),
        amount: held.amount.map(Ore::get),
        reported_in: held.reported_in.map(|id| id.uuid()),
        sort_key: format!("{year:05}/{number:010}/{}", held.id.uuid().simple()),
    }
}

/// A delegated decision from its row.
pub(crate) fn decision_of(
    row: delegated_decision::Model,
) -> Result<DelegatedDecision, StorageError> {
    Ok(DelegatedDecision {
        id: DelegatedDecisionId::from_uuid(row.id),
        delegation: DelegationId::from_uuid(row.delegation_id),
        number: RunningNumber {
            year: row.year,
            number: number("delegated_decision.number", row.number)?,
        },
        decided_on: row.decided_on,
        decided_by: PersonRef {
            id: PersonId::from_uuid(row.person_id),
            name: row.person_name,
        },
        text: row.text,
        amount: ore("delegated_decision.amount", row.amount)?,
        reported_in: row.reported_in.map(ParagraphId::from_uuid),
    })
}
