//! Meetings that are run through the service, each with every step that made it.

use super::directory;
use super::eyes::{Eyes, among};
use super::together::with_parents;
use crate::entity::{body, journal, meeting};
use crate::fault::{OrStorage, corrupt};
use crate::mapping;
use application::error::StorageError;
use application::live::StoredLive;
use application::ports::StoredStep;
use domain::id::MeetingId;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// The live meetings with the given ids whose owners' records the eyes look into. Steps tell all that was said: one with
/// a § that is withheld from the eyes is not given.
pub(crate) async fn live(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
    eyes: Eyes<'_>,
) -> Result<Vec<StoredLive>, StorageError> {
    let met = meeting::Entity::belongs_to(body::Entity)
        .from(meeting::Column::BodyId)
        .to(body::Column::Id);
    let (rows, bodies) = with_parents(
        db,
        meeting::Entity::find()
            .filter(among(meeting::Column::Id, ids))
            .filter(meeting::Column::Stage.is_not_null())
            .filter(eyes.inside(meeting::Column::OwnerId))
            .filter(eyes.unmarked(meeting::Column::OwnerId, meeting::Column::Id)),
        met.into(),
        body::Entity,
    )
    .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let owners: BTreeSet<Uuid> = rows.iter().map(|row| row.owner_id).collect();
    let owners: Vec<Uuid> = owners.into_iter().collect();
    let organisations = directory::by_ids(db, &owners).await?;
    let bodies: HashMap<Uuid, body::Model> = bodies.into_iter().map(|row| (row.id, row)).collect();
    let held: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut steps = steps(db, &held).await?;
    rows.into_iter()
        .map(|row| {
            let owner = organisations
                .get(&row.owner_id)
                .cloned()
                .ok_or_else(|| corrupt("meeting.owner_id", "it names no organisation"))?;
            let body = bodies
                .get(&row.body_id)
                .cloned()
                .ok_or_else(|| corrupt("meeting.body_id", "it names no body"))?;
            Ok(StoredLive {
                id: MeetingId::from_uuid(row.id),
                owner,
                body: mapping::body(body)?,
                version: row.version,
                published: row.published,
                steps: steps.remove(&row.id).unwrap_or_default(),
            })
        })
        .collect()
}

/// The journal's entries about meetings, in order.
async fn steps(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<StoredStep>>, StorageError> {
    let rows = journal::Entity::find()
        .filter(among(journal::Column::SubjectId, ids))
        .filter(journal::Column::SubjectKind.eq(crate::journal::MEETING))
        .order_by_asc(journal::Column::Sequence)
        .all(db)
        .await
        .or_storage()?;
    let mut steps: HashMap<Uuid, Vec<StoredStep>> = HashMap::new();
    for row in rows {
        if let Some(id) = row.subject_id {
            steps.entry(id).or_default().push(StoredStep {
                sequence: row.sequence,
                command: row.command,
                actor: row.actor,
                at: row.at,
                payload: row.payload,
            });
        }
    }
    Ok(steps)
}
