//! Who sees what over REST: a row for every operation of the description, and every subject at every one of them.

use super::super::attachments::{Caller, pdf};
use super::super::authorization::{PROVDALEN, SUBJECTS, Stands, is_told, tells_of_a_draft, world};
use super::{Got, ROOT, send};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use tests::app::{App, Engine};

/// A row of the table: who sees what an operation gives, and whether it tells those inside of a draft.
#[derive(Debug)]
struct Row {
    who: String,
    tells: bool,
}

fn table() -> BTreeMap<String, Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rest.csv");
    let text = std::fs::read_to_string(&path).expect("the table");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("operation,who,draft,note"));
    let mut rows = BTreeMap::new();
    for line in lines {
        let cells: Vec<&str> = line.splitn(4, ',').collect();
        let [operation, who, draft, _] = cells.as_slice() else {
            panic!("not four cells: {line}")
        };
        let known = [
            "public",
            "public-masked",
            "secretary-only",
            "treasurer-only",
            "operator-only",
            // Where the asker keeps webhooks, and nowhere else: every cell of theirs stands in e2e::webhooks.
            "webhook-keeper",
        ];
        assert!(
            known.contains(who) && ["tells", "silent"].contains(draft),
            "{line}"
        );
        let row = Row {
            who: (*who).to_owned(),
            tells: *draft == "tells",
        };
        assert!(
            rows.insert((*operation).to_owned(), row).is_none(),
            "twice: {line}"
        );
    }
    rows
}

/// Every operation of the description: its name, method and address.
pub(in super::super) fn operations() -> Vec<(String, String, String)> {
    let document = api::rest::openapi::checked_in().expect("a description");
    let paths = document["paths"].as_object().expect("paths").clone();
    let mut operations = Vec::new();
    for (path, methods) in paths {
        for (method, operation) in methods.as_object().expect("methods") {
            let name = operation["operationId"].as_str().expect("a name");
            operations.push((name.to_owned(), method.to_uppercase(), path.clone()));
        }
    }
    operations
}

#[test]
fn every_operation_stands_in_the_table_and_nothing_else_does() {
    let known: BTreeSet<String> = operations().into_iter().map(|(name, ..)| name).collect();
    let rows: BTreeSet<String> = table().into_keys().collect();
    let missing: Vec<_> = known.difference(&rows).collect();
    let superfluous: Vec<_> = rows.difference(&known).collect();
    assert!(
        missing.is_empty() && superfluous.is_empty(),
        "fixtures/rest.csv: say who sees {missing:?}; take out {superfluous:?}"
    );
    assert!(known.len() > 40, "{} operations", known.len());
}

const TABLE: &str = "row,year,party,kind,text,from,until,amount\n\
    CONTRIBUTION,2027,STATE,STATUTORY,,,,1000000.00\n\
    LINE,,,,Hemligsak,2027-01-01,2027-12-31,900000.00\n";

/// Where the parts of a record are, by the name of the part of an address.
pub(in super::super) async fn places(app: &App, date: &str) -> BTreeMap<&'static str, String> {
    let query = "query($d: Date!) { meetings(filter: {from: $d, to: $d}) { nodes { id minutes { id } body { id }
        paragraphs { nodes { id number decisions { id } assignments { id } } } } } }";
    let operator = app.client("operator", &[PROVDALEN]);
    let data = operator.query(query, json!({"d": date})).await.data();
    let meeting = &data["meetings"]["nodes"][0];
    let text = |pointer: &str| {
        let found = meeting.pointer(pointer).and_then(Value::as_str);
        found
            .unwrap_or_else(|| panic!("{pointer} of {data}"))
            .to_owned()
    };
    BTreeMap::from([
        ("meeting", text("/id")),
        ("minutes", text("/minutes/id")),
        ("body", text("/body/id")),
        ("paragraph", text("/paragraphs/nodes/0/id")),
        ("decision", text("/paragraphs/nodes/0/decisions/0/id")),
        ("assignment", text("/paragraphs/nodes/0/assignments/0/id")),
        ("year", "2025".to_owned()),
        (
            "number",
            meeting["paragraphs"]["nodes"][0]["number"].to_string(),
        ),
        ("organisation", PROVDALEN.to_owned()),
        ("association", PROVDALEN.to_owned()),
        ("delegation", format!("dlg-{}", "0".repeat(26))),
        ("delegatedDecision", format!("dld-{}", "0".repeat(26))),
        ("budget", format!("bud-{}", "0".repeat(26))),
        ("attachment", format!("att-{}", "0".repeat(26))),
        ("import", format!("imp-{}", "0".repeat(26))),
        ("document", "extract".to_owned()),
        ("webhook", format!("whk-{}", "0".repeat(26))),
        ("format", "txt".to_owned()),
    ])
}

/// The address of an operation with its parts filled in, and what it cannot be asked without.
fn address(operation: &str, path: &str, places: &BTreeMap<&'static str, String>) -> String {
    let mut filled = format!("{ROOT}{path}");
    for (name, place) in places {
        let place = match (*name, operation) {
            ("format", "getBudgetTable") => "csv",
            _ => place,
        };
        filled = filled.replace(&format!("{{{name}}}"), place);
    }
    assert!(!filled.contains('{'), "{operation}: {filled}");
    let asked = match operation {
        "searchParagraphs" => "?text=om".to_owned(),
        "listCaseParagraphs" => format!("?organisation={PROVDALEN}&caseNumber=Dnr%201"),
        "listImports" | "uploadImport" => format!("?organisation={PROVDALEN}"),
        "streamChanges" => "?lasts=0".to_owned(),
        "getDocument" => format!("?paragraphs={}", places["paragraph"]),
        _ => String::new(),
    };
    filled + &asked
}

/// The same addresses, of nothing.
pub(in super::super) fn nowhere(
    places: &BTreeMap<&'static str, String>,
) -> BTreeMap<&'static str, String> {
    let places = places.iter().map(|(name, place)| {
        let other = match place.split_once('-') {
            Some((letters, rest)) if rest.len() == 26 => format!("{letters}-{}", "0".repeat(26)),
            _ => place.clone(),
        };
        (*name, other)
    });
    places.collect()
}

/// What an answer says, without what names the request.
fn said(got: &Got) -> (u16, String) {
    let mut text = got.text.clone();
    if let Ok(Value::Object(mut problem)) = serde_json::from_str::<Value>(&got.text)
        && problem.contains_key("instance")
    {
        problem.remove("instance");
        text = Value::Object(problem).to_string();
    }
    (got.status, text)
}

/// A draft with a file beside it, and a budget that nobody approved.
pub(in super::super) async fn drafted(app: &App) -> BTreeMap<&'static str, String> {
    let mut draft = places(app, "2025-05-12").await;
    let secretary = Caller::new(app, Some(app.token("secretary", &[PROVDALEN])));
    let kept = secretary
        .keeps(
            &draft["meeting"],
            "?title=Hemligsak",
            [pdf(9), b"Hemligsak".to_vec()].concat(),
        )
        .await;
    draft.insert("attachment", kept["id"].as_str().expect("an id").to_owned());
    let treasurer = app.token("treasurer", &[PROVDALEN]);
    let path = format!("{ROOT}/organisations/{PROVDALEN}/budgets/2027");
    let headers = [("content-type", "text/csv")];
    let proposed = send(app, "POST", &path, Some(&treasurer), &headers, TABLE).await;
    assert_eq!(proposed.status, 201, "{}", proposed.text);
    draft.insert(
        "budget",
        proposed.json()["budget"]
            .as_str()
            .expect("an id")
            .to_owned(),
    );
    draft
}

async fn drafts_are_told_inside_only_on(engine: Engine, subjects: &[&str]) {
    let app = world(engine, true).await;
    let mut case = tests::minutes::board_meeting("2025-06-12", 9, &[("Hemligsak", "Text.")]);
    case["items"][0]["caseNumber"] = json!("Dnr 1");
    case["body"]["organisation"] = json!("Samordningsförbundet Provdalen");
    app.load_as(&case, false, None).await.expect("loaded");
    let draft = drafted(&app).await;
    let (hidden, nothing) = (places(&app, "2025-05-13").await, nowhere(&draft));
    let budget = draft["budget"].clone();
    let table = table();
    let mut met = 0;
    for (name, role, organisations, stands) in SUBJECTS {
        if !subjects.is_empty() && !subjects.contains(name) {
            continue;
        }
        met += 1;
        let token = role.map(|role| app.token(role, organisations));
        for (operation, method, path) in operations() {
            if method != "GET" {
                continue;
            }
            let row = &table[&operation];
            let ask = async |places: &BTreeMap<&'static str, String>| {
                let path = address(&operation, &path, places);
                send(&app, "GET", &path, token.as_deref(), &[], "").await
            };
            // The body of the first draft is known to everybody, that of the other to those inside.
            let of_body = *stands != Stands::Outside && path.contains("{body}");
            let told = ask(if of_body { &hidden } else { &draft }).await;
            let of_budget = budget.clone() + "x";
            let tells = |text: &str| {
                tells_of_a_draft(text)
                    || text.contains(&draft["meeting"])
                    || text.contains(of_budget.trim_end_matches('x'))
            };
            assert!(told.status < 500, "{name} {operation}: {}", told.text);
            if *stands != Stands::Outside {
                assert!(
                    !row.tells || (told.status == 200 && tells(&told.text)),
                    "{name} {operation}: {}",
                    told.text
                );
                continue;
            }
            let problem = told.header("content-type") == "application/problem+json";
            assert!(
                problem || !tells(&told.text),
                "{name} {operation}: {}",
                told.text
            );
            // Where the address is that of the draft: the same to the last byte as for what is not there.
            let own = [
                "{meeting}",
                "{minutes}",
                "{paragraph}",
                "{decision}",
                "{assignment}",
                "{attachment}",
                "{budget}",
            ];
            if own.iter().any(|part| path.contains(part)) {
                assert_eq!(
                    said(&told),
                    said(&ask(&nothing).await),
                    "{name} {operation}"
                );
                assert_eq!(said(&ask(&hidden).await).0, 404, "{name} {operation}");
            }
            if path.contains("{body}") {
                assert_eq!(
                    said(&ask(&hidden).await),
                    said(&ask(&nothing).await),
                    "{name} {operation}"
                );
            }
        }
    }
    let wanted = if subjects.is_empty() {
        SUBJECTS.len()
    } else {
        subjects.len()
    };
    assert_eq!(met, wanted);
}

#[tokio::test]
async fn drafts_are_told_inside_only() {
    drafts_are_told_inside_only_on(Engine::Sqlite, &[]).await;
}

#[tokio::test]
async fn drafts_are_told_inside_only_on_postgresql() {
    let some = [
        "anonymous",
        "reader of a member",
        "operator",
        "operator of another",
    ];
    drafts_are_told_inside_only_on(Engine::Postgres, &some).await;
}

#[tokio::test]
async fn whoever_represents_a_union_is_named_inside_only() {
    let app = world(Engine::Sqlite, true).await;
    let places = places(&app, "2025-04-08").await;
    let table = table();
    for (name, role, organisations, stands) in SUBJECTS {
        let token = role.map(|role| app.token(role, organisations));
        let mut telling = BTreeSet::new();
        for (operation, method, path) in operations() {
            if method != "GET" {
                continue;
            }
            let path = match operation.as_str() {
                // The case number of the record names them too.
                "listCaseParagraphs" => format!(
                    "{ROOT}/case-paragraphs?organisation={PROVDALEN}&caseNumber=Dnr%20Ulrika%20Fackman%20och%20%C3%85ke%20Ombudsson"
                ),
                "searchParagraphs" => format!("{ROOT}/paragraphs?text=budget"),
                _ => address(&operation, &path, &places),
            };
            let got = send(&app, "GET", &path, token.as_deref(), &[], "").await;
            let mut body = got.text.clone();
            if let Ok(Value::Object(mut page)) = serde_json::from_str::<Value>(&got.text) {
                // What was asked for stands there as it was asked.
                page.remove("_links");
                body = Value::Object(page).to_string();
            }
            if got.status == 200 && is_told(&body) {
                telling.insert(operation.clone());
                assert!(*stands != Stands::Outside, "{name} {operation}: {body}");
                assert_eq!(
                    table[&operation].who, "public-masked",
                    "{operation} tells names inside"
                );
            }
        }
        assert!(
            *stands == Stands::Outside || telling.len() >= 12,
            "{name}: {telling:?}"
        );
    }
}

#[tokio::test]
async fn a_write_is_one_roles() {
    let app = world(Engine::Sqlite, true).await;
    let draft = drafted(&app).await;
    let table = table();
    for (name, role, organisations, stands) in SUBJECTS {
        let token = role.map(|role| app.token(role, organisations));
        let own = organisations.contains(&PROVDALEN);
        for (operation, method, path) in operations() {
            if method == "GET" || table[&operation].who == "webhook-keeper" {
                continue;
            }
            let only = table[&operation].who.trim_end_matches("-only").to_owned();
            let path = address(&operation, &path, &draft);
            let (headers, body): (&[(&str, &str)], _) = match operation.as_str() {
                "uploadAttachment" => (
                    &[
                        ("content-type", "application/pdf"),
                        ("content-disposition", "attachment; filename=\"a.pdf\""),
                    ],
                    String::from_utf8_lossy(b"%PDF-1.7\n").into_owned(),
                ),
                "uploadImport" => (
                    &[("content-disposition", "attachment; filename=\"a.txt\"")],
                    "Hemligsak".to_owned(),
                ),
                _ => (&[("content-type", "text/csv")], TABLE.to_owned()),
            };
            let got = send(&app, "POST", &path, token.as_deref(), headers, &body).await;
            let permitted = own && *role == Some(only.as_str());
            let refused = [401, 403, 404].contains(&got.status);
            assert_eq!(
                refused, !permitted,
                "{name} {operation}: {} {}",
                got.status, got.text
            );
            if role.is_none() {
                assert_eq!(got.status, 401, "{operation}");
            }
            if *stands == Stands::Outside {
                assert!(
                    !tells_of_a_draft(&got.text),
                    "{name} {operation}: {}",
                    got.text
                );
            }
        }
    }
}
