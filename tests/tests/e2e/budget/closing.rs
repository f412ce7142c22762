//! What of a year's accounts and closing the public may know: what public minutes decide, the closing with the annual
//! report, and never the names that those minutes hide.

use super::{decisions, make, record, sound};
use serde_json::{Value, json};
use tests::app::{App, Engine};
use tests::board::{ASSOCIATION, Board};
use tests::client::Client;
use tests::on_both_engines;

on_both_engines![what_closes_a_year_is_public_with_the_annual_report];

const HIDDEN: &str = "Ulrika Fackman";

fn named(text: &str) -> String {
    format!("{text} {HIDDEN}")
}

fn of_2025(more: Value) -> Value {
    let mut input = json!({"association": ASSOCIATION, "year": 2025});
    let fields = input.as_object_mut().expect("an object");
    fields.extend(more.as_object().expect("an object").clone());
    input
}

/// The year 2025 of [`Board`]'s association: outcomes and equity with and without a decision, and all that closes it.
async fn told(treasurer: &Client, decision: &Value) -> Value {
    let rows = |text: &str| json!([{"text": named(text), "amount": 5, "comment": named("Enligt")}]);
    let outcome = |from: &str, until: &str, rows: Value, decision: Value| {
        of_2025(json!({"from": from, "until": until, "rows": rows, "decision": decision}))
    };
    let noted = outcome("2025-01-01", "2025-08-31", rows("Flytt"), json!(decision));
    let made = make(treasurer, "recordOutcome", noted).await;
    let inside = outcome("2025-09-01", "2025-09-30", rows("Kvar inne"), Value::Null);
    make(treasurer, "recordOutcome", inside).await;
    let booking =
        json!({"party": "STATE", "amount": 7, "text": named("Resultat"), "decision": decision});
    make(treasurer, "bookEquity", of_2025(booking)).await;
    let inside = json!({"party": "STATE", "amount": 2, "text": "Kvar inne"});
    make(treasurer, "bookEquity", of_2025(inside)).await;
    let invoice = json!({"party": "STATE", "amount": 9, "reference": "1", "on": "2025-01-10"});
    make(treasurer, "recordInvoice", of_2025(invoice)).await;
    let auditor = json!({"name": HIDDEN, "appointedBy": ["almby-kommun"], "on": "2025-01-10", "reference": named("Val av")});
    make(treasurer, "recordAuditor", of_2025(auditor)).await;
    let report = json!({"decision": decision, "reference": named("Hos")});
    make(treasurer, "recordAnnualReport", of_2025(report)).await;
    let audit =
        json!({"on": "2026-04-10", "remark": named("Sen, enligt"), "reference": named("Hos")});
    make(treasurer, "recordAudit", of_2025(audit)).await;
    let discharge = json!({"member": "almby-kommun", "outcome": "GRANTED", "on": "2026-06-01", "reference": named("Förslag av")});
    make(treasurer, "recordDischarge", of_2025(discharge)).await;
    made["budget"]["id"].clone()
}

async fn what_closes_a_year_is_public_with_the_annual_report(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    drop(board);
    let mut document = record("2026-03-26", 1, 1);
    document["body"] = json!({"name": "Styrelsen", "kind": "BOARD", "organisation": "Samordningsförbundet Vindalen"});
    document["attendance"] =
        json!([{"name": HIDDEN, "organisation": "Vision", "capacity": "UNION"}]);
    app.load_as(&document, false, None).await.expect("loaded");
    let treasurer = app.client("treasurer", &[ASSOCIATION]);
    let decision = decisions(&treasurer, ASSOCIATION).await[0].clone();
    let budget = told(&treasurer, &decision).await;
    let query = "query($id: ID!) {
        budget(id: $id) { outcomes { rows { text comment amount } } invoices { amount }
            followUp { costs { text outcome comment } parties { invoiced } }
            closing { stage annualReport { on decision { id } reference } auditors { name reference } auditReports { remark reference }
                members { member { slug } discharge { outcome reference } } } }
        association(slug: \"samordningsforbundet-vindalen\") { equity { total bookings { text amount } } } }";
    let read = async |client: &Client| client.query(query, json!({"id": budget})).await.data();
    let before = read(&app.anonymous()).await;
    assert_eq!(before["budget"], Value::Null);
    assert_eq!(before["association"]["equity"]["total"], Value::Null);
    let inside = read(&treasurer).await;
    assert_eq!(
        inside["budget"]["outcomes"].as_array().map(Vec::len),
        Some(2)
    );
    assert_eq!(inside["budget"]["invoices"], json!([{"amount": 9}]));
    assert_eq!(inside["association"]["equity"]["total"], 9);
    assert_eq!(inside["budget"]["closing"]["auditors"][0]["name"], HIDDEN);

    app.load(&document).await.expect("published");
    let outside = read(&app.anonymous()).await;
    let text = outside.to_string();
    assert!(
        !text.contains("Ulrika") && !text.contains("Fackman") && !text.contains("Kvar inne"),
        "{outside:#}"
    );
    let mark = application::visibility::HIDDEN;
    let held = &outside["budget"];
    let (flytt, by) = (format!("Flytt {mark}"), format!("Enligt {mark}"));
    assert_eq!(
        held["outcomes"],
        json!([{"rows": [{"text": flytt, "comment": by, "amount": 5}]}])
    );
    assert_eq!(held["invoices"], json!([]));
    assert_eq!(
        held["followUp"]["costs"],
        json!([{"text": flytt, "outcome": 5, "comment": by}])
    );
    assert_eq!(held["followUp"]["parties"][0]["invoiced"], Value::Null);
    let closing = &held["closing"];
    assert_eq!(closing["stage"], "DISCHARGE_PENDING");
    assert_eq!(
        closing["annualReport"],
        json!({"on": "2026-03-26", "decision": {"id": decision}, "reference": format!("Hos {mark}")})
    );
    assert_eq!(
        closing["auditors"],
        json!([{"name": mark, "reference": format!("Val av {mark}")}])
    );
    let members = closing["members"].as_array().expect("members");
    let almby = members
        .iter()
        .find(|held| held["member"]["slug"] == "almby-kommun");
    assert_eq!(
        almby.expect("a member")["discharge"],
        json!({"outcome": "GRANTED", "reference": format!("Förslag av {mark}")})
    );
    let equity = &outside["association"]["equity"];
    assert_eq!(
        equity["bookings"],
        json!([{"text": format!("Resultat {mark}"), "amount": 7}])
    );
    sound(&app).await;
}
