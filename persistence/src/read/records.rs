//! Whole records in a number of statements that does not grow with the number of records.

use super::eyes::Eyes;
use super::hiding::Hiding;
use super::rows::Rows;
use super::secrecy::of as marking;
use super::surroundings;
use crate::mapping;
use crate::mapping::record::Children;
use application::error::StorageError;
use application::read::Record;
use application::secrecy::withheld;
use application::visibility::Hidden;
use domain::meeting::Meeting;
use domain::secrecy::Marking;
use sea_orm::ConnectionTrait;
use std::collections::HashMap;
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
    let around = surroundings::of_records(db, &held, eyes).await?;
    let with = records.into_iter().zip(around);
    Ok(with.map(|(record, own)| record.within(own)).collect())
}

/// Some records by one statement, which sees one state of the database; `None` where it takes several: on SQLite, where
/// others tell whom the records hide, and where there are very many.
pub(crate) async fn of_one_state(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
    eyes: Eyes<'_>,
) -> Result<Option<Vec<Record<()>>>, StorageError> {
    if ids.len() > AT_ONCE {
        return Ok(None);
    }
    let Some(rows) = Rows::of_one_state(db, ids, eyes).await? else {
        return Ok(None);
    };
    let found = as_seen(of_rows(rows, eyes)?);
    let alone = found.iter().all(|record| Hiding::is_none(&record.meeting));
    Ok(alone.then_some(found))
}

async fn load_part(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
    eyes: Eyes<'_>,
) -> Result<Vec<Record<()>>, StorageError> {
    let mut found = as_seen(whole(db, ids, eyes).await?);
    let meetings: Vec<&Meeting> = found.iter().map(|record| &record.meeting).collect();
    let hiding = Hiding::of(db, &meetings).await?;
    for record in &mut found {
        record.hidden = hiding.of_meeting(&record.meeting);
    }
    Ok(found)
}

/// Withholds what is marked as secret, before anything is worked out from the records.
fn as_seen(mut records: Vec<Record<()>>) -> Vec<Record<()>> {
    for record in records.iter_mut().filter(|record| record.withheld) {
        if !record.secrecy.is_empty() {
            record.meeting = withheld(&record.meeting, &record.secrecy);
            record.secrecy = record.secrecy.iter().map(Marking::told).collect();
        }
    }
    records
}

/// The records with all that is marked as secret in them, whether it is withheld from the eyes or not.
pub(super) async fn whole(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
    eyes: Eyes<'_>,
) -> Result<Vec<Record<()>>, StorageError> {
    of_rows(Rows::of(db, ids, eyes).await?, eyes)
}

fn of_rows(mut rows: Rows, eyes: Eyes<'_>) -> Result<Vec<Record<()>>, StorageError> {
    let meetings = std::mem::take(&mut rows.meetings);
    let markings = std::mem::take(&mut rows.markings);
    let markings: Vec<Marking> = markings
        .into_iter()
        .map(marking)
        .collect::<Result<_, _>>()?;
    let mut children = children(rows)?;
    let mut found = Vec::with_capacity(meetings.len());
    for row in meetings {
        let stage = mapping::rows::stage(row.stage.as_deref(), row.stage_reason.clone())?;
        let (published, version, stored_at) = (row.published, row.version, row.stored_at);
        let revision = mapping::number("meeting.revision", row.revision)?;
        let mut meeting = children.meeting(row)?;
        mapping::record::count_prints(&mut meeting.paragraphs);
        let own = markings.iter().filter(|held| held.meeting == meeting.id);
        found.push(Record {
            secrecy: own.cloned().collect(),
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

fn children(rows: Rows) -> Result<Children, StorageError> {
    let bodies = rows.bodies.into_iter();
    let organisations = rows.organisations.into_iter();
    Ok(Children {
        adjusters: grouped(rows.adjusters, |row| row.meeting_id),
        attendance: grouped(rows.attendance, |row| row.meeting_id),
        absences: grouped(rows.absences, |row| row.meeting_id),
        units: grouped(rows.units, |row| row.meeting_id),
        notices: grouped(rows.notices, |row| row.meeting_id),
        paragraphs: grouped(rows.paragraphs, |row| row.meeting_id),
        decisions: grouped(rows.decisions, |row| row.paragraph_id),
        concerns: grouped(rows.concerns, |row| row.decision_id),
        assignments: grouped(rows.assignments, |row| row.paragraph_id),
        assignees: grouped(rows.assignees, |row| row.assignment_id),
        bodies: bodies
            .map(|row| Ok((row.id, mapping::body(row)?)))
            .collect::<Result<_, StorageError>>()?,
        organisations: organisations
            .map(|row| Ok((row.id, mapping::organisation(row)?)))
            .collect::<Result<_, StorageError>>()?,
    })
}
