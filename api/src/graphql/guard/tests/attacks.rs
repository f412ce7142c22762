//! The attacks that would fell the library, each with the code that stops it.

use super::*;

/// `levels` fragments, each spreading the next `width` times.
fn fan_out(levels: usize, width: usize, leaf: &str) -> String {
    let mut query = String::from("{ organisation { ...F0 } }");
    for level in 0..levels {
        let spreads = format!("...F{} ", level + 1).repeat(width);
        query.push_str(&format!(
            "\nfragment F{level} on Organisation {{ {spreads}}}"
        ));
    }
    query.push_str(&format!(
        "\nfragment F{levels} on Organisation {{ {leaf} }}"
    ));
    query
}

#[test]
fn b1_fan_out_is_refused_by_what_it_expands_to() {
    for leaf in ["__typename", "name", "parent { name }"] {
        for (levels, width) in [
            (10, 2),
            (16, 2),
            (24, 2),
            (27, 2),
            (30, 2),
            (12, 4),
            (6, 10),
        ] {
            let query = fan_out(levels, width, leaf);
            assert_eq!(
                code_of(&query),
                Some(Code::CostLimitExceeded),
                "{width}^{levels} {leaf}"
            );
        }
    }
}

#[test]
fn b1_fan_out_is_refused_where_it_is_not_chosen() {
    let spread =
        fan_out(24, 2, "__typename").replacen("{ organisation", "query B { organisation", 1);
    let body = serde_json::json!({ "query": format!("query A {{ number }} {spread}"), "operationName": "A" });
    assert_eq!(
        code_of_body(body.to_string().as_bytes()),
        Some(Code::CostLimitExceeded)
    );
    let unused =
        fan_out(24, 2, "__typename").replacen("{ organisation { ...F0 } }", "{ number }", 1);
    assert_eq!(code_of(&unused), Some(Code::CostLimitExceeded));
}

#[test]
fn b1_fan_out_through_fields_and_inline_fragments() {
    let mut fields = String::from("{ organisation { ...F0 } }");
    let mut inlines = fields.clone();
    for level in 0..12 {
        let next = level + 1;
        fields.push_str(&format!(
            "fragment F{level} on Organisation {{ parent {{ ...F{next} }} parent {{ ...F{next} }} }} "
        ));
        inlines.push_str(&format!(
            "fragment F{level} on Organisation {{ ... {{ ...F{next} }} ... on Organisation {{ ...F{next} }} }} "
        ));
    }
    let leaf = "fragment F12 on Organisation { name }";
    assert_eq!(code_of(&(fields + leaf)), Some(Code::CostLimitExceeded));
    assert_eq!(code_of(&(inlines + leaf)), Some(Code::CostLimitExceeded));
}

#[test]
fn b1_many_fragments_of_moderate_size_are_counted_together() {
    let mut query = String::from("{ number }");
    for at in 0..10 {
        query.push_str(&format!(
            "fragment F{at} on Organisation {{ {} }} ",
            "...L ".repeat(9)
        ));
    }
    query.push_str(&format!(
        "fragment L on Organisation {{ {} }}",
        "name ".repeat(99)
    ));
    let refusal = weigh(&query).unwrap_err();
    assert_eq!(
        (refusal.code(), refusal.limit()),
        (Code::CostLimitExceeded, Some(4_000))
    );
}

#[test]
fn b1_a_long_chain_of_fragments_is_too_deep() {
    assert_eq!(code_of(&fan_out(31, 1, "name")), None);
    assert_eq!(
        code_of(&fan_out(32, 1, "name")),
        Some(Code::DepthLimitExceeded)
    );
    assert_eq!(
        code_of(&fan_out(200, 1, "name")),
        Some(Code::DepthLimitExceeded)
    );
    let mut backwards: Vec<_> = fan_out(200, 1, "name").lines().map(str::to_owned).collect();
    backwards.reverse();
    assert_eq!(
        code_of(&backwards.join("\n")),
        Some(Code::DepthLimitExceeded)
    );
}

#[test]
fn b2_cycles_are_found_wherever_they_are() {
    for query in [
        "{ organisation { ...A } } fragment A on Organisation { ...A }",
        "{ organisation { ...A } } fragment A on Organisation { name ...B } fragment B on Organisation { ...A }",
        "{ organisation { ...A } } fragment A on Organisation { ... on Organisation { parent { ...A } } }",
        "{ organisation { ...A } } fragment A on Organisation { ... @include(if: false) { ...A @skip(if: true) } }",
        "{ number } fragment A on Organisation { ...A }",
        "{ number } fragment A on Nothing { ...B } fragment B on Nothing { ...C } fragment C on Nothing { ...B }",
    ] {
        assert_eq!(code_of(query), Some(Code::FragmentCycle), "{query}");
    }
    let query =
        "query A { number } query B { organisation { ...F } } fragment F on Organisation { ...F }";
    let body = serde_json::json!({ "query": query, "operationName": "A" }).to_string();
    assert_eq!(code_of_body(body.as_bytes()), Some(Code::FragmentCycle));
}

#[test]
fn b3_brackets_are_counted_before_anything_is_parsed() {
    for depth in [41, 50, 1_000, 30_000] {
        let open =
            |open: &str, close: &str| format!("{}{}", open.repeat(depth), close.repeat(depth));
        for query in [
            open("{a", "}"),
            "{".repeat(depth),
            format!("{{ number(value: {}) }}", open("[", "]")),
            format!("{{ number(value: {}) }}", open("{a:", "}")),
            format!("{{ number{} }}", "(".repeat(depth)),
            format!("query($a: {}) {{ number }}", open("[", "]")),
            format!("query($a: Int = {}) {{ number }}", "[".repeat(depth)),
            format!("{{ number @d(a: {}) }}", "[".repeat(depth)),
            format!("{{ ...{} }}", "{ ...".repeat(depth)),
        ] {
            let found = code_of(&query);
            let too_large = query.len() > 60_000;
            assert!(
                found == Some(Code::NestingLimitExceeded)
                    || (too_large && found == Some(Code::BodyTooLarge)),
                "{depth}: {found:?} for {}",
                &query[..40]
            );
        }
    }
    let large = format!("{{ number(value: {}) }}", "[".repeat(100_000));
    assert_eq!(code_of(&large), Some(Code::BodyTooLarge));
    // The guard holds for transports without a body as well.
    assert_eq!(
        weigh(&large).unwrap_err().code(),
        Code::NestingLimitExceeded
    );
}

#[test]
fn b3_nesting_below_the_brackets_is_held_by_depth() {
    let nested = |depth: usize| {
        format!(
            "{{ organisation {} {} {}",
            "{ parent ".repeat(depth - 2),
            "{ name }",
            "}".repeat(depth - 1)
        )
    };
    assert_eq!(code_of(&nested(16)), None);
    assert_eq!(code_of(&nested(17)), Some(Code::DepthLimitExceeded));
    assert_eq!(code_of(&nested(39)), Some(Code::DepthLimitExceeded));
    assert_eq!(code_of(&nested(50)), Some(Code::NestingLimitExceeded));
}

#[test]
fn b3_brackets_in_strings_and_comments_are_text() {
    let brackets = "{[(".repeat(100);
    for query in [
        format!("{{ organisation(slug: \"{brackets}\") {{ name }} }}"),
        format!("{{ organisation(slug: \"\\\"{brackets}\\\\\") {{ name }} }}"),
        format!(
            "{{ organisation(slug: \"\"\"{brackets} \" \\\"\"\" {brackets}\n\"\"\") {{ name }} }}"
        ),
        format!("# {brackets} \" \"\"\"\n{{ number # {brackets}\r}}"),
        format!("{{ organisation(slug: \"\") {{ name }} }} # {brackets}"),
        format!("{{ organisation(slug: \"\"\"\"\"\") {{ name }} }} # {brackets}"),
    ] {
        assert_eq!(code_of(&query), None, "{query}");
    }
}

#[test]
fn b3_strings_cannot_hide_brackets() {
    let brackets = "[".repeat(5_000);
    for (query, code) in [
        // What the grammar would read as empty strings before live brackets.
        (
            format!("{{ number(value: [\"\"\"\" {brackets}"),
            Code::SyntaxError,
        ),
        (
            format!("{{ number(value: [\"\"\" {brackets}"),
            Code::SyntaxError,
        ),
        (format!("{{ number(value: \" {brackets}"), Code::SyntaxError),
        (
            format!("{{ number(value: \"\n\" {brackets}"),
            Code::SyntaxError,
        ),
        (
            format!("{{ number(value: \"\\\n\" {brackets}"),
            Code::NestingLimitExceeded,
        ),
        (
            format!("{{ number(value: \"\"\"\\\\\"\"\" {brackets}"),
            Code::SyntaxError,
        ),
        (
            format!("{{ number(value: \"#\" {brackets}"),
            Code::NestingLimitExceeded,
        ),
        (
            format!("{{ number(value: \"\\\\\" {brackets}"),
            Code::NestingLimitExceeded,
        ),
    ] {
        assert_eq!(code_of(&query), Some(code), "{}", &query[..30]);
        // The parser never gets to see it: what would be a syntax error to it as
        // well is one before that.
        if code == Code::SyntaxError {
            let refusal = scan::document(&query, guard().limits()).unwrap_err();
            assert_eq!(refusal.to_string(), "a string is not terminated");
        }
    }
}

#[test]
fn b4_amounts_are_refused_by_their_product() {
    for query in [
        "{ organisations(first:100) { nodes { members(first:100) { nodes { parent { members(first:100) { nodes { name } } } } } } } }",
        "{ organisations(first:2147483647) { totalCount } }",
        "{ organisations(last:2147483647) { edges { node { name } } } }",
        "{ organisations { nodes { members { nodes { members { nodes { members { nodes { members { nodes { name } } } } } } } } } } }",
    ] {
        assert_eq!(code_of(query), Some(Code::CostLimitExceeded), "{query}");
    }
    let many: Vec<_> = (0..10_000).map(|_| "a").collect();
    let query = "query($i: [ID!]!) { byIds(ids: $i) { members(first: 10) { nodes { members(first: 10) { totalCount } } } } }";
    let body = serde_json::json!({ "query": query, "variables": { "i": many } }).to_string();
    assert_eq!(code_of_body(body.as_bytes()), Some(Code::CostLimitExceeded));
}

#[test]
fn b5_aliases_are_counted_after_expansion() {
    let aliases = |count: usize| {
        let fields: String = (0..count).map(|at| format!("a{at}: number ")).collect();
        format!("{{ {fields} }}")
    };
    assert_eq!(code_of(&aliases(30)), None);
    assert_eq!(code_of(&aliases(31)), Some(Code::AliasLimitExceeded));
    assert_eq!(code_of(&aliases(600)), Some(Code::AliasLimitExceeded));
    assert_eq!(code_of(&aliases(1_000)), Some(Code::TokenLimitExceeded));
    assert_eq!(
        weigh(&aliases(10_000)).unwrap_err().code(),
        Code::TokenLimitExceeded
    );
    let spread = "{ organisation { ...F parent { ...F ...F parent { ...F } } } } \
                  fragment F on Organisation { a: name b: name c: name d: name e: name f: name g: name h: name }";
    let refusal = weigh(spread).unwrap_err();
    assert_eq!(
        (refusal.code(), refusal.found()),
        (Code::AliasLimitExceeded, Some(32))
    );
}

#[test]
fn b5_the_same_field_often() {
    assert_eq!(code_of(&format!("{{ {} }}", "number ".repeat(1_000))), None);
    assert_eq!(
        code_of(&format!("{{ {} }}", "number ".repeat(1_001))),
        Some(Code::CostLimitExceeded)
    );
    assert_eq!(
        code_of(&format!("{{ {} }}", "number ".repeat(8_000))),
        Some(Code::TokenLimitExceeded)
    );
}

#[test]
fn b5_a_long_alias_does_not_multiply_the_answer() {
    let query = |length: usize| format!("{{ {}: number }}", "a".repeat(length));
    assert_eq!(code_of(&query(128)), None);
    assert_eq!(code_of(&query(129)), Some(Code::TokenLimitExceeded));
    assert_eq!(code_of(&query(60_000)), Some(Code::TokenLimitExceeded));
}

#[test]
fn b6_directives_are_counted_for_the_request() {
    let on_one = |count: usize| format!("{{ number {} }}", "@include(if:true) ".repeat(count));
    assert_eq!(code_of(&on_one(20)), None);
    assert_eq!(code_of(&on_one(21)), Some(Code::DirectiveLimitExceeded));
    assert_eq!(
        weigh(&on_one(10_000)).unwrap_err().code(),
        Code::TokenLimitExceeded
    );
    let one_each = |count: usize| format!("{{ {} }}", "number @d ".repeat(count));
    assert_eq!(code_of(&one_each(21)), Some(Code::DirectiveLimitExceeded));
    assert_eq!(code_of(&one_each(600)), Some(Code::DirectiveLimitExceeded));
    assert_eq!(code_of(&one_each(2_000)), Some(Code::TokenLimitExceeded));
    assert_eq!(
        weigh(&format!("{{ number {} }}", "@x".repeat(10_000)))
            .unwrap_err()
            .code(),
        Code::TokenLimitExceeded
    );
}

#[test]
fn b7_batches_are_refused() {
    for count in [1, 2, 1_000] {
        let body = serde_json::json!(vec![serde_json::json!({ "query": "{ number }" }); count])
            .to_string();
        assert_eq!(code_of_body(body.as_bytes()), Some(Code::BatchNotSupported));
    }
}

#[test]
fn b8_standard_introspection_passes() {
    let weight = weigh(shape::INTROSPECTION_QUERY).unwrap();
    assert_eq!((weight.depth, weight.cost), (15, 1));
    assert_eq!(
        weigh("{ __type(name: \"Organisation\") { name fields { name type { name } } } }")
            .unwrap()
            .cost,
        1
    );
}

#[test]
fn b8_circular_introspection_is_refused() {
    let circle = |rounds: usize| {
        format!(
            "{{ __schema {{ types {} {{ name }} {} }} }}",
            "{ fields { type".repeat(rounds),
            "} }".repeat(rounds)
        )
    };
    assert_eq!(code_of(&circle(2)), None);
    assert_eq!(code_of(&circle(3)), Some(Code::DepthLimitExceeded));
    assert_eq!(code_of(&circle(10)), Some(Code::DepthLimitExceeded));
    let by_fragment = "{ __schema { types { ...F } } } fragment F on __Type { fields { type { interfaces { \
                       possibleTypes { name } } } } }";
    assert_eq!(code_of(by_fragment), Some(Code::DepthLimitExceeded));
    let deep = format!(
        "{{ __schema {{ queryType {} {{ name }} {} }} }}",
        "{ ofType".repeat(14),
        "}".repeat(14)
    );
    assert_eq!(code_of(&deep), Some(Code::DepthLimitExceeded));
}

#[test]
fn b8_introspection_three_times_over_is_too_dear() {
    let (head, fragments) = shape::INTROSPECTION_QUERY.split_once("__schema {").unwrap();
    let (body, fragments) = fragments.split_once("fragment FullType").unwrap();
    let body = body.trim_end().trim_end_matches('}').trim_end();
    let times = |count: usize| {
        let fields: String = (0..count)
            .map(|at| format!("a{at}: __schema {{ {body} "))
            .collect();
        format!("{head} {fields} }} fragment FullType{fragments}")
    };
    assert_eq!(code_of(&times(2)), None);
    assert_eq!(code_of(&times(3)), Some(Code::CostLimitExceeded));
}

#[test]
fn b9_odd_numbers_and_texts_do_not_harm() {
    let digits = "9".repeat(5_000);
    for (query, code) in [
        (
            format!("{{ number(value: {digits}) }}"),
            Some(Code::SyntaxError),
        ),
        ("{ number(value: 2147483648) }".to_owned(), None),
        ("{ number(value: -9223372036854775809) }".to_owned(), None),
        ("{ number(value: 123456789012345678901) }".to_owned(), None),
        (
            "{ number(value: 1e400) }".to_owned(),
            Some(Code::SyntaxError),
        ),
        ("{ number\0 }".to_owned(), Some(Code::SyntaxError)),
        (
            "{ organisation(slug: \"\0\") { name } }".to_owned(),
            Some(Code::SyntaxError),
        ),
        (
            "{ organisation(slug: \"\\u0000\") { name } }".to_owned(),
            Some(Code::SyntaxError),
        ),
        (
            "{ organisation(slug: \"\\ud800\") { name } }".to_owned(),
            Some(Code::SyntaxError),
        ),
        (
            "{ organisation(slug: \"å a\u{30a} \u{202e}\") { name } }".to_owned(),
            None,
        ),
        ("{ nåmber }".to_owned(), Some(Code::SyntaxError)),
        ("\u{feff}{ number }".to_owned(), None),
        (String::new(), Some(Code::SyntaxError)),
        ("#".to_owned(), Some(Code::SyntaxError)),
        (
            "fragment F on Query { number }".to_owned(),
            Some(Code::SyntaxError),
        ),
        ("{ number } { number }".to_owned(), Some(Code::SyntaxError)),
        (
            "query A { number } query A { number }".to_owned(),
            Some(Code::SyntaxError),
        ),
    ] {
        assert_eq!(
            code_of(&query),
            code,
            "{}",
            query.chars().take(60).collect::<String>()
        );
    }
    for body in [
        r#"{"query":"{number}","variables":{"a":1e400}}"#.to_owned(),
        r#"{"query":"{number}","variables":{"a":"\ud800"}}"#.to_owned(),
        r#"{"query":"{number}","variables":{"a":"\u0000"}}"#.to_owned(),
        r#"{"query":"{number}","variables":{"\u0000":1}}"#.to_owned(),
        r#"{"query":"\ud800"}"#.to_owned(),
        format!(r#"{{"query":"{{number}}","variables":{{"a":{digits}}}}}"#),
    ] {
        assert_eq!(
            code_of_body(body.as_bytes()),
            Some(Code::MalformedRequest),
            "{}",
            &body[..40]
        );
    }
}

#[test]
fn b10_bodies_are_capped_in_size_and_depth() {
    let text = "x".repeat(5_000_000);
    assert_eq!(code_of(&text), Some(Code::BodyTooLarge));
    for depth in [41, 200, 20_000] {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let nested = format!("{}1{}", open.repeat(depth), close.repeat(depth));
            let body = format!(r#"{{"query":"{{number}}","other":{nested}}}"#);
            let expected = if body.len() > 65_536 {
                Code::BodyTooLarge
            } else {
                Code::NestingLimitExceeded
            };
            assert_eq!(code_of_body(body.as_bytes()), Some(expected));
        }
    }
    let body = format!(
        r#"{{"query":"{{number}}","other":"{}"}}"#,
        "[{\\\"".repeat(1_000)
    );
    assert_eq!(code_of_body(body.as_bytes()), None);
}

#[test]
fn the_worst_that_fits_is_bounded_in_time() {
    // The longest texts that reach the parser, which skips the same blank again
    // for each thing that could follow it.
    for query in [
        format!("{{ number #{}\n }}", "x".repeat(65_000)),
        format!("{{ number {} }}", " ".repeat(65_000)),
        format!(
            "{{ organisation(slug: \"\"\"{}\"\"\") {{ name }} }}",
            "\n x".repeat(10_000)
        ),
    ] {
        assert_eq!(code_of(&query), None);
    }
}
