//! Minutes documents: our own, and the real ones where a variable names their folder.

use serde_json::{Value, json};
use std::path::PathBuf;

/// The variable that names the folder with the five real documents.
pub const VARIABLE: &str = "PARAGRAF_MINUTES";

/// The real minutes documents, by file name without ending; `None`, and a line that says so, where no folder is named.
pub fn real() -> Option<Vec<(String, Value)>> {
    #[expect(
        clippy::disallowed_methods,
        reason = "the home of this variable, which is no part of the service"
    )]
    let folder = std::env::var_os(VARIABLE).map(PathBuf::from);
    let Some(folder) = folder else {
        eprintln!("{VARIABLE} is not set: the five real minutes are not tested");
        return None;
    };
    let mut found: Vec<(String, Value)> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{VARIABLE}: {}: {error}", folder.display()))
        .filter_map(|entry| {
            let path = entry.expect("a readable folder").path();
            let name = path
                .file_name()?
                .to_str()?
                .strip_suffix(".json")?
                .to_owned();
            let real = name.starts_with(|letter: char| letter.is_ascii_digit());
            real.then(|| {
                let text = std::fs::read_to_string(&path).expect("a readable file");
                (name, serde_json::from_str(&text).expect("JSON"))
            })
        })
        .collect();
    found.sort_by(|one, other| one.0.cmp(&other.0));
    assert_eq!(
        found.len(),
        5,
        "{VARIABLE} names a folder with the five real documents"
    );
    Some(found)
}

/// A board meeting of a fictional association: `paragraphs` are titles with texts, numbered from `first`.
pub fn board_meeting(date: &str, first: u32, paragraphs: &[(&str, &str)]) -> Value {
    let items: Vec<Value> = paragraphs
        .iter()
        .zip(first..)
        .map(|((title, text), number)| json!({"number": number, "title": title, "text": text}))
        .collect();
    json!({
        "format": "paragraf/minutes@1",
        "record": "MINUTES",
        "body": {
            "name": "Styrelsen",
            "kind": "BOARD",
            "organisation": "Samordningsförbundet Provdalen",
            "organisationKind": "COORDINATION_ASSOCIATION",
        },
        "meeting": {"date": date},
        "series": {"mark": "SECTION"},
        "items": items,
    })
}
