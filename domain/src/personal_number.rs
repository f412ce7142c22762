//! Personal numbers (personnummer, samordningsnummer) in running text: what may not stand in a public record.

use crate::Date;
use std::ops::Range;

/// What stands in a text for a personal number.
pub const HIDDEN: &str = "[personnummer]";

/// Where personal numbers stand in a text, in bytes.
///
/// A number is taken for one where its day can be a day of birth (for a coordination number the day plus 60) and its
/// last digit is the check digit. With a dash, a plus or white space it is six or eight and four digits, without ten or
/// twelve. A corporate identity number has a third digit of 2 or more, which is no month, and is none.
///
/// # Legal source
/// Lag (2018:218) 3 kap. 10 §: processed without consent only where clearly justified. Folkbokföringslag (1991:481)
/// 18 § and lag (2022:1697) for the numbers.
///
/// # Examples
/// ```
/// use domain::personal_number::found;
/// assert_eq!(found("Ärende om 850709-9805, bifall."), [11..22]);
/// assert!(found("Dnr 850709-9806, org.nr 222000-0000").is_empty());
/// ```
pub fn found(text: &str) -> Vec<Range<usize>> {
    // Every text that anybody reads is looked through, and few have the digits for it.
    if text.bytes().filter(u8::is_ascii_digit).count() < 10 {
        return Vec::new();
    }
    let runs = runs(text);
    let mut found: Vec<Range<usize>> = Vec::new();
    for (place, run) in runs.iter().enumerate() {
        let digits = text.get(run.clone()).unwrap_or_default();
        let next = runs.get(place + 1);
        let range = match digits.len() {
            // Ten digits that start as mobile numbers do are taken for one.
            10 if digits.starts_with("07") => None,
            10 | 12 => Some(run.clone()),
            6 | 8 => next
                .filter(|next| next.len() == 4)
                .filter(|next| text.get(run.end..next.start).is_some_and(joins))
                .map(|next| run.start..next.end),
            _ => None,
        };
        found.extend(range.filter(|range| is_one(text.get(range.clone()).unwrap_or_default())));
    }
    found
}

/// A text without personal numbers.
pub fn without(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for range in found(text) {
        out.push_str(text.get(copied..range.start).unwrap_or_default());
        out.push_str(HIDDEN);
        copied = range.end;
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    out
}

/// Whether what stands between date and number joins them: a dash or a plus, with white space or a line break around it
/// or alone.
fn joins(between: &str) -> bool {
    let dash = between.trim_matches(char::is_whitespace);
    let dashes = [
        "", "-", "+", "–", "—", "\u{ad}", "\u{2010}", "\u{2011}", "\u{2212}",
    ];
    !between.is_empty() && between.chars().count() <= 3 && dashes.contains(&dash)
}

/// The longest runs of digits.
fn runs(text: &str) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (place, letter) in text.char_indices() {
        if !letter.is_ascii_digit() {
            continue;
        }
        match runs.last_mut() {
            Some(run) if run.end == place => run.end = place + 1,
            _ => runs.push(place..place + 1),
        }
    }
    runs
}

fn is_one(written: &str) -> bool {
    let digits: Vec<u32> = written.chars().filter_map(|c| c.to_digit(10)).collect();
    let (century, short) = match digits.as_slice() {
        [thousands, hundreds, short @ ..] if short.len() == 10 => {
            (Some(thousands * 10 + hundreds), short)
        }
        short if short.len() == 10 => (None, short),
        _ => return false,
    };
    let number = |place: usize| match short.get(place..place + 2) {
        Some([tens, ones]) => tens * 10 + ones,
        _ => 0,
    };
    let (year, month, day) = (number(0), number(2), number(4));
    let day = if day > 60 { day - 60 } else { day };
    let born = |century: u32| {
        let year = i32::try_from(century * 100 + year).ok();
        year.and_then(|year| Date::from_ymd_opt(year, month, day))
            .is_some()
    };
    let possible = match century {
        Some(century) => (18..=20).contains(&century) && born(century),
        None => born(19) || born(20),
    };
    possible && checks(short)
}

/// Whether the last digit is the check digit of the others.
fn checks(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .enumerate()
        .map(|(place, digit)| {
            let weighed = digit * if place % 2 == 0 { 2 } else { 1 };
            weighed / 10 + weighed % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_in_every_form_and_left_out() {
        for (text, left) in [
            ("850709-9805", "[personnummer]"),
            ("19850709-9805", "[personnummer]"),
            ("198507099805", "[personnummer]"),
            ("8507099805", "[personnummer]"),
            ("850709+9805", "[personnummer]"),
            ("850709–9805", "[personnummer]"),
            ("850709 9805", "[personnummer]"),
            ("850709 - 9805", "[personnummer]"),
            ("850709-\n9805", "[personnummer]"),
            ("850709\u{2011}9805", "[personnummer]"),
            ("(850709-9805)", "([personnummer])"),
            ("pnr850709-9805.", "pnr[personnummer]."),
            (
                "850709-9805 och 701063-2391",
                "[personnummer] och [personnummer]",
            ),
            ("20000229-0005", "[personnummer]"),
        ] {
            assert_eq!(without(text), left, "{text}");
        }
    }

    #[test]
    fn other_numbers_are_left_alone() {
        for text in [
            "",
            "850709-9806",
            "850709-98051",
            "1850709-9805",
            "17850709-9805",
            "851309-9807",
            "850732-9806",
            "222000-0000",
            "2025-03-12",
            "dnr 2025/14",
            "1 000 000 kr",
            "100000000000",
            "19000229-0006",
            "070-123 45 67",
            "0701234569",
            "850709,  9805",
            "§§ 65–69",
        ] {
            assert_eq!(without(text), text);
        }
    }
}
