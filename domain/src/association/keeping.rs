//! Keeping the register: founding, statutes, members, seats, remote participation.
//!
//! Each step takes the register and gives it back changed, or says why not. Days are first days where they say
//! `from`, and last days, still counted, where they say `until`.

use super::{Association, Member, Parameters, RemoteDecision, Statutes};
use crate::Date;
use crate::calendar::exit_day;
use crate::id::{OrganisationId, SeatId};
use crate::organisation::Organisation;
use crate::refusal::{Ground, Refusal, Step};
use crate::rule::{Outcome, Rule, Verdict};
use crate::rules::evaluate_association;
use crate::rules::rulebook::{
    EXIT_NOTICE_PERIOD, MEMBER_WITHOUT_SEAT, PARTY_SET_INCOMPLETE, REMOTE_BEFORE_2022_03_16,
    REMOTE_WITHOUT_DECISION,
};
use crate::seat::Seat;
use crate::text::Text;

/// Notice of withdrawal by law.
///
/// # Units
/// Months.
///
/// # Legal source
/// Lag (2003:1210) 27 §.
pub const EXIT_MONTHS: u32 = 36;

/// An organisation that joins, with the seats that it gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joining {
    /// The organisation.
    pub organisation: Organisation,
    /// A municipality that stands outside any region (Gotland).
    pub outside_region: bool,
    /// Identities of its seats on the board.
    pub seats: Vec<SeatId>,
}

impl Joining {
    fn from(self, day: Date) -> Member {
        let seats = self.seats.into_iter();
        Member {
            organisation: self.organisation,
            joined_on: day,
            left_on: None,
            outside_region: self.outside_region,
            seats: seats.map(|id| seat(id, day)).collect(),
        }
    }
}

fn seat(id: SeatId, since: Date) -> Seat {
    Seat {
        id,
        since,
        until: None,
        mandates: Vec::new(),
    }
}

impl Association {
    /// Founds an association with its first statutes and members, each with its seats.
    ///
    /// # Errors
    /// `PARTY_SET_INCOMPLETE`, `MEMBER_WITHOUT_SEAT`; `ALREADY_REGISTERED` for a member that stands twice.
    ///
    /// # Legal source
    /// Lag (2003:1210) 3, 9 and 10 §§: the parties, the statutes, a seat for every member.
    pub fn found(
        organisation: Organisation,
        on: Date,
        parameters: Parameters,
        members: Vec<Joining>,
    ) -> Result<Self, Refusal> {
        if let Some(without) = members.iter().find(|member| member.seats.is_empty()) {
            let name = &without.organisation.name;
            return Err(Refusal::by(
                &MEMBER_WITHOUT_SEAT,
                format!("{name} får 0 platser i styrelsen; minst 1 krävs."),
                format!("{name} gets 0 seats on the board; at least 1 is required."),
            )
            .figure("members", name)
            .figure("seats", 0));
        }
        let mut association = Self {
            organisation,
            founded_on: Some(on),
            statutes: vec![Statutes {
                valid_from: on,
                valid_until: None,
                parameters,
            }],
            members: Vec::new(),
            presidium: Vec::new(),
            remote_decisions: Vec::new(),
        };
        for member in members {
            association = association.admit(member, on)?;
        }
        association.keeps(&PARTY_SET_INCOMPLETE, on)?;
        Ok(association)
    }

    /// Adopts a new version of the statutes; the version before ends the day before.
    ///
    /// # Errors
    /// `STATUTES_OVERLAP` where a version starts on the day or later.
    ///
    /// # Legal source
    /// Lag (2003:1210) 9 §: the members change the statutes, never the board.
    pub fn adopt_statutes(mut self, from: Date, parameters: Parameters) -> Result<Self, Refusal> {
        let later = self.statutes.iter().map(|version| version.valid_from).max();
        if let Some(latest) = later.filter(|latest| from <= *latest) {
            return Err(Refusal::step(
                Step::StatutesOverlap,
                format!("En version gäller från {latest}; en ny kan gälla tidigast dagen efter, inte från {from}."),
                format!("A version holds from {latest}; a new one can hold from the day after at the earliest, not from {from}."),
            )
            .figure("latestFrom", latest)
            .figure("from", from));
        }
        for version in &mut self.statutes {
            if version.valid_until.is_none_or(|until| from <= until) {
                version.valid_until = from.pred_opt();
            }
        }
        self.statutes.push(Statutes {
            valid_from: from,
            valid_until: None,
            parameters,
        });
        Ok(self)
    }

    /// Admits a member from a day.
    ///
    /// # Errors
    /// `ALREADY_REGISTERED` where it is a member on that day or later.
    ///
    /// # Legal source
    /// Lag (2003:1210) 4 §.
    pub fn admit(mut self, joining: Joining, from: Date) -> Result<Self, Refusal> {
        let stands = self.members.iter().find(|member| {
            member.organisation.id == joining.organisation.id
                && member.left_on.is_none_or(|left| from <= left)
        });
        if let Some(member) = stands {
            let (name, since) = (&member.organisation.name, member.joined_on);
            return Err(Refusal::step(
                Step::AlreadyRegistered,
                format!(
                    "{name} är medlem från {since} och kan inte bli det en gång till från {from}."
                ),
                format!("{name} is a member from {since} and cannot become one again from {from}."),
            )
            .figure("joinedOn", since)
            .figure("from", from));
        }
        self.members.push(joining.from(from));
        Ok(self)
    }

    /// Notes that a member gives notice, and sets its last day: three years on, where no other day is given.
    /// [`Association::notice_given`] says whether that is the law's time.
    ///
    /// # Errors
    /// `NOT_REGISTERED` where it is no member on the day of the notice; `ALREADY_REGISTERED` where it has given notice.
    ///
    /// # Legal source
    /// Lag (2003:1210) 27 §; lag (1930:173) 1 §: time in years ends on the same day of the month.
    pub fn withdraw(
        mut self,
        member: OrganisationId,
        notice_on: Date,
        last_day: Option<Date>,
    ) -> Result<Self, Refusal> {
        let held = self.member_mut(member, notice_on)?;
        if let Some(left) = held.left_on {
            let name = &held.organisation.name;
            return Err(Refusal::step(
                Step::AlreadyRegistered,
                format!("{name} har redan sagt upp sitt medlemskap; sista dagen är {left}."),
                format!("{name} has given notice already; its last day is {left}."),
            )
            .figure("leftOn", left));
        }
        held.left_on = last_day.or_else(|| exit_day(notice_on, EXIT_MONTHS));
        Ok(self)
    }

    /// Whether a member that gave notice on a day leaves three years on or later; sooner only where the statutes
    /// have a shorter time. `None` where it does not leave.
    ///
    /// # Legal source
    /// Lag (2003:1210) 27 §.
    pub fn notice_given(&self, member: OrganisationId, notice_on: Date) -> Option<Verdict> {
        let mut held = self.members.iter();
        let held =
            held.find(|held| held.organisation.id == member && held.is_member_on(notice_on))?;
        let (name, leaves) = (&held.organisation.name, held.left_on?);
        let lawful = exit_day(notice_on, EXIT_MONTHS)?;
        let days = leaves.signed_duration_since(lawful).num_days();
        let verdict = if days >= 0 {
            let text = Text::new(
                format!(
                    "{name} sade upp sig {notice_on} och är medlem till och med {leaves}; tre år går ut {lawful}."
                ),
                format!(
                    "{name} gave notice on {notice_on} and is a member through {leaves}; three years end on {lawful}."
                ),
            );
            EXIT_NOTICE_PERIOD.verdict(Outcome::Met, text)
        } else {
            let text = Text::new(
                format!(
                    "{name} sade upp sig {notice_on}; tre år går ut {lawful}, men sista dagen är satt till {leaves}."
                ),
                format!(
                    "{name} gave notice on {notice_on}; three years end on {lawful}, but the last day is set to {leaves}."
                ),
            );
            let shorter = Text::new(
                "om förbundsordningen har en kortare uppsägningstid",
                "if the statutes have a shorter notice",
            );
            let verdict = EXIT_NOTICE_PERIOD.verdict(Outcome::Conditional, text);
            verdict.depending_on(shorter)
        };
        let figures = verdict
            .figure("noticeOn", notice_on)
            .figure("lastDay", leaves)
            .figure("threeYears", lawful);
        Some(figures.margin(days).on(leaves))
    }

    /// Gives a member more seats from a day.
    ///
    /// # Errors
    /// `NOT_REGISTERED` where it is no member on the day.
    ///
    /// # Legal source
    /// Lag (2003:1210) 9 and 10 §§: the statutes fix how many.
    pub fn add_seats(
        mut self,
        member: OrganisationId,
        from: Date,
        seats: Vec<SeatId>,
    ) -> Result<Self, Refusal> {
        let held = self.member_mut(member, from)?;
        held.seats
            .extend(seats.into_iter().map(|id| seat(id, from)));
        Ok(self)
    }

    /// Ends a seat after its last day, and with it the mandates in it.
    ///
    /// # Errors
    /// `NOT_REGISTERED` where it does not exist on the day; `SEAT_OCCUPIED` where a mandate in it starts later.
    pub fn end_seat(mut self, seat: SeatId, last_day: Date) -> Result<Self, Refusal> {
        let (member, place) = self.place_of(seat, last_day)?;
        let Some(held) = self.seat_mut(member, place) else {
            return Ok(self);
        };
        if let Some(later) = held.mandates.iter().find(|mandate| last_day < mandate.from) {
            let (name, from) = (&later.person.name, later.from);
            return Err(Refusal::step(
                Step::SeatOccupied,
                format!("{name} har ett uppdrag på platsen från {from}, efter den sista dagen {last_day}."),
                format!("{name} has a mandate in the seat from {from}, after the last day {last_day}."),
            )
            .figure("from", from)
            .figure("lastDay", last_day));
        }
        for mandate in &mut held.mandates {
            if mandate.until.is_none_or(|until| last_day < until) {
                mandate.until = Some(last_day);
            }
        }
        held.until = Some(last_day);
        Ok(self)
    }

    /// Records the board's decision that its members may take part remotely.
    ///
    /// # Errors
    /// `REMOTE_BEFORE_2022_03_16` for a decision that covers days before the law; `REMOTE_WITHOUT_DECISION` for one
    /// that covers days before it was taken; `ALREADY_REGISTERED` for one that is held.
    ///
    /// # Legal source
    /// Lag (2003:1210) 19 a §.
    pub fn record_remote_decision(mut self, decision: RemoteDecision) -> Result<Self, Refusal> {
        let (decided, from) = (decision.decided_on, decision.from);
        if let Some(last) = REMOTE_BEFORE_2022_03_16
            .until()
            .filter(|last| from <= *last)
        {
            return Err(Refusal::by(
                &REMOTE_BEFORE_2022_03_16,
                format!("Beslutet gäller från {from}; till och med {last} saknades stöd för distansdeltagande."),
                format!("The decision holds from {from}; through {last} nothing supported remote participation."),
            )
            .figure("from", from));
        }
        if from < decided {
            return Err(Refusal::by(
                &REMOTE_WITHOUT_DECISION,
                format!("Beslutet fattades {decided} och kan inte gälla redan från {from}."),
                format!("The decision was taken on {decided} and cannot hold from {from} already."),
            )
            .figure("decidedOn", decided)
            .figure("from", from));
        }
        let same = |held: &RemoteDecision| {
            (held.decided_on, held.number, held.from) == (decided, decision.number, from)
        };
        if self.remote_decisions.iter().any(same) {
            return Err(Refusal::step(
                Step::AlreadyRegistered,
                format!("Ett beslut om distansdeltagande av {decided}, från {from}, är redan registrerat."),
                format!("A decision on remote participation of {decided}, from {from}, is registered already."),
            )
            .figure("decidedOn", decided));
        }
        self.remote_decisions.push(decision);
        Ok(self)
    }

    /// Refuses a register that a rule does not find kept on a day.
    fn keeps(&self, rule: &'static Rule, on: Date) -> Result<(), Refusal> {
        let broken = evaluate_association(self, on)
            .into_iter()
            .find(|verdict| verdict.rule.code == rule.code && verdict.outcome != Outcome::Met);
        match broken {
            None => Ok(()),
            Some(verdict) => Err(Refusal {
                ground: Ground::Rule(rule),
                text: verdict.explanation,
                missing: Vec::new(),
                figures: verdict.figures,
            }),
        }
    }

    fn member_mut(&mut self, id: OrganisationId, on: Date) -> Result<&mut Member, Refusal> {
        self.members
            .iter_mut()
            .find(|member| member.organisation.id == id && member.is_member_on(on))
            .ok_or_else(|| {
                Refusal::step(
                    Step::NotRegistered,
                    format!("Organisationen är inte medlem den {on}."),
                    format!("The organisation is no member on {on}."),
                )
                .figure("on", on)
            })
    }

    /// The places of a seat's member and of the seat, where the seat exists on a day.
    pub(super) fn place_of(&self, seat: SeatId, on: Date) -> Result<(usize, usize), Refusal> {
        let places = self.members.iter().enumerate().flat_map(|(at, member)| {
            let seats = member.seats.iter().enumerate();
            seats.map(move |(place, seat)| (at, place, member, seat))
        });
        let mut exists = places.filter(|(.., held)| held.id == seat);
        exists
            .find(|(_, _, member, held)| held.exists_on(on) && member.is_member_on(on))
            .map(|(at, place, ..)| (at, place))
            .ok_or_else(|| {
                Refusal::step(
                    Step::NotRegistered,
                    format!("Platsen {seat} finns inte i styrelsen den {on}."),
                    format!("The seat {seat} is not on the board on {on}."),
                )
                .figure("seat", seat)
                .figure("on", on)
            })
    }

    pub(super) fn seat_mut(&mut self, member: usize, place: usize) -> Option<&mut Seat> {
        self.members.get_mut(member)?.seats.get_mut(place)
    }
}

#[cfg(test)]
mod tests;
