//! Rows and the rows that belong to them, in one statement.

use crate::fault::OrStorage;
use application::error::StorageError;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryOrder, QuerySelect, RelationDef,
    Select,
};

/// Parents in their order, and the children of all of them in the order of `by`. `belongs` leads from child to parent.
pub(crate) async fn with_children<P, C>(
    db: &impl ConnectionTrait,
    parents: Select<P>,
    belongs: RelationDef,
    child: C,
    by: impl ColumnTrait,
) -> Result<(Vec<P::Model>, Vec<C::Model>), StorageError>
where
    P: EntityTrait,
    C: EntityTrait,
    P::Model: PartialEq + Send + Sync,
    C::Model: Send + Sync,
{
    let rows = parents
        .join(JoinType::LeftJoin, belongs.rev())
        .order_by_asc(by)
        .select_also(child)
        .all(db)
        .await
        .or_storage()?;
    let (mut parents, mut children) = (Vec::new(), Vec::new());
    for (parent, child) in rows {
        if parents.last() != Some(&parent) {
            parents.push(parent);
        }
        children.extend(child);
    }
    Ok((parents, children))
}

/// Rows, and what each belongs to. `belongs` leads from the row to that.
pub(crate) async fn with_parents<R, P>(
    db: &impl ConnectionTrait,
    rows: Select<R>,
    belongs: RelationDef,
    parent: P,
) -> Result<(Vec<R::Model>, Vec<P::Model>), StorageError>
where
    R: EntityTrait,
    P: EntityTrait,
    R::Model: Send + Sync,
    P::Model: Send + Sync,
{
    let rows = rows
        .join(JoinType::InnerJoin, belongs)
        .select_also(parent)
        .all(db)
        .await
        .or_storage()?;
    let (mut own, mut parents) = (Vec::new(), Vec::new());
    for (row, parent) in rows {
        own.push(row);
        parents.extend(parent);
    }
    Ok((own, parents))
}
