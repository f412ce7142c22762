//! `/{organisation}/assignments`: what is open of what was to be done (restlista).

use super::frame::Frame;
use super::rows::{MeetingRow, paragraph_path};
use super::visit::{Framed, Trouble, Visit, answer};
use crate::context::Views;
use crate::graphql::paging::cursor;
use crate::graphql::viewing::Judged;
use actix_web::{HttpRequest, HttpResponse, web};
use application::read::{AssignmentFilter, AssignmentOrder};
use askama::Template;
use domain::Date;
use domain::assignment::AssignmentStatus;
use domain::id::AssignmentId;

#[derive(Template)]
#[template(path = "assignments.html")]
struct AssignmentsPage {
    frame: Frame,
    owner: String,
    total: Option<u64>,
    rows: Vec<AssignmentRow>,
    next: Option<String>,
}

impl Framed for AssignmentsPage {
    fn frame(&self) -> &Frame {
        &self.frame
    }
}

struct AssignmentRow {
    text: String,
    assignees: String,
    due: Option<String>,
    due_on: Option<String>,
    late: bool,
    path: String,
    label: Option<String>,
    meeting: MeetingRow,
}

impl AssignmentRow {
    fn find(seen: &Judged, id: AssignmentId, visit: &Visit) -> Option<Self> {
        let (placed, held) = seen.meeting.placed().into_iter().find_map(|placed| {
            let mut given = placed.item.assignments.iter();
            given.find(|held| held.id == id).map(|held| (placed, held))
        })?;
        let late = |due: Date| due < visit.today;
        Some(Self {
            text: held.text.clone(),
            assignees: held.assignees.clone().unwrap_or_default().join(", "),
            due: held.due.clone(),
            due_on: held.due_on.map(|day| day.to_string()),
            late: held.due_on.is_some_and(late),
            path: paragraph_path(&seen.meeting, placed.top),
            label: seen.meeting.label(placed),
            meeting: MeetingRow::of(seen, visit.language),
        })
    }
}

/// The open assignments of an organisation.
pub async fn page(
    http: HttpRequest,
    views: web::Data<Views>,
    named: web::Path<String>,
) -> HttpResponse {
    answer(http, views, async |visit| assignments(visit, &named).await).await
}

async fn assignments(visit: &Visit, named: &str) -> Result<AssignmentsPage, Trouble> {
    let owner = visit.organisation(named).await?;
    let page = visit.lines()?;
    let filter = AssignmentFilter {
        organisation: Some(owner.id),
        status: Some(AssignmentStatus::Open),
        ..AssignmentFilter::default()
    };
    let order = AssignmentOrder::GivenDescending;
    let found = visit
        .read()
        .assignments(&filter, order, &page, &visit.see)
        .await?;
    let ids: Vec<_> = found.items.iter().map(|(hit, _)| hit.meeting).collect();
    let records = visit.records(&ids).await?;
    let next = found.items.last().map(|(_, key)| cursor(key));
    let title = match visit.language {
        domain::text::Language::Swedish => "Öppna uppdrag",
        domain::text::Language::English => "Open assignments",
    };
    let hits = found.items.iter().map(|(hit, _)| hit);
    Ok(AssignmentsPage {
        frame: visit.frame(format!("{title}, {}", owner.name), Some(&owner)),
        owner: owner.name,
        total: found.total,
        rows: hits
            .filter_map(|hit| {
                AssignmentRow::find(records.get(&hit.meeting)?, hit.assignment, visit)
            })
            .collect(),
        next: next.filter(|_| found.has_next),
    })
}
