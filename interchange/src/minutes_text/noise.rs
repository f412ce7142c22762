//! What is printed on every page and says nothing: page numbers, running headers and footers, dotted lines.

use super::lines::Line;
use regex::Regex;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// How many lines from a page's edge a running header or footer stands at most.
const EDGE: usize = 6;

static PAGE_MARK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)^(?:(?:sid(?:a|an)?|sidnr|page|blad)\.?:?\s*\d{1,4}(?:\s*(?:\(\s*\d{1,4}\s*\)?|/\s*\d{1,4}|av\s+\d{1,4}|of\s+\d{1,4}))?|\d{1,4}\s*\(\s*\d{1,4}\s*\)?|\d{1,3}\s*/\s*\d{1,3}|\[\s*\d{1,4}\s*\]|[-–—]\s*\d{1,4}\s*[-–—])$",
    )
    .ok()
});
static PAGE_WITHIN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:^|\s)(?:(?:sid(?:a|an)?|page|blad)\.?:?\s*\d{1,4}\b|\d{1,4}\s?\(\d{1,4}\)?$|\d{1,4}\s+av\s+\d{1,4}$)|\t\d{1,3}/\d{1,3}$").ok()
});

/// Whether a line is nothing but a page number.
pub(crate) fn is_page_mark(text: &str) -> bool {
    text.len() < 40 && PAGE_MARK.as_ref().is_some_and(|mark| mark.is_match(text))
}

/// Words of footers, which stand there to be filled in by hand.
fn is_footer_word(text: &str) -> bool {
    let bare: String = text
        .trim_end_matches(|c: char| {
            c == ':' || c == '.' || c == '…' || c == '_' || c.is_whitespace()
        })
        .to_lowercase();
    // Where a print of ours can be had anew.
    bare.starts_with("dokumentets adress:")
        || matches!(
            bare.as_str(),
            "exp"
                | "expedierat"
                | "protokollsutdrag till"
                | "utdragsbestyrkande"
                | "utdragsbestyrkan"
                | "justerandes sign"
                | "justerandes sign."
                | "justerandes signatur"
                | "justerandes signaturer"
                | "justerares signatur"
                | "justerares sign"
                | "ordförandens sign"
                | "ordförandens signatur"
                | "signatur"
                | "sign"
                | "rätt utdraget intygar"
                | "justerandes signatur\tutdragsbestyrkande"
                | "justerandes sign\tutdragsbestyrkande"
                | "justerande\tutdragsbestyrkande"
                | "justerandes signatur utdragsbestyrkande"
                | "justerandes sign utdragsbestyrkande"
        )
}

/// The text with every figure alike, so that running lines with page numbers compare equal.
fn shape(text: &str) -> String {
    let mut shape = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '0'..='9' => {
                if !shape.ends_with('#') {
                    shape.push('#');
                }
            }
            c if c.is_whitespace() => {
                if !shape.ends_with(' ') {
                    shape.push(' ');
                }
            }
            c => shape.extend(c.to_lowercase()),
        }
    }
    shape
}

/// Lines that could stand on several pages by right: section words, sentences, headings, list rows.
fn may_repeat(text: &str) -> bool {
    text.starts_with('§')
        || text.to_lowercase().starts_with("föredragande")
        || text.ends_with(['.', '!', '?', ';'])
        || text.starts_with(['-', '•', '*', '–'])
        || text.starts_with(|c: char| c.is_lowercase())
        || super::sections::marker(text).is_some()
}

/// Takes out what belongs to pages and not to the text,
/// and gives it apart: the header may name the organisation.
pub(crate) fn without_noise(lines: Vec<Line>) -> (Vec<Line>, Vec<Line>) {
    let mut drop = vec![false; lines.len()];
    let paged = lines.last().is_some_and(|line| line.page > 0);
    let mut spots: HashMap<String, (usize, Vec<usize>)> = HashMap::new();
    let mut start = 0;
    while let Some(line) = lines.get(start) {
        let page = line.page;
        let end = lines[start..]
            .iter()
            .position(|line| line.page != page)
            .map_or(lines.len(), |length| start + length);
        for index in start..end {
            let near = index - start < EDGE || end - index <= EDGE;
            if near && paged {
                // Figures may differ from page to page only where one of them is the page's.
                let text = lines[index].text.as_str();
                let key = if PAGE_WITHIN.as_ref().is_some_and(|mark| mark.is_match(text)) {
                    shape(text)
                } else {
                    text.to_lowercase()
                };
                let entry = spots.entry(key).or_default();
                if entry.1.last().is_none_or(|last| lines[*last].page != page) {
                    entry.0 += 1;
                }
                entry.1.push(index);
            }
        }
        start = end;
    }
    for (_, (pages, places)) in spots {
        let Some(text) = places.first().map(|index| lines[*index].text.as_str()) else {
            continue;
        };
        let marked = PAGE_WITHIN.as_ref().is_some_and(|mark| mark.is_match(text));
        if pages >= 2 && (marked || !may_repeat(text)) {
            // The first page's header may be the cover's title: it is told once.
            for index in places {
                let title = lines[index].page == 0 && !marked;
                drop[index] = !title;
            }
        }
    }
    single_page_noise(&lines, &mut drop);
    for (index, line) in lines.iter().enumerate() {
        let text = line.text.as_str();
        let dotted = text.chars().all(|c| {
            matches!(
                c,
                '.' | '…' | '_' | '-' | '=' | '*' | '–' | '—' | ' ' | '\t' | '|'
            )
        });
        if is_page_mark(text) || dotted {
            drop[index] = true;
        }
    }
    // A footer's words without values: `Justerare` belongs to them where the others follow.
    for index in 0..lines.len() {
        if is_footer_word(&lines[index].text) && !followed_by_value(&lines, index) {
            drop[index] = true;
            if index > 0 && lines[index - 1].text.as_str() == "Justerare" {
                drop[index - 1] = true;
            }
        }
    }
    let mut kept = Vec::with_capacity(lines.len());
    let mut header: Vec<Line> = Vec::new();
    let mut gap = false;
    for (line, dropped) in lines.into_iter().zip(drop) {
        if dropped {
            gap |= line.gap;
            if header.len() < 12
                && line.text.chars().any(char::is_alphabetic)
                && !header
                    .iter()
                    .any(|known| known.text.as_str() == line.text.as_str())
            {
                header.push(line);
            }
        } else {
            kept.push(Line {
                gap: line.gap || gap,
                ..line
            });
            gap = false;
        }
    }
    (kept, header)
}

/// `Protokollsutdrag till` with receivers below is a field; with another footer word or nothing below it is not.
fn followed_by_value(lines: &[Line], index: usize) -> bool {
    let text = lines[index].text.as_str();
    if !text.to_lowercase().starts_with("protokollsutdrag") {
        return false;
    }
    lines.get(index + 1).is_some_and(|next| {
        next.page == lines[index].page
            && !is_footer_word(&next.text)
            && !is_page_mark(&next.text)
            && super::outline::heading_number(&next.text).is_none()
            && (!next.gap || text.ends_with(':'))
    })
}

/// Where pages were joined to one, a running line is one that holds a page number more than once, or that stands
/// beside such a line each time.
fn single_page_noise(lines: &[Line], drop: &mut [bool]) {
    let mut shapes: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, line) in lines.iter().enumerate() {
        let text = line.text.as_str();
        if text.len() < 120
            && PAGE_WITHIN.as_ref().is_some_and(|mark| mark.is_match(text))
            && !may_repeat(text)
        {
            shapes.entry(shape(text)).or_default().push(index);
        }
    }
    let mut marks: HashSet<usize> = shapes
        .into_values()
        .filter(|v| v.len() > 1)
        .flatten()
        .collect();
    for index in &marks {
        drop[*index] = true;
    }
    marks.extend(
        lines
            .iter()
            .enumerate()
            .filter(|(_, line)| is_page_mark(&line.text))
            .map(|(index, _)| index),
    );
    if marks.len() < 2 {
        return;
    }
    let mut beside: HashMap<String, Vec<usize>> = HashMap::new();
    for mark in &marks {
        let near = lines
            .iter()
            .enumerate()
            .take(mark + 4)
            .skip(mark.saturating_sub(3));
        for (index, line) in near {
            if !marks.contains(&index) && !may_repeat(&line.text) {
                beside
                    .entry(line.text.to_lowercase())
                    .or_default()
                    .push(index);
            }
        }
    }
    for mut places in beside.into_values() {
        places.sort_unstable();
        places.dedup();
        // The first may be the title.
        for index in places.iter().skip(1) {
            drop[*index] = true;
        }
    }
}
