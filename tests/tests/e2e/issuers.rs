//! Tokens of OpenID issuers: whose are taken, what they are held to, and what happens while an issuer changes its keys,
//! is asked for keys that it never had, or does not answer.

use serde_json::{Value, json};
use tests::app::{App, Engine};
use tests::board::{ASSOCIATION, Board};
use tests::client::Asking;
use tests::issuer::{Issuer, Key, Manner, token};

/// Who may come, as the service answers: 200 or 401.
async fn status(app: &App, token: &str) -> u16 {
    let client = reqwest::Client::builder()
        .tls_certs_only([])
        .no_proxy()
        .build()
        .expect("a client");
    let sent = client
        .post(format!("{}/graphql", app.base()))
        .bearer_auth(token)
        .json(&json!({"query": "{ __typename }"}))
        .answered();
    sent.await.expect("an answer").status().as_u16()
}

async fn served(settings: Value) -> App {
    App::with(Engine::Sqlite, |held| {
        held.oidc_issuers = Some(settings.to_string());
    })
    .await
}

fn header(id: &str) -> Value {
    json!({"alg": "RS256", "typ": "at+jwt", "kid": id})
}

fn claims(app: &App, issuer: &Issuer) -> Value {
    use application::ports::Clock;
    let now = app.clock.now().timestamp();
    json!({"iss": issuer.name(), "aud": "paragraf", "sub": "u1", "iat": now, "exp": now + 600, "jti": "t1",
        "roles": ["treasurer"], "organisations": [ASSOCIATION]})
}

/// A value with other members.
pub(super) fn with(base: &Value, changes: &Value) -> Value {
    let mut held = base.clone();
    for (name, value) in changes.as_object().expect("an object") {
        match value {
            Value::Null => drop(held.as_object_mut().and_then(|held| held.remove(name))),
            value => held[name] = value.clone(),
        }
    }
    held
}

#[actix_web::test]
async fn a_token_of_an_issuer_is_held_to_what_the_settings_say() {
    let (key, other) = (Key::rsa(), Key::rsa());
    let issuer = Issuer::start(vec![key.public("a")]).await;
    let app = served(json!([{"issuer": issuer.name()}])).await;
    let own = claims(&app, &issuer);
    assert_eq!(status(&app, &token(&key, &header("a"), &own)).await, 200);
    let now = own["iat"].as_i64().expect("a time");
    let of_claims = [
        json!({"iss": format!("{}/", issuer.name())}),
        json!({"iss": null}),
        json!({"aud": "other"}),
        json!({"aud": ["other"]}),
        json!({"aud": null}),
        json!({"sub": null}),
        json!({"sub": ""}),
        json!({"exp": null}),
        json!({"exp": now - 6}),
        json!({"exp": (now + 600).to_string()}),
        json!({"exp": 1e300}),
        json!({"nbf": now + 60}),
        json!({"iat": now + 60}),
        json!({"nonce": "n"}),
        json!({"at_hash": "h"}),
        json!({"roles": 7}),
    ];
    for change in &of_claims {
        let forged = token(&key, &header("a"), &with(&own, change));
        assert_eq!(status(&app, &forged).await, 401, "{change}");
    }
    let jwk = other.public("x");
    let of_headers = [
        json!({"kid": null}),
        json!({"kid": ""}),
        json!({"kid": "b"}),
        json!({"kid": "../../dev/null"}),
        json!({"kid": "a' OR '1'='1"}),
        json!({"kid": "å".repeat(2000)}),
        json!({"typ": "JWT"}),
        json!({"typ": null}),
        json!({"alg": "none"}),
        json!({"alg": "nOnE"}),
        json!({"alg": "PS256"}),
        json!({"alg": "RS384"}),
        json!({"alg": "ES256"}),
        json!({"jwk": jwk}),
        json!({"jku": format!("{}/keys", issuer.name())}),
        json!({"x5u": "https://a.example"}),
        json!({"crit": ["exp"]}),
    ];
    for change in &of_headers {
        let forged = token(&key, &with(&header("a"), change), &own);
        assert_eq!(status(&app, &forged).await, 401, "{change}");
    }
    assert_eq!(
        status(&app, &token(&other, &header("a"), &own)).await,
        401,
        "another's key"
    );
    // The public key as the secret of a hash.
    let secret = jsonwebtoken::EncodingKey::from_secret(&key.public_der());
    let mut confused = jsonwebtoken::Header::new(jsonwebtoken::Algorithm::HS256);
    (confused.typ, confused.kid) = (Some("at+jwt".to_owned()), Some("a".to_owned()));
    let confused = jsonwebtoken::encode(&confused, &own, &secret).expect("signed");
    assert_eq!(status(&app, &confused).await, 401);
    // Ours for development still hold.
    assert_eq!(
        status(&app, &app.token("reader", &["almby-kommun"])).await,
        200
    );
}

#[actix_web::test]
async fn issuers_sign_in_their_own_way_and_speak_for_their_own_alone() {
    let (rsa, ec, ed) = (Key::rsa(), Key::ec(), Key::ed());
    let many = Issuer::start(vec![rsa.public("r"), ec.public("c"), ed.public("d")]).await;
    let one = Issuer::start(vec![ec.public("c")]).await;
    let app = served(json!([
        {"issuer": many.name(), "algorithms": ["PS256", "ES256", "EdDSA"], "tokenTypes": ["JWT"],
            "claims": {"roles": "/access/groups", "organisations": "https://id.example/orgNumber"},
            "roles": {"Ekonom": "treasurer"}, "organisations": {"212000-0000": ASSOCIATION}},
        {"issuer": one.name(), "algorithms": ["ES256"], "mayActFor": ["samordningsforbundet-annandalen"]},
    ]))
    .await;
    Board::of(&app).await;
    let own = with(
        &claims(&app, &many),
        &json!({"roles": null, "organisations": null, "access": {"groups": ["Ekonom", "Annat"]}, "https://id.example/orgNumber": "212000-0000"}),
    );
    for (key, alg, id) in [
        (&rsa, "PS256", "r"),
        (&ec, "ES256", "c"),
        (&ed, "EdDSA", "d"),
    ] {
        let header = json!({"alg": alg, "typ": "JWT", "kid": id});
        assert_eq!(status(&app, &token(key, &header, &own)).await, 200, "{alg}");
    }
    let plain = json!({"alg": "RS256", "typ": "JWT", "kid": "r"});
    assert_eq!(
        status(&app, &token(&rsa, &plain, &own)).await,
        401,
        "not in the settings"
    );
    let header = json!({"alg": "ES256", "typ": "JWT", "kid": "c"});
    // The treasurer that its groups make, of the organisation that its number is.
    let propose = async |token: &str| {
        let client = tests::client::Client::new(app.base(), Some(token.to_owned()));
        let query =
            "mutation($input: ProposeBudgetInput!) { proposeBudget(input: $input) { version } }";
        let input = json!({"association": ASSOCIATION, "year": 2027, "content": {}});
        let answer = client.query(query, json!({"input": input})).await;
        answer.codes().first().map(|code| (*code).to_owned())
    };
    assert_eq!(propose(&token(&ec, &header, &own)).await, None);
    let without = with(&own, &json!({"access": {"groups": ["Annat"]}}));
    assert_eq!(
        propose(&token(&ec, &header, &without)).await,
        Some("FORBIDDEN".to_owned())
    );
    // The other issuer has the same key, and may not speak for this association.
    let header = json!({"alg": "ES256", "typ": "at+jwt", "kid": "c"});
    let theirs = token(&ec, &header, &claims(&app, &one));
    assert_eq!(status(&app, &theirs).await, 200);
    assert_eq!(propose(&theirs).await, Some("FORBIDDEN".to_owned()));
    // A key of one in the name of the other.
    let crossed = token(
        &rsa,
        &json!({"alg": "PS256", "typ": "at+jwt", "kid": "r"}),
        &claims(&app, &one),
    );
    assert_eq!(status(&app, &crossed).await, 401);
}

/// Sets the service's clock so many seconds ahead.
fn later(app: &App, seconds: i64) {
    use application::ports::Clock;
    let now = app.clock.now();
    app.clock.set(now + chrono::TimeDelta::seconds(seconds));
}

#[actix_web::test]
async fn keys_change_within_a_minute_and_nobody_makes_us_ask_more_often() {
    let (old, new) = (Key::rsa(), Key::rsa());
    let issuer = Issuer::start(vec![old.public("old")]).await;
    let app = served(json!([{"issuer": issuer.name()}])).await;
    later(&app, 0);
    let signed = |key: &Key, id: &str| token(key, &header(id), &claims(&app, &issuer));
    let of_old = signed(&old, "old");
    assert_eq!((status(&app, &of_old).await, issuer.asked()), (200, 1));
    for _ in 0..5 {
        assert_eq!(status(&app, &of_old).await, 200);
    }
    assert_eq!(issuer.asked(), 1, "they are kept");
    // A new key beside the old one: taken at once where the floor lets us ask, and within a minute at the latest.
    issuer.publish(vec![old.public("old"), new.public("new")]);
    assert_eq!(
        status(&app, &signed(&new, "new")).await,
        401,
        "asked a moment ago"
    );
    later(&app, 30);
    assert_eq!(
        (status(&app, &signed(&new, "new")).await, issuer.asked()),
        (200, 2)
    );
    assert_eq!(status(&app, &signed(&old, "old")).await, 200);
    // Unknown ids ask no more than twice a minute, and hold nobody up.
    later(&app, 30);
    let unknown = (0..100).map(|place| signed(&new, &format!("unknown-{place}")));
    let unknown: Vec<String> = unknown.collect();
    let asked = unknown.iter().map(|token| status(&app, token));
    let answers = futures_util::future::join_all(asked).await;
    assert!(answers.iter().all(|status| *status == 401));
    assert_eq!(issuer.asked(), 3);
    assert_eq!(status(&app, &signed(&new, "new")).await, 200);
    // What is taken out holds no longer than a minute.
    issuer.publish(vec![new.public("new")]);
    later(&app, 59);
    assert_eq!(status(&app, &signed(&old, "old")).await, 401);
    assert_eq!(status(&app, &signed(&new, "new")).await, 200);
    assert_eq!(issuer.asked(), 4);
}

#[actix_web::test]
async fn an_issuer_that_does_not_answer_stops_nobody_whose_key_is_known() {
    let (key, other) = (Key::rsa(), Key::rsa());
    let issuer = Issuer::start(vec![key.public("a")]).await;
    let elsewhere = Issuer::start(vec![other.public("b")]).await;
    let app = served(json!([{"issuer": issuer.name()}])).await;
    later(&app, 0);
    let signed = |key: &Key, id: &str| token(key, &header(id), &claims(&app, &issuer));
    assert_eq!(status(&app, &signed(&key, "a")).await, 200);
    issuer.publish(vec![other.public("b")]);
    let manners = [
        Manner::Status(500),
        Manner::Status(404),
        Manner::Page,
        Manner::Endlessly,
        Manner::Elsewhere(format!("{}/keys", elsewhere.name())),
        Manner::AsAnother,
        Manner::Late(30),
    ];
    for manner in manners {
        later(&app, 61);
        issuer.answer(manner.clone());
        let answer = status(&app, &signed(&key, "a")).await;
        assert_eq!(answer, 200, "{manner:?}");
        assert_eq!(status(&app, &signed(&other, "b")).await, 401, "{manner:?}");
    }
    assert_eq!(elsewhere.asked(), 0, "no redirection is followed");
    // A day without an answer is too long; an answer mends all.
    issuer.answer(Manner::Status(500));
    later(&app, 24 * 60 * 60);
    assert_eq!(status(&app, &signed(&key, "a")).await, 401);
    issuer.answer(Manner::Well);
    later(&app, 30);
    assert_eq!(status(&app, &signed(&other, "b")).await, 200);
}

/// The provider, which ends with us.
pub(super) struct Provider {
    _process: tokio::process::Child,
    pub(super) issuer: String,
}

impl Provider {
    pub(super) async fn start(service: Option<&str>) -> Self {
        use tokio::io::{AsyncBufReadExt, BufReader};
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("node");
        let package = folder.join("node_modules/oidc-provider");
        assert!(
            package.is_dir(),
            "{} is missing: run `npm ci --prefix tests/node`",
            package.display()
        );
        let mut process = tokio::process::Command::new("node")
            .arg(folder.join("openid-provider.mjs"))
            .args(service)
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| {
                panic!("node cannot be run: {error}; install Node.js 20 or later")
            });
        let output = process.stdout.take().expect("its output");
        let mut lines = BufReader::new(output).lines();
        // It warns of settings that are for tests alone before it tells its address.
        let issuer = loop {
            let line = lines.next_line().await.expect("its output");
            let line = line.expect("its address");
            if line.starts_with("http://") {
                break line;
            }
        };
        Self {
            _process: process,
            issuer,
        }
    }

    /// An access token for us, as it signs them.
    async fn token(&self) -> String {
        let client = reqwest::Client::builder()
            .tls_certs_only([])
            .no_proxy()
            .build()
            .expect("a client");
        let asked = client
            .post(format!("{}/token", self.issuer))
            .basic_auth(
                "office",
                Some("a%20secret%20of%20the%20office%20for%20the%20tests"),
            )
            .header("content-type", "application/x-www-form-urlencoded")
            .body("grant_type=client_credentials");
        let answer = asked.answered().await.expect("an answer").text().await;
        let answer: Value = serde_json::from_str(&answer.expect("a body")).expect("JSON");
        let token = answer["access_token"].as_str();
        token.unwrap_or_else(|| panic!("{answer:#}")).to_owned()
    }
}

#[actix_web::test]
async fn a_real_providers_access_token_is_taken() {
    let provider = Provider::start(None).await;
    let app = served(json!([{
        "issuer": provider.issuer,
        "claims": {"roles": "groups", "organisations": "orgNumber"},
        "roles": {"Ekonomer": "treasurer"},
        "organisations": {"212000-0000": ASSOCIATION},
    }]))
    .await;
    Board::of(&app).await;
    let token = provider.token().await;
    let client = tests::client::Client::new(app.base(), Some(token.clone()));
    let query =
        "mutation($input: ProposeBudgetInput!) { proposeBudget(input: $input) { version } }";
    let input = json!({"association": ASSOCIATION, "year": 2027, "content": {}});
    let answer = client.query(query, json!({"input": input})).await;
    assert!(answer.codes().is_empty(), "{:#}", answer.body);
    // It ends when it says, and its words changed are nobody's.
    let [header, _, signature] = token.split('.').collect::<Vec<_>>()[..] else {
        panic!("three parts");
    };
    let other = data_encoding::BASE64URL_NOPAD.encode(
        json!({"iss": provider.issuer, "aud": "paragraf", "sub": "office", "iat": 1, "exp": 9_999_999_999_i64}).to_string().as_bytes(),
    );
    assert_eq!(
        status(&app, &format!("{header}.{other}.{signature}")).await,
        401
    );
    later(&app, 606);
    assert_eq!(status(&app, &token).await, 401);
}
