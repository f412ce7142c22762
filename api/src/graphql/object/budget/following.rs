//! How a budget is kept: outcomes, forecasts and deviations, what is invoiced and paid, and equity by origin.

use super::row::BudgetLine;
use super::{Budget, BudgetVersion, Whole};
use crate::graphql::codes;
use crate::graphql::object::{Decision, Organisation, Verdict};
use crate::graphql::scalar::{Date, Ore};
use crate::graphql::viewing::viewing;
use async_graphql::{Context, Object, Result, SimpleObject};
use domain::Date as Day;
use domain::association::{Association as Register, FundingParty};
use domain::budget::{self as held, Expected, OutcomeOf, Paper, Sum, ThingProgress};
use domain::financing::equity_origin;
use domain::id::OrganisationId;
use domain::money;
use std::sync::Arc;

/// One thing in a report on the outcome.
#[derive(SimpleObject, Debug, Clone)]
pub struct BudgetOutcomeRow {
    /// The line; null for income, and for a cost that no line holds.
    line: Option<BudgetLine>,
    /// Where income outside the split comes from; null for a cost.
    source: Option<codes::IncomeSource>,
    /// What it is, for a cost that no line holds.
    text: Option<String>,
    /// Cost or income of the period, below 0 where more came back than went out; null where only a forecast is told.
    amount: Option<Ore>,
    /// What the whole year was thought to come to; null where no forecast was made.
    forecast: Option<Ore>,
    /// Why it is as it is.
    comment: Option<String>,
}

/// What things cost and brought in in a period, as the accounts told (utfall).
#[derive(SimpleObject, Debug, Clone)]
pub struct BudgetOutcome {
    /// The first day of the period.
    from: Date,
    /// The last day of the period.
    until: Date,
    /// The day on which it was told.
    on: Date,
    /// What was told.
    rows: Vec<BudgetOutcomeRow>,
    /// The decision by which the board took note of it; null where there is none, or the viewer may not know of it.
    decision: Option<Decision>,
}

/// The line, the source and the text of what an outcome is of.
type Named = (
    Option<BudgetLine>,
    Option<codes::IncomeSource>,
    Option<String>,
);

fn named(whole: &Whole, of: &OutcomeOf) -> Named {
    match of {
        OutcomeOf::Line(id) => {
            let line = whole.held.budget.line(*id);
            (
                line.map(|(_, line)| BudgetLine::of(whole, line)),
                None,
                None,
            )
        }
        OutcomeOf::Income(source) => (None, Some((*source).into()), None),
        OutcomeOf::Unbudgeted(text) => (None, None, Some(whole.shown(text))),
    }
}

impl BudgetOutcome {
    pub(super) fn of(whole: &Whole, report: &held::OutcomeReport) -> Self {
        let rows = report.rows.iter().map(|row| {
            let (line, source, text) = named(whole, &row.of);
            BudgetOutcomeRow {
                line,
                source,
                text,
                amount: row.amount.map(Ore),
                forecast: row.forecast.map(Ore),
                comment: whole.shown_option(row.comment.as_ref()),
            }
        });
        Self {
            from: Date(report.period.from),
            until: Date(report.period.until),
            on: Date(report.on),
            rows: rows.collect(),
            decision: whole.decision(report.decision),
        }
    }
}

/// How one thing of a budget goes. Nothing is worked out by time: a part of the year is never a part of the amount.
#[derive(SimpleObject, Debug, Clone)]
pub struct BudgetProgress {
    /// The line, of the version in force where it is carried on there; null for income, and for a cost that no line holds.
    line: Option<BudgetLine>,
    /// Where income outside the split comes from; null for a cost.
    source: Option<codes::IncomeSource>,
    /// What it is, for a cost that no line holds.
    text: Option<String>,
    /// What the version in force says; null where it says nothing.
    budgeted: Option<Ore>,
    /// What the outcomes that stand come to; null where nothing is told.
    outcome: Option<Ore>,
    /// The last day that is told of.
    told_until: Option<Date>,
    /// Budgeted less outcome; below 0 where the budget is exceeded.
    remaining: Option<Ore>,
    /// The last forecast for the year.
    forecast: Option<Ore>,
    /// What the year is expected to come to: its outcome once every day is told of, else the last forecast.
    expected: Option<Ore>,
    /// Whether every day is told of, so that what is expected is the outcome.
    complete: bool,
    /// How much better than budgeted the year is expected to be (avvikelse): lower costs or higher income; below 0 it is
    /// worse. Null where budget or expectation is not known.
    deviation: Option<Ore>,
    /// What was last said of it.
    comment: Option<String>,
}

impl BudgetProgress {
    fn of(whole: &Whole, progress: &ThingProgress<'_>) -> Self {
        let (line, source, text) = named(whole, &progress.of);
        Self {
            line,
            source,
            text,
            budgeted: progress.budgeted.map(Ore),
            outcome: progress.outcome.map(Ore),
            told_until: progress.told_until.map(Date),
            remaining: progress.remaining().map(Ore),
            forecast: progress.forecast.map(Ore),
            expected: progress.expected.map(|held| Ore(held.amount())),
            complete: matches!(progress.expected, Some(Expected::Outcome(_))),
            deviation: progress.deviation().map(Ore),
            comment: progress.comment.map(|comment| whole.shown(comment)),
        }
    }
}

/// What is asked of one contributor, or of a party with its members, and what has come in.
#[derive(Debug, Clone)]
pub struct ContributionProgress(held::ContributionProgress);

/// What is asked of one contributor, or of a party with its members, and what has come in.
#[Object]
impl ContributionProgress {
    /// The party that it counts under; null for a member of unknown kind and for who is no member.
    async fn party(&self) -> Option<codes::FundingParty> {
        Some(self.0.contributor.party()?.into())
    }

    /// The member; null for a party together, and where the viewer may not know of it.
    async fn member(&self, context: &Context<'_>) -> Option<Result<Organisation>> {
        member(context, &self.0.contributor).await
    }

    /// What the version in force says for the year; null where it says nothing.
    async fn budgeted(&self) -> Option<Ore> {
        self.0.budgeted.map(Ore)
    }

    /// Invoices less credits; null where none is recorded.
    async fn invoiced(&self) -> Option<Ore> {
        self.0.invoiced.map(Ore)
    }

    /// Budgeted less invoiced.
    async fn not_invoiced(&self) -> Option<Ore> {
        self.0.not_invoiced().map(Ore)
    }

    /// What was paid; null where no invoice is recorded.
    async fn paid(&self) -> Option<Ore> {
        self.0.paid.map(Ore)
    }

    /// Invoiced less paid; below 0 where too much was paid.
    async fn outstanding(&self) -> Option<Ore> {
        self.0.outstanding().map(Ore)
    }

    /// What is past its last day and not paid.
    async fn overdue(&self) -> Option<Ore> {
        self.0.overdue.map(Ore)
    }
}

async fn member(
    context: &Context<'_>,
    contributor: &held::Contributor,
) -> Option<Result<Organisation>> {
    let found = viewing(context).one(contributor.member()?).await;
    found.map(|held| held.map(Organisation)).transpose()
}

/// How a budget is kept (budgetuppföljning), by what was told up to a day.
#[derive(Debug, Clone)]
pub struct BudgetFollowUp {
    whole: Arc<Whole>,
    day: Day,
}

impl BudgetFollowUp {
    pub(super) fn of(whole: &Arc<Whole>, day: Day) -> Self {
        Self {
            whole: Arc::clone(whole),
            day,
        }
    }

    fn progress(&self) -> held::Progress<'_> {
        self.whole.held.budget.progress(self.day)
    }

    fn together(&self, which: usize) -> Option<Ore> {
        let sums = self.progress().costs_together();
        let sum = sums.into_iter().nth(which).flatten();
        sum.and_then(|sum: Sum| sum.total()).map(Ore)
    }
}

/// How a budget is kept (budgetuppföljning), by what was told up to a day. Sums are null where an amount in them is not
/// known.
#[Object]
impl BudgetFollowUp {
    /// The day.
    async fn as_of(&self) -> Date {
        Date(self.day)
    }

    /// The version that it is held against, the one in force that day; null where none was approved.
    async fn version(&self) -> Option<BudgetVersion> {
        let number = self.whole.held.budget.in_force_on(self.day)?.number;
        Budget(Arc::clone(&self.whole)).version_of(number)
    }

    /// Costs: the lines in force, then lines that no version in force carries on, then what no line holds.
    async fn costs(&self) -> Vec<BudgetProgress> {
        let progress = self.progress();
        let costs = progress.costs.iter();
        costs
            .map(|it| BudgetProgress::of(&self.whole, it))
            .collect()
    }

    /// Income outside the split.
    async fn income(&self) -> Vec<BudgetProgress> {
        let progress = self.progress();
        let income = progress.income.iter();
        income
            .map(|it| BudgetProgress::of(&self.whole, it))
            .collect()
    }

    /// What the lines in force are budgeted to cost.
    async fn costs_budgeted(&self) -> Option<Ore> {
        self.together(0)
    }

    /// What all costs have come to.
    async fn costs_outcome(&self) -> Option<Ore> {
        self.together(1)
    }

    /// What all costs of the year are expected to come to.
    async fn costs_expected(&self) -> Option<Ore> {
        self.together(2)
    }

    /// Contributions, one for each contributor; outside what is budgeted alone.
    async fn contributions(&self) -> Vec<ContributionProgress> {
        let progress = self.progress().contributions.into_iter();
        progress.map(ContributionProgress).collect()
    }

    /// The same for each party with its members: state, region, municipalities.
    async fn parties(&self) -> Vec<ContributionProgress> {
        let progress = self.progress();
        [
            FundingParty::State,
            FundingParty::Region,
            FundingParty::Municipalities,
        ]
        .map(|party| ContributionProgress(progress.of_party(party)))
        .to_vec()
    }
}

/// A payment of a contribution.
#[derive(SimpleObject, Debug, Clone)]
pub struct ContributionPayment {
    /// The amount, below 0 where it was paid back.
    amount: Ore,
    /// The day.
    on: Date,
}

/// A contribution asked for (faktura, rekvisition).
#[derive(Debug, Clone)]
pub struct ContributionInvoice {
    whole: Arc<Whole>,
    invoice: held::Invoice,
}

impl ContributionInvoice {
    pub(super) fn of(whole: &Arc<Whole>, invoice: &held::Invoice) -> Self {
        Self {
            whole: Arc::clone(whole),
            invoice: invoice.clone(),
        }
    }
}

/// A contribution asked for (faktura, rekvisition).
#[Object]
impl ContributionInvoice {
    /// Its number in the accounts.
    async fn reference(&self) -> String {
        self.whole.shown(&self.invoice.reference)
    }

    /// The party that it counts under; null for a member of unknown kind.
    async fn party(&self) -> Option<codes::FundingParty> {
        Some(self.invoice.contributor.party()?.into())
    }

    /// The member; null for a party together, and where the viewer may not know of it.
    async fn member(&self, context: &Context<'_>) -> Option<Result<Organisation>> {
        member(context, &self.invoice.contributor).await
    }

    /// What it is.
    async fn kind(&self) -> codes::ContributionKind {
        self.invoice.kind.into()
    }

    /// The amount, below 0 for a credit.
    async fn amount(&self) -> Ore {
        Ore(self.invoice.amount)
    }

    /// The day.
    async fn on(&self) -> Date {
        Date(self.invoice.on)
    }

    /// The last day to pay; null where not known.
    async fn due_on(&self) -> Option<Date> {
        self.invoice.due_on.map(Date)
    }

    /// Payments on it, in order of recording.
    async fn payments(&self) -> Vec<ContributionPayment> {
        let papers = self.whole.held.budget.papers.iter();
        papers
            .filter_map(|paper| match paper {
                Paper::Payment(held) if held.invoice == self.invoice.reference => {
                    Some(ContributionPayment {
                        amount: Ore(held.amount),
                        on: Date(held.on),
                    })
                }
                _ => None,
            })
            .collect()
    }
}

/// Equity of one origin.
#[derive(SimpleObject, Debug, Clone)]
pub struct EquityOrigin {
    /// Whose money; null where not known.
    party: Option<codes::FundingParty>,
    /// What kind of money.
    kind: codes::ContributionKind,
    /// What its bookings come to.
    amount: Option<Ore>,
}

/// A change of equity.
#[derive(SimpleObject, Debug, Clone)]
pub struct EquityBooking {
    /// The budget year that it belongs to.
    year: i32,
    /// Whose money; null where not known.
    party: Option<codes::FundingParty>,
    /// What kind of money.
    kind: codes::ContributionKind,
    /// How much, below 0 where it was used.
    amount: Ore,
    /// What for.
    text: String,
    /// The day.
    on: Date,
    /// The decision behind it; null where there is none, or the viewer may not know of it.
    decision: Option<Decision>,
}

/// Equity by whose money it is (eget kapital).
#[derive(SimpleObject, Debug, Clone)]
pub struct EquityLedger {
    /// The day up to which it is booked.
    as_of: Date,
    /// What all bookings come to; null where nothing is booked.
    total: Option<Ore>,
    /// The total in Swedish form.
    total_formatted: Option<String>,
    /// What they come to by origin.
    origins: Vec<EquityOrigin>,
    /// Bookings by day.
    bookings: Vec<EquityBooking>,
    /// Whether equity follows the shares of contribution; the statutes may say whose it is where it does not.
    verdict: Verdict,
}

impl EquityLedger {
    /// The ledger of an association, as far as the viewer may know of it.
    pub async fn of(
        context: &Context<'_>,
        association: OrganisationId,
        register: Option<&Register>,
        day: Day,
    ) -> Result<Self> {
        let budgets = Budget::of(context, association).await?;
        let held = budgets.iter().map(|budget| &budget.0.held.budget);
        let ledger = held::EquityLedger::of(held, day);
        let has_region = register.is_some_and(|register| {
            let members = register.members_on(day).into_iter();
            members
                .filter_map(|member| member.funding_party())
                .any(|party| party == FundingParty::Region)
        });
        let whole = |year: i32| {
            let mut found = budgets.iter().map(|budget| &budget.0);
            found.find(|whole| whole.held.budget.year == year)
        };
        let bookings = ledger.bookings.iter().filter_map(|(year, held)| {
            let whole = whole(*year)?;
            Some(EquityBooking {
                year: *year,
                party: held.party.map(Into::into),
                kind: held.kind.into(),
                amount: Ore(held.amount),
                text: whole.shown(&held.text),
                on: Date(held.on),
                decision: whole.decision(held.decision),
            })
        });
        let origins = ledger.origins.iter().map(|held| EquityOrigin {
            party: held.party.map(Into::into),
            kind: held.kind.into(),
            amount: held.amount.map(Ore),
        });
        Ok(Self {
            as_of: Date(day),
            total: ledger.total.map(Ore),
            total_formatted: ledger.total.map(|total: money::Ore| total.to_string()),
            origins: origins.collect(),
            bookings: bookings.collect(),
            verdict: Verdict::of_register(equity_origin(&ledger.entries(), has_region, None)),
        })
    }
}
