//! `/{organisation}/notices`: the digital notice board (digital anslagstavla).

use super::frame::Frame;
use super::linked;
use super::rows::{meeting_path_of, minutes_path_of};
use super::visit::{Framed, Trouble, Visit, answer, answer_as};
use crate::context::Views;
use crate::graphql::paging::cursor;
use actix_web::{HttpRequest, HttpResponse, web};
use application::noticeboard::{self, Announcement, BoardFilter};
use askama::Template;
use domain::Date;
use domain::organisation::Organisation;
use serde_json::Value;

/// How many meetings with a notice that is up are shown at once.
const UP: u32 = 100;

#[derive(Template)]
#[template(path = "notices.html")]
struct BoardPage {
    frame: Frame,
    owner: String,
    up: Vec<NoticeRow>,
    down: Vec<NoticeRow>,
    next: Option<String>,
    appeal: Vec<&'static str>,
    /// The same as JSON-LD.
    linked: Value,
}

impl BoardPage {
    fn linked(&self) -> String {
        linked::in_script(&self.linked)
    }
}

impl Framed for BoardPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// A unit of adjusted minutes on the board.
#[derive(Debug)]
pub struct NoticeRow {
    /// Its place on the page of the board.
    pub anchor: String,
    /// The body that met.
    pub body: String,
    /// The day of the meeting.
    pub date: Option<String>,
    /// Its numbers as printed.
    pub span: Option<String>,
    /// Whether it was adjusted at once.
    pub apart: bool,
    /// The day of adjustment.
    pub adjusted_on: Option<String>,
    /// The last day to appeal, where it can be said.
    pub last_appeal_day: Option<Date>,
    /// Whether the time to appeal runs still; `None` where it cannot be said.
    pub appealable: Option<bool>,
    earliest_removal: Option<String>,
    /// The day of legal force, where it has come.
    pub final_on: Option<String>,
    kept_at: Option<String>,
    /// Its boards.
    pub boards: Vec<BoardRow>,
    /// Whether it is up on one of them.
    pub up: bool,
    /// Pages of meeting and minutes, where the minutes are public.
    pub links: Option<(String, String)>,
}

impl NoticeRow {
    /// What it is called: `Styrelsen 2026-02-12 §§ 1–4`.
    pub fn title(&self) -> String {
        let parts = [Some(&self.body), self.date.as_ref(), self.span.as_ref()];
        let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        parts.join(" ")
    }

    /// Where more of it stands: the page of the meeting, else its place on the board of its owner.
    pub fn path(&self, owner: &str) -> String {
        match &self.links {
            Some((meeting, _)) => meeting.clone(),
            None => format!("/{owner}/notices#{}", self.anchor),
        }
    }

    /// The day on which it was posted first.
    pub fn posted_on(&self) -> Option<&str> {
        let days = self
            .boards
            .iter()
            .filter_map(|held| held.posted_on.as_deref());
        days.min()
    }

    /// The day on which it came down from the last board, where it is up no more.
    pub fn removed_on(&self) -> Option<&str> {
        let days = self
            .boards
            .iter()
            .filter_map(|held| held.removed_on.as_deref());
        days.max().filter(|_| !self.up)
    }
}

/// One board.
#[derive(Debug)]
pub struct BoardRow {
    /// Which.
    pub board: Option<String>,
    /// The day of posting.
    pub posted_on: Option<String>,
    /// The day of removal, where it has come.
    pub removed_on: Option<String>,
    posted_by: Option<String>,
}

fn day(date: Option<Date>) -> Option<String> {
    date.map(|date| date.to_string())
}

/// The lines of what was announced of one meeting.
pub fn rows(announced: Announcement, today: Date) -> Vec<NoticeRow> {
    let links = announced.readable.then(|| {
        let slug = announced.owner.slug.as_str();
        (
            meeting_path_of(slug, announced.meeting),
            minutes_path_of(slug, announced.meeting),
        )
    });
    let units = announced.units.into_iter().enumerate();
    units
        .map(|(place, unit)| NoticeRow {
            anchor: format!("{}-{}", announced.meeting, place + 1),
            body: announced.body.name.clone(),
            date: day(announced.date),
            span: unit.span,
            apart: unit.apart,
            adjusted_on: day(unit.adjusted_on),
            last_appeal_day: unit.last_appeal_day,
            appealable: unit.last_appeal_day.map(|last| today <= last),
            earliest_removal: day(unit.earliest_removal.filter(|_| unit.up)),
            final_on: day(unit.final_on.filter(|day| *day <= today)),
            kept_at: announced.kept_at.clone(),
            up: unit.up,
            boards: unit
                .notices
                .into_iter()
                .map(|notice| BoardRow {
                    board: notice.board,
                    posted_on: day(notice.posted_on),
                    removed_on: day(notice.removed_on.filter(|removed| *removed <= today)),
                    posted_by: notice.posted_by.filter(|name| !name.is_empty()),
                })
                .collect(),
            links: links.clone(),
        })
        .collect()
}

/// The notice board of an organisation.
pub async fn page(
    http: HttpRequest,
    views: web::Data<Views>,
    named: web::Path<String>,
) -> HttpResponse {
    answer(http, views, async |visit| board(visit, &named).await).await
}

/// `/{organisation}/notices.jsonld`: what the first page of the board tells, as data.
pub async fn data(
    http: HttpRequest,
    views: web::Data<Views>,
    named: web::Path<String>,
) -> HttpResponse {
    answer_as(http, views, "application/ld+json", async |visit| {
        Ok(format!("{:#}\n", board(visit, &named).await?.linked))
    })
    .await
}

async fn board(visit: &Visit, named: &str) -> Result<BoardPage, Trouble> {
    let owner = visit.organisation(named).await?;
    let down_page = visit.lines()?;
    let up = match down_page.after {
        // Later pages of what came down leave out what is up.
        Some(_) => Vec::new(),
        None => listed(visit, &owner, true, &visit.first(UP)).await?.0,
    };
    let (down, next) = listed(visit, &owner, false, &down_page).await?;
    let appealable = up.iter().any(|announced| announced.appealable);
    let flat = |announced: Vec<Announcement>| -> Vec<NoticeRow> {
        let all = announced.into_iter();
        all.flat_map(|one| rows(one, visit.today)).collect()
    };
    // Of one meeting a part adjusted at once may have come down while the rest is up.
    let (up, came_down): (Vec<_>, Vec<_>) = flat(up).into_iter().partition(|row| row.up);
    let down: Vec<NoticeRow> = came_down.into_iter().chain(flat(down)).collect();
    let title = match visit.language {
        domain::text::Language::Swedish => "Anslagstavla",
        domain::text::Language::English => "Notice board",
    };
    let title = format!("{title}, {}", owner.name);
    Ok(BoardPage {
        linked: linked::notices(visit, &owner, &title, up.iter().chain(&down)),
        frame: Frame {
            unlisted: true,
            ..visit.frame(title, Some(&owner))
        },
        owner: owner.name,
        up,
        down,
        next,
        appeal: match appealable {
            true => documents::naming::how_to_appeal(visit.language),
            false => Vec::new(),
        },
    })
}

/// What is up or has come down, with where to go on from.
///
/// # Errors
/// Where it cannot be read.
pub async fn listed(
    visit: &Visit,
    owner: &Organisation,
    up: bool,
    page: &application::read::Page,
) -> Result<(Vec<Announcement>, Option<String>), Trouble> {
    let filter = BoardFilter {
        owner: Some(owner.id),
        up: Some(up),
        today: visit.today,
    };
    let found = noticeboard::list(visit.read(), &filter, page, &visit.see).await?;
    let next = found.items.last().map(|(_, key)| cursor(key));
    let announced = found.items.into_iter().map(|(announced, _)| announced);
    Ok((announced.collect(), next.filter(|_| found.has_next)))
}
