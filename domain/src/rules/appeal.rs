//! Which decisions can be appealed.

use crate::decision::DecisionKind;
use crate::paragraph::Paragraph;

/// Whether the decision of a § can be appealed; `None` where that is a matter of judgement, as for a report that
/// was approved or an assignment that was given.
///
/// # Legal source
/// Kommunallag (2017:725) 13 kap. 2 § by lag (2003:1210) 28 §: not what only prepares or executes.
pub fn is_appealable(paragraph: &Paragraph) -> Option<bool> {
    let decisions: Vec<_> = paragraph.walk().flat_map(|item| &item.decisions).collect();
    if paragraph.voided.is_some()
        || decisions
            .iter()
            .all(|decision| decision.kind.is_procedural())
    {
        return Some(false);
    }
    let settles = decisions.iter().any(|decision| {
        decision.budget.is_some()
            || matches!(decision.kind, DecisionKind::Adopt | DecisionKind::Reject)
    });
    settles.then_some(true)
}
