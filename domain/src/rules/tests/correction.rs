//! Corrections of adjusted minutes.

use super::builder::{Built, a_board, day, figure, paragraph};
use crate::adjustment::Addendum;
use crate::assignment::AssignmentStatus;
use crate::id::{AssignmentId, ParagraphId};
use crate::rule::Outcome;
use uuid::Uuid;

const CODE: &str = "SILENT_CORRECTION";

/// An adjusted record and its next revision, the same but for the changes.
fn revised(change: impl FnOnce(&mut Built)) -> Built {
    let mut built = a_board();
    built.around.earlier_revisions = vec![built.meeting.clone()];
    change(&mut built);
    built
}

fn note(number: Option<u32>) -> Addendum {
    Addendum {
        number,
        text: "Beloppet ska vara 10 000 kr.".to_owned(),
        by: Some("Sekreteraren".to_owned()),
        on: Some(day("2024-06-01")),
    }
}

fn rewrite(built: &mut Built, place: usize) {
    built.meeting.paragraphs[place].text = Some("En annan text.".to_owned());
}

#[test]
fn with_nothing_adjusted_before_there_is_nothing_to_compare() {
    assert_eq!(a_board().outcome(CODE), None);
    let draft = revised(|built| {
        built.around.earlier_revisions[0].units.clear();
        rewrite(built, 2);
    });
    assert_eq!(draft.outcome(CODE), None, "a draft may change");
}

#[test]
fn adjusted_minutes_do_not_change_in_silence() {
    assert_eq!(revised(|_| ()).outcome(CODE), Some(Outcome::Met));
    let silent = revised(|built| rewrite(built, 2)).only(CODE);
    assert_eq!(silent.outcome, Outcome::NotMet);
    assert!(silent.explanation.sv.contains("ändrades § 3 utan"));
    assert_eq!(figure(&silent, "changed").as_deref(), Some("1"));
    for taken in [true, false] {
        let changed = revised(|built| {
            if taken {
                built.meeting.paragraphs.remove(4);
            } else {
                built.meeting.paragraphs.push(paragraph(9));
            }
        });
        assert_eq!(changed.outcome(CODE), Some(Outcome::NotMet), "{taken}");
    }
}

#[test]
fn an_addendum_makes_a_correction_visible() {
    let with = |note: Addendum| {
        revised(|built| {
            rewrite(built, 2);
            built.meeting.addenda.push(note);
        })
        .outcome(CODE)
    };
    assert_eq!(with(note(Some(3))), Some(Outcome::Met));
    assert_eq!(with(note(None)), Some(Outcome::Met));
    assert_eq!(
        with(note(Some(4))),
        Some(Outcome::NotMet),
        "it tells of another §"
    );
    let blank = Addendum {
        text: " ".to_owned(),
        ..note(Some(3))
    };
    assert_eq!(with(blank), Some(Outcome::NotMet));
    for incomplete in [
        Addendum {
            by: None,
            ..note(Some(3))
        },
        Addendum {
            on: None,
            ..note(Some(3))
        },
    ] {
        assert_eq!(with(incomplete), Some(Outcome::Unknown));
    }
    let two = revised(|built| {
        rewrite(built, 2);
        rewrite(built, 5);
        built.meeting.addenda.push(note(Some(3)));
    });
    assert!(two.only(CODE).explanation.sv.contains("§ 6 utan"));
}

#[test]
fn a_note_from_before_the_change_may_be_of_something_else() {
    let built = revised(|built| {
        built.around.earlier_revisions[0]
            .addenda
            .push(note(Some(3)));
        built.meeting.addenda.push(note(Some(3)));
        rewrite(built, 2);
    });
    assert_eq!(built.outcome(CODE), Some(Outcome::Unknown));
}

#[test]
fn only_what_was_adjusted_is_held_to_its_words() {
    let early = || {
        let mut built = a_board().at_once(&[1], "2024-05-15", &[]);
        for unit in &mut built.meeting.units {
            unit.adjusted_on = unit.numbers.as_ref().map(|_| day("2024-05-15"));
        }
        built.around.earlier_revisions = vec![built.meeting.clone()];
        built
    };
    let mut built = early();
    rewrite(&mut built, 2);
    assert_eq!(built.outcome(CODE), Some(Outcome::Met));
    rewrite(&mut built, 0);
    assert_eq!(built.outcome(CODE), Some(Outcome::NotMet));
}

#[test]
fn a_silent_change_is_not_forgotten_in_the_next_revision() {
    let mut built = revised(|built| rewrite(built, 2));
    built.around.earlier_revisions.push(built.meeting.clone());
    assert_eq!(built.outcome(CODE), Some(Outcome::NotMet));
}

#[test]
fn identities_and_what_is_followed_up_are_no_content() {
    let built = revised(|built| {
        let assignment = crate::assignment::Assignment {
            id: AssignmentId::from_uuid(Uuid::nil()),
            assignees: None,
            text: "Kansliet återkommer.".to_owned(),
            due: None,
            due_on: None,
            status: AssignmentStatus::Open,
        };
        built.around.earlier_revisions[0].paragraphs[1]
            .assignments
            .push(assignment.clone());
        let held = &mut built.meeting.paragraphs[1];
        held.id = ParagraphId::from_uuid(Uuid::from_u128(77));
        held.assignments.push(crate::assignment::Assignment {
            id: AssignmentId::from_uuid(Uuid::from_u128(78)),
            status: AssignmentStatus::Done,
            ..assignment
        });
    });
    assert_eq!(built.outcome(CODE), Some(Outcome::Met));
}
