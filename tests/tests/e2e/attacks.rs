//! Requests that would fell the library (B1 to B10), against the served schema: each is refused with its code, the
//! memory of the process stays where it was, and a bystander keeps being answered. And what must not be mistaken for
//! an attack: every query of the contract and of the cookbook.

use api::graphql::guard::{Code, Guard, Limits};
use api::web::explorer::cookbook;
use async_graphql::Variables;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use tests::app::{App, Engine};
use tests::client::{Answer, Asking, Client};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How often each attack is run: more with `PARAGRAF_FULL=1`.
fn rounds() -> usize {
    #[expect(
        clippy::disallowed_methods,
        reason = "the switch of the long set, no part of the service"
    )]
    let full = std::env::var_os("PARAGRAF_FULL").is_some_and(|value| value == "1");
    if full { 40 } else { 2 }
}

/// A figure of `/proc/self/status` in KiB.
fn memory(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status
        .lines()
        .find(|line| line.starts_with(name))
        .unwrap_or_else(|| panic!("no {name}"));
    line.split_whitespace()
        .nth(1)
        .expect("a figure")
        .parse()
        .expect("a number")
}

/// What the process may grow by. Other tests run in it at the same time; the library alone takes gigabytes.
const MOST_GROWTH: u64 = 128 * 1024;

/// Somebody who reads while the attack goes on.
struct Bystander {
    done: Arc<AtomicBool>,
    answered: Arc<AtomicUsize>,
    task: tokio::task::JoinHandle<Vec<String>>,
    before: (u64, u64),
}

impl Bystander {
    fn beside(app: &App) -> Self {
        let (done, answered) = (
            Arc::new(AtomicBool::new(false)),
            Arc::new(AtomicUsize::new(0)),
        );
        let (client, stop, count) = (app.anonymous(), Arc::clone(&done), Arc::clone(&answered));
        let task = tokio::spawn(async move {
            let mut failed = Vec::new();
            while !stop.load(Ordering::SeqCst) {
                let answer = client
                    .query("{ organisations { totalCount } }", json!({}))
                    .await;
                if answer.status == 200 && answer.codes().is_empty() {
                    count.fetch_add(1, Ordering::SeqCst);
                } else {
                    failed.push(format!("{} {}", answer.status, answer.body));
                }
            }
            failed
        });
        Self {
            done,
            answered,
            task,
            before: (memory("VmRSS"), memory("VmHWM")),
        }
    }

    /// Ends the attack: none of the bystander's requests failed, and memory did not grow much.
    async fn stays_well(self) {
        self.done.store(true, Ordering::SeqCst);
        let failed = self.task.await.expect("the bystander");
        assert!(failed.is_empty(), "{failed:?}");
        assert!(
            self.answered.load(Ordering::SeqCst) > 0,
            "nobody was answered during the attack"
        );
        let (resident, highest) = self.before;
        for (name, before, after) in [
            ("VmRSS", resident, memory("VmRSS")),
            ("VmHWM", highest, memory("VmHWM")),
        ] {
            assert!(
                after.saturating_sub(before) <= MOST_GROWTH,
                "{name} grew from {before} to {after} KiB"
            );
        }
    }
}

/// The GET that asks the same, where its address is short enough to be sent.
async fn by_get(app: &App, query: &str) -> Option<Answer> {
    let http = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client");
    let encoded: String = query.bytes().map(|byte| format!("%{byte:02X}")).collect();
    if encoded.len() > 8_000 {
        return None;
    }
    let request = http.get(format!("{}/graphql?query={encoded}", app.base()));
    let response = request
        .header("accept", "application/graphql-response+json")
        .answered()
        .await
        .expect("an answer");
    Some(Answer {
        status: response.status().as_u16(),
        body: response.json().await.expect("JSON"),
    })
}

/// Runs each query by POST and GET, some times over, beside a bystander.
async fn assert_all_refused(attacks: &[(String, Code)]) {
    let app = App::start(Engine::Sqlite).await;
    let client = app.anonymous();
    let bystander = Bystander::beside(&app);
    for round in 0..rounds() {
        for (query, code) in attacks {
            let shown: String = query.chars().take(90).collect();
            let answer = client.query(query, json!({})).await;
            assert_eq!(
                (answer.status, answer.codes()),
                (400, vec![code.as_str()]),
                "{shown}"
            );
            assert!(
                answer.body.to_string().len() < 1_500,
                "{shown}: {}",
                answer.body
            );
            if round == 0
                && let Some(answer) = by_get(&app, query).await
            {
                assert_eq!(
                    (answer.status, answer.codes()),
                    (400, vec![code.as_str()]),
                    "GET {shown}"
                );
            }
        }
    }
    bystander.stays_well().await;
}

/// `levels` fragments, each spreading the next `width` times.
fn fan_out(levels: usize, width: usize, leaf: &str) -> String {
    let mut query = String::from(r#"{ organisation(slug: "a") { ...F0 } }"#);
    for level in 0..levels {
        let spreads = format!("...F{} ", level + 1).repeat(width);
        query.push_str(&format!(
            " fragment F{level} on Organisation {{ {spreads}}}"
        ));
    }
    query + &format!(" fragment F{levels} on Organisation {{ {leaf} }}")
}

#[tokio::test]
async fn b1_fragments_that_fan_out_are_refused() {
    let mut attacks = Vec::new();
    for leaf in ["__typename", "name", "bodies { nodes { name } }"] {
        for (levels, width) in [
            (10, 2),
            (16, 2),
            (24, 2),
            (27, 2),
            (30, 2),
            (12, 4),
            (6, 10),
        ] {
            attacks.push((fan_out(levels, width, leaf), Code::CostLimitExceeded));
        }
    }
    let unused = fan_out(24, 2, "__typename").replacen(
        r#"organisation(slug: "a") { ...F0 }"#,
        "rulebook { code }",
        1,
    );
    attacks.push((unused, Code::CostLimitExceeded));
    attacks.push((fan_out(200, 1, "name"), Code::DepthLimitExceeded));
    assert_all_refused(&attacks).await;
}

#[tokio::test]
async fn b2_fragments_that_spread_themselves_are_refused() {
    let attacks = [
        r#"{ organisation(slug: "a") { ...A } } fragment A on Organisation { ...A }"#,
        r#"{ organisation(slug: "a") { ...A } } fragment A on Organisation { name ...B } fragment B on Organisation { ...A }"#,
        r#"{ organisation(slug: "a") { ...A } } fragment A on Organisation { ... on Organisation { bodies { nodes { owner { ...A } } } } }"#,
        r#"{ organisation(slug: "a") { ...A } } fragment A on Organisation { ... @include(if: false) { ...A } }"#,
        "{ rulebook { code } } fragment A on Organisation { ...A }",
        "{ rulebook { code } } fragment A on Nothing { ...B } fragment B on Nothing { ...A }",
    ];
    assert_all_refused(&attacks.map(|query| (query.to_owned(), Code::FragmentCycle))).await;
}

#[tokio::test]
async fn b3_nesting_is_refused_before_anything_recurses() {
    let mut attacks = Vec::new();
    for depth in [50, 1_000, 20_000] {
        let both =
            |open: &str, close: &str| format!("{}{}", open.repeat(depth), close.repeat(depth));
        for query in [
            both("{a", "}"),
            "{".repeat(depth),
            format!(
                "{{ organisations(first: {}) {{ totalCount }} }}",
                both("[", "]")
            ),
            format!(
                "{{ meetings(filter: {}) {{ totalCount }} }}",
                both("{a:", "}")
            ),
            format!("{{ organisations{} }}", "(".repeat(depth)),
            format!("query($a: {}) {{ rulebook {{ code }} }}", both("[", "]")),
        ] {
            let code = if query.len() > 60_000 {
                Code::BodyTooLarge
            } else {
                Code::NestingLimitExceeded
            };
            if code == Code::NestingLimitExceeded {
                attacks.push((query, code));
            }
        }
    }
    let circle = |rounds: usize| {
        let open = "bodies { nodes { owner { ".repeat(rounds);
        format!(
            r#"{{ organisation(slug: "a") {{ {open} name {} }} }}"#,
            "} } }".repeat(rounds)
        )
    };
    attacks.push((circle(5), Code::DepthLimitExceeded));
    attacks.push((circle(12), Code::DepthLimitExceeded));
    attacks.push((circle(13), Code::NestingLimitExceeded));
    assert_all_refused(&attacks).await;
}

#[tokio::test]
async fn b4_amounts_are_refused_by_their_product() {
    let attacks = [
        "{ organisations(first: 100) { nodes { bodies(first: 100) { nodes { meetings(first: 100) { nodes { paragraphs(first: 100) { nodes { title } } } } } } } } }",
        "{ meetings(first: 200) { nodes { body { meetings(first: 200) { nodes { body { meetings(first: 200) { nodes { date } } } } } } } } }",
        "{ organisations(first: 2147483647) { nodes { name } } }",
        "{ meetings(first: 200) { nodes { paragraphs(first: 200) { nodes { items { items { items { items { title } } } } } } } } }",
        "{ organisations { nodes { bodies { nodes { owner { bodies { nodes { meetings { nodes { paragraphs { nodes { title } } } } } } } } } } } }",
    ];
    assert_all_refused(&attacks.map(|query| (query.to_owned(), Code::CostLimitExceeded))).await;
}

#[tokio::test]
async fn b5_aliases_and_repeated_fields_are_refused() {
    let aliases = |count: usize| {
        let fields: String = (0..count).map(|at| format!("a{at}: __typename ")).collect();
        format!("{{ {fields} }}")
    };
    let spread = format!(
        r#"{{ organisation(slug: "a") {{ {} }} }} fragment F on Organisation {{ a: name b: name c: name d: name }}"#,
        "...F bodies { nodes { owner { ...F } } } ".repeat(4)
    );
    assert_all_refused(&[
        (aliases(31), Code::AliasLimitExceeded),
        (aliases(600), Code::AliasLimitExceeded),
        (aliases(1_000), Code::TokenLimitExceeded),
        (aliases(3_000), Code::TokenLimitExceeded),
        (spread, Code::AliasLimitExceeded),
        (
            format!("{{ {} }}", "__typename ".repeat(1_001)),
            Code::CostLimitExceeded,
        ),
        (
            format!("{{ {} }}", "__typename ".repeat(5_000)),
            Code::TokenLimitExceeded,
        ),
        (
            format!("{{ {}: __typename }}", "a".repeat(50_000)),
            Code::TokenLimitExceeded,
        ),
    ])
    .await;
}

#[tokio::test]
async fn b6_directives_are_counted_for_the_whole_request() {
    assert_all_refused(&[
        (
            format!("{{ __typename {} }}", "@include(if: true) ".repeat(21)),
            Code::DirectiveLimitExceeded,
        ),
        (
            format!("{{ {} }}", "__typename @include(if: true) ".repeat(21)),
            Code::DirectiveLimitExceeded,
        ),
        (
            format!("{{ __typename {} }}", "@x ".repeat(600)),
            Code::DirectiveLimitExceeded,
        ),
        (
            format!("{{ {} }}", "__typename @d ".repeat(2_000)),
            Code::TokenLimitExceeded,
        ),
        (
            format!("{{ __typename {} }}", "@x ".repeat(10_000)),
            Code::TokenLimitExceeded,
        ),
    ])
    .await;
}

#[tokio::test]
async fn b7_batches_are_refused() {
    let app = App::start(Engine::Sqlite).await;
    let client = app.anonymous();
    let bystander = Bystander::beside(&app);
    for _ in 0..rounds() {
        for count in [1, 2, 1_000] {
            let body =
                Value::from(vec![json!({"query": "{ rulebook { code } }"}); count]).to_string();
            let answer = client.post(body).await;
            assert_eq!(
                (answer.status, answer.codes()),
                (400, vec!["BATCH_NOT_SUPPORTED"]),
                "{count}"
            );
        }
        let body = Value::from(vec![json!({"query": "{ rulebook { code } }"}); 10_000]).to_string();
        let answer = client.post(body).await;
        assert_eq!(
            (answer.status, answer.codes()),
            (413, vec!["BODY_TOO_LARGE"])
        );
    }
    bystander.stays_well().await;
}

/// The introspection query as clients send it, with what it asks of the schema in a fragment.
const STANDARD: &str = "query IntrospectionQuery { __schema { ...S } }
    fragment S on __Schema { queryType { name } mutationType { name } subscriptionType { name } types { ...FullType } directives { name description locations args { ...InputValue } } }
        fragment FullType on __Type { kind name description fields(includeDeprecated: true) { name description args { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason } inputFields { ...InputValue } interfaces { ...TypeRef } enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
        fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue }
        fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } }";

#[tokio::test]
async fn b8_introspection_is_answered_once_and_not_in_circles() {
    let circle = |rounds: usize| {
        let (open, close) = ("{ fields { type ".repeat(rounds), "} } ".repeat(rounds));
        format!("{{ __schema {{ types {open} {{ name }} {close} }} }}")
    };
    let of_type = format!(
        "{{ __schema {{ queryType {} {{ name }} {} }} }}",
        "{ ofType ".repeat(14),
        "}".repeat(14)
    );
    assert_all_refused(&[
        (circle(3), Code::DepthLimitExceeded),
        (circle(10), Code::DepthLimitExceeded),
        (of_type, Code::DepthLimitExceeded),
        (
            STANDARD.replace(
                "__schema",
                "a: __schema { ...S } b: __schema { ...S } c: __schema { ...S } d: __schema",
            ),
            Code::CostLimitExceeded,
        ),
    ])
    .await;
    let app = App::start(Engine::Sqlite).await;
    let data = app.anonymous().query(STANDARD, json!({})).await.data();
    assert_eq!(data["__schema"]["queryType"]["name"], "Query");
    // No "did you mean".
    let answer = app
        .anonymous()
        .query("{ organisatons { totalCount } }", json!({}))
        .await;
    assert_eq!(
        answer.body["errors"][0]["message"],
        r#"Unknown field "organisatons" on type "Query"."#
    );
}

#[tokio::test]
async fn b9_odd_numbers_and_texts_do_no_harm() {
    let app = App::start(Engine::Sqlite).await;
    let client = app.anonymous();
    let bystander = Bystander::beside(&app);
    let digits = "9".repeat(5_000);
    for _ in 0..rounds() {
        for (body, status, codes) in [
            (json!({"query": format!("{{ organisations(first: {digits}) {{ totalCount }} }}")}).to_string(), 400, "SYNTAX_ERROR"),
            (json!({"query": "{ organisations(first: 2147483648) { totalCount } }"}).to_string(), 400, "COST_LIMIT_EXCEEDED"),
            (json!({"query": "{ organisations(first: -2147483649) { totalCount } }"}).to_string(), 200, "VALIDATION_FAILED"),
            (json!({"query": "{ organisations(first: -9223372036854775809) { totalCount } }"}).to_string(), 400, "VALIDATION_FAILED"),
            (json!({"query": "{ organisations(first: 1e400) { totalCount } }"}).to_string(), 400, "SYNTAX_ERROR"),
            (json!({"query": "{ organisations\u{0} { totalCount } }"}).to_string(), 400, "SYNTAX_ERROR"),
            (json!({"query": r#"{ organisation(slug: "\u0000") { name } }"#}).to_string(), 400, "SYNTAX_ERROR"),
            (json!({"query": r#"{ organisation(slug: "\ud800") { name } }"#}).to_string(), 400, "SYNTAX_ERROR"),
            (json!({"query": "{ organisation(slug: \"å a\u{30a} \u{202e}\") { name } }"}).to_string(), 200, ""),
            (json!({"query": "{ search(text: \"å a\u{30a} \u{202e} % _ ' \\\" \\\\ \") { totalCount } }"}).to_string(), 200, ""),
            (json!({"query": "query($s: String!) { organisation(slug: $s) { name } }", "variables": {"s": "\u{0}"}}).to_string(), 400, "MALFORMED_REQUEST"),
            (r#"{"query":"{ rulebook { code } }","variables":{"a":"\ud800"}}"#.to_owned(), 400, "MALFORMED_REQUEST"),
            (r#"{"query":"{ rulebook { code } }","variables":{"a":1e400}}"#.to_owned(), 400, "MALFORMED_REQUEST"),
            (json!({"query": "query($t: String!) { search(text: $t) { totalCount } }", "variables": {"t": "a".repeat(5_000_000)}}).to_string(), 413, "BODY_TOO_LARGE"),
            (json!({"query": "query($t: String!) { search(text: $t) { totalCount } }", "variables": {"t": "a ".repeat(30_000)}}).to_string(), 200, "INVALID_VALUE"),
            (json!({"query": "query($t: String!) { search(text: $t) { totalCount } }", "variables": {"t": "ab ".repeat(166)}}).to_string(), 200, ""),
            (json!({"query": "query($b: ID!) { paragraph(body: $b, year: -2147483648, number: 2147483647) { title } }", "variables": {"b": "bod-00000000000000000000000000"}}).to_string(), 200, ""),
            (json!({"query": "query($b: ID!) { paragraph(body: $b, year: 1, number: 1, occurrence: 2147483647) { title } }", "variables": {"b": "bod-00000000000000000000000000"}}).to_string(), 200, ""),
            (json!({"query": "{ meetings(filter: {from: \"9999-12-31\", to: \"0001-01-01\"}) { totalCount } }"}).to_string(), 200, ""),
            (json!({"query": "{ meetings(filter: {from: \"9999-12-31\", to: \"0000-12-31\"}) { totalCount } }"}).to_string(), 200, "VALIDATION_FAILED"),
            (json!({"query": "{ meetings(filter: {from: \"9999-12-31\", to: \"-001-12-31\"}) { totalCount } }"}).to_string(), 200, "VALIDATION_FAILED"),
            (json!({"query": "{ association(slug: \"a\") { members(asOf: \"0001-01-01\") { joinedOn } } }"}).to_string(), 200, ""),
        ] {
            let shown: String = body.chars().take(100).collect();
            let answer = client.post(body).await;
            assert_eq!((answer.status, answer.codes().join(" ").as_str()), (status, codes), "{shown}: {}", answer.body);
        }
    }
    bystander.stays_well().await;
}

/// Sends a head, then as much of a body as the service takes, and reads the status of its answer.
async fn flood(app: &App, head: &str, chunk: &[u8], most: usize) -> (u16, usize) {
    let address = app.base().strip_prefix("http://").expect("an address");
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all(head.as_bytes()).await.expect("sent");
    let (mut read, mut write) = stream.split();
    let mut sent = 0;
    let mut answer = Vec::new();
    let sending = async {
        while sent < most {
            if write.write_all(chunk).await.is_err() {
                break;
            }
            sent += chunk.len();
        }
        // What was not asked to close is left open until the answer has come.
        std::future::pending::<()>().await;
    };
    let reading = async {
        let mut part = [0; 4096];
        loop {
            match read.read(&mut part).await {
                Ok(0) | Err(_) => break,
                Ok(length) => answer.extend_from_slice(&part[..length]),
            }
            if answer.windows(4).any(|window| window == b"\r\n\r\n") {
                break;
            }
        }
    };
    tokio::select! {
        () = sending => unreachable!("never ends"),
        outcome = tokio::time::timeout(std::time::Duration::from_secs(30), reading) => outcome.expect("an answer in time"),
    }
    let text = String::from_utf8_lossy(&answer);
    let status = text
        .split_whitespace()
        .nth(1)
        .unwrap_or_else(|| panic!("no answer after {sent} bytes: {text}"));
    (status.parse().expect("a status"), sent)
}

#[tokio::test]
async fn b10_large_bodies_are_refused_without_being_read() {
    const LARGE: usize = 200 * 1024 * 1024;
    let app = App::start(Engine::Sqlite).await;
    let client = app.anonymous();
    let bystander = Bystander::beside(&app);
    let head = |more: &str| {
        format!(
            "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n{more}\r\n\r\n"
        )
    };
    for _ in 0..rounds() {
        let (status, _) = flood(
            &app,
            &head(&format!("content-length: {LARGE}")),
            &[b' '; 65_536],
            LARGE,
        )
        .await;
        assert_eq!(status, 413, "announced");
        let mut chunk = b"10000\r\n".to_vec();
        chunk.resize(chunk.len() + 65_536, b' ');
        chunk.extend_from_slice(b"\r\n");
        let (status, sent) = flood(&app, &head("transfer-encoding: chunked"), &chunk, LARGE).await;
        assert_eq!(status, 413, "chunked");
        assert!(sent < LARGE / 4, "{sent} bytes were taken");
        for encoding in ["gzip", "br", "deflate", "zstd"] {
            let more = format!("content-length: 10\r\ncontent-encoding: {encoding}");
            assert_eq!(
                flood(&app, &head(&more), b"0123456789", 10).await.0,
                415,
                "{encoding}"
            );
        }
        let multipart = head("content-length: 10")
            .replace("application/json", "multipart/form-data; boundary=x");
        assert_eq!(
            flood(&app, &multipart, b"--x\r\n--x--", 10).await.0,
            415,
            "multipart"
        );
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            for (depth, status, code) in [
                (41, 400, "NESTING_LIMIT_EXCEEDED"),
                (200, 400, "NESTING_LIMIT_EXCEEDED"),
                (200_000, 413, "BODY_TOO_LARGE"),
            ] {
                let nested = format!("{}1{}", open.repeat(depth), close.repeat(depth));
                let answer = client
                    .post(format!(
                        r#"{{"query":"{{ rulebook {{ code }} }}","x":{nested}}}"#
                    ))
                    .await;
                assert_eq!(
                    (answer.status, answer.codes()),
                    (status, vec![code]),
                    "{open} {depth}"
                );
            }
        }
        let repeated = format!(
            r#"{{{} "query":"{{ rulebook {{ code }} }}"}}"#,
            r#""variables":{},"#.repeat(1_000)
        );
        assert_eq!(client.post(repeated).await.codes(), ["MALFORMED_REQUEST"]);
    }
    bystander.stays_well().await;
}

fn contract() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/contract");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("the fixtures")
        .map(|entry| entry.expect("a file").path())
        .collect();
    files.sort();
    let read = |path: &PathBuf| {
        let name = path
            .file_stem()
            .and_then(|name| name.to_str())
            .expect("a name")
            .to_owned();
        (name, std::fs::read_to_string(path).expect("a file"))
    };
    let found: Vec<_> = files.iter().map(read).collect();
    let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "association",
            "changes",
            "citation",
            "concerning",
            "meeting",
            "number",
            "open",
            "rulebook",
            "search"
        ]
    );
    found
}

const NORRSKEN: &str = "samordningsforbundet-norrsken";

/// Variables of the contract's queries for the demo data.
fn variables(body: &str) -> Value {
    json!({
        "organisation": NORRSKEN, "slug": NORRSKEN, "on": "2025-11-27", "asOf": "2025-11-27", "q": "budget",
        "body": body, "year": 2025, "number": 70,
    })
}

#[test]
fn every_query_of_contract_and_cookbook_costs_at_most_half_of_what_it_may() {
    let guard = Guard::from_sdl(&api::graphql::schema().sdl(), Limits::default()).expect("a guard");
    let limits = guard.limits();
    let body = "bod-00000000000000000000000000";
    let contract = contract()
        .into_iter()
        .map(|(name, query)| (name, query, variables(body)));
    let recipes = cookbook();
    assert_eq!(recipes.len(), 19);
    let cookbook = recipes
        .into_iter()
        .map(|recipe| (recipe.file, recipe.query, recipe.variables));
    for (name, query, variables) in contract.chain(cookbook) {
        let weight = guard
            .admits(&query, Variables::from_json(variables))
            .unwrap_or_else(|refusal| panic!("{name}: {refusal}"));
        for (what, found, most) in [
            ("cost", weight.cost, limits.cost),
            ("selections", weight.selections, limits.selections),
            ("aliases", weight.aliases, limits.aliases),
            ("directives", weight.directives, limits.directives),
        ] {
            assert!(found * 2 <= most, "{name}: {what} {found} of {most}");
        }
        assert!(
            weight.depth < limits.depth,
            "{name}: depth {} of {}",
            weight.depth,
            limits.depth
        );
    }
}

/// Whether there is anything at all in an answer: some scalar that is neither null, nor zero, nor false.
fn says_something(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) => false,
        Value::Number(number) => number.as_i64() != Some(0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => items.iter().any(says_something),
        Value::Object(members) => members.values().any(says_something),
    }
}

/// Lists of an answer that hold nothing, by path.
fn empty_connections(value: &Value, path: &str, into: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let path = format!("{path}.{name}");
                if name == "nodes" && value.as_array().is_some_and(Vec::is_empty) {
                    into.push(path.clone());
                }
                empty_connections(value, &path, into);
            }
        }
        Value::Array(items) => items
            .iter()
            .for_each(|item| empty_connections(item, path, into)),
        _ => {}
    }
}

async fn demo_board(client: &Client) -> String {
    let query = "query($o: String!) { association(slug: $o) { board { id } } }";
    let data = client.query(query, json!({"o": NORRSKEN})).await.data();
    data["association"]["board"]["id"]
        .as_str()
        .expect("the demo's board")
        .to_owned()
}

async fn every_query_of_contract_and_cookbook_is_answered_on(engine: Engine) {
    let app = App::demo(engine).await;
    let client = app.anonymous();
    let board = demo_board(&client).await;
    for (name, query) in contract() {
        let mut variables = variables(&board);
        if name == "concerning" {
            // Its own decisions do not concern the association, but its members.
            variables["organisation"] = json!("bjorkanas-kommun");
        }
        let data = client.query(&query, variables).await.data();
        assert!(says_something(&data), "{name}: {data:#}");
    }
    for recipe in cookbook() {
        let variables = recipe.variables.to_string().replace("BODY_ID", &board);
        let variables = serde_json::from_str(&variables).expect("JSON");
        let data = client.query(&recipe.query, variables).await.data();
        assert!(says_something(&data), "{}: {data:#}", recipe.file);
        // The outermost list is never an empty one; only a body without a meeting that day may have none.
        let mut empty = Vec::new();
        empty_connections(&data, "", &mut empty);
        empty.retain(|path| path.matches(".nodes").count() <= 1);
        assert!(empty.is_empty(), "{}: {empty:?} of {data:#}", recipe.file);
    }
}

#[tokio::test]
async fn every_query_of_contract_and_cookbook_is_answered() {
    every_query_of_contract_and_cookbook_is_answered_on(Engine::Sqlite).await;
}

#[tokio::test]
async fn every_query_of_contract_and_cookbook_is_answered_on_postgresql() {
    every_query_of_contract_and_cookbook_is_answered_on(Engine::Postgres).await;
}
