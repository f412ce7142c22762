//! Files that operators bring in to become records: what was read in them, and what was corrected since.

use crate::step::{Sql, Step};

pub(crate) const STEP: Step = Step {
    name: "m0027_imports",
    up: &[Sql::Both(
        "CREATE TABLE import_file (
            id {uuid} NOT NULL PRIMARY KEY,
            owner_id {uuid} NOT NULL REFERENCES organisation (id),
            batch {key} NULL,
            file_name text NOT NULL,
            media_type text NULL,
            size bigint NOT NULL CHECK (size >= 0),
            digest text NOT NULL,
            uploaded_at {moment} NOT NULL,
            uploaded_by text NOT NULL,
            outcome text NOT NULL CHECK (outcome IN ('READ', 'REFUSED', 'STORED', 'DISCARDED')),
            refused_code text NULL,
            refused_sv text NULL,
            refused_en text NULL,
            page_count bigint NOT NULL CHECK (page_count >= 0),
            items bigint NOT NULL CHECK (items >= 0),
            doubtful bigint NOT NULL CHECK (doubtful >= 0),
            missing bigint NOT NULL CHECK (missing >= 0),
            contradictions bigint NOT NULL CHECK (contradictions >= 0),
            reviewed bigint NOT NULL CHECK (reviewed >= 0),
            meeting_id {uuid} NULL REFERENCES meeting (id),
            version bigint NOT NULL CHECK (version > 0),
            CHECK ((refused_code IS NULL) = (refused_sv IS NULL)),
            CHECK ((refused_code IS NULL) = (refused_en IS NULL)),
            CHECK ((meeting_id IS NULL) = (outcome <> 'STORED'))
        );
        CREATE INDEX import_file_owner ON import_file (owner_id, batch, id);
        CREATE INDEX import_file_digest ON import_file (owner_id, digest);
        CREATE INDEX import_file_meeting ON import_file (meeting_id);
        CREATE TABLE import_reading (
            import_id {uuid} NOT NULL PRIMARY KEY REFERENCES import_file (id),
            pages text NOT NULL,
            document text NOT NULL,
            report text NOT NULL,
            corrections text NOT NULL
        );",
    )],
    down: &[Sql::Both(
        "DROP TABLE import_reading;
        DROP TABLE import_file;",
    )],
};
