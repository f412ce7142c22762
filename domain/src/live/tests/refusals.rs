//! What is refused, by which code and with which figures.

use super::builder::{
    a_council, a_meeting, a_scheduled_meeting, coming, figure, figures, holder, item, opening, pid,
    seat, second, section, substitute,
};
use crate::attendance::Capacity;
use crate::body::NumberingScheme;
use crate::live::{Coming, LiveMeeting, Method, Wording};
use crate::meeting::Occasion;
use crate::proposal::ProposalKind;
use crate::refusal::{Refusal, Step};
use crate::vote::About;

fn propose(live: &LiveMeeting, name: &str) -> Result<(), Refusal> {
    let text = "Bifall".to_owned();
    live.propose(
        section(1),
        Some(pid(name)),
        None,
        ProposalKind::Proposal,
        text,
    )
    .map(drop)
}

#[test]
fn every_step_has_a_code_and_a_title_of_its_own() {
    let codes: std::collections::BTreeSet<_> = Step::ALL.iter().map(|step| step.code()).collect();
    let titles: std::collections::BTreeSet<_> =
        Step::ALL.iter().map(|step| step.title().sv).collect();
    assert_eq!(
        (codes.len(), titles.len()),
        (Step::ALL.len(), Step::ALL.len())
    );
    for step in Step::ALL {
        let refusal = Refusal::step(step, "skäl", "reason").figure("n", 3);
        assert_eq!((refusal.code(), refusal.rule()), (step.code(), None));
        assert_eq!(refusal.to_string(), "reason");
        assert_eq!(figures(&refusal), [("n", "3".to_owned())]);
    }
}

#[test]
fn before_it_is_opened_nothing_but_the_calling_happens() {
    let table = a_scheduled_meeting(3);
    let code = "WRONG_STAGE";
    let refusal = table.refuses(code, |live, association| {
        live.arrive(Some(association), coming(holder(0)))
    });
    assert_eq!(
        refusal.text.en,
        "the meeting is scheduled, but must be open"
    );
    assert_eq!(figures(&refusal), [("stage", "scheduled".to_owned())]);
    table.refuses(code, |live, _| live.depart(pid(holder(0))));
    table.refuses(code, |live, _| live.link(None, pid(holder(0)), true, true));
    table.refuses(code, |live, association| {
        live.step_in(association, pid(substitute(0)), seat(0))
    });
    table.refuses(code, |live, _| live.step_out(pid(substitute(0))));
    table.refuses(code, |live, _| live.preside(None));
    table.refuses(code, |live, _| live.choose_adjusters(&[]));
    table.refuses(code, |live, _| live.adjourn(None));
    table.refuses(code, |live, _| live.resume(None));
    table.refuses(code, |live, _| live.close(None, Vec::new()));
    table.refuses(code, |live, _| live.word(section(1), Wording::default()));
    table.refuses(code, |live, _| live.void(section(1), String::new()));
    table.refuses(code, |live, _| {
        live.state(section(1), None, None, String::new())
    });
    table.refuses(code, |live, _| {
        live.reserve(section(1), pid(holder(0)), None)
    });
    table.refuses(code, |live, _| propose(live, holder(0)));
}

#[test]
fn once_opened_it_is_neither_moved_nor_called_nor_called_off() {
    let table = a_meeting(3).with(3);
    let code = "WRONG_STAGE";
    table.refuses(code, |live, _| live.reschedule(Occasion::default()));
    table.refuses(code, |live, _| {
        live.summon(super::builder::day("2025-09-01"), Vec::new(), Vec::new())
    });
    // A meeting that never got a quorum is called off; one that handled anything is closed.
    assert!(table.live.cancel("sjukdom".to_owned()).is_ok());
    let mut handled = a_meeting(3).with(3);
    handled.opens(1);
    handled.refuses(code, |live, _| live.cancel("sjukdom".to_owned()));
    table.refuses(code, |live, _| live.open(None, None, None, None));
    table.refuses(code, |live, _| live.resume(None));
}

#[test]
fn while_it_is_interrupted_or_after_it_ended_nothing_happens() {
    let mut table = a_meeting(3).with(3);
    table.settles(1);
    let told = table.live.adjourn(None);
    table.take(told.expect("it is under way"));
    let refusal = table.refuses("WRONG_STAGE", |live, _| live.depart(pid(holder(0))));
    assert_eq!(figures(&refusal), [("stage", "adjourned".to_owned())]);
    let told = table.live.resume(None);
    table.take(told.expect("it is interrupted"));
    table.closes();
    let refusal = table.refuses("WRONG_STAGE", |live, _| live.depart(pid(holder(0))));
    assert_eq!(figures(&refusal), [("stage", "closed".to_owned())]);
    table.refuses("WRONG_STAGE", |live, association| {
        let proof = live.establish_quorum(Some(association), None)?;
        live.open_paragraph(&proof, opening(Some(2), 2))
    });
}

#[test]
fn who_is_in_the_room_comes_no_more_and_who_is_not_does_not_leave() {
    let mut table = a_meeting(3).with(1);
    let refusal = table.refuses("ALREADY_IN_ROOM", |live, association| {
        live.arrive(Some(association), coming(holder(0)))
    });
    assert_eq!(figures(&refusal), [("person", holder(0).to_owned())]);
    let refusal = table.refuses("NOT_IN_ROOM", |live, _| live.depart(pid(holder(1))));
    assert_eq!(figures(&refusal), [("person", pid(holder(1)).to_string())]);
    table.leaves(holder(0));
    let refusal = table.refuses("NOT_IN_ROOM", |live, _| live.depart(pid(holder(0))));
    assert_eq!(figures(&refusal), [("person", holder(0).to_owned())]);
    table.refuses("NOT_IN_ROOM", |live, _| live.preside(Some(pid(holder(0)))));
    table.refuses("NOT_IN_ROOM", |live, _| {
        live.choose_adjusters(&[pid(holder(0))])
    });
    table.refuses("NOT_IN_ROOM", |live, _| {
        live.link(None, pid(holder(0)), true, true)
    });
    table.refuses("NOT_IN_ROOM", |live, association| {
        live.step_in(association, pid(substitute(0)), seat(0))
    });
    table.refuses("NOT_IN_ROOM", |live, _| live.step_out(pid(substitute(0))));
}

#[test]
fn a_member_needs_a_mandate_on_the_day() {
    let mut table = a_meeting(3);
    let refusal = table.refuses("NO_MANDATE", |live, association| {
        live.arrive(Some(association), coming("Ture Tundra"))
    });
    assert_eq!(
        figures(&refusal),
        [
            ("person", "Ture Tundra".to_owned()),
            ("date", "2025-09-18".to_owned())
        ]
    );
    for capacity in [Capacity::Member, Capacity::ServingSubstitute] {
        let coming = Coming {
            capacity: Some(capacity),
            ..coming(substitute(0))
        };
        table.refuses("NO_MANDATE", |live, association| {
            live.arrive(Some(association), coming)
        });
    }
    table.association.members[0].seats[0].mandates[1].until =
        Some(super::builder::day("2025-09-17"));
    table.refuses("NO_MANDATE", |live, association| {
        live.arrive(Some(association), coming(holder(0)))
    });
    table.arrives_as("Ture Tundra", Capacity::Official);
}

#[test]
fn who_is_disqualified_does_not_come_in_nor_act() {
    let mut table = a_meeting(5).with(5);
    table.opens(1);
    table.disqualifies(section(1), holder(4), false);
    let refusal = table.refuses("JAV_PRESENT", |live, _| propose(live, holder(4)));
    assert_eq!(figures(&refusal), [("person", holder(4).to_owned())]);
    table.leaves(holder(4));
    let refusal = table.refuses("JAV_PRESENT", |live, association| {
        live.arrive(Some(association), coming(holder(4)))
    });
    assert_eq!(figures(&refusal), [("person", holder(4).to_owned())]);
    table.settles(2);
    table.arrives(holder(4));
}

#[test]
fn a_substitute_who_does_not_serve_does_not_act() {
    let mut table = a_meeting(3).with(3);
    table.arrives(substitute(0));
    table.opens(1);
    let refusal = table.refuses("NON_SERVING_SUBSTITUTE_ACTED", |live, _| {
        propose(live, substitute(0))
    });
    assert_eq!(figures(&refusal), [("person", substitute(0).to_owned())]);
    table.refuses("NOT_IN_ROOM", |live, _| propose(live, substitute(1)));
}

#[test]
fn nobody_serves_where_a_seat_is_filled_or_none() {
    let mut table = a_meeting(3).with(2);
    table.arrives(substitute(0));
    table.arrives(substitute(2));
    table.arrives(second(2));
    let refusal = table.refuses("SUBSTITUTE_SERVED_WITHOUT_ABSENCE", |live, association| {
        live.step_in(association, pid(substitute(0)), seat(0))
    });
    assert_eq!(
        figures(&refusal),
        [
            ("person", substitute(0).to_owned()),
            ("filledBy", holder(0).to_owned())
        ]
    );
    let refusal = table.refuses("SUBSTITUTE_WRONG_MEMBER", |live, association| {
        live.step_in(association, pid(substitute(0)), seat(2))
    });
    assert_eq!(
        figures(&refusal),
        [
            ("person", substitute(0).to_owned()),
            ("member", "Ekhamra kommun".to_owned()),
            ("seatOf", "Region Mellanvik".to_owned())
        ]
    );
    table.refuses("NO_MANDATE", |live, association| {
        live.step_in(association, pid(holder(0)), seat(2))
    });
    table.refuses("NOT_OF_MEETING", |live, association| {
        live.step_in(association, pid(substitute(2)), seat(11))
    });
    table.steps_in(substitute(2), 2);
    let refusal = table.refuses("SUBSTITUTE_SERVED_WITHOUT_ABSENCE", |live, association| {
        live.step_in(association, pid(second(2)), seat(2))
    });
    assert_eq!(figure(&refusal, "filledBy").as_deref(), Some(substitute(2)));
    table.leaves(holder(0));
    table.parameters().cross_member_substitution = true;
    table.refuses("SUBSTITUTE_SERVED_WITHOUT_ABSENCE", |live, association| {
        live.step_in(association, pid(substitute(2)), seat(0))
    });
    table.refuses("NOT_OF_MEETING", |live, _| {
        live.step_out(pid(substitute(0)))
    });
}

#[test]
fn a_meeting_without_a_day_has_no_seats_to_step_into() {
    let mut table = a_scheduled_meeting(3);
    let told = table.live.reschedule(Occasion::default());
    table.take(told.expect("not opened yet"));
    let mut table = table.opened();
    table.arrives_as(substitute(0), Capacity::Official);
    table.refuses("NOT_OF_MEETING", |live, association| {
        live.step_in(association, pid(substitute(0)), seat(0))
    });
}

#[test]
fn only_the_open_paragraph_and_its_items_are_handled() {
    let mut table = a_meeting(3).with(3);
    table.settles(1);
    table.opens(2);
    let refusal = table.refuses("PARAGRAPH_NOT_OPEN", |live, _| propose(live, holder(0)));
    assert_eq!(figures(&refusal), [("paragraph", "§ 1".to_owned())]);
    table.refuses("PARAGRAPH_NOT_OPEN", |live, _| {
        live.disqualify(section(1), pid(holder(0)), None, false)
    });
    let unknown = item(9, 'x');
    let refusal = table.refuses("NOT_OF_MEETING", |live, _| {
        live.disqualify(unknown, pid(holder(0)), None, false)
    });
    assert_eq!(figures(&refusal), [("paragraph", unknown.to_string())]);
    table.refuses("NOT_OF_MEETING", |live, _| {
        live.open_item_below(item(9, 'y'), unknown, None, Wording::default())
    });
    table.refuses("PARAGRAPH_NOT_OPEN", |live, _| {
        live.open_item_below(item(1, 'a'), section(1), None, Wording::default())
    });
    table.refuses("NOT_OF_MEETING", |live, _| live.withdraw(section(2), 0));
    table.refuses("NOT_OF_MEETING", |live, association| {
        let proof = live.establish_quorum(Some(association), Some(section(2)))?;
        live.settle_disqualification(&proof, section(2), pid(holder(0)), true)
    });
}

#[test]
fn a_proof_of_quorum_holds_for_one_roll_and_one_matter() {
    let mut table = a_meeting(5).with(5);
    table.opens(1);
    let decide = |live: &LiveMeeting, proof, decision| {
        live.decide(proof, section(1), decision, Method::Acclamation)
    };
    let decision = table.decision();
    let of_the_next = table.proof(None);
    table.refuses("STALE_QUORUM", |live, _| {
        decide(live, &of_the_next, decision.clone())
    });
    let proof = table.proof(Some(section(1)));
    table.refuses("STALE_QUORUM", |live, _| {
        live.open_paragraph(&proof, opening(Some(2), 2))
    });
    table.leaves(holder(4));
    table.refuses("STALE_QUORUM", |live, _| {
        decide(live, &proof, decision.clone())
    });
    table.refuses("STALE_QUORUM", |live, _| {
        live.call_vote(
            &proof,
            section(1),
            About::Matter,
            false,
            None,
            Vec::new(),
            None,
        )
    });
    table.refuses("STALE_QUORUM", |live, _| {
        live.settle_disqualification(&proof, section(1), pid(holder(0)), true)
    });
    let proof = table.proof(Some(section(1)));
    for change in [
        |table: &mut super::builder::Table| table.disqualifies(section(1), holder(3), false),
        |table: &mut super::builder::Table| table.arrives(holder(4)),
        |table: &mut super::builder::Table| table.links(holder(2), true),
    ] {
        let mut table = table.clone();
        change(&mut table);
        table.refuses("STALE_QUORUM", |live, _| {
            decide(live, &proof, decision.clone())
        });
    }
}

#[test]
fn a_proof_of_quorum_opens_one_paragraph_alone() {
    let mut table = a_meeting(3).with(3);
    let proof = table.proof(None);
    table.opens(1);
    table.refuses("STALE_QUORUM", |live, _| {
        live.open_paragraph(&proof, opening(Some(2), 2))
    });
}

#[test]
fn a_body_without_presidium_names_its_chair() {
    let table = a_council(holder(0), NumberingScheme::Meeting);
    let scheduled = LiveMeeting::scheduled(table.start.record().clone());
    let refusal = scheduled
        .open(None, None, None, None)
        .expect_err("no chair");
    assert_eq!(refusal.code(), "NOBODY_PRESIDES");
}
