//! What the command line tells of what is secret, not published, or another's: a row for every command, and each is run.

use super::super::minutes::made;
use super::super::seal::{Intruder, bundle};
use super::{CANARY, World, document, mark, whole};
use ::seal::key::{KeyKind, SecretKey};
use ::secrecy::ExposeSecret;
use serde_json::json;
use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tests::app::{Engine, SECRET};
use tests::legible::legible;
use tests::process::{binary, free_port, is_ready};

/// Stands in a draft of the association, and in the draft of another.
const DRAFT: &str = "Utkastilda";
const ELSEWHERE: &str = "Grannhilda";
/// Stands in the files that commands are given, and nowhere else.
const INPUT: &str = "Egenfilda";

/// The table: what a command tells.
fn table() -> BTreeMap<String, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/commands.csv");
    let text = std::fs::read_to_string(&path).expect("the table");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("command,tells,note"));
    let mut rows = BTreeMap::new();
    for line in lines {
        let cells: Vec<&str> = line.splitn(3, ',').collect();
        let [command, tells, _] = cells.as_slice() else {
            panic!("not three cells: {line}")
        };
        assert!(["nothing", "input", "everything"].contains(tells), "{line}");
        let before = rows.insert((*command).to_owned(), (*tells).to_owned());
        assert!(before.is_none(), "twice: {line}");
    }
    rows
}

#[test]
fn every_command_stands_in_the_table_and_nothing_else_does() {
    let rows: Vec<String> = table().into_keys().collect();
    assert_eq!(rows, api::cli::commands(), "fixtures/commands.csv");
}

/// Where commands run: files of their own, and the settings of a service.
struct Office {
    folder: TempDir,
    settings: Vec<(&'static str, String)>,
}

/// What a run told: how it ended, and everything that it printed.
struct Said {
    code: Option<i32>,
    text: String,
}

impl Office {
    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn write(&self, name: &str, text: &str) -> String {
        std::fs::write(self.folder.path().join(name), text).expect("written");
        self.path(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command.args(arguments).current_dir(self.folder.path());
        command.env_clear().env("PARAGRAF_LOG", "debug,sqlx=warn");
        command.envs(self.settings.iter().map(|(name, value)| (*name, value)));
        command
    }

    /// Runs a command with a file on its standard input, or none.
    fn run(&self, arguments: &[&str], input: Option<&str>) -> Said {
        let mut command = self.command(arguments);
        command.stdin(match input {
            Some(path) => Stdio::from(std::fs::File::open(path).expect("a file")),
            None => Stdio::null(),
        });
        let output = command.output().expect("the binary runs");
        let bytes = [output.stdout, output.stderr].concat();
        Said {
            code: output.status.code(),
            text: legible(&bytes),
        }
    }

    /// Serves until it is ready and was asked, and gives what it printed.
    fn serve(&self, ask: &[String]) -> Said {
        let port = free_port();
        let said = self.path("said");
        let file = std::fs::File::create(&said).expect("a file");
        let mut child = self
            .command(&["serve"])
            .env("PARAGRAF_LISTEN", format!("127.0.0.1:{port}"))
            .stdin(Stdio::null())
            .stderr(file.try_clone().expect("the file"))
            .stdout(file)
            .spawn()
            .expect("the binary runs");
        let started = Instant::now();
        while !is_ready(port) && started.elapsed() < Duration::from_secs(30) {
            std::thread::sleep(Duration::from_millis(20));
        }
        let answers = ask.iter().map(|path| {
            let address = format!("http://127.0.0.1:{port}{path}");
            let asked = Command::new("curl").args(["-s", &address]).output();
            asked.expect("curl runs").stdout
        });
        let answers: Vec<Vec<u8>> = answers.collect();
        child.kill().expect("it can be killed");
        child.wait().expect("it ended");
        assert!(answers.iter().all(|answer| !answer.is_empty()));
        let bytes = std::fs::read(said).expect("what it said");
        Said {
            code: Some(0),
            text: legible(&bytes),
        }
    }
}

/// Which of the words a text holds.
fn held(text: &str) -> Vec<&'static str> {
    let words = [CANARY, DRAFT, ELSEWHERE, INPUT];
    let held = words
        .into_iter()
        .filter(|word| text.contains(&word.to_lowercase()));
    held.collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_command_tells_what_its_row_says() {
    let world = World::of(Engine::Sqlite).await;
    let mut draft = document();
    draft["meeting"]["date"] = json!("2025-04-01");
    draft["items"] = json!([{"number": 9, "title": DRAFT, "text": DRAFT}]);
    let app = &world.app;
    app.load_as(&draft, false, None).await.expect("loaded");
    draft["body"]["organisation"] = json!("Samordningsförbundet Grannlandet");
    draft["items"] = json!([{"number": 1, "title": ELSEWHERE, "text": ELSEWHERE}]);
    app.load_as(&draft, false, None).await.expect("loaded");
    let inside = bundle(&world.board.secretary.client, &world.live, "").await;
    for paragraph in &world.secret {
        made(mark(&world.operator, whole(paragraph)).await, "markSecret");
    }
    let outside = bundle(&app.anonymous(), &world.live, "").await;
    let printed = format!("/paragraf/v1/minutes/{}.txt", world.ids["minutes"][0]);
    let printed = app.anonymous().fetch(&printed).await.2;

    // On a copy that nobody else serves from.
    let url = app.copied().await;
    let key = app.settings.seal_key.as_ref().expect("a key");
    let office = Office {
        folder: tempfile::tempdir().expect("a folder"),
        settings: vec![
            ("PARAGRAF_DATABASE_URL", url),
            ("PARAGRAF_SEAL_KEY", key.expose_secret().to_owned()),
            ("PARAGRAF_DEV_SECRET", SECRET.to_owned()),
            ("PARAGRAF_FILES", app.settings.files.clone()),
            ("PARAGRAF_LISTEN", format!("127.0.0.1:{}", free_port())),
        ],
    };
    let revised = document().to_string().replace(CANARY, INPUT);
    let [document_of, other] = [
        office.write("record.json", &revised),
        office.write("other.json", &json!({"format": "paragraf/minutes@1", "record": "MINUTES",
            "body": {"name": INPUT, "kind": "BOARD", "organisation": "Samordningsförbundet Vindalen",
                "organisationKind": "COORDINATION_ASSOCIATION"},
            "meeting": {"date": "2025-05-05"}, "series": {"mark": "SECTION"},
            "items": [{"number": 1, "title": INPUT, "text": INPUT}]}).to_string()),
    ];
    let minutes = office.write("minutes.txt", &printed.replace("Mötet öppnas.", INPUT));
    let new_key = SecretKey::from_randomness("log.example", KeyKind::Note, &[12; 32]);
    let new_key = office.write("new.key", &new_key.expect("a key").to_private_text());
    let (inside, outside) = (
        office.write("inside.json", &inside),
        office.write("outside.json", &outside),
    );
    let (copy, report) = (office.path("copy.backup"), office.path("report.json"));
    let runs: Vec<(&str, Vec<&str>, Option<&str>, i32)> = vec![
        ("backup", vec![&copy], None, 0),
        ("check", vec!["--format", "json", &other], None, 0),
        ("compact", vec![], None, 0),
        ("import", vec!["--report", &report, &minutes], None, 0),
        ("key generate", vec!["--name", "log.example"], None, 0),
        ("migrate", vec!["status"], None, 0),
        (
            "read-minutes",
            vec!["--file", "minutes.txt"],
            Some(&minutes),
            0,
        ),
        ("ready", vec![], None, 1),
        (
            "revoke",
            vec![
                "--issuer",
                "https://issuer.example",
                "--subject",
                "x",
                "--reason",
                "Prov",
            ],
            None,
            0,
        ),
        ("schema", vec!["graphql"], None, 0),
        ("schema", vec!["openapi"], None, 0),
        (
            "seal settle",
            vec![
                "--organisation",
                "samordningsforbundet-vindalen",
                "--witness",
                "none.example",
                "--reason",
                "Prov",
            ],
            None,
            1,
        ),
        ("seal witness", vec![], None, 2),
        (
            "token",
            vec![
                "--role",
                "reader",
                "--organisation",
                "samordningsforbundet-vindalen",
            ],
            None,
            0,
        ),
        ("verify", vec![], None, 0),
        ("verify", vec!["--bundle", &outside], None, 0),
        ("load", vec![&document_of, &other], None, 0),
        (
            "import",
            vec!["--load", "--date", "2025-06-01", &minutes],
            None,
            0,
        ),
        ("key rotate", vec!["--new", &new_key], None, 0),
    ];
    let rows = table();
    let mut ran: Vec<&str> = runs.iter().map(|(command, ..)| *command).collect();
    let mut wrong = Vec::new();
    for (command, arguments, input, code) in &runs {
        let words: Vec<&str> = command
            .split(' ')
            .chain(arguments.iter().copied())
            .collect();
        let said = office.run(&words, *input);
        let told = held(&said.text);
        let may_tell: &[&str] = if rows[*command] == "input" {
            &[INPUT]
        } else {
            &[]
        };
        if said.code != Some(*code) || told.iter().any(|word| !may_tell.contains(word)) {
            wrong.push(format!(
                "{words:?} ended with {:?}, told {told:?}: {}",
                said.code, said.text
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(
        held(&legible(&std::fs::read(&report).expect("a report"))),
        [INPUT]
    );

    // A bundle of somebody inside holds what it proves to them; the copy for the public does not.
    let said = office.run(&["verify", "--bundle", &inside], None);
    assert_eq!(
        (said.code, held(&said.text)),
        (Some(0), vec![CANARY]),
        "{}",
        said.text
    );

    // The whole record is in a backup, for its owner alone, and in what is restored from it.
    let mode = std::fs::metadata(&copy)
        .expect("a backup")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600, "{mode:o}");
    let restored = office.path("restored.db");
    let mut command = office.command(&["restore", &copy]);
    command.env("PARAGRAF_DATABASE_URL", format!("sqlite://{restored}"));
    let output = command.output().expect("the binary runs");
    let said = legible(&[output.stdout, output.stderr].concat());
    assert!(output.status.success() && held(&said).is_empty(), "{said}");
    let restored = Intruder::at(&format!("sqlite://{restored}")).await;
    let titles = "SELECT title AS value FROM paragraph WHERE title IS NOT NULL";
    let titles = restored.texts(titles).await.join(" ").to_lowercase();
    assert_eq!(held(&titles), [CANARY, DRAFT, ELSEWHERE]);
    ran.push("restore");

    // What does not fit is told by where it stands.
    let intruder = Intruder::at(&office.settings[0].1).await;
    let changed = format!("UPDATE secrecy_marking SET note = 'Om {CANARY}, ändrad'");
    assert!(intruder.run(&changed).await > 0);
    let said = office.run(&["verify"], None);
    assert_eq!(
        (said.code, held(&said.text)),
        (Some(1), vec![]),
        "{}",
        said.text
    );

    let asked = [
        format!("/paragraf/v1/meetings/{}", world.loaded),
        "/".to_owned(),
    ];
    let said = office.serve(&asked);
    assert_eq!(held(&said.text), [] as [&str; 0], "{}", said.text);
    assert!(said.text.contains("listening on"), "{}", said.text);
    ran.push("serve");
    // Its data are its own.
    ran.push("demo");
    ran.sort_unstable();
    ran.dedup();
    assert_eq!(
        ran,
        rows.keys().collect::<Vec<_>>(),
        "a command of the table was not run"
    );
}
