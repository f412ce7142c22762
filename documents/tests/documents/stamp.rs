//! The stamp of secrecy: on the first page and at each § that is marked, in every format, and nowhere else.

use crate::fixtures;
use crate::reading::{all_formats, formats, said};
use documents::{Document, Extract, Marked, Standing, Summons};
use domain::id::ParagraphId;
use domain::meeting::Meeting;
use domain::secrecy::Basis;
use domain::text::Language;

fn id_of(meeting: &Meeting, number: u32) -> ParagraphId {
    let mut tops = meeting.paragraphs.iter();
    tops.find(|top| top.number == Some(number)).expect("a §").id
}

fn marked(meeting: &Meeting, number: u32, provision: &str) -> Marked {
    Marked {
        paragraph: id_of(meeting, number),
        basis: Basis::parse(provision, None).expect("a provision"),
        on: fixtures::day("2026-02-03"),
    }
}

fn standing(meeting: &Meeting) -> Standing {
    let first = meeting.paragraphs.iter().find_map(|top| top.number);
    let first = first.expect("a number");
    // The second of the two by words, each with a note of its own.
    let twice = marked(meeting, first + 2, "18 kap. 8 a § andra stycket");
    Standing {
        marked: vec![marked(meeting, first, "26 kap. 1 §"), twice.clone(), twice],
        ..Standing::of(meeting)
    }
}

/// What a marking is told by, in a language: at the head with its §, and at the § itself.
const TOLD: [(Language, &str, [&str; 2], [&str; 3]); 2] = [
    (
        Language::Swedish,
        "Sekretess",
        [
            "§ 65: Sekretess enligt 26 kap. 1 § OSL, Samordningsförbundet Norrsken, 2026-02-03",
            "§ 67: Sekretess enligt 18 kap. 8 a § andra stycket OSL, Samordningsförbundet Norrsken, 2026-02-03",
        ],
        ["Sekretess enligt 26 kap. 1 § OSL", "Myndighet", "Antecknat"],
    ),
    (
        Language::English,
        "Secrecy",
        [
            "§ 65: Secrecy under chapter 26, section 1, OSL (2009:400), Samordningsförbundet Norrsken, 2026-02-03",
            "§ 67: Secrecy under chapter 18, section 8 a, second paragraph, OSL (2009:400), Samordningsförbundet Norrsken, 2026-02-03",
        ],
        [
            "Secrecy under chapter 26, section 1, OSL (2009:400)",
            "Authority",
            "Marked on",
        ],
    ),
];

fn times(text: &str, part: &str) -> usize {
    text.to_lowercase()
        .matches(&said(part).to_lowercase())
        .count()
}

#[test]
fn minutes_are_stamped_on_the_first_page_and_at_each_paragraph() {
    let meeting = fixtures::budget_meeting();
    let chair = meeting.officers.chair.as_ref().expect("a chair");
    for (language, secrecy, heads, at_the_paragraph) in TOLD {
        let document = documents::minutes(&meeting, &standing(&meeting), language);
        for (format, text) in all_formats(&document) {
            for head in heads {
                assert_eq!(times(&text, head), 1, "{format}: {head}: {text}");
                // Before the first that the record tells, who led the meeting.
                let stamp = text.find(&said(head)).expect("it stands there");
                let chair = text.find(&said(&chair.name)).expect("a chair");
                assert!(stamp < chair, "{format}: {head}");
            }
            for part in at_the_paragraph {
                assert!(times(&text, part) > 0, "{format}: {part}: {text}");
            }
            assert_eq!(times(&text, at_the_paragraph[0]), 2, "{format}: {text}");
            assert!(times(&text, secrecy) > 4, "{format}: {text}");
        }
    }
}

#[test]
fn an_extract_is_stamped_for_what_it_holds_alone() {
    let meeting = fixtures::budget_meeting();
    let of = |numbers: &[u32]| -> Document {
        let chosen = Extract {
            paragraphs: numbers
                .iter()
                .map(|number| id_of(&meeting, *number))
                .collect(),
            ..Extract::default()
        };
        let made = documents::extract(&meeting, &standing(&meeting), &chosen, Language::Swedish);
        made.expect("an extract")
    };
    let [first, second] = TOLD[0].2;
    for (numbers, held) in [
        (vec![65], [1, 0]),
        (vec![66], [0, 0]),
        (vec![66, 67], [0, 1]),
    ] {
        for (format, text) in formats(&of(&numbers)) {
            let found = [times(&text, first), times(&text, second)];
            assert_eq!(found, held, "{numbers:?} {format}: {text}");
            let any = times(&text, "Sekretess enligt");
            assert_eq!(any > 0, held != [0, 0], "{numbers:?} {format}");
        }
    }
    // An item of a marked § goes out under the marking of the whole.
    let mut meeting = fixtures::budget_meeting();
    let mut item = meeting.paragraphs[1].clone();
    item.number = None;
    item.letter = Some('a');
    let id = ParagraphId::from_uuid(uuid::Uuid::from_u128(7));
    item.id = id;
    meeting.paragraphs[0].items.push(item);
    let chosen = Extract {
        paragraphs: vec![id],
        ..Extract::default()
    };
    let made = documents::extract(&meeting, &standing(&meeting), &chosen, Language::Swedish);
    for (format, text) in formats(&made.expect("an extract")) {
        assert_eq!(
            times(&text, "Sekretess enligt 26 kap. 1 § OSL"),
            2,
            "{format}: {text}"
        );
    }
}

#[test]
fn a_summons_is_stamped_and_what_is_posted_is_not() {
    let meeting = fixtures::budget_meeting();
    let known = standing(&meeting);
    let called = Summons {
        marked: known.marked.clone(),
        ..fixtures::called()
    };
    let summons = documents::summons(&meeting, &called, Language::Swedish);
    let standing = Standing {
        marked: known.marked.clone(),
        ..fixtures::known(&meeting)
    };
    for (format, text) in formats(&summons) {
        assert_eq!(times(&text, TOLD[0].2[0]), 1, "{format}: {text}");
    }
    let unit = &standing.units[0];
    for document in [
        documents::notice(&meeting, &standing, unit, Language::Swedish),
        documents::proof_of_posting(&meeting, &standing, unit, Language::Swedish),
        documents::minutes(&meeting, &Standing::of(&meeting), Language::Swedish),
    ] {
        for (format, text) in formats(&document) {
            assert_eq!(times(&text, "Sekretess"), 0, "{format}: {text}");
        }
    }
}
