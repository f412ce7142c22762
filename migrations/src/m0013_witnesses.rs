//! Witnesses: their cosignatures beside the checkpoints of each log, and what they hold against a log.
//!
//! A cosignature that is lost is asked for again; what a witness holds against a log goes when it signs again.

use crate::step::{Sql, Step};

pub(crate) const STEP: Step = Step {
    name: "m0013_witnesses",
    up: &[
        Sql::Both(
            "CREATE TABLE log_cosignature (
            owner_id {uuid} NOT NULL REFERENCES organisation (id),
            size bigint NOT NULL CHECK (size > 0),
            witness text NOT NULL,
            line text NOT NULL,
            PRIMARY KEY (owner_id, size, witness)
        );
        CREATE TABLE log_objection (
            owner_id {uuid} NOT NULL REFERENCES organisation (id),
            witness text NOT NULL,
            size bigint NOT NULL CHECK (size > 0),
            known bigint NOT NULL CHECK (known > 0),
            told_at {moment} NOT NULL,
            PRIMARY KEY (owner_id, witness)
        );",
        ),
        Sql::Sqlite(
            "CREATE TRIGGER log_cosignature_keeps_rows BEFORE UPDATE ON log_cosignature
            BEGIN SELECT RAISE(ABORT, 'log_cosignature is append only'); END;
            CREATE TRIGGER log_cosignature_keeps_all BEFORE DELETE ON log_cosignature
            BEGIN SELECT RAISE(ABORT, 'log_cosignature is append only'); END;",
        ),
        Sql::Postgres(
            "CREATE TRIGGER log_cosignature_keeps_rows BEFORE UPDATE OR DELETE ON log_cosignature
                FOR EACH ROW EXECUTE FUNCTION refuse_change();
            CREATE TRIGGER log_cosignature_keeps_all BEFORE TRUNCATE ON log_cosignature
                FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();",
        ),
    ],
    down: &[Sql::Both(
        "DROP TABLE log_objection;
        DROP TABLE log_cosignature;",
    )],
};
