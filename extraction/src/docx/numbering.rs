//! Numbers that Word gives by itself: `§ 12` before a heading stands in no text, only in the numbering.

use super::{Step, Xml, attribute};
use crate::Refused;
use std::collections::HashMap;
use std::io::BufRead;

/// One level of a list.
#[derive(Debug, Clone)]
struct Level {
    start: u32,
    format: String,
    text: String,
    /// Whether every number in it is shown in digits.
    legal: bool,
    /// The level whose number begins this one anew; 0 for none.
    restart: Option<usize>,
}

impl Default for Level {
    fn default() -> Self {
        Self {
            start: 1,
            format: "decimal".to_owned(),
            text: String::new(),
            legal: false,
            restart: None,
        }
    }
}

/// A list as it is used: which scheme, and with which levels changed.
#[derive(Debug, Clone, Default)]
struct Used {
    scheme: String,
    starts: HashMap<usize, u32>,
    levels: HashMap<usize, Level>,
    begun: bool,
}

/// A style's part in the numbering.
#[derive(Debug, Clone, Default)]
struct Style {
    list: Option<String>,
    level: Option<usize>,
    based_on: Option<String>,
    begins_page: Option<bool>,
}

/// What stands before which paragraph, and how far each list has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    schemes: HashMap<String, HashMap<usize, Level>>,
    used: HashMap<String, Used>,
    styles: HashMap<String, Style>,
    /// The style that a level of a scheme is bound to.
    bound: HashMap<(String, String), usize>,
    default_style: Option<String>,
    counted: HashMap<String, Vec<Option<u32>>>,
}

/// Most levels of a list.
const LEVELS: usize = 9;

impl Numbering {
    /// Reads the numbering, or the styles that refer to it.
    pub(super) fn learn<R: BufRead>(&mut self, xml: &mut Xml<R>) -> Result<(), Refused> {
        let (mut scheme, mut list, mut style) = (None::<String>, None::<String>, None::<String>);
        let mut level = 0;
        loop {
            let start = match xml.next()? {
                Step::Start(start) => start,
                Step::Done => return Ok(()),
                _ => continue,
            };
            let value = || attribute(&start, "val");
            let number = || value().and_then(|value| value.parse::<u32>().ok());
            let name = start.local_name();
            match name.as_ref() {
                "abstractNum" => {
                    scheme = attribute(&start, "abstractNumId");
                    list = None;
                }
                "num" => {
                    list = attribute(&start, "numId");
                    scheme = None;
                }
                "style" => {
                    style = attribute(&start, "styleId");
                    let is_default = attribute(&start, "default");
                    if attribute(&start, "type").as_deref() == Some("paragraph")
                        && matches!(is_default.as_deref(), Some("1" | "true" | "on"))
                    {
                        self.default_style.clone_from(&style);
                    }
                }
                "lvl" | "lvlOverride" => {
                    let stated = attribute(&start, "ilvl").and_then(|stated| stated.parse().ok());
                    level = stated.unwrap_or(0).min(LEVELS - 1);
                }
                "pStyle" => {
                    if let (Some(scheme), Some(style)) = (&scheme, value()) {
                        self.bound.insert((scheme.clone(), style), level);
                    }
                }
                "abstractNumId" => {
                    if let (Some(list), Some(scheme)) = (&list, value()) {
                        self.used.entry(list.clone()).or_default().scheme = scheme;
                    }
                }
                "startOverride" => {
                    if let (Some(list), Some(start)) = (&list, number()) {
                        let used = self.used.entry(list.clone()).or_default();
                        used.starts.insert(level, start);
                    }
                }
                "start" | "numFmt" | "lvlText" | "isLgl" | "lvlRestart" => {
                    let Some(level) = self.level(scheme.as_ref(), list.as_ref(), level) else {
                        continue;
                    };
                    match name.as_ref() {
                        "start" => level.start = number().unwrap_or(1),
                        "numFmt" => level.format = value().unwrap_or_default(),
                        "lvlText" => level.text = value().unwrap_or_default(),
                        "isLgl" => level.legal = super::is_on(&start),
                        _ => level.restart = number().map(|restart| restart as usize),
                    }
                }
                "basedOn" | "numId" | "ilvl" | "pageBreakBefore" => {
                    let Some(style) = &style else {
                        continue;
                    };
                    let style = self.styles.entry(style.clone()).or_default();
                    match name.as_ref() {
                        "basedOn" => style.based_on = value(),
                        "numId" => style.list = value(),
                        "pageBreakBefore" => style.begins_page = Some(super::is_on(&start)),
                        _ => style.level = number().map(|level| level as usize),
                    }
                }
                name if name.ends_with("Change") => xml.skip()?,
                _ => {}
            }
        }
    }

    fn level(
        &mut self,
        scheme: Option<&String>,
        list: Option<&String>,
        level: usize,
    ) -> Option<&mut Level> {
        let levels = match (scheme, list) {
            (Some(scheme), _) => self.schemes.entry(scheme.clone()).or_default(),
            (None, Some(list)) => &mut self.used.entry(list.clone()).or_default().levels,
            (None, None) => return None,
        };
        Some(levels.entry(level).or_default())
    }

    /// Whether each paragraph of a style begins a page.
    pub(super) fn begins_page(&self, style: &str) -> bool {
        let mut named = Some(style);
        // Styles may be based on each other in a ring.
        for _ in 0..20 {
            let Some(style) = named.and_then(|name| self.styles.get(name)) else {
                return false;
            };
            if let Some(begins) = style.begins_page {
                return begins;
            }
            named = style.based_on.as_deref();
        }
        false
    }

    /// The list and level of a paragraph, by itself or by its style.
    fn place(
        &self,
        style: Option<&str>,
        list: Option<&str>,
        level: Option<usize>,
    ) -> Option<(String, usize)> {
        let (mut list, mut level) = (list.map(str::to_owned), level);
        let mut named = style.map(str::to_owned).or(self.default_style.clone());
        let direct = list.is_some();
        // Styles may be based on each other in a ring.
        for _ in 0..20 {
            let Some(style) = named.as_ref().and_then(|name| self.styles.get(name)) else {
                break;
            };
            if let (None, Some(found)) = (&list, &style.list) {
                list = Some(found.clone());
            }
            level = level.or(style.level);
            if list.is_some() && level.is_some() {
                break;
            }
            if let (false, Some(list), Some(name)) = (direct, &list, &named) {
                let scheme = self.used.get(list).map(|used| used.scheme.clone())?;
                if let Some(bound) = self.bound.get(&(scheme, name.clone())) {
                    level = Some(*bound);
                    break;
                }
            }
            named.clone_from(&style.based_on);
        }
        // 0 takes a paragraph out of the list of its style.
        let list = list.filter(|list| list != "0")?;
        Some((list, level.unwrap_or(0).min(LEVELS - 1)))
    }

    /// What stands before a paragraph, which counts by being asked for.
    pub(super) fn next(
        &mut self,
        style: Option<&str>,
        list: Option<&str>,
        level: Option<usize>,
    ) -> Option<String> {
        let (list, level) = self.place(style, list, level)?;
        let used = self.used.get_mut(&list)?;
        let scheme = used.scheme.clone();
        let counted = self.counted.entry(scheme.clone()).or_default();
        counted.resize(LEVELS, None);
        if !used.begun {
            used.begun = true;
            for at in used.starts.keys().filter(|at| **at < LEVELS) {
                if let Some(count) = counted.get_mut(*at) {
                    *count = None;
                }
            }
        }
        let levels = self.schemes.get(&scheme);
        let used = self.used.get(&list)?;
        let of = |at: usize| used.levels.get(&at).or_else(|| levels?.get(&at));
        let start = |at: usize| {
            let stated = used.starts.get(&at).copied();
            stated.unwrap_or_else(|| of(at).map_or(1, |level| level.start))
        };
        let count = counted.get(level).copied().flatten();
        let count = count.map_or_else(|| start(level), |count| count.saturating_add(1));
        for (at, counted) in counted.iter_mut().enumerate() {
            if at == level {
                *counted = Some(count);
            } else if at > level {
                let restart = of(at).and_then(|level| level.restart);
                if restart.is_none_or(|restart| restart != 0 && level < restart) {
                    *counted = None;
                }
            } else if counted.is_none() {
                // A level that is passed over counts as begun.
                *counted = Some(start(at));
            }
        }
        let own = of(level)?;
        if own.format == "bullet" {
            return Some("\u{2022}".to_owned());
        }
        let mut text = own.text.clone();
        for (at, counted) in counted.iter().enumerate().take(level + 1) {
            let format = of(at).map_or("decimal", |level| level.format.as_str());
            let format = if own.legal { "decimal" } else { format };
            let shown = shown(format, counted.unwrap_or(1));
            text = text.replace(&format!("%{}", at + 1), &shown);
        }
        Some(text).filter(|text| !text.trim().is_empty())
    }
}

/// A number in a format of Word's.
fn shown(format: &str, number: u32) -> String {
    match format {
        "none" => String::new(),
        "decimalZero" => format!("{number:02}"),
        "lowerLetter" => letters(number, b'a'),
        "upperLetter" => letters(number, b'A'),
        "lowerRoman" => roman(number).to_lowercase(),
        "upperRoman" => roman(number),
        _ => number.to_string(),
    }
}

/// a to z, then aa, bb and on.
fn letters(number: u32, first: u8) -> String {
    let Some(number) = number.checked_sub(1) else {
        return String::new();
    };
    let times = (number / 26 + 1).min(20) as usize;
    let letter = u8::try_from(number % 26).unwrap_or(0);
    char::from(first + letter).to_string().repeat(times)
}

fn roman(number: u32) -> String {
    if number > 3999 {
        return number.to_string();
    }
    let signs = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let (mut left, mut text) = (number, String::new());
    for (value, sign) in signs {
        while left >= value {
            text.push_str(sign);
            left -= value;
        }
    }
    text
}
