//! What uploads say that is hostile or too much: nothing of it is kept, and nothing of it comes out again.

use super::{Caller, PDF, World, pdf};
use serde_json::json;
use tests::app::{App, Engine};
use tests::on_both_engines;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

on_both_engines![
    a_name_that_is_no_name_is_refused,
    what_is_said_beside_the_file_must_fit,
    a_file_that_is_too_large_or_too_slow_or_cut_short_leaves_nothing,
];

async fn a_name_that_is_no_name_is_refused(engine: Engine) {
    let world = World::on(engine).await;
    let path = format!("/paragraf/v1/meetings/{}/attachments", world.open);
    let long = format!("attachment; filename=\"{}.pdf\"", "a".repeat(200));
    for disposition in [
        "attachment",
        "attachment; filename=\"\"",
        "attachment; filename=\"../../etc/passwd\"",
        "attachment; filename*=UTF-8''..%2F..%2Fa.pdf",
        "attachment; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20b.pdf",
        "attachment; filename*=UTF-8''a%00.pdf",
        "attachment; filename*=UTF-8''fdp%E2%80%AEfdp.pdf",
        "attachment; filename*=UTF-8''%FF%FE.pdf",
        "attachment; filename=\".pdf\"",
        "attachment; filename=\"a.pdf.exe\"",
        "attachment; filename=\"a\"",
        "attachment; filename=\"C:\\\\a.pdf\"",
        &long,
    ] {
        let headers = [PDF[0], ("content-disposition", disposition)];
        let got = world.secretary.post(&path, &headers, pdf(3)).await;
        let told = got.json();
        assert_eq!(got.status, 422, "{disposition}: {told:#}");
        assert_eq!(
            (&told["code"], &told["field"]),
            (&json!("INVALID_VALUE"), &json!("Content-Disposition")),
            "{disposition}"
        );
    }
    let none = world.secretary.post(&path, &PDF[..1], pdf(3)).await;
    assert_eq!(none.json()["field"], "Content-Disposition");
    assert_eq!(world.stored().await, 0);
    // What is odd and no harm comes out as it came in.
    let odd = "attachment; filename*=UTF-8''a%3B%20b%3D%27c%27%25%20%F0%9F%98%80.pdf";
    let headers = [PDF[0], ("content-disposition", odd)];
    let kept = world.secretary.post(&path, &headers, pdf(3)).await.json();
    assert_eq!(kept["fileName"], "a; b='c'% 😀.pdf");
    let content = kept["_links"]["content"]["href"].as_str().expect("a link");
    let got = world.secretary.get(content, &[]).await;
    assert_eq!(
        got.header("content-disposition"),
        "inline; filename=\"a_ b__c__ _.pdf\"; filename*=UTF-8''a%3B%20b%3D%27c%27%25%20%F0%9F%98%80.pdf"
    );
}

async fn what_is_said_beside_the_file_must_fit(engine: Engine) {
    let world = World::on(engine).await;
    let path = format!("/paragraf/v1/meetings/{}/attachments", world.open);
    for (asked, field) in [
        ("?paragraph=par-1", "paragraph"),
        ("?paragraph=par-00000000000000000000000000", "paragraph"),
        ("?title=", "title"),
        ("?title=a%0Ab", "title"),
        ("?appendix=%20", "appendix"),
        ("?retention=FOREVER", "retention"),
        ("?retention=ACCOUNTING", "financialYear"),
        ("?retention=ACCOUNTING&financialYear=1", "financialYear"),
        ("?retention=UNTIL", "keepUntil"),
        ("?retention=PRESERVE&keepUntil=2030-01-01", "retention"),
        ("?keepUntil=2030-01-01", "retention"),
        ("?retention=UNTIL&keepUntil=2030-02-30", "query"),
        ("?paragrap=x", "paragrap"),
    ] {
        let got = world
            .secretary
            .post(&format!("{path}{asked}"), PDF, pdf(3))
            .await;
        let told = got.json();
        assert_eq!(
            (got.status, &told["field"]),
            (422, &json!(field)),
            "{asked}: {told:#}"
        );
    }
    let nowhere = "/paragraf/v1/meetings/x/attachments";
    assert_eq!(world.secretary.post(nowhere, PDF, pdf(3)).await.status, 404);
    assert_eq!(world.stored().await, 0);
}

/// Sends a request piece by piece, and reads what is answered until the connection ends or nothing comes.
async fn slowly(world: &World, head: &str, pieces: &[&[u8]], patience: u64) -> String {
    let address = world.app.base().trim_start_matches("http://");
    let mut stream = tokio::net::TcpStream::connect(address)
        .await
        .expect("a connection");
    let token = world.app.token("secretary", &[super::OWNER]);
    let request = format!(
        "POST /paragraf/v1/meetings/{}/attachments HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {token}\r\n\
         content-type: application/pdf\r\ncontent-disposition: attachment; filename=\"a.pdf\"\r\n{head}\r\n\r\n",
        world.open
    );
    stream.write_all(request.as_bytes()).await.expect("sent");
    for piece in pieces {
        if stream.write_all(piece).await.is_err() {
            break;
        }
    }
    let mut answer = Vec::new();
    let reading = async {
        let mut part = [0; 4096];
        while let Ok(count @ 1..) = stream.read(&mut part).await {
            answer.extend_from_slice(&part[..count]);
            if answer.ends_with(b"}") {
                break;
            }
        }
    };
    let patience = std::time::Duration::from_secs(patience);
    drop(tokio::time::timeout(patience, reading).await);
    String::from_utf8_lossy(&answer).into_owned()
}

async fn a_file_that_is_too_large_or_too_slow_or_cut_short_leaves_nothing(engine: Engine) {
    let app = App::with(engine, |settings| {
        settings.upload_bytes = 1_000_000;
        settings.upload_seconds = 1;
    })
    .await;
    let world = World::of(app).await;
    let path = format!("/paragraf/v1/meetings/{}/attachments", world.open);
    let most = pdf(1_000_000 - pdf(0).len());
    assert_eq!(
        world.secretary.post(&path, PDF, most.clone()).await.status,
        201
    );
    let mut more = most.clone();
    more.push(0);
    // Its length tells.
    let got = world.secretary.post(&path, PDF, more.clone()).await;
    let told = got.json();
    assert_eq!(
        (got.status, &told["code"], &told["field"]),
        (413, &json!("FILE_TOO_LARGE"), &json!("body"))
    );
    // Its length is not told.
    let size = format!("{:x}\r\n", more.len());
    let pieces: [&[u8]; 3] = [size.as_bytes(), &more, b"\r\n0\r\n\r\n"];
    let answer = slowly(&world, "transfer-encoding: chunked", &pieces, 10).await;
    assert!(answer.contains("FILE_TOO_LARGE"), "{answer}");
    // It never ends.
    let answer = slowly(&world, "content-length: 5000", &[&pdf(3)], 10).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(answer.contains("FILE_TOO_SLOW"), "{answer}");
    // The connection breaks off, in the first bytes and far behind them.
    for sent in [3, 500_000] {
        let head = "content-length: 900000";
        drop(slowly(&world, head, &[&pdf(sent)], 0).await);
    }
    for _ in 0..50 {
        if world.stored().await == 1 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert_eq!(world.stored().await, 1, "what broke off is cleared");
    let listed = Caller::get(&world.secretary, &path, &[]).await.json();
    assert_eq!(listed["nodes"].as_array().map(Vec::len), Some(1));
    world.is_sound().await;
}
