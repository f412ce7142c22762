//! Whom each entry of the public feed concerns, and the way from a subject to what the feed told of it.

use crate::step::{Sql, Step};

pub(crate) const STEP: Step = Step {
    name: "m0020_feed_concern",
    up: &[
        Sql::Both(
            "CREATE INDEX feed_subject ON feed (subject_id, position);
            CREATE TABLE feed_concern (
                position bigint NOT NULL CHECK (position > 0),
                organisation_id {uuid} NOT NULL REFERENCES organisation (id),
                PRIMARY KEY (position, organisation_id)
            );
            CREATE INDEX feed_concern_organisation ON feed_concern (organisation_id, position);
            INSERT INTO feed_concern (position, organisation_id)
                SELECT DISTINCT feed.position, concern.organisation_id
                FROM feed
                JOIN decision ON decision.meeting_id = feed.subject_id
                JOIN concern ON concern.decision_id = decision.id
                WHERE feed.subject_kind = 'MEETING';
            INSERT INTO feed_concern (position, organisation_id)
                SELECT feed.position, membership.organisation_id
                FROM feed
                JOIN membership ON membership.association_id = feed.subject_id
                WHERE feed.subject_kind = 'ORGANISATION'
                UNION
                SELECT feed.position, told.organisation_id
                FROM feed
                JOIN feed AS earlier
                    ON earlier.organisation_id = feed.organisation_id
                    AND earlier.position < feed.position
                JOIN feed_concern AS told ON told.position = earlier.position
                WHERE feed.subject_kind = 'ORGANISATION';",
        ),
        Sql::Sqlite(
            "CREATE TRIGGER feed_concern_keeps_rows BEFORE UPDATE ON feed_concern
            BEGIN SELECT RAISE(ABORT, 'feed_concern is append only'); END;
            CREATE TRIGGER feed_concern_keeps_all BEFORE DELETE ON feed_concern
            BEGIN SELECT RAISE(ABORT, 'feed_concern is append only'); END;",
        ),
        Sql::Postgres(
            "CREATE TRIGGER feed_concern_keeps_rows BEFORE UPDATE OR DELETE ON feed_concern
                FOR EACH ROW EXECUTE FUNCTION refuse_change();
            CREATE TRIGGER feed_concern_keeps_all BEFORE TRUNCATE ON feed_concern
                FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();",
        ),
    ],
    down: &[Sql::Both(
        "DROP TABLE feed_concern;
        DROP INDEX feed_subject;",
    )],
};
