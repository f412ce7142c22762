//! Trusted documents: off, warn and enforce, over POST, GET and WebSocket; and that nothing is ever taken into the list
//! from a request (B12).

use api::graphql::guard::trusted::{Mode, manifest};
use api::graphql::guard::{Guard, Limits};
use application::journal::sha256;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;
use tests::app::{App, Engine};
use tests::client::{Answer, Asking};
use tests::process::binary;
use tests::socket::Socket;

const TRUSTED: &str = "query Rules { rulebook { code } }";
const WITH_VARIABLE: &str = "query One($slug: String!) { organisation(slug: $slug) { name } }";
const OTHER: &str = "{ rulebook { ruleId } }";

/// A service with a list of two documents.
async fn service(mode: Mode, insiders: bool) -> (App, TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("trusted.json");
    let documents = [TRUSTED, WITH_VARIABLE].map(|text| ("x".to_owned(), text.to_owned()));
    let guard = Guard::from_sdl(&api::graphql::schema().sdl(), Limits::default()).expect("a guard");
    let list = manifest(&documents, &guard).expect("a list");
    std::fs::write(&path, list.to_string()).expect("written");
    let app = App::with(Engine::Sqlite, |settings| {
        settings.trusted_documents = mode;
        settings.trusted_manifest = Some(path);
        settings.trusted_insiders = insiders;
    })
    .await;
    (app, folder)
}

fn named(text: &str) -> Value {
    json!({"documentId": format!("sha256:{}", sha256(text))})
}

fn as_apollo(text: &str) -> Value {
    json!({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": sha256(text)}}})
}

/// What a request comes to by each road: `None` where it ran, else its code.
async fn by_every_road(app: &App, token: Option<&str>, request: &Value) -> [Option<String>; 3] {
    let client = tests::client::Client::new(app.base(), token.map(str::to_owned));
    let posted = code(&client.post(request.to_string()).await);
    let members = request.as_object().expect("an object").iter();
    let pairs = members.map(|(name, value)| match value {
        Value::String(text) => (name.clone(), text.clone()),
        other => (name.clone(), other.to_string()),
    });
    let pairs: Vec<(String, String)> = pairs.collect();
    let address = reqwest::Url::parse_with_params(&format!("{}/graphql", app.base()), &pairs);
    let mut sent = reqwest::Client::new()
        .get(address.expect("an address"))
        .header("accept", "application/json");
    if let Some(token) = token {
        sent = sent.bearer_auth(token);
    }
    let got: Value = sent
        .answered()
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    let got = got["errors"][0]["extensions"]["code"]
        .as_str()
        .map(str::to_owned);
    let mut socket = Socket::greeted(app.base(), token).await;
    socket
        .say(&json!({"id": "1", "type": "subscribe", "payload": request}))
        .await;
    let heard = format!("{:?}", socket.hear().await);
    let heard = match heard.contains("\"next\"") {
        true => None,
        false => {
            let codes = [
                "DOCUMENT_UNKNOWN",
                "DOCUMENT_NOT_TRUSTED",
                "VALIDATION_FAILED",
            ];
            let found = codes.iter().find(|code| heard.contains(**code));
            Some((*found.unwrap_or(&"CLOSED")).to_owned())
        }
    };
    [posted, got, heard]
}

fn code(answer: &Answer) -> Option<String> {
    answer.codes().first().map(|code| (*code).to_owned())
}

fn all(code: Option<&str>) -> [Option<String>; 3] {
    std::array::from_fn(|_| code.map(str::to_owned))
}

#[tokio::test]
async fn each_mode_does_what_it_says_by_every_road() {
    for mode in [Mode::Off, Mode::Warn, Mode::Enforce] {
        let (app, _folder) = service(mode, true).await;
        // Named, or sent as it stands: it is trusted.
        for request in [
            named(TRUSTED),
            as_apollo(TRUSTED),
            json!({"query": TRUSTED}),
        ] {
            assert_eq!(
                by_every_road(&app, None, &request).await,
                all(None),
                "{mode:?} {request}"
            );
        }
        let mut request = named(WITH_VARIABLE);
        request["variables"] = json!({"slug": "nobody"});
        assert_eq!(
            by_every_road(&app, None, &request).await,
            all(None),
            "{mode:?}"
        );
        // What is not in the list.
        let other = json!({"query": OTHER});
        let expected = (mode == Mode::Enforce).then_some("DOCUMENT_NOT_TRUSTED");
        assert_eq!(
            by_every_road(&app, None, &other).await,
            all(expected),
            "{mode:?}"
        );
        let told = reqwest::Client::new()
            .get(format!("{}/metrics", app.base()))
            .answered()
            .await
            .expect("an answer");
        let told = told.text().await.expect("a text");
        let count = if mode == Mode::Off { 0 } else { 3 };
        let line = format!("paragraf_untrusted_documents_total {count}");
        assert!(told.contains(&line), "{mode:?}: {told}");
        // Whoever has a token may, where the setting lets them.
        let token = app.token("operator", &["nobody"]);
        assert_eq!(
            by_every_road(&app, Some(&token), &other).await,
            all(None),
            "{mode:?}"
        );
    }
    let (app, _folder) = service(Mode::Enforce, false).await;
    let token = app.token("operator", &["nobody"]);
    let other = json!({"query": OTHER});
    let refused = all(Some("DOCUMENT_NOT_TRUSTED"));
    assert_eq!(by_every_road(&app, Some(&token), &other).await, refused);
    assert_eq!(
        by_every_road(&app, Some(&token), &named(TRUSTED)).await,
        all(None)
    );
}

#[tokio::test]
async fn nothing_is_taken_into_the_list_from_a_request() {
    let (app, _folder) = service(Mode::Enforce, true).await;
    let client = app.anonymous();
    let unknown = Some("DOCUMENT_UNKNOWN".to_owned());
    let malformed = Some("MALFORMED_REQUEST".to_owned());
    for _ in 0..3 {
        // As Apollo's clients register a document: the digest, then both, then the digest again.
        assert_eq!(
            code(&client.post(as_apollo(OTHER).to_string()).await),
            unknown
        );
        let mut both = as_apollo(OTHER);
        both["query"] = json!(OTHER);
        assert_eq!(code(&client.post(both.to_string()).await), unknown);
    }
    // A digest of one document with the text of another, either way round.
    let mut poison = as_apollo(TRUSTED);
    poison["query"] = json!(OTHER);
    assert_eq!(code(&client.post(poison.to_string()).await), malformed);
    let mut poison = named(OTHER);
    poison["query"] = json!(TRUSTED);
    assert_eq!(code(&client.post(poison.to_string()).await), unknown);
    let mut two = as_apollo(TRUSTED);
    two["documentId"] = named(WITH_VARIABLE)["documentId"].clone();
    assert_eq!(code(&client.post(two.to_string()).await), malformed);
    let digest = sha256(TRUSTED);
    for wrong in [
        json!({"documentId": digest}),
        json!({"documentId": format!("sha256:{}", digest.to_uppercase())}),
        json!({"documentId": "sha256:"}),
        json!({"documentId": 1}),
        json!({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "x"}}}),
        json!({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": 7}}}),
        json!({}),
    ] {
        assert_eq!(
            code(&client.post(wrong.to_string()).await),
            malformed,
            "{wrong}"
        );
    }
    // A flood of digests, each of a document that there is not.
    for number in 0..200 {
        let text = format!("query Q{number} {{ rulebook {{ code }} }}");
        assert_eq!(
            code(&client.post(as_apollo(&text).to_string()).await),
            unknown
        );
    }
    assert_eq!(code(&client.post(named(TRUSTED).to_string()).await), None);
}

/// Serves with a list, and tells why it does not.
fn refused(path: &Path) -> String {
    let ended = Command::new(binary())
        .arg("serve")
        .env_clear()
        .env("PARAGRAF_DATABASE_URL", "sqlite::memory:")
        .env("PARAGRAF_ALLOW_DATA_LOSS", "true")
        .env("PARAGRAF_LISTEN", "127.0.0.1:0")
        .env("PARAGRAF_TRUSTED_DOCUMENTS", "enforce")
        .env("PARAGRAF_TRUSTED_MANIFEST", path)
        .output()
        .expect("the binary runs");
    assert!(!ended.status.success());
    String::from_utf8_lossy(&ended.stderr).into_owned()
}

#[test]
fn a_list_that_is_none_is_refused_at_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let path: PathBuf = folder.path().join("list.json");
    let digest = sha256(TRUSTED);
    for (text, words) in [
        ("[".to_owned(), "neither a manifest"),
        (
            json!({"format": "other", "operations": []}).to_string(),
            "another format",
        ),
        (
            json!({digest.clone(): OTHER}).to_string(),
            "is not the SHA-256",
        ),
        (json!({sha256("{ a"): "{ a"}).to_string(), "not GraphQL"),
    ] {
        std::fs::write(&path, text).expect("written");
        let told = refused(&path);
        assert!(
            told.contains("PARAGRAF_TRUSTED_MANIFEST") && told.contains(words),
            "{words}: {told}"
        );
    }
    let told = refused(&folder.path().join("nowhere.json"));
    assert!(told.contains("nowhere.json"), "{told}");
}

#[tokio::test]
async fn the_manifest_that_the_command_prints_is_taken_in_both_forms() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("own.graphql");
    std::fs::write(&file, OTHER).expect("written");
    let ran = Command::new(binary())
        .args(["schema", "trusted"])
        .arg(&file)
        .output()
        .expect("the binary runs");
    assert!(ran.status.success(), "{ran:?}");
    let printed: Value = serde_json::from_slice(&ran.stdout).expect("JSON");
    let operations = printed["operations"].as_array().expect("a list");
    assert!(operations.len() > 5, "the cookbook is in it");
    assert!(operations.iter().all(|held| held["type"] == "query"));
    std::fs::write(&file, "{ nothing").expect("written");
    let ran = Command::new(binary())
        .args(["schema", "trusted"])
        .arg(&file)
        .output();
    let ran = ran.expect("the binary runs");
    assert!(!ran.status.success() && ran.stdout.is_empty());
    assert!(String::from_utf8_lossy(&ran.stderr).contains("own.graphql"));
    let relay = operations.iter().map(|held| {
        let id = held["id"].as_str().expect("an id").to_owned();
        (id, held["body"].clone())
    });
    let relay = Value::Object(relay.collect());
    for list in [printed.clone(), relay] {
        let path = folder.path().join("trusted.json");
        std::fs::write(&path, list.to_string()).expect("written");
        let app = App::with(Engine::Sqlite, |settings| {
            settings.trusted_documents = Mode::Enforce;
            settings.trusted_manifest = Some(path);
        })
        .await;
        let client = app.anonymous();
        assert_eq!(code(&client.post(named(OTHER).to_string()).await), None);
        let refused = client.query("{ rulebook { title } }", json!({})).await;
        assert_eq!(refused.codes(), ["DOCUMENT_NOT_TRUSTED"]);
    }
}
