//! Budgets and their rows.

use crate::codes::Code;
use crate::entity::{budget, budget_contribution, budget_line, budget_paper, budget_version};
use crate::fault::corrupt;
use crate::mapping::delegation::ore;
use crate::mapping::{number, ordinal};
use application::budget::{
    read_equity, read_execution, read_goals, read_income, read_paper, write_equity,
    write_execution, write_goals, write_income, write_paper,
};
use application::error::StorageError;
use domain::budget::{
    Adoption, Budget, Content, Contribution, Contributor, Line, Paper, Span, Version,
};
use domain::id::{BudgetId, BudgetLineId, DecisionId, OrganisationId};
use domain::money::Ore;
use uuid::Uuid;

/// The row of a budget. Its key orders by year, of whatever association.
pub(crate) fn budget_row(held: &Budget) -> budget::Model {
    budget::Model {
        id: held.id.uuid(),
        owner_id: held.association.uuid(),
        year: held.year,
        sort_key: format!("{:05}/{}", held.year, held.id.uuid().simple()),
    }
}

/// A budget from its row, without papers and versions.
pub(crate) fn budget_of(row: &budget::Model) -> Result<Budget, StorageError> {
    let association = OrganisationId::from_uuid(row.owner_id);
    Budget::try_new(BudgetId::from_uuid(row.id), association, row.year)
        .map_err(|misfit| corrupt("budget", misfit))
}

/// The row of a paper in its place.
pub(crate) fn paper_row(budget: BudgetId, place: usize, held: &Paper) -> budget_paper::Model {
    budget_paper::Model {
        budget_id: budget.uuid(),
        place: ordinal(place),
        decision_id: held.decision().map(DecisionId::uuid),
        meeting_id: held.meeting().map(|id| id.uuid()),
        details: write_paper(held),
    }
}

/// A paper from its row.
pub(crate) fn paper_of(row: &budget_paper::Model) -> Result<Paper, StorageError> {
    read_paper("budget_paper.details", &row.details)
}

/// Whose version it is, and of which year.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) owner: OrganisationId,
    pub(crate) budget: BudgetId,
    pub(crate) year: i32,
}

/// The rows of a version: itself, its contributions and its lines.
pub(crate) fn version_rows(
    at: Place,
    held: &Version,
) -> (
    budget_version::Model,
    Vec<budget_contribution::Model>,
    Vec<budget_line::Model>,
) {
    let (owner_id, budget_id) = (at.owner.uuid(), at.budget.uuid());
    let number = i64::from(held.number);
    let adoption = held.adoption.as_ref();
    let content = &held.content;
    let version = budget_version::Model {
        budget_id,
        number,
        owner_id,
        kind: held.kind.to_code().to_owned(),
        proposed_on: held.proposed_on,
        last_year: held.last_year,
        other_income: write_income(&content.other_income),
        equity: write_equity(&content.equity),
        goals: write_goals(&content.goals),
        funding: held.funding.clone(),
        decision_id: adoption.map(|held| held.decision.uuid()),
        approved_on: adoption.map(|held| held.on),
        quorum: adoption.map(|held| held.quorum.to_code().to_owned()),
        open: adoption.and_then(|held| held.open),
        announced: adoption.and_then(|held| held.announced),
        announced_on: adoption.and_then(|held| held.announced_on),
    };
    let contributions = content.contributions.iter().enumerate();
    let contributions = contributions.map(|(place, given)| budget_contribution::Model {
        budget_id,
        number,
        place: ordinal(place),
        owner_id,
        year: given.year,
        planned: given.year != at.year,
        organisation_id: given.contributor.member().map(OrganisationId::uuid),
        party: given
            .contributor
            .party()
            .map(|party| party.to_code().to_owned()),
        other: match &given.contributor {
            Contributor::Other(name) => Some(name.clone()),
            _ => None,
        },
        kind: given.kind.to_code().to_owned(),
        amount: given.amount.map(Ore::get),
        sort_key: format!(
            "{:05}/{}/{number:05}/{place:05}",
            given.year,
            budget_id.simple()
        ),
    });
    let lines = content.lines.iter().enumerate();
    let lines = lines.map(|(place, line)| budget_line::Model {
        id: line.id.uuid(),
        budget_id,
        number,
        place: ordinal(place),
        activity: line.activity.clone(),
        starts_on: line.period.from,
        ends_on: line.period.until,
        amount: line.amount.map(Ore::get),
        expected_outcome: line.expected_outcome.clone(),
        execution: write_execution(&line.execution),
    });
    (version, contributions.collect(), lines.collect())
}

/// A version from its row, without contributions and lines.
pub(crate) fn version_of(row: &budget_version::Model) -> Result<Version, StorageError> {
    let approved = row.decision_id.zip(row.approved_on);
    let adoption = match approved.zip(row.quorum.as_deref()) {
        None => None,
        Some(((decision, on), quorum)) => Some(Adoption {
            decision: DecisionId::from_uuid(decision),
            on,
            quorum: Code::read("budget_version.quorum", quorum)?,
            open: row.open,
            announced: row.announced,
            announced_on: row.announced_on,
        }),
    };
    Ok(Version {
        number: number("budget_version.number", row.number)?,
        kind: Code::read("budget_version.kind", &row.kind)?,
        proposed_on: row.proposed_on,
        last_year: row.last_year,
        content: Content {
            other_income: read_income("budget_version.other_income", &row.other_income)?,
            equity: read_equity("budget_version.equity", &row.equity)?,
            goals: read_goals("budget_version.goals", &row.goals)?,
            ..Content::default()
        },
        funding: row.funding.clone(),
        adoption,
    })
}

/// A contribution from its row.
pub(crate) fn contribution_of(
    row: &budget_contribution::Model,
) -> Result<Contribution, StorageError> {
    let party = Code::read_optional("budget_contribution.party", row.party.as_deref())?;
    let contributor = match (row.organisation_id, party, &row.other) {
        (Some(id), party, _) => Contributor::Member(OrganisationId::from_uuid(id), party),
        (None, Some(party), _) => Contributor::Party(party),
        (None, None, Some(name)) => Contributor::Other(name.clone()),
        (None, None, None) => return Err(corrupt("budget_contribution", "it is nobody's")),
    };
    Ok(Contribution {
        year: row.year,
        contributor,
        kind: Code::read("budget_contribution.kind", &row.kind)?,
        amount: ore("budget_contribution.amount", row.amount)?,
    })
}

/// A line from its row.
pub(crate) fn line_of(row: &budget_line::Model) -> Result<Line, StorageError> {
    Ok(Line {
        id: BudgetLineId::from_uuid(row.id),
        activity: row.activity.clone(),
        period: Span {
            from: row.starts_on,
            until: row.ends_on,
        },
        amount: ore("budget_line.amount", row.amount)?,
        expected_outcome: row.expected_outcome.clone(),
        execution: read_execution("budget_line.execution", &row.execution)?,
    })
}

/// A version as its rows are told apart: the budget and the number.
pub(crate) type VersionKey = (Uuid, i64);
