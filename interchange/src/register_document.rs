//! The register document, `paragraf/register@1`: associations with statutes, members, seats and presidium.

use crate::minutes_document::codes;
use crate::scalar::{Addressed, Day, Name, Number, Words};
use crate::{DocumentError, read};
use domain::association::{
    Association, Member, Office, Parameters, PresidiumTerm, RemoteDecision, Statutes,
};
use domain::attendance::PersonRef;
use domain::body::{BodyKind, NumberingScheme};
use domain::id::{PersonId, SeatId};
use domain::name::Slug;
use domain::organisation::{Organisation, OrganisationKind};
use domain::seat::{Eligibility, Mandate, MandateRole, Seat};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A register document that has passed every check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RegisterDocument {
    format: Format,
    #[serde(default)]
    associations: Vec<AssociationPart>,
    #[serde(default)]
    organisations: Vec<OrganisationPart>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Format {
    #[serde(rename = "paragraf/register@1")]
    Register1,
}

codes!(KindCode => OrganisationKind {
    "COORDINATION_ASSOCIATION" = CoordinationAssociation => Self::CoordinationAssociation,
    "STATE_AGENCY" = StateAgency => Self::StateAgency,
    "REGION" = Region => Self::Region,
    "MUNICIPALITY" = Municipality => Self::Municipality,
    "TRADE_UNION" = TradeUnion => Self::TradeUnion,
    "OTHER" = Other => Self::Other,
});
codes!(RoleCode => MandateRole {
    "ORDINARY" = Ordinary => Self::Ordinary,
    "SUBSTITUTE" = Substitute => Self::Substitute,
});
codes!(BasisCode => Eligibility {
    "ASSEMBLY_MEMBER" = AssemblyMember => Self::AssemblyMember,
    "EMPLOYEE" = Employee => Self::Employee,
    "OTHER" = Other => Self::Other,
});
codes!(OfficeCode => Office {
    "CHAIR" = Chair => Self::Chair,
    "VICE_CHAIR" = ViceChair => Self::ViceChair,
});
codes!(BodyCode => BodyKind {
    "BOARD" = Board => Self::Board,
    "EXECUTIVE_COMMITTEE" = ExecutiveCommittee => Self::ExecutiveCommittee,
    "MEMBER_COUNCIL" = MemberCouncil => Self::MemberCouncil,
    "COOPERATION_GROUP" = CooperationGroup => Self::CooperationGroup,
    "ASSEMBLY" = Assembly => Self::Assembly,
    "OTHER" = Other => Self::Other,
});
codes!(SchemeCode => NumberingScheme {
    "CALENDAR_YEAR" = CalendarYear => Self::CalendarYear,
    "MEETING" = Meeting => Self::Meeting,
    "NONE" = None => Self::None,
});

macro_rules! part {
    ($name:ident { $($(#[$attribute:meta])* $field:ident: $type:ty),+ $(,)? }) => {
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        struct $name { $($(#[$attribute])* $field: $type),+ }
    };
}

part!(AssociationPart {
    name: Addressed,
    founded_on: Option<Day>,
    #[serde(default)]
    statutes: Vec<StatutesPart>,
    #[serde(default)]
    members: Vec<MemberPart>,
    #[serde(default)]
    presidium: Vec<PresidiumPart>,
    #[serde(default)]
    remote_participation: Vec<RemotePart>,
    #[serde(default)]
    bodies: Vec<BodyPart>,
    #[serde(default)]
    persons: Vec<PersonPart>,
});
part!(PersonPart {
    name: Name,
    #[serde(default)]
    variants: Vec<Name>,
});
part!(StatutesPart { valid_from: Day, valid_until: Option<Day>, parameters: ParametersPart });
part!(ParametersPart {
    adjuster_count: Option<u32>,
    term_start: Option<MonthDay>,
    term_years: Option<u32>,
    vice_chairs: Option<u32>,
    adjustment_days: Option<u32>,
    own_notice_board: Option<bool>,
    quorum_fraction: Option<FractionPart>,
    cross_member_substitution: Option<bool>,
    covered_points: Option<BTreeSet<u8>>,
});
part!(FractionPart {
    numerator: u32,
    denominator: u32
});
part!(MemberPart {
    organisation: Addressed,
    kind: KindCode,
    joined_on: Day,
    left_on: Option<Day>,
    outside_region: Option<bool>,
    #[serde(default)]
    seats: Vec<SeatPart>,
});
part!(SeatPart {
    since: Day,
    until: Option<Day>,
    #[serde(default)]
    mandates: Vec<MandatePart>,
});
part!(MandatePart {
    person: Name,
    role: RoleCode,
    order: Option<u32>,
    from: Day,
    until: Option<Day>,
    appointed_on: Option<Day>,
    basis: Option<BasisCode>,
});
part!(PresidiumPart { person: Name, office: OfficeCode, from: Day, until: Option<Day> });
part!(RemotePart { decided_on: Day, number: Option<Number>, from: Day, extent: Words });
part!(BodyPart { name: Name, kind: BodyCode, scheme: Option<SchemeCode>, safety_committee: Option<bool> });
part!(OrganisationPart {
    name: Addressed,
    kind: KindCode,
    #[serde(default)]
    aliases: Vec<Name>,
    #[serde(default)]
    bodies: Vec<BodyPart>,
    #[serde(default)]
    persons: Vec<PersonPart>,
});

/// Month and day, `04-01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct MonthDay(u32, u32);

impl<'de> Deserialize<'de> for MonthDay {
    fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let text = String::deserialize(source)?;
        let parsed = || {
            let digits =
                |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
            let (month, day) = text
                .split_once('-')
                .filter(|(month, day)| digits(month) && digits(day))?;
            let (month, day): (u32, u32) = (month.parse().ok()?, day.parse().ok()?);
            // A leap day cannot start a term that must start every year.
            domain::Date::from_ymd_opt(2023, month, day).map(|_| Self(month, day))
        };
        parsed().ok_or_else(|| {
            serde::de::Error::invalid_value(
                serde::de::Unexpected::Str(&text),
                &"a month and day MM-DD",
            )
        })
    }
}

impl Serialize for MonthDay {
    fn serialize<S: serde::Serializer>(&self, target: S) -> Result<S::Ok, S::Error> {
        target.collect_str(&format_args!("{:02}-{:02}", self.0, self.1))
    }
}

/// A body that the register fixes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredBody {
    /// The owner's name.
    pub owner: String,
    /// The body's name.
    pub name: String,
    /// Kind.
    pub kind: BodyKind,
    /// How it numbers.
    pub scheme: NumberingScheme,
    /// Whether it is also safety committee.
    pub safety_committee: Option<bool>,
}

/// An organisation that the register fixes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredOrganisation {
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: OrganisationKind,
    /// Other prints of the name.
    pub aliases: Vec<String>,
}

/// A person that the register fixes, with other prints of the name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredPerson {
    /// Name of the organisation in whose records the person is.
    pub owner: String,
    /// Full name.
    pub name: String,
    /// Other prints of it.
    pub variants: Vec<String>,
}

/// Gives identities to what a register holds.
pub trait IdentifyRegister {
    /// The organisation with a name, and the name's address form.
    fn organisation(&mut self, name: &str, slug: &Slug) -> Organisation;
    /// The person with a name, in the records of an owner.
    fn person(&mut self, owner: &Organisation, name: &str) -> PersonId;
    /// The seat of a member of an association at a place in its list.
    fn seat(&mut self, association: &Organisation, member: &Organisation, place: usize) -> SeatId;
}

impl RegisterDocument {
    /// Reads a register document.
    ///
    /// # Errors
    /// [`DocumentError`] with the path of the first value that is not as the format asks.
    pub fn parse(bytes: &[u8]) -> Result<Self, DocumentError> {
        let document: Self = read(bytes)?;
        for (index, association) in document.associations.iter().enumerate() {
            for (place, version) in association.statutes.iter().enumerate() {
                let path = format!("associations[{index}].statutes[{place}].parameters");
                let parameters = &version.parameters;
                if parameters
                    .adjustment_days
                    .is_some_and(|days| days == 0 || days > 14)
                {
                    return Err(DocumentError::new(
                        format!("{path}.adjustmentDays"),
                        "the law gives at most 14 days",
                    ));
                }
                if parameters
                    .term_years
                    .is_some_and(|years| years == 0 || years > 4)
                {
                    return Err(DocumentError::new(
                        format!("{path}.termYears"),
                        "the law gives at most four years",
                    ));
                }
                if let Some(fraction) = &parameters.quorum_fraction
                    && (fraction.denominator == 0 || fraction.numerator > fraction.denominator)
                {
                    return Err(DocumentError::new(
                        format!("{path}.quorumFraction"),
                        "not a fraction between 0 and 1",
                    ));
                }
            }
        }
        Ok(document)
    }

    /// Every organisation that the document fixes: associations, members and others, in order.
    pub fn organisations(&self) -> Vec<RegisteredOrganisation> {
        let associations = self.associations.iter().map(|part| RegisteredOrganisation {
            name: part.name.0.clone(),
            kind: OrganisationKind::CoordinationAssociation,
            aliases: Vec::new(),
        });
        let members = self
            .associations
            .iter()
            .flat_map(|part| &part.members)
            .map(|part| RegisteredOrganisation {
                name: part.organisation.0.clone(),
                kind: part.kind.into(),
                aliases: Vec::new(),
            });
        let others = self
            .organisations
            .iter()
            .map(|part| RegisteredOrganisation {
                name: part.name.0.clone(),
                kind: part.kind.into(),
                aliases: part.aliases.iter().map(|name| name.0.clone()).collect(),
            });
        associations.chain(members).chain(others).collect()
    }

    /// Every body that the document fixes.
    pub fn bodies(&self) -> Vec<RegisteredBody> {
        let of = |owner: &Addressed, parts: &[BodyPart]| -> Vec<RegisteredBody> {
            parts
                .iter()
                .map(|part| RegisteredBody {
                    owner: owner.0.clone(),
                    name: part.name.0.clone(),
                    kind: part.kind.into(),
                    scheme: part.scheme.map_or_else(
                        || NumberingScheme::default_for(part.kind.into()),
                        NumberingScheme::from,
                    ),
                    safety_committee: part.safety_committee,
                })
                .collect()
        };
        let associations = self
            .associations
            .iter()
            .flat_map(|part| of(&part.name, &part.bodies));
        let others = self
            .organisations
            .iter()
            .flat_map(|part| of(&part.name, &part.bodies));
        associations.chain(others).collect()
    }

    /// Every person that the document names with variants.
    pub fn named_persons(&self) -> Vec<RegisteredPerson> {
        let of = |owner: &Addressed, parts: &[PersonPart]| -> Vec<RegisteredPerson> {
            parts
                .iter()
                .map(|part| RegisteredPerson {
                    owner: owner.0.clone(),
                    name: part.name.0.clone(),
                    variants: part.variants.iter().map(|name| name.0.clone()).collect(),
                })
                .collect()
        };
        let associations = self
            .associations
            .iter()
            .flat_map(|part| of(&part.name, &part.persons));
        let others = self
            .organisations
            .iter()
            .flat_map(|part| of(&part.name, &part.persons));
        associations.chain(others).collect()
    }

    /// The persons of each association, by the association's name.
    pub fn persons(&self) -> Vec<(&str, Vec<&str>)> {
        self.associations
            .iter()
            .map(|part| {
                let mandates = part
                    .members
                    .iter()
                    .flat_map(|member| &member.seats)
                    .flat_map(|s| &s.mandates);
                let presidium = part.presidium.iter().map(|term| term.person.0.as_str());
                (
                    part.name.0.as_str(),
                    mandates
                        .map(|mandate| mandate.person.0.as_str())
                        .chain(presidium)
                        .collect(),
                )
            })
            .collect()
    }

    /// The associations as the domain knows them.
    pub fn associations(&self, ids: &mut dyn IdentifyRegister) -> Vec<Association> {
        self.associations
            .iter()
            .map(|part| association(part, ids))
            .collect()
    }
}

fn association(part: &AssociationPart, ids: &mut dyn IdentifyRegister) -> Association {
    let organisation = ids.organisation(&part.name.0, &part.name.1);
    let person = |name: &Name, ids: &mut dyn IdentifyRegister| PersonRef {
        id: ids.person(&organisation, &name.0),
        name: name.0.clone(),
    };
    let members = part
        .members
        .iter()
        .map(|member| {
            let of = ids.organisation(&member.organisation.0, &member.organisation.1);
            let seats = member
                .seats
                .iter()
                .enumerate()
                .map(|(place, seat)| Seat {
                    id: ids.seat(&organisation, &of, place),
                    since: seat.since.0,
                    until: seat.until.map(|day| day.0),
                    mandates: seat
                        .mandates
                        .iter()
                        .map(|mandate| Mandate {
                            person: person(&mandate.person, ids),
                            role: mandate.role.into(),
                            order: mandate.order,
                            from: mandate.from.0,
                            until: mandate.until.map(|day| day.0),
                            appointed_on: mandate.appointed_on.map(|day| day.0),
                            eligibility: mandate.basis.map(Into::into),
                        })
                        .collect(),
                })
                .collect();
            Member {
                organisation: of,
                joined_on: member.joined_on.0,
                left_on: member.left_on.map(|day| day.0),
                outside_region: member.outside_region.unwrap_or(false),
                seats,
            }
        })
        .collect();
    let presidium = part
        .presidium
        .iter()
        .map(|term| PresidiumTerm {
            person: person(&term.person, ids),
            office: term.office.into(),
            from: term.from.0,
            until: term.until.map(|day| day.0),
        })
        .collect();
    Association {
        founded_on: part.founded_on.map(|day| day.0),
        statutes: part.statutes.iter().map(statutes).collect(),
        members,
        presidium,
        remote_decisions: part
            .remote_participation
            .iter()
            .map(|remote| RemoteDecision {
                decided_on: remote.decided_on.0,
                number: remote.number.map(|number| number.0),
                from: remote.from.0,
                extent: remote.extent.0.clone(),
            })
            .collect(),
        organisation,
    }
}

fn statutes(part: &StatutesPart) -> Statutes {
    let usual = Parameters::default();
    let given = &part.parameters;
    Statutes {
        valid_from: part.valid_from.0,
        valid_until: part.valid_until.map(|day| day.0),
        parameters: Parameters {
            adjuster_count: given.adjuster_count,
            term_start: given
                .term_start
                .map_or(usual.term_start, |MonthDay(month, day)| (month, day)),
            term_years: given.term_years.unwrap_or(usual.term_years),
            vice_chairs: given.vice_chairs,
            adjustment_days: given.adjustment_days.unwrap_or(usual.adjustment_days),
            own_notice_board: given.own_notice_board.unwrap_or(usual.own_notice_board),
            quorum: given
                .quorum_fraction
                .as_ref()
                .map(|fraction| domain::association::Fraction {
                    numerator: fraction.numerator,
                    denominator: fraction.denominator,
                }),
            cross_member_substitution: given
                .cross_member_substitution
                .unwrap_or(usual.cross_member_substitution),
            covered_points: given.covered_points.clone(),
        },
    }
}

#[cfg(test)]
mod tests;
