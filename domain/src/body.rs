//! Bodies (organ) and the rules that apply to them.

use crate::Date;
use crate::id::{BodyId, OrganisationId};
use crate::name::Slug;
use crate::organisation::OrganisationKind;
use chrono::Datelike;

/// What a body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BodyKind {
    /// Styrelse.
    Board,
    /// Arbetsutskott or other executive committee.
    ExecutiveCommittee,
    /// Medlemsråd, ägarsamråd, medlemssamråd.
    MemberCouncil,
    /// Samverkansgrupp.
    CooperationGroup,
    /// Fullmäktige.
    Assembly,
    /// Anything else.
    Other,
}

/// How a body numbers its paragraphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NumberingScheme {
    /// One unbroken series per calendar year.
    CalendarYear,
    /// From one at each meeting.
    Meeting,
    /// No numbers.
    None,
}

impl NumberingScheme {
    /// The year of the series that the numbers of a record of a day belong to, for a series per calendar year.
    pub fn year_of(self, date: Option<Date>) -> Option<i32> {
        match self {
            Self::CalendarYear => date.map(|date| date.year()),
            Self::Meeting | Self::None => None,
        }
    }

    /// The custom of a kind of body where nothing else is known.
    pub const fn default_for(kind: BodyKind) -> Self {
        match kind {
            BodyKind::Board | BodyKind::ExecutiveCommittee | BodyKind::Assembly => {
                Self::CalendarYear
            }
            BodyKind::MemberCouncil | BodyKind::CooperationGroup | BodyKind::Other => Self::Meeting,
        }
    }
}

/// Which family of rules a body is under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RuleProfile {
    /// The board of a coordination association: the statutory rules A to I.
    StatutoryBoard,
    /// A member council: rules J and M.
    MemberCouncil,
    /// A labour cooperation group: rules K and M.
    CooperationGroup,
    /// Any other body: rules M alone.
    RecordOnly,
}

/// A body of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// Identity.
    pub id: BodyId,
    /// The organisation that the body belongs to.
    pub owner: OrganisationId,
    /// Address form of the name, unique within the owner.
    pub slug: Slug,
    /// Name as printed.
    pub name: String,
    /// Kind.
    pub kind: BodyKind,
    /// How it numbers its paragraphs.
    pub scheme: NumberingScheme,
    /// Whether the parties agreed that the group is also safety committee (skyddskommitté); `None` = unknown.
    pub safety_committee: Option<bool>,
}

impl Body {
    /// The rules that apply to this body, given what its owner is.
    pub fn profile(&self, owner: Option<OrganisationKind>) -> RuleProfile {
        match (self.kind, owner) {
            (BodyKind::Board, Some(OrganisationKind::CoordinationAssociation)) => {
                RuleProfile::StatutoryBoard
            }
            (BodyKind::MemberCouncil, _) => RuleProfile::MemberCouncil,
            (BodyKind::CooperationGroup, _) => RuleProfile::CooperationGroup,
            _ => RuleProfile::RecordOnly,
        }
    }
}
