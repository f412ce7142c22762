//! Remote participation: the enabling decision, and meetings before the law allowed it.

use super::case::Case;
use super::rulebook::{REMOTE_BEFORE_2022_03_16, REMOTE_WITHOUT_DECISION};
use crate::meeting::Mode;
use crate::rule::{Outcome, Rule, Verdict};
use crate::text::Text;

/// The verdict on remote participation by the rule of the day; `None` where nobody is said to have taken part so.
pub(super) fn verdict(case: &Case<'_>) -> Option<Verdict> {
    let stated = case.meeting.attendance.iter().flatten();
    let somebody = stated
        .filter(|line| line.is_entitled())
        .any(|line| line.remote == Some(true));
    let mode = case.meeting.occasion.mode;
    if !somebody && !matches!(mode, Some(Mode::Remote | Mode::Hybrid)) {
        return None;
    }
    let certain = somebody || mode == Some(Mode::Remote);
    let in_force = |rule: &Rule| rule.applies_on(case.date);
    if in_force(&REMOTE_BEFORE_2022_03_16) {
        Some(before_the_law(certain))
    } else if in_force(&REMOTE_WITHOUT_DECISION) {
        Some(enabled(case, certain))
    } else {
        None
    }
}

fn before_the_law(certain: bool) -> Verdict {
    if certain {
        let text = Text::new(
            "Beslutande deltog på distans före den 16 mars 2022, då lagen inte gav stöd för det.",
            "Members took part remotely before 16 March 2022, when nothing in the law supported it.",
        );
        return REMOTE_BEFORE_2022_03_16.verdict(Outcome::NotMet, text);
    }
    let text = Text::new(
        "Sammanträdet hölls delvis på distans; protokollet säger inte om någon beslutande deltog så.",
        "The meeting was partly remote; the record does not say whether anybody entitled took part so.",
    );
    REMOTE_BEFORE_2022_03_16.verdict(Outcome::Unknown, text)
}

/// Whether the board had decided on it, as far as the register and earlier records show. Silence is no breach.
///
/// # Legal source
/// Lag (2003:1210) 19 a §.
fn enabled(case: &Case<'_>, certain: bool) -> Verdict {
    let registered = case
        .association()
        .map(|held| held.remote_decisions.as_slice())
        .unwrap_or_default();
    let covering = registered
        .iter()
        .find(|held| held.decided_on <= case.date && held.from <= case.date);
    if let Some(held) = covering {
        let number = held
            .number
            .map(|number| format!("§ {number}, "))
            .unwrap_or_default();
        let text = Text::new(
            format!(
                "Styrelsen har beslutat om deltagande på distans ({number}{}).",
                held.decided_on
            ),
            format!(
                "The board has decided on remote participation ({number}{}).",
                held.decided_on
            ),
        );
        return REMOTE_WITHOUT_DECISION
            .verdict(Outcome::Met, text)
            .figure("decidedOn", held.decided_on);
    }
    let how = if case.meeting.occasion.mode == Some(Mode::Remote) {
        Text::new("Sammanträdet hölls på distans.", "The meeting was remote.")
    } else if certain {
        Text::new(
            "Minst en deltog på distans.",
            "At least one took part remotely.",
        )
    } else {
        Text::new(
            "Sammanträdet hölls delvis på distans.",
            "The meeting was partly remote.",
        )
    };
    if let Some(earlier) = case.around.earlier_remote_decisions.first() {
        let label = earlier.label.as_ref();
        let sv = label.map_or_else(
            || format!("beslutet {}", earlier.date),
            |label| format!("{label}, {},", earlier.date),
        );
        let en = label.map_or_else(
            || format!("the decision of {}", earlier.date),
            |label| format!("{label} of {}", earlier.date),
        );
        let text = Text::new(
            format!(
                "{} Ett tidigare beslut talar om distans: {} ”{}”.",
                how.sv, sv, earlier.text
            ),
            format!(
                "{} An earlier decision speaks of remote participation: {}, “{}”.",
                how.en, en, earlier.text
            ),
        );
        return REMOTE_WITHOUT_DECISION
            .verdict(Outcome::Conditional, text)
            .figure("earlierDecision", earlier.date)
            .depending_on(Text::new(
                format!(
                    "om {} avser deltagande på distans vid detta sammanträde",
                    sv.trim_end_matches(',')
                ),
                format!("if {en} covers remote participation in this meeting"),
            ));
    }
    let text = match (certain, registered.iter().map(|held| held.from).min()) {
        (_, Some(from)) => Text::new(
            format!(
                "{} De registrerade besluten om distans gäller först från {from}; om ett tidigare fanns är inte känt.",
                how.sv
            ),
            format!(
                "{} The registered decisions on it apply from {from} only; whether an earlier one existed is not known.",
                how.en
            ),
        ),
        (true, None) => Text::new(
            format!(
                "{} Inget tidigare beslut av styrelsen om distans är känt.",
                how.sv
            ),
            format!(
                "{} No earlier decision of the board on remote participation is known.",
                how.en
            ),
        ),
        (false, None) => Text::new(
            format!(
                "{} Protokollet säger inte om någon beslutande deltog så, och inget tidigare beslut är känt.",
                how.sv
            ),
            format!(
                "{} The record does not say whether anybody entitled took part so, and no earlier decision is known.",
                how.en
            ),
        ),
    };
    REMOTE_WITHOUT_DECISION.verdict(Outcome::Unknown, text)
}
