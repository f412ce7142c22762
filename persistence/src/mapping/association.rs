//! Associations between the register's rows and the domain.

use super::{number, optional_number, ordinal};
use crate::codes::Code;
use crate::entity::{association, mandate, membership, presidium, remote_decision, seat, statutes};
use crate::fault::corrupt;
use crate::mapping::details::{from_json, to_json};
use application::error::StorageError;
use domain::association::{
    Association, Fraction, Member, Parameters, PresidiumTerm, RemoteDecision, Statutes,
};
use domain::attendance::PersonRef;
use domain::id::{PersonId, SeatId};
use domain::organisation::Organisation;
use domain::seat::{Mandate, Seat};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ParametersJson {
    adjuster_count: Option<u32>,
    term_start: (u32, u32),
    term_years: u32,
    vice_chairs: Option<u32>,
    adjustment_days: u32,
    own_notice_board: bool,
    quorum: Option<(u32, u32)>,
    cross_member_substitution: bool,
    covered_points: Option<BTreeSet<u8>>,
}

impl ParametersJson {
    fn of(parameters: &Parameters) -> Self {
        Self {
            adjuster_count: parameters.adjuster_count,
            term_start: parameters.term_start,
            term_years: parameters.term_years,
            vice_chairs: parameters.vice_chairs,
            adjustment_days: parameters.adjustment_days,
            own_notice_board: parameters.own_notice_board,
            quorum: parameters
                .quorum
                .map(|fraction| (fraction.numerator, fraction.denominator)),
            cross_member_substitution: parameters.cross_member_substitution,
            covered_points: parameters.covered_points.clone(),
        }
    }

    fn read(self) -> Result<Parameters, StorageError> {
        if matches!(self.quorum, Some((_, 0))) {
            return Err(corrupt(
                "statutes.parameters",
                "a quorum with nothing below the line",
            ));
        }
        Ok(Parameters {
            adjuster_count: self.adjuster_count,
            term_start: self.term_start,
            term_years: self.term_years,
            vice_chairs: self.vice_chairs,
            adjustment_days: self.adjustment_days,
            own_notice_board: self.own_notice_board,
            quorum: self.quorum.map(|(numerator, denominator)| Fraction {
                numerator,
                denominator,
            }),
            cross_member_substitution: self.cross_member_substitution,
            covered_points: self.covered_points,
        })
    }
}

/// The rows of any number of associations, children in order of their places.
#[derive(Debug, Default)]
pub(crate) struct AssociationRows {
    pub(crate) associations: Vec<association::Model>,
    pub(crate) statutes: Vec<statutes::Model>,
    pub(crate) remote_decisions: Vec<remote_decision::Model>,
    pub(crate) memberships: Vec<membership::Model>,
    pub(crate) seats: Vec<seat::Model>,
    pub(crate) mandates: Vec<mandate::Model>,
    pub(crate) presidium: Vec<presidium::Model>,
}

impl AssociationRows {
    /// The rows of one association.
    pub(crate) fn of(association: &Association) -> Result<Self, StorageError> {
        let id = association.organisation.id.uuid();
        let mut rows = Self {
            associations: vec![association::Model {
                organisation_id: id,
                founded_on: association.founded_on,
            }],
            ..Self::default()
        };
        for (index, version) in association.statutes.iter().enumerate() {
            rows.statutes.push(statutes::Model {
                association_id: id,
                ordinal: ordinal(index),
                valid_from: version.valid_from,
                valid_until: version.valid_until,
                parameters: to_json(
                    "statutes.parameters",
                    &ParametersJson::of(&version.parameters),
                )?,
            });
        }
        for (index, decision) in association.remote_decisions.iter().enumerate() {
            rows.remote_decisions.push(remote_decision::Model {
                association_id: id,
                ordinal: ordinal(index),
                decided_on: decision.decided_on,
                number: decision.number.map(i64::from),
                effective_from: decision.from,
                extent: decision.extent.clone(),
            });
        }
        for (index, term) in association.presidium.iter().enumerate() {
            rows.presidium.push(presidium::Model {
                association_id: id,
                ordinal: ordinal(index),
                person_id: term.person.id.uuid(),
                name: term.person.name.clone(),
                office: term.office.to_code().to_owned(),
                valid_from: term.from,
                valid_until: term.until,
            });
        }
        for (index, member) in association.members.iter().enumerate() {
            rows.memberships.push(membership::Model {
                association_id: id,
                ordinal: ordinal(index),
                organisation_id: member.organisation.id.uuid(),
                joined_on: member.joined_on,
                left_on: member.left_on,
                outside_region: member.outside_region,
            });
            for (place, seat) in member.seats.iter().enumerate() {
                rows.add_seat(id, ordinal(index), ordinal(place), seat);
            }
        }
        Ok(rows)
    }

    fn add_seat(&mut self, association_id: Uuid, member_ordinal: i64, place: i64, seat: &Seat) {
        self.seats.push(seat::Model {
            id: seat.id.uuid(),
            association_id,
            member_ordinal,
            place,
            since: seat.since,
            until: seat.until,
        });
        for (index, mandate) in seat.mandates.iter().enumerate() {
            self.mandates.push(mandate::Model {
                seat_id: seat.id.uuid(),
                ordinal: ordinal(index),
                person_id: mandate.person.id.uuid(),
                name: mandate.person.name.clone(),
                role: mandate.role.to_code().to_owned(),
                call_order: mandate.order.map(i64::from),
                valid_from: mandate.from,
                valid_until: mandate.until,
                appointed_on: mandate.appointed_on,
                eligibility: mandate
                    .eligibility
                    .map(|eligibility| eligibility.to_code().to_owned()),
            });
        }
    }

    /// The associations that the rows tell of, given the organisations that they name.
    pub(crate) fn read(
        self,
        organisations: &HashMap<Uuid, Organisation>,
    ) -> Result<HashMap<Uuid, Association>, StorageError> {
        let organisation = |what: &'static str, id: Uuid| {
            organisations
                .get(&id)
                .cloned()
                .ok_or_else(|| corrupt(what, "it names no organisation"))
        };
        let mut found = HashMap::new();
        for row in self.associations {
            let association = Association {
                organisation: organisation("association", row.organisation_id)?,
                founded_on: row.founded_on,
                statutes: Vec::new(),
                members: Vec::new(),
                presidium: Vec::new(),
                remote_decisions: Vec::new(),
            };
            found.insert(row.organisation_id, association);
        }
        let orphan = |what: &'static str| corrupt(what, "it belongs to no association");
        for row in self.statutes {
            let association = found
                .get_mut(&row.association_id)
                .ok_or_else(|| orphan("statutes"))?;
            association.statutes.push(Statutes {
                valid_from: row.valid_from,
                valid_until: row.valid_until,
                parameters: from_json::<ParametersJson>("statutes.parameters", row.parameters)?
                    .read()?,
            });
        }
        for row in self.remote_decisions {
            let association = found
                .get_mut(&row.association_id)
                .ok_or_else(|| orphan("remote_decision"))?;
            association.remote_decisions.push(RemoteDecision {
                decided_on: row.decided_on,
                number: optional_number("remote_decision.number", row.number)?,
                from: row.effective_from,
                extent: row.extent,
            });
        }
        for row in self.presidium {
            let association = found
                .get_mut(&row.association_id)
                .ok_or_else(|| orphan("presidium"))?;
            association.presidium.push(PresidiumTerm {
                person: PersonRef {
                    id: PersonId::from_uuid(row.person_id),
                    name: row.name,
                },
                office: Code::read("presidium.office", &row.office)?,
                from: row.valid_from,
                until: row.valid_until,
            });
        }
        let mut seats = seats(self.seats, self.mandates)?;
        for row in self.memberships {
            let association = found
                .get_mut(&row.association_id)
                .ok_or_else(|| orphan("membership"))?;
            association.members.push(Member {
                organisation: organisation("membership.organisation_id", row.organisation_id)?,
                joined_on: row.joined_on,
                left_on: row.left_on,
                outside_region: row.outside_region,
                seats: seats
                    .remove(&(row.association_id, row.ordinal))
                    .unwrap_or_default(),
            });
        }
        Ok(found)
    }
}

fn seats(
    rows: Vec<seat::Model>,
    mandates: Vec<mandate::Model>,
) -> Result<HashMap<(Uuid, i64), Vec<Seat>>, StorageError> {
    let mut held: HashMap<Uuid, Vec<Mandate>> = HashMap::new();
    for row in mandates {
        held.entry(row.seat_id).or_default().push(Mandate {
            person: PersonRef {
                id: PersonId::from_uuid(row.person_id),
                name: row.name,
            },
            role: Code::read("mandate.role", &row.role)?,
            order: row
                .call_order
                .map(|order| number("mandate.call_order", order))
                .transpose()?,
            from: row.valid_from,
            until: row.valid_until,
            appointed_on: row.appointed_on,
            eligibility: Code::read_optional("mandate.eligibility", row.eligibility.as_deref())?,
        });
    }
    let mut seats: HashMap<(Uuid, i64), Vec<Seat>> = HashMap::new();
    for row in rows {
        seats
            .entry((row.association_id, row.member_ordinal))
            .or_default()
            .push(Seat {
                id: SeatId::from_uuid(row.id),
                since: row.since,
                until: row.until,
                mandates: held.remove(&row.id).unwrap_or_default(),
            });
    }
    Ok(seats)
}
