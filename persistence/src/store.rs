//! The database: a way to write, a way to read, and its schema.

use crate::fault::{OrStorage, storage};
use crate::following::Bell;
use crate::read::secrecy::JustNoted;
use crate::reading::Reading;
use crate::shelf::Shelf;
use crate::unit_of_work::Work;
use application::error::StorageError;
use application::ports::{BeginWork, UnitOfWork};
use async_trait::async_trait;
use migrations::Migrator;
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend,
    IsolationLevel, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::{MigrationStatus, MigratorTrait};
use std::sync::Arc;
use tracing::Instrument;
use tracing::field::Empty;

/// A database that is open.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) writer: DatabaseConnection,
    pub(crate) reader: Reading,
    /// The same way to read, for workers: what they ask is no request's, and is not counted.
    pub(crate) working: DatabaseConnection,
    /// A connection of its own for the one question that every read waits for.
    pub(crate) watching: DatabaseConnection,
    pub(crate) bell: Bell,
    /// Reads of secret matter that need not be noted again.
    pub(crate) noted: JustNoted,
    /// What was read at the epoch that this is asked at.
    pub(crate) shelf: Shelf,
}

/// A schema change and whether the database has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaChange {
    /// Its name.
    pub name: String,
    /// Whether the database has it.
    pub applied: bool,
}

/// The connections of a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pool {
    /// Whose: `read` or `write`.
    pub name: &'static str,
    /// How many are at work.
    pub in_use: u32,
    /// How many wait for work.
    pub idle: u32,
    /// How many there may be.
    pub most: u32,
}

/// The lock under which one process at a time changes the schema of a database on PostgreSQL.
const MIGRATING: &str = "SELECT pg_advisory_xact_lock(7236828793)";

impl Store {
    pub(crate) fn new(
        writer: DatabaseConnection,
        reader: DatabaseConnection,
        watching: DatabaseConnection,
    ) -> Self {
        Self {
            writer,
            working: reader.clone(),
            watching,
            reader: Reading::Moving(reader),
            bell: Bell::default(),
            noted: JustNoted::default(),
            shelf: Shelf::default(),
        }
    }

    /// Calls back for every statement of a read, so that tests can count them.
    pub fn on_statement(&mut self, callback: impl Fn(&str) + Send + Sync + 'static) {
        if let Reading::Moving(reader) = &mut self.reader {
            reader.set_metric_callback(move |info| callback(&info.statement.sql));
        }
    }

    /// Brings the schema up to date, all of it or nothing.
    ///
    /// # Errors
    /// [`StorageError`] where a change fails; the schema is then as it was.
    pub async fn migrate(&self) -> Result<(), StorageError> {
        let transaction = self.begin_migrating().await?;
        Migrator::up(&transaction, None).await.or_storage()?;
        transaction.commit().await.or_storage()
    }

    /// Takes the latest schema changes back, as many as asked for.
    ///
    /// # Errors
    /// [`StorageError`] where a change fails; the schema is then as it was.
    pub async fn down(&self, steps: u32) -> Result<(), StorageError> {
        let transaction = self.begin_migrating().await?;
        Migrator::down(&transaction, Some(steps))
            .await
            .or_storage()?;
        transaction.commit().await.or_storage()
    }

    /// Every schema change that this program knows, and whether the database has it.
    ///
    /// # Errors
    /// [`StorageError`] where the database does not answer or has changes that this program does not know.
    pub async fn schema(&self) -> Result<Vec<SchemaChange>, StorageError> {
        let found = Migrator::get_migration_with_status_read_only(&self.working)
            .await
            .or_storage()?;
        Ok(found
            .iter()
            .map(|migration| SchemaChange {
                name: migration.name().to_owned(),
                applied: migration.status() == MigrationStatus::Applied,
            })
            .collect())
    }

    /// Rewrites the database so that no free page holds what was deleted or blotted. Nothing else may be written
    /// meanwhile; whoever tries waits.
    ///
    /// # Errors
    /// [`StorageError`] where the database refuses, as SQLite does while something else has it open to write.
    pub async fn compact(&self) -> Result<(), StorageError> {
        let steps: &[&str] = match self.writer.get_database_backend() {
            DbBackend::Postgres => &["VACUUM (FULL, ANALYZE)"],
            _ => &[
                "VACUUM",
                // What was in the log of writes is in the file now; the log is emptied.
                "PRAGMA wal_checkpoint(TRUNCATE)",
            ],
        };
        for step in steps {
            self.writer.execute_unprepared(step).await.or_storage()?;
        }
        Ok(())
    }

    /// The connections to the database as they are now.
    pub fn pools(&self) -> [Pool; 2] {
        [("read", &self.working), ("write", &self.writer)].map(|(name, db)| {
            let (open, idle, most) = match db.get_database_backend() {
                DbBackend::Postgres => {
                    let pool = db.get_postgres_connection_pool();
                    let most = pool.options().get_max_connections();
                    (pool.size(), pool.num_idle(), most)
                }
                _ => {
                    let pool = db.get_sqlite_connection_pool();
                    let most = pool.options().get_max_connections();
                    (pool.size(), pool.num_idle(), most)
                }
            };
            let idle = u32::try_from(idle).unwrap_or(u32::MAX);
            Pool {
                name,
                in_use: open.saturating_sub(idle),
                idle,
                most,
            }
        })
    }

    /// How many entries all journals have.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn journal_entries(&self) -> Result<i64, StorageError> {
        let sql = "SELECT CAST(COALESCE(SUM(journal_sequence), 0) AS bigint) FROM organisation";
        let statement = Statement::from_string(self.reader.get_database_backend(), sql);
        let row = self.reader.query_one_raw(statement).await.or_storage()?;
        row.map_or(Ok(0), |row| row.try_get_by_index(0).or_storage())
    }

    /// Ends every connection.
    ///
    /// # Errors
    /// [`StorageError`] where one does not end in order.
    pub async fn close(self) -> Result<(), StorageError> {
        self.watching.close().await.or_storage()?;
        self.working.close().await.or_storage()?;
        self.writer.close().await.or_storage()
    }

    pub(crate) async fn begin_migrating(&self) -> Result<DatabaseTransaction, StorageError> {
        let transaction = self.begin_writing().await?;
        if transaction.get_database_backend() == DbBackend::Postgres {
            transaction
                .execute_unprepared(MIGRATING)
                .await
                .or_storage()?;
        }
        Ok(transaction)
    }

    pub(crate) async fn begin_writing(&self) -> Result<DatabaseTransaction, StorageError> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        self.writer
            .begin_with_options(options)
            .await
            .map_err(storage)
    }

    /// One state of the database, for several reads.
    pub(crate) async fn snapshot(&self) -> Result<Reading, StorageError> {
        match &self.reader {
            Reading::Moving(_) => Ok(Reading::Still(Arc::new(self.begin_reading().await?))),
            still @ Reading::Still(_) => Ok(still.clone()),
        }
    }

    /// The same store, all of whose reads see one state of the database.
    pub(crate) async fn standing(&self) -> Result<Self, StorageError> {
        let reader = self.snapshot().await?;
        Ok(Self {
            reader,
            shelf: self.shelf.at(None),
            ..self.clone()
        })
    }

    pub(crate) async fn begin_reading(&self) -> Result<DatabaseTransaction, StorageError> {
        let reader = match &self.reader {
            Reading::Moving(reader) => reader,
            Reading::Still(_) => &self.working,
        };
        let options = match reader.get_database_backend() {
            DbBackend::Postgres => TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                ..TransactionOptions::default()
            },
            _ => TransactionOptions::default(),
        };
        reader.begin_with_options(options).await.map_err(storage)
    }
}

#[async_trait]
impl BeginWork for Store {
    async fn begin(&self) -> Result<Box<dyn UnitOfWork>, StorageError> {
        let system = match self.writer.get_database_backend() {
            DbBackend::Postgres => "postgresql",
            _ => "sqlite",
        };
        let span = tracing::debug_span!(
            target: "paragraf::within",
            "transaction",
            otel.kind = "client",
            db.system.name = system,
            paragraf.command = Empty,
            paragraf.committed = Empty,
        );
        let transaction = self.begin_writing().instrument(span.clone()).await?;
        Ok(Box::new(Work::new(transaction, self.bell.clone(), span)))
    }
}
