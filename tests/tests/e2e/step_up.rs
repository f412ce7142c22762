//! Whoever signs is authenticated freshly and strongly enough, and is whom the operator bound to issuer and subject.

use super::minutes::{ask, closed, made, refused};
use api::system::SystemClock;
use application::ports::Clock;
use serde_json::{Value, json};
use tests::app::{App, Engine, signing_token};
use tests::board::{ASSOCIATION, Board};
use tests::client::{Asking, Client};
use tests::issuer::{Issuer, Key, token};
use tests::on_both_engines;

on_both_engines![
    a_signature_needs_a_fresh_and_strong_authentication,
    nobody_is_bound_but_by_issuer_and_subject,
];

/// A service that takes the tokens of issuers.
async fn served(engine: Engine, issuers: &[&Issuer], development: bool) -> App {
    let listed: Vec<Value> = issuers
        .iter()
        .map(|held| json!({"issuer": held.name()}))
        .collect();
    App::with(engine, |held| {
        held.oidc_issuers = Some(json!(listed).to_string());
        held.signing_max_age = Some(300);
        held.signing_acr = Some("loa3, loa4".to_owned());
        held.signing_development = development;
    })
    .await
}

fn chair(app: &App, issuer: &Issuer, key: &Key, more: &Value) -> String {
    let now = app.clock.now().timestamp();
    let mut claims = json!({"iss": issuer.name(), "aud": "paragraf", "sub": "u1", "iat": now, "exp": now + 3600,
        "roles": ["chair"], "organisations": [ASSOCIATION]});
    for (name, value) in more.as_object().expect("an object") {
        claims[name] = value.clone();
    }
    token(
        key,
        &json!({"alg": "RS256", "typ": "at+jwt", "kid": "a"}),
        &claims,
    )
}

async fn bind(app: &App, board: &Board, issuer: &str, subject: &str) {
    let query = "mutation($i: BindPersonInput!) { bindPerson(input: $i) { version } }";
    let input = json!({"organisation": ASSOCIATION, "issuer": issuer, "subject": subject,
        "person": {"id": board.person("Greta Näslund")}});
    let operator = app.client("operator", &[ASSOCIATION]);
    operator.query(query, json!({"i": input})).await.data();
}

async fn a_signature_needs_a_fresh_and_strong_authentication(engine: Engine) {
    let key = Key::rsa();
    let issuer = Issuer::start(vec![key.public("a")]).await;
    let app = served(engine, &[&issuer], false).await;
    let board = Board::of(&app).await;
    let (meeting, _) = closed(&board, "2026-03-12").await;
    bind(&app, &board, issuer.name(), "u1").await;
    let now = app.clock.now();
    app.clock.set(now);
    let now = now.timestamp();
    let sign = json!({"meeting": meeting, "clientMutationId": "s1"});
    for claims in [
        json!({}),
        json!({"acr": "loa3"}),
        json!({"auth_time": now}),
        json!({"auth_time": now, "acr": "loa2"}),
        json!({"auth_time": now - 301, "acr": "loa3"}),
        json!({"auth_time": now + 6, "acr": "loa3"}),
    ] {
        let client = Client::new(app.base(), Some(chair(&app, &issuer, &key, &claims)));
        let told = refused(
            &ask(&client, "signMinutes", sign.clone()).await,
            "STEP_UP_REQUIRED",
        );
        assert_eq!(
            (&told["acrValues"], &told["maxAge"]),
            (&json!(["loa3", "loa4"]), &json!(300)),
            "{claims}"
        );
    }
    // As HTTP has it: a challenge that tells what is needed.
    let stale = chair(
        &app,
        &issuer,
        &key,
        &json!({"auth_time": now - 301, "acr": "loa3"}),
    );
    let query = "mutation($i: SignMinutesInput!) { signMinutes(input: $i) { version } }";
    let http = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client");
    let asked = http
        .post(format!("{}/graphql", app.base()))
        .bearer_auth(stale);
    let asked = asked.json(&json!({"query": query, "variables": {"i": {"meeting": meeting}}}));
    let answer = asked.answered().await.expect("an answer");
    assert_eq!(answer.status(), 401);
    let challenge = answer
        .headers()
        .get("www-authenticate")
        .and_then(|held| held.to_str().ok());
    assert_eq!(
        challenge,
        Some(
            r#"Bearer error="insufficient_user_authentication", acr_values="loa3 loa4", max_age=300"#
        )
    );
    let fresh = chair(
        &app,
        &issuer,
        &key,
        &json!({"auth_time": now - 300, "acr": "loa4"}),
    );
    let signed = ask(&Client::new(app.base(), Some(fresh)), "signMinutes", sign).await;
    made(signed, "signMinutes");
    // Development tokens that tell nothing sign on, unless the settings say otherwise.
    let strict = app
        .beside_with({
            let mut settings = app.settings.clone();
            settings.signing_development = true;
            settings
        })
        .await;
    app.clock.set(SystemClock.now());
    let silent = signing_token("adjuster", ASSOCIATION, "Frida Kassel", None);
    let sign = json!({"meeting": meeting});
    let there = Client::new(strict.base(), Some(silent.clone()));
    refused(
        &ask(&there, "signMinutes", sign.clone()).await,
        "STEP_UP_REQUIRED",
    );
    let here = Client::new(app.base(), Some(silent));
    made(ask(&here, "signMinutes", sign).await, "signMinutes");
    let report = application::verify::verify(&app.store)
        .await
        .expect("a report");
    assert_eq!(report.bad, None);
}

async fn nobody_is_bound_but_by_issuer_and_subject(engine: Engine) {
    let (key, other_key) = (Key::rsa(), Key::rsa());
    let issuer = Issuer::start(vec![key.public("a")]).await;
    let other = Issuer::start(vec![other_key.public("a")]).await;
    let app = served(engine, &[&issuer, &other], false).await;
    let board = Board::of(&app).await;
    let (meeting, _) = closed(&board, "2026-03-12").await;
    let now = app.clock.now().timestamp();
    let greta = board.person("Greta Näslund");
    let mail = json!({"email": "greta@norrsken.example", "email_verified": true});
    bind(&app, &board, issuer.name(), "u1").await;
    let sign = json!({"meeting": meeting});
    let told = |claims: &Value| {
        let mut told = json!({"auth_time": now, "acr": "loa3"});
        for (name, value) in claims.as_object().expect("an object") {
            told[name] = value.clone();
        }
        told
    };
    for (of, with_key, claims) in [
        // The same subject, mail and name, from another issuer.
        (&other, &other_key, mail.clone()),
        (
            &other,
            &other_key,
            json!({"name": "Greta Näslund", "preferred_username": "greta"}),
        ),
        // Another subject of the same issuer, with the same mail, verified or not.
        (
            &issuer,
            &key,
            json!({"sub": "u2", "email": "greta@norrsken.example", "email_verified": true}),
        ),
        (
            &issuer,
            &key,
            json!({"sub": "u2", "email": "greta@norrsken.example", "email_verified": false}),
        ),
        (&issuer, &key, json!({"sub": "U1"})),
        (&issuer, &key, json!({"sub": "u1 "})),
        // An issuer does not say who somebody is in the register.
        (
            &issuer,
            &key,
            json!({"sub": "u2", "person": "Greta Näslund"}),
        ),
        (&issuer, &key, json!({"sub": "u2", "person": greta})),
        (&other, &other_key, json!({"person": greta})),
    ] {
        let held = chair(&app, of, with_key, &told(&claims));
        let body = ask(
            &Client::new(app.base(), Some(held)),
            "signMinutes",
            sign.clone(),
        )
        .await;
        refused(&body, "NOT_SIGNER");
    }
    let held = chair(
        &app,
        &issuer,
        &key,
        &told(&json!({"email": "annan@norrsken.example"})),
    );
    made(
        ask(&Client::new(app.base(), Some(held)), "signMinutes", sign).await,
        "signMinutes",
    );
}
