//! What is unknown is left open, and what is known is said once and in its place.

use crate::fixtures;
use crate::reading::{formats, said};
use documents::{Extract, Standing, Unit, UnknownParagraph};
use domain::adjustment::MinutesStatus;
use domain::id::ParagraphId;
use domain::text::Language;

const SV: Language = Language::Swedish;

#[test]
fn without_signatures_there_are_lines_to_sign_on_and_no_claim_of_any() {
    let meeting = fixtures::budget_meeting();
    let text = documents::minutes(&meeting, &Standing::of(&meeting), SV).to_text();
    assert!(!text.contains("Undertecknat"), "nobody has signed");
    let line = "_".repeat(40);
    assert_eq!(text.matches(&line).count(), 6, "three in each of two units");
    let text = documents::minutes(&meeting, &fixtures::known(&meeting), SV).to_text();
    assert_eq!(text.matches("Undertecknat").count(), 6);
    assert!(!text.contains(&line));
}

#[test]
fn in_whose_place_the_board_adjusted_is_told_on_their_line_and_not_why() {
    let meeting = fixtures::adjusted_by_the_board();
    let standing = Standing::of(&meeting);
    let text = documents::minutes(&meeting, &standing, SV).to_text();
    let line = "_".repeat(40);
    assert_eq!(
        text.matches(&line).count(),
        5,
        "all but the adjuster's of the rest: {text}"
    );
    for (language, told) in [
        (
            SV,
            "Torvald Aldersten, Justerare: Justerat i stället genom beslut av Styrelsen, § 9, 2026-01-29",
        ),
        (
            Language::English,
            "Torvald Aldersten, Adjuster: Adjusted instead by a decision of Styrelsen, § 9, 2026-01-29",
        ),
    ] {
        let document = documents::minutes(&meeting, &standing, language);
        for (format, shown) in formats(&document) {
            let parts = told.split([',', ':']).map(str::trim);
            for part in parts {
                assert!(shown.contains(&said(part)), "{format}: {part}");
            }
            for hidden in ["REFUSES", "vägrar", "refuses"] {
                assert!(!shown.contains(hidden), "{format} tells why");
            }
        }
    }
    assert!(
        !documents::minutes(&fixtures::budget_meeting(), &standing_of_budget(), SV)
            .to_text()
            .contains("genom beslut av")
    );
}

fn standing_of_budget() -> Standing {
    Standing::of(&fixtures::budget_meeting())
}

/// Whoever is no officer of the record, as one who led at one § alone, has a line all the same.
#[test]
fn a_line_is_added_for_one_who_is_no_officer() {
    let mut meeting = fixtures::adjusted_by_the_board();
    let unit = meeting.units.last_mut().expect("the rest");
    let by = unit.by_board.as_mut().expect("by the board");
    let mut other = by.instead_of[0].clone();
    other.person.name = "Ylva Stenbrott".to_owned();
    by.instead_of.push(other);
    let text = documents::minutes(&meeting, &Standing::of(&meeting), SV).to_text();
    assert_eq!(text.matches("Justerat i stället").count(), 2, "{text}");
    assert!(text.contains("Ylva Stenbrott, Justerare"));
}

#[test]
fn a_signature_of_somebody_else_is_no_signature_of_the_adjuster() {
    let meeting = fixtures::budget_meeting();
    let mut standing = fixtures::known(&meeting);
    let unit = standing.units.last_mut().expect("the rest");
    unit.signatures.last_mut().expect("the adjuster's").name = "Någon Annan".to_owned();
    let text = documents::minutes(&meeting, &standing, SV).to_text();
    assert_eq!(
        text.matches(&"_".repeat(40)).count(),
        1,
        "the adjuster's line is open"
    );
    assert!(
        text.contains("Någon Annan, Justerare"),
        "and who signed is named"
    );
}

#[test]
fn a_draft_says_so_at_its_head_and_nothing_else_does() {
    let meeting = fixtures::budget_meeting();
    let mut standing = Standing::of(&meeting);
    let draft = said("Utkast, ej justerat");
    for (status, says) in [
        (None, false),
        (Some(MinutesStatus::Draft), true),
        (Some(MinutesStatus::Adjusted), false),
    ] {
        standing.status = status;
        for (format, shown) in formats(&documents::minutes(&meeting, &standing, SV)) {
            let shown = shown.to_lowercase();
            assert_eq!(
                shown.contains(&draft.to_lowercase()),
                says,
                "{format}, {status:?}"
            );
        }
    }
}

#[test]
fn dates_that_nobody_knows_are_lines_to_fill_in() {
    let meeting = fixtures::budget_meeting();
    let standing = Standing::of(&meeting);
    let proof = documents::proof_of_posting(&meeting, &standing, &Unit::default(), SV);
    let text = proof.to_text();
    assert!(
        text.contains("Sista dag att överklaga:        ____"),
        "{text}"
    );
    assert!(text.contains("Anslaget sätts upp: ____"), "{text}");
    assert!(
        !text.contains("har tillkännagivits"),
        "what was not posted is not said to be"
    );
    let notice = documents::notice(&meeting, &standing, &Unit::default(), SV).to_text();
    assert!(!notice.contains("Domstol"), "no court is guessed");
}

#[test]
fn an_immediately_adjusted_paragraph_has_dates_of_its_own() {
    let meeting = fixtures::budget_meeting();
    let standing = fixtures::known(&meeting);
    let [at_once, rest] = standing.units.as_slice() else {
        panic!("two units")
    };
    let notice = documents::notice(&meeting, &standing, at_once, SV).to_text();
    assert!(
        notice.contains("§ 70\n") && notice.contains("2025-12-19"),
        "{notice}"
    );
    let notice = documents::notice(&meeting, &standing, rest, SV).to_text();
    assert!(
        notice.contains("§§ 65–69, 71–77") && notice.contains("2026-01-02"),
        "{notice}"
    );
}

#[test]
fn only_a_statutory_board_is_told_how_to_appeal() {
    for (name, meeting) in fixtures::demo() {
        let standing = Standing::of(&meeting);
        let text = documents::notice(&meeting, &standing, &Unit::default(), SV).to_text();
        let board = name.contains("styrelsen");
        assert_eq!(text.contains("laglighetsprövning"), board, "{name}");
        assert_eq!(text.contains("Sista dag att överklaga"), board, "{name}");
    }
}

#[test]
fn an_extract_holds_what_was_chosen_and_nothing_else() {
    let meeting = fixtures::budget_meeting();
    let standing = fixtures::known(&meeting);
    let chosen = fixtures::of_budget(&meeting);
    let document = documents::extract(&meeting, &standing, &chosen, SV).expect("known");
    for (format, shown) in formats(&document) {
        assert!(
            shown.contains(&said("Fördelning av medel till insatser 2026")),
            "{format}"
        );
        assert!(
            !shown.contains("Julhälsning") && !shown.contains(&said("§ 74")),
            "{format}"
        );
    }
    // A sub-item alone, and under the § that it stands in.
    let other = meeting
        .paragraphs
        .iter()
        .find(|top| top.number == Some(76))
        .expect("§ 76");
    let below = other.items.first().expect("a");
    let alone = Extract {
        paragraphs: vec![below.id],
        ..Extract::default()
    };
    let text = documents::extract(&meeting, &standing, &alone, SV)
        .expect("known")
        .to_text();
    assert!(
        text.contains("§ 76 a Förnyad prövning") && !text.contains("Övriga frågor"),
        "{text}"
    );
    let both = Extract {
        paragraphs: vec![below.id, other.id],
        ..Extract::default()
    };
    let text = documents::extract(&meeting, &standing, &both, SV)
        .expect("known")
        .to_text();
    assert_eq!(text.matches("Förnyad prövning").count(), 1, "{text}");
}

#[test]
fn an_extract_of_what_the_record_does_not_hold_is_refused() {
    let meeting = fixtures::budget_meeting();
    let unknown = ParagraphId::from_uuid(uuid::Uuid::max());
    let chosen = Extract {
        paragraphs: vec![unknown],
        ..Extract::default()
    };
    let refused = documents::extract(&meeting, &Standing::default(), &chosen, SV);
    assert_eq!(refused.err(), Some(UnknownParagraph(unknown)));
}

#[test]
fn a_summons_holds_the_agenda_and_no_decision() {
    let meeting = fixtures::budget_meeting();
    for (format, shown) in formats(&documents::summons(&meeting, &fixtures::called(), SV)) {
        for top in &meeting.paragraphs {
            let title = top.title.as_deref().expect("a title");
            assert!(shown.contains(&said(title)), "{format}: {title}");
            for decision in &top.decisions {
                assert!(
                    !shown.contains(&said(&decision.text)),
                    "{format}: {}",
                    decision.text
                );
            }
        }
    }
}

#[test]
fn a_page_in_english_marks_what_is_in_swedish() {
    let meeting = fixtures::budget_meeting();
    let html = documents::minutes(&meeting, &Standing::of(&meeting), Language::English).to_html();
    assert!(
        html.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"),
        "{}",
        &html[..60]
    );
    assert!(html.contains(
        "<span lang=\"sv\">Styrelsen beslutar att anta verksamhetsplan för 2026.</span>"
    ));
}

#[test]
fn a_page_has_one_first_heading_and_skips_no_level() {
    for meeting in [fixtures::budget_meeting(), fixtures::full_meeting()] {
        let document = documents::minutes(&meeting, &Standing::of(&meeting), SV);
        for (html, first) in [(document.to_html(), 1), (document.to_html_fragment(2), 2)] {
            let levels: Vec<u32> = html
                .match_indices("<h")
                .filter_map(|(at, _)| {
                    html[at + 2..]
                        .chars()
                        .next()
                        .and_then(|level| level.to_digit(10))
                })
                .collect();
            assert_eq!(levels.iter().filter(|level| **level == first).count(), 1);
            assert!(
                levels.windows(2).all(|pair| pair[1] <= pair[0] + 1),
                "{levels:?}"
            );
        }
    }
}
