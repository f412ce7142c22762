//! A founded association for tests. All names are invented.

use super::{Appointment, Association, Joining, Parameters, Period};
use crate::Date;
use crate::attendance::PersonRef;
use crate::id::{OrganisationId, PersonId, SeatId};
use crate::name::Slug;
use crate::organisation::{Organisation, OrganisationKind};
use crate::seat::{Eligibility, MandateRole};
use uuid::Uuid;

pub const MEMBERS: [&str; 4] = [
    "Försäkringskassan",
    "Arbetsförmedlingen",
    "Region Norrdal",
    "Sunnerby kommun",
];

pub fn day(text: &str) -> Date {
    text.parse().expect("a day as YYYY-MM-DD")
}

fn id_of(text: &str) -> Uuid {
    Uuid::from_u128(text.bytes().fold(7, |sum: u128, byte| {
        sum.wrapping_mul(257).wrapping_add(u128::from(byte))
    }))
}

pub fn organisation(name: &str) -> Organisation {
    Organisation {
        id: OrganisationId::from_uuid(id_of(name)),
        slug: Slug::of(name).expect("a name with letters"),
        name: name.to_owned(),
        kind: OrganisationKind::of_name(name),
    }
}

pub fn person(name: &str) -> PersonRef {
    PersonRef {
        id: PersonId::from_uuid(id_of(name)),
        name: name.to_owned(),
    }
}

/// The first seat of a member.
pub fn seat_of(member: &str) -> SeatId {
    SeatId::from_uuid(id_of(&format!("plats {member}")))
}

pub fn joining(member: &str) -> Joining {
    Joining {
        organisation: organisation(member),
        outside_region: false,
        seats: vec![seat_of(member)],
    }
}

/// Founded on 1 January 2023 with four members, one seat each.
pub fn founded() -> Association {
    Association::found(
        organisation("Samordningsförbundet Norrdal"),
        day("2023-01-01"),
        Parameters::default(),
        MEMBERS.map(joining).into(),
    )
    .expect("every party")
}

pub fn period(from: &str, until: Option<&str>) -> Period {
    Period::try_new(day(from), until.map(day)).expect("in order")
}

/// A term from 1 April 2023 to 31 March 2027 on the ground that the law asks of municipalities and regions.
pub fn appointment(name: &str, role: MandateRole) -> Appointment {
    Appointment {
        person: person(name),
        role,
        order: (role == MandateRole::Substitute).then_some(1),
        period: period("2023-04-01", Some("2027-03-31")),
        appointed_on: Some(day("2022-12-01")),
        eligibility: Some(Eligibility::AssemblyMember),
    }
}
