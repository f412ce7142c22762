//! Budgets: proposed and consulted on, approved by a decision under a §, revised by later ones, and who may know of
//! them (lag 2003:1210, 5, 19, 21 and 23 §§).

mod closing;
mod seeds;
mod year;

use sea_orm::{ConnectionTrait, Database};
use serde_json::{Value, json};
use tests::app::{App, Engine};
use tests::board::{ASSOCIATION, Board};
use tests::client::Client;
use tests::minutes::board_meeting;
use tests::on_both_engines;

on_both_engines![
    a_budget_is_public_with_the_minutes_that_approve_it,
    what_does_not_fit_is_refused_with_its_code_and_its_field,
    a_decision_of_a_loaded_record_is_linked_with_its_quorum_as_it_was,
    a_repeated_command_has_one_effect_and_a_stale_one_none,
    a_name_that_the_minutes_hide_is_hidden_in_the_budget,
    tables_that_do_not_stand_as_the_journal_tells_are_found,
    budgets_and_histories_take_as_many_statements_whatever_the_page,
];

/// What is read of every change.
const CHANGED: &str = "budget { id stage } budgetVersion { number kind inForce lines { id activity amount execution } } \
    line { id execution suspension { settledOn evidence } } version irregularities { code outcome severity } clientMutationId";

async fn ask(client: &Client, mutation: &str, input: Value) -> Value {
    let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
    let query =
        format!("mutation Change($input: {kind}!) {{ {mutation}(input: $input) {{ {CHANGED} }} }}");
    client.query(&query, json!({"input": input})).await.body
}

/// A change that must succeed.
pub(super) async fn make(client: &Client, mutation: &str, input: Value) -> Value {
    let body = ask(client, mutation, input).await;
    assert!(
        body.get("errors").is_none(),
        "{mutation}: {:#}",
        body["errors"]
    );
    body["data"][mutation].clone()
}

/// The code and the field of a refusal.
fn refused(body: &Value) -> (String, String) {
    let told = |name: &str| {
        let held = body["errors"][0]["extensions"][name].as_str();
        held.unwrap_or_default().to_owned()
    };
    (told("code"), told("field"))
}

/// The codes of what is not as the law wants.
fn codes(changed: &Value) -> Vec<String> {
    let found = changed["irregularities"].as_array().expect("a list");
    let codes = found.iter().map(|held| held["code"].as_str());
    codes.map(|code| code.expect("a code").to_owned()).collect()
}

async fn sound(app: &App) {
    let report = application::verify::verify(&app.store).await;
    assert_eq!(report.expect("a report").bad, None);
}

pub(super) const OWNER: &str = "samordningsforbundet-provdalen";

/// A record of the board with a decision under each of its §§.
pub(super) fn record(date: &str, first: u32, count: usize) -> Value {
    let items = vec![("Budget", "Text."); count];
    let mut document = board_meeting(date, first, &items);
    for item in document["items"].as_array_mut().expect("items") {
        item["decisions"] = json!([{"kind": "ADOPT", "text": "Budgeten antas."}]);
    }
    document
}

/// The decisions of an association's records, in order.
pub(super) async fn decisions(client: &Client, owner: &str) -> Vec<Value> {
    let query = "query($owner: String!) { decisions(first: 100, order: DATE_ASC, filter: {organisation: $owner}) { nodes { id } } }";
    let data = client.query(query, json!({"owner": owner})).await.data();
    let nodes = data["decisions"]["nodes"].as_array().expect("decisions");
    nodes.iter().map(|held| held["id"].clone()).collect()
}

fn proposal(year: i32) -> Value {
    json!({"association": OWNER, "year": year, "content": {"lastYear": year + 2, "proposedOn": "2024-09-24",
        "contributions": [{"party": "STATE", "amount": 400}, {"party": "REGION", "amount": 200}, {"party": "MUNICIPALITIES", "amount": 200}],
        "lines": [{"activity": "Insats", "amount": 700}, {"activity": "Väntar", "suspended": {"event": "Besked"}}]}})
}

/// An association with two loaded records of two decisions each, the later one public or not.
struct Scene {
    app: App,
    treasurer: Client,
    decisions: Vec<Value>,
}

async fn scene(engine: Engine, public: bool) -> Scene {
    let app = App::start(engine).await;
    app.load(&record("2024-10-03", 1, 2)).await.expect("loaded");
    app.load_as(&record("2024-11-28", 3, 2), public, None)
        .await
        .expect("loaded");
    let treasurer = app.client("treasurer", &[OWNER]);
    let decisions = decisions(&treasurer, OWNER).await;
    assert_eq!(decisions.len(), 4);
    Scene {
        app,
        treasurer,
        decisions,
    }
}

impl Scene {
    /// A budget of 2025 approved by a decision.
    async fn approved(&self, place: usize) -> Value {
        let proposed = make(&self.treasurer, "proposeBudget", proposal(2025)).await;
        let input = json!({"budget": proposed["budget"]["id"], "budgetVersion": 1, "decision": self.decisions[place]});
        make(&self.treasurer, "approveBudget", input).await
    }
}

async fn a_budget_is_public_with_the_minutes_that_approve_it(engine: Engine) {
    let scene = scene(engine, false).await;
    let told = json!({"association": OWNER, "year": 2025, "amount": 400, "on": "2024-09-01"});
    make(&scene.treasurer, "recordAllocation", told).await;
    let approved = scene.approved(2).await;
    let budget = &approved["budget"]["id"];
    let revised = json!({"budget": budget, "content": {"lastYear": 2027, "goals": ["Ny"]}});
    make(&scene.treasurer, "reviseBudget", revised).await;
    let query = "query($budget: ID!, $decision: ID!, $owner: String!) {
        budget(id: $budget) { stage allocations { amount } versions { number } }
        node(id: $budget) { ... on Budget { year } }
        decision: node(id: $decision) { ... on Decision { approvesBudget { number } } }
        budgets(filter: {organisation: $owner, year: 2025}) { totalCount nodes { year } }
        contributions(filter: {organisation: $owner}) { totalCount }
        party: contributions(filter: {party: REGION, from: 2025, to: 2025}) { totalCount nodes { amount } }
        association(slug: $owner) { budgets { year } } }";
    let variables = json!({"budget": budget, "decision": scene.decisions[2], "owner": OWNER});
    let outsiders = [
        scene.app.anonymous(),
        scene
            .app
            .client("treasurer", &["samordningsforbundet-annandalen"]),
    ];
    let nothing = json!({"budget": null, "node": null, "decision": null, "budgets": {"totalCount": 0, "nodes": []},
        "contributions": {"totalCount": 0}, "party": {"totalCount": 0, "nodes": []}, "association": {"budgets": []}});
    let seen = |versions: Value| {
        json!({"budget": {"stage": "APPROVED", "allocations": [{"amount": 400}], "versions": versions}, "node": {"year": 2025},
            "decision": {"approvesBudget": {"number": 1}}, "budgets": {"totalCount": 1, "nodes": [{"year": 2025}]},
            "contributions": {"totalCount": 3}, "party": {"totalCount": 1, "nodes": [{"amount": 200}]},
            "association": {"budgets": [{"year": 2025}]}})
    };
    for outsider in &outsiders {
        let read = outsider.query(query, variables.clone()).await.data();
        assert_eq!(read, nothing);
    }
    let inside = scene.treasurer.query(query, variables.clone()).await;
    assert_eq!(inside.data(), seen(json!([{"number": 1}, {"number": 2}])));
    let published = record("2024-11-28", 3, 2);
    scene.app.load(&published).await.expect("published");
    for outsider in &outsiders {
        let read = outsider.query(query, variables.clone()).await.data();
        assert_eq!(read, seen(json!([{"number": 1}])), "the draft stays inside");
    }
    sound(&scene.app).await;
}

async fn what_does_not_fit_is_refused_with_its_code_and_its_field(engine: Engine) {
    let scene = scene(engine, true).await;
    let mut council = record("2024-09-05", 1, 1);
    council["body"]["name"] = json!("Medlemsrådet");
    council["body"]["kind"] = json!("MEMBER_COUNCIL");
    scene.app.load(&council).await.expect("loaded");
    let mut foreign = record("2024-09-06", 1, 1);
    foreign["body"]["organisation"] = json!("Samordningsförbundet Annandalen");
    scene.app.load(&foreign).await.expect("loaded");
    let all = decisions(&scene.treasurer, OWNER).await;
    let of_council = &all[0];
    let theirs = &decisions(&scene.treasurer, "samordningsforbundet-annandalen").await[0];
    let approved = scene.approved(2).await;
    let budget = &approved["budget"]["id"];
    let line = |place: usize| approved["budgetVersion"]["lines"][place]["id"].clone();
    let other = make(&scene.treasurer, "proposeBudget", proposal(2026)).await;
    let open = &other["budget"]["id"];
    let waiting = &other["budgetVersion"]["lines"][1]["id"];
    let with = |content: Value| {
        (
            "proposeBudget",
            json!({"association": OWNER, "year": 2027, "content": content}),
        )
    };
    let approve = |budget: &Value, decision: &Value| {
        (
            "approveBudget",
            json!({"budget": budget, "budgetVersion": 1, "decision": decision}),
        )
    };
    let release = |line: Value, on: &str| {
        (
            "releaseBudgetLine",
            json!({"line": line, "on": on, "evidence": "Brev"}),
        )
    };
    let paper = |mutation: &'static str, more: Value| {
        let mut input = json!({"association": OWNER, "year": 2026});
        let fields = input.as_object_mut().expect("an object");
        fields.extend(more.as_object().expect("an object").clone());
        (mutation, input)
    };
    let of_2025 = |mutation: &'static str, more: Value| {
        let (mutation, mut input) = paper(mutation, more);
        input["year"] = json!(2025);
        (mutation, input)
    };
    let outcome = |rows: Value| {
        let january = json!({"from": "2025-01-01", "until": "2025-01-31", "rows": rows});
        of_2025("recordOutcome", january)
    };
    let most = 9_007_199_254_740_991_i64;
    let invalid = "INVALID_VALUE";
    let cases: Vec<((&str, Value), &str, &str)> = vec![
        (
            with(json!({"contributions": [{"amount": 1}]})),
            invalid,
            "content.contributions.0",
        ),
        (
            with(json!({"contributions": [{"party": "STATE", "amount": -1}]})),
            invalid,
            "content.contributions.0.amount",
        ),
        (
            with(
                json!({"contributions": [{"party": "STATE", "amount": most}, {"party": "REGION", "amount": 1}]}),
            ),
            invalid,
            "content.contributions.1.amount",
        ),
        (
            with(json!({"contributions": [{"member": "almby-kommun"}]})),
            invalid,
            "content.contributions.0.member",
        ),
        (
            with(
                json!({"lines": [{"activity": "A", "amount": most}, {"activity": "B", "amount": 1}]}),
            ),
            invalid,
            "content.lines.1.amount",
        ),
        (
            with(json!({"lines": [{"activity": " "}]})),
            invalid,
            "content.lines.0.activity",
        ),
        (
            with(json!({"lines": [{"activity": "A", "from": "2027-02-01"}]})),
            invalid,
            "content.lines.0.until",
        ),
        (
            with(
                json!({"lines": [{"activity": "A", "from": "2026-02-01", "until": "2026-03-01"}]}),
            ),
            invalid,
            "content.lines.0.from",
        ),
        (
            with(
                json!({"lines": [{"activity": "A", "suspended": {"event": "X", "from": "2026-01-01", "until": "2027-01-31"}}]}),
            ),
            invalid,
            "content.lines.0.suspended.until",
        ),
        (
            with(json!({"otherIncome": [{"source": "OTHER", "text": "Ränta", "year": 2026}]})),
            invalid,
            "content.otherIncome.0.year",
        ),
        (
            with(json!({"equity": [{"drawn": 1}, {"added": 1}]})),
            invalid,
            "content.equity.1.year",
        ),
        (
            with(json!({"goals": ["Ring 19121212-1212"]})),
            invalid,
            "content.goals.0",
        ),
        (with(json!({"lastYear": 2026})), invalid, "content.lastYear"),
        (
            with(json!({"proposedOn": "2999-01-01"})),
            invalid,
            "content.proposedOn",
        ),
        (
            (
                "proposeBudget",
                json!({"association": OWNER, "year": 2003, "content": {}}),
            ),
            invalid,
            "year",
        ),
        (
            (
                "proposeBudget",
                json!({"association": "samordningsforbundet-ingenstans", "year": 2027, "content": {}}),
            ),
            "NOT_FOUND",
            "",
        ),
        (
            (
                "proposeBudget",
                json!({"association": "samordningsforbundet-annandalen", "year": 2027, "content": {}}),
            ),
            "FORBIDDEN",
            "",
        ),
        (
            ("proposeBudget", proposal(2025)),
            "BUDGET_ALREADY_APPROVED",
            "",
        ),
        (
            ("reviseBudget", json!({"budget": open, "content": {}})),
            "BUDGET_NOT_APPROVED",
            "",
        ),
        (approve(open, of_council), invalid, "decision"),
        (approve(open, theirs), invalid, "decision"),
        (
            approve(open, &scene.decisions[2]),
            "DECISION_APPROVES_ANOTHER",
            "",
        ),
        (
            approve(budget, &scene.decisions[2]),
            "DECISION_APPROVES_ANOTHER",
            "",
        ),
        (
            approve(budget, &scene.decisions[3]),
            "BUDGET_VERSION_CLOSED",
            "",
        ),
        (
            (
                "approveBudget",
                json!({"budget": open, "budgetVersion": 2, "decision": scene.decisions[3]}),
            ),
            invalid,
            "budgetVersion",
        ),
        (
            (
                "approveBudget",
                json!({"budget": open, "budgetVersion": 1, "decision": scene.decisions[3], "announced": false, "announcedOn": "2024-11-01"}),
            ),
            invalid,
            "announcedOn",
        ),
        (release(line(0), "2025-02-01"), "LINE_NOT_SUSPENDED", ""),
        (release(line(1), "2024-11-27"), invalid, "on"),
        (release(line(1), "2999-01-01"), invalid, "on"),
        (
            release(waiting.clone(), "2025-02-01"),
            "BUDGET_NOT_APPROVED",
            "",
        ),
        (
            release(json!("bln-00000000000000000000000000"), "2025-02-01"),
            "NOT_FOUND",
            "",
        ),
        (
            paper(
                "recordAllocation",
                json!({"amount": -1, "on": "2024-09-01"}),
            ),
            invalid,
            "amount",
        ),
        (
            paper("recordAllocation", json!({"amount": 1, "on": "2999-09-01"})),
            invalid,
            "on",
        ),
        (
            paper("requestAllocation", json!({"text": "", "on": "2024-09-01"})),
            invalid,
            "text",
        ),
        (
            paper(
                "requestAllocation",
                json!({"text": "Mer", "decision": theirs}),
            ),
            invalid,
            "decision",
        ),
        (
            paper(
                "recordCommitment",
                json!({"parties": [], "text": "Vi betalar."}),
            ),
            invalid,
            "parties",
        ),
        (
            paper(
                "recordCommitment",
                json!({"parties": ["REGION"], "text": "Vi betalar.", "binding": true, "decision": of_council}),
            ),
            invalid,
            "binding",
        ),
        (
            paper(
                "recordConsultation",
                json!({"on": "2024-09-01", "form": "WRITTEN"}),
            ),
            invalid,
            "evidence",
        ),
        (
            paper(
                "recordConsultation",
                json!({"on": "2024-09-01", "form": "WRITTEN", "evidence": "Brev", "members": ["almby-kommun"]}),
            ),
            invalid,
            "members.0",
        ),
        (
            paper(
                "recordConsultation",
                json!({"on": "2024-09-01", "form": "WRITTEN", "evidence": "Brev", "members": []}),
            ),
            invalid,
            "members",
        ),
        (
            paper(
                "recordConsultation",
                json!({"on": "2024-09-01", "form": "WRITTEN", "evidence": "Brev", "budgetVersion": 9}),
            ),
            invalid,
            "budgetVersion",
        ),
        (outcome(json!([])), invalid, "rows"),
        (outcome(json!([{"amount": 1}])), invalid, "rows.0"),
        (
            outcome(json!([{"line": line(0), "source": "OTHER", "amount": 1}])),
            invalid,
            "rows.0",
        ),
        (
            outcome(json!([{"line": line(0)}])),
            invalid,
            "rows.0.amount",
        ),
        (
            outcome(json!([{"line": line(0), "amount": 1}, {"line": line(0), "forecast": 1}])),
            invalid,
            "rows.1",
        ),
        (
            outcome(json!([{"line": waiting, "amount": 1}])),
            invalid,
            "rows.0.line",
        ),
        (
            (
                "recordOutcome",
                json!({"association": OWNER, "year": 2026, "from": "2026-01-01", "until": "2026-01-31", "rows": [{"line": waiting, "amount": 1}]}),
            ),
            "BUDGET_NOT_APPROVED",
            "",
        ),
        (
            (
                "recordOutcome",
                json!({"association": OWNER, "year": 2025, "from": "2024-12-01", "until": "2024-12-31", "rows": [{"line": line(0), "amount": 1}]}),
            ),
            invalid,
            "from",
        ),
        (
            of_2025(
                "recordInvoice",
                json!({"amount": 1, "reference": "1", "on": "2025-01-10"}),
            ),
            invalid,
            "member",
        ),
        (
            of_2025(
                "recordInvoice",
                json!({"party": "STATE", "amount": 0, "reference": "1", "on": "2025-01-10"}),
            ),
            invalid,
            "amount",
        ),
        (
            of_2025(
                "recordInvoice",
                json!({"member": "almby-kommun", "amount": 1, "reference": "1", "on": "2025-01-10"}),
            ),
            invalid,
            "member",
        ),
        (
            of_2025(
                "recordPayment",
                json!({"invoice": "1", "amount": 1, "on": "2025-01-10"}),
            ),
            invalid,
            "invoice",
        ),
        (
            of_2025("bookEquity", json!({"amount": 0, "text": "Resultat"})),
            invalid,
            "amount",
        ),
        (of_2025("recordAnnualReport", json!({})), invalid, "on"),
        (
            of_2025("recordAnnualReport", json!({"on": "2025-12-31"})),
            invalid,
            "on",
        ),
        (
            of_2025("recordAnnualReport", json!({"decision": of_council})),
            invalid,
            "decision",
        ),
        (
            of_2025("recordAnnualReport", json!({"decision": theirs})),
            invalid,
            "decision",
        ),
        (
            of_2025(
                "recordAnnualReport",
                json!({"on": "2026-03-01", "sentOn": "2026-02-28"}),
            ),
            invalid,
            "sentOn",
        ),
        (
            of_2025(
                "recordAnnualReport",
                json!({"on": "2026-03-01", "costs": -1}),
            ),
            invalid,
            "costs",
        ),
        (
            of_2025(
                "recordAuditor",
                json!({"name": "Rut Revisor", "appointedBy": [], "on": "2025-01-10"}),
            ),
            invalid,
            "appointedBy",
        ),
        (
            of_2025(
                "recordAuditor",
                json!({"name": "Rut Revisor", "appointedBy": ["almby-kommun"], "on": "2025-01-10"}),
            ),
            invalid,
            "appointedBy.0",
        ),
        (
            of_2025("recordAudit", json!({"on": "2025-12-31"})),
            invalid,
            "on",
        ),
        (
            of_2025(
                "recordDischarge",
                json!({"member": "almby-kommun", "outcome": "GRANTED", "on": "2026-06-01"}),
            ),
            invalid,
            "member",
        ),
    ];
    let entries = async || {
        use application::ports::Audit;
        let held = scene.app.store.journals().await.expect("journals");
        held.into_iter().map(|(_, last, _)| last).sum::<i64>()
    };
    let before = entries().await;
    for ((mutation, input), code, field) in cases {
        let body = ask(&scene.treasurer, mutation, input.clone()).await;
        let expected = (code.to_owned(), field.to_owned());
        assert_eq!(refused(&body), expected, "{mutation} {input}: {body:#}");
    }
    assert_eq!(entries().await, before);
    // On the day of the approval the event may come.
    let (mutation, input) = release(line(1), "2024-11-28");
    make(&scene.treasurer, mutation, input.clone()).await;
    let lapse = json!({"line": line(1), "on": "2024-11-29", "evidence": "Brev"});
    let body = ask(&scene.treasurer, "lapseBudgetLine", lapse).await;
    assert_eq!(refused(&body).0, "LINE_NOT_SUSPENDED");
    sound(&scene.app).await;
}

async fn a_decision_of_a_loaded_record_is_linked_with_its_quorum_as_it_was(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let mut document = record("2025-11-27", 1, 1);
    document["body"] = json!({"name": "Styrelsen", "kind": "BOARD", "organisation": "Samordningsförbundet Vindalen"});
    // Four of nine seats.
    let there = Board::holders().take(4).zip([
        "Försäkringskassan",
        "Arbetsförmedlingen",
        "Region Norrvind",
        "Almby kommun",
    ]);
    document["attendance"] = there
        .map(|(name, organisation)| json!({"name": name, "organisation": organisation, "capacity": "MEMBER"}))
        .collect();
    app.load(&document).await.expect("loaded");
    drop(board);
    let treasurer = app.client("treasurer", &[ASSOCIATION]);
    let decision = decisions(&treasurer, ASSOCIATION).await[0].clone();
    let input = json!({"association": ASSOCIATION, "year": 2026, "content": {"lastYear": 2028}});
    let proposed = make(&treasurer, "proposeBudget", input).await;
    let input =
        json!({"budget": proposed["budget"]["id"], "budgetVersion": 1, "decision": decision});
    let approved = make(&treasurer, "approveBudget", input).await;
    assert_eq!(
        codes(&approved),
        [
            "QUORUM_NOT_MET",
            "BUDGET_WITHOUT_CONSULTATION",
            "BUDGET_MEETING_NOT_PUBLIC"
        ]
    );
    assert_eq!(approved["irregularities"][0]["outcome"], "NOT_MET");
    assert_eq!(approved["irregularities"][1]["outcome"], "UNKNOWN");
    sound(&app).await;
}

async fn a_repeated_command_has_one_effect_and_a_stale_one_none(engine: Engine) {
    let scene = scene(engine, true).await;
    let mut input = proposal(2025);
    input["clientMutationId"] = json!("b-1");
    let asked = (0..4).map(|_| ask(&scene.treasurer, "proposeBudget", input.clone()));
    let answers = futures_util::future::join_all(asked).await;
    assert!(
        answers.iter().all(|answer| *answer == answers[0]),
        "{answers:#?}"
    );
    let proposed = answers[0]["data"]["proposeBudget"].clone();
    assert_eq!(proposed["clientMutationId"], "b-1");
    input["year"] = json!(2026);
    let body = ask(&scene.treasurer, "proposeBudget", input).await;
    assert_eq!(refused(&body).0, "CLIENT_MUTATION_ID_REUSED");
    // Two who approve at once by the same decision: one does.
    let input = json!({"budget": proposed["budget"]["id"], "budgetVersion": 1, "decision": scene.decisions[2]});
    let asked = (0..2).map(|_| ask(&scene.treasurer, "approveBudget", input.clone()));
    let answers = futures_util::future::join_all(asked).await;
    let done = answers
        .iter()
        .filter(|answer| answer.get("errors").is_none());
    assert_eq!(done.count(), 1, "{answers:#?}");
    let mut stale = json!({"budget": proposed["budget"]["id"], "content": {}});
    stale["expectedVersion"] = proposed["version"].clone();
    let body = ask(&scene.treasurer, "reviseBudget", stale).await;
    assert_eq!(refused(&body).0, "STALE_VERSION");
    sound(&scene.app).await;
}

async fn a_name_that_the_minutes_hide_is_hidden_in_the_budget(engine: Engine) {
    let app = App::start(engine).await;
    let hidden = "Ulrika Fackman";
    let mut document = record("2024-11-28", 1, 1);
    document["attendance"] =
        json!([{"name": hidden, "organisation": "Vision", "capacity": "UNION"}]);
    app.load(&document).await.expect("loaded");
    let treasurer = app.client("treasurer", &[OWNER]);
    let named = |text: &str| format!("{text} {hidden}");
    let content = json!({"goals": [named("Mål")], "funding": named("Enligt"),
        "contributions": [{"other": named("Gåva av"), "amount": 1}],
        "lines": [{"activity": named("Insats av"), "expectedOutcome": named("Som"), "suspended": {"event": named("Besked av")}}],
        "otherIncome": [{"source": "OTHER", "text": named("Från")}]});
    let input = json!({"association": OWNER, "year": 2025, "content": content});
    let proposed = make(&treasurer, "proposeBudget", input).await;
    let told = json!({"association": OWNER, "year": 2025, "amount": 1, "on": "2024-09-01", "reference": named("Brev till")});
    make(&treasurer, "recordAllocation", told).await;
    let decision = &decisions(&treasurer, OWNER).await[0];
    let input =
        json!({"budget": proposed["budget"]["id"], "budgetVersion": 1, "decision": decision});
    let approved = make(&treasurer, "approveBudget", input).await;
    let line = &approved["budgetVersion"]["lines"][0]["id"];
    let input = json!({"line": line, "on": "2025-01-10", "evidence": named("Brev av")});
    make(&treasurer, "lapseBudgetLine", input).await;
    let query = "{ budgets { nodes { allocations { reference } inForce { goals funding contributions { other } otherIncome { text }
        lines { activity expectedOutcome execution suspension { event evidence } } verdicts { explanation figures { value } } } } } }";
    let read = app.anonymous().query(query, json!({})).await.data();
    let text = read.to_string();
    assert!(
        !text.contains("Ulrika") && !text.contains("Fackman"),
        "{read:#}"
    );
    let mark = application::visibility::HIDDEN;
    let held = &read["budgets"]["nodes"][0];
    assert_eq!(
        held["allocations"][0]["reference"],
        format!("Brev till {mark}")
    );
    assert_eq!(held["inForce"]["lines"][0]["execution"], "LAPSED");
    let inside = treasurer.query(query, json!({})).await.data();
    assert_eq!(
        inside["budgets"]["nodes"][0]["inForce"]["goals"][0],
        named("Mål")
    );
}

async fn tables_that_do_not_stand_as_the_journal_tells_are_found(engine: Engine) {
    let forgeries = [
        (
            "UPDATE budget_line SET amount = 701 WHERE amount = 700",
            "bud-",
        ),
        (
            "UPDATE budget_contribution SET amount = 201 WHERE party = 'REGION'",
            "bud-",
        ),
        ("UPDATE budget_version SET open = true", "bud-"),
        (
            "UPDATE budget_version SET decision_id = NULL, approved_on = NULL, quorum = NULL",
            "bud-",
        ),
        ("DELETE FROM budget_paper", "bud-"),
        ("UPDATE budget SET year = 2026", "bud-"),
        (
            "UPDATE budget_book SET sequence = sequence - 1",
            "the tables know entry",
        ),
    ];
    for (forgery, place) in forgeries {
        let scene = scene(engine, true).await;
        let told = json!({"association": OWNER, "year": 2025, "amount": 400, "on": "2024-09-01"});
        make(&scene.treasurer, "recordAllocation", told).await;
        scene.approved(2).await;
        sound(&scene.app).await;
        let database = Database::connect(&scene.app.settings.database_url).await;
        let database = database.expect("the same database");
        database.execute_unprepared(forgery).await.expect("forged");
        let report = application::verify::verify(&scene.app.store).await;
        let bad = report.expect("a report").bad.expect("found");
        assert!(
            bad.starts_with("budgets of org-") && bad.contains(place),
            "{forgery}: {bad}"
        );
    }
}

async fn budgets_and_histories_take_as_many_statements_whatever_the_page(engine: Engine) {
    let scene = scene(engine, true).await;
    for (year, place) in (2025..).zip([0, 1, 2, 3]) {
        let proposed = make(&scene.treasurer, "proposeBudget", proposal(year)).await;
        let input = json!({"budget": proposed["budget"]["id"], "budgetVersion": 1, "decision": scene.decisions[place]});
        make(&scene.treasurer, "approveBudget", input).await;
    }
    let budgets = "query($first: Int!) { budgets(first: $first) { nodes { year association { name } inForce { sums { income costs result } lines { activity } approvedBy { text } irregularities { code } } } } }";
    let history = "query($first: Int!) { contributions(first: $first) { nodes { year amount share version { approvedBy { text paragraph { label } } budget { year } } } } }";
    let decided = "query($first: Int!) { decisions(first: $first) { nodes { approvesBudget { number sums { income } budget { year } } } } }";
    let anonymous = scene.app.anonymous();
    for query in [budgets, history, decided] {
        let mut counts = Vec::new();
        for first in [1, 4] {
            let variables = json!({"first": first});
            let ask = async || anonymous.query(query, variables.clone()).await.data();
            counts.push(scene.app.counted(ask).await.1);
        }
        println!("{engine:?}: {counts:?} statements");
        assert_eq!(counts[0], counts[1], "{query}");
    }
    let page = "query($after: String) { contributions(first: 2, after: $after, filter: {party: STATE}) { totalCount pageInfo { hasNextPage endCursor } nodes { year } } }";
    let (mut after, mut years) = (Value::Null, Vec::new());
    for left in [true, false] {
        let data = anonymous.query(page, json!({"after": after})).await.data();
        let list = &data["contributions"];
        assert_eq!(list["totalCount"], 4);
        assert_eq!(list["pageInfo"]["hasNextPage"], left);
        let nodes = list["nodes"].as_array().expect("nodes");
        years.extend(nodes.iter().map(|held| held["year"].clone()));
        after = list["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(years, [2028, 2027, 2026, 2025]);
}
