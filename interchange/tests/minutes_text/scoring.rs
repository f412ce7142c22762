//! The scorer itself: what is dropped, added or changed shows.

use crate::score::{Score, Tally, facts};
use serde_json::{Value, json};

fn minutes(decisions: &Value) -> Value {
    json!({
        "meeting": {"date": "2024-02-15"},
        "attendance": [
            {"name": "Ada Ek", "capacity": "MEMBER", "party": null},
            {"name": "Bo Al", "capacity": "OFFICIAL", "presence": [{"from": 2, "to": null}]},
        ],
        "items": [{"number": 1, "title": "Plan", "decisions": decisions}],
    })
}

fn two() -> Value {
    json!([
        {"kind": "ADOPT", "text": "Planen antas."},
        {"kind": "NOTE", "text": "Rapporten noteras."},
    ])
}

fn scored(expected: &Value, found: &Value) -> Tally {
    let mut tally = Tally::default();
    tally.count("one", expected, found);
    tally
}

fn decisions(found: &Value) -> Score {
    scored(&minutes(&two()), &minutes(found)).fields["decisions"]
}

#[test]
fn the_same_document_has_full_marks() {
    let document = minutes(&two());
    let tally = scored(&document, &document);
    let all = tally.overall();
    assert!(tally.differences.is_empty(), "{:?}", tally.differences);
    assert_eq!(all.expected, all.right);
    assert_eq!(all.found, all.right);
    // date, two people, one presence, number, title, two decisions
    assert_eq!(all.right, 8);
}

#[test]
fn order_white_space_and_written_nulls_do_not_matter() {
    let mut found = minutes(&json!([
        {"kind": "NOTE", "text": "Rapporten\nnoteras.", "condition": null},
        {"kind": "ADOPT", "text": "Planen  antas."},
    ]));
    found["attendance"].as_array_mut().unwrap().reverse();
    let tally = scored(&minutes(&two()), &found);
    assert!(tally.differences.is_empty(), "{:?}", tally.differences);
}

#[test]
fn a_dropped_decision_lowers_recall() {
    let score = decisions(&json!([{"kind": "ADOPT", "text": "Planen antas."}]));
    assert_eq!((score.expected, score.found, score.right), (2, 1, 1));
    assert!(score.recall() < 0.51 && score.precision() > 0.99);
}

#[test]
fn an_extra_decision_lowers_precision() {
    let mut found = two();
    found
        .as_array_mut()
        .unwrap()
        .push(json!({"kind": "NOTE", "text": "Rapporten noteras."}));
    let score = decisions(&found);
    // The same sentence twice is right once.
    assert_eq!((score.expected, score.found, score.right), (2, 3, 2));
    assert!(score.recall() > 0.99 && score.precision() < 0.67);
}

#[test]
fn one_found_fact_is_not_two_expected_ones() {
    let once = json!([{"kind": "NOTE", "text": "Rapporten noteras."}]);
    let twice = json!([once[0], once[0]]);
    let tally = scored(&minutes(&twice), &minutes(&once));
    let score = tally.fields["decisions"];
    assert_eq!((score.expected, score.found, score.right), (2, 1, 1));
}

#[test]
fn a_changed_kind_is_a_miss_and_a_surplus() {
    let mut found = two();
    found[0]["kind"] = json!("APPROVE");
    let tally = scored(&minutes(&two()), &minutes(&found));
    let sides: Vec<bool> = tally.differences.iter().map(|one| one.missed).collect();
    assert_eq!(sides, [true, false]);
    assert_eq!(tally.fields["decisions"].right, 1);
    assert!(
        tally.differences[0]
            .to_string()
            .contains("one: 1 | ADOPT | Planen antas.")
    );
}

#[test]
fn a_decision_under_another_number_is_not_the_same() {
    let mut found = minutes(&two());
    found["items"][0]["number"] = json!(2);
    let tally = scored(&minutes(&two()), &found);
    assert_eq!(tally.fields["decisions"].right, 0);
    assert_eq!(tally.fields["titles"].right, 0);
    assert_eq!(tally.fields["numbers"].right, 0);
    assert_eq!(tally.fields["attendance"].right, 2);
}

#[test]
fn nothing_understood_is_all_missed() {
    let tally = scored(&minutes(&two()), &Value::Null);
    let all = tally.overall();
    assert_eq!((all.expected, all.found, all.right), (8, 0, 0));
    assert!(all.recall() < 0.01);
}

#[test]
fn a_part_of_a_person_that_differs_is_no_half() {
    let mut found = minutes(&two());
    found["attendance"][0]["party"] = json!("S");
    found["attendance"][1]["presence"][0]["from"] = json!(3);
    let tally = scored(&minutes(&two()), &found);
    assert_eq!(tally.fields["attendance"].right, 1);
    assert_eq!(tally.fields["presence"].right, 0);
}

#[test]
fn no_presence_in_any_item_differs_from_the_whole_meeting() {
    let mut none = minutes(&two());
    none["attendance"][0]["presence"] = json!([]);
    assert_eq!(facts(&none)["presence"].len(), 2);
    assert_eq!(facts(&minutes(&two()))["presence"].len(), 1);
}

#[test]
fn the_table_names_each_field_that_occurs() {
    let mut found = minutes(&two());
    found["meeting"]["date"] = Value::Null;
    let table = scored(&minutes(&two()), &found).table();
    let rows: Vec<&str> = table
        .lines()
        .filter_map(|row| row.split_whitespace().next())
        .collect();
    assert_eq!(
        rows,
        [
            "field",
            "date",
            "attendance",
            "presence",
            "numbers",
            "titles",
            "decisions",
            "overall"
        ]
    );
    assert!(
        table.contains("date                  1      0      0      1.000   0.000"),
        "{table}"
    );
}
