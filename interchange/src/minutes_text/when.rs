//! Days and times in all their forms.

use chrono::{Datelike, NaiveDate, Weekday};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A day that a text states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stated {
    pub(crate) date: NaiveDate,
    pub(crate) at: Range<usize>,
    /// The weekday printed with it.
    pub(crate) weekday: Option<Weekday>,
    /// The year was printed.
    pub(crate) whole: bool,
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"];
const WEEKDAYS: [(&str, Weekday); 7] = [
    ("mån", Weekday::Mon),
    ("tis", Weekday::Tue),
    ("ons", Weekday::Wed),
    ("tor", Weekday::Thu),
    ("fre", Weekday::Fri),
    ("lör", Weekday::Sat),
    ("sön", Weekday::Sun),
];

static ISO: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?i)\b(?:(måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag)(?:en)?,?\s+(?:den\s+)?)?((?:19|20)\d{2})\s?[-–.]\s?(\d{1,2})\s?[-–.]\s?(\d{1,2})\b").ok());
static LONG: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:(måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag)(?:en)?,?\s+)?(?:den\s+)?(\d{1,2})(?::?e)?\s+(januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december|jan|feb|apr|aug|sept|sep|okt|nov|dec)\b\.?(?:\s+((?:19|20)\d{2})\b)?").ok()
});
static SLASH: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:(måndag|tisdag|onsdag|torsdag|fredag|lördag|söndag)(?:en)?,?\s+)?(?:den\s+)?(\d{1,2})/(\d{1,2})(?:\s?[- ]\s?((?:19|20)\d{2}))?\b").ok()
});
static SIX: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\b((?:19|20)?\d{2})(\d{2})(\d{2})\b").ok());
static SPAN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:\b(kl(?:ockan)?\.?)\s*)?\b(\d{1,2})(?:[.:](\d{2}))?\s*(?:[-–—]+|\btill\b|\bto\b)\s*(?:kl(?:ockan)?\.?\s*)?(\d{1,2})(?:[.:](\d{2}))?(-\d)?\b").ok()
});
static CLOCK: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?i)\b(kl(?:ockan)?\.?\s*)?(\d{1,2})[.:](\d{2})\b").ok());
static HOUR: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?i)\bkl(?:ockan)?\.?\s*(\d{1,2})\b").ok());

fn weekday(word: Option<regex::Match<'_>>) -> Option<Weekday> {
    let word = word?.as_str().to_lowercase();
    WEEKDAYS.iter().find(|(name, _)| word.starts_with(name)).map(|(_, day)| *day)
}

fn number(found: Option<regex::Match<'_>>) -> Option<u32> {
    found?.as_str().parse().ok()
}

/// Days in a text, in order. A day without a year takes it from `base`: the first in which it does not lie before
/// `base` where `ahead`, else the same year.
pub(crate) fn days(text: &str, base: Option<NaiveDate>, ahead: bool) -> Vec<Stated> {
    let mut out: Vec<Stated> = Vec::new();
    if !text.contains(|c: char| c.is_ascii_digit()) {
        return out;
    }
    let place = |month: u32, day: u32| -> Option<NaiveDate> {
        let base = base?;
        let same = NaiveDate::from_ymd_opt(base.year(), month, day);
        if ahead && same.is_none_or(|same| same < base) {
            return NaiveDate::from_ymd_opt(base.year() + 1, month, day);
        }
        same
    };
    if let Some(iso) = ISO.as_ref() {
        for found in iso.captures_iter(text) {
            let date = number(found.get(2)).zip(number(found.get(3))).zip(number(found.get(4)));
            let date = date.and_then(|((year, month), day)| NaiveDate::from_ymd_opt(year as i32, month, day));
            if let (Some(date), Some(whole)) = (date, found.get(0)) {
                out.push(Stated { date, at: whole.range(), weekday: weekday(found.get(1)), whole: true });
            }
        }
    }
    if let Some(long) = LONG.as_ref() {
        for found in long.captures_iter(text) {
            let month = found.get(3).map(|m| m.as_str().to_lowercase());
            let month = month.and_then(|word| MONTHS.iter().position(|month| word.starts_with(month))).map(|index| index as u32 + 1);
            let (Some(month), Some(day), Some(whole)) = (month, number(found.get(2)), found.get(0)) else { continue };
            let year = number(found.get(4));
            let date = match year {
                Some(year) => NaiveDate::from_ymd_opt(year as i32, month, day),
                None => place(month, day),
            };
            if let Some(date) = date {
                out.push(Stated { date, at: whole.range(), weekday: weekday(found.get(1)), whole: year.is_some() });
            }
        }
    }
    if let Some(slash) = SLASH.as_ref() {
        for found in slash.captures_iter(text) {
            let (Some(day), Some(month), Some(whole)) = (number(found.get(2)), number(found.get(3)), found.get(0)) else { continue };
            let year = number(found.get(4));
            let date = match year {
                Some(year) => NaiveDate::from_ymd_opt(year as i32, month, day),
                None => place(month, day),
            };
            if let Some(date) = date {
                out.push(Stated { date, at: whole.range(), weekday: weekday(found.get(1)), whole: year.is_some() });
            }
        }
    }
    out.sort_by_key(|day| day.at.start);
    out.dedup_by(|later, earlier| later.at.start < earlier.at.end);
    out
}

/// A six-digit or eight-digit day, `230517`, where a label says that it is one.
pub(crate) fn labelled_day(text: &str, base: Option<NaiveDate>) -> Option<Stated> {
    if let Some(day) = days(text, base, false).into_iter().next() {
        return Some(day);
    }
    let found = SIX.as_ref()?.captures(text)?;
    let year = number(found.get(1))?;
    let year = if year < 100 { 2000 + year } else { year };
    let date = NaiveDate::from_ymd_opt(year as i32, number(found.get(2))?, number(found.get(3))?)?;
    Some(Stated { date, at: found.get(0)?.range(), weekday: None, whole: true })
}

/// Times of a meeting: start and end, and where they stand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Times {
    pub(crate) start: Option<(String, Range<usize>)>,
    pub(crate) end: Option<(String, Range<usize>)>,
    /// All that was printed for them, `klockan 08.30-12.00`.
    pub(crate) whole: Range<usize>,
}

fn clock(hour: Option<u32>, minute: Option<u32>) -> Option<String> {
    let (hour, minute) = (hour?, minute?);
    (hour < 24 && minute < 60).then(|| format!("{hour:02}:{minute:02}"))
}

/// The first times in a text.
pub(crate) fn times(text: &str) -> Times {
    let mut times = Times::default();
    if let Some(span) = SPAN.as_ref() {
        for found in span.captures_iter(text) {
            let minutes = found.get(3).is_some() || found.get(5).is_some();
            if !minutes && found.get(1).is_none() {
                continue;
            }
            let start = clock(number(found.get(2)), number(found.get(3)).or(Some(0)));
            let ended = found.get(6).is_none() && (found.get(5).is_some() || found.get(3).is_none());
            let end = if ended { clock(number(found.get(4)), number(found.get(5)).or(Some(0))) } else { None };
            if let (Some(start), Some(whole), Some(from)) = (start, found.get(0), found.get(2)) {
                let to = found.get(3).map_or(from.end(), |m| m.end());
                times.start = Some((start, from.start()..to));
                if let (Some(end), Some(from)) = (end, found.get(4)) {
                    let to = found.get(5).map_or(from.end(), |m| m.end());
                    times.end = Some((end, from.start()..to));
                }
                times.whole = whole.range();
                return times;
            }
        }
    }
    if let Some(found) = CLOCK.as_ref().and_then(|clock| clock.captures(text)) {
        if let (Some(start), Some(whole), Some(from), Some(to)) = (clock(number(found.get(2)), number(found.get(3))), found.get(0), found.get(2), found.get(3)) {
            times.start = Some((start, from.start()..to.end()));
            times.whole = whole.range();
            return times;
        }
    }
    if let Some(found) = HOUR.as_ref().and_then(|hour| hour.captures(text)) {
        if let (Some(start), Some(whole), Some(from)) = (clock(number(found.get(1)), Some(0)), found.get(0), found.get(1)) {
            times.start = Some((start, from.range()));
            times.whole = whole.range();
        }
    }
    times
}
