//! Tokens that were revoked, at one organisation or for the whole service.
//!
//! A row stays when its revocation is ended, so that the version of an organisation's revocations never goes back.

use crate::step::{Sql, Step};

pub(crate) const STEP: Step = Step {
    name: "m0022_revocations",
    up: &[Sql::Both(
        "CREATE TABLE revocation (
            id {uuid} NOT NULL PRIMARY KEY,
            organisation_id {uuid} NULL REFERENCES organisation (id),
            issuer text NOT NULL,
            kind text NOT NULL CHECK (kind IN ('TOKEN', 'SUBJECT')),
            name text NOT NULL,
            issued_before {moment} NULL,
            reason text NULL,
            revoked_at {moment} NOT NULL,
            revoked_by text NOT NULL,
            ended_at {moment} NULL,
            ended_by text NULL,
            version bigint NOT NULL CHECK (version >= 0),
            CHECK ((kind = 'SUBJECT') = (issued_before IS NOT NULL)),
            CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
            CHECK ((organisation_id IS NULL) = (version = 0))
        );
        CREATE INDEX revocation_of ON revocation (issuer, name);
        CREATE INDEX revocation_at ON revocation (organisation_id, id);",
    )],
    down: &[Sql::Both("DROP TABLE revocation;")],
};
