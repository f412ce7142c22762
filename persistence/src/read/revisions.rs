//! Earlier revisions of records, for the rule that asks what became of adjusted text.

use super::eyes::among;
use crate::entity::{minutes_revision, paragraph};
use crate::fault::OrStorage;
use application::error::StorageError;
use application::verify::reread;
use domain::id::ParagraphId;
use domain::meeting::Meeting;
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;
use uuid::Uuid;

/// Whether anything in a record was adjusted.
fn is_adjusted(meeting: &Meeting) -> bool {
    meeting.units.iter().any(|unit| unit.adjusted_on.is_some())
        || meeting
            .paragraphs
            .iter()
            .any(|paragraph| paragraph.adjusted_immediately)
}

/// The stored revisions of records before the given number of each, oldest first, as far as anything in them was
/// adjusted. No statement where no record has an earlier one.
pub(crate) async fn earlier(
    db: &impl ConnectionTrait,
    records: &[(&Meeting, u32)],
) -> Result<HashMap<Uuid, Vec<Meeting>>, StorageError> {
    let before: HashMap<Uuid, (&Meeting, u32)> = records
        .iter()
        .filter(|(_, number)| *number > 1)
        .map(|(meeting, number)| (meeting.id.uuid(), (*meeting, *number)))
        .collect();
    if before.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<Uuid> = before.keys().copied().collect();
    let rows = minutes_revision::Entity::find()
        .filter(among(minutes_revision::Column::MeetingId, &ids))
        .order_by_asc(minutes_revision::Column::Number)
        .all(db)
        .await
        .or_storage()?;
    if rows.is_empty() {
        return Ok(HashMap::new());
    }
    let known = keys(db, &ids).await?;
    let none = HashMap::new();
    let mut earlier: HashMap<Uuid, Vec<Meeting>> = HashMap::new();
    for row in rows {
        let Some((meeting, number)) = before.get(&row.meeting_id) else {
            continue;
        };
        if row.number >= i64::from(*number) {
            continue;
        }
        match reread(
            &row.source,
            meeting,
            known.get(&row.meeting_id).unwrap_or(&none),
        ) {
            Ok(held) if is_adjusted(&held) => {
                earlier.entry(row.meeting_id).or_default().push(held);
            }
            Ok(_) => {}
            // Stored when the format was read less strictly: nothing to compare with, and no reason to hide the record.
            Err(reason) => {
                tracing::warn!(meeting = %meeting.id, revision = row.number, reason, "an earlier revision cannot be read");
            }
        }
    }
    Ok(earlier)
}

/// The paragraphs of records by their keys, under which every revision knows them again.
async fn keys(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, HashMap<String, ParagraphId>>, StorageError> {
    let rows: Vec<(Uuid, String, Uuid)> = paragraph::Entity::find()
        .select_only()
        .columns([
            paragraph::Column::MeetingId,
            paragraph::Column::Key,
            paragraph::Column::Id,
        ])
        .filter(among(paragraph::Column::MeetingId, ids))
        .into_tuple()
        .all(db)
        .await
        .or_storage()?;
    let mut known: HashMap<Uuid, HashMap<String, ParagraphId>> = HashMap::new();
    for (meeting, key, id) in rows {
        let held = known.entry(meeting).or_default();
        held.insert(key, ParagraphId::from_uuid(id));
    }
    Ok(known)
}
