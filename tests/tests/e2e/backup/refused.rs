//! What is refused: files that are no whole backup, databases that are not empty, records that do not verify.

use super::{Ran, Shelf, of_everything, rewritten, run, told, vacant};
use interchange::backup::{Head, MANIFEST, Manifest, Reader};
use std::os::unix::fs::PermissionsExt;
use tests::app::{App, Engine};
use tests::on_both_engines;

on_both_engines![
    an_altered_backup_is_refused_wherever_it_was_altered,
    a_forged_backup_is_refused_by_verification,
    a_database_with_anything_in_it_takes_no_backup,
    a_backup_of_an_earlier_schema_is_brought_up_to_date,
];

/// Refuses a file, and leaves the database without a table.
async fn refused(engine: Engine, shelf: &Shelf, like: &App, bytes: &[u8], words: &str) -> Ran {
    std::fs::write(shelf.path("altered"), bytes).expect("written");
    let settings = vacant(engine, &like.settings, shelf.0.path()).await;
    let ran = run(&settings, &["restore", &shelf.name("altered")]).await;
    let ran = ran.ended(1);
    assert!(ran.err.contains(words), "{words}: {ran:?}");
    let status = run(&settings, &["migrate", "status"]).await.ended(0);
    assert!(!status.out.contains("in "), "{}", status.out);
    ran
}

async fn an_altered_backup_is_refused_wherever_it_was_altered(engine: Engine) {
    let app = App::demo(engine).await;
    let shelf = Shelf::new();
    let whole = shelf.backup(&app.settings, "backup").await;
    // Near the beginning, near the end, and in between; one bit, or all that follows. That no bit at all can change is a
    // test of the archive.
    let long = whole.len();
    let near = (0..12).chain((long - 120..long).step_by(9));
    let far = (0..20).map(|part| 40 + part * (long - 160) / 20);
    for place in near.chain(far) {
        let mut altered = whole.clone();
        altered[place] ^= 1 << (place % 8);
        let broken = api::backup::checked(&altered[..]);
        let broken = broken.expect_err("it was altered");
        assert!(broken.to_string().contains("(byte "), "{place}: {broken}");
        assert!(
            api::backup::checked(&whole[..place]).is_err(),
            "cut at {place}"
        );
    }
    // The member is named in which the bytes were altered.
    let mut reader = Reader::new(&whole[..]);
    let mut places = Vec::new();
    while let Some(member) = reader.next_member().expect("a whole backup") {
        places.push((member.name, usize::try_from(member.at).expect("a place")));
    }
    let (name, at) = places
        .iter()
        .find(|(name, _)| name.contains("/journal/"))
        .expect("a journal");
    let mut altered = whole.clone();
    altered[at + 200] ^= 4;
    let ran = refused(engine, &shelf, &app, &altered, &format!("byte {at}")).await;
    let before = places
        .iter()
        .rev()
        .find(|(_, place)| place < at)
        .expect("one before");
    assert!(
        ran.err.contains(name) || ran.err.contains(&format!("after {}", before.0)),
        "{ran:?}"
    );
    let half = &whole[..long / 2];
    refused(engine, &shelf, &app, half, "the file is cut short").await;
    refused(
        engine,
        &shelf,
        &app,
        &whole[..long - 1],
        "the file is cut short",
    )
    .await;
    refused(engine, &shelf, &app, b"", "the file is cut short").await;
    refused(engine, &shelf, &app, b"PK\x03\x04", "the beginning").await;
    let more = [&whole[..], b"\n"].concat();
    refused(engine, &shelf, &app, &more, "the end").await;
    // Of another format, or of a schema of days to come.
    for (from, to, words) in [
        ("backup@1", "backup@2", "expected the format"),
        ("m0001", "m9001", "does not know"),
        ("\"bigint\"", "\"sigint\"", "unknown variant"),
        ("\"journal_head\"", "\"journal_tail\"", "journal_tail"),
    ] {
        let mut head = told(&whole).0;
        if from == "m0001" {
            "m0001_none".clone_into(&mut head.step);
        }
        let head = serde_json::to_string(&head)
            .expect("JSON")
            .replacen(from, to, 1);
        let strange = rewritten(&whole, |name, bytes| match name {
            "head.json" => head.clone().into_bytes(),
            _ => bytes.to_vec(),
        });
        refused(engine, &shelf, &app, &strange, words).await;
    }
    // A row that is not as its columns.
    let strange = rewritten(&whole, |name, bytes| match name.contains("/journal/") {
        true => String::from_utf8_lossy(bytes)
            .replacen("[\"", "[\"x", 1)
            .into_bytes(),
        false => bytes.to_vec(),
    });
    let ran = refused(
        engine,
        &shelf,
        &app,
        &strange,
        "line 1: organisation_id is not of its kind",
    )
    .await;
    assert!(
        ran.err.contains("tables/journal/000001.ndjson (byte "),
        "{ran:?}"
    );
    // Rows that the database's own rules do not let in: what they refer to is not there.
    let without = rewritten(&whole, |name, bytes| match name.contains("tables/body/") {
        true => {
            let text = String::from_utf8_lossy(bytes).into_owned();
            let rest = text.split_once('\n').expect("lines").1.to_owned();
            rest.into_bytes()
        }
        false => bytes.to_vec(),
    });
    refused(
        engine,
        &shelf,
        &app,
        &without,
        "the database does not take a row of ",
    )
    .await;
}

async fn a_forged_backup_is_refused_by_verification(engine: Engine) {
    let (app, ..) = of_everything(engine, |_| {}).await;
    let shelf = Shelf::new();
    let whole = shelf.backup(&app.settings, "backup").await;
    // Whole as a file, every digest right, and one word of the record another.
    let forged = rewritten(&whole, |name, bytes| {
        match name.contains("tables/decision/") {
            true => {
                let text = String::from_utf8_lossy(bytes);
                assert!(text.contains("beslutar"));
                text.replacen("beslutar", "beslöt", 1).into_bytes()
            }
            false => bytes.to_vec(),
        }
    });
    std::fs::write(shelf.path("forged"), &forged).expect("written");
    run(
        &app.settings,
        &["restore", "--check", &shelf.name("forged")],
    )
    .await
    .ended(0);
    let settings = vacant(engine, &app.settings, shelf.0.path()).await;
    let ran = run(&settings, &["restore", &shelf.name("forged")])
        .await
        .ended(1);
    assert!(
        ran.err.contains("it does not verify: ") && ran.err.contains("nothing was restored"),
        "{ran:?}"
    );
    let status = run(&settings, &["migrate", "status"]).await.ended(0);
    assert!(!status.out.contains("in "), "{}", status.out);
    // The sound one goes into the same database after that.
    run(&settings, &["restore", &shelf.name("backup")])
        .await
        .ended(0);
    let other = vacant(engine, &app.settings, shelf.0.path()).await;
    let ran = run(&other, &["restore", "--unverified", &shelf.name("forged")])
        .await
        .ended(0);
    assert!(ran.err.starts_with("warning: "), "{ran:?}");
    run(&other, &["verify"]).await.ended(1);
}

async fn a_database_with_anything_in_it_takes_no_backup(engine: Engine) {
    let app = App::demo(engine).await;
    let shelf = Shelf::new();
    shelf.backup(&app.settings, "backup").await;
    let mode = std::fs::metadata(shelf.path("backup"))
        .expect("a file")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    // A backup is not written over another, unless that is asked for.
    let before = std::fs::read(shelf.path("backup")).expect("a file");
    let ran = run(&app.settings, &["backup", &shelf.name("backup")])
        .await
        .ended(1);
    assert!(ran.err.contains("--overwrite"), "{ran:?}");
    assert!(std::fs::read(shelf.path("backup")).expect("a file") == before);
    run(
        &app.settings,
        &["backup", "--overwrite", &shelf.name("backup")],
    )
    .await
    .ended(0);
    let listed = std::fs::read_dir(shelf.0.path()).expect("a folder").count();
    assert_eq!(listed, 1, "nothing is left beside it");
    let nowhere = run(&app.settings, &["backup", "/nowhere/backup"])
        .await
        .ended(2);
    assert!(nowhere.err.contains("/nowhere/backup: "), "{nowhere:?}");

    let ran = run(&app.settings, &["restore", &shelf.name("backup")])
        .await
        .ended(1);
    assert!(
        ran.err
            .contains("the database is not empty: there are rows in "),
        "{ran:?}"
    );
    run(&app.settings, &["verify"]).await.ended(0);
    // Migrated and without a row it is empty.
    let settings = vacant(engine, &app.settings, shelf.0.path()).await;
    run(&settings, &["migrate", "up"]).await.ended(0);
    run(&settings, &["restore", &shelf.name("backup")])
        .await
        .ended(0);
    let gone = run(&settings, &["restore", &shelf.name("gone")])
        .await
        .ended(1);
    assert!(gone.err.contains("gone: "), "{gone:?}");
    // Behind, or with a table that nobody knows, it is not backed up as if that were all.
    sql(&settings.database_url, "CREATE TABLE stranger (id bigint)").await;
    let ran = run(&settings, &["backup", &shelf.name("strange")])
        .await
        .ended(2);
    assert!(ran.err.contains("stranger (id)"), "{ran:?}");
    let other = vacant(engine, &app.settings, shelf.0.path()).await;
    let ran = run(&other, &["backup", &shelf.name("behind")])
        .await
        .ended(2);
    assert!(
        ran.err.contains("the database lacks m0001_organisations"),
        "{ran:?}"
    );
    sql(&other.database_url, "CREATE TABLE stranger (id bigint)").await;
    let ran = run(&other, &["restore", &shelf.name("backup")])
        .await
        .ended(1);
    assert!(ran.err.contains("it has the table stranger"), "{ran:?}");
}

async fn sql(url: &str, statement: &str) {
    let database = sea_orm::Database::connect(url).await.expect("a connection");
    let done = sea_orm::ConnectionTrait::execute_unprepared(&database, statement).await;
    done.expect("done");
    database.close().await.expect("closed");
}

async fn a_backup_of_an_earlier_schema_is_brought_up_to_date(engine: Engine) {
    let app = App::demo(engine).await;
    let shelf = Shelf::new();
    let whole = shelf.backup(&app.settings, "backup").await;
    // As a version wrote it that did not know adjustment by the board yet.
    let column = "by_board";
    let later = |table: &str| {
        ["api_key", "embargo", "feed_concern", "revocation"].contains(&table)
            || table.starts_with("webhook")
            || table.starts_with("import_")
            || table.starts_with("mail")
            || table.starts_with("secre")
    };
    let earlier = |head: &mut Head| {
        "m0018_redaction".clone_into(&mut head.step);
        head.tables.retain(|table| !later(&table.name));
        let units = head
            .tables
            .iter_mut()
            .find(|table| table.name == "adjustment_unit");
        let columns = &mut units.expect("a table").columns;
        assert_eq!(columns.pop().map(|last| last.name).as_deref(), Some(column));
    };
    let older = rewritten(&whole, |name, bytes| {
        if name == "head.json" {
            let mut head: Head = serde_json::from_slice(bytes).expect("a head");
            earlier(&mut head);
            return serde_json::to_vec(&head).expect("JSON");
        }
        if name == MANIFEST {
            let mut manifest: Manifest = serde_json::from_slice(bytes).expect("a manifest");
            manifest.tables.retain(|table| !later(&table.name));
            return serde_json::to_vec(&manifest).expect("JSON");
        }
        let table = name
            .strip_prefix("tables/")
            .and_then(|rest| rest.split('/').next());
        if table.is_some_and(later) {
            // Left out.
            return Vec::new();
        }
        if name.contains("tables/adjustment_unit/") {
            let text = String::from_utf8_lossy(bytes).replace(",null]\n", "]\n");
            return text.into_bytes();
        }
        bytes.to_vec()
    });
    std::fs::write(shelf.path("older"), &older).expect("written");
    let settings = vacant(engine, &app.settings, shelf.0.path()).await;
    run(&settings, &["restore", &shelf.name("older")])
        .await
        .ended(0);
    let status = run(&settings, &["migrate", "status"]).await.ended(0);
    assert!(!status.out.contains("out "), "{}", status.out);
    let again = shelf.backup(&settings, "again").await;
    assert_eq!(told(&again).1.tables, told(&whole).1.tables);
}
