//! What follows on an approved budget: outcomes, invoices, payments, equity, and how the year is closed.

use super::content::{Contributor, IncomeSource, Span};
use crate::Date;
use crate::association::FundingParty;
use crate::financing::ContributionKind;
use crate::id::{BudgetLineId, DecisionId, OrganisationId};
use crate::money::Ore;

/// What an outcome is the outcome of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum OutcomeOf {
    /// The cost of a line of an approved version. A later version's line of the same activity carries it on.
    Line(BudgetLineId),
    /// Income outside the split, by where it comes from.
    Income(IncomeSource),
    /// A cost that no line holds, by what it is.
    Unbudgeted(String),
}

/// The outcome of one thing in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomeRow {
    /// Of what.
    pub of: OutcomeOf,
    /// Cost or income of the period, below 0 where more came back than went out; `None` = only the forecast is told.
    pub amount: Option<Ore>,
    /// What the whole year is now thought to come to (prognos); `None` = no forecast.
    pub forecast: Option<Ore>,
    /// Why it is as it is.
    pub comment: Option<String>,
}

/// What things cost and brought in in a period of the budget year, as the accounts tell (utfall).
///
/// A later outcome of the same thing whose period holds an earlier one takes its place; the earlier one stays on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomeReport {
    /// The period, within the budget year.
    pub period: Span,
    /// What is told.
    pub rows: Vec<OutcomeRow>,
    /// The day on which it is told, after the period.
    pub on: Date,
    /// The decision by which the board took note of it, where a record holds one.
    pub decision: Option<DecisionId>,
}

/// A contribution asked for (faktura, rekvisition).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invoice {
    /// Of whom: a member, or a party together.
    pub contributor: Contributor,
    /// What it is.
    pub kind: ContributionKind,
    /// How much; below 0 for a credit.
    pub amount: Ore,
    /// Its number in the accounts; no other invoice of the budget has it.
    pub reference: String,
    /// The day.
    pub on: Date,
    /// The last day to pay; `None` = not known.
    pub due_on: Option<Date>,
}

/// A payment on an invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// The invoice's number.
    pub invoice: String,
    /// How much; below 0 where it was paid back.
    pub amount: Ore,
    /// The day.
    pub on: Date,
}

/// A change of equity by whose money it is (eget kapital).
///
/// # Legal source
/// Lag (2003:1210) 9 § point 8: whose the assets are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EquityBooking {
    /// Whose money it is or was; `None` = not known.
    pub party: Option<FundingParty>,
    /// What kind of money.
    pub kind: ContributionKind,
    /// How much, below 0 where it was used.
    pub amount: Ore,
    /// What for: an opening balance, the year's result.
    pub text: String,
    /// The day.
    pub on: Date,
    /// The decision behind it, where a record holds one.
    pub decision: Option<DecisionId>,
}

/// The annual report (årsredovisning) of the year. Told again, what is told last stands.
///
/// # Legal source
/// Lag (2003:1210) 24 §; lag (2018:597) 4 kap. 1 §.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnualReport {
    /// The day on which the board gave it.
    pub on: Date,
    /// The board's decision, where a record holds one.
    pub decision: Option<DecisionId>,
    /// The day on which it was sent to members and auditors; `None` = not known.
    pub sent_on: Option<Date>,
    /// Income of the year; `None` = not stated.
    pub income: Option<Ore>,
    /// Costs of the year; `None` = not stated.
    pub costs: Option<Ore>,
    /// Equity at the end of the year; `None` = not stated.
    pub equity: Option<Ore>,
    /// Where it is kept.
    pub reference: Option<String>,
}

/// An auditor of the year (revisor), by those members that appointed them.
///
/// # Legal source
/// Lag (2003:1210) 25 §.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Auditor {
    /// Name.
    pub name: String,
    /// The members that appointed them; several may share one.
    pub appointed_by: Vec<OrganisationId>,
    /// The day of the appointment.
    pub on: Date,
    /// What shows it.
    pub reference: Option<String>,
}

/// A report of auditors on the year (revisionsberättelse).
///
/// # Legal source
/// Lag (2003:1210) 26 §.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditReport {
    /// The day.
    pub on: Date,
    /// The members whose auditors gave it; `None` = those of all members together.
    pub members: Option<Vec<OrganisationId>>,
    /// Whether it is in favour of discharge; `None` = it does not say, or it is not known.
    pub favours_discharge: Option<bool>,
    /// Criticism, as worded (anmärkning).
    pub remark: Option<String>,
    /// Where it is kept.
    pub reference: Option<String>,
}

/// How a member decided on discharge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DischargeOutcome {
    /// Discharge is granted (beviljas).
    Granted,
    /// Discharge is refused (vägras).
    Refused,
    /// The matter is put off (bordläggs).
    PutOff,
}

/// A member's decision on discharge for the year (ansvarsfrihet). Told again, what is told last stands.
///
/// # Legal source
/// Lag (2003:1210) 26 §: each member decides for itself, and outcomes may differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discharge {
    /// The member.
    pub member: OrganisationId,
    /// How it decided.
    pub outcome: DischargeOutcome,
    /// Whether it decided to claim damages; `None` = not known.
    pub claims_damages: Option<bool>,
    /// The day.
    pub on: Date,
    /// Its own decision: body, day and §.
    pub reference: Option<String>,
}
