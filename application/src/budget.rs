//! Budgets: what is asked of the state and promised, what is proposed and consulted on, what the board approves, and how
//! the year goes and is closed.
//!
//! What is told here stands beside the records, under the decisions that they hold, and survives their revisions.

mod book;
mod command;
mod facts;
mod filing;
mod step;

pub use book::{
    Book, COMMANDS, read_equity, read_execution, read_goals, read_income, read_paper, write_equity,
    write_execution, write_goals, write_income, write_paper,
};

pub use command::{
    Command, Draft, Entered, Giver, NewContribution, NewEquity, NewIncome, NewLine, NewSuspension,
    OfYear,
};

use crate::actor::Actor;
use crate::authorize::{self, Action};
use crate::error::AppError;
use crate::live::Desk;
use crate::once::{Once, stale, tried};
use crate::ports::{Receipt, UnitOfWork};
use crate::visibility::Visibility;
use book::Told;
use chrono_tz::Europe::Stockholm;
use domain::Date;
use domain::association::FundingParty;
use domain::budget::{Budget, VersionKind};
use domain::id::{BudgetId, BudgetLineId, DecisionId, MeetingId, OrganisationId};
use domain::organisation::Organisation;
use domain::rule::Verdict;
use domain::rules::{BudgetSurroundings, evaluate_budget, evaluate_closing};
use std::collections::HashMap;
use step::Budgeting;

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
    let (once, said) = (&request.once, format!("{:?}", request.command));
    let turn = once.turn(owner.id, request.actor, desk.clock.now(), &said);
    if let Some(receipt) = turn.receipt(&mut *work).await? {
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
    let (command, salt) = (request.command.name(), desk.ids.salt());
    let sequence = turn
        .tell(command, None, told.payload()?, salt, &mut *work)
        .await?;
    work.set_budget_version(owner.id, sequence).await?;
    turn.keep(None, sequence, &mut *work).await?;
    let answer = answer(&told, sequence, (owner.id, today), work).await?;
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
        | Command::Record { of, .. }
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

/// What a step made, and what is to be noted on its day of the version that it is about, or of the closing of the year.
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
    let association = work.association(owner).await?;
    let around = BudgetSurroundings {
        association: association.as_ref(),
        on: day,
    };
    let mut raised = match about {
        Some(about) => evaluate_budget(&budget, about, &around),
        None if told.closes() => evaluate_closing(&budget, &around),
        None => Vec::new(),
    };
    raised.retain(Verdict::is_irregularity);
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
