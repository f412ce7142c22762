//! Every row of a database, out of one state of it and into an empty one, whichever engine.

mod cell;
mod restoring;
mod tables;

pub use cell::{Cells, cells};
pub use restoring::{Refused, Restoring};

use crate::entity::file_part;
use crate::fault::{OrStorage, storage};
use crate::mapping;
use crate::store::Store;
use application::error::StorageError;
use domain::id::AttachmentId;
use futures_util::StreamExt;
use interchange::backup::{Column, Journal, Kind, Log, Table};
use migrations::Migrator;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, QueryResult, Statement,
    StreamTrait,
};
use sea_orm_migration::{MigrationStatus, MigratorTrait};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use thiserror::Error;
use uuid::Uuid;

/// The length of every part but the last of a file that is kept in the database, in bytes.
pub const FILE_PART: usize = crate::files::PART as usize;

/// Why no backup was taken.
#[derive(Debug, Error)]
pub enum Unsaved {
    /// The database has another schema than this program.
    #[error(
        "the database lacks {0}: take the backup with the version that it belongs to, or migrate it first"
    )]
    Behind(String),
    /// The database has a table or column that this program knows nothing of, or lacks one.
    #[error("the tables are not those that this version has: {0}")]
    Strange(String),
    /// Where it is written to.
    #[error("{0}")]
    Unwritten(#[from] io::Error),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// A table with the order in which its rows are given, which is the same on both engines.
#[derive(Debug, Clone)]
pub(crate) struct Ordered {
    table: Table,
    order: Vec<String>,
}

/// One state of a database, for as long as it is held. Whoever writes meanwhile is not held up.
#[derive(Debug)]
pub struct Snapshot {
    transaction: DatabaseTransaction,
    tables: Vec<Ordered>,
    step: String,
}

/// The tables and columns that a database has, but for what its schema changes are kept in.
async fn catalogue(
    db: &impl ConnectionTrait,
) -> Result<BTreeMap<String, BTreeSet<String>>, StorageError> {
    let sql = match db.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT c.relname::text, a.attname::text FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
                AND a.attnum > 0 AND NOT a.attisdropped AND c.relname <> 'seaql_migrations'"
        }
        _ => {
            "SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p
            WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND m.name <> 'seaql_migrations'"
        }
    };
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in db.query_all_raw(statement).await.or_storage()? {
        let table: String = row.try_get_by_index(0).or_storage()?;
        let column = row.try_get_by_index(1).or_storage()?;
        found.entry(table).or_default().insert(column);
    }
    Ok(found)
}

/// What a catalogue has that a list of tables does not, or lacks, in words; files are no rows here, and what passes
/// is not kept.
fn strange(found: &BTreeMap<String, BTreeSet<String>>, tables: &[Table]) -> Option<String> {
    let named = |table: &Table| {
        let columns = table.columns.iter().map(|column| column.name.clone());
        (table.name.clone(), columns.collect::<BTreeSet<_>>())
    };
    let known: BTreeMap<String, BTreeSet<String>> = tables.iter().map(named).collect();
    let mut found = found.clone();
    found.remove(tables::FILES);
    found.retain(|name, _| !tables::PASSING.contains(&name.as_str()));
    let mut names = found.keys().chain(known.keys());
    let name = names.find(|name| found.get(*name) != known.get(*name))?;
    let nothing = BTreeSet::new();
    let (has, wants) = (
        found.get(name).unwrap_or(&nothing),
        known.get(name).unwrap_or(&nothing),
    );
    let columns: Vec<&str> = has
        .symmetric_difference(wants)
        .map(String::as_str)
        .collect();
    Some(format!("{name} ({})", columns.join(", ")))
}

/// The engine; two traits give it by the same name.
fn backend(db: &impl ConnectionTrait) -> DbBackend {
    db.get_database_backend()
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl Store {
    /// Holds one state of the database.
    ///
    /// # Errors
    /// [`Unsaved`] where the schema is not this program's.
    pub async fn freeze(&self) -> Result<Snapshot, Unsaved> {
        let transaction = self.begin_reading().await?;
        if backend(&transaction) == DbBackend::Postgres {
            // A large table takes longer than a read of the service may.
            let unbounded = "SET LOCAL statement_timeout = 0";
            transaction
                .execute_unprepared(unbounded)
                .await
                .or_storage()?;
        }
        let changes = Migrator::get_migration_with_status_read_only(&transaction)
            .await
            .or_storage()?;
        let mut step = String::new();
        for change in changes {
            if change.status() != MigrationStatus::Applied {
                return Err(Unsaved::Behind(change.name().to_owned()));
            }
            change.name().clone_into(&mut step);
        }
        let tables = tables::all();
        let shapes: Vec<Table> = tables.iter().map(|held| held.table.clone()).collect();
        if let Some(strange) = strange(&catalogue(&transaction).await?, &shapes) {
            return Err(Unsaved::Strange(strange));
        }
        Ok(Snapshot {
            transaction,
            tables,
            step,
        })
    }
}

impl Snapshot {
    /// The tables, each after those that it refers to.
    pub fn tables(&self) -> Vec<Table> {
        let tables = self.tables.iter();
        tables.map(|held| held.table.clone()).collect()
    }

    /// The latest schema change.
    pub fn step(&self) -> &str {
        &self.step
    }

    /// Gives every row of a table as a line of JSON, without an end of line; the place is the table's among
    /// [`Snapshot::tables`]. Gives how many.
    ///
    /// # Errors
    /// [`Unsaved`].
    pub async fn rows(
        &self,
        place: usize,
        mut take: impl FnMut(&str) -> io::Result<()> + Send,
    ) -> Result<u64, Unsaved> {
        let Some(Ordered { table, order }) = self.tables.get(place) else {
            return Ok(0);
        };
        let backend = backend(&self.transaction);
        let columns = table.columns.iter().map(selected);
        let columns: Vec<String> = columns.collect();
        let kind = |name: &str| table.columns.iter().find(|column| column.name == name);
        let order = order.iter().map(|name| {
            let text = kind(name).is_some_and(|column| column.kind == Kind::Text);
            // By bytes, whatever language the database speaks.
            let collation = match text && backend == DbBackend::Postgres {
                true => " COLLATE \"C\"",
                false => "",
            };
            format!("{}{collation}", quoted(name))
        });
        let order: Vec<String> = order.collect();
        let sql = format!(
            "SELECT {} FROM {} ORDER BY {}",
            columns.join(", "),
            quoted(&table.name),
            order.join(", ")
        );
        let statement = Statement::from_string(backend, sql);
        let mut rows = self.transaction.stream_raw(statement).await.or_storage()?;
        let mut count = 0;
        while let Some(row) = rows.next().await {
            let line = cell::line(table, &row.or_storage()?)?;
            take(&line)?;
            count += 1;
        }
        Ok(count)
    }

    /// Uploaded files that are to be there, with their sizes, by id.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn files(&self) -> Result<Vec<(AttachmentId, u64)>, StorageError> {
        let sql = "SELECT id, size FROM attachment WHERE disposed_on IS NULL ORDER BY id";
        let rows = self.asked(sql).await?;
        let read = |row: &QueryResult| {
            let id: Uuid = row.try_get_by_index(0).or_storage()?;
            let size: i64 = row.try_get_by_index(1).or_storage()?;
            let size = u64::try_from(size).unwrap_or_default();
            Ok((AttachmentId::from_uuid(id), size))
        };
        rows.iter().map(read).collect()
    }

    /// A part of a file that is kept in the database; `None` behind its end, and where there is no such file.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn file_part(
        &self,
        id: AttachmentId,
        part: usize,
    ) -> Result<Option<Vec<u8>>, StorageError> {
        let found = file_part::Entity::find_by_id((id.uuid(), mapping::ordinal(part)))
            .one(&self.transaction)
            .await
            .or_storage()?;
        Ok(found.map(|row| row.bytes))
    }

    /// How far each journal went.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn journals(&self) -> Result<Vec<Journal>, StorageError> {
        let sql = "SELECT id, journal_sequence, journal_head FROM organisation
            WHERE journal_sequence > 0 ORDER BY id";
        let rows = self.asked(sql).await?;
        let read = |row: &QueryResult| {
            let id: Uuid = row.try_get_by_index(0).or_storage()?;
            Ok(Journal {
                organisation: id.to_string(),
                sequence: row.try_get_by_index(1).or_storage()?,
                head: row.try_get_by_index(2).or_storage()?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// How far each log of sealed units went.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn logs(&self) -> Result<Vec<Log>, StorageError> {
        let sql = "SELECT owner_id, note FROM log_checkpoint c
            WHERE size = (SELECT max(size) FROM log_checkpoint o WHERE o.owner_id = c.owner_id) ORDER BY owner_id";
        let rows = self.asked(sql).await?;
        let read = |row: &QueryResult| {
            let id: Uuid = row.try_get_by_index(0).or_storage()?;
            Ok(Log {
                organisation: id.to_string(),
                checkpoint: row.try_get_by_index(1).or_storage()?,
            })
        };
        rows.iter().map(read).collect()
    }

    async fn asked(&self, sql: &str) -> Result<Vec<QueryResult>, StorageError> {
        let statement = Statement::from_string(backend(&self.transaction), sql);
        let asked = self.transaction.query_all_raw(statement).await;
        asked.map_err(storage)
    }
}

/// A column as it is asked for: JSON as the text that is stored.
fn selected(column: &Column) -> String {
    let name = quoted(&column.name);
    match column.kind {
        Kind::Json => format!("CAST({name} AS text) AS {name}"),
        _ => name,
    }
}
