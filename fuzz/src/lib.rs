//! What must hold of a file whatever is in it.

use interchange::minutes_text::{Known, Source, read};
use std::io::Write;
use zip::{CompressionMethod, ZipWriter, result::ZipResult, write::SimpleFileOptions};

/// Reads the pages as minutes: a document or a refusal, the same twice, and each field where the report says.
///
/// # Panics
/// Where that does not hold.
pub fn reads(pages: &[String]) {
    let source = Source {
        file: "a",
        pages: pages.iter().map(String::as_str).collect(),
    };
    let first = read(&source, &Known::default());
    assert_eq!(first, read(&source, &Known::default()));
    let Ok(reading) = first else { return };
    for found in &reading.report.found {
        let printed: Vec<String> = found
            .spans
            .iter()
            .map(|span| {
                assert!(span.page >= 1 && span.start < span.end, "{found:?}");
                let page = &source.pages[span.page as usize - 1];
                let length = (span.end - span.start) as usize;
                let text: String = page
                    .chars()
                    .skip(span.start as usize)
                    .take(length)
                    .collect();
                assert_eq!(text.chars().count(), length, "{found:?}");
                text
            })
            .collect();
        assert_eq!(printed.join("\n"), found.printed, "{}", found.path);
    }
}

/// Reads the bytes of a file and what it holds.
///
/// # Panics
/// As [`reads`].
pub fn file(bytes: &[u8]) {
    match extraction::extract(bytes) {
        Ok(text) => reads(&text.pages),
        Err(refused) => assert!(!refused.to_string().is_empty()),
    }
}

/// The parts of a Word document beside its text, as they stand one after the other in an input.
const PARTS: [&str; 4] = ["numbering", "styles", "footnotes", "header"];

/// A Word document whose parts are the bytes between NULs: its text, then [`PARTS`]. A fuzzer that had to pack them
/// itself would never get past the checksums.
///
/// # Errors
/// Where they cannot be packed.
pub fn word(bytes: &[u8]) -> ZipResult<Vec<u8>> {
    let relations: String = PARTS
        .iter()
        .map(|kind| {
            format!(r#"<Relationship Id="{kind}" Type="urn:x/{kind}" Target="{kind}.xml"/>"#)
        })
        .collect();
    let relations = format!("<Relationships>{relations}</Relationships>");
    let mut parts = bytes.split(|byte| *byte == 0);
    let mut file = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut add = |name: &str, part: &[u8]| -> ZipResult<()> {
        file.start_file(format!("word/{name}"), stored)?;
        Ok(file.write_all(part)?)
    };
    add("document.xml", parts.next().unwrap_or_default())?;
    add("_rels/document.xml.rels", relations.as_bytes())?;
    for (kind, part) in PARTS.iter().zip(parts) {
        add(&format!("{kind}.xml"), part)?;
    }
    Ok(file.finish()?.into_inner())
}
