//! Attendance: who was there, as what, and for which §§.

use crate::id::PersonId;
use crate::organisation::Organisation;
use thiserror::Error;

/// In what capacity somebody attended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Capacity {
    /// Ledamot; in a council, representative of a member.
    Member,
    /// Tjänstgörande ersättare.
    ServingSubstitute,
    /// Ersättare, not serving.
    Substitute,
    /// Representing the employer in a cooperation group.
    Employer,
    /// Representing a union in a cooperation group.
    Union,
    /// Officer: director, secretary, expert.
    Official,
    /// Anybody else.
    Other,
}

/// A run of item numbers, both ends included; `None` = open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// First item, `None` = from the start.
    pub from: Option<u32>,
    /// Last item, `None` = to the end.
    pub to: Option<u32>,
}

impl Interval {
    /// Whether an item number lies within.
    pub fn contains(self, number: u32) -> bool {
        self.from.is_none_or(|from| from <= number) && self.to.is_none_or(|to| number <= to)
    }
}

/// Why a list of intervals is no presence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PresenceError {
    /// An interval ends before it starts.
    #[error("an interval from {from} to {to} ends before it starts")]
    Reversed {
        /// First item.
        from: u32,
        /// Last item.
        to: u32,
    },
}

/// For which items somebody was present.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presence {
    /// No limit is stated: the whole meeting.
    Whole,
    /// The stated items; none of them where the list is empty.
    Stated(Vec<Interval>),
}

impl Presence {
    /// Presence limited to the stated intervals.
    ///
    /// # Errors
    /// [`PresenceError::Reversed`] for an interval that ends before it starts.
    pub fn stated(intervals: Vec<Interval>) -> Result<Self, PresenceError> {
        for interval in &intervals {
            if let (Some(from), Some(to)) = (interval.from, interval.to)
                && to < from
            {
                return Err(PresenceError::Reversed { from, to });
            }
        }
        Ok(Self::Stated(intervals))
    }

    /// Whether the person was present at an item; `None` where the item has no number and limits are stated.
    pub fn at(&self, number: Option<u32>) -> Option<bool> {
        match (self, number) {
            (Self::Whole, _) => Some(true),
            (Self::Stated(intervals), _) if intervals.is_empty() => Some(false),
            (Self::Stated(_), None) => None,
            (Self::Stated(intervals), Some(number)) => {
                Some(intervals.iter().any(|interval| interval.contains(number)))
            }
        }
    }

    /// Whether the record says that the person was present at no item at all.
    pub fn is_none(&self) -> bool {
        matches!(self, Self::Stated(intervals) if intervals.is_empty())
    }

    /// The stated intervals; `None` where no limit is stated.
    pub fn intervals(&self) -> Option<&[Interval]> {
        match self {
            Self::Whole => None,
            Self::Stated(intervals) => Some(intervals),
        }
    }
}

/// A person as a record refers to one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRef {
    /// Identity.
    pub id: PersonId,
    /// As printed in this record.
    pub name: String,
}

/// One line of the attendance list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attendance {
    /// Who.
    pub person: PersonRef,
    /// The organisation represented: member, employer or union.
    pub organisation: Option<Organisation>,
    /// Title or office as printed.
    pub title: Option<String>,
    /// Political party as printed.
    pub party: Option<String>,
    /// Capacity.
    pub capacity: Capacity,
    /// Whether the record lists the person among those who decide; `None` where it has no such list.
    pub deciding: Option<bool>,
    /// Whether the person took part remotely; `None` where not stated.
    pub remote: Option<bool>,
    /// Whom a substitute serves for, as printed.
    pub substitutes_for: Option<String>,
    /// For which items.
    pub presence: Presence,
}

impl Attendance {
    /// Whether the line gives a vote: a member or serving substitute that the record does not set aside.
    pub fn is_entitled(&self) -> bool {
        matches!(
            self.capacity,
            Capacity::Member | Capacity::ServingSubstitute
        ) && self.deciding != Some(false)
    }
}

/// Somebody that the record lists as absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absentee {
    /// Who.
    pub person: PersonRef,
    /// The organisation that they would have represented.
    pub organisation: Option<Organisation>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(presence: &Presence, numbers: std::ops::RangeInclusive<u32>) -> Vec<u32> {
        numbers
            .filter(|n| presence.at(Some(*n)) == Some(true))
            .collect()
    }

    #[test]
    fn an_interval_counts_both_its_ends() {
        let to_five = Presence::stated(vec![Interval {
            from: None,
            to: Some(5),
        }])
        .expect("ordered");
        assert_eq!(at(&to_five, 1..=8), [1, 2, 3, 4, 5]);
        let from_six = Presence::stated(vec![Interval {
            from: Some(6),
            to: None,
        }])
        .expect("ordered");
        assert_eq!(at(&from_six, 1..=8), [6, 7, 8]);
    }

    #[test]
    fn no_interval_at_all_is_presence_at_none() {
        let none = Presence::stated(Vec::new()).expect("empty");
        assert!(none.is_none());
        assert_eq!(none.at(Some(1)), Some(false));
        assert_eq!(none.at(None), Some(false));
    }

    #[test]
    fn presence_at_an_unnumbered_item_is_unknown_where_limits_are_stated() {
        let limited = Presence::stated(vec![Interval {
            from: None,
            to: Some(5),
        }])
        .expect("ordered");
        assert_eq!(limited.at(None), None);
        assert_eq!(Presence::Whole.at(None), Some(true));
    }

    #[test]
    fn a_reversed_interval_is_refused() {
        assert_eq!(
            Presence::stated(vec![Interval {
                from: Some(6),
                to: Some(5)
            }]),
            Err(PresenceError::Reversed { from: 6, to: 5 })
        );
    }
}
