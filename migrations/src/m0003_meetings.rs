//! Bodies, their meetings, and who was there.

use crate::step::{Sql, Step};

pub(crate) const STEP: Step = Step {
    name: "m0003_meetings",
    up: &[Sql::Both(
        "CREATE TABLE body (
            id {uuid} NOT NULL PRIMARY KEY,
            owner_id {uuid} NOT NULL REFERENCES organisation (id),
            slug {key} NOT NULL,
            name text NOT NULL,
            kind text NOT NULL CHECK (kind IN ('BOARD', 'EXECUTIVE_COMMITTEE', 'MEMBER_COUNCIL', 'COOPERATION_GROUP',
                'ASSEMBLY', 'OTHER')),
            scheme text NOT NULL CHECK (scheme IN ('CALENDAR_YEAR', 'MEETING', 'NONE')),
            safety_committee boolean NULL,
            published boolean NOT NULL,
            UNIQUE (owner_id, slug)
        );
        CREATE TABLE meeting (
            id {uuid} NOT NULL PRIMARY KEY,
            owner_id {uuid} NOT NULL REFERENCES organisation (id),
            body_id {uuid} NOT NULL REFERENCES body (id),
            identity text NOT NULL,
            revision bigint NOT NULL CHECK (revision > 0),
            version bigint NOT NULL CHECK (version > 0),
            digest text NOT NULL,
            published boolean NOT NULL,
            stored_at {moment} NOT NULL,
            date {day} NULL,
            date_hint text NULL,
            starts_at text NULL,
            ends_at text NULL,
            place text NULL,
            mode text NULL CHECK (mode IN ('ON_SITE', 'HYBRID', 'REMOTE')),
            record_kind text NULL CHECK (record_kind IN ('MINUTES', 'MEETING_NOTES')),
            appendix_to text NULL,
            mark text NOT NULL CHECK (mark IN ('SECTION', 'POINT', 'NONE')),
            scheme text NOT NULL CHECK (scheme IN ('CALENDAR_YEAR', 'MEETING', 'NONE')),
            declared_first bigint NULL,
            declared_last bigint NULL,
            chair_id {uuid} NULL REFERENCES person (id),
            chair_name text NULL,
            secretary_id {uuid} NULL REFERENCES person (id),
            secretary_name text NULL,
            adjusters_stated boolean NOT NULL,
            attendance_stated boolean NOT NULL,
            absent_stated boolean NOT NULL,
            no_decisions_stated boolean NOT NULL,
            previous_minutes text NULL CHECK (previous_minutes IN ('FILED', 'APPROVED', 'NOT_YET_ADJUSTED')),
            storage_place text NULL,
            details {json} NOT NULL,
            sort_key {key} NOT NULL UNIQUE,
            status text NOT NULL CHECK (status IN ('DRAFT', 'PARTLY_ADJUSTED', 'ADJUSTED', 'ANNOUNCED', 'APPEALED',
                'FINAL')),
            final_on {day} NULL,
            UNIQUE (body_id, identity)
        );
        CREATE INDEX meeting_body ON meeting (body_id, sort_key);
        CREATE INDEX meeting_owner ON meeting (owner_id, sort_key);
        CREATE INDEX meeting_published ON meeting (published, sort_key);
        CREATE INDEX meeting_date ON meeting (date);
        CREATE INDEX meeting_status ON meeting (status, final_on);
        CREATE INDEX meeting_chair ON meeting (chair_id);
        CREATE INDEX meeting_secretary ON meeting (secretary_id);
        CREATE TABLE adjuster (
            meeting_id {uuid} NOT NULL REFERENCES meeting (id),
            ordinal bigint NOT NULL,
            person_id {uuid} NOT NULL REFERENCES person (id),
            name text NOT NULL,
            PRIMARY KEY (meeting_id, ordinal)
        );
        CREATE INDEX adjuster_person ON adjuster (person_id);
        CREATE TABLE attendance (
            meeting_id {uuid} NOT NULL REFERENCES meeting (id),
            ordinal bigint NOT NULL,
            person_id {uuid} NOT NULL REFERENCES person (id),
            name text NOT NULL,
            organisation_id {uuid} NULL REFERENCES organisation (id),
            title text NULL,
            party text NULL,
            capacity text NOT NULL CHECK (capacity IN ('MEMBER', 'SERVING_SUBSTITUTE', 'SUBSTITUTE', 'EMPLOYER',
                'UNION', 'OFFICIAL', 'OTHER')),
            deciding boolean NULL,
            remote boolean NULL,
            substitutes_for text NULL,
            presence {json} NULL,
            PRIMARY KEY (meeting_id, ordinal)
        );
        CREATE INDEX attendance_person ON attendance (person_id);
        CREATE INDEX attendance_organisation ON attendance (organisation_id);
        CREATE TABLE absence (
            meeting_id {uuid} NOT NULL REFERENCES meeting (id),
            ordinal bigint NOT NULL,
            person_id {uuid} NOT NULL REFERENCES person (id),
            name text NOT NULL,
            organisation_id {uuid} NULL REFERENCES organisation (id),
            PRIMARY KEY (meeting_id, ordinal)
        );
        CREATE INDEX absence_person ON absence (person_id);
        CREATE INDEX absence_organisation ON absence (organisation_id);",
    )],
    down: &[Sql::Both(
        "DROP TABLE absence;
        DROP TABLE attendance;
        DROP TABLE adjuster;
        DROP TABLE meeting;
        DROP TABLE body;",
    )],
};
