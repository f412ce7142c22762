//! Attachments within a transaction.

use super::Work;
use super::delegation::owner_of;
use crate::codes::Code;
use crate::entity::{attachment, journal as entry, meeting};
use crate::fault::{OrStorage, corrupt};
use crate::mapping::attachment::{held_of, row_of};
use crate::read::eyes::padded;
use application::attachments::{COMMANDS, StoredAttachment};
use application::error::StorageError;
use application::ports::{AttachmentWork, StoredStep};
use async_trait::async_trait;
use domain::adjustment::MinutesStatus;
use domain::attachment::Attachment;
use domain::id::{AttachmentId, OrganisationId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, EntityTrait, IntoActiveModel, Iterable, QueryFilter, QueryOrder, QuerySelect,
};

/// How many entries are told of at once.
const TOLD: u64 = 100;

#[async_trait]
impl AttachmentWork for Work {
    async fn attachment(
        &mut self,
        id: AttachmentId,
    ) -> Result<Option<StoredAttachment>, StorageError> {
        let db = &self.transaction;
        let row = attachment::Entity::find_by_id(id.uuid())
            .one(db)
            .await
            .or_storage()?;
        let Some(row) = row else { return Ok(None) };
        let record = meeting::Entity::find_by_id(row.meeting_id)
            .one(db)
            .await
            .or_storage()?
            .ok_or_else(|| corrupt("attachment.meeting_id", "it names no meeting"))?;
        let status = MinutesStatus::read("meeting.status", &record.status)?;
        let owner = owner_of(db, row.owner_id).await?;
        let held = held_of(row)?;
        Ok(Some(StoredAttachment {
            owner,
            attachment: held.attachment,
            version: held.version,
            published: record.published,
            adjusted: status != MinutesStatus::Draft,
        }))
    }

    async fn put_attachment(
        &mut self,
        owner: OrganisationId,
        held: &Attachment,
        sequence: i64,
    ) -> Result<(), StorageError> {
        let row = row_of(owner, held, sequence)?;
        let changing =
            attachment::Column::iter().filter(|column| !matches!(column, attachment::Column::Id));
        let again = OnConflict::column(attachment::Column::Id)
            .update_columns(changing)
            .to_owned();
        attachment::Entity::insert_many([row.into_active_model()])
            .on_conflict(again)
            .exec_without_returning(&self.transaction)
            .await
            .or_storage()?;
        Ok(())
    }

    async fn attachment_steps(
        &mut self,
        owner: OrganisationId,
        from: i64,
    ) -> Result<Vec<StoredStep>, StorageError> {
        let rows = entry::Entity::find()
            .filter(entry::Column::OrganisationId.eq(owner.uuid()))
            .filter(entry::Column::Sequence.gte(from))
            .filter(entry::Column::Command.is_in(padded(COMMANDS.to_vec())))
            .order_by_asc(entry::Column::Sequence)
            .limit(TOLD)
            .all(&self.transaction)
            .await
            .or_storage()?;
        let steps = rows.into_iter().map(|row| StoredStep {
            sequence: row.sequence,
            command: row.command,
            actor: row.actor,
            at: row.at,
            payload: row.payload,
        });
        Ok(steps.collect())
    }
}
