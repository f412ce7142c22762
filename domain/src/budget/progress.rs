//! How a budget is kept: what each line has cost, what is thought of the whole year, what was invoiced and paid.

use super::accounts::{Invoice, OutcomeOf, Payment};
use super::content::{Contribution, Contributor, IncomeSource, Line, Span, Sum};
use super::filing::holds;
use super::{Budget, Paper, Version};
use crate::Date;
use crate::association::FundingParty;
use crate::money::Ore;
use chrono::{Datelike, Days};

/// An outcome that stands: no later one has taken its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) of: OutcomeOf,
    pub(super) period: Span,
    pub(super) amount: Option<Ore>,
}

/// What a year is expected to come to, and on what ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// The outcome: every day is told of.
    Outcome(Ore),
    /// The last forecast.
    Forecast(Ore),
}

impl Expected {
    /// The amount.
    pub const fn amount(self) -> Ore {
        match self {
            Self::Outcome(amount) | Self::Forecast(amount) => amount,
        }
    }
}

/// How one thing of a budget goes. Nothing is worked out by time: a part of the year is never a part of the amount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThingProgress<'a> {
    /// What; a line is that of the version in force where it is carried on there.
    pub of: OutcomeOf,
    /// The line; `None` for income, and for a cost that no line holds.
    pub line: Option<&'a Line>,
    /// What the version in force says; `None` = not stated there.
    pub budgeted: Option<Ore>,
    /// What the outcomes that stand come to; `None` = nothing is told.
    pub outcome: Option<Ore>,
    /// The last day that is told of; `None` = nothing is told.
    pub told_until: Option<Date>,
    /// The last forecast for the year; `None` = none was made.
    pub forecast: Option<Ore>,
    /// What the year is expected to come to; `None` = not known.
    pub expected: Option<Expected>,
    /// What was last said of it.
    pub comment: Option<&'a str>,
}

impl ThingProgress<'_> {
    /// What is left of the budget: budgeted less outcome. Below 0 where it is exceeded.
    pub fn remaining(&self) -> Option<Ore> {
        less(self.budgeted?, self.outcome?)
    }

    /// How much better than budgeted the year is expected to be (avvikelse): lower costs or higher income count as
    /// better, below 0 is worse. `None` where one of them is not known.
    pub fn deviation(&self) -> Option<Ore> {
        let (budgeted, expected) = (self.budgeted?, self.expected?.amount());
        match self.of {
            OutcomeOf::Income(_) => less(expected, budgeted),
            OutcomeOf::Line(_) | OutcomeOf::Unbudgeted(_) => less(budgeted, expected),
        }
    }
}

/// What is asked of one contributor, and what has come in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContributionProgress {
    /// Who.
    pub contributor: Contributor,
    /// What the version in force says for the year; `None` = not stated.
    pub budgeted: Option<Ore>,
    /// Invoices less credits; `None` = no invoice is recorded.
    pub invoiced: Option<Ore>,
    /// What was paid on them; `None` = no invoice is recorded.
    pub paid: Option<Ore>,
    /// What is due and not paid.
    pub overdue: Option<Ore>,
}

impl ContributionProgress {
    /// What is invoiced and not paid; below 0 where too much was paid.
    pub fn outstanding(&self) -> Option<Ore> {
        less(self.invoiced?, self.paid?)
    }

    /// What is budgeted and not invoiced.
    pub fn not_invoiced(&self) -> Option<Ore> {
        less(self.budgeted?, self.invoiced?)
    }
}

/// How a budget is kept on a day (budgetuppföljning).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress<'a> {
    /// The version in force that day; `None` where none was approved.
    pub version: Option<&'a Version>,
    /// Costs: the lines in force in their order, then lines that no version in force carries on, then what no line holds.
    pub costs: Vec<ThingProgress<'a>>,
    /// Income outside the split.
    pub income: Vec<ThingProgress<'a>>,
    /// Contributions.
    pub contributions: Vec<ContributionProgress>,
}

impl Progress<'_> {
    /// What costs add up to: budgeted, outcome, and expected.
    pub fn costs_together(&self) -> [Option<Sum>; 3] {
        let each = |amount: fn(&ThingProgress<'_>) -> Option<Ore>| {
            let costs = self.costs.iter();
            costs
                .map(amount)
                .try_fold(Sum::NOTHING, |sum, amount| sum.and(amount))
        };
        let of_budget = self.costs.iter().filter(|it| it.line.is_some());
        let budgeted = of_budget
            .map(|it| it.budgeted)
            .try_fold(Sum::NOTHING, |sum, amount| sum.and(amount));
        [
            budgeted,
            each(|it| it.outcome),
            each(|it| it.expected.map(Expected::amount)),
        ]
    }
}

impl Budget {
    /// How the budget is kept, by what is told up to a day, held against the version that was in force then.
    pub fn progress(&self, on: Date) -> Progress<'_> {
        let told = self.told(on);
        let version = self.in_force_on(on);
        let lines = version.into_iter().flat_map(|held| &held.content.lines);
        let lines = lines.filter(|line| line.period.from.year() == self.year);
        let mut costs: Vec<ThingProgress<'_>> = lines
            .map(|line| self.thing(OutcomeOf::Line(line.id), line.amount, &told, on))
            .collect();
        let mut beside: Vec<OutcomeOf> = Vec::new();
        for of in self.rows(on).map(|(_, row)| self.standing(&row.of, on)) {
            let listed = costs.iter().any(|it| it.of == of) || beside.contains(&of);
            if !listed && !matches!(of, OutcomeOf::Income(_)) {
                beside.push(of);
            }
        }
        beside.sort();
        costs.extend(beside.into_iter().map(|of| self.thing(of, None, &told, on)));
        Progress {
            version,
            costs,
            income: self.income_progress(version, &told, on),
            contributions: self.contribution_progress(version, on),
        }
    }

    /// Every row that is told up to a day, in order of recording.
    fn rows(&self, on: Date) -> impl Iterator<Item = (&super::OutcomeReport, &super::OutcomeRow)> {
        let reports = self.papers.iter().filter_map(move |paper| match paper {
            Paper::Outcome(held) if held.on <= on => Some(held),
            _ => None,
        });
        reports.flat_map(|report| report.rows.iter().map(move |row| (report, row)))
    }

    /// The outcomes that stand on a day.
    pub(super) fn told(&self, on: Date) -> Vec<Told> {
        let mut told: Vec<Told> = Vec::new();
        for (report, row) in self.rows(on) {
            if row.amount.is_none() {
                continue;
            }
            told.retain(|held| {
                !(self.follows(&row.of, &held.of, on) && holds(report.period, held.period))
            });
            told.push(Told {
                of: row.of.clone(),
                period: report.period,
                amount: row.amount,
            });
        }
        told
    }

    fn thing(
        &self,
        of: OutcomeOf,
        budgeted: Option<Ore>,
        told: &[Told],
        on: Date,
    ) -> ThingProgress<'_> {
        let own: Vec<&Told> = told
            .iter()
            .filter(|held| self.standing(&held.of, on) == of)
            .collect();
        let outcome = own
            .iter()
            .try_fold(Sum::NOTHING, |sum, held| sum.and(held.amount))
            .and_then(|sum| sum.total());
        let line = match &of {
            OutcomeOf::Line(id) => self.line(*id).map(|(_, line)| line),
            _ => None,
        };
        let year = |month, day| Date::from_ymd_opt(self.year, month, day);
        let whole = line.map(|line| line.period).or_else(|| {
            Some(Span {
                from: year(1, 1)?,
                until: year(12, 31)?,
            })
        });
        let covered = whole.is_some_and(|whole| covers(&own, whole));
        let said = |row: &super::OutcomeRow| self.standing(&row.of, on) == of;
        let rows: Vec<_> = self.rows(on).filter(|(_, row)| said(row)).collect();
        let forecast = rows.iter().rev().find_map(|(_, row)| row.forecast);
        let comment = rows
            .iter()
            .rev()
            .find_map(|(_, row)| row.comment.as_deref());
        ThingProgress {
            line,
            budgeted,
            outcome,
            told_until: own.iter().map(|held| held.period.until).max(),
            forecast,
            expected: match (covered, outcome) {
                (true, Some(outcome)) => Some(Expected::Outcome(outcome)),
                _ => forecast.map(Expected::Forecast),
            },
            comment,
            of,
        }
    }

    fn income_progress(
        &self,
        version: Option<&Version>,
        told: &[Told],
        on: Date,
    ) -> Vec<ThingProgress<'_>> {
        let held = version.into_iter().flat_map(|it| &it.content.other_income);
        let budgeted: Vec<(IncomeSource, Option<Ore>)> = held
            .filter(|income| income.year == self.year)
            .map(|income| (income.source, income.amount))
            .collect();
        let told_of = self.rows(on).filter_map(|(_, row)| match row.of {
            OutcomeOf::Income(source) => Some(source),
            _ => None,
        });
        let mut sources: Vec<IncomeSource> =
            budgeted.iter().map(|held| held.0).chain(told_of).collect();
        sources.sort();
        sources.dedup();
        let together = |source: IncomeSource| {
            let own = budgeted.iter().filter(|held| held.0 == source);
            own.map(|held| held.1)
                .try_fold(Sum::NOTHING, |sum, amount| sum.and(amount))
                .and_then(|sum| sum.total())
        };
        sources
            .into_iter()
            .map(|source| self.thing(OutcomeOf::Income(source), together(source), told, on))
            .collect()
    }

    fn contribution_progress(
        &self,
        version: Option<&Version>,
        on: Date,
    ) -> Vec<ContributionProgress> {
        let held = version.into_iter().flat_map(|it| &it.content.contributions);
        let budgeted: Vec<&Contribution> = held.filter(|it| it.year == self.year).collect();
        let invoices: Vec<&Invoice> = self
            .papers
            .iter()
            .filter_map(|paper| match paper {
                Paper::Invoice(held) if held.on <= on => Some(held),
                _ => None,
            })
            .collect();
        let payments: Vec<&Payment> = self
            .papers
            .iter()
            .filter_map(|paper| match paper {
                Paper::Payment(held) if held.on <= on => Some(held),
                _ => None,
            })
            .collect();
        let mut who: Vec<&Contributor> = Vec::new();
        let asked = invoices.iter().map(|held| &held.contributor);
        for one in budgeted.iter().map(|held| &held.contributor).chain(asked) {
            if !who.iter().any(|held| held.is_the_same(one)) {
                who.push(one);
            }
        }
        who.into_iter()
            .map(|one| {
                let of_budget = budgeted.iter().filter(|it| it.contributor.is_the_same(one));
                let own: Vec<&&Invoice> = invoices
                    .iter()
                    .filter(|it| it.contributor.is_the_same(one))
                    .collect();
                let paid_on = |invoice: &Invoice| {
                    let own = payments.iter().filter(|it| it.invoice == invoice.reference);
                    added(Some(Ore::ZERO), own.map(|it| it.amount))
                };
                let invoiced = added(None, own.iter().map(|it| it.amount));
                let paid = own.iter().map(|it| paid_on(it)).collect::<Option<Vec<_>>>();
                let late = own
                    .iter()
                    .filter(|it| it.due_on.is_some_and(|due| due < on));
                let late = late.map(|it| {
                    let left = less(it.amount, paid_on(it)?)?;
                    Some(left.max(Ore::ZERO))
                });
                let late = late.collect::<Option<Vec<_>>>();
                let known = invoiced.map(|_| Ore::ZERO);
                ContributionProgress {
                    contributor: one.clone(),
                    budgeted: of_budget
                        .map(|it| it.amount)
                        .try_fold(Sum::NOTHING, |sum, amount| sum.and(amount))
                        .and_then(|sum| sum.total()),
                    invoiced,
                    paid: known.and_then(|zero| added(Some(zero), paid?.into_iter())),
                    overdue: known.and_then(|zero| added(Some(zero), late?.into_iter())),
                }
            })
            .collect()
    }
}

impl Contributor {
    /// Whether it is the same one, whatever party a member was held to count under.
    fn is_the_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Member(one, _), Self::Member(other, _)) => one == other,
            _ => self == other,
        }
    }
}

/// Whether outcomes tell of every day of a period.
fn covers(told: &[&Told], whole: Span) -> bool {
    let mut periods: Vec<Span> = told.iter().map(|held| held.period).collect();
    periods.sort_by_key(|period| period.from);
    let mut next = whole.from;
    for period in periods {
        if next < period.from {
            return false;
        }
        let after = period.until.checked_add_days(Days::new(1));
        next = next.max(after.unwrap_or(Date::MAX));
    }
    whole.until < next
}

fn less(one: Ore, other: Ore) -> Option<Ore> {
    one.get().checked_sub(other.get()).and_then(Ore::new)
}

/// Amounts together with a first one; without a first one, `None` where there are none.
fn added(first: Option<Ore>, mut amounts: impl Iterator<Item = Ore>) -> Option<Ore> {
    let first = match first {
        Some(first) => first,
        None => amounts.next()?,
    };
    amounts.try_fold(first, |sum, amount| {
        sum.get().checked_add(amount.get()).and_then(Ore::new)
    })
}

/// Contributions of a party together with those of its members.
impl Progress<'_> {
    /// What a party and its members are asked for and have paid, where every figure is known.
    pub fn of_party(&self, party: FundingParty) -> ContributionProgress {
        let own: Vec<&ContributionProgress> = self
            .contributions
            .iter()
            .filter(|held| held.contributor.party() == Some(party))
            .collect();
        let all = |amount: fn(&ContributionProgress) -> Option<Ore>| {
            let amounts = own.iter().map(|held| amount(held));
            let amounts = amounts.collect::<Option<Vec<_>>>()?;
            added(None, amounts.into_iter())
        };
        ContributionProgress {
            contributor: Contributor::Party(party),
            budgeted: all(|it| it.budgeted),
            invoiced: all(|it| it.invoiced),
            paid: all(|it| it.paid),
            overdue: all(|it| it.overdue),
        }
    }
}
