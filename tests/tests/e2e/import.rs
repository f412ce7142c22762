//! Minutes as text, PDF and Word become records, by the command as anybody runs it.

use super::cli::{Place, Ran, ours};
use super::documents::ask;
use serde_json::{Value, json};
use std::io::{Cursor, Write};
use tests::app::{App, Engine};
use tests::process::{Process, free_port};
use zip::write::SimpleFileOptions;

fn fixture(name: &str) -> String {
    ours("tests/fixtures/import")
        .join(name)
        .display()
        .to_string()
}

fn document(ran: &Ran) -> Value {
    serde_json::from_str(&ran.out).expect("a document")
}

/// A Word document of the lines of a text, its paragraphs' numbers given by Word.
fn word(text: &str) -> Vec<u8> {
    let mut body = String::new();
    for line in text.lines() {
        let (numbered, line) = match line.strip_prefix("§ ") {
            Some(rest) => (
                "<w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr>",
                rest.split_once(' ').expect("a title").1,
            ),
            None => ("", line),
        };
        body.push_str(&format!(
            "<w:p>{numbered}<w:r><w:t xml:space=\"preserve\">{line}</w:t></w:r></w:p>"
        ));
    }
    let document = format!("<w:document xmlns:w=\"urn:w\"><w:body>{body}</w:body></w:document>");
    let numbering = "<w:numbering xmlns:w=\"urn:w\"><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\">\
        <w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"§ %1\"/></w:lvl></w:abstractNum>\
        <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>";
    let relations = "<Relationships><Relationship Id=\"r1\" Type=\"urn:x/numbering\" \
        Target=\"numbering.xml\"/></Relationships>";
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in [
        ("word/document.xml", document.as_str()),
        ("word/numbering.xml", numbering),
        ("word/_rels/document.xml.rels", relations),
    ] {
        zip.start_file(name, SimpleFileOptions::default())
            .expect("begun");
        zip.write_all(part.as_bytes()).expect("written");
    }
    zip.finish().expect("a zip").into_inner()
}

/// What the fixture says, in the order of its items.
fn is_the_fixture(read: &Value) {
    assert_eq!(read["format"], "paragraf/minutes@1");
    assert_eq!(read["meeting"]["date"], "2021-03-18");
    assert_eq!(
        read["body"]["organisation"],
        "Samordningsförbundet Fjällbäcken"
    );
    let items = read["items"].as_array().expect("items");
    let told: Vec<(&Value, &Value)> = items
        .iter()
        .map(|item| (&item["number"], &item["title"]))
        .collect();
    assert_eq!(
        told,
        [
            (&json!(1), &json!("Val av justerare")),
            (&json!(2), &json!("Årsredovisning för 2020")),
            (&json!(3), &json!("Insatsen Vägen in")),
            (&json!(4), &json!("Sammanträdet avslutas")),
        ]
    );
    assert_eq!(
        items[2]["decisions"][0]["text"],
        "Styrelsen beslutar att avsätta 300 000 kronor till insatsen Vägen in."
    );
}

#[tokio::test]
async fn a_text_becomes_a_document_that_the_record_takes() {
    let place = Place::new();
    let ran = place
        .run(&["import", &fixture("protokoll.txt")])
        .await
        .ended(0);
    is_the_fixture(&document(&ran));
    assert_eq!(ran.err, "");
    assert!(
        ran.out.lines().count() > 20,
        "one document is printed for people"
    );
    let file = place.write("read.json", &ran.out);
    place.run(&["check", &file]).await.ended(0);
}

#[tokio::test]
async fn a_word_document_says_the_same_with_the_numbers_that_word_gave() {
    let place = Place::new();
    let text = std::fs::read_to_string(fixture("protokoll.txt")).expect("the text");
    let file = place.write("protokoll.docx", word(&text));
    is_the_fixture(&document(&place.run(&["import", &file]).await.ended(0)));
    // What a file is called tells nothing.
    let file = place.write("protokoll.txt", word(&text));
    is_the_fixture(&document(&place.run(&["import", &file]).await.ended(0)));
}

#[tokio::test]
async fn one_bad_file_is_named_and_the_others_are_read() {
    let place = Place::new();
    let scan = ours("extraction/tests/fixtures/picture.pdf")
        .display()
        .to_string();
    let ran = place
        .run(&[
            "import",
            "--report",
            "report.json",
            &fixture("protokoll.txt"),
            &scan,
            &fixture("riktlinje.txt"),
            "there-is-none.pdf",
            &fixture("protokoll.txt"),
        ])
        .await
        .ended(1);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines.len(), 2, "{}", ran.out);
    for line in lines {
        is_the_fixture(&serde_json::from_str(line).expect("a line of JSON"));
    }
    for told in [
        "picture.pdf: NO_TEXT_LAYER: the PDF has no text layer",
        "riktlinje.txt: POLICY: ",
        "there-is-none.pdf: FILE_NOT_READ: the file cannot be read: No such file",
        "2 of 5 files read",
    ] {
        assert!(ran.err.contains(told), "{told:?} in {}", ran.err);
    }
    let rows: Vec<Vec<&str>> = ran
        .err
        .lines()
        .skip_while(|line| !line.starts_with("file "))
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(rows.len(), 7, "{}", ran.err);
    assert_eq!(
        rows[0],
        ["file", "items", "doubtful", "missing", "contradictions"]
    );
    assert_eq!(
        (rows[1][1], rows[2][1], rows[3][1]),
        ("4", "NO_TEXT_LAYER", "POLICY")
    );

    let report = std::fs::read(place.path("report.json")).expect("a report");
    let report: Value = serde_json::from_slice(&report).expect("JSON");
    assert_eq!(report["format"], "paragraf/import@1");
    let files = report["files"].as_array().expect("entries");
    let outcomes: Vec<&Value> = files.iter().map(|file| &file["outcome"]).collect();
    assert_eq!(outcomes, ["READ", "REFUSED", "REFUSED", "REFUSED", "READ"]);
    assert_eq!(files[1]["code"], "NO_TEXT_LAYER");
    assert!(
        files[1]["reason"]["sv"]
            .as_str()
            .expect("words")
            .contains("textlager")
    );
    let found = files[0]["found"].as_array().expect("fields");
    let date = found
        .iter()
        .find(|field| field["path"] == "meeting.date")
        .expect("the date has a place");
    assert_eq!(date["spans"][0]["page"], 1);
    let (start, end) = (&date["spans"][0]["start"], &date["spans"][0]["end"]);
    let text = std::fs::read_to_string(fixture("protokoll.txt")).expect("the text");
    let (start, end) = (start.as_u64().expect("start"), end.as_u64().expect("end"));
    let span: String = text
        .chars()
        .skip(usize::try_from(start).expect("small"))
        .take(usize::try_from(end - start).expect("small"))
        .collect();
    assert_eq!(span, "2021-03-18");
}

#[tokio::test]
async fn a_text_that_is_no_minutes_is_refused_with_what_it_is() {
    let place = Place::new();
    let ran = place
        .run(&["import", &fixture("riktlinje.txt")])
        .await
        .ended(1);
    assert_eq!(ran.out, "");
    assert!(ran.err.contains("riktlinje.txt: POLICY: "), "{}", ran.err);
    let empty = place.write("empty.txt", "");
    let ran = place.run(&["import", &empty]).await.ended(1);
    assert!(
        ran.err.contains("empty.txt: EMPTY_FILE: the file is empty"),
        "{}",
        ran.err
    );
}

#[tokio::test]
async fn wrong_usage_ends_with_two_and_touches_nothing() {
    let place = Place::new().on_sqlite();
    let file = fixture("protokoll.txt");
    place.run(&["import"]).await.ended(2);
    for wrong in [
        vec!["import", "--date", "18 mars", &file],
        vec!["import", "--date", "2021-03-18", &file, &file],
        vec!["import", "--unpublished", &file],
        vec!["import", "--organisation", "a-slug", &file],
        vec!["import", "--report", "no/such/folder/report.json", &file],
    ] {
        let ran = place.run(&wrong).await.ended(2);
        assert_eq!(ran.out, "", "{wrong:?}");
    }
    assert!(!place.path("record.db").exists());
}

#[tokio::test]
async fn what_the_text_does_not_name_is_told_by_whoever_imports_it() {
    let place = Place::new().on_sqlite();
    let text = std::fs::read_to_string(fixture("protokoll.txt")).expect("the text");
    let text = text.replacen("Samordningsförbundet Fjällbäcken\n", "", 1);
    let (cover, rest) = text.split_once("Beslutande\n").expect("who was present");
    let (_, rest) = rest.split_once("Sekreterare").expect("the secretary");
    let text = format!("{cover}Sekreterare{rest}");
    let file = place.write("nameless.txt", &text);
    let name = "Samordningsförbundet Fjällbäcken";
    let told = place
        .run(&["import", "--organisation", name, &file])
        .await
        .ended(0);
    is_the_fixture(&document(&told));
    let ran = place.run(&["import", "--load", &file]).await.ended(1);
    assert!(ran.err.contains("nameless.txt: "), "{}", ran.err);
    place
        .run(&["import", "--load", &fixture("protokoll.txt")])
        .await
        .ended(0);
    let slug = "samordningsforbundet-fjallbacken";
    let known = place
        .run(&["import", "--load", "--organisation", slug, &file])
        .await
        .ended(0);
    // The same meeting, from a text that says less.
    assert!(
        known.err.contains("nameless.txt: revised mtg-"),
        "{}",
        known.err
    );
}

#[tokio::test]
async fn what_is_imported_is_loaded_once_and_answers_queries() {
    let place = Place::new().on_sqlite();
    let (file, policy) = (fixture("protokoll.txt"), fixture("riktlinje.txt"));
    let first = place
        .run(&[
            "import",
            "--load",
            "--report",
            "report.json",
            &policy,
            &file,
        ])
        .await
        .ended(1);
    assert!(
        first.err.contains("protokoll.txt: added mtg-"),
        "{}",
        first.err
    );
    is_the_fixture(&document(&first));
    let report = std::fs::read(place.path("report.json")).expect("a report");
    let report: Value = serde_json::from_slice(&report).expect("JSON");
    assert_eq!(report["files"][1]["loaded"]["revision"], 1);
    let second = place.run(&["import", "--load", &file]).await.ended(0);
    assert!(
        second.err.contains("protokoll.txt: unchanged mtg-"),
        "{}",
        second.err
    );
    let verified = place.run(&["verify"]).await.ended(0);
    assert_eq!(verified.out, "verified: 1 journal entries, 1 records\n");

    let port = free_port();
    let url = format!("sqlite://{}", place.path("record.db").display());
    let _service = Process::serve(&url, port);
    let query =
        "{ organisation(slug: \"samordningsforbundet-fjallbacken\") { bodies(first: 1) { nodes {
        name meetings(first: 5) { totalCount nodes { date paragraphs(first: 9) { totalCount nodes {
        number title decisions { text } } } } } } } } }";
    let client = tests::client::Client::new(&format!("http://127.0.0.1:{port}"), None);
    let data = client.query(query, json!({})).await.data();
    let body = &data["organisation"]["bodies"]["nodes"][0];
    assert_eq!(body["meetings"]["totalCount"], 1, "{data}");
    let meeting = &body["meetings"]["nodes"][0];
    assert_eq!(meeting["date"], "2021-03-18");
    assert_eq!(meeting["paragraphs"]["totalCount"], 4);
    assert_eq!(
        meeting["paragraphs"]["nodes"][1]["decisions"][0]["text"],
        "Styrelsen beslutar att godkänna årsredovisningen för 2020."
    );
}

#[tokio::test]
async fn what_is_loaded_unpublished_is_not_public() {
    let place = Place::new().on_sqlite();
    let file = fixture("protokoll.txt");
    place
        .run(&["import", "--load", "--unpublished", &file])
        .await
        .ended(0);
    let port = free_port();
    let url = format!("sqlite://{}", place.path("record.db").display());
    let _service = Process::serve(&url, port);
    let client = tests::client::Client::new(&format!("http://127.0.0.1:{port}"), None);
    let query = "{ meetings(first: 5) { totalCount } }";
    let data = client.query(query, json!({})).await.data();
    assert_eq!(data["meetings"]["totalCount"], 0);
}

/// The items of a document that have a number of their own: number, title, texts of their decisions.
fn items(document: &Value) -> Vec<(&Value, &Value, Vec<&Value>)> {
    let items = document["items"].as_array().expect("items");
    let told = items.iter().map(|item| {
        let decisions = item["decisions"].as_array().into_iter().flatten();
        let decisions = decisions.map(|decision| &decision["text"]).collect();
        (&item["number"], &item["title"], decisions)
    });
    told.collect()
}

#[tokio::test]
async fn our_own_prints_are_read_back_as_what_was_printed() {
    let app = App::demo(Engine::Sqlite).await;
    let query = "{ meetings(first: 50) { nodes { minutes { id } } } }";
    let data = app.anonymous().query(query, json!({})).await.data();
    let place = Place::new();
    let (mut files, mut printed) = (Vec::new(), Vec::new());
    for meeting in data["meetings"]["nodes"].as_array().expect("meetings") {
        let Some(id) = meeting["minutes"]["id"].as_str() else {
            continue;
        };
        let pdf = ask(&app, &format!("/paragraf/v1/minutes/{id}.pdf"), &[]).await;
        assert_eq!(pdf.status, 200);
        files.push(place.write(&format!("{id}.pdf"), &pdf.bytes));
        let own = ask(&app, &format!("/paragraf/v1/minutes/{id}.json"), &[]).await;
        printed.push(own.json());
    }
    assert!(files.len() >= 12, "{} minutes in the demo", files.len());
    let mut arguments = vec!["import"];
    arguments.extend(files.iter().map(String::as_str));
    let ran = place.run(&arguments).await.ended(0);
    let lines: Vec<Value> = ran
        .out
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect();
    assert_eq!(lines.len(), files.len());
    for (read, own) in lines.iter().zip(&printed) {
        let place = format!("{} {}", own["body"]["organisation"], own["meeting"]["date"]);
        assert_eq!(read["meeting"]["date"], own["meeting"]["date"], "{place}");
        for field in ["organisation", "name"] {
            assert_eq!(read["body"][field], own["body"][field], "{place}");
        }
        for officer in ["chair", "secretary"] {
            assert_eq!(
                read["officers"][officer], own["officers"][officer],
                "{officer} of {place}"
            );
        }
        let (expected, found) = (items(own), items(read));
        assert_eq!(found.len(), expected.len(), "{place}");
        for (found, expected) in found.iter().zip(&expected) {
            assert_eq!((found.0, found.1), (expected.0, expected.1), "{place}");
            // A member council recommends; whether that is a decision, a print does not tell.
            if own["body"]["kind"] == "BOARD" {
                let read: Vec<&str> = found.2.iter().filter_map(|text| text.as_str()).collect();
                for decision in &expected.2 {
                    let decision = decision.as_str().expect("a text");
                    // A condition in a sentence of its own may be read as one more decision.
                    assert!(
                        read.join(" ").contains(decision),
                        "{decision} under § {} of {place}: {read:?}",
                        found.0
                    );
                }
            }
        }
    }
}
