//! What surrounds a budget: requests, allocations, consultations and commitments before the board approves it, and what
//! follows on the approval.

use super::accounts::{
    AnnualReport, AuditReport, Auditor, Discharge, EquityBooking, Invoice, OutcomeReport, Payment,
};
use crate::Date;
use crate::association::FundingParty;
use crate::id::{DecisionId, MeetingId, OrganisationId};
use crate::money::Ore;

/// What is asked of the state (äskande).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FundingRequest {
    /// The amount; `None` where none is stated, as in "as much as possible".
    pub amount: Option<Ore>,
    /// As worded.
    pub text: String,
    /// The day on which it was decided or sent.
    pub on: Date,
    /// The decision behind it, where a record holds one.
    pub decision: Option<DecisionId>,
}

/// What the state gives (tilldelning).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allocation {
    /// The amount.
    pub amount: Ore,
    /// The day on which it was told.
    pub on: Date,
    /// Where that stands: a letter, its number.
    pub reference: Option<String>,
}

/// How the members were consulted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ConsultationForm {
    /// A member council (medlemsråd, ägarsamråd).
    Council,
    /// A joint meeting of the members (gemensamt möte).
    JointMeeting,
    /// In writing (skriftligt).
    Written,
    /// In another form.
    Other,
}

/// A consultation of the members (samråd).
///
/// # Legal source
/// Lag (2003:1210) 23 §.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consultation {
    /// The day.
    pub on: Date,
    /// How.
    pub form: ConsultationForm,
    /// The members that could speak their mind; `None` = not known which.
    pub members: Option<Vec<OrganisationId>>,
    /// What shows it: a letter, an answer, a note.
    pub evidence: Option<String>,
    /// The meeting that shows it.
    pub meeting: Option<MeetingId>,
    /// The version that they were consulted on; `None` = not one version.
    pub version: Option<u32>,
}

/// What a commitment says is to follow on a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUp {
    /// The condition, as worded.
    pub condition: String,
    /// What follows.
    pub text: String,
    /// The decision that says so, where a record holds one.
    pub decision: Option<DecisionId>,
}

/// What parties say that they will contribute (medfinansieringsåtagande).
///
/// # Legal source
/// None: a member council binds nobody. What binds is each member's own decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commitment {
    /// The parties, together.
    pub parties: Vec<FundingParty>,
    /// The amount of all of them together; `None` where none is stated.
    pub amount: Option<Ore>,
    /// The party whose amount it is to match.
    pub matches: Option<FundingParty>,
    /// Whether it binds them.
    pub binding: bool,
    /// As worded.
    pub text: String,
    /// The day.
    pub on: Date,
    /// The decision behind it, where a record holds one.
    pub decision: Option<DecisionId>,
    /// What is to follow on conditions.
    pub follow_ups: Vec<FollowUp>,
}

/// Something that surrounds a budget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paper {
    /// Something was asked of the state.
    Request(FundingRequest),
    /// The state told what it gives.
    Allocation(Allocation),
    /// The members were consulted.
    Consultation(Consultation),
    /// Parties say what they will contribute.
    Commitment(Commitment),
    /// What things cost and brought in.
    Outcome(OutcomeReport),
    /// A contribution was asked for.
    Invoice(Invoice),
    /// It was paid.
    Payment(Payment),
    /// Equity changed.
    Equity(EquityBooking),
    /// The board gave the annual report.
    AnnualReport(AnnualReport),
    /// Members appointed an auditor.
    Auditor(Auditor),
    /// Auditors gave their report.
    AuditReport(AuditReport),
    /// A member decided on discharge.
    Discharge(Discharge),
}

/// With what a paper becomes public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Publicity {
    /// With the minutes of its decision.
    WithDecision(DecisionId),
    /// With the first version of the budget that is public.
    WithBudget,
    /// With the minutes of the decision on the annual report.
    WithAnnualReport,
    /// Never.
    Inside,
}

impl Paper {
    /// Its day.
    pub const fn on(&self) -> Date {
        match self {
            Self::Request(held) => held.on,
            Self::Allocation(held) => held.on,
            Self::Consultation(held) => held.on,
            Self::Commitment(held) => held.on,
            Self::Outcome(held) => held.on,
            Self::Invoice(held) => held.on,
            Self::Payment(held) => held.on,
            Self::Equity(held) => held.on,
            Self::AnnualReport(held) => held.on,
            Self::Auditor(held) => held.on,
            Self::AuditReport(held) => held.on,
            Self::Discharge(held) => held.on,
        }
    }

    /// The decision that it rests on, where a record holds one.
    pub const fn decision(&self) -> Option<DecisionId> {
        match self {
            Self::Request(held) => held.decision,
            Self::Commitment(held) => held.decision,
            Self::Outcome(held) => held.decision,
            Self::Equity(held) => held.decision,
            Self::AnnualReport(held) => held.decision,
            _ => None,
        }
    }

    /// With what it becomes public.
    pub const fn publicity(&self) -> Publicity {
        if let Some(decision) = self.decision() {
            return Publicity::WithDecision(decision);
        }
        match self {
            Self::Request(_)
            | Self::Allocation(_)
            | Self::Consultation(_)
            | Self::Commitment(_) => Publicity::WithBudget,
            Self::Auditor(_) | Self::AuditReport(_) | Self::Discharge(_) => {
                Publicity::WithAnnualReport
            }
            Self::Outcome(_)
            | Self::Invoice(_)
            | Self::Payment(_)
            | Self::Equity(_)
            | Self::AnnualReport(_) => Publicity::Inside,
        }
    }

    /// The meeting that shows it, where a record is named.
    pub const fn meeting(&self) -> Option<MeetingId> {
        match self {
            Self::Consultation(held) => held.meeting,
            _ => None,
        }
    }
}
