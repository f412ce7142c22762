//! The rulebook as a whole: its numbers, its codes, and that every judged rule can be raised.

use super::builder::{
    Built, MEMBERS, PEOPLE, a_board, a_cooperation_group, a_council, an_association, ballots,
    board_of, day, figure, member, paragraph, parameters, person, tally, unnumbered,
};
use crate::adjustment::PreviousMinutes;
use crate::appeal::{Appeal, Appellant};
use crate::attendance::Capacity;
use crate::cooperation::{CooperationOutcome, CooperationResult};
use crate::decision::DecisionKind;
use crate::id::AppealId;
use crate::legal::Act;
use crate::meeting::Mode;
use crate::paragraph::{Reference, Reservation};
use crate::rule::{Outcome, Scope, Verdict};
use crate::rules::{delegated_reported, evaluate_association, rulebook};
use crate::vote::{Choice, Vote};
use std::collections::BTreeSet;

#[test]
fn codes_are_unique_and_numbers_complete_and_in_order() {
    let codes: BTreeSet<_> = rulebook().iter().map(|rule| rule.code).collect();
    assert_eq!(codes.len(), rulebook().len());
    let well_formed = |code: &&str| {
        code.chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
    };
    assert!(codes.iter().all(well_formed));
    let mut ids: Vec<_> = rulebook().iter().map(|rule| rule.id.to_owned()).collect();
    ids.dedup();
    let wanted: Vec<String> = (1..=98)
        .flat_map(|number| match number {
            47 => vec!["R-47a".to_owned(), "R-47b".to_owned()],
            _ => vec![format!("R-{number:02}")],
        })
        .collect();
    assert_eq!(ids, wanted);
}

#[test]
fn every_rule_says_what_it_rests_on_in_both_languages() {
    for rule in rulebook() {
        assert!(
            !rule.basis.is_empty() && !rule.title.sv.is_empty() && !rule.title.en.is_empty(),
            "{}",
            rule.code
        );
        for citation in rule.basis {
            assert!(
                !citation.settles.sv.is_empty() && !citation.settles.en.is_empty(),
                "{}",
                rule.code
            );
            assert_eq!(
                citation.section.is_empty(),
                citation.act.url().is_none(),
                "{}",
                rule.code
            );
        }
        let by_new_act = rule
            .basis
            .iter()
            .any(|held| held.act == Act::LocalGovernment);
        let recorded = rule.evaluated && by_new_act && rule.scope != Scope::Association;
        assert!(
            !recorded || rule.since().is_some() || rule.id == "R-95",
            "{}",
            rule.code
        );
    }
}

#[test]
fn just_four_rules_report_what_is_unknown() {
    let open: Vec<_> = rulebook()
        .iter()
        .filter(|rule| rule.report_when_unknown)
        .map(|rule| rule.code)
        .collect();
    assert_eq!(
        open,
        [
            "REMOTE_WITHOUT_DECISION",
            "FINALITY_BLOCKED",
            "BUDGET_WITHOUT_CONSULTATION",
            "BUDGET_MEETING_NOT_PUBLIC"
        ]
    );
}

fn of(built: Built) -> Vec<Verdict> {
    built.verdicts()
}

/// Records with something wrong about quorum, substitutes and acts.
fn wrong_acts() -> Vec<Verdict> {
    let mut lines = board_of(5);
    lines.push(member("Fel Medlem", MEMBERS[4]).serving_for(PEOPLE[3]));
    lines.push(member("Tyst Ersättare", MEMBERS[2]).as_capacity(Capacity::Substitute));
    let named = ballots(&[
        (PEOPLE[0], Choice::Abstain),
        (PEOPLE[1], Choice::Yes),
        (PEOPLE[2], Choice::No),
    ]);
    let chair_abstained = Vote {
        yes: Some(1),
        no: Some(3),
        ballots: named.clone(),
        ..Vote::default()
    };
    let mut reserved = paragraph(6)
        .stood_aside(PEOPLE[0])
        .moved_by("Tyst Ersättare")
        .moved_by(PEOPLE[0]);
    reserved.reservations = vec![Reservation {
        by: vec![PEOPLE[0].to_owned()],
        text: None,
    }];
    let mut found = of(a_board().attended(lines.clone()).with(vec![
        paragraph(1).voted(tally(9, 9, Some(false))),
        paragraph(2).voted(tally(5, 1, Some(true))),
        paragraph(3)
            .deciding(DecisionKind::Elect)
            .voted(tally(1, 1, Some(true))),
        paragraph(4).voted(chair_abstained),
        paragraph(5).voted(Vote {
            ballots: named,
            ..Vote::default()
        }),
        reserved,
    ]));
    let lost = a_board().registered(an_association()).attended(board_of(5));
    found.extend(of(lost.with(vec![paragraph(1).stood_aside(PEOPLE[0])])));
    let mut association = an_association();
    let seat = &mut association.members[3].seats[0];
    let mut second = seat.mandates[1].clone();
    second.person = person("Andra Ersättaren");
    second.order = Some(2);
    seat.mandates.push(second);
    let lines = vec![
        member("Andra Ersättaren", MEMBERS[3]).serving_for(PEOPLE[3]),
        member("Ersättare Sunnerby kommun", MEMBERS[3]).as_capacity(Capacity::Substitute),
    ];
    found.extend(of(a_board()
        .registered(association)
        .attended(lines)
        .held(Mode::Remote)));
    found.extend(of(a_board().on("2022-01-01").held(Mode::Remote)));
    found
}

/// Records with something wrong about minutes, notices and the budget.
fn wrong_minutes() -> Vec<Verdict> {
    let mut association = an_association();
    parameters(&mut association).adjuster_count = Some(2);
    let mut built = a_board()
        .registered(association)
        .with(vec![paragraph(1), paragraph(3), paragraph(3)])
        .adjusted(
            Some("2024-07-01"),
            &[
                (MEMBERS[3], Some("2024-07-08"), Some("2024-07-10")),
                (MEMBERS[3], Some("2024-07-15"), Some("2024-07-16")),
                (MEMBERS[4], Some("2024-07-15"), Some("2024-08-05")),
            ],
        )
        .at_once(&[1], "2024-05-15", &[]);
    built.meeting.officers.chair = None;
    built.meeting.officers.adjusters = Some(vec![person("Okänd Justerare")]);
    built.meeting.paragraphs[0].text = None;
    built.meeting.stored_at = None;
    built.meeting.appeals = vec![Appeal {
        id: AppealId::from_uuid(uuid::Uuid::nil()),
        paragraphs: Vec::new(),
        received_on: day("2024-07-20"),
        appellant: Some(Appellant::Other),
        court: None,
        case_number: None,
        ruling: None,
    }];
    let mut found = of(built);
    let mut silent = a_board();
    silent.around.earlier_revisions = vec![silent.meeting.clone()];
    silent.meeting.paragraphs[2].text = Some("Annan text.".to_owned());
    found.extend(of(silent));
    found.extend(of(
        a_board().with(vec![paragraph(1).budgeting(Some(2024), Some(2024))])
    ));
    found
}

/// Records of other bodies, and registers, with something wrong.
fn wrong_elsewhere() -> Vec<Verdict> {
    let mut lines = vec![
        member(PEOPLE[0], MEMBERS[3]).between(None, Some(1)),
        member(PEOPLE[1], MEMBERS[3]).between(Some(2), None),
    ];
    lines.push(member(PEOPLE[2], MEMBERS[4]).at_none());
    let mut pointing = paragraph(1)
        .deciding(DecisionKind::Resolve)
        .moved_by("styrelsen");
    pointing.references = vec![Reference {
        text: "i april".to_owned(),
        date: None,
        number: None,
    }];
    let mut found = of(a_council()
        .attended(lines)
        .with(vec![pointing, paragraph(2)]));
    let mut disagreed = paragraph(1);
    disagreed.cooperation = vec![CooperationOutcome {
        party: None,
        result: CooperationResult::Disagreement,
        scope: None,
        condition: None,
    }];
    let mut presented = unnumbered("Information");
    presented.presenters = vec!["XY".to_owned()];
    let mut group =
        a_cooperation_group().with(vec![disagreed, paragraph(2).moved_by("Vision"), presented]);
    group.meeting.body.safety_committee = Some(true);
    group.meeting.previous_minutes = Some(PreviousMinutes::NotYetAdjusted);
    group.around.previous_meeting = Some(day("2018-12-01"));
    found.extend(group.verdicts());
    group.meeting.occasion.date = None;
    found.extend(group.verdicts());
    let mut association = an_association();
    association.members.remove(2);
    association.members[0].seats[0].mandates[0].eligibility = None;
    association.members[3].seats.clear();
    let mandates = &mut association.members[4].seats[0].mandates;
    mandates[0].appointed_on = Some(day("2022-01-01"));
    mandates[0].until = Some(day("2028-01-01"));
    mandates[0].eligibility = Some(crate::seat::Eligibility::Other);
    let mut second = mandates[1].clone();
    second.order = None;
    mandates.push(second);
    let vice = association.presidium[1].clone();
    association.presidium[0].person = person("Utom Stående");
    association.presidium.extend([vice.clone(), vice]);
    parameters(&mut association).covered_points = Some(BTreeSet::new());
    found.extend(evaluate_association(&association, day("2024-05-15")));
    let taken = [day("2024-05-14")];
    for met in [None, Some(day("2024-05-15"))] {
        found.extend(delegated_reported(&taken, met, day("2024-05-15")));
    }
    found.extend(super::budgeting::all_wrong());
    found.extend(super::closing::all_wrong());
    found
}

/// Rules that never find a breach in a record: what they ask, a record does not show.
const OPEN: [&str; 3] = [
    "REMOTE_WITHOUT_DECISION",
    "CENTRAL_NEGOTIATION_DEADLINE",
    "SAFETY_REP_ABSENT",
];

#[test]
fn every_judged_rule_can_be_raised_and_no_other_speaks() {
    let mut found = wrong_acts();
    found.extend(wrong_minutes());
    found.extend(wrong_elsewhere());
    let judged: BTreeSet<_> = rulebook()
        .iter()
        .filter(|rule| rule.evaluated)
        .map(|rule| rule.code)
        .collect();
    let spoken: BTreeSet<_> = found.iter().map(|verdict| verdict.rule.code).collect();
    assert_eq!(spoken, judged);
    let broken: BTreeSet<_> = found
        .iter()
        .filter(|verdict| verdict.outcome == Outcome::NotMet)
        .map(|verdict| verdict.rule.code)
        .collect();
    let never: Vec<_> = judged
        .difference(&broken)
        .copied()
        .filter(|code| !OPEN.contains(code))
        .collect();
    assert_eq!(
        never,
        ["NOTICE_INCOMPLETE"],
        "silence on the place of storage is no breach"
    );
}

#[test]
fn explanations_are_sentences_in_both_languages() {
    let mut found = wrong_acts();
    found.extend(wrong_minutes());
    found.extend(wrong_elsewhere());
    found.extend(of(a_board()));
    for verdict in found {
        for text in [&verdict.explanation.sv, &verdict.explanation.en] {
            assert!(
                text.ends_with('.') && text.len() > 10,
                "{}: {text}",
                verdict.rule.code
            );
            assert!(
                !text.contains("  ") && !text.contains(" ."),
                "{}: {text}",
                verdict.rule.code
            );
        }
        assert_eq!(
            verdict.condition.is_some(),
            verdict.outcome == Outcome::Conditional,
            "{}",
            verdict.rule.code
        );
        let agrees = match verdict.outcome {
            Outcome::NotMet => verdict.margin.is_none_or(|margin| margin < 0),
            Outcome::Met => verdict.margin.is_none_or(|margin| margin >= 0),
            _ => verdict.margin.is_none(),
        };
        assert!(agrees, "{}: {:?}", verdict.rule.code, verdict.margin);
        assert!(figure(&verdict, "").is_none());
    }
}
