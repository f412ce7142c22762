//! Pages for everybody: associations, their notice boards, meetings, minutes, decisions and budgets.
//!
//! HTML from the server, no script needed, Swedish or English; parts of them for other sites, and the same as data. A
//! page shows what the public sees, whoever asks: a token changes nothing here.

mod assignments;
mod body;
mod budget;
mod budgets;
mod catalogue;
mod chart;
mod decision;
mod embedding;
mod feeds;
mod finding;
mod frame;
mod front;
mod linked;
mod mail;
mod meeting;
mod minutes;
mod notices;
mod organisation;
mod rows;
mod search;
mod statement;
mod visit;
mod words;

use crate::context::Views;
use actix_web::http::header;
use actix_web::{HttpResponse, guard, web};
use std::sync::Arc;

/// The looks of every page, and of documents set into one.
const STYLE: &str = concat!(include_str!("../../assets/pages/style.css"), "\n");

/// Registers every page. Their scope takes whatever no other route took, so it comes last.
pub fn configure(views: Arc<Views>) -> impl FnOnce(&mut web::ServiceConfig) {
    move |routes| {
        let read = || web::route().guard(guard::Any(guard::Get()).or(guard::Head()));
        routes.service(
            web::scope("")
                .app_data(web::Data::from(views))
                .route("/", read().to(front::page))
                .route("/assets/pages.css", read().to(style))
                .route("/assets/icon.svg", read().to(icon))
                .route("/search", read().to(search::page))
                .route("/search.atom", read().to(feeds::search))
                .route("/search.json", read().to(feeds::search))
                .route("/robots.txt", read().to(finding::robots))
                .route("/sitemap.xml", read().to(finding::sitemaps))
                .route("/opensearch.xml", read().to(finding::opensearch))
                .route("/accessibility", read().to(statement::page))
                .route("/datasets/dcat", read().to(catalogue::catalogue))
                .route("/embed/notice-board.js", read().to(embedding::notice_board))
                .route("/mail/confirm/{token}", read().to(mail::confirm))
                .route("/mail/confirm/{token}", web::post().to(mail::confirmed))
                .route("/mail/unsubscribe/{token}", read().to(mail::unsubscribe))
                .route(
                    "/mail/unsubscribe/{token}",
                    web::post().to(mail::unsubscribed),
                )
                .route("/{organisation}", read().to(organisation::page))
                .route("/{organisation}/sitemap.xml", read().to(finding::sitemap))
                .route("/{organisation}/notices", read().to(notices::page))
                .route("/{organisation}/notices.jsonld", read().to(notices::data))
                .route(
                    "/{organisation}/notices/fragment",
                    read().to(embedding::notices),
                )
                .route(
                    "/{organisation}/decisions/fragment",
                    read().to(embedding::decisions),
                )
                .route("/{organisation}/feeds/{name}", read().to(feeds::feed))
                .route("/{organisation}/assignments", read().to(assignments::page))
                .route("/{organisation}/budgets", read().to(budgets::page))
                .route("/{organisation}/budgets/{year}", read().to(budget::page))
                .route("/{organisation}/meetings/{id}", read().to(meeting::page))
                .route("/{organisation}/minutes/{id}", read().to(minutes::page))
                .route("/{organisation}/{body}", read().to(body::page))
                .route(
                    "/{organisation}/{body}/{year}/{number}",
                    read().to(decision::page),
                )
                .default_service(web::to(visit::nothing_here)),
        );
    }
}

async fn icon() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("image/svg+xml")
        .insert_header((header::CACHE_CONTROL, "public, max-age=86400"))
        .body(include_str!("../../assets/pages/icon.svg"))
}

async fn style() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/css; charset=utf-8")
        // Its address changes with its content.
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(format!("{STYLE}{}", documents::STYLE_OF_FRAGMENTS))
}
