//! Where reads are asked: at the database as it is at each statement, or at one state of it.

use async_trait::async_trait;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    QueryResult, Statement,
};
use std::sync::Arc;

/// Where reads are asked.
#[derive(Debug, Clone)]
pub(crate) enum Reading {
    /// Each statement at the database as it is then.
    Moving(DatabaseConnection),
    /// Every statement at the same state. It is let go when the last who holds it does.
    Still(Arc<DatabaseTransaction>),
}

#[async_trait]
impl ConnectionTrait for Reading {
    fn get_database_backend(&self) -> DbBackend {
        match self {
            Self::Moving(db) => db.get_database_backend(),
            Self::Still(db) => db.get_database_backend(),
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match self {
            Self::Moving(db) => db.execute_raw(statement).await,
            Self::Still(db) => db.execute_raw(statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match self {
            Self::Moving(db) => db.execute_unprepared(sql).await,
            Self::Still(db) => db.execute_unprepared(sql).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match self {
            Self::Moving(db) => db.query_one_raw(statement).await,
            Self::Still(db) => db.query_one_raw(statement).await,
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match self {
            Self::Moving(db) => db.query_all_raw(statement).await,
            Self::Still(db) => db.query_all_raw(statement).await,
        }
    }
}
