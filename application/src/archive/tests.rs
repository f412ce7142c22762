use super::*;
use crate::visibility::Hidden;
use serde_json::{Value, json};

fn public_postings(meeting: &Meeting) -> Vec<Posting> {
    postings(meeting, &Mask::for_public(meeting, &Hidden::default()))
}

fn document() -> Value {
    json!({
        "format": "paragraf/minutes@1",
        "body": {"name": "Samverkansgruppen", "kind": "COOPERATION_GROUP", "organisation": "Sågfors kommun"},
        "meeting": {"date": "2025-04-08"},
        "attendance": [
            {"name": "Agneta Rydvall", "organisation": "Kontoret", "capacity": "EMPLOYER"},
            {"name": "Pia Lundmyr", "organisation": "Vision", "capacity": "UNION"},
        ],
        "items": [{
            "number": 1,
            "title": "Justerare",
            "text": "Pia Lundmyr och Agneta Rydvall utses.",
            "items": [{
                "letter": "a",
                "title": "Lokal",
                "decisions": [{"kind": "ELECT", "text": "Pia Lundmyr bokar lokalen."}],
            }],
        }],
    })
}

fn checked(document: &Value) -> (Meeting, Vec<Verdict>) {
    check(document.to_string().as_bytes()).expect("a document")
}

fn found_by(postings: &[Posting], term: &str) -> usize {
    postings
        .iter()
        .filter(|posting| posting.term == search::term(term))
        .count()
}

#[test]
fn hidden_names_are_in_no_index() {
    let postings = public_postings(&checked(&document()).0);
    assert_eq!(
        (found_by(&postings, "Lundmyr"), found_by(&postings, "Pia")),
        (0, 0)
    );
    assert_eq!(found_by(&postings, "Rydvall"), 1);
    let mut open = document();
    open["attendance"][1]["capacity"] = json!("OTHER");
    assert_eq!(found_by(&public_postings(&checked(&open).0), "Lundmyr"), 2);
}

#[test]
fn a_decision_is_found_by_its_text_its_heading_and_the_heading_above() {
    let postings = public_postings(&checked(&document()).0);
    let weight = |term: &str| -> Vec<i32> {
        let of_decision = postings
            .iter()
            .filter(|posting| matches!(posting.subject, Searched::Decision(_)));
        of_decision
            .filter(|posting| posting.term == search::term(term))
            .map(|posting| posting.weight)
            .collect()
    };
    assert_eq!(
        weight("utses"),
        Vec::<i32>::new(),
        "the text of the paragraph above is not the decision's"
    );
    assert_eq!((weight("bokar").len(), weight("justerare").len()), (1, 1));
    assert!(weight("lokal") > weight("bokar") && weight("bokar") > weight("justerare"));
}

#[test]
fn a_check_of_the_same_file_gives_the_same_answer() {
    assert_eq!(checked(&document()), checked(&document()));
}

#[test]
fn a_malformed_document_is_refused_with_the_place_in_it() {
    let mut wrong = document();
    wrong["items"][0]["items"][0]["decisions"][0]["kind"] = json!("PICK");
    let refused = check(wrong.to_string().as_bytes()).expect_err("no such kind");
    assert!(
        refused
            .to_string()
            .starts_with("items[0].items[0].decisions[0].kind: "),
        "{refused}"
    );
}

#[test]
fn a_meeting_is_known_by_day_and_time_and_without_a_day_by_its_content() {
    let identity_of = |date: Value, time: Value| {
        let mut document = document();
        document["meeting"] = json!({"date": date, "startsAt": time});
        identity(
            &parse(document.to_string().as_bytes()).expect("a document"),
            "abc",
        )
    };
    assert_eq!(identity_of(json!("2025-04-08"), Value::Null), "2025-04-08");
    assert_eq!(
        identity_of(json!("2025-04-08"), json!("09:05")),
        "2025-04-08T09:05"
    );
    assert_eq!(identity_of(Value::Null, json!("09:05")), "undated:abc");
}

#[test]
fn spelling_of_the_json_is_no_content() {
    let one = canonical(b"{\"b\": 1, \"a\": \"\\u00e5\"}").expect("JSON");
    assert_eq!(
        one,
        canonical("{\"a\":\"å\",\"b\":1}".as_bytes()).expect("JSON")
    );
    assert_ne!(
        one,
        canonical("{\"a\":\"Å\",\"b\":1}".as_bytes()).expect("JSON")
    );
}
