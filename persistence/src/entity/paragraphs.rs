//! Series, paragraphs and what they hold, and the terms that they are found by.

table! {
    /// A § series: of a body and year, or of one meeting.
    series = "series" {
        #[sea_orm(primary_key, auto_increment = false)]
        id: String,
        body_id: Uuid,
        year: Option<i32>,
        meeting_id: Option<Uuid>,
        drawn: i64,
    }
}

table! {
    /// A paragraph or sub-item.
    paragraph = "paragraph" {
        #[sea_orm(primary_key, auto_increment = false)]
        id: Uuid,
        meeting_id: Uuid,
        series_id: Option<String>,
        parent_id: Option<Uuid>,
        key: String,
        ordinal: i64,
        number: Option<i64>,
        occurrence: i64,
        letter: Option<String>,
        label: Option<String>,
        title: Option<String>,
        text: Option<String>,
        category: Option<String>,
        case_number: Option<String>,
        raised_by: Option<String>,
        nothing_reported: bool,
        adjusted_immediately: bool,
        voided: Option<String>,
        details: Json,
        case_key: Option<String>,
    }
}

table! {
    /// A decision under a paragraph.
    decision = "decision" {
        #[sea_orm(primary_key, auto_increment = false)]
        id: Uuid,
        paragraph_id: Uuid,
        meeting_id: Uuid,
        owner_id: Uuid,
        body_id: Uuid,
        ordinal: i64,
        text: String,
        kind: String,
        condition_text: Option<String>,
        condition_state: Option<String>,
        budget: bool,
        budget_first: Option<i32>,
        budget_last: Option<i32>,
        date: Option<Date>,
        sort_key: String,
    }
}

table! {
    /// An organisation that a decision concerns.
    concern = "concern" {
        #[sea_orm(primary_key, auto_increment = false)]
        decision_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        organisation_id: Uuid,
        ordinal: i64,
        because: String,
    }
}

table! {
    /// An assignment under a paragraph.
    assignment = "assignment" {
        #[sea_orm(primary_key, auto_increment = false)]
        id: Uuid,
        paragraph_id: Uuid,
        meeting_id: Uuid,
        owner_id: Uuid,
        body_id: Uuid,
        ordinal: i64,
        text: String,
        due: Option<String>,
        due_on: Option<Date>,
        status: String,
        assignees_stated: bool,
        sort_key: String,
        due_key: String,
    }
}

table! {
    /// Somebody that an assignment is given to.
    assignee = "assignee" {
        #[sea_orm(primary_key, auto_increment = false)]
        assignment_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        ordinal: i64,
        name: String,
        folded: String,
    }
}

table! {
    /// A search term of a decision or paragraph.
    posting = "posting" {
        #[sea_orm(primary_key, auto_increment = false)]
        term: String,
        #[sea_orm(primary_key, auto_increment = false)]
        subject_kind: String,
        #[sea_orm(primary_key, auto_increment = false)]
        subject_id: Uuid,
        meeting_id: Uuid,
        weight: i32,
        sort_key: String,
    }
}
