//! Plain text.

use crate::{pages, refused};

#[test]
fn utf_8_is_read_with_a_mark_and_without() {
    assert_eq!(pages("§ 1 Öppnande".as_bytes()), ["§ 1 Öppnande"]);
    assert_eq!(pages("\u{feff}§ 1 Öppnande".as_bytes()), ["§ 1 Öppnande"]);
}

#[test]
fn windows_1252_is_read_where_it_is_no_utf_8() {
    assert_eq!(
        pages(b"\xa7 1 \xd6ppnande \x96 v\xe4lkommen"),
        ["§ 1 Öppnande – välkommen"]
    );
}

#[test]
fn utf_16_is_read_by_its_mark() {
    let mut bytes = vec![0xff, 0xfe];
    bytes.extend("§ 1 Öppnande".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(pages(&bytes), ["§ 1 Öppnande"]);
    let mut bytes = vec![0xfe, 0xff];
    bytes.extend("§ 1 Öppnande".encode_utf16().flat_map(u16::to_be_bytes));
    assert_eq!(pages(&bytes), ["§ 1 Öppnande"]);
}

#[test]
fn a_form_feed_parts_pages_and_ends_the_last_one() {
    assert_eq!(pages(b"one\x0ctwo\r\nlines\x0c"), ["one", "two\nlines"]);
    assert_eq!(pages(b"one\x0c\x0cthree"), ["one", "", "three"]);
}

#[test]
fn what_looks_the_same_is_written_the_same() {
    let loose = "Va\u{308}stra A\u{30a}n\u{a0}o\u{fb03}ciell sam\u{ad}verkan  \n\n";
    assert_eq!(pages(loose.as_bytes()), ["Västra Ån officiell samverkan"]);
}

#[test]
fn what_is_no_text_is_refused_by_its_kind() {
    for (bytes, code) in [
        (&b""[..], "EMPTY_FILE"),
        (b"  \n\x0c ", "EMPTY_FILE"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "UNKNOWN_FORMAT"),
        (b"{\\rtf1\\ansi text}", "UNKNOWN_FORMAT"),
        (b"\x89PNG\r\n\x1a\n", "UNKNOWN_FORMAT"),
        (b"\x7fELF\x02\x01\x01\0\0\0\0\0", "UNKNOWN_FORMAT"),
        (b"caf\x81\xe9", "UNKNOWN_ENCODING"),
        (b"\xff\xfe\x00\xd8", "UNKNOWN_ENCODING"),
    ] {
        assert_eq!(refused(bytes).code(), code, "{bytes:?}");
    }
}

#[test]
fn every_refusal_speaks_swedish_too() {
    let refused = refused(b"{\\rtf1}");
    assert_eq!(
        refused.to_string(),
        "RTF is not read; PDF, DOCX and plain text are"
    );
    assert_eq!(
        refused.swedish(),
        "RTF läses inte; PDF, DOCX och ren text gör det"
    );
}
