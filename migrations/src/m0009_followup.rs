//! Follow-up: reports of assignments, settled conditions, links between decisions, paragraphs by case number.
//!
//! A new revision of a record deletes its paragraphs, decisions and assignments and adds them again under the same ids.
//! What is told of them stays, so nothing here refers to their rows.

use crate::step::{Sql, Step};

pub(crate) const STEP: Step = Step {
    name: "m0009_followup",
    up: &[Sql::Both(
        "CREATE TABLE assignment_report (
            assignment_id {uuid} NOT NULL,
            ordinal bigint NOT NULL CHECK (ordinal >= 0),
            status text NOT NULL CHECK (status IN ('OPEN', 'REPORTED', 'DONE', 'WITHDRAWN')),
            note text NULL,
            reported_on {day} NOT NULL,
            paragraph_id {uuid} NULL,
            at {moment} NOT NULL,
            actor text NOT NULL,
            PRIMARY KEY (assignment_id, ordinal)
        );
        CREATE INDEX assignment_report_paragraph ON assignment_report (paragraph_id);
        CREATE TABLE condition_settlement (
            decision_id {uuid} NOT NULL PRIMARY KEY,
            state text NOT NULL CHECK (state IN ('MET', 'FAILED')),
            settled_on {day} NOT NULL,
            evidence text NOT NULL,
            paragraph_id {uuid} NULL,
            at {moment} NOT NULL,
            actor text NOT NULL
        );
        CREATE TABLE decision_link (
            decision_id {uuid} NOT NULL,
            earlier_id {uuid} NOT NULL,
            kind text NOT NULL CHECK (kind IN ('AMENDS', 'REPEALS', 'CARRIES_OUT')),
            at {moment} NOT NULL,
            actor text NOT NULL,
            PRIMARY KEY (decision_id, earlier_id, kind),
            CHECK (decision_id <> earlier_id)
        );
        CREATE INDEX decision_link_earlier ON decision_link (earlier_id);
        ALTER TABLE paragraph ADD COLUMN case_key {key} NULL;
        -- What a cooperation group's record hides is not known here: its case numbers are found after its next change.
        UPDATE paragraph SET case_key = lower(trim(case_number)) WHERE meeting_id IN (
            SELECT meeting.id FROM meeting JOIN body ON body.id = meeting.body_id
            WHERE body.kind <> 'COOPERATION_GROUP'
        );
        CREATE INDEX paragraph_case ON paragraph (case_key);",
    )],
    down: &[Sql::Both(
        "DROP INDEX paragraph_case;
        ALTER TABLE paragraph DROP COLUMN case_key;
        DROP TABLE decision_link;
        DROP TABLE condition_settlement;
        DROP TABLE assignment_report;",
    )],
};
