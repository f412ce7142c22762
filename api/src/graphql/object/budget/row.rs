//! What stands in a version: contributions, other income, lines, equity, and what a year adds up to.

use super::{Budget, BudgetVersion, Whole};
use crate::graphql::codes;
use crate::graphql::object::Organisation;
use crate::graphql::scalar::{Date, Ore};
use crate::graphql::viewing::viewing;
use application::budget::HeldContribution;
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use domain::budget::{
    self as held, Contribution, Contributor, Execution, LineState, Sum, Suspension, YearSums,
};
use domain::money;
use std::sync::Arc;

fn formatted(amount: Option<money::Ore>) -> Option<String> {
    amount.map(|amount| amount.to_string())
}

/// What somebody contributes in a year by a version of a budget (bidrag).
#[derive(Debug, Clone)]
pub struct BudgetContribution {
    whole: Arc<Whole>,
    number: u32,
    place: usize,
}

impl BudgetContribution {
    pub(super) fn of(whole: &Arc<Whole>, number: u32, place: usize) -> Option<Self> {
        let version = whole.held.budget.version(number)?;
        version.content.contributions.get(place)?;
        Some(Self {
            whole: Arc::clone(whole),
            number,
            place,
        })
    }

    /// Contributions as listed, in the same order, each with its key.
    pub async fn all(
        context: &Context<'_>,
        listed: Vec<(HeldContribution, String)>,
    ) -> Result<Vec<(Self, String)>> {
        let ids = listed.iter().map(|(held, _)| held.budget);
        let budgets = Budget::many(context, ids).await?;
        let of = |(held, key): (HeldContribution, String)| {
            let budget = budgets.get(&held.budget)?;
            Some((Self::of(&budget.0, held.number, held.place)?, key))
        };
        Ok(listed.into_iter().filter_map(of).collect())
    }

    fn held(&self) -> Option<&Contribution> {
        let version = self.whole.held.budget.version(self.number)?;
        version.content.contributions.get(self.place)
    }

    /// What all contribute in the year, where every amount is known.
    fn all_together(&self) -> Option<money::Ore> {
        let version = self.whole.held.budget.version(self.number)?;
        let sums = version.content.year(self.held()?.year).ok()?;
        sums.contributions.total()
    }
}

/// What somebody contributes in a year by a version of a budget (bidrag).
///
/// Lag (2003:1210) 5 and 6 §§.
#[Object]
impl BudgetContribution {
    /// The budget year or a plan year.
    async fn year(&self) -> Option<i32> {
        Some(self.held()?.year)
    }

    /// The party that it counts under; null for one of somebody who is no member, or a member of unknown kind.
    async fn party(&self) -> Option<codes::FundingParty> {
        Some(self.held()?.contributor.party()?.into())
    }

    /// The member; null for a party together, for who is no member, and where the viewer may not know of it.
    async fn member(&self, context: &Context<'_>) -> Option<Result<Organisation>> {
        let member = self.held()?.contributor.member()?;
        let found = viewing(context).one(member).await;
        found.map(|held| held.map(Organisation)).transpose()
    }

    /// Who contributes without being a member, by name.
    async fn other(&self) -> Option<String> {
        match &self.held()?.contributor {
            Contributor::Other(name) => Some(self.whole.shown(name)),
            _ => None,
        }
    }

    /// What it is.
    async fn kind(&self) -> Option<codes::ContributionKind> {
        Some(self.held()?.kind.into())
    }

    /// The amount; null where not known.
    async fn amount(&self) -> Option<Ore> {
        self.held()?.amount.map(Ore)
    }

    /// The amount in Swedish form.
    async fn amount_formatted(&self) -> Option<String> {
        formatted(self.held()?.amount)
    }

    /// What all contribute in the year; null where an amount is not known.
    async fn total(&self) -> Option<Ore> {
        self.all_together().map(Ore)
    }

    /// The part of the total, from 0 to 1, for showing; `amount` and `total` are exact.
    async fn share(&self) -> Option<f64> {
        let (amount, total) = (self.held()?.amount?, self.all_together()?);
        // Below 2^53, so that both are exact as floating point.
        #[expect(clippy::cast_precision_loss, reason = "an Ore is below 2^53")]
        let share = amount.get() as f64 / total.get() as f64;
        (total > money::Ore::ZERO).then_some(share)
    }

    /// The version that it stands in, with its decision.
    async fn version(&self) -> BudgetVersion {
        BudgetVersion {
            whole: Arc::clone(&self.whole),
            number: self.number,
        }
    }
}

/// Income outside the split (övriga intäkter).
#[derive(SimpleObject, Debug, Clone)]
pub struct BudgetIncome {
    /// The budget year or a plan year.
    year: i32,
    /// Where it comes from.
    source: codes::IncomeSource,
    /// What it is.
    text: String,
    /// The amount; null where not known.
    amount: Option<Ore>,
    /// The amount in Swedish form.
    amount_formatted: Option<String>,
}

impl BudgetIncome {
    pub(super) fn of(whole: &Whole, income: &held::OtherIncome) -> Self {
        Self {
            year: income.year,
            source: income.source.into(),
            text: whole.shown(&income.text),
            amount: income.amount.map(Ore),
            amount_formatted: formatted(income.amount),
        }
    }
}

/// What a line of a budget waits for.
#[derive(SimpleObject, Debug, Clone)]
pub struct BudgetSuspension {
    /// The event, as the decision words it.
    event: String,
    /// What else must hold.
    condition: Option<String>,
    /// The first day of the part of the line that waits; null where all of it does.
    from: Option<Date>,
    /// The last day of that part.
    until: Option<Date>,
    /// The day of what settled it; null while it waits.
    settled_on: Option<Date>,
    /// What shows that; null while it waits.
    evidence: Option<String>,
}

/// A line of a budget (budgetpost).
#[derive(SimpleObject, Debug, Clone)]
pub struct BudgetLine {
    /// Address.
    id: ID,
    /// The activity.
    activity: String,
    /// The first day.
    from: Date,
    /// The last day.
    until: Date,
    /// The cost; null where not known.
    amount: Option<Ore>,
    /// The cost in Swedish form.
    amount_formatted: Option<String>,
    /// What is expected of it.
    expected_outcome: Option<String>,
    /// Whether it is carried out.
    execution: codes::BudgetExecution,
    /// What it waits or waited for; null for a line that never did.
    suspension: Option<BudgetSuspension>,
}

impl BudgetLine {
    pub(super) fn of(whole: &Whole, line: &held::Line) -> Self {
        let suspension = line.suspension();
        Self {
            id: line.id.to_string().into(),
            activity: whole.shown(&line.activity),
            from: Date(line.period.from),
            until: Date(line.period.until),
            amount: line.amount.map(Ore),
            amount_formatted: formatted(line.amount),
            expected_outcome: whole.shown_option(line.expected_outcome.as_ref()),
            execution: match &line.execution {
                Execution::Immediate => codes::BudgetExecution::Immediate,
                Execution::Suspended(held) => match held.state {
                    LineState::Waiting => codes::BudgetExecution::Suspended,
                    LineState::Released(_) => codes::BudgetExecution::Released,
                    LineState::Lapsed(_) => codes::BudgetExecution::Lapsed,
                },
            },
            suspension: suspension.map(|held| BudgetSuspension::of(whole, held)),
        }
    }
}

impl BudgetSuspension {
    fn of(whole: &Whole, held: &Suspension) -> Self {
        let settled = match &held.state {
            LineState::Waiting => None,
            LineState::Released(settled) | LineState::Lapsed(settled) => Some(settled),
        };
        Self {
            event: whole.shown(&held.event),
            condition: whole.shown_option(held.condition.as_ref()),
            from: held.period.map(|period| Date(period.from)),
            until: held.period.map(|period| Date(period.until)),
            settled_on: settled.map(|settled| Date(settled.on)),
            evidence: settled.map(|settled| whole.shown(&settled.evidence)),
        }
    }
}

/// What is taken from equity in a year, and what is put to it (eget kapital).
#[derive(SimpleObject, Debug, Clone)]
pub struct EquityMove {
    /// The budget year or a plan year.
    year: i32,
    /// Taken out to pay for the year; null where not known.
    drawn: Option<Ore>,
    /// Put to equity; null where not known.
    added: Option<Ore>,
}

impl EquityMove {
    pub(super) fn of(held: &held::EquityMove) -> Self {
        Self {
            year: held.year,
            drawn: held.drawn.map(Ore),
            added: held.added.map(Ore),
        }
    }
}

/// What a year of a budget adds up to. A sum is null where an amount in it is not known, or where nothing is stated.
#[derive(SimpleObject, Debug, Clone)]
pub struct BudgetSums {
    /// The year.
    year: i32,
    /// Contributions.
    contributions: Option<Ore>,
    /// Contributions and other income.
    income: Option<Ore>,
    /// Lines, those that wait among them.
    costs: Option<Ore>,
    /// Lines that wait.
    suspended: Option<Ore>,
    /// Taken from equity.
    equity_drawn: Option<Ore>,
    /// Put to equity.
    equity_added: Option<Ore>,
    /// Income less costs.
    result: Option<Ore>,
    /// The result in Swedish form.
    result_formatted: Option<String>,
    /// How many amounts are not known, of income, costs and equity.
    unknown_amounts: u32,
}

impl BudgetSums {
    pub(super) fn of(year: i32, sums: &YearSums) -> Self {
        let total = |sum: &Sum| sum.total().map(Ore);
        let parts = [&sums.income, &sums.costs, &sums.drawn, &sums.added];
        let unknown: usize = parts.iter().map(|sum| sum.unknown).sum();
        Self {
            year,
            contributions: total(&sums.contributions),
            income: total(&sums.income),
            costs: total(&sums.costs),
            suspended: total(&sums.suspended),
            equity_drawn: total(&sums.drawn),
            equity_added: total(&sums.added),
            result: sums.result().map(Ore),
            result_formatted: formatted(sums.result()),
            unknown_amounts: u32::try_from(unknown).unwrap_or(u32::MAX),
        }
    }
}
