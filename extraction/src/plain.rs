//! Plain text.

use crate::{MAX_PAGES, MAX_TEXT, Refused};
use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// Bytes that Windows-1252 leaves without a letter.
const UNASSIGNED: [u8; 5] = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

/// Reads text; a form feed parts pages.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<String>, Refused> {
    if bytes.len() > MAX_TEXT {
        return Err(Refused::TooLarge { limit: MAX_TEXT });
    }
    let text = decoded(bytes)?;
    // What no text holds tells of a file of another kind.
    let strange = text
        .chars()
        .filter(|letter| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t' | '\u{c}'))
        .count();
    if text.contains('\0') || strange * 100 > text.chars().count() {
        return Err(Refused::NotRead {
            found: "a file of this kind",
        });
    }
    if text.trim().is_empty() {
        return Err(Refused::Empty);
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut pages: Vec<String> = text.split('\u{c}').map(str::to_owned).collect();
    // A form feed after the last page begins no other.
    if pages.last().is_some_and(|page| page.trim().is_empty()) {
        pages.pop();
    }
    if pages.len() > MAX_PAGES {
        return Err(Refused::TooMuch { what: "pages" });
    }
    Ok(pages)
}

fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, Refused> {
    let whole = |(text, lost): (Cow<'static, str>, bool)| {
        if lost {
            Err(Refused::UnknownEncoding)
        } else {
            Ok(text)
        }
    };
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        let (text, lost) = UTF_16LE.decode_without_bom_handling(rest);
        return whole((Cow::Owned(text.into_owned()), lost));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        let (text, lost) = UTF_16BE.decode_without_bom_handling(rest);
        return whole((Cow::Owned(text.into_owned()), lost));
    }
    let unmarked = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(unmarked) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(_) if bytes.iter().any(|byte| UNASSIGNED.contains(byte)) => {
            Err(Refused::UnknownEncoding)
        }
        Err(_) => {
            let (text, _) = WINDOWS_1252.decode_without_bom_handling(unmarked);
            Ok(text)
        }
    }
}
