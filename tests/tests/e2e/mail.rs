//! Mail: nobody is written to who did not confirm, a digest tells what the public list of changes tells, duties come on
//! their day, and whatever the mail server does nothing is lost and nobody is told twice.

mod keeping;
mod server;

use application::ports::Audit;
use application::verify::verify;
use chrono::{DateTime, Utc};
use secrecy::SecretString;
use serde_json::{Value, json};
use std::time::Duration;
use tests::app::{App, Engine};
use tests::board::{ASSOCIATION, Board, register};
use tests::client::{Asking, Client};
use tests::mail::{Mail, MailServer};
use tests::minutes::board_meeting;
use tests::on_both_engines;

on_both_engines![
    a_digest_tells_what_the_public_list_of_changes_tells,
    duties_come_on_their_day_and_not_the_day_before,
    one_click_ends_it_and_the_address_is_nowhere,
];

/// The member that is told of what concerns it.
const MEMBER: &str = "almby-kommun";
/// Where the service is known.
const PUBLIC: &str = "https://paragraf.example.org";
/// An address of the tests.
const ADDRESS: &str = "anna.berg@almby.example.org";

/// What of a subscription the tests ask for.
const KEPT: &str = "version clientMutationId mailSubscription { id kind address rhythm weekday hour language madeBy
    confirmedAt endedAt sentAt stoppedAt failure version }";

/// A service that sends mail to a server of ours, and looks often. Its clock stands.
async fn service(engine: Engine, server: &MailServer) -> App {
    let url = server.url();
    let app = App::with(engine, |settings| {
        settings.smtp_url = Some(SecretString::from(url));
        settings.mail_from = Some("Ärendevakten <nej@paragraf.example.org>".to_owned());
        settings.public_url = Some(PUBLIC.to_owned());
        settings.mail_interval = 20;
        settings.mail_timeout = 2;
    })
    .await;
    app.clock.set(at("2026-03-16T08:00:00Z"));
    app
}

pub(super) fn at(text: &str) -> DateTime<Utc> {
    let at = DateTime::parse_from_rfc3339(text).expect("an instant");
    at.with_timezone(&Utc)
}

/// Asks for a change of a subscription.
async fn ask(client: &Client, mutation: &str, input: Value) -> tests::client::Answer {
    let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
    let query = format!("mutation($input: {kind}!) {{ {mutation}(input: $input) {{ {KEPT} }} }}");
    client.query(&query, json!({"input": input})).await
}

/// Carries a change out.
async fn made(client: &Client, mutation: &str, input: Value) -> Value {
    ask(client, mutation, input).await.data()[mutation].clone()
}

fn wish(organisation: &str, kind: &str) -> Value {
    json!({"organisation": organisation, "kind": kind, "address": ADDRESS, "rhythm": "DAILY", "hour": 7})
}

/// Subscribes, and confirms by the link in the mail; the question is the server's last mail.
pub(super) async fn confirmed(
    app: &App,
    server: &MailServer,
    client: &Client,
    wish: Value,
) -> Value {
    let before = server.got().len();
    let kept = made(client, "subscribeToMail", wish).await;
    let got = server.until(before + 1).await;
    let link = got[before].link("confirm");
    assert_eq!(posted(app, &link).await.0, 200);
    kept["mailSubscription"].clone()
}

/// Follows a link as a program does that posts.
async fn posted(app: &App, path: &str) -> (u16, String) {
    let sent = reqwest::Client::new()
        .post(format!("{}{path}", app.base()))
        .header("content-type", "application/x-www-form-urlencoded")
        .body("List-Unsubscribe=One-Click")
        .answered()
        .await
        .expect("an answer");
    let status = sent.status().as_u16();
    (status, sent.text().await.expect("a text"))
}

/// Looks at a page without pressing anything.
async fn looked(app: &App, path: &str) -> (u16, String, String) {
    let sent = reqwest::Client::new()
        .get(format!("{}{path}", app.base()))
        .answered()
        .await;
    let sent = sent.expect("an answer");
    let status = sent.status().as_u16();
    let cache = sent.headers()["cache-control"].to_str().expect("a text");
    let cache = cache.to_owned();
    (status, cache, sent.text().await.expect("a text"))
}

/// Long enough for a worker that looks every 20 ms.
async fn a_while() {
    tokio::time::sleep(Duration::from_millis(400)).await;
}

/// Sets the clock to the next seven o'clock in Stockholm, winter time.
pub(super) fn next_morning(app: &App, day: &str) {
    app.clock.set(at(&format!("{day}T06:00:01Z")));
}

/// Minutes with a decision that concerns the member.
fn concerning(date: &str, number: u32) -> Value {
    let mut minutes = board_meeting(date, number, &[("Åtgärder för <ungdomar> & öre", "Text.")]);
    minutes["body"]["organisation"] = json!("Samordningsförbundet Vindalen");
    minutes["items"][0]["decisions"] =
        json!([{"kind": "RESOLVE", "text": "att Almby kommun bidrar."}]);
    minutes
}

fn soundly_sent(mail: &Mail) {
    let headers = mail.0["headers"].as_array().expect("headers");
    for (name, count) in [
        ("From", 1),
        ("To", 1),
        ("Subject", 1),
        ("Date", 1),
        ("Message-ID", 1),
        ("Bcc", 0),
    ] {
        let found = headers.iter().filter(|held| held[0] == name).count();
        assert_eq!(found, count, "{name} in {headers:?}");
    }
    assert_eq!(mail.to(), ADDRESS);
    assert_eq!(
        mail.header("From"),
        "Ärendevakten <nej@paragraf.example.org>"
    );
    assert_eq!(mail.header("Auto-Submitted"), "auto-generated");
    assert_eq!(
        mail.header("List-Unsubscribe-Post"),
        "List-Unsubscribe=One-Click"
    );
    let ending = format!("<{PUBLIC}{}>", mail.link("unsubscribe"));
    assert_eq!(mail.header("List-Unsubscribe"), ending);
    assert_eq!(
        mail.0["kinds"],
        json!(["multipart/alternative", "text/plain", "text/html"])
    );
    let id = mail.header("Message-ID");
    assert!(id.ends_with("@paragraf.example.org>"), "{id}");
    assert!(mail.0["raw"].as_str().expect("a text").is_ascii());
}

async fn a_digest_tells_what_the_public_list_of_changes_tells(engine: Engine) {
    let server = MailServer::start();
    let app = service(engine, &server).await;
    app.register(&register()).await.expect("a register");
    app.load(&concerning("2026-01-10", 1))
        .await
        .expect("loaded");
    let reader = app.client("reader", &[MEMBER]);
    let kept = made(&reader, "subscribeToMail", wish(MEMBER, "DIGEST")).await;
    // The question, and nothing else until it is answered, however long that takes.
    let question = server.until(1).await.remove(0);
    soundly_sent(&question);
    assert_eq!(
        question.header("Subject"),
        "Bekräfta bevakning: Almby kommun"
    );
    next_morning(&app, "2026-03-18");
    a_while().await;
    assert_eq!(server.got().len(), 1);
    // Looking at the page confirms nothing; pressing does, once and for all.
    let link = question.link("confirm");
    let (status, cache, page) = looked(&app, &link).await;
    assert_eq!((status, cache.as_str()), (200, "no-store"));
    assert!(
        page.contains("<form method=\"post\"") && !page.contains(ADDRESS),
        "{page}"
    );
    a_while().await;
    assert_eq!(server.got().len(), 1);
    for _ in 0..2 {
        let (status, page) = posted(&app, &link).await;
        assert!(
            status == 200 && page.contains("bekräftad") && !page.contains("<form"),
            "{page}"
        );
    }
    // Nothing happened since: no empty digest.
    next_morning(&app, "2026-03-19");
    a_while().await;
    assert_eq!(server.got().len(), 1);
    // Published, changed, and a draft that nobody is told of.
    let cursor = changes(&app, "").await.1;
    app.load(&concerning("2026-02-10", 2))
        .await
        .expect("loaded");
    let mut draft = concerning("2026-02-20", 3);
    draft["items"][0]["title"] = json!("Hemligt utkast");
    app.load_as(&draft, false, None).await.expect("loaded");
    let mut changed = concerning("2026-02-10", 2);
    changed["items"][0]["text"] = json!("Text, ändrad.");
    app.load(&changed).await.expect("loaded");
    let elsewhere = board_meeting("2026-02-11", 1, &[("Annat", "Text.")]);
    app.load(&elsewhere).await.expect("loaded");
    next_morning(&app, "2026-03-20");
    let digest = server.until(2).await.remove(1);
    soundly_sent(&digest);
    assert_eq!(digest.header("Subject"), "Nytt som rör Almby kommun (2)");
    let (since, _) = changes(&app, &cursor).await;
    let words = |kind: &str| match kind {
        "PUBLISHED" => "Protokoll publicerat: Samordningsförbundet Vindalen, Styrelsen 2026-02-10",
        "REVISED" => "Protokoll ändrat: Samordningsförbundet Vindalen, Styrelsen 2026-02-10",
        other => panic!("{other}"),
    };
    let told: Vec<&str> = digest
        .text()
        .lines()
        .filter_map(|line| line.strip_prefix("* "))
        .collect();
    let expected: Vec<&str> = since.iter().map(|kind| words(kind)).collect();
    assert_eq!(told, expected);
    assert_eq!(since, ["PUBLISHED", "REVISED"]);
    assert!(
        digest
            .text()
            .contains("  - § 2 Åtgärder för <ungdomar> & öre"),
        "{}",
        digest.text()
    );
    assert!(
        digest
            .html()
            .contains("Åtgärder för &#60;ungdomar&#62; &#38; öre"),
        "{}",
        digest.html()
    );
    assert!(!digest.text().contains("Hemligt") && !digest.html().contains("<ungdomar>"));
    // Every link leads somewhere.
    let links = digest.text().split_whitespace();
    let links: Vec<&str> = links.filter_map(|word| word.strip_prefix(PUBLIC)).collect();
    assert!(links.len() >= 5, "{links:?}");
    for link in links {
        assert_eq!(looked(&app, link).await.0, 200, "{link}");
    }
    // Told once.
    next_morning(&app, "2026-03-23");
    a_while().await;
    assert_eq!(server.got().len(), 2);
    assert_eq!(kept["mailSubscription"]["confirmedAt"], Value::Null);
    assert_eq!(verify(&app.store).await.expect("checked").bad, None);
}

/// The public changes that concern the member after a cursor, and the cursor after them.
async fn changes(app: &App, after: &str) -> (Vec<String>, String) {
    let query = "query($c: String, $a: String) { changes(concerns: $c, after: $a, first: 100) {
        nodes { kind } pageInfo { endCursor } } }";
    let after = (!after.is_empty()).then_some(after);
    let variables = json!({"c": MEMBER, "a": after});
    let data = app.anonymous().query(query, variables).await.data();
    let nodes = data["changes"]["nodes"].as_array().expect("a list");
    let kinds = nodes
        .iter()
        .map(|node| node["kind"].as_str().expect("a kind").to_owned());
    let cursor = data["changes"]["pageInfo"]["endCursor"].as_str();
    (kinds.collect(), cursor.unwrap_or_default().to_owned())
}

async fn duties_come_on_their_day_and_not_the_day_before(engine: Engine) {
    let server = MailServer::start();
    let app = service(engine, &server).await;
    app.register(&register()).await.expect("a register");
    // Until the meeting is held there is nothing to do. 2026-02-12 is a Thursday.
    app.clock.set(at("2026-02-01T08:00:00Z"));
    let client = app.client("secretary", &[ASSOCIATION]);
    let mut wanted = wish(ASSOCIATION, "DUTIES");
    wanted["language"] = json!("SWEDISH");
    confirmed(&app, &server, &client, wanted).await;
    app.clock.set(at("2026-02-12T09:00:00Z"));
    let board = Board::seen_by(app.client("secretary", &[ASSOCIATION]), ASSOCIATION).await;
    let meeting = held(&board, "2026-02-12").await;
    // Fourteen days to adjust: the day before nothing is said, on the day it is.
    quiet(&app, &server, "2026-02-25", 1).await;
    let told = loud(&app, &server, "2026-02-26", 2).await;
    assert!(
        told.text()
            .contains("Styrelsen 2026-02-12: Justera protokollet senast 2026-02-26."),
        "{}",
        told.text()
    );
    assert_eq!(
        told.header("Subject"),
        "Åtgärder med protokoll för Samordningsförbundet Vindalen (1)"
    );
    soundly_sent(&told);
    // Adjusted on Thursday the 26th: posted by Saturday the 28th, which is Monday, 2 March.
    app.clock.set(at("2026-02-26T10:00:00Z"));
    let board = Board::seen_by(app.client("secretary", &[ASSOCIATION]), ASSOCIATION).await;
    for name in ["Greta Näslund", "Frida Kassel"] {
        let signed =
            json!({"meeting": meeting, "person": board.person(name), "signedOn": "2026-02-26"});
        board.secretary.make("recordSignature", signed).await;
    }
    quiet(&app, &server, "2026-02-27", 2).await;
    quiet(&app, &server, "2026-03-01", 2).await;
    let told = loud(&app, &server, "2026-03-02", 3).await;
    assert!(
        told.text().contains("Anslå protokollet hos") && told.text().contains("senast 2026-03-02"),
        "{}",
        told.text()
    );
    // Posted on Monday, 2 March: the last day to appeal is Monday the 23rd, and notices may come down on the 24th.
    app.clock.set(at("2026-03-02T10:00:00Z"));
    let board = Board::seen_by(app.client("secretary", &[ASSOCIATION]), ASSOCIATION).await;
    for (member, _) in board.seats().collect::<Vec<_>>() {
        if member.ends_with("kommun") || member.starts_with("Region") {
            let up = json!({"meeting": meeting, "board": member, "postedOn": "2026-03-02"});
            board.secretary.make("postNotice", up).await;
        }
    }
    quiet(&app, &server, "2026-03-03", 3).await;
    quiet(&app, &server, "2026-03-23", 3).await;
    let told = loud(&app, &server, "2026-03-24", 4).await;
    assert!(
        told.text().contains("Styrelsen 2026-02-12: Ta ned"),
        "{}",
        told.text()
    );
}

/// A meeting that was held and closed, with an adjuster.
async fn held(board: &Board, date: &str) -> String {
    let meeting = board.with_present(date, 6).await;
    let paragraph = board.paragraph(&meeting, "Ekonomi").await;
    let decided = json!({"paragraph": paragraph, "kind": "RESOLVE", "text": "Styrelsen beslutar."});
    board.secretary.make("decide", decided).await;
    let adjusters = json!({"meeting": meeting, "persons": [board.person("Frida Kassel")]});
    board.secretary.make("chooseAdjusters", adjusters).await;
    board
        .secretary
        .make("closeMeeting", json!({"meeting": meeting}))
        .await;
    meeting
}

/// A morning on which no mail comes.
async fn quiet(app: &App, server: &MailServer, day: &str, count: usize) {
    next_morning(app, day);
    a_while().await;
    let got = server.got();
    assert_eq!(got.len(), count, "{day}: {:?}", got.last());
}

/// A morning on which a mail comes.
async fn loud(app: &App, server: &MailServer, day: &str, count: usize) -> Mail {
    next_morning(app, day);
    let got = server.until(count).await;
    a_while().await;
    assert_eq!(server.got().len(), count, "{day}");
    got.last().expect("a mail").clone()
}

async fn one_click_ends_it_and_the_address_is_nowhere(engine: Engine) {
    let server = MailServer::start();
    let app = service(engine, &server).await;
    app.register(&register()).await.expect("a register");
    let reader = app.client("reader", &[MEMBER]);
    let kept = confirmed(&app, &server, &reader, wish(MEMBER, "DIGEST")).await;
    app.load(&concerning("2026-02-10", 1))
        .await
        .expect("loaded");
    next_morning(&app, "2026-03-17");
    let digest = server.until(2).await.remove(1);
    let link = digest.link("unsubscribe");
    // A program that looks ends nothing.
    for _ in 0..2 {
        let (status, _, page) = looked(&app, &link).await;
        assert!(status == 200 && page.contains("<form method=\"post\"") && !page.contains(ADDRESS));
    }
    let list = "query($o: String!) { mailSubscriptions(organisation: $o) { totalCount nodes { id address } } }";
    let reader = app.client("reader", &[MEMBER]);
    let data = reader.query(list, json!({"o": MEMBER})).await.data();
    assert_eq!(
        data["mailSubscriptions"]["nodes"],
        json!([{"id": kept["id"], "address": ADDRESS}])
    );
    // Anybody else sees none.
    for other in [
        app.anonymous(),
        app.client("operator", &[ASSOCIATION]),
        app.client("secretary", &[MEMBER]),
    ] {
        let data = other.query(list, json!({"o": MEMBER})).await.data();
        assert_eq!(data["mailSubscriptions"]["totalCount"], 0);
    }
    let raw = raw_rows(&app).await;
    assert!(raw.contains(ADDRESS));
    for _ in 0..2 {
        let (status, page) = posted(&app, &link).await;
        assert!(
            status == 200 && page.contains("avslutad") && !page.contains("<form"),
            "{page}"
        );
    }
    assert_eq!(
        posted(&app, &format!("/mail/unsubscribe/{}", "0".repeat(64)))
            .await
            .0,
        404
    );
    assert_eq!(posted(&app, "/mail/unsubscribe/x").await.0, 404);
    // A link does what it is for and nothing else.
    let other = link.replace("unsubscribe", "confirm");
    assert_eq!(posted(&app, &other).await.0, 404);
    let data = reader.query(list, json!({"o": MEMBER})).await.data();
    assert_eq!(data["mailSubscriptions"]["totalCount"], 0);
    assert!(!raw_rows(&app).await.contains(ADDRESS));
    for (organisation, ..) in app.store.journals().await.expect("journals") {
        for entry in app
            .store
            .journal_after(organisation, 0, 500)
            .await
            .expect("entries")
        {
            assert!(!entry.payload.contains(ADDRESS) && !entry.chained.actor.contains(ADDRESS));
        }
    }
    app.load(&concerning("2026-02-11", 2))
        .await
        .expect("loaded");
    quiet(&app, &server, "2026-03-19", 2).await;
    assert_eq!(verify(&app.store).await.expect("checked").bad, None);
    // The question says the same, and who says no to it is not asked again.
    let reader = app.client("reader", &[MEMBER]);
    made(&reader, "subscribeToMail", wish(MEMBER, "DIGEST")).await;
    let question = server.until(3).await.remove(2);
    assert_eq!(posted(&app, &question.link("unsubscribe")).await.0, 200);
    assert_eq!(posted(&app, &question.link("confirm")).await.0, 404);
    assert!(!raw_rows(&app).await.contains(ADDRESS));
}

/// Every row about mail and every receipt, as text.
async fn raw_rows(app: &App) -> String {
    use sea_orm::{ConnectionTrait, Database, Statement};
    let database = Database::connect(&app.settings.database_url)
        .await
        .expect("a connection");
    let backend = database.get_database_backend();
    let mut all = String::new();
    for query in [
        "SELECT address AS told FROM mail_subscription WHERE address IS NOT NULL",
        "SELECT failure AS told FROM mail_subscription WHERE failure IS NOT NULL",
        "SELECT name AS told FROM receipt",
        "SELECT digest AS told FROM receipt",
    ] {
        let rows = database
            .query_all_raw(Statement::from_string(backend, query))
            .await;
        for row in rows.expect("rows") {
            all.push_str(&row.try_get::<String>("", "told").expect("a text"));
            all.push('\n');
        }
    }
    database.close().await.expect("closed");
    all
}
