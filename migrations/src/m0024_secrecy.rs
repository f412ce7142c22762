//! Markings of secrecy, which §§ they cover, who read what they cover, and minutes under embargo.

use crate::step::{Sql, Step};

pub(crate) const STEP: Step = Step {
    name: "m0024_secrecy",
    up: &[
        Sql::Both(
            "CREATE TABLE secrecy_marking (
                id {uuid} NOT NULL PRIMARY KEY,
                owner_id {uuid} NOT NULL REFERENCES organisation (id),
                meeting_id {uuid} NOT NULL REFERENCES meeting (id),
                paragraph_id {uuid} NULL,
                attachment_id {uuid} NULL,
                words {json} NULL,
                provision text NOT NULL,
                act text NOT NULL,
                marked_on {day} NOT NULL,
                marked_by text NOT NULL,
                note text NULL,
                lifted_on {day} NULL,
                lifted_by text NULL,
                CHECK ((paragraph_id IS NULL) <> (attachment_id IS NULL)),
                CHECK (words IS NULL OR paragraph_id IS NOT NULL),
                CHECK ((lifted_on IS NULL) = (lifted_by IS NULL))
            );
            CREATE INDEX secrecy_marking_meeting ON secrecy_marking (meeting_id);
            CREATE TABLE secret_paragraph (
                paragraph_id {uuid} NOT NULL PRIMARY KEY,
                meeting_id {uuid} NOT NULL,
                owner_id {uuid} NOT NULL,
                whole boolean NOT NULL
            );
            CREATE INDEX secret_paragraph_meeting ON secret_paragraph (meeting_id);
            CREATE TABLE secrecy_read (
                owner_id {uuid} NOT NULL REFERENCES organisation (id),
                marking_id {uuid} NOT NULL REFERENCES secrecy_marking (id),
                reader text NOT NULL,
                minute bigint NOT NULL,
                name text NULL,
                wire text NOT NULL,
                at {moment} NOT NULL,
                sort_key {key} NOT NULL,
                PRIMARY KEY (marking_id, reader, minute)
            );
            CREATE TABLE embargo (
                meeting_id {uuid} NOT NULL PRIMARY KEY REFERENCES meeting (id),
                owner_id {uuid} NOT NULL REFERENCES organisation (id),
                until {moment} NOT NULL,
                set_by text NOT NULL
            );
            CREATE INDEX secrecy_read_owner ON secrecy_read (owner_id, sort_key);",
        ),
        Sql::Sqlite(
            "CREATE TRIGGER secrecy_read_keeps_rows BEFORE UPDATE ON secrecy_read
            BEGIN SELECT RAISE(ABORT, 'secrecy_read is append only'); END;
            CREATE TRIGGER secrecy_read_loses_no_rows BEFORE DELETE ON secrecy_read
            BEGIN SELECT RAISE(ABORT, 'secrecy_read is append only'); END;",
        ),
        Sql::Postgres(
            "CREATE TRIGGER secrecy_read_keeps_rows BEFORE UPDATE OR DELETE ON secrecy_read
                FOR EACH ROW EXECUTE FUNCTION refuse_change();",
        ),
    ],
    down: &[Sql::Both(
        "DROP TABLE embargo;
        DROP TABLE secrecy_read;
        DROP TABLE secret_paragraph;
        DROP TABLE secrecy_marking;",
    )],
};
