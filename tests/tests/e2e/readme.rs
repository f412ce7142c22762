//! The README's tour is what the demo answers.

use serde_json::json;
use tests::app::{App, Engine};

/// The fenced blocks of a kind, in order.
fn blocks<'a>(text: &'a str, kind: &str) -> Vec<&'a str> {
    let open = format!("```{kind}\n");
    text.split(open.as_str())
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap_or_default())
        .collect()
}

/// The quoted texts and figures of a printed answer, whatever it leaves out between them.
fn facts(answer: &str) -> Vec<String> {
    answer
        .split([',', '{', '}', '[', ']', '\n'])
        .map(str::trim)
        .filter(|fact| fact.starts_with('"') && fact.contains(':') && !fact.ends_with(':'))
        .map(str::to_owned)
        .collect()
}

#[tokio::test]
async fn the_tour_prints_what_the_demo_answers() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let readme = std::fs::read_to_string(format!("{folder}/README.md")).expect("the README");
    let (queries, answers) = (blocks(&readme, "graphql"), blocks(&readme, "json"));
    assert_eq!(queries.len(), answers.len());
    assert!(queries.len() >= 4, "a tour of some queries");
    let app = App::demo(Engine::Sqlite).await;
    for (query, printed) in queries.into_iter().zip(answers) {
        let swedish = app
            .anonymous()
            .query(query, json!({}))
            .await
            .data()
            .to_string();
        let english = app
            .anonymous()
            .in_english()
            .query(query, json!({}))
            .await
            .data()
            .to_string();
        let told = facts(printed);
        assert!(!told.is_empty(), "{printed}");
        for fact in told {
            assert!(
                swedish.contains(&fact) || english.contains(&fact),
                "the README says {fact}, the demo answers {english}"
            );
        }
    }
}
