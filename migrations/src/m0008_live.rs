//! Meetings that are run through the service: their stage, the counters of § series, receipts of commands.

use crate::step::{Sql, Step};

pub(crate) const STEP: Step = Step {
    name: "m0008_live",
    up: &[Sql::Both(
        "ALTER TABLE meeting ADD COLUMN stage text NULL
            CHECK (stage IN ('SCHEDULED', 'OPEN', 'ADJOURNED', 'CLOSED', 'CANCELLED'));
        ALTER TABLE meeting ADD COLUMN stage_reason text NULL;
        ALTER TABLE series ADD COLUMN drawn bigint NOT NULL DEFAULT 0 CHECK (drawn >= 0);
        CREATE TABLE receipt (
            owner_id {uuid} NOT NULL REFERENCES organisation (id),
            actor {key} NOT NULL,
            name {key} NOT NULL,
            digest text NOT NULL,
            meeting_id {uuid} NULL REFERENCES meeting (id),
            sequence bigint NOT NULL CHECK (sequence > 0),
            at {moment} NOT NULL,
            PRIMARY KEY (owner_id, actor, name)
        );
        CREATE INDEX receipt_at ON receipt (owner_id, at);",
    )],
    down: &[Sql::Both(
        "DROP TABLE receipt;
        ALTER TABLE series DROP COLUMN drawn;
        ALTER TABLE meeting DROP COLUMN stage_reason;
        ALTER TABLE meeting DROP COLUMN stage;",
    )],
};
