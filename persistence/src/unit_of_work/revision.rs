//! Storing a revision of a record: the rows of the one before give way, its source is kept.

use super::insert_all;
use crate::codes::Code;
use crate::entity::{
    absence, adjuster, adjustment_unit, assignee, assignment, attendance, concern, decision,
    meeting, minutes_revision, notice, paragraph, posting, series,
};
use crate::fault::{OrStorage, corrupt};
use crate::journal;
use crate::mapping;
use crate::mapping::rows::{RecordRows, Setting, Standing, Taken, meeting_row, series_of};
use application::error::StorageError;
use application::ports::{Revision, StoredKeys};
use domain::id::{AssignmentId, DecisionId, MeetingId, NoticeId, ParagraphId};
use domain::meeting::Meeting;
use sea_orm::sea_query::{OnConflict, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect,
};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// Stores a revision, under the lock of its owner.
pub(crate) async fn save(
    db: &impl ConnectionTrait,
    revision: &Revision<'_>,
) -> Result<(), StorageError> {
    let meeting = revision.meeting;
    let id = meeting.id.uuid();
    let former = meeting::Entity::find_by_id(id).one(db).await.or_storage()?;
    if former.as_ref().map_or(0, |row| row.revision) + 1 != i64::from(revision.number) {
        return Err(StorageError::Stale);
    }
    let standing = standing(db, id).await?;
    let row = meeting_row(revision, former.as_ref().map_or(1, |row| row.version + 1))?;
    match former {
        None => insert_all::<meeting::Entity>(db, vec![row]).await?,
        Some(_) => {
            clear(db, id).await?;
            let row = row.into_active_model().reset_all();
            meeting::Entity::update(row).exec(db).await.or_storage()?;
        }
    }
    let taken = match series_of(meeting) {
        None => Taken::new(),
        Some((series, year)) => {
            find_or_add_series(db, meeting, &series, year).await?;
            taken(db, meeting, &series).await?
        }
    };
    let setting = Setting {
        keys: revision.keys,
        mask: revision.mask,
        taken,
        standing,
    };
    insert(db, RecordRows::of(meeting, setting, revision.postings)?).await?;
    let source = minutes_revision::Model {
        meeting_id: id,
        number: i64::from(revision.number),
        digest: revision.digest.to_owned(),
        source: revision.source.to_owned(),
        at: journal::to_microseconds(revision.at),
    };
    insert_all::<minutes_revision::Entity>(db, vec![source]).await?;
    super::secrecy::cover_anew(db, id).await
}

async fn insert(db: &impl ConnectionTrait, rows: RecordRows) -> Result<(), StorageError> {
    insert_all::<adjuster::Entity>(db, rows.adjusters).await?;
    insert_all::<attendance::Entity>(db, rows.attendance).await?;
    insert_all::<absence::Entity>(db, rows.absences).await?;
    insert_all::<adjustment_unit::Entity>(db, rows.units).await?;
    insert_all::<notice::Entity>(db, rows.notices).await?;
    insert_all::<paragraph::Entity>(db, rows.paragraphs).await?;
    insert_all::<decision::Entity>(db, rows.decisions).await?;
    insert_all::<concern::Entity>(db, rows.concerns).await?;
    insert_all::<assignment::Entity>(db, rows.assignments).await?;
    insert_all::<assignee::Entity>(db, rows.assignees).await?;
    insert_all::<posting::Entity>(db, rows.postings).await
}

/// Deletes the rows below a meeting's own, those that name others first.
async fn clear(db: &impl ConnectionTrait, id: Uuid) -> Result<(), StorageError> {
    let decisions = Query::select()
        .column(decision::Column::Id)
        .from(decision::Entity)
        .and_where(decision::Column::MeetingId.eq(id))
        .to_owned();
    let assignments = Query::select()
        .column(assignment::Column::Id)
        .from(assignment::Entity)
        .and_where(assignment::Column::MeetingId.eq(id))
        .to_owned();
    concern::Entity::delete_many()
        .filter(concern::Column::DecisionId.in_subquery(decisions))
        .exec(db)
        .await
        .or_storage()?;
    assignee::Entity::delete_many()
        .filter(assignee::Column::AssignmentId.in_subquery(assignments))
        .exec(db)
        .await
        .or_storage()?;
    macro_rules! delete {
        ($($table:ident),+ $(,)?) => {$(
            $table::Entity::delete_many()
                .filter($table::Column::MeetingId.eq(id))
                .exec(db)
                .await
                .or_storage()?;
        )+};
    }
    delete!(
        posting,
        decision,
        assignment,
        paragraph,
        notice,
        adjustment_unit,
        absence,
        attendance,
        adjuster,
        series,
    );
    Ok(())
}

async fn standing(db: &impl ConnectionTrait, meeting: Uuid) -> Result<Standing, StorageError> {
    let rows: Vec<(Uuid, String)> = assignment::Entity::find()
        .select_only()
        .columns([assignment::Column::Id, assignment::Column::Status])
        .filter(assignment::Column::MeetingId.eq(meeting))
        .into_tuple()
        .all(db)
        .await
        .or_storage()?;
    let assignments = rows
        .into_iter()
        .map(|(id, status)| {
            Ok((
                AssignmentId::from_uuid(id),
                Code::read("assignment.status", &status)?,
            ))
        })
        .collect::<Result<_, StorageError>>()?;
    let rows: Vec<(Uuid, String)> = decision::Entity::find()
        .select_only()
        .columns([decision::Column::Id, decision::Column::ConditionState])
        .filter(decision::Column::MeetingId.eq(meeting))
        .filter(decision::Column::ConditionState.is_not_null())
        .into_tuple()
        .all(db)
        .await
        .or_storage()?;
    let conditions = rows
        .into_iter()
        .map(|(id, state)| {
            Ok((
                DecisionId::from_uuid(id),
                Code::read("decision.condition_state", &state)?,
            ))
        })
        .collect::<Result<_, StorageError>>()?;
    Ok(Standing {
        assignments,
        conditions,
    })
}

pub(super) async fn find_or_add_series(
    db: &impl ConnectionTrait,
    meeting: &Meeting,
    id: &str,
    year: Option<i32>,
) -> Result<(), StorageError> {
    let row = series::Model {
        id: id.to_owned(),
        body_id: meeting.body.id.uuid(),
        year,
        meeting_id: year.is_none().then(|| meeting.id.uuid()),
        drawn: 0,
    };
    series::Entity::insert_many([row.into_active_model()])
        .on_conflict(
            OnConflict::column(series::Column::Id)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(db)
        .await
        .map(drop)
        .or_else(|error| match error {
            sea_orm::DbErr::RecordNotInserted => Ok(()),
            other => Err(other),
        })
        .or_storage()
}

/// Prints of this record's numbers that other records of the series hold.
async fn taken(
    db: &impl ConnectionTrait,
    meeting: &Meeting,
    series: &str,
) -> Result<Taken, StorageError> {
    let numbers: BTreeSet<i64> = meeting
        .paragraphs
        .iter()
        .filter_map(|item| item.number)
        .map(i64::from)
        .collect();
    let rows: Vec<(Option<i64>, Option<String>, i64)> = paragraph::Entity::find()
        .select_only()
        .columns([
            paragraph::Column::Number,
            paragraph::Column::Letter,
            paragraph::Column::Occurrence,
        ])
        .filter(paragraph::Column::SeriesId.eq(series))
        .filter(paragraph::Column::MeetingId.ne(meeting.id.uuid()))
        .filter(paragraph::Column::Number.is_not_null())
        .into_tuple()
        .all(db)
        .await
        .or_storage()?;
    let mut taken = Taken::new();
    for (number, letter, occurrence) in rows {
        let Some(number) = number.filter(|number| numbers.contains(number)) else {
            continue;
        };
        let printed = (
            mapping::number("paragraph.number", number)?,
            letter.and_then(|letter| letter.chars().next()),
        );
        let occurrence = mapping::number("paragraph.occurrence", occurrence)?;
        taken.entry(printed).or_default().insert(occurrence);
    }
    Ok(taken)
}

/// Identities within a stored record by key.
pub(crate) async fn keys(
    db: &impl ConnectionTrait,
    meeting: MeetingId,
) -> Result<StoredKeys, StorageError> {
    let mut keys = StoredKeys::default();
    let mut by_id = HashMap::new();
    let paragraphs: Vec<(Uuid, String)> = paragraph::Entity::find()
        .select_only()
        .columns([paragraph::Column::Id, paragraph::Column::Key])
        .filter(paragraph::Column::MeetingId.eq(meeting.uuid()))
        .into_tuple()
        .all(db)
        .await
        .or_storage()?;
    for (id, key) in paragraphs {
        by_id.insert(id, key.clone());
        keys.paragraphs.insert(key, ParagraphId::from_uuid(id));
    }
    let below = |what: &'static str, paragraph: Uuid, ordinal: i64| {
        let key = by_id
            .get(&paragraph)
            .ok_or_else(|| corrupt(what, "it names no paragraph of the meeting"))?;
        Ok::<_, StorageError>(format!("{key}:{ordinal}"))
    };
    let decisions: Vec<(Uuid, Uuid, i64)> = decision::Entity::find()
        .select_only()
        .columns([
            decision::Column::Id,
            decision::Column::ParagraphId,
            decision::Column::Ordinal,
        ])
        .filter(decision::Column::MeetingId.eq(meeting.uuid()))
        .into_tuple()
        .all(db)
        .await
        .or_storage()?;
    for (id, paragraph, ordinal) in decisions {
        keys.decisions.insert(
            below("decision", paragraph, ordinal)?,
            DecisionId::from_uuid(id),
        );
    }
    let assignments: Vec<(Uuid, Uuid, i64)> = assignment::Entity::find()
        .select_only()
        .columns([
            assignment::Column::Id,
            assignment::Column::ParagraphId,
            assignment::Column::Ordinal,
        ])
        .filter(assignment::Column::MeetingId.eq(meeting.uuid()))
        .into_tuple()
        .all(db)
        .await
        .or_storage()?;
    for (id, paragraph, ordinal) in assignments {
        keys.assignments.insert(
            below("assignment", paragraph, ordinal)?,
            AssignmentId::from_uuid(id),
        );
    }
    let units = adjustment_unit::Entity::find()
        .filter(adjustment_unit::Column::MeetingId.eq(meeting.uuid()))
        .all(db)
        .await
        .or_storage()?;
    // The unit that is the rest has the key 0, the others are counted from 1.
    let units: HashMap<i64, i64> = units
        .iter()
        .map(|unit| {
            (
                unit.ordinal,
                unit.numbers.as_ref().map_or(0, |_| unit.ordinal + 1),
            )
        })
        .collect();
    let notices = notice::Entity::find()
        .filter(notice::Column::MeetingId.eq(meeting.uuid()))
        .all(db)
        .await
        .or_storage()?;
    for row in notices {
        let unit = units.get(&row.unit_ordinal).copied().unwrap_or_default();
        keys.notices.insert(
            format!("{unit}:{}", row.ordinal),
            NoticeId::from_uuid(row.id),
        );
    }
    Ok(keys)
}
