//! Subscriptions by mail, and the links in mails that were sent.
//!
//! An address stands in its own row until the subscription ends. Of a link only the digest of 256 bits of chance is kept.

use crate::step::{Sql, Step};

pub(crate) const STEP: Step = Step {
    name: "m0025_mail",
    up: &[Sql::Both(
        "CREATE TABLE mail_subscription (
            id {uuid} NOT NULL PRIMARY KEY,
            owner_id {uuid} NOT NULL REFERENCES organisation (id),
            kind text NOT NULL CHECK (kind IN ('DIGEST', 'DUTIES')),
            weekday bigint NULL CHECK (weekday BETWEEN 1 AND 7),
            hour bigint NOT NULL CHECK (hour BETWEEN 0 AND 23),
            language text NOT NULL CHECK (language IN ('sv', 'en')),
            address text NULL,
            made_at {moment} NOT NULL,
            made_by text NOT NULL,
            confirmed_at {moment} NULL,
            ended_at {moment} NULL,
            version bigint NOT NULL CHECK (version > 0),
            sent_at {moment} NULL,
            stopped_at {moment} NULL,
            failure text NULL,
            slot {moment} NOT NULL,
            retry_at {moment} NULL,
            position bigint NOT NULL CHECK (position >= 0),
            upto bigint NULL,
            attempts bigint NOT NULL CHECK (attempts >= 0),
            refused bigint NOT NULL CHECK (refused >= 0),
            asked_at {moment} NULL,
            lease_holder {uuid} NULL,
            lease_until {moment} NULL,
            CHECK ((address IS NULL) = (ended_at IS NOT NULL)),
            CHECK ((lease_holder IS NULL) = (lease_until IS NULL))
        );
        CREATE INDEX mail_subscription_owner ON mail_subscription (owner_id, id);
        CREATE INDEX mail_subscription_due ON mail_subscription (slot) WHERE ended_at IS NULL AND stopped_at IS NULL;
        CREATE TABLE mail_link (
            digest text NOT NULL PRIMARY KEY,
            subscription_id {uuid} NOT NULL REFERENCES mail_subscription (id),
            purpose text NOT NULL CHECK (purpose IN ('CONFIRM', 'UNSUBSCRIBE')),
            until {moment} NOT NULL
        );
        CREATE INDEX mail_link_until ON mail_link (until);",
    )],
    down: &[Sql::Both(
        "DROP TABLE mail_link;
        DROP TABLE mail_subscription;",
    )],
};
