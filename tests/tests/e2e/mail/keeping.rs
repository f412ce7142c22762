//! Who keeps subscriptions by mail, and what is refused.

use super::{ADDRESS, MEMBER, a_while, ask, at, confirmed, looked, made, posted, service, wish};
use application::ports::Audit;
use application::verify::verify;
use chrono::TimeDelta;
use serde_json::{Value, json};
use tests::app::{App, Engine};
use tests::board::{ASSOCIATION, register};
use tests::mail::MailServer;
use tests::on_both_engines;

on_both_engines![
    whoever_may_not_keeps_none,
    what_is_no_subscription_is_refused_by_its_field,
    without_a_mail_server_nothing_is_subscribed,
    a_command_is_repeated_once_and_told_by_the_journal,
    whoever_does_not_confirm_in_seven_days_is_forgotten,
];

async fn journal(app: &App) -> usize {
    let journals = app.store.journals().await.expect("journals");
    journals
        .iter()
        .map(|(_, entries, _)| usize::try_from(*entries).expect("a number"))
        .sum()
}

async fn whoever_may_not_keeps_none(engine: Engine) {
    let server = MailServer::start();
    let app = service(engine, &server).await;
    app.register(&register()).await.expect("a register");
    let before = journal(&app).await;
    for (role, organisations, organisation, kind) in [
        ("secretary", MEMBER, MEMBER, "DIGEST"),
        ("operator", ASSOCIATION, MEMBER, "DIGEST"),
        ("reader", "dalvik-kommun", MEMBER, "DIGEST"),
        ("reader", MEMBER, ASSOCIATION, "DUTIES"),
        ("reader", ASSOCIATION, ASSOCIATION, "DUTIES"),
        ("chair", ASSOCIATION, ASSOCIATION, "DUTIES"),
        ("treasurer", ASSOCIATION, ASSOCIATION, "DUTIES"),
        ("auditor", ASSOCIATION, ASSOCIATION, "DUTIES"),
    ] {
        let client = app.client(role, &[organisations]);
        let answer = ask(&client, "subscribeToMail", wish(organisation, kind)).await;
        assert_eq!(answer.codes(), ["FORBIDDEN"], "{role} of {organisations}");
    }
    let answer = ask(&app.anonymous(), "subscribeToMail", wish(MEMBER, "DIGEST")).await;
    assert_eq!(answer.codes(), ["UNAUTHENTICATED"]);
    assert_eq!(journal(&app).await, before);
    a_while().await;
    assert_eq!(server.got().len(), 0);
    // Those who may; and of one member's subscriptions another knows nothing.
    let reader = app.client("reader", &[MEMBER]);
    let kept = confirmed(&app, &server, &reader, wish(MEMBER, "DIGEST")).await;
    for role in ["secretary", "operator"] {
        let client = app.client(role, &[ASSOCIATION]);
        let mut wanted = wish(ASSOCIATION, "DUTIES");
        wanted["address"] = json!(format!("{role}@vindalen.example.org"));
        made(&client, "subscribeToMail", wanted).await;
    }
    let other = app.client("reader", &["dalvik-kommun"]);
    let named = json!({"organisation": "dalvik-kommun", "mailSubscription": kept["id"]});
    for mutation in ["changeMail", "unsubscribeFromMail"] {
        let answer = ask(&other, mutation, named.clone()).await;
        assert_eq!(answer.codes(), ["NOT_FOUND"], "{mutation}");
    }
}

async fn what_is_no_subscription_is_refused_by_its_field(engine: Engine) {
    let server = MailServer::start();
    let app = service(engine, &server).await;
    app.register(&register()).await.expect("a register");
    let reader = app.client("reader", &[MEMBER]);
    let before = journal(&app).await;
    for (field, change) in [
        (
            "address",
            json!({"address": "a@example.org\r\nBcc: b@example.org"}),
        ),
        ("address", json!({"address": "anna"})),
        ("kind", json!({"kind": "DUTIES"})),
        ("hour", json!({"hour": 24})),
        ("hour", json!({"hour": -1})),
        ("weekday", json!({"weekday": "MON"})),
        ("weekday", json!({"rhythm": "WEEKLY"})),
    ] {
        let mut wanted = wish(MEMBER, "DIGEST");
        let more = change.as_object().expect("an object").clone();
        wanted.as_object_mut().expect("an object").extend(more);
        let answer = ask(&reader, "subscribeToMail", wanted).await;
        assert_eq!(answer.codes(), ["INVALID_VALUE"], "{change}");
        let message = answer.body["errors"][0]["message"].as_str().expect("words");
        assert!(message.starts_with(field), "{message}");
        assert!(!message.contains("Bcc"), "{message}");
    }
    assert_eq!(journal(&app).await, before);
    made(&reader, "subscribeToMail", wish(MEMBER, "DIGEST")).await;
    let mut again = wish(MEMBER, "DIGEST");
    again["address"] = json!(ADDRESS.to_uppercase());
    let answer = ask(&reader, "subscribeToMail", again).await;
    assert_eq!(answer.codes(), ["INVALID_VALUE"]);
    assert!(!answer.body.to_string().to_lowercase().contains(ADDRESS));
}

async fn without_a_mail_server_nothing_is_subscribed(engine: Engine) {
    let app = App::start(engine).await;
    app.register(&register()).await.expect("a register");
    let reader = app.client("reader", &[MEMBER]);
    let before = journal(&app).await;
    let answer = ask(&reader, "subscribeToMail", wish(MEMBER, "DIGEST")).await;
    assert_eq!(answer.codes(), ["MAIL_OFF"]);
    assert_eq!(journal(&app).await, before);
}

async fn a_command_is_repeated_once_and_told_by_the_journal(engine: Engine) {
    let server = MailServer::start();
    let app = service(engine, &server).await;
    app.register(&register()).await.expect("a register");
    let reader = app.client("reader", &[MEMBER]);
    let mut wanted = wish(MEMBER, "DIGEST");
    wanted["clientMutationId"] = json!("one");
    let first = made(&reader, "subscribeToMail", wanted.clone()).await;
    let again = made(&reader, "subscribeToMail", wanted.clone()).await;
    assert_eq!(
        first["mailSubscription"]["id"],
        again["mailSubscription"]["id"]
    );
    wanted["address"] = json!("bo@almby.example.org");
    let answer = ask(&reader, "subscribeToMail", wanted).await;
    assert_eq!(answer.codes(), ["CLIENT_MUTATION_ID_REUSED"]);
    let question = server.until(1).await.remove(0);
    a_while().await;
    assert_eq!(server.got().len(), 1, "asked once");
    // Confirmed by whoever keeps it, with what stands in the mail and nothing else.
    let id = &first["mailSubscription"]["id"];
    let link = question.link("confirm");
    let token = link.rsplit('/').next().expect("a token");
    let ending = question.link("unsubscribe");
    let ending = ending.rsplit('/').next().expect("a token");
    for wrong in ["", "x", &"0".repeat(64), ending] {
        let input = json!({"organisation": MEMBER, "mailSubscription": id, "token": wrong});
        let answer = ask(&reader, "confirmMail", input).await;
        assert_eq!(answer.codes(), ["INVALID_VALUE"], "{wrong}");
    }
    let input = json!({"organisation": MEMBER, "mailSubscription": id, "token": token});
    let kept = made(&reader, "confirmMail", input).await;
    assert!(kept["mailSubscription"]["confirmedAt"].is_string());
    let stale = json!({"organisation": MEMBER, "mailSubscription": id, "hour": 9, "expectedVersion": first["version"]});
    assert_eq!(
        ask(&reader, "changeMail", stale).await.codes(),
        ["STALE_VERSION"]
    );
    let change = json!({"organisation": MEMBER, "mailSubscription": id, "rhythm": "WEEKLY", "weekday": "FRI",
        "language": "ENGLISH", "expectedVersion": kept["version"]});
    let kept = made(&reader, "changeMail", change).await;
    let told = &kept["mailSubscription"];
    assert_eq!(
        (
            &told["rhythm"],
            &told["weekday"],
            &told["hour"],
            &told["language"]
        ),
        (
            &json!("WEEKLY"),
            &json!("FRI"),
            &json!(7),
            &json!("ENGLISH")
        )
    );
    let input = json!({"organisation": MEMBER, "mailSubscription": id, "clientMutationId": "end"});
    for _ in 0..2 {
        let kept = made(&reader, "unsubscribeFromMail", input.clone()).await;
        assert!(kept["mailSubscription"]["endedAt"].is_string());
        assert_eq!(kept["mailSubscription"]["address"], Value::Null);
    }
    let mut commands = Vec::new();
    for (organisation, ..) in app.store.journals().await.expect("journals") {
        let entries = app.store.journal_after(organisation, 0, 500).await;
        let entries = entries.expect("entries").into_iter();
        commands.extend(entries.map(|entry| entry.chained.command));
    }
    commands.retain(|command| command.contains("Mail"));
    assert_eq!(
        commands,
        [
            "SubscribeToMail",
            "ConfirmMail",
            "ChangeMail",
            "UnsubscribeFromMail"
        ]
    );
    assert_eq!(verify(&app.store).await.expect("checked").bad, None);
}

async fn whoever_does_not_confirm_in_seven_days_is_forgotten(engine: Engine) {
    let server = MailServer::start();
    let app = service(engine, &server).await;
    app.register(&register()).await.expect("a register");
    let reader = app.client("reader", &[MEMBER]);
    made(&reader, "subscribeToMail", wish(MEMBER, "DIGEST")).await;
    let link = server.until(1).await[0].link("confirm");
    // The server has it; until that is noted the clock stands.
    a_while().await;
    let asked = at("2026-03-16T08:00:00Z");
    app.clock
        .set(asked + TimeDelta::days(7) - TimeDelta::seconds(1));
    a_while().await;
    assert_eq!(looked(&app, &link).await.0, 200);
    app.clock.set(asked + TimeDelta::days(7));
    assert_eq!(posted(&app, &link).await.0, 404);
    a_while().await;
    let reader = app.client("reader", &[MEMBER]);
    let list = "query($o: String!) { mailSubscriptions(organisation: $o) { totalCount } }";
    let data = reader.query(list, json!({"o": MEMBER})).await.data();
    assert_eq!(data["mailSubscriptions"]["totalCount"], 0);
    assert!(!super::raw_rows(&app).await.contains(ADDRESS));
    assert_eq!(server.got().len(), 1);
    assert_eq!(verify(&app.store).await.expect("checked").bad, None);
}
