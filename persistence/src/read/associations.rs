//! Associations as the register holds them.

use super::eyes::among;
use super::together::{with_children, with_parents};
use crate::entity::{
    association, mandate, membership, organisation, presidium, remote_decision, seat, statutes,
};
use crate::fault::OrStorage;
use crate::mapping;
use crate::mapping::association::AssociationRows;
use application::error::StorageError;
use domain::Date;
use domain::association::Association;
use domain::id::OrganisationId;
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;
use uuid::Uuid;

/// The associations with the given organisation ids, as far as registered. Six statements, one where none is.
pub(crate) async fn load(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Association>, StorageError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let own = association::Entity::belongs_to(organisation::Entity)
        .from(association::Column::OrganisationId)
        .to(organisation::Column::Id);
    let (associations, owners) = with_parents(
        db,
        association::Entity::find().filter(among(association::Column::OrganisationId, ids)),
        own.into(),
        organisation::Entity,
    )
    .await?;
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
    let sits = mandate::Entity::belongs_to(seat::Entity)
        .from(mandate::Column::SeatId)
        .to(seat::Column::Id);
    let (seats, mandates) = with_children(
        db,
        seat::Entity::find()
            .filter(among(seat::Column::AssociationId, ids))
            .order_by_asc(seat::Column::Place)
            .order_by_asc(seat::Column::Id),
        sits.into(),
        mandate::Entity,
        mandate::Column::Ordinal,
    )
    .await?;
    let joined = membership::Entity::belongs_to(organisation::Entity)
        .from(membership::Column::OrganisationId)
        .to(organisation::Column::Id);
    let (memberships, members) = with_parents(
        db,
        membership::Entity::find()
            .filter(among(membership::Column::AssociationId, ids))
            .order_by_asc(membership::Column::Ordinal),
        joined.into(),
        organisation::Entity,
    )
    .await?;
    let organisations = owners
        .into_iter()
        .chain(members)
        .map(|row| Ok((row.id, mapping::organisation(row)?)))
        .collect::<Result<HashMap<_, _>, StorageError>>()?;
    let rows = AssociationRows {
        associations,
        statutes: children!(statutes),
        remote_decisions: children!(remote_decision),
        memberships,
        presidium: children!(presidium),
        seats,
        mandates,
    };
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
