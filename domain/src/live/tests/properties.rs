//! What holds whatever happens: random commands on boards of three to nine seats, the refused ones left out.

use super::builder::{Table, pid};
use super::stories::{Command, Who, story};
use crate::paragraph::Paragraph;
use crate::rule::Outcome;
use crate::rules::{Surroundings, irregularities, quorum_at};
use proptest::prelude::*;
use std::collections::BTreeSet;

const CASES: u32 = 64;

/// What may be remarked on a paragraph though every command was carried out.
const ALLOWED: [&str; 2] = ["SUBSTITUTE_OUT_OF_ORDER", "REPRESENTATIVE_CHANGED"];

impl Table {
    /// Everything that may be decided upon now: the next §, the open one, its item.
    fn matters(&self) -> Vec<Option<crate::id::ParagraphId>> {
        let open = self
            .live
            .current()
            .map(|open| vec![open, self.matter(true)]);
        let known = open
            .into_iter()
            .flatten()
            .filter(|id| self.live.item(*id).is_ok());
        std::iter::once(None).chain(known.map(Some)).collect()
    }

    fn quorate(&self, matter: Option<crate::id::ParagraphId>) -> bool {
        let register = Some(&self.association);
        self.live.establish_quorum(register, matter).is_ok()
    }

    fn no_seat_has_two_votes(&self) {
        for matter in self.matters() {
            let seats: Vec<_> = self
                .live
                .entitled(matter)
                .iter()
                .map(|held| held.seat())
                .collect();
            let distinct: BTreeSet<_> = seats.iter().collect();
            assert_eq!(seats.len(), distinct.len(), "{matter:?}");
        }
        for top in &self.live.record().paragraphs {
            let present = self.live.record().present_at(top).expect("attendance");
            let places: Vec<_> = present
                .iter()
                .filter(|line| line.is_entitled())
                .filter_map(|line| Some(line.organisation.as_ref()?.name.as_str()))
                .collect();
            let distinct: BTreeSet<_> = places.iter().collect();
            assert_eq!(
                places.len(),
                distinct.len(),
                "§ {:?}: {places:?}",
                top.number
            );
        }
    }

    /// Whoever may come or step in next takes no quorum away.
    fn nobody_who_comes_takes_quorum_away(&self) {
        let before: Vec<_> = self
            .matters()
            .into_iter()
            .filter(|matter| self.quorate(*matter))
            .collect();
        for place in 0..self.association.members.len() {
            for rank in 0..3 {
                let who = Who { place, rank };
                for command in [Command::Arrive(who, false), Command::StepIn(who)] {
                    let mut more = self.clone();
                    if more.tries(command).is_ok() {
                        for matter in &before {
                            assert!(more.quorate(*matter), "{command:?} in {matter:?}");
                        }
                    }
                }
            }
        }
    }

    /// Whether somebody was found to stand aside from a § or item after taking part in a decision under it.
    fn is_spoilt(&self, top: &Paragraph) -> bool {
        top.walk().any(|below| {
            let took_part = below
                .decisions
                .iter()
                .flat_map(|held| &self.live.took_part[&held.id]);
            let acted = self
                .live
                .acted
                .iter()
                .filter(|(id, ..)| *id == top.id)
                .map(|(_, _, id)| id);
            let ids: BTreeSet<_> = took_part.chain(acted).collect();
            top.walk()
                .flat_map(|below| &below.disqualified)
                .any(|name| ids.contains(&pid(name)))
        })
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_seat_has_one_vote_in_a_paragraph_whatever_happens(story in story()) {
        let mut table = story.table();
        for command in story.commands {
            let _ = table.tries(command);
            table.no_seat_has_two_votes();
        }
    }

    #[test]
    fn replaying_what_happened_gives_the_same_meeting(story in story()) {
        let mut table = story.table();
        for command in story.commands {
            let _ = table.tries(command);
        }
        prop_assert_eq!(&table.start.clone().replay(&table.log), &table.live);
    }

    #[test]
    fn who_took_part_is_in_the_record_and_the_rules_agree(story in story()) {
        let mut table = story.table();
        for command in story.commands {
            let _ = table.tries(command);
        }
        let around = Surroundings {
            association: Some(table.association.clone()),
            ..Surroundings::default()
        };
        let record = table.live.record();
        for top in record.paragraphs.iter().filter(|top| !table.is_spoilt(top)) {
            for below in top.walk().filter(|below| !below.decisions.is_empty()) {
                let present = record.present_at(below).expect("attendance");
                for id in below.decisions.iter().flat_map(|held| &table.live.took_part[&held.id]) {
                    let line = present.iter().find(|line| line.person.id == *id && line.is_entitled());
                    prop_assert!(line.is_some(), "{:?} in {:?}", id, top.number);
                }
                let verdict = quorum_at(record, below, &around).expect("a board");
                prop_assert_ne!(verdict.outcome, Outcome::NotMet, "{}", verdict.explanation.en);
            }
        }
        let spoilt: BTreeSet<_> = record
            .paragraphs
            .iter()
            .filter(|top| table.is_spoilt(top) || top.walk().all(|item| item.decisions.is_empty()))
            .flat_map(Paragraph::walk)
            .map(|item| item.id)
            .collect();
        let told: Vec<_> = irregularities(record, &around)
            .into_iter()
            .filter(|verdict| verdict.paragraph.is_some_and(|id| !spoilt.contains(&id)))
            .filter(|verdict| !ALLOWED.contains(&verdict.rule.code))
            .map(|verdict| (verdict.rule.code, verdict.explanation.en))
            .collect();
        prop_assert!(told.is_empty(), "{:?}", told);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES / 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nobody_who_comes_or_steps_in_takes_a_quorum_away(story in story()) {
        let mut table = story.table();
        for command in story.commands {
            let _ = table.tries(command);
            table.nobody_who_comes_takes_quorum_away();
        }
    }
}
