use super::super::sample::{MEMBERS, appointment, day, founded, joining, period, person, seat_of};
use super::*;

const OWN: &str = MEMBERS[3];

fn code<T>(result: Result<T, Refusal>) -> &'static str {
    match result {
        Ok(_) => "(done)",
        Err(refusal) => {
            assert!(!refusal.text.sv.is_empty() && refusal.text.sv != refusal.text.en);
            refusal.code()
        }
    }
}

fn substitute(name: &str, order: Option<u32>) -> Appointment {
    Appointment {
        order,
        ..appointment(name, MandateRole::Substitute)
    }
}

/// The municipality's seat with a board member and two substitutes, the region's with one of each.
fn seated() -> Association {
    let (own, other) = (seat_of(OWN), seat_of(MEMBERS[2]));
    [
        (own, appointment("David Dahl", MandateRole::Ordinary)),
        (own, substitute("Elin Ek", Some(2))),
        (own, substitute("Folke Fura", Some(1))),
        (other, appointment("Cilla Cederberg", MandateRole::Ordinary)),
        (other, substitute("Gun Gran", None)),
    ]
    .into_iter()
    .fold(founded(), |association, (seat, appointment)| {
        association.appoint(seat, appointment).expect("free")
    })
}

fn holder(association: &Association, on: &str) -> Option<String> {
    let seat = &association.members[3].seats[0];
    seat.holder_on(day(on)).map(|held| held.person.name.clone())
}

#[test]
fn the_declared_ground_is_the_one_that_the_law_asks_of_the_member() {
    let with = |member: &str, eligibility| {
        founded().appoint(
            seat_of(member),
            Appointment {
                eligibility,
                ..appointment("David Dahl", MandateRole::Ordinary)
            },
        )
    };
    for (member, ground, expected) in [
        (OWN, Some(Eligibility::AssemblyMember), "(done)"),
        (OWN, Some(Eligibility::Employee), "INELIGIBLE_APPOINTEE"),
        (OWN, Some(Eligibility::Other), "INELIGIBLE_APPOINTEE"),
        (OWN, None, "(done)"),
        (MEMBERS[0], Some(Eligibility::Employee), "(done)"),
        (
            MEMBERS[0],
            Some(Eligibility::AssemblyMember),
            "INELIGIBLE_APPOINTEE",
        ),
    ] {
        assert_eq!(code(with(member, ground)), expected, "{member} {ground:?}");
    }
}

#[test]
fn a_seat_has_one_board_member_at_a_time() {
    let at = |from: &str, until: Option<&str>| {
        seated().appoint(
            seat_of(OWN),
            Appointment {
                period: period(from, until),
                ..appointment("Hugo Hassel", MandateRole::Ordinary)
            },
        )
    };
    assert_eq!(code(at("2027-03-31", None)), "SEAT_OCCUPIED");
    assert_eq!(code(at("2027-04-01", None)), "(done)");
    assert_eq!(code(at("2023-01-01", Some("2023-04-01"))), "SEAT_OCCUPIED");
    assert_eq!(code(at("2023-01-01", Some("2023-03-31"))), "(done)");
    assert_eq!(code(at("2022-12-31", Some("2023-03-31"))), "NOT_REGISTERED");
}

#[test]
fn nobody_is_board_member_in_two_seats_or_twice_in_one() {
    let again = |member: &str, role| {
        let unstated = Appointment {
            eligibility: None,
            ..appointment("David Dahl", role)
        };
        seated().appoint(seat_of(member), unstated)
    };
    assert_eq!(
        code(again(MEMBERS[0], MandateRole::Ordinary)),
        "ALREADY_REGISTERED"
    );
    assert_eq!(code(again(MEMBERS[0], MandateRole::Substitute)), "(done)");
    assert_eq!(
        code(again(OWN, MandateRole::Substitute)),
        "ALREADY_REGISTERED"
    );
}

#[test]
fn a_mandate_ends_after_its_last_day() {
    let end = |on: &str| seated().end_mandate(seat_of(OWN), person("David Dahl").id, day(on), None);
    assert_eq!(code(end("2023-03-31")), "NOT_REGISTERED");
    assert_eq!(code(end("2027-04-01")), "NOT_REGISTERED");
    let ended = end("2024-05-15").expect("in force");
    assert_eq!(holder(&ended, "2024-05-15").as_deref(), Some("David Dahl"));
    assert_eq!(holder(&ended, "2024-05-16"), None);
}

#[test]
fn the_first_substitute_succeeds_for_the_rest_of_the_term() {
    let ended = seated()
        .end_mandate(
            seat_of(OWN),
            person("David Dahl").id,
            day("2024-05-15"),
            Some(Succession::First),
        )
        .expect("a substitute");
    assert_eq!(holder(&ended, "2024-05-15").as_deref(), Some("David Dahl"));
    assert_eq!(holder(&ended, "2024-05-16").as_deref(), Some("Folke Fura"));
    assert_eq!(holder(&ended, "2027-03-31").as_deref(), Some("Folke Fura"));
    assert_eq!(holder(&ended, "2027-04-01"), None);
    let seat = &ended.members[3].seats[0];
    let left: Vec<_> = seat.substitutes_on(day("2024-05-16"));
    assert_eq!(left.len(), 1, "the successor is no substitute any more");
    assert_eq!(left[0].person, person("Elin Ek"));
}

#[test]
fn only_the_first_substitute_of_the_same_member_succeeds() {
    let named = |name: &str| {
        seated().end_mandate(
            seat_of(OWN),
            person("David Dahl").id,
            day("2024-05-15"),
            Some(Succession::Named(person(name).id)),
        )
    };
    assert_eq!(code(named("Gun Gran")), "SUCCESSION_BY_OTHER_MEMBER");
    assert_eq!(code(named("Hugo Hassel")), "NO_SUCCESSOR");
    assert_eq!(code(named("Elin Ek")), "SUBSTITUTE_OUT_OF_ORDER");
    assert_eq!(code(named("Folke Fura")), "(done)");
}

#[test]
fn a_sole_substitute_needs_no_order_and_two_do() {
    let end = |association: Association| {
        association.end_mandate(
            seat_of(MEMBERS[2]),
            person("Cilla Cederberg").id,
            day("2024-05-15"),
            Some(Succession::First),
        )
    };
    assert_eq!(code(end(seated())), "(done)");
    let two = seated()
        .appoint(seat_of(MEMBERS[2]), substitute("Hugo Hassel", None))
        .expect("free");
    assert_eq!(code(end(two)), "SUBSTITUTE_ORDER_UNDEFINED");
}

#[test]
fn nobody_succeeds_where_no_time_or_no_substitute_is_left() {
    let at = |on: &str| {
        seated().end_mandate(
            seat_of(OWN),
            person("David Dahl").id,
            day(on),
            Some(Succession::First),
        )
    };
    assert_eq!(code(at("2027-03-31")), "NO_SUCCESSOR");
    assert_eq!(code(at("2027-03-30")), "(done)", "a day is left");
    let bare = founded()
        .appoint(
            seat_of(OWN),
            appointment("David Dahl", MandateRole::Ordinary),
        )
        .expect("free");
    let ended = bare.end_mandate(
        seat_of(OWN),
        person("David Dahl").id,
        day("2024-05-15"),
        Some(Succession::First),
    );
    assert_eq!(code(ended), "NO_SUCCESSOR");
}

#[test]
fn the_presidium_is_elected_among_board_members_of_the_day() {
    let elect = |name: &str, from: &str| {
        seated().elect(Election {
            chair: Some(person(name)),
            vice_chairs: None,
            period: period(from, None),
        })
    };
    assert_eq!(code(elect("David Dahl", "2023-03-31")), "CHAIR_NOT_MEMBER");
    assert_eq!(code(elect("David Dahl", "2023-04-01")), "(done)");
    assert_eq!(code(elect("David Dahl", "2027-03-31")), "(done)");
    assert_eq!(code(elect("David Dahl", "2027-04-01")), "CHAIR_NOT_MEMBER");
    assert_eq!(
        code(elect("Elin Ek", "2024-01-01")),
        "CHAIR_NOT_MEMBER",
        "a substitute"
    );
}

#[test]
fn one_or_two_vice_chairs_are_elected() {
    let mut full = seated();
    for (member, name) in [(MEMBERS[0], "Agnes Ask"), (MEMBERS[1], "Bertil Björk")] {
        let employee = Appointment {
            eligibility: Some(Eligibility::Employee),
            ..appointment(name, MandateRole::Ordinary)
        };
        full = full.appoint(seat_of(member), employee).expect("free");
    }
    let names = ["Agnes Ask", "Bertil Björk", "Cilla Cederberg"];
    for (count, expected) in [
        (0, "VICE_CHAIR_COUNT"),
        (1, "(done)"),
        (2, "(done)"),
        (3, "VICE_CHAIR_COUNT"),
    ] {
        let election = Election {
            chair: Some(person("David Dahl")),
            vice_chairs: Some(names.iter().take(count).map(|name| person(name)).collect()),
            period: period("2023-05-01", None),
        };
        assert_eq!(code(full.clone().elect(election)), expected, "{count}");
    }
    let twice = Election {
        chair: Some(person("Agnes Ask")),
        vice_chairs: Some(vec![person("Agnes Ask")]),
        period: period("2023-05-01", None),
    };
    assert_eq!(code(full.clone().elect(twice)), "ALREADY_REGISTERED");
    full.statutes[0].parameters.vice_chairs = Some(1);
    let two = Election {
        chair: None,
        vice_chairs: Some(vec![person("Agnes Ask"), person("Bertil Björk")]),
        period: period("2023-05-01", None),
    };
    assert_eq!(code(full.elect(two)), "VICE_CHAIR_COUNT");
}

#[test]
fn a_new_chair_ends_the_term_before_the_day_before() {
    let elect = |association: Association, name: &str, from: &str| {
        association.elect(Election {
            chair: Some(person(name)),
            vice_chairs: None,
            period: period(from, None),
        })
    };
    let first = elect(seated(), "David Dahl", "2023-05-01").expect("a board member");
    for (from, expected) in [
        ("2023-04-30", "ALREADY_REGISTERED"),
        ("2023-05-01", "ALREADY_REGISTERED"),
        ("2023-05-02", "(done)"),
    ] {
        assert_eq!(
            code(elect(first.clone(), "Cilla Cederberg", from)),
            expected
        );
    }
    let next = elect(first, "Cilla Cederberg", "2024-05-01").expect("a board member");
    let chairs = |on: &str| -> Vec<&str> {
        let terms = next.presidium.iter();
        terms
            .filter(|term| term.in_force_on(day(on)))
            .map(|term| term.person.name.as_str())
            .collect()
    };
    assert_eq!(chairs("2024-04-30"), ["David Dahl"]);
    assert_eq!(chairs("2024-05-01"), ["Cilla Cederberg"]);
}

#[test]
fn a_municipality_that_joins_later_has_its_seat_from_that_day() {
    let later = seated()
        .admit(joining("Tallfors kommun"), day("2025-01-01"))
        .expect("new");
    let appoint = |from: &str| {
        later.clone().appoint(
            seat_of("Tallfors kommun"),
            Appointment {
                period: period(from, None),
                ..appointment("Irma Idegran", MandateRole::Ordinary)
            },
        )
    };
    assert_eq!(code(appoint("2024-12-31")), "NOT_REGISTERED");
    assert_eq!(code(appoint("2025-01-01")), "(done)");
}
