//! Whether the decisions came to legal force.

use super::case::{Case, called, joined, standing};
use super::clock::{
    MinutesClock, adjusted_apart, clock, covers_everything, in_order, missing_boards,
    nominal_appeal_day,
};
use super::removal::{outlasted_its_own, removals};
use super::rulebook::FINALITY_BLOCKED;
use crate::Date;
use crate::appeal::Appeal;
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
        let annulled = annulled(case);
        let (but_sv, but_en) = if annulled.is_empty() {
            (String::new(), String::new())
        } else {
            let names = joined(&annulled);
            (
                format!(" Upphävt är det som beslutades under {}.", names.sv),
                format!(" What was decided under {} was annulled.", names.en),
            )
        };
        let text = Text::new(
            format!("Besluten fick laga kraft {day}, om inget överklagande kommit in.{but_sv}"),
            format!("The decisions became final on {day}, unless an appeal came in.{but_en}"),
        );
        return FINALITY_BLOCKED
            .verdict(Outcome::Met, text)
            .figure("finalOn", day);
    }
    let blocks = blocks(case, &clock);
    let is = |weight: Weight| blocks.iter().any(|(held, _)| *held == weight);
    let outcome = if is(Weight::Certain) || is(Weight::ByReading) {
        Outcome::NotMet
    } else {
        Outcome::Unknown
    };
    let sv: Vec<String> = blocks.iter().map(|(_, text)| text.sv.clone()).collect();
    let en: Vec<String> = blocks.iter().map(|(_, text)| text.en.clone()).collect();
    let earliest = earliest(case);
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
    let verdict = earliest.map_or(verdict.clone(), |day| verdict.figure("earliest", day));
    if is(Weight::ByReading) && !is(Weight::Certain) {
        verdict.by_interpretation()
    } else {
        verdict
    }
}

/// The §§ under which something was annulled, as they are called.
fn annulled(case: &Case<'_>) -> Vec<String> {
    let tops = standing(case.meeting);
    tops.filter(|top| top.walk().any(|item| case.meeting.annulled(item.id)))
        .map(|top| called(case.meeting, top).sv)
        .collect()
}

/// The first day of legal force had every notice stayed up; `None` where more than that stands in the way.
fn earliest(case: &Case<'_>) -> Option<Date> {
    let units = &case.meeting.units;
    let counted = case.meeting.appeals.is_empty()
        && covers_everything(case.meeting)
        && !adjusted_apart(case.meeting)
        && units
            .iter()
            .all(|unit| in_order(case, unit) && missing_boards(case, unit).is_empty());
    let days: Option<Vec<Date>> = units
        .iter()
        .map(|unit| nominal_appeal_day(unit).map(|last| last.last_day))
        .collect();
    days.filter(|_| counted)?.into_iter().max()?.succ_opt()
}

/// How surely something stands in the way of legal force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weight {
    /// Whether it does is not known.
    Open,
    /// It does by the reading that the latest of several boards decides.
    ByReading,
    /// It does.
    Certain,
}

/// What stands in the way of legal force: how surely, and its words.
fn blocks(case: &Case<'_>, clock: &MinutesClock) -> Vec<(Weight, Text)> {
    let mut found: Vec<(Weight, Text)> = Vec::new();
    let mut add =
        |weight: Weight, sv: &str, en: &str| match found.iter_mut().find(|(_, text)| text.en == en)
        {
            Some((held, _)) if weight == Weight::Certain => *held = weight,
            Some(_) => {}
            None => found.push((weight, Text::new(sv, en))),
        };
    if clock.adjusted_on.is_none() {
        add(
            Weight::Open,
            "dagen för justering saknas",
            "the day of adjustment is missing",
        );
    }
    if case.meeting.appeals.iter().any(Appeal::is_pending) {
        add(
            Weight::Certain,
            "ett överklagande är inte slutligt avgjort",
            "an appeal is not settled for good",
        );
    }
    for unit in &case.meeting.units {
        if unit.notices.is_empty() {
            add(
                Weight::Open,
                "uppgift om anslag saknas",
                "no notice is stated",
            );
            continue;
        }
        if !in_order(case, unit) {
            add(
                Weight::Open,
                "dagarna för sammanträde, justering och anslag går inte ihop, så någon av dem måste vara fel",
                "the days of meeting, adjustment and notice cannot all be right, so one of the dates must be wrong",
            );
            continue;
        }
        let boards = missing_boards(case, unit);
        if !boards.is_empty() {
            let names = joined(&boards);
            let nameless = unit.notices.iter().any(|notice| notice.board.is_none());
            add(
                if nameless {
                    Weight::Open
                } else {
                    Weight::Certain
                },
                &format!("anslag saknas hos {}", names.sv),
                &format!("a notice is missing by {}", names.en),
            );
        }
        let Some((last, latest)) = removals(unit).filter(|_| nominal_appeal_day(unit).is_some())
        else {
            add(
                Weight::Open,
                "dagen för ett anslag saknas",
                "the day of a notice is missing",
            );
            continue;
        };
        let mut early = latest
            .iter()
            .filter(|(_, removed)| removed.is_some_and(|removed| removed < last))
            .peekable();
        if early.peek().is_some() {
            let by_reading = early.all(|(notice, _)| outlasted_its_own(notice));
            add(
                if by_reading {
                    Weight::ByReading
                } else {
                    Weight::Certain
                },
                "ett anslag togs ned före den sista överklagandedagen",
                "a notice came down before the last day to appeal",
            );
        }
        if latest.iter().any(|(_, removed)| *removed == Some(last)) {
            add(
                Weight::Open,
                "anslag togs ned på den sista överklagandedagen, vilket är tveksamt",
                "notices came down on the last day to appeal, which is doubtful",
            );
        }
        if latest.iter().any(|(_, removed)| removed.is_none()) {
            add(
                Weight::Open,
                "dagen då ett anslag togs ned saknas",
                "the day on which a notice came down is missing",
            );
        }
    }
    if adjusted_apart(case.meeting) {
        add(
            Weight::Open,
            "en paragraf är omedelbart justerad utan uppgift om dess justering och anslag",
            "a paragraph was adjusted at once without its adjustment and notice being stated",
        );
    }
    if case.meeting.units.is_empty() {
        add(
            Weight::Open,
            "uppgift om anslag saknas",
            "no notice is stated",
        );
    } else if found.is_empty() {
        found.push((
            Weight::Open,
            Text::new(
                "en del av protokollet saknar uppgift om justering och anslag",
                "a part of the minutes has no adjustment or notice stated",
            ),
        ));
    }
    found
}
