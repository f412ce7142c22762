//! Organisations, the other prints of their names, and persons.

use crate::step::{Sql, Step};

pub(crate) const STEP: Step = Step {
    name: "m0001_organisations",
    up: &[Sql::Both(
        "CREATE TABLE organisation (
            id {uuid} NOT NULL PRIMARY KEY,
            slug {key} NOT NULL UNIQUE,
            name text NOT NULL,
            kind text NULL CHECK (kind IN ('COORDINATION_ASSOCIATION', 'STATE_AGENCY', 'REGION', 'MUNICIPALITY',
                'TRADE_UNION', 'OTHER')),
            published boolean NOT NULL,
            journal_sequence bigint NOT NULL DEFAULT 0 CHECK (journal_sequence >= 0),
            journal_head text NOT NULL
                DEFAULT '0000000000000000000000000000000000000000000000000000000000000000',
            feed_sequence bigint NOT NULL DEFAULT 0 CHECK (feed_sequence >= 0)
        );
        CREATE INDEX organisation_kind ON organisation (kind, slug);
        CREATE TABLE organisation_alias (
            slug {key} NOT NULL PRIMARY KEY,
            organisation_id {uuid} NOT NULL REFERENCES organisation (id),
            name text NOT NULL
        );
        CREATE INDEX organisation_alias_organisation ON organisation_alias (organisation_id);
        CREATE TABLE person (
            id {uuid} NOT NULL PRIMARY KEY,
            owner_id {uuid} NOT NULL REFERENCES organisation (id),
            name text NOT NULL,
            folded {key} NOT NULL,
            UNIQUE (owner_id, folded)
        );
        CREATE TABLE person_variant (
            owner_id {uuid} NOT NULL REFERENCES organisation (id),
            folded {key} NOT NULL,
            name text NOT NULL,
            person_id {uuid} NOT NULL REFERENCES person (id),
            PRIMARY KEY (owner_id, folded)
        );
        CREATE INDEX person_variant_person ON person_variant (person_id);",
    )],
    down: &[Sql::Both(
        "DROP TABLE person_variant;
        DROP TABLE person;
        DROP TABLE organisation_alias;
        DROP TABLE organisation;",
    )],
};
