//! `/`: whose records are here, and the latest of them.

use super::frame::Frame;
use super::rows::MeetingRow;
use super::visit::{Framed, Trouble, Visit, answer};
use super::words;
use crate::context::Views;
use crate::graphql::paging::cursor;
use actix_web::{HttpRequest, HttpResponse, web};
use application::read::{MeetingFilter, MeetingOrder, OrganisationFilter};
use askama::Template;
use domain::organisation::OrganisationKind;

/// How many of the latest meetings are shown.
const LATEST: u32 = 10;

#[derive(Template)]
#[template(path = "front.html")]
struct Front {
    frame: Frame,
    owners: Vec<Owner>,
    next: Option<String>,
    latest: Vec<MeetingRow>,
}

impl Framed for Front {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// An association in the list.
struct Owner {
    path: String,
    name: String,
    kind: Option<&'static str>,
}

/// The front page.
pub async fn page(http: HttpRequest, views: web::Data<Views>) -> HttpResponse {
    answer(http, views, front).await
}

async fn front(visit: &Visit) -> Result<Front, Trouble> {
    let title = match visit.language {
        domain::text::Language::Swedish => "Paragraf: samordningsförbundens protokoll",
        domain::text::Language::English => "Paragraf: minutes of the coordination associations",
    };
    let filter = OrganisationFilter {
        kind: Some(OrganisationKind::CoordinationAssociation),
    };
    let page = visit.lines()?;
    let found = visit
        .read()
        .organisations(&filter, &page, &visit.see)
        .await?;
    let next = found.items.last().map(|(_, key)| cursor(key));
    let owners = found.items.into_iter().map(|(organisation, _)| Owner {
        path: format!("/{}", organisation.slug.as_str()),
        kind: organisation
            .kind
            .map(|kind| words::organisation(kind).in_language(visit.language)),
        name: organisation.name,
    });
    Ok(Front {
        frame: visit.frame(title.to_owned(), None),
        owners: owners.collect(),
        next: next.filter(|_| found.has_next),
        latest: latest(visit, &MeetingFilter::default(), LATEST).await?,
    })
}

/// The latest meetings of a filter.
pub async fn latest(
    visit: &Visit,
    filter: &MeetingFilter,
    first: u32,
) -> Result<Vec<MeetingRow>, Trouble> {
    let (page, order) = (visit.first(first), MeetingOrder::DateDescending);
    let found = visit
        .read()
        .meetings(filter, order, &page, &visit.see)
        .await?;
    let ids: Vec<_> = found.items.iter().map(|(id, _)| *id).collect();
    let records = visit.records(&ids).await?;
    let seen = ids.iter().filter_map(|id| records.get(id));
    Ok(seen
        .map(|seen| MeetingRow::of(seen, visit.language))
        .collect())
}
