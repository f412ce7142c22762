//! Rows of several tables in one statement.

use crate::fault::{OrStorage, corrupt};
use application::error::StorageError;
use sea_orm::sea_query::{Expr, Query, SelectStatement, UnionType};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryOrder, QuerySelect, QueryTrait,
    RelationDef, Select,
};
use serde::de::DeserializeOwned;
use std::collections::HashMap;

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

/// Rows of several tables that are asked for by one statement; PostgreSQL writes them as JSON.
#[derive(Debug, Default)]
pub(crate) struct Together(Option<SelectStatement>);

impl Together {
    /// The rows of one more table.
    pub(crate) fn and<E: EntityTrait>(self, rows: Select<E>) -> Self {
        let part = Query::select()
            .expr(Expr::val(E::default().table_name()))
            .expr(Expr::cust("row_to_json(\"row\")::text"))
            .from_subquery(rows.into_query(), "row")
            .to_owned();
        Self(Some(match self.0 {
            None => part,
            Some(mut all) => all.union(UnionType::All, part).to_owned(),
        }))
    }

    /// Asks for them.
    pub(crate) async fn read(self, db: &impl ConnectionTrait) -> Result<Found, StorageError> {
        let mut found = Found::default();
        let Some(all) = self.0 else {
            return Ok(found);
        };
        for row in db.query_all(&all).await.or_storage()? {
            let (table, row): (String, String) = row.try_get_many_by_index().or_storage()?;
            found.0.entry(table).or_default().push(row);
        }
        Ok(found)
    }
}

/// Rows by table, in no order.
#[derive(Debug, Default)]
pub(crate) struct Found(HashMap<String, Vec<String>>);

impl Found {
    /// Those of a table.
    pub(crate) fn take<E>(&mut self, table: E) -> Result<Vec<E::Model>, StorageError>
    where
        E: EntityTrait,
        E::Model: DeserializeOwned,
    {
        let rows = self.0.remove(table.table_name()).unwrap_or_default();
        let read = |row: &String| {
            serde_json::from_str(row).map_err(|error| corrupt("row", error.to_string()))
        };
        rows.iter().map(read).collect()
    }
}
