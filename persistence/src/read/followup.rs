//! What became of assignments, conditions and decisions, and the paragraphs of one case.

use super::eyes::{Eyes, chunks};
use super::page::{Listed, list};
use super::secrecy::Covered;
use crate::codes::Code;
use crate::entity::{
    assignment, assignment_report, condition_settlement, decision, decision_link, meeting,
    paragraph,
};
use crate::fault::OrStorage;
use application::error::StorageError;
use application::read::{Connection, DecisionLink, Page, ParagraphHit, Report, Settlement, Teller};
use application::visibility::Visibility;
use domain::Date;
use domain::id::{AssignmentId, DecisionId, MeetingId, OrganisationId, ParagraphId};
use domain::name::fold;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, Order};
use std::collections::HashMap;
use uuid::Uuid;

fn teller(paragraph: Option<Uuid>, meeting: Option<Uuid>) -> Option<Teller> {
    paragraph.map(|paragraph| Teller {
        paragraph: ParagraphId::from_uuid(paragraph),
        meeting: meeting.map(MeetingId::from_uuid),
    })
}

/// Rows of a table with the meeting of what they are about, as far as the viewer may know of it.
fn seen(select: &mut SelectStatement, meeting: impl ColumnTrait, see: &Visibility) {
    select
        .inner_join(
            meeting::Entity,
            Expr::col((meeting::Entity, meeting::Column::Id)).equals(meeting.as_column_ref()),
        )
        .cond_where(Eyes::Of(see).meetings());
}

/// What is told beside a record may hold words that are withheld in it.
fn open(paragraph: impl ColumnTrait, see: &Visibility) -> Condition {
    Eyes::Of(see).open(paragraph, Covered::Anything)
}

/// Reports with the § of each, whether or not the viewer may know of that.
async fn reports(
    db: &impl ConnectionTrait,
    by: impl ColumnTrait,
    ids: &[Uuid],
    see: &Visibility,
) -> Result<Vec<Report>, StorageError> {
    type Row = (
        Uuid,
        Uuid,
        String,
        Option<String>,
        Date,
        Option<Uuid>,
        Option<Uuid>,
    );
    let mut found = Vec::new();
    for part in chunks(ids) {
        let mut select = Query::select();
        select
            .from(assignment_report::Entity)
            .inner_join(
                assignment::Entity,
                Expr::col((assignment::Entity, assignment::Column::Id)).equals((
                    assignment_report::Entity,
                    assignment_report::Column::AssignmentId,
                )),
            )
            .left_join(
                paragraph::Entity,
                Expr::col((paragraph::Entity, paragraph::Column::Id)).equals((
                    assignment_report::Entity,
                    assignment_report::Column::ParagraphId,
                )),
            )
            .columns([
                (assignment::Entity, assignment::Column::Id),
                (assignment::Entity, assignment::Column::MeetingId),
            ])
            .columns([
                (assignment_report::Entity, assignment_report::Column::Status),
                (assignment_report::Entity, assignment_report::Column::Note),
                (
                    assignment_report::Entity,
                    assignment_report::Column::ReportedOn,
                ),
                (
                    assignment_report::Entity,
                    assignment_report::Column::ParagraphId,
                ),
            ])
            .column((paragraph::Entity, paragraph::Column::MeetingId))
            .and_where(by.is_in(part))
            .order_by(
                (assignment::Entity, assignment::Column::SortKey),
                Order::Asc,
            )
            .order_by(
                (
                    assignment_report::Entity,
                    assignment_report::Column::Ordinal,
                ),
                Order::Asc,
            );
        seen(&mut select, assignment::Column::MeetingId, see);
        select
            .cond_where(open(assignment::Column::ParagraphId, see))
            .cond_where(open(assignment_report::Column::ParagraphId, see));
        for row in db.query_all(&select).await.or_storage()? {
            let (assignment, given_by, status, note, on, paragraph, meeting): Row =
                row.try_get_many_by_index().or_storage()?;
            found.push(Report {
                assignment: AssignmentId::from_uuid(assignment),
                given_by: MeetingId::from_uuid(given_by),
                status: Code::read("assignment_report.status", &status)?,
                note,
                on,
                teller: teller(paragraph, meeting),
            });
        }
    }
    Ok(found)
}

/// Reports of assignments.
pub(crate) async fn reports_of(
    db: &impl ConnectionTrait,
    assignments: &[Uuid],
    see: &Visibility,
) -> Result<HashMap<AssignmentId, Vec<Report>>, StorageError> {
    let by = assignment_report::Column::AssignmentId;
    let mut found: HashMap<AssignmentId, Vec<Report>> = HashMap::new();
    for report in reports(db, by, assignments, see).await? {
        found.entry(report.assignment).or_default().push(report);
    }
    Ok(found)
}

/// Reports that paragraphs give.
pub(crate) async fn reports_under(
    db: &impl ConnectionTrait,
    paragraphs: &[Uuid],
    see: &Visibility,
) -> Result<HashMap<ParagraphId, Vec<Report>>, StorageError> {
    let by = assignment_report::Column::ParagraphId;
    let mut found: HashMap<ParagraphId, Vec<Report>> = HashMap::new();
    for report in reports(db, by, paragraphs, see).await? {
        if let Some(teller) = report.teller {
            found.entry(teller.paragraph).or_default().push(report);
        }
    }
    Ok(found)
}

/// How conditions were settled.
pub(crate) async fn settlements(
    db: &impl ConnectionTrait,
    decisions: &[Uuid],
    see: &Visibility,
) -> Result<HashMap<DecisionId, Settlement>, StorageError> {
    let mut found = HashMap::new();
    for part in chunks(decisions) {
        let mut select = Query::select();
        select
            .from(condition_settlement::Entity)
            .inner_join(
                decision::Entity,
                Expr::col((decision::Entity, decision::Column::Id)).equals((
                    condition_settlement::Entity,
                    condition_settlement::Column::DecisionId,
                )),
            )
            .left_join(
                paragraph::Entity,
                Expr::col((paragraph::Entity, paragraph::Column::Id)).equals((
                    condition_settlement::Entity,
                    condition_settlement::Column::ParagraphId,
                )),
            )
            .columns([
                (
                    condition_settlement::Entity,
                    condition_settlement::Column::DecisionId,
                ),
                (
                    condition_settlement::Entity,
                    condition_settlement::Column::SettledOn,
                ),
                (
                    condition_settlement::Entity,
                    condition_settlement::Column::Evidence,
                ),
                (
                    condition_settlement::Entity,
                    condition_settlement::Column::ParagraphId,
                ),
            ])
            .column((paragraph::Entity, paragraph::Column::MeetingId))
            .and_where(condition_settlement::Column::DecisionId.is_in(part))
            .cond_where(open(decision::Column::ParagraphId, see))
            .cond_where(open(condition_settlement::Column::ParagraphId, see));
        seen(&mut select, decision::Column::MeetingId, see);
        for row in db.query_all(&select).await.or_storage()? {
            let (id, on, evidence, paragraph, meeting): (
                Uuid,
                Date,
                String,
                Option<Uuid>,
                Option<Uuid>,
            ) = row.try_get_many_by_index().or_storage()?;
            let settlement = Settlement {
                on,
                evidence,
                teller: teller(paragraph, meeting),
            };
            found.insert(DecisionId::from_uuid(id), settlement);
        }
    }
    Ok(found)
}

/// The other ends of links, by the one end.
pub(crate) async fn links(
    db: &impl ConnectionTrait,
    (one, other): (decision_link::Column, decision_link::Column),
    decisions: &[Uuid],
    see: &Visibility,
) -> Result<HashMap<DecisionId, Vec<DecisionLink>>, StorageError> {
    let mut found: HashMap<DecisionId, Vec<DecisionLink>> = HashMap::new();
    for part in chunks(decisions) {
        let mut select = Query::select();
        select
            .from(decision_link::Entity)
            .inner_join(
                decision::Entity,
                Expr::col((decision::Entity, decision::Column::Id))
                    .equals((decision_link::Entity, other)),
            )
            .columns([
                (decision_link::Entity, one),
                (decision_link::Entity, decision_link::Column::Kind),
            ])
            .columns([
                (decision::Entity, decision::Column::Id),
                (decision::Entity, decision::Column::MeetingId),
            ])
            .and_where(one.is_in(part))
            .order_by((decision::Entity, decision::Column::SortKey), Order::Asc)
            .order_by(
                (decision_link::Entity, decision_link::Column::Kind),
                Order::Asc,
            );
        seen(&mut select, decision::Column::MeetingId, see);
        select.cond_where(Eyes::Of(see).open(decision::Column::ParagraphId, Covered::Whole));
        for row in db.query_all(&select).await.or_storage()? {
            let (from, kind, decision, meeting): (Uuid, String, Uuid, Uuid) =
                row.try_get_many_by_index().or_storage()?;
            let link = DecisionLink {
                kind: Code::read("decision_link.kind", &kind)?,
                decision: DecisionId::from_uuid(decision),
                meeting: MeetingId::from_uuid(meeting),
            };
            found
                .entry(DecisionId::from_uuid(from))
                .or_default()
                .push(link);
        }
    }
    Ok(found)
}

/// Paragraphs of all bodies of an organisation with a case number, in order of date.
pub(crate) async fn case_paragraphs(
    db: &impl ConnectionTrait,
    organisation: OrganisationId,
    case_number: &str,
    page: &Page,
    see: &Visibility,
) -> Result<Connection<ParagraphHit>, StorageError> {
    let mut counted = Query::select();
    counted.from(paragraph::Entity);
    seen(&mut counted, paragraph::Column::MeetingId, see);
    counted
        .and_where(meeting::Column::OwnerId.eq(organisation.uuid()))
        .and_where(paragraph::Column::CaseKey.eq(fold(case_number)))
        .cond_where(Eyes::Of(see).open(paragraph::Column::Id, Covered::Anything));
    let mut items = counted.clone();
    let day = || Expr::col((meeting::Entity, meeting::Column::SortKey));
    let place = || Expr::col((paragraph::Entity, paragraph::Column::Ordinal));
    if let Some(cursor) = &page.after {
        let (last_day, last_place) = cursor.rsplit_once('/').unwrap_or_default();
        // A cursor that is none of ours has nothing after it.
        let last_place: i64 = last_place.parse().unwrap_or(i64::MAX);
        items.and_where(
            day()
                .gt(last_day)
                .or(day().eq(last_day).and(place().gt(last_place))),
        );
    }
    items
        .columns([
            (paragraph::Entity, paragraph::Column::Id),
            (paragraph::Entity, paragraph::Column::MeetingId),
        ])
        .column((meeting::Entity, meeting::Column::SortKey))
        .column((paragraph::Entity, paragraph::Column::Ordinal))
        .order_by((meeting::Entity, meeting::Column::SortKey), Order::Asc)
        .order_by((paragraph::Entity, paragraph::Column::Ordinal), Order::Asc);
    list(db, Listed { items, counted }, page, |row| {
        let (id, meeting, day, place): (Uuid, Uuid, String, i64) =
            row.try_get_many_by_index().or_storage()?;
        let found = ParagraphHit {
            paragraph: ParagraphId::from_uuid(id),
            meeting: MeetingId::from_uuid(meeting),
        };
        Ok((found, format!("{day}/{place}")))
    })
    .await
}
