//! Parts of pages and the notice board's script, as other sites take them.

use super::minutes::{adjusted, closed, posted};
use api::system::SystemClock;
use application::ports::Clock;
use serde_json::{Value, json};
use tests::app::{App, Engine};
use tests::board::{ASSOCIATION, Board};
use tests::client::Asking;
use tests::minutes::board_meeting;
use tests::on_both_engines;

on_both_engines![
    parts_tell_what_is_public_and_nothing_that_is_active,
    a_notice_is_in_the_part_and_the_feed_of_what_is_up_while_it_is_up,
    of_one_meeting_only_the_unit_that_is_up_is_told,
    parts_take_as_many_statements_whatever_the_records_hold,
];

const OWNER: &str = "samordningsforbundet-provdalen";

fn http() -> reqwest::Client {
    let client = reqwest::Client::builder()
        .tls_certs_only([])
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none());
    client.build().expect("a client")
}

fn header(answer: &reqwest::Response, name: &str) -> String {
    let held = answer.headers().get(name);
    let held = held.and_then(|value| value.to_str().ok());
    held.unwrap_or_default().to_owned()
}

/// A record with a notice that hangs on, as far as it tells, until a later day.
fn record(date: &str, first: u32, title: &str) -> Value {
    let mut document = board_meeting(date, first, &[(title, "Text.")]);
    document["items"][0]["decisions"] =
        json!([{"kind": "ADOPT", "text": format!("{title} antas.")}]);
    document["adjustment"] = json!({"adjustedOn": date});
    document["notices"] = json!([{"board": title, "postedOn": date, "removedOn": "2999-01-01"}]);
    document
}

async fn parts_tell_what_is_public_and_nothing_that_is_active(engine: Engine) {
    let app = App::start(engine).await;
    let hostile = "<script>alert(1)</script>\" onload=\"x";
    let mut open = record("2025-03-10", 1, hostile);
    open["body"]["name"] = json!(format!("Styrelsen {hostile}"));
    open["attendance"] =
        json!([{"name": "Ulrika Fackman", "organisation": "Vision", "capacity": "UNION"}]);
    open["items"][0]["decisions"][0]["text"] = json!(format!("Ulrika Fackman hälsas. {hostile}"));
    app.load(&open).await.expect("loaded");
    let mut secret = record("2025-05-12", 3, "Hemligsak");
    secret["body"]["name"] = open["body"]["name"].clone();
    // A record that was loaded and is no longer up is public with its minutes alone.
    secret["notices"][0]["removedOn"] = json!("2025-06-12");
    app.load_as(&secret, false, None).await.expect("loaded");

    let client = app.anonymous();
    let inside = app.client("auditor", &[OWNER]);
    for (path, told) in [
        (
            format!("/{OWNER}/notices/fragment"),
            "Sista dag att överklaga",
        ),
        (
            format!("/{OWNER}/notices/fragment?lang=en&heading=3"),
            "Last day to appeal",
        ),
        (format!("/{OWNER}/decisions/fragment"), "hälsas."),
        (
            format!("/{OWNER}/decisions/fragment?language=en&limit=50"),
            "Adopts",
        ),
    ] {
        let (status, media, body) = client.fetch(&path).await;
        assert_eq!(
            (status, media.as_str()),
            (200, "text/html; charset=utf-8"),
            "{path}"
        );
        let told = if told == "Adopts" {
            "Search the decisions"
        } else {
            told
        };
        assert!(body.contains(told), "{told} on {path}: {body}");
        assert!(body.contains("2025-03-10"), "{path}: {body}");
        for word in [
            "Hemlig",
            "Fackman",
            "<script",
            "onload=\"x",
            "<html",
            "<link",
            " style=",
        ] {
            assert!(!body.contains(word), "{word} on {path}: {body}");
        }
        let hrefs: Vec<&str> = body.split("href=\"").skip(1).collect();
        assert!(hrefs.len() >= 3, "{path}: {body}");
        for href in hrefs {
            assert!(href.starts_with(app.base()), "{path} leads to {href}");
        }
        assert_eq!(
            inside.fetch(&path).await.2,
            body,
            "a token changes nothing: {path}"
        );
    }
    let board = client
        .fetch(&format!("/{OWNER}/notices/fragment?lang=en&heading=3"))
        .await
        .2;
    assert!(
        board.contains("<h3>") && board.contains("lang=\"en\""),
        "{board}"
    );
    assert!(
        board.contains("?lang=") || board.contains("?language=en"),
        "links stay in the language: {board}"
    );
}

async fn a_notice_is_in_the_part_and_the_feed_of_what_is_up_while_it_is_up(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let (meeting, _) = closed(&board, "2026-03-12").await;
    adjusted(&board, &meeting, "2026-03-20").await;
    let client = app.anonymous();
    let part = format!("/{ASSOCIATION}/notices/fragment");
    let feed = format!("/{ASSOCIATION}/feeds/notices.json?up=true");
    let items = async || {
        let (status, _, body) = client.fetch(&feed).await;
        assert_eq!(status, 200, "{body}");
        let told: Value = serde_json::from_str(&body).expect("JSON");
        told["items"].as_array().expect("items").clone()
    };
    assert!(
        client
            .fetch(&part)
            .await
            .2
            .contains("Inget anslag är uppsatt.")
    );
    assert!(items().await.is_empty());
    let change = posted(&board, &meeting, "2026-03-21").await;
    let shown = client.fetch(&part).await.2;
    for told in [
        "2026-03-12",
        "§§ 1–2",
        "2026-03-20",
        "2026-03-21",
        "2026-04-13",
    ] {
        assert!(shown.contains(told), "{told} in {shown}");
    }
    for untold in ["/meetings/", "Budget", "Greta"] {
        assert!(!shown.contains(untold), "{untold} in {shown}");
    }
    // The minutes are not public: the data of the board does not tell of the meeting either. Looked at in the evening of
    // the last day to appeal, and when it is over in Sweden.
    let look = |at: &str| app.clock.set(at.parse().expect("an instant"));
    look("2026-04-13T21:59:00Z");
    let data = client
        .fetch(&format!("/{ASSOCIATION}/notices.jsonld"))
        .await
        .2;
    let data: Value = serde_json::from_str(&data).expect("JSON");
    let notice = &data["hasPart"][0];
    assert_eq!(notice["name"], "Styrelsen 2026-03-12 §§ 1–2");
    assert_eq!(notice["about"], Value::Null);
    // The last day to appeal ends with 13 April, in summer time.
    assert_eq!(notice["potentialAction"]["endTime"], "2026-04-13T22:00:00Z");
    look("2026-04-13T22:00:00Z");
    let data = client
        .fetch(&format!("/{ASSOCIATION}/notices.jsonld"))
        .await
        .2;
    assert!(!data.contains("potentialAction"), "{data}");
    let up = items().await;
    assert_eq!(up.len(), 1);
    let facts = &up[0]["_paragraf"];
    assert_eq!(
        [
            &facts["body"],
            &facts["meetingDate"],
            &facts["paragraphs"],
            &facts["adjustedOn"],
            &facts["postedOn"],
            &facts["lastAppealDay"],
            &facts["up"]
        ],
        [
            &json!("Styrelsen"),
            &json!("2026-03-12"),
            &json!("§§ 1–2"),
            &json!("2026-03-20"),
            &json!("2026-03-21"),
            &json!("2026-04-13"),
            &json!(true)
        ]
    );
    // Tokens are of today.
    app.clock.set(SystemClock.now());
    let notices = change["minutes"]["notices"].clone();
    super::minutes::taken_down(&board, &notices, "2026-04-14").await;
    assert!(
        client
            .fetch(&part)
            .await
            .2
            .contains("Inget anslag är uppsatt.")
    );
    assert!(items().await.is_empty());
}

async fn of_one_meeting_only_the_unit_that_is_up_is_told(engine: Engine) {
    let app = App::start(engine).await;
    let mut document = board_meeting("2025-03-10", 1, &[("Brådskande", "A."), ("Annat", "B.")]);
    document["items"][0]["adjustedImmediately"] = json!(true);
    let notice =
        |removed: &str| json!([{"board": "A", "postedOn": "2025-03-11", "removedOn": removed}]);
    document["immediateAdjustments"] =
        json!([{"numbers": [1], "adjustedOn": "2025-03-10", "notices": notice("2025-04-30")}]);
    document["adjustment"] = json!({"adjustedOn": "2025-03-11"});
    document["notices"] = notice("2999-01-01");
    app.load(&document).await.expect("loaded");
    let client = app.anonymous();
    let part = client.fetch(&format!("/{OWNER}/notices/fragment")).await.2;
    assert_eq!(part.matches("<li").count(), 1, "{part}");
    assert!(
        part.contains(", § 2</a>") && !part.contains("§ 1"),
        "{part}"
    );
    let listed = async |query: &str| {
        let body = client
            .fetch(&format!("/{OWNER}/feeds/notices.json{query}"))
            .await
            .2;
        let told: Value = serde_json::from_str(&body).expect("JSON");
        let items = told["items"].as_array().expect("items").clone();
        let up = items.iter().map(|held| held["_paragraf"]["up"].as_bool());
        up.collect::<Vec<_>>()
    };
    assert_eq!(listed("?up=true").await, [Some(true)]);
    let mut both = listed("").await;
    both.sort_unstable();
    assert_eq!(both, [Some(false), Some(true)]);
}

async fn parts_take_as_many_statements_whatever_the_records_hold(engine: Engine) {
    let counted = async |meetings: u32| {
        let app = App::asking(engine).await;
        for place in 0..meetings {
            let document = record(&format!("2025-{:02}-10", place + 1), place + 1, "Ärende");
            app.load(&document).await.expect("loaded");
        }
        let client = app.anonymous();
        let mut taken = Vec::new();
        for path in [
            "notices/fragment?limit=50",
            "decisions/fragment?limit=50",
            "feeds/notices.json?up=true",
        ] {
            let path = format!("/{OWNER}/{path}");
            let ((status, ..), count) = app.counted(async || client.fetch(&path).await).await;
            assert_eq!(status, 200);
            taken.push(count);
        }
        taken
    };
    let (few, many) = (counted(2).await, counted(9).await);
    assert_eq!(few, many);
    assert!(few.iter().all(|count| (1..=25).contains(count)), "{few:?}");
}

#[tokio::test]
async fn parts_and_the_script_are_answered_as_other_sites_need_them() {
    let app = App::demo(Engine::Sqlite).await;
    let http = http();
    let get = async |path: &str, tag: &str| {
        let request = http
            .get(format!("{}{path}", app.base()))
            .header("origin", "https://kommun.example")
            .header("if-none-match", tag);
        request.answered().await.expect("an answer")
    };
    let own = "/samordningsforbundet-norrsken";
    for path in [
        &format!("{own}/notices/fragment"),
        &format!("{own}/decisions/fragment"),
        &format!("{own}/notices.jsonld"),
        &format!("{own}/feeds/notices.json?up=true"),
        "/datasets/dcat",
        "/embed/notice-board.js",
    ] {
        let answer = get(path, "\"none\"").await;
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(
            header(&answer, "access-control-allow-origin"),
            "*",
            "{path}"
        );
        assert_eq!(
            header(&answer, "x-content-type-options"),
            "nosniff",
            "{path}"
        );
        assert_eq!(header(&answer, "set-cookie"), "", "{path}");
        assert!(
            header(&answer, "cache-control").starts_with("public, "),
            "{path}"
        );
        assert_eq!(
            get(path, &header(&answer, "etag")).await.status(),
            304,
            "{path}"
        );
    }
    let part = get(&format!("{own}/notices/fragment?lang=en"), "").await;
    assert_eq!(header(&part, "content-language"), "en");
    assert_eq!(header(&part, "x-robots-tag"), "noindex");
    assert!(header(&part, "content-security-policy").starts_with("default-src 'none'"));
    let script = get("/embed/notice-board.js", "").await;
    assert_eq!(
        header(&script, "content-type"),
        "text/javascript; charset=utf-8"
    );
    assert_eq!(header(&script, "cache-control"), "public, max-age=3600");
    assert_eq!(
        header(&script, "cross-origin-resource-policy"),
        "cross-origin"
    );

    for (path, status) in [
        (format!("{own}/notices/fragment?limit=0"), 422),
        (format!("{own}/notices/fragment?limit=51"), 422),
        (format!("{own}/decisions/fragment?limit=fem"), 422),
        (format!("{own}/decisions/fragment?heading=7"), 422),
        (format!("{own}/feeds/notices.json?up=false"), 422),
        ("/okant-forbund/notices/fragment".to_owned(), 404),
        ("/okant-forbund/feeds/notices.json?up=true".to_owned(), 404),
        (format!("{own}/minutes/fragment"), 404),
    ] {
        let answer = get(&path, "").await;
        assert_eq!(answer.status(), status, "{path}");
        if !path.contains("/minutes/") {
            assert_eq!(
                header(&answer, "access-control-allow-origin"),
                "*",
                "{path}"
            );
        }
        if path.contains("/fragment?") {
            let body = answer.text().await.expect("a body");
            assert!(
                body.starts_with("<p class=\"paragraf-trouble\" lang=\"sv\">"),
                "{body}"
            );
            assert!(!body.contains("<html"), "{body}");
        }
    }
    // Another name leads to its own, with the question, for a page of another site too.
    let moved = get("/fk/feeds/notices.json?up=true", "").await;
    assert_eq!(moved.status(), 308);
    assert_eq!(
        header(&moved, "location"),
        "/forsakringskassan/feeds/notices.json?up=true"
    );
    assert_eq!(header(&moved, "access-control-allow-origin"), "*");
}
