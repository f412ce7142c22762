//! Webhooks: what comes into the public feed is pushed to those who subscribe to it, signed, in order, until it is taken.

mod crash;
mod evil;
mod keeping;
mod policy;

use super::rest_twin::{Got, send};
use application::ports::{BeginWork, Clock};
use application::read::{FeedEntry, FeedKind, Subject};
use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use data_encoding::BASE64;
use domain::id::{MeetingId, OrganisationId};
use domain::name::Slug;
use domain::organisation::{Organisation, OrganisationKind};
use sea_orm::prelude::Uuid;
use secrecy::SecretString;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Stdio;
use tests::app::{App, Engine};
use tests::minutes::board_meeting;
use tests::on_both_engines;
use tests::receiver::{Manner, Receiver};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

on_both_engines![
    what_comes_into_the_feed_arrives_signed_and_in_order,
    a_filter_lets_through_what_it_says,
    both_secrets_sign_while_they_overlap,
];

/// The root of every address.
const ROOT: &str = "/paragraf/v1";
/// What the tests' services derive secrets from.
const KEY: &str = "a-key-for-the-tests-of-webhooks-long-enough";
/// The member whose reader keeps most webhooks here.
const MEMBER: &str = "almby-kommun";

/// A service that delivers to this machine, and looks often.
async fn service(engine: Engine) -> App {
    App::with(engine, |settings| {
        settings.webhook_key = Some(SecretString::from(KEY));
        settings.webhook_networks = Some("127.0.0.0/8".to_owned());
        settings.webhook_interval = 20;
    })
    .await
}

/// Organisations with nothing in their feeds yet: associations, and the member.
async fn organisations(app: &App, count: u128) -> Vec<OrganisationId> {
    let mut work = app.store.begin().await.expect("a transaction");
    let mut ids = Vec::new();
    let associations = (1..=count).map(|number| {
        let kind = OrganisationKind::CoordinationAssociation;
        (number, format!("samordningsforbundet-{number}"), kind)
    });
    let member = (99_999, MEMBER.to_owned(), OrganisationKind::Municipality);
    for (number, slug, kind) in associations.chain([member]) {
        let organisation = Organisation {
            id: OrganisationId::from_uuid(Uuid::from_u128(number)),
            slug: Slug::parse(&slug).expect("a slug"),
            name: if slug == MEMBER {
                "Almby kommun".to_owned()
            } else {
                slug
            },
            kind: Some(kind),
        };
        work.add_organisation(&organisation, true)
            .await
            .expect("added");
        ids.push(organisation.id);
    }
    work.commit().await.expect("committed");
    ids.pop();
    ids
}

/// Lets so many entries come into the feed of an organisation.
async fn happen(app: &App, organisation: OrganisationId, count: u128) {
    let mut work = app.store.begin().await.expect("a transaction");
    for number in 1..=count {
        let entry = FeedEntry {
            organisation,
            at: app.clock.now(),
            kind: FeedKind::Published,
            subject: Subject::Meeting(MeetingId::from_uuid(Uuid::from_u128(number))),
        };
        work.publish(entry).await.expect("published");
    }
    work.commit().await.expect("committed");
}

/// Asks for something about webhooks.
async fn ask(app: &App, token: Option<&str>, method: &str, path: &str, body: &Value) -> Got {
    let headers = [("content-type", "application/json")];
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    send(
        app,
        method,
        &format!("{ROOT}{path}"),
        token,
        &headers,
        &body,
    )
    .await
}

/// Subscribes for the member, and gives the webhook with its secret.
async fn subscribed(app: &App, url: &str, more: Value) -> Value {
    let mut body = json!({"organisation": MEMBER, "url": url});
    if let Value::Object(more) = more {
        body.as_object_mut().expect("an object").extend(more);
    }
    let token = app.token("reader", &[MEMBER]);
    let got = ask(app, Some(&token), "POST", "/webhooks", &body).await;
    assert_eq!(got.status, 201, "{}", got.text);
    got.json()
}

/// Asks about a webhook as the member's reader, and wants a status.
async fn about(
    app: &App,
    hook: &Value,
    method: &str,
    below: &str,
    body: Value,
    wanted: u16,
) -> Value {
    let id = hook["id"].as_str().expect("an id");
    let token = app.token("reader", &[MEMBER]);
    let got = ask(
        app,
        Some(&token),
        method,
        &format!("/webhooks/{id}{below}"),
        &body,
    )
    .await;
    assert_eq!(got.status, wanted, "{method} {below}: {}", got.text);
    if got.text.is_empty() {
        Value::Null
    } else {
        got.json()
    }
}

/// Waits until a webhook is as it should be.
async fn until(app: &App, hook: &Value, is: impl Fn(&Value) -> bool) -> Value {
    let mut last = Value::Null;
    for _ in 0..300 {
        last = about(app, hook, "GET", "", Value::Null, 200).await;
        if is(&last) {
            return last;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("it did not become so: {last:#}")
}

/// What the reference library says of deliveries.
async fn judged(deliveries: &[Value]) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/judge-webhooks");
    let mut child = Command::new(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("the judge cannot be run: {error}"));
    let mut input = child.stdin.take().expect("a pipe");
    let said = Value::from(deliveries.to_vec()).to_string();
    input.write_all(said.as_bytes()).await.expect("written");
    drop(input);
    let output = child.wait_with_output().await.expect("an end");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// Whether the key of ours that anybody may have holds what was signed with it (`v1a`), by another implementation.
fn verified(got: &tests::receiver::Got, public: &str) -> bool {
    let decoded = |text: &str| BASE64.decode(text.as_bytes()).expect("base64");
    let public = decoded(public.strip_prefix("whpk_").expect("a key"));
    let public = UnparsedPublicKey::new(&ED25519, public);
    let (id, timestamp) = (got.header("webhook-id"), got.header("webhook-timestamp"));
    let content = format!("{id}.{timestamp}.{}", got.body);
    let mut signed = got.header("webhook-signature").split(' ');
    let own = |part: &str| {
        let signed = part.strip_prefix("v1a,").map(decoded);
        signed.is_some_and(|signed| public.verify(content.as_bytes(), &signed).is_ok())
    };
    signed.any(own)
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

async fn what_comes_into_the_feed_arrives_signed_and_in_order(engine: Engine) {
    let app = service(engine).await;
    let ids = organisations(&app, 1).await;
    // What was there before is not sent.
    happen(&app, ids[0], 3).await;
    let (plain, cloud) = (Receiver::start(Manner::Well), Receiver::start(Manner::Well));
    let hook = subscribed(&app, plain.url(), Value::Null).await;
    let other = subscribed(&app, cloud.url(), json!({"format": "CLOUD_EVENTS"})).await;
    let mut minutes = board_meeting("2025-03-10", 1, &[("Budget", "Text.")]);
    app.load(&minutes).await.expect("loaded");
    minutes["items"][0]["text"] = json!("Annan text.");
    app.load(&minutes).await.expect("loaded anew");
    let operator = app.client("operator", &["samordningsforbundet-provdalen"]);
    let found = operator
        .query("{ meetings { nodes { id } } }", json!({}))
        .await;
    let meeting = found.data()["meetings"]["nodes"][0]["id"].clone();
    let recall = "mutation($m: ID!) { unpublishMinutes(input: {meeting: $m, reason: \"Fel fil\"}) { version } }";
    operator.query(recall, json!({"m": meeting})).await.data();
    let (got, clouds) = (plain.until(3).await, cloud.until(3).await);
    let changes = ask(&app, None, "GET", "/changes?limit=100", &Value::Null).await;
    let changes: Vec<Value> = changes.json()["nodes"].as_array().expect("a list")[3..].to_vec();
    let wanted = ["minutes.published", "minutes.revised", "minutes.recalled"];
    assert_eq!((got.len(), changes.len()), (wanted.len(), wanted.len()));
    for (place, kind) in wanted.into_iter().enumerate() {
        let (event, in_cloud, change) = (&got[place], &clouds[place], &changes[place]);
        let (body, cloud) = (event.json(), in_cloud.json());
        assert_eq!(
            (&body["type"], &cloud["type"]),
            (&json!(kind), &json!(kind))
        );
        assert_eq!(body["data"], cloud["data"]);
        assert_eq!(cloud["id"], in_cloud.header("webhook-id"));
        assert_ne!(event.header("webhook-id"), in_cloud.header("webhook-id"));
        assert_eq!(event.header("content-type"), "application/json");
        assert_eq!(
            in_cloud.header("content-type"),
            "application/cloudevents+json"
        );
        let data = &body["data"];
        for (member, pointer) in [
            ("sequence", "/sequence"),
            ("kind", "/kind"),
            ("cursor", "/cursor"),
            ("organisation", "/organisation/id"),
            ("subject", "/subject"),
        ] {
            assert_eq!(Some(&data[member]), change.pointer(pointer), "{change:#}");
        }
        assert_eq!(data["mustErase"], kind == "minutes.recalled");
        // It was recalled in the meantime: the link leads nowhere any more.
        let there = send(&app, "GET", text(&data["link"]), None, &[], "").await;
        assert_eq!(there.status, 404, "{}", there.text);
    }
    let all: Vec<Value> = got
        .iter()
        .map(|got| got.for_the_judge(text(&hook["secret"])))
        .chain(
            clouds
                .iter()
                .map(|got| got.for_the_judge(text(&other["secret"]))),
        )
        .collect();
    assert_eq!(judged(&all).await, json!({"held": 6, "forged": 0}));
    let (key, another) = (text(&hook["publicKey"]), text(&other["publicKey"]));
    assert!(verified(&got[0], key) && verified(&clouds[2], another));
    assert!(!verified(&got[0], another) && !verified(&clouds[2], key));
    // The cursor of the webhook is that of the list of changes.
    let held = until(&app, &hook, |held| held["cursor"] == changes[2]["cursor"]).await;
    let after = format!("/changes?cursor={}", text(&held["cursor"]));
    let rest = ask(&app, None, "GET", &after, &Value::Null).await.json();
    assert_eq!(rest["nodes"], json!([]));
    let log = about(&app, &hook, "GET", "/deliveries", Value::Null, 200).await;
    let nodes = log["nodes"].as_array().expect("a list");
    assert_eq!(log["_meta"]["totalRecords"], 3);
    assert_eq!(nodes[0]["event"], "minutes.recalled", "the latest first");
    assert_eq!(nodes[2]["messageId"], got[0].header("webhook-id"));
    assert!(
        nodes
            .iter()
            .all(|node| node["status"] == 204 && node["attempt"] == 1)
    );
}

async fn a_filter_lets_through_what_it_says(engine: Engine) {
    let app = service(engine).await;
    let ids = organisations(&app, 2).await;
    let register = tests::board::register_of("Samordningsförbundet Vindalen");
    let associations = Receiver::start(Manner::Well);
    let filter =
        json!({"filter": {"associations": [ids[1].to_string(), "samordningsforbundet-2"]}});
    let of_one = subscribed(&app, associations.url(), filter).await;
    assert_eq!(
        of_one["filter"]["associations"],
        json!([ids[1].to_string()])
    );
    let kinds = Receiver::start(Manner::Well);
    let filter = json!({"filter": {"events": ["register.changed", "minutes.recalled"]}});
    subscribed(&app, kinds.url(), filter).await;
    let concerned = Receiver::start(Manner::Well);
    let filter = json!({"filter": {"concerning": MEMBER}});
    subscribed(&app, concerned.url(), filter).await;
    let everything = Receiver::start(Manner::Well);
    subscribed(&app, everything.url(), Value::Null).await;
    app.register(&register).await.expect("a register");
    happen(&app, ids[0], 2).await;
    happen(&app, ids[1], 2).await;
    let mut minutes = board_meeting("2025-03-10", 1, &[("Bidrag", "Text.")]);
    minutes["body"]["organisation"] = json!("Samordningsförbundet Vindalen");
    minutes["items"][0]["decisions"] =
        json!([{"kind": "RESOLVE", "text": "att Almby kommun bidrar."}]);
    app.load(&minutes).await.expect("loaded");
    let mut elsewhere = board_meeting("2025-03-11", 1, &[("Annat", "Text.")]);
    elsewhere["body"]["organisation"] = json!("Samordningsförbundet Grannlandet");
    app.load(&elsewhere).await.expect("loaded");
    let all = everything.until(7).await;
    associations.until(2).await;
    kinds.until(1).await;
    concerned.until(2).await;
    let told = |receiver: &Receiver| -> Vec<(String, String)> {
        let got = receiver.got();
        let mut told: Vec<(String, String)> = got
            .iter()
            .map(|got| (text(&got.json()["type"]).to_owned(), got.of().0))
            .collect();
        told.sort();
        told
    };
    assert_eq!(all.len(), 7);
    let published = "minutes.published".to_owned();
    let (one, other) = (ids[0].to_string(), ids[1].to_string());
    assert_eq!(
        told(&associations),
        vec![(published.clone(), other.clone()); 2]
    );
    let names = |told: &[(String, String)]| -> Vec<String> {
        told.iter().map(|(kind, _)| kind.clone()).collect()
    };
    assert_eq!(names(&told(&kinds)), ["register.changed"]);
    let concerns = told(&concerned);
    assert_eq!(names(&concerns), ["minutes.published", "register.changed"]);
    assert!(
        concerns.iter().all(|(_, of)| *of != one && *of != other),
        "{concerns:?}"
    );
    assert_eq!(
        concerns[0].1, concerns[1].1,
        "both of the association that it is a member of"
    );
    // A filter that was changed holds for what was not sent yet.
    let wider = json!({"filter": {"associations": []}});
    let changed = about(&app, &of_one, "PATCH", "", wider, 200).await;
    assert_eq!(
        (&changed["version"], &changed["filter"]["associations"]),
        (&json!(2), &json!([]))
    );
    happen(&app, ids[0], 1).await;
    associations.until(3).await;
    assert_eq!(associations.got()[2].of(), (one, 3));
}

async fn both_secrets_sign_while_they_overlap(engine: Engine) {
    let app = service(engine).await;
    let ids = organisations(&app, 1).await;
    let receiver = Receiver::start(Manner::Well);
    let first = subscribed(&app, receiver.url(), Value::Null).await;
    let rotate = json!({"overlapHours": 1});
    let second = about(&app, &first, "POST", "/secrets", rotate, 201).await;
    assert_ne!(first["secret"], second["secret"]);
    let generations: Vec<&Value> = second["secrets"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|secret| &secret["generation"])
        .collect();
    assert_eq!(generations, [2, 1]);
    happen(&app, ids[0], 1).await;
    let got = receiver.until(1).await;
    let signed: Vec<&str> = got[0].header("webhook-signature").split(' ').collect();
    assert_eq!(signed.len(), 4, "v1 and v1a of each");
    let both = [&first, &second].map(|hook| got[0].for_the_judge(text(&hook["secret"])));
    assert_eq!(judged(&both).await, json!({"held": 2, "forged": 0}));
    assert!(
        verified(&got[0], text(&first["publicKey"]))
            && verified(&got[0], text(&second["publicKey"]))
    );
    // Without an overlap only the new one signs.
    let third = about(
        &app,
        &first,
        "POST",
        "/secrets",
        json!({"overlapHours": 0}),
        201,
    )
    .await;
    assert_eq!(third["secrets"].as_array().map(Vec::len), Some(1));
    happen(&app, ids[0], 1).await;
    let got = receiver.until(2).await;
    assert_eq!(got[1].header("webhook-signature").split(' ').count(), 2);
    let told = judged(&[got[1].for_the_judge(text(&third["secret"]))]).await;
    assert_eq!(told["held"], 1);
    assert!(verified(&got[1], text(&third["publicKey"])));
    assert!(!verified(&got[1], text(&second["publicKey"])));
    for wrong in [
        json!({"overlapHours": 169}),
        json!({"overlapHours": -1}),
        json!({"hours": 1}),
    ] {
        about(&app, &first, "POST", "/secrets", wrong, 422).await;
    }
}
