//! Changes of the keys of logs: each a checkpoint that the old and the new key signed.

use crate::step::{Sql, Step};

pub(crate) const STEP: Step = Step {
    name: "m0016_handovers",
    up: &[
        Sql::Both(
            "CREATE TABLE key_handover (
            log text NOT NULL,
            ordinal bigint NOT NULL CHECK (ordinal > 0),
            owner_id {uuid} NULL REFERENCES organisation (id),
            size bigint NOT NULL CHECK (size >= 0),
            note text NOT NULL,
            old_key text NOT NULL,
            new_key text NOT NULL,
            PRIMARY KEY (log, ordinal)
        );
        CREATE INDEX key_handover_owner ON key_handover (owner_id);",
        ),
        Sql::Sqlite(
            "CREATE TRIGGER key_handover_keeps_rows BEFORE UPDATE ON key_handover
            BEGIN SELECT RAISE(ABORT, 'key_handover is append only'); END;
            CREATE TRIGGER key_handover_keeps_all BEFORE DELETE ON key_handover
            BEGIN SELECT RAISE(ABORT, 'key_handover is append only'); END;",
        ),
        Sql::Postgres(
            "CREATE TRIGGER key_handover_keeps_rows BEFORE UPDATE OR DELETE ON key_handover
                FOR EACH ROW EXECUTE FUNCTION refuse_change();
            CREATE TRIGGER key_handover_keeps_all BEFORE TRUNCATE ON key_handover
                FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();",
        ),
    ],
    down: &[Sql::Both("DROP TABLE key_handover;")],
};
