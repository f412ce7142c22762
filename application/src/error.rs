//! One neutral error for every use case.

use thiserror::Error;

/// What storage reports. The cause is for the log, never for the wire.
#[derive(Debug, Error)]
pub enum StorageError {
    /// The row changed since it was read.
    #[error("the record was changed by somebody else in the meantime")]
    Stale,
    /// A constraint of the database refused the write.
    #[error("the database refused the write: {0}")]
    Conflict(String),
    /// A stored row does not make a valid record.
    #[error("a stored {what} cannot be read: {reason}")]
    Corrupt {
        /// The table or column.
        what: &'static str,
        /// Why.
        reason: String,
    },
    /// The database could not be reached or did not answer.
    #[error("the database is unavailable")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Why a use case or a read was not carried out.
#[derive(Debug, Error)]
pub enum AppError {
    /// A value is not as it must be; nothing was changed.
    #[error("{field}: {reason}")]
    Invalid {
        /// The field or path at fault.
        field: String,
        /// What is wrong.
        reason: String,
    },
    /// It does not exist, or the viewer may not know that it does.
    #[error("{what} not found")]
    NotFound {
        /// What was asked for.
        what: &'static str,
    },
    /// The actor may not do this.
    #[error("the role does not permit this")]
    Forbidden,
    /// Storage.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl AppError {
    /// A value at fault.
    pub fn invalid(field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Invalid {
            field: field.into(),
            reason: reason.into(),
        }
    }

    /// The public code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Invalid { .. } => "INVALID_VALUE",
            Self::NotFound { .. } => "NOT_FOUND",
            Self::Forbidden => "FORBIDDEN",
            Self::Storage(StorageError::Stale) => "STALE_VERSION",
            Self::Storage(StorageError::Conflict(_)) => "CONFLICT",
            Self::Storage(StorageError::Unavailable(_)) => "UNAVAILABLE",
            Self::Storage(StorageError::Corrupt { .. }) => "INTERNAL",
        }
    }
}
