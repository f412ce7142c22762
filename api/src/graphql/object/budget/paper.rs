//! What surrounds a budget: requests, allocations, commitments and consultations.

use super::Whole;
use crate::graphql::codes;
use crate::graphql::object::{Decision, Meeting, Organisation};
use crate::graphql::scalar::{Date, Ore};
use crate::graphql::viewing::viewing;
use async_graphql::{Context, Object, Result, SimpleObject};
use domain::budget::{self as held};
use std::sync::Arc;

/// What is asked of the state (äskande).
#[derive(SimpleObject, Debug, Clone)]
pub struct FundingRequest {
    /// The amount; null where none is stated, as in "as much as possible".
    amount: Option<Ore>,
    /// The amount in Swedish form.
    amount_formatted: Option<String>,
    /// As worded.
    text: String,
    /// The day.
    on: Date,
    /// The decision behind it; null where there is none, or the viewer may not know of it.
    decision: Option<Decision>,
}

impl FundingRequest {
    pub(super) fn of(whole: &Whole, request: &held::FundingRequest) -> Self {
        Self {
            amount: request.amount.map(Ore),
            amount_formatted: request.amount.map(|amount| amount.to_string()),
            text: whole.shown(&request.text),
            on: Date(request.on),
            decision: whole.decision(request.decision),
        }
    }
}

/// What the state gives (tilldelning).
#[derive(SimpleObject, Debug, Clone)]
pub struct BudgetAllocation {
    /// The amount.
    amount: Ore,
    /// The amount in Swedish form.
    amount_formatted: String,
    /// The day on which it was told.
    on: Date,
    /// Where that stands.
    reference: Option<String>,
}

impl BudgetAllocation {
    pub(super) fn of(whole: &Whole, allocation: &held::Allocation) -> Self {
        Self {
            amount: Ore(allocation.amount),
            amount_formatted: allocation.amount.to_string(),
            on: Date(allocation.on),
            reference: whole.shown_option(allocation.reference.as_ref()),
        }
    }
}

/// What a commitment says is to follow on a condition.
#[derive(SimpleObject, Debug, Clone)]
pub struct CommitmentFollowUp {
    /// The condition.
    condition: String,
    /// What follows.
    text: String,
    /// The decision that says so; null where there is none, or the viewer may not know of it.
    decision: Option<Decision>,
}

/// What parties say that they will contribute (medfinansieringsåtagande). What a member council says binds nobody.
#[derive(SimpleObject, Debug, Clone)]
pub struct BudgetCommitment {
    /// The parties, together.
    parties: Vec<codes::FundingParty>,
    /// The amount of all of them together; null where none is stated.
    amount: Option<Ore>,
    /// The amount in Swedish form.
    amount_formatted: Option<String>,
    /// The party whose amount it is to match.
    matches: Option<codes::FundingParty>,
    /// Whether it binds them.
    binding: bool,
    /// As worded.
    text: String,
    /// The day.
    on: Date,
    /// The decision behind it; null where there is none, or the viewer may not know of it.
    decision: Option<Decision>,
    /// What is to follow on conditions.
    follow_ups: Vec<CommitmentFollowUp>,
}

impl BudgetCommitment {
    pub(super) fn of(whole: &Whole, commitment: &held::Commitment) -> Self {
        let parties = commitment.parties.iter().copied();
        let follow_ups = commitment.follow_ups.iter();
        Self {
            parties: parties.map(Into::into).collect(),
            amount: commitment.amount.map(Ore),
            amount_formatted: commitment.amount.map(|amount| amount.to_string()),
            matches: commitment.matches.map(Into::into),
            binding: commitment.binding,
            text: whole.shown(&commitment.text),
            on: Date(commitment.on),
            decision: whole.decision(commitment.decision),
            follow_ups: follow_ups
                .map(|held| CommitmentFollowUp {
                    condition: whole.shown(&held.condition),
                    text: whole.shown(&held.text),
                    decision: whole.decision(held.decision),
                })
                .collect(),
        }
    }
}

/// A consultation of the members on a budget (samråd).
#[derive(Debug, Clone)]
pub struct BudgetConsultation {
    whole: Arc<Whole>,
    consultation: held::Consultation,
}

impl BudgetConsultation {
    pub(super) fn of(whole: &Arc<Whole>, consultation: &held::Consultation) -> Self {
        Self {
            whole: Arc::clone(whole),
            consultation: consultation.clone(),
        }
    }
}

/// A consultation of the members on a budget (samråd).
///
/// Lag (2003:1210) 23 §.
#[Object]
impl BudgetConsultation {
    /// The day.
    async fn on(&self) -> Date {
        Date(self.consultation.on)
    }

    /// How.
    async fn form(&self) -> codes::ConsultationForm {
        self.consultation.form.into()
    }

    /// The members that could speak their mind, those that the viewer may know of; null where it is not known which.
    async fn members(&self, context: &Context<'_>) -> Option<Result<Vec<Organisation>>> {
        let ids = self.consultation.members.as_ref()?;
        let found = viewing(context).many(ids.clone()).await;
        let listed = found.map(|mut found| {
            let held = ids.iter().filter_map(|id| found.remove(id));
            held.map(Organisation).collect()
        });
        Some(listed)
    }

    /// What shows it.
    async fn evidence(&self) -> Option<String> {
        self.whole.shown_option(self.consultation.evidence.as_ref())
    }

    /// The meeting that shows it; null where there is none, or the viewer may not know of it.
    async fn meeting(&self) -> Option<Meeting> {
        let seen = self.whole.record(self.consultation.meeting)?;
        Some(Meeting(Arc::clone(seen)))
    }

    /// The number of the version that they were consulted on; null where it is not one version, or the viewer may not
    /// know of it.
    async fn version(&self) -> Option<u32> {
        let number = self.consultation.version?;
        self.whole.held.budget.version(number)?;
        Some(number)
    }
}
