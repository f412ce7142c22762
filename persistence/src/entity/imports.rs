//! Files that operators bring in to become records.

table! {
    /// A file, and what became of it.
    import_file = "import_file" {
        #[sea_orm(primary_key, auto_increment = false)]
        id: Uuid,
        owner_id: Uuid,
        batch: Option<String>,
        file_name: String,
        media_type: Option<String>,
        size: i64,
        digest: String,
        uploaded_at: DateTimeUtc,
        uploaded_by: String,
        outcome: String,
        refused_code: Option<String>,
        refused_sv: Option<String>,
        refused_en: Option<String>,
        page_count: i64,
        items: i64,
        doubtful: i64,
        missing: i64,
        contradictions: i64,
        reviewed: i64,
        meeting_id: Option<Uuid>,
        version: i64,
    }
}

table! {
    /// What was read in a file, as it stands after what was corrected; JSON.
    import_reading = "import_reading" {
        #[sea_orm(primary_key, auto_increment = false)]
        import_id: Uuid,
        pages: String,
        document: String,
        report: String,
        corrections: String,
    }
}
