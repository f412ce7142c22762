//! The budget (budget) of an association for a year with its plan years: what it holds, in which versions, and how it
//! comes to be.
//!
//! A budget starts with what is asked of the state, promised and consulted on (its papers), goes on with proposals, and
//! is approved by a decision of the board under a §. Later decisions approve later versions; the earlier ones stay. What
//! follows are papers too: outcomes, invoices, equity, the annual report, its audit, and each member's discharge.
//!
//! # Legal source
//! Lag (2003:1210) 5, 6, 19, 21 and 23–26 §§; kommunallag (2017:725) 8 kap. 14 § and 11 kap. 5, 6 and 15 §§. How the texts
//! are read where they leave room stands in ADR 0018.

mod accounts;
mod closing;
mod content;
mod filing;
mod ledger;
mod papers;
mod progress;
mod steps;
#[cfg(test)]
pub(crate) mod tests;

pub use crate::financing::ContributionKind;
pub use accounts::{
    AnnualReport, AuditReport, Auditor, Discharge, DischargeOutcome, EquityBooking, Invoice,
    OutcomeOf, OutcomeReport, OutcomeRow, Payment,
};
pub use closing::{Closing, ClosingStage, MemberClosing};
pub use content::{
    Content, Contribution, Contributor, EquityMove, Execution, IncomeSource, Line, LineState,
    OtherIncome, Settlement, Span, Sum, Suspension, YearSums,
};
pub use ledger::{EquityLedger, Origin};
pub use papers::{
    Allocation, Commitment, Consultation, ConsultationForm, FollowUp, FundingRequest, Paper,
    Publicity,
};
pub use progress::{ContributionProgress, Expected, Progress, ThingProgress};
pub use steps::{Approving, Fault, Misfit, Unfit};

use crate::Date;
use crate::id::{BudgetId, BudgetLineId, DecisionId, OrganisationId};
use crate::rule::Outcome;

/// What a version of a budget is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum VersionKind {
    /// A proposal for the year, before any is approved (budgetförslag).
    Original,
    /// A budget that takes the place of an approved one (reviderad budget).
    Revision,
    /// An approved budget with more spending in it (tilläggsbudget).
    Supplement,
}

/// Where a budget stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BudgetStage {
    /// Something was asked of the state, promised or talked over; nothing is proposed.
    Prepared,
    /// The state has told its allocation.
    Allocated,
    /// A version is proposed.
    Proposed,
    /// A version is proposed, and the members were consulted.
    Consulted,
    /// A version is approved.
    Approved,
}

/// How a version was approved: the decision behind it, and what is known of the meeting that took it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adoption {
    /// The decision of the board.
    pub decision: DecisionId,
    /// The day of its meeting.
    pub on: Date,
    /// Whether its § had a quorum, as the record told when the decision was linked.
    pub quorum: Outcome,
    /// Whether the meeting was public; `None` = not known.
    pub open: Option<bool>,
    /// Whether the meeting was announced (kungjort); `None` = not known.
    pub announced: Option<bool>,
    /// The day of the announcement; `None` = not known.
    pub announced_on: Option<Date>,
}

/// A version of a budget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// From 1, in order of proposal.
    pub number: u32,
    /// What it is.
    pub kind: VersionKind,
    /// The day on which it was proposed.
    pub proposed_on: Date,
    /// The last plan year; `None` = not known.
    pub last_year: Option<i32>,
    /// What it holds.
    pub content: Content,
    /// How a revision or a supplement says that it is paid for; `None` = it does not say.
    pub funding: Option<String>,
    /// How it was approved; `None` = not approved.
    pub adoption: Option<Adoption>,
}

/// The budget of an association for a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// Identity.
    pub id: BudgetId,
    /// The association.
    pub association: OrganisationId,
    /// The budget year, a calendar year.
    pub year: i32,
    /// What surrounds it and what follows on it, in order of recording.
    pub papers: Vec<Paper>,
    /// Versions by number.
    pub versions: Vec<Version>,
}

impl Budget {
    /// A budget of which nothing is known yet but its year.
    ///
    /// # Errors
    /// [`Fault::NoSuchYear`] for a year before the act or too far ahead.
    pub fn try_new(id: BudgetId, association: OrganisationId, year: i32) -> Result<Self, Misfit> {
        if !(steps::FIRST_YEAR..=steps::LAST_YEAR).contains(&year) {
            return Err(Misfit::new("year", Fault::NoSuchYear));
        }
        Ok(Self {
            id,
            association,
            year,
            papers: Vec::new(),
            versions: Vec::new(),
        })
    }

    /// The version with a number.
    pub fn version(&self, number: u32) -> Option<&Version> {
        self.versions
            .iter()
            .find(|version| version.number == number)
    }

    /// The version that holds: the last one that was approved; `None` before the first.
    pub fn in_force(&self) -> Option<&Version> {
        let approved = |version: &&Version| version.adoption.is_some();
        self.versions.iter().rev().find(approved)
    }

    /// The version that held on a day: the last one of those that were approved by then.
    pub fn in_force_on(&self, on: Date) -> Option<&Version> {
        let approved = |version: &&Version| {
            let adoption = version.adoption.as_ref();
            adoption.is_some_and(|adoption| adoption.on <= on)
        };
        self.versions.iter().rev().find(approved)
    }

    /// The approved version that a later one takes the place of, or would.
    pub fn before(&self, number: u32) -> Option<&Version> {
        let earlier = |version: &&Version| version.number < number && version.adoption.is_some();
        self.versions.iter().rev().find(earlier)
    }

    /// A line with the version that holds it.
    pub fn line(&self, id: BudgetLineId) -> Option<(&Version, &Line)> {
        self.versions.iter().find_map(|version| {
            let mut lines = version.content.lines.iter();
            lines.find(|line| line.id == id).map(|line| (version, line))
        })
    }

    /// Consultations of the members, in order of recording.
    pub fn consultations(&self) -> impl Iterator<Item = &Consultation> {
        self.papers.iter().filter_map(|paper| match paper {
            Paper::Consultation(held) => Some(held),
            _ => None,
        })
    }

    /// The state's allocation as told last; `None` = not known.
    pub fn allocation(&self) -> Option<&Allocation> {
        self.papers.iter().rev().find_map(|paper| match paper {
            Paper::Allocation(held) => Some(held),
            _ => None,
        })
    }

    /// Where it stands.
    pub fn stage(&self) -> BudgetStage {
        if self.in_force().is_some() {
            BudgetStage::Approved
        } else if self.versions.is_empty() {
            match self.allocation() {
                Some(_) => BudgetStage::Allocated,
                None => BudgetStage::Prepared,
            }
        } else if self.consultations().next().is_some() {
            BudgetStage::Consulted
        } else {
            BudgetStage::Proposed
        }
    }
}
