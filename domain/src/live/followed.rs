//! What became of tasks and conditions: told after the meeting, or later in it.

use super::{Happening, LiveMeeting};
use crate::id::ParagraphId;
use crate::paragraph::Paragraph;

impl LiveMeeting {
    pub(super) fn apply_followup(&mut self, happening: &Happening) {
        match happening {
            Happening::Reported { assignment, status } => {
                let given =
                    |item: &Paragraph| item.assignments.iter().any(|held| held.id == *assignment);
                let Some(item) = self.where_stands(given).and_then(|id| self.item_mut(id)) else {
                    return;
                };
                let mut given = item.assignments.iter_mut();
                if let Some(held) = given.find(|held| held.id == *assignment) {
                    held.status = *status;
                }
            }
            Happening::ConditionSettled { decision, state } => {
                let taken =
                    |item: &Paragraph| item.decisions.iter().any(|held| held.id == *decision);
                let Some(item) = self.where_stands(taken).and_then(|id| self.item_mut(id)) else {
                    return;
                };
                let mut taken = item.decisions.iter_mut();
                let held = taken.find(|held| held.id == *decision);
                if let Some(condition) = held.and_then(|held| held.condition.as_mut()) {
                    condition.state = *state;
                }
            }
            _ => {}
        }
    }

    /// The § or item under which something stands.
    fn where_stands(&self, holds: impl Fn(&Paragraph) -> bool) -> Option<ParagraphId> {
        let mut all = self.record.paragraphs.iter().flat_map(|top| top.walk());
        all.find(|item| holds(item)).map(|item| item.id)
    }
}
