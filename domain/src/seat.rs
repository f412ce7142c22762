//! Seats (plats för ledamot) and the mandates that fill them.

use crate::Date;
use crate::attendance::PersonRef;
use crate::id::SeatId;
use crate::organisation::OrganisationKind;

/// Ordinary holder or substitute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MandateRole {
    /// Ledamot.
    Ordinary,
    /// Ersättare.
    Substitute,
}

/// What makes the appointee eligible.
///
/// # Legal source
/// Lag (2003:1210) 12 §: municipalities and regions appoint members of an assembly, the agencies their employees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Eligibility {
    /// Ledamot eller ersättare i kommun- eller regionfullmäktige.
    AssemblyMember,
    /// Anställd.
    Employee,
    /// Declared to be something else.
    Other,
}

impl Eligibility {
    /// What the law asks of the appointees of a member of a kind; `None` for a kind that it does not name.
    ///
    /// # Legal source
    /// Lag (2003:1210) 12 §.
    pub const fn asked_by(kind: OrganisationKind) -> Option<Self> {
        match kind {
            OrganisationKind::Municipality | OrganisationKind::Region => Some(Self::AssemblyMember),
            OrganisationKind::StateAgency => Some(Self::Employee),
            _ => None,
        }
    }
}

/// A person's time in a seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mandate {
    /// Who.
    pub person: PersonRef,
    /// As what.
    pub role: MandateRole,
    /// Place in the order of call, for a substitute; `None` where none was fixed.
    pub order: Option<u32>,
    /// First day.
    pub from: Date,
    /// Last day; `None` where open.
    pub until: Option<Date>,
    /// The day of the appointing decision.
    pub appointed_on: Option<Date>,
    /// Declared eligibility.
    pub eligibility: Option<Eligibility>,
}

impl Mandate {
    /// Whether the mandate is in force on a day.
    pub fn in_force_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// A place on the board that a member fills.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// Identity.
    pub id: SeatId,
    /// First day.
    pub since: Date,
    /// Last day; `None` where open.
    pub until: Option<Date>,
    /// All mandates, past ones too.
    pub mandates: Vec<Mandate>,
}

impl Seat {
    /// Whether the seat exists on a day.
    pub fn exists_on(&self, day: Date) -> bool {
        self.since <= day && self.until.is_none_or(|until| day <= until)
    }

    /// The ordinary holder on a day; `None` = vacant.
    pub fn holder_on(&self, day: Date) -> Option<&Mandate> {
        self.mandates
            .iter()
            .find(|mandate| mandate.role == MandateRole::Ordinary && mandate.in_force_on(day))
    }

    /// The substitutes on a day, in order of call; those without an order last.
    pub fn substitutes_on(&self, day: Date) -> Vec<&Mandate> {
        let mut found: Vec<_> = self
            .mandates
            .iter()
            .filter(|mandate| mandate.role == MandateRole::Substitute && mandate.in_force_on(day))
            .collect();
        found.sort_by_key(|mandate| mandate.order.unwrap_or(u32::MAX));
        found
    }

    /// Who succeeds when the ordinary holder leaves for good: the first substitute of the same member.
    ///
    /// # Legal source
    /// Lag (2003:1210) 15 §.
    pub fn successor_on(&self, day: Date) -> Option<&Mandate> {
        self.substitutes_on(day)
            .into_iter()
            .find(|mandate| mandate.order.is_some())
    }
}
