//! Keys for machines, without their secrets.

use crate::graphql::codes::ApiKeyRole;
use crate::graphql::scalar::{Date, DateTime};
use application::api_keys::ApiKey as Key;
use async_graphql::{ID, Object};

/// A key for a machine (API-nyckel): it reads what its role gives at its organisation, and never writes.
#[derive(Debug, Clone)]
pub struct ApiKey(pub Key);

/// A key for a machine (API-nyckel): it reads what its role gives at its organisation, and never writes.
#[Object]
impl ApiKey {
    /// What journals and logs name it by.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What its keepers call it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What it may.
    async fn role(&self) -> ApiKeyRole {
        self.0.role.into()
    }

    /// When it was issued.
    async fn issued_at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// By whom: issuer and subject.
    async fn issued_by(&self) -> &str {
        &self.0.by
    }

    /// When it stops to hold.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.0.expires_at)
    }

    /// When its latest secret was made.
    async fn secret_made_at(&self) -> DateTime {
        DateTime(self.0.made_at)
    }

    /// Until when the secret before holds beside it; null where there was none.
    async fn former_secret_until(&self) -> Option<DateTime> {
        self.0.former.as_ref().map(|former| DateTime(former.until))
    }

    /// When it was revoked; null while it was not.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.0.revoked.as_ref().map(|ended| DateTime(ended.at))
    }

    /// By whom it was revoked.
    async fn revoked_by(&self) -> Option<&str> {
        self.0.revoked.as_ref().map(|ended| ended.by.as_str())
    }

    /// The last day that it was used on; null where it never was.
    async fn used_on(&self) -> Option<Date> {
        self.0.used_on.map(Date)
    }

    /// The number of the journal's latest entry about it. The highest of any is the version of the organisation's keys.
    async fn version(&self) -> i64 {
        self.0.version
    }
}
