//! The public pages: what they show, to whom, and how they are answered.

use super::attachments::{PDF, World, pdf};
use super::minutes::{adjusted, ask, closed, made, posted, taken_down};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use tests::app::{App, Engine};
use tests::board::{ASSOCIATION, Board};
use tests::client::{Asking, Client};
use tests::minutes::board_meeting;
use tests::on_both_engines;

on_both_engines![
    every_page_that_leads_from_the_first_shows_what_is_published_alone,
    a_notice_is_public_while_it_is_up_and_with_the_minutes_afterwards,
    a_paragraph_has_a_permanent_address_and_a_history,
    pages_list_the_attachments_that_are_public,
    pages_take_as_many_statements_whatever_the_records_hold,
];

const OWNER: &str = "samordningsforbundet-provdalen";

/// A page.
async fn page(client: &Client, path: &str) -> String {
    let (status, media, body) = client.fetch(path).await;
    assert_eq!(
        (status, media.as_str()),
        (200, "text/html; charset=utf-8"),
        "{path}"
    );
    body
}

/// The pages of this service that a page leads to, without places within them.
fn links(body: &str) -> BTreeSet<String> {
    let hrefs = body.split("<a href=\"").skip(1);
    hrefs
        .filter_map(|rest| rest.split('"').next())
        .map(|href| href.split('#').next().unwrap_or_default())
        .filter(|href| href.starts_with('/'))
        .filter(|href| !href.starts_with("/paragraf/") && !href.starts_with("/explorer"))
        .filter(|href| !href.starts_with("/verify"))
        .map(|href| href.replace("&amp;", "&").replace("&#38;", "&"))
        .collect()
}

/// Every page that can be reached from the first.
async fn walked(client: &Client) -> BTreeMap<String, String> {
    let mut waiting = vec!["/".to_owned(), "/search?text=hemligsak".to_owned()];
    let mut met: BTreeMap<String, String> = BTreeMap::new();
    while let Some(path) = waiting.pop() {
        if met.contains_key(&path) {
            continue;
        }
        let body = page(client, &path).await;
        waiting.extend(links(&body));
        met.insert(path, body);
    }
    met
}

async fn every_page_that_leads_from_the_first_shows_what_is_published_alone(engine: Engine) {
    let app = App::start(engine).await;
    let hostile = "<script>alert(1)</script>\" onload=\"x";
    let mut open = board_meeting(
        "2025-03-10",
        1,
        &[(hostile, "Text & <b>mer</b>."), ("Två", "B.")],
    );
    open["items"][0]["decisions"] =
        json!([{"kind": "ADOPT", "text": hostile, "condition": hostile}]);
    open["items"][0]["assignments"] =
        json!([{"assignees": [hostile], "text": hostile, "due": hostile}]);
    open["meeting"]["place"] = json!(hostile);
    open["notices"] = json!([{"board": hostile, "postedOn": "2025-03-20", "removedOn": null}]);
    open["adjustment"] = json!({"adjustedOn": "2025-03-20"});
    app.load(&open).await.expect("loaded");
    let mut secret = board_meeting("2025-05-12", 3, &[("Hemligsak", "Text.")]);
    secret["items"][0]["decisions"] = json!([{"kind": "ADOPT", "text": "Hemligsak antas."}]);
    secret["notices"] =
        json!([{"board": "Hemligtavlan", "postedOn": "2025-05-20", "removedOn": null}]);
    secret["adjustment"] = json!({"adjustedOn": "2025-05-20"});
    let hidden = app.load_as(&secret, false, None).await.expect("loaded");
    let cooperation = json!({
        "format": "paragraf/minutes@1",
        "body": {"name": "Samverkansgruppen", "kind": "COOPERATION_GROUP", "organisation": "Samordningsförbundet Provdalen"},
        "meeting": {"date": "2025-04-08"}, "series": {"mark": "POINT"},
        "officers": {"chair": "Erik Chefsson", "adjusters": ["Ulrika Fackman"]},
        "attendance": [{"name": "Erik Chefsson", "capacity": "EMPLOYER"},
                       {"name": "Ulrika Fackman", "organisation": "Vision", "capacity": "UNION"}],
        "items": [{"number": 1, "title": "Fråga av Ulrika Fackman", "text": "Ulrika Fackman frågar.",
                   "decisions": [{"kind": "NOTE", "text": "Ulrika Fackman får svar."}],
                   "assignments": [{"assignees": ["Ulrika Fackman"], "text": "Svara Ulrika Fackman."}]}],
    });
    app.load(&cooperation).await.expect("loaded");

    let public = app.anonymous();
    let pages = walked(&public).await;
    for kind in [
        "/meetings/",
        "/minutes/",
        "/notices",
        "/assignments",
        "/styrelsen/2025/1",
        "language=en",
    ] {
        assert!(
            pages.keys().any(|path| path.contains(kind)),
            "{kind}: {:?}",
            pages.keys()
        );
    }
    for (path, body) in &pages {
        let told = body
            .replace("value=\"hemligsak\"", "")
            .replace("text=hemligsak", "")
            // Data, which no browser runs; `scripts/judge-data` reads it.
            .replace("<script type=\"application/ld+json\">{", "{");
        for word in [
            "Hemlig",
            "hemlig",
            "Fackman",
            "<script",
            "onload=\"x",
            "<b>mer",
        ] {
            assert!(!told.contains(word), "{word} on {path}");
        }
    }
    let inside = app.client("auditor", &[OWNER]);
    for (path, body) in pages.iter().take(12) {
        assert_eq!(
            &page(&inside, path).await,
            body,
            "a token changes nothing: {path}"
        );
    }
    let meeting = hidden.meeting;
    let minutes = domain::id::MinutesId::of(meeting);
    for path in [
        format!("/{OWNER}/meetings/{meeting}"),
        format!("/{OWNER}/minutes/{minutes}"),
        format!("/{OWNER}/styrelsen/2025/3"),
        format!("/{OWNER}/styrelsen/2025/99"),
        format!("/{OWNER}/styrelsen/nu/1"),
        "/okant-forbund".to_owned(),
        "/okant-forbund/notices".to_owned(),
        format!("/{OWNER}/styrelsen/2025/1/mer"),
    ] {
        for client in [&public, &inside] {
            let (status, media, body) = client.fetch(&path).await;
            assert_eq!(
                (status, media.as_str()),
                (404, "text/html; charset=utf-8"),
                "{path}"
            );
            assert!(
                body.contains("noindex") && !body.contains("Hemlig"),
                "{path}"
            );
        }
    }
}

async fn a_notice_is_public_while_it_is_up_and_with_the_minutes_afterwards(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let (meeting, _) = closed(&board, "2026-03-12").await;
    adjusted(&board, &meeting, "2026-03-20").await;
    let public = app.anonymous();
    let address = format!("/{ASSOCIATION}/notices");
    assert!(!page(&public, &address).await.contains("2026-03-12"));
    let change = posted(&board, &meeting, "2026-03-21").await;
    let shown = page(&public, &address).await;
    for told in [
        "Styrelsen</span> <time datetime=\"2026-03-12\">",
        "§§ 1–2",
        "2026-03-20",
        "2026-03-21",
        "Almby kommun",
        "Kansliet, Almby",
        "förvaltningsrätten",
        "noindex",
    ] {
        assert!(shown.contains(told), "{told} in {shown}");
    }
    // Beside the way to the association's budgets, which stands on each of its pages.
    let shown = shown.replace(">Budgetar</a>", "></a>");
    for untold in ["/minutes/", "/meetings/", "Budget", "Greta"] {
        assert!(!shown.contains(untold), "{untold}");
    }
    let query = "query Board($organisation: String!, $up: Boolean) { notices(organisation: $organisation, up: $up) {
        totalCount nodes { organisation { slug } body { name } meetingDate keptAt appealable minutes { id }
            units { label numbers apart up adjustedOn lastAppealDay earliestRemovalOn finalOn notices { board postedOn removedOn } } } } }";
    let read = async |client: &Client, up: Value| {
        let variables = json!({"organisation": ASSOCIATION, "up": up});
        client.query(query, variables).await.data()["notices"].clone()
    };
    let up = read(&public, json!(true)).await;
    assert_eq!(up["totalCount"], 1);
    let held = &up["nodes"][0];
    assert_eq!(held["minutes"], Value::Null);
    assert_eq!(held["units"][0]["label"], "§§ 1–2");
    assert_eq!(held["units"][0]["up"], true);
    // Posted on 21 March: three weeks later is Saturday 11 April, so Monday 13 April.
    assert_eq!(held["units"][0]["lastAppealDay"], "2026-04-13");
    assert_eq!(held["units"][0]["earliestRemovalOn"], "2026-04-14");
    assert!(
        read(&board.secretary.client, json!(true)).await["nodes"][0]["minutes"]["id"].is_string()
    );
    assert_eq!(read(&public, json!(false)).await["totalCount"], 0);

    // One board takes it down: it is up on the others, and of the one nothing more is told.
    let notices = change["minutes"]["notices"]
        .as_array()
        .expect("notices")
        .clone();
    let (first, rest) = notices.split_first().expect("several boards");
    taken_down(&board, &json!([first]), "2026-04-14").await;
    let shown = read(&public, Value::Null).await;
    let boards = shown["nodes"][0]["units"][0]["notices"]
        .as_array()
        .expect("boards")
        .clone();
    assert_eq!(boards.len(), notices.len() - 1);
    assert!(boards.iter().all(|held| held["board"] != first["board"]));
    taken_down(&board, &json!(rest), "2026-04-14").await;
    assert_eq!(read(&public, Value::Null).await["totalCount"], 0);
    assert!(!page(&public, &address).await.contains("2026-03-12"));
    assert_eq!(
        read(&board.secretary.client, json!(false)).await["totalCount"],
        1
    );

    let operator = app.client("operator", &[ASSOCIATION]);
    made(
        ask(&operator, "publishMinutes", json!({"meeting": meeting})).await,
        "publishMinutes",
    );
    let shown = page(&public, &address).await;
    assert!(
        shown.contains("Nedtagna anslag") && shown.contains("/minutes/min-"),
        "{shown}"
    );
    assert_eq!(
        read(&public, json!(false)).await["nodes"][0]["units"][0]["finalOn"],
        "2026-04-14"
    );
    made(
        ask(
            &operator,
            "unpublishMinutes",
            json!({"meeting": meeting, "reason": "Fel bilaga"}),
        )
        .await,
        "unpublishMinutes",
    );
    assert_eq!(read(&public, Value::Null).await["totalCount"], 0);
}

async fn a_paragraph_has_a_permanent_address_and_a_history(engine: Engine) {
    let app = App::start(engine).await;
    let board = Board::of(&app).await;
    let (meeting, [first, _]) = closed(&board, "2026-03-12").await;
    let operator = app.client("operator", &[ASSOCIATION]);
    adjusted(&board, &meeting, "2026-03-20").await;
    made(
        ask(&operator, "publishMinutes", json!({"meeting": meeting})).await,
        "publishMinutes",
    );
    let public = app.anonymous();
    let path = format!("/{ASSOCIATION}/styrelsen/2026/1");
    let shown = page(&public, &path).await;
    for told in [
        "<h1>Styrelsen § 1/2026</h1>",
        "Budget",
        "Styrelsen beslutar enligt förslaget.",
        "/verify#minutes=min-",
    ] {
        assert!(shown.contains(told), "{told} in {shown}");
    }
    assert!(!shown.contains("Vad som hände sedan"));

    let query = "query Of($id: ID!) { node(id: $id) { ... on Paragraph { decisions { id } } } }";
    let earlier =
        public.query(query, json!({"id": first})).await.data()["node"]["decisions"][0]["id"]
            .clone();
    let (later, [again, _]) = closed(&board, "2026-05-07").await;
    let decision = board
        .secretary
        .client
        .query(query, json!({"id": again}))
        .await
        .data()["node"]["decisions"][0]["id"]
        .clone();
    let link =
        "mutation Link($input: LinkDecisionsInput!) { linkDecisions(input: $input) { version } }";
    let input = json!({"input": {"decision": decision, "earlier": earlier, "kind": "AMENDS"}});
    board.secretary.client.query(link, input).await.data();
    assert!(
        !page(&public, &path).await.contains("Ändrat genom"),
        "the later minutes are not public"
    );
    adjusted(&board, &later, "2026-05-11").await;
    made(
        ask(&operator, "publishMinutes", json!({"meeting": later})).await,
        "publishMinutes",
    );
    let shown = page(&public, &path).await;
    assert!(
        shown.contains(&format!(
            "<a href=\"/{ASSOCIATION}/styrelsen/2026/3\">Ändrat genom § 3</a>"
        )),
        "{shown}"
    );
    let english = page(&public, &format!("{path}?language=en")).await;
    assert!(
        english.contains("lang=\"en\"") && english.contains("Amended by § 3"),
        "{english}"
    );
    let whole = page(
        &public,
        &format!("/{ASSOCIATION}/minutes/{}", meeting.replace("mtg-", "min-")),
    )
    .await;
    assert!(
        whole.contains("doc-minutes") && whole.contains(".pdf"),
        "{whole}"
    );
}

async fn pages_list_the_attachments_that_are_public(engine: Engine) {
    let world = World::on(engine).await;
    let path = format!(
        "/paragraf/v1/meetings/{}/attachments?paragraph={}&title=%C3%85rsredovisning%20%3Cb%3E",
        world.open, world.paragraph
    );
    let kept = world.secretary.post(&path, PDF, pdf(4200)).await.json();
    let public = world.app.anonymous();
    let pages = [
        format!("/{OWNER}/meetings/{}", world.open),
        format!("/{OWNER}/styrelsen/2026/1"),
    ];
    let content = format!(
        "/paragraf/v1/attachments/{}/content",
        kept["id"].as_str().expect("an id")
    );
    for path in &pages {
        assert!(!page(&public, path).await.contains(&content), "{path}");
    }
    let input = json!({"attachment": kept["id"]});
    world.operator.changes("publishAttachment", input).await;
    for path in &pages {
        let shown = page(&public, path).await;
        let told = format!("<a href=\"{content}\"><span lang=\"sv\">Årsredovisning ");
        assert!(
            shown.contains(&told) && shown.contains("(PDF, 5 kB)"),
            "{shown}"
        );
        assert!(!shown.contains("<b>"), "{path}");
    }
    let other = format!("/{OWNER}/styrelsen/2026/2");
    assert!(!page(&public, &other).await.contains(&content));
}

async fn pages_take_as_many_statements_whatever_the_records_hold(engine: Engine) {
    let counted = async |meetings: u32, items: usize| {
        let app = App::asking(engine).await;
        for place in 0..meetings {
            let titles: Vec<String> = (0..items)
                .map(|item| format!("Ärende {item} om budget"))
                .collect();
            let titles: Vec<(&str, &str)> = titles
                .iter()
                .map(|title| (title.as_str(), "Text."))
                .collect();
            let size = u32::try_from(items).expect("few");
            let mut document = board_meeting(
                &format!("2025-{:02}-10", place + 1),
                place * size + 1,
                &titles,
            );
            for item in document["items"].as_array_mut().expect("items") {
                item["decisions"] = json!([{"kind": "ADOPT", "text": "Budget antas."}]);
                item["assignments"] = json!([{"assignees": ["Kansliet"], "text": "Gör det."}]);
            }
            document["adjustment"] = json!({"adjustedOn": format!("2025-{:02}-20", place + 1)});
            document["notices"] = json!([{"board": "A", "postedOn": format!("2025-{:02}-20", place + 1), "removedOn": null}]);
            app.load(&document).await.expect("loaded");
        }
        let public = app.anonymous();
        let meeting = format!("/{OWNER}/styrelsen");
        let meeting = links(&page(&public, &meeting).await)
            .into_iter()
            .find(|path| path.contains("/meetings/"));
        let meeting = meeting.expect("a meeting");
        let mut taken = Vec::new();
        for path in [
            "/".to_owned(),
            format!("/{OWNER}"),
            format!("/{OWNER}/styrelsen"),
            format!("/{OWNER}/notices"),
            format!("/{OWNER}/assignments"),
            format!("/{OWNER}/styrelsen/2025/1"),
            "/search?text=budget".to_owned(),
            meeting,
        ] {
            taken.push(app.counted(async || page(&public, &path).await).await.1);
        }
        taken
    };
    let (few, many) = (counted(2, 3).await, counted(9, 12).await);
    assert_eq!(few, many);
    assert!(few.iter().all(|count| (1..=40).contains(count)), "{few:?}");
}

#[tokio::test]
async fn pages_are_answered_as_the_web_asks() {
    let app = App::demo(Engine::Sqlite).await;
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("a client");
    let get = async |path: &str, name: &'static str, value: &str| {
        let request = http
            .get(format!("{}{path}", app.base()))
            .header(name, value);
        request.answered().await.expect("an answer")
    };
    let first = get("/", "accept-language", "sv").await;
    let header = |answer: &reqwest::Response, name: &str| {
        answer
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    };
    assert_eq!(header(&first, "content-language"), "sv");
    assert!(header(&first, "content-security-policy").starts_with("default-src 'none'"));
    assert!(!header(&first, "content-security-policy").contains("unsafe"));
    assert!(header(&first, "vary").contains("Accept-Language"));
    let tag = header(&first, "etag");
    assert_eq!(get("/", "if-none-match", &tag).await.status(), 304);
    assert_eq!(
        get("/?language=en", "if-none-match", &tag).await.status(),
        200
    );
    assert_eq!(
        header(
            &get("/", "accept-language", "en-GB").await,
            "content-language"
        ),
        "en"
    );
    let board = "/samordningsforbundet-norrsken/notices";
    assert_eq!(
        header(&get(board, "accept", "text/html").await, "x-robots-tag"),
        "noindex"
    );
    assert_eq!(header(&first, "x-robots-tag"), "");

    let asked = [
        ("/search?from=i-morgon", 422),
        ("/search?after=nonsens!", 422),
        ("/samordningsforbundet-norrsken/assignments?after=%00", 422),
        ("/search?organisation=okant", 200),
        ("/search?text=%C3%A5&kind=okant&pending=", 200),
        (
            "/search?text=budget&organisation=samordningsforbundet-norrsken&kind=adopt&from=2025-01-01&to=2025-12-31",
            200,
        ),
        ("/samordningsforbundet-norrsken/", 404),
    ];
    for (path, status) in asked {
        assert_eq!(
            get(path, "accept", "text/html").await.status(),
            status,
            "{path}"
        );
    }
    // A path that starts with two slashes leads nowhere else.
    let crafted = get("//evil.example/", "accept", "text/html").await;
    assert_eq!(crafted.status(), 404);
    let body = crafted.text().await.expect("a body");
    assert!(
        body.contains("href=\"/evil.example/?language=en\""),
        "{body}"
    );
    assert!(!body.contains("\"//evil"), "{body}");
    let long = format!("/search?text={}", "a".repeat(501));
    assert_eq!(get(&long, "accept", "text/html").await.status(), 422);
    let posted = http
        .post(format!("{}/search", app.base()))
        .answered()
        .await
        .expect("an answer");
    assert!(posted.status().is_client_error());
    let head = http
        .head(format!("{}/", app.base()))
        .answered()
        .await
        .expect("an answer");
    assert_eq!(head.status(), 200);
}

#[tokio::test]
async fn another_name_of_an_organisation_leads_to_its_own() {
    let app = App::demo(Engine::Sqlite).await;
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("a client");
    for (path, to) in [
        ("/fk", "/forsakringskassan"),
        (
            "/fk/notices?language=en",
            "/forsakringskassan/notices?language=en",
        ),
    ] {
        let answer = http.get(format!("{}{path}", app.base())).answered().await;
        let answer = answer.expect("an answer");
        assert_eq!(answer.status(), 308, "{path}");
        assert_eq!(answer.headers()["location"], to);
    }
}
