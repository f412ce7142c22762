//! Every address that is neither below REST's root nor only a form of another: pages, feeds, files and signs of life.
//!
//! A route outside REST is registered by [`at`] and by nothing else (`scripts/check-layers` looks), so that what is not
//! in the list is not there. Who sees what behind each stands in `tests/fixtures/doors.csv`.

use actix_web::{Resource, web};

/// The addresses, in order of the alphabet.
pub const ADDRESSES: &[&str] = &[
    "/",
    "/.well-known/oauth-protected-resource",
    "/.well-known/paragraf-keys.json",
    "/accessibility",
    "/account",
    "/assets/icon.svg",
    "/assets/imports.js",
    "/assets/pages.css",
    "/datasets/dcat",
    "/embed/notice-board.js",
    "/explorer",
    "/explorer/",
    "/explorer/cookbook.json",
    "/explorer/{file:.+}",
    "/graphql",
    "/imports",
    "/imports/files",
    "/imports/new",
    "/imports/{id}",
    "/livez",
    "/mail/confirm/{token}",
    "/mail/unsubscribe/{token}",
    "/metrics",
    "/opensearch.xml",
    "/problems/{code}",
    "/readyz",
    "/robots.txt",
    "/search",
    "/search.atom",
    "/search.json",
    "/sign-in",
    "/sign-in/{issuer}",
    "/sign-in/{issuer}/callback",
    "/sign-out",
    "/sitemap.xml",
    "/verify",
    "/verify/{file}",
    "/{organisation}",
    "/{organisation}/assignments",
    "/{organisation}/budgets",
    "/{organisation}/budgets/{year}",
    "/{organisation}/decisions/fragment",
    "/{organisation}/feeds/{name}",
    "/{organisation}/meetings/{id}",
    "/{organisation}/minutes/{id}",
    "/{organisation}/notices",
    "/{organisation}/notices.jsonld",
    "/{organisation}/notices/fragment",
    "/{organisation}/sitemap.xml",
    "/{organisation}/{body}",
    "/{organisation}/{body}/{year}/{number}",
];

/// What answers at an address of the list.
///
/// # Panics
/// Where the list does not have it: at start, before anything is served.
pub fn at(address: &'static str) -> Resource {
    assert!(
        ADDRESSES.contains(&address),
        "{address} is missing in ADDRESSES"
    );
    web::resource(address)
}
