//! Whole records in a number of statements that does not grow with the number of records.

use super::directory;
use super::eyes::{Eyes, among};
use super::hiding::Hiding;
use super::secrecy::standing;
use super::surroundings;
use super::together::{with_children, with_parents};
use crate::entity::{
    absence, adjuster, adjustment_unit, assignee, assignment, attendance, body, concern, decision,
    meeting, notice, paragraph,
};
use crate::fault::OrStorage;
use crate::mapping;
use crate::mapping::record::Children;
use application::error::StorageError;
use application::read::Record;
use application::secrecy::withheld;
use application::visibility::Hidden;
use domain::meeting::Meeting;
use domain::secrecy::Marking;
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

/// The records with the given ids, as far as the eyes see them.
pub(crate) async fn load(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
    eyes: Eyes<'_>,
) -> Result<Vec<Record<()>>, StorageError> {
    let mut records = Vec::with_capacity(ids.len());
    for part in ids.chunks(AT_ONCE) {
        records.extend(load_part(db, part, eyes).await?);
    }
    Ok(records)
}

/// The same with what surrounds each, as the same eyes see it.
pub(crate) async fn surrounded(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
    eyes: Eyes<'_>,
) -> Result<Vec<Record>, StorageError> {
    let records = load(db, ids, eyes).await?;
    let held: Vec<&Record<()>> = records.iter().collect();
    let mut around = surroundings::of_records(db, &held, eyes).await?;
    let with = records.into_iter().map(|record| {
        let own = around.remove(&record.meeting.id).unwrap_or_default();
        record.within(own)
    });
    Ok(with.collect())
}

async fn load_part(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
    eyes: Eyes<'_>,
) -> Result<Vec<Record<()>>, StorageError> {
    let mut found = whole(db, ids, eyes).await?;
    // Before anything is worked out from them.
    for record in found.iter_mut().filter(|record| record.withheld) {
        if !record.secrecy.is_empty() {
            record.meeting = withheld(&record.meeting, &record.secrecy);
            record.secrecy = record.secrecy.iter().map(Marking::told).collect();
        }
    }
    let meetings: Vec<&Meeting> = found.iter().map(|record| &record.meeting).collect();
    let hiding = Hiding::of(db, &meetings).await?;
    for record in &mut found {
        record.hidden = hiding.of_meeting(&record.meeting);
    }
    Ok(found)
}

/// The records with all that is marked as secret in them, whether it is withheld from the eyes or not.
pub(super) async fn whole(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
    eyes: Eyes<'_>,
) -> Result<Vec<Record<()>>, StorageError> {
    let met = meeting::Entity::belongs_to(body::Entity)
        .from(meeting::Column::BodyId)
        .to(body::Column::Id);
    let (rows, bodies) = with_parents(
        db,
        meeting::Entity::find()
            .filter(among(meeting::Column::Id, ids))
            .filter(eyes.meetings())
            .order_by_asc(meeting::Column::SortKey),
        met.into(),
        body::Entity,
    )
    .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let markings = standing(db, ids).await?;
    let mut children = children(db, &rows, bodies).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let stage = mapping::rows::stage(row.stage.as_deref(), row.stage_reason.clone())?;
        let (published, version, stored_at) = (row.published, row.version, row.stored_at);
        let revision = mapping::number("meeting.revision", row.revision)?;
        let mut meeting = children.meeting(row)?;
        mapping::record::count_prints(&mut meeting.paragraphs);
        let own = markings
            .iter()
            .filter(|(_, held)| held.meeting == meeting.id);
        found.push(Record {
            secrecy: own.map(|(_, held)| held.clone()).collect(),
            withheld: !eyes.cleared_for(meeting.owner.id),
            meeting,
            surroundings: (),
            published,
            revision,
            version,
            stage,
            stored_at,
            hidden: Hidden::default(),
        });
    }
    Ok(found)
}

async fn children(
    db: &impl ConnectionTrait,
    meetings: &[meeting::Model],
    bodies: Vec<body::Model>,
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
    let given = assignee::Entity::belongs_to(assignment::Entity)
        .from(assignee::Column::AssignmentId)
        .to(assignment::Column::Id);
    let (assignments, assignees) = with_children(
        db,
        assignment::Entity::find()
            .filter(among(assignment::Column::MeetingId, &ids))
            .order_by_asc(assignment::Column::Ordinal)
            .order_by_asc(assignment::Column::Id),
        given.into(),
        assignee::Entity,
        assignee::Column::Ordinal,
    )
    .await?;
    let posted = notice::Entity::belongs_to(adjustment_unit::Entity)
        .from((notice::Column::MeetingId, notice::Column::UnitOrdinal))
        .to((
            adjustment_unit::Column::MeetingId,
            adjustment_unit::Column::Ordinal,
        ));
    let (units, notices) = with_children(
        db,
        adjustment_unit::Entity::find()
            .filter(among(adjustment_unit::Column::MeetingId, &ids))
            .order_by_asc(adjustment_unit::Column::MeetingId)
            .order_by_asc(adjustment_unit::Column::Ordinal),
        posted.into(),
        notice::Entity,
        notice::Column::Ordinal,
    )
    .await?;
    Ok(Children {
        adjusters: grouped(of_meetings!(adjuster), |row| row.meeting_id),
        attendance: grouped(attendance, |row| row.meeting_id),
        absences: grouped(absences, |row| row.meeting_id),
        units: grouped(units, |row| row.meeting_id),
        notices: grouped(notices, |row| row.meeting_id),
        paragraphs: grouped(of_meetings!(paragraph), |row| row.meeting_id),
        decisions: grouped(of_meetings!(decision), |row| row.paragraph_id),
        concerns: grouped(concerns, |row| row.decision_id),
        assignments: grouped(assignments, |row| row.paragraph_id),
        assignees: grouped(assignees, |row| row.assignment_id),
        bodies: bodies
            .into_iter()
            .map(|row| Ok((row.id, mapping::body(row)?)))
            .collect::<Result<_, StorageError>>()?,
        organisations: directory::by_ids(db, &organisations).await?,
    })
}
