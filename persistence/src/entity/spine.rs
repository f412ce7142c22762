//! Sources, journal, feed.

table! {
    /// The source of a revision.
    minutes_revision = "minutes_revision" {
        #[sea_orm(primary_key, auto_increment = false)]
        meeting_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        number: i64,
        digest: String,
        source: String,
        at: DateTimeUtc,
    }
}

table! {
    /// An entry of a journal.
    journal = "journal" {
        #[sea_orm(primary_key, auto_increment = false)]
        organisation_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        sequence: i64,
        at: DateTimeUtc,
        actor: String,
        command: String,
        subject_kind: Option<String>,
        subject_id: Option<Uuid>,
        payload: String,
        salt: Uuid,
        digest: String,
        previous: String,
        hash: String,
    }
}

table! {
    /// An entry of the public feed.
    feed = "feed" {
        #[sea_orm(primary_key, auto_increment = false)]
        position: i64,
        organisation_id: Uuid,
        sequence: i64,
        at: DateTimeUtc,
        kind: String,
        subject_kind: String,
        subject_id: Uuid,
    }
}

table! {
    /// An organisation that an entry of the public feed concerns.
    feed_concern = "feed_concern" {
        #[sea_orm(primary_key, auto_increment = false)]
        position: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        organisation_id: Uuid,
    }
}

table! {
    /// What is kept of a command so that repeating it has no second effect.
    receipt = "receipt" {
        #[sea_orm(primary_key, auto_increment = false)]
        owner_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        actor: String,
        #[sea_orm(primary_key, auto_increment = false)]
        name: String,
        digest: String,
        meeting_id: Option<Uuid>,
        sequence: i64,
        at: DateTimeUtc,
    }
}

table! {
    /// A counter whose row is its lock.
    counter = "counter" {
        #[sea_orm(primary_key, auto_increment = false)]
        name: String,
        value: i64,
    }
}

table! {
    /// The meeting that is being redacted, within its transaction.
    redacting = "redacting" {
        #[sea_orm(primary_key, auto_increment = false)]
        meeting_id: Uuid,
    }
}
