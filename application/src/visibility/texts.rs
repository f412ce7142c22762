//! Every text and every name that a record holds.

use domain::attendance::{Attendance, PersonRef};
use domain::meeting::Meeting;
use domain::paragraph::Paragraph;
use domain::redaction::Words;
use domain::vote::VoteResult;

/// Every person whom a record lists.
pub(super) fn persons(meeting: &mut Meeting) -> impl Iterator<Item = &mut PersonRef> {
    let attending = meeting.attendance.iter_mut().flatten();
    let absent = meeting.absent.iter_mut().flatten();
    let officers = &mut meeting.officers;
    let led = officers.chair.iter_mut().chain(&mut officers.secretary);
    let adjusters = officers.adjusters.iter_mut().flatten();
    let signing = meeting.units.iter_mut().flat_map(|unit| {
        let signed = unit
            .signatures
            .iter_mut()
            .map(|signature| &mut signature.by);
        let prevented = unit
            .by_board
            .iter_mut()
            .flat_map(|held| &mut held.instead_of);
        signed.chain(prevented.map(|held| &mut held.person))
    });
    attending
        .map(|line| &mut line.person)
        .chain(absent.map(|line| &mut line.person))
        .chain(led)
        .chain(adjusters)
        .chain(signing)
}

/// A record without words that were blotted from it, names and all.
pub(crate) fn reworded(meeting: &Meeting, words: &Words) -> Meeting {
    let blot = |text: &str| words.blotted(text).unwrap_or_else(|| text.to_owned());
    let mut left = meeting.clone();
    persons(&mut left).for_each(|person| person.name = blot(&person.name));
    reword(&mut left, &blot);
    left
}

fn optional(text: &mut Option<String>, pen: &dyn Fn(&str) -> String) {
    if let Some(text) = text {
        *text = pen(text);
    }
}

fn each(texts: &mut [String], pen: &dyn Fn(&str) -> String) {
    for text in texts {
        *text = pen(text);
    }
}

/// Writes every text of a record anew, but for the names of the persons whom it lists.
pub(super) fn reword(meeting: &mut Meeting, pen: &dyn Fn(&str) -> String) {
    for Attendance {
        title,
        substitutes_for,
        ..
    } in meeting.attendance.iter_mut().flatten()
    {
        optional(title, pen);
        optional(substitutes_for, pen);
    }
    optional(&mut meeting.occasion.date_hint, pen);
    optional(&mut meeting.occasion.place, pen);
    optional(&mut meeting.appendix_to, pen);
    optional(&mut meeting.stored_at, pen);
    for addendum in &mut meeting.addenda {
        addendum.text = pen(&addendum.text);
        optional(&mut addendum.by, pen);
    }
    for redaction in &mut meeting.redactions {
        redaction.ground = pen(&redaction.ground);
    }
    for appeal in &mut meeting.appeals {
        optional(&mut appeal.court, pen);
        optional(&mut appeal.case_number, pen);
    }
    for next in &mut meeting.next_meetings {
        optional(&mut next.starts_at, pen);
        optional(&mut next.ends_at, pen);
        optional(&mut next.note, pen);
    }
    for unit in &mut meeting.units {
        optional(&mut unit.place, pen);
        for notice in &mut unit.notices {
            optional(&mut notice.board, pen);
            optional(&mut notice.posted_by, pen);
            optional(&mut notice.removed_by, pen);
        }
    }
    meeting
        .paragraphs
        .iter_mut()
        .for_each(|paragraph| reword_paragraph(paragraph, pen));
}

pub(crate) fn reword_paragraph(paragraph: &mut Paragraph, pen: &dyn Fn(&str) -> String) {
    optional(&mut paragraph.title, pen);
    optional(&mut paragraph.case_number, pen);
    optional(&mut paragraph.raised_by, pen);
    optional(&mut paragraph.text, pen);
    optional(&mut paragraph.voided, pen);
    each(&mut paragraph.presenters, pen);
    each(&mut paragraph.disqualified, pen);
    each(&mut paragraph.recipients, pen);
    each(&mut paragraph.appendices, pen);
    for proposal in &mut paragraph.proposals {
        optional(&mut proposal.by, pen);
        proposal.text = pen(&proposal.text);
    }
    for decision in &mut paragraph.decisions {
        decision.text = pen(&decision.text);
        if let Some(condition) = &mut decision.condition {
            condition.text = pen(&condition.text);
        }
    }
    for assignment in &mut paragraph.assignments {
        assignment.text = pen(&assignment.text);
        optional(&mut assignment.due, pen);
        assignment
            .assignees
            .iter_mut()
            .for_each(|names| each(names, pen));
    }
    for outcome in &mut paragraph.cooperation {
        optional(&mut outcome.party, pen);
        optional(&mut outcome.scope, pen);
        optional(&mut outcome.condition, pen);
    }
    for vote in &mut paragraph.votes {
        optional(&mut vote.meaning_of_yes, pen);
        vote.ballots
            .iter_mut()
            .for_each(|ballot| ballot.name = pen(&ballot.name));
        vote.candidates
            .iter_mut()
            .for_each(|held| held.name = pen(&held.name));
        optional(&mut vote.lot, pen);
        if let Some(VoteResult::Elected(name)) = &mut vote.result {
            *name = pen(name);
        }
    }
    for reservation in &mut paragraph.reservations {
        each(&mut reservation.by, pen);
        optional(&mut reservation.text, pen);
    }
    for amount in &mut paragraph.amounts {
        amount.text = pen(&amount.text);
    }
    for reference in &mut paragraph.references {
        reference.text = pen(&reference.text);
    }
    for statement in &mut paragraph.statements {
        optional(&mut statement.by, pen);
        statement.text = pen(&statement.text);
    }
    paragraph
        .items
        .iter_mut()
        .for_each(|item| reword_paragraph(item, pen));
}
