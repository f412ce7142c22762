//! The attendance list that grows from who comes and goes.

use super::builder::{Line, Table, a_council, a_meeting, holder, item, pid, section, substitute};
use crate::attendance::Capacity;
use crate::body::NumberingScheme;
use crate::live::Happening;

/// The stretches of somebody who has one line as a member; `None` = the whole meeting.
fn stretches(table: &Table, name: &str) -> Option<Vec<(Option<u32>, Option<u32>)>> {
    let lines: Vec<Line> = table.lines(name);
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!((lines[0].0, &lines[0].1), (Capacity::Member, &None));
    lines[0].2.clone()
}

const LATE: usize = 4;

/// Five of five seats, the last of them away, and §§ 47 and 48 settled.
fn two_paragraphs_on() -> Table {
    let mut table = a_meeting(5).with(4);
    table.settles(47);
    table.settles(48);
    table
}

#[test]
fn who_comes_before_the_first_paragraph_was_there_all_through() {
    let mut table = a_meeting(5).with(5);
    assert_eq!(stretches(&table, holder(LATE)), None);
    table.settles(47);
    assert_eq!(stretches(&table, holder(LATE)), None);
}

#[test]
fn who_comes_to_the_first_paragraph_before_anything_was_settled_missed_nothing() {
    let mut table = a_meeting(5).with(4);
    table.opens(47);
    table.arrives(holder(LATE));
    assert_eq!(stretches(&table, holder(LATE)), None);
}

#[test]
fn who_comes_before_anything_was_settled_attends_the_open_paragraph() {
    let mut table = two_paragraphs_on();
    table.opens(49);
    table.arrives(holder(LATE));
    assert_eq!(
        stretches(&table, holder(LATE)),
        Some(vec![(Some(49), None)])
    );
    assert_eq!(table.entitled(Some(section(49))).len(), 5);
}

#[test]
fn who_comes_after_something_was_settled_attends_from_the_next_paragraph() {
    let mut table = two_paragraphs_on();
    table.arrives(holder(LATE));
    assert_eq!(
        stretches(&table, holder(LATE)),
        Some(vec![(Some(49), None)])
    );
    assert_eq!(
        table.entitled(Some(section(48))).len(),
        4,
        "nor decides there"
    );
    assert_eq!(table.entitled(None).len(), 5);
    table.opens(49);
    assert_eq!(table.entitled(Some(section(49))).len(), 5);
}

#[test]
fn who_leaves_before_anything_was_settled_did_not_attend_the_open_paragraph() {
    let mut table = a_meeting(5).with(5);
    table.settles(47);
    table.opens(48);
    table.leaves(holder(LATE));
    assert_eq!(
        stretches(&table, holder(LATE)),
        Some(vec![(None, Some(47))])
    );
}

#[test]
fn who_leaves_after_something_was_settled_attended_the_open_paragraph() {
    let mut table = a_meeting(5).with(5);
    table.settles(47);
    table.settles(48);
    table.leaves(holder(LATE));
    assert_eq!(
        stretches(&table, holder(LATE)),
        Some(vec![(None, Some(48))])
    );
}

#[test]
fn a_vote_that_is_called_settles_nothing_yet() {
    let mut table = a_meeting(5).with(5);
    table.settles(47);
    table.opens(48);
    table.calls_vote(section(48), crate::vote::About::Matter, &[]);
    table.leaves(holder(LATE));
    assert_eq!(
        stretches(&table, holder(LATE)),
        Some(vec![(None, Some(47))])
    );
}

#[test]
fn who_leaves_before_anything_at_all_attended_nothing() {
    let mut table = a_meeting(5).with(5);
    table.leaves(holder(LATE));
    assert_eq!(stretches(&table, holder(LATE)), Some(Vec::new()));
    let mut table = a_meeting(5).with(5);
    table.opens(47);
    table.leaves(holder(LATE));
    assert_eq!(stretches(&table, holder(LATE)), Some(Vec::new()));
}

#[test]
fn who_is_out_between_two_paragraphs_missed_nothing() {
    let mut table = a_meeting(5).with(5);
    table.settles(47);
    table.leaves(holder(LATE));
    table.arrives(holder(LATE));
    assert_eq!(stretches(&table, holder(LATE)), None);
    table.leaves(holder(LATE));
    table.opens(48);
    table.arrives(holder(LATE));
    assert_eq!(stretches(&table, holder(LATE)), None);
    table.leaves(holder(LATE));
    table.arrives(holder(LATE));
    assert_eq!(stretches(&table, holder(LATE)), None);
}

#[test]
fn who_comes_back_at_a_later_paragraph_has_a_gap() {
    let mut table = a_meeting(5).with(5);
    table.settles(47);
    table.leaves(holder(LATE));
    table.settles(48);
    table.arrives(holder(LATE));
    assert_eq!(
        stretches(&table, holder(LATE)),
        Some(vec![(None, Some(47)), (Some(49), None)])
    );
}

#[test]
fn who_stands_aside_from_a_paragraph_is_out_of_it_alone() {
    let mut table = a_meeting(5).with(5);
    table.settles(47);
    table.opens(48);
    table.disqualifies(section(48), holder(LATE), false);
    table.settles(49);
    assert_eq!(
        stretches(&table, holder(LATE)),
        Some(vec![(None, Some(47)), (Some(49), None)])
    );
    assert_eq!(
        table.live.record().paragraphs[1].disqualified,
        [holder(LATE)]
    );
}

#[test]
fn who_stands_aside_from_the_first_or_two_in_a_row_leaves_no_empty_stretch() {
    let mut table = a_meeting(5).with(5);
    for number in [47, 48] {
        table.opens(number);
        table.disqualifies(section(number), holder(LATE), false);
    }
    table.opens(49);
    assert_eq!(
        stretches(&table, holder(LATE)),
        Some(vec![(Some(49), None)])
    );
}

#[test]
fn who_stands_aside_from_the_last_paragraph_was_there_to_the_one_before() {
    let mut table = a_meeting(5).with(5);
    table.settles(47);
    table.opens(48);
    table.disqualifies(section(48), holder(LATE), false);
    table.closes();
    assert_eq!(
        stretches(&table, holder(LATE)),
        Some(vec![(None, Some(47))])
    );
}

#[test]
fn who_comes_after_the_last_paragraph_attended_none() {
    let mut table = two_paragraphs_on();
    table.arrives(holder(LATE));
    table.closes();
    assert_eq!(stretches(&table, holder(LATE)), Some(Vec::new()));
}

#[test]
fn standing_aside_from_an_item_leaves_the_paragraph_whole() {
    let mut table = a_meeting(5).with(5);
    table.opens(47);
    table.opens_item(47, 'a');
    table.opens_item(47, 'b');
    table.disqualifies(item(47, 'a'), holder(LATE), false);
    assert_eq!(stretches(&table, holder(LATE)), None);
    let paragraph = &table.live.record().paragraphs[0];
    assert!(paragraph.disqualified.is_empty());
    assert_eq!(paragraph.items[0].disqualified, [holder(LATE)]);
    assert_eq!(table.entitled(Some(item(47, 'a'))).len(), 4);
    assert_eq!(table.entitled(Some(item(47, 'b'))).len(), 5);
    assert_eq!(table.entitled(Some(section(47))).len(), 5);
}

#[test]
fn who_stands_aside_from_a_paragraph_does_so_from_its_items() {
    let mut table = a_meeting(5).with(5);
    table.opens(47);
    table.disqualifies(section(47), holder(LATE), false);
    table.opens_item(47, 'a');
    assert_eq!(table.entitled(Some(item(47, 'a'))).len(), 4);
}

#[test]
fn who_was_found_not_to_be_disqualified_was_there() {
    let mut table = a_meeting(5).with(5);
    table.settles(47);
    table.opens(48);
    table.disqualifies(section(48), holder(LATE), true);
    assert_eq!(table.entitled(Some(section(48))).len(), 4);
    table.finds(section(48), holder(LATE), false);
    assert_eq!(stretches(&table, holder(LATE)), None);
    assert!(table.live.record().paragraphs[1].disqualified.is_empty());
    table.finds(section(48), holder(LATE), true);
    assert_eq!(
        stretches(&table, holder(LATE)),
        Some(vec![(None, Some(47)), (Some(49), None)])
    );
}

#[test]
fn a_link_that_does_not_count_takes_nothing_from_what_was_before_it() {
    let mut table = a_meeting(5).with(5);
    table.settles(47);
    table.links(holder(LATE), true);
    table.settles(48);
    let line = |number| {
        let all = table.live.record().attendance.iter().flatten();
        all.filter(|line| line.person.id == pid(holder(LATE)))
            .find(|line| line.presence.at(Some(number)) == Some(true))
            .map(|line| (line.remote, line.deciding))
    };
    assert_eq!(line(47), Some((Some(false), None)));
    assert_eq!(line(48), Some((Some(true), Some(false))));
}

#[test]
fn who_was_an_official_at_first_is_no_member_in_hindsight() {
    let mut table = a_meeting(5).with(4);
    table.arrives_as(holder(LATE), Capacity::Official);
    table.settles(47);
    table.leaves(holder(LATE));
    table.arrives(holder(LATE));
    assert_eq!(
        table.lines(holder(LATE)),
        [
            (Capacity::Official, None, Some(vec![(None, Some(47))])),
            (Capacity::Member, None, Some(vec![(Some(48), None)])),
        ]
    );
}

#[test]
fn where_nothing_is_numbered_who_left_was_there_all_the_same() {
    let mut table = a_council(holder(0), NumberingScheme::None);
    table.arrives_as(holder(0), Capacity::Member);
    table.arrives_as(holder(1), Capacity::Member);
    let told = table
        .live
        .open_paragraph(&table.proof(None), super::builder::opening(None, 1));
    table.attempt(told).expect("it can be opened");
    table.decides(section(1));
    table.leaves(holder(1));
    assert_eq!(stretches(&table, holder(1)), None);
}

#[test]
fn a_substitute_who_only_listens_is_listed_as_one() {
    let mut table = a_meeting(5).with(5);
    table.arrives(substitute(LATE));
    table.settles(47);
    assert_eq!(
        table.lines(substitute(LATE)),
        [(Capacity::Substitute, None, None)]
    );
    assert_eq!(table.entitled(None).len(), 5);
}

#[test]
fn a_replay_gives_the_same_meeting() {
    let mut table = two_paragraphs_on();
    table.arrives(holder(LATE));
    table.settles(49);
    table.closes();
    assert!(matches!(table.log.last(), Some(Happening::Closed { .. })));
    assert_eq!(table.start.clone().replay(&table.log), table.live);
}
