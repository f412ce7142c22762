//! The register of associations.

table! {
    /// An organisation that is a registered association.
    association = "association" {
        #[sea_orm(primary_key, auto_increment = false)]
        organisation_id: Uuid,
        founded_on: Option<Date>,
    }
}

table! {
    /// A version of the statutes.
    statutes = "statutes" {
        #[sea_orm(primary_key, auto_increment = false)]
        association_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        ordinal: i64,
        valid_from: Date,
        valid_until: Option<Date>,
        parameters: Json,
    }
}

table! {
    /// A decision that enables remote participation.
    remote_decision = "remote_decision" {
        #[sea_orm(primary_key, auto_increment = false)]
        association_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        ordinal: i64,
        decided_on: Date,
        number: Option<i64>,
        effective_from: Date,
        extent: String,
    }
}

table! {
    /// A member's time in an association.
    membership = "membership" {
        #[sea_orm(primary_key, auto_increment = false)]
        association_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        ordinal: i64,
        organisation_id: Uuid,
        joined_on: Date,
        left_on: Option<Date>,
        outside_region: bool,
    }
}

table! {
    /// A seat that a member fills.
    seat = "seat" {
        #[sea_orm(primary_key, auto_increment = false)]
        id: Uuid,
        association_id: Uuid,
        member_ordinal: i64,
        place: i64,
        since: Date,
        until: Option<Date>,
    }
}

table! {
    /// A person's time in a seat.
    mandate = "mandate" {
        #[sea_orm(primary_key, auto_increment = false)]
        seat_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        ordinal: i64,
        person_id: Uuid,
        name: String,
        role: String,
        call_order: Option<i64>,
        valid_from: Date,
        valid_until: Option<Date>,
        appointed_on: Option<Date>,
        eligibility: Option<String>,
    }
}

table! {
    /// A term in the presidium.
    presidium = "presidium" {
        #[sea_orm(primary_key, auto_increment = false)]
        association_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        ordinal: i64,
        person_id: Uuid,
        name: String,
        office: String,
        valid_from: Date,
        valid_until: Option<Date>,
    }
}
