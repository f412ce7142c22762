//! Attachments, and the bytes of files that are kept in the database.

table! {
    /// What is told of a file that was uploaded.
    attachment = "attachment" {
        #[sea_orm(primary_key, auto_increment = false)]
        id: Uuid,
        owner_id: Uuid,
        meeting_id: Uuid,
        paragraph_id: Option<Uuid>,
        appendix: Option<String>,
        title: String,
        file_name: String,
        media_type: String,
        size: i64,
        digest: String,
        uploaded_at: DateTimeUtc,
        uploaded_by: String,
        keep: String,
        financial_year: Option<i32>,
        keep_until: Option<Date>,
        public: bool,
        public_until: Option<Date>,
        withdrawn_on: Option<Date>,
        withdrawn_reason: Option<String>,
        disposed_on: Option<Date>,
        sequence: i64,
    }
}

table! {
    /// A part of a file. Each but the last has the same length.
    file_part = "file_part" {
        #[sea_orm(primary_key, auto_increment = false)]
        file_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        part: i64,
        bytes: Vec<u8>,
    }
}
