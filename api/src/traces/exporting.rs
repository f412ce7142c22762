//! The way of spans to the collector: a queue with an end, batches, a thread of its own.

use super::Wanted;
use crate::outbound;
use async_trait::async_trait;
use opentelemetry::Key;
use opentelemetry::trace::TracerProvider;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider, SpanData};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use thiserror::Error;
use tokio::runtime::Handle;

/// What traces are told by where the settings give no name.
const SERVICE: &str = "paragraf";
/// What the collector answers is read as far as this.
const MOST: usize = 64 * 1024;
/// How often it is logged that the collector takes nothing.
const SELDOM: Duration = Duration::from_secs(600);
/// How long the end of the service may be held up by what waits to be sent.
const LAST: Duration = Duration::from_secs(3);

/// Why traces cannot be exported.
#[derive(Debug, Error)]
pub enum Unusable {
    /// No client can be made.
    #[error("traces: no connection can be made: {0}")]
    Client(#[from] reqwest::Error),
    /// The SDK does not take its settings.
    #[error("traces: {0}")]
    Exporter(#[from] opentelemetry_otlp::ExporterBuildError),
}

/// Spans under way to the collector.
#[derive(Debug)]
pub struct Exporting {
    provider: SdkTracerProvider,
    lost: Arc<AtomicU64>,
}

impl Exporting {
    /// Begins. The SDK reads where to, with what headers, how much at once and how many of them from its own variables.
    /// Called within the runtime that carries the requests.
    ///
    /// # Errors
    /// [`Unusable`].
    pub fn begin(wanted: Wanted) -> Result<Self, Unusable> {
        let carrier = Carrier {
            client: outbound::client(wanted.timeout, wanted.timeout)?,
            runtime: Handle::current(),
        };
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(carrier)
            .with_protocol(Protocol::HttpBinary)
            .with_timeout(wanted.timeout)
            .build()?;
        let lost = Arc::new(AtomicU64::new(0));
        let provider = SdkTracerProvider::builder()
            .with_resource(resource())
            .with_batch_exporter(Sparing {
                exporter,
                lost: Arc::clone(&lost),
                told: std::sync::Mutex::new(None),
            })
            .build();
        Ok(Self { provider, lost })
    }

    /// What spans are made with.
    pub fn tracer(&self) -> SdkTracer {
        self.provider.tracer(SERVICE)
    }

    /// Sends what waits, for as long as that may take, and ends.
    pub async fn end(self) {
        let Self { provider, lost } = self;
        let ended = tokio::task::spawn_blocking(move || provider.shutdown_with_timeout(LAST)).await;
        if !matches!(ended, Ok(Ok(()))) {
            tracing::warn!("the collector did not take the last traces in time");
        }
        let lost = lost.load(Ordering::Relaxed);
        if lost > 0 {
            tracing::warn!(spans = lost, "not every trace was sent");
        }
    }
}

/// What is told of the service itself.
fn resource() -> Resource {
    let version = opentelemetry::KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
    let named = Resource::builder().with_attribute(version.clone()).build();
    let name = named.get(&Key::from_static_str("service.name"));
    // The SDK's stopgap, where its variables give no name.
    match name.is_none_or(|name| name.as_str().starts_with("unknown_service")) {
        true => Resource::builder()
            .with_attribute(version)
            .with_service_name(SERVICE)
            .build(),
        false => named,
    }
}

/// Carries batches out of the SDK's thread, which has no runtime of its own.
#[derive(Debug)]
struct Carrier {
    client: reqwest::Client,
    runtime: Handle,
}

#[async_trait]
impl HttpClient for Carrier {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let (parts, body) = request.into_parts();
        let request = self
            .client
            .request(parts.method, parts.uri.to_string())
            .headers(parts.headers)
            .body(body);
        let sent = self.runtime.spawn(async move {
            let answer = request
                .send()
                .await
                .map_err(|error| outbound::told(&error))?;
            let (status, headers) = (answer.status(), answer.headers().clone());
            let body = outbound::bytes(answer, MOST).await?;
            Ok::<_, String>((status, headers, body))
        });
        let (status, headers, body) = sent.await??;
        let mut answer = Response::new(Bytes::from(body));
        *answer.status_mut() = status;
        *answer.headers_mut() = headers;
        Ok(answer)
    }
}

/// Counts what is lost, and says so seldom.
#[derive(Debug)]
struct Sparing {
    exporter: SpanExporter,
    lost: Arc<AtomicU64>,
    told: std::sync::Mutex<Option<Instant>>,
}

impl Sparing {
    /// Whether it is to be logged now that nothing is taken.
    fn is_due(&self) -> bool {
        let Ok(mut told) = self.told.lock() else {
            return false;
        };
        let due = told.is_none_or(|told| told.elapsed() > SELDOM);
        if due {
            *told = Some(Instant::now());
        }
        due
    }
}

impl opentelemetry_sdk::trace::SpanExporter for Sparing {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let count = u64::try_from(batch.len()).unwrap_or(u64::MAX);
        if let Err(cause) = self.exporter.export(batch).await {
            let lost = self.lost.fetch_add(count, Ordering::Relaxed) + count;
            if self.is_due() {
                tracing::warn!(%cause, lost, "the collector takes no traces");
            }
        }
        Ok(())
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.exporter.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.exporter.set_resource(resource);
    }
}
