//! What lists tell in brief is what the records tell, to each viewer, field by field.

use super::secrecy::{mark, whole};
use super::statements::meeting;
use super::sync::snapshot;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use tests::app::{App, Engine};
use tests::client::Client;
use tests::minutes::board_meeting;
use tests::on_both_engines;

on_both_engines![
    what_a_list_tells_is_what_the_records_tell,
    a_list_of_what_hides_nothing_reads_no_record,
];

const DECIDED: &str =
    "fragment Decided on Decision { __typename id kind text excerpt annulled condition { text state settledOn } item { id }
    budget { firstYear } concerns { because organisation { id slug } } links { kind } paragraph { ...Under } }";
const UNDER: &str =
    "fragment Under on Paragraph { __typename id label number title text caseNumber letter category secrecy { id }
    meeting { __typename id date place published body { id slug name kind owner { id name } } } }";

/// The fragments that fields spread.
fn fragments(fields: &str) -> String {
    match fields.contains("Decided") {
        true => format!("{DECIDED} {UNDER}"),
        false => UNDER.to_owned(),
    }
}

fn by_id(nodes: impl IntoIterator<Item = Value>) -> BTreeMap<String, Value> {
    let nodes = nodes.into_iter();
    nodes
        .map(|node| (node["id"].as_str().expect("an id").to_owned(), node))
        .collect()
}

fn nodes(held: &Value) -> Vec<Value> {
    held["nodes"].as_array().expect("nodes").clone()
}

/// Every item of a list, page by page.
async fn pages(
    client: &Client,
    (list, first): (&str, u32),
    arguments: &str,
    fields: &str,
) -> Vec<Value> {
    let query = format!(
        "query($after: String) {{ list: {list}(first: {first}, after: $after{arguments}) {{ nodes {{ {fields} }}
        pageInfo {{ hasNextPage endCursor }} }} }} {}",
        fragments(fields)
    );
    let (mut all, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = client.query(&query, json!({"after": after})).await.data();
        all.extend(nodes(&page["list"]));
        if page["list"]["pageInfo"]["hasNextPage"] == false {
            return all;
        }
        after = page["list"]["pageInfo"]["endCursor"].clone();
    }
}

/// What records tell of all their decisions, and of their §§ and sub-items.
async fn told(client: &Client) -> (BTreeMap<String, Value>, BTreeMap<String, Value>) {
    let fields = "paragraphs(first: 200) { nodes { ...Under decisions { ...Decided } items { ...Under items { ...Under } } } }";
    let mut decisions = BTreeMap::new();
    let mut paragraphs = BTreeMap::new();
    for record in pages(client, ("meetings", 1), "", fields).await {
        let mut open = nodes(&record["paragraphs"]);
        while let Some(mut item) = open.pop() {
            let held = item.as_object_mut().expect("an object");
            let mut below = |name: &str| match held.remove(name) {
                Some(Value::Array(below)) => below,
                _ => Vec::new(),
            };
            decisions.extend(by_id(below("decisions")));
            open.extend(below("items"));
            paragraphs.extend(by_id([item]));
        }
    }
    (decisions, paragraphs)
}

/// A group's record with a name to hide, and a board's with a guest of a union, with a personal number and with a sub-item.
fn hiding() -> [Value; 3] {
    let mut group = board_meeting("2025-04-08", 1, &[("Skyddsfrågor", "Pia Lundmyr frågar.")]);
    group["body"] = json!({"name": "Samverkansgruppen", "kind": "COOPERATION_GROUP",
        "organisation": "Samordningsförbundet Provdalen"});
    let mut board = board_meeting("2025-05-08", 31, &[("Besök", "Pia Lundmyr berättar.")]);
    for document in [&mut group, &mut board] {
        document["attendance"] =
            json!([{"name": "Pia Lundmyr", "organisation": "Vision", "capacity": "UNION"}]);
    }
    let mut number = board_meeting("2025-06-05", 41, &[("Insats", "För 811218-9876.")]);
    number["items"][0]["items"] = json!([{"letter": "a", "title": "Del", "decisions": [{"kind": "NOTE", "text": "Noteras."}]}]);
    for (document, who) in [
        (&mut group, "Pia Lundmyr"),
        (&mut board, "Pia Lundmyr"),
        (&mut number, "Sökanden"),
    ] {
        document["items"][0]["caseNumber"] = json!("Dnr 7");
        document["items"][0]["decisions"] = json!([
            {"kind": "RESOLVE", "text": format!("{who} och 811218-9876 beviljas insats."), "condition": "när medel finns"},
            {"kind": "NOTE", "text": "Insatsen noteras."},
        ]);
    }
    [group, board, number]
}

/// What a copy of all decisions should hold, by what the records tell.
fn copied(
    decisions: &BTreeMap<String, Value>,
    paragraphs: &BTreeMap<String, Value>,
) -> BTreeMap<String, Value> {
    let row = |held: &Value| {
        let (top, item) = (&held["paragraph"], &held["item"]["id"]);
        let place = item.as_str().map_or(top, |id| &paragraphs[id]);
        let title = [place, top].map(|held| &held["title"]);
        let title = title.into_iter().find(|title| title.is_string());
        let named = held["concerns"].as_array().expect("a list").iter();
        let mut concerns: Vec<&Value> = named.map(|held| &held["organisation"]["id"]).collect();
        concerns.sort_by_key(|id| id.as_str());
        json!({
            "id": held["id"], "kind": held["kind"], "text": held["text"], "annulled": held["annulled"],
            "condition": held["condition"]["text"], "concerns": concerns,
            "number": top["number"], "label": place["label"], "heading": title,
            "meeting": top["meeting"]["id"], "date": top["meeting"]["date"],
            "body": top["meeting"]["body"]["id"], "organisation": top["meeting"]["body"]["owner"]["id"],
        })
    };
    decisions
        .iter()
        .map(|(id, held)| (id.clone(), row(held)))
        .collect()
}

/// The rows of a copy, without the year, which no record tells by itself.
async fn copy(client: &Client) -> BTreeMap<String, Value> {
    let (_, mut rows) = snapshot(client, "").await;
    for row in rows.values_mut() {
        let held = row.as_object_mut().expect("an object");
        held.remove("type");
        held.remove("year");
    }
    rows
}

async fn what_a_list_tells_is_what_the_records_tell(engine: Engine) {
    let app = App::demo(engine).await;
    for document in hiding() {
        app.load(&document).await.expect("loaded");
    }
    app.load(&meeting("2025-03-06", 1, 9))
        .await
        .expect("loaded");
    let owner = "samordningsforbundet-provdalen";
    let operator = app.client("operator", &[owner]);
    let of_march = "{ meetings(filter: {from: \"2025-03-06\", to: \"2025-03-06\"}) { nodes { paragraphs { nodes { id } } } } }";
    let held = operator.query(of_march, json!({})).await.data();
    let secret = &held["meetings"]["nodes"][0]["paragraphs"]["nodes"][3]["id"];
    let marked = mark(&operator, whole(secret.as_str().expect("an id"))).await;
    assert!(marked.get("errors").is_none(), "{marked:#}");

    let mut seen = Vec::new();
    for client in [
        app.anonymous(),
        app.client("secretary", &[owner]),
        app.client("treasurer", &[owner]),
        app.client("auditor", &["samordningsforbundet-norrsken"]),
    ] {
        let (decisions, paragraphs) = told(&client).await;
        let mut orders = Vec::new();
        for order in ["DATE_ASC", "DATE_DESC"] {
            let arguments = format!(", order: {order}");
            let listed = pages(&client, ("decisions", 40), &arguments, "...Decided").await;
            orders.push(
                listed
                    .iter()
                    .map(|held| held["id"].clone())
                    .collect::<Vec<_>>(),
            );
            assert_eq!(by_id(listed), decisions);
        }
        orders[1].reverse();
        assert_eq!(orders[0], orders[1]);
        for (id, held) in &decisions {
            let query = format!(
                "query($id: ID!) {{ node(id: $id) {{ id ...Decided }} }} {DECIDED} {UNDER}"
            );
            let one = client.query(&query, json!({"id": id})).await.data();
            assert_eq!(one["node"], *held);
        }
        if seen.is_empty() {
            assert_eq!(copy(&client).await, copied(&decisions, &paragraphs));
        }
        let case = format!(", organisation: \"{owner}\", caseNumber: \"Dnr 7\"");
        for (list, arguments, least) in [
            ("search", ", text: \"insats\"", 4),
            ("caseParagraphs", &case, 2),
        ] {
            let found = pages(&client, (list, 40), arguments, "...Under excerpt").await;
            assert!(found.len() >= least, "{list}: {found:#?}");
            for mut hit in found {
                let excerpt = hit.as_object_mut().expect("an object").remove("excerpt");
                let excerpt = excerpt.expect("asked for");
                let marked = excerpt.as_str().is_some_and(|text| text.contains("**"));
                assert_eq!(marked, list == "search", "{excerpt}");
                assert_eq!(hit, paragraphs[hit["id"].as_str().expect("an id")]);
            }
        }
        let names = serde_json::to_string(&(decisions, paragraphs)).expect("JSON");
        seen.push(["Pia Lundmyr", "811218-9876"].map(|word| names.contains(word)));
    }
    assert_eq!(seen, [[false; 2], [true; 2], [true; 2], [false; 2]]);
}

/// By the number of statements: a record would take more.
async fn a_list_of_what_hides_nothing_reads_no_record(engine: Engine) {
    let app = App::asking(engine).await;
    for (month, first) in [("03", 1), ("04", 11), ("05", 21)] {
        let document = meeting(&format!("2025-{month}-06"), first, 6);
        app.load(&document).await.expect("loaded");
    }
    let count = async |fields: &str| {
        let query = format!("{{ decisions(first: 30) {{ nodes {{ {fields} }} }} }}");
        let ask = async || app.anonymous().query(&query, json!({})).await.data();
        app.counted(ask).await.1
    };
    let brief = "id kind text excerpt annulled condition { text state } budget { firstYear } paragraph { id label number title text meeting { id date } }";
    // The list tells of what it lists.
    assert_eq!(count(brief).await, 1, "{engine:?}");
    let with_bodies =
        format!("{brief} p: paragraph {{ meeting {{ body {{ name owner {{ name }} }} }} }}");
    assert_eq!(count(&with_bodies).await, 2, "{engine:?}");
    assert_eq!(count("concerns { because }").await, 2, "{engine:?}");
    // Whom they concern is read before any organisation is.
    let named = format!("{with_bodies} concerns {{ organisation {{ name }} }}");
    assert_eq!(count(&named).await, 3, "{engine:?}");
    assert_eq!(count("links { kind }").await, 2, "{engine:?}");
    // A copy too: the end of the feed, the list, and whom they concern.
    let anybody = app.anonymous();
    let (_, taken) = app.counted(async || snapshot(&anybody, "").await).await;
    assert_eq!(taken, 3, "{engine:?}");
    // What stands in a sub-item is told by the record.
    assert!(count("item { title }").await > 1);
}
