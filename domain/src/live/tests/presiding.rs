//! Who leads the meeting, and whom the record names as its chair.

use super::builder::{a_council, a_meeting, figures, holder, opening, pid, section, substitute};
use crate::attendance::Capacity;
use crate::body::NumberingScheme;
use crate::live::Count;
use crate::vote::{About, Choice};

const CHAIR: usize = 0;
const VICE: usize = 1;

#[test]
fn the_chair_leads_and_the_vice_chair_where_the_chair_is_away() {
    let mut table = a_meeting(5);
    assert_eq!(table.presiding(None), None);
    table.arrives(holder(2));
    table.arrives(holder(3));
    assert_eq!(table.presiding(None), None);
    table.arrives(holder(4));
    table.refuses("NOBODY_PRESIDES", |live, association| {
        let proof = live.establish_quorum(Some(association), None)?;
        live.open_paragraph(&proof, opening(Some(1), 1))
    });
    table.arrives(holder(VICE));
    assert_eq!(table.presiding(None), Some(holder(VICE)));
    table.arrives(holder(CHAIR));
    assert_eq!(table.presiding(None), Some(holder(CHAIR)));
    table.leaves(holder(CHAIR));
    assert_eq!(table.presiding(None), Some(holder(VICE)));
}

#[test]
fn the_vice_chair_leads_where_the_chair_stands_aside() {
    let mut table = a_meeting(5).with(5);
    table.opens(1);
    table.disqualifies(section(1), holder(CHAIR), false);
    assert_eq!(table.presiding(Some(section(1))), Some(holder(VICE)));
    assert_eq!(table.presiding(None), Some(holder(CHAIR)));
}

#[test]
fn a_temporary_chair_leads_until_the_lead_is_given_back() {
    let mut table = a_meeting(5).with(5);
    let told = table.live.preside(Some(pid(holder(3))));
    table.take(told.expect("a member may lead"));
    assert_eq!(table.presiding(None), Some(holder(3)));
    let told = table.live.preside(None);
    table.take(told.expect("the lead can be given back"));
    assert_eq!(table.presiding(None), Some(holder(CHAIR)));
}

#[test]
fn a_substitute_leads_only_while_serving() {
    let mut table = a_meeting(5).with(4);
    table.arrives(substitute(4));
    let refusal = table.refuses("CHAIR_NOT_MEMBER", |live, _| {
        live.preside(Some(pid(substitute(4))))
    });
    assert_eq!(figures(&refusal), [("person", substitute(4).to_owned())]);
    table.steps_in(substitute(4), 4);
    let told = table.live.preside(Some(pid(substitute(4))));
    table.take(told.expect("they serve"));
    assert_eq!(table.presiding(None), Some(substitute(4)));
    table.steps_out(substitute(4));
    assert_eq!(table.presiding(None), Some(holder(CHAIR)));
}

#[test]
fn a_chair_whose_presence_does_not_count_leads_nothing() {
    let mut table = a_meeting(3).with(0);
    table.arrives_remotely(holder(CHAIR));
    table.arrives(holder(VICE));
    assert_eq!(table.presiding(None), Some(holder(VICE)));
}

#[test]
fn the_chair_of_a_council_leads_without_a_vote() {
    let mut table = a_council("Tora Tung", NumberingScheme::Meeting);
    table.arrives_as("Tora Tung", Capacity::Other);
    table.arrives_as(holder(1), Capacity::Member);
    assert_eq!(table.presiding(None), Some("Tora Tung"));
    assert_eq!(table.entitled(None), [holder(1)]);
}

#[test]
fn the_casting_vote_belongs_to_whoever_leads_that_paragraph() {
    let mut table = a_meeting(5).with(5);
    table.opens(1);
    table.disqualifies(section(1), holder(CHAIR), false);
    table.calls_vote(section(1), About::Matter, &[]);
    let tie = Count::Numbers {
        yes: 2,
        no: 2,
        abstained: 0,
    };
    let refusal = table
        .clone()
        .counts(section(1), 0, tie, None)
        .expect_err("a tie");
    assert_eq!(
        figures(&refusal),
        [
            ("yes", "2".to_owned()),
            ("no", "2".to_owned()),
            ("presiding", holder(VICE).to_owned())
        ]
    );
}

#[test]
fn without_anybody_to_lead_a_tie_stands() {
    let mut table = a_meeting(6).with(6);
    table.opens(1);
    table.disqualifies(section(1), holder(CHAIR), false);
    table.calls_vote(section(1), About::Matter, &[]);
    table.disqualifies(section(1), holder(VICE), false);
    let count = Count::Numbers {
        yes: 2,
        no: 2,
        abstained: 0,
    };
    let refusal = table
        .counts(section(1), 0, count, Some(Choice::Yes))
        .expect_err("nobody leads");
    assert_eq!(refusal.code(), "NOBODY_PRESIDES");
}

#[test]
fn the_record_names_the_chair_though_the_vice_chair_came_first() {
    let mut table = a_meeting(3);
    assert_eq!(table.chair(), Some(holder(CHAIR)));
    table.arrives(holder(VICE));
    assert_eq!(table.chair(), Some(holder(VICE)));
    table.arrives(holder(CHAIR));
    assert_eq!(table.chair(), Some(holder(CHAIR)));
    table.opens(1);
    assert_eq!(table.chair(), Some(holder(CHAIR)));
}

#[test]
fn the_record_names_whoever_led_most_of_the_meeting() {
    let mut table = a_meeting(5);
    (1..5).for_each(|place| table.arrives(holder(place)));
    table.settles(1);
    assert_eq!(table.chair(), Some(holder(VICE)));
    table.arrives(holder(CHAIR));
    assert_eq!(table.chair(), Some(holder(VICE)));
    table.settles(2);
    assert_eq!(table.chair(), Some(holder(VICE)), "of equals the first");
    table.settles(3);
    assert_eq!(table.chair(), Some(holder(CHAIR)));
    table.leaves(holder(CHAIR));
    table.settles(4);
    assert_eq!(table.chair(), Some(holder(VICE)));
}

#[test]
fn standing_aside_from_one_paragraph_does_not_change_the_chair_of_the_record() {
    let mut table = a_meeting(5).with(5);
    table.opens(1);
    table.disqualifies(section(1), holder(CHAIR), false);
    table.decides(section(1));
    assert_eq!(table.chair(), Some(holder(CHAIR)));
}
