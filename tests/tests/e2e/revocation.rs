//! Tokens that were revoked, at one association or for the whole service: each road is asked with the next request, and
//! what is open is cut.

use super::authorization::PROVDALEN;
use api::auth::{Claims, TokenVerifier};
use api::system::SystemIds;
use application::ports::Clock;
use application::revocation::{Command, Order, Revocation, run_service};
use application::verify::verify;
use chrono::{DateTime, TimeDelta, Utc};
use domain::id::RevocationId;
use futures_util::StreamExt;
use sea_orm::{ConnectionTrait, Database};
use secrecy::SecretString;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tests::app::{App, Engine, SECRET};
use tests::client::{Asking, Client};
use tests::minutes::board_meeting;
use tests::on_both_engines;
use tests::process::binary;
use tests::socket::{Heard, Socket};

on_both_engines![
    what_was_revoked_holds_nothing_from_the_next_request_on,
    a_subjects_tokens_are_revoked_up_to_the_second,
    whoever_reaches_an_association_as_a_members_officer_is_barred_there_too,
    what_is_open_is_cut_within_five_seconds,
    a_revocation_is_told_repeated_once_and_refused_where_others_came_first,
    what_is_revoked_behind_the_journals_back_is_found,
    whose_tokens_were_revoked_is_for_operators_and_auditors,
    where_it_cannot_be_known_nothing_is_done,
    whoever_runs_the_service_revokes_on_the_command_line,
    it_costs_a_request_one_statement_where_nothing_is_held_and_else_none,
    what_it_would_change_is_refused_there_and_nowhere_else,
];

pub(super) const ANNANDALEN: &str = "samordningsforbundet-annandalen";
pub(super) const ROOT: &str = "/paragraf/v1";
const ISSUER: &str = "paragraf-dev";
/// How long what is open may stay open.
pub(super) const LONGEST: Duration = Duration::from_secs(5);

// --- the world ------------------------------------------------------------------------------------------------

/// Two associations with a member in both, and a draft of each; gives the draft meetings.
pub(super) async fn world(engine: Engine) -> (App, [String; 2]) {
    let app = App::start(engine).await;
    let member = |name: &str| json!({"organisation": name, "kind": "MUNICIPALITY", "joinedOn": "2010-01-01", "seats": []});
    let register = json!({
        "format": "paragraf/register@1",
        "associations": [
            {"name": "Samordningsförbundet Provdalen", "members": [member("Tallmo kommun")]},
            {"name": "Samordningsförbundet Annandalen", "members": [member("Tallmo kommun")]},
        ],
    });
    app.register(&register).await.expect("a register");
    let mut drafts = Vec::new();
    for name in [
        "Samordningsförbundet Provdalen",
        "Samordningsförbundet Annandalen",
    ] {
        let mut document = board_meeting("2025-05-12", 1, &[("Utkastet", "Text.")]);
        document["body"]["organisation"] = json!(name);
        let loaded = app.load_as(&document, false, None).await.expect("loaded");
        drafts.push(loaded.meeting.to_string());
    }
    (app, drafts.try_into().expect("two"))
}

/// A token as somebody holds it.
struct Held {
    roles: &'static [&'static str],
    organisations: &'static [&'static str],
    subject: &'static str,
    id: Option<&'static str>,
    issued: DateTime<Utc>,
}

impl Held {
    fn token(&self) -> String {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let claims = Claims {
            sub: self.subject.to_owned(),
            exp: self.issued.timestamp() + 3_600,
            iat: self.issued.timestamp(),
            jti: self.id.map(str::to_owned),
            roles: owned(self.roles),
            organisations: owned(self.organisations),
            ..Claims::default()
        };
        let verifier = TokenVerifier::try_new(&SecretString::from(SECRET)).expect("a long secret");
        verifier.issue(&claims).expect("a signed token")
    }
}

/// Somebody who audits and keeps the record of both associations, by a token with an id.
fn auditor(app: &App, subject: &'static str, id: Option<&'static str>) -> Held {
    Held {
        roles: &["auditor", "secretary"],
        organisations: &[PROVDALEN, ANNANDALEN],
        subject,
        id,
        issued: app.clock.now() - TimeDelta::seconds(1),
    }
}

/// Revokes at one association over HTTP, as its operator, or everywhere as whoever runs the service.
async fn revoke(app: &App, place: Option<&str>, which: Value) -> String {
    let mut input = which;
    input["issuer"] = json!(ISSUER);
    let Some(place) = place else {
        let text = |name: &str| input[name].as_str().map(str::to_owned);
        let command = Command::Revoke {
            issuer: ISSUER.to_owned(),
            token: text("token"),
            subject: text("subject"),
            issued_before: None,
            reason: None,
        };
        return everywhere(app, command).await.id.to_string();
    };
    input["organisation"] = json!(place);
    let query = "mutation($input: RevokeTokensInput!) { revokeTokens(input: $input) { revocation { id } } }";
    let operator = app.client("operator", &[place]);
    let made = operator.query(query, json!({"input": input})).await.data();
    let id = &made["revokeTokens"]["revocation"]["id"];
    id.as_str().expect("an id").to_owned()
}

async fn everywhere(app: &App, command: Command) -> Revocation {
    let order = Order {
        organisation: None,
        command,
        actor: "command-line",
    };
    let done = run_service(&order, &app.store, app.clock.as_ref(), &SystemIds).await;
    done.expect("done")
}

async fn restore(app: &App, place: Option<&str>, id: &str) {
    let Some(place) = place else {
        let revocation = RevocationId::parse(id).expect("an id");
        everywhere(app, Command::Restore { revocation }).await;
        return;
    };
    let query = "mutation($input: RestoreTokensInput!) { restoreTokens(input: $input) { revocation { endedAt } } }";
    let input = json!({"organisation": place, "revocation": id});
    let operator = app.client("operator", &[place]);
    let made = operator.query(query, json!({"input": input})).await.data();
    assert!(made["restoreTokens"]["revocation"]["endedAt"].is_string());
}

// --- the roads ------------------------------------------------------------------------------------------------

/// What a token gives at an association.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gives {
    /// Drafts, the journal, changes of the record.
    Inside,
    /// What everybody has.
    Public,
    /// Nothing: it is refused.
    Refused,
}

/// Asks by plain HTTP: the status, the challenge, and the body.
pub(super) async fn plain(app: &App, token: &str, path: &str) -> (u16, Option<String>, String) {
    let request = reqwest::Client::builder().no_proxy().build();
    let request = request
        .expect("a client")
        .get(format!("{}{path}", app.base()));
    let answer = request
        .bearer_auth(token)
        .answered()
        .await
        .expect("an answer");
    let challenge = answer.headers().get("www-authenticate");
    let challenge = challenge.map(|held| held.to_str().expect("text").to_owned());
    let status = answer.status().as_u16();
    (status, challenge, answer.text().await.expect("a body"))
}

/// What a token gives at an association, by every road: each gives the same.
pub(super) async fn given(app: &App, token: &str, place: &str, meeting: &str) -> Gives {
    let client = Client::new(app.base(), Some(token.to_owned()));
    let mut found = Vec::new();
    let refused = |road: &'static str, status: u16, challenge: Option<String>| {
        let refused = status == 401;
        if refused && road != "graphql" {
            let expected = r#"Bearer error="invalid_token""#;
            assert_eq!(challenge.as_deref(), Some(expected), "{road}");
        }
        refused
    };

    // GraphQL: a read of a draft, and a change of the record.
    let query = "query($id: ID!) { meeting(id: $id) { id } }";
    let answer = client.query(query, json!({"id": meeting})).await;
    found.push(match &answer.body["data"]["meeting"]["id"] {
        _ if refused("graphql", answer.status, None) => Gives::Refused,
        Value::String(_) => Gives::Inside,
        _ => Gives::Public,
    });
    let query =
        "mutation($input: SetSeriesStartInput!) { setSeriesStart(input: $input) { version } }";
    let body = json!({"body": "bod-00000000000000000000000000", "year": 2031, "first": 1});
    let none = client.query(query, json!({"input": body})).await;
    assert_eq!(
        none.status == 401,
        answer.status == 401,
        "one road is refused and the other is not"
    );

    // REST: the record, its document, and the changes as a journal tells them.
    let minutes = meeting.replace("mtg-", "min-");
    for path in [
        format!("{ROOT}/meetings/{meeting}"),
        format!("{ROOT}/minutes/{minutes}"),
        format!("{ROOT}/minutes/{minutes}.pdf"),
    ] {
        let (status, challenge, body) = plain(app, token, &path).await;
        found.push(match status {
            401 if refused("rest", status, challenge) => Gives::Refused,
            200 => Gives::Inside,
            404 => Gives::Public,
            _ => panic!("{path}: {status} {body}"),
        });
    }
    for path in [
        format!("{ROOT}/changes?organisation={place}"),
        format!("{ROOT}/changes/stream?organisation={place}&lasts=1"),
    ] {
        let (status, challenge, body) = plain(app, token, &path).await;
        found.push(match status {
            401 if refused("changes", status, challenge) => Gives::Refused,
            200 if body.contains("LoadMinutes") => Gives::Inside,
            200 => Gives::Public,
            _ => panic!("{path}: {status} {body}"),
        });
    }
    let snapshot = format!("{ROOT}/decisions.ndjson?organisation={place}");
    let (status, challenge, _) = plain(app, token, &snapshot).await;
    assert_eq!(
        refused("snapshot", status, challenge),
        found[0] == Gives::Refused
    );

    // A subscription.
    let mut socket = Socket::silent(app.base()).await;
    let bearer = json!({"authorization": format!("Bearer {token}")});
    socket
        .say(&json!({"type": "connection_init", "payload": bearer}))
        .await;
    found.push(match socket.hear().await {
        Heard::Closed(code) => {
            assert_eq!(code, Some(4403));
            Gives::Refused
        }
        Heard::Message(_) => {
            let query = "subscription($o: String!, $c: String!) { journal(organisation: $o, after: $c) { sequence } }";
            // The cursor before the first entry: somebody who may follow hears of it at once.
            let start = data_encoding::BASE64URL_NOPAD.encode(b"0");
            socket
                .subscribe("1", query, json!({"o": place, "c": start}))
                .await;
            match socket.hear().await {
                Heard::Message(message) if message["type"] == "next" => Gives::Inside,
                Heard::Message(message) if message["type"] == "error" => Gives::Public,
                other => panic!("{other:?}"),
            }
        }
    });
    assert!(
        found.iter().all(|gives| *gives == found[0]),
        "the roads give {found:?}"
    );
    found[0]
}

async fn what_was_revoked_holds_nothing_from_the_next_request_on(engine: Engine) {
    let (app, [provdalen, annandalen]) = world(engine).await;
    let at = |place| match place {
        PROVDALEN => &provdalen,
        _ => &annandalen,
    };
    let token = auditor(&app, "u1", Some("t1")).token();
    let both = async |token: &str| {
        let one = given(&app, token, PROVDALEN, at(PROVDALEN)).await;
        let other = given(&app, token, ANNANDALEN, at(ANNANDALEN)).await;
        (one, other)
    };
    use Gives::{Inside, Public, Refused};
    assert_eq!(both(&token).await, (Inside, Inside));
    for which in [json!({"token": "t1"}), json!({"subject": "u1"})] {
        for (place, expected) in [
            (Some(PROVDALEN), (Public, Inside)),
            (None, (Refused, Refused)),
        ] {
            let id = revoke(&app, place, which.clone()).await;
            assert_eq!(both(&token).await, expected, "{which} at {place:?}");
            // Whoever is not meant holds what they held.
            let other = match which["token"].is_string() {
                true => auditor(&app, "u1", Some("t2")),
                false => auditor(&app, "u2", Some("t1")),
            };
            assert_eq!(both(&other.token()).await, (Inside, Inside), "{which}");
            restore(&app, place, &id).await;
            assert_eq!(both(&token).await, (Inside, Inside), "{which} restored");
        }
    }
    // Another process on the same database knows of it as soon.
    let beside = app.beside().await;
    revoke(&app, Some(PROVDALEN), json!({"token": "t1"})).await;
    assert_eq!(
        given(&beside, &token, PROVDALEN, at(PROVDALEN)).await,
        Public
    );
    let report = verify(&app.store).await.expect("a report");
    assert_eq!(report.bad, None);
}

async fn a_subjects_tokens_are_revoked_up_to_the_second(engine: Engine) {
    let (app, [meeting, _]) = world(engine).await;
    let instant = app.clock.now() - TimeDelta::seconds(100);
    let instant = DateTime::from_timestamp(instant.timestamp(), 0).expect("an instant");
    let input = json!({"subject": "u1", "issuedBefore": instant.to_rfc3339()});
    revoke(&app, Some(PROVDALEN), input).await;
    for (seconds, expected) in [(-1, Gives::Public), (0, Gives::Inside), (1, Gives::Inside)] {
        let held = Held {
            issued: instant + TimeDelta::seconds(seconds),
            ..auditor(&app, "u1", None)
        };
        let found = given(&app, &held.token(), PROVDALEN, &meeting).await;
        assert_eq!(found, expected, "{seconds} s");
    }
    // Where nobody says, it is now.
    revoke(&app, Some(PROVDALEN), json!({"subject": "u2"})).await;
    let held = auditor(&app, "u2", None).token();
    assert_eq!(given(&app, &held, PROVDALEN, &meeting).await, Gives::Public);
}

async fn whoever_reaches_an_association_as_a_members_officer_is_barred_there_too(engine: Engine) {
    let (app, meetings) = world(engine).await;
    let reader = Held {
        roles: &["reader"],
        organisations: &["tallmo-kommun"],
        ..auditor(&app, "u1", Some("t1"))
    };
    let client = Client::new(app.base(), Some(reader.token()));
    let seen = async || {
        let mut seen = Vec::new();
        for meeting in &meetings {
            let query = "query($id: ID!) { meeting(id: $id) { id } }";
            let data = client.query(query, json!({"id": meeting})).await.data();
            seen.push(data["meeting"].is_object());
        }
        seen
    };
    assert_eq!(seen().await, [true, true]);
    revoke(&app, Some(PROVDALEN), json!({"subject": "u1"})).await;
    assert_eq!(seen().await, [false, true]);
    // At the member itself: it reaches nothing through it.
    revoke(&app, Some("tallmo-kommun"), json!({"token": "t1"})).await;
    assert_eq!(seen().await, [false, false]);
}

// --- what is open -----------------------------------------------------------------------------------------------

/// Everything that can stay open, opened with a token; each tells how it ended, and after how long.
pub(super) async fn open(
    app: &App,
    token: &str,
) -> Vec<tokio::task::JoinHandle<(&'static str, Duration)>> {
    let mut socket = Socket::greeted(app.base(), Some(token)).await;
    let query = "subscription($o: String!) { journal(organisation: $o) { sequence } }";
    socket.subscribe("1", query, json!({"o": PROVDALEN})).await;
    let subscription = tokio::spawn(async move {
        let started = Instant::now();
        loop {
            let ended = match socket.hear().await {
                Heard::Closed(Some(4403)) => "closed",
                Heard::Closed(code) => panic!("{code:?}"),
                Heard::Message(message) if message["type"] == "error" => "not found",
                Heard::Message(_) => continue,
            };
            return (ended, started.elapsed());
        }
    });
    // The journal as its end stands: nothing comes, unless something is told.
    let end = format!("{ROOT}/changes?organisation={PROVDALEN}");
    let (_, _, page) = plain(app, token, &end).await;
    let page: Value = serde_json::from_str(&page).expect("JSON");
    let last = page["changes"].as_array().or(page["nodes"].as_array());
    let last = last.and_then(|nodes| nodes.last()).expect("an entry");
    let cursor = last["cursor"].as_str().expect("a cursor").to_owned();
    let (base, held) = (app.base().to_owned(), token.to_owned());
    let wait = format!("{base}{ROOT}/changes?organisation={PROVDALEN}&cursor={cursor}&wait=30");
    let get = move |url: String, held: String| async move {
        let client = reqwest::Client::builder().no_proxy().build();
        let request = client.expect("a client").get(url).bearer_auth(held);
        request.answered().await.expect("an answer")
    };
    let waiting = get;
    let (url, bearer) = (wait, held.clone());
    let poll = tokio::spawn(async move {
        let started = Instant::now();
        let answer = waiting(url, bearer).await;
        let ended = match answer.status().as_u16() {
            401 => "refused",
            200 => "answered",
            422 => "not its cursor",
            other => panic!("{other}"),
        };
        (ended, started.elapsed())
    });
    let url = format!("{base}{ROOT}/changes/stream?organisation={PROVDALEN}&cursor={cursor}");
    let stream = tokio::spawn(async move {
        let started = Instant::now();
        let answer = get(url, held).await;
        assert_eq!(answer.status(), 200);
        let mut parts = answer.bytes_stream();
        while let Some(Ok(part)) = parts.next().await {
            let text = String::from_utf8_lossy(&part).into_owned();
            assert!(!text.contains("\nid: "), "{text}");
        }
        ("ended", started.elapsed())
    });
    vec![subscription, poll, stream]
}

async fn what_is_open_is_cut_within_five_seconds(engine: Engine) {
    let (app, _) = world(engine).await;
    let pause = Duration::from_millis(2_500);
    for place in [Some(PROVDALEN), None] {
        let token = auditor(&app, "u1", Some("t1")).token();
        let another = auditor(&app, "u2", Some("t2")).token();
        let cut = open(&app, &token).await;
        let going_on = Socket::greeted(app.base(), Some(&another)).await;
        tokio::time::sleep(pause).await;
        assert!(
            cut.iter().all(|open| !open.is_finished()),
            "nothing ends by itself"
        );
        let before = Instant::now();
        let id = match place {
            // The journal tells of it, and so of something new: what is open must not depend on that.
            Some(_) => quietly(&app, engine, true).await,
            None => quietly(&app, engine, false).await,
        };
        let mut ends = Vec::new();
        for open in cut {
            let ended = tokio::time::timeout(LONGEST, open).await;
            let (how, _) = ended
                .unwrap_or_else(|_| panic!("still open at {place:?}: {ends:?}"))
                .expect("no panic");
            ends.push(how);
        }
        assert!(before.elapsed() < LONGEST, "{:?}", before.elapsed());
        let expected = match place {
            // The cursor is the journal's, which is nobody's but its auditors'.
            Some(_) => ["not found", "answered", "ended"],
            None => ["closed", "refused", "ended"],
        };
        assert_eq!(ends, expected, "{place:?}");
        let mut going_on = going_on;
        assert_eq!(
            going_on.hear_within(Duration::from_millis(100)).await,
            None,
            "another's is cut"
        );
        unrevoke(&app, &id).await;
    }
}

/// Revokes in the database alone, so that no journal tells of it and nobody is woken.
async fn quietly(app: &App, engine: Engine, at_association: bool) -> String {
    let organisation = match at_association {
        true => "(SELECT id FROM organisation WHERE slug = 'samordningsforbundet-provdalen')",
        false => "NULL",
    };
    let version = i32::from(at_association);
    let (id, moment) = match engine {
        Engine::Sqlite => (
            "x'00000000000000000000000000000001'",
            "'2026-01-01T00:00:00+00:00'",
        ),
        Engine::Postgres => (
            "'00000000-0000-0000-0000-000000000001'",
            "'2026-01-01T00:00:00Z'",
        ),
    };
    sql(app, &format!(
        "INSERT INTO revocation (id, organisation_id, issuer, kind, name, revoked_at, revoked_by, version)
         VALUES ({id}, {organisation}, '{ISSUER}', 'TOKEN', 't1', {moment}, 'test', {version})"
    ))
    .await;
    id.to_owned()
}

async fn unrevoke(app: &App, id: &str) {
    sql(app, &format!("DELETE FROM revocation WHERE id = {id}")).await;
}

/// Changes tables by hand, and says so as whoever does that is told to.
async fn sql(app: &App, statement: &str) {
    let database = Database::connect(&app.settings.database_url)
        .await
        .expect("a connection");
    for statement in [statement, "UPDATE epoch SET value = value + 1"] {
        database
            .execute_unprepared(statement)
            .await
            .expect("carried out");
    }
    database.close().await.expect("closed");
}

// --- the change itself --------------------------------------------------------------------------------------------

const REVOKE: &str = "mutation($input: RevokeTokensInput!) { revokeTokens(input: $input) {
    organisation { slug } version clientMutationId
    revocation { id issuer token subject issuedBefore reason revokedAt revokedBy endedAt endedBy version } } }";

async fn a_revocation_is_told_repeated_once_and_refused_where_others_came_first(engine: Engine) {
    let (app, _) = world(engine).await;
    let operator = app.client("operator", &[PROVDALEN]);
    let input = json!({
        "organisation": PROVDALEN, "issuer": "https://idp.example", "subject": "anna",
        "reason": "Förlorad dator", "clientMutationId": "en",
    });
    let ask = async |input: &Value| operator.query(REVOKE, json!({"input": input})).await;
    let made = ask(&input).await.data()["revokeTokens"].clone();
    let held = &made["revocation"];
    assert_eq!(held["subject"], "anna");
    assert_eq!(held["reason"], "Förlorad dator");
    assert_eq!(held["revokedBy"], "paragraf-dev test-operator");
    assert_eq!(held["issuedBefore"], held["revokedAt"]);
    assert_eq!(made["version"], held["version"]);
    // Repeated, it is the same one.
    let again = ask(&input).await.data()["revokeTokens"].clone();
    assert_eq!(again, made);
    let mut other = input.clone();
    other["subject"] = json!("bo");
    assert_eq!(ask(&other).await.codes(), ["CLIENT_MUTATION_ID_REUSED"]);
    other["clientMutationId"] = json!("två");
    other["expectedVersion"] = json!(0);
    assert_eq!(ask(&other).await.codes(), ["STALE_VERSION"]);
    other["expectedVersion"] = made["version"].clone();
    let second = ask(&other).await.data()["revokeTokens"].clone();
    assert!(second["version"].as_i64() > made["version"].as_i64());
    // The journal tells of both, and of the end of one; the register's version is what it was.
    let query = "query($o: String!) { organisation(slug: $o) { registerVersion } changes(organisation: $o, first: 50) { nodes { kind actor } } }";
    let auditor = app.client("auditor", &[PROVDALEN]);
    let before = auditor.query(query, json!({"o": PROVDALEN})).await.data();
    restore(&app, Some(PROVDALEN), held["id"].as_str().expect("an id")).await;
    let after = auditor.query(query, json!({"o": PROVDALEN})).await.data();
    assert_eq!(
        before["organisation"]["registerVersion"],
        after["organisation"]["registerVersion"]
    );
    let kinds: Vec<&str> = after["changes"]["nodes"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|node| node["kind"].as_str())
        .filter(|kind| kind.ends_with("Tokens"))
        .collect();
    assert_eq!(kinds, ["RevokeTokens", "RevokeTokens", "RestoreTokens"]);
    // Ended is ended, and another association's is not there.
    let end = "mutation($input: RestoreTokensInput!) { restoreTokens(input: $input) { version } }";
    let input = json!({"organisation": PROVDALEN, "revocation": held["id"]});
    let answer = operator.query(end, json!({"input": input})).await;
    assert_eq!(answer.codes(), ["INVALID_VALUE"]);
    let other = json!({"organisation": ANNANDALEN, "revocation": second["revocation"]["id"]});
    let stranger = app.client("operator", &[ANNANDALEN]);
    let answer = stranger.query(end, json!({"input": other})).await;
    assert_eq!(answer.codes(), ["NOT_FOUND"]);
    for wrong in [
        json!({"issuer": "x"}),
        json!({"issuer": "x", "token": "a", "subject": "b"}),
        json!({"issuer": " ", "token": "a"}),
        json!({"issuer": "x", "token": "a\nb"}),
        json!({"issuer": "x", "token": "a", "issuedBefore": "2026-01-01T00:00:00Z"}),
        json!({"issuer": "x", "subject": "a", "issuedBefore": "2126-01-01T00:00:00Z"}),
        json!({"issuer": "x", "token": "a", "reason": "x".repeat(501)}),
        json!({"issuer": "x", "token": "a", "reason": "Gäller 19121212-1212."}),
    ] {
        let mut input = wrong.clone();
        input["organisation"] = json!(PROVDALEN);
        assert_eq!(ask(&input).await.codes(), ["INVALID_VALUE"], "{wrong}");
    }
    assert_eq!(verify(&app.store).await.expect("a report").bad, None);
}

async fn what_is_revoked_behind_the_journals_back_is_found(engine: Engine) {
    let (app, _) = world(engine).await;
    revoke(&app, Some(PROVDALEN), json!({"subject": "u1"})).await;
    let ended = revoke(&app, None, json!({"token": "t9"})).await;
    restore(&app, None, &ended).await;
    let bad = async || verify(&app.store).await.expect("a report").bad;
    assert_eq!(bad().await, None);
    let moment = match engine {
        Engine::Sqlite => "'2026-01-01T00:00:00+00:00'",
        Engine::Postgres => "'2026-01-01T00:00:00Z'",
    };
    for (edit, back) in [
        (
            "UPDATE revocation SET name = 'u2' WHERE name = 'u1'".to_owned(),
            "UPDATE revocation SET name = 'u1' WHERE name = 'u2'",
        ),
        (
            format!("UPDATE revocation SET ended_at = {moment}, ended_by = 'x' WHERE name = 'u1'"),
            "UPDATE revocation SET ended_at = NULL, ended_by = NULL WHERE name = 'u1'",
        ),
        (
            "UPDATE revocation SET reason = 'annan' WHERE name = 't9'".to_owned(),
            "UPDATE revocation SET reason = NULL WHERE name = 't9'",
        ),
    ] {
        sql(&app, &edit).await;
        let said = bad().await.unwrap_or_default();
        assert!(said.starts_with("revocation rev-"), "{edit}: {said}");
        sql(&app, back).await;
        assert_eq!(bad().await, None);
    }
    let id = quietly(&app, engine, true).await;
    assert!(
        bad()
            .await
            .is_some_and(|said| said.contains("tables alone"))
    );
    unrevoke(&app, &id).await;
    sql(&app, "DELETE FROM revocation WHERE name = 't9'").await;
    assert!(
        bad()
            .await
            .is_some_and(|said| said.contains("not in the tables"))
    );
}

async fn whose_tokens_were_revoked_is_for_operators_and_auditors(engine: Engine) {
    let (app, _) = world(engine).await;
    for subject in ["a", "b", "c"] {
        revoke(&app, Some(PROVDALEN), json!({"subject": subject})).await;
    }
    revoke(&app, Some(ANNANDALEN), json!({"subject": "d"})).await;
    revoke(&app, None, json!({"subject": "e"})).await;
    let query = "query($o: String!, $first: Int!, $after: String) { tokenRevocations(organisation: $o, first: $first, after: $after) {
        totalCount nodes { subject } pageInfo { hasNextPage endCursor } } }";
    for role in [
        "reader",
        "secretary",
        "chair",
        "adjuster",
        "treasurer",
        "auditor",
        "operator",
    ] {
        for (organisation, own) in [(PROVDALEN, true), (ANNANDALEN, false)] {
            let client = app.client(role, &[organisation]);
            let data = client
                .query(query, json!({"o": PROVDALEN, "first": 20}))
                .await
                .data();
            let expected = match (own, role) {
                (true, "auditor" | "operator") => 3,
                _ => 0,
            };
            let found = &data["tokenRevocations"];
            assert_eq!(found["totalCount"], expected, "{role} of {organisation}");
            assert_eq!(found["nodes"].as_array().map(Vec::len), Some(expected));
        }
    }
    let nobody = app.anonymous();
    let answer = nobody.query(query, json!({"o": PROVDALEN, "first": 20}));
    assert_eq!(answer.await.data()["tokenRevocations"]["totalCount"], 0);
    // The latest first, page by page.
    let operator = app.client("operator", &[PROVDALEN]);
    let (mut seen, mut after) = (Vec::new(), Value::Null);
    loop {
        let variables = json!({"o": PROVDALEN, "first": 2, "after": after});
        let data = operator.query(query, variables).await.data();
        let page = &data["tokenRevocations"];
        for node in page["nodes"].as_array().expect("a list") {
            seen.push(node["subject"].as_str().expect("a subject").to_owned());
        }
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(seen, ["c", "b", "a"]);
}

async fn where_it_cannot_be_known_nothing_is_done(engine: Engine) {
    let (app, [meeting, _]) = world(engine).await;
    sql(&app, "ALTER TABLE revocation RENAME TO elsewhere").await;
    let token = auditor(&app, "u1", Some("t1")).token();
    let client = Client::new(app.base(), Some(token.clone()));
    let query = "query($id: ID!) { meeting(id: $id) { id } }";
    let answer = client.query(query, json!({"id": meeting})).await;
    assert_eq!((answer.status, answer.codes()), (503, vec!["UNAVAILABLE"]));
    let (status, challenge, body) = plain(&app, &token, &format!("{ROOT}/meetings")).await;
    assert_eq!((status, challenge), (503, None), "{body}");
    assert!(body.contains("UNAVAILABLE"), "{body}");
    let anyone = app
        .anonymous()
        .query("{ meetings { totalCount } }", json!({}))
        .await;
    assert_eq!(anyone.status, 200);
    sql(&app, "ALTER TABLE elsewhere RENAME TO revocation").await;
    let answer = client.query(query, json!({"id": meeting})).await;
    assert_eq!(answer.status, 200);
}

async fn whoever_runs_the_service_revokes_on_the_command_line(engine: Engine) {
    let (app, [meeting, _]) = world(engine).await;
    let run = |arguments: &[&str]| {
        let out = std::process::Command::new(binary())
            .arg("revoke")
            .args(arguments)
            .env_clear()
            .env("PARAGRAF_DATABASE_URL", &app.settings.database_url)
            .output()
            .expect("the binary runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        (out.status.code(), text(out.stdout), text(out.stderr))
    };
    let token = auditor(&app, "u1", Some("t1")).token();
    let gives = async || given(&app, &token, PROVDALEN, &meeting).await;
    let undo = |line: &str| {
        let id = line.split(' ').next().expect("an id").to_owned();
        assert!(id.starts_with("rev-"), "{line}");
        id
    };
    for (place, expected) in [
        (vec![], Gives::Refused),
        (vec!["--organisation", PROVDALEN], Gives::Public),
    ] {
        for which in [["--jti", "t1"], ["--subject", "u1"]] {
            let arguments = [&["--issuer", ISSUER], &which[..], &place[..]].concat();
            let (code, out, err) = run(&arguments);
            assert_eq!(code, Some(0), "{err}");
            assert_eq!(gives().await, expected, "{arguments:?}");
            let id = undo(&out);
            let (code, out, _) = run(&[&["--undo", &id], &place[..]].concat());
            assert!(code == Some(0) && out.contains("restored"), "{out}");
            assert_eq!(gives().await, Gives::Inside);
            // Once is enough.
            assert_eq!(run(&[&["--undo", &id], &place[..]].concat()).0, Some(1));
        }
    }
    for (arguments, code) in [
        (vec![], 2),
        (vec!["--issuer", ISSUER], 1),
        (vec!["--issuer", ISSUER, "--jti", "a", "--subject", "b"], 2),
        (
            vec![
                "--issuer",
                ISSUER,
                "--jti",
                "a",
                "--before",
                "2026-01-01T00:00:00Z",
            ],
            1,
        ),
        (
            vec![
                "--issuer",
                ISSUER,
                "--subject",
                "a",
                "--before",
                "2126-01-01T00:00:00Z",
            ],
            1,
        ),
        (
            vec!["--issuer", ISSUER, "--jti", "a", "--organisation", "ingen"],
            1,
        ),
        (vec!["--undo", "rev-1"], 2),
        (vec!["--undo", "rev-00000000000000000000000000"], 1),
    ] {
        let (found, out, err) = run(&arguments);
        assert_eq!(found, Some(code), "{arguments:?}: {out}{err}");
        assert!(!err.is_empty());
    }
    assert_eq!(verify(&app.store).await.expect("a report").bad, None);
}

async fn it_costs_a_request_one_statement_where_nothing_is_held_and_else_none(engine: Engine) {
    let (app, _) = world(engine).await;
    for _ in 0..20 {
        revoke(&app, Some(PROVDALEN), json!({"subject": "u1"})).await;
    }
    // Nothing else is asked for somebody without a role.
    let held = Held {
        roles: &[],
        ..auditor(&app, "u1", Some("t1"))
    };
    let mut settings = app.settings.clone();
    settings.answers = 0;
    let forgetful = app.beside_with(settings).await;
    for (app, statements) in [(&app, 0), (&forgetful, 1)] {
        let client = Client::new(app.base(), Some(held.token()));
        for (client, statements) in [(app.anonymous(), 0), (client, statements)] {
            let ask = async || client.query("{ __typename }", json!({})).await.data();
            assert_eq!(app.counted(ask).await.1, statements);
        }
    }
}

async fn what_it_would_change_is_refused_there_and_nowhere_else(engine: Engine) {
    let (app, _) = world(engine).await;
    let held = Held {
        roles: &["operator"],
        ..auditor(&app, "u1", Some("t1"))
    };
    let client = Client::new(app.base(), Some(held.token()));
    let mut socket = Socket::greeted(app.base(), Some(&held.token())).await;
    let query = "mutation($input: RevokeTokensInput!) { revokeTokens(input: $input) { version } }";
    let input =
        |place: &str| json!({"input": {"organisation": place, "issuer": "x", "token": "y"}});
    revoke(&app, Some(PROVDALEN), json!({"token": "t1"})).await;
    let there = client.query(query, input(PROVDALEN)).await;
    assert_eq!(there.codes(), ["FORBIDDEN"]);
    client.query(query, input(ANNANDALEN)).await.data();
    // Over a connection that was open before, too.
    socket.subscribe("1", query, input(PROVDALEN)).await;
    let answer = socket.result("1").await;
    assert_eq!(answer.codes(), ["FORBIDDEN"]);
}
