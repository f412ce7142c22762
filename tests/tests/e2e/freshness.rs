//! Answers that are held in memory: none is older than its question, none mixes two states, none is another's, whichever of
//! two processes took the write, and whatever becomes of hints and connections meanwhile.

use super::documents::ask;
use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tests::app::{App, Engine};
use tests::board::{ASSOCIATION, Board};
use tests::client::{Client, sent};
use tests::minutes::board_meeting;
use tests::on_both_engines;

on_both_engines![
    what_was_asked_before_is_answered_from_memory_until_something_is_written,
    a_long_answer_is_held_where_short_ones_fill_the_memory,
    whoever_has_an_answer_to_an_address_of_graphql_is_told_that_it_holds,
    each_sees_their_own,
    what_another_process_wrote_is_told_by_the_next_answer,
    no_answer_misses_a_write_or_mixes_two,
];

const COUNTS: &str = "{ meetings(first: 1) { totalCount } decisions(first: 1) { totalCount } }";

/// Minutes of a day, with one decision.
fn minutes(day: usize) -> Value {
    let first = NaiveDate::from_ymd_opt(2001, 1, 1).expect("a day");
    let day = first + chrono::Days::new(u64::try_from(day).expect("few"));
    let mut document = board_meeting(&day.to_string(), 1, &[("Ekonomi", "Text.")]);
    document["items"][0]["decisions"] = json!([{"kind": "NOTE", "text": "Noteras."}]);
    document
}

/// How many answers came from a place, as the service counts them.
async fn from(app: &App, place: &str) -> u64 {
    let (_, _, text) = app.anonymous().fetch("/metrics").await;
    let name = format!("paragraf_answers_total{{from=\"{place}\"}} ");
    let line = text.lines().find_map(|line| line.strip_prefix(&name));
    line.map_or(0, |count| count.parse().expect("a number"))
}

/// How many meetings and decisions there are, in one answer.
fn counts(data: &Value) -> (u64, u64) {
    let count = |list: &str| data[list]["totalCount"].as_u64().expect("a count");
    (count("meetings"), count("decisions"))
}

async fn what_was_asked_before_is_answered_from_memory_until_something_is_written(engine: Engine) {
    let app = App::start(engine).await;
    app.load(&minutes(0)).await.expect("loaded");
    let public = app.anonymous();
    let rest = "/paragraf/v1/decisions?limit=5";
    let first = public.query(COUNTS, json!({})).await.data();
    let listed = public.fetch(rest).await;
    let made = from(&app, "database").await;
    app.statements();
    for _ in 0..3 {
        assert_eq!(public.query(COUNTS, json!({})).await.data(), first);
        assert_eq!(public.fetch(rest).await, listed);
    }
    assert_eq!(app.statements(), 0, "nothing is read anew");
    assert_eq!(from(&app, "database").await, made);
    assert_eq!(from(&app, "memory").await, 6);
    // Other words, another language, the other media type: other questions.
    let spaced = COUNTS.replace('{', "{ ");
    for client in [public.clone(), public.clone().in_english()] {
        assert_eq!(client.query(&spaced, json!({})).await.data(), first);
    }
    assert_eq!(from(&app, "memory").await, 6);
    app.load(&minutes(1)).await.expect("loaded");
    let second = public.query(COUNTS, json!({})).await.data();
    assert_eq!((counts(&first), counts(&second)), ((1, 1), (2, 2)));
    let (status, _, page) = public.fetch(rest).await;
    assert_eq!(status, 200);
    assert_ne!(page, listed.2);
    // What fails is not held: the next who asks may not meet it.
    let wrong = "{ meeting(id: \"none\") { id } }";
    for _ in 0..2 {
        let answer = public.query(wrong, json!({})).await;
        assert_eq!(answer.codes(), ["INVALID_VALUE"]);
    }
    assert_eq!(from(&app, "memory").await, 6);
    // The day goes on, and with it what is due: another question.
    app.clock
        .set(application::ports::Clock::now(app.clock.as_ref()) + chrono::TimeDelta::days(1));
    assert_eq!(public.query(COUNTS, json!({})).await.data(), second);
    assert_eq!(from(&app, "memory").await, 6);
    // The schema tells of itself without the database.
    public.query("{ __typename }", json!({})).await.data();
    let none = App::with(engine, |settings| settings.answers = 0).await;
    for _ in 0..2 {
        none.anonymous().query(COUNTS, json!({})).await.data();
    }
    assert_eq!(
        (from(&none, "memory").await, from(&none, "database").await),
        (0, 2)
    );
}

async fn a_long_answer_is_held_where_short_ones_fill_the_memory(engine: Engine) {
    let app = App::with(engine, |settings| settings.answers = 1).await;
    let text = "En lång text om ekonomi. ".repeat(20);
    let texts = vec![("Ekonomi", text.as_str()); 90];
    app.load(&board_meeting("2025-03-06", 1, &texts))
        .await
        .expect("loaded");
    let public = app.anonymous();
    // More short ones than there is room for, asked for again and again.
    let room = " ".repeat(2_000);
    for turn in 0..1_350 {
        let turn = turn % 450;
        let query = format!("{{ a{turn}: __typename {room} meetings(first: 1) {{ totalCount }} }}");
        public.query(&query, json!({})).await.data();
    }
    let long =
        "{ meetings { nodes { paragraphs(first: 100) { nodes { id title text label } } } } }";
    let before = from(&app, "memory").await;
    // The memory is put in order after some 64 reads.
    for _ in 0..300 {
        let told = public.query(long, json!({})).await.data();
        assert!(told.to_string().len() > 40_000);
    }
    assert_eq!(from(&app, "memory").await, before + 299);
}

async fn whoever_has_an_answer_to_an_address_of_graphql_is_told_that_it_holds(engine: Engine) {
    let app = App::start(engine).await;
    app.load(&minutes(0)).await.expect("loaded");
    let mut address = reqwest::Url::parse(app.base()).expect("an address");
    address.query_pairs_mut().append_pair("query", COUNTS);
    let path = format!("/graphql?{}", address.query().expect("a question"));
    let token = |role: &str| {
        format!(
            "Bearer {}",
            app.token(role, &["samordningsforbundet-provdalen"])
        )
    };
    let (treasurer, auditor) = (token("treasurer"), token("auditor"));
    let mut tags = Vec::new();
    for (who, caching) in [
        (None, "public, no-cache"),
        (Some(&treasurer), "private, no-cache"),
    ] {
        let mut headers: Vec<(&str, &str)> = Vec::new();
        headers.extend(who.map(|who| ("authorization", who.as_str())));
        let first = ask(&app, &path, &headers).await;
        assert_eq!(
            (first.status, first.header("cache-control")),
            (200, caching)
        );
        let tag = first.header("etag").to_owned();
        let has = ("if-none-match", tag.as_str());
        // Made for the second time or held: the same answer, which need not be given again.
        let again = ask(&app, &path, &[headers.as_slice(), &[has]].concat()).await;
        let told = (
            again.status,
            again.header("etag"),
            again.header("cache-control"),
        );
        assert_eq!(told, (304, tag.as_str(), caching));
        assert!(again.bytes.is_empty());
        let other = ("if-none-match", "\"other\"");
        let given = ask(&app, &path, &[headers.as_slice(), &[other]].concat()).await;
        assert_eq!((given.status, given.bytes), (200, first.bytes));
        tags.push((headers, tag));
    }
    app.load(&minutes(1)).await.expect("loaded");
    for (headers, tag) in &tags {
        let has = ("if-none-match", tag.as_str());
        let after = ask(&app, &path, &[headers.as_slice(), &[has]].concat()).await;
        assert_eq!(after.status, 200);
        assert_ne!(after.header("etag"), tag);
    }
    // Whoever is given secret matter keeps nothing, nor what came as an error or in a body.
    for (path, who) in [
        (path.as_str(), Some(&auditor)),
        (
            "/graphql?query=%7B%20meeting(id:%22none%22)%20%7B%20id%20%7D%20%7D",
            None,
        ),
        ("/graphql?query=%7B%20__typename%20%7D", None),
    ] {
        let mut headers: Vec<(&str, &str)> = Vec::new();
        headers.extend(who.map(|who| ("authorization", who.as_str())));
        let told = ask(&app, path, &headers).await;
        assert_eq!(told.header("cache-control"), "no-store", "{path}");
        assert_eq!(told.header("etag"), "", "{path}");
    }
    let posted = reqwest::Client::new()
        .post(format!("{}/graphql", app.base()))
        .json(&json!({"query": COUNTS}));
    let (status, headers, _) = sent(posted).await;
    assert_eq!(
        (status, headers["cache-control"].as_bytes()),
        (200, &b"no-store"[..])
    );
}

async fn each_sees_their_own(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let meeting = board.with_present("2026-03-12", 6).await;
    board.paragraph(&meeting, "Ekonomi").await;
    let query = "query Draft($id: ID!) { meeting(id: $id) { date paragraphs(first: 5) { nodes { title } } } }";
    let asked = json!({"id": meeting});
    let member = app.client("reader", &["almby-kommun"]);
    let office = app.client("secretary", &[ASSOCIATION]);
    let elsewhere = app.client("secretary", &["samordningsforbundet-annorstades"]);
    // Whoever asks first, nobody gets what is another's.
    for turn in 0..2 {
        let told = office.query(query, asked.clone()).await.data();
        assert_eq!(
            told["meeting"]["paragraphs"]["nodes"][0]["title"],
            "Ekonomi"
        );
        for stranger in [&app.anonymous(), &elsewhere] {
            let told = stranger.query(query, asked.clone()).await.data();
            assert_eq!(told["meeting"], Value::Null, "turn {turn}");
        }
        let told = member.query(query, asked.clone()).await.data();
        assert_eq!(
            told["meeting"]["date"], "2026-03-12",
            "turn {turn}: a member sees drafts"
        );
    }
    // Those who may be given what is secret have nothing held for them: each reading is noted.
    let before = from(&app, "memory").await;
    for _ in 0..2 {
        office.query(query, asked.clone()).await.data();
    }
    assert_eq!(from(&app, "memory").await, before);
}

async fn what_another_process_wrote_is_told_by_the_next_answer(engine: Engine) {
    let app = App::start(engine).await;
    let other = app.beside().await;
    for day in 0..20 {
        let writer = if day % 2 == 0 { &app } else { &other };
        writer.load(&minutes(day)).await.expect("loaded");
        for reader in [&app, &other] {
            let told = reader.anonymous().query(COUNTS, json!({})).await.data();
            let stored = u64::try_from(day + 1).expect("few");
            assert_eq!(counts(&told), (stored, stored));
        }
    }
}

/// How much is done: all of it with `PARAGRAF_FULL=1`.
#[expect(
    clippy::disallowed_methods,
    reason = "how much is done is not the service's to know"
)]
fn volume() -> (usize, usize) {
    match std::env::var_os("PARAGRAF_FULL").is_some_and(|value| value == "1") {
        true => (200_000, 5_000),
        false => (2_000, 60),
    }
}

/// Ends every connection of the services now and then, those that hear hints among them.
async fn cut(url: &str, stop: &AtomicBool) -> usize {
    let database = Database::connect(url).await.expect("a connection");
    let sql = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'paragraf'
            AND state LIKE 'idle' AND (query LIKE 'LISTEN%' OR random() < 0.2)";
    let mut cuts = 0;
    while !stop.load(Ordering::SeqCst) {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let statement = Statement::from_string(DbBackend::Postgres, sql);
        let ended = database.query_one_raw(statement).await.expect("an answer");
        let ended: i64 = ended.expect("a row").try_get_by_index(0).expect("a number");
        cuts += usize::try_from(ended).expect("few");
    }
    cuts
}

/// Reads until told to stop: never less than was acknowledged before the question, never a meeting without its decision.
async fn reads(
    client: Client,
    acknowledged: Arc<AtomicUsize>,
    asked: Arc<AtomicUsize>,
    most: usize,
) -> u64 {
    let mut latest = 0;
    while asked.fetch_add(1, Ordering::SeqCst) < most {
        let least = acknowledged.load(Ordering::SeqCst);
        let answer = client.query(COUNTS, json!({})).await;
        if answer.body.get("errors").is_some() {
            // A connection was cut under it; it told so, and nothing wrong.
            continue;
        }
        let (meetings, decisions) = counts(&answer.data());
        assert_eq!(meetings, decisions, "two states in one answer");
        assert!(
            meetings >= u64::try_from(least).expect("few"),
            "{meetings} of {least}"
        );
        assert!(meetings >= latest, "{latest} were there before");
        latest = meetings;
    }
    latest
}

async fn no_answer_misses_a_write_or_mixes_two(engine: Engine) {
    let (most, writes) = volume();
    let app = App::start(engine).await;
    let other = app.beside().await;
    let acknowledged = Arc::new(AtomicUsize::new(0));
    let asked = Arc::new(AtomicUsize::new(0));
    let stop = Arc::new(AtomicBool::new(false));
    let cutter = (engine == Engine::Postgres).then(|| {
        let (url, stop) = (app.settings.database_url.clone(), Arc::clone(&stop));
        tokio::spawn(async move { cut(&url, &stop).await })
    });
    let readers: Vec<_> = (0..8)
        .map(|turn| {
            let client = if turn % 2 == 0 {
                app.anonymous()
            } else {
                other.anonymous()
            };
            tokio::spawn(reads(
                client,
                Arc::clone(&acknowledged),
                Arc::clone(&asked),
                most,
            ))
        })
        .collect();
    let started = Instant::now();
    let mut stored = 0;
    // Writes keep pace with the reads, so that there are both to the end.
    while stored < writes {
        let due = asked.load(Ordering::SeqCst) * writes / most;
        if stored > due {
            let gone = readers.iter().all(tokio::task::JoinHandle::is_finished);
            if gone && asked.load(Ordering::SeqCst) < most {
                // Each has seen something wrong, and tells it below.
                break;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
            continue;
        }
        let writer = if stored % 2 == 0 { &app } else { &other };
        match writer.load(&minutes(stored)).await {
            Ok(_) => {
                stored += 1;
                acknowledged.store(stored, Ordering::SeqCst);
            }
            // Cut off: it was stored or not, and is tried again; a record that is there stays as it is.
            Err(_) => assert!(started.elapsed() < Duration::from_secs(1_200)),
        }
    }
    for reader in readers {
        let latest = reader.await.expect("a reader that saw nothing wrong");
        assert!(latest > 0);
    }
    stop.store(true, Ordering::SeqCst);
    if let Some(cutter) = cutter {
        assert!(cutter.await.expect("it ended") > 3, "connections were cut");
    }
    for reader in [&app, &other] {
        let told = reader.anonymous().query(COUNTS, json!({})).await.data();
        let all = u64::try_from(writes).expect("few");
        assert_eq!(counts(&told), (all, all));
    }
    let held = from(&app, "memory").await + from(&other, "memory").await;
    assert!(held > 0, "some were held");
}
