//! The pages that links in mail lead to: `/mail/confirm/…` and `/mail/unsubscribe/…`.
//!
//! A GET shows a page with a button and changes nothing: programs follow links too. A POST does what the link is for; that
//! of `unsubscribe` is the one click of RFC 8058. Neither page shows the address, and none is kept by a cache.

use super::frame::Frame;
use super::visit::{Framed, Trouble, Visit, missing};
use crate::context::Views;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use application::mail::keeping::{digest_of, follow};
use application::mail::{MailSubscription, Purpose};
use askama::Template;
use domain::text::Language;

#[derive(Template)]
#[template(path = "mail_page.html")]
struct MailPage {
    frame: Frame,
    detail: &'static str,
    /// What the button says; `None` where there is nothing left to do.
    button: Option<&'static str>,
}

impl Framed for MailPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// A page about what a link is for: whether it was done, and what a button would do.
fn page(visit: &Visit, held: &MailSubscription, purpose: Purpose) -> MailPage {
    let ended = held.ended_at.is_some();
    let (sv, en) = match purpose {
        _ if ended => (
            (
                "Bevakningen är avslutad",
                "Inget mer skickas, och adressen är borttagen.",
                None,
            ),
            (
                "The subscription has ended",
                "Nothing more is sent, and the address is removed.",
                None,
            ),
        ),
        Purpose::Confirm if held.confirmed_at.is_some() => (
            (
                "Bevakningen är bekräftad",
                "Breven kommer från och med nu. I varje brev finns en länk som avslutar bevakningen.",
                None,
            ),
            (
                "The subscription is confirmed",
                "Mail comes from now on. Every mail has a link that ends the subscription.",
                None,
            ),
        ),
        Purpose::Confirm => (
            (
                "Bekräfta bevakningen",
                "Bekräfta att breven får skickas till den adress som länken kom till.",
                Some("Bekräfta"),
            ),
            (
                "Confirm the subscription",
                "Confirm that mail may be sent to the address that the link came to.",
                Some("Confirm"),
            ),
        ),
        Purpose::Unsubscribe => (
            (
                "Avsluta bevakningen",
                "När du avslutar skickas inget mer, och adressen tas bort.",
                Some("Avsluta"),
            ),
            (
                "End the subscription",
                "Once you end it nothing more is sent, and the address is removed.",
                Some("End it"),
            ),
        ),
    };
    let (title, detail, button) = match visit.language {
        Language::Swedish => sv,
        Language::English => en,
    };
    MailPage {
        frame: Frame {
            unlisted: true,
            ..visit.frame(title.to_owned(), None)
        },
        detail,
        button,
    }
}

async fn shown(
    http: HttpRequest,
    views: web::Data<Views>,
    token: String,
    purpose: Purpose,
) -> HttpResponse {
    let reads = views.clone();
    answer(http, views, async |visit| {
        let digest = digest_of(&token).ok_or_else(|| missing("link"))?;
        let now = reads.clock.now();
        let found = reads.read.mail_of_link(&digest, purpose, now).await?;
        let held = found.ok_or_else(|| missing("link"))?;
        Ok(page(visit, &held, purpose))
    })
    .await
}

async fn done(
    http: HttpRequest,
    views: web::Data<Views>,
    token: String,
    purpose: Purpose,
) -> HttpResponse {
    let desk = views.desk.clone();
    answer(http, views, async |visit| {
        let held = follow(&token, purpose, &desk).await?;
        Ok(page(visit, &held, purpose))
    })
    .await
}

/// A page that no cache keeps: its address is a secret.
async fn answer(
    http: HttpRequest,
    views: web::Data<Views>,
    made: impl AsyncFnOnce(&Visit) -> Result<MailPage, Trouble>,
) -> HttpResponse {
    let mut response = super::visit::answer(http, views, made).await;
    let headers = response.headers_mut();
    headers.insert(
        header::CACHE_CONTROL,
        header::HeaderValue::from_static("no-store"),
    );
    headers.remove(header::ETAG);
    response
}

/// `GET /mail/confirm/{token}`.
pub async fn confirm(
    http: HttpRequest,
    views: web::Data<Views>,
    token: web::Path<String>,
) -> HttpResponse {
    shown(http, views, token.into_inner(), Purpose::Confirm).await
}

/// `POST /mail/confirm/{token}`.
pub async fn confirmed(
    http: HttpRequest,
    views: web::Data<Views>,
    token: web::Path<String>,
) -> HttpResponse {
    done(http, views, token.into_inner(), Purpose::Confirm).await
}

/// `GET /mail/unsubscribe/{token}`.
pub async fn unsubscribe(
    http: HttpRequest,
    views: web::Data<Views>,
    token: web::Path<String>,
) -> HttpResponse {
    shown(http, views, token.into_inner(), Purpose::Unsubscribe).await
}

/// `POST /mail/unsubscribe/{token}`.
pub async fn unsubscribed(
    http: HttpRequest,
    views: web::Data<Views>,
    token: web::Path<String>,
) -> HttpResponse {
    done(http, views, token.into_inner(), Purpose::Unsubscribe).await
}
