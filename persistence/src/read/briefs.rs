//! What lists show of §§ and decisions, without their records.

use super::eyes::{Eyes, chunks};
use crate::codes::Code;
use crate::entity::{attendance, body, concern, decision, meeting, paragraph, secrecy_marking};
use crate::fault::OrStorage;
use crate::mapping::{self, optional_number};
use application::error::StorageError;
use application::read::{Brief, DecisionBrief, ItemBrief};
use application::visibility::{Mask, Visibility};
use domain::Date;
use domain::body::{Body, BodyKind, NumberingScheme};
use domain::decision::{BudgetPeriod, Concern, Condition};
use domain::id::{DecisionId, MeetingId, OrganisationId, ParagraphId};
use sea_orm::sea_query::{Cond, Expr, ExprTrait, Func, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, JoinType, QueryResult, TryGetable};
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// The columns of a [`Brief`]; those of what stands under the § come after them.
const COLUMNS: usize = 17;

/// A marking that stands in the record, whatever it covers.
fn marked() -> SelectStatement {
    Query::select()
        .expr(Expr::cust("1"))
        .from(secrecy_marking::Entity)
        .and_where(
            Expr::col((secrecy_marking::Entity, secrecy_marking::Column::MeetingId))
                .equals((meeting::Entity, meeting::Column::Id)),
        )
        .and_where(secrecy_marking::Column::LiftedOn.is_null())
        .to_owned()
}

/// A line for a union. The condition is said in the words of the index `attendance_union`.
fn for_union() -> SelectStatement {
    Query::select()
        .expr(Expr::cust("1"))
        .from(attendance::Entity)
        .and_where(
            Expr::col((attendance::Entity, attendance::Column::MeetingId))
                .equals((meeting::Entity, meeting::Column::Id)),
        )
        .and_where(Expr::cust("\"attendance\".\"capacity\" = 'UNION'"))
        .to_owned()
}

/// §§ of the first rank, of records of which nothing is withheld from anybody but personal numbers: whatever may tell of more is left to the whole
/// record. That of a group for cooperation is told by its body, and left out by [`Reader::brief`]: asked for here, it would
/// let PostgreSQL expect one body at the most where nearly all are of other kinds, and look for the §§ of each.
fn plain() -> Cond {
    Cond::all()
        .add(paragraph::Column::ParentId.is_null())
        .add(Expr::exists(for_union()).not())
        .add(Expr::exists(marked()).not())
        // What is annulled on appeal. A text that says the word costs a longer way, and no more.
        .add(Expr::cust(
            "CAST(\"meeting\".\"details\" AS text) NOT LIKE '%\"appeals\"%'",
        ))
}

/// The columns of a [`Brief`].
fn tell(select: &mut SelectStatement) {
    select
        .columns([
            (paragraph::Entity, paragraph::Column::Id),
            (paragraph::Entity, paragraph::Column::Number),
            (paragraph::Entity, paragraph::Column::Label),
            (paragraph::Entity, paragraph::Column::Title),
            (paragraph::Entity, paragraph::Column::Text),
        ])
        .columns([
            (meeting::Entity, meeting::Column::Id),
            (meeting::Entity, meeting::Column::Date),
            (meeting::Entity, meeting::Column::OwnerId),
            (meeting::Entity, meeting::Column::Scheme),
        ])
        .columns([
            (body::Entity, body::Column::Id),
            (body::Entity, body::Column::OwnerId),
            (body::Entity, body::Column::Slug),
            (body::Entity, body::Column::Name),
            (body::Entity, body::Column::Kind),
            (body::Entity, body::Column::Scheme),
            (body::Entity, body::Column::SafetyCommittee),
            (body::Entity, body::Column::Published),
        ]);
}

fn join_body(select: &mut SelectStatement) {
    select.inner_join(
        body::Entity,
        Expr::col((body::Entity, body::Column::Id))
            .equals((meeting::Entity, meeting::Column::BodyId)),
    );
}

/// §§ of such records that the viewer may know of, with their meetings and bodies.
fn under(see: &Visibility) -> SelectStatement {
    let id = |table, column| Expr::col((table, column));
    let mut select = Query::select();
    tell(&mut select);
    select
        .from(paragraph::Entity)
        .inner_join(
            meeting::Entity,
            id(meeting::Entity, meeting::Column::Id)
                .equals((paragraph::Entity, paragraph::Column::MeetingId)),
        )
        .cond_where(Eyes::Of(see).meetings())
        .cond_where(plain());
    join_body(&mut select);
    select
}

fn at<T: TryGetable>(row: &QueryResult, place: usize) -> Result<T, StorageError> {
    row.try_get_by_index(place).or_storage()
}

/// Reads rows that tell, each body once.
#[derive(Debug, Default)]
pub(super) struct Reader(HashMap<Uuid, Arc<Body>>);

impl Reader {
    fn brief(
        &mut self,
        row: &QueryResult,
        see: &Visibility,
    ) -> Result<Option<(Brief, Mask)>, StorageError> {
        let body = self.body(row)?;
        if body.kind == BodyKind::CooperationGroup {
            return Ok(None);
        }
        let mask = Mask::of_unnamed(OrganisationId::from_uuid(at(row, 7)?), see);
        let seen = |text: Option<String>| text.map(|text| mask.text(&text));
        let date: Option<Date> = at(row, 6)?;
        let scheme: String = at(row, 8)?;
        let scheme: NumberingScheme = Code::read("meeting.scheme", &scheme)?;
        let brief = Brief {
            paragraph: ParagraphId::from_uuid(at(row, 0)?),
            number: optional_number("paragraph.number", at(row, 1)?)?,
            label: at(row, 2)?,
            title: seen(at(row, 3)?),
            text: seen(at(row, 4)?),
            meeting: MeetingId::from_uuid(at(row, 5)?),
            date,
            year: scheme.year_of(date),
            body,
        };
        Ok(Some((brief, mask)))
    }

    pub(super) fn decision(
        &mut self,
        row: &QueryResult,
        see: &Visibility,
    ) -> Result<Option<DecisionBrief>, StorageError> {
        let Some((under, mask)) = self.brief(row, see)? else {
            return Ok(None);
        };
        let place = ParagraphId::from_uuid(at(row, COLUMNS + 1)?);
        let kind: String = at(row, COLUMNS + 2)?;
        let awaited: Option<String> = at(row, COLUMNS + 4)?;
        let state: Option<String> = at(row, COLUMNS + 5)?;
        let state = Code::read_optional("decision.condition_state", state.as_deref())?;
        let item = match place == under.paragraph {
            true => None,
            false => Some(ItemBrief {
                id: place,
                label: at(row, COLUMNS + 9)?,
                title: at::<Option<String>>(row, COLUMNS + 10)?.map(|title| mask.text(&title)),
            }),
        };
        let budget = match at(row, COLUMNS + 6)? {
            true => Some(BudgetPeriod {
                first_year: at(row, COLUMNS + 7)?,
                last_year: at(row, COLUMNS + 8)?,
            }),
            false => None,
        };
        Ok(Some(DecisionBrief {
            item,
            under: Arc::new(under),
            kind: Code::read("decision.kind", &kind)?,
            text: mask.text(&at::<String>(row, COLUMNS + 3)?),
            condition: awaited.zip(state).map(|(text, state)| Condition {
                text: mask.text(&text),
                state,
            }),
            budget,
        }))
    }

    fn body(&mut self, row: &QueryResult) -> Result<Arc<Body>, StorageError> {
        let id = at(row, 9)?;
        if let Some(held) = self.0.get(&id) {
            return Ok(Arc::clone(held));
        }
        let body = Arc::new(mapping::body(body::Model {
            id,
            owner_id: at(row, 10)?,
            slug: at(row, 11)?,
            name: at(row, 12)?,
            kind: at(row, 13)?,
            scheme: at(row, 14)?,
            safety_committee: at(row, 15)?,
            published: at(row, 16)?,
        })?);
        self.0.insert(id, Arc::clone(&body));
        Ok(body)
    }
}

/// Of §§.
pub(crate) async fn paragraphs(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
    see: &Visibility,
) -> Result<HashMap<ParagraphId, Arc<Brief>>, StorageError> {
    let mut found = HashMap::with_capacity(ids.len());
    let mut reader = Reader::default();
    for part in chunks(ids) {
        let mut select = under(see);
        select.and_where(paragraph::Column::Id.is_in(part));
        for row in db.query_all(&select).await.or_storage()? {
            if let Some((brief, _)) = reader.brief(&row, see)? {
                found.insert(brief.paragraph, Arc::new(brief));
            }
        }
    }
    Ok(found)
}

/// What a decision stands under right away: a §, or a sub-item of one.
const ITEM: &str = "item";

fn of_item(column: paragraph::Column) -> Expr {
    Expr::col((ITEM, column))
}

/// The columns of a [`DecisionBrief`], behind those of the [`Brief`] that it stands under.
fn tell_decision(select: &mut SelectStatement) {
    select
        .columns([
            (decision::Entity, decision::Column::Id),
            (decision::Entity, decision::Column::ParagraphId),
            (decision::Entity, decision::Column::Kind),
            (decision::Entity, decision::Column::Text),
            (decision::Entity, decision::Column::ConditionText),
            (decision::Entity, decision::Column::ConditionState),
            (decision::Entity, decision::Column::Budget),
            (decision::Entity, decision::Column::BudgetFirst),
            (decision::Entity, decision::Column::BudgetLast),
        ])
        .exprs([
            of_item(paragraph::Column::Label),
            of_item(paragraph::Column::Title),
        ]);
}

/// How many columns [`tell`] and [`tell_decision`] give.
pub(super) const DECISION_COLUMNS: usize = COLUMNS + 11;

/// The § that an item stands under, or that it is.
fn is_above() -> Expr {
    Expr::col((paragraph::Entity, paragraph::Column::Id)).eq(Func::coalesce([
        of_item(paragraph::Column::ParentId),
        of_item(paragraph::Column::Id),
    ]))
}

/// Has a list of decisions with their meetings tell of each in brief: [`DECISION_COLUMNS`] columns, and whether it is told.
pub(super) fn tell_in_list(select: &mut SelectStatement) {
    tell(select);
    tell_decision(select);
    // Each has one of each: nothing of the list goes, and nothing comes twice.
    select
        .join_as(
            JoinType::InnerJoin,
            paragraph::Entity,
            ITEM,
            of_item(paragraph::Column::Id)
                .equals((decision::Entity, decision::Column::ParagraphId)),
        )
        .inner_join(paragraph::Entity, is_above())
        .expr(plain());
    join_body(select);
}

/// Of decisions.
pub(crate) async fn decisions(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
    see: &Visibility,
) -> Result<HashMap<DecisionId, Arc<DecisionBrief>>, StorageError> {
    let mut found = HashMap::with_capacity(ids.len());
    let mut reader = Reader::default();
    for part in chunks(ids) {
        let mut select = under(see);
        tell_decision(&mut select);
        select
            .join_as(JoinType::InnerJoin, paragraph::Entity, ITEM, is_above())
            .inner_join(
                decision::Entity,
                Expr::col((decision::Entity, decision::Column::ParagraphId))
                    .equals((ITEM, paragraph::Column::Id)),
            )
            .and_where(decision::Column::Id.is_in(part));
        for row in db.query_all(&select).await.or_storage()? {
            if let Some(brief) = reader.decision(&row, see)? {
                found.insert(DecisionId::from_uuid(at(&row, COLUMNS)?), Arc::new(brief));
            }
        }
    }
    Ok(found)
}

/// Whom decisions concern: of each that is told of, if only that it concerns nobody.
pub(crate) async fn concerns(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
    see: &Visibility,
) -> Result<HashMap<DecisionId, Vec<Concern>>, StorageError> {
    let mut found: HashMap<DecisionId, Vec<Concern>> = HashMap::with_capacity(ids.len());
    for part in chunks(ids) {
        let select = Query::select()
            .column((decision::Entity, decision::Column::Id))
            .column((concern::Entity, concern::Column::OrganisationId))
            .column((concern::Entity, concern::Column::Because))
            .from(decision::Entity)
            .left_join(
                concern::Entity,
                Expr::col((concern::Entity, concern::Column::DecisionId))
                    .equals((decision::Entity, decision::Column::Id)),
            )
            .inner_join(
                meeting::Entity,
                Expr::col((meeting::Entity, meeting::Column::Id))
                    .equals((decision::Entity, decision::Column::MeetingId)),
            )
            .cond_where(Eyes::Of(see).meetings())
            .and_where(Expr::exists(marked()).not())
            .and_where(decision::Column::Id.is_in(part))
            .order_by(
                (concern::Entity, concern::Column::Ordinal),
                sea_orm::Order::Asc,
            )
            .to_owned();
        for row in db.query_all(&select).await.or_storage()? {
            let (decision, organisation, because): (Uuid, Option<Uuid>, Option<String>) =
                row.try_get_many_by_index().or_storage()?;
            let of = found.entry(DecisionId::from_uuid(decision)).or_default();
            if let Some((organisation, because)) = organisation.zip(because) {
                of.push(Concern {
                    organisation: OrganisationId::from_uuid(organisation),
                    because: Code::read("concern.because", &because)?,
                });
            }
        }
    }
    Ok(found)
}
