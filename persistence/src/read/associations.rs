//! Associations as the register holds them.

use super::directory;
use super::eyes::among;
use crate::entity::{association, mandate, membership, presidium, remote_decision, seat, statutes};
use crate::fault::OrStorage;
use crate::mapping::association::AssociationRows;
use application::error::StorageError;
use domain::Date;
use domain::association::Association;
use domain::id::OrganisationId;
use sea_orm::sea_query::{Condition, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// The associations with the given organisation ids, as far as registered. Eight statements, one where none is.
pub(crate) async fn load(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Association>, StorageError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let associations = association::Entity::find()
        .filter(among(association::Column::OrganisationId, ids))
        .all(db)
        .await
        .or_storage()?;
    if associations.is_empty() {
        return Ok(HashMap::new());
    }
    macro_rules! children {
        ($table:ident) => {
            $table::Entity::find()
                .filter(among($table::Column::AssociationId, ids))
                .order_by_asc($table::Column::Ordinal)
                .all(db)
                .await
                .or_storage()?
        };
    }
    let seats = seat::Entity::find()
        .filter(among(seat::Column::AssociationId, ids))
        .order_by_asc(seat::Column::Place)
        .all(db)
        .await
        .or_storage()?;
    let own_seats = Query::select()
        .column(seat::Column::Id)
        .from(seat::Entity)
        .and_where(among(seat::Column::AssociationId, ids))
        .to_owned();
    let mandates = mandate::Entity::find()
        .filter(mandate::Column::SeatId.in_subquery(own_seats))
        .order_by_asc(mandate::Column::Ordinal)
        .all(db)
        .await
        .or_storage()?;
    let rows = AssociationRows {
        associations,
        statutes: children!(statutes),
        remote_decisions: children!(remote_decision),
        memberships: children!(membership),
        presidium: children!(presidium),
        seats,
        mandates,
    };
    let mut named: BTreeSet<Uuid> = rows
        .associations
        .iter()
        .map(|row| row.organisation_id)
        .collect();
    named.extend(rows.memberships.iter().map(|row| row.organisation_id));
    let organisations = directory::by_ids(db, &named.into_iter().collect::<Vec<_>>()).await?;
    rows.read(&organisations)
}

/// The associations that any of the organisations is a member of on a day.
pub(crate) async fn of_members(
    db: &impl ConnectionTrait,
    members: &[OrganisationId],
    on: Date,
) -> Result<Vec<OrganisationId>, StorageError> {
    if members.is_empty() {
        return Ok(Vec::new());
    }
    let members: Vec<Uuid> = members.iter().map(|id| id.uuid()).collect();
    let ids: Vec<Uuid> = membership::Entity::find()
        .select_only()
        .column(membership::Column::AssociationId)
        .distinct()
        .filter(among(membership::Column::OrganisationId, &members))
        .filter(membership::Column::JoinedOn.lte(on))
        .filter(
            Condition::any()
                .add(membership::Column::LeftOn.is_null())
                .add(membership::Column::LeftOn.gte(on)),
        )
        .order_by_asc(membership::Column::AssociationId)
        .into_tuple()
        .all(db)
        .await
        .or_storage()?;
    Ok(ids.into_iter().map(OrganisationId::from_uuid).collect())
}
