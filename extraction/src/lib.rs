//! Text of files: PDF, DOCX, plain text.
//!
//! Pure: bytes in, pages of text out; no network, no clock but a deadline for hostile files, nothing guessed. A file's
//! kind is told by what it holds, not by what it is called. Lines stand in the order in which they are read on paper;
//! columns of a row are parted by a tab. What cannot be read is refused with a code, never given in part.

mod docx;
mod pdf;
mod plain;
mod refused;

pub use refused::Refused;

use unicode_normalization::UnicodeNormalization;

/// The text of a file, page by page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pages {
    /// Each page's lines, parted by newlines; columns within a line by tabs. In NFC.
    pub pages: Vec<String>,
}

/// Largest file that is read at all, in bytes.
pub const MAX_FILE: usize = 64 * 1024 * 1024;

/// Most text that a file may give, in bytes; minutes of a thousand pages hold three million characters.
const MAX_TEXT: usize = 8 * 1024 * 1024;

/// Most pages of a file.
const MAX_PAGES: usize = 2_000;

/// What a file is, by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// PDF.
    Pdf,
    /// An archive: DOCX, where it is anything that is read.
    Zip,
    /// Something that is not read, by name.
    Other(&'static str),
    /// Plain text, or bytes that are nothing.
    Text,
}

/// What a file is, by its content; nothing where it is empty.
pub fn kind_of(bytes: &[u8]) -> Option<Kind> {
    (!bytes.is_empty()).then(|| kind(bytes))
}

/// Reads the text of a file.
///
/// # Errors
///
/// The codes of [`Refused`].
pub fn extract(bytes: &[u8]) -> Result<Pages, Refused> {
    if bytes.is_empty() {
        return Err(Refused::Empty);
    }
    if bytes.len() > MAX_FILE {
        return Err(Refused::TooLarge { limit: MAX_FILE });
    }
    let pages = match kind(bytes) {
        Kind::Pdf => pdf::read(bytes)?,
        Kind::Zip => docx::read(bytes)?,
        Kind::Text => plain::read(bytes)?,
        Kind::Other(found) => return Err(Refused::NotRead { found }),
    };
    let pages = pages.into_iter().map(|page| tidy(&page)).collect();
    Ok(Pages { pages })
}

fn kind(bytes: &[u8]) -> Kind {
    let known: [(&[u8], &str); 9] = [
        (
            b"\xd0\xcf\x11\xe0",
            "Word 97-2003, or a document behind a password",
        ),
        (b"{\\rtf", "RTF"),
        (b"\xff\xd8\xff", "JPEG"),
        (b"\x89PNG", "PNG"),
        (b"GIF8", "GIF"),
        (b"II*\0", "TIFF"),
        (b"MM\0*", "TIFF"),
        (b"\x1f\x8b", "gzip"),
        (b"7z\xbc\xaf", "7-Zip"),
    ];
    // Some programs write a few bytes before the header of a PDF.
    let head = bytes.get(..1024).unwrap_or(bytes);
    if head.windows(5).any(|window| window == b"%PDF-") {
        Kind::Pdf
    } else if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        Kind::Zip
    } else if let Some((_, name)) = known.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        Kind::Other(name)
    } else {
        Kind::Text
    }
}

/// One form for what looks the same: composed letters, no ligatures, no stray blanks at the ends of lines.
fn tidy(page: &str) -> String {
    let mut tidied = String::with_capacity(page.len());
    for line in page.lines() {
        let start = tidied.len();
        for character in line.nfc() {
            match character {
                '\u{fb00}' => tidied.push_str("ff"),
                '\u{fb01}' => tidied.push_str("fi"),
                '\u{fb02}' => tidied.push_str("fl"),
                '\u{fb03}' => tidied.push_str("ffi"),
                '\u{fb04}' => tidied.push_str("ffl"),
                '\u{fb05}' | '\u{fb06}' => tidied.push_str("st"),
                '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{3000}' => tidied.push(' '),
                '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
                '\t' => tidied.push('\t'),
                other if other.is_control() => {}
                other => tidied.push(other),
            }
        }
        let end = start + tidied.get(start..).map_or(0, |line| line.trim_end().len());
        tidied.truncate(end);
        tidied.push('\n');
    }
    // A blank that begins the first line says in which column it stands.
    let blank = tidied.len() - tidied.trim_start_matches('\n').len();
    tidied
        .get(blank..)
        .unwrap_or_default()
        .trim_end()
        .to_owned()
}
