//! Traces, as a collector gets them: what they tell, what they never tell, and that nobody waits for them.

mod waiting;

use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use reqwest::Method;
use sea_orm::{ConnectionTrait, Database};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use tests::app::{App, Engine, token};
use tests::board::{ASSOCIATION, Board};
use tests::client::{Asking, Client};
use tests::collector::{Collector, Span};
use tests::process::{Process, free_port};
use tests::receiver::{Manner, Receiver};

/// What a collector may ask to be told with each batch; `%20` is how the variable writes a space.
const HEADERS: &str = "authorization=Bearer%20of-the-collector";
const KEY: &str = "a-key-for-webhooks-of-more-than-forty-bytes";
/// A member of the association, whose reader keeps webhooks.
const MEMBER: &str = "almby-kommun";
/// The most that the end of the service may take, with room for a slow machine.
const BOUND: Duration = Duration::from_secs(8);

/// Words that no span may hold, each sent or stored somewhere.
const CANARIES: &[&str] = &[
    "hemlig",
    "Hemlig",
    "HEMLIG",
    "eyJ",
    "Bearer",
    "earer ",
    "Berglund",
    "Näslund",
    "Kassel",
    "Skrivare",
    "811218",
    "Vindalen",
    "vindalen",
    "Kommunhuset",
    "whsec_",
    "127.0.0.1",
    "mtg-",
    "prg-",
    "per-",
    "SELECT",
    "INSERT",
    "query {",
    "mutation(",
    "$input",
];

/// Asks a process as somebody who brings a trace along: status, `traceparent` of the answer, body.
async fn asked(
    http: &reqwest::Client,
    (method, url): (Method, String),
    bearer: Option<&str>,
    trace: Option<&str>,
    body: Option<Value>,
) -> (u16, String, Value) {
    let mut request = http.request(method, url);
    if let Some(bearer) = bearer {
        request = request.bearer_auth(bearer);
    }
    if let Some(trace) = trace {
        request = request
            .header("traceparent", trace)
            .header("tracestate", "other=1");
    }
    if let Some(body) = body {
        request = request
            .header("content-type", "application/json")
            .body(body.to_string());
    }
    let answer = request.answered().await.expect("an answer");
    let header = answer.headers().get("traceparent");
    let header = header
        .map_or("", |value| value.to_str().expect("a text"))
        .to_owned();
    let status = answer.status().as_u16();
    let body = answer.text().await.expect("a body");
    (
        status,
        header,
        serde_json::from_str(&body).unwrap_or_default(),
    )
}

fn client() -> reqwest::Client {
    let client = reqwest::Client::builder().tls_certs_only([]).no_proxy();
    client.build().expect("a client")
}

/// The only span of a trace below another.
#[track_caller]
fn below<'a>(spans: &'a [Span], parent: &Span) -> &'a Span {
    let mut found = spans.iter().filter(|span| span.parent == parent.id);
    let first = found.next().expect("a span below");
    assert!(found.next().is_none(), "several below {}", parent.name);
    assert_eq!(first.trace, parent.trace);
    first
}

/// The span that goes on with a trace that a caller brought.
#[track_caller]
fn top<'a>(spans: &'a [Span], trace: &str) -> &'a Span {
    let mut found = spans
        .iter()
        .filter(|span| span.trace == trace && span.parent == PARENT);
    let first = found.next().expect("a span of the trace");
    assert!(found.next().is_none(), "several of {trace}");
    first
}

fn told(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    let pairs = pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    pairs.collect()
}

const PARENT: &str = "00f067aa0ba902b7";

/// A caller's trace by its number, sampled or not.
fn brought(number: u8, flags: &str) -> (String, String) {
    let trace = format!("4bf92f3577b34da6a3ce929d0e0e47{number:02x}");
    (trace.clone(), format!("00-{trace}-{PARENT}-{flags}"))
}

#[tokio::test]
async fn what_is_asked_is_told_as_trees_and_nothing_of_what_is_said() {
    let app = App::start(Engine::Sqlite).await;
    Board::of(&app).await;
    let (collector, receiver) = (Collector::start(), Receiver::start(Manner::Well));
    let folder = tempfile::tempdir().expect("a folder");
    let log = folder.path().join("log");
    let port = free_port();
    let settings = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url.as_str()),
        ("OTEL_EXPORTER_OTLP_HEADERS", HEADERS),
        ("OTEL_SERVICE_NAME", "provet"),
        // So long that all of it comes at the end.
        ("OTEL_BSP_SCHEDULE_DELAY", "600000"),
        ("PARAGRAF_LOG", "warn,paragraf=info,api=info"),
        ("PARAGRAF_LOG_JSON", "true"),
        ("PARAGRAF_DRAIN_SECONDS", "0"),
        ("PARAGRAF_WEBHOOK_KEY", KEY),
        ("PARAGRAF_WEBHOOK_NETWORKS", "127.0.0.0/8"),
    ];
    let file = std::fs::File::create(&log).expect("a file");
    let mut process = Process::logging(&app.settings.database_url, port, &settings, file);
    let (http, base) = (client(), format!("http://127.0.0.1:{port}"));
    let (rest, graphql) = (format!("{base}/paragraf/v1"), format!("{base}/graphql"));
    let secretary = token("secretary", &[ASSOCIATION]);

    let (read, with) = brought(1, "01");
    let url = format!("{rest}/organisations?limit=7&page=1");
    let (status, answered, _) = asked(
        &http,
        (Method::GET, url),
        Some(&secretary),
        Some(&with),
        None,
    )
    .await;
    assert_eq!(status, 200);
    let (query, with) = brought(2, "01");
    let text = json!({"query": "query Names($of: String!) { organisation(slug: $of) { name } }", "variables": {"of": "hemlig"}});
    let (status, ..) = asked(
        &http,
        (Method::POST, graphql.clone()),
        None,
        Some(&with),
        Some(text),
    )
    .await;
    assert_eq!(status, 200);
    let board = Board::seen_by(Client::new(&base, Some(secretary.clone())), ASSOCIATION).await;
    let (write, with) = brought(3, "01");
    let called = json!({"body": board.body, "date": "2026-05-12", "startsAt": "09:00", "place": "Kommunhuset Hemlig"});
    let text = json!({"query": "mutation($input: ScheduleMeetingInput!) { scheduleMeeting(input: $input) { version } }", "variables": {"input": called}});
    let (_, _, written) = asked(
        &http,
        (Method::POST, graphql.clone()),
        Some(&secretary),
        Some(&with),
        Some(text),
    )
    .await;
    assert_eq!(
        written["data"]["scheduleMeeting"]["version"], 1,
        "{written:#}"
    );
    let (unseen, with) = brought(4, "00");
    let url = format!("{rest}/organisations");
    let (_, unsampled, _) = asked(&http, (Method::GET, url), None, Some(&with), None).await;

    // A webhook's receiver can go on with the trace.
    let reader = token("reader", &[MEMBER]);
    let hook = json!({"organisation": MEMBER, "url": format!("{}/hemlig", receiver.url())});
    let url = format!("{rest}/webhooks");
    let (status, _, hook) =
        asked(&http, (Method::POST, url), Some(&reader), None, Some(hook)).await;
    assert_eq!(status, 201, "{hook:#}");
    let (delivery, with) = brought(5, "01");
    let url = format!(
        "{rest}/webhooks/{}/test-events",
        hook["id"].as_str().expect("an id")
    );
    let (status, ..) = asked(&http, (Method::POST, url), Some(&reader), Some(&with), None).await;
    assert_eq!(status, 200);
    let posted = receiver.until(1).await;

    // Whatever somebody may say, in every place that takes it.
    let meeting = board.with_present("2026-03-12", 5).await;
    let paragraph = board
        .paragraph(&meeting, "Hemlig fråga om Anna Berglund")
        .await;
    let (_, refusal) = board
        .secretary
        .refused("closeMeeting", json!({"meeting": meeting}))
        .await;
    assert_eq!(refusal["code"], "MEETING_INCOMPLETE");
    let numbered = json!({"meeting": meeting, "title": "Hemligt om 19811218-9876"});
    let (_, refusal) = board.secretary.refused("openParagraph", numbered).await;
    assert_eq!(refusal["code"], "INVALID_VALUE");
    let decided = json!({"paragraph": paragraph, "kind": "ADOPT", "text": "Hemligt", "method": "ACCLAMATION"});
    board.secretary.make("decide", decided).await;
    let long = format!("query hemlig{} {{ __typename }}", "g".repeat(60));
    let bad = token("secretary", &["hemlig"]);
    for (method, url, body) in [
        (Method::GET, format!("{base}/search?q=Hemlig"), None),
        (
            Method::GET,
            format!("{base}/hemlig/hemligare/2026/3?hemlig=1"),
            None,
        ),
        (Method::GET, format!("{base}/mail/confirm/hemlig"), None),
        (Method::GET, format!("{rest}/hemlig?hemlig=1"), None),
        (
            Method::GET,
            format!("{rest}/meetings/{meeting}?hemlig=1"),
            None,
        ),
        (Method::GET, format!("{rest}/meetings/{meeting}"), None),
        (Method::GET, format!("{graphql}?query=%7Bhemlig%7D"), None),
        (
            Method::from_bytes(b"HEMLIG").expect("a method"),
            format!("{base}/"),
            None,
        ),
        (Method::POST, graphql.clone(), Some(json!({"query": long}))),
        (
            Method::POST,
            graphql.clone(),
            Some(json!({"query": "{ organisation(slug: \"hemlig\") { hemlig } }"})),
        ),
        (Method::POST, graphql.clone(), Some(json!("hemlig"))),
    ] {
        for bearer in [&secretary, &bad, &"hemlig".to_owned()] {
            asked(
                &http,
                (method.clone(), url.clone()),
                Some(bearer),
                None,
                body.clone(),
            )
            .await;
        }
    }

    // What fails is told as failed, and the log has its trace.
    let database = Database::connect(&app.settings.database_url)
        .await
        .expect("a connection");
    let break_it = "ALTER TABLE organisation RENAME TO gone";
    database
        .execute_unprepared(break_it)
        .await
        .expect("renamed");
    let (failing, with) = brought(6, "01");
    let url = format!("{rest}/organisations");
    let (status, _, problem) = asked(&http, (Method::GET, url), None, Some(&with), None).await;
    assert_eq!(
        (status, problem["traceId"].as_str()),
        (503, Some(failing.as_str()))
    );
    assert!(collector.got().is_empty(), "it is told at the end");
    process.terminate();
    process.ended_within(BOUND).expect("it ended");

    let got = collector.got();
    assert!(got.iter().all(|batch| batch.path == "/v1/traces"));
    assert!(got.iter().all(|batch| {
        batch
            .headers
            .get("authorization")
            .is_some_and(|held| held == "Bearer of-the-collector")
    }));
    for batch in &got {
        for canary in CANARIES {
            let found = batch
                .body
                .windows(canary.len())
                .any(|bytes| bytes == canary.as_bytes());
            assert!(!found, "{canary} was told");
        }
    }

    let spans = collector.spans();
    let server = top(&spans, &read);
    assert_eq!(
        (server.name.as_str(), server.kind),
        ("GET /paragraf/v1/organisations", SpanKind::Server)
    );
    assert_eq!(
        server.attributes,
        told(&[
            ("http.request.method", "GET"),
            ("http.response.status_code", "200"),
            ("http.route", "/paragraf/v1/organisations"),
        ])
    );
    assert_eq!(answered, format!("00-{read}-{}-01", server.id));
    assert_eq!((server.state.as_str(), server.failed), ("other=1", false));
    assert_eq!(server.resource["service.name"], "provet");
    let operation = below(&spans, server);
    let named = [
        ("graphql.operation.name", "listOrganisations"),
        ("graphql.operation.type", "query"),
    ];
    assert_eq!(
        (operation.name.as_str(), &operation.attributes),
        ("query", &told(&named))
    );

    let server = top(&spans, &query);
    assert_eq!(server.name, "POST /graphql");
    let named = [
        ("graphql.operation.name", "Names"),
        ("graphql.operation.type", "query"),
    ];
    assert_eq!(below(&spans, server).attributes, told(&named));

    let operation = below(&spans, top(&spans, &write));
    assert_eq!(
        operation.attributes,
        told(&[("graphql.operation.type", "mutation")])
    );
    let transaction = below(&spans, operation);
    assert_eq!(
        (transaction.name.as_str(), transaction.kind),
        ("transaction", SpanKind::Client)
    );
    assert_eq!(
        transaction.attributes,
        told(&[
            ("db.system.name", "sqlite"),
            ("paragraf.command", "ScheduleMeeting"),
            ("paragraf.committed", "true"),
        ])
    );

    assert_eq!(&unsampled[..36], format!("00-{unseen}-"));
    assert!(unsampled.ends_with("-00"), "{unsampled}");
    assert!(spans.iter().all(|span| span.trace != unseen));

    let mut sent = spans
        .iter()
        .filter(|span| span.trace == delivery && span.name == "webhook");
    let sent = sent.next().expect("a delivery");
    assert_eq!(
        posted[0].header("traceparent"),
        format!("00-{delivery}-{}-01", sent.id)
    );
    assert_eq!(
        sent.attributes,
        told(&[("http.response.status_code", "204")])
    );

    let server = top(&spans, &failing);
    assert!(server.failed);
    assert_eq!(server.attributes["error.type"], "503");
    assert_eq!(server.attributes["paragraf.refused"], "UNAVAILABLE");
    let lines = std::fs::read_to_string(&log).expect("a log");
    let line = lines
        .lines()
        .find(|line| line.contains("a request failed"))
        .expect("a line");
    let line: Value = serde_json::from_str(line).expect("JSON");
    assert_eq!(
        line["spans"],
        json!([{"name": "request", "trace": failing}])
    );

    // Requests, calls and deliveries alone begin a trace; what the workers look for is told nobody.
    for span in &spans {
        assert_eq!(span.events, 0, "{span:?}");
        let root = span.parent.is_empty() || span.parent == PARENT;
        assert!(!root || span.kind == SpanKind::Server, "{span:?}");
    }
    assert!(spans.len() > 60, "{}", spans.len());
}
