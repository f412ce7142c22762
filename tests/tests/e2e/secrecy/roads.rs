//! Roads on which the service speaks first: webhooks, server-sent events, subscriptions and mail; and questions by socket.

use super::super::mail::{at, confirmed, next_morning};
use super::super::minutes::made;
use super::super::rest_twin::send;
use super::{CANARY, World, document, mark, tells, whole};
use ::secrecy::SecretString;
use serde_json::{Value, json};
use std::time::Duration;
use tests::app::{App, Engine};
use tests::board::ASSOCIATION;
use tests::client::Asking;
use tests::mail::MailServer;
use tests::receiver::{Manner, Receiver};
use tests::socket::{Heard, Socket};

/// Whom a decision of the secret § concerns.
const MEMBER: &str = "dalvik-kommun";
/// Everything of a meeting that words could stand in, as it changes.
const FOLLOW: &str = "subscription($meeting: ID!, $after: String) { meetingChanged(meeting: $meeting, after: $after) { command version
    meeting { minutes { addenda { text } } paragraphs { nodes { title text raisedBy presenters recipients appendices decisions { text }
        proposals { by text } statements { by text } reservations { by text } assignments { text assignees } } }
        live { stage openParagraph { title text } } } } }";

/// Another server of the same record, which pushes.
async fn pushing(world: &World, mail: &MailServer) -> App {
    let mut settings = world.app.settings.clone();
    settings.webhook_key = Some(SecretString::from(
        "a-key-for-the-tests-of-webhooks-long-enough",
    ));
    settings.webhook_networks = Some("127.0.0.0/8".to_owned());
    settings.webhook_interval = 20;
    settings.smtp_url = Some(SecretString::from(mail.url()));
    settings.mail_from = Some("Paragraf <nej@paragraf.example.org>".to_owned());
    settings.public_url = Some("https://paragraf.example.org".to_owned());
    settings.mail_interval = 20;
    settings.mail_timeout = 2;
    world.app.beside_with(settings).await
}

/// Subscribes for the member to everything, and gives the webhook's id.
async fn hooked(app: &App, receiver: &Receiver, format: &str) -> String {
    let token = app.token("reader", &[MEMBER]);
    let body = json!({"organisation": MEMBER, "url": receiver.url(), "format": format});
    let headers = [("content-type", "application/json")];
    let path = "/paragraf/v1/webhooks";
    let got = send(app, "POST", path, Some(&token), &headers, &body.to_string()).await;
    assert_eq!(got.status, 201, "{}", got.text);
    got.json()["id"].as_str().expect("an id").to_owned()
}

/// What a stream of changes tells, until it told of so many records that were revised.
fn streamed(app: &App, count: usize) -> tokio::task::JoinHandle<String> {
    let address = format!(
        "{}/paragraf/v1/changes/stream?organisation={ASSOCIATION}",
        app.base()
    );
    tokio::spawn(async move {
        let mut parts = reqwest::Client::new().get(address).parts().await;
        let enough = |text: &str| text.matches("event: REVISED").count() >= count;
        parts
            .until(Duration::from_secs(30), enough)
            .await
            .to_owned()
    })
}

/// Everything that a socket answers to an operation, until it ends.
async fn by_socket(socket: &mut Socket, query: &str, variables: Value) -> String {
    socket.subscribe("q", query, variables).await;
    let mut told = String::new();
    loop {
        let Heard::Message(message) = socket.hear().await else {
            panic!("closed at {query}")
        };
        told.push_str(&message["payload"].to_string());
        if message["id"] == "q" && message["type"] != "next" {
            return told;
        }
    }
}

/// What a subscription says of the meeting's marking; where there is none to be had, that there is not.
async fn once_marked(socket: &mut Socket, id: &str) -> Value {
    loop {
        let Heard::Message(message) = socket.hear().await else {
            panic!("closed")
        };
        let change = &message["payload"]["data"]["meetingChanged"];
        if message["id"] == id && (change["command"] == "MarkSecret" || message["type"] == "error")
        {
            return message;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_pushed_and_asked_by_socket_tells_nothing_of_it() {
    let world = World::of(Engine::Sqlite).await;
    let server = MailServer::start();
    let app = pushing(&world, &server).await;
    app.clock.set(at("2027-03-16T08:00:00Z"));
    let (plain, cloud) = (Receiver::start(Manner::Well), Receiver::start(Manner::Well));
    let hooks = [
        hooked(&app, &plain, "PLAIN").await,
        hooked(&app, &cloud, "CLOUD_EVENTS").await,
    ];
    let wish = json!({"organisation": MEMBER, "kind": "DIGEST", "address": "anna.berg@dalvik.example.org",
        "rhythm": "DAILY", "hour": 7});
    let member = app.client("reader", &[MEMBER]);
    confirmed(&app, &server, &member, wish).await;

    // It bites: while nothing is marked, the digest tells it, and so does a socket.
    let mut revised = document();
    revised["items"][1]["text"] = json!(format!("{CANARY} får 13 000 kr på distans."));
    app.load(&revised).await.expect("loaded");
    next_morning(&app, "2027-03-17");
    let mails = server.until(2).await;
    assert!(tells(mails[1].0.to_string().as_bytes()), "{}", mails[1].0);
    let queries = world.queries();
    let mut public = Socket::greeted(app.base(), None).await;
    let mut open = 0;
    for (query, variables) in &queries {
        let told = by_socket(&mut public, query, variables.clone()).await;
        open += usize::from(tells(told.as_bytes()));
    }
    assert!(open > 20, "{open}");

    // Who reads drafts follows the meeting; the stream stands open to anybody.
    let token = |role: &str| Some(app.token(role, &[ASSOCIATION]));
    let follow = json!({"meeting": world.live, "after": "MA"});
    let mut following = Vec::new();
    for role in ["secretary", "reader", "treasurer"] {
        let mut socket = Socket::greeted(app.base(), token(role).as_deref()).await;
        socket.subscribe("live", FOLLOW, follow.clone()).await;
        following.push((role, socket));
    }
    let known = plain.until(1).await.len();
    let stream = streamed(&app, 3);
    let operator = app.client("operator", &[ASSOCIATION]);
    for paragraph in &world.secret {
        made(mark(&operator, whole(paragraph)).await, "markSecret");
    }
    for (role, socket) in &mut following {
        let pushed = once_marked(socket, "live").await;
        let told = tells(pushed.to_string().as_bytes());
        assert_eq!(told, *role == "secretary", "{role}: {pushed:#}");
    }
    // A member's reader stands inside; to strangers there is nothing to follow.
    for (token, follows) in [(None, false), (Some(app.token("reader", &[MEMBER])), true)] {
        let mut socket = Socket::greeted(app.base(), token.as_deref()).await;
        socket.subscribe("all", FOLLOW, follow.clone()).await;
        let pushed = once_marked(&mut socket, "all").await;
        assert_eq!(pushed["type"] == "next", follows, "{pushed:#}");
        assert!(!tells(pushed.to_string().as_bytes()), "{pushed:#}");
    }
    let mut treasurer = Socket::greeted(app.base(), token("treasurer").as_deref()).await;
    let mut reader = Socket::greeted(app.base(), token("reader").as_deref()).await;
    for (whose, socket) in [
        ("the public", &mut public),
        ("a reader", &mut reader),
        ("the treasurer", &mut treasurer),
    ] {
        for (query, variables) in &queries {
            let told = by_socket(socket, query, variables.clone()).await;
            assert!(!tells(told.as_bytes()), "{whose}: {query}: {told}");
        }
    }

    // Events say which record, never what stands in it; nor does what is kept of them.
    let (plain, cloud) = (plain.until(known + 2).await, cloud.until(known + 2).await);
    for got in plain.iter().chain(&cloud) {
        assert!(got.json()["data"]["subject"].is_object(), "{}", got.body);
        let headers = format!("{:?}", got.headers);
        assert!(!tells(got.body.as_bytes()) && !tells(headers.as_bytes()));
    }
    let member = app.client("reader", &[MEMBER]);
    for hook in &hooks {
        for below in ["", "/deliveries?limit=100", "/dead-letters"] {
            let path = format!("/paragraf/v1/webhooks/{hook}{below}");
            let (status, _, body) = member.fetch_bytes(&path).await;
            assert!(status == 200 && !tells(&body), "{path}: {status}");
        }
    }
    let stream = stream.await.expect("no panic");
    assert!(!tells(stream.as_bytes()), "{stream}");
    next_morning(&app, "2027-03-18");
    let digest = server.until(3).await.remove(2);
    assert!(!tells(digest.0.to_string().as_bytes()), "{}", digest.0);
    assert!(
        digest.text().contains("Protokoll ändrat"),
        "{}",
        digest.text()
    );
}
