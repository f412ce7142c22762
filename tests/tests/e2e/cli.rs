//! The binary, run as anybody runs it.
//!
//! `cargo test --workspace` builds it beside the tests; a test run of this package alone uses the one that is there.

use sea_orm::{ConnectionTrait, Database};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use tempfile::TempDir;
use tests::client::Asking;
use tests::postgres;
use tests::process::binary;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

const SECRET: &str = "a secret for tests of forty characters..";

/// A file of the repository.
pub(super) fn ours(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

fn read(path: &str) -> String {
    std::fs::read_to_string(ours(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A folder of its own to run in, and nothing of the environment that the service reads.
pub(super) struct Place {
    folder: TempDir,
    settings: Vec<(&'static str, String)>,
}

impl Place {
    pub(super) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a folder"),
            settings: Vec::new(),
        }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.settings.push((name, value.into()));
        self
    }

    pub(super) fn on_sqlite(self) -> Self {
        let url = format!("sqlite://{}/record.db", self.folder.path().display());
        self.with("PARAGRAF_DATABASE_URL", url)
    }

    pub(super) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        path.display().to_string()
    }

    /// A file in the folder.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .stdin(Stdio::null())
            .kill_on_drop(true);
        for (name, value) in &self.settings {
            command.env(name, value);
        }
        command
    }

    pub(super) async fn run(&self, arguments: &[&str]) -> Ran {
        let output = self
            .command(arguments)
            .output()
            .await
            .expect("the binary runs");
        Ran::from(output)
    }
}

/// What a run left behind.
#[derive(Debug)]
pub(super) struct Ran {
    code: Option<i32>,
    pub(super) out: String,
    pub(super) err: String,
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
    pub(super) fn ended(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }
}

fn demo_file(name: &str) -> String {
    ours("demo/minutes").join(name).display().to_string()
}

#[tokio::test]
async fn check_gives_a_line_a_file_in_the_shape_of_a_verdict() {
    let place = Place::new();
    let files = [
        demo_file("norrsken-styrelsen-2025-09-18.json"),
        demo_file("norrsken-styrelsen-2025-02-13.json"),
        demo_file("sagfors-centrala-samverkansgruppen-2025-10-14.json"),
    ];
    let ran = place
        .run(&["check", "--format", "json", &files[0], &files[1], &files[2]])
        .await
        .ended(0);
    assert_eq!(ran.err, "");
    let lines: Vec<Value> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect();
    assert_eq!(lines.len(), 3);
    let members = [
        "ruleId",
        "code",
        "outcome",
        "severity",
        "certainty",
        "explanation",
        "figures",
        "margin",
        "condition",
        "basis",
        "paragraph",
        "date",
    ];
    for (line, file) in lines.iter().zip(&files) {
        assert_eq!(line["file"], file.as_str());
        assert_eq!(line.as_object().map(|line| line.len()), Some(3));
        let verdicts = line["verdicts"].as_array().expect("a list");
        assert!(!verdicts.is_empty());
        for verdict in verdicts
            .iter()
            .chain(line["irregularities"].as_array().expect("a list"))
        {
            let held = verdict.as_object().expect("an object");
            assert_eq!(held.len(), members.len(), "{verdict}");
            assert!(
                members.iter().all(|member| held.contains_key(*member)),
                "{verdict}"
            );
            assert!(
                ["MET", "NOT_MET", "CONDITIONAL", "UNKNOWN"]
                    .contains(&verdict["outcome"].as_str().expect("text"))
            );
            assert!(
                ["INFO", "WARNING", "REFUSAL"]
                    .contains(&verdict["severity"].as_str().expect("text"))
            );
            assert!(
                ["CERTAIN", "INTERPRETATION"]
                    .contains(&verdict["certainty"].as_str().expect("text"))
            );
            for basis in verdict["basis"].as_array().expect("a list") {
                assert!(
                    ["act", "section", "text"]
                        .iter()
                        .all(|part| basis[part].is_string()),
                    "{basis}"
                );
            }
        }
    }
    let irregularities = |line: &Value| -> Vec<String> {
        let list = line["irregularities"].as_array().expect("a list");
        list.iter()
            .map(|verdict| verdict["code"].as_str().expect("a code").to_owned())
            .collect()
    };
    let late = lines[0]["irregularities"].as_array().expect("a list");
    let late = late
        .iter()
        .find(|verdict| verdict["code"] == "ADJUSTED_LATE")
        .expect("late");
    assert_eq!(
        (&late["ruleId"], &late["margin"], &late["date"]),
        (
            &Value::from("R-44"),
            &Value::from(-3),
            &Value::from("2025-10-02")
        )
    );
    assert_eq!(irregularities(&lines[1]), Vec::<String>::new());
    assert_eq!(irregularities(&lines[2]), ["PREVIOUS_MINUTES_UNADJUSTED"]);
    // What a verdict's irregularities are, its verdicts are too.
    assert!(lines.iter().all(|line| {
        let verdicts = line["verdicts"].as_array().expect("a list");
        line["irregularities"]
            .as_array()
            .expect("a list")
            .iter()
            .all(|held| verdicts.contains(held))
    }));
    assert_eq!(
        std::fs::read_dir(place.folder.path())
            .expect("the folder")
            .count(),
        0,
        "no database was made"
    );

    let text = place.run(&["check", &files[0]]).await.ended(0);
    assert!(
        text.out.contains("ADJUSTED_LATE") && text.out.contains("NOT MET"),
        "{}",
        text.out
    );
}

#[tokio::test]
async fn a_malformed_file_is_named_with_the_place_in_it() {
    let place = Place::new().on_sqlite();
    let good = demo_file("norrsken-styrelsen-2025-02-13.json");
    let bad = read("demo/minutes/norrsken-styrelsen-2025-02-13.json").replacen(
        "\"ELECT\"",
        "\"PICK\"",
        1,
    );
    let bad = place.write("bad.json", &bad);
    let broken = place.write("broken.json", "{\"format\": ");
    let missing = place
        .folder
        .path()
        .join("missing.json")
        .display()
        .to_string();
    for command in ["check", "load"] {
        let ran = place
            .run(&[command, &bad, &broken, &good, &missing])
            .await
            .ended(1);
        let errors: Vec<&str> = ran
            .err
            .lines()
            .filter(|line| line.contains(".json: "))
            .collect();
        assert_eq!(errors.len(), 3, "{command}: {}", ran.err);
        assert!(
            errors[0].starts_with(&format!("{bad}: items[1].decisions[0].kind")),
            "{}",
            errors[0]
        );
        assert!(
            errors[1].starts_with(&format!("{broken}: ")),
            "{}",
            errors[1]
        );
        assert!(
            errors[2].starts_with(&format!("{missing}: ")),
            "{}",
            errors[2]
        );
        assert!(
            ran.out.contains("norrsken-styrelsen-2025-02-13.json"),
            "the good one is done: {}",
            ran.out
        );
    }
    place.run(&["check"]).await.ended(2);
    place
        .run(&["check", "--format", "xml", &good])
        .await
        .ended(2);
    place.run(&["frobnicate"]).await.ended(2);
    let help = place.run(&["--help"]).await.ended(0);
    for command in [
        "demo", "serve", "load", "import", "check", "token", "verify", "migrate", "schema",
        "backup", "restore", "ready",
    ] {
        assert!(help.out.contains(&format!("  {command} ")), "{}", help.out);
    }
}

#[tokio::test]
async fn a_file_loads_into_an_empty_database_and_then_changes_nothing() {
    let place = Place::new().on_sqlite();
    let file = demo_file("norrsken-styrelsen-2025-09-18.json");
    let first = place.run(&["load", &file]).await.ended(0);
    assert!(
        first.out.contains(": added mtg-") && first.out.contains(" revision 1"),
        "{}",
        first.out
    );
    assert!(first.out.contains("R-44 ADJUSTED_LATE"), "{}", first.out);
    let second = place.run(&["load", &file]).await.ended(0);
    assert!(
        second.out.contains(": unchanged mtg-") && second.out.contains(" revision 1"),
        "{}",
        second.out
    );
    let verified = place.run(&["verify"]).await.ended(0);
    assert_eq!(verified.out, "verified: 1 journal entries, 1 records\n");

    let corrected = read("demo/minutes/norrsken-styrelsen-2025-09-18.json").replacen(
        "Dokumenthanteringsplan",
        "Plan för dokument",
        1,
    );
    let corrected = place.write("corrected.json", &corrected);
    let refused = place
        .run(&["load", "--unpublished", &corrected])
        .await
        .ended(1);
    assert!(refused.err.contains("unpublished: mtg-"), "{}", refused.err);
    let third = place.run(&["load", &corrected]).await.ended(0);
    assert!(
        third.out.contains(": revised mtg-") && third.out.contains(" revision 2"),
        "{}",
        third.out
    );

    let nameless = read("demo/minutes/norrsken-styrelsen-2025-02-13.json")
        .replacen(
            "\"organisation\": \"Samordningsförbundet Norrsken\",",
            "\"organisation\": null,",
            1,
        )
        .replacen(
            "\"organisationKind\": \"COORDINATION_ASSOCIATION\"",
            "\"organisationKind\": null",
            1,
        );
    let nameless = place.write("nameless.json", &nameless);
    let refused = place.run(&["load", &nameless]).await.ended(1);
    assert!(
        refused.err.contains("nameless.json: body.organisation"),
        "{}",
        refused.err
    );
    let told = place
        .run(&[
            "load",
            "--organisation",
            "samordningsforbundet-norrsken",
            &nameless,
        ])
        .await
        .ended(0);
    assert!(told.out.contains(": added mtg-"), "{}", told.out);
    for wrong in [
        ["--organisation", "Stora Bokstäver"],
        ["--replaces", "par-1"],
    ] {
        place
            .run(&["load", wrong[0], wrong[1], &file])
            .await
            .ended(2);
    }
    let verified = place.run(&["verify"]).await.ended(0);
    assert_eq!(verified.out, "verified: 3 journal entries, 2 records\n");

    // Somebody edits the database by hand.
    let url = place.settings[0].1.clone();
    let database = Database::connect(&url).await.expect("a connection");
    let edit = "UPDATE decision SET text = 'Styrelsen beslutar något annat.' WHERE text LIKE 'Styrelsen beslutar att godkänna halv%'";
    assert_eq!(
        database
            .execute_unprepared(edit)
            .await
            .expect("edited")
            .rows_affected(),
        1
    );
    database.close().await.expect("closed");
    let bad = place.run(&["verify"]).await.ended(1);
    assert!(
        bad.err.contains("record mtg-") && bad.err.contains("§ 43"),
        "{}",
        bad.err
    );
}

#[tokio::test]
async fn a_token_needs_the_secret_and_is_one_that_the_service_takes() {
    let asked = [
        "token",
        "--role",
        "auditor",
        "--organisation",
        "samordningsforbundet-norrsken",
        "--ttl",
        "2h",
    ];
    let refused = Place::new().run(&asked).await.ended(2);
    assert!(
        refused.err.contains("PARAGRAF_DEV_SECRET") && refused.out.is_empty(),
        "{refused:?}"
    );
    let short = Place::new()
        .with("PARAGRAF_DEV_SECRET", "too short")
        .run(&asked)
        .await
        .ended(2);
    assert!(
        short.err.contains("32") && !short.err.contains("too short"),
        "{}",
        short.err
    );

    let place = Place::new().with("PARAGRAF_DEV_SECRET", SECRET);
    let token = place.run(&asked).await.ended(0).out;
    let parts: Vec<&str> = token.trim().split('.').collect();
    assert_eq!(parts.len(), 3, "{token}");
    for wrong in [["--role", "king"], ["--ttl", "forever"]] {
        let mut arguments = asked;
        let at = arguments
            .iter()
            .position(|part| *part == wrong[0])
            .expect("the option");
        arguments[at + 1] = wrong[1];
        place.run(&arguments).await.ended(2);
    }
}

#[tokio::test]
async fn migrations_go_up_and_down_and_say_where_they_are() {
    for place in [
        Place::new().on_sqlite(),
        Place::new().with("PARAGRAF_DATABASE_URL", postgres::fresh_database().await),
    ] {
        let none = place.run(&["migrate", "status"]).await.ended(0).out;
        let every: Vec<&str> = none
            .lines()
            .filter_map(|line| line.strip_prefix("out m"))
            .collect();
        assert!(
            every.len() >= 7 && every.len() == none.lines().count() && every.is_sorted(),
            "{none}"
        );
        let all = |mark: &str| {
            every
                .iter()
                .map(|name| format!("{mark} m{name}\n"))
                .collect::<String>()
        };
        assert_eq!(place.run(&["migrate", "up"]).await.ended(0).out, all("in "));
        assert_eq!(place.run(&["migrate", "up"]).await.ended(0).out, all("in "));
        place
            .run(&["load", &demo_file("norrsken-styrelsen-2025-02-13.json")])
            .await
            .ended(0);
        assert_eq!(
            place.run(&["migrate", "down"]).await.ended(0).out,
            all("out")
        );
        assert_eq!(
            place.run(&["migrate", "status"]).await.ended(0).out,
            all("out")
        );
        let again = place
            .run(&["load", &demo_file("norrsken-styrelsen-2025-02-13.json")])
            .await
            .ended(0);
        assert!(
            again.out.contains(": added mtg-"),
            "nothing was left: {}",
            again.out
        );
        assert_eq!(
            place.run(&["migrate", "status"]).await.ended(0).out,
            all("in ")
        );
    }
}

#[tokio::test]
async fn the_schemas_are_those_that_are_checked_in() {
    let place = Place::new();
    for (which, path) in [
        ("graphql", "openapi/schema.graphql"),
        ("openapi", "openapi/openapi.json"),
        ("problems", "openapi/problems.json"),
    ] {
        let printed = place.run(&["schema", which]).await.ended(0).out;
        assert!(
            printed == read(path),
            "{path} is not what `paragraf schema {which}` prints: write it anew"
        );
    }
}

#[tokio::test]
async fn whoever_reads_only_the_beginning_of_a_schema_has_it() {
    let place = Place::new();
    let mut command = place.command(&["schema", "openapi"]);
    let mut run = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let mut lines = BufReader::new(run.stdout.take().expect("its output")).lines();
    let first = lines.next_line().await.expect("read");
    assert_eq!(first.as_deref(), Some("{"));
    // It has more to say than a pipe holds.
    drop(lines);
    let ended = run.wait_with_output().await.expect("it ends");
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success() && said.is_empty(), "{said}");
}

/// A serving process and its address.
async fn serving(place: &Place, command: &str) -> (tokio::process::Child, String, Vec<String>) {
    let mut child = place
        .command(&[command])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let mut lines = BufReader::new(child.stdout.take().expect("stdout")).lines();
    let mut before = Vec::new();
    let base = loop {
        let line = tokio::time::timeout(std::time::Duration::from_secs(60), lines.next_line());
        let line = line
            .await
            .expect("it says where within a minute")
            .expect("readable")
            .expect("it says where it listens");
        match line.strip_prefix("listening on ") {
            Some(base) => break base.to_owned(),
            None => before.push(line),
        }
    };
    (child, base, before)
}

#[tokio::test]
async fn serve_says_where_it_listens_and_answers() {
    let place = Place::new()
        .on_sqlite()
        .with("PARAGRAF_LISTEN", "127.0.0.1:0")
        .with("PARAGRAF_DEV_SECRET", SECRET);
    place
        .run(&["load", &demo_file("norrsken-styrelsen-2025-02-13.json")])
        .await
        .ended(0);
    let (mut child, base, _) = serving(&place, "serve").await;
    assert!(
        base.starts_with("http://127.0.0.1:") && !base.ends_with(":0"),
        "{base}"
    );
    let http = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client");
    for (path, body) in [("/livez", "ok\n"), ("/readyz", "ready\n")] {
        let answer = http
            .get(format!("{base}{path}"))
            .answered()
            .await
            .expect("an answer");
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(answer.text().await.expect("a body"), body);
    }
    let listen = base.trim_start_matches("http://").to_owned();
    let ready = place
        .command(&["ready"])
        .env("PARAGRAF_LISTEN", &listen)
        .output();
    let ready = Ran::from(ready.await.expect("the binary runs")).ended(0);
    assert_eq!((ready.out.as_str(), ready.err.as_str()), ("ready\n", ""));
    let client = tests::client::Client::new(&base, None);
    let found = client
        .query("{ meetings { nodes { date } } }", Value::Null)
        .await
        .data();
    assert_eq!(found["meetings"]["nodes"][0]["date"], "2025-02-13");
    // A token of the command line opens the journal.
    let token = place
        .run(&[
            "token",
            "--role",
            "auditor",
            "--organisation",
            "samordningsforbundet-norrsken",
        ])
        .await
        .ended(0);
    let auditor = tests::client::Client::new(&base, Some(token.out.trim().to_owned()));
    let query =
        "{ changes(organisation: \"samordningsforbundet-norrsken\") { nodes { kind actor } } }";
    let journal = auditor.query(query, Value::Null).await.data();
    assert_eq!(
        journal["changes"]["nodes"][0],
        serde_json::json!({"kind": "LoadMinutes", "actor": "command-line"})
    );
    child.kill().await.expect("stopped");

    // A database that is behind is not ready.
    place.run(&["migrate", "down"]).await.ended(0);
    let place = place.with("PARAGRAF_MIGRATE", "false");
    let (mut child, base, _) = serving(&place, "serve").await;
    let answer = http
        .get(format!("{base}/readyz"))
        .answered()
        .await
        .expect("an answer");
    assert_eq!(answer.status(), 503);
    let listen = base.trim_start_matches("http://").to_owned();
    let behind = place
        .command(&["ready"])
        .env("PARAGRAF_LISTEN", &listen)
        .output();
    let behind = Ran::from(behind.await.expect("the binary runs")).ended(1);
    assert_eq!(behind.out, "not ready\n");
    assert_eq!(
        http.get(format!("{base}/livez"))
            .answered()
            .await
            .expect("an answer")
            .status(),
        200
    );
    child.kill().await.expect("stopped");
}

#[tokio::test]
async fn the_demo_serves_its_records_and_prints_a_token_for_each_role() {
    let place = Place::new().with("PARAGRAF_LISTEN", "127.0.0.1:0");
    let (mut child, base, before) = serving(&place, "demo").await;
    assert!(
        place.folder.path().join("data/paragraf.db").is_file(),
        "the default database"
    );
    assert!(
        before
            .iter()
            .any(|line| line == &format!("explorer: {base}/explorer")),
        "{before:?}"
    );
    for role in [
        "reader",
        "secretary",
        "chair",
        "adjuster",
        "treasurer",
        "auditor",
        "operator",
    ] {
        let line = before
            .iter()
            .find(|line| line.trim_start().starts_with(role))
            .expect("a token of the role");
        let token = line.split_whitespace().last().expect("a token").to_owned();
        let client = tests::client::Client::new(&base, Some(token));
        let count = client
            .query("{ meetings { totalCount } }", Value::Null)
            .await
            .data();
        assert_eq!(count["meetings"]["totalCount"], 13, "{role}");
    }
    child.kill().await.expect("stopped");
    assert_eq!(
        place.run(&["verify"]).await.ended(0).out,
        "verified: 24 journal entries, 13 records\n"
    );
}

#[tokio::test]
async fn a_database_that_may_lose_what_it_acknowledged_is_refused_with_the_reason() {
    let file = demo_file("norrsken-styrelsen-2025-02-13.json");
    let sqlite = Place::new();
    let url = format!(
        "sqlite://{}/record.db?synchronous=normal",
        sqlite.folder.path().display()
    );
    let refused = sqlite
        .with("PARAGRAF_DATABASE_URL", url)
        .run(&["load", &file])
        .await
        .ended(2);
    assert!(refused.err.contains("synchronous"), "{}", refused.err);

    let url = postgres::fresh_database().await;
    let name = url
        .rsplit('/')
        .next()
        .and_then(|name| name.split('?').next())
        .expect("a name")
        .to_owned();
    let database = Database::connect(&url).await.expect("a connection");
    let lax = format!("ALTER DATABASE \"{name}\" SET synchronous_commit = off");
    database.execute_unprepared(&lax).await.expect("set");
    database.close().await.expect("closed");
    let place = Place::new().with("PARAGRAF_DATABASE_URL", url);
    let refused = place.run(&["load", &file]).await.ended(2);
    assert!(
        refused.err.contains("synchronous_commit"),
        "{}",
        refused.err
    );
    let allowed = place
        .with("PARAGRAF_ALLOW_DATA_LOSS", "1")
        .run(&["load", &file])
        .await
        .ended(0);
    assert!(allowed.out.contains(": added mtg-"), "{}", allowed.out);

    for (url, said) in [
        ("mysql://nowhere/x", "sqlite: or postgres:"),
        ("postgres://127.0.0.1:1/x", ""),
    ] {
        let refused = Place::new()
            .with("PARAGRAF_DATABASE_URL", url)
            .run(&["verify"])
            .await
            .ended(2);
        assert!(
            !refused.err.is_empty() && refused.err.contains(said),
            "{}",
            refused.err
        );
    }
}
