//! The source of every revision, which nobody changes, and the terms that records are found by.

use crate::step::{Sql, Step};

pub(crate) const STEP: Step = Step {
    name: "m0006_sources",
    up: &[
        Sql::Both(
            "CREATE TABLE minutes_revision (
                meeting_id {uuid} NOT NULL REFERENCES meeting (id),
                number bigint NOT NULL CHECK (number > 0),
                digest text NOT NULL,
                source text NOT NULL,
                at {moment} NOT NULL,
                PRIMARY KEY (meeting_id, number)
            );
            CREATE TABLE posting (
                term {key} NOT NULL,
                subject_kind text NOT NULL CHECK (subject_kind IN ('DECISION', 'PARAGRAPH')),
                subject_id {uuid} NOT NULL,
                meeting_id {uuid} NOT NULL REFERENCES meeting (id),
                weight integer NOT NULL,
                sort_key {key} NOT NULL,
                PRIMARY KEY (term, subject_kind, subject_id)
            );
            CREATE INDEX posting_meeting ON posting (meeting_id);",
        ),
        Sql::Sqlite(
            "CREATE TRIGGER minutes_revision_keeps_rows BEFORE UPDATE ON minutes_revision
            BEGIN SELECT RAISE(ABORT, 'minutes_revision is append only'); END;
            CREATE TRIGGER minutes_revision_keeps_all BEFORE DELETE ON minutes_revision
            BEGIN SELECT RAISE(ABORT, 'minutes_revision is append only'); END;",
        ),
        Sql::Postgres(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION '% is append only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
            END $$;
            CREATE TRIGGER minutes_revision_keeps_rows BEFORE UPDATE OR DELETE ON minutes_revision
                FOR EACH ROW EXECUTE FUNCTION refuse_change();
            CREATE TRIGGER minutes_revision_keeps_all BEFORE TRUNCATE ON minutes_revision
                FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();",
        ),
    ],
    down: &[
        Sql::Both(
            "DROP TABLE posting;
            DROP TABLE minutes_revision;",
        ),
        Sql::Postgres("DROP FUNCTION refuse_change();"),
    ],
};
