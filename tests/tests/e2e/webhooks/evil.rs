//! Receivers that mean no good (I5): none holds up another, and none leads the service elsewhere.

use super::{about, happen, organisations, service, subscribed, text, until};
use serde_json::Value;
use std::time::{Duration, Instant};
use tests::app::Engine;
use tests::receiver::{Manner, Receiver};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_receiver_holds_up_another() {
    let app = service(Engine::Sqlite).await;
    let ids = organisations(&app, 1).await;
    let silent = Receiver::start(Manner::Never);
    let endless = Receiver::start(Manner::Endlessly);
    let slow = Receiver::start(Manner::Slowly);
    let good = Receiver::start(Manner::Well);
    let silenced = subscribed(&app, silent.url(), Value::Null).await;
    let mut others = Vec::new();
    for receiver in [&endless, &slow] {
        others.push(subscribed(&app, receiver.url(), Value::Null).await);
    }
    // One that never reads what it is sent.
    let full = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = full.local_addr().expect("an address");
    subscribed(&app, &format!("http://{address}/"), Value::Null).await;
    subscribed(&app, good.url(), Value::Null).await;
    let started = Instant::now();
    happen(&app, ids[0], 3).await;
    good.until(3).await;
    assert!(
        started.elapsed() < Duration::from_secs(1),
        "{:?}",
        started.elapsed()
    );
    // What was answered with 200 was taken, however long the body goes on.
    for (receiver, hook) in [&endless, &slow].into_iter().zip(&others) {
        receiver.until(3).await;
        let log = until_logged(&app, hook, 3).await;
        for node in log["nodes"].as_array().expect("a list") {
            assert_eq!(node["status"], 200);
            let took = node["milliseconds"].as_i64().expect("a number");
            assert!(took < 3_000, "{took} ms");
        }
    }
    let log = until_logged(&app, &silenced, 1).await;
    let node = &log["nodes"][0];
    assert_eq!(node["status"], Value::Null);
    assert!(text(&node["error"]).contains("too long"), "{node}");
    let took = node["milliseconds"].as_i64().expect("a number");
    assert!((14_000..17_000).contains(&took), "{took} ms");
    assert_eq!(silent.count(), 1);
}

async fn until_logged(app: &tests::app::App, hook: &Value, count: u64) -> Value {
    for _ in 0..600 {
        let log = about(app, hook, "GET", "/deliveries", Value::Null, 200).await;
        if log["_meta"]["totalRecords"].as_u64() >= Some(count) {
            return log;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{count} attempts were not logged")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_redirection_is_followed() {
    let app = service(Engine::Sqlite).await;
    let ids = organisations(&app, 1).await;
    let elsewhere = Receiver::start(Manner::Well);
    let receiver = Receiver::start(Manner::Elsewhere(elsewhere.url().to_owned()));
    let hook = subscribed(&app, receiver.url(), Value::Null).await;
    happen(&app, ids[0], 1).await;
    receiver.until(1).await;
    let log = until_logged(&app, &hook, 1).await;
    assert_eq!(log["nodes"][0]["status"], 307, "and not taken");
    let held = until(&app, &hook, |held| !held["failingSince"].is_null()).await;
    assert_eq!(held["state"], "ACTIVE");
    assert_eq!(elsewhere.count(), 0);
}
