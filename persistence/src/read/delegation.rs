//! Delegations and what was decided by them, as far as a viewer may know of them.

use super::eyes::{Eyes, chunks, padded};
use super::page::{Listed, list};
use super::secrecy::Covered;
use super::uuids;
use crate::codes::Code;
use crate::entity::{
    body, decision, delegated_decision, delegation, delegation_book, meeting, paragraph,
};
use crate::fault::OrStorage;
use crate::mapping::delegation::{decision_of, delegation_of};
use crate::store::Store;
use application::delegation::{Book, Held, HeldDecision, Unreported};
use application::error::StorageError;
use application::ports::DelegationReads;
use application::read::{Connection, DelegatedFilter, Page};
use application::visibility::Visibility;
use async_trait::async_trait;
use domain::Date;
use domain::body::BodyKind;
use domain::id::{
    DecisionId, DelegatedDecisionId, DelegationId, MeetingId, OrganisationId, ParagraphId,
};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, Iterable, Order, QueryFilter,
    QueryOrder,
};
use std::collections::HashMap;
use uuid::Uuid;

/// The stage of a meeting that was run here and is over.
const CLOSED: &str = "CLOSED";

/// Rows of a table with the meeting that a column names.
pub(super) fn in_meetings(table: impl EntityTrait, meeting: impl ColumnTrait) -> SelectStatement {
    Query::select()
        .from(table.table_ref())
        .inner_join(
            meeting::Entity,
            Expr::col((meeting::Entity, meeting::Column::Id)).equals(meeting.as_column_ref()),
        )
        .to_owned()
}

/// What those outside know of: where the record that tells of it is public.
fn told(
    owner: impl ColumnTrait,
    (teller, id): (impl ColumnTrait, impl ColumnTrait),
    mut public: SelectStatement,
    see: &Visibility,
) -> Condition {
    // Sought for each row alone: among all of them PostgreSQL would first list everything that is public.
    public
        .and_where(Expr::col(id.as_column_ref()).equals(teller.as_column_ref()))
        .and_where(meeting::Column::Published.eq(true));
    Condition::any()
        .add(Eyes::Of(see).inside(owner))
        .add(teller.in_subquery(public))
}

fn delegations_seen(see: &Visibility) -> Condition {
    let granting = in_meetings(decision::Entity, decision::Column::MeetingId)
        .column((decision::Entity, decision::Column::Id))
        .to_owned();
    let (owner, by) = (delegation::Column::OwnerId, delegation::Column::GrantedBy);
    // What a delegation says is what its § says.
    let open = Query::select()
        .column((decision::Entity, decision::Column::Id))
        .from(decision::Entity)
        .cond_where(Eyes::Of(see).open(decision::Column::ParagraphId, Covered::Anything))
        .to_owned();
    Condition::all()
        .add(told(owner, (by, decision::Column::Id), granting, see))
        .add(by.in_subquery(open))
}

fn delegated_seen(see: &Visibility) -> Condition {
    use delegated_decision::Column::{OwnerId, ReportedIn};
    let reporting = in_meetings(paragraph::Entity, paragraph::Column::MeetingId)
        .column((paragraph::Entity, paragraph::Column::Id))
        .to_owned();
    Condition::all()
        .add(told(
            OwnerId,
            (ReportedIn, paragraph::Column::Id),
            reporting,
            see,
        ))
        .add(Eyes::Of(see).open(ReportedIn, Covered::Whole))
}

/// The meetings that rows of a table belong to, as far as the viewer may know of them.
pub(super) async fn meetings_of(
    db: &impl ConnectionTrait,
    (table, id, meeting, paragraph): (
        impl EntityTrait,
        impl ColumnTrait,
        impl ColumnTrait,
        impl ColumnTrait,
    ),
    ids: Vec<Uuid>,
    see: &Visibility,
) -> Result<HashMap<Uuid, MeetingId>, StorageError> {
    let mut found = HashMap::new();
    for part in chunks(&uuids(&ids, |id| id)) {
        let mut select = in_meetings(table, meeting);
        select
            .expr(Expr::col(id.as_column_ref()))
            .column((meeting::Entity, meeting::Column::Id))
            .and_where(id.is_in(part))
            .cond_where(Eyes::Of(see).meetings())
            .cond_where(Eyes::Of(see).open(paragraph, Covered::Whole));
        for row in db.query_all(&select).await.or_storage()? {
            let (id, meeting): (Uuid, Uuid) = row.try_get_many_by_index().or_storage()?;
            found.insert(id, MeetingId::from_uuid(meeting));
        }
    }
    Ok(found)
}

async fn delegations(
    db: &impl ConnectionTrait,
    by: delegation::Column,
    ids: &[Uuid],
    see: &Visibility,
) -> Result<Vec<Held>, StorageError> {
    let mut rows = Vec::new();
    for part in chunks(ids) {
        let found = delegation::Entity::find()
            .filter(by.is_in(part))
            .filter(delegations_seen(see))
            .order_by_asc(delegation::Column::ValidFrom)
            .order_by_asc(delegation::Column::Id)
            .all(db)
            .await
            .or_storage()?;
        rows.extend(found);
    }
    let decisions = rows
        .iter()
        .flat_map(|row| std::iter::once(row.granted_by).chain(row.revoked_by));
    let columns = (
        decision::Entity,
        decision::Column::Id,
        decision::Column::MeetingId,
        decision::Column::ParagraphId,
    );
    let meetings = meetings_of(db, columns, decisions.collect(), see).await?;
    rows.into_iter()
        .map(|row| {
            let granted_in = meetings.get(&row.granted_by).copied();
            let revoked_in = row.revoked_by.and_then(|id| meetings.get(&id).copied());
            let mut delegation = delegation_of(row)?;
            if revoked_in.is_none() && !see.is_inside(delegation.association) {
                delegation.revocation = None;
            }
            Ok(Held {
                delegation,
                granted_in,
                revoked_in,
            })
        })
        .collect()
}

/// Delegated decisions with the meetings that they are reported in.
async fn reported(
    db: &impl ConnectionTrait,
    rows: Vec<delegated_decision::Model>,
    see: &Visibility,
) -> Result<Vec<HeldDecision>, StorageError> {
    let columns = (
        paragraph::Entity,
        paragraph::Column::Id,
        paragraph::Column::MeetingId,
        paragraph::Column::Id,
    );
    let paragraphs = rows.iter().filter_map(|row| row.reported_in).collect();
    let meetings = meetings_of(db, columns, paragraphs, see).await?;
    rows.into_iter()
        .map(|row| {
            let reported_in = row.reported_in.and_then(|id| meetings.get(&id).copied());
            let decision = decision_of(row)?;
            Ok(HeldDecision {
                decision,
                reported_in,
            })
        })
        .collect()
}

async fn delegated(
    db: &impl ConnectionTrait,
    by: delegated_decision::Column,
    ids: &[Uuid],
    see: &Visibility,
) -> Result<Vec<HeldDecision>, StorageError> {
    let mut rows = Vec::new();
    for part in chunks(ids) {
        let found = delegated_decision::Entity::find()
            .filter(by.is_in(part))
            .filter(delegated_seen(see))
            .order_by_asc(delegated_decision::Column::SortKey)
            .all(db)
            .await
            .or_storage()?;
        rows.extend(found);
    }
    reported(db, rows, see).await
}

pub(super) fn grouped<K: std::hash::Hash + Eq, V>(
    held: Vec<V>,
    key: impl Fn(&V) -> Option<K>,
) -> HashMap<K, Vec<V>> {
    let mut groups: HashMap<K, Vec<V>> = HashMap::new();
    for value in held {
        if let Some(key) = key(&value) {
            groups.entry(key).or_default().push(value);
        }
    }
    groups
}

/// The last day up to a day on which the boards of owners held a meeting that is over, by owner.
pub(crate) async fn last_met(
    db: &impl ConnectionTrait,
    owners: &[Uuid],
    until: Date,
) -> Result<HashMap<Uuid, Date>, StorageError> {
    let over = Condition::any()
        .add(meeting::Column::Stage.is_null())
        .add(meeting::Column::Stage.eq(CLOSED));
    let select = Query::select()
        .column((meeting::Entity, meeting::Column::OwnerId))
        .expr(Expr::cust("MAX(\"meeting\".\"date\")"))
        .from(meeting::Entity)
        .inner_join(
            body::Entity,
            Expr::col((body::Entity, body::Column::Id))
                .equals((meeting::Entity, meeting::Column::BodyId)),
        )
        .and_where(meeting::Column::OwnerId.is_in(padded(owners.to_vec())))
        .and_where(body::Column::Kind.eq(BodyKind::Board.to_code()))
        .and_where(meeting::Column::Date.lte(until))
        .cond_where(over)
        .group_by_col((meeting::Entity, meeting::Column::OwnerId))
        .to_owned();
    let rows = db.query_all(&select).await.or_storage()?;
    rows.iter()
        .map(|row| row.try_get_many_by_index().or_storage())
        .collect()
}

/// All delegations of an association, for checking them against the journal.
pub(crate) async fn book(
    db: &impl ConnectionTrait,
    association: OrganisationId,
) -> Result<Book, StorageError> {
    let id = association.uuid();
    let delegations = delegation::Entity::find()
        .filter(delegation::Column::OwnerId.eq(id))
        .all(db)
        .await
        .or_storage()?;
    let decisions = delegated_decision::Entity::find()
        .filter(delegated_decision::Column::OwnerId.eq(id))
        .all(db)
        .await
        .or_storage()?;
    let latest = delegation_book::Entity::find_by_id(id)
        .one(db)
        .await
        .or_storage()?;
    let mut book = Book {
        sequence: latest.map_or(0, |row| row.sequence),
        ..Book::default()
    };
    for row in delegations {
        let held = delegation_of(row)?;
        book.delegations.insert(held.id, held);
    }
    for row in decisions {
        let held = decision_of(row)?;
        book.decisions.insert(held.id, held);
    }
    Ok(book)
}

#[async_trait]
impl DelegationReads for Store {
    async fn delegations(
        &self,
        ids: &[DelegationId],
        see: &Visibility,
    ) -> Result<HashMap<DelegationId, Held>, StorageError> {
        let ids = uuids(ids, DelegationId::uuid);
        let held = delegations(&self.reader, delegation::Column::Id, &ids, see).await?;
        Ok(held
            .into_iter()
            .map(|held| (held.delegation.id, held))
            .collect())
    }

    async fn delegations_of(
        &self,
        associations: &[OrganisationId],
        see: &Visibility,
    ) -> Result<HashMap<OrganisationId, Vec<Held>>, StorageError> {
        let ids = uuids(associations, OrganisationId::uuid);
        let held = delegations(&self.reader, delegation::Column::OwnerId, &ids, see).await?;
        Ok(grouped(held, |held| Some(held.delegation.association)))
    }

    async fn delegations_by(
        &self,
        decisions: &[DecisionId],
        see: &Visibility,
    ) -> Result<HashMap<DecisionId, Vec<Held>>, StorageError> {
        let ids = uuids(decisions, DecisionId::uuid);
        let held = delegations(&self.reader, delegation::Column::GrantedBy, &ids, see).await?;
        Ok(grouped(held, |held| Some(held.delegation.granted_by)))
    }

    async fn delegated_by_id(
        &self,
        ids: &[DelegatedDecisionId],
        see: &Visibility,
    ) -> Result<HashMap<DelegatedDecisionId, HeldDecision>, StorageError> {
        let ids = uuids(ids, DelegatedDecisionId::uuid);
        let held = delegated(&self.reader, delegated_decision::Column::Id, &ids, see).await?;
        Ok(held
            .into_iter()
            .map(|held| (held.decision.id, held))
            .collect())
    }

    async fn delegated_under(
        &self,
        paragraphs: &[ParagraphId],
        see: &Visibility,
    ) -> Result<HashMap<ParagraphId, Vec<HeldDecision>>, StorageError> {
        let ids = uuids(paragraphs, ParagraphId::uuid);
        let by = delegated_decision::Column::ReportedIn;
        let held = delegated(&self.reader, by, &ids, see).await?;
        Ok(grouped(held, |held| held.decision.reported_in))
    }

    async fn delegated_decisions(
        &self,
        filter: &DelegatedFilter,
        page: &Page,
        see: &Visibility,
    ) -> Result<Connection<HeldDecision>, StorageError> {
        use delegated_decision::Column;
        let reported_to = filter.reported.map(|reported| match reported {
            true => Column::ReportedIn.is_not_null(),
            false => Column::ReportedIn.is_null(),
        });
        let condition = Condition::all()
            .add_option(filter.organisation.map(|id| Column::OwnerId.eq(id.uuid())))
            .add_option(filter.from.map(|day| Column::DecidedOn.gte(day)))
            .add_option(filter.to.map(|day| Column::DecidedOn.lte(day)))
            .add_option(reported_to)
            .add(delegated_seen(see));
        let counted = Query::select()
            .from(delegated_decision::Entity)
            .cond_where(condition)
            .to_owned();
        let mut items = counted.clone();
        items
            .columns(Column::iter().map(|column| (delegated_decision::Entity, column)))
            .order_by((delegated_decision::Entity, Column::SortKey), Order::Desc);
        if let Some(cursor) = &page.after {
            items.and_where(Column::SortKey.lt(cursor.as_str()));
        }
        let found = list(&self.reader, Listed { items, counted }, page, |row| {
            let row = delegated_decision::Model::from_query_result(row, "").or_storage()?;
            let key = row.sort_key.clone();
            Ok((row, key))
        })
        .await?;
        let (rows, keys): (Vec<_>, Vec<_>) = found.items.into_iter().unzip();
        let held = reported(&self.reader, rows, see).await?;
        Ok(Connection {
            items: held.into_iter().zip(keys).collect(),
            total: found.total,
            has_next: found.has_next,
        })
    }

    async fn unreported(
        &self,
        associations: &[OrganisationId],
        on: Date,
        see: &Visibility,
    ) -> Result<HashMap<OrganisationId, Unreported>, StorageError> {
        use delegated_decision::Column;
        // That something waits tells of what is not public.
        let inside = associations.iter().copied();
        let inside: Vec<OrganisationId> = inside.filter(|id| see.is_inside(*id)).collect();
        if inside.is_empty() {
            return Ok(HashMap::new());
        }
        let ids = uuids(&inside, OrganisationId::uuid);
        let waits = Condition::any()
            .add(Column::ReportedIn.is_null())
            .add(meeting::Column::Date.gt(on));
        let select = Query::select()
            .columns(
                [Column::OwnerId, Column::DecidedOn].map(|it| (delegated_decision::Entity, it)),
            )
            .from(delegated_decision::Entity)
            .left_join(
                paragraph::Entity,
                Expr::col((paragraph::Entity, paragraph::Column::Id))
                    .equals((delegated_decision::Entity, Column::ReportedIn)),
            )
            .left_join(
                meeting::Entity,
                Expr::col((meeting::Entity, meeting::Column::Id))
                    .equals((paragraph::Entity, paragraph::Column::MeetingId)),
            )
            .and_where(Column::OwnerId.is_in(padded(ids.clone())))
            .and_where(Column::DecidedOn.lte(on))
            .cond_where(waits)
            .to_owned();
        let mut found: HashMap<OrganisationId, Unreported> = HashMap::new();
        for row in self.reader.query_all(&select).await.or_storage()? {
            let (owner, day): (Uuid, Date) = row.try_get_many_by_index().or_storage()?;
            let owner = OrganisationId::from_uuid(owner);
            found.entry(owner).or_default().taken.push(day);
        }
        for (owner, met) in last_met(&self.reader, &ids, on).await? {
            let owner = OrganisationId::from_uuid(owner);
            found.entry(owner).or_default().last_met = Some(met);
        }
        Ok(found)
    }
}
