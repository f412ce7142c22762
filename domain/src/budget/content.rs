//! What a version of a budget holds: income, lines, equity and goals, all in whole öre, and what they add up to.

use super::steps::{Fault, Misfit};
use crate::Date;
use crate::association::FundingParty;
use crate::financing::ContributionKind;
use crate::id::{BudgetLineId, OrganisationId};
use crate::money::Ore;
use chrono::Datelike;

/// Who contributes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contributor {
    /// A party, its members together.
    Party(FundingParty),
    /// A member; the party that its kind makes it count under, `None` where its kind is not known.
    Member(OrganisationId, Option<FundingParty>),
    /// Somebody who is no member, by name.
    Other(String),
}

impl Contributor {
    /// The party that it counts under.
    pub const fn party(&self) -> Option<FundingParty> {
        match self {
            Self::Party(party) => Some(*party),
            Self::Member(_, party) => *party,
            Self::Other(_) => None,
        }
    }

    /// The member.
    pub const fn member(&self) -> Option<OrganisationId> {
        match self {
            Self::Member(id, _) => Some(*id),
            Self::Party(_) | Self::Other(_) => None,
        }
    }
}

/// What somebody contributes in a year (bidrag).
///
/// # Legal source
/// Lag (2003:1210) 5 and 6 §§.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contribution {
    /// The budget year or a plan year.
    pub year: i32,
    /// Who.
    pub contributor: Contributor,
    /// What it is.
    pub kind: ContributionKind,
    /// The amount; `None` = not known, never zero.
    pub amount: Option<Ore>,
}

/// Where other income comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum IncomeSource {
    /// The European Social Fund (ESF).
    EuropeanSocialFund,
    /// Another project.
    Project,
    /// Interest.
    Interest,
    /// Anything else.
    Other,
}

/// Income beside the contributions of the parties, outside the split (övriga intäkter).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherIncome {
    /// The budget year or a plan year.
    pub year: i32,
    /// Where it comes from.
    pub source: IncomeSource,
    /// What it is.
    pub text: String,
    /// The amount; `None` = not known, never zero.
    pub amount: Option<Ore>,
}

/// Days of one calendar year, first and last among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
}

impl Span {
    /// The year that both days are in.
    ///
    /// # Errors
    /// [`Fault::EndsBefore`], [`Fault::SpansYears`].
    pub fn year(&self) -> Result<i32, Fault> {
        if self.until < self.from {
            Err(Fault::EndsBefore)
        } else if self.until.year() != self.from.year() {
            Err(Fault::SpansYears)
        } else {
            Ok(self.from.year())
        }
    }
}

/// How a suspended line came to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// The day of what settled it.
    pub on: Date,
    /// What shows it.
    pub evidence: String,
}

/// Whether a suspended line waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineState {
    /// The event has not come. It never lapses by itself.
    Waiting,
    /// The event came, and the line is carried out without a new decision.
    Released(Settlement),
    /// The event can no longer come.
    Lapsed(Settlement),
}

/// What a line waits for before it is carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspension {
    /// The event (händelse), as the decision words it.
    pub event: String,
    /// What else must hold (villkor), where the decision says more than the event.
    pub condition: Option<String>,
    /// The part of the year that is suspended; `None` = the line's whole period.
    pub period: Option<Span>,
    /// Whether it waits.
    pub state: LineState,
}

/// When a line is carried out (effektueras).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Execution {
    /// With the budget.
    Immediate,
    /// When an event comes, and not before.
    Suspended(Suspension),
}

/// A line of a budget (budgetpost): an activity with its cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Identity.
    pub id: BudgetLineId,
    /// The activity (insats, verksamhet).
    pub activity: String,
    /// When.
    pub period: Span,
    /// The cost; `None` = not known, never zero.
    pub amount: Option<Ore>,
    /// What is expected of it.
    pub expected_outcome: Option<String>,
    /// When it is carried out.
    pub execution: Execution,
}

impl Line {
    /// What it waits or waited for; `None` for one that never did.
    pub const fn suspension(&self) -> Option<&Suspension> {
        match &self.execution {
            Execution::Suspended(held) => Some(held),
            Execution::Immediate => None,
        }
    }
}

/// What is taken from equity in a year, and what is put to it (eget kapital).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EquityMove {
    /// The budget year or a plan year.
    pub year: i32,
    /// Taken out of equity to pay for the year; `None` = not known.
    pub drawn: Option<Ore>,
    /// Put to equity; `None` = not known.
    pub added: Option<Ore>,
}

/// What a version of a budget holds. An empty list tells nothing: what is not stated is not known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Content {
    /// Contributions.
    pub contributions: Vec<Contribution>,
    /// Income outside the split.
    pub other_income: Vec<OtherIncome>,
    /// Lines.
    pub lines: Vec<Line>,
    /// Equity in and out, one a year at the most.
    pub equity: Vec<EquityMove>,
    /// Goals (mål för verksamheten).
    pub goals: Vec<String>,
}

/// Amounts added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    /// Those that are known.
    pub stated: Ore,
    /// How many there are, known or not.
    pub rows: usize,
    /// How many are not known.
    pub unknown: usize,
}

impl Sum {
    /// Nothing added up.
    pub const NOTHING: Self = Self {
        stated: Ore::ZERO,
        rows: 0,
        unknown: 0,
    };

    /// With one more; `None` where the sum is too large to hold.
    pub fn and(self, amount: Option<Ore>) -> Option<Self> {
        let stated = match amount {
            None => self.stated,
            Some(amount) => self
                .stated
                .get()
                .checked_add(amount.get())
                .and_then(Ore::new)?,
        };
        Some(Self {
            stated,
            rows: self.rows.saturating_add(1),
            unknown: self.unknown.saturating_add(usize::from(amount.is_none())),
        })
    }

    /// All of it; `None` where an amount is not known, or nothing is stated at all.
    pub fn total(&self) -> Option<Ore> {
        (self.rows > 0 && self.unknown == 0).then_some(self.stated)
    }
}

/// What a year adds up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearSums {
    /// Contributions.
    pub contributions: Sum,
    /// Contributions and other income.
    pub income: Sum,
    /// Lines, those that wait among them.
    pub costs: Sum,
    /// Lines that wait.
    pub suspended: Sum,
    /// Taken out of equity.
    pub drawn: Sum,
    /// Put to equity.
    pub added: Sum,
}

impl YearSums {
    /// Income less costs, as budgeted; `None` where either is not known.
    pub fn result(&self) -> Option<Ore> {
        let (income, costs) = (self.income.total()?, self.costs.total()?);
        income.get().checked_sub(costs.get()).and_then(Ore::new)
    }
}

impl Content {
    /// Whether it fits a plan from one year to another: every row in a year of the plan, every amount 0 or more, and
    /// every sum small enough to hold.
    ///
    /// # Errors
    /// [`Misfit`] with the field.
    pub fn fits(&self, first: i32, last: i32) -> Result<(), Misfit> {
        let in_plan = |field: String, year: i32| match (first..=last).contains(&year) {
            true => Ok(()),
            false => Err(Misfit::new(field, Fault::OutsidePlan { first, last })),
        };
        for (place, held) in self.contributions.iter().enumerate() {
            in_plan(format!("contributions.{place}.year"), held.year)?;
        }
        for (place, held) in self.other_income.iter().enumerate() {
            in_plan(format!("otherIncome.{place}.year"), held.year)?;
        }
        for (place, line) in self.lines.iter().enumerate() {
            let field = format!("lines.{place}.until");
            let year = line.period.year();
            let year = year.map_err(|fault| Misfit::new(field, fault))?;
            in_plan(format!("lines.{place}.from"), year)?;
            let waits = line.suspension().and_then(|held| held.period);
            if let Some(part) = waits.filter(|part| {
                part.until < part.from
                    || part.from < line.period.from
                    || line.period.until < part.until
            }) {
                let field = format!("lines.{place}.suspended.until");
                let (from, until) = (line.period.from, line.period.until);
                let fault = match part.until < part.from {
                    true => Fault::EndsBefore,
                    false => Fault::OutsideLine { from, until },
                };
                return Err(Misfit::new(field, fault));
            }
        }
        for (place, held) in self.equity.iter().enumerate() {
            in_plan(format!("equity.{place}.year"), held.year)?;
            if self
                .equity
                .iter()
                .take(place)
                .any(|it| it.year == held.year)
            {
                return Err(Misfit::new(format!("equity.{place}.year"), Fault::Twice));
            }
        }
        for year in first..=last {
            self.year(year)?;
        }
        Ok(())
    }

    /// What a year adds up to.
    ///
    /// # Errors
    /// [`Misfit`] with the field whose amount is below 0 or makes a sum too large.
    pub fn year(&self, year: i32) -> Result<YearSums, Misfit> {
        let mut sums = YearSums {
            contributions: Sum::NOTHING,
            income: Sum::NOTHING,
            costs: Sum::NOTHING,
            suspended: Sum::NOTHING,
            drawn: Sum::NOTHING,
            added: Sum::NOTHING,
        };
        for (place, held) in self.contributions.iter().enumerate() {
            if held.year == year {
                let field = || format!("contributions.{place}.amount");
                add(&mut sums.contributions, held.amount, field)?;
                add(&mut sums.income, held.amount, field)?;
            }
        }
        for (place, held) in self.other_income.iter().enumerate() {
            if held.year == year {
                let field = || format!("otherIncome.{place}.amount");
                add(&mut sums.income, held.amount, field)?;
            }
        }
        for (place, line) in self.lines.iter().enumerate() {
            if line.period.from.year() == year {
                let field = || format!("lines.{place}.amount");
                add(&mut sums.costs, line.amount, field)?;
                let waits = |held: &Suspension| held.state == LineState::Waiting;
                if line.suspension().is_some_and(waits) {
                    add(&mut sums.suspended, line.amount, field)?;
                }
            }
        }
        for (place, held) in self.equity.iter().enumerate() {
            if held.year == year {
                let field = || format!("equity.{place}.drawn");
                add(&mut sums.drawn, held.drawn, field)?;
                let field = || format!("equity.{place}.added");
                add(&mut sums.added, held.added, field)?;
            }
        }
        Ok(sums)
    }

    /// What each party contributes in a year, in the order of the law, and last those that count under none. Who
    /// nothing is told of is left out; a sum is `None` where it is too large to hold.
    ///
    /// # Legal source
    /// Lag (2003:1210) 5 §.
    pub fn by_party(&self, year: i32) -> Vec<(Option<FundingParty>, Option<Sum>)> {
        let order = [
            Some(FundingParty::State),
            Some(FundingParty::Region),
            Some(FundingParty::Municipalities),
            None,
        ];
        let given = self.contributions.iter();
        let given: Vec<&Contribution> = given.filter(|held| held.year == year).collect();
        let sum = |party: Option<FundingParty>| {
            let held = given.iter().filter(|it| it.contributor.party() == party);
            let mut amounts = held.map(|held| held.amount).peekable();
            amounts.peek()?;
            Some((party, amounts.try_fold(Sum::NOTHING, Sum::and)))
        };
        order.into_iter().filter_map(sum).collect()
    }
}

fn add(sum: &mut Sum, amount: Option<Ore>, field: impl Fn() -> String) -> Result<(), Misfit> {
    if amount.is_some_and(|amount| amount < Ore::ZERO) {
        return Err(Misfit::new(field(), Fault::Negative));
    }
    let fault = || Misfit::new(field(), Fault::TooMuch);
    *sum = sum.and(amount).ok_or_else(fault)?;
    Ok(())
}
