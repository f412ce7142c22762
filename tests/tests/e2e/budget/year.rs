//! The year of an association with a region, six municipalities and two members of the state: from what is asked of the
//! state to every member's discharge, as docs/budgets.md tells it.

use super::{ask, codes, make, refused, sound};

use serde_json::{Value, json};
use tests::app::{App, Engine};
use tests::board::{ASSOCIATION, Board};
use tests::client::Client;
use tests::on_both_engines;

on_both_engines![the_year_of_an_association_from_request_to_discharge];

/// The members of [`Board`]'s association, as addresses.
const MEMBERS: [&str; 9] = [
    "forsakringskassan",
    "arbetsformedlingen",
    "region-norrvind",
    "almby-kommun",
    "bjorkas-kommun",
    "dalvik-kommun",
    "ekhult-kommun",
    "grinnas-kommun",
    "hedlunda-kommun",
];

/// Ten million from the state, five from the region, and five from six municipalities.
fn contributions() -> Value {
    let mut given = vec![
        json!({"party": "STATE", "amount": 1_000_000_000}),
        json!({"member": "region-norrvind", "amount": 500_000_000}),
    ];
    let shares = [180, 120, 80, 60, 40, 20];
    for (member, share) in MEMBERS[3..].iter().zip(shares) {
        given.push(json!({"member": member, "amount": share * 1_000_000}));
    }
    json!(given)
}

/// A decision of the association's board in a meeting of a day.
async fn decided(board: &Board, day: &str, text: &str) -> (String, Value) {
    let meeting = board.with_present(day, 7).await;
    let paragraph = board.paragraph(&meeting, "Budget").await;
    let input = json!({"paragraph": paragraph, "kind": "ADOPT", "text": text});
    let decided = board.secretary.make("decide", input).await;
    (paragraph, decided["decision"]["id"].clone())
}

async fn the_year_of_an_association_from_request_to_discharge(engine: Engine) {
    let app = App::start(engine).await;
    app.clock
        .set("2027-06-30T10:00:00Z".parse().expect("a moment"));
    let board = Board::of(&app).await;
    let treasurer = app.client("treasurer", &[ASSOCIATION]);
    let of = |more: Value| {
        let mut input = json!({"association": ASSOCIATION, "year": 2026});
        let fields = input.as_object_mut().expect("an object");
        fields.extend(more.as_object().expect("an object").clone());
        input
    };
    let requested = of(json!({"text": "Maximal statlig andel", "on": "2025-03-27"}));
    let requested = make(&treasurer, "requestAllocation", requested).await;
    assert_eq!(requested["budget"]["stage"], "PREPARED");
    assert!(requested["budgetVersion"].is_null());
    let told = of(json!({"amount": 1_000_000_000, "on": "2025-09-15", "reference": "Brev 7"}));
    let told = make(&treasurer, "recordAllocation", told).await;
    assert_eq!(told["budget"]["stage"], "ALLOCATED");

    let waits = json!({"event": "ESF-rådet beviljar stöd till projektet Vägar", "from": "2026-01-01", "until": "2026-06-30"});
    let lines = json!([
        {"activity": "Samordningsteam", "amount": 1_500_000_000, "expectedOutcome": "120 deltagare"},
        {"activity": "Psykolog", "amount": 90_000_000, "suspended": waits},
        {"activity": "Kansli", "amount": 400_000_000},
    ]);
    let content = json!({
        "lastYear": 2028, "proposedOn": "2025-09-24", "contributions": contributions(), "lines": lines,
        "otherIncome": [{"source": "EUROPEAN_SOCIAL_FUND", "text": "Projektet Vägar", "amount": 50_000_000}],
        "equity": [{"added": 10_000_000}], "goals": ["Fler i arbete eller studier"],
    });
    let proposed = of(json!({"content": content}));
    let proposed = make(&treasurer, "proposeBudget", proposed).await;
    assert_eq!(proposed["budget"]["stage"], "PROPOSED");
    let budget = proposed["budget"]["id"].clone();
    assert_eq!(proposed["budgetVersion"]["number"], 1);
    // Nobody approved it by the last day, and nobody was consulted.
    assert_eq!(
        codes(&proposed),
        ["BUDGET_LATE", "BUDGET_WITHOUT_CONSULTATION"]
    );
    let talked = of(
        json!({"on": "2025-10-10", "form": "COUNCIL", "members": MEMBERS, "evidence": "Minnesanteckning", "budgetVersion": 1}),
    );
    let talked = make(&treasurer, "recordConsultation", talked).await;
    assert_eq!(talked["budget"]["stage"], "CONSULTED");

    let (paragraph, decision) = decided(&board, "2025-11-27", "Budgeten antas.").await;
    let approval = json!({"budget": budget, "budgetVersion": 1, "decision": decision, "openToPublic": true, "announcedOn": "2025-11-13"});
    let approved = make(&treasurer, "approveBudget", approval).await;
    assert_eq!(approved["budget"]["stage"], "APPROVED");
    assert_eq!(codes(&approved), [] as [&str; 0], "{approved:#}");

    let query = "query($id: ID!) { budget(id: $id) { year stage association { slug }
        requests { amount text on decision { id } } allocations { amountFormatted reference } consultations { on form members { slug } version }
        versions { number } inForce { number lastYear goals approvedOn openToPublic announced announcedOn inForce
            approvedBy { id approvesBudget { number budget { id } } paragraph { id } }
            contributions { party member { slug } kind amount total share } otherIncome { source amount }
            equity { year added drawn } sums { contributions income costs suspended result resultFormatted unknownAmounts equityDrawn }
            verdicts { code outcome margin } } } }";
    let read = treasurer.query(query, json!({"id": budget})).await.data();
    let held = &read["budget"];
    assert_eq!(
        held["requests"],
        json!([{"amount": null, "text": "Maximal statlig andel", "on": "2025-03-27", "decision": null}])
    );
    assert_eq!(
        held["allocations"],
        json!([{"amountFormatted": "10\u{a0}000\u{a0}000,00\u{a0}kr", "reference": "Brev 7"}])
    );
    let consulted = held["consultations"][0]["members"].as_array();
    assert_eq!(consulted.map(Vec::len), Some(9));
    assert_eq!(held["association"]["slug"], ASSOCIATION);
    let version = &held["inForce"];
    assert_eq!(
        version["approvedBy"],
        json!({"id": decision, "approvesBudget": {"number": 1, "budget": {"id": budget}}, "paragraph": {"id": paragraph}})
    );
    assert_eq!(
        version["contributions"][2],
        json!({"party": "MUNICIPALITIES", "member": {"slug": "almby-kommun"}, "kind": "STATUTORY",
            "amount": 180_000_000, "total": 2_000_000_000, "share": 0.09})
    );
    assert_eq!(
        version["sums"],
        json!({"contributions": 2_000_000_000, "income": 2_050_000_000, "costs": 1_990_000_000, "suspended": 90_000_000,
            "result": 60_000_000, "resultFormatted": "600\u{a0}000,00\u{a0}kr", "unknownAmounts": 1, "equityDrawn": null})
    );
    let verdicts = version["verdicts"].as_array().expect("verdicts");
    let met: Vec<&str> = verdicts
        .iter()
        .filter(|held| held["outcome"] == "MET")
        .filter_map(|held| held["code"].as_str())
        .collect();
    assert_eq!(
        met,
        [
            "QUORUM_NOT_MET",
            "BUDGET_LATE",
            "BUDGET_WITHOUT_CONSULTATION",
            "BUDGET_MEETING_NOT_PUBLIC",
            "BUDGET_MEETING_NOT_ANNOUNCED",
            "BUDGET_UNBALANCED",
            "PLAN_PERIOD_WRONG",
            "SPLIT_MISMATCH",
            "NON_MEMBER_CONTRIBUTION"
        ]
    );

    // The event comes in May: the line is carried out without a new decision.
    let line = approved["budgetVersion"]["lines"][1].clone();
    assert_eq!(line["execution"], "SUSPENDED");
    let release = json!({"line": line["id"], "on": "2026-05-04", "evidence": "Beslut av ESF-rådet 2026-04-30"});
    let released = make(&treasurer, "releaseBudgetLine", release).await;
    assert_eq!(
        released["line"],
        json!({"id": line["id"], "execution": "RELEASED",
            "suspension": {"settledOn": "2026-05-04", "evidence": "Beslut av ESF-rådet 2026-04-30"}})
    );

    // A supplement in September, paid for from equity; without saying so it is noted.
    let more = |funding: Value, equity: Value| {
        let lines = json!([
            {"activity": "Samordningsteam", "amount": 1_600_000_000},
            {"activity": "Psykolog", "amount": 90_000_000},
            {"activity": "Kansli", "amount": 300_000_000},
            {"activity": "Uppsökande arbete", "from": "2026-09-01", "until": "2026-12-31", "amount": 20_000_000},
        ]);
        let other = json!([{"year": 2026, "source": "EUROPEAN_SOCIAL_FUND", "text": "Projektet Vägar", "amount": 50_000_000}]);
        json!({"budget": budget, "supplement": true, "content": {"lastYear": 2028, "proposedOn": "2026-09-10",
            "contributions": contributions(), "otherIncome": other, "lines": lines, "equity": equity, "funding": funding}})
    };
    let unfunded = more(Value::Null, json!([]));
    let unfunded = make(&treasurer, "reviseBudget", unfunded).await;
    assert_eq!(codes(&unfunded), ["UNFUNDED_SPENDING"]);
    let paid = more(Value::Null, json!([{"year": 2026, "drawn": 20_000_000}]));
    let supplement = make(&treasurer, "reviseBudget", paid).await;
    assert_eq!(codes(&supplement), [] as [&str; 0]);
    assert_eq!(supplement["budgetVersion"]["kind"], "SUPPLEMENT");
    let (_, later) = decided(&board, "2026-09-17", "Tilläggsbudgeten antas.").await;
    let approval = json!({"budget": budget, "budgetVersion": 3, "decision": later});
    let approved = make(&treasurer, "approveBudget", approval).await;
    assert_eq!(approved["budgetVersion"]["inForce"], true);
    let versions =
        "query($id: ID!) { budget(id: $id) { versions { number inForce approvedBy { id } } } }";
    let read = treasurer
        .query(versions, json!({"id": budget}))
        .await
        .data();
    assert_eq!(
        read["budget"]["versions"],
        json!([
            {"number": 1, "inForce": false, "approvedBy": {"id": decision}},
            {"number": 2, "inForce": false, "approvedBy": null},
            {"number": 3, "inForce": true, "approvedBy": {"id": later}},
        ])
    );
    // What did Almby pay, and under which § was it decided?
    let history = "{ contributions(filter: {member: \"almby-kommun\"}) { totalCount nodes { year amount share version { number approvedBy { id } } } } }";
    let read = treasurer.query(history, json!({})).await.data();
    assert_eq!(
        read["contributions"],
        json!({"totalCount": 1, "nodes": [{"year": 2026, "amount": 180_000_000, "share": 0.09,
            "version": {"number": 3, "approvedBy": {"id": later}}}]})
    );
    kept(&treasurer, &budget, &approved).await;
    closed(&app, &board, &treasurer, &budget).await;
    // A reader of a member sees it; nobody outside, until the minutes are public.
    let reader = app.client("reader", &["almby-kommun"]);
    let listed = "{ budgets { totalCount } contributions { totalCount } }";
    let read = reader.query(listed, json!({})).await.data();
    assert_eq!(
        read,
        json!({"budgets": {"totalCount": 1}, "contributions": {"totalCount": 8}})
    );
    let read = app.anonymous().query(listed, json!({})).await.data();
    assert_eq!(
        read,
        json!({"budgets": {"totalCount": 0}, "contributions": {"totalCount": 0}})
    );
    sound(&app).await;
}

/// An input about the association's budget year.
fn of_year(more: Value) -> Value {
    let mut input = json!({"association": ASSOCIATION, "year": 2026});
    let fields = input.as_object_mut().expect("an object");
    fields.extend(more.as_object().expect("an object").clone());
    input
}

/// Outcomes by line and period, forecasts, invoices and payments.
async fn kept(treasurer: &Client, budget: &Value, approved: &Value) {
    let line = |place: usize| approved["budgetVersion"]["lines"][place]["id"].clone();
    let outcome = |from: &str, until: &str, on: &str, rows: Value| {
        of_year(json!({"from": from, "until": until, "on": on, "rows": rows}))
    };
    let april = json!([
        {"line": line(0), "amount": 500_000_000, "forecast": 1_580_000_000},
        {"line": line(1), "forecast": 60_000_000, "comment": "Tillträder i maj."},
        {"source": "EUROPEAN_SOCIAL_FUND", "amount": 20_000_000},
    ]);
    let april = outcome("2026-01-01", "2026-04-30", "2026-05-12", april);
    make(treasurer, "recordOutcome", april).await;
    let year = json!([
        {"line": line(0), "amount": 1_570_000_000},
        {"line": line(1), "amount": 55_000_000},
        {"line": line(2), "amount": 300_000_000},
        {"line": line(3), "amount": 21_000_000},
        {"source": "EUROPEAN_SOCIAL_FUND", "amount": 50_000_000},
        {"text": "Flytt av kansliet", "amount": 4_000_000, "comment": "Vattenskada"},
    ]);
    let year = outcome("2026-01-01", "2026-12-31", "2027-02-10", year);
    make(treasurer, "recordOutcome", year).await;
    let across = json!([{"line": line(0), "amount": 1}]);
    let across = outcome("2026-12-01", "2026-12-31", "2027-02-10", across);
    let body = ask(treasurer, "recordOutcome", across).await;
    assert_eq!(
        refused(&body),
        ("INVALID_VALUE".to_owned(), "rows.0".to_owned())
    );

    let invoice = |who: Value, amount: i64, reference: &str, due: &str| {
        let mut input = of_year(
            json!({"amount": amount, "reference": reference, "on": "2026-01-15", "dueOn": due}),
        );
        let fields = input.as_object_mut().expect("an object");
        fields.extend(who.as_object().expect("an object").clone());
        input
    };
    let asked = [
        invoice(
            json!({"party": "STATE"}),
            1_000_000_000,
            "26-1",
            "2026-02-15",
        ),
        invoice(
            json!({"member": "region-norrvind"}),
            500_000_000,
            "26-2",
            "2026-02-15",
        ),
        invoice(
            json!({"member": "almby-kommun"}),
            180_000_000,
            "26-3",
            "2026-02-15",
        ),
    ];
    for input in asked {
        make(treasurer, "recordInvoice", input).await;
    }
    let paid = |invoice: &str, amount: i64| {
        of_year(json!({"invoice": invoice, "amount": amount, "on": "2026-02-13"}))
    };
    make(treasurer, "recordPayment", paid("26-1", 1_000_000_000)).await;
    make(treasurer, "recordPayment", paid("26-3", 100_000_000)).await;

    let query = "query($id: ID!, $on: Date) { budget(id: $id) {
        outcomes { from until on rows { line { activity } source text amount forecast comment } }
        invoices { reference party member { slug } kind amount on dueOn payments { amount on } }
        followUp(asOf: $on) { asOf version { number } costsBudgeted costsOutcome costsExpected
            costs { line { activity } text budgeted outcome toldUntil remaining forecast expected complete deviation comment }
            income { source budgeted outcome complete deviation }
            contributions { party member { slug } budgeted invoiced notInvoiced paid outstanding overdue }
            parties { party budgeted invoiced paid outstanding overdue } } } }";
    let read = async |on: Value| {
        let read = treasurer
            .query(query, json!({"id": budget, "on": on}))
            .await;
        read.data()["budget"].clone()
    };
    let then = read(json!("2026-05-12")).await;
    assert_eq!(
        then["followUp"]["costs"][0],
        json!({"line": {"activity": "Samordningsteam"}, "text": null, "budgeted": 1_500_000_000, "outcome": 500_000_000,
            "toldUntil": "2026-04-30", "remaining": 1_000_000_000, "forecast": 1_580_000_000, "expected": 1_580_000_000,
            "complete": false, "deviation": -80_000_000, "comment": null}),
        "as it was before the supplement of September"
    );
    assert_eq!(
        then["followUp"]["costs"][1],
        json!({"line": {"activity": "Psykolog"}, "text": null, "budgeted": 90_000_000, "outcome": null, "toldUntil": null,
            "remaining": null, "forecast": 60_000_000, "expected": 60_000_000, "complete": false, "deviation": 30_000_000,
            "comment": "Tillträder i maj."})
    );
    assert_eq!(
        then["followUp"]["costsOutcome"],
        Value::Null,
        "a line is not told of"
    );
    let held = read(Value::Null).await;
    assert_eq!(
        held["outcomes"].as_array().map(Vec::len),
        Some(2),
        "what was told stays"
    );
    let follow_up = &held["followUp"];
    assert_eq!(
        (&follow_up["asOf"], &follow_up["version"]["number"]),
        (&json!("2027-06-30"), &json!(3))
    );
    assert_eq!(follow_up["costs"][3]["deviation"], -1_000_000);
    assert_eq!(
        follow_up["costs"][4],
        json!({"line": null, "text": "Flytt av kansliet", "budgeted": null, "outcome": 4_000_000, "toldUntil": "2026-12-31",
            "remaining": null, "forecast": null, "expected": 4_000_000, "complete": true, "deviation": null,
            "comment": "Vattenskada"})
    );
    assert_eq!(
        (
            &follow_up["costsBudgeted"],
            &follow_up["costsOutcome"],
            &follow_up["costsExpected"]
        ),
        (
            &json!(2_010_000_000),
            &json!(1_950_000_000),
            &json!(1_950_000_000)
        )
    );
    assert_eq!(
        follow_up["income"],
        json!([{"source": "EUROPEAN_SOCIAL_FUND", "budgeted": 50_000_000, "outcome": 50_000_000, "complete": true, "deviation": 0}])
    );
    let contributions = follow_up["contributions"]
        .as_array()
        .expect("contributions");
    assert_eq!(contributions.len(), 8);
    assert_eq!(
        contributions[2],
        json!({"party": "MUNICIPALITIES", "member": {"slug": "almby-kommun"}, "budgeted": 180_000_000,
            "invoiced": 180_000_000, "notInvoiced": 0, "paid": 100_000_000, "outstanding": 80_000_000, "overdue": 80_000_000})
    );
    assert_eq!(
        contributions[3]["invoiced"],
        Value::Null,
        "nobody recorded an invoice: not known, not zero"
    );
    assert_eq!(
        follow_up["parties"],
        json!([
            {"party": "STATE", "budgeted": 1_000_000_000, "invoiced": 1_000_000_000, "paid": 1_000_000_000, "outstanding": 0, "overdue": 0},
            {"party": "REGION", "budgeted": 500_000_000, "invoiced": 500_000_000, "paid": 0, "outstanding": 500_000_000, "overdue": 500_000_000},
            {"party": "MUNICIPALITIES", "budgeted": 500_000_000, "invoiced": null, "paid": null, "outstanding": null, "overdue": null},
        ])
    );
    assert_eq!(
        held["invoices"][2],
        json!({"reference": "26-3", "party": "MUNICIPALITIES", "member": {"slug": "almby-kommun"}, "kind": "STATUTORY",
            "amount": 180_000_000, "on": "2026-01-15", "dueOn": "2026-02-15", "payments": [{"amount": 100_000_000, "on": "2026-02-13"}]})
    );
}

/// Equity, the annual report, its audit, and each member's discharge.
async fn closed(app: &App, board: &Board, treasurer: &Client, budget: &Value) {
    let query = "query($id: ID!) { budget(id: $id) { closing { stage annualReportDueOn
        annualReport { on decision { id } sentOn income costs result resultFormatted equity reference }
        auditors { name appointedBy { slug } on reference } auditReports { on members { slug } favoursDischarge remark reference }
        members { member { slug } auditors { name } audited optional discharge { outcome claimsDamages on reference } }
        verdicts { code outcome margin } irregularities { code } } } }";
    let read = async |client: &Client| {
        let read = client.query(query, json!({"id": budget})).await.data();
        read["budget"]["closing"].clone()
    };
    let open = read(treasurer).await;
    assert_eq!(
        (
            &open["stage"],
            &open["annualReportDueOn"],
            &open["annualReport"]
        ),
        (&json!("OPEN"), &json!("2027-03-31"), &Value::Null)
    );
    assert_eq!(
        open["verdicts"],
        json!([
            {"code": "ANNUAL_REPORT_LATE", "outcome": "UNKNOWN", "margin": null},
            {"code": "AUDITOR_MISSING", "outcome": "UNKNOWN", "margin": null},
        ])
    );
    let auditor = |name: &str, by: &[&str]| {
        of_year(
            json!({"name": name, "appointedBy": by, "on": "2026-01-20", "reference": "Beslut 2026-01-20"}),
        )
    };
    let state = auditor("Rut Revisor", &["forsakringskassan"]);
    let told = make(treasurer, "recordAuditor", state).await;
    assert_eq!(codes(&told), ["AUDITOR_MISSING"]);
    let local = auditor("Rolf Granskare", &MEMBERS[2..]);
    let told = make(treasurer, "recordAuditor", local).await;
    assert_eq!(
        codes(&told),
        [] as [&str; 0],
        "the state's auditor is for both its members"
    );

    let (_, decision) = decided(board, "2027-03-25", "Årsredovisningen för 2026 avges.").await;
    let report = json!({"decision": decision, "income": 2_050_000_000_i64, "costs": 1_950_000_000, "equity": 130_000_000});
    let told = make(treasurer, "recordAnnualReport", of_year(report.clone())).await;
    assert_eq!(codes(&told), [] as [&str; 0]);
    assert_eq!(read(treasurer).await["stage"], "AUDIT_PENDING");
    let mut sent = of_year(report);
    sent["sentOn"] = json!("2027-04-20");
    make(treasurer, "recordAnnualReport", sent).await;
    let mut wrong = of_year(json!({"decision": decision}));
    wrong["on"] = json!("2027-03-24");
    let body = ask(treasurer, "recordAnnualReport", wrong).await;
    assert_eq!(
        refused(&body),
        ("INVALID_VALUE".to_owned(), "on".to_owned())
    );
    let audit = of_year(
        json!({"on": "2027-04-15", "favoursDischarge": true, "remark": "Uppföljningen kom sent."}),
    );
    make(treasurer, "recordAudit", audit).await;
    assert_eq!(read(treasurer).await["stage"], "DISCHARGE_PENDING");

    for member in MEMBERS
        .iter()
        .filter(|member| **member != "arbetsformedlingen")
    {
        let outcome = match *member {
            "ekhult-kommun" => "REFUSED",
            _ => "GRANTED",
        };
        let input = json!({"member": member, "outcome": outcome, "claimsDamages": false, "on": "2027-06-14", "reference": "Fullmäktige § 60"});
        make(treasurer, "recordDischarge", of_year(input)).await;
    }
    let held = read(treasurer).await;
    assert_eq!(held["stage"], "SETTLED");
    assert_eq!(
        held["annualReport"],
        json!({"on": "2027-03-25", "decision": {"id": decision}, "sentOn": "2027-04-20", "income": 2_050_000_000_i64,
            "costs": 1_950_000_000, "result": 100_000_000, "resultFormatted": "1\u{a0}000\u{a0}000,00\u{a0}kr",
            "equity": 130_000_000, "reference": null})
    );
    assert_eq!(
        held["verdicts"],
        json!([
            {"code": "ANNUAL_REPORT_LATE", "outcome": "MET", "margin": 6},
            {"code": "AUDITOR_MISSING", "outcome": "MET", "margin": null},
        ])
    );
    let members = held["members"].as_array().expect("members");
    let of = |slug: &str| {
        let found = members.iter().find(|held| held["member"]["slug"] == slug);
        found.expect("a member").clone()
    };
    assert_eq!(
        of("arbetsformedlingen"),
        json!({"member": {"slug": "arbetsformedlingen"}, "auditors": [{"name": "Rut Revisor"}], "audited": true,
            "optional": true, "discharge": null})
    );
    assert_eq!(
        of("ekhult-kommun")["discharge"],
        json!({"outcome": "REFUSED", "claimsDamages": false, "on": "2027-06-14", "reference": "Fullmäktige § 60"})
    );

    let booked = |party: &str, amount: i64, text: &str, on: &str| {
        of_year(json!({"party": party, "amount": amount, "text": text, "on": on}))
    };
    for (party, opening, result) in [
        ("STATE", 15_000_000, 50_000_000),
        ("REGION", 7_500_000, 25_000_000),
        ("MUNICIPALITIES", 7_500_000, 25_000_000),
    ] {
        let opening = booked(party, opening, "Ingående balans", "2026-01-01");
        make(treasurer, "bookEquity", opening).await;
        let result = booked(party, result, "Årets resultat", "2026-12-31");
        make(treasurer, "bookEquity", result).await;
    }
    let ledger = "{ association(slug: \"samordningsforbundet-vindalen\") {
        equity { total totalFormatted origins { party kind amount } bookings { year party amount text on decision { id } } verdict { code outcome } }
        before: equity(asOf: \"2026-12-30\") { asOf total } } }";
    let equity = treasurer.query(ledger, json!({})).await.data()["association"].clone();
    assert_eq!(equity["equity"]["total"], 130_000_000);
    assert_eq!(
        equity["equity"]["origins"][0],
        json!({"party": "STATE", "kind": "STATUTORY", "amount": 65_000_000})
    );
    assert_eq!(
        equity["equity"]["verdict"],
        json!({"code": "EQUITY_ORIGIN_CONFLICT", "outcome": "MET"})
    );
    assert_eq!(
        equity["before"],
        json!({"asOf": "2026-12-30", "total": 30_000_000})
    );
    assert_eq!(
        equity["equity"]["bookings"].as_array().map(Vec::len),
        Some(6)
    );
    // Nobody outside knows of a booking that no public minutes tell of.
    let outside = app.anonymous().query(ledger, json!({})).await.data();
    assert_eq!(outside["association"]["equity"]["bookings"], json!([]));
    assert_eq!(outside["association"]["equity"]["total"], Value::Null);
    sound(app).await;
}
