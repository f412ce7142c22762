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
