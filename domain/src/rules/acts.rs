//! Who acted at a § without the right to: substitutes who do not serve, the disqualified, and
//! reservations by those who took no part.

use super::case::{Case, called, joined, same_name, worst};
use super::matter::Matter;
use super::rulebook::{JAV_PRESENT, NON_SERVING_SUBSTITUTE_ACTED, RESERVATION_NOT_ENTITLED};
use crate::attendance::{Capacity, Interval, Presence};
use crate::name::{fold, organisation_key};
use crate::organisation::OrganisationKind;
use crate::paragraph::Paragraph;
use crate::proposal::ProposalKind;
use crate::rule::{Outcome, Verdict};
use crate::text::Text;
use std::collections::{BTreeSet, HashSet};

/// Names of those who voted at a §, as printed.
fn voters(paragraph: &Paragraph) -> impl Iterator<Item = &str> {
    paragraph
        .walk()
        .flat_map(|item| &item.votes)
        .flat_map(|vote| &vote.ballots)
        .map(|ballot| ballot.name.as_str())
}

/// Names of those who made a reservation at an item itself, as printed.
fn reservers(item: &Paragraph) -> impl Iterator<Item = &str> {
    item.reservations
        .iter()
        .flat_map(|held| &held.by)
        .map(String::as_str)
}

/// Those who moved a proposal at a §, as printed.
fn movers(paragraph: &Paragraph) -> impl Iterator<Item = &str> {
    paragraph
        .walk()
        .flat_map(|item| &item.proposals)
        .filter(|proposal| proposal.kind == Some(ProposalKind::Proposal))
        .filter_map(|proposal| proposal.by.as_deref())
}

/// Everybody who moved, voted or reserved at a §, each name once.
fn actors(paragraph: &Paragraph) -> Vec<&str> {
    let mut seen: HashSet<String> = HashSet::new();
    movers(paragraph)
        .chain(voters(paragraph))
        .chain(paragraph.walk().flat_map(reservers))
        .filter(|name| seen.insert(fold(name)))
        .collect()
}

/// The answers about several persons as one, with the names that gave it.
fn summed(answers: Vec<(Outcome, String)>) -> Option<(Outcome, Text)> {
    let outcome = worst(answers.iter().map(|(outcome, _)| *outcome))?;
    let names: Vec<String> = answers
        .into_iter()
        .filter(|(held, _)| *held == outcome)
        .map(|(_, name)| name)
        .collect();
    Some((outcome, joined(&names)))
}

/// Whether a substitute who does not serve moved, voted or reserved at a §; `None` where nobody did any of it.
///
/// # Legal source
/// Kommunallag (2017:725) 6 kap. 17 § by lag (2003:1210) 19 §.
pub(super) fn non_serving(case: &Case<'_>, paragraph: &Paragraph) -> Option<Verdict> {
    let names = actors(paragraph);
    let answers = names
        .into_iter()
        .map(|name| (serves(case, paragraph, name), name.to_owned()))
        .collect();
    let (outcome, names) = summed(answers)?;
    let at = called(case.meeting, paragraph);
    let text = match outcome {
        Outcome::NotMet => Text::new(
            format!(
                "I {} yrkade, röstade eller reserverade sig {} utan att tjänstgöra.",
                at.sv, names.sv
            ),
            format!(
                "In {}, {} moved, voted or reserved without serving.",
                at.en, names.en
            ),
        ),
        Outcome::Met => Text::new(
            format!(
                "I {} yrkade, röstade eller reserverade sig ingen ersättare som inte tjänstgjorde.",
                at.sv
            ),
            format!(
                "In {}, no substitute who did not serve moved, voted or reserved.",
                at.en
            ),
        ),
        _ => Text::new(
            format!("Om {} tjänstgjorde i {} framgår inte.", names.sv, at.sv),
            format!("Whether {} served in {} does not appear.", names.en, at.en),
        ),
    };
    Some(
        NON_SERVING_SUBSTITUTE_ACTED
            .verdict(outcome, text)
            .about(paragraph.id),
    )
}

fn serves(case: &Case<'_>, paragraph: &Paragraph, name: &str) -> Outcome {
    if case.meeting.attendance.is_none() {
        return Outcome::Unknown;
    }
    let lines = case.roster().lines_of(name);
    let at = |line: &&crate::attendance::Attendance| line.presence.at(paragraph.number);
    if lines
        .iter()
        .any(|line| line.is_entitled() && at(line) == Some(true))
    {
        return Outcome::Met;
    }
    let substitute = lines
        .iter()
        .filter(|line| line.capacity == Capacity::Substitute);
    worst(substitute.map(|line| match at(line) {
        Some(true) => Outcome::NotMet,
        Some(false) => Outcome::Met,
        None => Outcome::Unknown,
    }))
    .unwrap_or(Outcome::Met)
}

/// Whether those who stood aside took part or stayed: one verdict for each item that says who did, and none where
/// nobody did.
pub(super) fn disqualified_present(case: &Case<'_>, paragraph: &Paragraph) -> Vec<Verdict> {
    let stated = Matter::all(paragraph).into_iter();
    stated
        .filter_map(|matter| stayed_away(case, &matter))
        .collect()
}

/// Whether those who stood aside at an item took part in it, or in what lies under it, or stayed.
///
/// # Legal source
/// Kommunallag (2017:725) 6 kap. 30 § by lag (2003:1210) 19 §. Presence with no stated limit says nothing of who
/// left the room for one matter.
fn stayed_away(case: &Case<'_>, matter: &Matter<'_>) -> Option<Verdict> {
    let item = matter.item();
    let out = &item.disqualified;
    if out.is_empty() {
        return None;
    }
    let acted: HashSet<String> = actors(item).into_iter().map(fold).collect();
    let answers: Vec<(Outcome, String)> = out
        .iter()
        .map(|name| {
            let outcome = if acted.contains(&fold(name)) {
                Outcome::NotMet
            } else {
                stayed(case, matter, name)
            };
            (outcome, name.clone())
        })
        .collect();
    let (outcome, names) = summed(answers)?;
    let at = matter.called(case.meeting);
    let text = match outcome {
        Outcome::NotMet => Text::new(
            format!(
                "{} var jävig i {} men deltog eller var kvar i rummet enligt protokollet.",
                names.sv, at.sv
            ),
            format!(
                "{} stood aside in {} but took part or stayed in the room by the record.",
                names.en, at.en
            ),
        ),
        Outcome::Met => Text::new(
            format!("{} var jävig och inte närvarande i {}.", names.sv, at.sv),
            format!("{} stood aside and was not present in {}.", names.en, at.en),
        ),
        _ => Text::new(
            format!(
                "Protokollet säger inte om {} lämnade rummet i {}.",
                names.sv, at.sv
            ),
            format!(
                "The record does not say whether {} left the room in {}.",
                names.en, at.en
            ),
        ),
    };
    Some(
        JAV_PRESENT
            .verdict(outcome, text)
            .figure("disqualified", out.len())
            .about(item.id),
    )
}

/// Who stayed by the record: only one that tracks comings and goings speaks of a single matter. One arrival or one
/// departure does not, and being there for a § does not say that for a sub-item of it.
fn stayed(case: &Case<'_>, matter: &Matter<'_>, name: &str) -> Outcome {
    let lines = case.roster().lines_of(name);
    let number = matter.number();
    let whole = matter.above().is_none();
    let stated = || lines.iter().filter_map(|line| line.presence.intervals());
    let several = 1 < stated().flatten().count();
    let within = |interval: &&Interval| number.is_some_and(|number| interval.contains(number));
    let tracked = stated()
        .flatten()
        .filter(within)
        .any(|held| whole && (several || (held.from.is_some() && held.to.is_some())));
    let answers = lines
        .iter()
        .map(|line| match (&line.presence, line.presence.at(number)) {
            (Presence::Whole, _) | (_, None) => Outcome::Unknown,
            (Presence::Stated(_), Some(true)) if tracked => Outcome::NotMet,
            (Presence::Stated(_), Some(true)) => Outcome::Unknown,
            (Presence::Stated(_), Some(false)) => Outcome::Met,
        });
    worst(answers).unwrap_or(Outcome::Unknown)
}

/// What it says of a reserver that the attendance does not hold: absent, or a full name that the record knows nowhere.
fn unlisted(case: &Case<'_>, name: &str) -> Outcome {
    let meeting = case.meeting;
    let absent = || meeting.absent.iter().flatten();
    if absent().any(|held| same_name(&held.person.name, name)) {
        return Outcome::NotMet;
    }
    let folded = fold(name);
    let known = meeting
        .full_names()
        .into_iter()
        .any(|held| folded.contains(&fold(held)));
    let key = organisation_key(name);
    let attending = meeting.attendance.iter().flatten();
    let members = case
        .association()
        .into_iter()
        .flat_map(|held| &held.members);
    let organisation = OrganisationKind::of_name(name).is_some()
        || attending
            .filter_map(|line| line.organisation.as_ref())
            .chain(absent().filter_map(|held| held.organisation.as_ref()))
            .chain(members.map(|member| &member.organisation))
            .any(|held| organisation_key(&held.name) == key);
    let is_name = |word: &str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase)
            && letters.next().is_some_and(char::is_lowercase)
            && letters.all(|letter| letter.is_alphabetic() || letter == '-')
    };
    let full = 1 < name.split_whitespace().count() && name.split_whitespace().all(is_name);
    if meeting.attendance.is_some() && full && !known && !organisation {
        Outcome::NotMet
    } else {
        Outcome::Unknown
    }
}

/// Whether somebody who made a reservation at an item took part in the decision of it.
fn took_part(case: &Case<'_>, matter: &Matter<'_>, out: &BTreeSet<String>, name: &str) -> Outcome {
    let folded = fold(name);
    let lines = case.roster().lines_of(name);
    if lines.is_empty() {
        return unlisted(case, name);
    }
    if out.contains(&folded) {
        return Outcome::NotMet;
    }
    let there = |present| {
        lines
            .iter()
            .any(|line| line.is_entitled() && line.presence.at(matter.number()) == present)
    };
    match (there(Some(true)), there(None)) {
        (true, _) if matter.may_have_stood_aside(case, &folded) => Outcome::Unknown,
        (true, _) => Outcome::Met,
        (false, true) => Outcome::Unknown,
        (false, false) => Outcome::NotMet,
    }
}

/// Whether those who made reservations at a § took part in it; `None` where nobody made any.
///
/// # Legal source
/// Kommunallag (2017:725) 4 kap. 27 § by lag (2003:1210) 19 §.
pub(super) fn reservations(case: &Case<'_>, paragraph: &Paragraph) -> Option<Verdict> {
    let mut answers: Vec<(Outcome, String)> = Vec::new();
    for matter in Matter::all(paragraph) {
        let out = matter.aside();
        for name in reservers(matter.item()) {
            answers.push((took_part(case, &matter, &out, name), name.to_owned()));
        }
    }
    let (outcome, names) = summed(answers)?;
    let at = called(case.meeting, paragraph);
    let text = match outcome {
        Outcome::NotMet => Text::new(
            format!(
                "{} reserverade sig i {} utan att ha deltagit i beslutet.",
                names.sv, at.sv
            ),
            format!(
                "{} made a reservation in {} without having taken part in the decision.",
                names.en, at.en
            ),
        ),
        Outcome::Met => Text::new(
            format!(
                "{} deltog i beslutet i {} och fick reservera sig.",
                names.sv, at.sv
            ),
            format!(
                "{} took part in the decision in {} and could make a reservation.",
                names.en, at.en
            ),
        ),
        _ => Text::new(
            format!(
                "Om {} deltog i {} framgår inte av närvaron.",
                names.sv, at.sv
            ),
            format!(
                "Whether {} took part in {} does not appear from the attendance.",
                names.en, at.en
            ),
        ),
    };
    Some(
        RESERVATION_NOT_ENTITLED
            .verdict(outcome, text)
            .about(paragraph.id),
    )
}
