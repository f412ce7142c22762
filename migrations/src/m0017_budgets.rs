//! Budgets: their papers, versions, contributions and lines.
//!
//! A new revision of a record deletes its decisions and adds them again under the same ids. What they approved stays,
//! so nothing here refers to their rows.

use crate::step::{Sql, Step};

pub(crate) const STEP: Step = Step {
    name: "m0017_budgets",
    up: &[Sql::Both(
        "CREATE TABLE budget (
            id {uuid} NOT NULL PRIMARY KEY,
            owner_id {uuid} NOT NULL REFERENCES organisation (id),
            year integer NOT NULL,
            sort_key {key} NOT NULL UNIQUE,
            UNIQUE (owner_id, year)
        );
        CREATE INDEX budget_owner ON budget (owner_id, sort_key);
        CREATE INDEX budget_year ON budget (year, sort_key);
        CREATE TABLE budget_paper (
            budget_id {uuid} NOT NULL REFERENCES budget (id),
            place bigint NOT NULL,
            decision_id {uuid} NULL,
            meeting_id {uuid} NULL,
            details {json} NOT NULL,
            PRIMARY KEY (budget_id, place)
        );
        CREATE INDEX budget_paper_decision ON budget_paper (decision_id);
        CREATE TABLE budget_version (
            budget_id {uuid} NOT NULL REFERENCES budget (id),
            number bigint NOT NULL CHECK (number > 0),
            owner_id {uuid} NOT NULL REFERENCES organisation (id),
            kind text NOT NULL CHECK (kind IN ('ORIGINAL', 'REVISION', 'SUPPLEMENT')),
            proposed_on {day} NOT NULL,
            last_year integer NULL,
            other_income {json} NOT NULL,
            equity {json} NOT NULL,
            goals {json} NOT NULL,
            funding text NULL,
            decision_id {uuid} NULL UNIQUE,
            approved_on {day} NULL,
            quorum text NULL CHECK (quorum IN ('MET', 'NOT_MET', 'CONDITIONAL', 'UNKNOWN')),
            open boolean NULL,
            announced boolean NULL,
            announced_on {day} NULL,
            PRIMARY KEY (budget_id, number),
            CHECK ((decision_id IS NULL) = (approved_on IS NULL)),
            CHECK ((decision_id IS NULL) = (quorum IS NULL))
        );
        CREATE INDEX budget_version_approved ON budget_version (owner_id, budget_id, number) WHERE decision_id IS NOT NULL;
        CREATE TABLE budget_contribution (
            budget_id {uuid} NOT NULL,
            number bigint NOT NULL,
            place bigint NOT NULL,
            owner_id {uuid} NOT NULL REFERENCES organisation (id),
            year integer NOT NULL,
            planned boolean NOT NULL,
            organisation_id {uuid} NULL REFERENCES organisation (id),
            party text NULL CHECK (party IN ('STATE', 'REGION', 'MUNICIPALITIES')),
            other text NULL,
            kind text NOT NULL CHECK (kind IN ('STATUTORY', 'VOLUNTARY_EXCESS', 'EXTRA_STATE')),
            amount bigint NULL CHECK (amount >= 0),
            sort_key {key} NOT NULL UNIQUE,
            PRIMARY KEY (budget_id, number, place),
            FOREIGN KEY (budget_id, number) REFERENCES budget_version (budget_id, number),
            CHECK (other IS NULL OR (organisation_id IS NULL AND party IS NULL)),
            CHECK (other IS NOT NULL OR organisation_id IS NOT NULL OR party IS NOT NULL)
        );
        CREATE INDEX budget_contribution_member ON budget_contribution (organisation_id, sort_key) WHERE planned = false;
        CREATE INDEX budget_contribution_owner ON budget_contribution (owner_id, sort_key) WHERE planned = false;
        CREATE INDEX budget_contribution_party ON budget_contribution (party, sort_key) WHERE planned = false;
        CREATE INDEX budget_contribution_year ON budget_contribution (year, sort_key) WHERE planned = false;
        CREATE TABLE budget_line (
            id {uuid} NOT NULL PRIMARY KEY,
            budget_id {uuid} NOT NULL,
            number bigint NOT NULL,
            place bigint NOT NULL,
            activity text NOT NULL,
            starts_on {day} NOT NULL,
            ends_on {day} NOT NULL,
            amount bigint NULL CHECK (amount >= 0),
            expected_outcome text NULL,
            execution {json} NOT NULL,
            UNIQUE (budget_id, number, place),
            FOREIGN KEY (budget_id, number) REFERENCES budget_version (budget_id, number),
            CHECK (ends_on >= starts_on)
        );
        CREATE TABLE budget_book (
            owner_id {uuid} NOT NULL PRIMARY KEY REFERENCES organisation (id),
            sequence bigint NOT NULL CHECK (sequence > 0)
        );",
    )],
    down: &[Sql::Both(
        "DROP TABLE budget_book;
        DROP TABLE budget_line;
        DROP TABLE budget_contribution;
        DROP TABLE budget_version;
        DROP TABLE budget_paper;
        DROP TABLE budget;",
    )],
};
