//! Whom the public may not see in records, as other records of the same owners tell.

use super::directory;
use super::eyes::among;
use super::surroundings::join_meeting;
use crate::codes::Code;
use crate::entity::{attendance, meeting};
use crate::fault::OrStorage;
use application::error::StorageError;
use application::visibility::{Hidden, hidden_persons};
use domain::attendance::Capacity;
use domain::body::BodyKind;
use domain::id::PersonId;
use domain::meeting::Meeting;
use sea_orm::sea_query::Query;
use sea_orm::{ColumnTrait, ConnectionTrait};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// What is known of hidden persons around some records.
#[derive(Debug, Default)]
pub(crate) struct Hiding {
    /// Who represents a union in any record, by owner.
    unionists: HashMap<Uuid, Vec<(PersonId, String)>>,
    /// Other prints of hidden persons' names.
    variants: HashMap<PersonId, Vec<String>>,
}

impl Hiding {
    /// Whether nothing else can hide anybody in a record.
    pub(crate) fn is_none(meeting: &Meeting) -> bool {
        meeting.body.kind != BodyKind::CooperationGroup && hidden_persons(meeting).is_empty()
    }

    /// Gathers it: no statement where no record is of a cooperation group or hides anybody.
    pub(crate) async fn of(
        db: &impl ConnectionTrait,
        meetings: &[&Meeting],
    ) -> Result<Self, StorageError> {
        let mut hiding = Self::default();
        let owners: BTreeSet<Uuid> = meetings
            .iter()
            .filter(|meeting| meeting.body.kind == BodyKind::CooperationGroup)
            .map(|meeting| meeting.owner.id.uuid())
            .collect();
        let mut hidden: BTreeSet<Uuid> = meetings
            .iter()
            .flat_map(|meeting| hidden_persons(meeting))
            .map(|person| person.id.uuid())
            .collect();
        if !owners.is_empty() {
            let owners: Vec<Uuid> = owners.into_iter().collect();
            let mut select = Query::select();
            select
                .distinct()
                .column((meeting::Entity, meeting::Column::OwnerId))
                .columns([
                    (attendance::Entity, attendance::Column::PersonId),
                    (attendance::Entity, attendance::Column::Name),
                ])
                .from(attendance::Entity);
            join_meeting(&mut select, attendance::Column::MeetingId);
            select
                .and_where(among(meeting::Column::OwnerId, &owners))
                .and_where(attendance::Column::Capacity.eq(Capacity::Union.to_code()));
            for row in db.query_all(&select).await.or_storage()? {
                let (owner, person, name): (Uuid, Uuid, String) =
                    row.try_get_many_by_index().or_storage()?;
                hidden.insert(person);
                let person = PersonId::from_uuid(person);
                hiding
                    .unionists
                    .entry(owner)
                    .or_default()
                    .push((person, name));
            }
        }
        if !hidden.is_empty() {
            let hidden: Vec<Uuid> = hidden.into_iter().collect();
            hiding.variants = directory::variants(db, &hidden).await?;
        }
        Ok(hiding)
    }

    /// Persons hidden in a record because another record of its owner has them for a union. Who attends this one for
    /// the employer has changed sides.
    fn hidden_elsewhere(&self, meeting: &Meeting) -> Vec<&(PersonId, String)> {
        let known = (meeting.body.kind == BodyKind::CooperationGroup)
            .then(|| self.unionists.get(&meeting.owner.id.uuid()))
            .flatten();
        let employer = |person: PersonId| {
            let lines = meeting.attendance.iter().flatten();
            lines
                .filter(|line| line.capacity == Capacity::Employer)
                .any(|line| line.person.id == person)
        };
        known
            .into_iter()
            .flatten()
            .filter(|(person, _)| !employer(*person))
            .collect()
    }

    /// Whom one of the records hides as others tell, and under which names.
    pub(crate) fn of_meeting(&self, meeting: &Meeting) -> Hidden {
        let elsewhere = self.hidden_elsewhere(meeting);
        let own = hidden_persons(meeting).into_iter().map(|person| person.id);
        let prints = own
            .chain(elsewhere.iter().map(|(person, _)| *person))
            .filter_map(|person| self.variants.get(&person))
            .flatten();
        Hidden {
            persons: elsewhere.iter().map(|(person, _)| *person).collect(),
            names: prints
                .chain(elsewhere.iter().map(|(_, name)| name))
                .cloned()
                .collect(),
        }
    }
}
