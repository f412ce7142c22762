//! Linked data and the catalogue, read by a parser that is not ours.

use api::config::Settings;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Stdio;
use tests::app::{App, Engine};
use tests::client::Asking;
use tests::minutes::board_meeting;
use tests::on_both_engines;
use tokio::process::Command;

on_both_engines![
    pages_tell_the_same_as_linked_data_and_hide_the_same,
    the_catalogue_keeps_the_profile_and_every_address_in_it_answers,
    the_catalogue_takes_as_many_statements_however_many_associations_there_are,
    a_paragraph_that_cannot_be_appealed_offers_no_appeal,
    what_is_not_public_changes_no_byte,
];

const OWNER: &str = "samordningsforbundet-provdalen";
const SCHEMA: &str = "https://schema.org/";

/// What the parser reads at each path, or what it says is wrong.
async fn judged(app: &App, paths: &[&str]) -> Result<Value, String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/judge-data");
    let output = Command::new(script)
        .arg(app.base())
        .args(paths)
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap_or_else(|error| panic!("the judge cannot be run: {error}"));
    match output.status.success() {
        true => Ok(serde_json::from_slice(&output.stdout).expect("JSON")),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

fn record(date: &str, first: u32, title: &str) -> Value {
    let mut document = board_meeting(date, first, &[(title, "Text."), ("Val", "Text.")]);
    for item in document["items"].as_array_mut().expect("items") {
        item["decisions"] =
            json!([{"kind": "ADOPT", "text": format!("{title} antas. Ulrika Fackman hälsas.")}]);
    }
    document["attendance"] =
        json!([{"name": "Ulrika Fackman", "organisation": "Vision", "capacity": "UNION"}]);
    document["adjustment"] = json!({"adjustedOn": date});
    document["notices"] = json!([{"board": title, "postedOn": date, "removedOn": "2025-05-30"}]);
    document
}

/// The objects of a property in what was read.
fn objects<'a>(told: &'a Value, property: &str) -> Vec<&'a str> {
    let triples = told["triples"].as_array().expect("triples");
    let own = triples.iter().filter(|triple| triple[1] == property);
    own.filter_map(|triple| triple[2].as_str()).collect()
}

async fn pages_tell_the_same_as_linked_data_and_hide_the_same(engine: Engine) {
    let app = App::start(engine).await;
    let hostile = "</script><script>alert(1)</script> <!-- & \\u003c ]]> \u{2028}\"";
    app.load(&record("2025-03-10", 1, hostile))
        .await
        .expect("loaded");
    let secret = record("2025-04-07", 3, "Hemligsak");
    app.load_as(&secret, false, None).await.expect("loaded");
    let paragraph = format!("/{OWNER}/styrelsen/2025/1");
    let board = format!("/{OWNER}/notices");
    let (data, english) = (format!("{board}.jsonld"), format!("{board}?language=en"));
    let in_english = format!("{paragraph}?language=en");
    let paths = [&paragraph, &board, &data, &english, &in_english].map(String::as_str);
    let told = judged(&app, &paths).await.expect("linked data");
    for hidden in ["Hemlig", "Fackman"] {
        assert!(!told.to_string().contains(hidden), "{told:#}");
    }
    let at = |path: &str| format!("{}{path}", app.base());
    let schema = |name: &str| format!("{SCHEMA}{name}");

    let page = &told[paragraph.as_str()];
    let mark = application::visibility::HIDDEN;
    assert_eq!(
        objects(page, &schema("text")),
        [format!("{hostile} antas. {mark} hälsas.")]
    );
    assert_eq!(objects(page, &schema("dateCreated")), ["2025-03-10"]);
    assert_eq!(
        objects(page, "http://purl.org/dc/terms/dateAccepted"),
        ["2025-03-10"]
    );
    // Posted on 10 March: three weeks later is 31 March.
    assert_eq!(
        objects(
            page,
            "http://data.europa.eu/eli/ontology#first_date_entry_in_force"
        ),
        ["2025-04-01"]
    );
    assert!(
        objects(page, &schema("url")).contains(&at(&paragraph).as_str()),
        "{page:#}"
    );
    assert!(
        objects(page, &schema("potentialAction")).is_empty(),
        "the time to appeal has passed"
    );
    let print = &page["told"]["@graph"][0];
    assert_eq!(print["name"], format!("Styrelsen § 1, {hostile}"));
    assert_eq!(print["publisher"]["name"], "Samordningsförbundet Provdalen");
    assert_eq!(print["hasPart"][0]["genre"], "Antar");
    assert_eq!(
        told[in_english.as_str()]["told"]["@graph"][0]["hasPart"][0]["genre"],
        "Adopts"
    );

    let page = &told[board.as_str()];
    assert_eq!(
        page["told"],
        told[data.as_str()]["told"],
        "the same by itself and in its page"
    );
    let notices = page["told"]["hasPart"].as_array().expect("notices");
    assert_eq!(notices.len(), 1);
    assert_eq!(notices[0]["name"], "Styrelsen 2025-03-10 §§ 1–2");
    assert_eq!(
        [
            &notices[0]["datePublished"],
            &notices[0]["expires"],
            &notices[0]["dateAccepted"]
        ],
        ["2025-03-10", "2025-05-30", "2025-03-10"]
    );
    assert_eq!(objects(page, &schema("startDate")), ["2025-03-10"]);
    assert_eq!(
        told[english.as_str()]["told"]["name"],
        "Notice board, Samordningsförbundet Provdalen"
    );
    let inside = app.client("auditor", &[OWNER]);
    let own = app.anonymous().fetch(&data).await.2;
    assert_eq!(inside.fetch(&data).await.2, own, "a token changes nothing");
    assert_eq!(
        app.anonymous()
            .fetch("/okant-forbund/notices.jsonld")
            .await
            .0,
        404
    );
}

async fn a_paragraph_that_cannot_be_appealed_offers_no_appeal(engine: Engine) {
    let app = App::start(engine).await;
    let mut document = record("2025-03-10", 1, "Plan");
    document["items"][1]["decisions"] =
        json!([{"kind": "NOTE", "text": "Läggs till handlingarna."}]);
    app.load(&document).await.expect("loaded");
    app.clock
        .set("2025-03-20T10:00:00Z".parse().expect("an instant"));
    let [adopted, noted] = [1, 2].map(|number| format!("/{OWNER}/styrelsen/2025/{number}"));
    let told = judged(&app, &[&adopted, &noted])
        .await
        .expect("linked data");
    let appeals = |page: &str| {
        let found = objects(&told[page], &format!("{SCHEMA}potentialAction"));
        found.len()
    };
    assert_eq!([appeals(&adopted), appeals(&noted)], [1, 0], "{told:#}");
}

async fn the_catalogue_keeps_the_profile_and_every_address_in_it_answers(engine: Engine) {
    let app = App::with(engine, |settings| {
        settings.contact_name = Some("Kansliet <för> öppna data".to_owned());
        settings.contact_email = Some("data@provdalen.example".to_owned());
    })
    .await;
    app.load(&record("2025-03-10", 1, "Plan"))
        .await
        .expect("loaded");
    let mut hidden = record("2025-03-10", 1, "Hemligsak");
    hidden["body"] = json!({"name": "Hemliga styrelsen", "kind": "BOARD", "organisation": "Samordningsförbundet Dolda"});
    app.load_as(&hidden, false, None).await.expect("loaded");
    let path = "/datasets/dcat";
    let told = judged(&app, &[path]).await.expect("a catalogue")[path].clone();
    assert!(!told.to_string().contains("Dolda"), "{told:#}");
    assert_eq!(
        told["publisher"], "Samordningsförbundet Provdalen",
        "its own, where there is one alone"
    );
    assert_eq!(
        told["licence"],
        "http://creativecommons.org/publicdomain/zero/1.0/"
    );
    assert_eq!(told["emails"], json!(["mailto:data@provdalen.example"]));
    let datasets = told["datasets"].as_array().expect("datasets");
    let mut titles: Vec<&str> = datasets
        .iter()
        .filter_map(|held| held["title"]["sv"].as_str())
        .collect();
    titles.sort_unstable();
    let wanted = ["Anslagstavla", "Beslut", "Sammanträden"]
        .map(|what| format!("{what}, Samordningsförbundet Provdalen"));
    assert_eq!(titles, wanted);
    let client = app.anonymous();
    let mut formats = Vec::new();
    let mut addresses: Vec<String> = Vec::new();
    for held in datasets {
        assert_eq!(held["publisher"], "Samordningsförbundet Provdalen");
        assert!(
            held["contact"].is_string() && held["title"]["en"].is_string(),
            "{held:#}"
        );
        addresses.extend(held["page"].as_str().map(str::to_owned));
        for part in held["distributions"].as_array().expect("distributions") {
            assert_eq!(part["licence"], told["licence"]);
            let access = part["access"].as_str().expect("an address");
            let path = access.strip_prefix(app.base()).expect("an address of ours");
            let (status, media, _) = client.fetch(path).await;
            let wanted = part["format"].as_str().expect("a format");
            assert_eq!(
                (status, media.split(';').next()),
                (200, Some(wanted)),
                "{path}"
            );
            formats.push(wanted.to_owned());
            let downloads = part["downloads"].as_array().expect("addresses");
            addresses.extend(
                downloads
                    .iter()
                    .filter_map(|held| held.as_str().map(str::to_owned)),
            );
        }
    }
    formats.sort();
    assert_eq!(
        formats,
        [
            "application/atom+xml",
            "application/atom+xml",
            "application/feed+json",
            "application/feed+json",
            "application/json",
            "application/json",
            "application/json",
            "application/ld+json",
            "application/x-ndjson",
            "text/calendar",
            "text/csv",
        ]
    );
    let service = &told["services"][0];
    assert_eq!(service["endpoint"], format!("{}/paragraf/v1", app.base()));
    addresses.extend(service["description"].as_str().map(str::to_owned));
    for address in addresses {
        let path = address
            .strip_prefix(app.base())
            .expect("an address of ours");
        assert_eq!(client.fetch(path).await.0, 200, "{path}");
    }

    // Published: two associations, so whoever operates the service publishes the catalogue; names of things stay.
    app.load(&hidden).await.expect("published");
    let later = judged(&app, &[path]).await.expect("a catalogue")[path].clone();
    assert_eq!(later["publisher"], "Kansliet <för> öppna data");
    let ids = |told: &Value| -> Vec<String> {
        let datasets = told["datasets"].as_array().expect("datasets").iter();
        datasets
            .filter_map(|held| held["id"].as_str().map(str::to_owned))
            .collect()
    };
    assert_eq!(ids(&later).len(), 6);
    assert!(ids(&told).iter().all(|id| ids(&later).contains(id)));
    let (status, media, _) = client.fetch(path).await;
    assert_eq!((status, media.as_str()), (200, "application/rdf+xml"));
}

async fn the_catalogue_takes_as_many_statements_however_many_associations_there_are(
    engine: Engine,
) {
    let counted = async |associations: u32| {
        let app = App::asking(engine).await;
        for place in 0..associations {
            let mut document = record("2025-03-10", 1, "Plan");
            document["body"]["organisation"] =
                json!(format!("Samordningsförbundet Nummer {place}"));
            app.load(&document).await.expect("loaded");
        }
        let client = app.anonymous();
        let fetch = async || client.fetch("/datasets/dcat").await.2;
        let (body, statements) = app.counted(fetch).await;
        let datasets = body.matches("<dcat:Dataset ").count();
        (
            statements,
            datasets / usize::try_from(associations).expect("few"),
        )
    };
    let (few, many) = (counted(2).await, counted(9).await);
    assert_eq!(few, many);
    assert!((1..=6).contains(&few.0), "{few:?}");
    assert_eq!(few.1, 3);
}

/// The answers for everybody, with their tags.
async fn answers(app: &App) -> Vec<(String, String)> {
    let http = reqwest::Client::builder().tls_certs_only([]).no_proxy();
    let http = http.build().expect("a client");
    let mut all = Vec::new();
    for path in [
        "/datasets/dcat".to_owned(),
        format!("/{OWNER}/notices"),
        format!("/{OWNER}/notices.jsonld"),
        format!("/{OWNER}/notices/fragment?limit=50"),
        format!("/{OWNER}/decisions/fragment?limit=50"),
        format!("/{OWNER}/feeds/notices.json"),
        format!("/{OWNER}/feeds/notices.json?up=true"),
        format!("/{OWNER}/styrelsen/2025/1"),
    ] {
        let answer = http.get(format!("{}{path}", app.base())).answered().await;
        let answer = answer.expect("an answer");
        assert_eq!(answer.status(), 200, "{path}");
        let tag = answer.headers()["etag"].to_str().expect("a tag").to_owned();
        all.push((tag, answer.text().await.expect("a body")));
    }
    all
}

async fn what_is_not_public_changes_no_byte(engine: Engine) {
    let app = App::start(engine).await;
    app.load(&record("2025-03-10", 1, "Plan"))
        .await
        .expect("loaded");
    let before = answers(&app).await;
    let secret = record("2025-04-07", 3, "Hemligsak");
    app.load_as(&secret, false, None).await.expect("loaded");
    let mut elsewhere = record("2025-05-12", 5, "Hemligsak");
    elsewhere["body"] = json!({"name": "Hemliga utskottet", "kind": "EXECUTIVE_COMMITTEE", "organisation": "Samordningsförbundet Provdalen"});
    app.load_as(&elsewhere, false, None).await.expect("loaded");
    elsewhere["body"]["organisation"] = json!("Samordningsförbundet Dolda");
    app.load_as(&elsewhere, false, None).await.expect("loaded");
    assert_eq!(answers(&app).await, before);
    // The control: what is public changes every one of them.
    app.load(&secret).await.expect("published");
    let mut open = record("2025-06-09", 7, "Öppet");
    open["body"] = json!({"name": "Utskottet", "kind": "EXECUTIVE_COMMITTEE", "organisation": "Samordningsförbundet Provdalen"});
    open["notices"][0]["removedOn"] = json!("2999-01-01");
    app.load(&open).await.expect("loaded");
    app.load(&record("2025-03-10", 1, "Planen"))
        .await
        .expect("corrected");
    for (one, other) in before.iter().zip(&answers(&app).await) {
        assert_ne!(one, other);
    }
}

#[tokio::test]
async fn what_nobody_told_is_left_out_of_the_catalogue_and_a_licence_is_an_address() {
    let app = App::with(Engine::Sqlite, |settings| {
        settings.data_licence = "https://licence.example/terms?a=1&b=<2>".to_owned();
        settings.public_url = Some("https://paragraf.example/".to_owned());
    })
    .await;
    app.load(&record("2025-03-10", 1, "Plan"))
        .await
        .expect("loaded");
    let path = "/datasets/dcat";
    let told = judged(&app, &[path]).await.expect("a catalogue")[path].clone();
    assert_eq!(
        told["licence"],
        "https://licence.example/terms?a=1&b=%3C2%3E"
    );
    assert_eq!(told["emails"], json!([]));
    let datasets = told["datasets"].as_array().expect("datasets");
    for held in datasets {
        assert_eq!(held["contact"], Value::Null);
        assert!(
            held["id"]
                .as_str()
                .is_some_and(|id| id.starts_with("https://paragraf.example/datasets/dcat#org-")),
            "{held:#}"
        );
    }
    for no_address in ["CC0", "mailto:a@b.example", ""] {
        let settings = Settings {
            data_licence: no_address.to_owned(),
            ..Settings::default()
        };
        let refused = settings.data_licence().expect_err("no address");
        assert!(
            refused.to_string().contains("PARAGRAF_DATA_LICENCE"),
            "{refused}"
        );
    }
    // Nothing is published: there is no dataset, which the profile asks for, and the judge says so.
    let empty = App::start(Engine::Sqlite).await;
    let refused = judged(&empty, &[path])
        .await
        .expect_err("an empty catalogue");
    assert!(
        refused.contains("has 0 http://www.w3.org/ns/dcat#dataset"),
        "{refused}"
    );
}
