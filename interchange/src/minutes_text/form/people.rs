//! The tables of people: who decided, who was there, who was not.

use super::{Form, TABLES};
use crate::minutes_text::assemble::Attendee;
use crate::minutes_text::labels::Label;
use crate::minutes_text::lines::Line;
use crate::minutes_text::names;
use crate::minutes_text::people::{Person, person};
use crate::minutes_text::presence;
use crate::minutes_text::printed::Printed;
use regex::Regex;
use std::sync::LazyLock;

static ROLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:(.+?), )?(ledamot|tjänstgörande ersättare|ersättare|arbetsgivarföreträdare|facklig företrädare|tjänsteperson|deltagare)(?: för (\p{Lu}.+))?$").ok()
});

/// What a table's word says of the people in it.
fn group(word: &str, decides: bool) -> (Label, &'static str, Option<bool>) {
    let other = decides.then_some(false);
    match word {
        "Beslutande" => (Label::Deciding, "MEMBER", Some(true)),
        "Närvarande" => (Label::Present, "MEMBER", None),
        "Ej tjänstgörande ersättare" => (Label::Substitutes, "SUBSTITUTE", Some(false)),
        "Företrädare för arbetsgivaren" => (Label::Employer, "EMPLOYER", other),
        "Företrädare för arbetstagarorganisationerna" => (Label::Union, "UNION", other),
        _ => (Label::Others, "OFFICIAL", other),
    }
}

/// Reads the tables of the cover: those who were there and those who were not.
pub(super) fn people(form: Form, cover: &[Line]) -> (Vec<Attendee>, Vec<Person>) {
    let decides = cover
        .iter()
        .any(|line| form.caption(&line.text, &["Beslutande"]).is_some());
    let (mut there, mut absent) = (Vec::new(), Vec::new());
    let mut table = None;
    for line in cover {
        if let Some(word) = form.caption(&line.text, &TABLES) {
            table = Some(word);
            continue;
        }
        let Some(word) = table else { continue };
        let cells = cells(form, &line.text);
        let Some((name, cells)) = cells.split_first() else {
            continue;
        };
        if name.as_str() == "Namn" {
            continue;
        }
        let Some(mut person) = person(name) else {
            continue;
        };
        if word == "Frånvarande" {
            person.organisation = cells.first().cloned();
            absent.push(person);
            continue;
        }
        let (label, capacity, deciding) = group(word, decides);
        let mut line = Attendee {
            person,
            label,
            capacity,
            deciding,
        };
        place(&mut line, cells);
        there.push(line);
    }
    (there, absent)
}

/// The cells of a row; in the plain text they are parted by commas.
fn cells(form: Form, text: &Printed) -> Vec<Printed> {
    let mut out: Vec<Printed> = Vec::new();
    let parts = text.pieces(|c| c == if form == Form::Text { ',' } else { '\t' });
    for part in parts.into_iter().map(|part| part.tidy()) {
        if !part.is_empty() {
            out.push(part);
        }
    }
    out
}

/// Gives each cell after the name its meaning: presence last, before it the organisation, before that the role.
fn place(line: &mut Attendee, cells: &[Printed]) {
    let mut left: Vec<Printed> = cells.to_vec();
    let mut when: Vec<Printed> = Vec::new();
    while let Some(last) = left.last().filter(|cell| is_presence(cell)) {
        when.insert(0, last.clone());
        left.pop();
    }
    presence(line, &when);
    let Some((last, before)) = left.split_last() else {
        return;
    };
    let is_role = ROLE.as_ref().is_some_and(|p| p.is_match(last));
    let organisation = names::is_organisation(last) || names::is_union(last);
    let office = names::is_office(last) && !organisation;
    let union = matches!(line.label, Label::Union | Label::Substitutes);
    let theirs = !is_role && (organisation || union || !office && !before.is_empty());
    if theirs {
        whole_of(line, before);
        line.person.organisation = Some(last.clone());
    } else {
        whole_of(line, &left);
    }
}

fn whole_of(line: &mut Attendee, cells: &[Printed]) {
    let mut whole = Printed::default();
    for cell in cells {
        if !whole.is_empty() {
            whole.glue(", ");
        }
        whole.append(cell);
    }
    role(line, &whole);
}

/// Title, capacity and whose place somebody takes: `Auktoriserad revisor, deltagare`.
fn role(line: &mut Attendee, role: &Printed) {
    if role.is_empty() {
        return;
    }
    let Some(found) = ROLE.as_ref().and_then(|p| p.captures(role)) else {
        line.person.title = Some(role.clone());
        return;
    };
    line.person.title = found.get(1).map(|title| role.part(title.range()));
    line.person.substitutes_for = found.get(3).map(|name| role.part(name.range()));
    line.capacity = match found.get(2).map(|word| word.as_str()) {
        Some("ledamot") => "MEMBER",
        Some("tjänstgörande ersättare") => "SERVING_SUBSTITUTE",
        Some("ersättare") => "SUBSTITUTE",
        Some("arbetsgivarföreträdare") => "EMPLOYER",
        Some("facklig företrädare") => "UNION",
        Some("tjänsteperson") => "OFFICIAL",
        _ => "OTHER",
    };
}

fn is_presence(text: &str) -> bool {
    presence::mentions(text)
        || text.split(", ").all(|part| {
            ["på distans", "ej närvarande", "närvarande"].contains(&part)
                || part.chars().all(|c| c.is_ascii_digit() || c == '–')
        })
}

fn presence(line: &mut Attendee, cells: &[Printed]) {
    let mut intervals = Vec::new();
    let mut at = Printed::default();
    let mut none = false;
    for part in cells.iter().flat_map(|cell| cell.pieces(|c| c == ',')) {
        let part = part.tidy();
        match part.as_str() {
            "på distans" => line.person.remote = Some(part),
            "ej närvarande" => {
                none = true;
                at = part;
            }
            _ => {
                intervals.extend(presence::intervals(&part).unwrap_or_default());
                if !at.is_empty() {
                    at.glue(", ");
                }
                at.append(&part);
            }
        }
    }
    if none || !intervals.is_empty() {
        line.person.presence = Some((intervals, at));
    }
}
