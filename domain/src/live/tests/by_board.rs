//! Minutes that the board adjusts itself, at a later meeting.

use super::builder::*;
use crate::adjustment::{MinutesStatus, Prevention, SigningMethod, SigningRole};
use crate::appeal::{Appeal, AppealOutcome, Appellant, Ruling};
use crate::association::Association;
use crate::body::BodyKind;
use crate::decision::{Condition, ConditionState, DecisionKind};
use crate::id::{AppealId, BodyId, DecisionId, MeetingId};
use crate::live::{ByBoard, Happening, Later, LiveMeeting, Part, Signing};
use crate::meeting::Meeting;
use crate::refusal::Refusal;
use crate::rule::Outcome;
use crate::rules::{Surroundings, clock, evaluate};
use uuid::Uuid;

/// A board that met on 18 September 2025, §§ 1 to 3, presided by the first holder, adjusted by the second.
fn closed() -> Table {
    let mut table = a_meeting(5).with(4);
    (1..=3).for_each(|number| table.settles(number));
    table.closes();
    table
}

fn around(table: &Table) -> Surroundings {
    Surroundings {
        association: Some(table.association.clone()),
        decisions_complete: true,
        ..Surroundings::default()
    }
}

/// The record of a later meeting, at which all but the second holder decided under § 14.
fn later(on: &str) -> Meeting {
    let mut table = a_scheduled_meeting(5);
    table.live.record.id = MeetingId::from_uuid(Uuid::from_u128(60));
    table.live.record.occasion.date = Some(day(on));
    table.start = table.live.clone();
    let mut table = table.opened();
    [0, 2, 3, 4]
        .iter()
        .for_each(|place| table.arrives(holder(*place)));
    table.settles(14);
    table.live.record.clone()
}

fn decision(record: &Meeting) -> DecisionId {
    record.paragraphs[0].decisions[0].id
}

fn signs(table: &mut Table, part: &Part, name: &str, on: &str) {
    let signing = Signing {
        by: pid(name),
        method: SigningMethod::Paper,
        on: day(on),
        at: day(on).and_hms_opt(12, 0, 0).expect("an hour").and_utc(),
        assurance: None,
        authenticated_at: None,
        digest: "d".repeat(64),
    };
    let told = table.live.sign(Some(&table.association), part, signing);
    table.take(told.expect("they may sign"));
}

fn instead(part: &Part, named: &[(&str, Prevention)]) -> ByBoard {
    ByBoard {
        part: part.clone(),
        instead_of: named.iter().map(|(name, why)| (pid(name), *why)).collect(),
        digest: "d".repeat(64),
    }
}

fn adjusts(
    live: &LiveMeeting,
    association: &Association,
    record: &Meeting,
    asked: ByBoard,
) -> Result<Happening, Refusal> {
    let around = Surroundings {
        association: Some(association.clone()),
        decisions_complete: true,
        ..Surroundings::default()
    };
    let later = Later {
        record,
        around: &around,
        decision: decision(record),
    };
    live.adjust_by_board(Some(association), later, asked)
}

fn done(table: &mut Table, record: &Meeting, asked: ByBoard) {
    let told = adjusts(&table.live, &table.association, record, asked);
    table.take(told.expect("the board may adjust"));
}

#[test]
fn the_board_adjusts_in_the_place_of_one_who_cannot_sign_and_the_day_is_that_of_its_meeting() {
    for (on, outcome, margin) in [
        ("2025-10-02", Outcome::Met, 0),
        ("2025-10-03", Outcome::NotMet, -1),
        ("2025-11-27", Outcome::NotMet, -56),
    ] {
        let mut table = closed();
        signs(&mut table, &None, holder(0), "2025-09-25");
        let record = later(on);
        let asked = instead(&None, &[(holder(1), Prevention::Deceased)]);
        done(&mut table, &record, asked);
        let unit = table.live.unit(&None).expect("a unit");
        assert_eq!(unit.adjusted_on, Some(day(on)));
        assert_eq!(unit.signatures.len(), 1, "the chair's stands");
        let held = unit.by_board.as_ref().expect("by the board");
        assert_eq!((held.number, held.on), (Some(14), day(on)));
        assert_eq!(
            (held.meeting, held.decision),
            (record.id, decision(&record))
        );
        let named: Vec<_> = held
            .instead_of
            .iter()
            .map(|held| (held.person.name.as_str(), held.role))
            .collect();
        assert_eq!(named, [(holder(1), SigningRole::Adjuster)]);
        let around = around(&table);
        let clock = clock(table.live.record(), &around, Some(day(on)));
        assert_eq!(clock.status, MinutesStatus::Adjusted);
        let verdicts = evaluate(table.live.record(), &around);
        let of = |code: &str| verdicts.iter().find(|held| held.rule.code == code);
        let late = of("ADJUSTED_LATE").expect("a verdict");
        assert_eq!((late.outcome, late.margin), (outcome, Some(margin)), "{on}");
        assert!(
            of("ADJUSTER_NOT_PRESENT").is_none(),
            "nobody adjusted who could have been away"
        );
        assert_eq!(table.start.clone().replay(&table.log), table.live);
    }
}

#[test]
fn a_signature_after_the_boards_meeting_moves_the_day_and_none_follows_on_the_adjustment() {
    let mut table = closed();
    signs(&mut table, &None, holder(0), "2025-10-09");
    let asked = instead(&None, &[(holder(1), Prevention::Refuses)]);
    done(&mut table, &later("2025-10-02"), asked.clone());
    let unit = table.live.unit(&None).expect("a unit");
    assert_eq!(unit.adjusted_on, Some(day("2025-10-09")));
    assert_eq!(
        unit.by_board.as_ref().map(|held| held.on),
        Some(day("2025-10-02"))
    );
    let refusal = table.refuses("ALREADY_ADJUSTED", |live, _| {
        live.withdraw_signature(&None, pid(holder(0)))
    });
    assert_eq!(
        figure(&refusal, "adjustedOn").as_deref(),
        Some("2025-10-09")
    );
    table.refuses("ALREADY_ADJUSTED", |live, held| {
        adjusts(live, held, &later("2025-11-06"), asked.clone())
    });
    let corrected = table.live.correct(
        Some(&table.association),
        None,
        pid(holder(0)),
        "Rättat.".to_owned(),
        day("2025-10-10"),
    );
    corrected.expect("adjusted minutes are corrected beside the text");
}

#[test]
fn the_board_adjusts_for_all_who_cannot_and_in_nobodys_place_who_can() {
    let mut table = closed();
    let record = later("2025-10-02");
    let both = [
        (holder(0), Prevention::Refuses),
        (holder(1), Prevention::Prevented),
    ];
    let refusal = table.refuses("SIGNATURES_MISSING", |live, held| {
        adjusts(live, held, &record, instead(&None, &both[1..]))
    });
    assert_eq!(figure(&refusal, "signers").as_deref(), Some(holder(0)));
    table.refuses("NOT_ADJUSTABLE", |live, held| {
        adjusts(live, held, &record, instead(&None, &[]))
    });
    table.refuses("NOT_SIGNER", |live, held| {
        let asked = instead(
            &None,
            &[both[0], both[1], (holder(2), Prevention::Prevented)],
        );
        adjusts(live, held, &record, asked)
    });
    let mut other = table.clone();
    done(&mut other, &record, instead(&None, &both));
    let unit = other.live.unit(&None).expect("a unit");
    assert!(unit.signatures.is_empty() && unit.adjusted_on == Some(day("2025-10-02")));
    signs(&mut table, &None, holder(0), "2025-09-25");
    let refusal = table.refuses("ALREADY_SIGNED", |live, held| {
        adjusts(live, held, &record, instead(&None, &both))
    });
    assert_eq!(figure(&refusal, "person").as_deref(), Some(holder(0)));
    signs(&mut table, &None, holder(1), "2025-10-03");
    table.refuses("ALREADY_ADJUSTED", |live, held| {
        adjusts(live, held, &record, instead(&None, &both))
    });
}

#[test]
fn a_reason_that_the_record_or_the_register_speaks_against_is_refused() {
    let mut table = closed();
    let record = later("2025-10-02");
    // The chair led when it was decided.
    for reason in [Prevention::Prevented, Prevention::Deceased] {
        let refusal = table.refuses("NOT_PREVENTED", |live, held| {
            adjusts(live, held, &record, instead(&None, &[(holder(0), reason)]))
        });
        assert_eq!(
            figures(&refusal),
            [
                ("person", holder(0).to_owned()),
                ("on", "2025-10-02".to_owned())
            ]
        );
    }
    signs(&mut table, &None, holder(0), "2025-09-25");
    let asked = || instead(&None, &[(holder(1), Prevention::OutOfOffice)]);
    let ends = |table: &mut Table, on: &str| {
        let members = table.association.members.iter_mut();
        let seats = members.flat_map(|member| &mut member.seats);
        let mut mandates = seats.flat_map(|seat| &mut seat.mandates);
        let own = mandates.find(|mandate| mandate.person.id == pid(holder(1)));
        own.expect("a holder").until = Some(day(on));
    };
    table.refuses("NOT_PREVENTED", |live, held| {
        adjusts(live, held, &record, asked())
    });
    ends(&mut table, "2025-10-02");
    table.refuses("NOT_PREVENTED", |live, held| {
        adjusts(live, held, &record, asked())
    });
    ends(&mut table, "2025-10-01");
    done(&mut table, &record, asked());
}

#[test]
fn only_a_decision_of_a_later_meeting_of_the_same_body_that_stands_adjusts() {
    let mut table = closed();
    signs(&mut table, &None, holder(0), "2025-09-25");
    let asked = || instead(&None, &[(holder(1), Prevention::Prevented)]);
    let refused = |code: &str, record: &Meeting| {
        table.refuses(code, |live, held| adjusts(live, held, record, asked()))
    };
    let changed = |change: &dyn Fn(&mut Meeting)| {
        let mut record = later("2025-10-02");
        change(&mut record);
        record
    };
    for on in ["2025-09-17", "2025-09-18"] {
        let refusal = refused("NOT_LATER_MEETING", &later(on));
        assert_eq!(
            figures(&refusal),
            [
                ("decidedOn", on.to_owned()),
                ("meetingDate", "2025-09-18".to_owned())
            ]
        );
    }
    refused(
        "NOT_LATER_MEETING",
        &changed(&|record| record.occasion.date = None),
    );
    refused(
        "NOT_LATER_MEETING",
        &changed(&|record| record.body.id = BodyId::from_uuid(Uuid::from_u128(99))),
    );
    for kind in [
        DecisionKind::Note,
        DecisionKind::Table,
        DecisionKind::ReferBack,
        DecisionKind::Reject,
    ] {
        refused(
            "NOT_ADJUSTABLE",
            &changed(&|record| record.paragraphs[0].decisions[0].kind = kind),
        );
    }
    refused(
        "NOT_ADJUSTABLE",
        &changed(&|record| record.paragraphs[0].voided = Some("Fel".to_owned())),
    );
    for state in [ConditionState::Pending, ConditionState::Failed] {
        refused(
            "NOT_ADJUSTABLE",
            &changed(&|record| {
                let text = "om det behövs".to_owned();
                record.paragraphs[0].decisions[0].condition = Some(Condition { text, state });
            }),
        );
    }
    refused(
        "NOT_ADJUSTABLE",
        &changed(&|record| {
            record.appeals.push(Appeal {
                id: AppealId::from_uuid(Uuid::from_u128(1)),
                paragraphs: vec![record.paragraphs[0].id],
                received_on: day("2025-10-10"),
                appellant: Some(Appellant::MunicipalMember),
                court: None,
                case_number: None,
                ruling: Some(Ruling {
                    outcome: AppealOutcome::Annulled,
                    on: day("2025-11-10"),
                    final_on: Some(day("2025-12-01")),
                }),
            });
        }),
    );
    let elsewhere = later("2025-10-02");
    table.refuses("NOT_OF_MEETING", |live, held| {
        let around = around(&table);
        let decision = DecisionId::from_uuid(Uuid::from_u128(999));
        let later = Later {
            record: &elsewhere,
            around: &around,
            decision,
        };
        live.adjust_by_board(Some(held), later, asked())
    });
}

/// A record that was loaded tells what it tells; a quorum that cannot be shown is none.
#[test]
fn the_decision_needs_a_quorum_that_can_be_shown() {
    let mut table = closed();
    signs(&mut table, &None, holder(0), "2025-09-25");
    let asked = || instead(&None, &[(holder(1), Prevention::Prevented)]);
    let present = |count: usize| {
        let mut record = later("2025-10-02");
        record.attendance.as_mut().expect("a list").truncate(count);
        record
    };
    let refusal = table.refuses("QUORUM_NOT_MET", |live, held| {
        adjusts(live, held, &present(2), asked())
    });
    assert!(
        refusal
            .rule()
            .is_some_and(|rule| rule.code == "QUORUM_NOT_MET")
    );
    assert_eq!(figure(&refusal, "present").as_deref(), Some("2"));
    let mut untold = later("2025-10-02");
    untold.attendance = None;
    table.refuses("QUORUM_NOT_MET", |live, held| {
        adjusts(live, held, &untold, asked())
    });
    table.refuses("QUORUM_NOT_MET", |live, held| {
        let unregistered = Surroundings::default();
        let record = later("2025-10-02");
        let later = Later {
            record: &record,
            around: &unregistered,
            decision: decision(&record),
        };
        live.adjust_by_board(Some(held), later, asked())
    });
    done(&mut table, &present(3), asked());
}

#[test]
fn a_council_has_no_quorum_to_show() {
    let mut table = closed();
    signs(&mut table, &None, holder(0), "2025-09-25");
    table.live.record.body.kind = BodyKind::MemberCouncil;
    let mut record = later("2025-10-02");
    record.body.kind = BodyKind::MemberCouncil;
    record.attendance = None;
    let asked = instead(&None, &[(holder(1), Prevention::OutOfOffice)]);
    adjusts(&table.live, &table.association, &record, asked).expect("no law asks for one");
}

#[test]
fn a_part_adjusted_at_once_is_adjusted_by_itself() {
    let mut table = closed();
    let apart: Part = Some(vec![2]);
    let told = table.live.set_apart(&[section(2)]);
    table.take(told.expect("it has a text"));
    let both = [
        (holder(0), Prevention::Refuses),
        (holder(1), Prevention::Prevented),
    ];
    done(&mut table, &later("2025-10-02"), instead(&apart, &both));
    let status =
        |table: &Table| clock(table.live.record(), &around(table), Some(day("2025-10-02"))).status;
    assert_eq!(status(&table), MinutesStatus::PartlyAdjusted);
    assert!(
        table
            .live
            .unit(&None)
            .is_none_or(|unit| unit.adjusted_on.is_none())
    );
    done(&mut table, &later("2025-11-06"), instead(&None, &both));
    assert_eq!(status(&table), MinutesStatus::Adjusted);
    assert_eq!(table.start.clone().replay(&table.log), table.live);
}

#[test]
fn what_is_still_open_is_not_adjusted() {
    let mut table = a_meeting(5).with(4);
    table.settles(1);
    table.refuses("WRONG_STAGE", |live, held| {
        adjusts(
            live,
            held,
            &later("2025-10-02"),
            instead(&None, &[(holder(1), Prevention::Prevented)]),
        )
    });
}
