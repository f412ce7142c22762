//! Votes: who votes, what carries, and how a tie ends.

use super::builder::{Table, a_council, a_meeting, figures, holder, pid, section, substitute};
use crate::attendance::Capacity;
use crate::body::NumberingScheme;
use crate::live::{Count, LiveMeeting, Method};
use crate::refusal::Refusal;
use crate::vote::{About, Base, Choice, Majority, Vote, VoteResult};

const fn numbers(yes: u32, no: u32, abstained: u32) -> Count {
    Count::Numbers { yes, no, abstained }
}

/// A vote called under § 1 by so many of so many seats.
fn a_vote(seats: usize, present: usize, about: About, candidates: &[&str]) -> Table {
    let mut table = a_meeting(seats).with(present);
    table.opens(1);
    table.calls_vote(section(1), about, candidates);
    table
}

fn vote(live: &LiveMeeting) -> &Vote {
    &live.record().paragraphs[0].votes[0]
}

fn result(table: &Table) -> Option<VoteResult> {
    vote(&table.live).result.clone()
}

/// Why a count is refused.
fn refused(table: &Table, count: Count, casting_vote: Option<Choice>) -> Refusal {
    table.refuses_count(count, casting_vote)
}

impl Table {
    fn refuses_count(&self, count: Count, casting_vote: Option<Choice>) -> Refusal {
        let mut more = self.clone();
        let refusal = more
            .counts(section(1), 0, count, casting_vote)
            .expect_err("it is refused");
        assert_eq!((&more.live, &more.log), (&self.live, &self.log));
        refusal
    }
}

#[test]
fn more_yes_than_no_carries_and_abstentions_are_no_votes() {
    for (yes, no, abstained, expected) in [
        (4, 3, 2, VoteResult::Carried),
        (3, 4, 2, VoteResult::Lost),
        (1, 0, 8, VoteResult::Carried),
        (9, 0, 0, VoteResult::Carried),
    ] {
        let mut table = a_vote(9, 9, About::Matter, &[]);
        table
            .counts(section(1), 0, numbers(yes, no, abstained), None)
            .expect("it adds up");
        assert_eq!(result(&table), Some(expected), "{yes} to {no}");
        let held = vote(&table.live);
        assert_eq!(
            (held.yes, held.no, held.abstained, held.casting_vote),
            (Some(yes), Some(no), Some(abstained), Some(false))
        );
    }
}

#[test]
fn named_ballots_are_kept_by_name() {
    let mut table = a_vote(3, 3, About::Matter, &[]);
    let ballots = vec![
        (pid(holder(0)), Choice::Yes),
        (pid(holder(1)), Choice::No),
        (pid(holder(2)), Choice::Yes),
    ];
    table
        .counts(section(1), 0, Count::Named(ballots), None)
        .expect("one each");
    let held = vote(&table.live);
    assert_eq!(
        (held.yes, held.no, held.abstained),
        (Some(2), Some(1), Some(0))
    );
    let printed: Vec<_> = held
        .ballots
        .iter()
        .map(|ballot| (ballot.name.as_str(), ballot.choice))
        .collect();
    assert_eq!(
        printed,
        [
            (holder(0), Choice::Yes),
            (holder(1), Choice::No),
            (holder(2), Choice::Yes)
        ]
    );
}

#[test]
fn a_ballot_too_many_or_too_few_is_refused() {
    let table = a_vote(3, 3, About::Matter, &[]);
    for (count, given) in [(numbers(2, 0, 0), 2), (numbers(2, 1, 1), 4)] {
        let refusal = refused(&table, count, None);
        assert_eq!(refusal.code(), "BALLOTS_MISMATCH");
        assert_eq!(
            figures(&refusal),
            [("ballots", given.to_string()), ("entitled", "3".to_owned())]
        );
    }
    let one = Count::Named(vec![(pid(holder(0)), Choice::Yes)]);
    assert_eq!(refused(&table, one, None).code(), "BALLOTS_MISMATCH");
}

#[test]
fn nobody_has_two_votes_but_namesakes_have_one_each() {
    let mut table = a_meeting(3);
    table.association.members[2].seats[0].mandates[1]
        .person
        .name = holder(1).to_owned();
    (0..2).for_each(|place| table.arrives(holder(place)));
    let namesake = table.association.members[2].seats[0].mandates[1]
        .person
        .clone();
    let coming = crate::live::Coming {
        person: namesake,
        ..super::builder::coming(holder(2))
    };
    let told = table.live.arrive(Some(&table.association), coming);
    table.attempt(told).expect("they hold a seat");
    table.opens(1);
    table.calls_vote(section(1), About::Matter, &[]);
    let twice = vec![
        (pid(holder(0)), Choice::Yes),
        (pid(holder(0)), Choice::Yes),
        (pid(holder(1)), Choice::No),
    ];
    let refusal = refused(&table, Count::Named(twice), None);
    assert_eq!(refusal.code(), "WEIGHTED_VOTE");
    assert_eq!(figures(&refusal), [("person", holder(0).to_owned())]);
    let each = vec![
        (pid(holder(0)), Choice::Yes),
        (pid(holder(1)), Choice::Yes),
        (pid(holder(2)), Choice::No),
    ];
    table
        .counts(section(1), 0, Count::Named(each), None)
        .expect("one each");
}

#[test]
fn only_those_who_serve_are_there_and_are_not_disqualified_vote() {
    let mut table = a_meeting(5).with(5);
    table.arrives(substitute(4));
    table.opens(1);
    table.disqualifies(section(1), holder(4), false);
    table.calls_vote(section(1), About::Matter, &[]);
    for (name, code) in [
        (substitute(4), "NON_SERVING_SUBSTITUTE_ACTED"),
        (holder(4), "JAV_PRESENT"),
        (substitute(3), "NOT_IN_ROOM"),
    ] {
        let ballots = vec![(pid(name), Choice::Yes)];
        assert_eq!(refused(&table, Count::Named(ballots), None).code(), code);
    }
}

#[test]
fn an_official_does_not_vote_in_a_council_either() {
    let mut table = a_council(holder(0), NumberingScheme::Meeting);
    table.arrives_as(holder(0), Capacity::Member);
    table.arrives_as("Tyra Tall", Capacity::Official);
    table.opens(1);
    table.calls_vote(section(1), About::Matter, &[]);
    let ballots = vec![(pid("Tyra Tall"), Choice::Yes)];
    let refusal = refused(&table, Count::Named(ballots), None);
    assert_eq!(refusal.code(), "BALLOTS_MISMATCH");
}

#[test]
fn a_qualified_majority_is_reckoned_of_its_base() {
    for (base, (yes, no, abstained), expected) in [
        (Base::Cast, (6, 3, 0), VoteResult::Carried),
        (Base::Cast, (5, 3, 1), VoteResult::Lost),
        (Base::Cast, (4, 2, 3), VoteResult::Carried),
        (Base::Cast, (0, 0, 9), VoteResult::Lost),
        (Base::Present, (6, 0, 3), VoteResult::Carried),
        (Base::Present, (5, 0, 4), VoteResult::Lost),
        (Base::Seats, (8, 1, 0), VoteResult::Carried),
        (Base::Seats, (7, 2, 0), VoteResult::Lost),
    ] {
        let mut table = a_meeting(12).with(9);
        table.opens(1);
        let majority = Majority {
            numerator: 2,
            denominator: 3,
            base,
        };
        table.calls_vote_of(section(1), About::Matter, &[], Some(majority));
        table
            .counts(section(1), 0, numbers(yes, no, abstained), None)
            .expect("it adds up");
        assert_eq!(result(&table), Some(expected), "{base:?} {yes} to {no}");
    }
}

#[test]
fn a_qualified_majority_knows_no_casting_vote() {
    let mut table = a_meeting(4).with(4);
    table.opens(1);
    let majority = Majority {
        numerator: 2,
        denominator: 3,
        base: Base::Cast,
    };
    table.calls_vote_of(section(1), About::Matter, &[], Some(majority));
    let refusal = refused(&table, numbers(2, 2, 0), Some(Choice::Yes));
    assert_eq!(refusal.code(), "CASTING_VOTE_WITHOUT_TIE");
    table
        .counts(section(1), 0, numbers(2, 2, 0), None)
        .expect("half is less than two thirds");
    assert_eq!(result(&table), Some(VoteResult::Lost));
}

#[test]
fn a_tie_waits_for_the_casting_vote() {
    let table = a_vote(8, 8, About::Matter, &[]);
    for none in [None, Some(Choice::Abstain)] {
        let refusal = refused(&table, numbers(4, 4, 0), none);
        assert_eq!(refusal.code(), "TIE_UNRESOLVED");
        assert!(refusal.text.sv.contains(holder(0)), "{refusal:?}");
        assert!(refusal.rule().is_some());
    }
    for (choice, expected) in [
        (Choice::Yes, VoteResult::Carried),
        (Choice::No, VoteResult::Lost),
    ] {
        let mut table = table.clone();
        table
            .counts(section(1), 0, numbers(4, 4, 0), Some(choice))
            .expect("the casting vote settles it");
        assert_eq!(result(&table), Some(expected));
        assert_eq!(vote(&table.live).casting_vote, Some(true));
        assert_eq!(
            (vote(&table.live).yes, vote(&table.live).no),
            (Some(4), Some(4))
        );
    }
}

#[test]
fn a_casting_vote_without_a_tie_is_refused() {
    let table = a_vote(9, 9, About::Matter, &[]);
    let refusal = refused(&table, numbers(5, 4, 0), Some(Choice::Yes));
    assert_eq!(refusal.code(), "CASTING_VOTE_WITHOUT_TIE");
    assert_eq!(
        figures(&refusal),
        [("yes", "5".to_owned()), ("no", "4".to_owned())]
    );
}

#[test]
fn a_casting_vote_in_an_election_or_hiring_is_refused() {
    for about in [About::Election, About::Hiring] {
        let table = a_vote(8, 8, about, &["Ulla", "Valter"]);
        let count = Count::Candidates {
            votes: vec![4, 4],
            abstained: 0,
        };
        let refusal = refused(&table, count, Some(Choice::Yes));
        assert_eq!(refusal.code(), "CASTING_VOTE_IN_ELECTION");
        let table = a_vote(8, 8, about, &[]);
        let refusal = refused(&table, numbers(4, 4, 0), Some(Choice::Yes));
        assert_eq!(refusal.code(), "CASTING_VOTE_IN_ELECTION");
    }
}

#[test]
fn an_election_goes_to_most_votes_and_a_tie_to_the_lot_between_the_leaders() {
    let candidates = &["Ulla", "Valter", "Ylva"];
    let count = |votes: &[u32]| Count::Candidates {
        votes: votes.to_vec(),
        abstained: 0,
    };
    let mut table = a_vote(9, 8, About::Election, candidates);
    table
        .counts(section(1), 0, count(&[2, 4, 2]), None)
        .expect("it adds up");
    assert_eq!(
        result(&table),
        Some(VoteResult::Elected("Valter".to_owned()))
    );

    let mut table = a_vote(9, 8, About::Election, candidates);
    table
        .counts(section(1), 0, count(&[3, 3, 2]), None)
        .expect("it adds up");
    assert_eq!(result(&table), None);
    assert_eq!(vote(&table.live).casting_vote, None);
    table.refuses("VOTE_OPEN", |live, association| {
        let proof = live.establish_quorum(Some(association), Some(section(1)))?;
        live.decide(
            &proof,
            section(1),
            table.clone().decision(),
            Method::Vote(0),
        )
    });
    let refusal = table.refuses("NOT_OF_MEETING", |live, _| {
        live.draw_lot(section(1), 0, "Ylva".to_owned())
    });
    assert_eq!(figures(&refusal), [("between", "Ulla, Valter".to_owned())]);
    let drawn = table.live.draw_lot(section(1), 0, "Ulla".to_owned());
    table.take(drawn.expect("among the leaders"));
    assert_eq!(result(&table), Some(VoteResult::Elected("Ulla".to_owned())));
    assert_eq!(vote(&table.live).lot.as_deref(), Some("Ulla"));
    table.refuses("NOT_OF_MEETING", |live, _| {
        live.draw_lot(section(1), 0, "Valter".to_owned())
    });
}

#[test]
fn an_election_is_counted_by_candidate_and_a_matter_is_not() {
    let table = a_vote(3, 3, About::Election, &["Ulla", "Valter"]);
    let short = Count::Candidates {
        votes: vec![3],
        abstained: 0,
    };
    for count in [short, numbers(3, 0, 0), Count::Named(Vec::new())] {
        assert_eq!(refused(&table, count, None).code(), "BALLOTS_MISMATCH");
    }
    let mut table = a_meeting(3).with(3);
    table.opens(1);
    for (about, names) in [
        (About::Election, vec!["Ulla".to_owned()]),
        (About::Matter, vec!["Ulla".to_owned(), "Valter".to_owned()]),
    ] {
        table.refuses("BALLOTS_MISMATCH", |live, association| {
            let proof = live.establish_quorum(Some(association), Some(section(1)))?;
            live.call_vote(&proof, section(1), about, false, None, names, None)
        });
    }
}

#[test]
fn a_closed_vote_is_for_elections_and_hiring_alone() {
    let mut table = a_meeting(3).with(3);
    table.opens(1);
    let proof = table.proof(Some(section(1)));
    table.refuses("CLOSED_VOTE_NOT_ALLOWED", |live, _| {
        live.call_vote(
            &proof,
            section(1),
            About::Matter,
            true,
            None,
            Vec::new(),
            None,
        )
    });
    let called = table.live.call_vote(
        &proof,
        section(1),
        About::Hiring,
        true,
        None,
        Vec::new(),
        None,
    );
    table.take(called.expect("hiring may be closed"));
    let named = Count::Named(vec![(pid(holder(0)), Choice::Yes)]);
    assert_eq!(refused(&table, named, None).code(), "BALLOTS_MISMATCH");
}

#[test]
fn a_count_waits_for_an_open_question_of_disqualification() {
    let mut table = a_vote(5, 5, About::Matter, &[]);
    table.disqualifies(section(1), holder(4), true);
    let refusal = refused(&table, numbers(4, 0, 0), None);
    assert_eq!(refusal.code(), "DISQUALIFICATION_OPEN");
    table.finds(section(1), holder(4), false);
    table
        .counts(section(1), 0, numbers(5, 0, 0), None)
        .expect("all five vote");
    assert_eq!(
        refused(&table, numbers(5, 0, 0), None).code(),
        "NOT_OF_MEETING"
    );
}
