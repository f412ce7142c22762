//! Paragraphs, decisions, reservations, and what must be there before the meeting ends.

use super::builder::{a_meeting, figures, holder, item, opening, pid, section, substitute};
use crate::assignment::{Assignment, AssignmentStatus};
use crate::decision::DecisionKind;
use crate::id::AssignmentId;
use crate::live::{Count, Method, Stage, Wording};
use crate::proposal::ProposalKind;
use crate::vote::About;
use uuid::Uuid;

fn numbers(yes: u32, no: u32) -> Count {
    Count::Numbers {
        yes,
        no,
        abstained: 0,
    }
}

#[test]
fn items_get_the_next_letter() {
    let mut table = a_meeting(3).with(3);
    table.opens(1);
    table.opens_item(1, 'a');
    table.opens_item(1, 'b');
    let letters: Vec<_> = table.live.record().paragraphs[0]
        .items
        .iter()
        .map(|item| item.letter)
        .collect();
    assert_eq!(letters, [Some('a'), Some('b')]);
}

#[test]
fn the_next_paragraph_waits_for_votes_and_questions_of_the_one_before() {
    let mut table = a_meeting(3).with(3);
    table.opens(1);
    table.opens_item(1, 'a');
    table.calls_vote(item(1, 'a'), About::Matter, &[]);
    let next = |live: &crate::live::LiveMeeting, association: &_| {
        let proof = live.establish_quorum(Some(association), None)?;
        live.open_paragraph(&proof, opening(Some(2), 2))
    };
    let refusal = table.refuses("VOTE_OPEN", next);
    assert_eq!(figures(&refusal), [("vote", "1".to_owned())]);
    table
        .counts(item(1, 'a'), 0, numbers(3, 0), None)
        .expect("it adds up");
    table.disqualifies(item(1, 'a'), holder(2), true);
    let refusal = table.refuses("DISQUALIFICATION_OPEN", next);
    assert_eq!(figures(&refusal), [("person", holder(2).to_owned())]);
    table.finds(item(1, 'a'), holder(2), true);
    table.opens(2);
}

#[test]
fn a_question_about_a_paragraph_holds_up_its_items_too() {
    let mut table = a_meeting(3).with(3);
    table.opens(1);
    table.opens_item(1, 'a');
    table.disqualifies(section(1), holder(2), true);
    let decision = table.decision();
    table.refuses("DISQUALIFICATION_OPEN", |live, association| {
        let proof = live.establish_quorum(Some(association), Some(item(1, 'a')))?;
        live.decide(&proof, item(1, 'a'), decision, Method::Acclamation)
    });
}

#[test]
fn a_decision_by_vote_needs_an_outcome_of_it() {
    let mut table = a_meeting(3).with(3);
    table.opens(1);
    table.calls_vote(section(1), About::Matter, &[]);
    let decision = table.decision();
    table.refuses("VOTE_OPEN", |live, association| {
        let proof = live.establish_quorum(Some(association), Some(section(1)))?;
        live.decide(&proof, section(1), decision.clone(), Method::Vote(0))
    });
    table
        .counts(section(1), 0, numbers(1, 2), None)
        .expect("it adds up");
    let refusal = table.refuses("VOTE_NOT_CARRIED", |live, association| {
        let proof = live.establish_quorum(Some(association), Some(section(1)))?;
        live.decide(&proof, section(1), decision.clone(), Method::Vote(1))
    });
    assert_eq!(figures(&refusal), [("vote", "2".to_owned())]);
    let rejected = crate::decision::Decision {
        kind: DecisionKind::Reject,
        ..decision
    };
    let proof = table.proof(Some(section(1)));
    let told = table
        .live
        .decide(&proof, section(1), rejected, Method::Vote(0));
    table.take(told.expect("it was lost"));
    assert_eq!(table.live.record().paragraphs[0].decisions.len(), 1);
}

#[test]
fn a_qualified_majority_that_was_not_reached_carries_nothing() {
    let mut table = a_meeting(9).with(8);
    table.opens(1);
    let two_thirds = crate::vote::Majority {
        numerator: 2,
        denominator: 3,
        base: crate::vote::Base::Cast,
    };
    table.calls_vote_of(section(1), About::Matter, &[], Some(two_thirds));
    table
        .counts(section(1), 0, numbers(5, 3), None)
        .expect("it adds up");
    let decision = table.decision();
    table.refuses("VOTE_NOT_CARRIED", |live, association| {
        let proof = live.establish_quorum(Some(association), Some(section(1)))?;
        live.decide(&proof, section(1), decision.clone(), Method::Vote(0))
    });
    let rejected = crate::decision::Decision {
        kind: DecisionKind::Reject,
        ..decision
    };
    let proof = table.proof(Some(section(1)));
    let told = table
        .live
        .decide(&proof, section(1), rejected, Method::Vote(0));
    table.take(told.expect("the proposal has fallen"));
}

#[test]
fn a_call_for_a_vote_is_taken_back_where_the_quorum_was_lost() {
    let mut table = a_meeting(3).with(2);
    table.opens(1);
    table.calls_vote(section(1), About::Matter, &[]);
    table.leaves(holder(1));
    table.refuses("QUORUM_NOT_MET", |live, association| {
        live.establish_quorum(Some(association), Some(section(1)))
    });
    table.refuses("NOT_OF_MEETING", |live, _| {
        live.withdraw_vote(section(1), 1)
    });
    let told = table.live.withdraw_vote(section(1), 0);
    table.take(told.expect("no ballot was counted"));
    assert!(table.live.record().paragraphs[0].votes.is_empty());
}

#[test]
fn who_leaves_after_a_paragraph_ended_was_there_for_it() {
    let mut table = a_meeting(5).with(5);
    table.opens(1);
    let told = table.live.end_paragraph();
    for happening in told.expect("nothing waits") {
        table.take(happening);
    }
    table.refuses("PARAGRAPH_NOT_OPEN", |live, _| live.end_paragraph());
    table.leaves(holder(4));
    let record = table.live.record();
    let there = |number: usize| {
        let present = record.present_at(&record.paragraphs[number]);
        present.map(|lines| lines.len())
    };
    assert_eq!(there(0), Some(5));
    table.opens(2);
    let record = table.live.record();
    let present = record.present_at(&record.paragraphs[1]);
    assert_eq!(present.map(|lines| lines.len()), Some(4));
}

#[test]
fn who_took_part_may_make_a_reservation_until_the_meeting_ends() {
    let mut table = a_meeting(5).with(5);
    table.arrives(substitute(0));
    table.settles(1);
    table.leaves(holder(4));
    table.settles(2);
    let reserve = |number, name| {
        move |live: &crate::live::LiveMeeting, _: &_| live.reserve(section(number), pid(name), None)
    };
    let told = table.live.reserve(section(1), pid(holder(4)), None);
    table.take(told.expect("they took part before they left"));
    for name in [holder(4), substitute(0)] {
        let refusal = table.refuses("RESERVATION_NOT_ENTITLED", reserve(2, name));
        assert_eq!(figures(&refusal), [("person", name.to_owned())]);
    }
    table.refuses("RESERVATION_NOT_ENTITLED", reserve(2, "Ture Tundra"));
    table.opens(3);
    table.refuses("RESERVATION_NOT_ENTITLED", reserve(3, holder(0)));
    table.refuses("NOT_OF_MEETING", reserve(9, holder(0)));
    table.closes();
    table.refuses("RESERVATION_LATE", reserve(2, holder(0)));
    let held = &table.live.record().paragraphs[0].reservations;
    assert_eq!(held[0].by, [holder(4)]);
}

#[test]
fn a_proposal_is_withdrawn_once_and_stays_in_the_record() {
    let mut table = a_meeting(3).with(3);
    table.opens(1);
    let told = table.live.propose(
        section(1),
        Some(pid(holder(1))),
        None,
        ProposalKind::Proposal,
        "Avslag".to_owned(),
    );
    table.take(told.expect("a member proposes"));
    let told = table.live.withdraw(section(1), 0);
    table.take(told.expect("it stands"));
    let proposal = &table.live.record().paragraphs[0].proposals[0];
    assert_eq!(
        (proposal.by.as_deref(), proposal.withdrawn),
        (Some(holder(1)), true)
    );
    table.refuses("NOT_OF_MEETING", |live, _| live.withdraw(section(1), 0));
}

#[test]
fn only_a_number_under_which_nothing_was_done_is_voided() {
    let mut table = a_meeting(3).with(3);
    table.opens(1);
    table.opens_item(1, 'a');
    let void = |id| move |live: &crate::live::LiveMeeting, _: &_| live.void(id, "fel".to_owned());
    table.refuses("NOT_VOIDABLE", void(item(1, 'a')));
    table.refuses("NOT_OF_MEETING", void(section(7)));
    table.disqualifies(section(1), holder(2), true);
    let told = table.live.void(section(1), "Utgår".to_owned());
    table.take(told.expect("nothing was done"));
    assert_eq!(table.live.current(), None);
    table.refuses("NOT_VOIDABLE", void(section(1)));
    table.settles(2);
    table.refuses("NOT_VOIDABLE", void(section(2)));
    table.closes();
}

#[test]
fn a_task_a_remark_and_an_order_of_propositions_are_kept() {
    let mut table = a_meeting(3).with(3);
    table.opens(1);
    let assignment = Assignment {
        id: AssignmentId::from_uuid(Uuid::from_u128(1)),
        assignees: None,
        text: "Återkomma".to_owned(),
        due: None,
        due_on: None,
        status: AssignmentStatus::Open,
    };
    let told = table.live.assign(section(1), assignment);
    table.take(told.expect("it is open"));
    let told = table
        .live
        .order_propositions(section(1), "bifall mot avslag");
    table.take(told.expect("somebody leads"));
    let told = table
        .live
        .state(section(1), Some(pid(holder(2))), None, "Tack".to_owned());
    table.take(told.expect("they are there"));
    let held = &table.live.record().paragraphs[0];
    assert_eq!(held.assignments.len(), 1);
    assert_eq!(
        held.statements[0].text,
        "Propositionsordning: bifall mot avslag"
    );
    assert_eq!(held.statements[1].by.as_deref(), Some(holder(2)));
    let told = table.live.word(section(1), Wording::default());
    table.take(told.expect("it can be worded anew"));
    assert_eq!(table.live.record().paragraphs[0].assignments.len(), 1);
}

#[test]
fn closing_lists_everything_that_is_missing_at_once() {
    let table = a_meeting(3);
    let missing = |refusal: &crate::refusal::Refusal| {
        assert!(refusal.figures.is_empty());
        let missing = refusal.missing.iter();
        missing.map(|part| part.text.sv.clone()).collect::<Vec<_>>()
    };
    let refusal = table.refuses("MEETING_INCOMPLETE", |live, _| live.close(None, Vec::new()));
    assert_eq!(
        missing(&refusal),
        [
            "ingen har lett mötet",
            "justerare saknas",
            "ingen närvaro är antecknad",
            "ingen paragraf är öppnad"
        ]
    );
    let mut table = table.with(3);
    table.opens(1);
    table.calls_vote(section(1), About::Matter, &[]);
    table.disqualifies(section(1), holder(2), true);
    let told = table.live.word(section(1), Wording::default());
    table.take(told.expect("it can be worded anew"));
    let refusal = table.refuses("MEETING_INCOMPLETE", |live, _| live.close(None, Vec::new()));
    assert_eq!(
        missing(&refusal),
        [
            "justerare saknas",
            "omröstningen i § 1 har inget utfall",
            "jävsfrågan i § 1 är inte avgjord",
            "§ 1 har varken text eller beslut"
        ]
    );
    assert_eq!(
        refusal.text.en,
        "no adjusters, the vote in § 1 has no outcome, the question of disqualification in § 1 is not decided and § 1 has neither text nor decision"
    );
}

#[test]
fn a_meeting_without_a_secretary_is_incomplete() {
    let mut table = super::builder::a_scheduled_meeting(3);
    let told = table.live.open(Some(&table.association), None, None, None);
    table.take(told.expect("not opened yet"));
    let texts: Vec<_> = table
        .live
        .missing()
        .into_iter()
        .map(|part| part.text.en)
        .collect();
    assert!(texts.contains(&"no secretary".to_owned()), "{texts:?}");
}

#[test]
fn a_meeting_is_called_off_moved_interrupted_and_ended() {
    let mut table = super::builder::a_scheduled_meeting(3);
    let told = table.live.cancel("sjukdom".to_owned());
    table.take(told.expect("not opened yet"));
    assert_eq!(
        *table.live.stage(),
        Stage::Cancelled {
            reason: "sjukdom".to_owned()
        }
    );
    let mut table = a_meeting(3).with(3);
    table.settles(1);
    let told = table.live.adjourn(None);
    table.take(told.expect("under way"));
    let told = table.live.resume(None);
    table.take(told.expect("interrupted"));
    assert_eq!(table.live.breaks().len(), 1);
    table.closes();
    assert_eq!(table.start.clone().replay(&table.log), table.live);
}
