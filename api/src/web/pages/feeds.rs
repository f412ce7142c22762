//! Feeds for whoever follows an organisation: decisions, notices and each search as Atom and JSON Feed, the meetings of
//! a body as a calendar. They tell what the pages tell, with the public's eyes.

mod atom;
mod calendar;
mod json;

use super::rows::{DecisionRow, meeting_path_of};
use super::search::{self, Asked};
use super::visit::{Trouble, Visit, answer_as, missing};
use crate::context::Views;
use actix_web::{HttpRequest, HttpResponse, web};
use application::noticeboard::{self, Announcement, BoardFilter};
use application::read::{DecisionFilter, DecisionOrder};
use chrono::{DateTime, Utc};
use domain::Date;
use domain::id::{DecisionId, MeetingId};
use domain::organisation::Organisation;
use domain::text::Language;

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

/// The latest decisions of a filter.
async fn told(visit: &Visit, filter: &DecisionFilter) -> Result<Vec<Entry>, Trouble> {
    let page = visit.first(LATEST);
    let order = DecisionOrder::DateDescending;
    let found = visit
        .read()
        .decisions(filter, order, &page, &visit.see)
        .await?;
    let meetings: Vec<MeetingId> = found.items.iter().map(|(hit, _)| hit.meeting).collect();
    let records = visit.records(&meetings).await?;
    let entry = |meeting: MeetingId, id: DecisionId| {
        let seen = records.get(&meeting)?;
        let row = DecisionRow::find(seen, id, visit.language)?;
        let label = [row.label, row.title].into_iter().flatten();
        let day = row.meeting.date.iter().cloned();
        let title: Vec<String> = label.chain(day).collect();
        Some(Entry {
            id: format!("urn:uuid:{}", id.uuid()),
            title: format!("{}: {}", row.meeting.body, title.join(", ")),
            link: format!("{}{}", visit.base(), row.path),
            author: row.meeting.owner,
            updated: seen.stored_at(),
            text: row.text,
            category: Some(row.kind),
        })
    };
    let hits = found.items.iter();
    Ok(hits
        .filter_map(|(hit, _)| entry(hit.meeting, hit.decision))
        .collect())
}

async fn notices(visit: &Visit, owner: &Organisation, name: &str) -> Result<Feed, Trouble> {
    let filter = BoardFilter {
        owner: Some(owner.id),
        up: None,
        today: visit.today,
    };
    let page = visit.first(LATEST);
    let found = noticeboard::list(visit.read(), &filter, &page, &visit.see).await?;
    let slug = owner.slug.as_str();
    let announced = found.items.into_iter().map(|(held, _)| held);
    Ok(Feed {
        title: match visit.language {
            Language::Swedish => format!("Anslagstavla, {}", owner.name),
            Language::English => format!("Notice board, {}", owner.name),
        },
        own: format!("{}/{slug}/feeds/{name}", visit.base()),
        page: format!("{}/{slug}/notices", visit.base()),
        language: visit.language,
        entries: announced.flat_map(|held| posted(visit, &held)).collect(),
    })
}

/// What was announced of one meeting: an entry for each unit that has a notice.
fn posted(visit: &Visit, announced: &Announcement) -> Vec<Entry> {
    let slug = announced.owner.slug.as_str();
    let units = announced.units.iter().enumerate();
    let entry = |(place, unit): (usize, &noticeboard::AnnouncedUnit)| {
        let first = unit.notices.first()?;
        let days = unit
            .notices
            .iter()
            .flat_map(|held| [held.posted_on, held.removed_on]);
        let last = days.flatten().filter(|day| *day <= visit.today).max()?;
        let span = unit.span.as_deref().unwrap_or_default();
        let day = announced
            .date
            .map(|day| day.to_string())
            .unwrap_or_default();
        let (adjusted, appeal) = match visit.language {
            Language::Swedish => ("Justerat", "Sista dag att överklaga"),
            Language::English => ("Adjusted", "Last day to appeal"),
        };
        let lines = [(adjusted, unit.adjusted_on), (appeal, unit.last_appeal_day)];
        let lines = lines
            .into_iter()
            .filter_map(|(name, day)| Some(format!("{name}: {}", day?)));
        Some(Entry {
            id: format!("urn:uuid:{}", first.id.uuid()),
            title: format!("{} {day} {span}", announced.body.name)
                .trim_end()
                .to_owned(),
            link: match announced.readable {
                true => format!(
                    "{}{}",
                    visit.base(),
                    meeting_path_of(slug, announced.meeting)
                ),
                false => {
                    let anchor = format!("{}-{}", announced.meeting, place + 1);
                    format!("{}/{slug}/notices#{anchor}", visit.base())
                }
            },
            author: announced.owner.name.clone(),
            updated: midnight(last)?,
            text: lines.collect::<Vec<_>>().join("\n"),
            category: None,
        })
    };
    units.filter_map(entry).collect()
}

/// The first moment of a day in Sweden.
fn midnight(day: Date) -> Option<DateTime<Utc>> {
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
