//! What an asker holds already: tags of answers, and how long whoever has one may keep it.

use crate::context::Sight;
use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderValue};
use application::journal::sha256;

/// The tag of an answer with this text.
pub(crate) fn tag(text: &str) -> Option<HeaderValue> {
    HeaderValue::try_from(format!("\"{}\"", sha256(text))).ok()
}

/// Whether a request has what a tag stands for already.
pub(crate) fn has(http: &HttpRequest, tag: &str) -> bool {
    let known = http.headers().get(header::IF_NONE_MATCH);
    let known = known.and_then(|value| value.to_str().ok());
    known.is_some_and(|known| {
        let mut tags = known.split(',').map(str::trim);
        tags.any(|held| held == "*" || held.trim_start_matches("W/") == tag)
    })
}

/// Records change; who has a copy asks whether it holds. What is not public stays with who asked.
pub(crate) fn caching(sight: &Sight) -> &'static str {
    if sight.is_public() {
        "public, no-cache"
    } else {
        "private, no-cache"
    }
}
