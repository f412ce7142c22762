use super::*;
use crate::body::{BodyKind, NumberingScheme};
use crate::id::{BodyId, PersonId};
use crate::name::Slug;
use uuid::Uuid;

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

fn ore(ore: i64) -> Ore {
    Ore::new(ore).expect("an amount")
}

fn decision(id: u128) -> DecisionId {
    DecisionId::from_uuid(Uuid::from_u128(id))
}

fn paragraph(id: u128) -> ParagraphId {
    ParagraphId::from_uuid(Uuid::from_u128(id))
}

fn person(id: u128, name: &str) -> PersonRef {
    PersonRef {
        id: PersonId::from_uuid(Uuid::from_u128(id)),
        name: name.to_owned(),
    }
}

/// Granted on 12 March 2026 to whoever is director, up to 1,000 kronor.
fn a_delegation() -> Delegation {
    Delegation {
        id: DelegationId::from_uuid(Uuid::from_u128(1)),
        association: OrganisationId::from_uuid(Uuid::from_u128(2)),
        granted_by: decision(3),
        matters: "Inköp inom budget".to_owned(),
        kind: Matters::Group,
        delegate: Delegate {
            kind: DelegateKind::Officer,
            role: Some("förbundschefen".to_owned()),
            person: None,
        },
        limit: Some(ore(100_000)),
        from: day("2026-03-12"),
        until: None,
        revocation: None,
    }
}

fn taken_on(decided_on: &str) -> DelegatedDecision {
    DelegatedDecision {
        id: DelegatedDecisionId::from_uuid(Uuid::from_u128(9)),
        delegation: a_delegation().id,
        number: RunningNumber {
            year: 2026,
            number: 3,
        },
        decided_on: day(decided_on),
        decided_by: person(5, "Sanna Skrivare"),
        text: "Inköp av stolar.".to_owned(),
        amount: Some(ore(50_000)),
        reported_in: None,
    }
}

fn code<T>(answer: Result<T, Refusal>) -> Option<&'static str> {
    answer.err().map(|refusal| refusal.code())
}

fn figures(refusal: &Refusal) -> Vec<(&str, &str)> {
    let told = refusal.figures.iter();
    told.map(|figure| (figure.name, figure.value.as_str()))
        .collect()
}

#[test]
fn members_substitutes_and_officers_may_decide_in_a_group_of_matters() {
    use DelegateKind::{Committee, Member, Officer, Substitute};
    for kind in [Member, Substitute, Officer] {
        assert_eq!(code(lawful(kind, Matters::Group)), None);
        assert_eq!(code(lawful(kind, Matters::Ungrouped)), None);
        for kept in [Matters::Goals, Matters::AppealStatement, Matters::Reserved] {
            assert_eq!(code(lawful(kind, kept)), Some("DELEGATED_NON_DELEGABLE"));
        }
    }
    assert_eq!(
        code(lawful(Committee, Matters::Group)),
        Some("DELEGATION_TO_COMMITTEE")
    );
}

#[test]
fn matters_without_a_group_are_noted_as_a_reading() {
    assert_eq!(a_delegation().noted(), None);
    let urgent = Delegation {
        kind: Matters::Ungrouped,
        matters: "Brådskande ärenden".to_owned(),
        ..a_delegation()
    };
    let noted = urgent.noted().expect("a verdict");
    assert_eq!(noted.rule.code, "DELEGATED_NON_DELEGABLE");
    assert_eq!(noted.severity, Severity::Warning);
    assert_eq!(noted.certainty, crate::rule::Certainty::Interpretation);
    assert!(noted.is_irregularity());
}

#[test]
fn a_delegation_holds_on_its_first_day_and_on_its_last() {
    let open = a_delegation();
    let ending = Delegation {
        until: Some(day("2026-06-30")),
        ..a_delegation()
    };
    let revoked = ending
        .clone()
        .revoke(decision(4), day("2026-05-07"))
        .expect("revoked");
    let cases = [
        ("2026-03-11", [false, false, false]),
        ("2026-03-12", [true, true, true]),
        ("2026-05-07", [true, true, true]),
        ("2026-05-08", [true, true, false]),
        ("2026-06-30", [true, true, false]),
        ("2026-07-01", [true, false, false]),
    ];
    for (on, expected) in cases {
        let by = person(5, "Sanna Skrivare");
        for (held, good) in [&open, &ending, &revoked].into_iter().zip(expected) {
            let refused = code(held.permits(&by, day(on), None));
            let expected = (!good).then_some("DELEGATION_NOT_IN_FORCE");
            assert_eq!(refused, expected, "{on}");
        }
    }
    let refused = revoked
        .permits(&person(5, "Sanna Skrivare"), day("2026-05-08"), None)
        .expect_err("refused");
    assert_eq!(
        figures(&refused),
        [
            ("on", "2026-05-08"),
            ("from", "2026-03-12"),
            ("until", "2026-05-07")
        ]
    );
}

#[test]
fn a_limit_is_the_highest_amount() {
    let by = person(5, "Sanna Skrivare");
    let on = day("2026-03-12");
    let held = a_delegation();
    for (amount, refused) in [
        (None, None),
        (Some(ore(0)), None),
        (Some(ore(99_999)), None),
        (Some(ore(100_000)), None),
        (Some(ore(100_001)), Some("DELEGATION_EXCEEDED")),
    ] {
        assert_eq!(code(held.permits(&by, on, amount)), refused, "{amount:?}");
    }
    let over = held
        .permits(&by, on, Some(ore(100_001)))
        .expect_err("refused");
    assert_eq!(figures(&over), [("amount", "100001"), ("limit", "100000")]);
    let boundless = Delegation {
        limit: None,
        ..a_delegation()
    };
    assert_eq!(code(boundless.permits(&by, on, Some(ore(1 << 50)))), None);
}

#[test]
fn a_delegation_to_a_person_is_that_persons_and_one_to_an_office_is_its_holders() {
    let mut held = a_delegation();
    let (sanna, disa) = (person(5, "Sanna Skrivare"), person(6, "Disa Vikman"));
    let on = day("2026-03-12");
    assert_eq!(code(held.permits(&disa, on, None)), None);
    held.delegate.person = Some(sanna.clone());
    // Under another print of the name it is the same person.
    let printed = person(5, "S. Skrivare");
    assert_eq!(code(held.permits(&sanna, on, None)), None);
    assert_eq!(code(held.permits(&printed, on, None)), None);
    let refused = held.permits(&disa, on, None).expect_err("refused");
    assert_eq!(refused.code(), "NOT_THE_DELEGATE");
    assert_eq!(
        figures(&refused),
        [("delegate", "Sanna Skrivare"), ("decidedBy", "Disa Vikman")]
    );
}

#[test]
fn a_delegation_is_revoked_once_by_a_later_decision() {
    let held = a_delegation();
    for (by, on) in [(4, "2026-03-11"), (3, "2026-03-12"), (3, "2026-05-07")] {
        let refused = held.clone().revoke(decision(by), day(on));
        assert_eq!(refused, Err(Misfit::NotLater.into()), "{by} {on}");
    }
    // On the day itself by another decision of the meeting.
    assert!(held.clone().revoke(decision(4), held.from).is_ok());
    let ended = Delegation {
        until: Some(day("2026-06-30")),
        ..held.clone()
    };
    assert!(ended.clone().revoke(decision(4), day("2026-06-30")).is_ok());
    let revoked = held
        .revoke(decision(4), day("2026-05-07"))
        .expect("revoked");
    for (held, on) in [(ended, "2026-07-01"), (revoked, "2026-05-07")] {
        let refused = held.revoke(decision(6), day(on));
        assert!(
            matches!(&refused, Err(Unfit::Refused(refusal)) if refusal.code() == "DELEGATION_NOT_IN_FORCE"),
            "{refused:?}"
        );
    }
}

#[test]
fn a_delegation_does_not_end_before_it_starts() {
    let from = day("2026-03-12");
    assert_eq!(Delegation::period(from, None), Ok(()));
    assert_eq!(Delegation::period(from, Some(from)), Ok(()));
    let ends = Delegation::period(from, Some(day("2026-03-11")));
    assert_eq!(ends, Err(Misfit::EndsBefore { from }));
}

#[test]
fn a_decision_is_reported_once_at_a_meeting_of_its_day_or_later() {
    let (met, under) = (day("2026-03-12"), paragraph(7));
    for (decided_on, good) in [
        ("2026-03-11", true),
        ("2026-03-12", true),
        ("2026-03-13", false),
    ] {
        let reported = taken_on(decided_on).report(under, met);
        assert_eq!(reported.is_ok(), good, "{decided_on}");
    }
    let reported = taken_on("2026-03-12").report(under, met).expect("reported");
    assert_eq!(reported.reported_in, Some(under));
    for again in [under, paragraph(8)] {
        let refused = reported.clone().report(again, met);
        assert!(
            matches!(&refused, Err(Unfit::Refused(refusal)) if refusal.code() == "ALREADY_REPORTED"),
            "{refused:?}"
        );
    }
}

#[test]
fn only_the_board_of_an_association_delegates_and_is_reported_to() {
    let body = |kind| Body {
        id: BodyId::from_uuid(Uuid::from_u128(1)),
        owner: OrganisationId::from_uuid(Uuid::from_u128(2)),
        slug: Slug::of("Styrelsen").expect("a slug"),
        name: "Styrelsen".to_owned(),
        kind,
        scheme: NumberingScheme::CalendarYear,
        safety_committee: None,
    };
    let met = day("2026-03-12");
    let association = Some(OrganisationKind::CoordinationAssociation);
    let cases = [
        (BodyKind::Board, association, Some(met), false, Ok(met)),
        (
            BodyKind::Board,
            association,
            None,
            false,
            Err(Misfit::NoDay),
        ),
        (
            BodyKind::Board,
            association,
            Some(met),
            true,
            Err(Misfit::Voided),
        ),
        (
            BodyKind::Board,
            Some(OrganisationKind::Municipality),
            Some(met),
            false,
            Err(Misfit::NotOfTheBoard),
        ),
        (
            BodyKind::Board,
            None,
            Some(met),
            false,
            Err(Misfit::NotOfTheBoard),
        ),
        (
            BodyKind::ExecutiveCommittee,
            association,
            Some(met),
            false,
            Err(Misfit::NotOfTheBoard),
        ),
    ];
    for (kind, owner, date, voided, expected) in cases {
        let body = body(kind);
        let sitting = Sitting {
            body: &body,
            owner,
            date,
            voided,
        };
        assert_eq!(sitting.of_the_board(), expected, "{kind:?} {owner:?}");
    }
}

#[test]
fn what_settles_nothing_grants_nothing() {
    use DecisionKind as Kind;
    for kind in [
        Kind::Adopt,
        Kind::Approve,
        Kind::Assign,
        Kind::Elect,
        Kind::Resolve,
    ] {
        assert_eq!(settles(kind), Ok(()));
    }
    for kind in [Kind::Reject, Kind::Table, Kind::ReferBack, Kind::Note] {
        assert_eq!(settles(kind), Err(Misfit::SettlesNothing));
    }
}

#[test]
fn a_number_is_cited_with_its_year() {
    assert_eq!(taken_on("2026-03-12").number.to_string(), "D 3/2026");
}
