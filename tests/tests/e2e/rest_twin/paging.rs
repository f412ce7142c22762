//! Pages: by number and by cursor, to the end, every row once.

use super::{get, send};
use serde_json::{Value, json};
use tests::app::{App, Engine};
use tests::on_both_engines;

on_both_engines![every_row_comes_once_whichever_way_pages_are_asked_for];

/// What tells one item of a list from another.
fn key(item: &Value) -> String {
    for name in ["id", "cursor", "ruleId"] {
        if let Some(id) = item[name].as_str() {
            return format!("{id} {}", item["code"]);
        }
    }
    item.to_string()
}

/// Follows the links called `next` to the end.
async fn followed(app: &App, first: &str) -> Vec<String> {
    let mut held = Vec::new();
    let mut next = Some(first.to_owned());
    while let Some(path) = next {
        let got = send(app, "GET", &path, None, &[], "").await;
        assert_eq!(got.status, 200, "{path}: {}", got.text);
        let page = got.json();
        let nodes = page["nodes"].as_array().expect("a list");
        assert_eq!(page["_meta"]["count"], json!(nodes.len()), "{path}");
        held.extend(nodes.iter().map(key));
        let link = page["_links"]["next"]["href"].as_str();
        next = link.map(str::to_owned);
        assert!(held.len() < 2_000, "{first} has no end");
    }
    held
}

async fn every_row_comes_once_whichever_way_pages_are_asked_for(engine: Engine) {
    let app = App::demo(engine).await;
    let query = "{ meetings(filter: {organisation: \"samordningsforbundet-norrsken\"}) { nodes { id body { id } } } }";
    let data = app.anonymous().query(query, json!({})).await.data();
    let meeting = data["meetings"]["nodes"][0]["id"].as_str().expect("an id");
    let body = data["meetings"]["nodes"][0]["body"]["id"]
        .as_str()
        .expect("an id");
    let paragraphs = format!("/meetings/{meeting}/paragraphs?");
    let meetings = format!("/bodies/{body}/meetings?");
    for path in [
        "/organisations?",
        "/associations?",
        "/organisations/samordningsforbundet-norrsken/bodies?",
        "/associations/samordningsforbundet-norrsken/members?",
        "/meetings?order=DATE_ASC&",
        "/meetings?",
        meetings.as_str(),
        paragraphs.as_str(),
        "/minutes?",
        "/decisions?",
        "/decisions?order=DATE_ASC&",
        "/decisions?text=styrelsen&",
        "/assignments?",
        "/assignments?order=DUE_ASC&",
        "/paragraphs?text=budget&",
        "/notices?",
        "/changes?",
        "/rulebook?",
    ] {
        let root = format!("{}{path}", super::ROOT);
        let whole = get(&app, &format!("{path}limit=200")).await.json();
        let all: Vec<String> = whole["nodes"]
            .as_array()
            .expect("a list")
            .iter()
            .map(key)
            .collect();
        let total = whole["_meta"]["totalRecords"].as_u64().expect("a number");
        assert_eq!(u64::try_from(all.len()).expect("small"), total, "{path}");
        assert!(total > 1, "{path}: nothing to page through");
        let limit = (total / 3).max(1);
        assert_eq!(
            followed(&app, &format!("{root}limit={limit}")).await,
            all,
            "{path}"
        );
        let first = get(&app, &format!("{path}limit={limit}")).await.json();
        let cursor = first["_meta"]["nextCursor"].as_str().expect("more");
        let first_nodes = first["nodes"].as_array().expect("a list").len();
        let rest = followed(&app, &format!("{root}limit={limit}&cursor={cursor}")).await;
        assert_eq!(rest, all[first_nodes..], "{path} by cursor");
        let last = first["_links"]["last"]["href"]
            .as_str()
            .expect("a last page");
        let last = send(&app, "GET", last, None, &[], "").await.json();
        assert_eq!(
            last["nodes"]
                .as_array()
                .and_then(|nodes| nodes.last())
                .map(key),
            all.last().cloned(),
            "{path}"
        );
        assert_eq!(last["_links"]["next"], Value::Null, "{path}");
        let beyond = get(&app, &format!("{path}limit={limit}&page=100000000")).await;
        assert_eq!(beyond.status, 200, "{path}: {}", beyond.text);
        let beyond = beyond.json();
        assert_eq!(
            (&beyond["nodes"], &beyond["_meta"]["totalRecords"]),
            (&json!([]), &json!(total)),
            "{path}"
        );
        let back = beyond["_links"]["prev"]["href"]
            .as_str()
            .expect("a way back");
        assert!(
            !send(&app, "GET", back, None, &[], "").await.json()["nodes"]
                .as_array()
                .expect("a list")
                .is_empty(),
            "{path}"
        );
    }
    let plain = get(&app, "/decisions").await.json();
    assert_eq!(
        (&plain["_meta"]["limit"], &plain["_meta"]["page"]),
        (&json!(20), &json!(1))
    );
}
