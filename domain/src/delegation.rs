//! Delegation: whom the board lets decide in a group of matters, what they decided, and its report to the board.
//!
//! # Legal source
//! Lag (2003:1210) 10 §: the board may let a member, a substitute or an officer decide in a group of matters; not the
//! goals, direction, scope and quality of the activities, not statements because a decision of the association was
//! appealed, not matters specially reserved; what is so decided is reported to the board. How the text is read where
//! it leaves room stands in ADR 0011.

#[cfg(test)]
mod tests;

use crate::Date;
use crate::attendance::PersonRef;
use crate::body::{Body, RuleProfile};
use crate::decision::DecisionKind;
use crate::id::{DecisionId, DelegatedDecisionId, DelegationId, OrganisationId, ParagraphId};
use crate::money::Ore;
use crate::organisation::OrganisationKind;
use crate::refusal::{Refusal, Step};
use crate::rule::{Outcome, Severity, Verdict};
use crate::rules::rulebook::{DELEGATED_NON_DELEGABLE, DELEGATION_TO_COMMITTEE};
use crate::text::Text;
use thiserror::Error;

/// What somebody is whom the board lets decide (delegat).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DelegateKind {
    /// Ledamot.
    Member,
    /// Ersättare.
    Substitute,
    /// Tjänsteman.
    Officer,
    /// Utskott: a committee, which the law does not name.
    Committee,
}

/// What kind of matters is delegated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Matters {
    /// A group of matters that the decision names (grupp av ärenden).
    Group,
    /// No group: matters of any kind, such as "urgent matters" (brådskande ärenden).
    Ungrouped,
    /// Goals, direction, scope or quality of the activities (mål, inriktning, omfattning, kvalitet).
    Goals,
    /// A statement because a decision of the association was appealed (yttrande med anledning av överklagande).
    AppealStatement,
    /// Matters that are specially reserved (särskilt förbehållna).
    Reserved,
}

/// Whom the board lets decide: an office, a person, or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delegate {
    /// What they are.
    pub kind: DelegateKind,
    /// The office as the decision words it; `None` where a person alone is named.
    pub role: Option<String>,
    /// The person; `None` = whoever holds the office.
    pub person: Option<PersonRef>,
}

/// How the board ended a delegation before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revocation {
    /// The decision that did.
    pub by: DecisionId,
    /// The day of its meeting, the last one of the delegation.
    pub on: Date,
}

/// A delegation (delegation, delegationsordningens rad).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delegation {
    /// Identity.
    pub id: DelegationId,
    /// The association.
    pub association: OrganisationId,
    /// The board's decision that grants it.
    pub granted_by: DecisionId,
    /// The matters, as the decision words them.
    pub matters: String,
    /// What kind of matters that is.
    pub kind: Matters,
    /// Who may decide.
    pub delegate: Delegate,
    /// Up to and with which amount; `None` = no limit.
    pub limit: Option<Ore>,
    /// The first day: that of the meeting that granted it.
    pub from: Date,
    /// The last day; `None` = until revoked.
    pub until: Option<Date>,
    /// Its end before time.
    pub revocation: Option<Revocation>,
}

/// The number of a delegated decision in the association's series of a year: dense, never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RunningNumber {
    /// The year of the decision.
    pub year: i32,
    /// From 1.
    pub number: u32,
}

impl std::fmt::Display for RunningNumber {
    /// As cited: `D 3/2026`.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "D {}/{}", self.number, self.year)
    }
}

/// A decision that somebody took by delegation (delegationsbeslut).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DelegatedDecision {
    /// Identity.
    pub id: DelegatedDecisionId,
    /// What it rests on.
    pub delegation: DelegationId,
    /// Its number.
    pub number: RunningNumber,
    /// The day on which it was taken.
    pub decided_on: Date,
    /// Who took it.
    pub decided_by: PersonRef,
    /// What was decided.
    pub text: String,
    /// The amount that it is about, where it is about one.
    pub amount: Option<Ore>,
    /// The § that reports it to the board; `None` = not yet.
    pub reported_in: Option<ParagraphId>,
}

/// Where a decision of a meeting, or a §, stands: what delegating asks of it.
#[derive(Debug, Clone, Copy)]
pub struct Sitting<'a> {
    /// The body that met.
    pub body: &'a Body,
    /// What its owner is.
    pub owner: Option<OrganisationKind>,
    /// The day; `None` where the record does not say.
    pub date: Option<Date>,
    /// Whether the § was voided.
    pub voided: bool,
}

/// Why something in a record cannot grant, revoke or report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Misfit {
    /// Another body met, or not one of a coordination association.
    #[error("it is not of the board of a coordination association")]
    NotOfTheBoard,
    /// The record gives no day.
    #[error("its meeting has no day")]
    NoDay,
    /// The number of the § was voided.
    #[error("the paragraph was voided")]
    Voided,
    /// Rejecting, tabling, referring back and noting give nobody a right.
    #[error("a decision of this kind settles nothing")]
    SettlesNothing,
    /// The end comes before the start.
    #[error("the last day comes before the first, {from}")]
    EndsBefore {
        /// The first day.
        from: Date,
    },
    /// The board met before the decision was taken.
    #[error("the meeting of {met} is before the decision of {decided_on}")]
    MetBefore {
        /// The day of the meeting.
        met: Date,
        /// The day of the decision.
        decided_on: Date,
    },
    /// The revoking meeting comes before the delegation, or is what granted it.
    #[error("the decision is not a later one")]
    NotLater,
}

impl Sitting<'_> {
    /// The day on which the board of a coordination association met here.
    ///
    /// # Errors
    /// [`Misfit::NotOfTheBoard`], [`Misfit::Voided`] and [`Misfit::NoDay`].
    ///
    /// # Legal source
    /// Lag (2003:1210) 10 §: the board delegates, and it is the board that is reported to.
    pub fn of_the_board(&self) -> Result<Date, Misfit> {
        if self.body.profile(self.owner) != RuleProfile::StatutoryBoard {
            return Err(Misfit::NotOfTheBoard);
        }
        if self.voided {
            return Err(Misfit::Voided);
        }
        self.date.ok_or(Misfit::NoDay)
    }
}

/// Whether a decision of a kind can grant or revoke anything.
///
/// # Errors
/// [`Misfit::SettlesNothing`].
pub const fn settles(kind: DecisionKind) -> Result<(), Misfit> {
    match kind {
        DecisionKind::Reject
        | DecisionKind::Table
        | DecisionKind::ReferBack
        | DecisionKind::Note => Err(Misfit::SettlesNothing),
        _ => Ok(()),
    }
}

/// Whether the board may delegate these matters to this delegate.
///
/// # Errors
/// `DELEGATION_TO_COMMITTEE`; `DELEGATED_NON_DELEGABLE` for matters that the law keeps with the board.
///
/// # Legal source
/// Lag (2003:1210) 10 §.
pub fn lawful(kind: DelegateKind, matters: Matters) -> Result<(), Refusal> {
    if kind == DelegateKind::Committee {
        return Err(Refusal::by(
            &DELEGATION_TO_COMMITTEE,
            "ett utskott kan inte få beslutanderätt; lagen nämner ledamot, ersättare och tjänsteman",
            "a committee cannot be let decide; the act names members, substitutes and officers",
        ));
    }
    let (sv, en) = match matters {
        Matters::Group | Matters::Ungrouped => return Ok(()),
        Matters::Goals => (
            "verksamhetens mål, inriktning, omfattning och kvalitet",
            "goals, direction, scope and quality of the activities",
        ),
        Matters::AppealStatement => (
            "yttranden med anledning av att förbundets beslut överklagats",
            "statements because a decision of the association was appealed",
        ),
        Matters::Reserved => (
            "ärenden som är särskilt förbehållna",
            "matters that are specially reserved",
        ),
    };
    let refusal = Refusal::by(
        &DELEGATED_NON_DELEGABLE,
        format!("{sv} kan inte delegeras"),
        format!("{en} cannot be delegated"),
    );
    Err(refusal.figure("matters", en))
}

impl Delegation {
    /// The first and the last day fit.
    ///
    /// # Errors
    /// [`Misfit::EndsBefore`].
    pub fn period(from: Date, until: Option<Date>) -> Result<(), Misfit> {
        match until {
            Some(until) if until < from => Err(Misfit::EndsBefore { from }),
            _ => Ok(()),
        }
    }

    /// What is to be noted of it: where no group of matters is named, nothing keeps what may not be delegated out of
    /// it.
    ///
    /// # Legal source
    /// Lag (2003:1210) 10 §: "en grupp av ärenden". The chair's urgent decision (kommunallag 6 kap. 39 §) is not among
    /// what 19 § imports.
    pub fn noted(&self) -> Option<Verdict> {
        (self.kind == Matters::Ungrouped).then(|| {
            let text = Text::new(
                format!(
                    "Delegationen ”{}” nämner ingen grupp av ärenden.",
                    self.matters
                ),
                format!(
                    "The delegation \"{}\" names no group of matters.",
                    self.matters
                ),
            );
            DELEGATED_NON_DELEGABLE
                .verdict(Outcome::NotMet, text)
                .figure("matters", &self.matters)
                .with_severity(Severity::Warning)
                .by_interpretation()
                .on(self.from)
        })
    }

    /// The last day, whatever ended it; `None` = open.
    pub fn last_day(&self) -> Option<Date> {
        let revoked = self.revocation.map(|revocation| revocation.on);
        revoked.into_iter().chain(self.until).min()
    }

    /// Whether it holds on a day, its first and its last among them.
    pub fn in_force_on(&self, day: Date) -> bool {
        self.from <= day && self.last_day().is_none_or(|last| day <= last)
    }

    /// Ends it by a later decision of the board.
    ///
    /// # Errors
    /// `DELEGATION_NOT_IN_FORCE` where it had ended; [`Misfit::NotLater`] for a decision of an earlier day, or the one
    /// that granted it.
    pub fn revoke(self, by: DecisionId, on: Date) -> Result<Self, Unfit> {
        if by == self.granted_by || on < self.from {
            return Err(Misfit::NotLater.into());
        }
        if self.revocation.is_some() || !self.in_force_on(on) {
            return Err(self.not_in_force(on).into());
        }
        let revocation = Some(Revocation { by, on });
        Ok(Self { revocation, ..self })
    }

    /// Whether somebody may decide on a day, about an amount. A limit does not hinder what states no amount.
    ///
    /// # Errors
    /// `DELEGATION_NOT_IN_FORCE`, `NOT_THE_DELEGATE` and `DELEGATION_EXCEEDED`, with figures.
    ///
    /// # Legal source
    /// Lag (2003:1210) 10 §: what is not delegated stays with the board.
    pub fn permits(&self, by: &PersonRef, on: Date, amount: Option<Ore>) -> Result<(), Refusal> {
        if !self.in_force_on(on) {
            return Err(self.not_in_force(on));
        }
        if let Some(named) = self
            .delegate
            .person
            .as_ref()
            .filter(|held| held.id != by.id)
        {
            let refusal = Refusal::step(
                Step::NotTheDelegate,
                format!("delegationen gäller {}, inte {}", named.name, by.name),
                format!("the delegation is {}'s, not {}'s", named.name, by.name),
            );
            return Err(refusal
                .figure("delegate", &named.name)
                .figure("decidedBy", &by.name));
        }
        match (self.limit, amount) {
            (Some(limit), Some(amount)) if amount > limit => Err(Refusal::step(
                Step::DelegationExceeded,
                format!("{amount} är mer än delegationens {limit}"),
                format!("{amount} is more than the delegation's {limit}"),
            )
            .figure("amount", amount.get())
            .figure("limit", limit.get())),
            _ => Ok(()),
        }
    }

    fn not_in_force(&self, on: Date) -> Refusal {
        let (sv, en) = match self.last_day() {
            None => (format!("från {}", self.from), format!("from {}", self.from)),
            Some(last) => (
                format!("från {} till {last}", self.from),
                format!("from {} to {last}", self.from),
            ),
        };
        let refusal = Refusal::step(
            Step::DelegationNotInForce,
            format!("delegationen gäller {sv}, inte {on}"),
            format!("the delegation holds {en}, not on {on}"),
        )
        .figure("on", on)
        .figure("from", self.from);
        match self.last_day() {
            None => refusal,
            Some(last) => refusal.figure("until", last),
        }
    }
}

impl DelegatedDecision {
    /// Reports it to the board under a §: once, at a meeting of the same day or later.
    ///
    /// # Errors
    /// `ALREADY_REPORTED`, under the same § as well; [`Misfit::MetBefore`].
    ///
    /// # Legal source
    /// Lag (2003:1210) 10 §: delegated decisions are reported to the board.
    pub fn report(self, paragraph: ParagraphId, met: Date) -> Result<Self, Unfit> {
        if self.reported_in.is_some() {
            let refusal = Refusal::step(
                Step::AlreadyReported,
                format!("{} är redan anmält", self.number),
                format!("{} is reported already", self.number),
            );
            return Err(refusal.figure("number", self.number).into());
        }
        if met < self.decided_on {
            let decided_on = self.decided_on;
            return Err(Misfit::MetBefore { met, decided_on }.into());
        }
        let reported_in = Some(paragraph);
        Ok(Self {
            reported_in,
            ..self
        })
    }
}

/// Why a step was not taken: a value that does not fit, or something that stands against it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Unfit {
    /// A value does not fit.
    #[error(transparent)]
    Misfit(#[from] Misfit),
    /// A rule, or what stands.
    #[error(transparent)]
    Refused(#[from] Refusal),
}
