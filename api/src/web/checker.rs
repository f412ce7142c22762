//! The checker: a page that checks a sealed bundle in the browser, without trust in this service.

use super::embedded::file;
use crate::web::doors::at;
use actix_web::http::header::IfNoneMatch;
use actix_web::{HttpResponse, web};
use rust_embed::RustEmbed;

#[derive(Debug, RustEmbed)]
#[folder = "assets/checker/"]
struct Page;

/// What the page may load: its own files, and bundles and keys of this service.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Registers `/verify` and its files.
pub fn configure(routes: &mut web::ServiceConfig) {
    routes
        .service(
            at("/verify")
                .route(web::get().to(page))
                .route(web::head().to(page)),
        )
        .service(
            at("/verify/{file}")
                .route(web::get().to(asset))
                .route(web::head().to(asset)),
        );
}

async fn page(known: web::Header<IfNoneMatch>) -> HttpResponse {
    file(Page::get("index.html"), CONTENT_SECURITY_POLICY, &known)
}

async fn asset(path: web::Path<String>, known: web::Header<IfNoneMatch>) -> HttpResponse {
    file(Page::get(&path), CONTENT_SECURITY_POLICY, &known)
}
