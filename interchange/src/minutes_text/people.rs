//! Who was there: rows of people with party, organisation, office, service as a substitute and presence.

use super::labels::{Field, Label, Value, names_row};
use super::names;
use super::presence::{self, Interval};
use super::printed::Printed;
use regex::Regex;
use std::sync::LazyLock;

/// Most people that one list is read for.
const MAX_PEOPLE: usize = 500;

/// One person as a list prints it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Person {
    pub(crate) name: Printed,
    pub(crate) party: Option<Printed>,
    pub(crate) organisation: Option<Printed>,
    /// The organisation was told by its place alone.
    pub(crate) loose: bool,
    pub(crate) title: Option<Printed>,
    /// The line says that the person serves, or does not.
    pub(crate) serving: Option<bool>,
    pub(crate) substitutes_for: Option<Printed>,
    pub(crate) presence: Option<(Vec<Interval>, Printed)>,
    pub(crate) remote: Option<Printed>,
    /// Presence in hours: `kl. 09.00–10.30`, `lämnar mötet kl. 10.30`.
    pub(crate) clock: Option<Printed>,
    /// Who represents the seat after the person left: from which number, and the name as printed.
    pub(crate) successor: Option<(u32, Printed)>,
}

static SERVES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:tjänstgörande|tjänstg\.?|tjg\.?|tgj\.?|tj(?:\.|\b))\s*(?:ersättare|ers\b\.?|suppleant)?|\btjänstgörandeersättare\b|\btjg\b").ok()
});
static NOT_SERVING: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\b(?:ej|icke|inte)\s+(?:tjänstg|tjg|tgj|tj\b)").ok());
static FOR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:\b(?:ersättare|ers\.?|tjänstgörande|tjg\.?|tgj\.?|suppleant|tjänstgör|in)\s+för|\bersätter|\bistället för|^för)\s+(.+)$").ok()
});
static REMOTE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:på distans|via (?:teams|länk|video|zoom|telefon|skype)|digitalt|per telefon|distans)\b").ok()
});
static CLOCK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\bkl(?:ockan)?\.?\s*\d{1,2}[.:]\d{2}|^\d{1,2}[.:]\d{2}\s*[-–]\s*\d{1,2}[.:]\d{2}$",
    )
    .ok()
});
static SUCCESSOR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\bdärefter\s+(?:representation (?:genom|av)|ersätts av|ersatt av|tjänstgör|företräds av|genom|av)\s+(\p{Lu}[\p{L}-]+(?:\s\p{Lu}[\p{L}-]+)*)").ok()
});
static TAIL_ORGANISATION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|\s)((?:Region|Landstinget)\s\p{Lu}[\p{L}-]+(?:\s\p{Lu}[\p{L}-]+)?|\p{Lu}[\p{L}-]+\s(?:kommun|stad)|\p{Lu}[\p{L}-]+\s\p{Lu}\p{L}*regionen|\p{Lu}\p{L}*regionen|Försäkringskassan|Arbetsförmedlingen)$").ok()
});

fn fits(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern
        .as_ref()
        .is_some_and(|pattern| pattern.is_match(text))
}

/// People of a field's value.
pub(crate) fn people(field: &Field, known: &[String]) -> Vec<Person> {
    if let Some(people) = columns(&field.values) {
        return people;
    }
    let mut entries: Vec<Printed> = Vec::new();
    for value in &field.values {
        if let Some(rows) = cells_in_a_row(&value.text, known) {
            entries.extend(rows);
            continue;
        }
        for piece in top_level(&value.text) {
            let piece = piece.bare(&['-', '•', '*', '|']);
            if piece.is_empty() {
                continue;
            }
            let first = piece
                .split(['(', '\t', '–'])
                .next()
                .unwrap_or_default()
                .trim();
            let lead = first.split(" - ").next().unwrap_or(first);
            let fresh = names::is_person(lead)
                && !entries.last().is_some_and(|last| {
                    last.ends_with(" för") || last.ends_with(" och") && last.contains(" för ")
                })
                || names::is_person(lead.split(" medverkar").next().unwrap_or(lead))
                    && lead.contains(" medverkar");
            let pair: Vec<&str> = first.split(" och ").collect();
            if pair.len() == 2 && pair.iter().all(|name| names::is_person(name.trim())) {
                entries.extend(names::list(&piece.to(first.len())));
            } else if fresh {
                entries.push(piece);
            } else if let Some(last) = entries.last_mut() {
                // A line that goes on, or one more fact of the same person.
                let goes_on = piece.starts_with("för ")
                    || last.ends_with(" för")
                    || last.matches('(').count() > last.matches(')').count()
                    || !last.contains(',') && piece.starts_with('(');
                last.glue(if goes_on { " " } else { ", " });
                last.append(&piece);
            }
        }
    }
    entries.iter().take(MAX_PEOPLE).filter_map(person).collect()
}

/// Parts at commas, semicolons and columns, but not inside brackets.
fn top_level(text: &Printed) -> Vec<Printed> {
    let mut parts = Vec::new();
    let mut depth = 0_i32;
    let mut start = 0;
    for (index, character) in text.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth = (depth - 1).max(0),
            ',' | ';' | '\t' if depth == 0 => {
                parts.push(text.part(start..index));
                start = index + 1;
            }
            _ => {}
        }
    }
    parts.push(text.from(start));
    parts
}

/// Names first, then as many organisations or offices, parted by a blank line.
fn columns(values: &[Value]) -> Option<Vec<Person>> {
    let mut groups: Vec<Vec<&Value>> = Vec::new();
    for value in values {
        match groups.last_mut() {
            Some(group) if !value.gap => group.push(value),
            _ => groups.push(vec![value]),
        }
    }
    let names_only = |group: &[&Value]| {
        group
            .iter()
            .all(|value| names::is_person(value.text.trim_end_matches([',', ' '])))
    };
    let no_names = |group: &[&Value]| {
        group.iter().all(|value| {
            !names::is_person(
                value
                    .text
                    .split([',', '('])
                    .next()
                    .unwrap_or_default()
                    .trim_end(),
            )
        })
    };
    if groups.len() == 1 {
        // Without the blank line: the first half names, the second half none.
        let group = groups.pop()?;
        let half = group.len() / 2;
        if group.len() >= 4
            && group.len() % 2 == 0
            && names_only(&group[..half])
            && no_names(&group[half..])
        {
            groups = vec![group[..half].to_vec(), group[half..].to_vec()];
        } else {
            return None;
        }
    }
    let [first, second] = groups.as_slice() else {
        return None;
    };
    if first.len() != second.len() || !names_only(first) || !no_names(second) {
        return None;
    }
    let pair = |(name, rest): (&&Value, &&Value)| {
        let mut whole = name.text.bare(&[',']);
        whole.glue(", ");
        whole.append(&rest.text);
        person(&whole)
    };
    Some(first.iter().zip(second).filter_map(pair).collect())
}

/// A table's cell with all names in a row, and beside it all organisations.
fn cells_in_a_row(text: &Printed, known: &[String]) -> Option<Vec<Printed>> {
    let cells: Vec<Printed> = text
        .pieces(|c| c == '\t')
        .into_iter()
        .map(|cell| cell.tidy())
        .filter(|cell| !cell.is_empty())
        .collect();
    let first = cells.first()?;
    if !names_row(first) {
        return None;
    }
    let words = first.split_whitespace().count();
    let Some(second) = cells.get(1) else {
        return names::part_row(first, words / 2, known);
    };
    let parts = names::part_organisations(second);
    let names = names::part_row(first, parts.len(), known)?;
    Some(
        names
            .into_iter()
            .zip(parts)
            .map(|(mut name, part)| {
                name.glue(", ");
                name.append(&part);
                name
            })
            .collect(),
    )
}

/// One person from all that is printed of them.
pub(crate) fn person(entry: &Printed) -> Option<Person> {
    let mut person = Person::default();
    let mut segments: Vec<(Printed, bool)> = Vec::new();
    for piece in top_level(entry) {
        // Brackets are facts of their own.
        let mut rest = piece;
        while let Some(open) = rest.find('(') {
            let close = matching(&rest, open);
            segments.push((rest.to(open).tidy(), false));
            segments.push((rest.part(open..close).tidy(), true));
            rest = rest.from(close);
        }
        segments.push((rest.tidy(), false));
    }
    segments.retain(|(segment, _)| !segment.is_empty());
    let (first, bracketed) = segments.first()?.clone();
    if bracketed {
        return None;
    }
    let cut = [" – ", " - ", ": "]
        .iter()
        .filter_map(|mark| first.find(mark).map(|at| (at, mark.len())))
        .min();
    let mut rest: Vec<(Printed, bool)> = Vec::new();
    match cut {
        Some((at, length)) => {
            person.name = first.to(at).tidy();
            rest.push((first.from(at + length).tidy(), false));
        }
        None => person.name = first.clone(),
    }
    person.name = person.name.bare(&['.', '…', '*', ':', ',']);
    if let Some(at) = person
        .name
        .find(" medverkar")
        .or_else(|| person.name.find(" deltar"))
    {
        rest.push((person.name.from(at).tidy(), false));
        person.name = person.name.to(at).tidy();
    }
    if !names::is_person(&person.name) {
        return None;
    }
    rest.extend(segments.into_iter().skip(1));
    let mut numbers: Option<Printed> = None;
    for (segment, bracketed) in rest {
        // `Lärarnas Riksförbund (LR)`: letters that shorten the organisation belong to its name.
        if bracketed
            && person.party.is_none()
            && let Some(name) = person
                .organisation
                .as_mut()
                .filter(|name| names::is_union(name) || name.split_whitespace().count() > 1)
            && segment.len() <= 8
            && segment[1..].starts_with(char::is_uppercase)
            && !names::is_known_party(segment.trim_matches(['(', ')']))
        {
            name.glue(" ");
            name.append(&segment);
            continue;
        }
        if bracketed && let Some(party) = names::party(&segment) {
            let inner = segment.bare(&['(', ')']);
            if person.party.is_none()
                && (names::is_known_party(&party)
                    || !names::is_organisation(&inner) && !names::is_union(&inner))
                && person.substitutes_for.is_none()
            {
                person.party = Some(party);
            }
            continue;
        }
        let inner = if bracketed {
            segment.bare(&['(', ')'])
        } else {
            segment
        };
        fact(&mut person, &inner, &mut numbers);
    }
    if let Some(numbers) = numbers
        && let Some(intervals) = presence::intervals(&numbers)
    {
        person.presence = Some((intervals, numbers));
    }
    Some(person)
}

fn matching(text: &str, open: usize) -> usize {
    let mut depth = 0;
    for (index, character) in text.char_indices().filter(|(index, _)| *index >= open) {
        match character {
            '(' => depth += 1,
            ')' => {
                depth -= 1;
                if depth == 0 {
                    return index + 1;
                }
            }
            _ => {}
        }
    }
    text.len()
}

fn fact(person: &mut Person, segment: &Printed, numbers: &mut Option<Printed>) {
    let mut segment = segment.bare(&['.', '-', '–']);
    if segment.is_empty() || segment.len() > 300 {
        return;
    }
    if let Some(found) = SUCCESSOR.as_ref().and_then(|p| p.captures(&segment))
        && let (Some(name), Some(to)) = (found.get(1), presence::last_number(&segment))
    {
        person.successor = Some((to + 1, segment.part(name.range())));
    }
    if presence::is_none(&segment) {
        // `Bollebygd medverkar enbart inför mötet`: the organisation stands before.
        let at = segment
            .find(" medverkar")
            .or_else(|| segment.find(" deltar"));
        if let Some(at) = at.filter(|at| *at > 0 && segment.starts_with(|c: char| c.is_uppercase()))
        {
            person.organisation = person
                .organisation
                .take()
                .or_else(|| Some(segment.to(at).tidy()));
            segment = segment.from(at).tidy();
        }
        person.presence = Some((Vec::new(), segment));
        return;
    }
    if person.clock.is_none() && fits(&CLOCK, &segment) {
        person.clock = Some(segment.clone());
    }
    if fits(&REMOTE, &segment) {
        person.remote = Some(segment.clone());
    }
    let not = fits(&NOT_SERVING, &segment);
    let serves = !not && fits(&SERVES, &segment);
    let mut named = None;
    if let Some(found) = FOR
        .as_ref()
        .and_then(|p| p.captures(&segment))
        .filter(|_| !not)
    {
        named = found.get(1).map(|name| name.range());
    }
    if not {
        person.serving = Some(false);
    } else if serves || named.is_some() {
        person.serving = Some(true);
    }
    if let Some(range) = named {
        let name = segment.part(range);
        let end = name.find(['(', ',', '§']).unwrap_or(name.len());
        let bare = name.to(end).tidy();
        if names::is_person(&bare) {
            person.substitutes_for = Some(bare);
        }
    }
    // `mötesordf. § 74-88`: for which items somebody led the meeting, not was there.
    if presence::mentions(&segment)
        && ["mötesordf", "mötessekr", "tf ordf", "tf. ordf"]
            .iter()
            .any(|office| segment.to_lowercase().starts_with(office))
    {
        set_title(person, &segment);
        return;
    }
    if presence::mentions(&segment) {
        let (before, only) = presence::parts(&segment);
        match numbers {
            Some(known) => {
                known.glue(", ");
                known.append(&only);
            }
            None => *numbers = Some(only),
        }
        if presence::is_only(&segment) || before.is_empty() {
            return;
        }
        segment = before;
    }
    if not
        || serves
        || person.serving.is_some() && segment.starts_with("för ")
        || person.substitutes_for.is_some() && fits(&FOR, &segment)
    {
        return;
    }
    if person.remote.is_some() && fits(&REMOTE, &segment) {
        return;
    }
    let office = names::is_office(&segment);
    let organisation = names::is_organisation(&segment);
    if office
        && let Some(found) = TAIL_ORGANISATION
            .as_ref()
            .and_then(|p| p.captures(&segment))
        && let Some(tail) = found.get(1)
        && tail.start() > 0
    {
        let title = segment.to(tail.start()).tidy();
        set_title(person, &title);
        person.organisation = person
            .organisation
            .take()
            .or_else(|| Some(segment.part(tail.range())));
    } else if office && !(organisation && segment.ends_with("kommun")) {
        set_title(person, &segment);
    } else if organisation {
        if person.organisation.is_none() {
            person.organisation = Some(segment);
        }
    } else if person.organisation.is_none()
        && segment.starts_with(|c: char| c.is_uppercase())
        && segment.split_whitespace().count() <= 5
        && !segment.contains(|c: char| c.is_ascii_digit())
    {
        person.organisation = Some(segment);
        person.loose = true;
    }
}

fn set_title(person: &mut Person, title: &Printed) {
    match &mut person.title {
        Some(known) => {
            known.glue(", ");
            known.append(title);
        }
        None => person.title = Some(title.clone()),
    }
}

/// The capacity that a list's label gives.
pub(crate) fn capacity(label: Label, person: &Person) -> &'static str {
    let revisor = person.title.as_ref().is_some_and(|title| {
        title.to_lowercase().contains("revisor") || title.to_lowercase().contains("gäst")
    });
    match label {
        _ if person.serving == Some(true) => "SERVING_SUBSTITUTE",
        Label::Deciding | Label::Members | Label::Serving | Label::Substitutes
            if person.serving == Some(false) =>
        {
            "SUBSTITUTE"
        }
        Label::Serving => "SERVING_SUBSTITUTE",
        Label::Substitutes => "SUBSTITUTE",
        Label::Deciding | Label::Members => {
            if person
                .title
                .as_ref()
                .is_some_and(|title| title.to_lowercase() == "ersättare")
            {
                "SUBSTITUTE"
            } else {
                "MEMBER"
            }
        }
        Label::Employer => "EMPLOYER",
        Label::Union => "UNION",
        Label::Officials => "OFFICIAL",
        Label::BoardMembers => "OTHER",
        Label::Others => {
            if person.serving == Some(false)
                || person
                    .title
                    .as_ref()
                    .is_some_and(|title| title.to_lowercase() == "ersättare")
            {
                "SUBSTITUTE"
            } else if person.title.is_some() && !revisor && person.party.is_none() {
                "OFFICIAL"
            } else {
                "OTHER"
            }
        }
        _ => "OTHER",
    }
}
