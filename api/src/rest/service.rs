//! The interface about itself: `api-info`, its description as JSON and YAML, and the terms it is offered on.

use super::ROOT;
use super::openapi::{self, Place, yaml};
use super::twin::{Plan, PlanError};
use crate::config::Settings;
use crate::context::language;
use crate::fresh;
use crate::rest::problem::nothing_here;
use crate::web::doors::at;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, guard, web};
use application::journal::sha256;
use domain::text::Language;
use serde_json::{Value, json};
use std::sync::OnceLock;

/// The day of this version.
const RELEASED: &str = "2026-11-22";
/// Where it stands, as DIGG's profile names it.
const STATUS: &str = "beta";

/// A text that does not change while the service runs.
#[derive(Debug)]
struct Said {
    media: &'static str,
    text: String,
    tag: String,
}

impl Said {
    fn new(media: &'static str, text: String) -> Self {
        let tag = format!("\"{}\"", sha256(&text));
        Self { media, text, tag }
    }

    fn answer(&self, http: &HttpRequest) -> HttpResponse {
        let unchanged = fresh::has(http, &self.tag);
        let mut response = if unchanged {
            HttpResponse::NotModified()
        } else {
            HttpResponse::Ok()
        };
        response
            .insert_header((header::ETAG, self.tag.as_str()))
            .insert_header((header::CACHE_CONTROL, "public, no-cache"))
            .insert_header((header::VARY, "Accept-Language"));
        if unchanged {
            return response.finish();
        }
        response
            .insert_header((header::CONTENT_TYPE, self.media))
            .body(self.text.clone())
    }
}

/// What the interface says of itself.
#[derive(Debug)]
pub struct Service {
    document: Value,
    info: Said,
    json: OnceLock<Said>,
    yaml: OnceLock<Said>,
    terms: [Said; 2],
}

/// The address of the service as the settings tell it, without a stroke at its end; empty where they do not.
pub fn base(settings: &Settings) -> String {
    let told = settings.public_url.as_deref().unwrap_or_default();
    told.trim_end_matches('/').to_owned()
}

impl Service {
    /// The interface as it is served by these settings.
    ///
    /// # Errors
    /// [`PlanError`] where it cannot be described.
    pub fn new(plan: &Plan, settings: &Settings) -> Result<Self, PlanError> {
        let place = Place {
            base: base(settings),
            contact: settings.contact_name.clone(),
            email: settings.contact_email.clone(),
        };
        let document = openapi::document(plan, &place)?;
        let info = json!({
            "apiName": "paragraf",
            "apiVersion": env!("CARGO_PKG_VERSION"),
            "apiReleased": RELEASED,
            "apiDocumentation": format!("{}{ROOT}/openapi.json", place.base),
            "apiStatus": STATUS,
        });
        let terms = |language| {
            let text = openapi::terms(&document, language);
            Said::new("text/plain; charset=utf-8", text)
        };
        Ok(Self {
            info: Said::new("application/json", info.to_string()),
            // Written at the first request.
            json: OnceLock::new(),
            yaml: OnceLock::new(),
            terms: [terms(Language::Swedish), terms(Language::English)],
            document,
        })
    }

    /// The description.
    pub const fn document(&self) -> &Value {
        &self.document
    }
}

/// Registers the routes.
pub fn configure(routes: &mut web::ServiceConfig) {
    let read = || web::route().guard(guard::Any(guard::Get()).or(guard::Head()));
    routes
        .service(web::resource("/api-info").route(read().to(info)))
        .service(web::resource("/openapi.json").route(read().to(as_json)))
        .service(web::resource("/openapi.yaml").route(read().to(as_yaml)))
        .service(web::resource("/terms").route(read().to(terms)));
}

/// Registers what the types of problems lead to, beside the root.
pub fn problems(routes: &mut web::ServiceConfig) {
    let read = web::route().guard(guard::Any(guard::Get()).or(guard::Head()));
    routes.service(at("/problems/{code}").route(read.to(problem)));
}

/// A code in words, as `openapi/problems.json` lists it.
async fn problem(http: HttpRequest, code: web::Path<String>) -> HttpResponse {
    let listing = crate::problem::listing();
    let lists = ["problems", "rules"].map(|name| listing[name].as_array());
    let mut held = lists.into_iter().flatten().flatten();
    match held.find(|held| held["code"] == code.as_str()) {
        Some(held) => Said::new("application/json", held.to_string()).answer(&http),
        None => nothing_here(http).await,
    }
}

async fn info(http: HttpRequest, service: web::Data<Service>) -> HttpResponse {
    service.info.answer(&http)
}

async fn as_json(http: HttpRequest, service: web::Data<Service>) -> HttpResponse {
    let text = || Said::new("application/json", service.document.to_string());
    service.json.get_or_init(text).answer(&http)
}

async fn as_yaml(http: HttpRequest, service: web::Data<Service>) -> HttpResponse {
    let text = || Said::new("application/yaml", yaml::written(&service.document));
    service.yaml.get_or_init(text).answer(&http)
}

async fn terms(http: HttpRequest, service: web::Data<Service>) -> HttpResponse {
    let [swedish, english] = &service.terms;
    match language(&http) {
        Language::Swedish => swedish.answer(&http),
        Language::English => english.answer(&http),
    }
}
