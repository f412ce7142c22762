//! Who may appeal, and which decisions can be appealed.

use super::case::Case;
use super::rulebook::APPELLANT_NOT_ENTITLED;
use crate::decision::DecisionKind;
use crate::paragraph::Paragraph;
use crate::rule::{Outcome, Verdict};
use crate::text::Text;

/// Whether each appeal comes from somebody with the right to appeal; nothing where no appeal is registered.
///
/// # Legal source
/// Kommunallag (2017:725) 13 kap. 4 § by lag (2003:1210) 28 §: members of the member municipalities and regions, not
/// the agencies and not the member organisations as such. What comes of it is the court's to say.
pub(super) fn verdicts(case: &Case<'_>) -> Vec<Verdict> {
    let appeals = case.meeting.appeals.iter();
    appeals
        .map(|appeal| {
            let on = appeal.received_on;
            let (outcome, text) = match appeal.appellant.map(|who| who.is_entitled()) {
                Some(true) => (
                    Outcome::Met,
                    Text::new(
                        format!("Överklagandet {on} kommer från en medlem i en kommun eller region i förbundet."),
                        format!("The appeal of {on} comes from a member of a municipality or region of the association."),
                    ),
                ),
                Some(false) => (
                    Outcome::NotMet,
                    Text::new(
                        format!("Överklagandet {on} kommer från någon som inte får överklaga."),
                        format!("The appeal of {on} comes from somebody who may not appeal."),
                    ),
                ),
                None => (
                    Outcome::Unknown,
                    Text::new(
                        format!("Vem som överklagade {on} framgår inte."),
                        format!("Who appealed on {on} does not appear."),
                    ),
                ),
            };
            APPELLANT_NOT_ENTITLED.verdict(outcome, text).on(on)
        })
        .collect()
}

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
