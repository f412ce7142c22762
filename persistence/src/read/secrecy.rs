//! Markings of secrecy: those that stand, what they cover, and who was given that.

use super::eyes::{Eyes, among};
use super::page::{Listed, list};
use crate::entity::{paragraph, secrecy_marking, secrecy_read, secret_paragraph};
use crate::fault::{OrStorage, corrupt};
use crate::journal::to_microseconds;
use crate::store::Store;
use application::error::StorageError;
use application::ports::{SecrecyAudit, SecrecyReads};
use application::read::{Connection, Page, Record};
use application::secrecy::NotedRead;
use application::visibility::{Reader, Visibility};
use async_trait::async_trait;
use domain::id::{AttachmentId, MeetingId, OrganisationId, ParagraphId, SecrecyId};
use domain::secrecy::{Basis, Lifted, Marking, Scope};
use sea_orm::sea_query::{Condition, ExprTrait, OnConflict, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, IntoActiveModel, Iterable,
    Order, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// How much of the text of a § is covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Covered {
    /// All of it.
    Whole,
    /// All of it, or words.
    Anything,
}

impl Eyes<'_> {
    /// §§ that are covered, as far as these eyes may not look under it; `None` where they may everywhere.
    fn covered(self, how: Covered) -> Option<SelectStatement> {
        let Self::Of(see) = self else {
            return None;
        };
        let mut select = Query::select();
        select
            .column(secret_paragraph::Column::ParagraphId)
            .from(secret_paragraph::Entity);
        if how == Covered::Whole {
            select.and_where(secret_paragraph::Column::Whole.eq(true));
        }
        let cleared: Vec<Uuid> = see.cleared().map(OrganisationId::uuid).collect();
        if !cleared.is_empty() {
            select.and_where(among(secret_paragraph::Column::OwnerId, &cleared).not());
        }
        Some(select)
    }

    /// Which rows stand under no § that is covered; a row under none stands open.
    pub(crate) fn open(self, paragraph: impl ColumnTrait, how: Covered) -> Condition {
        match self.covered(how) {
            None => Condition::all(),
            Some(covered) => Condition::any()
                .add(paragraph.is_null())
                .add(paragraph.not_in_subquery(covered)),
        }
    }

    /// Which rows are of an owner whose secret matter is given, or of a record without a § that is marked.
    pub(crate) fn unmarked(self, owner: impl ColumnTrait, meeting: impl ColumnTrait) -> Condition {
        let Self::Of(see) = self else {
            return Condition::all();
        };
        let marked = Query::select()
            .column(secret_paragraph::Column::MeetingId)
            .from(secret_paragraph::Entity)
            .to_owned();
        let cleared: Vec<Uuid> = see.cleared().map(OrganisationId::uuid).collect();
        let mut condition = Condition::any().add(meeting.not_in_subquery(marked));
        if !cleared.is_empty() {
            condition = condition.add(among(owner, &cleared));
        }
        condition
    }

    /// Which attachments are not marked, and stand under no § that is.
    pub(crate) fn unmarked_attachments(
        self,
        id: impl ColumnTrait,
        paragraph: impl ColumnTrait,
    ) -> Condition {
        let Self::Of(see) = self else {
            return Condition::all();
        };
        let mut marked = Query::select();
        marked
            .column(secrecy_marking::Column::AttachmentId)
            .from(secrecy_marking::Entity)
            .and_where(secrecy_marking::Column::AttachmentId.is_not_null())
            .and_where(secrecy_marking::Column::LiftedOn.is_null());
        let cleared: Vec<Uuid> = see.cleared().map(OrganisationId::uuid).collect();
        if !cleared.is_empty() {
            marked.and_where(among(secrecy_marking::Column::OwnerId, &cleared).not());
        }
        Condition::all()
            .add(id.not_in_subquery(marked))
            .add(self.open(paragraph, Covered::Whole))
    }
}

/// A marking from its row.
pub(crate) fn of(row: secrecy_marking::Model) -> Result<Marking, StorageError> {
    let wrong = |reason: &str| corrupt("secrecy_marking", reason);
    let words = row.words.map(serde_json::from_value::<Vec<String>>);
    let words = words
        .transpose()
        .map_err(|error| wrong(&error.to_string()))?;
    let scope = match (row.paragraph_id, words, row.attachment_id) {
        (Some(id), None, None) => Scope::Paragraph(ParagraphId::from_uuid(id)),
        (Some(id), Some(words), None) => Scope::Words(ParagraphId::from_uuid(id), words),
        (None, None, Some(id)) => Scope::Attachment(AttachmentId::from_uuid(id)),
        _ => return Err(wrong("it marks nothing")),
    };
    let basis = Basis::parse(&row.provision, Some(&row.act));
    let lifted = match (row.lifted_on, row.lifted_by) {
        (None, None) => None,
        (Some(on), Some(by)) => Some(Lifted { on, by }),
        _ => return Err(wrong("it was taken back by half")),
    };
    Ok(Marking {
        id: SecrecyId::from_uuid(row.id),
        meeting: MeetingId::from_uuid(row.meeting_id),
        scope,
        basis: basis.map_err(|_| wrong("it names no provision"))?,
        on: row.marked_on,
        by: row.marked_by,
        note: row.note,
        lifted,
    })
}

/// The row of a marking.
pub(crate) fn row_of(owner: OrganisationId, held: &Marking) -> secrecy_marking::Model {
    secrecy_marking::Model {
        id: held.id.uuid(),
        owner_id: owner.uuid(),
        meeting_id: held.meeting.uuid(),
        paragraph_id: held.scope.paragraph().map(ParagraphId::uuid),
        attachment_id: held.scope.attachment().map(AttachmentId::uuid),
        words: match &held.scope {
            Scope::Words(_, words) => Some(json!(words)),
            _ => None,
        },
        provision: held.basis.provision(),
        act: held.basis.act.clone(),
        marked_on: held.on,
        marked_by: held.by.clone(),
        note: held.note.clone(),
        lifted_on: held.lifted.as_ref().map(|lifted| lifted.on),
        lifted_by: held.lifted.as_ref().map(|lifted| lifted.by.clone()),
    }
}

/// The markings of records that stand, each with its owner, in order of time.
pub(crate) async fn standing(
    db: &impl ConnectionTrait,
    meetings: &[Uuid],
) -> Result<Vec<(OrganisationId, Marking)>, StorageError> {
    let rows = secrecy_marking::Entity::find()
        .filter(among(secrecy_marking::Column::MeetingId, meetings))
        .filter(secrecy_marking::Column::LiftedOn.is_null())
        .order_by_asc(secrecy_marking::Column::Id)
        .all(db)
        .await
        .or_storage()?;
    rows.into_iter()
        .map(|row| Ok((OrganisationId::from_uuid(row.owner_id), of(row)?)))
        .collect()
}

/// Which §§ and items of a record are covered, and whether whole; each item is given with the one above it.
pub(crate) fn covered(
    items: &[(Uuid, Option<Uuid>)],
    markings: &[Marking],
) -> BTreeMap<Uuid, bool> {
    let above: HashMap<Uuid, Option<Uuid>> = items.iter().copied().collect();
    let mut marked: HashMap<Uuid, bool> = HashMap::new();
    for held in markings {
        if let Some(id) = held.scope.paragraph() {
            *marked.entry(id.uuid()).or_default() |= held.scope.is_whole();
        }
    }
    let mut found = BTreeMap::new();
    for (id, _) in items {
        let (mut at, mut seen) = (Some(*id), HashSet::new());
        while let Some(place) = at.filter(|place| seen.insert(*place)) {
            if let Some(whole) = marked.get(&place) {
                *found.entry(*id).or_default() |= *whole;
            }
            at = above.get(&place).copied().flatten();
        }
    }
    found
}

/// The §§ of a record that somebody is given, by their markings.
pub(crate) fn given_of<Around>(record: &Record<Around>) -> Vec<(OrganisationId, SecrecyId)> {
    if record.withheld {
        return Vec::new();
    }
    let owner = record.meeting.owner.id;
    let marked = record.secrecy.iter();
    let marked = marked.filter(|held| held.scope.paragraph().is_some());
    marked.map(|held| (owner, held.id)).collect()
}

/// Reads that were noted a moment ago: (reader, marking, minute).
#[derive(Debug, Clone, Default)]
pub(crate) struct JustNoted(Arc<Mutex<HashSet<(String, Uuid, i64)>>>);

impl Store {
    /// Notes that a viewer is given what markings cover, once a minute for each; only then may it be given.
    pub(crate) async fn note_reads(
        &self,
        see: &Visibility,
        given: Vec<(OrganisationId, SecrecyId)>,
    ) -> Result<(), StorageError> {
        let Some(reader) = &see.reader else {
            return Ok(());
        };
        let minute = reader.at.timestamp().div_euclid(60);
        let mut fresh = given;
        {
            let mut noted = self.noted.0.lock().unwrap_or_else(PoisonError::into_inner);
            noted.retain(|(_, _, held)| *held >= minute - 1);
            fresh.retain(|(_, id)| !noted.contains(&(reader.who.clone(), id.uuid(), minute)));
        }
        if fresh.is_empty() {
            return Ok(());
        }
        let rows = fresh
            .iter()
            .map(|(owner, id)| read_of(reader, *owner, *id, minute).into_active_model());
        let once = OnConflict::columns([
            secrecy_read::Column::MarkingId,
            secrecy_read::Column::Reader,
            secrecy_read::Column::Minute,
        ])
        .do_nothing()
        .to_owned();
        let inserted = secrecy_read::Entity::insert_many(rows)
            .on_conflict(once)
            .exec_without_returning(&self.writer)
            .await;
        match inserted {
            Ok(_) | Err(DbErr::RecordNotInserted) => {}
            Err(error) => return Err(error).or_storage(),
        }
        let mut noted = self.noted.0.lock().unwrap_or_else(PoisonError::into_inner);
        noted.extend(
            fresh
                .iter()
                .map(|(_, id)| (reader.who.clone(), id.uuid(), minute)),
        );
        Ok(())
    }
}

fn read_of(
    reader: &Reader,
    owner: OrganisationId,
    marking: SecrecyId,
    minute: i64,
) -> secrecy_read::Model {
    let at = to_microseconds(reader.at);
    secrecy_read::Model {
        owner_id: owner.uuid(),
        marking_id: marking.uuid(),
        reader: reader.who.clone(),
        minute,
        name: reader.name.clone(),
        wire: reader.wire.as_str().to_owned(),
        at,
        sort_key: format!(
            "{:020}/{}/{}",
            at.timestamp_micros(),
            marking.uuid(),
            reader.who
        ),
    }
}

#[async_trait]
impl SecrecyReads for Store {
    async fn secrecy_reads(
        &self,
        owner: OrganisationId,
        page: &Page,
    ) -> Result<Connection<NotedRead>, StorageError> {
        use secrecy_read::Column;
        let counted = Query::select()
            .from(secrecy_read::Entity)
            .and_where(Column::OwnerId.eq(owner.uuid()))
            .to_owned();
        let mut items = counted.clone();
        items
            .columns(Column::iter())
            .order_by(Column::SortKey, Order::Desc);
        if let Some(cursor) = &page.after {
            items.and_where(Column::SortKey.lt(cursor.as_str()));
        }
        list(&self.reader, Listed { items, counted }, page, |row| {
            let row = secrecy_read::Model::from_query_result(row, "").or_storage()?;
            let read = NotedRead {
                owner: OrganisationId::from_uuid(row.owner_id),
                marking: SecrecyId::from_uuid(row.marking_id),
                who: row.reader,
                name: row.name,
                wire: row.wire,
                at: row.at,
            };
            Ok((read, row.sort_key))
        })
        .await
    }
}

#[async_trait]
impl SecrecyAudit for Store {
    async fn all_markings(&self, owner: OrganisationId) -> Result<Vec<Marking>, StorageError> {
        let rows = secrecy_marking::Entity::find()
            .filter(secrecy_marking::Column::OwnerId.eq(owner.uuid()))
            .all(&self.reader)
            .await
            .or_storage()?;
        rows.into_iter().map(of).collect()
    }

    async fn covered_otherwise(
        &self,
        owner: OrganisationId,
    ) -> Result<Option<String>, StorageError> {
        let markings = self.all_markings(owner).await?;
        let mut markings: Vec<Marking> = markings.into_iter().filter(Marking::stands).collect();
        markings.retain(|held| held.scope.paragraph().is_some());
        let meetings: Vec<Uuid> = markings.iter().map(|held| held.meeting.uuid()).collect();
        let mut wanted = BTreeMap::new();
        if !meetings.is_empty() {
            let items: Vec<(Uuid, Option<Uuid>)> = paragraph::Entity::find()
                .select_only()
                .columns([paragraph::Column::Id, paragraph::Column::ParentId])
                .filter(among(paragraph::Column::MeetingId, &meetings))
                .into_tuple()
                .all(&self.reader)
                .await
                .or_storage()?;
            wanted = covered(&items, &markings);
        }
        let held: Vec<(Uuid, bool)> = secret_paragraph::Entity::find()
            .select_only()
            .columns([
                secret_paragraph::Column::ParagraphId,
                secret_paragraph::Column::Whole,
            ])
            .filter(secret_paragraph::Column::OwnerId.eq(owner.uuid()))
            .into_tuple()
            .all(&self.reader)
            .await
            .or_storage()?;
        let held: BTreeMap<Uuid, bool> = held.into_iter().collect();
        let all = wanted.keys().chain(held.keys());
        let mut off = all.filter(|id| wanted.get(id) != held.get(id));
        Ok(off.next().map(|id| {
            let id = ParagraphId::from_uuid(*id);
            format!("{id} is covered otherwise than its markings say")
        }))
    }
}
