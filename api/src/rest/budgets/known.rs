//! Budgets as a reader may know them: with the decisions that they rest on, and without the names that the records of
//! those hide.

use crate::graphql::viewing::Seen;
use crate::rest::ROOT;
use application::budget::HeldBudget;
use application::error::StorageError;
use application::ports::ReadModel;
use application::visibility::Visibility;
use documents::{ApprovingDecision, PrintedBudget};
use domain::Date;
use domain::budget::{
    Budget, Content, Contribution, Contributor, Execution, Line, LineState, OtherIncome,
    Settlement, Suspension, Version,
};
use domain::decision::Decision;
use domain::id::{BudgetId, DecisionId, MeetingId, OrganisationId};
use domain::meeting::Placed;
use domain::organisation::Organisation;
use std::collections::HashMap;
use std::sync::Arc;

/// The address of a version of a budget in a format; without a number, of the one that holds.
pub fn path(budget: BudgetId, version: Option<u32>, ending: &str) -> String {
    let number = version.map(|number| format!("?version={number}"));
    format!(
        "{ROOT}/budgets/{budget}.{ending}{}",
        number.unwrap_or_default()
    )
}

/// A budget with what a reader may know beside it.
#[derive(Debug)]
pub struct KnownBudget {
    held: HeldBudget,
    records: HashMap<MeetingId, Arc<Seen>>,
    organisations: Arc<HashMap<OrganisationId, Organisation>>,
}

impl KnownBudget {
    /// Budgets with the records that tell of them, in the same order; as many statements however many they are.
    ///
    /// # Errors
    /// [`StorageError`] where they cannot be read.
    pub async fn all(
        read: &dyn ReadModel,
        see: &Visibility,
        today: Date,
        held: Vec<HeldBudget>,
    ) -> Result<Vec<Self>, StorageError> {
        let mut meetings: Vec<MeetingId> = held.iter().flat_map(meetings_of).collect();
        meetings.sort_unstable();
        meetings.dedup();
        let records: HashMap<MeetingId, Arc<Seen>> = read
            .records(&meetings, see)
            .await?
            .into_iter()
            .map(|(id, record)| (id, Arc::new(Seen::new(record, see, today))))
            .collect();
        let mut named: Vec<OrganisationId> = held
            .iter()
            .flat_map(|held| organisations_of(&held.budget))
            .collect();
        named.sort_unstable();
        named.dedup();
        let organisations = Arc::new(read.organisations_by_id(&named, see).await?);
        let of = |held: HeldBudget| {
            let own = meetings_of(&held);
            let own = own.filter_map(|id| Some((id, Arc::clone(records.get(&id)?))));
            Self {
                records: own.collect(),
                organisations: Arc::clone(&organisations),
                held,
            }
        };
        Ok(held.into_iter().map(of).collect())
    }

    /// The budget, its texts as they are stored: what is shown of them goes by way of [`KnownBudget::version`].
    pub const fn budget(&self) -> &Budget {
        &self.held.budget
    }

    /// A member or the association by name, where the reader may know of it.
    pub fn name(&self, id: OrganisationId) -> Option<&str> {
        let held = self.organisations.get(&id)?;
        Some(&held.name)
    }

    /// The record of a decision and its place in it, where the reader may know of it and the record holds it still.
    pub fn decision(&self, id: DecisionId) -> Option<(&Seen, Placed<'_>, &Decision)> {
        let seen = self.records.get(self.held.decided_in.get(&id)?)?;
        let mut placed = seen.meeting.placed().into_iter();
        placed.find_map(|placed| {
            let mut decisions = placed.item.decisions.iter();
            let decision = decisions.find(|held| held.id == id)?;
            Some((seen.as_ref(), placed, decision))
        })
    }

    /// The decision that approves a version.
    pub fn approval(&self, version: &Version) -> Option<(&Seen, Placed<'_>, &Decision)> {
        self.decision(version.adoption.as_ref()?.decision)
    }

    /// A version without the names that any of the records hides.
    pub fn version(&self, version: &Version) -> Version {
        let masks = || self.records.values().map(|seen| &seen.mask);
        reworded(version, &|text: &str| {
            masks().fold(text.to_owned(), |text, mask| mask.text(&text))
        })
    }

    /// A version to print; `None` where the reader may not know of the association.
    pub fn printed(&self, version: &Version) -> Option<PrintedBudget> {
        let budget = &self.held.budget;
        let association = self.organisations.get(&budget.association)?.clone();
        let members = organisations_of(budget);
        let members = members.filter_map(|id| Some((id, self.name(id)?.to_owned())));
        let decision = self.approval(version).map(|(seen, placed, decision)| {
            let body = &seen.meeting.body;
            ApprovingDecision {
                body: body.name.clone(),
                slug: body.slug.clone(),
                label: seen.meeting.label(placed),
                text: decision.text.clone(),
            }
        });
        let mut later = budget.versions.iter();
        let later = later.find(|later| version.number < later.number && later.adoption.is_some());
        let replaced_by = later.filter(|_| version.adoption.is_some());
        Some(PrintedBudget {
            association,
            budget: budget.id,
            year: budget.year,
            version: self.version(version),
            members: members.collect(),
            decision,
            replaced_by: replaced_by.map(|later| later.number),
            address: Some(path(budget.id, Some(version.number), "html")),
        })
    }
}

/// The meetings whose records tell of a budget.
fn meetings_of(held: &HeldBudget) -> impl Iterator<Item = MeetingId> + '_ {
    let decided = held.decided_in.values();
    decided.chain(&held.consulted_in).copied()
}

/// The association and the members that contribute.
fn organisations_of(budget: &Budget) -> impl Iterator<Item = OrganisationId> + '_ {
    let given = budget.versions.iter();
    let given = given.flat_map(|version| &version.content.contributions);
    let members = given.filter_map(|held| held.contributor.member());
    members.chain([budget.association])
}

/// A version with each of its texts said otherwise. Every field is named, so that a new one must be thought of here.
fn reworded(version: &Version, say: &impl Fn(&str) -> String) -> Version {
    let Version {
        number,
        kind,
        proposed_on,
        last_year,
        content,
        funding,
        adoption,
    } = version;
    let Content {
        contributions,
        other_income,
        lines,
        equity,
        goals,
    } = content;
    Version {
        number: *number,
        kind: *kind,
        proposed_on: *proposed_on,
        last_year: *last_year,
        content: Content {
            contributions: contributions
                .iter()
                .map(|held| contribution(held, say))
                .collect(),
            other_income: other_income
                .iter()
                .map(|held| OtherIncome {
                    text: say(&held.text),
                    ..held.clone()
                })
                .collect(),
            lines: lines.iter().map(|held| line(held, say)).collect(),
            equity: equity.clone(),
            goals: goals.iter().map(|goal| say(goal)).collect(),
        },
        funding: funding.as_deref().map(say),
        adoption: adoption.clone(),
    }
}

fn contribution(held: &Contribution, say: &impl Fn(&str) -> String) -> Contribution {
    let contributor = match &held.contributor {
        Contributor::Other(name) => Contributor::Other(say(name)),
        Contributor::Party(_) | Contributor::Member(..) => held.contributor.clone(),
    };
    Contribution {
        contributor,
        ..held.clone()
    }
}

fn line(held: &Line, say: &impl Fn(&str) -> String) -> Line {
    let Line {
        id,
        activity,
        period,
        amount,
        expected_outcome,
        execution,
    } = held;
    Line {
        id: *id,
        activity: say(activity),
        period: *period,
        amount: *amount,
        expected_outcome: expected_outcome.as_deref().map(say),
        execution: match execution {
            Execution::Immediate => Execution::Immediate,
            Execution::Suspended(held) => Execution::Suspended(suspension(held, say)),
        },
    }
}

fn suspension(held: &Suspension, say: &impl Fn(&str) -> String) -> Suspension {
    let Suspension {
        event,
        condition,
        period,
        state,
    } = held;
    let settled = |held: &Settlement| Settlement {
        on: held.on,
        evidence: say(&held.evidence),
    };
    Suspension {
        event: say(event),
        condition: condition.as_deref().map(say),
        period: *period,
        state: match state {
            LineState::Waiting => LineState::Waiting,
            LineState::Released(held) => LineState::Released(settled(held)),
            LineState::Lapsed(held) => LineState::Lapsed(settled(held)),
        },
    }
}
