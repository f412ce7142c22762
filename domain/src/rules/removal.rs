//! Whether the notices stayed up throughout the appeal period.

use super::announcing::{board_of, unknown};
use super::case::{Case, joined};
use super::clock::{in_order, latest_notices, nominal_appeal_day};
use super::rulebook::{NOTICE_INTERRUPTED, NOTICE_REMOVED_EARLY, NOTICE_REMOVED_ON_LAST_DAY};
use crate::Date;
use crate::adjustment::AdjustmentUnit;
use crate::calendar::appeal_deadline;
use crate::name::organisation_key;
use crate::notice::Notice;
use crate::rule::{Outcome, Rule, Verdict};
use crate::text::Text;

/// The last notice on each board, with the day of its removal.
type Removals<'a> = Vec<(&'a Notice, Option<Date>)>;

/// The latest last day to appeal that is known of a unit, with the removals to hold against it.
pub(super) fn removals(unit: &AdjustmentUnit) -> Option<(Date, Removals<'_>)> {
    let posted = unit
        .notices
        .iter()
        .filter_map(|notice| notice.posted_on)
        .max()?;
    let last = appeal_deadline(posted)?.last_day;
    let latest = latest_notices(unit)
        .into_iter()
        .map(|notice| (notice, notice.removed_on))
        .collect();
    Some((last, latest))
}

/// Whether a notice that came down early had been up through the period counted from its own posting, as far as
/// the record shows: then only the period of another board makes it early.
pub(super) fn outlasted_its_own(notice: &Notice) -> bool {
    let own = notice.posted_on.and_then(appeal_deadline);
    own.is_none_or(|own| {
        notice
            .removed_on
            .is_some_and(|removed| own.last_day <= removed)
    })
}

fn impossible(rule: &'static Rule) -> Verdict {
    unknown(
        rule,
        "Dagarna för sammanträde, justering och anslag går inte ihop; någon av dem måste vara fel.",
        "The days of meeting, adjustment and notice cannot all be right; one of the dates must be wrong.",
    )
}

fn nothing_known(rule: &'static Rule) -> Verdict {
    unknown(
        rule,
        "När anslaget sattes upp framgår inte, så sista dagen för överklagande kan inte räknas ut.",
        "When the notice went up does not appear, so the last day to appeal cannot be told.",
    )
}

/// # Legal source
/// Kommunallag (2017:725) 8 kap. 12 § and 13 kap. 5 § by lag (2003:1210) 19 and 28 §§.
pub(super) fn removed_early(case: &Case<'_>, unit: Option<&AdjustmentUnit>) -> Verdict {
    let rule = &NOTICE_REMOVED_EARLY;
    let Some((unit, (last, latest))) = unit.and_then(|unit| Some((unit, removals(unit)?))) else {
        return nothing_known(rule);
    };
    if !in_order(case, unit) {
        return impossible(rule);
    }
    let early: Vec<String> = latest
        .iter()
        .filter(|(_, removed)| removed.is_some_and(|removed| removed < last))
        .map(|(notice, removed)| {
            format!(
                "{} ({})",
                board_of(notice).sv,
                removed.map(|day| day.to_string()).unwrap_or_default()
            )
        })
        .collect();
    let first = latest.iter().filter_map(|(_, removed)| *removed).min();
    let margin = first.map(|first| first.signed_duration_since(last).num_days());
    let verdict = if !early.is_empty() {
        let boards = joined(&early);
        let text = Text::new(
            format!(
                "Anslaget togs ned före den sista överklagandedagen {last}: {}. Tiden har inte löpt ut.",
                boards.sv
            ),
            format!(
                "The notice came down before the last day to appeal, {last}: {}. The time has not run out.",
                boards.en
            ),
        );
        let verdict = rule.verdict(Outcome::NotMet, text);
        let verdict = margin.map_or(verdict.clone(), |margin| verdict.margin(margin));
        let by_reading = latest
            .iter()
            .filter(|(_, removed)| removed.is_some_and(|removed| removed < last))
            .all(|(notice, _)| outlasted_its_own(notice));
        if by_reading {
            verdict.by_interpretation()
        } else {
            verdict
        }
    } else if latest.iter().any(|(_, removed)| removed.is_none())
        || nominal_appeal_day(unit).is_none()
    {
        unknown(
            rule,
            format!(
                "När varje anslag togs ned framgår inte; det ska sitta uppe till och med {last}."
            ),
            format!(
                "When every notice came down does not appear; it shall stay up through {last}."
            ),
        )
    } else {
        let text = Text::new(
            format!("Anslaget togs inte ned före den sista överklagandedagen {last}."),
            format!("The notice did not come down before the last day to appeal, {last}."),
        );
        let verdict = rule.verdict(Outcome::Met, text);
        margin.map_or(verdict.clone(), |margin| verdict.margin(margin))
    };
    verdict.figure("lastAppealDay", last).on(last)
}

/// A notice removed on the last day may have been up to its end or not: the record does not say which.
///
/// # Legal source
/// Kommunallag (2017:725) 8 kap. 12 § and 13 kap. 5 §; that removal on the last day is too early is a cautious
/// reading.
pub(super) fn removed_on_last_day(case: &Case<'_>, unit: Option<&AdjustmentUnit>) -> Verdict {
    let rule = &NOTICE_REMOVED_ON_LAST_DAY;
    let Some((unit, (last, latest))) = unit.and_then(|unit| Some((unit, removals(unit)?))) else {
        return nothing_known(rule);
    };
    if !in_order(case, unit) {
        return impossible(rule);
    }
    let complete = nominal_appeal_day(unit).is_some();
    let boards: Vec<String> = latest
        .iter()
        .filter(|(_, removed)| *removed == Some(last))
        .map(|(notice, _)| board_of(notice).sv)
        .collect();
    let verdict = if complete && !boards.is_empty() {
        let boards = joined(&boards);
        let text = Text::new(
            format!(
                "Anslaget togs ned {last}, den sista överklagandedagen, hos {}. Det är säkert först dagen efter.",
                boards.sv
            ),
            format!(
                "The notice came down on {last}, the last day to appeal, by {}. Only the day after is safe.",
                boards.en
            ),
        );
        rule.verdict(Outcome::NotMet, text)
            .margin(-1)
            .by_interpretation()
    } else if !complete || latest.iter().any(|(_, removed)| removed.is_none()) {
        unknown(
            rule,
            format!(
                "När varje anslag togs ned framgår inte; den sista överklagandedagen var tidigast {last}."
            ),
            format!(
                "When every notice came down does not appear; the last day to appeal was {last} at the earliest."
            ),
        )
    } else {
        let text = Text::new(
            format!("Inget anslag togs ned just den sista överklagandedagen {last}."),
            format!("No notice came down on the very last day to appeal, {last}."),
        );
        rule.verdict(Outcome::Met, text)
    };
    verdict.figure("lastAppealDay", last).on(last)
}

/// Whether a notice posted again on the same board left a gap; `None` where no board has two notices.
///
/// # Legal source
/// Kommunallag (2017:725) 8 kap. 12 § and 13 kap. 5 §.
pub(super) fn interrupted(case: &Case<'_>) -> Option<Verdict> {
    let rule = &NOTICE_INTERRUPTED;
    let mut pairs: Vec<(&Notice, &Notice)> = Vec::new();
    let mut wrong = false;
    for unit in &case.meeting.units {
        let sound = in_order(case, unit);
        let mut notices: Vec<&Notice> = unit
            .notices
            .iter()
            .filter(|notice| notice.board.is_some())
            .collect();
        notices.sort_by_key(|notice| notice.posted_on);
        for (place, notice) in notices.iter().enumerate() {
            let key = |held: &Notice| held.board.as_deref().map(organisation_key);
            if let Some(next) = notices
                .iter()
                .skip(place + 1)
                .find(|next| key(next) == key(notice))
            {
                if sound {
                    pairs.push((notice, next));
                } else {
                    wrong = true;
                }
            }
        }
    }
    if pairs.is_empty() && !wrong {
        return None;
    }
    let lapsed = |notice: &Notice, removed: Date| {
        notice
            .posted_on
            .and_then(appeal_deadline)
            .is_some_and(|due| due.last_day < removed)
    };
    let gap = pairs.iter().find_map(|(earlier, later)| {
        let (removed, again) = (earlier.removed_on?, later.posted_on?);
        (removed < again && !lapsed(earlier, removed)).then_some((*earlier, removed, again))
    });
    if let Some((notice, removed, again)) = gap {
        let board = board_of(notice);
        let text = Text::new(
            format!(
                "Anslaget hos {} togs ned {removed} och sattes upp på nytt {again}; överklagandetiden räknas från den nya dagen.",
                board.sv
            ),
            format!(
                "The notice of {} came down on {removed} and went up again on {again}; the appeal period runs from the new day.",
                board.en
            ),
        );
        return Some(
            rule.verdict(Outcome::NotMet, text)
                .figure("removedOn", removed)
                .figure("postedAgainOn", again),
        );
    }
    if wrong {
        return Some(impossible(rule));
    }
    let told = pairs
        .iter()
        .all(|(earlier, later)| earlier.removed_on.is_some() && later.posted_on.is_some());
    Some(if told {
        let text = Text::new(
            "Anslaget sattes upp på nytt utan avbrott under överklagandetiden.",
            "The notice was posted again without a break in the appeal period.",
        );
        rule.verdict(Outcome::Met, text)
    } else {
        unknown(
            rule,
            "Ett anslag sattes upp på nytt; om det var ett avbrott framgår inte.",
            "A notice was posted again; whether there was a break does not appear.",
        )
    })
}
