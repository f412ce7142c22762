use super::super::sample::{MEMBERS, day, founded, joining, organisation, person, seat_of};
use super::super::sample::{appointment, period};
use super::*;
use crate::id::SeatId;
use crate::seat::MandateRole;
use uuid::Uuid;

fn code<T>(result: Result<T, Refusal>) -> &'static str {
    match result {
        Ok(_) => "(done)",
        Err(refusal) => {
            assert!(!refusal.text.sv.is_empty() && refusal.text.sv != refusal.text.en);
            refusal.code()
        }
    }
}

fn found(members: &[&str]) -> Result<Association, Refusal> {
    Association::found(
        organisation("Samordningsförbundet Norrdal"),
        day("2023-01-01"),
        Parameters::default(),
        members.iter().map(|name| joining(name)).collect(),
    )
}

#[test]
fn four_parties_found_an_association() {
    let association = found(&MEMBERS).expect("every party");
    assert_eq!(association.members_on(day("2022-12-31")).len(), 0);
    assert_eq!(association.members_on(day("2023-01-01")).len(), 4);
    assert_eq!(association.seat_count_on(day("2023-01-01")), Some(4));
}

#[test]
fn an_association_without_one_of_the_parties_is_refused() {
    for gone in 0..MEMBERS.len() {
        let mut members = MEMBERS.to_vec();
        let name = members.remove(gone);
        assert_eq!(code(found(&members)), "PARTY_SET_INCOMPLETE", "{name}");
    }
    assert_eq!(code(found(&[])), "PARTY_SET_INCOMPLETE");
}

#[test]
fn a_municipality_outside_any_region_needs_none() {
    let mut island = joining("Öns kommun");
    island.outside_region = true;
    let members = vec![joining(MEMBERS[0]), joining(MEMBERS[1]), island];
    let founded = Association::found(
        organisation("Samordningsförbundet Ön"),
        day("2023-01-01"),
        Parameters::default(),
        members,
    );
    assert_eq!(code(founded), "(done)");
}

#[test]
fn a_founding_member_has_a_seat_and_stands_once() {
    let mut bare = joining(MEMBERS[3]);
    bare.seats.clear();
    let with = |member: Joining| {
        let mut members: Vec<Joining> = MEMBERS[..3].iter().map(|name| joining(name)).collect();
        members.push(member);
        Association::found(
            organisation("Samordningsförbundet Norrdal"),
            day("2023-01-01"),
            Parameters::default(),
            members,
        )
    };
    assert_eq!(code(with(bare)), "MEMBER_WITHOUT_SEAT");
    assert_eq!(code(with(joining(MEMBERS[0]))), "ALREADY_REGISTERED");
}

#[test]
fn new_statutes_end_the_version_before_the_day_before() {
    let three = Parameters {
        adjustment_days: 7,
        ..Parameters::default()
    };
    let adopt = |from: &str| founded().adopt_statutes(day(from), three.clone());
    assert_eq!(code(adopt("2022-12-31")), "STATUTES_OVERLAP");
    assert_eq!(code(adopt("2023-01-01")), "STATUTES_OVERLAP");
    let next = adopt("2023-01-02").expect("the day after");
    assert_eq!(next.statutes[0].valid_until, Some(day("2023-01-01")));
    assert_eq!(next.parameters_on(day("2023-01-01")).adjustment_days, 14);
    assert_eq!(next.parameters_on(day("2023-01-02")).adjustment_days, 7);
}

#[test]
fn a_member_that_left_may_come_back_the_day_after() {
    let name = MEMBERS[3];
    let left = founded()
        .withdraw(
            organisation(name).id,
            day("2024-05-15"),
            Some(day("2024-12-31")),
        )
        .expect("a member");
    let back = |from: &str| left.clone().admit(joining(name), day(from));
    assert_eq!(code(back("2024-12-31")), "ALREADY_REGISTERED");
    assert_eq!(code(back("2025-01-01")), "(done)");
    assert_eq!(
        code(founded().admit(joining(name), day("2030-01-01"))),
        "ALREADY_REGISTERED"
    );
}

#[test]
fn a_member_leaves_three_years_after_its_notice() {
    let id = organisation(MEMBERS[3]).id;
    let notice = day("2024-05-15");
    let left = founded().withdraw(id, notice, None).expect("a member");
    let verdict = left.notice_given(id, notice).expect("it leaves");
    assert_eq!(left.members[3].left_on, Some(day("2027-05-15")));
    assert_eq!((verdict.outcome, verdict.margin), (Outcome::Met, Some(0)));
    assert_eq!(left.members_on(day("2027-05-15")).len(), 4);
    assert_eq!(left.members_on(day("2027-05-16")).len(), 3);
    let sooner = founded().withdraw(id, notice, Some(day("2027-05-14")));
    let sooner = sooner.expect("noted, not refused");
    let verdict = sooner.notice_given(id, notice).expect("it leaves");
    assert_eq!(
        (verdict.outcome, verdict.margin),
        (Outcome::Conditional, Some(-1))
    );
    assert_eq!(founded().notice_given(id, notice), None);
    assert_eq!(
        code(left.withdraw(id, day("2024-06-01"), None)),
        "ALREADY_REGISTERED"
    );
}

#[test]
fn who_is_no_member_yet_gives_no_notice() {
    let id = organisation(MEMBERS[3]).id;
    let before = founded().withdraw(id, day("2022-12-31"), None);
    assert_eq!(code(before), "NOT_REGISTERED");
    assert_eq!(
        code(founded().withdraw(id, day("2023-01-01"), None)),
        "(done)"
    );
}

#[test]
fn seats_are_there_from_their_first_day_to_their_last() {
    let id = organisation(MEMBERS[3]).id;
    let fresh = SeatId::from_uuid(Uuid::from_u128(1));
    let add = |from: &str| founded().add_seats(id, day(from), vec![fresh]);
    assert_eq!(code(add("2022-12-31")), "NOT_REGISTERED");
    let more = add("2024-01-01").expect("a member");
    assert_eq!(more.seat_count_on(day("2023-12-31")), Some(4));
    assert_eq!(more.seat_count_on(day("2024-01-01")), Some(5));
    let end = |on: &str| more.clone().end_seat(fresh, day(on));
    assert_eq!(code(end("2023-12-31")), "NOT_REGISTERED");
    let fewer = end("2024-06-30").expect("a seat");
    assert_eq!(fewer.seat_count_on(day("2024-06-30")), Some(5));
    assert_eq!(fewer.seat_count_on(day("2024-07-01")), Some(4));
}

#[test]
fn a_seat_ends_with_the_mandates_in_it() {
    let seat = seat_of(MEMBERS[3]);
    let held = founded()
        .appoint(seat, appointment("David Dahl", MandateRole::Ordinary))
        .expect("free");
    assert_eq!(
        code(held.clone().end_seat(seat, day("2023-03-31"))),
        "SEAT_OCCUPIED"
    );
    let ended = held.end_seat(seat, day("2023-04-01")).expect("a seat");
    let mandate = &ended.members[3].seats[0].mandates[0];
    assert_eq!(mandate.until, Some(day("2023-04-01")));
    assert_eq!(mandate.person, person("David Dahl"));
    let late = super::super::Appointment {
        period: period("2023-04-02", None),
        ..appointment("Elin Ek", MandateRole::Ordinary)
    };
    assert_eq!(code(ended.appoint(seat, late)), "NOT_REGISTERED");
}

#[test]
fn remote_participation_is_decided_before_it_starts_and_not_before_the_law() {
    let record = |decided: &str, from: &str| {
        founded().record_remote_decision(RemoteDecision {
            decided_on: day(decided),
            number: Some(12),
            from: day(from),
            extent: "Alla, med ljud och bild.".to_owned(),
        })
    };
    for (decided, from, expected) in [
        ("2022-03-01", "2022-03-15", "REMOTE_BEFORE_2022_03_16"),
        ("2022-03-01", "2022-03-16", "(done)"),
        ("2023-05-02", "2023-05-01", "REMOTE_WITHOUT_DECISION"),
        ("2023-05-02", "2023-05-02", "(done)"),
    ] {
        assert_eq!(code(record(decided, from)), expected, "{decided} {from}");
    }
    let held = record("2023-05-02", "2023-05-02").expect("decided");
    let again = held.remote_decisions[0].clone();
    assert_eq!(
        code(held.record_remote_decision(again)),
        "ALREADY_REGISTERED"
    );
}

#[test]
fn statutes_stay_within_the_law() {
    type Change = fn(&mut Parameters);
    let cases: [(Change, Option<&str>); 14] = [
        (|_| {}, None),
        (|p| p.adjustment_days = 0, Some("adjustmentDays")),
        (|p| p.adjustment_days = 14, None),
        (|p| p.adjustment_days = 15, Some("adjustmentDays")),
        (|p| p.term_years = 0, Some("termYears")),
        (|p| p.term_years = 1, None),
        (|p| p.term_years = 5, Some("termYears")),
        (|p| p.term_start = (2, 29), Some("termStart")),
        (|p| p.vice_chairs = Some(0), Some("viceChairs")),
        (|p| p.vice_chairs = Some(3), Some("viceChairs")),
        (|p| p.quorum = Some(fraction(1, 2)), None),
        (|p| p.quorum = Some(fraction(49, 100)), Some("quorum")),
        (|p| p.quorum = Some(fraction(4, 3)), Some("quorum")),
        (
            |p| p.covered_points = Some([19].into()),
            Some("coveredPoints"),
        ),
    ];
    for (place, (change, expected)) in cases.into_iter().enumerate() {
        let mut parameters = Parameters::default();
        change(&mut parameters);
        let found = parameters.beyond_the_law().map(|(field, _)| field);
        assert_eq!(found, expected, "case {place}");
    }
}

const fn fraction(numerator: u32, denominator: u32) -> super::super::Fraction {
    super::super::Fraction {
        numerator,
        denominator,
    }
}
