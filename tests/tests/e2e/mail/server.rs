//! Whatever the mail server does: nothing is lost, nothing is told twice under another name, and nobody waits for ever.

use super::{MEMBER, a_while, concerning, confirmed, made, next_morning, service, wish};
use application::ports::Clock;
use chrono::TimeDelta;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tests::app::{App, Engine};
use tests::board::register;
use tests::mail::MailServer;
use tests::on_both_engines;

on_both_engines![
    a_mail_server_that_is_down_gets_the_mail_once_it_is_up,
    a_mail_that_is_refused_three_times_stops_until_it_is_changed,
    a_mail_that_may_have_been_taken_comes_again_under_the_same_name,
    two_services_send_one_mail,
];

/// A confirmed subscription with something to tell, just before its hour.
async fn waiting(engine: Engine, server: &MailServer) -> (App, Value) {
    let app = service(engine, server).await;
    app.register(&register()).await.expect("a register");
    let reader = app.client("reader", &[MEMBER]);
    let kept = confirmed(&app, server, &reader, wish(MEMBER, "DIGEST")).await;
    app.load(&concerning("2026-02-10", 1))
        .await
        .expect("loaded");
    (app, kept)
}

/// The subscription as its keeper sees it.
async fn told(app: &App) -> Value {
    let reader = app.client("reader", &[MEMBER]);
    let list = "query($o: String!) { mailSubscriptions(organisation: $o) { nodes { id failure stoppedAt sentAt } } }";
    let data = reader.query(list, json!({"o": MEMBER})).await.data();
    data["mailSubscriptions"]["nodes"][0].clone()
}

/// Waits until the keeper sees a failure that begins so.
async fn failed(app: &App, words: &str) {
    let started = Instant::now();
    loop {
        let held = told(app).await;
        if held["failure"]
            .as_str()
            .is_some_and(|told| told.starts_with(words))
        {
            return;
        }
        assert!(
            started.elapsed() < Duration::from_secs(30),
            "{words}: {held}"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn later(app: &App, delta: TimeDelta) {
    app.clock.set(app.clock.now() + delta);
}

async fn a_mail_server_that_is_down_gets_the_mail_once_it_is_up(engine: Engine) {
    let mut server = MailServer::start();
    let (app, _) = waiting(engine, &server).await;
    server.down();
    next_morning(&app, "2026-03-17");
    failed(&app, "the mail server could not be reached").await;
    server.answer("421");
    server.up();
    a_while().await;
    assert_eq!(server.got().len(), 1, "not before its pause is over");
    later(&app, TimeDelta::seconds(73));
    failed(&app, "the mail server did not take it: 421").await;
    server.answer("slow");
    later(&app, TimeDelta::minutes(6) + TimeDelta::seconds(1));
    failed(&app, "the mail server did not answer in time").await;
    server.answer("well");
    later(&app, TimeDelta::minutes(18) + TimeDelta::seconds(1));
    let got = server.until(2).await;
    assert!(got[1].text().contains("2026-02-10"));
    later(&app, TimeDelta::hours(3));
    a_while().await;
    let held = told(&app).await;
    assert_eq!(
        (&held["failure"], &held["stoppedAt"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(server.got().len(), 2);
}

async fn a_mail_that_is_refused_three_times_stops_until_it_is_changed(engine: Engine) {
    let server = MailServer::start();
    let (app, kept) = waiting(engine, &server).await;
    server.answer("550 rcpt");
    next_morning(&app, "2026-03-17");
    for _ in 0..3 {
        failed(&app, "the mail server refused it: 550").await;
        a_while().await;
        later(&app, TimeDelta::hours(6));
        a_while().await;
    }
    let held = told(&app).await;
    assert!(held["stoppedAt"].is_string(), "{held}");
    assert!(!held["failure"].to_string().contains('@'), "{held}");
    server.answer("well");
    later(&app, TimeDelta::days(3));
    a_while().await;
    assert_eq!(server.got().len(), 1, "it stopped");
    let reader = app.client("reader", &[MEMBER]);
    let change = json!({"organisation": MEMBER, "mailSubscription": kept["id"]});
    made(&reader, "changeMail", change).await;
    later(&app, TimeDelta::days(1));
    let got = server.until(2).await;
    assert!(
        got[1].text().contains("2026-02-10"),
        "what it missed is told"
    );
}

async fn a_mail_that_may_have_been_taken_comes_again_under_the_same_name(engine: Engine) {
    let server = MailServer::start();
    let (app, _) = waiting(engine, &server).await;
    // The server takes the mail, and what it says of it does not arrive.
    server.answer("deaf");
    next_morning(&app, "2026-03-17");
    server.until(2).await;
    failed(&app, "the mail server did not answer in time").await;
    // More came meanwhile; it is not in the mail that is sent again.
    app.load(&concerning("2026-02-11", 2))
        .await
        .expect("loaded");
    server.answer("well");
    later(&app, TimeDelta::seconds(73));
    let got = server.until(3).await;
    assert_eq!(got[1].header("Message-ID"), got[2].header("Message-ID"));
    let lines = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| line.starts_with("* "));
        lines.map(str::to_owned).collect()
    };
    assert_eq!(lines(got[1].text()), lines(got[2].text()));
    assert_ne!(got[1].link("unsubscribe"), got[2].link("unsubscribe"));
    next_morning(&app, "2026-03-18");
    let got = server.until(4).await;
    assert!(got[3].text().contains("2026-02-11") && !got[3].text().contains("2026-02-10"));
    assert_ne!(got[3].header("Message-ID"), got[2].header("Message-ID"));
}

async fn two_services_send_one_mail(engine: Engine) {
    let server = MailServer::start();
    let (app, _) = waiting(engine, &server).await;
    let _other = app.beside().await;
    let _third = app.beside().await;
    for (number, day) in [(2, "2026-03-17"), (3, "2026-03-18"), (4, "2026-03-19")] {
        next_morning(&app, day);
        server.until(number).await;
        a_while().await;
        assert_eq!(server.got().len(), number, "{day}");
        let date = format!("2026-01-1{number}");
        app.load(&concerning(
            &date,
            10 + u32::try_from(number).expect("small"),
        ))
        .await
        .expect("loaded");
    }
}
