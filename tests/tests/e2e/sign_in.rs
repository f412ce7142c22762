//! Signing in to the pages: what the cookie opens and what it does not, how long it holds, and what may be sent by it.

use super::authorization::PROVDALEN;
use super::revocation::world;
use api::auth::{Claims, TokenVerifier};
use api::system::SystemIds;
use application::ports::Clock;
use application::revocation::{Command, Order, run_service};
use chrono::TimeDelta;
use domain::id::MeetingId;
use reqwest::header::HeaderMap;
use secrecy::SecretString;
use serde_json::json;
use tests::app::{App, Engine, SECRET};
use tests::browser::Browser;
use tests::client::{Asking, Client};
use tests::on_both_engines;

on_both_engines![
    a_token_is_pasted_once_and_a_cookie_opens_the_pages,
    the_cookie_is_no_token,
    pages_of_nobody_are_as_they_were,
    a_planted_id_is_worth_nothing,
    a_session_ends_unused_and_in_any_case,
    what_was_revoked_ends_the_session_at_once,
    another_site_sends_nothing,
    nobody_is_led_elsewhere,
    signing_out_ends_it_here_or_everywhere,
    no_backup_signs_anybody_in,
    no_association_takes_the_address_of_a_page,
];

const COOKIE: &str = "paragraf";

/// A token of a subject, good for so many seconds by the service's clock.
fn token(app: &App, subject: &str, id: Option<&str>, seconds: i64) -> String {
    let verifier = TokenVerifier::try_new(&SecretString::from(SECRET)).expect("a long secret");
    let now = app.clock.now().timestamp();
    let claims = Claims {
        sub: subject.to_owned(),
        name: Some("Sara <b>Sekreterare".to_owned()),
        exp: now + seconds,
        iat: now,
        jti: id.map(str::to_owned),
        roles: vec!["secretary".to_owned()],
        organisations: vec![PROVDALEN.to_owned()],
        ..Claims::default()
    };
    verifier.issue(&claims).expect("a signed token")
}

async fn signed_in(app: &App, subject: &str) -> Browser {
    Browser::signed_in(app, &token(app, subject, None, 36_000)).await
}

/// Whether somebody is signed in.
async fn is_in(browser: &Browser) -> bool {
    let shown = browser.get("/account").await;
    match shown.status {
        200 => true,
        303 => {
            assert_eq!(shown.leads_to(), "/sign-in?returnTo=%2Faccount");
            assert_eq!(shown.header("cache-control"), "no-store");
            false
        }
        other => panic!("{other}: {}", shown.body),
    }
}

async fn a_token_is_pasted_once_and_a_cookie_opens_the_pages(engine: Engine) {
    let (app, _) = world(engine).await;
    let browser = Browser::new(app.base());
    assert!(!is_in(&browser).await);
    let page = browser.get("/sign-in?returnTo=%2Faccount%3Fa%3D1").await;
    assert_eq!(
        (page.status, page.header("cache-control")),
        (200, "no-store")
    );
    assert_eq!(page.header("set-cookie"), "");
    let back = page.field("returnTo").expect("where it goes on");
    assert_eq!(back, "/account?a=1");
    let held = token(&app, "u1", None, 36_000);
    let fields = [("token", held.as_str()), ("returnTo", &back)];
    let shown = browser.post("/sign-in", &fields).await;
    assert_eq!((shown.status, shown.leads_to()), (303, "/account?a=1"));
    let id = browser.cookie(COOKIE).expect("a cookie");
    assert_eq!(id.len(), 64);
    assert_eq!(
        shown.header("set-cookie"),
        format!("{COOKIE}={id}; Path=/; HttpOnly; SameSite=Lax")
    );
    let account = browser.get("/account").await;
    assert_eq!(
        (account.status, account.header("cache-control")),
        (200, "no-store")
    );
    assert_eq!(
        (account.header("etag"), account.header("set-cookie")),
        ("", "")
    );
    for told in [
        "Sara &#60;b&#62;Sekreterare",
        "Sekreterare",
        "Samordningsförbundet Provdalen",
        "u1",
        "Logga ut",
    ] {
        assert!(account.body.contains(told), "{told}: {}", account.body);
    }
    assert!(!account.body.contains(&id) && !account.body.contains(&held));
    // Whoever is signed in has nothing to do there.
    let again = browser.get("/sign-in?returnTo=/search").await;
    assert_eq!((again.status, again.leads_to()), (303, "/search"));
    // What does not hold signs nobody in.
    let stale = token(&app, "u1", None, -60);
    let forged = format!("{held}x");
    for wrong in ["", "x", stale.as_str(), forged.as_str(), "paragraf_key_x"] {
        let other = Browser::new(app.base());
        let shown = other.post("/sign-in", &[("token", wrong)]).await;
        assert_eq!(shown.status, 422, "{wrong}");
        assert!(shown.body.contains("role=\"alert\"") && other.cookie(COOKIE).is_none());
        assert!(wrong.len() < 9 || !shown.body.contains(wrong));
    }
}

async fn the_cookie_is_no_token(engine: Engine) {
    let (app, drafts) = world(engine).await;
    let browser = signed_in(&app, "u1").await;
    let id = browser.cookie(COOKIE).expect("a cookie");
    let draft = &drafts[0];
    let ask =
        json!({"query": "query($id: ID!) { meeting(id: $id) { id } }", "variables": {"id": draft}});
    let http = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client");
    let post = |name: &'static str, value: String| {
        let request = http.post(format!("{}/graphql", app.base()));
        let request = request.header("content-type", "application/json");
        request.header(name, value).body(ask.to_string()).answered()
    };
    // With a token the draft is there; with the cookie it is not.
    let bearer = format!("Bearer {}", token(&app, "u1", None, 60));
    let shown = post("authorization", bearer).await.expect("an answer");
    assert!(shown.text().await.expect("a body").contains(draft.as_str()));
    let shown = post("cookie", format!("{COOKIE}={id}"))
        .await
        .expect("an answer");
    let body = shown.text().await.expect("a body");
    assert_eq!(body, r#"{"data":{"meeting":null}}"#);
    for path in [
        format!("/paragraf/v1/meetings/{draft}"),
        format!("/paragraf/v1/changes?organisation={PROVDALEN}&journal=true"),
    ] {
        let mine = browser.get(&path).await;
        let nobodys = Browser::new(app.base()).get(&path).await;
        assert_eq!(
            (mine.status, mine.body),
            (nobodys.status, nobodys.body),
            "{path}"
        );
    }
    // Nor is it a bearer's.
    let shown = post("authorization", format!("Bearer {id}"))
        .await
        .expect("an answer");
    assert_eq!(shown.status(), 401);
}

async fn pages_of_nobody_are_as_they_were(engine: Engine) {
    let app = App::demo(engine).await;
    let nobody = Browser::new(app.base());
    let somebody = signed_in(&app, "u1").await;
    let gone = Browser::new(app.base());
    gone.plant(COOKIE, &"0".repeat(64));
    let odd = Browser::new(app.base());
    odd.plant(COOKIE, "'; DROP TABLE session; --");
    let kept = |headers: &HeaderMap| {
        let mut kept = headers.clone();
        for passing in ["date", "ratelimit", "ratelimit-policy"] {
            kept.remove(passing);
        }
        kept
    };
    for path in [
        "/",
        "/search?text=plan",
        "/samordningsforbundet-norrsken",
        "/samordningsforbundet-norrsken/notices",
        "/finns-inte",
    ] {
        let first = nobody.get(path).await;
        assert_eq!(first.header("cache-control"), "public, no-cache", "{path}");
        assert_eq!(
            (first.header("set-cookie"), first.header("vary")),
            ("", "Accept-Language")
        );
        assert_ne!(first.header("etag"), "");
        for other in [&gone, &odd] {
            let shown = other.get(path).await;
            assert_eq!(shown.body, first.body, "{path}");
            assert_eq!(kept(&shown.headers), kept(&first.headers), "{path}");
        }
        let shown = somebody.get(path).await;
        assert_eq!(shown.header("cache-control"), "no-store", "{path}");
        assert_eq!(shown.header("vary"), "Accept-Language, Cookie");
        assert_eq!(shown.header("etag"), "");
        assert!(shown.body.contains("action=\"/sign-out\"") && !first.body.contains("sign-out"));
    }
    // Parts of pages, feeds and data are everybody's, whoever asks.
    for path in [
        "/samordningsforbundet-norrsken/notices/fragment",
        "/samordningsforbundet-norrsken/feeds/decisions.atom",
        "/datasets/dcat",
    ] {
        let (mine, nobodys) = (somebody.get(path).await, nobody.get(path).await);
        assert_eq!(mine.body, nobodys.body, "{path}");
        assert_eq!(kept(&mine.headers), kept(&nobodys.headers), "{path}");
    }
}

async fn a_planted_id_is_worth_nothing(engine: Engine) {
    let (app, _) = world(engine).await;
    // Somebody plants an id of their choice, and one of a session of their own.
    let evil = signed_in(&app, "evil").await;
    let own = evil.cookie(COOKIE).expect("a cookie");
    for planted in ["a".repeat(64), own.clone()] {
        let browser = Browser::new(app.base());
        browser.plant(COOKIE, &planted);
        let held = token(&app, "u1", None, 36_000);
        browser.post("/sign-in", &[("token", &held)]).await;
        let id = browser.cookie(COOKIE).expect("a cookie");
        assert_ne!(id, planted);
        let other = Browser::new(app.base());
        other.plant(COOKIE, &planted);
        assert!(!is_in(&other).await && is_in(&browser).await);
    }
    assert!(!is_in(&evil).await, "theirs has ended with it");
}

async fn a_session_ends_unused_and_in_any_case(engine: Engine) {
    let (app, _) = world(engine).await;
    let start = app.clock.now();
    let at = |minutes: i64| app.clock.set(start + TimeDelta::minutes(minutes));
    at(0);
    let (used, unused) = (signed_in(&app, "u1").await, signed_in(&app, "u2").await);
    for minutes in [29, 58, 87] {
        at(minutes);
        assert!(is_in(&used).await, "{minutes}");
    }
    assert!(!is_in(&unused).await);
    at(29);
    assert!(!is_in(&unused).await, "what has ended does not begin again");
    at(87);
    for minutes in (110..480).step_by(25) {
        at(minutes);
        assert!(is_in(&used).await, "{minutes}");
    }
    app.clock.set(start + TimeDelta::seconds(8 * 3_600 - 1));
    assert!(is_in(&used).await);
    at(480);
    assert!(!is_in(&used).await);
    // A token that ends sooner ends it sooner.
    let short = Browser::signed_in(&app, &token(&app, "u1", None, 600)).await;
    app.clock.set(start + TimeDelta::seconds(480 * 60 + 599));
    assert!(is_in(&short).await);
    app.clock.set(start + TimeDelta::seconds(480 * 60 + 600));
    assert!(!is_in(&short).await);
}

async fn what_was_revoked_ends_the_session_at_once(engine: Engine) {
    let (app, drafts) = world(engine).await;
    let operator = app.client("operator", &[PROVDALEN]);
    let held = token(&app, "u1", Some("t1"), 36_000);
    let browser = Browser::signed_in(&app, &held).await;
    let draft = MeetingId::parse(&drafts[0]).expect("an id");
    let page = format!("/{PROVDALEN}/meetings/{draft}");
    assert_eq!(
        browser.get(&page).await.status,
        200,
        "a draft, for one inside"
    );
    // At the association: what it gave there is gone, and nothing else.
    let revoke = "mutation($i: RevokeTokensInput!) { revokeTokens(input: $i) { version } }";
    let input = json!({"organisation": PROVDALEN, "issuer": "paragraf-dev", "token": "t1"});
    operator.query(revoke, json!({"i": input})).await.data();
    assert!(is_in(&browser).await);
    assert_eq!(browser.get(&page).await.status, 404);
    assert!(
        !browser
            .get("/account")
            .await
            .body
            .contains("Samordningsförbundet Provdalen")
    );
    // At the whole service: by its id, and by its subject.
    let at_once = async |token: Option<&str>, subject: Option<&str>| {
        let order = Order {
            organisation: None,
            command: Command::Revoke {
                issuer: "paragraf-dev".to_owned(),
                token: token.map(str::to_owned),
                subject: subject.map(str::to_owned),
                issued_before: None,
                reason: None,
            },
            actor: "command-line",
        };
        let done = run_service(&order, &app.store, app.clock.as_ref(), &SystemIds).await;
        done.expect("revoked");
    };
    at_once(Some("t1"), None).await;
    assert!(!is_in(&browser).await);
    let refused = browser.post("/sign-in", &[("token", &held)]).await;
    assert_eq!(refused.status, 422);
    let other = signed_in(&app, "u2").await;
    assert!(is_in(&other).await);
    app.clock.set(app.clock.now() + TimeDelta::seconds(2));
    at_once(None, Some("u2")).await;
    assert!(!is_in(&other).await);
}

async fn another_site_sends_nothing(engine: Engine) {
    let (app, _) = world(engine).await;
    let browser = signed_in(&app, "u1").await;
    let csrf = browser.get("/account").await.csrf();
    let base = app.base().to_owned();
    let evil: &[&[(&str, &str)]] = &[
        &[],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", base.as_str()), ("sec-fetch-site", "cross-site")],
        &[
            ("origin", "https://evil.example"),
            ("sec-fetch-site", "same-origin"),
        ],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "none")],
    ];
    for headers in evil {
        let shown = browser
            .post_from("/sign-out", &[("csrf", &csrf)], headers)
            .await;
        assert_eq!(shown.status, 403, "{headers:?}");
        // Nor is anybody signed in by another site.
        let fresh = Browser::new(app.base());
        let held = token(&app, "evil", None, 60);
        let shown = fresh
            .post_from("/sign-in", &[("token", &held)], headers)
            .await;
        assert_eq!(
            (shown.status, fresh.cookie(COOKIE)),
            (403, None),
            "{headers:?}"
        );
    }
    let other = signed_in(&app, "u2").await.get("/account").await.csrf();
    for word in ["", "x", other.as_str()] {
        let shown = browser.post("/sign-out", &[("csrf", word)]).await;
        assert_eq!(shown.status, 403, "{word}");
    }
    assert!(is_in(&browser).await);
    for method in [
        reqwest::Method::GET,
        reqwest::Method::PUT,
        reqwest::Method::DELETE,
    ] {
        let http = reqwest::Client::builder()
            .no_proxy()
            .build()
            .expect("a client");
        let request = http.request(method.clone(), format!("{base}/sign-out"));
        let cookie = format!("{COOKIE}={}", browser.cookie(COOKIE).expect("a cookie"));
        let shown = request
            .header("cookie", cookie)
            .answered()
            .await
            .expect("an answer");
        assert_eq!(shown.status(), 405, "{method}");
    }
    assert!(is_in(&browser).await);
}

async fn nobody_is_led_elsewhere(engine: Engine) {
    let (app, _) = world(engine).await;
    let somebody = signed_in(&app, "u1").await;
    for back in [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/a\r\nSet-Cookie: x=y",
        "/sign-out",
        "evil",
    ] {
        let mut address = reqwest::Url::parse(&format!("{}/sign-in", app.base())).expect("ours");
        address.query_pairs_mut().append_pair("returnTo", back);
        let shown = somebody.get(address.as_str()).await;
        assert_eq!(
            (shown.status, shown.leads_to()),
            (303, "/account"),
            "{back:?}"
        );
        assert_eq!(shown.header("set-cookie"), "");
        let browser = Browser::new(app.base());
        assert_eq!(
            browser.get(address.as_str()).await.field("returnTo"),
            None,
            "{back:?}"
        );
        let held = token(&app, "u1", None, 60);
        let fields = [("token", held.as_str()), ("returnTo", back)];
        let shown = browser.post("/sign-in", &fields).await;
        assert_eq!(
            (shown.status, shown.leads_to()),
            (303, "/account"),
            "{back:?}"
        );
    }
}

async fn signing_out_ends_it_here_or_everywhere(engine: Engine) {
    let (app, _) = world(engine).await;
    let (here, there) = (signed_in(&app, "u1").await, signed_in(&app, "u1").await);
    let (third, other) = (signed_in(&app, "u1").await, signed_in(&app, "u2").await);
    let account = here.get("/account").await;
    assert_eq!(account.body.matches("<li>Sedan").count(), 3);
    let id = here.cookie(COOKIE).expect("a cookie");
    let shown = here.post("/sign-out", &[("csrf", &account.csrf())]).await;
    assert_eq!((shown.status, here.cookie(COOKIE)), (200, None));
    assert!(!shown.body.contains("action=\"/sign-out\""));
    here.plant(COOKIE, &id);
    assert!(!is_in(&here).await, "the id itself is worth nothing now");
    let csrf = there.get("/account").await.csrf();
    let fields = [("csrf", csrf.as_str()), ("everywhere", "yes")];
    assert_eq!(there.post("/sign-out", &fields).await.status, 200);
    assert!(!is_in(&third).await && is_in(&other).await);
}

async fn no_backup_signs_anybody_in(engine: Engine) {
    let (app, _) = world(engine).await;
    let browser = signed_in(&app, "u1").await;
    let beside = app.beside().await;
    let other = Browser::new(beside.base());
    other.plant(COOKIE, &browser.cookie(COOKIE).expect("a cookie"));
    assert!(
        is_in(&other).await,
        "another server of the same database knows it"
    );
    let snapshot = app.store.freeze().await.expect("a backup");
    let tables: Vec<String> = snapshot
        .tables()
        .into_iter()
        .map(|table| table.name)
        .collect();
    assert!(tables.contains(&"meeting".to_owned()) && !tables.contains(&"session".to_owned()));
    let nobody = Client::new(app.base(), None);
    assert_eq!(nobody.get("/sign-in").await.status, 200);
}

async fn no_association_takes_the_address_of_a_page(engine: Engine) {
    let app = App::start(engine).await;
    let found = "mutation($i: FoundAssociationInput!) { foundAssociation(input: $i) { version } }";
    for (name, slug) in [
        ("Sign in", "sign-in"),
        ("Sign-Out", "sign-out"),
        ("Account", "account"),
        ("Search", "search"),
    ] {
        let input = json!({"name": name, "foundedOn": "2023-01-01", "members": []});
        let operator = app.client("operator", &[slug]);
        let answer = operator.query(found, json!({"i": input})).await;
        assert_eq!(answer.codes(), ["INVALID_VALUE"], "{name}");
        assert_eq!(answer.body["errors"][0]["extensions"]["field"], "name");
    }
}
