//! Units of adjustment and their notices.

use crate::step::{Sql, Step};

pub(crate) const STEP: Step = Step {
    name: "m0005_adjustment",
    up: &[Sql::Both(
        "CREATE TABLE adjustment_unit (
            meeting_id {uuid} NOT NULL REFERENCES meeting (id),
            ordinal bigint NOT NULL,
            numbers {json} NULL,
            adjusted_on {day} NULL,
            place text NULL,
            PRIMARY KEY (meeting_id, ordinal)
        );
        CREATE TABLE notice (
            id {uuid} NOT NULL PRIMARY KEY,
            meeting_id {uuid} NOT NULL,
            unit_ordinal bigint NOT NULL,
            ordinal bigint NOT NULL,
            board text NULL,
            posted_on {day} NULL,
            removed_on {day} NULL,
            UNIQUE (meeting_id, unit_ordinal, ordinal),
            FOREIGN KEY (meeting_id, unit_ordinal) REFERENCES adjustment_unit (meeting_id, ordinal)
        );",
    )],
    down: &[Sql::Both(
        "DROP TABLE notice;
        DROP TABLE adjustment_unit;",
    )],
};
