//! Forged and stale tokens (C1 to C4) over HTTP: none is taken, and none is worse than the next.

use jsonwebtoken::{Algorithm, EncodingKey};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue, WWW_AUTHENTICATE};
use serde_json::{Map, Value, json};
use tests::app::{App, Engine};
use tests::client::Asking;

/// As the harness has it.
const SECRET: &[u8] = b"a secret for tests of forty characters..";
const QUERY: &str = r#"{"query":"{ organisations { totalCount } }"}"#;

/// Base64 for addresses, without padding.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut encoded = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk
            .iter()
            .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for at in 0..=chunk.len() {
            encoded.push(char::from(
                ALPHABET[((bits >> (18 - 6 * at)) & 63) as usize],
            ));
        }
    }
    encoded
}

fn signed(algorithm: Algorithm, secret: &[u8], header: &str, payload: &str) -> String {
    let message = format!(
        "{}.{}",
        base64(header.as_bytes()),
        base64(payload.as_bytes())
    );
    let key = EncodingKey::from_secret(secret);
    let signature =
        jsonwebtoken::crypto::sign(message.as_bytes(), &key, algorithm).expect("a signature");
    format!("{message}.{signature}")
}

const HEADER: &str = r#"{"typ":"at+jwt","alg":"HS256"}"#;

/// By the secret of the service, so that only what stands in it can be wrong.
fn with_header(header: &str, payload: &str) -> String {
    signed(Algorithm::HS256, SECRET, header, payload)
}

#[expect(
    clippy::disallowed_methods,
    reason = "a token is forged for the clock of the service"
)]
fn now() -> i64 {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .expect("after 1970");
    i64::try_from(since.as_secs()).expect("a year below 9999")
}

fn claims() -> Map<String, Value> {
    let Value::Object(claims) = json!({
        "iss": "paragraf-dev", "aud": "paragraf", "sub": "forger", "exp": now() + 3600, "iat": now(), "jti": "1",
        "roles": ["operator"], "organisations": ["samordningsforbundet-norrsken"],
    }) else {
        unreachable!()
    };
    claims
}

fn payload() -> String {
    Value::Object(claims()).to_string()
}

fn with(claim: &str, value: Value) -> String {
    let mut claims = claims();
    claims.insert(claim.to_owned(), value);
    with_header(HEADER, &Value::Object(claims).to_string())
}

fn without(claim: &str) -> String {
    let mut claims = claims();
    claims.remove(claim);
    with_header(HEADER, &Value::Object(claims).to_string())
}

struct Asked {
    status: u16,
    challenge: Option<String>,
    body: String,
}

async fn ask(app: &App, headers: HeaderMap) -> Asked {
    let http = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client");
    let response = http
        .post(format!("{}/graphql", app.base()))
        .header("content-type", "application/json")
        .headers(headers)
        .body(QUERY)
        .answered()
        .await
        .expect("an answer");
    let challenge = response
        .headers()
        .get(WWW_AUTHENTICATE)
        .map(|value| value.to_str().expect("ASCII").to_owned());
    Asked {
        status: response.status().as_u16(),
        challenge,
        body: response.text().await.expect("a body"),
    }
}

async fn bearing(app: &App, value: &str) -> Asked {
    let mut headers = HeaderMap::new();
    headers.insert(
        AUTHORIZATION,
        HeaderValue::from_bytes(value.as_bytes()).expect("a header"),
    );
    ask(app, headers).await
}

fn assert_taken(name: &str, asked: &Asked) {
    assert_eq!(
        (
            asked.status,
            asked.challenge.as_deref(),
            asked.body.as_str()
        ),
        (200, None, r#"{"data":{"organisations":{"totalCount":0}}}"#),
        "{name}"
    );
}

fn assert_refused(name: &str, value: &str, asked: &Asked, message: &str) {
    assert_eq!(asked.status, 401, "{name}: {}", asked.body);
    assert_eq!(
        asked.challenge.as_deref(),
        Some(r#"Bearer error="invalid_token""#),
        "{name}"
    );
    let body: Value =
        serde_json::from_str(&asked.body).unwrap_or_else(|_| panic!("{name}: {}", asked.body));
    assert_eq!(
        body,
        json!({"errors": [{"message": message, "extensions": {"code": "UNAUTHENTICATED"}}]}),
        "{name}"
    );
    // No part of the token comes back.
    for part in value.split(['.', ' ']).filter(|part| part.len() > 8) {
        assert!(!asked.body.contains(part), "{name}: {}", asked.body);
    }
}

#[tokio::test]
async fn a_good_token_is_taken_and_so_is_none() {
    let app = App::start(Engine::Sqlite).await;
    assert_taken("no token", &ask(&app, HeaderMap::new()).await);
    for (name, token) in [
        (
            "issued",
            app.token("operator", &["samordningsforbundet-norrsken"]),
        ),
        ("by hand", with_header(HEADER, &payload())),
        (
            "with an unknown kid, which chooses nothing",
            with_header(
                r#"{"typ":"at+jwt","alg":"HS256","kid":"../../dev/null"}"#,
                &payload(),
            ),
        ),
        (
            "with ours among several audiences",
            with("aud", json!(["other", "paragraf"])),
        ),
        (
            "with an unknown claim",
            with("email", json!("a@example.org")),
        ),
        (
            "within the leeway after its end",
            with("exp", json!(now() - 2)),
        ),
        (
            "within the leeway before its start",
            with("nbf", json!(now() + 3)),
        ),
        ("issued a moment ahead", with("iat", json!(now() + 3))),
    ] {
        assert_taken(name, &bearing(&app, &format!("Bearer {token}")).await);
        assert_taken(name, &bearing(&app, &format!("bearer {token}")).await);
    }
}

#[tokio::test]
async fn no_forged_token_is_taken() {
    let app = App::start(Engine::Sqlite).await;
    let good = with_header(HEADER, &payload());
    let (message, signature) = good.rsplit_once('.').expect("three parts");
    let (head, _) = message.split_once('.').expect("three parts");
    let flipped = format!(
        "{}{}",
        if signature.starts_with('A') { 'B' } else { 'A' },
        &signature[1..]
    );
    let risen = base64(payload().replace("forger", "chairs").as_bytes());
    let algorithm = "the token's algorithm is not accepted";
    let asks = "the token's header asks for what is not supported";
    let malformed = "the token is malformed";
    let unsigned = "the token's signature does not hold";
    let not_access = "the token is not an access token";
    let missing = "the token lacks a required claim";
    let invalid = "a claim of the token is invalid";
    let audience = "the token is meant for another audience";
    let issuer = "the token has another issuer";
    let expired = "the token has expired";
    let header =
        |members: &str| with_header(&format!(r#"{{"typ":"at+jwt",{members}}}"#), &payload());
    let none = |name: &str| {
        format!(
            "{}.{}.",
            base64(format!(r#"{{"typ":"at+jwt","alg":"{name}"}}"#).as_bytes()),
            base64(payload().as_bytes())
        )
    };
    let cases = [
        // C1: what is signed otherwise, or not at all.
        ("alg none", none("none"), malformed),
        (
            "alg none, signed all the same",
            header(r#""alg":"none""#),
            algorithm,
        ),
        ("alg nOnE", header(r#""alg":"nOnE""#), algorithm),
        ("alg hs256", header(r#""alg":"hs256""#), algorithm),
        (
            "no alg",
            with_header(r#"{"typ":"at+jwt"}"#, &payload()),
            algorithm,
        ),
        (
            "HS512 by our own secret",
            signed(
                Algorithm::HS512,
                SECRET,
                r#"{"typ":"at+jwt","alg":"HS512"}"#,
                &payload(),
            ),
            algorithm,
        ),
        (
            "HS384 said to be HS256",
            signed(Algorithm::HS384, SECRET, HEADER, &payload()),
            unsigned,
        ),
        ("RS256", header(r#""alg":"RS256""#), algorithm),
        ("EdDSA", header(r#""alg":"EdDSA""#), algorithm),
        (
            "by an empty secret",
            signed(Algorithm::HS256, b"", HEADER, &payload()),
            unsigned,
        ),
        (
            "by another secret",
            signed(
                Algorithm::HS256,
                b"another secret for tests of forty chars.",
                HEADER,
                &payload(),
            ),
            unsigned,
        ),
        (
            "a flipped signature",
            format!("{message}.{flipped}"),
            unsigned,
        ),
        (
            "a cut signature",
            format!("{message}.{}", &signature[..20]),
            unsigned,
        ),
        ("no signature", format!("{message}."), malformed),
        ("two parts", message.to_owned(), malformed),
        (
            "other claims under the same signature",
            format!("{head}.{risen}.{signature}"),
            unsigned,
        ),
        (
            "an encrypted one's five parts",
            format!("{good}.{signature}.{signature}"),
            malformed,
        ),
        (
            "a key inside",
            header(r#""alg":"HS256","jwk":{"kty":"oct","k":"AAAA"}"#),
            asks,
        ),
        (
            "the address of a key",
            header(r#""alg":"HS256","jku":"https://example.org/keys""#),
            asks,
        ),
        (
            "the address of a certificate",
            header(r#""alg":"HS256","x5u":"https://example.org/c""#),
            asks,
        ),
        (
            "a critical extension",
            header(r#""alg":"HS256","crit":["exp"]"#),
            asks,
        ),
        (
            "an unencoded payload",
            header(r#""alg":"HS256","b64":false"#),
            asks,
        ),
        ("compressed", header(r#""alg":"HS256","zip":"DEF""#), asks),
        (
            "an ID token",
            with_header(r#"{"typ":"JWT","alg":"HS256"}"#, &payload()),
            not_access,
        ),
        (
            "of no type",
            with_header(r#"{"alg":"HS256"}"#, &payload()),
            not_access,
        ),
        (
            "a claim twice",
            with_header(HEADER, &payload().replacen('{', r#"{"sub":"chair","#, 1)),
            invalid,
        ),
        ("an instant with a part", with("exp", json!(1e10)), invalid),
        (
            "a text for an instant",
            with("exp", json!("9999999999")),
            invalid,
        ),
        (
            "beyond the year 9999",
            with("exp", json!(253_402_300_800_i64)),
            invalid,
        ),
        ("no JSON inside", with_header(HEADER, "claims"), invalid),
        ("a subject of blanks", with("sub", json!(" ")), invalid),
        (
            "a line break in the name",
            with("name", json!("a\nb")),
            invalid,
        ),
        // C2: a key id chooses nothing, and a long one is not read.
        (
            "a kid of 16 kB",
            header(&format!(r#""alg":"HS256","kid":"{}""#, "k".repeat(16_000))),
            "the token is too long",
        ),
        // C3: instants.
        ("expired", with("exp", json!(now() - 61)), expired),
        (
            "expired beyond the leeway",
            with("exp", json!(now() - 6)),
            expired,
        ),
        (
            "not yet",
            with("nbf", json!(now() + 61)),
            "the token does not hold yet",
        ),
        (
            "issued in the future",
            with("iat", json!(now() + 61)),
            "the token was issued in the future",
        ),
        ("without end", without("exp"), missing),
        ("without beginning", without("iat"), missing),
        // C4: issuer and audience.
        ("another audience", with("aud", json!("other")), audience),
        (
            "several others",
            with("aud", json!(["other", "paragraf2"])),
            audience,
        ),
        ("no audience", without("aud"), missing),
        ("an empty audience", with("aud", json!([])), audience),
        (
            "another issuer",
            with("iss", json!("https://idp.example.org")),
            issuer,
        ),
        (
            "our issuer in other case",
            with("iss", json!("Paragraf-dev")),
            issuer,
        ),
        ("no issuer", without("iss"), missing),
        ("nobody", without("sub"), missing),
    ];
    assert!(cases.len() > 40);
    for (name, token, message) in &cases {
        let value = format!("Bearer {token}");
        assert_refused(name, &value, &bearing(&app, &value).await, message);
    }
    assert_taken(
        "a good one after all these",
        &bearing(&app, &format!("Bearer {good}")).await,
    );
}

#[tokio::test]
async fn the_header_is_one_scheme_one_space_and_a_token() {
    let app = App::start(Engine::Sqlite).await;
    let good = with_header(HEADER, &payload());
    let grammar = "the authorization header is not a bearer token";
    for (name, value, message) in [
        ("two spaces", format!("Bearer  {good}"), grammar),
        ("a tab", format!("Bearer\t{good}"), grammar),
        ("no scheme", good.clone(), grammar),
        ("another scheme", format!("Basic {good}"), grammar),
        ("the scheme alone", "Bearer".to_owned(), grammar),
        ("padding", format!("Bearer {good}="), grammar),
        ("a quoted token", format!("Bearer \"{good}\""), grammar),
        (
            "two tokens",
            format!("Bearer {good}, Bearer {good}"),
            grammar,
        ),
        (
            "longer than 8 KiB",
            format!("Bearer {}", "a".repeat(9_000)),
            "the token is too long",
        ),
    ] {
        assert_refused(name, &value, &bearing(&app, &value).await, message);
    }
    let mut twice = HeaderMap::new();
    let value = HeaderValue::from_str(&format!("Bearer {good}")).expect("a header");
    twice.append(AUTHORIZATION, value.clone());
    twice.append(AUTHORIZATION, value);
    let asked = ask(&app, twice).await;
    assert_refused(
        "two headers",
        &good,
        &asked,
        "more than one authorization header",
    );
}

#[tokio::test]
async fn a_token_in_the_address_or_a_cookie_gives_nothing() {
    let app = App::start(Engine::Sqlite).await;
    let mut document =
        tests::minutes::board_meeting("2023-06-08", 1, &[("Öppnande", "Mötet öppnas.")]);
    document["body"]["organisation"] = json!("Samordningsförbundet Norrsken");
    app.load_as(&document, false, None).await.expect("loaded");
    let token = app.token("operator", &["samordningsforbundet-norrsken"]);
    let inside = bearing(&app, &format!("Bearer {token}")).await;
    assert_eq!(
        inside.body,
        r#"{"data":{"organisations":{"totalCount":1}}}"#
    );
    let mut cookie = HeaderMap::new();
    cookie.insert(
        "cookie",
        HeaderValue::from_str(&format!("token={token}; access_token={token}")).expect("a header"),
    );
    assert_taken("a cookie", &ask(&app, cookie).await);
    let http = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client");
    let address = format!(
        "{}/graphql?query=%7Borganisations%7BtotalCount%7D%7D&access_token={token}&token={token}",
        app.base()
    );
    let response = http.get(address).answered().await.expect("an answer");
    assert_eq!(response.status(), 200);
    assert_eq!(
        response.text().await.expect("a body"),
        r#"{"data":{"organisations":{"totalCount":0}}}"#
    );
}

#[tokio::test]
async fn whoever_has_no_token_is_told_who_gives_one() {
    let app = App::with(Engine::Sqlite, |settings| {
        settings.public_url = Some("https://paragraf.example/".to_owned());
        settings.oidc_issuers = Some("https://login.example/realm".to_owned());
    })
    .await;
    let path = "/.well-known/oauth-protected-resource";
    let told = app.anonymous().get(path).await;
    assert_eq!(told.status, 200);
    assert_eq!(told.body["resource"], "https://paragraf.example");
    assert_eq!(
        told.body["authorization_servers"],
        json!(["https://login.example/realm"])
    );
    let challenge = async |app: &App, address: &str| {
        let client = reqwest::Client::new();
        let request = client.get(format!("{}{address}", app.base()));
        let answer = request
            .bearer_auth("forged")
            .answered()
            .await
            .expect("an answer");
        assert_eq!(answer.status(), 401, "{address}");
        let held = answer.headers()[WWW_AUTHENTICATE].to_str();
        held.expect("a text").to_owned()
    };
    for address in ["/paragraf/v1/decisions", "/graphql?query={__typename}"] {
        assert_eq!(
            challenge(&app, address).await,
            format!(
                "Bearer error=\"invalid_token\", resource_metadata=\"https://paragraf.example{path}\""
            )
        );
    }
    // A service that was not told its own address has none to give.
    let app = App::start(Engine::Sqlite).await;
    assert_eq!(app.anonymous().get(path).await.status, 404);
    assert_eq!(
        challenge(&app, "/paragraf/v1/decisions").await,
        "Bearer error=\"invalid_token\""
    );
}
