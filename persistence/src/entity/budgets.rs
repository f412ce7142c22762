//! Budgets: their papers, versions, contributions and lines, and how far the journal's entries about them are told here.

table! {
    /// The budget of an association's year.
    budget = "budget" {
        #[sea_orm(primary_key, auto_increment = false)]
        id: Uuid,
        owner_id: Uuid,
        year: i32,
        sort_key: String,
    }
}

table! {
    /// What was asked for, told, talked over or promised.
    budget_paper = "budget_paper" {
        #[sea_orm(primary_key, auto_increment = false)]
        budget_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        place: i64,
        decision_id: Option<Uuid>,
        meeting_id: Option<Uuid>,
        details: Json,
    }
}

table! {
    /// A version of a budget, and how it was approved.
    budget_version = "budget_version" {
        #[sea_orm(primary_key, auto_increment = false)]
        budget_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        number: i64,
        owner_id: Uuid,
        kind: String,
        proposed_on: Date,
        last_year: Option<i32>,
        other_income: Json,
        equity: Json,
        goals: Json,
        funding: Option<String>,
        decision_id: Option<Uuid>,
        approved_on: Option<Date>,
        quorum: Option<String>,
        open: Option<bool>,
        announced: Option<bool>,
        announced_on: Option<Date>,
    }
}

table! {
    /// What somebody contributes in a year by a version.
    budget_contribution = "budget_contribution" {
        #[sea_orm(primary_key, auto_increment = false)]
        budget_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        number: i64,
        #[sea_orm(primary_key, auto_increment = false)]
        place: i64,
        owner_id: Uuid,
        year: i32,
        planned: bool,
        organisation_id: Option<Uuid>,
        party: Option<String>,
        other: Option<String>,
        kind: String,
        amount: Option<i64>,
        sort_key: String,
    }
}

table! {
    /// A line of a version.
    budget_line = "budget_line" {
        #[sea_orm(primary_key, auto_increment = false)]
        id: Uuid,
        budget_id: Uuid,
        number: i64,
        place: i64,
        activity: String,
        starts_on: Date,
        ends_on: Date,
        amount: Option<i64>,
        expected_outcome: Option<String>,
        execution: Json,
    }
}

table! {
    /// The journal's latest entry about the budgets of an association.
    budget_book = "budget_book" {
        #[sea_orm(primary_key, auto_increment = false)]
        owner_id: Uuid,
        sequence: i64,
    }
}
