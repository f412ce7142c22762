//! Akoma Ntoso: identification and structure. Its schema is checked by `scripts/check-documents`.

use crate::fixtures::{self, day};
use crate::reading::texts;
use documents::Standing;
use domain::text::Language;
use std::collections::BTreeSet;

#[test]
fn identification_names_work_expression_and_manifestation() {
    let meeting = fixtures::budget_meeting();
    let document = documents::minutes(&meeting, &fixtures::known(&meeting), Language::Swedish);
    let xml = document.to_akoma_ntoso(day("2026-01-15"));
    let work = format!(
        "/akn/se/doc/protokoll/samordningsforbundet-norrsken/2025-11-27/styrelsen-{}",
        meeting.id
    );
    for part in [
        "<doc name=\"protokoll\">".to_owned(),
        format!("<FRBRuri value=\"{work}\"/><FRBRdate date=\"2025-11-27\" name=\"sammanträde\"/>"),
        format!("<FRBRuri value=\"{work}/swe@2025-12-09\"/><FRBRdate date=\"2025-12-09\" name=\"justering\"/>"),
        "<FRBRdate date=\"2026-01-15\" name=\"framställning\"/>".to_owned(),
        "<FRBRlanguage language=\"swe\"/>".to_owned(),
        "<paragraph eId=\"p70\"><num>§ 70</num><heading>Verksamhetsplan 2026 och budget 2026–2028</heading>".to_owned(),
    ] {
        assert!(xml.contains(&part), "{part}");
    }
}

#[test]
fn every_paragraph_has_an_id_of_its_own() {
    for (name, meeting) in fixtures::demo() {
        let document = documents::minutes(&meeting, &Standing::of(&meeting), Language::Swedish);
        let xml = document.to_akoma_ntoso(day("2026-01-15"));
        assert!(!texts(&xml).is_empty(), "{name} is well-formed");
        let ids: Vec<&str> = xml
            .split("<paragraph eId=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        let items = meeting.placed().len();
        assert_eq!(
            (ids.len(), ids.iter().collect::<BTreeSet<_>>().len()),
            (items, items),
            "{name}"
        );
    }
}

#[test]
fn a_number_printed_twice_gives_two_addresses() {
    let mut meeting = fixtures::budget_meeting();
    let copy = meeting.paragraphs.first().expect("§ 65").clone();
    meeting.paragraphs.push(copy);
    let document = documents::minutes(&meeting, &Standing::of(&meeting), Language::Swedish);
    let html = document.to_html();
    assert!(html.contains(" id=\"p65\"") && html.contains(" id=\"p65-2\""));
}
