//! Texts for people, in Swedish and English.

/// The same words in Swedish and in English.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text {
    /// Swedish.
    pub sv: String,
    /// English.
    pub en: String,
}

impl Text {
    /// Both languages at once.
    pub fn new(sv: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            sv: sv.into(),
            en: en.into(),
        }
    }

    /// The text in one language.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Swedish => &self.sv,
            Language::English => &self.en,
        }
    }
}

/// The same words in both languages, known when the program is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    /// Swedish.
    pub sv: &'static str,
    /// English.
    pub en: &'static str,
}

impl Label {
    /// The text in one language.
    pub fn in_language(&self, language: Language) -> &'static str {
        match language {
            Language::Swedish => self.sv,
            Language::English => self.en,
        }
    }
}

/// A language that texts for people exist in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Language {
    /// Svenska, the language of the record.
    #[default]
    Swedish,
    /// English.
    English,
}

/// Joins names as a sentence does: "a, b och c".
pub fn list(items: &[String], language: Language) -> String {
    let and = match language {
        Language::Swedish => "och",
        Language::English => "and",
    };
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {and} {last}", first.join(", ")),
    }
}
