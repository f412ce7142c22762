//! `/accessibility`: how accessible the pages are (tillgänglighetsredogörelse).

use super::frame::Frame;
use super::visit::{Framed, Trouble, Visit, answer};
use crate::context::Views;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

#[derive(Template)]
#[template(path = "statement.html")]
struct Statement {
    frame: Frame,
}

impl Framed for Statement {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// The accessibility statement.
///
/// # Legal source
/// Lag (2018:1937) 13 §; förordning (2018:1938).
pub async fn page(http: HttpRequest, views: web::Data<Views>) -> HttpResponse {
    answer(http, views, statement).await
}

async fn statement(visit: &Visit) -> Result<Statement, Trouble> {
    let title = match visit.language {
        domain::text::Language::Swedish => "Tillgänglighetsredogörelse",
        domain::text::Language::English => "Accessibility statement",
    };
    Ok(Statement {
        frame: visit.frame(title.to_owned(), None),
    })
}
