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
