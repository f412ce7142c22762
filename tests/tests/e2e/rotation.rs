//! Keys that change: every log is handed over, what was proven stays proven, and the old key signs nothing more.

use super::minutes::{adjusted, ask, closed, made};
use super::seal::{Intruder, bundle, checked};
use ::seal::bundle::{Bundle, Trust, TrustedKey, verify};
use ::seal::key::{KeyKind, PublicKey, SecretKey};
use ::seal::rotation::KeyList;
use application::ports::SealAudit;
use application::verify::{Report, verify_with};
use secrecy::SecretString;
use serde_json::{Value, json};
use tests::app::{App, Engine, seal_key};
use tests::board::{ASSOCIATION, Board, register_of};
use tests::client::Client;
use tests::on_both_engines;
use tests::witness::LittleWitness;

on_both_engines![
    a_key_is_handed_over_and_all_stays_proven,
    a_service_with_no_key_or_another_says_so_and_changes_nothing,
];

fn key(seed: u8) -> SecretKey {
    SecretKey::from_randomness("log.example", KeyKind::Note, &[seed; 32]).expect("a name")
}

/// The same database under another key, or none.
async fn under(app: &App, key: Option<&SecretKey>) -> App {
    let mut settings = app.settings.clone();
    settings.seal_key = key.map(|key| SecretString::from(key.to_private_text()));
    app.beside_with(settings).await
}

fn secretary(app: &App) -> Client {
    app.client("secretary", &[ASSOCIATION])
}

/// Somebody's last signature of a meeting.
async fn signed(app: &App, board: &Board, meeting: &str, name: &str) -> Value {
    let input = json!({"meeting": meeting, "person": board.person(name), "signedOn": "2026-05-04"});
    ask(&secretary(app), "recordSignature", input).await
}

/// Changes the key by the binary: exit code, standard output, standard error.
fn rotated(app: &App, old: &SecretKey, new: &str) -> (Option<i32>, String, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("new.key");
    std::fs::write(&path, format!("{new}\n")).expect("written");
    let path = path.to_str().expect("a path").to_owned();
    run(app, old, &["key", "rotate", "--new", &path])
}

fn run(app: &App, key: &SecretKey, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = std::process::Command::new(tests::process::binary());
    let ran = command
        .args(arguments)
        .env_clear()
        .env("PARAGRAF_DATABASE_URL", &app.settings.database_url)
        .env("PARAGRAF_SEAL_KEY", key.to_private_text())
        .env("PARAGRAF_LOG", "off")
        .output();
    let ran = ran.expect("the binary runs");
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (ran.status.code(), said(&ran.stdout), said(&ran.stderr))
}

async fn verified(app: &App, key: &PublicKey) -> Report {
    verify_with(&app.store, Some(key)).await.expect("a report")
}

async fn list(app: &App, query: &str) -> KeyList {
    let path = format!("/.well-known/paragraf-keys.json{query}");
    let (status, _, text) = app.anonymous().fetch(&path).await;
    assert_eq!(status, 200, "{text}");
    KeyList::parse(text.as_bytes()).expect("a list of keys")
}

fn trusting(logs: Vec<TrustedKey>) -> Trust {
    Trust {
        logs,
        ..Trust::default()
    }
}

/// From which size to which each key of a list is believed.
fn ranges(believed: &[TrustedKey]) -> Vec<(u64, Option<u64>)> {
    believed
        .iter()
        .map(|held| (held.from, held.until))
        .collect()
}

async fn a_key_is_handed_over_and_all_stays_proven(engine: Engine) {
    let witness = LittleWitness::start("w.example/1", 31, seal_key().public()).await;
    witness.trust(key(12).public());
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let (first, _) = closed(&board, "2026-01-15").await;
    adjusted(&board, &first, "2026-01-15").await;
    let (second, _) = closed(&board, "2026-02-12").await;
    adjusted(&board, &second, "2026-02-13").await;
    let owner = app.store.reach().await.expect("the logs")[0].owner;
    let before = bundle(&secretary(&app), &first, "").await;
    let (old, new, last) = (seal_key(), key(12), key(13));
    let named = |key: &SecretKey| {
        key.named(&format!("log.example/{owner}"))
            .expect("a name")
            .public()
    };
    assert_eq!(
        list(&app, &format!("?log={owner}")).await,
        KeyList::first(&named(&old))
    );

    // A key of another name, the same key, no key, and a key that is not the logs' are refused.
    let strange =
        SecretKey::from_randomness("other.example", KeyKind::Note, &[12; 32]).expect("a name");
    for (from, to, words, code) in [
        (
            &old,
            strange.to_private_text(),
            "the logs are called log.example",
            2,
        ),
        (&old, old.to_private_text(), "is held already", 2),
        (&old, "PRIVATE+KEY+log.example".to_owned(), "expected", 2),
        (
            &last,
            new.to_private_text(),
            "is signed with log.example/org-",
            1,
        ),
    ] {
        let (found, _, err) = rotated(&app, from, &to);
        assert_eq!(found, Some(code), "{err}");
        assert!(err.contains(words), "{words}: {err}");
        assert!(!err.contains("PRIVATE+KEY+log"), "{err}");
    }
    assert_eq!(list(&app, "").await, KeyList::first(&old.public()));

    let (code, out, err) = rotated(&app, &old, &new.to_private_text());
    assert_eq!(code, Some(0), "{err}");
    assert!(
        out.contains("handed over: 1 logs; 0 had") && out.contains(&new.public().to_string()),
        "{out}"
    );
    let (code, out, _) = rotated(&app, &old, &new.to_private_text());
    assert!(
        code == Some(0) && out.contains("handed over: 0 logs; 1 had"),
        "{out}"
    );

    // What was handed out before is proven as before; what is handed out now is proven by the new key.
    let both = list(&app, &format!("?log={owner}"))
        .await
        .believed_from(&named(&old))
        .expect("believed");
    assert_eq!(ranges(&both), [(0, Some(2)), (2, None)]);
    verify(before.as_bytes(), &Trust::in_key(named(&old))).expect("it verifies");
    verify(before.as_bytes(), &trusting(both.clone())).expect("it verifies");
    let renewed = under(&app, Some(&new)).await;
    for meeting in [&first, &second] {
        let now = bundle(&secretary(&renewed), meeting, "").await;
        assert_eq!(
            verify(now.as_bytes(), &trusting(both.clone()))
                .expect("it verifies")
                .key,
            named(&new)
        );
        verify(now.as_bytes(), &Trust::in_key(named(&new))).expect("it verifies");
        assert!(verify(now.as_bytes(), &Trust::in_key(named(&old))).is_err());
    }
    // The service's own list leads from the old key to the new one as well, for logs that begin later.
    let service = list(&renewed, "")
        .await
        .believed_from(&old.public())
        .expect("believed");
    assert_eq!(ranges(&service), [(0, Some(0)), (0, None)]);
    assert_eq!(service[1].key, new.public());

    // The old key signs nothing more, in no log; the new one goes on.
    let (third, _) = closed(&board, "2026-03-12").await;
    made(
        signed(&app, &board, &third, "Greta Näslund").await,
        "recordSignature",
    );
    let refused = signed(&app, &board, &third, "Frida Kassel").await;
    assert_eq!(
        refused["errors"][0]["extensions"]["code"], "SEAL_KEY_CHANGED",
        "{refused:#}"
    );
    let told = refused["errors"][0]["message"].as_str().expect("words");
    assert!(
        told.contains(&named(&new).to_string()) && !told.contains("PRIVATE"),
        "{told}"
    );
    made(
        signed(&renewed, &board, &third, "Frida Kassel").await,
        "recordSignature",
    );
    for held in [&old, &new] {
        let report = verified(&renewed, &held.public()).await;
        assert_eq!(
            (report.bad, report.sealed.entries, report.sealed.signed),
            (None, 3, 3)
        );
    }
    let bad = verified(&renewed, &last.public())
        .await
        .bad
        .expect("another key");
    assert!(bad.contains("keys of the service"), "{bad}");

    // A second change, and a witness who learnt of the first follows.
    let (code, _, err) = rotated(&app, &new, &last.to_private_text());
    assert_eq!(code, Some(0), "{err}");
    let latest = under(&app, Some(&last)).await;
    let mut settings = latest.settings.clone();
    settings.witnesses = Some(witness.listed());
    let asking = api::startup::witnessing(&settings, &latest.store, latest.clock.clone());
    let said = asking.expect("witnesses").all().await.expect("asked");
    assert!(
        matches!(
            said[0].heard,
            application::sealing::Heard::Cosigned { size: 3 }
        ),
        "{said:?}"
    );
    let all = list(&latest, &format!("?log={owner}"))
        .await
        .believed_from(&named(&old))
        .expect("believed");
    assert_eq!(ranges(&all), [(0, Some(2)), (2, Some(3)), (3, None)]);
    let text = bundle(&secretary(&latest), &third, "?since=1").await;
    let trust = Trust {
        witnesses: vec![witness.key()],
        witnesses_needed: 1,
        ..trusting(all)
    };
    let proven = verify(text.as_bytes(), &trust).expect("it verifies");
    assert_eq!(
        (proven.key, proven.earlier.map(|held| held.size)),
        (named(&last), Some(1))
    );
    for held in [&old, &new, &last] {
        assert_eq!(verified(&latest, &held.public()).await.bad, None);
    }

    // Whoever knows the first key alone follows by the lists.
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        path.to_str().expect("a path").to_owned()
    };
    let path = file("bundle.json", &text);
    let of_log = file(
        "log.json",
        &list(&latest, &format!("?log={owner}"))
            .await
            .to_canonical()
            .expect("text"),
    );
    let of_service = file(
        "service.json",
        &list(&latest, "").await.to_canonical().expect("text"),
    );
    let believed = old.public().to_string();
    let check = ["verify", "--bundle", &path, "--key", &believed];
    let (code, _, err) = run(&app, &old, &check);
    assert!(code == Some(1) && err.contains("is not trusted"), "{err}");
    for lists in [
        vec!["--keys", &of_log],
        vec!["--keys", &of_service],
        vec!["--keys", &of_service, "--keys", &of_log],
    ] {
        let (code, out, err) = run(&app, &old, &[&check[..], &lists].concat());
        assert!(
            code == Some(0) && out.contains(&named(&last).to_string()),
            "{lists:?}: {err}"
        );
    }
    let before = file("before.json", &before);
    assert_eq!(
        run(&app, &last, &["verify", "--witnessed", &before]).0,
        Some(0)
    );

    // Handovers that were cut out, turned or put in come to light.
    let intruder = Intruder::with(&app).await;
    intruder.without_triggers().await;
    intruder
        .run("CREATE TABLE keep_key_handover AS SELECT * FROM key_handover")
        .await;
    for edit in [
        "DELETE FROM key_handover WHERE ordinal = 2 AND owner_id IS NOT NULL",
        "DELETE FROM key_handover WHERE ordinal = 1 AND owner_id IS NOT NULL",
        "DELETE FROM key_handover WHERE owner_id IS NOT NULL",
        "DELETE FROM key_handover WHERE owner_id IS NULL",
        "DELETE FROM key_handover",
        "UPDATE key_handover SET size = size + 1 WHERE ordinal = 1 AND owner_id IS NOT NULL",
        "UPDATE key_handover SET ordinal = ordinal + 5",
        "UPDATE key_handover SET new_key = old_key",
        "UPDATE key_handover SET note = (SELECT k.note FROM keep_key_handover k WHERE k.ordinal = 2 AND k.owner_id IS NOT NULL) WHERE ordinal = 1 AND owner_id IS NOT NULL",
        "UPDATE key_handover SET note = note || 'x'",
        "UPDATE key_handover SET log = 'log.example' || log WHERE owner_id IS NOT NULL",
        "UPDATE key_handover SET owner_id = (SELECT id FROM organisation WHERE id NOT IN (SELECT owner_id FROM log_checkpoint) LIMIT 1) WHERE owner_id IS NOT NULL",
    ] {
        assert!(intruder.run(edit).await > 0, "{edit}");
        let bad = verified(&latest, &last.public()).await.bad;
        assert!(bad.is_some(), "{edit}");
        assert!(
            verify_with(&latest.store, None)
                .await
                .expect("a report")
                .bad
                .is_some(),
            "{edit}"
        );
        intruder.run("DELETE FROM key_handover").await;
        intruder
            .run("INSERT INTO key_handover SELECT * FROM keep_key_handover")
            .await;
    }
    assert_eq!(verified(&latest, &last.public()).await.bad, None);
}

async fn a_service_with_no_key_or_another_says_so_and_changes_nothing(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let (first, _) = closed(&board, "2026-01-15").await;
    adjusted(&board, &first, "2026-01-15").await;
    let (next, _) = closed(&board, "2026-03-12").await;
    made(
        signed(&app, &board, &next, "Greta Näslund").await,
        "recordSignature",
    );
    let intruder = Intruder::with(&app).await;
    let rows = async || {
        [
            intruder
                .texts("SELECT root AS value FROM sealed_unit")
                .await,
            intruder
                .texts("SELECT note AS value FROM log_checkpoint")
                .await,
        ]
    };
    let before = rows().await;
    let other = key(12);
    for (key, code, words) in [
        (None, "SEAL_KEY_MISSING", "Restore the key from its copy"),
        (Some(&other), "SEAL_KEY_CHANGED", "paragraf key rotate"),
    ] {
        let without = under(&app, key).await;
        let refused = signed(&without, &board, &next, "Frida Kassel").await;
        let told = &refused["errors"][0];
        assert_eq!(told["extensions"]["code"], code, "{refused:#}");
        assert!(
            told["message"]
                .as_str()
                .is_some_and(|told| told.contains(words)),
            "{refused:#}"
        );
        assert_eq!(rows().await, before);
        // Nor does an association begin a log of its own with it.
        let slug = "samordningsforbundet-strandalen";
        let name = "Samordningsförbundet Strandalen";
        app.register(&register_of(name)).await.expect("a register");
        let other = Board::in_organisation(&app, slug).await;
        let day = if code == "SEAL_KEY_MISSING" {
            "2026-01-15"
        } else {
            "2026-02-12"
        };
        let (begun, _) = closed(&other, day).await;
        let secretary_there = without.client("secretary", &[slug]);
        let sign = async |name: &str| {
            let input =
                json!({"meeting": begun, "person": other.person(name), "signedOn": "2026-05-04"});
            ask(&secretary_there, "recordSignature", input).await
        };
        made(sign("Greta Näslund").await, "recordSignature");
        let refused = sign("Frida Kassel").await;
        assert_eq!(
            refused["errors"][0]["extensions"]["code"], code,
            "{refused:#}"
        );
        // Everything else goes on.
        Bundle::parse(bundle(&secretary(&without), &first, "").await.as_bytes()).expect("a bundle");
    }
    made(
        signed(&app, &board, &next, "Frida Kassel").await,
        "recordSignature",
    );
    assert_eq!(checked(&app).await.bad, None);
}
