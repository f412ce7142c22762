//! Whole records in a number of statements that does not grow with the number of records.

use super::directory;
use super::eyes::{Eyes, among};
use super::secrecy::standing;
use super::surroundings::Around;
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
use application::secrecy::{withheld, withhold};
use domain::id::MeetingId;
use domain::meeting::Meeting;
use domain::rules::Surroundings;
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
    let mut children = children(db, &rows, bodies).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let stage = mapping::rows::stage(row.stage.as_deref(), row.stage_reason.clone())?;
        let (published, version, stored_at) = (row.published, row.version, row.stored_at);
        let revision = mapping::number("meeting.revision", row.revision)?;
        let mut meeting = children.meeting(row)?;
        mapping::record::count_prints(&mut meeting.paragraphs);
        found.push(Record {
            meeting,
            surroundings: Surroundings::default(),
            published,
            revision,
            version,
            stage,
            stored_at,
            secrecy: Vec::new(),
            withheld: false,
        });
    }
    // Before anything is worked out from them.
    let markings = standing(db, ids).await?;
    for record in &mut found {
        let id = record.meeting.id;
        let own = markings.iter().filter(|(_, held)| held.meeting == id);
        record.secrecy = own.map(|(_, held)| held.clone()).collect();
        record.withheld = !eyes.cleared_for(record.meeting.owner.id);
    }
    // Earlier revisions are read with the whole of theirs, and withheld below.
    let mut whole: HashMap<MeetingId, Meeting> = HashMap::new();
    for record in &mut found {
        if record.withheld && !record.secrecy.is_empty() {
            let left = withheld(&record.meeting, &record.secrecy);
            whole.insert(left.id, std::mem::replace(&mut record.meeting, left));
        }
    }
    let meetings: Vec<&Meeting> = found.iter().map(|record| &record.meeting).collect();
    let around = Around::of(db, &meetings, eyes).await?;
    let numbered: Vec<(&Meeting, u32)> = found
        .iter()
        .map(|record| {
            let meeting = whole.get(&record.meeting.id);
            (meeting.unwrap_or(&record.meeting), record.revision)
        })
        .collect();
    let mut earlier = super::revisions::earlier(db, &numbered).await?;
    for record in &mut found {
        record.surroundings = around.of_meeting(&record.meeting);
        record.surroundings.decisions_complete = record.stage.is_some();
        record.surroundings.earlier_revisions = earlier
            .remove(&record.meeting.id.uuid())
            .unwrap_or_default();
        if record.withheld {
            withhold(record);
        }
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
