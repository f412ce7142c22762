//! Whole records in a number of statements that does not grow with the number of records.

use super::directory;
use super::eyes::{Eyes, among};
use super::surroundings::Around;
use crate::entity::{
    absence, adjuster, adjustment_unit, assignee, assignment, attendance, concern, decision,
    meeting, notice, paragraph,
};
use crate::fault::OrStorage;
use crate::mapping;
use crate::mapping::record::Children;
use application::error::StorageError;
use application::read::Record;
use domain::meeting::Meeting;
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;
use uuid::Uuid;

/// How many records are read at once.
const AT_ONCE: usize = 500;

fn grouped<K: Eq + Hash, R>(rows: Vec<R>, key: impl Fn(&R) -> K) -> HashMap<K, Vec<R>> {
    let mut groups: HashMap<K, Vec<R>> = HashMap::new();
    for row in rows {
        groups.entry(key(&row)).or_default().push(row);
    }
    groups
}

/// The records with the given ids, as far as the eyes see them, each with its surroundings as the same eyes see them.
pub(crate) async fn load(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
    eyes: Eyes<'_>,
) -> Result<Vec<Record>, StorageError> {
    let mut records = Vec::with_capacity(ids.len());
    for part in ids.chunks(AT_ONCE) {
        records.extend(load_part(db, part, eyes).await?);
    }
    Ok(records)
}

async fn load_part(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
    eyes: Eyes<'_>,
) -> Result<Vec<Record>, StorageError> {
    let rows = meeting::Entity::find()
        .filter(among(meeting::Column::Id, ids))
        .filter(eyes.meetings())
        .order_by_asc(meeting::Column::SortKey)
        .all(db)
        .await
        .or_storage()?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut children = children(db, &rows).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let (published, revision, stored_at) = (row.published, row.revision, row.stored_at);
        let revision = mapping::number("meeting.revision", revision)?;
        found.push((children.meeting(row)?, published, revision, stored_at));
    }
    let meetings: Vec<&Meeting> = found.iter().map(|(meeting, ..)| meeting).collect();
    let around = Around::of(db, &meetings, eyes).await?;
    Ok(found
        .into_iter()
        .map(|(meeting, published, revision, stored_at)| Record {
            surroundings: around.of_meeting(&meeting),
            meeting,
            published,
            revision,
            stored_at,
        })
        .collect())
}

async fn children(
    db: &impl ConnectionTrait,
    meetings: &[meeting::Model],
) -> Result<Children, StorageError> {
    let ids: Vec<Uuid> = meetings.iter().map(|row| row.id).collect();
    macro_rules! of_meetings {
        ($table:ident) => {
            $table::Entity::find()
                .filter(among($table::Column::MeetingId, &ids))
                .order_by_asc($table::Column::Ordinal)
                .all(db)
                .await
                .or_storage()?
        };
    }
    let attendance = of_meetings!(attendance);
    let absences = of_meetings!(absence);
    let mut organisations: BTreeSet<Uuid> = meetings.iter().map(|row| row.owner_id).collect();
    organisations.extend(attendance.iter().filter_map(|row| row.organisation_id));
    organisations.extend(absences.iter().filter_map(|row| row.organisation_id));
    let organisations: Vec<Uuid> = organisations.into_iter().collect();
    let bodies: BTreeSet<Uuid> = meetings.iter().map(|row| row.body_id).collect();
    let bodies: Vec<Uuid> = bodies.into_iter().collect();
    let bodies = directory::bodies(db, &bodies, Eyes::All).await?;
    let decisions = Query::select()
        .column(decision::Column::Id)
        .from(decision::Entity)
        .and_where(among(decision::Column::MeetingId, &ids))
        .to_owned();
    let concerns = concern::Entity::find()
        .filter(concern::Column::DecisionId.in_subquery(decisions))
        .order_by_asc(concern::Column::Ordinal)
        .all(db)
        .await
        .or_storage()?;
    let assignments = Query::select()
        .column(assignment::Column::Id)
        .from(assignment::Entity)
        .and_where(among(assignment::Column::MeetingId, &ids))
        .to_owned();
    let assignees = assignee::Entity::find()
        .filter(assignee::Column::AssignmentId.in_subquery(assignments))
        .order_by_asc(assignee::Column::Ordinal)
        .all(db)
        .await
        .or_storage()?;
    Ok(Children {
        adjusters: grouped(of_meetings!(adjuster), |row| row.meeting_id),
        attendance: grouped(attendance, |row| row.meeting_id),
        absences: grouped(absences, |row| row.meeting_id),
        units: grouped(of_meetings!(adjustment_unit), |row| row.meeting_id),
        notices: grouped(of_meetings!(notice), |row| row.meeting_id),
        paragraphs: grouped(of_meetings!(paragraph), |row| row.meeting_id),
        decisions: grouped(of_meetings!(decision), |row| row.paragraph_id),
        concerns: grouped(concerns, |row| row.decision_id),
        assignments: grouped(of_meetings!(assignment), |row| row.paragraph_id),
        assignees: grouped(assignees, |row| row.assignment_id),
        bodies: bodies
            .into_iter()
            .map(|(id, body)| (id.uuid(), body))
            .collect(),
        organisations: directory::by_ids(db, &organisations).await?,
    })
}
