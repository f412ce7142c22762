//! Minutes that the board adjusts itself at a later meeting, in place of those who cannot sign.

use super::minutes::{ask, closed, made, posted, signer};
use super::seal::{bundle, checked, sound, trusted};
use ::seal::bundle::{Trust, Verified, verify};
use serde_json::{Value, json};
use tests::app::{App, Engine};
use tests::board::{ASSOCIATION, Board};
use tests::client::Client;
use tests::on_both_engines;

on_both_engines![
    the_board_adjusts_on_the_last_day_or_a_day_late,
    what_outsiders_read_tells_that_the_board_adjusted_and_not_why,
    either_the_last_signature_or_the_board_adjusts,
    what_the_board_cannot_adjust_is_told_and_changes_nothing,
    a_later_record_that_was_loaded_must_show_its_quorum,
    an_edit_behind_the_services_back_is_found,
];

/// Holders at the next meeting: all who are asked for but Frida Kassel, who was to adjust.
const THERE: [&str; 6] = [
    "Greta Näslund",
    "Axel Fors",
    "Rut Nordin",
    "Alva Byström",
    "Bo Kåberg",
    "Disa Vikman",
];

const ADJUSTED: &str = "minutes { status adjustedOn adjustmentDueOn
    units { numbers adjustedOn noticeDueOn signatures { person { name } }
        adjustedByBoard { decidedOn number digest decision { id text }
            insteadOf { person { name } role reason } } } }";

/// The board's next meeting, at which it decides on the minutes of the last; the meeting and the decision.
async fn decides(board: &Board, date: &str, kind: &str) -> (String, Value) {
    let secretary = &board.secretary;
    let meeting = board.open(date).await;
    for name in THERE {
        board.arrive(&meeting, name).await;
    }
    let paragraph = board.paragraph(&meeting, "Justering av protokoll").await;
    let decided = json!({"paragraph": paragraph, "kind": kind, "text": "Styrelsen justerar protokollet i Frida Kassels ställe."});
    let decided = secretary.make("decide", decided).await;
    (meeting, decided["decision"]["id"].clone())
}

/// The chair signs on paper on a day.
async fn chair_signs(board: &Board, meeting: &str, on: &str) {
    let input =
        json!({"meeting": meeting, "person": board.person("Greta Näslund"), "signedOn": on});
    made(
        ask(&board.secretary.client, "recordSignature", input).await,
        "recordSignature",
    );
}

fn instead(board: &Board, meeting: &str, decision: &Value, reason: &str) -> Value {
    json!({"meeting": meeting, "decision": decision,
        "insteadOf": [{"person": board.person("Frida Kassel"), "reason": reason}]})
}

async fn adjusts(client: &Client, input: Value) -> Value {
    let query = format!(
        "mutation Adjust($input: AdjustByBoardInput!) {{ adjustByBoard(input: $input) {{
            {ADJUSTED} version irregularities {{ code margin }} }} }}"
    );
    client.query(&query, json!({"input": input})).await.body
}

async fn read(client: &Client, meeting: &str) -> Value {
    let query = format!(
        "query Read($id: ID!) {{ node(id: $id) {{ ... on Meeting {{ {ADJUSTED} version }} }} }}"
    );
    let data = client.query(&query, json!({"id": meeting})).await.data();
    data["node"].clone()
}

fn proven(text: &str) -> Verified {
    verify(text.as_bytes(), &Trust::in_key(trusted(text))).expect("it verifies")
}

/// 12 March 2026 and fourteen days are Thursday 26 March.
async fn the_board_adjusts_on_the_last_day_or_a_day_late(engine: Engine) {
    for (date, margin) in [("2026-03-26", None), ("2026-03-27", Some(-1))] {
        let app = App::start(engine).await;
        let board = Board::of(&app).await;
        let secretary = &board.secretary.client;
        let (meeting, _) = closed(&board, "2026-03-12").await;
        chair_signs(&board, &meeting, "2026-03-20").await;
        let (_, decision) = decides(&board, date, "APPROVE").await;
        let mut input = instead(&board, &meeting, &decision, "DECEASED");
        input["clientMutationId"] = json!("by-board");
        let once = made(adjusts(secretary, input.clone()).await, "adjustByBoard");
        let again = made(adjusts(secretary, input).await, "adjustByBoard");
        assert_eq!(once, again, "repeated, it has one effect");
        let held = &once["minutes"];
        assert_eq!(
            (&held["status"], &held["adjustedOn"]),
            (&json!("ADJUSTED"), &json!(date))
        );
        assert_eq!(held["adjustmentDueOn"], "2026-03-26");
        let raised = once["irregularities"].as_array().expect("a list");
        let late = raised.iter().find(|held| held["code"] == "ADJUSTED_LATE");
        assert_eq!(
            late.map(|held| held["margin"].as_i64()),
            margin.map(Some),
            "{raised:?}"
        );
        let unit = &held["units"][0];
        assert_eq!(
            unit["signatures"],
            json!([{"person": {"name": "Greta Näslund"}}])
        );
        let by = &unit["adjustedByBoard"];
        assert_eq!((&by["decidedOn"], &by["number"]), (&json!(date), &json!(3)));
        assert_eq!(by["decision"]["id"], decision);
        assert_eq!(
            by["insteadOf"],
            json!([{"person": {"name": "Frida Kassel"}, "role": "ADJUSTER", "reason": "DECEASED"}])
        );
        // It is sealed like a part that all have signed.
        let unit = proven(&bundle(secretary, &meeting, "").await);
        let header = unit.leaves[0].clone().expect("disclosed").content;
        let told = &header["adjustedByBoard"];
        assert_eq!(told["decision"], decision);
        assert_eq!(
            (&told["number"], &told["decidedOn"]),
            (&json!(3), &json!(date))
        );
        assert_eq!(told["digest"], by["digest"]);
        assert_eq!(
            told["insteadOf"],
            json!([{"name": "Frida Kassel", "role": "ADJUSTER", "reason": "DECEASED"}])
        );
        assert_eq!(header["unit"]["adjustedOn"], date);
        sound(&app, 1).await;
        // Notices and the time to appeal follow on the day.
        let up = posted(&board, &meeting, date).await;
        let last = if margin.is_none() {
            "2026-04-16"
        } else {
            "2026-04-17"
        };
        assert_eq!(up["minutes"]["lastAppealDay"], last);
        assert_eq!(
            read(secretary, &meeting).await["minutes"]["units"][0]["adjustedByBoard"],
            *by
        );
    }
}

async fn what_outsiders_read_tells_that_the_board_adjusted_and_not_why(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let secretary = &board.secretary.client;
    let (meeting, _) = closed(&board, "2026-03-12").await;
    chair_signs(&board, &meeting, "2026-03-27").await;
    let (later, decision) = decides(&board, "2026-03-26", "APPROVE").await;
    let input = instead(&board, &meeting, &decision, "REFUSES");
    let held = made(adjusts(secretary, input).await, "adjustByBoard");
    assert_eq!(
        held["minutes"]["adjustedOn"], "2026-03-27",
        "the chair signed last"
    );
    let operator = app.client("operator", &[ASSOCIATION]);
    let publish = json!({"meeting": meeting});
    made(
        ask(&operator, "publishMinutes", publish).await,
        "publishMinutes",
    );

    let anybody = app.anonymous();
    let seen = read(&anybody, &meeting).await;
    let by = &seen["minutes"]["units"][0]["adjustedByBoard"];
    assert_eq!(
        (&by["decidedOn"], &by["number"]),
        (&json!("2026-03-26"), &json!(3))
    );
    assert_eq!(by["decision"], Value::Null, "the later meeting is a draft");
    assert_eq!(
        by["insteadOf"],
        json!([{"person": {"name": "Frida Kassel"}, "role": "ADJUSTER", "reason": null}])
    );
    for (client, told) in [
        (
            anybody.clone(),
            "Justerat i stället genom beslut av Styrelsen, § 3, 2026-03-26 Frida Kassel, Justerare",
        ),
        (
            anybody.clone().in_english(),
            "Adjusted instead by a decision of Styrelsen, § 3, 2026-03-26 Frida Kassel, Adjuster",
        ),
    ] {
        let path = format!(
            "/paragraf/v1/minutes/{}.txt",
            meeting.replace("mtg-", "min-")
        );
        let language = if told.contains("Adjuster") {
            "?language=en"
        } else {
            ""
        };
        let (status, _, text) = client.fetch(&format!("{path}{language}")).await;
        assert_eq!(status, 200);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(told), "{text}");
    }
    let copy = proven(&bundle(&anybody, &meeting, "").await);
    let header = copy.leaves[0].clone().expect("disclosed");
    assert!(
        header
            .withheld
            .contains_key("/adjustedByBoard/insteadOf/0/reason")
    );
    assert_eq!(
        header.content["adjustedByBoard"]["insteadOf"][0]["name"],
        "Frida Kassel"
    );

    // Once the later meeting's minutes are public, the way to the decision is.
    let adjusters = json!({"meeting": later, "persons": [board.person("Axel Fors")]});
    board.secretary.make("chooseAdjusters", adjusters).await;
    board
        .secretary
        .make("closeMeeting", json!({"meeting": later}))
        .await;
    for name in ["Greta Näslund", "Axel Fors"] {
        let input =
            json!({"meeting": later, "person": board.person(name), "signedOn": "2026-04-02"});
        made(
            ask(secretary, "recordSignature", input).await,
            "recordSignature",
        );
    }
    let publish = json!({"meeting": later});
    made(
        ask(&operator, "publishMinutes", publish).await,
        "publishMinutes",
    );
    let seen = read(&anybody, &meeting).await;
    let by = &seen["minutes"]["units"][0]["adjustedByBoard"];
    assert_eq!(by["decision"]["id"], decision);
    sound(&app, 2).await;
}

/// A6: of the last signature and the board's decision one adjusts, and nothing follows on it.
async fn either_the_last_signature_or_the_board_adjusts(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let secretary = &board.secretary.client;
    let (meeting, _) = closed(&board, "2026-03-12").await;
    chair_signs(&board, &meeting, "2026-03-20").await;
    let (_, decision) = decides(&board, "2026-03-26", "APPROVE").await;
    let adjuster = signer(&app, "adjuster", "Frida Kassel", None);
    let signs = (0..8).map(|_| ask(&adjuster, "signMinutes", json!({"meeting": meeting})));
    let input = instead(&board, &meeting, &decision, "PREVENTED");
    let decisions = (0..8).map(|_| adjusts(secretary, input.clone()));
    let (signed, decided) = futures_util::future::join(
        futures_util::future::join_all(signs),
        futures_util::future::join_all(decisions),
    )
    .await;
    let answers = || signed.iter().chain(&decided);
    assert_eq!(
        answers()
            .filter(|body| body.get("errors").is_none())
            .count(),
        1
    );
    for body in answers().filter(|body| body.get("errors").is_some()) {
        assert_eq!(
            body["errors"][0]["extensions"]["code"], "ALREADY_ADJUSTED",
            "{body:#}"
        );
    }
    let unit = read(secretary, &meeting).await["minutes"]["units"][0].clone();
    let signatures = unit["signatures"].as_array().map_or(0, Vec::len);
    assert_eq!(
        signatures == 2,
        unit["adjustedByBoard"].is_null(),
        "{unit:#}"
    );
    let chair = signer(&app, "chair", "Greta Näslund", None);
    let body = ask(&chair, "withdrawSignature", json!({"meeting": meeting})).await;
    assert_eq!(body["errors"][0]["extensions"]["code"], "ALREADY_ADJUSTED");
    sound(&app, 1).await;
}

async fn what_the_board_cannot_adjust_is_told_and_changes_nothing(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let secretary = &board.secretary.client;
    let (earlier, _) = decides(&board, "2026-02-12", "APPROVE").await;
    let adjusters = json!({"meeting": earlier, "persons": [board.person("Axel Fors")]});
    board.secretary.make("chooseAdjusters", adjusters).await;
    board
        .secretary
        .make("closeMeeting", json!({"meeting": earlier}))
        .await;
    let first = read_decision(secretary, &earlier).await;
    let (meeting, _) = closed(&board, "2026-03-12").await;
    let (_, decision) = decides(&board, "2026-03-26", "APPROVE").await;
    let (_, noted) = decides(&board, "2026-04-09", "NOTE").await;
    let person = |name: &str, reason: &str| json!({"person": board.person(name), "reason": reason});
    let asked = |decision: &Value, persons: &[Value]| json!({"meeting": meeting, "decision": decision, "insteadOf": persons});
    let refuse = async |input: Value, code: &str, params: Value| {
        let before = read(secretary, &meeting).await["version"].clone();
        let body = adjusts(secretary, input).await;
        let told = &body["errors"][0]["extensions"];
        assert_eq!(told["code"], code, "{body:#}");
        for (name, value) in params.as_object().into_iter().flatten() {
            assert_eq!(told["params"][name], *value, "{told:#}");
        }
        assert_eq!(read(secretary, &meeting).await["version"], before);
        told.clone()
    };
    let frida = person("Frida Kassel", "PREVENTED");
    let days = json!({"decidedOn": "2026-02-12", "meetingDate": "2026-03-12"});
    refuse(
        asked(&first, std::slice::from_ref(&frida)),
        "NOT_LATER_MEETING",
        days,
    )
    .await;
    refuse(
        asked(&noted, std::slice::from_ref(&frida)),
        "NOT_ADJUSTABLE",
        json!({"decision": noted}),
    )
    .await;
    let chair = json!({"signers": "Greta Näslund"});
    refuse(
        asked(&decision, std::slice::from_ref(&frida)),
        "SIGNATURES_MISSING",
        chair,
    )
    .await;
    chair_signs(&board, &meeting, "2026-03-20").await;
    let both = [frida.clone(), person("Greta Näslund", "REFUSES")];
    refuse(
        asked(&decision, &both),
        "ALREADY_SIGNED",
        json!({"person": "Greta Näslund"}),
    )
    .await;
    let stranger = [person("Disa Vikman", "PREVENTED")];
    refuse(
        asked(&decision, &stranger),
        "NOT_SIGNER",
        json!({"signers": "Greta Näslund, Frida Kassel"}),
    )
    .await;
    let out = [person("Frida Kassel", "OUT_OF_OFFICE")];
    refuse(
        asked(&decision, &out),
        "NOT_PREVENTED",
        json!({"person": "Frida Kassel", "on": "2026-03-26"}),
    )
    .await;
    let told = refuse(asked(&decision, &[]), "INVALID_VALUE", json!({})).await;
    assert_eq!(told["field"], "insteadOf");
    let nothing = json!("dec-00000000000000000000000000");
    let told = refuse(
        asked(&nothing, std::slice::from_ref(&frida)),
        "INVALID_VALUE",
        json!({}),
    )
    .await;
    assert_eq!(told["field"], "decision");
    let mut other = asked(&decision, std::slice::from_ref(&frida));
    other["digest"] = json!("0".repeat(64));
    let told = refuse(other, "INVALID_VALUE", json!({})).await;
    assert_eq!(told["field"], "digest");
    made(
        adjusts(secretary, asked(&decision, std::slice::from_ref(&frida))).await,
        "adjustByBoard",
    );
    refuse(
        asked(&decision, &[frida]),
        "ALREADY_ADJUSTED",
        json!({"adjustedOn": "2026-03-26"}),
    )
    .await;
}

/// The first decision of a meeting.
async fn read_decision(client: &Client, meeting: &str) -> Value {
    let query = "query($id: ID!) { node(id: $id) { ... on Meeting { paragraphs(first: 1) { nodes { decisions { id } } } } } }";
    let data = client.query(query, json!({"id": meeting})).await.data();
    data["node"]["paragraphs"]["nodes"][0]["decisions"][0]["id"].clone()
}

/// Minutes of the board, with so many of its nine seats filled.
fn loaded(date: &str, present: usize) -> Value {
    let attendance: Vec<Value> = Board::holders()
        .filter(|name| *name != "Frida Kassel")
        .take(present)
        .map(|name| json!({"name": name, "capacity": "MEMBER"}))
        .collect();
    json!({
        "format": "paragraf/minutes@1", "record": "MINUTES",
        "body": {"name": "Styrelsen", "kind": "BOARD", "organisation": "Samordningsförbundet Vindalen"},
        "meeting": {"date": date}, "series": {"mark": "SECTION"}, "attendance": attendance,
        "items": [{"number": 90, "title": "Justering", "decisions": [{"kind": "APPROVE", "text": "Protokollet justeras."}]}],
    })
}

async fn a_later_record_that_was_loaded_must_show_its_quorum(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let secretary = &board.secretary.client;
    let (meeting, _) = closed(&board, "2026-03-12").await;
    chair_signs(&board, &meeting, "2026-03-20").await;
    let mut last = Value::Null;
    for (date, present) in [("2026-03-26", 4), ("2026-04-02", 5)] {
        let record = app.load(&loaded(date, present)).await.expect("loaded");
        let decision = read_decision(secretary, &record.meeting.to_string()).await;
        let body = adjusts(secretary, instead(&board, &meeting, &decision, "PREVENTED")).await;
        if present == 4 {
            let told = &body["errors"][0]["extensions"];
            assert_eq!(told["code"], "QUORUM_NOT_MET", "{body:#}");
            assert_eq!(told["params"]["present"], 4.to_string(), "{told:#}");
            assert!(
                !told["legalBasis"].as_array().expect("the law").is_empty(),
                "{told:#}"
            );
        } else {
            last = made(body, "adjustByBoard");
        }
        // What was loaded is not adjusted through the service.
        let input = instead(&board, &record.meeting.to_string(), &decision, "PREVENTED");
        let told = adjusts(secretary, input).await["errors"][0]["extensions"].clone();
        assert_eq!(
            (&told["code"], &told["field"]),
            (&json!("INVALID_VALUE"), &json!("meeting"))
        );
    }
    assert_eq!(last["minutes"]["adjustedOn"], "2026-04-02");
    assert_eq!(last["minutes"]["units"][0]["adjustedByBoard"]["number"], 90);
}

async fn an_edit_behind_the_services_back_is_found(engine: Engine) {
    use sea_orm::{ConnectionTrait, Database};
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let (meeting, _) = closed(&board, "2026-03-12").await;
    chair_signs(&board, &meeting, "2026-03-20").await;
    let (_, decision) = decides(&board, "2026-03-26", "APPROVE").await;
    let input = instead(&board, &meeting, &decision, "REFUSES");
    made(
        adjusts(&board.secretary.client, input).await,
        "adjustByBoard",
    );
    assert_eq!(checked(&app).await.bad, None);
    let intruder = Database::connect(&app.settings.database_url)
        .await
        .expect("a connection");
    let change = async |old: &str, new: &str| {
        let set = match engine {
            Engine::Sqlite => format!("replace(by_board, '{old}', '{new}')"),
            Engine::Postgres => format!("replace(by_board::text, '{old}', '{new}')::json"),
        };
        let sql = format!("UPDATE adjustment_unit SET by_board = {set} WHERE by_board IS NOT NULL");
        let done = intruder.execute_unprepared(&sql).await.expect("SQL");
        assert_eq!(done.rows_affected(), 1);
    };
    for (old, new) in [
        ("REFUSES", "DECEASED"),
        ("2026-03-26", "2026-03-25"),
        ("Kassel", "Kessel"),
    ] {
        change(old, new).await;
        let bad = checked(&app).await.bad.expect("found");
        assert!(format!("{bad:?}").contains(&meeting), "{bad:?}");
        change(new, old).await;
        assert_eq!(checked(&app).await.bad, None);
    }
}
