//! Opening a database, and refusing one that may lose what it acknowledged.

use crate::store::Store;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbErr, SqlxPostgresConnector, SqlxSqliteConnector,
    Statement,
};
use sqlx::ConnectOptions as _;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use std::str::FromStr;
use std::time::Duration;
use thiserror::Error;

/// What a database may be like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DurabilityPolicy {
    /// Whether a database that may forget what it acknowledged is taken all the same. For trials only.
    pub allow_data_loss: bool,
}

/// Why a database was not opened. No variant tells the address, which may hold a password.
#[derive(Debug, Error)]
pub enum ConnectError {
    /// The address is of no database that we know.
    #[error("the database's address cannot be read: {0}")]
    Address(&'static str),
    /// A setting may lose acknowledged writes at a power cut.
    #[error(
        "the database may lose what it acknowledged: {setting} is {value}, {required} is required"
    )]
    UnsafeDurability {
        /// The setting.
        setting: &'static str,
        /// As it stands.
        value: String,
        /// What it must be.
        required: &'static str,
    },
    /// The directory of the file cannot be made.
    #[error("the directory for the database cannot be made: {0}")]
    Directory(#[source] std::io::Error),
    /// The database did not answer.
    #[error("the database did not answer")]
    Unavailable(#[source] DbErr),
}

impl ConnectError {
    /// The public code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Address(_) => "INVALID_VALUE",
            Self::UnsafeDurability { .. } => "UNSAFE_DURABILITY",
            Self::Directory(_) | Self::Unavailable(_) => "UNAVAILABLE",
        }
    }
}

/// How many connections read at once.
const READERS: u32 = 8;
/// How many connections write at once to PostgreSQL; SQLite has one writer.
const WRITERS: u32 = 4;
/// How long anybody waits for a connection or a lock.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a read waits for a connection: where all are taken that long, whoever asks is better told so.
const READERS_PATIENCE: Duration = Duration::from_secs(2);
/// How long a read may take on PostgreSQL.
const LONGEST_READ: &str = "5s";

/// Opens the database at an address: `sqlite:path/to/file` or `postgres://…`.
///
/// # Errors
/// [`ConnectError`] where the address makes no sense, the database does not answer, or, unless the policy allows it,
/// the database is set up so that a power cut may lose what it acknowledged.
pub async fn connect(url: &str, policy: DurabilityPolicy) -> Result<Store, ConnectError> {
    if url.starts_with("sqlite:") {
        sqlite(url, policy).await
    } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        postgres(url, policy).await
    } else {
        Err(ConnectError::Address(
            "it must start with sqlite: or postgres://",
        ))
    }
}

fn refuse_unless(
    safe: bool,
    policy: DurabilityPolicy,
    (setting, value, required): (&'static str, &str, &'static str),
) -> Result<(), ConnectError> {
    if safe {
        return Ok(());
    }
    if policy.allow_data_loss {
        tracing::warn!(
            setting,
            value,
            required,
            "the database may lose what it acknowledged"
        );
        return Ok(());
    }
    Err(ConnectError::UnsafeDurability {
        setting,
        value: value.to_owned(),
        required,
    })
}

fn unavailable(error: sqlx::Error) -> ConnectError {
    ConnectError::Unavailable(DbErr::Conn(sea_orm::RuntimeErr::SqlxError(error.into())))
}

async fn setting(database: &DatabaseConnection, sql: &str) -> Result<String, ConnectError> {
    let statement = Statement::from_string(database.get_database_backend(), sql);
    let row = database
        .query_one_raw(statement)
        .await
        .map_err(ConnectError::Unavailable)?;
    let row =
        row.ok_or_else(|| ConnectError::Unavailable(DbErr::RecordNotFound(sql.to_owned())))?;
    row.try_get_by_index::<String>(0)
        .map_err(ConnectError::Unavailable)
}

/// What an address of SQLite says beyond what the driver reads: the two settings that durability hangs on.
struct SqliteAddress {
    url: String,
    journal_mode: SqliteJournalMode,
    synchronous: SqliteSynchronous,
    in_memory: bool,
}

fn read_sqlite(url: &str) -> Result<SqliteAddress, ConnectError> {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let mut address = SqliteAddress {
        url: path.to_owned(),
        journal_mode: SqliteJournalMode::Wal,
        synchronous: SqliteSynchronous::Full,
        in_memory: path.ends_with(":memory:"),
    };
    let mut kept = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        match name {
            "journal_mode" => {
                address.journal_mode = SqliteJournalMode::from_str(value).map_err(|_| {
                    ConnectError::Address("journal_mode is not one that SQLite has")
                })?;
            }
            "synchronous" => {
                address.synchronous = SqliteSynchronous::from_str(value)
                    .map_err(|_| ConnectError::Address("synchronous is not one that SQLite has"))?;
            }
            _ => {
                address.in_memory |= (name, value) == ("mode", "memory");
                kept.push(pair);
            }
        }
    }
    if !kept.is_empty() {
        address.url = format!("{path}?{}", kept.join("&"));
    }
    Ok(address)
}

async fn sqlite(url: &str, policy: DurabilityPolicy) -> Result<Store, ConnectError> {
    let address = read_sqlite(url)?;
    refuse_unless(!address.in_memory, policy, ("storage", "memory", "a file"))?;
    let options = SqliteConnectOptions::from_str(&address.url)
        .map_err(|_| ConnectError::Address("SQLite cannot read it"))?
        .create_if_missing(true)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .journal_mode(address.journal_mode)
        .synchronous(address.synchronous)
        .disable_statement_logging();
    let pool = || {
        SqlitePoolOptions::new()
            .acquire_timeout(PATIENCE)
            .idle_timeout(None)
            .max_lifetime(None)
    };
    if address.in_memory {
        // A database in memory belongs to its connection: one serves all.
        let one = pool()
            .max_connections(1)
            .connect_with(options)
            .await
            .map_err(unavailable)?;
        let one = SqlxSqliteConnector::from_sqlx_sqlite_pool(one);
        return Ok(Store::new(one.clone(), one.clone(), one));
    }
    if let Some(directory) = options
        .get_filename()
        .parent()
        .filter(|path| !path.as_os_str().is_empty())
    {
        std::fs::create_dir_all(directory).map_err(ConnectError::Directory)?;
    }
    let writer = pool()
        .max_connections(1)
        .connect_with(options.clone())
        .await
        .map_err(unavailable)?;
    let writer = SqlxSqliteConnector::from_sqlx_sqlite_pool(writer);
    let mode = setting(&writer, "PRAGMA journal_mode").await?;
    refuse_unless(mode == "wal", policy, ("journal_mode", &mode, "wal"))?;
    let synchronous = setting(
        &writer,
        "SELECT CASE synchronous WHEN 0 THEN 'off' WHEN 1 THEN 'normal' WHEN 2 THEN 'full' ELSE 'extra' END
        FROM pragma_synchronous",
    )
    .await?;
    let safe = ["full", "extra"].contains(&synchronous.as_str());
    refuse_unless(safe, policy, ("synchronous", &synchronous, "full"))?;
    let only_read = options.pragma("query_only", "on");
    let readers = |most, options| {
        let pool = pool().acquire_timeout(READERS_PATIENCE);
        pool.max_connections(most).connect_with(options)
    };
    let watching = readers(1, only_read.clone()).await.map_err(unavailable)?;
    let reader = readers(READERS, only_read).await.map_err(unavailable)?;
    Ok(Store::new(
        writer,
        SqlxSqliteConnector::from_sqlx_sqlite_pool(reader),
        SqlxSqliteConnector::from_sqlx_sqlite_pool(watching),
    ))
}

async fn postgres(url: &str, policy: DurabilityPolicy) -> Result<Store, ConnectError> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|_| ConnectError::Address("PostgreSQL cannot read it"))?
        .application_name("paragraf")
        .options([
            ("timezone", "UTC"),
            // What is expected to be dear is made into machine code first, which takes a second; none of ours is that dear.
            ("jit", "off"),
            // What is read is in memory, or on a disk without a head to move: looking a row up costs hardly more than its turn.
            ("random_page_cost", "1.1"),
        ])
        .disable_statement_logging();
    let pool = || PgPoolOptions::new().acquire_timeout(PATIENCE);
    let writer = pool()
        .max_connections(WRITERS)
        .connect_with(options.clone())
        .await
        .map_err(unavailable)?;
    let writer = SqlxPostgresConnector::from_sqlx_postgres_pool(writer);
    for name in ["fsync", "full_page_writes", "synchronous_commit"] {
        let value = setting(&writer, &format!("SELECT current_setting('{name}')")).await?;
        refuse_unless(value != "off", policy, (name, &value, "on"))?;
    }
    if setting(&writer, "SELECT current_setting('data_checksums')").await? == "off" {
        tracing::warn!("the database has no data checksums: bit rot would go unnoticed");
    }
    let only_read = options.options([
        ("statement_timeout", LONGEST_READ),
        ("default_transaction_read_only", "on"),
    ]);
    let readers = |most, options| {
        let pool = pool().acquire_timeout(READERS_PATIENCE);
        pool.max_connections(most).connect_with(options)
    };
    let watching = readers(1, only_read.clone()).await.map_err(unavailable)?;
    let reader = readers(READERS, only_read).await.map_err(unavailable)?;
    Ok(Store::new(
        writer,
        SqlxPostgresConnector::from_sqlx_postgres_pool(reader),
        SqlxPostgresConnector::from_sqlx_postgres_pool(watching),
    ))
}
