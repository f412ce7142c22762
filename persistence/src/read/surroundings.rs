//! What lies outside records and bears on their verdicts, for any number of records at once.

use super::eyes::{Eyes, among};
use super::secrecy::Covered;
use super::{associations, records};
use crate::codes::Code;
use crate::entity::{body, decision, meeting, paragraph};
use crate::fault::OrStorage;
use crate::mapping;
use application::error::StorageError;
use application::read::Record;
use application::secrecy::withheld;
use chrono::{Datelike, Months};
use domain::Date;
use domain::association::Association;
use domain::body::BodyKind;
use domain::id::MeetingId;
use domain::meeting::Meeting;
use domain::paragraph::Reference;
use domain::rules::{EarlierDecision, Surroundings};
use sea_orm::sea_query::{Alias, Condition, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, Order};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// How many records' surroundings are read at once.
const AT_ONCE: usize = 500;

/// How many earlier decisions on remote participation are looked at, over all bodies asked about.
const MOST_EARLIER: u64 = 5_000;

/// Facts about the bodies and owners of some records.
#[derive(Debug, Default)]
pub(crate) struct Around {
    associations: HashMap<Uuid, Association>,
    /// Meetings with a date, by body.
    dates: HashMap<Uuid, Vec<(Uuid, Date)>>,
    /// Meetings of member councils, by owner.
    councils: HashMap<Uuid, Vec<(Uuid, Date)>>,
    /// Decisions that speak of remote participation, by body, earliest first.
    remote: HashMap<Uuid, Vec<(Uuid, EarlierDecision)>>,
    /// Numbers held in the years of concern, by body.
    held: HashMap<Uuid, Vec<Held>>,
}

/// A number that a body printed at the top of a record.
#[derive(Debug)]
struct Held {
    meeting: Uuid,
    date: Date,
    sort_key: String,
    number: u32,
    letter: Option<char>,
    /// The series, where it runs through a year.
    series: Option<String>,
}

fn references(meeting: &Meeting) -> Vec<&Reference> {
    meeting
        .placed()
        .into_iter()
        .flat_map(|placed| &placed.item.references)
        .collect()
}

pub(super) fn join_meeting(select: &mut SelectStatement, from: impl ColumnTrait) {
    select.inner_join(
        meeting::Entity,
        Expr::col(from.as_column_ref()).equals((meeting::Entity, meeting::Column::Id)),
    );
}

/// What surrounds each of some records that were read with some eyes, as the same eyes see it.
pub(crate) async fn of_records(
    db: &impl ConnectionTrait,
    records: &[&Record<()>],
    eyes: Eyes<'_>,
) -> Result<Vec<Surroundings>, StorageError> {
    let mut found = Vec::with_capacity(records.len());
    for part in records.chunks(AT_ONCE) {
        found.extend(of_part(db, part, eyes).await?);
    }
    Ok(found)
}

async fn of_part(
    db: &impl ConnectionTrait,
    records: &[&Record<()>],
    eyes: Eyes<'_>,
) -> Result<Vec<Surroundings>, StorageError> {
    let meetings: Vec<&Meeting> = records.iter().map(|record| &record.meeting).collect();
    let around = Around::of(db, &meetings, eyes).await?;
    // Earlier revisions are read with the whole of a record, and withheld like the record itself.
    let covered =
        |record: &Record<()>| record.withheld && !record.secrecy.is_empty() && record.revision > 1;
    let of_covered = records.iter().filter(|record| covered(record));
    let of_covered: Vec<Uuid> = of_covered.map(|record| record.meeting.id.uuid()).collect();
    let whole = match of_covered.is_empty() {
        true => Vec::new(),
        false => records::whole(db, &of_covered, eyes).await?,
    };
    let whole: HashMap<MeetingId, Record<()>> = whole
        .into_iter()
        .map(|record| (record.meeting.id, record))
        .collect();
    let numbered: Vec<(&Meeting, u32)> = records
        .iter()
        .map(|record| {
            let own = whole.get(&record.meeting.id);
            (
                own.map_or(&record.meeting, |own| &own.meeting),
                record.revision,
            )
        })
        .collect();
    let earlier = super::revisions::earlier(db, &numbered).await?;
    let found = records.iter().map(|record| {
        let id = record.meeting.id;
        let revisions = earlier.get(&id.uuid()).into_iter().flatten();
        let earlier_revisions = match (covered(record), whole.get(&id)) {
            (false, _) => revisions.cloned().collect(),
            (true, Some(own)) if own.version == record.version => {
                revisions.map(|held| withheld(held, &own.secrecy)).collect()
            }
            // It was changed since, or went out of sight: what was withheld from it is not known any more.
            (true, _) => Vec::new(),
        };
        Surroundings {
            decisions_complete: record.stage.is_some(),
            earlier_revisions,
            ..around.of_meeting(&record.meeting)
        }
    });
    Ok(found.collect())
}

impl Around {
    /// Gathers the facts that some records' surroundings are made of.
    pub(crate) async fn of(
        db: &impl ConnectionTrait,
        meetings: &[&Meeting],
        eyes: Eyes<'_>,
    ) -> Result<Self, StorageError> {
        let owners: BTreeSet<Uuid> = meetings
            .iter()
            .map(|meeting| meeting.owner.id.uuid())
            .collect();
        let bodies: BTreeSet<Uuid> = meetings
            .iter()
            .map(|meeting| meeting.body.id.uuid())
            .collect();
        let owners: Vec<Uuid> = owners.into_iter().collect();
        let bodies: Vec<Uuid> = bodies.into_iter().collect();
        let mut around = Self {
            associations: associations::load(db, &owners).await?,
            ..Self::default()
        };
        around.add_dates(db, &owners, &bodies, eyes).await?;
        around.add_remote(db, meetings, &bodies, eyes).await?;
        around.add_held(db, meetings, eyes).await?;
        Ok(around)
    }

    async fn add_dates(
        &mut self,
        db: &impl ConnectionTrait,
        owners: &[Uuid],
        bodies: &[Uuid],
        eyes: Eyes<'_>,
    ) -> Result<(), StorageError> {
        let council = BodyKind::MemberCouncil.to_code();
        let select = Query::select()
            .columns([
                (meeting::Entity, meeting::Column::Id),
                (meeting::Entity, meeting::Column::BodyId),
                (meeting::Entity, meeting::Column::OwnerId),
                (meeting::Entity, meeting::Column::Date),
            ])
            .column((body::Entity, body::Column::Kind))
            .from(meeting::Entity)
            .inner_join(
                body::Entity,
                Expr::col((body::Entity, body::Column::Id))
                    .equals((meeting::Entity, meeting::Column::BodyId)),
            )
            .cond_where(eyes.meetings())
            .and_where(meeting::Column::Date.is_not_null())
            // Said of the body alone: said of the meeting, it would have every meeting looked at.
            .cond_where(
                Condition::any().add(among(body::Column::Id, bodies)).add(
                    Condition::all()
                        .add(among(body::Column::OwnerId, owners))
                        .add(body::Column::Kind.eq(council)),
                ),
            )
            .to_owned();
        for row in db.query_all(&select).await.or_storage()? {
            let (id, body, owner, date, kind): (Uuid, Uuid, Uuid, Date, String) =
                row.try_get_many_by_index().or_storage()?;
            self.dates.entry(body).or_default().push((id, date));
            if kind == council {
                self.councils.entry(owner).or_default().push((id, date));
            }
        }
        Ok(())
    }

    async fn add_remote(
        &mut self,
        db: &impl ConnectionTrait,
        meetings: &[&Meeting],
        bodies: &[Uuid],
        eyes: Eyes<'_>,
    ) -> Result<(), StorageError> {
        let Some(latest) = meetings
            .iter()
            .filter_map(|meeting| meeting.occasion.date)
            .max()
        else {
            return Ok(());
        };
        let mut select = Query::select();
        select
            .columns([
                (decision::Entity, decision::Column::MeetingId),
                (decision::Entity, decision::Column::BodyId),
                (decision::Entity, decision::Column::Date),
                (decision::Entity, decision::Column::Text),
            ])
            .column((paragraph::Entity, paragraph::Column::Label))
            .from(decision::Entity)
            .inner_join(
                paragraph::Entity,
                Expr::col((paragraph::Entity, paragraph::Column::Id))
                    .equals((decision::Entity, decision::Column::ParagraphId)),
            );
        join_meeting(&mut select, decision::Column::MeetingId);
        select
            .cond_where(eyes.meetings())
            .cond_where(eyes.open(decision::Column::ParagraphId, Covered::Anything))
            .and_where(among(decision::Column::BodyId, bodies))
            .and_where(decision::Column::Date.lt(latest))
            // As the index says it, which holds these decisions alone.
            .and_where(Expr::cust("LOWER(\"decision\".\"text\") LIKE '%distans%'"))
            .order_by((decision::Entity, decision::Column::SortKey), Order::Asc);
        for row in super::page::limited(db, &select, MOST_EARLIER).await? {
            let (meeting, body, date, text, label): (Uuid, Uuid, Date, String, Option<String>) =
                row.try_get_many_by_index().or_storage()?;
            self.remote
                .entry(body)
                .or_default()
                .push((meeting, EarlierDecision { date, label, text }));
        }
        Ok(())
    }

    /// The numbers that each body prints in the years of its records here and of what these refer to.
    async fn add_held(
        &mut self,
        db: &impl ConnectionTrait,
        meetings: &[&Meeting],
        eyes: Eyes<'_>,
    ) -> Result<(), StorageError> {
        let years: BTreeSet<(Uuid, i32)> = meetings
            .iter()
            .flat_map(|meeting| {
                let referred = references(meeting).into_iter().filter_map(|r| r.date);
                let dates = meeting.occasion.date.into_iter().chain(referred);
                dates.map(|date| (meeting.body.id.uuid(), date.year()))
            })
            .collect();
        let mut years: Vec<(Uuid, String, String)> = years
            .into_iter()
            .map(|(body, year)| {
                let (first, end) = mapping::rows::keys_of(year);
                (body, first, end)
            })
            .collect();
        if years.is_empty() {
            return Ok(());
        }
        // Filled up with what no body has: the same years again would give the same numbers again.
        let nothing = || (Uuid::nil(), String::new(), String::new());
        years.resize_with(years.len().next_power_of_two(), nothing);
        let asked = Alias::new("asked");
        let of_asked = |column: &'static str| Expr::col((asked.clone(), column));
        let mut select = Query::select();
        select
            .columns([
                (meeting::Entity, meeting::Column::Id),
                (meeting::Entity, meeting::Column::BodyId),
                (meeting::Entity, meeting::Column::Date),
                (meeting::Entity, meeting::Column::SortKey),
            ])
            .columns([
                (paragraph::Entity, paragraph::Column::Number),
                (paragraph::Entity, paragraph::Column::Letter),
                (paragraph::Entity, paragraph::Column::SeriesId),
            ])
            .from_values(years, asked.clone())
            .inner_join(
                meeting::Entity,
                // As both engines name what stands in such a list.
                Condition::all()
                    .add(of_asked("column1").equals((meeting::Entity, meeting::Column::BodyId)))
                    .add(
                        of_asked("column2")
                            .lte(Expr::col((meeting::Entity, meeting::Column::SortKey))),
                    )
                    .add(
                        of_asked("column3")
                            .gt(Expr::col((meeting::Entity, meeting::Column::SortKey))),
                    ),
            )
            .inner_join(
                paragraph::Entity,
                Expr::col((paragraph::Entity, paragraph::Column::MeetingId))
                    .equals((meeting::Entity, meeting::Column::Id)),
            )
            .cond_where(eyes.meetings())
            .and_where(paragraph::Column::ParentId.is_null())
            .and_where(paragraph::Column::Number.is_not_null());
        for row in db.query_all(&select).await.or_storage()? {
            let (meeting, body, date, sort_key, number, letter, series): (
                Uuid,
                Uuid,
                Date,
                String,
                i64,
                Option<String>,
                Option<String>,
            ) = row.try_get_many_by_index().or_storage()?;
            self.held.entry(body).or_default().push(Held {
                meeting,
                date,
                sort_key,
                number: mapping::number("paragraph.number", number)?,
                letter: letter.and_then(|letter| letter.chars().next()),
                series: series.filter(|series| series.contains('/')),
            });
        }
        Ok(())
    }

    /// How often the numbers of a series per year stand in records of the same year that come before this one: those
    /// of an earlier day, or of the same day and first by sort key.
    fn earlier_prints(&self, meeting: &Meeting) -> BTreeMap<(u32, Option<char>), u32> {
        let (id, body) = (meeting.id.uuid(), meeting.body.id.uuid());
        let mut prints = BTreeMap::new();
        let Some(year) = meeting.series_year() else {
            return prints;
        };
        let own = mapping::rows::sort_key(meeting);
        for held in self.held.get(&body).into_iter().flatten() {
            let before = held.meeting != id && held.date.year() == year && held.sort_key < own;
            if before && held.series.is_some() {
                *prints.entry((held.number, held.letter)).or_default() += 1;
            }
        }
        prints
    }

    /// The surroundings of one of the records. Its own rows count as the record says them, not as they are stored.
    pub(crate) fn of_meeting(&self, meeting: &Meeting) -> Surroundings {
        let (id, body, owner) = (
            meeting.id.uuid(),
            meeting.body.id.uuid(),
            meeting.owner.id.uuid(),
        );
        let own = meeting.occasion.date;
        let others = |facts: Option<&Vec<(Uuid, Date)>>| -> Vec<Date> {
            facts
                .into_iter()
                .flatten()
                .filter(|(of, _)| *of != id)
                .map(|(_, date)| *date)
                .collect()
        };
        let dates = others(self.dates.get(&body));
        let mut council_meetings: Vec<Date> = others(self.councils.get(&owner));
        council_meetings.retain(|date| {
            own.is_some_and(|own| {
                *date < own
                    && own
                        .checked_sub_months(Months::new(12))
                        .is_none_or(|start| start <= *date)
            })
        });
        council_meetings.sort_unstable_by(|one, other| other.cmp(one));
        let remote = self.remote.get(&body).into_iter().flatten();
        let earlier_remote_decisions = remote
            .filter(|(of, decision)| *of != id && own.is_some_and(|own| decision.date < own))
            .map(|(_, decision)| decision.clone())
            .collect();
        let held: Vec<(Date, u32)> = self
            .held
            .get(&body)
            .into_iter()
            .flatten()
            .filter(|held| held.meeting != id)
            .map(|held| (held.date, held.number))
            .chain(
                meeting
                    .paragraphs
                    .iter()
                    .filter_map(|item| own.zip(item.number)),
            )
            .collect();
        let references = references(meeting);
        let referred = |date: Date, number: u32| {
            references.iter().any(|reference| {
                reference.number == Some(number)
                    && match reference.date {
                        Some(day) => day == date,
                        None => own.is_some_and(|own| own.year() == date.year()),
                    }
            })
        };
        let held_references = held
            .into_iter()
            .filter(|(date, number)| referred(*date, *number))
            .collect();
        let days: BTreeSet<Date> = references
            .iter()
            .filter_map(|reference| reference.date)
            .collect();
        let held_meetings = dates
            .iter()
            .copied()
            .chain(own)
            .filter(|date| days.contains(date))
            .collect();
        Surroundings {
            association: self.associations.get(&owner).cloned(),
            earlier_remote_decisions,
            council_meetings,
            held_references,
            held_meetings,
            earlier_prints: self.earlier_prints(meeting),
            decisions_complete: false,
            earlier_revisions: Vec::new(),
            previous_meeting: dates
                .into_iter()
                .filter(|date| own.is_some_and(|own| *date < own))
                .max(),
        }
    }
}
