//! Persons and the prints of their names.

use serde_json::{Value, json};
use tests::app::{App, Engine};
use tests::minutes::board_meeting;

fn register(variants: &Value) -> Value {
    json!({
        "format": "paragraf/register@1",
        "associations": [{
            "name": "Samordningsförbundet Provdalen",
            "persons": [
                {"name": "Mikael Holmstrand", "variants": variants},
                {"name": "Sara Holm", "variants": []},
            ],
        }],
    })
}

fn meeting(date: &str, chair: &str) -> Value {
    let mut document = board_meeting(date, 1, &[("Mötets öppnande", "Mötet öppnas.")]);
    document["officers"] = json!({"chair": chair});
    document
}

async fn chairs(app: &App) -> Vec<Value> {
    let query = "{ meetings(order: DATE_ASC) { nodes { chair { id name variants } } } }";
    let data = app.anonymous().query(query, json!({})).await.data();
    let nodes = data["meetings"]["nodes"]
        .as_array()
        .expect("a list")
        .clone();
    nodes
        .into_iter()
        .map(|node| node["chair"].clone())
        .collect()
}

#[tokio::test]
async fn a_confirmed_print_of_a_name_is_the_same_person_and_a_near_one_is_not() {
    for engine in Engine::BOTH {
        let app = App::start(engine).await;
        app.register(&register(&json!(["Mikael Hömstrand"])))
            .await
            .expect("registered");
        for (date, chair) in [
            ("2025-01-16", "Mikael Holmstrand"),
            ("2025-02-13", "Mikael Hömstrand"),
            ("2025-03-13", "Mikael Holmstrandh"),
        ] {
            app.load(&meeting(date, chair)).await.expect("loaded");
        }
        let chairs = chairs(&app).await;
        assert_eq!(chairs[0]["id"], chairs[1]["id"], "{engine:?}");
        assert_ne!(chairs[0]["id"], chairs[2]["id"], "{engine:?}");
        assert_eq!(
            chairs[1]["name"], "Mikael Hömstrand",
            "a record keeps the name as printed"
        );
        assert_eq!(chairs[0]["variants"], json!(["Mikael Hömstrand"]));
        assert_eq!(chairs[2]["variants"], json!([]));
    }
}

#[tokio::test]
async fn a_print_that_is_another_persons_name_is_refused_and_changes_nothing() {
    let app = App::start(Engine::Sqlite).await;
    app.register(&register(&json!(["Micke Holmstrand"])))
        .await
        .expect("registered");
    let refused = app
        .register(&register(&json!(["Sara Holm"])))
        .await
        .expect_err("taken");
    assert_eq!(
        refused.to_string(),
        "persons.variants: Sara Holm is the name of another person"
    );
    app.load(&meeting("2025-01-16", "Mikael Holmstrand"))
        .await
        .expect("loaded");
    assert_eq!(
        chairs(&app).await[0]["variants"],
        json!(["Micke Holmstrand"])
    );
}

#[tokio::test]
async fn a_union_representative_is_hidden_under_every_print_of_the_name() {
    for engine in Engine::BOTH {
        let app = App::start(engine).await;
        let register = json!({
            "format": "paragraf/register@1",
            "organisations": [{
                "name": "Provdals kommun",
                "kind": "MUNICIPALITY",
                "persons": [{"name": "Ulrika Fackman", "variants": ["Ulla Fackman"]}],
            }],
        });
        app.register(&register).await.expect("registered");
        let text = "Ulla Fackman frågar om schemat.";
        let document = json!({
            "format": "paragraf/minutes@1",
            "body": {"name": "Samverkansgruppen", "kind": "COOPERATION_GROUP", "organisation": "Provdals kommun"},
            "meeting": {"date": "2025-04-08"},
            "attendance": [{"name": "Ulrika Fackman", "organisation": "Vision", "capacity": "UNION"}],
            "items": [{"number": 1, "title": "Frågor", "text": text}],
        });
        app.load(&document).await.expect("loaded");
        let query = "{ meetings { nodes { attendance { person { name variants } } paragraphs { nodes { text } } } } }";
        let outside = app
            .anonymous()
            .query(query, json!({}))
            .await
            .data()
            .to_string();
        assert!(!outside.contains("Fackman"), "{engine:?}: {outside}");
        let inside = app
            .client("secretary", &["provdals-kommun"])
            .query(query, json!({}))
            .await
            .data()
            .to_string();
        assert!(
            inside.contains(text) && inside.contains("Ulla Fackman"),
            "{engine:?}: {inside}"
        );
        let found = "{ search(text: \"Fackman\") { totalCount } }";
        assert_eq!(
            app.anonymous().query(found, json!({})).await.data()["search"]["totalCount"],
            0
        );
    }
}
