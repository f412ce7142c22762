//! Budgets of associations: their versions, what is in them, and by which decisions they hold.

mod closing;
mod following;
mod paper;
mod row;

pub use following::EquityLedger;
pub use row::{BudgetContribution, BudgetLine};

use self::closing::YearClosing;
use self::following::{BudgetFollowUp, BudgetOutcome, ContributionInvoice};
use self::paper::{BudgetAllocation, BudgetCommitment, BudgetConsultation, FundingRequest};
use self::row::{BudgetIncome, BudgetSums, EquityMove};
use super::{Association, Decision, Verdict};
use crate::graphql::codes;
use crate::graphql::scalar::Date;
use crate::graphql::viewing::{
    ApprovedBy, BudgetOf, BudgetsOf, RegisterOf, Seen, Viewing, viewing,
};
use application::budget::HeldBudget;
use async_graphql::{Context, ID, Object, Result};
use domain::budget::{Paper, Version};
use domain::id::{BudgetId, BudgetLineId, DecisionId, MeetingId, OrganisationId};
use domain::rule::Verdict as Judged;
use domain::rules::{BudgetSurroundings, evaluate_budget};
use std::collections::HashMap;
use std::sync::Arc;

/// What the parts of a budget share: itself, and the records that tell of it.
#[derive(Debug)]
pub(super) struct Whole {
    pub(super) held: HeldBudget,
    records: HashMap<MeetingId, Arc<Seen>>,
}

impl Whole {
    /// A text without the names that any of the records hides.
    pub(super) fn shown(&self, text: &str) -> String {
        let masks = self.records.values().map(|seen| &seen.mask);
        masks.fold(text.to_owned(), |text, mask| mask.text(&text))
    }

    pub(super) fn shown_option(&self, text: Option<&String>) -> Option<String> {
        text.map(|text| self.shown(text))
    }

    /// A verdict without those names.
    pub(super) fn told(&self, mut verdict: Judged) -> Judged {
        let condition = verdict.condition.iter_mut();
        for text in condition.chain([&mut verdict.explanation]) {
            text.sv = self.shown(&text.sv);
            text.en = self.shown(&text.en);
        }
        for figure in &mut verdict.figures {
            figure.value = self.shown(&figure.value);
        }
        verdict
    }

    /// A decision, where the viewer may know of it.
    pub(super) fn decision(&self, id: Option<DecisionId>) -> Option<Decision> {
        let id = id?;
        let meeting = self.held.decided_in.get(&id)?;
        let seen = self.records.get(meeting)?;
        Some(Decision::new(id, seen))
    }

    /// The record of a meeting, where the viewer may know of it.
    pub(super) fn record(&self, id: Option<MeetingId>) -> Option<&Arc<Seen>> {
        self.records.get(&id?)
    }
}

/// The budget of an association for a year (budget).
#[derive(Debug, Clone)]
pub struct Budget(Arc<Whole>);

impl Budget {
    /// Budgets with the records that tell of them, in the same order.
    pub async fn all(context: &Context<'_>, held: Vec<HeldBudget>) -> Result<Vec<Self>> {
        let view = viewing(context);
        let meetings = held.iter().flat_map(|held| {
            let decided = held.decided_in.values();
            decided.chain(&held.consulted_in).copied()
        });
        let records = view.many(meetings.collect()).await?;
        let of = |held: HeldBudget| {
            let decided = held.decided_in.values();
            let meetings = decided.chain(&held.consulted_in);
            let records = meetings
                .filter_map(|id| Some((*id, Arc::clone(records.get(id)?))))
                .collect();
            Self(Arc::new(Whole { held, records }))
        };
        Ok(held.into_iter().map(of).collect())
    }

    /// The budgets with ids, as far as the viewer may know of them.
    pub async fn many(
        context: &Context<'_>,
        ids: impl Iterator<Item = BudgetId>,
    ) -> Result<HashMap<BudgetId, Self>> {
        let found = viewing(context).many(ids.map(BudgetOf).collect()).await?;
        let budgets = Self::all(context, found.into_values().collect()).await?;
        Ok(budgets
            .into_iter()
            .map(|budget| (budget.0.held.budget.id, budget))
            .collect())
    }

    /// The budget with an id, where the viewer may know of it.
    pub async fn find(context: &Context<'_>, id: BudgetId) -> Result<Option<Self>> {
        let held = viewing(context).one(BudgetOf(id)).await?;
        let found = Self::all(context, held.into_iter().collect()).await?;
        Ok(found.into_iter().next())
    }

    /// Those of an association, the latest year first.
    pub(super) async fn of(
        context: &Context<'_>,
        association: OrganisationId,
    ) -> Result<Vec<Self>> {
        let held = viewing(context).one(BudgetsOf(association)).await?;
        Self::all(context, held.unwrap_or_default()).await
    }

    /// A version of it.
    pub fn version_of(&self, number: u32) -> Option<BudgetVersion> {
        self.0.held.budget.version(number)?;
        let whole = Arc::clone(&self.0);
        Some(BudgetVersion { whole, number })
    }

    /// A line of it.
    pub fn line_of(&self, id: BudgetLineId) -> Option<BudgetLine> {
        let (_, line) = self.0.held.budget.line(id)?;
        Some(BudgetLine::of(&self.0, line))
    }

    /// The papers of a kind.
    fn papers<'a, T>(&'a self, of: impl Fn(&'a Paper) -> Option<T>) -> Vec<T> {
        self.0.held.budget.papers.iter().filter_map(of).collect()
    }
}

/// The budget of an association for a year (budget): what is asked for and promised, what is proposed, and what the
/// board approves. A version is public with the minutes that approve it.
///
/// Lag (2003:1210) 23 §.
#[Object]
impl Budget {
    /// Address.
    pub(super) async fn id(&self) -> ID {
        self.0.held.budget.id.to_string().into()
    }

    /// The association; null where the viewer may not know of it.
    async fn association(&self, context: &Context<'_>) -> Option<Result<Association>> {
        let owner = self.0.held.budget.association;
        let found = viewing(context).one(owner).await;
        found
            .map(|held| held.as_ref().and_then(Association::of))
            .transpose()
    }

    /// The budget year, a calendar year.
    async fn year(&self) -> i32 {
        self.0.held.budget.year
    }

    /// Where it stands, as far as the viewer may know.
    async fn stage(&self) -> codes::BudgetStage {
        self.0.held.budget.stage().into()
    }

    /// What was asked of the state (äskanden), in order of recording.
    async fn requests(&self) -> Vec<FundingRequest> {
        self.papers(|paper| match paper {
            Paper::Request(held) => Some(FundingRequest::of(&self.0, held)),
            _ => None,
        })
    }

    /// What the state told that it gives (tilldelningar), in order of recording; the last one stands.
    async fn allocations(&self) -> Vec<BudgetAllocation> {
        self.papers(|paper| match paper {
            Paper::Allocation(held) => Some(BudgetAllocation::of(&self.0, held)),
            _ => None,
        })
    }

    /// What parties say that they will contribute (medfinansieringsåtaganden), in order of recording.
    async fn commitments(&self) -> Vec<BudgetCommitment> {
        self.papers(|paper| match paper {
            Paper::Commitment(held) => Some(BudgetCommitment::of(&self.0, held)),
            _ => None,
        })
    }

    /// Consultations of the members (samråd), in order of recording. Lag (2003:1210) 23 §.
    async fn consultations(&self) -> Vec<BudgetConsultation> {
        self.papers(|paper| match paper {
            Paper::Consultation(held) => Some(BudgetConsultation::of(&self.0, held)),
            _ => None,
        })
    }

    /// What was told of costs and income by period (utfall), in order of recording, also where a later report has taken
    /// its place. Outside those that public minutes take note of.
    async fn outcomes(&self) -> Vec<BudgetOutcome> {
        self.papers(|paper| match paper {
            Paper::Outcome(held) => Some(BudgetOutcome::of(&self.0, held)),
            _ => None,
        })
    }

    /// Contributions asked for, with what was paid on each, in order of recording; told inside alone.
    async fn invoices(&self) -> Vec<ContributionInvoice> {
        self.papers(|paper| match paper {
            Paper::Invoice(held) => Some(ContributionInvoice::of(&self.0, held)),
            _ => None,
        })
    }

    /// How the budget is kept (budgetuppföljning): each line's outcome, forecast and deviation, and what of the
    /// contributions is invoiced and paid, as far as the viewer may know.
    async fn follow_up(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "By what was told up to this day; today where left out.")] as_of: Option<
            Date,
        >,
    ) -> BudgetFollowUp {
        let day = as_of.map_or(viewing(context).today(), |date| date.0);
        BudgetFollowUp::of(&self.0, day)
    }

    /// How the year is closed: the annual report, its audit, and each member's discharge, as far as the viewer may know.
    /// Lag (2003:1210) 24–26 §§.
    async fn closing(&self, context: &Context<'_>) -> Result<YearClosing> {
        YearClosing::of(context, &self.0).await
    }

    /// Versions by number; outside, those that public minutes approve.
    async fn versions(&self) -> Vec<BudgetVersion> {
        let versions = self.0.held.budget.versions.iter();
        versions
            .filter_map(|version| self.version_of(version.number))
            .collect()
    }

    /// The version that holds: the last one that was approved; null before the first.
    async fn in_force(&self) -> Option<BudgetVersion> {
        self.version_of(self.0.held.budget.in_force()?.number)
    }
}

/// A version of a budget: a proposal, or what the board approved.
#[derive(Debug, Clone)]
pub struct BudgetVersion {
    whole: Arc<Whole>,
    number: u32,
}

impl BudgetVersion {
    /// The version that a decision approves.
    pub(super) async fn by_decision(
        context: &Context<'_>,
        decision: DecisionId,
    ) -> Result<Option<Self>> {
        let found = viewing(context).one(ApprovedBy(decision)).await?;
        let Some((budget, number)) = found else {
            return Ok(None);
        };
        let budget = Budget::find(context, budget).await?;
        Ok(budget.and_then(|budget| budget.version_of(number)))
    }

    fn held(&self) -> Option<&Version> {
        self.whole.held.budget.version(self.number)
    }

    async fn judged(&self, context: &Context<'_>) -> Result<Vec<Judged>> {
        let view: &Viewing = viewing(context);
        let budget = &self.whole.held.budget;
        let register = view.one(RegisterOf(budget.association)).await?;
        let around = BudgetSurroundings {
            association: register.as_deref(),
            on: view.today(),
        };
        let judged = self
            .held()
            .map(|held| evaluate_budget(budget, held, &around));
        let judged = judged.unwrap_or_default().into_iter();
        Ok(judged.map(|verdict| self.whole.told(verdict)).collect())
    }
}

/// A version of a budget: a proposal, or what the board approved. An amount that nobody stated is null, never zero.
#[Object]
impl BudgetVersion {
    /// From 1, in order of proposal.
    async fn number(&self) -> u32 {
        self.number
    }

    /// What it is.
    async fn kind(&self) -> Option<codes::BudgetVersionKind> {
        Some(self.held()?.kind.into())
    }

    /// The budget.
    async fn budget(&self) -> Budget {
        Budget(Arc::clone(&self.whole))
    }

    /// The day on which it was proposed.
    async fn proposed_on(&self) -> Option<Date> {
        Some(Date(self.held()?.proposed_on))
    }

    /// The last plan year; null where not known. Kommunallag (2017:725) 11 kap. 6 §.
    async fn last_year(&self) -> Option<i32> {
        self.held()?.last_year
    }

    /// Goals for the activities.
    async fn goals(&self) -> Vec<String> {
        let held = self.held().into_iter().flat_map(|held| &held.content.goals);
        held.map(|goal| self.whole.shown(goal)).collect()
    }

    /// Contributions of parties and members, for the budget year and the plan years. Lag (2003:1210) 5 §.
    async fn contributions(&self) -> Vec<BudgetContribution> {
        let count = self.held().map(|held| held.content.contributions.len());
        (0..count.unwrap_or_default())
            .filter_map(|place| BudgetContribution::of(&self.whole, self.number, place))
            .collect()
    }

    /// Income outside the split: ESF, other projects, interest (övriga intäkter).
    async fn other_income(&self) -> Vec<BudgetIncome> {
        let held = self.held().into_iter();
        let held = held.flat_map(|held| &held.content.other_income);
        held.map(|income| BudgetIncome::of(&self.whole, income))
            .collect()
    }

    /// Lines: activities with their costs.
    async fn lines(&self) -> Vec<BudgetLine> {
        let held = self.held().into_iter().flat_map(|held| &held.content.lines);
        held.map(|line| BudgetLine::of(&self.whole, line)).collect()
    }

    /// What is taken from equity and put to it, by year (eget kapital).
    async fn equity(&self) -> Vec<EquityMove> {
        let held = self.held().into_iter();
        let held = held.flat_map(|held| &held.content.equity);
        held.map(EquityMove::of).collect()
    }

    /// What a year adds up to; null for what is not known.
    async fn sums(
        &self,
        #[graphql(desc = "The year; the budget year where left out.")] year: Option<i32>,
    ) -> Option<BudgetSums> {
        let year = year.unwrap_or(self.whole.held.budget.year);
        // What is stored adds up: what does not was refused.
        let sums = self.held()?.content.year(year).ok()?;
        Some(BudgetSums::of(year, &sums))
    }

    /// How a revision or a supplement says that it is paid for; null where it does not say. Kommunallag (2017:725) 11
    /// kap. 15 §.
    async fn funding(&self) -> Option<String> {
        self.whole.shown_option(self.held()?.funding.as_ref())
    }

    /// The decision of the board that approves it; null where none does, the viewer may not know of it, or a revision
    /// of the record took it out.
    async fn approved_by(&self) -> Option<Decision> {
        let adoption = self.held()?.adoption.as_ref()?;
        self.whole.decision(Some(adoption.decision))
    }

    /// The day of the meeting that approved it; null where it is not approved.
    async fn approved_on(&self) -> Option<Date> {
        Some(Date(self.held()?.adoption.as_ref()?.on))
    }

    /// Whether it holds: the last approved version does.
    async fn in_force(&self) -> bool {
        let held = self.whole.held.budget.in_force();
        held.is_some_and(|held| held.number == self.number)
    }

    /// Whether the meeting that approved it was public; null where not known. Lag (2003:1210) 19 §.
    async fn open_to_public(&self) -> Option<bool> {
        self.held()?.adoption.as_ref()?.open
    }

    /// Whether that meeting was announced; null where not known.
    async fn announced(&self) -> Option<bool> {
        self.held()?.adoption.as_ref()?.announced
    }

    /// The day of the announcement; null where not known.
    async fn announced_on(&self) -> Option<Date> {
        self.held()?.adoption.as_ref()?.announced_on.map(Date)
    }

    /// Every verdict of the rules on it, kept rules too.
    async fn verdicts(&self, context: &Context<'_>) -> Result<Vec<Verdict>> {
        let judged = self.judged(context).await?;
        Ok(judged.into_iter().map(Verdict::of_register).collect())
    }

    /// What in it, or in how it came to be, is not as the law wants.
    async fn irregularities(&self, context: &Context<'_>) -> Result<Vec<Verdict>> {
        let judged = self.judged(context).await?.into_iter();
        let broken = judged.filter(Judged::is_irregularity);
        Ok(broken.map(Verdict::of_register).collect())
    }
}
