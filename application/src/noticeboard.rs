//! The digital notice board (digital anslagstavla): what was announced, whoever may read the minutes.
//!
//! A notice is public while it is up. Once it is down, or for a record that was loaded, it is public with the minutes.
//!
//! # Legal source
//! Lag (2003:1210) 19 §; kommunallag (2017:725) 8 kap. 12 §: the adjustment is announced to everybody, and 13 kap. 5 §:
//! the time to appeal runs from it. That a notice is kept apart from the minutes is a reading of 8 kap. 10 §.

use crate::error::StorageError;
use crate::ports::ReadModel;
use crate::read::{Connection, Page, Record};
use crate::visibility::{Mask, Visibility, masked};
use domain::Date;
use domain::body::{Body, RuleProfile};
use domain::id::{MeetingId, OrganisationId};
use domain::notice::Notice;
use domain::organisation::Organisation;
use domain::rules;

/// Which notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BoardFilter {
    /// Of this organisation's bodies.
    pub owner: Option<OrganisationId>,
    /// Of meetings with a notice that is up, or with none; `None` = of both.
    pub up: Option<bool>,
    /// The day.
    pub today: Date,
}

/// A record with a notice that the viewer may read. The record itself may be hidden from the viewer: it never leaves
/// this module.
#[derive(Debug)]
pub struct Posted(Record);

impl Posted {
    /// A record that storage found for the board.
    pub const fn new(record: Record) -> Self {
        Self(record)
    }
}

/// Adjusted minutes as they were announced: nothing but what notices say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// The meeting.
    pub meeting: MeetingId,
    /// Whose.
    pub owner: Organisation,
    /// The body that met.
    pub body: Body,
    /// The day of the meeting.
    pub date: Option<Date>,
    /// Where the minutes are kept.
    pub kept_at: Option<String>,
    /// Whether decisions of the body can be appealed by legality review.
    pub appealable: bool,
    /// Whether the viewer may read the minutes.
    pub readable: bool,
    /// What was announced together, each with a notice that the viewer may read.
    pub units: Vec<AnnouncedUnit>,
}

/// A unit of adjusted minutes as it was announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnouncedUnit {
    /// Whether it is an immediate adjustment of its own.
    pub apart: bool,
    /// The numbers announced.
    pub numbers: Vec<u32>,
    /// The same as printed; `None` where nothing is numbered.
    pub span: Option<String>,
    /// The day of adjustment.
    pub adjusted_on: Option<Date>,
    /// The notices that the viewer may read, one a board.
    pub notices: Vec<Notice>,
    /// Whether one of them is up.
    pub up: bool,
    /// The last day to appeal, where it can be said.
    pub last_appeal_day: Option<Date>,
    /// The first day on which the notices may come down.
    pub earliest_removal: Option<Date>,
    /// The day of legal force, where it can be shown and the viewer may read the minutes.
    pub final_on: Option<Date>,
}

/// What is announced, the latest meeting first.
///
/// # Errors
/// [`StorageError`].
pub async fn list(
    read: &dyn ReadModel,
    filter: &BoardFilter,
    page: &Page,
    see: &Visibility,
) -> Result<Connection<Announcement>, StorageError> {
    let found = read.posted(filter, page, see).await?;
    let items = found.items.into_iter();
    Ok(Connection {
        items: items
            .map(|(posted, key)| (announcement(&posted.0, filter.today, see), key))
            .collect(),
        total: found.total,
        has_next: found.has_next,
    })
}

/// Whether a notice is up on a day. Of a record that was loaded nobody says that a notice still hangs.
fn is_up(notice: &Notice, live: bool, today: Date) -> bool {
    is_posted(notice, today) && notice.removed_on.map_or(live, |removed| removed > today)
}

fn is_posted(notice: &Notice, today: Date) -> bool {
    notice.posted_on.is_some_and(|posted| posted <= today)
}

/// What a viewer reads of a record on the board.
fn announcement(record: &Record, today: Date, see: &Visibility) -> Announcement {
    let readable = record.published || see.is_inside(record.meeting.owner.id);
    let live = record.stage.is_some();
    let mask = Mask::of(&record.meeting, &record.hidden, see);
    let meeting = masked(&record.meeting, &mask);
    let clock = rules::clock(&record.meeting, &record.surroundings, Some(today));
    let units = meeting.units.iter().zip(clock.units);
    let announced = units.filter_map(|(unit, own)| {
        let posted = unit.notices.iter().filter(|notice| match readable {
            true => is_posted(notice, today),
            false => is_up(notice, live, today),
        });
        let notices: Vec<Notice> = posted.cloned().collect();
        let numbers = meeting.numbers_of(unit.numbers.as_deref());
        (!notices.is_empty()).then(|| AnnouncedUnit {
            apart: unit.numbers.is_some(),
            span: meeting.numbering.mark.span(&numbers),
            numbers,
            adjusted_on: unit.adjusted_on,
            up: notices.iter().any(|notice| is_up(notice, live, today)),
            notices,
            last_appeal_day: own.last_appeal_day.map(|last| last.last_day),
            earliest_removal: own.earliest_removal,
            // That legal force does not come when it could tells of an appeal, which the board does not.
            final_on: own.final_on.filter(|_| readable),
        })
    });
    Announcement {
        units: announced.collect(),
        meeting: meeting.id,
        date: meeting.occasion.date,
        appealable: meeting.profile() == RuleProfile::StatutoryBoard,
        readable,
        owner: meeting.owner,
        body: meeting.body,
        kept_at: meeting.stored_at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::NoticeId;
    use uuid::Uuid;

    fn day(text: &str) -> Date {
        text.parse().expect("a date")
    }

    fn notice(posted: Option<&str>, removed: Option<&str>) -> Notice {
        Notice {
            id: NoticeId::from_uuid(Uuid::nil()),
            board: None,
            posted_on: posted.map(day),
            removed_on: removed.map(day),
            posted_by: None,
            removed_by: None,
        }
    }

    #[test]
    fn a_notice_is_up_from_its_posting_until_the_day_on_which_it_comes_down() {
        let today = day("2024-04-23");
        for (posted, removed, live, up) in [
            (Some("2024-04-02"), None, true, true),
            (Some("2024-04-23"), None, true, true),
            (Some("2024-04-24"), None, true, false),
            (Some("2024-04-02"), Some("2024-04-24"), true, true),
            (Some("2024-04-02"), Some("2024-04-23"), true, false),
            (Some("2024-04-02"), Some("2024-04-24"), false, true),
            (Some("2024-04-02"), None, false, false),
            (None, None, true, false),
        ] {
            let held = notice(posted, removed);
            assert_eq!(is_up(&held, live, today), up, "{posted:?} {removed:?}");
        }
    }
}
