//! The clocks of a record: adjustment, notice, appeal, legal force.

use super::Surroundings;
use super::case::{Case, kind_of, standing};
use super::rulebook::ADJUSTED_LATE;
use crate::Date;
use crate::adjustment::{AdjustmentUnit, MinutesStatus};
use crate::appeal::Appeal;
use crate::association::Association;
use crate::body::RuleProfile;
use crate::calendar::{Deadline, adjustment_deadline, appeal_deadline, notice_deadline};
use crate::meeting::Meeting;
use crate::name::organisation_key;
use crate::notice::Notice;
use crate::organisation::OrganisationKind;
use chrono::Days;

/// Where one unit of adjustment stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitClock {
    /// The §§ of an immediate adjustment; `None` = the rest.
    pub numbers: Option<Vec<u32>>,
    /// The day of adjustment.
    pub adjusted_on: Option<Date>,
    /// The last day to post the notice.
    pub notice_due: Option<Deadline>,
    /// The last day to appeal, from the latest posting; `None` where a posting is not known, where the days cannot
    /// all be right, and where a notice came down before it.
    pub last_appeal_day: Option<Deadline>,
    /// The first day on which the notices may come down.
    pub earliest_removal: Option<Date>,
    /// The day of legal force (laga kraft); `None` where nothing shows that it came.
    pub final_on: Option<Date>,
}

/// Where the minutes of a meeting stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MinutesClock {
    /// Where they stand.
    pub status: MinutesStatus,
    /// The last day to adjust.
    pub adjustment_due: Option<Deadline>,
    /// The day of adjustment of the main unit; of the last one where immediate units hold every §.
    pub adjusted_on: Option<Date>,
    /// The latest of the units' last days to appeal.
    pub last_appeal_day: Option<Deadline>,
    /// The latest of the units' days of legal force.
    pub final_on: Option<Date>,
    /// Unit by unit, in the record's order.
    pub units: Vec<UnitClock>,
}

/// Reads the clocks of a record. `today` decides whether a day of legal force has come; without it none has.
///
/// Days that the law sets are given only for the board of an association, and only for meetings since 2018-01-01,
/// when the sections that set them came into force. An appeal that nobody registered may yet have come in: legal force
/// is provisional.
///
/// # Legal source
/// Kommunallag (2017:725) 5 kap. 69 §, 8 kap. 12 § and 13 kap. 5 § by lag (2003:1210) 19 and 28 §§.
pub fn clock(meeting: &Meeting, around: &Surroundings, today: Option<Date>) -> MinutesClock {
    let case = Case::of(meeting, around).filter(|case| ADJUSTED_LATE.applies_on(case.date));
    let units: Vec<UnitClock> = meeting
        .units
        .iter()
        .map(|unit| unit_clock(case.as_ref(), meeting, unit))
        .collect();
    let whole = covers_everything(meeting) && !adjusted_apart(meeting);
    let latest = |last: &dyn Fn(&UnitClock) -> Option<Deadline>| {
        let days: Option<Vec<Deadline>> = units.iter().map(last).collect();
        days.filter(|_| whole)
            .and_then(|days| days.into_iter().max_by_key(|day| day.last_day))
    };
    let last_appeal_day = latest(&|unit| unit.last_appeal_day);
    let finals: Option<Vec<Date>> = units.iter().map(|unit| unit.final_on).collect();
    let final_on = finals
        .filter(|_| whole)
        .and_then(|days| days.into_iter().max());
    MinutesClock {
        status: status(meeting, final_on, today),
        adjustment_due: case.as_ref().and_then(adjustment_due),
        adjusted_on: adjusted_on(meeting),
        last_appeal_day,
        final_on,
        units,
    }
}

/// The last day to adjust. A shorter time of the statutes' own is no statutory day, and days off do not move it.
///
/// # Legal source
/// Kommunallag (2017:725) 5 kap. 69 § by lag (2003:1210) 19 §; lag (1930:173) 2 § for the fourteen days.
pub(super) fn adjustment_due(case: &Case<'_>) -> Option<Deadline> {
    let days = case.parameters.adjustment_days.min(14);
    if days == 14 {
        return adjustment_deadline(case.date, days);
    }
    let nominal = case.date.checked_add_days(Days::new(u64::from(days)))?;
    Some(Deadline {
        nominal,
        last_day: nominal,
        moved_by: None,
    })
}

/// The unit that holds all §§ that no immediate adjustment holds.
pub(super) fn main_unit(meeting: &Meeting) -> Option<&AdjustmentUnit> {
    meeting.units.iter().find(|unit| unit.numbers.is_none())
}

/// Whether every § that stands belongs to a unit.
pub(super) fn covers_everything(meeting: &Meeting) -> bool {
    let held = |number: u32| {
        meeting
            .units
            .iter()
            .filter_map(|unit| unit.numbers.as_ref())
            .any(|numbers| numbers.contains(&number))
    };
    !meeting.units.is_empty()
        && (main_unit(meeting).is_some()
            || standing(meeting).all(|paragraph| paragraph.number.is_some_and(held)))
}

/// Whether a § adjusted at the meeting stands in no unit of its own: such a § is a unit whose dates are not known.
pub(super) fn adjusted_apart(meeting: &Meeting) -> bool {
    standing(meeting)
        .filter(|paragraph| paragraph.walk().any(|item| item.adjusted_immediately))
        .any(|paragraph| {
            meeting
                .unit_of(paragraph.number)
                .is_none_or(|unit| unit.numbers.is_none())
        })
}

fn adjusted_on(meeting: &Meeting) -> Option<Date> {
    match main_unit(meeting) {
        Some(unit) => unit.adjusted_on,
        None if covers_everything(meeting) => {
            let days: Option<Vec<Date>> =
                meeting.units.iter().map(|unit| unit.adjusted_on).collect();
            days?.into_iter().max()
        }
        None => None,
    }
}

fn status(meeting: &Meeting, final_on: Option<Date>, today: Option<Date>) -> MinutesStatus {
    let adjusted = adjusted_on(meeting).is_some();
    if meeting.profile() != RuleProfile::StatutoryBoard {
        return if adjusted {
            MinutesStatus::Adjusted
        } else {
            MinutesStatus::Draft
        };
    }
    let posted = |unit: &AdjustmentUnit| {
        !unit.notices.is_empty() && unit.notices.iter().all(|notice| notice.posted_on.is_some())
    };
    let in_part = meeting.units.iter().any(|unit| unit.adjusted_on.is_some())
        || standing(meeting)
            .any(|paragraph| paragraph.walk().any(|item| item.adjusted_immediately));
    if adjusted && meeting.appeals.iter().any(Appeal::is_pending) {
        MinutesStatus::Appealed
    } else if adjusted && matches!((final_on, today), (Some(day), Some(today)) if day <= today) {
        MinutesStatus::Final
    } else if adjusted && meeting.units.iter().all(posted) {
        MinutesStatus::Announced
    } else if adjusted {
        MinutesStatus::Adjusted
    } else if in_part {
        MinutesStatus::PartlyAdjusted
    } else {
        MinutesStatus::Draft
    }
}

fn unit_clock(case: Option<&Case<'_>>, meeting: &Meeting, unit: &AdjustmentUnit) -> UnitClock {
    let last_appeal_day = case
        .filter(|case| in_order(case, unit))
        .and_then(|_| nominal_appeal_day(unit))
        .filter(|last| !came_down_before(unit, last.last_day));
    let earliest_removal = last_appeal_day.and_then(|last| last.last_day.succ_opt());
    let final_on = earliest_removal
        .filter(|earliest| stayed_up(unit, *earliest))
        .filter(|_| case.is_some_and(|case| missing_boards(case, unit).is_empty()))
        .and_then(|day| after_appeals(meeting, unit, day));
    UnitClock {
        numbers: unit.numbers.clone(),
        adjusted_on: unit.adjusted_on,
        notice_due: case.and(unit.adjusted_on).and_then(notice_deadline),
        last_appeal_day,
        earliest_removal,
        final_on,
    }
}

/// The day of legal force of a unit that would have come to it on a day, had nobody appealed; `None` while an appeal
/// waits.
///
/// # Legal source
/// Kommunallag (2017:725) 13 kap. 5 § by lag (2003:1210) 28 §: where somebody appealed, legal force comes with the
/// final ruling. That this holds for an appeal that was dismissed too is the cautious reading.
fn after_appeals(meeting: &Meeting, unit: &AdjustmentUnit, day: Date) -> Option<Date> {
    let appeals = meeting.appeals.iter();
    let mut own = appeals.filter(|appeal| concerns(meeting, unit, appeal));
    own.try_fold(day, |day, appeal| {
        let settled = appeal.ruling.and_then(|ruling| ruling.final_on)?;
        Some(day.max(settled))
    })
}

/// Whether an appeal is about a § of a unit.
fn concerns(meeting: &Meeting, unit: &AdjustmentUnit, appeal: &Appeal) -> bool {
    meeting.paragraphs.iter().any(|top| {
        let own = meeting.unit_of(top.number) == Some(unit);
        own && top.walk().any(|item| appeal.paragraphs.contains(&item.id))
    })
}

/// Whether the days of a unit can all be right: the meeting, the adjustment, each posting and its removal.
pub(super) fn in_order(case: &Case<'_>, unit: &AdjustmentUnit) -> bool {
    let adjusted = unit.adjusted_on.unwrap_or(case.date);
    case.date <= adjusted
        && unit.notices.iter().all(|notice| {
            let posted = notice.posted_on.unwrap_or(adjusted);
            adjusted <= posted && notice.removed_on.is_none_or(|removed| posted <= removed)
        })
}

/// Whether a notice that counts came down before the last day to appeal: then the time never ran out.
fn came_down_before(unit: &AdjustmentUnit, last: Date) -> bool {
    latest_notices(unit)
        .iter()
        .any(|notice| notice.removed_on.is_some_and(|removed| removed < last))
}

/// The last day to appeal a unit, as counted from the latest posting on any board, whatever became of the notices.
///
/// # Legal source
/// Kommunallag (2017:725) 13 kap. 5 § by lag (2003:1210) 28 §; that the latest of several boards decides is a
/// cautious reading, by analogy with joint committees.
pub(super) fn nominal_appeal_day(unit: &AdjustmentUnit) -> Option<Deadline> {
    let postings: Option<Vec<Date>> = unit.notices.iter().map(|notice| notice.posted_on).collect();
    postings?.into_iter().max().and_then(appeal_deadline)
}

/// The notice that counts on each board: the one posted last. A notice without a board counts by itself.
pub(super) fn latest_notices(unit: &AdjustmentUnit) -> Vec<&Notice> {
    let key = |notice: &Notice| notice.board.as_deref().map(organisation_key);
    let mut latest: Vec<&Notice> = Vec::new();
    for notice in &unit.notices {
        let same = latest
            .iter_mut()
            .find(|held| key(held).is_some() && key(held) == key(notice));
        match same {
            Some(held) if held.posted_on <= notice.posted_on => *held = notice,
            Some(_) => {}
            None => latest.push(notice),
        }
    }
    latest
}

/// Whether every board is known to have kept its notice until a day.
fn stayed_up(unit: &AdjustmentUnit, until: Date) -> bool {
    !unit.notices.is_empty()
        && latest_notices(unit)
            .iter()
            .all(|notice| notice.removed_on.is_some_and(|removed| until <= removed))
}

/// The members that must have a notice: municipalities and regions; `None` where no member is registered.
///
/// # Legal source
/// Lag (2003:1210) 19 §: the boards of every member municipality and region, not of the agencies.
pub fn required_boards(association: &Association, on: Date) -> Option<Vec<&str>> {
    let members = association.members_on(on);
    if members.is_empty() {
        return None;
    }
    let required = members.into_iter().map(|member| &member.organisation);
    let required = required.filter(|held| {
        matches!(
            kind_of(held),
            Some(OrganisationKind::Municipality | OrganisationKind::Region)
        )
    });
    Some(required.map(|held| held.name.as_str()).collect())
}

/// The required boards without a notice in a unit; empty where the register knows no members.
pub(super) fn missing_boards(case: &Case<'_>, unit: &AdjustmentUnit) -> Vec<String> {
    let required = case
        .association()
        .and_then(|held| required_boards(held, case.date))
        .unwrap_or_default();
    let posted: Vec<String> = unit
        .notices
        .iter()
        .filter_map(|notice| notice.board.as_deref())
        .map(organisation_key)
        .collect();
    required
        .into_iter()
        .filter(|name| !posted.contains(&organisation_key(name)))
        .map(str::to_owned)
        .collect()
}
