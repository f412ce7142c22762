//! Announcement: on every board and in time.

use super::adjusting::about_unit;
use super::case::{Case, days, joined};
use super::clock::{main_unit, missing_boards, required_boards};
use super::removal::{interrupted, removed_early, removed_on_last_day};
use super::rulebook::{NOTICE_INCOMPLETE, NOTICE_LATE, NOTICE_MISSING_BOARD};
use crate::Date;
use crate::adjustment::AdjustmentUnit;
use crate::calendar::notice_deadline;
use crate::name::organisation_key;
use crate::notice::Notice;
use crate::rule::{Outcome, Rule, Verdict};
use crate::text::Text;

/// The verdicts on the notices of a meeting.
pub(super) fn verdicts(case: &Case<'_>) -> Vec<Verdict> {
    let mut found = vec![every_board(case)];
    found.extend(complete(case));
    for rule in [in_time, removed_early, removed_on_last_day] {
        found.push(rule(case, main_unit(case.meeting)));
        let immediate = case
            .meeting
            .units
            .iter()
            .filter(|unit| unit.numbers.is_some());
        found.extend(immediate.filter_map(|unit| about_unit(case, unit, rule(case, Some(unit)))));
    }
    found.extend(interrupted(case));
    found
}

pub(super) fn board_of(notice: &Notice) -> Text {
    notice.board.as_ref().map_or_else(
        || Text::new("en anslagstavla utan namn", "a board without name"),
        |board| Text::new(board, board),
    )
}

pub(super) fn unknown(
    rule: &'static Rule,
    sv: impl Into<String>,
    en: impl Into<String>,
) -> Verdict {
    rule.verdict(Outcome::Unknown, Text::new(sv, en))
}

/// # Legal source
/// Lag (2003:1210) 19 §; kommunallag (2017:725) 8 kap. 12 §.
fn every_board(case: &Case<'_>) -> Verdict {
    let rule = &NOTICE_MISSING_BOARD;
    let posted: Vec<&AdjustmentUnit> = case
        .meeting
        .units
        .iter()
        .filter(|unit| !unit.notices.is_empty())
        .collect();
    if posted.is_empty() {
        return unknown(
            rule,
            "Protokollet anger inget anslag.",
            "The record states no notice.",
        );
    }
    let Some(required) = case
        .association()
        .and_then(|held| required_boards(held, case.date))
    else {
        return unknown(
            rule,
            "Vilka kommuner och regioner som var medlemmar är inte registrerat.",
            "Which municipalities and regions were members is not registered.",
        );
    };
    let nameless = posted
        .iter()
        .flat_map(|unit| &unit.notices)
        .any(|notice| notice.board.is_none());
    let mut missing: Vec<String> = posted
        .iter()
        .flat_map(|unit| missing_boards(case, unit))
        .collect();
    missing.sort();
    missing.dedup();
    let figures = |verdict: Verdict| verdict.figure("required", required.len());
    if !missing.is_empty() {
        let names = joined(&missing);
        if nameless {
            return figures(unknown(
                rule,
                format!(
                    "Ett anslag anger ingen anslagstavla; om det avser {} framgår inte.",
                    names.sv
                ),
                format!(
                    "A notice names no board; whether it is that of {} does not appear.",
                    names.en
                ),
            ));
        }
        let text = Text::new(
            format!("Justeringen är inte anslagen hos {}.", names.sv),
            format!("The adjustment was not posted by {}.", names.en),
        );
        return figures(rule.verdict(Outcome::NotMet, text)).figure("missing", missing.join(", "));
    }
    if posted.len() < case.meeting.units.len() {
        return figures(unknown(
            rule,
            "En del av protokollet saknar uppgift om anslag.",
            "A part of the minutes has no notice stated.",
        ));
    }
    let text = Text::new(
        format!(
            "Justeringen är anslagen hos alla {} medlemskommuner och regioner.",
            required.len()
        ),
        format!(
            "The adjustment was posted by all {} member municipalities and regions.",
            required.len()
        ),
    );
    figures(rule.verdict(Outcome::Met, text))
}

/// # Legal source
/// Kommunallag (2017:725) 8 kap. 12 § by lag (2003:1210) 19 §.
fn in_time(_: &Case<'_>, unit: Option<&AdjustmentUnit>) -> Verdict {
    let rule = &NOTICE_LATE;
    let Some((unit, adjusted)) = unit.and_then(|unit| Some((unit, unit.adjusted_on?))) else {
        return unknown(
            rule,
            "När protokollet justerades framgår inte, så sista dagen för anslag kan inte räknas ut.",
            "When the minutes were adjusted does not appear, so the last day for the notice cannot be told.",
        );
    };
    let Some(due) = notice_deadline(adjusted) else {
        return unknown(rule, "Dagen kan inte räknas ut.", "The day cannot be told.");
    };
    let last = due.last_day;
    let firsts = first_postings(unit);
    let known: Vec<(&Notice, Date)> = firsts
        .iter()
        .filter_map(|notice| Some((*notice, notice.posted_on?)))
        .collect();
    let latest = known.iter().max_by_key(|(_, posted)| *posted);
    let early = known.iter().any(|(_, posted)| *posted < adjusted);
    let Some((worst, posted)) = latest.copied() else {
        let verdict = unknown(
            rule,
            format!("När anslaget sattes upp framgår inte; sista dagen var {last}."),
            format!("When the notice went up does not appear; the last day was {last}."),
        );
        return verdict
            .figure("adjustedOn", adjusted)
            .figure("dueOn", last)
            .on(last);
    };
    let margin = due.margin(posted);
    let board = board_of(worst);
    let late = days(margin.min(0).unsigned_abs());
    let verdict = if margin < 0 {
        let text = Text::new(
            format!(
                "Protokollet justerades {adjusted} och anslogs hos {} först {posted}, {} efter den sista dagen {last}.",
                board.sv, late.sv
            ),
            format!(
                "The minutes were adjusted on {adjusted} and posted by {} on {posted} only, {} after the last day {last}.",
                board.en, late.en
            ),
        );
        rule.verdict(Outcome::NotMet, text).margin(margin)
    } else if early {
        unknown(
            rule,
            format!("Ett anslag anges som uppsatt före justeringen {adjusted}."),
            format!("A notice is said to be posted before the adjustment of {adjusted}."),
        )
    } else if known.len() < firsts.len() {
        unknown(
            rule,
            format!(
                "För en anslagstavla framgår inte när anslaget sattes upp; sista dagen var {last}."
            ),
            format!(
                "For one board it does not appear when the notice went up; the last day was {last}."
            ),
        )
    } else {
        let text = Text::new(
            format!(
                "Protokollet justerades {adjusted} och anslogs senast {posted}; sista dagen var {last}."
            ),
            format!(
                "The minutes were adjusted on {adjusted} and posted by {posted}; the last day was {last}."
            ),
        );
        let verdict = rule.verdict(Outcome::Met, text).margin(margin);
        if due.nominal < posted {
            verdict.by_interpretation()
        } else {
            verdict
        }
    };
    let verdict = verdict
        .figure("adjustedOn", adjusted)
        .figure("dueOn", last)
        .on(last);
    known.iter().fold(verdict, |verdict, (notice, posted)| {
        verdict.figure("postedOn", format!("{} {posted}", board_of(notice).sv))
    })
}

/// The first posting on each board: posting again does not make the first one late.
fn first_postings(unit: &AdjustmentUnit) -> Vec<&Notice> {
    let key = |notice: &Notice| notice.board.as_deref().map(organisation_key);
    let mut firsts: Vec<&Notice> = Vec::new();
    for notice in &unit.notices {
        match firsts
            .iter_mut()
            .find(|held| key(held).is_some() && key(held) == key(notice))
        {
            Some(held) => {
                if notice
                    .posted_on
                    .is_some_and(|posted| held.posted_on.is_none_or(|first| posted < first))
                {
                    *held = notice;
                }
            }
            None => firsts.push(notice),
        }
    }
    firsts
}

/// # Legal source
/// Kommunallag (2017:725) 8 kap. 12 §: the notice says where the minutes are kept and when it went up.
fn complete(case: &Case<'_>) -> Option<Verdict> {
    let mut notices = case
        .meeting
        .units
        .iter()
        .flat_map(|unit| &unit.notices)
        .peekable();
    notices.peek()?;
    let dated = notices.all(|notice| notice.posted_on.is_some());
    Some(match &case.meeting.stored_at {
        None => unknown(
            &NOTICE_INCOMPLETE,
            "Var protokollet förvaras framgår inte.",
            "Where the minutes are kept does not appear.",
        ),
        Some(_) if !dated => unknown(
            &NOTICE_INCOMPLETE,
            "När ett anslag sattes upp framgår inte.",
            "When a notice went up does not appear.",
        ),
        Some(place) => NOTICE_INCOMPLETE.verdict(
            Outcome::Met,
            Text::new(
                format!("Protokollet förvaras på {place}, och varje anslag har en dag."),
                format!("The minutes are kept at {place}, and every notice has a day."),
            ),
        ),
    })
}
