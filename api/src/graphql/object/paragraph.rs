//! Paragraphs, decisions and assignments.

use super::{
    AssignmentReport, Attachment, Attendance, BudgetVersion, Condition, DecisionLink,
    DelegatedDecision, Delegation, Meeting, Organisation, SecrecyMarking, Verdict,
};
use crate::graphql::codes;
use crate::graphql::scalar::{Date, Ore};
use crate::graphql::viewing::{Seen, viewing};
use application::search;
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use domain::id::{AssignmentId, DecisionId, OrganisationId, ParagraphId};
use domain::meeting::Placed;
use domain::rule as law;
use domain::vote::VoteResult;
use domain::{assignment, decision, paragraph as printed};
use std::sync::Arc;

/// A paragraph (§), or a sub-item of one.
#[derive(Debug, Clone)]
pub struct Paragraph {
    id: ParagraphId,
    seen: Arc<Seen>,
    /// Terms of the search that found it.
    terms: Vec<String>,
}

impl Paragraph {
    /// The paragraph with an id in a record.
    pub fn new(id: ParagraphId, seen: &Arc<Seen>) -> Self {
        Self {
            id,
            seen: Arc::clone(seen),
            terms: Vec::new(),
        }
    }

    /// The same, as found by a search.
    #[must_use]
    pub fn found_by(mut self, terms: &[String]) -> Self {
        self.terms = terms.to_vec();
        self
    }

    fn placed(&self) -> Option<Placed<'_>> {
        self.seen.placed(self.id)
    }

    fn item(&self) -> Option<&printed::Paragraph> {
        self.placed().map(|placed| placed.item)
    }

    /// The part of a text, or else of a heading, around the first hit of a search.
    pub(super) fn excerpt_of(texts: [Option<&str>; 2], terms: &[String]) -> Option<String> {
        let mut texts = texts.into_iter().flatten();
        texts.find_map(|text| search::excerpt(text, terms))
    }

    /// This item and those below it.
    fn all(&self) -> impl Iterator<Item = &printed::Paragraph> {
        self.item().into_iter().flat_map(printed::Paragraph::walk)
    }
}

/// A proposal (yrkande) or recommendation.
#[derive(SimpleObject, Debug, Clone)]
pub struct Proposal {
    /// Who made it, as printed; null where the record names nobody.
    by: Option<String>,
    /// Kind; null where the record does not say.
    kind: Option<codes::ProposalKind>,
    /// As printed.
    text: String,
}

/// A named ballot.
#[derive(SimpleObject, Debug, Clone)]
pub struct Ballot {
    /// Who, as printed.
    name: String,
    /// How.
    vote: codes::VoteChoice,
}

/// A vote (omröstning).
#[derive(SimpleObject, Debug, Clone)]
pub struct Vote {
    /// What a yes meant.
    meaning_of_yes: Option<String>,
    /// Votes for.
    yes: Option<u32>,
    /// Votes against.
    no: Option<u32>,
    /// Abstentions.
    abstained: Option<u32>,
    /// Whether the casting vote settled it; null where not stated.
    casting_vote: Option<bool>,
    /// Named ballots; empty where the vote was not recorded by name.
    ballots: Vec<Ballot>,
    /// How it came out by the figures, and where a qualified majority was asked for as it was confirmed; null where that
    /// is not known.
    outcome: Option<codes::VoteOutcome>,
    /// The qualified majority that was asked for; null for a simple one.
    majority: Option<QualifiedMajority>,
    /// What it was about; null where the record does not say.
    about: Option<codes::VoteAbout>,
    /// Whether it was closed (sluten); null where the record does not say.
    secret: Option<bool>,
    /// Those who stood, in an election.
    candidates: Vec<Candidate>,
    /// Whom the lot (lottning) fell on.
    lot: Option<String>,
    /// Who was elected, by the votes or by lot; null in a vote on a matter, and before the count.
    elected: Option<String>,
}

/// A qualified majority.
#[derive(SimpleObject, Debug, Clone, Copy)]
pub struct QualifiedMajority {
    /// Above the line.
    numerator: u32,
    /// Below the line.
    denominator: u32,
    /// Of what.
    base: codes::MajorityBase,
}

/// Somebody who stood in an election.
#[derive(SimpleObject, Debug, Clone)]
pub struct Candidate {
    /// As printed.
    name: String,
    /// Votes; null before the count.
    votes: Option<u32>,
}

impl From<&domain::vote::Vote> for Vote {
    fn from(vote: &domain::vote::Vote) -> Self {
        let (ballots, candidates) = (vote.ballots.iter(), vote.candidates.iter());
        Self {
            meaning_of_yes: vote.meaning_of_yes.clone(),
            yes: vote.yes,
            no: vote.no,
            abstained: vote.abstained,
            casting_vote: vote.casting_vote,
            ballots: ballots
                .map(|b| Ballot {
                    name: b.name.clone(),
                    vote: b.choice.into(),
                })
                .collect(),
            outcome: vote.outcome().map(Into::into),
            majority: vote.majority.map(|held| QualifiedMajority {
                numerator: held.numerator,
                denominator: held.denominator,
                base: held.base.into(),
            }),
            about: vote.about.map(Into::into),
            secret: vote.secret,
            candidates: candidates
                .map(|held| Candidate {
                    name: held.name.clone(),
                    votes: held.votes,
                })
                .collect(),
            lot: vote.lot.clone(),
            elected: match &vote.result {
                Some(VoteResult::Elected(name)) => Some(name.clone()),
                _ => None,
            },
        }
    }
}

/// A reservation against a decision.
#[derive(SimpleObject, Debug, Clone)]
pub struct Reservation {
    /// Who, as printed.
    by: Vec<String>,
    /// The reasons, where given.
    text: Option<String>,
}

/// An outcome of labour cooperation.
#[derive(SimpleObject, Debug, Clone)]
pub struct CooperationOutcome {
    /// A union or the employer; null = all parties.
    party: Option<String>,
    /// How it ended.
    outcome: codes::CooperationResult,
    /// What it covers.
    scope: Option<String>,
    /// When it holds, or when anew.
    condition: Option<String>,
}

/// An amount in the text.
#[derive(SimpleObject, Debug, Clone)]
pub struct Amount {
    /// As printed, with its hedge.
    text: String,
    /// The exact amount; null where the text states none.
    ore: Option<Ore>,
    /// The exact amount in Swedish form.
    formatted: Option<String>,
}

/// A reference to an earlier decision.
#[derive(SimpleObject, Debug, Clone)]
pub struct Reference {
    /// As printed.
    text: String,
    /// The date referred to, where printed.
    date: Option<Date>,
    /// The number referred to, where printed.
    number: Option<u32>,
}

/// A minuted remark (protokollsanteckning, särskilt yttrande).
#[derive(SimpleObject, Debug, Clone)]
pub struct Statement {
    /// Who, as printed.
    by: Option<String>,
    /// What.
    text: String,
}

/// A paragraph (§), or a sub-item of one. Its `decisions`, `proposals` and `assignments` include those of its
/// sub-items; `items` gives the tree.
#[Object]
impl Paragraph {
    /// Address.
    pub(super) async fn id(&self) -> ID {
        self.id.to_string().into()
    }

    /// As printed: `§ 47`, `5.`, `§ 8 a`; null where there is none.
    async fn label(&self) -> Option<String> {
        self.placed()
            .and_then(|placed| self.seen.meeting.label(placed))
    }

    /// Number in its series.
    async fn number(&self) -> Option<u32> {
        self.item().and_then(|item| item.number)
    }

    /// 1 for the first print of a number in its series, 2 for the second.
    async fn occurrence(&self, context: &Context<'_>) -> Result<u32> {
        let judged = viewing(context).judged(&self.seen).await?;
        Ok(self.placed().map_or(1, |placed| judged.occurrence(placed)))
    }

    /// Letter of a sub-item.
    async fn letter(&self) -> Option<String> {
        self.item().and_then(|item| item.letter).map(String::from)
    }

    /// What of it is marked as presumed to be secret. Where the whole is, and withheld from you, nothing else is told of
    /// it than its number; `text` says so.
    async fn secrecy(&self) -> Vec<SecrecyMarking> {
        let top = self.placed().map(|placed| placed.top.id);
        SecrecyMarking::all(&self.seen, |scope| {
            scope.paragraph().is_some_and(|id| Some(id) == top)
        })
    }

    /// Heading.
    async fn title(&self) -> Option<&str> {
        self.item().and_then(|item| item.title.as_deref())
    }

    /// The whole text as printed, decision sentences included.
    async fn text(&self) -> Option<&str> {
        self.item().and_then(|item| item.text.as_deref())
    }

    /// The part of the text around the first hit of the search that found it, hits between `**`.
    async fn excerpt(&self) -> Option<String> {
        let item = self.item()?;
        let texts = [item.text.as_deref(), item.title.as_deref()];
        Self::excerpt_of(texts, &self.terms)
    }

    /// How the record groups it.
    async fn category(&self) -> Option<codes::Category> {
        self.item().and_then(|item| item.category).map(Into::into)
    }

    /// Case number (diarienummer).
    async fn case_number(&self) -> Option<&str> {
        self.item().and_then(|item| item.case_number.as_deref())
    }

    /// Presenters (föredragande), as printed.
    async fn presenters(&self) -> Vec<&str> {
        self.item()
            .into_iter()
            .flat_map(|item| &item.presenters)
            .map(String::as_str)
            .collect()
    }

    /// Who brought the matter, as printed.
    async fn raised_by(&self) -> Option<&str> {
        self.item().and_then(|item| item.raised_by.as_deref())
    }

    /// The meeting.
    async fn meeting(&self) -> Meeting {
        Meeting(Arc::clone(&self.seen))
    }

    /// Who was present for it, without those who stood aside; null where the record does not state attendance.
    async fn present(&self) -> Option<Vec<Attendance>> {
        let lines = self.seen.meeting.present_at(self.placed()?.item)?;
        Some(
            lines
                .into_iter()
                .map(|line| Attendance::seen(line, &self.seen))
                .collect(),
        )
    }

    /// Whether the board was quorate for it; null where no statute asks.
    async fn quorum(&self, context: &Context<'_>) -> Option<Result<Verdict>> {
        let judged = viewing(context).judged(&self.seen).await;
        let verdict = judged.map(|judged| judged.quorum_at(self.id)).transpose()?;
        Some(verdict.map(|verdict| Verdict::of_record(verdict, &self.seen)))
    }

    /// Every verdict of the rules about it.
    async fn verdicts(&self, context: &Context<'_>) -> Result<Vec<Verdict>> {
        let judged = viewing(context).judged(&self.seen).await?;
        let own = |verdict: &&law::Verdict| verdict.paragraph == Some(self.id);
        Ok(Verdict::all_of(&judged, own))
    }

    /// What was moved or recommended.
    async fn proposals(&self) -> Vec<Proposal> {
        let proposals = self.all().flat_map(|item| &item.proposals);
        proposals
            .map(|proposal| Proposal {
                by: proposal.by.clone(),
                kind: proposal.kind.map(Into::into),
                text: proposal.text.clone(),
            })
            .collect()
    }

    /// What was decided.
    async fn decisions(&self) -> Vec<Decision> {
        let decisions = self.all().flat_map(|item| &item.decisions);
        decisions
            .map(|decision| Decision::new(decision.id, &self.seen))
            .collect()
    }

    /// Who shall do what.
    async fn assignments(&self) -> Vec<Assignment> {
        let assignments = self.all().flat_map(|item| &item.assignments);
        assignments
            .map(|assignment| Assignment::new(assignment.id, &self.seen))
            .collect()
    }

    /// What it reports of assignments that were given earlier, by this body or another.
    async fn reports_on(&self, context: &Context<'_>) -> Result<Vec<AssignmentReport>> {
        AssignmentReport::under(context, self.all().map(|item| item.id)).await
    }

    /// Delegated decisions (delegationsbeslut) that it reports to the board, in order of number.
    async fn delegated_decisions(&self, context: &Context<'_>) -> Result<Vec<DelegatedDecision>> {
        DelegatedDecision::under(context, self.all().map(|item| item.id)).await
    }

    /// Attachments (bilagor) that were uploaded, in order of upload; outside the public ones alone. `appendices` are
    /// those that the record prints.
    async fn attachments(&self, context: &Context<'_>) -> Result<Vec<Attachment>> {
        let items = self.all().map(|item| item.id);
        Attachment::under(context, items, &self.seen).await
    }

    /// Outcomes of labour cooperation.
    async fn cooperation(&self) -> Vec<CooperationOutcome> {
        let outcomes = self.all().flat_map(|item| &item.cooperation);
        outcomes
            .map(|outcome| CooperationOutcome {
                party: outcome.party.clone(),
                outcome: outcome.result.into(),
                scope: outcome.scope.clone(),
                condition: outcome.condition.clone(),
            })
            .collect()
    }

    /// Votes.
    async fn votes(&self) -> Vec<Vote> {
        self.all()
            .flat_map(|item| &item.votes)
            .map(Vote::from)
            .collect()
    }

    /// Reservations.
    async fn reservations(&self) -> Vec<Reservation> {
        let reservations = self.all().flat_map(|item| &item.reservations);
        reservations
            .map(|r| Reservation {
                by: r.by.clone(),
                text: r.text.clone(),
            })
            .collect()
    }

    /// Those who stood aside (jäv), as printed.
    async fn disqualified(&self) -> Vec<&str> {
        self.all()
            .flat_map(|item| &item.disqualified)
            .map(String::as_str)
            .collect()
    }

    /// Minuted remarks.
    async fn statements(&self) -> Vec<Statement> {
        let statements = self.all().flat_map(|item| &item.statements);
        statements
            .map(|s| Statement {
                by: s.by.clone(),
                text: s.text.clone(),
            })
            .collect()
    }

    /// Amounts in the text.
    async fn amounts(&self) -> Vec<Amount> {
        let amounts = self.all().flat_map(|item| &item.amounts);
        amounts
            .map(|amount| Amount {
                text: amount.text.clone(),
                ore: amount.ore.map(Ore),
                formatted: amount.ore.map(|ore| ore.to_string()),
            })
            .collect()
    }

    /// To whom extracts are sent, as printed.
    async fn recipients(&self) -> Vec<&str> {
        self.all()
            .flat_map(|item| &item.recipients)
            .map(String::as_str)
            .collect()
    }

    /// References to earlier decisions.
    async fn references(&self) -> Vec<Reference> {
        let references = self.all().flat_map(|item| &item.references);
        references
            .map(|r| Reference {
                text: r.text.clone(),
                date: r.date.map(Date),
                number: r.number,
            })
            .collect()
    }

    /// Appendices (bilagor), as printed.
    async fn appendices(&self) -> Vec<&str> {
        self.all()
            .flat_map(|item| &item.appendices)
            .map(String::as_str)
            .collect()
    }

    /// Whether it was adjusted at the meeting.
    async fn adjusted_immediately(&self) -> bool {
        self.item().is_some_and(|item| item.adjusted_immediately)
    }

    /// Whether the item says that there was nothing.
    async fn nothing_reported(&self) -> bool {
        self.item().is_some_and(|item| item.nothing_reported)
    }

    /// The reason, where the number was drawn and then voided.
    async fn voided(&self) -> Option<&str> {
        self.item().and_then(|item| item.voided.as_deref())
    }

    /// Whether its decision can be appealed; null where that is a matter of judgement.
    async fn appealable(&self) -> Option<bool> {
        self.item().and_then(domain::rules::is_appealable)
    }

    /// Sub-items, in order of print.
    async fn items(&self) -> Vec<Paragraph> {
        let items = self.item().into_iter().flat_map(|item| &item.items);
        items.map(|item| Self::new(item.id, &self.seen)).collect()
    }
}

/// A decision (beslut).
#[derive(Debug, Clone)]
pub struct Decision {
    id: DecisionId,
    seen: Arc<Seen>,
    terms: Vec<String>,
}

impl Decision {
    /// The decision with an id in a record.
    pub fn new(id: DecisionId, seen: &Arc<Seen>) -> Self {
        Self {
            id,
            seen: Arc::clone(seen),
            terms: Vec::new(),
        }
    }

    /// The same, as found by a search.
    #[must_use]
    pub fn found_by(mut self, terms: &[String]) -> Self {
        self.terms = terms.to_vec();
        self
    }

    fn found(&self) -> Option<(Placed<'_>, &decision::Decision)> {
        let own = |decision: &&decision::Decision| decision.id == self.id;
        let holds = |item: &printed::Paragraph| item.decisions.iter().any(|held| own(&held));
        let placed = self.seen.meeting.seek(&holds)?;
        placed
            .item
            .decisions
            .iter()
            .find(own)
            .map(|held| (placed, held))
    }

    fn decision(&self) -> Option<&decision::Decision> {
        self.found().map(|(_, decision)| decision)
    }
}

/// The years that an adopted or amended budget covers.
#[derive(SimpleObject, Debug, Clone, Copy)]
pub struct BudgetPeriod {
    /// The budget year.
    first_year: Option<i32>,
    /// The last plan year.
    last_year: Option<i32>,
}

impl From<decision::BudgetPeriod> for BudgetPeriod {
    fn from(held: decision::BudgetPeriod) -> Self {
        Self {
            first_year: held.first_year,
            last_year: held.last_year,
        }
    }
}

/// An organisation that a decision concerns.
#[derive(Debug, Clone, Copy)]
pub struct Concern {
    organisation: OrganisationId,
    because: codes::Because,
}

impl From<decision::Concern> for Concern {
    fn from(held: decision::Concern) -> Self {
        Self {
            organisation: held.organisation,
            because: held.because.into(),
        }
    }
}

/// An organisation that a decision concerns.
#[Object]
impl Concern {
    /// The organisation; null where the viewer may not know of it.
    async fn organisation(&self, context: &Context<'_>) -> Option<Result<Organisation>> {
        let found = viewing(context).one(self.organisation).await;
        found.map(|held| held.map(Organisation)).transpose()
    }

    /// Why.
    async fn because(&self) -> codes::Because {
        self.because
    }
}

/// A decision (beslut).
#[Object]
impl Decision {
    /// Address, kept over revisions of the record.
    pub(super) async fn id(&self) -> ID {
        self.id.to_string().into()
    }

    /// What it does.
    async fn kind(&self) -> Option<codes::DecisionKind> {
        self.decision().map(|decision| decision.kind.into())
    }

    /// As printed.
    async fn text(&self) -> &str {
        self.decision().map_or("", |decision| &decision.text)
    }

    /// The part of the text around the first hit of the search that found it, hits between `**`; null where only the
    /// heading holds them.
    async fn excerpt(&self) -> Option<String> {
        search::excerpt(&self.decision()?.text, &self.terms)
    }

    /// Whether it was annulled (upphävt) on appeal, by a ruling that can no longer be changed.
    async fn annulled(&self) -> bool {
        self.found()
            .is_some_and(|(placed, _)| self.seen.meeting.annulled(placed.item.id))
    }

    /// What it waits for.
    async fn condition(&self) -> Option<Condition> {
        let condition = self.decision()?.condition.clone()?;
        Some(Condition::new(self.id, condition, &self.seen))
    }

    /// The earlier decisions that it amends, repeals or carries out, in order of date.
    async fn links(&self, context: &Context<'_>) -> Result<Vec<DecisionLink>> {
        DecisionLink::of(context, self.id).await
    }

    /// The later decisions that amend, repeal or carry it out, in order of date.
    async fn linked_from(&self, context: &Context<'_>) -> Result<Vec<DecisionLink>> {
        DecisionLink::to(context, self.id).await
    }

    /// What it lets others decide (delegation).
    async fn delegations(&self, context: &Context<'_>) -> Result<Vec<Delegation>> {
        Delegation::by(context, self.id).await
    }

    /// The version of a budget that it approves; null where none is linked to it.
    async fn approves_budget(&self, context: &Context<'_>) -> Option<Result<BudgetVersion>> {
        BudgetVersion::by_decision(context, self.id)
            .await
            .transpose()
    }

    /// The budget that it adopts or amends.
    async fn budget(&self) -> Option<BudgetPeriod> {
        self.decision()?.budget.map(BudgetPeriod::from)
    }

    /// Whom it concerns, and why.
    async fn concerns(&self) -> Vec<Concern> {
        let concerns = self
            .decision()
            .into_iter()
            .flat_map(|decision| &decision.concerns);
        concerns.copied().map(Concern::from).collect()
    }

    /// The paragraph that it was taken under.
    async fn paragraph(&self) -> Option<Paragraph> {
        self.found()
            .map(|(placed, _)| Paragraph::new(placed.top.id, &self.seen))
    }

    /// The sub-item that it stands in; null where it stands in the paragraph itself.
    async fn item(&self) -> Option<Paragraph> {
        let (placed, _) = self.found()?;
        placed
            .parent
            .map(|_| Paragraph::new(placed.item.id, &self.seen))
    }
}

/// An assignment (uppdrag).
#[derive(Debug, Clone)]
pub struct Assignment {
    id: AssignmentId,
    seen: Arc<Seen>,
}

impl Assignment {
    /// The assignment with an id in a record.
    pub fn new(id: AssignmentId, seen: &Arc<Seen>) -> Self {
        Self {
            id,
            seen: Arc::clone(seen),
        }
    }

    fn found(&self) -> Option<(Placed<'_>, &assignment::Assignment)> {
        let own = |assignment: &&assignment::Assignment| assignment.id == self.id;
        let holds = |item: &printed::Paragraph| item.assignments.iter().any(|held| own(&held));
        let placed = self.seen.meeting.seek(&holds)?;
        placed
            .item
            .assignments
            .iter()
            .find(own)
            .map(|held| (placed, held))
    }

    fn assignment(&self) -> Option<&assignment::Assignment> {
        self.found().map(|(_, assignment)| assignment)
    }
}

/// An assignment (uppdrag).
#[Object]
impl Assignment {
    /// Address, kept over revisions of the record.
    pub(super) async fn id(&self) -> ID {
        self.id.to_string().into()
    }

    /// Who shall do it, as printed; null where the record names nobody.
    async fn assignees(&self) -> Option<Vec<&str>> {
        let assignees = self.assignment()?.assignees.as_ref()?;
        Some(assignees.iter().map(String::as_str).collect())
    }

    /// What, as printed.
    async fn text(&self) -> &str {
        self.assignment().map_or("", |assignment| &assignment.text)
    }

    /// Where it stands.
    async fn status(&self) -> codes::AssignmentStatus {
        self.assignment()
            .map_or(codes::AssignmentStatus::Open, |assignment| {
                assignment.status.into()
            })
    }

    /// What became of it, earliest report first.
    async fn reports(&self, context: &Context<'_>) -> Result<Vec<AssignmentReport>> {
        AssignmentReport::of(context, self.id, &self.seen).await
    }

    /// When, as printed.
    async fn due(&self) -> Option<&str> {
        self.assignment()
            .and_then(|assignment| assignment.due.as_deref())
    }

    /// The day, where the text gives one.
    async fn due_on(&self) -> Option<Date> {
        self.assignment()
            .and_then(|assignment| assignment.due_on)
            .map(Date)
    }

    /// The paragraph that it was given under.
    async fn paragraph(&self) -> Option<Paragraph> {
        self.found()
            .map(|(placed, _)| Paragraph::new(placed.top.id, &self.seen))
    }
}
