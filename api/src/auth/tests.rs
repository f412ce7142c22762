use actix_web::http::header::{AUTHORIZATION, HeaderName, HeaderValue};
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Map, Value, json};

use super::*;

const NOW: i64 = 1_789_000_000;
const SECRET: &str = "a secret for tests, of more than 32 bytes";

fn verifier() -> TokenVerifier {
    TokenVerifier::try_new(&SecretString::from(SECRET)).unwrap()
}

fn reason(token: &str) -> Option<Reason> {
    verifier().verify(token, NOW).err().map(TokenError::reason)
}

/// `b64url` without padding, by the library's own signer: it encodes what it is given.
fn part(text: &str) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut encoded = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let bits = chunk
            .iter()
            .fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for at in 0..=chunk.len() {
            let sextet = (bits >> (18 - 6 * at)) & 63;
            encoded.push(char::from(ALPHABET[sextet as usize]));
        }
    }
    encoded
}

fn sign_with(algorithm: Algorithm, secret: &[u8], header: &str, payload: &str) -> String {
    let message = format!("{}.{}", part(header), part(payload));
    let key = EncodingKey::from_secret(secret);
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, algorithm).unwrap();
    format!("{message}.{signature}")
}

fn sign(header: &str, payload: &str) -> String {
    sign_with(Algorithm::HS256, SECRET.as_bytes(), header, payload)
}

const HEADER: &str = r#"{"typ":"at+jwt","alg":"HS256"}"#;

fn claims() -> Map<String, Value> {
    let Value::Object(claims) = json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": "u1", "name": "Åsa Öberg", "exp": NOW + 600, "iat": NOW,
        "jti": "t1", "roles": ["chair", "dictator", "auditor"], "organisations": ["samordningsforbundet-umearegionen"],
        "person": "per-1", "acr": "loa3", "auth_time": NOW - 60,
    }) else {
        unreachable!()
    };
    claims
}

fn with(name: &str, value: Value) -> String {
    let mut claims = claims();
    claims.insert(name.to_owned(), value);
    sign(HEADER, &Value::Object(claims).to_string())
}

fn without(name: &str) -> String {
    let mut claims = claims();
    claims.remove(name);
    sign(HEADER, &Value::Object(claims).to_string())
}

fn payload() -> String {
    Value::Object(claims()).to_string()
}

fn with_header(header: &str) -> String {
    sign(header, &payload())
}

#[test]
fn a_good_token_names_its_actor() {
    let actor = verifier().verify(&with_header(HEADER), NOW).unwrap();
    assert_eq!(
        actor,
        Actor {
            issuer: "paragraf-dev".to_owned(),
            subject: "u1".to_owned(),
            name: Some("Åsa Öberg".to_owned()),
            roles: [Role::Chair, Role::Auditor].into(),
            organisations: ["samordningsforbundet-umearegionen".to_owned()].into(),
            person: Some("per-1".to_owned()),
            acr: Some("loa3".to_owned()),
            auth_time: Some(NOW - 60),
            token_id: Some("t1".to_owned()),
            issued_at: NOW,
            expires_at: NOW + 600,
            barred: [].into(),
        }
    );
}

#[test]
fn an_issued_token_is_verified_and_reads_the_same() {
    let claims = Claims {
        sub: "u1".to_owned(),
        exp: NOW + 3_600,
        iat: NOW,
        roles: vec!["secretary".to_owned()],
        organisations: vec!["a".to_owned(), "b".to_owned()],
        ..Claims::default()
    };
    let token = verifier().issue(&claims).unwrap();
    let header = jsonwebtoken::decode_header(&token).unwrap();
    assert_eq!(header.typ.as_deref(), Some("at+jwt"));
    let actor = verifier().verify(&token, NOW).unwrap();
    assert!(actor.roles.iter().eq([&Role::Secretary]));
    assert!(actor.organisations.iter().eq(["a", "b"]));
    assert_eq!(
        (actor.name, actor.token_id, actor.auth_time),
        (None, None, None)
    );
}

#[test]
fn headers_that_choose_their_own_verification_are_refused() {
    let cases: &[(&str, Option<Reason>)] = &[
        (r#"{"typ":"at+jwt","alg":"HS256"}"#, None),
        (r#"{"typ":"AT+JWT","alg":"HS256"}"#, None),
        (r#"{"typ":"application/at+jwt","alg":"HS256"}"#, None),
        (r#"{"typ":"at+jwt","alg":"HS256","kid":"any"}"#, None),
        (r#"{"typ":"at+jwt","alg":"HS256","kid":""}"#, None),
        (
            r#"{"typ":"at+jwt","alg":"HS256","kid":"../../dev/null"}"#,
            None,
        ),
        (
            r#"{"typ":"at+jwt","alg":"HS256","kid":"' OR 1=1 --"}"#,
            None,
        ),
        (
            r#"{"typ":"at+jwt","alg":"HS256","kid":"nyckel-å-\u202e"}"#,
            None,
        ),
        (r#"{"typ":"JWT","alg":"HS256"}"#, Some(Reason::Type)),
        (r#"{"typ":"","alg":"HS256"}"#, Some(Reason::Type)),
        (r#"{"typ":"at+jwt ","alg":"HS256"}"#, Some(Reason::Type)),
        (r#"{"typ":null,"alg":"HS256"}"#, Some(Reason::Type)),
        (r#"{"alg":"HS256"}"#, Some(Reason::Type)),
        (r#"{"typ":"at+jwt","alg":"none"}"#, Some(Reason::Algorithm)),
        (r#"{"typ":"at+jwt","alg":"None"}"#, Some(Reason::Algorithm)),
        (r#"{"typ":"at+jwt","alg":"nOnE"}"#, Some(Reason::Algorithm)),
        (r#"{"typ":"at+jwt","alg":"hs256"}"#, Some(Reason::Algorithm)),
        (r#"{"typ":"at+jwt","alg":""}"#, Some(Reason::Algorithm)),
        (r#"{"typ":"at+jwt","alg":null}"#, Some(Reason::Algorithm)),
        (r#"{"typ":"at+jwt"}"#, Some(Reason::Algorithm)),
        (
            r#"{"typ":"at+jwt","alg":["HS256"]}"#,
            Some(Reason::Algorithm),
        ),
        (r#"{"typ":"at+jwt","alg":"HS384"}"#, Some(Reason::Algorithm)),
        (r#"{"typ":"at+jwt","alg":"HS512"}"#, Some(Reason::Algorithm)),
        (r#"{"typ":"at+jwt","alg":"RS256"}"#, Some(Reason::Algorithm)),
        (r#"{"typ":"at+jwt","alg":"PS256"}"#, Some(Reason::Algorithm)),
        (r#"{"typ":"at+jwt","alg":"ES256"}"#, Some(Reason::Algorithm)),
        (r#"{"typ":"at+jwt","alg":"EdDSA"}"#, Some(Reason::Algorithm)),
        (
            r#"{"typ":"at+jwt","alg":"none","alg":"HS256"}"#,
            Some(Reason::Algorithm),
        ),
        (
            r#"{"typ":"at+jwt","alg":"HS256","crit":["b64"]}"#,
            Some(Reason::Header),
        ),
        (
            r#"{"typ":"at+jwt","alg":"HS256","crit":[]}"#,
            Some(Reason::Header),
        ),
        (
            r#"{"typ":"at+jwt","alg":"HS256","crit":["exp"],"exp":1}"#,
            Some(Reason::Header),
        ),
        (
            r#"{"typ":"at+jwt","alg":"HS256","b64":false}"#,
            Some(Reason::Header),
        ),
        (
            r#"{"typ":"at+jwt","alg":"HS256","jku":"https://example.org/keys"}"#,
            Some(Reason::Header),
        ),
        (
            r#"{"typ":"at+jwt","alg":"HS256","x5u":"https://example.org/cert"}"#,
            Some(Reason::Header),
        ),
        (
            r#"{"typ":"at+jwt","alg":"HS256","x5c":["AAAA"]}"#,
            Some(Reason::Header),
        ),
        (
            r#"{"typ":"at+jwt","alg":"HS256","jwk":{"kty":"oct","k":"AAAA"}}"#,
            Some(Reason::Header),
        ),
        (
            r#"{"typ":"at+jwt","alg":"HS256","zip":"DEF"}"#,
            Some(Reason::Header),
        ),
        (
            r#"{"typ":"at+jwt","alg":"HS256","enc":"A256GCM"}"#,
            Some(Reason::Header),
        ),
        (
            r#"{"typ":"at+jwt","alg":"HS256","cty":"JWT"}"#,
            Some(Reason::Header),
        ),
    ];
    for (header, expected) in cases {
        assert_eq!(reason(&with_header(header)), *expected, "{header}");
    }
    let long = format!(
        r#"{{"typ":"at+jwt","alg":"HS256","kid":"{}"}}"#,
        "k".repeat(64_000)
    );
    assert_eq!(reason(&with_header(&long)), Some(Reason::TooLong));
}

#[test]
fn signatures_that_do_not_hold_are_refused() {
    let good = with_header(HEADER);
    let (message, signature) = good.rsplit_once('.').unwrap();
    let (head, body) = message.split_once('.').unwrap();
    let first = if signature.starts_with('A') { 'B' } else { 'A' };
    let flipped = format!("{first}{}", &signature[1..]);
    let hs512 = r#"{"typ":"at+jwt","alg":"HS512"}"#;
    let foreign = part(&payload().replace("\"u1\"", "\"u2\""));
    let cases = [
        (format!("{message}.{flipped}"), Reason::Signature),
        (format!("{message}.{}", &signature[..40]), Reason::Signature),
        (format!("{message}."), Reason::Malformed),
        (message.to_owned(), Reason::Malformed),
        (format!("{head}.{foreign}.{signature}"), Reason::Signature),
        (
            sign_with(Algorithm::HS256, b"", HEADER, &payload()),
            Reason::Signature,
        ),
        (
            sign_with(
                Algorithm::HS256,
                b"another secret of more than 32 bytes!",
                HEADER,
                &payload(),
            ),
            Reason::Signature,
        ),
        // Signed as it says, and as it does not say, with our own secret.
        (
            sign_with(Algorithm::HS512, SECRET.as_bytes(), hs512, &payload()),
            Reason::Algorithm,
        ),
        (
            sign_with(Algorithm::HS512, SECRET.as_bytes(), HEADER, &payload()),
            Reason::Signature,
        ),
        (format!("{good}."), Reason::Malformed),
        (format!("{good}.{signature}"), Reason::Malformed),
        (
            format!("{head}.{body}.{signature}.{signature}.{signature}"),
            Reason::Malformed,
        ),
        (format!(".{body}.{signature}"), Reason::Malformed),
        (format!("{head}..{signature}"), Reason::Malformed),
        (format!("{message}.{signature}="), Reason::Malformed),
        (format!("{message}.{signature} "), Reason::Malformed),
        (String::new(), Reason::Malformed),
        ("..".to_owned(), Reason::Malformed),
        ("a.b.c".to_owned(), Reason::Malformed),
        ("å.ä.ö".to_owned(), Reason::Malformed),
        (sign("null", &payload()), Reason::Algorithm),
        (sign("[]", &payload()), Reason::Algorithm),
        (sign("{", &payload()), Reason::Algorithm),
    ];
    for (token, expected) in cases {
        assert_eq!(reason(&token), Some(expected), "{token}");
    }
}

#[test]
fn instants_are_held_to_within_five_seconds() {
    let cases: &[(&str, i64, Option<Reason>)] = &[
        ("exp", -61, Some(Reason::Expired)),
        ("exp", -6, Some(Reason::Expired)),
        ("exp", -5, Some(Reason::Expired)),
        ("exp", -4, None),
        ("exp", -1, None),
        ("exp", 0, None),
        ("exp", 1, None),
        ("exp", 6, None),
        ("exp", 61, None),
        ("nbf", -61, None),
        ("nbf", -6, None),
        ("nbf", -1, None),
        ("nbf", 0, None),
        ("nbf", 1, None),
        ("nbf", 5, None),
        ("nbf", 6, Some(Reason::NotYetValid)),
        ("nbf", 61, Some(Reason::NotYetValid)),
        ("iat", -61, None),
        ("iat", -6, None),
        ("iat", -1, None),
        ("iat", 0, None),
        ("iat", 1, None),
        ("iat", 5, None),
        ("iat", 6, Some(Reason::IssuedInFuture)),
        ("iat", 61, Some(Reason::IssuedInFuture)),
    ];
    for (claim, offset, expected) in cases {
        assert_eq!(
            reason(&with(claim, json!(NOW + offset))),
            *expected,
            "{claim} {offset:+}"
        );
    }
}

#[test]
fn claims_that_are_missing_or_of_another_form_are_refused() {
    for claim in ["iss", "aud", "sub", "exp", "iat"] {
        assert_eq!(
            reason(&without(claim)),
            Some(Reason::MissingClaim),
            "{claim}"
        );
        assert_eq!(
            reason(&with(claim, Value::Null)),
            Some(Reason::MissingClaim),
            "{claim}"
        );
    }
    for claim in [
        "name",
        "jti",
        "roles",
        "organisations",
        "person",
        "acr",
        "auth_time",
    ] {
        assert_eq!(reason(&without(claim)), None, "{claim}");
    }
    let cases = [
        ("iss", json!("paragraf-dev "), Some(Reason::Issuer)),
        (
            "iss",
            json!("https://login.example.org"),
            Some(Reason::Issuer),
        ),
        ("iss", json!(["paragraf-dev"]), Some(Reason::InvalidClaim)),
        ("iss", json!(1), Some(Reason::InvalidClaim)),
        ("aud", json!("other"), Some(Reason::Audience)),
        ("aud", json!("Paragraf"), Some(Reason::Audience)),
        ("aud", json!(["other", "more"]), Some(Reason::Audience)),
        ("aud", json!([]), Some(Reason::Audience)),
        ("aud", json!(["other", "paragraf"]), None),
        ("aud", json!(["paragraf"]), None),
        (
            "aud",
            json!({ "paragraf": true }),
            Some(Reason::InvalidClaim),
        ),
        ("sub", json!(""), Some(Reason::InvalidClaim)),
        ("sub", json!(" "), Some(Reason::InvalidClaim)),
        ("sub", json!(17), Some(Reason::InvalidClaim)),
        (
            "sub",
            json!("u1\nadmin logged in"),
            Some(Reason::InvalidClaim),
        ),
        (
            "exp",
            json!((NOW + 600).to_string()),
            Some(Reason::InvalidClaim),
        ),
        ("exp", json!(NOW as f64 + 600.5), Some(Reason::InvalidClaim)),
        ("exp", json!(1e300), Some(Reason::InvalidClaim)),
        ("exp", json!(u64::MAX), Some(Reason::InvalidClaim)),
        ("exp", json!(i64::MAX), Some(Reason::InvalidClaim)),
        (
            "exp",
            json!(253_402_300_800_i64),
            Some(Reason::InvalidClaim),
        ),
        ("exp", json!(253_402_300_799_i64), None),
        ("exp", json!(-1), Some(Reason::MissingClaim)),
        ("exp", json!(0), Some(Reason::Expired)),
        ("exp", json!(true), Some(Reason::InvalidClaim)),
        ("exp", json!([NOW + 600]), Some(Reason::InvalidClaim)),
        ("nbf", json!("0"), Some(Reason::InvalidClaim)),
        ("nbf", json!(-1), Some(Reason::InvalidClaim)),
        ("iat", json!("0"), Some(Reason::InvalidClaim)),
        ("iat", json!(i64::MIN), Some(Reason::InvalidClaim)),
        ("auth_time", json!("yesterday"), Some(Reason::InvalidClaim)),
        ("auth_time", json!(i64::MAX), Some(Reason::InvalidClaim)),
        ("roles", json!("chair"), Some(Reason::InvalidClaim)),
        ("roles", json!([1]), Some(Reason::InvalidClaim)),
        ("roles", json!([]), None),
        ("organisations", json!("a"), Some(Reason::InvalidClaim)),
        ("name", json!("\u{0}"), Some(Reason::InvalidClaim)),
        ("unknown", json!({ "a": [1, 2] }), None),
    ];
    for (claim, value, expected) in cases {
        let shown = value.to_string();
        assert_eq!(reason(&with(claim, value)), expected, "{claim} {shown}");
    }
}

#[test]
fn a_claim_that_is_said_twice_is_refused() {
    for (claim, value) in [
        ("exp", (NOW + 9_999).to_string()),
        ("iss", "\"paragraf-dev\"".to_owned()),
        ("aud", "\"paragraf\"".to_owned()),
        ("sub", "\"u2\"".to_owned()),
        ("iat", NOW.to_string()),
        ("roles", "[\"operator\"]".to_owned()),
        ("organisations", "[]".to_owned()),
    ] {
        let twice = payload().replacen('{', &format!("{{\"{claim}\":{value},"), 1);
        assert_eq!(
            reason(&sign(HEADER, &twice)),
            Some(Reason::InvalidClaim),
            "{claim}"
        );
    }
    for payload in ["null", "[]", "{", "\"sub\"", ""] {
        let expected = if payload.is_empty() {
            Reason::Malformed
        } else {
            Reason::InvalidClaim
        };
        assert_eq!(reason(&sign(HEADER, payload)), Some(expected), "{payload}");
    }
}

#[test]
fn unknown_roles_give_no_rights() {
    let actor = verifier()
        .verify(&with("roles", json!(["admin", "Operator", " chair"])), NOW)
        .unwrap();
    assert!(actor.roles.is_empty());
}

#[test]
fn extreme_clocks_do_not_overflow() {
    let token = with_header(HEADER);
    assert_eq!(
        verifier().verify(&token, i64::MAX).unwrap_err().reason(),
        Reason::Expired
    );
    assert_eq!(
        verifier().verify(&token, i64::MIN).unwrap_err().reason(),
        Reason::IssuedInFuture
    );
}

#[test]
fn a_secret_has_32_bytes_or_more() {
    let verifier = |length: usize| TokenVerifier::try_new(&SecretString::from("s".repeat(length)));
    assert_eq!(
        verifier(31).unwrap_err().to_string(),
        "the secret has 31 bytes, at least 32 are required"
    );
    assert!(verifier(0).is_err());
    assert!(verifier(32).is_ok());
    assert!(!format!("{:?}", verifier(32)).contains("ssss"));
}

#[test]
fn no_error_quotes_the_token() {
    let secret = "c0ffee".repeat(10);
    let error = verifier()
        .verify(&with("sub", json!([secret])), NOW)
        .unwrap_err();
    assert!(!format!("{error} {error:?}").contains("c0ffee"));
    assert_eq!(error.code(), "UNAUTHENTICATED");
}

fn bearer_of(values: &[&[u8]]) -> Result<Option<String>, Reason> {
    let mut headers = HeaderMap::new();
    for value in values {
        headers.append(AUTHORIZATION, HeaderValue::from_bytes(value).unwrap());
    }
    bearer(&headers)
        .map(|token| token.map(str::to_owned))
        .map_err(TokenError::reason)
}

#[test]
fn the_header_is_bearer_one_space_and_a_token() {
    assert_eq!(bearer_of(&[]), Ok(None));
    assert_eq!(
        bearer_of(&[b"Bearer a.b-c_d.e"]),
        Ok(Some("a.b-c_d.e".to_owned()))
    );
    assert_eq!(bearer_of(&[b"bearer a.b.c"]), Ok(Some("a.b.c".to_owned())));
    for value in [
        b"".as_slice(),
        b"Bearer",
        b"Bearer ",
        b"Bearer  a.b.c",
        b"Bearer\ta.b.c",
        b"Bearer a.b.c ",
        b" Bearer a.b.c",
        b"Bearer a.b.c d",
        b"Bearer a.b.c,d",
        b"Bearer a.b.c\t",
        b"Bearer \xe5.b.c",
        b"Basic dTpw",
        b"Token a.b.c",
        b"a.b.c",
        b"Bearer=a.b.c",
        b"Bearer a.b.c==",
    ] {
        assert_eq!(
            bearer_of(&[value]),
            Err(Reason::HeaderGrammar),
            "{}",
            String::from_utf8_lossy(value)
        );
    }
    assert_eq!(
        bearer_of(&[b"Bearer a.b.c", b"Bearer a.b.c"]),
        Err(Reason::SeveralHeaders)
    );
    assert_eq!(
        bearer_of(&[b"Bearer a.b.c", b""]),
        Err(Reason::SeveralHeaders)
    );
    let long = format!("Bearer {}", "a".repeat(16 * 1024));
    assert_eq!(bearer_of(&[long.as_bytes()]), Err(Reason::TooLong));
    let longest = format!("Bearer {}", "a".repeat(8 * 1024 - 7));
    assert!(bearer_of(&[longest.as_bytes()]).is_ok());
}

#[test]
fn a_token_in_a_cookie_is_not_looked_for() {
    let mut headers = HeaderMap::new();
    headers.append(
        HeaderName::from_static("cookie"),
        HeaderValue::from_static("access_token=a.b.c"),
    );
    assert_eq!(bearer(&headers), Ok(None));
}
