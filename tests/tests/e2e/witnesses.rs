//! Witnesses: checkpoints that others sign, older backups and rewritten logs that come to light through them.

use super::minutes::{adjusted, ask, closed, made};
use super::seal::{Intruder, bundle, checked, trusted};
use ::seal::bundle::{Bundle, Trust, verify};
use ::seal::checkpoint::Checkpoint;
use ::seal::digest::Digest;
use ::seal::leaf::{Leaf, Salt};
use ::seal::merkle::{Tree, leaf_hash};
use ::seal::note::SignedNote;
use ::seal::unit::{self, Entry};
use api::startup::witnessing;
use api::system::SystemIds;
use application::journal::{GENESIS, digest};
use application::live::signed_digest;
use application::ports::{Audit, BeginWork, Clock, Ids, SealAudit};
use application::sealing::{Heard, Witnessing};
use chrono::TimeDelta;
use domain::id::MeetingId;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tests::app::{App, Engine, seal_key};
use tests::board::Board;
use tests::client::{Asking, Client};
use tests::on_both_engines;
use tests::witness::{LittleWitness, Mood};

on_both_engines![
    a_checkpoint_is_witnessed_and_a_bundle_carries_it,
    a_restored_old_backup_is_found_and_sealed_no_further,
    a_stolen_key_that_rewrites_history_is_found,
    a_witness_that_answers_badly_changes_nothing,
];

pub(super) async fn little(name: &str, seed: u8) -> LittleWitness {
    LittleWitness::start(name, seed, seal_key().public()).await
}

/// A service that asks witnesses each second.
pub(super) async fn watched(engine: Engine, witnesses: &[&LittleWitness]) -> App {
    let listed: Vec<String> = witnesses.iter().map(|held| held.listed()).collect();
    App::with(engine, |settings| {
        settings.witnesses = Some(listed.join(" "));
        settings.witness_interval = 1;
    })
    .await
}

/// Whoever asks the witnesses of a service, when the test wants it.
fn asking(app: &App) -> Witnessing {
    witnessing(&app.settings, &app.store, app.clock.clone()).expect("witnesses")
}

/// Adjusted minutes of a day.
pub(super) async fn sealed(board: &Board, date: &str) -> String {
    let (meeting, _) = closed(board, date).await;
    adjusted(board, &meeting, date).await;
    meeting
}

/// Waits until each log of a service is witnessed by so many up to a size.
pub(super) async fn until_witnessed(app: &App, witnesses: usize, size: u64) {
    for _ in 0..200 {
        let reach = app.store.reach().await.expect("the logs");
        let done = |held: &u64| *held == size;
        if reach.iter().any(|log| {
            log.size == size
                && log.witnessed.values().filter(|held| done(held)).count() == witnesses
        }) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("not witnessed: {:?}", app.store.reach().await);
}

/// Waits until a verification says something.
pub(super) async fn until_bad(app: &App, words: &str) -> String {
    let mut last = None;
    for _ in 0..200 {
        last = checked(app).await.bad;
        if let Some(bad) = last.clone().filter(|bad| bad.contains(words)) {
            return bad;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("never said {words:?}, but {last:?}");
}

/// The binary on the database of a service: exit code, standard output, standard error.
fn run(app: &App, witnesses: &str, arguments: &[&str]) -> (Option<i32>, String, String) {
    use secrecy::ExposeSecret;
    let key = app.settings.seal_key.as_ref().expect("a key");
    let mut command = std::process::Command::new(tests::process::binary());
    let ran = command
        .args(arguments)
        .env_clear()
        .env("PARAGRAF_DATABASE_URL", &app.settings.database_url)
        .env("PARAGRAF_SEAL_KEY", key.expose_secret())
        .env("PARAGRAF_WITNESSES", witnesses)
        .env("PARAGRAF_LOG", "off")
        .output();
    let ran = ran.expect("the binary runs");
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (ran.status.code(), said(&ran.stdout), said(&ran.stderr))
}

async fn a_checkpoint_is_witnessed_and_a_bundle_carries_it(engine: Engine) {
    let (one, other) = (
        little("w.example/1", 31).await,
        little("w.example/2", 32).await,
    );
    let app = watched(engine, &[&one, &other]).await;
    let board = Board::of(&app).await;
    let secretary = &board.secretary.client;
    let first = sealed(&board, "2026-01-15").await;
    until_witnessed(&app, 2, 1).await;
    let at_one = bundle(secretary, &first, "").await;
    let second = sealed(&board, "2026-03-12").await;
    until_witnessed(&app, 2, 2).await;
    // Each was asked with the size that it signed last, and a proof from there.
    let asked = one.asked();
    assert!(
        asked[0].starts_with("old 0\n\nlog.example/org-"),
        "{asked:?}"
    );
    let proof: Vec<&str> = asked[1]
        .split("\n\n")
        .next()
        .expect("lines")
        .lines()
        .collect();
    assert_eq!((proof.len(), proof[0]), (2, "old 1"), "{asked:?}");

    let text = bundle(secretary, &second, "?since=1").await;
    let trust = |witnesses: Vec<_>, witnesses_needed| Trust {
        witnesses,
        witnesses_needed,
        ..Trust::in_key(trusted(&text))
    };
    let both = trust(vec![one.key(), other.key()], 2);
    let verified = verify(text.as_bytes(), &both).expect("it verifies");
    assert_eq!((verified.index, verified.checkpoint.size), (1, 2));
    assert_eq!(verified.witnesses.len(), 2);
    let now = app.clock.now().timestamp();
    let fresh = |time: u64| i64::try_from(time).is_ok_and(|time| (now - 120..=now).contains(&time));
    assert!(verified.witnesses.iter().all(|held| fresh(held.time)));
    let earlier = verified.earlier.expect("an earlier checkpoint");
    let known = Bundle::parse(at_one.as_bytes()).expect("a bundle");
    assert!(known.checkpoint().starts_with(&earlier.text()));
    let stranger = little("w.example/2", 33).await;
    assert!(verify(text.as_bytes(), &trust(vec![one.key(), stranger.key()], 2)).is_err());
    // Whoever knows nothing yet asks for nothing; a size that the log never had is told.
    let plain = bundle(secretary, &second, "").await;
    assert_eq!(bundle(secretary, &second, "?since=0").await, plain);
    assert!(!plain.contains("earlier"));
    for (since, status) in [("3", 422), ("perhaps", 422)] {
        let path = format!("/paragraf/v1/minutes/{second}/bundle?since={since}");
        let (found, _, body) = secretary.fetch(&path).await;
        assert_eq!(found, status, "{body}");
        assert!(body.contains("since"), "{body}");
    }

    let report = checked(&app).await;
    assert_eq!((report.bad, report.sealed.cosigned), (None, 4));
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("bundle.json");
    std::fs::write(&path, &text).expect("written");
    let path = path.to_str().expect("a path");
    let witness = one.key().to_string();
    let script =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../seal/tests/independent.py");
    let agreed = std::process::Command::new("python3")
        .arg(script)
        .args([
            "--key",
            &trusted(&text).to_string(),
            "--witness",
            &witness,
            path,
        ])
        .output();
    assert!(agreed.expect("python3 runs").status.success());
    let key = seal_key().public().to_string();
    let check = [
        "verify",
        "--bundle",
        path,
        "--key",
        &key,
        "--witness",
        &witness,
    ];
    let (code, out, err) = run(&app, "", &check);
    assert_eq!(code, Some(0), "{out}{err}");
    assert!(
        out.contains(&format!("witnessed by {witness}, 20")),
        "{out}"
    );
    assert!(out.contains("goes on from the log's size 1"), "{out}");
    let foreign = stranger.key().to_string();
    let both = [&check[..], &["--witness", &foreign]].concat();
    let (code, _, err) = run(&app, "", &both);
    assert!(
        code == Some(1) && err.contains("1 trusted witnesses have signed, 2 are needed"),
        "{err}"
    );
    let one_of_both = [&both[..], &["--witnesses-needed", "1"]].concat();
    assert_eq!(run(&app, "", &one_of_both).0, Some(0));
    let (code, out, err) = run(
        &app,
        "",
        &["verify", "--witnessed", path, "--witness", &witness],
    );
    assert!(
        code == Some(0) && out.contains("the log goes on from it"),
        "{out}{err}"
    );

    // A log that nobody changed is asked about again, and answered.
    for said in asking(&app).all().await.expect("asked") {
        assert_eq!(said.heard, Heard::Cosigned { size: 2 });
    }
    // A cosignature that is not the witness's comes to light.
    let intruder = Intruder::with(&app).await;
    intruder.without_triggers().await;
    let lines = "UPDATE log_cosignature SET line = (SELECT k.line FROM log_cosignature k WHERE k.size = 1 LIMIT 1) WHERE size = 2";
    assert_eq!(intruder.run(lines).await, 2);
    let bad = checked(&app).await.bad.expect("another line");
    assert!(bad.contains("cosignature of 2 entries"), "{bad}");
}

/// The number of rows of what is sealed.
async fn rows(app: &App) -> [usize; 2] {
    let intruder = Intruder::with(app).await;
    let count = async |sql: &str| intruder.texts(sql).await.len();
    [
        count("SELECT root AS value FROM sealed_unit").await,
        count("SELECT hash AS value FROM journal").await,
    ]
}

async fn a_restored_old_backup_is_found_and_sealed_no_further(engine: Engine) {
    let witness = little("w.example/1", 31).await;
    let app = watched(engine, &[&witness]).await;
    let board = Board::of(&app).await;
    let first = sealed(&board, "2026-01-15").await;
    until_witnessed(&app, 1, 1).await;
    let (next, _) = closed(&board, "2026-02-12").await;
    let backup = app.on_a_copy(|settings| settings.witnesses = None).await;
    let second = sealed(&board, "2026-03-12").await;
    until_witnessed(&app, 1, 2).await;
    assert_eq!(checked(&app).await.bad, None);
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        path.to_str().expect("a path").to_owned()
    };
    let secretary = &board.secretary.client;
    let kept = file("kept.json", &bundle(secretary, &second, "").await);
    let text = bundle(secretary, &first, "").await;
    let checkpoint = Bundle::parse(text.as_bytes()).expect("a bundle");
    let newest = file("newest.note", checkpoint.checkpoint());

    // By itself the backup is sound; what was kept elsewhere tells.
    assert_eq!(checked(&backup).await.bad, None);
    for kept in [&kept, &newest] {
        let (code, _, err) = run(&backup, "", &["verify", "--witnessed", kept]);
        assert_eq!(code, Some(1));
        assert!(
            err.contains("log of org-") && err.contains("is of 2 entries, but 1 are here"),
            "{err}"
        );
        assert_eq!(run(&app, "", &["verify", "--witnessed", kept]).0, Some(0));
    }
    let whose = file(
        "whose.note",
        &checkpoint
            .checkpoint()
            .replace("log.example", "log.exemple"),
    );
    assert_eq!(run(&app, "", &["verify", "--witnessed", &whose]).0, Some(1));

    // Restored, the service asks at its start, and finds out.
    let restored = backup
        .on_a_copy(|settings| settings.witnesses = Some(witness.listed()))
        .await;
    let bad = until_bad(&restored, "an older backup was restored").await;
    assert!(bad.starts_with("log of org-"), "{bad}");
    assert!(
        bad.contains("w.example/1 has seen 2 entries, but 1 are here"),
        "{bad}"
    );
    let (code, _, err) = run(&restored, &witness.listed(), &["seal", "witness"]);
    assert!(code == Some(1) && err.contains("log of org-"), "{err}");
    // The binary says no as well, and nothing more is sealed. What is there can still be read.
    assert_eq!(run(&restored, "", &["verify"]).0, Some(1));
    let there = Client::new(
        restored.base(),
        Some(app.token("secretary", &[tests::board::ASSOCIATION])),
    );
    let sign = async |name: &str| {
        let input =
            json!({"meeting": next, "person": board.person(name), "signedOn": "2026-02-13"});
        ask(&there, "recordSignature", input).await
    };
    made(sign("Greta Näslund").await, "recordSignature");
    let before = rows(&restored).await;
    let refused = sign("Frida Kassel").await;
    assert_eq!(
        refused["errors"][0]["extensions"]["code"], "SEAL_CONTRADICTED",
        "{refused:#}"
    );
    let told = refused["errors"][0]["message"].as_str().expect("words");
    assert!(
        told.contains("2 entries, but 1 are here") && told.contains("backup"),
        "{told}"
    );
    assert_eq!(rows(&restored).await, before);
    assert_eq!(
        Bundle::parse(bundle(&there, &first, "").await.as_bytes())
            .expect("a bundle")
            .leaves()
            .len(),
        3
    );

    // Set aside by whoever answers for it, with the reason in the journal.
    let settle = [
        "seal",
        "settle",
        "--organisation",
        tests::board::ASSOCIATION,
        "--witness",
        "w.example/1",
        "--reason",
    ];
    let (code, _, err) = run(&restored, "", &[&settle[..], &[" "]].concat());
    assert!(code == Some(1) && err.contains("reason"), "{err}");
    let unwatched = restored
        .on_a_copy(|settings| settings.witnesses = None)
        .await;
    let reason = [&settle[..], &["Säkerhetskopian är allt som finns kvar."]].concat();
    let (code, _, err) = run(&unwatched, "", &reason);
    assert_eq!(code, Some(0), "{err}");
    assert_eq!(run(&unwatched, "", &reason).0, Some(1), "nothing is left");
    assert_eq!(checked(&unwatched).await.bad, None);
    let there = Client::new(
        unwatched.base(),
        Some(app.token("secretary", &[tests::board::ASSOCIATION])),
    );
    let input =
        json!({"meeting": next, "person": board.person("Frida Kassel"), "signedOn": "2026-02-13"});
    made(
        ask(&there, "recordSignature", input).await,
        "recordSignature",
    );
    // The witness that is asked again raises it again: two logs of one key.
    let torn = unwatched
        .on_a_copy(|settings| settings.witnesses = Some(witness.listed()))
        .await;
    until_bad(&torn, "has seen others as the first 2 entries").await;
    // Where the newest backup comes back, the witness signs, and all is well.
    let whole = app.on_a_copy(|settings| settings.witnesses = None).await;
    let intruder = Intruder::with(&whole).await;
    let stale = format!(
        "INSERT INTO log_objection SELECT owner_id, '{}', 1, 2, sealed_at FROM sealed_unit WHERE log_index = 0",
        witness.key()
    );
    assert_eq!(intruder.run(&stale).await, 1);
    assert!(checked(&whole).await.bad.is_some());
    let (code, out, err) = run(&whole, &witness.listed(), &["seal", "witness"]);
    assert!(code == Some(0) && out.contains("signed 2 entries"), "{err}");
    assert_eq!(checked(&whole).await.bad, None);
}

/// Makes texts others in every entry of a journal, with all its hashes.
async fn rehashed(app: &App, intruder: &Intruder, swaps: &[(String, String)]) {
    let owner = app.store.reach().await.expect("the logs")[0].owner;
    let mut previous = GENESIS.to_owned();
    let entries = app.store.journal_after(owner, 0, 500).await;
    for entry in entries.expect("a journal") {
        let payload = swapped(&entry.payload, swaps);
        let mut chained = entry.chained.clone();
        chained.digest = digest(entry.salt, &payload);
        chained.previous = previous;
        chained.hash = chained.expected_hash();
        let (old, new) = (&entry.chained.hash, &chained.hash);
        let edit = format!(
            "UPDATE journal SET payload = '{}', digest = '{}', previous = '{}', hash = '{new}' WHERE hash = '{old}'",
            payload.replace('\'', "''"),
            chained.digest,
            chained.previous
        );
        assert_eq!(intruder.run(&edit).await, 1);
        let head =
            format!("UPDATE organisation SET journal_head = '{new}' WHERE journal_head = '{old}'");
        intruder.run(&head).await;
        previous = chained.hash;
    }
}

/// Digests that were signed of meetings, each with that of what stands there now.
async fn digests(app: &App, meetings: &[&str]) -> Vec<(String, String)> {
    let mut swaps = Vec::new();
    for meeting in meetings {
        let meeting = MeetingId::parse(meeting).expect("an id");
        let mut work = app.store.begin().await.expect("a transaction");
        let stored = work.live(meeting).await.expect("stored");
        let stored = stored.expect("a meeting");
        drop(work);
        for (place, step) in stored.steps.iter().enumerate() {
            if step.command == "RecordSignature" {
                let payload: Value = serde_json::from_str(&step.payload).expect("JSON");
                let live = stored.live(Some(place)).expect("replayed");
                let new = signed_digest(&live, &None).expect("a digest");
                swaps.push((find(&payload, "digest").expect("a digest"), new));
            }
        }
    }
    swaps
}

/// Somebody with the database and the key of the seal, who makes one text another everywhere and signs it all anew.
async fn rewritten(
    (app, engine): (&App, Engine),
    meetings: &[&str],
    (text, instead): (&str, &str),
) {
    let intruder = Intruder::with(app).await;
    intruder.without_triggers().await;
    let owner = app.store.reach().await.expect("the logs")[0].owner;
    let quoted = |value: &str| value.replace('\'', "''");
    intruder
        .run(&format!(
            "UPDATE decision SET text = '{instead}' WHERE text = '{text}'"
        ))
        .await;
    // What the signers signed becomes what they never read.
    let mut swaps = vec![(text.to_owned(), instead.to_owned())];
    rehashed(app, &intruder, &swaps).await;
    swaps.extend(digests(app, meetings).await);
    rehashed(app, &intruder, &swaps).await;
    for (old, new) in &swaps[1..] {
        intruder
            .run(&match engine {
                Engine::Sqlite => format!("UPDATE adjustment_unit SET signatures = replace(signatures, '{old}', '{new}')"),
                Engine::Postgres => format!("UPDATE adjustment_unit SET signatures = replace(signatures::text, '{old}', '{new}')::json"),
            })
            .await;
    }
    // The log, entry by entry, each under new salts; and the journal's word for each root.
    let name = format!("log.example/{owner}");
    let key = seal_key().named(&name).expect("a name");
    let (mut tree, mut roots) = (Tree::default(), Vec::new());
    let held = app.store.seals_from(owner, 0, 100).await.expect("the log");
    let checkpoints = app.store.checkpoints(owner).await.expect("checkpoints");
    for (unit, checkpoint) in held.iter().zip(&checkpoints) {
        let leaves: Vec<Leaf> = serde_json::from_str(&unit.leaves).expect("leaves");
        let contents: Vec<Value> = leaves
            .iter()
            .map(|leaf| leaf.opened().expect("it holds").expect("shown").content)
            .map(|value| serde_json::from_str(&swapped(&value.to_string(), &swaps)).expect("JSON"))
            .collect();
        let mut salts = |_: &str| Salt::from_randomness(SystemIds.random());
        let anew = unit::seal(&contents[0], &contents[1..], &mut salts).expect("sealed");
        let entry = Entry::of(&anew);
        tree.push(entry.hash().expect("a hash"));
        let root = entry.root().to_string();
        let leaves = serde_json::to_value(&anew).expect("JSON").to_string();
        let edit = format!(
            "UPDATE sealed_unit SET leaves = '{}', root = '{root}' WHERE root = '{}'",
            quoted(&leaves),
            unit.root
        );
        assert_eq!(intruder.run(&edit).await, 1);
        roots.push((unit.root.clone(), root));
        let note = Checkpoint::over(&name, &tree)
            .first()
            .sign(&key)
            .expect("signed");
        let edit = format!(
            "UPDATE log_checkpoint SET note = '{note}' WHERE note = '{}'",
            checkpoint.note
        );
        assert_eq!(intruder.run(&edit).await, 1);
    }
    intruder.run("DELETE FROM log_cosignature").await;
    rehashed(app, &intruder, &roots).await;
}

fn swapped(text: &str, swaps: &[(String, String)]) -> String {
    swaps
        .iter()
        .fold(text.to_owned(), |text, (old, new)| text.replace(old, new))
}

/// A member of a value, wherever it stands.
fn find(value: &Value, name: &str) -> Option<String> {
    match value {
        Value::Object(members) => members
            .get(name)
            .and_then(Value::as_str)
            .map(str::to_owned)
            .or_else(|| members.values().find_map(|member| find(member, name))),
        Value::Array(parts) => parts.iter().find_map(|part| find(part, name)),
        _ => None,
    }
}

async fn a_stolen_key_that_rewrites_history_is_found(engine: Engine) {
    let witness = little("w.example/1", 31).await;
    let app = watched(engine, &[&witness]).await;
    let board = Board::of(&app).await;
    let secretary = &board.secretary.client;
    let first = sealed(&board, "2026-01-15").await;
    let second = sealed(&board, "2026-03-12").await;
    until_witnessed(&app, 1, 2).await;
    let kept = bundle(secretary, &first, "").await;
    let forged = app.on_a_copy(|settings| settings.witnesses = None).await;
    rewritten(
        (&forged, engine),
        &[&first, &second],
        (
            "Styrelsen beslutar enligt förslaget.",
            "Styrelsen avslår förslaget.",
        ),
    )
    .await;
    // It all fits together, and its bundles verify: only the witness has seen what stood before.
    assert_eq!(checked(&forged).await.bad, None);
    let there = Client::new(
        forged.base(),
        Some(app.token("secretary", &[tests::board::ASSOCIATION])),
    );
    let lie = bundle(&there, &first, "").await;
    assert!(
        lie.contains("avslår") && verify(lie.as_bytes(), &Trust::in_key(trusted(&lie))).is_ok()
    );
    let witnessed = Trust {
        witnesses: vec![witness.key()],
        witnesses_needed: 1,
        ..Trust::in_key(trusted(&lie))
    };
    assert!(verify(lie.as_bytes(), &witnessed).is_err());
    assert!(verify(kept.as_bytes(), &witnessed).is_ok());
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("kept.json");
    std::fs::write(&path, &kept).expect("written");
    let (code, _, err) = run(
        &forged,
        "",
        &["verify", "--witnessed", path.to_str().expect("a path")],
    );
    assert!(
        code == Some(1) && err.contains("its first 2 entries are not those"),
        "{err}"
    );
    let (code, _, err) = run(&forged, &witness.listed(), &["seal", "witness"]);
    assert!(
        code == Some(1) && err.contains("has seen others as the first 2 entries"),
        "{err}"
    );
    assert!(
        checked(&forged)
            .await
            .bad
            .is_some_and(|bad| bad.contains("has seen others"))
    );

    // A thief who has the witness sign a log of his own is found as soon as the true one goes on.
    let owner = app.store.reach().await.expect("the logs")[0].owner;
    let mut fork = Tree::default();
    for entry in app.store.seals_from(owner, 0, 10).await.expect("the log") {
        let root = Digest::parse(&entry.root).expect("a root");
        fork.push(Entry::new(root, entry.size).hash().expect("a hash"));
    }
    fork.push(leaf_hash(b"of my own"));
    let name = format!("log.example/{owner}");
    let key = seal_key().named(&name).expect("a name");
    let note = Checkpoint::over(&name, &fork)
        .first()
        .sign(&key)
        .expect("signed");
    assert_eq!(submitted(&witness, &fork, &note, 2).await, 200);
    sealed(&board, "2026-04-16").await;
    let bad = until_bad(&app, "has seen others as the first 3 entries").await;
    assert!(bad.starts_with("log of org-"), "{bad}");

    // Nothing that goes back or aside is ever signed.
    let wanted = if full() { 1_000 } else { 100 };
    let mut refused = 0;
    for round in 0..wanted {
        let keep = round % 4;
        let mut other: Tree = (0..keep)
            .map(|index| leaf_hash(&[u8::try_from(index).expect("few")]))
            .collect();
        for index in 0..=(round / 4) % 7 {
            other.push(leaf_hash(format!("{round} {index}").as_bytes()));
        }
        let note = Checkpoint::over(&name, &other)
            .first()
            .sign(&key)
            .expect("signed");
        for old in [0, 1, 2, 3] {
            if old <= other.size() {
                let status = submitted(&witness, &other, &note, old).await;
                assert!(
                    status == 409 || status == 422,
                    "{round} from {old}: {status}"
                );
            }
        }
        refused += 1;
    }
    assert_eq!((refused, witness.sizes()), (wanted, vec![3]));
}

#[expect(
    clippy::disallowed_methods,
    reason = "the variable is the test command's own"
)]
fn full() -> bool {
    std::env::var_os("PARAGRAF_FULL").is_some_and(|value| value == "1")
}

/// The status that a witness answers a checkpoint with.
async fn submitted(witness: &LittleWitness, log: &Tree, note: &SignedNote, old: usize) -> u16 {
    let proof = log.prove_consistency(old, log.size()).expect("within");
    let lines: String = proof.iter().map(|step| format!("{step}\n")).collect();
    let body = format!("old {old}\n{lines}\n{note}");
    let client = reqwest::Client::builder().tls_certs_only([]).build();
    let client = client.expect("a client");
    let asked = client.post(witness.address()).body(body);
    asked.answered().await.expect("an answer").status().as_u16()
}

async fn a_witness_that_answers_badly_changes_nothing(engine: Engine) {
    let witness = little("w.example/1", 31).await;
    let app = App::with(engine, |settings| {
        settings.witnesses = Some(witness.listed());
        settings.witness_interval = 3_600;
    })
    .await;
    let board = Board::of(&app).await;
    sealed(&board, "2026-01-15").await;
    let asking = asking(&app);
    for (mood, reason) in [
        (Mood::Broken, "it answers 500"),
        (Mood::Busy, "it answers 429"),
        (Mood::Endless, "longer than 16384 bytes"),
        (Mood::Elsewhere, "it answers 307"),
        (Mood::Forged, "its answer is no cosignature"),
        (Mood::Obstinate, "it refuses the size that it states itself"),
        (Mood::Babbling, "its size is no number"),
    ] {
        witness.becomes(mood);
        let said = asking.all().await.expect("asked");
        let [said] = said.as_slice() else {
            panic!("{said:?}")
        };
        let Heard::Nothing {
            reason: told,
            pause,
        } = &said.heard
        else {
            panic!("{mood:?}: {said:?}")
        };
        assert!(told.contains(reason), "{mood:?}: {told}");
        let asked_for = (mood == Mood::Busy).then(|| TimeDelta::minutes(2));
        assert_eq!(*pause, asked_for, "{mood:?}");
        assert_eq!(witness.asked().len(), 1, "{mood:?}");
    }
    // One that knows neither the log nor its key, and one that is not there.
    for (service, reason) in [("other.example", "404"), ("log.example", "403")] {
        let key =
            ::seal::key::SecretKey::from_randomness(service, ::seal::key::KeyKind::Note, &[7; 32]);
        let strange = LittleWitness::start("w.example/2", 32, key.expect("a name").public()).await;
        let mut settings = app.settings.clone();
        settings.witnesses = Some(strange.listed());
        let other = witnessing(
            &settings,
            &app.store,
            Arc::clone(&app.clock) as Arc<dyn Clock>,
        )
        .expect("witnesses");
        let said = other.all().await.expect("asked");
        let told = format!("{:?}", said[0].heard);
        assert!(told.contains(reason), "{told}");
    }
    let report = checked(&app).await;
    assert_eq!((report.bad, report.sealed.cosigned), (None, 0));
    // Sealing goes on; that nobody signs is told after the time that the settings give.
    sealed(&board, "2026-03-12").await;
    assert_eq!(
        asking.overdue(TimeDelta::hours(1)).await.expect("read"),
        Vec::<String>::new()
    );
    let late = asking.overdue(TimeDelta::seconds(-60)).await.expect("read");
    assert!(
        late[0].ends_with("the witness w.example/1 has signed 0 of 2 entries"),
        "{late:?}"
    );
    // As soon as the witness is fair again, all is made up for.
    witness.becomes(Mood::Fair);
    let said = asking.all().await.expect("asked");
    assert_eq!(said[0].heard, Heard::Cosigned { size: 2 });
    assert_eq!(checked(&app).await.sealed.cosigned, 1);
}
