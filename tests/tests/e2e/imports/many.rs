//! Many files in one batch: progress, bounded memory, one bad file named and passed over, the others stored.

use super::{PROVDALEN, ROOT, minutes};
use serde_json::{Value, json};
use tests::app::token;
use tests::client::Asking;
use tests::process::{Process, binary, free_port};

/// How much memory a process has had at the most, in MiB.
fn most_memory(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1024)
}

/// Minutes of so many items, none like those of another day.
fn long(day: &str, items: usize) -> String {
    let text = minutes(day);
    let (head, end) = text.split_once("§ 2 ").expect("two items");
    let (_, end) = end.split_once("Vid protokollet").expect("an end");
    let middle: String = (2..=items)
        .map(|number| {
            format!(
                "§ {number} Ärende {number} den {day}\n\nFörbundschefen redogör för ärendet. {}\n\nBeslut\n\
                 Styrelsen beslutar att godkänna rapporten om ärende {number}.\n\n",
                "Diskussion förs om insatsen och dess kostnader under året. ".repeat(6)
            )
        })
        .collect();
    let head = head.replace("§§ 1–2", &format!("§§ 1–{items}"));
    format!("{head}{middle}Vid protokollet{end}")
}

#[tokio::test]
async fn a_batch_is_read_and_stored_and_its_one_bad_file_is_named() {
    #[expect(
        clippy::disallowed_methods,
        reason = "whether the whole set runs is said by the environment"
    )]
    let count = match std::env::var_os("PARAGRAF_FULL") {
        Some(_) => 1000,
        None => 40,
    };
    let folder = tempfile::tempdir().expect("a folder");
    let database = format!("sqlite://{}/paragraf.db", folder.path().display());
    // Whose minutes they are is known by one record that was there before.
    let first = folder.path().join("first.json");
    let told = json!({"format": "paragraf/minutes@1", "record": "MINUTES",
        "body": {"name": "Styrelsen", "kind": "BOARD", "organisation": "Samordningsförbundet Provdalen",
                 "organisationKind": "COORDINATION_ASSOCIATION"},
        "meeting": {"date": "2002-01-01"}, "items": [{"title": "Start"}]});
    std::fs::write(&first, told.to_string()).expect("written");
    let load = std::process::Command::new(binary())
        .args(["load", &first.display().to_string()])
        .env("PARAGRAF_DATABASE_URL", &database)
        .output()
        .expect("it runs");
    assert!(
        load.status.success(),
        "{}",
        String::from_utf8_lossy(&load.stderr)
    );
    let port = free_port();
    // A whole batch comes from one client within minutes.
    let server = Process::serve_with(&database, port, &[("PARAGRAF_LIMIT", "0")]);
    let token = token("operator", &[PROVDALEN]);
    let http = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client");
    let base = format!("http://127.0.0.1:{port}");
    let upload = async |name: String, body: String| {
        let request = http
            .post(format!(
                "{base}{ROOT}?organisation={PROVDALEN}&batch=Arkivet"
            ))
            .bearer_auth(&token)
            .header(
                "content-disposition",
                format!("attachment; filename=\"{name}\""),
            )
            .body(body);
        let answer = request.answered().await.expect("an answer");
        let text = answer.text().await.expect("a body");
        serde_json::from_str::<Value>(&text).unwrap_or_else(|_| panic!("{name}: {text}"))
    };
    let ask = async |query: String| {
        let request = http
            .post(format!("{base}/graphql"))
            .bearer_auth(&token)
            .header("content-type", "application/json")
            .body(json!({"query": query}).to_string());
        let text = request
            .answered()
            .await
            .expect("an answer")
            .text()
            .await
            .expect("a body");
        let body: Value = serde_json::from_str(&text).expect("JSON");
        assert!(body.get("errors").is_none(), "{text}");
        body["data"].clone()
    };
    let mut ids = Vec::new();
    let first = chrono::NaiveDate::from_ymd_opt(2003, 1, 1).expect("a day");
    for (at, day) in first.iter_days().take(count).enumerate() {
        let bad = at == count / 2;
        let text = if bad {
            "Riktlinje utan ärenden".to_owned()
        } else {
            long(&day.to_string(), 30)
        };
        let told = upload(format!("{day}.txt"), text).await;
        if bad {
            assert_eq!(told["outcome"], "REFUSED", "{told:#}");
            continue;
        }
        assert_eq!(told["outcome"], "READ", "{told:#}");
        ids.push(told["id"].as_str().expect("an id").to_owned());
    }
    let progress = |outcome: &str| {
        format!(
            "{{ imports(organisation: \"{PROVDALEN}\", batch: \"Arkivet\", outcome: {outcome}) {{ totalCount nodes {{ fileName refusalCode }} }} }}"
        )
    };
    assert_eq!(
        ask(progress("READ")).await["imports"]["totalCount"],
        count - 1
    );
    let bad = ask(progress("REFUSED")).await;
    assert_eq!(bad["imports"]["totalCount"], 1);
    assert!(bad["imports"]["nodes"][0]["refusalCode"].is_string());
    let read = most_memory(server.id());
    for id in &ids {
        let query = format!(
            "mutation {{ storeImport(input: {{import: \"{id}\"}}) {{ import {{ outcome }} }} }}"
        );
        assert_eq!(
            ask(query).await["storeImport"]["import"]["outcome"],
            "STORED"
        );
    }
    assert_eq!(
        ask(progress("STORED")).await["imports"]["totalCount"],
        count - 1
    );
    let meetings = ask("{ meetings { totalCount } }".to_owned()).await;
    assert_eq!(meetings["meetings"]["totalCount"], count);
    if let (Some(read), Some(stored)) = (read, most_memory(server.id())) {
        println!("{count} files: {read} MiB when all were read, {stored} MiB when all were stored");
        assert!(stored < 400, "{stored} MiB");
    }
}
