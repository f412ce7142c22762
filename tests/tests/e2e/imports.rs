//! Files that operators bring in over the API: read, corrected, stored; by whom, and what is left where.

mod hostile;
mod many;
mod pages;

use super::attachments::{Caller, Got};
use super::authorization::{PROVDALEN, world_in};
use super::cli::ours;
use application::ports::{Audit, ImportAudit};
use application::verify::verify;
use serde_json::{Value, json};
use std::io::{Cursor, Write};
use tests::app::{App, Engine};
use tests::client::{Answer, Client};
use tests::on_both_engines;
use tests::process::binary;
use zip::write::SimpleFileOptions;

on_both_engines![
    a_text_a_pdf_and_a_word_file_are_read_and_told_with_their_places,
    what_gives_no_minutes_is_kept_with_the_reason,
    a_correction_holds_or_is_refused_with_its_path_and_tells_who_made_it,
    what_is_stored_is_the_document_and_the_rules_speak,
    nobody_else_sees_or_changes_an_import,
    the_same_file_is_known_again_and_a_repeated_command_has_one_effect,
    an_import_becomes_a_record_of_its_own_organisation_alone,
    what_is_put_aside_and_what_is_blotted_leaves_no_text,
    lists_tell_batches_and_outcomes,
];

pub(super) const ROOT: &str = "/paragraf/v1/imports";

const WHOLE: &str = "id organisation { slug } batch fileName mediaType size sha256 uploadedBy outcome refusalCode
    refusalReason pageCount itemCount doubtfulCount missingCount contradictionCount meeting { id } version
    reading { pages document found { path value printed certainty spans { page start end } settled { how by at } }
    missing { code path text settled { how by } } contradictions { code path text settled { how by } }
    alike { name other } corrections { path how by at before after } }";

/// A service whose reader is the built binary, as it is by itself where the binary serves.
pub(super) async fn service(engine: Engine) -> App {
    let app = App::with(engine, |settings| {
        settings.import_reader = Some(binary().display().to_string());
    });
    world_in(app.await, false).await
}

pub(super) fn operator(app: &App) -> Caller {
    Caller::new(app, Some(app.token("operator", &[PROVDALEN])))
}

/// Uploads a file.
pub(super) async fn bring(caller: &Caller, name: &str, asked: &str, body: Vec<u8>) -> Got {
    let path = format!("{ROOT}?organisation={PROVDALEN}{asked}");
    let said = format!("attachment; filename=\"{name}\"");
    let headers = [
        ("content-disposition", said.as_str()),
        ("accept-language", "en"),
    ];
    caller.post(&path, &headers, body).await
}

/// Uploads a file that must be kept.
pub(super) async fn kept(caller: &Caller, name: &str, asked: &str, body: Vec<u8>) -> Value {
    let got = bring(caller, name, asked, body).await;
    assert_eq!(
        got.status,
        201,
        "{name}: {}",
        String::from_utf8_lossy(&got.bytes)
    );
    got.json()
}

/// Minutes of the association on a day.
pub(super) fn minutes(day: &str) -> String {
    format!(
        "Samordningsförbundet Provdalen\n\nPROTOKOLL\n\nStyrelsen\n\nSammanträdesdatum: {day}\nPlats: Rådhuset, kl. 09.00–11.30\n\n\
        Beslutande\nOrdförande    Gunvor Sjölind (S), Bäckstads kommun\nLedamot       Torsten Myrberg (M), Fjällby kommun\n\n\
        Sekreterare   Maj Lindvall\nJusterare     Torsten Myrberg\n\nParagrafer    §§ 1–2\n\n\
        § 1 Val av justerare\n\nBeslut\nStyrelsen beslutar att utse Torsten Myrberg att justera dagens protokoll.\n\n\
        § 2 Insatsen Vägen in\n\nBeslut\nStyrelsen beslutar att avsätta 300 000 kronor till insatsen Vägen in.\n\n\
        Vid protokollet\n\nMaj Lindvall\n\nJusteras\n\nGunvor Sjölind          Torsten Myrberg\n"
    )
}

fn word(text: &str) -> Vec<u8> {
    let lines = text
        .lines()
        .map(|line| format!("<w:p><w:r><w:t xml:space=\"preserve\">{line}</w:t></w:r></w:p>"));
    let body: String = lines.collect();
    let document = format!("<w:document xmlns:w=\"urn:w\"><w:body>{body}</w:body></w:document>");
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", SimpleFileOptions::default())
        .expect("begun");
    zip.write_all(document.as_bytes()).expect("written");
    zip.finish().expect("a zip").into_inner()
}

async fn change(client: &Client, mutation: &str, input: Value) -> Answer {
    let kind = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
    let query = format!(
        "mutation($input: {kind}!) {{ {mutation}(input: $input) {{ version clientMutationId irregularities {{ code }} \
         meeting {{ id }} import {{ {WHOLE} }} }} }}"
    );
    client.query(&query, json!({"input": input})).await
}

async fn changed(client: &Client, mutation: &str, input: Value) -> Value {
    change(client, mutation, input).await.data()[mutation].clone()
}

async fn seen(client: &Client, id: &Value) -> Value {
    let query = format!("query($id: ID!) {{ import(id: $id) {{ {WHOLE} }} }}");
    client.query(&query, json!({"id": id})).await.data()["import"].clone()
}

fn field<'a>(import: &'a Value, path: &str) -> &'a Value {
    let found = import["reading"]["found"].as_array().expect("fields");
    let held = found.iter().find(|held| held["path"] == path);
    held.unwrap_or_else(|| panic!("{path} in {:#}", import["reading"]["found"]))
}

fn document(import: &Value) -> Value {
    let text = import["reading"]["document"].as_str().expect("a document");
    serde_json::from_str(text).expect("JSON")
}

async fn holds(app: &App) {
    let report = verify(&app.store).await.expect("checked");
    assert_eq!(report.bad, None);
}

async fn a_text_a_pdf_and_a_word_file_are_read_and_told_with_their_places(engine: Engine) {
    let app = service(engine).await;
    let operator = operator(&app);
    let text = minutes("2021-03-18");
    let read = kept(
        &operator,
        "protokoll.txt",
        "&batch=Arkivet",
        text.clone().into(),
    )
    .await;
    assert_eq!(read["outcome"], "READ");
    assert_eq!(read["mediaType"], "text/plain");
    assert_eq!(read["batch"], "Arkivet");
    assert_eq!(read["itemCount"], 2);
    assert_eq!(document(&read)["meeting"]["date"], "2021-03-18");
    let date = field(&read, "meeting.date");
    assert_eq!(
        (&date["value"], &date["certainty"]),
        (&json!("\"2021-03-18\""), &json!("CERTAIN"))
    );
    let span = &date["spans"][0];
    let at = |name: &str| usize::try_from(span[name].as_u64().expect("a number")).expect("small");
    let page = read["reading"]["pages"][0].as_str().expect("a page");
    let printed: String = page
        .chars()
        .skip(at("start"))
        .take(at("end") - at("start"))
        .collect();
    assert_eq!(printed, "2021-03-18");
    let missing = read["reading"]["missing"].as_array().expect("a list");
    assert!(
        missing
            .iter()
            .any(|held| held["code"] == "ADJUSTMENT_MISSING"),
        "{missing:?}"
    );
    // The address of what was made gives the same.
    let own = format!("{ROOT}/{}", read["id"].as_str().expect("an id"));
    let again = operator.get(&own, &[("accept-language", "en")]).await;
    assert_eq!((again.status, again.json()), (200, read.clone()));
    let other = kept(
        &operator,
        "kallat-nagot-annat.bin",
        "",
        word(&minutes("2021-04-18")),
    )
    .await;
    assert_eq!(document(&other)["meeting"]["date"], "2021-04-18");
    assert!(
        other["mediaType"]
            .as_str()
            .is_some_and(|media| media.contains("wordprocessingml"))
    );
    let pdf = std::fs::read(ours("extraction/tests/fixtures/chromium.pdf")).expect("a PDF");
    let printed = bring(&operator, "utskrift.pdf", "", pdf).await.json();
    assert_eq!(printed["mediaType"], "application/pdf");
    assert!(
        printed["outcome"] == "READ" || printed["refusalCode"].is_string(),
        "{printed:#}"
    );
    holds(&app).await;
}

async fn what_gives_no_minutes_is_kept_with_the_reason(engine: Engine) {
    let app = service(engine).await;
    let operator = operator(&app);
    for (file, code) in [
        ("tests/fixtures/import/riktlinje.txt", "POLICY"),
        ("extraction/tests/fixtures/picture.pdf", "NO_TEXT_LAYER"),
        ("extraction/tests/fixtures/locked.pdf", "ENCRYPTED"),
    ] {
        let bytes = std::fs::read(ours(file)).expect("a file");
        let name = file.rsplit('/').next().expect("a name");
        let refused = kept(&operator, name, "", bytes).await;
        assert_eq!(refused["outcome"], "REFUSED", "{file}");
        assert_eq!(refused["refusalCode"], code, "{file}");
        assert!(
            refused["refusalReason"]
                .as_str()
                .is_some_and(|text| !text.is_empty())
        );
        assert_eq!(refused["reading"], Value::Null);
        let client = app.client("operator", &[PROVDALEN]);
        let input = json!({"import": refused["id"]});
        assert_eq!(
            change(&client, "storeImport", input).await.codes(),
            ["INVALID_VALUE"]
        );
    }
    // What no file can be said of is refused before it is read.
    let none = operator
        .post(
            &format!("{ROOT}?organisation={PROVDALEN}"),
            &[],
            minutes("2021-03-18").into(),
        )
        .await;
    assert_eq!(
        (none.status, &none.json()["field"]),
        (422, &json!("Content-Disposition"))
    );
    let nobody = format!("{ROOT}?organisation=ingen-alls");
    let named = [("content-disposition", "attachment; filename=\"a.txt\"")];
    assert_eq!(
        operator.post(&nobody, &named, b"x".to_vec()).await.status,
        404
    );
    let empty = kept(&operator, "tom.txt", "", Vec::new()).await;
    assert_eq!(empty["refusalCode"], "EMPTY_FILE");
    holds(&app).await;
}

async fn a_correction_holds_or_is_refused_with_its_path_and_tells_who_made_it(engine: Engine) {
    let app = service(engine).await;
    let read = kept(
        &operator(&app),
        "protokoll.txt",
        "",
        minutes("2021-03-18").into(),
    )
    .await;
    let client = app.client("operator", &[PROVDALEN]);
    let correct = async |input: Value| {
        let mut input = input;
        input["import"] = read["id"].clone();
        change(&client, "correctImport", input).await
    };
    let journalled = app.store.journals().await.expect("journals");
    for (corrections, path) in [
        (
            json!([{"path": "meeting.date", "value": "i mars"}]),
            "meeting.date",
        ),
        (
            json!([{"path": "items[0].number", "value": "ett"}]),
            "items[0].number",
        ),
        (
            json!([{"path": "meeting.weather", "value": "sol"}]),
            "meeting.weather",
        ),
        (
            json!([{"path": "items[9].title", "value": "x"}]),
            "corrections[0].path",
        ),
    ] {
        let answer = correct(json!({"corrections": corrections})).await;
        assert_eq!(answer.codes(), ["INVALID_VALUE"], "{path}");
        assert_eq!(
            answer.body["errors"][0]["extensions"]["field"], path,
            "{:#}",
            answer.body
        );
    }
    assert_eq!(app.store.journals().await.expect("journals"), journalled);
    let stale = json!({"confirmed": ["meeting.date"], "expectedVersion": 0});
    assert_eq!(correct(stale).await.codes(), ["STALE_VERSION"]);
    let put = json!({
        "corrections": [
            {"path": "items[1].title", "value": "Insatsen Vägen hem"},
            {"path": "items[1].number", "value": "3"},
            {"path": "adjustment.adjustedOn", "value": "2021-04-01"},
        ],
        "confirmed": ["meeting.date"],
        "expectedVersion": read["version"],
    });
    let made = correct(put).await.data()["correctImport"].clone();
    let import = &made["import"];
    assert_eq!(document(import)["items"][1]["title"], "Insatsen Vägen hem");
    assert_eq!(document(import)["items"][1]["number"], 3);
    assert_eq!(document(import)["adjustment"]["adjustedOn"], "2021-04-01");
    assert!(made["version"].as_i64() > read["version"].as_i64());
    let title = field(import, "items[1].title");
    assert_eq!(title["settled"]["how"], "CORRECTED");
    assert_eq!(field(import, "meeting.date")["settled"]["how"], "CONFIRMED");
    let corrections = import["reading"]["corrections"].as_array().expect("a list");
    assert_eq!(corrections.len(), 4);
    assert_eq!(corrections[0]["before"], "\"Insatsen Vägen in\"");
    assert_eq!(corrections[0]["after"], "\"Insatsen Vägen hem\"");
    assert!(corrections.iter().all(|held| {
        held["by"]
            .as_str()
            .is_some_and(|by| by.ends_with("test-operator"))
    }));
    let missing = import["reading"]["missing"].as_array().expect("a list");
    let adjusted = missing
        .iter()
        .find(|held| held["path"] == "adjustment.adjustedOn");
    assert_eq!(adjusted.expect("told")["settled"]["how"], "CORRECTED");
    assert_eq!(seen(&client, &read["id"]).await, *import);
    holds(&app).await;
}

async fn what_is_stored_is_the_document_and_the_rules_speak(engine: Engine) {
    let app = service(engine).await;
    let read = kept(
        &operator(&app),
        "protokoll.txt",
        "",
        minutes("2021-03-18").into(),
    )
    .await;
    let client = app.client("operator", &[PROVDALEN]);
    let put = json!({"import": read["id"], "corrections": [{"path": "items[1].title", "value": "Insatsen Vägen hem"}]});
    changed(&client, "correctImport", put).await;
    let record = "query($id: ID!) { meeting(id: $id) { date irregularities { code } paragraphs { nodes { title number decisions { text } } } } }";
    let hidden = changed(
        &client,
        "storeImport",
        json!({"import": read["id"], "publish": false}),
    )
    .await;
    let id = hidden["meeting"]["id"].clone();
    assert_eq!(hidden["import"]["outcome"], "STORED");
    assert_eq!(hidden["import"]["meeting"]["id"], id);
    let codes = hidden["irregularities"].as_array().expect("a list");
    assert!(
        codes.iter().any(|held| held["code"] == "FINALITY_BLOCKED"),
        "{codes:?}"
    );
    let public = app.anonymous();
    assert_eq!(
        public.query(record, json!({"id": id})).await.data()["meeting"],
        Value::Null
    );
    let held = client.query(record, json!({"id": id})).await.data()["meeting"].clone();
    assert_eq!(held["date"], "2021-03-18");
    assert_eq!(held["irregularities"], hidden["irregularities"]);
    let titles: Vec<&Value> = held["paragraphs"]["nodes"]
        .as_array()
        .expect("§§")
        .iter()
        .map(|held| &held["title"])
        .collect();
    assert_eq!(
        titles,
        [&json!("Val av justerare"), &json!("Insatsen Vägen hem")]
    );
    // What became a record is corrected there.
    for mutation in ["storeImport", "discardImport"] {
        let codes = change(&client, mutation, json!({"import": read["id"]})).await;
        assert_eq!(codes.codes(), ["INVALID_VALUE"], "{mutation}");
    }
    let other = kept(
        &operator(&app),
        "april.txt",
        "",
        minutes("2021-04-18").into(),
    )
    .await;
    let open = changed(&client, "storeImport", json!({"import": other["id"]})).await;
    let open = public
        .query(record, json!({"id": open["meeting"]["id"]}))
        .await
        .data();
    assert_eq!(open["meeting"]["date"], "2021-04-18");
    // The document that was stored is the one that was looked at.
    let tables = app.store.all_imports().await.expect("imports");
    assert_eq!(tables.len(), 2);
    holds(&app).await;
}

async fn nobody_else_sees_or_changes_an_import(engine: Engine) {
    let app = service(engine).await;
    let read = kept(
        &operator(&app),
        "protokoll.txt",
        "",
        minutes("2021-03-18").into(),
    )
    .await;
    let path = format!("{ROOT}/{}", read["id"].as_str().expect("an id"));
    let other = "samordningsforbundet-annandalen";
    let list = format!("{ROOT}?organisation={PROVDALEN}");
    for (role, organisation, sees, refused) in [
        (Some("operator"), PROVDALEN, true, None),
        (Some("auditor"), PROVDALEN, true, Some("FORBIDDEN")),
        (Some("secretary"), PROVDALEN, false, Some("FORBIDDEN")),
        (Some("chair"), PROVDALEN, false, Some("FORBIDDEN")),
        (Some("operator"), other, false, Some("NOT_FOUND")),
        (Some("auditor"), other, false, Some("NOT_FOUND")),
        (Some("reader"), "tallmo-kommun", false, Some("FORBIDDEN")),
        (None, PROVDALEN, false, Some("UNAUTHENTICATED")),
    ] {
        let token = role.map(|role| app.token(role, &[organisation]));
        let caller = Caller::new(&app, token);
        let got = caller.get(&path, &[]).await;
        assert_eq!(
            got.status,
            if sees { 200 } else { 404 },
            "{role:?} {organisation}"
        );
        let listed = caller.get(&list, &[]).await.json();
        let count = listed["nodes"].as_array().expect("a list").len();
        assert_eq!(count, usize::from(sees), "{role:?} {organisation}");
        let client = match role {
            Some(role) => app.client(role, &[organisation]),
            None => app.anonymous(),
        };
        let shown = seen(&client, &read["id"]).await;
        assert_eq!(shown != Value::Null, sees, "{role:?} {organisation}");
        let Some(code) = refused else { continue };
        let before = app.store.journals().await.expect("journals");
        for (mutation, more) in [
            ("correctImport", json!({"confirmed": ["meeting.date"]})),
            ("storeImport", json!({})),
            ("discardImport", json!({})),
        ] {
            let mut input = more;
            input["import"] = read["id"].clone();
            let answer = change(&client, mutation, input).await;
            assert_eq!(answer.codes(), [code], "{role:?} {organisation} {mutation}");
        }
        let brought = bring(&caller, "min.txt", "", minutes("2021-05-18").into()).await;
        assert!(
            [401, 403, 404].contains(&brought.status),
            "{role:?}: {}",
            brought.status
        );
        assert_eq!(app.store.journals().await.expect("journals"), before);
    }
}

async fn the_same_file_is_known_again_and_a_repeated_command_has_one_effect(engine: Engine) {
    let app = service(engine).await;
    let (caller, client) = (operator(&app), app.client("operator", &[PROVDALEN]));
    let text = minutes("2021-03-18");
    let read = kept(&caller, "protokoll.txt", "", text.clone().into()).await;
    let again = bring(&caller, "annat-namn.txt", "&batch=Två", text.into()).await;
    assert_eq!((again.status, &again.json()["id"]), (200, &read["id"]));
    assert_eq!(again.json()["fileName"], "protokoll.txt");
    let input =
        json!({"import": read["id"], "clientMutationId": "one", "confirmed": ["meeting.date"]});
    let first = changed(&client, "correctImport", input.clone()).await;
    let second = changed(&client, "correctImport", input).await;
    assert_eq!(first, second);
    assert_eq!(
        second["import"]["reading"]["corrections"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );
    let reused =
        json!({"import": read["id"], "clientMutationId": "one", "confirmed": ["meeting.place"]});
    assert_eq!(
        change(&client, "correctImport", reused).await.codes(),
        ["CLIENT_MUTATION_ID_REUSED"]
    );
    let store = json!({"import": read["id"], "clientMutationId": "two"});
    let first = changed(&client, "storeImport", store.clone()).await;
    let second = changed(&client, "storeImport", store).await;
    assert_eq!(first, second);
    // The journal tells of each once, and of no word that stands in the file.
    let mut told = Vec::new();
    for (organisation, ..) in app.store.journals().await.expect("journals") {
        for entry in app
            .store
            .journal_after(organisation, 0, 500)
            .await
            .expect("entries")
        {
            if entry.chained.command.contains("Import") {
                assert!(!entry.payload.contains("Vägen"), "{}", entry.payload);
                assert!(
                    !entry.payload.contains("protokoll.txt"),
                    "{}",
                    entry.payload
                );
                told.push(entry.chained.command.clone());
            }
        }
    }
    assert_eq!(told, ["ReceiveImport", "CorrectImport", "StoreImport"]);
    holds(&app).await;
}

async fn an_import_becomes_a_record_of_its_own_organisation_alone(engine: Engine) {
    let app = service(engine).await;
    let client = app.client("operator", &[PROVDALEN]);
    let text = minutes("2021-03-18").replace("Provdalen", "Annandalen");
    let read = kept(&operator(&app), "fel.txt", "", text.into()).await;
    let contradictions = &read["reading"]["contradictions"];
    assert_eq!(
        contradictions[0]["code"], "OTHER_ORGANISATION",
        "{contradictions:#}"
    );
    let before = app.store.journals().await.expect("journals");
    let refused = change(&client, "storeImport", json!({"import": read["id"]})).await;
    assert_eq!(refused.codes(), ["INVALID_VALUE"]);
    assert_eq!(
        refused.body["errors"][0]["extensions"]["field"],
        "body.organisation"
    );
    assert_eq!(app.store.journals().await.expect("journals"), before);
    let own = json!([{"path": "body.organisation", "value": "Samordningsförbundet Provdalen"}]);
    changed(
        &client,
        "correctImport",
        json!({"import": read["id"], "corrections": own}),
    )
    .await;
    let stored = changed(&client, "storeImport", json!({"import": read["id"]})).await;
    assert_eq!(stored["import"]["outcome"], "STORED");
}

async fn what_is_put_aside_and_what_is_blotted_leaves_no_text(engine: Engine) {
    let app = service(engine).await;
    let (caller, client) = (operator(&app), app.client("operator", &[PROVDALEN]));
    let read = kept(&caller, "a.txt", "", minutes("2021-03-18").into()).await;
    let gone = changed(&client, "discardImport", json!({"import": read["id"]})).await;
    assert_eq!(
        (&gone["import"]["outcome"], &gone["import"]["reading"]),
        (&json!("DISCARDED"), &Value::Null)
    );
    // It may come anew.
    let anew = kept(&caller, "a.txt", "", minutes("2021-03-18").into()).await;
    assert_ne!(anew["id"], read["id"]);
    let stored = changed(&client, "storeImport", json!({"import": anew["id"]})).await;
    let query = "mutation($input: RedactRecordInput!) { redactRecord(input: $input) { version } }";
    let input = json!({"meeting": stored["meeting"]["id"], "words": ["Maj Lindvall"], "ground": "Begäran enligt artikel 17."});
    client.query(query, json!({"input": input})).await.data();
    let left = seen(&client, &anew["id"]).await;
    assert_eq!(left["reading"], Value::Null);
    assert_ne!(left["sha256"], anew["sha256"]);
    assert!(
        !app.store
            .all_imports()
            .await
            .expect("imports")
            .iter()
            .any(|held| format!("{held:?}").contains("Lindvall"))
    );
    holds(&app).await;
}

async fn lists_tell_batches_and_outcomes(engine: Engine) {
    let app = service(engine).await;
    let (caller, client) = (operator(&app), app.client("operator", &[PROVDALEN]));
    for (name, batch, text) in [
        ("a.txt", "Ett", minutes("2021-03-18")),
        ("b.txt", "Ett", "Inget".to_owned()),
        ("c.txt", "Två", minutes("2021-05-18")),
    ] {
        kept(&caller, name, &format!("&batch={batch}"), text.into()).await;
    }
    let query = "query($b: String, $o: ImportOutcome, $after: String) { imports(organisation: \"samordningsforbundet-provdalen\", \
        batch: $b, outcome: $o, first: 1, after: $after) { totalCount nodes { fileName reading { pages } } pageInfo { endCursor hasNextPage } } }";
    let ask =
        async |variables: Value| client.query(query, variables).await.data()["imports"].clone();
    let all = ask(json!({})).await;
    assert_eq!(
        (&all["totalCount"], &all["nodes"][0]["fileName"]),
        (&json!(3), &json!("c.txt"))
    );
    let next = ask(json!({"after": all["pageInfo"]["endCursor"]})).await;
    assert_eq!(next["nodes"][0]["fileName"], "b.txt");
    assert_eq!(ask(json!({"b": "Ett"})).await["totalCount"], 2);
    assert_eq!(
        ask(json!({"b": "Ett", "o": "REFUSED"})).await["nodes"][0]["fileName"],
        "b.txt"
    );
    assert_eq!(ask(json!({"b": "Tre"})).await["totalCount"], 0);
    let rest = caller
        .get(
            &format!("{ROOT}?organisation={PROVDALEN}&outcome=READ&limit=1"),
            &[],
        )
        .await
        .json();
    assert_eq!(rest["_meta"]["totalRecords"], 2, "{rest:#}");
}
