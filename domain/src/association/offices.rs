//! Who sits: mandates, succession, the presidium.

use super::{Association, Member, Office, Period, PresidiumTerm};
use crate::Date;
use crate::attendance::PersonRef;
use crate::id::{PersonId, SeatId};
use crate::organisation::OrganisationKind;
use crate::refusal::{Refusal, Step};
use crate::rules::rulebook::{
    CHAIR_NOT_MEMBER, INELIGIBLE_APPOINTEE, SUBSTITUTE_ORDER_UNDEFINED, SUBSTITUTE_OUT_OF_ORDER,
    SUCCESSION_BY_OTHER_MEMBER, VICE_CHAIR_COUNT,
};
use crate::seat::{Eligibility, Mandate, MandateRole, Seat};

/// A mandate to be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// Who.
    pub person: PersonRef,
    /// As what.
    pub role: MandateRole,
    /// Place in the order of call, for a substitute.
    pub order: Option<u32>,
    /// For what time.
    pub period: Period,
    /// The day of the appointing decision.
    pub appointed_on: Option<Date>,
    /// Declared eligibility.
    pub eligibility: Option<Eligibility>,
}

/// Who takes over the rest of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Succession {
    /// The first in the order of call.
    First,
    /// Somebody named; refused where the law gives the place to somebody else.
    Named(PersonId),
}

/// What the board elected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Election {
    /// The chair; `None` = not elected now.
    pub chair: Option<PersonRef>,
    /// The vice chairs; `None` = not elected now.
    pub vice_chairs: Option<Vec<PersonRef>>,
    /// For what time.
    pub period: Period,
}

impl Association {
    /// Gives a mandate in a seat.
    ///
    /// # Errors
    /// `INELIGIBLE_APPOINTEE` where the declared ground is not the one that the law asks for; `NOT_REGISTERED` where
    /// the seat does not exist on the first or the last day; `SEAT_OCCUPIED` where somebody else is its ordinary
    /// holder in that time; `ALREADY_REGISTERED` where the person sits there, or ordinarily elsewhere, in that time.
    ///
    /// # Legal source
    /// Lag (2003:1210) 10 and 12 §§.
    pub fn appoint(mut self, seat: SeatId, appointment: Appointment) -> Result<Self, Refusal> {
        let period = appointment.period;
        let (at, place) = self.place_of(seat, period.from())?;
        if let Some(until) = period.until() {
            self.place_of(seat, until)?;
        }
        if let Some(member) = self.members.get(at) {
            eligible(member, &appointment)?;
        }
        self.free(seat, &appointment)?;
        let Some(held) = self.seat_mut(at, place) else {
            return Ok(self);
        };
        held.mandates.push(Mandate {
            person: appointment.person,
            role: appointment.role,
            order: appointment.order,
            from: period.from(),
            // A mandate does not outlast its seat.
            until: period.until().or(held.until),
            appointed_on: appointment.appointed_on,
            eligibility: appointment.eligibility,
        });
        Ok(self)
    }

    /// Whether the seat and the person are free for an appointment.
    fn free(&self, seat: SeatId, wanted: &Appointment) -> Result<(), Refusal> {
        let held = self.members.iter().flat_map(|member| &member.seats);
        let mandates = held.flat_map(|place| place.mandates.iter().map(move |one| (place.id, one)));
        for (place, mandate) in mandates {
            if !wanted.period.meets(mandate.from, mandate.until) {
                continue;
            }
            let ordinary =
                wanted.role == MandateRole::Ordinary && mandate.role == MandateRole::Ordinary;
            let same = mandate.person.id == wanted.person.id;
            let (name, from) = (&mandate.person.name, mandate.from);
            let (until_sv, until_en) = match mandate.until {
                Some(until) => (format!(" till {until}"), format!(" to {until}")),
                None => (
                    " tills vidare".to_owned(),
                    " until further notice".to_owned(),
                ),
            };
            if same && (place == seat || ordinary) {
                return Err(Refusal::step(
                    Step::AlreadyRegistered,
                    format!("{name} har redan ett uppdrag från {from}{until_sv}."),
                    format!("{name} has a mandate from {from}{until_en} already."),
                )
                .figure("from", from)
                .figure("seat", place));
            }
            if place == seat && ordinary {
                return Err(Refusal::step(
                    Step::SeatOccupied,
                    format!("{name} är ledamot på platsen från {from}{until_sv}."),
                    format!("{name} is the board member in the seat from {from}{until_en}."),
                )
                .figure("from", from)
                .figure("seat", place));
            }
        }
        Ok(())
    }

    /// Ends a mandate after its last day. With a succession a substitute of the same member takes over the rest of
    /// the term.
    ///
    /// # Errors
    /// `NOT_REGISTERED` where the person has no mandate in the seat on the day; `NO_SUCCESSOR`,
    /// `SUCCESSION_BY_OTHER_MEMBER`, `SUBSTITUTE_OUT_OF_ORDER`, `SUBSTITUTE_ORDER_UNDEFINED`; `SEAT_OCCUPIED` where
    /// somebody is appointed for the rest of the term.
    ///
    /// # Legal source
    /// Lag (2003:1210) 15 §: a substitute that the same member appointed succeeds, in the fixed order.
    pub fn end_mandate(
        mut self,
        seat: SeatId,
        person: PersonId,
        last_day: Date,
        succession: Option<Succession>,
    ) -> Result<Self, Refusal> {
        let (at, place) = self.place_of(seat, last_day)?;
        let Some(held) = self.seat_mut(at, place) else {
            return Ok(self);
        };
        let ended = held
            .mandates
            .iter_mut()
            .find(|mandate| mandate.person.id == person && mandate.in_force_on(last_day))
            .ok_or_else(|| {
                Refusal::step(
                    Step::NotRegistered,
                    format!("Personen {person} har inget uppdrag på platsen den {last_day}."),
                    format!("The person {person} has no mandate in the seat on {last_day}."),
                )
                .figure("person", person)
                .figure("on", last_day)
            })?;
        let (role, rest_until) = (ended.role, ended.until);
        ended.until = Some(last_day);
        let Some(succession) = succession else {
            return Ok(self);
        };
        let rest = last_day
            .succ_opt()
            .filter(|_| role == MandateRole::Ordinary)
            .and_then(|next| Period::try_new(next, rest_until));
        let Some(rest) = rest else {
            return Err(nobody(
                last_day,
                "ingen ledamots tid återstår",
                "no board member's time is left",
            ));
        };
        let successor = self.successor(at, place, rest.from(), succession)?;
        let seats = self.members.get_mut(at).into_iter();
        for held in seats.flat_map(|member| &mut member.seats) {
            for mandate in &mut held.mandates {
                if mandate.person.id == successor.person.id && mandate.in_force_on(rest.from()) {
                    mandate.until = Some(last_day);
                }
            }
            // One that would have started the day after never starts.
            held.mandates
                .retain(|mandate| mandate.until.is_none_or(|until| mandate.from <= until));
        }
        self.appoint(
            seat,
            Appointment {
                person: successor.person,
                role: MandateRole::Ordinary,
                order: None,
                period: rest,
                appointed_on: successor.appointed_on,
                eligibility: successor.eligibility,
            },
        )
    }

    /// The substitute's mandate that gives the rest of a term.
    fn successor(
        &self,
        member: usize,
        place: usize,
        on: Date,
        succession: Succession,
    ) -> Result<Mandate, Refusal> {
        let seats = self.members.get(member).map_or(&[][..], |held| &held.seats);
        let own = seats.iter().skip(place).take(1);
        let others = seats.iter().enumerate().filter(|(at, _)| *at != place);
        let mut lines = own
            .chain(others.map(|(_, seat)| seat))
            .map(|seat| seat.substitutes_on(on));
        let line = lines.find(|line| !line.is_empty()).unwrap_or_default();
        let named = match succession {
            Succession::First => None,
            Succession::Named(person) => Some(person),
        };
        if let Some(person) = named
            && !seats.iter().any(|seat| serves(seat, person, on))
        {
            return Err(self.not_of_member(person, on));
        }
        let Some(first) = line.first() else {
            return Err(nobody(
                on,
                "medlemmen har ingen ersättare",
                "the member has no substitute",
            ));
        };
        let ordered = line.len() == 1 || first.order.is_some();
        match named {
            None if !ordered => Err(Refusal::by(
                &SUBSTITUTE_ORDER_UNDEFINED,
                format!(
                    "Medlemmen har {} ersättare och ingen ordning mellan dem.",
                    line.len()
                ),
                format!(
                    "The member has {} substitutes and no order between them.",
                    line.len()
                ),
            )
            .figure("substitutes", line.len())),
            None => Ok((*first).clone()),
            Some(person) if ordered && first.person.id != person => Err(Refusal::by(
                &SUBSTITUTE_OUT_OF_ORDER,
                format!("{} står först i ordningen och inträder.", first.person.name),
                format!("{} is first in order and succeeds.", first.person.name),
            )
            .figure("first", first.person.id)),
            Some(person) => Ok(line
                .iter()
                .find(|mandate| mandate.person.id == person)
                .map_or_else(|| (*first).clone(), |mandate| (*mandate).clone())),
        }
    }

    /// Why somebody who is no substitute of the member does not succeed.
    fn not_of_member(&self, person: PersonId, on: Date) -> Refusal {
        let other = self
            .members_on(on)
            .into_iter()
            .find(|member| member.seats_on(on).any(|seat| serves(seat, person, on)));
        match other {
            Some(member) => Refusal::by(
                &SUCCESSION_BY_OTHER_MEMBER,
                format!(
                    "Personen är ersättare för {}, en annan medlem.",
                    member.organisation.name
                ),
                format!(
                    "The person is a substitute of {}, another member.",
                    member.organisation.name
                ),
            )
            .figure("member", &member.organisation.name),
            None => nobody(
                on,
                "den som anges är inte ersättare",
                "the one named is no substitute",
            ),
        }
    }

    /// Elects chair, vice chairs or both; the terms before of the same office end the day before.
    ///
    /// # Errors
    /// `CHAIR_NOT_MEMBER` for somebody who is no board member on the first day; `VICE_CHAIR_COUNT` for none or too
    /// many; `ALREADY_REGISTERED` for a person in two offices, or where a term of the office starts then or later.
    ///
    /// # Legal source
    /// Lag (2003:1210) 17 §: the board elects among its members; one or two vice chairs, as the statutes fix.
    pub fn elect(mut self, election: Election) -> Result<Self, Refusal> {
        let from = election.period.from();
        if let Some(vice) = &election.vice_chairs {
            let most = self
                .parameters_on(from)
                .vice_chairs
                .map_or(2, |fixed| fixed.clamp(1, 2));
            let there = u32::try_from(vice.len()).unwrap_or(u32::MAX);
            if there == 0 || most < there {
                return Err(Refusal::by(
                    &VICE_CHAIR_COUNT,
                    format!("{there} vice ordförande valdes; minst 1 och högst {most} ska väljas."),
                    format!(
                        "{there} vice chairs were elected; at least 1 and at most {most} are to be."
                    ),
                )
                .figure("viceChairs", there)
                .figure("most", most));
            }
        }
        let mut elected: Vec<(Office, PersonRef)> = Vec::new();
        elected.extend(election.chair.map(|person| (Office::Chair, person)));
        let vice = election.vice_chairs.into_iter().flatten();
        elected.extend(vice.map(|person| (Office::ViceChair, person)));
        for (_, person) in &elected {
            self.sits(person, from)?;
        }
        for office in [Office::Chair, Office::ViceChair] {
            if elected.iter().any(|(held, _)| *held == office) {
                self.make_way(office, from)?;
            }
        }
        for (office, person) in elected {
            let stands = self.presidium.iter().find(|term| {
                term.person.id == person.id && election.period.meets(term.from, term.until)
            });
            if let Some(term) = stands {
                let (name, since) = (&term.person.name, term.from);
                return Err(Refusal::step(
                    Step::AlreadyRegistered,
                    format!("{name} har redan ett uppdrag i presidiet från {since}."),
                    format!("{name} holds an office in the presidium from {since} already."),
                )
                .figure("from", since));
            }
            self.presidium.push(PresidiumTerm {
                person,
                office,
                from,
                until: election.period.until(),
            });
        }
        Ok(self)
    }

    /// Whether a person is the ordinary holder of a seat on a day.
    fn sits(&self, person: &PersonRef, on: Date) -> Result<(), Refusal> {
        let mut seats = self
            .members_on(on)
            .into_iter()
            .flat_map(|member| member.seats_on(on));
        if seats.any(|seat| {
            seat.holder_on(on)
                .is_some_and(|held| held.person.id == person.id)
        }) {
            return Ok(());
        }
        let name = &person.name;
        Err(Refusal::by(
            &CHAIR_NOT_MEMBER,
            format!("{name} är inte ledamot den {on} och kan inte väljas till presidiet."),
            format!("{name} is no board member on {on} and cannot be elected to the presidium."),
        )
        .figure("persons", name)
        .figure("on", on))
    }

    /// Ends the terms of an office the day before another starts.
    fn make_way(&mut self, office: Office, from: Date) -> Result<(), Refusal> {
        let terms = || self.presidium.iter().filter(|term| term.office == office);
        if let Some(later) = terms().find(|term| from <= term.from) {
            let (name, since) = (&later.person.name, later.from);
            return Err(Refusal::step(
                Step::AlreadyRegistered,
                format!("{name} är vald från {since}; ett nytt val kan gälla tidigast dagen efter, inte från {from}."),
                format!("{name} is elected from {since}; a new election can hold from the day after at the earliest, not from {from}."),
            )
            .figure("latestFrom", since)
            .figure("from", from));
        }
        for term in &mut self.presidium {
            if term.office == office && term.in_force_on(from) {
                term.until = from.pred_opt();
            }
        }
        Ok(())
    }
}

fn serves(seat: &Seat, person: PersonId, on: Date) -> bool {
    seat.substitutes_on(on)
        .iter()
        .any(|mandate| mandate.person.id == person)
}

fn nobody(on: Date, sv: &str, en: &str) -> Refusal {
    Refusal::step(
        Step::NoSuccessor,
        format!("Ingen inträder den {on}: {sv}."),
        format!("Nobody succeeds on {on}: {en}."),
    )
    .figure("on", on)
}

/// Whether the declared ground is the one that the law asks for; one that is not declared is not judged.
fn eligible(member: &Member, appointment: &Appointment) -> Result<(), Refusal> {
    let organisation = &member.organisation;
    let kind = organisation
        .kind
        .or_else(|| OrganisationKind::of_name(&organisation.name));
    let fits = match (
        appointment.eligibility,
        kind.and_then(Eligibility::asked_by),
    ) {
        (Some(stated), Some(asked)) => stated == asked,
        (Some(stated), None) => stated != Eligibility::Other,
        (None, _) => true,
    };
    if fits {
        return Ok(());
    }
    let (name, of) = (&appointment.person.name, &organisation.name);
    let (sv, en) = match kind {
        Some(OrganisationKind::StateAgency) => ("sina anställda", "its employees"),
        _ => (
            "ledamöter och ersättare i fullmäktige",
            "members and substitutes of an assembly",
        ),
    };
    Err(Refusal::by(
        &INELIGIBLE_APPOINTEE,
        format!("{name} är inte valbar på den grund som angetts: {of} utser {sv}."),
        format!("{name} is not eligible on the ground stated: {of} appoints {en}."),
    )
    .figure("persons", name)
    .figure("member", of))
}

#[cfg(test)]
mod tests;
