//! Keys for machines: who issues them, what they give, when they hold, and that nobody finds them anywhere.

use super::authorization::PROVDALEN;
use super::revocation::{ANNANDALEN, Gives, LONGEST, ROOT, given, open, plain, world};
use application::api_keys::MARK;
use application::ports::{Audit, Clock};
use application::verify::verify;
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ConnectionTrait, Database};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tests::app::{App, Engine};
use tests::client::{Answer, Asking, Client};
use tests::on_both_engines;
use tests::process::{Process, binary, free_port};

on_both_engines![
    a_key_reads_what_its_role_gives_and_never_writes,
    whoever_has_no_right_issues_no_key,
    what_is_no_key_is_refused_in_the_same_words,
    a_key_holds_to_the_second_before_its_end,
    a_former_secret_holds_until_its_overlap_ends,
    a_key_is_revoked_at_once_and_what_is_open_by_it_is_cut,
    a_key_is_kept_repeated_once_and_told_by_the_journal,
    a_key_stands_nowhere,
];

const TALLMO: &str = "tallmo-kommun";

const KEPT: &str = "organisation { slug } secret version clientMutationId apiKey { id name role issuedAt issuedBy expiresAt
    secretMadeAt formerSecretUntil revokedAt revokedBy usedOn version }";

/// Asks for a change of keys.
async fn change(client: &Client, mutation: &str, input: Value) -> Answer {
    let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
    let query = format!("mutation($input: {kind}!) {{ {mutation}(input: $input) {{ {KEPT} }} }}");
    client.query(&query, json!({"input": input})).await
}

/// Carries a change out.
async fn changed(client: &Client, mutation: &str, input: Value) -> Value {
    change(client, mutation, input).await.data()[mutation].clone()
}

fn draft(app: &App, organisation: &str, role: &str) -> Value {
    let until = app.clock.now() + TimeDelta::days(30);
    json!({"organisation": organisation, "name": "Intranätet", "role": role, "expiresAt": until.to_rfc3339()})
}

/// Issues a key as its keeper does: its text, and what is told of it.
async fn issued(app: &App, keeper: &Client, organisation: &str, role: &str) -> (String, Value) {
    let kept = changed(keeper, "issueApiKey", draft(app, organisation, role)).await;
    let secret = kept["secret"].as_str().expect("a secret").to_owned();
    assert!(
        secret.starts_with(MARK) && secret.len() == 104,
        "{}",
        secret.len()
    );
    (secret, kept["apiKey"].clone())
}

/// Somebody who keeps the record's users and audits it.
fn keeper(app: &App, organisation: &str) -> Client {
    use api::auth::{Claims, TokenVerifier};
    let now = app.clock.now().timestamp();
    let claims = Claims {
        sub: "keeper".to_owned(),
        exp: now + 3_600,
        iat: now,
        roles: vec!["operator".to_owned(), "auditor".to_owned()],
        organisations: vec![organisation.to_owned()],
        ..Claims::default()
    };
    let secret = secrecy::SecretString::from(tests::app::SECRET);
    let verifier = TokenVerifier::try_new(&secret).expect("a long secret");
    Client::new(app.base(), Some(verifier.issue(&claims).expect("signed")))
}

// --- what they give -------------------------------------------------------------------------------------------

/// Whether a key reads drafts of the two associations, and the journal of the first.
async fn reads(app: &App, key: &str, meetings: &[String; 2]) -> (bool, bool, bool) {
    let client = Client::new(app.base(), Some(key.to_owned()));
    let query =
        "query($a: ID!, $b: ID!, $o: String!) { a: meeting(id: $a) { id } b: meeting(id: $b) { id }
        changes(organisation: $o) { nodes { kind } } }";
    let variables = json!({"a": meetings[0], "b": meetings[1], "o": PROVDALEN});
    let data = client.query(query, variables).await.data();
    let found = (
        data["a"].is_object(),
        data["b"].is_object(),
        data["changes"].to_string().contains("LoadMinutes"),
    );
    // REST says the same.
    for (meeting, seen) in meetings.iter().zip([found.0, found.1]) {
        let minutes = meeting.replace("mtg-", "min-");
        for path in [
            format!("{ROOT}/meetings/{meeting}"),
            format!("{ROOT}/minutes/{minutes}.pdf"),
        ] {
            let (status, _, body) = plain(app, key, &path).await;
            assert_eq!(status, if seen { 200 } else { 404 }, "{path}: {body}");
        }
    }
    found
}

async fn a_key_reads_what_its_role_gives_and_never_writes(engine: Engine) {
    let (app, meetings) = world(engine).await;
    let own = keeper(&app, PROVDALEN);
    let officer = app.client("reader", &[TALLMO]);
    let (reader, told) = issued(&app, &own, PROVDALEN, "READER").await;
    assert_eq!(
        (&told["usedOn"], &told["role"]),
        (&Value::Null, &json!("READER"))
    );
    let (auditor, _) = issued(&app, &own, PROVDALEN, "AUDITOR").await;
    let (member, _) = issued(&app, &officer, TALLMO, "READER").await;
    assert_eq!(reads(&app, &reader, &meetings).await, (true, false, false));
    assert_eq!(reads(&app, &auditor, &meetings).await, (true, false, true));
    assert_eq!(reads(&app, &member, &meetings).await, (true, true, false));
    // By every road what an auditor has.
    let (provdalen, annandalen) = (&meetings[0], &meetings[1]);
    let found = given(&app, &auditor, PROVDALEN, provdalen).await;
    assert_eq!(found, Gives::Inside);
    let found = given(&app, &auditor, ANNANDALEN, annandalen).await;
    assert_eq!(found, Gives::Public);
    // It is known to have been used, on the day.
    let query = "query($o: String!) { apiKeys(organisation: $o) { nodes { id usedOn } } }";
    let data = own.query(query, json!({"o": PROVDALEN})).await.data();
    let nodes = data["apiKeys"]["nodes"].as_array().expect("a list").clone();
    let used = nodes.iter().find(|node| node["id"] == told["id"]);
    assert_eq!(
        used.expect("it")["usedOn"],
        app.clock.today().to_string().as_str()
    );

    // What changes something is refused to each.
    let before = app.store.journals().await.expect("journals");
    for (key, organisation) in [
        (&reader, PROVDALEN),
        (&auditor, PROVDALEN),
        (&member, TALLMO),
    ] {
        let client = Client::new(app.base(), Some(key.clone()));
        for mutation in ["issueApiKey", "rotateApiKey", "revokeApiKey"] {
            let input = match mutation {
                "issueApiKey" => draft(&app, organisation, "READER"),
                _ => json!({"organisation": organisation, "apiKey": told["id"]}),
            };
            let answer = change(&client, mutation, input).await;
            assert_eq!(answer.codes(), ["FORBIDDEN"], "{mutation}");
        }
        for (mutation, kind, input) in [
            (
                "revokeTokens",
                "RevokeTokensInput",
                json!({"organisation": organisation, "issuer": "x", "token": "y"}),
            ),
            (
                "registerPerson",
                "RegisterPersonInput",
                json!({"organisation": organisation, "name": "Ny Person"}),
            ),
            (
                "establishBody",
                "EstablishBodyInput",
                json!({"organisation": organisation, "name": "Nytt organ", "kind": "BOARD"}),
            ),
        ] {
            let query =
                format!("mutation($input: {kind}!) {{ {mutation}(input: $input) {{ version }} }}");
            let answer = client.query(&query, json!({"input": input})).await;
            assert_eq!(answer.codes(), ["FORBIDDEN"], "{mutation}");
        }
        let http = reqwest::Client::builder()
            .no_proxy()
            .build()
            .expect("a client");
        let webhook = json!({"organisation": organisation, "url": "https://a.example/x"});
        let request = http
            .post(format!("{}{ROOT}/webhooks", app.base()))
            .header("content-type", "application/json")
            .body(webhook.to_string());
        let answer = request
            .bearer_auth(key)
            .answered()
            .await
            .expect("an answer");
        assert_eq!(answer.status(), 403);
        let request = http
            .post(format!(
                "{}{ROOT}/meetings/{provdalen}/attachments",
                app.base()
            ))
            .header("content-type", "text/plain")
            .header("content-disposition", "attachment; filename=\"bilaga.txt\"")
            .body("Bilaga.");
        let answer = request
            .bearer_auth(key)
            .answered()
            .await
            .expect("an answer");
        assert_eq!(answer.status(), 403);
    }
    assert_eq!(app.store.journals().await.expect("journals"), before);
}

async fn whoever_has_no_right_issues_no_key(engine: Engine) {
    let (app, _) = world(engine).await;
    let mut issued = 0;
    for role in [
        "reader",
        "secretary",
        "chair",
        "adjuster",
        "treasurer",
        "auditor",
        "operator",
    ] {
        for of in [PROVDALEN, ANNANDALEN, TALLMO] {
            let client = app.client(role, &[of]);
            for whose in [PROVDALEN, ANNANDALEN, TALLMO] {
                for gives in ["READER", "AUDITOR"] {
                    let answer = change(&client, "issueApiKey", draft(&app, whose, gives)).await;
                    let may = of == whose
                        && gives == "READER"
                        && match role {
                            "operator" => whose != TALLMO,
                            "reader" => whose == TALLMO,
                            _ => false,
                        };
                    let expected: &[&str] = if may { &[] } else { &["FORBIDDEN"] };
                    issued += usize::from(may);
                    assert_eq!(
                        answer.codes(),
                        expected,
                        "{gives} of {whose} by {role} of {of}"
                    );
                }
            }
        }
    }
    assert_eq!(issued, 3);
    // Whoever audits as well may give that, and no role that writes exists.
    let both = keeper(&app, PROVDALEN);
    let auditing = draft(&app, PROVDALEN, "AUDITOR");
    assert!(
        change(&both, "issueApiKey", auditing)
            .await
            .codes()
            .is_empty()
    );
    let writing = draft(&app, PROVDALEN, "OPERATOR");
    assert!(
        !change(&both, "issueApiKey", writing)
            .await
            .codes()
            .is_empty()
    );
    let nobody = change(
        &app.anonymous(),
        "issueApiKey",
        draft(&app, PROVDALEN, "READER"),
    )
    .await;
    assert_eq!(nobody.codes(), ["UNAUTHENTICATED"]);
    // Whom keys are told to.
    let query = "query($o: String!) { apiKeys(organisation: $o) { totalCount } }";
    for (role, of, whose, count) in [
        ("operator", PROVDALEN, PROVDALEN, 2),
        ("auditor", PROVDALEN, PROVDALEN, 2),
        ("secretary", PROVDALEN, PROVDALEN, 0),
        ("reader", TALLMO, PROVDALEN, 0),
        ("reader", TALLMO, TALLMO, 1),
        ("reader", PROVDALEN, PROVDALEN, 0),
        ("operator", PROVDALEN, TALLMO, 0),
        ("operator", PROVDALEN, ANNANDALEN, 0),
    ] {
        let client = app.client(role, &[of]);
        let data = client.query(query, json!({"o": whose})).await.data();
        assert_eq!(
            data["apiKeys"]["totalCount"], count,
            "{role} of {of} of {whose}"
        );
    }
}

// --- when they hold -------------------------------------------------------------------------------------------

/// How a request by a key is answered.
async fn status(app: &App, key: &str) -> u16 {
    let (status, _, _) = plain(app, key, &format!("{ROOT}/organisations")).await;
    status
}

async fn what_is_no_key_is_refused_in_the_same_words(engine: Engine) {
    let (app, _) = world(engine).await;
    let own = keeper(&app, PROVDALEN);
    let (key, _) = issued(&app, &own, PROVDALEN, "READER").await;
    let (other, gone) = issued(&app, &own, PROVDALEN, "READER").await;
    let input = json!({"organisation": PROVDALEN, "apiKey": gone["id"]});
    changed(&own, "revokeApiKey", input).await;
    let (id, secret) = (&key[MARK.len()..MARK.len() + 26], &key[MARK.len() + 27..]);
    let (other_id, other_secret) = (
        &other[MARK.len()..MARK.len() + 26],
        &other[MARK.len() + 27..],
    );
    assert_eq!(format!("{MARK}{id}_{secret}"), key);
    let flipped = match secret.ends_with('0') {
        true => format!("{}1", &secret[..63]),
        false => format!("{}0", &secret[..63]),
    };
    let mut answers = Vec::new();
    for forged in [
        format!("{MARK}{other_id}_{secret}"),
        format!("{MARK}{id}_{other_secret}"),
        format!("{MARK}{}_{secret}", "0".repeat(26)),
        format!("{MARK}{id}_{flipped}"),
        format!("{MARK}{id}_{}", secret.to_uppercase()),
        format!("{MARK}{}_{secret}", id.to_uppercase()),
        key.to_uppercase().replace(&MARK.to_uppercase(), MARK),
        key[..key.len() - 1].to_owned(),
        format!("{key}0"),
        format!("{MARK}{id}_"),
        MARK.to_owned(),
        // Revoked.
        other.clone(),
    ] {
        let (status, challenge, body) =
            plain(&app, &forged, &format!("{ROOT}/organisations")).await;
        assert_eq!(status, 401, "{forged}");
        assert_eq!(
            challenge.as_deref(),
            Some(r#"Bearer error="invalid_token""#)
        );
        answers.push(body);
        let client = Client::new(app.base(), Some(forged));
        let answer = client.query("{ meetings { totalCount } }", json!({})).await;
        assert_eq!(
            (answer.status, answer.codes()),
            (401, vec!["UNAUTHENTICATED"])
        );
    }
    assert!(
        answers.iter().all(|body| *body == answers[0]),
        "{answers:#?}"
    );
    assert!(!answers[0].contains(secret) && !answers[0].contains(id));
    assert_eq!(status(&app, &key).await, 200);
    // Elsewhere than in the header it is not looked for.
    let http = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client");
    let drafts = format!("{}/graphql", app.base());
    let body = json!({"query": "query($o: String!) { tokenRevocations(organisation: $o) { totalCount } meetings { totalCount } }", "variables": {"o": PROVDALEN}});
    for (name, value) in [
        ("cookie", format!("authorization={key}; session={key}")),
        ("x-api-key", key.clone()),
    ] {
        let request = http
            .post(&drafts)
            .header("content-type", "application/json")
            .header(name, value);
        let answer = request
            .body(body.to_string())
            .answered()
            .await
            .expect("an answer");
        let told: Value = answer.json().await.expect("JSON");
        assert_eq!(told["data"]["meetings"]["totalCount"], 0, "{name}");
    }
    let address = format!("{}{ROOT}/organisations?access_token={key}", app.base());
    let answer = http.get(address).answered().await.expect("an answer");
    assert_eq!(answer.status(), 422);
}

async fn a_key_holds_to_the_second_before_its_end(engine: Engine) {
    let (app, _) = world(engine).await;
    let own = keeper(&app, PROVDALEN);
    let end = DateTime::<Utc>::from_timestamp(app.clock.now().timestamp() + 600, 0);
    let end = end.expect("an instant");
    let mut input = draft(&app, PROVDALEN, "READER");
    input["expiresAt"] = json!(end.to_rfc3339());
    let kept = changed(&own, "issueApiKey", input.clone()).await;
    let key = kept["secret"].as_str().expect("a secret").to_owned();
    for (seconds, expected) in [(-1, 200), (0, 401), (1, 401), (86_400, 401)] {
        app.clock.set(end + TimeDelta::seconds(seconds));
        assert_eq!(status(&app, &key).await, expected, "{seconds} s");
    }
    // How long it may hold: to come, and a year.
    let now = end - TimeDelta::seconds(300);
    app.clock.set(now);
    for (expires, taken) in [
        (now, false),
        (now - TimeDelta::days(1), false),
        (now + TimeDelta::days(366), true),
        (now + TimeDelta::days(366) + TimeDelta::seconds(1), false),
    ] {
        input["expiresAt"] = json!(expires.to_rfc3339());
        let answer = change(&own, "issueApiKey", input.clone()).await;
        let expected: &[&str] = if taken { &[] } else { &["INVALID_VALUE"] };
        assert_eq!(answer.codes(), expected, "{expires}");
    }
    input
        .as_object_mut()
        .expect("an object")
        .remove("expiresAt");
    let answer = change(&own, "issueApiKey", input).await;
    assert_eq!(answer.codes(), ["VALIDATION_FAILED"]);
}

async fn a_former_secret_holds_until_its_overlap_ends(engine: Engine) {
    let (app, _) = world(engine).await;
    let start = DateTime::<Utc>::from_timestamp(app.clock.now().timestamp(), 0);
    let start = start.expect("an instant");
    app.clock.set(start);
    let own = keeper(&app, PROVDALEN);
    let (first, told) = issued(&app, &own, PROVDALEN, "READER").await;
    let rotate = |hours: i64| json!({"organisation": PROVDALEN, "apiKey": told["id"], "overlapHours": hours});
    let next = async |hours: i64| {
        let kept = changed(&own, "rotateApiKey", rotate(hours)).await;
        assert_eq!(kept["apiKey"]["id"], told["id"]);
        kept["secret"].as_str().expect("a secret").to_owned()
    };
    for hours in [-1, 169, i64::from(i32::MAX)] {
        let answer = change(&own, "rotateApiKey", rotate(hours)).await;
        assert_eq!(answer.codes(), ["INVALID_VALUE"], "{hours}");
    }
    let second = next(1).await;
    assert_ne!(first, second);
    for (seconds, expected) in [(0, 200), (3_599, 200), (3_600, 401), (3_601, 401)] {
        app.clock.set(start + TimeDelta::seconds(seconds));
        assert_eq!(status(&app, &first).await, expected, "{seconds} s");
        assert_eq!(status(&app, &second).await, 200);
    }
    // Without an overlap the one before is none at once; one before that never comes back.
    app.clock.set(start + TimeDelta::seconds(60));
    let own = keeper(&app, PROVDALEN);
    let kept = changed(&own, "rotateApiKey", rotate(0)).await;
    let third = kept["secret"].as_str().expect("a secret").to_owned();
    let found = [
        status(&app, &first).await,
        status(&app, &second).await,
        status(&app, &third).await,
    ];
    assert_eq!(found, [401, 401, 200]);
    assert_eq!(verify(&app.store).await.expect("a report").bad, None);
}

async fn a_key_is_revoked_at_once_and_what_is_open_by_it_is_cut(engine: Engine) {
    let (app, meetings) = world(engine).await;
    let own = keeper(&app, PROVDALEN);
    let (key, told) = issued(&app, &own, PROVDALEN, "AUDITOR").await;
    let cut = open(&app, &key).await;
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    assert!(cut.iter().all(|open| !open.is_finished()));
    let before = Instant::now();
    let input = json!({"organisation": PROVDALEN, "apiKey": told["id"]});
    changed(&own, "revokeApiKey", input.clone()).await;
    assert_eq!(status(&app, &key).await, 401);
    for open in cut {
        let ended = tokio::time::timeout(LONGEST, open).await;
        ended.expect("cut in time").expect("no panic");
    }
    assert!(before.elapsed() < LONGEST);
    let again = change(&own, "revokeApiKey", input.clone()).await;
    assert_eq!(again.codes(), ["INVALID_VALUE"]);
    let again = change(&own, "rotateApiKey", input).await;
    assert_eq!(again.codes(), ["INVALID_VALUE"], "it has no way back");

    // A member's key is barred at an association by its operator, as any token is.
    let officer = app.client("reader", &[TALLMO]);
    let (member, told) = issued(&app, &officer, TALLMO, "READER").await;
    assert_eq!(reads(&app, &member, &meetings).await, (true, true, false));
    let query = "mutation($input: RevokeTokensInput!) { revokeTokens(input: $input) { version } }";
    let input = json!({"organisation": PROVDALEN, "issuer": "paragraf-key", "subject": told["id"]});
    own.query(query, json!({"input": input})).await.data();
    assert_eq!(reads(&app, &member, &meetings).await, (false, true, false));
}

// --- how they are kept ----------------------------------------------------------------------------------------

async fn a_key_is_kept_repeated_once_and_told_by_the_journal(engine: Engine) {
    let (app, _) = world(engine).await;
    let own = keeper(&app, PROVDALEN);
    let mut input = draft(&app, PROVDALEN, "READER");
    input["clientMutationId"] = json!("en");
    let made = changed(&own, "issueApiKey", input.clone()).await;
    assert_eq!(made["apiKey"]["issuedBy"], "paragraf-dev keeper");
    assert_eq!(made["organisation"]["slug"], PROVDALEN);
    // Repeated, it is the same key, and its secret is told no more.
    let again = changed(&own, "issueApiKey", input.clone()).await;
    assert_eq!(
        (&again["apiKey"], &again["secret"]),
        (&made["apiKey"], &Value::Null)
    );
    let rotate = |version: &Value| json!({"organisation": PROVDALEN, "apiKey": made["apiKey"]["id"], "expectedVersion": version});
    let stale = change(&own, "rotateApiKey", rotate(&json!(0))).await;
    assert_eq!(stale.codes(), ["STALE_VERSION"]);
    changed(&own, "rotateApiKey", rotate(&made["version"])).await;
    let revoke = json!({"organisation": PROVDALEN, "apiKey": made["apiKey"]["id"]});
    changed(&own, "revokeApiKey", revoke.clone()).await;
    let query =
        "query($o: String!) { changes(organisation: $o, first: 50) { nodes { kind actor } } }";
    let data = own.query(query, json!({"o": PROVDALEN})).await.data();
    let kinds: Vec<&str> = data["changes"]["nodes"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|node| node["kind"].as_str())
        .filter(|kind| kind.ends_with("ApiKey"))
        .collect();
    assert_eq!(kinds, ["IssueApiKey", "RotateApiKey", "RevokeApiKey"]);
    // That of another organisation is not there.
    let other = keeper(&app, ANNANDALEN);
    let mut elsewhere = revoke;
    elsewhere["organisation"] = json!(ANNANDALEN);
    assert_eq!(
        change(&other, "revokeApiKey", elsewhere).await.codes(),
        ["NOT_FOUND"]
    );
    for (name, value) in [
        ("name", json!(" ")),
        ("name", json!("a\nb")),
        ("name", json!("x".repeat(101))),
        ("name", json!("19121212-1212")),
    ] {
        let mut wrong = draft(&app, PROVDALEN, "READER");
        wrong[name] = value.clone();
        assert_eq!(
            change(&own, "issueApiKey", wrong).await.codes(),
            ["INVALID_VALUE"],
            "{value}"
        );
    }
    // Fifty hold at once; one that was revoked makes room.
    let mut last = Value::Null;
    for _ in 0..50 {
        last = changed(&own, "issueApiKey", draft(&app, PROVDALEN, "READER")).await;
    }
    let more = change(&own, "issueApiKey", draft(&app, PROVDALEN, "READER")).await;
    assert_eq!(more.codes(), ["INVALID_VALUE"]);
    let revoke = json!({"organisation": PROVDALEN, "apiKey": last["apiKey"]["id"]});
    changed(&own, "revokeApiKey", revoke).await;
    changed(&own, "issueApiKey", draft(&app, PROVDALEN, "READER")).await;
    // Whoever edits the table is found.
    let bad = async || verify(&app.store).await.expect("a report").bad;
    assert_eq!(bad().await, None);
    for edit in [
        "UPDATE api_key SET role = 'auditor' WHERE version = (SELECT MAX(version) FROM api_key)",
        "UPDATE api_key SET role = 'reader', digest = 'x' WHERE version = (SELECT MAX(version) FROM api_key)",
        "DELETE FROM api_key WHERE version = (SELECT MAX(version) FROM api_key)",
    ] {
        sql(&app, edit).await;
        let said = bad().await.unwrap_or_default();
        assert!(said.starts_with("key key-"), "{edit}: {said}");
    }
}

async fn sql(app: &App, statement: &str) {
    let database = Database::connect(&app.settings.database_url).await;
    let database = database.expect("a connection");
    let done = database.execute_unprepared(statement).await;
    done.expect("carried out");
    database.close().await.expect("closed");
}

/// Every secret, looked for in every place that a key passes by or is kept at.
async fn a_key_stands_nowhere(engine: Engine) {
    let (app, [meeting, _]) = world(engine).await;
    let folder = tempfile::tempdir().expect("a folder");
    let log = folder.path().join("log");
    let file = std::fs::File::create(&log).expect("a file");
    let port = free_port();
    // All that the service and its libraries have to say.
    let settings = [("PARAGRAF_LOG", "trace"), ("PARAGRAF_METRICS", "open")];
    let process = Process::logging(&app.settings.database_url, port, &settings, file);
    let base = format!("http://127.0.0.1:{port}");
    let told = |text: &str| Client::new(&base, Some(text.to_owned()));
    let keeper = {
        // The same token, at the process.
        let now = app.clock.now().timestamp();
        let claims = api::auth::Claims {
            sub: "keeper".to_owned(),
            exp: now + 3_600,
            iat: now,
            roles: vec!["operator".to_owned(), "auditor".to_owned()],
            organisations: vec![PROVDALEN.to_owned()],
            ..Default::default()
        };
        let secret = secrecy::SecretString::from(tests::app::SECRET);
        let verifier = api::auth::TokenVerifier::try_new(&secret).expect("a long secret");
        told(&verifier.issue(&claims).expect("signed"))
    };
    let (key, held) = issued(&app, &keeper, PROVDALEN, "AUDITOR").await;
    let rotate = json!({"organisation": PROVDALEN, "apiKey": held["id"]});
    let kept = changed(&keeper, "rotateApiKey", rotate).await;
    let latest = kept["secret"].as_str().expect("a secret").to_owned();
    let mut answers = Vec::new();
    let wrong = latest[..latest.len() - 1].to_owned();
    for credentials in [&key, &latest, &wrong] {
        let client = told(credentials);
        let query = "query($id: ID!) { meeting(id: $id) { id } nothing }";
        let answer = client.query(query, json!({"id": meeting})).await;
        answers.push(answer.body.to_string());
        let query =
            "mutation($input: RevokeTokensInput!) { revokeTokens(input: $input) { version } }";
        let input = json!({"organisation": PROVDALEN, "issuer": "x", "token": "y"});
        let answer = client.query(query, json!({"input": input})).await;
        answers.push(answer.body.to_string());
        let path = format!("{ROOT}/changes?organisation={PROVDALEN}");
        answers.push(client.fetch(&path).await.2);
    }
    let list =
        "query($o: String!) { apiKeys(organisation: $o) { nodes { id name role issuedBy } } }";
    let listed = keeper.query(list, json!({"o": PROVDALEN})).await;
    answers.push(listed.body.to_string());
    let public = Client::new(&base, None);
    answers.push(public.fetch("/metrics").await.2);
    drop(process);
    let log = std::fs::read_to_string(&log).expect("a log");
    assert!(log.lines().count() > 100, "the log was not written: {log}");

    let backup = folder.path().join("backup");
    let out = std::process::Command::new(binary())
        .args(["backup", &backup.display().to_string()])
        .env_clear()
        .env("PARAGRAF_DATABASE_URL", &app.settings.database_url)
        .output()
        .expect("a backup");
    assert!(out.status.success(), "{out:?}");
    let unpacked = std::process::Command::new("tar")
        .args(["-xzOf", &backup.display().to_string()])
        .output()
        .expect("unpacked");
    let rows = String::from_utf8_lossy(&unpacked.stdout).into_owned();
    assert!(rows.contains("IssueApiKey"), "the backup was not unpacked");
    let digest = application::journal::sha256(&latest);
    assert!(rows.contains(&digest), "its digest is what is kept");

    let secrets = [&key[MARK.len() + 27..], &latest[MARK.len() + 27..]];
    for (place, text) in [
        ("the log", &log),
        ("the backup, journal and tables in it", &rows),
        ("an answer", &answers.join("\n")),
    ] {
        for secret in secrets {
            // Half of one would be too much.
            assert!(!text.contains(&secret[..16]), "{place}");
            assert!(!text.contains(&secret[48..]), "{place}");
        }
    }
    // The log names the key where something was refused or kept, and nothing of its secret.
    assert!(!log.contains(MARK), "what every key begins with");
}
