//! Attachments after they came: revised, published, withdrawn, kept to their day, disposed of, and checked.

use super::{Caller, OWNER, World, pdf, refused, text};
use application::attachments::{check_files, sweep};
use application::ports::Clock;
use domain::id::AttachmentId;
use sea_orm::{ConnectionTrait, Database};
use serde_json::{Value, json};
use tests::app::{App, Engine};
use tests::on_both_engines;
use tests::process::binary;

on_both_engines![
    an_attachment_is_revised_published_and_withdrawn_each_once,
    after_adjustment_it_is_sealed_and_can_only_be_withdrawn,
    what_is_due_for_removal_is_listed_to_the_day_and_disposed_of,
    verify_names_what_is_missing_or_changed,
    orphans_are_cleared_and_nothing_else,
    files_are_kept_in_a_folder_as_well,
];

async fn an_attachment_is_revised_published_and_withdrawn_each_once(engine: Engine) {
    let world = World::on(engine).await;
    let World {
        secretary,
        operator,
        ..
    } = &world;
    let kept = secretary.keeps(&world.draft, "", pdf(9)).await;
    let id = &kept["id"];
    // The record is a draft, so title and place may change.
    let input = json!({"attachment": id, "title": "Budget 2027", "appendix": "Bilaga 2", "clientMutationId": "a",
        "expectedVersion": kept["version"], "retention": {"kind": "UNTIL", "keepUntil": "2030-06-30"}});
    let revised = secretary.changes("reviseAttachment", input.clone()).await;
    assert_eq!(revised["attachment"]["title"], "Budget 2027");
    assert_eq!(revised["attachment"]["appendix"], "Bilaga 2");
    assert_eq!(
        revised["attachment"]["retention"],
        json!({"kind": "UNTIL", "financialYear": null, "keepUntil": "2030-06-30"})
    );
    assert_eq!(
        (&revised["irregularities"], &revised["clientMutationId"]),
        (&json!([]), &json!("a"))
    );
    let again = secretary.changes("reviseAttachment", input).await;
    assert_eq!(again, revised, "a repetition has the same answer");
    let stale = json!({"attachment": id, "title": "Annat", "expectedVersion": kept["version"]});
    let answer = secretary.change("reviseAttachment", stale).await;
    let told = &answer["errors"][0]["extensions"];
    assert_eq!(refused(&answer).0, "STALE_VERSION");
    assert_eq!(told["version"], revised["version"]);
    assert_eq!(told["since"].as_array().map(Vec::len), Some(1));
    assert_eq!(told["since"][0]["change"], "ReviseAttachment");
    let bare = json!({"attachment": id, "appendix": null});
    let bare = secretary.changes("reviseAttachment", bare).await;
    assert_eq!(
        (
            &bare["attachment"]["appendix"],
            &bare["attachment"]["title"]
        ),
        (&Value::Null, &json!("Budget 2027"))
    );
    for (input, code, field) in [
        (json!({"attachment": id}), "INVALID_VALUE", "input"),
        (
            json!({"attachment": id, "title": " "}),
            "INVALID_VALUE",
            "title",
        ),
        (
            json!({"attachment": id, "paragraph": world.paragraph}),
            "INVALID_VALUE",
            "paragraph",
        ),
        (
            json!({"attachment": "att-1", "title": "A"}),
            "INVALID_VALUE",
            "attachment",
        ),
        (
            json!({"attachment": "att-00000000000000000000000000", "title": "A"}),
            "NOT_FOUND",
            "",
        ),
        (
            json!({"attachment": id, "retention": {"kind": "ACCOUNTING"}}),
            "INVALID_VALUE",
            "financialYear",
        ),
    ] {
        let answer = secretary.change("reviseAttachment", input).await;
        assert_eq!(refused(&answer), (code, field));
    }
    // Publishing is the operator's, after review.
    let input = json!({"attachment": id});
    let answer = secretary.change("publishAttachment", input.clone()).await;
    assert_eq!(refused(&answer).0, "FORBIDDEN");
    let answer = operator.change("unpublishAttachment", input.clone()).await;
    assert_eq!(refused(&answer).0, "NOT_PUBLISHED");
    let past = json!({"attachment": id, "until": "2020-01-01"});
    assert_eq!(
        refused(&operator.change("publishAttachment", past).await),
        ("INVALID_VALUE", "until")
    );
    let until = json!({"attachment": id, "until": "2090-01-01"});
    let open = operator.changes("publishAttachment", until.clone()).await;
    assert_eq!(
        (
            &open["attachment"]["public"],
            &open["attachment"]["publicUntil"]
        ),
        (&json!(true), &json!("2090-01-01"))
    );
    let answer = operator.change("publishAttachment", until).await;
    assert_eq!(refused(&answer).0, "ALREADY_PUBLISHED");
    operator.changes("publishAttachment", input.clone()).await;
    // Withdrawn for good.
    let answer = secretary
        .change(
            "withdrawAttachment",
            json!({"attachment": id, "reason": " "}),
        )
        .await;
    assert_eq!(refused(&answer), ("INVALID_VALUE", "reason"));
    let back = json!({"attachment": id, "reason": "Fel fil."});
    let withdrawn = secretary.changes("withdrawAttachment", back.clone()).await;
    let held = &withdrawn["attachment"];
    assert_eq!(
        (&held["standing"], &held["public"], &held["contentPath"]),
        (&json!("WITHDRAWN"), &json!(false), &Value::Null)
    );
    for (caller, mutation, input) in [
        (secretary, "withdrawAttachment", back),
        (
            secretary,
            "reviseAttachment",
            json!({"attachment": id, "title": "B"}),
        ),
        (operator, "publishAttachment", input.clone()),
        (operator, "unpublishAttachment", input),
    ] {
        let answer = caller.change(mutation, input).await;
        assert_eq!(refused(&answer).0, "ATTACHMENT_WITHDRAWN", "{mutation}");
    }
    assert_eq!(world.stored().await, 1, "its bytes are kept");
    world.is_sound().await;
}

async fn after_adjustment_it_is_sealed_and_can_only_be_withdrawn(engine: Engine) {
    let world = World::on(engine).await;
    let mut adjusted =
        tests::minutes::board_meeting("2026-05-21", 4, &[("Budget", "Se bilaga 1.")]);
    adjusted["adjustment"] = json!({"adjustedOn": "2026-05-28"});
    let meeting = world
        .app
        .load(&adjusted)
        .await
        .expect("loaded")
        .meeting
        .to_string();
    let secretary = &world.secretary;
    let kept = secretary.keeps(&meeting, "", pdf(9)).await;
    let id = &kept["id"];
    for change in [json!({"title": "Annat"}), json!({"appendix": "Bilaga 1"})] {
        let mut input = change;
        input["attachment"] = id.clone();
        let answer = secretary.change("reviseAttachment", input).await;
        assert_eq!(refused(&answer).0, "ALREADY_ADJUSTED");
    }
    let input =
        json!({"attachment": id, "retention": {"kind": "ACCOUNTING", "financialYear": 2025}});
    let revised = secretary.changes("reviseAttachment", input).await;
    assert_eq!(
        revised["attachment"]["retention"]["keepUntil"],
        "2032-12-31"
    );
    let input = json!({"attachment": id, "reason": "Ersätts av en rättad fil."});
    secretary.changes("withdrawAttachment", input).await;
    world.is_sound().await;
}

const DUE: &str =
    "query($organisation: String!, $by: Date) { retention(organisation: $organisation, by: $by) {
    kind dueOn attachment { id fileName } basis { act section } } }";

async fn what_is_due_for_removal_is_listed_to_the_day_and_disposed_of(engine: Engine) {
    let world = World::on(engine).await;
    let World {
        secretary,
        operator,
        ..
    } = &world;
    let books = secretary
        .keeps(
            &world.open,
            "?retention=ACCOUNTING&financialYear=2023",
            pdf(1),
        )
        .await;
    let plan = secretary
        .keeps(&world.open, "?retention=UNTIL&keepUntil=2031-03-31", pdf(2))
        .await;
    let minutes = secretary.keeps(&world.open, "", pdf(3)).await;
    let until = json!({"attachment": minutes["id"], "until": "2090-05-04"});
    operator.changes("publishAttachment", until).await;
    let due = async |caller: &Caller, by: &str| {
        let data = caller
            .query(DUE, json!({"organisation": OWNER, "by": by}))
            .await;
        let listed = data["retention"].as_array().expect("a list").clone();
        let told = listed.iter().map(|due| {
            let id = text(&due["attachment"]["id"]).to_owned();
            (
                text(&due["kind"]).to_owned(),
                text(&due["dueOn"]).to_owned(),
                id,
            )
        });
        told.collect::<Vec<_>>()
    };
    let row = |kind: &str, on: &str, kept: &Value| {
        (kind.to_owned(), on.to_owned(), text(&kept["id"]).to_owned())
    };
    let (first, second, third) = (
        row("ARCHIVE_COPY", "2031-01-01", &books),
        row("ARCHIVE_COPY", "2031-04-01", &plan),
        row("PUBLISHED_COPY", "2090-05-05", &minutes),
    );
    for (by, expected) in [
        ("2030-12-31", vec![]),
        ("2031-01-01", vec![first.clone()]),
        ("2031-03-31", vec![first.clone()]),
        ("2031-04-01", vec![first.clone(), second.clone()]),
        ("2090-05-04", vec![first.clone(), second.clone()]),
        ("2090-05-05", vec![first.clone(), second.clone(), third]),
    ] {
        assert_eq!(due(secretary, by).await, expected, "{by}");
        assert_eq!(due(&world.public, by).await, [], "{by}");
    }
    let told = secretary
        .query(DUE, json!({"organisation": OWNER, "by": "2031-01-01"}))
        .await;
    let sections: Vec<&str> = told["retention"][0]["basis"]
        .as_array()
        .expect("law")
        .iter()
        .map(|law| text(&law["section"]))
        .collect();
    assert!(sections.contains(&"3 kap. 13 §"), "{sections:?}");
    let other = Caller::new(
        &world.app,
        Some(
            world
                .app
                .token("secretary", &["samordningsforbundet-annandalen"]),
        ),
    );
    assert_eq!(due(&other, "2090-05-05").await, []);
    // Nothing goes before its time.
    for (kept, last) in [
        (&books, json!("2030-12-31")),
        (&plan, json!("2031-03-31")),
        (&minutes, Value::Null),
    ] {
        let answer = secretary
            .change("disposeAttachment", json!({"attachment": kept["id"]}))
            .await;
        let told = &answer["errors"][0]["extensions"];
        assert_eq!(refused(&answer).0, "RETENTION_NOT_OVER");
        assert_eq!(told["params"]["keepUntil"], last);
    }
    assert_eq!(world.stored().await, 3);
    // What was withdrawn is due at once, by its day.
    let reason = json!({"attachment": plan["id"], "reason": "Personuppgifter."});
    secretary.changes("withdrawAttachment", reason).await;
    let today = world.app.clock.today().to_string();
    assert_eq!(
        due(secretary, &today).await,
        [row("ARCHIVE_COPY", &today, &plan)]
    );
    let input = json!({"attachment": plan["id"], "clientMutationId": "once"});
    let gone = secretary.changes("disposeAttachment", input.clone()).await;
    assert_eq!(gone["attachment"]["standing"], "DISPOSED");
    assert_eq!(gone["attachment"]["withdrawnBecause"], "Personuppgifter.");
    assert_eq!(secretary.changes("disposeAttachment", input).await, gone);
    assert_eq!(world.stored().await, 2, "its bytes are gone");
    assert_eq!(due(secretary, &today).await, []);
    let path = format!("/paragraf/v1/attachments/{}", text(&plan["id"]));
    assert_eq!(secretary.get(&path, &[]).await.json()["disposedOn"], today);
    assert_eq!(
        secretary.get(&format!("{path}/content"), &[]).await.status,
        404
    );
    let answer = secretary
        .change("disposeAttachment", json!({"attachment": plan["id"]}))
        .await;
    assert_eq!(refused(&answer).0, "ATTACHMENT_WITHDRAWN");
    // The year is over.
    world
        .app
        .clock
        .set("2030-12-31T22:59:59Z".parse().expect("a moment"));
    let token = world.app.token("secretary", &[OWNER]);
    let later = Caller::new(&world.app, Some(token));
    let input = json!({"attachment": books["id"]});
    let answer = later.change("disposeAttachment", input.clone()).await;
    assert_eq!(
        refused(&answer).0,
        "RETENTION_NOT_OVER",
        "the last second of the year in Sweden"
    );
    world
        .app
        .clock
        .set("2030-12-31T23:00:00Z".parse().expect("a moment"));
    let gone = later.changes("disposeAttachment", input).await;
    assert_eq!(gone["attachment"]["disposedOn"], "2031-01-01");
    assert_eq!(world.stored().await, 1);
    world.is_sound().await;
}

/// What `paragraf verify` says and how it ends.
fn verified(app: &App) -> (Option<i32>, String) {
    let mut command = std::process::Command::new(binary());
    command
        .arg("verify")
        .env_clear()
        .env("PARAGRAF_DATABASE_URL", &app.settings.database_url)
        .env("PARAGRAF_FILES", &app.settings.files);
    let output = command.output().expect("the binary runs");
    let text = [output.stdout, output.stderr].concat();
    (
        output.status.code(),
        String::from_utf8_lossy(&text).into_owned(),
    )
}

async fn verify_names_what_is_missing_or_changed(engine: Engine) {
    let world = World::on(engine).await;
    let secretary = &world.secretary;
    let one = secretary.keeps(&world.open, "", pdf(600_000)).await;
    let two = secretary.keeps(&world.open, "", pdf(300_000)).await;
    let (code, told) = verified(&world.app);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains(", 2 files"), "{told}");
    let raw = Database::connect(&world.app.settings.database_url)
        .await
        .expect("a connection");
    let hex = |kept: &Value| {
        let id = AttachmentId::parse(text(&kept["id"])).expect("an id");
        match engine {
            Engine::Sqlite => format!("X'{}'", id.uuid().simple()),
            Engine::Postgres => format!("'{}'", id.uuid()),
        }
    };
    let bad = async |statement: String| {
        raw.execute_unprepared(&statement).await.expect("edited");
        let (code, told) = verified(&world.app);
        assert_eq!(code, Some(1), "{statement}: {told}");
        told
    };
    // A byte of the second part is another.
    let changed = match engine {
        Engine::Sqlite => "CAST(substr(bytes, 1, 9) || X'00' || substr(bytes, 11) AS blob)",
        Engine::Postgres => "set_byte(bytes, 9, (get_byte(bytes, 9) + 1) % 256)",
    };
    let told = bad(format!(
        "UPDATE file_part SET bytes = {changed} WHERE part = 1 AND file_id = {}",
        hex(&one)
    ))
    .await;
    assert!(
        told.contains(text(&one["id"])) && told.contains("not the one that was uploaded"),
        "{told}"
    );
    let told = bad(format!(
        "DELETE FROM file_part WHERE part = 1 AND file_id = {}",
        hex(&two)
    ))
    .await;
    assert!(
        told.contains(text(&two["id"])) && told.contains("size"),
        "{told}"
    );
    assert!(told.contains(text(&one["id"])), "each is named: {told}");
    let told = bad(format!(
        "DELETE FROM file_part WHERE file_id = {}",
        hex(&two)
    ))
    .await;
    assert!(told.contains("missing"), "{told}");
    let path = format!("/paragraf/v1/attachments/{}/content", text(&two["id"]));
    let got = secretary.get(&path, &[]).await;
    assert_eq!((got.status, &got.json()["code"]), (500, &json!("INTERNAL")));
    // What is told of a file is held against the journal.
    let told = bad(format!(
        "UPDATE attachment SET title = 'Annat' WHERE id = {}",
        hex(&one)
    ))
    .await;
    assert!(
        told.contains("does not stand as the journal tells"),
        "{told}"
    );
    let told = bad(format!("DELETE FROM attachment WHERE id = {}", hex(&one))).await;
    assert!(told.contains(text(&one["id"])), "{told}");
}

async fn orphans_are_cleared_and_nothing_else(engine: Engine) {
    let world = World::on(engine).await;
    let kept = world.secretary.keeps(&world.open, "", pdf(9)).await;
    let files = api::startup::open_files(&world.app.settings, &world.app.store).expect("a place");
    let orphan = {
        use application::ports::Ids;
        AttachmentId::from_uuid(api::system::SystemIds.next())
    };
    let mut writing = files.create(orphan).await.expect("begun");
    writing
        .write(bytes::Bytes::from_static(b"left behind"))
        .await
        .expect("written");
    writing.finish().await.expect("finished");
    let clock = world.app.clock.as_ref();
    let swept = sweep(files.as_ref(), &world.app.store, clock)
        .await
        .expect("swept");
    assert_eq!(
        (swept.kept, swept.cleared),
        (2, 0),
        "a young one may be an upload under way"
    );
    world
        .app
        .clock
        .set(clock.now() + chrono::TimeDelta::hours(25));
    let clock = world.app.clock.as_ref();
    let swept = sweep(files.as_ref(), &world.app.store, clock)
        .await
        .expect("swept");
    assert_eq!((swept.kept, swept.cleared), (1, 1));
    assert_eq!(files.size(orphan).await.expect("an answer"), None);
    let (read, bad) = check_files(&world.app.store, files.as_ref())
        .await
        .expect("a report");
    assert_eq!((read, bad), (1, None));
    assert_eq!(
        files.list().await.expect("a list"),
        [AttachmentId::parse(text(&kept["id"])).expect("an id")]
    );
}

async fn files_are_kept_in_a_folder_as_well(engine: Engine) {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("file://{}/files", folder.path().display());
    let app = App::with(engine, |settings| settings.files.clone_from(&url)).await;
    let world = World::of(app).await;
    let bytes = pdf(11 * 1024 * 1024);
    let kept = world.secretary.keeps(&world.open, "", bytes.clone()).await;
    let path = text(&kept["_links"]["content"]["href"]).to_owned();
    assert!(world.secretary.get(&path, &[]).await.bytes == bytes);
    let got = world
        .secretary
        .get(&path, &[("range", "bytes=5242870-5242890")])
        .await;
    assert!(got.bytes == bytes[5_242_870..=5_242_890]);
    let stored: Vec<_> = std::fs::read_dir(folder.path().join("files"))
        .expect("a folder")
        .collect();
    assert_eq!(stored.len(), 1);
    let refused = world
        .secretary
        .post(
            &format!("/paragraf/v1/meetings/{}/attachments", world.open),
            &[
                ("content-type", "text/plain"),
                ("content-disposition", "attachment; filename=\"a.txt\""),
            ],
            pdf(9),
        )
        .await;
    assert_eq!(refused.status, 422);
    assert_eq!(world.stored().await, 1);
    world.is_sound().await;
    let file = stored
        .into_iter()
        .next()
        .expect("one")
        .expect("a file")
        .path();
    assert!(file.ends_with(text(&kept["id"])));
    let (code, told) = verified(&world.app);
    assert_eq!(code, Some(0), "{told}");
    std::fs::write(&file, &bytes[1..]).expect("cut");
    let (code, told) = verified(&world.app);
    assert_eq!(code, Some(1), "{told}");
    std::fs::remove_file(&file).expect("removed");
    let (code, told) = verified(&world.app);
    assert!(code == Some(1) && told.contains("missing"), "{told}");
}
