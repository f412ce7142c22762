//! Attachments, as far as a viewer may know of them.

use super::delegation::grouped;
use super::eyes::{Eyes, chunks};
use super::uuids;
use crate::entity::{attachment, meeting};
use crate::fault::OrStorage;
use crate::mapping::attachment::held_of;
use crate::store::Store;
use application::attachments::{HeldAttachment, Holdings};
use application::error::StorageError;
use application::ports::{AttachmentAudit, AttachmentReads};
use application::visibility::Visibility;
use async_trait::async_trait;
use domain::Date;
use domain::id::{AttachmentId, MeetingId, OrganisationId, ParagraphId};
use sea_orm::sea_query::{Condition, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// How much is told at once of what may be due for removal, oldest first.
const MOST_DUE: u64 = 500;

/// What those outside know of: what is public, of records that are.
fn seen(see: &Visibility) -> Condition {
    let public = Query::select()
        .column((meeting::Entity, meeting::Column::Id))
        .from(meeting::Entity)
        .and_where(meeting::Column::Published.eq(true))
        .to_owned();
    Condition::any()
        .add(Eyes::Of(see).inside(attachment::Column::OwnerId))
        .add(
            Condition::all()
                .add(attachment::Column::Public.eq(true))
                .add(attachment::Column::MeetingId.in_subquery(public)),
        )
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
    Ok(held)
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
