//! What records of any body lack, and the rules of councils and cooperation groups.

use super::builder::{
    MEMBERS, PEOPLE, a_board, a_cooperation_group, a_council, day, figure, member, paragraph,
};
use crate::adjustment::AdjustmentUnit;
use crate::cooperation::{CooperationOutcome, CooperationResult};
use crate::decision::DecisionKind;
use crate::paragraph::{Paragraph, Reference};
use crate::rule::{Outcome, Severity};

fn referring(date: Option<&str>, number: Option<u32>) -> Paragraph {
    let mut paragraph = paragraph(1);
    paragraph.references = vec![Reference {
        text: "tidigare beslut".to_owned(),
        date: date.map(day),
        number,
    }];
    paragraph
}

#[test]
fn gaps_and_doubles_are_seen_within_a_record() {
    let mut built = a_board().with([1, 2, 4, 4, 7].map(paragraph).to_vec());
    assert_eq!(
        figure(&built.only("PARAGRAPH_GAP"), "missing").as_deref(),
        Some("3, 5–6")
    );
    let text = |numbers: &[u32]| {
        a_board()
            .with(numbers.iter().copied().map(paragraph).collect())
            .only("PARAGRAPH_GAP")
            .explanation
    };
    assert_eq!(text(&[1, 3]).sv, "Mellan 1 och 3 saknas § 2.");
    assert_eq!(text(&[1, 3]).en, "Between 1 and 3, § 2 is missing.");
    assert_eq!(text(&[1, 4]).en, "Between 1 and 4, §§ 2–3 are missing.");
    assert!(!text(&[1, 1002]).sv.contains("med flera"));
    assert!(text(&[1, 1003]).sv.contains("med flera"));
    let doubled = built.only("PARAGRAPH_DUPLICATE");
    assert_eq!(
        (doubled.outcome, figure(&doubled, "number").as_deref()),
        (Outcome::NotMet, Some("4"))
    );
    let apart = AdjustmentUnit::empty(Some(vec![3, 5, 6]));
    built.meeting.units.push(apart);
    assert_eq!(
        built.outcome("PARAGRAPH_GAP"),
        Some(Outcome::Met),
        "adjusted at once and printed elsewhere"
    );
    let mut voided = paragraph(2);
    voided.voided = Some("utgår".to_owned());
    let built = a_board().with(vec![paragraph(1), voided, paragraph(3)]);
    assert_eq!(built.outcome("PARAGRAPH_GAP"), Some(Outcome::Met));
    let mut built = a_council().with([1, 2].map(paragraph).to_vec());
    built.meeting.numbering.declared_last = Some(4);
    assert_eq!(
        figure(&built.only("PARAGRAPH_GAP"), "missing").as_deref(),
        Some("3–4")
    );
}

#[test]
fn references_are_looked_up_in_the_register() {
    let at = |paragraph: Paragraph| {
        let mut built = a_board().with(vec![paragraph]);
        built.around.held_references = [(day("2024-02-01"), 14)].into_iter().collect();
        built.around.held_meetings = [day("2024-02-01")].into_iter().collect();
        built.outcome("XREF_UNRESOLVED")
    };
    for (date, number, outcome) in [
        (None, None, Outcome::NotMet),
        (Some("2024-02-01"), Some(14), Outcome::Met),
        (Some("2024-02-01"), Some(15), Outcome::NotMet),
        (None, Some(14), Outcome::Met),
        (None, Some(1), Outcome::Met),
        (None, Some(99), Outcome::NotMet),
        (Some("2024-02-01"), None, Outcome::Met),
        (Some("2024-02-02"), None, Outcome::Unknown),
    ] {
        assert_eq!(
            at(referring(date, number)),
            Some(outcome),
            "{date:?} {number:?}"
        );
    }
    assert_eq!(at(paragraph(1)), None);
}

#[test]
fn a_proposal_is_moved_by_a_person() {
    for (by, outcome) in [
        (PEOPLE[0], Outcome::Met),
        ("Agnes Ask, Försäkringskassan", Outcome::Met),
        ("Försäkringskassan", Outcome::NotMet),
        ("FK", Outcome::NotMet),
        ("styrelsen", Outcome::NotMet),
        ("kommunerna", Outcome::NotMet),
        ("Strategiska samverkansgruppen", Outcome::NotMet),
        ("Sunnerby", Outcome::NotMet),
        ("FÖRSÄKRINGSKASSAN", Outcome::NotMet),
        ("Kommunerna", Outcome::NotMet),
        ("Arbetsutskottet", Outcome::NotMet),
        ("Arbetsgivaren", Outcome::NotMet),
        ("Ordföranden", Outcome::Met),
        ("vice ordföranden", Outcome::Met),
        ("sekreteraren", Outcome::Unknown),
        ("förbundschefen", Outcome::Unknown),
        ("Okänd Person", Outcome::Unknown),
    ] {
        let built = a_board().with(vec![paragraph(1).moved_by(by)]);
        assert_eq!(
            built.outcome("PROPOSER_PERSON_UNKNOWN"),
            Some(outcome),
            "{by}"
        );
    }
    let mut built = a_board().with(vec![paragraph(1).moved_by("Förbundschefen")]);
    let lines = built.meeting.attendance.as_mut().expect("stated");
    lines[8].title = Some("Förbundschef".to_owned());
    assert_eq!(built.outcome("PROPOSER_PERSON_UNKNOWN"), Some(Outcome::Met));
    let mut nobody = paragraph(1).moved_by("x");
    nobody.proposals[0].by = None;
    assert_eq!(
        a_board()
            .with(vec![nobody])
            .outcome("PROPOSER_PERSON_UNKNOWN"),
        None
    );
}

#[test]
fn who_came_under_another_line_is_not_missing() {
    let both = vec![
        member(PEOPLE[0], MEMBERS[0]).at_none(),
        member(PEOPLE[0], MEMBERS[0]).between(Some(3), None),
    ];
    assert_eq!(
        a_council().attended(both).outcome("LISTED_BUT_NOT_PRESENT"),
        Some(Outcome::Met)
    );
    let outside = vec![member(PEOPLE[0], MEMBERS[0]).between(Some(9), None)];
    assert_eq!(
        a_council()
            .attended(outside)
            .with((1..=8).map(paragraph).collect())
            .outcome("LISTED_BUT_NOT_PRESENT"),
        Some(Outcome::NotMet)
    );
    let one = vec![member(PEOPLE[0], MEMBERS[0]).at_none()];
    assert_eq!(
        a_council().attended(one).outcome("LISTED_BUT_NOT_PRESENT"),
        Some(Outcome::NotMet)
    );
}

#[test]
fn a_representative_changes_only_where_one_follows_the_other() {
    let at = |to, from| {
        let lines = vec![
            member(PEOPLE[0], MEMBERS[3]).between(None, Some(to)),
            member(PEOPLE[1], MEMBERS[3]).between(Some(from), None),
        ];
        a_council()
            .attended(lines)
            .with((1..=8).map(paragraph).collect())
            .by("REPRESENTATIVE_CHANGED")
            .len()
    };
    assert_eq!((at(5, 6), at(5, 7), at(6, 6), at(8, 1)), (1, 1, 0, 0));
}

#[test]
fn a_cooperation_group_says_how_each_proposal_ended() {
    let code = "COOPERATION_OUTCOME_MISSING";
    let at = |paragraph| a_cooperation_group().with(vec![paragraph]).outcome(code);
    assert_eq!(at(paragraph(1)), None);
    assert_eq!(at(paragraph(1).deciding(DecisionKind::Note)), None);
    assert_eq!(
        at(paragraph(1).deciding(DecisionKind::Adopt)),
        Some(Outcome::NotMet)
    );
    assert_eq!(at(paragraph(1).moved_by("Vision")), Some(Outcome::NotMet));
    assert_eq!(at(ended(CooperationResult::Completed)), Some(Outcome::Met));
}

fn ended(result: CooperationResult) -> Paragraph {
    let mut paragraph = paragraph(1).moved_by("Vision");
    paragraph.cooperation = vec![CooperationOutcome {
        party: None,
        result,
        scope: None,
        condition: None,
    }];
    paragraph
}

#[test]
fn disagreement_gives_seven_days_that_no_day_off_moves() {
    let built = a_cooperation_group().with(vec![ended(CooperationResult::Disagreement)]);
    let verdict = built.only("CENTRAL_NEGOTIATION_DEADLINE");
    assert_eq!(
        (verdict.outcome, verdict.date),
        (Outcome::Conditional, Some(day("2019-05-14")))
    );
    assert!(!verdict.is_irregularity());
}

#[test]
fn a_safety_committee_meets_every_third_month() {
    let at = |agreed, previous: Option<&str>| {
        let mut built = a_cooperation_group();
        built.meeting.body.safety_committee = agreed;
        built.around.previous_meeting = previous.map(day);
        (
            built.outcome("SAFETY_COMMITTEE_GAP"),
            built.outcome("SAFETY_REP_ABSENT"),
        )
    };
    let unknown = Some(Outcome::Unknown);
    assert_eq!(at(Some(false), None), (None, None));
    assert_eq!(at(None, None), (unknown, unknown));
    assert_eq!(at(Some(true), None), (unknown, unknown));
    assert_eq!(
        at(Some(true), Some("2019-02-07")),
        (Some(Outcome::Met), unknown)
    );
    assert_eq!(
        at(Some(true), Some("2019-02-06")),
        (Some(Outcome::NotMet), unknown)
    );
}

#[test]
fn a_councils_resolutions_weigh_little() {
    let built = a_council().with(vec![paragraph(1).deciding(DecisionKind::Resolve)]);
    assert_eq!(
        built.only("COUNCIL_DECISION_NON_BINDING").severity,
        Severity::Info
    );
    assert_eq!(
        a_council()
            .with(vec![paragraph(1).deciding(DecisionKind::Elect)])
            .irregular(),
        Vec::<&str>::new()
    );
}
