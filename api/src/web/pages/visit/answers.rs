//! How a request is answered: with a page, with a part of one, with something else, or with why there is none.

use super::{Trouble, Visit};
use crate::context::Views;
use crate::web::pages::feeds::tag;
use crate::web::pages::frame::Frame;
use actix_web::http::header::{self, EntityTag, IfNoneMatch};
use actix_web::http::{StatusCode, header::Header};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder, web};
use application::error::AppError;
use application::journal::sha256;
use askama::Template;
use domain::text::Text;

/// What a page may load: its own style sheet and nothing else.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The same with the service's own script, which asks the service itself and nobody else.
pub const POLICY_WITH_SCRIPT: &str = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What a part of a page may load where it is opened by itself: nothing.
const POLICY_OF_PARTS: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A page that says why there is no other.
#[derive(Template)]
#[template(path = "trouble.html")]
struct TroublePage {
    frame: Frame,
    heading: String,
    detail: String,
}

/// A line that says why there is no part of a page.
#[derive(Template)]
#[template(path = "part_trouble.html")]
struct TroublePart {
    tag: &'static str,
    detail: String,
}

/// A page with what stands around it.
pub trait Framed: Template {
    /// What stands around it.
    fn frame(&self) -> &Frame;

    /// What it may load.
    fn policy(&self) -> &'static str {
        CONTENT_SECURITY_POLICY
    }

    /// Whether it is nobody's but whoever asked for it: every page of somebody who is signed in is.
    fn is_private(&self) -> bool {
        self.frame().reader.is_some()
    }
}

impl Framed for TroublePage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// Answers a request with a page, or with why there is none.
pub async fn answer<T: Framed>(
    http: HttpRequest,
    views: web::Data<Views>,
    made: impl AsyncFnOnce(&Visit) -> Result<T, Trouble>,
) -> HttpResponse {
    answered_with(http, views, StatusCode::OK, made).await
}

/// Answers a request with a page that shows somebody who is signed in what the visibility policy lets them see, drafts
/// too, and everybody else what is public.
pub async fn answer_inside<T: Framed>(
    http: HttpRequest,
    views: web::Data<Views>,
    made: impl AsyncFnOnce(&Visit) -> Result<T, Trouble>,
) -> HttpResponse {
    answer(http, views, async |visit| made(&visit.inside()).await).await
}

/// Answers a request with a page of a status, or with why there is none.
pub async fn answered_with<T: Framed>(
    http: HttpRequest,
    views: web::Data<Views>,
    status: StatusCode,
    made: impl AsyncFnOnce(&Visit) -> Result<T, Trouble>,
) -> HttpResponse {
    let mut visit = Visit::of(&http, &views);
    if let Err(cause) = visit.recognise(&http).await {
        return trouble(&http, &visit, &cause.into());
    }
    match made(&visit).await {
        Ok(page) => written(&http, status, &page),
        Err(Trouble::Moved(path)) => moved(&http, &path).finish(),
        Err(Trouble::App(error)) => trouble(&http, &visit, &error),
    }
}

/// The answer for an address that there is not.
pub async fn nothing_here(http: HttpRequest, views: web::Data<Views>) -> HttpResponse {
    let visit = Visit::of(&http, &views);
    trouble(&http, &visit, &AppError::NotFound { what: "page" })
}

/// The status of an error, and what is told of it: a heading and a sentence.
fn told(error: &AppError) -> (StatusCode, Text, Text) {
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
        AppError::Forbidden => (
            Text::new("Sidan är inte för dig", "The page is not for you"),
            Text::new(
                "Den som är inloggad har ingen roll som får se eller göra detta.",
                "Whoever is signed in has no role that may see or do this.",
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
    (status, heading, detail)
}

/// A page that says why there is no other.
pub fn trouble(http: &HttpRequest, visit: &Visit, error: &AppError) -> HttpResponse {
    let (status, heading, detail) = told(error);
    plainly(http, visit, status, &heading, &detail)
}

/// A page of a heading and a sentence.
pub fn plainly(
    http: &HttpRequest,
    visit: &Visit,
    status: StatusCode,
    heading: &Text,
    detail: &Text,
) -> HttpResponse {
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

/// Where a page lies now, with the question that was asked.
fn moved(http: &HttpRequest, path: &str) -> HttpResponseBuilder {
    let query = http.query_string();
    let to = match query.is_empty() {
        true => path.to_owned(),
        false => format!("{path}?{query}"),
    };
    let mut response = HttpResponse::PermanentRedirect();
    response.insert_header((header::LOCATION, to));
    response
}

/// Any site may read it.
fn for_all() -> (header::HeaderName, header::HeaderValue) {
    let anyone = header::HeaderValue::from_static("*");
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, anyone)
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
        Err(Trouble::Moved(path)) => return moved(&http, &path).insert_header(for_all()).finish(),
        Err(Trouble::App(error)) => {
            let mut response = trouble(&http, &visit, &error);
            let (name, anyone) = for_all();
            response.headers_mut().insert(name, anyone);
            return response;
        }
    };
    let (mut response, unchanged) = tagged(&http, StatusCode::OK, &text);
    response.insert_header(for_all());
    match unchanged {
        true => response.finish(),
        false => response.content_type(media_type).body(text),
    }
}

/// Answers a request with a part of a page, for another site to put into a page of its own: no frame, no style, no
/// script, and where there is none a line that says so.
pub async fn answer_part<T: Template>(
    http: HttpRequest,
    views: web::Data<Views>,
    made: impl AsyncFnOnce(&Visit) -> Result<T, Trouble>,
) -> HttpResponse {
    let visit = Visit::of(&http, &views);
    let (status, text) = match made(&visit).await {
        Ok(part) => (StatusCode::OK, part.render()),
        Err(Trouble::Moved(path)) => return moved(&http, &path).insert_header(for_all()).finish(),
        Err(Trouble::App(error)) => {
            let (status, _, detail) = told(&error);
            let part = TroublePart {
                tag: tag(visit.language),
                detail: detail.in_language(visit.language).to_owned(),
            };
            (status, part.render())
        }
    };
    let Ok(text) = text.inspect_err(|error| tracing::error!(%error, "a part could not be written"))
    else {
        return HttpResponse::InternalServerError().finish();
    };
    let (mut response, unchanged) = tagged(&http, status, &text);
    response
        .insert_header(for_all())
        .insert_header((header::CONTENT_LANGUAGE, tag(visit.language)))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY_OF_PARTS))
        .insert_header((header::HeaderName::from_static("x-robots-tag"), "noindex"));
    match unchanged {
        true => response.finish(),
        false => response.content_type("text/html; charset=utf-8").body(text),
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

/// An answer that nobody keeps. It is not compressed, so that its length tells nothing of the word in its forms, and its
/// forms tell where they come from.
fn private(status: StatusCode) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::VARY, "Accept-Language, Cookie"))
        .insert_header(header::ContentEncoding::Identity)
        .insert_header((header::REFERRER_POLICY, "same-origin"));
    response
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
    let (mut response, unchanged) = match page.is_private() {
        true => (private(status), false),
        false => tagged(http, status, &text),
    };
    response
        .insert_header((header::CONTENT_LANGUAGE, page.frame().tag()))
        .insert_header((header::CONTENT_SECURITY_POLICY, page.policy()));
    if page.frame().unlisted {
        response.insert_header((header::HeaderName::from_static("x-robots-tag"), "noindex"));
    }
    if unchanged {
        return response.finish();
    }
    response.content_type("text/html; charset=utf-8").body(text)
}
