//! Quorum, substitutes, disqualification and remote participation.

use super::builder::{
    MEMBERS, PEOPLE, a_board, a_council, an_association, an_association_of, board_of, figure,
    member, paragraph, parameters, unnumbered,
};
use crate::association::{Fraction, RemoteDecision};
use crate::attendance::{Attendance, Capacity, Interval, Presence};
use crate::meeting::Mode;
use crate::rule::{Certainty, Outcome};
use crate::rules::{EarlierDecision, quorum_at};
use proptest::prelude::*;

/// The quorum of the first §.
fn quorum(seats: usize, lines: Vec<Attendance>) -> (Outcome, Option<i64>, String) {
    let built = a_board()
        .registered(an_association_of(seats))
        .attended(lines);
    let verdict =
        quorum_at(&built.meeting, &built.meeting.paragraphs[0], &built.around).expect("a board");
    (verdict.outcome, verdict.margin, verdict.explanation.sv)
}

fn people(count: usize) -> Vec<Attendance> {
    (0..count)
        .map(|number| Attendance {
            organisation: None,
            ..member(&format!("Namn Nr{number}"), "X kommun")
        })
        .collect()
}

#[test]
fn more_than_half_of_the_seats_must_be_filled() {
    for (seats, needed) in [
        (3, 2),
        (4, 3),
        (5, 3),
        (6, 4),
        (7, 4),
        (8, 5),
        (9, 5),
        (10, 6),
        (11, 6),
        (12, 7),
    ] {
        let (outcome, margin, text) = quorum(seats, people(needed));
        assert_eq!((outcome, margin), (Outcome::Met, Some(0)), "{seats} seats");
        assert!(text.contains("går en till faller § 1"), "{text}");
        assert_eq!(
            quorum(seats, people(needed - 1)).0,
            Outcome::NotMet,
            "{seats} seats"
        );
    }
}

#[test]
fn half_the_seats_is_not_a_quorum() {
    let (outcome, margin, text) = quorum(8, people(4));
    assert_eq!((outcome, margin), (Outcome::NotMet, Some(-1)));
    assert_eq!(
        text,
        "I § 1 var 4 av 8 platser närvarande, 5 krävs; 1 saknas."
    );
}

#[test]
fn seven_of_nine_leave_two_to_spare() {
    let (outcome, margin, text) = quorum(9, board_of(7));
    assert_eq!((outcome, margin), (Outcome::Met, Some(2)));
    assert!(
        text.contains("7 av 9 platser närvarande, 5 krävs; 2 till kan lämna"),
        "{text}"
    );
}

#[test]
fn a_vacant_seat_counts_and_makes_it_a_reading() {
    let mut association = an_association();
    association.members[8].seats[0].mandates.clear();
    let built = a_board().registered(association).attended(board_of(4));
    assert_eq!(built.by("QUORUM_NOT_MET")[0].outcome, Outcome::NotMet);
    assert_eq!(built.by("QUORUM_NOT_MET")[0].certainty, Certainty::Certain);
    let mut association = an_association();
    for place in [7, 8] {
        association.members[place].seats[0].mandates.clear();
    }
    let built = a_board().registered(association).attended(board_of(4));
    assert_eq!(
        built.by("QUORUM_NOT_MET")[0].certainty,
        Certainty::Interpretation
    );
}

#[test]
fn unknown_seats_make_it_depend_on_them() {
    let built = a_board().attended(board_of(7));
    let verdict = &built.by("QUORUM_NOT_MET")[0];
    assert_eq!(
        (verdict.outcome, verdict.margin),
        (Outcome::Conditional, None)
    );
    let condition = verdict.condition.clone().expect("a condition");
    assert_eq!(condition.sv, "om styrelsen har högst 13 platser");
    assert_eq!(condition.en, "if the board has at most 13 seats");
    assert_eq!(figure(verdict, "present").as_deref(), Some("7"));
    assert_eq!(figure(verdict, "mostSeats").as_deref(), Some("13"));
    assert!(!verdict.is_irregularity());
}

#[test]
fn nobody_present_is_no_quorum_of_any_board() {
    let built = a_board().attended(Vec::new());
    assert_eq!(built.by("QUORUM_NOT_MET")[0].outcome, Outcome::NotMet);
}

#[test]
fn quorum_is_tested_anew_in_each_paragraph() {
    let mut lines = board_of(5);
    lines[4] = member(PEOPLE[4], MEMBERS[4]).between(None, Some(5));
    let built = a_board().registered(an_association()).attended(lines);
    let outcomes: Vec<_> = built
        .by("QUORUM_NOT_MET")
        .iter()
        .map(|verdict| verdict.margin)
        .collect();
    assert_eq!(outcomes, [0, 0, 0, 0, 0, -1, -1, -1].map(Some));
}

#[test]
fn a_non_serving_substitute_and_one_set_aside_do_not_count() {
    let mut lines = board_of(4);
    lines.push(member("Ersättare X", MEMBERS[4]).as_capacity(Capacity::Substitute));
    lines.push(Attendance {
        deciding: Some(false),
        ..member("Utan Röst", MEMBERS[5])
    });
    assert_eq!(quorum(9, lines.clone()).1, Some(-1));
    lines.push(member("Tjänstgörande Y", MEMBERS[6]).serving_for(PEOPLE[6]));
    assert_eq!(quorum(9, lines).1, Some(0));
}

#[test]
fn a_substitute_and_the_one_substituted_for_fill_one_seat() {
    let mut lines = board_of(4);
    lines.push(member("Tjänstgörande Y", MEMBERS[3]).serving_for(PEOPLE[3]));
    assert_eq!(quorum(9, lines).1, Some(-1));
}

#[test]
fn a_member_fills_no_more_seats_than_it_has() {
    let mut lines = board_of(4);
    lines.push(member("Övertalig Ledamot", MEMBERS[3]));
    assert_eq!(quorum(9, lines).1, Some(-1));
}

#[test]
fn a_person_with_two_lines_counts_once() {
    let mut lines = board_of(4);
    lines.push(member(PEOPLE[3], MEMBERS[3]).serving_for("Någon Annan"));
    assert_eq!(quorum(9, lines).1, Some(-1));
}

#[test]
fn presence_that_cannot_be_told_leaves_quorum_unknown() {
    let lines = vec![member(PEOPLE[0], MEMBERS[0]).between(None, Some(5))];
    let built = a_board().attended(lines).with(vec![unnumbered("Övrigt")]);
    assert_eq!(built.outcome("QUORUM_NOT_MET"), Some(Outcome::Unknown));
    let mut built = a_board();
    built.meeting.attendance = None;
    assert!(
        built
            .by("QUORUM_NOT_MET")
            .iter()
            .all(|verdict| verdict.outcome == Outcome::Unknown)
    );
}

#[test]
fn statutes_may_ask_for_more() {
    let mut association = an_association();
    parameters(&mut association).quorum = Some(Fraction {
        numerator: 2,
        denominator: 3,
    });
    let at = |count| {
        a_board()
            .registered(association.clone())
            .attended(board_of(count))
            .by("QUORUM_NOT_MET")[0]
            .margin
    };
    assert_eq!((at(5), at(6)), (Some(-1), Some(0)));
    let mut association = an_association();
    parameters(&mut association).quorum = Some(Fraction {
        numerator: 1,
        denominator: 3,
    });
    let built = a_board().registered(association).attended(board_of(4));
    assert_eq!(built.by("QUORUM_NOT_MET")[0].outcome, Outcome::NotMet);
}

#[test]
fn voided_numbers_other_bodies_and_older_meetings_have_no_quorum() {
    let mut voided = paragraph(1);
    voided.voided = Some("utgår".to_owned());
    assert!(a_board().with(vec![voided]).by("QUORUM_NOT_MET").is_empty());
    let council = a_council().with(vec![paragraph(1)]);
    assert!(
        quorum_at(
            &council.meeting,
            &council.meeting.paragraphs[0],
            &council.around
        )
        .is_none()
    );
    assert!(a_board().on("2017-12-31").by("QUORUM_NOT_MET").is_empty());
    assert!(!a_board().on("2018-01-01").by("QUORUM_NOT_MET").is_empty());
    let mut undated = a_board();
    undated.meeting.occasion.date = None;
    assert!(undated.by("QUORUM_NOT_MET").is_empty());
}

#[test]
fn disqualification_can_cost_the_quorum() {
    let built = |count| {
        a_board()
            .registered(an_association())
            .attended(board_of(count))
            .with(vec![paragraph(7).stood_aside(PEOPLE[0])])
    };
    assert_eq!(built(6).outcome("QUORUM_LOST_BY_JAV"), Some(Outcome::Met));
    let five = built(5);
    assert_eq!(five.outcome("QUORUM_LOST_BY_JAV"), Some(Outcome::NotMet));
    assert_eq!(five.outcome("QUORUM_NOT_MET"), Some(Outcome::NotMet));
    assert_eq!(built(4).outcome("QUORUM_LOST_BY_JAV"), Some(Outcome::Met));
    assert_eq!(a_board().outcome("QUORUM_LOST_BY_JAV"), None);
}

#[test]
fn leaving_the_room_for_one_matter_is_seen_in_the_quorum_lost() {
    let mut lines = board_of(5);
    let around = [
        Interval {
            from: None,
            to: Some(6),
        },
        Interval {
            from: Some(8),
            to: None,
        },
    ];
    lines[0].presence = Presence::stated(around.to_vec()).expect("ordered");
    let built = a_board()
        .registered(an_association())
        .attended(lines)
        .with(vec![paragraph(7).stood_aside(PEOPLE[0])]);
    assert_eq!(built.outcome("QUORUM_LOST_BY_JAV"), Some(Outcome::NotMet));
    assert_eq!(built.outcome("JAV_PRESENT"), Some(Outcome::Met));
}

#[test]
fn one_vote_a_seat_when_a_substitute_takes_over() {
    let lines = |to| {
        vec![
            member(PEOPLE[3], MEMBERS[3]).between(None, Some(to)),
            member("Ersättare Sunnerby kommun", MEMBERS[3])
                .serving_for(PEOPLE[3])
                .between(Some(6), None),
        ]
    };
    let count = |to| {
        let built = a_board().attended(lines(to));
        built
            .by("SUBSTITUTE_SERVED_WITHOUT_ABSENCE")
            .iter()
            .filter(|verdict| verdict.outcome == Outcome::NotMet)
            .count()
    };
    assert_eq!((count(5), count(6), count(7)), (0, 1, 2));
}

#[test]
fn a_substitute_serves_for_its_own_member() {
    let lines = |organisation| {
        vec![
            member(PEOPLE[3], MEMBERS[3]).at_none(),
            member("Tjänstgörande Y", organisation).serving_for(PEOPLE[3]),
        ]
    };
    let built = |organisation| {
        a_board()
            .attended(lines(organisation))
            .with(vec![paragraph(1)])
    };
    assert_eq!(
        built("Sunnerby").outcome("SUBSTITUTE_WRONG_MEMBER"),
        Some(Outcome::Met)
    );
    assert_eq!(
        built(MEMBERS[4]).outcome("SUBSTITUTE_WRONG_MEMBER"),
        Some(Outcome::NotMet)
    );
    let mut association = an_association();
    parameters(&mut association).cross_member_substitution = true;
    let allowed = built(MEMBERS[4]).registered(association);
    assert_eq!(
        allowed.outcome("SUBSTITUTE_WRONG_MEMBER"),
        Some(Outcome::Met)
    );
    let nobody =
        vec![member("Tjänstgörande Y", MEMBERS[3]).as_capacity(Capacity::ServingSubstitute)];
    let built = a_board().attended(nobody).with(vec![paragraph(1)]);
    assert_eq!(
        built.outcome("SUBSTITUTE_WRONG_MEMBER"),
        Some(Outcome::Unknown)
    );
    assert_eq!(
        built.outcome("SUBSTITUTE_SERVED_WITHOUT_ABSENCE"),
        Some(Outcome::Unknown)
    );
    assert_eq!(
        built.outcome("SUBSTITUTE_OUT_OF_ORDER"),
        Some(Outcome::Unknown)
    );
}

#[test]
fn substitutes_serve_in_their_order() {
    let mut association = an_association();
    let seat = &mut association.members[3].seats[0];
    let mut second = seat.mandates[1].clone();
    second.person = super::builder::person("Andra Ersättaren");
    second.order = Some(2);
    seat.mandates.push(second);
    let first = "Ersättare Sunnerby kommun";
    let lines = |capacity| {
        vec![
            member("Andra Ersättaren", MEMBERS[3]).serving_for(PEOPLE[3]),
            member(first, MEMBERS[3]).as_capacity(capacity),
        ]
    };
    let built = |capacity| {
        a_board()
            .registered(association.clone())
            .attended(lines(capacity))
            .with(vec![paragraph(1)])
    };
    assert_eq!(
        built(Capacity::Substitute).outcome("SUBSTITUTE_OUT_OF_ORDER"),
        Some(Outcome::NotMet)
    );
    assert_eq!(
        built(Capacity::Other).outcome("SUBSTITUTE_OUT_OF_ORDER"),
        Some(Outcome::Met)
    );
}

#[test]
fn remote_participation_asks_for_an_earlier_decision() {
    let code = "REMOTE_WITHOUT_DECISION";
    assert_eq!(a_board().outcome(code), None);
    let remote = || a_board().held(Mode::Remote);
    assert_eq!(remote().outcome(code), Some(Outcome::Unknown));
    assert_eq!(
        a_board().held(Mode::Hybrid).outcome(code),
        Some(Outcome::Unknown)
    );
    assert!(remote().irregular().contains(&code));
    let mut earlier = remote();
    let decision = EarlierDecision {
        date: super::builder::day("2023-11-30"),
        label: Some("§ 58".to_owned()),
        text: "Styrelsen beslutade att använda Teams.".to_owned(),
    };
    earlier.around.earlier_remote_decisions = vec![decision];
    let verdict = earlier.only(code);
    assert_eq!(verdict.outcome, Outcome::Conditional);
    assert!(
        verdict
            .condition
            .is_some_and(|text| text.en.contains("§ 58 of 2023-11-30"))
    );
    let registered = |from: &str| {
        let mut association = an_association();
        association.remote_decisions = vec![RemoteDecision {
            decided_on: super::builder::day("2024-01-10"),
            number: Some(4),
            from: super::builder::day(from),
            extent: String::new(),
        }];
        remote().registered(association).outcome(code)
    };
    assert_eq!(registered("2024-05-15"), Some(Outcome::Met));
    assert_eq!(registered("2024-05-16"), Some(Outcome::Unknown));
}

#[test]
fn before_the_law_nothing_supported_remote_participation() {
    let at = |date: &str, mode| a_board().on(date).held(mode);
    assert_eq!(
        at("2022-03-15", Mode::Remote).outcome("REMOTE_BEFORE_2022_03_16"),
        Some(Outcome::NotMet)
    );
    assert_eq!(
        at("2022-03-15", Mode::Hybrid).outcome("REMOTE_BEFORE_2022_03_16"),
        Some(Outcome::Unknown)
    );
    assert_eq!(
        at("2022-03-15", Mode::Remote).outcome("REMOTE_WITHOUT_DECISION"),
        None
    );
    assert_eq!(
        at("2022-03-16", Mode::Remote).outcome("REMOTE_BEFORE_2022_03_16"),
        None
    );
    assert_eq!(
        at("2022-03-16", Mode::Remote).outcome("REMOTE_WITHOUT_DECISION"),
        Some(Outcome::Unknown)
    );
    let mut lines = board_of(9);
    lines[2].remote = Some(true);
    let built = a_board().on("2021-01-20").attended(lines);
    assert_eq!(
        built.outcome("REMOTE_BEFORE_2022_03_16"),
        Some(Outcome::NotMet)
    );
}

proptest! {
    #[test]
    fn one_more_present_never_loses_a_quorum(seats in 1_usize..20, present in 0_usize..20) {
        let (before, ..) = quorum(seats, people(present));
        let (after, ..) = quorum(seats, people(present + 1));
        prop_assert!(before != Outcome::Met || after == Outcome::Met);
    }

    #[test]
    fn the_margin_agrees_with_the_outcome(seats in 1_usize..20, present in 0_usize..20) {
        let (outcome, margin, _) = quorum(seats, people(present));
        prop_assert_eq!(outcome == Outcome::Met, margin.expect("seats are known") >= 0);
    }
}

#[test]
fn words_on_seats_and_distance_say_no_more_than_the_record() {
    let mut lines = board_of(8);
    lines.push(member("Ersättare X", MEMBERS[8]).serving_for(PEOPLE[0]));
    let verdict = a_board()
        .attended(lines.clone())
        .with(vec![paragraph(1)])
        .only("SUBSTITUTE_SERVED_WITHOUT_ABSENCE");
    assert_eq!(verdict.outcome, Outcome::NotMet);
    assert!(!verdict.explanation.sv.contains("platserna"));
    lines[2].remote = Some(true);
    for (mode, words) in [
        (Mode::OnSite, "Minst en deltog på distans."),
        (Mode::Remote, "Sammanträdet hölls på distans."),
    ] {
        let built = a_board().attended(lines.clone()).held(mode);
        let verdict = built.only("REMOTE_WITHOUT_DECISION");
        assert!(verdict.explanation.sv.starts_with(words), "{mode:?}");
    }
}
