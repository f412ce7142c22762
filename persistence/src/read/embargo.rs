//! Minutes under embargo.

use super::eyes::{Eyes, among};
use super::uuids;
use crate::entity::embargo;
use crate::fault::OrStorage;
use crate::journal::to_microseconds;
use crate::store::Store;
use application::embargo::Embargo;
use application::error::StorageError;
use application::ports::{EmbargoAudit, EmbargoQueue, EmbargoReads};
use application::visibility::Visibility;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{MeetingId, OrganisationId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;

/// How many are made public at once.
const AT_ONCE: u64 = 100;

/// An embargo from its row.
pub(crate) fn of(row: embargo::Model) -> Embargo {
    Embargo {
        meeting: MeetingId::from_uuid(row.meeting_id),
        owner: OrganisationId::from_uuid(row.owner_id),
        until: row.until,
        by: row.set_by,
    }
}

#[async_trait]
impl EmbargoReads for Store {
    async fn embargoes(
        &self,
        meetings: &[MeetingId],
        see: &Visibility,
    ) -> Result<HashMap<MeetingId, DateTime<Utc>>, StorageError> {
        let rows = embargo::Entity::find()
            .filter(among(
                embargo::Column::MeetingId,
                &uuids(meetings, MeetingId::uuid),
            ))
            .filter(Eyes::Of(see).inside(embargo::Column::OwnerId))
            .all(&self.reader)
            .await
            .or_storage()?;
        let held = rows.into_iter().map(of);
        Ok(held.map(|held| (held.meeting, held.until)).collect())
    }
}

#[async_trait]
impl EmbargoQueue for Store {
    async fn due_embargoes(
        &self,
        now: DateTime<Utc>,
    ) -> Result<Vec<(OrganisationId, MeetingId)>, StorageError> {
        let rows = embargo::Entity::find()
            .filter(embargo::Column::Until.lte(to_microseconds(now)))
            .order_by_asc(embargo::Column::Until)
            .order_by_asc(embargo::Column::MeetingId)
            .limit(AT_ONCE)
            .all(&self.working)
            .await
            .or_storage()?;
        let held = rows.into_iter().map(of);
        Ok(held.map(|held| (held.owner, held.meeting)).collect())
    }
}

#[async_trait]
impl EmbargoAudit for Store {
    async fn all_embargoes(&self, owner: OrganisationId) -> Result<Vec<Embargo>, StorageError> {
        let rows = embargo::Entity::find()
            .filter(embargo::Column::OwnerId.eq(owner.uuid()))
            .all(&self.reader)
            .await
            .or_storage()?;
        Ok(rows.into_iter().map(of).collect())
    }
}
