//! The fixture minutes of our own, and how much of them the importer understands.

#![allow(clippy::unwrap_used, reason = "a test's own helpers")]
#[path = "minutes_text/score.rs"]
mod score;
#[path = "minutes_text/scoring.rs"]
mod scoring;

use interchange::minutes_document::MinutesDocument;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/minutes")
}

/// Stem, text and expected document of each fixture.
fn fixtures() -> Vec<(String, String, Value)> {
    let mut all: Vec<_> = files(&folder(), "txt")
        .into_iter()
        .map(|path| {
            let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).unwrap();
            let expected = fs::read(path.with_extension("json"))
                .unwrap_or_else(|error| panic!("{stem}: no expected document: {error}"));
            let expected =
                serde_json::from_slice(&expected).unwrap_or_else(|error| panic!("{stem}: {error}"));
            (stem, text, expected)
        })
        .collect();
    all.sort_by(|one, other| one.0.cmp(&other.0));
    all
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect()
}

#[test]
fn every_expected_document_is_accepted() {
    for path in files(&folder(), "json") {
        let bytes = fs::read(&path).unwrap();
        if let Err(error) = MinutesDocument::parse(&bytes) {
            panic!("{}: {error}", path.display());
        }
        assert!(
            path.with_extension("txt").is_file(),
            "{}: no text",
            path.display()
        );
    }
}

#[test]
fn what_is_expected_is_printed() {
    for (stem, text, expected) in fixtures() {
        let printed = one_line(&text);
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
