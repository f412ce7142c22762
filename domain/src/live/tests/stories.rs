//! Random stories: commands tried on boards of three to nine seats.

use super::builder::{
    Table, a_scheduled_meeting, coming, holder, item, opening, pid, seat, second, section,
    substitute,
};
use crate::live::{Coming, Count, Method};
use crate::refusal::Refusal;
use crate::vote::{About, Choice};
use proptest::prelude::*;

/// Somebody of a seat: its holder, first or second substitute.
#[derive(Debug, Clone, Copy)]
pub struct Who {
    pub place: usize,
    pub rank: usize,
}

impl Who {
    fn name(self) -> &'static str {
        match self.rank {
            0 => holder(self.place),
            1 => substitute(self.place),
            _ => second(self.place),
        }
    }
}

/// Something that somebody tries to do.
#[derive(Debug, Clone, Copy)]
pub enum Command {
    Arrive(Who, bool),
    Leave(Who),
    Link(Who, bool),
    StepIn(Who),
    /// Somebody stands aside, contested or not, and a substitute comes in and serves.
    Replace(usize, bool),
    StepOut(Who),
    Open,
    Item,
    Decide(bool),
    CallVote(bool),
    Count(bool, u32, bool),
    Disqualify(Who, bool, bool),
    Find(Who, bool, bool),
    Preside(Option<Who>),
    Void,
    Close,
}

fn who() -> impl Strategy<Value = Who> {
    (
        0..9_usize,
        prop_oneof![4 => Just(0_usize), 2 => Just(1), 1 => Just(2)],
    )
        .prop_map(|(place, rank)| Who { place, rank })
}

fn command() -> impl Strategy<Value = Command> {
    use Command as C;
    let yes = any::<bool>;
    let rarely = || prop::bool::weighted(0.15);
    prop_oneof![
        6 => (who(), rarely()).prop_map(|(who, remote)| C::Arrive(who, remote)),
        4 => who().prop_map(C::Leave),
        1 => (who(), yes()).prop_map(|(who, remote)| C::Link(who, remote)),
        10 => who().prop_map(C::StepIn),
        5 => (0..9_usize, yes()).prop_map(|(place, contested)| C::Replace(place, contested)),
        2 => who().prop_map(C::StepOut),
        6 => Just(C::Open),
        2 => Just(C::Item),
        6 => rarely().prop_map(C::Decide),
        3 => rarely().prop_map(C::CallVote),
        5 => (rarely(), 0..9_u32, yes()).prop_map(|(low, share, named)| C::Count(low, share, named)),
        4 => (who(), rarely(), rarely()).prop_map(|(who, low, no)| C::Disqualify(who, low, no)),
        3 => (who(), rarely(), yes()).prop_map(|(who, low, out)| C::Find(who, low, out)),
        1 => prop::option::of(who()).prop_map(C::Preside),
        1 => Just(C::Void),
        1 => prop::bool::weighted(0.3).prop_map(|end| if end { C::Close } else { C::Open }),
    ]
}

/// A board of so many seats, one of them vacant and remote participation decided on or not, and what is tried on it.
#[derive(Debug, Clone)]
pub struct Story {
    seats: usize,
    remote: bool,
    vacant: bool,
    pub commands: Vec<Command>,
}

pub fn story() -> impl Strategy<Value = Story> {
    let commands = prop::collection::vec(command(), 10..90);
    (
        3..=9_usize,
        any::<bool>(),
        prop::bool::weighted(0.2),
        commands,
    )
        .prop_map(|(seats, remote, vacant, commands)| Story {
            seats,
            remote,
            vacant,
            commands,
        })
}

impl Story {
    /// The board at the start: most of it is there, else hardly anything would happen.
    pub fn table(&self) -> Table {
        let mut table = a_scheduled_meeting(self.seats);
        if self.remote {
            table = table.allowing_remote();
        }
        let last = self.seats - 1;
        if self.vacant {
            let mandates = &mut table.association.members[last].seats[0].mandates;
            mandates.retain(|mandate| mandate.person.id != pid(holder(last)));
        }
        let mut table = table.opened();
        (0..self.seats)
            .filter(|place| place % 4 != 3 && !(self.vacant && *place == last))
            .for_each(|place| table.arrives(holder(place)));
        table
    }
}

impl Table {
    fn number(&self) -> u32 {
        u32::try_from(self.live.record().paragraphs.len()).expect("few")
    }

    /// The last § or its first item.
    pub fn matter(&self, low: bool) -> crate::id::ParagraphId {
        if low {
            item(self.number(), 'a')
        } else {
            section(self.number())
        }
    }

    pub fn tries(&mut self, command: Command) -> Result<(), Refusal> {
        let association = self.association.clone();
        let register = Some(&association);
        let live = self.live.clone();
        match command {
            Command::Arrive(who, remote) => {
                let coming = Coming {
                    remote,
                    ..coming(who.name())
                };
                self.attempt(live.arrive(register, coming))?;
            }
            Command::Leave(who) => self.take(live.depart(pid(who.name()))?),
            Command::Link(who, remote) => {
                self.take(live.link(register, pid(who.name()), remote, false)?);
            }
            Command::StepIn(who) => {
                // Whoever comes to serve comes in first.
                let who = Who {
                    rank: who.rank.max(1),
                    ..who
                };
                let coming = live.arrive(register, coming(who.name()));
                if live
                    .participant(pid(who.name()))
                    .is_none_or(|held| !held.here)
                {
                    self.attempt(coming)?;
                }
                let told = self
                    .live
                    .step_in(&association, pid(who.name()), seat(who.place));
                self.attempt(told)?;
            }
            Command::Replace(place, contested) => {
                let who = Who { place, rank: 1 };
                self.tries(Command::Disqualify(
                    Who { rank: 0, ..who },
                    false,
                    contested,
                ))?;
                self.tries(Command::StepIn(who))?;
            }
            Command::StepOut(who) => self.take(live.step_out(pid(who.name()))?),
            Command::Open => {
                let number = self.number() + 1;
                let proof = live.establish_quorum(register, None)?;
                self.attempt(live.open_paragraph(&proof, opening(Some(number), number)))?;
            }
            Command::Item => {
                let wording = crate::live::Wording::default();
                let (id, above) = (self.matter(true), self.matter(false));
                if live.item(id).is_err() {
                    self.take(live.open_item_below(id, above, None, wording)?);
                }
            }
            Command::Decide(low) => {
                let matter = self.matter(low);
                let proof = live.establish_quorum(register, Some(matter))?;
                let decision = self.decision();
                self.take(live.decide(&proof, matter, decision, Method::Acclamation)?);
            }
            Command::CallVote(low) => {
                let matter = self.matter(low);
                let proof = live.establish_quorum(register, Some(matter))?;
                let about = About::Matter;
                self.take(live.call_vote(&proof, matter, about, false, None, vec![], None)?);
            }
            Command::Count(low, share, named) => {
                let matter = self.matter(low);
                let proof = live.establish_quorum(register, Some(matter))?;
                let all: Vec<_> = live
                    .entitled(Some(matter))
                    .iter()
                    .map(|held| held.id())
                    .collect();
                let votes = u32::try_from(all.len()).expect("few");
                let yes = share.min(votes);
                let choice = |place| {
                    if place < yes as usize {
                        Choice::Yes
                    } else {
                        Choice::No
                    }
                };
                let count = if named {
                    let each = all.iter().enumerate();
                    Count::Named(each.map(|(place, id)| (*id, choice(place))).collect())
                } else {
                    Count::Numbers {
                        yes,
                        no: votes - yes,
                        abstained: 0,
                    }
                };
                let casting = (yes * 2 == votes).then_some(Choice::Yes);
                let place = u32::try_from(live.item(matter)?.votes.len()).expect("few");
                let place = place.saturating_sub(1);
                self.take(live.count_vote(&proof, register, matter, place, count, casting)?);
            }
            Command::Disqualify(who, low, contested) => {
                let matter = self.matter(low);
                self.take(live.disqualify(matter, pid(who.name()), None, contested)?);
            }
            Command::Find(who, low, out) => {
                let matter = self.matter(low);
                let proof = live.establish_quorum(register, Some(matter))?;
                self.take(live.settle_disqualification(&proof, matter, pid(who.name()), out)?);
            }
            Command::Preside(who) => {
                self.take(live.preside(who.map(|who| pid(who.name())))?);
            }
            Command::Void => self.take(live.void(self.matter(false), "Utgår".to_owned())?),
            Command::Close => {
                let here = live.participants().iter().find(|held| held.here);
                let adjuster: Vec<_> = here.map(|held| held.id()).into_iter().collect();
                self.take(live.choose_adjusters(&adjuster)?);
                self.attempt(self.live.close(None, Vec::new()))?;
            }
        }
        Ok(())
    }
}
