//! Disqualification in a sub-item holds there alone; a name that fits nobody for certain leaves the quorum open.

use super::builder::{
    MEMBERS, PEOPLE, a_board, an_association, ballots, board_of, figure, member, paragraph,
};
use crate::attendance::Attendance;
use crate::decision::DecisionKind;
use crate::id::ParagraphId;
use crate::paragraph::{Paragraph, Reservation};
use crate::rule::{Outcome, Verdict};
use crate::rules::quorum_at;
use crate::vote::{Choice, Vote};
use uuid::Uuid;

fn item(letter: char) -> Paragraph {
    Paragraph {
        letter: Some(letter),
        text: Some("Text.".to_owned()),
        ..Paragraph::empty(id(letter))
    }
}

fn id(letter: char) -> ParagraphId {
    ParagraphId::from_uuid(Uuid::from_u128(1000 + u128::from(u32::from(letter))))
}

fn holding(mut top: Paragraph, items: Vec<Paragraph>) -> Paragraph {
    top.items = items;
    top
}

fn voted_by(item: Paragraph, name: &str) -> Paragraph {
    item.voted(Vote {
        ballots: ballots(&[(name, Choice::Yes)]),
        ..Vote::default()
    })
}

fn reserved(mut item: Paragraph, name: &str) -> Paragraph {
    item.reservations.push(Reservation {
        by: vec![name.to_owned()],
        text: None,
    });
    item
}

fn of_nine(lines: Vec<Attendance>, top: Paragraph) -> super::builder::Built {
    a_board()
        .registered(an_association())
        .attended(lines)
        .with(vec![top])
}

fn about(verdicts: &[Verdict], id: ParagraphId) -> Vec<(Outcome, Option<String>)> {
    verdicts
        .iter()
        .filter(|verdict| verdict.paragraph == Some(id))
        .map(|verdict| (verdict.outcome, figure(verdict, "present")))
        .collect()
}

#[test]
fn standing_aside_in_one_sub_item_leaves_the_paragraph_its_quorum() {
    let top = holding(
        paragraph(58),
        vec![item('a').stood_aside(PEOPLE[0]), item('b')],
    );
    let top_id = top.id;
    let built = of_nine(board_of(5), top);
    let found = built.by("QUORUM_NOT_MET");
    assert_eq!(found.len(), 2, "the § and the sub-item");
    let five = (Outcome::Met, Some("5".to_owned()));
    assert_eq!(about(&found, top_id), [five]);
    let four = (Outcome::NotMet, Some("4".to_owned()));
    assert_eq!(about(&found, id('a')), [four]);
    assert!(found[1].explanation.sv.starts_with("I § 58 a var 4 av 9"));
    let lost = built.only("QUORUM_LOST_BY_JAV");
    assert_eq!(
        (lost.outcome, lost.paragraph),
        (Outcome::NotMet, Some(id('a')))
    );
    let present = |item: &Paragraph| built.meeting.present_at(item).map(|lines| lines.len());
    let top = &built.meeting.paragraphs[0];
    assert_eq!(present(top), Some(5));
    assert_eq!(present(&top.items[0]), Some(4));
    assert_eq!(present(&top.items[1]), Some(5));
    let at = |item: &Paragraph| {
        let verdict = quorum_at(&built.meeting, item, &built.around).expect("a board");
        (verdict.paragraph, verdict.outcome)
    };
    assert_eq!(at(&top.items[0]), (Some(id('a')), Outcome::NotMet));
    assert_eq!(at(&top.items[1]), (Some(top_id), Outcome::Met));
}

#[test]
fn standing_aside_from_the_paragraph_holds_for_all_below_it() {
    let below = holding(item('a'), vec![voted_by(item('b'), PEOPLE[0])]);
    let top = holding(paragraph(58).stood_aside(PEOPLE[0]), vec![below]);
    let built = of_nine(board_of(5), top);
    let present = |item: &Paragraph| built.meeting.present_at(item).map(|lines| lines.len());
    let top = &built.meeting.paragraphs[0];
    assert_eq!(present(&top.items[0].items[0]), Some(4));
    assert_eq!(
        built.outcome("QUORUM_NOT_MET"),
        Some(Outcome::NotMet),
        "the § alone: nobody else left below"
    );
    assert_eq!(built.outcome("JAV_PRESENT"), Some(Outcome::NotMet));
    let deep = holding(item('a').stood_aside(PEOPLE[0]), vec![item('b')]);
    let built = of_nine(board_of(6), holding(paragraph(58), vec![deep]));
    let deep = &built.meeting.paragraphs[0].items[0].items[0];
    assert_eq!(
        built.meeting.present_at(deep).map(|lines| lines.len()),
        Some(5)
    );
}

#[test]
fn acting_in_another_sub_item_is_nothing_to_remark_on() {
    let aside = || item('a').stood_aside(PEOPLE[2]);
    let other = reserved(
        voted_by(item('b'), PEOPLE[2]).moved_by(PEOPLE[2]),
        PEOPLE[2],
    );
    let built = of_nine(
        board_of(9),
        holding(paragraph(58), vec![aside(), other.clone()]),
    );
    assert_eq!(built.outcome("JAV_PRESENT"), Some(Outcome::Unknown));
    assert_eq!(built.only("JAV_PRESENT").paragraph, Some(id('a')));
    assert_eq!(
        built.outcome("RESERVATION_NOT_ENTITLED"),
        Some(Outcome::Met)
    );
    assert_eq!(
        built.outcome("NON_SERVING_SUBSTITUTE_ACTED"),
        Some(Outcome::Met)
    );
    let acting = reserved(voted_by(aside(), PEOPLE[2]), PEOPLE[2]);
    let built = of_nine(board_of(9), holding(paragraph(58), vec![acting, other]));
    assert_eq!(built.outcome("JAV_PRESENT"), Some(Outcome::NotMet));
    assert_eq!(
        built.outcome("RESERVATION_NOT_ENTITLED"),
        Some(Outcome::NotMet)
    );
}

#[test]
fn presence_by_paragraph_says_nothing_of_who_stayed_for_a_sub_item() {
    let mut lines = board_of(9);
    lines[2] = member(PEOPLE[2], MEMBERS[2]).between(Some(50), Some(60));
    let top = holding(
        paragraph(58),
        vec![item('a').stood_aside(PEOPLE[2]), item('b')],
    );
    assert_eq!(
        of_nine(lines, top).outcome("JAV_PRESENT"),
        Some(Outcome::Unknown)
    );
}

#[test]
fn a_vote_in_another_sub_item_counts_the_one_who_stood_aside() {
    let names: Vec<(&str, Choice)> = PEOPLE
        .iter()
        .take(5)
        .map(|name| (*name, Choice::Yes))
        .collect();
    let vote = || Vote {
        ballots: ballots(&names),
        ..Vote::default()
    };
    let top = |at: char| {
        let items = ['a', 'b'].map(|letter| {
            let held = item(letter);
            let held = if letter == at {
                held.voted(vote())
            } else {
                held
            };
            if letter == 'a' {
                held.stood_aside("Någon Annan").stood_aside(PEOPLE[4])
            } else {
                held
            }
        });
        holding(paragraph(58), items.to_vec())
    };
    let mut lines = board_of(5);
    lines.push(member("Någon Annan", MEMBERS[7]));
    for at in ['a', 'b'] {
        let built = of_nine(lines.clone(), top(at));
        assert_eq!(built.outcome("WEIGHTED_VOTE"), Some(Outcome::Met), "{at}");
        let text = built.only("WEIGHTED_VOTE").explanation.sv;
        let counted = if at == 'a' { "4 röster" } else { "5 röster" };
        assert!(text.contains(counted), "{text}");
    }
}

#[test]
fn a_substitute_may_step_in_for_one_sub_item() {
    let mut lines = board_of(9);
    lines.push(member("Ersättare X", MEMBERS[2]).serving_for(PEOPLE[2]));
    let items = vec![item('a').stood_aside(PEOPLE[2]), item('b')];
    let built = of_nine(lines, holding(paragraph(58), items));
    assert_eq!(
        built.outcome("SUBSTITUTE_SERVED_WITHOUT_ABSENCE"),
        Some(Outcome::Unknown)
    );
    assert_eq!(
        built.outcome("QUORUM_LOST_BY_JAV"),
        Some(Outcome::Met),
        "the seat is filled all the same"
    );
}

#[test]
fn a_printed_name_that_may_be_somebody_there_leaves_the_quorum_unknown() {
    for name in [
        "Ask",
        "A. Ask",
        "AA",
        "Agnes Ask (S)",
        "ledamoten Ask",
        "ordföranden",
    ] {
        let at = |count| of_nine(board_of(count), paragraph(7).stood_aside(name));
        let five = at(5);
        assert_eq!(
            five.outcome("QUORUM_NOT_MET"),
            Some(Outcome::Unknown),
            "{name}"
        );
        assert_eq!(
            five.outcome("QUORUM_LOST_BY_JAV"),
            Some(Outcome::Unknown),
            "{name}"
        );
        let six = at(6).only("QUORUM_NOT_MET");
        assert_eq!((six.outcome, six.margin), (Outcome::Met, Some(0)), "{name}");
        assert_eq!(figure(&six, "presentAtLeast").as_deref(), Some("5"));
        assert_eq!(figure(&six, "presentAtMost").as_deref(), Some("6"));
        assert_eq!(
            at(6).outcome("QUORUM_LOST_BY_JAV"),
            Some(Outcome::Met),
            "{name}"
        );
        let four = at(4).only("QUORUM_NOT_MET");
        assert_eq!(
            (four.outcome, four.margin),
            (Outcome::NotMet, Some(-1)),
            "{name}"
        );
    }
    for name in ["Nils Nilsson", "Nilsson", "Bertil Ask"] {
        let built = of_nine(board_of(5), paragraph(7).stood_aside(name));
        assert_eq!(
            built.outcome("QUORUM_NOT_MET"),
            Some(Outcome::Met),
            "{name} was not there"
        );
    }
    let unregistered = a_board()
        .attended(board_of(5))
        .with(vec![paragraph(7).stood_aside("Ask")]);
    assert_eq!(
        unregistered.outcome("QUORUM_NOT_MET"),
        Some(Outcome::Unknown)
    );
}

#[test]
fn a_surname_of_several_and_several_in_one_name_leave_it_unknown() {
    let mut lines = board_of(5);
    lines[1] = member("Bertil Ask", MEMBERS[1]);
    let built = of_nine(lines, paragraph(7).stood_aside("Ask"));
    assert_eq!(built.outcome("QUORUM_NOT_MET"), Some(Outcome::Unknown));
    let both = |count| of_nine(board_of(count), paragraph(7).stood_aside("Ask och Dahl"));
    assert_eq!(both(6).outcome("QUORUM_NOT_MET"), Some(Outcome::Unknown));
    assert_eq!(both(7).outcome("QUORUM_NOT_MET"), Some(Outcome::Met));
    let mut lines = board_of(5);
    lines[0] = member(PEOPLE[0], MEMBERS[0]).at_none();
    lines.push(member(PEOPLE[5], MEMBERS[5]));
    let gone = of_nine(lines, paragraph(7).stood_aside("Ask"));
    assert_eq!(
        gone.outcome("QUORUM_NOT_MET"),
        Some(Outcome::Met),
        "the only one of that name was not there"
    );
}

#[test]
fn a_reservation_by_one_who_may_have_stood_aside_is_open() {
    let top = reserved(paragraph(7).stood_aside("Ask"), PEOPLE[0]);
    assert_eq!(
        of_nine(board_of(9), top).outcome("RESERVATION_NOT_ENTITLED"),
        Some(Outcome::Unknown)
    );
}

#[test]
fn verdicts_on_sub_items_follow_their_paragraph() {
    let first = holding(paragraph(1), vec![item('a').stood_aside(PEOPLE[0])]);
    let built = a_board()
        .registered(an_association())
        .with(vec![first, paragraph(2)]);
    let order: Vec<_> = built
        .verdicts()
        .into_iter()
        .filter_map(|verdict| verdict.paragraph)
        .collect();
    let last = |wanted| order.iter().rposition(|held| *held == wanted);
    let start = |wanted| order.iter().position(|held| *held == wanted);
    let (one, two) = (paragraph(1).id, paragraph(2).id);
    assert!(start(id('a')).is_some() && start(two).is_some());
    assert!(last(one) < start(id('a')) && last(id('a')) < start(two));
}

#[test]
fn a_matter_that_lost_its_quorum_and_waited_broke_nothing() {
    let board = |paragraph| {
        let mut built = a_board()
            .registered(an_association())
            .attended(board_of(5))
            .with(vec![paragraph]);
        built.around.decisions_complete = true;
        built
    };
    let waits = board(paragraph(1).stood_aside(PEOPLE[0]));
    let settled = board(
        paragraph(1)
            .stood_aside(PEOPLE[0])
            .deciding(DecisionKind::Approve),
    );
    for code in ["QUORUM_NOT_MET", "QUORUM_LOST_BY_JAV"] {
        assert_eq!(waits.outcome(code), Some(Outcome::Met), "{code}");
        assert_eq!(settled.outcome(code), Some(Outcome::NotMet), "{code}");
    }
    // Printed minutes may have decided in their text without saying so.
    let mut printed = board(paragraph(1).stood_aside(PEOPLE[0]));
    printed.around.decisions_complete = false;
    assert_eq!(printed.outcome("QUORUM_LOST_BY_JAV"), Some(Outcome::NotMet));
    // Four who were never five are no quorum, whether anything was settled or not.
    let few = a_board()
        .registered(an_association())
        .attended(board_of(4))
        .with(vec![paragraph(1)]);
    assert_eq!(few.outcome("QUORUM_NOT_MET"), Some(Outcome::NotMet));
}
