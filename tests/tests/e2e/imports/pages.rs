//! The pages of imports: who sees them, what their forms do, and what they refuse.

use super::{PROVDALEN, bring, document, kept, minutes, operator, seen};
use application::ports::Audit;
use serde_json::{Value, json};
use tests::app::{App, Engine};
use tests::browser::Browser;

async fn signed_in(app: &App, role: &str, organisation: &str) -> Browser {
    Browser::signed_in(app, &app.token(role, &[organisation])).await
}

/// A service with one file to review; its page.
async fn with_a_file() -> (App, Value, String) {
    let app = super::service(Engine::Sqlite).await;
    let text = minutes("2021-03-18").replace(
        "Insatsen Vägen in\n\nBeslut",
        "Insats <script>alert(1)</script>\n\nBeslut",
    );
    let read = kept(
        &operator(&app),
        "proto&koll.txt",
        "&batch=Arkivet",
        text.into(),
    )
    .await;
    let path = format!("/imports/{}", read["id"].as_str().expect("an id"));
    (app, read, path)
}

#[tokio::test]
async fn pages_are_for_operators_and_auditors_who_are_signed_in() {
    let (app, _, path) = with_a_file().await;
    let nobody = Browser::new(app.base());
    let shown = nobody.get(&path).await;
    assert_eq!(shown.status, 303);
    assert!(
        shown.leads_to().starts_with("/sign-in?returnTo="),
        "{}",
        shown.leads_to()
    );
    for (role, organisation, list, own, new) in [
        ("operator", PROVDALEN, 200, 200, 200),
        ("auditor", PROVDALEN, 200, 200, 403),
        ("secretary", PROVDALEN, 403, 404, 403),
        ("operator", "samordningsforbundet-annandalen", 200, 404, 200),
    ] {
        let browser = signed_in(&app, role, organisation).await;
        for (page, status) in [
            ("/imports", list),
            (path.as_str(), own),
            ("/imports/new", new),
        ] {
            let shown = browser.get(page).await;
            assert_eq!(shown.status, status, "{role} {organisation} {page}");
            assert_eq!(shown.header("cache-control"), "no-store", "{page}");
            let policy = shown.header("content-security-policy");
            assert!(
                policy.contains("default-src 'none'") && !policy.contains("unsafe"),
                "{policy}"
            );
        }
        let listed = browser.get("/imports").await;
        let tells = listed.body.contains("koll.txt");
        assert_eq!(
            tells,
            organisation == PROVDALEN && list == 200,
            "{role} {organisation}"
        );
    }
    let auditor = signed_in(&app, "auditor", PROVDALEN).await;
    let shown = auditor.get(&path).await;
    assert!(!shown.body.contains("value=\"store\"") && shown.body.contains("readonly"));
    let before = app.store.journals().await.expect("journals");
    let fields = [("csrf", shown.csrf()), ("action", "store".to_owned())];
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    assert_eq!(auditor.post(&path, &fields).await.status, 403);
    assert_eq!(app.store.journals().await.expect("journals"), before);
}

#[tokio::test]
async fn what_stands_in_a_file_is_text_and_nothing_else() {
    let (app, _, path) = with_a_file().await;
    let browser = signed_in(&app, "operator", PROVDALEN).await;
    for page in [path.as_str(), "/imports"] {
        let shown = browser.get(page).await;
        assert!(!shown.body.contains("<script>"), "{page}");
        assert!(!shown.body.contains("proto&koll"), "{page}");
    }
    let shown = browser.get(&path).await;
    assert!(shown.body.contains("alert(1)"), "the text is shown");
    let doubtful = shown.body.find("Övriga fält").expect("the other fields");
    let missing = shown.body.find("<h2>Saknas").expect("what is missing");
    assert!(missing < doubtful);
}

#[tokio::test]
async fn forms_correct_confirm_and_store_and_come_from_our_own_pages() {
    let (app, read, path) = with_a_file().await;
    let browser = signed_in(&app, "operator", PROVDALEN).await;
    let shown = browser.get(&path).await;
    let csrf = shown.csrf();
    let version = read["version"].to_string();
    let title = ("path", "items[0].title");
    let before = app.store.journals().await.expect("journals");
    let forged = [("csrf", "x"), ("action", "store")];
    assert_eq!(browser.post(&path, &forged).await.status, 403);
    let elsewhere = [("csrf", csrf.as_str()), ("action", "store")];
    let from = [
        ("origin", "https://elsewhere.example"),
        ("sec-fetch-site", "cross-site"),
    ];
    assert_eq!(
        browser.post_from(&path, &elsewhere, &from).await.status,
        403
    );
    let wrong = [
        ("csrf", csrf.as_str()),
        ("version", version.as_str()),
        ("action", "correct"),
        ("path", "meeting.date"),
        ("value", "i mars"),
    ];
    let refused = browser.post(&path, &wrong).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("meeting.date: ") && refused.body.contains("i mars</textarea>"));
    let nothing = [("csrf", csrf.as_str()), ("action", "dance")];
    assert_eq!(browser.post(&path, &nothing).await.status, 422);
    assert_eq!(app.store.journals().await.expect("journals"), before);
    let right = [
        ("csrf", csrf.as_str()),
        ("version", version.as_str()),
        ("action", "correct"),
        title,
        ("value", "Justerare"),
    ];
    let done = browser.post(&path, &right).await;
    assert_eq!(done.status, 303);
    assert!(
        done.leads_to().starts_with(&format!("{path}?saved=yes")),
        "{}",
        done.leads_to()
    );
    // The version that the form was made with stands no more.
    assert_eq!(browser.post(&path, &right).await.status, 422);
    let confirm = [
        ("csrf", csrf.as_str()),
        ("action", "confirm"),
        ("path", "meeting.date"),
    ];
    assert_eq!(browser.post(&path, &confirm).await.status, 303);
    let client = app.client("operator", &[PROVDALEN]);
    let import = seen(&client, &read["id"]).await;
    assert_eq!(document(&import)["items"][0]["title"], "Justerare");
    assert_eq!(
        super::field(&import, "meeting.date")["settled"]["how"],
        "CONFIRMED"
    );
    let store = [("csrf", csrf.as_str()), ("action", "store")];
    assert_eq!(browser.post(&path, &store).await.status, 303);
    let import = seen(&client, &read["id"]).await;
    assert_eq!(import["outcome"], "STORED");
    // Without the box, it is not for all.
    let anonymous = app.anonymous();
    let hidden = anonymous.query(
        "query($id: ID!) { meeting(id: $id) { id } }",
        json!({"id": import["meeting"]["id"]}),
    );
    assert_eq!(hidden.await.data()["meeting"], Value::Null);
    let shown = browser.get(&path).await;
    assert!(
        shown.body.contains(&format!("/{PROVDALEN}/meetings/"))
            && !shown.body.contains("value=\"store\"")
    );
}

#[tokio::test]
async fn the_cookie_brings_no_file_in_without_the_word_of_the_page() {
    let (app, ..) = with_a_file().await;
    let browser = signed_in(&app, "operator", PROVDALEN).await;
    let path = format!("/imports/files?organisation={PROVDALEN}");
    assert_eq!(browser.post(&path, &[("a", "b")]).await.status, 403);
    // A token brings nothing in here, and the cookie nothing over the API.
    let got = bring(&super::Caller::new(&app, None), "a.txt", "", b"x".to_vec()).await;
    assert_eq!(got.status, 401);
}
