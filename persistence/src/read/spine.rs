//! The feed and the journal as lists, and all that a verification reads.

use super::eyes::{Eyes, among};
use super::page::{Listed, limited, list};
use super::records;
use crate::codes::Code;
use crate::entity::{
    counter, feed, feed_concern, journal, meeting, minutes_revision, organisation,
};
use crate::fault::{OrStorage, corrupt};
use crate::journal::{MEETING, ORGANISATION, subject};
use application::error::StorageError;
use application::journal::Chained;
use application::ports::{FeedEnds, StoredEntry, StoredFeed};
use application::read::{ChangeFilter, ChangeHit, Connection, FeedEntry, FeedKind, Page, Subject};
use application::verify::{Source, Sourced};
use domain::id::{MeetingId, OrganisationId};
use sea_orm::prelude::DateTimeUtc;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder,
    QueryResult, QuerySelect, Statement,
};
use std::collections::HashMap;
use uuid::Uuid;

/// The command whose entries tell the digest of a source.
const LOAD: &str = "LoadMinutes";

/// The number that a cursor stands for. One that is none of ours has nothing after it.
fn after(page: &Page) -> Option<i64> {
    page.after
        .as_ref()
        .map(|cursor| cursor.parse().unwrap_or(i64::MAX))
}

fn from_cursor_on(
    counted: &SelectStatement,
    key: impl ColumnTrait,
    page: &Page,
) -> SelectStatement {
    let mut items = counted.clone();
    if let Some(last) = after(page) {
        items.and_where(key.gt(last));
    }
    items.order_by(key, Order::Asc);
    items
}

/// The positions of the feed's entries that an organisation is told of as its concern.
pub(crate) fn told_to(organisation: OrganisationId) -> SelectStatement {
    Query::select()
        .column(feed_concern::Column::Position)
        .from(feed_concern::Entity)
        .and_where(feed_concern::Column::OrganisationId.eq(organisation.uuid()))
        .to_owned()
}

/// The public feed, oldest first: of one organisation by its own numbers, of all by position.
pub(crate) async fn feed(
    db: &impl ConnectionTrait,
    filter: &ChangeFilter,
    page: &Page,
) -> Result<Connection<ChangeHit>, StorageError> {
    let mut counted = Query::select();
    counted.from(feed::Entity);
    if let Some(concerned) = filter.concerns {
        counted.and_where(feed::Column::Position.in_subquery(told_to(concerned)));
    }
    let key = match filter.organisation {
        None => feed::Column::Position,
        Some(id) => {
            counted.and_where(feed::Column::OrganisationId.eq(id.uuid()));
            feed::Column::Sequence
        }
    };
    let mut items = from_cursor_on(&counted, key, page);
    items.columns([
        feed::Column::Sequence,
        feed::Column::OrganisationId,
        feed::Column::At,
        feed::Column::Kind,
        feed::Column::SubjectKind,
        feed::Column::SubjectId,
    ]);
    items.column(key);
    list(db, Listed { items, counted }, page, |row| {
        type Row = (i64, Uuid, DateTimeUtc, String, String, Uuid, i64);
        let (sequence, organisation, at, kind, subject_kind, id, key): Row =
            row.try_get_many_by_index().or_storage()?;
        let hit = ChangeHit {
            sequence,
            organisation: OrganisationId::from_uuid(organisation),
            at,
            kind: FeedKind::read("feed.kind", &kind)?.to_code().to_owned(),
            subject: Some(subject("feed.subject_kind", &subject_kind, id)?),
            actor: None,
            hash: None,
        };
        Ok((hit, key.to_string()))
    })
    .await
}

/// The journal of one organisation, oldest first.
pub(crate) async fn journal(
    db: &impl ConnectionTrait,
    organisation: OrganisationId,
    page: &Page,
) -> Result<Connection<ChangeHit>, StorageError> {
    let counted = Query::select()
        .from(journal::Entity)
        .and_where(journal::Column::OrganisationId.eq(organisation.uuid()))
        .to_owned();
    let mut items = from_cursor_on(&counted, journal::Column::Sequence, page);
    items.columns(OF_HIT);
    list(db, Listed { items, counted }, page, |row| {
        let hit = hit(organisation, row)?;
        let key = hit.sequence.to_string();
        Ok((hit, key))
    })
    .await
}

/// The columns that [`hit`] reads.
const OF_HIT: [journal::Column; 7] = [
    journal::Column::Sequence,
    journal::Column::At,
    journal::Column::Command,
    journal::Column::SubjectKind,
    journal::Column::SubjectId,
    journal::Column::Actor,
    journal::Column::Hash,
];

fn hit(organisation: OrganisationId, row: &QueryResult) -> Result<ChangeHit, StorageError> {
    type Row = (
        i64,
        DateTimeUtc,
        String,
        Option<String>,
        Option<Uuid>,
        String,
        String,
    );
    let (sequence, at, command, kind, id, actor, hash): Row =
        row.try_get_many_by_index().or_storage()?;
    let about = kind
        .zip(id)
        .map(|(kind, id)| subject("journal.subject_kind", &kind, id))
        .transpose()?;
    Ok(ChangeHit {
        sequence,
        organisation,
        at,
        kind: command,
        subject: about,
        actor: Some(actor),
        hash: Some(hash),
    })
}

/// The number of the last entry of an organisation's journal.
pub(crate) async fn journal_end(
    db: &impl ConnectionTrait,
    organisation: OrganisationId,
) -> Result<i64, StorageError> {
    let end: Option<i64> = organisation::Entity::find_by_id(organisation.uuid())
        .select_only()
        .column(organisation::Column::JournalSequence)
        .into_tuple()
        .one(db)
        .await
        .or_storage()?;
    Ok(end.unwrap_or_default())
}

/// The number of the last entry of an organisation's public feed, or of all.
pub(crate) async fn feed_end(
    db: &impl ConnectionTrait,
    organisation: Option<OrganisationId>,
) -> Result<i64, StorageError> {
    let end: Option<i64> = match organisation {
        None => {
            counter::Entity::find_by_id("feed")
                .select_only()
                .column(counter::Column::Value)
                .into_tuple()
                .one(db)
                .await
        }
        Some(id) => {
            organisation::Entity::find_by_id(id.uuid())
                .select_only()
                .column(organisation::Column::FeedSequence)
                .into_tuple()
                .one(db)
                .await
        }
    }
    .or_storage()?;
    Ok(end.unwrap_or_default())
}

fn about(meeting: MeetingId) -> Condition {
    Condition::all()
        .add(journal::Column::SubjectKind.eq(MEETING))
        .add(journal::Column::SubjectId.eq(meeting.uuid()))
}

/// Entries of a journal after a number: all, or those about one meeting.
pub(crate) async fn entries_after(
    db: &impl ConnectionTrait,
    organisation: OrganisationId,
    meeting: Option<MeetingId>,
    sequence: i64,
    most: u32,
) -> Result<Vec<ChangeHit>, StorageError> {
    let mut select = Query::select();
    select
        .columns(OF_HIT)
        .from(journal::Entity)
        .and_where(journal::Column::OrganisationId.eq(organisation.uuid()))
        .and_where(journal::Column::Sequence.gt(sequence))
        .order_by(journal::Column::Sequence, Order::Asc);
    if let Some(meeting) = meeting {
        select.cond_where(about(meeting));
    }
    limited(db, &select, u64::from(most))
        .await?
        .iter()
        .map(|row| hit(organisation, row))
        .collect()
}

/// How many entries up to a number are about a meeting.
pub(crate) async fn version_at(
    db: &impl ConnectionTrait,
    organisation: OrganisationId,
    meeting: MeetingId,
    sequence: i64,
) -> Result<i64, StorageError> {
    let count = journal::Entity::find()
        .filter(journal::Column::OrganisationId.eq(organisation.uuid()))
        .filter(journal::Column::Sequence.lte(sequence))
        .filter(about(meeting))
        .count(db)
        .await
        .or_storage()?;
    Ok(i64::try_from(count).unwrap_or(i64::MAX))
}

/// The number of each journal's latest entry about a register.
pub(crate) async fn register_versions(
    db: &impl ConnectionTrait,
    ids: &[OrganisationId],
) -> Result<HashMap<OrganisationId, i64>, StorageError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows: Vec<(Uuid, i64)> = journal::Entity::find()
        .select_only()
        .column(journal::Column::OrganisationId)
        .column_as(journal::Column::Sequence.max(), "latest")
        .filter(among(journal::Column::OrganisationId, &ids))
        .filter(journal::Column::SubjectKind.eq(ORGANISATION))
        .group_by(journal::Column::OrganisationId)
        .into_tuple()
        .all(db)
        .await
        .or_storage()?;
    Ok(rows
        .into_iter()
        .map(|(id, latest)| (OrganisationId::from_uuid(id), latest))
        .collect())
}

/// Where each organisation's journal ends, as the organisation's own row says; also where only one of them is.
pub(crate) async fn journals(
    db: &impl ConnectionTrait,
) -> Result<Vec<(OrganisationId, i64, String)>, StorageError> {
    let with_entries = Query::select()
        .column(journal::Column::OrganisationId)
        .from(journal::Entity)
        .to_owned();
    let rows: Vec<(Uuid, i64, String)> = organisation::Entity::find()
        .select_only()
        .columns([
            organisation::Column::Id,
            organisation::Column::JournalSequence,
            organisation::Column::JournalHead,
        ])
        .filter(
            Condition::any()
                .add(organisation::Column::JournalSequence.ne(0))
                .add(organisation::Column::Id.in_subquery(with_entries)),
        )
        .order_by_asc(organisation::Column::Slug)
        .into_tuple()
        .all(db)
        .await
        .or_storage()?;
    Ok(rows
        .into_iter()
        .map(|(id, sequence, head)| (OrganisationId::from_uuid(id), sequence, head))
        .collect())
}

/// Entries of a journal after a number.
pub(crate) async fn journal_after(
    db: &impl ConnectionTrait,
    organisation: OrganisationId,
    sequence: i64,
    limit: u32,
) -> Result<Vec<StoredEntry>, StorageError> {
    let rows = journal::Entity::find()
        .filter(journal::Column::OrganisationId.eq(organisation.uuid()))
        .filter(journal::Column::Sequence.gt(sequence))
        .order_by_asc(journal::Column::Sequence)
        .limit(u64::from(limit))
        .all(db)
        .await
        .or_storage()?;
    rows.into_iter().map(stored_entry).collect()
}

/// Entries of a journal by the name of their command.
pub(crate) async fn journal_of(
    db: &impl ConnectionTrait,
    organisation: OrganisationId,
    command: &str,
) -> Result<Vec<StoredEntry>, StorageError> {
    let rows = journal::Entity::find()
        .filter(journal::Column::OrganisationId.eq(organisation.uuid()))
        .filter(journal::Column::Command.eq(command))
        .order_by_asc(journal::Column::Sequence)
        .all(db)
        .await
        .or_storage()?;
    rows.into_iter().map(stored_entry).collect()
}

/// An entry with what its digest was taken of.
pub(crate) fn stored_entry(row: journal::Model) -> Result<StoredEntry, StorageError> {
    let organisation = OrganisationId::from_uuid(row.organisation_id);
    let about = match (&row.subject_kind, row.subject_id) {
        (None, None) => None,
        (kind, id) => Some(about_of(kind.as_deref(), id).map_err(|error| {
            let place = format!("journal of {organisation}, entry {}", row.sequence);
            corrupt("journal.subject_kind", format!("{place}: {error}"))
        })?),
    };
    Ok(StoredEntry {
        chained: Chained {
            organisation,
            sequence: row.sequence,
            at: row.at,
            actor: row.actor,
            command: row.command,
            digest: row.digest,
            previous: row.previous,
            hash: row.hash,
        },
        subject: about,
        salt: row.salt,
        payload: row.payload,
    })
}

fn about_of(kind: Option<&str>, id: Option<Uuid>) -> Result<Subject, StorageError> {
    let half = || corrupt("journal.subject_id", "it is about something half");
    subject(
        "journal.subject_kind",
        kind.ok_or_else(half)?,
        id.ok_or_else(half)?,
    )
}

/// Entries of the public feed after a position.
pub(crate) async fn feed_after(
    db: &impl ConnectionTrait,
    position: i64,
    limit: u32,
) -> Result<Vec<StoredFeed>, StorageError> {
    let rows = feed::Entity::find()
        .filter(feed::Column::Position.gt(position))
        .order_by_asc(feed::Column::Position)
        .limit(u64::from(limit))
        .all(db)
        .await
        .or_storage()?;
    let entries = rows.into_iter().map(|row| {
        let organisation = OrganisationId::from_uuid(row.organisation_id);
        let placed = |error: StorageError| {
            let place = format!("feed of {organisation}, entry {}", row.sequence);
            corrupt("feed", format!("{place}: {error}"))
        };
        let about = subject("feed.subject_kind", &row.subject_kind, row.subject_id);
        Ok(StoredFeed {
            position: row.position,
            sequence: row.sequence,
            entry: FeedEntry {
                organisation,
                at: row.at,
                kind: FeedKind::read("feed.kind", &row.kind).map_err(placed)?,
                subject: about.map_err(placed)?,
            },
        })
    });
    entries.collect()
}

/// Public records whose latest entry is not told to somebody whom they concern.
const UNTOLD_NOW: &str = "
    SELECT last.position, concern.organisation_id
    FROM meeting
    JOIN decision ON decision.meeting_id = meeting.id
    JOIN concern ON concern.decision_id = decision.id
    JOIN feed AS last ON last.position =
        (SELECT MAX(feed.position) FROM feed WHERE feed.subject_id = meeting.id)
    WHERE meeting.published = TRUE
    AND decision.paragraph_id NOT IN (SELECT paragraph_id FROM secret_paragraph)
    AND NOT EXISTS (
        SELECT 1 FROM feed_concern AS told
        WHERE told.position = last.position AND told.organisation_id = concern.organisation_id)
    LIMIT 1";
/// Entries that are not told to somebody who was told of their subject before.
const UNTOLD_THEN: &str = "
    SELECT later.position, told.organisation_id
    FROM feed_concern AS told
    JOIN feed AS earlier ON earlier.position = told.position
    JOIN feed AS later ON later.position =
        (SELECT MIN(feed.position) FROM feed
         WHERE feed.subject_id = earlier.subject_id AND feed.position > earlier.position)
    WHERE NOT EXISTS (
        SELECT 1 FROM feed_concern AS again
        WHERE again.position = later.position AND again.organisation_id = told.organisation_id)
    LIMIT 1";

/// What is told of entries that there are not.
const TOLD_OF_NOTHING: &str = "
    SELECT told.position, told.organisation_id
    FROM feed_concern AS told
    WHERE NOT EXISTS (SELECT 1 FROM feed WHERE feed.position = told.position)
    LIMIT 1";

/// An entry of the public feed that somebody is not told of, or that there is not, in words.
pub(crate) async fn untold(db: &impl ConnectionTrait) -> Result<Option<String>, StorageError> {
    for (sql, fault) in [
        (UNTOLD_NOW, "is not told to"),
        (UNTOLD_THEN, "is not told to"),
        (TOLD_OF_NOTHING, "is no entry, but is told to"),
    ] {
        let statement = Statement::from_string(db.get_database_backend(), sql);
        if let Some(row) = db.query_one_raw(statement).await.or_storage()? {
            let (position, concerned): (i64, Uuid) = row.try_get_many_by_index().or_storage()?;
            let concerned = OrganisationId::from_uuid(concerned);
            return Ok(Some(format!(
                "feed: position {position} {fault} {concerned}, whom it concerns"
            )));
        }
    }
    Ok(None)
}

/// Where the public feed ends, as its counters say.
pub(crate) async fn feed_ends(db: &impl ConnectionTrait) -> Result<FeedEnds, StorageError> {
    let drawn = counter::Entity::find_by_id("feed").one(db).await;
    let rows: Vec<(Uuid, i64)> = organisation::Entity::find()
        .select_only()
        .columns([organisation::Column::Id, organisation::Column::FeedSequence])
        .filter(organisation::Column::FeedSequence.ne(0))
        .into_tuple()
        .all(db)
        .await
        .or_storage()?;
    let sequences = rows.into_iter();
    Ok(FeedEnds {
        position: drawn.or_storage()?.map_or(0, |counter| counter.value),
        sequences: sequences
            .map(|(id, last)| (OrganisationId::from_uuid(id), last))
            .collect(),
    })
}

/// Records after an id, each with the source of its latest revision and the journal's latest entry that loaded it.
pub(crate) async fn sourced(
    db: &impl ConnectionTrait,
    after: Option<MeetingId>,
    limit: u32,
) -> Result<Vec<Sourced>, StorageError> {
    let mut select = meeting::Entity::find()
        .select_only()
        .column(meeting::Column::Id);
    if let Some(last) = after {
        select = select.filter(meeting::Column::Id.gt(last.uuid()));
    }
    let ids: Vec<Uuid> = select
        .order_by_asc(meeting::Column::Id)
        .limit(u64::from(limit))
        .into_tuple()
        .all(db)
        .await
        .or_storage()?;
    let mut sources = latest_sources(db, &ids).await?;
    let mut payloads = payloads(db, &ids).await?;
    let live = super::live::live(db, &ids, Eyes::All).await?;
    let mut live: HashMap<MeetingId, _> = live.into_iter().map(|held| (held.id, held)).collect();
    let mut records = records::surrounded(db, &ids, Eyes::All).await?;
    records.sort_by_key(|record| record.meeting.id);
    records
        .into_iter()
        .map(|record| {
            if let Some(live) = live.remove(&record.meeting.id) {
                return Ok(Sourced {
                    record,
                    source: Source::Steps(live),
                });
            }
            let id = record.meeting.id.uuid();
            let row = sources
                .remove(&id)
                .filter(|row| row.number == i64::from(record.revision))
                .ok_or_else(|| corrupt("minutes_revision", "the latest revision has no source"))?;
            Ok(Sourced {
                record,
                source: Source::Document {
                    digest: row.digest,
                    source: row.source,
                    payload: payloads.remove(&id),
                },
            })
        })
        .collect()
}

async fn latest_sources(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, minutes_revision::Model>, StorageError> {
    let revision = Query::select()
        .column((meeting::Entity, meeting::Column::Revision))
        .from(meeting::Entity)
        .and_where(Expr::col((meeting::Entity, meeting::Column::Id)).equals((
            minutes_revision::Entity,
            minutes_revision::Column::MeetingId,
        )))
        .to_owned();
    let rows = minutes_revision::Entity::find()
        .filter(among(minutes_revision::Column::MeetingId, ids))
        .filter(minutes_revision::Column::Number.in_subquery(revision))
        .all(db)
        .await
        .or_storage()?;
    Ok(rows.into_iter().map(|row| (row.meeting_id, row)).collect())
}

async fn payloads(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, String>, StorageError> {
    let rows: Vec<(Option<Uuid>, String)> = journal::Entity::find()
        .select_only()
        .columns([journal::Column::SubjectId, journal::Column::Payload])
        .filter(journal::Column::SubjectKind.eq(MEETING))
        .filter(among(journal::Column::SubjectId, ids))
        .filter(journal::Column::Command.eq(LOAD))
        .order_by_asc(journal::Column::Sequence)
        .into_tuple()
        .all(db)
        .await
        .or_storage()?;
    // In order of their numbers: the latest stays.
    Ok(rows
        .into_iter()
        .filter_map(|(id, payload)| id.map(|id| (id, payload)))
        .collect())
}
