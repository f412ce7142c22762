//! What the database reports, in the words of the ports. No values and no addresses get through.

use application::error::StorageError;
use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// A stored row that makes no valid record.
pub(crate) fn corrupt(what: &'static str, reason: impl std::fmt::Display) -> StorageError {
    StorageError::Corrupt {
        what,
        reason: reason.to_string(),
    }
}

/// SQLite's primary codes for the same: busy, locked.
const LOCKED_OUT: [u32; 2] = [5, 6];

/// SQLSTATE of transactions that another one got in the way of: serialization failure, deadlock, lock timeout.
const IN_THE_WAY: [&str; 3] = ["40001", "40P01", "55P03"];

/// An error of the database, as the ports report it.
pub(crate) fn storage(error: DbErr) -> StorageError {
    if let Some(
        SqlErr::UniqueConstraintViolation(constraint)
        | SqlErr::ForeignKeyConstraintViolation(constraint),
    ) = error.sql_err()
    {
        return StorageError::Conflict(constraint);
    }
    if let DbErr::Exec(RuntimeErr::SqlxError(cause))
    | DbErr::Query(RuntimeErr::SqlxError(cause))
    | DbErr::Conn(RuntimeErr::SqlxError(cause)) = &error
    {
        match &**cause {
            sqlx::Error::Database(reported) => {
                let state = reported.code().unwrap_or_default().into_owned();
                // SQLSTATE has five places, SQLite's extended codes have their primary one in the lowest byte.
                let primary = state.parse::<u32>().ok().filter(|_| state.len() < 5);
                let primary = primary.map(|code| code % 256);
                let locked_out = primary.is_some_and(|code| LOCKED_OUT.contains(&code));
                if IN_THE_WAY.contains(&state.as_str()) || locked_out {
                    return StorageError::Stale;
                }
                // Class 23 is integrity; SQLite's primary code for it is 19.
                let integrity = state.starts_with("23") || primary == Some(19);
                if integrity {
                    return StorageError::Conflict(reported.message().to_owned());
                }
            }
            sqlx::Error::ColumnDecode { index, .. } => return corrupt("column", index),
            sqlx::Error::Decode(_) => return corrupt("column", "it does not have its type"),
            _ => {}
        }
    }
    if let DbErr::Type(reason) | DbErr::Json(reason) = &error {
        return corrupt("column", reason);
    }
    StorageError::Unavailable(Box::new(error))
}

/// Errors of the database, as the ports report them.
pub(crate) trait OrStorage<T> {
    /// The value, or the error in the words of the ports.
    fn or_storage(self) -> Result<T, StorageError>;
}

impl<T> OrStorage<T> for Result<T, DbErr> {
    fn or_storage(self) -> Result<T, StorageError> {
        self.map_err(storage)
    }
}
