//! Texts that mean something to a browser, a page setter, a parser or a reader's eye.

use crate::fixtures;
use crate::reading::{all_formats, formats, said, texts};
use documents::{Document, Standing};
use domain::meeting::Meeting;
use domain::text::Language;

const HOSTILE: [&str; 12] = [
    "<script>alert(1)</script> & </p></main> \" onload=\"x",
    "#import \"@preview/x:1.0.0\": * #panic(\"x\") #sys.inputs",
    "$ integral_0^1 x dif x $ *fet* _kursiv_ `kod` = rubrik @ref <etikett> \\u{41}",
    "]]> <![CDATA[ <!-- --> <?xml version=\"1.0\"?> &unknown; &#0;",
    "{{ innehåll }} {% if %} ${x} %s",
    "- lista\n+ lista\n/ term: ord\n---\n~~~",
    "fi ffi fl ﬁ ß ſ İ ǆ",
    "e\u{301}a\u{30a}o\u{308} z\u{34f}\u{300}\u{301}\u{302}\u{303}",
    "日本語 العربية עברית ไทย हिन्दी",
    "🙂 👩‍👩‍👧‍👦 🇸🇪 ☃",
    "‑–—―·…\u{a0}\u{202f}\u{2009}|\u{ad}|\u{2060}|",
    "''\"\"``´´«»„“”’‚‘",
];

/// A meeting with a text in each place that a record has for one.
fn with(text: &str) -> Meeting {
    let mut meeting = fixtures::full_meeting();
    meeting.owner.name = text.to_owned();
    meeting.body.name = text.to_owned();
    meeting.occasion.place = Some(text.to_owned());
    meeting.stored_at = Some(text.to_owned());
    for line in meeting.attendance.iter_mut().flatten() {
        line.person.name = text.to_owned();
        line.title = Some(text.to_owned());
    }
    for unit in &mut meeting.units {
        for notice in &mut unit.notices {
            notice.board = Some(text.to_owned());
        }
    }
    for top in &mut meeting.paragraphs {
        top.title = Some(text.to_owned());
        top.case_number = Some(text.to_owned());
        top.recipients.push(text.to_owned());
        for decision in &mut top.decisions {
            decision.text = text.to_owned();
        }
        for ballot in top.votes.iter_mut().flat_map(|vote| &mut vote.ballots) {
            ballot.name = text.to_owned();
        }
    }
    if let Some(first) = meeting.paragraphs.first_mut() {
        first.text = Some(text.to_owned());
    }
    meeting
}

fn document(text: &str) -> Document {
    let meeting = with(text);
    documents::minutes(&meeting, &Standing::of(&meeting), Language::Swedish)
}

#[test]
fn hostile_texts_stand_in_every_format_as_they_are() {
    for text in HOSTILE {
        let document = document(text);
        for (format, shown) in formats(&document) {
            assert!(shown.contains(&said(text)), "{format}: {text}");
        }
    }
}

#[test]
fn hostile_texts_stand_on_the_page_as_they_are() {
    for (format, shown) in all_formats(&document(&HOSTILE.join("\n\n"))) {
        // Letters without a shape in the fonts stand as their code points in a PDF, and it joins letters its way.
        for text in HOSTILE
            .iter()
            .filter(|text| text.is_ascii() || format != "pdf")
        {
            assert!(shown.contains(&said(text)), "{format}: {text}");
        }
        assert!(format != "pdf" || shown.contains("[U+65E5]") && shown.contains("[U+1F642]"));
    }
}

#[test]
fn nothing_of_a_text_becomes_an_element() {
    let html = document(HOSTILE[0]).to_html();
    assert!(
        !html.contains("<script") && !html.contains(" onload=\""),
        "no element, no attribute"
    );
    let plain = document("text").to_html();
    let count = |html: &str| html.matches("<p").count();
    assert_eq!(
        count(&html),
        count(&plain),
        "as many elements as with a harmless text"
    );
}

#[test]
fn what_hides_or_reorders_is_made_visible() {
    let pairs = [
        ("avslag\u{202e}llafib", "avslag[U+202E]llafib"),
        ("ja\0nej", "ja[U+0000]nej"),
        ("ja\u{1b}[2Jnej", "ja[U+001B][2Jnej"),
        ("\u{2066}ja\u{2069}", "[U+2066]ja[U+2069]"),
        ("ja\u{e0041}\u{fffe}", "ja[U+E0041][U+FFFE]"),
        ("ja\u{200b}\u{feff}nej", "janej"),
    ];
    let all: Vec<&str> = pairs.iter().map(|(text, _)| *text).collect();
    for (format, shown) in all_formats(&document(&all.join(" "))) {
        for (_, shown_as) in pairs {
            assert!(shown.contains(shown_as), "{format}: {shown_as}");
        }
        assert!(
            !shown.contains(['\u{202e}', '\0', '\u{1b}', '\u{2066}']),
            "{format}"
        );
    }
}

#[test]
fn a_word_of_ten_thousand_letters_stays_whole_and_within_the_lines() {
    let word = "öppenhet".repeat(1_250);
    let document = document(&word);
    let text = document.to_text();
    assert!(text.lines().all(|line| line.chars().count() <= 80));
    let mut meeting = fixtures::budget_meeting();
    meeting.paragraphs.truncate(1);
    meeting.paragraphs[0].title = Some(word.clone());
    let once = documents::minutes(&meeting, &Standing::default(), Language::Swedish);
    for (format, shown) in formats(&document).into_iter().chain(all_formats(&once)) {
        assert!(shown.contains(&word), "{format}");
    }
}

#[test]
fn an_empty_record_gives_every_document() {
    let mut meeting = fixtures::budget_meeting();
    meeting.paragraphs.clear();
    meeting.attendance = None;
    meeting.absent = None;
    meeting.units.clear();
    meeting.occasion = Default::default();
    meeting.officers = Default::default();
    meeting.stored_at = None;
    let standing = Standing::default();
    let unit = documents::Unit::default();
    for language in [Language::Swedish, Language::English] {
        for document in [
            documents::minutes(&meeting, &standing, language),
            documents::notice(&meeting, &standing, &unit, language),
            documents::proof_of_posting(&meeting, &standing, &unit, language),
            documents::summons(&meeting, &documents::Summons::default(), language),
            documents::extract(
                &meeting,
                &standing,
                &documents::Extract::default(),
                language,
            )
            .expect("nothing is unknown"),
        ] {
            for (format, shown) in formats(&document) {
                assert!(
                    shown.contains("SamordningsförbundetNorrsken"),
                    "{format}: {:?}",
                    document.kind()
                );
            }
        }
    }
    let html = documents::minutes(&meeting, &standing, Language::Swedish).to_html();
    assert!(texts(html.trim_start_matches("<!DOCTYPE html>\n").trim()).contains("Uppgift saknas"));
}
