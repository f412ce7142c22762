//! Summons (kallelse) with the agenda (föredragningslista).

use super::wording::Wording;
use super::{Printing, quoted};
use crate::document::{Document, Kind, Line, Role, Run};
use crate::shown::Shown;
use crate::standing::Marked;
use crate::words;
use domain::Date;
use domain::meeting::Meeting;
use domain::paragraph::Paragraph;
use domain::text::Language;

/// What a summons says beside the meeting itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summons {
    /// The day it was issued.
    pub issued_on: Option<Date>,
    /// Who is summoned, as printed.
    pub to: Vec<String>,
    /// Whether the meeting, or the part about the budget, is open to the public; `None` = unknown.
    pub open_to_public: Option<bool>,
    /// Whom to tell when one cannot come.
    pub contact: Option<String>,
    /// The permanent address of the meeting.
    pub address: Option<String>,
    /// What is marked as secret and told by the agenda all the same; empty where it is withheld.
    pub marked: Vec<Marked>,
}

/// The summons to a meeting: when, where, who, and the matters in order.
///
/// The agenda is the meeting's paragraphs as they stand before it: titles, case numbers, presenters and appendices, no
/// text and no decision.
///
/// # Legal source
/// Kommunallag (2017:725) 6 kap. 17 and 23 §§ by lag (2003:1210) 19 §: the body fixes time and place, and substitutes are
/// told them; lag (2003:1210) 19 §: the meeting that settles the budget is open to the public.
pub fn summons(meeting: &Meeting, summons: &Summons, language: Language) -> Document {
    let printing = Printing {
        meeting,
        language,
        marked: &summons.marked,
    };
    let mut document = printing.document(Kind::Summons, words::SUMMONS, &[]);
    let mut facts = vec![printing.day(), printing.place_and_time()];
    facts.extend(
        meeting
            .officers
            .chair
            .as_ref()
            .map(|chair| printing.fact(words::CHAIR, vec![vec![quoted(&chair.name)]])),
    );
    facts.extend(
        meeting
            .officers
            .secretary
            .as_ref()
            .map(|secretary| printing.fact(words::SECRETARY, vec![vec![quoted(&secretary.name)]])),
    );
    facts.extend(printing.listed(words::SUMMONED, summons.to.iter().map(String::as_str)));
    facts.extend(
        summons
            .issued_on
            .map(|day| printing.dated(words::ISSUED_ON, Some(day))),
    );
    facts.extend(
        summons
            .open_to_public
            .map(|open| printing.fact(words::OPEN_TO_PUBLIC, vec![vec![printing.yes_or_no(open)]])),
    );
    facts.extend(printing.stated(words::CONTACT, summons.contact.as_deref()));
    document.facts = facts;
    let mut rows = Vec::new();
    for (place, top) in meeting.paragraphs.iter().enumerate() {
        let number = match printing.meeting.numbering.mark {
            // Numbers in the series are drawn at the meeting; an agenda before it counts from one.
            _ if top.number.is_none() => (place + 1).to_string(),
            mark => top
                .label(mark, None)
                .unwrap_or_else(|| (place + 1).to_string()),
        };
        rows.push(row(top, &number));
        for (place, below) in top.items.iter().enumerate() {
            let letter = below
                .letter
                .map_or_else(|| (place + 1).to_string(), String::from);
            rows.push(row(
                below,
                &format!("{} {letter}", number.trim_end_matches('.')),
            ));
        }
    }
    let columns = [
        words::NUMBER,
        words::MATTER,
        words::CASE_NUMBER,
        words::PRESENTERS,
        words::APPENDICES,
    ];
    let agenda = printing.columns(Role::Agenda, words::AGENDA, &columns, rows);
    document.blocks = vec![agenda];
    document.footer = printing.found_at(summons.address.as_deref());
    document
}

fn row(item: &Paragraph, number: &str) -> Vec<Line> {
    let list = |texts: &[String]| -> Line {
        let mut line = Line::new();
        for text in texts {
            super::after(&mut line, quoted(text));
        }
        line
    };
    vec![
        vec![Run::Words(Shown::new(number))],
        item.title.as_deref().map(quoted).into_iter().collect(),
        item.case_number
            .as_deref()
            .map(quoted)
            .into_iter()
            .collect(),
        list(&item.presenters),
        list(&item.appendices),
    ]
}
