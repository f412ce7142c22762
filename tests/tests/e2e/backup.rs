//! The drill: a backup taken while the service is written to, restored into either engine, gives the same record, the
//! same proofs and the same answers; what is no whole backup is refused with its place and changes nothing.

use super::attachments::{Caller, pdf};
use super::minutes::{adjusted, closed};
use super::witnesses::{little, sealed, until_bad, until_witnessed, watched};
use api::config::Settings;
use interchange::backup::{Head, Manifest, Reader, Sum, Writer};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use tests::app::{App, Engine};
use tests::board::{ASSOCIATION, Board};
use tests::minutes::{board_meeting, real};
use tests::on_both_engines;
use tests::postgres;

mod refused;

on_both_engines![
    a_backup_under_load_is_one_state_of_the_record,
    a_restored_backup_answers_as_its_source_on_either_engine,
    an_older_backup_is_noticed_by_a_witness,
    uploaded_files_go_from_one_place_to_another,
];

/// What a run of the binary left behind.
#[derive(Debug)]
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Ran {
    #[track_caller]
    fn ended(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }
}

/// Runs the binary with the settings of a service, beside everything else that the test does.
async fn run(settings: &Settings, arguments: &[&str]) -> Ran {
    let key = settings.seal_key.as_ref().expect("a key");
    let mut command = Command::new(tests::process::binary());
    command
        .args(arguments)
        .env_clear()
        .env("PARAGRAF_DATABASE_URL", &settings.database_url)
        .env("PARAGRAF_SEAL_KEY", key.expose_secret())
        .env("PARAGRAF_FILES", &settings.files)
        .env("PARAGRAF_LOG", "error");
    let ran = tokio::task::spawn_blocking(move || command.output());
    Ran::from(ran.await.expect("no panic").expect("the binary runs"))
}

/// The settings of a service on an empty database of an engine.
async fn vacant(engine: Engine, like: &Settings, folder: &Path) -> Settings {
    let database_url = match engine {
        Engine::Sqlite => {
            let name = tempfile::Builder::new()
                .prefix("restored-")
                .tempdir_in(folder);
            let name = name.expect("a folder").keep();
            format!("sqlite://{}/record.db", name.display())
        }
        Engine::Postgres => postgres::fresh_database().await,
    };
    Settings {
        database_url,
        ..like.clone()
    }
}

/// A folder for backups.
struct Shelf(TempDir);

impl Shelf {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn name(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    /// Takes a backup of what a service has now.
    async fn backup(&self, settings: &Settings, name: &str) -> Vec<u8> {
        let ran = run(settings, &["backup", &self.name(name)]).await.ended(0);
        assert!(ran.out.starts_with("backed up: "), "{ran:?}");
        assert_eq!(ran.err, "");
        std::fs::read(self.path(name)).expect("a backup")
    }
}

/// Head and manifest of a backup.
fn told(backup: &[u8]) -> (Head, Manifest) {
    let taken = api::backup::checked(backup).expect("a whole backup");
    (taken.head, taken.manifest)
}

/// A service with something of everything: the demo, the real minutes where they are named, a live meeting that was
/// adjusted and sealed, and an uploaded file.
async fn of_everything(engine: Engine, set: impl FnOnce(&mut Settings)) -> (App, Board, String) {
    let app = App::with(engine, |settings| {
        // What is told by its own address does not hang on a port.
        settings.public_url = Some("https://paragraf.example".to_owned());
        set(settings);
    })
    .await;
    api::demo::load(&app.store).await.expect("demo data");
    for (name, document) in real().into_iter().flatten() {
        let loaded = app.load(&document).await;
        loaded.unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    let board = Board::of(&app).await;
    let (meeting, _) = closed(&board, "2026-01-15").await;
    adjusted(&board, &meeting, "2026-01-20").await;
    let secretary = Caller::new(&app, Some(app.token("secretary", &[ASSOCIATION])));
    let small = secretary.keeps(&meeting, "", pdf(300)).await;
    let large = secretary
        .keeps(&meeting, "", pdf(3 * 1024 * 1024 + 77))
        .await;
    assert_ne!(small["id"], large["id"]);
    let large = large["id"].as_str().expect("an id").to_owned();
    (app, board, large)
}

async fn a_backup_under_load_is_one_state_of_the_record(engine: Engine) {
    let (app, ..) = of_everything(engine, |_| {}).await;
    let app = Arc::new(app);
    let (shelf, stop) = (Shelf::new(), Arc::new(AtomicBool::new(false)));
    let writing = tokio::spawn({
        let (app, stop) = (Arc::clone(&app), Arc::clone(&stop));
        async move {
            let mut count = 0_u32;
            while !stop.load(Ordering::SeqCst) {
                let (month, day) = (1 + count / 28 % 12, 1 + count % 28);
                let date = format!("{}-{month:02}-{day:02}", 2000 + count / 336);
                let texts = [("Budget", "Se bilaga."), ("Övrigt", "Inget.")];
                let loaded = app.load(&board_meeting(&date, 1, &texts)).await;
                loaded.expect("loaded");
                count += 1;
            }
            count
        }
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    let mut entries = Vec::new();
    for name in ["one", "two"] {
        let backup = shelf.backup(&app.settings, name).await;
        let (_, manifest) = told(&backup);
        let rows = |name: &str| {
            let table = manifest.tables.iter().find(|table| table.name == name);
            table.expect("a table").rows
        };
        // One state: every journal's last number is the count of its entries.
        let ends: i64 = manifest.journals.iter().map(|end| end.sequence).sum();
        assert_eq!(u64::try_from(ends).ok(), Some(rows("journal")));
        entries.push(rows("journal"));
        for other in Engine::BOTH {
            let restored = vacant(other, &app.settings, shelf.0.path()).await;
            let ran = run(&restored, &["restore", &shelf.name(name)])
                .await
                .ended(0);
            assert!(ran.out.contains("restored, and verified: "), "{ran:?}");
            let verified = run(&restored, &["verify"]).await.ended(0);
            assert!(verified.out.contains("2 files"), "{verified:?}");
        }
    }
    stop.store(true, Ordering::SeqCst);
    let written = writing.await.expect("no panic");
    assert!(
        entries[0] < entries[1],
        "it was written to all the while: {entries:?}, {written} records"
    );
}

/// What is asked of both services: paths, and queries with variables.
fn questions(large: &str) -> (Vec<String>, Vec<(&'static str, Value)>) {
    let paths = [
        "/",
        "/search?q=budget",
        "/samordningsforbundet-norrsken",
        "/samordningsforbundet-norrsken/notices",
        "/samordningsforbundet-norrsken/feeds/decisions.atom",
        "/samordningsforbundet-norrsken/feeds/notices.atom",
        "/paragraf/v1/organisations?limit=100",
        "/paragraf/v1/associations?limit=100",
        "/paragraf/v1/meetings?limit=100",
        "/paragraf/v1/decisions?limit=100",
        "/paragraf/v1/assignments?limit=100",
        "/paragraf/v1/notices?limit=100",
        "/paragraf/v1/budgets?limit=100",
        "/.well-known/paragraf-keys.json",
    ];
    let mut paths: Vec<String> = paths.into_iter().map(str::to_owned).collect();
    paths.push(format!("/paragraf/v1/attachments/{large}"));
    paths.push(format!("/paragraf/v1/attachments/{large}/content"));
    let association = json!({"organisation": "samordningsforbundet-norrsken"});
    let queries = vec![
        (
            "{ meetings(first: 60) { totalCount nodes { id version date place chair { id name } secretary { name }
                adjusters { name } paragraphs(first: 60) { nodes { id label title text decisions { id kind text }
                assignments { id text status } } } minutes { id status adjustedOn lastAppealDay }
                irregularities { code explanation } } } }",
            json!({}),
        ),
        (
            "query($organisation: String!) { changes(organisation: $organisation, first: 100) {
                nodes { cursor sequence at kind subject { id } } pageInfo { hasNextPage endCursor } } }",
            association.clone(),
        ),
        (
            "query($organisation: String!) { association(slug: $organisation) { name
                members { organisation { name kind } fundingParty seats { holder { name } } }
                board { name seatCount quorumNeeded } irregularities { code explanation } } }",
            association,
        ),
        (
            "{ decisions(filter: {text: \"budget\"}, first: 50) { totalCount nodes { id kind text } } }",
            json!({}),
        ),
    ];
    (paths, queries)
}

/// Every answer of a service, as the public and as an auditor, to the byte.
async fn answers(app: &App, large: &str) -> Vec<(String, u16, String)> {
    let (paths, queries) = questions(large);
    let organisations = ["samordningsforbundet-norrsken", ASSOCIATION];
    let mut given = Vec::new();
    for (whose, client) in [
        ("public", app.anonymous()),
        ("auditor", app.client("auditor", &organisations)),
    ] {
        for path in &paths {
            let (status, media, body) = client.fetch(path).await;
            given.push((format!("{whose} {path} {media}"), status, body));
        }
        for (query, variables) in &queries {
            let answer = client.query(query, variables.clone()).await;
            let name = format!("{whose} {query}");
            given.push((name, answer.status, answer.body.to_string()));
        }
    }
    given
}

async fn a_restored_backup_answers_as_its_source_on_either_engine(engine: Engine) {
    let (app, _, large) = of_everything(engine, |_| {}).await;
    let shelf = Shelf::new();
    let backup = shelf.backup(&app.settings, "backup").await;
    let (head, manifest) = told(&backup);
    assert!(!manifest.logs.is_empty() && manifest.files.count == 2);
    let expected = answers(&app, &large).await;
    let good = expected.iter().filter(|(_, status, _)| *status == 200);
    assert!(good.count() > expected.len() / 2, "{expected:#?}");
    for (name, status, body) in &expected {
        let failed = *status >= 500 || body.contains("\"errors\"");
        assert!(!failed, "{name}: {status} {body}");
    }
    for other in Engine::BOTH {
        let settings = vacant(other, &app.settings, shelf.0.path()).await;
        let ran = run(&settings, &["restore", &shelf.name("backup")]).await;
        ran.ended(0);
        let restored = app.beside_with(settings.clone()).await;
        let given = answers(&restored, &large).await;
        for (expected, given) in expected.iter().zip(&given) {
            assert!(expected == given, "{other:?}: {expected:?}\n{given:?}");
        }
        // What is taken from there is the same again, row for row.
        let name = format!("again-{other:?}");
        let (again, same) = told(&shelf.backup(&settings, &name).await);
        assert_eq!((&again.tables, &again.step), (&head.tables, &head.step));
        assert_eq!(same, manifest, "{other:?}");
        // And it goes on from where it was.
        let document = board_meeting("2026-05-14", 1, &[("Fortsättning", "Text.")]);
        restored.load(&document).await.expect("loaded");
        run(&settings, &["verify"]).await.ended(0);
    }
    // The checkpoint in it, kept elsewhere, is what a database is held against.
    let note = shelf.path("kept.note");
    std::fs::write(&note, &manifest.logs[0].checkpoint).expect("written");
    let kept = note.display().to_string();
    let ran = run(&app.settings, &["verify", "--witnessed", &kept])
        .await
        .ended(0);
    assert!(ran.out.contains("the log goes on from it"), "{ran:?}");
}

async fn an_older_backup_is_noticed_by_a_witness(engine: Engine) {
    let witness = little("w.example/1", 41).await;
    let app = watched(engine, &[&witness]).await;
    let board = Board::of(&app).await;
    sealed(&board, "2026-01-15").await;
    until_witnessed(&app, 1, 1).await;
    let shelf = Shelf::new();
    shelf.backup(&app.settings, "older").await;
    sealed(&board, "2026-03-12").await;
    until_witnessed(&app, 1, 2).await;
    let newer = shelf.backup(&app.settings, "newer").await;
    let note = shelf.path("newer.note");
    std::fs::write(&note, &told(&newer).1.logs[0].checkpoint).expect("written");
    let note = note.display().to_string();

    let settings = vacant(engine, &app.settings, shelf.0.path()).await;
    run(&settings, &["restore", &shelf.name("older")])
        .await
        .ended(0);
    // By itself it is sound. The newer checkpoint tells, and so does the witness, whom the service asks.
    run(&settings, &["verify"]).await.ended(0);
    let ran = run(&settings, &["verify", "--witnessed", &note])
        .await
        .ended(1);
    assert!(
        ran.err.contains("is of 2 entries, but 1 are here"),
        "{ran:?}"
    );
    let restored = app.beside_with(settings.clone()).await;
    let bad = until_bad(&restored, "an older backup was restored").await;
    assert!(bad.contains("w.example/1 has seen 2 entries"), "{bad}");
    run(&settings, &["verify"]).await.ended(1);
    // The newest one is what the witness knows.
    let settings = vacant(engine, &app.settings, shelf.0.path()).await;
    run(&settings, &["restore", &shelf.name("newer")])
        .await
        .ended(0);
    let restored = app.beside_with(settings.clone()).await;
    until_witnessed(&restored, 1, 2).await;
    run(&settings, &["verify"]).await.ended(0);
}

async fn uploaded_files_go_from_one_place_to_another(engine: Engine) {
    let shelf = Shelf::new();
    let place = |name: &str| {
        let folder = shelf.path(name);
        std::fs::create_dir(&folder).expect("a folder");
        format!("file://{}", folder.display())
    };
    let kept = place("kept");
    let (app, _, large) = of_everything(engine, |settings| settings.files = kept.clone()).await;
    let outside = shelf.backup(&app.settings, "outside").await;
    let expected = answers(&app, &large).await;
    let content = expected
        .iter()
        .find(|(name, ..)| name.contains("auditor") && name.contains("/content"));
    assert_eq!(content.map(|(_, status, _)| *status), Some(200));

    // From a folder into the database.
    let mut inside = vacant(engine, &app.settings, shelf.0.path()).await;
    "database".clone_into(&mut inside.files);
    run(&inside, &["restore", &shelf.name("outside")])
        .await
        .ended(0);
    let restored = app.beside_with(inside.clone()).await;
    assert!(answers(&restored, &large).await == expected);
    let within = shelf.backup(&inside, "within").await;
    assert_eq!(told(&within).1, told(&outside).1);
    // And back, into another folder.
    let mut elsewhere = vacant(engine, &app.settings, shelf.0.path()).await;
    elsewhere.files = place("elsewhere");
    run(&elsewhere, &["restore", &shelf.name("within")])
        .await
        .ended(0);
    let names = |folder: &str| {
        let listed = std::fs::read_dir(shelf.path(folder)).expect("a folder");
        let mut names: Vec<_> = listed
            .map(|entry| entry.expect("an entry").file_name())
            .collect();
        names.sort();
        names
    };
    assert_eq!(names("elsewhere"), names("kept"));
    for name in names("kept") {
        let read = |folder: &str| std::fs::read(shelf.path(folder).join(&name)).expect("a file");
        assert!(read("elsewhere") == read("kept"));
    }
    // Files that outlived their database are taken as they are.
    let mut survived = vacant(engine, &app.settings, shelf.0.path()).await;
    survived.files.clone_from(&kept);
    run(&survived, &["restore", &shelf.name("outside")])
        .await
        .ended(0);
    // Another file under the same name is not written over, and what the restore wrote goes again.
    let mut occupied = vacant(engine, &app.settings, shelf.0.path()).await;
    occupied.files = place("occupied");
    std::fs::write(shelf.path("occupied").join(&large), b"another").expect("written");
    let ran = run(&occupied, &["restore", &shelf.name("outside")])
        .await
        .ended(1);
    assert!(
        ran.err
            .contains(&format!("another file under the name {large}")),
        "{ran:?}"
    );
    assert_eq!(names("occupied"), [std::ffi::OsString::from(&large)]);
    let left = std::fs::read(shelf.path("occupied").join(&large)).expect("a file");
    assert_eq!(left, b"another");
    // A file that is gone is told of; the rest is saved, and kept where somebody wants it so.
    std::fs::remove_file(shelf.path("elsewhere").join(&large)).expect("removed");
    let ran = run(&elsewhere, &["backup", &shelf.name("lacking")])
        .await
        .ended(0);
    assert_eq!(
        ran.err,
        format!("warning: the file of {large} is missing or cut short\n")
    );
    let lacking = vacant(engine, &inside, shelf.0.path()).await;
    let ran = run(&lacking, &["restore", &shelf.name("lacking")])
        .await
        .ended(1);
    assert!(ran.err.contains("the file is missing"), "{ran:?}");
    let ran = run(
        &lacking,
        &["restore", "--unverified", &shelf.name("lacking")],
    )
    .await;
    assert!(ran.ended(0).out.contains("it does not verify"));
}

/// A backup with its members changed, and everything in it told anew so that it is whole again. A member of which
/// nothing is left is left out.
fn rewritten(backup: &[u8], mut change: impl FnMut(&str, &[u8]) -> Vec<u8>) -> Vec<u8> {
    let mut reader = Reader::new(backup);
    let mut writer = Writer::new(Vec::new());
    let mut sums: std::collections::BTreeMap<String, (u64, Sum)> = Default::default();
    while let Some(member) = reader.next_member().expect("a whole backup") {
        let mut bytes = change(&member.name, &member.bytes);
        if bytes.is_empty() {
            continue;
        }
        if let Some(table) = member.name.strip_prefix("tables/") {
            let table = table.split('/').next().expect("a name").to_owned();
            let (rows, sum) = sums.entry(table).or_default();
            *rows +=
                u64::try_from(bytes.iter().filter(|byte| **byte == b'\n').count()).expect("few");
            sum.add(&bytes);
        }
        if member.name == interchange::backup::MANIFEST {
            let mut manifest: Manifest = serde_json::from_slice(&bytes).expect("a manifest");
            for table in &mut manifest.tables {
                let (rows, sum) = sums.remove(&table.name).unwrap_or_default();
                (table.rows, table.sha256) = (rows, sum.told());
            }
            bytes = serde_json::to_vec(&manifest).expect("JSON");
        }
        writer.add(&member.name, &bytes).expect("written");
    }
    writer.finish().expect("finished").0
}
