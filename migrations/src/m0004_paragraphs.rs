//! § series, paragraphs, decisions with whom they concern, assignments.

use crate::step::{Sql, Step};

pub(crate) const STEP: Step = Step {
    name: "m0004_paragraphs",
    up: &[Sql::Both(
        "CREATE TABLE series (
            id {key} NOT NULL PRIMARY KEY,
            body_id {uuid} NOT NULL REFERENCES body (id),
            year integer NULL,
            meeting_id {uuid} NULL UNIQUE REFERENCES meeting (id),
            UNIQUE (body_id, year),
            CHECK ((year IS NULL) <> (meeting_id IS NULL))
        );
        CREATE TABLE paragraph (
            id {uuid} NOT NULL PRIMARY KEY,
            meeting_id {uuid} NOT NULL REFERENCES meeting (id),
            series_id {key} NULL REFERENCES series (id),
            parent_id {uuid} NULL REFERENCES paragraph (id),
            key {key} NOT NULL,
            ordinal bigint NOT NULL,
            number bigint NULL CHECK (number > 0),
            occurrence bigint NOT NULL CHECK (occurrence > 0),
            letter text NULL,
            label text NULL,
            title text NULL,
            text text NULL,
            category text NULL CHECK (category IN ('INFORMATION', 'DIALOGUE', 'DECISION')),
            case_number text NULL,
            raised_by text NULL,
            nothing_reported boolean NOT NULL,
            adjusted_immediately boolean NOT NULL,
            voided text NULL,
            details {json} NOT NULL,
            UNIQUE (meeting_id, key),
            UNIQUE (meeting_id, ordinal)
        );
        -- § 8 a beside § 8 is another item, not a second § 8.
        CREATE UNIQUE INDEX paragraph_in_series
            ON paragraph (series_id, number, (coalesce(letter, '')), occurrence);
        CREATE INDEX paragraph_parent ON paragraph (parent_id);
        CREATE TABLE decision (
            id {uuid} NOT NULL PRIMARY KEY,
            paragraph_id {uuid} NOT NULL REFERENCES paragraph (id),
            meeting_id {uuid} NOT NULL REFERENCES meeting (id),
            owner_id {uuid} NOT NULL REFERENCES organisation (id),
            body_id {uuid} NOT NULL REFERENCES body (id),
            ordinal bigint NOT NULL,
            text text NOT NULL,
            kind text NOT NULL CHECK (kind IN ('ADOPT', 'APPROVE', 'REJECT', 'ELECT', 'ASSIGN', 'TABLE', 'REFER_BACK',
                'NOTE', 'RESOLVE')),
            condition_text text NULL,
            condition_state text NULL CHECK (condition_state IN ('PENDING', 'MET', 'FAILED')),
            budget boolean NOT NULL,
            budget_first integer NULL,
            budget_last integer NULL,
            date {day} NULL,
            sort_key {key} NOT NULL UNIQUE,
            UNIQUE (paragraph_id, ordinal),
            CHECK ((condition_text IS NULL) = (condition_state IS NULL))
        );
        CREATE INDEX decision_meeting ON decision (meeting_id);
        CREATE INDEX decision_owner ON decision (owner_id, sort_key);
        CREATE INDEX decision_body ON decision (body_id, sort_key);
        CREATE INDEX decision_kind ON decision (kind, sort_key);
        CREATE INDEX decision_date ON decision (date);
        CREATE INDEX decision_condition ON decision (condition_state, sort_key);
        CREATE TABLE concern (
            decision_id {uuid} NOT NULL REFERENCES decision (id),
            organisation_id {uuid} NOT NULL REFERENCES organisation (id),
            ordinal bigint NOT NULL,
            because text NOT NULL CHECK (because IN ('RECIPIENT', 'ASSIGNEE', 'PROPOSER', 'CONTRIBUTOR', 'NAMED',
                'MEMBER')),
            PRIMARY KEY (decision_id, organisation_id)
        );
        CREATE INDEX concern_organisation ON concern (organisation_id, decision_id);
        CREATE TABLE assignment (
            id {uuid} NOT NULL PRIMARY KEY,
            paragraph_id {uuid} NOT NULL REFERENCES paragraph (id),
            meeting_id {uuid} NOT NULL REFERENCES meeting (id),
            owner_id {uuid} NOT NULL REFERENCES organisation (id),
            body_id {uuid} NOT NULL REFERENCES body (id),
            ordinal bigint NOT NULL,
            text text NOT NULL,
            due text NULL,
            due_on {day} NULL,
            status text NOT NULL CHECK (status IN ('OPEN', 'REPORTED', 'DONE', 'WITHDRAWN')),
            assignees_stated boolean NOT NULL,
            sort_key {key} NOT NULL UNIQUE,
            due_key {key} NOT NULL UNIQUE,
            UNIQUE (paragraph_id, ordinal)
        );
        CREATE INDEX assignment_meeting ON assignment (meeting_id);
        CREATE INDEX assignment_owner ON assignment (owner_id, sort_key);
        CREATE INDEX assignment_body ON assignment (body_id, sort_key);
        CREATE INDEX assignment_status ON assignment (status, sort_key);
        CREATE INDEX assignment_due ON assignment (due_on);
        CREATE TABLE assignee (
            assignment_id {uuid} NOT NULL REFERENCES assignment (id),
            ordinal bigint NOT NULL,
            name text NOT NULL,
            folded {key} NOT NULL,
            PRIMARY KEY (assignment_id, ordinal)
        );
        CREATE INDEX assignee_folded ON assignee (folded, assignment_id);",
    )],
    down: &[Sql::Both(
        "DROP TABLE assignee;
        DROP TABLE assignment;
        DROP TABLE concern;
        DROP TABLE decision;
        DROP TABLE paragraph;
        DROP TABLE series;",
    )],
};
