//! Logs of sealed units.

table! {
    /// An adjusted unit as an entry of its owner's log.
    sealed_unit = "sealed_unit" {
        #[sea_orm(primary_key, auto_increment = false)]
        owner_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        log_index: i64,
        meeting_id: Uuid,
        numbers: Option<Json>,
        leaves: String,
        size: i64,
        root: String,
        sealed_at: DateTimeUtc,
    }
}

table! {
    /// A signed checkpoint of a log.
    log_checkpoint = "log_checkpoint" {
        #[sea_orm(primary_key, auto_increment = false)]
        owner_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        size: i64,
        note: String,
        signed_by: String,
    }
}

table! {
    /// A witness's cosignature of a checkpoint.
    log_cosignature = "log_cosignature" {
        #[sea_orm(primary_key, auto_increment = false)]
        owner_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        size: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        witness: String,
        line: String,
    }
}

table! {
    /// What a witness holds against a log.
    log_objection = "log_objection" {
        #[sea_orm(primary_key, auto_increment = false)]
        owner_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        witness: String,
        size: i64,
        known: i64,
        told_at: DateTimeUtc,
    }
}

table! {
    /// A change of a log's key.
    key_handover = "key_handover" {
        #[sea_orm(primary_key, auto_increment = false)]
        log: String,
        #[sea_orm(primary_key, auto_increment = false)]
        ordinal: i64,
        owner_id: Option<Uuid>,
        size: i64,
        note: String,
        old_key: String,
        new_key: String,
    }
}
