//! Who was given what is secret is noted, or it is not given.

use super::super::minutes::made;
use super::super::seal::Intruder;
use super::{CANARY, World, mark, whole};
use serde_json::{Value, json};
use tests::app::{App, Engine};
use tests::board::ASSOCIATION;
use tests::client::Client;
use tests::on_both_engines;
use tests::process::{Process, free_port};

on_both_engines![
    each_read_is_noted_once_a_minute,
    what_cannot_be_noted_is_not_given,
    log_and_metrics_tell_nothing_of_it,
];

const READS: &str = "query($o: String!, $first: Int!, $after: String) { secrecyReads(organisation: $o, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } nodes { marking reader name wire at } } }";

async fn reads(app: &App, role: &str) -> Value {
    let client = app.client(role, &[ASSOCIATION]);
    let asked = json!({"o": ASSOCIATION, "first": 50});
    client.query(READS, asked).await.data()["secrecyReads"].clone()
}

async fn title(client: &Client, paragraph: &str) -> Value {
    let query = "query($id: ID!) { node(id: $id) { ... on Paragraph { title } } }";
    client.query(query, json!({"id": paragraph})).await.body
}

async fn each_read_is_noted_once_a_minute(engine: Engine) {
    let world = World::of(engine).await;
    let app = &world.app;
    app.clock
        .set("2026-06-01T08:00:10Z".parse().expect("a moment"));
    let operator = app.client("operator", &[ASSOCIATION]);
    let marked = made(mark(&operator, whole(&world.secret[0])).await, "markSecret");
    let marking = marked["marking"]["id"].clone();
    // The one who marked it was answered with the record.
    let noted = reads(app, "auditor").await;
    assert_eq!(noted["totalCount"], 1, "{noted}");
    let secretary = app.client("secretary", &[ASSOCIATION]);
    for _ in 0..3 {
        let answer = title(&secretary, &world.secret[0]).await;
        assert!(answer.to_string().contains(CANARY), "{answer}");
    }
    // Another server does not note it again, either.
    let beside = app.beside().await;
    title(
        &beside.client("secretary", &[ASSOCIATION]),
        &world.secret[0],
    )
    .await;
    let noted = reads(app, "auditor").await;
    assert_eq!(noted["totalCount"], 2, "{noted}");
    let read = &noted["nodes"][0];
    assert_eq!(read["marking"], marking);
    assert!(
        read["reader"]
            .as_str()
            .is_some_and(|who| who.ends_with("test-secretary")),
        "{read}"
    );
    assert_eq!(
        (&read["wire"], &read["at"]),
        (&json!("GRAPHQL"), &json!("2026-06-01T08:00:10.000000Z"))
    );
    // A minute later, over REST.
    app.clock
        .set("2026-06-01T08:01:00Z".parse().expect("a moment"));
    let secretary = app.client("secretary", &[ASSOCIATION]);
    let path = format!("/paragraf/v1/minutes/{}.txt", world.ids["minutes"][0]);
    assert!(secretary.fetch(&path).await.2.contains(CANARY));
    let noted = reads(app, "operator").await;
    assert_eq!(noted["totalCount"], 3, "{noted}");
    assert_eq!(noted["nodes"][0]["wire"], "REST");
    // Who is given nothing secret, and who reads another record, is not noted.
    title(&app.client("reader", &["dalvik-kommun"]), &world.secret[0]).await;
    app.anonymous().fetch(&path).await;
    let other = app.client("chair", &[ASSOCIATION]);
    title(&other, &world.secret[1]).await;
    assert_eq!(reads(app, "operator").await["totalCount"], 3);
    // Attachments too: its name and its bytes.
    let input = json!({"attachment": world.attachment, "basis": {"provision": "31 kap. 16 §"}});
    made(mark(&operator, input).await, "markSecret");
    let adjuster = app.client("adjuster", &[ASSOCIATION]);
    let path = format!("/paragraf/v1/attachments/{}/content", world.attachment);
    assert_eq!(adjuster.fetch(&path).await.0, 200);
    let noted = reads(app, "operator").await;
    assert!(
        noted["nodes"].to_string().contains("test-adjuster"),
        "{noted}"
    );
    // In pages, for auditors and operators of the organisation alone.
    let asked = json!({"o": ASSOCIATION, "first": 2});
    let page = operator.query(READS, asked).await.data();
    assert_eq!(
        page["secrecyReads"]["nodes"].as_array().map(Vec::len),
        Some(2)
    );
    let after = page["secrecyReads"]["pageInfo"]["endCursor"].clone();
    let asked = json!({"o": ASSOCIATION, "first": 2, "after": after});
    let next = operator.query(READS, asked).await.data();
    assert_ne!(
        next["secrecyReads"]["nodes"][0],
        page["secrecyReads"]["nodes"][1]
    );
    for role in ["reader", "secretary", "chair", "adjuster", "treasurer"] {
        assert_eq!(reads(app, role).await["totalCount"], 0, "{role}");
    }
    let intruder = Intruder::with(app).await;
    for sql in [
        "UPDATE secrecy_read SET name = 'x'",
        "DELETE FROM secrecy_read",
    ] {
        let refused = intruder.try_run(sql).await.expect_err("refused");
        assert!(refused.contains("append only"), "{sql}: {refused}");
    }
}

async fn what_cannot_be_noted_is_not_given(engine: Engine) {
    let world = World::of(engine).await;
    let operator = world.app.client("operator", &[ASSOCIATION]);
    made(mark(&operator, whole(&world.secret[0])).await, "markSecret");
    let intruder = Intruder::with(&world.app).await;
    let (broken, whole) = (
        "ALTER TABLE secrecy_read RENAME TO lost",
        "ALTER TABLE lost RENAME TO secrecy_read",
    );
    intruder.run(broken).await;
    let chair = world.app.client("chair", &[ASSOCIATION]);
    let answer = title(&chair, &world.secret[0]).await;
    assert!(!answer.to_string().contains(CANARY), "{answer}");
    assert_eq!(
        answer["errors"][0]["extensions"]["code"], "UNAVAILABLE",
        "{answer}"
    );
    let public = title(&world.app.anonymous(), &world.secret[0]).await;
    assert_eq!(public["data"]["node"], json!({"title": null}));
    intruder.run(whole).await;
    let answer = title(&chair, &world.secret[0]).await;
    assert!(answer.to_string().contains(CANARY), "{answer}");
}

async fn log_and_metrics_tell_nothing_of_it(engine: Engine) {
    let world = World::of(engine).await;
    let log = tempfile::NamedTempFile::new().expect("a file");
    let port = free_port();
    let key = tests::app::seal_key().to_private_text();
    let settings = [
        ("PARAGRAF_LOG", "debug,sqlx=warn"),
        ("PARAGRAF_SEAL_KEY", key.as_str()),
        ("PARAGRAF_FILES", world.app.settings.files.as_str()),
    ];
    let process = Process::logging(
        &world.app.settings.database_url,
        port,
        &settings,
        log.reopen().expect("the file"),
    );
    let base = format!("http://127.0.0.1:{port}");
    let own = Client::new(&base, Some(tests::app::token("operator", &[ASSOCIATION])));
    let words = json!({"paragraph": world.secret[1], "words": [CANARY], "note": format!("Om {CANARY}"), "basis": {"provision": "26 kap. 1 §"}});
    made(mark(&own, words.clone()).await, "markSecret");
    made(mark(&own, whole(&world.secret[0])).await, "markSecret");
    // Refusals and errors among them.
    for input in [
        words,
        json!({"paragraph": world.secret[0], "words": [CANARY], "basis": {"provision": "x"}}),
    ] {
        let body = mark(&own, input).await;
        if body["errors"].is_array() {
            assert!(!body.to_string().contains(CANARY), "{body}");
        }
    }
    for client in [Client::new(&base, None), own] {
        for (query, variables) in world
            .queries()
            .into_iter()
            .filter(|(_, asked)| !asked.to_string().contains(CANARY))
        {
            client.query(&query, variables).await;
        }
        for path in world
            .paths()
            .into_iter()
            .filter(|path| !path.contains(CANARY) && !path.ends_with("pdf"))
        {
            client.fetch(&path).await;
        }
    }
    let measured = Client::new(&base, None).fetch("/metrics").await;
    assert_eq!(measured.0, 200, "{}", measured.2);
    assert!(!measured.2.contains(CANARY));
    drop(process);
    let logged = std::fs::read_to_string(log.path()).expect("the log");
    assert!(!logged.is_empty());
    assert!(
        !logged.to_lowercase().contains("kvasthild"),
        "the log tells of it"
    );
}
