//! Whether the decisions came to legal force.

use super::case::{Case, joined};
use super::clock::{MinutesClock, clock, last_appeal_day, missing_boards};
use super::removal::removals;
use super::rulebook::FINALITY_BLOCKED;
use crate::rule::{Outcome, Verdict};
use crate::text::Text;

/// Whether the decisions are known to be final, and what is missing where they are not.
///
/// # Legal source
/// Kommunallag (2017:725) 13 kap. 5 § by lag (2003:1210) 28 §: the day after the last day to appeal, where all
/// notices stayed up and nobody appealed.
pub(super) fn verdict(case: &Case<'_>) -> Verdict {
    let clock = clock(case.meeting, case.around, None);
    if let Some(day) = clock.final_on {
        let text = Text::new(
            format!("Besluten fick laga kraft {day}, om inget överklagande kommit in."),
            format!("The decisions became final on {day}, unless an appeal came in."),
        );
        return FINALITY_BLOCKED
            .verdict(Outcome::Met, text)
            .figure("finalOn", day);
    }
    let blocks = blocks(case, &clock);
    let certain = blocks.iter().any(|(certain, _)| *certain);
    let outcome = if certain {
        Outcome::NotMet
    } else {
        Outcome::Unknown
    };
    let sv: Vec<String> = blocks.iter().map(|(_, text)| text.sv.clone()).collect();
    let en: Vec<String> = blocks.iter().map(|(_, text)| text.en.clone()).collect();
    let earliest = clock
        .last_appeal_day
        .and_then(|last| last.last_day.succ_opt());
    let (more_sv, more_en) = match earliest {
        Some(day) => (
            format!(" {day} hade varit tidigast om anslagen suttit kvar."),
            format!(" {day} would be the earliest had the notices stayed up."),
        ),
        None => (String::new(), String::new()),
    };
    let text = Text::new(
        format!(
            "Laga kraft kan inte fastställas: {}.{more_sv}",
            joined(&sv).sv
        ),
        format!(
            "Legal force cannot be established: {}.{more_en}",
            joined(&en).en
        ),
    );
    let verdict = FINALITY_BLOCKED.verdict(outcome, text);
    earliest.map_or(verdict.clone(), |day| verdict.figure("earliest", day))
}

/// What stands in the way of legal force: whether it is a certain block, and its words.
fn blocks(case: &Case<'_>, clock: &MinutesClock) -> Vec<(bool, Text)> {
    let mut found: Vec<(bool, Text)> = Vec::new();
    let mut add = |certain: bool, sv: &str, en: &str| {
        if !found.iter().any(|(_, text)| text.en == en) {
            found.push((certain, Text::new(sv, en)));
        }
    };
    if clock.adjusted_on.is_none() {
        add(
            false,
            "dagen för justering saknas",
            "the day of adjustment is missing",
        );
    }
    for unit in &case.meeting.units {
        if unit.notices.is_empty() {
            add(false, "uppgift om anslag saknas", "no notice is stated");
            continue;
        }
        let boards = missing_boards(case, unit);
        if !boards.is_empty() {
            let names = joined(&boards);
            let nameless = unit.notices.iter().any(|notice| notice.board.is_none());
            add(
                !nameless,
                &format!("anslag saknas hos {}", names.sv),
                &format!("a notice is missing by {}", names.en),
            );
        }
        let Some((last, latest)) = removals(unit).filter(|_| last_appeal_day(unit).is_some())
        else {
            add(
                false,
                "dagen för ett anslag saknas",
                "the day of a notice is missing",
            );
            continue;
        };
        if latest
            .iter()
            .any(|(_, removed)| removed.is_some_and(|removed| removed < last))
        {
            add(
                true,
                "ett anslag togs ned före den sista överklagandedagen",
                "a notice came down before the last day to appeal",
            );
        }
        if latest.iter().any(|(_, removed)| *removed == Some(last)) {
            add(
                false,
                "anslag togs ned på den sista överklagandedagen, vilket är tveksamt",
                "notices came down on the last day to appeal, which is doubtful",
            );
        }
        if latest.iter().any(|(_, removed)| removed.is_none()) {
            add(
                false,
                "dagen då ett anslag togs ned saknas",
                "the day on which a notice came down is missing",
            );
        }
    }
    if case.meeting.units.is_empty() {
        add(false, "uppgift om anslag saknas", "no notice is stated");
    } else if found.is_empty() {
        found.push((
            false,
            Text::new(
                "en del av protokollet saknar uppgift om justering och anslag",
                "a part of the minutes has no adjustment or notice stated",
            ),
        ));
    }
    found
}
