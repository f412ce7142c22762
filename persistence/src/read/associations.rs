//! Associations as the register holds them.

use super::eyes::among;
use super::together::{Found, Together, with_children, with_parents};
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
use sea_orm::sea_query::{Condition, UnionType};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use std::collections::HashMap;
use uuid::Uuid;

/// The associations with the given organisation ids, as far as registered: on PostgreSQL by one statement, else by six, or
/// one where none is.
pub(crate) async fn load(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Association>, StorageError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = match db.get_database_backend() {
        DbBackend::Postgres => at_once(db, ids).await?,
        _ => None,
    };
    let (rows, organisations) = match found {
        Some(found) => found,
        None => one_by_one(db, ids).await?,
    };
    let organisations = organisations
        .into_iter()
        .map(|row| Ok((row.id, mapping::organisation(row)?)))
        .collect::<Result<HashMap<_, _>, StorageError>>()?;
    rows.read(&organisations)
}

/// Rows of associations, and of the organisations that they name.
type Rows = (AssociationRows, Vec<organisation::Model>);

/// `None` where a row is not to be had as JSON: a day before the first year is written there in words.
async fn at_once(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Option<Rows>, StorageError> {
    macro_rules! of_associations {
        ($table:ident) => {
            $table::Entity::find().filter(among($table::Column::AssociationId, ids))
        };
    }
    let seats = of_associations!(seat)
        .select_only()
        .column(seat::Column::Id)
        .into_query();
    let named = association::Entity::find()
        .select_only()
        .column(association::Column::OrganisationId)
        .filter(among(association::Column::OrganisationId, ids))
        .into_query()
        .union(
            UnionType::Distinct,
            of_associations!(membership)
                .select_only()
                .column(membership::Column::OrganisationId)
                .into_query(),
        )
        .to_owned();
    let mut found = Together::default()
        .and(association::Entity::find().filter(among(association::Column::OrganisationId, ids)))
        .and(of_associations!(statutes))
        .and(of_associations!(remote_decision))
        .and(of_associations!(membership))
        .and(of_associations!(presidium))
        .and(of_associations!(seat))
        .and(mandate::Entity::find().filter(mandate::Column::SeatId.in_subquery(seats)))
        .and(organisation::Entity::find().filter(organisation::Column::Id.in_subquery(named)))
        .read(db)
        .await?;
    Ok(taken(&mut found).ok())
}

fn taken(found: &mut Found) -> Result<Rows, StorageError> {
    let mut rows = AssociationRows {
        associations: found.take(association::Entity)?,
        statutes: found.take(statutes::Entity)?,
        remote_decisions: found.take(remote_decision::Entity)?,
        memberships: found.take(membership::Entity)?,
        presidium: found.take(presidium::Entity)?,
        seats: found.take(seat::Entity)?,
        mandates: found.take(mandate::Entity)?,
    };
    // What several statements find in one comes in no order.
    rows.statutes.sort_by_key(|row| row.ordinal);
    rows.remote_decisions.sort_by_key(|row| row.ordinal);
    rows.memberships.sort_by_key(|row| row.ordinal);
    rows.presidium.sort_by_key(|row| row.ordinal);
    rows.seats.sort_by_key(|row| (row.place, row.id));
    rows.mandates.sort_by_key(|row| row.ordinal);
    Ok((rows, found.take(organisation::Entity)?))
}

async fn one_by_one(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Rows, StorageError> {
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
        return Ok(Rows::default());
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
    let rows = AssociationRows {
        associations,
        statutes: children!(statutes),
        remote_decisions: children!(remote_decision),
        memberships,
        presidium: children!(presidium),
        seats,
        mandates,
    };
    Ok((rows, owners.into_iter().chain(members).collect()))
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
