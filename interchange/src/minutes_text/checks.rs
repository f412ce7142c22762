//! What is missing, what contradicts itself, which names are nearly one. Nothing is repaired.

use super::Known;
use super::assemble::{Item, Record};
use super::lines::Line;
use super::outline::{Marked, Outline};
use super::report::{Alike, Contradiction, Missing, Report, Told};
use super::when;
use chrono::{Datelike, NaiveDate, Weekday};
use regex::Regex;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Facts that minutes usually state.
pub(crate) fn missing(record: &Record<'_>, known: &Known, report: &mut Report) {
    let mut tell = |code: &'static str, path: &str, sv: &str, en: &str| {
        report.missing.push(Missing {
            code,
            path: path.to_owned(),
            text: Told::new(sv, en),
        });
    };
    for (index, line) in record.attendance.iter().enumerate() {
        if let Some(clock) = line
            .person
            .clock
            .as_ref()
            .filter(|_| line.person.presence.is_none())
        {
            let (name, clock) = (line.person.name.as_str(), clock.as_str());
            tell(
                "PRESENCE_BY_CLOCK",
                &format!("attendance[{index}].presence"),
                &format!(
                    "Närvaron för {name} anges i klockslag (”{clock}”): vilka paragrafer det är står inte i texten."
                ),
                &format!(
                    "The presence of {name} is told in hours (“{clock}”): the text does not state which items that is."
                ),
            );
        }
    }
    let heading = &record.heading;
    if heading.date.is_none() {
        tell(
            "DATE_MISSING",
            "meeting.date",
            "Dagen för mötet står inte i texten.",
            "The text does not state the day of the meeting.",
        );
    }
    if heading.body.is_none() && heading.body_plain.is_none() && known.body.is_none() {
        tell(
            "BODY_MISSING",
            "body.name",
            "Vilket organ som möttes står inte i texten.",
            "The text does not state which body met.",
        );
    }
    if heading.organisation.is_none() && known.organisation.is_none() {
        tell(
            "ORGANISATION_MISSING",
            "body.organisation",
            "Vilken organisation protokollet hör till står inte i texten.",
            "The text does not state whose minutes they are.",
        );
    }
    if heading.starts.is_none() {
        tell(
            "TIME_MISSING",
            "meeting.startsAt",
            "När mötet började står inte i texten.",
            "The text does not state when the meeting began.",
        );
    }
    if heading.place.is_none() {
        tell(
            "PLACE_MISSING",
            "meeting.place",
            "Var mötet hölls står inte i texten.",
            "The text does not state where the meeting was held.",
        );
    }
    if !record.listed || record.attendance.is_empty() {
        tell(
            "ATTENDANCE_MISSING",
            "attendance",
            "Vilka som var närvarande står inte i texten.",
            "The text does not state who was present.",
        );
    }
    if record.officers.chair.is_none() {
        tell(
            "CHAIR_MISSING",
            "officers.chair",
            "Vem som var ordförande står inte i texten.",
            "The text does not state who presided.",
        );
    }
    if record.officers.secretary.is_none() {
        tell(
            "SECRETARY_MISSING",
            "officers.secretary",
            "Vem som förde protokollet står inte i texten.",
            "The text does not state who kept the minutes.",
        );
    }
    if record.officers.adjusters.is_empty() {
        tell(
            "ADJUSTERS_MISSING",
            "officers.adjusters",
            "Vilka som justerar protokollet står inte i texten.",
            "The text does not state who adjusts the minutes.",
        );
    }
    if record.ending.adjusted.is_none() {
        tell(
            "ADJUSTMENT_MISSING",
            "adjustment.adjustedOn",
            "När protokollet justerades står inte i texten.",
            "The text does not state when the minutes were adjusted.",
        );
    }
    if record.items.is_empty() {
        tell(
            "ITEMS_MISSING",
            "items",
            "Inga ärenden kunde skiljas ut i texten.",
            "No items could be told apart in the text.",
        );
    }
    for (index, item) in record.items.iter().enumerate() {
        lost(item, &format!("items[{index}]"), report);
    }
}

/// Amounts whose figures were lost are missing, not zero.
fn lost(item: &Item<'_>, path: &str, report: &mut Report) {
    static LOST: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:till|på|om|med|är|var|uppgår till|kostar|beviljas|bevilja)\s+(tkr|mnkr|mkr|kronor|kr|miljoner kronor|m\.kr)\b").ok()
    });
    if let Some(found) = LOST
        .as_ref()
        .and_then(|p| p.captures(&item.content.text))
        .and_then(|found| found.get(1))
    {
        report.missing.push(Missing {
            code: "AMOUNT_LOST",
            path: format!("{path}.amounts"),
            text: Told::new(
                format!("Siffrorna före ”{}” saknas i texten.", found.as_str()),
                format!(
                    "The figures before “{}” are lost in the text.",
                    found.as_str()
                ),
            ),
        });
    }
    for (index, below) in item.below.iter().enumerate() {
        lost(below, &format!("{path}.items[{index}]"), report);
    }
}

fn weekday_name(day: Weekday) -> (&'static str, &'static str) {
    match day {
        Weekday::Mon => ("måndag", "Monday"),
        Weekday::Tue => ("tisdag", "Tuesday"),
        Weekday::Wed => ("onsdag", "Wednesday"),
        Weekday::Thu => ("torsdag", "Thursday"),
        Weekday::Fri => ("fredag", "Friday"),
        Weekday::Sat => ("lördag", "Saturday"),
        Weekday::Sun => ("söndag", "Sunday"),
    }
}

/// Statements that do not agree.
pub(crate) fn contradictions(
    record: &Record<'_>,
    outline: &Outline,
    lines: &[Line],
    report: &mut Report,
) {
    let mut tell = |code: &'static str, path: &str, sv: String, en: String| {
        if report.contradictions.len() < 500 {
            report.contradictions.push(Contradiction {
                code,
                path: path.to_owned(),
                text: Told::new(sv, en),
            });
        }
    };
    let numbers: Vec<u32> = record
        .items
        .iter()
        .filter_map(|item| item.raw.number.as_ref())
        .map(|(number, _)| *number)
        .collect();
    if let (Some((first, Some(last), printed)), Some(least), Some(most)) =
        (&record.declared, numbers.iter().min(), numbers.iter().max())
        && (first != least || last != most)
    {
        tell(
            "RANGE_NOT_FOUND",
            "series",
            format!(
                "Protokollet anger §§ {first}–{last} (”{}”), men ärendena går från {least} till {most}.",
                printed.as_str()
            ),
            format!(
                "The minutes declare §§ {first}–{last} (“{}”), but the items go from {least} to {most}.",
                printed.as_str()
            ),
        );
    }
    if record.marked == Marked::Section {
        for pair in numbers.windows(2) {
            if pair[1] == pair[0] {
                tell(
                    "NUMBER_TWICE",
                    "items",
                    format!("Nummer {} står två gånger.", pair[0]),
                    format!("Number {} stands there twice.", pair[0]),
                );
            } else if pair[1] > pair[0] + 1 {
                tell(
                    "NUMBER_GAP",
                    "items",
                    format!("Efter {} följer {}.", pair[0], pair[1]),
                    format!("{} is followed by {}.", pair[0], pair[1]),
                );
            }
        }
    }
    let known: HashSet<u32> = numbers.iter().copied().collect();
    let contents: Vec<u32> = outline
        .contents
        .iter()
        .filter_map(|line| super::outline::heading_number(&lines.get(*line)?.text))
        .map(|n| n.number)
        .collect();
    for number in contents
        .iter()
        .filter(|number| !known.contains(number))
        .take(20)
    {
        tell(
            "CONTENTS_DIFFER",
            "items",
            format!("Innehållsförteckningen har § {number}, som inte finns i protokollet."),
            format!("The contents list has § {number}, which is not in the minutes."),
        );
    }
    let mut day = |date: NaiveDate, stated: Option<Weekday>, path: &str| {
        if let Some(stated) = stated.filter(|stated| *stated != date.weekday()) {
            let (sv, en) = weekday_name(stated);
            let (sv_is, en_is) = weekday_name(date.weekday());
            tell(
                "WEEKDAY_DIFFERS",
                path,
                format!("Texten säger {sv}, men {date} är en {sv_is}."),
                format!("The text says {en}, but {date} is a {en_is}."),
            );
        }
    };
    if let Some((date, ..)) = &record.heading.date {
        day(*date, record.heading.weekday, "meeting.date");
    }
    for (index, next) in record.ending.next.iter().enumerate() {
        day(
            next.date,
            next.weekday,
            &format!("nextMeetings[{index}].date"),
        );
    }
    for (index, item) in record.items.iter().enumerate() {
        for paragraph in item.content.text.pieces(|c| c == '\n') {
            for stated in when::days(&paragraph, None, false)
                .into_iter()
                .filter(|stated| stated.whole)
            {
                if !record
                    .ending
                    .next
                    .iter()
                    .any(|next| next.date == stated.date)
                {
                    day(stated.date, stated.weekday, &format!("items[{index}].text"));
                }
            }
        }
    }
    if let Some(notice) = record.ending.notices.first()
        && let (Some((up, _)), Some((down, _))) = (&notice.posted, &notice.removed)
    {
        let days = (*down - *up).num_days();
        if days < 21 {
            tell(
                "NOTICE_SPAN",
                "notices",
                format!(
                    "Anslaget sitter uppe {days} dagar, från {up} till {down}; överklagandetiden är tre veckor."
                ),
                format!(
                    "The notice is up for {days} days, from {up} to {down}; the time to appeal is three weeks."
                ),
            );
        }
        if let Some((adjusted, _)) = &record.ending.adjusted
            && up < adjusted
        {
            tell(
                "NOTICE_BEFORE_ADJUSTMENT",
                "notices",
                format!("Anslaget sattes upp {up}, före justeringen {adjusted}."),
                format!("The notice was posted on {up}, before the adjustment on {adjusted}."),
            );
        }
    }
    if let (Some((adjusted, _)), Some((met, ..))) = (&record.ending.adjusted, &record.heading.date)
        && adjusted < met
    {
        tell(
            "ADJUSTED_BEFORE_MEETING",
            "adjustment.adjustedOn",
            format!("Justeringen {adjusted} ligger före mötet {met}."),
            format!("The adjustment on {adjusted} lies before the meeting on {met}."),
        );
    }
    if let (Some((start, _)), Some((end, _))) = (&record.heading.starts, &record.heading.ends)
        && end < start
    {
        tell(
            "ENDS_BEFORE_START",
            "meeting.endsAt",
            format!("Mötet slutar {end} och börjar {start}."),
            format!("The meeting ends at {end} and begins at {start}."),
        );
    }
    if !record.attendance.is_empty() {
        let present = |name: &str| {
            record
                .attendance
                .iter()
                .any(|line| line.person.name.as_str() == name)
        };
        for (index, (name, _)) in record.officers.adjusters.iter().enumerate() {
            if !present(name) {
                tell(
                    "ADJUSTER_NOT_PRESENT",
                    &format!("officers.adjusters[{index}]"),
                    format!(
                        "{} justerar men står inte bland de närvarande.",
                        name.as_str()
                    ),
                    format!("{} adjusts but is not listed as present.", name.as_str()),
                );
            }
        }
        if let Some((name, _)) = &record.officers.chair
            && !present(name)
        {
            tell(
                "CHAIR_NOT_PRESENT",
                "officers.chair",
                format!(
                    "{} är ordförande men står inte bland de närvarande.",
                    name.as_str()
                ),
                format!("{} presides but is not listed as present.", name.as_str()),
            );
        }
    }
    for person in &record.absent {
        let twice = record
            .attendance
            .iter()
            .any(|line| line.person.name.as_str() == person.name.as_str());
        if twice {
            tell(
                "PRESENT_AND_ABSENT",
                "absent",
                format!(
                    "{} står både som närvarande och frånvarande.",
                    person.name.as_str()
                ),
                format!(
                    "{} is listed as present and as absent.",
                    person.name.as_str()
                ),
            );
        }
    }
    for (index, item) in record.items.iter().enumerate() {
        let path = format!("items[{index}]");
        for (place, vote) in item.content.votes.iter().enumerate() {
            for (choice, stated) in [
                ("YES", &vote.yes),
                ("NO", &vote.no),
                ("ABSTAIN", &vote.abstained),
            ] {
                let named = vote
                    .ballots
                    .iter()
                    .filter(|(_, known)| *known == choice)
                    .count();
                if let Some((number, _)) = stated
                    && named > 0
                    && named != *number as usize
                {
                    tell(
                        "VOTES_DIFFER",
                        &format!("{path}.votes[{place}]"),
                        format!("Texten anger {number} röster men nämner {named} namn."),
                        format!("The text states {number} votes but names {named}."),
                    );
                }
            }
        }
        if let Some((whole, parts, sum)) = sums(item) {
            tell(
                "SUM_DIFFERS",
                &format!("{path}.amounts"),
                format!("Delarna ({parts}) blir {sum} öre, inte {whole} öre."),
                format!("The parts ({parts}) make {sum} öre, not {whole} öre."),
            );
        }
    }
}

/// `27,9 mnkr, varav 14,5 … , 9,6 … och 3,8 …`: a whole and its parts.
fn sums(item: &Item<'_>) -> Option<(i64, usize, i64)> {
    for paragraph in item.content.text.pieces(|c| c == '\n') {
        for sentence in super::sentences::sentences(&paragraph) {
            let lower = sentence.to_lowercase();
            let Some(at) = [
                ", varav ",
                " fördelat på ",
                " fördelade på ",
                " fördelas med ",
            ]
            .iter()
            .filter_map(|word| lower.find(word))
            .min() else {
                continue;
            };
            let amounts = super::money::sums(&sentence);
            let start = sentence.part(at..at + 1).first()?;
            let (before, after): (Vec<_>, Vec<_>) = amounts
                .iter()
                .partition(|sum| sum.text.first().is_some_and(|first| first < start));
            let (Some(whole), true) = (before.last().and_then(|sum| sum.ore), after.len() >= 2)
            else {
                continue;
            };
            let Some(parts) = after
                .iter()
                .map(|sum| sum.ore)
                .collect::<Option<Vec<i64>>>()
            else {
                continue;
            };
            let sum: i64 = parts.iter().sum();
            if sum != whole && lower.matches("varav").count() < 2 {
                return Some((whole, parts.len(), sum));
            }
        }
    }
    None
}

/// Most names that are compared with one another.
const MAX_NAMES: usize = 200;

/// Names of people that are nearly the same.
pub(crate) fn alike(record: &Record<'_>, report: &mut Report) {
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut order: Vec<String> = Vec::new();
    let mut add = |name: &str| {
        if super::names::is_person(name) {
            let seen = counts.entry(name.to_owned()).or_default();
            if *seen == 0 && order.len() < MAX_NAMES {
                order.push(name.to_owned());
            }
            *seen += 1;
        }
    };
    for line in &record.attendance {
        add(&line.person.name);
        if let Some(name) = &line.person.substitutes_for {
            add(name);
        }
    }
    record.absent.iter().for_each(|person| add(&person.name));
    let officers = &record.officers;
    officers
        .chair
        .iter()
        .chain(&officers.secretary)
        .chain(&officers.adjusters)
        .for_each(|(name, _)| add(name));
    named(&record.items, &mut add);
    for (index, name) in order.iter().enumerate() {
        for other in &order[..index] {
            if near(name, other) {
                let (first, second) = if counts.get(name) > counts.get(other) {
                    (name, other)
                } else {
                    (other, name)
                };
                report.alike.push(Alike {
                    name: first.clone(),
                    other: second.clone(),
                    text: Told::new(
                        format!("”{second}” liknar ”{first}” och kan vara samma person. Båda står kvar som de är skrivna."),
                        format!("“{second}” is like “{first}” and may be the same person. Both are kept as printed."),
                    ),
                });
            }
        }
    }
}

fn named(items: &[Item<'_>], add: &mut impl FnMut(&str)) {
    for item in items {
        let content = &item.content;
        item.raw
            .presenters
            .iter()
            .chain(&content.presenters)
            .for_each(|name| add(name));
        content
            .assignments
            .iter()
            .flat_map(|part| part.who.iter().flatten())
            .for_each(|name| add(name));
        content
            .proposals
            .iter()
            .filter_map(|part| part.by.as_ref())
            .for_each(|name| add(name));
        content
            .votes
            .iter()
            .flat_map(|vote| &vote.ballots)
            .for_each(|(name, _)| add(name));
        content
            .reservations
            .iter()
            .flat_map(|(by, _)| by)
            .for_each(|name| add(name));
        content.disqualified.iter().for_each(|name| add(name));
        named(&item.below, add);
    }
}

/// One or two letters apart, with the same beginning of each word.
fn near(one: &str, other: &str) -> bool {
    if one == other || one.chars().count().abs_diff(other.chars().count()) > 2 {
        return false;
    }
    let (first, second): (Vec<&str>, Vec<&str>) =
        (one.split(' ').collect(), other.split(' ').collect());
    if first.len() != second.len() {
        return false;
    }
    let mut distance = 0;
    for (a, b) in first.iter().zip(&second) {
        if a.chars().next().map(|c| c.to_lowercase().to_string())
            != b.chars().next().map(|c| c.to_lowercase().to_string())
        {
            return false;
        }
        distance += edits(a, b);
    }
    (1..=2).contains(&distance) && distance * 4 <= one.chars().count()
}

/// Letters to change, add, leave out or exchange with a neighbour.
fn edits(one: &str, other: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (
        one.to_lowercase().chars().take(40).collect(),
        other.to_lowercase().chars().take(40).collect(),
    );
    let mut rows = vec![vec![0_usize; b.len() + 1]; a.len() + 1];
    for (index, row) in rows.iter_mut().enumerate() {
        row[0] = index;
    }
    for (index, cell) in rows[0].iter_mut().enumerate() {
        *cell = index;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1)
                .min(rows[i][j - 1] + 1)
                .min(rows[i - 1][j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}
