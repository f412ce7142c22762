//! Lists of meetings.

use super::eyes::{Eyes, chunks};
use super::page::{Listed, list};
use crate::codes::Code;
use crate::entity::meeting;
use crate::fault::OrStorage;
use application::error::StorageError;
use application::read::{Connection, MeetingFilter, MeetingOrder, Page};
use application::visibility::Visibility;
use domain::adjustment::MinutesStatus;
use domain::id::{BodyId, MeetingId};
use sea_orm::sea_query::{
    Alias, Condition, Expr, ExprTrait, Func, Query, SelectStatement, WindowStatement,
};
use sea_orm::{ColumnTrait, ConnectionTrait, Order, QueryResult};
use std::collections::HashMap;
use uuid::Uuid;

fn key() -> Expr {
    Expr::col((meeting::Entity, meeting::Column::SortKey))
}

const fn direction(order: MeetingOrder) -> Order {
    match order {
        MeetingOrder::DateDescending => Order::Desc,
        MeetingOrder::DateAscending => Order::Asc,
    }
}

fn after(order: MeetingOrder, cursor: &str) -> Expr {
    match order {
        MeetingOrder::DateDescending => key().lt(cursor),
        MeetingOrder::DateAscending => key().gt(cursor),
    }
}

fn filtered(filter: &MeetingFilter, see: &Visibility) -> Condition {
    let status = filter.status.map(|(status, today)| {
        let is_final = meeting::Column::FinalOn.lte(today);
        if status == MinutesStatus::Final {
            return Condition::all().add(is_final);
        }
        Condition::all()
            .add(meeting::Column::Status.eq(status.to_code()))
            .add(
                Condition::any()
                    .add(meeting::Column::FinalOn.is_null())
                    .add(meeting::Column::FinalOn.gt(today)),
            )
    });
    Eyes::Of(see)
        .meetings_all()
        .add_option(
            filter
                .organisation
                .map(|id| meeting::Column::OwnerId.eq(id.uuid())),
        )
        .add_option(filter.body.map(|id| meeting::Column::BodyId.eq(id.uuid())))
        .add_option(filter.from.map(|day| meeting::Column::Date.gte(day)))
        .add_option(filter.to.map(|day| meeting::Column::Date.lte(day)))
        .add_option(status)
}

/// Meetings over all bodies.
pub(crate) async fn all(
    db: &impl ConnectionTrait,
    filter: &MeetingFilter,
    order: MeetingOrder,
    page: &Page,
    see: &Visibility,
) -> Result<Connection<MeetingId>, StorageError> {
    let counted: SelectStatement = Query::select()
        .from(meeting::Entity)
        .cond_where(filtered(filter, see))
        .to_owned();
    let mut items = counted.clone();
    items
        .column((meeting::Entity, meeting::Column::Id))
        .expr(key());
    if let Some(cursor) = &page.after {
        items.and_where(after(order, cursor));
    }
    items.order_by_expr(key(), direction(order));
    list(db, Listed { items, counted }, page, |row: &QueryResult| {
        let (id, key): (Uuid, String) = row.try_get_many_by_index().or_storage()?;
        Ok((MeetingId::from_uuid(id), key))
    })
    .await
}

/// Meetings of each of several bodies: a statement, and one more to count, whatever the number of bodies.
pub(crate) async fn of_bodies(
    db: &impl ConnectionTrait,
    bodies: &[BodyId],
    filter: &MeetingFilter,
    order: MeetingOrder,
    page: &Page,
    see: &Visibility,
) -> Result<HashMap<BodyId, Connection<MeetingId>>, StorageError> {
    let bodies: Vec<Uuid> = bodies.iter().map(|id| id.uuid()).collect();
    let mut found: HashMap<BodyId, Connection<MeetingId>> = bodies
        .iter()
        .map(|id| {
            let none = Connection {
                total: page.count.then_some(0),
                ..Connection::empty()
            };
            (BodyId::from_uuid(*id), none)
        })
        .collect();
    for part in chunks(&bodies) {
        let base: SelectStatement = Query::select()
            .column((meeting::Entity, meeting::Column::BodyId))
            .from(meeting::Entity)
            .cond_where(filtered(filter, see))
            .and_where(meeting::Column::BodyId.is_in(part))
            .to_owned();
        if page.count {
            let mut counted = base.clone();
            counted
                .expr(Expr::cust("COUNT(*)"))
                .group_by_col((meeting::Entity, meeting::Column::BodyId));
            for row in db.query_all(&counted).await.or_storage()? {
                let (body, total): (Uuid, i64) = row.try_get_many_by_index().or_storage()?;
                if let Some(connection) = found.get_mut(&BodyId::from_uuid(body)) {
                    connection.total = u64::try_from(total).ok();
                }
            }
        }
        for row in db
            .query_all(&first_of_each(base, order, page))
            .await
            .or_storage()?
        {
            let (body, id, key): (Uuid, Uuid, String) = row.try_get_many_by_index().or_storage()?;
            let Some(connection) = found.get_mut(&BodyId::from_uuid(body)) else {
                continue;
            };
            if u32::try_from(connection.items.len()).is_ok_and(|held| held < page.first) {
                connection.items.push((MeetingId::from_uuid(id), key));
            } else {
                connection.has_next = true;
            }
        }
    }
    Ok(found)
}

/// The first meetings of each body after the cursor, one more than asked for.
fn first_of_each(mut base: SelectStatement, order: MeetingOrder, page: &Page) -> SelectStatement {
    let (id, sort_key, place) = (
        Alias::new("id"),
        Alias::new("sort_key"),
        Alias::new("place"),
    );
    let window = WindowStatement::partition_by((meeting::Entity, meeting::Column::BodyId))
        .order_by(
            (meeting::Entity, meeting::Column::SortKey),
            direction(order),
        )
        .to_owned();
    base.column((meeting::Entity, meeting::Column::Id))
        .expr(key())
        .expr_window_as(Func::cust("ROW_NUMBER"), window, place.clone());
    if let Some(cursor) = &page.after {
        base.and_where(after(order, cursor));
    }
    Query::select()
        .columns([Alias::new("body_id"), id, sort_key.clone()])
        .from_subquery(base, Alias::new("placed"))
        // A literal, as in a page: bound, it would be planned anew each time.
        .and_where(Expr::cust(format!(
            "place > {} AND place <= {}",
            page.skip,
            page.skip + u64::from(page.first) + 1
        )))
        .order_by(sort_key, direction(order))
        .to_owned()
}
