//! What became of what was decided: reports of assignments, settled conditions, links between decisions, and the
//! paragraphs of one case.

use domain::id::MeetingId;
use sea_orm::{ConnectionTrait, Database};
use serde_json::{Value, json};
use tests::app::{App, Engine};
use tests::board::Board;
use tests::client::Client;
use tests::minutes::board_meeting;
use tests::on_both_engines;

on_both_engines![
    a_report_from_a_later_paragraph_is_read_both_ways,
    who_may_not_know_of_the_reporting_paragraph_sees_the_status_without_it,
    a_revision_keeps_status_reports_condition_and_links,
    what_does_not_fit_is_refused_with_its_code_and_its_field,
    a_repeated_report_has_one_effect,
    a_live_meeting_is_followed_up_like_a_loaded_record,
    the_paragraphs_of_a_case_are_read_over_all_bodies,
    reports_and_links_take_as_many_statements_whatever_the_page,
    what_is_told_afterwards_names_no_representative_of_a_union,
];

const OWNER: &str = "samordningsforbundet-provdalen";

/// A record with an assignment, a decision that waits and a case number under each §.
fn record(date: &str, first: u32, count: usize) -> Value {
    let titles = vec![("Ärende", "Text."); count];
    let mut document = board_meeting(date, first, &titles);
    for (place, item) in document["items"]
        .as_array_mut()
        .expect("items")
        .iter_mut()
        .enumerate()
    {
        item["caseNumber"] = json!(format!("Dnr 2025/{}", place + 1));
        item["decisions"] = json!([{"kind": "ADOPT", "text": "Styrelsen antar planen.", "condition": "när medlen finns"}]);
        item["assignments"] =
            json!([{"assignees": ["Kansliet"], "text": "Kansliet bereder frågan."}]);
    }
    document
}

/// The meeting of a day and its §§, as somebody inside sees them.
async fn held(client: &Client, date: &str) -> Value {
    let query = "query($slug: String!, $on: Date!) { meetings(filter: {organisation: $slug, from: $on, to: $on}) { nodes { id version
        paragraphs(first: 50) { nodes { id assignments { id } decisions { id } } } } } }";
    let variables = json!({"slug": OWNER, "on": date});
    let data = client.query(query, variables).await.data();
    data["meetings"]["nodes"][0].clone()
}

/// The ids of the § at a place: the §, its assignment, its decision.
fn ids(meeting: &Value, place: usize) -> [Value; 3] {
    let paragraph = &meeting["paragraphs"]["nodes"][place];
    [
        paragraph["id"].clone(),
        paragraph["assignments"][0]["id"].clone(),
        paragraph["decisions"][0]["id"].clone(),
    ]
}

async fn ask(client: &Client, mutation: &str, input: Value) -> Value {
    let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
    let read = match mutation {
        "reportAssignment" => {
            "assignment { id status reports { status note on paragraph { id } } }"
        }
        _ => {
            "decision { id condition { text state settledOn evidence paragraph { id } } links { kind decision { id } } }"
        }
    };
    let query = format!(
        "mutation Change($input: {kind}!) {{ {mutation}(input: $input) {{ {read} version irregularities {{ code }} clientMutationId }} }}"
    );
    client.query(&query, json!({"input": input})).await.body
}

#[track_caller]
fn made(body: &Value, mutation: &str) -> Value {
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
        body["errors"][0]["extensions"][name]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    (told("code"), told("field"))
}

async fn assert_sound(app: &App) {
    let report = application::verify::verify(&app.store)
        .await
        .expect("a report");
    assert_eq!(report.bad, None);
}

/// Two records, the later one public or not, and a secretary.
async fn two(engine: Engine, public: bool) -> (App, Client, Value, Value) {
    let app = App::start(engine).await;
    app.load(&record("2025-03-06", 1, 2)).await.expect("loaded");
    app.load_as(&record("2025-04-03", 3, 2), public, None)
        .await
        .expect("loaded");
    let secretary = app.client("secretary", &[OWNER]);
    let (earlier, later) = (
        held(&secretary, "2025-03-06").await,
        held(&secretary, "2025-04-03").await,
    );
    (app, secretary, earlier, later)
}

const BOTH_WAYS: &str = "query($assignment: ID!, $paragraph: ID!) {
    given: node(id: $assignment) { ... on Assignment { status reports { status note on paragraph { id } } } }
    told: node(id: $paragraph) { ... on Paragraph { reportsOn { assignment { id text } status note on } } } }";

async fn a_report_from_a_later_paragraph_is_read_both_ways(engine: Engine) {
    let (app, secretary, earlier, later) = two(engine, true).await;
    let ([_, assignment, _], [paragraph, ..]) = (ids(&earlier, 0), ids(&later, 1));
    let input = json!({"assignment": assignment, "status": "REPORTED", "on": "2025-03-20", "note": "På väg.", "expectedVersion": earlier["version"]});
    let first = made(
        &ask(&secretary, "reportAssignment", input).await,
        "reportAssignment",
    );
    assert_eq!(
        first["version"],
        json!(earlier["version"].as_i64().expect("a version") + 1)
    );
    assert_eq!(first["irregularities"], json!([]));
    let input = json!({"assignment": assignment, "status": "DONE", "on": "2025-04-03", "paragraph": paragraph});
    let second = made(
        &ask(&secretary, "reportAssignment", input).await,
        "reportAssignment",
    );
    assert_eq!(second["assignment"]["status"], "DONE");
    let reports = json!([
        {"status": "REPORTED", "note": "På väg.", "on": "2025-03-20", "paragraph": null},
        {"status": "DONE", "note": null, "on": "2025-04-03", "paragraph": {"id": paragraph}},
    ]);
    assert_eq!(second["assignment"]["reports"], reports);
    let variables = json!({"assignment": assignment, "paragraph": paragraph});
    let read = app.anonymous().query(BOTH_WAYS, variables).await.data();
    assert_eq!(read["given"], json!({"status": "DONE", "reports": reports}));
    assert_eq!(
        read["told"]["reportsOn"],
        json!([{"assignment": {"id": assignment, "text": "Kansliet bereder frågan."}, "status": "DONE", "note": null, "on": "2025-04-03"}])
    );
    let open = "{ assignments(filter: {status: OPEN}) { totalCount } }";
    let open = app.anonymous().query(open, json!({})).await.data();
    assert_eq!(open["assignments"]["totalCount"], 3);
    assert_sound(&app).await;
}

async fn who_may_not_know_of_the_reporting_paragraph_sees_the_status_without_it(engine: Engine) {
    let (app, secretary, earlier, later) = two(engine, false).await;
    let ([_, assignment, decision], [paragraph, ..]) = (ids(&earlier, 0), ids(&later, 0));
    let input = json!({"assignment": assignment, "status": "DONE", "on": "2025-04-03", "note": "Klart.", "paragraph": paragraph});
    made(
        &ask(&secretary, "reportAssignment", input).await,
        "reportAssignment",
    );
    let input = json!({"decision": decision, "state": "MET", "on": "2025-04-03", "evidence": "Bankbesked.", "paragraph": paragraph});
    made(
        &ask(&secretary, "settleCondition", input).await,
        "settleCondition",
    );
    let [_, _, linking] = ids(&later, 0);
    let input = json!({"decision": linking, "earlier": decision, "kind": "AMENDS"});
    made(
        &ask(&secretary, "linkDecisions", input).await,
        "linkDecisions",
    );
    let query = "query($assignment: ID!, $decision: ID!, $paragraph: ID!) {
        given: node(id: $assignment) { ... on Assignment { status reports { status note on paragraph { id } } } }
        decided: node(id: $decision) { ... on Decision { condition { state settledOn evidence paragraph { id } } linkedFrom { kind decision { id } } } }
        told: node(id: $paragraph) { ... on Paragraph { reportsOn { assignment { id } } } } }";
    let variables = json!({"assignment": assignment, "decision": decision, "paragraph": paragraph});
    let outside = app.anonymous().query(query, variables.clone()).await.data();
    assert_eq!(
        outside,
        json!({
            "given": {"status": "DONE", "reports": [{"status": "DONE", "note": null, "on": "2025-04-03", "paragraph": null}]},
            "decided": {"condition": {"state": "MET", "settledOn": "2025-04-03", "evidence": null, "paragraph": null}, "linkedFrom": []},
            "told": null,
        })
    );
    let inside = secretary.query(query, variables).await.data();
    assert_eq!(
        inside,
        json!({
            "given": {"status": "DONE", "reports": [{"status": "DONE", "note": "Klart.", "on": "2025-04-03", "paragraph": {"id": paragraph}}]},
            "decided": {
                "condition": {"state": "MET", "settledOn": "2025-04-03", "evidence": "Bankbesked.", "paragraph": {"id": paragraph}},
                "linkedFrom": [{"kind": "AMENDS", "decision": {"id": linking}}],
            },
            "told": {"reportsOn": [{"assignment": {"id": assignment}}]},
        })
    );
    assert_sound(&app).await;
}

async fn a_revision_keeps_status_reports_condition_and_links(engine: Engine) {
    let (app, secretary, earlier, later) = two(engine, true).await;
    let ([_, assignment, decision], [paragraph, _, linking]) = (ids(&earlier, 1), ids(&later, 0));
    let input = json!({"assignment": assignment, "status": "WITHDRAWN", "on": "2025-04-03", "paragraph": paragraph});
    made(
        &ask(&secretary, "reportAssignment", input).await,
        "reportAssignment",
    );
    let input = json!({"decision": decision, "state": "FAILED", "on": "2025-04-03", "evidence": "Ansökan avslogs."});
    made(
        &ask(&secretary, "settleCondition", input).await,
        "settleCondition",
    );
    let input = json!({"decision": linking, "earlier": decision, "kind": "REPEALS"});
    made(
        &ask(&secretary, "linkDecisions", input).await,
        "linkDecisions",
    );
    let query = "query($assignment: ID!, $decision: ID!) {
        given: node(id: $assignment) { ... on Assignment { status reports { status on paragraph { id } } } }
        decided: node(id: $decision) { ... on Decision { text condition { text state settledOn evidence } linkedFrom { kind decision { id links { kind decision { id } } } } } } }";
    let variables = json!({"assignment": assignment, "decision": decision});
    let before = app.anonymous().query(query, variables.clone()).await.data();
    assert_eq!(before["decided"]["condition"]["state"], "FAILED");
    assert_eq!(
        before["decided"]["linkedFrom"][0]["decision"]["links"],
        json!([{"kind": "REPEALS", "decision": {"id": decision}}])
    );
    for (date, first) in [("2025-03-06", 1), ("2025-04-03", 3)] {
        let mut revised = record(date, first, 2);
        revised["meeting"]["place"] = json!("Kommunhuset");
        let loaded = app.load(&revised).await.expect("loaded");
        assert_eq!(loaded.revision, 2);
    }
    let after = app.anonymous().query(query, variables).await.data();
    assert_eq!(after, before);
    let pending = "{ decisions(filter: {pending: true}) { totalCount } }";
    let pending = app.anonymous().query(pending, json!({})).await.data();
    assert_eq!(pending["decisions"]["totalCount"], 3);
    assert_sound(&app).await;
}

async fn what_does_not_fit_is_refused_with_its_code_and_its_field(engine: Engine) {
    let (app, secretary, earlier, later) = two(engine, true).await;
    let mut foreign = record("2025-05-05", 1, 1);
    foreign["body"]["organisation"] = json!("Samordningsförbundet Annandalen");
    app.load(&foreign).await.expect("loaded");
    let theirs = "{ meetings(filter: {organisation: \"samordningsforbundet-annandalen\"}) { nodes { paragraphs { nodes { id decisions { id } assignments { id } } } } } }";
    let theirs = app.anonymous().query(theirs, json!({})).await.data();
    let theirs = ids(&theirs["meetings"]["nodes"][0], 0);
    let (one, two) = (ids(&earlier, 0), ids(&later, 0));
    let report = |assignment: &Value, more: Value| {
        let mut input = json!({"assignment": assignment, "status": "DONE", "on": "2025-04-03"});
        input
            .as_object_mut()
            .expect("an object")
            .extend(more.as_object().expect("an object").clone());
        ("reportAssignment", input)
    };
    let settle = |decision: &Value, on: &str| {
        (
            "settleCondition",
            json!({"decision": decision, "state": "MET", "on": on, "evidence": "Besked."}),
        )
    };
    let link = |decision: &Value, earlier: &Value| {
        (
            "linkDecisions",
            json!({"decision": decision, "earlier": earlier, "kind": "CARRIES_OUT"}),
        )
    };
    let nothing = json!(
        MeetingId::parse("mtg-00000000000000000000000000")
            .expect("an id")
            .to_string()
            .replace("mtg", "asg")
    );
    let cases = [
        (
            "a § of another owner",
            report(&one[1], json!({"paragraph": theirs[0]})),
            "INVALID_VALUE",
            "paragraph",
        ),
        (
            "a § of an earlier meeting",
            report(&two[1], json!({"paragraph": one[0]})),
            "INVALID_VALUE",
            "paragraph",
        ),
        (
            "its own §",
            report(&one[1], json!({"paragraph": one[0]})),
            "INVALID_VALUE",
            "paragraph",
        ),
        (
            "the day before the meeting",
            report(&one[1], json!({"on": "2025-03-05"})),
            "INVALID_VALUE",
            "on",
        ),
        (
            "a day to come",
            report(&one[1], json!({"on": "2999-01-01"})),
            "INVALID_VALUE",
            "on",
        ),
        (
            "an empty note",
            report(&one[1], json!({"note": " "})),
            "INVALID_VALUE",
            "note",
        ),
        (
            "a version that is gone",
            report(&one[1], json!({"expectedVersion": 0})),
            "STALE_VERSION",
            "",
        ),
        (
            "nobody's assignment",
            report(&nothing, json!({})),
            "NOT_FOUND",
            "",
        ),
        (
            "another owner's assignment",
            report(&theirs[1], json!({})),
            "FORBIDDEN",
            "",
        ),
        (
            "settled before the meeting",
            settle(&one[2], "2025-03-05"),
            "INVALID_VALUE",
            "on",
        ),
        (
            "settled in time to come",
            settle(&one[2], "2999-01-01"),
            "INVALID_VALUE",
            "on",
        ),
        (
            "linked to a later one",
            link(&one[2], &two[2]),
            "INVALID_VALUE",
            "earlier",
        ),
        (
            "linked to itself",
            link(&one[2], &one[2]),
            "INVALID_VALUE",
            "earlier",
        ),
        (
            "linked to another owner's",
            link(&two[2], &theirs[2]),
            "INVALID_VALUE",
            "earlier",
        ),
    ];
    let entries = async |app: &App| {
        use application::ports::Audit;
        let held = app.store.journals().await.expect("journals");
        held.into_iter().map(|(_, last, _)| last).sum::<i64>()
    };
    let before = entries(&app).await;
    for (name, (mutation, input), code, field) in cases {
        let body = ask(&secretary, mutation, input).await;
        assert_eq!(
            refused(&body),
            (code.to_owned(), field.to_owned()),
            "{name}: {body:#}"
        );
    }
    assert_eq!(entries(&app).await, before);
    // On the day of the meeting itself it can be.
    for (mutation, input) in [settle(&one[2], "2025-03-06"), link(&two[2], &one[2])] {
        made(&ask(&secretary, mutation, input.clone()).await, mutation);
        let (code, _) = refused(&ask(&secretary, mutation, input).await);
        let expected = if mutation == "settleCondition" {
            "ALREADY_SETTLED"
        } else {
            "ALREADY_LINKED"
        };
        assert_eq!(code, expected);
    }
    assert_eq!(entries(&app).await, before + 2);
    assert_sound(&app).await;
}

async fn a_repeated_report_has_one_effect(engine: Engine) {
    let (app, secretary, earlier, _) = two(engine, true).await;
    let [_, assignment, _] = ids(&earlier, 0);
    let input = json!({"assignment": assignment, "status": "REPORTED", "clientMutationId": "r-1"});
    let asked = (0..6).map(|_| ask(&secretary, "reportAssignment", input.clone()));
    let answers = futures_util::future::join_all(asked).await;
    assert!(
        answers.iter().all(|answer| *answer == answers[0]),
        "{answers:#?}"
    );
    let answer = made(&answers[0], "reportAssignment");
    assert_eq!(answer["clientMutationId"], "r-1");
    assert_eq!(
        answer["assignment"]["reports"].as_array().map(Vec::len),
        Some(1)
    );
    let other = json!({"assignment": assignment, "status": "DONE", "clientMutationId": "r-1"});
    let body = ask(&secretary, "reportAssignment", other).await;
    assert_eq!(refused(&body).0, "CLIENT_MUTATION_ID_REUSED");
    assert_sound(&app).await;
}

async fn a_live_meeting_is_followed_up_like_a_loaded_record(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let secretary = &board.secretary;
    let meeting = board.with_present("2026-03-12", 5).await;
    let first = board.paragraph(&meeting, "Plan").await;
    let decided = secretary
        .make("decide", json!({"paragraph": first, "kind": "ADOPT", "text": "Planen antas.", "condition": "när medlen finns"}))
        .await;
    let assigned = secretary
        .make(
            "assign",
            json!({"paragraph": first, "assignees": ["Kansliet"], "text": "Bereda."}),
        )
        .await;
    let (assignment, decision) = (&assigned["assignment"]["id"], &decided["decision"]["id"]);
    let rapport = json!({"meeting": meeting, "title": "Rapport", "text": "Kansliet rapporterar."});
    let second = secretary.make("openParagraph", rapport).await["paragraph"]["id"].clone();
    let input = json!({"assignment": assignment, "status": "DONE", "on": "2026-03-12", "paragraph": second});
    let reported = made(
        &ask(&secretary.client, "reportAssignment", input).await,
        "reportAssignment",
    );
    assert_eq!(reported["assignment"]["status"], "DONE");
    let input = json!({"decision": decision, "state": "MET", "on": "2026-03-13", "evidence": "Bankbesked."});
    let settled = made(
        &ask(&secretary.client, "settleCondition", input).await,
        "settleCondition",
    );
    assert_eq!(
        settled["version"].as_i64(),
        reported["version"].as_i64().map(|version| version + 1)
    );
    // The meeting goes on, and what it writes anew keeps what was told.
    let word = "mutation($input: WordParagraphInput!) { wordParagraph(input: $input) { paragraph {
        assignments { status } decisions { condition { state } } } } }";
    let input = json!({"paragraph": first, "wording": {"title": "Verksamhetsplan"}});
    let worded = secretary.client.query(word, json!({"input": input})).await;
    assert_eq!(
        worded.data()["wordParagraph"]["paragraph"],
        json!({"assignments": [{"status": "DONE"}], "decisions": [{"condition": {"state": "MET"}}]})
    );
    let after = secretary
        .make(
            "chooseAdjusters",
            json!({"meeting": meeting, "persons": [board.person("Frida Kassel")]}),
        )
        .await;
    assert_eq!(
        after["version"].as_i64(),
        settled["version"].as_i64().map(|version| version + 2)
    );
    secretary
        .make("closeMeeting", json!({"meeting": meeting, "at": "11:30"}))
        .await;
    let read = "query($meeting: ID!) { meeting(id: $meeting) { paragraphs { nodes { title assignments { status reports { paragraph { label } } } decisions { condition { state evidence } } reportsOn { status } } } } }";
    let held = secretary
        .client
        .query(read, json!({"meeting": meeting}))
        .await
        .data();
    assert_eq!(
        held["meeting"]["paragraphs"]["nodes"],
        json!([
            {
                "title": "Verksamhetsplan",
                "assignments": [{"status": "DONE", "reports": [{"paragraph": {"label": "§ 2"}}]}],
                "decisions": [{"condition": {"state": "MET", "evidence": "Bankbesked."}}],
                "reportsOn": [],
            },
            {"title": "Rapport", "assignments": [], "decisions": [], "reportsOn": [{"status": "DONE"}]},
        ])
    );
    assert_sound(&app).await;
    let database = Database::connect(&app.settings.database_url)
        .await
        .expect("the same database");
    let forged = database.execute_unprepared("UPDATE assignment SET status = 'OPEN'");
    forged.await.expect("forged");
    let report = application::verify::verify(&app.store)
        .await
        .expect("a report");
    let bad = report
        .bad
        .expect("what the tables say is not what the journal tells");
    assert!(
        bad.ends_with("an assignment or a condition does not stand as the journal tells"),
        "{bad}"
    );
}

async fn the_paragraphs_of_a_case_are_read_over_all_bodies(engine: Engine) {
    let app = App::start(engine).await;
    app.load(&record("2025-04-03", 3, 2)).await.expect("loaded");
    let mut council = record("2025-03-20", 1, 1);
    council["body"]["name"] = json!("Medlemsrådet");
    council["body"]["kind"] = json!("MEMBER_COUNCIL");
    app.load(&council).await.expect("loaded");
    app.load(&record("2025-03-06", 1, 2)).await.expect("loaded");
    app.load_as(&record("2025-05-08", 5, 2), false, None)
        .await
        .expect("loaded");
    let query = "query($first: Int!, $after: String) { caseParagraphs(organisation: \"samordningsforbundet-provdalen\", caseNumber: \" dnr  2025/1\", first: $first, after: $after) {
        totalCount pageInfo { hasNextPage endCursor } nodes { label caseNumber meeting { date body { name } } } } }";
    let dates = |data: &Value| -> Vec<String> {
        let nodes = data["caseParagraphs"]["nodes"]
            .as_array()
            .expect("nodes")
            .iter();
        nodes
            .map(|node| {
                node["meeting"]["date"]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned()
            })
            .collect()
    };
    let all = app
        .anonymous()
        .query(query, json!({"first": 20}))
        .await
        .data();
    assert_eq!(dates(&all), ["2025-03-06", "2025-03-20", "2025-04-03"]);
    assert_eq!(all["caseParagraphs"]["totalCount"], 3);
    assert_eq!(
        all["caseParagraphs"]["nodes"][1]["meeting"]["body"]["name"],
        "Medlemsrådet"
    );
    let inside = app
        .client("secretary", &[OWNER])
        .query(query, json!({"first": 20}))
        .await
        .data();
    assert_eq!(
        dates(&inside).last().map(String::as_str),
        Some("2025-05-08")
    );
    let page = app
        .anonymous()
        .query(query, json!({"first": 2}))
        .await
        .data();
    assert_eq!(page["caseParagraphs"]["pageInfo"]["hasNextPage"], true);
    let after = &page["caseParagraphs"]["pageInfo"]["endCursor"];
    let rest = app
        .anonymous()
        .query(query, json!({"first": 2, "after": after}))
        .await
        .data();
    assert_eq!(dates(&rest), ["2025-04-03"]);
}

async fn reports_and_links_take_as_many_statements_whatever_the_page(engine: Engine) {
    let (app, secretary, earlier, later) = two(engine, true).await;
    for place in 0..2 {
        let ([_, assignment, decision], [paragraph, _, linking]) =
            (ids(&earlier, place), ids(&later, place));
        let input = json!({"assignment": assignment, "status": "DONE", "on": "2025-04-03", "paragraph": paragraph});
        made(
            &ask(&secretary, "reportAssignment", input).await,
            "reportAssignment",
        );
        let input = json!({"decision": decision, "state": "MET", "on": "2025-04-03", "evidence": "Besked.", "paragraph": paragraph});
        made(
            &ask(&secretary, "settleCondition", input).await,
            "settleCondition",
        );
        let input = json!({"decision": linking, "earlier": decision, "kind": "AMENDS"});
        made(
            &ask(&secretary, "linkDecisions", input).await,
            "linkDecisions",
        );
    }
    let query = "query($first: Int!) { meetings(first: 2, order: DATE_ASC) { nodes { paragraphs(first: $first) { nodes {
        assignments { status reports { status note paragraph { label } } } reportsOn { status assignment { text } }
        decisions { condition { state settledOn evidence paragraph { label } } links { kind decision { text } } linkedFrom { kind decision { text } } } } } } } }";
    let mut counts = Vec::new();
    for first in [1, 2] {
        let ask = async || {
            app.anonymous()
                .query(query, json!({"first": first}))
                .await
                .data()
        };
        let (data, count) = app.counted(ask).await;
        counts.push(count);
        let held = &data["meetings"]["nodes"][0]["paragraphs"]["nodes"];
        assert_eq!(held.as_array().map(Vec::len), Some(first));
        assert_eq!(
            held[0]["assignments"][0]["reports"][0]["paragraph"]["label"],
            "§ 3"
        );
    }
    println!("{engine:?}: {counts:?} statements");
    assert_eq!(counts[0], counts[1]);
}

/// A record of a cooperation group with an assignment and a decision that waits, and who came for a union.
fn cooperation(date: &str, representative: &str) -> Value {
    json!({
        "format": "paragraf/minutes@1", "record": "MINUTES",
        "body": {"name": "Samverkansgruppen", "kind": "COOPERATION_GROUP", "organisation": "Samordningsförbundet Provdalen"},
        "meeting": {"date": date},
        "attendance": [
            {"name": "Agneta Rydvall", "organisation": "Kansliet", "capacity": "EMPLOYER"},
            {"name": representative, "organisation": "Vision", "capacity": "UNION"},
        ],
        "items": [{
            "number": 1, "title": "Lokaler",
            "decisions": [{"kind": "ADOPT", "text": "Planen antas.", "condition": "när avtalet är klart"}],
            "assignments": [{"assignees": ["Kansliet"], "text": "Kansliet bereder frågan."}],
        }],
    })
}

async fn what_is_told_afterwards_names_no_representative_of_a_union(engine: Engine) {
    let app = App::start(engine).await;
    app.load(&record("2025-02-06", 1, 1)).await.expect("loaded");
    for (date, representative) in [("2025-03-06", "Pia Lundmyr"), ("2025-04-03", "Roger Öman")] {
        let document = cooperation(date, representative);
        app.load(&document).await.expect("loaded");
    }
    let secretary = app.client("secretary", &[OWNER]);
    let board = held(&secretary, "2025-02-06").await;
    let (group, later) = (
        held(&secretary, "2025-03-06").await,
        held(&secretary, "2025-04-03").await,
    );
    let [told_under, ..] = ids(&later, 0);
    // Of the record itself, of another record of the group, and of nobody who is hidden.
    let words = "Klart enligt PIA  LUNDMYR, Roger Ömans och Agneta Rydvall.";
    let hidden = "Klart enligt [facklig företrädare], [facklig företrädare]s och Agneta Rydvall.";
    // What the group was given, told with and without a §; what the board was given, told under a § of the group.
    for (meeting, paragraph) in [
        (&group, Value::Null),
        (&later, Value::Null),
        (&board, told_under),
    ] {
        let [_, assignment, decision] = ids(meeting, 0);
        let input = json!({"assignment": assignment, "status": "DONE", "on": "2025-04-03", "note": words, "paragraph": paragraph});
        made(
            &ask(&secretary, "reportAssignment", input).await,
            "reportAssignment",
        );
        let input = json!({"decision": decision, "state": "MET", "on": "2025-04-03", "evidence": words, "paragraph": paragraph});
        made(
            &ask(&secretary, "settleCondition", input).await,
            "settleCondition",
        );
        let read = "query($assignment: ID!, $decision: ID!) {
            given: node(id: $assignment) { ... on Assignment { reports { note } } }
            waited: node(id: $decision) { ... on Decision { condition { evidence } } } }";
        let of = json!({"assignment": assignment, "decision": decision});
        let elsewhere = app.client("secretary", &["samordningsforbundet-annandalen"]);
        for (client, expected) in [
            (secretary.clone(), words),
            (app.anonymous(), hidden),
            (elsewhere, hidden),
        ] {
            let data = client.query(read, of.clone()).await.data();
            assert_eq!(data["given"]["reports"], json!([{"note": expected}]));
            assert_eq!(data["waited"]["condition"]["evidence"], expected);
        }
    }
    // The § of the group that tells of it says it so as well.
    let read = "query($paragraph: ID!) { node(id: $paragraph) { ... on Paragraph { reportsOn { note } } } }";
    let [paragraph, ..] = ids(&later, 0);
    let data = app
        .anonymous()
        .query(read, json!({"paragraph": paragraph}))
        .await
        .data();
    assert_eq!(data["node"]["reportsOn"], json!([{"note": hidden}]));
}
