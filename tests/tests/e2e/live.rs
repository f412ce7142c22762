//! A meeting run through the service.

use serde_json::{Value, json};
use tests::app::{App, Engine};
use tests::board::{ASSOCIATION, Board, Secretary, register};
use tests::on_both_engines;

on_both_engines![
    a_meeting_is_called_opened_decided_and_closed,
    a_command_that_is_repeated_has_one_effect_and_one_answer,
    who_comes_too_late_is_told_what_changed_and_by_whom,
    a_body_meets_once_at_a_time,
    a_change_of_days_is_answered_with_what_the_rules_say_of_the_new_day,
    a_paragraph_that_lost_its_quorum_waits_and_breaks_nothing,
    a_chair_who_abstains_from_a_tie_is_noted,
];

async fn a_meeting_is_called_opened_decided_and_closed(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let secretary = &board.secretary;
    let meeting = board.with_present("2026-03-12", 5).await;
    let opened = secretary
        .make("openParagraph", json!({"meeting": meeting, "title": "Mötet öppnas", "text": "Ordföranden öppnar mötet."}))
        .await;
    assert_eq!(opened["paragraph"]["label"], "§ 1");
    assert_eq!(
        opened["live"]["quorumNow"],
        json!({"outcome": "MET", "present": 5, "seats": 9, "needed": 5, "margin": 0,
            "explanation": "5 av 9 platser närvarande, 5 krävs; går en till faller beslutsförheten"})
    );
    let paragraph = board.paragraph(&meeting, "Verksamhetsplan").await;
    let decided = secretary
        .make("decide", json!({"paragraph": paragraph, "kind": "ADOPT", "text": "Styrelsen antar verksamhetsplanen.", "method": "ACCLAMATION", "clientMutationId": "7"}))
        .await;
    assert_eq!(
        decided["decision"]["text"],
        "Styrelsen antar verksamhetsplanen."
    );
    assert_eq!(decided["clientMutationId"], "7");
    let (message, refusal) = secretary
        .refused("closeMeeting", json!({"meeting": meeting}))
        .await;
    assert_eq!(refusal["code"], "MEETING_INCOMPLETE");
    assert_eq!(message, "justerare saknas");
    let missing = |words: &str| json!({"missing": [words], "missingCodes": ["NO_ADJUSTERS"]});
    assert_eq!(refusal["params"], missing("justerare saknas"));
    let english = Secretary {
        client: secretary.client.clone().in_english(),
    };
    let (message, refusal) = english
        .refused("closeMeeting", json!({"meeting": meeting}))
        .await;
    assert_eq!(message, "no adjusters");
    assert_eq!(refusal["params"], missing("no adjusters"));
    secretary
        .make(
            "chooseAdjusters",
            json!({"meeting": meeting, "persons": [board.person("Frida Kassel")]}),
        )
        .await;
    let closed = secretary
        .make("closeMeeting", json!({"meeting": meeting, "at": "11:30"}))
        .await;
    assert_eq!(closed["meeting"]["stage"], "CLOSED");

    let read = "query Read($meeting: ID!) { node(id: $meeting) { ... on Meeting {
        date startsAt endsAt stage version chair { name } secretary { name } adjusters { name }
        attendance { person { name } capacity organisation { name } presence { from to } }
        paragraphs { nodes { label title decisions { text kind } quorum { outcome } } }
        irregularities { code explanation }
    } } }";
    let held = secretary
        .client
        .query(read, json!({"meeting": meeting}))
        .await
        .data();
    let held = &held["node"];
    assert_eq!(held["chair"]["name"], "Greta Näslund");
    assert_eq!(held["secretary"]["name"], "Sanna Skrivare");
    assert_eq!(held["endsAt"], "11:30");
    assert_eq!(held["attendance"].as_array().expect("a list").len(), 5);
    assert_eq!(held["attendance"][0]["presence"], Value::Null);
    assert_eq!(
        held["paragraphs"]["nodes"][1]["decisions"][0]["kind"],
        "ADOPT"
    );
    assert_eq!(held["paragraphs"]["nodes"][1]["quorum"]["outcome"], "MET");
    assert_eq!(held["irregularities"][0]["code"], "FINALITY_BLOCKED");
    assert_eq!(held["irregularities"].as_array().map(Vec::len), Some(1));
    // A draft is nobody's business outside.
    let outside = app
        .anonymous()
        .query(read, json!({"meeting": meeting}))
        .await
        .data();
    assert_eq!(outside["node"], Value::Null);
    let report = application::verify::verify(&app.store)
        .await
        .expect("a report");
    assert_eq!(report.bad, None);
    assert_eq!(report.records, 1);
}

async fn a_command_that_is_repeated_has_one_effect_and_one_answer(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let meeting = board.with_present("2026-03-12", 6).await;
    let input = json!({"meeting": meeting, "title": "Ekonomi", "clientMutationId": "a-1"});
    let asked = (0..12).map(|_| board.secretary.ask("openParagraph", input.clone()));
    let answers: Vec<Value> = futures_util::future::join_all(asked)
        .await
        .into_iter()
        .map(|answer| answer.body)
        .collect();
    assert!(answers[0].get("errors").is_none(), "{:#}", answers[0]);
    assert!(
        answers.iter().all(|answer| *answer == answers[0]),
        "{answers:#?}"
    );
    // What came after does not change the answer to what came before.
    board.paragraph(&meeting, "Nästa").await;
    let again = board.secretary.ask("openParagraph", input.clone()).await;
    assert_eq!(again.body, answers[0]);
    let other = json!({"meeting": meeting, "title": "Annat", "clientMutationId": "a-1"});
    let (_, refusal) = board.secretary.refused("openParagraph", other).await;
    assert_eq!(refusal["code"], "CLIENT_MUTATION_ID_REUSED");
    let read = "query Read($meeting: ID!) { node(id: $meeting) { ... on Meeting { paragraphs { totalCount } } } }";
    let held = board
        .secretary
        .client
        .query(read, json!({"meeting": meeting}))
        .await
        .data();
    assert_eq!(held["node"]["paragraphs"]["totalCount"], 2);
}

async fn who_comes_too_late_is_told_what_changed_and_by_whom(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let meeting = board.with_present("2026-03-12", 6).await;
    let opened = board
        .secretary
        .make(
            "openParagraph",
            json!({"meeting": meeting, "title": "Ekonomi"}),
        )
        .await;
    let version = opened["version"].as_i64().expect("a version");
    assert_eq!(version, 9);
    board.secretary
        .make("recordDeparture", json!({"meeting": meeting, "person": board.person("Frida Kassel"), "expectedVersion": version}))
        .await;
    let late = json!({"meeting": meeting, "title": "Sen", "expectedVersion": version});
    let (message, refusal) = board.secretary.refused("openParagraph", late).await;
    assert_eq!(message, "version 9 was expected, but 10 stands");
    assert_eq!(refusal["code"], "STALE_VERSION");
    assert_eq!(refusal["since"][0]["change"], "RecordDeparture");
    assert_eq!(refusal["since"][0]["by"], "paragraf-dev test-secretary");
    assert_eq!(refusal["since"].as_array().map(Vec::len), Some(1));
}

async fn a_body_meets_once_at_a_time(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let slot = |date: &str| json!({"body": board.body, "date": date, "startsAt": "09:00"});
    let secretary = &board.secretary;
    let first = secretary.make("scheduleMeeting", slot("2026-03-12")).await;
    let (message, refusal) = secretary
        .refused("scheduleMeeting", slot("2026-03-12"))
        .await;
    assert_eq!(refusal["code"], "INVALID_VALUE");
    assert_eq!(message, "date: the body has a meeting at that time already");
    // The time of opening is what happened, not what the meeting is known by.
    secretary
        .make(
            "openMeeting",
            json!({"meeting": first["meeting"]["id"], "at": "09:20"}),
        )
        .await;
    secretary
        .refused("scheduleMeeting", slot("2026-03-12"))
        .await;
    let other = secretary.make("scheduleMeeting", slot("2026-04-16")).await;
    let moved =
        json!({"meeting": other["meeting"]["id"], "date": "2026-03-12", "startsAt": "09:00"});
    let (_, refusal) = secretary.refused("rescheduleMeeting", moved).await;
    assert_eq!(refusal["field"], "date");
    let document = json!({
        "format": "paragraf/minutes@1", "record": "MINUTES",
        "body": {"name": "Styrelsen", "kind": "BOARD", "organisation": "Samordningsförbundet Vindalen"},
        "meeting": {"date": "2026-03-12", "startsAt": "09:00"}, "items": [],
    });
    let refused = app
        .load(&document)
        .await
        .expect_err("the meeting is run live");
    assert_eq!(
        refused.to_string(),
        "meeting.date: the body's meeting at that time is run through the service"
    );
}

async fn a_change_of_days_is_answered_with_what_the_rules_say_of_the_new_day(engine: Engine) {
    let app = App::start(engine).await;
    let mut register = register();
    register["associations"][0]["bodies"][0] =
        json!({"name": "Samverkansgruppen", "kind": "COOPERATION_GROUP", "safetyCommittee": true});
    app.register(&register).await.expect("a register");
    let group = Board::in_organisation(&app, ASSOCIATION).await;
    let client = &group.secretary.client;
    let gap = |meeting: &Value| {
        let verdicts = meeting["verdicts"].as_array().expect("verdicts");
        let mut of = verdicts
            .iter()
            .filter(|held| held["code"] == "SAFETY_COMMITTEE_GAP");
        of.next()
            .map(|held| (held["outcome"].clone(), held["margin"].clone()))
    };
    let change = async |mutation: &str, kind: &str, input: Value| {
        let told = "meeting { id verdicts { code outcome margin } }";
        let query = format!(
            "mutation Change($input: {kind}!) {{ {mutation}(input: $input) {{ {told} }} }}"
        );
        let data = client.query(&query, json!({"input": input})).await.data();
        let answered = data[mutation]["meeting"].clone();
        // The same as whoever asks afterwards is told.
        let read = "query Read($meeting: ID!) { node(id: $meeting) { ... on Meeting { id verdicts { code outcome margin } } } }";
        let held = client
            .query(read, json!({"meeting": answered["id"]}))
            .await
            .data();
        assert_eq!(answered, held["node"], "{mutation}");
        answered
    };
    let slot = |date: &str| json!({"body": group.body, "date": date});
    let first = change(
        "scheduleMeeting",
        "ScheduleMeetingInput",
        slot("2026-01-15"),
    )
    .await;
    assert_eq!(gap(&first), Some((json!("UNKNOWN"), Value::Null)));
    // It should meet again within three months.
    let second = change(
        "scheduleMeeting",
        "ScheduleMeetingInput",
        slot("2026-04-10"),
    )
    .await;
    let (outcome, margin) = gap(&second).expect("a verdict");
    assert_eq!(outcome, "MET");
    assert!(
        margin.as_i64().is_some_and(|margin| margin >= 0),
        "{margin}"
    );
    let later = json!({"meeting": second["id"], "date": "2026-09-10"});
    let moved = change("rescheduleMeeting", "RescheduleMeetingInput", later).await;
    let (outcome, margin) = gap(&moved).expect("a verdict");
    assert_eq!(outcome, "NOT_MET");
    assert!(margin.as_i64().is_some_and(|margin| margin < 0), "{margin}");
}

async fn a_paragraph_that_lost_its_quorum_waits_and_breaks_nothing(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let secretary = &board.secretary;
    let meeting = board.with_present("2026-03-12", 5).await;
    let paragraph = board.paragraph(&meeting, "Bidrag till Almby").await;
    secretary
        .make(
            "declareDisqualification",
            json!({"paragraph": paragraph, "person": board.person("Alva Byström")}),
        )
        .await;
    let decision =
        json!({"paragraph": paragraph, "kind": "APPROVE", "text": "Styrelsen beviljar bidraget."});
    let (message, refusal) = secretary.refused("decide", decision).await;
    assert_eq!(refusal["code"], "QUORUM_LOST_BY_JAV");
    assert_eq!(refusal["ruleId"], "R-26");
    assert_eq!(
        refusal["params"],
        json!({"present": "4", "seats": "9", "needed": "5", "margin": "-1"})
    );
    assert!(
        message.starts_with("4 av 9 platser närvarande, 5 krävs; 1 jävig räknas inte"),
        "{message}"
    );
    assert!(refusal["legalBasis"][0]["section"].is_string());
    let next = board.paragraph(&meeting, "Nästa ärende").await;
    secretary
        .make(
            "decide",
            json!({"paragraph": next, "kind": "APPROVE", "text": "Styrelsen godkänner."}),
        )
        .await;
    let read = "query Read($meeting: ID!) { node(id: $meeting) { ... on Meeting {
        paragraphs { nodes { label quorum { outcome margin } present { person { name } } } }
        irregularities { code } } } }";
    let held = secretary
        .client
        .query(read, json!({"meeting": meeting}))
        .await
        .data();
    let paragraphs = &held["node"]["paragraphs"]["nodes"];
    assert_eq!(paragraphs[0]["quorum"]["outcome"], "MET");
    assert_eq!(paragraphs[0]["present"].as_array().map(Vec::len), Some(4));
    assert_eq!(paragraphs[1]["present"].as_array().map(Vec::len), Some(5));
    let codes = held["node"]["irregularities"].as_array().expect("a list");
    assert!(
        codes.iter().all(|held| held["code"] == "FINALITY_BLOCKED"),
        "{codes:?}"
    );
}

async fn a_chair_who_abstains_from_a_tie_is_noted(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let secretary = &board.secretary;
    let meeting = board.with_present("2026-03-12", 7).await;
    let others: Vec<&str> = Board::holders()
        .filter(|name| *name != "Greta Näslund")
        .take(6)
        .collect();
    // 3–3 with the chair abstaining, and 4–2, which needs no chair.
    for (yes, casting, noted) in [(3, Some("YES"), true), (4, None, false)] {
        let paragraph = board.paragraph(&meeting, "Bidrag").await;
        let matter = json!({"paragraph": paragraph});
        secretary.make("callVote", matter).await;
        let mut ballots = vec![json!({"person": board.person("Greta Näslund"), "vote": "ABSTAIN"})];
        for (place, name) in others.iter().enumerate() {
            let vote = if place < yes { "YES" } else { "NO" };
            ballots.push(json!({"person": board.person(name), "vote": vote}));
        }
        let mut count = json!({"paragraph": paragraph, "vote": 1, "ballots": ballots});
        if let Some(casting) = casting {
            // A tie waits for the chair; nothing is settled without.
            let (_, refusal) = secretary.refused("castBallots", count.clone()).await;
            assert_eq!(refusal["code"], "TIE_UNRESOLVED");
            count["castingVote"] = json!(casting);
        }
        let counted = secretary.make("castBallots", count).await;
        let told: Vec<&Value> = counted["irregularities"]
            .as_array()
            .expect("a list")
            .iter()
            .filter(|held| held["code"] == "CHAIR_ABSTAINED_WHEN_NEEDED")
            .collect();
        assert_eq!(told.len(), usize::from(noted), "{yes}: {counted:#}");
        if let [told] = told.as_slice() {
            assert_eq!(
                told["explanation"],
                "I § 1: Greta Näslund avstod som ordförande fast rösterna var lika, och avgjorde med utslagsrösten."
            );
        }
        let decision = json!({"paragraph": paragraph, "kind": "APPROVE", "text": "Styrelsen beviljar.", "method": "VOTE", "vote": 1});
        secretary.make("decide", decision).await;
    }
    let read = "query Read($meeting: ID!) { node(id: $meeting) { ... on Meeting {
        irregularities { code paragraph { label } } } } }";
    let held = secretary
        .client
        .query(read, json!({"meeting": meeting}))
        .await
        .data();
    let held = held["node"]["irregularities"].as_array().expect("a list");
    let noted: Vec<&Value> = held
        .iter()
        .filter(|held| held["code"] == "CHAIR_ABSTAINED_WHEN_NEEDED")
        .collect();
    assert_eq!(noted.len(), 1, "{held:#?}");
    assert_eq!(noted[0]["paragraph"]["label"], "§ 1");
}
