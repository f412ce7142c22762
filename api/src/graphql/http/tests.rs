use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use actix_web::http::{Method, StatusCode, header};
use actix_web::test::TestRequest;
use actix_web::{App, HttpServer, test};
use application::actor::Actor;
use application::visibility::Visibility;
use domain::text::Language;
use serde_json::{Value, json};

use super::*;
use crate::auth;
use crate::context::Sight;
use crate::graphql::guard::Limits;
use crate::graphql::sample;

/// Takes any token that starts with `good` as the name of the viewer.
struct Viewer;

#[async_trait::async_trait(?Send)]
impl RequestContext for Viewer {
    async fn who(&self, http: &HttpRequest) -> Result<Asker, AuthRefusal> {
        let actor = match auth::bearer(http.headers())? {
            None => None,
            Some(token) if token.starts_with("good") => Some(named(token)),
            Some(_) => return Err(TokenError::from(auth::Reason::Signature).into()),
        };
        let sight = Sight {
            see: Visibility::public(),
            language: Language::Swedish,
            today: domain::Date::default(),
        };
        Ok(Asker { actor, sight })
    }

    fn prepare(
        &self,
        asker: &Asker,
        _read: Option<Arc<dyn ReadModel>>,
        request: Request,
    ) -> Request {
        match &asker.actor {
            Some(actor) => request.data(actor.subject.clone()),
            None => request,
        }
    }
}

fn named(token: &str) -> Actor {
    Actor {
        issuer: String::new(),
        subject: token.to_owned(),
        name: None,
        roles: BTreeSet::new(),
        organisations: BTreeSet::new(),
        person: None,
        acr: None,
        auth_time: None,
        token_id: None,
        issued_at: 0,
        expires_at: 0,
        barred: BTreeSet::new(),
    }
}

fn endpoint() -> GraphqlEndpoint<sample::SampleSchema> {
    let (schema, _) = sample::schema();
    let guard = Guard::from_sdl(&schema.sdl(), Limits::default()).unwrap();
    GraphqlEndpoint::new(schema, Arc::new(guard), Arc::new(Viewer)).with_deadlines(Deadlines {
        body: Duration::from_millis(300),
        execution: Duration::from_millis(300),
    })
}

struct Got {
    status: StatusCode,
    headers: header::HeaderMap,
    body: Value,
    length: usize,
}

impl Got {
    fn code(&self) -> &str {
        self.body["errors"][0]["extensions"]["code"]
            .as_str()
            .unwrap_or("")
    }

    fn header(&self, name: header::HeaderName) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

async fn call(request: TestRequest) -> Got {
    let app = test::init_service(App::new().configure(configure(endpoint()))).await;
    let response = test::call_service(&app, request.to_request()).await;
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = test::read_body(response).await;
    Got {
        status,
        headers,
        body: serde_json::from_slice(&bytes).unwrap_or_default(),
        length: bytes.len(),
    }
}

const JSON: &str = "application/json";
const GRAPHQL: &str = "application/graphql-response+json";

fn post(accept: &str, body: &Value) -> TestRequest {
    TestRequest::post()
        .uri(PATH)
        .insert_header((header::ACCEPT, accept))
        .insert_header((header::CONTENT_TYPE, JSON))
        .set_payload(body.to_string())
}

fn ask(query: &str) -> TestRequest {
    post(GRAPHQL, &json!({ "query": query }))
}

#[actix_web::test]
async fn the_accept_header_chooses_the_media_type() {
    for (accept, expected) in [
        ("*/*", Some(JSON)),
        ("application/*", Some(JSON)),
        ("application/json", Some(JSON)),
        ("APPLICATION/JSON", Some(JSON)),
        ("application/json; charset=utf-8", Some(JSON)),
        ("application/graphql-response+json", Some(GRAPHQL)),
        (
            "application/graphql-response+json, application/json",
            Some(GRAPHQL),
        ),
        (
            "application/graphql-response+json; charset=utf-8, application/json; charset=utf-8",
            Some(GRAPHQL),
        ),
        (
            "application/json, application/graphql-response+json",
            Some(GRAPHQL),
        ),
        (
            "application/graphql-response+json;q=0.5, application/json",
            Some(JSON),
        ),
        (
            "application/graphql-response+json, */*;q=0.1",
            Some(GRAPHQL),
        ),
        (
            "application/graphql-response+json;q=0, application/json",
            Some(JSON),
        ),
        ("text/html,application/xhtml+xml,*/*;q=0.8", Some(JSON)),
        ("text/html", None),
        ("", None),
        ("application/json;q=0", None),
        ("application/json; charset=iso-8859-1", None),
        ("application/json;q=2", None),
    ] {
        let got = call(post(accept, &json!({ "query": "{ __typename }" }))).await;
        match expected {
            Some(essence) => {
                assert_eq!(got.status, StatusCode::OK, "{accept}");
                assert_eq!(
                    got.header(header::CONTENT_TYPE),
                    format!("{essence}; charset=utf-8"),
                    "{accept}"
                );
                assert_eq!(got.body, json!({ "data": { "__typename": "Query" } }));
            }
            None => assert_eq!(
                (got.status, got.code()),
                (StatusCode::NOT_ACCEPTABLE, "NOT_ACCEPTABLE"),
                "{accept}"
            ),
        }
    }
}

#[actix_web::test]
async fn only_plain_json_bodies_are_read() {
    for (content_type, encoding, status) in [
        (Some("application/json"), None, 200),
        (Some("Application/JSON;charset=\"UTF-8\""), None, 200),
        (Some("application/json"), Some("identity"), 200),
        (None, None, 415),
        (Some("text/plain"), None, 415),
        (Some("application/x-www-form-urlencoded"), None, 415),
        (Some("multipart/form-data; boundary=x"), None, 415),
        (Some("application/graphql"), None, 415),
        (Some("application/jsonp"), None, 415),
        (Some("application/json; charset=utf-16"), None, 415),
        (Some("application/json"), Some("gzip"), 415),
        (Some("application/json"), Some("br"), 415),
    ] {
        let mut request = TestRequest::post()
            .uri(PATH)
            .set_payload(r#"{"query":"mutation { decide }"}"#);
        if let Some(value) = content_type {
            request = request.insert_header((header::CONTENT_TYPE, value));
        }
        if let Some(value) = encoding {
            request = request.insert_header((header::CONTENT_ENCODING, value));
        }
        let got = call(request).await;
        assert_eq!(got.status.as_u16(), status, "{content_type:?} {encoding:?}");
        if status == 415 {
            assert_eq!(got.code(), "UNSUPPORTED_MEDIA_TYPE");
        }
    }
}

#[actix_web::test]
async fn refused_documents_are_200_or_400_by_media_type_and_have_no_data() {
    for (query, code) in [
        ("{", "SYNTAX_ERROR"),
        ("{ nothing }", "VALIDATION_FAILED"),
        ("{ number(value: \"a\") }", "VALIDATION_FAILED"),
        ("query A { number } query B { number }", "UNKNOWN_OPERATION"),
        (
            "{ organisation { ...F } } fragment F on Organisation { ...F }",
            "FRAGMENT_CYCLE",
        ),
        (
            "{ organisations(first: 2000000) { totalCount } }",
            "COST_LIMIT_EXCEEDED",
        ),
        ("query($v: Int!) { number(value: $v) }", "VALIDATION_FAILED"),
    ] {
        let body = json!({ "query": query });
        for (accept, status) in [(JSON, StatusCode::OK), (GRAPHQL, StatusCode::BAD_REQUEST)] {
            let got = call(post(accept, &body)).await;
            assert_eq!((got.status, got.code()), (status, code), "{query}");
            assert!(got.body.get("data").is_none(), "{query}");
        }
    }
}

#[actix_web::test]
async fn variables_of_another_type_are_refused() {
    for (variables, code) in [
        (json!({ "v": "a" }), "VALIDATION_FAILED"),
        (json!({ "v": 2_147_483_648_i64 }), "VALIDATION_FAILED"),
        (json!({ "v": 1.5 }), "VALIDATION_FAILED"),
        (json!({ "v": [1] }), "VALIDATION_FAILED"),
        (json!({ "v": { "a": 1 } }), "VALIDATION_FAILED"),
        (json!({ "v": null }), "VALIDATION_FAILED"),
        (json!({}), "VALIDATION_FAILED"),
        (json!({ "v": 1, "other": "ignored" }), ""),
    ] {
        let body =
            json!({ "query": "query($v: Int!) { number(value: $v) }", "variables": variables });
        assert_eq!(call(post(GRAPHQL, &body)).await.code(), code, "{variables}");
    }
}

#[actix_web::test]
async fn malformed_requests_are_400_by_any_media_type() {
    for (body, code) in [
        ("", "MALFORMED_REQUEST"),
        ("{ \"not a JSON", "MALFORMED_REQUEST"),
        ("{\"qeury\":\"{ number }\"}", "MALFORMED_REQUEST"),
        ("[{\"query\":\"{ number }\"}]", "BATCH_NOT_SUPPORTED"),
    ] {
        for accept in [JSON, GRAPHQL] {
            let got = call(post(accept, &json!(null)).set_payload(body)).await;
            assert_eq!(
                (got.status, got.code()),
                (StatusCode::BAD_REQUEST, code),
                "{body}"
            );
        }
    }
}

#[actix_web::test]
async fn get_runs_queries_only() {
    let got = call(TestRequest::get().uri("/graphql?query=%7B+number(value%3A7)+%7D")).await;
    assert_eq!(
        (got.status, got.body),
        (StatusCode::OK, json!({ "data": { "number": 7 } }))
    );
    let variables =
        "/graphql?query=query(%24v:Int)%7Bnumber(value:%24v)%7D&variables=%7B%22v%22:8%7D";
    assert_eq!(
        call(TestRequest::get().uri(variables)).await.body,
        json!({ "data": { "number": 8 } })
    );
    for accept in [JSON, GRAPHQL] {
        let request = TestRequest::get()
            .uri("/graphql?query=mutation%7Bdecide%7D")
            .insert_header((header::ACCEPT, accept));
        let got = call(request).await;
        assert_eq!(
            (got.status, got.code()),
            (StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED")
        );
        assert_eq!(got.header(header::ALLOW), "POST");
    }
    assert_eq!(
        call(TestRequest::get().uri(PATH)).await.code(),
        "MALFORMED_REQUEST"
    );
}

#[actix_web::test]
async fn other_methods_are_told_which_are_allowed() {
    for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS] {
        let got = call(TestRequest::default().method(method).uri(PATH)).await;
        assert_eq!(
            (got.status, got.code()),
            (StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED")
        );
        assert_eq!(got.header(header::ALLOW), "GET, POST");
    }
    let upgrade = TestRequest::get()
        .uri("/graphql?query={number}")
        .insert_header((header::UPGRADE, "websocket"));
    assert_eq!(call(upgrade).await.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[actix_web::test]
async fn the_viewer_comes_from_the_bearer_token() {
    let viewer =
        |token: &'static str| ask("{ viewer }").insert_header((header::AUTHORIZATION, token));
    assert_eq!(
        call(ask("{ viewer }")).await.body["data"]["viewer"],
        "anonymous"
    );
    assert_eq!(
        call(viewer("Bearer good-1")).await.body["data"]["viewer"],
        "good-1"
    );
    for token in ["Bearer bad", "Bearer  good", "Basic good"] {
        let got = call(viewer(token)).await;
        assert_eq!(
            (got.status, got.code()),
            (StatusCode::UNAUTHORIZED, "UNAUTHENTICATED"),
            "{token}"
        );
        assert_eq!(
            got.header(header::WWW_AUTHENTICATE),
            r#"Bearer error="invalid_token""#
        );
        assert!(got.body.get("data").is_none());
    }
    let twice = viewer("Bearer good").append_header((header::AUTHORIZATION, "Bearer good"));
    assert_eq!(call(twice).await.status, StatusCode::UNAUTHORIZED);
    // Neither is looked at.
    let elsewhere = TestRequest::get()
        .uri("/graphql?query=%7Bviewer%7D&access_token=good")
        .insert_header((header::COOKIE, "access_token=good"));
    assert_eq!(call(elsewhere).await.body["data"]["viewer"], "anonymous");
}

#[actix_web::test]
async fn errors_without_a_code_get_one_and_lose_their_cause() {
    let got = call(ask("{ leaks number(value: 1) }")).await;
    assert_eq!((got.status, got.code()), (StatusCode::OK, "INTERNAL"));
    assert_eq!(got.body["data"], json!({ "leaks": null, "number": 1 }));
    assert_eq!(got.body["errors"][0]["message"], "internal error");
    assert!(!got.body.to_string().contains("secret"));
}

#[actix_web::test]
async fn errors_with_a_code_are_left_as_they_are() {
    let got = call(ask("{ refuses }")).await;
    assert_eq!(got.code(), "QUORUM_NOT_MET");
    assert_eq!(
        got.body["errors"][0]["message"],
        "4 of 9 seats present, 5 required"
    );
    assert_eq!(got.body["errors"][0]["path"], json!(["refuses"]));
}

#[actix_web::test]
async fn errors_echo_little_of_what_was_sent() {
    let long = "\\\"".repeat(10_000);
    for query in [
        format!("{{ number(value: \"{long}\") }}"),
        format!("{{ organisation(slug: {{ a: \"{long}\" }}) {{ name }} }}"),
        format!("{{ byIds(ids: [{}]) {{ name }} }}", "{a:1}".repeat(300)),
        format!("query($v: Int = \"{long}\") {{ number(value: $v) }}"),
        format!("{{ {} }}", "x".repeat(50_000)),
        format!("\"{long}\""),
    ] {
        let got = call(ask(&query)).await;
        assert_eq!(got.status, StatusCode::BAD_REQUEST);
        for error in got.body["errors"].as_array().unwrap() {
            assert!(error.to_string().len() <= 1_024);
        }
        assert!(got.length <= 2_048, "{}", got.length);
    }
    let many = format!(
        "{{ {} }}",
        (0..900).map(|at| format!("x{at} ")).collect::<String>()
    );
    let got = call(ask(&many)).await;
    assert_eq!(got.body["errors"].as_array().unwrap().len(), 50);
}

#[actix_web::test]
async fn a_subscription_is_refused_here() {
    let got = call(ask("subscription { x }")).await;
    assert_eq!(
        (got.status, got.code()),
        (StatusCode::BAD_REQUEST, "MALFORMED_REQUEST")
    );
}

#[actix_web::test]
async fn a_query_that_takes_too_long_is_given_up() {
    assert_eq!(
        call(ask("{ sleep(millis: 1) }")).await.body["data"]["sleep"],
        1
    );
    let start = Instant::now();
    let got = call(ask("{ sleep(millis: 20000) }")).await;
    assert_eq!(
        (got.status, got.code()),
        (StatusCode::SERVICE_UNAVAILABLE, "TIMEOUT")
    );
    assert!(start.elapsed() < Duration::from_secs(5));
}

/// A real server on a port of its own; answers what comes back on one connection.
fn serve() -> std::net::SocketAddr {
    let endpoint = endpoint();
    let server = HttpServer::new(move || App::new().configure(configure(endpoint.clone())))
        .workers(1)
        .bind(("127.0.0.1", 0))
        .unwrap();
    let address = server.addrs()[0];
    actix_web::rt::spawn(server.run());
    address
}

async fn talk(address: std::net::SocketAddr, sends: Vec<Vec<u8>>, pause: Duration) -> String {
    actix_web::web::block(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(5)))
            .unwrap();
        for send in sends {
            // The server may hang up in the middle, which is the point.
            if stream.write_all(&send).is_err() {
                break;
            }
            std::thread::sleep(pause);
        }
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    })
    .await
    .unwrap()
}

#[actix_web::test]
async fn a_large_body_is_refused_by_its_announced_length() {
    let head = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 200000000\r\n\r\n";
    let answer = talk(serve(), vec![head.to_vec()], Duration::ZERO).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    assert!(answer.contains("BODY_TOO_LARGE"), "{answer}");
    assert!(
        answer.to_ascii_lowercase().contains("connection: close"),
        "{answer}"
    );
}

#[actix_web::test]
async fn a_large_body_is_refused_while_it_comes() {
    let head = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    let mut chunk = b"8000\r\n".to_vec();
    chunk.extend([b' '; 0x8000]);
    chunk.extend(b"\r\n");
    let mut sends = vec![head.to_vec()];
    sends.extend(vec![chunk; 4]);
    let answer = talk(serve(), sends, Duration::from_millis(10)).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    assert!(answer.contains("BODY_TOO_LARGE"), "{answer}");
}

#[actix_web::test]
async fn a_slow_body_is_hung_up_on() {
    let head = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{";
    let mut sends = vec![head.to_vec()];
    sends.extend(vec![b" ".to_vec(); 10]);
    let answer = talk(serve(), sends, Duration::from_millis(60)).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(answer.contains("REQUEST_TIMEOUT"), "{answer}");
}
