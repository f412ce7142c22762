//! Sums of money, as printed and in öre.

use super::printed::Printed;
use regex::Regex;
use std::sync::LazyLock;

/// A sum.
#[derive(Debug, Clone)]
pub(crate) struct Sum {
    pub(crate) text: Printed,
    /// Öre, where the text states the sum exactly.
    pub(crate) ore: Option<i64>,
}

static SUM: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:\b(drygt|ca\.?|cirka|omkring|ungefär|runt|knappt|närmare|nästan|över|uppskattningsvis|mellan|i storleksordningen)\s+)?(?:(minus)\s+|([-–−])\s?)?\b(\d{1,3}(?:[ .]\d{3})+|\d+)(?:([.,])(\d{1,3}))?\s?(kronor|kr|tkr|ksek|tusen kronor|tusen kr|mnkr|mkr|m\.kr|msek|miljoner kronor|miljoner kr|miljoner|miljon kronor|miljon kr|miljon|miljarder kronor|miljarder kr|miljarder|milj\. kr|milj\. kronor|milj kr|milj|sek|:-)(\s+back\b)?").ok()
});

/// Sums of a text, in order.
pub(crate) fn sums(text: &Printed) -> Vec<Sum> {
    let mut out = Vec::new();
    let Some(pattern) = SUM.as_ref().filter(|_| text.contains(|c: char| c.is_ascii_digit())) else { return out };
    for found in pattern.captures_iter(text) {
        let (Some(whole), Some(figure), Some(unit)) = (found.get(0), found.get(4), found.get(7)) else { continue };
        let after = text[whole.end()..].chars().next();
        if after.is_some_and(|c| c.is_alphanumeric()) && !unit.as_str().ends_with('.') {
            continue;
        }
        let before = text[..whole.start()].chars().next_back();
        if found.get(1).is_none() && before.is_some_and(|c| c.is_alphanumeric() || matches!(c, ',' | '/')) {
            continue;
        }
        let unit = unit.as_str().to_lowercase();
        let ore_of_one: i64 = if unit.starts_with("kr") || unit == "sek" || unit == ":-" {
            100
        } else if unit.starts_with("tkr") || unit.starts_with("tusen") || unit == "ksek" {
            100_000
        } else if unit.starts_with("miljard") {
            100_000_000_000
        } else {
            100_000_000
        };
        // A dash joins a range, and is a minus only where nothing stands before.
        let minus = found.get(2).is_some()
            || found.get(8).is_some()
            || found.get(3).is_some() && before.is_none_or(|c| c.is_whitespace() || c == '(');
        let hedged = found.get(1).is_some();
        let start = if found.get(3).is_some() && !minus { figure.start() } else { whole.start() };
        let printed = text.part(start..whole.end());
        let ore = (!hedged).then(|| exact(figure.as_str(), found.get(6).map_or("", |m| m.as_str()), ore_of_one)).flatten();
        out.push(Sum { text: printed, ore: ore.map(|ore| if minus { -ore } else { ore }) });
    }
    out
}

fn exact(whole: &str, fraction: &str, unit: i64) -> Option<i64> {
    let digits: String = whole.chars().filter(char::is_ascii_digit).collect();
    let mut ore = digits.parse::<i64>().ok()?.checked_mul(unit)?;
    if !fraction.is_empty() {
        let scale = 10_i64.checked_pow(fraction.len() as u32)?;
        let part = fraction.parse::<i64>().ok()?.checked_mul(unit)?;
        if part % scale != 0 {
            return None;
        }
        ore = ore.checked_add(part / scale)?;
    }
    (ore.abs() < 1_000_000_000_000_000).then_some(ore)
}
