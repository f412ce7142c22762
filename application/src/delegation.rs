//! Delegation: the board lets somebody decide, what they decide, and its report to the board.
//!
//! Loaded records and live meetings grant, revoke and report alike. Nothing in a record changes: what is told here
//! stands beside it and survives its revisions.

mod book;
mod step;

pub use book::{Book, COMMANDS};

use crate::actor::Actor;
use crate::authorize::{self, Action};
use crate::error::AppError;
use crate::followup::Item;
use crate::live::{Desk, Who};
use crate::once::{Once, stale, tried};
use crate::ports::{Receipt, UnitOfWork};
use crate::visibility::Visibility;
use book::Told;
use chrono_tz::Europe::Stockholm;
use domain::Date;
use domain::body::Body;
use domain::decision::DecisionKind;
use domain::delegation::{DelegateKind, DelegatedDecision, Delegation, Matters};
use domain::id::{
    DecisionId, DelegatedDecisionId, DelegationId, MeetingId, OrganisationId, ParagraphId,
};
use domain::money::Ore;
use domain::organisation::Organisation;
use domain::rule::Verdict;
use domain::rules::delegated_reported;
use step::Delegating;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// The board lets somebody decide.
    Grant {
        /// Its decision.
        decision: DecisionId,
        /// The matters, as the decision words them.
        matters: String,
        /// What kind of matters that is.
        kind: Matters,
        /// What the delegate is.
        delegate: DelegateKind,
        /// The office.
        role: Option<String>,
        /// The person.
        person: Option<Who>,
        /// The highest amount.
        limit: Option<Ore>,
        /// The last day.
        until: Option<Date>,
    },
    /// The board ends a delegation.
    Revoke {
        /// Which.
        delegation: DelegationId,
        /// Its decision.
        decision: DecisionId,
    },
    /// Somebody decided.
    Decide {
        /// By which delegation.
        delegation: DelegationId,
        /// When.
        decided_on: Date,
        /// Who.
        decided_by: Who,
        /// What.
        text: String,
        /// About which amount.
        amount: Option<Ore>,
    },
    /// Delegated decisions are reported to the board.
    Report {
        /// The § that does.
        paragraph: ParagraphId,
        /// Which.
        decisions: Vec<DelegatedDecisionId>,
    },
}

impl Command {
    /// The name in the journal.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Grant { .. } => book::GRANT,
            Self::Revoke { .. } => book::REVOKE,
            Self::Decide { .. } => book::DECIDE,
            Self::Report { .. } => book::REPORT,
        }
    }
}

/// A command about delegations.
#[derive(Debug)]
pub struct Request<'a> {
    /// Who asks.
    pub actor: &'a Actor,
    /// What they may see.
    pub see: &'a Visibility,
    /// What is asked.
    pub command: Command,
    /// What makes it safe to repeat; the version is that of the association's delegations.
    pub once: Once,
}

/// What a command made or changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Touched {
    /// A delegation.
    Delegation(DelegationId),
    /// A delegated decision.
    Decision(DelegatedDecisionId),
    /// What was reported, and the meeting that holds the §.
    Reported(Vec<DelegatedDecisionId>, MeetingId),
}

/// The answer to a command. Repeated, it tells of what stands now.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// What it made or changed.
    pub touched: Touched,
    /// The number of the journal's latest entry about the association's delegations.
    pub version: i64,
    /// Irregularities that the step raised.
    pub raised: Vec<Verdict>,
}

/// Where a decision or a § stands, as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSitting {
    /// Whose record it is.
    pub owner: Organisation,
    /// Whether the public may know of it.
    pub public: bool,
    /// The meeting.
    pub meeting: MeetingId,
    /// The body that met.
    pub body: Body,
    /// The day.
    pub date: Option<Date>,
    /// Whether the § was voided.
    pub voided: bool,
    /// What the decision does; `None` for a §.
    pub decides: Option<DecisionKind>,
}

/// A delegation as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDelegation {
    /// The association.
    pub owner: Organisation,
    /// Whether the public may know of it.
    pub public: bool,
    /// The delegation.
    pub delegation: Delegation,
}

/// A delegation as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The delegation; its end only where the viewer may know of it.
    pub delegation: Delegation,
    /// The meeting that granted it; `None` where a revision took the decision out.
    pub granted_in: Option<MeetingId>,
    /// The meeting that revoked it.
    pub revoked_in: Option<MeetingId>,
}

/// A delegated decision as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldDecision {
    /// The decision.
    pub decision: DelegatedDecision,
    /// The meeting that it is reported in; `None` where it is not, or a revision took the § out.
    pub reported_in: Option<MeetingId>,
}

/// What waits for its report on a day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unreported {
    /// The days of delegated decisions taken by that day and not reported by it.
    pub taken: Vec<Date>,
    /// The last day up to it on which the board held a meeting that is over.
    pub last_met: Option<Date>,
}

/// Carries a command out, or answers once more where it was carried out before.
///
/// # Errors
/// `DELEGATION_TO_COMMITTEE`, `DELEGATED_NON_DELEGABLE`; `DELEGATION_NOT_IN_FORCE`, `NOT_THE_DELEGATE`,
/// `DELEGATION_EXCEEDED`, `ALREADY_REPORTED`; `INVALID_VALUE` with the field for what does not fit; `STALE_VERSION`;
/// `CLIENT_MUTATION_ID_REUSED`; `NOT_FOUND`, `FORBIDDEN`. Nothing was changed.
///
/// # Legal source
/// Lag (2003:1210) 10 §.
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
    let mut step = Delegating {
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
    work.set_delegation_version(owner.id, sequence).await?;
    turn.keep(None, sequence, &mut *work).await?;
    let answer = answer(&told, sequence, (owner.id, today), work).await?;
    begun.commit().await?;
    Ok(answer)
}

/// Whose delegations a command is about. Refuses who may not keep them; what the asker may not know of is not found.
async fn permitted(
    request: &Request<'_>,
    work: &mut dyn UnitOfWork,
) -> Result<Organisation, AppError> {
    let (found, what) = match &request.command {
        Command::Grant { decision, .. } => {
            let found = work.sitting(Item::Decision(*decision)).await?;
            (found.map(|held| (held.owner, held.public)), "decision")
        }
        Command::Report { paragraph, .. } => {
            let found = work.sitting(Item::Paragraph(*paragraph)).await?;
            (found.map(|held| (held.owner, held.public)), "paragraph")
        }
        Command::Revoke { delegation, .. } | Command::Decide { delegation, .. } => {
            let found = work.delegation(*delegation).await?;
            (found.map(|held| (held.owner, held.public)), "delegation")
        }
    };
    let (owner, public) = found.ok_or(AppError::NotFound { what })?;
    let known = public || request.see.is_inside(owner.id);
    authorize::check_known(request.actor, Action::KeepRecord, &owner, known, what)?;
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
    let found = work.delegation_version(owner).await?;
    if expected == found {
        return Ok(());
    }
    let from = expected.saturating_add(1);
    let steps = work.delegation_steps(owner, from).await?;
    Err(stale(expected, found, steps))
}

/// The answer to a command that was carried out before.
async fn again(
    owner: OrganisationId,
    receipt: &Receipt,
    work: &mut dyn UnitOfWork,
) -> Result<Answer, AppError> {
    let steps = work.delegation_steps(owner, receipt.sequence).await?;
    let step = steps
        .into_iter()
        .find(|step| step.sequence == receipt.sequence);
    let step = step.ok_or(AppError::NotFound { what: "delegation" })?;
    let version = work.delegation_version(owner).await?;
    let day = receipt.at.with_timezone(&Stockholm).date_naive();
    answer(&Told::stored(&step.payload)?, version, (owner, day), work).await
}

/// What a step made, and what is to be noted of it on its day.
async fn answer(
    told: &Told,
    version: i64,
    (owner, day): (OrganisationId, Date),
    work: &mut dyn UnitOfWork,
) -> Result<Answer, AppError> {
    let (touched, noted) = match told {
        Told::Granted(delegation) => (Touched::Delegation(delegation.id), delegation.noted()),
        Told::Revoked(id, _) => (Touched::Delegation(*id), None),
        Told::Decided(decision) => {
            let met = work.board_met(owner, day).await?;
            let noted = delegated_reported(&[decision.decided_on], met, day);
            (Touched::Decision(decision.id), noted)
        }
        Told::Reported(decisions, paragraph) => {
            let held = work.sitting(Item::Paragraph(*paragraph)).await?;
            let held = held.ok_or(AppError::NotFound { what: "paragraph" })?;
            (Touched::Reported(decisions.clone(), held.meeting), None)
        }
    };
    Ok(Answer {
        touched,
        version,
        raised: noted.into_iter().filter(Verdict::is_irregularity).collect(),
    })
}
