//! Persons and attendance.

use super::Organisation;
use crate::graphql::codes;
use crate::graphql::viewing::{Seen, VariantsOf, viewing};
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use domain::attendance::{self as attended, PersonRef};
use domain::id::PersonId;

/// A person as a record or the register names one.
#[derive(Debug, Clone)]
pub struct Person {
    id: PersonId,
    name: String,
}

impl Person {
    /// A person whose name the viewer may know.
    pub fn new(id: PersonId, name: String) -> Self {
        Self { id, name }
    }

    /// The person, or `None` for one that is hidden from the viewer.
    pub(super) fn seen(person: &PersonRef, seen: &Seen) -> Option<Self> {
        (!person.name.is_empty() && !seen.mask.hides(person.id))
            .then(|| Self::new(person.id, person.name.clone()))
    }
}

/// A person as a record or the register names one.
#[Object]
impl Person {
    /// Address.
    pub(super) async fn id(&self) -> ID {
        self.id.to_string().into()
    }

    /// Name as printed.
    async fn name(&self) -> &str {
        &self.name
    }

    /// Other prints of the name that the register knows as this person's.
    async fn variants(&self, context: &Context<'_>) -> Result<Vec<String>> {
        let variants = viewing(context).one(VariantsOf(self.id)).await?;
        Ok(variants.unwrap_or_default())
    }
}

/// A run of item numbers, both ends included.
#[derive(SimpleObject, Debug, Clone, Copy)]
pub struct Interval {
    /// First item; null = from the start.
    from: Option<u32>,
    /// Last item; null = to the end.
    to: Option<u32>,
}

/// One line of the attendance list.
#[derive(SimpleObject, Debug, Clone)]
pub struct Attendance {
    /// Who; null for a union's representative, where the viewer stands outside the organisation.
    person: Option<Person>,
    /// The organisation represented: member, employer or union.
    organisation: Option<Organisation>,
    /// Title or office as printed.
    title: Option<String>,
    /// Political party as printed.
    political_party: Option<String>,
    /// Capacity.
    capacity: codes::Capacity,
    /// Whether the record lists the person among those who decide; null where it does not say.
    deciding: Option<bool>,
    /// Whether the person took part remotely; null where it does not say.
    remote: Option<bool>,
    /// Whom a substitute serves for, as printed.
    substitutes_for: Option<String>,
    /// For which items: null = the whole meeting, an empty list = none of them.
    presence: Option<Vec<Interval>>,
}

impl Attendance {
    pub(super) fn seen(line: &attended::Attendance, seen: &Seen) -> Self {
        Self {
            person: Person::seen(&line.person, seen),
            organisation: line.organisation.clone().map(Organisation),
            title: line.title.clone(),
            political_party: line.party.clone(),
            capacity: line.capacity.into(),
            deciding: line.deciding,
            remote: line.remote,
            substitutes_for: line.substitutes_for.clone(),
            presence: line.presence.intervals().map(|intervals| {
                intervals
                    .iter()
                    .map(|interval| Interval {
                        from: interval.from,
                        to: interval.to,
                    })
                    .collect()
            }),
        }
    }
}

/// Somebody listed as absent.
#[derive(SimpleObject, Debug, Clone)]
pub struct Absentee {
    /// Who; null where hidden from the viewer.
    person: Option<Person>,
    /// The organisation that they would have represented.
    organisation: Option<Organisation>,
}

impl Absentee {
    pub(super) fn seen(line: &attended::Absentee, seen: &Seen) -> Self {
        Self {
            person: Person::seen(&line.person, seen),
            organisation: line.organisation.clone().map(Organisation),
        }
    }
}
