//! From a closed meeting to legal force: signatures, notices, appeals, publication.

use application::ports::Clock;
use domain::refusal::Step;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tests::app::{App, Engine, signing_token};
use tests::board::{ASSOCIATION, Board};
use tests::client::Client;
use tests::on_both_engines;

on_both_engines![
    minutes_adjusted_late_and_taken_down_on_the_last_day_are_not_asserted_final,
    who_signs_signs_what_was_read_once_and_in_their_own_office,
    whoever_an_identity_is_bound_to_signs_by_it,
    a_personal_number_is_refused_at_input_and_hidden_from_the_public,
    those_who_sign_comment_on_the_draft_and_get_an_answer,
    a_summons_is_printed_for_those_inside,
    an_extract_is_issued_attested_and_told_of,
    what_is_signed_tells_how_a_lot_fell,
    one_signature_stands_where_many_were_given_at_once,
    what_minutes_refuse_is_told_with_its_figures_and_changes_nothing,
    a_paragraph_adjusted_at_once_has_a_clock_of_its_own,
    days_are_told_as_the_law_counts_them,
    an_appeal_holds_legal_force_back_until_its_ruling_is_final,
    minutes_are_public_from_their_publication_to_their_recall,
    an_office_is_told_what_is_still_to_be_done,
    the_demos_signers_sign,
];

const MINUTES: &str = "minutes { status adjustmentDueOn adjustedOn lastAppealDay finalOn storedAt
    notices { id board postedOn removedOn postedBy removedBy }
    units { numbers adjustedOn noticeDueOn lastAppealDay earliestRemovalOn finalOn
        signatures { person { name } role method signedOn signedAt assurance digest } notices { board } }
    appeals { id outcome finalOn paragraphs { label } }
    addenda { number text by on } }";

/// Somebody's change of minutes.
pub(super) async fn ask(client: &Client, mutation: &str, input: Value) -> Value {
    let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
    let only = match mutation {
        "publishMinutes" | "unpublishMinutes" => "",
        _ => "notice { id board } appeal { id }",
    };
    let query = format!(
        "mutation Change($input: {kind}!) {{ {mutation}(input: $input) {{
            {MINUTES} {only} version irregularities {{ code margin explanation }} }} }}"
    );
    client.query(&query, json!({"input": input})).await.body
}

/// A change that must succeed.
#[track_caller]
pub(super) fn made(body: Value, mutation: &str) -> Value {
    assert!(
        body.get("errors").is_none(),
        "{mutation}: {:#}",
        body["errors"]
    );
    body["data"][mutation].clone()
}

/// A change that must be refused: its extensions.
#[track_caller]
pub(super) fn refused(body: &Value, code: &str) -> Value {
    let told = &body["errors"][0];
    assert_eq!(told["extensions"]["code"], code, "{body:#}");
    told["extensions"].clone()
}

/// A closed meeting of a day, §§ 1 and 2 decided, Greta Näslund in the chair, Frida Kassel to adjust.
pub(super) async fn closed(board: &Board, date: &str) -> (String, [String; 2]) {
    let secretary = &board.secretary;
    let meeting = board.with_present(date, 6).await;
    let adjusters = json!({"meeting": meeting, "persons": [board.person("Frida Kassel")]});
    secretary.make("chooseAdjusters", adjusters).await;
    let first = board.paragraph(&meeting, "Budget").await;
    let decided = json!({"paragraph": first, "kind": "RESOLVE", "text": "Styrelsen beslutar enligt förslaget."});
    secretary.make("decide", decided.clone()).await;
    let second = board.paragraph(&meeting, "Rapport").await;
    let decided =
        json!({"paragraph": second, "kind": "NOTE", "text": "Rapporten läggs till handlingarna."});
    secretary.make("decide", decided).await;
    secretary
        .make("closeMeeting", json!({"meeting": meeting}))
        .await;
    (meeting, [first, second])
}

/// Chair and adjuster sign on paper on a day.
pub(super) async fn adjusted(board: &Board, meeting: &str, on: &str) -> Value {
    let mut last = Value::Null;
    for name in ["Greta Näslund", "Frida Kassel"] {
        let input = json!({"meeting": meeting, "person": board.person(name), "signedOn": on});
        let body = ask(&board.secretary.client, "recordSignature", input).await;
        last = made(body, "recordSignature");
    }
    last
}

pub(super) async fn posted(board: &Board, meeting: &str, on: &str) -> Value {
    let input = json!({"meeting": meeting, "postedOn": on, "storedAt": "Kansliet, Almby"});
    let body = ask(&board.secretary.client, "postNotice", input).await;
    made(body, "postNotice")
}

pub(super) async fn taken_down(board: &Board, notices: &Value, on: &str) -> Value {
    let mut last = Value::Null;
    for notice in notices.as_array().expect("notices") {
        let input = json!({"notice": notice["id"], "removedOn": on});
        let body = ask(&board.secretary.client, "removeNotice", input).await;
        last = made(body, "removeNotice");
    }
    last
}

fn codes(change: &Value) -> BTreeSet<&str> {
    let raised = change["irregularities"].as_array().expect("a list");
    raised
        .iter()
        .filter_map(|held| held["code"].as_str())
        .collect()
}

async fn read(client: &Client, meeting: &str) -> Value {
    let query = format!(
        "query Minutes($id: ID!) {{ node(id: $id) {{ ... on Meeting {{ {MINUTES} version published
            live {{ parts {{ numbers digest document signers {{ person {{ name }} role signed }} boardsToPost }} }}
            irregularities {{ code margin }} }} }} }}"
    );
    client.query(&query, json!({"id": meeting})).await.data()["node"].clone()
}

/// The one decision of each § of a meeting.
async fn decided(client: &Client, meeting: &str) -> Vec<Value> {
    let query =
        "query Decided($id: ID!) { node(id: $id) { ... on Meeting { paragraphs(first: 5) { nodes {
        decisions { annulled } } } } } }";
    let data = client.query(query, json!({"id": meeting})).await.data();
    let all = data["node"]["paragraphs"]["nodes"]
        .as_array()
        .expect("a list")
        .iter();
    all.map(|top| top["decisions"][0].clone()).collect()
}

/// Table 2.2 of the rules: seven boards, adjusted six days late, posted on the last day, taken down on the last day or
/// the day after it.
async fn minutes_adjusted_late_and_taken_down_on_the_last_day_are_not_asserted_final(
    engine: Engine,
) {
    let legal_force = json!("2024-01-13");
    for (removed, status, legal_force) in [
        ("2024-01-12", "ANNOUNCED", &Value::Null),
        ("2024-01-13", "FINAL", &legal_force),
    ] {
        let app = App::start(engine).await;
        let board = Board::of(&app).await;
        re_enacted(&board, removed, status, legal_force).await;
    }
}

async fn re_enacted(board: &Board, removed: &str, status: &str, legal_force: &Value) {
    let (meeting, _) = closed(board, "2023-11-30").await;
    let signed = adjusted(board, &meeting, "2023-12-20").await;
    let late = signed["irregularities"].as_array().expect("a list");
    let late: Vec<&Value> = late
        .iter()
        .filter(|held| held["code"] == "ADJUSTED_LATE")
        .collect();
    assert_eq!(late.len(), 1, "{signed:#}");
    assert_eq!(late[0]["margin"], -6);
    assert_eq!(signed["minutes"]["adjustmentDueOn"], "2023-12-14");
    assert_eq!(signed["minutes"]["status"], "ADJUSTED");
    let up = posted(board, &meeting, "2023-12-22").await;
    let notices = &up["minutes"]["notices"];
    assert_eq!(notices.as_array().map(Vec::len), Some(7), "{notices:#}");
    assert_eq!(up["minutes"]["lastAppealDay"], "2024-01-12");
    assert_eq!(up["minutes"]["status"], "ANNOUNCED");
    assert_eq!(up["minutes"]["storedAt"], "Kansliet, Almby");
    let last = taken_down(board, notices, removed).await;
    assert_eq!(
        last["minutes"]["finalOn"], *legal_force,
        "{:#}",
        last["minutes"]
    );
    assert_eq!(last["minutes"]["status"], status);
    let held = read(&board.secretary.client, &meeting).await;
    let held: BTreeSet<&str> = codes(&held);
    assert!(held.contains("ADJUSTED_LATE"), "{held:?}");
    assert_eq!(
        held.contains("FINALITY_BLOCKED"),
        legal_force.is_null(),
        "{held:?}"
    );
    assert_eq!(
        held.contains("NOTICE_REMOVED_ON_LAST_DAY"),
        legal_force.is_null()
    );
}

pub(super) fn signer(app: &App, role: &str, name: &str, authenticated: Option<i64>) -> Client {
    let token = signing_token(role, ASSOCIATION, name, authenticated);
    Client::new(app.base(), Some(token))
}

async fn who_signs_signs_what_was_read_once_and_in_their_own_office(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let (meeting, _) = closed(&board, "2026-03-12").await;
    let sign = |input: Value| {
        let mut input = input;
        input["meeting"] = json!(meeting);
        input
    };
    let held = read(&board.secretary.client, &meeting).await;
    let part = &held["live"]["parts"][0];
    assert_eq!(part["boardsToPost"].as_array().map(Vec::len), Some(7));
    let document = part["document"].as_str().expect("a text");
    assert_eq!(part["digest"], application::journal::sha256(document));
    let document: Value = serde_json::from_str(document).expect("JSON");
    assert_eq!(document["format"], "paragraf/minutes@1");
    assert_eq!(document["items"].as_array().map(Vec::len), Some(2));
    let before = held["version"].clone();

    let nobody = app.client("chair", &[ASSOCIATION]);
    refused(
        &ask(&nobody, "signMinutes", sign(json!({}))).await,
        "NOT_SIGNER",
    );
    let stranger = signer(&app, "chair", "Disa Vikman", None);
    let told = refused(
        &ask(&stranger, "signMinutes", sign(json!({}))).await,
        "NOT_SIGNER",
    );
    assert_eq!(told["params"]["signers"], "Greta Näslund, Frida Kassel");
    let wrong = signer(&app, "adjuster", "Greta Näslund", None);
    refused(
        &ask(&wrong, "signMinutes", sign(json!({}))).await,
        "FORBIDDEN",
    );
    let stale = signer(&app, "chair", "Greta Näslund", Some(310));
    let body = ask(&stale, "signMinutes", sign(json!({}))).await;
    let told = refused(&body, "STEP_UP_REQUIRED");
    assert_eq!(told["maxAge"], 300);
    let chair = signer(&app, "chair", "Greta Näslund", Some(200));
    let other = "0".repeat(64);
    let told = refused(
        &ask(&chair, "signMinutes", sign(json!({"digest": other}))).await,
        "INVALID_VALUE",
    );
    assert_eq!(told["field"], "digest");
    assert_eq!(
        read(&board.secretary.client, &meeting).await["version"],
        before
    );

    let read_digest = json!({"digest": part["digest"], "clientMutationId": "s1"});
    let signed = made(
        ask(&chair, "signMinutes", sign(read_digest.clone())).await,
        "signMinutes",
    );
    let again = made(
        ask(&chair, "signMinutes", sign(read_digest)).await,
        "signMinutes",
    );
    assert_eq!(
        signed["version"], again["version"],
        "repeated, it has one effect"
    );
    let signature = &signed["minutes"]["units"][0]["signatures"][0];
    assert_eq!(signature["person"]["name"], "Greta Näslund");
    assert_eq!(
        (&signature["role"], &signature["method"]),
        (&json!("CHAIR"), &json!("TOKEN"))
    );
    assert_eq!(signature["assurance"], "loa3");
    assert_eq!(signature["digest"], part["digest"]);
    assert_eq!(signed["minutes"]["status"], "DRAFT");

    let taken = made(
        ask(&chair, "withdrawSignature", sign(json!({}))).await,
        "withdrawSignature",
    );
    assert_eq!(taken["minutes"]["units"][0]["signatures"], json!([]));
    made(
        ask(&chair, "signMinutes", sign(json!({}))).await,
        "signMinutes",
    );
    let adjuster = signer(&app, "adjuster", "Frida Kassel", None);
    let last = made(
        ask(&adjuster, "signMinutes", sign(json!({}))).await,
        "signMinutes",
    );
    assert_eq!(last["minutes"]["status"], "ADJUSTED");
    let correct = json!({"text": "Rätt belopp är 40 kronor."});
    let corrected = made(
        ask(&adjuster, "correctMinutes", sign(correct)).await,
        "correctMinutes",
    );
    assert_eq!(corrected["minutes"]["addenda"][0]["by"], "Frida Kassel");
    let report = application::verify::verify(&app.store)
        .await
        .expect("a report");
    assert_eq!(report.bad, None);
}

/// The minutes document has no member for candidates, lot and outcome; what is signed tells of them all the same.
async fn whoever_an_identity_is_bound_to_signs_by_it(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let (meeting, _) = closed(&board, "2026-03-12").await;
    let operator = app.client("operator", &[ASSOCIATION]);
    let change = async |mutation: &str, subject: &str, person: Option<Value>| {
        let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
        let query = format!(
            "mutation Bind($input: {kind}!) {{ {mutation}(input: $input) {{ person {{ name }} version }} }}"
        );
        let mut input =
            json!({"organisation": ASSOCIATION, "issuer": "paragraf-dev", "subject": subject});
        if let Some(person) = person {
            input["person"] = person;
        }
        operator.query(&query, json!({"input": input})).await.body
    };
    let greta = || Some(json!({"id": board.person("Greta Näslund")}));
    let nobody = app.client("chair", &[ASSOCIATION]);
    let input = json!({"meeting": meeting});
    refused(
        &ask(&nobody, "signMinutes", input.clone()).await,
        "NOT_SIGNER",
    );
    let unknown = Some(json!({"name": "Greta Naslund"}));
    refused(
        &change("bindPerson", "test-chair", unknown).await,
        "NOT_FOUND",
    );
    for subject in ["", " test-chair", "test\u{7}chair"] {
        let told = refused(
            &change("bindPerson", subject, greta()).await,
            "INVALID_VALUE",
        );
        assert_eq!(told["field"], "subject", "{subject:?}");
    }
    let bound = made(
        change("bindPerson", "test-chair", greta()).await,
        "bindPerson",
    );
    assert_eq!(bound["person"]["name"], "Greta Näslund");
    let other = Some(json!({"name": "Frida Kassel"}));
    refused(
        &change("bindPerson", "test-chair", other).await,
        "ALREADY_REGISTERED",
    );
    let signed = made(
        ask(&nobody, "signMinutes", input.clone()).await,
        "signMinutes",
    );
    let signature = &signed["minutes"]["units"][0]["signatures"][0];
    assert_eq!(signature["person"]["name"], "Greta Näslund");
    made(
        ask(&nobody, "withdrawSignature", input.clone()).await,
        "withdrawSignature",
    );

    // Who claims to be another than the one whom the identity is bound to is nobody.
    let subject = "test-adjuster-Frida Kassel";
    made(change("bindPerson", subject, greta()).await, "bindPerson");
    let claims = signer(&app, "adjuster", "Frida Kassel", None);
    refused(
        &ask(&claims, "signMinutes", input.clone()).await,
        "NOT_SIGNER",
    );
    made(change("unbindPerson", subject, None).await, "unbindPerson");
    made(
        ask(&claims, "signMinutes", input.clone()).await,
        "signMinutes",
    );
    let told = refused(
        &change("unbindPerson", subject, None).await,
        "INVALID_VALUE",
    );
    assert_eq!(told["field"], "subject");
    made(
        change("unbindPerson", "test-chair", None).await,
        "unbindPerson",
    );
    refused(&ask(&nobody, "signMinutes", input).await, "NOT_SIGNER");
    made(
        change("bindPerson", "test-chair", greta()).await,
        "bindPerson",
    );
    let report = application::verify::verify(&app.store).await;
    assert_eq!(report.expect("a report").bad, None);
    let behind = sea_orm::Database::connect(&app.settings.database_url).await;
    let behind = behind.expect("a connection");
    let edited = sea_orm::ConnectionTrait::execute_unprepared(
        &behind,
        "UPDATE person_identity SET subject = 'test-thief'",
    );
    assert_eq!(edited.await.expect("an edit").rows_affected(), 1);
    let report = application::verify::verify(&app.store).await;
    let bad = report.expect("a report").bad.expect("found");
    assert!(bad.starts_with("identities of org-"), "{bad}");
}

async fn a_personal_number_is_refused_at_input_and_hidden_from_the_public(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let meeting = board.with_present("2026-03-12", 6).await;
    let input =
        json!({"meeting": meeting, "title": "Ansökan", "text": "Sökande 850709-9805 hörs."});
    let answer = board.secretary.ask("openParagraph", input).await;
    let told = refused(&answer.body, "INVALID_VALUE");
    assert_eq!(told["field"], "text");

    let mut document = tests::minutes::board_meeting(
        "2025-03-10",
        1,
        &[("Om 850709-9805", "Född 19850709-9805.")],
    );
    document["items"][0]["decisions"] =
        json!([{"kind": "APPROVE", "text": "Ansökan från 8507099805 bifalls."}]);
    app.load(&document)
        .await
        .expect("a record is stored as it was");
    let query = "{ decisions { nodes { text paragraph { title text } } } }";
    let public = app
        .anonymous()
        .query(query, json!({}))
        .await
        .data()
        .to_string();
    assert!(
        public.contains("[personnummer]") && !public.contains("850709"),
        "{public}"
    );
    let inside = app.client("secretary", &["samordningsforbundet-provdalen"]);
    let inside = inside.query(query, json!({})).await.data().to_string();
    assert!(inside.contains("Född 19850709-9805."), "{inside}");
    for text in ["850709", "9805", "8507099805"] {
        let query =
            "query Find($text: String!) { decisions(filter: {text: $text}) { totalCount } }";
        let found = app
            .anonymous()
            .query(query, json!({"text": text}))
            .await
            .data();
        assert_eq!(found["decisions"]["totalCount"], 0, "{text}");
    }
}

async fn those_who_sign_comment_on_the_draft_and_get_an_answer(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let (meeting, [first, second]) = closed(&board, "2026-03-12").await;
    let chair = signer(&app, "chair", "Greta Näslund", None);
    let adjuster = signer(&app, "adjuster", "Frida Kassel", None);
    let change = async |client: &Client, mutation: &str, mut input: Value| {
        let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
        let query = format!(
            "mutation Review($input: {kind}!) {{ {mutation}(input: $input) {{ version meeting {{ minutes {{ status }} }}
                paragraph {{ label text decisions {{ text }} }} live {{ comments {{ id paragraph {{ label }} by {{ name }}
                    text wording madeOn accepted note answeredOn }} }} }} }}"
        );
        input["meeting"] = json!(meeting);
        client.query(&query, json!({"input": input})).await.body
    };
    let comment = json!({"paragraph": first, "text": "Beloppet saknas.", "wording": "Budgeten är 40 kronor."});
    let stranger = signer(&app, "chair", "Disa Vikman", None);
    refused(
        &change(&stranger, "commentParagraph", comment.clone()).await,
        "NOT_SIGNER",
    );
    let blank = json!({"paragraph": first, "text": " "});
    let told = refused(
        &change(&chair, "commentParagraph", blank).await,
        "INVALID_VALUE",
    );
    assert_eq!(told["field"], "text");
    let made_by_chair = made(
        change(&chair, "commentParagraph", comment).await,
        "commentParagraph",
    );
    let held = &made_by_chair["live"]["comments"][0];
    assert_eq!(held["by"]["name"], "Greta Näslund");
    assert_eq!(
        (&held["accepted"], &held["answeredOn"]),
        (&Value::Null, &Value::Null)
    );
    let other = json!({"paragraph": second, "text": "Stryk sista meningen."});
    let rival =
        json!({"paragraph": first, "text": "Nej, så.", "wording": "Budgeten är 50 kronor."});
    made(
        change(&adjuster, "commentParagraph", other).await,
        "commentParagraph",
    );
    let both = made(
        change(&adjuster, "commentParagraph", rival).await,
        "commentParagraph",
    );
    let comments = both["live"]["comments"]
        .as_array()
        .expect("comments")
        .clone();
    assert_eq!(comments.len(), 3);

    let secretary = &board.secretary.client;
    let answer = |place: usize, accepted: bool| json!({"comment": comments[place]["id"], "accepted": accepted, "note": "Så"});
    let followed = made(
        change(secretary, "answerComment", answer(0, true)).await,
        "answerComment",
    );
    assert_eq!(followed["paragraph"]["text"], "Budgeten är 40 kronor.");
    assert_eq!(
        followed["paragraph"]["decisions"][0]["text"],
        "Styrelsen beslutar enligt förslaget."
    );
    assert_eq!(followed["live"]["comments"][0]["accepted"], true);
    refused(
        &change(secretary, "answerComment", answer(0, false)).await,
        "ALREADY_SETTLED",
    );
    // The other proposal was of a text that has given way.
    refused(
        &change(secretary, "answerComment", answer(2, true)).await,
        "ALREADY_SETTLED",
    );
    made(
        change(secretary, "answerComment", answer(2, false)).await,
        "answerComment",
    );
    let unknown = json!({"comment": "cmt-00000000000000000000000000", "accepted": true});
    refused(
        &change(secretary, "answerComment", unknown).await,
        "NOT_OF_MEETING",
    );
    // Once somebody has signed, a text that is followed would change what was signed.
    let again = json!({"paragraph": second, "text": "Fel ord.", "wording": "Rapporten godkänns."});
    let third = made(
        change(&adjuster, "commentParagraph", again).await,
        "commentParagraph",
    );
    made(
        ask(&chair, "signMinutes", json!({"meeting": meeting})).await,
        "signMinutes",
    );
    let late = json!({"comment": third["live"]["comments"][3]["id"], "accepted": true});
    refused(
        &change(secretary, "answerComment", late).await,
        "SIGNATURES_STAND",
    );
    let declined = made(
        change(secretary, "answerComment", answer(1, false)).await,
        "answerComment",
    );
    assert_eq!(declined["live"]["comments"][1]["note"], "Så");
    made(
        ask(&adjuster, "signMinutes", json!({"meeting": meeting})).await,
        "signMinutes",
    );
    let late = json!({"paragraph": first, "text": "Ändå fel."});
    refused(
        &change(&chair, "commentParagraph", late).await,
        "ALREADY_ADJUSTED",
    );

    // Nobody outside reads what was said of the draft, the minutes being public or not.
    let operator = app.client("operator", &[ASSOCIATION]);
    made(
        ask(&operator, "publishMinutes", json!({"meeting": meeting})).await,
        "publishMinutes",
    );
    let query = "query Comments($id: ID!) { node(id: $id) { ... on Meeting { live { comments { text } } } } }";
    let read = async |client: &Client| {
        client.query(query, json!({"id": meeting})).await.data()["node"].clone()
    };
    assert_eq!(read(&app.anonymous()).await, json!({"live": null}));
    assert_eq!(
        read(secretary).await["live"]["comments"]
            .as_array()
            .map(Vec::len),
        Some(4)
    );
    let report = application::verify::verify(&app.store).await;
    assert_eq!(report.expect("a report").bad, None);
}

async fn a_summons_is_printed_for_those_inside(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let slot = json!({"body": board.body, "date": "2026-03-12", "place": "Kansliet, Almby"});
    let scheduled = board.secretary.make("scheduleMeeting", slot).await;
    let meeting = &scheduled["meeting"]["id"];
    let minutes = meeting.as_str().expect("an id").replace("mtg-", "min-");
    let path = format!("/paragraf/v1/minutes/{minutes}/summons.txt");
    assert_eq!(board.secretary.client.fetch(&path).await.0, 404, "not sent");
    let agenda = json!(["Mötets öppnande", "Budget 2027"]);
    let input = json!({"meeting": meeting, "agenda": agenda});
    board.secretary.make("summonMeeting", input).await;
    let (status, _, text) = board.secretary.client.fetch(&path).await;
    assert_eq!(status, 200);
    let today = app.clock.today().to_string();
    for told in [
        "kallelse",
        "2026-03-12",
        "kansliet, almby",
        &today,
        "mötets öppnande",
        "budget 2027",
    ] {
        assert!(text.to_lowercase().contains(told), "{told} in {text}");
    }
    let pages = path.replace(".txt", ".pdf");
    let (status, media, _) = board.secretary.client.fetch(&pages).await;
    assert_eq!((status, media.as_str()), (200, "application/pdf"));
    assert_eq!(app.anonymous().fetch(&path).await.0, 404);
}

async fn an_extract_is_issued_attested_and_told_of(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let (meeting, [first, _]) = closed(&board, "2026-03-12").await;
    let query = "mutation Issue($input: IssueExtractInput!) { issueExtract(input: $input) { version
        live { extracts { id paragraphs { label } recipients attestedBy title attestedOn path } } } }";
    let input = json!({"input": {"meeting": meeting, "paragraphs": [first], "recipients": ["Almby kommun", "Region Norrvind"], "title": "nämndsekreterare"}});
    let named = signer(&app, "secretary", "Sanna Skrivare", None);
    let issue =
        async |client: &Client, input: &Value| client.query(query, input.clone()).await.body;
    refused(&issue(&named, &input).await, "NOT_ADJUSTED");
    adjusted(&board, &meeting, "2026-03-20").await;
    let told = refused(
        &issue(&app.client("secretary", &[ASSOCIATION]), &input).await,
        "INVALID_VALUE",
    );
    assert_eq!(told["field"], "name");
    let mut nobody = input.clone();
    nobody["input"]["recipients"] = json!([]);
    let told = refused(&issue(&named, &nobody).await, "INVALID_VALUE");
    assert_eq!(told["field"], "recipients");
    let issued = made(issue(&named, &input).await, "issueExtract");
    let extract = &issued["live"]["extracts"][0];
    assert_eq!(extract["attestedBy"], "Sanna Skrivare");
    assert_eq!(extract["paragraphs"], json!([{"label": "§ 1"}]));
    let path = extract["path"]
        .as_str()
        .expect("a path")
        .replace(".pdf", ".txt");
    let (status, _, text) = board.secretary.client.fetch(&path).await;
    assert_eq!(status, 200);
    for told in [
        "Almby kommun",
        "Region Norrvind",
        "Sanna Skrivare",
        "nämndsekreterare",
        "§ 1",
    ] {
        assert!(text.contains(told), "{told} in {text}");
    }
    assert!(!text.contains("Rapporten läggs"), "{text}");
    let other =
        path.split("ext-").next().expect("a start").to_owned() + "ext-00000000000000000000000000";
    let operator = app.client("operator", &[ASSOCIATION]);
    made(
        ask(&operator, "publishMinutes", json!({"meeting": meeting})).await,
        "publishMinutes",
    );
    for (client, path) in [(&app.anonymous(), &path), (&board.secretary.client, &other)] {
        assert_eq!(
            client.fetch(path).await.0,
            404,
            "who got an extract is told inside alone"
        );
    }
    let report = application::verify::verify(&app.store).await;
    assert_eq!(report.expect("a report").bad, None);
}

async fn what_is_signed_tells_how_a_lot_fell(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let secretary = &board.secretary;
    let meeting = board.with_present("2026-03-12", 6).await;
    let paragraph = board.paragraph(&meeting, "Val").await;
    let called = json!({"paragraph": paragraph, "about": "ELECTION", "candidates": ["Frida Kassel", "Axel Fors"]});
    secretary.make("callVote", called).await;
    let election = json!({"votes": [3, 3], "abstained": 0});
    let cast = json!({"paragraph": paragraph, "vote": 1, "election": election});
    secretary.make("castBallots", cast).await;
    let drawn = json!({"paragraph": paragraph, "vote": 1, "winner": "Axel Fors"});
    secretary.make("drawLot", drawn).await;
    let held = read(&secretary.client, &meeting).await;
    let document = held["live"]["parts"][0]["document"]
        .as_str()
        .expect("a text");
    let document: Value = serde_json::from_str(document).expect("JSON");
    let vote = &document["items"][0]["votes"][0];
    assert_eq!(vote["lot"], "Axel Fors", "{document:#}");
    assert_eq!(vote["candidates"][0]["votes"], 3);
}

async fn one_signature_stands_where_many_were_given_at_once(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let (meeting, _) = closed(&board, "2026-03-12").await;
    let adjuster = signer(&app, "adjuster", "Frida Kassel", None);
    let all = (0..16).map(|_| ask(&adjuster, "signMinutes", json!({"meeting": meeting})));
    let answers = futures_util::future::join_all(all).await;
    let (given, refusals): (Vec<&Value>, Vec<&Value>) = answers
        .iter()
        .partition(|body| body.get("errors").is_none());
    assert_eq!(given.len(), 1);
    for body in refusals {
        refused(body, "ALREADY_SIGNED");
    }
    let held = read(&board.secretary.client, &meeting).await;
    let signatures = &held["minutes"]["units"][0]["signatures"];
    assert_eq!(signatures.as_array().map(Vec::len), Some(1));
}

async fn what_minutes_refuse_is_told_with_its_figures_and_changes_nothing(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let (meeting, [first, _]) = closed(&board, "2026-03-12").await;
    let secretary = board.secretary.client.clone();
    let operator = app.client("operator", &[ASSOCIATION]);
    let chair = signer(&app, "chair", "Greta Näslund", None);
    let of = |input: Value| {
        let mut input = input;
        input["meeting"] = json!(meeting);
        input
    };
    let mut seen = BTreeSet::new();
    let mut refuse =
        async |client: &Client, mutation: &str, input: Value, code: &'static str, params: Value| {
            let before = read(&secretary, &meeting).await["version"].clone();
            let body = ask(client, mutation, input).await;
            let told = refused(&body, code);
            for (name, value) in params.as_object().into_iter().flatten() {
                assert_eq!(told["params"][name], *value, "{mutation}: {told:#}");
            }
            assert_eq!(
                read(&secretary, &meeting).await["version"],
                before,
                "{mutation}"
            );
            seen.insert(code);
        };
    let none = || json!({});
    refuse(&secretary, "postNotice", of(none()), "NOT_ADJUSTED", none()).await;
    refuse(
        &operator,
        "publishMinutes",
        of(none()),
        "NOT_ADJUSTED",
        none(),
    )
    .await;
    refuse(
        &operator,
        "unpublishMinutes",
        of(json!({"reason": "Fel"})),
        "NOT_PUBLISHED",
        none(),
    )
    .await;
    let early = json!({"person": board.person("Greta Näslund"), "signedOn": "2026-03-11"});
    refuse(
        &secretary,
        "recordSignature",
        of(early),
        "NOT_ADJUSTABLE",
        none(),
    )
    .await;
    let other = json!({"person": board.person("Disa Vikman"), "signedOn": "2026-03-12"});
    refuse(
        &secretary,
        "recordSignature",
        of(other),
        "NOT_SIGNER",
        json!({"signers": "Greta Näslund, Frida Kassel"}),
    )
    .await;
    made(ask(&chair, "signMinutes", of(none())).await, "signMinutes");
    refuse(
        &chair,
        "signMinutes",
        of(none()),
        "ALREADY_SIGNED",
        json!({"person": "Greta Näslund"}),
    )
    .await;
    let apart = json!({"paragraphs": [first]});
    refuse(
        &secretary,
        "adjustParagraphs",
        of(apart),
        "SIGNATURES_STAND",
        json!({"signedBy": "Greta Näslund"}),
    )
    .await;
    let adjuster = signer(&app, "adjuster", "Frida Kassel", None);
    let last = made(
        ask(&adjuster, "signMinutes", of(none())).await,
        "signMinutes",
    );
    let day = last["minutes"]["adjustedOn"].clone();
    refuse(
        &chair,
        "withdrawSignature",
        of(none()),
        "ALREADY_ADJUSTED",
        json!({"adjustedOn": day}),
    )
    .await;
    let up = made(
        ask(&secretary, "postNotice", of(none())).await,
        "postNotice",
    );
    let again = json!({"board": "almby  KOMMUN"});
    refuse(&secretary, "postNotice", of(again), "NOTICE_STANDS", none()).await;
    let notice = &up["minutes"]["notices"][0]["id"];
    let down = json!({"notice": notice});
    made(
        ask(&secretary, "removeNotice", down.clone()).await,
        "removeNotice",
    );
    refuse(&secretary, "removeNotice", down, "NOTICE_DOWN", none()).await;
    made(
        ask(&operator, "publishMinutes", of(none())).await,
        "publishMinutes",
    );
    refuse(
        &operator,
        "publishMinutes",
        of(none()),
        "ALREADY_PUBLISHED",
        none(),
    )
    .await;
    // The words of an adjusted § stand.
    let told = board
        .secretary
        .refused(
            "wordParagraph",
            json!({"paragraph": first, "wording": {"title": "Annat"}}),
        )
        .await;
    assert_eq!(told.1["code"], "ALREADY_ADJUSTED");
    let known: BTreeSet<&str> = Step::ALL.iter().map(|step| step.code()).collect();
    assert!(seen.is_subset(&known));
    assert_eq!(seen.len(), 10, "{seen:?}");
    // A day that has not come is the asker's mistake.
    let told = refused(
        &ask(
            &secretary,
            "postNotice",
            of(json!({"postedOn": "2999-01-01"})),
        )
        .await,
        "INVALID_VALUE",
    );
    assert_eq!(told["field"], "postedOn");
    let report = application::verify::verify(&app.store)
        .await
        .expect("a report");
    assert_eq!(report.bad, None);
}

async fn a_paragraph_adjusted_at_once_has_a_clock_of_its_own(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let (meeting, [first, _]) = closed(&board, "2025-11-27").await;
    let secretary = &board.secretary.client;
    let apart = json!({"meeting": meeting, "paragraphs": [first]});
    made(
        ask(secretary, "adjustParagraphs", apart).await,
        "adjustParagraphs",
    );
    for name in ["Greta Näslund", "Frida Kassel"] {
        let input = json!({"meeting": meeting, "paragraph": first, "person": board.person(name), "signedOn": "2025-11-27"});
        made(
            ask(secretary, "recordSignature", input).await,
            "recordSignature",
        );
    }
    let input = json!({"meeting": meeting, "paragraph": first, "postedOn": "2025-11-28"});
    let up = made(ask(secretary, "postNotice", input).await, "postNotice");
    assert_eq!(up["minutes"]["status"], "PARTLY_ADJUSTED");
    adjusted(&board, &meeting, "2025-12-08").await;
    let rest = posted(&board, &meeting, "2025-12-10").await;
    let units = &rest["minutes"]["units"];
    assert_eq!(units[0]["numbers"], json!([1]));
    assert_eq!(units[0]["lastAppealDay"], "2025-12-19");
    assert_eq!(units[0]["earliestRemovalOn"], "2025-12-20");
    // The nominal day is New Year's Eve, then comes a holiday and a Friday.
    assert_eq!(units[1]["numbers"], Value::Null);
    assert_eq!(units[1]["lastAppealDay"], "2026-01-02");
    assert_eq!(rest["minutes"]["lastAppealDay"], "2026-01-02");
    assert_eq!(rest["minutes"]["status"], "ANNOUNCED");
}

/// A sample of tables 2.3 to 2.5 of the rules, over the wire.
async fn days_are_told_as_the_law_counts_them(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let rows = [
        // Meeting, due, adjusted, notice due, posted, last day to appeal, earliest removal.
        [
            "2023-12-12",
            "2023-12-27",
            "2023-12-21",
            "2023-12-27",
            "2023-12-27",
            "2024-01-17",
            "2024-01-18",
        ],
        [
            "2024-12-10",
            "2024-12-27",
            "2024-12-10",
            "2024-12-12",
            "2024-12-10",
            "2025-01-02",
            "2025-01-03",
        ],
        [
            "2025-04-04",
            "2025-04-22",
            "2025-04-16",
            "2025-04-22",
            "2025-04-22",
            "2025-05-13",
            "2025-05-14",
        ],
        [
            "2025-06-06",
            "2025-06-23",
            "2025-06-18",
            "2025-06-23",
            "2025-06-23",
            "2025-07-14",
            "2025-07-15",
        ],
        [
            "2025-12-11",
            "2025-12-29",
            "2025-12-16",
            "2025-12-18",
            "2025-12-16",
            "2026-01-07",
            "2026-01-08",
        ],
    ];
    for [date, due, on, notice_due, up, last, removal] in rows {
        let (meeting, _) = closed(&board, date).await;
        let signed = adjusted(&board, &meeting, on).await;
        assert_eq!(signed["minutes"]["adjustmentDueOn"], due, "{date}");
        assert_eq!(
            signed["minutes"]["units"][0]["noticeDueOn"], notice_due,
            "{date}"
        );
        let posted = posted(&board, &meeting, up).await;
        assert_eq!(posted["minutes"]["lastAppealDay"], last, "{date}");
        assert_eq!(
            posted["minutes"]["units"][0]["earliestRemovalOn"], removal,
            "{date}"
        );
        let raised = codes(&posted);
        assert!(!raised.contains("NOTICE_LATE"), "{date}: {raised:?}");
    }
}

async fn an_appeal_holds_legal_force_back_until_its_ruling_is_final(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let (meeting, [first, second]) = closed(&board, "2026-01-15").await;
    let secretary = &board.secretary.client;
    adjusted(&board, &meeting, "2026-01-20").await;
    let up = posted(&board, &meeting, "2026-01-21").await;
    let down = taken_down(&board, &up["minutes"]["notices"], "2026-02-12").await;
    assert_eq!(down["minutes"]["status"], "FINAL");
    let input = json!({"meeting": meeting, "paragraphs": [first], "receivedOn": "2026-02-11", "appellant": "MUNICIPAL_MEMBER", "court": "Förvaltningsrätten i Norrvind", "caseNumber": "112-26"});
    let filed = made(
        ask(secretary, "registerAppeal", input).await,
        "registerAppeal",
    );
    assert_eq!(filed["minutes"]["status"], "APPEALED");
    assert_eq!(filed["minutes"]["finalOn"], Value::Null);
    assert!(codes(&filed).contains("FINALITY_BLOCKED"));
    let appeal = filed["appeal"]["id"].clone();
    let ruling = |last: Value| json!({"meeting": meeting, "appeal": appeal, "outcome": "REJECTED", "decidedOn": "2026-05-04", "finalOn": last});
    let open = made(
        ask(secretary, "decideAppeal", ruling(Value::Null)).await,
        "decideAppeal",
    );
    assert_eq!(open["minutes"]["status"], "APPEALED");
    let settled = made(
        ask(secretary, "decideAppeal", ruling(json!("2026-05-25"))).await,
        "decideAppeal",
    );
    assert_eq!(settled["minutes"]["finalOn"], "2026-05-25");
    assert_eq!(settled["minutes"]["status"], "FINAL");
    let body = ask(secretary, "decideAppeal", ruling(Value::Null)).await;
    refused(&body, "ALREADY_SETTLED");
    let (kept, annulled) = (json!({"annulled": false}), json!({"annulled": true}));
    assert_eq!(
        decided(secretary, &meeting).await,
        [kept.clone(), kept.clone()]
    );
    let input = json!({"meeting": meeting, "paragraphs": [second], "receivedOn": "2026-02-12", "appellant": "MEMBER_ORGANISATION"});
    let body = ask(secretary, "registerAppeal", input).await;
    let filed = made(body, "registerAppeal");
    assert!(
        codes(&filed).contains("APPELLANT_NOT_ENTITLED"),
        "{filed:#}"
    );
    let ruled = json!({"meeting": meeting, "appeal": filed["appeal"]["id"], "outcome": "ANNULLED", "decidedOn": "2026-06-01", "finalOn": "2026-06-22"});
    made(ask(secretary, "decideAppeal", ruled).await, "decideAppeal");
    assert_eq!(decided(secretary, &meeting).await, [kept, annulled]);
    let backwards = json!({"meeting": meeting, "paragraphs": [first], "receivedOn": "2026-01-14"});
    let told = refused(
        &ask(secretary, "registerAppeal", backwards).await,
        "INVALID_VALUE",
    );
    assert_eq!(told["field"], "receivedOn");
    let held = read(secretary, &meeting).await;
    assert_eq!(
        held["minutes"]["appeals"][0]["paragraphs"][0]["label"],
        "§ 1"
    );
    let report = application::verify::verify(&app.store)
        .await
        .expect("a report");
    assert_eq!(report.bad, None);
}

async fn minutes_are_public_from_their_publication_to_their_recall(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let (meeting, _) = closed(&board, "2026-03-12").await;
    adjusted(&board, &meeting, "2026-03-20").await;
    let public = app.anonymous();
    assert!(read(&public, &meeting).await.is_null());
    let operator = app.client("operator", &[ASSOCIATION]);
    let once = json!({"meeting": meeting, "clientMutationId": "p1"});
    let published = made(
        ask(&operator, "publishMinutes", once.clone()).await,
        "publishMinutes",
    );
    let again = made(
        ask(&operator, "publishMinutes", once).await,
        "publishMinutes",
    );
    assert_eq!(published["version"], again["version"]);
    let held = read(&public, &meeting).await;
    assert_eq!(held["published"], true);
    let signature = &held["minutes"]["units"][0]["signatures"][0];
    assert_eq!(signature["person"]["name"], "Greta Näslund");
    assert_eq!(signature["method"], "PAPER");
    assert_eq!(
        (&signature["signedAt"], &signature["assurance"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(held["live"], Value::Null);
    posted(&board, &meeting, "2026-03-21").await;
    let recall = json!({"meeting": meeting, "reason": "Fel bilaga", "expectedVersion": 3});
    refused(
        &ask(&operator, "unpublishMinutes", recall).await,
        "STALE_VERSION",
    );
    let recall = json!({"meeting": meeting, "reason": "Fel bilaga"});
    made(
        ask(&operator, "unpublishMinutes", recall).await,
        "unpublishMinutes",
    );
    assert!(read(&public, &meeting).await.is_null());
    let query = "query Feed($organisation: String!) { changes(organisation: $organisation, first: 50) { nodes { sequence kind subject { id } } } }";
    let feed = public
        .query(query, json!({"organisation": ASSOCIATION}))
        .await
        .data();
    let kinds: Vec<&str> = feed["changes"]["nodes"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|node| node["kind"].as_str())
        .filter(|kind| *kind != "REGISTER_CHANGED")
        .collect();
    assert_eq!(kinds, ["PUBLISHED", "REVISED", "RECALLED"]);
    assert!(!feed.to_string().contains("Fel bilaga"));
    let report = application::verify::verify(&app.store)
        .await
        .expect("a report");
    assert_eq!(report.bad, None);
}

async fn an_office_is_told_what_is_still_to_be_done(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let today = app.clock.today();
    let ago = |days: u64| {
        today
            .checked_sub_days(chrono::Days::new(days))
            .expect("a day")
            .to_string()
    };
    let duties = async |client: &Client, within: u32| {
        let query = "query Duties($slug: String!, $within: Int!) { duties(organisation: $slug, within: $within) {
            kind numbers dueOn notBefore margin boards text meeting { id } } }";
        let variables = json!({"slug": ASSOCIATION, "within": within});
        client.query(query, variables).await.data()["duties"].clone()
    };
    let secretary = &board.secretary.client;
    assert_eq!(duties(secretary, 365).await, json!([]));
    let (late, _) = closed(&board, &ago(40)).await;
    let (fresh, _) = closed(&board, &ago(0)).await;
    let listed = duties(secretary, 365).await;
    let kinds = |listed: &Value| -> Vec<(String, String)> {
        let all = listed.as_array().expect("a list").iter();
        all.map(|duty| {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            (text(&duty["kind"]), text(&duty["meeting"]["id"]))
        })
        .collect()
    };
    let adjust = |meeting: &str| ("ADJUST".to_owned(), meeting.to_owned());
    assert_eq!(kinds(&listed), [adjust(&late), adjust(&fresh)]);
    assert!(listed[0]["margin"].as_i64().is_some_and(|left| left < -20));
    assert_eq!(
        kinds(&duties(secretary, 1).await),
        [adjust(&late)],
        "what is overdue is always told"
    );
    adjusted(&board, &late, &ago(39)).await;
    let listed = duties(secretary, 1).await;
    assert_eq!(listed[0]["kind"], "POST");
    assert_eq!(listed[0]["boards"].as_array().map(Vec::len), Some(7));
    posted(&board, &late, &ago(39)).await;
    let listed = duties(secretary, 1).await;
    assert_eq!(listed[0]["kind"], "TAKE_DOWN");
    assert!(
        listed[0]["text"]
            .as_str()
            .is_some_and(|text| text.contains("Almby kommun"))
    );
    for outsider in [
        app.anonymous(),
        app.client("secretary", &["samordningsforbundet-annat"]),
    ] {
        assert_eq!(duties(&outsider, 365).await, json!([]));
    }
}

/// Whoever tries the demo signs with the tokens that it prints.
async fn the_demos_signers_sign(engine: Engine) {
    use api::demo;
    let app = App::demo(engine).await;
    let mut board = Board::in_organisation(&app, demo::ASSOCIATION).await;
    let query = "query Board($slug: String!) { association(slug: $slug) { board { id } } }";
    let client = &board.secretary.client;
    let found = client
        .query(query, json!({"slug": demo::ASSOCIATION}))
        .await
        .data();
    board.body = found["association"]["board"]["id"]
        .as_str()
        .expect("a board")
        .to_owned();
    let secretary = &board.secretary;
    let meeting = board.open("2026-03-12").await;
    for (name, _) in board.people() {
        board.arrive(&meeting, name).await;
    }
    let [(_, _), (_, adjuster)] = demo::SIGNERS;
    let adjusters = json!({"meeting": meeting, "persons": [board.person(adjuster)]});
    secretary.make("chooseAdjusters", adjusters).await;
    let paragraph = board.paragraph(&meeting, "Ekonomi").await;
    let decided = json!({"paragraph": paragraph, "kind": "NOTE", "text": "Rapporten läggs till handlingarna."});
    secretary.make("decide", decided).await;
    secretary
        .make("closeMeeting", json!({"meeting": meeting}))
        .await;
    let mut status = Value::Null;
    for (role, name) in demo::SIGNERS {
        let token = signing_token(role.as_str(), demo::ASSOCIATION, name, None);
        let client = Client::new(app.base(), Some(token));
        let signed = ask(&client, "signMinutes", json!({"meeting": meeting})).await;
        status = made(signed, "signMinutes")["minutes"]["status"].clone();
    }
    assert_eq!(status, "ADJUSTED");
}
