//! Who does not wait for a collector, and what is never sent.

use super::super::cli::Place;
use super::{asked, client};
use reqwest::Method;
use std::net::TcpListener;
use std::time::{Duration, Instant};
use tests::app::{App, Engine};
use tests::collector::Collector;
use tests::process::{Process, free_port};

/// How long a read takes in the middle, of so many.
async fn median(http: &reqwest::Client, base: &str, count: usize) -> Duration {
    let mut times = Vec::new();
    for _ in 0..count {
        let begun = Instant::now();
        let url = format!("{base}/paragraf/v1/organisations");
        let (status, ..) = asked(http, (Method::GET, url), None, None, None).await;
        assert_eq!(status, 200);
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    times[count / 2]
}

#[tokio::test]
async fn nobody_waits_for_a_collector_and_nothing_is_sent_unasked() {
    let app = App::demo(Engine::Sqlite).await;
    let (collector, silent) = (
        Collector::start(),
        TcpListener::bind("127.0.0.1:0").expect("a port"),
    );
    let never = format!("http://{}", silent.local_addr().expect("an address"));
    let closed = format!("http://127.0.0.1:{}", free_port());
    let traces = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    // A queue that is soon full, and a batch soon due.
    let small = [
        ("OTEL_BSP_MAX_QUEUE_SIZE", "16"),
        ("OTEL_BSP_SCHEDULE_DELAY", "20"),
    ];
    let kinds: [(&str, Vec<(&str, &str)>); 4] = [
        (
            "unasked",
            vec![
                ("OTEL_SERVICE_NAME", "x"),
                ("OTEL_TRACES_SAMPLER", "always_on"),
            ],
        ),
        (
            "sampled out",
            vec![
                (traces, &collector.url),
                ("OTEL_TRACES_SAMPLER", "traceidratio"),
                ("OTEL_TRACES_SAMPLER_ARG", "0"),
            ],
        ),
        (
            "silent",
            [vec![(traces, never.as_str())], small.to_vec()].concat(),
        ),
        (
            "closed",
            [vec![(traces, closed.as_str())], small.to_vec()].concat(),
        ),
    ];
    let (http, mut usual) = (client(), Duration::ZERO);
    let mut ending = Vec::new();
    for (kind, settings) in kinds {
        let port = free_port();
        let common = [("PARAGRAF_LIMIT", "0"), ("PARAGRAF_DRAIN_SECONDS", "0")];
        let settings = [settings, common.to_vec()].concat();
        let mut process = Process::serve_with(&app.settings.database_url, port, &settings);
        let base = format!("http://127.0.0.1:{port}");
        let time = median(&http, &base, 60).await;
        if kind == "unasked" {
            usual = time;
        }
        // Somewhere else something else may be running on this machine.
        assert!(
            time < usual * 3 + Duration::from_millis(20),
            "{kind}: {time:?}, else {usual:?}"
        );
        process.terminate();
        ending.push((kind, process));
    }
    for (kind, mut process) in ending {
        process
            .ended_within(super::BOUND)
            .unwrap_or_else(|| panic!("{kind} does not end"));
    }
    assert!(collector.got().is_empty(), "nothing was to be sent");
}

#[tokio::test]
async fn what_cannot_be_used_is_refused_by_its_name() {
    let place = Place::new().on_sqlite();
    let place = place.with("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1");
    let place = place.with("OTEL_TRACES_SAMPLER", "sometimes");
    let ran = place.run(&["serve"]).await;
    assert!(
        ran.err.contains("configuration: OTEL_TRACES_SAMPLER: "),
        "{}",
        ran.err
    );
}
