//! What has changed since: a number that every write moves on in its own transaction, so that whoever holds an answer in
//! memory can tell whether it still holds.

use crate::step::{Sql, Step};

pub(crate) const STEP: Step = Step {
    name: "m0028_epoch",
    up: &[
        // It begins with the time, so that a table that is made anew, as a restored backup makes it, goes on beyond what
        // the one before it told. One row for all would have writers of different organisations wait for each other's
        // commit. Rows are short and always updated: the room left on their page takes the next versions of them.
        Sql::Postgres(
            "CREATE TABLE epoch (
                stripe integer NOT NULL PRIMARY KEY,
                value bigint NOT NULL
            ) WITH (fillfactor = 20);
            INSERT INTO epoch SELECT stripe, CASE stripe
                WHEN 0 THEN CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint) ELSE 0 END
            FROM generate_series(0, 15) stripe;",
        ),
        Sql::Sqlite(
            "CREATE TABLE epoch (
                stripe integer NOT NULL PRIMARY KEY,
                value bigint NOT NULL
            );
            INSERT INTO epoch VALUES (0, CAST((julianday('now') - 2440587.5) * 86400000 AS integer));",
        ),
    ],
    down: &[Sql::Both("DROP TABLE epoch;")],
};
