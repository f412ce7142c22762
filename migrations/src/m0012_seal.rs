//! The seal: adjusted units as entries of their owner's log, and the signed checkpoints of each log.
//!
//! What is sealed outlives the rows that it was made of, so nothing here refers to those of a meeting.

use crate::step::{Sql, Step};

pub(crate) const STEP: Step = Step {
    name: "m0012_seal",
    up: &[
        Sql::Both(
            "CREATE TABLE sealed_unit (
            owner_id {uuid} NOT NULL REFERENCES organisation (id),
            log_index bigint NOT NULL CHECK (log_index >= 0),
            meeting_id {uuid} NOT NULL,
            numbers {json} NULL,
            leaves text NOT NULL,
            size bigint NOT NULL CHECK (size > 0),
            root text NOT NULL,
            sealed_at {moment} NOT NULL,
            PRIMARY KEY (owner_id, log_index)
        );
        CREATE INDEX sealed_unit_meeting ON sealed_unit (meeting_id);
        CREATE TABLE log_checkpoint (
            owner_id {uuid} NOT NULL REFERENCES organisation (id),
            size bigint NOT NULL CHECK (size > 0),
            note text NOT NULL,
            signed_by text NOT NULL,
            PRIMARY KEY (owner_id, size)
        );",
        ),
        Sql::Sqlite(
            "CREATE TRIGGER sealed_unit_keeps_rows BEFORE UPDATE ON sealed_unit
            BEGIN SELECT RAISE(ABORT, 'sealed_unit is append only'); END;
            CREATE TRIGGER sealed_unit_keeps_all BEFORE DELETE ON sealed_unit
            BEGIN SELECT RAISE(ABORT, 'sealed_unit is append only'); END;
            CREATE TRIGGER log_checkpoint_keeps_rows BEFORE UPDATE ON log_checkpoint
            BEGIN SELECT RAISE(ABORT, 'log_checkpoint is append only'); END;
            CREATE TRIGGER log_checkpoint_keeps_all BEFORE DELETE ON log_checkpoint
            BEGIN SELECT RAISE(ABORT, 'log_checkpoint is append only'); END;",
        ),
        Sql::Postgres(
            "CREATE TRIGGER sealed_unit_keeps_rows BEFORE UPDATE OR DELETE ON sealed_unit
                FOR EACH ROW EXECUTE FUNCTION refuse_change();
            CREATE TRIGGER sealed_unit_keeps_all BEFORE TRUNCATE ON sealed_unit
                FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
            CREATE TRIGGER log_checkpoint_keeps_rows BEFORE UPDATE OR DELETE ON log_checkpoint
                FOR EACH ROW EXECUTE FUNCTION refuse_change();
            CREATE TRIGGER log_checkpoint_keeps_all BEFORE TRUNCATE ON log_checkpoint
                FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();",
        ),
    ],
    down: &[Sql::Both(
        "DROP TABLE log_checkpoint;
        DROP TABLE sealed_unit;",
    )],
};
