//! How many SQL statements reads take. The number must not grow with the page or the record.

use serde_json::{Value, json};
use tests::app::{App, Engine};
use tests::contract;
use tests::minutes::board_meeting;

tests::on_both_engines!(
    the_first_contract_query_takes_at_most_25_statements_whatever_the_meeting_holds,
    the_meetings_of_five_bodies_take_as_many_statements_whatever_the_page,
    decisions_take_as_many_statements_whatever_the_page,
    assignments_searches_and_meetings_take_as_many_statements_whatever_the_page,
    what_stands_below_a_list_is_read_together,
    what_a_token_lets_see_is_read_again_only_after_a_write,
    a_list_is_counted_for_whoever_wants_its_total,
);

const OWNER: &str = "samordningsforbundet-provdalen";

/// A meeting of many §§, each with decisions, a proposal and an assignment, and fifteen who attended.
pub(super) fn meeting(date: &str, first: u32, count: u32) -> Value {
    let titles: Vec<String> = (0..count).map(|place| format!("Ärende {place}")).collect();
    let items: Vec<(&str, &str)> = titles
        .iter()
        .map(|title| (title.as_str(), "Text."))
        .collect();
    let mut document = board_meeting(date, first, &items);
    document["attendance"] = (0..15)
        .map(|place| {
            let organisation = format!("Kommun {} kommun", place % 9);
            json!({"name": format!("Person {place}"), "organisation": organisation, "capacity": "MEMBER", "deciding": true})
        })
        .collect();
    for (place, item) in document["items"]
        .as_array_mut()
        .expect("items")
        .iter_mut()
        .enumerate()
    {
        item["decisions"] = json!([
            {"kind": "APPROVE", "text": format!("Styrelsen godkänner ärende {place}.")},
            {"kind": "ADOPT", "text": format!("Styrelsen antar planen {place}."), "condition": "när medlen finns"},
        ]);
        item["proposals"] =
            json!([{"by": "Person 3", "kind": "PROPOSAL", "text": "Person 3 yrkar bifall."}]);
        item["assignments"] =
            json!([{"assignees": ["Person 1", "Kansliet"], "text": "Kansliet gör det."}]);
        item["recipients"] = json!([format!("Kommun {} kommun", place % 9)]);
        if place % 7 == 0 {
            item["items"] = json!([{"letter": "a", "title": "Del", "decisions": [{"kind": "NOTE", "text": "Noteras."}]}]);
        }
    }
    document["adjustment"] = json!({"adjustedOn": date});
    document["notices"] =
        (0..9).map(|place| json!({"board": format!("Kommun {place} kommun"), "postedOn": date, "removedOn": null})).collect();
    document
}

/// The answer to a query and how many statements it took.
async fn counted(app: &App, query: &str, variables: Value) -> (Value, usize) {
    let ask = async || app.anonymous().query(query, variables.clone()).await.data();
    app.counted(ask).await
}

async fn the_first_contract_query_takes_at_most_25_statements_whatever_the_meeting_holds(
    engine: Engine,
) {
    let app = App::asking(engine).await;
    app.load(&meeting("2025-03-06", 1, 14))
        .await
        .expect("loaded");
    app.load(&meeting("2025-04-03", 15, 140))
        .await
        .expect("loaded");
    let (small, few) = counted(
        &app,
        contract::MEETING,
        json!({"organisation": OWNER, "on": "2025-03-06"}),
    )
    .await;
    let (large, many) = counted(
        &app,
        contract::MEETING,
        json!({"organisation": OWNER, "on": "2025-04-03"}),
    )
    .await;
    let paragraphs = |data: &Value| {
        data["organisation"]["bodies"]["nodes"][0]["meetings"]["nodes"][0]["paragraphs"].clone()
    };
    assert_eq!(paragraphs(&small)["totalCount"], 14);
    assert_eq!(paragraphs(&large)["totalCount"], 140);
    assert_eq!(
        paragraphs(&large)["nodes"].as_array().map(Vec::len),
        Some(100)
    );
    assert_eq!(
        paragraphs(&large)["nodes"][99]["decisions"]
            .as_array()
            .map(Vec::len),
        Some(2)
    );
    println!("{engine:?}: {few} statements for 14 paragraphs, {many} for 140");
    assert!((1..=25).contains(&few), "{few} statements");
    assert_eq!(few, many);
}

const BODIES: &str = "query($first: Int!) { organisation(slug: \"samordningsforbundet-provdalen\") { bodies(first: 20) { totalCount nodes { name
    meetings(first: $first) { totalCount nodes { id date
        paragraphs(first: 2) { nodes { label quorum { outcome } decisions { text concerns { because organisation { name } } } assignments { text } } }
        minutes { status finalOn } irregularities { code } attendance { person { name } organisation { name } } } } } } } }";

async fn the_meetings_of_five_bodies_take_as_many_statements_whatever_the_page(engine: Engine) {
    let app = App::asking(engine).await;
    for body in 0..5_u32 {
        for day in 1..=20_u32 {
            let mut document = meeting(
                &format!("2025-0{}-{day:02}", body + 1),
                (day - 1) * 2 + 1,
                2,
            );
            if body > 0 {
                document["body"]["name"] = json!(format!("Organ {body}"));
                document["body"]["kind"] = json!("OTHER");
            }
            app.load(&document).await.expect("loaded");
        }
    }
    let (one, few) = counted(&app, BODIES, json!({"first": 1})).await;
    let (all, many) = counted(&app, BODIES, json!({"first": 20})).await;
    let held = |data: &Value| -> usize {
        let bodies = data["organisation"]["bodies"]["nodes"]
            .as_array()
            .expect("a list")
            .clone();
        bodies
            .iter()
            .map(|body| body["meetings"]["nodes"].as_array().map_or(0, Vec::len))
            .sum()
    };
    assert_eq!((held(&one), held(&all)), (5, 100));
    println!("{engine:?}: {few} statements for 5 meetings, {many} for 100");
    assert!((1..=25).contains(&few), "{few} statements");
    assert_eq!(few, many);
}

/// 60 meetings with 5 decisions and 2 assignments each.
pub(super) async fn full(engine: Engine) -> App {
    let app = App::asking(engine).await;
    for place in 0..60_u32 {
        let date = format!("2025-{:02}-{:02}", place / 12 + 1, place % 12 + 1);
        app.load(&meeting(&date, place * 2 + 1, 2))
            .await
            .expect("loaded");
    }
    app
}

async fn same(app: &App, list: &str, query: &str, bound: usize) {
    let (twenty, few) = counted(app, query, json!({"first": 20})).await;
    let (most, many) = counted(app, query, json!({"first": 60})).await;
    let held = |data: &Value| data[list]["nodes"].as_array().map_or(0, Vec::len);
    assert_eq!((held(&twenty), held(&most)), (20, 60), "{list}");
    println!("{list}: {few} statements for 20, {many} for 60");
    assert!((1..=bound).contains(&few), "{list}: {few} statements");
    assert_eq!(few, many, "{list}");
}

const DECISIONS: &str = "query($first: Int!) { decisions(first: $first) { totalCount nodes { id text concerns { because organisation { name } }
    paragraph { label title meeting { date body { name owner { name } } } } } } }";

async fn decisions_take_as_many_statements_whatever_the_page(engine: Engine) {
    let app = full(engine).await;
    let (twenty, few) = counted(&app, DECISIONS, json!({"first": 20})).await;
    let (most, many) = counted(&app, DECISIONS, json!({"first": 200})).await;
    let held = |data: &Value| data["decisions"]["nodes"].as_array().map_or(0, Vec::len);
    assert_eq!((held(&twenty), held(&most)), (20, 200));
    println!("{engine:?}: {few} statements for 20 decisions, {many} for 200");
    assert!((1..=25).contains(&few), "{few} statements");
    assert_eq!(few, many);
}

async fn assignments_searches_and_meetings_take_as_many_statements_whatever_the_page(
    engine: Engine,
) {
    let app = full(engine).await;
    let assignments = "query($first: Int!) { assignments(first: $first, order: DUE_ASC) { totalCount nodes { text assignees
        paragraph { label meeting { date body { name owner { name } } } } } } }";
    same(&app, "assignments", assignments, 25).await;
    let search = "query($first: Int!) { search(text: \"ärende\", first: $first) { totalCount nodes { label excerpt meeting { date body { name owner { name } } } } } }";
    same(&app, "search", search, 25).await;
    let meetings = "query($first: Int!) { meetings(first: $first) { totalCount nodes { date body { name owner { name } }
        minutes { status finalOn } irregularities { code } } } }";
    same(&app, "meetings", meetings, 25).await;
    let changes = "query($first: Int!) { changes(first: $first) { totalCount nodes { sequence organisation { name } subject { id } } } }";
    same(&app, "changes", changes, 6).await;
}

async fn what_stands_below_a_list_is_read_together(engine: Engine) {
    let app = App::asking(engine).await.with_demo().await;
    let query = "query($first: Int!) { organisations(first: $first, filter: {kind: COORDINATION_ASSOCIATION}) { nodes { name
        association { members { organisation { name } seats { holder { name } } } irregularities { code } }
        bodies { nodes { name series { year gaps unknown } meetings(first: 2) { nodes { date irregularities { code } } } } } } } }";
    let (one, few) = counted(&app, query, json!({"first": 1})).await;
    let (two, many) = counted(&app, query, json!({"first": 2})).await;
    let held = |data: &Value| {
        data["organisations"]["nodes"]
            .as_array()
            .map_or(0, Vec::len)
    };
    assert_eq!((held(&one), held(&two)), (1, 2));
    println!("{engine:?}: {few} statements for one association, {many} for two");
    assert!((1..=52).contains(&few), "{few} statements");
    assert_eq!(few, many);
}

async fn what_a_token_lets_see_is_read_again_only_after_a_write(engine: Engine) {
    let app = App::start(engine).await;
    app.load(&meeting("2025-03-06", 1, 3))
        .await
        .expect("loaded");
    let auditor = app.client("auditor", &[OWNER]);
    let secretary = app.client("secretary", &[OWNER]);
    let ask = async |first: u32| {
        app.statements();
        let query = format!("{{ decisions(first: {first}) {{ nodes {{ text }} }} }}");
        for client in [&auditor, &secretary] {
            let data = client.query(&query, json!({})).await.data();
            assert!(data["decisions"]["nodes"][0]["text"].is_string());
        }
        app.statements()
    };
    // Other questions, so that no answer is held: of the auditor none ever is.
    let (first, second) = (ask(1).await, ask(2).await);
    assert!(second < first, "{first}, then {second}");
    assert_eq!(ask(3).await, second);
    app.load(&meeting("2025-04-03", 4, 3))
        .await
        .expect("loaded");
    assert_eq!(ask(4).await, first);
}

async fn a_list_is_counted_for_whoever_wants_its_total(engine: Engine) {
    let app = App::asking(engine).await;
    app.load(&meeting("2025-03-06", 1, 3))
        .await
        .expect("loaded");
    let plain = "{ decisions(first: 1) { nodes { id } } }";
    let (_, without) = counted(&app, plain, json!({})).await;
    for query in [
        "{ decisions(first: 1) { nodes { id } totalCount } }",
        "{ decisions(first: 1) { nodes { id } all: totalCount } }",
        "{ decisions(first: 1) { nodes { id } ...Total } } fragment Total on DecisionConnection { totalCount }",
        "query ($no: Boolean = false) { decisions(first: 1) { nodes { id } ... @skip(if: $no) { totalCount } } }",
    ] {
        let (data, with) = counted(&app, query, json!({})).await;
        let list = data["decisions"].as_object().expect("a list");
        let total = list.values().find_map(Value::as_u64);
        assert_eq!((total, with), (Some(7), without + 1), "{query}");
    }
    // Each of two fields is counted for itself.
    let twice =
        "{ one: decisions(first: 1) { totalCount } other: decisions(first: 1) { nodes { id } } }";
    let (data, _) = counted(&app, twice, json!({})).await;
    assert_eq!(data["one"]["totalCount"], 7);
    assert_eq!(data["other"]["nodes"].as_array().map(Vec::len), Some(1));
}
