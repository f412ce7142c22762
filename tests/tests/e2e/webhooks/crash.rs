//! The service is killed while it delivers, and the receiver fails by chance (I1): nothing is missing, nothing comes that did
//! not happen, and of each organisation in order.

use super::{KEY, happen, organisations, service, subscribed};
use chrono::TimeDelta;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};
use tests::app::{App, Engine};
use tests::on_both_engines;
use tests::process::{Process, free_port};
use tests::receiver::{Got, Manner, Receiver};

on_both_engines![
    killed_again_and_again_it_delivers_everything,
    a_receiver_that_fails_by_chance_gets_everything_in_order,
];

/// How much is done: all of it with `PARAGRAF_FULL=1`.
struct Volume {
    kills: u32,
    organisations: u128,
    of_each: u128,
}

#[expect(
    clippy::disallowed_methods,
    reason = "how much is done is not the service's to know"
)]
fn volume() -> Volume {
    match std::env::var_os("PARAGRAF_FULL").is_some_and(|value| value == "1") {
        true => Volume {
            kills: 20,
            organisations: 100,
            of_each: 100,
        },
        false => Volume {
            kills: 4,
            organisations: 20,
            of_each: 10,
        },
    }
}

/// What was taken: every event of the feed, none else, and the first time each in order. Gives how many came again.
fn whole(got: &[Got], organisations: usize, of_each: u128) -> usize {
    let mut first: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    let (mut met, mut again) = (BTreeSet::new(), 0);
    for event in got.iter().filter(|got| got.taken) {
        let (of, sequence) = event.of();
        if met.insert((of.clone(), sequence)) {
            first.entry(of).or_default().push(sequence);
        } else {
            again += 1;
        }
    }
    assert_eq!(first.len(), organisations);
    let wanted: Vec<i64> = (1..).take(usize::try_from(of_each).expect("few")).collect();
    for (of, sequences) in first {
        assert_eq!(sequences, wanted, "{of}");
    }
    again
}

/// How many different events were taken.
fn taken(receiver: &Receiver) -> usize {
    let got = receiver.got().into_iter().filter(|got| got.taken);
    got.map(|got| got.of()).collect::<BTreeSet<_>>().len()
}

async fn killed_again_and_again_it_delivers_everything(engine: Engine) {
    let Volume {
        kills,
        organisations: many,
        of_each,
    } = volume();
    // It only keeps the book; those that deliver are processes of their own.
    let app = App::with(engine, |settings| {
        settings.webhook_key = Some(secrecy::SecretString::from(KEY));
        settings.webhook_networks = Some("127.0.0.0/8".to_owned());
        settings.webhook_interval = 3_600_000;
    })
    .await;
    let ids = organisations(&app, many).await;
    let receiver = Receiver::start(Manner::AtRandom {
        fails: 20,
        seed: 7,
        rests: false,
    });
    tokio::time::sleep(Duration::from_millis(200)).await;
    subscribed(&app, receiver.url(), Value::Null).await;
    for id in &ids {
        happen(&app, *id, of_each).await;
    }
    let all = ids.len() * usize::try_from(of_each).expect("few");
    let settings = [
        ("PARAGRAF_WEBHOOK_KEY", KEY),
        ("PARAGRAF_WEBHOOK_NETWORKS", "127.0.0.0/8"),
        ("PARAGRAF_WEBHOOK_INTERVAL", "20"),
        ("PARAGRAF_WEBHOOK_LEASE", "1"),
    ];
    let url = app.settings.database_url.clone();
    let serve = || Process::serve_with(&url, free_port(), &settings);
    for round in 0..kills {
        let before = receiver.count();
        let process = serve();
        let started = Instant::now();
        // In the middle of something: as soon as a few more came.
        let few = all / usize::try_from(kills * 3).expect("few").max(1);
        while receiver.count() < before + few.max(3) && taken(&receiver) < all {
            assert!(
                started.elapsed() < Duration::from_secs(30),
                "round {round} delivers nothing"
            );
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        process.kill();
    }
    let process = serve();
    let started = Instant::now();
    while taken(&receiver) < all {
        let waited = started.elapsed();
        assert!(
            waited < Duration::from_secs(600),
            "{} of {all} were taken",
            taken(&receiver)
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    process.kill();
    let again = whole(&receiver.got(), ids.len(), of_each);
    // At the most what was on its way when it was killed.
    let most = usize::try_from(kills).expect("few") * 4;
    assert!(again <= most, "{again} came again, after {kills} kills");
}

async fn a_receiver_that_fails_by_chance_gets_everything_in_order(engine: Engine) {
    let app = service(engine).await;
    let ids = organisations(&app, 10).await;
    let receiver = Receiver::start(Manner::AtRandom {
        fails: 30,
        seed: 11,
        rests: true,
    });
    let hook = subscribed(&app, receiver.url(), Value::Null).await;
    let mut now = application::ports::Clock::now(app.clock.as_ref());
    app.clock.set(now);
    for id in &ids {
        happen(&app, *id, 40).await;
    }
    // The time passes in leaps, so that what waits is tried again soon.
    let started = Instant::now();
    while taken(&receiver) < 400 {
        assert!(
            started.elapsed() < Duration::from_secs(120),
            "{} were taken",
            taken(&receiver)
        );
        now += TimeDelta::seconds(7);
        app.clock.set(now);
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    assert_eq!(whole(&receiver.got(), 10, 40), 0);
    let failed = receiver.got().iter().filter(|got| !got.taken).count();
    assert!(failed > 80, "{failed} of 400 failed at first");
    let held = super::until(&app, &hook, |held| held["failingSince"].is_null()).await;
    assert_eq!(held["state"], "ACTIVE");
    let log = super::about(&app, &hook, "GET", "/deliveries", Value::Null, 200).await;
    assert_eq!(log["_meta"]["totalRecords"], 400 + failed);
    let none = super::about(&app, &hook, "GET", "/dead-letters", Value::Null, 200).await;
    assert_eq!(none["_meta"]["totalRecords"], 0);
}
