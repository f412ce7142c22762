//! Delegation: the board lets somebody decide, what they decide, and its report to the board.
//!
//! Loaded records and live meetings grant, revoke and report alike. Nothing in a record changes: what is told here
//! stands beside it and survives its revisions.

mod book;

pub use book::{Book, COMMANDS};

use crate::actor::Actor;
use crate::authorize::{self, Action};
use crate::error::AppError;
use crate::followup::Item;
use crate::journal::{Entry, sha256};
use crate::live::{Desk, Who, person};
use crate::once::{Once, stale, tried};
use crate::ports::{Receipt, UnitOfWork};
use crate::visibility::Visibility;
use book::Told;
use chrono_tz::Europe::Stockholm;
use domain::Date;
use domain::body::Body;
use domain::decision::DecisionKind;
use domain::delegation::{
    Delegate, DelegateKind, DelegatedDecision, Delegation, Matters, Misfit, Revocation,
    RunningNumber, Sitting, Unfit, lawful, settles,
};
use domain::id::{
    DecisionId, DelegatedDecisionId, DelegationId, MeetingId, OrganisationId, ParagraphId,
};
use domain::money::Ore;
use domain::organisation::Organisation;
use domain::rule::Verdict;
use domain::rules::delegated_reported;

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
    let (actor, at) = (request.actor.signature(), desk.clock.now());
    let digest = sha256(&format!("{:?}", request.command));
    let once = &request.once;
    let receipt = once.receipt(owner.id, &actor, &digest, &mut *work).await?;
    if let Some(receipt) = receipt {
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
    work.set_delegation_version(owner.id, chained.sequence)
        .await?;
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

/// One command on its way.
struct Delegating<'a> {
    owner: &'a Organisation,
    today: Date,
    desk: &'a Desk,
    work: &'a mut dyn UnitOfWork,
}

fn misfit(field: &str) -> impl Fn(Misfit) -> AppError + '_ {
    move |misfit| AppError::invalid(field, misfit.to_string())
}

fn unfit(field: &str) -> impl Fn(Unfit) -> AppError + '_ {
    move |unfit| match unfit {
        Unfit::Misfit(held) => misfit(field)(held),
        Unfit::Refused(refusal) => refusal.into(),
    }
}

impl Delegating<'_> {
    /// Judges and stores: what the journal keeps of it.
    async fn carry_out(&mut self, command: &Command) -> Result<Told, AppError> {
        match command {
            Command::Grant { .. } => self.grant(command).await,
            Command::Revoke {
                delegation,
                decision,
            } => self.revoke(*delegation, *decision).await,
            Command::Decide { .. } => self.decide(command).await,
            Command::Report {
                paragraph,
                decisions,
            } => self.report(*paragraph, decisions).await,
        }
    }

    async fn grant(&mut self, command: &Command) -> Result<Told, AppError> {
        let Command::Grant {
            decision,
            matters,
            kind,
            delegate,
            role,
            person: named,
            limit,
            until,
        } = command
        else {
            return Err(AppError::invalid("command", "it grants nothing"));
        };
        lawful(*delegate, *kind)?;
        let from = self.decided(*decision).await?;
        Delegation::period(from, *until).map_err(misfit("until"))?;
        let person = match named {
            Some(who) => Some(self.person("delegate.person", who).await?),
            None => None,
        };
        let delegation = Delegation {
            id: DelegationId::from_uuid(self.desk.ids.next()),
            association: self.owner.id,
            granted_by: *decision,
            matters: matters.clone(),
            kind: *kind,
            delegate: Delegate {
                kind: *delegate,
                role: role.clone(),
                person,
            },
            limit: *limit,
            from,
            until: *until,
            revocation: None,
        };
        self.work.add_delegation(&delegation).await?;
        Ok(Told::Granted(delegation))
    }

    async fn revoke(&mut self, id: DelegationId, by: DecisionId) -> Result<Told, AppError> {
        let on = self.decided(by).await?;
        let held = self.standing(id).await?;
        held.revoke(by, on).map_err(unfit("decision"))?;
        let revocation = Revocation { by, on };
        self.work.revoke_delegation(id, &revocation).await?;
        Ok(Told::Revoked(id, revocation))
    }

    async fn decide(&mut self, command: &Command) -> Result<Told, AppError> {
        let Command::Decide {
            delegation,
            decided_on,
            decided_by,
            text,
            amount,
        } = command
        else {
            return Err(AppError::invalid("command", "it decides nothing"));
        };
        let (on, today) = (*decided_on, self.today);
        if on > today {
            let reason = format!("{on} is after today, {today}");
            return Err(AppError::invalid("decidedOn", reason));
        }
        let held = self.standing(*delegation).await?;
        let by = self.person("decidedBy", decided_by).await?;
        held.permits(&by, on, *amount)?;
        let year = chrono::Datelike::year(&on);
        let number = self.work.draw_delegated(self.owner.id, year).await?;
        let decision = DelegatedDecision {
            id: DelegatedDecisionId::from_uuid(self.desk.ids.next()),
            delegation: held.id,
            number: RunningNumber { year, number },
            decided_on: on,
            decided_by: by,
            text: text.clone(),
            amount: *amount,
            reported_in: None,
        };
        self.work.add_delegated(self.owner.id, &decision).await?;
        Ok(Told::Decided(decision))
    }

    async fn report(
        &mut self,
        paragraph: ParagraphId,
        ids: &[DelegatedDecisionId],
    ) -> Result<Told, AppError> {
        let (met, _) = self
            .of_the_board(Item::Paragraph(paragraph), "paragraph")
            .await?;
        let held = self.work.delegated(self.owner.id, ids).await?;
        for (place, id) in ids.iter().enumerate() {
            let field = format!("decisions.{place}");
            if ids.iter().take(place).any(|before| before == id) {
                return Err(AppError::invalid(field, "it stands here twice"));
            }
            let decision = held.iter().find(|decision| decision.id == *id);
            let decision = decision.ok_or_else(|| self.nothing(&field))?;
            decision
                .clone()
                .report(paragraph, met)
                .map_err(unfit(&field))?;
        }
        self.work.report_delegated(ids, paragraph).await?;
        Ok(Told::Reported(ids.to_vec(), paragraph))
    }

    /// The day on which the board took a decision that settles something.
    async fn decided(&mut self, decision: DecisionId) -> Result<Date, AppError> {
        let (day, kind) = self
            .of_the_board(Item::Decision(decision), "decision")
            .await?;
        kind.map_or(Ok(()), settles).map_err(misfit("decision"))?;
        Ok(day)
    }

    /// The day on which the board of this association met where something stands. What another's records hold is not
    /// told.
    async fn of_the_board(
        &mut self,
        item: Item,
        field: &str,
    ) -> Result<(Date, Option<DecisionKind>), AppError> {
        let held = self.work.sitting(item).await?;
        let held = held.filter(|held| held.owner.id == self.owner.id);
        let held = held.ok_or_else(|| self.nothing(field))?;
        let sitting = Sitting {
            body: &held.body,
            owner: held.owner.kind,
            date: held.date,
            voided: held.voided,
        };
        let day = sitting.of_the_board().map_err(misfit(field))?;
        Ok((day, held.decides))
    }

    /// A delegation as it stands under the lock.
    async fn standing(&mut self, id: DelegationId) -> Result<Delegation, AppError> {
        let held = self.work.delegation(id).await?;
        let held = held.ok_or(AppError::NotFound { what: "delegation" })?;
        Ok(held.delegation)
    }

    async fn person(
        &mut self,
        field: &str,
        who: &Who,
    ) -> Result<domain::attendance::PersonRef, AppError> {
        let ids = self.desk.ids.as_ref();
        person((self.owner.id, field), who, ids, &mut *self.work).await
    }

    fn nothing(&self, field: &str) -> AppError {
        AppError::invalid(field, format!("{} has no such thing", self.owner.name))
    }
}
