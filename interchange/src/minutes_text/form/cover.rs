//! The cover, the signatures and the notices.

use super::{Form, JUSTIFIED, is_blank, named, people, values};
use crate::minutes_text::assemble::Record;
use crate::minutes_text::ending::{Addendum, Immediate, Next, Notice};
use crate::minutes_text::lines::Line;
use crate::minutes_text::printed::Printed;
use crate::minutes_text::raw::Parts;
use crate::minutes_text::when;
use chrono::NaiveDate;

/// Puts what the form's labels and tables say in place of what was read by sentences.
pub(crate) fn fill(form: Form, parts: &Parts, record: &mut Record<'_>) {
    let cover = &parts.cover;
    let (there, absent) = people::people(form, cover);
    record.listed = !there.is_empty();
    record.attendance = there;
    record.absent = absent;
    if let Some(value) = values(cover, "Plats och tid").into_iter().next() {
        place_and_time(&value, record);
    }
    let ending = &mut record.ending;
    (ending.adjusted, ending.place, ending.immediate) = (None, None, Vec::new());
    for value in values(cover, JUSTIFIED) {
        adjustment(&value, record);
    }
    let ending = &mut record.ending;
    ending.next = values(cover, "Nästa sammanträde")
        .iter()
        .filter_map(next)
        .collect();
    ending.previous = values(cover, "Föregående protokoll")
        .into_iter()
        .find_map(|value| {
            let code = match value.as_str() {
                "Lades till handlingarna" => "FILED",
                "Godkändes" => "APPROVED",
                "Ännu inte justerat" => "NOT_YET_ADJUSTED",
                _ => return None,
            };
            Some((code, value))
        });
    ending.stored = values(&parts.tail, "Förvaringsplats för protokollet")
        .into_iter()
        .next();
    record.heading.appendix_to = values(cover, "Bilaga till").into_iter().next();
    corrections(form, &parts.tail, record);
    notices(form, &parts.tail, record);
}

/// `Rådhuset, sal A, kl. 09:00–12:15, på plats`.
fn place_and_time(value: &Printed, record: &mut Record<'_>) {
    const MODES: [(&str, &str); 3] = [
        ("på plats och på distans", "HYBRID"),
        ("på distans", "REMOTE"),
        ("på plats", "ON_SITE"),
    ];
    let mut value = value.clone();
    let heading = &mut record.heading;
    for (word, mode) in MODES {
        let at = value.len().saturating_sub(word.len());
        let last = value.ends_with(word) && (at == 0 || value[..at].ends_with(", "));
        if last {
            heading.mode = Some((mode, value.from(at)));
            value = value.to(at).bare(&[',']);
            break;
        }
    }
    if let Some(at) = value
        .rfind(", kl. ")
        .or_else(|| value.starts_with("kl. ").then_some(0))
    {
        let times = value.from(at);
        let found = when::times(&times);
        heading.starts = found.start.map(|(time, range)| (time, times.part(range)));
        heading.ends = found.end.map(|(time, range)| (time, times.part(range)));
        value = value.to(at);
    }
    heading.place = Some(value.tidy()).filter(|place| !place.is_empty());
}

fn day_at_end(value: &Printed) -> Option<(NaiveDate, Printed, usize)> {
    let day = when::days(value, None, false).into_iter().next_back()?;
    (day.at.end == value.len()).then(|| (day.date, value.part(day.at.clone()), day.at.start))
}

/// `§ 70: 2025-11-27, omedelbar justering`, `Kansliet, 2025-12-09`.
fn adjustment(value: &Printed, record: &mut Record<'_>) {
    let mut value = value.clone();
    if let Some(at) = value.find(", genom beslut av ") {
        value = value.to(at);
    }
    let mut numbers = Vec::new();
    if value.starts_with('§')
        && let Some(at) = value.find(": ")
    {
        numbers = marked(&value.to(at));
        value = value.from(at + 2);
    }
    let at_once = value.ends_with("omedelbar justering");
    if at_once {
        let end = value.len() - "omedelbar justering".len();
        value = value.to(end).bare(&[',']);
    }
    let day = day_at_end(&value);
    let place = match &day {
        Some((.., at)) => value.to(*at).bare(&[',']),
        None => value.clone(),
    };
    let place = Some(place).filter(|place| place.chars().any(char::is_alphanumeric));
    let day = day.map(|(day, at, _)| (day, at));
    if at_once {
        record.ending.immediate.push(Immediate {
            numbers,
            adjusted: day,
            notices: Vec::new(),
        });
    } else {
        record.ending.adjusted = day;
        record.ending.place = place;
    }
}

/// The numbers of `§§ 65–69, 71`.
fn marked(text: &Printed) -> Vec<(u32, Printed)> {
    let mut out: Vec<(u32, Printed)> = Vec::new();
    for part in text.pieces(|c| c == ',') {
        let ends: Vec<(u32, Printed)> = part
            .pieces(|c| !c.is_ascii_digit())
            .into_iter()
            .filter_map(|figure| Some((figure.parse().ok()?, figure)))
            .collect();
        match ends.as_slice() {
            [(first, at), (last, _)] if first < last && last - first < 1_000 => {
                out.extend((*first..=*last).map(|number| (number, at.clone())));
            }
            _ => out.extend(ends),
        }
    }
    out
}

/// `2026-02-12, kl. 09:00–12:00: Nästa sammanträde hålls …`.
fn next(value: &Printed) -> Option<Next> {
    let day = when::days(value, None, false)
        .into_iter()
        .find(|day| day.at.start == 0)?;
    let rest = value.from(day.at.end);
    let (head, note) = match rest.find(": ") {
        Some(at) => (rest.to(at), rest.from(at + 2)),
        None => (rest, Printed::default()),
    };
    let times = when::times(&head);
    Some(Next {
        date: day.date,
        day: value.part(day.at.clone()),
        weekday: None,
        start: times.start.map(|(time, at)| (time, head.part(at))),
        end: times.end.map(|(time, at)| (time, head.part(at))),
        note,
    })
}

/// `Rättelse`, below it the words, and of which §, by whom and when.
fn corrections(form: Form, tail: &[Line], record: &mut Record<'_>) {
    let mut under = false;
    for line in tail {
        if form.caption(&line.text, &["Rättelse"]).is_some() {
            under = true;
            continue;
        }
        let lower = line.text.to_lowercase();
        if !under || lower.starts_with("underskrifter") || lower.starts_with("anslag/bevis") {
            under = false;
            continue;
        }
        let addenda = &mut record.ending.addenda;
        let Some(label) = named(&line.text) else {
            addenda.push(Addendum {
                number: None,
                text: line.text.clone(),
                by: None,
                on: None,
            });
            continue;
        };
        let value = line.text.from(label.len() + 1).tidy();
        let Some(last) = addenda.last_mut() else {
            continue;
        };
        match label {
            "Paragrafer" => last.number = marked(&value).into_iter().next(),
            "Av" => last.by = Some(value),
            "Datum" => last.on = day(&value),
            _ => {}
        }
    }
}

/// The proofs of posting, one below each part that was adjusted by itself.
fn notices(form: Form, tail: &[Line], record: &mut Record<'_>) {
    record.ending.notices.clear();
    let mut of: Vec<u32> = Vec::new();
    let mut heads: Vec<String> = Vec::new();
    let mut table = false;
    for line in tail {
        if line.text.to_lowercase().starts_with("anslag/bevis") {
            table = false;
            of = marked(&line.text).into_iter().map(|(n, _)| n).collect();
            continue;
        }
        if form.caption(&line.text, &["Bevis om anslag"]).is_some() {
            table = true;
            heads.clear();
            continue;
        }
        if !table || named(&line.text).is_some() {
            table &= named(&line.text).is_none();
            continue;
        }
        let notice = if form == Form::Text {
            spelled(&line.text)
        } else if heads.is_empty() {
            heads = line
                .text
                .split('\t')
                .map(|head| head.trim().to_owned())
                .collect();
            None
        } else {
            columns(&heads, &line.text)
        };
        let Some(notice) = notice else { continue };
        let own = record.ending.immediate.iter_mut().find(|unit| {
            unit.numbers
                .iter()
                .map(|(number, _)| *number)
                .eq(of.iter().copied())
        });
        match own.filter(|_| !of.is_empty()) {
            Some(unit) => unit.notices.push(notice),
            None => record.ending.notices.push(notice),
        }
    }
}

fn day(text: &Printed) -> Option<(NaiveDate, Printed)> {
    let day = when::days(text, None, false).into_iter().next()?;
    Some((day.date, text.part(day.at)))
}

fn filled(board: &Printed) -> Option<(String, Printed)> {
    (board.chars().any(char::is_alphabetic) && !is_blank(board))
        .then(|| (board.to_string(), board.clone()))
}

fn known(notice: Notice) -> Option<Notice> {
    (notice.board.is_some() || notice.posted.is_some() || notice.removed.is_some())
        .then_some(notice)
}

/// `Region Nord; Anslaget sätts upp: 2025-12-10; Anslaget togs ned: 2026-01-05`.
fn spelled(text: &Printed) -> Option<Notice> {
    let cells: Vec<Printed> = text
        .pieces(|c| c == ';')
        .iter()
        .map(Printed::tidy)
        .collect();
    let named = |label: &str| {
        cells
            .iter()
            .find(|cell| cell.starts_with(label))
            .and_then(day)
    };
    known(Notice {
        board: cells.first().and_then(filled),
        posted: named("Anslaget sätts upp"),
        removed: named("Anslaget togs ned"),
    })
}

/// A row of the table. Empty cells are not kept: where days are missing it cannot be told which but the first.
fn columns(heads: &[String], text: &Printed) -> Option<Notice> {
    let cells = text.pieces(|c| c == '\t');
    let board = cells.first().filter(|cell| day(cell).is_none());
    let days: Vec<(NaiveDate, Printed)> = cells.iter().filter_map(day).collect();
    let dated: Vec<&String> = heads
        .iter()
        .filter(|head| !["Anslagstavla", "Anslaget av"].contains(&head.as_str()))
        .collect();
    let at = |word: &str| {
        let place = dated.iter().position(|head| head.as_str() == word)?;
        (place == 0 || days.len() == dated.len())
            .then(|| days.get(place).cloned())
            .flatten()
    };
    known(Notice {
        board: board.and_then(filled),
        posted: at("Anslaget sätts upp"),
        removed: at("Anslaget togs ned"),
    })
}
