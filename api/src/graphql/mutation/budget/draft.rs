//! What a version of a budget is to hold, as asked for.

use super::address;
use crate::graphql::codes;
use crate::graphql::mutation::input::{invalid, optional, text, texts};
use crate::graphql::scalar::{Date, Ore};
use application::budget::{
    Draft, Giver, NewContribution, NewEquity, NewIncome, NewLine, NewSuspension,
};
use async_graphql::{InputObject, Result};
use domain::budget::Span;
use domain::money;

/// Most rows of a kind that a version takes.
const MOST: usize = 1000;

/// A contribution. Give one of `party`, `member` and `other`.
#[derive(InputObject, Debug)]
pub struct BudgetContributionInput {
    /// The budget year or a plan year; the budget year where left out.
    pub year: Option<i32>,
    /// A party, its members together.
    pub party: Option<codes::FundingParty>,
    /// A member: its name as an address, or its id.
    pub member: Option<String>,
    /// Somebody who is no member, by name: noted as NON_MEMBER_CONTRIBUTION.
    pub other: Option<String>,
    /// What it is; the statutory share where left out.
    pub kind: Option<codes::ContributionKind>,
    /// The amount; not known where left out.
    pub amount: Option<Ore>,
}

/// Income outside the split.
#[derive(InputObject, Debug)]
pub struct BudgetIncomeInput {
    /// The budget year or a plan year; the budget year where left out.
    pub year: Option<i32>,
    /// Where it comes from.
    pub source: codes::IncomeSource,
    /// What it is.
    pub text: String,
    /// The amount; not known where left out.
    pub amount: Option<Ore>,
}

/// What a line waits for.
#[derive(InputObject, Debug)]
pub struct BudgetSuspensionInput {
    /// The event, as the decision words it.
    pub event: String,
    /// What else must hold.
    pub condition: Option<String>,
    /// The first day of the part of the line that waits; all of the line where left out.
    pub from: Option<Date>,
    /// The last day of that part.
    pub until: Option<Date>,
}

/// A line: an activity with its cost.
#[derive(InputObject, Debug)]
pub struct BudgetLineInput {
    /// The activity.
    pub activity: String,
    /// The first day; with `until` left out as well, the whole budget year.
    pub from: Option<Date>,
    /// The last day, in the same calendar year.
    pub until: Option<Date>,
    /// The cost; not known where left out.
    pub amount: Option<Ore>,
    /// What is expected of it.
    pub expected_outcome: Option<String>,
    /// What it waits for; carried out with the budget where left out.
    pub suspended: Option<BudgetSuspensionInput>,
}

/// Equity in a year.
#[derive(InputObject, Debug)]
pub struct EquityMoveInput {
    /// The budget year or a plan year; the budget year where left out.
    pub year: Option<i32>,
    /// Taken out to pay for the year; not known where left out.
    pub drawn: Option<Ore>,
    /// Put to equity; not known where left out.
    pub added: Option<Ore>,
}

/// What a version of a budget holds. What is left out is not known, never zero.
#[derive(InputObject, Debug)]
pub struct BudgetDraft {
    /// The last plan year; the plan is for three years, the budget year first.
    pub last_year: Option<i32>,
    /// The day of the proposal, not after today; today where left out.
    pub proposed_on: Option<Date>,
    /// Contributions of parties and members.
    pub contributions: Option<Vec<BudgetContributionInput>>,
    /// Income outside the split.
    pub other_income: Option<Vec<BudgetIncomeInput>>,
    /// Lines.
    pub lines: Option<Vec<BudgetLineInput>>,
    /// Equity in and out, one row a year.
    pub equity: Option<Vec<EquityMoveInput>>,
    /// Goals for the activities.
    pub goals: Option<Vec<String>>,
    /// How a revision or a supplement is paid for, as its decision words it.
    pub funding: Option<String>,
}

/// An amount that is no debt.
pub(super) fn amount(field: &str, held: Option<Ore>) -> Result<Option<money::Ore>> {
    match held {
        Some(Ore(held)) if held < money::Ore::ZERO => Err(invalid(field, "must be 0 or more")),
        held => Ok(held.map(|Ore(held)| held)),
    }
}

/// Both days or none.
fn span(field: &str, from: Option<Date>, until: Option<Date>) -> Result<Option<Span>> {
    match (from, until) {
        (None, None) => Ok(None),
        (Some(Date(from)), Some(Date(until))) => Ok(Some(Span { from, until })),
        _ => Err(invalid(field, "give both days or none")),
    }
}

fn few<T>(field: &str, held: Option<&Vec<T>>) -> Result<()> {
    match held.map_or(0, Vec::len) {
        0..=MOST => Ok(()),
        _ => Err(invalid(field, format!("give {MOST} at the most"))),
    }
}

/// A version as asked for.
pub(super) fn read(draft: &BudgetDraft) -> Result<Draft> {
    few("content.contributions", draft.contributions.as_ref())?;
    few("content.otherIncome", draft.other_income.as_ref())?;
    few("content.lines", draft.lines.as_ref())?;
    few("content.equity", draft.equity.as_ref())?;
    few("content.goals", draft.goals.as_ref())?;
    let contributions = draft.contributions.iter().flatten().enumerate();
    let income = draft.other_income.iter().flatten().enumerate();
    let income = income.map(|(place, held)| {
        let field = |name: &str| format!("content.otherIncome.{place}.{name}");
        Ok(NewIncome {
            year: held.year,
            source: held.source.into(),
            text: text(&field("text"), &held.text)?,
            amount: amount(&field("amount"), held.amount)?,
        })
    });
    let lines = draft.lines.iter().flatten().enumerate();
    let equity = draft.equity.iter().flatten().enumerate();
    let equity = equity.map(|(place, held)| {
        let field = |name: &str| format!("content.equity.{place}.{name}");
        Ok(NewEquity {
            year: held.year,
            drawn: amount(&field("drawn"), held.drawn)?,
            added: amount(&field("added"), held.added)?,
        })
    });
    Ok(Draft {
        last_year: draft.last_year,
        on: draft.proposed_on.map(|day| day.0),
        contributions: contributions
            .map(|(place, held)| contribution(place, held))
            .collect::<Result<_>>()?,
        other_income: income.collect::<Result<_>>()?,
        lines: lines
            .map(|(place, held)| line(place, held))
            .collect::<Result<_>>()?,
        equity: equity.collect::<Result<_>>()?,
        goals: texts("content.goals", draft.goals.as_ref())?,
        funding: optional("content.funding", draft.funding.as_ref())?,
    })
}

fn contribution(place: usize, held: &BudgetContributionInput) -> Result<NewContribution> {
    let field = |name: &str| format!("content.contributions.{place}.{name}");
    let giver = match (held.party, &held.member, &held.other) {
        (Some(party), None, None) => Giver::Party(party.into()),
        (None, Some(member), None) => Giver::Member(address(&field("member"), member)?),
        (None, None, Some(other)) => Giver::Other(text(&field("other"), other)?),
        _ => {
            return Err(invalid(
                &format!("content.contributions.{place}"),
                "give one of party, member and other",
            ));
        }
    };
    Ok(NewContribution {
        year: held.year,
        giver,
        kind: held
            .kind
            .unwrap_or(codes::ContributionKind::Statutory)
            .into(),
        amount: amount(&field("amount"), held.amount)?,
    })
}

fn line(place: usize, held: &BudgetLineInput) -> Result<NewLine> {
    let field = |name: &str| format!("content.lines.{place}.{name}");
    let suspension = held.suspended.as_ref().map(|waits| {
        Ok::<_, async_graphql::Error>(NewSuspension {
            event: text(&field("suspended.event"), &waits.event)?,
            condition: optional(&field("suspended.condition"), waits.condition.as_ref())?,
            period: span(&field("suspended.until"), waits.from, waits.until)?,
        })
    });
    Ok(NewLine {
        activity: text(&field("activity"), &held.activity)?,
        period: span(&field("until"), held.from, held.until)?,
        amount: amount(&field("amount"), held.amount)?,
        expected_outcome: optional(&field("expectedOutcome"), held.expected_outcome.as_ref())?,
        suspension: suspension.transpose()?,
    })
}
