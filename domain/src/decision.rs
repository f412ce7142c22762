//! Decisions (beslut), several under one §, with their conditions.

use crate::id::{DecisionId, OrganisationId};

/// What a decision does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DecisionKind {
    /// Anta, fastställa.
    Adopt,
    /// Godkänna.
    Approve,
    /// Avslå.
    Reject,
    /// Välja.
    Elect,
    /// Ge i uppdrag.
    Assign,
    /// Bordlägga.
    Table,
    /// Återremittera.
    ReferBack,
    /// Lägga till handlingarna, anteckna.
    Note,
    /// Any other resolution.
    Resolve,
}

impl DecisionKind {
    /// Whether the kind only moves the meeting along: elections of adjusters, notes, tabling.
    pub const fn is_procedural(self) -> bool {
        matches!(
            self,
            Self::Elect | Self::Note | Self::Table | Self::ReferBack
        )
    }
}

/// Whether the event that a decision waits for has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConditionState {
    /// Nothing known yet. A condition never expires by itself.
    Pending,
    /// The event came.
    Met,
    /// The event can no longer come.
    Failed,
}

/// The event that a decision, or a part of it, waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// As printed.
    pub text: String,
    /// Whether it has come.
    pub state: ConditionState,
}

/// The years that an adopted or amended budget covers, the budget year first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BudgetPeriod {
    /// The budget year; `None` where the record does not say.
    pub first_year: Option<i32>,
    /// The last plan year; `None` where the record does not say.
    pub last_year: Option<i32>,
}

/// Why a decision concerns an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Because {
    /// The minutes name it as recipient of an extract.
    Recipient,
    /// It, or somebody acting for it, got an assignment under the same §.
    Assignee,
    /// It, or somebody acting for it, made a proposal under the same §.
    Proposer,
    /// It contributes to the budget that the decision adopts.
    Contributor,
    /// The decision's own text names it.
    Named,
    /// It is a member, and the decision binds all members.
    Member,
}

/// An organisation that a decision concerns, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Concern {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The first reason found.
    pub because: Because,
}

/// A decision under a §.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Identity, kept over revisions of the record.
    pub id: DecisionId,
    /// As printed, without the marker "Beslut:".
    pub text: String,
    /// Kind.
    pub kind: DecisionKind,
    /// What it waits for.
    pub condition: Option<Condition>,
    /// The budget that it adopts or amends.
    pub budget: Option<BudgetPeriod>,
    /// Whom it concerns.
    pub concerns: Vec<Concern>,
}
