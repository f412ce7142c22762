//! What is held of an organisation's records: so that who keeps a copy knows what it lacks.

use super::{Body, Organisation};
use crate::graphql::paging::cursor;
use crate::graphql::scalar::Date;
use crate::graphql::viewing::viewing;
use application::read::{HeldSeries, Holdings};
use async_graphql::{ComplexObject, Context, Enum, ID, Result, SimpleObject};
use domain::completeness::{self, Reason, Statement};
use domain::organisation;
use std::ops::RangeInclusive;

/// What is held of an organisation's records, as far as the viewer may know of them.
#[derive(SimpleObject, Debug, Clone)]
#[graphql(complex)]
pub struct Completeness {
    #[graphql(skip)]
    whose: organisation::Organisation,
    /// The number of the last change that the statement holds for; 0 before the first.
    sequence: i64,
    /// Where the changes of the organisation go on from there.
    cursor: String,
    /// How many records.
    records: u64,
    /// How many decisions stand in them.
    decisions: u64,
    /// Each series of numbers, those of the latest meetings first.
    series: Vec<SeriesStatement>,
}

#[ComplexObject]
impl Completeness {
    /// The organisation.
    async fn organisation(&self) -> Organisation {
        Organisation(self.whose.clone())
    }
}

/// What is held of one series of numbers.
#[derive(SimpleObject, Debug, Clone)]
#[graphql(complex)]
pub struct SeriesStatement {
    #[graphql(skip)]
    of: HeldSeries,
    /// The calendar year; null for a series of one meeting.
    year: Option<i32>,
    /// The meeting, for a series of one meeting.
    meeting_id: Option<ID>,
    /// Lowest number held.
    first: Option<u32>,
    /// Highest number held.
    last: Option<u32>,
    /// How many records hold numbers of it.
    records: usize,
    /// Whether a record holds every number from the first to the last.
    complete: bool,
    /// The numbers that are under the seal.
    sealed: Vec<NumberRange>,
    /// Numbers between the ends that are not there, or not whole, and why.
    withheld: Vec<WithheldNumbers>,
}

#[ComplexObject]
impl SeriesStatement {
    /// The body.
    async fn body(&self, context: &Context<'_>) -> Option<Result<Body>> {
        let found = viewing(context).one(self.of.body).await;
        found.map(|held| held.map(Body)).transpose()
    }
}

/// Numbers that follow on each other.
#[derive(SimpleObject, Debug, Clone, Copy)]
pub struct NumberRange {
    /// The first.
    first: u32,
    /// The last.
    last: u32,
}

impl From<RangeInclusive<u32>> for NumberRange {
    fn from(numbers: RangeInclusive<u32>) -> Self {
        Self {
            first: *numbers.start(),
            last: *numbers.end(),
        }
    }
}

/// Why numbers are not there, or not whole.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum WithheldReason {
    /// No record that the viewer may know of holds them.
    NotHeld,
    /// Missing inside the range of one record.
    Skipped,
    /// Drawn and then not used.
    Voided,
    /// Personal data was blotted from their record for good.
    Redacted,
    /// Held, and withheld as presumed to be secret, whole or in part.
    Secret,
}

/// Numbers that are not there, or not whole.
#[derive(SimpleObject, Debug, Clone)]
pub struct WithheldNumbers {
    /// The first.
    first: u32,
    /// The last.
    last: u32,
    /// Why.
    reason: WithheldReason,
    /// On what ground, where something was blotted; the provision, where something is withheld as secret.
    ground: Option<String>,
    /// The day of that, or of the note that it is secret.
    on: Option<Date>,
}

impl From<completeness::Withheld> for WithheldNumbers {
    fn from(held: completeness::Withheld) -> Self {
        let (reason, ground, on) = match held.reason {
            Reason::NotHeld => (WithheldReason::NotHeld, None, None),
            Reason::Skipped => (WithheldReason::Skipped, None, None),
            Reason::Voided => (WithheldReason::Voided, None, None),
            Reason::Redacted { on, ground } => {
                (WithheldReason::Redacted, Some(ground), Some(Date(on)))
            }
            Reason::Secret { on, ground } => (WithheldReason::Secret, Some(ground), Some(Date(on))),
        };
        Self {
            first: *held.numbers.start(),
            last: *held.numbers.end(),
            reason,
            ground,
            on,
        }
    }
}

impl Completeness {
    /// The statement over what is held.
    pub fn of(whose: organisation::Organisation, held: Holdings) -> Self {
        let series = held.series.into_iter().map(|of| {
            let statement = Statement::of(&of.records);
            SeriesStatement {
                year: of.year,
                meeting_id: of.meeting.map(|id| id.to_string().into()),
                first: statement.first,
                last: statement.last,
                records: statement.records,
                complete: statement.is_complete(),
                sealed: statement.sealed.into_iter().map(Into::into).collect(),
                withheld: statement.withheld.into_iter().map(Into::into).collect(),
                of,
            }
        });
        Self {
            whose,
            sequence: held.sequence,
            cursor: cursor(&held.sequence.to_string()),
            records: held.records,
            decisions: held.decisions,
            series: series.collect(),
        }
    }
}
