//! Reading: in parts, as often as nothing changed, and by those who may.

use super::{Caller, OWNER, World, pdf, sha256, text};
use serde_json::{Value, json};
use tests::app::Engine;
use tests::on_both_engines;

on_both_engines![
    a_part_is_given_to_the_byte_across_the_parts_that_it_is_stored_in,
    what_is_not_public_is_not_there_for_those_outside,
    lists_of_attachments_are_read_together_and_cost_nothing_unless_asked_for,
];

async fn a_part_is_given_to_the_byte_across_the_parts_that_it_is_stored_in(engine: Engine) {
    let world = World::on(engine).await;
    let bytes = pdf(600_000);
    let size = bytes.len();
    let kept = world.secretary.keeps(&world.open, "", bytes.clone()).await;
    let path = text(&kept["_links"]["content"]["href"]).to_owned();
    let part = 256 * 1024;
    for (range, first, last) in [
        ("bytes=0-0".to_owned(), 0, 0),
        ("bytes=0-99".to_owned(), 0, 99),
        (format!("bytes={}-{}", part - 1, part), part - 1, part),
        (format!("bytes={part}-{}", 2 * part - 1), part, 2 * part - 1),
        (format!("bytes=10-{}", 2 * part + 5), 10, 2 * part + 5),
        (format!("bytes={}-", size - 7), size - 7, size - 1),
        ("bytes=-7".to_owned(), size - 7, size - 1),
        (format!("bytes=-{}", size + 1), 0, size - 1),
        (format!("bytes=5-{}", size * 2), 5, size - 1),
    ] {
        let got = world.secretary.get(&path, &[("range", &range)]).await;
        assert_eq!(got.status, 206, "{range}");
        assert_eq!(
            got.header("content-range"),
            format!("bytes {first}-{last}/{size}")
        );
        assert_eq!(got.header("content-length"), (last - first + 1).to_string());
        assert!(got.bytes == bytes[first..=last], "{range}");
    }
    let beyond = format!("bytes={size}-");
    let got = world.secretary.get(&path, &[("range", &beyond)]).await;
    assert_eq!(got.status, 416);
    assert_eq!(got.header("content-range"), format!("bytes */{size}"));
    assert_eq!(got.json()["code"], "RANGE_NOT_SATISFIABLE");
    for several in ["bytes=0-1,4-5", "pages=1-2", "bytes=x"] {
        let got = world.secretary.get(&path, &[("range", several)]).await;
        assert_eq!((got.status, got.bytes.len()), (200, size), "{several}");
    }
    // Who has a part of another file gets the whole of this one.
    let tag = format!("\"{}\"", sha256(&bytes));
    for (held, status) in [
        (tag.as_str(), 206),
        ("\"another\"", 200),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 200),
    ] {
        let headers = [("range", "bytes=0-9"), ("if-range", held)];
        assert_eq!(
            world.secretary.get(&path, &headers).await.status,
            status,
            "{held}"
        );
    }
    for (held, status) in [(tag.as_str(), 304), ("*", 304), ("\"a\", W/\"b\"", 200)] {
        let got = world.secretary.get(&path, &[("if-none-match", held)]).await;
        assert_eq!(got.status, status, "{held}");
        assert_eq!(got.header("etag"), tag);
        assert_eq!(got.bytes.is_empty(), status == 304);
    }
    // It is not compressed on its way, whatever the reader takes.
    let got = world
        .secretary
        .get(&path, &[("accept-encoding", "gzip")])
        .await;
    assert_eq!(got.header("content-length"), size.to_string());
    let head = world.secretary.head(&path).await;
    assert_eq!((head.status, head.bytes.len()), (200, 0));
    assert_eq!(head.header("content-length"), size.to_string());
    assert_eq!(head.header("etag"), tag);
}

/// What is told, apart from the address that was asked for.
fn told(got: &super::Got) -> Value {
    let mut body = got.json();
    body["instance"] = Value::Null;
    body
}

async fn what_is_not_public_is_not_there_for_those_outside(engine: Engine) {
    let world = World::on(engine).await;
    let in_open = world.secretary.keeps(&world.open, "", pdf(9)).await;
    let in_draft = world.secretary.keeps(&world.draft, "", pdf(10)).await;
    let outside = [
        world.public.clone(),
        Caller::new(
            &world.app,
            Some(
                world
                    .app
                    .token("secretary", &["samordningsforbundet-annandalen"]),
            ),
        ),
        Caller::new(
            &world.app,
            Some(
                world
                    .app
                    .token("auditor", &["samordningsforbundet-annandalen"]),
            ),
        ),
    ];
    let nowhere = "/paragraf/v1/attachments/att-00000000000000000000000000";
    let hidden = async |id: &Value| {
        for caller in &outside {
            for rest in ["", "/content"] {
                let path = format!("/paragraf/v1/attachments/{}{rest}", text(id));
                let got = caller.get(&path, &[]).await;
                let nothing = caller.get(&format!("{nowhere}{rest}"), &[]).await;
                assert_eq!(got.status, 404, "{path}");
                assert_eq!(told(&got), told(&nothing), "{path}");
                let names = |got: &super::Got| {
                    let mut names: Vec<String> =
                        got.headers.keys().map(ToString::to_string).collect();
                    names.sort();
                    names
                };
                assert_eq!(names(&got), names(&nothing));
                assert_eq!(caller.head(&path).await.status, 404);
            }
            let node = caller
                .query(
                    "query($id: ID!) { node(id: $id) { id } }",
                    json!({"id": id}),
                )
                .await;
            assert_eq!(node["node"], Value::Null);
        }
    };
    hidden(&in_open["id"]).await;
    hidden(&in_draft["id"]).await;
    let revised = async || {
        let feed = "query($o: String!) { changes(organisation: $o, first: 100) { nodes { kind subject { id } } } }";
        let data = world.public.query(feed, json!({"o": OWNER})).await;
        let nodes = data["changes"]["nodes"].as_array().expect("a list").clone();
        let about = nodes.iter().filter(|node| node["kind"] == "REVISED");
        about
            .map(|node| text(&node["subject"]["id"]).to_owned())
            .collect::<Vec<_>>()
    };
    assert!(revised().await.is_empty());
    // Public, in a record that is not: still hidden.
    for kept in [&in_open, &in_draft] {
        let input = json!({"attachment": kept["id"]});
        world.operator.changes("publishAttachment", input).await;
    }
    hidden(&in_draft["id"]).await;
    assert_eq!(
        revised().await,
        std::slice::from_ref(&world.open),
        "the feed tells of the record that is public, and of no other"
    );
    let path = format!("/paragraf/v1/attachments/{}/content", text(&in_open["id"]));
    for caller in &outside {
        let got = caller.get(&path, &[]).await;
        assert_eq!((got.status, got.bytes), (200, pdf(9)));
    }
    let got = world.public.get(&path, &[]).await;
    assert_eq!(got.header("cache-control"), "public, no-cache");
    let described = world
        .public
        .get(path.trim_end_matches("/content"), &[])
        .await
        .json();
    for own in ["uploadedBy", "version", "withdrawnOn"] {
        assert!(described.get(own).is_none(), "{own}");
    }
    let read = "query($id: ID!) { node(id: $id) { ... on Attachment { title version uploadedBy withdrawnOn disposedOn } } }";
    let node = world.public.query(read, json!({"id": in_open["id"]})).await["node"].clone();
    assert_eq!(
        node,
        json!({"title": "Årsredovisning 2025", "version": null, "uploadedBy": null, "withdrawnOn": null, "disposedOn": null})
    );
    // Those inside see both: a reader of a member too.
    for role in [
        "secretary",
        "chair",
        "adjuster",
        "treasurer",
        "auditor",
        "operator",
    ] {
        let inside = Caller::new(&world.app, Some(world.app.token(role, &[OWNER])));
        let path = format!("/paragraf/v1/attachments/{}/content", text(&in_draft["id"]));
        assert_eq!(inside.get(&path, &[]).await.status, 200, "{role}");
        let list = format!("/paragraf/v1/meetings/{}/attachments", world.draft);
        let listed = inside.get(&list, &[]).await.json();
        assert_eq!(listed["nodes"].as_array().map(Vec::len), Some(1), "{role}");
    }
    let list = format!("/paragraf/v1/meetings/{}/attachments", world.draft);
    assert_eq!(world.public.get(&list, &[]).await.status, 404);
    // Taken down again, and withdrawn.
    let input = json!({"attachment": in_open["id"]});
    world.operator.changes("unpublishAttachment", input).await;
    hidden(&in_open["id"]).await;
    let input = json!({"attachment": in_open["id"]});
    world.operator.changes("publishAttachment", input).await;
    let input = json!({"attachment": in_open["id"], "reason": "Personuppgifter."});
    world.secretary.changes("withdrawAttachment", input).await;
    hidden(&in_open["id"]).await;
    let path = format!("/paragraf/v1/attachments/{}", text(&in_open["id"]));
    let inside = world.secretary.get(&path, &[]).await.json();
    assert_eq!(
        (&inside["standing"], &inside["withdrawnBecause"]),
        (&json!("WITHDRAWN"), &json!("Personuppgifter."))
    );
    assert!(inside["_links"].get("content").is_none());
    let content = world.secretary.get(&format!("{path}/content"), &[]).await;
    assert_eq!(content.status, 404, "what was withdrawn is given to nobody");
    // A record that is taken back takes its files with it.
    let second = world.secretary.keeps(&world.open, "", pdf(11)).await;
    let input = json!({"attachment": second["id"]});
    world.operator.changes("publishAttachment", input).await;
    let path = format!("/paragraf/v1/attachments/{}", text(&second["id"]));
    assert_eq!(world.public.get(&path, &[]).await.status, 200);
    let recall = "mutation($id: ID!) { unpublishMinutes(input: {meeting: $id, reason: \"Granskas.\"}) { version } }";
    world
        .operator
        .query(recall, json!({"id": world.open}))
        .await;
    hidden(&second["id"]).await;
    world.is_sound().await;
}

const WITH: &str =
    "query($id: ID!) { meeting(id: $id) { date attachments { id title paragraph { label } }
    paragraphs { nodes { label attachments { id title size meeting { date } } } } } }";
const WITHOUT: &str =
    "query($id: ID!) { meeting(id: $id) { date paragraphs { nodes { label title } } } }";

async fn lists_of_attachments_are_read_together_and_cost_nothing_unless_asked_for(engine: Engine) {
    let world = World::on(engine).await;
    let counted = async |query: &str| {
        let asked = json!({"id": world.open});
        let ask = async || world.secretary.query(query, asked.clone()).await;
        world.app.counted(ask).await
    };
    let (_, bare) = counted(WITHOUT).await;
    let asked = format!("?paragraph={}", world.paragraph);
    world.secretary.keeps(&world.open, &asked, pdf(100)).await;
    world.secretary.keeps(&world.open, "", pdf(100)).await;
    let (_, few) = counted(WITH).await;
    for place in 0..11 {
        world.secretary.keeps(&world.open, &asked, pdf(place)).await;
        world.secretary.keeps(&world.open, "", pdf(place)).await;
    }
    let (data, many) = counted(WITH).await;
    let (_, bare_still) = counted(WITHOUT).await;
    println!("{engine:?}: {bare} statements without attachments, {many} with 24 of them");
    assert_eq!((few, bare), (many, bare_still));
    // Each of the two lists, and what of it is marked as secret.
    assert!(many <= bare + 4, "{many} statements, {bare} without");
    assert_eq!(
        data["meeting"]["attachments"].as_array().map(Vec::len),
        Some(24)
    );
    let paragraphs = &data["meeting"]["paragraphs"]["nodes"];
    assert_eq!(
        paragraphs[0]["attachments"].as_array().map(Vec::len),
        Some(12)
    );
    assert_eq!(paragraphs[1]["attachments"], json!([]));
    assert_eq!(paragraphs[0]["attachments"][0]["size"], pdf(100).len());
}
