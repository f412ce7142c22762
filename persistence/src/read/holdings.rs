//! What is held of an organisation's records, for those who keep a copy.

use super::eyes::Eyes;
use super::matters;
use super::sealing;
use super::series::in_series;
use super::spine;
use crate::entity::{meeting, paragraph, sealed_unit, secrecy_marking, series};
use crate::fault::OrStorage;
use crate::mapping;
use application::error::StorageError;
use application::read::{DecisionFilter, DecisionOrder, HeldSeries, Holdings, Page};
use application::visibility::Visibility;
use domain::Date;
use domain::completeness::HeldRecord;
use domain::id::{BodyId, MeetingId, OrganisationId};
use domain::redaction::Redaction;
use sea_orm::prelude::Json;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect,
};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// A series, and in what order it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    body: Uuid,
    year: Option<i32>,
    meeting: Option<Uuid>,
}

pub(crate) async fn of(
    db: &impl ConnectionTrait,
    organisation: OrganisationId,
    see: &Visibility,
) -> Result<Holdings, StorageError> {
    let sequence = spine::feed_end(db, Some(organisation)).await?;
    let redactions = redactions(db, organisation, see).await?;
    let sealed = sealed(db, organisation).await?;
    let filter = DecisionFilter {
        organisation: Some(organisation),
        ..DecisionFilter::default()
    };
    let counted = Page {
        count: true,
        ..Page::default()
    };
    let decisions = matters::decisions(db, &filter, DecisionOrder::DateAscending, &counted, see);
    let decisions = decisions.await?.total.unwrap_or_default();
    let mut order: Vec<Key> = Vec::new();
    let mut held: HashMap<Key, Vec<(Uuid, HeldRecord)>> = HashMap::new();
    let secret = secret(db, organisation, see).await?;
    for (key, of, paragraph, number, voided) in numbers(db, organisation, see).await? {
        let records = held.entry(key).or_insert_with(|| {
            order.push(key);
            Vec::new()
        });
        if records.last().is_none_or(|(last, _)| *last != of) {
            let redactions = redactions.get(&of).cloned().unwrap_or_default();
            let record = HeldRecord {
                redactions,
                ..HeldRecord::default()
            };
            records.push((of, record));
        }
        let Some((_, record)) = records.last_mut() else {
            continue;
        };
        record.numbers.insert(number);
        if voided {
            record.voided.insert(number);
        }
        for (on, ground) in secret.get(&paragraph).into_iter().flatten() {
            record.secret.push((number, *on, ground.clone()));
        }
        let under = sealed.get(&of).into_iter().flatten();
        if under.into_iter().any(|part| part.holds(number)) {
            record.sealed.insert(number);
        }
    }
    let series = order.into_iter().map(|key| {
        let records = held.remove(&key).unwrap_or_default().into_iter();
        HeldSeries {
            body: BodyId::from_uuid(key.body),
            year: key.year,
            meeting: key.meeting.map(MeetingId::from_uuid),
            records: records.map(|(_, record)| record).collect(),
        }
    });
    Ok(Holdings {
        sequence,
        records: u64::try_from(redactions.len()).unwrap_or(u64::MAX),
        decisions,
        series: series.collect(),
    })
}

/// Each number of a series with the record that holds it, and whether it was voided; latest meetings first.
async fn numbers(
    db: &impl ConnectionTrait,
    organisation: OrganisationId,
    see: &Visibility,
) -> Result<Vec<(Key, Uuid, Uuid, u32, bool)>, StorageError> {
    let select = in_series(see)
        .columns([
            (series::Entity, series::Column::BodyId),
            (series::Entity, series::Column::Year),
            (series::Entity, series::Column::MeetingId),
        ])
        .columns([
            (paragraph::Entity, paragraph::Column::MeetingId),
            (paragraph::Entity, paragraph::Column::Id),
            (paragraph::Entity, paragraph::Column::Number),
            (paragraph::Entity, paragraph::Column::Voided),
        ])
        .and_where(meeting::Column::OwnerId.eq(organisation.uuid()))
        .order_by((meeting::Entity, meeting::Column::SortKey), Order::Desc)
        .order_by((paragraph::Entity, paragraph::Column::Ordinal), Order::Asc)
        .to_owned();
    let mut found = Vec::new();
    for row in db.query_all(&select).await.or_storage()? {
        type Row = (
            Uuid,
            Option<i32>,
            Option<Uuid>,
            Uuid,
            Uuid,
            Option<i64>,
            Option<String>,
        );
        let (body, year, meeting, of, paragraph, number, voided): Row =
            row.try_get_many_by_index().or_storage()?;
        if let Some(number) = mapping::optional_number("paragraph.number", number)? {
            let key = Key {
                body,
                year,
                meeting,
            };
            found.push((key, of, paragraph, number, voided.is_some()));
        }
    }
    Ok(found)
}

/// What is withheld from the viewer as secret, by §: the day of each note and its provision.
async fn secret(
    db: &impl ConnectionTrait,
    organisation: OrganisationId,
    see: &Visibility,
) -> Result<HashMap<Uuid, Vec<(Date, String)>>, StorageError> {
    let mut found: HashMap<Uuid, Vec<(Date, String)>> = HashMap::new();
    if see.is_cleared(organisation) {
        return Ok(found);
    }
    let rows = secrecy_marking::Entity::find()
        .filter(secrecy_marking::Column::OwnerId.eq(organisation.uuid()))
        .filter(secrecy_marking::Column::LiftedOn.is_null())
        .order_by_asc(secrecy_marking::Column::Id)
        .all(db)
        .await
        .or_storage()?;
    for row in rows {
        let held = super::secrecy::of(row)?;
        if let Some(id) = held.scope.paragraph() {
            let told = (held.on, held.basis.to_string());
            found.entry(id.uuid()).or_default().push(told);
        }
    }
    Ok(found)
}

/// What was blotted, by record: each record that the viewer sees is in it.
async fn redactions(
    db: &impl ConnectionTrait,
    organisation: OrganisationId,
    see: &Visibility,
) -> Result<HashMap<Uuid, Vec<Redaction>>, StorageError> {
    let rows: Vec<(Uuid, Json)> = meeting::Entity::find()
        .select_only()
        .columns([meeting::Column::Id, meeting::Column::Details])
        .filter(meeting::Column::OwnerId.eq(organisation.uuid()))
        .filter(Eyes::Of(see).meetings())
        .into_tuple()
        .all(db)
        .await
        .or_storage()?;
    let rows = rows.into_iter();
    rows.map(|(id, details)| Ok((id, mapping::life::redactions(details)?)))
        .collect()
}

/// The part of a record that was sealed at once.
enum Part {
    Whole,
    Numbers(BTreeSet<u32>),
}

impl Part {
    fn holds(&self, number: u32) -> bool {
        match self {
            Self::Whole => true,
            Self::Numbers(numbers) => numbers.contains(&number),
        }
    }
}

/// What is under the seal, by record.
async fn sealed(
    db: &impl ConnectionTrait,
    organisation: OrganisationId,
) -> Result<HashMap<Uuid, Vec<Part>>, StorageError> {
    let rows: Vec<(Uuid, i64, Option<Json>)> = sealed_unit::Entity::find()
        .select_only()
        .columns([
            sealed_unit::Column::MeetingId,
            sealed_unit::Column::LogIndex,
            sealed_unit::Column::Numbers,
        ])
        .filter(sealed_unit::Column::OwnerId.eq(organisation.uuid()))
        .into_tuple()
        .all(db)
        .await
        .or_storage()?;
    let mut found: HashMap<Uuid, Vec<Part>> = HashMap::new();
    for (meeting, index, numbers) in rows {
        let part = sealing::part_of(organisation, index, numbers)?;
        let part = part.map_or(Part::Whole, |numbers| {
            Part::Numbers(numbers.into_iter().collect())
        });
        found.entry(meeting).or_default().push(part);
    }
    Ok(found)
}
