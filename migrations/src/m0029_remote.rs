//! Decisions that speak of remote participation, found without reading all that a body has decided.

use crate::step::{Sql, Step};

pub(crate) const STEP: Step = Step {
    name: "m0029_remote",
    // Whoever asks says the condition in these words, or the index is not used.
    up: &[Sql::Both(
        "CREATE INDEX decision_remote ON decision (body_id, date) WHERE LOWER(text) LIKE '%distans%';",
    )],
    down: &[Sql::Both("DROP INDEX decision_remote;")],
};
