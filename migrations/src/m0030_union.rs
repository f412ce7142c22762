//! Lines for unions, found without reading all who attended.

use crate::step::{Sql, Step};

pub(crate) const STEP: Step = Step {
    name: "m0030_union",
    // Whoever asks says the condition in these words, or the index is not used.
    up: &[Sql::Both(
        "CREATE INDEX attendance_union ON attendance (meeting_id) WHERE capacity = 'UNION';",
    )],
    down: &[Sql::Both("DROP INDEX attendance_union;")],
};
