//! Budgets as printed documents: every format, one policy, and no name that the minutes hide.

use super::budget::{OWNER, decisions, make, record};
use super::documents::{Got, ask};
use serde_json::{Value, json};
use tests::app::{App, Engine};
use tests::client::Client;
use tests::on_both_engines;

on_both_engines![
    a_budget_is_printed_in_every_format_and_says_when_nothing_changed,
    a_document_tells_no_more_than_the_reader_may_know,
    a_hidden_name_is_hidden_in_every_format_of_a_budget,
];

const FORMATS: [(&str, &str); 3] = [
    ("html", "text/html; charset=utf-8"),
    ("pdf", "application/pdf"),
    ("txt", "text/plain; charset=utf-8"),
];

/// Approves a version by a decision of the association's records.
async fn approve(treasurer: &Client, budget: &Value, number: u32, place: usize) {
    let decision = &decisions(treasurer, OWNER).await[place];
    let input = json!({"budget": budget, "budgetVersion": number, "decision": decision,
        "openToPublic": true, "announcedOn": "2024-11-12"});
    make(treasurer, "approveBudget", input).await;
}

/// What a budget of 2025 holds; what is left out is not known.
fn content() -> Value {
    json!({"lastYear": 2027, "proposedOn": "2024-09-24",
        "contributions": [{"party": "STATE", "amount": 540_000_000}, {"party": "REGION", "amount": 270_000_000},
            {"party": "MUNICIPALITIES", "amount": 270_000_050}, {"year": 2026, "party": "STATE"}],
        "otherIncome": [{"source": "INTEREST", "text": "Ränta", "amount": 1_000}],
        "lines": [{"activity": "Samordningsteam", "amount": 900_000_000, "expectedOutcome": "80 deltagare"},
            {"activity": "Psykolog", "amount": 90_000_000, "suspended": {"event": "ESF-rådet beviljar stöd"}},
            {"activity": "Förstudie"}],
        "equity": [{"drawn": 5_000_000}], "goals": ["Fler i arbete"]})
}

/// What a document says, wherever its lines break.
fn told(got: &Got) -> String {
    let text = got.text();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

async fn a_budget_is_printed_in_every_format_and_says_when_nothing_changed(engine: Engine) {
    let app = App::start(engine).await;
    app.load(&record("2024-11-28", 3, 2)).await.expect("loaded");
    let treasurer = app.client("treasurer", &[OWNER]);
    let input = json!({"association": OWNER, "year": 2025, "content": content()});
    let proposed = make(&treasurer, "proposeBudget", input).await;
    let id = &proposed["budget"]["id"];
    approve(&treasurer, id, 1, 0).await;
    let line = &proposed["budgetVersion"]["lines"][1]["id"];
    let input = json!({"line": line, "on": "2025-05-05", "evidence": "Beslut av ESF-rådet"});
    make(&treasurer, "releaseBudgetLine", input).await;
    let own = format!("/paragraf/v1/budgets/{}", id.as_str().expect("an id"));
    for (ending, media) in FORMATS {
        let path = format!("{own}.{ending}");
        let got = ask(&app, &path, &[]).await;
        assert_eq!((got.status, got.header("content-type")), (200, media));
        assert_eq!(got.header("cache-control"), "public, no-cache");
        assert_eq!(got.header("vary"), "Authorization, Accept-Language");
        assert_eq!(got.header("content-language"), "sv");
        let name =
            format!("inline; filename=\"budget-samordningsforbundet-provdalen-2025-1.{ending}\"");
        assert_eq!(got.header("content-disposition"), name);
        let tag = got.header("etag").to_owned();
        assert!(tag.len() > 20, "{tag}");
        let again = ask(&app, &path, &[("if-none-match", &tag)]).await;
        assert_eq!((again.status, again.bytes.len()), (304, 0), "{path}");
        let same = ask(&app, &path, &[]).await;
        assert_eq!(same.bytes, got.bytes, "the same document each time");
        let english = ask(&app, &path, &[("accept-language", "en")]).await;
        assert_eq!(english.header("content-language"), "en");
        assert_ne!(english.header("etag"), tag);
        let chosen = format!("{path}?language=sv&version=1");
        let chosen = ask(&app, &chosen, &[("accept-language", "en")]).await;
        assert_eq!(chosen.header("content-language"), "sv");
    }
    assert!(
        ask(&app, &format!("{own}.pdf"), &[])
            .await
            .bytes
            .starts_with(b"%PDF-")
    );
    let html = ask(&app, &format!("{own}.html"), &[]).await.text();
    assert!(html.contains("<html lang=\"sv\"") && !html.contains("<script"));
    let text = told(&ask(&app, &format!("{own}.txt"), &[]).await);
    for fact in [
        "BUDGET 2025, VERSION 1",
        "Styrelsen 2024-11-28 § 3",
        "2024-11-28, Styrelsen § 3",
        "Budgeten antas.",
        "Ja, 2024-11-12",
        "5 400 000,00 kr",
        "Staten; Part: Staten; Slag: andel enligt lag; Belopp: ej angivet",
        "Förstudie; Period: 2025; Belopp: ej angivet",
        "80 deltagare",
        "ESF-rådet beviljar stöd",
        "2025-05-05",
        "Beslut av ESF-rådet",
        "effektuerad",
        "50 000,00 kr",
        "Fler i arbete",
        "Gäller",
    ] {
        assert!(text.contains(fact), "{fact}: {text}");
    }
    assert!(
        !text.contains(" 0,00 kr"),
        "what is not known is no zero: {text}"
    );
    let english = ask(&app, &format!("{own}.txt?language=en"), &[]).await;
    assert!(
        told(&english).contains("Amount: not stated"),
        "{}",
        told(&english)
    );
    for (rest, status, code) in [
        (".txt?version=2", 404, "NOT_FOUND"),
        (".txt?language=de", 422, "INVALID_VALUE"),
        (".xml", 404, "NOT_FOUND"),
    ] {
        let got = ask(&app, &format!("{own}{rest}"), &[]).await;
        assert_eq!(
            (got.status, &got.json()["code"]),
            (status, &json!(code)),
            "{rest}"
        );
    }
}

async fn a_document_tells_no_more_than_the_reader_may_know(engine: Engine) {
    let app = App::start(engine).await;
    app.load(&record("2024-10-03", 1, 1)).await.expect("loaded");
    let later = record("2024-11-28", 3, 1);
    app.load_as(&later, false, None).await.expect("loaded");
    let treasurer = app.client("treasurer", &[OWNER]);
    let bearer = format!("Bearer {}", app.token("treasurer", &[OWNER]));
    let inside = [("authorization", bearer.as_str())];
    let input = json!({"association": OWNER, "year": 2025, "content": content()});
    let proposed = make(&treasurer, "proposeBudget", input).await;
    let id = &proposed["budget"]["id"];
    let own = format!("/paragraf/v1/budgets/{}", id.as_str().expect("an id"));
    let nothing = "/paragraf/v1/budgets/bud-00000000000000000000000000";
    let hidden = async |rest: &str| {
        for (ending, _) in FORMATS {
            let problem = async |of: &str| {
                let got = ask(&app, &format!("{of}.{ending}{rest}"), &[]).await;
                assert_eq!(got.status, 404, "{of} {ending}");
                let mut body = got.json();
                body["instance"] = Value::Null;
                body
            };
            assert_eq!(problem(&own).await, problem(nothing).await, "{ending}");
        }
    };
    hidden("").await;
    let proposal = ask(&app, &format!("{own}.txt"), &inside).await;
    assert_eq!(proposal.header("cache-control"), "private, no-cache");
    assert!(
        told(&proposal).contains("FÖRSLAG, EJ FASTSTÄLLT"),
        "{}",
        told(&proposal)
    );
    // Approved in minutes that are not public: still nobody's to read outside.
    approve(&treasurer, id, 1, 1).await;
    hidden("").await;
    app.load(&later).await.expect("published");
    let public = ask(&app, &format!("{own}.txt"), &[]).await;
    assert!(told(&public).contains("Styrelsen § 3"), "{}", told(&public));
    // A revision that nobody has approved is inside alone; the version that holds is given to all.
    let revised = json!({"budget": id, "content": {"lastYear": 2027, "goals": ["Hemligt mål"]}});
    make(&treasurer, "reviseBudget", revised).await;
    let second = ask(&app, &format!("{own}.txt?version=2"), &[]).await;
    assert_eq!(second.status, 404);
    let second = ask(&app, &format!("{own}.txt?version=2"), &inside).await;
    assert!(told(&second).contains("Hemligt mål"), "{}", told(&second));
    assert!(told(&second).contains("REVIDERAD BUDGET 2025, VERSION 2"));
    assert_eq!(
        ask(&app, &format!("{own}.txt"), &[]).await.bytes,
        public.bytes
    );
}

async fn a_hidden_name_is_hidden_in_every_format_of_a_budget(engine: Engine) {
    let app = App::start(engine).await;
    let hidden = "Ulrika Fackman";
    let mut document = record("2024-11-28", 1, 1);
    document["attendance"] =
        json!([{"name": hidden, "organisation": "Vision", "capacity": "UNION"}]);
    document["items"][0]["decisions"][0]["text"] = json!(format!("{hidden} får budgeten."));
    app.load(&document).await.expect("loaded");
    let treasurer = app.client("treasurer", &[OWNER]);
    let named = |text: &str| format!("{text} {hidden}");
    let suspended = json!({"event": named("Besked av"), "condition": named("Om")});
    let content = json!({"goals": [named("Mål")], "funding": named("Enligt"),
        "contributions": [{"other": named("Gåva av"), "amount": 1}],
        "lines": [{"activity": named("Insats av"), "expectedOutcome": named("Som"), "suspended": suspended}],
        "otherIncome": [{"source": "OTHER", "text": named("Från")}]});
    let input = json!({"association": OWNER, "year": 2025, "content": content});
    let proposed = make(&treasurer, "proposeBudget", input).await;
    let id = &proposed["budget"]["id"];
    approve(&treasurer, id, 1, 0).await;
    let line = &proposed["budgetVersion"]["lines"][0]["id"];
    let input = json!({"line": line, "on": "2025-01-10", "evidence": named("Brev av")});
    make(&treasurer, "lapseBudgetLine", input).await;
    let bearer = format!("Bearer {}", app.token("treasurer", &[OWNER]));
    let mark = application::visibility::HIDDEN;
    for ending in ["html", "txt", "csv"] {
        let id = id.as_str().expect("an id");
        let path = format!("/paragraf/v1/budgets/{id}.{ending}");
        let public = told(&ask(&app, &path, &[]).await);
        assert!(
            !public.contains("Ulrika") && !public.contains("Fackman"),
            "{public}"
        );
        let marks = public.matches(mark).count();
        // In the table: giver, income, activity, outcome, event, condition and goal.
        let least = if ending == "csv" { 7 } else { 11 };
        assert!(marks >= least, "{ending}: {marks} of {least}: {public}");
        let inside = told(&ask(&app, &path, &[("authorization", &bearer)]).await);
        assert!(inside.contains("Mål Ulrika Fackman"), "{inside}");
    }
}
