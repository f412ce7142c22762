//! Adjustment, notices, the appeal period and legal force; the budget's days.

use super::builder::{
    Built, MEMBERS, PEOPLE, Posting, a_board, a_council, an_association, board_of, day, figure,
    member, paragraph, parameters, person,
};
use crate::Date;
use crate::adjustment::MinutesStatus;
use crate::decision::DecisionKind;
use crate::rule::{Certainty, Outcome};
use crate::rules::{MinutesClock, clock, is_appealable};

const A: &str = MEMBERS[3];
const B: &str = MEMBERS[4];

fn posted(postings: &[Posting<'_>]) -> Built {
    a_board()
        .on("2023-12-12")
        .adjusted(Some("2023-12-20"), postings)
}

fn clocked(built: &Built, today: Option<&str>) -> MinutesClock {
    clock(&built.meeting, &built.around, today.map(day))
}

fn days(built: &Built) -> (Option<Date>, Option<Date>) {
    let clock = clocked(built, None);
    (
        clock.last_appeal_day.map(|last| last.last_day),
        clock.final_on,
    )
}

#[test]
fn minutes_are_adjusted_within_fourteen_days_and_a_day_off_moves_the_last() {
    for (met, adjusted, margin, certainty) in [
        ("2023-11-30", "2023-12-14", 0, Certainty::Certain),
        ("2023-11-30", "2023-12-15", -1, Certainty::Certain),
        ("2023-12-12", "2023-12-27", 0, Certainty::Interpretation),
        ("2023-12-12", "2023-12-28", -1, Certainty::Certain),
        ("2024-12-10", "2024-12-27", 0, Certainty::Interpretation),
        ("2025-12-11", "2025-12-29", 0, Certainty::Interpretation),
        ("2025-12-11", "2025-12-22", 7, Certainty::Certain),
        ("2026-12-17", "2027-01-05", -1, Certainty::Certain),
    ] {
        let verdict = a_board()
            .on(met)
            .adjusted(Some(adjusted), &[])
            .only("ADJUSTED_LATE");
        assert_eq!(
            (verdict.margin, verdict.certainty),
            (Some(margin), certainty),
            "{met}, {adjusted}"
        );
        assert_eq!(verdict.outcome == Outcome::Met, margin >= 0);
    }
    assert_eq!(
        a_board().adjusted(None, &[]).outcome("ADJUSTED_LATE"),
        Some(Outcome::Unknown)
    );
    assert_eq!(
        a_board()
            .adjusted(Some("2024-05-14"), &[])
            .outcome("ADJUSTED_LATE"),
        Some(Outcome::Unknown)
    );
}

#[test]
fn statutes_shorten_the_time_to_adjust_but_never_lengthen_it() {
    let due = |days: u32| {
        let mut association = an_association();
        parameters(&mut association).adjustment_days = days;
        let built = a_board().on("2024-05-15").registered(association);
        clocked(&built, None).adjustment_due.map(|due| due.last_day)
    };
    assert_eq!(
        due(10),
        Some(day("2024-05-25")),
        "an own time is not moved from a Saturday"
    );
    assert_eq!(due(14), Some(day("2024-05-29")));
    assert_eq!(due(30), Some(day("2024-05-29")));
}

#[test]
fn a_late_immediate_unit_is_told_at_its_first_paragraph() {
    let built = a_board().at_once(&[3, 4], "2024-06-10", &[]);
    let late: Vec<_> = built
        .by("ADJUSTED_LATE")
        .into_iter()
        .filter(|v| v.outcome == Outcome::NotMet)
        .collect();
    assert_eq!(late.len(), 1);
    assert_eq!(late[0].paragraph, Some(built.meeting.paragraphs[2].id));
}

#[test]
fn an_immediate_unit_has_a_clock_of_its_own() {
    let built = a_board()
        .on("2026-11-26")
        .with((40..=44).map(paragraph).collect())
        .adjusted(
            Some("2026-12-08"),
            &[(A, Some("2026-12-10"), Some("2027-01-05"))],
        )
        .at_once(
            &[41],
            "2026-11-26",
            &[(A, Some("2026-11-27"), Some("2026-12-19"))],
        );
    let clock = clocked(&built, Some("2027-01-05"));
    let last: Vec<_> = clock
        .units
        .iter()
        .map(|unit| unit.last_appeal_day.map(|last| last.last_day))
        .collect();
    assert_eq!(last, [Some(day("2027-01-04")), Some(day("2026-12-18"))]);
    assert_eq!(clock.units[1].final_on, Some(day("2026-12-19")));
    assert_eq!(
        clock.last_appeal_day.map(|last| last.last_day),
        Some(day("2027-01-04"))
    );
    assert_eq!(
        (clock.final_on, clock.status),
        (Some(day("2027-01-05")), MinutesStatus::Final)
    );
    assert_eq!(
        clocked(&built, Some("2027-01-04")).status,
        MinutesStatus::Announced
    );
    assert_eq!(clocked(&built, None).status, MinutesStatus::Announced);
}

#[test]
fn only_immediate_units_leave_the_rest_a_draft() {
    let mut built = a_board().at_once(
        &[1],
        "2024-05-15",
        &[(A, Some("2024-05-16"), Some("2024-06-10"))],
    );
    built.meeting.units.retain(|unit| unit.numbers.is_some());
    let clock = clocked(&built, None);
    assert_eq!(
        (clock.status, clock.last_appeal_day, clock.final_on),
        (MinutesStatus::PartlyAdjusted, None, None)
    );
    assert_eq!(built.outcome("ADJUSTED_LATE"), Some(Outcome::Unknown));
    built.meeting.paragraphs.truncate(1);
    let clock = clocked(&built, None);
    assert_eq!(
        (clock.status, clock.final_on),
        (MinutesStatus::Announced, Some(day("2024-06-08")))
    );
    built.meeting.units.clear();
    assert_eq!(clocked(&built, None).status, MinutesStatus::Draft);
}

#[test]
fn the_appeal_period_runs_from_the_latest_of_several_boards() {
    let both = posted(&[
        (A, Some("2023-12-22"), Some("2024-01-18")),
        (B, Some("2023-12-27"), Some("2024-01-18")),
    ]);
    assert_eq!(
        days(&both),
        (Some(day("2024-01-17")), Some(day("2024-01-18")))
    );
    let unknown = posted(&[
        (A, Some("2023-12-22"), Some("2024-01-18")),
        (B, None, Some("2024-01-18")),
    ]);
    assert_eq!(days(&unknown), (None, None));
}

#[test]
fn a_notice_posted_again_starts_three_fresh_weeks() {
    let again = posted(&[
        (A, Some("2023-12-22"), Some("2023-12-28")),
        (A, Some("2024-01-08"), Some("2024-01-30")),
    ]);
    assert_eq!(
        days(&again),
        (Some(day("2024-01-29")), Some(day("2024-01-30")))
    );
    assert_eq!(again.outcome("NOTICE_INTERRUPTED"), Some(Outcome::NotMet));
    assert_eq!(again.outcome("NOTICE_REMOVED_EARLY"), Some(Outcome::Met));
    assert_eq!(
        again.outcome("NOTICE_LATE"),
        Some(Outcome::Met),
        "the first posting counts for lateness"
    );
    let seamless = posted(&[
        (A, Some("2023-12-22"), Some("2023-12-28")),
        (A, Some("2023-12-28"), Some("2024-01-30")),
    ]);
    assert_eq!(seamless.outcome("NOTICE_INTERRUPTED"), Some(Outcome::Met));
}

#[test]
fn impossible_days_tell_nothing_of_a_break() {
    for first in [
        (A, Some("2023-12-22"), Some("2023-12-21")),
        (A, Some("2023-01-22"), Some("2023-01-25")),
    ] {
        let built = posted(&[first, (A, Some("2023-12-30"), Some("2024-01-30"))]);
        assert_eq!(
            built.outcome("NOTICE_INTERRUPTED"),
            Some(Outcome::Unknown),
            "{first:?}"
        );
    }
    let later = posted(&[
        (A, Some("2023-12-22"), Some("2023-12-28")),
        (A, Some("2023-12-30"), Some("2023-12-29")),
    ]);
    assert_eq!(later.outcome("NOTICE_INTERRUPTED"), Some(Outcome::Unknown));
}

#[test]
fn a_notice_removed_early_never_lets_the_time_run_out() {
    for (removed, early, on_last, final_on) in [
        ("2024-01-10", Outcome::NotMet, Outcome::Met, None),
        ("2024-01-12", Outcome::Met, Outcome::NotMet, None),
        ("2024-01-13", Outcome::Met, Outcome::Met, Some("2024-01-13")),
        ("2024-02-01", Outcome::Met, Outcome::Met, Some("2024-01-13")),
    ] {
        let built = posted(&[
            (A, Some("2023-12-22"), Some(removed)),
            (B, Some("2023-12-22"), Some("2024-02-01")),
        ]);
        assert_eq!(
            built.outcome("NOTICE_REMOVED_EARLY"),
            Some(early),
            "{removed}"
        );
        assert_eq!(
            built.outcome("NOTICE_REMOVED_ON_LAST_DAY"),
            Some(on_last),
            "{removed}"
        );
        assert_eq!(days(&built).1, final_on.map(day), "{removed}");
    }
    let up = posted(&[(A, Some("2023-12-22"), None)]);
    assert_eq!(up.outcome("NOTICE_REMOVED_EARLY"), Some(Outcome::Unknown));
    assert_eq!(up.outcome("FINALITY_BLOCKED"), Some(Outcome::Unknown));
    let early = posted(&[(A, Some("2023-12-22"), Some("2024-01-10"))]);
    assert_eq!(days(&early), (None, None), "the time never ran out");
    let verdict = early.only("NOTICE_REMOVED_EARLY");
    assert_eq!(
        (
            verdict.certainty,
            figure(&verdict, "lastAppealDay").as_deref()
        ),
        (Certainty::Certain, Some("2024-01-12"))
    );
    let on_last = posted(&[(A, Some("2023-12-22"), Some("2024-01-12"))]);
    assert_eq!(days(&on_last), (Some(day("2024-01-12")), None));
    assert_eq!(early.outcome("FINALITY_BLOCKED"), Some(Outcome::NotMet));
}

#[test]
fn every_member_municipality_and_region_has_a_notice() {
    let seven: Vec<Posting<'_>> = MEMBERS[2..]
        .iter()
        .map(|board| (*board, Some("2023-12-22"), Some("2024-01-13")))
        .collect();
    let all = posted(&seven).registered(an_association());
    assert_eq!(all.outcome("NOTICE_MISSING_BOARD"), Some(Outcome::Met));
    assert_eq!(days(&all).1, Some(day("2024-01-13")));
    let six = posted(&seven[1..]).registered(an_association());
    assert_eq!(six.outcome("NOTICE_MISSING_BOARD"), Some(Outcome::NotMet));
    assert_eq!(six.outcome("FINALITY_BLOCKED"), Some(Outcome::NotMet));
    assert_eq!(days(&six), (Some(day("2024-01-12")), None));
    assert_eq!(
        figure(&six.only("NOTICE_MISSING_BOARD"), "missing").as_deref(),
        Some(MEMBERS[2])
    );
    assert_eq!(
        posted(&seven).outcome("NOTICE_MISSING_BOARD"),
        Some(Outcome::Unknown)
    );
    assert_eq!(
        posted(&[])
            .registered(an_association())
            .outcome("NOTICE_MISSING_BOARD"),
        Some(Outcome::Unknown)
    );
}

#[test]
fn the_notice_goes_up_by_the_second_day() {
    for (adjusted, up, margin, certainty) in [
        ("2023-12-20", "2023-12-22", 0, Certainty::Certain),
        ("2023-12-20", "2023-12-23", -1, Certainty::Certain),
        ("2023-12-21", "2023-12-27", 0, Certainty::Interpretation),
        ("2023-12-21", "2023-12-28", -1, Certainty::Certain),
        ("2023-12-18", "2023-12-18", 2, Certainty::Certain),
    ] {
        let built = a_board().on("2023-12-12").adjusted(
            Some(adjusted),
            &[(A, Some(adjusted), None), (B, Some(up), None)],
        );
        let verdict = built.only("NOTICE_LATE");
        assert_eq!(
            (verdict.margin, verdict.certainty),
            (Some(margin), certainty),
            "{adjusted}, {up}"
        );
    }
    let before = a_board()
        .on("2023-12-12")
        .adjusted(Some("2023-12-20"), &[(A, Some("2023-12-19"), None)]);
    assert_eq!(before.outcome("NOTICE_LATE"), Some(Outcome::Unknown));
    assert_eq!(
        a_board().adjusted(None, &[]).outcome("NOTICE_LATE"),
        Some(Outcome::Unknown)
    );
}

#[test]
fn a_notice_says_where_the_minutes_are_kept() {
    let mut built = a_board();
    assert_eq!(built.outcome("NOTICE_INCOMPLETE"), Some(Outcome::Met));
    built.meeting.stored_at = None;
    assert_eq!(built.outcome("NOTICE_INCOMPLETE"), Some(Outcome::Unknown));
}

#[test]
fn older_meetings_and_other_bodies_have_no_statutory_days() {
    for built in [
        a_board().on("2017-12-01"),
        a_council().adjusted(Some("2020-04-10"), &[(A, Some("2020-04-10"), None)]),
    ] {
        let clock = clocked(&built, Some("2030-01-01"));
        assert_eq!(
            (clock.adjustment_due, clock.last_appeal_day, clock.final_on),
            (None, None, None)
        );
        assert!(clock.adjusted_on.is_some() && clock.status >= MinutesStatus::Adjusted);
    }
}

#[test]
fn an_adjuster_served_in_what_was_adjusted() {
    let mut lines = board_of(9);
    lines[1] = member(PEOPLE[1], MEMBERS[1]).between(None, Some(5));
    let mut built = a_board().attended(lines);
    let verdict = built.only("ADJUSTER_NOT_PRESENT");
    assert_eq!(verdict.outcome, Outcome::NotMet);
    assert_eq!(figure(&verdict, "paragraphs").as_deref(), Some("6–8"));
    built.meeting.officers.adjusters = Some(vec![person(PEOPLE[1]), person(PEOPLE[2])]);
    assert_eq!(built.outcome("ADJUSTER_NOT_PRESENT"), Some(Outcome::Met));
    built.meeting.officers.adjusters = Some(vec![person("Någon Annan")]);
    assert_eq!(built.outcome("ADJUSTER_NOT_PRESENT"), Some(Outcome::NotMet));
    built.meeting.officers.adjusters = None;
    assert_eq!(
        built.outcome("ADJUSTER_NOT_PRESENT"),
        Some(Outcome::Unknown)
    );
    built.meeting.officers.adjusters = Some(vec![person(PEOPLE[1])]);
    built.meeting.attendance = None;
    assert_eq!(
        built.outcome("ADJUSTER_NOT_PRESENT"),
        Some(Outcome::Unknown)
    );
}

#[test]
fn the_statutes_may_fix_how_many_adjust() {
    let mut association = an_association();
    assert_eq!(
        a_board()
            .registered(association.clone())
            .outcome("ADJUSTER_COUNT"),
        None
    );
    parameters(&mut association).adjuster_count = Some(2);
    let mut built = a_board().registered(association);
    assert_eq!(built.only("ADJUSTER_COUNT").margin, Some(-1));
    built.meeting.officers.adjusters = Some(vec![
        person(PEOPLE[0]),
        person(PEOPLE[1]),
        person(PEOPLE[2]),
    ]);
    assert_eq!(
        built.only("ADJUSTER_COUNT").margin,
        Some(0),
        "the chair is counted apart"
    );
}

#[test]
fn what_is_adjusted_at_once_exists_in_writing() {
    let mut built = a_board().at_once(&[3], "2024-05-15", &[]);
    assert_eq!(
        built.outcome("IMMEDIATE_ADJUSTMENT_WITHOUT_TEXT"),
        Some(Outcome::Met)
    );
    built.meeting.paragraphs[2].text = Some(" ".to_owned());
    assert_eq!(
        built.outcome("IMMEDIATE_ADJUSTMENT_WITHOUT_TEXT"),
        Some(Outcome::NotMet)
    );
}

#[test]
fn the_budget_is_adopted_by_the_end_of_november() {
    for (met, year, margin, certainty) in [
        ("2023-11-30", 2024, 0, Certainty::Certain),
        ("2023-12-05", 2024, -5, Certainty::Certain),
        ("2024-12-02", 2025, 0, Certainty::Interpretation),
        ("2024-11-29", 2025, 3, Certainty::Certain),
        ("2025-12-02", 2026, -1, Certainty::Certain),
    ] {
        let built = a_board()
            .on(met)
            .with(vec![paragraph(1).budgeting(Some(year), Some(year + 2))]);
        let verdict = built.only("BUDGET_LATE");
        assert_eq!(
            (verdict.margin, verdict.certainty),
            (Some(margin), certainty),
            "{met}"
        );
    }
    let unknown = a_board().with(vec![paragraph(1).budgeting(None, None)]);
    assert_eq!(unknown.outcome("BUDGET_LATE"), Some(Outcome::Unknown));
    assert_eq!(unknown.outcome("PLAN_PERIOD_WRONG"), Some(Outcome::Unknown));
    assert!(a_board().by("BUDGET_LATE").is_empty());
}

#[test]
fn the_plan_covers_three_years_with_the_budget_year_first() {
    for (met, first, last, outcome) in [
        ("2023-11-30", Some(2024), Some(2026), Outcome::Met),
        ("2023-11-30", Some(2023), Some(2025), Outcome::NotMet),
        ("2023-11-30", Some(2025), Some(2027), Outcome::NotMet),
        ("2023-11-30", Some(2024), Some(2025), Outcome::NotMet),
        ("2023-11-30", Some(2024), None, Outcome::Unknown),
        ("2023-11-30", Some(2026), None, Outcome::NotMet),
        ("2024-06-30", Some(2024), Some(2026), Outcome::Conditional),
        ("2024-07-01", Some(2024), Some(2026), Outcome::NotMet),
    ] {
        let built = a_board()
            .on(met)
            .with(vec![paragraph(1).budgeting(first, last)]);
        assert_eq!(
            built.outcome("PLAN_PERIOD_WRONG"),
            Some(outcome),
            "{met} {first:?} {last:?}"
        );
    }
}

#[test]
fn a_council_within_a_year_may_have_been_the_consultation() {
    let mut built = a_board()
        .on("2023-11-30")
        .with(vec![paragraph(1).budgeting(Some(2024), Some(2026))]);
    built.around.council_meetings = vec![day("2022-11-29")];
    assert_eq!(
        built.outcome("BUDGET_WITHOUT_CONSULTATION"),
        Some(Outcome::Unknown)
    );
    built.around.council_meetings = vec![day("2023-10-05"), day("2022-11-29")];
    let verdict = built.only("BUDGET_WITHOUT_CONSULTATION");
    assert_eq!(verdict.outcome, Outcome::Conditional);
    assert_eq!(
        verdict.condition.map(|text| text.en).as_deref(),
        Some("if the council of 2023-10-05 was consulted on it")
    );
    assert_eq!(
        built.outcome("BUDGET_MEETING_NOT_PUBLIC"),
        Some(Outcome::Unknown)
    );
}

#[test]
fn what_only_prepares_cannot_be_appealed() {
    for (kind, appealable) in [
        (DecisionKind::Adopt, Some(true)),
        (DecisionKind::Reject, Some(true)),
        (DecisionKind::Approve, None),
        (DecisionKind::Assign, None),
        (DecisionKind::Resolve, None),
        (DecisionKind::Elect, Some(false)),
        (DecisionKind::Note, Some(false)),
        (DecisionKind::Table, Some(false)),
        (DecisionKind::ReferBack, Some(false)),
    ] {
        assert_eq!(
            is_appealable(&paragraph(1).deciding(kind)),
            appealable,
            "{kind:?}"
        );
    }
    assert_eq!(is_appealable(&paragraph(1)), Some(false));
}

#[test]
fn days_that_cannot_all_be_right_give_no_other_days() {
    for (met, adjusted, up, down) in [
        ("2023-12-21", Some("2023-12-20"), "2023-12-22", "2024-01-13"),
        ("2023-12-12", Some("2023-12-20"), "2023-12-19", "2024-01-13"),
        ("2023-12-12", Some("2023-12-20"), "2023-12-22", "2023-12-21"),
        ("2023-12-12", None, "2023-12-11", "2024-01-13"),
    ] {
        let built = a_board()
            .on(met)
            .adjusted(adjusted, &[(A, Some(up), Some(down))]);
        let clock = clocked(&built, None);
        assert_eq!(days(&built), (None, None), "{met} {up} {down}");
        assert_eq!(clock.units[0].earliest_removal, None);
        let blocked = built.only("FINALITY_BLOCKED");
        assert_eq!(blocked.outcome, Outcome::Unknown);
        assert!(
            blocked
                .explanation
                .en
                .contains("one of the dates must be wrong")
        );
        for code in ["NOTICE_REMOVED_EARLY", "NOTICE_REMOVED_ON_LAST_DAY"] {
            assert_eq!(built.outcome(code), Some(Outcome::Unknown), "{code}");
        }
    }
}

#[test]
fn a_paragraph_adjusted_at_once_outside_every_unit_keeps_the_meeting_open() {
    let mut built = a_board();
    assert!(days(&built).1.is_some());
    built.meeting.paragraphs[2].adjusted_immediately = true;
    assert_eq!(days(&built), (None, None));
    let blocked = built.only("FINALITY_BLOCKED");
    assert_eq!(blocked.outcome, Outcome::Unknown);
    assert!(blocked.explanation.en.contains("adjusted at once"));
    let own = built.at_once(
        &[3],
        "2024-05-15",
        &[(A, Some("2024-05-16"), Some("2024-06-12"))],
    );
    assert!(days(&own).1.is_some());
}

#[test]
fn a_notice_that_outlasted_its_own_board_is_early_by_a_reading_only() {
    for (removed, certainty) in [
        ("2024-01-13", Certainty::Interpretation),
        ("2024-01-10", Certainty::Certain),
    ] {
        let built = posted(&[
            (A, Some("2023-12-22"), Some(removed)),
            (B, Some("2023-12-27"), Some("2024-01-18")),
        ]);
        for code in ["NOTICE_REMOVED_EARLY", "FINALITY_BLOCKED"] {
            let verdict = built.only(code);
            assert_eq!(
                (verdict.outcome, verdict.certainty),
                (Outcome::NotMet, certainty),
                "{code} {removed}"
            );
        }
    }
}

#[test]
fn finality_does_not_blame_removal_where_a_board_is_missing() {
    let built = posted(&[(MEMBERS[2], Some("2023-12-22"), Some("2024-01-13"))])
        .registered(an_association());
    let blocked = built.only("FINALITY_BLOCKED");
    assert_eq!(blocked.outcome, Outcome::NotMet);
    assert!(!blocked.explanation.en.contains("stayed up"));
    assert_eq!(figure(&blocked, "earliest"), None);
}

#[test]
fn a_budget_may_be_approved_and_a_wrong_year_is_not_late() {
    let at = |kind, first: i32| {
        let mut adopted = paragraph(1).budgeting(Some(first), Some(first + 2));
        adopted.decisions[0].kind = kind;
        let built = a_board().on("2023-11-30").with(vec![adopted]);
        (
            built.outcome("PLAN_PERIOD_WRONG"),
            built.by("BUDGET_LATE").first().map(|held| held.margin),
        )
    };
    let (met, broken) = (Some(Outcome::Met), Some(Outcome::NotMet));
    assert_eq!(at(DecisionKind::Approve, 2024), (met, Some(Some(0))));
    assert_eq!(at(DecisionKind::Resolve, 2024), (met, Some(Some(0))));
    assert_eq!(at(DecisionKind::Approve, 2023), (None, None));
    assert_eq!(at(DecisionKind::Note, 2024), (None, None));
    assert_eq!(at(DecisionKind::Adopt, 2023), (broken, Some(Some(0))));
    assert_eq!(at(DecisionKind::Adopt, 2025), (broken, Some(Some(0))));
}

#[test]
fn an_adjuster_who_never_served_is_told_beside_one_who_did() {
    let mut built = a_board();
    built.meeting.officers.adjusters = Some(vec![person(PEOPLE[1]), person("Någon Annan")]);
    let verdict = built.only("ADJUSTER_NOT_PRESENT");
    assert_eq!(verdict.outcome, Outcome::NotMet);
    assert_eq!(
        figure(&verdict, "adjusters").as_deref(),
        Some("Någon Annan")
    );
}

#[test]
fn one_day_is_no_plural() {
    let late = a_board()
        .on("2023-11-30")
        .adjusted(Some("2023-12-15"), &[])
        .only("ADJUSTED_LATE");
    assert!(late.explanation.sv.contains("1 dag efter"));
    assert!(late.explanation.en.contains("1 day after"));
}
