//! Pages for everybody: associations, their notice boards, meetings, minutes, decisions and budgets.
//!
//! HTML from the server, no script needed, Swedish or English; parts of them for other sites, and the same as data. A
//! page shows what the public sees, whoever asks: a token changes nothing here. Few pages show people who are signed in
//! more.

mod account;
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
mod imports;
mod linked;
mod mail;
mod meeting;
mod minutes;
mod notices;
mod organisation;
mod rows;
mod search;
pub mod session;
mod sign_in;
mod statement;
mod through;
mod visit;
mod words;

use crate::context::Views;
use crate::web::doors::at;
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
                .service(at("/").route(read().to(front::page)))
                .service(at("/assets/pages.css").route(read().to(style)))
                .service(at("/assets/icon.svg").route(read().to(icon)))
                .service(at("/search").route(read().to(search::page)))
                .service(at("/search.atom").route(read().to(feeds::search)))
                .service(at("/search.json").route(read().to(feeds::search)))
                .service(at("/account").route(read().to(account::page)))
                .service(
                    at("/sign-in")
                        .route(read().to(sign_in::page))
                        .route(web::post().to(sign_in::paste)),
                )
                .service(at("/sign-in/{issuer}").route(read().to(through::set_out)))
                .service(at("/sign-in/{issuer}/callback").route(read().to(through::came_back)))
                .service(at("/sign-out").route(web::post().to(sign_in::sign_out)))
                .service(at("/imports").route(read().to(imports::page)))
                .service(at("/imports/new").route(read().to(imports::new)))
                .service(at("/imports/files").route(web::post().to(imports::bring)))
                .service(
                    at("/imports/{id}")
                        .route(read().to(imports::review))
                        .route(web::post().to(imports::act)),
                )
                .service(at("/assets/imports.js").route(read().to(imports::script)))
                .service(
                    at("/mail/confirm/{token}")
                        .route(read().to(mail::confirm))
                        .route(web::post().to(mail::confirmed)),
                )
                .service(
                    at("/mail/unsubscribe/{token}")
                        .route(read().to(mail::unsubscribe))
                        .route(web::post().to(mail::unsubscribed)),
                )
                .service(at("/robots.txt").route(read().to(finding::robots)))
                .service(at("/sitemap.xml").route(read().to(finding::sitemaps)))
                .service(at("/opensearch.xml").route(read().to(finding::opensearch)))
                .service(at("/accessibility").route(read().to(statement::page)))
                .service(at("/datasets/dcat").route(read().to(catalogue::catalogue)))
                .service(at("/embed/notice-board.js").route(read().to(embedding::notice_board)))
                .service(at("/{organisation}").route(read().to(organisation::page)))
                .service(at("/{organisation}/sitemap.xml").route(read().to(finding::sitemap)))
                .service(at("/{organisation}/notices").route(read().to(notices::page)))
                .service(at("/{organisation}/notices.jsonld").route(read().to(notices::data)))
                .service(
                    at("/{organisation}/notices/fragment").route(read().to(embedding::notices)),
                )
                .service(
                    at("/{organisation}/decisions/fragment").route(read().to(embedding::decisions)),
                )
                .service(at("/{organisation}/feeds/{name}").route(read().to(feeds::feed)))
                .service(at("/{organisation}/assignments").route(read().to(assignments::page)))
                .service(at("/{organisation}/budgets").route(read().to(budgets::page)))
                .service(at("/{organisation}/budgets/{year}").route(read().to(budget::page)))
                .service(at("/{organisation}/meetings/{id}").route(read().to(meeting::page)))
                .service(at("/{organisation}/minutes/{id}").route(read().to(minutes::page)))
                .service(at("/{organisation}/{body}").route(read().to(body::page)))
                .service(
                    at("/{organisation}/{body}/{year}/{number}").route(read().to(decision::page)),
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
