//! `/sign-in/{issuer}`: signing in at an issuer, and coming back from it.

use super::session::local;
use super::sign_in::{HOME, onward};
use super::visit::{Visit, nothing_here, plainly, trouble};
use crate::auth::{Journey, NotSignedIn, PATIENCE, Returned};
use crate::context::Views;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use application::error::{AppError, StorageError};
use application::revocation;
use domain::text::Text;
use std::time::Duration;

/// Where the issuer leads back to.
fn redirect(views: &Views, issuer: &str) -> String {
    let base = views.public_url.as_deref().unwrap_or_default();
    format!("{}/sign-in/{issuer}/callback", base.trim_end_matches('/'))
}

/// Adds a cookie to an answer.
fn keep(response: &mut HttpResponse, cookie: &str) {
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// Sets out to an issuer.
pub async fn set_out(
    http: HttpRequest,
    views: web::Data<Views>,
    named: web::Path<String>,
) -> HttpResponse {
    let Some(issuer) = views.tokens.door(&named) else {
        return nothing_here(http, views.clone()).await;
    };
    let visit = Visit::of(&http, &views);
    let back = visit.asked("returnTo").and_then(local);
    let sessions = &views.sessions;
    let chance = [sessions.ids.random(), sessions.ids.random()].concat();
    let (now, anew) = (
        views.clock.now().timestamp(),
        visit.asked("fresh").is_some(),
    );
    let journey = Journey::begin(&chance, &named, anew, back, now);
    let redirect = redirect(&views, &named);
    match issuer.set_out(&journey, &redirect, sessions.fresh).await {
        Ok(address) => {
            let mut response = onward(&address);
            let age = Duration::from_secs(PATIENCE.unsigned_abs());
            keep(
                &mut response,
                &sessions.journeys.kept(journey.expose(), Some(age)),
            );
            response
        }
        Err(why) => refused(&http, &visit, &named, &why),
    }
}

/// Why nobody was signed in who came back.
enum Lost {
    Refused(NotSignedIn),
    Revoked,
    Unknown(StorageError),
}

impl From<NotSignedIn> for Lost {
    fn from(why: NotSignedIn) -> Self {
        Self::Refused(why)
    }
}

impl From<StorageError> for Lost {
    fn from(cause: StorageError) -> Self {
        Self::Unknown(cause)
    }
}

/// Comes back from an issuer, and is signed in.
pub async fn came_back(
    http: HttpRequest,
    views: web::Data<Views>,
    named: web::Path<String>,
) -> HttpResponse {
    let Some(issuer) = views.tokens.door(&named) else {
        return nothing_here(http, views.clone()).await;
    };
    let signed_in = async {
        let journey = views.sessions.journeys.of(&http);
        let journey = journey.and_then(|held| Journey::parse(&held));
        let journey = journey.ok_or(NotSignedIn::Stray)?;
        // What is said twice is said by somebody else.
        let returned = web::Query::<Returned>::from_query(http.query_string());
        let returned = returned.map_err(|_| NotSignedIn::Stray)?;
        let (now, fresh) = (views.clock.now().timestamp(), views.sessions.fresh);
        let address = redirect(&views, &named);
        let came = issuer.come_back(&journey, &returned, &address, fresh, now);
        let actor = came.await?;
        let admitted = revocation::admitted(actor, views.read.as_ref()).await?;
        let actor = admitted.ok_or(Lost::Revoked)?;
        let kept = views.sign_in(&http, actor, None).await?;
        Ok::<_, Lost>((kept, journey.back))
    };
    let signed_in = signed_in.await;
    let visit = Visit::of(&http, &views);
    let mut response = match signed_in {
        Ok((kept, back)) => {
            let back = back.as_deref().and_then(local);
            let mut response = onward(back.as_deref().unwrap_or(HOME));
            keep(&mut response, &kept);
            response
        }
        Err(Lost::Unknown(cause)) => trouble(&http, &visit, &AppError::Storage(cause)),
        Err(Lost::Revoked) => {
            let said = Text::new(
                "Din åtkomst har återkallats. Vänd dig till förbundets förvaltare.",
                "Your access has been revoked. Turn to the operator of the association.",
            );
            told(&http, &visit, StatusCode::FORBIDDEN, &said)
        }
        Err(Lost::Refused(why)) => refused(&http, &visit, &named, &why),
    };
    // It leads back once.
    keep(&mut response, &views.sessions.journeys.gone());
    response
}

/// Why nobody was signed in. What the issuer or the address said is not repeated.
fn refused(http: &HttpRequest, visit: &Visit, issuer: &str, why: &NotSignedIn) -> HttpResponse {
    tracing::info!(issuer, %why, "nobody was signed in");
    let (status, said) = match why {
        NotSignedIn::Stray => (
            StatusCode::BAD_REQUEST,
            Text::new(
                "Inloggningen påbörjades inte i den här webbläsaren, eller tog för lång tid. Börja om.",
                "The sign-in did not begin in this browser, or took too long. Start over.",
            ),
        ),
        NotSignedIn::Denied => (
            StatusCode::FORBIDDEN,
            Text::new(
                "Inloggningen avbröts, eller tilläts inte.",
                "The sign-in was broken off, or was not permitted.",
            ),
        ),
        NotSignedIn::Unfit(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            Text::new(
                "Inloggningstjänsten svarar inte som den ska. Försök igen om en stund.",
                "The service that signs people in does not answer as it should. Try again in a while.",
            ),
        ),
        NotSignedIn::Refused(_) | NotSignedIn::Token(_) | NotSignedIn::Other(_) => (
            StatusCode::FORBIDDEN,
            Text::new(
                "Inloggningstjänstens svar gick inte att godta. Börja om; händer det igen, vänd dig till den som driver tjänsten.",
                "The answer of the service that signs people in could not be accepted. Start over; if it happens again, turn to whoever runs this service.",
            ),
        ),
    };
    told(http, visit, status, &said)
}

fn told(http: &HttpRequest, visit: &Visit, status: StatusCode, said: &Text) -> HttpResponse {
    let heading = Text::new("Du är inte inloggad", "You are not signed in");
    let mut response = plainly(http, visit, status, &heading, said);
    let never = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, never);
    response
}
