//! The changes as server-sent events: the same list, told as it grows.

use super::problem::Fault;
use super::twin::{Asked, LONGEST_STREAM, Planned, Twin, Waiter};
use crate::context::language;
use actix_web::http::header::{self, ContentEncoding};
use actix_web::web::{Bytes, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, guard, web};
use application::error::AppError;
use futures_util::stream;
use std::io;
use std::time::Duration;
use tokio::time::Instant;

/// How long nothing is said.
const SILENCE: Duration = Duration::from_secs(15);
/// When a reader connects again, in milliseconds.
const RETRY: u32 = 2_000;
/// The header in which a reader tells the last event that it got.
const LAST_EVENT: &str = "Last-Event-ID";

/// Registers the route.
pub fn configure(routes: &mut ServiceConfig) {
    let read = web::route().guard(guard::Any(guard::Get()).or(guard::Head()));
    routes.service(web::resource("/changes/stream").route(read.to(open)));
}

async fn open(http: HttpRequest, twin: Data<Twin>) -> HttpResponse {
    let answer = Telling::begin(&http, twin).await.map(|telling| {
        HttpResponse::Ok()
            .content_type("text/event-stream")
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::VARY, "Authorization, Accept-Language"))
            // Packed, events would wait until there are enough of them.
            .insert_header(ContentEncoding::Identity)
            // Proxies pass on what they get at once.
            .insert_header(("X-Accel-Buffering", "no"))
            .streaming(stream::unfold(telling, Telling::step))
    });
    answer.unwrap_or_else(|fault| fault.answer(&http, language(&http)))
}

/// A stream as it is told.
struct Telling {
    http: HttpRequest,
    twin: Data<Twin>,
    asked: Asked,
    place: Waiter,
    until: Instant,
    begun: bool,
    /// Whether everything was told that there is.
    caught_up: bool,
}

impl Telling {
    async fn begin(http: &HttpRequest, twin: Data<Twin>) -> Result<Self, Fault> {
        let last = http.headers().get(LAST_EVENT).map(|value| value.to_str());
        let last = last.transpose().map_err(|_| not_ours())?.map(str::to_owned);
        let planned = changes(&twin)?;
        let mut asked = twin.asked(http, planned)?;
        let lasts = Duration::from_secs(asked.lasts.unwrap_or(LONGEST_STREAM));
        let from = last.or_else(|| asked.pages.as_ref().and_then(|pages| pages.cursor.clone()));
        let named = |error| match error {
            AppError::Invalid { .. } => not_ours(),
            other => other,
        };
        asked.go_on(from).map_err(named)?;
        let place = twin.waiting().place(http).await?;
        let place = place.ok_or_else(|| Fault::told("UNAVAILABLE", "too many wait", None))?;
        // Whoever may not read is told so by a status.
        twin.find(http, planned, &asked).await?;
        Ok(Self {
            http: http.clone(),
            twin,
            asked,
            place,
            until: Instant::now() + lasts,
            begun: false,
            caught_up: false,
        })
    }

    /// The next events, or a sign of life.
    async fn step(mut self) -> Option<(io::Result<Bytes>, Self)> {
        if !self.begun {
            self.begun = true;
            let opening = format!("retry: {RETRY}\n\n");
            return Some((Ok(Bytes::from(opening)), self));
        }
        if self.caught_up && (Instant::now() >= self.until || self.place.is_to_end()) {
            return None;
        }
        // What cannot be told now is told to who connects again.
        let told = self.told().await.ok()?;
        Some((Ok(Bytes::from(told)), self))
    }

    async fn told(&mut self) -> Result<String, Fault> {
        let planned = changes(&self.twin)?;
        if self.caught_up {
            let until = (Instant::now() + SILENCE).min(self.until);
            if !self.place.grown(until).await? {
                return Ok(": quiet\n\n".to_owned());
            }
            if self.place.stands_otherwise() {
                // What the token reads from here on is another list, or none: who connects again is told so.
                return Err(AppError::Unauthenticated.into());
            }
        }
        let (_, page) = self.twin.find(&self.http, planned, &self.asked).await?;
        let page = page.unwrap_or_default();
        let nodes = page["nodes"].as_array().into_iter().flatten();
        let mut text = String::new();
        for change in nodes {
            let (Some(cursor), Some(kind)) = (change["cursor"].as_str(), change["kind"].as_str())
            else {
                continue;
            };
            text.push_str(&format!("id: {cursor}\nevent: {kind}\ndata: {change}\n\n"));
            self.asked.go_on(Some(cursor.to_owned()))?;
        }
        self.caught_up = page["_meta"]["nextCursor"].is_null();
        Ok(match text.is_empty() {
            true => ": nothing\n\n".to_owned(),
            false => text,
        })
    }
}

fn changes(twin: &Twin) -> Result<&Planned, Fault> {
    let planned = twin.planned("listChanges");
    planned.ok_or_else(|| Fault::told("INTERNAL", "", None))
}

fn not_ours() -> AppError {
    AppError::invalid(LAST_EVENT, "not a cursor of this service")
}
