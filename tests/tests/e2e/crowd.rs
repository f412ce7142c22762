//! Many secretaries at once, clients that repeat themselves, connections that break, a server and a database that are killed: §
//! numbers stay dense, and nothing that was acknowledged is lost.

use api::config::Settings;
use api::system::{SystemClock, SystemIds};
use application::register::{self, LoadRegister};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tests::app::{Engine, token};
use tests::board::{Board, Secretary, register_of};
use tests::client::Client;
use tests::on_both_engines;
use tests::postgres::Cluster;
use tests::process::{Process, free_port};

on_both_engines![numbers_stay_dense_and_nothing_acknowledged_is_lost];

/// How much is done: all of it with `PARAGRAF_FULL=1`.
struct Load {
    clients: usize,
    paragraphs: usize,
    kills: usize,
}

#[expect(
    clippy::disallowed_methods,
    reason = "the variable is the test command's own"
)]
fn load() -> Load {
    match std::env::var_os("PARAGRAF_FULL").is_some_and(|value| value == "1") {
        true => Load {
            clients: 64,
            paragraphs: 5_000,
            kills: 5,
        },
        false => Load {
            clients: 16,
            paragraphs: 240,
            kills: 2,
        },
    }
}

/// Within which clients get through again once the database is back, on a busy machine.
const RECOVERY: Duration = Duration::from_secs(20);

const ASSOCIATIONS: [&str; 4] = ["Norrån", "Söderån", "Västerån", "Österån"];

/// A meeting that draws from the series of its body and year.
#[derive(Debug, Clone)]
struct Place {
    secretary: Secretary,
    body: String,
    meeting: String,
}

async fn numbers_stay_dense_and_nothing_acknowledged_is_lost(engine: Engine) {
    let load = load();
    let folder = tempfile::tempdir().expect("a folder");
    // Its own, since it is killed.
    let cluster = (engine == Engine::Postgres).then(|| Arc::new(Cluster::own()));
    let database_url = match &cluster {
        None => format!("sqlite://{}/paragraf.db", folder.path().display()),
        Some(cluster) => cluster.create_database().await,
    };
    registers(&database_url).await;
    let port = free_port();
    let mut server = Process::serve(&database_url, port);
    let base = format!("http://127.0.0.1:{port}");
    let places = Arc::new(places(&base, load.paragraphs).await);

    let next = Arc::new(AtomicUsize::new(0));
    let acknowledged: Arc<Mutex<BTreeMap<String, (String, i64)>>> = Arc::default();
    let clients: Vec<_> = (0..load.clients)
        .map(|_| {
            let (places, next, acknowledged) = (
                Arc::clone(&places),
                Arc::clone(&next),
                Arc::clone(&acknowledged),
            );
            let (base, count) = (base.clone(), load.paragraphs);
            tokio::spawn(async move {
                loop {
                    let turn = next.fetch_add(1, Ordering::SeqCst);
                    if turn >= count {
                        return;
                    }
                    let place = &places[turn % places.len()];
                    let number = open(&base, place, turn).await;
                    let name = format!("turn-{turn}");
                    let held = (place.body.clone(), number);
                    acknowledged.lock().expect("no panic").insert(name, held);
                }
            })
        })
        .collect();
    for kill in 1..=load.kills {
        let mark = load.paragraphs * kill / (load.kills + 1);
        while next.load(Ordering::SeqCst) < mark {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        // The database in the midst of what it is asked, then, once clients get through again, the server.
        if let Some(cluster) = cluster.clone() {
            let crash = tokio::task::spawn_blocking(move || cluster.crash());
            crash.await.expect("it starts again");
            let got_through = || acknowledged.lock().expect("no panic").len();
            let (seen, patience) = (got_through(), Instant::now());
            while got_through() == seen && seen < load.paragraphs {
                assert!(
                    patience.elapsed() < RECOVERY,
                    "nobody gets through any more"
                );
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
        server.kill();
        let url = database_url.clone();
        server = tokio::task::spawn_blocking(move || Process::serve(&url, port))
            .await
            .expect("it starts again");
    }
    for client in clients {
        client.await.expect("a client that got through");
    }

    let acknowledged = acknowledged.lock().expect("no panic").clone();
    assert_eq!(acknowledged.len(), load.paragraphs);
    let mut drawn: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
    for (body, number) in acknowledged.values() {
        let fresh = drawn.entry(body.clone()).or_default().insert(*number);
        assert!(fresh, "§ {number} of {body} was given twice");
    }
    assert_eq!(drawn.len(), 8);
    for (body, numbers) in &drawn {
        let dense: BTreeSet<i64> = (1..).take(numbers.len()).collect();
        assert_eq!(*numbers, dense, "{body}");
    }
    // What stands is what was acknowledged, § for § under its own title.
    for place in places.iter() {
        let titles = titles(place).await;
        for (number, title) in titles {
            let (body, given) = &acknowledged[&title];
            assert_eq!((body, *given), (&place.body, number), "{title}");
        }
    }
    drop(server);
    let store = open_store(&database_url).await;
    let report = application::verify::verify(&store).await.expect("a report");
    assert_eq!(report.bad, None);
}

async fn open_store(database_url: &str) -> persistence::Store {
    let settings = Settings {
        database_url: database_url.to_owned(),
        ..Settings::default()
    };
    api::startup::open(&settings)
        .await
        .expect("an open database")
}

/// Four associations with a board and an executive committee each.
async fn registers(database_url: &str) {
    let store = open_store(database_url).await;
    for name in ASSOCIATIONS {
        let mut document = register_of(&format!("Samordningsförbundet {name}"));
        document["associations"][0]["bodies"] = json!([
            {"name": "Styrelsen", "kind": "BOARD"},
            {"name": "Arbetsutskottet", "kind": "EXECUTIVE_COMMITTEE"},
        ]);
        let bytes = document.to_string();
        let command = LoadRegister {
            bytes: bytes.as_bytes(),
            actor: "test",
        };
        register::load(command, &store, &SystemClock, &SystemIds)
            .await
            .expect("a register");
    }
}

/// Open meetings of all eight bodies, so many that each holds some hundred paragraphs.
async fn places(base: &str, paragraphs: usize) -> Vec<Place> {
    let meetings = (paragraphs / 8 / 100).max(1);
    let mut places = Vec::new();
    for name in ASSOCIATIONS {
        let slug = domain::name::Slug::of(&format!("Samordningsförbundet {name}")).expect("a slug");
        let client = Client::new(base, Some(token("secretary", &[slug.as_str()])));
        let read = "query Bodies($slug: String!) { organisation(slug: $slug) {
            bodies(first: 5) { nodes { id kind } } } }";
        let data = client
            .query(read, json!({"slug": slug.as_str()}))
            .await
            .data();
        let board = Board::seen_by(client.clone(), slug.as_str()).await;
        let bodies = data["organisation"]["bodies"]["nodes"]
            .as_array()
            .expect("bodies");
        for body in bodies {
            let id = body["id"].as_str().expect("an id").to_owned();
            for day in 0..meetings {
                let date = format!("2026-03-{:02}", day + 1);
                let meeting = opened(&board, &id, body["kind"] == "BOARD", &date).await;
                places.push(Place {
                    secretary: board.secretary.clone(),
                    body: id.clone(),
                    meeting,
                });
            }
        }
    }
    places
}

async fn opened(board: &Board, body: &str, statutory: bool, date: &str) -> String {
    let secretary = &board.secretary;
    let called = secretary
        .make("scheduleMeeting", json!({"body": body, "date": date}))
        .await;
    let meeting = called["meeting"]["id"].as_str().expect("an id").to_owned();
    let chair = if statutory {
        Value::Null
    } else {
        json!({"name": "Greta Näslund"})
    };
    secretary
        .make("openMeeting", json!({"meeting": meeting, "chair": chair}))
        .await;
    for name in Board::holders() {
        let input =
            json!({"meeting": meeting, "person": {"id": board.person(name)}, "capacity": "MEMBER"});
        secretary.make("recordArrival", input).await;
    }
    meeting
}

/// Opens a § until it is acknowledged, over connections of which some are cut, and asks once more now and then.
async fn open(base: &str, place: &Place, turn: usize) -> i64 {
    let input = json!({"meeting": place.meeting, "title": format!("turn-{turn}"), "clientMutationId": format!("turn-{turn}")});
    let query = "mutation Open($input: OpenParagraphInput!) { openParagraph(input: $input) {
        paragraph { number title } version } }";
    let body = json!({"query": query, "variables": {"input": input}}).to_string();
    let mut first: Option<Value> = None;
    for attempt in 0_u64.. {
        assert!(attempt < 2_000, "turn {turn} never got through");
        let chance = RandomState::new().hash_one((turn, attempt));
        // One in five is cut off before it can have heard the answer.
        let patience = if chance % 5 == 0 { chance % 17 } else { 20_000 };
        let sent = place
            .secretary
            .client
            .try_post(base, &body, Duration::from_millis(patience + 1))
            .await;
        let Some(answer) = sent else {
            tokio::time::sleep(Duration::from_millis(chance % 50)).await;
            continue;
        };
        // Sixty-four at once on a busy machine wait in line; who is told so asks again.
        let refused = answer["errors"][0]["extensions"]["code"].as_str();
        if matches!(refused, Some("UNAVAILABLE" | "TIMEOUT")) {
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        }
        assert!(answer.get("errors").is_none(), "turn {turn}: {answer:#}");
        let repeats = chance % 4 == 0;
        match &first {
            Some(first) => assert_eq!(*first, answer, "turn {turn} was answered in two ways"),
            None if repeats => {
                first = Some(answer);
                continue;
            }
            None => {}
        }
        let number = &answer["data"]["openParagraph"]["paragraph"]["number"];
        return number.as_i64().expect("a number");
    }
    unreachable!("the loop returns or panics")
}

/// Numbers and titles of the §§ of a meeting.
async fn titles(place: &Place) -> Vec<(i64, String)> {
    let read = "query Titles($meeting: ID!) { node(id: $meeting) { ... on Meeting {
        paragraphs(first: 200) { totalCount nodes { number title } } } } }";
    let client = &place.secretary.client;
    let data = client
        .query(read, json!({"meeting": place.meeting}))
        .await
        .data();
    let list = &data["node"]["paragraphs"];
    let nodes = list["nodes"].as_array().expect("a list");
    assert_eq!(list["totalCount"], nodes.len());
    let text = |value: &Value| value.as_str().expect("a title").to_owned();
    nodes
        .iter()
        .map(|node| {
            (
                node["number"].as_i64().expect("a number"),
                text(&node["title"]),
            )
        })
        .collect()
}
