//! Where the items begin: headings with §, numbered, as table rows, or by their form alone.

use super::lines::Line;
use super::printed::Printed;
use regex::Regex;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// How the items are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Marked {
    Section,
    Point,
    None,
}

/// A number at a line's start that may be a heading's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Numbered {
    pub(crate) style: Style,
    pub(crate) number: u32,
    /// Where the figure stands.
    pub(crate) figure: Range<usize>,
    /// Where the title begins.
    pub(crate) rest: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// `§ 47`, `47 §`, `KS § 47`.
    Section,
    /// `5.`, `5)`.
    Point,
    /// A row of a table with the number in its first cell.
    Row,
    /// `382 Title`, the § lost.
    Bare,
}

static SECTION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"^(?:(?:[A-ZÅÄÖ][A-Za-zÅÄÖåäö]{0,6}|[Pp]aragraf)\s+)?(?:§\s*(\d{1,4})(?:\s?/\s?\d{2,4})?|(\d{1,4})\s*§)(?:[.:]|\s*[-–]\s*[A-ZÅÄÖ]|\s|$)?",
    )
    .ok()
});
static WORD_SECTION: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^(?:[Pp]aragraf|PARAGRAF|Punkt|PUNKT)\s+(\d{1,4})(?:[.:]|\s|$)").ok());
static POINT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^(\d{1,3})[.)](?:\s+|$)").ok());
static ROW: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^(?:§\s*)?(\d{1,4})[.)]?\t").ok());
static BARE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^(?:\d{1,3}\s+)?(\d{1,4})\s+[A-ZÅÄÖ]").ok());
static LEADER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?:\s*(?:\.\s?){3,}\s*|\s*…+\s*|\t)\d{1,3}$").ok());

/// A number that a heading may open with.
pub(crate) fn heading_number(text: &str) -> Option<Numbered> {
    let digits = |m: regex::Match<'_>| m.as_str().parse::<u32>().ok().filter(|n| *n > 0);
    if text.contains('§') && text.find('§').is_some_and(|at| at < 16) {
        let found = SECTION.as_ref()?.captures(text)?;
        let figure = found.get(1).or_else(|| found.get(2))?;
        let whole = found.get(0)?;
        let number = digits(figure)?;
        let end = text[..whole.end()]
            .trim_end_matches(|c: char| c.is_alphabetic())
            .len();
        let rest = text[end..].trim_start_matches([' ', '\t', '.', ':', '-', '–']);
        let reference = rest.starts_with([',', ';', ')', '/']) || rest.starts_with(|c: char| c.is_lowercase()) && !rest.starts_with("forts");
        let range = text[end..].trim_start().starts_with(['-', '–']) && rest.starts_with(|c: char| c.is_ascii_digit());
        if reference || range {
            return None;
        }
        // A paragraph of a law: `5 § lagen om …`, `§ 12 Kommunallagen`.
        return Some(Numbered {
            style: Style::Section,
            number,
            figure: figure.range(),
            rest: text.len() - rest.len(),
        });
    }
    if let Some(found) = WORD_SECTION.as_ref()?.captures(text) {
        let figure = found.get(1)?;
        let rest = text[found.get(0)?.end()..].trim_start_matches([' ', '\t', '.', ':', '-', '–']);
        if rest.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit()) {
            return None;
        }
        let style = if text.to_lowercase().starts_with("punkt") { Style::Point } else { Style::Section };
        return Some(Numbered { style, number: digits(figure)?, figure: figure.range(), rest: text.len() - rest.len() });
    }
    for (style, pattern) in [(Style::Point, &POINT), (Style::Row, &ROW), (Style::Bare, &BARE)] {
        if let Some(found) = pattern.as_ref().and_then(|pattern| pattern.captures(text)) {
            let figure = found.get(1)?;
            let rest = text[figure.end()..].trim_start_matches([' ', '\t', '.', ')']);
            return Some(Numbered {
                style,
                number: digits(figure)?,
                figure: figure.range(),
                rest: text.len() - rest.len(),
            });
        }
    }
    None
}

/// A heading and the lines that belong to it.
#[derive(Debug, Clone)]
pub(crate) struct Start {
    /// The heading's line.
    pub(crate) line: usize,
    pub(crate) numbered: Option<Numbered>,
}

/// The items of a text: how they are marked and where each begins.
#[derive(Debug, Clone)]
pub(crate) struct Outline {
    pub(crate) marked: Marked,
    pub(crate) starts: Vec<Start>,
    /// Lines of a contents list, which say nothing that the items do not.
    pub(crate) contents: Vec<usize>,
}

/// Finds the items.
pub(crate) fn outline(lines: &[Line]) -> Outline {
    let candidates: Vec<(usize, Numbered)> = lines
        .iter()
        .enumerate()
        .filter_map(|(index, line)| Some((index, heading_number(&line.text)?)))
        .collect();
    let of = |style: Style| -> Vec<(usize, Numbered)> {
        candidates.iter().filter(|(_, n)| n.style == style).cloned().collect()
    };
    let (sections, contents) = without_contents(of(Style::Section), lines, 2);
    let sections = ascending(sections);
    if !sections.is_empty() {
        return Outline { marked: Marked::Section, starts: starts(sections), contents };
    }
    let declared = lines.iter().any(|line| line.text.contains('§'));
    let rows = steps(of(Style::Row), lines, 2);
    let (points, contents) = without_contents(of(Style::Point), lines, 1);
    let points = steps(points, lines, 2);
    if rows.len() > points.len() {
        let marked = if declared { Marked::Section } else { Marked::Point };
        return Outline { marked, starts: starts(rows), contents: Vec::new() };
    }
    if points.len() >= 2 {
        return Outline { marked: Marked::Point, starts: starts(points), contents };
    }
    let bare = steps(of(Style::Bare), lines, 3);
    if bare.len() >= 3 {
        let high = bare.first().is_some_and(|(_, n)| n.number > 20);
        let marked = if declared || high { Marked::Section } else { Marked::Point };
        return Outline { marked, starts: starts(bare), contents: Vec::new() };
    }
    Outline { marked: Marked::None, starts: Vec::new(), contents: Vec::new() }
}

fn starts(chosen: Vec<(usize, Numbered)>) -> Vec<Start> {
    chosen.into_iter().map(|(line, numbered)| Start { line, numbered: Some(numbered) }).collect()
}

/// A contents list repeats headings that come again with a body below: its rows are taken out.
fn without_contents(candidates: Vec<(usize, Numbered)>, lines: &[Line], apart: usize) -> (Vec<(usize, Numbered)>, Vec<usize>) {
    let mut last: HashMap<u32, usize> = HashMap::new();
    for (line, numbered) in &candidates {
        last.insert(numbered.number, *line);
    }
    let mut drop = Vec::new();
    let mut start = 0;
    while start < candidates.len() {
        // Rows of one list: each within two lines of the one before, and going upwards.
        let mut end = start + 1;
        while end < candidates.len()
            && candidates[end].0 - candidates[end - 1].0 <= apart
            && candidates[end].1.number > candidates[end - 1].1.number
        {
            end += 1;
        }
        let run = &candidates[start..end];
        let again = run.iter().filter(|(line, n)| last.get(&n.number).is_some_and(|later| later > line)).count();
        let leaders = run.iter().filter(|(line, _)| has_leader(&lines[*line].text)).count();
        if again * 2 > run.len() && (run.len() >= 3 || leaders == run.len() || titled(lines, run[0].0)) {
            drop.extend(run.iter().filter(|(line, n)| last.get(&n.number).is_some_and(|later| later > line)).map(|(line, _)| *line));
        }
        start = end;
    }
    let kept = candidates.into_iter().filter(|(line, _)| drop.binary_search(line).is_err()).collect();
    (kept, drop)
}

fn titled(lines: &[Line], line: usize) -> bool {
    line > 0 && is_contents_title(&lines[line - 1].text)
}

/// Whether a line is the title of a contents list.
pub(crate) fn is_contents_title(text: &str) -> bool {
    let word = text.trim_end_matches(':').trim().to_lowercase();
    matches!(
        word.as_str(),
        "innehåll" | "innehållsförteckning" | "ärendelista" | "ärendeförteckning" | "ärenden" | "föredragningslista" | "dagordning"
    )
}

pub(crate) fn has_leader(text: &str) -> bool {
    LEADER.as_ref().is_some_and(|leader| leader.is_match(text))
}

/// The title without dots and page number of a contents list.
pub(crate) fn without_leader(title: &Printed) -> Printed {
    match LEADER.as_ref().and_then(|leader| leader.find(title)) {
        Some(found) => title.to(found.start()).tidy(),
        None => title.clone(),
    }
}

/// Numbers that go upwards, printed duplicates and new beginnings included; what steps out of the row and back is a
/// reference.
fn ascending(candidates: Vec<(usize, Numbered)>) -> Vec<(usize, Numbered)> {
    let mut latest: HashMap<u32, usize> = HashMap::new();
    for (index, (_, numbered)) in candidates.iter().enumerate() {
        latest.insert(numbered.number, index);
    }
    let mut out: Vec<(usize, Numbered)> = Vec::new();
    let numbers: Vec<u32> = candidates.iter().map(|(_, n)| n.number).collect();
    for (index, candidate) in candidates.into_iter().enumerate() {
        let number = candidate.1.number;
        let follows = numbers.get(index + 1).is_some_and(|next| *next == number + 1);
        let fits = match out.last().map(|(_, n)| n.number) {
            None => {
                // The first may be a reference on the cover: then a row begins elsewhere and lower.
                follows
                    || numbers.get(index + 1).is_none_or(|next| *next >= number && *next - number < 100)
            }
            Some(last) if number == last => true,
            Some(last) if number > last => {
                let expected_later = latest.get(&(last + 1)).is_some_and(|later| *later > index);
                number == last + 1 || !expected_later && number - last < 200
            }
            Some(_) => follows && number <= 2,
        };
        if fits {
            out.push(candidate);
        }
    }
    out
}

/// Numbers that go up by one from the first; points of lists inside an item start again at 1.
fn steps(candidates: Vec<(usize, Numbered)>, lines: &[Line], least: usize) -> Vec<(usize, Numbered)> {
    let Some(first) = candidates
        .iter()
        .position(|(_, n)| n.number == 1)
        .or_else(|| {
            let numbers: Vec<u32> = candidates.iter().map(|(_, n)| n.number).collect();
            numbers.windows(2).position(|pair| pair[1] == pair[0] + 1)
        })
    else {
        return Vec::new();
    };
    let mut latest: HashMap<u32, usize> = HashMap::new();
    for (line, numbered) in &candidates {
        if titlelike(&lines[*line], numbered) {
            latest.insert(numbered.number, *line);
        }
    }
    let mut out: Vec<(usize, Numbered)> = Vec::new();
    let mut inner = 0;
    for candidate in candidates.into_iter().skip(first) {
        let (line, numbered) = (&lines[candidate.0], &candidate.1);
        let number = numbered.number;
        let title = titlelike(line, numbered);
        let Some(last) = out.last().map(|(_, n)| n.number) else {
            out.push(candidate);
            continue;
        };
        if number == last + 1 && (inner + 1 != number || title && (line.gap || line.strong)) && (title || line.gap) {
            inner = 0;
            out.push(candidate);
        } else if number == inner + 1 {
            inner += 1;
        } else if number > last + 1
            && number <= last + 3
            && title
            && line.gap
            && latest.get(&(last + 1)).is_none_or(|later| *later < candidate.0)
        {
            inner = 0;
            out.push(candidate);
        }
    }
    if out.len() < least { Vec::new() } else { out }
}

fn titlelike(line: &Line, numbered: &Numbered) -> bool {
    let title = &line.text[numbered.rest.min(line.text.len())..];
    line.row
        || title.chars().count() <= 160
            && !title.starts_with(|c: char| c.is_lowercase())
            && !(title.ends_with('.') && title.split_whitespace().count() > 9)
}
