//! `/{organisation}/notices`: the digital notice board (digital anslagstavla).

use super::frame::Frame;
use super::rows::{meeting_path_of, minutes_path_of};
use super::visit::{Framed, Trouble, Visit, answer};
use crate::context::Views;
use crate::graphql::paging::cursor;
use actix_web::{HttpRequest, HttpResponse, web};
use application::noticeboard::{self, Announcement, BoardFilter};
use askama::Template;
use domain::Date;
use domain::organisation::Organisation;

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
}

impl Framed for BoardPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

/// A unit of adjusted minutes on the board.
struct NoticeRow {
    anchor: String,
    body: String,
    date: Option<String>,
    span: Option<String>,
    apart: bool,
    adjusted_on: Option<String>,
    last_appeal_day: Option<String>,
    /// Whether the time to appeal runs still; `None` where it cannot be said.
    appealable: Option<bool>,
    earliest_removal: Option<String>,
    final_on: Option<String>,
    kept_at: Option<String>,
    boards: Vec<BoardRow>,
    up: bool,
    /// Pages of meeting and minutes, where the minutes are public.
    links: Option<(String, String)>,
}

/// One board.
struct BoardRow {
    board: Option<String>,
    posted_on: Option<String>,
    removed_on: Option<String>,
    posted_by: Option<String>,
}

fn day(date: Option<Date>) -> Option<String> {
    date.map(|date| date.to_string())
}

/// The lines of what was announced of one meeting.
fn rows(announced: Announcement, today: Date) -> Vec<NoticeRow> {
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
            last_appeal_day: day(unit.last_appeal_day),
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
    Ok(BoardPage {
        frame: Frame {
            unlisted: true,
            ..visit.frame(format!("{title}, {}", owner.name), Some(&owner))
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
async fn listed(
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
