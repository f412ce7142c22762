//! Why a unit is not sealed, in words for whoever runs the service.

use thiserror::Error;

/// Why the last signature of a unit is not taken: what it adjusts could not be sealed. It can be given again once that
/// is put right.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Unsealed {
    /// There are sealed units, but nobody holds the key that signed them.
    #[error(
        "the minutes cannot be sealed: the service is without the key that signed the logs. Restore the key from its copy and start the service anew; then sign again"
    )]
    KeyMissing,
    /// The service holds another key than the one that the log goes on with.
    #[error(
        "the minutes cannot be sealed: the log goes on with the key {wanted}, but the service holds {held}. Give it that key, or hand the logs over with `paragraf key rotate`; then sign again"
    )]
    KeyChanged {
        /// The log's public key.
        wanted: String,
        /// The one that the service would sign with.
        held: String,
    },
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
            Self::KeyMissing => "SEAL_KEY_MISSING",
            Self::KeyChanged { .. } => "SEAL_KEY_CHANGED",
            Self::Contradicted(_) => "SEAL_CONTRADICTED",
        }
    }
}
