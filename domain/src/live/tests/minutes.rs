//! From a closed meeting to legal force.

use super::builder::*;
use crate::adjustment::{MinutesStatus, SigningMethod, SigningRole};
use crate::appeal::{Appeal, AppealOutcome, Appellant, Ruling};
use crate::association::Association;
use crate::id::{AppealId, NoticeId};
use crate::live::{Happening, LiveMeeting, Part, Signing, Wording};
use crate::notice::Notice;
use crate::refusal::Refusal;
use crate::rules::{Surroundings, clock};
use uuid::Uuid;

fn signing(name: &str, on: &str) -> Signing {
    Signing {
        by: pid(name),
        method: SigningMethod::Token,
        on: day(on),
        at: day(on).and_hms_opt(12, 0, 0).expect("an hour").and_utc(),
        assurance: None,
        authenticated_at: None,
        digest: "d".repeat(64),
    }
}

fn notice(place: u128, board: &str, on: &str) -> Notice {
    Notice {
        id: NoticeId::from_uuid(Uuid::from_u128(place)),
        board: Some(board.to_owned()),
        posted_on: Some(day(on)),
        removed_on: None,
        posted_by: None,
        removed_by: None,
    }
}

/// A board that met on 18 September 2025, §§ 1 to 3, presided by the first holder, adjusted by the second.
fn closed() -> Table {
    let mut table = a_meeting(5).with(4);
    (1..=3).for_each(|number| table.settles(number));
    table.closes();
    table
}

fn signs(table: &mut Table, part: &Part, name: &str, on: &str) -> Result<(), Refusal> {
    let told = table
        .live
        .sign(Some(&table.association), part, signing(name, on))?;
    table.take(told);
    Ok(())
}

fn adjusts(table: &mut Table, part: &Part, on: &str) {
    for name in [holder(0), holder(1)] {
        signs(table, part, name, on).expect("they may sign");
    }
}

/// Posts on every board that must have a notice, and says which.
fn posts(table: &mut Table, part: &Part, on: &str) -> Vec<NoticeId> {
    let boards = table.live.boards_to_post(Some(&table.association), part);
    let start = table
        .live
        .record()
        .units
        .iter()
        .flat_map(|unit| &unit.notices)
        .count();
    let notices: Vec<Notice> = boards
        .iter()
        .zip(u128::try_from(start).expect("few")..)
        .map(|(board, place)| notice(place, board, on))
        .collect();
    let ids = notices.iter().map(|held| held.id).collect();
    let told = table.live.post(part, notices, Some("Kansliet".to_owned()));
    table.attempt(told).expect("they can go up");
    ids
}

fn comes_down(table: &mut Table, notices: &[NoticeId], on: &str) {
    for id in notices {
        let told = table.live.take_down(*id, day(on), None);
        table.take(told.expect("it is up"));
    }
}

fn standing(table: &Table, today: &str) -> (MinutesStatus, Option<String>, Option<String>) {
    let around = Surroundings {
        association: Some(table.association.clone()),
        decisions_complete: true,
        ..Surroundings::default()
    };
    let held = clock(table.live.record(), &around, Some(day(today)));
    let last = held.last_appeal_day.map(|last| last.last_day.to_string());
    (held.status, last, held.final_on.map(|day| day.to_string()))
}

fn appeal(paragraph: u32) -> Appeal {
    Appeal {
        id: AppealId::from_uuid(Uuid::from_u128(1)),
        paragraphs: vec![section(paragraph)],
        received_on: day("2025-10-10"),
        appellant: Some(Appellant::MunicipalMember),
        court: None,
        case_number: None,
        ruling: None,
    }
}

#[test]
fn chair_and_adjuster_sign_and_the_last_signature_adjusts() {
    let mut table = closed();
    let wanted: Vec<_> = table
        .live
        .signers(&None)
        .into_iter()
        .map(|signer| (signer.person.name, signer.role))
        .collect();
    let [chair, adjuster] = [holder(0), holder(1)].map(str::to_owned);
    assert_eq!(
        wanted,
        [
            (chair, SigningRole::Chair),
            (adjuster, SigningRole::Adjuster)
        ]
    );
    signs(&mut table, &None, holder(1), "2025-09-25").expect("in any order");
    assert_eq!(standing(&table, "2025-09-25").0, MinutesStatus::Draft);
    signs(&mut table, &None, holder(0), "2025-09-29").expect("the last");
    assert_eq!(standing(&table, "2025-09-29").0, MinutesStatus::Adjusted);
    let unit = table.live.unit(&None).expect("a unit");
    assert_eq!(unit.adjusted_on, Some(day("2025-09-29")));
    assert_eq!(table.start.clone().replay(&table.log), table.live);
}

#[test]
fn nobody_signs_but_those_who_led_or_adjust_once_each_and_in_office() {
    let mut table = closed();
    let sign = |part: Part, name: &'static str, on: &'static str| {
        move |live: &LiveMeeting, held: &Association| {
            live.sign(Some(held), &part, signing(name, on))
        }
    };
    table.refuses("NOT_SIGNER", sign(None, holder(2), "2025-09-25"));
    table.refuses("NOT_ADJUSTABLE", sign(None, holder(0), "2025-09-17"));
    signs(&mut table, &None, holder(0), "2025-09-18").expect("on the day of the meeting");
    table.refuses("ALREADY_SIGNED", sign(None, holder(0), "2025-09-18"));
    let members = table.association.members.iter_mut();
    let seats = members.flat_map(|member| &mut member.seats);
    let mut mandates = seats.flat_map(|seat| &mut seat.mandates);
    let adjuster = mandates.find(|mandate| mandate.person.id == pid(holder(1)));
    adjuster.expect("a holder").until = Some(day("2025-09-30"));
    let refusal = table.refuses("NO_MANDATE", sign(None, holder(1), "2025-10-01"));
    assert_eq!(figure(&refusal, "on").as_deref(), Some("2025-10-01"));
    signs(&mut table, &None, holder(1), "2025-09-30").expect("on the last day of the mandate");
    table.refuses("ALREADY_ADJUSTED", sign(None, holder(1), "2025-09-30"));
}

#[test]
fn who_led_at_a_paragraph_signs_as_chair_even_where_chosen_to_adjust() {
    let mut table = a_meeting(5).with(4);
    table.settles(1);
    let told = table.live.preside(Some(pid(holder(2))));
    table.take(told.expect("a member may lead"));
    table.settles(2);
    let told = table.live.choose_adjusters(&[pid(holder(2))]);
    table.take(told.expect("they are there"));
    let refusal = table.refuses("MEETING_INCOMPLETE", |live, _| live.close(None, Vec::new()));
    let missing: Vec<_> = refusal.missing.iter().map(|part| part.code).collect();
    assert_eq!(missing, ["NO_ADJUSTER_BESIDE_CHAIR"]);
    table.closes();
    let roles: Vec<_> = table.live.signers(&None);
    let roles: Vec<_> = roles
        .iter()
        .map(|signer| (signer.person.name.as_str(), signer.role))
        .collect();
    assert_eq!(
        roles,
        [
            (holder(0), SigningRole::Chair),
            (holder(2), SigningRole::Chair),
            (holder(1), SigningRole::Adjuster)
        ]
    );
}

#[test]
fn a_signature_can_be_taken_back_until_the_last_one_and_until_then_the_text_can_be_mended() {
    let mut table = closed();
    signs(&mut table, &None, holder(0), "2025-09-22").expect("the first");
    let word = |live: &LiveMeeting, _: &Association| live.word(section(2), Wording::default());
    let refusal = table.refuses("SIGNATURES_STAND", word);
    assert_eq!(figure(&refusal, "signedBy").as_deref(), Some(holder(0)));
    table.refuses("NOT_SIGNER", |live, _| {
        live.withdraw_signature(&None, pid(holder(1)))
    });
    let told = table.live.withdraw_signature(&None, pid(holder(0)));
    table.take(told.expect("not the last"));
    let worded = table.live.word(section(2), Wording::default());
    table.take(worded.expect("nobody has signed"));
    adjusts(&mut table, &None, "2025-09-23");
    table.refuses("ALREADY_ADJUSTED", word);
    table.refuses("ALREADY_ADJUSTED", |live, _| {
        live.withdraw_signature(&None, pid(holder(0)))
    });
}

#[test]
fn a_paragraph_set_apart_is_signed_at_the_meeting_and_has_a_clock_of_its_own() {
    let mut table = a_meeting(5).with(4);
    table.settles(1);
    table.opens(2);
    let told = table.live.choose_adjusters(&[pid(holder(1))]);
    table.take(told.expect("they are there"));
    let apart = |numbers: &'static [u32]| {
        move |live: &LiveMeeting, _: &Association| {
            let ids: Vec<_> = numbers.iter().map(|number| section(*number)).collect();
            live.set_apart(&ids)
        }
    };
    table.refuses("NOT_ADJUSTABLE", apart(&[2]));
    table.refuses("NOT_ADJUSTABLE", apart(&[1, 1]));
    table.refuses("NOT_ADJUSTABLE", apart(&[]));
    let told = apart(&[1])(&table.live, &table.association);
    table.take(told.expect("it is settled"));
    table.refuses("NOT_ADJUSTABLE", apart(&[1]));
    let part = table.live.part(Some(section(1))).expect("of the meeting");
    assert_eq!(part, Some(vec![1]));
    adjusts(&mut table, &part, "2025-09-18");
    assert_eq!(
        standing(&table, "2025-09-18").0,
        MinutesStatus::PartlyAdjusted
    );
    table.refuses("WRONG_STAGE", |live, held| {
        live.sign(Some(held), &None, signing(holder(0), "2025-09-18"))
    });
    table.refuses("ALREADY_ADJUSTED", |live, _| {
        live.word(section(1), Wording::default())
    });
    table.decides(section(2));
    table.closes();
    let first = posts(&mut table, &part, "2025-09-19");
    adjusts(&mut table, &None, "2025-09-30");
    let rest = posts(&mut table, &None, "2025-10-01");
    let held = standing(&table, "2025-10-01");
    assert_eq!(
        held,
        (
            MinutesStatus::Announced,
            Some("2025-10-22".to_owned()),
            None
        )
    );
    comes_down(&mut table, &first, "2025-10-11");
    comes_down(&mut table, &rest, "2025-10-23");
    let held = standing(&table, "2025-10-23");
    assert_eq!(held.0, MinutesStatus::Final);
    assert_eq!(held.2.as_deref(), Some("2025-10-23"));
}

#[test]
fn a_paragraph_without_text_is_not_set_apart() {
    let mut table = a_meeting(5).with(4);
    table.opens(1);
    let told = table.live.word(section(1), Wording::default());
    table.take(told.expect("it is open"));
    table.settles(2);
    let refusal = table.refuses("IMMEDIATE_ADJUSTMENT_WITHOUT_TEXT", |live, _| {
        live.set_apart(&[section(1)])
    });
    assert_eq!(figure(&refusal, "number").as_deref(), Some("1"));
}

#[test]
fn notices_go_up_once_on_each_board_from_the_day_of_adjustment_and_come_down_once() {
    let mut table = closed();
    let up = |board: &'static str, on: &'static str| {
        move |live: &LiveMeeting, _: &Association| {
            live.post(&None, vec![notice(90, board, on)], None)
        }
    };
    let boards = table.live.boards_to_post(Some(&table.association), &None);
    assert!(!boards.is_empty(), "a member's board must have one");
    table.refuses("NOT_ADJUSTED", up("Umbra kommun", "2025-09-29"));
    adjusts(&mut table, &None, "2025-09-29");
    let refusal = table.refuses("NOT_ADJUSTED", up("Umbra kommun", "2025-09-28"));
    assert_eq!(
        figure(&refusal, "adjustedOn").as_deref(),
        Some("2025-09-29")
    );
    let ids = posts(&mut table, &None, "2025-09-29");
    assert_eq!(ids.len(), boards.len());
    assert!(
        table
            .live
            .boards_to_post(Some(&table.association), &None)
            .is_empty()
    );
    let again = notice(91, &boards[0].to_uppercase(), "2025-10-02");
    table.refuses("NOTICE_STANDS", move |live, _| {
        live.post(&None, vec![again], None)
    });
    let first = ids[0];
    table.refuses("NOTICE_STANDS", move |live, _| {
        live.take_down(first, day("2025-09-28"), None)
    });
    comes_down(&mut table, &ids, "2025-10-20");
    table.refuses("NOTICE_DOWN", move |live, _| {
        live.take_down(first, day("2025-10-21"), None)
    });
    // Monday 20 October is the last day to appeal: removed then, nothing shows legal force.
    assert_eq!(
        standing(&table, "2025-12-01"),
        (
            MinutesStatus::Announced,
            Some("2025-10-20".to_owned()),
            None
        )
    );
}

#[test]
fn an_appeal_stands_in_the_way_of_legal_force_until_its_ruling_is_final() {
    let mut table = closed();
    adjusts(&mut table, &None, "2025-09-29");
    let ids = posts(&mut table, &None, "2025-09-29");
    comes_down(&mut table, &ids, "2025-10-21");
    assert_eq!(
        standing(&table, "2025-10-21").2.as_deref(),
        Some("2025-10-21")
    );
    assert_eq!(standing(&table, "2025-10-20").0, MinutesStatus::Announced);
    table.refuses("NOT_OF_MEETING", |live, _| live.register_appeal(appeal(9)));
    let told = table.live.register_appeal(appeal(2));
    table.take(told.expect("of the meeting"));
    assert_eq!(standing(&table, "2025-12-01").0, MinutesStatus::Appealed);
    assert_eq!(standing(&table, "2025-12-01").2, None);
    let ruling = |final_on: Option<&str>| Ruling {
        outcome: AppealOutcome::Rejected,
        on: day("2025-12-01"),
        final_on: final_on.map(day),
    };
    let id = appeal(2).id;
    let told = table.live.decide_appeal(id, ruling(None));
    table.take(told.expect("it waits"));
    assert_eq!(standing(&table, "2026-02-01").0, MinutesStatus::Appealed);
    let told = table.live.decide_appeal(id, ruling(Some("2025-12-23")));
    table.take(told.expect("it can yet become final"));
    let held = standing(&table, "2025-12-23");
    assert_eq!(
        (held.0, held.2.as_deref()),
        (MinutesStatus::Final, Some("2025-12-23"))
    );
    table.refuses("ALREADY_SETTLED", |live, _| {
        live.decide_appeal(id, ruling(None))
    });
    assert_eq!(table.start.clone().replay(&table.log), table.live);
}

#[test]
fn a_boards_minutes_are_published_when_every_part_is_adjusted_another_bodys_when_closed() {
    let publish = |live: &LiveMeeting, _: &Association| live.publishable();
    let mut table = a_meeting(5).with(4);
    (1..=2).for_each(|number| table.settles(number));
    table.refuses("WRONG_STAGE", publish);
    table.closes();
    table.refuses("NOT_ADJUSTED", publish);
    let told = table.live.set_apart(&[section(1)]);
    table.take(told.expect("it is settled"));
    adjusts(&mut table, &Some(vec![1]), "2025-09-18");
    table.refuses("NOT_ADJUSTED", publish);
    adjusts(&mut table, &None, "2025-09-29");
    assert_eq!(table.live.publishable(), Ok(()));
    let mut table = a_council("Asta Alm", crate::body::NumberingScheme::Meeting);
    table.take(Happening::Opened {
        at: None,
        presidium: vec![person("Asta Alm")],
        secretary: Some(person("Tyra Tall")),
    });
    table.arrives_as("Asta Alm", crate::attendance::Capacity::Member);
    table.opens(1);
    table.refuses("WRONG_STAGE", publish);
    let told = table.live.close(None, Vec::new());
    table.attempt(told).expect("nothing is missing");
    assert_eq!(table.live.publishable(), Ok(()));
}

#[test]
fn what_was_annulled_for_good_is_told_and_who_may_not_appeal_is_noted() {
    let mut table = closed();
    adjusts(&mut table, &None, "2025-09-29");
    let ids = posts(&mut table, &None, "2025-09-29");
    comes_down(&mut table, &ids, "2025-10-21");
    let judged = |table: &Table, code: &str| {
        let around = Surroundings {
            association: Some(table.association.clone()),
            decisions_complete: true,
            ..Surroundings::default()
        };
        let all = crate::rules::evaluate(table.live.record(), &around).into_iter();
        let own = all.filter(|verdict| verdict.rule.code == code);
        own.map(|verdict| (verdict.outcome, verdict.explanation.en))
            .collect::<Vec<_>>()
    };
    use crate::rule::Outcome;
    assert_eq!(judged(&table, "APPELLANT_NOT_ENTITLED"), []);
    for (place, appellant, outcome) in [
        (1, Some(Appellant::MunicipalMember), Outcome::Met),
        (2, Some(Appellant::MemberOrganisation), Outcome::NotMet),
        (3, Some(Appellant::Other), Outcome::NotMet),
        (4, None, Outcome::Unknown),
    ] {
        let id = AppealId::from_uuid(Uuid::from_u128(place));
        let told = table.live.register_appeal(Appeal {
            id,
            appellant,
            ..appeal(2)
        });
        table.take(told.expect("of the meeting"));
        let last = judged(&table, "APPELLANT_NOT_ENTITLED")
            .pop()
            .map(|(held, _)| held);
        assert_eq!(last, Some(outcome), "{appellant:?}");
    }
    let ruling = |outcome, final_on: Option<&str>| Ruling {
        outcome,
        on: day("2025-12-01"),
        final_on: final_on.map(day),
    };
    let mut rules = |place: u128, ruling| {
        let id = AppealId::from_uuid(Uuid::from_u128(place));
        let told = table.live.decide_appeal(id, ruling);
        table.take(told.expect("it waits"));
        table.live.record().annulled(section(2))
    };
    assert!(
        !rules(1, ruling(AppealOutcome::Annulled, None)),
        "it may yet change"
    );
    assert!(!rules(
        2,
        ruling(AppealOutcome::Dismissed, Some("2025-12-02"))
    ));
    assert!(rules(
        1,
        ruling(AppealOutcome::Annulled, Some("2025-12-22"))
    ));
    rules(3, ruling(AppealOutcome::Withdrawn, Some("2025-12-03")));
    rules(4, ruling(AppealOutcome::Rejected, Some("2025-12-04")));
    assert!(!table.live.record().annulled(section(1)));
    let (outcome, text) = judged(&table, "FINALITY_BLOCKED").remove(0);
    assert_eq!(outcome, Outcome::Met);
    assert!(
        text.ends_with("What was decided under § 2 was annulled."),
        "{text}"
    );
}

#[test]
fn what_is_still_to_be_done_is_told_with_its_days_and_boards() {
    use crate::rules::{DutyKind, duties};
    let mut table = closed();
    let to_do = |table: &Table| {
        let around = Surroundings {
            association: Some(table.association.clone()),
            decisions_complete: true,
            ..Surroundings::default()
        };
        let held = duties(table.live.record(), &around);
        let told = held.iter().map(|duty| {
            let days = [duty.due, duty.not_before];
            let days = days.map(|day| day.map(|day| day.to_string()));
            (duty.kind, days, duty.boards.len())
        });
        told.collect::<Vec<_>>()
    };
    let text = |day: &str| Some(day.to_owned());
    assert_eq!(
        to_do(&table),
        [(DutyKind::Adjust, [text("2025-10-02"), None], 0)]
    );
    signs(&mut table, &None, holder(0), "2025-09-29").expect("the first");
    assert_eq!(
        to_do(&table),
        [(DutyKind::Adjust, [text("2025-10-02"), None], 0)]
    );
    signs(&mut table, &None, holder(1), "2025-09-29").expect("the last");
    let boards = table
        .live
        .boards_to_post(Some(&table.association), &None)
        .len();
    assert_eq!(
        to_do(&table),
        [(DutyKind::Post, [text("2025-10-01"), None], boards)]
    );
    let ids = posts(&mut table, &None, "2025-09-30");
    assert_eq!(
        to_do(&table),
        [(DutyKind::TakeDown, [None, text("2025-10-22")], boards)]
    );
    comes_down(&mut table, &ids, "2025-10-22");
    assert_eq!(to_do(&table), []);
}

#[test]
fn adjusted_minutes_are_corrected_beside_the_text_by_those_who_adjust_them() {
    let mut table = closed();
    let correct = |name: &'static str| {
        move |live: &LiveMeeting, held: &Association| {
            let (by, text) = (pid(name), "Rätt belopp är 40 kronor.".to_owned());
            live.correct(Some(held), Some(section(2)), by, text, day("2025-11-03"))
        }
    };
    table.refuses("NOT_ADJUSTED", correct(holder(0)));
    adjusts(&mut table, &None, "2025-09-29");
    table.refuses("NOT_SIGNER", correct(holder(3)));
    let before = table.live.record().paragraphs.clone();
    let told = correct(holder(1))(&table.live, &table.association).expect("an adjuster");
    assert!(matches!(&told, Happening::Corrected { addendum } if addendum.number == Some(2)));
    table.take(told);
    assert_eq!(table.live.record().paragraphs, before);
    assert_eq!(table.live.record().addenda.len(), 1);
}
