//! Feeds and calendars, read by parsers that are not ours: what they tell, to whom, and what they never tell.

use serde_json::{Value, json};
use std::path::Path;
use std::process::Stdio;
use tests::app::{App, Engine};
use tests::board::{ASSOCIATION, Board};
use tests::minutes::board_meeting;
use tests::on_both_engines;
use tokio::process::Command;

on_both_engines![
    feeds_tell_what_is_published_and_keep_their_addresses,
    a_notice_is_in_the_feed_while_it_hangs_though_the_minutes_are_not_public,
    every_address_of_the_sitemaps_is_a_page_and_nothing_hidden_is_among_them,
];

const OWNER: &str = "samordningsforbundet-provdalen";

/// What the parsers read at each path.
async fn read(app: &App, paths: &[&str]) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/judge-feeds");
    let output = Command::new(script)
        .arg(app.base())
        .args(paths)
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap_or_else(|error| panic!("the judges cannot be run: {error}"));
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// A record with a decision under each §, and a person whom the public may not know of.
fn record(date: &str, first: u32) -> Value {
    let mut document = board_meeting(
        date,
        first,
        &[("Verksamhetsplan", "Text."), ("Val", "Text.")],
    );
    for item in document["items"].as_array_mut().expect("items") {
        item["decisions"] =
            json!([{"kind": "ADOPT", "text": "Styrelsen antar <planen> & Ulrika Fackman hälsas."}]);
    }
    document["attendance"] =
        json!([{"name": "Ulrika Fackman", "organisation": "Vision", "capacity": "UNION"}]);
    document["meeting"]["startsAt"] = json!("09:00");
    document["meeting"]["place"] = json!("Kansliet; sal 2, plan 3");
    document
}

async fn feeds_tell_what_is_published_and_keep_their_addresses(engine: Engine) {
    let app = App::start(engine).await;
    app.load(&record("2024-03-14", 1)).await.expect("loaded");
    let hidden = record("2024-06-13", 3);
    app.load_as(&hidden, false, None).await.expect("loaded");
    let own = |name: &str| format!("/{OWNER}/feeds/{name}");
    let paths = [
        own("decisions.atom"),
        own("decisions.json"),
        own("styrelsen.ics"),
        own("notices.atom"),
        "/search.atom?text=verksamhetsplan&organisation=samordningsforbundet-provdalen".to_owned(),
        "/search.json?text=nowhere".to_owned(),
    ];
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let told = read(&app, &paths).await;
    assert!(!told.to_string().contains("Fackman"), "{told:#}");
    let mark = application::visibility::HIDDEN;
    let decisions = &told[paths[0]];
    assert_eq!(decisions["title"], "Beslut, Samordningsförbundet Provdalen");
    assert_eq!(decisions["self"], format!("{}{}", app.base(), paths[0]));
    let entries = decisions["entries"].as_array().expect("entries");
    assert_eq!(entries.len(), 2, "the draft is not told of");
    assert_eq!(entries[0]["title"], "Styrelsen: § 2, Val, 2024-03-14");
    assert_eq!(
        entries[0]["text"],
        format!("Styrelsen antar <planen> & {mark} hälsas.")
    );
    assert_eq!(
        entries[0]["link"],
        format!("{}/{OWNER}/styrelsen/2024/2", app.base())
    );
    assert_eq!(
        told[paths[1]]["entries"], decisions["entries"],
        "the same in both"
    );
    let events = told[paths[2]]["events"].as_array().expect("events");
    assert_eq!(events.len(), 1);
    assert_eq!(events[0]["start"], "2024-03-14T09:00:00+01:00");
    assert_eq!(events[0]["location"], "Kansliet; sal 2, plan 3");
    assert_eq!(events[0]["status"], "CONFIRMED");
    assert_eq!(told[paths[4]]["entries"].as_array().map(Vec::len), Some(1));
    assert_eq!(told[paths[5]]["entries"], json!([]));

    // Published: the other meeting comes, in summer time; what was there keeps its id. Corrected: its sequence grows.
    app.load(&hidden).await.expect("published");
    let mut corrected = record("2024-03-14", 1);
    corrected["meeting"]["place"] = json!("Stadshuset");
    app.load(&corrected).await.expect("corrected");
    let later = read(&app, &paths).await;
    let of = |told: &Value, day: &str| {
        let events = told[paths[2]]["events"].as_array().expect("events").clone();
        let mut events = events.into_iter();
        events.find(|held| {
            held["start"]
                .as_str()
                .is_some_and(|start| start.starts_with(day))
        })
    };
    let (before, after) = (of(&told, "2024-03-14"), of(&later, "2024-03-14"));
    let (before, after) = (before.expect("an event"), after.expect("an event"));
    assert_eq!(
        (&after["uid"], &after["location"]),
        (&before["uid"], &json!("Stadshuset"))
    );
    assert!(
        after["sequence"].as_i64() > before["sequence"].as_i64(),
        "{before} {after}"
    );
    let summer = of(&later, "2024-06-13").expect("an event");
    assert_eq!(summer["start"], "2024-06-13T09:00:00+02:00");
    let ids = |told: &Value| -> Vec<Value> {
        let entries = told[paths[0]]["entries"].as_array().expect("entries");
        entries.iter().map(|held| held["id"].clone()).collect()
    };
    assert!(ids(&later).ends_with(&ids(&told)));
    assert_eq!(ids(&later).len(), 4);
    // What is not there, and what was read already.
    let client = app.anonymous();
    for path in [
        "feeds/nothing.atom",
        "feeds/decisions.rss",
        "feeds/inget.ics",
    ] {
        let (status, _, _) = client.fetch(&format!("/{OWNER}/{path}")).await;
        assert_eq!(status, 404, "{path}");
    }
    let (status, _, _) = client.fetch("/search.atom?from=igår").await;
    assert_eq!(status, 422);
    let (status, media, robots) = client.fetch("/robots.txt").await;
    assert_eq!((status, media.as_str()), (200, "text/plain; charset=utf-8"));
    assert!(robots.starts_with("User-agent: *\n"));
    let at = |path: &str| format!("{}{path}", app.base());
    let sitemap = format!("Sitemap: {}\n", at("/sitemap.xml"));
    assert!(robots.ends_with(&sitemap), "{robots}");
}

async fn a_notice_is_in_the_feed_while_it_hangs_though_the_minutes_are_not_public(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let secretary = &board.secretary;
    let meeting = board.with_present("2026-02-12", 6).await;
    let paragraph = board.paragraph(&meeting, "Ekonomi").await;
    let decided =
        json!({"paragraph": paragraph, "kind": "RESOLVE", "text": "Hemligt än så länge."});
    secretary.make("decide", decided).await;
    let adjusters = json!({"meeting": meeting, "persons": [board.person("Frida Kassel")]});
    secretary.make("chooseAdjusters", adjusters).await;
    secretary
        .make("closeMeeting", json!({"meeting": meeting}))
        .await;
    for name in ["Greta Näslund", "Frida Kassel"] {
        let signed =
            json!({"meeting": meeting, "person": board.person(name), "signedOn": "2026-02-19"});
        secretary.make("recordSignature", signed).await;
    }
    let path = format!("/{ASSOCIATION}/feeds/notices.atom");
    let decisions = format!("/{ASSOCIATION}/feeds/decisions.atom");
    let empty = read(&app, &[&path]).await;
    assert_eq!(empty[&path]["entries"], json!([]));
    let up = json!({"meeting": meeting, "board": "Almby kommun", "postedOn": "2026-02-20"});
    secretary.make("postNotice", up).await;
    let told = read(&app, &[&path, &decisions]).await;
    let entry = &told[&path]["entries"][0];
    assert_eq!(entry["title"], "Styrelsen 2026-02-12 § 1");
    assert_eq!(
        entry["text"],
        "Justerat: 2026-02-19\nSista dag att överklaga: 2026-03-13"
    );
    assert!(
        entry["link"]
            .as_str()
            .is_some_and(|link| link.contains("/notices#")),
        "{entry}"
    );
    assert_eq!(told[&decisions]["entries"], json!([]));
    assert!(!told.to_string().contains("Hemligt"));
}

async fn every_address_of_the_sitemaps_is_a_page_and_nothing_hidden_is_among_them(engine: Engine) {
    let app = App::start(engine).await;
    let shown = app.load(&record("2024-03-14", 1)).await.expect("loaded");
    let hidden = record("2024-06-13", 3);
    let hidden = app.load_as(&hidden, false, None).await.expect("loaded");
    let own = format!("/{OWNER}/sitemap.xml");
    let paths = ["/sitemap.xml", own.as_str(), "/opensearch.xml"];
    let told = read(&app, &paths).await;
    let at = |path: &str| format!("{}{path}", app.base());
    assert_eq!(told["/sitemap.xml"]["leaves"], json!([at(&own)]));
    let listed = told[&own]["leaves"].as_array().expect("addresses");
    let listed: Vec<&str> = listed.iter().filter_map(Value::as_str).collect();
    let wanted = [
        format!("/{OWNER}"),
        format!("/{OWNER}/styrelsen"),
        format!("/{OWNER}/styrelsen/2024/2"),
        format!("/{OWNER}/meetings/{}", shown.meeting),
    ];
    for path in wanted {
        assert!(listed.contains(&at(&path).as_str()), "{path}: {listed:?}");
    }
    let client = app.anonymous();
    for address in &listed {
        let path = address
            .strip_prefix(app.base())
            .expect("an address of ours");
        assert!(
            !path.contains(&hidden.meeting.to_string()) && !path.ends_with("/2024/3"),
            "{path}"
        );
        assert_eq!(client.fetch(path).await.0, 200, "{path}");
    }
    let search = &told["/opensearch.xml"];
    assert_eq!(
        search["root"],
        "{http://a9.com/-/spec/opensearch/1.1/}OpenSearchDescription"
    );
    for template in search["templates"].as_array().expect("templates") {
        let address = template
            .as_str()
            .expect("a text")
            .replace("{searchTerms}", "plan");
        let path = address
            .strip_prefix(app.base())
            .expect("an address of ours");
        assert_eq!(client.fetch(path).await.0, 200, "{path}");
    }
}
