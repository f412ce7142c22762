//! Loading records: revisions, journal, feed, and checking them against each other.

use api::system::{SystemClock, SystemIds};
use application::archive::{self, Change, LoadMinutes, Loaded};
use application::error::AppError;
use domain::id::MeetingId;
use domain::name::Slug;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tests::app::{App, Engine};
use tests::contract;
use tests::minutes::board_meeting;

tests::on_both_engines!(
    what_was_adjusted_does_not_change_in_silence,
    the_same_file_twice_changes_nothing,
    a_corrected_file_is_a_second_revision_that_keeps_the_ids_of_what_did_not_change,
    an_undated_file_is_known_by_its_content,
    a_file_that_replaces_a_meeting_moves_it_to_another_day,
    what_is_replaced_must_be_a_meeting_of_the_same_body,
    a_file_without_organisation_needs_to_be_told_whose_record_it_is,
    a_malformed_file_changes_nothing,
    a_number_printed_twice_is_kept_twice,
    a_number_of_two_meetings_is_kept_twice,
    an_unpublished_record_is_nowhere_until_the_same_file_publishes_it,
    the_feed_is_dense_and_tells_revisions,
    sixteen_loads_at_once_give_a_dense_journal,
    the_same_file_sixteen_times_at_once_is_one_record,
    verify_names_what_was_edited,
    verify_finds_a_record_that_is_gone,
    the_register_twice_changes_nothing,
    a_changed_register_changes_when_records_are_final,
);

const OWNER: &str = "samordningsforbundet-provdalen";

/// All that a client can see of a record, ids included.
const RECORD: &str = "query($id: ID!) { meeting(id: $id) {
    id revision storedAt published date irregularities { code paragraph { id } }
    attendance { person { id name } organisation { id name } capacity }
    paragraphs(first: 100) { totalCount nodes {
        id label number occurrence title text
        decisions { id kind text } assignments { id text assignees }
    } }
    minutes { status adjustedOn finalOn notices { id board postedOn removedOn } }
} }";

async fn record(app: &App, id: MeetingId) -> Value {
    let auditor = app.client("auditor", &[OWNER]);
    auditor
        .query(RECORD, json!({"id": id.to_string()}))
        .await
        .data()["meeting"]
        .clone()
}

async fn changes(app: &App, role: Option<&str>) -> Value {
    let client = role.map_or_else(|| app.anonymous(), |role| app.client(role, &[OWNER]));
    let query = "query($of: String!) { changes(organisation: $of, first: 100) { totalCount
        nodes { sequence at kind subject { id } actor hash } } }";
    client.query(query, json!({"of": OWNER})).await.data()["changes"].clone()
}

async fn feed(app: &App) -> Value {
    changes(app, None).await
}

async fn journal(app: &App) -> Value {
    changes(app, Some("auditor")).await
}

fn kinds(changes: &Value) -> Vec<&str> {
    changes["nodes"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|change| change["kind"].as_str().expect("a kind"))
        .collect()
}

fn sequences(changes: &Value) -> Vec<i64> {
    let nodes = changes["nodes"].as_array().expect("a list");
    nodes
        .iter()
        .map(|change| change["sequence"].as_i64().expect("a number"))
        .collect()
}

/// Three §§ with a decision and an assignment, attendance and notices.
fn document() -> Value {
    let mut document = board_meeting(
        "2025-03-06",
        1,
        &[
            ("Öppnande", "Ordföranden öppnar mötet."),
            (
                "Budget",
                "Styrelsen godkänner uppföljningen. Kansliet sänder ut den.",
            ),
            ("Avslut", "Ordföranden avslutar mötet."),
        ],
    );
    document["items"][1]["decisions"] =
        json!([{"kind": "APPROVE", "text": "Styrelsen godkänner uppföljningen."}]);
    document["items"][1]["assignments"] =
        json!([{"assignees": ["Kansliet"], "text": "Kansliet sänder ut den."}]);
    document["attendance"] = json!([
        {"name": "Anna Ek", "organisation": "Norrby kommun", "capacity": "MEMBER", "deciding": true},
        {"name": "Bo Gran", "organisation": "Region Prov", "capacity": "MEMBER", "deciding": true},
    ]);
    document["adjustment"] = json!({"adjustedOn": "2025-03-13"});
    document["notices"] = json!([
        {"board": "Norrby kommun", "postedOn": "2025-03-14", "removedOn": "2025-04-07"},
        {"board": "Region Prov", "postedOn": "2025-03-14", "removedOn": "2025-04-07"},
    ]);
    document
}

async fn load(app: &App, document: &Value) -> Loaded {
    app.load(document).await.expect("a loaded record")
}

async fn replacing(app: &App, document: &Value, replaced: MeetingId) -> Result<Loaded, AppError> {
    let bytes = document.to_string();
    let command = LoadMinutes {
        bytes: bytes.as_bytes(),
        organisation: None,
        publish: true,
        replaces: Some(replaced),
        actor: "test",
    };
    archive::load(command, &app.store, &SystemClock, &SystemIds).await
}

/// The field that a refusal is about.
fn field(refused: Result<Loaded, AppError>) -> String {
    match refused {
        Err(AppError::Invalid { field, .. }) => field,
        other => panic!("expected an invalid value, got {other:?}"),
    }
}

async fn is_sound(app: &App) {
    let report = application::verify::verify(&app.store)
        .await
        .expect("a readable database");
    assert_eq!(report.bad, None);
}

async fn the_same_file_twice_changes_nothing(engine: Engine) {
    let app = App::start(engine).await;
    let first = load(&app, &document()).await;
    assert_eq!((first.change, first.revision), (Change::Added, 1));
    let before = [
        record(&app, first.meeting).await,
        feed(&app).await,
        journal(&app).await,
    ];
    assert_eq!(kinds(&before[1]), ["PUBLISHED"]);
    assert_eq!(kinds(&before[2]), ["LoadMinutes"]);

    // The order of members and white space are no content.
    let respelled: Value = serde_json::from_str(&format!("{:#}", document()))
        .expect("the same document, spelled otherwise");
    for _ in 0..2 {
        let again = load(&app, &respelled).await;
        assert_eq!(
            (again.meeting, again.revision, again.change),
            (first.meeting, 1, Change::Nothing)
        );
    }
    assert_eq!(
        [
            record(&app, first.meeting).await,
            feed(&app).await,
            journal(&app).await
        ],
        before
    );
    is_sound(&app).await;
}

async fn a_corrected_file_is_a_second_revision_that_keeps_the_ids_of_what_did_not_change(
    engine: Engine,
) {
    let app = App::start(engine).await;
    let first = load(&app, &document()).await;
    let before = record(&app, first.meeting).await;

    let mut corrected = document();
    corrected["items"][1]["text"] =
        json!("Styrelsen godkänner uppföljningen och tackar. Kansliet sänder ut den.");
    corrected["items"][1]["decisions"] = json!([
        {"kind": "APPROVE", "text": "Styrelsen godkänner uppföljningen och tackar."},
        {"kind": "NOTE", "text": "Styrelsen noterar tacket."},
    ]);
    corrected["items"].as_array_mut().expect("items").remove(2);
    corrected["items"]
        .as_array_mut()
        .expect("items")
        .push(json!({"number": 4, "title": "Nytt", "text": "Nytt."}));
    let second = load(&app, &corrected).await;
    assert_eq!(
        (second.meeting, second.revision, second.change),
        (first.meeting, 2, Change::Revised)
    );

    let after = record(&app, first.meeting).await;
    assert_eq!(after["revision"], 2);
    assert!(
        after["storedAt"].as_str() > before["storedAt"].as_str(),
        "{} {}",
        after["storedAt"],
        before["storedAt"]
    );
    let (old, new) = (
        &before["paragraphs"]["nodes"],
        &after["paragraphs"]["nodes"],
    );
    assert_eq!(
        (&old[0]["id"], &old[1]["id"]),
        (&new[0]["id"], &new[1]["id"])
    );
    assert_eq!(old[1]["decisions"][0]["id"], new[1]["decisions"][0]["id"]);
    assert_eq!(
        new[1]["decisions"][0]["text"],
        "Styrelsen godkänner uppföljningen och tackar."
    );
    assert_ne!(new[1]["decisions"][1]["id"], new[1]["decisions"][0]["id"]);
    assert_eq!(old[1]["assignments"], new[1]["assignments"]);
    assert_eq!(before["minutes"]["notices"], after["minutes"]["notices"]);
    assert_eq!(before["attendance"], after["attendance"]);
    assert_eq!(
        (&new[2]["label"], after["paragraphs"]["totalCount"].as_i64()),
        (&json!("§ 4"), Some(3))
    );
    assert_ne!(new[2]["id"], old[2]["id"]);
    let gone = app
        .anonymous()
        .query(
            "query($id: ID!) { node(id: $id) { id } }",
            json!({"id": old[2]["id"]}),
        )
        .await;
    assert_eq!(gone.data()["node"], Value::Null);

    assert_eq!(kinds(&feed(&app).await), ["PUBLISHED", "REVISED"]);
    assert_eq!(kinds(&journal(&app).await), ["LoadMinutes", "LoadMinutes"]);
    let database = Tampering::with(&app).await;
    let sources = database
        .texts("SELECT source AS value FROM minutes_revision ORDER BY number")
        .await;
    let sources: Vec<Value> = sources
        .iter()
        .map(|text| serde_json::from_str(text).expect("JSON"))
        .collect();
    assert_eq!(sources, [document(), corrected], "both sources are kept");
    is_sound(&app).await;

    // And back: the file of the first revision is a third one.
    let third = load(&app, &document()).await;
    assert_eq!((third.revision, third.change), (3, Change::Revised));
    let restored = record(&app, first.meeting).await;
    assert_eq!(
        restored["paragraphs"]["nodes"][1],
        before["paragraphs"]["nodes"][1]
    );
    is_sound(&app).await;
}

async fn an_undated_file_is_known_by_its_content(engine: Engine) {
    let app = App::start(engine).await;
    let mut undated = document();
    undated["meeting"] = json!({"date": null, "dateHint": "hösten"});
    undated["adjustment"] = Value::Null;
    undated["notices"] = json!([]);
    let first = load(&app, &undated).await;
    assert!(
        first
            .irregularities
            .iter()
            .any(|verdict| verdict.rule.code == "DATE_UNKNOWN")
    );
    assert_eq!(load(&app, &undated).await.change, Change::Nothing);

    let mut other = undated.clone();
    other["items"][0]["text"] = json!("Vice ordföranden öppnar mötet.");
    let second = load(&app, &other).await;
    assert_eq!(second.change, Change::Added);
    assert_ne!(second.meeting, first.meeting);

    let mut corrected = undated.clone();
    corrected["items"][0]["text"] = json!("Ordföranden öppnar mötet klockan nio.");
    let third = replacing(&app, &corrected, first.meeting)
        .await
        .expect("a revision");
    assert_eq!(
        (third.meeting, third.revision, third.change),
        (first.meeting, 2, Change::Revised)
    );
    // It is known again by its new content.
    assert_eq!(load(&app, &corrected).await.change, Change::Nothing);
    is_sound(&app).await;
}

async fn a_file_that_replaces_a_meeting_moves_it_to_another_day(engine: Engine) {
    let app = App::start(engine).await;
    let first = load(&app, &document()).await;
    let before = record(&app, first.meeting).await;
    let mut moved = document();
    moved["meeting"]["date"] = json!("2025-03-07");
    let second = replacing(&app, &moved, first.meeting)
        .await
        .expect("a revision");
    assert_eq!((second.meeting, second.revision), (first.meeting, 2));
    let after = record(&app, first.meeting).await;
    assert_eq!(after["date"], "2025-03-07");
    assert_eq!(after["paragraphs"], before["paragraphs"]);
    // The former day is free again, and what it held is a meeting of its own.
    assert_eq!(load(&app, &moved).await.change, Change::Nothing);
    let another = load(&app, &document()).await;
    assert_eq!(another.change, Change::Added);
    assert_ne!(another.meeting, first.meeting);
    // Two meetings do not become one.
    assert_eq!(
        field(replacing(&app, &moved, another.meeting).await),
        "replaces"
    );
    is_sound(&app).await;
}

async fn what_is_replaced_must_be_a_meeting_of_the_same_body(engine: Engine) {
    let app = App::start(engine).await;
    load(&app, &document()).await;
    let mut council = document();
    council["body"]["name"] = json!("Medlemsrådet");
    council["body"]["kind"] = json!("MEMBER_COUNCIL");
    let council = load(&app, &council).await;
    let mut abroad = document();
    abroad["body"]["organisation"] = json!("Samordningsförbundet Grannlandet");
    let abroad = load(&app, &abroad).await;
    let before = [feed(&app).await, journal(&app).await];

    let mut changed = document();
    changed["items"][0]["text"] = json!("Ny text.");
    let nobody = MeetingId::parse("mtg-00000000000000000000000000").expect("an id");
    for stranger in [nobody, council.meeting, abroad.meeting] {
        assert_eq!(
            field(replacing(&app, &changed, stranger).await),
            "replaces",
            "{stranger}"
        );
    }
    assert_eq!([feed(&app).await, journal(&app).await], before);
    is_sound(&app).await;
}

async fn a_file_without_organisation_needs_to_be_told_whose_record_it_is(engine: Engine) {
    let app = App::start(engine).await;
    load(&app, &document()).await;
    let mut nameless = document();
    nameless["meeting"]["date"] = json!("2025-04-03");
    nameless["body"] = json!({"name": "Styrelsen", "kind": "BOARD"});
    assert_eq!(field(app.load(&nameless).await), "body.organisation");
    let unknown = Slug::parse("ingenstans").expect("a slug");
    assert_eq!(
        field(app.load_as(&nameless, true, Some(&unknown)).await),
        "organisation"
    );
    assert_eq!(kinds(&journal(&app).await).len(), 1, "nothing was changed");

    let owner = Slug::parse(OWNER).expect("a slug");
    let loaded = app
        .load_as(&nameless, true, Some(&owner))
        .await
        .expect("a loaded record");
    let query = "query($id: ID!) { meeting(id: $id) { body { slug owner { slug } } } }";
    let seen = app
        .anonymous()
        .query(query, json!({"id": loaded.meeting.to_string()}))
        .await
        .data();
    assert_eq!(
        seen["meeting"]["body"],
        json!({"slug": "styrelsen", "owner": {"slug": OWNER}})
    );
    is_sound(&app).await;
}

async fn a_malformed_file_changes_nothing(engine: Engine) {
    let app = App::start(engine).await;
    load(&app, &document()).await;
    let before = [feed(&app).await, journal(&app).await];
    let edits: [(&str, fn(&mut Value)); 4] = [
        ("items[1].number", |document| {
            document["items"][1]["number"] = json!(0)
        }),
        ("meeting.date", |document| {
            document["meeting"]["date"] = json!("2025-02-30")
        }),
        ("body.kind", |document| {
            document["body"]["kind"] = json!("MEMBER_COUNCIL")
        }),
        ("body.organisationKind", |document| {
            document["body"]["organisationKind"] = json!("REGION")
        }),
    ];
    for (place, edit) in edits {
        let mut wrong = document();
        wrong["meeting"]["date"] = json!("2025-05-08");
        edit(&mut wrong);
        let refused = field(app.load(&wrong).await);
        assert!(refused.contains(place), "{refused} for {place}");
    }
    assert_eq!([feed(&app).await, journal(&app).await], before);
}

/// (label, occurrence) of the §§ of a record, and those that are told to stand twice.
fn occurrences(record: &Value) -> (Vec<(String, i64)>, Vec<Value>) {
    let nodes = record["paragraphs"]["nodes"].as_array().expect("a list");
    let all = nodes
        .iter()
        .map(|node| {
            (
                node["label"].as_str().unwrap_or_default().to_owned(),
                node["occurrence"].as_i64().expect("a number"),
            )
        })
        .collect();
    let told = record["irregularities"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|verdict| verdict["code"] == "PARAGRAPH_DUPLICATE")
        .map(|verdict| verdict["paragraph"]["id"].clone())
        .collect();
    (all, told)
}

async fn cited(app: &App, number: u32, occurrence: u32) -> Value {
    let organisation = json!({"slug": OWNER});
    let bodies = "query($slug: String!) { organisation(slug: $slug) { bodies { nodes { id } } } }";
    let body =
        app.anonymous().query(bodies, organisation).await.data()["organisation"]["bodies"]["nodes"]
            [0]["id"]
            .clone();
    let query = "query($body: ID!, $number: Int!, $occurrence: Int!) {
        paragraph(body: $body, year: 2025, number: $number, occurrence: $occurrence) { title }
    }";
    let variables = json!({"body": body, "number": number, "occurrence": occurrence});
    app.anonymous().query(query, variables).await.data()["paragraph"]["title"].clone()
}

async fn a_number_printed_twice_is_kept_twice(engine: Engine) {
    let app = App::start(engine).await;
    let mut twice = document();
    twice["items"][2]["number"] = json!(2);
    let loaded = load(&app, &twice).await;
    assert_eq!(
        loaded
            .irregularities
            .iter()
            .filter(|v| v.rule.code == "PARAGRAPH_DUPLICATE")
            .count(),
        1
    );
    let held = record(&app, loaded.meeting).await;
    let (labels, told) = occurrences(&held);
    assert_eq!(
        labels,
        [
            ("§ 1".to_owned(), 1),
            ("§ 2".to_owned(), 1),
            ("§ 2".to_owned(), 2)
        ]
    );
    assert_eq!(told, [held["paragraphs"]["nodes"][2]["id"].clone()]);
    assert_eq!(cited(&app, 2, 1).await, "Budget");
    assert_eq!(cited(&app, 2, 2).await, "Avslut");
    assert_eq!(cited(&app, 2, 3).await, Value::Null);
    is_sound(&app).await;
}

async fn a_number_of_two_meetings_is_kept_twice(engine: Engine) {
    let app = App::start(engine).await;
    let first = load(&app, &document()).await;
    let second = board_meeting("2025-04-03", 3, &[("Om igen", "Text."), ("Nytt", "Text.")]);
    let second = load(&app, &second).await;
    let held = record(&app, second.meeting).await;
    let (labels, told) = occurrences(&held);
    assert_eq!(labels, [("§ 3".to_owned(), 2), ("§ 4".to_owned(), 1)]);
    assert_eq!(told, [held["paragraphs"]["nodes"][0]["id"].clone()]);
    assert_eq!(
        occurrences(&record(&app, first.meeting).await).1,
        Vec::<Value>::new()
    );
    assert_eq!(
        (cited(&app, 3, 1).await, cited(&app, 3, 2).await),
        (json!("Avslut"), json!("Om igen"))
    );
    // A new revision of the first keeps the first print.
    let mut corrected = document();
    corrected["items"][2]["text"] = json!("Mötet är slut.");
    assert_eq!(load(&app, &corrected).await.change, Change::Revised);
    assert_eq!(
        (cited(&app, 3, 1).await, cited(&app, 3, 2).await),
        (json!("Avslut"), json!("Om igen"))
    );
    is_sound(&app).await;
}

async fn an_unpublished_record_is_nowhere_until_the_same_file_publishes_it(engine: Engine) {
    let app = App::start(engine).await;
    let draft = app
        .load_as(&document(), false, None)
        .await
        .expect("a loaded record");
    let inside = record(&app, draft.meeting).await;
    assert_eq!(inside["published"], false);
    let id = json!({"id": draft.meeting.to_string()});
    let everywhere = "query($id: ID!, $par: ID!, $dec: ID!, $asg: ID!, $per: ID!, $org: ID!) {
        meeting(id: $id) { id }
        a: node(id: $id) { id } b: node(id: $par) { id } c: node(id: $dec) { id } d: node(id: $asg) { id }
        e: node(id: $per) { id } f: node(id: $org) { id }
        organisation(slug: \"samordningsforbundet-provdalen\") { id }
        norrby: organisation(slug: \"norrby-kommun\") { id }
        meetings { totalCount nodes { id } } decisions { totalCount nodes { id } }
        assignments { totalCount nodes { id } } organisations { totalCount nodes { id } }
        search(text: \"uppföljningen\") { totalCount nodes { id } }
        changes(organisation: \"samordningsforbundet-provdalen\") { totalCount nodes { sequence } }
        all: changes { totalCount nodes { sequence } }
    }";
    let second = &inside["paragraphs"]["nodes"][1];
    let variables = json!({
        "id": id["id"],
        "par": second["id"],
        "dec": second["decisions"][0]["id"],
        "asg": second["assignments"][0]["id"],
        "per": inside["attendance"][0]["person"]["id"],
        "org": inside["attendance"][0]["organisation"]["id"],
    });
    let hidden = app
        .anonymous()
        .query(everywhere, variables.clone())
        .await
        .data();
    for (name, part) in hidden.as_object().expect("an object") {
        assert!(
            part.is_null() || part["totalCount"] == 0,
            "{name} shows {part}"
        );
    }
    assert_eq!(kinds(&journal(&app).await), ["LoadMinutes"]);

    // Another file without publishing keeps it a draft; the same file publishes it.
    assert_eq!(
        app.load_as(&document(), false, None)
            .await
            .expect("known")
            .change,
        Change::Nothing
    );
    let published = load(&app, &document()).await;
    assert_eq!(
        (published.meeting, published.revision, published.change),
        (draft.meeting, 1, Change::Published)
    );
    let shown = app.anonymous().query(everywhere, variables).await.data();
    for (name, part) in shown.as_object().expect("an object") {
        assert!(
            !part.is_null() && part["totalCount"] != 0,
            "{name} shows nothing"
        );
    }
    assert_eq!(
        (kinds(&feed(&app).await), sequences(&feed(&app).await)),
        (vec!["PUBLISHED"], vec![1])
    );
    assert_eq!(kinds(&journal(&app).await), ["LoadMinutes", "LoadMinutes"]);

    // A revision of what is public would be public: it is not taken as a draft, and nothing is recalled by it.
    let mut corrected = document();
    corrected["items"][0]["text"] = json!("Ny text.");
    let refused = app.load_as(&corrected, false, None).await;
    assert!(
        refused
            .expect_err("a draft of what is public")
            .to_string()
            .starts_with("unpublished: mtg-")
    );
    assert_eq!(record(&app, draft.meeting).await["published"], true);
    assert_eq!(kinds(&feed(&app).await), ["PUBLISHED"]);
    is_sound(&app).await;
}

async fn the_feed_is_dense_and_tells_revisions(engine: Engine) {
    let app = App::start(engine).await;
    let mut expected = Vec::new();
    for (turn, publish) in [true, false, true, true, true, true, true]
        .into_iter()
        .enumerate()
    {
        let date = format!("2025-0{}-06", turn % 4 + 1);
        let text = format!("Text nummer {turn}.");
        let loaded = app
            .load_as(&board_meeting(&date, 1, &[("Titel", &text)]), publish, None)
            .await
            .expect("loaded");
        // The second of four stays a draft until the sixth turn publishes its new revision.
        if turn != 1 {
            let kind = if turn < 4 || turn == 5 {
                "PUBLISHED"
            } else {
                "REVISED"
            };
            expected.push((kind, loaded.meeting.to_string()));
        }
    }
    let feed = feed(&app).await;
    let told: Vec<(&str, String)> = feed["nodes"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|change| {
            (
                change["kind"].as_str().expect("a kind"),
                change["subject"]["id"].as_str().expect("an id").to_owned(),
            )
        })
        .collect();
    assert_eq!(told, expected);
    assert_eq!(sequences(&feed), (1..=6).collect::<Vec<_>>());
    assert!(
        feed["nodes"]
            .as_array()
            .expect("a list")
            .iter()
            .all(|c| c["actor"].is_null() && c["hash"].is_null())
    );
    assert_eq!(sequences(&journal(&app).await), (1..=7).collect::<Vec<_>>());

    // From a cursor on, a client gets what came after it, and in the end nothing.
    let (mut after, mut walked) = (Value::Null, Vec::new());
    loop {
        let query = "query($of: String!, $after: String) { changes(organisation: $of, after: $after, first: 2) {
            nodes { cursor sequence } pageInfo { hasNextPage endCursor } } }";
        let page = app
            .anonymous()
            .query(query, json!({"of": OWNER, "after": after}))
            .await
            .data()["changes"]
            .clone();
        walked.extend(sequences(&page));
        after = page["pageInfo"]["endCursor"].clone();
        assert_eq!(
            page["nodes"][page["nodes"].as_array().expect("a list").len() - 1]["cursor"],
            after
        );
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
    }
    assert_eq!(walked, (1..=6).collect::<Vec<_>>());
    let variables = json!({"organisation": OWNER, "after": after});
    let rest = app
        .anonymous()
        .query(contract::CHANGES, variables.clone())
        .await
        .data();
    assert_eq!(rest["changes"]["nodes"], json!([]));
    load(&app, &board_meeting("2025-09-04", 1, &[("Titel", "Text.")])).await;
    let rest = app
        .anonymous()
        .query(contract::CHANGES, variables)
        .await
        .data();
    assert_eq!(sequences(&rest["changes"]), [7]);
}

async fn sixteen_loads_at_once_give_a_dense_journal(engine: Engine) {
    let app = App::start(engine).await;
    let tasks: Vec<_> = (1..=16_u32)
        .map(|day| {
            let store = app.store.clone();
            tokio::spawn(async move {
                let date = format!("2025-03-{day:02}");
                let first = (day - 1) * 3 + 1;
                let items = [("Ett", "Text."), ("Två", "Text."), ("Tre", "Text.")];
                let mut document = board_meeting(&date, first, &items);
                document["attendance"] = json!([
                    {"name": "Anna Ek", "organisation": "Norrby kommun", "capacity": "MEMBER"},
                    {"name": format!("Person {day}"), "organisation": "Region Prov", "capacity": "MEMBER"},
                ]);
                let bytes = document.to_string();
                let command = LoadMinutes {
                    bytes: bytes.as_bytes(),
                    organisation: None,
                    publish: true,
                    replaces: None,
                    actor: "test",
                };
                archive::load(command, &store, &SystemClock, &SystemIds).await
            })
        })
        .collect();
    let mut meetings = BTreeSet::new();
    for task in tasks {
        let loaded = task.await.expect("a task").expect("a loaded record");
        assert_eq!(loaded.change, Change::Added);
        meetings.insert(loaded.meeting);
    }
    assert_eq!(meetings.len(), 16);
    let (feed, journal) = (feed(&app).await, journal(&app).await);
    assert_eq!(sequences(&journal), (1..=16).collect::<Vec<_>>());
    assert_eq!(sequences(&feed), (1..=16).collect::<Vec<_>>());
    let hashes: BTreeSet<String> = journal["nodes"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|change| change["hash"].to_string())
        .collect();
    assert_eq!(hashes.len(), 16);
    // Whoever was first to name a body, a member or a person, all mean the same.
    let bodies = "query($slug: String!) { organisation(slug: $slug) { bodies { totalCount nodes { series { first last unknown gaps } } } }
        organisations { totalCount } }";
    let seen = app
        .anonymous()
        .query(bodies, json!({"slug": OWNER}))
        .await
        .data();
    assert_eq!(seen["organisation"]["bodies"]["totalCount"], 1);
    assert_eq!(
        seen["organisation"]["bodies"]["nodes"][0]["series"],
        json!([{"first": 1, "last": 48, "unknown": [], "gaps": []}])
    );
    assert_eq!(seen["organisations"]["totalCount"], 3);
    let report = application::verify::verify(&app.store)
        .await
        .expect("a readable database");
    assert_eq!((report.bad, report.entries, report.records), (None, 16, 16));
}

async fn the_same_file_sixteen_times_at_once_is_one_record(engine: Engine) {
    let app = App::start(engine).await;
    let bytes = document().to_string();
    let tasks: Vec<_> = (0..16)
        .map(|_| {
            let (store, bytes) = (app.store.clone(), bytes.clone());
            tokio::spawn(async move {
                let command = LoadMinutes {
                    bytes: bytes.as_bytes(),
                    organisation: None,
                    publish: true,
                    replaces: None,
                    actor: "test",
                };
                archive::load(command, &store, &SystemClock, &SystemIds).await
            })
        })
        .collect();
    let (mut meetings, mut added) = (BTreeSet::new(), 0);
    for task in tasks {
        let loaded = task.await.expect("a task").expect("a loaded record");
        meetings.insert(loaded.meeting);
        added += usize::from(loaded.change == Change::Added);
        assert_eq!(loaded.revision, 1);
    }
    assert_eq!((meetings.len(), added), (1, 1));
    assert_eq!(sequences(&journal(&app).await), [1]);
    is_sound(&app).await;
}

/// A connection of somebody who can do anything to the database, triggers included.
struct Tampering {
    database: DatabaseConnection,
    backend: DbBackend,
}

impl Tampering {
    async fn with(app: &App) -> Self {
        let database = Database::connect(&app.settings.database_url)
            .await
            .expect("a connection");
        let backend = database.get_database_backend();
        Self { database, backend }
    }

    async fn drop_triggers(&self) {
        for table in ["journal", "minutes_revision"] {
            for trigger in ["keeps_rows", "keeps_all"] {
                let on = if self.backend == DbBackend::Postgres {
                    format!(" ON {table}")
                } else {
                    String::new()
                };
                assert_eq!(
                    self.run(&format!("DROP TRIGGER {table}_{trigger}{on}"))
                        .await,
                    Ok(0)
                );
            }
        }
    }

    /// Rows changed, or why not.
    async fn run(&self, sql: &str) -> Result<u64, String> {
        let done = self.database.execute_unprepared(sql).await;
        done.map(|done| done.rows_affected())
            .map_err(|error| error.to_string())
    }

    async fn texts(&self, sql: &str) -> Vec<String> {
        let rows = self
            .database
            .query_all_raw(Statement::from_string(self.backend, sql))
            .await
            .expect("rows");
        rows.iter()
            .map(|row| row.try_get("", "value").expect("a text"))
            .collect()
    }
}

async fn verify_names_what_was_edited(engine: Engine) {
    let app = App::start(engine).await;
    let loaded = load(&app, &document()).await;
    let mut corrected = document();
    corrected["items"][0]["text"] = json!("Ordföranden hälsar välkommen.");
    load(&app, &corrected).await;
    let other = load(&app, &board_meeting("2025-04-03", 4, &[("Fyra", "Text.")])).await;
    is_sound(&app).await;

    let database = Tampering::with(&app).await;
    for refused in [
        "UPDATE journal SET actor = 'somebody' WHERE sequence = 1",
        "DELETE FROM journal WHERE sequence = 3",
        "UPDATE minutes_revision SET source = '{}' WHERE number = 1",
        "DELETE FROM minutes_revision WHERE number = 1",
    ] {
        let error = database
            .run(refused)
            .await
            .expect_err("triggers keep the rows");
        assert!(error.contains("append only"), "{refused}: {error}");
    }
    is_sound(&app).await;
    database.drop_triggers().await;

    let entry = |number: u32| format!("entry {number}");
    let of = |loaded: &Loaded| format!("record {}", loaded.meeting);
    let (here, there) = (of(&loaded), of(&other));
    // (the edit, its way back, where it must be found)
    let swaps: Vec<(&str, &str, &str, [String; 2])> = vec![
        (
            "decision",
            "text",
            "'Styrelsen godkänner uppföljningen.'",
            [here.clone(), "§ 2".to_owned()],
        ),
        (
            "decision",
            "kind",
            "'APPROVE'",
            [here.clone(), "§ 2".to_owned()],
        ),
        (
            "assignment",
            "text",
            "'Kansliet sänder ut den.'",
            [here.clone(), "§ 2".to_owned()],
        ),
        (
            "assignee",
            "name",
            "'Kansliet'",
            [here.clone(), "§ 2".to_owned()],
        ),
        (
            "paragraph",
            "text",
            "'Text.'",
            [there.clone(), "§ 4".to_owned()],
        ),
        (
            "paragraph",
            "title",
            "'Öppnande'",
            [here.clone(), "§ 1".to_owned()],
        ),
        (
            "attendance",
            "name",
            "'Bo Gran'",
            [here.clone(), "attendance".to_owned()],
        ),
        (
            "attendance",
            "capacity",
            "'MEMBER'",
            [here.clone(), "attendance".to_owned()],
        ),
        (
            "notice",
            "board",
            "'Region Prov'",
            [here.clone(), "notice".to_owned()],
        ),
        (
            "notice",
            "posted_on",
            "'2025-03-14'",
            [here.clone(), "notice".to_owned()],
        ),
        (
            "adjustment_unit",
            "adjusted_on",
            "'2025-03-13'",
            [here.clone(), "adjustment".to_owned()],
        ),
        (
            "meeting",
            "date",
            "'2025-04-03'",
            [there.clone(), "date".to_owned()],
        ),
        (
            "journal",
            "command",
            "'LoadMinutes'",
            ["journal".to_owned(), entry(1)],
        ),
        (
            "journal",
            "actor",
            "'test'",
            ["journal".to_owned(), entry(1)],
        ),
    ];
    for (table, column, held, places) in swaps {
        let forged = match (table, column) {
            ("decision", "kind") => "'REJECT'",
            ("attendance", "capacity") => "'OTHER'",
            (_, "posted_on" | "adjusted_on" | "date") => "'2025-03-20'",
            _ => "'Förfalskat'",
        };
        let edit = |to: &str, from: &str| {
            format!("UPDATE {table} SET {column} = {to} WHERE {column} = {from}")
        };
        assert_ne!(
            database.run(&edit(forged, held)).await.expect("edited"),
            0,
            "{table}.{column}"
        );
        finds(&app, &places, &format!("{table}.{column}")).await;
        database.run(&edit(held, forged)).await.expect("restored");
        is_sound(&app).await;
    }

    // A line of the attendance list that is gone, a § that is gone.
    let lines = "UPDATE attendance SET ordinal = ordinal + 10 WHERE name = 'Anna Ek'";
    database.run(lines).await.expect("edited");
    finds(
        &app,
        &[here.clone(), "attendance".to_owned()],
        "the order of attendance",
    )
    .await;
    database
        .run("UPDATE attendance SET ordinal = ordinal - 10 WHERE name = 'Anna Ek'")
        .await
        .expect("restored");
    is_sound(&app).await;

    // A payload, and its digest to fit.
    let payloads = database
        .texts("SELECT payload AS value FROM journal ORDER BY sequence")
        .await;
    assert_eq!(payloads.len(), 3);
    let forged = payloads[1].replace("\"published\":true", "\"published\":false");
    assert_ne!(forged, payloads[1]);
    database
        .run(&format!(
            "UPDATE journal SET payload = '{forged}' WHERE sequence = 2"
        ))
        .await
        .expect("edited");
    finds(&app, &["journal".to_owned(), entry(2)], "a payload").await;
    database
        .run(&format!(
            "UPDATE journal SET payload = '{}' WHERE sequence = 2",
            payloads[1]
        ))
        .await
        .expect("restored");
    is_sound(&app).await;
    for column in ["digest", "previous", "hash"] {
        let held = database
            .texts(&format!(
                "SELECT {column} AS value FROM journal WHERE sequence = 2"
            ))
            .await;
        database
            .run(&format!(
                "UPDATE journal SET {column} = 'x' WHERE sequence = 2"
            ))
            .await
            .expect("edited");
        finds(&app, &["journal".to_owned(), entry(2)], column).await;
        let back = format!(
            "UPDATE journal SET {column} = '{}' WHERE sequence = 2",
            held[0]
        );
        database.run(&back).await.expect("restored");
        is_sound(&app).await;
    }

    // A source, alone and with its digest to fit.
    let sources = database
        .texts("SELECT source AS value FROM minutes_revision WHERE number = 2")
        .await;
    let forged = sources[0].replace("hälsar välkommen", "hälsar farväl");
    assert_ne!(forged, sources[0]);
    database
        .run(&format!(
            "UPDATE minutes_revision SET source = '{forged}' WHERE number = 2"
        ))
        .await
        .expect("edited");
    finds(
        &app,
        &[here.clone(), "the stored source".to_owned()],
        "a source",
    )
    .await;
    let digests = database
        .texts("SELECT digest AS value FROM minutes_revision WHERE number = 2")
        .await;
    let fitting = application::journal::sha256(&forged);
    database
        .run(&format!(
            "UPDATE minutes_revision SET digest = '{fitting}' WHERE number = 2"
        ))
        .await
        .expect("edited");
    finds(
        &app,
        &[here.clone(), "journal".to_owned()],
        "a source with its digest",
    )
    .await;
    let back = format!(
        "UPDATE minutes_revision SET source = '{}', digest = '{}' WHERE number = 2",
        sources[0], digests[0]
    );
    database.run(&back).await.expect("restored");
    is_sound(&app).await;

    // The end of the chain.
    assert_eq!(
        database.run("DELETE FROM journal WHERE sequence = 3").await,
        Ok(1)
    );
    finds(
        &app,
        &[
            "ends at entry 2".to_owned(),
            "entry 3 was the last".to_owned(),
        ],
        "a cut tail",
    )
    .await;
}

async fn finds(app: &App, places: &[String], edit: &str) {
    let report = application::verify::verify(&app.store)
        .await
        .expect("a readable database");
    let Some(bad) = report.bad else {
        panic!("{edit} was edited, and nothing was found")
    };
    for place in places {
        assert!(
            bad.contains(place.as_str()),
            "{edit}: {bad} does not name {place}"
        );
    }
}

async fn verify_finds_a_record_that_is_gone(engine: Engine) {
    let app = App::start(engine).await;
    load(&app, &board_meeting("2025-03-06", 1, &[("Ett", "Text.")])).await;
    let gone = load(&app, &board_meeting("2025-04-03", 2, &[("Två", "Borta.")])).await;
    let database = Tampering::with(&app).await;
    database.drop_triggers().await;
    let id = match engine {
        Engine::Postgres => format!("'{}'", gone.meeting.uuid()),
        Engine::Sqlite => format!("X'{}'", gone.meeting.uuid().simple()),
    };
    for table in ["posting", "minutes_revision", "paragraph"] {
        let sql = format!("DELETE FROM {table} WHERE meeting_id = {id}");
        assert_ne!(database.run(&sql).await.expect("deleted"), 0, "{table}");
    }
    assert_eq!(
        database
            .run(&format!("DELETE FROM meeting WHERE id = {id}"))
            .await,
        Ok(1)
    );
    finds(&app, &[format!("record {}", gone.meeting)], "a record").await;
}

fn register() -> Value {
    let text = include_str!("../../../demo/register.json");
    serde_json::from_str(text).expect("the demo's register")
}

async fn the_register_twice_changes_nothing(engine: Engine) {
    let app = App::start(engine).await;
    assert_eq!(app.register(&register()).await.expect("loaded"), 2);
    let query = "{ changes(first: 100) { nodes { sequence at kind organisation { slug } subject { id } } }
        organisations(first: 100) { nodes { id slug name kind } }
        association(slug: \"samordningsforbundet-norrsken\") {
            members(asOf: \"2025-06-01\") { organisation { id } joinedOn seats { id holder { id name } substitutes { order holder { id } } } }
            presidium(asOf: \"2025-06-01\") { person { id name } office }
            board { id seatCount(asOf: \"2025-06-01\") quorumNeeded(asOf: \"2025-06-01\") } } }";
    let before = app.anonymous().query(query, json!({})).await.data();
    assert_eq!(
        kinds(&before["changes"]),
        ["REGISTER_CHANGED", "REGISTER_CHANGED"]
    );
    assert_eq!(before["association"]["board"]["seatCount"], 7);
    assert_eq!(app.register(&register()).await.expect("loaded"), 0);
    assert_eq!(app.anonymous().query(query, json!({})).await.data(), before);

    // One more member changes one association, and keeps the seats that were there.
    let mut changed = register();
    changed["associations"][0]["presidium"][1]["until"] = json!("2025-12-31");
    assert_eq!(app.register(&changed).await.expect("loaded"), 1);
    let after = app.anonymous().query(query, json!({})).await.data();
    assert_eq!(kinds(&after["changes"]).len(), 3);
    assert_eq!(after["association"], before["association"]);
    // Two thirds of seven seats are more than the law's four.
    assert_eq!(before["association"]["board"]["quorumNeeded"], 4);
    changed["associations"][0]["statutes"][0]["parameters"]["quorumFraction"] =
        json!({"numerator": 2, "denominator": 3});
    assert_eq!(app.register(&changed).await.expect("loaded"), 1);
    let stricter = app.anonymous().query(query, json!({})).await.data();
    assert_eq!(stricter["association"]["board"]["quorumNeeded"], 5);
    is_sound(&app).await;
}

async fn a_changed_register_changes_when_records_are_final(engine: Engine) {
    let app = App::start(engine).await;
    app.register(&register()).await.expect("loaded");
    let source = include_str!("../../../demo/minutes/norrsken-styrelsen-2025-05-22.json");
    let loaded = load(&app, &serde_json::from_str(source).expect("a document")).await;
    let query = "query($id: ID!) { meeting(id: $id) { minutes { status finalOn } }
        meetings(filter: {status: FINAL}) { totalCount nodes { id } } }";
    let variables = json!({"id": loaded.meeting.to_string()});
    let before = app.anonymous().query(query, variables.clone()).await.data();
    assert_eq!(
        before["meeting"]["minutes"]["finalOn"],
        Value::Null,
        "Vitsjö has not posted"
    );
    assert_eq!(before["meetings"]["totalCount"], 0);

    // Vitsjö joins only after the meeting: its notice board is none of those that were due.
    let mut later = register();
    let members = later["associations"][0]["members"]
        .as_array_mut()
        .expect("members");
    let vitsjo = members
        .iter_mut()
        .find(|member| member["organisation"] == "Vitsjö kommun")
        .expect("Vitsjö");
    vitsjo["joinedOn"] = json!("2025-09-01");
    app.register(&later).await.expect("loaded");
    let after = app.anonymous().query(query, variables.clone()).await.data();
    assert_eq!(
        after["meeting"]["minutes"],
        json!({"status": "FINAL", "finalOn": "2025-07-01"})
    );
    assert_eq!(
        after["meetings"]["nodes"],
        json!([{"id": loaded.meeting.to_string()}])
    );

    app.register(&register()).await.expect("loaded");
    assert_eq!(app.anonymous().query(query, variables).await.data(), before);
    is_sound(&app).await;
}

/// Codes and outcomes of the rule on corrections, as the reader gets them.
async fn corrections(app: &App) -> Vec<Value> {
    let read = r#"{ meetings(filter: {from: "2025-03-06", to: "2025-03-06"}) { nodes { revision verdicts { code outcome } } } }"#;
    let data = app.anonymous().query(read, json!({})).await.data();
    let verdicts = data["meetings"]["nodes"][0]["verdicts"].as_array();
    let told = verdicts.expect("a list").iter();
    told.filter(|verdict| verdict["code"] == "SILENT_CORRECTION")
        .map(|verdict| verdict["outcome"].clone())
        .collect()
}

async fn what_was_adjusted_does_not_change_in_silence(engine: Engine) {
    let app = App::start(engine).await;
    let mut document = board_meeting("2025-03-06", 1, &[("Ett", "Text."), ("Två", "Text.")]);
    let items = document["items"].as_array_mut().expect("items");
    items.push(json!({"title": "Övrigt", "text": "Inget."}));
    items.push(json!({"title": "Avslutning", "text": "Tack."}));
    document["adjustment"] = json!({"adjustedOn": "2025-03-10"});
    load(&app, &document).await;
    assert!(
        corrections(&app).await.is_empty(),
        "nothing to compare with"
    );
    // Another place of storage changes no text.
    document["storedAt"] = json!("Arkivet");
    let silent = |loaded: &application::archive::Loaded| {
        let told = loaded.irregularities.iter();
        told.filter(|verdict| verdict.rule.code == "SILENT_CORRECTION")
            .count()
    };
    assert_eq!(silent(&load(&app, &document).await), 0);
    assert_eq!(corrections(&app).await, ["MET"]);
    document["items"][3]["text"] = json!("Tack för i dag.");
    assert_eq!(silent(&load(&app, &document).await), 1);
    assert_eq!(corrections(&app).await, ["NOT_MET"]);
    document["addenda"] =
        json!([{"text": "Avslutningens ord rättade.", "by": "Anna Ek", "on": "2025-03-20"}]);
    assert_eq!(silent(&load(&app, &document).await), 0);
    assert_eq!(corrections(&app).await, ["MET"]);
}
