//! From an HTTP request to what it may see: token, language, day.

use crate::auth::{self, TokenVerifier};
use crate::graphql::http::{AuthRefusal, RequestContext};
use crate::graphql::viewing::Viewing;
use actix_web::HttpRequest;
use actix_web::http::header;
use application::actor::Actor;
use application::ports::{Clock, ReadModel};
use application::visibility::Visibility;
use async_graphql::Request;
use domain::text::Language;
use std::sync::Arc;

/// Makes the view of each request.
pub struct Views {
    /// Reads.
    pub read: Arc<dyn ReadModel>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Checks tokens; `None` = no token holds.
    pub verifier: Option<TokenVerifier>,
}

impl std::fmt::Debug for Views {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Views").finish_non_exhaustive()
    }
}

impl Views {
    fn actor(&self, http: &HttpRequest) -> Result<Option<Actor>, AuthRefusal> {
        let Some(token) = auth::bearer(http.headers())? else {
            return Ok(None);
        };
        let verifier = self
            .verifier
            .as_ref()
            .ok_or_else(|| AuthRefusal::invalid_token("this service accepts no tokens"))?;
        Ok(Some(verifier.verify(token, self.clock.now().timestamp())?))
    }
}

/// The language that a request asks for: English where that comes first, else Swedish.
pub fn language(http: &HttpRequest) -> Language {
    let asked = http
        .headers()
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    let mut best = (Language::Swedish, 0.0_f32);
    for part in asked.unwrap_or_default().split(',') {
        let mut pieces = part.split(';');
        let tag = pieces
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        let quality = pieces
            .find_map(|piece| piece.trim().strip_prefix("q=")?.parse::<f32>().ok())
            .filter(|quality| (0.0..=1.0).contains(quality))
            .unwrap_or(1.0);
        let language = match tag.split('-').next() {
            Some("sv") => Language::Swedish,
            Some("en") => Language::English,
            _ => continue,
        };
        if quality > best.1 {
            best = (language, quality);
        }
    }
    best.0
}

#[async_trait::async_trait(?Send)]
impl RequestContext for Views {
    async fn prepare(&self, http: &HttpRequest, request: Request) -> Result<Request, AuthRefusal> {
        let actor = self.actor(http)?;
        let today = self.clock.today();
        let see = match Visibility::of(actor.as_ref(), self.read.as_ref(), today).await {
            Ok(see) => see,
            Err(cause) => {
                // What the token gives cannot be worked out now; the reads that follow will say so.
                tracing::error!(%cause, "the viewer's organisations could not be read");
                Visibility::public()
            }
        };
        Ok(request.data(Viewing::new(
            Arc::clone(&self.read),
            see,
            language(http),
            today,
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn the_language_is_swedish_unless_english_is_preferred() {
        for (header, language) in [
            ("", Language::Swedish),
            ("en", Language::English),
            ("en-GB,en;q=0.9,sv;q=0.8", Language::English),
            ("sv-SE,sv;q=0.9,en;q=0.8", Language::Swedish),
            ("de, en;q=0.5", Language::English),
            ("en;q=0, sv;q=0.1", Language::Swedish),
            ("fi", Language::Swedish),
        ] {
            let request = TestRequest::default()
                .insert_header((header::ACCEPT_LANGUAGE, header))
                .to_http_request();
            assert_eq!(super::language(&request), language, "{header}");
        }
    }
}
