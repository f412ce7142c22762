//! `/search`: decisions by words, owner, kind and day.

use super::frame::Frame;
use super::rows::DecisionRow;
use super::visit::{Framed, Trouble, Visit, answer};
use super::words;
use crate::context::Views;
use crate::graphql::paging::cursor;
use actix_web::{HttpRequest, HttpResponse, web};
use application::error::AppError;
use application::read::{DecisionFilter, DecisionOrder};
use application::search::terms;
use askama::Template;
use domain::Date;
use domain::decision::DecisionKind;
use domain::name::Slug;
use domain::organisation::Organisation;

/// The kinds that can be asked for, each with its name in the address.
const KINDS: [(&str, DecisionKind); 9] = [
    ("adopt", DecisionKind::Adopt),
    ("approve", DecisionKind::Approve),
    ("reject", DecisionKind::Reject),
    ("elect", DecisionKind::Elect),
    ("assign", DecisionKind::Assign),
    ("table", DecisionKind::Table),
    ("refer-back", DecisionKind::ReferBack),
    ("note", DecisionKind::Note),
    ("resolve", DecisionKind::Resolve),
];

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    frame: Frame,
    text: String,
    organisation: String,
    concerns: Option<(String, String)>,
    kinds: Vec<(&'static str, &'static str, bool)>,
    from: String,
    to: String,
    pending: bool,
    total: Option<u64>,
    rows: Vec<DecisionRow>,
    next: Option<String>,
}

impl Framed for SearchPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// The search page.
pub async fn page(http: HttpRequest, views: web::Data<Views>) -> HttpResponse {
    answer(http, views, search).await
}

/// A day that is asked for.
///
/// # Errors
/// `INVALID_VALUE` for what is no day.
fn day(visit: &Visit, name: &'static str) -> Result<Option<Date>, Trouble> {
    let asked = visit.asked(name);
    let day = asked.map(|text| text.parse::<Date>()).transpose();
    Ok(day.map_err(|_| AppError::invalid(name, "expected a day as YYYY-MM-DD"))?)
}

/// An organisation that is asked for; `Err(())` where there is none that the public may know of.
async fn named(visit: &Visit, name: &str) -> Result<Result<Option<Organisation>, ()>, Trouble> {
    let Some(text) = visit.asked(name) else {
        return Ok(Ok(None));
    };
    let Ok(slug) = Slug::parse(text) else {
        return Ok(Err(()));
    };
    let found = visit.read().organisation_by_slug(&slug, &visit.see).await?;
    Ok(found.map(Some).ok_or(()))
}

/// What is asked for.
pub enum Asked {
    /// Decisions of a filter.
    Filter(DecisionFilter),
    /// Those of an organisation that there is not.
    Nobody,
}

/// The decisions that are asked for.
///
/// # Errors
/// `INVALID_VALUE` with the name.
pub async fn asked(visit: &Visit) -> Result<Asked, Trouble> {
    let text = visit.asked("text").unwrap_or_default();
    if text.chars().count() > 500 {
        return Err(AppError::invalid("text", "more than 500 characters").into());
    }
    let kind = visit.asked("kind");
    let (from, to) = (day(visit, "from")?, day(visit, "to")?);
    let (owner, concerns) = (
        named(visit, "organisation").await?,
        named(visit, "concerns").await?,
    );
    let (Ok(owner), Ok(concerns)) = (owner, concerns) else {
        return Ok(Asked::Nobody);
    };
    Ok(Asked::Filter(DecisionFilter {
        organisation: owner.map(|held| held.id),
        concerns: concerns.map(|held| held.id),
        body: None,
        meeting: None,
        kinds: KINDS
            .iter()
            .filter(|(name, _)| kind == Some(*name))
            .map(|(_, held)| *held)
            .collect(),
        from,
        to,
        terms: Some(text).filter(|text| !text.is_empty()).map(terms),
        pending: visit.asked("pending").is_some(),
    }))
}

async fn search(visit: &Visit) -> Result<SearchPage, Trouble> {
    let asked = asked(visit).await?;
    let text = visit.asked("text").unwrap_or_default().to_owned();
    let kind = visit.asked("kind");
    let (from, to) = (day(visit, "from")?, day(visit, "to")?);
    let pending = visit.asked("pending").is_some();
    let concerns = named(visit, "concerns").await?;
    let page = visit.lines()?;
    let language = visit.language;
    let kinds = KINDS.iter().map(|(name, held)| {
        let label = words::decision(*held).in_language(language);
        (*name, label, kind == Some(*name))
    });
    let mut shown = SearchPage {
        frame: visit.frame(
            match language {
                domain::text::Language::Swedish => "Sök beslut".to_owned(),
                domain::text::Language::English => "Search decisions".to_owned(),
            },
            None,
        ),
        organisation: visit.asked("organisation").unwrap_or_default().to_owned(),
        concerns: match &concerns {
            Ok(Some(held)) => Some((held.slug.as_str().to_owned(), held.name.clone())),
            _ => None,
        },
        kinds: kinds.collect(),
        from: from.map(|day| day.to_string()).unwrap_or_default(),
        to: to.map(|day| day.to_string()).unwrap_or_default(),
        pending,
        total: Some(0),
        rows: Vec::new(),
        next: None,
        text,
    };
    let Asked::Filter(filter) = asked else {
        return Ok(shown);
    };
    let order = match filter.terms {
        Some(_) => DecisionOrder::Relevance,
        None => DecisionOrder::DateDescending,
    };
    let found = visit
        .read()
        .decisions(&filter, order, &page, &visit.see)
        .await?;
    let ids: Vec<_> = found.items.iter().map(|(hit, _)| hit.meeting).collect();
    let records = visit.records(&ids).await?;
    let next = found.items.last().map(|(_, key)| cursor(key));
    shown.next = next.filter(|_| found.has_next);
    shown.total = found.total;
    let hits = found.items.iter().map(|(hit, _)| hit);
    shown.rows = hits
        .filter_map(|hit| DecisionRow::find(records.get(&hit.meeting)?, hit.decision, language))
        .collect();
    Ok(shown)
}
