//! Where the numbers of a body's year start.

use crate::entity::{meeting, paragraph, series};
use crate::fault::OrStorage;
use crate::mapping;
use application::error::StorageError;
use application::ports::NumbersInUse;
use domain::id::BodyId;
use sea_orm::sea_query::{Expr, OnConflict, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};

fn id_of(body: BodyId, year: i32) -> String {
    format!("{}/{year}", body.uuid())
}

/// The highest number that records of a series hold: all of them, or those run through the service.
async fn highest(
    db: &impl ConnectionTrait,
    id: &str,
    live: bool,
) -> Result<Option<u32>, StorageError> {
    let mut held = paragraph::Entity::find()
        .select_only()
        .column_as(paragraph::Column::Number.max(), "highest")
        .filter(paragraph::Column::SeriesId.eq(id));
    if live {
        let run = Query::select()
            .column(meeting::Column::Id)
            .from(meeting::Entity)
            .and_where(meeting::Column::Stage.is_not_null())
            .to_owned();
        held = held.filter(paragraph::Column::MeetingId.in_subquery(run));
    }
    held.into_tuple::<Option<i64>>()
        .one(db)
        .await
        .or_storage()?
        .flatten()
        .map(|number| mapping::number("paragraph.number", number))
        .transpose()
}

/// What is in use of the numbers of a body's year.
pub(super) async fn in_use(
    db: &impl ConnectionTrait,
    body: BodyId,
    year: i32,
) -> Result<NumbersInUse, StorageError> {
    let id = id_of(body, year);
    Ok(NumbersInUse {
        highest: highest(db, &id, false).await?,
        drawn: highest(db, &id, true).await?,
    })
}

/// Lets the numbers of a body's year start with one: the one before it counts as drawn.
pub(super) async fn start(
    db: &impl ConnectionTrait,
    body: BodyId,
    year: i32,
    first: u32,
) -> Result<(), StorageError> {
    let row = series::Model {
        id: id_of(body, year),
        body_id: body.uuid(),
        year: Some(year),
        meeting_id: None,
        drawn: i64::from(first) - 1,
    };
    let again = OnConflict::column(series::Column::Id)
        .value(series::Column::Drawn, Expr::value(row.drawn))
        .to_owned();
    series::Entity::insert_many([row.into_active_model()])
        .on_conflict(again)
        .exec_without_returning(db)
        .await
        .or_storage()?;
    Ok(())
}
