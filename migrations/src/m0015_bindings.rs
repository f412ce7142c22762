//! Who signs in as whom: identities at issuers of tokens, bound to persons.

use crate::step::{Sql, Step};

pub(crate) const STEP: Step = Step {
    name: "m0015_bindings",
    up: &[Sql::Both(
        "CREATE TABLE person_identity (
            owner_id {uuid} NOT NULL REFERENCES organisation (id),
            issuer text NOT NULL,
            subject text NOT NULL,
            person_id {uuid} NOT NULL REFERENCES person (id),
            PRIMARY KEY (owner_id, issuer, subject)
        );
        CREATE INDEX person_identity_person ON person_identity (person_id);",
    )],
    down: &[Sql::Both("DROP TABLE person_identity;")],
};
