//! Every decision of a filter as one file, for those who keep a copy: lines of JSON, or CSV.
//!
//! The cursor is read before the first row. What changes while the rows are read is told by the changes after it, so a
//! copy that goes on from there misses nothing, whatever it met on the way. The rows are those that the changes tell of:
//! what is public, and for an auditor of the organisation all of it.

use super::problem::Fault;
use super::twin::LONGEST;
use crate::context::{Sight, Views, language};
use crate::graphql::paging::cursor;
use crate::graphql::viewing::{ConcernsOf, Seen, Viewing};
use actix_web::http::header;
use actix_web::web::{Bytes, Data, Query, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, guard, web};
use application::error::{AppError, StorageError};
use application::read::{
    DecisionBrief, DecisionFilter, DecisionHit, DecisionInBrief, DecisionOrder, Page,
};
use application::visibility::Visibility;
use async_graphql::Error;
use domain::decision::{Concern, Decision};
use domain::id::{MeetingId, OrganisationId};
use domain::name::Slug;
use futures_util::stream;
use interchange::decision_table::{DecisionRow, to_csv};
use serde::Deserialize;
use serde_json::json;
use std::io;
use std::sync::Arc;

/// How many rows are read at once.
const AT_ONCE: u32 = 200;
/// Where the changes go on from.
const CURSOR: &str = "Paragraf-Cursor";

/// What a snapshot is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Lines,
    Csv,
}

impl Format {
    const fn media_type(self) -> &'static str {
        match self {
            Self::Lines => "application/x-ndjson",
            Self::Csv => "text/csv; charset=utf-8; header=present",
        }
    }
}

/// Registers the routes.
pub fn configure(routes: &mut ServiceConfig) {
    let read = || web::route().guard(guard::Any(guard::Get()).or(guard::Head()));
    routes
        .service(web::resource("/decisions.ndjson").route(read().to(lines)))
        .service(web::resource("/decisions.csv").route(read().to(csv)));
}

/// Which decisions.
#[derive(Debug, Deserialize)]
struct Wanted {
    organisation: Option<String>,
    concerns: Option<String>,
    meeting: Option<String>,
}

async fn lines(http: HttpRequest, views: Data<Views>, wanted: Query<Wanted>) -> HttpResponse {
    give(http, views, wanted.into_inner(), Format::Lines).await
}

async fn csv(http: HttpRequest, views: Data<Views>, wanted: Query<Wanted>) -> HttpResponse {
    give(http, views, wanted.into_inner(), Format::Csv).await
}

async fn give(
    http: HttpRequest,
    views: Data<Views>,
    wanted: Wanted,
    format: Format,
) -> HttpResponse {
    let answer = async {
        let sight = views.sight_of(&http).await?;
        let filter = filter(wanted, &sight, &views).await?;
        let audited = filter.organisation.filter(|id| {
            // As the list of changes: what concerns somebody is told by the public feed alone.
            filter.concerns.is_none() && sight.see.journal.contains(id)
        });
        let (end, see) = match audited {
            Some(id) => (views.follow.journal_end(id).await?, sight.see.clone()),
            None => {
                let end = views.follow.feed_end(filter.organisation).await?;
                (end, Visibility::public())
            }
        };
        let cursor = cursor(&end.to_string());
        let mut response = HttpResponse::Ok();
        response
            .content_type(format.media_type())
            .insert_header((header::CACHE_CONTROL, crate::fresh::caching(&sight)))
            .insert_header((header::VARY, "Authorization, Accept-Language"))
            .insert_header((CURSOR, cursor.as_str()));
        let writing = Writing {
            views: views.into_inner(),
            see,
            sight,
            filter,
            format,
            cursor,
            next: Next::Start,
            rows: 0,
        };
        Ok(response.streaming(stream::unfold(writing, Writing::step)))
    };
    answer
        .await
        .unwrap_or_else(|fault: Fault| fault.answer(&http, language(&http)))
}

/// What a request asks for. An organisation that the viewer may not know of is refused as one that there is not: a copy
/// of nothing would be taken for a copy.
async fn filter(wanted: Wanted, sight: &Sight, views: &Views) -> Result<DecisionFilter, Fault> {
    let meeting = wanted.meeting.map(|text| {
        MeetingId::parse(&text).map_err(|error| AppError::invalid("meeting", error.to_string()))
    });
    Ok(DecisionFilter {
        organisation: organisation(("organisation", wanted.organisation), sight, views).await?,
        concerns: organisation(("concerns", wanted.concerns), sight, views).await?,
        meeting: meeting.transpose()?,
        ..DecisionFilter::default()
    })
}

async fn organisation(
    (field, named): (&str, Option<String>),
    sight: &Sight,
    views: &Views,
) -> Result<Option<OrganisationId>, Fault> {
    let Some(text) = named else {
        return Ok(None);
    };
    if text.chars().count() > LONGEST {
        let reason = format!("more than {LONGEST} characters");
        return Err(AppError::invalid(field, reason).into());
    }
    let read = views.read.as_ref();
    let found = match (OrganisationId::parse(&text), Slug::parse(&text)) {
        (Ok(id), _) => {
            let mut found = read.organisations_by_id(&[id], &sight.see).await?;
            found.remove(&id).map(|found| found.id)
        }
        (Err(_), Ok(slug)) => {
            let found = read.organisation_by_slug(&slug, &sight.see).await?;
            found.map(|found| found.id)
        }
        (Err(_), Err(_)) => None,
    };
    let missing = AppError::NotFound {
        what: "organisation",
    };
    Ok(Some(found.ok_or(missing)?))
}

/// What comes next.
enum Next {
    Start,
    After(Option<String>),
    Nothing,
}

/// A snapshot as it is written.
struct Writing {
    views: Arc<Views>,
    see: Visibility,
    sight: Sight,
    filter: DecisionFilter,
    format: Format,
    cursor: String,
    next: Next,
    rows: usize,
}

impl Writing {
    /// The next part. What cannot be read ends the answer in the middle, so that nobody takes it for whole.
    async fn step(mut self) -> Option<(io::Result<Bytes>, Self)> {
        let part = match std::mem::replace(&mut self.next, Next::Nothing) {
            Next::Nothing => return None,
            Next::Start => {
                self.next = Next::After(None);
                self.opening()
            }
            Next::After(after) => self.page(after).await,
        };
        let part = part.map_err(|error| {
            tracing::error!(%error, "a snapshot could not be read to its end");
            self.next = Next::Nothing;
            io::Error::other("the snapshot could not be read to its end")
        });
        Some((part.map(Bytes::from), self))
    }

    fn opening(&self) -> Result<Vec<u8>, AppError> {
        match self.format {
            Format::Lines => Ok(line(&json!({"type": "start", "cursor": self.cursor}))),
            Format::Csv => csv_of(&[], true),
        }
    }

    async fn page(&mut self, after: Option<String>) -> Result<Vec<u8>, AppError> {
        let read = self.views.read.as_ref();
        let page = Page {
            first: AT_ONCE,
            after,
            ..Page::default()
        };
        let (order, see) = (DecisionOrder::DateAscending, &self.see);
        let found = read
            .decisions_in_brief(&self.filter, order, &page, see)
            .await?;
        let view = Viewing::new(
            Arc::clone(&self.views.read),
            see.clone(),
            self.sight.language,
            self.sight.today,
        );
        let rows = rows(&view, &found.items).await.map_err(unread)?;
        self.rows += rows.len();
        let mut part = match self.format {
            Format::Csv => csv_of(&rows, false)?,
            Format::Lines => rows.iter().flat_map(|row| line(&told(row))).collect(),
        };
        match found.items.last().filter(|_| found.has_next) {
            Some((_, key)) => self.next = Next::After(Some(key.clone())),
            None if self.format == Format::Lines => {
                part.extend(line(&json!({"type": "end", "decisions": self.rows})));
            }
            None => {}
        }
        Ok(part)
    }
}

fn unread(error: Error) -> AppError {
    AppError::Storage(StorageError::Unavailable(error.message.into()))
}

/// What a copy holds of decisions, in their order: in brief, and of what there is no brief by the record.
async fn rows(
    view: &Viewing,
    found: &[(DecisionInBrief, String)],
) -> Result<Vec<DecisionRow>, Error> {
    let found = found.iter().map(|(found, _)| found);
    let told = found.clone().filter(|found| found.brief.is_some());
    let told = told.map(|found| ConcernsOf(found.hit.decision));
    let concerns = view.many(told.collect()).await?;
    let left = found
        .clone()
        // Also what was marked since its brief was read, and tells no longer whom it concerns.
        .filter(|found| !concerns.contains_key(&ConcernsOf(found.hit.decision)));
    let records = view
        .many::<MeetingId>(left.map(|found| found.hit.meeting).collect())
        .await?;
    let row = |DecisionInBrief { hit, brief }: &DecisionInBrief| match concerns
        .get(&ConcernsOf(hit.decision))
    {
        Some(concerns) => Some(in_brief(hit, brief.as_ref()?, concerns)),
        None => whole(records.get(&hit.meeting)?, hit),
    };
    Ok(found.filter_map(row).collect())
}

fn in_brief(hit: &DecisionHit, brief: &DecisionBrief, concerns: &[Concern]) -> DecisionRow {
    let under = &brief.under;
    let (label, heading) = match &brief.item {
        Some(item) => (&item.label, item.title.as_ref().or(under.title.as_ref())),
        None => (&under.label, under.title.as_ref()),
    };
    let mut concerns: Vec<String> = concerns
        .iter()
        .map(|held| held.organisation.to_string())
        .collect();
    concerns.sort_unstable();
    DecisionRow {
        id: hit.decision.to_string(),
        meeting: under.meeting.to_string(),
        organisation: under.body.owner.to_string(),
        body: under.body.id.to_string(),
        date: under.date.map(|day| day.to_string()),
        year: under.year,
        number: under.number,
        label: label.clone(),
        heading: heading.cloned(),
        kind: DecisionRow::kind_of(brief.kind),
        text: brief.text.clone(),
        condition: brief.condition.as_ref().map(|held| held.text.clone()),
        // Of a record without appeals.
        annulled: false,
        concerns,
    }
}

fn whole(seen: &Seen, hit: &DecisionHit) -> Option<DecisionRow> {
    let meeting = &seen.meeting;
    let own = |held: &&Decision| held.id == hit.decision;
    let placed = meeting.seek(&|item| item.decisions.iter().any(|held| own(&held)))?;
    let decision = placed.item.decisions.iter().find(own)?;
    Some(DecisionRow::of(meeting, placed, decision))
}

fn told(row: &DecisionRow) -> serde_json::Value {
    let mut told = json!(row);
    told["type"] = json!("decision");
    told
}

fn line(value: &serde_json::Value) -> Vec<u8> {
    let mut line = value.to_string().into_bytes();
    line.push(b'\n');
    line
}

fn csv_of(rows: &[DecisionRow], with_header: bool) -> Result<Vec<u8>, AppError> {
    to_csv(rows, with_header).map_err(|error| AppError::invalid(error.path, error.reason))
}
