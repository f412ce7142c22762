//! A schema change as SQL for both engines.

use sea_orm_migration::async_trait::async_trait;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};
use sea_orm_migration::{DbErr, MigrationName, MigrationTrait, SchemaManager};

/// Statements, for both engines or for one.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Sql {
    /// For both, with words in braces.
    Both(&'static str),
    /// For PostgreSQL alone.
    Postgres(&'static str),
    /// For SQLite alone.
    Sqlite(&'static str),
}

/// A schema change and its way back.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step {
    pub(crate) name: &'static str,
    pub(crate) up: &'static [Sql],
    pub(crate) down: &'static [Sql],
}

/// What the words in braces stand for: (word, PostgreSQL, SQLite).
///
/// The type names on SQLite are those that its driver reads values by; a UUID is 16 bytes there.
const WORDS: [(&str, &str, &str); 6] = [
    ("{uuid}", "uuid", "blob"),
    ("{moment}", "timestamptz", "timestamp_with_timezone_text"),
    ("{day}", "date", "date_text"),
    ("{json}", "json", "json_text"),
    ("{bytes}", "bytea", "blob"),
    ("{key}", "text COLLATE \"C\"", "text"),
];

async fn run(manager: &SchemaManager<'_>, parts: &[Sql]) -> Result<(), DbErr> {
    let postgres = manager.get_database_backend() == DbBackend::Postgres;
    for part in parts {
        let sql = match (part, postgres) {
            (Sql::Both(sql), _) => {
                WORDS
                    .iter()
                    .fold((*sql).to_owned(), |sql, (word, on_postgres, on_sqlite)| {
                        sql.replace(word, if postgres { on_postgres } else { on_sqlite })
                    })
            }
            (Sql::Postgres(sql), true) | (Sql::Sqlite(sql), false) => (*sql).to_owned(),
            (Sql::Postgres(_), false) | (Sql::Sqlite(_), true) => continue,
        };
        manager.get_connection().execute_unprepared(&sql).await?;
    }
    Ok(())
}

impl MigrationName for Step {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, self.up).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, self.down).await
    }

    /// A step that is cut short leaves nothing behind, on SQLite too.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
