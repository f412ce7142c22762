//! Signatures under minutes, and who put notices up and took them down.

use crate::step::{Sql, Step};

pub(crate) const STEP: Step = Step {
    name: "m0011_minutes",
    up: &[Sql::Both(
        "ALTER TABLE adjustment_unit ADD COLUMN signatures {json} NULL;
        ALTER TABLE notice ADD COLUMN posted_by text NULL;
        ALTER TABLE notice ADD COLUMN removed_by text NULL;",
    )],
    down: &[Sql::Both(
        "ALTER TABLE notice DROP COLUMN removed_by;
        ALTER TABLE notice DROP COLUMN posted_by;
        ALTER TABLE adjustment_unit DROP COLUMN signatures;",
    )],
};
