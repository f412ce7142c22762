//! Tokens that were revoked.

table! {
    /// A revocation of one token or of a subject's.
    revocation = "revocation" {
        #[sea_orm(primary_key, auto_increment = false)]
        id: Uuid,
        organisation_id: Option<Uuid>,
        issuer: String,
        kind: String,
        name: String,
        issued_before: Option<DateTimeUtc>,
        reason: Option<String>,
        revoked_at: DateTimeUtc,
        revoked_by: String,
        ended_at: Option<DateTimeUtc>,
        ended_by: Option<String>,
        version: i64,
    }
}
