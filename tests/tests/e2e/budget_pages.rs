//! The pages of budgets: the years of an association, a year with its chart and its table, and the way to the § that
//! approved it and back.

use super::budget::{OWNER, decisions, make, record};
use serde_json::{Value, json};
use tests::app::{App, Engine};
use tests::client::Client;
use tests::on_both_engines;

on_both_engines![
    a_year_shows_what_holds_and_under_which_paragraph,
    a_page_of_a_budget_tells_no_more_than_is_published,
    pages_of_budgets_take_as_many_statements_whatever_they_hold,
];

/// A page, its spaces that keep figures together made plain.
async fn page(client: &Client, path: &str) -> String {
    let (status, media, body) = client.fetch(path).await;
    let expected = (200, "text/html; charset=utf-8");
    assert_eq!((status, media.as_str()), expected, "{path}: {body}");
    body.replace('\u{a0}', " ")
}

/// What stands between two marks, everywhere.
fn between<'a>(text: &'a str, open: &str, close: &str) -> Vec<&'a str> {
    text.split(open)
        .skip(1)
        .filter_map(|rest| rest.split(close).next())
        .collect()
}

async fn a_year_shows_what_holds_and_under_which_paragraph(engine: Engine) {
    let app = App::demo(engine).await;
    let public = app.anonymous();
    let own = "/samordningsforbundet-norrsken";
    let start = page(&public, own).await;
    assert!(start.contains(&format!("<a href=\"{own}/budgets\">Budgetar</a>")));
    let member = page(&public, "/sagfors-kommun").await;
    assert!(!member.contains("/budgets"), "a municipality has none here");
    let years = page(&public, &format!("{own}/budgets")).await;
    let paragraph = format!("{own}/styrelsen/2025/70");
    for told in [
        format!("<a href=\"{own}/budgets/2026\">2026</a>"),
        "10 800 000,00 kr".to_owned(),
        "10 760 000,00 kr".to_owned(),
        "40 000,00 kr".to_owned(),
        format!("<a href=\"{paragraph}\">§ 70</a>, <time datetime=\"2025-11-27\">"),
    ] {
        assert!(years.contains(&told), "{told}: {years}");
    }
    let shown = page(&public, &format!("{own}/budgets/2026")).await;
    for told in [
        format!("fastställd <a href=\"{paragraph}\">§ 70</a>, <time datetime=\"2025-11-27\">"),
        "Styrelsen beslutar att anta budget för 2026 med flerårsplan för 2027–2028.".to_owned(),
        "Med plan för 2027–2028.".to_owned(),
        "<svg class=\"chart\" role=\"img\" aria-labelledby=\"chart-title chart-about\"".to_owned(),
        "<title id=\"chart-title\">Intäkter och kostnader 2026</title>".to_owned(),
        "Björkanäs kommun".to_owned(),
        "12,50 %".to_owned(),
        "ej angivet".to_owned(),
        "Fler unga i arbete eller studier".to_owned(),
    ] {
        assert!(shown.contains(&told), "{told}: {shown}");
    }
    assert!(!shown.contains("<script") && !shown.contains(" style="));
    // The table beside the chart holds the same figures, in the same order.
    let svg = between(&shown, "<svg", "</svg>")[0];
    let drawn = between(svg, "<text class=\"chart-amount\"", "</text>");
    let drawn: Vec<&str> = drawn
        .iter()
        .filter_map(|text| text.split('>').nth(1))
        .collect();
    let table = between(&shown, "<table class=\"money\">", "</table>")[0];
    let totals = between(table, "<tr class=\"total\">", "</tr>");
    let listed = between(table, "<td class=\"amount\">", "</td>");
    assert_eq!((drawn.len(), listed.len(), totals.len()), (9, 12, 3));
    let rows: Vec<&str> = (0..3).chain(4..10).map(|place| listed[place]).collect();
    assert_eq!(drawn, rows);
    assert_eq!(
        rows[..4],
        [
            "5 400 000,00 kr",
            "2 700 000,00 kr",
            "2 700 000,00 kr",
            "3 900 000,00 kr"
        ]
    );
    let widths = between(svg, "width=\"", "\"");
    assert!(
        widths.contains(&"100.00%") && widths.contains(&"50.00%"),
        "{widths:?}"
    );
    assert_eq!(between(svg, "<rect", ">").len(), 9);
    // What leads on answers.
    for ending in ["pdf", "txt", "csv"] {
        let path = between(&shown, "<a href=\"", "\"");
        let path = path
            .into_iter()
            .find(|path| path.ends_with(&format!(".{ending}")));
        let path = path.unwrap_or_else(|| panic!("no {ending}"));
        assert_eq!(public.fetch(path).await.0, 200, "{path}");
    }
    let decision = page(&public, &paragraph).await;
    let back = format!("<a href=\"{own}/budgets/2026\">Budget 2026</a>");
    assert_eq!(decision.matches(&back).count(), 1, "{decision}");
    let other = page(&public, &format!("{own}/styrelsen/2025/69")).await;
    assert!(!other.contains("/budgets/2026"));

    let waits = page(&public, "/samordningsforbundet-sydkusten/budgets/2026").await;
    for told in [
        "fill=\"url(#chart-waits)\"",
        "120 000,00 kr, väntar",
        "Strandåkra kommun får statsbidrag för språkstöd",
        "Region Sydslätts anställningsbesked den 16 januari 2026",
        "2026-01-19",
        "effektuerad",
    ] {
        assert!(waits.contains(told), "{told}: {waits}");
    }
    let english = page(
        &public,
        "/samordningsforbundet-sydkusten/budgets/2026?language=en",
    )
    .await;
    for told in [
        "lang=\"en\"",
        "Income and costs 2026",
        "120 000,00 kr, waits",
        "<th scope=\"row\" lang=\"sv\">Individinsatser</th>",
        "not stated",
        ".pdf?language=en",
    ] {
        assert!(english.contains(told), "{told}: {english}");
    }
    for path in [
        "budgets/2027",
        "budgets/nu",
        "budgets/2026/1",
        "budgets/99999999999",
    ] {
        let (status, _, body) = public.fetch(&format!("{own}/{path}")).await;
        assert_eq!(status, 404, "{path}");
        assert!(body.contains("noindex"), "{path}");
    }
}

/// What a budget of 2025 holds, with a word in each text.
fn content(word: &str) -> Value {
    json!({"lastYear": 2025, "proposedOn": "2024-09-24", "goals": [format!("Mål {word}")], "funding": format!("Enligt {word}"),
        "contributions": [{"party": "STATE", "amount": 400}, {"other": format!("Gåva {word}"), "amount": 7}],
        "otherIncome": [{"source": "OTHER", "text": format!("Från {word}"), "amount": 3}],
        "lines": [{"activity": format!("Insats {word}"), "amount": 410, "expectedOutcome": format!("Som {word}"),
            "suspended": {"event": format!("Besked {word}"), "condition": format!("Om {word}")}}]})
}

async fn a_page_of_a_budget_tells_no_more_than_is_published(engine: Engine) {
    let app = App::start(engine).await;
    let hidden = "Ulrika Fackman";
    let mut first = record("2024-10-03", 1, 1);
    first["attendance"] = json!([{"name": hidden, "organisation": "Vision", "capacity": "UNION"}]);
    app.load(&first).await.expect("loaded");
    let later = record("2024-11-28", 3, 1);
    app.load_as(&later, false, None).await.expect("loaded");
    let treasurer = app.client("treasurer", &[OWNER]);
    let public = app.anonymous();
    let (list, year) = (
        format!("/{OWNER}/budgets"),
        format!("/{OWNER}/budgets/2025"),
    );
    let nothing = async || {
        for client in [&public, &treasurer] {
            let shown = page(client, &list).await;
            assert!(shown.contains("Ingen budget är publicerad."), "{shown}");
            assert_eq!(client.fetch(&year).await.0, 404);
        }
    };
    nothing().await;
    let input = json!({"association": OWNER, "year": 2025, "content": content(hidden)});
    let proposed = make(&treasurer, "proposeBudget", input).await;
    let id = &proposed["budget"]["id"];
    nothing().await;
    let decided = decisions(&treasurer, OWNER).await;
    let approve = async |number: u32, place: usize| {
        let input = json!({"budget": id, "budgetVersion": number, "decision": decided[place]});
        make(&treasurer, "approveBudget", input).await;
    };
    approve(1, 0).await;
    let mark = application::visibility::HIDDEN;
    for client in [&public, &treasurer] {
        let shown = page(client, &year).await;
        assert!(!shown.contains("Fackman"), "{shown}");
        assert!(shown.matches(mark).count() >= 8, "{shown}");
        assert!(
            shown.contains("§ 1</a>, <time datetime=\"2024-10-03\">"),
            "{shown}"
        );
        assert!(shown.contains("4,10 kr, väntar"), "{shown}");
        assert!(!shown.contains("Tidigare versioner"), "{shown}");
    }
    // A revision is told once minutes that are public approve it.
    let revised = json!({"budget": id, "supplement": true, "content": content("<b>nytt</b>")});
    make(&treasurer, "reviseBudget", revised).await;
    approve(2, 1).await;
    for client in [&public, &treasurer] {
        let shown = page(client, &year).await;
        assert!(
            !shown.contains("nytt") && !shown.contains("Tilläggsbudget"),
            "{shown}"
        );
    }
    app.load(&later).await.expect("published");
    let shown = page(&public, &year).await;
    let id = id.as_str().expect("an id");
    for told in [
        "Tilläggsbudget, version 2, fastställd <a href=\"/samordningsforbundet-provdalen/styrelsen/2024/3\">§ 3</a>",
        "Tidigare versioner",
        &format!("<a href=\"/paragraf/v1/budgets/{id}.pdf?version=1\">Budget, version 1 (PDF)</a>"),
        "Så finansieras ändringen",
    ] {
        assert!(shown.contains(told), "{told}: {shown}");
    }
    assert!(!shown.contains("<b>nytt"), "texts stay texts");
    let english = page(&public, &format!("{year}?language=en")).await;
    assert!(
        english.contains(".pdf?version=1&#38;language=en"),
        "{english}"
    );
}

async fn pages_of_budgets_take_as_many_statements_whatever_they_hold(engine: Engine) {
    let counted = async |years: usize, lines: usize| {
        let app = App::asking(engine).await;
        app.load(&record("2024-10-03", 1, years))
            .await
            .expect("loaded");
        let treasurer = app.client("treasurer", &[OWNER]);
        let decided = decisions(&treasurer, OWNER).await;
        for (year, decision) in (2020..).zip(&decided) {
            let mut content = content("x");
            content["proposedOn"] = json!("2019-09-24");
            content["lastYear"] = json!(year);
            let line = content["lines"][0].clone();
            content["lines"] = (0..lines).map(|_| line.clone()).collect();
            let input = json!({"association": OWNER, "year": year, "content": content});
            let proposed = make(&treasurer, "proposeBudget", input).await;
            let input = json!({"budget": proposed["budget"]["id"], "budgetVersion": 1, "decision": decision});
            make(&treasurer, "approveBudget", input).await;
        }
        let public = app.anonymous();
        let mut taken = Vec::new();
        for path in ["budgets", "budgets/2020", "styrelsen/2024/1"] {
            let path = format!("/{OWNER}/{path}");
            let (shown, count) = app.counted(async || page(&public, &path).await).await;
            taken.push(count);
            assert!(
                path.contains("styrelsen") || shown.contains("§ 1</a>"),
                "{shown}"
            );
        }
        taken
    };
    let (few, many) = (counted(1, 1).await, counted(9, 15).await);
    println!("{engine:?}: {few:?} statements");
    assert_eq!(few, many);
    assert!(few.iter().all(|count| (1..=40).contains(count)), "{few:?}");
}
