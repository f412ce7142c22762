//! Votes, tallies, ties.

use super::builder::{Built, PEOPLE, a_board, ballots, board_of, paragraph, tally};
use crate::decision::DecisionKind;
use crate::rule::Outcome;
use crate::vote::{Base, Choice, Majority, Vote, VoteResult};

fn voted(vote: Vote) -> Built {
    a_board()
        .attended(board_of(8))
        .with(vec![paragraph(1).deciding(DecisionKind::Adopt).voted(vote)])
}

fn elected(vote: Vote) -> Built {
    a_board()
        .attended(board_of(8))
        .with(vec![paragraph(1).deciding(DecisionKind::Elect).voted(vote)])
}

#[test]
fn nobody_has_two_votes_and_no_more_vote_than_are_there() {
    let code = "WEIGHTED_VOTE";
    assert_eq!(
        voted(tally(4, 4, Some(true))).outcome(code),
        Some(Outcome::Met)
    );
    assert_eq!(
        voted(tally(5, 4, Some(true))).outcome(code),
        Some(Outcome::Conditional)
    );
    assert_eq!(
        voted(tally(5, 4, None)).outcome(code),
        Some(Outcome::NotMet)
    );
    assert_eq!(
        voted(Vote {
            abstained: Some(2),
            ..tally(4, 3, None)
        })
        .outcome(code),
        Some(Outcome::NotMet)
    );
    let twice = Vote {
        ballots: ballots(&[(PEOPLE[0], Choice::Yes), (PEOPLE[0], Choice::Yes)]),
        ..Vote::default()
    };
    assert_eq!(voted(twice).outcome(code), Some(Outcome::NotMet));
    let mut unknown = voted(tally(4, 3, None));
    unknown.meeting.attendance = None;
    assert_eq!(unknown.outcome(code), Some(Outcome::Unknown));
}

#[test]
fn a_printed_tally_agrees_with_the_ballots() {
    let code = "VOTE_TALLY_MISMATCH";
    let named = ballots(&[
        (PEOPLE[0], Choice::Yes),
        (PEOPLE[1], Choice::No),
        (PEOPLE[2], Choice::Abstain),
    ]);
    let vote = |yes, no, casting| Vote {
        ballots: named.clone(),
        ..tally(yes, no, casting)
    };
    assert_eq!(voted(vote(1, 1, None)).outcome(code), Some(Outcome::Met));
    assert_eq!(voted(vote(2, 1, None)).outcome(code), Some(Outcome::NotMet));
    assert_eq!(
        voted(vote(2, 1, Some(true))).outcome(code),
        Some(Outcome::Conditional)
    );
    assert_eq!(
        voted(vote(3, 1, Some(true))).outcome(code),
        Some(Outcome::NotMet)
    );
    assert_eq!(voted(tally(4, 3, None)).outcome(code), None);
}

#[test]
fn the_casting_vote_is_for_ties() {
    let code = "CASTING_VOTE_WITHOUT_TIE";
    for (yes, no, outcome) in [
        (4, 4, Outcome::Met),
        (5, 4, Outcome::Conditional),
        (5, 3, Outcome::NotMet),
    ] {
        assert_eq!(
            voted(tally(yes, no, Some(true))).outcome(code),
            Some(outcome),
            "{yes}–{no}"
        );
    }
    assert_eq!(
        voted(Vote {
            casting_vote: Some(true),
            ..Vote::default()
        })
        .outcome(code),
        Some(Outcome::Unknown)
    );
    assert_eq!(voted(tally(5, 3, None)).outcome(code), None);
}

#[test]
fn a_tie_is_settled() {
    let code = "TIE_UNRESOLVED";
    // A qualified majority that was not reached is no tie, whatever the figures.
    let fallen = Vote {
        majority: Some(Majority {
            numerator: 2,
            denominator: 3,
            base: Base::Cast,
        }),
        result: Some(VoteResult::Lost),
        ..tally(4, 4, Some(false))
    };
    assert_eq!(voted(fallen).outcome(code), None);
    assert_eq!(
        voted(tally(4, 4, Some(true))).outcome(code),
        Some(Outcome::Met)
    );
    assert_eq!(
        voted(tally(4, 4, Some(false))).outcome(code),
        Some(Outcome::NotMet)
    );
    assert_eq!(
        voted(tally(4, 4, None)).outcome(code),
        Some(Outcome::Unknown)
    );
    assert_eq!(voted(tally(4, 3, None)).outcome(code), None);
    assert_eq!(elected(tally(4, 4, Some(false))).outcome(code), None);
}

#[test]
fn an_election_is_settled_by_lot() {
    let code = "CASTING_VOTE_IN_ELECTION";
    assert_eq!(
        elected(tally(4, 4, Some(true))).outcome(code),
        Some(Outcome::NotMet)
    );
    assert_eq!(
        elected(tally(4, 4, Some(false))).outcome(code),
        Some(Outcome::Met)
    );
    assert_eq!(
        elected(tally(4, 4, None)).outcome(code),
        Some(Outcome::Unknown)
    );
    assert_eq!(voted(tally(4, 4, Some(true))).outcome(code), None);
    let mixed = paragraph(1)
        .deciding(DecisionKind::Elect)
        .deciding(DecisionKind::Adopt);
    let built = a_board().with(vec![mixed.voted(tally(4, 4, Some(true)))]);
    assert_eq!(built.outcome(code), Some(Outcome::Conditional));
}

#[test]
fn the_chair_votes_where_it_is_needed() {
    let code = "CHAIR_ABSTAINED_WHEN_NEEDED";
    let with = |last, casting| {
        let list = [
            (PEOPLE[0], Choice::Abstain),
            (PEOPLE[1], Choice::Yes),
            (PEOPLE[2], last),
        ];
        voted(Vote {
            ballots: ballots(&list),
            casting_vote: casting,
            ..Vote::default()
        })
    };
    assert_eq!(with(Choice::No, None).outcome(code), Some(Outcome::NotMet));
    assert_eq!(
        with(Choice::No, Some(true)).outcome(code),
        Some(Outcome::NotMet)
    );
    assert_eq!(with(Choice::Yes, None).outcome(code), Some(Outcome::Met));
}
