//! What is refused, with which status, code and words, and that a refusal changes nothing.

use api::system::{SystemClock, SystemIds};
use application::archive::{self, LoadMinutes};
use application::error::AppError;
use application::ports::{Audit, ReadModel};
use domain::id::{BodyId, MeetingId, OrganisationId, ParagraphId, SeatId};
use domain::name::Slug;
use serde_json::{Value, json};
use tests::app::{App, Engine};
use tests::client::{Answer, Asking};
use tests::minutes::board_meeting;

/// Status, codes and messages of an answer, in one line to compare.
fn summary(answer: &Answer) -> String {
    let errors = answer.body["errors"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let messages: Vec<&str> = errors
        .iter()
        .map(|error| error["message"].as_str().unwrap_or("(none)"))
        .collect();
    format!(
        "{} {} {}",
        answer.status,
        answer.codes().join(" "),
        messages.join(" | ")
    )
}

fn assert_each(found: &[(&str, String, &str)]) {
    let differing: Vec<String> = found
        .iter()
        .filter(|(_, found, expected)| found != expected)
        .map(|(name, found, expected)| format!("{name}\n  expected {expected}\n  found    {found}"))
        .collect();
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

/// A well-formed id that nothing has.
fn nothing() -> String {
    MeetingId::parse("mtg-00000000000000000000000000")
        .expect("a well-formed id")
        .to_string()
}

#[tokio::test]
async fn a_document_that_does_not_fit_the_schema_is_not_executed() {
    let app = App::start(Engine::Sqlite).await;
    let client = app.anonymous();
    let mut found = Vec::new();
    for (name, query, expected) in [
        (
            "an unknown field",
            "{ organisations { nodes { nam } } }",
            r#"400 VALIDATION_FAILED Unknown field "nam" on type "Organisation"."#,
        ),
        (
            "an unknown argument",
            "{ organisations(last: 2) { totalCount } }",
            r#"400 VALIDATION_FAILED Unknown argument "last" on field "organisations" of type "Query"."#,
        ),
        (
            "a missing argument",
            "{ meeting { date } }",
            r#"400 VALIDATION_FAILED Field "meeting" argument "id" of type "Query" is required but not provided"#,
        ),
        (
            "no selection",
            "{ organisations }",
            r#"400 VALIDATION_FAILED Field "organisations" of type "OrganisationConnection" must have a selection of subfields"#,
        ),
        (
            "a selection of a scalar",
            "{ organisations { totalCount { x } } }",
            r#"400 VALIDATION_FAILED VALIDATION_FAILED Field "totalCount" must not have a selection since type "Int" has no subfields | Unknown field "x" on type "Int"."#,
        ),
        (
            "a code that is not in the list",
            "{ decisions(filter: {kind: DECIDE}) { totalCount } }",
            r#"400 VALIDATION_FAILED Invalid value for argument "filter.kind", enumeration type "DecisionKind" does not contain the value "DECIDE""#,
        ),
        (
            "a text for a number",
            r#"{ organisations(first: "20") { totalCount } }"#,
            r#"400 VALIDATION_FAILED Invalid value for argument "first", expected type "Int""#,
        ),
        (
            "a number beyond 32 bits",
            "{ organisations(first: 2147483648) { totalCount } }",
            "400 COST_LIMIT_EXCEEDED the query may resolve too many fields: 2147483649, at most 1000000 are allowed",
        ),
        (
            "an unknown member of a filter",
            r#"{ meetings(filter: {fromDate: "2023-01-01"}) { totalCount } }"#,
            r#"400 VALIDATION_FAILED Invalid value for argument "filter", unknown field "fromDate" of type "MeetingFilter""#,
        ),
        (
            "an unknown fragment",
            "{ organisations { ...F } }",
            r#"400 VALIDATION_FAILED Unknown fragment: "F""#,
        ),
        (
            "an unknown directive",
            "{ organisations { totalCount @nope } }",
            r#"400 VALIDATION_FAILED Unknown directive "nope""#,
        ),
        (
            "an unknown variable",
            "{ meeting(id: $id) { date } }",
            r#"400 VALIDATION_FAILED Variable "$id" is not defined"#,
        ),
        (
            "a mutation",
            "mutation { burnMinutes { id } }",
            r#"400 VALIDATION_FAILED Unknown field "burnMinutes" on type "Mutation"."#,
        ),
        (
            "a subscription",
            "subscription { changes { id } }",
            "400 MALFORMED_REQUEST subscriptions are served over WebSocket only",
        ),
        (
            "no GraphQL",
            "SELECT * FROM meeting",
            "400 SYNTAX_ERROR the query is not GraphQL: expected executable_definition",
        ),
        (
            "nothing",
            "",
            "400 SYNTAX_ERROR the query is not GraphQL: expected executable_definition",
        ),
    ] {
        found.push((
            name,
            summary(&client.query(query, json!({})).await),
            expected,
        ));
    }
    assert_each(&found);
}

#[tokio::test]
async fn a_request_that_is_none_of_graphql_is_not_executed() {
    let app = App::start(Engine::Sqlite).await;
    let client = app.anonymous();
    let mut found = Vec::new();
    let two = "query A { rulebook { code } } query B { rulebook { code } }";
    for (name, body, expected) in [
        ("no JSON", "{".to_owned(), "400 MALFORMED_REQUEST body is not valid JSON at line 1 column 1"),
        ("nothing", String::new(), "400 MALFORMED_REQUEST the body is empty"),
        ("a text", "\"{ rulebook { code } }\"".to_owned(), "400 MALFORMED_REQUEST the body is not a JSON object"),
        ("no query", "{}".to_owned(), "400 MALFORMED_REQUEST query is missing"),
        ("a number for the query", json!({"query": 1}).to_string(), "400 MALFORMED_REQUEST query is not a string"),
        (
            "a list of variables",
            json!({"query": "{ rulebook { code } }", "variables": []}).to_string(),
            "400 MALFORMED_REQUEST variables is not an object",
        ),
        (
            "a list of requests",
            json!([{"query": "{ rulebook { code } }"}]).to_string(),
            "400 BATCH_NOT_SUPPORTED a list of requests is not supported, send one at a time",
        ),
        (
            "two queries",
            r#"{"query":"{ rulebook { code } }","query":"{ rulebook { title } }"}"#.to_owned(),
            "400 MALFORMED_REQUEST query is given more than once",
        ),
        (
            "an unknown operation",
            json!({"query": two, "operationName": "C"}).to_string(),
            "400 UNKNOWN_OPERATION the document has no operation of the name in operationName",
        ),
        (
            "an unknown operation where there is one without name",
            json!({"query": "{ rulebook { code } }", "operationName": "A"}).to_string(),
            "400 UNKNOWN_OPERATION the document has no operation of the name in operationName",
        ),
        (
            "several operations and none named",
            json!({"query": two}).to_string(),
            "400 UNKNOWN_OPERATION the document has several operations and operationName names none",
        ),
        (
            "a variable without value",
            json!({"query": "query($id: ID!) { meeting(id: $id) { date } }"}).to_string(),
            "400 VALIDATION_FAILED variable $id must have a value",
        ),
        (
            "null for a variable that must have a value",
            json!({"query": "query($id: ID!) { meeting(id: $id) { date } }", "variables": {"id": null}}).to_string(),
            "400 VALIDATION_FAILED variable $id must have a value",
        ),
    ] {
        found.push((name, summary(&client.post(body).await), expected));
    }
    // The other one of the two is found.
    let answer = client
        .post(json!({"query": two, "operationName": "B"}).to_string())
        .await;
    assert_eq!((answer.status, answer.codes()), (200, vec![]));
    assert_each(&found);
}

#[tokio::test]
async fn a_value_that_is_not_as_it_must_be_is_told_by_its_field() {
    let app = App::start(Engine::Sqlite).await;
    app.load(&board_meeting(
        "2023-06-08",
        47,
        &[("Budget", "Styrelsen antar budget.")],
    ))
    .await
    .expect("loaded");
    let client = app.anonymous();
    let body = BodyId::parse("bod-00000000000000000000000000")
        .expect("a well-formed id")
        .to_string();
    let seat = SeatId::parse("sea-00000000000000000000000000")
        .expect("a well-formed id")
        .to_string();
    let long = "a".repeat(501);
    let mut found = Vec::new();
    for (name, query, variables, expected) in [
        (
            "a page of less than none",
            "{ organisations(first: -1) { totalCount } }",
            json!({}),
            "200 INVALID_VALUE first: -1 asked for, 0 to 200 allowed",
        ),
        (
            "a page of 201",
            "{ organisations(first: 201) { totalCount } }",
            json!({}),
            "200 INVALID_VALUE first: 201 asked for, 0 to 200 allowed",
        ),
        (
            "by variable",
            "query($n: Int!) { decisions(first: $n) { totalCount } }",
            json!({"n": 201}),
            "200 INVALID_VALUE first: 201 asked for, 0 to 200 allowed",
        ),
        (
            "a page of paragraphs",
            "{ meetings { nodes { paragraphs(first: 201) { totalCount } } } }",
            json!({}),
            "200 INVALID_VALUE first: 201 asked for, 0 to 200 allowed",
        ),
        (
            "a cursor that is none",
            r#"{ organisations(after: "å") { totalCount } }"#,
            json!({}),
            "200 INVALID_VALUE after: not a cursor of this service",
        ),
        (
            "a padded cursor",
            r#"{ organisations(after: "YQ==") { totalCount } }"#,
            json!({}),
            "200 INVALID_VALUE after: not a cursor of this service",
        ),
        (
            "a cursor of other bytes",
            r#"{ organisations(after: "_w") { totalCount } }"#,
            json!({}),
            "200 INVALID_VALUE after: not a cursor of this service",
        ),
        (
            "a NUL as cursor",
            r#"{ meetings(after: "YQBi") { totalCount } }"#,
            json!({}),
            "200 INVALID_VALUE after: not a cursor of this service",
        ),
        (
            "a foreign cursor of paragraphs",
            r#"{ meetings { nodes { paragraphs(after: "bm9uc2Vuc2U") { totalCount } } } }"#,
            json!({}),
            "200 INVALID_VALUE after: not a cursor of this list",
        ),
        (
            "a day that is none",
            r#"{ meetings(filter: {from: "2023-02-30"}) { totalCount } }"#,
            json!({}),
            r#"200 VALIDATION_FAILED Failed to parse "Date": expected a date YYYY-MM-DD (occurred while parsing "MeetingFilter")"#,
        ),
        (
            "a day by variable",
            "query($d: Date!) { meetings(filter: {from: $d}) { totalCount } }",
            json!({"d": "8 juni 2023"}),
            r#"200 VALIDATION_FAILED Failed to parse "Date": expected a date YYYY-MM-DD (occurred while parsing "MeetingFilter")"#,
        ),
        (
            "a number for a day",
            "query($d: Date!) { meetings(filter: {from: $d}) { totalCount } }",
            json!({"d": 20230608}),
            r#"200 VALIDATION_FAILED Expected input type "Date", found 20230608. (occurred while parsing "MeetingFilter")"#,
        ),
        (
            "a meeting by a body's id",
            "query($id: ID!) { meeting(id: $id) { date } }",
            json!({"id": body}),
            "200 INVALID_VALUE id: expected an id that starts with mtg-",
        ),
        (
            "a body by a meeting's id",
            "query($id: ID!) { body(id: $id) { name } }",
            json!({"id": nothing()}),
            "200 INVALID_VALUE id: expected an id that starts with bod-",
        ),
        (
            "an id too short",
            r#"{ meeting(id: "mtg-1") { date } }"#,
            json!({}),
            "200 INVALID_VALUE id: expected 26 characters of base32 after mtg-",
        ),
        (
            "an id in capitals",
            "query($id: ID!) { meeting(id: $id) { date } }",
            json!({"id": nothing().to_uppercase()}),
            "200 INVALID_VALUE id: expected an id that starts with mtg-",
        ),
        (
            "a malformed node",
            r#"{ node(id: "par-x") { id } }"#,
            json!({}),
            "200 INVALID_VALUE id: expected 26 characters of base32 after par-",
        ),
        (
            "a node of no type",
            r#"{ node(id: "abc-00000000000000000000000000") { id } }"#,
            json!({}),
            "200 INVALID_VALUE id: no type of thing has ids of this form",
        ),
        (
            "a seat as node",
            "query($id: ID!) { node(id: $id) { id } }",
            json!({"id": seat}),
            "200 INVALID_VALUE id: no type of thing has ids of this form",
        ),
        (
            "nothing as node",
            r#"{ node(id: "") { id } }"#,
            json!({}),
            "200 INVALID_VALUE id: no type of thing has ids of this form",
        ),
        (
            "a number as node",
            "{ node(id: 17) { id } }",
            json!({}),
            "200 INVALID_VALUE id: no type of thing has ids of this form",
        ),
        (
            "a filter's body",
            r#"{ meetings(filter: {body: "styrelsen"}) { totalCount } }"#,
            json!({}),
            "200 INVALID_VALUE filter.body: expected an id that starts with bod-",
        ),
        (
            "paragraph 0",
            "query($b: ID!) { paragraph(body: $b, year: 2023, number: 0) { title } }",
            json!({"b": body}),
            "200 INVALID_VALUE number: a paragraph number is 1 or more",
        ),
        (
            "paragraph -1",
            "query($b: ID!) { paragraph(body: $b, year: 2023, number: -1) { title } }",
            json!({"b": body}),
            "200 INVALID_VALUE number: a paragraph number is 1 or more",
        ),
        (
            "more than 500 characters to search",
            "query($t: String!) { search(text: $t) { totalCount } }",
            json!({"t": long}),
            "200 INVALID_VALUE text: more than 500 characters",
        ),
        (
            "more than 500 in a filter",
            "query($t: String!) { decisions(filter: {text: $t}) { totalCount } }",
            json!({"t": long}),
            "200 INVALID_VALUE text: more than 500 characters",
        ),
    ] {
        found.push((
            name,
            summary(&client.query(query, variables).await),
            expected,
        ));
    }
    assert_each(&found);
}

#[tokio::test]
async fn what_is_not_there_is_null_or_an_empty_list_and_no_error() {
    let app = App::start(Engine::Sqlite).await;
    app.load(&board_meeting(
        "2023-06-08",
        47,
        &[("Budget", "Styrelsen antar budget.")],
    ))
    .await
    .expect("loaded");
    let client = app.anonymous();
    let body = BodyId::parse("bod-00000000000000000000000000")
        .expect("well-formed")
        .to_string();
    let paragraph = ParagraphId::parse("par-00000000000000000000000000")
        .expect("well-formed")
        .to_string();
    let organisation = OrganisationId::parse("org-00000000000000000000000000")
        .expect("well-formed")
        .to_string();
    let empty = json!({"totalCount": 0, "nodes": []});
    for slug in [
        "okanda-forbundet",
        "Ingen Adress!",
        "",
        organisation.as_str(),
        "å",
    ] {
        let data = client
            .query(
                r#"query($o: String!, $b: ID!, $m: ID!, $p: ID!) {
                     organisation(slug: $o) { name } association(slug: $o) { name }
                     meetings(filter: {organisation: $o}) { totalCount nodes { id } }
                     decisions(filter: {organisation: $o}) { totalCount nodes { id } }
                     concerning: decisions(filter: {concerns: $o}) { totalCount nodes { id } }
                     assignments(filter: {organisation: $o}) { totalCount nodes { id } }
                     changes(organisation: $o) { totalCount nodes { cursor } }
                     body(id: $b) { name } meeting(id: $m) { date } node(id: $p) { id }
                     paragraph(body: $b, year: 2023, number: 47) { title }
                   }"#,
                json!({"o": slug, "b": body, "m": nothing(), "p": paragraph}),
            )
            .await
            .data();
        assert_eq!(
            data,
            json!({
                "organisation": null, "association": null, "meetings": empty, "decisions": empty, "concerning": empty,
                "assignments": empty, "changes": {"totalCount": 0, "nodes": []}, "body": null, "meeting": null,
                "node": null, "paragraph": null,
            }),
            "{slug}"
        );
    }
    let data = client
        .query(r#"{ search(text: " – !") { totalCount nodes { id } } organisations(first: 0) { nodes { id } } }"#, json!({}))
        .await
        .data();
    assert_eq!(
        data,
        json!({"search": empty, "organisations": {"nodes": []}})
    );
}

async fn a_cursor_of_another_list_is_a_place_and_never_a_failure_on(engine: Engine) {
    let app = App::start(engine).await;
    let mut document = board_meeting(
        "2023-06-08",
        47,
        &[
            ("Budget", "Styrelsen antar budget."),
            ("Budget igen", "Mer."),
        ],
    );
    document["items"][0]["decisions"] =
        json!([{"text": "Antar budget.", "kind": "ADOPT"}, {"text": "Noterar.", "kind": "NOTE"}]);
    document["items"][0]["assignments"] =
        json!([{"assignees": null, "text": "a"}, {"assignees": ["b"], "text": "b"}]);
    app.load(&document).await.expect("loaded");
    app.load(&fresh()).await.expect("loaded");
    let client = app.anonymous();
    let lists = [
        "organisations",
        "meetings",
        "decisions",
        r#"decisions(filter: {text: "budget"})"#,
        "assignments",
        "assignments(order: DUE_ASC)",
        r#"search(text: "budget")"#,
        "changes",
        r#"changes(organisation: "samordningsforbundet-nydalen")"#,
    ];
    let list = |field: &str, after: Option<&str>| {
        let after = after
            .map(|cursor| format!("after: \"{cursor}\""))
            .unwrap_or_default();
        let field = match field.strip_suffix(')') {
            Some(open) => format!("{open}, first: 1 {after})"),
            None => format!("{field}(first: 1 {after})"),
        };
        format!("{{ {field} {{ totalCount edges {{ cursor }} }} }}")
    };
    let first = |data: &Value| {
        data.as_object()
            .expect("an object")
            .values()
            .next()
            .expect("a list")
            .clone()
    };
    let mut cursors = vec![
        "bm9uc2Vuc2U".to_owned(),
        String::new(),
        "Jy0tOw".to_owned(),
        "OTk5OTk5OTk5OTk5OTk5OTk5OTk5".to_owned(),
    ];
    let mut totals = Vec::new();
    for field in lists {
        let found = first(&client.query(&list(field, None), json!({})).await.data());
        cursors.push(
            found["edges"][0]["cursor"]
                .as_str()
                .unwrap_or_else(|| panic!("{field}: {found}"))
                .to_owned(),
        );
        totals.push(found["totalCount"].clone());
    }
    for (field, total) in lists.iter().zip(totals) {
        for cursor in &cursors {
            let answer = client.query(&list(field, Some(cursor)), json!({})).await;
            assert_eq!(
                answer.status, 200,
                "{field} after {cursor}: {}",
                answer.body
            );
            match answer.codes()[..] {
                [] => assert_eq!(
                    first(&answer.body["data"])["totalCount"],
                    total,
                    "{field} after {cursor}"
                ),
                ["INVALID_VALUE"] => {}
                _ => panic!("{field} after {cursor}: {}", answer.body),
            }
        }
    }
}

#[tokio::test]
async fn a_cursor_of_another_list_is_a_place_and_never_a_failure() {
    a_cursor_of_another_list_is_a_place_and_never_a_failure_on(Engine::Sqlite).await;
}

#[tokio::test]
async fn a_cursor_of_another_list_is_a_place_and_never_a_failure_on_postgresql() {
    a_cursor_of_another_list_is_a_place_and_never_a_failure_on(Engine::Postgres).await;
}

#[tokio::test]
async fn a_method_or_media_type_that_is_not_served_is_refused() {
    let app = App::start(Engine::Sqlite).await;
    let http = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client");
    let address = format!("{}/graphql", app.base());
    let body = r#"{"query":"{ rulebook { code } }"}"#;
    let mut found = Vec::new();
    for (name, request, expected) in [
        (
            "text",
            http.post(&address)
                .header("content-type", "text/plain")
                .body(body),
            "415 UNSUPPORTED_MEDIA_TYPE the body must be application/json in UTF-8, without content encoding",
        ),
        (
            "a form",
            http.post(&address)
                .header("content-type", "application/x-www-form-urlencoded")
                .body("query=%7Brulebook%7Bcode%7D%7D"),
            "415 UNSUPPORTED_MEDIA_TYPE the body must be application/json in UTF-8, without content encoding",
        ),
        (
            "no type",
            http.post(&address).body(body),
            "415 UNSUPPORTED_MEDIA_TYPE the body must be application/json in UTF-8, without content encoding",
        ),
        (
            "an answer in HTML",
            http.post(&address)
                .header("content-type", "application/json")
                .header("accept", "text/html")
                .body(body),
            "406 NOT_ACCEPTABLE answers are application/graphql-response+json or application/json",
        ),
        (
            "PUT",
            http.put(&address).body(body),
            "405 METHOD_NOT_ALLOWED only GET and POST are answered here",
        ),
        (
            "DELETE",
            http.delete(&address),
            "405 METHOD_NOT_ALLOWED only GET and POST are answered here",
        ),
        (
            "a mutation by GET",
            http.get(format!("{address}?query=mutation%7Bx%7D"))
                .header("accept", "application/graphql-response+json"),
            "405 METHOD_NOT_ALLOWED GET runs queries only",
        ),
        (
            "GET without a query",
            http.get(&address),
            "400 MALFORMED_REQUEST query is missing",
        ),
    ] {
        let response = request.answered().await.expect("an answer");
        let status = response.status().as_u16();
        let body: Value = response.json().await.expect("JSON");
        found.push((name, summary(&Answer { status, body }), expected));
    }
    assert_each(&found);
}

/// All that a load could have changed: organisations, journal, feed and meetings.
async fn state(app: &App) -> Value {
    let journals = app.store.journals().await.expect("journals");
    let meetings = Audit::meetings(&app.store, None, 100)
        .await
        .expect("meetings")
        .len();
    let feed = app
        .anonymous()
        .query(
            "{ changes { totalCount } organisations { totalCount } }",
            json!({}),
        )
        .await
        .data();
    let named: Vec<String> = [
        "samordningsforbundet-provdalen",
        "samordningsforbundet-nydalen",
        "tallmo-kommun",
    ]
    .map(str::to_owned)
    .to_vec();
    let named: Vec<String> = app
        .store
        .named(&named)
        .await
        .expect("a read")
        .into_iter()
        .map(|found| found.slug.to_string())
        .collect();
    json!({"journals": format!("{journals:?}"), "meetings": meetings, "feed": feed, "organisations": named})
}

/// The minutes of an organisation that is not held yet, with somebody from another one.
fn fresh() -> Value {
    let mut document = board_meeting("2024-02-01", 1, &[("Öppnande", "Mötet öppnas.")]);
    document["body"]["organisation"] = json!("Samordningsförbundet Nydalen");
    document["attendance"] =
        json!([{"name": "Anna Berg", "organisation": "Tallmo kommun", "capacity": "MEMBER"}]);
    document
}

fn with(pointer: &str, value: Value) -> Value {
    let mut document = fresh();
    *document
        .pointer_mut(pointer)
        .unwrap_or_else(|| panic!("{pointer}")) = value;
    document
}

async fn a_refused_document_changes_nothing_on(engine: Engine) {
    let app = App::start(engine).await;
    let empty = state(&app).await;
    let malformed = [
        (
            "the body",
            with("/body", json!({"name": "Styrelsen"})),
            "body",
        ),
        (
            "the date",
            with("/meeting/date", json!("2024-02-30")),
            "meeting.date",
        ),
        (
            "a title",
            with("/items/0", json!({"number": 1})),
            "items[0]",
        ),
        (
            "a number",
            with("/items/0/number", json!(0)),
            "items[0].number",
        ),
        (
            "a decision deep inside",
            with("/items/0/text", json!(1)),
            "items[0].text",
        ),
        (
            "a capacity",
            with("/attendance/0/capacity", json!("ANYBODY")),
            "attendance[0].capacity",
        ),
        (
            "the owner's name",
            with("/body/organisation", json!("–")),
            "body.organisation",
        ),
        (
            "the format",
            with("/format", json!("paragraf/minutes@9")),
            "format",
        ),
        ("all", json!([]), "$"),
    ];
    for (name, document, path) in malformed {
        match app.load_as(&document, true, None).await {
            Err(AppError::Invalid { field, .. }) => assert_eq!(field, path, "{name}"),
            other => panic!("{name}: {other:?}"),
        }
        assert_eq!(state(&app).await, empty, "{name}");
    }

    // What only the stored record tells to be wrong, with names in it that would be new.
    app.load(&board_meeting(
        "2023-06-08",
        47,
        &[("Budget", "Styrelsen antar budget.")],
    ))
    .await
    .expect("loaded");
    let held = state(&app).await;
    assert_ne!(held, empty);
    let of_the_held = |change: fn(&mut Value)| {
        let mut document = with(
            "/body/organisation",
            json!("Samordningsförbundet Provdalen"),
        );
        change(&mut document);
        document
    };
    let nydalen = Slug::parse("samordningsforbundet-nydalen").expect("a slug");
    let contradicting = [
        (
            "another kind of body",
            of_the_held(|d| d["body"]["kind"] = json!("MEMBER_COUNCIL")),
            None,
            "body.kind",
        ),
        (
            "another kind of organisation",
            of_the_held(|d| d["body"]["organisationKind"] = json!("MUNICIPALITY")),
            None,
            "body.organisationKind",
        ),
        (
            "nobody's",
            with("/body/organisation", Value::Null),
            None,
            "body.organisation",
        ),
        (
            "an unknown organisation's",
            with("/body/organisation", Value::Null),
            Some(&nydalen),
            "organisation",
        ),
    ];
    for (name, document, organisation, path) in contradicting {
        match app.load_as(&document, true, organisation).await {
            Err(AppError::Invalid { field, .. }) => assert_eq!(field, path, "{name}"),
            other => panic!("{name}: {other:?}"),
        }
        assert_eq!(state(&app).await, held, "{name}");
    }
    let document = fresh().to_string();
    let replacing = LoadMinutes {
        bytes: document.as_bytes(),
        organisation: None,
        publish: true,
        replaces: Some(MeetingId::parse(&nothing()).expect("a well-formed id")),
        actor: "test",
    };
    match archive::load(replacing, &app.store, &SystemClock, &SystemIds).await {
        Err(AppError::Invalid { field, reason }) => {
            assert_eq!(field, "replaces");
            assert_eq!(
                reason,
                format!("samordningsforbundet-nydalen has no meeting {}", nothing())
            );
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(state(&app).await, held);

    // The same file without its fault is taken, and then all of that changes.
    app.load(&fresh()).await.expect("loaded");
    let after = state(&app).await;
    for part in ["journals", "meetings", "feed", "organisations"] {
        assert_ne!(after[part], held[part], "{part}");
    }
}

#[tokio::test]
async fn a_refused_document_changes_nothing() {
    a_refused_document_changes_nothing_on(Engine::Sqlite).await;
}

#[tokio::test]
async fn a_refused_document_changes_nothing_on_postgresql() {
    a_refused_document_changes_nothing_on(Engine::Postgres).await;
}
