//! The span of a request that is answered, and its trace in the log.

use super::{WHOLE, place};
use crate::metrics::{Metrics, OTHER, RefusedWith, method, pattern};
use crate::rest::trace::Trace;
use crate::system::SystemIds;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, web};
use opentelemetry::Context;
use opentelemetry::trace::{Status, TraceContextExt};
use tracing::Instrument;
use tracing_opentelemetry::OpenTelemetrySpanExt;

/// Stands around every request: goes on with the caller's trace or begins one, and says in the log which it is.
///
/// # Errors
/// Those of what it stands around.
pub async fn traced(
    metrics: web::Data<Metrics>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let method = method(request.method());
    let span = tracing::debug_span!(target: WHOLE, "request", otel.kind = "server");
    if let Some(caller) = Trace::caller(request.headers()) {
        // It fails where traces are off, and then there is nothing to go on with.
        let _ = span.set_parent(Context::new().with_remote_span_context(caller));
    }
    let place = place(&span);
    let trace = match &place {
        Some(place) => Trace::at(place),
        None => Trace::of(request.headers(), &SystemIds),
    };
    let line =
        tracing::info_span!(target: "paragraf", parent: &span, "request", trace = trace.id());
    request.extensions_mut().insert(trace);
    let answer = next
        .call(request)
        .instrument(line)
        .instrument(span.clone())
        .await;
    if place.is_none() {
        return answer;
    }
    let (route, status) = match &answer {
        Ok(answer) => (
            pattern(answer.request().match_pattern().as_deref()),
            answer.status(),
        ),
        Err(error) => (OTHER.to_owned(), error.as_response_error().status_code()),
    };
    let known = if method == OTHER { "_OTHER" } else { method };
    let verb = if method == OTHER { "HTTP" } else { method };
    let context = span.context();
    let told = context.span();
    if route == OTHER {
        told.update_name(verb);
    } else {
        told.update_name(format!("{verb} {route}"));
        span.set_attribute("http.route", route);
    }
    span.set_attribute("http.request.method", known);
    span.set_attribute("http.response.status_code", i64::from(status.as_u16()));
    if let Ok(answer) = &answer
        && let Some(refused) = answer.response().extensions().get::<RefusedWith>()
        && let Some(code) = refused.0.first()
    {
        span.set_attribute("paragraf.refused", metrics.known(code).to_owned());
    }
    if status.is_server_error() {
        span.set_attribute("error.type", status.as_str().to_owned());
        told.set_status(Status::error(""));
    }
    answer
}
