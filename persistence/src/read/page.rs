//! Pages of lists by keyset: as many statements for the last page as for the first.

use crate::fault::OrStorage;
use application::error::StorageError;
use application::read::{Connection, Page};
use sea_orm::sea_query::{Alias, Expr, Query, SelectStatement};
use sea_orm::{ConnectionTrait, QueryResult};

/// The statements of a list.
#[derive(Debug)]
pub(crate) struct Listed {
    /// What is listed, from the cursor on, in order.
    pub(crate) items: SelectStatement,
    /// The whole list without columns, to be counted where the page asks.
    pub(crate) counted: SelectStatement,
}

/// The rows of a statement, so many at most after those passed over. The numbers stand in the statement itself: bound,
/// they would make PostgreSQL plan anew at each execution.
pub(crate) async fn limited(
    db: &impl ConnectionTrait,
    select: &SelectStatement,
    limit: u64,
) -> Result<Vec<QueryResult>, StorageError> {
    limited_after(db, select, limit, 0).await
}

async fn limited_after(
    db: &impl ConnectionTrait,
    select: &SelectStatement,
    limit: u64,
    skip: u64,
) -> Result<Vec<QueryResult>, StorageError> {
    let mut statement = db.get_database_backend().build(select);
    statement.sql.push_str(&format!(" LIMIT {limit}"));
    if skip > 0 {
        statement.sql.push_str(&format!(" OFFSET {skip}"));
    }
    db.query_all_raw(statement).await.or_storage()
}

/// How many rows a statement finds.
pub(crate) async fn count(
    db: &impl ConnectionTrait,
    select: SelectStatement,
) -> Result<u64, StorageError> {
    let row = db.query_one(&select).await.or_storage()?;
    let count: i64 = row
        .map_or(Ok(0), |row| row.try_get_by_index(0))
        .or_storage()?;
    Ok(u64::try_from(count).unwrap_or_default())
}

/// A page of a list and, where the page asks, how many the whole list holds.
pub(crate) async fn list<T>(
    db: &impl ConnectionTrait,
    listed: Listed,
    page: &Page,
    read: impl FnMut(&QueryResult) -> Result<(T, String), StorageError>,
) -> Result<Connection<T>, StorageError> {
    let mut counted = listed.counted;
    counted.expr(Expr::cust("COUNT(*)"));
    finish(db, &listed.items, counted, page, read).await
}

/// As [`list`], for a statement that groups: its groups are counted.
pub(crate) async fn list_groups<T>(
    db: &impl ConnectionTrait,
    listed: Listed,
    page: &Page,
    read: impl FnMut(&QueryResult) -> Result<(T, String), StorageError>,
) -> Result<Connection<T>, StorageError> {
    let counted = Query::select()
        .expr(Expr::cust("COUNT(*)"))
        .from_subquery(listed.counted, Alias::new("found"))
        .to_owned();
    finish(db, &listed.items, counted, page, read).await
}

async fn finish<T>(
    db: &impl ConnectionTrait,
    items: &SelectStatement,
    counted: SelectStatement,
    page: &Page,
    read: impl FnMut(&QueryResult) -> Result<(T, String), StorageError>,
) -> Result<Connection<T>, StorageError> {
    let total = match page.count {
        true => Some(count(db, counted).await?),
        false => None,
    };
    let first = usize::try_from(page.first).unwrap_or(usize::MAX);
    let rows = limited_after(db, items, u64::from(page.first) + 1, page.skip).await?;
    let has_next = rows.len() > first;
    let items = rows
        .iter()
        .take(first)
        .map(read)
        .collect::<Result<_, _>>()?;
    Ok(Connection {
        items,
        total,
        has_next,
    })
}
