//! The contract of the places that files are kept in, held by each of them: the database on both engines, a folder,
//! and S3-compatible storage.

use super::attachments::{World, pdf, text};
use api::system::SystemIds;
use application::ports::{Files, Ids};
use bytes::Bytes;
use domain::id::AttachmentId;
use secrecy::SecretString;
use std::ops::Range;
use tests::app::{App, Engine};
use tests::s3;

const DATABASE_PART: usize = 256 * 1024;
const STORAGE_PART: usize = 5 * 1024 * 1024;

fn fresh() -> AttachmentId {
    AttachmentId::from_uuid(SystemIds.next())
}

fn content(size: usize) -> Vec<u8> {
    let mut state = 7_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    (0..size).map(|_| next()).collect()
}

async fn write(files: &dyn Files, id: AttachmentId, bytes: &[u8], piece: usize) {
    let mut writing = files.create(id).await.expect("begun");
    for piece in bytes.chunks(piece) {
        let piece = Bytes::copy_from_slice(piece);
        writing.write(piece).await.expect("written");
    }
    writing.finish().await.expect("finished");
}

async fn read(files: &dyn Files, id: AttachmentId, range: Range<usize>) -> Option<Vec<u8>> {
    let place = |place: usize| u64::try_from(place).expect("a place");
    let range = place(range.start)..place(range.end);
    let mut reading = files.open(id, range).await.expect("an answer")?;
    let mut whole = Vec::new();
    while let Some(part) = reading.next().await.expect("bytes") {
        whole.extend_from_slice(&part);
    }
    Some(whole)
}

async fn listed(files: &dyn Files) -> Vec<AttachmentId> {
    let mut ids = files.list().await.expect("a list");
    ids.sort();
    ids
}

/// What every place holds to.
async fn contract(files: &dyn Files) {
    // Nothing is there before something is written.
    let nowhere = fresh();
    assert_eq!(files.size(nowhere).await.expect("an answer"), None);
    assert!(read(files, nowhere, 0..1).await.is_none());
    files.delete(nowhere).await.expect("no error");
    assert!(listed(files).await.is_empty());
    // What was written comes out, whatever the pieces and the parts.
    let sizes = [
        (1, 1),
        (1000, 7),
        (DATABASE_PART - 1, 4096),
        (DATABASE_PART, DATABASE_PART),
        (DATABASE_PART + 1, 65_536),
        (2 * DATABASE_PART, 3 * DATABASE_PART),
        (STORAGE_PART, 1_000_000),
        (STORAGE_PART + 1, STORAGE_PART),
        (2 * STORAGE_PART + 12_345, 300_001),
    ];
    let mut kept = Vec::new();
    for (size, piece) in sizes {
        let (id, bytes) = (fresh(), content(size));
        write(files, id, &bytes, piece).await;
        let told = files.size(id).await.expect("an answer");
        assert_eq!(told, u64::try_from(size).ok(), "{size}");
        assert!(
            read(files, id, 0..size).await.expect("there") == bytes,
            "{size}"
        );
        kept.push((id, bytes));
    }
    // Parts, across the borders of what they are stored in.
    let (id, bytes) = kept.last().expect("one");
    for border in [
        DATABASE_PART,
        2 * DATABASE_PART,
        STORAGE_PART,
        2 * STORAGE_PART,
    ] {
        for range in [
            border - 1..border + 1,
            border..border + 1,
            border - 1..border,
            border - 5..border + 300_000,
        ] {
            let range = range.start..range.end.min(bytes.len());
            let part = read(files, *id, range.clone()).await.expect("there");
            assert!(part == bytes[range.clone()], "{range:?}");
        }
    }
    let last = bytes.len() - 1;
    assert_eq!(
        read(files, *id, last..last + 1).await.expect("there"),
        [bytes[last]]
    );
    // Two at once do not mix.
    let (one, two) = (fresh(), fresh());
    let mut first = files.create(one).await.expect("begun");
    let mut second = files.create(two).await.expect("begun");
    for _ in 0..40 {
        first
            .write(Bytes::from(vec![1; 9000]))
            .await
            .expect("written");
        second
            .write(Bytes::from(vec![2; 9000]))
            .await
            .expect("written");
    }
    first.finish().await.expect("finished");
    second.abort().await.expect("given up");
    assert!(
        read(files, one, 0..360_000)
            .await
            .expect("there")
            .iter()
            .all(|byte| *byte == 1)
    );
    assert_eq!(
        files.size(two).await.expect("an answer"),
        None,
        "what was given up is not there"
    );
    // Each is listed once, and gone once it is deleted.
    let mut ids: Vec<AttachmentId> = kept.iter().map(|(id, _)| *id).collect();
    ids.push(one);
    ids.sort();
    assert_eq!(listed(files).await, ids);
    for id in &ids {
        files.delete(*id).await.expect("deleted");
        assert_eq!(files.size(*id).await.expect("an answer"), None);
        files.delete(*id).await.expect("once more");
    }
    assert!(listed(files).await.is_empty());
}

async fn in_the_database(engine: Engine) {
    let app = App::start(engine).await;
    contract(&app.store).await;
}

#[tokio::test]
async fn the_database_holds_to_the_contract_on_sqlite() {
    in_the_database(Engine::Sqlite).await;
}

#[tokio::test]
async fn the_database_holds_to_the_contract_on_postgresql() {
    in_the_database(Engine::Postgres).await;
}

#[tokio::test]
async fn a_folder_holds_to_the_contract_and_leaves_alone_what_is_not_its_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("below");
    std::fs::create_dir(&path).expect("a folder");
    std::fs::write(path.join("notes.txt"), "mine").expect("written");
    let url = format!("file://{}", path.display());
    let place = files::Place {
        url: &url,
        endpoint: None,
        region: "eu-north-1",
        account: None,
    };
    let files = files::open(&place).expect("a place");
    contract(&files).await;
    let left: Vec<_> = std::fs::read_dir(&path).expect("a folder").collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[tokio::test]
async fn storage_holds_to_the_contract() {
    let Some(endpoint) = s3::endpoint() else {
        return;
    };
    let url = s3::bucket(endpoint, "contract").await;
    let place = files::Place {
        url: &url,
        endpoint: Some(endpoint),
        region: "eu-north-1",
        account: Some(("testing", "testing")),
    };
    let files = files::open(&place).expect("a place");
    contract(&files).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_service_keeps_its_files_in_storage() {
    let Some(endpoint) = s3::endpoint() else {
        return;
    };
    let url = s3::bucket(endpoint, "service").await;
    let app = App::with(Engine::Sqlite, |settings| {
        settings.files = url;
        settings.files_endpoint = Some(endpoint.to_owned());
        settings.files_key = Some("testing".to_owned());
        settings.files_secret = Some(SecretString::from("testing"));
    })
    .await;
    let world = World::of(app).await;
    let bytes = pdf(STORAGE_PART + 4321);
    let kept = world.secretary.keeps(&world.open, "", bytes.clone()).await;
    let path = text(&kept["_links"]["content"]["href"]).to_owned();
    assert!(world.secretary.get(&path, &[]).await.bytes == bytes);
    let range = format!("bytes={}-{}", STORAGE_PART - 3, STORAGE_PART + 3);
    let got = world.secretary.get(&path, &[("range", &range)]).await;
    assert_eq!(got.status, 206);
    assert!(got.bytes == bytes[STORAGE_PART - 3..=STORAGE_PART + 3]);
    assert_eq!(
        application::ports::Files::list(&world.app.store)
            .await
            .expect("a list"),
        [],
        "none in the database"
    );
    world.is_sound().await;
    let place = api::startup::open_files(&world.app.settings, &world.app.store).expect("a place");
    let id = AttachmentId::parse(text(&kept["id"])).expect("an id");
    place.delete(id).await.expect("deleted");
    let (_, bad) = application::attachments::check_files(&world.app.store, place.as_ref())
        .await
        .expect("a report");
    assert!(bad.is_some_and(|bad| bad.contains("missing") && bad.contains(text(&kept["id"]))));
    let got = world.secretary.get(&path, &[]).await;
    assert_eq!(got.status, 500);
}
