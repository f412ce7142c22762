//! Organisations and their bodies.

use super::{Association, Meeting};
use crate::graphql::paging::{List, list, page, slice};
use crate::graphql::query::filter::{self, MeetingFilter};
use crate::graphql::viewing::{
    BodiesOf, MeetingsOf, RegisterOf, RegisterVersionOf, SeriesOf, viewing,
};
use crate::graphql::{codes, scalar};
use application::read::{Connection, SeriesFacts};
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use domain::association::Association as Register;
use domain::body;
use domain::organisation as org;

/// An organisation: association, member, employer, union.
#[derive(Debug, Clone)]
pub struct Organisation(pub org::Organisation);

/// An organisation: association, member, employer, union.
#[Object]
impl Organisation {
    /// Address.
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Name as an address.
    async fn slug(&self) -> &str {
        self.0.slug.as_str()
    }

    /// What it is; null where nobody has said.
    async fn kind(&self) -> Option<codes::OrganisationKind> {
        self.0.kind.map(Into::into)
    }

    /// Its bodies, in order of address.
    async fn bodies(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many at the most, 200 or fewer.", default = 20)] first: i32,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
    ) -> Result<List<Body>> {
        let page = page(context, Some(first), after)?;
        let bodies = viewing(context)
            .one(BodiesOf(self.0.id))
            .await?
            .unwrap_or_default();
        slice(bodies.into_iter().map(Body).collect(), &page)
    }

    /// The version of its register, good as `expectedVersion` of a change to it: the number of the journal's latest
    /// entry about it, 0 before the first. Null outside.
    async fn register_version(&self, context: &Context<'_>) -> Option<Result<i64>> {
        let view = viewing(context);
        if !view.see().is_inside(self.0.id) {
            return None;
        }
        let found = view.one(RegisterVersionOf(self.0.id)).await;
        Some(found.map(Option::unwrap_or_default))
    }

    /// Its register, where it is a coordination association.
    async fn association(&self) -> Option<Association> {
        Association::of(&self.0)
    }
}

/// A voided number: drawn, and then not used.
#[derive(SimpleObject, Debug, Clone)]
pub struct VoidedNumber {
    /// The number.
    number: u32,
    /// Why.
    reason: String,
}

/// What is held of one series of numbers.
#[derive(SimpleObject, Debug, Clone)]
pub struct Series {
    /// The calendar year; null for a series of one meeting.
    year: Option<i32>,
    /// The meeting, for a series of one meeting.
    meeting_id: Option<ID>,
    /// Lowest number held.
    first: Option<u32>,
    /// Highest number held.
    last: Option<u32>,
    /// Numbers missing inside the range of one meeting.
    gaps: Vec<u32>,
    /// Numbers missing between two meetings: perhaps of a meeting that is not held here.
    unknown: Vec<u32>,
    /// Voided numbers.
    voided: Vec<VoidedNumber>,
}

impl From<SeriesFacts> for Series {
    fn from(facts: SeriesFacts) -> Self {
        let voided = facts.voided.into_iter();
        Self {
            year: facts.year,
            meeting_id: facts.meeting.map(|id| id.to_string().into()),
            first: facts.first,
            last: facts.last,
            gaps: facts.gaps,
            unknown: facts.unknown,
            voided: voided
                .map(|void| VoidedNumber {
                    number: void.number,
                    reason: void.reason,
                })
                .collect(),
        }
    }
}

/// A body of an organisation: board, member council, cooperation group.
#[derive(Debug, Clone)]
pub struct Body(pub body::Body);

impl Body {
    /// What the register says of the board on a day.
    async fn registered(
        &self,
        context: &Context<'_>,
        as_of: Option<scalar::Date>,
        says: fn(&Register, domain::Date) -> Option<u32>,
    ) -> Result<Option<u32>> {
        if self.0.kind != body::BodyKind::Board {
            return Ok(None);
        }
        let view = viewing(context);
        let day = as_of.map_or(view.today(), |date| date.0);
        let register = view.one(RegisterOf(self.0.owner)).await?;
        Ok(register.and_then(|association| says(&association, day)))
    }
}

/// A body of an organisation: board, member council, cooperation group.
#[Object]
impl Body {
    /// Address.
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Name as printed.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Name as an address, unique within the owner.
    async fn slug(&self) -> &str {
        self.0.slug.as_str()
    }

    /// What it is.
    async fn kind(&self) -> codes::BodyKind {
        self.0.kind.into()
    }

    /// How it numbers its paragraphs.
    async fn numbering(&self) -> codes::NumberingScheme {
        self.0.scheme.into()
    }

    /// The organisation that it belongs to.
    async fn owner(&self, context: &Context<'_>) -> Result<Option<Organisation>> {
        Ok(viewing(context).one(self.0.owner).await?.map(Organisation))
    }

    /// Seats of a board on a day, vacant ones too; null where the register does not say.
    async fn seat_count(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The day; today where left out.")] as_of: Option<scalar::Date>,
    ) -> Option<Result<u32>> {
        let says = Register::seat_count_on;
        self.registered(context, as_of, says).await.transpose()
    }

    /// How many must be present for a quorum on a day, as the statutes then ask; null where the register does not say.
    async fn quorum_needed(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The day; today where left out.")] as_of: Option<scalar::Date>,
    ) -> Option<Result<u32>> {
        let says = Register::quorum_on;
        self.registered(context, as_of, says).await.transpose()
    }

    /// Its meetings.
    async fn meetings(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "How many at the most, 200 or fewer.", default = 20)] first: i32,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "Which; all where left out.")] filter: Option<MeetingFilter>,
        #[graphql(desc = "In what order.", default)] order: codes::MeetingOrder,
    ) -> Result<List<Meeting>> {
        let page = page(context, Some(first), after)?;
        let view = viewing(context);
        let Some(filter) = filter::meetings(filter.unwrap_or_default(), view).await? else {
            return Ok(list([], Some(0), &page, false));
        };
        let key = MeetingsOf {
            body: self.0.id,
            filter,
            order: filter::meeting_order(order),
            page,
        };
        let found = view
            .one(key.clone())
            .await?
            .unwrap_or_else(Connection::empty);
        Meeting::list(found, &key.page, view).await
    }

    /// Its series of numbers, with gaps, voided numbers and what is not held.
    async fn series(&self, context: &Context<'_>) -> Result<Vec<Series>> {
        let series = viewing(context)
            .one(SeriesOf(self.0.id))
            .await?
            .unwrap_or_default();
        Ok(series.into_iter().map(Series::from).collect())
    }
}
