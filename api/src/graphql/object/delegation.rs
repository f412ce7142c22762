//! Delegations of the board, and what was decided by them.

use super::{Decision, Paragraph, Person};
use crate::graphql::codes;
use crate::graphql::scalar::{Date, Ore};
use crate::graphql::viewing::{
    DelegatedById, DelegatedUnder, DelegationOf, DelegationsBy, DelegationsOf, Seen, viewing,
};
use application::delegation::{Held, HeldDecision};
use application::visibility::Mask;
use async_graphql::{Context, ID, Object, Result};
use domain::attendance::PersonRef;
use domain::id::{
    DecisionId, DelegatedDecisionId, DelegationId, MeetingId, OrganisationId, ParagraphId,
};
use std::collections::HashMap;
use std::sync::Arc;

/// Records by meeting, of those that there are.
async fn records(
    context: &Context<'_>,
    meetings: impl Iterator<Item = MeetingId>,
) -> Result<HashMap<MeetingId, Arc<Seen>>> {
    viewing(context).many(meetings.collect()).await
}

/// The meetings that tell of a delegation.
fn meetings_of(held: &Held) -> impl Iterator<Item = MeetingId> + use<> {
    held.granted_in.into_iter().chain(held.revoked_in)
}

/// A person as far as the records that tell of them show one.
fn person(held: &PersonRef, masks: &[&Mask]) -> Option<Person> {
    let name = hidden(&held.name, masks);
    let hides = |mask: &&Mask| mask.hides(held.id);
    (!masks.iter().any(hides) && name == held.name).then(|| Person::new(held.id, name))
}

/// A text without the names that the records hide.
fn hidden(text: &str, masks: &[&Mask]) -> String {
    masks
        .iter()
        .fold(text.to_owned(), |text, mask| mask.text(&text))
}

/// What the board lets somebody decide (delegation).
#[derive(Debug, Clone)]
pub struct Delegation {
    held: Held,
    /// The record that grants it.
    granted: Option<Arc<Seen>>,
    /// The record that revokes it.
    revoked: Option<Arc<Seen>>,
}

impl Delegation {
    async fn all(context: &Context<'_>, held: Vec<Held>) -> Result<Vec<Self>> {
        let meetings = held.iter().flat_map(meetings_of);
        let records = records(context, meetings).await?;
        let held = held.into_iter();
        Ok(held.map(|held| Self::in_records(held, &records)).collect())
    }

    fn in_records(held: Held, records: &HashMap<MeetingId, Arc<Seen>>) -> Self {
        let seen = |meeting: Option<MeetingId>| records.get(&meeting?).cloned();
        Self {
            granted: seen(held.granted_in),
            revoked: seen(held.revoked_in),
            held,
        }
    }

    /// The delegation with an id, where the viewer may know of it.
    pub async fn find(context: &Context<'_>, id: DelegationId) -> Result<Option<Self>> {
        let held = viewing(context).one(DelegationOf(id)).await?;
        let found = Self::all(context, held.into_iter().collect()).await?;
        Ok(found.into_iter().next())
    }

    /// Those of an association that hold on a day, oldest first.
    pub(super) async fn of(
        context: &Context<'_>,
        association: OrganisationId,
        day: domain::Date,
    ) -> Result<Vec<Self>> {
        let held = viewing(context).one(DelegationsOf(association)).await?;
        let held = held.into_iter().flatten();
        let held = held.filter(|held| held.delegation.in_force_on(day));
        Self::all(context, held.collect()).await
    }

    /// Those that a decision grants.
    pub(super) async fn by(context: &Context<'_>, decision: DecisionId) -> Result<Vec<Self>> {
        let held = viewing(context).one(DelegationsBy(decision)).await?;
        Self::all(context, held.unwrap_or_default()).await
    }

    fn masks(&self) -> Vec<&Mask> {
        self.granted.iter().map(|seen| &seen.mask).collect()
    }
}

/// What the board lets somebody decide (delegation).
///
/// Lag (2003:1210) 10 §.
#[Object]
impl Delegation {
    /// Address.
    pub(super) async fn id(&self) -> ID {
        self.held.delegation.id.to_string().into()
    }

    /// The group of matters (grupp av ärenden), as the decision words it.
    async fn matters(&self) -> String {
        hidden(&self.held.delegation.matters, &self.masks())
    }

    /// What kind of matters that is.
    async fn kind(&self) -> codes::DelegatedMatters {
        self.held.delegation.kind.into()
    }

    /// What the delegate is.
    async fn delegate_kind(&self) -> codes::DelegateKind {
        self.held.delegation.delegate.kind.into()
    }

    /// The delegate's office, as the decision words it; null where a person alone is named.
    async fn delegate_role(&self) -> Option<String> {
        let role = self.held.delegation.delegate.role.as_deref()?;
        Some(hidden(role, &self.masks()))
    }

    /// The delegate's person; null where it is whoever holds the office, or the person is hidden.
    async fn delegate_person(&self) -> Option<Person> {
        person(
            self.held.delegation.delegate.person.as_ref()?,
            &self.masks(),
        )
    }

    /// The highest amount that may be decided about; null where there is no limit.
    async fn limit(&self) -> Option<Ore> {
        self.held.delegation.limit.map(Ore)
    }

    /// The highest amount in Swedish form.
    async fn limit_formatted(&self) -> Option<String> {
        self.held.delegation.limit.map(|limit| limit.to_string())
    }

    /// The first day: that of the meeting that granted it.
    async fn from(&self) -> Date {
        Date(self.held.delegation.from)
    }

    /// The last day; null = until it is revoked.
    async fn until(&self) -> Option<Date> {
        self.held.delegation.until.map(Date)
    }

    /// The day on which the board revoked it, which is its last; null where it did not, or the viewer may not know.
    async fn revoked_on(&self) -> Option<Date> {
        let revocation = self.held.delegation.revocation.as_ref()?;
        Some(Date(revocation.on))
    }

    /// The decision of the board that grants it; null where a revision of the record took it out, or the viewer may
    /// not know of it.
    async fn granted_by(&self) -> Option<Decision> {
        let seen = self.granted.as_ref()?;
        Some(Decision::new(self.held.delegation.granted_by, seen))
    }

    /// The decision of the board that revokes it.
    async fn revoked_by(&self) -> Option<Decision> {
        let revocation = self.held.delegation.revocation.as_ref()?;
        let seen = self.revoked.as_ref()?;
        Some(Decision::new(revocation.by, seen))
    }
}

/// A decision that somebody took by delegation (delegationsbeslut).
#[derive(Debug, Clone)]
pub struct DelegatedDecision {
    held: HeldDecision,
    /// What it rests on, where the viewer may know of that.
    delegation: Option<Delegation>,
    /// The record that reports it.
    reported: Option<Arc<Seen>>,
}

impl DelegatedDecision {
    /// Delegated decisions with what they rest on, in the same order.
    pub async fn all(context: &Context<'_>, held: Vec<HeldDecision>) -> Result<Vec<Self>> {
        let view = viewing(context);
        let keys = held
            .iter()
            .map(|held| DelegationOf(held.decision.delegation));
        let delegations = view.many(keys.collect()).await?;
        // All records at once: two rounds would be two batches.
        let told = delegations.values().flat_map(meetings_of);
        let meetings = held.iter().filter_map(|held| held.reported_in).chain(told);
        let records = records(context, meetings).await?;
        let delegations: HashMap<DelegationId, Delegation> = delegations
            .into_iter()
            .map(|(key, found)| (key.0, Delegation::in_records(found, &records)))
            .collect();
        Ok(held
            .into_iter()
            .map(|held| Self {
                delegation: delegations.get(&held.decision.delegation).cloned(),
                reported: held
                    .reported_in
                    .and_then(|meeting| records.get(&meeting).cloned()),
                held,
            })
            .collect())
    }

    /// The delegated decisions with ids, as far as the viewer may know of them, in order of number.
    pub async fn find(context: &Context<'_>, ids: &[DelegatedDecisionId]) -> Result<Vec<Self>> {
        let keys = ids.iter().copied().map(DelegatedById).collect();
        let found = viewing(context).many(keys).await?;
        let mut held: Vec<HeldDecision> = found.into_values().collect();
        held.sort_by_key(|held| held.decision.number);
        Self::all(context, held).await
    }

    /// Those that paragraphs report.
    pub(super) async fn under(
        context: &Context<'_>,
        paragraphs: impl Iterator<Item = ParagraphId>,
    ) -> Result<Vec<Self>> {
        let keys: Vec<DelegatedUnder> = paragraphs.map(DelegatedUnder).collect();
        let mut found = viewing(context).many(keys.clone()).await?;
        let held = keys.iter().filter_map(|key| found.remove(key)).flatten();
        Self::all(context, held.collect()).await
    }

    fn masks(&self) -> Vec<&Mask> {
        let granted = self.delegation.iter().flat_map(Delegation::masks);
        let reported = self.reported.iter().map(|seen| &seen.mask);
        reported.chain(granted).collect()
    }
}

/// A decision that somebody took by delegation (delegationsbeslut). It is public with the minutes that report it.
///
/// Lag (2003:1210) 10 §.
#[Object]
impl DelegatedDecision {
    /// Address.
    pub(super) async fn id(&self) -> ID {
        self.held.decision.id.to_string().into()
    }

    /// As cited: `D 3/2026`.
    async fn label(&self) -> String {
        self.held.decision.number.to_string()
    }

    /// Number in the association's series of the year: dense, never used twice.
    async fn number(&self) -> u32 {
        self.held.decision.number.number
    }

    /// The year of the series, that of the day of the decision.
    async fn year(&self) -> i32 {
        self.held.decision.number.year
    }

    /// The day on which it was taken.
    async fn decided_on(&self) -> Date {
        Date(self.held.decision.decided_on)
    }

    /// Who took it; null where the person is hidden.
    async fn decided_by(&self) -> Option<Person> {
        person(&self.held.decision.decided_by, &self.masks())
    }

    /// What was decided.
    async fn text(&self) -> String {
        hidden(&self.held.decision.text, &self.masks())
    }

    /// The amount that it is about; null where it states none.
    async fn amount(&self) -> Option<Ore> {
        self.held.decision.amount.map(Ore)
    }

    /// The amount in Swedish form.
    async fn amount_formatted(&self) -> Option<String> {
        self.held.decision.amount.map(|amount| amount.to_string())
    }

    /// What it rests on; null where the viewer may not know of it.
    async fn delegation(&self) -> Option<Delegation> {
        self.delegation.clone()
    }

    /// The paragraph that reports it to the board; null where none does yet, or a revision of the record took it out.
    async fn reported_in(&self) -> Option<Paragraph> {
        let seen = self.reported.as_ref()?;
        let paragraph = self.held.decision.reported_in?;
        Some(Paragraph::new(paragraph, seen))
    }
}
