//! What holds for every address: methods, parameters, traces, copies, and the description.

use super::{ROOT, get, send};
use serde_json::json;
use tests::app::{App, Engine};

async fn app() -> App {
    App::demo(Engine::Sqlite).await
}

#[tokio::test]
async fn the_interface_says_what_it_is() {
    let app = App::with(Engine::Sqlite, |settings| {
        settings.public_url = Some("https://protokoll.example/".to_owned());
        settings.contact_email = Some("kansli@protokoll.example".to_owned());
    })
    .await;
    let info = get(&app, "/api-info").await.json();
    for name in [
        "apiName",
        "apiVersion",
        "apiReleased",
        "apiDocumentation",
        "apiStatus",
    ] {
        assert!(
            info[name].as_str().is_some_and(|text| !text.is_empty()),
            "{info}"
        );
    }
    assert_eq!(
        info["apiDocumentation"],
        "https://protokoll.example/paragraf/v1/openapi.json"
    );
    let described = get(&app, "/openapi.json").await;
    assert_eq!(described.header("content-type"), "application/json");
    let described = described.json();
    assert_eq!(described["openapi"], "3.1.0");
    assert_eq!(
        described["servers"][0]["url"],
        "https://protokoll.example/paragraf/v1"
    );
    assert_eq!(
        described["info"]["contact"]["email"],
        "kansli@protokoll.example"
    );
    let yaml = get(&app, "/openapi.yaml").await;
    assert_eq!(yaml.header("content-type"), "application/yaml");
    assert!(
        yaml.text.contains("\nopenapi: \"3.1.0\"\n"),
        "{}",
        &yaml.text[..200]
    );
    let terms = send(
        &app,
        "GET",
        &format!("{ROOT}/terms"),
        None,
        &[("accept-language", "en")],
        "",
    )
    .await;
    assert!(
        terms.text.starts_with("Terms of Paragraf"),
        "{}",
        terms.text
    );
    let list = get(&app, "/rulebook?limit=1").await.json();
    assert_eq!(
        list["_links"]["self"]["href"],
        "https://protokoll.example/paragraf/v1/rulebook?limit=1&page=1"
    );
}

#[tokio::test]
async fn a_method_that_is_not_used_is_refused_with_those_that_are() {
    let app = app().await;
    for (path, allowed) in [
        ("/meetings", "GET, HEAD, OPTIONS"),
        ("/minutes/min-1.pdf", "GET, HEAD, OPTIONS"),
        ("/meetings/mtg-1/attachments", "GET, POST, HEAD, OPTIONS"),
        ("/budgets/bud-1/versions", "POST, OPTIONS"),
    ] {
        for method in ["PUT", "PATCH", "DELETE", "TRACE"] {
            let got = send(&app, method, &format!("{ROOT}{path}"), None, &[], "").await;
            assert_eq!(
                (got.status, got.header("allow")),
                (405, allowed),
                "{method} {path}"
            );
            assert_eq!(got.json()["code"], "METHOD_NOT_ALLOWED", "{method} {path}");
            assert_eq!(got.header("content-type"), "application/problem+json");
        }
        let got = send(&app, "OPTIONS", &format!("{ROOT}{path}"), None, &[], "").await;
        assert_eq!((got.status, got.header("allow")), (204, allowed), "{path}");
    }
    let whole = get(&app, "/meetings").await;
    let head = send(&app, "HEAD", &format!("{ROOT}/meetings"), None, &[], "").await;
    assert_eq!((head.status, head.text.as_str()), (200, ""));
    assert_eq!(head.header("etag"), whole.header("etag"));
}

#[tokio::test]
async fn a_parameter_that_is_not_as_it_must_be_is_refused_by_name() {
    let app = app().await;
    for (path, field) in [
        ("/meetings?size=3", "size"),
        ("/meetings?page=0", "page"),
        ("/meetings?page=x", "page"),
        ("/meetings?limit=201", "limit"),
        ("/meetings?limit=5&limit=6", "limit"),
        ("/meetings?status=LOST", "status"),
        ("/meetings?from=2025-13-01", "from"),
        ("/meetings?from=2025-1-1", "from"),
        ("/meetings?body=org-00000000000000000000000000", "body"),
        ("/meetings?cursor=%21", "cursor"),
        ("/meetings?cursor=", "cursor"),
        ("/meetings?page=x&cursor=MTI", "page"),
        ("/decisions?pending=perhaps", "pending"),
        ("/decisions?kinds=ADOPT&kinds=SING", "kinds"),
        ("/assignments?assignee=a%00b", "assignee"),
        ("/paragraphs", "text"),
        ("/budgets?year=x", "year"),
        ("/rulebook?code=R", "code"),
        (
            "/minutes/min-00000000000000000000000000.txt?tongue=sv",
            "tongue",
        ),
        ("/api-info?x", "x"),
    ] {
        let got = get(&app, path).await;
        assert_eq!(
            (got.status, &got.json()["field"]),
            (422, &json!(field)),
            "{path}: {}",
            got.text
        );
        let body = got.json();
        for name in ["type", "title", "status", "detail", "instance", "code"] {
            assert!(!body[name].is_null(), "{path}: {body}");
        }
    }
    let long = "a".repeat(1_001);
    let headers = [("traceparent", long.as_str())];
    let got = send(&app, "GET", &format!("{ROOT}/meetings"), None, &headers, "").await;
    assert_eq!(
        (got.status, &got.json()["field"]),
        (422, &json!("traceparent"))
    );
    let year = format!("{ROOT}/organisations/x/budgets/year");
    let got = send(&app, "POST", &year, None, &[], "").await;
    assert_eq!(
        (got.status, &got.json()["code"]),
        (404, &json!("NOT_FOUND"))
    );
    let long = "a".repeat(501);
    let got = get(&app, &format!("/decisions?text={long}")).await;
    assert_eq!((got.status, &got.json()["field"]), (422, &json!("text")));
}

#[tokio::test]
async fn an_address_of_nothing_is_not_found() {
    let app = app().await;
    let told = send(&app, "GET", "/problems/NOT_FOUND", None, &[], "").await;
    assert_eq!((told.status, &told.json()["status"]), (200, &json!(404)));
    let rule = send(&app, "GET", "/problems/ADJUSTED_LATE", None, &[], "").await;
    assert_eq!(rule.json()["ruleId"], "R-44");
    assert_eq!(
        send(&app, "GET", "/problems/NONE", None, &[], "")
            .await
            .status,
        404
    );
    for path in [
        "/meetings/mtg-00000000000000000000000000",
        "/meetings/x",
        "/meetings/org-00000000000000000000000000",
        "/meetings/x/paragraphs",
        "/paragraphs/mtg-00000000000000000000000000",
        "/decisions/dec-1",
        "/organisations/nobody",
        "/organisations/%20",
        "/associations/almby-kommun",
        "/associations/nobody/members",
        "/bodies/bod-00000000000000000000000000/meetings",
        "/bodies/x/paragraphs/2025/1",
        "/minutes/x",
        "/budgets/x",
        "/nothing",
        "/meetings/",
        "",
    ] {
        let got = get(&app, path).await;
        assert_eq!(
            (got.status, &got.json()["code"]),
            (404, &json!("NOT_FOUND")),
            "{path}: {}",
            got.text
        );
    }
    // A meeting is no decision, though both have addresses.
    let data = app
        .anonymous()
        .query("{ meetings { nodes { id } } }", json!({}))
        .await
        .data();
    let meeting = data["meetings"]["nodes"][0]["id"].as_str().expect("an id");
    assert_eq!(
        get(&app, &format!("/decisions/{meeting}")).await.status,
        404
    );
    assert_eq!(get(&app, &format!("/meetings/{meeting}")).await.status, 200);
}

#[tokio::test]
async fn a_copy_is_asked_for_anew_and_a_trace_goes_on() {
    let app = app().await;
    let path = format!("{ROOT}/decisions?limit=3");
    let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let got = send(&app, "GET", &path, None, &[("traceparent", trace)], "").await;
    let answered = got.header("traceparent");
    assert!(
        answered.starts_with("00-4bf92f3577b34da6a3ce929d0e0e4736-"),
        "{answered}"
    );
    assert!(answered.ends_with("-01") && answered != trace, "{answered}");
    assert_eq!(get(&app, "/nothing").await.header("traceparent").len(), 55);
    let tag = got.header("etag").to_owned();
    let same = send(&app, "GET", &path, None, &[("if-none-match", &tag)], "").await;
    assert_eq!((same.status, same.text.as_str()), (304, ""));
    assert_eq!(same.header("etag"), tag);
    let english = [("if-none-match", tag.as_str()), ("accept-language", "en")];
    let other = send(&app, "GET", &format!("{ROOT}/rulebook"), None, &english, "").await;
    assert_eq!(
        (other.status, other.header("content-language")),
        (200, "en")
    );
    assert!(
        got.header("vary")
            .contains("Authorization, Accept-Language"),
        "{}",
        got.header("vary")
    );
    assert_eq!(got.header("cache-control"), "public, no-cache");
    assert_eq!(got.header("access-control-allow-origin"), "*");
    let token = app.token("secretary", &["samordningsforbundet-norrsken"]);
    let inside = send(&app, "GET", &path, Some(&token), &[], "").await;
    assert_eq!(inside.header("cache-control"), "private, no-cache");
    let forged = send(&app, "GET", &path, Some("x.y.z"), &[], "").await;
    assert_eq!(
        (forged.status, &forged.json()["code"]),
        (401, &json!("UNAUTHENTICATED"))
    );
    assert!(forged.header("www-authenticate").starts_with("Bearer"));
    let asked = [
        ("origin", "https://kommun.example"),
        ("access-control-request-method", "GET"),
    ];
    let asked = send(&app, "OPTIONS", &path, None, &asked, "").await;
    assert_eq!(
        (asked.status, asked.header("access-control-allow-methods")),
        (204, "GET, HEAD")
    );
    assert!(
        !asked
            .header("access-control-allow-headers")
            .contains("Authorization")
    );
}
