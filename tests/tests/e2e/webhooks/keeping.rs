//! Who keeps webhooks, what is told of them, and what is not.

use super::super::authorization::{PROVDALEN, SUBJECTS, world_in};
use super::super::rest_twin::authorization::operations;
use super::super::rest_twin::{Got, send};
use super::{KEY, MEMBER, ROOT, about, ask, happen, organisations, service, subscribed, text};
use sea_orm::{ConnectionTrait, Database, Statement};
use secrecy::SecretString;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tests::app::{App, Engine};
use tests::client::Asking;
use tests::on_both_engines;
use tests::process::{Process, free_port};
use tests::receiver::{Manner, Receiver};

on_both_engines![
    a_webhook_is_made_changed_and_taken_away,
    a_secret_is_told_once_and_stands_nowhere,
    every_act_is_kept_with_who_did_it,
    pages_hold_every_row_once,
];

/// An address that nobody is asked at.
const NOWHERE: &str = "https://mottagare.example/hook";

async fn a_webhook_is_made_changed_and_taken_away(engine: Engine) {
    let app = service(engine).await;
    organisations(&app, 1).await;
    let hook = subscribed(&app, NOWHERE, json!({"description": "Intranätet"})).await;
    assert_eq!(hook["state"], "ACTIVE");
    assert_eq!(
        (&hook["version"], &hook["format"]),
        (&json!(1), &json!("PLAIN"))
    );
    let read = about(&app, &hook, "GET", "", Value::Null, 200).await;
    assert_eq!(read.get("secret"), None);
    let mut same = hook.clone();
    same.as_object_mut().expect("an object").remove("secret");
    assert_eq!(read, same);
    let change = json!({"url": "https://annan.example/", "description": null, "format": "CLOUD_EVENTS", "expectedVersion": 1});
    let changed = about(&app, &hook, "PATCH", "", change.clone(), 200).await;
    assert_eq!(
        (
            &changed["url"],
            &changed["description"],
            &changed["format"],
            &changed["version"]
        ),
        (
            &json!("https://annan.example/"),
            &Value::Null,
            &json!("CLOUD_EVENTS"),
            &json!(2)
        )
    );
    let stale = about(&app, &hook, "PATCH", "", change, 412).await;
    assert_eq!(stale["code"], "STALE_VERSION");
    for (body, field) in [
        (json!({"url": "http://mottagare.example/"}), None),
        (json!({"url": "http://10.0.0.1/"}), Some("url")),
        (json!({"url": "https://192.168.1.1/"}), Some("url")),
        (
            json!({"url": "https://a:b@mottagare.example/"}),
            Some("url"),
        ),
        (json!({"url": ""}), Some("url")),
        (json!({"url": 7}), Some("body")),
        (json!({"description": "x".repeat(501)}), Some("description")),
        (
            json!({"filter": {"events": ["minutes.written"]}}),
            Some("filter.events"),
        ),
        (
            json!({"filter": {"associations": ["nobody"]}}),
            Some("filter.associations"),
        ),
        (
            json!({"filter": {"concerning": "nobody"}}),
            Some("filter.concerning"),
        ),
        (json!({"secret": "whsec_x"}), Some("body")),
        (json!([]), Some("body")),
    ] {
        let id = text(&hook["id"]);
        let token = app.token("reader", &[MEMBER]);
        let got = ask(
            &app,
            Some(&token),
            "PATCH",
            &format!("/webhooks/{id}"),
            &body,
        )
        .await;
        match field {
            Some(field) => {
                assert_eq!(got.status, 422, "{body}: {}", got.text);
                assert_eq!(got.json()["field"], field, "{body}");
            }
            // A name may be one of the house: what it leads to is seen when it is looked up.
            None => assert_eq!(got.status, 200, "{body}: {}", got.text),
        }
    }
    let token = app.token("reader", &[MEMBER]);
    let path = format!("{ROOT}/webhooks");
    let typed = |media: &'static str| [("content-type", media)];
    let body = json!({"organisation": MEMBER, "url": NOWHERE}).to_string();
    let got = send(
        &app,
        "POST",
        &path,
        Some(&token),
        &typed("text/plain"),
        &body,
    )
    .await;
    assert_eq!(
        (got.status, &got.json()["code"]),
        (415, &json!("UNSUPPORTED_MEDIA_TYPE"))
    );
    let long = format!("{{\"organisation\": \"{}\"}}", "x".repeat(70_000));
    let got = send(
        &app,
        "POST",
        &path,
        Some(&token),
        &typed("application/json"),
        &long,
    )
    .await;
    assert_eq!(got.status, 413, "{}", got.text);
    about(&app, &hook, "DELETE", "", Value::Null, 204).await;
    for (method, below) in [
        ("GET", ""),
        ("GET", "/deliveries"),
        ("DELETE", ""),
        ("POST", "/test-events"),
    ] {
        about(&app, &hook, method, below, Value::Null, 404).await;
    }
    // No more than twenty.
    for _ in 0..20 {
        subscribed(&app, NOWHERE, Value::Null).await;
    }
    let got = ask(
        &app,
        Some(&token),
        "POST",
        "/webhooks",
        &json!({"organisation": MEMBER, "url": NOWHERE}),
    )
    .await;
    assert_eq!(
        (got.status, &got.json()["field"]),
        (422, &json!("organisation"))
    );
}

async fn a_secret_is_told_once_and_stands_nowhere(engine: Engine) {
    let app = service(engine).await;
    let ids = organisations(&app, 1).await;
    let receiver = Receiver::start(Manner::Well);
    let hook = subscribed(&app, receiver.url(), Value::Null).await;
    let rotated = about(&app, &hook, "POST", "/secrets", json!({}), 201).await;
    happen(&app, ids[0], 1).await;
    receiver.until(1).await;
    about(&app, &hook, "POST", "/test-events", Value::Null, 200).await;
    let token = app.token("reader", &[MEMBER]);
    let list = ask(&app, Some(&token), "GET", "/webhooks", &Value::Null).await;
    let mut told = list.text;
    for below in ["", "/deliveries", "/dead-letters"] {
        told += &about(&app, &hook, "GET", below, Value::Null, 200)
            .await
            .to_string();
    }
    assert!(!told.contains("whsec") && !told.contains("whsk"), "{told}");
    // Nor does the database hold it, in any form.
    let database = Database::connect(&app.settings.database_url)
        .await
        .expect("a connection");
    let backend = database.get_database_backend();
    let mut rows = 0;
    for (table, columns) in [
        (
            "webhook",
            "url || coalesce(description, '') || filter || secrets || created_by",
        ),
        ("webhook_attempt", "event || message || coalesce(error, '')"),
        ("webhook_act", "actor || what"),
    ] {
        let cast = columns
            .replace("filter", "CAST(filter AS text)")
            .replace("secrets", "CAST(secrets AS text)");
        let sql = format!("SELECT {cast} FROM {table}");
        for row in database
            .query_all_raw(Statement::from_string(backend, sql))
            .await
            .expect("rows")
        {
            let held: String = row.try_get_by_index(0).expect("a text");
            rows += 1;
            for hook in [&hook, &rotated] {
                let secret = text(&hook["secret"]).trim_start_matches("whsec_");
                assert!(!held.contains(secret), "{table}: {held}");
            }
        }
    }
    assert!(rows >= 5, "{rows} rows");
}

async fn every_act_is_kept_with_who_did_it(engine: Engine) {
    let app = service(engine).await;
    let ids = organisations(&app, 1).await;
    let receiver = Receiver::start(Manner::Well);
    let hook = subscribed(&app, receiver.url(), Value::Null).await;
    happen(&app, ids[0], 1).await;
    receiver.until(1).await;
    about(&app, &hook, "PATCH", "", json!({"active": false}), 200).await;
    about(&app, &hook, "POST", "/secrets", json!({}), 201).await;
    let again = json!({"organisation": ids[0].to_string(), "fromSequence": 1});
    about(&app, &hook, "POST", "/replays", again, 202).await;
    about(&app, &hook, "DELETE", "", Value::Null, 204).await;
    let database = Database::connect(&app.settings.database_url)
        .await
        .expect("a connection");
    let backend = database.get_database_backend();
    let sql = "SELECT what, actor FROM webhook_act ORDER BY ordinal";
    let rows = database
        .query_all_raw(Statement::from_string(backend, sql))
        .await
        .expect("rows");
    let acts: Vec<(String, String)> = rows
        .iter()
        .map(|row| row.try_get_many_by_index().expect("texts"))
        .collect();
    let wanted = [
        "CreateWebhook",
        "ChangeWebhook",
        "RotateWebhookSecret",
        "ReplayWebhook",
        "DeleteWebhook",
    ];
    assert_eq!(
        acts.iter()
            .map(|(what, _)| what.as_str())
            .collect::<Vec<_>>(),
        wanted
    );
    assert!(
        acts.iter()
            .all(|(_, actor)| actor == "paragraf-dev test-reader"),
        "{acts:?}"
    );
    for edit in [
        "UPDATE webhook_act SET actor = 'x'",
        "DELETE FROM webhook_act",
    ] {
        let refused = database
            .execute_unprepared(edit)
            .await
            .expect_err(edit)
            .to_string();
        assert!(refused.contains("append only"), "{refused}");
    }
}

async fn pages_hold_every_row_once(engine: Engine) {
    let app = service(engine).await;
    let ids = organisations(&app, 1).await;
    let receiver = Receiver::start(Manner::Well);
    let hook = subscribed(&app, receiver.url(), Value::Null).await;
    for _ in 0..4 {
        subscribed(
            &app,
            NOWHERE,
            json!({"filter": {"events": ["register.changed"]}}),
        )
        .await;
    }
    happen(&app, ids[0], 7).await;
    receiver.until(7).await;
    super::until(&app, &hook, |held| held["cursor"] == "Nw").await;
    let token = app.token("reader", &[MEMBER]);
    let deliveries = format!("/webhooks/{}/deliveries", text(&hook["id"]));
    for (path, member, count) in [
        ("/webhooks".to_owned(), "id", 5),
        (deliveries, "sequence", 7),
    ] {
        let (mut numbered, mut by_cursor) = (Vec::new(), Vec::new());
        let mut next = Some(format!("{path}?limit=2&page=1"));
        while let Some(address) = next {
            let page = ask(&app, Some(&token), "GET", &address, &Value::Null)
                .await
                .json();
            numbered.extend(page["nodes"].as_array().expect("a list").clone());
            assert_eq!(page["_meta"]["totalRecords"], count);
            let link = page["_links"]["next"]["href"].as_str();
            next = link.map(|link| link.trim_start_matches(ROOT).to_owned());
        }
        let mut after = String::new();
        loop {
            let page = ask(
                &app,
                Some(&token),
                "GET",
                &format!("{path}?limit=3{after}"),
                &Value::Null,
            )
            .await
            .json();
            by_cursor.extend(page["nodes"].as_array().expect("a list").clone());
            match page["_meta"]["nextCursor"].as_str() {
                Some(cursor) => after = format!("&cursor={cursor}"),
                None => break,
            }
        }
        let kept = |nodes: &[Value]| -> Vec<String> {
            nodes.iter().map(|node| node[member].to_string()).collect()
        };
        assert_eq!(kept(&numbered), kept(&by_cursor), "{path}");
        let different: BTreeSet<String> = kept(&numbered).into_iter().collect();
        assert_eq!((numbered.len(), different.len()), (count, count), "{path}");
        let beyond = ask(
            &app,
            Some(&token),
            "GET",
            &format!("{path}?page=9"),
            &Value::Null,
        )
        .await
        .json();
        assert_eq!(beyond["nodes"], json!([]));
    }
    for wrong in [
        "?page=0",
        "?limit=201",
        "?limit=x",
        "?cursor=%25",
        "?order=up",
    ] {
        let got = ask(
            &app,
            Some(&token),
            "GET",
            &format!("/webhooks{wrong}"),
            &Value::Null,
        )
        .await;
        assert_eq!(got.status, 422, "{wrong}: {}", got.text);
    }
}

/// What each operation is asked with.
fn body(operation: &str, owner: &str) -> Value {
    match operation {
        "createWebhook" => json!({"organisation": owner, "url": NOWHERE}),
        "changeWebhook" => json!({"description": "Någon annan"}),
        "rotateWebhookSecret" => json!({}),
        "replayWebhook" => json!({"organisation": PROVDALEN, "fromSequence": 1}),
        _ => Value::Null,
    }
}

/// What an answer says, without what names the request.
fn said(got: &Got) -> (u16, Value) {
    let mut body = got.json();
    body.as_object_mut().expect("an object").remove("instance");
    (got.status, body)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_webhook_is_kept_by_its_owner_and_is_not_there_for_others() {
    let app = App::with(Engine::Sqlite, |settings| {
        settings.webhook_key = Some(SecretString::from(KEY));
        settings.webhook_networks = Some("127.0.0.1".to_owned());
    })
    .await;
    let app = world_in(app, false).await;
    let receiver = Receiver::start(Manner::Well);
    let owners = [("reader", "tallmo-kommun"), ("operator", PROVDALEN)];
    let known: BTreeSet<String> = [
        "changeWebhook",
        "createWebhook",
        "deleteWebhook",
        "getWebhook",
        "listWebhookDeadLetters",
        "listWebhookDeliveries",
        "listWebhooks",
        "replayWebhook",
        "rotateWebhookSecret",
        "testWebhook",
    ]
    .map(str::to_owned)
    .into();
    let all: Vec<_> = operations()
        .into_iter()
        .filter(|(_, _, path)| path.starts_with("/webhooks"))
        .collect();
    assert_eq!(
        all.iter()
            .map(|(name, ..)| name.clone())
            .collect::<BTreeSet<_>>(),
        known
    );
    let nobody = format!("whk-{}", "0".repeat(26));
    let mut permitted = 0;
    for (owner_role, owner) in owners {
        let keeper = app.token(owner_role, &[owner]);
        for (name, role, organisations, _) in SUBJECTS {
            let token = role.map(|role| app.token(role, organisations));
            // The operator of an organisation keeps its webhooks whatever it is, a reader those of a member.
            let keeps = organisations.contains(&owner)
                && (*role == Some("operator") || (*role == Some("reader") && owner != PROVDALEN));
            let keeps_any = match *role {
                Some("reader") => organisations.iter().any(|held| *held != PROVDALEN),
                Some("operator") => !organisations.is_empty(),
                _ => false,
            };
            let made = json!({"organisation": owner, "url": receiver.url()});
            let made = ask(&app, Some(&keeper), "POST", "/webhooks", &made).await;
            assert_eq!(made.status, 201, "{}", made.text);
            let made = made.json();
            let hook = text(&made["id"]);
            for (operation, method, path) in &all {
                let asked = async |hook: &str| {
                    let path = path.replace("{webhook}", hook);
                    ask(
                        &app,
                        token.as_deref(),
                        method,
                        &path,
                        &body(operation, owner),
                    )
                    .await
                };
                if operation == "deleteWebhook" {
                    continue;
                }
                let got = asked(hook).await;
                let at = format!("{name} {operation} of {owner}: {}", got.text);
                let told = got.text.contains(hook);
                match operation.as_str() {
                    _ if role.is_none() => assert_eq!(got.status, 401, "{at}"),
                    "createWebhook" => {
                        assert_eq!(got.status, if keeps { 201 } else { 403 }, "{at}");
                        if keeps {
                            let id = text(&got.json()["id"]).to_owned();
                            let gone = ask(
                                &app,
                                Some(&keeper),
                                "DELETE",
                                &format!("/webhooks/{id}"),
                                &Value::Null,
                            )
                            .await;
                            assert_eq!(gone.status, 204, "{}", gone.text);
                        }
                    }
                    "listWebhooks" => {
                        assert_eq!(got.status, if keeps_any { 200 } else { 403 }, "{at}");
                        assert_eq!(told, keeps, "{at}");
                    }
                    _ if keeps => {
                        permitted += 1;
                        assert!((200..300).contains(&got.status), "{at}");
                    }
                    _ => {
                        assert_eq!(got.status, 404, "{at}");
                        assert_eq!(said(&got), said(&asked(&nobody).await), "{at}");
                    }
                }
            }
            let path = format!("/webhooks/{hook}");
            let gone = ask(&app, token.as_deref(), "DELETE", &path, &Value::Null).await;
            let wanted = match (role, keeps) {
                (None, _) => 401,
                (_, true) => 204,
                (_, false) => 404,
            };
            assert_eq!(
                gone.status, wanted,
                "{name} deleteWebhook of {owner}: {}",
                gone.text
            );
            if !keeps {
                let gone = ask(&app, Some(&keeper), "DELETE", &path, &Value::Null).await;
                assert_eq!(gone.status, 204);
            }
        }
    }
    assert!(permitted >= 21, "{permitted} cells let somebody in");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_key_none_is_made() {
    let app = App::with(Engine::Postgres, |_| {}).await;
    organisations(&app, 1).await;
    let token = app.token("reader", &[MEMBER]);
    let wanted = json!({"organisation": MEMBER, "url": NOWHERE});
    let got = ask(&app, Some(&token), "POST", "/webhooks", &wanted).await;
    assert_eq!(
        (got.status, &got.json()["code"]),
        (503, &json!("WEBHOOK_KEY_MISSING"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_refused_stands_in_the_log_and_no_secret_does() {
    let app = service(Engine::Sqlite).await;
    organisations(&app, 1).await;
    let hook = subscribed(&app, NOWHERE, Value::Null).await;
    let folder = tempfile::tempdir().expect("a folder");
    let log = folder.path().join("log");
    let port = free_port();
    let settings = [
        ("PARAGRAF_WEBHOOK_KEY", KEY),
        ("PARAGRAF_LOG", "info"),
        ("PARAGRAF_LOG_JSON", "true"),
    ];
    let file = std::fs::File::create(&log).expect("a file");
    let process = Process::logging(&app.settings.database_url, port, &settings, file);
    let id = text(&hook["id"]);
    let base = format!("http://127.0.0.1:{port}{ROOT}/webhooks");
    let http = reqwest::Client::builder()
        .tls_certs_only([])
        .no_proxy()
        .build()
        .expect("a client");
    let stranger = tests::app::token("reader", &["bjorkas-kommun"]);
    let refused = http
        .get(format!("{base}/{id}"))
        .bearer_auth(&stranger)
        .answered()
        .await
        .expect("an answer");
    assert_eq!(refused.status(), 404);
    let own = tests::app::token("reader", &[MEMBER]);
    let rotated = http
        .post(format!("{base}/{id}/secrets"))
        .bearer_auth(&own)
        .header("content-type", "application/json");
    let rotated = rotated
        .body("{}")
        .answered()
        .await
        .expect("an answer")
        .text()
        .await
        .expect("a body");
    let rotated: Value = serde_json::from_str(&rotated).expect("JSON");
    process.kill();
    let told = std::fs::read_to_string(&log).expect("the log");
    let lines: Vec<Value> = told
        .lines()
        .map(|line| serde_json::from_str(line).expect("one event a line"))
        .collect();
    let line = lines
        .iter()
        .find(|line| line["fields"]["message"] == "refused")
        .expect("a line");
    let fields = &line["fields"];
    assert_eq!(
        (
            &fields["actor"],
            &fields["what"],
            &fields["of"],
            &fields["code"]
        ),
        (
            &json!("paragraf-dev test-reader"),
            &json!("ReadWebhook"),
            &json!(id),
            &json!("NOT_FOUND")
        )
    );
    let act = lines
        .iter()
        .find(|line| line["fields"]["what"] == "RotateWebhookSecret")
        .expect("a line");
    assert_eq!(act["fields"]["webhook"], id);
    let secret = text(&rotated["secret"]).trim_start_matches("whsec_");
    for hidden in [secret, KEY, &own, "mottagare.example"] {
        assert!(!told.contains(hidden), "{told}");
    }
}
