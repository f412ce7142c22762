//! A collector of traces that a test plays: it takes OTLP over HTTP and keeps what it gets.

use actix_web::http::header::HeaderMap;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use bytes::Bytes;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::KeyValue;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use opentelemetry_proto::tonic::trace::v1::status::StatusCode;
use prost::Message;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// A batch as it came.
#[derive(Debug, Clone)]
pub struct Batch {
    /// Where it was sent.
    pub path: String,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, to the byte.
    pub body: Bytes,
}

/// A span of a batch.
#[derive(Debug, Clone)]
pub struct Span {
    /// Its trace, in hexadecimal digits.
    pub trace: String,
    /// Its id.
    pub id: String,
    /// The id of the span above; empty where there is none.
    pub parent: String,
    /// What other services on the way keep.
    pub state: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: SpanKind,
    /// Whether it failed.
    pub failed: bool,
    /// Its attributes, as text.
    pub attributes: BTreeMap<String, String>,
    /// How many events it has.
    pub events: usize,
    /// What is told of the service.
    pub resource: BTreeMap<String, String>,
}

/// A collector.
#[derive(Debug, Clone)]
pub struct Collector {
    /// Where it is.
    pub url: String,
    got: Arc<Mutex<Vec<Batch>>>,
}

impl Default for Collector {
    fn default() -> Self {
        Self::start()
    }
}

impl Collector {
    /// Starts one.
    ///
    /// # Panics
    /// Where it cannot listen.
    pub fn start() -> Self {
        let got: Arc<Mutex<Vec<Batch>>> = Arc::default();
        let shared = Arc::clone(&got);
        let server = HttpServer::new(move || {
            App::new()
                .app_data(web::Data::new(Arc::clone(&shared)))
                .app_data(web::PayloadConfig::new(64 * 1024 * 1024))
                .default_service(web::to(received))
        })
        .workers(1)
        .shutdown_timeout(0)
        .bind(("127.0.0.1", 0))
        .expect("a free port");
        let url = format!("http://{}", server.addrs()[0]);
        let running = server.run();
        crate::process::beside(running);
        Self { url, got }
    }

    /// Everything that came, in order.
    ///
    /// # Panics
    /// Where the collector did.
    pub fn got(&self) -> Vec<Batch> {
        self.got.lock().expect("no panic").clone()
    }

    /// Every span that came.
    ///
    /// # Panics
    /// Where a batch is none.
    pub fn spans(&self) -> Vec<Span> {
        let mut spans = Vec::new();
        for batch in self.got() {
            let told = ExportTraceServiceRequest::decode(batch.body).expect("a batch of spans");
            for resource in told.resource_spans {
                let of = attributes(resource.resource.unwrap_or_default().attributes);
                for span in resource
                    .scope_spans
                    .into_iter()
                    .flat_map(|scope| scope.spans)
                {
                    spans.push(Span {
                        trace: hex(&span.trace_id),
                        id: hex(&span.span_id),
                        parent: hex(&span.parent_span_id),
                        kind: span.kind(),
                        failed: span.status.unwrap_or_default().code() == StatusCode::Error,
                        events: span.events.len(),
                        state: span.trace_state,
                        name: span.name,
                        attributes: attributes(span.attributes),
                        resource: of.clone(),
                    });
                }
            }
        }
        spans
    }
}

fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

fn attributes(held: Vec<KeyValue>) -> BTreeMap<String, String> {
    let held = held.into_iter().map(|pair| {
        let value = match pair.value.and_then(|value| value.value) {
            Some(Value::StringValue(text)) => text,
            Some(Value::IntValue(number)) => number.to_string(),
            Some(Value::BoolValue(truth)) => truth.to_string(),
            other => panic!("{}: {other:?}", pair.key),
        };
        (pair.key, value)
    });
    held.collect()
}

async fn received(
    http: HttpRequest,
    body: Bytes,
    got: web::Data<Arc<Mutex<Vec<Batch>>>>,
) -> HttpResponse {
    got.lock().expect("no panic").push(Batch {
        path: http.path().to_owned(),
        headers: http.headers().clone(),
        body,
    });
    HttpResponse::Ok()
        .content_type("application/x-protobuf")
        .finish()
}
