//! Bodies, meetings, who was there, adjustment.

table! {
    /// A body of an organisation.
    body = "body" {
        #[sea_orm(primary_key, auto_increment = false)]
        id: Uuid,
        owner_id: Uuid,
        slug: String,
        name: String,
        kind: String,
        scheme: String,
        safety_committee: Option<bool>,
        published: bool,
    }
}

table! {
    /// A meeting and what its record says of the whole of it.
    meeting = "meeting" {
        #[sea_orm(primary_key, auto_increment = false)]
        id: Uuid,
        owner_id: Uuid,
        body_id: Uuid,
        identity: String,
        revision: i64,
        version: i64,
        digest: String,
        published: bool,
        stored_at: DateTimeUtc,
        date: Option<Date>,
        date_hint: Option<String>,
        starts_at: Option<String>,
        ends_at: Option<String>,
        place: Option<String>,
        mode: Option<String>,
        record_kind: Option<String>,
        appendix_to: Option<String>,
        mark: String,
        scheme: String,
        declared_first: Option<i64>,
        declared_last: Option<i64>,
        chair_id: Option<Uuid>,
        chair_name: Option<String>,
        secretary_id: Option<Uuid>,
        secretary_name: Option<String>,
        adjusters_stated: bool,
        attendance_stated: bool,
        absent_stated: bool,
        no_decisions_stated: bool,
        previous_minutes: Option<String>,
        storage_place: Option<String>,
        details: Json,
        sort_key: String,
        status: String,
        final_on: Option<Date>,
        stage: Option<String>,
        stage_reason: Option<String>,
    }
}

table! {
    /// An adjuster of a record.
    adjuster = "adjuster" {
        #[sea_orm(primary_key, auto_increment = false)]
        meeting_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        ordinal: i64,
        person_id: Uuid,
        name: String,
    }
}

table! {
    /// A line of an attendance list.
    attendance = "attendance" {
        #[sea_orm(primary_key, auto_increment = false)]
        meeting_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        ordinal: i64,
        person_id: Uuid,
        name: String,
        organisation_id: Option<Uuid>,
        title: Option<String>,
        party: Option<String>,
        capacity: String,
        deciding: Option<bool>,
        remote: Option<bool>,
        substitutes_for: Option<String>,
        presence: Option<Json>,
    }
}

table! {
    /// A line of a list of those absent.
    absence = "absence" {
        #[sea_orm(primary_key, auto_increment = false)]
        meeting_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        ordinal: i64,
        person_id: Uuid,
        name: String,
        organisation_id: Option<Uuid>,
    }
}

table! {
    /// A unit of adjustment.
    adjustment_unit = "adjustment_unit" {
        #[sea_orm(primary_key, auto_increment = false)]
        meeting_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        ordinal: i64,
        numbers: Option<Json>,
        adjusted_on: Option<Date>,
        place: Option<String>,
        signatures: Option<Json>,
        by_board: Option<Json>,
    }
}

table! {
    /// A notice on one board.
    notice = "notice" {
        #[sea_orm(primary_key, auto_increment = false)]
        id: Uuid,
        meeting_id: Uuid,
        unit_ordinal: i64,
        ordinal: i64,
        board: Option<String>,
        posted_on: Option<Date>,
        removed_on: Option<Date>,
        posted_by: Option<String>,
        removed_by: Option<String>,
    }
}
