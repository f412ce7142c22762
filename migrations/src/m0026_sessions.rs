//! Sessions of people who are signed in to the pages. No id stands here, only digests of 256 bits of chance.

use crate::step::{Sql, Step};

pub(crate) const STEP: Step = Step {
    name: "m0026_sessions",
    up: &[Sql::Both(
        "CREATE TABLE session (
            digest text NOT NULL PRIMARY KEY,
            issuer text NOT NULL,
            subject text NOT NULL,
            name text NULL,
            roles {json} NOT NULL,
            organisations {json} NOT NULL,
            person text NULL,
            acr text NULL,
            auth_time bigint NULL,
            token_id text NULL,
            issued_at bigint NOT NULL,
            began_at {moment} NOT NULL,
            used_at {moment} NOT NULL,
            ends_at {moment} NOT NULL
        );
        CREATE INDEX session_of ON session (issuer, subject);
        CREATE INDEX session_end ON session (ends_at);",
    )],
    down: &[Sql::Both("DROP TABLE session;")],
};
