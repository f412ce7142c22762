//! Writing an association's register.

use super::insert_all;
use crate::entity::{association, mandate, membership, presidium, remote_decision, seat, statutes};
use crate::fault::{OrStorage, corrupt};
use crate::mapping::association::AssociationRows;
use crate::read::associations;
use application::error::StorageError;
use domain::association::Association;
use domain::id::{OrganisationId, SeatId};
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashMap;
use uuid::Uuid;

/// Seats of an association by member and place; of a member that left and came back, the seats of its first time.
pub(crate) async fn seats(
    db: &impl ConnectionTrait,
    id: OrganisationId,
) -> Result<HashMap<(OrganisationId, usize), SeatId>, StorageError> {
    let members: Vec<(i64, Uuid)> = membership::Entity::find()
        .select_only()
        .columns([
            membership::Column::Ordinal,
            membership::Column::OrganisationId,
        ])
        .filter(membership::Column::AssociationId.eq(id.uuid()))
        .into_tuple()
        .all(db)
        .await
        .or_storage()?;
    let members: HashMap<i64, Uuid> = members.into_iter().collect();
    let mut rows = seat::Entity::find()
        .filter(seat::Column::AssociationId.eq(id.uuid()))
        .all(db)
        .await
        .or_storage()?;
    rows.sort_by_key(|row| (row.member_ordinal, row.place));
    let mut seats = HashMap::new();
    for row in rows {
        let member = members.get(&row.member_ordinal).copied();
        let member = member.ok_or_else(|| corrupt("seat.member_ordinal", "it names no member"))?;
        let place = usize::try_from(row.place).map_err(|error| corrupt("seat.place", error))?;
        seats
            .entry((OrganisationId::from_uuid(member), place))
            .or_insert(SeatId::from_uuid(row.id));
    }
    Ok(seats)
}

/// Stores a register in place of the former one; `true` where that changed anything.
pub(crate) async fn put(
    db: &impl ConnectionTrait,
    association: &Association,
) -> Result<bool, StorageError> {
    let id = association.organisation.id;
    let former = associations::load(db, &[id.uuid()])
        .await?
        .remove(&id.uuid());
    if former.as_ref() == Some(association) {
        return Ok(false);
    }
    clear(db, id.uuid()).await?;
    let rows = AssociationRows::of(association)?;
    insert_all::<association::Entity>(db, rows.associations).await?;
    insert_all::<statutes::Entity>(db, rows.statutes).await?;
    insert_all::<remote_decision::Entity>(db, rows.remote_decisions).await?;
    insert_all::<presidium::Entity>(db, rows.presidium).await?;
    insert_all::<membership::Entity>(db, rows.memberships).await?;
    insert_all::<seat::Entity>(db, rows.seats).await?;
    insert_all::<mandate::Entity>(db, rows.mandates).await?;
    Ok(true)
}

async fn clear(db: &impl ConnectionTrait, id: Uuid) -> Result<(), StorageError> {
    let own_seats = Query::select()
        .column(seat::Column::Id)
        .from(seat::Entity)
        .and_where(seat::Column::AssociationId.eq(id))
        .to_owned();
    mandate::Entity::delete_many()
        .filter(mandate::Column::SeatId.in_subquery(own_seats))
        .exec(db)
        .await
        .or_storage()?;
    macro_rules! delete {
        ($($table:ident . $column:ident),+ $(,)?) => {$(
            $table::Entity::delete_many()
                .filter($table::Column::$column.eq(id))
                .exec(db)
                .await
                .or_storage()?;
        )+};
    }
    delete!(
        seat.AssociationId,
        membership.AssociationId,
        presidium.AssociationId,
        remote_decision.AssociationId,
        statutes.AssociationId,
        association.OrganisationId,
    );
    Ok(())
}
