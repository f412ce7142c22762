//! Adjustment of minutes by the body itself: the decision, and in whose place.

use crate::step::{Sql, Step};

pub(crate) const STEP: Step = Step {
    name: "m0019_by_board",
    up: &[Sql::Both(
        "ALTER TABLE adjustment_unit ADD COLUMN by_board {json} NULL;",
    )],
    down: &[Sql::Both(
        "ALTER TABLE adjustment_unit DROP COLUMN by_board;",
    )],
};
