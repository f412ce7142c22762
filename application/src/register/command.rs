//! What an operator may ask of the register.

use super::binding::{self, Identity};
use crate::live::Who;
use crate::ports::Address;
use domain::Date;
use domain::association::{EXIT_MONTHS, Parameters};
use domain::body::{BodyKind, NumberingScheme};
use domain::organisation::OrganisationKind;
use domain::seat::{Eligibility, MandateRole};

/// An organisation that is to be a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMember {
    /// Name.
    pub name: String,
    /// What it is.
    pub kind: OrganisationKind,
    /// A municipality that stands outside any region (Gotland).
    pub outside_region: bool,
    /// How many seats on the board.
    pub seats: u32,
}

/// A body to be established.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBody {
    /// Name.
    pub name: String,
    /// What it is.
    pub kind: BodyKind,
    /// How it numbers; `None` = as is the custom of its kind.
    pub scheme: Option<NumberingScheme>,
}

/// What is asked for. One command is one journal entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RegisterCommand {
    /// Founds an association.
    FoundAssociation {
        /// Its name.
        name: String,
        /// The day of its formation.
        founded_on: Date,
        /// What its first statutes fix.
        parameters: Parameters,
        /// Its members.
        members: Vec<NewMember>,
        /// Its board.
        board: NewBody,
    },
    /// Adopts a new version of the statutes.
    AdoptStatutes {
        /// First day.
        from: Date,
        /// What it fixes.
        parameters: Parameters,
    },
    /// Admits a member.
    AdmitMember {
        /// Which.
        member: NewMember,
        /// First day.
        from: Date,
    },
    /// Notes that a member gives notice.
    WithdrawMember {
        /// Which.
        member: Address,
        /// The day of the notice.
        notice_on: Date,
        /// Last day of membership; `None` = three years on.
        last_day: Option<Date>,
    },
    /// Gives a member more seats.
    AddSeats {
        /// Which member.
        member: Address,
        /// First day.
        from: Date,
        /// How many.
        count: u32,
    },
    /// Ends a seat.
    EndSeat {
        /// Last day.
        last_day: Date,
    },
    /// Gives a mandate in a seat.
    AppointMandate {
        /// Who.
        person: Who,
        /// As what.
        role: MandateRole,
        /// Place in the order of call.
        order: Option<u32>,
        /// First day.
        from: Date,
        /// Last day.
        until: Option<Date>,
        /// The day of the appointing decision.
        appointed_on: Option<Date>,
        /// Declared eligibility.
        eligibility: Option<Eligibility>,
    },
    /// Ends a mandate in a seat.
    EndMandate {
        /// Whose.
        person: Who,
        /// Last day.
        last_day: Date,
        /// Whether a substitute takes over the rest of the term.
        succession: bool,
        /// Who does; `None` = the first in order.
        successor: Option<Who>,
    },
    /// Elects chair, vice chairs or both.
    ElectPresidium {
        /// The chair.
        chair: Option<Who>,
        /// The vice chairs.
        vice_chairs: Option<Vec<Who>>,
        /// First day.
        from: Date,
        /// Last day.
        until: Option<Date>,
    },
    /// Records the board's decision on remote participation.
    RecordRemoteDecision {
        /// The day of the decision.
        decided_on: Date,
        /// Its §.
        number: Option<u32>,
        /// The first day that it covers.
        from: Date,
        /// Who, when and how.
        extent: String,
    },
    /// Establishes a body.
    EstablishBody(NewBody),
    /// Lets the numbers of the body's year start with another than one.
    SetSeriesStart {
        /// The year.
        year: i32,
        /// The first number.
        first: u32,
    },
    /// Registers a person, or other prints of the name of one.
    RegisterPerson {
        /// Full name.
        name: String,
        /// Other prints.
        variants: Vec<String>,
    },
    /// Binds an identity to a person, who signs by it from now on.
    BindPerson {
        /// Who.
        person: Who,
        /// The identity.
        identity: Identity,
    },
    /// Ends a binding.
    UnbindPerson {
        /// The identity.
        identity: Identity,
    },
}

impl RegisterCommand {
    /// The name in the journal.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::FoundAssociation { .. } => "FoundAssociation",
            Self::AdoptStatutes { .. } => "AdoptStatutes",
            Self::AdmitMember { .. } => "AdmitMember",
            Self::WithdrawMember { .. } => "WithdrawMember",
            Self::AddSeats { .. } => "AddSeats",
            Self::EndSeat { .. } => "EndSeat",
            Self::AppointMandate { .. } => "AppointMandate",
            Self::EndMandate { .. } => "EndMandate",
            Self::ElectPresidium { .. } => "ElectPresidium",
            Self::RecordRemoteDecision { .. } => "RecordRemoteDecision",
            Self::EstablishBody(_) => "EstablishBody",
            Self::SetSeriesStart { .. } => "SetSeriesStart",
            Self::RegisterPerson { .. } => "RegisterPerson",
            Self::BindPerson { .. } => binding::BIND,
            Self::UnbindPerson { .. } => binding::UNBIND,
        }
    }

    /// The day from which it changes what holds; `None` where it changes nothing that rules are asked of.
    pub(super) fn takes_effect_on(&self) -> Option<Date> {
        match self {
            Self::FoundAssociation { founded_on, .. } => Some(*founded_on),
            Self::AdoptStatutes { from, .. }
            | Self::AdmitMember { from, .. }
            | Self::AddSeats { from, .. }
            | Self::AppointMandate { from, .. }
            | Self::ElectPresidium { from, .. }
            | Self::RecordRemoteDecision { from, .. } => Some(*from),
            Self::WithdrawMember {
                notice_on,
                last_day,
                ..
            } => last_day
                .or_else(|| domain::calendar::exit_day(*notice_on, EXIT_MONTHS))
                .and_then(|day| day.succ_opt()),
            Self::EndSeat { last_day } | Self::EndMandate { last_day, .. } => last_day.succ_opt(),
            Self::EstablishBody(_)
            | Self::SetSeriesStart { .. }
            | Self::RegisterPerson { .. }
            | Self::BindPerson { .. }
            | Self::UnbindPerson { .. } => None,
        }
    }
}
