//! Sessions of people.

table! {
    /// A session, by the digest of its id.
    session = "session" {
        #[sea_orm(primary_key, auto_increment = false)]
        digest: String,
        issuer: String,
        subject: String,
        name: Option<String>,
        roles: Json,
        organisations: Json,
        person: Option<String>,
        acr: Option<String>,
        auth_time: Option<i64>,
        token_id: Option<String>,
        issued_at: i64,
        began_at: DateTimeUtc,
        used_at: DateTimeUtc,
        ends_at: DateTimeUtc,
    }
}
