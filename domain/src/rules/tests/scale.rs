//! The work grows with the size of a record, not with its square or cube; and grouping by seats stays as it was.

use super::builder::{Built, a_board, an_association, figure, member, paragraph};
use crate::attendance::Attendance;
use crate::name::{fold, organisation_key};
use crate::rules::quorum_at;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// A record of so many people, every other one a substitute for the one before, all there throughout.
fn crowd(people: usize, paragraphs: u32) -> Built {
    let lines = (0..people)
        .map(|number| {
            let line = member(
                &format!("Förnamn{number} Efternamn{number}"),
                &format!("Kommun{} kommun", number % 9),
            );
            let before = number.saturating_sub(1);
            match number % 2 {
                0 => line,
                _ => line.serving_for(&format!("Förnamn{before} Efternamn{before}")),
            }
        })
        .collect();
    a_board()
        .registered(an_association())
        .attended(lines)
        .with((1..=paragraphs).map(paragraph).collect())
}

fn took(built: &Built) -> Duration {
    let started = Instant::now();
    assert!(!built.verdicts().is_empty());
    started.elapsed()
}

fn best(built: &Built) -> Duration {
    (0..3).map(|_| took(built)).min().unwrap_or_default()
}

#[test]
fn twice_the_people_take_little_more_than_twice_the_time() {
    let half = best(&crowd(200, 300));
    let whole = best(&crowd(400, 300));
    assert!(
        whole < half * 3 + SLACK,
        "200 people: {half:?}, 400: {whole:?}"
    );
}

#[test]
fn four_times_the_paragraphs_take_little_more_than_four_times_the_time() {
    let part = best(&crowd(400, 75));
    let whole = best(&crowd(400, 300));
    assert!(whole < part * 8 + SLACK, "75 §§: {part:?}, 300: {whole:?}");
}

/// Leaves room for a busy machine: work by pairs of people took minutes.
const SLACK: Duration = Duration::from_millis(300);

/// The grouping by pairs, as the rule is worded.
fn seats_by_pairs(lines: &[Attendance]) -> usize {
    let key = |line: &Attendance| {
        line.organisation
            .as_ref()
            .map(|held| organisation_key(&held.name))
    };
    let same = |one: &str, other: &str| fold(one) == fold(other);
    let same_seat = |one: &Attendance, other: &Attendance| {
        let apart = matches!((key(one), key(other)), (Some(one), Some(other)) if one != other);
        let stands_for = |substitute: &Attendance, member: &Attendance| {
            substitute
                .substitutes_for
                .as_deref()
                .is_some_and(|name| same(name, &member.person.name))
        };
        (same(&one.person.name, &other.person.name) && !apart)
            || stands_for(one, other)
            || stands_for(other, one)
            || matches!((&one.substitutes_for, &other.substitutes_for), (Some(one), Some(other)) if same(one, other))
    };
    let mut kept: Vec<&Attendance> = Vec::new();
    for line in lines {
        if !kept.iter().any(|held| same_seat(held, line)) {
            kept.push(line);
        }
    }
    let mut by_member: BTreeMap<String, usize> = BTreeMap::new();
    for line in &kept {
        let elsewhere = line.substitutes_for.as_deref().and_then(|name| {
            lines
                .iter()
                .filter(|held| same(&held.person.name, name))
                .find_map(key)
        });
        if let Some(key) = elsewhere.or_else(|| key(line)) {
            *by_member.entry(key).or_default() += 1;
        }
    }
    let seats = |name: &str| {
        an_association()
            .members
            .iter()
            .filter(|held| organisation_key(&held.organisation.name) == name)
            .count()
    };
    let surplus: usize = by_member
        .iter()
        .filter(|(key, _)| seats(key) > 0)
        .map(|(key, filled)| filled.saturating_sub(seats(key)))
        .sum();
    kept.len() - surplus
}

fn line() -> impl Strategy<Value = Attendance> {
    let organisations = [
        "Sunnerby kommun",
        "Sunnerby",
        "Åkerås kommun",
        "Utom kommun",
    ];
    (0..6_usize, 0..5_usize, 0..9_usize).prop_map(move |(name, organisation, served)| {
        let name = ["A Ett", "a  ett", "B Två", "C Tre", "D Fyra", "E Fem"][name];
        let place = organisations.get(organisation);
        let mut line = member(name, place.unwrap_or(&"X kommun"));
        if place.is_none() {
            line.organisation = None;
        }
        match ["A Ett", "B två", "C Tre", "F Sex"].get(served) {
            Some(served) => line.serving_for(served),
            None => line,
        }
    })
}

proptest! {
    #[test]
    fn seats_are_filled_as_when_every_pair_is_compared(lines in prop::collection::vec(line(), 0..9)) {
        let wanted = seats_by_pairs(&lines).to_string();
        let built = a_board().registered(an_association()).attended(lines);
        let verdict = quorum_at(&built.meeting, &built.meeting.paragraphs[0], &built.around)
            .expect("a board");
        prop_assert_eq!(figure(&verdict, "present"), Some(wanted));
    }
}
