//! Somebody in the room: in what seat, and their lines of the attendance list.

use super::{Arrival, Because};
use crate::attendance::{Attendance, Capacity, Interval, PersonRef, Presence};
use crate::id::{PersonId, SeatId};
use std::collections::BTreeSet;

/// A substitute's service in a seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Serving {
    /// The seat.
    pub seat: SeatId,
    /// Its ordinary holder; `None` = vacant.
    pub holder: Option<PersonRef>,
    /// Why.
    pub because: Because,
}

/// A time in one capacity.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stretch {
    standing: As,
    intervals: Vec<Interval>,
}

/// As what somebody is there: what one line of the attendance list says of them.
#[derive(Debug, Clone, PartialEq, Eq)]
struct As {
    /// The capacity that the person came in.
    capacity: Capacity,
    remote: bool,
    remote_counts: bool,
    serving: Option<Serving>,
}

/// The §§ of a record, which give intervals their meaning.
#[derive(Debug, Clone, Default)]
pub(super) struct Numbers {
    pub(super) drawn: BTreeSet<u32>,
    /// Whether there will be no more.
    pub(super) closed: bool,
}

impl Numbers {
    /// The interval as the record states it; `None` where no § lies in it, or will.
    fn stated(&self, interval: Interval) -> Option<Interval> {
        let Some(first) = self.drawn.first() else {
            return Some(interval);
        };
        let holds = self.drawn.iter().any(|number| interval.contains(*number));
        let may_hold = interval.to.is_none() && !self.closed;
        (holds || may_hold).then(|| Interval {
            from: interval.from.filter(|from| from > first),
            to: interval.to,
        })
    }
}

/// Somebody who has been in the room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// Who and as what, when last they came.
    pub arrival: Arrival,
    /// Whether they are here now.
    pub here: bool,
    /// The seat that a substitute serves in now.
    pub serving: Option<Serving>,
    stretches: Vec<Stretch>,
}

impl From<Arrival> for Participant {
    fn from(arrival: Arrival) -> Self {
        Self {
            arrival,
            here: false,
            serving: None,
            stretches: Vec::new(),
        }
    }
}

impl Participant {
    /// Who.
    pub const fn id(&self) -> PersonId {
        self.arrival.person.id
    }

    /// The seat that they fill now, their own or another's; `None` where they fill none, or their presence does
    /// not count.
    ///
    /// # Legal source
    /// Lag (2003:1210) 19 a §: remote presence counts where the board has decided on it.
    pub fn seat(&self) -> Option<SeatId> {
        let counts = !self.arrival.remote || self.arrival.remote_counts;
        let own = self
            .arrival
            .seat
            .filter(|_| self.arrival.capacity == Capacity::Member);
        let seat = self.serving.as_ref().map(|serving| serving.seat).or(own);
        seat.filter(|_| self.here && counts)
    }

    /// The seat that is theirs or that they serve in, there or not.
    pub(super) fn place(&self) -> Option<SeatId> {
        let serving = self.serving.as_ref().map(|serving| serving.seat);
        serving.or(self.arrival.seat)
    }

    /// Whether they attend a § in the capacity that they have now.
    pub(super) fn attends(&self, number: Option<u32>) -> bool {
        let since = self
            .stretches
            .last()
            .and_then(|stretch| stretch.intervals.last())
            .and_then(|interval| interval.from);
        match (since, number) {
            (Some(since), Some(number)) => since <= number,
            _ => true,
        }
    }

    pub(super) fn enter(&mut self, from: Option<u32>) {
        let standing = As {
            capacity: self.arrival.capacity,
            remote: self.arrival.remote,
            remote_counts: self.arrival.remote_counts,
            serving: self.serving.clone(),
        };
        if !self
            .stretches
            .last()
            .is_some_and(|held| held.standing == standing)
        {
            self.stretches.push(Stretch {
                standing,
                intervals: Vec::new(),
            });
        }
        let Some(stretch) = self.stretches.last_mut() else {
            return;
        };
        match stretch.intervals.last_mut() {
            Some(last) if last.to.is_none() => {}
            // Out and in again between two §§: nothing was missed.
            Some(last) if last.to.map(|to| to + 1) == from => last.to = None,
            _ => stretch.intervals.push(Interval { from, to: None }),
        }
    }

    /// Last § attended; `None` = none of them, or that they have no numbers.
    pub(super) fn leave(&mut self, after: Option<u32>, unnumbered: bool) {
        if unnumbered {
            return;
        }
        let Some(stretch) = self.stretches.last_mut() else {
            return;
        };
        let Some(last) = stretch.intervals.last_mut() else {
            return;
        };
        let missed = match (last.from, after) {
            (_, None) => true,
            (Some(from), Some(after)) => after < from,
            (None, Some(_)) => false,
        };
        if missed {
            stretch.intervals.pop();
        } else {
            last.to = after;
        }
    }

    /// The lines of the attendance list, out of the room at the given §§.
    pub(super) fn lines(&self, aside: &BTreeSet<u32>, numbers: &Numbers) -> Vec<Attendance> {
        let arrival = &self.arrival;
        let line = |stretch: &Stretch| {
            let standing = &stretch.standing;
            let capacity = match &standing.serving {
                Some(_) => Capacity::ServingSubstitute,
                None => standing.capacity,
            };
            let substitutes_for = standing
                .serving
                .as_ref()
                .and_then(|serving| serving.holder.as_ref())
                .map(|holder| holder.name.clone());
            let entitled = matches!(capacity, Capacity::Member | Capacity::ServingSubstitute);
            let uncounted = entitled && standing.remote && !standing.remote_counts;
            Attendance {
                person: arrival.person.clone(),
                organisation: arrival.organisation.clone(),
                title: arrival.title.clone(),
                party: arrival.party.clone(),
                capacity,
                deciding: uncounted.then_some(false),
                remote: Some(standing.remote),
                substitutes_for,
                presence: presence(&stretch.intervals, aside, numbers),
            }
        };
        let all: Vec<Attendance> = self.stretches.iter().map(line).collect();
        let spoken = all.iter().any(|line| !line.presence.is_none());
        // Who stepped in before the first § was never there as anything else.
        let kept = all
            .into_iter()
            .filter(|line| !spoken || !line.presence.is_none());
        let mut lines: Vec<Attendance> = Vec::new();
        for line in kept {
            let same = lines.iter_mut().find(|held| {
                let key = |line: &Attendance| (line.capacity, line.deciding, line.remote);
                key(held) == key(&line) && held.substitutes_for == line.substitutes_for
            });
            match (same, &line.presence) {
                (Some(held), Presence::Stated(more)) => {
                    if let Presence::Stated(intervals) = &mut held.presence {
                        more.iter().for_each(|next| join(intervals, *next));
                    }
                }
                (Some(_), Presence::Whole) => {}
                (None, _) => lines.push(line),
            }
        }
        if !spoken {
            lines.truncate(1);
        }
        for line in &mut lines {
            if let Presence::Stated(intervals) = &line.presence {
                line.presence = stated(intervals.clone());
            }
        }
        lines
    }
}

/// Puts an interval behind others, as one with the last where nothing lies between.
fn join(intervals: &mut Vec<Interval>, next: Interval) {
    match intervals.last_mut() {
        Some(last)
            if last
                .to
                .and_then(|to| to.checked_add(1))
                .is_some_and(|after| next.from == Some(after)) =>
        {
            last.to = next.to;
        }
        _ => intervals.push(next),
    }
}

/// Intervals without the §§ at which somebody stood aside.
fn presence(intervals: &[Interval], aside: &BTreeSet<u32>, numbers: &Numbers) -> Presence {
    let mut left: Vec<Interval> = Vec::new();
    for interval in intervals {
        let mut rest = *interval;
        for number in aside.iter().filter(|number| interval.contains(**number)) {
            let before = Interval {
                from: rest.from,
                to: number.checked_sub(1),
            };
            if before.from.is_none_or(|from| from < *number) {
                left.push(before);
            }
            rest.from = number.checked_add(1);
        }
        let empty = matches!((rest.from, rest.to), (Some(from), Some(to)) if to < from);
        if !empty {
            left.push(rest);
        }
    }
    left = left
        .into_iter()
        .filter_map(|interval| numbers.stated(interval))
        .collect();
    stated(left)
}

/// Presence at intervals; one that is open at both ends is all of the meeting.
fn stated(intervals: Vec<Interval>) -> Presence {
    match intervals.as_slice() {
        [
            Interval {
                from: None,
                to: None,
            },
        ] => Presence::Whole,
        _ => Presence::Stated(intervals),
    }
}
