//! What content is by its own bytes, whatever is said of it.

use domain::attachment::MediaType;

/// How many of the first bytes are looked at.
pub(super) const HEAD: usize = 8 * 1024;

/// What the first bytes show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Looks {
    /// Like this type.
    Like(MediaType),
    /// Like an archive, as files of office programs are; what is in it tells which.
    Archive,
    /// Like nothing that has a mark of its own: text, perhaps.
    Unmarked,
    /// Like something that no file may be.
    Other(&'static str),
}

/// What the first bytes show.
pub(super) fn looks(head: &[u8]) -> Looks {
    let Some(found) = infer::get(head) else {
        return Looks::Unmarked;
    };
    match (found.mime_type(), MediaType::parse(found.mime_type())) {
        (_, Some(MediaType::Pdf)) => Looks::Like(MediaType::Pdf),
        (_, Some(MediaType::Png)) => Looks::Like(MediaType::Png),
        (_, Some(MediaType::Jpeg)) => Looks::Like(MediaType::Jpeg),
        // Which of them it is, the list of an archive's parts tells better than the order of the first few.
        (_, Some(_)) => Looks::Archive,
        (_, None) if head.starts_with(b"PK\x03\x04") => Looks::Archive,
        (other, None) => Looks::Other(other),
    }
}

/// Text, looked at as it comes: UTF-8 without the characters that control machines.
#[derive(Debug, Default)]
pub(super) struct Plain {
    /// The start of a character whose end has not come.
    open: Vec<u8>,
}

impl Plain {
    /// Whether what has come so far is text.
    pub(super) fn goes_on(&mut self, bytes: &[u8]) -> bool {
        let calm = |byte: &u8| {
            *byte >= 0x20 && *byte != 0x7f || matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c)
        };
        if !bytes.iter().all(calm) {
            return false;
        }
        self.open.extend_from_slice(bytes);
        let rest = match std::str::from_utf8(&self.open) {
            Ok(_) => self.open.len(),
            // A character that is cut short goes on in the next bytes.
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(_) => return false,
        };
        self.open.drain(..rest);
        true
    }

    /// Whether it was text to the end.
    pub(super) fn is_whole(&self) -> bool {
        self.open.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_bytes_tell_what_a_file_is_and_not_what_is_said_of_it() {
        for (head, looks) in [
            (b"%PDF-1.7\n".as_slice(), Looks::Like(MediaType::Pdf)),
            (
                b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
                Looks::Like(MediaType::Png),
            ),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", Looks::Like(MediaType::Jpeg)),
            (b"PK\x03\x04 and so on", Looks::Archive),
            ("Närvarande: 4 av 7".as_bytes(), Looks::Unmarked),
            (b"", Looks::Unmarked),
            (b"<html><script>", Looks::Other("text/html")),
            (b"<?xml version=\"1.0\"?><svg/>", Looks::Other("text/xml")),
            (b"#!/bin/sh\n", Looks::Other("text/x-shellscript")),
            (
                b"MZ\x90\0",
                Looks::Other("application/vnd.microsoft.portable-executable"),
            ),
            (b"GIF89a", Looks::Other("image/gif")),
        ] {
            assert_eq!(super::looks(head), looks, "{head:?}");
        }
    }

    #[test]
    fn text_is_utf8_to_the_end_wherever_it_is_cut() {
        let text = "Årsmöte – 3 närvarande\r\n\t😀\u{c}".as_bytes();
        for cut in 0..=text.len() {
            let mut plain = Plain::default();
            let (one, other) = text.split_at(cut);
            assert!(plain.goes_on(one) && plain.goes_on(other), "{cut}");
            assert!(plain.is_whole(), "{cut}");
        }
        for wrong in [
            b"\xe5rsm\xf6te".as_slice(),
            b"a\0b",
            b"\x1b[31m",
            b"\x7f",
            b"\xff",
        ] {
            assert!(!Plain::default().goes_on(wrong), "{wrong:?}");
        }
        let mut cut = Plain::default();
        assert!(cut.goes_on("å".as_bytes().get(..1).expect("a byte")));
        assert!(!cut.is_whole());
    }
}
