//! The register of an association.

use super::builder::{
    MEMBERS, PEOPLE, an_association, an_association_of, day, figure, parameters, person,
};
use crate::association::{Association, Office, PresidiumTerm};
use crate::rule::{Outcome, Verdict};
use crate::rules::{association_irregularities, evaluate_association};
use crate::seat::{Eligibility, MandateRole};

fn only(association: &Association, on: &str, code: &str) -> Verdict {
    let mut found = evaluate_association(association, day(on));
    found.retain(|verdict| verdict.rule.code == code);
    assert_eq!(found.len(), 1, "{code}");
    found.remove(0)
}

fn outcome(association: &Association, code: &str) -> Outcome {
    only(association, "2024-05-15", code).outcome
}

#[test]
fn a_register_in_good_order_has_no_remark() {
    let found = association_irregularities(&an_association(), day("2024-05-15"));
    assert!(found.is_empty(), "{found:?}");
    assert!(
        evaluate_association(&an_association(), day("2024-05-15"))
            .iter()
            .all(|v| v.outcome == Outcome::Met)
    );
}

#[test]
fn nothing_registered_is_nothing_known() {
    let empty = Association {
        members: Vec::new(),
        presidium: Vec::new(),
        statutes: Vec::new(),
        ..an_association()
    };
    let found = evaluate_association(&empty, day("2024-05-15"));
    assert_eq!(found.len(), 10);
    assert!(
        found
            .iter()
            .all(|verdict| verdict.outcome == Outcome::Unknown)
    );
}

#[test]
fn every_party_of_the_law_is_a_member() {
    let code = "PARTY_SET_INCOMPLETE";
    assert_eq!(outcome(&an_association_of(4), code), Outcome::Met);
    for (gone, missing) in [
        (0, "Försäkringskassan"),
        (1, "Arbetsförmedlingen"),
        (2, "en region"),
    ] {
        let mut association = an_association();
        association.members.remove(gone);
        let verdict = only(&association, "2024-05-15", code);
        assert_eq!(
            (verdict.outcome, figure(&verdict, "missing").as_deref()),
            (Outcome::NotMet, Some(missing))
        );
    }
    let mut island = an_association_of(4);
    island.members.remove(2);
    island.members[2].outside_region = true;
    assert_eq!(
        outcome(&island, code),
        Outcome::Met,
        "a municipality outside any region needs none"
    );
    let mut unknown = an_association_of(3);
    unknown.members[2].organisation.kind = None;
    unknown.members[2].organisation.name = "Norrdal".to_owned();
    assert_eq!(outcome(&unknown, code), Outcome::Unknown);
}

#[test]
fn a_member_has_a_seat_and_a_substitute() {
    let mut association = an_association();
    association.members[4].seats.clear();
    assert_eq!(
        outcome(&association, "MEMBER_WITHOUT_SEAT"),
        Outcome::NotMet
    );
    let mut association = an_association();
    association.members[4].seats[0]
        .mandates
        .retain(|mandate| mandate.role == MandateRole::Ordinary);
    let verdict = only(&association, "2024-05-15", "SUBSTITUTE_COUNT_MISMATCH");
    assert_eq!(verdict.outcome, Outcome::NotMet);
    assert_eq!(figure(&verdict, "seats").as_deref(), Some("9"));
    assert_eq!(figure(&verdict, "substitutes").as_deref(), Some("8"));
}

#[test]
fn municipalities_appoint_assembly_members_and_agencies_their_employees() {
    let code = "INELIGIBLE_APPOINTEE";
    let with = |place: usize, eligibility| {
        let mut association = an_association();
        association.members[place].seats[0].mandates[0].eligibility = eligibility;
        outcome(&association, code)
    };
    assert_eq!(with(3, Some(Eligibility::Employee)), Outcome::NotMet);
    assert_eq!(with(0, Some(Eligibility::AssemblyMember)), Outcome::NotMet);
    assert_eq!(with(3, Some(Eligibility::Other)), Outcome::NotMet);
    assert_eq!(with(3, None), Outcome::Unknown);
}

#[test]
fn the_newly_elected_assembly_appoints() {
    let code = "APPOINTED_BEFORE_ELECTION";
    let with = |place: usize, appointed: Option<&str>| {
        let mut association = an_association();
        association.members[place].seats[0].mandates[0].appointed_on = appointed.map(day);
        outcome(&association, code)
    };
    assert_eq!(with(3, Some("2022-09-10")), Outcome::NotMet);
    assert_eq!(with(3, Some("2022-09-11")), Outcome::Met);
    assert_eq!(
        with(0, Some("2022-06-01")),
        Outcome::Met,
        "agencies stand for no election"
    );
    assert_eq!(with(3, None), Outcome::Unknown);
}

#[test]
fn mandates_end_with_the_term() {
    let code = "MANDATE_OUT_OF_RANGE";
    let association = an_association();
    assert_eq!(only(&association, "2027-03-31", code).outcome, Outcome::Met);
    assert_eq!(
        only(&association, "2027-04-02", code).outcome,
        Outcome::NotMet
    );
    let mut unstated = an_association();
    unstated.statutes.clear();
    assert_eq!(
        only(&unstated, "2027-04-02", code).outcome,
        Outcome::NotMet,
        "no statutes give more than four years"
    );
    for member in &mut unstated.members {
        for mandate in member.seats.iter_mut().flat_map(|seat| &mut seat.mandates) {
            mandate.from = day("2025-01-01");
        }
    }
    assert_eq!(
        only(&unstated, "2027-04-02", code).outcome,
        Outcome::Conditional
    );
}

#[test]
fn several_substitutes_need_an_order() {
    let code = "SUBSTITUTE_ORDER_UNDEFINED";
    let mut association = an_association();
    let seat = &mut association.members[3].seats[0];
    seat.mandates[1].order = None;
    assert_eq!(
        outcome(&association, code),
        Outcome::Met,
        "one substitute needs none"
    );
    let seat = &mut association.members[3].seats[0];
    let mut second = seat.mandates[1].clone();
    second.person = person("Andra Ersättaren");
    second.order = Some(2);
    seat.mandates.push(second);
    assert_eq!(outcome(&association, code), Outcome::NotMet);
    association.members[3].seats[0].mandates[1].order = Some(1);
    assert_eq!(outcome(&association, code), Outcome::Met);
    association.members[3].seats[0].mandates[1].order = Some(2);
    assert_eq!(outcome(&association, code), Outcome::NotMet);
}

#[test]
fn the_presidium_sits_among_the_board_members() {
    let term = |name: &str| PresidiumTerm {
        person: person(name),
        office: Office::ViceChair,
        from: day("2023-04-01"),
        until: None,
    };
    let mut association = an_association();
    association
        .presidium
        .push(term("Ersättare Sunnerby kommun"));
    assert_eq!(outcome(&association, "CHAIR_NOT_MEMBER"), Outcome::NotMet);
    assert_eq!(outcome(&association, "VICE_CHAIR_COUNT"), Outcome::Met);
    association.presidium.push(term(PEOPLE[5]));
    assert_eq!(
        only(&association, "2024-05-15", "VICE_CHAIR_COUNT").margin,
        Some(-1)
    );
}

#[test]
fn the_statutes_cover_eighteen_points() {
    let mut association = an_association();
    parameters(&mut association).covered_points =
        Some((1..=18).filter(|point| ![7, 8].contains(point)).collect());
    let verdict = only(&association, "2024-05-15", "BYLAWS_INCOMPLETE");
    assert_eq!(
        (verdict.outcome, figure(&verdict, "missing").as_deref()),
        (Outcome::NotMet, Some("7–8"))
    );
    assert_eq!(MEMBERS.len(), 9);
}
