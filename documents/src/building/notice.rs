//! Notice (anslag) and proof of posting (bevis om anslag).

use super::Printing;
use super::wording::Wording;
use crate::document::{Block, Document, Kind, Role, Run, Text};
use crate::shown::Shown;
use crate::standing::{Standing, Unit};
use crate::words;
use domain::body::RuleProfile;
use domain::meeting::Meeting;
use domain::text::{Label, Language};

/// The notice that a unit of the minutes is adjusted, for posting on the boards.
///
/// How to appeal is said for the board of a coordination association alone: no other body's decisions are under the
/// statute.
///
/// # Legal source
/// Lag (2003:1210) 19 §; kommunallag (2017:725) 8 kap. 12 §: the adjustment is announced no later than the second day
/// after it, with where the minutes are kept and the day of posting; 13 kap. 5 §: the time to appeal runs from it.
pub fn notice(meeting: &Meeting, standing: &Standing, unit: &Unit, language: Language) -> Document {
    let printing = Printing {
        meeting,
        language,
        marked: &[],
    };
    let mut document = of_unit(&printing, Kind::Notice, words::NOTICE, standing, unit);
    document.facts = printing.posting_facts(unit, standing);
    if meeting.profile() == RuleProfile::StatutoryBoard {
        document.blocks.push(appeal(&printing, standing));
    } else {
        let last = printing.words(words::LAST_APPEAL_DAY);
        document
            .facts
            .retain(|fact| fact.label != last || unit.last_appeal_day.is_some());
    }
    document
        .blocks
        .push(printing.postings(words::BOARDS, &unit.notices));
    document
}

/// The proof that a unit of the minutes was announced, board by board.
///
/// # Legal source
/// Kommunallag (2017:725) 8 kap. 12 § by lag (2003:1210) 19 §: the announcement is proved in the minutes.
pub fn proof_of_posting(
    meeting: &Meeting,
    standing: &Standing,
    unit: &Unit,
    language: Language,
) -> Document {
    let printing = Printing {
        meeting,
        language,
        marked: &[],
    };
    let title = words::PROOF_OF_POSTING;
    let mut document = of_unit(&printing, Kind::ProofOfPosting, title, standing, unit);
    document.facts = printing.posting_facts(unit, standing);
    // Whether it has been is what the table shows, not what the form may assert by itself.
    if unit.notices.iter().any(|notice| notice.posted_on.is_some()) {
        document.blocks.push(Block::Passage {
            role: Role::Text,
            label: None,
            texts: vec![text(&printing, words::POSTED_NOTE)],
        });
    }
    document
        .blocks
        .push(printing.postings(words::PROOF_OF_POSTING, &unit.notices));
    document
}

fn of_unit(
    printing: &Printing<'_>,
    kind: Kind,
    title: Label,
    standing: &Standing,
    unit: &Unit,
) -> Document {
    let numbers = printing.numbers(unit, standing);
    let mut document = printing.document(kind, title, &numbers);
    document.work.part = document.span.as_ref().map(|span| span.as_str().to_owned());
    document.work.adjusted_on = unit.adjusted_on;
    document.footer = printing.found_at(standing.address.as_deref());
    document
}

fn appeal(printing: &Printing<'_>, standing: &Standing) -> Block {
    let mut blocks = vec![Block::Passage {
        role: Role::Appeal,
        label: None,
        texts: words::APPEAL
            .iter()
            .map(|part| text(printing, *part))
            .collect(),
    }];
    let court = printing.stated(words::COURT, standing.court.as_deref());
    blocks.extend(printing.facts(Role::Appeal, court.into_iter().collect()));
    Block::Section {
        role: Role::Appeal,
        heading: printing.words(words::HOW_TO_APPEAL),
        blocks,
    }
}

fn text(printing: &Printing<'_>, label: Label) -> Text {
    Text {
        text: Run::Words(Shown::new(label.in_language(printing.language))),
        facts: Vec::new(),
    }
}
