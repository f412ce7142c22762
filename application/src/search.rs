//! Swedish search terms: inflected forms of a word find each other.
//!
//! Terms are made here and not by a database, so that both engines give the same hits in the same order.

use std::collections::BTreeMap;

/// Words too common to find anything by.
const STOP: &[&str] = &[
    "och", "att", "det", "som", "en", "ett", "den", "de", "av", "för", "med", "på", "till", "är",
    "i", "om", "har", "inte", "ska", "skall", "vid", "från", "var", "kan", "så", "men", "eller",
    "även", "detta", "dessa", "denna", "under", "enligt", "the", "of", "and",
];

/// Plural and other forms that no ending explains.
const IRREGULAR: &[(&str, &str)] = &[
    ("ledamöter", "ledamot"),
    ("ledamöterna", "ledamot"),
    ("ledamöternas", "ledamot"),
    ("ledamöters", "ledamot"),
    ("ledamotens", "ledamot"),
    ("ledamoten", "ledamot"),
    ("beslöt", "beslut"),
    ("beslöts", "beslut"),
    ("beslutar", "beslut"),
    ("beslutade", "beslut"),
    ("beslutades", "beslut"),
    ("beslutat", "beslut"),
    ("besluta", "beslut"),
    ("män", "man"),
    ("männen", "man"),
    ("barnen", "barn"),
    ("barnens", "barn"),
    ("länder", "land"),
    ("länderna", "land"),
    ("städer", "stad"),
    ("städerna", "stad"),
    ("händer", "hand"),
    ("böcker", "bok"),
    ("möten", "möte"),
    ("mötena", "möte"),
    ("mötet", "möte"),
    ("mötets", "möte"),
    ("ärenden", "ärende"),
    ("ärendet", "ärende"),
    ("ärendena", "ärende"),
    ("ärendets", "ärende"),
    ("uppdragen", "uppdrag"),
];

/// Endings of nouns and adjectives, longest first; each needs a stem of at least three letters.
const ENDINGS: &[&str] = &[
    "heternas", "heterna", "hetens", "heters", "heten", "heter", "arnas", "ernas", "ornas", "arna",
    "erna", "orna", "ades", "andet", "ande", "nas", "ade", "ens", "ets", "ers", "ars", "ors",
    "ena", "are", "ast", "ad", "at", "en", "et", "er", "ar", "or", "na", "as", "es", "a", "e", "n",
    "t", "s",
];

const VOWELS: &[char] = &['a', 'e', 'i', 'o', 'u', 'y', 'å', 'ä', 'ö', 'é'];

/// The term that a word is searched under.
///
/// # Examples
/// ```
/// use application::search::term;
/// assert_eq!(term("beslutet"), term("beslut"));
/// assert_eq!(term("ledamöter"), term("ledamot"));
/// assert_eq!(term("förbundets"), term("förbund"));
/// ```
pub fn term(word: &str) -> String {
    let lower = word.to_lowercase();
    if lower.chars().any(|letter| letter.is_ascii_digit()) {
        return lower;
    }
    let mut stem = IRREGULAR
        .iter()
        .find(|(form, _)| *form == lower)
        .map_or(lower.as_str(), |(_, base)| *base);
    // Case and definite ending, then what is left of the plural or verb: until nothing more comes off, so that every
    // form arrives at the same stem however many endings it had.
    loop {
        let shorter = ENDINGS.iter().find_map(|ending| {
            // A lone n or t is an ending after a vowel alone: möte-t and styrelse-n, but rapport and plan.
            let lone = matches!(*ending, "n" | "t");
            stem.strip_suffix(ending).filter(|rest| {
                let ended = rest.ends_with(VOWELS);
                rest.chars().count() >= if lone { 4 } else { 3 }
                    && if lone { ended } else { rest.contains(VOWELS) }
            })
        });
        match shorter {
            Some(rest) => stem = rest,
            None => break,
        }
    }
    stem.to_owned()
}

/// The words of a text with their places in it, in bytes.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text.get(rest..)?.find(char::is_alphanumeric)?;
        let tail = text.get(start..)?;
        let length = tail
            .find(|letter: char| !letter.is_alphanumeric())
            .unwrap_or(tail.len());
        rest = start + length;
        Some((start, tail.get(..length)?))
    })
}

/// The distinct terms of a query, in order; words that stand everywhere are left out unless there is nothing else.
pub fn terms(query: &str) -> Vec<String> {
    let all: Vec<(String, bool)> = words(query)
        .map(|(_, word)| (term(word), STOP.contains(&word.to_lowercase().as_str())))
        .collect();
    let only_stop = all.iter().all(|(_, stop)| *stop);
    let mut distinct = Vec::new();
    for (term, stop) in all {
        if (only_stop || !stop) && !distinct.contains(&term) {
            distinct.push(term);
        }
    }
    distinct.truncate(16);
    distinct
}

/// The terms of texts with their weights: each text counts by its factor, repetition by ever less.
pub fn weigh<'a>(texts: impl IntoIterator<Item = (&'a str, i32)>) -> BTreeMap<String, i32> {
    let mut counts: BTreeMap<String, i32> = BTreeMap::new();
    for (text, factor) in texts {
        for (_, word) in words(text) {
            let count = counts.entry(term(word)).or_default();
            *count = count.saturating_add(factor);
        }
    }
    // 100 · n / (n + 4) in whole numbers: the same on every machine and engine.
    counts
        .values_mut()
        .for_each(|count| *count = 100_i32.saturating_mul(*count) / (*count).saturating_add(4));
    counts
}

/// The mark before a hit in an excerpt.
pub const BEFORE: &str = "**";

/// The part of a text around the first hit, with every hit in it between `**`; at most some 240 characters.
/// `None` where no word of the text is searched under any of the terms.
pub fn excerpt(text: &str, terms: &[String]) -> Option<String> {
    let hits: Vec<(usize, usize)> = words(text)
        .filter(|(_, word)| terms.contains(&term(word)))
        .map(|(start, word)| (start, start + word.len()))
        .collect();
    let (first, _) = *hits.first()?;
    let from = words(text)
        .map(|(start, _)| start)
        .find(|start| start + 100 >= first)
        .unwrap_or(0);
    let to = words(text)
        .map(|(start, word)| start + word.len())
        .take_while(|end| *end <= from + 240)
        .last()
        .unwrap_or(text.len())
        .max(hits.first().map_or(0, |(_, end)| *end));
    let mut out = String::new();
    if from > 0 {
        out.push('…');
    }
    let mut at = from;
    for (start, end) in hits
        .into_iter()
        .filter(|(start, end)| *start >= from && *end <= to)
    {
        out.push_str(text.get(at..start)?);
        out.push_str(BEFORE);
        out.push_str(text.get(start..end)?);
        out.push_str(BEFORE);
        at = end;
    }
    out.push_str(text.get(at..to)?);
    if text
        .get(to..)
        .is_some_and(|rest| rest.chars().any(char::is_alphanumeric))
    {
        out.push('…');
    }
    Some(out.replace('\n', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inflected_forms_find_each_other() {
        for family in [
            &[
                "beslut",
                "beslutet",
                "besluten",
                "beslutets",
                "beslutade",
                "beslutar",
            ][..],
            &["ledamot", "ledamöter", "ledamöterna", "ledamotens"],
            &[
                "förbund",
                "förbundet",
                "förbundets",
                "förbunden",
                "förbundens",
            ],
            &["protokoll", "protokollet", "protokollets", "protokollen"],
            &["budget", "budgeten", "budgetens", "budgetar", "budgetarna"],
            &[
                "kommun",
                "kommuner",
                "kommunerna",
                "kommunernas",
                "kommunens",
            ],
            &["rapport", "rapporten", "rapporter", "rapporterna"],
            &["ersättare", "ersättaren", "ersättarna"],
            &["styrelse", "styrelsen", "styrelsens", "styrelser"],
            &["verksamhetsplan", "verksamhetsplanen", "verksamhetsplaner"],
            &["möte", "mötet", "möten", "mötena"],
            &["enhet", "enheten", "enheter", "enheterna"],
        ] {
            let terms: std::collections::BTreeSet<_> =
                family.iter().map(|word| term(word)).collect();
            assert_eq!(terms.len(), 1, "{family:?} gave {terms:?}");
        }
    }

    #[test]
    fn different_words_stay_apart() {
        for (one, other) in [
            ("budget", "beslut"),
            ("region", "religion"),
            ("plan", "plats"),
            ("styrelse", "styrgrupp"),
            ("2024", "2025"),
        ] {
            assert_ne!(term(one), term(other));
        }
    }

    #[test]
    fn a_query_of_common_words_alone_still_searches() {
        assert_eq!(terms("och att"), [term("och"), term("att")]);
        assert_eq!(
            terms("beslut om budgeten, beslutet"),
            [term("beslut"), term("budget")]
        );
        assert!(terms(" – !").is_empty());
    }

    #[test]
    fn an_excerpt_marks_every_form_of_the_word() {
        let text = "Styrelsen beslutar att anta budget för 2024. Budgeten gäller från januari.";
        assert_eq!(
            excerpt(text, &terms("budgetar")).as_deref(),
            Some(
                "Styrelsen beslutar att anta **budget** för 2024. **Budgeten** gäller från januari"
            )
        );
        assert_eq!(excerpt(text, &terms("jäv")), None);
    }

    #[test]
    fn an_excerpt_of_a_long_text_is_cut_at_words() {
        let text = format!("{} budget {}", "ååå ".repeat(200), "äää ".repeat(200));
        let excerpt = excerpt(&text, &terms("budget")).expect("a hit");
        assert!(excerpt.starts_with('…') && excerpt.ends_with('…') && excerpt.len() < 300);
    }
}
