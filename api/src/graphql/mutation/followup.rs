//! Following up: reports of assignments, settled conditions, links between decisions.

use super::input::{id, inputs, optional, text};
use crate::graphql::acting::acting;
use crate::graphql::codes;
use crate::graphql::object::{Assignment, Decision, Verdict};
use crate::graphql::scalar::Date;
use crate::graphql::viewing::{Seen, viewing};
use crate::graphql::{fail, fail_in};
use application::error::AppError;
use application::followup::{Followup, Request, run};
use application::once::Once;
use async_graphql::{Context, ID, Object, Result};
use domain::id::{AssignmentId, DecisionId, ParagraphId};
use std::sync::Arc;

inputs! {
    /// What became of an assignment (återrapportering).
    ReportAssignmentInput {
        /// The assignment.
        assignment: ID,
        /// Where it stands from now on.
        status: codes::AssignmentStatus,
        /// In words.
        note: Option<String>,
        /// The day, not before the meeting that gave it and not after today; today where left out.
        on: Option<Date>,
        /// A later paragraph, of any body of the same organisation, that reports or closes it.
        paragraph: Option<ID>,
    }

    /// A condition that is met, or can no longer be.
    SettleConditionInput {
        /// The decision that waits for it.
        decision: ID,
        /// Met, or failed.
        state: codes::Settled,
        /// The day, not before the meeting that decided and not after today.
        on: Date,
        /// What shows it.
        evidence: String,
        /// A later paragraph, of any body of the same organisation, that tells of it.
        paragraph: Option<ID>,
    }

    /// What a decision does to an earlier one.
    LinkDecisionsInput {
        /// The later decision.
        decision: ID,
        /// The earlier one, of any body of the same organisation.
        earlier: ID,
        /// What the later one does to it.
        kind: codes::LinkKind,
    }
}

/// What was asked and how the record stands after it.
#[derive(Debug)]
struct Stands {
    seen: Arc<Seen>,
    version: i64,
    client_mutation_id: Option<String>,
}

/// What became of an assignment, as it stands after the report.
#[derive(Debug)]
pub struct AssignmentReported {
    assignment: AssignmentId,
    stands: Stands,
}

/// What became of an assignment, as it stands after the report.
#[Object]
impl AssignmentReported {
    /// The assignment after the report.
    async fn assignment(&self) -> Assignment {
        Assignment::new(self.assignment, &self.stands.seen)
    }

    /// The version after the report of the meeting that gave the assignment: one more with every change.
    async fn version(&self) -> i64 {
        self.stands.version
    }

    /// Irregularities that this change raised.
    async fn irregularities(&self) -> Vec<Verdict> {
        Vec::new()
    }

    /// Your own name for the command, as you gave it.
    async fn client_mutation_id(&self) -> Option<&str> {
        self.stands.client_mutation_id.as_deref()
    }
}

/// A decision as it stands after it was followed up.
#[derive(Debug)]
pub struct DecisionFollowed {
    decision: DecisionId,
    stands: Stands,
}

/// A decision as it stands after it was followed up.
#[Object]
impl DecisionFollowed {
    /// The decision after the change.
    async fn decision(&self) -> Decision {
        Decision::new(self.decision, &self.stands.seen)
    }

    /// The version after the change of the meeting that took the decision: one more with every change.
    async fn version(&self) -> i64 {
        self.stands.version
    }

    /// Irregularities that this change raised.
    async fn irregularities(&self) -> Vec<Verdict> {
        Vec::new()
    }

    /// Your own name for the command, as you gave it.
    async fn client_mutation_id(&self) -> Option<&str> {
        self.stands.client_mutation_id.as_deref()
    }
}

async fn carry_out(
    context: &Context<'_>,
    once: Once,
    asked: impl FnOnce() -> Result<Followup>,
) -> Result<Stands> {
    let (view, acting) = (viewing(context), acting(context));
    let client_mutation_id = once.client_mutation_id.clone();
    let actor = acting
        .actor()
        .map_err(|error| fail_in(&error, view.language))?;
    let request = Request {
        actor,
        see: view.see(),
        followup: asked()?,
        once,
    };
    let followed = run(&request, &acting.desk)
        .await
        .map_err(|error| fail_in(&error, view.language))?;
    // An earlier change of the same request may have read what this one has changed.
    view.forget_followup();
    let seen = view.one(followed.meeting).await?;
    Ok(Stands {
        seen: seen.ok_or_else(|| fail(&AppError::NotFound { what: "meeting" }))?,
        version: followed.version,
        client_mutation_id,
    })
}

fn paragraph(given: Option<&ID>) -> Result<Option<ParagraphId>> {
    given
        .map(|given| id("paragraph", given, ParagraphId::parse))
        .transpose()
}

async fn decided(
    context: &Context<'_>,
    once: Once,
    decision: &ID,
    asked: impl FnOnce(DecisionId) -> Result<Followup>,
) -> Result<DecisionFollowed> {
    let mut followed = None;
    let stands = carry_out(context, once, || {
        let decision = id("decision", decision, DecisionId::parse)?;
        followed = Some(decision);
        asked(decision)
    })
    .await?;
    let decision = followed.ok_or_else(|| fail(&AppError::NotFound { what: "decision" }))?;
    Ok(DecisionFollowed { decision, stands })
}

/// Changes of what is told of assignments and decisions after their meeting.
#[derive(Debug, Default)]
pub struct FollowupMutations;

/// Changes of what is told of assignments and decisions after their meeting.
#[Object]
impl FollowupMutations {
    /// Records what became of an assignment, of a loaded record or a meeting that was run here. Its status follows.
    async fn report_assignment(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which, and what.")] input: ReportAssignmentInput,
    ) -> Option<Result<AssignmentReported>> {
        let reported = async {
            let mut reported = None;
            let stands = carry_out(context, input.once(), || {
                let assignment = id("assignment", &input.assignment, AssignmentId::parse)?;
                reported = Some(assignment);
                Ok(Followup::Report {
                    assignment,
                    status: input.status.into(),
                    note: optional("note", input.note.as_ref())?,
                    on: input.on.map(|date| date.0),
                    paragraph: paragraph(input.paragraph.as_ref())?,
                })
            })
            .await?;
            let assignment =
                reported.ok_or_else(|| fail(&AppError::NotFound { what: "assignment" }))?;
            Ok(AssignmentReported { assignment, stands })
        };
        Some(reported.await)
    }

    /// Records that the condition of a decision is met or has failed: once.
    async fn settle_condition(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which, and how.")] input: SettleConditionInput,
    ) -> Option<Result<DecisionFollowed>> {
        let settled = decided(context, input.once(), &input.decision, |decision| {
            Ok(Followup::Settle {
                decision,
                met: input.state == codes::Settled::Met,
                on: input.on.0,
                evidence: text("evidence", &input.evidence)?,
                paragraph: paragraph(input.paragraph.as_ref())?,
            })
        });
        Some(settled.await)
    }

    /// Records that a decision amends, repeals or carries out an earlier one.
    async fn link_decisions(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which, and how.")] input: LinkDecisionsInput,
    ) -> Option<Result<DecisionFollowed>> {
        let linked = decided(context, input.once(), &input.decision, |decision| {
            Ok(Followup::Link {
                decision,
                earlier: id("earlier", &input.earlier, DecisionId::parse)?,
                kind: input.kind.into(),
            })
        });
        Some(linked.await)
    }
}
