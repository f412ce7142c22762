//! `/paragraf/v1/minutes/{id}/bundle` and `/.well-known/paragraf-keys.json`.

use crate::context::{Views, language};
use crate::graphql::http::AuthRefusal;
use crate::problem::PROBLEMS;
use crate::sealing::ServiceKey;
use crate::startup::StartError;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use application::error::{AppError, StorageError};
use application::ports::SealReads;
use application::sealing::bundle;
use domain::id::{MeetingId, ParagraphId};
use domain::text::Language;
use seal::rotation::KeyList;
use serde::Deserialize;
use std::sync::Arc;

/// Gives bundles.
#[derive(Clone)]
pub struct Bundles {
    views: Arc<Views>,
    seals: Arc<dyn SealReads>,
    keys: Option<Arc<str>>,
}

impl std::fmt::Debug for Bundles {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Bundles").finish_non_exhaustive()
    }
}

impl Bundles {
    /// Bundles of what is sealed, and the public key where the service has one.
    ///
    /// # Errors
    /// [`StartError::Keys`] where the list of keys has no canonical form.
    pub fn new(
        views: Arc<Views>,
        seals: Arc<dyn SealReads>,
        key: Option<&ServiceKey>,
    ) -> Result<Self, StartError> {
        let keys = key
            .map(|key| KeyList::first(&key.public()).to_canonical())
            .transpose()
            .map_err(|error| StartError::Keys(error.to_string()))?;
        Ok(Self {
            views,
            seals,
            keys: keys.map(Arc::from),
        })
    }
}

/// Registers both addresses.
pub fn configure(bundles: Bundles) -> impl FnOnce(&mut web::ServiceConfig) {
    move |routes| {
        routes
            .app_data(web::Data::new(bundles))
            .service(
                web::resource("/paragraf/v1/minutes/{id}/bundle").route(web::get().to(of_minutes)),
            )
            .service(web::resource("/.well-known/paragraf-keys.json").route(web::get().to(keys)));
    }
}

/// Which part of the minutes.
#[derive(Debug, Deserialize)]
struct Part {
    paragraph: Option<String>,
}

/// The address of minutes: `min-` or `mtg-` and the digits of the meeting.
fn meeting(id: &str) -> Option<MeetingId> {
    let digits = id
        .strip_prefix("min-")
        .or_else(|| id.strip_prefix(MeetingId::PREFIX)?.strip_prefix('-'))?;
    MeetingId::parse(&format!("{}-{digits}", MeetingId::PREFIX)).ok()
}

async fn of_minutes(
    http: HttpRequest,
    bundles: web::Data<Bundles>,
    id: web::Path<String>,
    part: web::Query<Part>,
) -> HttpResponse {
    let words = language(&http);
    let see = match bundles.views.sight_of(&http).await {
        Ok(see) => see,
        Err(refusal) => return unauthenticated(&refusal, words),
    };
    let paragraph = part.paragraph.as_deref().map(ParagraphId::parse);
    // What is no address at all is not found either.
    let (Some(meeting), Ok(paragraph)) = (meeting(&id), paragraph.transpose()) else {
        return problem("NOT_FOUND", words, None);
    };
    let (reads, seals) = (bundles.views.read.as_ref(), bundles.seals.as_ref());
    match bundle(reads, seals, meeting, paragraph, &see).await {
        Ok(bundle) => match bundle.to_canonical() {
            Ok(text) => HttpResponse::Ok()
                .content_type("application/json")
                .insert_header((header::CACHE_CONTROL, "no-store"))
                .insert_header((header::VARY, "authorization"))
                .insert_header((
                    header::CONTENT_DISPOSITION,
                    format!("attachment; filename=\"{meeting}.bundle.json\""),
                ))
                .body(text),
            Err(cause) => {
                tracing::error!(%cause, "a bundle could not be written");
                problem("INTERNAL", words, None)
            }
        },
        Err(AppError::NotFound { .. }) => problem("NOT_FOUND", words, None),
        Err(cause) => {
            tracing::error!(%cause, "a bundle could not be made");
            match cause {
                AppError::Storage(StorageError::Unavailable(_)) => {
                    problem("UNAVAILABLE", words, None)
                }
                _ => problem("INTERNAL", words, None),
            }
        }
    }
}

async fn keys(http: HttpRequest, bundles: web::Data<Bundles>) -> HttpResponse {
    match &bundles.keys {
        Some(keys) => HttpResponse::Ok()
            .content_type("application/json")
            .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
            .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
            .body(keys.to_string()),
        None => problem("NOT_FOUND", language(&http), None),
    }
}

/// An answer by RFC 9457, with the code of the one table.
fn problem(code: &'static str, words: Language, detail: Option<&str>) -> HttpResponse {
    let known = PROBLEMS.iter().find(|known| known.code == code);
    let status = known.and_then(|known| StatusCode::from_u16(known.status).ok());
    let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let title = known.map(|known| match words {
        Language::Swedish => known.sv,
        Language::English => known.en,
    });
    let mut body = serde_json::json!({
        "type": "about:blank",
        "title": title,
        "status": status.as_u16(),
        "code": code,
    });
    if let Some(detail) = detail {
        body["detail"] = serde_json::Value::from(detail);
    }
    HttpResponse::build(status)
        .content_type("application/problem+json")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::VARY, "authorization"))
        .body(body.to_string())
}

fn unauthenticated(refusal: &AuthRefusal, words: Language) -> HttpResponse {
    let mut answer = problem(AuthRefusal::CODE, words, Some(&refusal.to_string()));
    answer.headers_mut().insert(
        header::WWW_AUTHENTICATE,
        header::HeaderValue::from_static(AuthRefusal::CHALLENGE),
    );
    answer
}

#[cfg(test)]
mod tests {
    use super::meeting;
    use domain::id::MeetingId;

    #[test]
    fn minutes_are_addressed_as_such_or_by_their_meeting() {
        let id = MeetingId::from_uuid(uuid::Uuid::from_u128(77));
        let text = id.to_string();
        let minutes = text.replace("mtg-", "min-");
        assert_eq!(meeting(&text), Some(id));
        assert_eq!(meeting(&minutes), Some(id));
        for other in [
            "",
            "mtg-",
            "min",
            "par-00",
            &text.replace("mtg-", ""),
            "min-mtg-1",
        ] {
            assert_eq!(meeting(other), None, "{other}");
        }
    }
}
