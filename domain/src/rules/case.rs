//! What the rules share: the case at hand, and how people and §§ of a record are told apart.

use super::Surroundings;
use crate::Date;
use crate::association::{Association, Parameters};
use crate::attendance::Attendance;
use crate::body::RuleProfile;
use crate::meeting::Meeting;
use crate::name::{fold, organisation_key};
use crate::organisation::OrganisationKind;
use crate::paragraph::Paragraph;
use crate::rule::Outcome;
use crate::text::{Language, Text, list};

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

    /// The key of the organisation that a person acts for, by the record, else by the register.
    pub fn organisation_of(&self, name: &str) -> Option<String> {
        let folded = fold(name);
        let attending = self
            .meeting
            .attendance
            .iter()
            .flatten()
            .map(|line| (&line.person, &line.organisation));
        let absent = self
            .meeting
            .absent
            .iter()
            .flatten()
            .map(|line| (&line.person, &line.organisation));
        attending
            .chain(absent)
            .filter(|(person, _)| fold(&person.name) == folded)
            .find_map(|(_, organisation)| organisation.as_ref())
            .or_else(|| {
                Some(
                    &self
                        .association()?
                        .member_of(&folded, self.date)?
                        .organisation,
                )
            })
            .map(|organisation| organisation_key(&organisation.name))
    }

    /// The number of seats that the register gives a member, by its key; `None` where it gives none.
    pub fn seats_of(&self, key: &str) -> Option<usize> {
        self.association()?
            .members_on(self.date)
            .into_iter()
            .find(|member| organisation_key(&member.organisation.name) == key)
            .map(|member| member.seats_on(self.date).count())
            .filter(|count| *count > 0)
    }

    /// Attendance lines of people entitled and present at a §; `None` where the record states no attendance.
    pub fn entitled_at(&self, paragraph: &Paragraph) -> Option<Vec<&'a Attendance>> {
        let present = self.meeting.present_at(paragraph)?;
        Some(
            present
                .into_iter()
                .filter(|line| line.is_entitled())
                .collect(),
        )
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

/// Whether two lines speak of one person: the same name, and no different organisations.
pub(super) fn same_person(one: &Attendance, other: &Attendance) -> bool {
    let key = |line: &Attendance| {
        line.organisation
            .as_ref()
            .map(|held| organisation_key(&held.name))
    };
    let apart = matches!((key(one), key(other)), (Some(one), Some(other)) if one != other);
    same_name(&one.person.name, &other.person.name) && !apart
}

/// Names of those who stood aside at a §, folded.
pub(super) fn disqualified(paragraph: &Paragraph) -> Vec<String> {
    paragraph
        .walk()
        .flat_map(|item| item.disqualified.iter().map(|name| fold(name)))
        .collect()
}

/// The lines of a person, by printed name.
pub(super) fn lines_of<'a>(meeting: &'a Meeting, name: &str) -> Vec<&'a Attendance> {
    meeting
        .attendance
        .iter()
        .flatten()
        .filter(|line| same_name(&line.person.name, name))
        .collect()
}

/// How a § is called in a sentence.
pub(super) fn called(meeting: &Meeting, paragraph: &Paragraph) -> Text {
    if let Some(label) = paragraph.label(meeting.numbering.mark, None) {
        let label = label.trim_end_matches('.');
        return match label.starts_with('§') {
            true => Text::new(label, label),
            false => Text::new(format!("punkt {label}"), format!("item {label}")),
        };
    }
    match &paragraph.title {
        Some(title) => Text::new(format!("punkten ”{title}”"), format!("the item “{title}”")),
        None => Text::new("en punkt utan nummer", "an item without number"),
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
