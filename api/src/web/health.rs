//! `/livez` and `/readyz`.

use crate::draining::Drain;
use crate::web::doors::at;
use actix_web::http::header;
use actix_web::{HttpResponse, web};
use application::ports::ReadModel;

/// Registers both.
pub fn configure(routes: &mut web::ServiceConfig) {
    routes
        .service(at("/livez").route(web::get().to(live)))
        .service(at("/readyz").route(web::get().to(ready)));
}

/// The process answers.
async fn live() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body("ok\n")
}

/// The database answers and has every migration, and the service is not about to stop.
async fn ready(read: web::Data<dyn ReadModel>, drain: web::Data<Drain>) -> HttpResponse {
    let (mut answer, body) = match read.ready().await {
        _ if drain.begun() => (HttpResponse::ServiceUnavailable(), "stopping\n"),
        Ok(()) => (HttpResponse::Ok(), "ready\n"),
        Err(cause) => {
            tracing::warn!(%cause, "not ready");
            (HttpResponse::ServiceUnavailable(), "not ready\n")
        }
    };
    answer
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(body)
}
