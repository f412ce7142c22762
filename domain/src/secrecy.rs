//! Secrecy (sekretess): notes that something in a record is presumed to be secret.
//!
//! A marking is a note and no decision: whether something is secret is examined each time that somebody asks to have it
//! out.
//!
//! # Legal source
//! Offentlighets- och sekretesslag (2009:400) 5 kap. 5 §: where it can be presumed that something in an official document
//! may not be disclosed, the authority may note it. The note tells the provision, the day and the authority.

use crate::Date;
use crate::id::{AttachmentId, MeetingId, ParagraphId, SecrecyId};
use crate::text::Text;
use std::fmt;

/// The SFS number of offentlighets- och sekretesslagen.
pub const OSL: &str = "2009:400";

/// What stands in place of words that are withheld: always as long, so that it tells nothing of theirs.
pub const BLOCK: &str = "█████";

/// The chapters of OSL that hold provisions of secrecy.
const CHAPTERS: std::ops::RangeInclusive<u16> = 15..=43;

/// Ordinals of a section's paragraphs (stycken), in order.
const ORDINALS: [(&str, &str); 9] = [
    ("första", "first"),
    ("andra", "second"),
    ("tredje", "third"),
    ("fjärde", "fourth"),
    ("femte", "fifth"),
    ("sjätte", "sixth"),
    ("sjunde", "seventh"),
    ("åttonde", "eighth"),
    ("nionde", "ninth"),
];

/// The provision that something is presumed to be secret under.
///
/// # Examples
/// ```
/// use domain::secrecy::Basis;
/// let basis = Basis::parse("26 kap. 1 § första stycket", None).unwrap();
/// assert_eq!(basis.to_string(), "26 kap. 1 § första stycket OSL");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Basis {
    /// The chapter; an act other than OSL may have none.
    pub chapter: Option<u16>,
    /// The section (paragraf).
    pub section: u16,
    /// Its letter, as in `8 a §`.
    pub letter: Option<char>,
    /// The paragraph of it (stycke), from 1.
    pub paragraph: Option<u8>,
    /// The SFS number of the act, `2009:400` for OSL.
    pub act: String,
}

/// Why a text names no provision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoBasis {
    /// Not of the form of a provision.
    Form,
    /// A chapter of OSL without provisions of secrecy, or none.
    Chapter,
    /// Not an SFS number.
    Act,
}

impl NoBasis {
    /// In words.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Form => "expected a provision such as 26 kap. 1 § or 18 kap. 8 a § andra stycket",
            Self::Chapter => {
                "provisions of secrecy stand in chapters 15 to 43 of OSL; name the chapter"
            }
            Self::Act => "expected the SFS number of an act, such as 2009:400",
        }
    }
}

fn number(text: &str) -> Option<u16> {
    let digits = !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
    let number: u16 = digits.then(|| text.parse().ok()).flatten()?;
    (number > 0 && !text.starts_with('0')).then_some(number)
}

/// Whether a text is an SFS number: a year and a running number.
fn is_sfs(text: &str) -> bool {
    text.split_once(':').is_some_and(|(year, running)| {
        year.len() == 4
            && number(year).is_some_and(|year| (1700..=2200).contains(&year))
            && number(running).is_some()
    })
}

impl Basis {
    /// Reads a provision, of OSL where no other act is named.
    ///
    /// # Errors
    /// [`NoBasis`].
    pub fn parse(provision: &str, act: Option<&str>) -> Result<Self, NoBasis> {
        let act = act.map_or(OSL, str::trim);
        if !is_sfs(act) {
            return Err(NoBasis::Act);
        }
        let words: Vec<&str> = provision.split_whitespace().collect();
        let (chapter, rest) = match words.as_slice() {
            [chapter, "kap.", rest @ ..] => (Some(number(chapter).ok_or(NoBasis::Form)?), rest),
            rest => (None, rest),
        };
        let (section, letter, rest) = match rest {
            [section, "§", rest @ ..] => (section, None, rest),
            [section, letter, "§", rest @ ..] => {
                let mut letters = letter.chars();
                let only = letters.next().filter(char::is_ascii_lowercase);
                let only = only.filter(|_| letters.next().is_none());
                (section, Some(only.ok_or(NoBasis::Form)?), rest)
            }
            _ => return Err(NoBasis::Form),
        };
        let place = |ordinal: &str| {
            let place = ORDINALS.iter().position(|(sv, _)| *sv == ordinal)?;
            u8::try_from(place + 1).ok()
        };
        let paragraph = match rest {
            [] => None,
            [ordinal, "stycket"] => Some(place(ordinal).ok_or(NoBasis::Form)?),
            _ => return Err(NoBasis::Form),
        };
        let in_osl = act == OSL;
        if in_osl && !chapter.is_some_and(|chapter| CHAPTERS.contains(&chapter)) {
            return Err(NoBasis::Chapter);
        }
        Ok(Self {
            chapter,
            section: number(section).ok_or(NoBasis::Form)?,
            letter,
            paragraph,
            act: act.to_owned(),
        })
    }

    /// The provision without its act: `26 kap. 1 §`.
    pub fn provision(&self) -> String {
        let mut text = String::new();
        if let Some(chapter) = self.chapter {
            text.push_str(&format!("{chapter} kap. "));
        }
        text.push_str(&self.section.to_string());
        if let Some(letter) = self.letter {
            text.push_str(&format!(" {letter}"));
        }
        text.push_str(" §");
        if let Some((sv, _)) = self.ordinal() {
            text.push_str(&format!(" {sv} stycket"));
        }
        text
    }

    fn ordinal(&self) -> Option<(&'static str, &'static str)> {
        let place = usize::from(self.paragraph?).checked_sub(1)?;
        ORDINALS.get(place).copied()
    }

    /// What stands for all to read in place of what is secret.
    pub fn label(&self) -> Text {
        let mut en = String::new();
        if let Some(chapter) = self.chapter {
            en.push_str(&format!("chapter {chapter}, "));
        }
        en.push_str(&format!("section {}", self.section));
        if let Some(letter) = self.letter {
            en.push_str(&format!(" {letter}"));
        }
        if let Some((_, ordinal)) = self.ordinal() {
            en.push_str(&format!(", {ordinal} paragraph"));
        }
        let act = match self.act.as_str() {
            OSL => "OSL (2009:400)".to_owned(),
            other => format!("SFS {other}"),
        };
        Text::new(
            format!("Sekretess enligt {self}"),
            format!("Secrecy under {en}, {act}"),
        )
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.act.as_str() {
            OSL => write!(formatter, "{} OSL", self.provision()),
            other => write!(formatter, "{} (SFS {other})", self.provision()),
        }
    }
}

/// What is presumed to be secret.
#[derive(Clone, PartialEq, Eq)]
pub enum Scope {
    /// A § with all that stands under it.
    Paragraph(ParagraphId),
    /// Words of a §, wherever they stand in it.
    Words(ParagraphId, Vec<String>),
    /// An attachment.
    Attachment(AttachmentId),
}

impl fmt::Debug for Scope {
    /// Never the words.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Paragraph(id) => write!(formatter, "{id}"),
            Self::Words(id, words) => write!(formatter, "{} words of {id}", words.len()),
            Self::Attachment(id) => write!(formatter, "{id}"),
        }
    }
}

impl Scope {
    /// The § that it is, or has words of.
    pub const fn paragraph(&self) -> Option<ParagraphId> {
        match self {
            Self::Paragraph(id) | Self::Words(id, _) => Some(*id),
            Self::Attachment(_) => None,
        }
    }

    /// The attachment that it is.
    pub const fn attachment(&self) -> Option<AttachmentId> {
        match self {
            Self::Attachment(id) => Some(*id),
            Self::Paragraph(_) | Self::Words(..) => None,
        }
    }

    /// Whether it is a whole §.
    pub const fn is_whole(&self) -> bool {
        matches!(self, Self::Paragraph(_))
    }
}

/// That a marking was taken back: what it withheld is shown again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lifted {
    /// The day.
    pub on: Date,
    /// By whom, issuer and subject.
    pub by: String,
}

/// A note that something in a record is presumed to be secret (sekretessmarkering).
#[derive(Clone, PartialEq, Eq)]
pub struct Marking {
    /// Identity.
    pub id: SecrecyId,
    /// The meeting whose record it is.
    pub meeting: MeetingId,
    /// What.
    pub scope: Scope,
    /// Under which provision.
    pub basis: Basis,
    /// The day of the note.
    pub on: Date,
    /// By whom, issuer and subject; empty for viewers whom it is withheld from.
    pub by: String,
    /// What was noted beside; it is no less secret.
    pub note: Option<String>,
    /// That it was taken back.
    pub lifted: Option<Lifted>,
}

impl fmt::Debug for Marking {
    /// Never the note, nor the words.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} of {:?} ({})",
            self.id, self.scope, self.basis
        )
    }
}

impl Marking {
    /// Whether it stands.
    pub const fn stands(&self) -> bool {
        self.lifted.is_none()
    }

    /// The same as everybody may read it: that something is withheld, since when and under which provision.
    #[must_use]
    pub fn told(&self) -> Self {
        let scope = match &self.scope {
            Scope::Words(id, _) => Scope::Words(*id, Vec::new()),
            other => other.clone(),
        };
        Self {
            scope,
            by: String::new(),
            note: None,
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn osl(text: &str) -> Result<Basis, NoBasis> {
        Basis::parse(text, None)
    }

    #[test]
    fn a_provision_reads_back_as_it_was_written() {
        for text in [
            "26 kap. 1 §",
            "15 kap. 1 §",
            "43 kap. 13 §",
            "18 kap. 8 a §",
            "26 kap. 1 § första stycket",
            "21 kap. 3 b § nionde stycket",
        ] {
            let basis = osl(text).unwrap();
            assert_eq!(basis.provision(), text);
            assert_eq!(basis.to_string(), format!("{text} OSL"));
        }
        let spaced = osl("  26   kap.  1  § ").unwrap();
        assert_eq!(spaced, osl("26 kap. 1 §").unwrap());
    }

    #[test]
    fn what_is_no_provision_is_refused() {
        for text in [
            "",
            "26",
            "26 kap.",
            "26 kap. §",
            "26 kap 1 §",
            "26 kap. 0 §",
            "026 kap. 1 §",
            "26 kap. 1 A §",
            "26 kap. 1 ab §",
            "26 kap. 1 § tionde stycket",
            "26 kap. 1 § första",
            "26 kap. 1 § OSL",
            "26 kap. 12345 §",
            "kap. 1 §",
            "<script> kap. 1 §",
        ] {
            assert_eq!(osl(text), Err(NoBasis::Form), "{text}");
        }
    }

    #[test]
    fn a_chapter_of_osl_without_secrecy_is_refused() {
        for text in ["14 kap. 1 §", "44 kap. 1 §", "1 kap. 1 §", "7 §"] {
            assert_eq!(osl(text), Err(NoBasis::Chapter), "{text}");
        }
        assert!(osl("15 kap. 1 §").is_ok() && osl("43 kap. 1 §").is_ok());
    }

    #[test]
    fn another_act_is_named_by_its_number() {
        let other = Basis::parse("7 §", Some("2018:218")).unwrap();
        assert_eq!(other.to_string(), "7 § (SFS 2018:218)");
        assert_eq!(other.label().en, "Secrecy under section 7, SFS 2018:218");
        assert!(Basis::parse("1 kap. 2 §", Some("1949:105")).is_ok());
        for act in [
            "",
            "OSL",
            "2009",
            "2009:",
            ":400",
            "209:400",
            "2009:0400",
            "2009:40000",
        ] {
            assert_eq!(Basis::parse("7 §", Some(act)), Err(NoBasis::Act), "{act}");
        }
    }

    #[test]
    fn the_label_tells_the_provision_in_both_languages() {
        let label = osl("18 kap. 8 a § andra stycket").unwrap().label();
        assert_eq!(label.sv, "Sekretess enligt 18 kap. 8 a § andra stycket OSL");
        assert_eq!(
            label.en,
            "Secrecy under chapter 18, section 8 a, second paragraph, OSL (2009:400)"
        );
    }

    #[test]
    fn what_everybody_reads_of_a_marking_has_no_words_and_no_note() {
        let held = Marking {
            id: SecrecyId::from_uuid(uuid::Uuid::nil()),
            meeting: MeetingId::from_uuid(uuid::Uuid::nil()),
            scope: Scope::Words(
                ParagraphId::from_uuid(uuid::Uuid::nil()),
                vec!["Hemlig".to_owned()],
            ),
            basis: osl("26 kap. 1 §").unwrap(),
            on: Date::from_ymd_opt(2026, 3, 12).unwrap(),
            by: "https://issuer a".to_owned(),
            note: Some("Hemlig".to_owned()),
            lifted: None,
        };
        assert!(!format!("{held:?} {:?}", held.told()).contains("Hemlig"));
        let told = held.told();
        assert_eq!((told.by.as_str(), &told.note), ("", &None));
        assert_eq!(
            told.scope,
            Scope::Words(held.scope.paragraph().unwrap(), vec![])
        );
        assert!(told.stands());
    }
}
