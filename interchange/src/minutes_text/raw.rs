//! Cuts the text into cover, items with their headings, and what follows after the last item.

mod dividing;

use dividing::divide;
pub(crate) use dividing::is_subheading;

use super::flow::{Wrap, ends_sentence, list_mark};
use super::form::Form;
use super::lines::Line;
use super::outline::{Marked, Outline, Start, without_leader};
use super::printed::Printed;
use super::sections::{Section, marker};
use regex::Regex;
use std::sync::LazyLock;

/// How an item is grouped, where the record groups its items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Group {
    Information,
    Dialogue,
    Decision,
}

/// An item before its text is read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Raw {
    pub(crate) number: Option<(u32, Printed)>,
    pub(crate) letter: Option<Printed>,
    pub(crate) title: Option<Printed>,
    /// The title was told from the text by its form alone.
    pub(crate) loose: bool,
    pub(crate) group: Option<Group>,
    pub(crate) case: Option<Printed>,
    pub(crate) presenters: Vec<Printed>,
    pub(crate) raised_by: Option<Printed>,
    pub(crate) body: Vec<Line>,
    pub(crate) items: Vec<Raw>,
}

/// The text in its three parts.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    pub(crate) cover: Vec<Line>,
    pub(crate) items: Vec<Raw>,
    pub(crate) tail: Vec<Line>,
}

static CASE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\(?\b(?:dnr|diarienr|diarienummer|ärendenummer|ärendenr|ärende nr|d\.nr)\b[.:]?\s*([^,;()\t]{0,40}?\d[^,;()\t]{0,30}?)\)?(?:[,;\t]|\s{2}|$)").ok()
});
static CASE_SHORT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\(?\b(?:dnr|diarienr|diarienummer|ärendenummer|ärendenr)\b[.:]?\s*((?:[A-ZÅÄÖ]{1,8}[ -]?)?\d[\d./:-]*(?:\s(?:[A-ZÅÄÖ]{2,4}\s)?[\d./:-]+)*)\)?").ok()
});
static CASE_BARE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|[\s(])((?:[A-ZÅÄÖ]{2,8}[ -])?(?:(?:19|20)\d{2}[/.:-]\d{1,5}(?:[.-]\d{1,4})?|\d{1,5}/(?:20)?\d{2}|(?:19|20)\d{2}/[A-ZÅÄÖ]{2,4} \d{3,4}(?: \d{3})?|(?:19|20)\d{2}-\d{4,6}))\)?$").ok()
});
static CASE_FIRST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^((?:[A-ZÅÄÖ]{2,8}[ -])(?:(?:19|20)\d{2}[/.:-]\d{1,6}(?:[.-]\d{1,4})?)|\d{1,5}/\d{2}|(?:19|20)\d{2}[/.]\d{2,5}(?:\.\d{1,4})?)(?:\s|$)").ok()
});
static PRESENTER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:[,;(]|\s[-–])\s*(?:fö?r?e?dragande|föredras av|föredragning(?: av)?|fördragande|presenteras av)\s*[:.]?\s+([^()]+?)\)?$").ok()
});
static INITIALS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:,\s*|\s\(|\s[-–]\s)((?:[A-ZÅÄÖ]{2,4})(?:\s?(?:[/,&+]|och)\s?[A-ZÅÄÖ]{2,4}){0,4}|resp\.? \S{1,12})\)?$").ok()
});
static LETTER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?:[-•–*]\s*)?([a-zåäö])[.)]\s+").ok());
static FROM_PARTY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:inkomna |inkommen |inlämnade )?(?:frågor?|punkt(?:er)?|ärenden?)(?:/punkter)? från ([A-ZÅÄÖ][\wåäöÅÄÖ -]{2,60}?):?$").ok()
});

/// Cuts the lines by the outline.
pub(crate) fn cut(lines: &[Line], outline: &Outline, wrap: &Wrap, form: Option<Form>) -> Parts {
    let mut parts = Parts::default();
    if outline.starts.is_empty() {
        return super::loose::cut(lines, wrap);
    }
    let first = outline
        .starts
        .first()
        .map_or(lines.len(), |start| start.line);
    let kept = |range: std::ops::Range<usize>| -> Vec<Line> {
        range
            .filter(|index| outline.contents.binary_search(index).is_err())
            .filter_map(|index| lines.get(index).cloned())
            .collect()
    };
    parts.cover = kept(0..first);
    let mut group = None;
    if let Some(last) = parts.cover.last()
        && let Some(found) = group_label(&last.text)
        && last.text.len() < 40
    {
        group = Some(found);
        parts.cover.pop();
    }
    for (index, start) in outline.starts.iter().enumerate() {
        let end = outline
            .starts
            .get(index + 1)
            .map_or(lines.len(), |next| next.line);
        let mut below = kept(start.line + 1..end);
        let mut next_group = group;
        if outline.marked != Marked::Section
            && let Some(last) = below.last()
            && last.text.ends_with(':')
            && end < lines.len()
            && let Some(found) = group_label(&last.text)
        {
            next_group = Some(found);
            below.pop();
        }
        if let Some(line) = lines.get(start.line) {
            item(line, start, below, group, form, wrap, &mut parts.items);
        }
        group = next_group;
    }
    if let Some(last) = parts.items.last_mut() {
        parts.tail = match form {
            Some(_) => super::form::take_tail(&mut last.body),
            None => super::closing::take_tail(&mut last.body),
        };
    }
    let mut letter = 'a';
    for item in &mut parts.items {
        match form {
            Some(_) => super::form::divide(item),
            None => divide(item, wrap, &mut letter),
        }
    }
    parts
}

/// `Information:`, `Dialog:`, `Beslut:` over several items.
pub(crate) fn group_label(text: &str) -> Option<Group> {
    let word = text.trim().trim_end_matches(':').trim().to_lowercase();
    match word.as_str() {
        "information"
        | "informationsärenden"
        | "informationspunkter"
        | "information/rapporter"
        | "informationsfrågor" => Some(Group::Information),
        "dialog" | "dialogpunkter" | "dialogärenden" | "diskussion" | "diskussionspunkter"
        | "samverkan" => Some(Group::Dialogue),
        "beslut" | "beslutsärenden" | "beslutspunkter" | "ärenden för beslut" => {
            Some(Group::Decision)
        }
        _ => None,
    }
}

fn item(
    line: &Line,
    start: &Start,
    mut below: Vec<Line>,
    group: Option<Group>,
    form: Option<Form>,
    wrap: &Wrap,
    items: &mut Vec<Raw>,
) {
    let Some(numbered) = &start.numbered else {
        return;
    };
    let figure = line.text.part(numbered.figure.clone());
    let mut title = line.text.from(numbered.rest.min(line.text.len())).tidy();
    let word = title.to_lowercase();
    let word = word
        .split(|c: char| !c.is_alphabetic())
        .find(|word| !word.is_empty());
    // `Fortsättning 2025` with a number of its own is an item like any other.
    let again = |last: &Raw| {
        last.number
            .as_ref()
            .is_some_and(|(n, _)| *n == numbered.number)
    };
    if let Some(last) = items.last_mut()
        && (word == Some("forts") || word == Some("fortsättning") && again(last))
    {
        last.body.append(&mut below);
        return;
    }
    let mut raw = Raw {
        number: Some((numbered.number, figure)),
        group,
        ..Raw::default()
    };
    take_case(&mut title, &mut raw.case);
    if raw.case.is_none()
        && let Some(first) = below.first()
        && first.text.len() < 60
    {
        let mut text = first.text.clone();
        let mut case = None;
        take_case(&mut text, &mut case);
        if case.is_some() && text.trim().len() < 3 {
            raw.case = case;
            below.remove(0);
        }
    }
    let mut used = line.clone();
    if title.is_empty() && form.is_none() {
        // The title stands on the lines below, up to a blank one or a section word.
        let mut taken = 0;
        for next in below.iter().take(4) {
            let stop = marker(&next.text).is_some()
                || taken > 0 && (next.gap || ends_sentence(&title))
                || next.text.chars().count() > 160;
            if stop {
                break;
            }
            if taken > 0 {
                title.glue(" ");
            }
            title.append(&next.text.flat());
            taken += 1;
        }
        below.drain(..taken);
        take_case(&mut title, &mut raw.case);
    } else if !line.row && !title.is_empty() {
        let mut taken = 0;
        for next in below.iter().take(3) {
            let small = next.text.starts_with(|c: char| c.is_lowercase())
                && !next.gap
                && list_mark(&next.text).is_none();
            let open = title.ends_with([',', '-', '–', ':', '/'])
                || title.ends_with(" och")
                || title.ends_with(" för")
                || title.ends_with(" av")
                || title.ends_with(" till");
            let goes_on = !next.gap
                && !next.strong
                && marker(&next.text).is_none()
                && !ends_sentence(&title)
                && (small || open && wrap.joins(&used, next));
            if !goes_on || next.text.chars().count() > 120 && !small {
                break;
            }
            wrap.join(&mut title, &next.text);
            used = next.clone();
            taken += 1;
        }
        below.drain(..taken);
        take_case(&mut title, &mut raw.case);
    }
    let cells = title.pieces(|c| c == '\t');
    if line.row && cells.len() > 1 {
        // Cells of a table: the title, then the text.
        let mut cells = cells.into_iter();
        title = cells.next().unwrap_or_default();
        let rest: Vec<Line> = cells
            .filter(|cell| !cell.trim().is_empty())
            .map(|cell| Line {
                text: cell.tidy(),
                gap: true,
                hard: true,
                page: line.page,
                width: cell.chars().count(),
                ..Line::default()
            })
            .collect();
        below.splice(0..0, rest);
    }
    if let Some(at) = glued(
        &title,
        line.row || line.flat || title.chars().count() > 160,
        !below.is_empty(),
    ) {
        let rest = title.from(at).tidy();
        title = title.to(at).bare(&['.']);
        let (word, rest) = match super::lines::section_word(&rest) {
            Some(end) if line.flat => (Some(rest.to(end)), rest.from(end).tidy()),
            _ => (None, rest),
        };
        let width = rest.chars().count();
        below.insert(
            0,
            Line {
                text: rest,
                gap: true,
                hard: true,
                page: line.page,
                width,
                ..Line::default()
            },
        );
        if let Some(word) = word {
            let above = Line {
                text: word,
                gap: true,
                hard: true,
                page: line.page,
                ..Line::default()
            };
            below.insert(0, above);
        }
        raw.loose = true;
    }
    title = without_leader(&title).flat();
    take_presenters(&mut title, &mut raw.presenters);
    title = title.bare(&[':', '*', '_']);
    if title.ends_with('.')
        && !title.ends_with("m.m.")
        && !title.ends_with("mm.")
        && title.matches('.').count() == 1
    {
        title = title.bare(&['.']);
    }
    raw.title = (!title.is_empty()).then_some(title);
    raw.body = below;
    items.push(raw);
}

/// Takes a diary number out of a title.
pub(crate) fn take_case(title: &mut Printed, case: &mut Option<Printed>) {
    if case.is_some() {
        return;
    }
    let patterns = [&CASE_SHORT, &CASE, &CASE_BARE, &CASE_FIRST];
    for pattern in patterns {
        let Some(found) = pattern.as_ref().and_then(|pattern| pattern.captures(title)) else {
            continue;
        };
        let (Some(whole), Some(number)) = (found.get(0), found.get(1)) else {
            continue;
        };
        let number = title.part(number.range()).tidy();
        if is_year_range(&number) {
            continue;
        }
        let mut left = title.to(whole.start()).bare(&[',', '-', '–', '(']);
        let right = title.from(whole.end()).bare(&[',', '-', '–', ')']);
        if !left.is_empty() && !right.is_empty() {
            left.glue(" ");
        }
        left.append(&right);
        *case = Some(number);
        *title = left.tidy();
        return;
    }
}

/// `2024/2025` and `2024-2026` are years.
fn is_year_range(text: &str) -> bool {
    let mut years = text.split(['/', '-', '.', ':']);
    let year = |part: Option<&str>| {
        part.and_then(|p| p.parse::<u32>().ok())
            .is_some_and(|y| (1990..2100).contains(&y))
    };
    let short = |part: Option<&str>| {
        part.is_some_and(|p| p.len() == 2 && p.chars().all(|c| c.is_ascii_digit()))
    };
    let (first, second) = (years.next(), years.next());
    year(first)
        && (year(second)
            || short(second)
                && text.contains('/')
                && first.is_some_and(|y| {
                    y.get(2..)
                        .and_then(|y| y.parse::<u32>().ok())
                        .zip(second.and_then(|s| s.parse::<u32>().ok()))
                        .is_some_and(|(a, b)| b == a + 1)
                }))
}

/// Takes presenters out of a title: `, föredragande A och B`, `, JR`.
pub(crate) fn take_presenters(title: &mut Printed, presenters: &mut Vec<Printed>) -> bool {
    if let Some(found) = PRESENTER.as_ref().and_then(|p| p.captures(title))
        && let (Some(whole), Some(names)) = (found.get(0), found.get(1))
    {
        let names = title.part(names.range());
        presenters.extend(super::names::list(&names));
        *title = title.to(whole.start()).tidy();
        return true;
    }
    if let Some(found) = INITIALS.as_ref().and_then(|p| p.captures(title))
        && let (Some(whole), Some(names)) = (found.get(0), found.get(1))
    {
        let rest = title.to(whole.start()).tidy();
        let names = title.part(names.range());
        let shouted = !rest.chars().any(char::is_lowercase);
        if !rest.is_empty() && !shouted && !super::names::is_abbreviation(&names) {
            presenters.extend(super::names::list(&names));
            *title = rest;
            return true;
        }
    }
    false
}

/// Where the text begins that was printed in one line with its title: `Val av justerare Anna Ek utses att …`.
fn glued(title: &str, suspect: bool, more: bool) -> Option<usize> {
    if !suspect {
        return None;
    }
    let stop = title.find(". ").filter(|at| {
        let short = title[..*at].split_whitespace().count() <= 8;
        let abbreviated = title[..*at]
            .rsplit(' ')
            .next()
            .is_some_and(|word| word.chars().count() <= 2);
        short && !abbreviated && title[*at + 2..].starts_with(|c: char| c.is_uppercase())
    });
    let whole = title.ends_with(['.', '!', '?']) || !more && title.chars().count() >= 160;
    let capital = if whole { capital_inside(title) } else { None };
    match (stop.map(|at| at + 1), capital) {
        (Some(stop), Some(capital)) => Some(stop.min(capital)),
        (stop, capital) => stop.or(capital),
    }
}

/// The first word inside a line that begins a sentence by its capital.
fn capital_inside(title: &str) -> Option<usize> {
    let mut above = "";
    let mut at = 0;
    for (index, word) in title.split(' ').enumerate() {
        let starts = word.chars().next().is_some_and(char::is_uppercase);
        let held = matches!(
            above.trim_end_matches(','),
            "i" | "för"
                | "med"
                | "av"
                | "till"
                | "från"
                | "och"
                | "på"
                | "om"
                | "vid"
                | "inom"
                | "hos"
                | "samt"
                | "enligt"
                | "mot"
                | "den"
                | "att"
        ) || above.starts_with(|c: char| c.is_uppercase()) && index > 1
            || above.ends_with([',', '–', '-', ':']);
        if index > 0 && starts && !held {
            return Some(at);
        }
        at += word.len() + 1;
        above = word;
    }
    None
}
