//! What is still to be done with minutes, and by when.

use super::Surroundings;
use super::case::{Case, joined};
use super::clock::{adjusted_apart, clock, covers_everything, latest_notices, missing_boards};
use crate::Date;
use crate::adjustment::AdjustmentUnit;
use crate::meeting::Meeting;
use crate::notice::Notice;
use crate::text::Text;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DutyKind {
    /// Adjust the minutes, or §§ set apart.
    Adjust,
    /// Post notices.
    Post,
    /// Take notices down: they have been up throughout the time to appeal.
    TakeDown,
}

/// Something that is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// What.
    pub kind: DutyKind,
    /// The §§ of a unit adjusted at once; `None` = the rest.
    pub numbers: Option<Vec<u32>>,
    /// The last day for it; `None` where there is none.
    pub due: Option<Date>,
    /// The first day for it; `None` where it can be done at once.
    pub not_before: Option<Date>,
    /// The boards concerned.
    pub boards: Vec<String>,
    /// In words.
    pub text: Text,
}

impl Duty {
    /// Whether it comes up by a day: its last day or its first one has come by then, or it is overdue.
    pub fn comes_up_by(&self, day: Date) -> bool {
        match (self.not_before, self.due) {
            (Some(first), _) => first <= day,
            (None, Some(last)) => last <= day,
            (None, None) => true,
        }
    }
}

/// What is still to be done with the minutes of a board's meeting, in the order of the steps.
///
/// # Legal source
/// Kommunallag (2017:725) 5 kap. 69 §, 8 kap. 12 § and 13 kap. 5 § by lag (2003:1210) 19 and 28 §§.
pub fn duties(meeting: &Meeting, around: &Surroundings) -> Vec<Duty> {
    let Some(case) = Case::of(meeting, around) else {
        return Vec::new();
    };
    let held = clock(meeting, around, None);
    let due = held.adjustment_due.map(|due| due.last_day);
    let mut duties = Vec::new();
    for (unit, own) in meeting.units.iter().zip(&held.units) {
        if unit.adjusted_on.is_none() {
            duties.push(to_adjust(unit.numbers.clone(), due));
            continue;
        }
        let boards = missing_boards(&case, unit);
        if !boards.is_empty() {
            let last = own.notice_due.map(|due| due.last_day);
            duties.push(to_post(unit, boards, last));
        }
        duties.extend(
            own.earliest_removal
                .and_then(|first| to_take_down(unit, first)),
        );
    }
    let rest = !covers_everything(meeting) && !adjusted_apart(meeting);
    if rest || meeting.units.is_empty() {
        duties.push(to_adjust(None, due));
    }
    duties
}

/// How a sentence calls a part.
fn called(numbers: Option<&Vec<u32>>) -> Text {
    let Some(numbers) = numbers else {
        return Text::new("protokollet", "the minutes");
    };
    let listed: Vec<String> = numbers.iter().map(u32::to_string).collect();
    let mark = if listed.len() == 1 { "§" } else { "§§" };
    let text = format!("{mark} {}", listed.join(", "));
    Text::new(text.clone(), text)
}

fn by(last: Option<Date>) -> (String, String) {
    last.map_or_else(Default::default, |day| {
        (format!(" senast {day}"), format!(" by {day}"))
    })
}

fn to_adjust(numbers: Option<Vec<u32>>, due: Option<Date>) -> Duty {
    let (part, (sv, en)) = (called(numbers.as_ref()), by(due));
    Duty {
        kind: DutyKind::Adjust,
        numbers,
        due,
        not_before: None,
        boards: Vec::new(),
        text: Text::new(
            format!("Justera {}{sv}.", part.sv),
            format!("Adjust {}{en}.", part.en),
        ),
    }
}

fn to_post(unit: &AdjustmentUnit, boards: Vec<String>, due: Option<Date>) -> Duty {
    let (part, (sv, en)) = (called(unit.numbers.as_ref()), by(due));
    let names = joined(&boards);
    Duty {
        kind: DutyKind::Post,
        numbers: unit.numbers.clone(),
        due,
        not_before: None,
        text: Text::new(
            format!("Anslå {} hos {}{sv}.", part.sv, names.sv),
            format!("Post {} at {}{en}.", part.en, names.en),
        ),
        boards,
    }
}

fn to_take_down(unit: &AdjustmentUnit, first: Date) -> Option<Duty> {
    let up = |notice: &&Notice| notice.posted_on.is_some() && notice.removed_on.is_none();
    let standing = latest_notices(unit).into_iter().filter(up);
    let boards: Vec<String> = standing.filter_map(|notice| notice.board.clone()).collect();
    if boards.is_empty() {
        return None;
    }
    let (part, names) = (called(unit.numbers.as_ref()), joined(&boards));
    Some(Duty {
        kind: DutyKind::TakeDown,
        numbers: unit.numbers.clone(),
        due: None,
        not_before: Some(first),
        text: Text::new(
            format!(
                "Ta ned anslaget av {} hos {}, tidigast {first}.",
                part.sv, names.sv
            ),
            format!(
                "Take the notice of {} down at {}, on {first} at the earliest.",
                part.en, names.en
            ),
        ),
        boards,
    })
}
