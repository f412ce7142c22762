//! One person in each seat: substitutes step in and out.

use super::builder::{Table, a_meeting, holder, pid, seat, second, section, substitute};
use crate::attendance::Capacity;
use crate::live::{Because, Happening};

const AWAY: usize = 4;

/// Four of five holders and the substitute of the fifth, with § 47 settled.
fn with_a_substitute() -> Table {
    let mut table = a_meeting(5).with(4);
    table.arrives(substitute(AWAY));
    table.settles(47);
    table
}

fn serving_for(place: usize, from: Option<u32>, to: Option<u32>) -> super::builder::Line {
    (
        Capacity::ServingSubstitute,
        Some(holder(place).to_owned()),
        Some(vec![(from, to)]),
    )
}

fn listening(from: Option<u32>, to: Option<u32>) -> super::builder::Line {
    (Capacity::Substitute, None, Some(vec![(from, to)]))
}

#[test]
fn a_substitute_who_steps_in_listened_before_and_serves_from_then_on() {
    let mut table = with_a_substitute();
    table.opens(48);
    table.steps_in(substitute(AWAY), AWAY);
    assert_eq!(
        table.lines(substitute(AWAY)),
        [listening(None, Some(47)), serving_for(AWAY, Some(48), None)]
    );
    assert!(
        table
            .entitled(Some(section(48)))
            .contains(&substitute(AWAY))
    );
}

#[test]
fn a_substitute_who_steps_in_before_the_first_paragraph_never_only_listened() {
    for open_first in [false, true] {
        let mut table = a_meeting(5).with(4);
        table.arrives(substitute(AWAY));
        if open_first {
            table.opens(47);
        }
        table.steps_in(substitute(AWAY), AWAY);
        if !open_first {
            table.opens(47);
        }
        assert_eq!(
            table.lines(substitute(AWAY)),
            [(
                Capacity::ServingSubstitute,
                Some(holder(AWAY).to_owned()),
                None
            )]
        );
    }
}

#[test]
fn a_substitute_who_steps_in_after_something_was_settled_serves_from_the_next() {
    let mut table = with_a_substitute();
    table.steps_in(substitute(AWAY), AWAY);
    assert_eq!(
        table.lines(substitute(AWAY)),
        [listening(None, Some(47)), serving_for(AWAY, Some(48), None)]
    );
    assert!(
        !table
            .entitled(Some(section(47)))
            .contains(&substitute(AWAY))
    );
    table.opens(48);
    assert!(
        table
            .entitled(Some(section(48)))
            .contains(&substitute(AWAY))
    );
}

#[test]
fn a_seat_decides_once_in_a_paragraph_though_holder_and_substitute_change() {
    let mut table = a_meeting(5).with(5);
    table.arrives(substitute(AWAY));
    table.settles(47);
    table.leaves(holder(AWAY));
    table.steps_in(substitute(AWAY), AWAY);
    assert_eq!(table.entitled(Some(section(47))).len(), 4);
    table.refuses("NON_SERVING_SUBSTITUTE_ACTED", |live, _| {
        live.propose(
            section(47),
            Some(pid(substitute(AWAY))),
            None,
            crate::proposal::ProposalKind::Proposal,
            "Bifall".to_owned(),
        )
    });
}

#[test]
fn the_holder_who_comes_displaces_the_substitute() {
    let mut table = with_a_substitute();
    table.steps_in(substitute(AWAY), AWAY);
    table.settles(48);
    table.opens(49);
    table.arrives(holder(AWAY));
    assert_eq!(
        table.lines(substitute(AWAY)),
        [
            (
                Capacity::Substitute,
                None,
                Some(vec![(None, Some(47)), (Some(49), None)])
            ),
            serving_for(AWAY, Some(48), Some(48)),
        ]
    );
    assert_eq!(
        table.lines(holder(AWAY)),
        [(Capacity::Member, None, Some(vec![(Some(49), None)]))]
    );
    assert!(
        !table
            .entitled(Some(section(49)))
            .contains(&substitute(AWAY))
    );
    assert!(table.entitled(Some(section(49))).contains(&holder(AWAY)));
}

#[test]
fn a_substitute_who_took_part_stays_to_the_end_of_the_paragraph() {
    let mut table = a_meeting(5).with(2);
    table.arrives(substitute(AWAY));
    table.steps_in(substitute(AWAY), AWAY);
    table.settles(47);
    table.arrives(holder(AWAY));
    assert_eq!(
        table.proof(Some(section(47))).present(),
        3,
        "an arrival takes no quorum away"
    );
    assert!(
        table
            .entitled(Some(section(47)))
            .contains(&substitute(AWAY))
    );
    assert_eq!(table.entitled(None), [holder(0), holder(1), holder(AWAY)]);
    table.opens(48);
    assert!(
        !table
            .entitled(Some(section(48)))
            .contains(&substitute(AWAY))
    );
    assert_eq!(
        table.lines(substitute(AWAY)),
        [serving_for(AWAY, None, Some(47)), listening(Some(48), None)]
    );
    assert_eq!(
        table.lines(holder(AWAY)),
        [(Capacity::Member, None, Some(vec![(Some(48), None)]))]
    );
}

#[test]
fn a_holder_whose_presence_does_not_count_displaces_nobody() {
    let mut table = a_meeting(3).with(1);
    table.arrives(substitute(1));
    table.steps_in(substitute(1), 1);
    table.opens(47);
    table.arrives_remotely(holder(1));
    assert_eq!(table.proof(Some(section(47))).present(), 2);
    table.links(holder(1), false);
    assert_eq!(table.entitled(Some(section(47))), [holder(0), holder(1)]);
    assert_eq!(
        table.lines(substitute(1)),
        [(Capacity::Substitute, None, None)]
    );
}

#[test]
fn a_holder_whose_link_counts_again_waits_for_a_substitute_who_took_part() {
    let mut table = a_meeting(3).with(1);
    table.arrives(substitute(1));
    table.steps_in(substitute(1), 1);
    table.arrives_remotely(holder(1));
    table.settles(47);
    table.links(holder(1), false);
    assert_eq!(
        table.entitled(Some(section(47))),
        [holder(0), substitute(1)]
    );
    table.opens(48);
    assert_eq!(table.entitled(Some(section(48))), [holder(0), holder(1)]);
    assert_eq!(
        table.lines(substitute(1)),
        [serving_for(1, None, Some(47)), listening(Some(48), None)]
    );
}

#[test]
fn serving_for_one_who_stands_aside_ends_with_the_paragraph() {
    let mut table = a_meeting(5).with(5);
    table.arrives(substitute(AWAY));
    table.settles(47);
    table.opens(48);
    table.disqualifies(section(48), holder(AWAY), false);
    table.steps_in(substitute(AWAY), AWAY);
    assert!(matches!(
        table.log.last(),
        Some(Happening::SteppedIn { because: Because::Disqualification(of), .. }) if *of == section(48)
    ));
    table.decides(section(48));
    assert_eq!(table.proof(Some(section(48))).present(), 5);
    table.opens(49);
    assert!(table.entitled(Some(section(49))).contains(&holder(AWAY)));
    assert!(
        !table
            .entitled(Some(section(49)))
            .contains(&substitute(AWAY))
    );
    assert_eq!(
        table.lines(substitute(AWAY)),
        [
            (
                Capacity::Substitute,
                None,
                Some(vec![(None, Some(47)), (Some(49), None)])
            ),
            serving_for(AWAY, Some(48), Some(48)),
        ]
    );
}

#[test]
fn serving_in_the_last_paragraph_leaves_no_line_behind_it() {
    let mut table = a_meeting(5).with(5);
    table.arrives(substitute(AWAY));
    table.settles(47);
    table.opens(48);
    table.disqualifies(section(48), holder(AWAY), false);
    table.steps_in(substitute(AWAY), AWAY);
    table.closes();
    assert_eq!(
        table.lines(substitute(AWAY)),
        [
            listening(None, Some(47)),
            serving_for(AWAY, Some(48), Some(48))
        ]
    );
}

#[test]
fn a_seat_that_had_its_vote_before_the_holder_stood_aside_has_the_next_in_the_next_paragraph() {
    let mut table = a_meeting(3).with(2);
    table.arrives(substitute(1));
    table.settles(47);
    table.disqualifies(section(47), holder(1), false);
    table.refuses("QUORUM_LOST_BY_JAV", |live, association| {
        live.establish_quorum(Some(association), Some(section(47)))
    });
    table.steps_in(substitute(1), 1);
    table.refuses("QUORUM_LOST_BY_JAV", |live, association| {
        live.establish_quorum(Some(association), Some(section(47)))
    });
    table.leaves(holder(1));
    table.settles(48);
    assert_eq!(
        table.entitled(Some(section(48))),
        [holder(0), substitute(1)]
    );
}

#[test]
fn where_the_disqualified_holder_goes_home_the_substitute_serves_on() {
    let mut table = a_meeting(3).with(2);
    table.arrives(substitute(1));
    table.opens(47);
    table.disqualifies(section(47), holder(1), false);
    table.steps_in(substitute(1), 1);
    table.leaves(holder(1));
    table.settles(48);
    assert_eq!(
        table.entitled(Some(section(48))),
        [holder(0), substitute(1)]
    );
}

#[test]
fn who_was_found_not_disqualified_takes_the_seat_back() {
    let mut table = a_meeting(5).with(5);
    table.arrives(substitute(AWAY));
    table.settles(47);
    table.opens(48);
    table.disqualifies(section(48), holder(AWAY), true);
    table.steps_in(substitute(AWAY), AWAY);
    table.finds(section(48), holder(AWAY), false);
    assert!(table.entitled(Some(section(48))).contains(&holder(AWAY)));
    assert_eq!(
        table.lines(substitute(AWAY)),
        [(Capacity::Substitute, None, None)]
    );
    assert_eq!(table.lines(holder(AWAY)), [(Capacity::Member, None, None)]);
}

#[test]
fn who_has_been_replaced_in_a_decision_is_not_found_fit_for_it_afterwards() {
    let mut table = a_meeting(5).with(5);
    table.arrives(substitute(AWAY));
    table.opens(47);
    table.disqualifies(section(47), holder(AWAY), false);
    table.steps_in(substitute(AWAY), AWAY);
    table.decides(section(47));
    let refusal = table.refuses("SUBSTITUTE_SERVED_WITHOUT_ABSENCE", |live, association| {
        let proof = live.establish_quorum(Some(association), Some(section(47)))?;
        live.settle_disqualification(&proof, section(47), pid(holder(AWAY)), false)
    });
    assert_eq!(
        super::builder::figures(&refusal),
        [
            ("person", substitute(AWAY).to_owned()),
            ("filledBy", holder(AWAY).to_owned())
        ]
    );
}

#[test]
fn a_second_substitute_may_serve_for_a_disqualified_first_one() {
    let mut table = a_meeting(3).with(1);
    table.arrives(substitute(1));
    table.arrives(second(1));
    table.steps_in(substitute(1), 1);
    table.settles(47);
    table.opens(48);
    table.disqualifies(section(48), substitute(1), false);
    table.steps_in(second(1), 1);
    table.decides(section(48));
    table.opens(49);
    assert_eq!(
        table.entitled(Some(section(49))),
        [holder(0), substitute(1)]
    );
    assert_eq!(
        table.lines(second(1))[1],
        serving_for(1, Some(48), Some(48))
    );
}

#[test]
fn out_of_order_is_allowed_and_a_vacant_seat_may_be_filled() {
    let mut table = a_meeting(3).with(1);
    table.association.members[1].seats[0]
        .mandates
        .retain(|mandate| mandate.person.id != pid(holder(1)));
    table.arrives(substitute(1));
    table.arrives(second(1));
    table.steps_in(second(1), 1);
    assert_eq!(
        table.lines(second(1)),
        [(Capacity::ServingSubstitute, None, None)]
    );
    assert_eq!(table.entitled(None), [holder(0), second(1)]);
}

#[test]
fn the_statutes_may_let_one_serve_for_another_member() {
    let mut table = a_meeting(3).with(1);
    table.arrives(substitute(1));
    table.refuses("SUBSTITUTE_WRONG_MEMBER", |live, association| {
        live.step_in(association, pid(substitute(1)), seat(2))
    });
    table.parameters().cross_member_substitution = true;
    table.steps_in(substitute(1), 2);
    assert_eq!(table.entitled(None), [holder(0), substitute(1)]);
}

#[test]
fn who_steps_out_stays_in_the_room_without_a_vote() {
    let mut table = with_a_substitute();
    table.steps_in(substitute(AWAY), AWAY);
    table.settles(48);
    table.steps_out(substitute(AWAY));
    table.opens(49);
    assert!(
        !table
            .entitled(Some(section(49)))
            .contains(&substitute(AWAY))
    );
    assert_eq!(
        table.lines(substitute(AWAY)),
        [
            (
                Capacity::Substitute,
                None,
                Some(vec![(None, Some(47)), (Some(49), None)])
            ),
            serving_for(AWAY, Some(48), Some(48)),
        ]
    );
}

#[test]
fn a_substitute_who_came_and_went_between_two_decisions_served_at_neither() {
    let mut table = a_meeting(5).with(5);
    table.settles(47);
    let told = table
        .live
        .disqualify(section(47), pid(holder(AWAY)), None, false);
    table.take(told.expect("late, but open"));
    table.arrives(substitute(AWAY));
    table.steps_in(substitute(AWAY), AWAY);
    table.leaves(substitute(AWAY));
    table.arrives(second(AWAY));
    table.steps_in(second(AWAY), AWAY);
    let record = table.live.record();
    let present = record
        .present_at(&record.paragraphs[0])
        .expect("attendance");
    let of_the_seat: Vec<&str> = present
        .iter()
        .filter(|line| line.capacity == Capacity::ServingSubstitute)
        .map(|line| line.person.name.as_str())
        .collect();
    assert!(of_the_seat.is_empty(), "{of_the_seat:?}");
}

#[test]
fn a_holder_who_comes_after_something_was_settled_waits_for_the_end_of_the_paragraph() {
    let mut table = a_meeting(5).with(3);
    for name in [substitute(AWAY), second(AWAY)] {
        table.arrives(name);
    }
    table.settles(48);
    table.steps_in(substitute(AWAY), AWAY);
    table.disqualifies(section(48), substitute(AWAY), false);
    table.steps_in(second(AWAY), AWAY);
    table.leaves(holder(2));
    assert_eq!(table.proof(Some(section(48))).present(), 3);
    table.arrives(holder(AWAY));
    assert_eq!(
        table.proof(Some(section(48))).present(),
        3,
        "an arrival takes no quorum away"
    );
    table.opens(49);
    assert_eq!(
        table.entitled(Some(section(49))),
        [holder(0), holder(1), holder(AWAY)]
    );
}

#[test]
fn a_substitute_whose_holder_comes_before_the_next_paragraph_served_at_none() {
    let mut table = with_a_substitute();
    table.steps_in(substitute(AWAY), AWAY);
    table.arrives(holder(AWAY));
    assert!(table.entitled(None).contains(&holder(AWAY)));
    assert!(!table.entitled(None).contains(&substitute(AWAY)));
    let mut closed = table.clone();
    closed.closes();
    assert_eq!(
        closed.lines(substitute(AWAY)),
        [listening(None, Some(47))],
        "no § came after"
    );
    table.opens(48);
    assert_eq!(table.proof(Some(section(48))).present(), 5);
    assert_eq!(
        table.lines(substitute(AWAY)),
        [(Capacity::Substitute, None, None)]
    );
    assert_eq!(
        table.lines(holder(AWAY)),
        [(Capacity::Member, None, Some(vec![(Some(48), None)]))]
    );
}
