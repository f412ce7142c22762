//! The documents as they are: each is compared with a file that was read by people.

use crate::{budgets, fixtures};
use documents::Document;
use domain::text::Language;
use std::path::Path;

/// Compares with the files kept under `expected/`; what differs is written beside them, ending in `.new`, to look at
/// and to put in their place.
fn are_as_kept(written: &[(String, String)]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expected");
    let mut differ = Vec::new();
    for (name, written) in written {
        let kept = std::fs::read_to_string(folder.join(name)).unwrap_or_default();
        if kept != *written {
            std::fs::write(folder.join(format!("{name}.new")), written).expect("writable");
            let line = kept
                .lines()
                .zip(written.lines())
                .position(|(one, other)| one != other);
            differ.push((name, line.map(|line| line + 1)));
        }
    }
    assert!(
        differ.is_empty(),
        "see *.new in {}: {differ:?}",
        folder.display()
    );
}

fn is_as_kept(name: &str, written: &str) {
    are_as_kept(&[(name.to_owned(), written.to_owned())]);
}

fn all_formats(name: &str, document: &Document) {
    are_as_kept(&[
        (format!("{name}.txt"), document.to_text()),
        (format!("{name}.html"), document.to_html()),
        (
            format!("{name}.xml"),
            document.to_akoma_ntoso(fixtures::day("2026-01-15")),
        ),
    ]);
}

#[test]
fn the_minutes() {
    let meeting = fixtures::budget_meeting();
    let standing = fixtures::known(&meeting);
    all_formats(
        "protokoll",
        &documents::minutes(&meeting, &standing, Language::Swedish),
    );
    let english = documents::minutes(&meeting, &standing, Language::English);
    is_as_kept("minutes.en.html", &english.to_html());
}

#[test]
fn the_minutes_of_a_full_record() {
    let meeting = fixtures::full_meeting();
    let standing = documents::Standing::of(&meeting);
    let document = documents::minutes(&meeting, &standing, Language::Swedish);
    is_as_kept("full.txt", &document.to_text());
    let document = documents::minutes(&meeting, &standing, Language::English);
    is_as_kept("full.en.txt", &document.to_text());
}

#[test]
fn the_extract() {
    let meeting = fixtures::budget_meeting();
    let chosen = fixtures::of_budget(&meeting);
    let document = documents::extract(
        &meeting,
        &fixtures::known(&meeting),
        &chosen,
        Language::Swedish,
    );
    all_formats(
        "protokollsutdrag",
        &document.expect("the paragraphs are there"),
    );
}

#[test]
fn the_notice_and_its_proof() {
    let meeting = fixtures::budget_meeting();
    let standing = fixtures::known(&meeting);
    let rest = standing.units.last().expect("the rest");
    all_formats(
        "anslag",
        &documents::notice(&meeting, &standing, rest, Language::Swedish),
    );
    let proof = documents::proof_of_posting(&meeting, &standing, rest, Language::Swedish);
    all_formats("anslagsbevis", &proof);
}

#[test]
fn the_summons() {
    let meeting = fixtures::budget_meeting();
    let document = documents::summons(&meeting, &fixtures::called(), Language::Swedish);
    all_formats("kallelse", &document);
}

#[test]
fn the_budget() {
    let full = budgets::full();
    all_formats("budget", &documents::budget(&full, Language::Swedish));
    let english = documents::budget(&full, Language::English);
    is_as_kept("budget.en.html", &english.to_html());
    let unknown = documents::budget(&budgets::unknown(), Language::Swedish);
    is_as_kept("budget-unknown.txt", &unknown.to_text());
}
