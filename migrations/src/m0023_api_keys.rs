//! Keys for machines. No secret stands here, only digests of 256 bits of chance.

use crate::step::{Sql, Step};

pub(crate) const STEP: Step = Step {
    name: "m0023_api_keys",
    up: &[Sql::Both(
        "CREATE TABLE api_key (
            id {uuid} NOT NULL PRIMARY KEY,
            owner_id {uuid} NOT NULL REFERENCES organisation (id),
            name text NOT NULL,
            role text NOT NULL CHECK (role IN ('reader', 'auditor')),
            issued_at {moment} NOT NULL,
            issued_by text NOT NULL,
            expires_at {moment} NOT NULL,
            digest text NOT NULL,
            made_at {moment} NOT NULL,
            former_digest text NULL,
            former_made_at {moment} NULL,
            former_until {moment} NULL,
            revoked_at {moment} NULL,
            revoked_by text NULL,
            used_on {day} NULL,
            version bigint NOT NULL CHECK (version > 0),
            CHECK ((former_digest IS NULL) = (former_until IS NULL)),
            CHECK ((former_digest IS NULL) = (former_made_at IS NULL)),
            CHECK ((revoked_at IS NULL) = (revoked_by IS NULL))
        );
        CREATE INDEX api_key_owner ON api_key (owner_id, id);",
    )],
    down: &[Sql::Both("DROP TABLE api_key;")],
};
