//! What is told of assignments, conditions and decisions after the meeting that gave or took them.

table! {
    /// A report of an assignment.
    assignment_report = "assignment_report" {
        #[sea_orm(primary_key, auto_increment = false)]
        assignment_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        ordinal: i64,
        status: String,
        note: Option<String>,
        reported_on: Date,
        paragraph_id: Option<Uuid>,
        at: DateTimeUtc,
        actor: String,
    }
}

table! {
    /// How the condition of a decision was settled.
    condition_settlement = "condition_settlement" {
        #[sea_orm(primary_key, auto_increment = false)]
        decision_id: Uuid,
        state: String,
        settled_on: Date,
        evidence: String,
        paragraph_id: Option<Uuid>,
        at: DateTimeUtc,
        actor: String,
    }
}

table! {
    /// What a decision does to an earlier one.
    decision_link = "decision_link" {
        #[sea_orm(primary_key, auto_increment = false)]
        decision_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        earlier_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        kind: String,
        at: DateTimeUtc,
        actor: String,
    }
}
