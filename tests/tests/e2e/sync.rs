//! Keeping a copy: snapshots, changes as they come, what is known to be missing, and a client that is cut off again and
//! again and ends with what the service holds.

use super::seal::Intruder;
use api::config::Settings;
use api::system::{SystemClock, SystemIds};
use application::archive::{self, LoadMinutes};
use application::register::{self, LoadRegister};
use persistence::Store;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};
use tests::app::{App, Engine, token};
use tests::board::register_of;
use tests::client::{Asking, Client};
use tests::minutes::board_meeting;
use tests::on_both_engines;
use tests::postgres;
use tests::process::{Process, free_port};
use tokio::process::{Child, Command};

on_both_engines![
    a_snapshot_holds_what_is_public_and_says_when_it_is_whole,
    an_auditor_keeps_a_copy_of_all,
    changes_that_concern_somebody_go_on_when_they_do_no_more,
    who_is_not_told_is_found_by_verify,
    a_statement_names_what_is_missing_and_why,
    a_caller_may_wait_for_the_next_change,
    a_stream_tells_changes_as_they_come_and_goes_on_from_the_last,
    a_copy_that_is_cut_off_again_and_again_equals_the_service,
];

const OWNER: &str = "samordningsforbundet-provdalen";
const ROOT: &str = "/paragraf/v1";

/// A record with two §§, each with a decision.
fn record(date: &str, first: u32, text: &str) -> Value {
    let items = [("Verksamhetsplan", "Text."), ("Val", "Text.")];
    let mut document = board_meeting(date, first, &items);
    for item in document["items"].as_array_mut().expect("items") {
        item["decisions"] = json!([{"kind": "APPROVE", "text": text}]);
    }
    document
}

/// The lines of a snapshot: the cursor and the decisions by id.
pub(super) async fn snapshot(client: &Client, query: &str) -> (String, BTreeMap<String, Value>) {
    let (status, media, body) = client
        .fetch(&format!("{ROOT}/decisions.ndjson{query}"))
        .await;
    assert_eq!(
        (status, media.as_str()),
        (200, "application/x-ndjson"),
        "{body}"
    );
    let lines = body.lines().map(serde_json::from_str::<Value>);
    let mut lines: Vec<Value> = lines.collect::<Result<_, _>>().expect("lines of JSON");
    let (start, end) = (lines.remove(0), lines.pop().expect("a last line"));
    assert_eq!(
        (&start["type"], &end["type"]),
        (&json!("start"), &json!("end"))
    );
    assert_eq!(end["decisions"], lines.len());
    let cursor = start["cursor"].as_str().expect("a cursor").to_owned();
    let rows = lines.into_iter().map(|line| {
        assert_eq!(line["type"], "decision");
        (line["id"].as_str().expect("an id").to_owned(), line)
    });
    (cursor, rows.collect())
}

async fn changes(client: &Client, query: &str) -> Value {
    let (status, _, body) = client.fetch(&format!("{ROOT}/changes?{query}")).await;
    assert_eq!(status, 200, "{body}");
    serde_json::from_str(&body).expect("JSON")
}

fn kinds(page: &Value) -> Vec<&str> {
    let nodes = page["nodes"].as_array().expect("a list").iter();
    nodes
        .map(|node| node["kind"].as_str().expect("a kind"))
        .collect()
}

/// Publishes a record, or recalls it, as the operator.
async fn set_public(client: &Client, meeting: &str, public: bool) {
    let mutation = match public {
        true => {
            "mutation($input: PublishMinutesInput!) { publishMinutes(input: $input) { version } }"
        }
        false => {
            "mutation($input: UnpublishMinutesInput!) { unpublishMinutes(input: $input) { version } }"
        }
    };
    let input = match public {
        true => json!({"meeting": meeting}),
        false => json!({"meeting": meeting, "reason": "Granskas om"}),
    };
    client.query(mutation, json!({"input": input})).await.data();
}

async fn a_snapshot_holds_what_is_public_and_says_when_it_is_whole(engine: Engine) {
    let app = App::start(engine).await;
    let first = record("2025-03-06", 1, "=1+1 är beslutat");
    let first = app.load(&first).await.expect("loaded");
    let hidden = record("2025-06-05", 3, "Utkast");
    let hidden = app.load_as(&hidden, false, None).await.expect("loaded");
    let anyone = app.anonymous();
    let (cursor, rows) = snapshot(&anyone, &format!("?organisation={OWNER}")).await;
    assert_eq!(rows.len(), 2);
    let row = rows.values().next().expect("a row");
    assert_eq!(row["meeting"], first.meeting.to_string());
    assert_eq!(
        (&row["year"], &row["kind"], &row["text"]),
        (&json!(2025), &json!("APPROVE"), &json!("=1+1 är beslutat"))
    );
    assert_eq!(
        changes(&anyone, &format!("organisation={OWNER}&cursor={cursor}")).await["nodes"],
        json!([])
    );
    // One meeting, and one that there is not for this reader.
    let of = |id: String| format!("?meeting={id}");
    let (_, one) = snapshot(&anyone, &of(first.meeting.to_string())).await;
    assert_eq!(one, rows);
    for client in [app.anonymous(), app.client("reader", &[OWNER])] {
        let (_, none) = snapshot(&client, &of(hidden.meeting.to_string())).await;
        assert_eq!(none, BTreeMap::new());
    }
    // The same as a table; no cell is a formula.
    let csv = format!("{ROOT}/decisions.csv?organisation={OWNER}");
    let (status, media, body) = anyone.fetch(&csv).await;
    assert_eq!(status, 200);
    assert!(media.starts_with("text/csv"), "{media}");
    assert!(body.starts_with("id,meeting,organisation,body,date,"));
    assert_eq!(body.matches("\r\n").count(), 3);
    assert_eq!(body.matches(",'=1+1 är beslutat,").count(), 2);
    for (path, status) in [
        ("/decisions.ndjson?organisation=nobody", 404),
        ("/decisions.ndjson?concerns=org-1", 404),
        ("/decisions.ndjson?meeting=1", 422),
        ("/decisions.csv?page=1", 422),
        ("/decisions.xml", 404),
    ] {
        let (answered, _, body) = anyone.fetch(&format!("{ROOT}{path}")).await;
        assert_eq!(answered, status, "{path}: {body}");
    }
}

async fn an_auditor_keeps_a_copy_of_all(engine: Engine) {
    let app = App::start(engine).await;
    let hidden = record("2025-06-05", 3, "Utkast");
    app.load_as(&hidden, false, None).await.expect("loaded");
    let auditor = app.client("auditor", &[OWNER]);
    let query = format!("?organisation={OWNER}");
    let (cursor, rows) = snapshot(&auditor, &query).await;
    assert_eq!(rows.len(), 2);
    let next = record("2025-09-04", 5, "Nästa utkast");
    app.load_as(&next, false, None).await.expect("loaded");
    let of = format!("organisation={OWNER}&cursor={cursor}");
    assert_eq!(kinds(&changes(&auditor, &of).await), ["LoadMinutes"]);
    assert_eq!(snapshot(&auditor, "").await.1.len(), 0, "the public feed");
}

async fn changes_that_concern_somebody_go_on_when_they_do_no_more(engine: Engine) {
    let app = App::start(engine).await;
    let mut named = record("2025-03-06", 1, "Bidrag till Norrby kommun beviljas.");
    named["attendance"] = json!([
        {"name": "Anna Ek", "organisation": "Norrby kommun", "capacity": "MEMBER", "deciding": true},
    ]);
    let loaded = app.load(&named).await.expect("loaded");
    app.load(&record("2025-06-05", 3, "Ingen nämns."))
        .await
        .expect("loaded");
    let anyone = app.anonymous();
    let of = |cursor: &str| match cursor {
        "" => "concerns=norrby-kommun".to_owned(),
        cursor => format!("concerns=norrby-kommun&cursor={cursor}"),
    };
    let told = changes(&anyone, &of("")).await;
    assert_eq!(kinds(&told), ["PUBLISHED"]);
    assert_eq!(
        told["nodes"][0]["subject"]["id"],
        loaded.meeting.to_string()
    );
    let (cursor, rows) = snapshot(&anyone, "?concerns=norrby-kommun").await;
    assert_eq!(rows.len(), 2);
    // It concerns them no more, and is recalled then: both are news.
    named["items"][0]["decisions"][0]["text"] = json!("Bidraget avslås.");
    named["items"][1]["decisions"][0]["text"] = json!("Bidraget avslås.");
    app.load(&named).await.expect("loaded");
    let operator = app.client("operator", &[OWNER]);
    set_public(&operator, &loaded.meeting.to_string(), false).await;
    let told = changes(&anyone, &of(&cursor)).await;
    assert_eq!(kinds(&told), ["REVISED", "RECALLED"]);
    assert_eq!(
        changes(&anyone, "concerns=nobody").await["nodes"],
        json!([])
    );
    let all = changes(&anyone, "").await;
    assert_eq!(
        kinds(&all),
        ["PUBLISHED", "PUBLISHED", "REVISED", "RECALLED"]
    );
    // Over the other wire the same.
    let query = "{ changes(concerns: \"norrby-kommun\") { totalCount nodes { kind sequence } } }";
    let data = anyone.query(query, json!({})).await.data();
    assert_eq!(data["changes"]["totalCount"], 3);
    assert_eq!(data["changes"]["nodes"][2]["sequence"], 4);
}

async fn who_is_not_told_is_found_by_verify(engine: Engine) {
    let app = App::start(engine).await;
    let mut named = record("2025-03-06", 1, "Bidrag till Norrby kommun beviljas.");
    named["attendance"] = json!([
        {"name": "Anna Ek", "organisation": "Norrby kommun", "capacity": "MEMBER", "deciding": true},
    ]);
    app.load(&named).await.expect("loaded");
    named["meeting"]["place"] = json!("Sal 2");
    app.load(&named).await.expect("loaded");
    let verified = async || {
        let report = application::verify::verify(&app.store).await;
        report.expect("a report").bad
    };
    assert_eq!(verified().await, None);
    let database = Intruder::with(&app).await;
    database.without_triggers().await;
    for position in [2, 1] {
        let copy = "CREATE TABLE aside AS SELECT * FROM feed_concern";
        database.run(copy).await;
        let gone = format!("DELETE FROM feed_concern WHERE position = {position}");
        database.run(&gone).await;
        let bad = verified().await.unwrap_or_default();
        // The first is told of nobody who was told before; what follows on it is whole then.
        match position {
            2 => assert!(
                bad.starts_with("feed: position 2 is not told to org-"),
                "{bad}"
            ),
            _ => assert_eq!(bad, ""),
        }
        let back = "INSERT INTO feed_concern SELECT * FROM aside
            WHERE position NOT IN (SELECT position FROM feed_concern)";
        database.run(back).await;
        database.run("DROP TABLE aside").await;
        assert_eq!(verified().await, None);
    }
    let beyond = "INSERT INTO feed_concern SELECT position + 7, organisation_id FROM feed_concern";
    database.run(beyond).await;
    let bad = verified().await.unwrap_or_default();
    assert!(bad.contains(" is no entry, but is told to org-"), "{bad}");
}

async fn statement(client: &Client) -> Value {
    let path = format!("{ROOT}/organisations/{OWNER}/completeness");
    let (status, _, body) = client.fetch(&path).await;
    assert_eq!(status, 200, "{body}");
    serde_json::from_str(&body).expect("JSON")
}

async fn a_statement_names_what_is_missing_and_why(engine: Engine) {
    let app = App::start(engine).await;
    app.load(&record("2025-03-06", 1, "Ett."))
        .await
        .expect("loaded");
    let draft = app
        .load_as(&record("2025-06-05", 3, "Två."), false, None)
        .await;
    let draft = draft.expect("loaded").meeting.to_string();
    let mut skips = record("2025-09-04", 5, "Tre.");
    skips["items"][1]["number"] = json!(7);
    app.load(&skips).await.expect("loaded");
    let anyone = app.anonymous();
    let told = statement(&anyone).await;
    assert_eq!(
        (&told["sequence"], &told["records"], &told["decisions"]),
        (&json!(2), &json!(2), &json!(4))
    );
    let series = &told["series"][0];
    assert_eq!(
        (&series["first"], &series["last"], &series["complete"]),
        (&json!(1), &json!(7), &json!(false))
    );
    let withheld = |series: &Value| -> Vec<(Value, Value, Value)> {
        let held = series["withheld"].as_array().expect("a list").iter();
        held.map(|held| {
            (
                held["first"].clone(),
                held["last"].clone(),
                held["reason"].clone(),
            )
        })
        .collect()
    };
    assert_eq!(
        withheld(series),
        [
            (json!(3), json!(4), json!("NOT_HELD")),
            (json!(6), json!(6), json!("SKIPPED"))
        ]
    );
    let inside = statement(&app.client("auditor", &[OWNER])).await;
    assert_eq!(
        (&inside["records"], &inside["decisions"]),
        (&json!(3), &json!(6))
    );
    let operator = app.client("operator", &[OWNER]);
    set_public(&operator, &draft, true).await;
    let told = statement(&anyone).await;
    assert_eq!(
        (&told["sequence"], &told["records"]),
        (&json!(3), &json!(3))
    );
    assert_eq!(
        withheld(&told["series"][0]),
        [(json!(6), json!(6), json!("SKIPPED"))]
    );
    // What is blotted is held, and said to be blotted.
    let input = json!({"meeting": draft, "words": ["Verksamhetsplan"], "ground": "Fel rubrik"});
    let redact = "mutation($input: RedactRecordInput!) { redactRecord(input: $input) { version } }";
    operator.query(redact, json!({"input": input})).await.data();
    let told = statement(&anyone).await;
    let held = &told["series"][0]["withheld"][0];
    assert_eq!(
        (
            &held["first"],
            &held["last"],
            &held["reason"],
            &held["ground"]
        ),
        (
            &json!(3),
            &json!(4),
            &json!("REDACTED"),
            &json!("Fel rubrik")
        )
    );
    assert_eq!(
        anyone
            .get(&format!("{ROOT}/organisations/nobody/completeness"))
            .await
            .status,
        404
    );
}

async fn a_caller_may_wait_for_the_next_change(engine: Engine) {
    let app = App::start(engine).await;
    app.load(&record("2025-03-06", 1, "Ett."))
        .await
        .expect("loaded");
    let anyone = app.anonymous();
    let (cursor, _) = snapshot(&anyone, &format!("?organisation={OWNER}")).await;
    let of = |wait: u32| format!("organisation={OWNER}&cursor={cursor}&wait={wait}");
    let begun = Instant::now();
    assert_eq!(changes(&anyone, &of(1)).await["nodes"], json!([]));
    let waited = begun.elapsed();
    assert!(waited >= Duration::from_secs(1), "{waited:?}");
    // What is not public wakes nobody.
    let waiting = {
        let (client, query) = (app.anonymous(), of(50));
        tokio::spawn(async move { changes(&client, &query).await })
    };
    let draft = app
        .load_as(&record("2025-06-05", 3, "Två."), false, None)
        .await;
    let draft = draft.expect("loaded").meeting.to_string();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!waiting.is_finished());
    set_public(&app.client("operator", &[OWNER]), &draft, true).await;
    let told = tokio::time::timeout(Duration::from_secs(20), waiting).await;
    let told = told.expect("woken").expect("an answer");
    assert_eq!(kinds(&told), ["PUBLISHED"]);
    let (status, _, body) = anyone.fetch(&format!("{ROOT}/changes?wait=61")).await;
    assert_eq!(status, 422, "{body}");
    let (status, ..) = anyone.fetch(&format!("{ROOT}/notices?wait=1")).await;
    assert_eq!(status, 422, "nothing else waits");
}

/// Reads events of a stream until so many were told.
async fn events(app: &App, last: Option<&str>, count: usize) -> Vec<(String, String, Value)> {
    let address = format!("{}{ROOT}/changes/stream?organisation={OWNER}", app.base());
    let mut request = reqwest::Client::new().get(address);
    if let Some(last) = last {
        request = request.header("last-event-id", last);
    }
    let mut parts = request.parts().await;
    let media = &parts.response().headers()["content-type"];
    assert_eq!(media, "text/event-stream");
    let complete = |text: &str| {
        let (whole, _) = text.rsplit_once("\n\n").unwrap_or_default();
        let whole = whole
            .split("\n\n")
            .filter(|event| event.starts_with("id: "));
        whole.map(str::to_owned).collect::<Vec<_>>()
    };
    let enough = |text: &str| complete(text).len() >= count;
    let text = parts.until(Duration::from_secs(20), enough).await;
    assert!(text.starts_with("retry: "), "{text}");
    let events = complete(text).into_iter().map(|event| {
        let mut lines = event.lines();
        let mut field = |name: &str| {
            let line = lines.next().expect("a line");
            let held = line.strip_prefix(name).expect("the field");
            held.to_owned()
        };
        let (id, kind, data) = (field("id: "), field("event: "), field("data: "));
        (id, kind, serde_json::from_str(&data).expect("JSON"))
    });
    events.collect()
}

async fn a_stream_tells_changes_as_they_come_and_goes_on_from_the_last(engine: Engine) {
    let app = App::start(engine).await;
    app.load(&record("2025-03-06", 1, "Ett."))
        .await
        .expect("loaded");
    let told = events(&app, None, 1).await;
    let (id, kind, change) = &told[0];
    assert_eq!(
        (kind.as_str(), &change["sequence"]),
        ("PUBLISHED", &json!(1))
    );
    assert_eq!(change["cursor"], id.as_str());
    let later = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        app.load(&record("2025-06-05", 3, "Två."))
            .await
            .expect("loaded");
        app.load(&record("2025-09-04", 5, "Tre."))
            .await
            .expect("loaded");
    };
    let (told, ()) = tokio::join!(events(&app, Some(id), 2), later);
    let sequences: Vec<&Value> = told
        .iter()
        .map(|(_, _, change)| &change["sequence"])
        .collect();
    assert_eq!(sequences, [&json!(2), &json!(3)]);
    let anyone = app.anonymous();
    for (path, expected) in [("?lasts=0", 200), ("?lasts=901", 422), ("?cursor=!", 422)] {
        let (status, _, body) = anyone.fetch(&format!("{ROOT}/changes/stream{path}")).await;
        assert_eq!(status, expected, "{path}: {body}");
        if status == 200 {
            assert_eq!(body.matches("\nid: ").count(), 3, "{body}");
        }
    }
    let token = app.anonymous();
    let (status, ..) = token.fetch(&format!("{ROOT}/changes/stream?wait=1")).await;
    assert_eq!(status, 422);
}

/// How much is done: all of it with `PARAGRAF_FULL=1`.
#[expect(
    clippy::disallowed_methods,
    reason = "the variable is the test command's own"
)]
fn load() -> (usize, usize) {
    match std::env::var_os("PARAGRAF_FULL").is_some_and(|value| value == "1") {
        true => (2_000, 10),
        false => (120, 3),
    }
}

fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/sync/client.py")
}

fn follow(base: &str, copy: &Path, more: &[&str]) -> Child {
    Command::new("python3")
        .arg(script())
        .args(["follow", "--service", base])
        .args(more)
        .arg(copy)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("python3 runs")
}

async fn dumped(copy: &Path) -> Vec<String> {
    let output = Command::new("python3")
        .arg(script())
        .arg("dump")
        .arg(copy)
        .output()
        .await;
    let output = output.expect("python3 runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let text = String::from_utf8(output.stdout).expect("text");
    text.lines().map(str::to_owned).collect()
}

async fn loaded(store: &Store, document: &Value) -> String {
    let bytes = document.to_string();
    let command = LoadMinutes {
        bytes: bytes.as_bytes(),
        organisation: None,
        publish: true,
        replaces: None,
        actor: "test",
    };
    let loaded = archive::load(command, store, &SystemClock, &SystemIds).await;
    loaded.expect("loaded").meeting.to_string()
}

async fn registered(store: &Store, seat: usize) {
    let mut document = register_of("Samordningsförbundet Provdalen");
    let name = format!("Ersättare {}", ["Ett", "Två"][seat % 2]);
    document["associations"][0]["members"][1]["seats"][0]["mandates"][2]["person"] = json!(name);
    let bytes = document.to_string();
    let command = LoadRegister {
        bytes: bytes.as_bytes(),
        actor: "test",
    };
    let loaded = register::load(command, store, &SystemClock, &SystemIds).await;
    loaded.expect("a register");
}

/// Publishes or recalls, however often the service breaks off.
async fn insist(base: &str, client: &Client, meeting: &str, public: bool, turn: usize) {
    let (name, reason) = match public {
        true => ("publishMinutes", ""),
        false => ("unpublishMinutes", ", reason: \"Granskas om\""),
    };
    let query = format!(
        "mutation {{ {name}(input: {{meeting: \"{meeting}\", clientMutationId: \"turn-{turn}\"{reason}}}) {{ version }} }}"
    );
    let body = json!({ "query": query }).to_string();
    loop {
        let answer = client.try_post(base, &body, Duration::from_secs(20)).await;
        match answer {
            Some(answer) if answer["errors"].is_null() => return,
            Some(answer) => {
                let code = &answer["errors"][0]["extensions"]["code"];
                assert_eq!(code, "UNAVAILABLE", "{answer}");
            }
            None => {}
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn a_copy_that_is_cut_off_again_and_again_equals_the_service(engine: Engine) {
    let (turns, kills) = load();
    let folder = tempfile::tempdir().expect("a folder");
    let database_url = match engine {
        Engine::Sqlite => format!("sqlite://{}/paragraf.db", folder.path().display()),
        Engine::Postgres => postgres::fresh_database().await,
    };
    let settings = Settings {
        database_url: database_url.clone(),
        ..Settings::default()
    };
    let store = api::startup::open(&settings).await.expect("a database");
    registered(&store, 0).await;
    let document = |place: usize, text: &str| {
        let date = format!("2025-{:02}-06", place + 1);
        record(&date, u32::try_from(place * 2 + 1).expect("small"), text)
    };
    let mut meetings = Vec::new();
    for place in 0..8 {
        let id = loaded(&store, &document(place, "Det första beslutet.")).await;
        meetings.push((id, true));
    }
    let port = free_port();
    let base = format!("http://127.0.0.1:{port}");
    let mut server = Process::serve(&database_url, port);
    let operator = Client::new(&base, Some(token("operator", &[OWNER])));
    let whole = folder.path().join("whole.db");
    let concerned = folder.path().join("concerned.db");
    let of_whole = ["--organisation", OWNER];
    let of_concerned = ["--concerns", "forsakringskassan"];
    let mut clients = [
        follow(&base, &whole, &of_whole),
        follow(&base, &concerned, &of_concerned),
    ];
    for turn in 1..=turns {
        let place = turn * 5 % meetings.len();
        let (meeting, public) = &mut meetings[place];
        match turn % 40 {
            39 => registered(&store, turn).await,
            _ if !*public || turn % 3 == 0 => {
                *public = !*public;
                insist(&base, &operator, meeting, *public, turn).await;
            }
            _ => {
                let named = ["Arbetsförmedlingen", "Försäkringskassan"][turn % 2];
                let text = format!("Beslut {turn} om bidrag till {named}.");
                loaded(&store, &document(place, &text)).await;
            }
        }
        if turn % (turns / kills) == 0 {
            server.kill();
            let url = database_url.clone();
            server = tokio::task::spawn_blocking(move || Process::serve(&url, port))
                .await
                .expect("it starts again");
            // The clients are cut off as well, in turn.
            let cut = turn / (turns / kills) % 2;
            clients[cut].kill().await.expect("killed");
            clients[cut] = match cut {
                0 => follow(&base, &whole, &of_whole),
                _ => follow(&base, &concerned, &of_concerned),
            };
        }
    }
    for client in &mut clients {
        client.kill().await.expect("killed");
    }
    let anyone = Client::new(&base, None);
    for (copy, asked, query) in [
        (&whole, of_whole, format!("?organisation={OWNER}")),
        (
            &concerned,
            of_concerned,
            "?concerns=forsakringskassan".to_owned(),
        ),
    ] {
        let ended = follow(&base, copy, &[&asked[..], &["--once"]].concat())
            .wait()
            .await
            .expect("it ends");
        assert!(ended.success());
        let (_, rows) = snapshot(&anyone, &query).await;
        assert!(!rows.is_empty());
        let rows: Vec<String> = rows.values().map(Value::to_string).collect();
        assert_eq!(dumped(copy).await, rows, "{query}");
    }
    assert!(
        dumped(&concerned).await.len() < dumped(&whole).await.len(),
        "a part of the whole"
    );
    let told = statement(&anyone).await;
    assert_eq!(told["decisions"], dumped(&whole).await.len());
}
