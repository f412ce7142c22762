//! Errors as RFC 9457 problem details, with the codes of the whole service.

use super::trace::Trace;
use crate::graphql::http::AuthRefusal;
use crate::metrics::RefusedWith;
use crate::problem::described;
use actix_web::http::{StatusCode, header};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use application::error::{AppError, StorageError};
use domain::text::Language;
use serde_json::json;

/// Why a request got no document.
#[derive(Debug)]
pub enum Fault {
    /// The token does not hold.
    Token(AuthRefusal),
    /// What a use case says.
    App(AppError),
    /// What is said here: a code, words, and the part of the request that is at fault.
    Told {
        /// The code.
        code: String,
        /// In words.
        detail: String,
        /// The parameter.
        field: Option<String>,
    },
}

impl From<AuthRefusal> for Fault {
    fn from(refusal: AuthRefusal) -> Self {
        match refusal {
            AuthRefusal::Unknown(cause) => cause.into(),
            refusal => Self::Token(refusal),
        }
    }
}

impl From<AppError> for Fault {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl From<StorageError> for Fault {
    fn from(error: StorageError) -> Self {
        Self::App(error.into())
    }
}

impl Fault {
    /// A fault with a code and words of its own.
    pub fn told(code: &str, detail: &str, field: Option<String>) -> Self {
        Self::Told {
            code: code.to_owned(),
            detail: detail.to_owned(),
            field,
        }
    }

    fn code(&self) -> &str {
        match self {
            Self::Token(_) => AuthRefusal::CODE,
            Self::App(error) => error.code(),
            Self::Told { code, .. } => code,
        }
    }

    /// What may be said of it; the cause of a fault of ours stands in the log alone.
    fn detail(&self, language: Language) -> String {
        match self {
            Self::Token(refusal) => refusal.to_string(),
            Self::App(AppError::Storage(cause)) => {
                tracing::error!(%cause, "a read failed");
                described(self.code())
                    .title
                    .in_language(language)
                    .to_owned()
            }
            Self::App(AppError::Refused(refusal)) => refusal.text.in_language(language).to_owned(),
            Self::App(error) => error.to_string(),
            Self::Told { detail, .. } if !detail.is_empty() => detail.clone(),
            Self::Told { code, .. } => described(code).title.in_language(language).to_owned(),
        }
    }

    /// The answer.
    pub fn answer(&self, http: &HttpRequest, language: Language) -> HttpResponse {
        let code = self.code();
        let known = described(code);
        let status =
            StatusCode::from_u16(known.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut body = json!({
            "type": format!("/problems/{code}"),
            "title": known.title.in_language(language),
            "status": status.as_u16(),
            "detail": self.detail(language),
            "instance": http.path(),
            "code": code,
        });
        match self {
            Self::App(AppError::Invalid { field, .. }) => body["field"] = json!(field),
            Self::App(AppError::File { field, .. }) => body["field"] = json!(field),
            Self::Told {
                field: Some(field), ..
            } => body["field"] = json!(field),
            _ => {}
        }
        if status.is_server_error()
            && let Some(trace) = http.extensions().get::<Trace>()
        {
            tracing::error!(trace = trace.id(), code, "a request failed");
            body["traceId"] = json!(trace.id());
        }
        let mut response = HttpResponse::build(status);
        response
            .insert_header((header::CONTENT_TYPE, "application/problem+json"))
            .insert_header((header::CACHE_CONTROL, "no-store"));
        match self {
            Self::Token(_) => {
                response.insert_header((header::WWW_AUTHENTICATE, AuthRefusal::CHALLENGE));
            }
            Self::App(AppError::Unauthenticated) => {
                response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
            }
            Self::App(_) | Self::Told { .. } => {}
        }
        let mut response = response.body(body.to_string());
        let codes = vec![code.to_owned()];
        response.extensions_mut().insert(RefusedWith(codes));
        response
    }
}

/// A query string that cannot be read.
pub fn malformed(
    error: actix_web::error::QueryPayloadError,
    http: &HttpRequest,
) -> actix_web::Error {
    let fault = Fault::App(AppError::invalid("query", error.to_string()));
    let answer = fault.answer(http, crate::context::language(http));
    actix_web::error::InternalError::from_response(error, answer).into()
}

/// An address with a part that is none of its kind.
pub fn no_address(error: actix_web::error::PathError, http: &HttpRequest) -> actix_web::Error {
    let fault = Fault::App(AppError::NotFound { what: "resource" });
    let answer = fault.answer(http, crate::context::language(http));
    actix_web::error::InternalError::from_response(error, answer).into()
}

/// The answer for an address that there is not.
pub async fn nothing_here(http: HttpRequest) -> HttpResponse {
    let fault = Fault::App(AppError::NotFound { what: "resource" });
    fault.answer(&http, crate::context::language(&http))
}
