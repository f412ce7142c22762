use super::super::report::{Certainty, Found, Remark, Report, Words};
use super::*;
use serde_json::json;

fn found(path: &str) -> Found {
    Found {
        path: path.to_owned(),
        spans: Vec::new(),
        printed: path.to_owned(),
        certainty: Certainty::Doubtful,
        settled: None,
    }
}

fn reading() -> Reading {
    let document = json!({
        "format": "paragraf/minutes@1",
        "record": "MINUTES",
        "body": {"name": "Styrelsen", "kind": "BOARD", "organisation": "Samordningsförbundet Fjällbäcken"},
        "meeting": {"date": "2021-03-18"},
        "items": [
            {"number": 1, "title": "Val av justerare"},
            {"number": 2, "title": "Budget", "decisions": [{"kind": "RESOLVE", "text": "Styrelsen beslutar."}]},
            {"number": 3, "title": "Avslutning"},
        ],
    });
    let report = Report {
        found: [
            "meeting.date",
            "items[0].title",
            "items[1].title",
            "items[1].decisions[0].text",
            "items[2].title",
        ]
        .map(found)
        .to_vec(),
        missing: vec![Remark {
            code: "ADJUSTMENT_MISSING".to_owned(),
            path: "adjustment.adjustedOn".to_owned(),
            text: Words {
                sv: "saknas".to_owned(),
                en: "missing".to_owned(),
            },
            settled: None,
        }],
        ..Report::default()
    };
    Reading {
        pages: vec!["Text".to_owned()],
        document,
        report,
        corrections: Vec::new(),
    }
}

fn put(path: &str, value: &str) -> Change {
    Change {
        path: path.to_owned(),
        value: Some(value.to_owned()),
    }
}

fn away(path: &str) -> Change {
    Change {
        path: path.to_owned(),
        value: None,
    }
}

fn with(changes: &[Change], confirmed: &[&str]) -> Result<Reading, AppError> {
    let confirmed: Vec<String> = confirmed.iter().map(|path| (*path).to_owned()).collect();
    corrected(
        &reading(),
        changes,
        &confirmed,
        ("issuer subject", DateTime::UNIX_EPOCH),
    )
}

fn fault(changes: &[Change], confirmed: &[&str]) -> String {
    match with(changes, confirmed) {
        Err(AppError::Invalid { field, .. }) => field,
        other => format!("{other:?}"),
    }
}

fn paths(reading: &Reading) -> Vec<&str> {
    let found = reading.report.found.iter();
    found.map(|found| found.path.as_str()).collect()
}

#[test]
fn a_value_is_taken_as_the_format_has_it() {
    let made = with(
        &[
            put("items[0].title", "12"),
            put("items[0].number", "11"),
            put(
                "items[1].decisions",
                r#"[{"kind": "NOTE", "text": "Noteras."}]"#,
            ),
            put("noDecisionsStated", "false"),
            put("adjustment.adjustedOn", "2021-04-01"),
            put("items[2].decisions[0].text", "Mötet avslutas."),
            put("items[2].decisions[0].kind", "RESOLVE"),
        ],
        &[],
    )
    .expect("corrected");
    assert_eq!(made.document["items"][0]["title"], json!("12"));
    assert_eq!(made.document["items"][0]["number"], json!(11));
    assert_eq!(
        made.document["items"][1]["decisions"][0]["kind"],
        json!("NOTE")
    );
    assert_eq!(made.document["noDecisionsStated"], json!(false));
    assert_eq!(
        made.document["items"][2]["decisions"][0]["kind"],
        json!("RESOLVE")
    );
    let [doubtful, missing, _] = made.report.open();
    // The date and two titles; the decision was replaced with its list.
    assert_eq!((doubtful, missing), (3, 0), "{:?}", made.report);
    assert_eq!(made.corrections.len(), 7);
    assert_eq!(made.corrections[0].before, Some(json!("Val av justerare")));
    assert_eq!(made.corrections[0].after, Some(json!("12")));
    assert_eq!(made.corrections[0].by, "issuer subject");
}

#[test]
fn what_is_no_document_any_more_is_refused_with_its_path_and_what_is_no_place_with_the_argument() {
    for (change, path) in [
        (put("meeting.date", "i mars"), "meeting.date"),
        (put("items[0].number", "elva"), "items[0].number"),
        (put("items[0].colour", "red"), "items[0].colour"),
        (
            put("items[1].decisions[0].kind", "DREAM"),
            "items[1].decisions[0].kind",
        ),
        (
            put("items[1].decisions[1].text", "Utan slag."),
            "items[1].decisions[1]",
        ),
        (away("body"), "body"),
        (put("items[5].title", "x"), "corrections[0].path"),
        (put("items[0].title.x", "x"), "corrections[0].path"),
        (put("items..title", "x"), "corrections[0].path"),
        (away("items[7]"), "corrections[0].path"),
        (
            put("items[0].title", &"x".repeat(200_001)),
            "corrections[0].value",
        ),
    ] {
        assert_eq!(
            fault(std::slice::from_ref(&change), &[]),
            path,
            "{change:?}"
        );
    }
    assert_eq!(fault(&[], &[]), "input");
    assert_eq!(fault(&[], &["items[9].title"]), "confirmed[0]");
    let many = vec![put("items[0].title", "x"); 201];
    assert_eq!(fault(&many, &[]), "corrections");
}

#[test]
fn an_item_that_is_taken_away_takes_its_fields_along_and_the_next_move_up() {
    let made = with(&[away("items[1]")], &[]).expect("corrected");
    assert_eq!(made.document["items"][1]["title"], json!("Avslutning"));
    assert_eq!(
        paths(&made),
        ["meeting.date", "items[0].title", "items[1].title"]
    );
    assert_eq!(made.report.found[2].printed, "items[2].title");
    assert!(made.report.found[2].settled.is_none());
    assert_eq!(made.corrections[0].after, None);
}

#[test]
fn a_member_that_is_taken_away_is_told_of_no_more_and_one_that_must_be_there_becomes_null() {
    let made = with(&[away("meeting.date")], &[]).expect("corrected");
    assert!(
        made.document["meeting"]
            .get("date")
            .is_none_or(Value::is_null)
    );
    let made = with(&[away("items[0].title")], &[]).expect("corrected");
    assert_eq!(made.document["items"][0]["title"], Value::Null);
}

#[test]
fn what_was_looked_at_is_open_no_more() {
    let made = with(&[], &["meeting.date", "adjustment.adjustedOn"]).expect("confirmed");
    assert_eq!(made.document, reading().document);
    assert_eq!(made.report.open(), [4, 0, 0]);
    let settled = made.report.found[0].settled.as_ref().expect("settled");
    assert_eq!(
        (settled.how, settled.by.as_str()),
        (How::Confirmed, "issuer subject")
    );
    assert_eq!(made.corrections.len(), 2);
}
