//! Searches that read an index and nothing else: what a hit is ranked by stands beside its term.

use crate::step::{Sql, Step};

pub(crate) const STEP: Step = Step {
    name: "m0031_search",
    up: &[
        Sql::Postgres(
            "ALTER TABLE posting DROP CONSTRAINT posting_pkey,
                ADD CONSTRAINT posting_pkey PRIMARY KEY (term, subject_kind, subject_id)
                INCLUDE (meeting_id, weight, sort_key);",
        ),
        Sql::Sqlite(
            "CREATE TABLE posting_by_term (
                term text NOT NULL,
                subject_kind text NOT NULL CHECK (subject_kind IN ('DECISION', 'PARAGRAPH')),
                subject_id blob NOT NULL,
                meeting_id blob NOT NULL REFERENCES meeting (id),
                weight integer NOT NULL,
                sort_key text NOT NULL,
                PRIMARY KEY (term, subject_kind, subject_id)
            ) WITHOUT ROWID;
            INSERT INTO posting_by_term SELECT term, subject_kind, subject_id, meeting_id, weight, sort_key FROM posting;
            DROP TABLE posting;
            ALTER TABLE posting_by_term RENAME TO posting;
            CREATE INDEX posting_meeting ON posting (meeting_id);",
        ),
    ],
    down: &[
        Sql::Sqlite(
            "CREATE TABLE posting_by_row (
                term text NOT NULL,
                subject_kind text NOT NULL CHECK (subject_kind IN ('DECISION', 'PARAGRAPH')),
                subject_id blob NOT NULL,
                meeting_id blob NOT NULL REFERENCES meeting (id),
                weight integer NOT NULL,
                sort_key text NOT NULL,
                PRIMARY KEY (term, subject_kind, subject_id)
            );
            INSERT INTO posting_by_row SELECT term, subject_kind, subject_id, meeting_id, weight, sort_key FROM posting;
            DROP TABLE posting;
            ALTER TABLE posting_by_row RENAME TO posting;
            CREATE INDEX posting_meeting ON posting (meeting_id);",
        ),
        Sql::Postgres(
            "ALTER TABLE posting DROP CONSTRAINT posting_pkey,
                ADD CONSTRAINT posting_pkey PRIMARY KEY (term, subject_kind, subject_id);",
        ),
    ],
};
