//! Texts with their expected documents, and what the importer makes of them.

use crate::score::Tally;
use interchange::minutes_text::{Known, Source, read};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// A text and what it is to become.
pub struct Pair {
    pub name: String,
    pub text: String,
    pub expected: Value,
}

/// The minutes documents of one folder, each with its text in the other: of the same name, else with the same number
/// before the first `_`.
pub fn pairs(texts: &Path, documents: &Path) -> Result<Vec<Pair>, String> {
    let all = files(texts, "txt")?;
    let mut pairs = Vec::new();
    for path in files(documents, "json")? {
        let expected: Value = serde_json::from_str(&content(&path)?)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        if expected["format"] != "paragraf/minutes@1" {
            continue;
        }
        let name = stem(&path);
        let same = all.iter().find(|text| stem(text) == name);
        let text = same
            .or_else(|| {
                let number = number(&name)?;
                all.iter()
                    .find(|text| self::number(&stem(text)).as_ref() == Some(&number))
            })
            .ok_or_else(|| format!("{name}: no text in {}", texts.display()))?;
        pairs.push(Pair {
            text: content(text)?,
            name,
            expected,
        });
    }
    if pairs.is_empty() {
        return Err(format!("{}: no minutes document", documents.display()));
    }
    Ok(pairs)
}

/// Imports each text and compares.
pub fn tally(pairs: &[Pair]) -> Tally {
    let mut tally = Tally::default();
    for pair in pairs {
        let source = Source::of_text(&pair.name, &pair.text);
        let found = match read(&source, &Known::default()) {
            Ok(reading) => reading.document,
            Err(reason) => {
                eprintln!("{}: {reason}", pair.name);
                Value::Null
            }
        };
        tally.count(&pair.name, &pair.expected, &found);
    }
    tally
}

/// The files of a folder with an extension, in order.
pub fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, String> {
    let told = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(told)? {
        let path = entry.map_err(told)?.path();
        if path.extension().is_some_and(|found| found == extension) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn content(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn number(name: &str) -> Option<String> {
    let (number, _) = name.split_once('_')?;
    number
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| number.to_owned())
}
