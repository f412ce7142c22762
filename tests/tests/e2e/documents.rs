//! Minutes and their documents over REST: every format, one policy, errors as problem details.

use serde_json::{Value, json};
use tests::app::{App, Engine};
use tests::client::{Asking, sent};
use tests::on_both_engines;

on_both_engines![
    minutes_lead_to_every_format_and_say_when_nothing_changed,
    what_nobody_may_know_of_is_not_there_in_any_format,
    a_hidden_name_is_hidden_in_every_format,
    an_exported_record_is_the_document_that_was_loaded,
    notice_proof_and_extract_are_printed_of_what_is_asked_for,
];

/// An answer with its bytes.
pub(super) struct Got {
    pub(super) status: u16,
    headers: reqwest::header::HeaderMap,
    pub(super) bytes: Vec<u8>,
}

impl Got {
    pub(super) fn header(&self, name: &str) -> &str {
        let held = self.headers.get(name);
        held.and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    #[track_caller]
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).expect("JSON")
    }
}

pub(super) async fn ask(app: &App, path: &str, headers: &[(&str, &str)]) -> Got {
    let client = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client");
    let mut request = client.get(format!("{}{path}", app.base()));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let (status, headers, bytes) = sent(request).await;
    Got {
        status,
        headers,
        bytes,
    }
}

/// The minutes of a demonstration's meeting.
async fn minutes_of(app: &App, organisation: &str, date: &str) -> Value {
    let query = "query($slug: String!, $on: Date!) { meetings(filter: {organisation: $slug, from: $on, to: $on}) {
        nodes { id minutes { id documents { mediaType path } } paragraphs(first: 3) { nodes { id number } } } } }";
    let variables = json!({"slug": organisation, "on": date});
    let data = app.anonymous().query(query, variables).await.data();
    data["meetings"]["nodes"][0].clone()
}

const BOARD: (&str, &str) = ("samordningsforbundet-norrsken", "2025-11-27");

async fn minutes_lead_to_every_format_and_say_when_nothing_changed(engine: Engine) {
    let app = App::demo(engine).await;
    let meeting = minutes_of(&app, BOARD.0, BOARD.1).await;
    let id = meeting["minutes"]["id"].as_str().expect("an id");
    let own = format!("/paragraf/v1/minutes/{id}");
    let resource = ask(&app, &own, &[]).await;
    assert_eq!(resource.status, 200);
    let body = resource.json();
    assert_eq!(
        (&body["id"], &body["meeting"]),
        (&json!(id), &meeting["id"])
    );
    assert_eq!(body["date"], BOARD.1);
    assert_eq!(body["_links"]["self"]["href"], own);
    let listed = meeting["minutes"]["documents"].as_array().expect("a list");
    assert_eq!(listed.len(), 5);
    for document in listed {
        let path = document["path"].as_str().expect("a path");
        let got = ask(&app, path, &[]).await;
        assert_eq!(got.status, 200, "{path}");
        assert_eq!(
            got.header("content-type"),
            document["mediaType"].as_str().unwrap_or_default()
        );
        assert_eq!(got.header("cache-control"), "public, no-cache");
        assert_eq!(got.header("access-control-allow-origin"), "*");
        let tag = got.header("etag").to_owned();
        assert!(tag.len() > 20, "{tag}");
        let again = ask(&app, path, &[("if-none-match", &tag)]).await;
        assert_eq!((again.status, again.bytes.len()), (304, 0), "{path}");
        assert_eq!(
            ask(&app, path, &[("if-none-match", "\"other\"")])
                .await
                .status,
            200
        );
        match path.rsplit('.').next() {
            Some("pdf") => {
                assert!(got.bytes.starts_with(b"%PDF-"), "{path}");
                let same = ask(&app, path, &[]).await;
                assert_eq!(same.bytes, got.bytes, "the same pages each time");
            }
            Some("html") => assert!(got.text().contains("<html lang=\"sv\"")),
            Some("xml") => assert!(got.text().contains("akomaNtoso")),
            Some("txt") => assert!(got.text().contains("§ ")),
            _ => assert_eq!(got.json()["format"], "paragraf/minutes@1"),
        }
    }
    let english = ask(&app, &format!("{own}.html"), &[("accept-language", "en")]).await;
    assert_eq!(english.header("content-language"), "en");
    assert!(english.text().contains("<html lang=\"en\""));
    let swedish = ask(
        &app,
        &format!("{own}.html?language=sv"),
        &[("accept-language", "en")],
    )
    .await;
    assert_eq!(swedish.header("content-language"), "sv");
    // The meeting's address leads there too.
    let meeting = meeting["id"].as_str().expect("an id");
    assert_eq!(
        ask(&app, &format!("/paragraf/v1/minutes/{meeting}.txt"), &[])
            .await
            .status,
        200
    );
    let client = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client");
    let posted = client
        .post(format!("{}{own}", app.base()))
        .answered()
        .await
        .expect("an answer");
    assert_eq!(posted.status().as_u16(), 405);
    assert!(posted.headers().contains_key("allow"));
}

async fn what_nobody_may_know_of_is_not_there_in_any_format(engine: Engine) {
    let app = App::start(engine).await;
    let document: Value = serde_json::from_str(include_str!(
        "../../../demo/minutes/norrsken-styrelsen-2025-11-27.json"
    ))
    .expect("JSON");
    let loaded = app
        .load_as(&document, false, None)
        .await
        .expect("it is stored");
    let id = domain::id::MinutesId::of(loaded.meeting).to_string();
    let slug = BOARD.0;
    for rest in [
        "",
        ".pdf",
        ".html",
        ".json",
        "/notice.pdf",
        "/extract.txt?paragraphs=1",
    ] {
        let path = format!("/paragraf/v1/minutes/{id}{rest}");
        let hidden = ask(&app, &path, &[]).await;
        assert_eq!(hidden.status, 404, "{path}");
        assert_eq!(hidden.header("content-type"), "application/problem+json");
        let other = path.replace(&id, "min-00000000000000000000000000");
        let nothing = ask(&app, &other, &[]).await;
        let told = |got: &Got| {
            let mut body = got.json();
            body["instance"] = Value::Null;
            body
        };
        assert_eq!(told(&hidden), told(&nothing), "{path}");
        assert_eq!(told(&hidden)["code"], "NOT_FOUND");
        let inside = format!("Bearer {}", app.token("secretary", &[slug]));
        let seen = ask(&app, &path, &[("authorization", &inside)]).await;
        assert_ne!(seen.status, 401, "{path}");
        if !rest.contains("extract") {
            assert_eq!(seen.status, 200, "{path}");
            assert_eq!(seen.header("cache-control"), "private, no-cache", "{path}");
        }
    }
    let forged = ask(
        &app,
        &format!("/paragraf/v1/minutes/{id}"),
        &[("authorization", "Bearer x.y.z")],
    )
    .await;
    assert_eq!(forged.status, 401);
    assert!(!forged.header("www-authenticate").is_empty());
    for (path, code) in [
        ("/paragraf/v1/minutes/min-1", "NOT_FOUND"),
        ("/paragraf/v1/nothing", "NOT_FOUND"),
    ] {
        let got = ask(&app, path, &[("accept-language", "en")]).await;
        assert_eq!(
            (got.status, &got.json()["code"]),
            (404, &json!(code)),
            "{path}"
        );
        assert_eq!(got.json()["title"], "Not found");
    }
}

async fn a_hidden_name_is_hidden_in_every_format(engine: Engine) {
    let app = App::demo(engine).await;
    let source =
        include_str!("../../../demo/minutes/sagfors-centrala-samverkansgruppen-2025-10-14.json");
    let source: Value = serde_json::from_str(source).expect("JSON");
    let lines = source["attendance"].as_array().expect("attendance");
    let unions: Vec<&str> = lines
        .iter()
        .filter(|line| line["capacity"] == "UNION")
        .filter_map(|line| line["name"].as_str())
        .collect();
    assert!(!unions.is_empty());
    let organisation = source["body"]["organisation"].as_str().expect("an owner");
    let slug = domain::name::Slug::of(organisation).expect("letters");
    let meeting = minutes_of(&app, slug.as_str(), "2025-10-14").await;
    for document in meeting["minutes"]["documents"].as_array().expect("a list") {
        let path = document["path"].as_str().expect("a path");
        if path.ends_with(".pdf") {
            continue;
        }
        let text = ask(&app, path, &[]).await.text();
        for name in &unions {
            assert!(!text.contains(name), "{name} in {path}");
        }
        let inside = format!("Bearer {}", app.token("secretary", &[slug.as_str()]));
        let text = ask(&app, path, &[("authorization", &inside)]).await.text();
        assert!(unions.iter().any(|name| text.contains(name)), "{path}");
    }
}

async fn an_exported_record_is_the_document_that_was_loaded(engine: Engine) {
    let app = App::demo(engine).await;
    let source = include_str!("../../../demo/minutes/norrsken-styrelsen-2025-11-27.json");
    let mut source: Value = serde_json::from_str(source).expect("JSON");
    let meeting = minutes_of(&app, BOARD.0, BOARD.1).await;
    let id = meeting["minutes"]["id"].as_str().expect("an id");
    let mut exported = ask(&app, &format!("/paragraf/v1/minutes/{id}.json"), &[])
        .await
        .json();
    // A scheme that is the body's own is not written back.
    for document in [&mut source, &mut exported] {
        if let Some(series) = document["series"].as_object_mut() {
            series.remove("scheme");
        }
    }
    assert_eq!(exported, source);
}

async fn notice_proof_and_extract_are_printed_of_what_is_asked_for(engine: Engine) {
    let app = App::demo(engine).await;
    let meeting = minutes_of(&app, BOARD.0, BOARD.1).await;
    let id = meeting["minutes"]["id"].as_str().expect("an id");
    let own = format!("/paragraf/v1/minutes/{id}");
    let notice = ask(&app, &format!("{own}/notice.txt"), &[]).await;
    assert_eq!(notice.status, 200, "{}", notice.text());
    assert!(
        notice.text().to_lowercase().contains("överklag"),
        "{}",
        notice.text()
    );
    assert!(
        notice
            .header("content-disposition")
            .contains("anslag-samordningsforbundet-norrsken")
    );
    let proof = ask(&app, &format!("{own}/proof-of-posting.pdf"), &[]).await;
    assert!(proof.bytes.starts_with(b"%PDF-"), "{}", proof.status);
    let number = meeting["paragraphs"]["nodes"][1]["number"]
        .as_u64()
        .expect("a number");
    let other = meeting["paragraphs"]["nodes"][2]["number"]
        .as_u64()
        .expect("a number");
    let extract = ask(
        &app,
        &format!("{own}/extract.txt?paragraphs={number}&recipients=Almby%20kommun"),
        &[],
    )
    .await;
    assert_eq!(extract.status, 200, "{}", extract.text());
    assert!(
        extract.text().contains(&format!("§ {number}")) && extract.text().contains("Almby kommun")
    );
    assert!(
        !extract.text().contains(&format!("§ {other} ")),
        "{}",
        extract.text()
    );
    for (rest, field) in [
        ("extract.txt", "paragraphs"),
        ("extract.txt?paragraphs=9999", "paragraphs"),
        ("notice.txt?language=de", "language"),
    ] {
        let got = ask(&app, &format!("{own}/{rest}"), &[]).await;
        assert_eq!(
            (got.status, &got.json()["code"]),
            (422, &json!("INVALID_VALUE")),
            "{rest}"
        );
        assert!(
            got.json()["detail"]
                .as_str()
                .is_some_and(|text| text.starts_with(field)),
            "{rest}"
        );
    }
    assert_eq!(
        ask(&app, &format!("{own}/other.pdf"), &[]).await.status,
        404
    );
    assert_eq!(
        ask(&app, &format!("{own}/notice.doc"), &[]).await.status,
        404
    );
}
