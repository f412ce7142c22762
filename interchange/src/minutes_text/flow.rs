//! From lines to running text: wrapped lines are joined, list rows and paragraphs kept.

use super::lines::Line;
use super::printed::Printed;
use std::collections::HashSet;

/// How the text is wrapped.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wrap {
    /// Characters on a full line; `None` where each paragraph is one line.
    width: Option<usize>,
    /// Words that stand somewhere inside a line, lower case: what a word broken at a line's end is compared with.
    words: HashSet<String>,
    /// Words are broken at line ends.
    hyphenates: bool,
}

impl Wrap {
    pub(crate) fn of(lines: &[Line]) -> Self {
        let mut widths: Vec<usize> = lines
            .iter()
            .map(|line| line.width)
            .filter(|w| *w > 40)
            .collect();
        widths.sort_unstable();
        let wide = widths
            .get(widths.len() * 19 / 20)
            .copied()
            .unwrap_or_default();
        let goes_on = lines
            .windows(2)
            .filter(|pair| !pair[1].gap && pair[1].text.starts_with(|c: char| c.is_lowercase()))
            .count();
        let mut words = HashSet::new();
        let mut broken = 0;
        for line in lines {
            broken += usize::from(ends_in_hyphen(&line.text));
            let mut inside = line.text.split_whitespace().peekable();
            while let Some(word) = inside.next() {
                if inside.peek().is_some() && word.len() > 5 {
                    words.insert(
                        word.trim_matches(|c: char| !c.is_alphanumeric())
                            .to_lowercase(),
                    );
                }
            }
        }
        Self {
            width: (wide <= 160 && goes_on >= 2).then_some(wide),
            words,
            hyphenates: broken >= 3,
        }
    }

    /// Whether the next line goes on with the sentence of this one.
    pub(crate) fn joins(&self, line: &Line, next: &Line) -> bool {
        let (text, below) = (line.text.as_str(), next.text.as_str());
        if next.row
            || line.row && !below.starts_with(|c: char| c.is_lowercase())
            || next.strong
            || line.strong
            || list_mark(below).is_some()
            || super::sections::marker(below).is_some()
            || super::sections::marker(text).is_some_and(|marker| marker.alone)
        {
            return false;
        }
        if starts_with_day(text) && starts_with_day(below) {
            return false;
        }
        if ends_in_range(text) && below.starts_with(|c: char| c.is_ascii_digit()) && !next.gap {
            return true;
        }
        let figure = below.starts_with(|c: char| c.is_ascii_digit())
            && super::outline::heading_number(below)
                .is_none_or(|n| n.style == super::outline::Style::Bare);
        let small = below.starts_with(|c: char| c.is_lowercase())
            || figure && text.ends_with(|c: char| c.is_lowercase());
        let ended = ends_sentence(text);
        if is_point(below)
            && (is_point(text)
                || ended
                || text.ends_with([':', ','])
                || text.ends_with(" samt")
                || text.ends_with(" och")
                || leads_in(text))
        {
            return false;
        }
        if next.gap {
            let long = self.width.map_or(100, |width| width * 8 / 10);
            return !ended
                && !text.ends_with([':', ';'])
                && text.split_whitespace().count() > 5
                && (small
                    && (list_mark(text).is_none()
                        || next.page != line.page
                        || line.width >= long)
                    || line.width >= long && list_mark(text).is_none() && next.page != line.page
                    || line.width >= long && self.width.is_none() && line.width > 160);
        }
        if small && !ended {
            return !text.ends_with(':') || line.width > 60;
        }
        let Some(width) = self.width else {
            return false;
        };
        if line.hard && ended {
            return false;
        }
        let word = below
            .split_whitespace()
            .next()
            .map_or(0, |word| word.chars().count());
        let full = line.width + 1 + word > width * 92 / 100;
        full && (line.width > width / 2) && !(text.ends_with(':') && line.width + 1 + word <= width)
    }

    /// Appends a line that goes on.
    pub(crate) fn join(&self, text: &mut Printed, next: &Printed) {
        if ends_in_hyphen(text) && next.starts_with(|c: char| c.is_lowercase()) {
            let start = text
                .split_whitespace()
                .next_back()
                .unwrap_or_default()
                .trim_end_matches('-');
            let end = next.split_whitespace().next().unwrap_or_default();
            let end = end.trim_end_matches(|c: char| !c.is_alphanumeric());
            let whole = format!("{start}{end}").to_lowercase();
            let kept = format!("{start}-{end}").to_lowercase();
            let whole = whole.trim_start_matches(|c: char| !c.is_alphanumeric());
            let and = matches!(end, "och" | "eller" | "samt" | "respektive");
            if and {
                text.glue(" ");
            } else if self.words.contains(whole)
                || self.hyphenates && !self.words.contains(kept.as_str())
            {
                text.pop();
            }
        } else if !(ends_in_range(text) && next.starts_with(|c: char| c.is_ascii_digit())) {
            text.glue(" ");
        }
        text.append(&next.flat());
    }
}

fn ends_in_hyphen(text: &str) -> bool {
    let mut back = text.chars().rev();
    back.next() == Some('-') && back.next().is_some_and(char::is_alphabetic)
}

/// A row that begins with a day: `3 december kl. 13–14.30, Teams`.
fn starts_with_day(text: &str) -> bool {
    const MONTHS: [&str; 12] = [
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
    ];
    let mut words = text.split_whitespace();
    let day = words.next().is_some_and(|word| word.parse::<u8>().is_ok());
    day && words
        .next()
        .is_some_and(|word| MONTHS.contains(&word.trim_end_matches([',', '.', ':'])))
}

/// A range whose end stands on the next line: `2022-07-01–`.
fn ends_in_range(text: &str) -> bool {
    let mut back = text.chars().rev();
    matches!(back.next(), Some('-' | '–' | '—')) && back.next().is_some_and(|c| c.is_ascii_digit())
}

pub(crate) fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '”', '’', ')', '\'', '»'])
        .ends_with(['.', '!', '?'])
        || text.ends_with(')') && text.len() > 60
}

/// A point of a decision: `att godkänna …`.
pub(crate) fn is_point(text: &str) -> bool {
    ["att", "Att"].iter().any(|word| {
        text.strip_prefix(word)
            .is_some_and(|rest| rest.starts_with([' ', '\t']))
    })
}

/// A line that ends in the verb whose points stand below.
fn leads_in(text: &str) -> bool {
    let words: Vec<String> = text
        .split_whitespace()
        .map(|word| word.trim_end_matches([':', ',']).to_lowercase())
        .collect();
    let verb = |word: &String| {
        matches!(
            word.as_str(),
            "beslutar" | "beslutade" | "besluta" | "beslöt" | "beslut" | "föreslås" | "föreslår"
        )
    };
    words.len() <= 10 && words.iter().rev().take(2).any(verb)
}

/// The list mark at a row's start and where the row's text begins: `- `, `• `, `a) `, `1. `.
pub(crate) fn list_mark(text: &str) -> Option<usize> {
    let mut characters = text.char_indices();
    let (_, first) = characters.next()?;
    let (at, second) = characters.next()?;
    let after = |from: usize| -> Option<usize> {
        let rest = text.get(from..)?;
        let trimmed = rest.trim_start();
        (rest.len() > trimmed.len() && !trimmed.is_empty()).then_some(text.len() - trimmed.len())
    };
    if matches!(
        first,
        '-' | '–' | '•' | '*' | '·' | '○' | '▪' | '●' | '\u{f0b7}' | '➢'
    ) {
        return after(at);
    }
    if first.is_alphabetic() && matches!(second, ')' | '.') && first.is_lowercase() {
        return after(at + 1);
    }
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if (1..=2).contains(&digits) && text[digits..].starts_with([')', '.']) {
        return after(digits + 1);
    }
    None
}

/// A paragraph or list row.
#[derive(Debug, Clone)]
pub(crate) struct Para {
    pub(crate) text: Printed,
    /// A blank line comes before.
    pub(crate) gap: bool,
    pub(crate) strong: bool,
    pub(crate) row: bool,
}

/// Joins lines into paragraphs.
pub(crate) fn paragraphs(lines: &[Line], wrap: &Wrap) -> Vec<Para> {
    let mut out: Vec<Para> = Vec::new();
    let mut above: Option<&Line> = None;
    for line in lines {
        let joined = above.is_some_and(|above| wrap.joins(above, line));
        match out.last_mut() {
            Some(last) if joined => wrap.join(&mut last.text, &line.text),
            _ => out.push(Para {
                text: if line.row {
                    line.text.clone()
                } else {
                    line.text.flat()
                },
                gap: line.gap,
                strong: line.strong,
                row: line.row,
            }),
        }
        above = Some(line);
    }
    out
}

/// The paragraphs as one text.
pub(crate) fn whole(paragraphs: &[Para]) -> Printed {
    let mut text = Printed::default();
    let mut above: Option<&Para> = None;
    for paragraph in paragraphs {
        if let Some(above) = above {
            let rows = list_mark(&above.text).is_some() && list_mark(&paragraph.text).is_some();
            text.glue(if paragraph.gap && !rows { "\n\n" } else { "\n" });
        }
        text.append(&paragraph.text.flat());
        above = Some(paragraph);
    }
    text
}
