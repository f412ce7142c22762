//! `/sign-in` and `/sign-out`: sessions of people begin and end here.

use super::frame::Frame;
use super::session::{Submitted, from_elsewhere, is_same, local, posted};
use super::visit::{Framed, Trouble, Visit, answer, answered_with, missing};
use crate::auth::TokenError;
use crate::context::Views;
use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::{Error, FromRequest, HttpRequest, HttpResponse, web};
use application::actor::Actor;
use application::error::{AppError, StorageError};
use application::revocation;
use askama::Template;
use chrono::DateTime;
use std::pin::Pin;

/// Where somebody is led who did not come from a page.
const HOME: &str = "/account";

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    frame: Frame,
    /// Whether a token can be pasted.
    token: bool,
    /// Where it goes on.
    back: Option<String>,
    /// Why it did not go on.
    refused: Option<&'static str>,
}

impl Framed for SignInPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn is_private(&self) -> bool {
        true
    }
}

#[derive(Template)]
#[template(path = "signed_out.html")]
struct SignedOutPage {
    frame: Frame,
}

impl Framed for SignedOutPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn is_private(&self) -> bool {
        true
    }
}

/// The page to sign in on; whoever is signed in goes on.
pub async fn page(http: HttpRequest, views: web::Data<Views>) -> HttpResponse {
    let back = Visit::of(&http, &views).asked("returnTo").and_then(local);
    match views.viewer(&http).await {
        Ok(Some(_)) => onward(back.as_deref().unwrap_or(HOME)),
        _ => answer(http, views, async |visit| sign_in(visit, back, None)).await,
    }
}

fn sign_in(
    visit: &Visit,
    back: Option<String>,
    refused: Option<&'static str>,
) -> Result<SignInPage, Trouble> {
    let token = visit.takes_tokens();
    if !token {
        return Err(missing("page"));
    }
    let title = visit.say("Logga in", "Sign in");
    Ok(SignInPage {
        frame: Frame {
            unlisted: true,
            ..visit.frame(title.to_owned(), None)
        },
        token,
        back,
        refused,
    })
}

fn onward(to: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, to))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}

/// A token that was pasted, from our own page.
#[derive(Debug)]
pub struct Pasted(Result<Vec<(String, String)>, ()>);

impl FromRequest for Pasted {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(http: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (http, mut payload) = (http.clone(), payload.take());
        Box::pin(async move {
            let views = http.app_data::<web::Data<Views>>();
            let public = views.and_then(|views| views.public_url.as_deref());
            match is_same(&http, public) {
                true => Ok(Self(Ok(posted(&http, &mut payload).await?))),
                false => Ok(Self(Err(()))),
            }
        })
    }
}

/// Why nobody was signed in.
enum Refused {
    Token(TokenError),
    Revoked,
    Unknown(StorageError),
}

/// Signs in with a development token.
pub async fn paste(http: HttpRequest, views: web::Data<Views>, form: Pasted) -> HttpResponse {
    let Ok(fields) = form.0 else {
        return from_elsewhere(&http, &Visit::of(&http, &views));
    };
    let field = |name| super::session::field(&fields, name);
    let back = field("returnTo").and_then(local);
    let signed_in = async {
        let actor = developer(&views, field("token").unwrap_or_default()).await?;
        let until = DateTime::from_timestamp(actor.expires_at, 0);
        let kept = views.sign_in(&http, actor, until).await;
        kept.map_err(Refused::Unknown)
    };
    match signed_in.await {
        Ok(kept) => {
            let mut response = onward(back.as_deref().unwrap_or(HOME));
            if let Ok(kept) = header::HeaderValue::from_str(&kept) {
                response.headers_mut().insert(header::SET_COOKIE, kept);
            }
            response
        }
        Err(Refused::Unknown(cause)) => {
            answered_with(http, views, StatusCode::OK, async |_: &Visit| {
                Err::<SignInPage, _>(AppError::Storage(cause).into())
            })
            .await
        }
        Err(refused) => {
            answered_with(
                http,
                views,
                StatusCode::UNPROCESSABLE_ENTITY,
                async |visit| {
                    let said = match &refused {
                    Refused::Revoked => visit.say(
                        "Tokenet har återkallats.",
                        "The token has been revoked.",
                    ),
                    _ => visit.say(
                        "Tokenet gäller inte. Klistra in hela, utan ordet Bearer.",
                        "The token does not hold. Paste the whole of it, without the word Bearer.",
                    ),
                };
                    if let Refused::Token(reason) = &refused {
                        tracing::info!(%reason, "a token was not taken to sign in");
                    }
                    sign_in(visit, back, Some(said))
                },
            )
            .await
        }
    }
}

/// Whoever a development token names.
async fn developer(views: &Views, token: &str) -> Result<Actor, Refused> {
    let Some(development) = &views.tokens.development else {
        return Err(Refused::Token(crate::auth::Reason::Issuer.into()));
    };
    let now = views.clock.now().timestamp();
    let actor = development.verify(token, now).map_err(Refused::Token)?;
    let admitted = revocation::admitted(actor, views.read.as_ref()).await;
    admitted.map_err(Refused::Unknown)?.ok_or(Refused::Revoked)
}

/// Signs out: here, or with `everywhere` in every browser.
pub async fn sign_out(http: HttpRequest, views: web::Data<Views>, form: Submitted) -> HttpResponse {
    let (store, viewer) = (views.sessions.store.as_ref(), &form.viewer);
    let ended = match form.field("everywhere") {
        Some(_) => store.end_sessions_of(&viewer.actor.identity()).await,
        None => store.end_session(&viewer.session.digest).await,
    };
    tracing::info!(actor = %viewer.actor.signature(), "signed out");
    let gone = views.sessions.cookie.gone();
    views.forget(&http);
    let mut response = answer(http, views, async |visit| {
        ended?;
        let title = visit.say("Du är utloggad", "You are signed out");
        Ok(SignedOutPage {
            frame: Frame {
                unlisted: true,
                ..visit.frame(title.to_owned(), None)
            },
        })
    })
    .await;
    if let (true, Ok(gone)) = (
        response.status() == StatusCode::OK,
        header::HeaderValue::from_str(&gone),
    ) {
        response.headers_mut().insert(header::SET_COOKIE, gone);
    }
    response
}
