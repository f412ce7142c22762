//! Why a file's text is not given.

use thiserror::Error;

/// Why a file was not read. The text is English; [`Refused::swedish`] has the Swedish one.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refused {
    /// No byte in it.
    #[error("the file is empty")]
    Empty,
    /// More bytes than are read.
    #[error("the file is larger than {limit} bytes")]
    TooLarge {
        /// How many are read.
        limit: usize,
    },
    /// A file of another kind.
    #[error("{found} is not read; PDF, DOCX and plain text are")]
    NotRead {
        /// What it is, as far as that shows.
        found: &'static str,
    },
    /// Text whose letters cannot be told.
    #[error("the text is in no encoding that is known: UTF-8, UTF-16 and Windows-1252 are")]
    UnknownEncoding,
    /// A file with macros.
    #[error("the document holds macros; save it as .docx without them")]
    Macros,
    /// A file that is locked.
    #[error("the file is encrypted; save it without password and restrictions")]
    Encrypted,
    /// A PDF that is pictures alone.
    #[error("the PDF has no text layer: its pages are pictures; run text recognition first")]
    NoTextLayer,
    /// A PDF whose letters are known by their shape alone.
    #[error("the fonts of the PDF do not tell which letters they show")]
    UnreadableFonts,
    /// A file that does not keep to its format.
    #[error("the {format} is malformed: {what}")]
    Malformed {
        /// Which format.
        format: &'static str,
        /// What is wrong.
        what: &'static str,
    },
    /// More in it than minutes hold.
    #[error("the file holds too much: {what}")]
    TooMuch {
        /// Of what.
        what: &'static str,
    },
    /// Reading took too long.
    #[error("the file was not read in {seconds} seconds")]
    TooSlow {
        /// How long was waited.
        seconds: u64,
    },
}

impl Refused {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "EMPTY_FILE",
            Self::TooLarge { .. } => "FILE_TOO_LARGE",
            Self::NotRead { .. } => "UNKNOWN_FORMAT",
            Self::UnknownEncoding => "UNKNOWN_ENCODING",
            Self::Macros => "MACROS",
            Self::Encrypted => "ENCRYPTED",
            Self::NoTextLayer => "NO_TEXT_LAYER",
            Self::UnreadableFonts => "UNREADABLE_FONTS",
            Self::Malformed { .. } => "MALFORMED_FILE",
            Self::TooMuch { .. } => "FILE_HOLDS_TOO_MUCH",
            Self::TooSlow { .. } => "FILE_TOO_SLOW",
        }
    }

    /// The same in Swedish.
    #[must_use]
    pub fn swedish(&self) -> String {
        match self {
            Self::Empty => "filen är tom".to_owned(),
            Self::TooLarge { limit } => format!("filen är större än {limit} byte"),
            Self::NotRead { found } => {
                format!("{found} läses inte; PDF, DOCX och ren text gör det")
            }
            Self::UnknownEncoding => {
                "texten har ingen känd teckenkodning: UTF-8, UTF-16 och Windows-1252 är kända"
                    .to_owned()
            }
            Self::Macros => "dokumentet innehåller makron; spara det som .docx utan dem".to_owned(),
            Self::Encrypted => {
                "filen är krypterad; spara den utan lösenord och begränsningar".to_owned()
            }
            Self::NoTextLayer => {
                "PDF-filen saknar textlager: sidorna är bilder; kör textigenkänning först"
                    .to_owned()
            }
            Self::UnreadableFonts => {
                "PDF-filens typsnitt säger inte vilka bokstäver de visar".to_owned()
            }
            Self::Malformed { format, what } => format!("{format} är felaktig: {what}"),
            Self::TooMuch { what } => format!("filen innehåller för mycket: {what}"),
            Self::TooSlow { seconds } => format!("filen hann inte läsas på {seconds} sekunder"),
        }
    }
}
