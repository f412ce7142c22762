//! Extracts (protokollsutdrag): chosen §§ for named recipients.

use super::matter::Anchors;
use super::wording::Wording;
use super::{Printing, quoted};
use crate::document::{Block, Document, Kind, Role, Run, Signed};
use crate::shown::Shown;
use crate::standing::{Marked, Standing, Unit};
use crate::words;
use domain::Date;
use domain::id::ParagraphId;
use domain::meeting::Meeting;
use domain::text::Language;
use thiserror::Error;

/// What an extract holds and for whom.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Extract {
    /// The §§ or sub-items, printed in the order of the minutes.
    pub paragraphs: Vec<ParagraphId>,
    /// Whom it is sent to.
    pub recipients: Vec<String>,
    /// Who attests that it is true; `None` leaves the lines to fill in.
    pub attestation: Option<Attestation>,
}

/// That an extract agrees with the minutes (utdragsbestyrkande).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attestation {
    /// Who.
    pub by: String,
    /// Title or office.
    pub title: Option<String>,
    /// When.
    pub on: Option<Date>,
}

/// The record holds no such paragraph, as far as the viewer may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the record holds no paragraph {0}")]
pub struct UnknownParagraph(pub ParagraphId);

/// An extract of chosen §§.
///
/// # Errors
/// [`UnknownParagraph`] for an id that the record does not hold: an extract is never silently shorter than ordered.
pub fn extract(
    meeting: &Meeting,
    standing: &Standing,
    chosen: &Extract,
    language: Language,
) -> Result<Document, UnknownParagraph> {
    if let Some(unknown) = chosen
        .paragraphs
        .iter()
        .find(|id| meeting.find(**id).is_none())
    {
        return Err(UnknownParagraph(*unknown));
    }
    // What stands under a chosen item comes with it.
    let placed: Vec<_> = meeting
        .placed()
        .into_iter()
        .filter(|placed| {
            let (top, below) = meeting.chain(placed.item);
            let chosen_above = std::iter::once(top)
                .chain(below.iter().copied())
                .any(|above| above.id != placed.item.id && chosen.paragraphs.contains(&above.id));
            chosen.paragraphs.contains(&placed.item.id) && !chosen_above
        })
        .collect();
    // An item goes out under the marking of the § that it stands under.
    let marked: Vec<Marked> = placed
        .iter()
        .flat_map(|placed| {
            let of = standing.marked.iter();
            let of = of.filter(|held| [placed.item.id, placed.top.id].contains(&held.paragraph));
            of.map(|held| Marked {
                paragraph: placed.item.id,
                ..held.clone()
            })
        })
        .collect();
    let printing = Printing {
        meeting,
        language,
        marked: &marked,
    };
    let numbers: Vec<u32> = placed
        .iter()
        .filter_map(|placed| placed.top.number)
        .collect();
    let mut document = printing.document(Kind::Extract, words::EXTRACT, &numbers);
    document.work.part = document.span.as_ref().map(|span| span.as_str().to_owned());
    let unit = placed
        .first()
        .and_then(|placed| unit_of(standing, placed.top.number));
    document.work.adjusted_on = unit.and_then(|unit| unit.adjusted_on);
    document.facts = vec![printing.day(), printing.place_and_time()];
    document.facts.extend(
        document
            .span
            .clone()
            .map(|span| printing.fact(words::PARAGRAPHS, vec![vec![Run::Words(span)]])),
    );
    document.facts.push(printing.adjustment(&Standing {
        units: units_of(standing, &numbers),
        ..standing.clone()
    }));
    document.facts.extend(printing.listed(
        words::EXTRACT_TO,
        chosen.recipients.iter().map(String::as_str),
    ));
    document.blocks = printing.attendance();
    let mut anchors = Anchors::default();
    for placed in placed {
        let above = placed
            .parent
            .and_then(|parent| parent.number.or(placed.top.number));
        document
            .blocks
            .push(printing.matter(placed.item, None, above, &mut anchors));
    }
    document
        .blocks
        .push(attested(&printing, chosen.attestation.as_ref()));
    document.footer = printing.found_at(standing.address.as_deref());
    Ok(document)
}

/// A § or item alone, for a page that shows it among other things; no document to be signed or sent.
///
/// # Errors
/// [`UnknownParagraph`].
pub fn paragraph(
    meeting: &Meeting,
    id: ParagraphId,
    language: Language,
) -> Result<Document, UnknownParagraph> {
    let printing = Printing {
        meeting,
        language,
        marked: &[],
    };
    let placed = meeting.find(id).ok_or(UnknownParagraph(id))?;
    let numbers: Vec<u32> = placed.top.number.into_iter().collect();
    let mut document = printing.document(Kind::Extract, words::EXTRACT, &numbers);
    let above = placed.parent;
    let above = above.and_then(|parent| parent.number.or(placed.top.number));
    let own = printing.matter(placed.item, None, above, &mut Anchors::default());
    document.blocks.push(own);
    Ok(document)
}

fn attested(printing: &Printing<'_>, attestation: Option<&Attestation>) -> Block {
    let mut facts =
        vec![printing.dated(words::ATTESTED_ON, attestation.and_then(|given| given.on))];
    facts.push(printing.fact(
        words::ROLE,
        vec![vec![attestation.and_then(|given| given.title.as_deref()).map_or(Run::Blank, quoted)]],
    ));
    Block::Section {
        role: Role::Attestation,
        heading: printing.words(words::ATTESTATION),
        blocks: vec![
            Block::Facts {
                role: Role::Attestation,
                caption: None,
                facts,
            },
            Block::Signatures {
                lines: vec![Signed {
                    role: match attestation {
                        Some(_) => Shown::default(),
                        None => printing.words(words::NAME_IN_PRINT),
                    },
                    name: vec![attestation.map_or(Run::Blank, |given| quoted(&given.by))],
                    signed: Vec::new(),
                }],
            },
        ],
    }
}

fn unit_of(standing: &Standing, number: Option<u32>) -> Option<&Unit> {
    let own = number.and_then(|number| {
        standing.units.iter().find(|unit| {
            unit.numbers
                .as_ref()
                .is_some_and(|held| held.contains(&number))
        })
    });
    own.or_else(|| standing.units.iter().find(|unit| unit.numbers.is_none()))
}

/// The units that the chosen §§ are in, each with those of them alone.
fn units_of(standing: &Standing, numbers: &[u32]) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    for unit in &standing.units {
        let held: Vec<u32> = numbers
            .iter()
            .copied()
            .filter(|number| {
                unit_of(standing, Some(*number)).is_some_and(|own| std::ptr::eq(own, unit))
            })
            .collect();
        if !held.is_empty() {
            units.push(Unit {
                numbers: unit.numbers.as_ref().map(|_| held),
                ..unit.clone()
            });
        }
    }
    units
}
