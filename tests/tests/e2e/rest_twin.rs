//! REST as the twin of the GraphQL reads: the same values, pages that hold every row once, and what the national profile
//! asks of every answer.

pub(super) mod authorization;
mod frame;
mod paging;

use serde_json::{Value, json};
use tests::app::{App, Engine};
use tests::client::sent;
use tests::on_both_engines;

on_both_engines![
    what_graphql_gives_rest_gives,
    a_budget_is_the_same_both_ways,
    a_list_takes_as_many_statements_whatever_the_page,
];

/// The root of every address.
const ROOT: &str = "/paragraf/v1";

/// What a plain request was answered.
#[derive(Debug)]
pub(super) struct Got {
    pub(super) status: u16,
    headers: reqwest::header::HeaderMap,
    pub(super) text: String,
}

impl Got {
    #[track_caller]
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub(super) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default()
    }
}

/// Asks with a method, a token and headers.
pub(super) async fn send(
    app: &App,
    method: &str,
    path: &str,
    token: Option<&str>,
    headers: &[(&str, &str)],
    body: &str,
) -> Got {
    let http = reqwest::Client::builder()
        .tls_certs_only([])
        .no_proxy()
        .build()
        .expect("a client");
    let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
    let mut request = http.request(method, format!("{}{path}", app.base()));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let (status, headers, bytes) = sent(request.body(body.to_owned())).await;
    Got {
        status,
        headers,
        text: String::from_utf8_lossy(&bytes).into_owned(),
    }
}

/// Gets an address below the root, as anybody.
async fn get(app: &App, path: &str) -> Got {
    send(app, "GET", &format!("{ROOT}{path}"), None, &[], "").await
}

/// Where REST does not say what GraphQL says; a connection is there the list of its nodes.
fn differing(graphql: &Value, rest: &Value, place: &str, found: &mut Vec<String>) {
    match (graphql, rest) {
        (Value::Object(fields), _) if fields.len() == 1 && fields.contains_key("nodes") => {
            differing(&fields["nodes"], rest, place, found);
        }
        (Value::Object(fields), Value::Object(_)) => {
            for (name, value) in fields {
                let place = format!("{place}.{name}");
                match rest.get(name) {
                    None => found.push(format!("{place} is missing")),
                    Some(other) => differing(value, other, &place, found),
                }
            }
        }
        (Value::Array(one), Value::Array(other)) => {
            if one.len() != other.len() {
                found.push(format!("{place}: {} and {}", one.len(), other.len()));
            }
            for (at, (one, other)) in one.iter().zip(other).enumerate() {
                differing(one, other, &format!("{place}[{at}]"), found);
            }
        }
        (one, other) if one == other => {}
        (one, other) => found.push(format!("{place}: {one} and {other}")),
    }
}

const ORGANISATION: &str = "id name slug kind";
const VERDICT: &str = "ruleId code outcome severity certainty explanation figures { name value } margin condition basis { act section text url } paragraph { id label } date";
const PARAGRAPH: &str = "id label number occurrence letter title text secrecy { id label whole withheld markedOn basis { provision act } } category caseNumber presenters raisedBy meeting { id date body { id name owner { slug } } }
    present { person { id name } organisation { name } capacity } quorum { code outcome explanation margin figures { name value } basis { act section } } verdicts { code }
    proposals { by kind text } decisions { id kind text } assignments { id text status due dueOn assignees } cooperation { party outcome scope condition }
    votes { yes no outcome } reservations { by text } disqualified statements { by text } amounts { text ore formatted } recipients references { text date number }
    appendices adjustedImmediately nothingReported voided appealable items { id label title }";
const DECISION: &str = "id kind text annulled condition { text state settledOn evidence } concerns { organisation { name slug } because } paragraph { id label title meeting { id date body { name } } } item { id }
    links { kind decision { id } } linkedFrom { kind decision { id } } budget { firstYear lastYear } approvesBudget { number }";

/// Things by address, each with what GraphQL is asked for it: the path over REST, the query, and where in its data.
fn things(ids: &Value) -> Vec<(String, String, &'static str)> {
    let id = |name: &str| ids[name].as_str().expect("an id").to_owned();
    let association = "samordningsforbundet-norrsken";
    let member = format!(
        "organisation {{ {ORGANISATION} }} fundingParty joinedOn leftOn seats {{ id holder {{ id name }} mandate {{ from until appointedOn }} substitutes {{ order holder {{ name }} mandate {{ from until }} }} }}"
    );
    vec![
        (
            format!("/organisations/{association}"),
            format!("{{ organisation(slug: \"{association}\") {{ {ORGANISATION} registerVersion }} }}"),
            "/organisation",
        ),
        (
            format!("/associations/{association}?asOf=2025-06-01"),
            format!("{{ association(slug: \"{association}\") {{ id name slug foundedOn board {{ id name seatCount(asOf: \"2025-06-01\") quorumNeeded(asOf: \"2025-06-01\") }} members(asOf: \"2025-06-01\") {{ {member} }}
                presidium(asOf: \"2025-06-01\") {{ person {{ id name }} office from until }} statutes(asOf: \"2025-06-01\") {{ validFrom termStart termYears adjustmentDays quorum }}
                remoteDecisions {{ decidedOn number extent }} irregularities(asOf: \"2025-06-01\") {{ {VERDICT} }} }} }}"),
            "/association",
        ),
        (
            format!("/bodies/{}", id("body")),
            format!("{{ body(id: \"{}\") {{ id name slug kind numbering owner {{ {ORGANISATION} }} seatCount quorumNeeded series {{ year meetingId first last gaps unknown voided {{ number reason }} }} }} }}", id("body")),
            "/body",
        ),
        (
            format!("/meetings/{}", id("meeting")),
            format!("{{ meeting(id: \"{}\") {{ id date dateHint startsAt endsAt place mode record body {{ id name owner {{ {ORGANISATION} }} }} numbering chair {{ id name }} secretary {{ name }} adjusters {{ name }}
                attendance {{ person {{ id name }} organisation {{ {ORGANISATION} }} title politicalParty capacity deciding remote substitutesFor presence {{ from to }} }} absent {{ person {{ name }} }}
                noDecisionsStated previousMinutes nextMeetings {{ date note }} minutes {{ id status adjustmentDueOn adjustedOn lastAppealDay finalOn }} irregularities {{ {VERDICT} }} published revision version storedAt }} }}", id("meeting")),
            "/meeting",
        ),
        (
            format!("/minutes/{}", id("minutes")),
            format!("{{ meeting(id: \"{}\") {{ minutes {{ id documents {{ mediaType path }} status adjustmentDueOn adjustedOn lastAppealDay finalOn notices {{ id board postedOn removedOn }}
                units {{ numbers adjustedOn place noticeDueOn lastAppealDay earliestRemovalOn finalOn notices {{ id }} }} appeals {{ id }} storedAt redactions {{ on }} addenda {{ text }} }} }} }}", id("meeting")),
            "/meeting/minutes",
        ),
        (
            format!("/paragraphs/{}", id("paragraph")),
            format!("{{ node(id: \"{}\") {{ ... on Paragraph {{ {PARAGRAPH} }} }} }}", id("paragraph")),
            "/node",
        ),
        (
            format!("/bodies/{}/paragraphs/2025/{}", id("body"), ids["number"]),
            format!("{{ paragraph(body: \"{}\", year: 2025, number: {}) {{ {PARAGRAPH} }} }}", id("body"), ids["number"]),
            "/paragraph",
        ),
        (
            format!("/decisions/{}", id("decision")),
            format!("{{ node(id: \"{}\") {{ ... on Decision {{ {DECISION} }} }} }}", id("decision")),
            "/node",
        ),
        (
            format!("/assignments/{}", id("assignment")),
            format!("{{ node(id: \"{}\") {{ ... on Assignment {{ id assignees text status due dueOn reports {{ status note on }} paragraph {{ id label meeting {{ id }} }} }} }} }}", id("assignment")),
            "/node",
        ),
    ]
}

/// Lists: the path over REST, the field and its arguments over GraphQL, and what is asked of each.
fn lists(ids: &Value) -> Vec<(String, String, String)> {
    let id = |name: &str| ids[name].as_str().expect("an id").to_owned();
    let row =
        |path: &str, field: &str, of: &str| (path.to_owned(), field.to_owned(), of.to_owned());
    let meeting = "id date place mode record body { id name } minutes { id status finalOn } published version";
    vec![
        row(
            "/organisations?kind=MUNICIPALITY",
            "organisations(filter: {kind: MUNICIPALITY}, first: 50)",
            ORGANISATION,
        ),
        row(
            "/meetings?organisation=samordningsforbundet-norrsken&from=2025-01-01&order=DATE_ASC",
            "meetings(filter: {organisation: \"samordningsforbundet-norrsken\", from: \"2025-01-01\"}, order: DATE_ASC, first: 50)",
            meeting,
        ),
        row(
            &format!("/meetings?body={}&status=FINAL", id("body")),
            &format!(
                "meetings(filter: {{body: \"{}\", status: FINAL}}, first: 50)",
                id("body")
            ),
            meeting,
        ),
        row(
            "/decisions?text=verksamhetsplan",
            "decisions(filter: {text: \"verksamhetsplan\"}, first: 50)",
            "id kind text excerpt annulled condition { text state } concerns { organisation { slug } because } paragraph { id label meeting { id } }",
        ),
        row(
            "/decisions?kinds=APPROVE&kinds=ELECT",
            "decisions(filter: {kinds: [APPROVE, ELECT]}, first: 50)",
            "id kind text",
        ),
        row(
            "/decisions?concerns=bjorkanas-kommun",
            "decisions(filter: {concerns: \"bjorkanas-kommun\"}, first: 50)",
            "id text",
        ),
        row(
            "/assignments?status=OPEN&order=DUE_ASC",
            "assignments(filter: {status: OPEN}, order: DUE_ASC, first: 50)",
            "id assignees text status due dueOn paragraph { id }",
        ),
        row(
            "/paragraphs?text=budget",
            "search(text: \"budget\", first: 50)",
            "id label number title text excerpt caseNumber quorum { outcome margin } decisions { id text } meeting { id date }",
        ),
        row(
            "/notices?organisation=samordningsforbundet-norrsken",
            "notices(organisation: \"samordningsforbundet-norrsken\", first: 50)",
            "organisation { slug } body { id } meetingDate keptAt appealable units { apart numbers label adjustedOn up lastAppealDay finalOn notices { id board postedOn removedOn } } minutes { id status }",
        ),
        row(
            "/budgets",
            "budgets(first: 50)",
            "id year stage association { slug } inForce { number approvedOn }",
        ),
        row(
            "/contributions",
            "contributions(first: 50)",
            "year party member { slug } kind amount amountFormatted total share version { number budget { id } }",
        ),
        row(
            "/delegated-decisions",
            "delegatedDecisions(first: 50)",
            "id label number year text decidedOn amount",
        ),
        row(
            "/changes",
            "changes(first: 50)",
            "cursor sequence at kind subject { id type } organisation { slug } actor hash",
        ),
    ]
}

/// Addresses of one thing of each kind in the demonstration.
async fn addresses(app: &App) -> Value {
    let query = "{ meetings(filter: {organisation: \"samordningsforbundet-norrsken\", from: \"2025-11-27\", to: \"2025-11-27\"}) { nodes { id body { id } minutes { id }
        paragraphs(first: 100) { nodes { id number decisions { id } assignments { id } } } } } assignments(first: 1) { nodes { id } } }";
    let data = app.anonymous().query(query, json!({})).await.data();
    let meeting = &data["meetings"]["nodes"][0];
    let paragraphs = meeting["paragraphs"]["nodes"].as_array().expect("a list");
    let telling = paragraphs
        .iter()
        .find(|held| held["decisions"][0]["id"].is_string())
        .expect("a decision");
    json!({
        "meeting": meeting["id"], "body": meeting["body"]["id"], "minutes": meeting["minutes"]["id"],
        "paragraph": telling["id"], "number": telling["number"], "decision": telling["decisions"][0]["id"],
        "assignment": data["assignments"]["nodes"][0]["id"],
    })
}

async fn what_graphql_gives_rest_gives(engine: Engine) {
    let app = App::demo(engine).await;
    let ids = addresses(&app).await;
    for (path, query, place) in things(&ids) {
        let data = app.anonymous().query(&query, json!({})).await.data();
        let graphql = data.pointer(place).expect("a place");
        assert!(graphql.is_object(), "{path}: {data}");
        let got = get(&app, &path).await;
        assert_eq!(got.status, 200, "{path}: {}", got.text);
        let mut found = Vec::new();
        differing(graphql, &got.json(), "", &mut found);
        assert!(found.is_empty(), "{path}: {found:#?}");
        let own = got.json()["_links"]["self"]["href"].clone();
        let own = own.as_str().expect("a link to itself").to_owned();
        let again = send(&app, "GET", &own, None, &[], "").await;
        assert_eq!(again.json()["id"], got.json()["id"], "{path}");
        for (rel, link) in got.json()["_links"].as_object().expect("links") {
            let href = link["href"].as_str().expect("an address");
            assert_eq!(link["rel"], json!(rel), "{path}");
            if !href.ends_with(".pdf") && rel != "bundle" {
                let led = send(&app, "GET", href, None, &[], "").await;
                // What has no table of its own yet is not there.
                assert_eq!(led.status, 200, "{path} leads to {href}: {}", led.text);
            }
        }
    }
    for (path, field, of) in lists(&ids) {
        let query = format!("{{ list: {field} {{ totalCount nodes {{ {of} }} }} }}");
        let data = app.anonymous().query(&query, json!({})).await.data();
        let got = get(
            &app,
            &format!(
                "{path}{}limit=50",
                if path.contains('?') { "&" } else { "?" }
            ),
        )
        .await;
        assert_eq!(got.status, 200, "{path}: {}", got.text);
        let rest = got.json();
        let mut found = Vec::new();
        differing(&data["list"]["nodes"], &rest["nodes"], "", &mut found);
        assert!(found.is_empty(), "{path}: {found:#?}");
        assert_eq!(
            rest["_meta"]["totalRecords"], data["list"]["totalCount"],
            "{path}"
        );
        if !["/budgets", "/contributions", "/delegated-decisions"].contains(&path.as_str()) {
            assert!(
                !rest["nodes"].as_array().expect("a list").is_empty(),
                "{path}"
            );
        }
    }
    let rules = "{ rulebook { ruleId code title scope outcomeInLiveMode severity reportWhenUnknown evaluated basis { act section text url } since until parameters } }";
    let data = app.anonymous().query(rules, json!({})).await.data();
    let got = get(&app, "/rulebook?limit=200").await.json();
    let mut found = Vec::new();
    differing(&data["rulebook"], &got["nodes"], "", &mut found);
    assert!(found.is_empty(), "{found:#?}");
}

const TABLE: &str = "row,year,party,member,kind,text,from,until,amount,event,drawn\n\
    CONTRIBUTION,2026,STATE,,STATUTORY,,,,10000000.00,,\n\
    CONTRIBUTION,2026,,Almby kommun,STATUTORY,,,,1800000.50,,\n\
    INCOME,2027,,,EUROPEAN_SOCIAL_FUND,Språnget,,,,,\n\
    LINE,,,,,Psykolog,2026-01-01,2026-06-30,,Beslut av ESF,\n\
    EQUITY,2026,,,,,,,,,50000.00\n\
    GOAL,,,,,Fler i arbete,,,,,\n";

async fn a_budget_is_the_same_both_ways(engine: Engine) {
    use tests::board::{ASSOCIATION, Board};
    let app = App::start(engine).await;
    let _board = Board::of(&app).await;
    let token = app.token("treasurer", &[ASSOCIATION]);
    let path = format!("{ROOT}/organisations/{ASSOCIATION}/budgets/2026?lastYear=2028");
    let headers = [("content-type", "text/csv")];
    let taken = send(&app, "POST", &path, Some(&token), &headers, TABLE).await;
    assert_eq!(taken.status, 201, "{}", taken.text);
    let budget = taken.json()["budget"].as_str().expect("an id").to_owned();
    let query = "query($id: ID!) { budget(id: $id) { id year stage association { id slug } requests { text } allocations { on } commitments { text } consultations { on }
        inForce { number } versions { number kind proposedOn lastYear goals contributions { year party member { slug } other kind amount amountFormatted total share }
        otherIncome { year source text amount } lines { id activity from until amount amountFormatted expectedOutcome execution suspension { event condition from until } }
        equity { year drawn added } sums { year contributions income costs suspended equityDrawn result resultFormatted unknownAmounts } funding approvedOn inForce
        irregularities { code explanation basis { act section } } } } }";
    let client = app.client("treasurer", &[ASSOCIATION]);
    let data = client.query(query, json!({"id": budget})).await.data();
    let path = format!("{ROOT}/budgets/{budget}");
    let got = send(&app, "GET", &path, Some(&token), &[], "").await;
    assert_eq!(got.status, 200, "{}", got.text);
    let mut found = Vec::new();
    differing(&data["budget"], &got.json(), "", &mut found);
    assert!(found.is_empty(), "{found:#?}");
    assert_eq!(
        data["budget"]["versions"][0]["lines"][0]["activity"],
        "Psykolog"
    );
    let table = got.json()["_links"]["table"]["href"].clone();
    let table = send(
        &app,
        "GET",
        table.as_str().expect("a table"),
        Some(&token),
        &[],
        "",
    )
    .await;
    assert!(table.text.contains("Psykolog"), "{}", table.text);
    let list = send(
        &app,
        "GET",
        &format!("{ROOT}/budgets"),
        Some(&token),
        &[],
        "",
    )
    .await;
    assert_eq!(list.json()["nodes"][0]["id"], json!(budget));
    assert_eq!(send(&app, "GET", &path, None, &[], "").await.status, 404);
}

/// How many statements an address takes, once the service is warm.
async fn counted(app: &App, path: &str) -> (Value, usize) {
    let (got, statements) = app.counted(async || get(app, path).await).await;
    assert_eq!(got.status, 200, "{path}: {}", got.text);
    (got.json(), statements)
}

async fn a_list_takes_as_many_statements_whatever_the_page(engine: Engine) {
    let app = super::statements::full(engine).await;
    let long = super::statements::meeting("2024-04-03", 1, 140);
    let long = app.load(&long).await.expect("loaded").meeting;
    let paragraphs = format!("/meetings/{long}/paragraphs?");
    let verdicts = format!("/meetings/{long}/verdicts?");
    for (path, bound) in [
        ("/meetings?", 25),
        ("/minutes?", 25),
        ("/decisions?", 25),
        ("/decisions?text=ärende&", 25),
        ("/assignments?", 25),
        ("/paragraphs?text=ärende&", 25),
        ("/notices?", 35),
        ("/changes?", 8),
        (paragraphs.as_str(), 30),
        (verdicts.as_str(), 25),
    ] {
        let (five, few) = counted(&app, &format!("{path}limit=5")).await;
        let (sixty, many) = counted(&app, &format!("{path}limit=60")).await;
        let held = |data: &Value| data["nodes"].as_array().map_or(0, Vec::len);
        assert_eq!((held(&five), held(&sixty)), (5, 60), "{path}");
        println!("{engine:?} {path} {few} statements for 5, {many} for 60");
        assert!((1..=bound).contains(&few), "{path}: {few} statements");
        assert_eq!(few, many, "{path}");
        let (_, late) = counted(&app, &format!("{path}limit=5&page=4")).await;
        assert_eq!(late, few, "{path}: a later page");
    }
}
