//! Keys for machines.

table! {
    /// A key, by the digest of its secret.
    api_key = "api_key" {
        #[sea_orm(primary_key, auto_increment = false)]
        id: Uuid,
        owner_id: Uuid,
        name: String,
        role: String,
        issued_at: DateTimeUtc,
        issued_by: String,
        expires_at: DateTimeUtc,
        digest: String,
        made_at: DateTimeUtc,
        former_digest: Option<String>,
        former_made_at: Option<DateTimeUtc>,
        former_until: Option<DateTimeUtc>,
        revoked_at: Option<DateTimeUtc>,
        revoked_by: Option<String>,
        used_on: Option<Date>,
        version: i64,
    }
}
