//! on the budget itself: boundaries, figures, and what is not known.

use super::builder::{MEMBERS, an_association, figure, organisation};
use crate::association::{Association, FundingParty};
use crate::budget::tests::{approved, day, from_party, line, ore, proposed, revised};
use crate::budget::{
    Budget, Consultation, ConsultationForm, Contribution, Contributor, EquityMove, Line, Paper,
    VersionKind,
};
use crate::rule::{Certainty, Outcome, Severity, Verdict};
use crate::rules::{BudgetSurroundings, evaluate_budget};

/// The verdicts on a version as things stand on a day.
fn judged(
    budget: &Budget,
    number: u32,
    association: Option<&Association>,
    on: &str,
) -> Vec<Verdict> {
    let version = budget.version(number).expect("a version");
    let around = BudgetSurroundings {
        association,
        on: day(on),
    };
    evaluate_budget(budget, version, &around)
}

fn by(verdicts: &[Verdict], code: &str) -> Option<Verdict> {
    let mut found = verdicts.iter().filter(|verdict| verdict.rule.code == code);
    found.next().cloned()
}

fn one(budget: &Budget, code: &str) -> Verdict {
    let association = an_association();
    let verdicts = judged(budget, 1, Some(&association), "2027-12-01");
    by(&verdicts, code).unwrap_or_else(|| panic!("{code} says nothing"))
}

fn consultation(on: &str, members: Option<&[&str]>) -> Paper {
    Paper::Consultation(Consultation {
        on: day(on),
        form: ConsultationForm::Council,
        members: members.map(|names| names.iter().map(|name| organisation(name).id).collect()),
        evidence: Some("Minnesanteckning".to_owned()),
        meeting: None,
        version: None,
    })
}

/// Budgets with everything wrong that the rules on budgets know.
pub(super) fn all_wrong() -> Vec<Verdict> {
    let association = an_association();
    let mut budget = approved(vec![line(1, ore(3_000_000_000))], "2026-12-05");
    budget.versions[0].last_year = Some(2027);
    budget
        .papers
        .push(consultation("2026-12-06", Some(&MEMBERS)));
    let held = budget.versions[0].adoption.as_mut().expect("approved");
    held.open = Some(false);
    held.announced_on = Some(day("2026-12-06"));
    held.quorum = Outcome::NotMet;
    let outsider = Contributor::Other("Stiftelsen Vägvisaren".to_owned());
    budget.versions[0].content.contributions.push(Contribution {
        contributor: outsider,
        ..from_party(FundingParty::State, ore(1))
    });
    let more = from_party(FundingParty::Municipalities, ore(40_000_000));
    budget.versions[0].content.contributions.push(more);
    let mut found = judged(&budget, 1, Some(&association), "2027-12-01");
    revised(&mut budget, vec![line(2, ore(4_000_000_000))], None);
    found.extend(judged(&budget, 2, None, "2027-12-01"));
    let mut open = approved(vec![line(1, None)], "2026-11-26");
    found.extend(judged(&open, 1, Some(&association), "2027-12-01"));
    let held = open.versions[0].adoption.as_mut().expect("approved");
    (held.open, held.announced, held.announced_on) = (None, None, None);
    held.quorum = Outcome::Conditional;
    open.versions[0].last_year = None;
    open.papers.push(consultation("2026-10-06", None));
    found.extend(judged(&open, 1, None, "2027-12-01"));
    found
}

#[test]
fn the_last_day_counts_and_a_weekend_moves_it_by_interpretation() {
    // (adopted, of the budget year 2027, due Mon 2026-11-30)
    let cases = [
        ("2026-11-30", Outcome::Met, 0),
        ("2026-11-26", Outcome::Met, 4),
        ("2026-12-01", Outcome::NotMet, -1),
        ("2026-12-05", Outcome::NotMet, -5),
    ];
    for (on, outcome, margin) in cases {
        let verdict = one(&approved(vec![], on), "BUDGET_LATE");
        assert_eq!(
            (verdict.outcome, verdict.margin),
            (outcome, Some(margin)),
            "{on}"
        );
        assert_eq!(verdict.certainty, Certainty::Certain);
        assert_eq!(figure(&verdict, "dueOn").as_deref(), Some("2026-11-30"));
        assert_eq!(figure(&verdict, "adoptedOn").as_deref(), Some(on));
    }
    // 30 November 2024 was a Saturday.
    for (on, outcome, certainty) in [
        ("2024-11-29", Outcome::Met, Certainty::Certain),
        ("2024-12-02", Outcome::Met, Certainty::Interpretation),
        ("2024-12-03", Outcome::NotMet, Certainty::Certain),
    ] {
        let mut budget = approved(vec![], on);
        budget.year = 2025;
        let verdict = one(&budget, "BUDGET_LATE");
        assert_eq!(
            (verdict.outcome, verdict.certainty),
            (outcome, certainty),
            "{on}"
        );
    }
}

#[test]
fn a_budget_that_nobody_approved_is_late_from_the_day_after() {
    let budget = proposed(vec![]);
    let late = |on: &str| by(&judged(&budget, 1, None, on), "BUDGET_LATE");
    assert_eq!(late("2026-11-30"), None);
    let verdict = late("2026-12-02").expect("late");
    assert_eq!(
        (verdict.outcome, verdict.margin),
        (Outcome::NotMet, Some(-2))
    );
    // A proposal that gave way to another is late for nothing.
    let mut budget = proposed(vec![]);
    let version = budget.versions[0].clone();
    let adoption = approved(vec![], "2026-11-26").versions[0].adoption.clone();
    budget.versions.push(crate::budget::Version {
        number: 2,
        adoption,
        ..version
    });
    assert_eq!(
        by(&judged(&budget, 1, None, "2027-12-01"), "BUDGET_LATE"),
        None
    );
    // The members adopt the first budget of a new association.
    let mut young = an_association();
    young.founded_on = Some(day("2027-01-01"));
    let verdicts = judged(
        &approved(vec![], "2027-02-01"),
        1,
        Some(&young),
        "2027-03-01",
    );
    let verdict = by(&verdicts, "BUDGET_LATE").expect("a verdict");
    assert_eq!(verdict.outcome, Outcome::Unknown);
}

#[test]
fn consultation_is_before_the_approval_and_of_all_members() {
    let all = &MEMBERS[..];
    let most = &MEMBERS[..8];
    let cases: [(&[Paper], Outcome, Option<i64>); 7] = [
        (&[], Outcome::Unknown, None),
        (
            &[consultation("2026-10-06", Some(all))],
            Outcome::Met,
            Some(51),
        ),
        (
            &[consultation("2026-11-26", Some(all))],
            Outcome::Met,
            Some(0),
        ),
        (
            &[consultation("2026-11-27", Some(all))],
            Outcome::NotMet,
            Some(-1),
        ),
        (
            &[consultation("2026-10-06", Some(most))],
            Outcome::NotMet,
            None,
        ),
        (
            &[
                consultation("2026-10-06", Some(most)),
                consultation("2026-10-20", Some(&MEMBERS[8..])),
            ],
            Outcome::Met,
            Some(37),
        ),
        (
            &[consultation("2026-10-06", None)],
            Outcome::Conditional,
            None,
        ),
    ];
    for (papers, outcome, margin) in cases {
        let mut budget = approved(vec![], "2026-11-26");
        budget.papers.extend(papers.iter().cloned());
        let verdict = one(&budget, "BUDGET_WITHOUT_CONSULTATION");
        assert_eq!(
            (verdict.outcome, verdict.margin),
            (outcome, margin),
            "{papers:?}"
        );
    }
    let mut budget = approved(vec![], "2026-11-26");
    budget.papers.push(consultation("2026-10-06", Some(most)));
    let verdict = one(&budget, "BUDGET_WITHOUT_CONSULTATION");
    assert_eq!(figure(&verdict, "missing").as_deref(), Some(MEMBERS[8]));
    assert_eq!(figure(&verdict, "consulted").as_deref(), Some("8"));
    let verdicts = judged(&budget, 1, None, "2027-12-01");
    let verdict = by(&verdicts, "BUDGET_WITHOUT_CONSULTATION").expect("a verdict");
    assert_eq!(
        verdict.outcome,
        Outcome::Conditional,
        "nobody registered the members"
    );
}

#[test]
fn the_meeting_is_public_and_announced_or_that_is_not_known() {
    let with = |open, announced, on: Option<&str>| {
        let mut budget = approved(vec![], "2026-11-26");
        let held = budget.versions[0].adoption.as_mut().expect("approved");
        (held.open, held.announced) = (open, announced);
        held.announced_on = on.map(day);
        budget
    };
    for (open, outcome) in [
        (Some(true), Outcome::Met),
        (Some(false), Outcome::NotMet),
        (None, Outcome::Unknown),
    ] {
        let verdict = one(&with(open, None, None), "BUDGET_MEETING_NOT_PUBLIC");
        assert_eq!(verdict.outcome, outcome);
        assert_eq!(verdict.is_irregularity(), outcome != Outcome::Met);
    }
    let cases = [
        (Some(true), Some("2026-11-26"), Outcome::Met, Some(0)),
        (Some(true), Some("2026-11-12"), Outcome::Met, Some(14)),
        (Some(true), Some("2026-11-27"), Outcome::NotMet, Some(-1)),
        (Some(true), None, Outcome::Met, None),
        (Some(false), None, Outcome::NotMet, None),
        (None, None, Outcome::Unknown, None),
    ];
    for (announced, on, outcome, margin) in cases {
        let verdict = one(&with(None, announced, on), "BUDGET_MEETING_NOT_ANNOUNCED");
        assert_eq!(
            (verdict.outcome, verdict.margin),
            (outcome, margin),
            "{on:?}"
        );
    }
}

#[test]
fn income_must_exceed_costs_by_an_ore_and_what_is_unknown_is_not_zero() {
    let of = |lines: Vec<Line>| one(&approved(lines, "2026-11-26"), "BUDGET_UNBALANCED");
    let cases = [
        (1_999_999_999, Outcome::Met, "1"),
        (2_000_000_000, Outcome::NotMet, "0"),
        (2_000_000_001, Outcome::NotMet, "-1"),
    ];
    for (costs, outcome, result) in cases {
        let verdict = of(vec![line(1, ore(costs))]);
        assert_eq!(verdict.outcome, outcome, "{costs}");
        assert_eq!(figure(&verdict, "result").as_deref(), Some(result));
        assert_eq!(figure(&verdict, "income").as_deref(), Some("2000000000"));
        let severity = match result {
            "0" => Severity::Info,
            _ => Severity::Warning,
        };
        assert_eq!(verdict.severity, severity);
    }
    for lines in [
        vec![],
        vec![line(1, None)],
        vec![line(1, ore(1)), line(2, None)],
    ] {
        assert_eq!(of(lines).outcome, Outcome::Unknown);
    }
    let mut drawn = approved(vec![line(1, ore(2_050_000_000))], "2026-11-26");
    drawn.versions[0].content.equity = vec![EquityMove {
        year: 2027,
        drawn: ore(60_000_000),
        added: None,
    }];
    let verdict = one(&drawn, "BUDGET_UNBALANCED");
    assert_eq!(verdict.outcome, Outcome::NotMet, "equity is no income");
    assert_eq!(figure(&verdict, "equityDrawn").as_deref(), Some("60000000"));
    assert_eq!(figure(&verdict, "result").as_deref(), Some("-50000000"));
}

#[test]
fn a_plan_is_three_years_with_the_budget_year_first() {
    for (last, outcome) in [
        (Some(2027), Outcome::NotMet),
        (Some(2028), Outcome::NotMet),
        (Some(2029), Outcome::Met),
        (Some(2030), Outcome::NotMet),
        (None, Outcome::Unknown),
    ] {
        let mut budget = approved(vec![], "2026-11-26");
        budget.versions[0].last_year = last;
        assert_eq!(
            one(&budget, "PLAN_PERIOD_WRONG").outcome,
            outcome,
            "{last:?}"
        );
    }
}

#[test]
fn more_spending_during_the_year_names_its_funding() {
    let against = |costs: Option<i64>, more: &dyn Fn(&mut Budget), funding: Option<&str>| {
        let mut budget = approved(vec![line(1, ore(1_900_000_000))], "2026-11-26");
        let costs = costs.and_then(crate::money::Ore::new);
        revised(&mut budget, vec![line(2, costs)], funding);
        more(&mut budget);
        let verdicts = judged(&budget, 2, None, "2027-09-20");
        assert_eq!(by(&verdicts, "BUDGET_LATE"), None, "only the first is late");
        by(&verdicts, "UNFUNDED_SPENDING").expect("a verdict")
    };
    let nothing = |_: &mut Budget| {};
    let income = |budget: &mut Budget| {
        let given = from_party(FundingParty::State, ore(10_000_000));
        budget.versions[1].content.contributions.push(given);
    };
    let equity = |budget: &mut Budget| {
        budget.versions[1].content.equity.push(EquityMove {
            year: 2027,
            drawn: ore(10_000_000),
            added: None,
        });
    };
    let (same, more) = (Some(1_900_000_000), Some(1_910_000_000));
    assert_eq!(against(same, &nothing, None).outcome, Outcome::Met);
    let broken = against(more, &nothing, None);
    assert_eq!(broken.outcome, Outcome::NotMet);
    assert_eq!(figure(&broken, "unfunded").as_deref(), Some("10000000"));
    assert_eq!(figure(&broken, "againstVersion").as_deref(), Some("1"));
    assert_eq!(against(more, &income, None).outcome, Outcome::Met);
    assert_eq!(against(more, &equity, None).outcome, Outcome::Met);
    let over = against(Some(1_910_000_001), &equity, None);
    assert_eq!(figure(&over, "unfunded").as_deref(), Some("1"));
    assert_eq!(
        against(more, &nothing, Some("Eget kapital")).outcome,
        Outcome::Met
    );
    assert_eq!(against(None, &nothing, None).outcome, Outcome::Unknown);
    assert_eq!(
        against(None, &nothing, Some("Eget kapital")).outcome,
        Outcome::Met
    );
}

#[test]
fn only_members_of_the_year_contribute() {
    let with = |contributor: Contributor| {
        let mut budget = approved(vec![], "2026-11-26");
        budget.versions[0].content.contributions.push(Contribution {
            contributor,
            ..from_party(FundingParty::State, None)
        });
        budget
    };
    let named = |name: &str| Contributor::Member(organisation(name).id, None);
    let mut association = an_association();
    association.members[3].left_on = Some(day("2026-12-31"));
    association.members[4].left_on = Some(day("2027-01-01"));
    let outcome = |budget: &Budget, association: Option<&Association>| {
        let verdicts = judged(budget, 1, association, "2027-12-01");
        by(&verdicts, "NON_MEMBER_CONTRIBUTION").expect("a verdict")
    };
    let held = Some(&association);
    assert_eq!(
        outcome(&with(named(MEMBERS[0])), held).outcome,
        Outcome::Met
    );
    assert_eq!(
        outcome(&with(named(MEMBERS[4])), held).outcome,
        Outcome::Met
    );
    let left = outcome(&with(named(MEMBERS[3])), held);
    assert_eq!(left.outcome, Outcome::NotMet);
    assert_eq!(
        figure(&left, "contributors"),
        Some(format!("{} (2027)", MEMBERS[3]))
    );
    assert_eq!(
        outcome(&with(named(MEMBERS[0])), None).outcome,
        Outcome::Unknown
    );
    let outsider = with(Contributor::Other("Stiftelsen Vägvisaren".to_owned()));
    assert_eq!(outcome(&outsider, None).outcome, Outcome::NotMet);
    let mut silent = approved(vec![], "2026-11-26");
    silent.versions[0].content.contributions.clear();
    let verdicts = judged(&silent, 1, held, "2027-12-01");
    assert_eq!(by(&verdicts, "NON_MEMBER_CONTRIBUTION"), None);
}

#[test]
fn contributions_that_are_not_split_as_the_law_says_are_told_with_their_surplus() {
    let outcome = |change: &dyn Fn(&mut Vec<Contribution>)| {
        let mut budget = approved(vec![], "2026-11-26");
        change(&mut budget.versions[0].content.contributions);
        by(
            &judged(&budget, 1, Some(&an_association()), "2027-12-01"),
            "SPLIT_MISMATCH",
        )
    };
    let found = |change: &dyn Fn(&mut Vec<Contribution>)| outcome(change).expect("a verdict");
    assert_eq!(found(&|_| {}).outcome, Outcome::Met);
    let over = found(&|held| held.push(from_party(FundingParty::Municipalities, ore(40_000_000))));
    assert_eq!(over.outcome, Outcome::NotMet);
    assert_eq!(
        figure(&over, "municipalitiesSurplusOre").as_deref(),
        Some("40000000")
    );
    // A plan year and money of no member are no part of the year's split.
    let later = found(&|held| {
        let given = from_party(FundingParty::State, ore(40_000_000));
        held.push(Contribution {
            year: 2028,
            ..given.clone()
        });
        let contributor = Contributor::Other("Stiftelsen Vägvisaren".to_owned());
        held.push(Contribution {
            contributor,
            ..given
        });
    });
    assert_eq!(later.outcome, Outcome::Met);
    assert_eq!(
        found(&|held| held[0].amount = None).outcome,
        Outcome::Unknown
    );
    assert_eq!(
        found(&|held| drop(held.remove(1))).outcome,
        Outcome::Unknown
    );
    let nameless = found(&|held| {
        held[1].contributor = Contributor::Member(organisation(MEMBERS[2]).id, None);
    });
    assert_eq!(nameless.outcome, Outcome::Unknown);
    assert_eq!(outcome(&|held| held.clear()), None);
}

#[test]
fn a_loaded_decision_carries_the_verdict_on_its_quorum() {
    for quorum in [
        Outcome::Met,
        Outcome::NotMet,
        Outcome::Unknown,
        Outcome::Conditional,
    ] {
        let mut budget = approved(vec![], "2026-11-26");
        let held = budget.versions[0].adoption.as_mut().expect("approved");
        held.quorum = quorum;
        assert_eq!(one(&budget, "QUORUM_NOT_MET").outcome, quorum);
    }
    assert_eq!(
        by(
            &judged(&proposed(vec![]), 1, None, "2026-10-01"),
            "QUORUM_NOT_MET"
        ),
        None
    );
}

#[test]
fn a_rule_that_was_not_yet_in_force_says_nothing() {
    let mut budget = approved(vec![], "2016-11-24");
    budget.year = 2017;
    let verdicts = judged(&budget, 1, None, "2027-12-01");
    let codes: Vec<&str> = verdicts.iter().map(|verdict| verdict.rule.code).collect();
    assert!(codes.contains(&"BUDGET_LATE"));
    assert!(!codes.contains(&"PLAN_PERIOD_WRONG"));
    assert!(!codes.contains(&"QUORUM_NOT_MET"));
    let kind = budget.versions[0].kind;
    assert_eq!(kind, VersionKind::Original);
}
