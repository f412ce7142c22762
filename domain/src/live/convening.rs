//! Calling, moving, opening, interrupting and calling off a meeting, and who leads it.

use super::{Happening, LiveMeeting, Stage};
use crate::association::{Association, Office};
use crate::attendance::PersonRef;
use crate::id::PersonId;
use crate::meeting::Occasion;
use crate::refusal::{Refusal, Step};
use crate::rules::rulebook::CHAIR_NOT_MEMBER;
use crate::{Date, Time};

impl LiveMeeting {
    /// Moves the meeting to another day, time or place.
    ///
    /// # Errors
    /// `WRONG_STAGE` once it was opened.
    pub fn reschedule(&self, occasion: Occasion) -> Result<Happening, Refusal> {
        self.at_stage(&Stage::Scheduled)?;
        Ok(Happening::Scheduled { occasion })
    }

    /// Sends the summons (kallelse) with agenda and documents; once more where it changed.
    ///
    /// # Legal source
    /// Kommunallag (2017:725) 6 kap. 17 and 23 §§ by lag (2003:1210) 19 §: no time of notice is fixed by law.
    ///
    /// # Errors
    /// `WRONG_STAGE` once it was opened.
    pub fn summon(
        &self,
        on: Date,
        agenda: Vec<String>,
        documents: Vec<String>,
    ) -> Result<Happening, Refusal> {
        self.at_stage(&Stage::Scheduled)?;
        Ok(Happening::Summoned {
            on,
            agenda,
            documents,
        })
    }

    /// Calls the meeting off; also one that was opened and never handled anything, for want of a quorum.
    ///
    /// # Errors
    /// `WRONG_STAGE` once a § was opened.
    pub fn cancel(&self, reason: String) -> Result<Happening, Refusal> {
        let idle = self.stage == Stage::Open && self.record.paragraphs.is_empty();
        if !idle {
            self.at_stage(&Stage::Scheduled)?;
        }
        Ok(Happening::Cancelled { reason })
    }

    /// Opens the meeting. The presidium of a board is the register's; another body names its chair.
    ///
    /// # Errors
    /// `WRONG_STAGE`; `NOBODY_PRESIDES` where a body without presidium names no chair.
    pub fn open(
        &self,
        association: Option<&Association>,
        at: Option<Time>,
        chair: Option<PersonRef>,
        secretary: Option<PersonRef>,
    ) -> Result<Happening, Refusal> {
        self.at_stage(&Stage::Scheduled)?;
        let held = association
            .filter(|_| self.is_statutory())
            .zip(self.record.occasion.date);
        let presidium = match held {
            Some((association, day)) => presidium_on(association, day),
            None => chair.into_iter().collect(),
        };
        if presidium.is_empty() && !self.is_statutory() {
            return Err(Refusal::step(
                Step::NobodyPresides,
                "säg vem som är ordförande",
                "say who takes the chair",
            ));
        }
        Ok(Happening::Opened {
            at,
            presidium,
            secretary,
        })
    }

    /// Interrupts the meeting (ajournering).
    ///
    /// # Errors
    /// `WRONG_STAGE` unless it is under way.
    pub fn adjourn(&self, at: Option<Time>) -> Result<Happening, Refusal> {
        self.under_way()?;
        Ok(Happening::Adjourned { at })
    }

    /// Takes the meeting up again.
    ///
    /// # Errors
    /// `WRONG_STAGE` unless it is interrupted.
    pub fn resume(&self, at: Option<Time>) -> Result<Happening, Refusal> {
        self.at_stage(&Stage::Adjourned)?;
        Ok(Happening::Resumed { at })
    }

    /// Lets somebody lead in place of the presidium; `None` gives the lead back.
    ///
    /// # Legal source
    /// Lag (2003:1210) 17 §: who leads a board is one of its members, a substitute only while serving.
    ///
    /// # Errors
    /// `WRONG_STAGE`, `NOT_IN_ROOM`; `CHAIR_NOT_MEMBER` for somebody without a seat on a board.
    pub fn preside(&self, person: Option<PersonId>) -> Result<Happening, Refusal> {
        self.under_way()?;
        let Some(id) = person else {
            return Ok(Happening::Presided { person: None });
        };
        let held = self.in_room(id)?;
        let name = &held.arrival.person.name;
        if self.is_statutory() && held.seat().is_none() {
            return Err(Refusal::by(
                &CHAIR_NOT_MEMBER,
                format!("{name} tjänstgör inte i styrelsen och kan inte leda mötet"),
                format!("{name} fills no seat on the board and cannot preside"),
            )
            .figure("person", name));
        }
        Ok(Happening::Presided {
            person: Some(held.arrival.person.clone()),
        })
    }

    /// Names the adjusters (justerare).
    ///
    /// # Errors
    /// `WRONG_STAGE`; `NOT_IN_ROOM` for somebody who is not there.
    pub fn choose_adjusters(&self, adjusters: &[PersonId]) -> Result<Happening, Refusal> {
        self.under_way()?;
        let adjusters = adjusters
            .iter()
            .map(|id| Ok(self.in_room(*id)?.arrival.person.clone()))
            .collect::<Result<_, Refusal>>()?;
        Ok(Happening::AdjustersChosen { adjusters })
    }

    /// Who leads the meeting in a matter: the stand-in, else the first of the presidium who is here and does not
    /// stand aside. On a board nobody leads who fills no seat.
    ///
    /// # Legal source
    /// Kommunallag (2017:725) 5 kap. 56 § by lag (2003:1210) 19 §: the casting vote is that person's.
    pub fn presiding(&self, matter: Option<crate::id::ParagraphId>) -> Option<&PersonRef> {
        let aside = self.standing_aside(matter);
        let entitled = self.entitled(matter);
        let able = |person: &&PersonRef| {
            if self.is_statutory() {
                return entitled.iter().any(|held| held.id() == person.id);
            }
            !aside.contains(&person.id) && self.participant(person.id).is_some_and(|held| held.here)
        };
        self.stand_in
            .iter()
            .chain(&self.presidium)
            .find(|person| able(person))
    }

    /// Refuses where nobody leads.
    pub(super) fn led(
        &self,
        matter: Option<crate::id::ParagraphId>,
    ) -> Result<&PersonRef, Refusal> {
        self.presiding(matter).ok_or_else(|| {
            Refusal::step(
                Step::NobodyPresides,
                "varken ordförande eller vice ordförande kan leda mötet; utse någon",
                "neither chair nor vice chair can preside; choose somebody",
            )
        })
    }

    /// Writes who led into the record: who led when the most §§ were opened, the first of equals; before the first §,
    /// whoever leads, else the chair of the presidium.
    pub(super) fn show_officers(&mut self) {
        let times = |person: &PersonRef| {
            self.led
                .iter()
                .filter(|(_, led)| led.id == person.id)
                .count()
        };
        let led = || self.led.iter().map(|(_, person)| person);
        let most = led().map(times).max();
        let led = led().find(|person| Some(times(person)) == most);
        let chair = led
            .or_else(|| self.presiding(None))
            .or_else(|| self.presidium.first())
            .cloned();
        self.record.officers.chair = chair;
    }
}

/// Chair and vice chairs on a day, the chair first.
fn presidium_on(association: &Association, day: Date) -> Vec<PersonRef> {
    let mut terms: Vec<_> = association
        .presidium
        .iter()
        .filter(|term| term.in_force_on(day))
        .collect();
    terms.sort_by_key(|term| match term.office {
        Office::Chair => 0,
        Office::ViceChair => 1,
    });
    terms.into_iter().map(|term| term.person.clone()).collect()
}
