//! Files made to harm: each is refused, soon and in little memory, or is harmless.

use crate::writing::{SHOWN, deflated, document, docx, p, page, stream, zipped};
use crate::{fixture, pages, refused};
use std::time::{Duration, Instant};

/// Refused within a second, by the code.
fn refused_soon(bytes: &[u8], code: &str) {
    let started = Instant::now();
    let refused = refused(bytes);
    let took = started.elapsed();
    assert_eq!(refused.code(), code, "{refused}");
    // Builds for tests are not optimised, and several tests run at once.
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[test]
fn a_part_that_packs_out_to_gigabytes_is_left() {
    let blanks = vec![b' '; 40 * 1024 * 1024];
    let file = zipped(&[("word/document.xml", &blanks)]);
    assert!(file.len() < 100_000);
    refused_soon(&file, "FILE_HOLDS_TOO_MUCH");
    // The same where the zip says that it is small.
    let mut lying = zipped(&[("word/document.xml", &blanks)]);
    let size = u32::try_from(blanks.len()).unwrap().to_le_bytes();
    for at in 0..lying.len() - 4 {
        if lying[at..at + 4] == size {
            lying[at..at + 4].copy_from_slice(&1000_u32.to_le_bytes());
        }
    }
    refused_soon(&lying, "MALFORMED_FILE");
}

#[test]
fn more_text_than_minutes_hold_is_refused() {
    let much = p(&"ord ".repeat(1000)).repeat(2_500);
    refused_soon(&docx(&much), "FILE_HOLDS_TOO_MUCH");
}

#[test]
fn entities_and_declarations_are_refused() {
    let laughs =
        "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    let outside = "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>";
    for declaration in [laughs, outside] {
        for text in ["&b;", "text"] {
            let declared = format!("{declaration}<w:document");
            let body = document(&p(text)).replacen("<w:document", &declared, 1);
            let file = zipped(&[("word/document.xml", body.as_bytes())]);
            refused_soon(&file, "MALFORMED_FILE");
        }
    }
    refused_soon(&docx(&p("&a;")), "MALFORMED_FILE");
    refused_soon(&docx(&p("&#xd800;")), "MALFORMED_FILE");
}

#[test]
fn deep_nesting_and_broken_xml_are_refused() {
    let deep = "<w:sdt>".repeat(100_000);
    refused_soon(&docx(&deep), "MALFORMED_FILE");
    refused_soon(&docx("<w:p><w:r></w:p>"), "MALFORMED_FILE");
    let half = document(&p("text")).replace("</w:document>", "");
    let half = zipped(&[("word/document.xml", half.as_bytes())]);
    refused_soon(&half, "MALFORMED_FILE");
}

#[test]
fn names_in_the_zip_are_never_written_to() {
    let body = document(&p("text"));
    let file = zipped(&[
        ("../../../../tmp/evil", b"x"),
        ("/etc/evil", b"x"),
        ("word/document.xml", body.as_bytes()),
    ]);
    assert_eq!(pages(&file), ["text"]);
    let rels = b"<Relationships><Relationship Id=\"r\" Type=\"urn:x/officeDocument\" \
        Target=\"../../../../etc/passwd\"/></Relationships>";
    let outside = zipped(&[
        ("_rels/.rels", rels),
        ("word/document.xml", body.as_bytes()),
    ]);
    assert_eq!(refused(&outside).code(), "UNKNOWN_FORMAT");
}

#[test]
fn macros_and_ten_thousand_pictures_are_refused() {
    let body = document(&p("text"));
    let file = zipped(&[
        ("word/document.xml", body.as_bytes()),
        ("word/vbaProject.bin", b"x"),
    ]);
    refused_soon(&file, "MACROS");
    let names: Vec<String> = (0..10_000)
        .map(|at| format!("word/media/{at}.png"))
        .collect();
    let parts: Vec<(&str, &[u8])> = names
        .iter()
        .map(|name| (name.as_str(), &b"x"[..]))
        .collect();
    refused_soon(&zipped(&parts), "FILE_HOLDS_TOO_MUCH");
}

#[test]
fn a_stream_that_packs_out_to_gigabytes_is_left() {
    let blanks = deflated(&vec![b' '; 40 * 1024 * 1024]);
    let once = page(stream("/Filter/FlateDecode", &blanks), "", &[]);
    refused_soon(&once, "FILE_HOLDS_TOO_MUCH");
    let twice = deflated(&deflated(&vec![b' '; 8 * 1024 * 1024]));
    let twice = page(stream("/Filter[/FlateDecode/FlateDecode]", &twice), "", &[]);
    refused_soon(&twice, "FILE_HOLDS_TOO_MUCH");
    let letters: String = blanks.iter().map(|byte| format!("{byte:02x}")).collect();
    let letters = stream("/Filter[/AHx/Fl]", format!("{letters}>").as_bytes());
    refused_soon(&page(letters, "", &[]), "FILE_HOLDS_TOO_MUCH");
    let runs = [0x81, b' '].repeat(40_000);
    refused_soon(
        &page(stream("/Filter/RL", &runs), "", &[]),
        "FILE_HOLDS_TOO_MUCH",
    );
    // The one code after the table was cleared, and then the next of the table, always: each is longer by one.
    let (mut bits, mut codes) = (String::from("100000000000000001"), 258_u32);
    while codes < 4_000 {
        let width = match codes + 1 {
            2048.. => 12,
            1024.. => 11,
            512.. => 10,
            _ => 9,
        };
        bits.push_str(&format!("{codes:0width$b}"));
        codes += 1;
    }
    let lzw: Vec<u8> = bits
        .as_bytes()
        .chunks(8)
        .filter_map(|byte| u8::from_str_radix(std::str::from_utf8(byte).ok()?, 2).ok())
        .collect();
    refused_soon(
        &page(stream("/Filter/LZW", &lzw), "", &[]),
        "FILE_HOLDS_TOO_MUCH",
    );
}

#[test]
fn a_stream_that_calls_itself_a_picture_is_not_read() {
    let blanks = deflated(&vec![b' '; 40 * 1024 * 1024]);
    let file = page(
        stream("/Subtype /Image/Filter/FlateDecode", &blanks),
        "",
        &[],
    );
    refused_soon(&file, "NO_TEXT_LAYER");
}

#[test]
fn arrays_in_arrays_do_not_overflow_the_stack() {
    let nested = |depth: usize| {
        let mut content = b"[".repeat(depth);
        content.extend_from_slice(SHOWN);
        content
    };
    refused_soon(
        &page(stream("", &nested(3_000_000)), "", &[]),
        "FILE_HOLDS_TOO_MUCH",
    );
    let packed = deflated(&nested(3_000_000));
    let packed = page(stream("/Filter/FlateDecode", &packed), "", &[]);
    refused_soon(&packed, "FILE_HOLDS_TOO_MUCH");
    refused_soon(
        &page(b"[".repeat(3_000_000), "", &[]),
        "FILE_HOLDS_TOO_MUCH",
    );
    // As deep as is let through.
    let file = page(stream("", &nested(499_000)), "", &[]);
    assert_eq!(refused(&file).code(), "NO_TEXT_LAYER");
}

#[test]
fn drawings_in_drawings_end_when_the_time_is_out() {
    let mut forms: Vec<Vec<u8>> = (7..19)
        .map(|next| {
            let said = format!(
                "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X {next} 0 R>>>>"
            );
            stream(&said, &b"/X Do ".repeat(10))
        })
        .collect();
    forms.push(stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]", b""));
    let file = page(stream("", b"/X Do"), "/XObject<</X 6 0 R>>", &forms);
    let started = Instant::now();
    assert_eq!(refused(&file).code(), "FILE_TOO_SLOW");
    assert!(started.elapsed() < Duration::from_secs(15));
}

#[test]
fn page_trees_that_go_round_or_on_for_ever_are_left() {
    let objects = |kids: &str| {
        [
            b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
            format!("<</Type/Pages/Kids[{kids}]/Count 1>>").into_bytes(),
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>".to_vec(),
        ]
    };
    let round = crate::writing::pdf(&objects("2 0 R"));
    assert_eq!(refused(&round).code(), "NO_TEXT_LAYER");
    let many = crate::writing::pdf(&objects(&"3 0 R ".repeat(400_000)));
    refused_soon(&many, "FILE_HOLDS_TOO_MUCH");
    let pages = crate::writing::pdf(&objects(&"3 0 R ".repeat(2_001)));
    refused_soon(&pages, "FILE_HOLDS_TOO_MUCH");
}

#[test]
fn half_a_file_is_read_as_far_as_it_is_whole_or_refused() {
    for name in ["chromium.pdf", "libreoffice.pdf", "libreoffice.docx"] {
        let file = fixture(name);
        for part in 1..8 {
            // Either is an answer; neither a panic nor a hang is.
            let _ = extraction::extract(&file[..file.len() * part / 8]);
        }
    }
}
