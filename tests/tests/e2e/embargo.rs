//! Minutes under embargo: public at their instant and not a second before, by themselves and once.

use super::minutes::{adjusted, closed};
use super::seal::{Intruder, checked, sound};
use serde_json::{Value, json};
use std::time::Duration;
use tests::app::{App, Engine};
use tests::board::{ASSOCIATION, Board};
use tests::client::Client;
use tests::on_both_engines;

on_both_engines![
    minutes_come_at_their_instant_and_once,
    an_embargo_is_set_anew_withdrawn_and_overtaken,
    what_is_no_embargo_changes_nothing,
];

const UNTIL: &str = "2026-06-01T08:00:00.000000Z";

async fn publish(app: &App, meeting: &str, until: Value) -> Value {
    let query = "mutation($input: PublishMinutesInput!) { publishMinutes(input: $input) { version minutes { embargoUntil } meeting { published } } }";
    let input = json!({"meeting": meeting, "embargoUntil": until});
    // By the clock as it stands: tokens hold for an hour.
    let client = app.client("operator", &[ASSOCIATION]);
    client.query(query, json!({ "input": input })).await.body
}

async fn unpublish(app: &App, meeting: &str) -> Value {
    let query = "mutation($input: UnpublishMinutesInput!) { unpublishMinutes(input: $input) { version minutes { embargoUntil } } }";
    let input = json!({"meeting": meeting, "reason": "Väntar"});
    // By the clock as it stands: tokens hold for an hour.
    let client = app.client("operator", &[ASSOCIATION]);
    client.query(query, json!({ "input": input })).await.body
}

fn set(app: &App, at: &str) {
    app.clock.set(at.parse().expect("a moment"));
}

/// What a viewer reads of the minutes: whether they are public, and their embargo.
async fn read(client: &Client, meeting: &str) -> Value {
    let query = "query($id: ID!) { meeting(id: $id) { published minutes { embargoUntil } } }";
    let answer = client.query(query, json!({"id": meeting})).await;
    answer.data()["meeting"].clone()
}

/// What the feed tells of records.
async fn feed(app: &App) -> Value {
    let query =
        "query($o: String!) { changes(organisation: $o) { nodes { kind at subject { id } } } }";
    let answer = app
        .anonymous()
        .query(query, json!({"o": ASSOCIATION}))
        .await;
    let mut told = answer.data()["changes"]["nodes"].take();
    let entries = told.as_array_mut().expect("entries");
    entries.retain(|entry| entry["kind"] != "REGISTER_CHANGED");
    told
}

/// Longer than the worker rests.
async fn a_while() {
    tokio::time::sleep(Duration::from_millis(1500)).await;
}

async fn waiting(engine: Engine) -> (App, String) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let (meeting, _) = closed(&board, "2026-03-12").await;
    adjusted(&board, &meeting, "2026-03-20").await;
    set(&app, "2026-06-01T07:00:00Z");
    (app, meeting)
}

async fn minutes_come_at_their_instant_and_once(engine: Engine) {
    let (app, meeting) = waiting(engine).await;
    let body = publish(&app, &meeting, json!(UNTIL)).await;
    let told = &body["data"]["publishMinutes"];
    assert_eq!(told["minutes"]["embargoUntil"], UNTIL, "{body}");
    assert_eq!(told["meeting"]["published"], false);
    let reader = app.client("reader", &["dalvik-kommun"]);
    assert_eq!(
        read(&reader, &meeting).await["minutes"]["embargoUntil"],
        UNTIL
    );
    sound(&app, 1).await;
    let beside = app.beside().await;
    // A second before: nobody outside knows of it.
    set(&app, "2026-06-01T07:59:59Z");
    a_while().await;
    assert_eq!(read(&app.anonymous(), &meeting).await, Value::Null);
    assert_eq!(feed(&app).await, json!([]));
    // At the instant, by whichever server looks first.
    set(&app, UNTIL);
    a_while().await;
    let shown = json!({"published": true, "minutes": {"embargoUntil": null}});
    assert_eq!(read(&app.anonymous(), &meeting).await, shown);
    assert_eq!(read(&beside.anonymous(), &meeting).await, shown);
    let entry = json!([{"kind": "PUBLISHED", "at": UNTIL, "subject": {"id": meeting}}]);
    assert_eq!(feed(&app).await, entry);
    a_while().await;
    assert_eq!(feed(&app).await, entry);
    sound(&app, 1).await;
}

async fn an_embargo_is_set_anew_withdrawn_and_overtaken(engine: Engine) {
    let (app, meeting) = waiting(engine).await;
    publish(&app, &meeting, json!(UNTIL)).await;
    let later = "2026-06-02T08:00:00.000000Z";
    let body = publish(&app, &meeting, json!(later)).await;
    assert_eq!(
        body["data"]["publishMinutes"]["minutes"]["embargoUntil"], later,
        "{body}"
    );
    sound(&app, 1).await;
    set(&app, UNTIL);
    a_while().await;
    assert_eq!(read(&app.anonymous(), &meeting).await, Value::Null);
    let body = unpublish(&app, &meeting).await;
    assert_eq!(
        body["data"]["unpublishMinutes"]["minutes"]["embargoUntil"],
        Value::Null,
        "{body}"
    );
    let body = unpublish(&app, &meeting).await;
    assert_eq!(
        body["errors"][0]["extensions"]["code"], "NOT_PUBLISHED",
        "{body}"
    );
    set(&app, "2026-06-02T08:00:01Z");
    a_while().await;
    assert_eq!(read(&app.anonymous(), &meeting).await, Value::Null);
    sound(&app, 1).await;
    // Published before its instant it is public once.
    publish(&app, &meeting, json!("2026-06-03T08:00:00Z")).await;
    let body = publish(&app, &meeting, Value::Null).await;
    assert_eq!(
        body["data"]["publishMinutes"]["meeting"]["published"], true,
        "{body}"
    );
    set(&app, "2026-06-03T08:00:00Z");
    a_while().await;
    assert_eq!(feed(&app).await.as_array().map(Vec::len), Some(1));
    sound(&app, 1).await;
    // Taken back and set once more; a server that was down publishes late.
    unpublish(&app, &meeting).await;
    publish(&app, &meeting, json!("2026-06-04T08:00:00Z")).await;
    let copy = app.on_a_copy(|_| {}).await;
    set(&app, "2026-06-05T00:00:00Z");
    a_while().await;
    assert_eq!(read(&copy.anonymous(), &meeting).await["published"], true);
    sound(&copy, 1).await;
    // What the journal knows nothing of is found.
    let intruder = Intruder::with(&copy).await;
    unpublish(&copy, &meeting).await;
    publish(&copy, &meeting, json!("2026-06-06T00:00:00Z")).await;
    intruder.run("DELETE FROM embargo").await;
    let bad = checked(&copy).await.bad.expect("something does not fit");
    assert!(bad.contains("embargo"), "{bad}");
}

async fn what_is_no_embargo_changes_nothing(engine: Engine) {
    let (app, meeting) = waiting(engine).await;
    let board = Board::in_organisation(&app, ASSOCIATION).await;
    let before = checked(&app).await.entries;
    for until in [
        "2026-06-01T07:00:00Z",
        "2026-05-31T00:00:00Z",
        "2027-06-03T00:00:00Z",
    ] {
        let body = publish(&app, &meeting, json!(until)).await;
        let told = &body["errors"][0]["extensions"];
        assert_eq!(
            (&told["code"], &told["field"]),
            (&json!("INVALID_VALUE"), &json!("embargoUntil")),
            "{body}"
        );
    }
    for role in ["reader", "secretary", "chair"] {
        let input = json!({"meeting": meeting, "embargoUntil": UNTIL});
        let query =
            "mutation($input: PublishMinutesInput!) { publishMinutes(input: $input) { version } }";
        let client = app.client(role, &[ASSOCIATION]);
        let body = client.query(query, json!({ "input": input })).await.body;
        let code = body["errors"][0]["extensions"]["code"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        assert!(
            ["FORBIDDEN", "NOT_FOUND"].contains(&code.as_str()),
            "{role}: {body}"
        );
    }
    let (draft, _) = closed(&board, "2026-04-16").await;
    let drawn = checked(&app).await.entries;
    let body = publish(&app, &draft, json!(UNTIL)).await;
    assert_eq!(
        body["errors"][0]["extensions"]["code"], "NOT_ADJUSTED",
        "{body}"
    );
    assert_eq!(checked(&app).await.entries, drawn);
    assert!(before < drawn);
}
