//! What search engines and browsers find their way by: what may be read, every public address, and how to search.

use super::feeds::tag;
use super::visit::{Trouble, Visit, answer_as};
use crate::context::Views;
use actix_web::{HttpRequest, HttpResponse, web};
use application::error::StorageError;
use application::read::{MeetingFilter, MeetingOrder, OrganisationFilter, Page};
use askama::Template;
use domain::id::BodyId;
use domain::organisation::{Organisation, OrganisationKind};
use domain::text::Language;

/// How many addresses a sitemap may hold, by its protocol.
const MOST: usize = 50_000;
/// How many are read at once.
const AT_ONCE: u32 = 500;
const XML: &str = "application/xml; charset=utf-8";

/// `/robots.txt`: everything may be read, but for addresses that are endless.
pub async fn robots(http: HttpRequest, views: web::Data<Views>) -> HttpResponse {
    let made = async |visit: &Visit| {
        Ok(format!(
            "User-agent: *\nDisallow: /search\nDisallow: /graphql\nDisallow: /explorer\n\nSitemap: {}/sitemap.xml\n",
            visit.base()
        ))
    };
    answer_as(http, views, "text/plain; charset=utf-8", made).await
}

/// The sitemaps that there are, or the addresses of one.
#[derive(Template)]
#[template(path = "sitemap.xml")]
struct Sitemap {
    /// Whether it lists others.
    index: bool,
    locations: Vec<String>,
}

/// `/sitemap.xml`: the sitemap of each association.
pub async fn sitemaps(http: HttpRequest, views: web::Data<Views>) -> HttpResponse {
    let made = async |visit: &Visit| {
        let filter = OrganisationFilter {
            kind: Some(OrganisationKind::CoordinationAssociation),
        };
        let (mut locations, mut after) = (Vec::new(), None);
        loop {
            let page = following(after);
            let found = visit
                .read()
                .organisations(&filter, &page, &visit.see)
                .await?;
            after = found.items.last().map(|(_, key)| key.clone());
            let slugs = found.items.iter().map(|(held, _)| held.slug.as_str());
            locations.extend(slugs.map(|slug| format!("{}/{slug}/sitemap.xml", visit.base())));
            if !found.has_next || locations.len() >= MOST {
                break;
            }
        }
        let index = true;
        written(&Sitemap { index, locations })
    };
    answer_as(http, views, XML, made).await
}

/// `/{organisation}/sitemap.xml`: its pages, its bodies, each § at its permanent address, each meeting.
pub async fn sitemap(
    http: HttpRequest,
    views: web::Data<Views>,
    owner: web::Path<String>,
) -> HttpResponse {
    let made = async |visit: &Visit| {
        let owner = visit.organisation(&owner).await?;
        let mut locations = pages(visit, &owner).await?;
        locations.extend(meetings(visit, &owner, MOST - locations.len().min(MOST)).await?);
        let index = false;
        written(&Sitemap { index, locations })
    };
    answer_as(http, views, XML, made).await
}

async fn pages(visit: &Visit, owner: &Organisation) -> Result<Vec<String>, Trouble> {
    let own = format!("{}/{}", visit.base(), owner.slug.as_str());
    let mut locations = vec![
        own.clone(),
        format!("{own}/notices"),
        format!("{own}/budgets"),
    ];
    let held = visit.read().holdings(owner.id, &visit.see).await?;
    let ids: Vec<BodyId> = held.series.iter().map(|series| series.body).collect();
    let bodies = visit.read().bodies(&ids, &visit.see).await?;
    for body in bodies.values() {
        locations.push(format!("{own}/{}", body.slug.as_str()));
    }
    locations.sort();
    for series in &held.series {
        let (Some(body), Some(year)) = (bodies.get(&series.body), series.year) else {
            continue;
        };
        let numbers = series.records.iter().flat_map(|record| &record.numbers);
        let slug = body.slug.as_str();
        locations.extend(numbers.map(|number| format!("{own}/{slug}/{year}/{number}")));
    }
    locations.truncate(MOST);
    Ok(locations)
}

async fn meetings(
    visit: &Visit,
    owner: &Organisation,
    most: usize,
) -> Result<Vec<String>, Trouble> {
    let filter = MeetingFilter {
        organisation: Some(owner.id),
        ..MeetingFilter::default()
    };
    let (mut locations, mut after) = (Vec::new(), None);
    while locations.len() < most {
        let (page, order) = (following(after), MeetingOrder::DateDescending);
        let found = visit
            .read()
            .meetings(&filter, order, &page, &visit.see)
            .await?;
        after = found.items.last().map(|(_, key)| key.clone());
        let paths = found.items.iter().map(|(id, _)| {
            let path = super::rows::meeting_path_of(owner.slug.as_str(), *id);
            format!("{}{path}", visit.base())
        });
        locations.extend(paths);
        if !found.has_next {
            break;
        }
    }
    locations.truncate(most);
    Ok(locations)
}

const fn following(after: Option<String>) -> Page {
    Page {
        first: AT_ONCE,
        after,
        skip: 0,
        count: false,
    }
}

/// How a browser searches here (OpenSearch 1.1).
#[derive(Template)]
#[template(path = "opensearch.xml")]
struct OpenSearch<'a> {
    base: &'a str,
    tag: &'static str,
    about: &'static str,
}

/// `/opensearch.xml`.
pub async fn opensearch(http: HttpRequest, views: web::Data<Views>) -> HttpResponse {
    let media = "application/opensearchdescription+xml; charset=utf-8";
    let made = async |visit: &Visit| {
        written(&OpenSearch {
            base: visit.base(),
            tag: tag(visit.language),
            about: match visit.language {
                Language::Swedish => "Sök bland samordningsförbundens beslut",
                Language::English => "Search the decisions of the coordination associations",
            },
        })
    };
    answer_as(http, views, media, made).await
}

fn written(page: &impl Template) -> Result<String, Trouble> {
    let unwritten = |error: askama::Error| StorageError::Unavailable(Box::new(error));
    Ok(page.render().map_err(unwritten)?)
}
