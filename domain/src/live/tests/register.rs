//! Invented members and persons, and the association that they form.

use crate::Date;
use crate::association::{Association, Member, Office, Parameters, PresidiumTerm, Statutes};
use crate::attendance::PersonRef;
use crate::id::{OrganisationId, ParagraphId, PersonId, SeatId};
use crate::name::Slug;
use crate::organisation::{Organisation, OrganisationKind};
use crate::seat::{Mandate, MandateRole, Seat};
use uuid::Uuid;

/// Members with holder, first and second substitute, all invented.
pub const BOARD: [(&str, &str, &str, &str); 12] = [
    ("Ekhamra kommun", "Asta Alm", "Sixten Alm", "Signe Al"),
    ("Lövvika kommun", "Börje Bark", "Stina Bark", "Sune Bok"),
    (
        "Region Mellanvik",
        "Cajsa Ceder",
        "Sigrid Ceder",
        "Seth Ceder",
    ),
    ("Granhults kommun", "Dag Druva", "Siv Druva", "Sam Dun"),
    ("Myrbo kommun", "Edla Ek", "Svante Ek", "Saga Eld"),
    (
        "Torpsunda kommun",
        "Frej Fläder",
        "Solveig Fläder",
        "Sten Fors",
    ),
    (
        "Kvarnlösa kommun",
        "Gerd Gran",
        "Staffan Gran",
        "Sara Glans",
    ),
    ("Ängsjö kommun", "Harry Hägg", "Sonja Hägg", "Stig Hav"),
    ("Näsbro kommun", "Inez Idegran", "Simon Idegran", "Sally Is"),
    (
        "Rönnåsa kommun",
        "Josef Järnek",
        "Selma Järnek",
        "Sven Jord",
    ),
    (
        "Björkede kommun",
        "Karna Kastanj",
        "Sölve Kastanj",
        "Svea Kol",
    ),
    ("Stenviks kommun", "Love Lind", "Sofi Lind", "Sture Lo"),
];

/// Who holds the seat with this place.
pub fn holder(place: usize) -> &'static str {
    BOARD[place].1
}

/// Who is first in the order of call for it.
pub fn substitute(place: usize) -> &'static str {
    BOARD[place].2
}

/// Who is second.
pub fn second(place: usize) -> &'static str {
    BOARD[place].3
}

pub fn day(text: &str) -> Date {
    text.parse().expect("a day as YYYY-MM-DD")
}

fn id_of(text: &str) -> Uuid {
    Uuid::from_u128(text.bytes().fold(11, |sum: u128, byte| {
        sum.wrapping_mul(263).wrapping_add(u128::from(byte))
    }))
}

pub fn pid(name: &str) -> PersonId {
    PersonId::from_uuid(id_of(name))
}

pub fn person(name: &str) -> PersonRef {
    PersonRef {
        id: pid(name),
        name: name.to_owned(),
    }
}

pub fn seat(place: usize) -> SeatId {
    SeatId::from_uuid(id_of(BOARD[place].0))
}

pub fn section(number: u32) -> ParagraphId {
    ParagraphId::from_uuid(Uuid::from_u128(u128::from(number)))
}

/// The item of a § with a letter.
pub fn item(number: u32, letter: char) -> ParagraphId {
    ParagraphId::from_uuid(id_of(&format!("{number}{letter}")))
}

pub fn organisation(name: &str) -> Organisation {
    Organisation {
        id: OrganisationId::from_uuid(id_of(name)),
        slug: Slug::of(name).expect("letters"),
        name: name.to_owned(),
        kind: OrganisationKind::of_name(name),
    }
}

fn mandate(name: &str, role: MandateRole, order: Option<u32>) -> Mandate {
    Mandate {
        person: person(name),
        role,
        order,
        from: day("2023-04-01"),
        until: None,
        appointed_on: None,
        eligibility: None,
    }
}

/// An association of so many members with a seat each; the first two are chair and vice chair.
pub fn an_association(seats: usize) -> Association {
    let members = BOARD.iter().enumerate().take(seats);
    let members = members.map(|(place, (name, holder, first, second))| Member {
        organisation: organisation(name),
        joined_on: day("2010-01-01"),
        left_on: None,
        outside_region: false,
        seats: vec![Seat {
            id: seat(place),
            since: day("2010-01-01"),
            until: None,
            // The order of call is what counts, not the order in the register.
            mandates: vec![
                mandate(second, MandateRole::Substitute, Some(2)),
                mandate(holder, MandateRole::Ordinary, None),
                mandate(first, MandateRole::Substitute, Some(1)),
            ],
        }],
    });
    let term = |place, office| PresidiumTerm {
        person: person(holder(place)),
        office,
        from: day("2023-04-01"),
        until: None,
    };
    Association {
        organisation: organisation("Samordningsförbundet Mellanvik"),
        founded_on: None,
        statutes: vec![Statutes {
            valid_from: day("2010-01-01"),
            valid_until: None,
            parameters: Parameters::default(),
        }],
        members: members.collect(),
        presidium: vec![term(1, Office::ViceChair), term(0, Office::Chair)],
        remote_decisions: Vec::new(),
    }
}
