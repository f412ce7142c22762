//! Webhooks: subscriptions to the public feed, what each still owes of each organisation's feed, what was tried, what was
//! given up, and who kept them.
//!
//! No secret stands here: what signs is derived from a key of the service.

use crate::step::{Sql, Step};

pub(crate) const STEP: Step = Step {
    name: "m0021_webhooks",
    up: &[
        Sql::Both(
            "CREATE TABLE webhook (
            id {uuid} NOT NULL PRIMARY KEY,
            owner_id {uuid} NOT NULL REFERENCES organisation (id),
            url text NOT NULL,
            description text NULL,
            format text NOT NULL CHECK (format IN ('PLAIN', 'CLOUD_EVENTS')),
            filter {json} NOT NULL,
            secrets {json} NOT NULL,
            state text NOT NULL CHECK (state IN ('ACTIVE', 'DISABLED')),
            because text NULL CHECK (because IN ('ASKED', 'GONE', 'FAILING')),
            disabled_at {moment} NULL,
            created_at {moment} NOT NULL,
            created_by text NOT NULL,
            version bigint NOT NULL CHECK (version > 0),
            position bigint NOT NULL CHECK (position >= 0),
            attempts bigint NOT NULL CHECK (attempts >= 0),
            failing_since {moment} NULL,
            paused_until {moment} NULL,
            lease_holder {uuid} NULL,
            lease_until {moment} NULL,
            CHECK ((state = 'DISABLED') = (because IS NOT NULL)),
            CHECK ((because IS NULL) = (disabled_at IS NULL)),
            CHECK ((lease_holder IS NULL) = (lease_until IS NULL))
        );
        CREATE INDEX webhook_owner ON webhook (owner_id, id);
        CREATE INDEX webhook_active ON webhook (position) WHERE state = 'ACTIVE';
        CREATE TABLE webhook_lane (
            webhook_id {uuid} NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
            organisation_id {uuid} NOT NULL REFERENCES organisation (id),
            done bigint NOT NULL CHECK (done >= 0),
            last bigint NOT NULL,
            attempts bigint NOT NULL CHECK (attempts >= 0),
            first_at {moment} NULL,
            next_at {moment} NULL,
            PRIMARY KEY (webhook_id, organisation_id),
            CHECK (done <= last),
            CHECK ((attempts = 0) = (first_at IS NULL))
        );
        CREATE INDEX webhook_lane_waiting ON webhook_lane (webhook_id, next_at) WHERE done < last;
        CREATE TABLE webhook_attempt (
            webhook_id {uuid} NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
            ordinal bigint NOT NULL CHECK (ordinal > 0),
            at {moment} NOT NULL,
            millis bigint NOT NULL CHECK (millis >= 0),
            event text NOT NULL,
            organisation_id {uuid} NULL,
            sequence bigint NULL,
            message text NOT NULL,
            number bigint NOT NULL CHECK (number > 0),
            status bigint NULL,
            error text NULL,
            PRIMARY KEY (webhook_id, ordinal),
            CHECK ((organisation_id IS NULL) = (sequence IS NULL))
        );
        CREATE TABLE webhook_dead (
            webhook_id {uuid} NOT NULL REFERENCES webhook (id) ON DELETE CASCADE,
            organisation_id {uuid} NOT NULL,
            sequence bigint NOT NULL CHECK (sequence > 0),
            ordinal bigint NOT NULL,
            event text NOT NULL,
            message text NOT NULL,
            attempts bigint NOT NULL CHECK (attempts > 0),
            first_at {moment} NOT NULL,
            died_at {moment} NOT NULL,
            status bigint NULL,
            error text NULL,
            PRIMARY KEY (webhook_id, organisation_id, sequence)
        );
        CREATE INDEX webhook_dead_latest ON webhook_dead (webhook_id, ordinal);
        CREATE TABLE webhook_act (
            webhook_id {uuid} NOT NULL,
            ordinal bigint NOT NULL CHECK (ordinal > 0),
            owner_id {uuid} NOT NULL,
            at {moment} NOT NULL,
            actor text NOT NULL,
            what text NOT NULL,
            PRIMARY KEY (webhook_id, ordinal)
        );
        CREATE INDEX webhook_act_owner ON webhook_act (owner_id, at);",
        ),
        Sql::Sqlite(
            "CREATE TRIGGER webhook_act_keeps_rows BEFORE UPDATE ON webhook_act
            BEGIN SELECT RAISE(ABORT, 'webhook_act is append only'); END;
            CREATE TRIGGER webhook_act_keeps_all BEFORE DELETE ON webhook_act
            BEGIN SELECT RAISE(ABORT, 'webhook_act is append only'); END;",
        ),
        Sql::Postgres(
            "CREATE TRIGGER webhook_act_keeps_rows BEFORE UPDATE OR DELETE ON webhook_act
                FOR EACH ROW EXECUTE FUNCTION refuse_change();
            CREATE TRIGGER webhook_act_keeps_all BEFORE TRUNCATE ON webhook_act
                FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();",
        ),
    ],
    down: &[Sql::Both(
        "DROP TABLE webhook_act;
        DROP TABLE webhook_dead;
        DROP TABLE webhook_attempt;
        DROP TABLE webhook_lane;
        DROP TABLE webhook;",
    )],
};
