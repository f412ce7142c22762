//! Markings of secrecy, which §§ they cover, and who read what they cover.

table! {
    /// A marking of a §, of words of one, or of an attachment.
    secrecy_marking = "secrecy_marking" {
        #[sea_orm(primary_key, auto_increment = false)]
        id: Uuid,
        owner_id: Uuid,
        meeting_id: Uuid,
        paragraph_id: Option<Uuid>,
        attachment_id: Option<Uuid>,
        words: Option<Json>,
        provision: String,
        act: String,
        marked_on: Date,
        marked_by: String,
        note: Option<String>,
        lifted_on: Option<Date>,
        lifted_by: Option<String>,
    }
}

table! {
    /// A § or item that a marking covers, whole or by words.
    secret_paragraph = "secret_paragraph" {
        #[sea_orm(primary_key, auto_increment = false)]
        paragraph_id: Uuid,
        meeting_id: Uuid,
        owner_id: Uuid,
        whole: bool,
    }
}

table! {
    /// That somebody was given what a marking covers.
    secrecy_read = "secrecy_read" {
        owner_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        marking_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        reader: String,
        #[sea_orm(primary_key, auto_increment = false)]
        minute: i64,
        name: Option<String>,
        wire: String,
        at: DateTimeUtc,
        sort_key: String,
    }
}

table! {
    /// Minutes that become public at an instant.
    embargo = "embargo" {
        #[sea_orm(primary_key, auto_increment = false)]
        meeting_id: Uuid,
        owner_id: Uuid,
        until: DateTimeUtc,
        set_by: String,
    }
}
