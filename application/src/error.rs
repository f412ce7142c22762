//! One neutral error for every use case.

use crate::sealing::Unsealed;
use chrono::{DateTime, Utc};
use domain::refusal::Refusal;
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

/// A step that somebody took in the meantime.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Since {
    /// What they did.
    pub command: String,
    /// Who.
    pub actor: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What is wrong with a file that comes in, or with a part of one that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFault {
    /// It has too many bytes.
    TooLarge,
    /// It is said to have a type that no file may have.
    TypeNotAllowed,
    /// Its content is not of the type that it is said to have.
    Mismatch,
    /// It did not come in time.
    TooSlow,
    /// It has no such part.
    Range,
}

impl FileFault {
    /// Every fault.
    pub const ALL: [Self; 5] = [
        Self::TooLarge,
        Self::TypeNotAllowed,
        Self::Mismatch,
        Self::TooSlow,
        Self::Range,
    ];

    /// The public code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "FILE_TOO_LARGE",
            Self::TypeNotAllowed => "FILE_TYPE_NOT_ALLOWED",
            Self::Mismatch => "FILE_TYPE_MISMATCH",
            Self::TooSlow => "FILE_TOO_SLOW",
            Self::Range => "RANGE_NOT_SATISFIABLE",
        }
    }
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
    /// A file is not as files may be; nothing was kept.
    #[error("{field}: {reason}")]
    File {
        /// What is wrong.
        fault: FileFault,
        /// The field at fault.
        field: &'static str,
        /// In words.
        reason: String,
    },
    /// It does not exist, or the viewer may not know that it does.
    #[error("{what} not found")]
    NotFound {
        /// What was asked for.
        what: &'static str,
    },
    /// Nobody asks: the command needs a token.
    #[error("a token is needed")]
    Unauthenticated,
    /// Whoever signs must authenticate anew, or more strongly, first (RFC 9470).
    #[error(
        "authenticate anew: a signature needs an authentication of the last {max_age} seconds{}",
        as_strong_as(acr)
    )]
    StepUp {
        /// The levels of assurance of which one is needed; any where there is none.
        acr: Vec<String>,
        /// How old the authentication may be, in seconds.
        max_age: i64,
    },
    /// The actor may not do this.
    #[error("the role does not permit this")]
    Forbidden,
    /// A rule, or the order of a meeting, stands against it; nothing was changed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The asker had not seen what others did in the meantime; nothing was changed.
    #[error("version {expected} was expected, but {found} stands")]
    Stale {
        /// The version that the asker saw.
        expected: i64,
        /// The version that stands.
        found: i64,
        /// What was done since.
        since: Vec<Since>,
    },
    /// The same name was given to another command before; nothing was changed.
    #[error("the same clientMutationId was used for another command")]
    KeyReused,
    /// What is adjusted cannot be sealed now; nothing was changed.
    #[error(transparent)]
    Unsealed(#[from] Unsealed),
    /// The service has no mail server; nothing was changed.
    #[error("the service has no mail server")]
    MailOff,
    /// Storage.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

fn as_strong_as(acr: &[String]) -> String {
    match acr {
        [] => String::new(),
        levels => format!(", by one of {}", levels.join(", ")),
    }
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
            Self::File { fault, .. } => fault.code(),
            Self::NotFound { .. } => "NOT_FOUND",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::StepUp { .. } => "STEP_UP_REQUIRED",
            Self::Forbidden => "FORBIDDEN",
            Self::Refused(refusal) => refusal.code(),
            Self::Stale { .. } | Self::Storage(StorageError::Stale) => "STALE_VERSION",
            Self::KeyReused => "CLIENT_MUTATION_ID_REUSED",
            Self::Unsealed(reason) => reason.code(),
            Self::MailOff => "MAIL_OFF",
            Self::Storage(StorageError::Conflict(_)) => "CONFLICT",
            Self::Storage(StorageError::Unavailable(_)) => "UNAVAILABLE",
            Self::Storage(StorageError::Corrupt { .. }) => "INTERNAL",
        }
    }
}
