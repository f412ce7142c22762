//! `/metrics`, for whoever the settings let in.

use crate::client::is_here;
use crate::draining::Drain;
use crate::metrics::{Exposition, Metrics, Now, told};
use crate::web::doors::at;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use persistence::Store;
use serde::Deserialize;

/// Who may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    /// This machine, without a proxy in between.
    #[default]
    Loopback,
    /// Everybody who reaches the service.
    Open,
    /// Nobody.
    Off,
}

impl Access {
    /// Whether a request is let in.
    fn admits(self, http: &HttpRequest) -> bool {
        match self {
            Self::Off => false,
            Self::Open => true,
            Self::Loopback => is_here(http.peer_addr().map(|peer| peer.ip()), http.headers()),
        }
    }
}

/// What is told, and to whom.
pub struct Told {
    /// Who may ask.
    pub access: Access,
    /// The database that figures are asked of.
    pub store: Store,
    /// How many WebSocket connections are open.
    pub sockets: Box<dyn Fn() -> u64 + Send + Sync>,
}

impl std::fmt::Debug for Told {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Told")
            .field("access", &self.access)
            .finish_non_exhaustive()
    }
}

/// Registers it. Whoever may not ask is told that there is nothing.
pub fn configure(routes: &mut web::ServiceConfig) {
    routes.service(at("/metrics").route(web::get().to(metrics)));
}

async fn metrics(
    http: HttpRequest,
    told_of: web::Data<Told>,
    metrics: web::Data<Metrics>,
    drain: web::Data<Drain>,
) -> HttpResponse {
    if !told_of.access.admits(&http) {
        return HttpResponse::NotFound()
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .body("not found\n");
    }
    let accept = http.headers().get(header::ACCEPT);
    let accept = accept.and_then(|value| value.to_str().ok());
    let exposition = Exposition::asked(accept.unwrap_or_default());
    let now = Now {
        sockets: (told_of.sockets)(),
        draining: drain.begun(),
    };
    let text = metrics.exposed(&told_of.store, now).await;
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::VARY, "Accept"))
        .content_type(exposition.media_type())
        .body(told(text, exposition))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn a_proxy_of_this_machine_is_not_this_machine() {
        let from =
            |address: &str| TestRequest::default().peer_addr(address.parse().expect("an address"));
        let near = from("127.0.0.1:9").to_http_request();
        let far = from("192.0.2.7:9").to_http_request();
        let passed = from("[::1]:9").insert_header(("x-forwarded-for", "192.0.2.7"));
        let passed = passed.to_http_request();
        for (access, admitted) in [
            (Access::Loopback, [true, false, false]),
            (Access::Open, [true, true, true]),
            (Access::Off, [false, false, false]),
        ] {
            let held = [&near, &far, &passed].map(|http| access.admits(http));
            assert_eq!(held, admitted, "{access:?}");
        }
    }
}
