//! What a record of any body lacks.

use super::case::{joined, standing};
use super::roster::{Line, Persons};
use super::rulebook::{
    ATTENDANCE_UNKNOWN, DATE_UNKNOWN, INITIALS_UNRESOLVED, LISTED_BUT_NOT_PRESENT,
    PREVIOUS_MINUTES_UNADJUSTED, REPRESENTATIVE_CHANGED,
};
use crate::adjustment::PreviousMinutes;
use crate::attendance::Attendance;
use crate::meeting::Meeting;
use crate::name::{initials, is_initials};
use crate::organisation::Organisation;
use crate::rule::{Outcome, Rule, Verdict};
use crate::text::Text;
use std::collections::{BTreeSet, HashMap, HashSet};

/// The verdicts on a record as a record.
pub(super) fn verdicts(meeting: &Meeting) -> Vec<Verdict> {
    let mut found = vec![dated(meeting), attended(meeting), resolved(meeting)];
    found.extend(previous(meeting));
    found.extend(listed(meeting));
    found.extend(changed(meeting));
    found
}

fn stated(rule: &'static Rule, known: bool, kept: Text, broken: Text) -> Verdict {
    if known {
        rule.verdict(Outcome::Met, kept)
    } else {
        rule.verdict(Outcome::NotMet, broken)
    }
}

fn dated(meeting: &Meeting) -> Verdict {
    let day = meeting
        .occasion
        .date
        .map(|date| date.to_string())
        .unwrap_or_default();
    stated(
        &DATE_UNKNOWN,
        meeting.occasion.date.is_some(),
        Text::new(
            format!("Sammanträdet hölls {day}."),
            format!("The meeting was held on {day}."),
        ),
        Text::new(
            "Protokollet anger ingen dag, så ingen regel som hänger på en dag prövas.",
            "The record gives no day, so no dated rule is evaluated.",
        ),
    )
}

fn attended(meeting: &Meeting) -> Verdict {
    let lines = meeting.attendance.as_ref().map_or(0, Vec::len);
    stated(
        &ATTENDANCE_UNKNOWN,
        meeting.attendance.is_some(),
        Text::new(
            format!("Närvaron anges med {lines} rader."),
            format!("The attendance is stated in {lines} lines."),
        ),
        Text::new(
            "Protokollet anger inte vilka som var med.",
            "The record does not say who was there.",
        ),
    )
}

fn resolved(meeting: &Meeting) -> Verdict {
    let placed = meeting.placed();
    let presenters: Vec<&str> = placed
        .iter()
        .flat_map(|held| &held.item.presenters)
        .map(|name| name.trim())
        .collect();
    let written_out = presenters.iter().copied().filter(|name| !is_initials(name));
    let known: BTreeSet<String> = meeting
        .full_names()
        .into_iter()
        .chain(written_out)
        .map(initials)
        .collect();
    let mut unresolved: Vec<String> = Vec::new();
    for name in presenters.into_iter().filter(|name| is_initials(name)) {
        if !known.contains(name) && !unresolved.iter().any(|held| held == name) {
            unresolved.push(name.to_owned());
        }
    }
    let names = joined(&unresolved);
    let verdict = stated(
        &INITIALS_UNRESOLVED,
        unresolved.is_empty(),
        Text::new(
            "Alla föredragande är namngivna eller har initialer som svarar mot ett namn.",
            "All presenters are named or have initials that answer to a name.",
        ),
        Text::new(
            format!(
                "Initialerna {} svarar inte mot något fullt namn i protokollet.",
                names.sv
            ),
            format!(
                "The initials {} answer to no full name in the record.",
                names.en
            ),
        ),
    );
    if unresolved.is_empty() {
        verdict
    } else {
        verdict.figure("initials", unresolved.join(", "))
    }
}

fn previous(meeting: &Meeting) -> Option<Verdict> {
    let held = meeting.previous_minutes?;
    Some(stated(
        &PREVIOUS_MINUTES_UNADJUSTED,
        held != PreviousMinutes::NotYetAdjusted,
        Text::new(
            "Föregående protokoll godkändes eller lades till handlingarna.",
            "The minutes of the meeting before were approved or filed.",
        ),
        Text::new(
            "Föregående protokoll är inte justerat.",
            "The minutes of the meeting before are not adjusted.",
        ),
    ))
}

fn listed(meeting: &Meeting) -> Option<Verdict> {
    let deciding: Vec<Line<'_>> = meeting
        .attendance
        .iter()
        .flatten()
        .filter(|line| line.deciding == Some(true))
        .map(Line::of)
        .collect();
    if deciding.is_empty() {
        return None;
    }
    let held_elsewhere = meeting
        .units
        .iter()
        .filter_map(|unit| unit.numbers.as_ref());
    let numbers: Vec<u32> = standing(meeting)
        .filter_map(|paragraph| paragraph.number)
        .chain(held_elsewhere.flatten().copied())
        .collect();
    let nowhere = |line: &Attendance| {
        let at = |number: &u32| line.presence.at(Some(*number)) == Some(true);
        line.presence.is_none() || (!numbers.is_empty() && !numbers.iter().any(at))
    };
    let mut came = Persons::default();
    let mut gone: Vec<&Line<'_>> = Vec::new();
    for held in &deciding {
        if nowhere(held.line) {
            gone.push(held);
        } else {
            came.take(held);
        }
    }
    let mut absent: Vec<String> = Vec::new();
    for line in gone
        .into_iter()
        .filter(|held| !came.hold(held))
        .map(|held| held.line)
    {
        let name = &line.person.name;
        let shown = line
            .organisation
            .as_ref()
            .map_or_else(|| name.clone(), |held| format!("{name} ({})", held.name));
        if !absent.contains(&shown) {
            absent.push(shown);
        }
    }
    let names = joined(&absent);
    let verdict = stated(
        &LISTED_BUT_NOT_PRESENT,
        absent.is_empty(),
        Text::new(
            "Alla som står som beslutande var med.",
            "All who are listed as deciding were there.",
        ),
        Text::new(
            format!(
                "{} står som beslutande men var inte med i någon paragraf.",
                names.sv
            ),
            format!(
                "{} is listed as deciding but was at no paragraph.",
                names.en
            ),
        ),
    );
    Some(if absent.is_empty() {
        verdict
    } else {
        verdict.figure("listed", absent.join(", "))
    })
}

/// Where one entitled person follows another for the same member, whether at the next § or after some without anybody.
fn changed(meeting: &Meeting) -> Vec<Verdict> {
    let lines: Vec<Line<'_>> = meeting
        .attendance
        .iter()
        .flatten()
        .filter(|line| line.is_entitled())
        .map(Line::of)
        .collect();
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut members: Vec<(&Organisation, Vec<&Line<'_>>)> = Vec::new();
    for held in &lines {
        if let (Some(key), Some(member)) = (&held.organisation, &held.line.organisation) {
            let place = *places.entry(key).or_insert(members.len());
            match members.get_mut(place) {
                Some((_, known)) => known.push(held),
                None => members.push((member, vec![held])),
            }
        }
    }
    // Who was there for each member where somebody last was, and at which §.
    let mut last: Vec<Option<(u32, Vec<&Line<'_>>)>> = vec![None; members.len()];
    let mut found = Vec::new();
    for paragraph in standing(meeting) {
        let Some(number) = paragraph.number else {
            continue;
        };
        let mut told: Vec<Text> = Vec::new();
        for ((member, known), last) in members.iter().zip(&mut last) {
            let now: Vec<&Line<'_>> = known
                .iter()
                .filter(|held| held.line.presence.at(Some(number)) == Some(true))
                .copied()
                .collect();
            if now.is_empty() {
                continue;
            }
            let same = |earlier: &[&Line<'_>]| {
                let mut pairs = earlier.iter().zip(&now);
                earlier.len() == now.len() && pairs.all(|(one, other)| std::ptr::eq(*one, *other))
            };
            if let Some((before, earlier)) = last.as_ref().filter(|(_, held)| !same(held)) {
                let (gone, come) = (lacking(earlier, &now), lacking(&now, earlier));
                if !gone.is_empty() && !come.is_empty() {
                    let (old, new, member) = (joined(&gone), joined(&come), &member.name);
                    told.push(Text::new(
                        format!(
                            "{member} företräddes av {} till och med {before} och av {} från {number}",
                            old.sv, new.sv
                        ),
                        format!(
                            "{member} was represented by {} through {before} and by {} from {number}",
                            old.en, new.en
                        ),
                    ));
                }
            }
            *last = Some((number, now));
        }
        if told.is_empty() {
            continue;
        }
        let sv: Vec<String> = told.iter().map(|text| text.sv.clone()).collect();
        let en: Vec<String> = told.iter().map(|text| text.en.clone()).collect();
        let text = Text::new(
            format!("{}.", joined(&sv).sv),
            format!("{}.", joined(&en).en),
        );
        let verdict = REPRESENTATIVE_CHANGED.verdict(Outcome::NotMet, text);
        found.push(verdict.figure("from", number).about(paragraph.id));
    }
    found
}

/// The names that another list lacks, each once.
fn lacking(lines: &[&Line<'_>], other: &[&Line<'_>]) -> Vec<String> {
    let mut told: HashSet<&str> = other.iter().map(|held| held.name.as_str()).collect();
    lines
        .iter()
        .filter(|held| told.insert(&held.name))
        .map(|held| held.line.person.name.clone())
        .collect()
}
