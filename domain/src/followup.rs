//! Follow-up (uppföljning): what became of assignments, of conditions and of earlier decisions.
//!
//! Days and order alone are judged here; whether a task is done is the secretary's to say.

use crate::decision::ConditionState;
use crate::id::MeetingId;
use crate::refusal::{Refusal, Step};
use crate::{Date, Time};
use std::cmp::Ordering;
use thiserror::Error;

/// What a decision does to an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LinkKind {
    /// Changes it (ändrar).
    Amends,
    /// Ends it (upphäver).
    Repeals,
    /// Carries it out (verkställer).
    CarriesOut,
}

/// Where something stands in the records of an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// The meeting.
    pub meeting: MeetingId,
    /// Its day; `None` where the record does not say.
    pub date: Option<Date>,
    /// Its start; `None` where the record does not say.
    pub starts_at: Option<Time>,
    /// The place of the § or item in the meeting, and the place under it, both in order of print.
    pub order: (u32, u32),
}

impl Spot {
    /// Which of two comes first: by the meetings' days and hours, within a meeting by the order of print. `None` where
    /// the records do not tell.
    pub fn against(&self, other: &Self) -> Option<Ordering> {
        if self.meeting == other.meeting {
            return Some(self.order.cmp(&other.order));
        }
        let days = self.date?.cmp(&other.date?);
        if days != Ordering::Equal {
            return Some(days);
        }
        let hours = self.starts_at?.cmp(&other.starts_at?);
        (hours != Ordering::Equal).then_some(hours)
    }
}

/// Why a follow-up does not fit what it follows up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Misfit {
    /// The day lies before the meeting.
    #[error("{on} is before the meeting of {met}")]
    BeforeTheMeeting {
        /// The day.
        on: Date,
        /// The day of the meeting.
        met: Date,
    },
    /// The day has not come.
    #[error("{on} is after today, {today}")]
    NotYetCome {
        /// The day.
        on: Date,
        /// Today.
        today: Date,
    },
    /// The § stands before what it should follow up, or is the same.
    #[error("the paragraph is not a later one")]
    NotLater,
    /// The decision is not an earlier one.
    #[error("the decision is not an earlier one")]
    NotEarlier,
    /// The records do not tell which decision came first.
    #[error("the records do not tell that the decision is an earlier one")]
    OrderUnknown,
}

/// Whether something can have been reported or come about on a day, of what a meeting decided.
///
/// # Errors
/// [`Misfit::BeforeTheMeeting`] and [`Misfit::NotYetCome`]. The meeting's own day and today are good; a meeting without
/// a day bounds nothing.
pub fn on_day(on: Date, met: Option<Date>, today: Date) -> Result<(), Misfit> {
    match met {
        Some(met) if on < met => Err(Misfit::BeforeTheMeeting { on, met }),
        _ if on > today => Err(Misfit::NotYetCome { on, today }),
        _ => Ok(()),
    }
}

/// Whether a § can tell what became of something: it stands later, or at least nothing says that it does not.
///
/// # Errors
/// [`Misfit::NotLater`].
pub fn told_under(paragraph: &Spot, of: &Spot) -> Result<(), Misfit> {
    match paragraph.against(of) {
        Some(Ordering::Less | Ordering::Equal) => Err(Misfit::NotLater),
        Some(Ordering::Greater) | None => Ok(()),
    }
}

/// Whether a decision can amend, repeal or carry out another: the other is known to be earlier.
///
/// # Errors
/// [`Misfit::NotEarlier`]; [`Misfit::OrderUnknown`], since links that may run backwards would run in a circle.
pub fn linked(decision: &Spot, earlier: &Spot) -> Result<(), Misfit> {
    match earlier.against(decision) {
        Some(Ordering::Less) => Ok(()),
        Some(Ordering::Equal | Ordering::Greater) => Err(Misfit::NotEarlier),
        None => Err(Misfit::OrderUnknown),
    }
}

/// Whether a condition can be settled: once only.
///
/// # Errors
/// `ALREADY_SETTLED`.
pub fn settled_once(standing: ConditionState) -> Result<(), Refusal> {
    let (sv, en) = match standing {
        ConditionState::Pending => return Ok(()),
        ConditionState::Met => ("uppfyllt", "met"),
        ConditionState::Failed => ("bortfallet", "failed"),
    };
    let refusal = Refusal::step(
        Step::AlreadySettled,
        format!("villkoret är redan antecknat som {sv}"),
        format!("the condition is recorded as {en} already"),
    );
    Err(refusal.figure("state", en))
}

/// The refusal of a link that stands already.
pub fn linked_already() -> Refusal {
    Refusal::step(
        Step::AlreadyLinked,
        "samma koppling mellan besluten finns redan",
        "the same link between the decisions stands already",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    fn spot(meeting: u128, date: Option<&str>, hour: Option<u32>, order: (u32, u32)) -> Spot {
        Spot {
            meeting: MeetingId::from_uuid(Uuid::from_u128(meeting)),
            date: date.map(day),
            starts_at: hour.and_then(|hour| Time::from_hms_opt(hour, 0, 0)),
            order,
        }
    }

    #[test]
    fn a_day_counts_from_the_meeting_to_today() {
        let (met, today) = (day("2026-03-12"), day("2026-03-20"));
        let cases = [
            ("2026-03-11", false),
            ("2026-03-12", true),
            ("2026-03-13", true),
            ("2026-03-19", true),
            ("2026-03-20", true),
            ("2026-03-21", false),
        ];
        for (on, good) in cases {
            assert_eq!(on_day(day(on), Some(met), today).is_ok(), good, "{on}");
        }
        assert_eq!(on_day(day("1999-01-01"), None, today), Ok(()));
        assert_eq!(
            on_day(day("2026-03-21"), None, today),
            Err(Misfit::NotYetCome {
                on: day("2026-03-21"),
                today
            })
        );
    }

    #[test]
    fn a_meeting_that_is_yet_to_come_leaves_no_day() {
        let (met, today) = (day("2026-03-12"), day("2026-03-11"));
        assert!(on_day(today, Some(met), today).is_err());
        assert!(on_day(met, Some(met), today).is_err());
    }

    #[test]
    fn order_is_by_day_then_hour_and_within_a_meeting_by_print() {
        let given = spot(1, Some("2026-03-12"), Some(9), (4, 0));
        let cases = [
            (
                spot(2, Some("2026-03-11"), Some(15), (9, 0)),
                Some(Ordering::Less),
            ),
            (
                spot(2, Some("2026-03-12"), Some(8), (9, 0)),
                Some(Ordering::Less),
            ),
            (spot(2, Some("2026-03-12"), Some(9), (9, 0)), None),
            (spot(2, Some("2026-03-12"), None, (9, 0)), None),
            (spot(2, None, Some(9), (9, 0)), None),
            (
                spot(2, Some("2026-03-12"), Some(10), (0, 0)),
                Some(Ordering::Greater),
            ),
            (
                spot(2, Some("2026-03-13"), None, (0, 0)),
                Some(Ordering::Greater),
            ),
            (
                spot(1, Some("2026-03-12"), Some(9), (3, 9)),
                Some(Ordering::Less),
            ),
            (
                spot(1, Some("2026-03-12"), Some(9), (4, 0)),
                Some(Ordering::Equal),
            ),
            (
                spot(1, Some("2026-03-12"), Some(9), (4, 1)),
                Some(Ordering::Greater),
            ),
        ];
        for (other, expected) in cases {
            assert_eq!(other.against(&given), expected, "{other:?}");
            assert_eq!(given.against(&other), expected.map(Ordering::reverse));
        }
    }

    #[test]
    fn what_the_records_do_not_tell_hinders_a_report_no_more_than_it_proves_a_link() {
        let (given, undated) = (
            spot(1, Some("2026-03-12"), None, (4, 0)),
            spot(2, None, None, (0, 0)),
        );
        assert_eq!(told_under(&undated, &given), Ok(()));
        assert_eq!(linked(&given, &undated), Err(Misfit::OrderUnknown));
    }

    #[test]
    fn a_task_is_not_reported_under_its_own_paragraph_nor_a_decision_linked_to_itself() {
        let given = spot(1, Some("2026-03-12"), None, (4, 0));
        assert_eq!(told_under(&given, &given), Err(Misfit::NotLater));
        assert_eq!(linked(&given, &given), Err(Misfit::NotEarlier));
        let before = spot(1, Some("2026-03-12"), None, (3, 7));
        assert_eq!(linked(&given, &before), Ok(()));
        assert_eq!(linked(&before, &given), Err(Misfit::NotEarlier));
    }

    #[test]
    fn a_condition_is_settled_once() {
        assert_eq!(settled_once(ConditionState::Pending), Ok(()));
        for state in [ConditionState::Met, ConditionState::Failed] {
            let refused = settled_once(state).map_err(|refusal| refusal.code());
            assert_eq!(refused, Err("ALREADY_SETTLED"));
        }
    }
}
