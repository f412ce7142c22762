//! `/imports/new`: several files are chosen, and brought in one after the other.

use super::{FileRow, operates, organisations};
use crate::context::Views;
use crate::importing::Importing;
use crate::rest::imports::Said;
use crate::web::pages::frame::Frame;
use crate::web::pages::session::{Fetched, SignedIn, Viewer};
use crate::web::pages::visit::{Framed, POLICY_WITH_SCRIPT, Trouble, Visit, answer};
use actix_web::http::header;
use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};
use application::error::AppError;
use askama::Template;
use serde_json::json;

#[derive(Template)]
#[template(path = "import_new.html")]
struct NewPage {
    frame: Frame,
    owners: Vec<(String, String)>,
    csrf: String,
}

impl Framed for NewPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn policy(&self) -> &'static str {
        POLICY_WITH_SCRIPT
    }
}

/// The page that files are chosen on.
pub async fn new(http: HttpRequest, views: web::Data<Views>, viewer: SignedIn) -> HttpResponse {
    answer(http, views, async |visit| choosing(visit, &viewer).await).await
}

async fn choosing(visit: &Visit, viewer: &Viewer) -> Result<NewPage, Trouble> {
    let all = organisations(visit, viewer).await?;
    let own = all.into_iter().filter(|held| operates(viewer, held));
    let owners: Vec<(String, String)> = own
        .map(|held| (held.slug.as_str().to_owned(), held.name))
        .collect();
    if owners.is_empty() {
        return Err(AppError::Forbidden.into());
    }
    let title = visit.say("Läs in protokoll", "Bring minutes in");
    Ok(NewPage {
        frame: Frame {
            unlisted: true,
            ..visit.frame(title.to_owned(), None)
        },
        owners,
        csrf: viewer.form_token(),
    })
}

/// Takes one file from the page's script; the answer is its line of the table.
pub async fn bring(
    http: HttpRequest,
    views: web::Data<Views>,
    importing: web::Data<Importing>,
    viewer: Fetched,
    said: web::Query<Said>,
    payload: Payload,
) -> HttpResponse {
    let visit = Visit::of(&http, &views);
    let taken = async {
        let coming = said.coming(&http)?;
        importing
            .take(&viewer.0.actor, &viewer.0.see, &coming, payload)
            .await
    };
    let (mut response, body) = match taken.await {
        Ok(taken) => {
            let row = FileRow::of(&visit, &taken.import);
            let body = json!({
                "path": row.path, "file": row.file, "outcome": row.outcome, "reason": row.reason,
                "items": row.items, "open": row.open, "known": !taken.fresh,
            });
            (HttpResponse::Ok(), body)
        }
        Err(error) => {
            let known = crate::problem::described(error.code());
            let status = actix_web::http::StatusCode::from_u16(known.status);
            let detail = match &error {
                AppError::Invalid { .. } | AppError::File { .. } => error.to_string(),
                _ => known.title.in_language(visit.language).to_owned(),
            };
            let status = status.unwrap_or(actix_web::http::StatusCode::INTERNAL_SERVER_ERROR);
            (
                HttpResponse::build(status),
                json!({"code": error.code(), "reason": detail}),
            )
        }
    };
    response
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .content_type("application/json")
        .body(body.to_string())
}
