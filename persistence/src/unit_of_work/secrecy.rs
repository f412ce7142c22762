//! Markings of secrecy within a transaction, and which §§ they cover.

use super::{Work, insert_all};
use crate::entity::{meeting, paragraph, posting, secrecy_marking, secret_paragraph};
use crate::fault::OrStorage;
use crate::mapping::rows::{RecordRows, Setting, Standing, Taken};
use crate::read::secrecy::{covered, of, row_of, standing};
use application::error::StorageError;
use application::ports::{Posting, SecrecyWork};
use application::visibility::Mask;
use async_trait::async_trait;
use domain::id::{MeetingId, OrganisationId, SecrecyId};
use domain::meeting::Meeting;
use domain::secrecy::Marking;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The markings of a record that stand.
async fn markings(db: &impl ConnectionTrait, id: Uuid) -> Result<Vec<Marking>, StorageError> {
    let held = standing(db, &[id]).await?;
    Ok(held.into_iter().map(|(_, held)| held).collect())
}

/// Stores anew which §§ and items of a record are covered by the markings that stand.
pub(super) async fn cover_anew(db: &impl ConnectionTrait, id: Uuid) -> Result<(), StorageError> {
    cover(db, id, &markings(db, id).await?).await
}

/// The same by these markings, which are all that stand.
pub(super) async fn cover(
    db: &impl ConnectionTrait,
    id: Uuid,
    markings: &[Marking],
) -> Result<(), StorageError> {
    secret_paragraph::Entity::delete_many()
        .filter(secret_paragraph::Column::MeetingId.eq(id))
        .exec(db)
        .await
        .or_storage()?;
    if markings.is_empty() {
        return Ok(());
    }
    let items: Vec<(Uuid, Option<Uuid>)> = paragraph::Entity::find()
        .select_only()
        .columns([paragraph::Column::Id, paragraph::Column::ParentId])
        .filter(paragraph::Column::MeetingId.eq(id))
        .into_tuple()
        .all(db)
        .await
        .or_storage()?;
    let owner: Option<Uuid> = meeting::Entity::find_by_id(id)
        .select_only()
        .column(meeting::Column::OwnerId)
        .into_tuple()
        .one(db)
        .await
        .or_storage()?;
    let rows = covered(&items, markings).into_iter();
    let rows = rows.map(|(paragraph_id, whole)| secret_paragraph::Model {
        paragraph_id,
        meeting_id: id,
        owner_id: owner.unwrap_or_default(),
        whole,
    });
    insert_all::<secret_paragraph::Entity>(db, rows.collect()).await
}

#[async_trait]
impl SecrecyWork for Work {
    async fn marking(&mut self, id: SecrecyId) -> Result<Option<Marking>, StorageError> {
        let row = secrecy_marking::Entity::find_by_id(id.uuid())
            .one(&self.transaction)
            .await
            .or_storage()?;
        row.map(of).transpose()
    }

    async fn markings(&mut self, meeting: MeetingId) -> Result<Vec<Marking>, StorageError> {
        markings(&self.transaction, meeting.uuid()).await
    }

    async fn put_marking(
        &mut self,
        owner: OrganisationId,
        marking: &Marking,
    ) -> Result<(), StorageError> {
        use secrecy_marking::Column;
        let again = OnConflict::column(Column::Id)
            .update_columns([Column::LiftedOn, Column::LiftedBy])
            .to_owned();
        secrecy_marking::Entity::insert_many([row_of(owner, marking).into_active_model()])
            .on_conflict(again)
            .exec_without_returning(&self.transaction)
            .await
            .or_storage()?;
        cover_anew(&self.transaction, marking.meeting.uuid()).await
    }

    async fn find_by(
        &mut self,
        meeting: &Meeting,
        mask: &Mask,
        postings: &[Posting],
    ) -> Result<(), StorageError> {
        let placed = meeting.placed();
        let keys: BTreeMap<_, _> = placed
            .iter()
            .map(|placed| (placed.item.id, placed.item.id.to_string()))
            .collect();
        let setting = Setting {
            keys: &keys,
            mask,
            taken: Taken::new(),
            standing: Standing::default(),
        };
        let rows = RecordRows::of(meeting, setting, postings)?;
        posting::Entity::delete_many()
            .filter(posting::Column::MeetingId.eq(meeting.id.uuid()))
            .exec(&self.transaction)
            .await
            .or_storage()?;
        insert_all::<posting::Entity>(&self.transaction, rows.postings).await
    }
}
