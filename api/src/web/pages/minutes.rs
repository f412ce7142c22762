//! `/{organisation}/minutes/{id}`: the minutes as a page, and in every other format.

use super::frame::Frame;
use super::rows::meeting_path;
use super::visit::{Framed, Trouble, Visit, answer_inside, missing};
use crate::context::Views;
use crate::rest::minutes::{Format, path, standing};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use domain::adjustment::AdjustmentUnit;
use domain::id::MinutesId;

#[derive(Template)]
#[template(path = "minutes.html")]
struct MinutesPage {
    frame: Frame,
    meeting: String,
    draft: bool,
    formats: Vec<(&'static str, String)>,
    /// Where the seal is checked, where there is one.
    verify: Option<String>,
    document: String,
}

impl Framed for MinutesPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// The page of minutes.
pub async fn page(
    http: HttpRequest,
    views: web::Data<Views>,
    named: web::Path<(String, String)>,
) -> HttpResponse {
    answer_inside(http, views, async |visit| {
        minutes(visit, &named.0, &named.1).await
    })
    .await
}

/// Whether a unit was adjusted in this service, and so has a seal where the service has a key.
pub fn is_sealed(unit: &AdjustmentUnit) -> bool {
    unit.adjusted_on.is_some() && (!unit.signatures.is_empty() || unit.by_board.is_some())
}

/// Where sealed minutes are checked.
pub fn verify_path(minutes: MinutesId) -> String {
    format!("/verify#minutes={minutes}")
}

async fn minutes(visit: &Visit, owner: &str, id: &str) -> Result<MinutesPage, Trouble> {
    let owner = visit.organisation(owner).await?;
    let id = MinutesId::parse(id).map_err(|_| missing("minutes"))?;
    let seen = visit.record(&owner, id.meeting()).await?;
    let standing = standing(&seen, visit.language);
    let document = documents::minutes(&seen.printable(visit.language), &standing, visit.language);
    // What is not public is fetched with a token, which a page has not.
    let formats = Format::ALL
        .into_iter()
        .filter(|held| seen.published() && *held != Format::Html);
    Ok(MinutesPage {
        frame: visit.frame(document.full_title(), Some(&owner)),
        meeting: meeting_path(&seen.meeting),
        draft: !seen.published(),
        formats: formats
            .map(|format| (format.called(), path(id.meeting(), format)))
            .collect(),
        verify: seen
            .meeting
            .units
            .iter()
            .any(|unit| seen.published() && is_sealed(unit))
            .then(|| verify_path(id)),
        document: document.to_html_fragment(1),
    })
}
