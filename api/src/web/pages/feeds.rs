//! Feeds for whoever follows an organisation: decisions, notices and each search as Atom and JSON Feed, the meetings of
//! a body as a calendar. They tell what the pages tell, with the public's eyes.

mod atom;
mod calendar;
mod json;

use super::notices::{NoticeRow, rows};
use super::rows::DecisionRow;
use super::search::{self, Asked};
use super::visit::{Trouble, Visit, answer_as, missing};
use crate::context::Views;
use actix_web::{HttpRequest, HttpResponse, web};
use application::error::AppError;
use application::noticeboard::{self, Announcement, BoardFilter};
use application::read::{DecisionFilter, DecisionOrder};
use chrono::{DateTime, Utc};
use domain::Date;
use domain::id::{DecisionId, MeetingId, NoticeId};
use domain::organisation::Organisation;
use domain::text::Language;
use serde_json::{Value, json};

/// How much a feed tells of: the latest.
const LATEST: u32 = 50;

/// A feed, whatever it is written as.
struct Feed {
    title: String,
    /// Its own address.
    own: String,
    /// The page that it goes with.
    page: String,
    language: Language,
    entries: Vec<Entry>,
}

/// What one entry tells.
struct Entry {
    /// Stays the same as long as the thing does.
    id: String,
    title: String,
    link: String,
    author: String,
    updated: DateTime<Utc>,
    text: String,
    category: Option<&'static str>,
    /// What it tells besides, for machines: an extension of JSON Feed.
    besides: Option<Value>,
}

/// What a feed is written as.
#[derive(Clone, Copy)]
enum Format {
    Atom,
    Json,
}

impl Format {
    /// The format that an address ends with, and what stands before.
    fn of(name: &str) -> Option<(&str, Self)> {
        let (stem, ending) = name.rsplit_once('.')?;
        match ending {
            "atom" => Some((stem, Self::Atom)),
            "json" => Some((stem, Self::Json)),
            _ => None,
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml; charset=utf-8",
            Self::Json => "application/feed+json; charset=utf-8",
        }
    }

    fn write(self, feed: &Feed) -> String {
        match self {
            Self::Atom => atom::write(feed),
            Self::Json => json::write(feed),
        }
    }
}

/// `/{organisation}/feeds/{name}`: `decisions.atom`, `notices.json`, `{body}.ics`.
pub async fn feed(
    http: HttpRequest,
    views: web::Data<Views>,
    named: web::Path<(String, String)>,
) -> HttpResponse {
    let (owner, name) = named.into_inner();
    if let Some(body) = name.strip_suffix(".ics") {
        let made = async |visit: &Visit| calendar::of(visit, &owner, body).await;
        return answer_as(http, views, "text/calendar; charset=utf-8", made).await;
    }
    let Some((stem, format)) = Format::of(&name) else {
        return super::visit::nothing_here(http, views).await;
    };
    let made = async |visit: &Visit| {
        let owner = visit.organisation(&owner).await?;
        let feed = match stem {
            "decisions" => decisions(visit, &owner, &name).await?,
            "notices" => notices(visit, &owner, &name).await?,
            _ => return Err(missing("feed")),
        };
        Ok(format.write(&feed))
    };
    answer_as(http, views, format.media_type(), made).await
}

/// `/search.atom` and `/search.json`, with the questions of the search page.
pub async fn search(http: HttpRequest, views: web::Data<Views>) -> HttpResponse {
    let path = http.path().to_owned();
    let Some((_, format)) = Format::of(&path) else {
        return super::visit::nothing_here(http, views).await;
    };
    let query = http.query_string().to_owned();
    let made = async |visit: &Visit| {
        let title = match visit.language {
            Language::Swedish => "Beslut som svarar mot en sökning",
            Language::English => "Decisions that answer a search",
        };
        let asked = search::asked(visit).await?;
        let entries = match asked {
            Asked::Nobody => Vec::new(),
            Asked::Filter(filter) => told(visit, &filter).await?,
        };
        Ok(format.write(&Feed {
            title: title.to_owned(),
            own: format!("{}{path}?{query}", visit.base()),
            page: format!("{}/search?{query}", visit.base()),
            language: visit.language,
            entries,
        }))
    };
    answer_as(http, views, format.media_type(), made).await
}

async fn decisions(visit: &Visit, owner: &Organisation, name: &str) -> Result<Feed, Trouble> {
    let filter = DecisionFilter {
        organisation: Some(owner.id),
        ..DecisionFilter::default()
    };
    let slug = owner.slug.as_str();
    Ok(Feed {
        title: match visit.language {
            Language::Swedish => format!("Beslut, {}", owner.name),
            Language::English => format!("Decisions, {}", owner.name),
        },
        own: format!("{}/{slug}/feeds/{name}", visit.base()),
        page: format!("{}/{slug}", visit.base()),
        language: visit.language,
        entries: told(visit, &filter).await?,
    })
}

/// A decision of a list, and when its record was stored last.
pub(super) struct Told {
    /// What is told of it.
    pub row: DecisionRow,
    id: DecisionId,
    stored_at: DateTime<Utc>,
}

/// The latest decisions of a filter.
pub(super) async fn latest(
    visit: &Visit,
    filter: &DecisionFilter,
    first: u32,
) -> Result<Vec<Told>, Trouble> {
    let page = visit.first(first);
    let order = DecisionOrder::DateDescending;
    let found = visit
        .read()
        .decisions(filter, order, &page, &visit.see)
        .await?;
    let meetings: Vec<MeetingId> = found.items.iter().map(|(hit, _)| hit.meeting).collect();
    let records = visit.records(&meetings).await?;
    let told = |meeting: MeetingId, id: DecisionId| {
        let seen = records.get(&meeting)?;
        Some(Told {
            row: DecisionRow::find(seen, id, visit.language)?,
            id,
            stored_at: seen.stored_at(),
        })
    };
    let hits = found.items.iter();
    Ok(hits
        .filter_map(|(hit, _)| told(hit.meeting, hit.decision))
        .collect())
}

/// The latest decisions of a filter, as entries.
async fn told(visit: &Visit, filter: &DecisionFilter) -> Result<Vec<Entry>, Trouble> {
    let entry = |held: Told| {
        let row = held.row;
        let label = [row.label, row.title].into_iter().flatten();
        let day = row.meeting.date.iter().cloned();
        let title: Vec<String> = label.chain(day).collect();
        Entry {
            id: format!("urn:uuid:{}", held.id.uuid()),
            title: format!("{}: {}", row.meeting.body, title.join(", ")),
            link: format!("{}{}", visit.base(), row.path),
            author: row.meeting.owner,
            updated: held.stored_at,
            text: row.text,
            category: Some(row.kind),
            besides: None,
        }
    };
    let latest = latest(visit, filter, LATEST).await?;
    Ok(latest.into_iter().map(entry).collect())
}

/// Whether only what is up is asked for.
fn only_up(visit: &Visit) -> Result<bool, Trouble> {
    match visit.asked("up") {
        None => Ok(false),
        Some("true") => Ok(true),
        Some(_) => Err(AppError::invalid("up", "expected true, or nothing").into()),
    }
}

async fn notices(visit: &Visit, owner: &Organisation, name: &str) -> Result<Feed, Trouble> {
    let up = only_up(visit)?;
    let filter = BoardFilter {
        owner: Some(owner.id),
        up: up.then_some(true),
        today: visit.today,
    };
    let page = visit.first(LATEST);
    let found = noticeboard::list(visit.read(), &filter, &page, &visit.see).await?;
    let slug = owner.slug.as_str();
    let query = if up { "?up=true" } else { "" };
    let announced = found.items.into_iter().map(|(held, _)| held);
    Ok(Feed {
        title: match visit.language {
            Language::Swedish => format!("Anslagstavla, {}", owner.name),
            Language::English => format!("Notice board, {}", owner.name),
        },
        own: format!("{}/{slug}/feeds/{name}{query}", visit.base()),
        page: format!("{}/{slug}/notices", visit.base()),
        language: visit.language,
        entries: announced
            .flat_map(|held| posted(visit, held))
            .filter_map(|(is_up, entry)| (is_up || !up).then_some(entry))
            .collect(),
    })
}

/// What was announced of one meeting: an entry for each unit that has a notice, and whether it is up.
fn posted(visit: &Visit, announced: Announcement) -> Vec<(bool, Entry)> {
    let (slug, author) = (announced.owner.slug.clone(), announced.owner.name.clone());
    let told: Vec<_> = announced
        .units
        .iter()
        .map(|unit| {
            let days = unit.notices.iter();
            let days = days.flat_map(|held| [held.posted_on, held.removed_on]);
            let last = days.flatten().filter(|day| *day <= visit.today).max();
            unit.notices.first().map(|held| held.id).zip(last)
        })
        .collect();
    let units = rows(announced, visit.today).into_iter().zip(told);
    let entry = |(row, told): (NoticeRow, Option<(NoticeId, Date)>)| {
        let (first, last) = told?;
        let (adjusted, appeal) = match visit.language {
            Language::Swedish => ("Justerat", "Sista dag att överklaga"),
            Language::English => ("Adjusted", "Last day to appeal"),
        };
        let appeal_day = row.last_appeal_day.map(|day| day.to_string());
        let lines = [(adjusted, row.adjusted_on.clone()), (appeal, appeal_day)];
        let lines = lines
            .into_iter()
            .filter_map(|(name, day)| Some(format!("{name}: {}", day?)));
        let entry = Entry {
            id: format!("urn:uuid:{}", first.uuid()),
            title: row.title(),
            link: format!("{}{}", visit.base(), row.path(slug.as_str())),
            author: author.clone(),
            updated: midnight(last)?,
            text: lines.collect::<Vec<_>>().join("\n"),
            category: None,
            besides: Some(facts(&row)),
        };
        Some((row.up, entry))
    };
    units.filter_map(entry).collect()
}

/// What a notice says, fact by fact; null is what is not known.
fn facts(row: &NoticeRow) -> Value {
    let boards = row.boards.iter().map(|held| {
        json!({"board": held.board, "postedOn": held.posted_on, "removedOn": held.removed_on})
    });
    json!({
        "body": row.body,
        "meetingDate": row.date,
        "paragraphs": row.span,
        "adjustedImmediately": row.apart,
        "adjustedOn": row.adjusted_on,
        "postedOn": row.posted_on(),
        "lastAppealDay": row.last_appeal_day.map(|day| day.to_string()),
        "up": row.up,
        "boards": boards.collect::<Vec<_>>(),
    })
}

/// The first moment of a day in Sweden.
pub(super) fn midnight(day: Date) -> Option<DateTime<Utc>> {
    let start = day.and_hms_opt(0, 0, 0)?;
    let start = start
        .and_local_timezone(chrono_tz::Europe::Stockholm)
        .earliest()?;
    Some(start.with_timezone(&Utc))
}

/// When the latest entry was changed; of a feed without entries the epoch.
fn updated(feed: &Feed) -> DateTime<Utc> {
    let latest = feed.entries.iter().map(|entry| entry.updated).max();
    latest.unwrap_or(DateTime::UNIX_EPOCH)
}

/// The language tag.
pub(super) const fn tag(language: Language) -> &'static str {
    match language {
        Language::Swedish => "sv",
        Language::English => "en",
    }
}
