//! Two real cases in full: a budget of three years without amounts whose line waits for an event, and a member
//! council's commitment that binds nobody. In our own words and with our own names; and in those of the real records
//! where a variable names their folder.

use super::{decisions, make, sound};
use serde_json::{Value, json};
use tests::app::{App, Engine};
use tests::client::Client;
use tests::minutes::{board_meeting, real};
use tests::on_both_engines;

on_both_engines![
    a_budget_without_amounts_waits_with_one_line,
    a_council_commits_ten_million_and_binds_nobody,
    the_real_records_carry_their_budget_and_their_commitment,
];

/// A budget 2024 to 2026 without amounts, approved by a decision, with a line that waits half a year for an event.
async fn waits(app: &App, treasurer: &Client, owner: &str, decision: &Value) {
    let line = json!({"activity": "Förstärkt psykologresurs", "from": "2024-01-01", "until": "2024-06-30",
        "suspended": {"event": "Positivt besked om projektet", "condition": "effektueras då utan nytt beslut"}});
    let content = json!({"lastYear": 2026, "proposedOn": "2023-11-30", "lines": [{"activity": "Verksamhetsplan"}, line]});
    let input = json!({"association": owner, "year": 2024, "content": content});
    let proposed = make(treasurer, "proposeBudget", input).await;
    let budget = &proposed["budget"]["id"];
    let input = json!({"budget": budget, "budgetVersion": 1, "decision": decision});
    let approved = make(treasurer, "approveBudget", input).await;
    let query = "query($id: ID!) { budget(id: $id) { year stage inForce { lastYear approvedOn approvedBy { id }
        sums { income costs suspended result unknownAmounts }
        lines { activity from until amount execution suspension { event condition settledOn } }
        verdicts { code outcome } } } }";
    let read = app.anonymous();
    let read = read.query(query, json!({"id": budget})).await.data();
    let held = &read["budget"]["inForce"];
    assert_eq!(held["approvedBy"]["id"], *decision);
    assert_eq!(
        (&held["lastYear"], &held["approvedOn"]),
        (&json!(2026), &json!("2023-11-30"))
    );
    // What nobody stated is null, never zero.
    assert_eq!(
        held["sums"],
        json!({"income": null, "costs": null, "suspended": null, "result": null, "unknownAmounts": 2})
    );
    assert_eq!(
        held["lines"][1],
        json!({"activity": "Förstärkt psykologresurs", "from": "2024-01-01", "until": "2024-06-30", "amount": null,
            "execution": "SUSPENDED", "suspension": {"event": "Positivt besked om projektet",
                "condition": "effektueras då utan nytt beslut", "settledOn": null}})
    );
    let verdicts = held["verdicts"].as_array().expect("verdicts");
    let outcome = |code: &str| {
        let found = verdicts.iter().find(|held| held["code"] == code);
        found.map(|held| held["outcome"].clone())
    };
    for (code, expected) in [
        ("BUDGET_LATE", "MET"),
        ("PLAN_PERIOD_WRONG", "MET"),
        ("BUDGET_UNBALANCED", "UNKNOWN"),
        ("BUDGET_WITHOUT_CONSULTATION", "UNKNOWN"),
        ("BUDGET_MEETING_NOT_PUBLIC", "UNKNOWN"),
    ] {
        assert_eq!(outcome(code), Some(json!(expected)), "{code}");
    }
    let line = &approved["budgetVersion"]["lines"][1]["id"];
    let input = json!({"line": line, "on": "2024-02-12", "evidence": "Besked från ESF-rådet"});
    let released = make(treasurer, "releaseBudgetLine", input).await;
    assert_eq!(released["line"]["execution"], "RELEASED");
    sound(app).await;
}

/// A council's request without an amount, its commitment of ten million, and what is to follow on conditions.
async fn commits(app: &App, treasurer: &Client, owner: &str, resolved: [&Value; 4]) {
    let [asked, promised, equity, meeting] = resolved;
    let input = json!({"association": owner, "year": 2021, "text": "Maximal statlig andel", "decision": asked});
    make(treasurer, "requestAllocation", input).await;
    let input = json!({"association": owner, "year": 2021, "parties": ["REGION", "MUNICIPALITIES"],
    "amount": 1_000_000_000, "matches": "STATE", "text": "Medfinansiering som motsvarar statens belopp", "decision": promised,
    "followUps": [
        {"condition": "om staten skjuter till extra medel", "text": "överväga den överskjutande delen av det egna kapitalet", "decision": equity},
        {"condition": "om staten skjuter till mer än hittills", "text": "kalla till samråd även till hösten", "decision": meeting},
    ]});
    let committed = make(treasurer, "recordCommitment", input).await;
    assert_eq!(committed["budget"]["stage"], "PREPARED");
    let query = "query($id: ID!) { budget(id: $id) { year requests { amount on decision { id } }
        commitments { parties amount amountFormatted matches binding on decision { id paragraph { meeting { body { kind } } } }
            followUps { condition decision { id } } } } }";
    let read = app.anonymous();
    let id = json!({"id": committed["budget"]["id"]});
    let read = read.query(query, id).await.data();
    assert_eq!(
        read["budget"]["requests"],
        json!([{"amount": null, "on": "2020-03-27", "decision": {"id": asked}}])
    );
    assert_eq!(
        read["budget"]["commitments"],
        json!([{"parties": ["REGION", "MUNICIPALITIES"], "amount": 1_000_000_000,
        "amountFormatted": "10\u{a0}000\u{a0}000,00\u{a0}kr", "matches": "STATE", "binding": false, "on": "2020-03-27",
        "decision": {"id": promised, "paragraph": {"meeting": {"body": {"kind": "MEMBER_COUNCIL"}}}},
        "followUps": [
            {"condition": "om staten skjuter till extra medel", "decision": {"id": equity}},
            {"condition": "om staten skjuter till mer än hittills", "decision": {"id": meeting}},
        ]}])
    );
    sound(app).await;
}

async fn a_budget_without_amounts_waits_with_one_line(engine: Engine) {
    let app = App::start(engine).await;
    let mut document = board_meeting("2023-11-30", 51, &[("Verksamhetsplan och budget", "Text.")]);
    document["items"][0]["decisions"] = json!([
        {"kind": "ADOPT", "text": "Verksamhetsplanen för 2024 antas."},
        {"kind": "ADOPT", "text": "Budgeten 2024–2026 antas; en post väntar.", "condition": "till dess besked kommit",
            "budget": {"firstYear": 2024, "lastYear": 2026}},
    ]);
    app.load(&document).await.expect("loaded");
    let owner = "samordningsforbundet-provdalen";
    let treasurer = app.client("treasurer", &[owner]);
    let decisions = decisions(&treasurer, owner).await;
    waits(&app, &treasurer, owner, &decisions[1]).await;
}

async fn a_council_commits_ten_million_and_binds_nobody(engine: Engine) {
    let app = App::start(engine).await;
    let mut document = board_meeting("2020-03-27", 7, &[("Medfinansiering", "Text.")]);
    document["body"]["name"] = json!("Medlemsrådet");
    document["body"]["kind"] = json!("MEMBER_COUNCIL");
    let texts = ["Äska.", "Åtagande.", "Överväga.", "Samråd."];
    document["items"][0]["decisions"] = texts
        .iter()
        .map(|text| json!({"kind": "RESOLVE", "text": text}))
        .collect();
    app.load(&document).await.expect("loaded");
    let owner = "samordningsforbundet-provdalen";
    let treasurer = app.client("treasurer", &[owner]);
    let found = decisions(&treasurer, owner).await;
    let [one, two, three, four] = &found[..] else {
        panic!("four decisions")
    };
    commits(&app, &treasurer, owner, [one, two, three, four]).await;
}

async fn the_real_records_carry_their_budget_and_their_commitment(engine: Engine) {
    let Some(real) = real() else { return };
    let app = App::start(engine).await;
    for (_, document) in &real {
        app.load(document).await.expect("loaded");
    }
    let owners = |start: &str| {
        let found = real.iter().find(|(name, _)| name.starts_with(start));
        let (_, document) = found.expect("a record");
        let name = document["body"]["organisation"].as_str().expect("a name");
        domain::name::Slug::of(name).expect("a slug").to_string()
    };
    let under = async |client: &Client, owner: &str, label: &str| -> Vec<Value> {
        let query = "query($owner: String!) { decisions(first: 100, order: DATE_ASC, filter: {organisation: $owner}) { nodes { id paragraph { label } } } }";
        let data = client.query(query, json!({"owner": owner})).await.data();
        let nodes = data["decisions"]["nodes"].as_array().expect("decisions");
        let under = nodes
            .iter()
            .filter(|held| held["paragraph"]["label"] == label);
        under.map(|held| held["id"].clone()).collect()
    };
    let owner = owners("003");
    let treasurer = app.client("treasurer", &[&owner]);
    let found = under(&treasurer, &owner, "§ 51").await;
    waits(&app, &treasurer, &owner, &found[1]).await;
    let owner = owners("004");
    let treasurer = app.client("treasurer", &[&owner]);
    let found = under(&treasurer, &owner, "§ 7").await;
    let [one, two, three, four] = &found[..] else {
        panic!("four decisions: {found:?}")
    };
    commits(&app, &treasurer, &owner, [one, two, three, four]).await;
}
