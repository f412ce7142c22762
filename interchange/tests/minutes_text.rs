//! The fixture minutes of our own, and how much of them the importer understands.

#![allow(clippy::unwrap_used, reason = "a test's own helpers")]
#[path = "minutes_text/long.rs"]
mod long;
#[path = "minutes_text/pairs.rs"]
mod pairs;
#[path = "minutes_text/reached.rs"]
mod reached;
#[path = "minutes_text/score.rs"]
mod score;
#[path = "minutes_text/scoring.rs"]
mod scoring;
#[path = "minutes_text/speed.rs"]
mod speed;

use interchange::minutes_document::MinutesDocument;
use pairs::{Pair, files, pairs};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/minutes")
}

#[test]
fn every_expected_document_is_accepted() {
    for path in files(&folder(), "json").unwrap() {
        let bytes = fs::read(&path).unwrap();
        if let Err(error) = MinutesDocument::parse(&bytes) {
            panic!("{}: {error}", path.display());
        }
    }
    let texts = files(&folder(), "txt").unwrap();
    for text in &texts {
        let document = text.with_extension("json");
        assert!(
            document.is_file(),
            "{}: not expected anywhere",
            text.display()
        );
    }
    assert!(texts.len() >= 20, "{} fixtures", texts.len());
}

#[test]
fn what_is_expected_is_printed() {
    for Pair {
        name,
        text,
        expected,
    } in pairs(&folder(), &folder()).unwrap()
    {
        let (stem, printed) = (name, one_line(&text));
        for part in ["chair", "secretary"] {
            shown(&stem, &printed, &expected["officers"][part]);
        }
        for list in [&expected["attendance"], &expected["absent"]] {
            for line in list.as_array().into_iter().flatten() {
                for part in ["name", "party", "organisation", "title"] {
                    shown(&stem, &printed, &line[part]);
                }
            }
        }
        for item in expected["items"].as_array().into_iter().flatten() {
            quotes(&stem, &printed, item);
        }
    }
}

fn shown(stem: &str, printed: &str, value: &Value) {
    if let Some(text) = value.as_str() {
        let text = one_line(text);
        assert!(printed.contains(&text), "{stem}: not printed: {text}");
    }
}

/// What is quoted of an item stands in the item's own text, and the item's title is printed.
fn quotes(stem: &str, printed: &str, item: &Value) {
    shown(stem, printed, &item["title"]);
    let text = one_line(item["text"].as_str().unwrap_or_default());
    for list in [
        "decisions",
        "proposals",
        "assignments",
        "reservations",
        "statements",
        "amounts",
        "references",
    ] {
        for one in item[list].as_array().into_iter().flatten() {
            for part in ["text", "condition", "due"] {
                shown(stem, &text, &one[part]);
            }
        }
    }
    for below in item["items"].as_array().into_iter().flatten() {
        quotes(stem, printed, below);
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
