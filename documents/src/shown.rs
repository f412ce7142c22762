//! Text that may be shown: whatever could hide, reorder or break what a reader sees is made visible.

use serde::Serialize;

/// A text in which every character that is no part of a text for people stands as its code point, `[U+202E]`.
///
/// Records are kept as they were printed, so hostile characters may be in them; a document that people sign must not
/// read otherwise on paper than it does to a machine. XML and PDF also forbid most of these characters.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub(crate) struct Shown(String);

impl Shown {
    /// The text as it may be shown.
    pub(crate) fn new(text: &str) -> Self {
        let text = text.replace("\r\n", "\n");
        let mut shown = String::with_capacity(text.len());
        for letter in text.trim_matches(['\n', ' ']).chars() {
            match letter {
                '\n' => shown.push('\n'),
                '\t' => shown.push(' '),
                '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => shown.push('\n'),
                // Without width and without meaning in a line of text: nothing is lost with them.
                '\u{200b}' | '\u{feff}' => {}
                _ if misleads(letter) => shown.push_str(&code_point(letter)),
                _ => shown.push(letter),
            }
        }
        Self(shown)
    }

    /// Punctuation of ours, its spaces kept.
    pub(crate) fn joint(text: &'static str) -> Self {
        Self(text.to_owned())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// How a character is named where it cannot stand itself.
pub(crate) fn code_point(letter: char) -> String {
    format!("[U+{:04X}]", u32::from(letter))
}

/// Controls, marks that turn the direction of writing, tags, private and unassigned-for-ever characters.
fn misleads(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}'
            | '\u{fff9}'..='\u{fffb}' | '\u{fdd0}'..='\u{fdef}'
            | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{e0fff}' | '\u{f0000}'..='\u{10ffff}')
        || u32::from(letter) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_misleads_is_made_visible_and_the_rest_stays() {
        for (text, shown) in [
            (
                "Årsredovisning – 5 § «a»\u{a0}kr 🙂 שלום",
                "Årsredovisning – 5 § «a»\u{a0}kr 🙂 שלום",
            ),
            ("nej\u{202e}aj", "nej[U+202E]aj"),
            ("a\0b\u{1b}[0m", "a[U+0000]b[U+001B][0m"),
            ("rad\r\nrad\u{2028}rad", "rad\nrad\nrad"),
            ("\u{feff}x\u{200b}\u{fffe}", "x[U+FFFE]"),
            ("\u{e0041}", "[U+E0041]"),
        ] {
            assert_eq!(Shown::new(text).as_str(), shown);
        }
    }
}
