//! Redaction (G10): what is blotted is gone from every place, and what is sealed proves as before.

use super::attachments::{Caller, pdf};
use super::minutes::{adjusted, ask, made, posted, signer};
use super::seal::{Intruder, bundle, checked, sound, trusted};
use ::seal::bundle::{Trust, Verified, verify};
use application::ports::Clock;
use serde_json::{Value, json};
use tests::app::{App, Engine};
use tests::board::{ASSOCIATION, Board};
use tests::client::Client;
use tests::minutes::board_meeting;
use tests::on_both_engines;

on_both_engines![
    what_is_blotted_is_gone_and_the_seal_holds,
    what_was_blotted_and_comes_back_is_found,
    a_loaded_record_is_blotted_with_all_its_revisions,
    what_cannot_be_blotted_changes_nothing,
    what_stands_in_place_of_a_blotted_text_hides_what_is_hidden,
];

/// Who is to be forgotten.
const NAME: &str = "Zelda Hemligsson";

/// A part of every form of the name: upper and lower case, stem and genitive. Nothing else has it.
const STEM: &str = "emligs";

const GROUND: &str = "Artikel 17 i dataskyddsförordningen, beslut 2026-04-02";

async fn redact(client: &Client, input: Value) -> Value {
    let query = "mutation Redact($input: RedactRecordInput!) { redactRecord(input: $input) {
        journalEntries sealedMembers elsewhere persons version clientMutationId irregularities { code }
        meeting { id version } minutes { redactions { on ground } } } }";
    client.query(query, json!({ "input": input })).await.body
}

fn today(app: &App) -> String {
    app.clock.today().to_string()
}

fn blotting(meeting: &str) -> Value {
    json!({"meeting": meeting, "words": [NAME], "ground": GROUND, "clientMutationId": "blot"})
}

#[track_caller]
fn refusal(body: &Value, code: &str) -> Value {
    let told = body["errors"][0]["extensions"].clone();
    assert_eq!(told["code"], code, "{body:#}");
    told
}

/// Columns of the database that hold a part of a text, upper and lower case alike.
async fn columns_with(app: &App, part: &str) -> Vec<String> {
    let intruder = Intruder::with(app).await;
    let postgres = app.settings.database_url.starts_with("postgres");
    let columns = match postgres {
        true => {
            "SELECT table_name || '.' || column_name AS value FROM information_schema.columns
            WHERE table_schema = 'public'"
        }
        false => {
            "SELECT m.name || '.' || p.name AS value FROM sqlite_master m JOIN pragma_table_info(m.name) p
            WHERE m.type = 'table'"
        }
    };
    let mut found = Vec::new();
    for column in intruder.texts(columns).await {
        let (table, name) = column.split_once('.').expect("a table and a column");
        let sql = format!(
            "SELECT '{column}' AS value FROM \"{table}\"
            WHERE lower(CAST(\"{name}\" AS text)) LIKE '%{part}%' LIMIT 1"
        );
        found.extend(intruder.texts(&sql).await);
    }
    found.sort();
    found
}

/// Files of the database that hold a part of a text, to the byte.
async fn files_with(app: &App, part: &str) -> Vec<String> {
    if app.settings.database_url.starts_with("postgres") {
        let intruder = Intruder::with(app).await;
        intruder.run("CHECKPOINT").await;
        let sql = format!(
            "SELECT relname::text AS value FROM pg_class WHERE pg_relation_filepath(oid) IS NOT NULL
            AND position(convert_to('{part}', 'UTF8') IN pg_read_binary_file(pg_relation_filepath(oid))) > 0
            ORDER BY 1"
        );
        return intruder.texts(&sql).await;
    }
    let path = app.settings.database_url.trim_start_matches("sqlite://");
    let mut found = Vec::new();
    for end in ["", "-wal", "-shm"] {
        let Ok(bytes) = std::fs::read(format!("{path}{end}")) else {
            continue;
        };
        if bytes
            .windows(part.len())
            .any(|window| window == part.as_bytes())
        {
            found.push(format!("paragraf.db{end}"));
        }
    }
    found
}

/// A closed meeting in which the name stands wherever a text can.
async fn named_all_over(app: &App, board: &Board) -> (String, String) {
    let secretary = &board.secretary;
    let meeting = board.with_present("2026-03-12", 6).await;
    let guest = json!({"meeting": meeting, "person": {"name": NAME}, "capacity": "OFFICIAL", "organisation": "Almby kommun", "title": format!("ombud för {NAME}")});
    secretary.make("recordArrival", guest).await;
    let adjusters = json!({"meeting": meeting, "persons": [board.person("Frida Kassel")]});
    secretary.make("chooseAdjusters", adjusters).await;
    let wording = json!({
        "title": format!("Ärendet om {NAME}"), "text": format!("{NAME}s insats har pausats."),
        "presenters": [NAME], "raisedBy": NAME, "recipients": [NAME], "appendices": [format!("Intyg om {NAME}")],
    });
    let opened = secretary
        .make(
            "openParagraph",
            json!({"meeting": meeting, "wording": wording}),
        )
        .await;
    let paragraph = opened["paragraph"]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let chair = board.person("Greta Näslund");
    let change = async |mutation: &'static str, more: Value| {
        let mut input = json!({"paragraph": paragraph});
        let fields = input.as_object_mut().expect("an object");
        fields.extend(more.as_object().expect("an object").clone());
        secretary.make(mutation, input).await
    };
    let proposal = json!({"person": chair, "text": format!("Bifall till {NAME}.")});
    change("addProposal", proposal).await;
    change(
        "recordStatement",
        json!({"by": NAME, "text": format!("{NAME} tackar.")}),
    )
    .await;
    let decision = json!({
        "kind": "RESOLVE", "text": format!("{NAME} beviljas fortsatt insats."),
        "condition": format!("att {NAME} samtycker"), "clientMutationId": "decided",
    });
    let decided = change("decide", decision).await;
    change(
        "recordReservation",
        json!({"person": chair, "text": format!("Mot {NAME}.")}),
    )
    .await;
    let task = json!({"assignees": [NAME], "text": format!("Ring {NAME}."), "due": format!("före {NAME}s möte")});
    let assigned = change("assign", task).await;
    let quiet = board.paragraph(&meeting, "Rapport").await;
    let decided_quietly =
        json!({"paragraph": quiet, "kind": "NOTE", "text": "Rapporten läggs till handlingarna."});
    secretary.make("decide", decided_quietly).await;
    secretary
        .make("closeMeeting", json!({"meeting": meeting}))
        .await;
    let reviewer = signer(app, "chair", "Greta Näslund", None);
    let comment =
        json!({"meeting": meeting, "paragraph": paragraph, "text": format!("Nämn inte {NAME}.")});
    made(
        ask(&reviewer, "commentParagraph", comment).await,
        "commentParagraph",
    );
    let followed = async |mutation: &str, kind: &str, input: Value| {
        let query = format!(
            "mutation Follow($input: {kind}!) {{ {mutation}(input: $input) {{ version }} }}"
        );
        secretary
            .client
            .query(&query, json!({ "input": input }))
            .await
            .data();
    };
    let report = json!({"assignment": assigned["assignment"]["id"], "status": "REPORTED", "note": format!("{NAME} nådd.")});
    followed("reportAssignment", "ReportAssignmentInput", report).await;
    let settled = json!({"decision": decided["decision"]["id"], "state": "MET", "on": today(app), "evidence": format!("{NAME} skrev på.")});
    followed("settleCondition", "SettleConditionInput", settled).await;
    (meeting, paragraph)
}

fn proven(text: &str) -> Verified {
    verify(text.as_bytes(), &Trust::in_key(trusted(text))).expect("it verifies")
}

async fn found(client: &Client) -> Value {
    let query = "query Find($text: String!) { decisions(filter: {text: $text}) { totalCount } }";
    let data = client.query(query, json!({"text": NAME})).await.data();
    data["decisions"]["totalCount"].clone()
}

async fn what_is_blotted_is_gone_and_the_seal_holds(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let (meeting, paragraph) = named_all_over(&app, &board).await;
    let secretary = &board.secretary.client;
    let operator = app.client("operator", &[ASSOCIATION]);
    adjusted(&board, &meeting, "2026-03-20").await;
    posted(&board, &meeting, "2026-03-20").await;
    let chair = signer(&app, "chair", "Greta Näslund", None);
    let correction = json!({"meeting": meeting, "text": format!("{NAME} heter så.")});
    made(
        ask(&chair, "correctMinutes", correction).await,
        "correctMinutes",
    );
    let named = signer(&app, "secretary", "Sanna Skrivare", None);
    let extract = json!({"meeting": meeting, "paragraphs": [paragraph], "recipients": [NAME]});
    made(ask(&named, "issueExtract", extract).await, "issueExtract");
    let office = Caller::new(&app, Some(app.token("secretary", &[ASSOCIATION])));
    let query = "?title=Intyg%20om%20Zelda%20Hemligsson&appendix=Zelda%20Hemligsson";
    office.keeps(&meeting, query, pdf(20)).await;
    made(
        ask(&operator, "publishMinutes", json!({"meeting": meeting})).await,
        "publishMinutes",
    );
    let public = app.anonymous();
    let before = bundle(secretary, &meeting, "").await;
    assert!(before.contains(NAME));
    assert_eq!(found(&public).await, 1);
    let held = columns_with(&app, STEM).await;
    for column in [
        "attachment.title",
        "attendance.name",
        "assignee.name",
        "assignment.text",
        "assignment_report.note",
        "condition_settlement.evidence",
        "decision.text",
        "journal.payload",
        "meeting.details",
        "paragraph.details",
        "paragraph.text",
        "person.name",
        "posting.term",
        "sealed_unit.leaves",
    ] {
        assert!(held.contains(&column.to_owned()), "{column} in {held:?}");
    }
    assert!(!files_with(&app, STEM).await.is_empty());

    let input = blotting(&meeting);
    refusal(&redact(secretary, input.clone()).await, "FORBIDDEN");
    let stranger = app.client("operator", &["samordningsforbundet-annat"]);
    refusal(&redact(&stranger, input.clone()).await, "FORBIDDEN");
    let answer = made(redact(&operator, input.clone()).await, "redactRecord");
    assert_eq!(
        answer["minutes"]["redactions"],
        json!([{"on": today(&app), "ground": GROUND}])
    );
    assert_eq!(
        (&answer["elsewhere"], &answer["persons"]),
        (&json!([]), &json!([]))
    );
    assert!(answer["journalEntries"].as_u64() >= Some(15), "{answer}");
    assert!(answer["sealedMembers"].as_u64() >= Some(12), "{answer}");
    let version = answer["meeting"]["version"].clone();
    assert_eq!(answer["version"], version);
    // Repeated, it answers the same and blots nothing more.
    assert_eq!(made(redact(&operator, input).await, "redactRecord"), answer);

    assert_eq!(columns_with(&app, STEM).await, Vec::<String>::new());
    sound(&app, 1).await;
    assert_eq!(checked(&app).await.redactions, 1);
    app.store.compact().await.expect("compacted");
    assert_eq!(files_with(&app, STEM).await, Vec::<String>::new());
    sound(&app, 1).await;

    // What is sealed proves as before, and no copy tells what was blotted.
    for client in [secretary, &public] {
        let after = bundle(client, &meeting, "").await;
        assert!(!after.contains(STEM));
        let (one, other) = (proven(&before), proven(&after));
        assert_eq!(one.unit.root(), other.unit.root());
        assert_eq!(one.checkpoint, other.checkpoint);
        let shown = &other.leaves[1].as_ref().expect("disclosed").withheld["/text"];
        assert_eq!(shown.as_deref(), Some("[maskerat]s insats har pausats."));
        let quiet = other.leaves[2].as_ref().expect("disclosed");
        assert!(
            quiet.withheld.is_empty(),
            "nothing of another § is withheld"
        );
        let header = other.leaves[0].as_ref().expect("disclosed");
        assert!(header.withheld.contains_key("/signatures/0/digest"));
        super::seal::agreed(&[&after]);
    }
    for ending in ["html", "txt", "json", "xml"] {
        let path = format!(
            "/paragraf/v1/minutes/{}.{ending}",
            meeting.replace("mtg-", "min-")
        );
        let (status, _, text) = public.fetch(&path).await;
        assert_eq!(status, 200, "{path}");
        assert!(
            text.contains("[maskerat]") && !text.contains(STEM),
            "{path}: {text}"
        );
        let words: Vec<&str> = text.split_whitespace().collect();
        if ending == "html" || ending == "txt" {
            assert!(words.join(" ").contains(GROUND), "{text}");
        }
    }
    assert_eq!(found(&public).await, 0);
    // A command that was named before it was blotted is not taken for another, nor carried out again.
    let again = json!({"paragraph": paragraph, "kind": "RESOLVE", "text": "Styrelsen beslutar.", "clientMutationId": "decided"});
    let (_, told) = board.secretary.refused("decide", again).await;
    assert_eq!(told["code"], "CLIENT_MUTATION_ID_REUSED");
    // The record goes on.
    let second = json!({"meeting": meeting, "text": "Rättelse efter maskeringen."});
    made(
        ask(&chair, "correctMinutes", second).await,
        "correctMinutes",
    );
    sound(&app, 1).await;
}

async fn what_was_blotted_and_comes_back_is_found(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let (meeting, _) = named_all_over(&app, &board).await;
    adjusted(&board, &meeting, "2026-03-20").await;
    let intruder = Intruder::with(&app).await;
    let sealed = "SELECT leaves AS value FROM sealed_unit";
    let (leaves, payloads) = (
        "SELECT leaves AS value FROM sealed_unit",
        "SELECT payload AS value FROM journal ORDER BY sequence",
    );
    let (before, told) = (intruder.texts(leaves).await, intruder.texts(payloads).await);
    let operator = app.client("operator", &[ASSOCIATION]);
    made(redact(&operator, blotting(&meeting)).await, "redactRecord");
    sound(&app, 1).await;

    // Nothing is rewritten but by a redaction.
    for sql in [
        "UPDATE journal SET payload = 'x'",
        "UPDATE sealed_unit SET leaves = 'x'",
        "UPDATE minutes_revision SET source = 'x'",
    ] {
        let refused = intruder.try_run(sql).await;
        let empty = sql.contains("minutes_revision");
        assert!(
            empty || refused.is_err_and(|error| error.contains("append only")),
            "{sql}"
        );
    }
    intruder.without_triggers().await;
    let after = intruder.texts(sealed).await;
    let put = async |sql: String| assert_eq!(intruder.run(&sql).await, 1, "{sql}");
    let quoted = |text: &str| text.replace('\'', "''");
    let bad = async |place: &str| {
        let bad = checked(&app).await.bad.expect("something does not fit");
        assert!(bad.contains(place), "{place} in {bad}");
    };
    // The sealed bytes as they were before: each of them proves, but the journal tells that they were blotted.
    put(format!(
        "UPDATE sealed_unit SET leaves = '{}'",
        quoted(&before[0])
    ))
    .await;
    bad("record mtg-").await;
    // A member withheld that no redaction tells of.
    let mut value: Value = serde_json::from_str(&after[0]).expect("JSON");
    let member = &mut value[2]["members"]["/title"];
    let commitment = ::seal::leaf::commitment(
        &serde_json::from_value(member["salt"].clone()).expect("a salt"),
        &member["value"],
    );
    *member = json!({"commitment": commitment.expect("a commitment"), "shown": "Rapport"});
    put(format!(
        "UPDATE sealed_unit SET leaves = '{}'",
        quoted(&value.to_string())
    ))
    .await;
    bad("withheld member that no redaction tells of").await;
    // Something else shown in place of what was blotted.
    let turned = after[0].replace("[maskerat]s insats", "[maskerat]s utgift");
    assert_ne!(turned, after[0]);
    put(format!(
        "UPDATE sealed_unit SET leaves = '{}'",
        quoted(&turned)
    ))
    .await;
    bad("tells of otherwise").await;
    put(format!(
        "UPDATE sealed_unit SET leaves = '{}'",
        quoted(&after[0])
    ))
    .await;
    sound(&app, 1).await;
    // An entry of the journal as it was before, and one that was changed once more.
    let place = told
        .iter()
        .position(|payload| payload.contains(NAME))
        .expect("named");
    let left = intruder.texts(payloads).await[place].clone();
    let row = format!(
        "WHERE sequence = {} AND payload LIKE '%{}%'",
        place + 1,
        "[maskerat]"
    );
    put(format!(
        "UPDATE journal SET payload = '{}' {row}",
        quoted(&told[place])
    ))
    .await;
    bad("is not what entry").await;
    let turned = left.replace("[maskerat]", "[maskerad]");
    let row = format!("WHERE sequence = {} AND payload LIKE '%Zelda%'", place + 1);
    put(format!(
        "UPDATE journal SET payload = '{}' {row}",
        quoted(&turned)
    ))
    .await;
    bad("is not what entry").await;
}

async fn a_loaded_record_is_blotted_with_all_its_revisions(engine: Engine) {
    let app = App::start(engine).await;
    let mut document = board_meeting(
        "2026-03-12",
        1,
        &[
            ("Ärende", "Zelda Hemligsson deltog."),
            ("Rapport", "Ingen nämns."),
        ],
    );
    document["attendance"] = json!([
        {"name": NAME, "capacity": "OFFICIAL"},
        {"name": "Bo Kåberg", "capacity": "MEMBER", "organisation": "Almby kommun"},
    ]);
    document["items"][0]["decisions"] =
        json!([{"kind": "RESOLVE", "text": format!("{NAME} beviljas.")}]);
    let first = app.load(&document).await.expect("loaded");
    document["items"][1]["text"] = json!(format!("Rättat: {NAME} nämns."));
    document["addenda"] = json!([{"number": 2, "text": format!("§ 2 nämner {NAME}.")}]);
    let second = app.load(&document).await.expect("revised");
    assert_eq!((first.meeting, second.revision), (second.meeting, 2));
    let meeting = second.meeting.to_string();
    let before = columns_with(&app, STEM).await;
    assert!(
        before.contains(&"minutes_revision.source".to_owned()),
        "{before:?}"
    );
    let owner = document["body"]["organisation"].as_str().expect("a name");
    let owner = domain::name::Slug::of(owner)
        .expect("an address")
        .to_string();
    let operator = app.client("operator", &[&owner]);
    let answer = made(redact(&operator, blotting(&meeting)).await, "redactRecord");
    assert_eq!(
        (&answer["elsewhere"], &answer["persons"]),
        (&json!([]), &json!([]))
    );
    assert_eq!(columns_with(&app, STEM).await, Vec::<String>::new());
    let report = checked(&app).await;
    assert_eq!((report.bad, report.redactions), (None, 1));
    app.store.compact().await.expect("compacted");
    assert_eq!(files_with(&app, STEM).await, Vec::<String>::new());
    let query = "query Read($id: ID!) { node(id: $id) { ... on Meeting { revision minutes { redactions { ground } }
        attendance { person { name } } paragraphs(first: 5) { nodes { text decisions { text } } }
        irregularities { code } } } }";
    let read = app
        .anonymous()
        .query(query, json!({"id": meeting}))
        .await
        .data();
    let read = &read["node"];
    assert_eq!(read["attendance"][0]["person"]["name"], "[maskerat]");
    assert_eq!(read["attendance"][1]["person"]["name"], "Bo Kåberg");
    assert_eq!(read["paragraphs"]["nodes"][0]["text"], "[maskerat] deltog.");
    assert_eq!(read["minutes"]["redactions"][0]["ground"], GROUND);
    let codes: Vec<&str> = read["irregularities"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|held| held["code"].as_str())
        .collect();
    assert!(!codes.contains(&"SILENT_CORRECTION"), "{codes:?}");
    // A later revision keeps that it was redacted.
    document["items"][0]["text"] = json!("Någon deltog.");
    document["items"][0]["decisions"] = json!([{"kind": "RESOLVE", "text": "Beviljas."}]);
    document["items"][1]["text"] = json!("Rättat.");
    document["addenda"] = json!([]);
    document["attendance"]
        .as_array_mut()
        .expect("a list")
        .remove(0);
    app.load(&document).await.expect("revised once more");
    let read = app
        .anonymous()
        .query(query, json!({"id": meeting}))
        .await
        .data();
    assert_eq!(read["node"]["minutes"]["redactions"][0]["ground"], GROUND);
    assert_eq!(checked(&app).await.bad, None);
}

async fn what_cannot_be_blotted_changes_nothing(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let (meeting, _) = named_all_over(&app, &board).await;
    let operator = app.client("operator", &[ASSOCIATION]);
    let entries = checked(&app).await.entries;
    let cases = [
        (json!([]), GROUND, "words"),
        (json!([NAME, "Bo"]), GROUND, "words.1"),
        (json!(["[maskerat]"]), GROUND, "words.0"),
        (json!(["Nämns Ingenstans"]), GROUND, "words"),
        (json!(["Almby kommun"]), GROUND, "words"),
        (json!(["2026-03-12"]), GROUND, "words"),
        (json!(["Decided"]), GROUND, "words"),
        (json!([NAME]), "  ", "ground"),
        (json!([NAME]), "på begäran av Zelda Hemligsson", "ground"),
    ];
    for (words, ground, field) in cases {
        let input = json!({"meeting": meeting, "words": words, "ground": ground});
        let body = redact(&operator, input).await;
        let told = refusal(&body, "INVALID_VALUE");
        assert_eq!(told["field"], field, "{words}");
        assert!(
            !body.to_string().contains(NAME),
            "the words are not told again: {body}"
        );
    }
    let stale =
        json!({"meeting": meeting, "words": [NAME], "ground": GROUND, "expectedVersion": 1});
    refusal(&redact(&operator, stale).await, "STALE_VERSION");
    let missing =
        json!({"meeting": "mtg-00000000000000000000000000", "words": [NAME], "ground": GROUND});
    refusal(&redact(&operator, missing).await, "NOT_FOUND");
    let stranger = app.client("operator", &["samordningsforbundet-annat"]);
    refusal(&redact(&stranger, blotting(&meeting)).await, "NOT_FOUND");
    let nobody = app.anonymous();
    refusal(
        &redact(&nobody, blotting(&meeting)).await,
        "UNAUTHENTICATED",
    );
    let report = checked(&app).await;
    assert_eq!((report.bad, report.entries), (None, entries));

    // A name that the register holds for more than this record stays there, and it is told.
    let chair = json!({"meeting": meeting, "words": ["Greta Näslund"], "ground": GROUND});
    let answer = made(redact(&operator, chair).await, "redactRecord");
    assert_eq!(answer["persons"], json!([board.person("Greta Näslund")]));
    assert_eq!(checked(&app).await.bad, None);
}

async fn what_stands_in_place_of_a_blotted_text_hides_what_is_hidden(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let meeting = super::seal::cooperation(&app, &board).await;
    let operator = app.client("operator", &[ASSOCIATION]);
    made(
        ask(&operator, "publishMinutes", json!({"meeting": meeting})).await,
        "publishMinutes",
    );
    let input = json!({"meeting": meeting, "words": ["tackar", "Fråga av"], "ground": GROUND});
    made(redact(&operator, input).await, "redactRecord");
    sound(&app, 1).await;
    let whole = bundle(&board.secretary.client, &meeting, "").await;
    let copy = bundle(&app.anonymous(), &meeting, "").await;
    assert!(whole.contains("Gruppen [maskerat] Pia Lundmyr."), "{whole}");
    assert!(
        copy.contains("Gruppen [maskerat] [facklig företrädare]."),
        "{copy}"
    );
    assert!(!copy.to_lowercase().contains("lundmyr"), "{copy}");
    assert_eq!(proven(&whole).unit, proven(&copy).unit);
}
