//! Rows into an empty database, all of them or none.

use super::{Cells, catalogue, strange, tables};
use crate::entity::file_part;
use crate::fault::OrStorage;
use crate::mapping;
use crate::store::Store;
use crate::unit_of_work::{MOST_VALUES, insert_all};
use application::error::StorageError;
use domain::id::AttachmentId;
use interchange::backup::{Kind, Table};
use migrations::Migrator;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement};
use sea_orm_migration::MigratorTrait;
use thiserror::Error;

/// Why a database takes no backup.
#[derive(Debug, Error)]
pub enum Refused {
    /// Something is in it.
    #[error("the database is not empty: there are rows in {0}")]
    NotEmpty(String),
    /// There is something in it that is not ours.
    #[error("the database is not empty: it has the table {0}")]
    Foreign(String),
    /// The backup is of a schema that this program does not know.
    #[error("the backup was taken after the schema change {0}, which this version does not know")]
    Unknown(String),
    /// The backup's tables are not those of its schema.
    #[error("the tables of the backup are not those of its schema: {0}")]
    Strange(String),
    /// The database takes no such row.
    #[error("the database does not take a row of {table}: {reason}")]
    Row {
        /// The table.
        table: String,
        /// Why.
        reason: String,
    },
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// A database that is being filled; dropped before [`Restoring::finish`] it is as it was.
#[derive(Debug)]
pub struct Restoring {
    transaction: DatabaseTransaction,
    tables: Vec<Table>,
}

impl Store {
    /// Begins to fill the database, which must be empty, with the tables that it had after a schema change.
    ///
    /// # Errors
    /// [`Refused`].
    pub async fn begin_restoring(
        &self,
        step: &str,
        tables: Vec<Table>,
    ) -> Result<Restoring, Refused> {
        let changes = Migrator::migrations();
        let known = changes.iter().position(|change| change.name() == step);
        let known = known.and_then(|place| u32::try_from(place + 1).ok());
        let steps = known.ok_or_else(|| Refused::Unknown(step.to_owned()))?;
        let transaction = self.begin_migrating().await?;
        vacant(&transaction).await?;
        Migrator::down(&transaction, None).await.or_storage()?;
        let left = catalogue(&transaction).await?;
        if let Some(table) = left.keys().next() {
            return Err(Refused::Foreign(table.clone()));
        }
        Migrator::up(&transaction, Some(steps)).await.or_storage()?;
        if let Some(strange) = strange(&catalogue(&transaction).await?, &tables) {
            return Err(Refused::Strange(strange));
        }
        // What a schema change puts into a table stands in the backup as it was last.
        for table in tables.iter().rev() {
            let delete = Query::delete()
                .from_table(Alias::new(&table.name))
                .to_owned();
            transaction.execute(&delete).await.or_storage()?;
        }
        Ok(Restoring {
            transaction,
            tables,
        })
    }

    /// Takes back every schema change, and with it every row.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn emptied(&self) -> Result<(), StorageError> {
        let transaction = self.begin_migrating().await?;
        Migrator::down(&transaction, None).await.or_storage()?;
        transaction.commit().await.or_storage()
    }

    /// Has the database look at what it holds, so that it answers the first questions as fast as later ones.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn analyse(&self) -> Result<(), StorageError> {
        if self.writer.get_database_backend() == DbBackend::Postgres {
            let analyse = self.writer.execute_unprepared("ANALYZE");
            analyse.await.or_storage()?;
        }
        Ok(())
    }
}

/// Refuses a database with rows in it. A counter at naught counts nothing; the bytes of a file that nothing tells of are
/// what an upload left behind.
async fn vacant(transaction: &DatabaseTransaction) -> Result<(), Refused> {
    for name in catalogue(transaction).await?.into_keys() {
        let condition = match name.as_str() {
            tables::FILES => continue,
            name if tables::PASSING.contains(&name) => continue,
            "counter" => " WHERE value <> 0",
            _ => "",
        };
        let sql = format!("SELECT 1 FROM {}{condition} LIMIT 1", super::quoted(&name));
        let statement = Statement::from_string(transaction.get_database_backend(), sql);
        let found = transaction.query_one_raw(statement).await.or_storage()?;
        if found.is_some() {
            return Err(Refused::NotEmpty(name));
        }
    }
    Ok(())
}

impl Restoring {
    /// Adds rows to a table, by its place.
    ///
    /// # Errors
    /// [`Refused::Row`] where the database's own rules do not let them in.
    pub async fn insert(&self, place: usize, rows: Vec<Cells>) -> Result<(), Refused> {
        let Some(table) = self.tables.get(place) else {
            return Ok(());
        };
        let postgres = self.transaction.get_database_backend() == DbBackend::Postgres;
        let at_once = (MOST_VALUES / table.columns.len().max(1)).max(1);
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let mut insert = Query::insert();
            insert
                .into_table(Alias::new(&table.name))
                .columns(table.columns.iter().map(|column| Alias::new(&column.name)));
            for row in rows.by_ref().take(at_once) {
                let values = row.into_iter().zip(&table.columns).map(|(value, column)| {
                    match column.kind {
                        // The driver would take the text for a value of JSON.
                        Kind::Json if postgres => Expr::val(value).cast_as("json"),
                        _ => Expr::val(value),
                    }
                });
                insert.values(values).map_err(|error| Refused::Row {
                    table: table.name.clone(),
                    reason: error.to_string(),
                })?;
            }
            let inserted = self.transaction.execute(&insert).await.or_storage();
            inserted.map_err(|error| match error {
                StorageError::Conflict(reason) => Refused::Row {
                    table: table.name.clone(),
                    reason,
                },
                other => Refused::Storage(other),
            })?;
        }
        Ok(())
    }

    /// Adds a part of a file that is kept in the database.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn insert_file_part(
        &self,
        id: AttachmentId,
        part: usize,
        bytes: Vec<u8>,
    ) -> Result<(), StorageError> {
        let row = file_part::Model {
            file_id: id.uuid(),
            part: mapping::ordinal(part),
            bytes,
        };
        insert_all::<file_part::Entity>(&self.transaction, vec![row]).await
    }

    /// Takes the schema changes that came after the backup, and makes it all last.
    ///
    /// # Errors
    /// [`StorageError`]; the database is then as it was.
    pub async fn finish(self) -> Result<(), StorageError> {
        Migrator::up(&self.transaction, None).await.or_storage()?;
        self.transaction.commit().await.or_storage()
    }
}
