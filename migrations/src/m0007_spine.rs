//! The journal, the public feed, and the counter that numbers the feed.

use crate::step::{Sql, Step};

pub(crate) const STEP: Step = Step {
    name: "m0007_spine",
    up: &[
        Sql::Both(
            "CREATE TABLE journal (
                organisation_id {uuid} NOT NULL REFERENCES organisation (id),
                sequence bigint NOT NULL CHECK (sequence > 0),
                at {moment} NOT NULL,
                actor text NOT NULL,
                command text NOT NULL,
                subject_kind text NULL CHECK (subject_kind IN ('MEETING', 'ORGANISATION')),
                subject_id {uuid} NULL,
                payload text NOT NULL,
                salt {uuid} NOT NULL,
                digest text NOT NULL,
                previous text NOT NULL,
                hash text NOT NULL,
                PRIMARY KEY (organisation_id, sequence),
                CHECK ((subject_kind IS NULL) = (subject_id IS NULL))
            );
            CREATE INDEX journal_subject ON journal (subject_id, sequence);
            CREATE TABLE feed (
                position bigint NOT NULL PRIMARY KEY CHECK (position > 0),
                organisation_id {uuid} NOT NULL REFERENCES organisation (id),
                sequence bigint NOT NULL CHECK (sequence > 0),
                at {moment} NOT NULL,
                kind text NOT NULL CHECK (kind IN ('PUBLISHED', 'REVISED', 'RECALLED', 'REGISTER_CHANGED')),
                subject_kind text NOT NULL CHECK (subject_kind IN ('MEETING', 'ORGANISATION')),
                subject_id {uuid} NOT NULL,
                UNIQUE (organisation_id, sequence)
            );
            CREATE TABLE counter (
                name text NOT NULL PRIMARY KEY,
                value bigint NOT NULL CHECK (value >= 0)
            );
            INSERT INTO counter (name, value) VALUES ('feed', 0);",
        ),
        Sql::Sqlite(
            "CREATE TRIGGER journal_keeps_rows BEFORE UPDATE ON journal
            BEGIN SELECT RAISE(ABORT, 'journal is append only'); END;
            CREATE TRIGGER journal_keeps_all BEFORE DELETE ON journal
            BEGIN SELECT RAISE(ABORT, 'journal is append only'); END;",
        ),
        Sql::Postgres(
            "CREATE TRIGGER journal_keeps_rows BEFORE UPDATE OR DELETE ON journal
                FOR EACH ROW EXECUTE FUNCTION refuse_change();
            CREATE TRIGGER journal_keeps_all BEFORE TRUNCATE ON journal
                FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();",
        ),
    ],
    down: &[Sql::Both(
        "DROP TABLE counter;
        DROP TABLE feed;
        DROP TABLE journal;",
    )],
};
