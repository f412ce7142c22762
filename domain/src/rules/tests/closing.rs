//! the annual report in time, an auditor for every member, and each member's discharge.

use super::builder::{MEMBERS, an_association, day, figure, organisation};
use crate::association::Association;
use crate::budget::tests::a_budget;
use crate::budget::{
    AnnualReport, AuditReport, Auditor, Budget, ClosingStage, Discharge, DischargeOutcome, Paper,
};
use crate::rule::{Certainty, Outcome, Verdict};
use crate::rules::{BudgetSurroundings, evaluate_closing};

fn given(on: &str) -> Paper {
    Paper::AnnualReport(AnnualReport {
        on: day(on),
        decision: None,
        sent_on: None,
        income: None,
        costs: None,
        equity: None,
        reference: None,
    })
}

fn auditor(members: &[&str]) -> Paper {
    Paper::Auditor(Auditor {
        name: "Rut Revisor".to_owned(),
        appointed_by: members.iter().map(|name| organisation(name).id).collect(),
        on: day("2023-01-01"),
        reference: None,
    })
}

fn audit(members: Option<&[&str]>) -> Paper {
    Paper::AuditReport(AuditReport {
        on: day("2028-04-20"),
        members: members.map(|names| names.iter().map(|name| organisation(name).id).collect()),
        favours_discharge: Some(true),
        remark: None,
        reference: None,
    })
}

fn discharge(member: &str, outcome: DischargeOutcome) -> Paper {
    Paper::Discharge(Discharge {
        member: organisation(member).id,
        outcome,
        claims_damages: Some(false),
        on: day("2028-06-01"),
        reference: None,
    })
}

fn with(papers: Vec<Paper>) -> Budget {
    let mut budget = a_budget();
    budget.papers = papers;
    budget
}

fn judged(budget: &Budget, association: Option<&Association>, on: &str) -> Vec<Verdict> {
    let around = BudgetSurroundings {
        association,
        on: day(on),
    };
    evaluate_closing(budget, &around)
}

fn by(verdicts: &[Verdict], code: &str) -> Option<Verdict> {
    let mut found = verdicts.iter().filter(|verdict| verdict.rule.code == code);
    found.next().cloned()
}

/// A year whose report was late and which not every member has an auditor for.
pub(super) fn all_wrong() -> Vec<Verdict> {
    let budget = with(vec![given("2028-04-03"), auditor(&MEMBERS[..3])]);
    let mut found = judged(&budget, Some(&an_association()), "2028-06-01");
    found.extend(judged(&budget, None, "2028-06-01"));
    found.extend(judged(&with(vec![]), None, "2028-06-01"));
    found
}

#[test]
fn the_annual_report_is_given_by_the_end_of_march_or_the_next_working_day() {
    // (year, given, outcome, margin, by the weekend rule)
    let cases = [
        (2019, "2020-03-27", Outcome::Met, 4, false),
        (2023, "2024-03-31", Outcome::Met, 2, false),
        (2023, "2024-04-02", Outcome::Met, 0, true),
        (2023, "2024-04-03", Outcome::NotMet, -1, false),
        (2024, "2025-03-31", Outcome::Met, 0, false),
        (2024, "2025-04-01", Outcome::NotMet, -1, false),
        (2028, "2029-04-03", Outcome::Met, 0, true),
        (2029, "2030-04-01", Outcome::Met, 0, true),
        (2029, "2030-04-02", Outcome::NotMet, -1, false),
    ];
    for (year, on, outcome, margin, weekend) in cases {
        let mut budget = with(vec![given(on)]);
        budget.year = year;
        let verdict = by(&judged(&budget, None, on), "ANNUAL_REPORT_LATE").expect("a verdict");
        assert_eq!(
            (verdict.outcome, verdict.margin, verdict.certainty),
            (
                outcome,
                Some(margin),
                match weekend {
                    true => Certainty::Interpretation,
                    false => Certainty::Certain,
                }
            ),
            "{on}"
        );
        assert_eq!(figure(&verdict, "givenOn").as_deref(), Some(on));
    }
}

#[test]
fn a_report_that_nobody_recorded_is_not_known_to_be_late() {
    let budget = with(vec![]);
    let on = |today| by(&judged(&budget, None, today), "ANNUAL_REPORT_LATE");
    assert!(judged(&budget, None, "2027-12-31").is_empty());
    assert_eq!(on("2028-03-31"), None);
    let verdict = on("2028-04-01").expect("a verdict");
    assert_eq!((verdict.outcome, verdict.margin), (Outcome::Unknown, None));
    assert!(!verdict.is_irregularity());
}

#[test]
fn every_member_has_an_auditor_and_the_state_shares_one() {
    let association = an_association();
    let outcome = |papers: Vec<Paper>, association| {
        let verdicts = judged(&with(papers), association, "2028-06-01");
        by(&verdicts, "AUDITOR_MISSING").expect("a verdict")
    };
    let without_service: Vec<&str> = [&MEMBERS[..1], &MEMBERS[2..]].concat();
    let cases: [(Vec<Paper>, Outcome); 5] = [
        (vec![], Outcome::Unknown),
        (vec![auditor(&MEMBERS)], Outcome::Met),
        (vec![auditor(&without_service)], Outcome::Met),
        (vec![auditor(&MEMBERS[..8])], Outcome::NotMet),
        (
            vec![auditor(&MEMBERS[..4]), auditor(&MEMBERS[4..])],
            Outcome::Met,
        ),
    ];
    for (papers, expected) in cases {
        assert_eq!(outcome(papers, Some(&association)).outcome, expected);
    }
    let short = outcome(vec![auditor(&MEMBERS[..8])], Some(&association));
    assert_eq!(
        figure(&short, "missing").as_deref(),
        Some("Storsele kommun")
    );
    assert_eq!(figure(&short, "covered").as_deref(), Some("8"));
    let unregistered = outcome(vec![auditor(&MEMBERS)], None);
    assert_eq!(unregistered.outcome, Outcome::Conditional);
}

#[test]
fn a_year_is_settled_when_every_member_has_decided() {
    let association = an_association();
    let stage = |papers: &[Paper]| with(papers.to_vec()).closing(Some(&association)).stage;
    assert_eq!(stage(&[]), ClosingStage::Open);
    let mut papers = vec![given("2028-03-20")];
    assert_eq!(stage(&papers), ClosingStage::AuditPending);
    papers.push(audit(Some(&MEMBERS[..8])));
    assert_eq!(stage(&papers), ClosingStage::AuditPending);
    papers.push(audit(Some(&MEMBERS[8..])));
    assert_eq!(stage(&papers), ClosingStage::DischargePending);
    // Arbetsförmedlingen may have nothing to decide; a member that put the matter off has not decided.
    for name in MEMBERS.iter().filter(|name| **name != MEMBERS[1]) {
        assert_eq!(stage(&papers), ClosingStage::DischargePending);
        let outcome = match *name == MEMBERS[8] {
            true => DischargeOutcome::PutOff,
            false => DischargeOutcome::Granted,
        };
        papers.push(discharge(name, outcome));
    }
    assert_eq!(stage(&papers), ClosingStage::DischargePending);
    papers.push(discharge(MEMBERS[8], DischargeOutcome::Refused));
    assert_eq!(stage(&papers), ClosingStage::Settled);
    let held = with(papers.clone());
    let closing = held.closing(Some(&association));
    let outcomes: Vec<_> = closing
        .members
        .iter()
        .map(|held| held.discharge.map(|it| it.outcome))
        .collect();
    assert_eq!(outcomes[0], Some(DischargeOutcome::Granted));
    assert_eq!(
        (outcomes[1], outcomes[8]),
        (None, Some(DischargeOutcome::Refused))
    );
    // Whose members nobody registered: it is not known that all have decided.
    assert_eq!(held.closing(None).stage, ClosingStage::DischargePending);
}
