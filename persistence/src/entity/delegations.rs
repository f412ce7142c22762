//! Delegations, what was decided by them, and how far the journal's entries about them are told here.

table! {
    /// What the board lets somebody decide.
    delegation = "delegation" {
        #[sea_orm(primary_key, auto_increment = false)]
        id: Uuid,
        owner_id: Uuid,
        granted_by: Uuid,
        matters: String,
        kind: String,
        delegate_kind: String,
        delegate_role: Option<String>,
        person_id: Option<Uuid>,
        person_name: Option<String>,
        amount_limit: Option<i64>,
        valid_from: Date,
        valid_until: Option<Date>,
        revoked_by: Option<Uuid>,
        revoked_on: Option<Date>,
    }
}

table! {
    /// What somebody decided by delegation.
    delegated_decision = "delegated_decision" {
        #[sea_orm(primary_key, auto_increment = false)]
        id: Uuid,
        delegation_id: Uuid,
        owner_id: Uuid,
        year: i32,
        number: i64,
        decided_on: Date,
        person_id: Uuid,
        person_name: String,
        text: String,
        amount: Option<i64>,
        reported_in: Option<Uuid>,
        sort_key: String,
    }
}

table! {
    /// The journal's latest entry about the delegations of an association.
    delegation_book = "delegation_book" {
        #[sea_orm(primary_key, auto_increment = false)]
        owner_id: Uuid,
        sequence: i64,
    }
}
