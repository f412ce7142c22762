//! One request for a page: what it asks for, what it reads with, and how it is answered.

use super::frame::{Frame, Place};
use crate::context::{Views, language};
use crate::graphql::paging;
use crate::graphql::viewing::Seen;
use actix_web::http::header::{self, EntityTag, IfNoneMatch};
use actix_web::http::{StatusCode, header::Header};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, web};
use application::error::{AppError, StorageError};
use application::journal::sha256;
use application::ports::ReadModel;
use application::read::Page;
use application::visibility::Visibility;
use askama::Template;
use domain::Date;
use domain::id::MeetingId;
use domain::name::Slug;
use domain::organisation::Organisation;
use domain::text::{Language, Text};
use std::collections::HashMap;
use std::sync::Arc;

/// What a page may load: its own style sheet and nothing else.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// How many lines a page of a list holds.
const LINES: u32 = 20;

/// A page that says why there is no other.
#[derive(Template)]
#[template(path = "trouble.html")]
struct TroublePage {
    frame: Frame,
    heading: String,
    detail: String,
}

/// A page with what stands around it.
pub trait Framed: Template {
    /// What stands around it.
    fn frame(&self) -> &Frame;
}

impl Framed for TroublePage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// Why a page is not shown.
#[derive(Debug)]
pub enum Trouble {
    /// It lies elsewhere.
    Moved(String),
    /// Everything else.
    App(AppError),
}

impl From<AppError> for Trouble {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl From<StorageError> for Trouble {
    fn from(error: StorageError) -> Self {
        Self::App(error.into())
    }
}

/// There is no such page that the public may know of.
pub fn missing(what: &'static str) -> Trouble {
    Trouble::App(AppError::NotFound { what })
}

/// One request.
pub struct Visit {
    views: Arc<Views>,
    /// What the public sees.
    pub see: Visibility,
    /// The day.
    pub today: Date,
    /// The language.
    pub language: Language,
    chosen: bool,
    base: String,
    path: String,
    query: Vec<(String, String)>,
}

impl Visit {
    /// Reads a request.
    pub fn of(http: &HttpRequest, views: &web::Data<Views>) -> Self {
        let query: Vec<(String, String)> = form_urlencoded::parse(http.query_string().as_bytes())
            .into_owned()
            .collect();
        let named = |name: &str| {
            let mut held = query.iter().rev();
            held.find(|(held, _)| held == name)
                .map(|(_, value)| value.as_str())
        };
        let chosen = match named("language") {
            Some("sv") => Some(Language::Swedish),
            Some("en") => Some(Language::English),
            _ => None,
        };
        Self {
            see: Visibility::public(),
            today: views.clock.today(),
            language: chosen.unwrap_or_else(|| language(http)),
            chosen: chosen.is_some(),
            base: match &views.public_url {
                Some(held) => held.trim_end_matches('/').to_owned(),
                None => {
                    let asked = http.connection_info();
                    format!("{}://{}", asked.scheme(), asked.host())
                }
            },
            // Two slashes at the start would lead to another host.
            path: format!("/{}", http.path().trim_start_matches(['/', '\\'])),
            query: query
                .into_iter()
                .filter(|(name, value)| name != "language" && !value.is_empty())
                .collect(),
            views: Arc::clone(views),
        }
    }

    /// Where the service is known: as the settings say, else as the request does.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The read model.
    pub fn read(&self) -> &dyn ReadModel {
        self.views.read.as_ref()
    }

    /// A part of the query; empty and missing are the same.
    pub fn asked(&self, name: &str) -> Option<&str> {
        let mut held = self.query.iter().rev();
        held.find(|(held, _)| held == name)
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// The page of a list that is asked for.
    ///
    /// # Errors
    /// `INVALID_VALUE` for a cursor that this service did not give.
    pub fn lines(&self) -> Result<Page, Trouble> {
        let after = self.asked("after").map(paging::open).transpose();
        Ok(Page {
            first: LINES,
            after: after.map_err(|_| AppError::invalid("after", "not a cursor of this list"))?,
            skip: 0,
        })
    }

    /// The first lines of a list.
    pub const fn first(&self, first: u32) -> Page {
        Page {
            first,
            after: None,
            skip: 0,
        }
    }

    /// What stands around the page.
    pub fn frame(&self, title: String, place: Option<&Organisation>) -> Frame {
        Frame {
            language: self.language,
            chosen: self.chosen,
            path: self.path.clone(),
            query: self.query.clone(),
            title,
            place: place.map(Place::from),
            unlisted: false,
        }
    }

    /// The organisation that an address names.
    ///
    /// # Errors
    /// Not found, or moved where it is named otherwise now.
    pub async fn organisation(&self, named: &str) -> Result<Organisation, Trouble> {
        let slug = Slug::parse(named).map_err(|_| missing("organisation"))?;
        let found = self.read().organisation_by_slug(&slug, &self.see).await?;
        let found = found.ok_or_else(|| missing("organisation"))?;
        if found.slug == slug {
            return Ok(found);
        }
        let rest = self.path.trim_start_matches('/').split_once('/');
        let rest = rest.map(|(_, rest)| format!("/{rest}")).unwrap_or_default();
        Err(Trouble::Moved(format!("/{}{rest}", found.slug.as_str())))
    }

    /// Records by id, as the public sees them.
    pub async fn records(&self, ids: &[MeetingId]) -> Result<HashMap<MeetingId, Seen>, Trouble> {
        let found = self.read().records(ids, &self.see).await?;
        let seen = found
            .into_iter()
            .map(|(id, record)| (id, Seen::new(record, &self.see, self.today)));
        Ok(seen.collect())
    }

    /// A record of an organisation.
    ///
    /// # Errors
    /// Not found, where it is another's too.
    pub async fn record(&self, owner: &Organisation, id: MeetingId) -> Result<Seen, Trouble> {
        let found = self.records(&[id]).await?.remove(&id);
        found
            .filter(|seen| seen.meeting.owner.id == owner.id)
            .ok_or_else(|| missing("meeting"))
    }
}

/// Answers a request with a page, or with why there is none.
pub async fn answer<T: Framed>(
    http: HttpRequest,
    views: web::Data<Views>,
    made: impl AsyncFnOnce(&Visit) -> Result<T, Trouble>,
) -> HttpResponse {
    let visit = Visit::of(&http, &views);
    match made(&visit).await {
        Ok(page) => written(&http, StatusCode::OK, &page),
        Err(Trouble::Moved(path)) => {
            let query = http.query_string();
            let to = match query.is_empty() {
                true => path,
                false => format!("{path}?{query}"),
            };
            HttpResponse::PermanentRedirect()
                .insert_header((header::LOCATION, to))
                .finish()
        }
        Err(Trouble::App(error)) => trouble(&http, &visit, &error),
    }
}

/// The answer for an address that there is not.
pub async fn nothing_here(http: HttpRequest, views: web::Data<Views>) -> HttpResponse {
    let visit = Visit::of(&http, &views);
    trouble(&http, &visit, &AppError::NotFound { what: "page" })
}

fn trouble(http: &HttpRequest, visit: &Visit, error: &AppError) -> HttpResponse {
    let known = crate::problem::described(error.code());
    let status = StatusCode::from_u16(known.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let (heading, detail) = match error {
        AppError::NotFound { .. } => (
            Text::new("Sidan finns inte", "There is no such page"),
            Text::new(
                "Det som söks finns inte här, eller är inte publicerat.",
                "What was looked for is not here, or is not published.",
            ),
        ),
        AppError::Storage(cause) => {
            tracing::error!(%cause, "a page could not be read");
            (
                Text::new(
                    "Sidan kan inte visas just nu",
                    "The page cannot be shown now",
                ),
                Text::new("Försök igen om en stund.", "Try again in a while."),
            )
        }
        error => (
            Text::new(
                "Frågan går inte att tolka",
                "The question cannot be understood",
            ),
            Text::new(error.to_string(), error.to_string()),
        ),
    };
    let heading = heading.in_language(visit.language).to_owned();
    let page = TroublePage {
        frame: Frame {
            unlisted: true,
            ..visit.frame(heading.clone(), None)
        },
        heading,
        detail: detail.in_language(visit.language).to_owned(),
    };
    written(http, status, &page)
}

/// Answers a request with something else than a page, in the language asked for.
pub async fn answer_as(
    http: HttpRequest,
    views: web::Data<Views>,
    media_type: &str,
    made: impl AsyncFnOnce(&Visit) -> Result<String, Trouble>,
) -> HttpResponse {
    let visit = Visit::of(&http, &views);
    let text = match made(&visit).await {
        Ok(text) => text,
        Err(Trouble::Moved(path)) => {
            return HttpResponse::PermanentRedirect()
                .insert_header((header::LOCATION, path))
                .finish();
        }
        Err(Trouble::App(error)) => return trouble(&http, &visit, &error),
    };
    let (mut response, unchanged) = tagged(&http, StatusCode::OK, &text);
    response
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"));
    match unchanged {
        true => response.finish(),
        false => response.content_type(media_type).body(text),
    }
}

/// An answer with a tag of its text, and whether the client has it already. Always asked anew: what is taken back must
/// be gone.
fn tagged(http: &HttpRequest, status: StatusCode, text: &str) -> (HttpResponseBuilder, bool) {
    // Weak, since compression may change the bytes on their way.
    let tag = EntityTag::new_weak(sha256(text));
    let unchanged = status == StatusCode::OK
        && match IfNoneMatch::parse(http) {
            Ok(IfNoneMatch::Any) => http.headers().contains_key(header::IF_NONE_MATCH),
            Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|held| held.weak_eq(&tag)),
            Err(_) => false,
        };
    let mut response = HttpResponse::build(match unchanged {
        true => StatusCode::NOT_MODIFIED,
        false => status,
    });
    response
        .insert_header(header::ETag(tag))
        .insert_header((header::CACHE_CONTROL, "public, no-cache"))
        .insert_header((header::VARY, "Accept-Language"));
    (response, unchanged)
}

/// A page, or 304 where the client has it already.
fn written(http: &HttpRequest, status: StatusCode, page: &impl Framed) -> HttpResponse {
    let text = match page.render() {
        Ok(text) => text,
        Err(error) => {
            tracing::error!(%error, "a page could not be written");
            return HttpResponse::InternalServerError().finish();
        }
    };
    let (mut response, unchanged) = tagged(http, status, &text);
    response
        .insert_header((header::CONTENT_LANGUAGE, page.frame().tag()))
        .insert_header((header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY));
    if page.frame().unlisted {
        response.insert_header((header::HeaderName::from_static("x-robots-tag"), "noindex"));
    }
    if unchanged {
        return response.finish();
    }
    response.content_type("text/html; charset=utf-8").body(text)
}
