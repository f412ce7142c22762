//! All rows of some records: on PostgreSQL by one statement, since each statement costs as much there as the rows that it
//! finds; on SQLite, where it costs next to nothing, table by table.

use super::eyes::{Eyes, among};
use super::together::{Found, Together, with_children, with_parents};
use crate::entity::{
    absence, adjuster, adjustment_unit, assignee, assignment, attendance, body, concern, decision,
    meeting, notice, organisation, paragraph, secrecy_marking,
};
use crate::fault::OrStorage;
use application::error::StorageError;
use sea_orm::sea_query::{Query, SelectStatement, UnionType};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The rows of some records, each table in the order that a record has them.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) meetings: Vec<meeting::Model>,
    pub(super) bodies: Vec<body::Model>,
    /// The markings that stand.
    pub(super) markings: Vec<secrecy_marking::Model>,
    pub(super) adjusters: Vec<adjuster::Model>,
    pub(super) attendance: Vec<attendance::Model>,
    pub(super) absences: Vec<absence::Model>,
    pub(super) units: Vec<adjustment_unit::Model>,
    pub(super) notices: Vec<notice::Model>,
    pub(super) paragraphs: Vec<paragraph::Model>,
    pub(super) decisions: Vec<decision::Model>,
    pub(super) concerns: Vec<concern::Model>,
    pub(super) assignments: Vec<assignment::Model>,
    pub(super) assignees: Vec<assignee::Model>,
    /// Whose the records are, and those that anybody there or absent came from.
    pub(super) organisations: Vec<organisation::Model>,
}

impl Rows {
    /// Those of the records with the given ids, as far as the eyes see these.
    pub(super) async fn of(
        db: &impl ConnectionTrait,
        ids: &[Uuid],
        eyes: Eyes<'_>,
    ) -> Result<Self, StorageError> {
        match Self::of_one_state(db, ids, eyes).await? {
            Some(found) => Ok(found),
            None => Self::one_by_one(db, ids, eyes).await,
        }
    }

    /// The same by one statement, which sees one state of the database; `None` where it takes several.
    pub(super) async fn of_one_state(
        db: &impl ConnectionTrait,
        ids: &[Uuid],
        eyes: Eyes<'_>,
    ) -> Result<Option<Self>, StorageError> {
        match db.get_database_backend() {
            DbBackend::Postgres => Self::at_once(db, ids, eyes).await,
            _ => Ok(None),
        }
    }

    /// `None` where a row is not to be had as JSON: a day before the first year is written there in words.
    async fn at_once(
        db: &impl ConnectionTrait,
        ids: &[Uuid],
        eyes: Eyes<'_>,
    ) -> Result<Option<Self>, StorageError> {
        let seen = seen(ids, eyes);
        let under = |column: meeting::Column| {
            let mut ids = seen.clone();
            ids.clear_selects().column(column);
            ids
        };
        macro_rules! of_meetings {
            ($table:ident) => {
                $table::Entity::find()
                    .filter($table::Column::MeetingId.in_subquery(under(meeting::Column::Id)))
            };
        }
        macro_rules! ids_of {
            ($table:ident) => {
                of_meetings!($table)
                    .select_only()
                    .column($table::Column::Id)
                    .into_query()
            };
        }
        macro_rules! organisations_of {
            ($table:ident) => {
                of_meetings!($table)
                    .select_only()
                    .column($table::Column::OrganisationId)
                    .into_query()
            };
        }
        let bodies = body::Column::Id.in_subquery(under(meeting::Column::BodyId));
        let markings = secrecy_marking::Column::LiftedOn.is_null();
        let concerns = concern::Column::DecisionId.in_subquery(ids_of!(decision));
        let assignees = assignee::Column::AssignmentId.in_subquery(ids_of!(assignment));
        // Whose records they are, and those that anybody there or absent came from.
        let named = under(meeting::Column::OwnerId)
            .union(UnionType::Distinct, organisations_of!(attendance))
            .union(UnionType::Distinct, organisations_of!(absence))
            .to_owned();
        let mut found = Together::default()
            .and(
                meeting::Entity::find()
                    .filter(meeting::Column::Id.in_subquery(under(meeting::Column::Id))),
            )
            .and(body::Entity::find().filter(bodies))
            .and(of_meetings!(secrecy_marking).filter(markings))
            .and(of_meetings!(adjuster))
            .and(of_meetings!(attendance))
            .and(of_meetings!(absence))
            .and(of_meetings!(adjustment_unit))
            .and(of_meetings!(notice))
            .and(of_meetings!(paragraph))
            .and(of_meetings!(decision))
            .and(concern::Entity::find().filter(concerns))
            .and(of_meetings!(assignment))
            .and(assignee::Entity::find().filter(assignees))
            .and(organisation::Entity::find().filter(organisation::Column::Id.in_subquery(named)))
            .read(db)
            .await?;
        Ok(Self::taken(&mut found).ok())
    }

    fn taken(found: &mut Found) -> Result<Self, StorageError> {
        let mut rows = Self {
            meetings: found.take(meeting::Entity)?,
            bodies: found.take(body::Entity)?,
            markings: found.take(secrecy_marking::Entity)?,
            adjusters: found.take(adjuster::Entity)?,
            attendance: found.take(attendance::Entity)?,
            absences: found.take(absence::Entity)?,
            units: found.take(adjustment_unit::Entity)?,
            notices: found.take(notice::Entity)?,
            paragraphs: found.take(paragraph::Entity)?,
            decisions: found.take(decision::Entity)?,
            concerns: found.take(concern::Entity)?,
            assignments: found.take(assignment::Entity)?,
            assignees: found.take(assignee::Entity)?,
            organisations: found.take(organisation::Entity)?,
        };
        // What several statements find in one comes in no order.
        rows.meetings
            .sort_by(|one, other| one.sort_key.cmp(&other.sort_key));
        rows.markings.sort_by_key(|row| row.id);
        rows.adjusters.sort_by_key(|row| row.ordinal);
        rows.attendance.sort_by_key(|row| row.ordinal);
        rows.absences.sort_by_key(|row| row.ordinal);
        rows.units.sort_by_key(|row| (row.meeting_id, row.ordinal));
        rows.notices.sort_by_key(|row| row.ordinal);
        rows.paragraphs.sort_by_key(|row| row.ordinal);
        rows.decisions.sort_by_key(|row| row.ordinal);
        rows.concerns.sort_by_key(|row| row.ordinal);
        rows.assignments.sort_by_key(|row| (row.ordinal, row.id));
        rows.assignees.sort_by_key(|row| row.ordinal);
        Ok(rows)
    }

    async fn one_by_one(
        db: &impl ConnectionTrait,
        ids: &[Uuid],
        eyes: Eyes<'_>,
    ) -> Result<Self, StorageError> {
        let met = meeting::Entity::belongs_to(body::Entity)
            .from(meeting::Column::BodyId)
            .to(body::Column::Id);
        let (meetings, bodies) = with_parents(
            db,
            meeting::Entity::find()
                .filter(among(meeting::Column::Id, ids))
                .filter(eyes.meetings())
                .order_by_asc(meeting::Column::SortKey),
            met.into(),
            body::Entity,
        )
        .await?;
        if meetings.is_empty() {
            return Ok(Self::default());
        }
        // Nothing is read of those that the eyes do not see.
        let ids: Vec<Uuid> = meetings.iter().map(|row| row.id).collect();
        let ids = ids.as_slice();
        macro_rules! of_meetings {
            ($table:ident) => {
                $table::Entity::find()
                    .filter(among($table::Column::MeetingId, ids))
                    .order_by_asc($table::Column::Ordinal)
                    .all(db)
                    .await
                    .or_storage()?
            };
        }
        let markings = secrecy_marking::Entity::find()
            .filter(among(secrecy_marking::Column::MeetingId, ids))
            .filter(secrecy_marking::Column::LiftedOn.is_null())
            .order_by_asc(secrecy_marking::Column::Id)
            .all(db)
            .await
            .or_storage()?;
        let concerns = concern::Entity::find()
            .filter(concern::Column::DecisionId.in_subquery(decisions(ids)))
            .order_by_asc(concern::Column::Ordinal)
            .all(db)
            .await
            .or_storage()?;
        let given = assignee::Entity::belongs_to(assignment::Entity)
            .from(assignee::Column::AssignmentId)
            .to(assignment::Column::Id);
        let (assignments, assignees) = with_children(
            db,
            assignment::Entity::find()
                .filter(among(assignment::Column::MeetingId, ids))
                .order_by_asc(assignment::Column::Ordinal)
                .order_by_asc(assignment::Column::Id),
            given.into(),
            assignee::Entity,
            assignee::Column::Ordinal,
        )
        .await?;
        let posted = notice::Entity::belongs_to(adjustment_unit::Entity)
            .from((notice::Column::MeetingId, notice::Column::UnitOrdinal))
            .to((
                adjustment_unit::Column::MeetingId,
                adjustment_unit::Column::Ordinal,
            ));
        let (units, notices) = with_children(
            db,
            adjustment_unit::Entity::find()
                .filter(among(adjustment_unit::Column::MeetingId, ids))
                .order_by_asc(adjustment_unit::Column::MeetingId)
                .order_by_asc(adjustment_unit::Column::Ordinal),
            posted.into(),
            notice::Entity,
            notice::Column::Ordinal,
        )
        .await?;
        let attendance = of_meetings!(attendance);
        let absences = of_meetings!(absence);
        let mut named: BTreeSet<Uuid> = meetings.iter().map(|row| row.owner_id).collect();
        named.extend(attendance.iter().filter_map(|row| row.organisation_id));
        named.extend(absences.iter().filter_map(|row| row.organisation_id));
        let named: Vec<Uuid> = named.into_iter().collect();
        let mut organisations = Vec::with_capacity(named.len());
        for part in super::eyes::chunks(&named) {
            let rows = organisation::Entity::find().filter(organisation::Column::Id.is_in(part));
            organisations.extend(rows.all(db).await.or_storage()?);
        }
        Ok(Self {
            meetings,
            bodies,
            markings,
            adjusters: of_meetings!(adjuster),
            attendance,
            absences,
            units,
            notices,
            paragraphs: of_meetings!(paragraph),
            decisions: of_meetings!(decision),
            concerns,
            assignments,
            assignees,
            organisations,
        })
    }
}

/// The meetings among some that the eyes see.
fn seen(ids: &[Uuid], eyes: Eyes<'_>) -> SelectStatement {
    Query::select()
        .column(meeting::Column::Id)
        .from(meeting::Entity)
        .and_where(among(meeting::Column::Id, ids))
        .cond_where(eyes.meetings())
        .to_owned()
}

fn decisions(meetings: &[Uuid]) -> SelectStatement {
    Query::select()
        .column(decision::Column::Id)
        .from(decision::Entity)
        .and_where(among(decision::Column::MeetingId, meetings))
        .to_owned()
}
