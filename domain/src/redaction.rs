//! Redaction (maskering): personal data that is blotted from a record for good.

use crate::Date;
use std::ops::Range;

/// What stands in place of what was blotted.
pub const BLOT: &str = "[maskerat]";

/// Fewest characters of words that are blotted.
const FEWEST: usize = 3;

/// Most characters.
const MOST: usize = 500;

/// That something was blotted from a record.
///
/// # Legal source
/// Europaparlamentets och rådets förordning (EU) 2016/679 articles 5, 10 and 17; arkivlag (1990:782) 10 §: what an
/// authority erases it must have support for, which is what the ground names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redaction {
    /// The day.
    pub on: Date,
    /// On what ground, in words that all may read.
    pub ground: String,
}

/// Why words cannot be blotted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// Too few characters, or too many.
    Length,
    /// No letter and no digit, or brackets: they would blot what is blotted already.
    Signs,
}

impl Unfit {
    /// In words.
    pub fn reason(self) -> String {
        match self {
            Self::Length => format!("must have {FEWEST} to {MOST} characters"),
            Self::Signs => {
                "must have letters or digits, no brackets, and be no part of the mark itself"
                    .to_owned()
            }
        }
    }
}

/// Words to be blotted wherever they stand.
///
/// They are found as they are written, upper and lower case told apart, and whole: "Eva" is not found in
/// "Evakuering", but in "Evas", a genitive.
///
/// # Examples
/// ```
/// use domain::redaction::Words;
/// let words = Words::new(["Eva Ek".to_owned()]).unwrap();
/// assert_eq!(words.blotted("Eva Eks ärende").as_deref(), Some("[maskerat]s ärende"));
/// assert_eq!(words.blotted("Eva Ekman"), None);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Words(Vec<String>);

impl std::fmt::Debug for Words {
    /// Never what they are: they are about to be forgotten.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} to be blotted", self.0.len())
    }
}

impl Words {
    /// Words, white space around them taken away.
    ///
    /// # Errors
    /// The place of the first that cannot be blotted, and why.
    pub fn new(words: impl IntoIterator<Item = String>) -> Result<Self, (usize, Unfit)> {
        let mut held = Vec::new();
        for (place, word) in words.into_iter().enumerate() {
            let word = word.trim();
            if !(FEWEST..=MOST).contains(&word.chars().count()) {
                return Err((place, Unfit::Length));
            }
            let brackets = word.contains(['[', ']']);
            if brackets || BLOT.contains(word) || !word.chars().any(char::is_alphanumeric) {
                return Err((place, Unfit::Signs));
            }
            held.push(word.to_owned());
        }
        // A name before a part of it.
        held.sort_by_key(|word| std::cmp::Reverse(word.len()));
        held.dedup();
        Ok(Self(held))
    }

    /// Each of them.
    pub fn each(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether any of them stands in a text.
    pub fn stand_in(&self, text: &str) -> bool {
        self.0.iter().any(|word| !found(text, word).is_empty())
    }

    /// A text without them; `None` where none stands in it.
    pub fn blotted(&self, text: &str) -> Option<String> {
        let mut out: Option<String> = None;
        for word in &self.0 {
            let held = out.as_deref().unwrap_or(text);
            let places = found(held, word);
            if places.is_empty() {
                continue;
            }
            let (mut blotted, mut copied) = (String::with_capacity(held.len()), 0);
            for place in places {
                blotted.push_str(held.get(copied..place.start).unwrap_or_default());
                blotted.push_str(BLOT);
                copied = place.end;
            }
            blotted.push_str(held.get(copied..).unwrap_or_default());
            out = Some(blotted);
        }
        out
    }
}

/// Where a word stands whole in a text, in bytes.
fn found(text: &str, word: &str) -> Vec<Range<usize>> {
    let places = text.match_indices(word).map(|(at, _)| at..at + word.len());
    places
        .filter(|place| {
            let before = text.get(..place.start).unwrap_or_default();
            let after = text.get(place.end..).unwrap_or_default();
            // A word that begins or ends with a sign has its bounds in itself.
            let begins = !word.starts_with(char::is_alphanumeric)
                || !before.ends_with(char::is_alphanumeric);
            begins && (!word.ends_with(char::is_alphanumeric) || ends(after))
        })
        .collect()
}

/// Whether a word may end before this: at no letter or digit, or at the s of a genitive alone.
fn ends(after: &str) -> bool {
    let rest = after.strip_prefix('s').unwrap_or(after);
    !after.starts_with(char::is_alphanumeric) || !rest.starts_with(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(held: &[&str]) -> Words {
        Words::new(held.iter().map(|word| (*word).to_owned())).unwrap()
    }

    #[test]
    fn words_are_blotted_whole_and_everywhere() {
        let eva = words(&["Eva"]);
        let cases = [
            ("Eva", Some("[maskerat]")),
            ("Evas barn", Some("[maskerat]s barn")),
            (
                "Eva, Eva och Eva.",
                Some("[maskerat], [maskerat] och [maskerat]."),
            ),
            ("Eva-Lisa", Some("[maskerat]-Lisa")),
            ("Evakuering", None),
            ("Evast", None),
            ("Åeva eva EVA", None),
            ("Medeva", None),
            ("xEva", None),
            ("", None),
        ];
        for (text, wanted) in cases {
            assert_eq!(eva.blotted(text).as_deref(), wanted, "{text}");
            assert_eq!(eva.stand_in(text), wanted.is_some(), "{text}");
        }
    }

    #[test]
    fn a_name_goes_before_a_part_of_it_and_nothing_is_blotted_twice() {
        let both = words(&["Åsa", "Åsa Öberg"]);
        assert_eq!(
            both.blotted("Åsa Öberg, sedan Åsa").as_deref(),
            Some("[maskerat], sedan [maskerat]")
        );
        let once = both.blotted("Åsa Öberg").unwrap();
        assert_eq!(both.blotted(&once), None);
    }

    #[test]
    fn a_word_with_signs_at_its_ends_has_its_bounds_in_itself() {
        let held = words(&["(sjukskriven)"]);
        assert_eq!(
            held.blotted("Bo(sjukskriven)x").as_deref(),
            Some("Bo[maskerat]x")
        );
    }

    #[test]
    fn what_would_blot_too_much_or_the_mark_itself_is_unfit() {
        let unfit = |word: &str| Words::new(["Eva Ek".to_owned(), word.to_owned()]).unwrap_err();
        for word in ["", "  ", "Bo", " Bo ", &"x".repeat(501)] {
            assert_eq!(unfit(word), (1, Unfit::Length), "{word}");
        }
        for word in ["---", "[maskerat]", "maskerat", "[Eva", "Eva]"] {
            assert_eq!(unfit(word), (1, Unfit::Signs), "{word}");
        }
        assert!(Words::new(["Ek1".to_owned(), "x".repeat(500)]).is_ok());
    }
}
