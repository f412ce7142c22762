//! What the rules share: the case at hand, and how people and §§ of a record are told apart.

use super::Surroundings;
use super::matter::Taking;
use super::roster::Roster;
use super::substitutes::Serving;
use crate::Date;
use crate::association::{Association, Parameters};
use crate::body::RuleProfile;
use crate::meeting::Meeting;
use crate::name::fold;
use crate::organisation::OrganisationKind;
use crate::paragraph::Paragraph;
use crate::rule::Outcome;
use crate::text::{Language, Text, list};
use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

/// The dated record of a statutory board, with what bears on it.
#[derive(Debug)]
pub(super) struct Case<'a> {
    /// The record.
    pub meeting: &'a Meeting,
    /// What lies outside it.
    pub around: &'a Surroundings,
    /// The day of the meeting.
    pub date: Date,
    /// The parameters in force that day.
    pub parameters: Parameters,
    /// Built when a rule first asks who was there.
    roster: OnceCell<Roster<'a>>,
    /// Who takes part where nobody stood aside, by the pattern of presence.
    pub taking: RefCell<HashMap<usize, Rc<Taking>>>,
    /// What was answered about substitutes where nobody stood aside, by the pattern of presence.
    pub serving: RefCell<HashMap<usize, Rc<Serving>>>,
}

impl<'a> Case<'a> {
    /// The case of a record; `None` where no statutory rule applies, or no dated rule can be evaluated.
    pub fn of(meeting: &'a Meeting, around: &'a Surroundings) -> Option<Self> {
        let date = meeting.occasion.date?;
        (meeting.profile() == RuleProfile::StatutoryBoard).then(|| Self {
            meeting,
            around,
            date,
            parameters: around
                .association
                .as_ref()
                .map(|held| held.parameters_on(date))
                .unwrap_or_default(),
            roster: OnceCell::new(),
            taking: RefCell::default(),
            serving: RefCell::default(),
        })
    }

    /// The association as registered.
    pub fn association(&self) -> Option<&'a Association> {
        self.around.association.as_ref()
    }

    /// The decided number of seats; `None` = not registered.
    pub fn seats(&self) -> Option<u32> {
        self.association()?.seat_count_on(self.date)
    }

    /// The people of the record.
    pub fn roster(&self) -> &Roster<'a> {
        self.roster
            .get_or_init(|| Roster::of(self.meeting, self.around, self.date))
    }
}

/// The §§ that stand: all but those whose number was voided.
pub(super) fn standing(meeting: &Meeting) -> impl Iterator<Item = &Paragraph> {
    meeting
        .paragraphs
        .iter()
        .filter(|paragraph| paragraph.voided.is_none())
}

/// Whether two printed names are the same.
pub(super) fn same_name(one: &str, other: &str) -> bool {
    fold(one) == fold(other)
}

/// How a § is called in a sentence.
pub(super) fn called(meeting: &Meeting, paragraph: &Paragraph) -> Text {
    if let Some(label) = paragraph.label(meeting.numbering.mark, None) {
        return by_label(&label);
    }
    match &paragraph.title {
        Some(title) => Text::new(format!("punkten ”{title}”"), format!("the item “{title}”")),
        None => Text::new("en punkt utan nummer", "an item without number"),
    }
}

/// A printed label in a sentence.
pub(super) fn by_label(label: &str) -> Text {
    let label = label.trim_end_matches('.');
    match label.starts_with('§') {
        true => Text::new(label, label),
        false => Text::new(format!("punkt {label}"), format!("item {label}")),
    }
}

/// Names joined as each language does.
pub(super) fn joined(items: &[String]) -> Text {
    Text::new(
        list(items, Language::Swedish),
        list(items, Language::English),
    )
}

/// Numbers as a reader writes them: `3, 5–7`.
pub(super) fn ranges(numbers: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*number) => *last = *number,
            _ => runs.push((*number, *number)),
        }
    }
    let shown: Vec<String> = runs
        .into_iter()
        .map(|(first, last)| {
            if first == last {
                first.to_string()
            } else {
                format!("{first}–{last}")
            }
        })
        .collect();
    shown.join(", ")
}

/// `§ 7` for one number, `§§ 7, 9` for several.
pub(super) fn sections(numbers: &[u32]) -> String {
    let mark = if numbers.len() == 1 { "§" } else { "§§" };
    format!("{mark} {}", ranges(numbers))
}

/// So many days, in words: one day is no plural.
pub(super) fn days(count: u64) -> Text {
    if count == 1 {
        Text::new("1 dag", "1 day")
    } else {
        Text::new(format!("{count} dagar"), format!("{count} days"))
    }
}

/// The answer to a question asked of several things: broken if one is, else open if one is, else kept.
pub(super) fn worst(outcomes: impl IntoIterator<Item = Outcome>) -> Option<Outcome> {
    outcomes.into_iter().max_by_key(|outcome| match outcome {
        Outcome::Met => 0,
        Outcome::Unknown => 1,
        Outcome::Conditional => 2,
        Outcome::NotMet => 3,
    })
}

/// What an organisation is, as registered or by its name.
pub(super) fn kind_of(
    organisation: &crate::organisation::Organisation,
) -> Option<OrganisationKind> {
    organisation
        .kind
        .or_else(|| OrganisationKind::of_name(&organisation.name))
}

/// A count as a figure.
pub(super) fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
