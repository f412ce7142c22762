//! The seal: adjusted units in signed logs, bundles that anybody checks, and edits by SQL that come to light.

use super::minutes::{adjusted, ask, closed, made, posted, taken_down};
use ::seal::bundle::{Bundle, Trust, Verified, verify};
use ::seal::key::PublicKey;
use ::seal::rotation::KeyList;
use application::verify::{Report, verify_with};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use serde_json::{Value, json};
use std::path::Path;
use tests::app::{App, Engine, seal_key};
use tests::board::{ASSOCIATION, Board};
use tests::client::Client;
use tests::on_both_engines;

on_both_engines![
    an_adjusted_unit_gives_a_bundle_that_verifies,
    a_masked_copy_proves_against_the_same_root,
    what_goes_on_after_the_adjustment_raises_no_alarm,
    nothing_is_signed_that_was_stored_otherwise_or_follows_on_nothing,
    a_service_without_a_key_makes_one_beside_a_file_or_seals_nothing,
    a_bundle_is_checked_by_the_binary_without_a_database,
];

pub(super) async fn bundle(client: &Client, meeting: &str, query: &str) -> String {
    let path = format!("/paragraf/v1/minutes/{meeting}/bundle{query}");
    let (status, media, body) = client.fetch(&path).await;
    assert_eq!(
        (status, media.as_str()),
        (200, "application/json"),
        "{body}"
    );
    body
}

async fn missing(client: &Client, path: &str) {
    let (status, media, body) = client.fetch(path).await;
    assert_eq!((status, media.as_str()), (404, "application/problem+json"));
    let body: Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!(body["code"], "NOT_FOUND", "{path}");
}

/// The key of the log that a bundle is of, as somebody knows it who knows the service's key.
pub(super) fn trusted(text: &str) -> PublicKey {
    let stated = Bundle::parse(text.as_bytes())
        .expect("a bundle")
        .stated_key();
    let name = stated.expect("a key").name().to_owned();
    assert!(name.starts_with("log.example/org-"), "{name}");
    seal_key().public().named(&name).expect("a name")
}

fn proven(text: &str) -> Verified {
    verify(text.as_bytes(), &Trust::in_key(trusted(text))).expect("it verifies")
}

/// Whether the verifier that is written apart from our code agrees.
pub(super) fn agreed(texts: &[&str]) {
    let folder = tempfile::tempdir().expect("a folder");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../seal/tests/independent.py");
    let mut command = std::process::Command::new("python3");
    command
        .arg(script)
        .arg("--key")
        .arg(trusted(texts[0]).to_string());
    for (place, text) in texts.iter().enumerate() {
        let path = folder.path().join(format!("{place}.json"));
        std::fs::write(&path, text).expect("written");
        command.arg(path);
    }
    let ran = command.output().expect("python3 runs");
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
}

pub(super) async fn checked(app: &App) -> Report {
    let key = seal_key().public();
    verify_with(&app.store, Some(&key)).await.expect("a report")
}

pub(super) async fn sound(app: &App, units: u64) {
    let report = checked(app).await;
    assert_eq!(report.bad, None);
    let sealed = report.sealed;
    assert_eq!(
        (sealed.entries, sealed.checkpoints, sealed.signed),
        (units, units, units)
    );
}

fn minutes_of(meeting: &str) -> String {
    meeting.replace("mtg-", "min-")
}

async fn published(app: &App, meeting: &str) {
    let operator = app.client("operator", &[ASSOCIATION]);
    let body = ask(&operator, "publishMinutes", json!({"meeting": meeting})).await;
    made(body, "publishMinutes");
}

async fn an_adjusted_unit_gives_a_bundle_that_verifies(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let (meeting, [first, second]) = closed(&board, "2025-11-27").await;
    let secretary = &board.secretary.client;
    let rest = format!("/paragraf/v1/minutes/{meeting}/bundle");
    missing(secretary, &rest).await;
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
    missing(secretary, &rest).await;
    adjusted(&board, &meeting, "2025-12-08").await;
    sound(&app, 2).await;

    let at_once = bundle(secretary, &meeting, &format!("?paragraph={first}")).await;
    let whole = bundle(secretary, &minutes_of(&meeting), "").await;
    assert_eq!(
        bundle(secretary, &meeting, &format!("?paragraph={second}")).await,
        whole
    );
    let (one, other) = (proven(&at_once), proven(&whole));
    assert_eq!((one.index, other.index), (0, 1));
    // Both are proven against the latest checkpoint.
    assert_eq!((one.checkpoint.size, other.checkpoint.size), (2, 2));
    let held = |unit: &Verified, leaf: usize| unit.leaves[leaf].clone().expect("disclosed");
    assert!(
        held(&one, 0).withheld.is_empty(),
        "whoever stands inside reads it all"
    );
    let header = held(&one, 0).content;
    assert_eq!(
        header["unit"],
        json!({"meeting": meeting, "numbers": [1], "adjustedOn": "2025-11-27"})
    );
    assert_eq!(header["signatures"][1]["name"], "Frida Kassel");
    assert_eq!(header["signatures"][0]["method"], "PAPER");
    assert_eq!(held(&other, 0).content["unit"]["numbers"], Value::Null);
    assert_eq!((one.leaves.len(), other.leaves.len()), (2, 2));
    let paragraph = held(&other, 1).content;
    assert_eq!(paragraph["number"], 2);
    assert_eq!(paragraph["id"], second.as_str());
    assert_eq!(
        paragraph["decisions"][0]["text"],
        "Rapporten läggs till handlingarna."
    );
    agreed(&[&at_once, &whole]);

    // A bundle under another key, or with anything changed, is refused.
    let wrong = Trust::in_key(seal_key().public());
    assert!(verify(whole.as_bytes(), &wrong).is_err());
    let turned = whole.replace("Rapporten", "Rapportem");
    assert!(verify(turned.as_bytes(), &Trust::in_key(trusted(&whole))).is_err());

    let public = app.anonymous();
    missing(&public, &rest).await;
    missing(
        &public,
        "/paragraf/v1/minutes/mtg-00000000000000000000000000/bundle",
    )
    .await;
    missing(&public, "/paragraf/v1/minutes/perhaps/bundle").await;
    missing(&public, &format!("{rest}?paragraph=perhaps")).await;
    published(&app, &meeting).await;
    let seen = proven(&bundle(&public, &meeting, "").await);
    assert_eq!(seen.unit.root(), other.unit.root());

    let (status, _, keys) = public.fetch("/.well-known/paragraf-keys.json").await;
    assert_eq!(status, 200);
    let keys = KeyList::parse(keys.as_bytes()).expect("a list of keys");
    let believed = keys.believed_from(&seal_key().public()).expect("one key");
    assert_eq!(believed.len(), 1);
    let (status, media, _) = Client::new(app.base(), Some("none".to_owned()))
        .fetch(&rest)
        .await;
    assert_eq!((status, media.as_str()), (401, "application/problem+json"));
}

/// An adjusted record of a cooperation group in which a union's representative is named all over.
pub(super) async fn cooperation(app: &App, board: &Board) -> String {
    let establish =
        "mutation($input: EstablishBodyInput!) { establishBody(input: $input) { body { id } } }";
    let input = json!({"organisation": ASSOCIATION, "name": "Samverkansgruppen", "kind": "COOPERATION_GROUP"});
    let operator = app.client("operator", &[ASSOCIATION]);
    let established = operator
        .query(establish, json!({"input": input}))
        .await
        .data();
    let secretary = &board.secretary;
    let called = json!({"body": established["establishBody"]["body"]["id"], "date": "2026-03-12"});
    let called = secretary.make("scheduleMeeting", called).await;
    let meeting = called["meeting"]["id"].as_str().expect("an id").to_owned();
    let chair = json!({"name": "Greta Näslund"});
    let open = json!({"meeting": meeting, "at": "09:05", "chair": chair, "secretary": {"name": "Sanna Skrivare"}});
    secretary.make("openMeeting", open).await;
    for (name, organisation, capacity) in [
        ("Greta Näslund", "Grinnäs kommun", "EMPLOYER"),
        ("Pia Lundmyr", "Vision", "UNION"),
    ] {
        let came = json!({"meeting": meeting, "person": {"name": name}, "organisation": organisation, "capacity": capacity});
        secretary.make("recordArrival", came).await;
    }
    let first = board.paragraph(&meeting, "Fråga av Pia Lundmyr").await;
    let decided =
        json!({"paragraph": first, "kind": "RESOLVE", "text": "Gruppen tackar Pia Lundmyr."});
    secretary.make("decide", decided).await;
    secretary
        .make("closeMeeting", json!({"meeting": meeting}))
        .await;
    let signed = json!({"meeting": meeting, "person": board.person("Greta Näslund"), "signedOn": "2026-03-20"});
    made(
        ask(&secretary.client, "recordSignature", signed).await,
        "recordSignature",
    );
    meeting
}

async fn a_masked_copy_proves_against_the_same_root(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let meeting = cooperation(&app, &board).await;
    published(&app, &meeting).await;

    let whole = bundle(&board.secretary.client, &meeting, "").await;
    let copy = bundle(&app.anonymous(), &meeting, "").await;
    assert!(whole.contains("Lundmyr"));
    assert!(!copy.to_lowercase().contains("lundmyr"), "{copy}");
    let (held, seen) = (proven(&whole), proven(&copy));
    assert_eq!(held.unit, seen.unit);
    assert_eq!(held.checkpoint, seen.checkpoint);
    let leaf = |place: usize| seen.leaves[place].clone().expect("disclosed");
    let title = &leaf(1).withheld["/title"];
    assert_eq!(title.as_deref(), Some("Fråga av [facklig företrädare]"));
    assert!(leaf(1).withheld.contains_key("/decisions"));
    let header = leaf(0);
    assert!(
        header
            .withheld
            .keys()
            .any(|pointer| pointer.starts_with("/attendance/"))
    );
    assert!(header.withheld.contains_key("/signatures/0/signedAt"));
    assert_eq!(header.content["signatures"][0]["name"], "Greta Näslund");
    agreed(&[&whole, &copy]);
    sound(&app, 1).await;
}

/// What became of what was decided.
async fn followed(client: &Client, mutation: &str, input: Value) {
    let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
    let query = format!("mutation($input: {kind}!) {{ {mutation}(input: $input) {{ version }} }}");
    client.query(&query, json!({"input": input})).await.data();
}

async fn what_goes_on_after_the_adjustment_raises_no_alarm(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let secretary = &board.secretary;
    let meeting = board.with_present("2026-01-15", 6).await;
    let adjusters = json!({"meeting": meeting, "persons": [board.person("Frida Kassel")]});
    secretary.make("chooseAdjusters", adjusters).await;
    let first = board.paragraph(&meeting, "Budget").await;
    let decided = json!({"paragraph": first, "kind": "RESOLVE", "text": "Styrelsen beslutar.", "condition": "Medlemmarna godkänner."});
    let decision = secretary.make("decide", decided).await["decision"]["id"].clone();
    let assigned =
        json!({"paragraph": first, "text": "Kansliet bereder frågan.", "assignees": ["Kansliet"]});
    let assignment = secretary.make("assign", assigned).await["assignment"]["id"].clone();
    // Adjusted at once while the meeting goes on: more come, another § is opened, the end is declared.
    let client = &secretary.client;
    let apart = json!({"meeting": meeting, "paragraphs": [first]});
    let second = board.paragraph(&meeting, "Rapport").await;
    made(
        ask(client, "adjustParagraphs", apart).await,
        "adjustParagraphs",
    );
    for name in ["Greta Näslund", "Frida Kassel"] {
        let input = json!({"meeting": meeting, "paragraph": first, "person": board.person(name), "signedOn": "2026-01-15"});
        made(
            ask(client, "recordSignature", input).await,
            "recordSignature",
        );
    }
    sound(&app, 1).await;
    board.arrive(&meeting, "Hanna Lundin").await;
    let decided =
        json!({"paragraph": second, "kind": "NOTE", "text": "Rapporten läggs till handlingarna."});
    secretary.make("decide", decided).await;
    secretary
        .make("closeMeeting", json!({"meeting": meeting}))
        .await;
    sound(&app, 1).await;
    adjusted(&board, &meeting, "2026-01-20").await;
    sound(&app, 2).await;
    let up = posted(&board, &meeting, "2026-01-21").await;
    sound(&app, 2).await;
    taken_down(&board, &up["minutes"]["notices"], "2026-02-12").await;
    let appeal = json!({"meeting": meeting, "paragraphs": [second], "receivedOn": "2026-02-11"});
    let filed = made(
        ask(client, "registerAppeal", appeal).await,
        "registerAppeal",
    );
    let ruling = json!({"meeting": meeting, "appeal": filed["appeal"]["id"], "outcome": "REJECTED", "decidedOn": "2026-05-04", "finalOn": "2026-05-25"});
    made(ask(client, "decideAppeal", ruling).await, "decideAppeal");
    let adjuster = super::minutes::signer(&app, "adjuster", "Frida Kassel", None);
    let correct = json!({"meeting": meeting, "text": "Rätt belopp är 40 kronor."});
    made(
        ask(&adjuster, "correctMinutes", correct).await,
        "correctMinutes",
    );
    sound(&app, 2).await;
    let done = json!({"assignment": assignment, "status": "DONE", "note": "Klart."});
    followed(client, "reportAssignment", done).await;
    let met =
        json!({"decision": decision, "state": "MET", "on": "2026-02-01", "evidence": "Godkänt."});
    followed(client, "settleCondition", met).await;
    published(&app, &meeting).await;
    let operator = app.client("operator", &[ASSOCIATION]);
    let recall = json!({"meeting": meeting, "reason": "Fel bilaga"});
    made(
        ask(&operator, "unpublishMinutes", recall).await,
        "unpublishMinutes",
    );
    sound(&app, 2).await;
    // A second meeting goes on in the same log.
    let (other, _) = closed(&board, "2026-03-12").await;
    adjusted(&board, &other, "2026-03-16").await;
    sound(&app, 3).await;
    for (meeting, query) in [
        (&meeting, format!("?paragraph={first}")),
        (&meeting, String::new()),
        (&other, String::new()),
    ] {
        assert_eq!(
            proven(&bundle(client, meeting, &query).await)
                .checkpoint
                .size,
            3
        );
    }
}

/// Somebody who can do anything to the database.
pub(super) struct Intruder {
    database: DatabaseConnection,
    backend: DbBackend,
}

impl Intruder {
    pub(super) async fn with(app: &App) -> Self {
        Self::at(&app.settings.database_url).await
    }

    pub(super) async fn at(url: &str) -> Self {
        let database = Database::connect(url).await.expect("a connection");
        let backend = database.get_database_backend();
        Self { database, backend }
    }

    pub(super) async fn run(&self, sql: &str) -> u64 {
        let done = self.database.execute_unprepared(sql).await;
        done.unwrap_or_else(|error| panic!("{sql}: {error}"))
            .rows_affected()
    }

    pub(super) async fn try_run(&self, sql: &str) -> Result<u64, String> {
        let done = self.database.execute_unprepared(sql).await;
        done.map(|done| done.rows_affected())
            .map_err(|error| error.to_string())
    }

    pub(super) async fn texts(&self, sql: &str) -> Vec<String> {
        let rows = self
            .database
            .query_all_raw(Statement::from_string(self.backend, sql))
            .await;
        let rows = rows.unwrap_or_else(|error| panic!("{sql}: {error}"));
        rows.iter()
            .map(|row| row.try_get("", "value").expect("a text"))
            .collect()
    }

    pub(super) async fn without_triggers(&self) {
        for table in [
            "journal",
            "sealed_unit",
            "log_checkpoint",
            "log_cosignature",
            "key_handover",
            "feed_concern",
        ] {
            // A trigger on each row has nothing to refuse where there is none.
            let rows = format!("SELECT '' AS value FROM {table}");
            if !self.texts(&rows).await.is_empty() {
                let refused = self.try_run(&format!("DELETE FROM {table}")).await;
                assert!(
                    refused.is_err_and(|error| error.contains("append only")),
                    "{table}"
                );
            }
            for trigger in ["keeps_rows", "keeps_all"] {
                let on = match self.backend {
                    DbBackend::Postgres => format!(" ON {table}"),
                    _ => String::new(),
                };
                self.run(&format!("DROP TRIGGER {table}_{trigger}{on}"))
                    .await;
            }
        }
    }
}

async fn nothing_is_signed_that_was_stored_otherwise_or_follows_on_nothing(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let (first, _) = closed(&board, "2026-01-15").await;
    adjusted(&board, &first, "2026-01-20").await;
    let (meeting, _) = closed(&board, "2026-03-12").await;
    let client = &board.secretary.client;
    let sign = async |name: &str| {
        let input =
            json!({"meeting": meeting, "person": board.person(name), "signedOn": "2026-03-16"});
        ask(client, "recordSignature", input).await
    };
    made(sign("Greta Näslund").await, "recordSignature");
    let intruder = Intruder::with(&app).await;
    let refused = async || {
        let body = sign("Frida Kassel").await;
        assert_eq!(
            body["errors"][0]["extensions"]["code"], "INTERNAL",
            "{body:#}"
        );
        assert_eq!(
            intruder
                .texts("SELECT note AS value FROM log_checkpoint")
                .await
                .len(),
            1
        );
        assert_eq!(
            intruder
                .texts("SELECT root AS value FROM sealed_unit")
                .await
                .len(),
            1
        );
    };
    intruder.without_triggers().await;
    // The bytes that reach the disk are others than those that were handed over.
    let flip = "leaves = replace(leaves, 'Budget', 'Budgot')";
    match engine {
        Engine::Sqlite => {
            intruder
                .run(&format!(
                    "CREATE TRIGGER flip AFTER INSERT ON sealed_unit BEGIN UPDATE sealed_unit SET {flip} WHERE log_index = NEW.log_index; END"
                ))
                .await;
            refused().await;
            intruder.run("DROP TRIGGER flip").await;
        }
        Engine::Postgres => {
            intruder
                .run("CREATE FUNCTION flip() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.leaves = replace(NEW.leaves, 'Budget', 'Budgot'); RETURN NEW; END $$")
                .await;
            intruder
                .run("CREATE TRIGGER flip BEFORE INSERT ON sealed_unit FOR EACH ROW EXECUTE FUNCTION flip()")
                .await;
            refused().await;
            intruder.run("DROP TRIGGER flip ON sealed_unit").await;
        }
    }
    // A log that is no longer what its last checkpoint says is not signed on.
    for (edit, back) in [
        (
            "UPDATE sealed_unit SET size = size + 1",
            "UPDATE sealed_unit SET size = size - 1",
        ),
        (
            "UPDATE sealed_unit SET log_index = 7",
            "UPDATE sealed_unit SET log_index = 0",
        ),
        (
            "UPDATE log_checkpoint SET note = replace(note, 'log.example', 'log.exemple')",
            "UPDATE log_checkpoint SET note = replace(note, 'log.exemple', 'log.example')",
        ),
    ] {
        assert_eq!(intruder.run(edit).await, 1, "{edit}");
        refused().await;
        assert_eq!(intruder.run(back).await, 1, "{back}");
    }
    made(sign("Frida Kassel").await, "recordSignature");
    sound(&app, 2).await;
}

async fn a_service_without_a_key_makes_one_beside_a_file_or_seals_nothing(engine: Engine) {
    let app = App::with(engine, |settings| settings.seal_key = None).await;
    let board = Board::of(&app).await;
    let (meeting, _) = closed(&board, "2026-03-12").await;
    adjusted(&board, &meeting, "2026-03-16").await;
    let held = api::sealing::held(&app.settings).expect("readable");
    let (status, _, keys) = app
        .anonymous()
        .fetch("/.well-known/paragraf-keys.json")
        .await;
    match engine {
        Engine::Sqlite => {
            let key = held.expect("a key was made").public();
            assert!(status == 200 && keys.contains(&key.to_string()), "{keys}");
            let report = verify_with(&app.store, Some(&key)).await.expect("a report");
            assert_eq!((report.bad, report.sealed.signed), (None, 1));
            // Another key does not fit, and a service that lost its key makes no other.
            let bad = checked(&app).await.bad.expect("another key");
            assert!(bad.contains("another key"), "{bad}");
            let path = app.settings.database_url.replace("sqlite://", "");
            std::fs::remove_file(format!("{path}.key")).expect("removed");
            let again = api::sealing::at_start(&app.settings, &app.store, &api::system::SystemIds);
            assert!(again.await.expect("no error").is_none());
        }
        Engine::Postgres => {
            assert!(held.is_none() && status == 404);
            let report = checked(&app).await;
            assert_eq!((report.bad, report.sealed.entries), (None, 0));
            missing(
                &board.secretary.client,
                &format!("/paragraf/v1/minutes/{meeting}/bundle"),
            )
            .await;
        }
    }
}

async fn a_bundle_is_checked_by_the_binary_without_a_database(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let (meeting, _) = closed(&board, "2026-03-12").await;
    adjusted(&board, &meeting, "2026-03-16").await;
    let text = bundle(&board.secretary.client, &meeting, "").await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("bundle.json");
    let run = |arguments: &[&str]| {
        let mut command = std::process::Command::new(tests::process::binary());
        let ran = command
            .args(arguments)
            .env_clear()
            .current_dir(folder.path())
            .output();
        let ran = ran.expect("the binary runs");
        let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (ran.status.code(), said(&ran.stdout), said(&ran.stderr))
    };
    std::fs::write(&path, &text).expect("written");
    let key = seal_key().public().to_string();
    for key in [key.clone(), trusted(&text).to_string()] {
        let (code, out, err) = run(&["verify", "--bundle", "bundle.json", "--key", &key]);
        assert_eq!(code, Some(0), "{out}{err}");
        assert!(
            out.starts_with("proven: entry 0 of the log log.example/org-"),
            "{out}"
        );
        assert!(
            out.contains("§ 1 Budget") && out.contains("adjusted 2026-03-16"),
            "{out}"
        );
    }
    let (code, out, _) = run(&["verify", "--bundle", "bundle.json"]);
    assert!(
        code == Some(0) && out.contains("stands in the bundle itself"),
        "{out}"
    );
    let (code, made, _) = run(&["key", "generate", "--name", "log.example"]);
    assert_eq!(code, Some(0));
    let other = ::seal::key::SecretKey::parse(made.trim())
        .expect("a key")
        .public();
    let (code, _, err) = run(&[
        "verify",
        "--bundle",
        "bundle.json",
        "--key",
        &other.to_string(),
    ]);
    assert!(code == Some(1) && err.contains("not trusted"), "{err}");
    std::fs::write(&path, text.replace("Budget", "Budgot")).expect("written");
    let (code, _, err) = run(&["verify", "--bundle", "bundle.json", "--key", &key]);
    assert!(code == Some(1) && err.contains("leaf 1"), "{err}");
    assert_eq!(
        std::fs::read_dir(folder.path()).expect("a folder").count(),
        1,
        "no database"
    );
}
