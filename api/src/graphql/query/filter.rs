//! What lists can be narrowed by.

use crate::graphql::scalar::Date;
use crate::graphql::viewing::Viewing;
use crate::graphql::{codes, fail};
use application::error::AppError;
use application::{budget, read, search};
use async_graphql::{Error, ID, InputObject, Result};
use domain::id::{BodyId, MeetingId, OrganisationId};
use domain::name::{Slug, fold};

/// Which meetings.
#[derive(InputObject, Debug, Clone, Default)]
pub struct MeetingFilter {
    /// In the records of this organisation: its name as an address, or its id.
    organisation: Option<String>,
    /// Of this body: its id.
    body: Option<ID>,
    /// On this day or later; undated ones are left out.
    from: Option<Date>,
    /// On this day or earlier; undated ones are left out.
    to: Option<Date>,
    /// With minutes that stand so today.
    status: Option<codes::MinutesStatus>,
}

/// Which decisions.
#[derive(InputObject, Debug, Clone, Default)]
pub struct DecisionFilter {
    /// With all of these words in the decision or its heading, in any inflection.
    text: Option<String>,
    /// In the records of this organisation: its name as an address, or its id.
    organisation: Option<String>,
    /// That concern this organisation: its name as an address, or its id.
    concerns: Option<String>,
    /// Of this body: its id.
    body: Option<ID>,
    /// Of this meeting: its id.
    meeting: Option<ID>,
    /// Of this kind.
    kind: Option<codes::DecisionKind>,
    /// Of any of these kinds.
    kinds: Option<Vec<codes::DecisionKind>>,
    /// On this day or later; undated ones are left out.
    from: Option<Date>,
    /// On this day or earlier; undated ones are left out.
    to: Option<Date>,
    /// Only those that wait for something.
    pending: Option<bool>,
}

/// Which assignments.
#[derive(InputObject, Debug, Clone, Default)]
pub struct AssignmentFilter {
    /// In the records of this organisation: its name as an address, or its id.
    organisation: Option<String>,
    /// Of this body: its id.
    body: Option<ID>,
    /// Given to this person, office or body, as printed.
    assignee: Option<String>,
    /// Standing so.
    status: Option<codes::AssignmentStatus>,
    /// Due on this day or later.
    due_from: Option<Date>,
    /// Due on this day or earlier.
    due_to: Option<Date>,
}

/// Which delegated decisions.
#[derive(InputObject, Debug, Clone, Default)]
pub struct DelegatedDecisionFilter {
    /// Of this association: its name as an address, or its id.
    organisation: Option<String>,
    /// Reported to the board, or not yet.
    reported: Option<bool>,
    /// Taken on this day or later.
    from: Option<Date>,
    /// Taken on this day or earlier.
    to: Option<Date>,
}

/// Which budgets.
#[derive(InputObject, Debug, Clone, Default)]
pub struct BudgetFilter {
    /// Of this association: its name as an address, or its id.
    organisation: Option<String>,
    /// Of this year.
    year: Option<i32>,
    /// Of this year or later.
    from: Option<i32>,
    /// Of this year or earlier.
    to: Option<i32>,
}

/// Which contributions.
#[derive(InputObject, Debug, Clone, Default)]
pub struct ContributionFilter {
    /// To this association: its name as an address, or its id.
    organisation: Option<String>,
    /// By this member: its name as an address, or its id.
    member: Option<String>,
    /// By this party or one of its members.
    party: Option<codes::FundingParty>,
    /// Of this year or later.
    from: Option<i32>,
    /// Of this year or earlier.
    to: Option<i32>,
}

/// Which organisations.
#[derive(InputObject, Debug, Clone, Default)]
pub struct OrganisationFilter {
    /// Of this kind.
    kind: Option<codes::OrganisationKind>,
}

/// How an organisation was named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// By id.
    Id(OrganisationId),
    /// By name as an address.
    Slug(Slug),
    /// By nothing that could be either.
    Nothing,
}

/// Reads the name of an organisation.
pub fn named(text: &str) -> Named {
    if let Ok(id) = OrganisationId::parse(text) {
        return Named::Id(id);
    }
    Slug::parse(text).map_or(Named::Nothing, Named::Slug)
}

/// The terms of a search.
///
/// # Errors
/// `INVALID_VALUE` for a text of more than 500 characters.
pub fn terms(text: &str) -> Result<Vec<String>, Error> {
    if text.chars().count() > 500 {
        return Err(fail(&AppError::invalid("text", "more than 500 characters")));
    }
    Ok(search::terms(text))
}

/// `Err(())` where the named organisation is none that the viewer may know of: then nothing can match.
pub async fn owner(
    named_as: Option<String>,
    view: &Viewing,
) -> Result<Result<Option<OrganisationId>, ()>> {
    let Some(text) = named_as else {
        return Ok(Ok(None));
    };
    let found = match named(&text) {
        Named::Id(id) => view.one(id).await?,
        Named::Slug(slug) => {
            let found = view.read().organisation_by_slug(&slug, view.see()).await;
            found.map_err(|error| fail(&error.into()))?
        }
        Named::Nothing => None,
    };
    Ok(found.map(|organisation| Some(organisation.id)).ok_or(()))
}

fn body(id: Option<ID>) -> Result<Option<BodyId>> {
    id.map(|id| BodyId::parse(&id))
        .transpose()
        .map_err(|error| fail(&AppError::invalid("filter.body", error.to_string())))
}

/// The filter of meetings; `None` where nothing can match.
pub async fn meetings(
    filter: MeetingFilter,
    view: &Viewing,
) -> Result<Option<read::MeetingFilter>> {
    let Ok(organisation) = owner(filter.organisation, view).await? else {
        return Ok(None);
    };
    Ok(Some(read::MeetingFilter {
        organisation,
        body: body(filter.body)?,
        from: filter.from.map(|date| date.0),
        to: filter.to.map(|date| date.0),
        status: filter.status.map(|status| (status.into(), view.today())),
    }))
}

/// The filter of decisions; `None` where nothing can match.
pub async fn decisions(
    filter: DecisionFilter,
    view: &Viewing,
) -> Result<Option<read::DecisionFilter>> {
    let (Ok(organisation), Ok(concerns)) = (
        owner(filter.organisation, view).await?,
        owner(filter.concerns, view).await?,
    ) else {
        return Ok(None);
    };
    let kinds = filter.kinds.into_iter().flatten().chain(filter.kind);
    Ok(Some(read::DecisionFilter {
        organisation,
        concerns,
        body: body(filter.body)?,
        meeting: filter
            .meeting
            .map(|id| super::id("filter.meeting", &id, MeetingId::parse))
            .transpose()?,
        kinds: kinds.map(Into::into).collect(),
        from: filter.from.map(|date| date.0),
        to: filter.to.map(|date| date.0),
        terms: filter.text.as_deref().map(terms).transpose()?,
        pending: filter.pending.unwrap_or(false),
    }))
}

/// The filter of assignments; `None` where nothing can match.
pub async fn assignments(
    filter: AssignmentFilter,
    view: &Viewing,
) -> Result<Option<read::AssignmentFilter>> {
    let Ok(organisation) = owner(filter.organisation, view).await? else {
        return Ok(None);
    };
    Ok(Some(read::AssignmentFilter {
        organisation,
        body: body(filter.body)?,
        assignee: filter.assignee.map(|name| fold(&name)),
        status: filter.status.map(Into::into),
        due_from: filter.due_from.map(|date| date.0),
        due_to: filter.due_to.map(|date| date.0),
    }))
}

/// The filter of delegated decisions; `None` where nothing can match.
pub async fn delegated(
    filter: DelegatedDecisionFilter,
    view: &Viewing,
) -> Result<Option<read::DelegatedFilter>> {
    let Ok(organisation) = owner(filter.organisation, view).await? else {
        return Ok(None);
    };
    Ok(Some(read::DelegatedFilter {
        organisation,
        reported: filter.reported,
        from: filter.from.map(|date| date.0),
        to: filter.to.map(|date| date.0),
    }))
}

/// The filter of budgets; `None` where nothing can match.
pub async fn budgets(filter: BudgetFilter, view: &Viewing) -> Result<Option<budget::BudgetFilter>> {
    let Ok(organisation) = owner(filter.organisation, view).await? else {
        return Ok(None);
    };
    Ok(Some(budget::BudgetFilter {
        organisation,
        from: filter.from.max(filter.year),
        to: match (filter.to, filter.year) {
            (Some(to), Some(year)) => Some(to.min(year)),
            (to, year) => to.or(year),
        },
    }))
}

/// The filter of contributions; `None` where nothing can match.
pub async fn contributions(
    filter: ContributionFilter,
    view: &Viewing,
) -> Result<Option<budget::ContributionFilter>> {
    let (Ok(organisation), Ok(member)) = (
        owner(filter.organisation, view).await?,
        owner(filter.member, view).await?,
    ) else {
        return Ok(None);
    };
    Ok(Some(budget::ContributionFilter {
        organisation,
        member,
        party: filter.party.map(Into::into),
        from: filter.from,
        to: filter.to,
    }))
}

/// The filter of organisations.
pub fn organisations(filter: OrganisationFilter) -> read::OrganisationFilter {
    read::OrganisationFilter {
        kind: filter.kind.map(Into::into),
    }
}

/// The order of meetings.
pub const fn meeting_order(order: codes::MeetingOrder) -> read::MeetingOrder {
    match order {
        codes::MeetingOrder::DateDesc => read::MeetingOrder::DateDescending,
        codes::MeetingOrder::DateAsc => read::MeetingOrder::DateAscending,
    }
}

/// The order of decisions.
pub const fn decision_order(order: codes::DecisionOrder) -> read::DecisionOrder {
    match order {
        codes::DecisionOrder::DateDesc => read::DecisionOrder::DateDescending,
        codes::DecisionOrder::DateAsc => read::DecisionOrder::DateAscending,
        codes::DecisionOrder::Relevance => read::DecisionOrder::Relevance,
    }
}

/// The order of assignments.
pub const fn assignment_order(order: codes::AssignmentOrder) -> read::AssignmentOrder {
    match order {
        codes::AssignmentOrder::GivenDesc => read::AssignmentOrder::GivenDescending,
        codes::AssignmentOrder::GivenAsc => read::AssignmentOrder::GivenAscending,
        codes::AssignmentOrder::DueAsc => read::AssignmentOrder::DueAscending,
    }
}
