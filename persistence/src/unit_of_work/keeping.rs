//! What keeping a register asks for: whose it is, and what its journal says.

use crate::entity::{body, journal as entry, organisation, organisation_alias, seat};
use crate::fault::OrStorage;
use crate::{journal, mapping};
use application::error::StorageError;
use application::ports::{Address, Located, StoredStep};
use domain::id::OrganisationId;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

/// How many entries are told of at once.
const TOLD: u64 = 100;

/// Whose register a command is about.
pub(super) async fn owner_of(
    db: &impl ConnectionTrait,
    address: &Address,
) -> Result<Option<Located>, StorageError> {
    let id: Option<Uuid> = match address {
        Address::Id(id) => Some(id.uuid()),
        Address::Slug(slug) => {
            let own = organisation::Entity::find()
                .select_only()
                .column(organisation::Column::Id)
                .filter(organisation::Column::Slug.eq(slug.as_str()))
                .into_tuple()
                .one(db)
                .await
                .or_storage()?;
            match own {
                Some(id) => Some(id),
                None => organisation_alias::Entity::find_by_id(slug.as_str())
                    .one(db)
                    .await
                    .or_storage()?
                    .map(|alias| alias.organisation_id),
            }
        }
        Address::Body(id) => body::Entity::find_by_id(id.uuid())
            .one(db)
            .await
            .or_storage()?
            .map(|row| row.owner_id),
        Address::Seat(id) => seat::Entity::find_by_id(id.uuid())
            .one(db)
            .await
            .or_storage()?
            .map(|row| row.association_id),
    };
    let Some(id) = id else { return Ok(None) };
    let row = organisation::Entity::find_by_id(id)
        .one(db)
        .await
        .or_storage()?;
    row.map(|row| {
        Ok(Located {
            public: row.published,
            owner: mapping::organisation(row)?,
            meeting: None,
        })
    })
    .transpose()
}

/// The number of the latest entry about a register; 0 before the first.
pub(super) async fn version(
    db: &impl ConnectionTrait,
    owner: OrganisationId,
) -> Result<i64, StorageError> {
    let latest = entry::Entity::find()
        .select_only()
        .column(entry::Column::Sequence)
        .filter(entry::Column::OrganisationId.eq(owner.uuid()))
        .filter(entry::Column::SubjectKind.eq(journal::ORGANISATION))
        .order_by_desc(entry::Column::Sequence)
        .limit(1)
        .into_tuple()
        .one(db)
        .await
        .or_storage()?;
    Ok(latest.unwrap_or_default())
}

/// The entries about a register from a number on.
pub(super) async fn steps(
    db: &impl ConnectionTrait,
    owner: OrganisationId,
    from: i64,
) -> Result<Vec<StoredStep>, StorageError> {
    let rows = entry::Entity::find()
        .filter(entry::Column::OrganisationId.eq(owner.uuid()))
        .filter(entry::Column::SubjectKind.eq(journal::ORGANISATION))
        .filter(entry::Column::Sequence.gte(from))
        .order_by_asc(entry::Column::Sequence)
        .limit(TOLD)
        .all(db)
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
