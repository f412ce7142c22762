//! Tokens that were revoked.

use crate::graphql::scalar::DateTime;
use application::revocation::{Aim, Revocation};
use async_graphql::{ID, Object};

/// A revocation (återkallelse) of tokens at an organisation: of one, or of a subject's that were issued before an
/// instant.
#[derive(Debug, Clone)]
pub struct TokenRevocation(pub Revocation);

/// A revocation (återkallelse) of tokens at an organisation: of one, or of a subject's that were issued before an
/// instant.
#[Object]
impl TokenRevocation {
    /// What `restoreTokens` names it by.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Whose tokens (`iss`).
    async fn issuer(&self) -> &str {
        &self.0.issuer
    }

    /// The id of the one token (`jti`); null where a subject's are revoked.
    async fn token(&self) -> Option<&str> {
        match &self.0.aim {
            Aim::Token(id) => Some(id),
            Aim::Subject { .. } => None,
        }
    }

    /// The subject (`sub`); null where one token is revoked.
    async fn subject(&self) -> Option<&str> {
        match &self.0.aim {
            Aim::Token(_) => None,
            Aim::Subject { subject, .. } => Some(subject),
        }
    }

    /// Before when the subject's tokens were issued (`iat`); null where one token is revoked.
    async fn issued_before(&self) -> Option<DateTime> {
        match &self.0.aim {
            Aim::Token(_) => None,
            Aim::Subject { issued_before, .. } => Some(DateTime(*issued_before)),
        }
    }

    /// Why, in the words of who did it.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// When.
    async fn revoked_at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// By whom: issuer and subject, or `command-line`.
    async fn revoked_by(&self) -> &str {
        &self.0.by
    }

    /// When it was ended; null while it holds.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended.as_ref().map(|ended| DateTime(ended.at))
    }

    /// By whom it was ended.
    async fn ended_by(&self) -> Option<&str> {
        self.0.ended.as_ref().map(|ended| ended.by.as_str())
    }

    /// The number of the journal's latest entry about it. The highest of any is the version of the organisation's
    /// revocations.
    async fn version(&self) -> i64 {
        self.0.version
    }
}
