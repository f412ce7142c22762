//! Attachments, as far as a viewer may know of them.

use super::delegation::grouped;
use super::eyes::{Eyes, chunks};
use super::secrecy::standing;
use super::uuids;
use crate::entity::{attachment, meeting};
use crate::fault::OrStorage;
use crate::mapping::attachment::held_of;
use crate::store::Store;
use application::attachments::{HeldAttachment, Holdings};
use application::error::StorageError;
use application::ports::{AttachmentAudit, AttachmentReads};
use application::secrecy::blocked;
use application::visibility::Visibility;
use async_trait::async_trait;
use domain::Date;
use domain::attachment::{Attachment, FileName};
use domain::id::{AttachmentId, MeetingId, OrganisationId, ParagraphId};
use domain::secrecy::Scope;
use sea_orm::sea_query::{Condition, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The name of a file whose own holds what is withheld.
const UNNAMED: &str = "bilaga";

/// How much is told at once of what may be due for removal, oldest first.
const MOST_DUE: u64 = 500;

/// What those outside know of: what is public, of records that are; and nothing that is marked as secret.
fn seen(see: &Visibility) -> Condition {
    let public = Query::select()
        .column((meeting::Entity, meeting::Column::Id))
        .from(meeting::Entity)
        .and_where(meeting::Column::Published.eq(true))
        .to_owned();
    let known = Condition::any()
        .add(Eyes::Of(see).inside(attachment::Column::OwnerId))
        .add(
            Condition::all()
                .add(attachment::Column::Public.eq(true))
                .add(attachment::Column::MeetingId.in_subquery(public)),
        );
    let (id, paragraph) = (attachment::Column::Id, attachment::Column::ParagraphId);
    Condition::all()
        .add(known)
        .add(Eyes::Of(see).unmarked_attachments(id, paragraph))
}

async fn attachments(
    store: &Store,
    by: attachment::Column,
    ids: &[Uuid],
    see: &Visibility,
) -> Result<Vec<HeldAttachment>, StorageError> {
    let mut held = Vec::new();
    for part in chunks(ids) {
        let rows = attachment::Entity::find()
            .filter(by.is_in(part))
            .filter(seen(see))
            .order_by_asc(attachment::Column::UploadedAt)
            .order_by_asc(attachment::Column::Id)
            .all(&store.reader)
            .await
            .or_storage()?;
        for row in rows {
            held.push(held_of(row)?);
        }
    }
    given(store, &mut held, see).await?;
    Ok(held)
}

/// Notes what is given of what is marked; to others words that are marked in the record are blocks in names of files too.
async fn given(
    store: &Store,
    held: &mut [HeldAttachment],
    see: &Visibility,
) -> Result<(), StorageError> {
    let meetings = held.iter().map(|held| held.attachment.meeting);
    let meetings = uuids(&meetings.collect::<Vec<_>>(), MeetingId::uuid);
    if meetings.is_empty() {
        return Ok(());
    }
    let mut noted = Vec::new();
    for (owner, marking) in standing(&store.reader, &meetings).await? {
        let own = held.iter_mut();
        let mut own = own.filter(|held| held.attachment.meeting == marking.meeting);
        match &marking.scope {
            Scope::Words(_, words) if !see.is_cleared(owner) => {
                own.for_each(|held| block(&mut held.attachment, words));
            }
            Scope::Attachment(id) if own.any(|held| held.attachment.id == *id) => {
                noted.push((owner, marking.id));
            }
            Scope::Paragraph(_) | Scope::Words(..)
                if own.any(|held| held.attachment.paragraph.is_some()) =>
            {
                noted.push((owner, marking.id));
            }
            _ => {}
        }
    }
    noted.retain(|(owner, _)| see.is_cleared(*owner));
    store.note_reads(see, noted).await
}

fn block(attachment: &mut Attachment, words: &[String]) {
    attachment.title = blocked(&attachment.title, words);
    if let Some(appendix) = &mut attachment.appendix {
        *appendix = blocked(appendix, words);
    }
    let name = blocked(attachment.file.name.as_str(), words);
    if name != attachment.file.name.as_str() {
        let other = FileName::parse(&name).or_else(|_| FileName::parse(UNNAMED));
        if let Ok(other) = other {
            attachment.file.name = other;
        }
    }
}

#[async_trait]
impl AttachmentReads for Store {
    async fn attachments(
        &self,
        ids: &[AttachmentId],
        see: &Visibility,
    ) -> Result<HashMap<AttachmentId, HeldAttachment>, StorageError> {
        let ids = uuids(ids, AttachmentId::uuid);
        let held = attachments(self, attachment::Column::Id, &ids, see).await?;
        Ok(held
            .into_iter()
            .map(|held| (held.attachment.id, held))
            .collect())
    }

    async fn attachments_of(
        &self,
        meetings: &[MeetingId],
        see: &Visibility,
    ) -> Result<HashMap<MeetingId, Vec<HeldAttachment>>, StorageError> {
        let ids = uuids(meetings, MeetingId::uuid);
        let held = attachments(self, attachment::Column::MeetingId, &ids, see).await?;
        Ok(grouped(held, |held| Some(held.attachment.meeting)))
    }

    async fn attachments_under(
        &self,
        paragraphs: &[ParagraphId],
        see: &Visibility,
    ) -> Result<HashMap<ParagraphId, Vec<HeldAttachment>>, StorageError> {
        let ids = uuids(paragraphs, ParagraphId::uuid);
        let held = attachments(self, attachment::Column::ParagraphId, &ids, see).await?;
        Ok(grouped(held, |held| held.attachment.paragraph))
    }

    async fn attachments_due(
        &self,
        owner: OrganisationId,
        by: Date,
        see: &Visibility,
    ) -> Result<Vec<HeldAttachment>, StorageError> {
        use attachment::Column;
        if !see.is_inside(owner) {
            return Ok(Vec::new());
        }
        // Wider than what is due, which the domain tells to the day.
        let perhaps = Condition::any()
            .add(Column::KeepUntil.lte(by))
            .add(Column::PublicUntil.lte(by))
            .add(Column::WithdrawnOn.lte(by));
        let rows = attachment::Entity::find()
            .filter(Column::OwnerId.eq(owner.uuid()))
            .filter(Column::DisposedOn.is_null())
            .filter(Eyes::Of(see).unmarked_attachments(Column::Id, Column::ParagraphId))
            .filter(perhaps)
            .order_by_asc(Column::UploadedAt)
            .order_by_asc(Column::Id)
            .limit(MOST_DUE)
            .all(&self.reader)
            .await
            .or_storage()?;
        rows.into_iter().map(held_of).collect()
    }
}

#[async_trait]
impl AttachmentAudit for Store {
    async fn holdings(&self, owner: OrganisationId) -> Result<Holdings, StorageError> {
        let rows = attachment::Entity::find()
            .filter(attachment::Column::OwnerId.eq(owner.uuid()))
            .all(&self.reader)
            .await
            .or_storage()?;
        let mut holdings = Holdings::default();
        for row in rows {
            let held = held_of(row)?;
            holdings
                .0
                .insert(held.attachment.id, (held.attachment, held.version));
        }
        Ok(holdings)
    }

    async fn wanted(&self, files: &[AttachmentId]) -> Result<HashSet<AttachmentId>, StorageError> {
        let mut wanted = HashSet::new();
        for part in chunks(&uuids(files, AttachmentId::uuid)) {
            let rows: Vec<Uuid> = attachment::Entity::find()
                .select_only()
                .column(attachment::Column::Id)
                .filter(attachment::Column::Id.is_in(part))
                .filter(attachment::Column::DisposedOn.is_null())
                .into_tuple()
                .all(&self.reader)
                .await
                .or_storage()?;
            wanted.extend(rows.into_iter().map(AttachmentId::from_uuid));
        }
        Ok(wanted)
    }
}
