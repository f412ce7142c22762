//! § series of bodies: what is held, what is missing.

use super::eyes::{Eyes, chunks};
use super::records;
use crate::entity::{meeting, paragraph, series};
use crate::fault::OrStorage;
use crate::mapping;
use application::error::StorageError;
use application::read::{SeriesFacts, Voided};
use application::visibility::{Mask, Visibility, masked};
use domain::id::{BodyId, MeetingId, ParagraphId};
use domain::meeting::Meeting;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, Order};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// How many missing numbers are listed; beyond that a number is a typing error, and the ends say so.
const MOST_MISSING: usize = 1_000;

/// Paragraphs in series with their meetings, as far as the viewer sees them.
pub(super) fn in_series(see: &Visibility) -> SelectStatement {
    Query::select()
        .from(paragraph::Entity)
        .inner_join(
            series::Entity,
            Expr::col((series::Entity, series::Column::Id))
                .equals((paragraph::Entity, paragraph::Column::SeriesId)),
        )
        .inner_join(
            meeting::Entity,
            Expr::col((meeting::Entity, meeting::Column::Id))
                .equals((paragraph::Entity, paragraph::Column::MeetingId)),
        )
        .cond_where(Eyes::Of(see).meetings())
        .to_owned()
}

/// The § of a body in a year, in the order of the meetings that print it.
pub(crate) async fn cited(
    db: &impl ConnectionTrait,
    (body, year, number): (BodyId, i32, u32),
    see: &Visibility,
) -> Result<Vec<(MeetingId, ParagraphId)>, StorageError> {
    let select = in_series(see)
        .column((paragraph::Entity, paragraph::Column::MeetingId))
        .column((paragraph::Entity, paragraph::Column::Id))
        .and_where(series::Column::BodyId.eq(body.uuid()))
        .and_where(series::Column::Year.eq(year))
        .and_where(paragraph::Column::Number.eq(i64::from(number)))
        .order_by((meeting::Entity, meeting::Column::SortKey), Order::Asc)
        .order_by((paragraph::Entity, paragraph::Column::Ordinal), Order::Asc)
        .to_owned();
    db.query_all(&select)
        .await
        .or_storage()?
        .iter()
        .map(|row| {
            let (meeting, paragraph): (Uuid, Uuid) = row.try_get_many_by_index().or_storage()?;
            Ok((
                MeetingId::from_uuid(meeting),
                ParagraphId::from_uuid(paragraph),
            ))
        })
        .collect()
}

/// What rows tell of one series.
#[derive(Debug, Default)]
struct Numbers {
    body: Uuid,
    year: Option<i32>,
    meeting: Option<Uuid>,
    by_meeting: HashMap<Uuid, BTreeSet<u32>>,
    voided: BTreeMap<u32, String>,
}

/// The § series of bodies, latest first: those per year before those of one meeting.
pub(crate) async fn of_bodies(
    db: &impl ConnectionTrait,
    bodies: &[BodyId],
    see: &Visibility,
) -> Result<HashMap<BodyId, Vec<SeriesFacts>>, StorageError> {
    let bodies: Vec<Uuid> = bodies.iter().map(|id| id.uuid()).collect();
    let mut found: HashMap<BodyId, Vec<SeriesFacts>> = HashMap::new();
    for part in chunks(&bodies) {
        let select = in_series(see)
            .columns([
                (series::Entity, series::Column::Id),
                (series::Entity, series::Column::BodyId),
                (series::Entity, series::Column::Year),
                (series::Entity, series::Column::MeetingId),
            ])
            .columns([
                (paragraph::Entity, paragraph::Column::MeetingId),
                (paragraph::Entity, paragraph::Column::Number),
                (paragraph::Entity, paragraph::Column::Voided),
            ])
            .and_where(series::Column::BodyId.is_in(part))
            .order_by((meeting::Entity, meeting::Column::SortKey), Order::Desc)
            .order_by((paragraph::Entity, paragraph::Column::Ordinal), Order::Asc)
            .to_owned();
        // Series in the order of their latest meetings.
        let mut order: Vec<String> = Vec::new();
        let mut all: HashMap<String, Numbers> = HashMap::new();
        let mut voided_in: Vec<(Uuid, String, u32)> = Vec::new();
        for row in db.query_all(&select).await.or_storage()? {
            type Row = (
                String,
                Uuid,
                Option<i32>,
                Option<Uuid>,
                Uuid,
                Option<i64>,
                Option<String>,
            );
            let (id, body, year, meeting, of, number, voided): Row =
                row.try_get_many_by_index().or_storage()?;
            if !all.contains_key(&id) {
                order.push(id.clone());
            }
            let numbers = all.entry(id.clone()).or_default();
            (numbers.body, numbers.year, numbers.meeting) = (body, year, meeting);
            if let Some(number) = mapping::optional_number("paragraph.number", number)? {
                numbers.by_meeting.entry(of).or_default().insert(number);
                if let Some(reason) = voided {
                    numbers.voided.insert(number, reason);
                    voided_in.push((of, id, number));
                }
            }
        }
        // A reason is a text of its record, and hides what that hides.
        let told = told(db, voided_in.iter().map(|(meeting, ..)| *meeting), see).await?;
        for (meeting, id, number) in voided_in {
            let voided = all.get_mut(&id).map(|numbers| &mut numbers.voided);
            let reason = voided.and_then(|voided| voided.get_mut(&number));
            if let (Some(meeting), Some(reason)) = (told.get(&meeting), reason) {
                let mut tops = meeting.paragraphs.iter();
                let top = tops.find(|top| top.number == Some(number) && top.voided.is_some());
                *reason = top.and_then(|top| top.voided.clone()).unwrap_or_default();
            }
        }
        for numbers in order.iter().filter_map(|id| all.remove(id)) {
            found
                .entry(BodyId::from_uuid(numbers.body))
                .or_default()
                .push(facts(numbers));
        }
    }
    for series in found.values_mut() {
        series.sort_by_key(|facts| std::cmp::Reverse(facts.year));
    }
    Ok(found)
}

/// Records as the viewer may read them.
async fn told(
    db: &impl ConnectionTrait,
    meetings: impl Iterator<Item = Uuid>,
    see: &Visibility,
) -> Result<HashMap<Uuid, Meeting>, StorageError> {
    let meetings: Vec<Uuid> = meetings.collect::<BTreeSet<_>>().into_iter().collect();
    let records = records::load(db, &meetings, Eyes::Of(see)).await?;
    let told = records.into_iter().map(|record| {
        let mask = Mask::of(&record.meeting, &record.hidden, see);
        (record.meeting.id.uuid(), masked(&record.meeting, &mask))
    });
    Ok(told.collect())
}

fn facts(numbers: Numbers) -> SeriesFacts {
    let held: BTreeSet<u32> = numbers.by_meeting.values().flatten().copied().collect();
    let inside: BTreeSet<u32> = numbers
        .by_meeting
        .values()
        .flat_map(|own| missing(own, &held))
        .collect();
    let unknown = missing(&held, &held).filter(|number| !inside.contains(number));
    SeriesFacts {
        year: numbers.year,
        meeting: numbers.meeting.map(MeetingId::from_uuid),
        first: held.first().copied(),
        last: held.last().copied(),
        unknown: unknown.take(MOST_MISSING).collect(),
        gaps: inside.into_iter().take(MOST_MISSING).collect(),
        voided: numbers
            .voided
            .into_iter()
            .map(|(number, reason)| Voided { number, reason })
            .collect(),
    }
}

/// The numbers between the first and the last of a set that nobody holds, as many as are ever listed and one more set
/// of them, so that what is counted elsewhere can be left out.
fn missing<'a>(
    own: &BTreeSet<u32>,
    held: &'a BTreeSet<u32>,
) -> impl Iterator<Item = u32> + use<'a> {
    let range = own.first().copied().zip(own.last().copied());
    range
        .into_iter()
        .flat_map(|(first, last)| first..=last)
        .filter(|number| !held.contains(number))
        .take(2 * MOST_MISSING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_inside_a_meeting_is_a_gap_and_between_two_is_unknown() {
        let meetings = [[1_u32, 2, 4], [9, 10, 12]];
        let numbers = Numbers {
            year: Some(2024),
            by_meeting: meetings
                .into_iter()
                .enumerate()
                .map(|(index, held)| (Uuid::from_u128(index as u128), BTreeSet::from(held)))
                .collect(),
            voided: BTreeMap::from([(10, "drawn twice".to_owned())]),
            ..Numbers::default()
        };
        let facts = facts(numbers);
        assert_eq!((facts.first, facts.last), (Some(1), Some(12)));
        assert_eq!(facts.gaps, [3, 11]);
        assert_eq!(facts.unknown, [5, 6, 7, 8]);
        assert_eq!(
            facts.voided,
            [Voided {
                number: 10,
                reason: "drawn twice".to_owned()
            }]
        );
    }

    #[test]
    fn a_number_far_off_lists_a_thousand_missing_and_no_more() {
        let numbers = Numbers {
            by_meeting: HashMap::from([(Uuid::nil(), BTreeSet::from([1, 2_147_483_647]))]),
            ..Numbers::default()
        };
        assert_eq!(facts(numbers).gaps.len(), MOST_MISSING);
    }
}
