//! Who is in the room and in what seat: taking in who comes and goes, one person in each seat at each §.

use super::room::Numbers;
use super::{Because, Happening, LiveMeeting, Participant, Serving, Stage};
use crate::id::PersonId;
use crate::vote::Vote;
use std::collections::BTreeSet;

impl LiveMeeting {
    /// Somebody recorded in this meeting.
    pub fn participant(&self, id: PersonId) -> Option<&Participant> {
        self.participants.iter().find(|held| held.id() == id)
    }

    fn participant_mut(&mut self, id: PersonId) -> Option<&mut Participant> {
        self.participants.iter_mut().find(|held| held.id() == id)
    }

    pub(super) fn apply_presence(&mut self, happening: &Happening) {
        let unnumbered = !self.record.paragraphs.is_empty() && self.last_number().is_none();
        let (first_now, last_now) = (self.first_now(), self.last_now());
        self.roll += 1;
        match happening {
            Happening::Arrived { arrival, from } => {
                if self.participant(arrival.person.id).is_none() {
                    self.participants.push(Participant::from(arrival.clone()));
                }
                if let Some(held) = self.participant_mut(arrival.person.id) {
                    held.arrival = arrival.clone();
                    held.here = true;
                    held.enter(*from);
                }
            }
            Happening::Left { person, after } => {
                if let Some(held) = self.participant_mut(*person) {
                    held.leave(*after, unnumbered);
                    held.here = false;
                    held.serving = None;
                }
            }
            Happening::Linked {
                person,
                remote,
                counts,
            } => {
                if let Some(held) = self.participant_mut(*person) {
                    held.leave(last_now, unnumbered);
                    held.arrival.remote = *remote;
                    held.arrival.remote_counts = *counts;
                    held.enter(first_now);
                }
                self.displace();
            }
            Happening::SteppedIn {
                person,
                seat,
                holder,
                because,
                from,
            } => {
                if let Some(held) = self.participant_mut(*person) {
                    held.leave(from.and_then(|from| from.checked_sub(1)), unnumbered);
                    held.serving = Some(Serving {
                        seat: *seat,
                        holder: holder.clone(),
                        because: *because,
                    });
                    held.enter(*from);
                }
            }
            Happening::SteppedOut { person, after } => self.take_out(*person, *after),
            _ => {}
        }
        self.show_attendance();
        self.show_officers();
    }

    fn take_out(&mut self, substitute: PersonId, after: Option<u32>) {
        let unnumbered = !self.record.paragraphs.is_empty() && self.last_number().is_none();
        if let Some(held) = self.participant_mut(substitute) {
            held.leave(after, unnumbered);
            held.serving = None;
            held.enter(after.and_then(|after| after.checked_add(1)));
        }
    }

    /// Takes those out of a seat whose holder may fill it again, save who took part in something under the open §:
    /// they stay until it ends, so that a seat has one person in each §.
    pub(super) fn displace(&mut self) {
        let aside = self.standing_aside(self.current);
        let displaced: Vec<PersonId> = self
            .displaced(&aside)
            .into_iter()
            .filter(|held| !self.acted_now(held.id()))
            .map(Participant::id)
            .collect();
        for substitute in displaced {
            self.take_out(substitute, self.served_to(substitute));
        }
    }

    /// Substitutes in whose seat the holder is as well, in the room and not standing aside.
    pub(super) fn displaced(&self, aside: &BTreeSet<PersonId>) -> Vec<&Participant> {
        let before = |other: &Participant, held: &Serving| {
            other.serving.as_ref().is_none_or(|serving| {
                serving.because == Because::Absence && held.because != Because::Absence
            })
        };
        self.participants
            .iter()
            .filter(|held| {
                held.serving.as_ref().is_some_and(|serving| {
                    self.participants.iter().any(|other| {
                        other.id() != held.id()
                            && other.seat() == Some(serving.seat)
                            && !aside.contains(&other.id())
                            && before(other, serving)
                    })
                })
            })
            .collect()
    }

    /// Whether somebody took part in something that was settled under the open §.
    pub(super) fn acted_now(&self, person: PersonId) -> bool {
        self.acted
            .iter()
            .any(|(paragraph, _, held)| Some(*paragraph) == self.current && *held == person)
    }

    /// Last § that a substitute served who leaves the seat now.
    pub(super) fn served_to(&self, substitute: PersonId) -> Option<u32> {
        if self.current.is_none() || self.acted_now(substitute) {
            return self.last_now();
        }
        self.last_number().map(|last| last.saturating_sub(1))
    }

    /// Writes the attendance list of the record anew.
    pub(super) fn show_attendance(&mut self) {
        let numbers = Numbers {
            drawn: self
                .record
                .paragraphs
                .iter()
                .filter_map(|paragraph| paragraph.number)
                .collect(),
            closed: self.stage == Stage::Closed,
        };
        let lines = self
            .participants
            .iter()
            .flat_map(|held| held.lines(&self.aside_at(held.id()), &numbers))
            .collect();
        self.record.attendance = Some(lines);
    }

    /// The §§ at which somebody is out of the room, because of disqualification from the whole §.
    fn aside_at(&self, person: PersonId) -> BTreeSet<u32> {
        self.disqualifications
            .iter()
            .filter(|held| held.person.id == person && held.standing.stands_aside())
            .filter_map(|held| {
                self.record
                    .paragraphs
                    .iter()
                    .find(|paragraph| paragraph.id == held.paragraph)?
                    .number
            })
            .collect()
    }

    /// First § that somebody attends who comes now: the open one as long as nothing was settled there.
    pub(super) fn first_now(&self) -> Option<u32> {
        let last = self.last_number()?;
        Some(if self.settled_now() {
            last.saturating_add(1)
        } else {
            last
        })
    }

    /// Last § that somebody attended who leaves now: the open one where something was settled there already.
    pub(super) fn last_now(&self) -> Option<u32> {
        let last = self.last_number()?;
        Some(if self.settled_now() {
            last
        } else {
            last.saturating_sub(1)
        })
    }

    /// Whether a vote was counted or a decision taken under the open §, or none is open.
    pub(super) fn settled_now(&self) -> bool {
        let open = self.current.and_then(|id| {
            self.record
                .paragraphs
                .iter()
                .find(|paragraph| paragraph.id == id)
        });
        open.is_none_or(|open| {
            open.walk()
                .any(|item| !item.decisions.is_empty() || item.votes.iter().any(Vote::is_counted))
        })
    }
}
