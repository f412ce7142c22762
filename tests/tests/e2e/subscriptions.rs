//! Subscriptions over WebSocket: the protocol, who gets what, and that nothing is lost or told twice.

use futures_util::future::{join, join_all};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tests::app::{App, Engine, token_for};
use tests::board::{ASSOCIATION, Board, register};
use tests::client::Client;
use tests::on_both_engines;
use tests::process::{Process, free_port};
use tests::socket::{Heard, PROTOCOL, Socket};
use tokio_tungstenite::tungstenite::{Error, Message};

on_both_engines![
    changes_are_told_once_and_in_order_across_reconnects_and_processes,
    a_change_carries_the_meeting_as_it_stands,
    nobody_hears_what_is_not_theirs,
    who_may_see_no_more_is_told_no_more,
];

const JOURNAL: &str = "subscription Follow($organisation: String!, $after: String) {
    journal(organisation: $organisation, after: $after) { cursor sequence kind }
}";
const MEETING: &str = "subscription Follow($meeting: ID!, $after: String) {
    meetingChanged(meeting: $meeting, after: $after) { cursor version command }
}";

// --- the protocol ---------------------------------------------------------------------------------------------

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_protocol_forbids_closes_the_connection_with_its_code() {
    let app = App::start(Engine::Sqlite).await;
    let init = || json!({"type": "connection_init"});
    let with = |payload: Value| json!({"type": "connection_init", "payload": payload});
    let query =
        json!({"type": "subscribe", "id": "1", "payload": {"query": "{ rulebook { id } }"}});
    let forged = format!("Bearer {}x", app.token("auditor", &[ASSOCIATION]));
    let stale = format!("Bearer {}", token_for("auditor", &[ASSOCIATION], -60));
    let text = |message: Value| Message::text(message.to_string());
    let cases: Vec<(&str, Vec<Message>, u16)> = vec![
        ("no JSON", vec![Message::text("hello")], 4400),
        ("no object", vec![Message::text("[]")], 4400),
        ("no text", vec![Message::binary(b"{}".to_vec())], 4400),
        (
            "an unknown type",
            vec![text(json!({"type": "start", "id": "1"}))],
            4400,
        ),
        (
            "no id",
            vec![
                text(init()),
                text(json!({"type": "subscribe", "payload": {}})),
            ],
            4400,
        ),
        (
            "no request",
            vec![
                text(init()),
                text(json!({"type": "subscribe", "id": "1", "payload": {"variables": {}}})),
            ],
            4400,
        ),
        ("an operation before the greeting", vec![text(query)], 4401),
        (
            "a token that is forged",
            vec![text(with(json!({"authorization": forged})))],
            4403,
        ),
        (
            "a token that has expired",
            vec![text(with(json!({"Authorization": stale})))],
            4403,
        ),
        (
            "no bearer token",
            vec![text(with(json!({"authorization": "Basic YTpi"})))],
            4403,
        ),
        (
            "an empty token",
            vec![text(with(json!({"authorization": ""})))],
            4403,
        ),
        ("two greetings", vec![text(init()), text(init())], 4429),
        ("nothing in time", vec![], 4408),
        (
            "nothing but pings in time",
            vec![text(json!({"type": "ping"}))],
            4408,
        ),
        (
            "a message of 65 KiB",
            vec![Message::text(" ".repeat(65 * 1024))],
            1009,
        ),
    ];
    let asked = cases.into_iter().map(|(what, messages, code)| {
        let base = app.base();
        async move {
            let mut socket = Socket::silent(base).await;
            let started = Instant::now();
            for message in messages {
                socket.send(message).await;
            }
            assert_eq!(socket.closed().await, Some(code), "{what}");
            let waited = started.elapsed();
            assert!(waited < Duration::from_secs(6), "{what}: {waited:?}");
            assert_eq!(
                code == 4408,
                waited >= Duration::from_millis(2_500),
                "{what}: {waited:?}"
            );
        }
    });
    join_all(asked).await;

    let mut none = Socket::open(app.base(), None).await.expect("a connection");
    assert_eq!(none.closed().await, Some(4406));
    // This client hangs up itself where its protocol is not confirmed.
    assert!(Socket::open(app.base(), Some("graphql-ws")).await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn operations_pass_the_guard_and_run_beside_one_another() {
    let app = App::start(Engine::Sqlite).await;
    let board = Board::of(&app).await;
    let meeting = board.open("2026-03-12").await;
    let token = app.token("secretary", &[ASSOCIATION]);
    let mut socket = Socket::greeted(app.base(), Some(&token)).await;

    // Pings, before and between.
    socket
        .say(&json!({"type": "ping", "payload": {"a": 1}}))
        .await;
    assert_eq!(
        socket.hear().await,
        Heard::Message(json!({"type": "pong", "payload": {"a": 1}}))
    );
    // A query, a mutation.
    let complete = |id: &str| Heard::Message(json!({"type": "complete", "id": id}));
    socket
        .subscribe(
            "q",
            "{ organisation(slug: \"samordningsforbundet-vindalen\") { name slug } }",
            Value::Null,
        )
        .await;
    assert_eq!(
        socket.result("q").await.data()["organisation"],
        json!({"name": "Samordningsförbundet Vindalen", "slug": ASSOCIATION})
    );
    assert_eq!(socket.hear().await, complete("q"));
    let mutation = "mutation Open($meeting: ID!) { openParagraph(input: {meeting: $meeting, title: \"Ett\"}) { paragraph { number } } }";
    socket
        .subscribe("m", mutation, json!({"meeting": meeting}))
        .await;
    let refused = socket.result("m").await;
    assert_eq!(refused.codes(), ["QUORUM_NOT_MET"], "{:#}", refused.body);
    assert_eq!(socket.hear().await, complete("m"));

    // What the guard or the schema refuses.
    let deep = format!("{{ {} id {} }}", "a { ".repeat(20), "}".repeat(20));
    let two = format!(
        "subscription {{ a: meetingChanged(meeting: \"{meeting}\") {{ version }} b: meetingChanged(meeting: \"{meeting}\") {{ version }} }}"
    );
    let hidden = format!(
        "subscription {{ ...F }} fragment F on Subscription {{ meetingChanged(meeting: \"{meeting}\") {{ version }} }}"
    );
    let cursor = format!(
        "subscription {{ meetingChanged(meeting: \"{meeting}\", after: \"OTk5\") {{ version }} }}"
    );
    let no_cursor = format!(
        "subscription {{ meetingChanged(meeting: \"{meeting}\", after: \"?\") {{ version }} }}"
    );
    for (query, code) in [
        ("{ ", "SYNTAX_ERROR"),
        (deep.as_str(), "DEPTH_LIMIT_EXCEEDED"),
        ("{ nothing }", "VALIDATION_FAILED"),
        ("subscription { nothing }", "VALIDATION_FAILED"),
        (two.as_str(), "VALIDATION_FAILED"),
        (hidden.as_str(), "VALIDATION_FAILED"),
        (
            "subscription { meetingChanged(meeting: \"mtg-x\") { version } }",
            "INVALID_VALUE",
        ),
        (cursor.as_str(), "INVALID_VALUE"),
        (no_cursor.as_str(), "INVALID_VALUE"),
    ] {
        socket.subscribe("r", query, Value::Null).await;
        assert_eq!(socket.failure("r").await, [code], "{query}");
    }

    // Twenty at once, and room for another when one is completed.
    let follow = json!({"meeting": meeting});
    for number in 0..20 {
        socket
            .subscribe(&number.to_string(), MEETING, follow.clone())
            .await;
    }
    socket.subscribe("more", MEETING, follow.clone()).await;
    assert_eq!(
        socket.failure("more").await,
        ["SUBSCRIPTION_LIMIT_EXCEEDED"]
    );
    socket.say(&json!({"type": "complete", "id": "7"})).await;
    socket.subscribe("more", MEETING, follow.clone()).await;
    // Each subscription has begun once the pong is there and a read came through.
    socket.say(&json!({"type": "complete", "id": "8"})).await;
    socket.subscribe("q", "{ __typename }", Value::Null).await;
    assert_eq!(socket.result("q").await.body["data"]["__typename"], "Query");
    assert_eq!(socket.hear().await, complete("q"));
    tokio::time::sleep(Duration::from_millis(500)).await;
    board.arrive(&meeting, "Greta Näslund").await;
    let mut told = Vec::new();
    for _ in 0..19 {
        match socket.hear().await {
            Heard::Message(message) => {
                assert_eq!(message["type"], "next", "{message:#}");
                assert_eq!(message["payload"]["data"]["meetingChanged"]["version"], 3);
                told.push(message["id"].as_str().expect("an id").to_owned());
            }
            closed => panic!("{closed:?}"),
        }
    }
    told.sort();
    let mut expected: Vec<String> = (0..20).map(|number| number.to_string()).collect();
    expected.retain(|id| id != "7" && id != "8");
    expected.push("more".to_owned());
    expected.sort();
    assert_eq!(told, expected);
    // The same id a second time.
    socket.subscribe("more", MEETING, follow).await;
    assert_eq!(socket.closed().await, Some(4409));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_expires_cuts_the_connection() {
    let app = App::start(Engine::Sqlite).await;
    let board = Board::of(&app).await;
    let meeting = board.open("2026-03-12").await;
    let token = token_for("secretary", &[ASSOCIATION], 2);
    let mut socket = Socket::greeted(app.base(), Some(&token)).await;
    let started = Instant::now();
    socket
        .subscribe("1", MEETING, json!({"meeting": meeting}))
        .await;
    assert_eq!(socket.closed().await, Some(4403));
    let held = started.elapsed();
    assert!(held < Duration::from_secs(2 + 5), "held for {held:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn there_is_room_for_so_many_connections_and_for_another_when_one_ends() {
    let app = App::with(Engine::Sqlite, |settings| settings.sockets = 3).await;
    let mut open = vec![Socket::greeted(app.base(), None).await];
    open.push(Socket::greeted(app.base(), None).await);
    // One that has said nothing yet takes room as well.
    open.push(Socket::silent(app.base()).await);
    for protocol in [Some(PROTOCOL), None] {
        let refused = Socket::open(app.base(), protocol).await;
        let Err(Error::Http(answer)) = refused else {
            panic!("a fourth was taken: {refused:?}")
        };
        assert_eq!(answer.status().as_u16(), 503);
        assert_eq!(answer.headers()["retry-after"], "30");
        let body: Value = serde_json::from_slice(answer.body().as_deref().expect("a body"))
            .expect("the body is JSON");
        let code = &body["errors"][0]["extensions"]["code"];
        assert_eq!(code, "CONNECTION_LIMIT_EXCEEDED");
    }
    // Plain requests need none of that room.
    let answer = app
        .anonymous()
        .query("{ __typename }", Value::Null)
        .await
        .data();
    assert_eq!(answer["__typename"], "Query");
    // One is cut, one says goodbye, and the silent one is closed by the service: there is room for three.
    drop(open.remove(0));
    open[0].send(Message::Close(None)).await;
    open[0].closed().await;
    assert_eq!(open[1].closed().await, Some(4408));
    let mut again = Vec::new();
    let started = Instant::now();
    while again.len() < 3 {
        match Socket::open(app.base(), Some(PROTOCOL)).await {
            Ok(socket) => again.push(socket),
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
        assert!(started.elapsed() < Duration::from_secs(10), "no room");
    }
    assert!(Socket::open(app.base(), Some(PROTOCOL)).await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_answers_no_ping_is_gone_in_three_quarters_of_a_minute() {
    let app = App::start(Engine::Sqlite).await;
    // A client that answers hears pings alone.
    let mut answering = Socket::greeted(app.base(), None).await;
    let mut silent = Socket::greeted(app.base(), None).await;
    let started = Instant::now();
    // Answers leave with whatever the library reads or writes; this one does neither until it looks once.
    let closed = async {
        tokio::time::sleep(Duration::from_secs(46)).await;
        silent.closed().await
    };
    let (closed, heard) = join(closed, answering.hear_within(Duration::from_secs(47))).await;
    // The goodbye is lost where an answer to a ping comes after it.
    assert!(matches!(closed, Some(1001) | None), "{closed:?}");
    let waited = started.elapsed();
    assert!(waited < Duration::from_secs(50), "{waited:?}");
    assert_eq!(heard, None);
    answering.say(&json!({"type": "ping"})).await;
    assert_eq!(
        answering.hear().await,
        Heard::Message(json!({"type": "pong"}))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hints_come_again_once_the_listening_connection_was_cut() {
    let one = App::start(Engine::Postgres).await;
    let other = one.beside().await;
    let board = Board::of(&one).await;
    let meeting = board.with_present("2026-03-12", 5).await;
    let token = one.token("secretary", &[ASSOCIATION]);
    let mut there = Socket::greeted(other.base(), Some(&token)).await;
    there
        .subscribe("1", MEETING, json!({"meeting": meeting}))
        .await;
    assert_eq!(there.hear_within(Duration::from_millis(500)).await, None);
    let database = Database::connect(&one.settings.database_url)
        .await
        .expect("the database");
    let mut version = 7;
    for _ in 0..2 {
        // Both services listen, each on a connection of its own.
        assert_eq!(cut_listeners(&database).await, 2);
        // One change while nobody listens, and those after it.
        for number in 0..3 {
            board.paragraph(&meeting, &format!("Ärende {number}")).await;
            version += 1;
            let told = there.result("1").await.data();
            assert_eq!(told["meetingChanged"]["version"], version);
        }
        await_listeners(&database, 2).await;
        // Hints are heard again: without them each would wait up to two seconds, sixteen in all.
        let started = Instant::now();
        for number in 0..8 {
            board.paragraph(&meeting, &format!("Ärende {number}")).await;
            version += 1;
            let told = there.result("1").await.data();
            assert_eq!(told["meetingChanged"]["version"], version);
        }
        let took = started.elapsed();
        assert!(took < Duration::from_secs(8), "{took:?}");
    }
}

const LISTENERS: &str =
    "FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %'";

async fn counted(database: &DatabaseConnection, statement: String) -> i64 {
    let statement = Statement::from_string(DbBackend::Postgres, statement);
    let row = database.query_one_raw(statement).await.expect("an answer");
    row.expect("a row").try_get("", "n").expect("a number")
}

/// Ends the connections that listen: how many there were.
async fn cut_listeners(database: &DatabaseConnection) -> i64 {
    let cut = format!("SELECT count(pg_terminate_backend(pid)) AS n {LISTENERS}");
    counted(database, cut).await
}

async fn await_listeners(database: &DatabaseConnection, wanted: i64) {
    let started = Instant::now();
    while counted(database, format!("SELECT count(*) AS n {LISTENERS}")).await < wanted {
        assert!(
            started.elapsed() < Duration::from_secs(30),
            "nobody listens"
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[cfg(unix)]
#[tokio::test]
async fn open_connections_do_not_hold_a_stop_up() {
    let folder = tempfile::tempdir().expect("a folder");
    let port = free_port();
    let database = format!("sqlite://{}/paragraf.db", folder.path().display());
    let mut process = Process::serve(&database, port);
    let base = format!("http://127.0.0.1:{port}");
    let mut greeted = Socket::greeted(&base, None).await;
    let mut silent = Socket::silent(&base).await;
    let started = Instant::now();
    process.terminate();
    assert_eq!(
        join(greeted.closed(), silent.closed()).await,
        (Some(1001), Some(1001))
    );
    process
        .ended_within(Duration::from_secs(5))
        .expect("it ended in order");
    let waited = started.elapsed();
    assert!(waited < Duration::from_secs(5), "{waited:?}");
}

// --- who gets what --------------------------------------------------------------------------------------------

/// An id as good as this one, of nothing.
fn another(id: &str) -> String {
    let (head, tail) = id.split_at(10);
    let turned: String = tail[..4].chars().rev().chain(tail[4..].chars()).collect();
    assert_ne!(turned, tail);
    format!("{head}{turned}")
}

async fn nobody_hears_what_is_not_theirs(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let meeting = board.open("2026-03-12").await;
    let nothing = json!({"meeting": another(&meeting)});
    let elsewhere = "samordningsforbundet-annandalen";
    let of_meeting = json!({"meeting": meeting});
    let of_journal = json!({"organisation": ASSOCIATION});
    // With the meeting, with the journal.
    for (role, organisation, with_meeting, with_journal) in [
        (None, "", false, false),
        (Some("auditor"), elsewhere, false, false),
        (Some("secretary"), elsewhere, false, false),
        (Some("reader"), "vitsjo-kommun", false, false),
        (Some("reader"), "almby-kommun", true, false),
        (Some("secretary"), ASSOCIATION, true, false),
        (Some("auditor"), ASSOCIATION, true, true),
    ] {
        let token = role.map(|role| app.token(role, &[organisation]));
        let mut socket = Socket::greeted(app.base(), token.as_deref()).await;
        for (id, query, variables, permitted) in [
            ("meeting", MEETING, &of_meeting, with_meeting),
            ("journal", JOURNAL, &of_journal, with_journal),
            ("nothing", MEETING, &nothing, false),
            (
                "nobody",
                JOURNAL,
                &json!({"organisation": elsewhere}),
                false,
            ),
        ] {
            socket.subscribe(id, query, variables.clone()).await;
            if permitted {
                // It is silent: it waits.
                assert_eq!(
                    socket.hear_within(Duration::from_millis(300)).await,
                    None,
                    "{role:?} {id}"
                );
            } else {
                assert_eq!(
                    socket.failure(id).await,
                    ["NOT_FOUND"],
                    "{role:?} {organisation} {id}"
                );
            }
        }
        // What is nobody's business is the same as what does not exist, word for word.
        if !with_meeting {
            let mut said = Vec::new();
            for variables in [&of_meeting, &nothing] {
                socket.subscribe("1", MEETING, variables.clone()).await;
                said.push(socket.hear().await);
            }
            assert_eq!(said[0], said[1]);
        }
    }
}

async fn who_may_see_no_more_is_told_no_more(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let meeting = board.open("2026-03-12").await;
    let token = app.token("reader", &["almby-kommun"]);
    let mut socket = Socket::greeted(app.base(), Some(&token)).await;
    socket
        .subscribe("1", MEETING, json!({"meeting": meeting}))
        .await;
    assert_eq!(socket.hear_within(Duration::from_millis(500)).await, None);
    board.arrive(&meeting, "Greta Näslund").await;
    assert_eq!(
        socket.result("1").await.data()["meetingChanged"]["command"],
        "RecordArrival"
    );
    let mut left = register();
    let members = left["associations"][0]["members"]
        .as_array_mut()
        .expect("members");
    let almby = members
        .iter_mut()
        .find(|member| member["organisation"] == "Almby kommun");
    almby.expect("a member")["leftOn"] = json!("2025-12-31");
    app.register(&left).await.expect("a register");
    let started = Instant::now();
    board.arrive(&meeting, "Frida Kassel").await;
    assert_eq!(socket.failure("1").await, ["NOT_FOUND"]);
    assert!(started.elapsed() < Duration::from_secs(5));
}

async fn a_change_carries_the_meeting_as_it_stands(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let meeting = board.open("2026-03-12").await;
    let token = app.token("secretary", &[ASSOCIATION]);
    let mut socket = Socket::greeted(app.base(), Some(&token)).await;
    let query = "subscription Follow($meeting: ID!) { meetingChanged(meeting: $meeting) {
        command version at
        meeting { version stage attendance { person { name } } paragraphs { totalCount nodes { title meeting { version } } } }
    } }";
    socket
        .subscribe("1", query, json!({"meeting": meeting}))
        .await;
    assert_eq!(socket.hear_within(Duration::from_millis(500)).await, None);
    for (present, name) in [
        (1, "Greta Näslund"),
        (2, "Frida Kassel"),
        (3, "Alva Byström"),
        (4, "Bo Kåberg"),
        (5, "Rut Nordin"),
    ] {
        board.arrive(&meeting, name).await;
        let told = socket.result("1").await.data()["meetingChanged"].clone();
        assert_eq!(told["command"], "RecordArrival");
        assert_eq!(told["version"], 2 + present);
        assert_eq!(told["meeting"]["version"], told["version"]);
        let came = told["meeting"]["attendance"].as_array().expect("a list");
        assert_eq!(came.len(), usize::try_from(present).expect("a few"));
        assert_eq!(came.last().expect("one")["person"]["name"], name);
    }
    board.paragraph(&meeting, "Ekonomi").await;
    let told = socket.result("1").await.data()["meetingChanged"].clone();
    assert_eq!(told["command"], "OpenParagraph");
    assert_eq!(
        told["meeting"]["paragraphs"],
        json!({"totalCount": 1, "nodes": [{"title": "Ekonomi", "meeting": {"version": 8}}]})
    );
    assert_eq!(told["meeting"]["stage"], "OPEN");
}

// --- nothing lost, nothing twice ------------------------------------------------------------------------------

/// Meetings that are changed at once.
const MEETINGS: usize = 8;

/// How many changes: the whole number with `PARAGRAF_FULL=1`.
#[expect(
    clippy::disallowed_methods,
    reason = "the home of this variable, which is no part of the service"
)]
fn changes(engine: Engine) -> usize {
    let full = std::env::var_os("PARAGRAF_FULL").is_some_and(|value| value == "1");
    match (full, engine) {
        (true, _) => 1_000,
        (false, Engine::Postgres) => 200,
        // Without a hint from the other process each page waits for its time.
        (false, Engine::Sqlite) => 80,
    }
}

/// The last entry of the journal as it stands: its cursor and its number.
async fn last_entry(auditor: &Client) -> (String, i64) {
    let query =
        "query Last($organisation: String!) { changes(organisation: $organisation, first: 200) {
        nodes { cursor sequence } pageInfo { hasNextPage }
    } }";
    let data = auditor
        .query(query, json!({"organisation": ASSOCIATION}))
        .await
        .data();
    assert_eq!(data["changes"]["pageInfo"]["hasNextPage"], false);
    let entries = data["changes"]["nodes"].as_array().expect("a list");
    let last = entries.last().expect("an entry");
    (
        last["cursor"].as_str().expect("a cursor").to_owned(),
        last["sequence"].as_i64().expect("a number"),
    )
}

/// Reads from a cursor on until so many were told. Cuts the connection after every few, each time a different number,
/// and goes on with the other service from the last cursor.
async fn follow(
    services: [&App; 2],
    role: &str,
    query: &str,
    variables: Value,
    count: usize,
) -> Vec<Value> {
    let token = services[0].token(role, &[ASSOCIATION]);
    let mut after = variables["after"].clone();
    let mut told = Vec::new();
    let mut round = 0;
    while told.len() < count {
        let mut socket = Socket::greeted(services[round % 2].base(), Some(&token)).await;
        let mut variables = variables.clone();
        variables["after"] = after;
        socket.subscribe("f", query, variables).await;
        let most = 1 + round * 7 % 23;
        after = Value::Null;
        for _ in 0..most.min(count - told.len()) {
            let data = socket.result("f").await.data();
            let entry = data
                .as_object()
                .expect("fields")
                .values()
                .next()
                .expect("one")
                .clone();
            after = entry["cursor"].clone();
            told.push(entry);
        }
        round += 1;
        // More may be under way in this connection: it is cut all the same.
    }
    told
}

async fn changes_are_told_once_and_in_order_across_reconnects_and_processes(engine: Engine) {
    let one = App::start(engine).await;
    let other = one.beside().await;
    let board = Board::of(&one).await;
    let mut meetings = Vec::new();
    for number in 0..MEETINGS {
        meetings.push(
            board
                .with_present(&format!("2026-03-{}", 10 + number), 5)
                .await,
        );
    }
    let beyond = Board::in_organisation(&other, ASSOCIATION).await;
    let auditor = one.client("auditor", &[ASSOCIATION]);
    let (start, before) = last_entry(&auditor).await;

    let each = changes(engine) / MEETINGS;
    let count = each * MEETINGS;
    let write = async {
        let clients = meetings.iter().enumerate().map(|(place, meeting)| {
            // Each meeting is changed through both services by turns.
            let boards = [&board, &beyond];
            async move {
                for number in 0..each {
                    boards[(place + number) % 2]
                        .paragraph(meeting, &format!("Ärende {number}"))
                        .await;
                }
            }
        });
        join_all(clients).await;
    };
    let services = [&one, &other];
    let of_journal = json!({"organisation": ASSOCIATION, "after": start});
    let of_meeting = json!({"meeting": meetings[3], "after": start});
    let started = Instant::now();
    let (((), journal), meeting) = join(
        join(
            write,
            follow(services, "auditor", JOURNAL, of_journal, count),
        ),
        follow(services, "secretary", MEETING, of_meeting, each),
    )
    .await;
    eprintln!("{engine:?}: {count} changes in {:?}", started.elapsed());

    let sequences: Vec<i64> = journal
        .iter()
        .map(|entry| entry["sequence"].as_i64().expect("a number"))
        .collect();
    let count = i64::try_from(count).expect("a few");
    let expected: Vec<i64> = (before + 1..=before + count).collect();
    assert_eq!(sequences, expected);
    assert!(journal.iter().all(|entry| entry["kind"] == "OpenParagraph"));
    // Called, opened, five came: 7.
    let versions: Vec<i64> = meeting
        .iter()
        .map(|entry| entry["version"].as_i64().expect("a number"))
        .collect();
    let expected: Vec<i64> = (8..8 + i64::try_from(each).expect("a few")).collect();
    assert_eq!(versions, expected);

    // And nothing follows: from the last cursor on there is silence, until something happens.
    let token = one.token("auditor", &[ASSOCIATION]);
    let mut socket = Socket::greeted(other.base(), Some(&token)).await;
    let last =
        json!({"organisation": ASSOCIATION, "after": journal.last().expect("one")["cursor"]});
    socket.subscribe("f", JOURNAL, last).await;
    assert_eq!(socket.hear_within(Duration::from_secs(3)).await, None);
    board.paragraph(&meetings[0], "Ett till").await;
    let entry = socket.result("f").await.data()["journal"].clone();
    assert_eq!(entry["sequence"], before + count + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_in_one_process_wakes_who_waits_in_another() {
    let one = App::start(Engine::Postgres).await;
    let other = one.beside().await;
    let board = Board::of(&one).await;
    let meeting = board.with_present("2026-03-12", 5).await;
    let token = one.token("secretary", &[ASSOCIATION]);
    let mut here = Socket::greeted(one.base(), Some(&token)).await;
    let mut there = Socket::greeted(other.base(), Some(&token)).await;
    for socket in [&mut here, &mut there] {
        socket
            .subscribe("1", MEETING, json!({"meeting": meeting}))
            .await;
        assert_eq!(socket.hear_within(Duration::from_millis(500)).await, None);
    }
    let started = Instant::now();
    for number in 0..8 {
        board.paragraph(&meeting, &format!("Ärende {number}")).await;
        for socket in [&mut here, &mut there] {
            assert_eq!(
                socket.result("1").await.data()["meetingChanged"]["version"],
                8 + number
            );
        }
    }
    // Without hints each would have waited up to two seconds, sixteen in all.
    let took = started.elapsed();
    assert!(took < Duration::from_secs(8), "{took:?}");
}
