//! Corrections of adjusted minutes (R-47b): what changed after adjustment is told by an addendum.

use super::case::{Case, called, joined, worst};
use super::clock::main_unit;
use super::rulebook::SILENT_CORRECTION;
use crate::adjustment::Addendum;
use crate::id::{AssignmentId, DecisionId, ParagraphId};
use crate::meeting::Meeting;
use crate::paragraph::Paragraph;
use crate::rule::{Outcome, Verdict};
use crate::text::Text;
use uuid::Uuid;

/// A § with the revision of the record that first held it, or what it should have been part of, as adjusted.
struct Adjusted<'a> {
    was: &'a Paragraph,
    revision: &'a Meeting,
}

/// Whether all that changed after adjustment is told by an addendum that says what, when and who; `None` where no
/// earlier revision of the record held anything as adjusted.
///
/// # Legal source
/// JO dnr 581-2013: a page of adjusted minutes was exchanged without a note. 36 § förvaltningslagen does not apply.
pub(super) fn verdict(case: &Case<'_>) -> Option<Verdict> {
    let rule = &SILENT_CORRECTION;
    let adjusted = adjusted(&case.around.earlier_revisions);
    if adjusted.is_empty() {
        return None;
    }
    let mut answers: Vec<(Outcome, Text)> = Vec::new();
    for held in &adjusted {
        let now = find(case.meeting, held.was);
        if now.map(content) != Some(content(held.was)) {
            let at = called(case.meeting, held.was);
            answers.push((told(case.meeting, held), at));
        }
    }
    for held in added(case.meeting, &adjusted, &case.around.earlier_revisions) {
        answers.push((told(case.meeting, &held), called(case.meeting, held.was)));
    }
    let Some(outcome) = worst(answers.iter().map(|(outcome, _)| *outcome)) else {
        let text = Text::new(
            "Det justerade är oförändrat sedan justeringen.",
            "What was adjusted has not changed since.",
        );
        return Some(rule.verdict(Outcome::Met, text).figure("changed", 0));
    };
    let changed = answers.len();
    answers.retain(|(held, _)| *held == outcome);
    let sv: Vec<String> = answers.iter().map(|(_, at)| at.sv.clone()).collect();
    let en: Vec<String> = answers.iter().map(|(_, at)| at.en.clone()).collect();
    let (sv, en) = (joined(&sv).sv, joined(&en).en);
    let text = match outcome {
        Outcome::NotMet => Text::new(
            format!("Efter justeringen ändrades {sv} utan att någon rättelse anges."),
            format!("After adjustment, {en} changed without any correction being noted."),
        ),
        Outcome::Met => Text::new(
            format!("Efter justeringen ändrades {sv}, och en rättelse anger det."),
            format!("After adjustment, {en} changed, and a correction says so."),
        ),
        _ => Text::new(
            format!(
                "Efter justeringen ändrades {sv}; rättelsen fanns redan då eller anger inte vad, när och vem."
            ),
            format!(
                "After adjustment, {en} changed; the correction was there already or does not say what, when and who."
            ),
        ),
    };
    Some(rule.verdict(outcome, text).figure("changed", changed))
}

/// Every § that some earlier revision held as adjusted, as the first such revision had it.
fn adjusted(revisions: &[Meeting]) -> Vec<Adjusted<'_>> {
    let mut found: Vec<Adjusted<'_>> = Vec::new();
    for revision in revisions {
        for was in &revision.paragraphs {
            let by_unit = revision
                .unit_of(was.number)
                .is_some_and(|unit| unit.adjusted_on.is_some());
            let at_once = was.walk().any(|item| item.adjusted_immediately);
            if (by_unit || at_once) && !found.iter().any(|held| same(held.was, was)) {
                found.push(Adjusted { was, revision });
            }
        }
    }
    found
}

/// The §§ that came after the revision in which the rest of the minutes was adjusted.
fn added<'a>(
    meeting: &'a Meeting,
    adjusted: &[Adjusted<'_>],
    revisions: &'a [Meeting],
) -> Vec<Adjusted<'a>> {
    let whole = revisions
        .iter()
        .find(|revision| main_unit(revision).is_some_and(|unit| unit.adjusted_on.is_some()));
    let Some(revision) = whole else {
        return Vec::new();
    };
    let new = |now: &&Paragraph| !adjusted.iter().any(|held| same(held.was, now));
    let paragraphs = meeting.paragraphs.iter().filter(new);
    paragraphs.map(|was| Adjusted { was, revision }).collect()
}

/// Whether two revisions speak of one §: by identity, else by the print of its number or by its heading.
fn same(one: &Paragraph, other: &Paragraph) -> bool {
    let print = |held: &Paragraph| (held.number, held.occurrence, held.letter);
    let numbered = one.number.is_some() || other.number.is_some();
    if numbered {
        print(one) == print(other)
    } else {
        one.id == other.id || (one.title.is_some() && one.title == other.title)
    }
}

fn find<'a>(meeting: &'a Meeting, was: &Paragraph) -> Option<&'a Paragraph> {
    meeting.paragraphs.iter().find(|now| same(now, was))
}

/// What a § says: without identities, and without what is only read out of its text or followed up later.
fn content(paragraph: &Paragraph) -> Paragraph {
    let mut bare = paragraph.clone();
    bare.id = ParagraphId::from_uuid(Uuid::nil());
    bare.amounts.clear();
    bare.references.clear();
    for decision in &mut bare.decisions {
        decision.id = DecisionId::from_uuid(Uuid::nil());
        decision.concerns.clear();
        if let Some(condition) = &mut decision.condition {
            condition.state = crate::decision::ConditionState::Pending;
        }
    }
    for assignment in &mut bare.assignments {
        assignment.id = AssignmentId::from_uuid(Uuid::nil());
        assignment.status = crate::assignment::AssignmentStatus::default();
    }
    bare.items = bare.items.iter().map(content).collect();
    bare
}

/// How the addenda tell of a change: fully, in part or not at all. One without a number may be of any §.
fn told(meeting: &Meeting, held: &Adjusted<'_>) -> Outcome {
    let about = |note: &&Addendum| {
        !note.text.trim().is_empty() && (note.number.is_none() || note.number == held.was.number)
    };
    let stated = |text: &Option<String>| text.as_deref().is_some_and(|by| !by.trim().is_empty());
    let notes = meeting.addenda.iter().filter(about);
    let answers = notes.map(|note| {
        let new = !held.revision.addenda.contains(note);
        if new && stated(&note.by) && note.on.is_some() {
            Outcome::Met
        } else {
            Outcome::Unknown
        }
    });
    answers
        .min_by_key(|outcome| *outcome != Outcome::Met)
        .unwrap_or(Outcome::NotMet)
}
