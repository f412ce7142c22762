//! Reading the record: filters, orders, pages, addresses, languages, shapes.
//!
//! What lists must hold is worked out here from the demo's own files, not asked of the service.

use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use tests::app::{App, Engine};
use tests::client::Client;
use tests::contract;
use tests::minutes::board_meeting;

tests::on_both_engines!(
    meetings_are_narrowed_and_ordered,
    decisions_are_narrowed_and_ordered,
    assignments_are_narrowed_and_ordered,
    organisations_are_narrowed_by_kind,
    pages_give_each_item_once,
    everything_with_an_address_is_found_by_it,
    a_citation_finds_its_paragraph,
    a_series_tells_gaps_unknown_and_voided_numbers,
    a_number_between_two_meetings_is_unknown_until_it_is_loaded,
    a_decision_concerns_an_organisation_for_a_reason,
    a_decision_concerns_a_member_that_the_register_names,
    explanations_are_swedish_unless_english_is_asked_for,
    a_paragraph_has_what_its_sub_items_have,
    presence_votes_and_ballots_are_read_as_printed,
    dates_moments_and_amounts_have_their_shapes,
    the_contract_queries_work_without_a_token,
);

const NORRSKEN: &str = "samordningsforbundet-norrsken";
const SYDKUSTEN: &str = "samordningsforbundet-sydkusten";

macro_rules! demo_files {
    ($($name:literal),+ $(,)?) => {
        [$(include_str!(concat!("../../../demo/minutes/", $name, ".json"))),+]
    };
}

/// The demo's records, earliest first. No two are of the same day.
fn files() -> Vec<Value> {
    let texts = demo_files![
        "norrsken-styrelsen-2025-02-13",
        "sydkusten-styrelsen-2025-03-13",
        "norrsken-styrelsen-2025-03-27",
        "sagfors-centrala-samverkansgruppen-2025-04-08",
        "norrsken-styrelsen-2025-05-22",
        "sydkusten-styrelsen-2025-09-11",
        "norrsken-styrelsen-2025-09-18",
        "norrsken-medlemsradet-2025-10-02",
        "sagfors-centrala-samverkansgruppen-2025-10-14",
        "norrsken-styrelsen-2025-10-23",
        "norrsken-styrelsen-2025-11-27",
        "sydkusten-styrelsen-2025-12-04",
        "norrsken-styrelsen-2026-02-12",
    ];
    texts
        .iter()
        .map(|text| serde_json::from_str(text).expect("a document"))
        .collect()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

fn slug(name: &str) -> String {
    domain::name::Slug::of(name)
        .map(|slug| slug.as_str().to_owned())
        .unwrap_or_default()
}

/// What the public reads of a text: unions' representatives are named nowhere.
fn public(printed: &str) -> String {
    static UNIONS: LazyLock<Vec<String>> = LazyLock::new(|| {
        let lines = files()
            .into_iter()
            .flat_map(|file| file["attendance"].as_array().cloned().unwrap_or_default());
        lines
            .filter(|line| line["capacity"] == "UNION")
            .map(|line| text(&line, "name").to_owned())
            .collect()
    });
    UNIONS.iter().fold(printed.to_owned(), |printed, name| {
        printed.replace(name, application::visibility::HIDDEN)
    })
}

/// Two long lists, told apart where they first differ.
#[track_caller]
fn equal<T: PartialEq + std::fmt::Debug>(found: &[T], expected: &[T], what: &str) {
    let differing = found.iter().zip(expected).find(|(one, other)| one != other);
    assert_eq!(differing, None, "{what}: found, expected");
    assert_eq!(found.len(), expected.len(), "{what}");
}

/// An item of a file with the record around it.
struct Found {
    owner: String,
    body: String,
    date: String,
    number: u64,
    held: Value,
}

/// The parts of a name of every item and sub-item, in order of print.
fn all(part: &str) -> Vec<Found> {
    fn below(item: &Value, part: &str, into: &mut Vec<Value>) {
        into.extend(item[part].as_array().into_iter().flatten().cloned());
        for sub in item["items"].as_array().into_iter().flatten() {
            below(sub, part, into);
        }
    }
    let mut found = Vec::new();
    for file in files() {
        for item in file["items"].as_array().expect("items") {
            let mut held = Vec::new();
            below(item, part, &mut held);
            found.extend(held.into_iter().map(|held| Found {
                owner: slug(text(&file["body"], "organisation")),
                body: text(&file["body"], "name").to_owned(),
                date: text(&file["meeting"], "date").to_owned(),
                number: item["number"].as_u64().expect("a number"),
                held,
            }));
        }
    }
    found
}

fn nodes<'a>(data: &'a Value, list: &str) -> &'a Vec<Value> {
    data[list]["nodes"].as_array().expect("a list")
}

fn dates(data: &Value) -> Vec<&str> {
    nodes(data, "meetings")
        .iter()
        .map(|node| node["date"].as_str().unwrap_or("undated"))
        .collect()
}

/// The id of a body.
async fn body(client: &Client, owner: &str, name: &str) -> String {
    let query =
        "query($slug: String!) { organisation(slug: $slug) { bodies { nodes { id name } } } }";
    let data = client.query(query, json!({"slug": owner})).await.data();
    let bodies = data["organisation"]["bodies"]["nodes"]
        .as_array()
        .expect("a list")
        .clone();
    let body = bodies
        .iter()
        .find(|body| body["name"] == name)
        .expect("the body");
    body["id"].as_str().expect("an id").to_owned()
}

async fn meetings_are_narrowed_and_ordered(engine: Engine) {
    let app = App::demo(engine).await;
    let client = app.anonymous();
    let every: Vec<String> = files()
        .iter()
        .map(|file| text(&file["meeting"], "date").to_owned())
        .collect();
    let query = "query($filter: MeetingFilter, $order: MeetingOrder! = DATE_DESC) {
        meetings(first: 50, filter: $filter, order: $order) { totalCount nodes { id date minutes { status } body { id name owner { slug } } } } }";
    let ask = |filter: Value, order: &'static str| {
        let client = client.clone();
        async move {
            let data = client
                .query(query, json!({"filter": filter, "order": order}))
                .await
                .data();
            assert_eq!(
                data["meetings"]["totalCount"].as_u64(),
                u64::try_from(nodes(&data, "meetings").len()).ok()
            );
            data
        }
    };
    let ascending = ask(json!({}), "DATE_ASC").await;
    assert_eq!(dates(&ascending), every);
    let mut backwards = every.clone();
    backwards.reverse();
    assert_eq!(dates(&ask(json!(null), "DATE_DESC").await), backwards);

    let board = body(&client, NORRSKEN, "Styrelsen").await;
    let of = |wanted: &dyn Fn(&Value) -> bool| -> Vec<String> {
        let kept = nodes(&ascending, "meetings")
            .iter()
            .filter(|node| wanted(node));
        kept.map(|node| text(node, "date").to_owned()).collect()
    };
    let owned = |owner: &'static str| move |node: &Value| node["body"]["owner"]["slug"] == owner;
    assert_eq!(of(&owned(NORRSKEN)).len(), 8);
    assert_eq!(
        dates(&ask(json!({"organisation": NORRSKEN}), "DATE_ASC").await),
        of(&owned(NORRSKEN))
    );
    let id = nodes(&ascending, "meetings")[1]["body"]["owner"]["slug"].clone();
    assert_eq!(id, SYDKUSTEN);
    let by_body = ask(json!({"body": board}), "DATE_ASC").await;
    assert_eq!(
        dates(&by_body),
        of(&|node| node["body"]["id"] == board.as_str())
    );
    assert_eq!(nodes(&by_body, "meetings").len(), 7);
    let autumn = json!({"organisation": NORRSKEN, "from": "2025-09-18", "to": "2025-11-27"});
    assert_eq!(
        dates(&ask(autumn, "DATE_ASC").await),
        ["2025-09-18", "2025-10-02", "2025-10-23", "2025-11-27"]
    );
    assert_eq!(
        dates(&ask(json!({"from": "2025-12-05"}), "DATE_ASC").await),
        ["2026-02-12"]
    );
    assert_eq!(
        dates(&ask(json!({"to": "2025-02-12"}), "DATE_ASC").await),
        Vec::<&str>::new()
    );
    assert_eq!(
        dates(&ask(json!({"organisation": "ingen-sadan"}), "DATE_ASC").await),
        Vec::<&str>::new()
    );

    // Each meeting has one status, and the lists by status divide the meetings.
    let mut divided = Vec::new();
    for status in [
        "DRAFT",
        "PARTLY_ADJUSTED",
        "ADJUSTED",
        "ANNOUNCED",
        "APPEALED",
        "FINAL",
    ] {
        let data = ask(json!({"status": status}), "DATE_ASC").await;
        assert!(
            nodes(&data, "meetings")
                .iter()
                .all(|node| node["minutes"]["status"] == status),
            "{status}"
        );
        divided.extend(dates(&data).into_iter().map(str::to_owned));
        if status == "FINAL" {
            assert_eq!(dates(&data).len(), 7);
        }
    }
    divided.sort();
    assert_eq!(divided, every);

    // An undated record stands at the far end of time, and no date finds it.
    let mut undated = board_meeting("2025-01-01", 1, &[("Titel", "Text.")]);
    undated["meeting"]["date"] = Value::Null;
    app.load(&undated).await.expect("loaded");
    assert_eq!(
        dates(&ask(json!({}), "DATE_DESC").await).last(),
        Some(&"undated")
    );
    assert_eq!(
        dates(&ask(json!({}), "DATE_ASC").await).first(),
        Some(&"undated")
    );
    assert_eq!(
        dates(&ask(json!({"from": "1900-01-01"}), "DATE_ASC").await),
        every
    );
    assert_eq!(
        dates(&ask(json!({"to": "2100-01-01"}), "DATE_ASC").await),
        every
    );
    // Below a body, the same filter.
    let query = "query($id: ID!) { body(id: $id) {
        meetings(filter: {from: \"2025-05-01\", to: \"2025-10-01\"}, order: DATE_ASC) { totalCount nodes { date } } } }";
    let data = client.query(query, json!({"id": board})).await.data();
    assert_eq!(
        data["body"]["meetings"],
        json!({"totalCount": 2, "nodes": [{"date": "2025-05-22"}, {"date": "2025-09-18"}]})
    );
}

async fn decisions_are_narrowed_and_ordered(engine: Engine) {
    let app = App::demo(engine).await;
    let client = app.anonymous();
    let every = all("decisions");
    let query = "query($filter: DecisionFilter, $order: DecisionOrder) {
        decisions(first: 200, filter: $filter, order: $order) { totalCount nodes { text kind paragraph { number meeting { date } } } } }";
    let ask = |filter: Value, order: Value| {
        let client = client.clone();
        async move {
            let data = client
                .query(query, json!({"filter": filter, "order": order}))
                .await
                .data();
            let found: Vec<(String, u64, String)> = nodes(&data, "decisions")
                .iter()
                .map(|node| {
                    let paragraph = &node["paragraph"];
                    let number = paragraph["number"].as_u64().expect("a number");
                    (
                        text(&paragraph["meeting"], "date").to_owned(),
                        number,
                        text(node, "text").to_owned(),
                    )
                })
                .collect();
            assert_eq!(
                data["decisions"]["totalCount"].as_u64(),
                u64::try_from(found.len()).ok()
            );
            found
        }
    };
    let expected = |wanted: &dyn Fn(&Found) -> bool| -> Vec<(String, u64, String)> {
        let kept = every.iter().filter(|found| wanted(found));
        kept.map(|found| {
            (
                found.date.clone(),
                found.number,
                public(text(&found.held, "text")),
            )
        })
        .collect()
    };
    equal(
        &ask(json!(null), json!("DATE_ASC")).await,
        &expected(&|_| true),
        "all",
    );
    let backwards: Vec<_> = expected(&|_| true).into_iter().rev().collect();
    let latest_first = ask(json!(null), json!("DATE_DESC")).await;
    let places = |list: &[(String, u64, String)]| -> Vec<(String, u64)> {
        list.iter()
            .map(|(date, number, _)| (date.clone(), *number))
            .collect()
    };
    assert_eq!(places(&latest_first), places(&backwards));
    assert_eq!(
        ask(json!(null), Value::Null).await,
        latest_first,
        "without a text and an order, the latest first"
    );

    let board = body(&client, SYDKUSTEN, "Styrelsen").await;
    let kind = |wanted: &'static [&'static str]| {
        move |found: &Found| wanted.contains(&text(&found.held, "kind"))
    };
    let pending = |found: &Found| !found.held["condition"].is_null();
    assert_eq!(expected(&pending).len(), 3);
    let cases: [(&str, Value, Vec<(String, u64, String)>); 9] = [
        (
            "organisation",
            json!({"organisation": NORRSKEN}),
            expected(&|found| found.owner == NORRSKEN),
        ),
        (
            "body",
            json!({"body": board}),
            expected(&|found| found.owner == SYDKUSTEN && found.body == "Styrelsen"),
        ),
        (
            "kind",
            json!({"kind": "TABLE"}),
            expected(&kind(&["TABLE"])),
        ),
        (
            "kinds",
            json!({"kinds": ["REJECT", "REFER_BACK"]}),
            expected(&kind(&["REJECT", "REFER_BACK"])),
        ),
        (
            "kind and kinds",
            json!({"kind": "TABLE", "kinds": ["REJECT"]}),
            expected(&kind(&["TABLE", "REJECT"])),
        ),
        (
            "dates",
            json!({"from": "2025-03-13", "to": "2025-03-27"}),
            expected(&|f| ("2025-03-13"..="2025-03-27").contains(&f.date.as_str())),
        ),
        ("pending", json!({"pending": true}), expected(&pending)),
        (
            "not only pending",
            json!({"pending": false}),
            expected(&|_| true),
        ),
        (
            "everything at once",
            json!({"organisation": NORRSKEN, "kinds": ["APPROVE", "RESOLVE"], "pending": true, "to": "2025-05-22"}),
            expected(&|found| {
                pending(found) && found.owner == NORRSKEN && found.date.as_str() <= "2025-05-22"
            }),
        ),
    ];
    for (name, filter, expected) in cases {
        assert!(!expected.is_empty(), "{name} expects something");
        equal(&ask(filter, json!("DATE_ASC")).await, &expected, name);
    }
    for nothing in [
        json!({"organisation": "ingen-sadan"}),
        json!({"concerns": "ingen-sadan"}),
        json!({"text": "–"}),
        json!({"text": "xyzzy"}),
    ] {
        assert_eq!(
            ask(nothing.clone(), json!("DATE_ASC")).await,
            [],
            "{nothing}"
        );
    }
    // By text, in any order asked for.
    let found = ask(
        json!({"text": "Digital vägledning", "organisation": NORRSKEN}),
        json!("DATE_ASC"),
    )
    .await;
    assert_eq!(
        places(&found),
        [
            ("2025-10-23".to_owned(), 62),
            ("2025-11-27".to_owned(), 74),
            ("2026-02-12".to_owned(), 7)
        ]
    );
    let concerned = ask(
        json!({"concerns": "vitsjo-kommun", "kinds": ["TABLE", "REJECT", "REFER_BACK"]}),
        json!("DATE_ASC"),
    )
    .await;
    assert_eq!(concerned, found);
}

async fn assignments_are_narrowed_and_ordered(engine: Engine) {
    let app = App::demo(engine).await;
    let client = app.anonymous();
    let every = all("assignments");
    let query = "query($filter: AssignmentFilter, $order: AssignmentOrder! = GIVEN_DESC) {
        assignments(first: 200, filter: $filter, order: $order) { totalCount nodes { text status dueOn assignees } } }";
    let ask = |filter: Value, order: &'static str| {
        let client = client.clone();
        async move {
            let data = client
                .query(query, json!({"filter": filter, "order": order}))
                .await
                .data();
            let found: Vec<(String, Option<String>)> = nodes(&data, "assignments")
                .iter()
                .map(|node| {
                    assert_eq!(node["status"], "OPEN");
                    (
                        text(node, "text").to_owned(),
                        node["dueOn"].as_str().map(str::to_owned),
                    )
                })
                .collect();
            assert_eq!(
                data["assignments"]["totalCount"].as_u64(),
                u64::try_from(found.len()).ok()
            );
            found
        }
    };
    let expected = |wanted: &dyn Fn(&Found) -> bool| -> Vec<(String, Option<String>)> {
        let kept = every.iter().filter(|found| wanted(found));
        kept.map(|found| {
            (
                public(text(&found.held, "text")),
                found.held["dueOn"].as_str().map(str::to_owned),
            )
        })
        .collect()
    };
    equal(
        &ask(json!(null), "GIVEN_ASC").await,
        &expected(&|_| true),
        "all",
    );
    let latest_first = ask(json!(null), "GIVEN_DESC").await;
    assert_eq!(
        latest_first.first().map(|(text, _)| text),
        every
            .last()
            .map(|f| text(&f.held, "text").to_owned())
            .as_ref()
    );

    let board = body(&client, NORRSKEN, "Medlemsrådet").await;
    let due = |found: &Found| found.held["dueOn"].as_str().map(str::to_owned);
    let to = |name: &'static str| {
        move |found: &Found| {
            let names = found.held["assignees"].as_array().into_iter().flatten();
            names
                .filter_map(Value::as_str)
                .any(|held| held.to_lowercase() == name)
        }
    };
    let cases: [(&str, Value, Vec<(String, Option<String>)>); 8] = [
        (
            "organisation",
            json!({"organisation": SYDKUSTEN}),
            expected(&|found| found.owner == SYDKUSTEN),
        ),
        (
            "body",
            json!({"body": board}),
            expected(&|found| found.body == "Medlemsrådet"),
        ),
        ("status", json!({"status": "OPEN"}), expected(&|_| true)),
        (
            "assignee",
            json!({"assignee": "Förbundschefen"}),
            expected(&to("förbundschefen")),
        ),
        (
            "assignee in other letters",
            json!({"assignee": " KANSLIET "}),
            expected(&to("kansliet")),
        ),
        (
            "due from",
            json!({"dueFrom": "2025-10-23"}),
            expected(&|f| due(f).is_some_and(|day| day.as_str() >= "2025-10-23")),
        ),
        (
            "due to",
            json!({"dueTo": "2025-05-22"}),
            expected(&|f| due(f).is_some_and(|day| day.as_str() <= "2025-05-22")),
        ),
        (
            "due between, of one",
            json!({"dueFrom": "2025-05-22", "dueTo": "2025-10-31", "assignee": "Rasmus Ekholtz", "organisation": NORRSKEN}),
            expected(&|f| {
                due(f).is_some_and(|d| ("2025-05-22"..="2025-10-31").contains(&d.as_str()))
                    && to("rasmus ekholtz")(f)
            }),
        ),
    ];
    for (name, filter, expected) in cases {
        assert!(!expected.is_empty(), "{name} expects something");
        equal(&ask(filter, "GIVEN_ASC").await, &expected, name);
    }
    for nothing in [
        json!({"status": "DONE"}),
        json!({"assignee": "Ingen"}),
        json!({"organisation": "ingen-sadan"}),
    ] {
        assert_eq!(ask(nothing, "GIVEN_ASC").await, []);
    }
    let by_due = ask(json!(null), "DUE_ASC").await;
    let days: Vec<Option<String>> = by_due.iter().map(|(_, day)| day.clone()).collect();
    let mut sorted: Vec<Option<String>> = every.iter().map(due).collect();
    sorted.sort_by_key(|day| (day.is_none(), day.clone()));
    assert_eq!(days, sorted, "those without a day last");
    let mut held = by_due;
    let mut expected = expected(&|_| true);
    held.sort();
    expected.sort();
    assert_eq!(held, expected);
}

async fn organisations_are_narrowed_by_kind(engine: Engine) {
    let app = App::demo(engine).await;
    let query = "query($filter: OrganisationFilter) { organisations(first: 100, filter: $filter) { totalCount nodes { slug kind } } }";
    let mut divided = 0;
    for (kind, expected) in [
        ("COORDINATION_ASSOCIATION", &[NORRSKEN, SYDKUSTEN][..]),
        ("STATE_AGENCY", &["arbetsformedlingen", "forsakringskassan"]),
        ("REGION", &["region-norrskog", "region-sydslatt"]),
        (
            "MUNICIPALITY",
            &[
                "bjorkanas-kommun",
                "klintbro-kommun",
                "sagfors-kommun",
                "strandakra-kommun",
                "tallmo-kommun",
                "vitsjo-kommun",
            ],
        ),
    ] {
        let data = app
            .anonymous()
            .query(query, json!({"filter": {"kind": kind}}))
            .await
            .data();
        let slugs: Vec<&str> = nodes(&data, "organisations")
            .iter()
            .map(|node| text(node, "slug"))
            .collect();
        assert_eq!(slugs, expected, "{kind}");
        divided += slugs.len();
    }
    let data = app
        .anonymous()
        .query(query, json!({"filter": null}))
        .await
        .data();
    let slugs: Vec<&str> = nodes(&data, "organisations")
        .iter()
        .map(|node| text(node, "slug"))
        .collect();
    let mut sorted = slugs.clone();
    sorted.sort_unstable();
    assert_eq!(slugs, sorted);
    assert!(
        slugs.len() > divided && slugs.contains(&"vision"),
        "{slugs:?}"
    );
    // Another print of a name leads to the same organisation.
    let query = "{ a: organisation(slug: \"fk\") { slug } b: organisation(slug: \"forsakringskassan\") { slug } }";
    let data = app.anonymous().query(query, json!({})).await.data();
    assert_eq!(data["a"], data["b"]);
    assert_eq!(data["a"]["slug"], "forsakringskassan");
}

async fn pages_give_each_item_once(engine: Engine) {
    let app = App::demo(engine).await;
    let client = app.anonymous();
    let lists = [
        ("meetings", "", "id"),
        ("meetings", "order: DATE_ASC", "id"),
        (
            "meetings",
            "filter: {organisation: \"samordningsforbundet-norrsken\"}",
            "id",
        ),
        ("decisions", "", "id"),
        ("decisions", "order: DATE_ASC", "id"),
        ("decisions", "filter: {text: \"styrelsen beslutar\"}", "id"),
        (
            "decisions",
            "filter: {concerns: \"bjorkanas-kommun\"}",
            "id",
        ),
        ("assignments", "", "id"),
        ("assignments", "order: GIVEN_ASC", "id"),
        ("assignments", "order: DUE_ASC", "id"),
        ("organisations", "", "id"),
        ("search", "text: \"styrelsen\"", "id"),
        ("changes", "", "cursor"),
        (
            "changes",
            "organisation: \"samordningsforbundet-norrsken\"",
            "cursor",
        ),
    ];
    for (list, arguments, key) in lists {
        let whole = format!(
            "{{ {list}(first: 200 {arguments}) {{ totalCount nodes {{ {key} }} pageInfo {{ hasNextPage }} }} }}"
        );
        let data = client.query(&whole, json!({})).await.data();
        assert_eq!(
            data[list]["pageInfo"]["hasNextPage"], false,
            "{list} {arguments}"
        );
        let expected: Vec<String> = nodes(&data, list)
            .iter()
            .map(|node| text(node, key).to_owned())
            .collect();
        assert_eq!(
            data[list]["totalCount"].as_u64(),
            u64::try_from(expected.len()).ok(),
            "{list} {arguments}"
        );
        assert_eq!(
            expected.iter().collect::<BTreeSet<_>>().len(),
            expected.len(),
            "{list} {arguments}"
        );
        assert!(expected.len() > 7, "{list} {arguments}: {}", expected.len());

        let query = format!(
            "query($after: String) {{ {list}(first: 7, after: $after {arguments}) {{
                totalCount edges {{ cursor node {{ {key} }} }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"
        );
        let (mut walked, mut after) = (Vec::new(), Value::Null);
        loop {
            let page = client.query(&query, json!({"after": after})).await.data()[list].clone();
            let edges = page["edges"].as_array().expect("a list");
            assert_eq!(
                page["totalCount"].as_u64(),
                u64::try_from(expected.len()).ok(),
                "{list} {arguments}"
            );
            assert_eq!(
                page["pageInfo"]["hasPreviousPage"],
                !after.is_null(),
                "{list} {arguments}"
            );
            assert_eq!(page["pageInfo"]["startCursor"], edges[0]["cursor"]);
            assert_eq!(
                page["pageInfo"]["endCursor"],
                edges[edges.len() - 1]["cursor"]
            );
            walked.extend(edges.iter().map(|edge| text(&edge["node"], key).to_owned()));
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
            assert_eq!(edges.len(), 7, "{list} {arguments}");
            after = page["pageInfo"]["endCursor"].clone();
            assert!(walked.len() < expected.len(), "{list} {arguments} goes on");
        }
        assert_eq!(walked, expected, "{list} {arguments}");
    }
    // Nothing asked for: the count alone.
    let none = client
        .query(
            "{ decisions(first: 0) { totalCount nodes { id } pageInfo { hasNextPage } } }",
            json!({}),
        )
        .await;
    assert_eq!(
        none.data()["decisions"],
        json!({"totalCount": 104, "nodes": [], "pageInfo": {"hasNextPage": true}})
    );
    for wrong in ["first: 201", "first: -1", "after: \"AA\"", "after: \"åäö\""] {
        let answer = client
            .query(
                &format!("{{ decisions({wrong}) {{ totalCount }} }}"),
                json!({}),
            )
            .await;
        assert_eq!(
            answer.codes(),
            ["INVALID_VALUE"],
            "{wrong}: {:#}",
            answer.body
        );
    }

    // The lists below a parent page in the same way.
    let board = body(&client, NORRSKEN, "Styrelsen").await;
    let query = "query($id: ID!, $after: String) { body(id: $id) { meetings(first: 3, after: $after) {
        totalCount nodes { date paragraphs(first: 1) { totalCount } } pageInfo { hasNextPage endCursor } } } }";
    let (mut walked, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = client
            .query(query, json!({"id": board, "after": after}))
            .await
            .data()["body"]["meetings"]
            .clone();
        assert_eq!(page["totalCount"], 7);
        walked.extend(
            page["nodes"]
                .as_array()
                .expect("a list")
                .iter()
                .map(|node| text(node, "date").to_owned()),
        );
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(
        walked,
        [
            "2026-02-12",
            "2025-11-27",
            "2025-10-23",
            "2025-09-18",
            "2025-05-22",
            "2025-03-27",
            "2025-02-13"
        ]
    );
    let query = "query($id: ID!, $after: String) { body(id: $id) { meetings(first: 1) { nodes {
        paragraphs(first: 5, after: $after) { totalCount nodes { number } pageInfo { hasNextPage endCursor } } } } } }";
    let (mut walked, mut after) = (Vec::new(), Value::Null);
    loop {
        let data = client
            .query(query, json!({"id": board, "after": after}))
            .await
            .data();
        let page = data["body"]["meetings"]["nodes"][0]["paragraphs"].clone();
        walked.extend(
            page["nodes"]
                .as_array()
                .expect("a list")
                .iter()
                .filter_map(|node| node["number"].as_u64()),
        );
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(walked, (1..=12).collect::<Vec<_>>());
}

async fn everything_with_an_address_is_found_by_it(engine: Engine) {
    let app = App::demo(engine).await;
    let client = app.anonymous();
    let query = "{ meetings(first: 1, filter: {from: \"2025-11-27\", to: \"2025-11-27\"}) { nodes {
        id body { id owner { id } } chair { id }
        paragraphs(first: 20) { nodes { id decisions { id } assignments { id } items { id } } } } } }";
    let data = client.query(query, json!({})).await.data();
    let meeting = &data["meetings"]["nodes"][0];
    let paragraphs = meeting["paragraphs"]["nodes"].as_array().expect("a list");
    let cases = [
        ("Organisation", "org", &meeting["body"]["owner"]["id"]),
        ("Body", "bod", &meeting["body"]["id"]),
        ("Meeting", "mtg", &meeting["id"]),
        ("Paragraph", "par", &paragraphs[5]["id"]),
        ("Paragraph", "par", &paragraphs[11]["items"][0]["id"]),
        ("Decision", "dec", &paragraphs[5]["decisions"][1]["id"]),
        ("Assignment", "asg", &paragraphs[6]["assignments"][0]["id"]),
        ("Person", "per", &meeting["chair"]["id"]),
    ];
    let node = "query($id: ID!) { node(id: $id) { __typename id ... on Decision { text } ... on Person { name } ... on Paragraph { label } } }";
    let shape = |id: &str, prefix: &str| {
        let digits = id
            .strip_prefix(prefix)
            .and_then(|rest| rest.strip_prefix('-'))
            .unwrap_or_default();
        digits.len() == 26
            && digits
                .bytes()
                .all(|byte| byte.is_ascii_digit() || (b'a'..=b'v').contains(&byte))
    };
    for (name, prefix, id) in cases {
        let text = id.as_str().expect("an id");
        assert!(shape(text, prefix), "{text}");
        let found = client.query(node, json!({"id": id})).await.data()["node"].clone();
        assert_eq!((&found["__typename"], &found["id"]), (&json!(name), id));
        match name {
            "Decision" => assert_eq!(
                found["text"],
                "Styrelsen beslutar att anta budget för 2026 med flerårsplan för 2027–2028."
            ),
            "Person" => assert_eq!(found["name"], "Lars-Åke Tjernlund"),
            _ => {}
        }
        let nobody = format!("{prefix}-00000000000000000000000000");
        let missing = client.query(node, json!({"id": nobody})).await.data();
        assert_eq!(missing["node"], Value::Null, "{nobody}");
    }
    for wrong in [
        "",
        "xyz-00000000000000000000000000",
        "mtg-0",
        "mtg-ZZZZZZZZZZZZZZZZZZZZZZZZZZ",
    ] {
        let answer = client.query(node, json!({"id": wrong})).await;
        assert_eq!(answer.codes(), ["INVALID_VALUE"], "{wrong}");
        assert_eq!(answer.body["data"]["node"], Value::Null);
    }
    let query = "query($m: ID!, $b: ID!) { meeting(id: $m) { date } body(id: $b) { name } }";
    let both = client
        .query(
            query,
            json!({"m": meeting["id"], "b": meeting["body"]["id"]}),
        )
        .await
        .data();
    assert_eq!(
        both,
        json!({"meeting": {"date": "2025-11-27"}, "body": {"name": "Styrelsen"}})
    );
}

async fn a_citation_finds_its_paragraph(engine: Engine) {
    let app = App::demo(engine).await;
    let client = app.anonymous();
    let board = body(&client, NORRSKEN, "Styrelsen").await;
    for (year, number, title) in [
        (2025, 70, json!("Verksamhetsplan 2026 och budget 2026–2028")),
        (2025, 1, json!("Mötets öppnande och upprop")),
        (2026, 7, json!("Ansökan om medel: Digital vägledning")),
        (2026, 13, Value::Null),
        (2024, 1, Value::Null),
    ] {
        let variables = json!({"body": board, "year": year, "number": number});
        let data = client.query(contract::CITATION, variables).await.data();
        assert_eq!(data["paragraph"]["title"], title, "§ {number}/{year}");
    }
    let voided = client.query("query($body: ID!) { paragraph(body: $body, year: 2025, number: 57) { label voided decisions { id } } }", json!({"body": board})).await.data();
    assert_eq!(voided["paragraph"]["label"], "§ 57");
    assert!(
        voided["paragraph"]["voided"]
            .as_str()
            .is_some_and(|reason| reason.contains("dragits två gånger"))
    );
    let variables = json!({"body": board, "year": 2025, "number": 70});
    let budget = client.query(contract::CITATION, variables).await.data();
    assert_eq!(
        budget["paragraph"]["decisions"].as_array().map(Vec::len),
        Some(3)
    );
    let wrong = client
        .query(
            contract::CITATION,
            json!({"body": board, "year": 2025, "number": 0}),
        )
        .await;
    assert_eq!(wrong.codes(), ["INVALID_VALUE"]);
}

async fn a_series_tells_gaps_unknown_and_voided_numbers(engine: Engine) {
    let app = App::demo(engine).await;
    let client = app.anonymous();
    let series = |body: String| {
        let client = client.clone();
        async move {
            client
                .query(contract::NUMBER, json!({"body": body}))
                .await
                .data()["body"]["series"]
                .clone()
        }
    };
    let south = series(body(&client, SYDKUSTEN, "Styrelsen").await).await;
    assert_eq!(
        south,
        json!([{"year": 2025, "first": 1, "last": 45, "gaps": [39], "unknown": (12..=22).collect::<Vec<_>>(), "voided": []}])
    );
    let north = series(body(&client, NORRSKEN, "Styrelsen").await).await;
    let reason = "Numret utgår. Paragrafnumret hade dragits två gånger i ärendesystemet.";
    let years: BTreeMap<i64, &Value> = north
        .as_array()
        .expect("a list")
        .iter()
        .map(|series| (series["year"].as_i64().expect("a year"), series))
        .collect();
    assert_eq!(
        *years[&2025],
        json!({"year": 2025, "first": 1, "last": 77, "gaps": [], "unknown": [], "voided": [{"number": 57, "reason": reason}]})
    );
    assert_eq!(
        *years[&2026],
        json!({"year": 2026, "first": 1, "last": 12, "gaps": [], "unknown": [], "voided": []})
    );
    let council = series(body(&client, NORRSKEN, "Medlemsrådet").await).await;
    assert_eq!(
        council,
        json!([{"year": null, "first": 1, "last": 8, "gaps": [], "unknown": [], "voided": []}])
    );
    let group = series(body(&client, "sagfors-kommun", "Centrala samverkansgruppen").await).await;
    assert_eq!(
        group.as_array().map(Vec::len),
        Some(2),
        "a series of each meeting"
    );
}

async fn a_number_between_two_meetings_is_unknown_until_it_is_loaded(engine: Engine) {
    let app = App::start(engine).await;
    let client = app.anonymous();
    let part = [("Titel", "Text."), ("Titel", "Text.")];
    app.load(&board_meeting("2025-01-16", 1, &part))
        .await
        .expect("loaded");
    app.load(&board_meeting("2025-03-20", 6, &part))
        .await
        .expect("loaded");
    let board = body(&client, "samordningsforbundet-provdalen", "Styrelsen").await;
    let series = || async {
        let data = client
            .query(contract::NUMBER, json!({"body": board}))
            .await
            .data();
        let series = data["body"]["series"][0].clone();
        (series["gaps"].clone(), series["unknown"].clone())
    };
    assert_eq!(series().await, (json!([]), json!([3, 4, 5])));
    // Missing inside one meeting is a gap; what it does hold is known.
    let mut holed = board_meeting("2025-02-20", 3, &[("Titel", "Text."), ("Titel", "Text.")]);
    holed["items"][1]["number"] = json!(5);
    let loaded = app.load(&holed).await.expect("loaded");
    assert_eq!(series().await, (json!([4]), json!([])));
    let gaps = loaded
        .irregularities
        .iter()
        .filter(|verdict| verdict.rule.code == "PARAGRAPH_GAP")
        .count();
    assert_eq!(gaps, 1);
    let neighbours = "{ meetings(first: 5) { nodes { date irregularities { code } } } }";
    let data = client.query(neighbours, json!({})).await.data();
    for node in nodes(&data, "meetings") {
        let told = node["irregularities"]
            .as_array()
            .expect("a list")
            .iter()
            .any(|v| v["code"] == "PARAGRAPH_GAP");
        assert_eq!(told, node["date"] == "2025-02-20", "{}", node["date"]);
    }
}

/// (slug, why) of each organisation that a decision concerns.
fn reasons(decision: &Value) -> BTreeSet<(String, String)> {
    let concerns = decision["concerns"].as_array().expect("a list");
    let reasons: BTreeSet<_> = concerns
        .iter()
        .map(|concern| {
            (
                text(&concern["organisation"], "slug").to_owned(),
                text(concern, "because").to_owned(),
            )
        })
        .collect();
    assert_eq!(reasons.len(), concerns.len());
    reasons
}

fn because(slugs: &[&str], why: &str) -> BTreeSet<(String, String)> {
    slugs
        .iter()
        .map(|slug| ((*slug).to_owned(), why.to_owned()))
        .collect()
}

const CONCERNED: &str =
    "query($slug: String!) { decisions(filter: {concerns: $slug}, order: DATE_ASC, first: 50) {
    totalCount nodes { text paragraph { number } concerns { because organisation { slug } } } } }";

async fn a_decision_concerns_an_organisation_for_a_reason(engine: Engine) {
    let app = App::start(engine).await;
    let mut document = board_meeting(
        "2025-03-06",
        1,
        &[
            ("Ett", "Text."),
            ("Två", "Text."),
            ("Tre", "Text."),
            ("Fyra", "Text."),
            ("Fem", "Text."),
            ("Sex", "Text."),
            ("Sju", "Text."),
        ],
    );
    document["attendance"] = json!([
        {"name": "Anna Ek", "organisation": "Norrby kommun", "capacity": "MEMBER", "deciding": true},
        {"name": "Bo Gran", "organisation": "Region Prov", "capacity": "MEMBER", "deciding": true},
        {"name": "Cia Al", "organisation": "Försäkringskassan", "capacity": "MEMBER", "deciding": true},
        {"name": "Dan Asp", "organisation": "Konsulterna AB", "capacity": "OTHER", "deciding": false},
    ]);
    document["notices"] = json!([{"board": "Sörby kommun", "postedOn": null, "removedOn": null}]);
    let decide = |kind: &str, said: &str| json!([{"kind": kind, "text": said}]);
    let items = document["items"].as_array_mut().expect("items");
    // Of several reasons the first counts: everything here has a later one besides.
    items[0]["proposals"] =
        json!([{"by": "Anna Ek", "kind": "PROPOSAL", "text": "Anna Ek yrkar bifall."}]);
    items[0]["recipients"] = json!(["Norrby kommun", "Kansliet"]);
    items[0]["decisions"] = decide("NOTE", "Styrelsen noterar det första.");
    items[1]["assignments"] =
        json!([{"assignees": ["Bo Gran"], "text": "Bo Gran undersöker saken."}]);
    items[1]["proposals"] =
        json!([{"by": "Region Prov", "kind": "PROPOSAL", "text": "Region Prov yrkar bifall."}]);
    items[1]["decisions"] = decide("NOTE", "Styrelsen noterar det andra.");
    items[2]["proposals"] =
        json!([{"by": "Cia Al", "kind": "PROPOSAL", "text": "Cia Al yrkar bifall."}]);
    items[2]["decisions"] = decide("APPROVE", "Styrelsen bifaller Försäkringskassans yrkande.");
    items[3]["decisions"] = json!([{"kind": "ADOPT", "text": "Styrelsen antar budgeten, som Sörby kommun bidrar till.", "budget": {"firstYear": 2026, "lastYear": 2028}}]);
    items[4]["decisions"] = decide(
        "APPROVE",
        "Medel till Norrby kommuns insats beviljas, liksom till Konsulterna AB.",
    );
    items[5]["decisions"] = decide(
        "ADOPT",
        "Styrelsen antar verksamhetsplanen med Region Prov.",
    );
    items[6]["decisions"] = decide("NOTE", "Styrelsen noterar det sista.");
    app.load(&document).await.expect("loaded");

    let query = "{ decisions(order: DATE_ASC, first: 50) { nodes { paragraph { number } concerns { because organisation { slug } } } } }";
    let data = app.anonymous().query(query, json!({})).await.data();
    let members = [
        "norrby-kommun",
        "region-prov",
        "forsakringskassan",
        "sorby-kommun",
    ];
    let expected = [
        because(&["norrby-kommun"], "RECIPIENT"),
        because(&["region-prov"], "ASSIGNEE"),
        because(&["forsakringskassan"], "PROPOSER"),
        because(&members, "CONTRIBUTOR"),
        because(&["norrby-kommun", "konsulterna-ab"], "NAMED"),
        because(
            &["norrby-kommun", "forsakringskassan", "sorby-kommun"],
            "MEMBER",
        )
        .union(&because(&["region-prov"], "NAMED"))
        .cloned()
        .collect(),
        because(&[], ""),
    ];
    let found: Vec<_> = nodes(&data, "decisions").iter().map(reasons).collect();
    assert_eq!(found, expected);

    for (slug, numbers) in [
        ("norrby-kommun", vec![1, 4, 5, 6]),
        ("region-prov", vec![2, 4, 6]),
        ("forsakringskassan", vec![3, 4, 6]),
        ("sorby-kommun", vec![4, 6]),
        ("konsulterna-ab", vec![5]),
        ("samordningsforbundet-provdalen", vec![]),
    ] {
        let data = app
            .anonymous()
            .query(CONCERNED, json!({"slug": slug}))
            .await
            .data();
        let held: Vec<u64> = nodes(&data, "decisions")
            .iter()
            .filter_map(|node| node["paragraph"]["number"].as_u64())
            .collect();
        assert_eq!(held, numbers, "{slug}");
        assert!(
            nodes(&data, "decisions")
                .iter()
                .all(|node| reasons(node).iter().any(|(held, _)| held == slug))
        );
    }
}

async fn a_decision_concerns_a_member_that_the_register_names(engine: Engine) {
    let app = App::demo(engine).await;
    let data = app
        .anonymous()
        .query(CONCERNED, json!({"slug": "sagfors-kommun"}))
        .await
        .data();
    let of = |number: u64, said: &str| -> BTreeMap<String, String> {
        let node = nodes(&data, "decisions").iter().find(|node| {
            node["paragraph"]["number"] == number && text(node, "text").contains(said)
        });
        reasons(node.expect("the decision")).into_iter().collect()
    };
    // § 7/2025: recipients first, then who moved it; § 9: the members whom an adopted plan binds.
    let grant = of(7, "Steget vidare");
    assert_eq!(grant["sagfors-kommun"], "RECIPIENT");
    assert_eq!(grant["arbetsformedlingen"], "RECIPIENT");
    assert_eq!(grant["vitsjo-kommun"], "PROPOSER");
    assert_eq!(grant.len(), 3);
    let plan = of(9, "intern kontrollplan");
    assert_eq!(plan.len(), 7);
    assert!(plan.values().all(|why| why == "MEMBER"), "{plan:?}");
    // Whoever sits for a member and gets an assignment makes it the member's.
    let assigned = app
        .anonymous()
        .query(CONCERNED, json!({"slug": "bjorkanas-kommun"}))
        .await
        .data();
    let day = nodes(&assigned, "decisions")
        .iter()
        .find(|node| node["paragraph"]["number"] == 22)
        .expect("§ 22");
    assert_eq!(reasons(day), because(&["bjorkanas-kommun"], "ASSIGNEE"));
}

async fn explanations_are_swedish_unless_english_is_asked_for(engine: Engine) {
    let app = App::demo(engine).await;
    let query = "{ meetings(filter: {organisation: \"samordningsforbundet-norrsken\", from: \"2025-09-18\", to: \"2025-09-18\"}) { nodes {
        irregularities { code explanation condition basis { act section text } }
        paragraphs(first: 1) { nodes { title quorum { explanation } } } } } }";
    let swedish =
        app.anonymous().query(query, json!({})).await.data()["meetings"]["nodes"][0].clone();
    let english = app
        .anonymous()
        .in_english()
        .query(query, json!({}))
        .await
        .data()["meetings"]["nodes"][0]
        .clone();
    let late = |meeting: &Value| {
        let verdicts = meeting["irregularities"]
            .as_array()
            .expect("a list")
            .clone();
        verdicts
            .into_iter()
            .find(|verdict| verdict["code"] == "ADJUSTED_LATE")
            .expect("late")
    };
    let (sv, en) = (late(&swedish), late(&english));
    assert!(text(&sv, "explanation").contains("3 dagar efter"), "{sv}");
    assert!(text(&en, "explanation").contains("3 days after"), "{en}");
    assert_eq!(
        sv["basis"][0]["section"], en["basis"][0]["section"],
        "sections are cited as Swedes cite them"
    );
    assert_ne!(sv["basis"][0]["text"], en["basis"][0]["text"]);
    let quorum = |meeting: &Value| {
        text(&meeting["paragraphs"]["nodes"][0]["quorum"], "explanation").to_owned()
    };
    assert_ne!(quorum(&swedish), quorum(&english));
    assert_eq!(
        swedish["paragraphs"]["nodes"][0]["title"], english["paragraphs"]["nodes"][0]["title"],
        "the record is not translated"
    );

    let titles = |client: Client| async move {
        let data = client.query(contract::RULEBOOK, json!({})).await.data();
        let rules = data["rulebook"].as_array().expect("a list").clone();
        rules
            .into_iter()
            .map(|rule| {
                (
                    text(&rule, "code").to_owned(),
                    text(&rule, "title").to_owned(),
                )
            })
            .collect::<Vec<_>>()
    };
    let (sv, en) = (
        titles(app.anonymous()).await,
        titles(app.anonymous().in_english()).await,
    );
    assert!(sv.len() > 50);
    for ((code, sv), (same, en)) in sv.iter().zip(&en) {
        assert_eq!(code, same);
        assert!(!sv.is_empty() && !en.is_empty() && sv != en, "{code}: {sv}");
    }
}

async fn a_paragraph_has_what_its_sub_items_have(engine: Engine) {
    let app = App::demo(engine).await;
    let client = app.anonymous();
    let query = "query($body: ID!, $number: Int!) { paragraph(body: $body, year: 2025, number: $number) {
        label decisions { id text paragraph { label } item { label } } assignments { text paragraph { label } }
        items { label letter title decisions { id } assignments { text } items { label } } } }";
    let board = body(&client, NORRSKEN, "Styrelsen").await;
    let other = client
        .query(query, json!({"body": board, "number": 11}))
        .await
        .data()["paragraph"]
        .clone();
    assert_eq!(other["label"], "§ 11");
    let labels: Vec<(&str, &str)> = other["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|item| (text(item, "label"), text(item, "letter")))
        .collect();
    assert_eq!(labels, [("§ 11 a", "a"), ("§ 11 b", "b")]);
    assert_eq!(other["decisions"].as_array().map(Vec::len), Some(1));
    assert_eq!(other["decisions"][0]["paragraph"]["label"], "§ 11");
    assert_eq!(other["decisions"][0]["item"]["label"], "§ 11 b");
    assert_eq!(
        other["decisions"][0]["id"],
        other["items"][1]["decisions"][0]["id"]
    );
    assert_eq!(other["items"][0]["decisions"], json!([]));
    assert_eq!(
        other["assignments"][0]["text"],
        other["items"][1]["assignments"][0]["text"]
    );
    assert_eq!(other["assignments"][0]["paragraph"]["label"], "§ 11");
    let own = client
        .query(query, json!({"body": board, "number": 7}))
        .await
        .data()["paragraph"]
        .clone();
    assert_eq!(
        (&own["decisions"][0]["item"], &own["items"]),
        (&Value::Null, &json!([]))
    );

    let query = "{ meetings(filter: {organisation: \"sagfors-kommun\", to: \"2025-04-30\"}) { nodes { paragraphs(first: 20) { totalCount
        nodes { label items { label raisedBy } cooperation { party outcome scope condition } } } } } }";
    let data = client.query(query, json!({})).await.data();
    let paragraphs = &data["meetings"]["nodes"][0]["paragraphs"];
    assert_eq!(
        paragraphs["totalCount"], 9,
        "sub-items are no paragraphs of their own"
    );
    assert_eq!(
        paragraphs["nodes"][6],
        json!({"label": "7.", "items": [{"label": "7 a", "raisedBy": "Kommunal"}, {"label": "7 b", "raisedBy": "Sveriges Lärare"}], "cooperation": []})
    );
    let outcomes: Vec<(&str, &str)> = paragraphs["nodes"][4]["cooperation"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|outcome| (text(outcome, "party"), text(outcome, "outcome")))
        .collect();
    assert_eq!(
        outcomes,
        [
            ("Vision", "COMPLETED"),
            ("Akademikerförbundet SSR", "COMPLETED"),
            ("Vårdförbundet", "INFORMATION_GIVEN"),
            ("Kommunal", "COMPLETED"),
            ("Kommunal", "NEW_COOPERATION_REQUIRED"),
        ]
    );
}

async fn presence_votes_and_ballots_are_read_as_printed(engine: Engine) {
    let app = App::demo(engine).await;
    let client = app.anonymous();
    let board = body(&client, NORRSKEN, "Styrelsen").await;
    let query = "query($body: ID!, $number: Int!) { paragraph(body: $body, year: 2025, number: $number) {
        present { person { name } capacity } disqualified
        votes { yes no abstained castingVote outcome ballots { name vote } } reservations { by text } } }";
    let at = |number: u32| {
        let (client, board) = (client.clone(), board.clone());
        async move {
            client
                .query(query, json!({"body": board, "number": number}))
                .await
                .data()["paragraph"]
                .clone()
        }
    };
    let there = |paragraph: &Value, name: &str| {
        paragraph["present"]
            .as_array()
            .expect("a list")
            .iter()
            .any(|line| line["person"]["name"] == name)
    };
    // Daniel Wiklander arrives for § 15; Karin Hammarfors stands aside in § 20.
    assert!(!there(&at(14).await, "Daniel Wiklander") && there(&at(15).await, "Daniel Wiklander"));
    let aside = at(20).await;
    assert_eq!(aside["disqualified"], json!(["Karin Hammarfors"]));
    assert!(!there(&aside, "Karin Hammarfors") && there(&at(21).await, "Karin Hammarfors"));
    let vote = at(19).await;
    let counted = &vote["votes"][0];
    assert_eq!(
        (&counted["yes"], &counted["no"], &counted["outcome"]),
        (&json!(4), &json!(3), &json!("CARRIED"))
    );
    assert_eq!(counted["ballots"].as_array().map(Vec::len), Some(7));
    assert_eq!(vote["reservations"].as_array().map(Vec::len), Some(1));
    let tie = at(45).await["votes"][0].clone();
    assert_eq!(
        json!([
            tie["yes"],
            tie["no"],
            tie["abstained"],
            tie["castingVote"],
            tie["outcome"]
        ]),
        json!([3, 3, 1, true, "TIE"])
    );
    let sub = at(47).await;
    assert!(there(&sub, "Birgitta Storsand") && !there(&sub, "Mikael Rönnåsen"));
}

async fn dates_moments_and_amounts_have_their_shapes(engine: Engine) {
    let app = App::demo(engine).await;
    let client = app.anonymous();
    let query = "{ meetings(filter: {organisation: \"samordningsforbundet-norrsken\", from: \"2025-11-27\", to: \"2025-11-27\"}) { nodes {
            date startsAt storedAt minutes { finalOn }
            paragraphs(first: 20) { nodes { number amounts { text ore formatted } } } } }
        changes(first: 1) { nodes { at sequence } } }";
    let data = client.query(query, json!({})).await.data();
    let meeting = &data["meetings"]["nodes"][0];
    assert_eq!(
        (&meeting["date"], &meeting["startsAt"]),
        (&json!("2025-11-27"), &json!("09:00"))
    );
    let now = chrono::DateTime::parse_from_rfc3339(text(&data["changes"]["nodes"][0], "at"))
        .expect("RFC 3339");
    for moment in [
        text(meeting, "storedAt"),
        text(&data["changes"]["nodes"][0], "at"),
    ] {
        let read = chrono::DateTime::parse_from_rfc3339(moment).expect("RFC 3339");
        assert!(moment.ends_with('Z'), "{moment}");
        assert!((now - read).num_seconds().abs() < 600, "{moment}");
    }
    let budget = &meeting["paragraphs"]["nodes"][5];
    assert_eq!(budget["number"], 70);
    assert_eq!(budget["amounts"][0]["ore"], 1_080_000_000_i64);
    let formatted = text(&budget["amounts"][0], "formatted");
    assert!(
        formatted
            .chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
            .starts_with("10800000"),
        "{formatted}"
    );
    for wrong in [
        "2025-2-1",
        "20250201",
        "2025-02-30",
        "2025-02-01T00:00:00Z",
        "",
    ] {
        let query = "query($on: Date!) { meetings(filter: {from: $on}) { totalCount } }";
        let answer = client.query(query, json!({"on": wrong})).await;
        assert!(!answer.codes().is_empty(), "{wrong}: {:#}", answer.body);
    }
    let hedged = "{ meetings(filter: {organisation: \"sagfors-kommun\", to: \"2025-04-30\"}) { nodes { paragraphs(first: 20) { nodes { amounts { text ore formatted } } } } } }";
    let data = client.query(hedged, json!({})).await.data();
    let amounts = &data["meetings"]["nodes"][0]["paragraphs"]["nodes"][3]["amounts"];
    assert_eq!(
        *amounts,
        json!([{"text": "ca 9 mnkr", "ore": null, "formatted": null}])
    );
}

async fn the_contract_queries_work_without_a_token(engine: Engine) {
    let app = App::demo(engine).await;
    let client = app.anonymous();
    let board = body(&client, NORRSKEN, "Styrelsen").await;
    let cases = [
        (
            contract::MEETING,
            json!({"organisation": NORRSKEN, "on": "2025-11-27"}),
        ),
        (contract::SEARCH, json!({"q": "budget"})),
        (contract::OPEN, json!({"organisation": NORRSKEN})),
        (
            contract::CONCERNING,
            json!({"organisation": "region-norrskog"}),
        ),
        (
            contract::ASSOCIATION,
            json!({"slug": NORRSKEN, "asOf": "2025-06-01"}),
        ),
        (contract::ASSOCIATION, json!({"slug": NORRSKEN})),
        (
            contract::CITATION,
            json!({"body": board, "year": 2025, "number": 70}),
        ),
        (contract::NUMBER, json!({"body": board})),
        (contract::CHANGES, json!({"organisation": NORRSKEN})),
        (contract::RULEBOOK, json!({})),
    ];
    for (query, variables) in cases {
        let data = client.query(query, variables).await.data();
        let (name, answer) = data
            .as_object()
            .and_then(|data| data.iter().next())
            .expect("one field");
        let empty = answer.is_null()
            || answer["totalCount"] == 0
            || answer["nodes"] == json!([])
            || *answer == json!([]);
        assert!(!empty, "{name}: {answer}");
    }
    let changes = client
        .query(contract::CHANGES, json!({"organisation": NORRSKEN}))
        .await
        .data();
    let told: Vec<(i64, &str)> = nodes(&changes, "changes")
        .iter()
        .map(|node| {
            (
                node["sequence"].as_i64().expect("a number"),
                text(node, "kind"),
            )
        })
        .collect();
    assert_eq!(told.first(), Some(&(1, "REGISTER_CHANGED")));
    assert_eq!(
        told[1..]
            .iter()
            .map(|(number, _)| *number)
            .collect::<Vec<_>>(),
        (2..=9).collect::<Vec<_>>()
    );
    assert!(told[1..].iter().all(|(_, kind)| *kind == "PUBLISHED"));
}
