//! What is append only may be rewritten by a redaction, and by nothing else: payloads and salts of the journal, leaves
//! of sealed units, digests and sources of revisions.
//!
//! A row in `redacting` lets them through; it goes again in the same transaction, so that nobody else ever sees it.

use crate::step::{Sql, Step};

pub(crate) const STEP: Step = Step {
    name: "m0018_redaction",
    up: &[
        Sql::Both("CREATE TABLE redacting (meeting_id {uuid} NOT NULL PRIMARY KEY);"),
        Sql::Sqlite(
            "DROP TRIGGER journal_keeps_rows;
            CREATE TRIGGER journal_keeps_rows BEFORE UPDATE ON journal
            WHEN NOT EXISTS (SELECT 1 FROM redacting)
                OR (NEW.organisation_id, NEW.sequence, NEW.at, NEW.actor, NEW.command, NEW.subject_kind, NEW.subject_id,
                    NEW.digest, NEW.previous, NEW.hash)
                IS NOT (OLD.organisation_id, OLD.sequence, OLD.at, OLD.actor, OLD.command, OLD.subject_kind,
                    OLD.subject_id, OLD.digest, OLD.previous, OLD.hash)
            BEGIN SELECT RAISE(ABORT, 'journal is append only'); END;
            DROP TRIGGER sealed_unit_keeps_rows;
            CREATE TRIGGER sealed_unit_keeps_rows BEFORE UPDATE ON sealed_unit
            WHEN NOT EXISTS (SELECT 1 FROM redacting)
                OR (NEW.owner_id, NEW.log_index, NEW.meeting_id, NEW.numbers, NEW.size, NEW.root, NEW.sealed_at)
                IS NOT (OLD.owner_id, OLD.log_index, OLD.meeting_id, OLD.numbers, OLD.size, OLD.root, OLD.sealed_at)
            BEGIN SELECT RAISE(ABORT, 'sealed_unit is append only'); END;
            DROP TRIGGER minutes_revision_keeps_rows;
            CREATE TRIGGER minutes_revision_keeps_rows BEFORE UPDATE ON minutes_revision
            WHEN NOT EXISTS (SELECT 1 FROM redacting)
                OR (NEW.meeting_id, NEW.number, NEW.at) IS NOT (OLD.meeting_id, OLD.number, OLD.at)
            BEGIN SELECT RAISE(ABORT, 'minutes_revision is append only'); END;",
        ),
        Sql::Postgres(
            "CREATE FUNCTION refuse_but_redaction() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_OP = 'UPDATE' AND EXISTS (SELECT 1 FROM redacting)
                    AND to_jsonb(NEW) - TG_ARGV = to_jsonb(OLD) - TG_ARGV THEN
                    RETURN NEW;
                END IF;
                RAISE EXCEPTION '% is append only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
            END $$;
            DROP TRIGGER journal_keeps_rows ON journal;
            CREATE TRIGGER journal_keeps_rows BEFORE UPDATE OR DELETE ON journal
                FOR EACH ROW EXECUTE FUNCTION refuse_but_redaction('payload', 'salt');
            DROP TRIGGER sealed_unit_keeps_rows ON sealed_unit;
            CREATE TRIGGER sealed_unit_keeps_rows BEFORE UPDATE OR DELETE ON sealed_unit
                FOR EACH ROW EXECUTE FUNCTION refuse_but_redaction('leaves');
            DROP TRIGGER minutes_revision_keeps_rows ON minutes_revision;
            CREATE TRIGGER minutes_revision_keeps_rows BEFORE UPDATE OR DELETE ON minutes_revision
                FOR EACH ROW EXECUTE FUNCTION refuse_but_redaction('digest', 'source');",
        ),
    ],
    down: &[
        Sql::Sqlite(
            "DROP TRIGGER journal_keeps_rows;
            CREATE TRIGGER journal_keeps_rows BEFORE UPDATE ON journal
            BEGIN SELECT RAISE(ABORT, 'journal is append only'); END;
            DROP TRIGGER sealed_unit_keeps_rows;
            CREATE TRIGGER sealed_unit_keeps_rows BEFORE UPDATE ON sealed_unit
            BEGIN SELECT RAISE(ABORT, 'sealed_unit is append only'); END;
            DROP TRIGGER minutes_revision_keeps_rows;
            CREATE TRIGGER minutes_revision_keeps_rows BEFORE UPDATE ON minutes_revision
            BEGIN SELECT RAISE(ABORT, 'minutes_revision is append only'); END;",
        ),
        Sql::Postgres(
            "DROP TRIGGER journal_keeps_rows ON journal;
            CREATE TRIGGER journal_keeps_rows BEFORE UPDATE OR DELETE ON journal
                FOR EACH ROW EXECUTE FUNCTION refuse_change();
            DROP TRIGGER sealed_unit_keeps_rows ON sealed_unit;
            CREATE TRIGGER sealed_unit_keeps_rows BEFORE UPDATE OR DELETE ON sealed_unit
                FOR EACH ROW EXECUTE FUNCTION refuse_change();
            DROP TRIGGER minutes_revision_keeps_rows ON minutes_revision;
            CREATE TRIGGER minutes_revision_keeps_rows BEFORE UPDATE OR DELETE ON minutes_revision
                FOR EACH ROW EXECUTE FUNCTION refuse_change();
            DROP FUNCTION refuse_but_redaction();",
        ),
        Sql::Both("DROP TABLE redacting;"),
    ],
};
