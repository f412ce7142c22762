//! What is asked for of budgets.

use crate::ports::Address;
use domain::Date;
use domain::association::FundingParty;
use domain::budget::{
    ConsultationForm, ContributionKind, DischargeOutcome, FollowUp, IncomeSource, OutcomeRow, Span,
};
use domain::id::{BudgetId, BudgetLineId, DecisionId, MeetingId};
use domain::money::Ore;

/// Who is said to contribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Giver {
    /// A party, its members together.
    Party(FundingParty),
    /// A member of the association.
    Member(Address),
    /// Somebody who is no member.
    Other(String),
}

/// A contribution as asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewContribution {
    /// The year; `None` = the budget year.
    pub year: Option<i32>,
    /// Who.
    pub giver: Giver,
    /// What it is.
    pub kind: ContributionKind,
    /// The amount; `None` = not known.
    pub amount: Option<Ore>,
}

/// What a line that waits is said to wait for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSuspension {
    /// The event.
    pub event: String,
    /// What else must hold.
    pub condition: Option<String>,
    /// The part of the line's period that waits.
    pub period: Option<Span>,
}

/// Income outside the split as asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewIncome {
    /// The year; `None` = the budget year.
    pub year: Option<i32>,
    /// Where it comes from.
    pub source: IncomeSource,
    /// What it is.
    pub text: String,
    /// The amount; `None` = not known.
    pub amount: Option<Ore>,
}

/// Equity in a year as asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEquity {
    /// The year; `None` = the budget year.
    pub year: Option<i32>,
    /// Taken out; `None` = not known.
    pub drawn: Option<Ore>,
    /// Put to it; `None` = not known.
    pub added: Option<Ore>,
}

/// A line as asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLine {
    /// The activity.
    pub activity: String,
    /// The days; `None` = the whole budget year.
    pub period: Option<Span>,
    /// The cost; `None` = not known.
    pub amount: Option<Ore>,
    /// What is expected of it.
    pub expected_outcome: Option<String>,
    /// What it waits for.
    pub suspension: Option<NewSuspension>,
}

/// A version as asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The last plan year; `None` = not known.
    pub last_year: Option<i32>,
    /// The day of the proposal; `None` = today.
    pub on: Option<Date>,
    /// Contributions.
    pub contributions: Vec<NewContribution>,
    /// Income outside the split.
    pub other_income: Vec<NewIncome>,
    /// Lines.
    pub lines: Vec<NewLine>,
    /// Equity in and out.
    pub equity: Vec<NewEquity>,
    /// Goals.
    pub goals: Vec<String>,
    /// How a revision or a supplement is paid for.
    pub funding: Option<String>,
}

/// The budget of an association's year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfYear {
    /// The association.
    pub association: Address,
    /// The budget year.
    pub year: i32,
}

/// What follows on the approval of a budget, as told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entered {
    /// What things cost and brought in in a period.
    Outcome {
        /// The period.
        period: Span,
        /// What is told.
        rows: Vec<OutcomeRow>,
        /// The day; `None` = that of the decision's meeting, or today.
        on: Option<Date>,
        /// The decision by which the board took note of it.
        decision: Option<DecisionId>,
    },
    /// A contribution was asked for.
    Invoice {
        /// Of whom.
        giver: Giver,
        /// What it is.
        kind: ContributionKind,
        /// How much.
        amount: Ore,
        /// Its number.
        reference: String,
        /// The day.
        on: Date,
        /// The last day to pay.
        due_on: Option<Date>,
    },
    /// It was paid.
    Payment {
        /// The invoice's number.
        invoice: String,
        /// How much.
        amount: Ore,
        /// The day.
        on: Date,
    },
    /// Equity changed.
    Equity {
        /// Whose money; `None` = not known.
        party: Option<FundingParty>,
        /// What kind of money.
        kind: ContributionKind,
        /// How much.
        amount: Ore,
        /// What for.
        text: String,
        /// The day; `None` = that of the decision's meeting, or today.
        on: Option<Date>,
        /// The decision behind it.
        decision: Option<DecisionId>,
    },
    /// The board gave the annual report.
    AnnualReport {
        /// The day; `None` = that of the decision's meeting.
        on: Option<Date>,
        /// The board's decision.
        decision: Option<DecisionId>,
        /// When it was sent to members and auditors.
        sent_on: Option<Date>,
        /// Income of the year.
        income: Option<Ore>,
        /// Costs of the year.
        costs: Option<Ore>,
        /// Equity at its end.
        equity: Option<Ore>,
        /// Where it is kept.
        reference: Option<String>,
    },
    /// Members appointed an auditor.
    Auditor {
        /// Who.
        name: String,
        /// Which members.
        appointed_by: Vec<Address>,
        /// The day.
        on: Date,
        /// What shows it.
        reference: Option<String>,
    },
    /// Auditors gave their report.
    Audit {
        /// The day.
        on: Date,
        /// The members whose auditors; `None` = those of all.
        members: Option<Vec<Address>>,
        /// Whether it is in favour of discharge.
        favours_discharge: Option<bool>,
        /// Criticism.
        remark: Option<String>,
        /// Where it is kept.
        reference: Option<String>,
    },
    /// A member decided on discharge.
    Discharge {
        /// Which member.
        member: Address,
        /// How.
        outcome: DischargeOutcome,
        /// Whether it claims damages.
        claims_damages: Option<bool>,
        /// The day.
        on: Date,
        /// Its own decision.
        reference: Option<String>,
    },
}

impl Entered {
    /// The name in the journal.
    const fn name(&self) -> &'static str {
        match self {
            Self::Outcome { .. } => super::book::OUTCOME,
            Self::Invoice { .. } => super::book::INVOICE,
            Self::Payment { .. } => super::book::PAYMENT,
            Self::Equity { .. } => super::book::EQUITY,
            Self::AnnualReport { .. } => super::book::REPORT,
            Self::Auditor { .. } => super::book::AUDITOR,
            Self::Audit { .. } => super::book::AUDIT,
            Self::Discharge { .. } => super::book::DISCHARGE,
        }
    }
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Money is asked of the state.
    Request {
        /// For which budget.
        of: OfYear,
        /// How much.
        amount: Option<Ore>,
        /// As worded.
        text: String,
        /// The day; `None` = that of the decision's meeting, or today.
        on: Option<Date>,
        /// The decision behind it.
        decision: Option<DecisionId>,
    },
    /// The state told what it gives.
    Allocate {
        /// For which budget.
        of: OfYear,
        /// How much.
        amount: Ore,
        /// When it told.
        on: Date,
        /// Where that stands.
        reference: Option<String>,
    },
    /// Parties say what they will contribute.
    Commit {
        /// For which budget.
        of: OfYear,
        /// Which parties, together.
        parties: Vec<FundingParty>,
        /// How much, together.
        amount: Option<Ore>,
        /// Whose amount it is to match.
        matches: Option<FundingParty>,
        /// Whether it binds them.
        binding: bool,
        /// As worded.
        text: String,
        /// The day; `None` = that of the decision's meeting, or today.
        on: Option<Date>,
        /// The decision behind it.
        decision: Option<DecisionId>,
        /// What is to follow on conditions.
        follow_ups: Vec<FollowUp>,
    },
    /// The members were consulted.
    Consult {
        /// On which budget.
        of: OfYear,
        /// When.
        on: Date,
        /// How.
        form: ConsultationForm,
        /// Which members; `None` = not known.
        members: Option<Vec<Address>>,
        /// What shows it.
        evidence: Option<String>,
        /// The meeting that shows it.
        meeting: Option<MeetingId>,
        /// On which version.
        version: Option<u32>,
    },
    /// Something that follows on the approval.
    Record {
        /// Of which budget.
        of: OfYear,
        /// What.
        entry: Entered,
    },
    /// A version is proposed, before any is approved.
    Propose {
        /// Of which budget.
        of: OfYear,
        /// What it holds.
        draft: Draft,
    },
    /// A version is proposed that takes the place of the approved one.
    Revise {
        /// Which budget.
        budget: BudgetId,
        /// Whether it is a supplement.
        supplement: bool,
        /// What it holds, all of it.
        draft: Draft,
    },
    /// The board approved a version.
    Approve {
        /// Which budget.
        budget: BudgetId,
        /// Which version.
        number: u32,
        /// By which decision.
        decision: DecisionId,
        /// Whether its meeting was public; `None` = not known.
        open: Option<bool>,
        /// Whether it was announced; `None` = not known.
        announced: Option<bool>,
        /// When.
        announced_on: Option<Date>,
    },
    /// A suspended line is released, or lapses.
    Settle {
        /// Which line.
        line: BudgetLineId,
        /// Released or lapsed.
        released: bool,
        /// The day of what settles it.
        on: Date,
        /// What shows it.
        evidence: String,
    },
}

impl Command {
    /// The name in the journal.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Request { .. } => super::book::REQUEST,
            Self::Allocate { .. } => super::book::ALLOCATE,
            Self::Commit { .. } => super::book::COMMIT,
            Self::Consult { .. } => super::book::CONSULT,
            Self::Record { entry, .. } => entry.name(),
            Self::Propose { .. } => super::book::PROPOSE,
            Self::Revise { .. } => super::book::REVISE,
            Self::Approve { .. } => super::book::APPROVE,
            Self::Settle { released: true, .. } => super::book::RELEASE,
            Self::Settle { .. } => super::book::LAPSE,
        }
    }
}
