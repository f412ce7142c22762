//! Delegation: what the board lets somebody decide, what they decide, and its report to the board.

use super::input::{PersonInput, id, inputs, invalid, optional, text, who};
use crate::graphql::acting::acting;
use crate::graphql::codes;
use crate::graphql::object::{DelegatedDecision, Delegation, Paragraph, Verdict};
use crate::graphql::scalar::{Date, Ore};
use crate::graphql::viewing::viewing;
use crate::graphql::{fail, fail_in};
use application::delegation::{Answer, Command, Request, Touched, run};
use application::error::AppError;
use application::once::Once;
use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::id::{DecisionId, DelegatedDecisionId, DelegationId, ParagraphId};

/// Most decisions that one report takes.
const MOST: usize = 500;

/// Whom the board lets decide (delegat): an office, a person, or both.
#[derive(InputObject, Debug)]
pub struct DelegateToInput {
    /// What they are; a committee is refused with DELEGATION_TO_COMMITTEE.
    pub kind: codes::DelegateKind,
    /// The office, as the decision words it.
    pub role: Option<String>,
    /// The person; whoever holds the office where left out.
    pub person: Option<PersonInput>,
}

inputs! {
    /// What the board lets somebody decide (lag 2003:1210, 10 §).
    DelegateInput {
        /// The decision of the board that grants it.
        decision: ID,
        /// The group of matters (grupp av ärenden), as the decision words it.
        matters: String,
        /// What kind of matters that is. What the law keeps with the board is refused with DELEGATED_NON_DELEGABLE.
        kind: codes::DelegatedMatters,
        /// Who may decide.
        delegate: DelegateToInput,
        /// The highest amount; no limit where left out.
        limit: Option<Ore>,
        /// The last day; until it is revoked where left out.
        until: Option<Date>,
    }

    /// A delegation that the board ends.
    RevokeDelegationInput {
        /// Which.
        delegation: ID,
        /// The decision of the board that ends it; the day of its meeting is the delegation's last.
        decision: ID,
    }

    /// A decision that somebody took by delegation (delegationsbeslut).
    RecordDelegatedDecisionInput {
        /// By which delegation.
        delegation: ID,
        /// The day, not after today.
        decided_on: Date,
        /// Who.
        decided_by: PersonInput,
        /// What was decided.
        text: String,
        /// The amount that it is about, where it is about one.
        amount: Option<Ore>,
    }

    /// Delegated decisions that are reported to the board (anmälan av delegationsbeslut).
    ReportDelegatedDecisionsInput {
        /// The paragraph of a meeting of the board that reports them, of the day of each decision or later.
        paragraph: ID,
        /// Which, each once and 500 at the most.
        decisions: Vec<ID>,
    }
}

/// What every answer has.
#[derive(Debug)]
struct Stands {
    answer: Answer,
    client_mutation_id: Option<String>,
}

/// Answers, each with its own field besides the three of all.
macro_rules! answers {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $kind:ty),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name {
            $($field: $kind,)+
            stands: Stands,
        }

        $(#[$doc])*
        #[Object]
        impl $name {
            $($(#[$field_doc])*
            async fn $field(&self) -> &$kind {
                &self.$field
            })+

            /// The number of the journal's latest entry about the association's delegations.
            async fn version(&self) -> i64 {
                self.stands.answer.version
            }

            /// Irregularities that this change raised.
            async fn irregularities(&self) -> Vec<Verdict> {
                let raised = self.stands.answer.raised.iter().cloned();
                raised.map(Verdict::of_register).collect()
            }

            /// Your own name for the command, as you gave it.
            async fn client_mutation_id(&self) -> Option<&str> {
                self.stands.client_mutation_id.as_deref()
            }
        }
    )+};
}

answers! {
    /// A delegation as it stands after the change.
    DelegationChanged {
        /// The delegation.
        delegation: Delegation,
    }

    /// A delegated decision as it stands after it was recorded.
    DelegatedDecisionRecorded {
        /// The delegated decision, with its number.
        delegated_decision: DelegatedDecision,
    }

    /// Delegated decisions as they stand after their report.
    DelegatedDecisionsReported {
        /// The paragraph that reports them.
        paragraph: Paragraph,
        /// Those that this step reported, in order of number.
        delegated_decisions: Vec<DelegatedDecision>,
    }
}

async fn carry_out(
    context: &Context<'_>,
    once: Once,
    asked: impl FnOnce() -> Result<Command>,
) -> Result<Stands> {
    let (view, acting) = (viewing(context), acting(context));
    let client_mutation_id = once.client_mutation_id.clone();
    let actor = acting
        .actor()
        .map_err(|error| fail_in(&error, view.language))?;
    let request = Request {
        actor,
        see: view.see(),
        command: asked()?,
        once,
    };
    let answer = run(&request, &acting.desk)
        .await
        .map_err(|error| fail_in(&error, view.language))?;
    // An earlier change of the same request may have read what this one has changed.
    view.forget_delegations();
    Ok(Stands {
        answer,
        client_mutation_id,
    })
}

fn gone(what: &'static str) -> async_graphql::Error {
    fail(&AppError::NotFound { what })
}

/// An amount that is no debt.
fn amount(field: &str, held: Option<Ore>) -> Result<Option<domain::money::Ore>> {
    match held {
        Some(Ore(held)) if held.get() < 0 => Err(invalid(field, "must be 0 or more")),
        held => Ok(held.map(|Ore(held)| held)),
    }
}

async fn delegation(
    context: &Context<'_>,
    once: Once,
    asked: impl FnOnce() -> Result<Command>,
) -> Result<DelegationChanged> {
    let stands = carry_out(context, once, asked).await?;
    let found = match &stands.answer.touched {
        Touched::Delegation(id) => Delegation::find(context, *id).await?,
        _ => None,
    };
    Ok(DelegationChanged {
        delegation: found.ok_or_else(|| gone("delegation"))?,
        stands,
    })
}

/// Changes of what the board lets others decide.
#[derive(Debug, Default)]
pub struct DelegationMutations;

/// Changes of what the board lets others decide.
#[Object]
impl DelegationMutations {
    /// Records that the board lets a member, a substitute or an officer decide in a group of matters, by a decision
    /// of a loaded record or of a meeting that was run here (lag 2003:1210, 10 §).
    async fn delegate(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "To whom, and what.")] input: DelegateInput,
    ) -> Option<Result<DelegationChanged>> {
        let granted = delegation(context, input.once(), || {
            let to = &input.delegate;
            if to.role.is_none() && to.person.is_none() {
                return Err(invalid("delegate", "give a role, a person, or both"));
            }
            let person = to.person.as_ref();
            Ok(Command::Grant {
                decision: id("decision", &input.decision, DecisionId::parse)?,
                matters: text("matters", &input.matters)?,
                kind: input.kind.into(),
                delegate: to.kind.into(),
                role: optional("delegate.role", to.role.as_ref())?,
                person: person
                    .map(|person| who("delegate.person", person))
                    .transpose()?,
                limit: amount("limit", input.limit)?,
                until: input.until.map(|day| day.0),
            })
        });
        Some(granted.await)
    }

    /// Records that the board ends a delegation before its time, by a later decision.
    async fn revoke_delegation(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which, and by what decision.")] input: RevokeDelegationInput,
    ) -> Option<Result<DelegationChanged>> {
        let revoked = delegation(context, input.once(), || {
            Ok(Command::Revoke {
                delegation: id("delegation", &input.delegation, DelegationId::parse)?,
                decision: id("decision", &input.decision, DecisionId::parse)?,
            })
        });
        Some(revoked.await)
    }

    /// Records what somebody decided by delegation, under the next number of the association's year.
    async fn record_delegated_decision(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who decided what, and when.")] input: RecordDelegatedDecisionInput,
    ) -> Option<Result<DelegatedDecisionRecorded>> {
        let recorded = async {
            let stands = carry_out(context, input.once(), || {
                Ok(Command::Decide {
                    delegation: id("delegation", &input.delegation, DelegationId::parse)?,
                    decided_on: input.decided_on.0,
                    decided_by: who("decidedBy", &input.decided_by)?,
                    text: text("text", &input.text)?,
                    amount: amount("amount", input.amount)?,
                })
            })
            .await?;
            let found = match &stands.answer.touched {
                Touched::Decision(id) => DelegatedDecision::find(context, &[*id]).await?,
                _ => Vec::new(),
            };
            let found = found.into_iter().next();
            Ok(DelegatedDecisionRecorded {
                delegated_decision: found.ok_or_else(|| gone("delegated decision"))?,
                stands,
            })
        };
        Some(recorded.await)
    }

    /// Records that a paragraph reports delegated decisions to the board: each once (lag 2003:1210, 10 §).
    async fn report_delegated_decisions(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which, and under which paragraph.")] input: ReportDelegatedDecisionsInput,
    ) -> Option<Result<DelegatedDecisionsReported>> {
        let reported = async {
            let mut under = None;
            let stands = carry_out(context, input.once(), || {
                let paragraph = id("paragraph", &input.paragraph, ParagraphId::parse)?;
                under = Some(paragraph);
                if !(1..=MOST).contains(&input.decisions.len()) {
                    return Err(invalid("decisions", format!("give 1 to {MOST}")));
                }
                let decisions = input.decisions.iter().enumerate();
                let decisions = decisions.map(|(place, held)| {
                    let field = format!("decisions.{place}");
                    id(&field, held, DelegatedDecisionId::parse)
                });
                Ok(Command::Report {
                    paragraph,
                    decisions: decisions.collect::<Result<_>>()?,
                })
            })
            .await?;
            let Touched::Reported(decisions, meeting) = &stands.answer.touched else {
                return Err(gone("paragraph"));
            };
            let seen = viewing(context).one(*meeting).await?;
            let place = under.zip(seen);
            let (paragraph, seen) = place.ok_or_else(|| gone("paragraph"))?;
            Ok(DelegatedDecisionsReported {
                paragraph: Paragraph::new(paragraph, &seen),
                delegated_decisions: DelegatedDecision::find(context, decisions).await?,
                stands,
            })
        };
        Some(reported.await)
    }
}
