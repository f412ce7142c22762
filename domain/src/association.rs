//! Coordination associations: statutes, members, presidium.

mod keeping;
mod offices;
#[cfg(test)]
mod sample;

pub use keeping::{EXIT_MONTHS, Joining};
pub use offices::{Appointment, Election, Succession};

use crate::Date;
use crate::attendance::PersonRef;
use crate::id::PersonId;
use crate::organisation::{Organisation, OrganisationKind};
use crate::quorum::required;
use crate::seat::Seat;
use std::collections::BTreeSet;

/// The party that a member's contribution counts under.
///
/// # Legal source
/// Lag (2003:1210) 5 §: the state half, the regions a quarter, the municipalities a quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FundingParty {
    /// Försäkringskassan, also for Arbetsförmedlingen.
    State,
    /// All regions together.
    Region,
    /// All municipalities together.
    Municipalities,
}

impl FundingParty {
    /// The party of a member of a kind; `None` for a kind that cannot be a member.
    pub const fn of(kind: OrganisationKind) -> Option<Self> {
        match kind {
            OrganisationKind::StateAgency => Some(Self::State),
            OrganisationKind::Region => Some(Self::Region),
            OrganisationKind::Municipality => Some(Self::Municipalities),
            _ => None,
        }
    }
}

/// Days from one to another, both counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    from: Date,
    until: Option<Date>,
}

impl Period {
    /// The days from one to another; `None` where the last comes before the first.
    ///
    /// # Examples
    /// ```
    /// use domain::{Date, association::Period};
    /// let day = |day| Date::from_ymd_opt(2024, 5, day).unwrap_or_default();
    /// assert!(Period::try_new(day(2), Some(day(2))).is_some());
    /// assert!(Period::try_new(day(2), Some(day(1))).is_none());
    /// ```
    pub fn try_new(from: Date, until: Option<Date>) -> Option<Self> {
        until
            .is_none_or(|until| from <= until)
            .then_some(Self { from, until })
    }

    /// First day.
    pub const fn from(&self) -> Date {
        self.from
    }

    /// Last day; `None` where open.
    pub const fn until(&self) -> Option<Date> {
        self.until
    }

    /// Whether any day is in both.
    pub fn meets(&self, from: Date, until: Option<Date>) -> bool {
        until.is_none_or(|until| self.from <= until) && self.until.is_none_or(|own| from <= own)
    }
}

/// A fraction such as two thirds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fraction {
    /// Above the line.
    pub numerator: u32,
    /// Below the line, never zero.
    pub denominator: u32,
}

/// What the statutes (förbundsordning) and rules of procedure may vary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameters {
    /// How many adjusters beside the chair; `None` = not fixed.
    pub adjuster_count: Option<u32>,
    /// Month and day on which terms of office start; 1 April by law.
    pub term_start: (u32, u32),
    /// Length of a term in years; four by law, shorter allowed.
    pub term_years: u32,
    /// One or two vice chairs; `None` = not fixed.
    pub vice_chairs: Option<u32>,
    /// Days to adjustment; never more than 14.
    pub adjustment_days: u32,
    /// Whether the association posts notices on a board of its own as well.
    pub own_notice_board: bool,
    /// A quorum higher than more than half; `None` = the law's.
    pub quorum: Option<Fraction>,
    /// Whether a substitute may serve for another member's ledamot.
    pub cross_member_substitution: bool,
    /// The points of 9 § that the statutes cover, 1 to 18; `None` = not reviewed.
    pub covered_points: Option<BTreeSet<u8>>,
}

impl Default for Parameters {
    fn default() -> Self {
        Self {
            adjuster_count: None,
            term_start: (4, 1),
            term_years: 4,
            vice_chairs: None,
            adjustment_days: 14,
            own_notice_board: false,
            quorum: None,
            cross_member_substitution: false,
            covered_points: None,
        }
    }
}

impl Parameters {
    /// The first parameter that the law does not let statutes fix so, and why; `None` where all may stand.
    ///
    /// # Legal source
    /// Lag (2003:1210) 9, 13 and 17 §§; kommunallag (2017:725) 5 kap. 69 § and 6 kap. 27 §.
    pub fn beyond_the_law(&self) -> Option<(&'static str, &'static str)> {
        let (month, day) = self.term_start;
        let points = self.covered_points.iter().flatten();
        let quorum = |fraction: Fraction| {
            fraction.denominator > 0
                && fraction.numerator <= fraction.denominator
                && fraction.denominator <= fraction.numerator.saturating_mul(2)
        };
        if !(1..=14).contains(&self.adjustment_days) {
            Some(("adjustmentDays", "the law gives 1 to 14 days"))
        } else if !(1..=4).contains(&self.term_years) {
            Some(("termYears", "the law gives 1 to 4 years"))
        } else if Date::from_ymd_opt(2023, month, day).is_none() {
            Some(("termStart", "no day that every year has"))
        } else if self
            .vice_chairs
            .is_some_and(|count| !(1..=2).contains(&count))
        {
            Some(("viceChairs", "the law gives 1 or 2"))
        } else if self.quorum.is_some_and(|fraction| !quorum(fraction)) {
            Some(("quorum", "not a fraction from one half to one"))
        } else if points.into_iter().any(|point| !(1..=18).contains(point)) {
            Some(("coveredPoints", "the law has points 1 to 18"))
        } else {
            None
        }
    }
}

/// One version of the statutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statutes {
    /// First day.
    pub valid_from: Date,
    /// Last day; `None` where open.
    pub valid_until: Option<Date>,
    /// What they fix.
    pub parameters: Parameters,
}

impl Statutes {
    /// Whether the version holds on a day.
    pub fn holds_on(&self, day: Date) -> bool {
        self.valid_from <= day && self.valid_until.is_none_or(|until| day <= until)
    }
}

/// A member organisation's time in the association.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The organisation.
    pub organisation: Organisation,
    /// First day.
    pub joined_on: Date,
    /// Last day; `None` where open.
    pub left_on: Option<Date>,
    /// A municipality that stands outside any region (Gotland).
    pub outside_region: bool,
    /// Its seats on the board.
    pub seats: Vec<Seat>,
}

impl Member {
    /// Whether it is a member on a day.
    pub fn is_member_on(&self, day: Date) -> bool {
        self.joined_on <= day && self.left_on.is_none_or(|left| day <= left)
    }

    /// The party that its contribution counts under; `None` where its kind is unknown or fits none.
    pub fn funding_party(&self) -> Option<FundingParty> {
        self.organisation.kind.and_then(FundingParty::of)
    }

    /// Its seats on a day.
    pub fn seats_on(&self, day: Date) -> impl Iterator<Item = &Seat> {
        self.seats.iter().filter(move |seat| seat.exists_on(day))
    }
}

/// Chair or vice chair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Office {
    /// Ordförande.
    Chair,
    /// Vice ordförande.
    ViceChair,
}

/// A term in the presidium.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresidiumTerm {
    /// Who.
    pub person: PersonRef,
    /// As what.
    pub office: Office,
    /// First day.
    pub from: Date,
    /// Last day; `None` where open.
    pub until: Option<Date>,
}

impl PresidiumTerm {
    /// Whether the term runs on a day.
    pub fn in_force_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// The board's decision that its members may take part remotely.
///
/// # Legal source
/// Lag (2003:1210) 19 a §, in force since 2022-03-16.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteDecision {
    /// The day of the decision.
    pub decided_on: Date,
    /// Its §, where known.
    pub number: Option<u32>,
    /// The first day that it covers.
    pub from: Date,
    /// Who, when and how, as decided.
    pub extent: String,
}

/// An association as the register holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Association {
    /// The association itself.
    pub organisation: Organisation,
    /// The day of its formation, where known.
    pub founded_on: Option<Date>,
    /// Versions of the statutes.
    pub statutes: Vec<Statutes>,
    /// Members, past ones too; empty = not registered.
    pub members: Vec<Member>,
    /// Presidium, past terms too.
    pub presidium: Vec<PresidiumTerm>,
    /// Decisions that enable remote participation.
    pub remote_decisions: Vec<RemoteDecision>,
}

impl Association {
    /// The parameters in force on a day; the law's own where no version covers it.
    pub fn parameters_on(&self, day: Date) -> Parameters {
        self.statutes
            .iter()
            .find(|version| version.holds_on(day))
            .map(|version| version.parameters.clone())
            .unwrap_or_default()
    }

    /// The members on a day, in the register's order.
    pub fn members_on(&self, day: Date) -> Vec<&Member> {
        self.members
            .iter()
            .filter(|member| member.is_member_on(day))
            .collect()
    }

    /// The decided number of seats on the board on a day, vacant ones too; `None` where no seat is registered.
    pub fn seat_count_on(&self, day: Date) -> Option<u32> {
        let count = self
            .members_on(day)
            .iter()
            .map(|member| member.seats_on(day).count())
            .sum::<usize>();
        u32::try_from(count).ok().filter(|count| *count > 0)
    }

    /// Whether a person holds a seat, or substitutes in one, on a day.
    pub fn holds_mandate_on(&self, person: PersonId, day: Date) -> bool {
        let seats = self.members_on(day).into_iter();
        let mut mandates = seats
            .flat_map(|member| member.seats_on(day))
            .flat_map(|seat| &seat.mandates);
        mandates.any(|mandate| mandate.person.id == person && mandate.in_force_on(day))
    }

    /// How many seats must be filled for a quorum on a day, as the statutes in force then ask; `None` where no seat is
    /// registered.
    pub fn quorum_on(&self, day: Date) -> Option<u32> {
        let seats = self.seat_count_on(day)?;
        Some(required(seats, self.parameters_on(day).quorum))
    }

    /// The member whose seat a person holds or substitutes in on a day, by name.
    pub fn member_of(&self, folded_name: &str, day: Date) -> Option<&Member> {
        self.members_on(day).into_iter().find(|member| {
            member.seats_on(day).any(|seat| {
                seat.mandates.iter().any(|mandate| {
                    mandate.in_force_on(day)
                        && crate::name::fold(&mandate.person.name) == folded_name
                })
            })
        })
    }
}
