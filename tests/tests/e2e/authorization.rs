//! Who sees what (A1). A table says it for every field of the schema, and a matrix of subjects, records and roads
//! shows that the service holds to it.

use super::attachments::{Caller, pdf};
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{BaseType, TypeKind, TypeSystemDefinition};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use tests::app::{App, Engine};
use tests::client::Asking;

// --- the table ------------------------------------------------------------------------------------------------

/// Fields of every object type: what each returns, by type and field.
pub(super) fn schema() -> BTreeMap<String, BTreeMap<String, String>> {
    fn named(base: &BaseType) -> String {
        match base {
            BaseType::Named(name) => name.to_string(),
            BaseType::List(inner) => named(&inner.base),
        }
    }
    let document = parse_schema(api::graphql::schema().sdl()).expect("our own schema");
    let mut types = BTreeMap::new();
    for definition in document.definitions {
        let TypeSystemDefinition::Type(definition) = definition else {
            continue;
        };
        let TypeKind::Object(object) = &definition.node.kind else {
            continue;
        };
        let fields = object.fields.iter().map(|field| {
            (
                field.node.name.node.to_string(),
                named(&field.node.ty.node.base),
            )
        });
        types.insert(definition.node.name.node.to_string(), fields.collect());
    }
    types
}

/// The table: who sees a field, by its coordinate.
pub(super) fn table() -> BTreeMap<String, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/authorization.csv");
    let text = std::fs::read_to_string(&path).expect("the table");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("coordinate,who,note"));
    let mut rows = BTreeMap::new();
    for line in lines {
        let mut cells = line.splitn(3, ',');
        let (Some(coordinate), Some(who), Some(_)) = (cells.next(), cells.next(), cells.next())
        else {
            panic!("not three cells: {line}")
        };
        assert!(
            [
                "public",
                "public-masked",
                "inside-only",
                "auditor-only",
                "secretary-only",
                "signer-only",
                "marker-only",
                "treasurer-only",
                "office-only",
                "operator-only"
            ]
            .contains(&who),
            "{line}"
        );
        assert!(
            rows.insert(coordinate.to_owned(), who.to_owned()).is_none(),
            "twice: {coordinate}"
        );
    }
    rows
}

#[test]
fn every_field_of_the_schema_stands_in_the_table_and_nothing_else_does() {
    let schema = schema();
    let fields: BTreeSet<String> = schema
        .iter()
        .flat_map(|(name, fields)| fields.keys().map(move |field| format!("{name}.{field}")))
        .collect();
    let rows: BTreeSet<String> = table().into_keys().collect();
    let missing: Vec<_> = fields.difference(&rows).collect();
    let superfluous: Vec<_> = rows.difference(&fields).collect();
    assert!(
        missing.is_empty() && superfluous.is_empty(),
        "fixtures/authorization.csv: say who sees {missing:#?}; take out {superfluous:#?}"
    );
    assert!(
        fields.len() > 300,
        "the schema was not read: {} fields",
        fields.len()
    );
}

// --- the world ------------------------------------------------------------------------------------------------

pub(super) const PROVDALEN: &str = "samordningsforbundet-provdalen";
const ANNANDALEN: &str = "samordningsforbundet-annandalen";

/// Two associations: who is a member of which, and who has left.
fn register() -> Value {
    let member = |name: &str, kind: &str, left: Value| json!({"organisation": name, "kind": kind, "joinedOn": "2010-01-01", "leftOn": left, "seats": []});
    json!({
        "format": "paragraf/register@1",
        "associations": [
            {"name": "Samordningsförbundet Provdalen", "members": [
                member("Tallmo kommun", "MUNICIPALITY", Value::Null),
                member("Region Norrskog", "REGION", Value::Null),
                member("Utviks kommun", "MUNICIPALITY", json!("2020-12-31")),
            ]},
            {"name": "Samordningsförbundet Annandalen", "members": [member("Vitsjö kommun", "MUNICIPALITY", Value::Null)]},
        ],
    })
}

/// A record of Provdalen with one of everything that has an address, and a word that stands nowhere else.
fn record(date: &str, first: u32, word: &str, body: &str, kind: &str) -> Value {
    json!({
        "format": "paragraf/minutes@1", "record": "MINUTES",
        "body": {"name": body, "kind": kind, "organisation": "Samordningsförbundet Provdalen",
                 "organisationKind": "COORDINATION_ASSOCIATION"},
        "meeting": {"date": date, "place": format!("{word}salen")},
        "series": {"mark": "SECTION"},
        "attendance": [{"name": format!("Karin {word}sdotter"), "organisation": format!("{word}s kommun"), "capacity": "MEMBER", "deciding": true}],
        "items": [
            {"number": first, "title": format!("Om {word}"), "text": format!("Text om {word}."),
             "decisions": [{"text": format!("Styrelsen antar {word}."), "kind": "ADOPT"}],
             "assignments": [{"assignees": ["Kansliet"], "text": format!("Bereda {word}.")}]},
            {"number": first + 1, "title": format!("Mer om {word}")},
        ],
    })
}

/// What is published, what is not, and a record of a cooperation group in which unions are represented.
pub(super) async fn world(engine: Engine, with_drafts: bool) -> App {
    world_in(App::start(engine).await, with_drafts).await
}

/// The same world in a service that runs already.
pub(super) async fn world_in(app: App, with_drafts: bool) -> App {
    app.register(&register()).await.expect("a register");
    let annandalen = |mut document: Value| {
        document["body"]["organisation"] = json!("Samordningsförbundet Annandalen");
        document
    };
    app.load(&record("2025-03-10", 1, "Öppensak", "Styrelsen", "BOARD"))
        .await
        .expect("loaded");
    app.load(&annandalen(record(
        "2025-03-11",
        1,
        "Grannsak",
        "Styrelsen",
        "BOARD",
    )))
    .await
    .expect("loaded");
    app.load(&cooperation()).await.expect("loaded");
    if with_drafts {
        app.load_as(
            &record("2025-05-12", 3, "Hemligsak", "Styrelsen", "BOARD"),
            false,
            None,
        )
        .await
        .expect("loaded");
        // A body that nobody outside has heard of.
        let draft = record(
            "2025-05-13",
            1,
            "Dunkelsak",
            "Arbetsutskottet",
            "EXECUTIVE_COMMITTEE",
        );
        app.load_as(&draft, false, None).await.expect("loaded");
    }
    app
}

/// Present for a union.
const PRESENT: &str = "Ulrika Fackman";
/// Listed as absent, of another union.
const ABSENT: &str = "Åke Ombudsson";

/// Names that the public never reads, in lower case, as they are printed and in other ways of writing them.
pub(super) fn is_told(body: &str) -> bool {
    let lower = body.to_lowercase();
    let words: String = lower
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace("\\n", " ");
    [PRESENT, ABSENT].iter().any(|name| {
        let name = name.to_lowercase();
        lower.contains(&name)
            || words.contains(&name)
            || name.split(' ').all(|part| lower.contains(part))
    })
}

/// Minutes of a cooperation group that name the representatives of unions wherever a text can stand.
fn cooperation() -> Value {
    let named = |what: &str| format!("{what} {PRESENT} och {ABSENT}");
    let item = json!({
        "number": 1, "title": named("Anmälan av"), "caseNumber": named("Dnr"), "category": "DIALOGUE",
        "presenters": [PRESENT], "raisedBy": PRESENT,
        "text": format!("{} sade ja. ULRIKA FACKMAN och Åke\nOmbudsson höll med, liksom Ulrika\u{a0}Fackman.", named("Budget:")),
        "proposals": [{"by": PRESENT, "kind": "PROPOSAL", "text": named("Bifall enligt")}],
        "decisions": [{"text": named("Budget enligt"), "kind": "RESOLVE", "condition": named("om")}],
        "assignments": [{"assignees": [PRESENT, "Kansliet"], "text": named("Svara"), "due": named("när")}],
        "cooperation": [{"party": PRESENT, "outcome": "DISAGREEMENT", "scope": named("om"), "condition": named("om")}],
        "votes": [{"meaningOfYes": named("Som"), "yes": 1, "no": 1, "ballots": [{"name": PRESENT, "vote": "YES"}, {"name": ABSENT, "vote": "NO"}]}],
        "reservations": [{"by": [PRESENT], "text": named("Mot")}],
        "disqualified": [PRESENT], "amounts": [{"text": named("100 kr till"), "ore": 10000}],
        "recipients": [PRESENT], "references": [{"text": named("Beslut om")}],
        "statements": [{"by": PRESENT, "text": named("Enligt")}], "appendices": [named("Bilaga av")],
    });
    json!({
        "format": "paragraf/minutes@1", "record": "MINUTES", "appendixTo": named("Protokoll av"),
        "body": {"name": "Samverkansgruppen", "kind": "COOPERATION_GROUP", "organisation": "Samordningsförbundet Provdalen"},
        "meeting": {"date": "2025-04-08", "dateHint": named("när"), "place": named("Hos")},
        "series": {"mark": "POINT"},
        "officers": {"chair": PRESENT, "secretary": PRESENT, "adjusters": [PRESENT, "Erik Chefsson"]},
        "attendance": [
            {"name": "Erik Chefsson", "organisation": "Samordningsförbundet Provdalen", "capacity": "EMPLOYER"},
            {"name": PRESENT, "organisation": "Vision", "title": named("Ombud"), "capacity": "UNION"},
            {"name": "Siv Tolk", "capacity": "OTHER", "title": named("Tolk åt"), "substitutesFor": PRESENT},
        ],
        "absent": [{"name": ABSENT, "organisation": "Kommunal"}],
        "items": [
            item,
            {"number": 2, "title": "Utgår", "voided": named("drogs av")},
            {"number": 4, "title": "Övrigt", "items": [{"letter": "a", "title": named("Fråga av"), "decisions": [{"text": named("Svar till"), "kind": "NOTE"}]}]},
        ],
        "adjustment": {"adjustedOn": "2025-04-10", "place": named("Hos")},
        "notices": [{"board": PRESENT, "postedOn": "2025-04-11"}],
        "storedAt": named("Hos"), "nextMeetings": [{"startsAt": named("efter"), "endsAt": named("före"), "note": named("Enligt")}],
        "addenda": [{"number": 1, "text": named("Rättat av"), "by": PRESENT}],
    })
}

// --- subjects ---------------------------------------------------------------------------------------------------

/// What a subject sees of Provdalen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stands {
    /// As the public.
    Outside,
    /// Drafts and the names of union representatives too.
    Inside,
    /// The journal besides.
    Auditing,
}
use Stands::{Auditing, Inside, Outside};

/// Who asks: role and organisations of the token, none for the first.
pub(super) const SUBJECTS: &[(&str, Option<&str>, &[&str], Stands)] = &[
    ("anonymous", None, &[], Outside),
    (
        "reader of a member",
        Some("reader"),
        &["tallmo-kommun"],
        Inside,
    ),
    (
        "reader of another member",
        Some("reader"),
        &["region-norrskog"],
        Inside,
    ),
    (
        "reader of a member of another association",
        Some("reader"),
        &["vitsjo-kommun"],
        Outside,
    ),
    (
        "reader of a member that has left",
        Some("reader"),
        &["utviks-kommun"],
        Outside,
    ),
    (
        "reader of the association itself",
        Some("reader"),
        &[PROVDALEN],
        Outside,
    ),
    ("reader of nobody", Some("reader"), &[], Outside),
    ("secretary", Some("secretary"), &[PROVDALEN], Inside),
    ("chair", Some("chair"), &[PROVDALEN], Inside),
    ("adjuster", Some("adjuster"), &[PROVDALEN], Inside),
    ("treasurer", Some("treasurer"), &[PROVDALEN], Inside),
    ("auditor", Some("auditor"), &[PROVDALEN], Auditing),
    ("operator", Some("operator"), &[PROVDALEN], Inside),
    (
        "operator of both",
        Some("operator"),
        &[ANNANDALEN, PROVDALEN],
        Inside,
    ),
    (
        "secretary of another",
        Some("secretary"),
        &[ANNANDALEN],
        Outside,
    ),
    ("chair of another", Some("chair"), &[ANNANDALEN], Outside),
    (
        "adjuster of another",
        Some("adjuster"),
        &[ANNANDALEN],
        Outside,
    ),
    (
        "treasurer of another",
        Some("treasurer"),
        &[ANNANDALEN],
        Outside,
    ),
    (
        "auditor of another",
        Some("auditor"),
        &[ANNANDALEN],
        Outside,
    ),
    (
        "operator of another",
        Some("operator"),
        &[ANNANDALEN],
        Outside,
    ),
    (
        "operator of a member",
        Some("operator"),
        &["tallmo-kommun"],
        Outside,
    ),
    ("operator of nobody", Some("operator"), &[], Outside),
    ("an unknown role", Some("superuser"), &[PROVDALEN], Outside),
    (
        "a role in other case",
        Some("Operator"),
        &[PROVDALEN],
        Outside,
    ),
];

/// Asks, and gives the answer as it came.
async fn ask(
    app: &App,
    subject: (Option<&str>, &[&str]),
    query: &str,
    variables: &Value,
) -> String {
    let http = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client");
    let body = json!({"query": query, "variables": variables}).to_string();
    let mut request = http
        .post(format!("{}/graphql", app.base()))
        .header("content-type", "application/json")
        .body(body);
    if let (Some(role), organisations) = subject {
        request = request.bearer_auth(app.token(role, organisations));
    }
    let response = request.answered().await.expect("an answer");
    assert_eq!(response.status(), 200, "{query}");
    let text = response.text().await.expect("a body");
    assert!(!text.contains(r#""errors""#), "{query}: {text}");
    text
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

// --- drafts -----------------------------------------------------------------------------------------------------

/// Where a record and its parts are found.
#[derive(Debug)]
struct Addresses {
    /// By the name of a variable.
    ids: Map<String, Value>,
}

/// The addresses of the record on a day, as somebody inside reads them.
async fn addresses(app: &App, date: &str) -> Addresses {
    let query = "query($d: Date!) { meetings(filter: {from: $d, to: $d}) { nodes {
        id body { id owner { id } } attendance { person { id } organisation { id } }
        paragraphs { nodes { id decisions { id } assignments { id } } } } } }";
    let data = parsed(
        &ask(
            app,
            (Some("operator"), &[PROVDALEN]),
            query,
            &json!({"d": date}),
        )
        .await,
    );
    let meeting = &data["data"]["meetings"]["nodes"][0];
    let ids = [
        ("meeting", "/id"),
        ("body", "/body/id"),
        ("owner", "/body/owner/id"),
        ("person", "/attendance/0/person/id"),
        ("represented", "/attendance/0/organisation/id"),
        ("paragraph", "/paragraphs/nodes/0/id"),
        ("decision", "/paragraphs/nodes/0/decisions/0/id"),
        ("assignment", "/paragraphs/nodes/0/assignments/0/id"),
    ];
    let ids = ids.into_iter().map(|(name, pointer)| {
        let id = meeting
            .pointer(pointer)
            .filter(|id| id.is_string())
            .unwrap_or_else(|| panic!("{pointer} of {data}"));
        (name.to_owned(), id.clone())
    });
    Addresses { ids: ids.collect() }
}

impl Addresses {
    /// Addresses of the same types that nothing has.
    fn of_nothing(&self) -> Value {
        let ids = self.ids.iter().map(|(name, id)| {
            let prefix = &id.as_str().expect("an id")[..4];
            (name.clone(), json!(format!("{prefix}{}", "0".repeat(26))))
        });
        Value::Object(ids.collect())
    }

    fn value(&self) -> Value {
        Value::Object(self.ids.clone())
    }
}

/// Roads to a thing by its address.
const BY_ADDRESS: &[(&str, &str)] = &[
    (
        "meeting(id)",
        "query($meeting: ID!) { meeting(id: $meeting) { date place paragraphs { nodes { title } } } }",
    ),
    (
        "node(meeting)",
        "query($meeting: ID!) { node(id: $meeting) { id ... on Meeting { place } } }",
    ),
    (
        "node(paragraph)",
        "query($paragraph: ID!) { node(id: $paragraph) { id ... on Paragraph { title text } } }",
    ),
    (
        "node(decision)",
        "query($decision: ID!) { node(id: $decision) { id ... on Decision { text paragraph { title } } } }",
    ),
    (
        "node(assignment)",
        "query($assignment: ID!) { node(id: $assignment) { id ... on Assignment { text } } }",
    ),
    (
        "node(person)",
        "query($person: ID!) { node(id: $person) { id ... on Person { name } } }",
    ),
];

/// Roads to an organisation that only a draft names. It belongs to nobody, so that nobody is inside of it.
const TO_AN_ORGANISATION: &[(&str, &str)] = &[
    (
        "node(organisation)",
        "query($represented: ID!) { node(id: $represented) { id ... on Organisation { name } } }",
    ),
    (
        "organisation(id)",
        "query($represented: String!) { organisation(slug: $represented) { id name } }",
    ),
];

/// Roads to a body by its address, for one that only drafts know.
const TO_A_BODY: &[(&str, &str)] = &[
    (
        "body(id)",
        "query($body: ID!) { body(id: $body) { id name meetings { totalCount } series { first } } }",
    ),
    (
        "node(body)",
        "query($body: ID!) { node(id: $body) { id ... on Body { name } } }",
    ),
    (
        "paragraph(body)",
        "query($body: ID!) { paragraph(body: $body, year: 2025, number: 1) { title } }",
    ),
    (
        "meetings(body)",
        "query($body: ID!) { meetings(filter: {body: $body}) { totalCount nodes { place } } }",
    ),
    (
        "decisions(body)",
        "query($body: ID!) { decisions(filter: {body: $body}) { totalCount nodes { text } } }",
    ),
    (
        "assignments(body)",
        "query($body: ID!) { assignments(filter: {body: $body}) { totalCount nodes { text } } }",
    ),
];

/// Lists, in words that are the same in every database: no ids and no moments.
const LISTS: &[(&str, &str)] = &[
    (
        "organisation",
        r#"{ organisation(slug: "samordningsforbundet-provdalen") { bodies { totalCount pageInfo { hasNextPage } nodes { name meetings { totalCount pageInfo { hasNextPage } nodes { place paragraphs { totalCount nodes { title text } } } } series { year first last gaps unknown } } } } }"#,
    ),
    (
        "association",
        r#"{ association(slug: "samordningsforbundet-provdalen") { organisation { bodies { nodes { name } } } board { name meetings { totalCount } series { first last gaps unknown } } } }"#,
    ),
    (
        "organisations",
        "{ organisations { totalCount pageInfo { hasNextPage } nodes { name slug } } }",
    ),
    (
        "the second page of organisations",
        "{ organisations(first: 2) { totalCount pageInfo { hasNextPage } nodes { name } } }",
    ),
    (
        "organisations of a kind",
        "{ organisations(filter: {kind: MUNICIPALITY}) { totalCount nodes { name } } }",
    ),
    (
        "an organisation by its name",
        r#"{ organisation(slug: "hemligsaks-kommun") { name kind } }"#,
    ),
    (
        "meetings",
        "{ meetings { totalCount pageInfo { hasNextPage } nodes { place published body { name } } } }",
    ),
    (
        "one meeting",
        "{ meetings(first: 1) { totalCount pageInfo { hasNextPage } nodes { place } } }",
    ),
    (
        "meetings in the other order",
        "{ meetings(order: DATE_ASC, first: 3) { totalCount pageInfo { hasNextPage } nodes { place } } }",
    ),
    (
        "meetings of an organisation",
        r#"{ meetings(filter: {organisation: "samordningsforbundet-provdalen"}) { totalCount nodes { place } } }"#,
    ),
    (
        "meetings of May",
        r#"{ meetings(filter: {from: "2025-05-01"}) { totalCount nodes { place } } }"#,
    ),
    (
        "draft minutes",
        "{ meetings(filter: {status: DRAFT}) { totalCount nodes { place } } }",
    ),
    (
        "decisions",
        "{ decisions { totalCount pageInfo { hasNextPage } nodes { text paragraph { title meeting { place } } } } }",
    ),
    (
        "decisions by date",
        "{ decisions(order: DATE_DESC, first: 1) { totalCount nodes { text } } }",
    ),
    (
        "decisions with a text",
        r#"{ decisions(filter: {text: "hemligsak"}) { totalCount nodes { text excerpt } } }"#,
    ),
    (
        "decisions with a common text",
        r#"{ decisions(filter: {text: "styrelsen antar"}) { totalCount nodes { text excerpt } } }"#,
    ),
    (
        "decisions of a kind",
        "{ decisions(filter: {kind: ADOPT}) { totalCount nodes { text } } }",
    ),
    (
        "decisions that concern",
        r#"{ decisions(filter: {concerns: "tallmo-kommun"}) { totalCount nodes { text concerns { because organisation { name } } } } }"#,
    ),
    (
        "decisions that concern the hidden",
        r#"{ decisions(filter: {concerns: "hemligsaks-kommun"}) { totalCount nodes { text } } }"#,
    ),
    (
        "search",
        r#"{ search(text: "hemligsak") { totalCount nodes { title excerpt } } }"#,
    ),
    (
        "search for a common word",
        r#"{ search(text: "om") { totalCount nodes { title excerpt } } }"#,
    ),
    (
        "assignments",
        "{ assignments { totalCount pageInfo { hasNextPage } nodes { text } } }",
    ),
    (
        "open assignments",
        r#"{ assignments(filter: {organisation: "samordningsforbundet-provdalen", status: OPEN}) { totalCount nodes { text } } }"#,
    ),
    (
        "assignments of an assignee",
        r#"{ assignments(filter: {assignee: "kansliet"}) { totalCount nodes { text } } }"#,
    ),
    (
        "changes of all",
        "{ changes { totalCount pageInfo { hasNextPage } nodes { sequence kind actor } } }",
    ),
    (
        "changes",
        r#"{ changes(organisation: "samordningsforbundet-provdalen") { totalCount nodes { sequence kind actor hash } } }"#,
    ),
];

/// The words of the two drafts.
pub(super) fn tells_of_a_draft(text: &str) -> bool {
    let lower = text.to_lowercase();
    lower.contains("hemligsak") || lower.contains("dunkelsak") || lower.contains("arbetsutskottet")
}

async fn drafts_are_seen_inside_only_on(
    engine: Engine,
    subjects: &[(&str, Option<&str>, &[&str], Stands)],
) {
    let app = world(engine, true).await;
    let without = world(engine, false).await;
    let (open, draft, hidden) = (
        addresses(&app, "2025-03-10").await,
        addresses(&app, "2025-05-12").await,
        addresses(&app, "2025-05-13").await,
    );
    let roads = BY_ADDRESS.iter().map(|road| (road, &draft)).chain(
        BY_ADDRESS
            .iter()
            .chain(TO_A_BODY)
            .map(|road| (road, &hidden)),
    );
    let roads: Vec<_> = roads.collect();
    for (name, role, organisations, stands) in subjects {
        let subject = (*role, *organisations);
        for (road, query) in BY_ADDRESS.iter().chain(TO_A_BODY) {
            let seen = ask(&app, subject, query, &open.value()).await;
            assert!(
                seen.contains("Öppensak") || TO_A_BODY.iter().any(|(body, _)| body == road),
                "{name} by {road}: {seen}"
            );
            assert!(
                *stands != Outside || !tells_of_a_draft(&seen),
                "{name} by {road}: {seen}"
            );
        }
        for ((road, query), addresses) in &roads {
            let found = ask(&app, subject, query, &addresses.value()).await;
            let nothing = ask(&app, subject, query, &addresses.of_nothing()).await;
            if *stands == Outside {
                // The same to the last byte as for what is not there.
                assert_eq!(found, nothing, "{name} by {road}");
            } else {
                assert!(tells_of_a_draft(&found), "{name} by {road}: {found}");
                assert_ne!(found, nothing, "{name} by {road}");
            }
        }
        for ((road, query), addresses) in TO_AN_ORGANISATION
            .iter()
            .flat_map(|road| [(road, &draft), (road, &hidden)])
        {
            let found = ask(&app, subject, query, &addresses.value()).await;
            let nothing = ask(&app, subject, query, &addresses.of_nothing()).await;
            assert_eq!(found, nothing, "{name} by {road}");
            assert!(
                ask(&app, subject, query, &open.value())
                    .await
                    .contains("Öppensaks kommun"),
                "{name} by {road}"
            );
        }
        let citation =
            "query($body: ID!) { paragraph(body: $body, year: 2025, number: 3) { title text } }";
        let cited = ask(&app, subject, citation, &draft.value()).await;
        assert_eq!(
            tells_of_a_draft(&cited),
            *stands != Outside,
            "{name} by citation: {cited}"
        );
        assert!(
            *stands != Outside || cited == r#"{"data":{"paragraph":null}}"#,
            "{name}: {cited}"
        );
        let mut told = 0;
        for (road, query) in LISTS {
            let found = ask(&app, subject, query, &json!({})).await;
            let elsewhere = ask(&without, subject, query, &json!({})).await;
            if *stands == Outside {
                // The same to the last byte as where the drafts were never loaded.
                assert_eq!(found, elsewhere, "{name} by {road}");
                assert!(!tells_of_a_draft(&found), "{name} by {road}: {found}");
            }
            told += usize::from(tells_of_a_draft(&found));
        }
        assert!(
            *stands == Outside || told >= 15,
            "{name}: only {told} lists tell of the drafts"
        );
        assert!(*stands != Outside || told == 0, "{name}");
    }
}

#[tokio::test]
async fn drafts_are_seen_inside_only() {
    drafts_are_seen_inside_only_on(Engine::Sqlite, SUBJECTS).await;
}

#[tokio::test]
async fn drafts_are_seen_inside_only_on_postgresql() {
    let some: Vec<_> = SUBJECTS
        .iter()
        .filter(|(name, ..)| {
            [
                "anonymous",
                "reader of a member",
                "operator",
                "operator of another",
            ]
            .contains(name)
        })
        .copied()
        .collect();
    assert_eq!(some.len(), 4);
    drafts_are_seen_inside_only_on(Engine::Postgres, &some).await;
}

#[tokio::test]
async fn a_token_may_name_the_organisation_by_its_id() {
    let app = world(Engine::Sqlite, true).await;
    let owner = addresses(&app, "2025-03-10").await.ids["owner"]
        .as_str()
        .expect("an id")
        .to_owned();
    let query = "{ meetings { totalCount } }";
    let total = |text: String| parsed(&text)["data"]["meetings"]["totalCount"].clone();
    assert_eq!(
        total(ask(&app, (Some("chair"), &[&owner]), query, &json!({})).await),
        json!(5)
    );
    assert_eq!(
        total(ask(&app, (None, &[]), query, &json!({})).await),
        json!(3)
    );
}

#[tokio::test]
async fn the_journal_is_for_auditors_of_the_organisation_and_the_feed_for_everybody() {
    let app = world(Engine::Sqlite, true).await;
    let query = r#"{ changes(organisation: "samordningsforbundet-provdalen") { totalCount nodes { sequence kind actor hash subject { id } } } }"#;
    let draft = addresses(&app, "2025-05-12").await;
    let meeting = draft.ids["meeting"].as_str().expect("an id");
    for (name, role, organisations, stands) in SUBJECTS {
        let text = ask(&app, (*role, *organisations), query, &json!({})).await;
        let changes = &parsed(&text)["data"]["changes"];
        let nodes = changes["nodes"].as_array().expect("nodes");
        let sequences: Vec<u64> = nodes
            .iter()
            .map(|node| node["sequence"].as_u64().expect("a number"))
            .collect();
        let dense: Vec<u64> = (1..=sequences.len() as u64).collect();
        assert_eq!(sequences, dense, "{name}");
        let kinds: Vec<&str> = nodes
            .iter()
            .map(|node| node["kind"].as_str().expect("a kind"))
            .collect();
        let journal = *stands == Auditing;
        assert_eq!(text.contains(meeting), journal, "{name}: {text}");
        assert!(
            nodes
                .iter()
                .all(|node| node["actor"].is_string() == journal
                    && node["hash"].is_string() == journal),
            "{name}: {text}"
        );
        let expected: &[&str] = if journal {
            &[
                "LoadRegister",
                "LoadMinutes",
                "LoadMinutes",
                "LoadMinutes",
                "LoadMinutes",
            ]
        } else {
            &["REGISTER_CHANGED", "PUBLISHED", "PUBLISHED"]
        };
        assert_eq!(kinds, expected, "{name}");
        assert_eq!(changes["totalCount"], json!(expected.len()), "{name}");
    }
}

// --- union representatives ----------------------------------------------------------------------------------------

/// Every field below a type, as deep as it goes without coming to a type again; from organisations and bodies, which
/// have records of their own, only the names.
fn selection(
    schema: &BTreeMap<String, BTreeMap<String, String>>,
    of: &str,
    path: &mut Vec<String>,
) -> String {
    let mut fields = vec!["__typename".to_owned()];
    let narrow = [
        "Organisation",
        "Body",
        "Association",
        "LegalBasis",
        "Appeal",
        "IssuedExtract",
        "SecrecyMarking",
    ]
    .contains(&of);
    // What stands beside a record; `e2e::delegation`, `e2e::budget` and `e2e::secrecy` ask for it.
    let beside = [
        "Budget",
        "BudgetVersion",
        "Delegation",
        "DelegatedDecision",
        "SecrecyMarking",
    ];
    path.push(of.to_owned());
    for (field, returns) in &schema[of] {
        // One level of sub-items.
        let again = path.iter().filter(|name| *name == returns).count();
        let below = returns == "Paragraph" && field == "items";
        match schema.contains_key(returns) {
            false => fields.push(field.clone()),
            true if beside.contains(&returns.as_str()) => {}
            // The decision of a later meeting, which is asked for there.
            true if of == "BoardAdjustment" && returns == "Decision" => {}
            true if narrow || field == "edges" || field == "quorum" || field == "pageInfo" => {}
            true if again == 0 || (below && again == 1) => {
                fields.push(format!("{field} {}", selection(schema, returns, path)));
            }
            true => {}
        }
    }
    path.pop();
    format!("{{ {} }}", fields.join(" "))
}

/// Queries that together ask everything of a record that there is to ask.
pub(super) fn everything(schema: &BTreeMap<String, BTreeMap<String, String>>) -> Vec<String> {
    let mut queries = Vec::new();
    for (field, returns) in &schema["Meeting"] {
        let mut path = vec!["Meeting".to_owned()];
        match returns.as_str() {
            // Too much for one request.
            "ParagraphConnection" => {
                for (part, returns) in &schema["Paragraph"] {
                    let mut path = vec!["Meeting".to_owned(), "Paragraph".to_owned()];
                    let below = match schema.contains_key(returns) {
                        true if returns == "Meeting" => continue,
                        true => selection(schema, returns, &mut path),
                        false => String::new(),
                    };
                    queries.push(format!("query($meeting: ID!) {{ meeting(id: $meeting) {{ __typename {field} {{ nodes {{ __typename {part} {below} }} }} }} }}"));
                }
            }
            "LiveMeeting" => {
                for (part, returns) in &schema["LiveMeeting"] {
                    let mut path = vec!["Meeting".to_owned(), "LiveMeeting".to_owned()];
                    let below = match schema.contains_key(returns) {
                        true => selection(schema, returns, &mut path),
                        false => String::new(),
                    };
                    queries.push(format!("query($meeting: ID!) {{ meeting(id: $meeting) {{ __typename {field} {{ __typename {part} {below} }} }} }}"));
                }
            }
            name if schema.contains_key(name) => {
                let below = selection(schema, name, &mut path);
                queries.push(format!("query($meeting: ID!) {{ meeting(id: $meeting) {{ __typename {field} {below} }} }}"));
            }
            _ => queries.push(format!(
                "query($meeting: ID!) {{ meeting(id: $meeting) {{ __typename {field} }} }}"
            )),
        }
    }
    for query in [
        r#"{ organisation(slug: "samordningsforbundet-provdalen") { __typename bodies { nodes { __typename name series { __typename first last gaps unknown voided { __typename number reason } } } } } }"#,
        "{ decisions(first: 50) { totalCount nodes { __typename text condition { __typename text } paragraph { __typename title text } item { __typename title } } } }",
        r#"{ decisions(filter: {text: "budget"}) { nodes { __typename text excerpt } } }"#,
        r#"{ search(text: "budget") { nodes { __typename title text excerpt } } }"#,
        "{ assignments { nodes { __typename assignees text due } } }",
        "{ notices { nodes { __typename keptAt body { __typename name } units { __typename label notices { __typename board } } } } }",
        "query($person: ID!) { node(id: $person) { __typename ... on Person { id name } } }",
        "query($paragraph: ID!) { node(id: $paragraph) { __typename ... on Paragraph { title text } } }",
        "query($decision: ID!) { node(id: $decision) { __typename ... on Decision { text } } }",
        "query($assignment: ID!) { node(id: $assignment) { __typename ... on Assignment { text assignees } } }",
        "query($body: ID!) { paragraph(body: $body, year: 2025, number: 1) { __typename title text } }",
        r#"{ meetings(filter: {from: "2025-04-08", to: "2025-04-08"}) { nodes { __typename place chair { __typename name } attendance { __typename person { __typename name } title } } } }"#,
    ] {
        queries.push(query.to_owned());
    }
    queries
}

/// Coordinates of the fields whose values tell a name.
fn telling(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| telling(item, into)),
        Value::Object(members) => {
            for (field, value) in members {
                let own = match value {
                    Value::String(text) => is_told(text),
                    Value::Array(items) => {
                        items.iter().any(|item| item.as_str().is_some_and(is_told))
                    }
                    _ => false,
                };
                if let (true, Some(name)) = (own, members.get("__typename").and_then(Value::as_str))
                {
                    into.insert(format!("{name}.{field}"));
                }
                telling(value, into);
            }
        }
        _ => {}
    }
}

/// Where a name stands in the field itself; the person in between is an object of its own.
fn persons() -> BTreeSet<String> {
    [
        "Attendance.person",
        "Absentee.person",
        "Meeting.chair",
        "Meeting.secretary",
        "Meeting.adjusters",
    ]
    .map(str::to_owned)
    .into()
}

/// Fields of verdicts: no rule of a cooperation group says a name today.
fn of_rules() -> BTreeSet<String> {
    ["Verdict.explanation", "Verdict.condition", "Figure.value"]
        .map(str::to_owned)
        .into()
}

/// Fields that only changes through the service fill, and no minutes document.
fn of_live() -> BTreeSet<String> {
    [
        "AnnualReport.reference",
        "AssignmentReport.note",
        "AuditReport.reference",
        "AuditReport.remark",
        "Auditor.name",
        "Auditor.reference",
        "BoardAdjustment.digest",
        "BudgetAllocation.reference",
        "BudgetCommitment.text",
        "BudgetConsultation.evidence",
        "BudgetContribution.other",
        "BudgetIncome.text",
        "BudgetLine.activity",
        "BudgetLine.expectedOutcome",
        "BudgetOutcomeRow.comment",
        "BudgetOutcomeRow.text",
        "BudgetProgress.comment",
        "BudgetProgress.text",
        "BudgetSuspension.condition",
        "BudgetSuspension.event",
        "BudgetSuspension.evidence",
        "BudgetVersion.funding",
        "BudgetVersion.goals",
        "Candidate.name",
        "CommitmentFollowUp.condition",
        "CommitmentFollowUp.text",
        "Condition.evidence",
        "DelegatedDecision.decidedBy",
        "DelegatedDecision.text",
        "Delegation.delegatePerson",
        "Delegation.delegateRole",
        "Delegation.matters",
        "Discharge.reference",
        "EquityBooking.text",
        "FundingRequest.text",
        "Notice.postedBy",
        "Notice.removedBy",
        "PreventedSigner.person",
        "Signature.digest",
        "Signature.person",
        "Vote.elected",
        "Vote.lot",
    ]
    .map(str::to_owned)
    .into()
}

/// A file beside the record of the cooperation group, public and called after those who are hidden: over REST too it
/// tells their names inside alone.
async fn named_in_a_public_file(app: &App, addresses: &Value) {
    let caller = |role: &str| Caller::new(app, Some(app.token(role, &[PROVDALEN])));
    let meeting = addresses["meeting"].as_str().expect("an id");
    let paragraph = addresses["paragraph"].as_str().expect("an id");
    let named = "Ulrika%20Fackman%20och%20%C3%85ke%20Ombudsson";
    let asked = format!(
        "paragraph={paragraph}&title=Yttrande%20av%20{named}&appendix=Bilaga%20av%20{named}"
    );
    let path = format!("/paragraf/v1/meetings/{meeting}/attachments?{asked}");
    let name = format!("attachment; filename*=UTF-8''Yttrande%20av%20{named}.pdf");
    let headers = [
        ("content-type", "application/pdf"),
        ("content-disposition", &name),
    ];
    let kept = caller("secretary").post(&path, &headers, pdf(9)).await;
    assert_eq!(kept.status, 201);
    let kept = kept.json();
    let input = json!({"attachment": kept["id"]});
    caller("operator").changes("publishAttachment", input).await;
    let own = format!(
        "/paragraf/v1/attachments/{}",
        kept["id"].as_str().expect("an id")
    );
    let list = format!("/paragraf/v1/meetings/{meeting}/attachments");
    for (caller, hidden) in [(Caller::new(app, None), true), (caller("secretary"), false)] {
        for path in [own.clone(), list.clone(), format!("{own}/content")] {
            let got = caller.get(&path, &[]).await;
            assert_eq!(got.status, 200, "{path}");
            let header = got.header("content-disposition").replace("%20", " ");
            let text = String::from_utf8_lossy(&got.bytes).into_owned();
            let told = is_told(&text) || header.contains("Fackman") || header.contains("Ombudsson");
            assert_eq!(told, !hidden, "{path}: {header} {text}");
        }
    }
}

async fn union_addresses(app: &App) -> Value {
    let query = r#"{ meetings(filter: {from: "2025-04-08", to: "2025-04-08"}) { nodes { id body { id } attendance { person { id name } } paragraphs { nodes { id decisions { id } assignments { id } } } } } }"#;
    let data = parsed(&ask(app, (Some("operator"), &[PROVDALEN]), query, &json!({})).await);
    let meeting = &data["data"]["meetings"]["nodes"][0];
    let person = &meeting["attendance"][1]["person"];
    assert_eq!(person["name"], PRESENT);
    let paragraph = &meeting["paragraphs"]["nodes"][0];
    json!({
        "meeting": meeting["id"], "body": meeting["body"]["id"], "person": person["id"], "paragraph": paragraph["id"],
        "decision": paragraph["decisions"][0]["id"], "assignment": paragraph["assignments"][0]["id"],
    })
}

async fn union_representatives_are_named_inside_only_on(
    engine: Engine,
    subjects: &[(&str, Option<&str>, &[&str], Stands)],
) {
    let app = world(engine, true).await;
    let addresses = union_addresses(&app).await;
    named_in_a_public_file(&app, &addresses).await;
    let queries = everything(&schema());
    assert!(queries.len() > 50, "{}", queries.len());
    for (name, role, organisations, stands) in subjects {
        let mut told = BTreeSet::new();
        for query in &queries {
            let text = ask(&app, (*role, *organisations), query, &addresses).await;
            if *stands == Outside {
                assert!(!is_told(&text), "{name}: {query}\n{text}");
            }
            telling(&parsed(&text), &mut told);
        }
        if *stands == Outside {
            assert!(told.is_empty(), "{name}");
        } else {
            // The fields that tell a name inside are those that the table says are masked outside, and no others.
            let masked: BTreeSet<String> = table()
                .into_iter()
                .filter(|(_, who)| who == "public-masked")
                .map(|(coordinate, _)| coordinate)
                .collect();
            let expected: BTreeSet<String> = masked
                .difference(&persons())
                .filter(|field| !of_rules().contains(*field) && !of_live().contains(*field))
                .cloned()
                .collect();
            let untold: Vec<_> = expected.difference(&told).collect();
            let unmasked: Vec<_> = told.difference(&masked).collect();
            assert!(
                untold.is_empty() && unmasked.is_empty(),
                "{name}: never told {untold:#?}, not in the table {unmasked:#?}"
            );
        }
    }
}

#[tokio::test]
async fn union_representatives_are_named_inside_only() {
    let some: Vec<_> = SUBJECTS
        .iter()
        .filter(|(name, ..)| {
            [
                "anonymous",
                "reader of a member",
                "reader of a member of another association",
                "secretary",
                "auditor",
                "operator of another",
                "auditor of another",
                "an unknown role",
            ]
            .contains(name)
        })
        .copied()
        .collect();
    assert_eq!(some.len(), 8);
    union_representatives_are_named_inside_only_on(Engine::Sqlite, &some).await;
}

#[tokio::test]
async fn union_representatives_are_named_inside_only_on_postgresql() {
    let some: Vec<_> = SUBJECTS
        .iter()
        .filter(|(name, ..)| ["anonymous", "operator"].contains(name))
        .copied()
        .collect();
    union_representatives_are_named_inside_only_on(Engine::Postgres, &some).await;
}

#[tokio::test]
async fn who_represents_a_union_cannot_be_asked_out_either() {
    let app = world(Engine::Sqlite, true).await;
    let asked = [
        (
            r#"query($n: String!) { assignments(filter: {assignee: $n}) { totalCount } }"#,
            "assignments",
        ),
        (
            r#"query($n: String!) { decisions(filter: {text: $n}) { totalCount } }"#,
            "decisions",
        ),
        (
            r#"query($n: String!) { search(text: $n) { totalCount } }"#,
            "search",
        ),
    ];
    for (name, role, organisations, stands) in SUBJECTS {
        for (query, field) in asked {
            for name_asked in [PRESENT, ABSENT, "Fackman", "ULRIKA FACKMAN"] {
                let text = ask(
                    &app,
                    (*role, *organisations),
                    query,
                    &json!({"n": name_asked}),
                )
                .await;
                let total = parsed(&text)["data"][field]["totalCount"]
                    .as_u64()
                    .expect("a number");
                // The index of a search holds no hidden name, for nobody.
                let most = if field == "assignments" && *stands != Outside {
                    1
                } else {
                    0
                };
                assert!(
                    total <= most,
                    "{name} asks {field} for {name_asked}: {total}"
                );
            }
        }
    }
    // The same questions find what is not hidden.
    let found = ask(&app, (None, &[]), asked[0].0, &json!({"n": "KANSLIET"})).await;
    assert_eq!(
        parsed(&found)["data"]["assignments"]["totalCount"],
        json!(3),
        "two records and the cooperation group's"
    );
}
