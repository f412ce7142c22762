//! Attachments over HTTP: uploaded, given in parts, hidden, published, withdrawn, disposed of, and checked.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tests::app::{App, Engine};
use tests::board::{ASSOCIATION, Board};
use tests::client::sent;
use tests::minutes::board_meeting;
use tests::on_both_engines;

mod hostile;
mod keeping;
mod large;
mod reading;

on_both_engines![
    a_file_comes_in_and_goes_out_as_it_was,
    a_repeated_upload_has_one_effect,
    uploads_at_once_under_one_name_make_one_attachment,
    only_the_secretary_uploads_and_nobody_else_learns_of_it,
    what_is_said_is_held_against_the_content_and_nothing_is_kept_of_what_does_not_fit,
];

/// The smallest thing that starts as a PDF does, with something behind it.
pub(super) fn pdf(more: usize) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    bytes.extend((0..more).map(|place| u8::try_from(place % 251).expect("a byte")));
    bytes
}

pub(super) fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What was answered, to the byte.
pub(super) struct Got {
    pub(super) status: u16,
    pub(super) headers: reqwest::header::HeaderMap,
    pub(super) bytes: Vec<u8>,
}

impl Got {
    async fn of(request: reqwest::RequestBuilder) -> Self {
        let (status, headers, bytes) = sent(request).await;
        Self {
            status,
            headers,
            bytes,
        }
    }

    pub(super) fn header(&self, name: &str) -> &str {
        let held = self.headers.get(name);
        held.and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    #[track_caller]
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).expect("JSON")
    }
}

/// Somebody with or without a token.
#[derive(Clone)]
pub(super) struct Caller {
    http: reqwest::Client,
    base: String,
    token: Option<String>,
}

impl Caller {
    pub(super) fn new(app: &App, token: Option<String>) -> Self {
        Self {
            http: reqwest::Client::builder()
                .no_proxy()
                .build()
                .expect("a client"),
            base: app.base().to_owned(),
            token,
        }
    }

    fn with_token(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub(super) async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Got {
        let mut request = self.with_token(self.http.get(format!("{}{path}", self.base)));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Got::of(request).await
    }

    pub(super) async fn head(&self, path: &str) -> Got {
        Got::of(self.with_token(self.http.head(format!("{}{path}", self.base)))).await
    }

    pub(super) async fn post(&self, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Got {
        let mut request = self.with_token(self.http.post(format!("{}{path}", self.base)));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Got::of(request.body(body)).await
    }

    /// Uploads a PDF that must be kept.
    #[track_caller]
    pub(super) fn keeps(
        &self,
        meeting: &str,
        asked: &str,
        body: Vec<u8>,
    ) -> impl Future<Output = Value> + use<'_> {
        let place = std::panic::Location::caller();
        let path = format!("/paragraf/v1/meetings/{meeting}/attachments{asked}");
        async move {
            let got = self.post(&path, PDF, body).await;
            let told = String::from_utf8_lossy(&got.bytes).into_owned();
            assert_eq!(got.status, 201, "{place}: {told}");
            got.json()
        }
    }

    /// Asks for a change of an attachment.
    pub(super) async fn change(&self, mutation: &str, input: Value) -> Value {
        let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
        let query = format!(
            "mutation Change($input: {kind}!) {{ {mutation}(input: $input) {{ version irregularities {{ code }} clientMutationId \
             attachment {{ id title fileName appendix public publicUntil standing version paragraph {{ id }} \
             retention {{ kind financialYear keepUntil }} withdrawnBecause disposedOn contentPath }} }} }}"
        );
        let body = json!({"query": query, "variables": {"input": input}}).to_string();
        let headers = [
            ("content-type", "application/json"),
            ("accept", "application/graphql-response+json"),
            ("accept-language", "en"),
        ];
        self.post("/graphql", &headers, body.into_bytes())
            .await
            .json()
    }

    /// Makes a change that must succeed.
    #[track_caller]
    pub(super) fn changes(
        &self,
        mutation: &'static str,
        input: Value,
    ) -> impl Future<Output = Value> + use<'_> {
        let place = std::panic::Location::caller();
        async move {
            let answer = self.change(mutation, input).await;
            assert!(
                answer.get("errors").is_none(),
                "{mutation} at {place}: {answer:#}"
            );
            answer["data"][mutation].clone()
        }
    }

    /// A query that must be answered.
    pub(super) async fn query(&self, query: &str, variables: Value) -> Value {
        let body = json!({"query": query, "variables": variables}).to_string();
        let headers = [("content-type", "application/json")];
        let answer = self
            .post("/graphql", &headers, body.into_bytes())
            .await
            .json();
        assert!(answer.get("errors").is_none(), "{answer:#}");
        answer["data"].clone()
    }
}

/// The code and field of a refused change.
pub(super) fn refused(answer: &Value) -> (&str, &str) {
    let told = &answer["errors"][0]["extensions"];
    (
        told["code"].as_str().unwrap_or_default(),
        told["field"].as_str().unwrap_or_default(),
    )
}

/// The headers of a PDF.
pub(super) const PDF: &[(&str, &str)] = &[
    ("content-type", "application/pdf"),
    (
        "content-disposition",
        "attachment; filename=\"Arsredovisning.pdf\"; filename*=UTF-8''%C3%85rsredovisning%202025.pdf",
    ),
];

/// An association with a record that is public and one that is not.
pub(super) struct World {
    pub(super) app: App,
    pub(super) secretary: Caller,
    pub(super) operator: Caller,
    pub(super) public: Caller,
    /// A record that is public.
    pub(super) open: String,
    /// The first § of it.
    pub(super) paragraph: String,
    /// A record that is not.
    pub(super) draft: String,
}

pub(super) const OWNER: &str = "samordningsforbundet-provdalen";

impl World {
    pub(super) async fn on(engine: Engine) -> Self {
        Self::of(App::start(engine).await).await
    }

    pub(super) async fn of(app: App) -> Self {
        let open = board_meeting(
            "2026-03-12",
            1,
            &[("Budget", "Se bilaga 1."), ("Övrigt", "Inget.")],
        );
        let open = app.load(&open).await.expect("loaded").meeting.to_string();
        let draft = board_meeting("2026-04-16", 3, &[("Hemligt", "Text.")]);
        let draft = app.load_as(&draft, false, None).await.expect("loaded");
        let public = Caller::new(&app, None);
        let read = "query($id: ID!) { meeting(id: $id) { paragraphs { nodes { id } } } }";
        let data = public.query(read, json!({"id": open})).await;
        let paragraph = &data["meeting"]["paragraphs"]["nodes"][0]["id"];
        Self {
            secretary: Caller::new(&app, Some(app.token("secretary", &[OWNER]))),
            operator: Caller::new(&app, Some(app.token("operator", &[OWNER]))),
            public,
            paragraph: paragraph.as_str().expect("an id").to_owned(),
            open,
            draft: draft.meeting.to_string(),
            app,
        }
    }

    /// Nothing in journal, tables and files contradicts anything else.
    pub(super) async fn is_sound(&self) {
        let report = application::verify::verify(&self.app.store).await;
        assert_eq!(report.expect("a report").bad, None);
        let files = api::startup::open_files(&self.app.settings, &self.app.store);
        let files = files.expect("a place");
        let (_, bad) = application::attachments::check_files(&self.app.store, files.as_ref())
            .await
            .expect("a report");
        assert_eq!(bad, None);
    }

    /// Files whose bytes are stored.
    pub(super) async fn stored(&self) -> usize {
        let files = api::startup::open_files(&self.app.settings, &self.app.store);
        let files = files.expect("a place");
        files.list().await.expect("a list").len()
    }
}

pub(super) fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

async fn a_file_comes_in_and_goes_out_as_it_was(engine: Engine) {
    let world = World::on(engine).await;
    // More than one part of every store, and no multiple of any.
    let bytes = pdf(6 * 1024 * 1024 + 77);
    let asked = format!(
        "?paragraph={}&appendix=Bilaga%201&title=%C3%85rsredovisning&retention=ACCOUNTING&financialYear=2023",
        world.paragraph
    );
    let path = format!("/paragraf/v1/meetings/{}/attachments{asked}", world.open);
    let got = world.secretary.post(&path, PDF, bytes.clone()).await;
    assert_eq!(got.status, 201, "{}", String::from_utf8_lossy(&got.bytes));
    let kept = got.json();
    let own = format!("/paragraf/v1/attachments/{}", text(&kept["id"]));
    assert_eq!(got.header("location"), own);
    assert!(text(&kept["id"]).starts_with("att-"));
    for (field, expected) in [
        ("meeting", json!(world.open)),
        ("paragraph", json!(world.paragraph)),
        ("appendix", json!("Bilaga 1")),
        ("title", json!("Årsredovisning")),
        ("fileName", json!("Årsredovisning 2025.pdf")),
        ("mediaType", json!("application/pdf")),
        ("size", json!(bytes.len())),
        ("sha256", json!(sha256(&bytes))),
        ("public", json!(false)),
        ("publicUntil", Value::Null),
        ("standing", json!("HELD")),
        (
            "retention",
            json!({"kind": "ACCOUNTING", "financialYear": 2023, "keepUntil": "2030-12-31"}),
        ),
    ] {
        assert_eq!(kept[field], expected, "{field}");
    }
    assert_eq!(kept["_links"]["content"]["href"], format!("{own}/content"));
    let described = world.secretary.get(&own, &[]).await;
    assert_eq!(described.json(), kept);
    let content = world.secretary.get(&format!("{own}/content"), &[]).await;
    assert_eq!(content.status, 200);
    assert!(content.bytes == bytes, "the bytes are those that came in");
    for (name, value) in [
        ("content-type", "application/pdf"),
        ("accept-ranges", "bytes"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "private, no-cache"),
        (
            "content-disposition",
            "inline; filename=\"Arsredovisning 2025.pdf\"; filename*=UTF-8''%C3%85rsredovisning%202025.pdf",
        ),
        ("etag", &format!("\"{}\"", sha256(&bytes))),
        ("content-length", &bytes.len().to_string()),
    ] {
        assert_eq!(content.header(name), value, "{name}");
    }
    assert!(
        content
            .header("content-security-policy")
            .contains("default-src 'none'")
    );
    // GraphQL tells the same.
    let read = "query($id: ID!) { node(id: $id) { id ... on Attachment { title fileName mediaType size sha256 contentPath
        uploadedBy public version retention { kind financialYear keepUntil } standing paragraph { id } meeting { id }
        withdrawnOn disposedOn publicUntil appendix } } }";
    let node = world.secretary.query(read, json!({"id": kept["id"]})).await["node"].clone();
    for field in [
        "id",
        "title",
        "fileName",
        "mediaType",
        "size",
        "sha256",
        "version",
        "retention",
        "standing",
        "appendix",
    ] {
        assert_eq!(node[field], kept[field], "{field}");
    }
    assert_eq!(node["contentPath"], format!("{own}/content"));
    assert_eq!(node["paragraph"]["id"], json!(world.paragraph));
    assert_eq!(node["uploadedBy"], kept["uploadedBy"]);
    world.is_sound().await;
}

async fn a_repeated_upload_has_one_effect(engine: Engine) {
    let world = World::on(engine).await;
    let path = format!("/paragraf/v1/meetings/{}/attachments", world.open);
    let with = |key: &'static str| {
        let mut headers = PDF.to_vec();
        headers.push(("idempotency-key", key));
        headers
    };
    let first = world.secretary.post(&path, &with("\"one\""), pdf(9)).await;
    assert_eq!(first.status, 201);
    for _ in 0..3 {
        let again = world.secretary.post(&path, &with("one"), pdf(9)).await;
        assert_eq!((again.status, again.json()), (201, first.json()));
    }
    assert_eq!(world.stored().await, 1, "the bytes of repetitions are gone");
    // The same name for another content, another title, another meeting.
    let other = world.secretary.post(&path, &with("one"), pdf(10)).await;
    assert_eq!(
        (other.status, &other.json()["code"]),
        (422, &json!("CLIENT_MUTATION_ID_REUSED"))
    );
    let titled = format!("{path}?title=Annat");
    let other = world.secretary.post(&titled, &with("one"), pdf(9)).await;
    assert_eq!(other.status, 422);
    let other = path.replace(&world.open, &world.draft);
    let other = world.secretary.post(&other, &with("one"), pdf(9)).await;
    assert_eq!(other.status, 422);
    assert_eq!(world.stored().await, 1);
    // Without a name, and under another, it is another attachment.
    let id = |got: &Got| text(&got.json()["id"]).to_owned();
    let second = world.secretary.post(&path, PDF, pdf(9)).await;
    let third = world.secretary.post(&path, &with("two"), pdf(9)).await;
    assert_ne!(id(&first), id(&second));
    assert_ne!(id(&second), id(&third));
    // What became of it since is told by the repetition.
    let input = json!({"attachment": id(&first), "reason": "Fel fil."});
    world.secretary.changes("withdrawAttachment", input).await;
    let again = world.secretary.post(&path, &with("one"), pdf(9)).await;
    assert_eq!(again.json()["standing"], "WITHDRAWN");
    let empty = world.secretary.post(&path, &with("\"\""), pdf(9)).await;
    assert_eq!(
        (empty.status, &empty.json()["field"]),
        (422, &json!("Idempotency-Key"))
    );
    world.is_sound().await;
}

async fn uploads_at_once_under_one_name_make_one_attachment(engine: Engine) {
    let world = World::on(engine).await;
    let path = format!("/paragraf/v1/meetings/{}/attachments", world.open);
    let mut headers = PDF.to_vec();
    headers.push(("idempotency-key", "at once"));
    let all = (0..8).map(|_| world.secretary.post(&path, &headers, pdf(700_000)));
    let all = futures_util::future::join_all(all).await;
    let ids: Vec<Value> = all.iter().map(|got| got.json()["id"].clone()).collect();
    assert!(all.iter().all(|got| got.status == 201), "{ids:?}");
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_eq!(world.stored().await, 1);
    let other = (0..8_usize).map(|place| world.secretary.post(&path, PDF, pdf(300_000 + place)));
    let other = futures_util::future::join_all(other).await;
    for (place, got) in other.iter().enumerate() {
        assert_eq!(got.json()["sha256"], sha256(&pdf(300_000 + place)));
    }
    assert_eq!(world.stored().await, 9);
    world.is_sound().await;
}

async fn only_the_secretary_uploads_and_nobody_else_learns_of_it(engine: Engine) {
    let world = World::on(engine).await;
    let app = &world.app;
    let asked = async |caller: Caller, meeting: &str| {
        let path = format!("/paragraf/v1/meetings/{meeting}/attachments");
        let got = caller.post(&path, PDF, pdf(9)).await;
        let code = text(&got.json()["code"]).to_owned();
        (got.status, code)
    };
    let anonymous = asked(world.public.clone(), &world.open).await;
    assert_eq!(anonymous, (401, "UNAUTHENTICATED".to_owned()));
    for role in [
        "reader",
        "chair",
        "adjuster",
        "treasurer",
        "auditor",
        "operator",
    ] {
        let own = Caller::new(app, Some(app.token(role, &[OWNER])));
        let got = asked(own.clone(), &world.open).await;
        assert_eq!(got, (403, "FORBIDDEN".to_owned()), "{role}");
        let got = asked(own, &world.draft).await;
        let expected = if role == "reader" { 404 } else { 403 };
        assert_eq!(got.0, expected, "{role}");
    }
    let other = Caller::new(
        app,
        Some(app.token("secretary", &["samordningsforbundet-annandalen"])),
    );
    assert_eq!(asked(other.clone(), &world.open).await.0, 403);
    let hidden = asked(other.clone(), &world.draft).await;
    let nothing = asked(other, "mtg-00000000000000000000000000").await;
    assert_eq!(hidden, nothing);
    assert_eq!(hidden, (404, "NOT_FOUND".to_owned()));
    assert_eq!(world.stored().await, 0);
    // A meeting that is run here takes files too.
    let board = Board::of(app).await;
    let meeting = board.with_present("2026-03-12", 6).await;
    let live = Caller::new(app, Some(app.token("secretary", &[ASSOCIATION])));
    live.keeps(&meeting, "", pdf(9)).await;
    world.is_sound().await;
}

/// The parts of an archive as office programs make them: stored, not compressed.
pub(super) fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut bytes, mut list) = (Vec::new(), Vec::new());
    let long = |length: usize| u32::try_from(length).expect("short").to_le_bytes();
    let short = |length: usize| u16::try_from(length).expect("short").to_le_bytes();
    for (name, content) in parts {
        let at = bytes.len();
        let mut shared = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        shared.extend([0; 4]);
        shared.extend(long(content.len()));
        shared.extend(long(content.len()));
        shared.extend(short(name.len()));
        shared.extend([0, 0]);
        bytes.extend_from_slice(b"PK\x03\x04");
        bytes.extend_from_slice(&shared);
        bytes.extend_from_slice(name.as_bytes());
        bytes.extend_from_slice(content);
        list.extend_from_slice(b"PK\x01\x02\x14\0");
        list.extend_from_slice(&shared);
        list.extend([0; 10]);
        list.extend(long(at));
        list.extend_from_slice(name.as_bytes());
    }
    let at = bytes.len();
    bytes.extend_from_slice(&list);
    bytes.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    bytes.extend(short(parts.len()));
    bytes.extend(short(parts.len()));
    bytes.extend(long(list.len()));
    bytes.extend(long(at));
    bytes.extend([0, 0]);
    bytes
}

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const PPTX: &str = "application/vnd.openxmlformats-officedocument.presentationml.presentation";
const ODT: &str = "application/vnd.oasis.opendocument.text";
const ODS: &str = "application/vnd.oasis.opendocument.spreadsheet";

async fn what_is_said_is_held_against_the_content_and_nothing_is_kept_of_what_does_not_fit(
    engine: Engine,
) {
    let world = World::on(engine).await;
    let types = (b"[Content_Types].xml".as_slice(), b"<Types/>".as_slice());
    let types = (std::str::from_utf8(types.0).expect("a name"), types.1);
    let word = ("word/document.xml", b"<w:document/>".as_slice());
    let docx = archive(&[("docProps/app.xml", b"<a/>"), word, types]);
    let docm = archive(&[types, word, ("word/vbaProject.bin", b"\xd0\xcf\x11\xe0")]);
    let xlsx = archive(&[
        types,
        ("_rels/.rels", b"<r/>"),
        ("xl/workbook.xml", b"<w/>"),
    ]);
    let pptx = archive(&[types, ("ppt/presentation.xml", b"<p/>")]);
    let odt = archive(&[("mimetype", ODT.as_bytes()), ("content.xml", b"<o/>")]);
    let ods = archive(&[("mimetype", ODS.as_bytes()), ("content.xml", b"<o/>")]);
    let zip = archive(&[("a.exe", b"MZ")]);
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01".to_vec();
    let jpeg = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01".to_vec();
    let swedish = "Närvarande;Antal\r\nLedamöter;7\r\n".as_bytes().to_vec();
    let latin = b"N\xe4rvarande;7\r\n".to_vec();
    // Text whose first bytes are text, and whose later ones are not.
    let mut late = vec![b'a'; 20_000];
    late.push(0);
    let mut cut = vec![b'a'; 20_000];
    cut.push(0xc3);
    let (fits, mismatch, type_not_allowed) = (
        (201, ""),
        (422, "FILE_TYPE_MISMATCH"),
        (415, "FILE_TYPE_NOT_ALLOWED"),
    );
    let table: &[(&str, &str, &[u8], (u16, &str))] = &[
        ("a.pdf", "application/pdf", &pdf(3), fits),
        ("a.pdf", "Application/PDF; x=y", &pdf(3), fits),
        ("a.docx", DOCX, &docx, fits),
        ("a.xlsx", XLSX, &xlsx, fits),
        ("a.pptx", PPTX, &pptx, fits),
        ("a.odt", ODT, &odt, fits),
        ("a.ods", ODS, &ods, fits),
        ("a.png", "image/png", &png, fits),
        ("a.jpg", "image/jpeg", &jpeg, fits),
        ("a.txt", "text/plain; charset=utf-8", &swedish, fits),
        ("a.csv", "text/csv", &swedish, fits),
        ("a.pdf", "application/pdf", &png, mismatch),
        ("a.png", "image/png", &pdf(3), mismatch),
        (
            "a.pdf",
            "application/pdf",
            b"<html><script>alert(1)</script>",
            mismatch,
        ),
        ("a.txt", "text/plain", b"<!DOCTYPE html><p>", mismatch),
        ("a.txt", "text/plain", &latin, mismatch),
        ("a.txt", "text/plain", &late, mismatch),
        ("a.txt", "text/plain", &cut, mismatch),
        ("a.txt", "text/plain", b"MZ\x90\0\x03", mismatch),
        ("a.docx", DOCX, &docm, mismatch),
        ("a.docx", DOCX, &xlsx, mismatch),
        ("a.docx", DOCX, &zip, mismatch),
        ("a.docx", DOCX, b"PK\x03\x04 and no end of it", mismatch),
        ("a.odt", ODT, &ods, mismatch),
        ("a.odt", ODT, &docx, mismatch),
        ("a.pdf", "application/pdf", &zip, mismatch),
        ("a.html", "text/html", b"<html>", type_not_allowed),
        ("a.svg", "image/svg+xml", b"<svg/>", type_not_allowed),
        ("a.zip", "application/zip", &zip, type_not_allowed),
        (
            "a.bin",
            "application/octet-stream",
            &pdf(3),
            type_not_allowed,
        ),
    ];
    let path = format!("/paragraf/v1/meetings/{}/attachments", world.open);
    let mut kept = 0;
    for (name, media, bytes, (status, code)) in table {
        let named = format!("attachment; filename=\"{name}\"");
        let headers = [("content-type", *media), ("content-disposition", &named)];
        let got = world.secretary.post(&path, &headers, bytes.to_vec()).await;
        let told = got.json();
        assert_eq!(got.status, *status, "{name} {media}: {told:#}");
        if *status == 201 {
            kept += 1;
            let held = told["mediaType"].as_str().expect("a type");
            assert!(media.to_lowercase().starts_with(held), "{media}");
        } else {
            assert_eq!(got.header("content-type"), "application/problem+json");
            assert_eq!(
                (&told["code"], &told["field"]),
                (&json!(code), &json!("Content-Type")),
                "{name}"
            );
        }
        assert_eq!(world.stored().await, kept, "{name}");
    }
    let none = world.secretary.post(&path, &PDF[1..], pdf(3)).await;
    assert_eq!(
        (none.status, &none.json()["field"]),
        (415, &json!("Content-Type"))
    );
    let empty = world.secretary.post(&path, PDF, Vec::new()).await;
    assert_eq!(
        (empty.status, &empty.json()["field"]),
        (422, &json!("body"))
    );
    world.is_sound().await;
}
