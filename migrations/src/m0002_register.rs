//! The register of associations: statutes, members, seats, mandates, presidium, remote participation.

use crate::step::{Sql, Step};

pub(crate) const STEP: Step = Step {
    name: "m0002_register",
    up: &[Sql::Both(
        "CREATE TABLE association (
            organisation_id {uuid} NOT NULL PRIMARY KEY REFERENCES organisation (id),
            founded_on {day} NULL
        );
        CREATE TABLE statutes (
            association_id {uuid} NOT NULL REFERENCES association (organisation_id),
            ordinal bigint NOT NULL,
            valid_from {day} NOT NULL,
            valid_until {day} NULL,
            parameters {json} NOT NULL,
            PRIMARY KEY (association_id, ordinal)
        );
        CREATE TABLE remote_decision (
            association_id {uuid} NOT NULL REFERENCES association (organisation_id),
            ordinal bigint NOT NULL,
            decided_on {day} NOT NULL,
            number bigint NULL CHECK (number > 0),
            effective_from {day} NOT NULL,
            extent text NOT NULL,
            PRIMARY KEY (association_id, ordinal)
        );
        CREATE TABLE membership (
            association_id {uuid} NOT NULL REFERENCES association (organisation_id),
            ordinal bigint NOT NULL,
            organisation_id {uuid} NOT NULL REFERENCES organisation (id),
            joined_on {day} NOT NULL,
            left_on {day} NULL,
            outside_region boolean NOT NULL,
            PRIMARY KEY (association_id, ordinal)
        );
        CREATE INDEX membership_organisation ON membership (organisation_id);
        CREATE TABLE seat (
            id {uuid} NOT NULL PRIMARY KEY,
            association_id {uuid} NOT NULL,
            member_ordinal bigint NOT NULL,
            place bigint NOT NULL CHECK (place >= 0),
            since {day} NOT NULL,
            until {day} NULL,
            UNIQUE (association_id, member_ordinal, place),
            FOREIGN KEY (association_id, member_ordinal) REFERENCES membership (association_id, ordinal)
        );
        CREATE TABLE mandate (
            seat_id {uuid} NOT NULL REFERENCES seat (id),
            ordinal bigint NOT NULL,
            person_id {uuid} NOT NULL REFERENCES person (id),
            name text NOT NULL,
            role text NOT NULL CHECK (role IN ('ORDINARY', 'SUBSTITUTE')),
            call_order bigint NULL,
            valid_from {day} NOT NULL,
            valid_until {day} NULL,
            appointed_on {day} NULL,
            eligibility text NULL CHECK (eligibility IN ('ASSEMBLY_MEMBER', 'EMPLOYEE', 'OTHER')),
            PRIMARY KEY (seat_id, ordinal)
        );
        CREATE INDEX mandate_person ON mandate (person_id);
        CREATE TABLE presidium (
            association_id {uuid} NOT NULL REFERENCES association (organisation_id),
            ordinal bigint NOT NULL,
            person_id {uuid} NOT NULL REFERENCES person (id),
            name text NOT NULL,
            office text NOT NULL CHECK (office IN ('CHAIR', 'VICE_CHAIR')),
            valid_from {day} NOT NULL,
            valid_until {day} NULL,
            PRIMARY KEY (association_id, ordinal)
        );
        CREATE INDEX presidium_person ON presidium (person_id);",
    )],
    down: &[Sql::Both(
        "DROP TABLE presidium;
        DROP TABLE mandate;
        DROP TABLE seat;
        DROP TABLE membership;
        DROP TABLE remote_decision;
        DROP TABLE statutes;
        DROP TABLE association;",
    )],
};
