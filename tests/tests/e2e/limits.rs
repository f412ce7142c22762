//! How much one client may ask for, and that others do not pay for it.

use super::attachments::{Caller, Got};
use serde_json::{Value, json};
use std::io::Read;
use tests::app::{App, Engine};
use tests::on_both_engines;

on_both_engines![
    a_client_that_spent_its_budget_is_refused_and_nobody_else,
    an_operation_costs_what_it_may_amount_to,
    whoever_is_no_proxy_of_ours_is_not_believed,
];

const ORGANISATIONS: &str = "/paragraf/v1/organisations?limit=1";
/// Fields that this may resolve: some sixty thousand.
const DEAR: &str =
    "{ organisations(first: 100) { nodes { bodies(first: 100) { nodes { name kind id slug
    meetings(first: 1) { totalCount } } } } } }";

async fn limited(engine: Engine, limit: u32) -> App {
    App::with(engine, |settings| settings.limit = limit).await
}

/// What is left, by the header.
fn left(got: &Got) -> u32 {
    let told = got.header("ratelimit");
    let rest = told.strip_prefix("\"client\";r=").expect("our policy");
    let (left, full) = rest.split_once(";t=").expect("a time");
    let full: u32 = full.parse().expect("seconds");
    assert!(full <= 60, "{told}");
    left.parse().expect("a number")
}

async fn asked(caller: &Caller, query: &str, from: &str) -> Got {
    let headers = [
        ("x-forwarded-for", from),
        ("content-type", "application/json"),
    ];
    let body = json!({"query": query}).to_string();
    caller.post("/graphql", &headers, body.into_bytes()).await
}

async fn a_client_that_spent_its_budget_is_refused_and_nobody_else(engine: Engine) {
    let app = limited(engine, 5).await;
    let caller = Caller::new(&app, None);
    let one = [("x-forwarded-for", "192.0.2.1")];
    for expected in [4, 3] {
        let got = caller.get(ORGANISATIONS, &one).await;
        assert_eq!((got.status, left(&got)), (200, expected));
        assert_eq!(got.header("ratelimit-policy"), "\"client\";q=5;w=60");
        let exposed = got.header("access-control-expose-headers");
        assert!(exposed.contains("RateLimit"), "{exposed}");
    }
    // Whatever is asked for, and whatever is said of oneself.
    assert_eq!(caller.get("/", &one).await.status, 200);
    let forged = Caller::new(&app, Some("an invention".to_owned()));
    assert_eq!(forged.get(ORGANISATIONS, &one).await.status, 401);
    assert_eq!(caller.get("/nothing", &one).await.status, 404);
    for path in [
        ORGANISATIONS,
        "/",
        "/graphql?query={__typename}",
        "/nothing",
    ] {
        let got = caller.get(path, &one).await;
        assert_eq!(got.status, 429, "{path}");
        assert_eq!(got.header("content-type"), "application/problem+json");
        assert_eq!(got.json()["code"], "RATE_LIMIT_EXCEEDED");
        assert_eq!(left(&got), 0);
        assert_eq!(got.header("traceparent").len(), 55);
        let wait: u32 = got.header("retry-after").parse().expect("seconds");
        assert!((1..=12).contains(&wait), "{wait}");
    }
    // Whoever watches over the service, another client, and this machine.
    assert_eq!(caller.get("/livez", &one).await.status, 200);
    let other = caller
        .get(ORGANISATIONS, &[("x-forwarded-for", "192.0.2.2")])
        .await;
    assert_eq!((other.status, left(&other)), (200, 4));
    for _ in 0..10 {
        let here = caller.get(ORGANISATIONS, &[]).await;
        assert_eq!((here.status, here.header("ratelimit")), (200, ""));
    }
    let without = limited(engine, 0).await;
    let got = Caller::new(&without, None).get(ORGANISATIONS, &one).await;
    assert_eq!((got.status, got.header("ratelimit")), (200, ""));
}

async fn an_operation_costs_what_it_may_amount_to(engine: Engine) {
    let app = limited(engine, 110).await;
    let caller = Caller::new(&app, None);
    let cheap = asked(&caller, "{ __typename }", "192.0.2.1").await;
    assert_eq!((cheap.status, left(&cheap)), (200, 109));
    let dear = asked(&caller, DEAR, "192.0.2.1").await;
    assert_eq!(dear.status, 200);
    let spent = 109 - left(&dear);
    assert!((55..=109).contains(&spent), "{spent}");
    let refused = asked(&caller, DEAR, "192.0.2.1").await;
    assert_eq!(refused.status, 429);
    let error = &refused.json()["errors"][0]["extensions"]["code"];
    assert_eq!(error, "RATE_LIMIT_EXCEEDED");
    assert_ne!(refused.header("retry-after"), "");
    // A refused operation took the request's unit and no more: cheap ones are answered still.
    let still = asked(&caller, "{ __typename }", "192.0.2.1").await;
    assert_eq!(still.json()["data"], json!({"__typename": "Query"}));
    // What is refused for other reasons than the budget costs no more than its request.
    let before = left(&asked(&caller, "{ __typename }", "192.0.2.3").await);
    let wrong = asked(&caller, "{ nothing( }", "192.0.2.3").await;
    assert_eq!(
        (wrong.json()["data"].clone(), left(&wrong)),
        (Value::Null, before - 1)
    );
}

async fn whoever_is_no_proxy_of_ours_is_not_believed(engine: Engine) {
    let app = App::with(engine, |settings| {
        settings.limit = 5;
        settings.proxies = "192.0.2.0/24".to_owned();
    })
    .await;
    let caller = Caller::new(&app, None);
    for last in 1..=9 {
        let from = format!("198.51.100.{last}");
        let got = caller
            .get(ORGANISATIONS, &[("x-forwarded-for", &from)])
            .await;
        // This machine is not limited, and is not taken for somebody else on its own word.
        assert_eq!((got.status, got.header("ratelimit")), (200, ""), "{from}");
    }
}

#[tokio::test]
async fn answers_are_packed_as_the_client_reads_them() {
    let app = App::demo(Engine::Sqlite).await;
    let caller = Caller::new(&app, None);
    let path = "/paragraf/v1/openapi.json";
    let plain = caller.get(path, &[]).await;
    let packed = caller.get(path, &[("accept-encoding", "br")]).await;
    assert_eq!(packed.header("content-encoding"), "br");
    assert!(packed.bytes.len() * 4 < plain.bytes.len());
    let mut read = Vec::new();
    let mut unpacked = brotli::Decompressor::new(packed.bytes.as_slice(), 4096);
    unpacked.read_to_end(&mut read).expect("brotli");
    assert_eq!(read, plain.bytes);
    let old = caller
        .get(path, &[("accept-encoding", "gzip;q=1, br;q=0")])
        .await;
    assert_eq!(old.header("content-encoding"), "gzip");
}
