//! Reading a document back, the way its format is read.

use documents::Document;
use quick_xml::Reader;
use quick_xml::events::Event;

/// All that a format says, its white space taken away, so that line breaks and columns do not matter; hyphens too,
/// since who reads a PDF cannot tell one at the end of a line from a divided word.
pub fn said(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_whitespace() && !matches!(letter, '\u{200b}' | '-'))
        .collect()
}

/// The texts of a well-formed document, unescaped, in order; fails where the markup is not well-formed.
pub fn texts(markup: &str) -> String {
    let mut reader = Reader::from_str(markup);
    let mut all = String::new();
    let mut style = false;
    loop {
        match reader.read_event().expect("well-formed") {
            Event::Eof => return all,
            Event::Start(start) => style = start.name().as_ref() == "style",
            Event::End(_) => style = false,
            Event::Text(text) if !style => all.push_str(&text),
            Event::GeneralRef(name) => {
                all.push_str(match &*name {
                    "lt" => "<",
                    "gt" => ">",
                    "amp" => "&",
                    "quot" => "\"",
                    "apos" => "'",
                    other => panic!("&{other};"),
                });
            }
            _ => {}
        }
    }
}

/// What each format says, PDF too; setting pages takes most of the time of these tests.
pub fn all_formats(document: &Document) -> Vec<(&'static str, String)> {
    #[cfg_attr(not(feature = "pdf"), allow(unused_mut))]
    let mut all = formats(document);
    #[cfg(feature = "pdf")]
    all.extend(crate::pdf::text(document).map(|text| ("pdf", said(&text))));
    all
}

/// What each format but PDF says.
pub fn formats(document: &Document) -> Vec<(&'static str, String)> {
    let html = document.to_html();
    let xml = document.to_akoma_ntoso(crate::fixtures::day("2026-01-15"));
    vec![
        (
            "html",
            said(&texts(html.trim_start_matches("<!DOCTYPE html>\n").trim())),
        ),
        ("text", said(&document.to_text())),
        ("Akoma Ntoso", said(&texts(&xml))),
    ]
}
