//! From the domain's record back to the document.

use super::mapping::recorded;
use super::*;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

/// A document read, mapped and written again. Whose record it is, is what the document says.
fn again(document: &Value) -> Value {
    export(&recorded(&document.to_string()))
}

/// Every document in a folder, by file name.
fn folder(path: &Path) -> Vec<(String, Value)> {
    let mut found: Vec<_> = std::fs::read_dir(path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| {
            let name = path.file_name().and_then(|name| name.to_str());
            name.is_some_and(|name| name.ends_with(".json") && !name.ends_with(".schema.json"))
        })
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("a readable file");
            let document = serde_json::from_str(&text).expect("JSON");
            (path.display().to_string(), document)
        })
        .collect();
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found
}

/// The custom of a kind of body need not be said, and is not when it is written.
fn without_custom(mut document: Value) -> Value {
    let kind = document["body"]["kind"].as_str().map(str::to_owned);
    let custom = match kind.as_deref() {
        Some("BOARD" | "EXECUTIVE_COMMITTEE" | "ASSEMBLY") => "CALENDAR_YEAR",
        _ => "MEETING",
    };
    if document["series"]["scheme"] == custom
        && let Some(series) = document["series"].as_object_mut()
    {
        series.remove("scheme");
    }
    document
}

#[test]
fn our_own_documents_come_out_as_they_went_in() {
    let documents = folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo/minutes"));
    assert!(documents.len() >= 13, "{} documents", documents.len());
    for (name, document) in documents {
        assert_eq!(again(&document), without_custom(document), "{name}");
    }
}

#[test]
fn the_five_real_documents_come_out_as_they_went_in() {
    #[expect(
        clippy::disallowed_methods,
        reason = "the variable of the tests over the real minutes"
    )]
    let Some(path) = std::env::var_os("PARAGRAF_MINUTES") else {
        eprintln!("PARAGRAF_MINUTES is not set: the five real minutes are not tested");
        return;
    };
    let documents = folder(&PathBuf::from(path));
    assert_eq!(documents.len(), 5);
    for (name, document) in documents {
        assert_eq!(again(&document), document, "{name}");
    }
}

/// Every member that the format has, each with something in it.
fn whole() -> Value {
    json!({
        "format": "paragraf/minutes@1", "record": "MINUTES", "appendixTo": "10/2020",
        "body": {"name": "Styrelsen", "kind": "BOARD", "organisation": "Samordningsförbundet Provdalen",
                 "organisationKind": "COORDINATION_ASSOCIATION"},
        "meeting": {"date": "2023-06-08", "dateHint": "i juni", "startsAt": "09:00", "endsAt": "11:45",
                    "place": "Umeå", "mode": "HYBRID"},
        "series": {"mark": "POINT", "declaredFirst": 1, "declaredLast": 9, "scheme": "MEETING"},
        "officers": {"chair": "Anna Berg", "secretary": "Bo Ek", "adjusters": ["Cia Dal", "Dag Alm"]},
        "attendance": [
            {"name": "Anna Berg", "party": "S", "organisation": "Tallmo kommun", "title": "ordförande",
             "capacity": "MEMBER", "deciding": true, "remote": false, "substitutesFor": "Eva Fors",
             "presence": [{"from": null, "to": 3}, {"from": 5, "to": null}]},
            {"name": "Bo Ek", "capacity": "OFFICIAL", "deciding": false, "presence": []}],
        "absent": [{"name": "Eva Fors", "organisation": "Tallmo kommun"}],
        "items": [{
            "number": 1, "letter": "a", "title": "Ärende", "category": "DECISION", "caseNumber": "2023/4",
            "presenters": ["BE"], "raisedBy": "Vision", "text": "Text.",
            "proposals": [{"by": "Anna Berg", "kind": "RECOMMENDATION", "text": "bifall"}],
            "decisions": [{"text": "Antas.", "kind": "ADOPT", "condition": "om staten",
                           "budget": {"firstYear": 2024, "lastYear": 2026}}],
            "assignments": [{"assignees": ["kansliet"], "text": "skriver", "due": "i höst", "dueOn": "2023-09-30"}],
            "cooperation": [{"party": "Vision", "outcome": "DISAGREEMENT", "scope": "alla", "condition": "till hösten"}],
            "votes": [{"meaningOfYes": "bifall", "yes": 4, "no": 3, "abstained": 0, "castingVote": false,
                       "ballots": [{"name": "Anna Berg", "vote": "YES"}]}],
            "reservations": [{"by": ["Cia Dal"], "text": "för dyrt"}], "disqualified": ["Dag Alm"],
            "adjustedImmediately": true, "nothingReported": true, "amounts": [{"text": "1 000 kr", "ore": 100_000}],
            "recipients": ["Tallmo kommun"], "references": [{"text": "§ 4", "date": "2023-02-01", "number": 4}],
            "statements": [{"by": "Cia Dal", "text": "så här"}], "appendices": ["Bilaga 1"], "voided": "dubbelt",
            "items": [{"title": null}]}],
        "noDecisionsStated": true,
        "adjustment": {"adjustedOn": "2023-06-15", "place": "Umeå"},
        "notices": [{"board": "Tallmo kommun", "postedOn": "2023-06-16", "removedOn": "2023-07-08"}, {"board": null}],
        "storedAt": "kansliet",
        "nextMeetings": [{"date": "2023-09-07", "startsAt": "9", "endsAt": "12", "note": "Tallmo"}],
        "previousMinutes": "FILED",
        "immediateAdjustments": [{"numbers": [1], "adjustedOn": "2023-06-08",
                                  "notices": [{"board": "Tallmo kommun", "postedOn": "2023-06-09"}]}],
        "addenda": [{"number": 1, "text": "rättelse", "by": "Bo Ek", "on": "2023-08-01"}],
    })
}

#[test]
fn every_member_of_the_format_comes_out() {
    assert_eq!(again(&whole()), whole());
}

#[test]
fn every_code_of_the_format_comes_out() {
    let with = |pointer: &str, code: &str| {
        let mut document = whole();
        *document.pointer_mut(pointer).expect("a member") = json!(code);
        assert_eq!(again(&document), document, "{pointer} {code}");
    };
    for (pointer, codes) in [
        ("/record", &["MINUTES", "MEETING_NOTES"][..]),
        (
            "/body/organisationKind",
            &[
                "COORDINATION_ASSOCIATION",
                "MUNICIPALITY",
                "REGION",
                "OTHER",
            ],
        ),
        ("/body/kind", &["BOARD", "EXECUTIVE_COMMITTEE", "ASSEMBLY"]),
        ("/meeting/mode", &["ON_SITE", "HYBRID", "REMOTE"]),
        ("/series/mark", &["SECTION", "POINT"]),
        (
            "/attendance/0/capacity",
            &[
                "MEMBER",
                "SERVING_SUBSTITUTE",
                "SUBSTITUTE",
                "EMPLOYER",
                "UNION",
                "OFFICIAL",
                "OTHER",
            ],
        ),
        (
            "/items/0/category",
            &["INFORMATION", "DIALOGUE", "DECISION"],
        ),
        ("/items/0/proposals/0/kind", &["PROPOSAL", "RECOMMENDATION"]),
        (
            "/items/0/decisions/0/kind",
            &[
                "ADOPT",
                "APPROVE",
                "REJECT",
                "ELECT",
                "ASSIGN",
                "TABLE",
                "REFER_BACK",
                "NOTE",
                "RESOLVE",
            ],
        ),
        (
            "/items/0/cooperation/0/outcome",
            &[
                "COMPLETED",
                "INFORMATION_GIVEN",
                "DIALOGUE",
                "DISAGREEMENT",
                "DEFERRED",
                "NEW_COOPERATION_REQUIRED",
            ],
        ),
        ("/items/0/votes/0/ballots/0/vote", &["YES", "NO", "ABSTAIN"]),
        (
            "/previousMinutes",
            &["FILED", "APPROVED", "NOT_YET_ADJUSTED"],
        ),
    ] {
        for code in codes {
            with(pointer, code);
        }
    }
    with("/series/scheme", "NONE");
    let mut council = whole();
    council["body"]["kind"] = json!("MEMBER_COUNCIL");
    council["series"]["scheme"] = json!("CALENDAR_YEAR");
    assert_eq!(again(&council), council);
}

#[test]
fn what_is_unknown_is_left_out_and_what_is_empty_stays() {
    let bare = json!({"format": "paragraf/minutes@1", "body": {"name": "Styrelsen", "kind": "BOARD"},
                      "meeting": {"date": null}, "items": []});
    let written = again(&bare);
    let members: Vec<&str> = written
        .as_object()
        .map(|object| object.keys().map(String::as_str).collect())
        .unwrap_or_default();
    assert_eq!(members, ["body", "format", "items", "meeting", "series"]);
    // No number, and yet a board's series: said, since no number says otherwise.
    let series = json!({"mark": "NONE", "scheme": "CALENDAR_YEAR"});
    assert_eq!(written["series"], series);
    for (member, value) in [
        ("attendance", json!([])),
        ("absent", json!([])),
        ("officers", json!({"adjusters": []})),
        ("adjustment", json!({})),
        ("immediateAdjustments", json!([{}])),
    ] {
        let mut document = written.clone();
        document[member] = value.clone();
        assert_eq!(again(&document)[member], value, "{member}");
    }
}

#[test]
fn a_paragraph_alone_is_as_it_stands_in_the_document_and_the_header_is_the_rest() {
    let meeting = recorded(&whole().to_string());
    let mut written = export(&meeting);
    assert_eq!(
        export_paragraph(&meeting.paragraphs[0]),
        written["items"][0]
    );
    let header = export_header(&meeting);
    written.as_object_mut().map(|object| object.remove("items"));
    assert_eq!(header, written);
}

/// Where a member may stay: nothing required is taken away.
const REQUIRED: [&str; 14] = [
    "format",
    "body",
    "meeting",
    "items",
    "name",
    "kind",
    "date",
    "title",
    "text",
    "assignees",
    "outcome",
    "board",
    "capacity",
    "vote",
];

/// The whole document with members taken away, and lists emptied or repeated, by the dice.
fn thinned(value: &Value, dice: &mut impl Iterator<Item = u8>) -> Value {
    match value {
        Value::Object(members) => {
            let mut kept = Map::new();
            for (name, value) in members {
                let always = REQUIRED.contains(&name.as_str());
                if always || dice.next().is_some_and(|roll| roll % 3 > 0) {
                    kept.insert(name.clone(), thinned(value, dice));
                }
            }
            Value::Object(kept)
        }
        Value::Array(parts) => {
            let times = dice.next().unwrap_or(0) % 3;
            let all = parts.iter().cycle().take(parts.len() * usize::from(times));
            Value::Array(all.map(|part| thinned(part, dice)).collect())
        }
        other => other.clone(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_written_once_is_written_the_same_again(dice in prop::collection::vec(any::<u8>(), 400)) {
        let document = thinned(&whole(), &mut dice.into_iter());
        let once = again(&document);
        let first = recorded(&document.to_string());
        let second = recorded(&once.to_string());
        prop_assert_eq!(&again(&once), &once);
        prop_assert_eq!(second, first);
    }
}
