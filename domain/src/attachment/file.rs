//! What a file is: its name, its type, its size and its digest.

use thiserror::Error;

/// A file as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// Its name.
    pub name: FileName,
    /// Its type, as its content shows.
    pub media: MediaType,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of its content.
    pub digest: Digest,
}

/// The types that a file may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MediaType {
    /// PDF.
    Pdf,
    /// Word.
    Docx,
    /// Excel.
    Xlsx,
    /// PowerPoint.
    Pptx,
    /// OpenDocument text.
    Odt,
    /// OpenDocument spreadsheet.
    Ods,
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// Plain text in UTF-8.
    Text,
    /// Comma-separated values in UTF-8.
    Csv,
}

impl MediaType {
    /// Every type.
    pub const ALL: [Self; 10] = [
        Self::Pdf,
        Self::Docx,
        Self::Xlsx,
        Self::Pptx,
        Self::Odt,
        Self::Ods,
        Self::Png,
        Self::Jpeg,
        Self::Text,
        Self::Csv,
    ];

    /// The registered name, without parameters.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => {
                "application/vnd.openxmlformats-officedocument.presentationml.presentation"
            }
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Text => "text/plain",
            Self::Csv => "text/csv",
        }
    }

    /// The type with a registered name, parameters and case set aside.
    pub fn parse(text: &str) -> Option<Self> {
        let name = text.split(';').next().unwrap_or_default().trim();
        Self::ALL
            .into_iter()
            .find(|held| held.as_str().eq_ignore_ascii_case(name))
    }

    /// What a name of such a file ends with, the usual one first.
    pub const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Docx => &["docx"],
            Self::Xlsx => &["xlsx"],
            Self::Pptx => &["pptx"],
            Self::Odt => &["odt"],
            Self::Ods => &["ods"],
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Text => &["txt"],
            Self::Csv => &["csv"],
        }
    }

    /// Whether a browser may show it in place. Everything else is saved: what an office program opens may carry more
    /// than it shows.
    pub const fn is_shown(self) -> bool {
        matches!(self, Self::Pdf | Self::Png | Self::Jpeg | Self::Text)
    }

    /// Whether it is text, of which every byte must be UTF-8.
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::Csv)
    }
}

/// A SHA-256, hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest(String);

impl Digest {
    /// Reads 64 lower-case hexadecimal digits; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        (text.len() == 64 && text.bytes().all(digits)).then(|| Self(text.to_owned()))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a text is no name of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Unnamed {
    /// Nothing is there.
    #[error("must not be empty")]
    Empty,
    /// It is too long.
    #[error("must have at most {} characters", FileName::LONGEST)]
    TooLong,
    /// It holds what is no part of a name.
    #[error("must not hold {0:?}")]
    Character(char),
    /// It starts with a dot, or ends with one.
    #[error("must not start or end with a dot")]
    Dot,
    /// Its ending is another type's.
    #[error("must end with .{0}, as files of this type do")]
    Ending(&'static str),
}

/// The name of a file: one line without folders, safe to save under.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileName(String);

impl FileName {
    /// Longest name, in characters.
    pub const LONGEST: usize = 200;

    /// Reads a name.
    ///
    /// # Errors
    /// [`Unnamed`]: nothing is repaired, so that a file has the name that its office gave it or none.
    ///
    /// # Examples
    /// ```
    /// use domain::attachment::{FileName, Unnamed};
    /// assert_eq!(FileName::parse("Årsredovisning 2025.pdf").map(|name| name.to_string()),
    ///     Ok("Årsredovisning 2025.pdf".to_owned()));
    /// assert_eq!(FileName::parse("../a.pdf"), Err(Unnamed::Character('/')));
    /// ```
    pub fn parse(text: &str) -> Result<Self, Unnamed> {
        let name = text.trim();
        if name.is_empty() {
            return Err(Unnamed::Empty);
        }
        if name.chars().count() > Self::LONGEST {
            return Err(Unnamed::TooLong);
        }
        if let Some(found) = name.chars().find(|found| is_hostile(*found)) {
            return Err(Unnamed::Character(found));
        }
        if name.starts_with('.') || name.ends_with('.') {
            return Err(Unnamed::Dot);
        }
        Ok(Self(name.to_owned()))
    }

    /// A name that tells nothing but the type: `bilaga.pdf`.
    pub fn bare(media: MediaType) -> Self {
        let ending = media.endings().first().copied().unwrap_or_default();
        Self(format!("bilaga.{ending}"))
    }

    /// The name, where its ending is that of a type.
    ///
    /// # Errors
    /// [`Unnamed::Ending`].
    pub fn of_type(self, media: MediaType) -> Result<Self, Unnamed> {
        let ending = self.0.rsplit_once('.').map(|(_, ending)| ending);
        let fits = |own: &&str| ending.is_some_and(|ending| ending.eq_ignore_ascii_case(own));
        if media.endings().iter().any(fits) {
            return Ok(self);
        }
        let usual = media.endings().first().copied();
        Err(Unnamed::Ending(usual.unwrap_or_default()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name without its ending.
    pub fn stem(&self) -> &str {
        self.0.rsplit_once('.').map_or(&self.0, |(stem, _)| stem)
    }
}

impl std::fmt::Display for FileName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// What names of folders are made of, what systems read as something else than a name, what ends a header, and what
/// makes a name look like another.
fn is_hostile(found: char) -> bool {
    found.is_control()
        || matches!(found, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
        || matches!(found, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}')
}
