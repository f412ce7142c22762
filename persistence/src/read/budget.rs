//! Budgets, as far as a viewer may know of them: whole ones in a constant number of statements, however many.

use super::delegation::{grouped, in_meetings, meetings_of};
use super::eyes::{Eyes, chunks};
use super::page::{Listed, list};
use super::secrecy::Covered;
use super::uuids;
use crate::codes::Code;
use crate::entity::{
    budget, budget_book, budget_contribution, budget_line, budget_paper, budget_version, decision,
    meeting,
};
use crate::fault::OrStorage;
use crate::mapping::budget::{
    VersionKey, budget_of, contribution_of, line_of, paper_of, version_of,
};
use crate::mapping::number;
use crate::store::Store;
use application::budget::{Book, BudgetFilter, ContributionFilter, HeldBudget, HeldContribution};
use application::error::StorageError;
use application::ports::{BudgetAudit, BudgetReads};
use application::read::{Connection, Page};
use application::visibility::Visibility;
use async_trait::async_trait;
use domain::budget::{Budget, Contribution, Line, Paper, Publicity, Version};
use domain::id::{BudgetId, DecisionId, MeetingId, OrganisationId};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, Iterable, Order, QueryFilter,
    QueryOrder, QuerySelect,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The decision of a row, if it stands in a public record, not under a § that is secret. It is sought for that row alone:
/// among all of them PostgreSQL would first list every decision there is.
fn public_decision(of: impl ColumnTrait) -> SelectStatement {
    in_meetings(decision::Entity, decision::Column::MeetingId)
        .column((decision::Entity, decision::Column::Id))
        .and_where(Expr::col(decision::Column::Id.as_column_ref()).equals(of.as_column_ref()))
        .and_where(meeting::Column::Published.eq(true))
        .cond_where(
            Eyes::Of(&Visibility::public()).open(decision::Column::ParagraphId, Covered::Whole),
        )
        .to_owned()
}

fn of_budget(held: impl ColumnTrait) -> Expr {
    Expr::col(held.as_column_ref()).equals(budget::Column::Id.as_column_ref())
}

fn rests_on_public(decision: impl ColumnTrait) -> Expr {
    decision.in_subquery(public_decision(decision))
}

/// Budgets with something in them that rests on a public decision.
fn told_in_public() -> Condition {
    let versions = Query::select()
        .column(budget_version::Column::BudgetId)
        .from(budget_version::Entity)
        .and_where(of_budget(budget_version::Column::BudgetId))
        .and_where(rests_on_public(budget_version::Column::DecisionId))
        .to_owned();
    let papers = Query::select()
        .column(budget_paper::Column::BudgetId)
        .from(budget_paper::Entity)
        .and_where(of_budget(budget_paper::Column::BudgetId))
        .and_where(rests_on_public(budget_paper::Column::DecisionId))
        .to_owned();
    Condition::any()
        .add(budget::Column::Id.in_subquery(versions))
        .add(budget::Column::Id.in_subquery(papers))
}

/// Which budgets a viewer may know of.
fn budgets_seen(see: &Visibility) -> Condition {
    Condition::any()
        .add(Eyes::Of(see).inside(budget::Column::OwnerId))
        .add(told_in_public())
}

/// Which approved versions a viewer may know of.
fn approvals_seen(see: &Visibility) -> Condition {
    let seen = Condition::any()
        .add(Eyes::Of(see).inside(budget_version::Column::OwnerId))
        .add(rests_on_public(budget_version::Column::DecisionId));
    Condition::all()
        .add(budget_version::Column::DecisionId.is_not_null())
        .add(seen)
}

/// Whether the public may know of a budget.
pub(crate) async fn is_public(db: &impl ConnectionTrait, id: Uuid) -> Result<bool, StorageError> {
    let found = budget::Entity::find_by_id(id)
        .filter(told_in_public())
        .one(db)
        .await
        .or_storage()?;
    Ok(found.is_some())
}

/// Whole budgets from their rows, in the same order: four statements.
pub(crate) async fn gathered(
    db: &impl ConnectionTrait,
    rows: Vec<budget::Model>,
) -> Result<Vec<Budget>, StorageError> {
    let ids: Vec<Uuid> = uuids(&rows.iter().map(|row| row.id).collect::<Vec<_>>(), |id| id);
    let mut papers: HashMap<Uuid, Vec<Paper>> = HashMap::new();
    let mut versions: HashMap<Uuid, Vec<Version>> = HashMap::new();
    let mut given: HashMap<VersionKey, Vec<Contribution>> = HashMap::new();
    let mut lines: HashMap<VersionKey, Vec<Line>> = HashMap::new();
    macro_rules! each {
        ($table:ident, $order:ident, $part:expr, |$row:ident| $take:block) => {
            let found = $table::Entity::find()
                .filter($table::Column::BudgetId.is_in($part.clone()))
                .order_by_asc($table::Column::$order)
                .all(db)
                .await
                .or_storage()?;
            for $row in found {
                $take
            }
        };
    }
    for part in chunks(&ids) {
        each!(budget_paper, Place, part, |row| {
            papers
                .entry(row.budget_id)
                .or_default()
                .push(paper_of(&row)?);
        });
        each!(budget_contribution, Place, part, |row| {
            let key = (row.budget_id, row.number);
            given.entry(key).or_default().push(contribution_of(&row)?);
        });
        each!(budget_line, Place, part, |row| {
            let key = (row.budget_id, row.number);
            lines.entry(key).or_default().push(line_of(&row)?);
        });
        each!(budget_version, Number, part, |row| {
            let key = (row.budget_id, row.number);
            let mut version = version_of(&row)?;
            version.content.contributions = given.remove(&key).unwrap_or_default();
            version.content.lines = lines.remove(&key).unwrap_or_default();
            versions.entry(row.budget_id).or_default().push(version);
        });
    }
    rows.iter()
        .map(|row| {
            let mut budget = budget_of(row)?;
            budget.papers = papers.remove(&row.id).unwrap_or_default();
            budget.versions = versions.remove(&row.id).unwrap_or_default();
            Ok(budget)
        })
        .collect()
}

/// Whole budgets as far as the viewer may know of what they hold.
async fn held(
    db: &impl ConnectionTrait,
    rows: Vec<budget::Model>,
    see: &Visibility,
) -> Result<Vec<HeldBudget>, StorageError> {
    let budgets = gathered(db, rows).await?;
    let decisions = budgets.iter().flat_map(decisions_of).map(DecisionId::uuid);
    let columns = (
        decision::Entity,
        decision::Column::Id,
        decision::Column::MeetingId,
        decision::Column::ParagraphId,
    );
    let decided = meetings_of(db, columns, decisions.collect(), see).await?;
    let shown = budgets.iter().flat_map(|budget| &budget.papers);
    let shown = shown.filter_map(Paper::meeting).map(MeetingId::uuid);
    let mut consulted = HashSet::new();
    for part in chunks(&uuids(&shown.collect::<Vec<_>>(), |id| id)) {
        let found = meeting::Entity::find()
            .select_only()
            .column(meeting::Column::Id)
            .filter(meeting::Column::Id.is_in(part))
            .filter(Eyes::Of(see).meetings())
            .into_tuple::<Uuid>()
            .all(db)
            .await
            .or_storage()?;
        consulted.extend(found.into_iter().map(MeetingId::from_uuid));
    }
    let budgets = budgets.into_iter();
    Ok(budgets
        .map(|budget| seen(budget, &decided, &consulted, see))
        .collect())
}

/// Every decision that a budget rests on somewhere.
fn decisions_of(budget: &Budget) -> Vec<DecisionId> {
    let versions = budget.versions.iter();
    let adopted = versions.filter_map(|version| version.adoption.as_ref());
    let mut found: Vec<DecisionId> = adopted.map(|held| held.decision).collect();
    for paper in &budget.papers {
        found.extend(paper.decision());
        if let Paper::Commitment(held) = paper {
            found.extend(held.follow_ups.iter().filter_map(|it| it.decision));
        }
    }
    found
}

/// What of a budget the viewer may know: all inside; outside what public minutes approve, and the papers with them.
fn seen(
    mut budget: Budget,
    decided: &HashMap<Uuid, MeetingId>,
    consulted: &HashSet<MeetingId>,
    see: &Visibility,
) -> HeldBudget {
    let known = |id: DecisionId| decided.contains_key(&id.uuid());
    if !see.is_inside(budget.association) {
        budget.versions.retain(|version| {
            let adoption = version.adoption.as_ref();
            adoption.is_some_and(|held| known(held.decision))
        });
        let approved = !budget.versions.is_empty();
        let reported = budget.annual_report().and_then(|held| held.decision);
        let reported = reported.is_some_and(known);
        budget.papers.retain(|paper| match paper.publicity() {
            Publicity::WithDecision(decision) => known(decision),
            Publicity::WithBudget => approved,
            Publicity::WithAnnualReport => reported,
            Publicity::Inside => false,
        });
    }
    let decided_in = decisions_of(&budget).into_iter();
    let decided_in = decided_in
        .filter_map(|id| Some((id, decided.get(&id.uuid()).copied()?)))
        .collect();
    let meetings = budget.papers.iter().filter_map(Paper::meeting);
    let consulted_in = meetings.filter(|id| consulted.contains(id)).collect();
    HeldBudget {
        budget,
        decided_in,
        consulted_in,
    }
}

async fn found(
    db: &impl ConnectionTrait,
    by: budget::Column,
    ids: &[Uuid],
    see: &Visibility,
) -> Result<Vec<HeldBudget>, StorageError> {
    let mut rows = Vec::new();
    for part in chunks(ids) {
        let found = budget::Entity::find()
            .filter(by.is_in(part))
            .filter(budgets_seen(see))
            .order_by_desc(budget::Column::SortKey)
            .all(db)
            .await
            .or_storage()?;
        rows.extend(found);
    }
    held(db, rows, see).await
}

#[async_trait]
impl BudgetReads for Store {
    async fn budgets_by_id(
        &self,
        ids: &[BudgetId],
        see: &Visibility,
    ) -> Result<HashMap<BudgetId, HeldBudget>, StorageError> {
        let snapshot = self.snapshot().await?;
        let ids = uuids(ids, BudgetId::uuid);
        let held = found(&snapshot, budget::Column::Id, &ids, see).await?;
        Ok(held
            .into_iter()
            .map(|held| (held.budget.id, held))
            .collect())
    }

    async fn budgets_of(
        &self,
        associations: &[OrganisationId],
        see: &Visibility,
    ) -> Result<HashMap<OrganisationId, Vec<HeldBudget>>, StorageError> {
        let snapshot = self.snapshot().await?;
        let ids = uuids(associations, OrganisationId::uuid);
        let held = found(&snapshot, budget::Column::OwnerId, &ids, see).await?;
        Ok(grouped(held, |held| Some(held.budget.association)))
    }

    async fn approved_by(
        &self,
        decisions: &[DecisionId],
        see: &Visibility,
    ) -> Result<HashMap<DecisionId, (BudgetId, u32)>, StorageError> {
        let mut found = HashMap::new();
        for part in chunks(&uuids(decisions, DecisionId::uuid)) {
            let rows = budget_version::Entity::find()
                .filter(budget_version::Column::DecisionId.is_in(part))
                .filter(approvals_seen(see))
                .all(&self.reader)
                .await
                .or_storage()?;
            for row in rows {
                let number = number("budget_version.number", row.number)?;
                let approved = (BudgetId::from_uuid(row.budget_id), number);
                let by = row.decision_id.map(DecisionId::from_uuid);
                found.extend(by.map(|by| (by, approved)));
            }
        }
        Ok(found)
    }

    async fn budgets(
        &self,
        filter: &BudgetFilter,
        page: &Page,
        see: &Visibility,
    ) -> Result<Connection<HeldBudget>, StorageError> {
        use budget::Column;
        let condition = Condition::all()
            .add_option(filter.organisation.map(|id| Column::OwnerId.eq(id.uuid())))
            .add_option(filter.from.map(|year| Column::Year.gte(year)))
            .add_option(filter.to.map(|year| Column::Year.lte(year)))
            .add(budgets_seen(see));
        let counted = Query::select()
            .from(budget::Entity)
            .cond_where(condition)
            .to_owned();
        let mut items = counted.clone();
        items
            .columns(Column::iter().map(|column| (budget::Entity, column)))
            .order_by((budget::Entity, Column::SortKey), Order::Desc);
        if let Some(cursor) = &page.after {
            items.and_where(Column::SortKey.lt(cursor.as_str()));
        }
        let snapshot = self.snapshot().await?;
        let found = list(&snapshot, Listed { items, counted }, page, |row| {
            let row = budget::Model::from_query_result(row, "").or_storage()?;
            let key = row.sort_key.clone();
            Ok((row, key))
        })
        .await?;
        let (rows, keys): (Vec<_>, Vec<_>) = found.items.into_iter().unzip();
        let held = held(&snapshot, rows, see).await?;
        Ok(Connection {
            items: held.into_iter().zip(keys).collect(),
            total: found.total,
            has_next: found.has_next,
        })
    }

    async fn contributions(
        &self,
        filter: &ContributionFilter,
        page: &Page,
        see: &Visibility,
    ) -> Result<Connection<HeldContribution>, StorageError> {
        use budget_contribution::Column;
        // Of each budget the last version that the viewer may know to be approved.
        let holding = Query::select()
            .column(budget_version::Column::BudgetId)
            .expr(Expr::col(budget_version::Column::Number).max())
            .from(budget_version::Entity)
            .cond_where(approvals_seen(see))
            .group_by_col(budget_version::Column::BudgetId)
            .to_owned();
        let version = Expr::tuple([
            Expr::col((budget_contribution::Entity, Column::BudgetId)),
            Expr::col((budget_contribution::Entity, Column::Number)),
        ]);
        let party = filter.party.map(|party| Column::Party.eq(party.to_code()));
        let condition = Condition::all()
            .add(Column::Planned.eq(false))
            .add_option(filter.organisation.map(|id| Column::OwnerId.eq(id.uuid())))
            .add_option(filter.member.map(|id| Column::OrganisationId.eq(id.uuid())))
            .add_option(party)
            .add_option(filter.from.map(|year| Column::Year.gte(year)))
            .add_option(filter.to.map(|year| Column::Year.lte(year)))
            .add(version.in_subquery(holding));
        let counted = Query::select()
            .from(budget_contribution::Entity)
            .cond_where(condition)
            .to_owned();
        let mut items = counted.clone();
        items
            .columns(Column::iter().map(|column| (budget_contribution::Entity, column)))
            .order_by((budget_contribution::Entity, Column::SortKey), Order::Desc);
        if let Some(cursor) = &page.after {
            items.and_where(Column::SortKey.lt(cursor.as_str()));
        }
        list(&self.reader, Listed { items, counted }, page, |row| {
            let row = budget_contribution::Model::from_query_result(row, "").or_storage()?;
            let place = usize::try_from(row.place).unwrap_or(usize::MAX);
            let held = HeldContribution {
                budget: BudgetId::from_uuid(row.budget_id),
                number: number("budget_contribution.number", row.number)?,
                place,
            };
            Ok((held, row.sort_key))
        })
        .await
    }
}

#[async_trait]
impl BudgetAudit for Store {
    async fn budget_book(&self, association: OrganisationId) -> Result<Book, StorageError> {
        let snapshot = self.snapshot().await?;
        let id = association.uuid();
        let rows = budget::Entity::find()
            .filter(budget::Column::OwnerId.eq(id))
            .all(&snapshot)
            .await
            .or_storage()?;
        let latest = budget_book::Entity::find_by_id(id)
            .one(&snapshot)
            .await
            .or_storage()?;
        let budgets = gathered(&snapshot, rows).await?;
        Ok(Book {
            budgets: budgets.into_iter().map(|held| (held.id, held)).collect(),
            sequence: latest.map_or(0, |row| row.sequence),
        })
    }
}
