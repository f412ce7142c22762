//! Budgets: what is asked of the state and promised, what is proposed and consulted on, and what the board approves.
//!
//! What is told here stands beside the records, under the decisions that they hold, and survives their revisions.

mod book;
mod facts;
mod step;

pub use book::{
    Book, COMMANDS, read_equity, read_execution, read_goals, read_income, read_paper, write_equity,
    write_execution, write_goals, write_income, write_paper,
};

use crate::actor::Actor;
use crate::authorize::{self, Action};
use crate::error::AppError;
use crate::journal::{Entry, sha256};
use crate::live::Desk;
use crate::once::{Once, stale, tried};
use crate::ports::{Address, Receipt, UnitOfWork};
use crate::visibility::Visibility;
use book::Told;
use chrono_tz::Europe::Stockholm;
use domain::Date;
use domain::association::FundingParty;
use domain::budget::{
    Budget, ConsultationForm, ContributionKind, FollowUp, IncomeSource, Span, VersionKind,
};
use domain::id::{BudgetId, BudgetLineId, DecisionId, MeetingId, OrganisationId};
use domain::money::Ore;
use domain::organisation::Organisation;
use domain::rule::Verdict;
use domain::rules::{BudgetSurroundings, evaluate_budget};
use std::collections::HashMap;
use step::Budgeting;

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
            Self::Request { .. } => book::REQUEST,
            Self::Allocate { .. } => book::ALLOCATE,
            Self::Commit { .. } => book::COMMIT,
            Self::Consult { .. } => book::CONSULT,
            Self::Propose { .. } => book::PROPOSE,
            Self::Revise { .. } => book::REVISE,
            Self::Approve { .. } => book::APPROVE,
            Self::Settle { released: true, .. } => book::RELEASE,
            Self::Settle { .. } => book::LAPSE,
        }
    }
}

/// A command about budgets.
#[derive(Debug)]
pub struct Request<'a> {
    /// Who asks.
    pub actor: &'a Actor,
    /// What they may see.
    pub see: &'a Visibility,
    /// What is asked.
    pub command: Command,
    /// What makes it safe to repeat; the version is that of the association's budgets.
    pub once: Once,
}

/// The answer to a command. Repeated, it tells of what stands now.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The budget.
    pub budget: BudgetId,
    /// The version that the step made or changed.
    pub number: Option<u32>,
    /// The line that the step changed.
    pub line: Option<BudgetLineId>,
    /// The number of the journal's latest entry about the association's budgets.
    pub version: i64,
    /// Irregularities that the step raised.
    pub raised: Vec<Verdict>,
}

/// A budget as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredBudget {
    /// The association.
    pub owner: Organisation,
    /// Whether the public may know of it.
    pub public: bool,
    /// The budget.
    pub budget: Budget,
}

/// A budget as read: as much of it as the viewer may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldBudget {
    /// The budget.
    pub budget: Budget,
    /// The meetings of its decisions, those that the viewer may know of.
    pub decided_in: HashMap<DecisionId, MeetingId>,
    /// Meetings that show a consultation, those that the viewer may know of.
    pub consulted_in: Vec<MeetingId>,
}

/// A contribution as listed: its place in an approved budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldContribution {
    /// The budget.
    pub budget: BudgetId,
    /// The version.
    pub number: u32,
    /// The place among the version's contributions, from 0.
    pub place: usize,
}

/// Which budgets.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BudgetFilter {
    /// Of this association.
    pub organisation: Option<OrganisationId>,
    /// Of this year or later.
    pub from: Option<i32>,
    /// Of this year or earlier.
    pub to: Option<i32>,
}

/// Which contributions of approved budgets.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ContributionFilter {
    /// To this association.
    pub organisation: Option<OrganisationId>,
    /// By this member.
    pub member: Option<OrganisationId>,
    /// By this party, or its members.
    pub party: Option<FundingParty>,
    /// Of this year or later.
    pub from: Option<i32>,
    /// Of this year or earlier.
    pub to: Option<i32>,
}

/// Carries a command out, or answers once more where it was carried out before.
///
/// # Errors
/// `BUDGET_ALREADY_APPROVED`, `BUDGET_NOT_APPROVED`, `BUDGET_VERSION_CLOSED`, `DECISION_APPROVES_ANOTHER`,
/// `LINE_NOT_SUSPENDED`; `QUORUM_NOT_MET`; `INVALID_VALUE` with the field for what does not fit; `STALE_VERSION`;
/// `CLIENT_MUTATION_ID_REUSED`; `NOT_FOUND`, `FORBIDDEN`. Nothing was changed.
///
/// # Legal source
/// Lag (2003:1210) 23 §.
pub async fn run(request: &Request<'_>, desk: &Desk) -> Result<Answer, AppError> {
    request.once.named()?;
    tried(|| attempt(request, desk)).await
}

async fn attempt(request: &Request<'_>, desk: &Desk) -> Result<Answer, AppError> {
    let mut begun = desk.begin.begin().await?;
    let work = begun.as_mut();
    let owner = permitted(request, work).await?;
    // Under the lock: whoever repeats a command that is under way waits here for its answer.
    work.lock(owner.id).await?;
    let (actor, at) = (request.actor.signature(), desk.clock.now());
    let digest = sha256(&format!("{:?}", request.command));
    let once = &request.once;
    let receipt = once.receipt(owner.id, &actor, &digest, &mut *work).await?;
    if let Some(receipt) = receipt {
        return again(owner.id, &receipt, work).await;
    }
    fresh(once.expected_version, owner.id, work).await?;

    let today = desk.clock.today();
    let mut step = Budgeting {
        owner: &owner,
        today,
        desk,
        work: &mut *work,
    };
    let told = step.carry_out(&request.command).await?;
    let chained = work
        .append(Entry {
            organisation: owner.id,
            at,
            actor: actor.clone(),
            command: request.command.name(),
            // Nothing that a read of the journal resolves: not a meeting, and no change of the register.
            subject: None,
            payload: told.payload()?,
            salt: desk.ids.salt(),
        })
        .await?;
    work.set_budget_version(owner.id, chained.sequence).await?;
    let receipt = Receipt {
        meeting: None,
        digest,
        sequence: chained.sequence,
        at,
    };
    once.keep(owner.id, &actor, &receipt, work).await?;
    let answer = answer(&told, chained.sequence, (owner.id, today), work).await?;
    begun.commit().await?;
    Ok(answer)
}

/// Whose budgets a command is about. Refuses who may not keep them; what the asker may not know of is not found.
async fn permitted(
    request: &Request<'_>,
    work: &mut dyn UnitOfWork,
) -> Result<Organisation, AppError> {
    let (found, what) = match &request.command {
        Command::Request { of, .. }
        | Command::Allocate { of, .. }
        | Command::Commit { of, .. }
        | Command::Consult { of, .. }
        | Command::Propose { of, .. } => {
            let found = work.owner_of(&of.association).await?;
            (found.map(|held| (held.owner, held.public)), "organisation")
        }
        Command::Revise { budget, .. } | Command::Approve { budget, .. } => {
            let found = work.budget(*budget).await?;
            (found.map(|held| (held.owner, held.public)), "budget")
        }
        Command::Settle { line, .. } => {
            let budget = work.budget_of_line(*line).await?;
            let found = match budget {
                Some(budget) => work.budget(budget).await?,
                None => None,
            };
            (found.map(|held| (held.owner, held.public)), "budget line")
        }
    };
    let (owner, public) = found.ok_or(AppError::NotFound { what })?;
    let known = public || request.see.is_inside(owner.id);
    authorize::check_known(request.actor, Action::KeepBudget, &owner, known, what)?;
    Ok(owner)
}

/// Refuses who last saw another version, with what changed since and by whom.
async fn fresh(
    expected: Option<i64>,
    owner: OrganisationId,
    work: &mut dyn UnitOfWork,
) -> Result<(), AppError> {
    let Some(expected) = expected else {
        return Ok(());
    };
    let found = work.budget_version(owner).await?;
    if expected == found {
        return Ok(());
    }
    let from = expected.saturating_add(1);
    let steps = work.budget_steps(owner, from).await?;
    Err(stale(expected, found, steps))
}

/// The answer to a command that was carried out before.
async fn again(
    owner: OrganisationId,
    receipt: &Receipt,
    work: &mut dyn UnitOfWork,
) -> Result<Answer, AppError> {
    let steps = work.budget_steps(owner, receipt.sequence).await?;
    let step = steps
        .into_iter()
        .find(|step| step.sequence == receipt.sequence);
    let step = step.ok_or(AppError::NotFound { what: "budget" })?;
    let version = work.budget_version(owner).await?;
    let day = receipt.at.with_timezone(&Stockholm).date_naive();
    answer(&Told::stored(&step.payload)?, version, (owner, day), work).await
}

/// What a step made, and what is to be noted of the version that it is about on its day.
async fn answer(
    told: &Told,
    version: i64,
    (owner, day): (OrganisationId, Date),
    work: &mut dyn UnitOfWork,
) -> Result<Answer, AppError> {
    let found = work.budget(told.budget()).await?;
    let budget = found.ok_or(AppError::NotFound { what: "budget" })?.budget;
    let number = told.number();
    let about = number.and_then(|number| budget.version(number));
    let mut raised = Vec::new();
    if let Some(about) = about {
        let association = work.association(owner).await?;
        let around = BudgetSurroundings {
            association: association.as_ref(),
            on: day,
        };
        raised = evaluate_budget(&budget, about, &around);
        raised.retain(Verdict::is_irregularity);
    }
    Ok(Answer {
        budget: budget.id,
        number,
        line: told.line(),
        version,
        raised,
    })
}

/// What kind of version a revision is.
const fn revising(supplement: bool) -> VersionKind {
    match supplement {
        true => VersionKind::Supplement,
        false => VersionKind::Revision,
    }
}
