//! What changes of the register take, and how it is read.

use crate::graphql::codes;
use crate::graphql::mutation::input::{PersonInput, inputs, invalid, text};

use crate::graphql::scalar::Date;

use application::ports::Address;
use application::register::{Identity, NewBody, NewMember};
use async_graphql::{ID, InputObject, Result};
use domain::association::{Fraction, Parameters};
use domain::body::BodyKind;
use domain::id::OrganisationId;
use domain::name::Slug;

inputs! {
    /// An association to be founded. The token must name the address that its name gives.
    FoundAssociationInput {
        /// Its name.
        name: String,
        /// The day of its formation.
        founded_on: Date,
        /// Its members, with Försäkringskassan, Arbetsförmedlingen, a region and a municipality among them.
        members: Vec<MemberInput>,
        /// What its first statutes fix; what the law has where left out.
        statutes: Option<StatutesInput>,
        /// Name of the board; "Styrelsen" where left out.
        board_name: Option<String>,
        /// How the board numbers its paragraphs; by calendar year where left out.
        board_numbering: Option<codes::NumberingScheme>,
    }

    /// A new version of the statutes (förbundsordning), as the members adopted it.
    AdoptStatutesInput {
        /// The association, by address or by name as an address.
        association: ID,
        /// First day; the version before ends the day before.
        valid_from: Date,
        /// What it fixes.
        statutes: StatutesInput,
    }

    /// A member to be admitted.
    AdmitMemberInput {
        /// The association, by address or by name as an address.
        association: ID,
        /// The member.
        member: MemberInput,
        /// First day of membership.
        joined_on: Date,
    }

    /// A member's notice of withdrawal.
    WithdrawMemberInput {
        /// The association, by address or by name as an address.
        association: ID,
        /// The member, by address or by name as an address.
        member: ID,
        /// The day of the notice.
        notice_on: Date,
        /// Last day of membership; three years after the notice where left out.
        last_day: Option<Date>,
    }

    /// More seats for a member.
    AddSeatsInput {
        /// The association, by address or by name as an address.
        association: ID,
        /// The member, by address or by name as an address.
        member: ID,
        /// First day.
        from: Date,
        /// How many, 1 to 50.
        count: u32,
    }

    /// A seat to be ended.
    EndSeatInput {
        /// The seat.
        seat: ID,
        /// Last day.
        last_day: Date,
    }

    /// A mandate to be given.
    AppointMandateInput {
        /// The seat.
        seat: ID,
        /// Who.
        person: PersonInput,
        /// As board member or as substitute.
        role: codes::MandateRole,
        /// Place in the order of call, from 1, for a substitute.
        order: Option<u32>,
        /// First day.
        from: Date,
        /// Last day; open where left out.
        until: Option<Date>,
        /// The day of the appointing decision.
        appointed_on: Option<Date>,
        /// The ground on which the person is eligible.
        eligibility: Option<codes::Eligibility>,
    }

    /// A mandate to be ended.
    EndMandateInput {
        /// The seat.
        seat: ID,
        /// Whose mandate.
        person: PersonInput,
        /// Last day.
        last_day: Date,
        /// Whether a substitute of the same member takes over the rest of the term.
        succession: Option<bool>,
        /// Who takes over; the first in the order of call where left out.
        successor: Option<PersonInput>,
    }

    /// An election of chair, vice chairs or both.
    ElectPresidiumInput {
        /// The association, by address or by name as an address.
        association: ID,
        /// The chair; left out where none was elected now.
        chair: Option<PersonInput>,
        /// The vice chairs, one or two; left out where none were elected now.
        vice_chairs: Option<Vec<PersonInput>>,
        /// First day; terms before of the same office end the day before.
        from: Date,
        /// Last day; open where left out.
        until: Option<Date>,
    }

    /// The board's decision that its members may take part remotely.
    RecordRemoteDecisionInput {
        /// The association, by address or by name as an address.
        association: ID,
        /// The day of the decision.
        decided_on: Date,
        /// Its paragraph's number.
        number: Option<u32>,
        /// The first day that it covers.
        from: Date,
        /// Who, when and how, as decided.
        extent: String,
    }

    /// A body to be established.
    EstablishBodyInput {
        /// The organisation, by address or by name as an address.
        organisation: ID,
        /// Name.
        name: String,
        /// What it is.
        kind: codes::BodyKind,
        /// How it numbers its paragraphs; as is the custom of its kind where left out.
        numbering: Option<codes::NumberingScheme>,
    }

    /// Where the numbers of a year start, for those who join in the middle of it.
    SetSeriesStartInput {
        /// The body, which numbers by calendar year.
        body: ID,
        /// The year.
        year: i32,
        /// The first number.
        first: u32,
    }

    /// A person to be registered.
    RegisterPersonInput {
        /// The organisation in whose records the person is, by address or by name as an address.
        organisation: ID,
        /// Full name.
        name: String,
        /// Other prints of the name.
        variants: Option<Vec<String>>,
    }

    /// An identity to be bound to a person.
    BindPersonInput {
        /// The organisation in whose register the person is, by address or by name as an address.
        organisation: ID,
        /// Who; somebody whom the register holds.
        person: PersonInput,
        /// The issuer of the person's tokens (`iss`).
        issuer: String,
        /// Who the person is to that issuer (`sub`).
        subject: String,
    }

    /// An identity that is to be bound to nobody any more.
    UnbindPersonInput {
        /// The organisation in whose register the person is, by address or by name as an address.
        organisation: ID,
        /// The issuer (`iss`).
        issuer: String,
        /// Who the person was to that issuer (`sub`).
        subject: String,
    }
}

/// An identity at an issuer.
///
/// # Errors
/// `INVALID_VALUE` with the field.
pub fn identity(issuer: &str, subject: &str) -> Result<Identity> {
    let claim = |field: &str, value: &str| {
        let length = value.chars().count();
        if value.trim() != value || !(1..=255).contains(&length) || value.contains(char::is_control)
        {
            let reason = "must be as the token has it: 1 to 255 characters, no white space around";
            return Err(invalid(field, reason));
        }
        Ok(value.to_owned())
    };
    Ok(Identity {
        issuer: claim("issuer", issuer)?,
        subject: claim("subject", subject)?,
    })
}

/// An organisation that is to be a member.
#[derive(InputObject, Debug)]
pub struct MemberInput {
    /// Name.
    pub name: String,
    /// What it is: agency, region or municipality.
    pub kind: codes::OrganisationKind,
    /// How many seats on the board.
    #[graphql(default = 1)]
    pub seats: u32,
    /// Whether it is a municipality outside any region.
    #[graphql(default)]
    pub outside_region: bool,
}

/// What statutes fix; what is left out is as the law has it.
#[derive(InputObject, Debug, Default)]
pub struct StatutesInput {
    /// How many adjusters beside the chair.
    pub adjuster_count: Option<u32>,
    /// Month and day on which terms of office start, `MM-DD`.
    pub term_start: Option<String>,
    /// Length of a term in years, at most four.
    pub term_years: Option<u32>,
    /// One or two vice chairs.
    pub vice_chairs: Option<u32>,
    /// Days to adjustment, at most 14.
    pub adjustment_days: Option<u32>,
    /// Whether the association posts notices on a board of its own as well.
    pub own_notice_board: Option<bool>,
    /// A quorum that is higher than the law's.
    pub quorum: Option<FractionInput>,
    /// Whether a substitute may serve for another member's board member.
    pub cross_member_substitution: Option<bool>,
    /// The points of 9 § of the act (2003:1210) that they cover, 1 to 18.
    pub covered_points: Option<Vec<u32>>,
}

/// A fraction such as two thirds.
#[derive(InputObject, Debug)]
pub struct FractionInput {
    /// Above the line.
    pub numerator: u32,
    /// Below the line.
    pub denominator: u32,
}

impl StatutesInput {
    /// What they fix.
    pub fn read(&self) -> Result<Parameters> {
        let usual = Parameters::default();
        let term_start = match &self.term_start {
            None => usual.term_start,
            Some(text) => month_day(text)
                .ok_or_else(|| invalid("statutes.termStart", "expected a month and day MM-DD"))?,
        };
        let points = self.covered_points.as_ref().map(|points| {
            let points = points.iter();
            points.map(|point| u8::try_from(*point)).collect()
        });
        Ok(Parameters {
            adjuster_count: self.adjuster_count,
            term_start,
            term_years: self.term_years.unwrap_or(usual.term_years),
            vice_chairs: self.vice_chairs,
            adjustment_days: self.adjustment_days.unwrap_or(usual.adjustment_days),
            own_notice_board: self.own_notice_board.unwrap_or(usual.own_notice_board),
            quorum: self.quorum.as_ref().map(|fraction| Fraction {
                numerator: fraction.numerator,
                denominator: fraction.denominator,
            }),
            cross_member_substitution: self
                .cross_member_substitution
                .unwrap_or(usual.cross_member_substitution),
            covered_points: points
                .transpose()
                .map_err(|_| invalid("statutes.coveredPoints", "the law has points 1 to 18"))?,
        })
    }
}

fn month_day(text: &str) -> Option<(u32, u32)> {
    let (month, day) = text.split_once('-')?;
    let number = |part: &str| {
        (part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse().ok())
            .flatten()
    };
    Some((number(month)?, number(day)?))
}

impl MemberInput {
    /// The member.
    pub fn read(&self, field: &str) -> Result<NewMember> {
        Ok(NewMember {
            name: text(&format!("{field}.name"), &self.name)?,
            kind: self.kind.into(),
            outside_region: self.outside_region,
            seats: self.seats,
        })
    }
}

impl FoundAssociationInput {
    /// The board.
    pub fn board(&self) -> Result<NewBody> {
        let name = self.board_name.as_deref().unwrap_or("Styrelsen");
        Ok(NewBody {
            name: text("boardName", name)?,
            kind: BodyKind::Board,
            scheme: self.board_numbering.map(Into::into),
        })
    }
}

/// An organisation, by address or by name as an address.
pub fn organisation(field: &str, value: &ID) -> Result<Address> {
    if let Ok(id) = OrganisationId::parse(value) {
        return Ok(Address::Id(id));
    }
    Slug::parse(value)
        .map(Address::Slug)
        .map_err(|_| invalid(field, "neither an address nor a name as an address"))
}
