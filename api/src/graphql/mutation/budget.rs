//! Budgets: what is asked for and promised, what is proposed and consulted on, and what the board approves.

mod accounts;
mod draft;

pub use accounts::AccountMutations;

use self::draft::{BudgetDraft, amount, read};
use super::input::{count, id, inputs, invalid, optional, text};
use crate::graphql::acting::acting;
use crate::graphql::codes;
use crate::graphql::object::{Budget, BudgetLine, BudgetVersion, Verdict};
use crate::graphql::scalar::{Date, Ore};
use crate::graphql::viewing::viewing;
use crate::graphql::{fail, fail_in};
use application::budget::{Answer, Command, OfYear, Request, run};
use application::error::AppError;
use application::once::Once;
use application::ports::Address;
use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::budget::FollowUp;
use domain::id::{BudgetId, BudgetLineId, DecisionId, MeetingId, OrganisationId};
use domain::name::Slug;

/// What a commitment says is to follow on a condition.
#[derive(InputObject, Debug)]
pub struct FollowUpInput {
    /// The condition, as worded.
    pub condition: String,
    /// What follows.
    pub text: String,
    /// The decision that says so, of this association.
    pub decision: Option<ID>,
}

inputs! {
    /// What is asked of the state for a year (äskande).
    RequestAllocationInput {
        /// The association: its name as an address, or its id.
        association: String,
        /// The budget year.
        year: i32,
        /// The amount; none where it states none, as in "as much as possible".
        amount: Option<Ore>,
        /// As worded.
        text: String,
        /// The day, not after today; that of the decision's meeting where left out, else today.
        on: Option<Date>,
        /// The decision behind it, of a body of this association.
        decision: Option<ID>,
    }

    /// What the state told that it gives for a year (tilldelning).
    RecordAllocationInput {
        /// The association: its name as an address, or its id.
        association: String,
        /// The budget year.
        year: i32,
        /// The amount.
        amount: Ore,
        /// The day on which it was told, not after today.
        on: Date,
        /// Where that stands: a letter, its number.
        reference: Option<String>,
    }

    /// What parties say that they will contribute for a year (medfinansieringsåtagande).
    RecordCommitmentInput {
        /// The association: its name as an address, or its id.
        association: String,
        /// The budget year.
        year: i32,
        /// The parties, together.
        parties: Vec<codes::FundingParty>,
        /// The amount of all of them together; none where it states none.
        amount: Option<Ore>,
        /// The party whose amount it is to match.
        matches: Option<codes::FundingParty>,
        /// Whether it binds them; what a member council says never does.
        binding: Option<bool>,
        /// As worded.
        text: String,
        /// The day, not after today; that of the decision's meeting where left out, else today.
        on: Option<Date>,
        /// The decision behind it, of a body of this association.
        decision: Option<ID>,
        /// What is to follow on conditions.
        follow_ups: Option<Vec<FollowUpInput>>,
    }

    /// A version of a year's budget, before any is approved (budgetförslag).
    ProposeBudgetInput {
        /// The association: its name as an address, or its id.
        association: String,
        /// The budget year.
        year: i32,
        /// What it holds.
        content: BudgetDraft,
    }

    /// A consultation of the members on a year's budget (samråd). Lag (2003:1210) 23 §.
    RecordConsultationInput {
        /// The association: its name as an address, or its id.
        association: String,
        /// The budget year.
        year: i32,
        /// The day, not after today.
        on: Date,
        /// How.
        form: codes::ConsultationForm,
        /// The members that could speak their mind: their names as addresses, or their ids. Where left out it is not
        /// known which.
        members: Option<Vec<String>>,
        /// What shows it: a letter, an answer, a note.
        evidence: Option<String>,
        /// The meeting that shows it, of a body of this association.
        meeting: Option<ID>,
        /// The number of the version that they were consulted on.
        budget_version: Option<i32>,
    }

    /// A version of a budget that the board approved.
    ApproveBudgetInput {
        /// The budget.
        budget: ID,
        /// The number of the version.
        budget_version: i32,
        /// The decision of the board that approves it; it approves nothing else.
        decision: ID,
        /// Whether its meeting was public; where left out it is not known. Lag (2003:1210) 19 §.
        open_to_public: Option<bool>,
        /// Whether the meeting was announced; where left out it is not known.
        announced: Option<bool>,
        /// The day of the announcement.
        announced_on: Option<Date>,
    }

    /// A version that is to take the place of the approved one.
    ReviseBudgetInput {
        /// The budget.
        budget: ID,
        /// Whether it is a supplement (tilläggsbudget): the approved budget with more spending in it.
        supplement: Option<bool>,
        /// What it holds, all of it.
        content: BudgetDraft,
    }

    /// A suspended line whose event came.
    ReleaseBudgetLineInput {
        /// The line, of an approved version.
        line: ID,
        /// The day of the event, not before the approval and not after today.
        on: Date,
        /// What shows it.
        evidence: String,
    }

    /// A suspended line whose event can no longer come.
    LapseBudgetLineInput {
        /// The line, of an approved version.
        line: ID,
        /// The day, not before the approval and not after today.
        on: Date,
        /// What shows it.
        evidence: String,
    }
}

/// What a change of a budget left.
#[derive(Debug)]
pub struct BudgetChanged {
    budget: Budget,
    answer: Answer,
    client_mutation_id: Option<String>,
}

/// What a change of a budget left.
#[Object]
impl BudgetChanged {
    /// The budget as it stands after the change.
    async fn budget(&self) -> &Budget {
        &self.budget
    }

    /// The version of the budget that the change made, approved or settled a line of; null for what concerns no
    /// version.
    async fn budget_version(&self) -> Option<BudgetVersion> {
        self.budget.version_of(self.answer.number?)
    }

    /// The line that the change settled.
    async fn line(&self) -> Option<BudgetLine> {
        self.budget.line_of(self.answer.line?)
    }

    /// The number of the journal's latest entry about the association's budgets.
    async fn version(&self) -> i64 {
        self.answer.version
    }

    /// Irregularities of the version that the change is about, as it stands after it.
    async fn irregularities(&self) -> Vec<Verdict> {
        let raised = self.answer.raised.iter().cloned();
        raised.map(Verdict::of_register).collect()
    }

    /// Your own name for the command, as you gave it.
    async fn client_mutation_id(&self) -> Option<&str> {
        self.client_mutation_id.as_deref()
    }
}

async fn carry_out(
    context: &Context<'_>,
    once: Once,
    asked: impl FnOnce() -> Result<Command>,
) -> Result<BudgetChanged> {
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
    view.forget_budgets();
    let budget = Budget::find(context, answer.budget).await?;
    let gone = || fail(&AppError::NotFound { what: "budget" });
    Ok(BudgetChanged {
        budget: budget.ok_or_else(gone)?,
        answer,
        client_mutation_id,
    })
}

/// An organisation by its name as an address, or its id.
pub(super) fn address(field: &str, named: &str) -> Result<Address> {
    if let Ok(id) = OrganisationId::parse(named) {
        return Ok(Address::Id(id));
    }
    let slug = Slug::parse(named).map_err(|error| invalid(field, error.to_string()))?;
    Ok(Address::Slug(slug))
}

fn of_year(association: &str, year: i32) -> Result<OfYear> {
    Ok(OfYear {
        association: address("association", association)?,
        year,
    })
}

fn decision(field: &str, held: Option<&ID>) -> Result<Option<DecisionId>> {
    held.map(|held| id(field, held, DecisionId::parse))
        .transpose()
}

/// Changes of budgets.
#[derive(Debug, Default)]
pub struct BudgetMutations;

/// Changes of budgets.
#[Object]
impl BudgetMutations {
    /// Records what is asked of the state for a year (äskande).
    async fn request_allocation(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How much, for which year.")] input: RequestAllocationInput,
    ) -> Option<Result<BudgetChanged>> {
        let requested = carry_out(context, input.once(), || {
            Ok(Command::Request {
                of: of_year(&input.association, input.year)?,
                amount: amount("amount", input.amount)?,
                text: text("text", &input.text)?,
                on: input.on.map(|day| day.0),
                decision: decision("decision", input.decision.as_ref())?,
            })
        });
        Some(requested.await)
    }

    /// Records what the state told that it gives for a year (tilldelning).
    async fn record_allocation(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How much, for which year.")] input: RecordAllocationInput,
    ) -> Option<Result<BudgetChanged>> {
        let recorded = carry_out(context, input.once(), || {
            Ok(Command::Allocate {
                of: of_year(&input.association, input.year)?,
                amount: input.amount.0,
                on: input.on.0,
                reference: optional("reference", input.reference.as_ref())?,
            })
        });
        Some(recorded.await)
    }

    /// Records what parties say that they will contribute for a year (medfinansieringsåtagande).
    async fn record_commitment(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who, how much, for which year.")] input: RecordCommitmentInput,
    ) -> Option<Result<BudgetChanged>> {
        let recorded = carry_out(context, input.once(), || {
            if !(1..=3).contains(&input.parties.len()) {
                return Err(invalid("parties", "give 1 to 3"));
            }
            let follow_ups = input.follow_ups.iter().flatten().enumerate();
            let follow_ups = follow_ups.map(|(place, held)| {
                let field = |name: &str| format!("followUps.{place}.{name}");
                Ok(FollowUp {
                    condition: text(&field("condition"), &held.condition)?,
                    text: text(&field("text"), &held.text)?,
                    decision: decision(&field("decision"), held.decision.as_ref())?,
                })
            });
            Ok(Command::Commit {
                of: of_year(&input.association, input.year)?,
                parties: input.parties.iter().copied().map(Into::into).collect(),
                amount: amount("amount", input.amount)?,
                matches: input.matches.map(Into::into),
                binding: input.binding.unwrap_or(false),
                text: text("text", &input.text)?,
                on: input.on.map(|day| day.0),
                decision: decision("decision", input.decision.as_ref())?,
                follow_ups: follow_ups.collect::<Result<_>>()?,
            })
        });
        Some(recorded.await)
    }

    /// Proposes a version of a year's budget, before any is approved. The earlier proposals stay.
    async fn propose_budget(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "For which year, and what it holds.")] input: ProposeBudgetInput,
    ) -> Option<Result<BudgetChanged>> {
        let proposed = carry_out(context, input.once(), || {
            Ok(Command::Propose {
                of: of_year(&input.association, input.year)?,
                draft: read(&input.content)?,
            })
        });
        Some(proposed.await)
    }

    /// Records that the members were consulted on a year's budget (lag 2003:1210, 23 §).
    async fn record_consultation(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "When, how, whom, and what shows it.")] input: RecordConsultationInput,
    ) -> Option<Result<BudgetChanged>> {
        let recorded = carry_out(context, input.once(), || {
            if input.evidence.is_none() && input.meeting.is_none() {
                return Err(invalid("evidence", "give evidence, a meeting, or both"));
            }
            let members = input.members.as_ref().map(|named| {
                if named.is_empty() {
                    return Err(invalid("members", "give at least one, or leave it out"));
                }
                let named = named.iter().enumerate();
                named
                    .map(|(place, named)| address(&format!("members.{place}"), named))
                    .collect::<Result<Vec<_>>>()
            });
            let meeting = input.meeting.as_ref();
            Ok(Command::Consult {
                of: of_year(&input.association, input.year)?,
                on: input.on.0,
                form: input.form.into(),
                members: members.transpose()?,
                evidence: optional("evidence", input.evidence.as_ref())?,
                meeting: meeting
                    .map(|held| id("meeting", held, MeetingId::parse))
                    .transpose()?,
                version: input
                    .budget_version
                    .map(|it| count("budgetVersion", it))
                    .transpose()?,
            })
        });
        Some(recorded.await)
    }

    /// Records that the board approved a version by a decision (lag 2003:1210, 23 §). The decision, of a loaded record
    /// or of a meeting that was run here, approves this version and no other.
    async fn approve_budget(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which version, and by what decision.")] input: ApproveBudgetInput,
    ) -> Option<Result<BudgetChanged>> {
        let approved = carry_out(context, input.once(), || {
            Ok(Command::Approve {
                budget: id("budget", &input.budget, BudgetId::parse)?,
                number: count("budgetVersion", input.budget_version)?,
                decision: id("decision", &input.decision, DecisionId::parse)?,
                open: input.open_to_public,
                announced: input.announced,
                announced_on: input.announced_on.map(|day| day.0),
            })
        });
        Some(approved.await)
    }

    /// Proposes a version that is to take the place of the approved one: a revision, or a supplement with more spending
    /// (kommunallag 2017:725, 11 kap. 15 §). The approved version stays.
    async fn revise_budget(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which budget, and what it then holds.")] input: ReviseBudgetInput,
    ) -> Option<Result<BudgetChanged>> {
        let revised = carry_out(context, input.once(), || {
            Ok(Command::Revise {
                budget: id("budget", &input.budget, BudgetId::parse)?,
                supplement: input.supplement.unwrap_or(false),
                draft: read(&input.content)?,
            })
        });
        Some(revised.await)
    }

    /// Records that the event of a suspended line came: it is carried out from then on, without a new decision.
    async fn release_budget_line(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which line, and what shows it.")] input: ReleaseBudgetLineInput,
    ) -> Option<Result<BudgetChanged>> {
        let released = carry_out(context, input.once(), || {
            settle(&input.line, true, input.on, &input.evidence)
        });
        Some(released.await)
    }

    /// Records that the event of a suspended line can no longer come: it is not carried out.
    async fn lapse_budget_line(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which line, and what shows it.")] input: LapseBudgetLineInput,
    ) -> Option<Result<BudgetChanged>> {
        let lapsed = carry_out(context, input.once(), || {
            settle(&input.line, false, input.on, &input.evidence)
        });
        Some(lapsed.await)
    }
}

fn settle(line: &ID, released: bool, on: Date, evidence: &str) -> Result<Command> {
    Ok(Command::Settle {
        line: id("line", line, BudgetLineId::parse)?,
        released,
        on: on.0,
        evidence: text("evidence", evidence)?,
    })
}
