//! How long an attachment is kept: its archive copy and its published copy each by a time of its own.
//!
//! # Legal source
//! Rules R-71 and R-74: minutes are preserved (bevaras), accounting information to the end of the seventh year after
//! the financial year (lag (2018:597) 3 kap. 13 §); notice, published copy and archive copy end independently.

use super::{Attachment, Standing};
use crate::Date;
use crate::refusal::{Refusal, Step};
use crate::rule::Rule;
use crate::rules::rulebook::{NOTICE_RETENTION, RETENTION_PERIOD};
use chrono::Days;

/// How long the archive copy of a file is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Keep {
    /// For good (bevaras), as minutes are.
    ForGood,
    /// Accounting information (räkenskapsinformation): to the end of the seventh year after its financial year.
    Accounting {
        /// The financial year, a calendar year.
        financial_year: i32,
    },
    /// To a day, that day included, as the association's plan for its documents says.
    Until(Date),
}

/// Years that accounting information is kept after its financial year.
///
/// # Legal source
/// Lag (2018:597) om kommunal bokföring och redovisning 3 kap. 13 §.
const ACCOUNTING_YEARS: i32 = 7;

impl Keep {
    /// The last day; `None` = for good.
    ///
    /// # Examples
    /// ```
    /// use domain::attachment::Keep;
    /// let last = Keep::Accounting { financial_year: 2023 }.last_day();
    /// assert_eq!(last.map(|day| day.to_string()).as_deref(), Some("2030-12-31"));
    /// ```
    pub fn last_day(self) -> Option<Date> {
        match self {
            Self::ForGood => None,
            Self::Accounting { financial_year } => {
                let year = financial_year.checked_add(ACCOUNTING_YEARS)?;
                Date::from_ymd_opt(year, 12, 31)
            }
            Self::Until(day) => Some(day),
        }
    }

    /// Whether its time has run out before a day.
    pub fn is_over_on(self, day: Date) -> bool {
        self.last_day().is_some_and(|last| last < day)
    }

    /// Whether the law, not the association, says how long.
    pub(super) const fn is_fixed(self) -> bool {
        matches!(self, Self::Accounting { .. })
    }

    /// The refusal to dispose of what is still to be kept.
    pub(super) fn not_over(self) -> Refusal {
        let (sv, en) = match self.last_day() {
            Some(last) => (
                format!("bilagan ska bevaras till och med {last}"),
                format!("the attachment is to be kept up to {last}"),
            ),
            None => (
                "bilagan ska bevaras för alltid".to_owned(),
                "the attachment is to be kept for good".to_owned(),
            ),
        };
        let refusal = Refusal::step(Step::RetentionNotOver, sv, en);
        match self.last_day() {
            Some(last) => refusal.figure("keepUntil", last),
            None => refusal,
        }
    }
}

/// What is to be removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Removal {
    /// The published copy is to be taken down.
    PublishedCopy,
    /// The archive copy is to be disposed of (gallras).
    ArchiveCopy,
}

impl Removal {
    /// The rule behind it.
    pub fn rule(self) -> &'static Rule {
        match self {
            Self::PublishedCopy => &NOTICE_RETENTION,
            Self::ArchiveCopy => &RETENTION_PERIOD,
        }
    }
}

/// Something that is due for removal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    /// From which day: the one after the last on which it was to be kept.
    pub on: Date,
    /// What.
    pub what: Removal,
}

impl Attachment {
    /// What of it is due for removal by a day, that day included. What was withdrawn is due from the day that it was.
    pub fn due_by(&self, day: Date) -> Vec<Due> {
        let after = |last: Date| last.checked_add_days(Days::new(1));
        let archive = match &self.standing {
            Standing::Held { .. } => self.keep.last_day().and_then(after),
            Standing::Withdrawn(withdrawal) => Some(withdrawal.on),
            Standing::Disposed { .. } => None,
        };
        let published = match self.standing {
            Standing::Held {
                publication: Some(publication),
            } => publication.until.and_then(after),
            _ => None,
        };
        let all = [
            (published, Removal::PublishedCopy),
            (archive, Removal::ArchiveCopy),
        ];
        let mut due: Vec<Due> = all
            .into_iter()
            .filter_map(|(on, what)| on.map(|on| Due { on, what }))
            .filter(|due| due.on <= day)
            .collect();
        due.sort();
        due
    }
}
