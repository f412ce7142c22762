//! What the service counts of itself, for Prometheus.
//!
//! No label holds what anybody sent: routes are patterns, methods, codes and statuses come from closed lists. So the
//! number of series is bounded, and no name, id or token gets into them.

mod exposition;
mod process;

pub use exposition::{Exposition, told};

use crate::problem;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::{Error, web};
use application::ports::SealAudit;
use persistence::Store;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use std::collections::BTreeSet;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, Instant};

/// Bounds of the histogram of durations, in seconds. The longest that is executed is given up after ten.
const BOUNDS: [f64; 12] = [
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0,
];
/// What stands for a route that there is not, a method that is not known, a code that is not listed.
pub(crate) const OTHER: &str = "other";
/// How long the database is waited for when figures are asked of it.
const PATIENCE: Duration = Duration::from_secs(2);

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    route: String,
    method: &'static str,
    status: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Served {
    route: String,
    method: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Refusal {
    code: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Connections {
    pool: &'static str,
    state: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Witness {
    witness: String,
}

/// Where an answer came from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct AnswerFrom {
    from: &'static str,
}

impl AnswerFrom {
    /// It was held, and nothing had been written since.
    pub const MEMORY: Self = Self { from: "memory" };
    /// It was made by asking the database.
    pub const DATABASE: Self = Self { from: "database" };
    /// Something was written while it was made, so that it was made again at one state of the database.
    pub const STANDING: Self = Self { from: "standing" };
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Build {
    version: &'static str,
}

/// The codes with which a request was refused, left with its answer for whoever counts.
#[derive(Debug, Clone, Default)]
pub struct RefusedWith(pub Vec<String>);

/// What is counted while the service runs, and looked up when somebody asks.
pub struct Metrics {
    registry: Registry,
    requests: Family<Asked, Counter>,
    durations: Family<Served, Histogram>,
    /// Requests that are being answered.
    pub under_way: Gauge,
    refusals: Family<Refusal, Counter>,
    /// GraphQL documents that came and are not among those that are trusted.
    pub untrusted: Counter,
    /// Answers to reads, by where they came from.
    pub answers: Family<AnswerFrom, Counter>,
    connections: Family<Connections, Gauge>,
    sockets: Gauge,
    /// Subscriptions that are open; whoever opens one holds it up.
    pub subscriptions: Gauge,
    database: Gauge,
    journal: Gauge,
    sealed: Gauge,
    behind: Family<Witness, Gauge>,
    draining: Gauge,
    memory: Gauge,
    processor: Gauge<f64, AtomicU64>,
    files: Gauge,
    codes: BTreeSet<String>,
    witnesses: Vec<String>,
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Metrics").finish_non_exhaustive()
    }
}

/// Every code that there is.
fn codes() -> BTreeSet<String> {
    let listing = problem::listing();
    let lists = ["problems", "rules"].into_iter();
    let rows = lists.filter_map(|part| listing[part].as_array());
    let codes = rows
        .flatten()
        .filter_map(|row| row["code"].as_str().map(str::to_owned));
    codes.collect()
}

impl Metrics {
    /// Counts from naught; `witnesses` are the keys that the logs are shown to.
    pub fn new(witnesses: Vec<String>) -> Self {
        let durations = Family::new_with_constructor((|| Histogram::new(BOUNDS)) as fn() -> _);
        let mut held = Self {
            registry: Registry::with_prefix("paragraf"),
            requests: Family::default(),
            durations,
            under_way: Gauge::default(),
            refusals: Family::default(),
            untrusted: Counter::default(),
            answers: Family::default(),
            connections: Family::default(),
            sockets: Gauge::default(),
            subscriptions: Gauge::default(),
            database: Gauge::default(),
            journal: Gauge::default(),
            sealed: Gauge::default(),
            behind: Family::default(),
            draining: Gauge::default(),
            memory: Gauge::default(),
            processor: Gauge::default(),
            files: Gauge::default(),
            codes: codes(),
            witnesses,
        };
        held.register();
        held
    }

    fn register(&mut self) {
        let registry = &mut self.registry;
        registry.register(
            "http_requests",
            "Requests answered, by route, method and class of status",
            self.requests.clone(),
        );
        registry.register_with_unit(
            "http_request_duration",
            "Time from a request to the head of its answer",
            Unit::Seconds,
            self.durations.clone(),
        );
        registry.register(
            "http_requests_under_way",
            "Requests that are being answered",
            self.under_way.clone(),
        );
        registry.register(
            "refusals",
            "Requests refused over HTTP, by the code that they were refused with",
            self.refusals.clone(),
        );
        registry.register(
            "untrusted_documents",
            "GraphQL documents that are not trusted, where the mode is warn or enforce",
            self.untrusted.clone(),
        );
        registry.register(
            "answers",
            "Answers to reads, by where they came from",
            self.answers.clone(),
        );
        registry.register(
            "sql_connections",
            "Connections to the database",
            self.connections.clone(),
        );
        registry.register(
            "websockets",
            "WebSocket connections that are open",
            self.sockets.clone(),
        );
        registry.register(
            "subscriptions",
            "Subscriptions that are open",
            self.subscriptions.clone(),
        );
        registry.register(
            "database_up",
            "Whether the database answered when this was asked",
            self.database.clone(),
        );
        registry.register(
            "journal_entries",
            "Entries of all journals in the database",
            self.journal.clone(),
        );
        registry.register(
            "sealed_units",
            "Entries of all logs of sealed units, as their last checkpoints have them",
            self.sealed.clone(),
        );
        registry.register(
            "witness_logs_behind",
            "Logs whose last checkpoint a witness has not signed",
            self.behind.clone(),
        );
        registry.register(
            "draining",
            "Whether the service is about to stop",
            self.draining.clone(),
        );
        let build = Info::new(Build {
            version: env!("CARGO_PKG_VERSION"),
        });
        registry.register("build", "What runs", build);
        let process = registry.sub_registry_with_prefix("process");
        process.register_with_unit(
            "resident_memory",
            "Memory that the process holds",
            Unit::Bytes,
            self.memory.clone(),
        );
        process.register_with_unit(
            "cpu",
            "Processor time that the process has used",
            Unit::Seconds,
            self.processor.clone(),
        );
        process.register(
            "open_fds",
            "Files and sockets that are open",
            self.files.clone(),
        );
    }

    fn count(&self, asked: Asked, lasted: Duration) {
        let (route, method) = (asked.route.clone(), asked.method);
        let served = self.durations.get_or_create(&Served { route, method });
        served.observe(lasted.as_secs_f64());
        drop(served);
        self.requests.get_or_create(&asked).inc();
    }

    /// A code that is listed, or what stands for one that is not.
    pub(crate) fn known(&self, code: &str) -> &str {
        self.codes.get(code).map_or(OTHER, String::as_str)
    }

    fn refused(&self, refused: &RefusedWith) {
        for code in &refused.0 {
            let code = self.known(code).to_owned();
            self.refusals.get_or_create(&Refusal { code }).inc();
        }
    }

    /// Looks up what is not counted, and gives all of it as text. What the database does not tell in time keeps its last
    /// value, beside `paragraf_database_up 0`.
    pub async fn exposed(&self, store: &Store, now: Now) -> String {
        let count = |held: u64| i64::try_from(held).unwrap_or(i64::MAX);
        for pool in store.pools() {
            for (state, held) in [
                ("in_use", pool.in_use),
                ("idle", pool.idle),
                ("most", pool.most),
            ] {
                let labels = Connections {
                    pool: pool.name,
                    state,
                };
                self.connections.get_or_create(&labels).set(held.into());
            }
        }
        let asked = async {
            let entries = store.journal_entries().await?;
            Ok::<_, application::error::StorageError>((entries, store.reach().await?))
        };
        let asked = tokio::time::timeout(PATIENCE, asked).await;
        let up = matches!(asked, Ok(Ok(_)));
        if let Ok(Ok((entries, logs))) = asked {
            self.journal.set(entries);
            self.sealed
                .set(count(logs.iter().map(|log| log.size).sum()));
            for witness in &self.witnesses {
                let signed = |log: &&application::sealing::Reach| {
                    log.witnessed.get(witness).copied().unwrap_or_default() < log.size
                };
                let behind = logs.iter().filter(signed).count();
                let witness = witness.split('+').next().unwrap_or_default().to_owned();
                let behind = i64::try_from(behind).unwrap_or(i64::MAX);
                self.behind.get_or_create(&Witness { witness }).set(behind);
            }
        }
        self.database.set(up.into());
        self.sockets.set(count(now.sockets));
        self.draining.set(now.draining.into());
        let process = process::look();
        self.memory.set(count(process.memory));
        self.processor.set(process.processor);
        self.files.set(count(process.files));
        let mut text = String::new();
        if prometheus_client::encoding::text::encode(&mut text, &self.registry).is_err() {
            tracing::error!("the metrics could not be written");
        }
        text
    }
}

/// What only the running service knows.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    /// WebSocket connections that are open.
    pub sockets: u64,
    /// Whether it is about to stop.
    pub draining: bool,
}

pub(crate) fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::OPTIONS => "OPTIONS",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => OTHER,
    }
}

const fn class(status: u16) -> &'static str {
    match status / 100 {
        1 => "1xx",
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        5 => "5xx",
        _ => OTHER,
    }
}

/// The pattern of a route without what its parts may look like, `/{organisation}/notices`.
pub(crate) fn pattern(route: Option<&str>) -> String {
    let Some(route) = route else {
        return OTHER.to_owned();
    };
    let (mut plain, mut depth, mut look) = (String::new(), 0_u32, false);
    for letter in route.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ':' if depth == 1 => look = true,
            _ => {}
        }
        if depth == 0 {
            look = false;
        }
        if !look {
            plain.push(letter);
        }
    }
    plain
}

/// Stands around every request and counts it.
///
/// # Errors
/// Those of what it stands around.
pub async fn measured(
    metrics: web::Data<Metrics>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let (method, begun) = (method(request.method()), Instant::now());
    // Counted down as well where the client went away meanwhile.
    let _held = held(&metrics.under_way);
    let answer = next.call(request).await;
    let (route, status) = match &answer {
        Ok(answer) => (
            pattern(answer.request().match_pattern().as_deref()),
            answer.status().as_u16(),
        ),
        Err(error) => (
            OTHER.to_owned(),
            error.as_response_error().status_code().as_u16(),
        ),
    };
    let status = class(status);
    let asked = Asked {
        route,
        method,
        status,
    };
    metrics.count(asked, begun.elapsed());
    if let Ok(answer) = &answer
        && let Some(refused) = answer.response().extensions().get::<RefusedWith>()
    {
        metrics.refused(refused);
    }
    answer
}

/// Something that a gauge counts, for as long as this is held.
#[derive(Debug)]
pub struct Held(Gauge);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// Counts one more until it is dropped.
pub fn held(gauge: &Gauge) -> Held {
    gauge.inc();
    Held(gauge.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_tells_nothing_of_what_its_parts_look_like() {
        for (route, plain) in [
            (Some("/livez"), "/livez"),
            (Some("/{organisation}/notices"), "/{organisation}/notices"),
            (
                Some("/paragraf/v1/meetings/{meeting:[^/.]+}"),
                "/paragraf/v1/meetings/{meeting}",
            ),
            (
                Some("/{body:[a-z]{1,3}}/{year:\\d{4}}/x"),
                "/{body}/{year}/x",
            ),
            (None, "other"),
        ] {
            assert_eq!(pattern(route), plain);
        }
    }

    #[test]
    fn a_code_that_is_not_listed_makes_no_series_of_its_own() {
        let metrics = Metrics::new(Vec::new());
        let codes = ["NOT_FOUND", "Anna Berglund", "x"].map(str::to_owned);
        metrics.refused(&RefusedWith(codes.to_vec()));
        let mut text = String::new();
        prometheus_client::encoding::text::encode(&mut text, &metrics.registry).expect("text");
        assert!(
            text.contains("paragraf_refusals_total{code=\"NOT_FOUND\"} 1"),
            "{text}"
        );
        assert!(
            text.contains("paragraf_refusals_total{code=\"other\"} 2"),
            "{text}"
        );
        assert!(!text.contains("Berglund"));
    }
}
