//! Changes under a paragraph: opened, moved, voted on, decided, assigned.

use super::input::{count, id, inputs, invalid, optional, place, text, texts};
use super::recorded::{Recorded, run};
use crate::graphql::codes;
use crate::graphql::scalar::Date;
use application::live::{Act, Target};
use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use domain::decision::BudgetPeriod;
use domain::id::{MeetingId, ParagraphId, PersonId};
use domain::live::{Count, Method, Wording};
use domain::proposal::ProposalKind;
use domain::vote::Majority;

/// How a paragraph or sub-item is announced or worded.
#[derive(InputObject, Debug, Default)]
pub struct WordingInput {
    /// Heading.
    pub title: Option<String>,
    /// The text.
    pub text: Option<String>,
    /// How it is grouped.
    pub category: Option<codes::Category>,
    /// Case number (diarienummer), which ties paragraphs of several bodies together.
    pub case_number: Option<String>,
    /// Who presents it (föredragande).
    pub presenters: Option<Vec<String>>,
    /// Who raised the matter.
    pub raised_by: Option<String>,
    /// Appendices (bilagor).
    pub appendices: Option<Vec<String>>,
    /// Who is to get an extract.
    pub recipients: Option<Vec<String>>,
    /// Says that there was nothing to report.
    pub nothing_reported: Option<bool>,
    /// Adjusted at the meeting (omedelbart justerad).
    pub adjusted_immediately: Option<bool>,
}

/// A ballot by name.
#[derive(InputObject, Debug)]
pub struct BallotInput {
    /// Who.
    pub person: ID,
    /// How.
    pub vote: codes::VoteChoice,
}

/// The numbers of a vote that was not taken by name.
#[derive(InputObject, Debug)]
pub struct TallyInput {
    /// For.
    pub yes: i32,
    /// Against.
    pub no: i32,
    /// Abstained.
    pub abstained: i32,
}

/// The numbers of an election.
#[derive(InputObject, Debug)]
pub struct ElectionInput {
    /// Votes for each candidate, in the order in which they were named.
    pub votes: Vec<i32>,
    /// Abstained.
    pub abstained: i32,
}

/// A qualified majority, as the statutes ask for it.
#[derive(InputObject, Debug)]
pub struct MajorityInput {
    /// Above the line.
    pub numerator: i32,
    /// Below the line.
    pub denominator: i32,
    /// Of what.
    pub base: codes::MajorityBase,
}

/// The years that a budget covers.
#[derive(InputObject, Debug)]
pub struct BudgetPeriodInput {
    /// The budget year.
    pub first_year: i32,
    /// The last plan year.
    pub last_year: Option<i32>,
}

/// How a decision came about.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecisionMethod {
    /// By acclamation.
    Acclamation,
    /// By vote.
    Vote,
}

inputs! {
    /// A paragraph to be opened; it draws its number now.
    OpenParagraphInput {
        /// The meeting.
        meeting: ID,
        /// How it is announced.
        wording: Option<WordingInput>,
        /// Heading; the same as `wording.title`.
        title: Option<String>,
        /// The text; the same as `wording.text`.
        text: Option<String>,
    }

    /// The open paragraph, which is to end.
    EndParagraphInput {
        /// The meeting.
        meeting: ID,
    }

    /// A sub-item to be opened under the open paragraph.
    OpenItemInput {
        /// The paragraph or item above.
        paragraph: ID,
        /// Its letter; left out = the next.
        letter: Option<String>,
        /// How it is announced.
        wording: Option<WordingInput>,
        /// Heading; the same as `wording.title`.
        title: Option<String>,
        /// The text; the same as `wording.text`.
        text: Option<String>,
    }

    /// A paragraph or item to be worded anew, as a whole.
    WordParagraphInput {
        /// The paragraph or item.
        paragraph: ID,
        /// How it is worded; what is left out is emptied.
        wording: WordingInput,
    }

    /// A number to be voided.
    VoidParagraphInput {
        /// The paragraph.
        paragraph: ID,
        /// Why.
        reason: String,
    }

    /// A disqualification (jäv) that is declared or raised.
    DeclareDisqualificationInput {
        /// The paragraph or item.
        paragraph: ID,
        /// Who.
        person: ID,
        /// The ground.
        ground: Option<String>,
        /// Whether the person denies it; the board then decides.
        contested: Option<bool>,
    }

    /// A question of disqualification that the board decides.
    SettleDisqualificationInput {
        /// The paragraph or item.
        paragraph: ID,
        /// Who.
        person: ID,
        /// Whether the person is disqualified.
        disqualified: bool,
    }

    /// A proposal (yrkande), by a person or by an organisation or body.
    AddProposalInput {
        /// The paragraph or item.
        paragraph: ID,
        /// Who.
        person: Option<ID>,
        /// An organisation or body, where no person speaks.
        by: Option<String>,
        /// Kind; a proposal where left out.
        kind: Option<codes::ProposalKind>,
        /// What.
        text: String,
    }

    /// A proposal to be withdrawn.
    WithdrawProposalInput {
        /// The paragraph or item.
        paragraph: ID,
        /// Its place among the proposals there, from 1.
        proposal: i32,
    }

    /// The order of propositions (propositionsordning).
    OrderPropositionsInput {
        /// The paragraph or item.
        paragraph: ID,
        /// As the chair put it.
        order: String,
    }

    /// A vote (omröstning) that is called.
    CallVoteInput {
        /// The paragraph or item.
        paragraph: ID,
        /// On what; a matter where left out.
        about: Option<codes::VoteAbout>,
        /// Whether it is closed; allowed in elections and hiring.
        secret: Option<bool>,
        /// What a yes means.
        meaning_of_yes: Option<String>,
        /// Who stands, in an election.
        candidates: Option<Vec<String>>,
        /// The qualified majority that the statutes ask for here.
        majority: Option<MajorityInput>,
    }

    /// The ballots of a vote: by name, in numbers, or by candidate; exactly one of the three.
    CastBallotsInput {
        /// The paragraph or item.
        paragraph: ID,
        /// The place of the vote among those there, from 1.
        vote: i32,
        /// By name.
        ballots: Option<Vec<BallotInput>>,
        /// In numbers.
        tally: Option<TallyInput>,
        /// By candidate.
        election: Option<ElectionInput>,
        /// The casting vote (utslagsröst) of whoever presides, in a tie.
        casting_vote: Option<codes::VoteChoice>,
    }

    /// A call for a vote that is taken back.
    WithdrawVoteInput {
        /// The paragraph or item.
        paragraph: ID,
        /// The place of the vote among those there, from 1.
        vote: i32,
    }

    /// The lot (lottning) between those with equal votes.
    DrawLotInput {
        /// The paragraph or item.
        paragraph: ID,
        /// The place of the vote among those there, from 1.
        vote: i32,
        /// Whom it fell on.
        winner: String,
    }

    /// A decision.
    DecideInput {
        /// The paragraph or item.
        paragraph: ID,
        /// Kind.
        kind: codes::DecisionKind,
        /// What.
        text: String,
        /// How it came about; by acclamation where left out.
        method: Option<DecisionMethod>,
        /// The place of the vote, from 1, where it came about by vote.
        vote: Option<i32>,
        /// What it waits for, in words.
        condition: Option<String>,
        /// The budget that it adopts or amends.
        budget: Option<BudgetPeriodInput>,
    }

    /// A reservation against a decision.
    RecordReservationInput {
        /// The paragraph.
        paragraph: ID,
        /// Who.
        person: ID,
        /// The reasons.
        text: Option<String>,
    }

    /// A remark to be minuted (protokollsanteckning).
    RecordStatementInput {
        /// The paragraph or item.
        paragraph: ID,
        /// Who.
        person: Option<ID>,
        /// An organisation or body, where no person speaks.
        by: Option<String>,
        /// What.
        text: String,
    }

    /// A task (uppdrag) to be given.
    AssignInput {
        /// The paragraph or item.
        paragraph: ID,
        /// Persons, offices or bodies.
        assignees: Option<Vec<String>>,
        /// What.
        text: String,
        /// When, in words.
        due: Option<String>,
        /// When.
        due_on: Option<Date>,
    }
}

fn paragraph(value: &ID) -> Result<Target> {
    id("paragraph", value, ParagraphId::parse).map(Target::Paragraph)
}

fn person(value: &ID) -> Result<PersonId> {
    id("person", value, PersonId::parse)
}

fn wording(
    given: Option<&WordingInput>,
    title: Option<&String>,
    words: Option<&String>,
) -> Result<Wording> {
    let empty = WordingInput::default();
    let given = given.unwrap_or(&empty);
    let either = |field: &str, one: Option<&String>, other: Option<&String>| match (one, other) {
        (Some(_), Some(_)) => Err(invalid(field, "stands in wording as well")),
        (one, other) => optional(field, one.or(other)),
    };
    Ok(Wording {
        title: either("title", title, given.title.as_ref())?,
        text: either("text", words, given.text.as_ref())?,
        category: given.category.map(Into::into),
        case_number: optional("caseNumber", given.case_number.as_ref())?,
        presenters: texts("presenters", given.presenters.as_ref())?,
        raised_by: optional("raisedBy", given.raised_by.as_ref())?,
        appendices: texts("appendices", given.appendices.as_ref())?,
        recipients: texts("recipients", given.recipients.as_ref())?,
        nothing_reported: given.nothing_reported.unwrap_or_default(),
        adjusted_immediately: given.adjusted_immediately.unwrap_or_default(),
    })
}

fn ballots(input: &CastBallotsInput) -> Result<Count> {
    match (&input.ballots, &input.tally, &input.election) {
        (Some(ballots), None, None) => ballots
            .iter()
            .enumerate()
            .map(|(place, ballot)| {
                let field = format!("ballots.{place}.person");
                Ok((
                    id(&field, &ballot.person, PersonId::parse)?,
                    ballot.vote.into(),
                ))
            })
            .collect::<Result<_>>()
            .map(Count::Named),
        (None, Some(tally), None) => Ok(Count::Numbers {
            yes: count("tally.yes", tally.yes)?,
            no: count("tally.no", tally.no)?,
            abstained: count("tally.abstained", tally.abstained)?,
        }),
        (None, None, Some(election)) => Ok(Count::Candidates {
            votes: election
                .votes
                .iter()
                .map(|votes| count("election.votes", *votes))
                .collect::<Result<_>>()?,
            abstained: count("election.abstained", election.abstained)?,
        }),
        _ => Err(invalid(
            "ballots",
            "give one of ballots, tally and election",
        )),
    }
}

/// Changes under a paragraph.
#[derive(Debug, Default)]
pub struct ParagraphMutations;

/// Changes under a paragraph.
#[Object]
impl ParagraphMutations {
    /// Opens the next paragraph, which ends the one before and draws the next number of the series.
    async fn open_paragraph(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is announced.")] input: OpenParagraphInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let target = Target::Meeting(id("meeting", &input.meeting, MeetingId::parse)?);
            let (title, text) = (input.title.as_ref(), input.text.as_ref());
            let wording = wording(input.wording.as_ref(), title, text)?;
            Ok((target, Act::OpenParagraph { wording }))
        })
        .await
    }

    /// Ends the open paragraph before the next is opened: who leaves from here on was there for it.
    async fn end_paragraph(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Of which meeting.")] input: EndParagraphInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let target = Target::Meeting(id("meeting", &input.meeting, MeetingId::parse)?);
            Ok((target, Act::EndParagraph))
        })
        .await
    }

    /// Opens a sub-item of the open paragraph.
    async fn open_item(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What is announced.")] input: OpenItemInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let letter = match input
                .letter
                .as_deref()
                .map(|held| held.chars().collect::<Vec<_>>())
            {
                None => None,
                Some(held) if held.len() == 1 && held.iter().all(|c| c.is_ascii_lowercase()) => {
                    held.first().copied()
                }
                Some(_) => return Err(invalid("letter", "expected one letter a to z")),
            };
            let (title, text) = (input.title.as_ref(), input.text.as_ref());
            let wording = wording(input.wording.as_ref(), title, text)?;
            Ok((
                paragraph(&input.paragraph)?,
                Act::OpenItem { letter, wording },
            ))
        })
        .await
    }

    /// Words a paragraph or item anew; what was decided under it stays.
    async fn word_paragraph(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which, and how.")] input: WordParagraphInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let wording = wording(Some(&input.wording), None, None)?;
            Ok((paragraph(&input.paragraph)?, Act::Word { wording }))
        })
        .await
    }

    /// Voids the number of a paragraph under which nothing was decided. It is not used again.
    async fn void_paragraph(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which, and why.")] input: VoidParagraphInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let reason = text("reason", &input.reason)?;
            Ok((paragraph(&input.paragraph)?, Act::Void { reason }))
        })
        .await
    }

    /// Records a disqualification (jäv) in the open paragraph or an item of it.
    async fn declare_disqualification(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who, and why.")] input: DeclareDisqualificationInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let act = Act::Disqualify {
                person: person(&input.person)?,
                ground: optional("ground", input.ground.as_ref())?,
                contested: input.contested.unwrap_or_default(),
            };
            Ok((paragraph(&input.paragraph)?, act))
        })
        .await
    }

    /// Records how the body settled a question of disqualification.
    async fn settle_disqualification(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who, and how.")] input: SettleDisqualificationInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let act = Act::SettleDisqualification {
                person: person(&input.person)?,
                disqualified: input.disqualified,
            };
            Ok((paragraph(&input.paragraph)?, act))
        })
        .await
    }

    /// Records a proposal (yrkande) or recommendation.
    async fn add_proposal(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who, and what.")] input: AddProposalInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            if input.person.is_some() && input.by.is_some() {
                return Err(invalid("by", "give either person or by"));
            }
            let act = Act::Propose {
                person: input.person.as_ref().map(person).transpose()?,
                by: optional("by", input.by.as_ref())?,
                kind: input.kind.map_or(ProposalKind::Proposal, Into::into),
                text: text("text", &input.text)?,
            };
            Ok((paragraph(&input.paragraph)?, act))
        })
        .await
    }

    /// Withdraws a proposal.
    async fn withdraw_proposal(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which.")] input: WithdrawProposalInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let place = place("proposal", input.proposal)?;
            Ok((paragraph(&input.paragraph)?, Act::Withdraw { place }))
        })
        .await
    }

    /// Records the order in which the chair puts proposals.
    async fn order_propositions(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The order.")] input: OrderPropositionsInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let order = text("order", &input.order)?;
            Ok((
                paragraph(&input.paragraph)?,
                Act::OrderPropositions { order },
            ))
        })
        .await
    }

    /// Calls a vote (omröstning).
    async fn call_vote(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "On what.")] input: CallVoteInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let majority = match &input.majority {
                None => None,
                Some(held) => {
                    let numerator = count("majority.numerator", held.numerator)?;
                    let denominator = count("majority.denominator", held.denominator)?;
                    if numerator == 0 || numerator > denominator {
                        return Err(invalid("majority", "must be more than 0 and at most 1"));
                    }
                    Some(Majority {
                        numerator,
                        denominator,
                        base: held.base.into(),
                    })
                }
            };
            let act = Act::CallVote {
                about: input.about.unwrap_or(codes::VoteAbout::Matter).into(),
                secret: input.secret.unwrap_or_default(),
                meaning_of_yes: optional("meaningOfYes", input.meaning_of_yes.as_ref())?,
                candidates: texts("candidates", input.candidates.as_ref())?,
                majority,
            };
            Ok((paragraph(&input.paragraph)?, act))
        })
        .await
    }

    /// Counts the ballots of a vote: one of each who may vote, abstentions among them.
    async fn cast_ballots(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The ballots.")] input: CastBallotsInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let act = Act::CountVote {
                place: place("vote", input.vote)?,
                count: ballots(&input)?,
                casting_vote: input.casting_vote.map(Into::into),
            };
            Ok((paragraph(&input.paragraph)?, act))
        })
        .await
    }

    /// Takes back the call for a vote before its ballots were counted.
    async fn withdraw_vote(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Which.")] input: WithdrawVoteInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let place = place("vote", input.vote)?;
            Ok((paragraph(&input.paragraph)?, Act::WithdrawVote { place }))
        })
        .await
    }

    /// Records whom the lot (lottning) fell on, where an election ended in a tie.
    async fn draw_lot(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Whom it fell on.")] input: DrawLotInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let act = Act::DrawLot {
                place: place("vote", input.vote)?,
                winner: text("winner", &input.winner)?,
            };
            Ok((paragraph(&input.paragraph)?, act))
        })
        .await
    }

    /// Records a decision under the open paragraph or an item of it. There must be a quorum for it now.
    async fn decide(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "What was decided, and how.")] input: DecideInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let method = match (input.method, input.vote) {
                (Some(DecisionMethod::Vote), Some(vote)) => Method::Vote(place("vote", vote)?),
                (Some(DecisionMethod::Vote), None) => {
                    return Err(invalid("vote", "say which vote"));
                }
                (_, Some(_)) => return Err(invalid("vote", "only where method is VOTE")),
                (_, None) => Method::Acclamation,
            };
            let act = Act::Decide {
                kind: input.kind.into(),
                text: text("text", &input.text)?,
                method,
                condition: optional("condition", input.condition.as_ref())?,
                budget: input.budget.as_ref().map(|held| BudgetPeriod {
                    first_year: Some(held.first_year),
                    last_year: held.last_year,
                }),
            };
            Ok((paragraph(&input.paragraph)?, act))
        })
        .await
    }

    /// Records a reservation, before the meeting ends, by somebody who took part in a decision of the paragraph.
    async fn record_reservation(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who, and why.")] input: RecordReservationInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let act = Act::Reserve {
                person: person(&input.person)?,
                text: optional("text", input.text.as_ref())?,
            };
            Ok((paragraph(&input.paragraph)?, act))
        })
        .await
    }

    /// Records a remark.
    async fn record_statement(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who, and what.")] input: RecordStatementInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            if input.person.is_some() && input.by.is_some() {
                return Err(invalid("by", "give either person or by"));
            }
            let act = Act::State {
                person: input.person.as_ref().map(person).transpose()?,
                by: optional("by", input.by.as_ref())?,
                text: text("text", &input.text)?,
            };
            Ok((paragraph(&input.paragraph)?, act))
        })
        .await
    }

    /// Records a task under the open paragraph.
    async fn assign(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Who, what, when.")] input: AssignInput,
    ) -> Option<Result<Recorded>> {
        run(context, input.once(), || {
            let act = Act::Assign {
                assignees: texts("assignees", input.assignees.as_ref())?,
                text: text("text", &input.text)?,
                due: optional("due", input.due.as_ref())?,
                due_on: input.due_on.map(|date| date.0),
            };
            Ok((paragraph(&input.paragraph)?, act))
        })
        .await
    }
}
