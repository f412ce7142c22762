//! What handlers of pages ask for: somebody who is signed in, and what is sent in their name.

use super::{Viewer, is_same};
use crate::context::Views;
use crate::web::pages::visit::{self, Visit};
use actix_web::dev::Payload;
use actix_web::error::InternalError;
use actix_web::http::{Method, StatusCode, header};
use actix_web::{Error, FromRequest, HttpRequest, HttpResponse, web};
use application::error::{AppError, StorageError};
use domain::text::Text;
use std::future::Future;
use std::ops::Deref;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

/// How long a form may take to arrive.
const PATIENCE: Duration = Duration::from_secs(10);

type Extracting<T> = Pin<Box<dyn Future<Output = Result<T, Error>>>>;

/// The viewer of a page for people who are signed in. Who is not is led to sign in, and back.
#[derive(Debug, Clone)]
pub struct SignedIn(pub Arc<Viewer>);

impl Deref for SignedIn {
    type Target = Viewer;

    fn deref(&self) -> &Viewer {
        &self.0
    }
}

impl FromRequest for SignedIn {
    type Error = Error;
    type Future = Extracting<Self>;

    fn from_request(http: &HttpRequest, _: &mut Payload) -> Self::Future {
        let http = http.clone();
        Box::pin(async move {
            let views = views(&http)?;
            viewer(&http, &views).await.map(Self)
        })
    }
}

/// A form that a page of ours posted in the name of whoever is signed in: it comes from the same origin and holds the
/// session's word in its field `csrf`.
#[derive(Debug)]
pub struct Submitted {
    /// In whose name.
    pub viewer: Arc<Viewer>,
    fields: Vec<(String, String)>,
}

impl Submitted {
    /// A field; empty and missing are the same.
    pub fn field(&self, name: &str) -> Option<&str> {
        field(&self.fields, name)
    }
}

impl FromRequest for Submitted {
    type Error = Error;
    type Future = Extracting<Self>;

    fn from_request(http: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (http, mut payload) = (http.clone(), payload.take());
        Box::pin(async move {
            let views = views(&http)?;
            let viewer = viewer(&http, &views).await?;
            if !is_same(&http, views.public_url.as_deref()) {
                return Err(refused(&http, &views).await);
            }
            let fields = posted(&http, &mut payload).await?;
            match field(&fields, "csrf").is_some_and(|word| viewer.is_form_token(word)) {
                true => Ok(Self { viewer, fields }),
                false => Err(refused(&http, &views).await),
            }
        })
    }
}

/// What a page's own script sends in the name of whoever is signed in: it comes from the same origin and has the
/// session's word in its header `x-csrf-token`. Its body is the handler's to read.
#[derive(Debug, Clone)]
pub struct Fetched(pub Arc<Viewer>);

impl FromRequest for Fetched {
    type Error = Error;
    type Future = Extracting<Self>;

    fn from_request(http: &HttpRequest, _: &mut Payload) -> Self::Future {
        let http = http.clone();
        Box::pin(async move {
            let views = views(&http)?;
            let viewer = viewer(&http, &views).await?;
            let word = http.headers().get("x-csrf-token");
            let word = word.and_then(|word| word.to_str().ok());
            let ours = is_same(&http, views.public_url.as_deref());
            match ours && word.is_some_and(|word| viewer.is_form_token(word)) {
                true => Ok(Self(viewer)),
                false => Err(refused(&http, &views).await),
            }
        })
    }
}

/// The fields of a form, 16 KiB at the most.
///
/// # Errors
/// It is no form, is too long, or does not arrive.
pub async fn posted(
    http: &HttpRequest,
    payload: &mut Payload,
) -> Result<Vec<(String, String)>, Error> {
    let read = web::Form::<Vec<(String, String)>>::from_request(http, payload);
    match tokio::time::timeout(PATIENCE, read).await {
        Ok(fields) => Ok(fields?.into_inner()),
        Err(_) => Err(answered(HttpResponse::RequestTimeout().finish())),
    }
}

/// A field of a form; empty and missing are the same.
pub fn field<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let mut found = fields.iter().filter(|(held, _)| held == name);
    let value = found.next()?.1.trim();
    Some(value).filter(|value| !value.is_empty())
}

/// The answer to what does not come from our own pages.
pub fn from_elsewhere(http: &HttpRequest, visit: &Visit) -> HttpResponse {
    let heading = Text::new("Det gick inte att skicka", "It could not be sent");
    let detail = Text::new(
        "Formuläret kom inte härifrån, eller är för gammalt. Öppna sidan igen och försök en gång till.",
        "The form did not come from here, or is too old. Open the page again and try once more.",
    );
    visit::plainly(http, visit, StatusCode::FORBIDDEN, &heading, &detail)
}

fn answered(response: HttpResponse) -> Error {
    InternalError::from_response("refused", response).into()
}

fn views(http: &HttpRequest) -> Result<web::Data<Views>, Error> {
    let views = http.app_data::<web::Data<Views>>().cloned();
    views.ok_or_else(|| answered(HttpResponse::InternalServerError().finish()))
}

async fn refused(http: &HttpRequest, views: &web::Data<Views>) -> Error {
    tracing::info!(
        path = http.path(),
        "refused what another site may have sent"
    );
    answered(from_elsewhere(http, &Visit::of(http, views)))
}

fn unknown(http: &HttpRequest, views: &web::Data<Views>, cause: StorageError) -> Error {
    let visit = Visit::of(http, views);
    answered(visit::trouble(http, &visit, &AppError::Storage(cause)))
}

async fn viewer(http: &HttpRequest, views: &web::Data<Views>) -> Result<Arc<Viewer>, Error> {
    match views.viewer(http).await {
        Ok(Some(viewer)) => Ok(viewer),
        Ok(None) => Err(answered(to_sign_in(http))),
        Err(cause) => Err(unknown(http, views, cause)),
    }
}

/// Leads to sign in, and back to where that is a page.
fn to_sign_in(http: &HttpRequest) -> HttpResponse {
    let back = match *http.method() {
        Method::GET | Method::HEAD => http.uri().path_and_query().map(ToString::to_string),
        _ => None,
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    let to = match back {
        Some(back) => format!("/sign-in?{}", query.append_pair("returnTo", &back).finish()),
        None => "/sign-in".to_owned(),
    };
    HttpResponse::SeeOther()
        .insert_header((header::LOCATION, to))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}
