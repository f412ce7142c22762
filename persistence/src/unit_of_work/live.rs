//! Meetings that are run through the service: found, replayed, saved by what differs.

use super::insert_all;
use crate::entity::{
    absence, adjuster, adjustment_unit, assignee, assignment, attendance, body, concern, decision,
    meeting, notice, organisation, paragraph, posting, receipt, series,
};
use crate::fault::{OrStorage, corrupt};
use crate::mapping::rows::{RecordRows, Setting, Standing, live_row, series_of};
use crate::{journal, mapping};
use application::error::StorageError;
use application::live::{KEPT, Target};
use application::ports::{Drafted, LiveSave, Located, Receipt};
use domain::body::Body;
use domain::id::{MeetingId, OrganisationId, ParagraphId};
use domain::meeting::Meeting;
use sea_orm::sea_query::{Expr, ExprTrait, Func, SimpleExpr};
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult,
    IntoActiveModel, JoinType, ModelTrait, QueryFilter, QuerySelect, QueryTrait,
};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Where something is that a command is about.
pub(super) async fn locate(
    db: &impl ConnectionTrait,
    target: Target,
) -> Result<Option<Located>, StorageError> {
    let which = match target {
        Target::Body(id) => {
            let Some(row) = body::Entity::find_by_id(id.uuid())
                .one(db)
                .await
                .or_storage()?
            else {
                return Ok(None);
            };
            return body_located(db, row).await.map(Some);
        }
        Target::Meeting(id) => meeting::Column::Id.eq(id.uuid()),
        Target::Paragraph(id) => meeting::Column::Id.in_subquery(
            paragraph::Entity::find_by_id(id.uuid())
                .select_only()
                .column(paragraph::Column::MeetingId)
                .into_query(),
        ),
        Target::Notice(id) => meeting::Column::Id.in_subquery(
            notice::Entity::find_by_id(id.uuid())
                .select_only()
                .column(notice::Column::MeetingId)
                .into_query(),
        ),
    };
    let held = meeting::Entity::belongs_to(organisation::Entity)
        .from(meeting::Column::OwnerId)
        .to(organisation::Column::Id);
    let select = organisation::Entity::find()
        .column_as(meeting::Column::Id, "meeting")
        .column_as(meeting::Column::Published, "public")
        .join_rev(JoinType::InnerJoin, held.into())
        .filter(which)
        .into_query();
    let Some(row) = db.query_one(&select).await.or_storage()? else {
        return Ok(None);
    };
    let owner = organisation::Model::from_query_result(&row, "").or_storage()?;
    Ok(Some(Located {
        owner: mapping::organisation(owner)?,
        meeting: Some(MeetingId::from_uuid(
            row.try_get("", "meeting").or_storage()?,
        )),
        public: row.try_get("", "public").or_storage()?,
    }))
}

async fn body_located(
    db: &impl ConnectionTrait,
    body: body::Model,
) -> Result<Located, StorageError> {
    let row = organisation::Entity::find_by_id(body.owner_id)
        .one(db)
        .await
        .or_storage()?
        .ok_or_else(|| corrupt("owner_id", "it names no organisation"))?;
    Ok(Located {
        owner: mapping::organisation(row)?,
        meeting: None,
        public: body.published,
    })
}

/// A body by id.
pub(super) async fn body_by_id(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<Body>, StorageError> {
    body::Entity::find_by_id(id)
        .one(db)
        .await
        .or_storage()?
        .map(mapping::body)
        .transpose()
}

/// Draws the next number of a meeting's series. The counter starts behind the highest number that any record holds.
pub(super) async fn draw(
    db: &impl ConnectionTrait,
    meeting: &Meeting,
) -> Result<Option<u32>, StorageError> {
    let Some((id, year)) = series_of(meeting) else {
        return Ok(None);
    };
    let drawn = match drawn(db, &id).await? {
        Some(drawn) => Some(drawn),
        None => {
            super::revision::find_or_add_series(db, meeting, &id, year).await?;
            self::drawn(db, &id).await?
        }
    };
    let drawn = drawn.ok_or_else(|| corrupt("series", "it was just added and is not there"))?;
    mapping::number("series.drawn", drawn).map(Some)
}

/// Draws the next number of a series, if there is one with that id.
async fn drawn(db: &impl ConnectionTrait, id: &str) -> Result<Option<i64>, StorageError> {
    let highest = paragraph::Entity::find()
        .select_only()
        .column_as(paragraph::Column::Number.max(), "highest")
        .filter(paragraph::Column::SeriesId.eq(id))
        .into_query();
    let highest = || {
        Expr::expr(Func::coalesce([
            SimpleExpr::SubQuery(None, Box::new(highest.clone().into())),
            Expr::value(0),
        ]))
    };
    let behind = Expr::case(highest().gt(Expr::col(series::Column::Drawn)), highest())
        .finally(Expr::col(series::Column::Drawn));
    let rows = series::Entity::update_many()
        .col_expr(series::Column::Drawn, Expr::expr(behind).add(1))
        .filter(series::Column::Id.eq(id))
        .exec_with_returning(db)
        .await
        .or_storage()?;
    Ok(rows.first().map(|row| row.drawn))
}

/// Rows that know their own key.
trait Keyed: Clone + PartialEq {
    type Key: Ord;
    fn key(&self) -> Self::Key;
}

macro_rules! keyed {
    ($($table:ident($($column:ident: $kind:ty),+);)+) => {$(
        impl Keyed for $table::Model {
            type Key = ($($kind,)+);

            fn key(&self) -> Self::Key {
                ($(self.$column.clone(),)+)
            }
        }
    )+};
}

keyed! {
    adjuster(ordinal: i64);
    attendance(ordinal: i64);
    absence(ordinal: i64);
    adjustment_unit(ordinal: i64);
    notice(id: Uuid);
    paragraph(id: Uuid);
    decision(id: Uuid);
    concern(decision_id: Uuid, organisation_id: Uuid);
    assignment(id: Uuid);
    assignee(assignment_id: Uuid, ordinal: i64);
    posting(term: String, subject_kind: String, subject_id: Uuid);
}

/// What became of the rows of a table.
struct Difference<M> {
    gone: Vec<M>,
    changed: Vec<M>,
    fresh: Vec<M>,
}

impl<M: Keyed> Difference<M> {
    fn between(before: Vec<M>, after: Vec<M>) -> Self {
        let mut stood: BTreeMap<M::Key, M> =
            before.into_iter().map(|row| (row.key(), row)).collect();
        let (mut changed, mut fresh) = (Vec::new(), Vec::new());
        for row in after {
            match stood.remove(&row.key()) {
                None => fresh.push(row),
                Some(held) if held != row => changed.push(row),
                Some(_) => {}
            }
        }
        Self {
            gone: stood.into_values().collect(),
            changed,
            fresh,
        }
    }
}

async fn delete<M>(db: &impl ConnectionTrait, rows: Vec<M>) -> Result<(), StorageError>
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    <M::Entity as EntityTrait>::ActiveModel: sea_orm::ActiveModelBehavior + Send + From<M>,
{
    for row in rows {
        row.delete(db).await.or_storage()?;
    }
    Ok(())
}

/// Writes changed rows, but for the columns that `kept` takes out.
async fn update<E>(db: &impl ConnectionTrait, rows: Vec<E::Model>) -> Result<(), StorageError>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelTrait<Entity = E> + sea_orm::ActiveModelBehavior + Send,
{
    for row in rows {
        let row = row.into_active_model().reset_all();
        E::update(row).exec(db).await.or_storage()?;
    }
    Ok(())
}

/// Stores what a command changed: rows that went away first, then those that others name.
pub(super) async fn save(
    db: &impl ConnectionTrait,
    save: &LiveSave<'_>,
) -> Result<(), StorageError> {
    let row = live_row(save)?;
    match save.before {
        None => insert_all::<meeting::Entity>(db, vec![row]).await?,
        Some(_) => {
            let id = row.id;
            let mut active = row.into_active_model().reset_all();
            if save.identity.is_none() {
                active.identity = ActiveValue::NotSet;
            }
            let changed = meeting::Entity::update_many()
                .set(active)
                .filter(meeting::Column::Id.eq(id))
                .filter(meeting::Column::Version.eq(save.version - 1))
                .exec(db)
                .await
                .or_storage()?;
            if changed.rows_affected == 0 {
                return Err(StorageError::Stale);
            }
        }
    }
    let rows = |drafted: Option<Drafted<'_>>| match drafted {
        None => Ok(RecordRows::default()),
        Some(drafted) => {
            let keys: BTreeMap<ParagraphId, String> = drafted
                .meeting
                .placed()
                .iter()
                .map(|placed| (placed.item.id, placed.item.id.to_string()))
                .collect();
            let setting = Setting {
                keys: &keys,
                mask: save.mask,
                taken: HashMap::new(),
                standing: Standing::default(),
            };
            RecordRows::of(drafted.meeting, setting, drafted.postings)
        }
    };
    let (before, after) = (rows(save.before)?, rows(Some(save.after))?);
    macro_rules! differences {
        ($($field:ident),+) => { $(let $field = Difference::between(before.$field, after.$field);)+ };
    }
    differences!(
        adjusters,
        attendance,
        absences,
        units,
        notices,
        paragraphs,
        decisions,
        concerns,
        assignments,
        assignees,
        postings
    );
    delete(db, postings.gone).await?;
    delete(db, concerns.gone).await?;
    delete(db, assignees.gone).await?;
    delete(db, decisions.gone).await?;
    delete(db, assignments.gone).await?;
    delete(db, paragraphs.gone).await?;
    delete(db, notices.gone).await?;
    delete(db, units.gone).await?;
    delete(db, absences.gone).await?;
    delete(db, attendance.gone).await?;
    delete(db, adjusters.gone).await?;
    macro_rules! write {
        ($($rows:ident of $table:ident),+ $(,)?) => {$(
            update::<$table::Entity>(db, $rows.changed).await?;
            insert_all::<$table::Entity>(db, $rows.fresh).await?;
        )+};
    }
    write!(
        adjusters of adjuster,
        attendance of attendance,
        absences of absence,
        units of adjustment_unit,
        notices of notice,
        paragraphs of paragraph,
        decisions of decision,
        concerns of concern,
        assignments of assignment,
        assignees of assignee,
        postings of posting,
    );
    // What is covered is covered by a marking: where none stands, there is nothing to store anew.
    match save.secrecy {
        [] => Ok(()),
        markings => super::secrecy::cover(db, save.after.meeting.id.uuid(), markings).await,
    }
}

/// The receipt of a command.
pub(super) async fn receipt(
    db: &impl ConnectionTrait,
    owner: OrganisationId,
    actor: &str,
    name: &str,
) -> Result<Option<Receipt>, StorageError> {
    let row = receipt::Entity::find_by_id((owner.uuid(), actor.to_owned(), name.to_owned()))
        .one(db)
        .await
        .or_storage()?;
    Ok(row.map(|row| Receipt {
        meeting: row.meeting_id.map(MeetingId::from_uuid),
        digest: row.digest,
        sequence: row.sequence,
        at: row.at,
    }))
}

/// Keeps a receipt, and drops those of the owner that nobody waits for any more.
pub(super) async fn keep_receipt(
    db: &impl ConnectionTrait,
    owner: OrganisationId,
    actor: &str,
    name: &str,
    kept: &Receipt,
) -> Result<(), StorageError> {
    receipt::Entity::delete_many()
        .filter(receipt::Column::OwnerId.eq(owner.uuid()))
        .filter(receipt::Column::At.lt(kept.at - KEPT))
        .exec(db)
        .await
        .or_storage()?;
    let row = receipt::Model {
        owner_id: owner.uuid(),
        actor: actor.to_owned(),
        name: name.to_owned(),
        digest: kept.digest.clone(),
        meeting_id: kept.meeting.map(MeetingId::uuid),
        sequence: kept.sequence,
        at: journal::to_microseconds(kept.at),
    };
    insert_all::<receipt::Entity>(db, vec![row]).await
}
