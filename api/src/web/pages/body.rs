//! `/{organisation}/{body}`: the meetings of a body, and its series of numbers.

use super::frame::Frame;
use super::rows::MeetingRow;
use super::visit::{Framed, Trouble, Visit, answer_inside, missing};
use super::words;
use crate::context::Views;
use crate::graphql::paging::cursor;
use actix_web::{HttpRequest, HttpResponse, web};
use application::read::{MeetingFilter, MeetingOrder, SeriesFacts};
use askama::Template;
use domain::body::Body;
use domain::organisation::Organisation;
use domain::paragraph::Mark;

#[derive(Template)]
#[template(path = "body.html")]
struct BodyPage {
    frame: Frame,
    name: String,
    kind: &'static str,
    total: Option<u64>,
    rows: Vec<MeetingRow>,
    next: Option<String>,
    series: Vec<YearRow>,
}

impl Framed for BodyPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// The numbers of a year.
struct YearRow {
    year: i32,
    first: u32,
    last: u32,
    gaps: Option<String>,
    unknown: Option<String>,
    voided: Option<String>,
}

impl YearRow {
    fn of(held: SeriesFacts) -> Option<Self> {
        let voided: Vec<u32> = held.voided.iter().map(|held| held.number).collect();
        Some(Self {
            year: held.year?,
            first: held.first?,
            last: held.last?,
            gaps: Mark::Section.span(&held.gaps),
            unknown: Mark::Section.span(&held.unknown),
            voided: Mark::Section.span(&voided),
        })
    }
}

/// The page of a body.
pub async fn page(
    http: HttpRequest,
    views: web::Data<Views>,
    named: web::Path<(String, String)>,
) -> HttpResponse {
    answer_inside(http, views, async |visit| {
        body(visit, &named.0, &named.1).await
    })
    .await
}

/// The body of an organisation with a name as an address.
///
/// # Errors
/// Not found.
pub async fn find(visit: &Visit, owner: &Organisation, named: &str) -> Result<Body, Trouble> {
    let held = visit.read().bodies_of(&[owner.id], &visit.see).await?;
    let mut bodies = held.into_values().flatten();
    bodies
        .find(|body| body.slug.as_str() == named)
        .ok_or_else(|| missing("body"))
}

async fn body(visit: &Visit, owner: &str, named: &str) -> Result<BodyPage, Trouble> {
    let owner = visit.organisation(owner).await?;
    let body = find(visit, &owner, named).await?;
    let (read, page) = (visit.read(), visit.lines()?);
    let filter = MeetingFilter {
        body: Some(body.id),
        ..MeetingFilter::default()
    };
    let found = read
        .meetings(&filter, MeetingOrder::DateDescending, &page, &visit.see)
        .await?;
    let ids: Vec<_> = found.items.iter().map(|(id, _)| *id).collect();
    let records = visit.records(&ids).await?;
    let series = read
        .series_of(&[body.id], &visit.see)
        .await?
        .remove(&body.id);
    let mut series: Vec<YearRow> = series
        .into_iter()
        .flatten()
        .filter_map(YearRow::of)
        .collect();
    series.sort_by_key(|held| std::cmp::Reverse(held.year));
    let next = found.items.last().map(|(_, key)| cursor(key));
    Ok(BodyPage {
        frame: visit.frame(format!("{}, {}", body.name, owner.name), Some(&owner)),
        kind: words::body(body.kind).in_language(visit.language),
        name: body.name,
        total: found.total,
        rows: ids
            .iter()
            .filter_map(|id| records.get(id))
            .map(|seen| MeetingRow::of(seen, visit.language))
            .collect(),
        next: next.filter(|_| found.has_next),
        series,
    })
}
