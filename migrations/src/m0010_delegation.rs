//! Delegation: whom the board lets decide, what they decided, and where that is reported.
//!
//! A new revision of a record deletes its paragraphs and decisions and adds them again under the same ids. What was
//! delegated and reported stays, so nothing here refers to their rows.

use crate::step::{Sql, Step};

pub(crate) const STEP: Step = Step {
    name: "m0010_delegation",
    up: &[Sql::Both(
        "CREATE TABLE delegation (
            id {uuid} NOT NULL PRIMARY KEY,
            owner_id {uuid} NOT NULL REFERENCES organisation (id),
            granted_by {uuid} NOT NULL,
            matters text NOT NULL,
            kind text NOT NULL CHECK (kind IN ('GROUP', 'UNGROUPED')),
            delegate_kind text NOT NULL CHECK (delegate_kind IN ('MEMBER', 'SUBSTITUTE', 'OFFICER')),
            delegate_role text NULL,
            person_id {uuid} NULL REFERENCES person (id),
            person_name text NULL,
            amount_limit bigint NULL CHECK (amount_limit >= 0),
            valid_from {day} NOT NULL,
            valid_until {day} NULL,
            revoked_by {uuid} NULL,
            revoked_on {day} NULL,
            CHECK (delegate_role IS NOT NULL OR person_id IS NOT NULL),
            CHECK ((person_id IS NULL) = (person_name IS NULL)),
            CHECK ((revoked_by IS NULL) = (revoked_on IS NULL)),
            CHECK (valid_until >= valid_from),
            CHECK (revoked_on >= valid_from)
        );
        CREATE INDEX delegation_owner ON delegation (owner_id, valid_from);
        CREATE INDEX delegation_granted ON delegation (granted_by);
        CREATE INDEX delegation_person ON delegation (person_id);
        CREATE TABLE delegated_decision (
            id {uuid} NOT NULL PRIMARY KEY,
            delegation_id {uuid} NOT NULL REFERENCES delegation (id),
            owner_id {uuid} NOT NULL REFERENCES organisation (id),
            year integer NOT NULL,
            number bigint NOT NULL CHECK (number > 0),
            decided_on {day} NOT NULL,
            person_id {uuid} NOT NULL REFERENCES person (id),
            person_name text NOT NULL,
            text text NOT NULL,
            amount bigint NULL CHECK (amount >= 0),
            reported_in {uuid} NULL,
            sort_key {key} NOT NULL UNIQUE,
            UNIQUE (owner_id, year, number)
        );
        CREATE INDEX delegated_decision_owner ON delegated_decision (owner_id, sort_key);
        CREATE INDEX delegated_decision_day ON delegated_decision (owner_id, decided_on);
        CREATE INDEX delegated_decision_delegation ON delegated_decision (delegation_id);
        CREATE INDEX delegated_decision_paragraph ON delegated_decision (reported_in);
        CREATE INDEX delegated_decision_waiting ON delegated_decision (owner_id, decided_on) WHERE reported_in IS NULL;
        CREATE INDEX delegated_decision_person ON delegated_decision (person_id);
        CREATE TABLE delegation_book (
            owner_id {uuid} NOT NULL PRIMARY KEY REFERENCES organisation (id),
            sequence bigint NOT NULL CHECK (sequence > 0)
        );",
    )],
    down: &[Sql::Both(
        "DROP TABLE delegation_book;
        DROP TABLE delegated_decision;
        DROP TABLE delegation;",
    )],
};
