//! Printed names that are nobody's exactly: a surname, initials, an office, several persons in one.

use super::roster::Line;
use crate::name::{fold, initials, is_initials, organisation_key};

/// Words of office that are no part of a name.
const OFFICES: [&str; 11] = [
    "ledamot",
    "ledamoten",
    "ersättare",
    "ersättaren",
    "tjänstgörande",
    "ordförande",
    "ordföranden",
    "vice",
    "förste",
    "andre",
    "representanten",
];

/// One person that a print speaks of.
#[derive(Debug)]
pub(super) struct Printed<'a> {
    text: &'a str,
    /// The words of the name, folded, each with whether it is cut short; none where only an office is printed.
    words: Vec<(String, bool)>,
}

/// The persons that a print speaks of: `Ask och Dahl` are two.
pub(super) fn persons(print: &str) -> Vec<Printed<'_>> {
    print
        .split(" och ")
        .flat_map(|part| part.split(" samt "))
        .flat_map(|part| part.split([',', '&', '/', ';']))
        .map(|part| part.split('(').next().unwrap_or(part).trim())
        .filter(|part| part.chars().any(char::is_alphabetic))
        .map(|text| Printed {
            text,
            words: words(text)
                .filter(|word| word.chars().next().is_some_and(char::is_uppercase))
                .map(|word| {
                    let bare = word.trim_end_matches('.');
                    let short = bare.len() < word.len() || bare.chars().count() == 1;
                    (fold(bare), short)
                })
                .filter(|(word, _)| !OFFICES.contains(&word.as_str()))
                .collect(),
        })
        .collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| letter.is_whitespace() || letter == '-')
        .filter(|word| !word.is_empty())
}

impl Printed<'_> {
    /// Whether a line of the attendance list may be meant. An office alone may be anybody's.
    pub fn may_be(&self, held: &Line<'_>) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let names: Vec<&str> = words(&held.name).collect();
        let is_of = |(word, short): &(String, bool), name: &str| {
            word == name || (*short && name.starts_with(word.as_str()))
        };
        let printed_in_part = self
            .words
            .iter()
            .all(|word| names.iter().any(|name| is_of(word, name)));
        let printed_with_more = !names.is_empty()
            && names
                .iter()
                .all(|name| self.words.iter().any(|word| is_of(word, name)));
        let by_initials = is_initials(self.text) && initials(&held.line.person.name) == self.text;
        let by_organisation = held
            .organisation
            .as_ref()
            .is_some_and(|key| *key == organisation_key(self.text));
        printed_in_part || printed_with_more || by_initials || by_organisation
    }
}
