//! Searching: inflection, order, excerpts, what nobody may find.

use serde_json::{Value, json};
use tests::app::{App, Engine};
use tests::client::Client;
use tests::contract;
use tests::minutes::board_meeting;

tests::on_both_engines!(
    inflected_forms_find_each_other,
    all_words_must_stand_there,
    a_hit_in_the_heading_goes_before_a_hit_in_the_text,
    more_hits_go_before_fewer_and_later_before_earlier,
    an_excerpt_marks_the_hits,
    the_contract_search_finds_the_decision,
    names_that_are_hidden_from_the_public_are_found_by_nobody,
    a_revision_is_found_by_its_new_words_alone,
);

/// What a search of §§ finds: `date label`, in order.
async fn paragraphs(client: &Client, text: &str) -> Vec<String> {
    let query = "query($text: String!) { search(text: $text, first: 200) { totalCount nodes { label meeting { date } } } }";
    let data = client.query(query, json!({"text": text})).await.data();
    let nodes = data["search"]["nodes"].as_array().expect("a list");
    assert_eq!(
        data["search"]["totalCount"].as_u64(),
        u64::try_from(nodes.len()).ok()
    );
    nodes.iter().map(place).collect()
}

/// What a search of decisions finds: `date label: text`, in order.
async fn decisions(client: &Client, text: &str) -> Vec<String> {
    let query = "query($text: String!) { decisions(filter: {text: $text}, first: 200) { totalCount nodes { text paragraph { label meeting { date } } } } }";
    let data = client.query(query, json!({"text": text})).await.data();
    let nodes = data["decisions"]["nodes"].as_array().expect("a list");
    assert_eq!(
        data["decisions"]["totalCount"].as_u64(),
        u64::try_from(nodes.len()).ok()
    );
    nodes
        .iter()
        .map(|node| {
            format!(
                "{}: {}",
                place(&node["paragraph"]),
                node["text"].as_str().expect("text")
            )
        })
        .collect()
}

fn place(paragraph: &Value) -> String {
    let part = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    format!(
        "{} {}",
        part(&paragraph["meeting"]["date"]),
        part(&paragraph["label"])
    )
}

/// A meeting whose §§ each have one decision: (title, text, decision).
fn meeting(date: &str, first: u32, items: &[(&str, &str, &str)]) -> Value {
    let pairs: Vec<(&str, &str)> = items
        .iter()
        .map(|(title, text, _)| (*title, *text))
        .collect();
    let mut document = board_meeting(date, first, &pairs);
    for (item, (_, _, decision)) in document["items"]
        .as_array_mut()
        .expect("items")
        .iter_mut()
        .zip(items)
    {
        item["decisions"] = json!([{"kind": "NOTE", "text": decision}]);
    }
    document
}

async fn inflected_forms_find_each_other(engine: Engine) {
    let app = App::start(engine).await;
    let items = [
        (
            "Ett",
            "Styrelsens ledamöter kallas.",
            "Besluten om ledamöterna noteras.",
        ),
        ("Två", "Förbundets hemsida.", "Förbundets hemsida godkänns."),
        (
            "Tre",
            "Kommunerna och regionen.",
            "Överenskommelsen skickas till kommunerna.",
        ),
        (
            "Fyra",
            "Årsredovisningen och protokollet.",
            "Protokollen läggs till handlingarna.",
        ),
    ];
    app.load(&meeting("2025-03-06", 1, &items))
        .await
        .expect("loaded");
    let client = app.anonymous();
    let families: [(&[&str], &[&str], &[&str]); 5] = [
        (
            &["beslut", "beslutet", "BESLUTEN", "besluts"],
            &[],
            &["§ 1"],
        ),
        (
            &["ledamot", "ledamöter", "Ledamöterna", "ledamotens"],
            &["§ 1"],
            &["§ 1"],
        ),
        (
            &["förbund", "förbundets", "förbundet", "FÖRBUNDEN"],
            &["§ 2"],
            &["§ 2"],
        ),
        (
            &["kommun", "kommuner", "kommunens", "kommunernas"],
            &["§ 3"],
            &["§ 3"],
        ),
        (
            &["protokoll", "protokollet", "protokollens"],
            &["§ 4"],
            &["§ 4"],
        ),
    ];
    for (forms, in_paragraphs, in_decisions) in families {
        for form in forms {
            let found: Vec<String> = paragraphs(&client, form).await;
            let expected: Vec<String> = in_paragraphs
                .iter()
                .map(|label| format!("2025-03-06 {label}"))
                .collect();
            assert_eq!(found, expected, "{form}");
            let found: Vec<String> = decisions(&client, form)
                .await
                .iter()
                .map(|hit| hit.split(": ").next().expect("a place").to_owned())
                .collect();
            let expected: Vec<String> = in_decisions
                .iter()
                .map(|label| format!("2025-03-06 {label}"))
                .collect();
            assert_eq!(found, expected, "{form}");
        }
    }
    assert_eq!(paragraphs(&client, "kommunal").await, Vec::<String>::new());
    assert_eq!(paragraphs(&client, " – ! ").await, Vec::<String>::new());
}

async fn all_words_must_stand_there(engine: Engine) {
    let app = App::demo(engine).await;
    let client = app.anonymous();
    let (one, other, both) = (
        paragraphs(&client, "budget").await,
        paragraphs(&client, "samråd").await,
        paragraphs(&client, "samråd budget").await,
    );
    assert!(!both.is_empty() && both.len() < one.len() && both.len() < other.len().max(one.len()));
    let mut expected: Vec<&String> = one.iter().filter(|hit| other.contains(hit)).collect();
    let mut found: Vec<&String> = both.iter().collect();
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
    assert_eq!(
        paragraphs(&client, "budgeten om samrådet").await,
        both,
        "order, form and common words do not matter"
    );
    assert_eq!(
        paragraphs(&client, "samråd budget xyzzy").await,
        Vec::<String>::new()
    );
    let long = "a".repeat(501);
    let answer = client
        .query(
            "query($t: String!) { search(text: $t) { totalCount } }",
            json!({"t": long}),
        )
        .await;
    assert_eq!(answer.codes(), ["INVALID_VALUE"]);
}

async fn a_hit_in_the_heading_goes_before_a_hit_in_the_text(engine: Engine) {
    let app = App::start(engine).await;
    // The one with the word in its text alone is the later one, so that nothing but the weight puts it last.
    let items = [
        ("Lokaler", "Om kansliets hyra.", "Hyran godkänns."),
        ("Hyra", "Om kansliets lokaler.", "Lokalerna godkänns."),
        (
            "Övrigt",
            "Frågan om hyra togs upp.",
            "Frågan läggs till handlingarna.",
        ),
    ];
    app.load(&meeting("2025-03-06", 1, &items))
        .await
        .expect("loaded");
    let client = app.anonymous();
    assert_eq!(paragraphs(&client, "hyran").await[0], "2025-03-06 § 2");
    assert_eq!(paragraphs(&client, "hyran").await.len(), 3);
    // A decision is found by its own text before it is by the heading above it.
    assert_eq!(
        decisions(&client, "hyra").await,
        [
            "2025-03-06 § 1: Hyran godkänns.",
            "2025-03-06 § 2: Lokalerna godkänns."
        ]
    );
}

async fn more_hits_go_before_fewer_and_later_before_earlier(engine: Engine) {
    let app = App::start(engine).await;
    let once = [("Ett", "Fågelskådning.", "Noteras.")];
    app.load(&meeting("2025-03-06", 1, &once))
        .await
        .expect("loaded");
    app.load(&meeting("2025-05-08", 3, &once))
        .await
        .expect("loaded");
    let often = [(
        "Två",
        "Fågel, fåglar och fågeln. Fågelskådning, fågelskådning, fågelskådning.",
        "Noteras.",
    )];
    app.load(&meeting("2025-04-03", 2, &often))
        .await
        .expect("loaded");
    assert_eq!(
        paragraphs(&app.anonymous(), "fågelskådningen").await,
        ["2025-04-03 § 2", "2025-05-08 § 3", "2025-03-06 § 1"]
    );
}

async fn an_excerpt_marks_the_hits(engine: Engine) {
    let app = App::demo(engine).await;
    let client = app.anonymous();
    let query = "query($t: String!) { search(text: $t, first: 50) { nodes { title text excerpt } }
        decisions(filter: {text: $t}, first: 50) { nodes { text excerpt } } plain: decisions(first: 5) { nodes { excerpt } } }";
    let data = client
        .query(query, json!({"t": "återremittera digital"}))
        .await
        .data();
    assert_eq!(
        data["decisions"]["nodes"][0]["excerpt"]
            .as_str()
            .map(|text| text.contains("**återremittera**")),
        Some(true),
        "{}",
        data["decisions"]
    );
    let data = client.query(query, json!({"t": "budget"})).await.data();
    for list in ["search", "decisions"] {
        let nodes = data[list]["nodes"].as_array().expect("a list");
        assert!(nodes.len() > 3, "{list}");
        for node in nodes {
            let Some(excerpt) = node["excerpt"].as_str() else {
                // A decision that only its heading answers for.
                assert!(
                    list == "decisions"
                        && !node["text"]
                            .as_str()
                            .expect("text")
                            .to_lowercase()
                            .contains("budget"),
                    "{node}"
                );
                continue;
            };
            let marked: Vec<&str> = excerpt.split("**").skip(1).step_by(2).collect();
            assert!(!marked.is_empty(), "{excerpt}");
            assert!(
                marked
                    .iter()
                    .all(|word| word.to_lowercase().starts_with("budget")),
                "{excerpt}"
            );
            let plain = excerpt.replace("**", "");
            let plain = plain.trim_matches('…');
            let whole = format!(
                "{} {}",
                node["text"].as_str().unwrap_or_default(),
                node["title"].as_str().unwrap_or_default()
            );
            assert!(whole.replace('\n', " ").contains(plain), "{excerpt}");
        }
    }
    assert!(
        data["plain"]["nodes"]
            .as_array()
            .expect("a list")
            .iter()
            .all(|node| node["excerpt"].is_null())
    );
}

async fn the_contract_search_finds_the_decision(engine: Engine) {
    let app = App::demo(engine).await;
    let data = app
        .anonymous()
        .query(
            contract::SEARCH,
            json!({"q": "antar budgeten för 2026 med flerårsplan"}),
        )
        .await
        .data();
    assert_eq!(data["decisions"]["totalCount"], 1);
    assert_eq!(
        data["decisions"]["nodes"][0],
        json!({
            "kind": "ADOPT",
            "text": "Styrelsen beslutar att anta budget för 2026 med flerårsplan för 2027–2028.",
            "paragraph": {
                "label": "§ 70",
                "title": "Verksamhetsplan 2026 och budget 2026–2028",
                "meeting": {"date": "2025-11-27", "body": {"name": "Styrelsen", "owner": {"name": "Samordningsförbundet Norrsken"}}},
            },
        })
    );
    // By the heading above a sub-item, too.
    let found = decisions(&app.anonymous(), "övriga frågor studiebesök").await;
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("2025-02-13 § 11: "), "{found:?}");
}

async fn names_that_are_hidden_from_the_public_are_found_by_nobody(engine: Engine) {
    let app = App::demo(engine).await;
    let viewers = [
        app.anonymous(),
        app.client("secretary", &["sagfors-kommun"]),
        app.client("auditor", &["sagfors-kommun"]),
        app.client("secretary", &["samordningsforbundet-norrsken"]),
    ];
    for client in &viewers {
        for name in ["Lundmyr", "Pia Lundmyr", "Stenvall", "Roger"] {
            assert_eq!(
                paragraphs(client, name).await,
                Vec::<String>::new(),
                "{name}"
            );
            assert_eq!(
                decisions(client, name).await,
                Vec::<String>::new(),
                "{name}"
            );
        }
        // The same sentences are found by the employer's names.
        assert_eq!(paragraphs(client, "Norlander").await, ["2025-04-08 1."]);
        assert_eq!(decisions(client, "Ovarsson").await.len(), 1);
    }
    // Inside, the sentence has its names; outside, a mark stands for one of them.
    let query = "{ search(text: \"Norlander\") { nodes { excerpt } } }";
    let seen = |data: Value| {
        data["search"]["nodes"][0]["excerpt"]
            .as_str()
            .expect("text")
            .to_owned()
    };
    let outside = seen(viewers[0].query(query, json!({})).await.data());
    assert!(
        !outside.contains("Lundmyr") && outside.contains("[facklig företrädare]"),
        "{outside}"
    );
    let inside = seen(viewers[1].query(query, json!({})).await.data());
    assert!(
        inside.contains("Pia Lundmyr och Henrik **Norlander**"),
        "{inside}"
    );
}

async fn a_revision_is_found_by_its_new_words_alone(engine: Engine) {
    let app = App::start(engine).await;
    app.load(&meeting(
        "2025-03-06",
        1,
        &[("Ett", "Skridskor.", "Skridskorna köps.")],
    ))
    .await
    .expect("loaded");
    let client = app.anonymous();
    assert_eq!(
        (
            paragraphs(&client, "skridskorna").await.len(),
            decisions(&client, "skridskorna").await.len()
        ),
        (1, 1)
    );
    app.load(&meeting(
        "2025-03-06",
        1,
        &[("Ett", "Cyklar.", "Cyklarna köps.")],
    ))
    .await
    .expect("loaded");
    assert_eq!(
        (
            paragraphs(&client, "skridskorna").await.len(),
            decisions(&client, "skridskorna").await.len()
        ),
        (0, 0)
    );
    assert_eq!(
        (
            paragraphs(&client, "cykel cyklar").await.len(),
            paragraphs(&client, "cyklar").await.len()
        ),
        (0, 1)
    );
    assert_eq!(decisions(&client, "cyklarna").await.len(), 1);
    // What is not published is found inside alone.
    let mut draft = meeting("2025-04-03", 2, &[("Två", "Pulkor.", "Pulkorna köps.")]);
    draft["body"]["name"] = json!("Utskottet");
    app.load_as(&draft, false, None).await.expect("loaded");
    assert_eq!(
        paragraphs(&client, "pulka pulkor").await,
        Vec::<String>::new()
    );
    assert_eq!(paragraphs(&client, "pulkor").await, Vec::<String>::new());
    let inside = app.client("secretary", &["samordningsforbundet-provdalen"]);
    assert_eq!(paragraphs(&inside, "pulkor").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_engines_find_the_same_in_the_same_order() {
    let (sqlite, postgres) = (
        App::demo(Engine::Sqlite).await,
        App::demo(Engine::Postgres).await,
    );
    let mut hits = 0;
    for text in [
        "styrelsen",
        "budget",
        "budgeten 2026",
        "ansökan om medel",
        "kommunerna",
        "Försäkringskassan",
        "protokollet handlingarna",
        "Björkanäs",
        "digital vägledning",
        "och",
        "§",
        "ö",
        "Å",
        "2026",
        "mötet",
        "ESF-rådet",
    ] {
        let (one, other) = (sqlite.anonymous(), postgres.anonymous());
        let found = paragraphs(&one, text).await;
        assert_eq!(found, paragraphs(&other, text).await, "{text}");
        hits += found.len();
        let found = decisions(&one, text).await;
        assert_eq!(found, decisions(&other, text).await, "{text}");
        hits += found.len();
    }
    assert!(hits > 300, "{hits}");
    // Every list, in every order.
    for query in [
        "{ meetings(first: 100) { nodes { date body { name } } } }",
        "{ meetings(first: 100, order: DATE_ASC) { nodes { date body { name } } } }",
        "{ decisions(first: 200) { nodes { text } } }",
        "{ decisions(first: 200, order: DATE_ASC) { nodes { text } } }",
        "{ decisions(first: 200, filter: {concerns: \"vitsjo-kommun\"}) { nodes { text concerns { because organisation { slug } } } } }",
        "{ assignments(first: 200) { nodes { text } } }",
        "{ assignments(first: 200, order: GIVEN_ASC) { nodes { text } } }",
        "{ assignments(first: 200, order: DUE_ASC) { nodes { text } } }",
        "{ organisations(first: 200) { nodes { slug name kind bodies { nodes { slug series { year first last gaps unknown } } } } } }",
        "{ changes(first: 200) { nodes { sequence kind organisation { slug } } } }",
    ] {
        let one = sqlite.anonymous().query(query, json!({})).await.data();
        let other = postgres.anonymous().query(query, json!({})).await.data();
        assert_eq!(one, other, "{query}");
    }
}
