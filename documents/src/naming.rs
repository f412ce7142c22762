//! What states are called in documents, for pages that stand beside them.

use crate::words;
use domain::adjustment::MinutesStatus;
use domain::assignment::AssignmentStatus;
use domain::association::FundingParty;
use domain::budget::VersionKind;
use domain::decision::ConditionState;
use domain::meeting::Mode;
use domain::text::{Label, Language};

/// Where minutes stand: "Justerat och anslaget".
pub const fn minutes_status(status: MinutesStatus) -> Label {
    words::status(status)
}

/// Where an assignment stands: "pågår".
pub const fn assignment_status(status: AssignmentStatus) -> Label {
    words::assignment(status)
}

/// Where the condition of a decision stands: "väntar".
pub const fn condition_state(state: ConditionState) -> Label {
    words::condition(state)
}

/// How a meeting was held: "på distans".
pub const fn mode(mode: Mode) -> Label {
    words::mode(mode)
}

/// A party that contributes: "Staten".
pub const fn party(party: FundingParty) -> Label {
    words::party(party)
}

/// What a version of a budget is: "Tilläggsbudget".
pub const fn budget_version(kind: VersionKind) -> Label {
    words::version(kind)
}

/// What stands in place of an amount that nobody stated: "ej angivet".
pub const UNSTATED_AMOUNT: Label = words::UNSTATED_AMOUNT;

/// How a decision of a coordination association's board is appealed, in paragraphs of text.
///
/// # Legal source
/// Lag (2003:1210) 28 §; kommunallag (2017:725) 13 kap. 1, 4, 5, 7 and 8 §§; 1 kap. 5 § for who is a member.
pub fn how_to_appeal(language: Language) -> Vec<&'static str> {
    words::APPEAL
        .iter()
        .map(|part| part.in_language(language))
        .collect()
}
