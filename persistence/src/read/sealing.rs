//! The logs of sealed units.

use super::eyes::among;
use crate::entity::{key_handover, log_checkpoint, log_cosignature, log_objection, sealed_unit};
use crate::fault::{OrStorage, corrupt};
use crate::journal::to_microseconds;
use crate::store::Store;
use application::error::StorageError;
use application::ports::{SealAudit, SealReads};
use application::sealing::{
    Reach, StoredCheckpoint, StoredCosignature, StoredHandover, StoredLog, StoredObjection,
    StoredProof, StoredSeal,
};
use async_trait::async_trait;
use domain::id::{MeetingId, OrganisationId};
use sea_orm::prelude::Json;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A number from a column.
pub(crate) fn unsigned(what: &'static str, number: i64) -> Result<u64, StorageError> {
    u64::try_from(number).map_err(|_| corrupt(what, "it is negative"))
}

/// A number as a column keeps it.
pub(crate) fn signed(what: &'static str, number: u64) -> Result<i64, StorageError> {
    i64::try_from(number).map_err(|_| corrupt(what, "it is too large"))
}

/// The numbers that an entry of a log seals; `None` = the whole record.
pub(super) fn part_of(
    owner: OrganisationId,
    index: i64,
    numbers: Option<Json>,
) -> Result<Option<Vec<u32>>, StorageError> {
    let numbers = numbers.map(serde_json::from_value).transpose();
    numbers.map_err(|error| {
        let place = format!("log of {owner}, entry {index}");
        corrupt("sealed_unit.numbers", format!("{place}: {error}"))
    })
}

fn seal_of(row: sealed_unit::Model) -> Result<StoredSeal, StorageError> {
    let owner = OrganisationId::from_uuid(row.owner_id);
    let index = unsigned("sealed_unit.log_index", row.log_index)?;
    let meeting = MeetingId::from_uuid(row.meeting_id);
    let numbers = part_of(owner, row.log_index, row.numbers);
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

fn handover_of(row: key_handover::Model) -> Result<StoredHandover, StorageError> {
    Ok(StoredHandover {
        log: row.log,
        ordinal: unsigned("key_handover.ordinal", row.ordinal)?,
        owner: row.owner_id.map(OrganisationId::from_uuid),
        size: unsigned("key_handover.size", row.size)?,
        note: row.note,
        old_key: row.old_key,
        new_key: row.new_key,
    })
}

/// A handover as a row.
pub(crate) fn handover_row(held: &StoredHandover) -> Result<key_handover::Model, StorageError> {
    Ok(key_handover::Model {
        log: held.log.clone(),
        ordinal: signed("key_handover.ordinal", held.ordinal)?,
        owner_id: held.owner.map(|owner| owner.uuid()),
        size: signed("key_handover.size", held.size)?,
        note: held.note.clone(),
        old_key: held.old_key.clone(),
        new_key: held.new_key.clone(),
    })
}

/// The handovers of a log, or of the service's own list, in order.
pub(crate) async fn handovers(
    db: &impl ConnectionTrait,
    owner: Option<OrganisationId>,
) -> Result<Vec<StoredHandover>, StorageError> {
    let own = match owner {
        Some(owner) => key_handover::Column::OwnerId.eq(owner.uuid()),
        None => key_handover::Column::OwnerId.is_null(),
    };
    let rows = key_handover::Entity::find()
        .filter(own)
        .order_by_asc(key_handover::Column::Ordinal)
        .order_by_asc(key_handover::Column::Log)
        .all(db)
        .await
        .or_storage()?;
    rows.into_iter().map(handover_of).collect()
}

/// Owners of whose log a checkpoint is stored, in order.
pub(crate) async fn sealed_owners(
    db: &impl ConnectionTrait,
) -> Result<Vec<OrganisationId>, StorageError> {
    let owners: Vec<Uuid> = log_checkpoint::Entity::find()
        .select_only()
        .column(log_checkpoint::Column::OwnerId)
        .distinct()
        .into_tuple()
        .all(db)
        .await
        .or_storage()?;
    let owners: BTreeSet<Uuid> = owners.into_iter().collect();
    Ok(owners.into_iter().map(OrganisationId::from_uuid).collect())
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
        handovers: handovers(db, Some(owner)).await?,
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

pub(crate) async fn of_meetings(
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

fn cosignature_of(row: log_cosignature::Model) -> Result<StoredCosignature, StorageError> {
    Ok(StoredCosignature {
        size: unsigned("log_cosignature.size", row.size)?,
        witness: row.witness,
        line: row.line,
    })
}

fn objection_of(row: log_objection::Model) -> Result<StoredObjection, StorageError> {
    Ok(StoredObjection {
        witness: row.witness,
        size: unsigned("log_objection.size", row.size)?,
        known: unsigned("log_objection.known", row.known)?,
        at: row.told_at,
    })
}

/// What witnesses hold against a log.
pub(crate) async fn objections(
    db: &impl ConnectionTrait,
    owner: OrganisationId,
) -> Result<Vec<StoredObjection>, StorageError> {
    let rows = log_objection::Entity::find()
        .filter(log_objection::Column::OwnerId.eq(owner.uuid()))
        .order_by_asc(log_objection::Column::Witness)
        .all(db)
        .await
        .or_storage()?;
    rows.into_iter().map(objection_of).collect()
}

/// The checkpoint of a log of so many entries.
async fn checkpoint_at(
    db: &impl ConnectionTrait,
    owner: OrganisationId,
    size: i64,
) -> Result<Option<StoredCheckpoint>, StorageError> {
    log_checkpoint::Entity::find_by_id((owner.uuid(), size))
        .one(db)
        .await
        .or_storage()?
        .map(checkpoint_of)
        .transpose()
}

/// The latest checkpoint that a witness has signed, with all that witnesses signed of it.
async fn witnessed(
    db: &impl ConnectionTrait,
    owner: OrganisationId,
) -> Result<Option<(StoredCheckpoint, Vec<StoredCosignature>)>, StorageError> {
    let own = || {
        log_cosignature::Entity::find().filter(log_cosignature::Column::OwnerId.eq(owner.uuid()))
    };
    let latest = own()
        .order_by_desc(log_cosignature::Column::Size)
        .limit(1)
        .one(db)
        .await
        .or_storage()?;
    let Some(latest) = latest else {
        return Ok(None);
    };
    let Some(checkpoint) = checkpoint_at(db, owner, latest.size).await? else {
        return Ok(None);
    };
    let rows = own()
        .filter(log_cosignature::Column::Size.eq(latest.size))
        .order_by_asc(log_cosignature::Column::Witness)
        .all(db)
        .await
        .or_storage()?;
    let lines = rows.into_iter().map(cosignature_of);
    Ok(Some((checkpoint, lines.collect::<Result<_, _>>()?)))
}

#[async_trait]
impl SealReads for Store {
    async fn seals(
        &self,
        owner: OrganisationId,
        meeting: MeetingId,
        since: Option<u64>,
    ) -> Result<StoredProof, StorageError> {
        let snapshot = self.snapshot().await?;
        let mut units = of_meetings(&snapshot, &[meeting.uuid()]).await?;
        units.retain(|seal| seal.owner == owner);
        let earlier = match since.and_then(|size| i64::try_from(size).ok()) {
            Some(size) => checkpoint_at(&snapshot, owner, size).await?,
            None => None,
        };
        Ok(StoredProof {
            units,
            log: log(&snapshot, owner).await?,
            witnessed: witnessed(&snapshot, owner).await?,
            earlier,
        })
    }

    async fn handovers(
        &self,
        owner: Option<OrganisationId>,
    ) -> Result<Vec<StoredHandover>, StorageError> {
        handovers(&self.reader, owner).await
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
        let cosignatures: Vec<Uuid> = log_cosignature::Entity::find()
            .select_only()
            .column(log_cosignature::Column::OwnerId)
            .distinct()
            .into_tuple()
            .all(&self.reader)
            .await
            .or_storage()?;
        let objections: Vec<Uuid> = log_objection::Entity::find()
            .select_only()
            .column(log_objection::Column::OwnerId)
            .distinct()
            .into_tuple()
            .all(&self.reader)
            .await
            .or_storage()?;
        let handed: Vec<Option<Uuid>> = key_handover::Entity::find()
            .select_only()
            .column(key_handover::Column::OwnerId)
            .distinct()
            .into_tuple()
            .all(&self.reader)
            .await
            .or_storage()?;
        let handed = handed.into_iter().flatten();
        let known = cosignatures.into_iter().chain(objections).chain(handed);
        let all: BTreeSet<Uuid> = entries
            .into_iter()
            .chain(checkpoints)
            .chain(known)
            .collect();
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

    async fn log(&self, owner: OrganisationId) -> Result<StoredLog, StorageError> {
        log(&self.snapshot().await?, owner).await
    }

    async fn reach(&self) -> Result<Vec<Reach>, StorageError> {
        let snapshot = self.snapshot().await?;
        let logs: Vec<(Uuid, i64)> = log_checkpoint::Entity::find()
            .select_only()
            .column(log_checkpoint::Column::OwnerId)
            .column_as(log_checkpoint::Column::Size.max(), "size")
            .group_by(log_checkpoint::Column::OwnerId)
            .order_by_asc(log_checkpoint::Column::OwnerId)
            .into_tuple()
            .all(&snapshot)
            .await
            .or_storage()?;
        let signed: Vec<(Uuid, String, i64)> = log_cosignature::Entity::find()
            .select_only()
            .column(log_cosignature::Column::OwnerId)
            .column(log_cosignature::Column::Witness)
            .column_as(log_cosignature::Column::Size.max(), "size")
            .group_by(log_cosignature::Column::OwnerId)
            .group_by(log_cosignature::Column::Witness)
            .into_tuple()
            .all(&snapshot)
            .await
            .or_storage()?;
        let mut witnessed: BTreeMap<Uuid, BTreeMap<String, u64>> = BTreeMap::new();
        for (owner, witness, size) in signed {
            let size = unsigned("log_cosignature.size", size)?;
            witnessed.entry(owner).or_default().insert(witness, size);
        }
        let logs = logs.into_iter().map(|(owner, size)| {
            Ok(Reach {
                owner: OrganisationId::from_uuid(owner),
                size: unsigned("log_checkpoint.size", size)?,
                witnessed: witnessed.remove(&owner).unwrap_or_default(),
            })
        });
        logs.collect()
    }

    async fn cosignatures(
        &self,
        owner: OrganisationId,
    ) -> Result<Vec<StoredCosignature>, StorageError> {
        let rows = log_cosignature::Entity::find()
            .filter(log_cosignature::Column::OwnerId.eq(owner.uuid()))
            .order_by_asc(log_cosignature::Column::Size)
            .order_by_asc(log_cosignature::Column::Witness)
            .all(&self.reader)
            .await
            .or_storage()?;
        rows.into_iter().map(cosignature_of).collect()
    }

    async fn objections(
        &self,
        owner: OrganisationId,
    ) -> Result<Vec<StoredObjection>, StorageError> {
        objections(&self.reader, owner).await
    }

    async fn handed_over(
        &self,
        owner: Option<OrganisationId>,
    ) -> Result<Vec<StoredHandover>, StorageError> {
        handovers(&self.reader, owner).await
    }

    async fn seals_of(&self, meetings: &[MeetingId]) -> Result<Vec<StoredSeal>, StorageError> {
        let ids: Vec<Uuid> = meetings.iter().map(|id| id.uuid()).collect();
        of_meetings(&self.reader, &ids).await
    }
}
