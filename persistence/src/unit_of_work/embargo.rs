//! Minutes under embargo, within a transaction.

use super::{Work, insert_all};
use crate::entity::embargo;
use crate::fault::OrStorage;
use crate::journal::to_microseconds;
use crate::read::embargo::of;
use application::embargo::Embargo;
use application::error::StorageError;
use application::ports::EmbargoWork;
use async_trait::async_trait;
use domain::id::MeetingId;
use sea_orm::EntityTrait;

#[async_trait]
impl EmbargoWork for Work {
    async fn embargo(&mut self, meeting: MeetingId) -> Result<Option<Embargo>, StorageError> {
        let row = embargo::Entity::find_by_id(meeting.uuid())
            .one(&self.transaction)
            .await
            .or_storage()?;
        Ok(row.map(of))
    }

    async fn set_embargo(&mut self, held: &Embargo) -> Result<(), StorageError> {
        self.end_embargo(held.meeting).await?;
        let row = embargo::Model {
            meeting_id: held.meeting.uuid(),
            owner_id: held.owner.uuid(),
            until: to_microseconds(held.until),
            set_by: held.by.clone(),
        };
        insert_all::<embargo::Entity>(&self.transaction, vec![row]).await
    }

    async fn end_embargo(&mut self, meeting: MeetingId) -> Result<(), StorageError> {
        embargo::Entity::delete_by_id(meeting.uuid())
            .exec(&self.transaction)
            .await
            .or_storage()
            .map(drop)
    }
}
