//! The people of a record, each name and organisation folded once.

use super::Surroundings;
use super::printed;
use crate::Date;
use crate::association::Member;
use crate::attendance::Attendance;
use crate::meeting::Meeting;
use crate::name::{fold, organisation_key};
use crate::organisation::Organisation;
use crate::seat::MandateRole;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// A line of the attendance list with what it is compared by.
#[derive(Debug)]
pub(super) struct Line<'a> {
    /// The line itself.
    pub line: &'a Attendance,
    /// The person's name, folded.
    pub name: String,
    /// The key of the organisation represented.
    pub organisation: Option<String>,
    /// The name of the one served for, folded.
    pub serves_for: Option<String>,
}

impl<'a> Line<'a> {
    pub fn of(line: &'a Attendance) -> Self {
        Self {
            line,
            name: fold(&line.person.name),
            organisation: line.organisation.as_ref().map(key),
            serves_for: line.substitutes_for.as_deref().map(fold),
        }
    }
}

fn key(organisation: &Organisation) -> String {
    organisation_key(&organisation.name)
}

/// The attendance of a record and the register of its day, ready to be asked by name.
#[derive(Debug)]
pub(super) struct Roster<'a> {
    /// The lines in order of print.
    pub lines: Vec<Line<'a>>,
    /// The lines of each name.
    by_name: HashMap<String, Vec<usize>>,
    /// The member whose seat a name holds or substitutes in.
    registered: HashMap<String, &'a Member>,
    /// The organisation that a name acts for, by the record.
    acting: HashMap<String, String>,
    /// The seats of each member, by its key.
    seats: HashMap<String, usize>,
    /// Who a printed name that is nobody's exactly may be.
    likely: RefCell<HashMap<String, Rc<Vec<Vec<usize>>>>>,
    /// Seats filled by those lines.
    filled: RefCell<HashMap<Vec<usize>, u32>>,
    /// The pattern of each § number, by who was there.
    patterns: RefCell<Patterns>,
}

/// Who was there, line by line.
type Pattern = Vec<Option<bool>>;

/// Patterns of presence, each told apart by a number of its own.
#[derive(Debug, Default)]
struct Patterns {
    of_number: HashMap<Option<u32>, usize>,
    known: HashMap<Pattern, usize>,
}

impl<'a> Roster<'a> {
    pub fn of(meeting: &'a Meeting, around: &'a Surroundings, date: Date) -> Self {
        let lines: Vec<Line<'a>> = meeting.attendance.iter().flatten().map(Line::of).collect();
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        let mut acting = HashMap::new();
        for (place, line) in lines.iter().enumerate() {
            by_name.entry(line.name.clone()).or_default().push(place);
            if let Some(held) = &line.organisation {
                acting
                    .entry(line.name.clone())
                    .or_insert_with(|| held.clone());
            }
        }
        for absent in meeting.absent.iter().flatten() {
            if let Some(held) = &absent.organisation {
                acting
                    .entry(fold(&absent.person.name))
                    .or_insert_with(|| key(held));
            }
        }
        let mut registered = HashMap::new();
        let mut seats = HashMap::new();
        let members = around
            .association
            .iter()
            .flat_map(|held| held.members_on(date));
        for member in members {
            seats
                .entry(key(&member.organisation))
                .or_insert_with(|| member.seats_on(date).count());
            let mandates = member.seats_on(date).flat_map(|seat| &seat.mandates);
            for mandate in mandates.filter(|mandate| mandate.in_force_on(date)) {
                registered
                    .entry(fold(&mandate.person.name))
                    .or_insert(member);
            }
        }
        Self {
            lines,
            by_name,
            registered,
            acting,
            seats,
            likely: RefCell::default(),
            filled: RefCell::default(),
            patterns: RefCell::default(),
        }
    }

    /// The places of a person's lines, by folded name.
    pub fn places(&self, folded: &str) -> &[usize] {
        self.by_name.get(folded).map_or(&[], Vec::as_slice)
    }

    /// The lines of a person, by printed name.
    pub fn lines_of(&self, name: &str) -> Vec<&'a Attendance> {
        let places = self.places(&fold(name)).iter();
        places
            .filter_map(|place| self.lines.get(*place))
            .map(|held| held.line)
            .collect()
    }

    /// The lines at some places.
    pub fn at<'s, 'p>(
        &'s self,
        places: &'p [usize],
    ) -> impl Iterator<Item = &'s Line<'a>> + use<'s, 'p, 'a> {
        places.iter().filter_map(|place| self.lines.get(*place))
    }

    /// The member of the association whose seat a folded name holds or substitutes in.
    pub fn member_of(&self, folded: &str) -> Option<&'a Member> {
        self.registered.get(folded).copied()
    }

    /// The key of the organisation that a folded name acts for, by the record, else by the register.
    pub fn organisation_of(&self, folded: &str) -> Option<String> {
        let acting = self.acting.get(folded).cloned();
        acting.or_else(|| Some(key(&self.member_of(folded)?.organisation)))
    }

    /// The key of the member whose seat a line fills: that of the one served for, else its own.
    pub fn seat_of(&self, held: &Line<'_>) -> Option<String> {
        let elsewhere = held.serves_for.as_deref();
        elsewhere
            .and_then(|name| self.organisation_of(name))
            .or_else(|| held.organisation.clone())
    }

    /// The number of seats that the register gives a member, by its key; `None` where it gives none.
    pub fn seats_of(&self, key: &str) -> Option<usize> {
        self.seats.get(key).copied().filter(|count| *count > 0)
    }

    /// For each person that a printed name speaks of and no line prints just so: the lines that may be meant.
    /// Nothing for the name of somebody who is not in the list at all.
    pub fn likely(&self, name: &str) -> Rc<Vec<Vec<usize>>> {
        let folded = fold(name);
        if !self.places(&folded).is_empty() {
            return Rc::default();
        }
        let mut known = self.likely.borrow_mut();
        let found = known.entry(name.to_owned()).or_insert_with(|| {
            let spoken_of = printed::persons(name).into_iter().map(|person| {
                let fits = |held: &&Line<'_>| person.may_be(held);
                let lines = self.lines.iter().enumerate();
                lines
                    .filter(|(_, held)| fits(held))
                    .map(|(place, _)| place)
                    .collect::<Vec<_>>()
            });
            Rc::new(spoken_of.filter(|places| !places.is_empty()).collect())
        });
        Rc::clone(found)
    }

    /// Which pattern of presence a § number has: the same for §§ with the same people.
    pub fn pattern(&self, number: Option<u32>) -> usize {
        let mut patterns = self.patterns.borrow_mut();
        if let Some(known) = patterns.of_number.get(&number) {
            return *known;
        }
        let lines = self.lines.iter();
        let pattern = lines.map(|held| held.line.presence.at(number)).collect();
        let next = patterns.known.len();
        let found = *patterns.known.entry(pattern).or_insert(next);
        patterns.of_number.insert(number, found);
        found
    }

    /// How many seats these lines fill: one for a person, one for a member and its substitute together, and for a
    /// member organisation no more than the register gives it.
    pub fn seats_filled(&self, places: &[usize]) -> u32 {
        if let Some(known) = self.filled.borrow().get(places) {
            return *known;
        }
        let mut kept = Kept::default();
        let mut by_member: HashMap<String, usize> = HashMap::new();
        for held in self.at(places) {
            if kept.add(held)
                && let Some(key) = self.seat_of(held)
            {
                *by_member.entry(key).or_default() += 1;
            }
        }
        let surplus = by_member
            .iter()
            .filter_map(|(key, filled)| Some(filled.saturating_sub(self.seats_of(key)?)))
            .sum::<usize>();
        let seats = super::case::count(kept.count.saturating_sub(surplus));
        self.filled.borrow_mut().insert(places.to_vec(), seats);
        seats
    }

    /// The lines of substitutes before a folded name in the order of its member; `None` where there is no order.
    pub fn before(&self, folded: &str, date: Date) -> Option<Vec<&'a Attendance>> {
        let member = self.member_of(folded)?;
        let substitutes: Vec<_> = member
            .seats_on(date)
            .flat_map(|seat| &seat.mandates)
            .filter(|mandate| mandate.role == MandateRole::Substitute && mandate.in_force_on(date))
            .collect();
        let own = substitutes
            .iter()
            .find(|mandate| fold(&mandate.person.name) == folded)
            .and_then(|mandate| mandate.order)?;
        Some(
            substitutes
                .iter()
                .filter(|mandate| mandate.order.is_some_and(|order| order < own))
                .flat_map(|mandate| self.lines_of(&mandate.person.name))
                .collect(),
        )
    }
}

/// Persons by name and organisation: the same name is the same person unless the organisations differ.
#[derive(Debug, Default)]
pub(super) struct Persons<'a> {
    bare: HashSet<&'a str>,
    named: HashMap<&'a str, HashSet<&'a str>>,
}

impl<'a> Persons<'a> {
    /// Whether one of them is the person of a line.
    pub fn hold(&self, held: &Line<'_>) -> bool {
        let name = held.name.as_str();
        let named = self.named.get(name);
        self.bare.contains(name)
            || match &held.organisation {
                None => named.is_some(),
                Some(key) => named.is_some_and(|keys| keys.contains(key.as_str())),
            }
    }

    /// Takes in the person of a line.
    pub fn take(&mut self, held: &'a Line<'_>) {
        match &held.organisation {
            None => {
                self.bare.insert(&held.name);
            }
            Some(key) => {
                self.named.entry(&held.name).or_default().insert(key);
            }
        }
    }
}

/// The lines that fill a seat of their own: no other kept line is the same person, stands for it, is stood for by
/// it, or stands for the same third.
#[derive(Debug, Default)]
struct Kept<'a> {
    persons: Persons<'a>,
    names: HashSet<&'a str>,
    served: HashSet<&'a str>,
    count: usize,
}

impl<'a> Kept<'a> {
    fn add(&mut self, held: &'a Line<'_>) -> bool {
        let serves_for = held.serves_for.as_deref();
        let same_seat = self.persons.hold(held)
            || self.served.contains(held.name.as_str())
            || serves_for
                .is_some_and(|name| self.names.contains(name) || self.served.contains(name));
        if same_seat {
            return false;
        }
        self.persons.take(held);
        self.names.insert(&held.name);
        self.served.extend(serves_for);
        self.count += 1;
        true
    }
}
