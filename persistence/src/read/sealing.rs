//! The logs of sealed units.

use super::eyes::among;
use crate::entity::{log_checkpoint, sealed_unit};
use crate::fault::{OrStorage, corrupt};
use crate::journal::to_microseconds;
use crate::store::Store;
use application::error::StorageError;
use application::ports::{SealAudit, SealReads};
use application::sealing::{StoredCheckpoint, StoredLog, StoredSeal};
use async_trait::async_trait;
use domain::id::{MeetingId, OrganisationId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A number from a column.
pub(crate) fn unsigned(what: &'static str, number: i64) -> Result<u64, StorageError> {
    u64::try_from(number).map_err(|_| corrupt(what, "it is negative"))
}

/// A number as a column keeps it.
pub(crate) fn signed(what: &'static str, number: u64) -> Result<i64, StorageError> {
    i64::try_from(number).map_err(|_| corrupt(what, "it is too large"))
}

fn seal_of(row: sealed_unit::Model) -> Result<StoredSeal, StorageError> {
    let owner = OrganisationId::from_uuid(row.owner_id);
    let index = unsigned("sealed_unit.log_index", row.log_index)?;
    let meeting = MeetingId::from_uuid(row.meeting_id);
    let numbers = row.numbers.map(serde_json::from_value).transpose();
    let numbers = numbers.map_err(|error| {
        let place = format!("log of {owner}, entry {index}, record {meeting}");
        corrupt("sealed_unit.numbers", format!("{place}: {error}"))
    });
    Ok(StoredSeal {
        owner,
        index,
        meeting,
        part: numbers?,
        leaves: row.leaves,
        size: unsigned("sealed_unit.size", row.size)?,
        root: row.root,
        at: row.sealed_at,
    })
}

/// A sealed unit as a row.
pub(crate) fn row_of(seal: &StoredSeal) -> Result<sealed_unit::Model, StorageError> {
    Ok(sealed_unit::Model {
        owner_id: seal.owner.uuid(),
        log_index: signed("sealed_unit.log_index", seal.index)?,
        meeting_id: seal.meeting.uuid(),
        numbers: seal.part.as_ref().map(|numbers| serde_json::json!(numbers)),
        leaves: seal.leaves.clone(),
        size: signed("sealed_unit.size", seal.size)?,
        root: seal.root.clone(),
        sealed_at: to_microseconds(seal.at),
    })
}

fn checkpoint_of(row: log_checkpoint::Model) -> Result<StoredCheckpoint, StorageError> {
    Ok(StoredCheckpoint {
        size: unsigned("log_checkpoint.size", row.size)?,
        note: row.note,
        signed_by: row.signed_by,
    })
}

/// A log without what its entries hold.
pub(crate) async fn log(
    db: &impl ConnectionTrait,
    owner: OrganisationId,
) -> Result<StoredLog, StorageError> {
    let rows: Vec<(i64, String, i64)> = sealed_unit::Entity::find()
        .select_only()
        .columns([
            sealed_unit::Column::LogIndex,
            sealed_unit::Column::Root,
            sealed_unit::Column::Size,
        ])
        .filter(sealed_unit::Column::OwnerId.eq(owner.uuid()))
        .order_by_asc(sealed_unit::Column::LogIndex)
        .into_tuple()
        .all(db)
        .await
        .or_storage()?;
    let entries = rows.into_iter().map(|(index, root, size)| {
        Ok((
            unsigned("sealed_unit.log_index", index)?,
            root,
            unsigned("sealed_unit.size", size)?,
        ))
    });
    let entries = entries.collect::<Result<_, StorageError>>()?;
    let latest = log_checkpoint::Entity::find()
        .filter(log_checkpoint::Column::OwnerId.eq(owner.uuid()))
        .order_by_desc(log_checkpoint::Column::Size)
        .limit(1)
        .one(db)
        .await
        .or_storage()?;
    Ok(StoredLog {
        entries,
        checkpoint: latest.map(checkpoint_of).transpose()?,
    })
}

/// An entry of a log.
pub(crate) async fn one(
    db: &impl ConnectionTrait,
    owner: OrganisationId,
    index: u64,
) -> Result<Option<StoredSeal>, StorageError> {
    let index = signed("sealed_unit.log_index", index)?;
    sealed_unit::Entity::find_by_id((owner.uuid(), index))
        .one(db)
        .await
        .or_storage()?
        .map(seal_of)
        .transpose()
}

async fn of_meetings(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<Vec<StoredSeal>, StorageError> {
    let rows = sealed_unit::Entity::find()
        .filter(among(sealed_unit::Column::MeetingId, ids))
        .order_by_asc(sealed_unit::Column::LogIndex)
        .all(db)
        .await
        .or_storage()?;
    rows.into_iter().map(seal_of).collect()
}

#[async_trait]
impl SealReads for Store {
    async fn seals(
        &self,
        owner: OrganisationId,
        meeting: MeetingId,
    ) -> Result<(Vec<StoredSeal>, StoredLog), StorageError> {
        let snapshot = self.snapshot().await?;
        let mut seals = of_meetings(&snapshot, &[meeting.uuid()]).await?;
        seals.retain(|seal| seal.owner == owner);
        Ok((seals, log(&snapshot, owner).await?))
    }
}

#[async_trait]
impl SealAudit for Store {
    async fn logs(&self) -> Result<Vec<OrganisationId>, StorageError> {
        let entries: Vec<Uuid> = sealed_unit::Entity::find()
            .select_only()
            .column(sealed_unit::Column::OwnerId)
            .distinct()
            .into_tuple()
            .all(&self.reader)
            .await
            .or_storage()?;
        let checkpoints: Vec<Uuid> = log_checkpoint::Entity::find()
            .select_only()
            .column(log_checkpoint::Column::OwnerId)
            .distinct()
            .into_tuple()
            .all(&self.reader)
            .await
            .or_storage()?;
        let all: BTreeSet<Uuid> = entries.into_iter().chain(checkpoints).collect();
        Ok(all.into_iter().map(OrganisationId::from_uuid).collect())
    }

    async fn seals_from(
        &self,
        owner: OrganisationId,
        index: u64,
        limit: u32,
    ) -> Result<Vec<StoredSeal>, StorageError> {
        let from = signed("sealed_unit.log_index", index)?;
        let rows = sealed_unit::Entity::find()
            .filter(sealed_unit::Column::OwnerId.eq(owner.uuid()))
            .filter(sealed_unit::Column::LogIndex.gte(from))
            .order_by_asc(sealed_unit::Column::LogIndex)
            .limit(u64::from(limit))
            .all(&self.reader)
            .await
            .or_storage()?;
        rows.into_iter().map(seal_of).collect()
    }

    async fn checkpoints(
        &self,
        owner: OrganisationId,
    ) -> Result<Vec<StoredCheckpoint>, StorageError> {
        let rows = log_checkpoint::Entity::find()
            .filter(log_checkpoint::Column::OwnerId.eq(owner.uuid()))
            .order_by_asc(log_checkpoint::Column::Size)
            .all(&self.reader)
            .await
            .or_storage()?;
        rows.into_iter().map(checkpoint_of).collect()
    }

    async fn seals_of(&self, meetings: &[MeetingId]) -> Result<Vec<StoredSeal>, StorageError> {
        let ids: Vec<Uuid> = meetings.iter().map(|id| id.uuid()).collect();
        of_meetings(&self.reader, &ids).await
    }
}
