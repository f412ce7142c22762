//! What the service counts of itself: right, readable by parsers that are not ours, and without a name, an id or a
//! token in it.

use super::attachments::Caller;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use tests::app::{App, Engine};
use tests::board::{ASSOCIATION, Board};
use tests::on_both_engines;
use tests::socket::Socket;
use tests::witness::LittleWitness;

on_both_engines![
    what_happens_is_counted_and_told_by_closed_lists_alone,
    whoever_may_not_ask_is_told_that_there_is_nothing,
];

/// What parsers of another make read: by name and labels, the value.
async fn judged(base: &str) -> BTreeMap<String, f64> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/judge-metrics");
    let base = base.to_owned();
    let judged = tokio::task::spawn_blocking(move || Command::new(script).arg(base).output());
    let judged = judged.await.expect("no panic").expect("the judge runs");
    let said = String::from_utf8_lossy(&judged.stderr).into_owned();
    assert!(judged.status.success(), "{said}");
    serde_json::from_slice(&judged.stdout).expect("JSON")
}

async fn what_happens_is_counted_and_told_by_closed_lists_alone(engine: Engine) {
    let witness = LittleWitness::start("w.example/9", 55, tests::app::seal_key().public()).await;
    let app = App::with(engine, |settings| {
        settings.witnesses = Some(witness.listed());
        settings.witness_interval = 1;
    })
    .await;
    api::demo::load(&app.store).await.expect("demo data");
    let board = Board::of(&app).await;
    let before = judged(app.base()).await;
    let public = Caller::new(&app, None);
    for _ in 0..3 {
        assert_eq!(
            public
                .get("/paragraf/v1/organisations?limit=1", &[])
                .await
                .status,
            200
        );
    }
    assert_eq!(
        public
            .get("/paragraf/v1/organisations?strange=Berglund", &[])
            .await
            .status,
        422
    );
    for path in [
        "/paragraf/v1/nothing/Anna%20Berglund",
        "/a/b/c/d/e/Anna-Berglund",
    ] {
        assert_eq!(public.get(path, &[]).await.status, 404);
    }
    let forged = Caller::new(&app, Some("eyJhbGciOiJub25lIn0.canary.".to_owned()));
    assert_eq!(
        forged.get("/paragraf/v1/organisations", &[]).await.status,
        401
    );
    let client = app.anonymous();
    let deep = "{ organisations ".repeat(60) + &" }".repeat(60);
    assert_eq!(client.query(&deep, Value::Null).await.codes().len(), 1);
    let hidden = client
        .query("{ node(id: \"canary\") { id } }", json!({}))
        .await;
    assert_eq!(hidden.codes(), ["INVALID_VALUE"]);
    let meeting = board.open("2026-01-15").await;
    let greeted = Socket::greeted(app.base(), None).await;

    let after = judged(app.base()).await;
    let more = |name: &str| {
        let held = |all: &BTreeMap<String, f64>| all.get(name).copied().unwrap_or_default();
        held(&after) - held(&before)
    };
    let requests = |route: &str, method: &str, status: &str| {
        more(&format!(
            "paragraf_http_requests_total{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}}"
        ))
    };
    let organisations = "/paragraf/v1/organisations";
    assert_eq!(requests(organisations, "GET", "2xx"), 3.0, "{after:#?}");
    assert_eq!(requests(organisations, "GET", "4xx"), 2.0, "{after:#?}");
    assert_eq!(
        requests("/metrics", "GET", "2xx"),
        2.0,
        "the two of the first look"
    );
    let lasted = |ending: &str| {
        more(&format!(
            "paragraf_http_request_duration_seconds_{ending}{{method=\"GET\",route=\"{organisations}\"}}"
        ))
    };
    assert_eq!(lasted("count"), 5.0);
    assert!(lasted("sum") > 0.0);
    let refused = |code: &str| more(&format!("paragraf_refusals_total{{code=\"{code}\"}}"));
    assert_eq!(refused("INVALID_VALUE"), 2.0, "{after:#?}");
    assert_eq!(refused("UNAUTHENTICATED"), 1.0, "{after:#?}");
    assert_eq!(refused("NESTING_LIMIT_EXCEEDED"), 1.0, "{after:#?}");
    assert_eq!(more("paragraf_websockets"), 1.0);
    assert!(more("paragraf_journal_entries") >= 1.0);
    let now = |name: &str| after.get(name).copied();
    assert_eq!(now("paragraf_database_up"), Some(1.0));
    assert_eq!(now("paragraf_draining"), Some(0.0));
    assert_eq!(now("paragraf_sealed_units"), Some(0.0));
    assert_eq!(
        now("paragraf_witness_logs_behind{witness=\"w.example/9\"}"),
        Some(0.0)
    );
    let most = "paragraf_sql_connections{pool=\"read\",state=\"most\"}";
    assert_eq!(now(most), Some(8.0));
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(
        now(&format!("paragraf_build_info{{version=\"{version}\"}}")),
        Some(1.0)
    );
    assert!(now("paragraf_process_resident_memory_bytes") > Some(1e6));
    // Nothing that anybody sent, no id, no name of a person or an organisation.
    let all: Vec<&String> = after.keys().collect();
    for canary in [
        "Berglund",
        "canary",
        "eyJ",
        ASSOCIATION,
        "norrsken",
        &meeting,
        "mtg-",
        "Greta",
    ] {
        assert!(
            !all.iter().any(|name| name.contains(canary)),
            "{canary}: {all:#?}"
        );
    }
    drop(greeted);
}

async fn whoever_may_not_ask_is_told_that_there_is_nothing(engine: Engine) {
    use api::web::metrics::Access;
    let app = App::start(engine).await;
    let public = Caller::new(&app, None);
    let near = public.get("/metrics", &[]).await;
    assert_eq!(near.status, 200);
    assert_eq!(
        near.header("content-type"),
        "text/plain; version=0.0.4; charset=utf-8"
    );
    let asked = [("accept", "application/openmetrics-text;version=1.0.0")];
    let open = public.get("/metrics", &asked).await;
    assert!(
        open.header("content-type")
            .starts_with("application/openmetrics-text")
    );
    assert!(open.bytes.ends_with(b"# EOF\n"));
    let passed = public
        .get("/metrics", &[("x-forwarded-for", "192.0.2.7")])
        .await;
    assert_eq!(
        (passed.status, passed.bytes.as_slice()),
        (404, &b"not found\n"[..])
    );
    for (access, header, status) in [
        (Access::Off, None, 404),
        (Access::Open, Some(("x-forwarded-for", "192.0.2.7")), 200),
    ] {
        let mut settings = app.settings.clone();
        settings.metrics = access;
        let other = app.beside_with(settings).await;
        let got = Caller::new(&other, None)
            .get("/metrics", header.as_slice())
            .await;
        assert_eq!(got.status, status, "{access:?}");
    }
}
