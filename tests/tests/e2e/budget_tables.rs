//! Budgets as tables over REST: given, taken in by the treasurer, and refused by the row at fault.

use serde_json::{Value, json};
use tests::app::{App, Engine};
use tests::board::{ASSOCIATION, Board};
use tests::client::sent;
use tests::minutes::board_meeting;
use tests::on_both_engines;

on_both_engines![
    what_is_taken_in_as_a_table_is_given_as_the_same_table,
    a_workbook_is_the_same_table,
    a_wrong_row_is_told_and_nothing_is_stored,
    only_the_treasurer_takes_tables_in_and_nobody_outside_learns_of_them,
    an_approved_table_is_public_with_its_minutes_and_revised_by_another,
];

/// What a plain request was answered.
#[derive(Debug)]
struct Got {
    status: u16,
    headers: reqwest::header::HeaderMap,
    bytes: Vec<u8>,
    text: String,
}

impl Got {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default()
    }
}

async fn send(
    app: &App,
    role: Option<&str>,
    ask: impl FnOnce(&reqwest::Client, &str) -> reqwest::RequestBuilder,
) -> Got {
    let client = reqwest::Client::builder()
        .tls_certs_only([])
        .no_proxy()
        .build()
        .expect("a client");
    let mut request = ask(&client, app.base());
    if let Some(role) = role {
        request = request.bearer_auth(app.token(role, &[ASSOCIATION]));
    }
    let (status, headers, bytes) = sent(request).await;
    Got {
        status,
        headers,
        text: String::from_utf8_lossy(&bytes).into_owned(),
        bytes,
    }
}

async fn post(app: &App, role: Option<&str>, path: &str, table: &str) -> Got {
    post_as(app, role, path, ("text/csv", table.as_bytes())).await
}

async fn post_as(app: &App, role: Option<&str>, path: &str, (kind, table): (&str, &[u8])) -> Got {
    send(app, role, |client, base| {
        client
            .post(format!("{base}/paragraf/v1{path}"))
            .header("Content-Type", kind)
            .body(table.to_owned())
    })
    .await
}

async fn get(app: &App, role: Option<&str>, path: &str) -> Got {
    send(app, role, |client, base| {
        client.get(format!("{base}{path}"))
    })
    .await
}

/// Where the table of a year is taken in.
fn of_year(year: i32) -> String {
    format!("/organisations/{ASSOCIATION}/budgets/{year}?lastYear=2028&proposedOn=2025-09-01")
}

const TABLE: &str = "row;year;party;member;kind;text;from;until;amount;expected_outcome;event;drawn\n\
    CONTRIBUTION;2026;STATE;;STATUTORY;;;;10 000 000,00;;;\n\
    CONTRIBUTION;2026;;Almby kommun;STATUTORY;;;;1800000,50;;;\n\
    INCOME;2027;;;EUROPEAN_SOCIAL_FUND;Språnget;;;;;;\n\
    LINE;;;;;'=Kansli;2026-01-01;2026-12-31;900000;20 i arbete;;\n\
    LINE;;;;;Psykolog;2026-01-01;2026-06-30;;;Beslut av ESF;\n\
    EQUITY;2026;;;;;;;;;;50000\n\
    GOAL;;;;;Fler i arbete;;;;;;\n";

const WRITTEN: &str = "row,year,party,member,other,kind,text,from,until,amount,expected_outcome,event,condition,waits_from,waits_until,state,drawn,added\r\n\
    CONTRIBUTION,2026,STATE,,,STATUTORY,,,,10000000.00,,,,,,,,\r\n\
    CONTRIBUTION,2026,,Almby kommun,,STATUTORY,,,,1800000.50,,,,,,,,\r\n\
    INCOME,2027,,,,EUROPEAN_SOCIAL_FUND,Språnget,,,,,,,,,,,\r\n\
    LINE,,,,,,'=Kansli,2026-01-01,2026-12-31,900000.00,20 i arbete,,,,,,,\r\n\
    LINE,,,,,,Psykolog,2026-01-01,2026-06-30,,,Beslut av ESF,,,,WAITING,,\r\n\
    EQUITY,2026,,,,,,,,,,,,,,,50000.00,\r\n\
    GOAL,,,,,,Fler i arbete,,,,,,,,,,,\r\n";

async fn what_is_taken_in_as_a_table_is_given_as_the_same_table(engine: Engine) {
    let app = App::start(engine).await;
    let _board = Board::of(&app).await;
    let treasurer = Some("treasurer");
    let taken = post(&app, treasurer, &of_year(2026), TABLE).await;
    assert_eq!(taken.status, 201, "{taken:?}");
    assert_eq!(taken.json()["number"], 1);
    let address = taken.header("location").to_owned();
    assert_eq!(taken.json()["_links"]["csv"]["href"], json!(address));
    let given = get(&app, treasurer, &address).await;
    assert_eq!((given.status, given.text.as_str()), (200, WRITTEN));
    assert_eq!(
        given.header("content-disposition"),
        "attachment; filename=\"budget-2026-1.csv\""
    );
    let tag = given.header("etag").to_owned();
    let again = send(&app, treasurer, |client, base| {
        client
            .get(format!("{base}{address}"))
            .header("If-None-Match", &tag)
    })
    .await;
    assert_eq!(again.status, 304);
    let back = post(&app, treasurer, &of_year(2026), &given.text).await;
    assert_eq!(back.json()["number"], 2, "{back:?}");
    let second = get(&app, treasurer, back.header("location")).await;
    assert_eq!(second.text, WRITTEN);
    let query = "query($o: String!) { association(slug: $o) { budgets { versions { number lines { activity amount } contributions { amount member { name } } } } } }";
    let client = app.client("treasurer", &[ASSOCIATION]);
    let data = client.query(query, json!({"o": ASSOCIATION})).await.data();
    let version = &data["association"]["budgets"][0]["versions"][0];
    let amounts: Vec<&Value> = version["lines"]
        .as_array()
        .expect("lines")
        .iter()
        .map(|line| &line["amount"])
        .collect();
    assert_eq!(amounts, [&json!(90_000_000), &Value::Null]);
    assert_eq!(version["lines"][0]["activity"], "=Kansli");
    assert_eq!(version["contributions"][1]["amount"], 180_000_050);
    let report = application::verify::verify(&app.store).await;
    assert_eq!(report.expect("a report").bad, None);
}

const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

async fn a_workbook_is_the_same_table(engine: Engine) {
    let app = App::start(engine).await;
    let _board = Board::of(&app).await;
    let treasurer = Some("treasurer");
    let taken = post(&app, treasurer, &of_year(2026), TABLE).await.json();
    let address = taken["_links"]["xlsx"]["href"].as_str().expect("a link");
    let given = get(&app, treasurer, address).await;
    assert_eq!(
        (given.status, given.header("content-type")),
        (200, WORKBOOK)
    );
    assert_eq!(
        given.header("content-disposition"),
        "attachment; filename=\"budget-2026-1.xlsx\""
    );
    let once_more = get(&app, treasurer, address).await;
    assert_eq!(
        given.bytes, once_more.bytes,
        "the same table, the same bytes"
    );
    let back = post_as(&app, treasurer, &of_year(2026), (WORKBOOK, &given.bytes)).await;
    assert_eq!(
        (back.status, back.json()["number"].clone()),
        (201, json!(2)),
        "{back:?}"
    );
    let as_csv = get(&app, treasurer, back.header("location")).await;
    assert_eq!(as_csv.text, WRITTEN);
    // Half a workbook, a table under the wrong name, and a workbook of nobody's: nothing is stored.
    let half = &given.bytes[..given.bytes.len() / 2];
    for (role, kind, bytes, status) in [
        (treasurer, WORKBOOK, half, 422),
        (treasurer, WORKBOOK, TABLE.as_bytes(), 422),
        (treasurer, "application/vnd.ms-excel", &given.bytes[..], 415),
        (Some("secretary"), WORKBOOK, &given.bytes[..], 403),
        (None, WORKBOOK, &given.bytes[..], 401),
    ] {
        let refused = post_as(&app, role, &of_year(2027), (kind, bytes)).await;
        assert_eq!(refused.status, status, "{refused:?}");
    }
    assert_eq!(budgets(&app).await, 1);
}

/// How many budgets a treasurer sees.
async fn budgets(app: &App) -> usize {
    let query = "query($o: String!) { association(slug: $o) { budgets { id } } }";
    let client = app.client("treasurer", &[ASSOCIATION]);
    let data = client.query(query, json!({"o": ASSOCIATION})).await.data();
    data["association"]["budgets"]
        .as_array()
        .map_or(0, Vec::len)
}

async fn a_wrong_row_is_told_and_nothing_is_stored(engine: Engine) {
    let app = App::start(engine).await;
    let _board = Board::of(&app).await;
    let cases = [
        // What the table itself cannot hold.
        ("row,belopp\nGOAL,1\n", "line 1"),
        ("row,text\nGOAL,a\nMÅL,b\n", "line 3, row"),
        ("row,text\nGOAL,a\nLINE,b,5\n", "line 3, column 3"),
        (
            "row,year,drawn\r\nEQUITY,2026,1\r\nEQUITY,2027,tio\r\n",
            "line 3, drawn",
        ),
        // What the register or the plan cannot.
        (
            "row,year,kind,member\nCONTRIBUTION,2026,STATUTORY,Almby kommun\nCONTRIBUTION,2026,STATUTORY,Okända kommun\n",
            "line 3, member",
        ),
        (
            "row,year,kind,text\nINCOME,2026,PROJECT,a\n\nINCOME,2031,PROJECT,b\n",
            "line 4, year",
        ),
        (
            "row,text,from,until\nGOAL,a,,\nLINE,b,2026-07-01,2026-06-30\n",
            "line 3, until",
        ),
        (
            "row,year,drawn\nEQUITY,2026,1\nEQUITY,2026,1\n",
            "line 3, year",
        ),
        (
            "row,text,from,until,amount\nLINE,a,2026-01-01,2026-12-31,90071992547409.91\nLINE,b,2026-01-01,2026-12-31,0.01\n",
            "line 3, amount",
        ),
        ("row,text\nGOAL,a\nGOAL,Anna 19811218-9876\n", "line 3"),
    ];
    for (table, field) in cases {
        let got = post(&app, Some("treasurer"), &of_year(2026), table).await;
        let told = got.json();
        assert_eq!(
            (got.status, &told["code"], &told["field"]),
            (422, &json!("INVALID_VALUE"), &json!(field)),
            "{table}: {told}"
        );
    }
    let large = format!("row,text\nGOAL,{}\n", "a".repeat(1024 * 1024));
    let got = post(&app, Some("treasurer"), &of_year(2026), &large).await;
    assert_eq!(
        (got.status, got.json()["code"].clone()),
        (413, json!("FILE_TOO_LARGE"))
    );
    let got = send(&app, Some("treasurer"), |client, base| {
        client
            .post(format!("{base}/paragraf/v1{}", of_year(2026)))
            .header("Content-Type", "application/json")
            .body("{}")
    })
    .await;
    assert_eq!(got.status, 415, "{got:?}");
    assert_eq!(got.json()["code"], "FILE_TYPE_NOT_ALLOWED");
    assert_eq!(budgets(&app).await, 0);
}

async fn only_the_treasurer_takes_tables_in_and_nobody_outside_learns_of_them(engine: Engine) {
    let app = App::start(engine).await;
    let _board = Board::of(&app).await;
    let codes = [
        (None, 401),
        (Some("secretary"), 403),
        (Some("auditor"), 403),
    ];
    for (role, status) in codes {
        let got = post(&app, role, &of_year(2026), TABLE).await;
        assert_eq!(got.status, status, "{role:?} {got:?}");
    }
    assert_eq!(budgets(&app).await, 0);
    let taken = post(&app, Some("treasurer"), &of_year(2026), TABLE).await;
    let address = taken.header("location").to_owned();
    assert_eq!(get(&app, Some("auditor"), &address).await.status, 200);
    let hidden = get(&app, None, &address).await;
    let absent = get(
        &app,
        None,
        "/paragraf/v1/budgets/bud-00000000000000000000000000.csv",
    )
    .await;
    assert_eq!((hidden.status, absent.status), (404, 404));
    assert_eq!(hidden.json()["detail"], absent.json()["detail"]);
    for path in [
        "/paragraf/v1/budgets/x.csv",
        "/paragraf/v1/budgets/x",
        "/paragraf/v1/budgets/x.ods",
    ] {
        assert_eq!(
            get(&app, Some("treasurer"), path).await.status,
            404,
            "{path}"
        );
    }
    let missing = format!("{}?version=9", address.split('?').next().expect("a path"));
    assert_eq!(get(&app, Some("treasurer"), &missing).await.status, 404);
}

async fn an_approved_table_is_public_with_its_minutes_and_revised_by_another(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let mut document = board_meeting("2025-11-27", 1, &[("Budget", "Text.")]);
    document["body"] = json!({"name": "Styrelsen", "kind": "BOARD", "organisation": "Samordningsförbundet Vindalen"});
    document["items"][0]["decisions"] =
        json!([{"kind": "ADOPT", "text": "Styrelsen antar budgeten."}]);
    app.load(&document).await.expect("loaded");
    drop(board);
    let taken = post(&app, Some("treasurer"), &of_year(2026), TABLE)
        .await
        .json();
    let treasurer = app.client("treasurer", &[ASSOCIATION]);
    let found = "query($o: String!) { decisions(filter: {organisation: $o}) { nodes { id } } }";
    let data = treasurer
        .query(found, json!({"o": ASSOCIATION}))
        .await
        .data();
    let decision = &data["decisions"]["nodes"][0]["id"];
    let approve =
        "mutation($input: ApproveBudgetInput!) { approveBudget(input: $input) { version } }";
    let input = json!({"budget": taken["budget"], "budgetVersion": 1, "decision": decision});
    treasurer
        .query(approve, json!({"input": input}))
        .await
        .data();
    let budget = taken["budget"].as_str().expect("an id");
    let own = format!("/paragraf/v1/budgets/{budget}.csv");
    let public = get(&app, None, &own).await;
    assert_eq!((public.status, public.text.as_str()), (200, WRITTEN));
    assert_eq!(public.header("cache-control"), "public, no-cache");
    let more = format!("{TABLE}LINE;;;;;Utbildning;2026-09-01;2026-12-31;10;;;\n");
    let refused = post(&app, Some("treasurer"), &of_year(2026), &more).await;
    assert_eq!(refused.json()["code"], "BUDGET_ALREADY_APPROVED");
    let path =
        format!("/budgets/{budget}/versions?lastYear=2028&supplement=true&funding=Eget%20kapital");
    let supplement = post(&app, Some("treasurer"), &path, &more).await;
    assert_eq!(
        (supplement.status, supplement.json()["number"].clone()),
        (201, json!(2))
    );
    // The supplement is nobody's to read outside until it is approved; without a number the version that holds is given.
    let second = supplement.header("location").to_owned();
    assert_eq!(get(&app, None, &second).await.status, 404);
    assert!(
        get(&app, Some("treasurer"), &second)
            .await
            .text
            .contains("Utbildning")
    );
    assert_eq!(get(&app, Some("treasurer"), &own).await.text, WRITTEN);
}
