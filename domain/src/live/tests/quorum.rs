//! Quorum at the moment, why it fails, and whom to call.

use super::builder::{
    a_council, a_meeting, figure, figures, holder, item, pid, second, section, substitute,
};
use crate::association::Fraction;
use crate::body::NumberingScheme;

/// Seats, and how many of them must be filled.
const NEEDED: [(usize, usize); 10] = [
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
];

#[test]
fn more_than_half_of_the_seats_must_be_filled() {
    for (seats, needed) in NEEDED {
        let table = a_meeting(seats).with(needed);
        let proof = table.proof(None);
        assert_eq!(proof.present() as usize, needed, "{seats} seats");
        assert_eq!(proof.needed(), u32::try_from(needed).ok(), "{seats} seats");
        let table = a_meeting(seats).with(needed - 1);
        let refusal = table.refuses("QUORUM_NOT_MET", |live, association| {
            live.establish_quorum(Some(association), None)
        });
        assert_eq!(
            figures(&refusal),
            [
                ("present", (needed - 1).to_string()),
                ("seats", seats.to_string()),
                ("needed", needed.to_string()),
                ("margin", "-1".to_owned()),
            ]
        );
    }
}

#[test]
fn half_the_seats_is_not_a_quorum() {
    let table = a_meeting(8).with(4);
    let refusal = table.refuses("QUORUM_NOT_MET", |live, association| {
        live.establish_quorum(Some(association), None)
    });
    assert_eq!(
        refusal.text.sv,
        format!(
            "4 av 8 platser närvarande, 5 krävs; kalla in {}, ersättare för Myrbo kommun",
            substitute(4)
        )
    );
}

#[test]
fn a_vacant_seat_counts_among_the_seats() {
    let mut table = a_meeting(9).with(4);
    table.association.members[8].seats[0].mandates.clear();
    let refusal = table.refuses("QUORUM_NOT_MET", |live, association| {
        live.establish_quorum(Some(association), None)
    });
    assert_eq!(figure(&refusal, "seats").as_deref(), Some("9"));
    assert_eq!(figure(&refusal, "margin").as_deref(), Some("-1"));
}

#[test]
fn statutes_may_ask_for_more_but_not_for_less() {
    for (numerator, denominator, needed) in [(2, 3, 6), (1, 3, 5), (1, 1, 9)] {
        let mut table = a_meeting(9).with(needed);
        table.parameters().quorum = Some(Fraction {
            numerator,
            denominator,
        });
        assert_eq!(table.proof(None).present() as usize, needed);
        table.leaves(holder(needed - 1));
        table.refuses("QUORUM_NOT_MET", |live, association| {
            live.establish_quorum(Some(association), None)
        });
    }
}

#[test]
fn seats_that_are_not_registered_carry_no_quorum() {
    let mut table = a_meeting(9).with(9);
    table.association.members.clear();
    let refusal = table.refuses("QUORUM_NOT_MET", |live, association| {
        live.establish_quorum(Some(association), None)
    });
    assert_eq!(figures(&refusal), [("present", "9".to_owned())]);
    table.refuses("QUORUM_NOT_MET", |live, _| {
        live.establish_quorum(None, None)
    });
}

#[test]
fn quorum_is_tested_anew_when_somebody_leaves() {
    let mut table = a_meeting(9).with(5);
    table.settles(1);
    let now = |table: &super::builder::Table| {
        let now = table.live.quorum_now(Some(&table.association), None);
        (now.present, now.seats, now.needed, now.margin())
    };
    assert_eq!(now(&table), (5, Some(9), Some(5), Some(0)));
    table.leaves(holder(4));
    assert_eq!(now(&table), (4, Some(9), Some(5), Some(-1)));
    table.refuses("QUORUM_NOT_MET", |live, association| {
        live.establish_quorum(Some(association), None)
    });
    table.arrives(substitute(4));
    assert_eq!(
        now(&table).0,
        4,
        "a substitute who only sits there is no help"
    );
    table.steps_in(substitute(4), 4);
    assert_eq!(now(&table), (5, Some(9), Some(5), Some(0)));
    table.settles(2);
}

#[test]
fn one_of_six_may_stand_aside_but_not_one_of_five() {
    let mut table = a_meeting(9).with(6);
    table.opens(1);
    table.disqualifies(section(1), holder(5), false);
    assert_eq!(table.proof(Some(section(1))).present(), 5);
    table.disqualifies(section(1), holder(4), false);
    let refusal = table.refuses("QUORUM_LOST_BY_JAV", |live, association| {
        live.establish_quorum(Some(association), Some(section(1)))
    });
    assert_eq!(figure(&refusal, "present").as_deref(), Some("4"));
    assert_eq!(figure(&refusal, "needed").as_deref(), Some("5"));
    assert_eq!(
        refusal.text.sv,
        format!(
            "4 av 9 platser närvarande, 5 krävs; 2 jäviga räknas inte, ärendet får vänta; kalla in {}, ersättare för Myrbo kommun",
            substitute(4)
        )
    );
    assert_eq!(table.proof(None).present(), 6, "the next § has all of them");
}

#[test]
fn the_disqualified_are_blamed_only_where_they_alone_are_missing() {
    let mut table = a_meeting(9).with(5);
    table.opens(1);
    table.disqualifies(section(1), holder(4), false);
    table.leaves(holder(3));
    table.refuses("QUORUM_NOT_MET", |live, association| {
        live.establish_quorum(Some(association), Some(section(1)))
    });
}

#[test]
fn the_disqualified_are_not_blamed_where_a_substitute_fills_their_seat() {
    let mut table = a_meeting(9).with(5);
    table.arrives(substitute(4));
    table.opens(1);
    table.disqualifies(section(1), holder(4), false);
    table.steps_in(substitute(4), 4);
    assert_eq!(table.proof(Some(section(1))).present(), 5);
    table.leaves(holder(3));
    table.refuses("QUORUM_NOT_MET", |live, association| {
        live.establish_quorum(Some(association), Some(section(1)))
    });
}

#[test]
fn help_names_the_next_substitute_of_every_empty_seat_in_order_of_the_register() {
    let mut table = a_meeting(5).with(2);
    table.arrives(second(3));
    table.arrives(substitute(4));
    let help = |table: &super::builder::Table| {
        let now = table.live.quorum_now(Some(&table.association), None);
        now.help
            .into_iter()
            .map(|help| (help.substitute.name, help.order, help.here))
            .collect::<Vec<_>>()
    };
    let told = |name: &str, order, here| (name.to_owned(), Some(order), here);
    assert_eq!(
        help(&table),
        [
            told(substitute(2), 1, false),
            told(substitute(3), 1, false),
            told(substitute(4), 1, true),
        ]
    );
    table.steps_in(substitute(4), 4);
    table.association.members[3].seats[0]
        .mandates
        .retain(|mandate| mandate.person.id != pid(substitute(3)));
    assert_eq!(
        help(&table),
        [told(substitute(2), 1, false), told(second(3), 2, true)]
    );
}

#[test]
fn help_tells_whose_seat_it_is_and_that_one_is_vacant() {
    let mut table = a_meeting(3).with(1);
    table.association.members[2].seats[0]
        .mandates
        .retain(|mandate| mandate.person.id != pid(holder(2)));
    let now = table.live.quorum_now(Some(&table.association), None);
    let told: Vec<_> = now
        .help
        .iter()
        .map(|help| {
            (
                help.member.name.as_str(),
                help.holder.as_ref().map(|held| held.name.as_str()),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("Lövvika kommun", Some(holder(1))),
            ("Region Mellanvik", None)
        ]
    );
}

#[test]
fn a_disqualified_substitute_is_no_help() {
    let mut table = a_meeting(3).with(2);
    table.arrives(substitute(2));
    table.opens(1);
    table.disqualifies(section(1), substitute(2), false);
    let now = table
        .live
        .quorum_now(Some(&table.association), Some(section(1)));
    assert_eq!(now.help[0].substitute.name, second(2));
}

#[test]
fn nobody_is_called_for_one_who_stands_aside_from_a_part_of_a_paragraph_alone() {
    let mut table = a_meeting(3).with(2);
    table.arrives(substitute(1));
    table.opens(1);
    table.opens_item(1, 'a');
    table.disqualifies(item(1, 'a'), holder(1), false);
    let now = table
        .live
        .quorum_now(Some(&table.association), Some(item(1, 'a')));
    assert_eq!((now.present, now.standing_aside.len()), (1, 1));
    let called: Vec<_> = now
        .help
        .iter()
        .map(|help| help.substitute.name.as_str())
        .collect();
    assert_eq!(called, [substitute(2)], "nobody could step in for a part");
    table.refuses("SUBSTITUTE_SERVED_WITHOUT_ABSENCE", |live, association| {
        live.step_in(association, pid(substitute(1)), super::builder::seat(1))
    });
}

#[test]
fn remote_presence_counts_where_the_board_has_decided_on_it() {
    let mut table = a_meeting(3).with(1);
    table.arrives_remotely(holder(1));
    assert_eq!(table.entitled(None), [holder(0)]);
    let mut table = a_meeting(3).with(1).allowing_remote();
    table.arrives_remotely(holder(1));
    assert_eq!(table.entitled(None), [holder(0), holder(1)]);
}

#[test]
fn no_rule_asks_for_a_quorum_of_a_council() {
    let table = a_council(holder(0), NumberingScheme::Meeting);
    let proof = table.proof(None);
    assert_eq!((proof.present(), proof.needed()), (0, None));
}
