//! What follows on an approved budget: outcomes, invoices, payments, equity, the annual report, its audit and discharge.

use super::{BudgetChanged, address, carry_out, decision, of_year};
use crate::graphql::codes;
use crate::graphql::mutation::input::{id, inputs, invalid, optional, text};
use crate::graphql::scalar::{Date, Ore};
use application::budget::{Command, Entered, Giver};
use application::ports::Address;
use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::budget::{ContributionKind, OutcomeOf, OutcomeRow, Span};
use domain::id::BudgetLineId;

/// Most rows that a report on the outcome takes.
const MOST: usize = 1000;

/// The outcome of one thing. Give one of `line`, `source` and `text`, and `amount`, `forecast` or both.
#[derive(InputObject, Debug)]
pub struct OutcomeRowInput {
    /// A line of an approved version.
    pub line: Option<ID>,
    /// Income outside the split, by where it comes from.
    pub source: Option<codes::IncomeSource>,
    /// A cost that no line holds, by what it is.
    pub text: Option<String>,
    /// Cost or income of the period, below 0 where more came back than went out.
    pub amount: Option<Ore>,
    /// What the whole year is now thought to come to.
    pub forecast: Option<Ore>,
    /// Why it is as it is.
    pub comment: Option<String>,
}

inputs! {
    /// What things cost and brought in in a period of the budget year (utfall). A period that holds all of an earlier one
    /// takes its place.
    RecordOutcomeInput {
        /// The association: its name as an address, or its id.
        association: String,
        /// The budget year.
        year: i32,
        /// The first day of the period, in the budget year.
        from: Date,
        /// The last day of the period.
        until: Date,
        /// What is told, 1 to 1000 rows.
        rows: Vec<OutcomeRowInput>,
        /// The day on which it is told, after the period and not after today; that of the decision's meeting where left
        /// out, else today.
        on: Option<Date>,
        /// The decision by which the board took note of it, of this association.
        decision: Option<ID>,
    }

    /// A contribution asked for (faktura, rekvisition). Give one of `party` and `member`.
    RecordInvoiceInput {
        /// The association: its name as an address, or its id.
        association: String,
        /// The budget year.
        year: i32,
        /// A party, its members together.
        party: Option<codes::FundingParty>,
        /// A member: its name as an address, or its id.
        member: Option<String>,
        /// What it is; the statutory share where left out.
        kind: Option<codes::ContributionKind>,
        /// The amount, below 0 for a credit.
        amount: Ore,
        /// Its number in the accounts; no other invoice of the budget has it.
        reference: String,
        /// The day, not after today.
        on: Date,
        /// The last day to pay.
        due_on: Option<Date>,
    }

    /// A payment of a contribution.
    RecordPaymentInput {
        /// The association: its name as an address, or its id.
        association: String,
        /// The budget year.
        year: i32,
        /// The invoice's number in the accounts.
        invoice: String,
        /// The amount, below 0 where it was paid back.
        amount: Ore,
        /// The day, not after today.
        on: Date,
    }

    /// A change of equity by whose money it is (eget kapital). Lag (2003:1210) 9 § point 8.
    BookEquityInput {
        /// The association: its name as an address, or its id.
        association: String,
        /// The budget year.
        year: i32,
        /// Whose money; not known where left out.
        party: Option<codes::FundingParty>,
        /// What kind of money; of the statutory shares where left out.
        kind: Option<codes::ContributionKind>,
        /// How much, below 0 where it was used.
        amount: Ore,
        /// What for: an opening balance, the year's result.
        text: String,
        /// The day, not after today; that of the decision's meeting where left out, else today.
        on: Option<Date>,
        /// The decision behind it, of this association.
        decision: Option<ID>,
    }

    /// The annual report (årsredovisning) that the board gave. Told again, what is told last stands. Lag (2003:1210) 24 §.
    RecordAnnualReportInput {
        /// The association: its name as an address, or its id.
        association: String,
        /// The budget year.
        year: i32,
        /// The day on which the board gave it, after the year; that of the decision's meeting where left out.
        on: Option<Date>,
        /// The board's decision.
        decision: Option<ID>,
        /// The day on which it was sent to members and auditors.
        sent_on: Option<Date>,
        /// Income of the year; not stated where left out.
        income: Option<Ore>,
        /// Costs of the year; not stated where left out.
        costs: Option<Ore>,
        /// Equity at the end of the year; not stated where left out.
        equity: Option<Ore>,
        /// Where it is kept.
        reference: Option<String>,
    }

    /// An auditor of a year (revisor). Lag (2003:1210) 25 §.
    RecordAuditorInput {
        /// The association: its name as an address, or its id.
        association: String,
        /// The budget year.
        year: i32,
        /// The auditor's name.
        name: String,
        /// The members that appointed them: their names as addresses, or their ids. Försäkringskassan's covers
        /// Arbetsförmedlingen.
        appointed_by: Vec<String>,
        /// The day of the appointment, not after today.
        on: Date,
        /// What shows it.
        reference: Option<String>,
    }

    /// A report of auditors on a year (revisionsberättelse). Lag (2003:1210) 26 §.
    RecordAuditInput {
        /// The association: its name as an address, or its id.
        association: String,
        /// The budget year.
        year: i32,
        /// The day, after the year and not after today.
        on: Date,
        /// The members whose auditors gave it: their names as addresses, or their ids; those of all where left out.
        members: Option<Vec<String>>,
        /// Whether it is in favour of discharge; not known where left out.
        favours_discharge: Option<bool>,
        /// Criticism, as worded.
        remark: Option<String>,
        /// Where it is kept.
        reference: Option<String>,
    }

    /// A member's decision on discharge for a year (ansvarsfrihet). Told again, what is told last stands. Lag (2003:1210)
    /// 26 §.
    RecordDischargeInput {
        /// The association: its name as an address, or its id.
        association: String,
        /// The budget year.
        year: i32,
        /// The member: its name as an address, or its id.
        member: String,
        /// How it decided.
        outcome: codes::DischargeOutcome,
        /// Whether it decided to claim damages; not known where left out.
        claims_damages: Option<bool>,
        /// The day, after the year and not after today.
        on: Date,
        /// Its own decision: body, day and §.
        reference: Option<String>,
    }
}

fn row(place: usize, held: &OutcomeRowInput) -> Result<OutcomeRow> {
    let field = |name: &str| format!("rows.{place}.{name}");
    let of = match (&held.line, held.source, &held.text) {
        (Some(line), None, None) => OutcomeOf::Line(id(&field("line"), line, BudgetLineId::parse)?),
        (None, Some(source), None) => OutcomeOf::Income(source.into()),
        (None, None, Some(said)) => OutcomeOf::Unbudgeted(text(&field("text"), said)?),
        _ => {
            let place = format!("rows.{place}");
            return Err(invalid(&place, "give one of line, source and text"));
        }
    };
    if held.amount.is_none() && held.forecast.is_none() {
        return Err(invalid(&field("amount"), "give amount, forecast or both"));
    }
    Ok(OutcomeRow {
        of,
        amount: held.amount.map(|Ore(amount)| amount),
        forecast: held.forecast.map(|Ore(amount)| amount),
        comment: optional(&field("comment"), held.comment.as_ref())?,
    })
}

fn addresses(field: &str, named: &[String]) -> Result<Vec<Address>> {
    if named.is_empty() {
        return Err(invalid(field, "give at least one"));
    }
    let named = named.iter().enumerate();
    named
        .map(|(place, named)| address(&format!("{field}.{place}"), named))
        .collect()
}

fn kind(held: Option<codes::ContributionKind>) -> ContributionKind {
    held.unwrap_or(codes::ContributionKind::Statutory).into()
}

fn enter(association: &str, year: i32, entry: Entered) -> Result<Command> {
    Ok(Command::Record {
        of: of_year(association, year)?,
        entry,
    })
}

/// Changes of what follows on a budget.
#[derive(Debug, Default)]
pub struct AccountMutations;

/// Changes of what follows on a budget.
#[Object]
impl AccountMutations {
    /// Records what things cost and brought in in a period (utfall), and what is thought of the year (prognos).
    async fn record_outcome(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Of which period, and what.")] input: RecordOutcomeInput,
    ) -> Option<Result<BudgetChanged>> {
        let recorded = carry_out(context, input.once(), || {
            if !(1..=MOST).contains(&input.rows.len()) {
                return Err(invalid("rows", format!("give 1 to {MOST}")));
            }
            let rows = input.rows.iter().enumerate();
            let entry = Entered::Outcome {
                period: Span {
                    from: input.from.0,
                    until: input.until.0,
                },
                rows: rows
                    .map(|(place, held)| row(place, held))
                    .collect::<Result<_>>()?,
                on: input.on.map(|day| day.0),
                decision: decision("decision", input.decision.as_ref())?,
            };
            enter(&input.association, input.year, entry)
        });
        Some(recorded.await)
    }

    /// Records that a contribution was asked for.
    async fn record_invoice(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Of whom, how much.")] input: RecordInvoiceInput,
    ) -> Option<Result<BudgetChanged>> {
        let recorded = carry_out(context, input.once(), || {
            let giver = match (input.party, &input.member) {
                (Some(party), None) => Giver::Party(party.into()),
                (None, Some(member)) => Giver::Member(address("member", member)?),
                _ => return Err(invalid("member", "give either party or member")),
            };
            let entry = Entered::Invoice {
                giver,
                kind: kind(input.kind),
                amount: input.amount.0,
                reference: text("reference", &input.reference)?,
                on: input.on.0,
                due_on: input.due_on.map(|day| day.0),
            };
            enter(&input.association, input.year, entry)
        });
        Some(recorded.await)
    }

    /// Records that a contribution was paid, in whole or in part.
    async fn record_payment(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "On which invoice, how much.")] input: RecordPaymentInput,
    ) -> Option<Result<BudgetChanged>> {
        let recorded = carry_out(context, input.once(), || {
            let entry = Entered::Payment {
                invoice: text("invoice", &input.invoice)?,
                amount: input.amount.0,
                on: input.on.0,
            };
            enter(&input.association, input.year, entry)
        });
        Some(recorded.await)
    }

    /// Books a change of equity by whose money it is.
    async fn book_equity(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Whose money, how much, what for.")] input: BookEquityInput,
    ) -> Option<Result<BudgetChanged>> {
        let booked = carry_out(context, input.once(), || {
            let entry = Entered::Equity {
                party: input.party.map(Into::into),
                kind: kind(input.kind),
                amount: input.amount.0,
                text: text("text", &input.text)?,
                on: input.on.map(|day| day.0),
                decision: decision("decision", input.decision.as_ref())?,
            };
            enter(&input.association, input.year, entry)
        });
        Some(booked.await)
    }

    /// Records the annual report that the board gave (lag 2003:1210, 24 §).
    async fn record_annual_report(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Of which year, when, and what it comes to.")]
        input: RecordAnnualReportInput,
    ) -> Option<Result<BudgetChanged>> {
        let recorded = carry_out(context, input.once(), || {
            let entry = Entered::AnnualReport {
                on: input.on.map(|day| day.0),
                decision: decision("decision", input.decision.as_ref())?,
                sent_on: input.sent_on.map(|day| day.0),
                income: input.income.map(|Ore(amount)| amount),
                costs: input.costs.map(|Ore(amount)| amount),
                equity: input.equity.map(|Ore(amount)| amount),
                reference: optional("reference", input.reference.as_ref())?,
            };
            enter(&input.association, input.year, entry)
        });
        Some(recorded.await)
    }

    /// Records that members appointed an auditor (lag 2003:1210, 25 §).
    async fn record_auditor(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who, and by which members.")] input: RecordAuditorInput,
    ) -> Option<Result<BudgetChanged>> {
        let recorded = carry_out(context, input.once(), || {
            let entry = Entered::Auditor {
                name: text("name", &input.name)?,
                appointed_by: addresses("appointedBy", &input.appointed_by)?,
                on: input.on.0,
                reference: optional("reference", input.reference.as_ref())?,
            };
            enter(&input.association, input.year, entry)
        });
        Some(recorded.await)
    }

    /// Records a report of auditors (lag 2003:1210, 26 §).
    async fn record_audit(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "When, by whose auditors, and what it says.")] input: RecordAuditInput,
    ) -> Option<Result<BudgetChanged>> {
        let recorded = carry_out(context, input.once(), || {
            let members = input.members.as_ref();
            let members = members.map(|named| addresses("members", named));
            let entry = Entered::Audit {
                on: input.on.0,
                members: members.transpose()?,
                favours_discharge: input.favours_discharge,
                remark: optional("remark", input.remark.as_ref())?,
                reference: optional("reference", input.reference.as_ref())?,
            };
            enter(&input.association, input.year, entry)
        });
        Some(recorded.await)
    }

    /// Records how a member decided on discharge (lag 2003:1210, 26 §).
    async fn record_discharge(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which member, and how.")] input: RecordDischargeInput,
    ) -> Option<Result<BudgetChanged>> {
        let recorded = carry_out(context, input.once(), || {
            let entry = Entered::Discharge {
                member: address("member", &input.member)?,
                outcome: input.outcome.into(),
                claims_damages: input.claims_damages,
                on: input.on.0,
                reference: optional("reference", input.reference.as_ref())?,
            };
            enter(&input.association, input.year, entry)
        });
        Some(recorded.await)
    }
}
