//! What is said in the language of a document, whatever it prints.

use super::{plain, quoted};
use crate::document::{Fact, Line, Run};
use crate::shown::Shown;
use crate::words;
use domain::Date;
use domain::text::{Label, Language};

/// Whatever is printed in one language.
pub(crate) trait Wording {
    /// The language.
    fn language(&self) -> Language;

    /// Words of ours.
    fn words(&self, label: Label) -> Shown {
        Shown::new(label.in_language(self.language()))
    }

    /// Words of ours within a line.
    fn say(&self, label: Label) -> Run {
        Run::Words(self.words(label))
    }

    /// Yes or no.
    fn yes_or_no(&self, answer: bool) -> Run {
        self.say(if answer { words::YES } else { words::NO })
    }

    /// A label with its values; where there is none, that nothing is stated.
    fn fact(&self, label: Label, values: Vec<Line>) -> Fact {
        Fact {
            label: self.words(label),
            values: if values.is_empty() {
                vec![vec![self.say(words::NOT_STATED)]]
            } else {
                values
            },
        }
    }

    /// A label with what the record says; nothing where it says nothing.
    fn stated(&self, label: Label, value: Option<&str>) -> Option<Fact> {
        value.map(|value| self.fact(label, vec![vec![quoted(value)]]))
    }

    /// A label with a list of what the record says; nothing where the list is empty.
    fn listed<'t>(&self, label: Label, values: impl IntoIterator<Item = &'t str>) -> Option<Fact> {
        let values: Vec<Line> = values
            .into_iter()
            .map(|value| vec![quoted(value)])
            .collect();
        (!values.is_empty()).then(|| self.fact(label, values))
    }

    /// A label with a date, or with a line to fill in.
    fn dated(&self, label: Label, date: Option<Date>) -> Fact {
        self.fact(label, vec![vec![date.map_or(Run::Blank, Run::Date)]])
    }

    /// Where the document is found.
    fn found_at(&self, address: Option<&str>) -> Vec<Line> {
        let line = |address| {
            vec![
                self.say(words::ADDRESS),
                plain(": "),
                Run::Words(Shown::new(address)),
            ]
        };
        address.map(line).into_iter().collect()
    }
}
