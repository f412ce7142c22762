//! Five kinds of minutes as they come in practice, with invented names: what is remarked on, and what is not.

use super::builder::{
    Built, MEMBERS, PEOPLE, a_board, a_cooperation_group, a_council, board_of, day, figure, member,
    paragraph, person, unnumbered,
};
use crate::adjustment::{MinutesStatus, PreviousMinutes};
use crate::attendance::Capacity;
use crate::body::NumberingScheme;
use crate::cooperation::{CooperationOutcome, CooperationResult};
use crate::decision::DecisionKind;
use crate::meeting::Mode;
use crate::paragraph::{Mark, Reference};
use crate::rule::{Certainty, Outcome};
use crate::rules::clock;

/// An undated record of a central cooperation group, with two adjusters and no attendance.
fn undated_group() -> Built {
    let mut built = a_cooperation_group();
    built.meeting.occasion.date = None;
    built.meeting.numbering.mark = Mark::Point;
    built.meeting.officers.adjusters = Some(vec![person("Ada Alm"), person("Bo Bok")]);
    built.meeting.previous_minutes = Some(PreviousMinutes::Filed);
    let mut proposed = paragraph(6);
    proposed.proposals = paragraph(6).moved_by("x").proposals;
    proposed.proposals[0].by = None;
    proposed.cooperation = vec![CooperationOutcome {
        party: None,
        result: CooperationResult::Completed,
        scope: None,
        condition: None,
    }];
    built.with(
        (1..=10)
            .map(|number| {
                if number == 6 {
                    proposed.clone()
                } else {
                    paragraph(number)
                }
            })
            .collect(),
    )
}

/// Notes of a departmental group: no numbers, presenters by initials, procedural outcomes only.
fn notes_with_initials() -> Built {
    let mut built = a_cooperation_group();
    built.meeting.numbering.mark = Mark::None;
    built.meeting.officers.adjusters = Some(vec![person("Carin Cedervall"), person("Dora Dag")]);
    built.meeting.no_decisions_stated = true;
    built.meeting.previous_minutes = Some(PreviousMinutes::Filed);
    let mut first = unnumbered("Val av justerare").deciding(DecisionKind::Elect);
    first.presenters = vec!["EE".to_owned()];
    let mut second = unnumbered("Arbetsmiljö");
    second.presenters = vec!["CC".to_owned(), "resp. VC".to_owned()];
    built.with(vec![first, second])
}

/// A group with attendance whose previous minutes are not yet adjusted.
fn previous_unadjusted() -> Built {
    let lines = vec![
        member("Ebbe Eld", "Kommunstyrelseförvaltningen").as_capacity(Capacity::Employer),
        member("Frida Fors", "Vision").as_capacity(Capacity::Union),
    ];
    let mut built = a_cooperation_group()
        .attended(lines)
        .with((1..=10).map(paragraph).collect());
    built.meeting.previous_minutes = Some(PreviousMinutes::NotYetAdjusted);
    built
}

/// A remote board meeting with the budget on its last day, adjusted late, posted and removed on the last days.
fn remote_budget_board() -> Built {
    let posted = [
        MEMBERS[2], MEMBERS[3], MEMBERS[4], MEMBERS[5], MEMBERS[6], MEMBERS[7], MEMBERS[8],
    ]
    .map(|board| (board, Some("2023-12-22"), Some("2024-01-12")));
    let mut lines = board_of(7);
    lines.push(member("Utan Roll", MEMBERS[2]).as_capacity(Capacity::Other));
    lines.push(member("Chefen Själv", MEMBERS[2]).as_capacity(Capacity::Official));
    let mut reported = paragraph(57).deciding(DecisionKind::Approve);
    reported.references = vec![Reference {
        text: "I april beslutade styrelsen".to_owned(),
        date: None,
        number: None,
    }];
    let paragraphs = (47..=60)
        .map(|number| match number {
            48 => paragraph(48).deciding(DecisionKind::Elect),
            51 => paragraph(51)
                .deciding(DecisionKind::Adopt)
                .budgeting(Some(2024), Some(2026))
                .moved_by("Försäkringskassan")
                .moved_by("styrelsen"),
            57 => reported.clone(),
            _ => paragraph(number),
        })
        .collect();
    a_board()
        .on("2023-11-30")
        .held(Mode::Remote)
        .attended(lines)
        .with(paragraphs)
        .adjusted(Some("2023-12-20"), &posted)
}

/// A hybrid member council where one representative hands over and one is listed but was not there.
fn handing_over_council() -> Built {
    let mut lines = board_of(7);
    lines.push(member(PEOPLE[7], "Lillvik").between(None, Some(5)));
    lines.push(
        member("Efter Trädare", MEMBERS[7])
            .as_capacity(Capacity::Other)
            .between(None, Some(5)),
    );
    lines.push(
        member("Efter Trädare", MEMBERS[7])
            .serving_for(PEOPLE[7])
            .between(Some(6), None),
    );
    lines.push(member(PEOPLE[8], MEMBERS[8]).at_none());
    let mut built = a_council().held(Mode::Hybrid).attended(lines).with(
        (1..=8)
            .map(|number| match number {
                2 => paragraph(2).deciding(DecisionKind::Elect),
                7 => paragraph(7)
                    .deciding(DecisionKind::Resolve)
                    .deciding(DecisionKind::Resolve),
                _ => paragraph(number),
            })
            .collect(),
    );
    built.meeting.numbering.declared_first = Some(1);
    built.meeting.numbering.declared_last = Some(8);
    built
}

#[test]
fn an_undated_group_lacks_date_and_attendance_and_nothing_else() {
    assert_eq!(
        undated_group().irregular(),
        ["ATTENDANCE_UNKNOWN", "DATE_UNKNOWN"]
    );
}

#[test]
fn initials_without_a_name_are_told_and_no_decision_is_no_fault() {
    let built = notes_with_initials();
    assert_eq!(
        built.irregular(),
        ["ATTENDANCE_UNKNOWN", "INITIALS_UNRESOLVED"]
    );
    assert_eq!(
        figure(&built.only("INITIALS_UNRESOLVED"), "initials").as_deref(),
        Some("EE")
    );
}

#[test]
fn unadjusted_previous_minutes_are_only_told_of() {
    assert_eq!(
        previous_unadjusted().irregular(),
        ["PREVIOUS_MINUTES_UNADJUSTED"]
    );
}

#[test]
fn the_remote_budget_meeting_gets_just_its_eight_remarks() {
    let built = remote_budget_board();
    assert_eq!(
        built.irregular(),
        [
            "ADJUSTED_LATE",
            "BUDGET_MEETING_NOT_PUBLIC",
            "BUDGET_WITHOUT_CONSULTATION",
            "FINALITY_BLOCKED",
            "NOTICE_REMOVED_ON_LAST_DAY",
            "PROPOSER_PERSON_UNKNOWN",
            "REMOTE_WITHOUT_DECISION",
            "XREF_UNRESOLVED",
        ]
    );
}

#[test]
fn the_remote_budget_meeting_is_judged_day_by_day() {
    let built = remote_budget_board();
    let late = built.only("ADJUSTED_LATE");
    assert_eq!(late.margin, Some(-6));
    for (name, value) in [
        ("meetingDate", "2023-11-30"),
        ("adjustedOn", "2023-12-20"),
        ("dueOn", "2023-12-14"),
        ("daysLate", "6"),
    ] {
        assert_eq!(figure(&late, name).as_deref(), Some(value));
    }
    assert_eq!(built.only("NOTICE_LATE").margin, Some(0));
    assert_eq!(built.only("BUDGET_LATE").margin, Some(0));
    assert_eq!(built.outcome("PLAN_PERIOD_WRONG"), Some(Outcome::Met));
    assert_eq!(built.outcome("PARAGRAPH_GAP"), Some(Outcome::Met));
    let doubtful = built.only("NOTICE_REMOVED_ON_LAST_DAY");
    assert_eq!(
        (doubtful.outcome, doubtful.certainty),
        (Outcome::NotMet, Certainty::Interpretation)
    );
    let blocked = built.only("FINALITY_BLOCKED");
    assert_eq!((blocked.outcome, blocked.date), (Outcome::Unknown, None));
    assert_eq!(figure(&blocked, "earliest").as_deref(), Some("2024-01-13"));
    assert!(
        blocked
            .explanation
            .en
            .contains("2024-01-13 would be the earliest had the notices stayed up")
    );
    assert!(
        built
            .by("QUORUM_NOT_MET")
            .iter()
            .all(|verdict| verdict.outcome == Outcome::Conditional)
    );
}

#[test]
fn the_clock_of_the_remote_budget_meeting_stands_before_legal_force() {
    let built = remote_budget_board();
    let clock = clock(&built.meeting, &built.around, Some(day("2025-01-01")));
    assert_eq!(clock.status, MinutesStatus::Announced);
    assert_eq!(
        clock.adjustment_due.map(|due| due.last_day),
        Some(day("2023-12-14"))
    );
    assert_eq!(clock.adjusted_on, Some(day("2023-12-20")));
    assert_eq!(
        clock.last_appeal_day.map(|last| last.last_day),
        Some(day("2024-01-12"))
    );
    assert_eq!(clock.final_on, None);
    assert_eq!(clock.units[0].earliest_removal, Some(day("2024-01-13")));
    assert_eq!(
        clock.units[0].notice_due.map(|due| due.last_day),
        Some(day("2023-12-22"))
    );
}

#[test]
fn the_council_binds_nobody_and_hands_over_once() {
    let built = handing_over_council();
    assert_eq!(
        built.irregular(),
        [
            "COUNCIL_DECISION_NON_BINDING",
            "LISTED_BUT_NOT_PRESENT",
            "REPRESENTATIVE_CHANGED"
        ]
    );
    let changed = built.only("REPRESENTATIVE_CHANGED");
    assert_eq!(changed.paragraph, Some(built.meeting.paragraphs[5].id));
    let listed = built.only("LISTED_BUT_NOT_PRESENT");
    assert_eq!(
        figure(&listed, "listed"),
        Some(format!("{} ({})", PEOPLE[8], MEMBERS[8]))
    );
    let clock = clock(&built.meeting, &built.around, None);
    assert_eq!(
        (clock.adjustment_due, clock.last_appeal_day, clock.final_on),
        (None, None, None)
    );
    assert_eq!(clock.status, MinutesStatus::Draft);
}

#[test]
fn a_record_in_good_order_has_no_remark() {
    let built = a_board();
    assert_eq!(built.irregular(), Vec::<&str>::new());
    assert_eq!(built.outcome("FINALITY_BLOCKED"), Some(Outcome::Met));
}

#[test]
fn verdicts_stand_by_rule_and_then_paragraph_by_paragraph() {
    let built = remote_budget_board();
    let place = |verdict: &crate::rule::Verdict| {
        let ids: Vec<_> = built
            .meeting
            .paragraphs
            .iter()
            .map(|paragraph| paragraph.id)
            .collect();
        let at = verdict.paragraph.map(|id| {
            ids.iter()
                .position(|held| *held == id)
                .expect("a top-level §")
        });
        (
            at,
            crate::rules::rulebook()
                .iter()
                .position(|rule| rule.code == verdict.rule.code),
        )
    };
    let places: Vec<_> = built.verdicts().iter().map(place).collect();
    assert!(places.is_sorted());
}

#[test]
fn a_body_without_a_scheme_has_no_gaps() {
    let mut built = a_council().with(vec![paragraph(1), paragraph(3)]);
    assert_eq!(built.outcome("PARAGRAPH_GAP"), Some(Outcome::NotMet));
    built.meeting.numbering.scheme = NumberingScheme::None;
    assert_eq!(built.outcome("PARAGRAPH_GAP"), None);
}
