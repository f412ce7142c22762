use super::*;

#[test]
fn a_body_or_an_office_proposes_that_the_board_decides() {
    let cases = vec![
        (
            "Beredningsgruppen föreslår att styrelsen beviljar 10 000 kr.",
            json!(["Beredningsgruppen", "PROPOSAL"]),
        ),
        (
            "Förbundschefen föreslog att styrelsen antar planen.",
            json!(["Förbundschefen", "PROPOSAL"]),
        ),
        (
            "Styrelsen föreslår att medlemsrådet fastställer avgiften.",
            json!(["Styrelsen", "RECOMMENDATION"]),
        ),
        ("Eva Ek föreslår avslag.", json!(["Eva Ek", "PROPOSAL"])),
        (
            "Beredningsgruppen föreslår att styrelsen återkommer.",
            json!([null, null]),
        ),
    ];
    let found = cases.into_iter().map(|(words, expected)| {
        let item = item(words);
        assert_eq!(item["decisions"], Value::Null, "{words}");
        let one = &item["proposals"][0];
        (words, json!([one["by"], one["kind"]]), expected)
    });
    assert_each(found.collect());
}

#[test]
fn a_range_over_a_line_end_has_no_blank() {
    let text = item("Styrelsen beviljar medel till insatsen Steget för perioden 2022-07-01–\n2023-12-31 och för Vägen under åren 2022-\n2023.")["text"].clone();
    assert_eq!(
        text,
        "Styrelsen beviljar medel till insatsen Steget för perioden 2022-07-01–2023-12-31 och för Vägen under åren 2022-2023."
    );
}

#[test]
fn a_reservation_that_is_announced() {
    let item = item("Beslut\nAnsökan bifalls.\n\nEva Ek anmäler reservation mot beslutet.");
    assert_eq!(item["reservations"][0]["by"], json!(["Eva Ek"]));
    assert_eq!(item["decisions"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_condition_at_the_end_is_no_question() {
    let cases = vec![
        (
            "Styrelsen beslutar att förlänga insatsen om Region Dal kan avsätta en handläggare.",
            json!("om Region Dal kan avsätta en handläggare"),
        ),
        (
            "Styrelsen beslutar att utreda om Region Dal kan avsätta en handläggare.",
            Value::Null,
        ),
        (
            "Styrelsen beslutar att ställa frågan om Region Dal kan avsätta en handläggare.",
            Value::Null,
        ),
    ];
    let found = cases.into_iter().map(|(words, expected)| {
        (
            words,
            item(words)["decisions"][0]["condition"].clone(),
            expected,
        )
    });
    assert_each(found.collect());
}

#[test]
fn an_errand_given_as_a_duty_or_an_answer_promised() {
    let cases = vec![
        (
            "Eva Ek och Bo Al får i uppgift att göra en kartläggning till hösten.",
            json!([["Eva Ek", "Bo Al"], "till hösten"]),
        ),
        (
            "Eva Ek lämnar besked senast 2024-08-30.",
            json!([["Eva Ek"], "senast 2024-08-30"]),
        ),
    ];
    let found = cases.into_iter().map(|(words, expected)| {
        let one = item(words)["assignments"][0].clone();
        (words, json!([one["assignees"], one["due"]]), expected)
    });
    assert_each(found.collect());
}

#[test]
fn a_title_may_begin_with_fortsattning() {
    let text = "Minnesanteckningar\nStyrgrupp Bron\n2024-03-01\n\n1. Läget\nEva Ek rapporterar.\n\n2. Fortsättning 2025\nFrågan diskuteras.\n\n3. Avslutning\nMötet avslutas.\n";
    let document = document(text);
    assert_eq!(document["body"]["name"], "Styrgrupp Bron");
    let titles: Vec<&Value> = document["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| &item["title"])
        .collect();
    assert_eq!(titles, ["Läget", "Fortsättning 2025", "Avslutning"]);
}

#[test]
fn the_verb_before_the_body_leads_in_its_points() {
    let item = item(
        "Efter votering med 3 röster mot 2 beslöt styrelsen\natt anta anbudet, samt\natt hyra ut bryggan.",
    );
    let found: Vec<&Value> = item["decisions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|decision| &decision["text"])
        .collect();
    assert_eq!(found, ["att anta anbudet, samt", "att hyra ut bryggan."]);
}

#[test]
fn what_a_committee_lays_before_the_board_is_its_recommendation() {
    let item = item("Socialutskottets förslag till kommunstyrelsen\n•   att avslå motionen");
    assert_eq!(item["decisions"], Value::Null);
    assert_eq!(
        item["proposals"],
        json!([{"by": "Socialutskottet", "kind": "RECOMMENDATION", "text": "att avslå motionen"}])
    );
}

#[test]
fn days_of_a_list_of_tasks_are_no_meetings() {
    let text = "Protokoll\nStyrelsen\n2024-03-01\n\n§ 1 Ekonomi\n\nRapporten godkänns.\n\n§ 2 Kommande möten\n\n3 april kl. 13–14.30, Teams\n12 juni kl. 13, plats meddelas senare\n\nÅtgärdslista\nVad\tVem\tNär\nUnderlag till styrelsen\tEva Ek\t2024-05-15\n";
    let next = document(text)["nextMeetings"].clone();
    assert_eq!(
        next,
        json!([
            {"date": "2024-04-03", "startsAt": "13:00", "endsAt": "14:30", "note": "3 april kl. 13–14.30, Teams"},
            {"date": "2024-06-12", "startsAt": "13:00", "note": "12 juni kl. 13, plats meddelas senare"},
        ])
    );
}
