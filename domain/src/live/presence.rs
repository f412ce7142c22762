//! Coming, leaving, remote participation, and substitutes who step in and out.

use super::{Arrival, Because, Happening, LiveMeeting, Participant};
use crate::Date;
use crate::association::Association;
use crate::attendance::{Capacity, PersonRef};
use crate::id::{PersonId, SeatId};
use crate::name::organisation_key;
use crate::organisation::Organisation;
use crate::refusal::{Refusal, Step};
use crate::rules::rulebook::{
    JAV_PRESENT, SUBSTITUTE_SERVED_WITHOUT_ABSENCE, SUBSTITUTE_WRONG_MEMBER,
};
use crate::seat::{Mandate, MandateRole, Seat};
use std::collections::BTreeSet;

/// Somebody at the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coming {
    /// Who.
    pub person: PersonRef,
    /// As what; `None` = as the register says.
    pub capacity: Option<Capacity>,
    /// The organisation represented; `None` = as the register says.
    pub organisation: Option<Organisation>,
    /// Title or office.
    pub title: Option<String>,
    /// Political party.
    pub party: Option<String>,
    /// Takes part remotely.
    pub remote: bool,
    /// Whether an earlier decision of the board, which the record holds, allows that.
    pub remote_allowed: bool,
}

/// A mandate with the seat and member that it belongs to.
type Held<'a> = (&'a Organisation, &'a Seat, &'a Mandate);

fn mandates(association: &Association, day: Date) -> Vec<Held<'_>> {
    association
        .members_on(day)
        .into_iter()
        .flat_map(|member| {
            member.seats_on(day).flat_map(move |seat| {
                seat.mandates
                    .iter()
                    .filter(move |mandate| mandate.in_force_on(day))
                    .map(move |mandate| (&member.organisation, seat, mandate))
            })
        })
        .collect()
}

impl Participant {
    /// Whether they vote in a body without seats: its members and both parties of a cooperation group.
    pub(super) fn is_voting_member(&self) -> bool {
        matches!(
            self.arrival.capacity,
            Capacity::Member | Capacity::ServingSubstitute | Capacity::Employer | Capacity::Union
        )
    }
}

impl LiveMeeting {
    /// Somebody in the room.
    pub(super) fn in_room(&self, id: PersonId) -> Result<&Participant, Refusal> {
        match self.participant(id) {
            Some(held) if held.here => Ok(held),
            Some(held) => {
                let name = &held.arrival.person.name;
                Err(Refusal::step(
                    Step::NotInRoom,
                    format!("{name} är inte i rummet"),
                    format!("{name} is not in the room"),
                )
                .figure("person", name))
            }
            None => Err(Refusal::step(
                Step::NotInRoom,
                format!("{id} har inte kommit till mötet"),
                format!("{id} has not come to the meeting"),
            )
            .figure("person", id)),
        }
    }

    /// Somebody comes, or comes back. An ordinary holder who comes displaces the substitute in the seat, at once or,
    /// where something was settled under the open §, when it ends.
    ///
    /// # Legal source
    /// Kommunallag (2017:725) 5 kap. 66 § and 6 kap. 17 § by lag (2003:1210) 19 §; lag (2003:1210) 19 a § on remote
    /// presence, which counts where the board has decided on it.
    ///
    /// # Errors
    /// `WRONG_STAGE`, `ALREADY_IN_ROOM`; `NO_MANDATE` for a member or substitute whose mandate is not in force on the
    /// day of the meeting; `JAV_PRESENT` for somebody disqualified in the open §.
    pub fn arrive(
        &self,
        association: Option<&Association>,
        coming: Coming,
    ) -> Result<Vec<Happening>, Refusal> {
        self.under_way()?;
        let name = coming.person.name.clone();
        let id = coming.person.id;
        if self.participant(id).is_some_and(|held| held.here) {
            return Err(Refusal::step(
                Step::AlreadyInRoom,
                format!("{name} är redan i rummet"),
                format!("{name} is in the room already"),
            )
            .figure("person", name));
        }
        if self
            .current
            .is_some_and(|current| self.standing_aside(Some(current)).contains(&id))
        {
            return Err(Refusal::by(
                &JAV_PRESENT,
                format!("{name} är jävig i den öppna paragrafen och får inte vara med"),
                format!("{name} is disqualified in the open paragraph and may not be present"),
            )
            .figure("person", name));
        }
        let held = association
            .filter(|_| self.is_statutory())
            .zip(self.record.occasion.date)
            .map(|(association, day)| mandates(association, day))
            .unwrap_or_default();
        let own = |role| {
            held.iter()
                .find(|(_, _, mandate)| mandate.person.id == id && mandate.role == role)
        };
        let (ordinary, substitute) = (own(MandateRole::Ordinary), own(MandateRole::Substitute));
        let capacity = self.capacity(&coming, ordinary.is_some(), substitute.is_some())?;
        let place = match capacity {
            Capacity::Member => ordinary,
            Capacity::Substitute => substitute,
            _ => None,
        };
        let seat = place
            .filter(|_| capacity == Capacity::Member)
            .map(|(_, seat, _)| seat.id);
        let registered = place.map(|(organisation, _, _)| (*organisation).clone());
        let from = self.first_now();
        let remote_counts = self.remote_counts(association, coming.remote_allowed);
        let counts = !coming.remote || remote_counts;
        // Where something was settled under the open §, the holder takes part from the next, and the seat keeps whom it
        // has until then.
        let at_once = self.current.is_none() || !self.settled_now();
        let mut happened: Vec<Happening> = seat
            .filter(|_| counts && at_once)
            .into_iter()
            .flat_map(|seat| self.serving_in(seat))
            .filter(|substitute| !self.acted_now(substitute.id()))
            .map(|substitute| Happening::SteppedOut {
                person: substitute.id(),
                after: self.served_to(substitute.id()),
            })
            .collect();
        happened.push(Happening::Arrived {
            arrival: Arrival {
                person: coming.person,
                organisation: registered.or(coming.organisation),
                title: coming.title,
                party: coming.party,
                capacity,
                seat,
                remote: coming.remote,
                remote_counts,
            },
            from,
        });
        Ok(happened)
    }

    /// In what capacity somebody comes to this body.
    fn capacity(
        &self,
        coming: &Coming,
        ordinary: bool,
        substitute: bool,
    ) -> Result<Capacity, Refusal> {
        if !self.is_statutory() {
            return Ok(coming.capacity.unwrap_or(Capacity::Other));
        }
        let registered = match (ordinary, substitute) {
            (true, _) => Some(Capacity::Member),
            (false, true) => Some(Capacity::Substitute),
            (false, false) => None,
        };
        let name = &coming.person.name;
        let day = self
            .record
            .occasion
            .date
            .map(|day| day.to_string())
            .unwrap_or_default();
        match (coming.capacity, registered) {
            (None, Some(registered)) => Ok(registered),
            (Some(Capacity::Member), _) if ordinary => Ok(Capacity::Member),
            (Some(Capacity::Substitute), _) if substitute => Ok(Capacity::Substitute),
            (Some(other @ (Capacity::Official | Capacity::Other)), _) => Ok(other),
            _ => Err(Refusal::step(
                Step::NoMandate,
                format!("{name} har inget sådant uppdrag i styrelsen {day}"),
                format!("{name} holds no such mandate on the board on {day}"),
            )
            .figure("person", name)
            .figure("date", day)),
        }
    }

    /// Whether remote presence counts on the day of the meeting.
    ///
    /// # Legal source
    /// Lag (2003:1210) 19 a §, in force since 2022-03-16: the board itself must have decided it.
    fn remote_counts(&self, association: Option<&Association>, allowed: bool) -> bool {
        if !self.is_statutory() || allowed {
            return true;
        }
        let Some((association, day)) = association.zip(self.record.occasion.date) else {
            return false;
        };
        association
            .remote_decisions
            .iter()
            .any(|decision| decision.from <= day && decision.decided_on <= day)
    }

    /// Those who serve in a seat.
    fn serving_in(&self, seat: SeatId) -> impl Iterator<Item = &Participant> {
        self.participants.iter().filter(move |held| {
            held.serving
                .as_ref()
                .is_some_and(|serving| serving.seat == seat)
        })
    }

    /// Somebody leaves. A substitute who took the seat after something was settled in the open §, and left before
    /// anything more was, served at none of it.
    ///
    /// # Errors
    /// `WRONG_STAGE`, `NOT_IN_ROOM`.
    pub fn depart(&self, person: PersonId) -> Result<Happening, Refusal> {
        self.under_way()?;
        let after = match self.in_room(person)?.serving {
            Some(_) => self.served_to(person),
            None => self.last_now(),
        };
        Ok(Happening::Left { person, after })
    }

    /// Somebody in the room goes over to remote participation, or back.
    ///
    /// # Errors
    /// `WRONG_STAGE`, `NOT_IN_ROOM`.
    pub fn link(
        &self,
        association: Option<&Association>,
        person: PersonId,
        remote: bool,
        remote_allowed: bool,
    ) -> Result<Happening, Refusal> {
        self.under_way()?;
        self.in_room(person)?;
        Ok(Happening::Linked {
            person,
            remote,
            counts: self.remote_counts(association, remote_allowed),
        })
    }

    /// A substitute takes the seat of somebody who is not there, who stands aside in the open §, or whose seat is
    /// vacant. Out of the order of call is allowed and noted, another member's seat is not, unless the statutes say so.
    ///
    /// # Legal source
    /// Kommunallag (2017:725) 6 kap. 17 § by lag (2003:1210) 19 §; lag (2003:1210) 12 § third paragraph, 15 §.
    ///
    /// # Errors
    /// `WRONG_STAGE`, `NOT_IN_ROOM`, `NO_MANDATE`, `NOT_OF_MEETING` for a seat that is none;
    /// `SUBSTITUTE_WRONG_MEMBER`; `SUBSTITUTE_SERVED_WITHOUT_ABSENCE` where the seat is filled.
    pub fn step_in(
        &self,
        association: &Association,
        substitute: PersonId,
        seat: SeatId,
    ) -> Result<Vec<Happening>, Refusal> {
        self.under_way()?;
        let held = self.in_room(substitute)?;
        let name = held.arrival.person.name.clone();
        let day = self.record.occasion.date.ok_or_else(|| {
            Refusal::step(
                Step::NotOfMeeting,
                "mötet har ingen dag",
                "the meeting has no day",
            )
        })?;
        let all = mandates(association, day);
        let target = association
            .members_on(day)
            .into_iter()
            .flat_map(|member| {
                member
                    .seats_on(day)
                    .map(move |seat| (&member.organisation, seat))
            })
            .find(|(_, held)| held.id == seat);
        let Some((member, target)) = target else {
            return Err(Refusal::step(
                Step::NotOfMeeting,
                format!("{seat} är ingen plats i styrelsen {day}"),
                format!("{seat} is no seat on the board on {day}"),
            )
            .figure("seat", seat));
        };
        let own: Vec<_> = all
            .iter()
            .filter(|(_, _, mandate)| {
                mandate.person.id == substitute && mandate.role == MandateRole::Substitute
            })
            .collect();
        let Some((from, _, _)) = own.first() else {
            return Err(Refusal::step(
                Step::NoMandate,
                format!("{name} är inte ersättare i styrelsen {day}"),
                format!("{name} is no substitute on the board on {day}"),
            )
            .figure("person", name));
        };
        let key = organisation_key(&member.name);
        let same = own
            .iter()
            .any(|(organisation, _, _)| organisation_key(&organisation.name) == key);
        if !same && !association.parameters_on(day).cross_member_substitution {
            let (own, other) = (&from.name, &member.name);
            return Err(Refusal::by(
                &SUBSTITUTE_WRONG_MEMBER,
                format!("{name} är ersättare för {own}, inte för {other}"),
                format!("{name} is a substitute for {own}, not for {other}"),
            )
            .figure("person", name)
            .figure("member", own)
            .figure("seatOf", other));
        }
        let aside = self.standing_aside(self.current);
        let filled = self
            .participants
            .iter()
            .find(|held| held.seat() == Some(seat) && !aside.contains(&held.id()));
        if let Some(filled) = filled {
            let by = &filled.arrival.person.name;
            return Err(Refusal::by(
                &SUBSTITUTE_SERVED_WITHOUT_ABSENCE,
                format!("platsen för {} fylls redan av {by}", member.name),
                format!("the seat of {} is filled by {by} already", member.name),
            )
            .figure("person", name)
            .figure("filledBy", by));
        }
        if held.seat().is_some() || held.serving.is_some() {
            return Err(Refusal::by(
                &SUBSTITUTE_SERVED_WITHOUT_ABSENCE,
                format!("{name} tjänstgör redan på en plats"),
                format!("{name} fills a seat already"),
            )
            .figure("person", name)
            .figure("filledBy", held.arrival.person.name.clone()));
        }
        let holder = target.holder_on(day).map(|mandate| mandate.person.clone());
        let aside_holder = self
            .participants
            .iter()
            .any(|held| held.here && held.seat() == Some(seat));
        let because = match (aside_holder, self.current) {
            (true, Some(current)) => Because::Disqualification(current),
            _ => Because::Absence,
        };
        // Who stands aside is out of the whole §. Where somebody took part from the seat before that, the seat has had
        // its vote in this §, and the substitute serves from the next.
        let whole = matches!(because, Because::Disqualification(_))
            && !self
                .acted
                .iter()
                .any(|(paragraph, held, _)| Some(*paragraph) == self.current && *held == seat);
        let from = if whole {
            self.last_number()
        } else {
            self.first_now()
        };
        Ok(vec![Happening::SteppedIn {
            person: substitute,
            seat,
            holder,
            because,
            from,
        }])
    }

    /// A substitute leaves the seat and stays in the room.
    ///
    /// # Errors
    /// `WRONG_STAGE`, `NOT_IN_ROOM`; `NOT_OF_MEETING` for somebody who does not serve.
    pub fn step_out(&self, substitute: PersonId) -> Result<Happening, Refusal> {
        self.under_way()?;
        let held = self.in_room(substitute)?;
        if held.serving.is_none() {
            let name = &held.arrival.person.name;
            return Err(Refusal::step(
                Step::NotOfMeeting,
                format!("{name} tjänstgör inte"),
                format!("{name} does not serve"),
            )
            .figure("person", name));
        }
        Ok(Happening::SteppedOut {
            person: substitute,
            after: self.served_to(substitute),
        })
    }

    /// Those whose holder is in the room leave the seat when the § ends: who served for somebody disqualified in it,
    /// and who stayed on to its end. Where the holder has left they serve on.
    pub(super) fn release(&self, after: Option<u32>) -> Vec<Happening> {
        self.displaced(&BTreeSet::new())
            .into_iter()
            .map(|held| Happening::SteppedOut {
                person: held.id(),
                after,
            })
            .collect()
    }
}
