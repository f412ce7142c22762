use super::*;

fn heads(text: &str) -> Vec<(Value, Value)> {
    let document = document(text);
    let items = document["items"].as_array().cloned().unwrap_or_default();
    items
        .iter()
        .map(|item| (item["number"].clone(), item["title"].clone()))
        .collect()
}

fn of(pairs: &[(u32, &str)]) -> Vec<(Value, Value)> {
    pairs
        .iter()
        .map(|(number, title)| (json!(number), json!(title)))
        .collect()
}

#[test]
fn headings_with_a_section_mark_in_each_of_its_forms() {
    let expected = of(&[(11, "Öppnande"), (12, "Val av justerare")]);
    let cases = [
        "§ 11 Öppnande\nMötet öppnas.\n\n§ 12 Val av justerare\nEva Ek väljs.",
        "§11 Öppnande\nMötet öppnas.\n§12 Val av justerare\nEva Ek väljs.",
        "11 § Öppnande\nMötet öppnas.\n\n12 § Val av justerare\nEva Ek väljs.",
        "§ 11. Öppnande\nMötet öppnas.\n\n§ 12. Val av justerare\nEva Ek väljs.",
        "KS § 11 Öppnande\nMötet öppnas.\n\nKS § 12 Val av justerare\nEva Ek väljs.",
        "§ 11\nÖppnande\n\nMötet öppnas.\n\n§ 12\nVal av justerare\n\nEva Ek väljs.",
        "## § 11 Öppnande\nMötet öppnas.\n\n## § 12 Val av justerare\nEva Ek väljs.",
        "§ 11/2024 Öppnande\nMötet öppnas.\n\n§ 12/2024 Val av justerare\nEva Ek väljs.",
    ];
    let found = cases.map(|text| {
        (
            text,
            heads(&format!("Protokoll\n\n{text}\n")),
            expected.clone(),
        )
    });
    assert_each(found.to_vec());
}

#[test]
fn numbered_points_and_rows_of_a_table() {
    let points = "Protokoll\n\n1. Öppnande\nMötet öppnas.\n\n2. Rapporter\nBeslut\n1. Rapporten godkänns.\n2. Rapporten sänds vidare.\n\n3. Avslutning\nMötet avslutas.\n";
    let rows = "Protokoll\n\n1\t<p>Öppnande. Ordföranden öppnar mötet.</p>\n2\t<p>Val av justerare Eva Ek väljs att justera.</p>\n3\t<p>Avslutning</p> <p>Mötet avslutas.</p>\n";
    let lost = "Protokoll\n\n381 Öppnande\nMötet öppnas.\n\n382 Val av justerare\nEva Ek väljs.\n\n383 Avslutning\nMötet avslutas.\n";
    assert_each(vec![
        (
            "points",
            heads(points),
            of(&[(1, "Öppnande"), (2, "Rapporter"), (3, "Avslutning")]),
        ),
        (
            "rows",
            heads(rows),
            of(&[(1, "Öppnande"), (2, "Val av justerare"), (3, "Avslutning")]),
        ),
        (
            "§ lost",
            heads(lost),
            of(&[
                (381, "Öppnande"),
                (382, "Val av justerare"),
                (383, "Avslutning"),
            ]),
        ),
    ]);
}

#[test]
fn a_contents_list_is_no_items_and_a_reference_no_heading() {
    let text = "Protokoll\n\nInnehåll\n§ 4 Öppnande .......... 2\n§ 5 Budget ........ 2\n§ 6 Avslutning ...... 3\n\n§ 4 Öppnande\nMötet öppnas enligt\n§ 12 i arbetsordningen.\n\n§ 5 Budget\nStyrelsen godkänner budgeten, se\n§ 2 Förra mötet.\n\n§ 6 Avslutning\nMötet avslutas.\n";
    assert_eq!(
        heads(text),
        of(&[(4, "Öppnande"), (5, "Budget"), (6, "Avslutning")])
    );
}

#[test]
fn a_number_printed_twice_stays_twice() {
    let text = "Protokoll\n\n§ 4 Öppnande\nA.\n\n§ 4 Ekonomi\nB.\n\n§ 5 Avslutning\nC.\n";
    assert_eq!(
        heads(text),
        of(&[(4, "Öppnande"), (4, "Ekonomi"), (5, "Avslutning")])
    );
}

#[test]
fn wrapped_titles_and_diary_numbers() {
    let text = "Protokoll\n\n§ 4 Dnr SFP 2024/17\nMedlemskap i nätverket för\nsamverkan\n\nStyrelsen godkänner förslaget.\n\n§ 5 Rapport om unga som varken arbetar\neller studerar (dnr 2023.009.042)\n\nRapporten noteras.\n";
    let document = document(text);
    assert_eq!(
        document["items"][0]["title"],
        "Medlemskap i nätverket för samverkan"
    );
    assert_eq!(document["items"][0]["caseNumber"], "SFP 2024/17");
    assert_eq!(
        document["items"][1]["title"],
        "Rapport om unga som varken arbetar eller studerar"
    );
    assert_eq!(document["items"][1]["caseNumber"], "2023.009.042");
}

#[test]
fn titles_without_numbers_by_group_and_initials() {
    let text = "Minnesanteckningar från samverkansgrupp den 4 maj 2021\n\nInformation:\n\nVal av justerare, AL\nEva Ek valdes som justerare.\n\nNya lokaler, CD/EF\nFlytten sker i juni och blir klar före sommaren.\n\nDialog:\n\nBemanning i höst\n\nGruppen samtalade om bemanningen under hösten.\n\nBeslut:\n\nInga beslut fattades under mötet.\n";
    let document = document(text);
    assert_eq!(document["series"]["mark"], "NONE");
    assert_eq!(document["noDecisionsStated"], true);
    let found: Vec<_> = document["items"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|item| {
            (
                item["title"].clone(),
                item["category"].clone(),
                item["presenters"].clone(),
            )
        })
        .collect();
    assert_eq!(
        found,
        vec![
            (
                json!("Val av justerare"),
                json!("INFORMATION"),
                json!(["AL"])
            ),
            (
                json!("Nya lokaler"),
                json!("INFORMATION"),
                json!(["CD", "EF"])
            ),
            (json!("Bemanning i höst"), json!("DIALOGUE"), Value::Null),
        ]
    );
}

#[test]
fn lettered_questions_with_their_answers_in_a_second_list() {
    let text = "Protokoll\n\n1. Val av justerare\nEva Ek valdes att justera.\n\n2. Frågor\n- a) Vision undrar när lokalen blir klar.\n- b) Kommunal önskar en plan för jul.\n\nBo Al svarar:\n\n- a) Lokalen är klar i maj.\n- b) Planen kommer i november.\n\n3. Avslutning\nMötet avslutas.\n";
    let document = document(text);
    let items = &document["items"][1]["items"];
    assert_eq!(items.as_array().map(Vec::len), Some(2));
    assert_eq!(items[0]["raisedBy"], "Vision");
    assert_eq!(items[1]["letter"], "b");
    assert_eq!(
        items[1]["text"],
        "Kommunal önskar en plan för jul.\n\nBo Al svarar:\n\nPlanen kommer i november."
    );
}

#[test]
fn matters_with_headings_of_their_own_under_other_questions() {
    let text = "Protokoll\n\n§ 1 Öppnande\n\nMötet öppnas.\n\n§ 2 Övriga frågor\n\nJullunch\n\nStyrelsen beslutade att bjuda på lunch den 12/12.\n\nLarm\n\nKansliet byter larm under våren.\n";
    let document = document(text);
    assert_eq!(document["items"][1]["items"][0]["title"], "Jullunch");
    assert_eq!(document["items"][1]["items"][1]["title"], "Larm");
}

#[test]
fn a_page_in_one_line_is_read_by_its_marks() {
    let text = format!(
        "Provby kommun Protokoll 1 (9) Kommunstyrelsen 2023-02-07 Plats och tid Kommunhuset, kl. 13.00-14.30 Utses att justera Ola Berg Paragrafer 4-6 Sekreterare Vera Holm Ordförande Eva Strand Justerare Ola Berg § 4 Dagordning Kommunstyrelsen godkänner dagordningen. § 5 Rapport om vägen Beslut Kommunstyrelsen noterar rapporten. {} § 6 Avslutning Mötet avslutas.",
        "Bakgrunden är känd sedan förra året. ".repeat(4)
    );
    let document = document(&text);
    assert_eq!(
        heads(&text),
        of(&[
            (4, "Dagordning"),
            (5, "Rapport om vägen"),
            (6, "Avslutning")
        ])
    );
    assert_eq!(document["officers"]["secretary"], "Vera Holm");
    assert_eq!(document["meeting"]["startsAt"], "13:00");
    assert_eq!(
        document["items"][1]["decisions"][0]["text"],
        "Kommunstyrelsen noterar rapporten."
    );
}
