//! A large file passes through the service without standing in its memory.

use super::{Caller, OWNER, PDF, pdf, sha256, text};
use serde_json::json;
use std::time::Duration;
use tests::app::{App, Engine};
use tests::minutes::board_meeting;
use tests::process::{Process, free_port};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// Bytes of the file.
const SIZE: usize = 48 * 1024 * 1024;
/// By how much the service may grow, in KiB: far less than the file.
const GROWTH: u64 = 24 * 1024;

/// The most memory that a process ever held, in KiB.
fn peak(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("a process");
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let figure = line.and_then(|line| line.split_whitespace().nth(1));
    figure.expect("a peak").parse().expect("a number")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_file_comes_and_goes_in_bounded_memory() {
    if !cfg!(target_os = "linux") {
        return;
    }
    let app = App::start(Engine::Sqlite).await;
    let loaded = app
        .load(&board_meeting("2026-03-12", 1, &[("Budget", "Text.")]))
        .await;
    let meeting = loaded.expect("loaded").meeting.to_string();
    let port = free_port();
    let process = Process::serve(&app.settings.database_url, port);
    let token = app.token("secretary", &[OWNER]);
    let caller = Caller {
        base: format!("http://127.0.0.1:{port}"),
        ..Caller::new(&app, Some(token.clone()))
    };
    // Everything that the first request sets up is there before it is measured.
    caller.keeps(&meeting, "", pdf(300_000)).await;
    let before = peak(process.id());
    let bytes = pdf(SIZE);
    let mut stream = tokio::net::TcpStream::connect(("127.0.0.1", port))
        .await
        .expect("a connection");
    let disposition = PDF[1].1;
    let head = format!(
        "POST /paragraf/v1/meetings/{meeting}/attachments HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\
         content-type: application/pdf\r\ncontent-disposition: {disposition}\r\ncontent-length: {}\r\n\r\n",
        bytes.len()
    );
    stream.write_all(head.as_bytes()).await.expect("sent");
    stream.write_all(&bytes).await.expect("sent");
    let mut answer = String::new();
    let reading = stream.read_to_string(&mut answer);
    let read = tokio::time::timeout(Duration::from_secs(120), reading).await;
    read.expect("in time").expect("an answer");
    let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
    let start = body.find('{').expect("JSON");
    let end = body.rfind('}').expect("JSON");
    let kept: serde_json::Value = serde_json::from_str(&body[start..=end]).expect("JSON");
    assert_eq!(
        (&kept["size"], &kept["sha256"]),
        (&json!(bytes.len()), &json!(sha256(&bytes)))
    );
    let path = text(&kept["_links"]["content"]["href"]).to_owned();
    let got = caller.get(&path, &[]).await;
    assert!(got.bytes == bytes);
    let after = peak(process.id());
    println!(
        "{} KiB at the most before, {} KiB after {} KiB came and went",
        before,
        after,
        SIZE / 1024
    );
    assert!(
        after - before < GROWTH,
        "{before} KiB before, {after} KiB after"
    );
    process.kill();
}
