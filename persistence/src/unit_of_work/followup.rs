//! Follow-up: what is followed up is found with its place, and what is told of it stored.

use super::insert_all;
use crate::codes::Code;
use crate::entity::{
    assignment, assignment_report, condition_settlement, decision, decision_link, journal as entry,
    meeting, organisation, paragraph,
};
use crate::fault::{OrStorage, corrupt};
use crate::mapping::details::time;
use crate::{journal, mapping};
use application::error::StorageError;
use application::followup::{Item, NewReport, NewSettlement, StoredItem, Told};
use application::ports::StoredStep;
use domain::decision::ConditionState;
use domain::followup::{LinkKind, Spot};
use domain::id::{DecisionId, MeetingId};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// How many entries are told of at once.
const TOLD: u64 = 100;

/// A §, decision or assignment, with where it stands.
pub(super) async fn item(
    db: &impl ConnectionTrait,
    item: Item,
) -> Result<Option<StoredItem>, StorageError> {
    let within: Option<(Uuid, i64)> = match item {
        Item::Paragraph(id) => Some((id.uuid(), 0)),
        Item::Decision(id) => decision::Entity::find_by_id(id.uuid())
            .select_only()
            .columns([decision::Column::ParagraphId, decision::Column::Ordinal])
            .into_tuple()
            .one(db)
            .await
            .or_storage()?,
        Item::Assignment(id) => assignment::Entity::find_by_id(id.uuid())
            .select_only()
            .column(assignment::Column::ParagraphId)
            .into_tuple()
            .one(db)
            .await
            .or_storage()?
            .map(|paragraph| (paragraph, 0)),
    };
    let Some((paragraph, place)) = within else {
        return Ok(None);
    };
    let found: Option<(Uuid, i64)> = paragraph::Entity::find_by_id(paragraph)
        .select_only()
        .columns([paragraph::Column::MeetingId, paragraph::Column::Ordinal])
        .into_tuple()
        .one(db)
        .await
        .or_storage()?;
    let Some((meeting, ordinal)) = found else {
        return Ok(None);
    };
    let row = meeting::Entity::find_by_id(meeting)
        .one(db)
        .await
        .or_storage()?
        .ok_or_else(|| corrupt("paragraph.meeting_id", "it names no meeting"))?;
    let owner = organisation::Entity::find_by_id(row.owner_id)
        .one(db)
        .await
        .or_storage()?
        .ok_or_else(|| corrupt("meeting.owner_id", "it names no organisation"))?;
    Ok(Some(StoredItem {
        owner: mapping::organisation(owner)?,
        public: row.published,
        version: row.version,
        spot: Spot {
            meeting: MeetingId::from_uuid(row.id),
            date: row.date,
            starts_at: time("meeting.starts_at", row.starts_at.as_deref())?,
            order: (
                mapping::number("paragraph.ordinal", ordinal)?,
                mapping::number("decision.ordinal", place)?,
            ),
        },
    }))
}

/// Where the condition of a decision stands; `None` for a decision without one.
pub(super) async fn condition(
    db: &impl ConnectionTrait,
    id: DecisionId,
) -> Result<Option<ConditionState>, StorageError> {
    let row = decision::Entity::find_by_id(id.uuid())
        .one(db)
        .await
        .or_storage()?;
    let state = row.and_then(|row| row.condition_state);
    Code::read_optional("decision.condition_state", state.as_deref())
}

/// Adds a report; the assignment's status follows it.
pub(super) async fn add_report(
    db: &impl ConnectionTrait,
    report: &NewReport,
    told: &Told,
) -> Result<(), StorageError> {
    let id = report.assignment.uuid();
    let last: Option<i64> = assignment_report::Entity::find()
        .select_only()
        .column_as(assignment_report::Column::Ordinal.max(), "last")
        .filter(assignment_report::Column::AssignmentId.eq(id))
        .into_tuple::<Option<i64>>()
        .one(db)
        .await
        .or_storage()?
        .flatten();
    let status = report.status.to_code();
    let row = assignment_report::Model {
        assignment_id: id,
        ordinal: last.map_or(0, |last| last + 1),
        status: status.to_owned(),
        note: report.note.clone(),
        reported_on: report.on,
        paragraph_id: report.paragraph.map(|id| id.uuid()),
        at: journal::to_microseconds(told.at),
        actor: told.actor.clone(),
    };
    insert_all::<assignment_report::Entity>(db, vec![row]).await?;
    assignment::Entity::update_many()
        .col_expr(assignment::Column::Status, Expr::value(status))
        .filter(assignment::Column::Id.eq(id))
        .exec(db)
        .await
        .or_storage()?;
    Ok(())
}

/// Settles the condition of a decision.
pub(super) async fn add_settlement(
    db: &impl ConnectionTrait,
    settlement: &NewSettlement,
    told: &Told,
) -> Result<(), StorageError> {
    let (id, state) = (settlement.decision.uuid(), settlement.state.to_code());
    let row = condition_settlement::Model {
        decision_id: id,
        state: state.to_owned(),
        settled_on: settlement.on,
        evidence: settlement.evidence.clone(),
        paragraph_id: settlement.paragraph.map(|id| id.uuid()),
        at: journal::to_microseconds(told.at),
        actor: told.actor.clone(),
    };
    insert_all::<condition_settlement::Entity>(db, vec![row]).await?;
    decision::Entity::update_many()
        .col_expr(decision::Column::ConditionState, Expr::value(state))
        .filter(decision::Column::Id.eq(id))
        .exec(db)
        .await
        .or_storage()?;
    Ok(())
}

/// Links a decision to an earlier one; `false` where the same link stands already.
pub(super) async fn add_link(
    db: &impl ConnectionTrait,
    (decision, earlier, kind): (DecisionId, DecisionId, LinkKind),
    told: &Told,
) -> Result<bool, StorageError> {
    let kind = kind.to_code().to_owned();
    let key = (decision.uuid(), earlier.uuid(), kind.clone());
    let stands = decision_link::Entity::find_by_id(key)
        .one(db)
        .await
        .or_storage()?;
    if stands.is_some() {
        return Ok(false);
    }
    let row = decision_link::Model {
        decision_id: decision.uuid(),
        earlier_id: earlier.uuid(),
        kind,
        at: journal::to_microseconds(told.at),
        actor: told.actor.clone(),
    };
    insert_all::<decision_link::Entity>(db, vec![row]).await?;
    Ok(true)
}

/// Raises the version of a meeting by one.
pub(super) async fn raise_version(
    db: &impl ConnectionTrait,
    id: MeetingId,
    from: i64,
) -> Result<(), StorageError> {
    let raised = meeting::Entity::update_many()
        .col_expr(
            meeting::Column::Version,
            Expr::col(meeting::Column::Version).add(1),
        )
        .filter(meeting::Column::Id.eq(id.uuid()))
        .filter(meeting::Column::Version.eq(from))
        .exec(db)
        .await
        .or_storage()?;
    match raised.rows_affected {
        0 => Err(StorageError::Stale),
        _ => Ok(()),
    }
}

/// The latest entries about a meeting, in order.
pub(super) async fn latest_steps(
    db: &impl ConnectionTrait,
    id: MeetingId,
    count: i64,
) -> Result<Vec<StoredStep>, StorageError> {
    let rows = entry::Entity::find()
        .filter(entry::Column::SubjectKind.eq(journal::MEETING))
        .filter(entry::Column::SubjectId.eq(id.uuid()))
        .order_by_desc(entry::Column::Sequence)
        .limit(Ord::min(u64::try_from(count).unwrap_or_default(), TOLD))
        .all(db)
        .await
        .or_storage()?;
    let steps = rows.into_iter().rev().map(|row| StoredStep {
        sequence: row.sequence,
        command: row.command,
        actor: row.actor,
        at: row.at,
        payload: row.payload,
    });
    Ok(steps.collect())
}
