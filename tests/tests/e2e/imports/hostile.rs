//! Files that are made to do harm, and a reader that dies, hangs or babbles: each is a refusal, and the service goes on.

use super::{bring, kept, minutes, operator};
use crate::e2e::authorization::world_in;
use serde_json::Value;
use std::io::{Cursor, Write};
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};
use tests::app::{App, Engine};
use tests::process::binary;
use zip::write::SimpleFileOptions;

/// A Word file of a part that unpacks to so many bytes.
fn bomb(bytes: usize) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", SimpleFileOptions::default())
        .expect("begun");
    let part = vec![b' '; 1 << 20];
    for _ in 0..bytes >> 20 {
        zip.write_all(&part).expect("written");
    }
    zip.finish().expect("a zip").into_inner()
}

fn entities() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", SimpleFileOptions::default())
        .expect("begun");
    let text = "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><w:document xmlns:w=\"urn:w\"><w:body>&x;</w:body></w:document>";
    zip.write_all(text.as_bytes()).expect("written");
    zip.finish().expect("a zip").into_inner()
}

#[tokio::test]
async fn what_is_made_to_do_harm_is_refused_and_the_next_file_is_read() {
    let app = super::service(Engine::Sqlite).await;
    let operator = operator(&app);
    let nested = format!("%PDF-1.7\n1 0 obj\n{}\nendobj\n", "[".repeat(500_000));
    let script = "<script>alert(1)</script>\u{0}".repeat(2000);
    for (name, body) in [
        ("bomb.docx", bomb(256 << 20)),
        ("entities.docx", entities()),
        ("nested.pdf", nested.into_bytes()),
        (
            "cut.pdf",
            b"%PDF-1.7\n1 0 obj << /Length 99999999 >> stream\n".to_vec(),
        ),
        ("word.doc", b"\xd0\xcf\x11\xe0rest".to_vec()),
        (
            "noise.bin",
            (0..60_000_u32).map(|at| (at % 251) as u8).collect(),
        ),
        ("script.txt", script.into_bytes()),
        ("lines.txt", "§ 1 ".repeat(200_000).into_bytes()),
    ] {
        let refused = kept(&operator, name, "", body).await;
        assert_eq!(refused["outcome"], "REFUSED", "{name}: {refused:#}");
        assert!(refused["refusalCode"].is_string(), "{name}");
    }
    let read = kept(&operator, "protokoll.txt", "", minutes("2021-03-18").into()).await;
    assert_eq!(read["outcome"], "READ");
}

#[tokio::test]
async fn a_name_is_a_name_whatever_it_looks_like() {
    let app = super::service(Engine::Sqlite).await;
    let operator = operator(&app);
    for (at, name) in ["--help", "-x.txt", "$(touch x).txt", "<b>.txt"]
        .into_iter()
        .enumerate()
    {
        let text = minutes(&format!("2021-03-1{at}"));
        let got = bring(&operator, name, "", text.into()).await;
        if got.status == 201 {
            assert_eq!(got.json()["outcome"], "READ", "{name}");
        } else {
            assert_eq!(got.status, 422, "{name}");
        }
    }
}

#[tokio::test]
async fn a_file_that_is_too_large_is_not_taken() {
    let app = App::with(Engine::Sqlite, |settings| settings.upload_bytes = 1000);
    let app = world_in(app.await, false).await;
    let got = bring(&operator(&app), "a.txt", "", vec![b'x'; 1001]).await;
    assert_eq!(
        (got.status, &got.json()["code"]),
        (413, &Value::from("FILE_TOO_LARGE"))
    );
}

/// A service whose reader is a script.
async fn with_reader(script: &str) -> (App, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("reader");
    std::fs::write(&place, format!("#!/bin/sh\n{script}\n")).expect("written");
    std::fs::set_permissions(&place, std::fs::Permissions::from_mode(0o755)).expect("runnable");
    let app = App::with(Engine::Sqlite, |settings| {
        settings.import_reader = Some(place.display().to_string());
        settings.import_seconds = 1;
    });
    (world_in(app.await, false).await, folder)
}

#[tokio::test]
async fn a_reader_that_dies_hangs_or_babbles_is_a_refusal() {
    for (script, code) in [
        ("kill -9 $$", "READER_FAILED"),
        ("exit 3", "READER_FAILED"),
        ("echo nonsense", "READER_FAILED"),
        ("sleep 60", "FILE_TOO_SLOW"),
        ("while :; do :; done", "FILE_TOO_SLOW"),
    ] {
        let (app, _folder) = with_reader(script).await;
        let started = Instant::now();
        let operator = operator(&app);
        let refused = kept(&operator, "a.txt", "", minutes("2021-03-18").into()).await;
        assert_eq!(refused["refusalCode"], code, "{script}");
        assert!(started.elapsed() < Duration::from_secs(20), "{script}");
        // It was none of the file's fault, perhaps: the same file may be tried again.
        let again = kept(&operator, "a.txt", "", minutes("2021-03-18").into()).await;
        assert_ne!(again["id"], refused["id"]);
    }
}

#[tokio::test]
async fn the_reader_gets_nothing_of_the_environment() {
    let script = "env > \"$(dirname \"$0\")/seen\"; exit 1";
    let (app, folder) = with_reader(script).await;
    kept(&operator(&app), "a.txt", "", minutes("2021-03-18").into()).await;
    let seen = std::fs::read_to_string(folder.path().join("seen")).expect("what it saw");
    assert!(!seen.contains("PARAGRAF"), "{seen}");
    assert!(seen.lines().count() <= 4, "{seen}");
    assert!(binary().is_file());
}
