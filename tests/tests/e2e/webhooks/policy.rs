//! When an event is tried again, when it is given up, and when its receiver is (I6): on a clock that the test sets.

use super::{about, happen, organisations, service, subscribed, text, until};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use std::time::Duration;
use tests::app::{App, Engine};
use tests::on_both_engines;
use tests::receiver::{Manner, Receiver};

on_both_engines![
    an_event_is_tried_by_the_schedule_and_then_given_up,
    a_receiver_that_is_busy_gets_rest_and_one_that_is_gone_nothing,
    others_go_on_while_one_waits,
    two_services_send_each_event_once,
];

/// Seconds before each attempt but the first.
const PAUSES: [i64; 9] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

/// Long enough for a worker that looks every 20 ms.
async fn a_while() {
    tokio::time::sleep(Duration::from_millis(250)).await;
}

/// Stops the clock.
fn stopped(app: &App) -> DateTime<Utc> {
    use application::ports::Clock;
    let now = app.clock.now();
    app.clock.set(now);
    now
}

async fn an_event_is_tried_by_the_schedule_and_then_given_up(engine: Engine) {
    let app = service(engine).await;
    let ids = organisations(&app, 1).await;
    let mut now = stopped(&app);
    let receiver = Receiver::start(Manner::Status(500));
    let hook = subscribed(&app, receiver.url(), Value::Null).await;
    happen(&app, ids[0], 2).await;
    receiver.until(1).await;
    for (count, pause) in (1..).zip(PAUSES) {
        a_while().await;
        // Not a moment before its time, which is at the most a fifth longer than the schedule says.
        app.clock
            .set(now + TimeDelta::seconds(pause) - TimeDelta::milliseconds(1));
        a_while().await;
        assert_eq!(receiver.count(), count, "before {pause} s");
        now += TimeDelta::milliseconds(pause * 1_200);
        app.clock.set(now);
        receiver.until(count + 1).await;
    }
    let got = receiver.got();
    let id = got[0].header("webhook-id");
    assert!(
        got.iter().all(|got| got.header("webhook-id") == id),
        "the first event, each time"
    );
    // It took nothing while the event was tried: it is given up as well, and the second event waits.
    let held = until(&app, &hook, |held| held["state"] == "DISABLED").await;
    assert_eq!(
        (&held["disabledBecause"], &held["version"]),
        (&json!("FAILING"), &json!(2))
    );
    let dead = about(&app, &hook, "GET", "/dead-letters", Value::Null, 200).await;
    let letter = &dead["nodes"][0];
    assert_eq!(dead["_meta"]["totalRecords"], 1);
    assert_eq!(
        (&letter["sequence"], &letter["attempts"], &letter["status"]),
        (&json!(1), &json!(10), &json!(500))
    );
    assert_eq!(letter["messageId"], id);
    let log = about(
        &app,
        &hook,
        "GET",
        "/deliveries?limit=3&page=2",
        Value::Null,
        200,
    )
    .await;
    let numbers: Vec<i64> = log["nodes"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|node| node["attempt"].as_i64())
        .collect();
    assert_eq!(
        (numbers.as_slice(), &log["_meta"]["totalRecords"]),
        (&[7, 6, 5][..], &json!(10))
    );
    a_while().await;
    assert_eq!(receiver.count(), 10);
    // A test arrives all the same.
    receiver.answer(Manner::Well);
    let test = about(&app, &hook, "POST", "/test-events", Value::Null, 200).await;
    assert_eq!(
        (&test["event"], &test["status"]),
        (&json!("webhook.test"), &json!(204))
    );
    assert_eq!(receiver.got()[10].json()["data"]["webhook"], hook["id"]);
    // Set active again it is sent what waited; what was given up is sent again on request.
    let active = about(&app, &hook, "PATCH", "", json!({"active": true}), 200).await;
    assert_eq!(
        (&active["state"], &active["failingSince"]),
        (&json!("ACTIVE"), &Value::Null)
    );
    receiver.until(12).await;
    assert_eq!(receiver.got()[11].of().1, 2);
    let again = json!({"organisation": ids[0].to_string(), "fromSequence": 1});
    let replayed = about(&app, &hook, "POST", "/replays", again, 202).await;
    assert_eq!(replayed["toSequence"], 2);
    let got = receiver.until(14).await;
    assert_eq!((got[12].of().1, got[13].of().1), (1, 2));
    assert_eq!(got[12].header("webhook-id"), id, "under the same id");
    let dead = about(&app, &hook, "GET", "/dead-letters", Value::Null, 200).await;
    assert_eq!(dead["nodes"], json!([]));
    for wrong in [
        json!({"organisation": ids[0].to_string(), "fromSequence": 3}),
        json!({"organisation": ids[0].to_string(), "fromSequence": 0}),
        json!({"organisation": "nobody", "fromSequence": 1}),
        json!({"organisation": ids[0].to_string()}),
    ] {
        about(&app, &hook, "POST", "/replays", wrong, 422).await;
    }
}

async fn a_receiver_that_is_busy_gets_rest_and_one_that_is_gone_nothing(engine: Engine) {
    let app = service(engine).await;
    let ids = organisations(&app, 3).await;
    let now = stopped(&app);
    let receiver = Receiver::start(Manner::After(429, "60"));
    let hook = subscribed(&app, receiver.url(), Value::Null).await;
    happen(&app, ids[0], 1).await;
    receiver.until(1).await;
    let held = until(&app, &hook, |held| !held["pausedUntil"].is_null()).await;
    let moment =
        (now + TimeDelta::seconds(60)).to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    assert_eq!(text(&held["pausedUntil"]), moment);
    // Nothing else either, while it rests.
    happen(&app, ids[1], 1).await;
    app.clock.set(now + TimeDelta::seconds(59));
    a_while().await;
    assert_eq!(receiver.count(), 1);
    receiver.answer(Manner::Well);
    app.clock.set(now + TimeDelta::seconds(73));
    receiver.until(3).await;
    // Whoever answers 410 gets nothing more, and keeps its place.
    receiver.answer(Manner::Status(410));
    happen(&app, ids[2], 2).await;
    receiver.until(4).await;
    let held = until(&app, &hook, |held| held["state"] == "DISABLED").await;
    assert_eq!(held["disabledBecause"], "GONE");
    app.clock.set(now + TimeDelta::days(7));
    a_while().await;
    assert_eq!(receiver.count(), 4);
    receiver.answer(Manner::Well);
    about(&app, &hook, "PATCH", "", json!({"active": true}), 200).await;
    let got = receiver.until(6).await;
    assert_eq!((got[4].of().1, got[5].of().1), (1, 2));
    // Switched off by hand, and on again.
    about(&app, &hook, "PATCH", "", json!({"active": false}), 200).await;
    happen(&app, ids[2], 1).await;
    a_while().await;
    assert_eq!(receiver.count(), 6);
    about(&app, &hook, "PATCH", "", json!({"active": true}), 200).await;
    receiver.until(7).await;
}

async fn others_go_on_while_one_waits(engine: Engine) {
    let app = service(engine).await;
    let ids = organisations(&app, 3).await;
    let now = stopped(&app);
    let receiver = Receiver::start(Manner::FailsOf(ids[1].to_string()));
    let hook = subscribed(&app, receiver.url(), Value::Null).await;
    for id in &ids {
        happen(&app, *id, 5).await;
    }
    receiver.until(11).await;
    a_while().await;
    let of = |organisation: usize| -> Vec<i64> {
        let got = receiver.got().into_iter().map(|got| got.of());
        let own = got.filter(|(of, _)| *of == ids[organisation].to_string());
        own.map(|(_, sequence)| sequence).collect()
    };
    assert_eq!(
        (of(0), of(1), of(2)),
        (vec![1, 2, 3, 4, 5], vec![1], vec![1, 2, 3, 4, 5])
    );
    // How far it came is told as far as nothing is missing.
    let held = until(&app, &hook, |held| held["cursor"] == "NQ").await;
    assert_eq!(held["state"], "ACTIVE");
    receiver.answer(Manner::Well);
    app.clock.set(now + TimeDelta::seconds(6));
    receiver.until(16).await;
    assert_eq!(of(1), [1, 1, 2, 3, 4, 5]);
    until(&app, &hook, |held| {
        held["cursor"] == "MTU" && held["failingSince"].is_null()
    })
    .await;
}

async fn two_services_send_each_event_once(engine: Engine) {
    let app = service(engine).await;
    let other = app.beside().await;
    let ids = organisations(&app, 5).await;
    let receivers: Vec<Receiver> = (0..3).map(|_| Receiver::start(Manner::Well)).collect();
    for receiver in &receivers {
        subscribed(&app, receiver.url(), Value::Null).await;
    }
    for round in 0..6 {
        let at = if round % 2 == 0 { &app } else { &other };
        for id in &ids {
            happen(at, *id, 4).await;
        }
    }
    for receiver in &receivers {
        receiver.until(120).await;
    }
    a_while().await;
    for receiver in &receivers {
        let got = receiver.got();
        assert_eq!(got.len(), 120, "each once");
        for id in &ids {
            let own = got.iter().map(tests::receiver::Got::of);
            let own: Vec<i64> = own
                .filter(|(of, _)| *of == id.to_string())
                .map(|(_, at)| at)
                .collect();
            assert_eq!(own, (1..=24).collect::<Vec<_>>());
        }
    }
}
