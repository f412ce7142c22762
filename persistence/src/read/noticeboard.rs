//! Records with notices, for the board.

use super::eyes::Eyes;
use super::page::{Listed, list};
use super::records;
use crate::entity::{meeting, notice};
use crate::fault::OrStorage;
use application::error::StorageError;
use application::noticeboard::{BoardFilter, Posted};
use application::read::{Connection, Page};
use application::visibility::Visibility;
use domain::Date;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, Order, QueryResult};
use std::collections::HashMap;
use uuid::Uuid;

/// A meeting with a notice that was posted by a day and meets a condition. `IN` and no `EXISTS`: with one, SQLite 3.51
/// counts meetings that it leaves out among those that a page passes over.
fn with_notice(today: Date, also: Condition) -> Expr {
    let notices = Query::select()
        .column(notice::Column::MeetingId)
        .from(notice::Entity)
        .and_where(notice::Column::PostedOn.lte(today))
        .cond_where(also)
        .to_owned();
    meeting::Column::Id.in_subquery(notices)
}

/// A meeting with a notice that is up: not taken down yet, where that is known.
fn with_notice_up(today: Date) -> Expr {
    let stays = Condition::all()
        .add(meeting::Column::Stage.is_not_null())
        .add(notice::Column::RemovedOn.is_null());
    let up = Condition::any()
        .add(notice::Column::RemovedOn.gt(today))
        .add(stays);
    // Asked of each meeting, so its own notices are looked up: without their key all notices would be, again and again.
    let own = Expr::col((notice::Entity, notice::Column::MeetingId))
        .equals((meeting::Entity, meeting::Column::Id));
    with_notice(today, Condition::all().add(own).add(up))
}

/// Meetings with a notice that the viewer may read: those of a readable record, and any of the service's own that is
/// up.
fn filtered(filter: &BoardFilter, see: &Visibility) -> Condition {
    let up = with_notice_up(filter.today);
    let by_posting = Condition::all()
        .add(meeting::Column::Stage.is_not_null())
        .add(up.clone());
    let readable = Condition::any()
        .add(Eyes::Of(see).meetings())
        .add(by_posting);
    let asked = filter.up.map(|asked| if asked { up } else { up.not() });
    Condition::all()
        .add(with_notice(filter.today, Condition::all()))
        .add(readable)
        .add_option(asked)
        .add_option(
            filter
                .owner
                .map(|id| meeting::Column::OwnerId.eq(id.uuid())),
        )
}

/// A page of them, the latest meeting first, each with its whole record.
pub(crate) async fn posted(
    db: &impl ConnectionTrait,
    filter: &BoardFilter,
    page: &Page,
    see: &Visibility,
) -> Result<Connection<Posted>, StorageError> {
    let key = Expr::col((meeting::Entity, meeting::Column::SortKey));
    let counted: SelectStatement = Query::select()
        .from(meeting::Entity)
        .cond_where(filtered(filter, see))
        .to_owned();
    let mut items = counted.clone();
    items
        .column((meeting::Entity, meeting::Column::Id))
        .expr(key.clone());
    if let Some(cursor) = &page.after {
        items.and_where(key.clone().lt(cursor.as_str()));
    }
    items.order_by_expr(key, Order::Desc);
    let found = list(db, Listed { items, counted }, page, |row: &QueryResult| {
        let (id, key): (Uuid, String) = row.try_get_many_by_index().or_storage()?;
        Ok((id, key))
    })
    .await?;
    let ids: Vec<Uuid> = found.items.iter().map(|(id, _)| *id).collect();
    let records = records::surrounded(db, &ids, Eyes::All).await?;
    let mut records: HashMap<Uuid, Posted> = records
        .into_iter()
        .map(|record| (record.meeting.id.uuid(), Posted::new(record)))
        .collect();
    Ok(Connection {
        items: found
            .items
            .into_iter()
            .filter_map(|(id, key)| Some((records.remove(&id)?, key)))
            .collect(),
        total: found.total,
        has_next: found.has_next,
    })
}
