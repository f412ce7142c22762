//! How a budget comes to be: proposed, approved by a decision, revised by later ones, its suspended lines settled.

use super::content::{Content, Execution, LineState, Settlement};
use super::{Adoption, Budget, Version, VersionKind};
use crate::Date;
use crate::decision::DecisionKind;
use crate::delegation::{self, Sitting};
use crate::id::{BudgetLineId, DecisionId};
use crate::refusal::{Refusal, Step};
use crate::rule::Outcome;
use crate::rules::rulebook::QUORUM_NOT_MET;
use thiserror::Error;

/// The first year that an association could budget for: the act came into force on 1 January 2004.
pub(super) const FIRST_YEAR: i32 = 2004;

/// The last year that is taken for one.
pub(super) const LAST_YEAR: i32 = 2199;

/// Most plan years, the budget year among them.
const MOST_YEARS: i32 = 10;

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Fault {
    /// No association can have a budget for it.
    #[error("expected a year from {FIRST_YEAR} to {LAST_YEAR}")]
    NoSuchYear,
    /// The plan ends before it starts, or far away.
    #[error("expected the budget year or one of the nine after it")]
    NoSuchPlan,
    /// A row is in a year that the plan does not cover.
    #[error("the plan covers {first} to {last}")]
    OutsidePlan {
        /// The budget year.
        first: i32,
        /// The last plan year.
        last: i32,
    },
    /// What is suspended reaches outside of its line.
    #[error("the line runs from {from} to {until}")]
    OutsideLine {
        /// The line's first day.
        from: Date,
        /// The line's last day.
        until: Date,
    },
    /// The last day comes before the first.
    #[error("the last day comes before the first")]
    EndsBefore,
    /// The days are in two calendar years.
    #[error("the days are in different years; give one line a year")]
    SpansYears,
    /// The same thing stands there twice.
    #[error("it stands here twice")]
    Twice,
    /// An amount is below 0.
    #[error("must be 0 or more")]
    Negative,
    /// An amount makes a sum that cannot be held.
    #[error("the sum with this amount is beyond 2^53 öre")]
    TooMuch,
    /// An amount of a booking is 0.
    #[error("must not be 0")]
    Nothing,
    /// A period runs into one that is told of already, and does not hold all of it.
    #[error(
        "{from} to {until} is told of already; give a period that holds all of it, or none of it"
    )]
    Overlaps {
        /// The first day of what is told.
        from: Date,
        /// The last day of what is told.
        until: Date,
    },
    /// Only members and parties are asked for contributions.
    #[error("only a member or a party is asked for contributions")]
    NoMember,
    /// No invoice of the budget has that number.
    #[error("the budget has no invoice with that number")]
    NoSuchInvoice,
    /// It lies ahead.
    #[error("{on} is after today, {today}")]
    Ahead {
        /// The day given.
        on: Date,
        /// Today.
        today: Date,
    },
    /// It lies before what it follows on.
    #[error("{on} is before {earliest}")]
    Before {
        /// The day given.
        on: Date,
        /// The first day that fits.
        earliest: Date,
    },
    /// A day is given of what is said not to have been done.
    #[error("the meeting is said not to have been announced")]
    NotAnnounced,
    /// There is no such version.
    #[error("the budget has no such version")]
    NoSuchVersion,
    /// There is no such line.
    #[error("the budget has no such line")]
    NoSuchLine,
    /// A decision of this kind approves no budget.
    #[error("a decision of this kind approves nothing")]
    ApprovesNothing,
    /// The decision stands where no budget is approved.
    #[error(transparent)]
    Sitting(#[from] delegation::Misfit),
}

/// A value that does not fit, with its field.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{field}: {fault}")]
pub struct Misfit {
    /// The field.
    pub field: String,
    /// What is wrong.
    pub fault: Fault,
}

impl Misfit {
    /// A fault of a field.
    pub fn new(field: impl Into<String>, fault: impl Into<Fault>) -> Self {
        Self {
            field: field.into(),
            fault: fault.into(),
        }
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

/// A decision that is to approve a version, and what is known of the meeting that took it.
#[derive(Debug, Clone, Copy)]
pub struct Approving<'a> {
    /// The decision.
    pub decision: DecisionId,
    /// What it does.
    pub kind: DecisionKind,
    /// Where it stands.
    pub sitting: Sitting<'a>,
    /// Whether its § had a quorum, as its record tells.
    pub quorum: Outcome,
    /// Whether its meeting was run through the service.
    pub live: bool,
    /// Whether the meeting was public; `None` = not known.
    pub open: Option<bool>,
    /// Whether the meeting was announced; `None` = not known.
    pub announced: Option<bool>,
    /// The day of the announcement; `None` = not known.
    pub announced_on: Option<Date>,
}

impl Budget {
    /// With one more version: the first proposals are originals, what follows on an approved version revises it.
    ///
    /// # Errors
    /// `BUDGET_ALREADY_APPROVED` for an original after an approval, `BUDGET_NOT_APPROVED` for another before one;
    /// [`Misfit`] for content that does not fit the plan.
    pub fn propose(
        &mut self,
        kind: VersionKind,
        last_year: Option<i32>,
        content: Content,
        funding: Option<String>,
        on: Date,
    ) -> Result<&Version, Unfit> {
        match (kind, self.in_force()) {
            (VersionKind::Original, Some(held)) => {
                let refusal = Refusal::step(
                    Step::BudgetAlreadyApproved,
                    format!(
                        "budgeten för {} är fastställd i version {}; revidera den",
                        self.year, held.number
                    ),
                    format!(
                        "the budget of {} is approved in version {}; revise it",
                        self.year, held.number
                    ),
                );
                return Err(refusal.figure("version", held.number).into());
            }
            (VersionKind::Revision | VersionKind::Supplement, None) => {
                return Err(self.not_approved().into());
            }
            _ => {}
        }
        let last = last_year.unwrap_or(self.year);
        if last < self.year || last >= self.year.saturating_add(MOST_YEARS) {
            return Err(Misfit::new("lastYear", Fault::NoSuchPlan).into());
        }
        // Where the plan's end is not known, its rows may still tell of later years.
        let last = match last_year {
            Some(last) => last,
            None => self.year.saturating_add(MOST_YEARS - 1),
        };
        content.fits(self.year, last)?;
        let latest = self.versions.iter().map(|held| held.number).max();
        let number = latest.unwrap_or_default().saturating_add(1);
        self.versions.push(Version {
            number,
            kind,
            proposed_on: on,
            last_year,
            content,
            funding,
            adoption: None,
        });
        let proposed = self.version(number);
        proposed.ok_or_else(|| Misfit::new("budgetVersion", Fault::NoSuchVersion).into())
    }

    /// With a version approved by a decision of the board.
    ///
    /// # Errors
    /// `BUDGET_VERSION_CLOSED` where it is approved, or a later one is; `QUORUM_NOT_MET` where the § of a meeting that
    /// was run here had no quorum; [`Misfit`] for a decision that is no approval of the board, or of a day before the
    /// version that it takes the place of.
    ///
    /// # Legal source
    /// Lag (2003:1210) 23 §: the board adopts the budget. Kommunallag (2017:725) 6 kap. 27 § by 19 §: only with a
    /// quorum. What a loaded record tells of its quorum is kept as it is.
    pub fn approve(&mut self, number: u32, by: &Approving<'_>) -> Result<&Adoption, Unfit> {
        let decision = |fault: Fault| Misfit::new("decision", fault);
        let on = by.sitting.of_the_board();
        let on = on.map_err(|held| decision(Fault::Sitting(held)))?;
        if !matches!(
            by.kind,
            DecisionKind::Adopt | DecisionKind::Approve | DecisionKind::Resolve
        ) {
            return Err(decision(Fault::ApprovesNothing).into());
        }
        let asked = self.version(number);
        let asked = asked.ok_or_else(|| Misfit::new("budgetVersion", Fault::NoSuchVersion))?;
        if let Some(held) = self.in_force() {
            if held.number >= number || asked.kind == VersionKind::Original {
                let refusal = Refusal::step(
                    Step::BudgetVersionClosed,
                    format!("version {} är fastställd", held.number),
                    format!("version {} is approved", held.number),
                );
                return Err(refusal.figure("version", held.number).into());
            }
            let earliest = held.adoption.as_ref().map(|adoption| adoption.on);
            if let Some(earliest) = earliest.filter(|earliest| on < *earliest) {
                return Err(decision(Fault::Before { on, earliest }).into());
            }
        }
        if by.live && by.quorum != Outcome::Met {
            return Err(Refusal::by(
                &QUORUM_NOT_MET,
                "beslutet togs inte med beslutförhet",
                "the decision was not taken with a quorum",
            )
            .into());
        }
        if by.announced == Some(false) && by.announced_on.is_some() {
            return Err(Misfit::new("announcedOn", Fault::NotAnnounced).into());
        }
        let adoption = Adoption {
            decision: by.decision,
            on,
            quorum: by.quorum,
            open: by.open,
            announced: by.announced.or(by.announced_on.map(|_| true)),
            announced_on: by.announced_on,
        };
        let version = self.versions.iter_mut().find(|held| held.number == number);
        let version = version.ok_or_else(|| Misfit::new("budgetVersion", Fault::NoSuchVersion))?;
        Ok(version.adoption.insert(adoption))
    }

    /// With a suspended line of the approved budget released, where the event came, or lapsed, where it cannot come
    /// any more. No new decision is needed.
    ///
    /// # Errors
    /// `BUDGET_NOT_APPROVED`; `LINE_NOT_SUSPENDED` for one that never waited or is settled; [`Fault::NoSuchLine`],
    /// [`Fault::Ahead`], and [`Fault::Before`] for a day before the approval.
    pub fn settle(
        &mut self,
        id: BudgetLineId,
        released: bool,
        settlement: Settlement,
        today: Date,
    ) -> Result<(), Unfit> {
        let Some((version, _)) = self.line(id) else {
            return Err(Misfit::new("line", Fault::NoSuchLine).into());
        };
        let Some(adoption) = &version.adoption else {
            return Err(self.not_approved().into());
        };
        let (on, earliest) = (settlement.on, adoption.on);
        if today < on {
            return Err(Misfit::new("on", Fault::Ahead { on, today }).into());
        }
        if on < earliest {
            return Err(Misfit::new("on", Fault::Before { on, earliest }).into());
        }
        let lines = self.versions.iter_mut();
        let mut lines = lines.flat_map(|version| version.content.lines.iter_mut());
        let line = lines.find(|line| line.id == id);
        let line = line.ok_or_else(|| Misfit::new("line", Fault::NoSuchLine))?;
        let (sv, en) = match &mut line.execution {
            Execution::Suspended(held) if held.state == LineState::Waiting => {
                held.state = match released {
                    true => LineState::Released(settlement),
                    false => LineState::Lapsed(settlement),
                };
                return Ok(());
            }
            Execution::Suspended(held) => match held.state {
                LineState::Lapsed(_) => ("har förfallit", "has lapsed"),
                _ => ("effektueras redan", "is released already"),
            },
            Execution::Immediate => ("väntar inte på något", "waits for nothing"),
        };
        let refusal = Refusal::step(
            Step::LineNotSuspended,
            format!("posten ”{}” {sv}", line.activity),
            format!("the line \"{}\" {en}", line.activity),
        );
        Err(refusal.figure("activity", &line.activity).into())
    }

    pub(super) fn not_approved(&self) -> Refusal {
        Refusal::step(
            Step::BudgetNotApproved,
            format!("ingen budget är fastställd för {}", self.year),
            format!("no budget is approved for {}", self.year),
        )
        .figure("year", self.year)
    }
}
