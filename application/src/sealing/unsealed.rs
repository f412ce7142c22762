//! Why a unit is not sealed, in words for whoever runs the service.

use thiserror::Error;

/// Why the last signature of a unit is not taken: what it adjusts could not be sealed. It can be given again once that
/// is put right.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Unsealed {
    /// A witness holds something against the log.
    #[error(
        "the minutes cannot be sealed: {0}. Restore the newest backup, or see the operations manual; then sign again"
    )]
    Contradicted(String),
}

impl Unsealed {
    /// The public code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Contradicted(_) => "SEAL_CONTRADICTED",
        }
    }
}
