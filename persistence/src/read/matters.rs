//! Lists of decisions, paragraphs and assignments, by filter and by search.

use super::briefs;
use super::eyes::{Eyes, padded};
use super::page::{Listed, list, list_groups};
use super::secrecy::Covered;
use crate::codes::Code;
use crate::entity::{assignee, assignment, concern, decision, meeting, posting};
use crate::fault::OrStorage;
use crate::mapping::rows::{DECISION, PARAGRAPH};
use application::error::StorageError;
use application::read::{
    AssignmentFilter, AssignmentHit, AssignmentOrder, Connection, DecisionFilter, DecisionHit,
    DecisionInBrief, DecisionOrder, Page, ParagraphHit,
};
use application::visibility::Visibility;
use domain::decision::ConditionState;
use domain::id::{AssignmentId, DecisionId, MeetingId, ParagraphId};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, Order, QueryResult};
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

fn with_meeting(select: &mut SelectStatement, column: impl ColumnTrait, see: &Visibility) {
    select
        .inner_join(
            meeting::Entity,
            Expr::col((meeting::Entity, meeting::Column::Id)).equals(column.as_column_ref()),
        )
        .cond_where(Eyes::Of(see).meetings());
}

fn decisions_where(filter: &DecisionFilter, see: &Visibility) -> Condition {
    let concerns = filter.concerns.map(|id| {
        let decisions = Query::select()
            .column(concern::Column::DecisionId)
            .from(concern::Entity)
            .and_where(concern::Column::OrganisationId.eq(id.uuid()))
            .to_owned();
        decision::Column::Id.in_subquery(decisions)
    });
    let kinds: Vec<&str> = filter.kinds.iter().map(|kind| kind.to_code()).collect();
    let pending = filter
        .pending
        .then(|| decision::Column::ConditionState.eq(ConditionState::Pending.to_code()));
    Condition::all()
        .add_option(
            filter
                .organisation
                .map(|id| decision::Column::OwnerId.eq(id.uuid())),
        )
        .add_option(filter.body.map(|id| decision::Column::BodyId.eq(id.uuid())))
        .add_option(
            filter
                .meeting
                .map(|id| decision::Column::MeetingId.eq(id.uuid())),
        )
        .add_option(filter.from.map(|day| decision::Column::Date.gte(day)))
        .add_option(filter.to.map(|day| decision::Column::Date.lte(day)))
        .add_option((!kinds.is_empty()).then(|| decision::Column::Kind.is_in(padded(kinds))))
        .add_option(concerns)
        .add_option(pending)
        // Whom it concerns and what it waits for may stand in words that are withheld.
        .add(Eyes::Of(see).open(
            decision::Column::ParagraphId,
            told_by(filter.concerns.is_some()),
        ))
}

/// How much of a § must be open for a list by something that words of it may tell.
const fn told_by(words: bool) -> Covered {
    match words {
        true => Covered::Anything,
        false => Covered::Whole,
    }
}

/// The order of a list: by a key, or by score and then by key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Key(bool),
    Score,
}

impl By {
    const DESCENDING: Self = Self::Key(true);
}

fn score() -> Expr {
    Expr::cust("SUM(\"posting\".\"weight\")")
}

/// Puts a statement over a key in order, from the cursor on.
fn ordered_by_key(select: &mut SelectStatement, key: Expr, descending: bool, page: &Page) {
    if let Some(cursor) = &page.after {
        let cursor = cursor.as_str();
        select.and_where(if descending {
            key.clone().lt(cursor)
        } else {
            key.clone().gt(cursor)
        });
    }
    select.order_by_expr(key, if descending { Order::Desc } else { Order::Asc });
}

/// The statements of a search: subjects of a kind that a viewer may know of and that hold every one of the terms. The base
/// has FROM and WHERE. What may not be known of is left out by the few records that are hidden: each hit looked up among
/// those that are not would cost more than the search.
fn search(
    mut base: SelectStatement,
    (kind, see): (&str, &Visibility),
    terms: &[String],
    by: By,
    page: &Page,
) -> Listed {
    if let Some(hidden) = Eyes::Of(see).hidden_meetings() {
        base.and_where(posting::Column::MeetingId.not_in_subquery(hidden));
    }
    let key = || Expr::col((posting::Entity, posting::Column::SortKey));
    let distinct: BTreeSet<&str> = terms.iter().map(String::as_str).collect();
    let every_one = Expr::cust(format!("COUNT(*) = {}", distinct.len()));
    base.columns([
        (posting::Entity, posting::Column::SubjectId),
        (posting::Entity, posting::Column::MeetingId),
        (posting::Entity, posting::Column::SortKey),
    ])
    .and_where(posting::Column::SubjectKind.eq(kind))
    .and_where(posting::Column::Term.is_in(padded(distinct.into_iter().collect())))
    .group_by_columns([
        (posting::Entity, posting::Column::SubjectId),
        (posting::Entity, posting::Column::MeetingId),
        (posting::Entity, posting::Column::SortKey),
    ])
    .and_having(every_one);
    let counted = base.clone();
    let mut items = base;
    items.expr(score());
    match by {
        By::Key(descending) => ordered_by_key(&mut items, key(), descending, page),
        By::Score => {
            if let Some(cursor) = &page.after {
                let (points, last) = cursor.split_once('|').unwrap_or_default();
                // A cursor that is none of ours has nothing after it.
                let points: i64 = points.parse().unwrap_or(i64::MIN);
                let next = score()
                    .lt(points)
                    .or(score().eq(points).and(key().lt(last)));
                items.and_having(next);
            }
            items
                .order_by_expr(score(), Order::Desc)
                .order_by_expr(key(), Order::Desc);
        }
    }
    Listed { items, counted }
}

fn hit(row: &QueryResult, by: By) -> Result<(Uuid, Uuid, String), StorageError> {
    let (subject, meeting, key, score): (Uuid, Uuid, String, i64) =
        row.try_get_many_by_index().or_storage()?;
    let key = if by == By::Score {
        format!("{score}|{key}")
    } else {
        key
    };
    Ok((subject, meeting, key))
}

/// How decisions are listed.
const fn by(order: DecisionOrder, searched: bool) -> By {
    match order {
        DecisionOrder::DateDescending => By::DESCENDING,
        DecisionOrder::DateAscending => By::Key(false),
        DecisionOrder::Relevance if searched => By::Score,
        DecisionOrder::Relevance => By::DESCENDING,
    }
}

const fn found(decision: Uuid, meeting: Uuid) -> DecisionHit {
    DecisionHit {
        decision: DecisionId::from_uuid(decision),
        meeting: MeetingId::from_uuid(meeting),
    }
}

/// The statements of a list of decisions without words that are searched for; what is listed has no columns yet.
fn decisions_listed(filter: &DecisionFilter, by: By, page: &Page, see: &Visibility) -> Listed {
    let mut counted = Query::select();
    counted.from(decision::Entity);
    with_meeting(&mut counted, decision::Column::MeetingId, see);
    counted.cond_where(decisions_where(filter, see));
    let mut items = counted.clone();
    ordered_by_key(&mut items, decision_key(), by != By::Key(false), page);
    Listed { items, counted }
}

fn decision_key() -> Expr {
    Expr::col((decision::Entity, decision::Column::SortKey))
}

/// Decisions, each with what lists show of it where there is a brief: by one statement, or by two where words are searched
/// for.
pub(crate) async fn decisions_in_brief(
    db: &impl ConnectionTrait,
    filter: &DecisionFilter,
    order: DecisionOrder,
    page: &Page,
    see: &Visibility,
) -> Result<Connection<DecisionInBrief>, StorageError> {
    if filter.terms.is_some() {
        let found = decisions(db, filter, order, page, see).await?;
        let hits = found.items.iter();
        let ids: Vec<Uuid> = hits.map(|(hit, _)| hit.decision.uuid()).collect();
        let briefs = briefs::decisions(db, &ids, see).await?;
        let told = |hit: DecisionHit| DecisionInBrief {
            brief: briefs.get(&hit.decision).cloned(),
            hit,
        };
        let items = found.items.into_iter();
        return Ok(Connection {
            items: items.map(|(hit, key)| (told(hit), key)).collect(),
            total: found.total,
            has_next: found.has_next,
        });
    }
    let mut listed = decisions_listed(filter, by(order, false), page, see);
    briefs::tell_in_list(&mut listed.items);
    listed
        .items
        .expr(decision_key())
        .column((decision::Entity, decision::Column::Id))
        .column((decision::Entity, decision::Column::MeetingId));
    let mut reader = briefs::Reader::default();
    list(db, listed, page, |row| {
        let at = |place| briefs::DECISION_COLUMNS + place;
        let is_told = row.try_get_by_index(at(0)).or_storage()?;
        let hit = found(
            row.try_get_by_index(at(2)).or_storage()?,
            row.try_get_by_index(at(3)).or_storage()?,
        );
        let brief = match is_told {
            true => reader.decision(row, see)?.map(Arc::new),
            false => None,
        };
        let key: String = row.try_get_by_index(at(1)).or_storage()?;
        Ok((DecisionInBrief { hit, brief }, key))
    })
    .await
}

/// Decisions.
pub(crate) async fn decisions(
    db: &impl ConnectionTrait,
    filter: &DecisionFilter,
    order: DecisionOrder,
    page: &Page,
    see: &Visibility,
) -> Result<Connection<DecisionHit>, StorageError> {
    let by = by(order, filter.terms.is_some());
    match (&filter.terms, by) {
        (Some(terms), _) if terms.is_empty() => Ok(Connection::empty()),
        (Some(terms), by) => {
            let mut base = Query::select();
            base.from(posting::Entity).inner_join(
                decision::Entity,
                Expr::col((decision::Entity, decision::Column::Id))
                    .equals((posting::Entity, posting::Column::SubjectId)),
            );
            base.cond_where(decisions_where(filter, see));
            let listed = search(base, (DECISION, see), terms, by, page);
            list_groups(db, listed, page, |row| {
                hit(row, by).map(|(decision, meeting, key)| (found(decision, meeting), key))
            })
            .await
        }
        (None, by) => {
            let mut listed = decisions_listed(filter, by, page, see);
            listed
                .items
                .column((decision::Entity, decision::Column::Id))
                .column((decision::Entity, decision::Column::MeetingId))
                .expr(decision_key());
            list(db, listed, page, |row| {
                let (id, meeting, key): (Uuid, Uuid, String) =
                    row.try_get_many_by_index().or_storage()?;
                Ok((found(id, meeting), key))
            })
            .await
        }
    }
}

/// Paragraphs that hold every one of the terms, best first.
pub(crate) async fn paragraphs(
    db: &impl ConnectionTrait,
    terms: &[String],
    page: &Page,
    see: &Visibility,
) -> Result<Connection<ParagraphHit>, StorageError> {
    if terms.is_empty() {
        return Ok(Connection::empty());
    }
    let mut base = Query::select();
    base.from(posting::Entity);
    let listed = search(base, (PARAGRAPH, see), terms, By::Score, page);
    list_groups(db, listed, page, |row| {
        let (paragraph, meeting, key) = hit(row, By::Score)?;
        let found = ParagraphHit {
            paragraph: ParagraphId::from_uuid(paragraph),
            meeting: MeetingId::from_uuid(meeting),
        };
        Ok((found, key))
    })
    .await
}

/// Assignments.
pub(crate) async fn assignments(
    db: &impl ConnectionTrait,
    filter: &AssignmentFilter,
    order: AssignmentOrder,
    page: &Page,
    see: &Visibility,
) -> Result<Connection<AssignmentHit>, StorageError> {
    let by_words = filter.assignee.is_some()
        || filter.due_to.is_some()
        || filter.due_from.is_some()
        || order == AssignmentOrder::DueAscending;
    let given_to = filter.assignee.as_ref().map(|folded| {
        let assignments = Query::select()
            .column(assignee::Column::AssignmentId)
            .from(assignee::Entity)
            .and_where(assignee::Column::Folded.eq(folded.as_str()))
            .to_owned();
        assignment::Column::Id.in_subquery(assignments)
    });
    let condition = Condition::all()
        .add_option(
            filter
                .organisation
                .map(|id| assignment::Column::OwnerId.eq(id.uuid())),
        )
        .add_option(
            filter
                .body
                .map(|id| assignment::Column::BodyId.eq(id.uuid())),
        )
        .add_option(
            filter
                .status
                .map(|status| assignment::Column::Status.eq(status.to_code())),
        )
        .add_option(filter.due_to.map(|day| assignment::Column::DueOn.lte(day)))
        .add_option(
            filter
                .due_from
                .map(|day| assignment::Column::DueOn.gte(day)),
        )
        .add_option(given_to)
        .add(Eyes::Of(see).open(assignment::Column::ParagraphId, told_by(by_words)));
    let mut counted = Query::select();
    counted.from(assignment::Entity);
    with_meeting(&mut counted, assignment::Column::MeetingId, see);
    counted.cond_where(condition);
    let (key, descending) = match order {
        AssignmentOrder::GivenDescending => (assignment::Column::SortKey, true),
        AssignmentOrder::GivenAscending => (assignment::Column::SortKey, false),
        AssignmentOrder::DueAscending => (assignment::Column::DueKey, false),
    };
    let key = Expr::col((assignment::Entity, key));
    let mut items = counted.clone();
    items
        .column((assignment::Entity, assignment::Column::Id))
        .column((assignment::Entity, assignment::Column::MeetingId))
        .expr(key.clone());
    ordered_by_key(&mut items, key, descending, page);
    list(db, Listed { items, counted }, page, |row| {
        let (id, meeting, key): (Uuid, Uuid, String) = row.try_get_many_by_index().or_storage()?;
        let found = AssignmentHit {
            assignment: AssignmentId::from_uuid(id),
            meeting: MeetingId::from_uuid(meeting),
        };
        Ok((found, key))
    })
    .await
}

/// The meeting that a row of a table belongs to; none for what stands under a § that is withheld.
pub(crate) async fn meeting_of(
    db: &impl ConnectionTrait,
    table: impl EntityTrait,
    (id, meeting, paragraph): (impl ColumnTrait, impl ColumnTrait, impl ColumnTrait),
    wanted: Uuid,
    see: &Visibility,
) -> Result<Option<MeetingId>, StorageError> {
    let mut select = Query::select();
    select
        .column((meeting::Entity, meeting::Column::Id))
        .from(table.table_ref());
    with_meeting(&mut select, meeting, see);
    select.and_where(id.eq(wanted));
    select.cond_where(Eyes::Of(see).open(paragraph, Covered::Whole));
    let row = db.query_one(&select).await.or_storage()?;
    row.map(|row| {
        row.try_get_by_index::<Uuid>(0)
            .or_storage()
            .map(MeetingId::from_uuid)
    })
    .transpose()
}
