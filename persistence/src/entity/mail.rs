//! Subscriptions by mail.

table! {
    /// A subscription, and how far sending has come.
    mail_subscription = "mail_subscription" {
        #[sea_orm(primary_key, auto_increment = false)]
        id: Uuid,
        owner_id: Uuid,
        kind: String,
        weekday: Option<i64>,
        hour: i64,
        language: String,
        address: Option<String>,
        made_at: DateTimeUtc,
        made_by: String,
        confirmed_at: Option<DateTimeUtc>,
        ended_at: Option<DateTimeUtc>,
        version: i64,
        sent_at: Option<DateTimeUtc>,
        stopped_at: Option<DateTimeUtc>,
        failure: Option<String>,
        slot: DateTimeUtc,
        retry_at: Option<DateTimeUtc>,
        position: i64,
        upto: Option<i64>,
        attempts: i64,
        refused: i64,
        asked_at: Option<DateTimeUtc>,
        lease_holder: Option<Uuid>,
        lease_until: Option<DateTimeUtc>,
    }
}

table! {
    /// A link in a mail that was sent, by the digest of its token.
    mail_link = "mail_link" {
        #[sea_orm(primary_key, auto_increment = false)]
        digest: String,
        subscription_id: Uuid,
        purpose: String,
        until: DateTimeUtc,
    }
}
