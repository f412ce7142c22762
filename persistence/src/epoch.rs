//! The number that every write moves on, and that tells whether what was read before still holds.

use crate::fault::{OrStorage, corrupt};
use crate::following::CHANNEL;
use application::error::StorageError;
use application::ports::Epoch;
use domain::id::OrganisationId;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement};
use std::collections::BTreeSet;

/// On PostgreSQL each connection moves its own row, the last thing that a transaction does: whoever waits for a row waits
/// for a commit under way, and holds nothing that this one wants. With it go the hints to other processes, which are
/// delivered when it commits.
const ON_POSTGRES: &str = "WITH moved AS (
        UPDATE epoch SET value = value + 1 WHERE stripe = pg_backend_pid() % 16
    )
    SELECT pg_notify($1, organisation) FROM unnest(string_to_array($2, ' ')) AS organisation";
const ON_SQLITE: &str = "UPDATE epoch SET value = value + 1";

/// Moves the number on, at the end of a transaction, and tells other processes whose journals have grown.
pub(crate) async fn moved(
    transaction: &DatabaseTransaction,
    grown: &BTreeSet<OrganisationId>,
) -> Result<(), StorageError> {
    let backend = transaction.get_database_backend();
    if backend == DbBackend::Postgres {
        let grown: Vec<String> = grown.iter().map(|id| id.uuid().to_string()).collect();
        let values = [CHANNEL.into(), grown.join(" ").into()];
        let statement = Statement::from_sql_and_values(backend, ON_POSTGRES, values);
        transaction.query_all_raw(statement).await.or_storage()?;
    } else {
        transaction
            .execute_unprepared(ON_SQLITE)
            .await
            .or_storage()?;
    }
    Ok(())
}

/// The number as a connection sees it now.
pub(crate) async fn current(db: &impl ConnectionTrait) -> Result<Epoch, StorageError> {
    let sql = "SELECT CAST(SUM(value) AS bigint) FROM epoch";
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let row = db.query_one_raw(statement).await.or_storage()?;
    let row = row.ok_or_else(|| corrupt("epoch", "it has no row"))?;
    row.try_get_by_index(0).or_storage().map(Epoch)
}
