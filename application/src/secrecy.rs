//! Secrecy: what is marked as secret is withheld from whom it is not for, at one place.
//!
//! Storage gives a record to viewers without clearance only as [`withheld`] leaves it, before anything is worked out from
//! it; so no verdict, excerpt, print or proof of theirs can rest on what they may not read. Search terms are made from
//! the same, for everybody.

mod book;
mod marking;

pub use book::COMMANDS;
pub(crate) use book::{Book, marked};
pub use marking::{Change, Request, Settled, run};

use crate::visibility::{replaced, reword_paragraph};
use chrono::{DateTime, Utc};
use domain::id::{OrganisationId, ParagraphId, SecrecyId};
use domain::meeting::Meeting;
use domain::paragraph::Paragraph;
use domain::secrecy::{BLOCK, Marking, Scope};

/// That somebody was given what a marking covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotedRead {
    /// Whose record it is.
    pub owner: OrganisationId,
    /// The marking.
    pub marking: SecrecyId,
    /// Issuer and subject.
    pub who: String,
    /// The name that the token told.
    pub name: Option<String>,
    /// Over which wire, as [`crate::visibility::Wire`] names it.
    pub wire: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A text with [`BLOCK`] in place of each of some words, whatever their case.
pub fn blocked(text: &str, words: &[String]) -> String {
    words
        .iter()
        .fold(text.to_owned(), |text, word| replaced(&text, word, BLOCK))
}

/// A record as it stands for those whom what is marked is not for: a § that is secret keeps its number, and tells that
/// it is secret and under which provision; words that are secret are blocks of one length.
pub fn withheld(meeting: &Meeting, markings: &[Marking]) -> Meeting {
    let mut left = meeting.clone();
    // Whole ones last: no word is left to be found in them.
    let mut standing: Vec<&Marking> = markings.iter().filter(|held| held.stands()).collect();
    standing.sort_by_key(|held| held.scope.is_whole());
    for held in standing {
        let label = held.basis.label().sv;
        match &held.scope {
            Scope::Paragraph(id) => {
                change(&mut left, *id, |top| cover(top, &label), |_| label.clone());
            }
            Scope::Words(id, words) => {
                let block = |text: &str| blocked(text, words);
                change(&mut left, *id, |top| block_words(top, &block), block);
            }
            Scope::Attachment(_) => {}
        }
    }
    left
}

/// Changes a § and the corrections of it.
fn change(
    meeting: &mut Meeting,
    id: ParagraphId,
    own: impl Fn(&mut Paragraph),
    correction: impl Fn(&str) -> String,
) {
    let mut number = None;
    for top in meeting.paragraphs.iter_mut().filter(|top| top.id == id) {
        number = number.or(top.number);
        own(top);
    }
    // A correction of the minutes as a whole may quote any § of them.
    for addendum in &mut meeting.addenda {
        if addendum.number.is_none() || addendum.number == number {
            addendum.text = correction(&addendum.text);
        }
    }
}

fn cover(top: &mut Paragraph, label: &str) {
    *top = Paragraph {
        number: top.number,
        occurrence: top.occurrence,
        letter: top.letter,
        adjusted_immediately: top.adjusted_immediately,
        text: Some(label.to_owned()),
        voided: top.voided.as_ref().map(|_| label.to_owned()),
        ..Paragraph::empty(top.id)
    };
}

fn block_words(item: &mut Paragraph, block: &dyn Fn(&str) -> String) {
    exact(item, &|text| block(text) != text);
    reword_paragraph(item, block);
}

/// Takes out what tells in figures, days and addresses what stands in words that are withheld.
fn exact(item: &mut Paragraph, hit: &dyn Fn(&str) -> bool) {
    item.amounts.retain(|amount| !hit(&amount.text));
    item.references.retain(|reference| !hit(&reference.text));
    for assignment in &mut item.assignments {
        if assignment.due.as_deref().is_some_and(hit) {
            assignment.due_on = None;
        }
    }
    for decision in &mut item.decisions {
        decision.concerns.clear();
        if hit(&decision.text) {
            decision.budget = None;
        }
    }
    for below in &mut item.items {
        exact(below, hit);
    }
}
