//! Webhooks.

table! {
    /// A subscription to the public feed.
    webhook = "webhook" {
        #[sea_orm(primary_key, auto_increment = false)]
        id: Uuid,
        owner_id: Uuid,
        url: String,
        description: Option<String>,
        format: String,
        filter: Json,
        secrets: Json,
        state: String,
        because: Option<String>,
        disabled_at: Option<DateTimeUtc>,
        created_at: DateTimeUtc,
        created_by: String,
        version: i64,
        position: i64,
        attempts: i64,
        failing_since: Option<DateTimeUtc>,
        paused_until: Option<DateTimeUtc>,
        lease_holder: Option<Uuid>,
        lease_until: Option<DateTimeUtc>,
    }
}

table! {
    /// What a subscription still owes of an organisation's feed.
    webhook_lane = "webhook_lane" {
        #[sea_orm(primary_key, auto_increment = false)]
        webhook_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        organisation_id: Uuid,
        done: i64,
        last: i64,
        attempts: i64,
        first_at: Option<DateTimeUtc>,
        next_at: Option<DateTimeUtc>,
    }
}

table! {
    /// An attempt to deliver.
    webhook_attempt = "webhook_attempt" {
        #[sea_orm(primary_key, auto_increment = false)]
        webhook_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        ordinal: i64,
        at: DateTimeUtc,
        millis: i64,
        event: String,
        organisation_id: Option<Uuid>,
        sequence: Option<i64>,
        message: String,
        number: i64,
        status: Option<i64>,
        error: Option<String>,
    }
}

table! {
    /// An event that was given up.
    webhook_dead = "webhook_dead" {
        #[sea_orm(primary_key, auto_increment = false)]
        webhook_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        organisation_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        sequence: i64,
        ordinal: i64,
        event: String,
        message: String,
        attempts: i64,
        first_at: DateTimeUtc,
        died_at: DateTimeUtc,
        status: Option<i64>,
        error: Option<String>,
    }
}

table! {
    /// What was done to a subscription, and by whom.
    webhook_act = "webhook_act" {
        #[sea_orm(primary_key, auto_increment = false)]
        webhook_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        ordinal: i64,
        owner_id: Uuid,
        at: DateTimeUtc,
        actor: String,
        what: String,
    }
}
