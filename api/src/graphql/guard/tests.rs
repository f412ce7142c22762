mod attacks;
mod contract;
mod soundness;

use std::time::{Duration, Instant};

use async_graphql::Variables;

use super::*;
use crate::graphql::sample;

/// Far more than any of these takes, far less than a blow-up would.
const BOUNDED: Duration = Duration::from_secs(2);

fn guard() -> Guard {
    Guard::from_sdl(&sample::schema().0.sdl(), Limits::default()).unwrap()
}

fn weigh(query: &str) -> Result<Weight, Refusal> {
    weigh_with(query, serde_json::json!({}))
}

fn weigh_with(query: &str, variables: serde_json::Value) -> Result<Weight, Refusal> {
    guard().admits(query, Variables::from_json(variables))
}

/// Sends the query as a body, and names the refusal.
fn code_of(query: &str) -> Option<Code> {
    let body = serde_json::json!({ "query": query }).to_string();
    code_of_body(body.as_bytes())
}

fn code_of_body(body: &[u8]) -> Option<Code> {
    let guard = guard();
    let start = Instant::now();
    let outcome = guard.admit_body(body);
    assert!(start.elapsed() < BOUNDED, "took {:?}", start.elapsed());
    outcome.err().map(|refusal| {
        let told = refusal.to_server_error();
        assert!(told.message.chars().count() <= 200, "{}", told.message);
        assert!(serde_json::to_string(&told).unwrap().len() <= 1_024);
        refusal.code()
    })
}

#[test]
fn every_field_costs_one() {
    let weight = weigh("{ organisation { name parent { name } } }").unwrap();
    assert_eq!((weight.cost, weight.depth, weight.selections), (4, 3, 4));
}

#[test]
fn a_page_multiplies_what_is_inside_it_once() {
    // organisations(1) + 7 × (nodes + name)
    assert_eq!(
        weigh("{ organisations(first: 7) { nodes { name } } }")
            .unwrap()
            .cost,
        1 + 7 * 2
    );
    assert_eq!(
        weigh("{ organisations(last: 7) { edges { node { name } } } }")
            .unwrap()
            .cost,
        1 + 7 * 3
    );
}

#[test]
fn a_page_without_size_is_twenty() {
    for arguments in ["", "(first: null)"] {
        let query = format!("{{ organisations{arguments} {{ nodes {{ name }} }} }}");
        assert_eq!(weigh(&query).unwrap().cost, 1 + 20 * 2, "{query}");
    }
}

#[test]
fn a_size_in_the_schema_is_taken() {
    assert_eq!(
        weigh("{ organisation { latest { name } } }").unwrap().cost,
        1 + 1 + 3
    );
    assert_eq!(
        weigh("{ organisation { latest(first: 9) { name } } }")
            .unwrap()
            .cost,
        1 + 1 + 9
    );
}

#[test]
fn the_larger_of_first_and_last_is_taken() {
    let query = "{ organisations(first: 3, last: 8, first: 5) { totalCount } }";
    assert_eq!(weigh(query).unwrap().cost, 1 + 8);
}

#[test]
fn a_size_comes_from_variables_and_their_defaults() {
    let query = "query($n: Int = 4) { organisations(first: $n) { totalCount } }";
    assert_eq!(weigh(query).unwrap().cost, 1 + 4);
    assert_eq!(
        weigh_with(query, serde_json::json!({ "n": 9 }))
            .unwrap()
            .cost,
        1 + 9
    );
    let query = "query($n: Int) { organisations(first: $n) { totalCount } }";
    assert_eq!(weigh(query).unwrap().cost, 1 + 20);
    assert_eq!(
        weigh_with(query, serde_json::json!({ "n": null }))
            .unwrap()
            .cost,
        1 + 20
    );
    assert_eq!(
        weigh_with(query, serde_json::json!({ "n": "many" }))
            .unwrap()
            .cost,
        1 + 20
    );
}

#[test]
fn an_absurd_size_saturates() {
    let cost = |size: &str| {
        weigh(&format!(
            "{{ organisations(first: {size}) {{ totalCount }} }}"
        ))
    };
    assert_eq!(cost("0").unwrap().cost, 2);
    assert_eq!(cost("-5").unwrap().cost, 2);
    assert_eq!(cost("-99999999999999999999999").unwrap().cost, 2);
    assert_eq!(cost("201").unwrap().cost, 202);
    for size in [
        "2147483647",
        "9223372036854775808",
        "18446744073709551616",
        "1e30",
    ] {
        assert_eq!(
            cost(size).unwrap_err().code(),
            Code::CostLimitExceeded,
            "{size}"
        );
    }
}

#[test]
fn a_plain_list_is_ten_and_a_list_by_ids_as_long_as_they() {
    assert_eq!(
        weigh("{ organisation { people { name } } }").unwrap().cost,
        2 + 10
    );
    assert_eq!(
        weigh(r#"{ byIds(ids: ["a"]) { name } }"#).unwrap().cost,
        1 + 10
    );
    let ids: Vec<_> = (0..500).collect();
    let query = "query($ids: [ID!]!) { byIds(ids: $ids) { name } }";
    assert_eq!(
        weigh_with(query, serde_json::json!({ "ids": ids }))
            .unwrap()
            .cost,
        1 + 500
    );
    let literal = ids.iter().map(|id| format!("\"{id}\"")).collect::<String>();
    assert_eq!(
        weigh(&format!("{{ byIds(ids: [{literal}]) {{ name }} }}"))
            .unwrap()
            .cost,
        1 + 500
    );
}

#[test]
fn the_type_decides_what_a_field_is() {
    // `members` of an organisation is a page; of a person it is nothing we know.
    let page = "{ named { ... on Organisation { members(first: 5) { totalCount } } } }";
    assert_eq!(weigh(page).unwrap().cost, 1 + 10 * (1 + 5));
    let nothing = "{ named { ... on Person { members(first: 5) { totalCount } } } }";
    assert_eq!(weigh(nothing).unwrap().cost, 1 + 10 * (1 + 1));
    assert_eq!(weigh("{ named { name } }").unwrap().cost, 1 + 10);
}

#[test]
fn fragments_count_where_they_are_spread() {
    let query = "
        query { organisation { ...P ...P } }
        fragment P on Organisation { a: people { ...N @include(if: true) } }
        fragment N on Person { name }";
    let weight = weigh(query).unwrap();
    assert_eq!(
        weight,
        Weight {
            cost: 1 + 2 * (1 + 10),
            introspection: 0,
            depth: 3,
            introspection_lists: 0,
            fragment_depth: 2,
            aliases: 2,
            directives: 2,
            selections: 1 + 2 * (1 + 1 + 1 + 1),
        }
    );
}

#[test]
fn directives_count_wherever_they_stand() {
    let query = "
        query($a: Int @d) @d { organisation @d { ... @d { name } ...F @d } }
        fragment F on Organisation @d { name }";
    assert_eq!(weigh(query).unwrap().directives, 6);
}

#[test]
fn the_chosen_operation_is_the_one_that_costs() {
    let query = "query Small { number } query Large { organisations(first: 200) { nodes { members(first: 200) \
                 { nodes { members(first: 200) { nodes { name } } } } } } }";
    let guard = guard();
    let outcome = |name: Option<&str>| {
        guard
            .admit(
                query.to_owned(),
                name.map(str::to_owned),
                Variables::default(),
            )
            .map(|it| it.weight.cost)
    };
    assert_eq!(outcome(Some("Small")), Ok(1));
    assert_eq!(
        outcome(Some("Large")).unwrap_err().code(),
        Code::CostLimitExceeded
    );
    assert_eq!(
        outcome(Some("Other")).unwrap_err().code(),
        Code::UnknownOperation
    );
    assert_eq!(outcome(None).unwrap_err().code(), Code::UnknownOperation);
}

#[test]
fn a_name_for_a_nameless_operation_is_unknown() {
    let outcome = guard().admit(
        "{ number }".to_owned(),
        Some("It".to_owned()),
        Variables::default(),
    );
    assert_eq!(outcome.unwrap_err().code(), Code::UnknownOperation);
}

#[test]
fn a_required_variable_must_have_a_value() {
    for (query, variables, code) in [
        (
            "query($v: Int!) { number(value: $v) }",
            serde_json::json!({ "v": 1 }),
            None,
        ),
        (
            "query($v: Int!) { number(value: $v) }",
            serde_json::json!({}),
            Some(Code::ValidationFailed),
        ),
        (
            "query($v: Int!) { number(value: $v) }",
            serde_json::json!({ "v": null }),
            Some(Code::ValidationFailed),
        ),
        (
            "query($v: Int! = 1) { number(value: $v) }",
            serde_json::json!({}),
            None,
        ),
        (
            "query($v: Int! = 1) { number(value: $v) }",
            serde_json::json!({ "v": null }),
            Some(Code::ValidationFailed),
        ),
        (
            "query($v: Int) { number(value: $v) }",
            serde_json::json!({}),
            None,
        ),
    ] {
        assert_eq!(
            weigh_with(query, variables)
                .err()
                .map(|refusal| refusal.code()),
            code,
            "{query}"
        );
    }
}

#[test]
fn a_body_is_one_object_with_members_of_the_right_type() {
    for (body, code) in [
        (r#"{"query":"{number}"}"#, None),
        (
            r#" {"query":"{number}","other":[1,{"query":2}],"operationName":null,"variables":null,"extensions":null} "#,
            None,
        ),
        (
            r#"{"query":"{number}","operationName":"","variables":{},"extensions":{"a":1}}"#,
            None,
        ),
        ("", Some(Code::MalformedRequest)),
        ("  ", Some(Code::MalformedRequest)),
        ("null", Some(Code::MalformedRequest)),
        ("\"{number}\"", Some(Code::MalformedRequest)),
        ("{}", Some(Code::MalformedRequest)),
        (r#"{"query":null}"#, Some(Code::MalformedRequest)),
        (r#"{"query":1}"#, Some(Code::MalformedRequest)),
        (r#"{"query":["{number}"]}"#, Some(Code::MalformedRequest)),
        (
            r#"{"query":"{number}","operationName":1}"#,
            Some(Code::MalformedRequest),
        ),
        (
            r#"{"query":"{number}","variables":[]}"#,
            Some(Code::MalformedRequest),
        ),
        (
            r#"{"query":"{number}","variables":"{}"}"#,
            Some(Code::MalformedRequest),
        ),
        (
            r#"{"query":"{number}","extensions":[]}"#,
            Some(Code::MalformedRequest),
        ),
        (
            r#"{"query":"{number}"} {"query":"{number}"}"#,
            Some(Code::MalformedRequest),
        ),
        (r#"{"query":"{number}""#, Some(Code::MalformedRequest)),
        (
            r#"{"query":"{number}","query":"{number}"}"#,
            Some(Code::MalformedRequest),
        ),
        (
            r#"{"variables":{},"query":"{number}","variables":{}}"#,
            Some(Code::MalformedRequest),
        ),
        (
            r#"{"operationName":null,"query":"{number}","operationName":null}"#,
            Some(Code::MalformedRequest),
        ),
        (
            r#"{"extensions":null,"query":"{number}","extensions":null}"#,
            Some(Code::MalformedRequest),
        ),
        (r#"{"query":"{number}","a":1,"a":2}"#, None),
        ("[]", Some(Code::BatchNotSupported)),
        ("\n [{}]", Some(Code::BatchNotSupported)),
    ] {
        assert_eq!(code_of_body(body.as_bytes()), code, "{body}");
    }
    assert_eq!(
        code_of_body(b"{\"query\":\"{number}\xff\"}"),
        Some(Code::MalformedRequest)
    );
}

#[test]
fn parameters_are_held_to_the_same_rules() {
    let guard = guard();
    let code = |query: &str| {
        guard
            .admit_params(query)
            .err()
            .map(|refusal| refusal.code())
    };
    assert_eq!(code("query=%7Bnumber%7D"), None);
    assert_eq!(
        code("query=%7Bnumber%7D&variables=&extensions=&operationName=&other=1&other=2"),
        None
    );
    assert_eq!(code("query={number}&variables=%7B%22a%22%3A1%7D"), None);
    assert_eq!(code(""), Some(Code::MalformedRequest));
    assert_eq!(
        code("query={number}&query={number}"),
        Some(Code::MalformedRequest)
    );
    assert_eq!(
        code("query={number}&variables=[]"),
        Some(Code::MalformedRequest)
    );
    assert_eq!(
        code("query={number}&variables=%7B"),
        Some(Code::MalformedRequest)
    );
    assert_eq!(code("query=mutation{decide}"), Some(Code::MethodNotAllowed));
    assert_eq!(code("query=subscription{x}"), Some(Code::MethodNotAllowed));
    assert_eq!(
        code("query=query+A{number}mutation+B{decide}&operationName=A"),
        None
    );
    assert_eq!(
        code("query=query+A{number}mutation+B{decide}&operationName=B"),
        Some(Code::MethodNotAllowed)
    );
    assert_eq!(
        code(&format!("query={}", "+".repeat(70_000))),
        Some(Code::BodyTooLarge)
    );
    let nested = format!("query={{number}}&variables={}", "[".repeat(1_000));
    assert_eq!(code(&nested), Some(Code::NestingLimitExceeded));
}

#[test]
fn the_request_that_goes_on_is_parsed() {
    let body = br#"{"query":"query A { number } query B { number }","operationName":"B","variables":{"a":[1]}}"#;
    let mut admitted = guard().admit_body(body).unwrap();
    assert_eq!(admitted.operation, OperationType::Query);
    assert_eq!(admitted.request.operation_name.as_deref(), Some("B"));
    assert_eq!(admitted.request.variables.len(), 1);
    // With another text in its place the library would parse again and fail.
    admitted.request.query = "not GraphQL".to_owned();
    assert!(admitted.request.parsed_query().is_ok());
}

#[test]
fn a_refusal_carries_its_code_and_figures() {
    let refusal =
        weigh("{ organisations(first: 2147483647) { nodes { members { totalCount } } } }")
            .unwrap_err();
    assert_eq!(
        (refusal.limit(), refusal.found()),
        (Some(1_000_000), Some(1 + 2_147_483_647 * 22))
    );
    let told = serde_json::to_value(refusal.to_server_error()).unwrap();
    assert_eq!(
        told["extensions"],
        serde_json::json!({
            "code": "COST_LIMIT_EXCEEDED",
            "params": { "limit": 1_000_000, "found": 1_u64 + 2_147_483_647 * 22 },
        })
    );
    let saturated = weigh("{ organisations(first: 1e99) { totalCount } }").unwrap_err();
    let told = serde_json::to_value(saturated.to_server_error()).unwrap();
    assert_eq!(
        told["extensions"]["params"]["found"],
        serde_json::json!(9_007_199_254_740_991_u64)
    );
}

#[test]
fn a_syntax_error_says_where_and_quotes_nothing() {
    let secret = "19121212".repeat(200);
    let refusal = weigh(&format!("{{ organisation(slug: \"{secret}\") }} }}")).unwrap_err();
    assert_eq!(refusal.code(), Code::SyntaxError);
    let told = refusal.to_server_error();
    assert!(!told.message.contains("1912"), "{}", told.message);
    assert!(!told.message.contains('\n'), "{}", told.message);
    assert_eq!(told.locations.len(), 1);
}

#[test]
fn codes_are_unique_on_the_wire() {
    let codes: std::collections::BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(codes.len(), Code::ALL.len());
}

#[test]
fn a_description_that_is_no_schema_is_an_error() {
    assert!(Guard::from_sdl("type {", Limits::default()).is_err());
    assert!(Guard::from_sdl("type Other { a: Int }", Limits::default()).is_err());
    assert!(Guard::from_sdl("type Query { a: Int }", Limits::default()).is_ok());
}
