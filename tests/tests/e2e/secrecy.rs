//! Secrecy (A9, M1 to M3): what is marked is withheld on every road, told to be so, given to insiders, and each read of
//! it is noted.

use super::attachments::{Caller, pdf, sha256};
use super::authorization::{everything, schema};
use super::minutes::{adjusted, ask, made, posted};
use super::rest_twin::authorization::operations;
use super::seal::{Intruder, agreed, bundle, checked, sound};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Mutex;
use tests::app::{App, Engine};
use tests::board::{ASSOCIATION, Board};
use tests::client::Client;
use tests::legible::legible;
use tests::on_both_engines;

mod commands;
mod reads;
mod roads;
mod worlds;

on_both_engines![
    a_secret_paragraph_is_withheld_on_every_road,
    secret_words_are_blocks_of_one_length,
    a_secret_attachment_is_not_there,
    what_cannot_be_marked_changes_nothing,
    what_is_taken_back_is_shown_again,
];

/// Stands in everything that is secret and nowhere else.
pub(super) const CANARY: &str = "Kvasthilda";
const CASE: &str = "Dnr Kvasthilda 7";

/// A record with a § that has the canary in every field, and one without.
pub(super) struct World {
    pub(super) app: App,
    pub(super) board: Board,
    pub(super) operator: Client,
    /// A loaded meeting, and one that was run here and sealed.
    pub(super) loaded: String,
    pub(super) live: String,
    /// The § of each with the canary.
    pub(super) secret: [String; 2],
    pub(super) attachment: String,
    /// Values of the addresses' parts.
    pub(super) ids: BTreeMap<&'static str, Vec<String>>,
}

fn document() -> Value {
    let told = format!("Om {CANARY}.");
    json!({
        "format": "paragraf/minutes@1", "record": "MINUTES",
        "body": {"name": "Styrelsen", "kind": "BOARD", "organisation": "Samordningsförbundet Vindalen",
                 "organisationKind": "COORDINATION_ASSOCIATION"},
        "meeting": {"date": "2025-02-11", "place": "Almby"},
        "series": {"mark": "SECTION"},
        "attendance": [{"name": "Karin Ek", "organisation": "Almby kommun", "capacity": "MEMBER", "deciding": true}],
        "items": [
            {"number": 1, "title": "Öppnande", "text": "Mötet öppnas."},
            {"number": 2, "title": format!("Ärendet om {CANARY}"), "caseNumber": CASE, "presenters": [CANARY],
             "raisedBy": CANARY, "text": format!("{CANARY} får 12 000 kr på distans."),
             "proposals": [{"by": CANARY, "text": told}],
             "decisions": [{"kind": "RESOLVE", "text": format!("{CANARY} beviljas insats på distans."), "condition": told}],
             "assignments": [{"assignees": [CANARY], "text": told, "due": format!("före {CANARY}")}],
             "votes": [{"meaningOfYes": told, "ballots": [{"name": CANARY, "vote": "YES"}]}],
             "reservations": [{"by": [CANARY], "text": told}], "disqualified": [CANARY],
             "amounts": [{"text": format!("12 000 kr till {CANARY}")}], "recipients": [CANARY, "Dalvik kommun"],
             "references": [{"text": told}], "statements": [{"by": CANARY, "text": told}],
             "appendices": [format!("Intyg om {CANARY}")],
             "items": [{"letter": "a", "title": told, "text": told,
                        "decisions": [{"kind": "NOTE", "text": told}]}]},
            {"number": 3, "title": "Avslutning", "text": "Mötet avslutas.",
             "decisions": [{"kind": "NOTE", "text": "Mötet avslutas."}]},
        ],
    })
}

async fn run(board: &Board) -> (String, String) {
    let secretary = &board.secretary;
    let meeting = board.with_present("2026-03-12", 6).await;
    let adjusters = json!({"meeting": meeting, "persons": [board.person("Frida Kassel")]});
    secretary.make("chooseAdjusters", adjusters).await;
    let wording = json!({
        "title": format!("Ärendet om {CANARY}"), "text": format!("{CANARY}s insats har pausats."),
        "presenters": [CANARY], "raisedBy": CANARY, "recipients": [CANARY], "appendices": [format!("Intyg om {CANARY}")],
    });
    let opened = json!({"meeting": meeting, "wording": wording});
    let opened = secretary.make("openParagraph", opened).await;
    let paragraph = opened["paragraph"]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let told = format!("Om {CANARY}.");
    for (mutation, more) in [
        (
            "addProposal",
            json!({"person": board.person("Greta Näslund"), "text": told}),
        ),
        ("recordStatement", json!({"by": CANARY, "text": told})),
        (
            "decide",
            json!({"kind": "RESOLVE", "text": format!("{CANARY} beviljas insats."), "condition": told}),
        ),
        (
            "recordReservation",
            json!({"person": board.person("Greta Näslund"), "text": told}),
        ),
        (
            "assign",
            json!({"assignees": [CANARY], "text": told, "due": format!("före {CANARY}")}),
        ),
    ] {
        let mut input = json!({"paragraph": paragraph});
        let fields = input.as_object_mut().expect("an object");
        fields.extend(more.as_object().expect("an object").clone());
        let made = secretary.make(mutation, input).await;
        if mutation == "assign" {
            let report =
                json!({"assignment": made["assignment"]["id"], "status": "REPORTED", "note": told});
            let query = "mutation($input: ReportAssignmentInput!) { reportAssignment(input: $input) { version } }";
            secretary
                .client
                .query(query, json!({"input": report}))
                .await
                .data();
        }
    }
    let quiet = board.paragraph(&meeting, "Rapport").await;
    let decided =
        json!({"paragraph": quiet, "kind": "NOTE", "text": "Rapporten läggs till handlingarna."});
    secretary.make("decide", decided).await;
    secretary
        .make("closeMeeting", json!({"meeting": meeting}))
        .await;
    (meeting, paragraph)
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("no text: {value}"))
        .to_owned()
}

impl World {
    pub(super) async fn of(engine: Engine) -> Self {
        let app = App::start(engine).await;
        let board = Board::of(&app).await;
        let operator = app.client("operator", &[ASSOCIATION]);
        let loaded = app
            .load(&document())
            .await
            .expect("loaded")
            .meeting
            .to_string();
        let (live, secret) = run(&board).await;
        adjusted(&board, &live, "2026-03-20").await;
        posted(&board, &live, "2026-03-20").await;
        made(
            ask(&operator, "publishMinutes", json!({"meeting": live})).await,
            "publishMinutes",
        );
        let query = "query($l: ID!, $r: ID!) { loaded: meeting(id: $l) { id body { id } minutes { id } paragraphs { nodes { id decisions { id } assignments { id } items { id } } } }
            live: meeting(id: $r) { id minutes { id } paragraphs { nodes { id decisions { id } assignments { id } } } } }";
        let data = operator
            .query(query, json!({"l": loaded, "r": live}))
            .await
            .data();
        let held = &data["loaded"]["paragraphs"]["nodes"][1];
        let of_loaded = text(&held["id"]);
        let office = Caller::new(&app, Some(app.token("secretary", &[ASSOCIATION])));
        let title = format!("?title={CANARY}&paragraph={of_loaded}");
        let bytes = [pdf(9), CANARY.as_bytes().to_vec()].concat();
        let kept = office.keeps(&loaded, &title, bytes).await;
        let attachment = text(&kept["id"]);
        Caller::new(&app, Some(app.token("operator", &[ASSOCIATION])))
            .changes("publishAttachment", json!({"attachment": attachment}))
            .await;
        let ran = &data["live"]["paragraphs"]["nodes"][0];
        let ids = BTreeMap::from([
            ("meeting", vec![loaded.clone(), live.clone()]),
            (
                "minutes",
                vec![
                    text(&data["loaded"]["minutes"]["id"]),
                    text(&data["live"]["minutes"]["id"]),
                ],
            ),
            (
                "paragraph",
                vec![
                    of_loaded.clone(),
                    text(&held["items"][0]["id"]),
                    secret.clone(),
                ],
            ),
            (
                "decision",
                vec![
                    text(&held["decisions"][0]["id"]),
                    text(&held["decisions"][1]["id"]),
                    text(&ran["decisions"][0]["id"]),
                ],
            ),
            (
                "assignment",
                vec![
                    text(&held["assignments"][0]["id"]),
                    text(&ran["assignments"][0]["id"]),
                ],
            ),
            ("attachment", vec![attachment.clone()]),
            ("body", vec![text(&data["loaded"]["body"]["id"])]),
            (
                "organisation",
                vec![ASSOCIATION.to_owned(), "dalvik-kommun".to_owned()],
            ),
            ("association", vec![ASSOCIATION.to_owned()]),
            ("year", vec!["2025".to_owned(), "2026".to_owned()]),
            ("number", vec!["1".to_owned(), "2".to_owned()]),
            (
                "format",
                vec![
                    "html".to_owned(),
                    "txt".to_owned(),
                    "xml".to_owned(),
                    "json".to_owned(),
                    "pdf".to_owned(),
                ],
            ),
            (
                "document",
                vec![
                    "extract".to_owned(),
                    "notice".to_owned(),
                    "summons".to_owned(),
                ],
            ),
        ]);
        Self {
            app,
            board,
            operator,
            loaded,
            live,
            secret: [of_loaded, secret],
            attachment,
            ids,
        }
    }

    /// Those whom nothing secret is for.
    fn outsiders(&self) -> Vec<(&'static str, Client)> {
        let app = &self.app;
        vec![
            ("the public", app.anonymous()),
            (
                "a member's reader",
                app.client("reader", &["dalvik-kommun"]),
            ),
            (
                "a reader of the association",
                app.client("reader", &[ASSOCIATION]),
            ),
            ("its treasurer", app.client("treasurer", &[ASSOCIATION])),
            (
                "another's secretary",
                app.client("secretary", &["samordningsforbundet-annat"]),
            ),
        ]
    }

    /// Addresses of everything that is read: REST, documents, pages, feeds.
    pub(super) fn paths(&self) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for (_, method, path) in operations() {
            let waits = ["/changes/stream", "/webhooks"]
                .iter()
                .any(|part| path.contains(part));
            if method != "GET" || waits {
                continue;
            }
            let mut filled = vec![format!("/paragraf/v1{path}")];
            for (part, values) in &self.ids {
                let part = format!("{{{part}}}");
                filled = filled
                    .into_iter()
                    .flat_map(|path| match path.contains(&part) {
                        false => vec![path],
                        true => values
                            .iter()
                            .map(|value| path.replace(&part, value))
                            .collect(),
                    })
                    .collect();
            }
            found.extend(filled.into_iter().filter(|path| !path.contains('{')));
        }
        for meeting in ["meeting", "minutes"]
            .iter()
            .flat_map(|part| &self.ids[part])
        {
            found.push(format!("/{ASSOCIATION}/meetings/{meeting}"));
            found.push(format!("/{ASSOCIATION}/minutes/{meeting}"));
        }
        for minutes in &self.ids["minutes"] {
            for format in ["html", "txt", "xml", "pdf"] {
                found.push(format!(
                    "/paragraf/v1/minutes/{minutes}/extract.{format}?paragraphs=1,2&language=en"
                ));
            }
            for paragraph in &self.ids["paragraph"] {
                found.push(format!(
                    "/paragraf/v1/minutes/{minutes}/bundle?paragraph={paragraph}"
                ));
            }
        }
        let asked = [
            format!("/paragraf/v1/decisions?organisation={ASSOCIATION}&text={CANARY}"),
            "/paragraf/v1/decisions?concerns=dalvik-kommun".to_owned(),
            format!("/paragraf/v1/decisions.ndjson?organisation={ASSOCIATION}"),
            format!("/paragraf/v1/decisions.csv?organisation={ASSOCIATION}"),
            "/paragraf/v1/decisions.ndjson?concerns=dalvik-kommun".to_owned(),
            "/paragraf/v1/changes?concerns=dalvik-kommun".to_owned(),
            format!("/paragraf/v1/changes/stream?organisation={ASSOCIATION}&lasts=0"),
            format!("/paragraf/v1/assignments?assignee={CANARY}"),
            "/paragraf/v1/search?text=insats".to_owned(),
            format!("/paragraf/v1/paragraphs/search?text={CANARY}"),
            format!(
                "/paragraf/v1/case-paragraphs?organisation={ASSOCIATION}&caseNumber=Dnr%20{CANARY}%207"
            ),
            format!("/search?q={CANARY}"),
            "/search?q=insats".to_owned(),
            "/search.atom?q=insats".to_owned(),
            format!("/search.json?q={CANARY}"),
            "/".to_owned(),
            "/sitemap.xml".to_owned(),
            "/datasets/dcat".to_owned(),
            format!("/{ASSOCIATION}"),
            format!("/{ASSOCIATION}/sitemap.xml"),
            format!("/{ASSOCIATION}/notices"),
            format!("/{ASSOCIATION}/notices.jsonld"),
            format!("/{ASSOCIATION}/assignments"),
            format!("/{ASSOCIATION}/styrelsen"),
            format!("/{ASSOCIATION}/styrelsen/2025/2"),
            format!("/{ASSOCIATION}/styrelsen/2025/3"),
            format!("/{ASSOCIATION}/styrelsen/2026/1"),
            format!("/{ASSOCIATION}/feeds/decisions.atom"),
            format!("/{ASSOCIATION}/feeds/decisions.json"),
            format!("/{ASSOCIATION}/feeds/notices.atom"),
            format!("/{ASSOCIATION}/feeds/meetings.ics"),
            format!("/{ASSOCIATION}/calendar.ics"),
            "/livez".to_owned(),
        ];
        found.extend(asked);
        found
    }

    /// Everything that GraphQL tells of the two records and beside them.
    pub(super) fn queries(&self) -> Vec<(String, Value)> {
        let mut found = Vec::new();
        for (place, meeting) in [&self.loaded, &self.live].into_iter().enumerate() {
            let variables = json!({
                "meeting": meeting, "paragraph": self.secret[place], "body": self.ids["body"][0],
                "decision": self.ids["decision"][2 * place], "assignment": self.ids["assignment"][place],
                "person": self.board.person("Greta Näslund"),
            });
            for query in everything(&schema()) {
                let query = query.replace("samordningsforbundet-provdalen", ASSOCIATION);
                found.push((query, variables.clone()));
            }
        }
        let below = self.ids["paragraph"]
            .iter()
            .chain(&self.ids["decision"])
            .chain(&self.ids["assignment"]);
        for id in below.chain([&self.attachment]) {
            let query = "query($id: ID!) { node(id: $id) { __typename id ... on Paragraph { title text decisions { text } attachments { title } reportsOn { note } }
                ... on Decision { text kind concerns { because } condition { text } } ... on Assignment { text assignees due reports { note } }
                ... on Attachment { title fileName sha256 size } } }";
            found.push((query.to_owned(), json!({"id": id})));
        }
        for query in [
            "query($o: String!, $c: String!, $t: String!) { decisions(filter: {organisation: $o}, first: 50) { totalCount nodes { id text } }
                text: decisions(filter: {text: $c}) { totalCount } common: decisions(filter: {text: \"insats\"}) { totalCount nodes { excerpt } }
                concerns: decisions(filter: {concerns: \"dalvik-kommun\"}) { totalCount nodes { text } } search(text: $c) { totalCount nodes { excerpt } }
                assignments(filter: {assignee: $c}) { totalCount nodes { text } } due: assignments(order: DUE_ASC) { totalCount nodes { text due } }
                caseParagraphs(organisation: $o, caseNumber: $t) { totalCount nodes { title } } }",
            "query($o: String!) { changes(organisation: $o, first: 100) { totalCount nodes { kind subject { id } } }
                told: changes(concerns: \"dalvik-kommun\", first: 100) { totalCount nodes { kind } }
                completeness(organisation: $o) { decisions records series { withheld { first last reason ground on } } } }",
            "query($o: String!) { association(slug: $o) { irregularities { explanation } board { series { voided { reason } } } } notices { totalCount nodes { units { label } } }
                retention(organisation: $o, by: \"2126-01-01\") { attachment { title } } secrecyReads(organisation: $o) { totalCount } duties(organisation: $o) { __typename } }",
        ] {
            found.push((query.to_owned(), json!({"o": ASSOCIATION, "c": CANARY, "t": CASE})));
        }
        found
    }
}

pub(super) async fn mark(client: &Client, input: Value) -> Value {
    let query = "mutation Mark($input: MarkSecretInput!) { markSecret(input: $input) { version clientMutationId irregularities { code } meeting { version }
        marking { id whole withheld words note markedBy markedOn liftedOn label authority { slug } basis { provision act } paragraph { label } attachment { id } } } }";
    client.query(query, json!({ "input": input })).await.body
}

pub(super) async fn lift(client: &Client, input: Value) -> Value {
    let query = "mutation Lift($input: LiftSecrecyInput!) { liftSecrecy(input: $input) { version marking { id liftedOn withheld } irregularities { code } clientMutationId } }";
    client.query(query, json!({ "input": input })).await.body
}

pub(super) fn whole(paragraph: &str) -> Value {
    json!({"paragraph": paragraph, "basis": {"provision": "26 kap. 1 §"}, "note": format!("Gäller {CANARY}")})
}

/// Whether an answer holds the canary, whatever it is packed in: plain or as HTML, JSON and addresses write it.
fn tells(bytes: &[u8]) -> bool {
    // The same print is given to many; reading one takes a while.
    static READ: Mutex<BTreeMap<String, bool>> = Mutex::new(BTreeMap::new());
    let read = || legible(bytes).contains("kvasthild");
    if !bytes.starts_with(b"%PDF") {
        return read();
    }
    let digest = sha256(bytes);
    let known = READ.lock().expect("no panic").get(&digest).copied();
    known.unwrap_or_else(|| {
        let told = read();
        READ.lock().expect("no panic").insert(digest, told);
        told
    })
}

/// What an answer says, without markup and white space.
fn in_a_row(bytes: &[u8]) -> String {
    let text = match extraction::extract(bytes) {
        Ok(read) if bytes.starts_with(b"%PDF") => read.pages.concat(),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    };
    let mut tag = false;
    let kept = text.chars().filter(|letter| {
        tag = (tag || *letter == '<') && *letter != '>';
        !tag && *letter != '>' && !letter.is_whitespace()
    });
    kept.collect::<String>().to_lowercase()
}

/// Asks everything on every road; gives what tells of the canary.
async fn told(world: &World, client: &Client) -> Vec<String> {
    let mut found = Vec::new();
    for path in world.paths() {
        let (status, media, body) = client.fetch_bytes(&path).await;
        assert!(status < 500, "{path}: {status} {}", legible(&body));
        let told = match path.contains(CANARY) {
            // What was asked for is said again by search pages and problems.
            true => String::from_utf8_lossy(&body)
                .replace(CANARY, "")
                .into_bytes(),
            false => body,
        };
        if tells(&told) {
            found.push(format!("{path} ({media})"));
        }
    }
    for (query, variables) in world.queries() {
        let answer = client.query(&query, variables).await;
        if tells(answer.body.to_string().as_bytes()) {
            found.push(query);
        }
    }
    found
}

async fn a_secret_paragraph_is_withheld_on_every_road(engine: Engine) {
    let world = World::of(engine).await;
    let public = world.app.anonymous();
    // It bites: before it is marked everybody reads it, on many roads.
    let before = told(&world, &public).await;
    assert!(before.len() > 60, "{}: {before:#?}", before.len());
    // Also where nobody reads it without unpacking it: minutes and their extracts in both languages.
    let printed = before
        .iter()
        .filter(|road| road.contains("(application/pdf)"));
    assert!(printed.count() > 4, "{before:#?}");
    for paragraph in &world.secret {
        let marked = made(mark(&world.operator, whole(paragraph)).await, "markSecret");
        assert_eq!(
            marked["marking"]["label"],
            "Sekretess enligt 26 kap. 1 § OSL"
        );
        assert_eq!(marked["marking"]["withheld"], false, "{marked}");
        assert_eq!(marked["version"], marked["meeting"]["version"]);
    }
    for (whose, client) in world.outsiders() {
        assert_eq!(told(&world, &client).await, Vec::<String>::new(), "{whose}");
    }
    assert_eq!(
        told(&world, &public.clone().in_english()).await,
        Vec::<String>::new()
    );
    for role in ["secretary", "chair", "adjuster", "auditor", "operator"] {
        let client = world.app.client(role, &[ASSOCIATION]);
        let query = "query($id: ID!) { node(id: $id) { ... on Paragraph { title secrecy { withheld note } } } }";
        let data = client
            .query(query, json!({"id": world.secret[0]}))
            .await
            .data();
        assert_eq!(
            data["node"]["title"],
            format!("Ärendet om {CANARY}"),
            "{role}"
        );
        let note = format!("Gäller {CANARY}");
        assert_eq!(
            data["node"]["secrecy"],
            json!([{"withheld": false, "note": note}])
        );
    }
    assert!(
        told(&world, &world.app.client("secretary", &[ASSOCIATION]),)
            .await
            .len()
            > 60
    );

    // Nobody finds it, those inside neither; and the broad questions were answered.
    let broad = world.queries();
    for (query, variables) in broad.iter().rev().take(3) {
        let answer = public.query(query, variables.clone()).await;
        assert!(answer.body.get("errors").is_none(), "{:#}", answer.body);
        let data = &answer.body["data"];
        if data.get("text").is_some() {
            for list in ["text", "search", "assignments", "caseParagraphs", "common"] {
                assert_eq!(data[list]["totalCount"], 0, "{list}: {data:#}");
            }
        }
    }

    // In its place it is told that something is withheld, and why.
    let query = "query($id: ID!) { meeting(id: $id) { paragraphs { totalCount nodes { label number title text decisions { id } items { id }
        verdicts { code } quorum { code } secrecy { withheld whole note words markedBy label authority { slug } basis { provision act } } } } secrecy { paragraph { label } } } }";
    let data = public
        .query(query, json!({"id": world.loaded}))
        .await
        .data();
    let told = &data["meeting"]["paragraphs"];
    assert_eq!(told["totalCount"], 3);
    let secrecy = json!({"withheld": true, "whole": true, "note": null, "words": null, "markedBy": null,
        "label": "Sekretess enligt 26 kap. 1 § OSL", "authority": {"slug": ASSOCIATION},
        "basis": {"provision": "26 kap. 1 §", "act": "2009:400"}});
    assert_eq!(
        told["nodes"][1],
        json!({"label": "§ 2", "number": 2, "title": null, "text": "Sekretess enligt 26 kap. 1 § OSL", "decisions": [],
            "items": [], "verdicts": [], "quorum": null, "secrecy": [secrecy]})
    );
    assert_eq!(
        data["meeting"]["secrecy"],
        json!([{"paragraph": {"label": "§ 2"}}])
    );
    let minutes = &world.ids["minutes"][0];
    for (language, label) in [
        ("sv", "Sekretess enligt 26 kap. 1 § OSL"),
        ("en", "Secrecy under chapter 26, section 1, OSL (2009:400)"),
    ] {
        for format in ["html", "txt", "xml"] {
            let path = format!("/paragraf/v1/minutes/{minutes}.{format}?language={language}");
            let (_, _, body) = public.fetch(&path).await;
            let words: Vec<&str> = body.split_whitespace().collect();
            assert!(words.join(" ").contains(label), "{path}: {body}");
        }
    }
    // What is printed for those inside is stamped, on the first page and at the §; what is for all others is not.
    let secretary = world.app.client("secretary", &[ASSOCIATION]);
    for (language, head, authority) in [
        (
            "sv",
            "§2:sekretessenligt26kap.1§osl,samordningsförbundetvindalen,",
            "myndighet",
        ),
        (
            "en",
            "§2:secrecyunderchapter26,section1,osl(2009:400),samordningsförbundetvindalen,",
            "authority",
        ),
    ] {
        for format in ["html", "txt", "xml", "pdf"] {
            for named in ["", "/extract"] {
                let asked = format!(".{format}?language={language}&paragraphs=2");
                let asked = match named {
                    "" => asked.replace("&paragraphs=2", ""),
                    _ => asked,
                };
                let path = format!("/paragraf/v1/minutes/{minutes}{named}{asked}");
                for (client, stamps) in [(&secretary, 1), (&public, 0)] {
                    let (status, _, body) = client.fetch_bytes(&path).await;
                    let text = in_a_row(&body);
                    assert_eq!(status, 200, "{path}: {text}");
                    assert_eq!(text.contains(head), stamps == 1, "{path}: {text}");
                    assert_eq!(text.contains(authority), stamps == 1, "{path}: {text}");
                }
            }
        }
    }
    let query = "query($o: String!) { completeness(organisation: $o) { decisions series { withheld { first last reason ground } } } }";
    let data = public.query(query, json!({"o": ASSOCIATION})).await.data();
    assert!(
        data.to_string()
            .contains(r#"{"first":2,"ground":"26 kap. 1 § OSL","last":2,"reason":"SECRET"}"#),
        "{data}"
    );
    assert_eq!(data["completeness"]["decisions"], 2);
    let changes = public.query("query($o: String!) { changes(organisation: $o, first: 50) { nodes { kind subject { id } } } }", json!({"o": ASSOCIATION})).await.data();
    let last = changes["changes"]["nodes"]
        .as_array()
        .expect("changes")
        .last()
        .cloned();
    assert_eq!(
        last,
        Some(json!({"kind": "REVISED", "subject": {"id": world.live}}))
    );

    // What is sealed proves for both; the public is not even told how much there is.
    let inside = bundle(&world.board.secretary.client, &world.live, "").await;
    let outside = bundle(&public, &world.live, "").await;
    assert!(inside.contains(CANARY) && !outside.contains(CANARY));
    agreed(&[&inside, &outside]);
    let (one, other): (Value, Value) = (
        serde_json::from_str(&inside).expect("JSON"),
        serde_json::from_str(&outside).expect("JSON"),
    );
    assert_eq!(one["checkpoint"], other["checkpoint"]);
    assert_eq!(
        other["leaves"][1].as_object().expect("a leaf").len(),
        1,
        "{}",
        other["leaves"][1]
    );
    sound(&world.app, 1).await;

    // And while the record goes on.
    let correction = json!({"meeting": world.live, "text": format!("{CANARY} heter så.")});
    let chair = super::minutes::signer(&world.app, "chair", "Greta Näslund", None);
    made(
        ask(&chair, "correctMinutes", correction).await,
        "correctMinutes",
    );
    let mut revised = document();
    revised["items"][1]["text"] = json!(format!("{CANARY}, rättad."));
    world.app.load(&revised).await.expect("loaded");
    assert_eq!(told_again(&world).await, Vec::<String>::new());
    revised["items"].as_array_mut().expect("items").remove(1);
    let refused = world.app.load(&revised).await.expect_err("refused");
    assert!(
        refused.to_string().contains("marked as secret"),
        "{refused}"
    );
    sound(&world.app, 1).await;
}

async fn told_again(world: &World) -> Vec<String> {
    told(world, &world.app.anonymous()).await
}

async fn secret_words_are_blocks_of_one_length(engine: Engine) {
    let world = World::of(engine).await;
    let secretary = &world.board.secretary.client;
    for paragraph in &world.secret {
        let input = json!({"paragraph": paragraph, "words": [CANARY.to_uppercase()], "basis": {"provision": "26 kap. 1 § första stycket"}});
        let marked = made(mark(secretary, input).await, "markSecret");
        assert_eq!(marked["marking"]["words"], json!([CANARY.to_uppercase()]));
    }
    for (whose, client) in world.outsiders() {
        let mut found = told(&world, &client).await;
        // What stands in a file is not of the §; the file is marked by itself.
        found.retain(|road| !road.contains("/content"));
        assert_eq!(found, Vec::<String>::new(), "{whose}");
    }
    let query = "query($id: ID!) { node(id: $id) { ... on Paragraph { title text caseNumber disqualified decisions { text concerns { because } } amounts { text } secrecy { whole words withheld } attachments { title fileName } } } }";
    let data = world
        .app
        .anonymous()
        .query(query, json!({"id": world.secret[0]}))
        .await
        .data();
    let block = "█████";
    assert_eq!(data["node"]["title"], format!("Ärendet om {block}"));
    assert_eq!(
        data["node"]["text"],
        format!("{block} får 12 000 kr på distans.")
    );
    assert_eq!(data["node"]["disqualified"], json!([block]));
    assert_eq!(
        data["node"]["decisions"][0],
        json!({"text": format!("{block} beviljas insats på distans."), "concerns": []})
    );
    assert_eq!(data["node"]["amounts"], json!([]));
    assert_eq!(
        data["node"]["secrecy"],
        json!([{"whole": false, "words": null, "withheld": true}])
    );
    assert_eq!(data["node"]["attachments"][0]["title"], block);
    let (inside, outside) = (
        bundle(secretary, &world.live, "").await,
        bundle(&world.app.anonymous(), &world.live, "").await,
    );
    assert!(inside.contains(CANARY) && !outside.contains(CANARY) && outside.contains(block));
    agreed(&[&inside, &outside]);
    sound(&world.app, 1).await;
}

async fn a_secret_attachment_is_not_there(engine: Engine) {
    let world = World::of(engine).await;
    let path = format!("/paragraf/v1/attachments/{}", world.attachment);
    let public = world.app.anonymous();
    assert_eq!(public.fetch(&format!("{path}/content")).await.0, 200);
    let input = json!({"attachment": world.attachment, "basis": {"provision": "31 kap. 16 §"}});
    let marked = made(mark(&world.operator, input.clone()).await, "markSecret");
    assert_eq!(
        marked["marking"]["attachment"]["id"],
        world.attachment.as_str()
    );
    let again = mark(&world.operator, input).await;
    assert_eq!(
        again["errors"][0]["extensions"]["code"], "INVALID_VALUE",
        "{again}"
    );
    for (whose, client) in world.outsiders() {
        for path in [path.clone(), format!("{path}/content")] {
            assert_eq!(client.fetch(&path).await.0, 404, "{whose} {path}");
        }
        let query = "query($id: ID!, $m: ID!) { node(id: $id) { id } meeting(id: $m) { attachments { id } secrecy { withheld attachment { id } basis { provision } } } }";
        let data = client
            .query(query, json!({"id": world.attachment, "m": world.loaded}))
            .await
            .data();
        assert_eq!(data["node"], Value::Null, "{whose}");
        assert_eq!(data["meeting"]["attachments"], json!([]), "{whose}");
        assert_eq!(
            data["meeting"]["secrecy"],
            json!([{"withheld": true, "attachment": null, "basis": {"provision": "31 kap. 16 §"}}])
        );
    }
    let chair = world.app.client("chair", &[ASSOCIATION]);
    assert_eq!(chair.fetch(&format!("{path}/content")).await.0, 200);
    sound(&world.app, 1).await;
}

async fn what_cannot_be_marked_changes_nothing(engine: Engine) {
    let world = World::of(engine).await;
    let [paragraph, _] = &world.secret;
    let item = &world.ids["paragraph"][1];
    let basis = json!({"provision": "26 kap. 1 §"});
    let before = checked(&world.app).await.entries;
    for (field, input) in [
        (
            "basis",
            json!({"paragraph": paragraph, "basis": {"provision": "26"}}),
        ),
        (
            "basis",
            json!({"paragraph": paragraph, "basis": {"provision": "1 kap. 1 §"}}),
        ),
        (
            "basis",
            json!({"paragraph": paragraph, "basis": {"provision": "7 §", "act": "OSL"}}),
        ),
        ("paragraph", json!({"basis": basis})),
        (
            "paragraph",
            json!({"paragraph": paragraph, "attachment": world.attachment, "basis": basis}),
        ),
        ("paragraph", json!({"paragraph": item, "basis": basis})),
        (
            "words",
            json!({"paragraph": paragraph, "words": [], "basis": basis}),
        ),
        (
            "words",
            json!({"attachment": world.attachment, "words": ["Kvasthilda"], "basis": basis}),
        ),
        (
            "words.0",
            json!({"paragraph": paragraph, "words": ["x"], "basis": basis}),
        ),
        (
            "words.1",
            json!({"paragraph": paragraph, "words": [CANARY, "Någon annan"], "basis": basis}),
        ),
    ] {
        let body = mark(&world.operator, input.clone()).await;
        let told = &body["errors"][0]["extensions"];
        assert_eq!(
            (&told["code"], &told["field"]),
            (&json!("INVALID_VALUE"), &json!(field)),
            "{input}: {body:#}"
        );
    }
    for (role, organisation, code) in [
        ("reader", ASSOCIATION, "FORBIDDEN"),
        ("reader", "dalvik-kommun", "FORBIDDEN"),
        ("treasurer", ASSOCIATION, "FORBIDDEN"),
        ("auditor", ASSOCIATION, "FORBIDDEN"),
        ("operator", "samordningsforbundet-annat", "FORBIDDEN"),
    ] {
        let body = mark(&world.app.client(role, &[organisation]), whole(paragraph)).await;
        assert_eq!(
            body["errors"][0]["extensions"]["code"], code,
            "{role}: {body}"
        );
    }
    let body = mark(
        &world.operator,
        json!({"paragraph": paragraph, "basis": basis, "expectedVersion": 99}),
    )
    .await;
    assert_eq!(
        body["errors"][0]["extensions"]["code"], "STALE_VERSION",
        "{body}"
    );
    assert_eq!(checked(&world.app).await.entries, before);

    let mut named = whole(paragraph);
    named["clientMutationId"] = json!("marked");
    let first = made(mark(&world.operator, named.clone()).await, "markSecret");
    assert_eq!(
        made(mark(&world.operator, named.clone()).await, "markSecret"),
        first
    );
    named["note"] = json!("En annan anteckning");
    let body = mark(&world.operator, named).await;
    assert_eq!(
        body["errors"][0]["extensions"]["code"], "CLIENT_MUTATION_ID_REUSED",
        "{body}"
    );
    let body = mark(&world.operator, whole(paragraph)).await;
    assert_eq!(
        body["errors"][0]["extensions"]["field"], "paragraph",
        "{body}"
    );
    assert_eq!(checked(&world.app).await.entries, before + 1);
}

async fn what_is_taken_back_is_shown_again(engine: Engine) {
    let world = World::of(engine).await;
    let public = world.app.anonymous();
    let before = told(&world, &public).await;
    let mut markings = Vec::new();
    for paragraph in &world.secret {
        let marked = made(mark(&world.operator, whole(paragraph)).await, "markSecret");
        markings.push(marked["marking"]["id"].clone());
    }
    assert_eq!(told(&world, &public).await, Vec::<String>::new());
    for marking in &markings {
        let lifted = made(
            lift(&world.board.secretary.client, json!({"marking": marking})).await,
            "liftSecrecy",
        );
        assert_eq!(lifted["marking"]["withheld"], false);
        let body = lift(&world.operator, json!({"marking": marking})).await;
        assert_eq!(
            body["errors"][0]["extensions"]["field"], "marking",
            "{body}"
        );
    }
    assert_eq!(told(&world, &public).await, before);
    sound(&world.app, 1).await;

    // Rows that say something else than the journal are found.
    let marked = made(
        mark(&world.operator, whole(&world.secret[0])).await,
        "markSecret",
    );
    let own = "WHERE id IN (SELECT id FROM secrecy_marking WHERE lifted_on IS NULL)";
    assert!(marked["marking"]["id"].is_string());
    let intruder = Intruder::with(&world.app).await;
    for (sql, back) in [
        (
            format!("UPDATE secrecy_marking SET note = 'annat' {own}"),
            format!("UPDATE secrecy_marking SET note = 'Gäller {CANARY}' {own}"),
        ),
        (
            format!("UPDATE secrecy_marking SET act = '2018:218' {own}"),
            format!("UPDATE secrecy_marking SET act = '2009:400' {own}"),
        ),
        (
            "UPDATE secret_paragraph SET whole = FALSE".to_owned(),
            "UPDATE secret_paragraph SET whole = TRUE".to_owned(),
        ),
    ] {
        assert!(intruder.run(&sql).await > 0, "{sql}");
        let bad = checked(&world.app)
            .await
            .bad
            .expect("something does not fit");
        assert!(bad.contains("secrecy of"), "{sql}: {bad}");
        assert!(intruder.run(&back).await > 0, "{back}");
        sound(&world.app, 1).await;
    }
}
