//! Signing in through an issuer: the whole of it with a real provider, and what is not taken.

use super::issuers::{Provider, with};
use application::ports::Clock;
use chrono::TimeDelta;
use data_encoding::BASE64URL_NOPAD as BASE64;
use reqwest::Url;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use tests::app::{App, Engine};
use tests::board::{ASSOCIATION, Board};
use tests::browser::{Browser, Shown};
use tests::issuer::{Issuer, Key, token};

const JOURNEY: &str = "paragraf-sign-in";
const COOKIE: &str = "paragraf";

/// An address of this machine that nobody answers at yet.
fn free() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").to_string()
}

/// A service at an address, with one issuer.
async fn served(address: &str, issuer: &str, sign_in: &Value) -> App {
    let settings = json!([{
        "issuer": issuer,
        "claims": {"roles": "groups", "organisations": "orgNumber"},
        "roles": {"Ekonomer": "treasurer"},
        "organisations": {"212000-0000": ASSOCIATION},
        "signIn": sign_in,
    }]);
    let app = App::with(Engine::Sqlite, |held| {
        held.listen = address.to_owned();
        held.public_url = Some(format!("http://{address}"));
        held.oidc_issuers = Some(settings.to_string());
    });
    app.await
}

fn asked(address: &str) -> HashMap<String, String> {
    let address = Url::parse(address).expect("an address");
    address.query_pairs().into_owned().collect()
}

/// The answer of a provider's form, sent on until it leads back to the service.
async fn led_back(browser: &Browser, start: &str, service: &str, login: &str) -> String {
    let mut next = start.to_owned();
    for _ in 0..12 {
        if next.starts_with(service) {
            return next;
        }
        let shown = browser.get(&next).await;
        let answered = match shown.status {
            200 => {
                let action = shown.body.split("action=\"").nth(1).expect("a form");
                let action = action.split('"').next().expect("an address").to_owned();
                let prompt = match shown.body.contains("value=\"consent\"") {
                    true => "consent",
                    false => "login",
                };
                let fields = [("prompt", prompt), ("login", login), ("password", "x")];
                browser.post_from(&action, &fields, &[]).await
            }
            _ => shown,
        };
        next = followed(&next, &answered);
    }
    panic!("the provider leads in circles: {next}");
}

fn followed(from: &str, shown: &Shown) -> String {
    assert_ne!(shown.leads_to(), "", "{}: {}", shown.status, shown.body);
    let from = Url::parse(from).expect("an address");
    from.join(shown.leads_to()).expect("an address").into()
}

#[actix_web::test]
async fn somebody_signs_in_through_a_real_provider_and_out_again() {
    let address = free();
    let service = format!("http://{address}");
    let provider = Provider::start(Some(&service)).await;
    let sign_in = json!({"name": "kommunen", "label": "Tallmo kommun", "clientId": "web",
        "clientSecret": "a secret: of the service & its tests", "maxAge": 3600});
    let app = served(&address, &provider.issuer, &sign_in).await;
    Board::of(&app).await;
    let browser = Browser::new(app.base());
    let page = browser.get("/sign-in?returnTo=/account?x=1").await;
    assert!(
        page.body.contains("Logga in med Tallmo kommun"),
        "{}",
        page.body
    );
    let set_out = browser
        .get("/sign-in/kommunen?returnTo=%2Faccount%3Fx%3D1")
        .await;
    assert_eq!(
        (set_out.status, set_out.header("cache-control")),
        (303, "no-store")
    );
    let cookie = set_out.header("set-cookie");
    assert!(cookie.starts_with(&format!("{JOURNEY}=")), "{cookie}");
    assert!(
        cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax; Max-Age=600"),
        "{cookie}"
    );
    let query = asked(set_out.leads_to());
    assert!(set_out.leads_to().starts_with(&provider.issuer));
    assert_eq!(
        (
            query["response_type"].as_str(),
            query["code_challenge_method"].as_str()
        ),
        ("code", "S256")
    );
    assert_eq!(
        (query["max_age"].as_str(), query["scope"].as_str()),
        ("3600", "openid profile")
    );
    for drawn in ["state", "nonce", "code_challenge"] {
        assert_eq!(query[drawn].len(), 43, "{drawn}");
    }
    let back = led_back(&browser, set_out.leads_to(), &service, "u1").await;
    let journey = browser.cookie(JOURNEY).expect("a cookie");
    let shown = browser.get(&back).await;
    assert_eq!(
        (shown.status, shown.leads_to()),
        (303, "/account?x=1"),
        "{}",
        shown.body
    );
    let set: Vec<&str> = shown
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|held| held.to_str().expect("text"))
        .collect();
    let id = browser.cookie(COOKIE).expect("a session");
    assert_eq!(
        set[0],
        format!("{COOKIE}={id}; Path=/; HttpOnly; SameSite=Lax")
    );
    assert!(browser.cookie(JOURNEY).is_none(), "{set:?}");
    let account = browser.get("/account").await;
    for told in [
        "Sara Ekonom",
        "Ekonomiansvarig",
        &provider.issuer,
        "Samordningsförbundet",
    ] {
        assert!(account.body.contains(told), "{told}: {}", account.body);
    }
    // The answer again: without its cookie it is nobody's, and with it the code was used.
    assert_eq!(browser.get(&back).await.status, 400);
    let again = Browser::new(app.base());
    again.plant(JOURNEY, &journey);
    assert_eq!(again.get(&back).await.status, 403);
    assert!(again.cookie(COOKIE).is_none());
    // A code that another browser was given.
    let (victim, thief) = (Browser::new(app.base()), Browser::new(app.base()));
    let out = victim.get("/sign-in/kommunen").await;
    let stolen = led_back(&victim, out.leads_to(), &service, "u2").await;
    let stolen = asked(&stolen);
    let own = asked(thief.get("/sign-in/kommunen").await.leads_to());
    let mut injected = Url::parse(&format!("{service}/sign-in/kommunen/callback")).expect("ours");
    injected
        .query_pairs_mut()
        .append_pair("code", &stolen["code"])
        .append_pair("state", &own["state"])
        .append_pair("iss", &stolen["iss"]);
    assert_eq!(thief.get(injected.as_str()).await.status, 403);
    assert!(thief.cookie(COOKIE).is_none());
    // Out again, and out there too.
    let out = browser
        .post("/sign-out", &[("csrf", &account.csrf())])
        .await;
    let there = out
        .body
        .split("href=\"")
        .find(|rest| rest.starts_with(&provider.issuer));
    let there = there
        .and_then(|rest| rest.split('"').next())
        .expect("the way out there");
    let there = asked(&there.replace("&amp;", "&").replace("&#38;", "&"));
    assert_eq!(there["client_id"], "web");
    assert_eq!(there["post_logout_redirect_uri"], format!("{service}/"));
    assert_eq!(browser.get("/account").await.status, 303);
}

/// A service before an issuer that a test plays, and somebody on their way back to it.
struct Stage {
    app: App,
    issuer: Issuer,
    key: Key,
    claims: Value,
    browser: Browser,
    query: HashMap<String, String>,
}

impl Stage {
    async fn set(more: &Value) -> Self {
        let key = Key::rsa();
        let issuer = Issuer::start(vec![key.public("a")]).await;
        let sign_in = json!({"name": "kommunen", "label": "Tallmo kommun", "clientId": "web"});
        let app = served(&free(), issuer.name(), &with(&sign_in, more)).await;
        let now = app.clock.now();
        app.clock.set(now);
        let now = now.timestamp();
        let mut stage = Self {
            claims: json!({"iss": issuer.name(), "aud": "web", "sub": "u1", "iat": now, "exp": now + 600,
                "auth_time": now, "acr": "loa3", "groups": ["Ekonomer"], "orgNumber": "212000-0000"}),
            browser: Browser::new(app.base()),
            query: HashMap::new(),
            app,
            issuer,
            key,
        };
        stage.out("").await;
        stage
    }

    /// Sets out anew.
    async fn out(&mut self, query: &str) {
        self.browser = Browser::new(self.app.base());
        let out = self.browser.get(&format!("/sign-in/kommunen{query}")).await;
        assert_eq!(out.status, 303, "{}", out.body);
        self.query = asked(out.leads_to());
    }

    fn id_token(&self, header: &Value, changes: &Value) -> String {
        let mut claims = self.claims.clone();
        claims["nonce"] = json!(self.query["nonce"]);
        let usual = json!({"alg": "RS256", "kid": "a", "typ": "JWT"});
        token(&self.key, &with(&usual, header), &with(&claims, changes))
    }

    async fn back(&self, changes: &[(&str, Option<&str>)]) -> Shown {
        let mut query = vec![("code", "c1"), ("state", self.query["state"].as_str())];
        for (name, value) in changes {
            query.retain(|(held, _)| held != name);
            query.extend(value.map(|value| (*name, value)));
        }
        let mut address =
            Url::parse(&format!("{}/sign-in/kommunen/callback", self.app.base())).expect("ours");
        address.query_pairs_mut().extend_pairs(query);
        let shown = self.browser.get(address.as_str()).await;
        assert_eq!(self.browser.cookie(COOKIE).is_some(), shown.status == 303);
        shown
    }
}

#[actix_web::test]
async fn an_id_token_is_held_to_everything_that_was_asked() {
    let mut stage = Stage::set(&json!({})).await;
    let now = stage.claims["iat"].as_i64().expect("a time");
    let hash = BASE64.encode(&Sha256::digest("access")[..16]);
    for (header, claims, taken) in [
        (json!({}), json!({}), true),
        (
            json!({"typ": null}),
            json!({"aud": ["web"], "azp": "web"}),
            true,
        ),
        (
            json!({}),
            json!({"aud": ["web", "other"], "azp": "web"}),
            true,
        ),
        (json!({}), json!({"at_hash": hash}), true),
        (json!({}), json!({"exp": now - 4}), true),
        (json!({}), json!({"nonce": null}), false),
        (json!({}), json!({"nonce": "other"}), false),
        (json!({}), json!({"aud": "other"}), false),
        (json!({}), json!({"aud": "paragraf"}), false),
        (json!({}), json!({"aud": ["web", "other"]}), false),
        (json!({}), json!({"azp": "other"}), false),
        (json!({}), json!({"azp": 7}), false),
        (json!({}), json!({"iss": "https://evil.example"}), false),
        (json!({}), json!({"exp": now - 5}), false),
        (json!({}), json!({"iat": now + 6}), false),
        (json!({}), json!({"sub": ""}), false),
        (json!({}), json!({"at_hash": "x"}), false),
        (json!({}), json!({"at_hash": 7}), false),
        (json!({"typ": "at+jwt"}), json!({}), false),
        (json!({"alg": "none"}), json!({}), false),
        (json!({"alg": "HS256"}), json!({}), false),
        (json!({"alg": "PS256"}), json!({}), false),
        (json!({"kid": "b"}), json!({}), false),
        (json!({"kid": null}), json!({}), false),
    ] {
        stage.out("").await;
        let id_token = stage.id_token(&header, &claims);
        stage
            .issuer
            .give(json!({"id_token": id_token, "access_token": "access", "token_type": "Bearer"}));
        let shown = stage.back(&[]).await;
        let expected = if taken { 303 } else { 403 };
        assert_eq!(shown.status, expected, "{header} {claims}: {}", shown.body);
    }
    // What was sent for the code: its own verifier, of the challenge.
    stage.out("").await;
    stage
        .issuer
        .give(json!({"id_token": stage.id_token(&json!({}), &json!({}))}));
    assert_eq!(stage.back(&[]).await.status, 303);
    let sent = stage.issuer.sent().pop().expect("a code");
    let sent = asked(&format!("http://x/?{sent}"));
    let challenge = BASE64.encode(&Sha256::digest(&sent["code_verifier"]));
    assert_eq!(challenge, stage.query["code_challenge"]);
    assert_eq!(
        (sent["client_id"].as_str(), sent["code"].as_str()),
        ("web", "c1")
    );
    assert_eq!(sent["redirect_uri"], stage.query["redirect_uri"]);
    // Whoever is signed in so is known by issuer and subject, and revoked as anybody is.
    let account = stage.browser.get("/account").await;
    assert!(account.body.contains(stage.issuer.name()) && account.body.contains("u1"));
}

#[actix_web::test]
async fn an_answer_belongs_to_the_browser_that_set_out() {
    let mut stage = Stage::set(&json!({})).await;
    let good = |stage: &Stage| {
        let id_token = stage.id_token(&json!({}), &json!({}));
        stage.issuer.give(json!({"id_token": id_token}));
    };
    let hostile = "<script>alert(1)</script>";
    for (changes, expected) in [
        (vec![("state", None)], 400),
        (vec![("state", Some(hostile))], 400),
        (vec![("code", None)], 400),
        (vec![("iss", Some("https://evil.example"))], 403),
        (
            vec![
                ("code", None),
                ("error", Some("access_denied")),
                ("error_description", Some(hostile)),
            ],
            403,
        ),
        (vec![("code", None), ("error", Some(hostile))], 403),
        (vec![("error", Some("server_error"))], 403),
        (vec![], 303),
    ] {
        stage.out("").await;
        good(&stage);
        let before = stage.issuer.sent().len();
        let shown = stage.back(&changes).await;
        assert_eq!(shown.status, expected, "{changes:?}: {}", shown.body);
        assert!(!shown.body.contains("<script"), "{}", shown.body);
        let exchanged = stage.issuer.sent().len() - before;
        assert_eq!(
            exchanged,
            usize::from(expected == 303),
            "no code goes out: {changes:?}"
        );
        assert!(stage.browser.cookie(JOURNEY).is_none());
    }
    // Said twice.
    stage.out("").await;
    good(&stage);
    let state = &stage.query["state"];
    let twice = format!("/sign-in/kommunen/callback?code=c1&state={state}&state={state}");
    assert_eq!(stage.browser.get(&twice).await.status, 400);
    // Another browser; a cookie that somebody made or changed; one of an hour ago.
    stage.out("").await;
    good(&stage);
    let own = stage.browser.cookie(JOURNEY).expect("a cookie");
    let evil = own.replace(".0.", ".1.");
    for planted in [
        "",
        "x",
        "a.b.c.d.e",
        evil.as_str(),
        &format!("{own}x"),
        "A.kommunen.9223372036854775807.0.",
    ] {
        let stranger = Browser::new(stage.app.base());
        stranger.plant(JOURNEY, planted);
        stage.browser = stranger;
        assert_eq!(stage.back(&[]).await.status, 400, "{planted}");
    }
    for (seconds, expected) in [(599, 303), (600, 400)] {
        stage.out("").await;
        good(&stage);
        let now = stage.app.clock.now();
        stage.app.clock.set(now + TimeDelta::seconds(seconds));
        // The ID token holds for ten minutes too, and five seconds more.
        assert_eq!(stage.back(&[]).await.status, expected, "{seconds}");
        stage.app.clock.set(now);
    }
    // Where the issuer says that it tells who it is, it must.
    stage
        .issuer
        .discover(json!({"authorization_response_iss_parameter_supported": true}));
    let name = stage.issuer.name().to_owned();
    for (iss, expected) in [(None, 403), (Some(name.as_str()), 303)] {
        stage.out("").await;
        good(&stage);
        assert_eq!(
            stage.back(&[("iss", iss)]).await.status,
            expected,
            "{iss:?}"
        );
    }
}

#[actix_web::test]
async fn an_issuer_that_does_not_fit_is_not_asked() {
    let stage = Stage::set(&json!({})).await;
    for fault in [
        json!({"code_challenge_methods_supported": ["plain"]}),
        json!({"issuer": "https://evil.example"}),
        json!({"authorization_endpoint": "http://evil.example/authorize"}),
        json!({"authorization_endpoint": "javascript:alert(1)"}),
        json!({"token_endpoint": null}),
    ] {
        stage.issuer.discover(fault.clone());
        let shown = Browser::new(stage.app.base())
            .get("/sign-in/kommunen")
            .await;
        assert_eq!(
            (shown.status, shown.header("set-cookie")),
            (503, ""),
            "{fault}"
        );
    }
    // The secret and the code go to nobody else.
    stage
        .issuer
        .discover(json!({"token_endpoint": "https://evil.example/token"}));
    let shown = stage.back(&[]).await;
    assert_eq!(shown.status, 503);
    assert_eq!(
        Browser::new(stage.app.base())
            .get("/sign-in/okand")
            .await
            .status,
        404
    );
}

#[actix_web::test]
async fn strength_and_freshness_are_demanded_where_they_were_asked_for() {
    let mut stage = Stage::set(&json!({"acrValues": ["loa3", "loa4"]})).await;
    let now = stage.claims["iat"].as_i64().expect("a time");
    for (query, claims, expected) in [
        ("", json!({}), 303),
        ("", json!({"acr": "loa4", "auth_time": null}), 303),
        ("", json!({"acr": "loa2"}), 403),
        ("", json!({"acr": null}), 403),
        ("?fresh=yes", json!({"auth_time": now - 305}), 303),
        ("?fresh=yes", json!({"auth_time": now - 306}), 403),
        ("?fresh=yes", json!({"auth_time": null}), 403),
    ] {
        stage.out(query).await;
        assert_eq!(stage.query["acr_values"], "loa3 loa4");
        assert_eq!(
            stage.query.get("max_age").map(String::as_str),
            (!query.is_empty()).then_some("300")
        );
        let id_token = stage.id_token(&json!({}), &claims);
        stage.issuer.give(json!({"id_token": id_token}));
        assert_eq!(stage.back(&[]).await.status, expected, "{query} {claims}");
    }
}
