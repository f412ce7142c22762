//! Attachments: files that an office lays beside a record, and their bytes where they are kept in the database.
//!
//! A new revision of a record deletes its paragraphs and adds them again under the same ids; an attachment stays, so
//! nothing here refers to their rows. Bytes come before the row that tells of them, and may be kept elsewhere.

use crate::step::{Sql, Step};

pub(crate) const STEP: Step = Step {
    name: "m0014_attachments",
    up: &[Sql::Both(
        "CREATE TABLE attachment (
            id {uuid} NOT NULL PRIMARY KEY,
            owner_id {uuid} NOT NULL REFERENCES organisation (id),
            meeting_id {uuid} NOT NULL,
            paragraph_id {uuid} NULL,
            appendix text NULL,
            title text NOT NULL,
            file_name text NOT NULL,
            media_type text NOT NULL,
            size bigint NOT NULL CHECK (size > 0),
            digest text NOT NULL,
            uploaded_at {moment} NOT NULL,
            uploaded_by text NOT NULL,
            keep text NOT NULL CHECK (keep IN ('FOR_GOOD', 'ACCOUNTING', 'UNTIL')),
            financial_year integer NULL,
            keep_until {day} NULL,
            public boolean NOT NULL,
            public_until {day} NULL,
            withdrawn_on {day} NULL,
            withdrawn_reason text NULL,
            disposed_on {day} NULL,
            sequence bigint NOT NULL CHECK (sequence > 0),
            CHECK ((keep = 'ACCOUNTING') = (financial_year IS NOT NULL)),
            CHECK ((keep = 'FOR_GOOD') = (keep_until IS NULL)),
            CHECK (public OR public_until IS NULL),
            CHECK (NOT public OR (withdrawn_on IS NULL AND disposed_on IS NULL)),
            CHECK ((withdrawn_on IS NULL) = (withdrawn_reason IS NULL))
        );
        CREATE INDEX attachment_meeting ON attachment (meeting_id);
        CREATE INDEX attachment_paragraph ON attachment (paragraph_id);
        CREATE INDEX attachment_owner ON attachment (owner_id, keep_until);
        CREATE TABLE file_part (
            file_id {uuid} NOT NULL,
            part bigint NOT NULL CHECK (part >= 0),
            bytes {bytes} NOT NULL,
            PRIMARY KEY (file_id, part)
        );",
    )],
    down: &[Sql::Both(
        "DROP TABLE file_part;
        DROP TABLE attachment;",
    )],
};
