//! For which items somebody was there: `§§ 88-93, 95-101`, `t.o.m. § 15`, `ej § 147`.

use super::printed::Printed;
use regex::Regex;
use std::sync::LazyLock;

/// Item numbers, both ends included; an open end is the meeting's.
pub(crate) type Interval = (Option<u32>, Option<u32>);

static MENTION: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)§|\b(?:fr\.?\s?o\.?\s?m\.?|t\.?\s?o\.?\s?m\.?|från och med|till och med|del av|utom|punkt(?:erna)?)\s*(?:§|\d|punkt)|^(?:ej\s+)?\d{1,4}(?:\s*[-–]+\s*\d{1,4})?$").ok()
});
static TOKEN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(fr\.?\s?o\.?\s?m\.?|från och med|från|efter|anlän\w*|ankom\w*|t\.?\s?o\.?\s?m\.?|till och med|till|lämna\w*|avvek|utgick|del av|delvis|ej|inte|utom|förutom|undantag\w*|ej under|§+|[-–—]+|kl(?:ockan)?\.?\s*\d{1,2}[.:]\d{2}|\d{1,4})").ok()
});
static NONE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:medverkar|deltar|närvarar|medverkade|deltog|närvarade)\s+(?:enbart|endast|bara)\s+(?:inför|före|innan|efter)\s+(?:mötet|sammanträdet)").ok()
});

fn fits(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern
        .as_ref()
        .is_some_and(|pattern| pattern.is_match(text))
}

/// Whether a text says for which items somebody was there.
pub(crate) fn mentions(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit()) && fits(&MENTION, text)
}

/// Present for none of the items.
pub(crate) fn is_none(text: &str) -> bool {
    fits(&NONE, text)
}

/// Nothing else is in the text.
pub(crate) fn is_only(text: &str) -> bool {
    let lower = text.to_lowercase();
    let left: String = match TOKEN.as_ref() {
        Some(token) => token.replace_all(&lower, " ").into_owned(),
        None => lower,
    };
    left.split(|c: char| !c.is_alphabetic()).all(|word| {
        word.is_empty()
            || matches!(
                word,
                "närvarande"
                    | "under"
                    | "och"
                    | "samt"
                    | "deltar"
                    | "deltog"
                    | "vid"
                    | "för"
                    | "mötet"
                    | "sammanträdet"
                    | "i"
                    | "behandlingen"
                    | "av"
                    | "punkt"
                    | "punkterna"
                    | "ärende"
                    | "på"
                    | "distans"
                    | "paragraf"
                    | "a"
                    | "b"
                    | "närvaro"
                    | "gick"
                    | "kom"
                    | "anslöt"
                    | "frånvarande"
                    | "därefter"
                    | "representation"
                    | "genom"
            )
            || word.len() < 2
    })
}

/// What stands before the numbers and their words, and the part with the numbers.
pub(crate) fn parts(text: &Printed) -> (Printed, Printed) {
    static START: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)(?:^|\s)(?:(?:närvarande|deltar|deltog|under|vid|ej|inte|utom|förutom|del av|fr\.?\s?o\.?\s?m\.?|t\.?\s?o\.?\s?m\.?|från och med|till och med|från|till|anlän\w*|lämna\w*|mötet|sammanträdet|efter)\s+)*(?:§|(?:fr\.?\s?o\.?\s?m\.?|t\.?\s?o\.?\s?m\.?|från och med|till och med|punkt(?:erna)?|del av)\s*\d|\d)").ok()
    });
    match START.as_ref().and_then(|p| p.find(text)) {
        Some(found) => (
            text.to(found.start()).tidy(),
            text.from(found.start()).tidy(),
        ),
        None => (Printed::default(), text.clone()),
    }
}

/// The last number before `därefter`.
pub(crate) fn last_number(text: &str) -> Option<u32> {
    let head = text.find("därefter").map_or(text, |at| &text[..at]);
    let digits: Vec<&str> = head
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .collect();
    digits
        .last()?
        .parse()
        .ok()
        .filter(|number| *number < 99_999)
}

/// Reads the intervals; nothing where the words give none.
pub(crate) fn intervals(text: &str) -> Option<Vec<Interval>> {
    let head = text.find("därefter").map_or(text, |at| &text[..at]);
    let mut out: Vec<Interval> = Vec::new();
    let mut excluded: Vec<(u32, u32)> = Vec::new();
    let mut from = false;
    let mut after = false;
    let mut to = false;
    let mut not = false;
    let mut range = false;
    let mut last: Option<(u32, bool)> = None;
    for found in TOKEN.as_ref()?.find_iter(head) {
        let token = found.as_str().to_lowercase();
        let token = token.trim();
        if let Ok(number) = token.parse::<u32>() {
            if number == 0 || number > 99_999 {
                continue;
            }
            if range && let Some((start, excluding)) = last {
                if number >= start {
                    if excluding {
                        excluded.pop();
                        excluded.push((start, number));
                    } else {
                        out.pop();
                        out.push((Some(start), Some(number)));
                    }
                }
                last = None;
            } else if not {
                excluded.push((number, number));
                last = Some((number, true));
            } else if from || after {
                out.push((Some(if after { number + 1 } else { number }), None));
                last = None;
            } else if to {
                match out.last_mut() {
                    Some((Some(start), end @ None)) if *start <= number => *end = Some(number),
                    _ => out.push((None, Some(number))),
                }
                last = None;
            } else {
                out.push((Some(number), Some(number)));
                last = Some((number, false));
            }
            (from, after, to, range) = (false, false, false, false);
        } else if token.starts_with(['-', '–', '—']) {
            range = last.is_some();
        } else if token.starts_with('§') {
        } else if token.starts_with("kl") {
            return None;
        } else if token.starts_with('f') && token != "förutom"
            || token.starts_with("anl")
            || token.starts_with("ank")
        {
            (from, to, not) = (true, false, false);
        } else if token == "efter" {
            if !to {
                after = true;
            }
        } else if token.starts_with('t')
            || token.starts_with("lämna")
            || token == "avvek"
            || token == "utgick"
        {
            (to, from, after) = (true, false, false);
        } else if token.starts_with("del") {
            (from, to) = (false, false);
        } else {
            not = true;
        }
    }
    if !excluded.is_empty() && out.is_empty() {
        excluded.sort_unstable();
        let mut start: Option<u32> = None;
        for (first, last) in excluded {
            if start.is_none_or(|start| start < first) && first > 1 {
                out.push((start, Some(first - 1)));
            }
            start = Some(last + 1);
        }
        out.push((start, None));
    }
    (!out.is_empty()).then_some(out)
}
