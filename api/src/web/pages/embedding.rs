//! What other sites put into pages of their own: parts of pages as HTML without a frame, and the script of the web
//! component `<paragraf-notice-board>`, which reads the feed of notices.

use super::feeds;
use super::frame::Frame;
use super::notices::{NoticeRow, listed, rows};
use super::rows::DecisionRow;
use super::visit::{Trouble, Visit, answer_part};
use crate::context::Views;
use crate::web::embedded;
use actix_web::http::header::{self, HeaderValue, IfNoneMatch};
use actix_web::{HttpRequest, HttpResponse, web};
use application::read::DecisionFilter;
use askama::Template;
use domain::text::Language;

/// The web component.
const NOTICE_BOARD: &str = include_str!("../../../assets/embed/notice-board.js");
/// What the script may do where it is opened by itself: nothing.
const POLICY: &str = "default-src 'none'; frame-ancestors 'none'";
/// How many lines a part has where nobody says.
const USUAL: u32 = 5;
/// How many it may have.
const MOST: u32 = 50;

/// The notices that are up, without what stands around them.
#[derive(Template)]
#[template(path = "part_notices.html")]
struct NoticesPart {
    frame: Frame,
    base: String,
    slug: String,
    /// The whole board.
    page: String,
    heading: String,
    level: u32,
    rows: Vec<NoticeRow>,
    /// Whether more are up than are shown.
    more: bool,
}

/// The latest decisions, without what stands around them.
#[derive(Template)]
#[template(path = "part_decisions.html")]
struct DecisionsPart {
    frame: Frame,
    base: String,
    /// The organisation's page.
    page: String,
    /// The search among its decisions.
    search: String,
    heading: String,
    level: u32,
    rows: Vec<DecisionRow>,
}

/// The level of a part's heading: that of the page which it is put into.
fn level(visit: &Visit) -> Result<u32, Trouble> {
    visit.number("heading", 1..=6, 2)
}

fn title(visit: &Visit, sv: &str, en: &str, owner: &str) -> String {
    let what = match visit.language {
        Language::Swedish => sv,
        Language::English => en,
    };
    format!("{what}, {owner}")
}

/// A page of this service as another site leads to it.
fn at(visit: &Visit, frame: &Frame, path: &str) -> String {
    format!("{}{}", visit.base(), frame.href(path))
}

/// `/{organisation}/notices/fragment`: the notices that are up.
pub async fn notices(
    http: HttpRequest,
    views: web::Data<Views>,
    named: web::Path<String>,
) -> HttpResponse {
    answer_part(http, views, async |visit| {
        let (limit, level) = (visit.number("limit", 1..=MOST, USUAL)?, level(visit)?);
        let owner = visit.organisation(&named).await?;
        // A meeting may have several units; one line more than are shown tells whether there are more.
        let page = visit.first(limit + 1);
        let (announced, _) = listed(visit, &owner, true, &page).await?;
        let units = announced.into_iter().flat_map(|one| rows(one, visit.today));
        let mut rows: Vec<NoticeRow> = units.filter(|row| row.up).collect();
        let shown = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > shown;
        rows.truncate(shown);
        let (frame, slug) = (visit.frame(String::new(), None), owner.slug.as_str());
        Ok(NoticesPart {
            heading: title(visit, "Anslagstavla", "Notice board", &owner.name),
            page: at(visit, &frame, &format!("/{slug}/notices")),
            base: visit.base().to_owned(),
            slug: slug.to_owned(),
            frame,
            level,
            rows,
            more,
        })
    })
    .await
}

/// `/{organisation}/decisions/fragment`: the latest decisions.
pub async fn decisions(
    http: HttpRequest,
    views: web::Data<Views>,
    named: web::Path<String>,
) -> HttpResponse {
    answer_part(http, views, async |visit| {
        let (limit, level) = (visit.number("limit", 1..=MOST, USUAL)?, level(visit)?);
        let owner = visit.organisation(&named).await?;
        let filter = DecisionFilter {
            organisation: Some(owner.id),
            ..DecisionFilter::default()
        };
        let latest = feeds::latest(visit, &filter, limit).await?;
        let (frame, slug) = (visit.frame(String::new(), None), owner.slug.as_str());
        Ok(DecisionsPart {
            heading: title(visit, "Senaste besluten", "Latest decisions", &owner.name),
            page: at(visit, &frame, &format!("/{slug}")),
            search: at(visit, &frame, &format!("/search?organisation={slug}")),
            base: visit.base().to_owned(),
            frame,
            level,
            rows: latest.into_iter().map(|held| held.row).collect(),
        })
    })
    .await
}

/// `/embed/notice-board.js`: the web component, at an address that stays.
pub async fn notice_board(known: web::Header<IfNoneMatch>) -> HttpResponse {
    let mut response = embedded::answer(
        embedded::tag(NOTICE_BOARD),
        &known,
        "text/javascript; charset=utf-8",
        POLICY,
        NOTICE_BOARD.into(),
    );
    for (name, value) in [
        // An hour: a page that embeds it is not slowed down, and a mended script is everywhere soon.
        (header::CACHE_CONTROL, "public, max-age=3600"),
        // As a module, and with a digest of its content, a script is taken from another site by CORS alone.
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::CROSS_ORIGIN_RESOURCE_POLICY, "cross-origin"),
    ] {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
    response
}
