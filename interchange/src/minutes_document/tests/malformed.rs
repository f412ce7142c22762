//! What is no minutes document, each with the place and the reason that its sender reads.

use super::*;
use crate::MAX_DOCUMENT;

fn refusal(bytes: &[u8]) -> String {
    match MinutesDocument::parse(bytes) {
        Ok(_) => "(taken)".to_owned(),
        Err(error) => error.to_string(),
    }
}

/// Every case at once, so that one run shows all that differs.
fn assert_refused(cases: &[(&str, String, &str)]) {
    let differing: Vec<String> = cases
        .iter()
        .map(|(name, text, expected)| (name, refusal(text.as_bytes()), expected))
        .filter(|(_, found, expected)| found != *expected)
        .map(|(name, found, expected)| format!("{name}\n  expected {expected}\n  found    {found}"))
        .collect();
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

const BOARD: &str = r#"{"name":"Styrelsen","kind":"BOARD"}"#;

#[test]
fn what_the_cases_start_from_is_taken() {
    for text in [
        document(""),
        items(""),
        items(r#"{"title":null}"#),
        of(BOARD, r#"{"date":null}"#),
    ] {
        assert_eq!(refusal(text.as_bytes()), "(taken)", "{text}");
    }
}

#[test]
fn what_is_not_json_is_refused_with_line_and_column() {
    assert_refused(&[
        (
            "nothing",
            String::new(),
            "$: EOF while parsing a value at line 1 column 0",
        ),
        (
            "a word",
            "protokoll".to_owned(),
            "$: expected value at line 1 column 1",
        ),
        (
            "cut off",
            "{\n  \"format\": \"paragraf/minutes@1\",\n  \"body\": {".to_owned(),
            "body: EOF while parsing an object at line 3 column 11",
        ),
        (
            "a comma too many",
            "{\n  \"format\": \"paragraf/minutes@1\",\n}".to_owned(),
            "$: trailing comma at line 3 column 1",
        ),
        (
            "a second document",
            format!("{}\n{}", document(""), document("")),
            "$: trailing characters at line 2 column 1",
        ),
        (
            "trailing garbage",
            format!("{} x", document("")),
            "$: trailing characters at line 1 column 111",
        ),
        (
            "a byte order mark",
            format!("\u{feff}{}", document("")),
            "$: expected value at line 1 column 1",
        ),
        (
            "an unescaped line break",
            items("{\"title\":\"a\nb\"}"),
            r"items[0].title: control character (\u0000-\u001F) found while parsing a string at line 2 column 0",
        ),
        (
            "half a surrogate pair",
            items(r#"{"title":"\ud800"}"#),
            "items[0].title: unexpected end of hex escape at line 1 column 124",
        ),
        (
            "lists without end",
            items(&format!(r#"{{"title":{}"#, "[".repeat(200))),
            "items[0].title: invalid type: sequence, expected a string at line 1 column 116",
        ),
    ]);
}

#[test]
fn bytes_that_are_not_utf8_are_refused_where_they_stand() {
    let mut bytes = items(r#"{"title":"x"}"#).into_bytes();
    let place = bytes
        .iter()
        .rposition(|byte| *byte == b'x')
        .expect("the title");
    bytes[place] = 0xe5; // å in Latin-1
    assert_eq!(
        refusal(&bytes),
        "items[0].title: invalid unicode code point at line 1 column 118"
    );
}

#[test]
fn a_file_of_more_than_sixteen_mebibytes_is_not_read() {
    let mut bytes = document("").into_bytes();
    bytes.resize(MAX_DOCUMENT, b' ');
    assert_eq!(refusal(&bytes), "(taken)");
    bytes.push(b' ');
    assert_eq!(
        refusal(&bytes),
        "$: 16777217 bytes, at most 16777216 are read"
    );
}

#[test]
fn another_form_than_the_formats_is_refused() {
    assert_refused(&[
        (
            "a list for the document",
            "[]".to_owned(),
            "$: invalid length 0, expected struct MinutesDocument with 18 elements at line 1 column 2",
        ),
        (
            "null for the document",
            "null".to_owned(),
            "$: invalid type: null, expected struct MinutesDocument at line 1 column 4",
        ),
        (
            "another format",
            document("").replace("minutes@1", "minutes@2"),
            "format: unknown variant `paragraf/minutes@2`, expected `paragraf/minutes@1` at line 1 column 30",
        ),
        (
            "a number for the format",
            document("").replace(r#""paragraf/minutes@1""#, "1"),
            "format: expected value at line 1 column 11",
        ),
        (
            "an object for the format",
            document("").replace(r#""paragraf/minutes@1""#, r#"{"paragraf/minutes@1":null}"#),
            "format: an object where a text is expected",
        ),
        (
            "a list for the body",
            of(r#"["Styrelsen","BOARD",null,null]"#, r#"{"date":null}"#),
            "body: a list where an object is expected",
        ),
        (
            "a short list for the body",
            of(r#"["Styrelsen"]"#, r#"{"date":null}"#),
            "body: invalid length 1, expected struct BodyPart with 4 elements at line 1 column 51",
        ),
        (
            "a list for the meeting",
            of(BOARD, "[null,null,null,null,null,null]"),
            "meeting: a list where an object is expected",
        ),
        (
            "a list for an interval",
            document(r#""attendance":[{"name":"A","capacity":"MEMBER","presence":[[1,2]]}]"#),
            "attendance[0].presence[0]: a list where an object is expected",
        ),
        (
            "an object for a code",
            of(
                r#"{"name":"Styrelsen","kind":{"BOARD":null}}"#,
                r#"{"date":null}"#,
            ),
            "body.kind: invalid type: map, expected a string at line 1 column 65",
        ),
        (
            "an object for the items",
            document("").replace(r#""items":[]"#, r#""items":{}"#),
            "items: invalid type: map, expected a sequence at line 1 column 106",
        ),
        (
            "null for the items",
            document("").replace(r#""items":[]"#, r#""items":null"#),
            "items: invalid type: null, expected a sequence at line 1 column 110",
        ),
        (
            "a text for an item",
            items(r#""a""#),
            r#"items[0]: invalid type: string "a", expected struct Item at line 1 column 110"#,
        ),
        (
            "a number for a text",
            items(r#"{"title":47}"#),
            "items[0].title: invalid type: integer `47`, expected a string at line 1 column 118",
        ),
        (
            "a text for a yes or no",
            items(r#"{"title":null,"adjustedImmediately":"ja"}"#),
            r#"items[0].adjustedImmediately: invalid type: string "ja", expected a boolean at line 1 column 147"#,
        ),
        (
            "a name for the adjusters",
            document(r#""officers":{"adjusters":"Anna Berg"}"#),
            r#"officers.adjusters: invalid type: string "Anna Berg", expected a sequence at line 1 column 144"#,
        ),
    ]);
}

#[test]
fn a_member_that_the_format_does_not_know_is_refused() {
    let deep = r#"{"title":"a","items":[{"title":"b"},{"title":"c","decisions":[{"text":"d","kind":"NOTE","textt":"e"}]}]}"#;
    assert_refused(&[
        (
            "at the top",
            document(r#""titel":"x""#),
            "titel: unknown field `titel`, expected one of `format`, `record`, `appendixTo`, `body`, `meeting`, `series`, `officers`, `attendance`, `absent`, `items`, `noDecisionsStated`, `adjustment`, `notices`, `storedAt`, `nextMeetings`, `previousMinutes`, `immediateAdjustments`, `addenda` at line 1 column 116",
        ),
        (
            "in the body",
            of(
                r#"{"name":"Styrelsen","kind":"BOARD","slug":"s"}"#,
                r#"{"date":null}"#,
            ),
            "body.slug: unknown field `slug`, expected one of `name`, `kind`, `organisation`, `organisationKind` at line 1 column 79",
        ),
        (
            "in a decision of a sub-item",
            items(deep),
            "items[0].items[1].decisions[0].textt: unknown field `textt`, expected one of `text`, `kind`, `condition`, `budget` at line 1 column 202",
        ),
        (
            "in the officers",
            document(r#""officers":{"ordförande":"Anna Berg"}"#),
            "officers.ordförande: unknown field `ordförande`, expected one of `chair`, `secretary`, `adjusters` at line 1 column 134",
        ),
        (
            "in a notice",
            document(r#""notices":[{"board":null,"posted":"2023-01-01"}]"#),
            "notices[0].posted: unknown field `posted`, expected one of `board`, `postedOn`, `removedOn` at line 1 column 142",
        ),
        (
            "in other case",
            document(r#""Attendance":[]"#),
            "Attendance: unknown field `Attendance`, expected one of `format`, `record`, `appendixTo`, `body`, `meeting`, `series`, `officers`, `attendance`, `absent`, `items`, `noDecisionsStated`, `adjustment`, `notices`, `storedAt`, `nextMeetings`, `previousMinutes`, `immediateAdjustments`, `addenda` at line 1 column 121",
        ),
    ]);
}

#[test]
fn a_member_that_must_stand_there_is_missed() {
    assert_refused(&[
        (
            "format",
            document("").replace(r#""format":"paragraf/minutes@1","#, ""),
            "$: missing field `format` at line 1 column 79",
        ),
        (
            "body",
            document("").replace(r#""body":{"name":"Styrelsen","kind":"BOARD"},"#, ""),
            "$: missing field `body` at line 1 column 66",
        ),
        (
            "body.name",
            of(r#"{"kind":"BOARD"}"#, r#"{"date":null}"#),
            "body: missing field `name` at line 1 column 54",
        ),
        (
            "body.kind",
            of(r#"{"name":"Styrelsen"}"#, r#"{"date":null}"#),
            "body: missing field `kind` at line 1 column 58",
        ),
        (
            "meeting",
            document("").replace(r#""meeting":{"date":null},"#, ""),
            "$: missing field `meeting` at line 1 column 85",
        ),
        (
            "meeting.date",
            of(BOARD, "{}"),
            "meeting: missing field `date` at line 1 column 86",
        ),
        (
            "items",
            document("").replace(r#","items":[]"#, ""),
            "$: missing field `items` at line 1 column 98",
        ),
        (
            "an item's title",
            items(r#"{"number":1}"#),
            "items[0]: missing field `title` at line 1 column 119",
        ),
        (
            "a decision's text",
            items(r#"{"title":null,"decisions":[{"kind":"NOTE"}]}"#),
            "items[0].decisions[0]: missing field `text` at line 1 column 149",
        ),
        (
            "a decision's kind",
            items(r#"{"title":null,"decisions":[{"text":"a"}]}"#),
            "items[0].decisions[0]: missing field `kind` at line 1 column 146",
        ),
        (
            "a proposal's text",
            items(r#"{"title":null,"proposals":[{"by":"a"}]}"#),
            "items[0].proposals[0]: missing field `text` at line 1 column 144",
        ),
        (
            "an assignment's assignees",
            items(r#"{"title":null,"assignments":[{"text":"a"}]}"#),
            "items[0].assignments[0]: missing field `assignees` at line 1 column 148",
        ),
        (
            "an assignment's text",
            items(r#"{"title":null,"assignments":[{"assignees":null}]}"#),
            "items[0].assignments[0]: missing field `text` at line 1 column 154",
        ),
        (
            "an outcome of cooperation",
            items(r#"{"title":null,"cooperation":[{"party":null}]}"#),
            "items[0].cooperation[0]: missing field `outcome` at line 1 column 150",
        ),
        (
            "an attendee's name",
            document(r#""attendance":[{"capacity":"MEMBER"}]"#),
            "attendance[0]: missing field `name` at line 1 column 144",
        ),
        (
            "an attendee's capacity",
            document(r#""attendance":[{"name":"Anna Berg"}]"#),
            "attendance[0]: missing field `capacity` at line 1 column 143",
        ),
        (
            "a notice's board",
            document(r#""notices":[{"postedOn":"2023-01-01"}]"#),
            "notices[0]: missing field `board` at line 1 column 145",
        ),
        (
            "an addendum's text",
            document(r#""addenda":[{"number":1}]"#),
            "addenda[0]: missing field `text` at line 1 column 132",
        ),
        (
            "a ballot's name",
            items(
                r#"{"title":null,"votes":[{"ballots":[{"name":"A","vote":"NO"},{"vote":"YES"}]}]}"#,
            ),
            "items[0].votes[0].ballots[1]: missing field `name` at line 1 column 181",
        ),
        (
            "a ballot's vote",
            items(r#"{"title":null,"votes":[{"ballots":[{"name":"A"}]}]}"#),
            "items[0].votes[0].ballots[0]: missing field `vote` at line 1 column 154",
        ),
        (
            "a ballot's name in a sub-item",
            items(
                r#"{"title":null,"items":[{"title":null,"votes":[{"ballots":[{"vote":"YES"}]}]}]}"#,
            ),
            "items[0].items[0].votes[0].ballots[0]: missing field `name` at line 1 column 179",
        ),
    ]);
}

#[test]
fn a_member_that_stands_twice_is_refused() {
    assert_refused(&[
        (
            "at the top",
            document(r#""items":[]"#),
            "$: duplicate field `items` at line 1 column 116",
        ),
        (
            "in an item",
            items(r#"{"title":"a","title":"b"}"#),
            "items[0]: duplicate field `title` at line 1 column 127",
        ),
        (
            "one null, one not",
            items(r#"{"title":"a","number":null,"number":2}"#),
            "items[0]: duplicate field `number` at line 1 column 142",
        ),
    ]);
}

#[test]
fn a_code_that_is_not_in_the_list_is_refused() {
    let meeting = |mode: &str| of(BOARD, &format!(r#"{{"date":null,"mode":{mode}}}"#));
    assert_refused(&[
        (
            "body kind",
            of(
                r#"{"name":"Styrelsen","kind":"STYRELSE"}"#,
                r#"{"date":null}"#,
            ),
            "body.kind: unknown variant `STYRELSE`, expected one of `BOARD`, `EXECUTIVE_COMMITTEE`, `MEMBER_COUNCIL`, `COOPERATION_GROUP`, `ASSEMBLY`, `OTHER` at line 1 column 76",
        ),
        (
            "body kind in lower case",
            of(r#"{"name":"Styrelsen","kind":"board"}"#, r#"{"date":null}"#),
            "body.kind: unknown variant `board`, expected one of `BOARD`, `EXECUTIVE_COMMITTEE`, `MEMBER_COUNCIL`, `COOPERATION_GROUP`, `ASSEMBLY`, `OTHER` at line 1 column 73",
        ),
        (
            "body kind null",
            of(r#"{"name":"Styrelsen","kind":null}"#, r#"{"date":null}"#),
            "body.kind: invalid type: null, expected a string at line 1 column 69",
        ),
        (
            "organisation kind",
            of(
                r#"{"name":"Styrelsen","kind":"BOARD","organisationKind":"STATE_AGENCY"}"#,
                r#"{"date":null}"#,
            ),
            "body.organisationKind: unknown variant `STATE_AGENCY`, expected one of `COORDINATION_ASSOCIATION`, `MUNICIPALITY`, `REGION`, `OTHER` at line 1 column 107",
        ),
        (
            "record",
            document(r#""record":"AGENDA""#),
            "record: unknown variant `AGENDA`, expected `MINUTES` or `MEETING_NOTES` at line 1 column 127",
        ),
        (
            "mode",
            meeting(r#""DIGITAL""#),
            "meeting.mode: unknown variant `DIGITAL`, expected one of `ON_SITE`, `HYBRID`, `REMOTE` at line 1 column 114",
        ),
        (
            "mark",
            document(r#""series":{"mark":"§"}"#),
            "series.mark: unknown variant `§`, expected one of `SECTION`, `POINT`, `NONE` at line 1 column 131",
        ),
        (
            "scheme",
            document(r#""series":{"scheme":"YEAR"}"#),
            "series.scheme: unknown variant `YEAR`, expected one of `CALENDAR_YEAR`, `MEETING`, `NONE` at line 1 column 135",
        ),
        (
            "capacity",
            document(r#""attendance":[{"name":"A","capacity":"CHAIR"}]"#),
            "attendance[0].capacity: unknown variant `CHAIR`, expected one of `MEMBER`, `SERVING_SUBSTITUTE`, `SUBSTITUTE`, `EMPLOYER`, `UNION`, `OFFICIAL`, `OTHER` at line 1 column 154",
        ),
        (
            "category",
            items(r#"{"title":null,"category":"BESLUT"}"#),
            "items[0].category: unknown variant `BESLUT`, expected one of `INFORMATION`, `DIALOGUE`, `DECISION` at line 1 column 141",
        ),
        (
            "decision kind",
            items(r#"{"title":null,"decisions":[{"text":"a","kind":"DECIDE"}]}"#),
            "items[0].decisions[0].kind: unknown variant `DECIDE`, expected one of `ADOPT`, `APPROVE`, `REJECT`, `ELECT`, `ASSIGN`, `TABLE`, `REFER_BACK`, `NOTE`, `RESOLVE` at line 1 column 162",
        ),
        (
            "proposal kind",
            items(r#"{"title":null,"proposals":[{"text":"a","kind":"MOTION"}]}"#),
            "items[0].proposals[0].kind: unknown variant `MOTION`, expected `PROPOSAL` or `RECOMMENDATION` at line 1 column 162",
        ),
        (
            "outcome of cooperation",
            items(r#"{"title":null,"cooperation":[{"outcome":"DONE"}]}"#),
            "items[0].cooperation[0].outcome: unknown variant `DONE`, expected one of `COMPLETED`, `INFORMATION_GIVEN`, `DIALOGUE`, `DISAGREEMENT`, `DEFERRED`, `NEW_COOPERATION_REQUIRED` at line 1 column 154",
        ),
        (
            "vote",
            items(r#"{"title":null,"votes":[{"ballots":[{"name":"A","vote":"JA"}]}]}"#),
            "items[0].votes[0].ballots[0].vote: unknown variant `JA`, expected one of `YES`, `NO`, `ABSTAIN` at line 1 column 166",
        ),
        (
            "previous minutes",
            document(r#""previousMinutes":"ADJUSTED""#),
            "previousMinutes: unknown variant `ADJUSTED`, expected one of `FILED`, `APPROVED`, `NOT_YET_ADJUSTED` at line 1 column 138",
        ),
    ]);
}

#[test]
fn a_number_outside_its_bounds_or_of_another_type_is_refused() {
    let number = |number: &str| items(&format!(r#"{{"number":{number},"title":null}}"#));
    let amount = |ore: &str| {
        items(&format!(
            r#"{{"title":null,"amounts":[{{"text":"x","ore":{ore}}}]}}"#
        ))
    };
    let votes = |yes: &str| items(&format!(r#"{{"title":null,"votes":[{{"yes":{yes}}}]}}"#));
    assert_refused(&[
        (
            "as text",
            number(r#""47""#),
            r#"items[0].number: invalid type: string "47", expected a whole number from 1 to 2147483647 at line 1 column 121"#,
        ),
        (
            "with a part",
            number("1.5"),
            "items[0].number: invalid value: floating point `1.5`, expected a whole number from 1 to 2147483647 at line 1 column 120",
        ),
        (
            "zero",
            number("0"),
            "items[0].number: invalid value: integer `0`, expected a whole number from 1 to 2147483647 at line 1 column 118",
        ),
        (
            "negative",
            number("-1"),
            "items[0].number: invalid value: integer `-1`, expected a whole number from 1 to 2147483647 at line 1 column 119",
        ),
        (
            "2^31",
            number("2147483648"),
            "items[0].number: invalid value: integer `2147483648`, expected a whole number from 1 to 2147483647 at line 1 column 127",
        ),
        (
            "2^63",
            number("9223372036854775808"),
            "items[0].number: invalid value: integer `9223372036854775808`, expected a whole number from 1 to 2147483647 at line 1 column 136",
        ),
        (
            "a hundred digits",
            number(&"9".repeat(100)),
            "items[0].number: invalid value: floating point `1e+100`, expected a whole number from 1 to 2147483647 at line 1 column 217",
        ),
        (
            "beyond every float",
            number("1e400"),
            "items[0].number: number out of range at line 1 column 122",
        ),
        (
            "declared first",
            document(r#""series":{"declaredFirst":0}"#),
            "series.declaredFirst: invalid value: integer `0`, expected a whole number from 1 to 2147483647 at line 1 column 136",
        ),
        (
            "declared last",
            document(r#""series":{"declaredLast":99999999999}"#),
            "series.declaredLast: invalid value: integer `99999999999`, expected a whole number from 1 to 2147483647 at line 1 column 145",
        ),
        (
            "of a presence",
            document(r#""attendance":[{"name":"A","capacity":"MEMBER","presence":[{"from":0}]}]"#),
            "attendance[0].presence[0].from: invalid value: integer `0`, expected a whole number from 1 to 2147483647 at line 1 column 176",
        ),
        (
            "adjusted at once",
            document(r#""immediateAdjustments":[{"numbers":[1,0]}]"#),
            "immediateAdjustments[0].numbers[1]: invalid value: integer `0`, expected a whole number from 1 to 2147483647 at line 1 column 148",
        ),
        (
            "of an addendum",
            document(r#""addenda":[{"text":"a","number":0}]"#),
            "addenda[0].number: invalid value: integer `0`, expected a whole number from 1 to 2147483647 at line 1 column 142",
        ),
        (
            "votes below none",
            votes("-1"),
            "items[0].votes[0].yes: invalid value: integer `-1`, expected a whole number from 0 to 2147483647 at line 1 column 139",
        ),
        (
            "half a vote",
            votes("0.5"),
            "items[0].votes[0].yes: invalid value: floating point `0.5`, expected a whole number from 0 to 2147483647 at line 1 column 140",
        ),
        (
            "votes beyond 2^31",
            votes("2147483648"),
            "items[0].votes[0].yes: invalid value: integer `2147483648`, expected a whole number from 0 to 2147483647 at line 1 column 147",
        ),
        (
            "öre in kronor",
            amount("12.50"),
            "items[0].amounts[0].ore: invalid value: floating point `12.5`, expected a whole number from -9007199254740991 to 9007199254740991 at line 1 column 155",
        ),
        (
            "öre beyond 2^53",
            amount("9007199254740992"),
            "items[0].amounts[0].ore: invalid value: integer `9007199254740992`, expected a whole number from -9007199254740991 to 9007199254740991 at line 1 column 166",
        ),
        (
            "öre below -2^53",
            amount("-9007199254740992"),
            "items[0].amounts[0].ore: invalid value: integer `-9007199254740992`, expected a whole number from -9007199254740991 to 9007199254740991 at line 1 column 167",
        ),
        (
            "öre as text",
            amount(r#""1 000""#),
            r#"items[0].amounts[0].ore: invalid type: string "1 000", expected a whole number from -9007199254740991 to 9007199254740991 at line 1 column 157"#,
        ),
        (
            "a year beyond all",
            items(
                r#"{"title":null,"decisions":[{"text":"a","kind":"ADOPT","budget":{"firstYear":2147483648}}]}"#,
            ),
            "items[0].decisions[0].budget.firstYear: invalid value: integer `2147483648`, expected a whole number from -2147483648 to 2147483647 at line 1 column 193",
        ),
    ]);
    assert_eq!(refusal(number("2147483647").as_bytes()), "(taken)");
    assert_eq!(refusal(votes("2147483647").as_bytes()), "(taken)");
    assert_eq!(refusal(amount("9007199254740991").as_bytes()), "(taken)");
}

#[test]
fn a_null_stands_only_where_the_format_has_one() {
    let null = |members: &str, path: &str, expected: &str| {
        let text = document(members);
        let refused = refusal(text.as_bytes());
        let reason = format!("{path}: invalid type: null, expected {expected} at line 1 column ");
        (!refused.starts_with(&reason)).then(|| format!("{members}\n  {refused}"))
    };
    let top = [
        ("series", "struct SeriesPart"),
        ("officers", "struct OfficersPart"),
        ("attendance", "a sequence"),
        ("absent", "a sequence"),
        ("noDecisionsStated", "a boolean"),
        ("notices", "a sequence"),
        ("nextMeetings", "a sequence"),
        ("immediateAdjustments", "a sequence"),
        ("addenda", "a sequence"),
    ]
    .map(|(name, expected)| null(&format!(r#""{name}":null"#), name, expected));
    let nested = [
        (r#""series":{"mark":null}"#, "series.mark", "a string"),
        (
            r#""officers":{"adjusters":null}"#,
            "officers.adjusters",
            "a sequence",
        ),
        (
            r#""immediateAdjustments":[{"numbers":null}]"#,
            "immediateAdjustments[0].numbers",
            "a sequence",
        ),
        (
            r#""immediateAdjustments":[{"notices":null}]"#,
            "immediateAdjustments[0].notices",
            "a sequence",
        ),
    ]
    .map(|(members, path, expected)| null(members, path, expected));
    let item = |members: &str, path: &str, expected: &str| {
        let text = items(&format!(r#"{{"title":null,{members}}}"#));
        let refused = refusal(text.as_bytes());
        let reason =
            format!("items[0].{path}: invalid type: null, expected {expected} at line 1 column ");
        (!refused.starts_with(&reason)).then(|| format!("{members}\n  {refused}"))
    };
    let lists = [
        "presenters",
        "proposals",
        "decisions",
        "assignments",
        "cooperation",
        "votes",
        "reservations",
        "disqualified",
        "amounts",
        "recipients",
        "items",
        "references",
        "statements",
        "appendices",
    ]
    .map(|name| item(&format!(r#""{name}":null"#), name, "a sequence"));
    let within = [
        (
            r#""adjustedImmediately":null"#,
            "adjustedImmediately",
            "a boolean",
        ),
        (r#""nothingReported":null"#, "nothingReported", "a boolean"),
        (
            r#""proposals":[{"text":"a","kind":null}]"#,
            "proposals[0].kind",
            "a string",
        ),
        (
            r#""decisions":[{"text":"a","kind":"ADOPT","budget":{"firstYear":null}}]"#,
            "decisions[0].budget.firstYear",
            "a whole number from -2147483648 to 2147483647",
        ),
        (
            r#""decisions":[{"text":"a","kind":"ADOPT","budget":{"lastYear":null}}]"#,
            "decisions[0].budget.lastYear",
            "a whole number from -2147483648 to 2147483647",
        ),
        (
            r#""votes":[{"ballots":null}]"#,
            "votes[0].ballots",
            "a sequence",
        ),
        (
            r#""votes":[{"ballots":[{"name":null,"vote":"NO"}]}]"#,
            "votes[0].ballots[0].name",
            "a string",
        ),
        (
            r#""votes":[{"ballots":[{"name":"A","vote":null}]}]"#,
            "votes[0].ballots[0].vote",
            "a string",
        ),
        (
            r#""reservations":[{"by":null}]"#,
            "reservations[0].by",
            "a sequence",
        ),
        (r#""presenters":[null]"#, "presenters[0]", "a string"),
        (
            r#""decisions":[{"text":null,"kind":"NOTE"}]"#,
            "decisions[0].text",
            "a string",
        ),
    ]
    .map(|(members, path, expected)| item(members, path, expected));
    let all = top.into_iter().chain(nested).chain(lists).chain(within);
    let differing: Vec<String> = all.flatten().collect();
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

#[test]
fn a_null_that_the_format_has_is_taken() {
    for text in [
        document(
            r#""record":null,"appendixTo":null,"adjustment":null,"storedAt":null,"previousMinutes":null"#,
        ),
        document(
            r#""series":{"declaredFirst":null,"declaredLast":null,"scheme":null},"officers":{"chair":null,"secretary":null}"#,
        ),
        document(
            r#""attendance":[{"name":"A","capacity":"MEMBER","party":null,"organisation":null,"title":null,"deciding":null,"remote":null,"substitutesFor":null,"presence":null}],"absent":[{"name":"A","organisation":null}]"#,
        ),
        document(
            r#""notices":[{"board":null,"postedOn":null,"removedOn":null}],"nextMeetings":[{"date":null,"startsAt":null,"endsAt":null,"note":null}],"immediateAdjustments":[{"adjustedOn":null}],"addenda":[{"text":"a","number":null,"by":null,"on":null}]"#,
        ),
        of(
            r#"{"name":"Styrelsen","kind":"BOARD","organisation":null,"organisationKind":null}"#,
            r#"{"date":null,"dateHint":null,"startsAt":null,"endsAt":null,"place":null,"mode":null}"#,
        ),
        items(
            r#"{"title":null,"number":null,"letter":null,"category":null,"caseNumber":null,"raisedBy":null,"text":null,"voided":null}"#,
        ),
        items(
            r#"{"title":null,"proposals":[{"text":"a","by":null}],"decisions":[{"text":"a","kind":"NOTE","condition":null,"budget":null}],"assignments":[{"text":"a","assignees":null,"due":null,"dueOn":null}],"cooperation":[{"outcome":"DIALOGUE","party":null,"scope":null,"condition":null}]}"#,
        ),
        items(
            r#"{"title":null,"votes":[{"meaningOfYes":null,"yes":null,"no":null,"abstained":null,"castingVote":null}],"reservations":[{"text":null}],"amounts":[{"text":"a","ore":null}],"references":[{"text":"a","date":null,"number":null}],"statements":[{"text":"a","by":null}]}"#,
        ),
    ] {
        assert_eq!(refusal(text.as_bytes()), "(taken)", "{text}");
    }
}

#[test]
fn a_whole_number_may_be_written_with_a_point_or_an_exponent() {
    let of = |one: &str| {
        let four = [
            document(&format!(
                r#""series":{{"declaredFirst":{one},"declaredLast":{one}}},"attendance":[{{"name":"A","capacity":"MEMBER","presence":[{{"from":{one},"to":{one}}}]}}]"#
            )),
            document(&format!(
                r#""immediateAdjustments":[{{"numbers":[{one}]}}],"addenda":[{{"text":"a","number":{one}}}]"#
            )),
            items(&format!(
                r#"{{"title":null,"number":{one},"votes":[{{"yes":{one},"no":{one},"abstained":{one}}}]}}"#
            )),
            items(&format!(
                r#"{{"title":null,"decisions":[{{"text":"a","kind":"ADOPT","budget":{{"firstYear":{one},"lastYear":{one}}}}}],"amounts":[{{"text":"a","ore":{one}}}],"references":[{{"text":"a","number":{one}}}]}}"#
            )),
        ];
        four.map(|text| MinutesDocument::parse(text.as_bytes()).expect(one))
    };
    for one in ["1.0", "1.000", "1e0", "10e-1", "1.0E+0"] {
        assert_eq!(of(one), of("1"), "{one}");
    }
    assert_eq!(of("1e3"), of("1000"));
}

#[test]
fn a_range_that_ends_before_it_starts_is_refused() {
    let presence = |intervals: &str| {
        document(&format!(
            r#""attendance":[{{"name":"A","capacity":"MEMBER"}},{{"name":"B","capacity":"MEMBER","presence":{intervals}}}]"#
        ))
    };
    assert_refused(&[
        (
            "an interval",
            presence(r#"[{"from":1,"to":2},{"from":9,"to":8}]"#),
            "attendance[1].presence[1]: an interval from 9 to 8 ends before it starts",
        ),
        (
            "the declared numbers",
            document(r#""series":{"declaredFirst":10,"declaredLast":9}"#),
            "series.declaredLast: the declared range ends at 9, before its start at 10",
        ),
    ]);
    for taken in [
        presence(r#"[{"from":8,"to":8}]"#),
        presence(r#"[{"from":8,"to":null}]"#),
        document(r#""series":{"declaredFirst":9,"declaredLast":9}"#),
        document(r#""series":{"declaredLast":9}"#),
    ] {
        assert_eq!(refusal(taken.as_bytes()), "(taken)", "{taken}");
    }
}

#[test]
fn a_date_of_another_form_is_refused() {
    let date = |date: &str| of(BOARD, &format!(r#"{{"date":{date}}}"#));
    assert_refused(&[
        (
            "a day that is none",
            date(r#""2023-02-30""#),
            r#"meeting.date: invalid value: string "2023-02-30", expected a date YYYY-MM-DD at line 1 column 105"#,
        ),
        (
            "29 February of a common year",
            date(r#""2023-02-29""#),
            r#"meeting.date: invalid value: string "2023-02-29", expected a date YYYY-MM-DD at line 1 column 105"#,
        ),
        (
            "one digit",
            date(r#""2023-2-3""#),
            r#"meeting.date: invalid value: string "2023-2-3", expected a date YYYY-MM-DD at line 1 column 103"#,
        ),
        (
            "two digits for the year",
            date(r#""23-02-03""#),
            r#"meeting.date: invalid value: string "23-02-03", expected a date YYYY-MM-DD at line 1 column 103"#,
        ),
        (
            "with a time",
            date(r#""2023-02-03T10:00""#),
            r#"meeting.date: invalid value: string "2023-02-03T10:00", expected a date YYYY-MM-DD at line 1 column 111"#,
        ),
        (
            "with a blank",
            date(r#"" 2023-02-03""#),
            r#"meeting.date: invalid value: string " 2023-02-03", expected a date YYYY-MM-DD at line 1 column 106"#,
        ),
        (
            "a sign",
            date(r#""+023-02-03""#),
            r#"meeting.date: invalid value: string "+023-02-03", expected a date YYYY-MM-DD at line 1 column 105"#,
        ),
        (
            "slashes",
            date(r#""2023/02/03""#),
            r#"meeting.date: invalid value: string "2023/02/03", expected a date YYYY-MM-DD at line 1 column 105"#,
        ),
        (
            "other digits",
            date(r#""２０-02-03""#),
            r#"meeting.date: invalid value: string "２０-02-03", expected a date YYYY-MM-DD at line 1 column 107"#,
        ),
        (
            "the day first",
            date(r#""03-02-2023""#),
            r#"meeting.date: invalid value: string "03-02-2023", expected a date YYYY-MM-DD at line 1 column 105"#,
        ),
        (
            "as number",
            date("20230203"),
            "meeting.date: invalid type: integer `20230203`, expected a string at line 1 column 100",
        ),
        (
            "no text",
            date(r#""""#),
            r#"meeting.date: invalid value: string "", expected a date YYYY-MM-DD at line 1 column 95"#,
        ),
        (
            "of an adjustment",
            document(r#""adjustment":{"adjustedOn":"den 3 maj"}"#),
            r#"adjustment.adjustedOn: invalid value: string "den 3 maj", expected a date YYYY-MM-DD at line 1 column 148"#,
        ),
        (
            "of a posting",
            document(r#""notices":[{"board":null,"postedOn":"2023-13-01"}]"#),
            r#"notices[0].postedOn: invalid value: string "2023-13-01", expected a date YYYY-MM-DD at line 1 column 158"#,
        ),
        (
            "due",
            items(
                r#"{"title":null,"assignments":[{"assignees":null,"text":"a","dueOn":"2023-00-01"}]}"#,
            ),
            r#"items[0].assignments[0].dueOn: invalid value: string "2023-00-01", expected a date YYYY-MM-DD at line 1 column 186"#,
        ),
        (
            "of a reference",
            items(r#"{"title":null,"references":[{"text":"a","date":"2023-04-31"}]}"#),
            r#"items[0].references[0].date: invalid value: string "2023-04-31", expected a date YYYY-MM-DD at line 1 column 167"#,
        ),
    ]);
    assert_eq!(refusal(date(r#""2024-02-29""#).as_bytes()), "(taken)");
}

#[test]
fn a_time_of_another_form_is_refused() {
    let starts = |time: &str| of(BOARD, &format!(r#"{{"date":null,"startsAt":"{time}"}}"#));
    assert_refused(&[
        (
            "an hour that is none",
            starts("25:00"),
            r#"meeting.startsAt: invalid value: string "25:00", expected a time HH:MM at line 1 column 116"#,
        ),
        (
            "midnight at the end",
            starts("24:00"),
            r#"meeting.startsAt: invalid value: string "24:00", expected a time HH:MM at line 1 column 116"#,
        ),
        (
            "a minute that is none",
            starts("08:60"),
            r#"meeting.startsAt: invalid value: string "08:60", expected a time HH:MM at line 1 column 116"#,
        ),
        (
            "one digit",
            starts("8:30"),
            r#"meeting.startsAt: invalid value: string "8:30", expected a time HH:MM at line 1 column 115"#,
        ),
        (
            "with seconds",
            starts("08:30:00"),
            r#"meeting.startsAt: invalid value: string "08:30:00", expected a time HH:MM at line 1 column 119"#,
        ),
        (
            "a full stop",
            starts("08.30"),
            r#"meeting.startsAt: invalid value: string "08.30", expected a time HH:MM at line 1 column 116"#,
        ),
        (
            "with a zone",
            starts("08:30Z"),
            r#"meeting.startsAt: invalid value: string "08:30Z", expected a time HH:MM at line 1 column 117"#,
        ),
        (
            "in words",
            starts("kl. 9"),
            r#"meeting.startsAt: invalid value: string "kl. 9", expected a time HH:MM at line 1 column 116"#,
        ),
    ]);
    assert_eq!(refusal(starts("23:59").as_bytes()), "(taken)");
}

#[test]
fn a_letter_is_one_of_the_twenty_nine_in_lower_case() {
    let letter = |letter: &str| items(&format!(r#"{{"title":null,"letter":"{letter}"}}"#));
    assert_refused(&[
        (
            "two",
            letter("ab"),
            r#"items[0].letter: invalid value: string "ab", expected one lower-case letter at line 1 column 135"#,
        ),
        (
            "none",
            letter(""),
            r#"items[0].letter: invalid value: string "", expected one lower-case letter at line 1 column 133"#,
        ),
        (
            "upper case",
            letter("A"),
            r#"items[0].letter: invalid value: string "A", expected one lower-case letter at line 1 column 134"#,
        ),
        (
            "a digit",
            letter("1"),
            r#"items[0].letter: invalid value: string "1", expected one lower-case letter at line 1 column 134"#,
        ),
        (
            "of another alphabet",
            letter("é"),
            r#"items[0].letter: invalid value: string "é", expected one lower-case letter at line 1 column 135"#,
        ),
        (
            "decomposed",
            letter("a\u{30a}"),
            r#"items[0].letter: invalid value: string "a\u{30a}", expected one lower-case letter at line 1 column 136"#,
        ),
    ]);
    for taken in ["a", "z", "å", "ä", "ö"] {
        assert_eq!(refusal(letter(taken).as_bytes()), "(taken)", "{taken}");
    }
}

#[test]
fn a_name_must_name_somebody() {
    let named = |name: &str| {
        document(&format!(
            r#""attendance":[{{"name":"{name}","capacity":"MEMBER"}}]"#
        ))
    };
    assert_refused(&[
        (
            "nothing",
            named(""),
            "attendance[0].name: the name is blank at line 1 column 133",
        ),
        (
            "blanks",
            named(" \\t\u{a0}"),
            "attendance[0].name: the name is blank at line 1 column 138",
        ),
        (
            "longer than 500",
            named(&"å".repeat(501)),
            "attendance[0].name: the name is longer than 500 characters at line 1 column 1135",
        ),
        (
            "chair",
            document(r#""officers":{"chair":" "}"#),
            "officers.chair: the name is blank at line 1 column 133",
        ),
        (
            "adjuster",
            document(r#""officers":{"adjusters":["Anna Berg",""]}"#),
            "officers.adjusters[1]: the name is blank at line 1 column 149",
        ),
        (
            "assignee",
            items(r#"{"title":null,"assignments":[{"assignees":[""],"text":"a"}]}"#),
            "items[0].assignments[0].assignees[0]: the name is blank at line 1 column 153",
        ),
        (
            "recipient",
            items(r#"{"title":null,"recipients":["Region Norrskog"," "]}"#),
            "items[0].recipients[1]: the name is blank at line 1 column 157",
        ),
        (
            "body of signs",
            of(r#"{"name":"§ §","kind":"BOARD"}"#, r#"{"date":null}"#),
            "body.name: the name has no letter or digit at line 1 column 53",
        ),
        (
            "organisation of signs",
            of(
                r#"{"name":"Styrelsen","kind":"BOARD","organisation":"–"}"#,
                r#"{"date":null}"#,
            ),
            "body.organisation: the name has no letter or digit at line 1 column 94",
        ),
        (
            "represented organisation of signs",
            document(
                r#""attendance":[{"name":"A","capacity":"MEMBER","organisation":"Tallmo"},{"name":"A","capacity":"UNION","organisation":"!"}]"#,
            ),
            "attendance[1].organisation: the name has no letter or digit at line 1 column 230",
        ),
        (
            "absent one's organisation of signs",
            document(r#""absent":[{"name":"A","organisation":"..."}]"#),
            "absent[0].organisation: the name has no letter or digit at line 1 column 152",
        ),
    ]);
    assert_eq!(refusal(named(&"å".repeat(500)).as_bytes()), "(taken)");
}

#[test]
fn a_nul_is_in_no_text() {
    let nul = r"a\u0000b";
    assert_refused(&[
        (
            "a title",
            items(&format!(r#"{{"title":"{nul}"}}"#)),
            "items[0].title: the text holds a NUL character at line 1 column 127",
        ),
        (
            "a text",
            items(&format!(r#"{{"title":null,"text":"{nul}"}}"#)),
            "items[0].text: the text holds a NUL character at line 1 column 139",
        ),
        (
            "a name",
            document(&format!(r#""officers":{{"chair":"{nul}"}}"#)),
            "officers.chair: the text holds a NUL character at line 1 column 140",
        ),
        (
            "the body",
            of(
                &format!(r#"{{"name":"{nul}","kind":"BOARD"}}"#),
                r#"{"date":null}"#,
            ),
            "body.name: the text holds a NUL character at line 1 column 56",
        ),
        (
            "a decision",
            items(&format!(
                r#"{{"title":null,"decisions":[{{"text":"{nul}","kind":"NOTE"}}]}}"#
            )),
            "items[0].decisions[0].text: the text holds a NUL character at line 1 column 152",
        ),
        (
            "itself, not escaped",
            items("{\"title\":\"a\0b\"}"),
            r"items[0].title: control character (\u0000-\u001F) found while parsing a string at line 1 column 119",
        ),
    ]);
}

#[test]
fn items_nested_deeper_than_eight_levels_are_refused() {
    let nested = |levels: usize| {
        items(&format!(
            "{}{}",
            r#"{"title":null,"items":["#.repeat(levels),
            "]}".repeat(levels)
        ))
    };
    // The innermost list is empty: so many levels of items.
    assert_eq!(refusal(nested(8).as_bytes()), "(taken)");
    assert_refused(&[
        (
            "nine levels",
            nested(9),
            "items[0].items[0].items[0].items[0].items[0].items[0].items[0].items[0].items: nested deeper than 8 levels",
        ),
        (
            "sixty levels",
            nested(60),
            "items[0].items[0].items[0].items[0].items[0].items[0].items[0].items[0].items: nested deeper than 8 levels",
        ),
    ]);
    let endless = refusal(nested(200).as_bytes());
    assert!(
        endless.ends_with(": recursion limit exceeded at line 1 column 1556"),
        "{endless}"
    );
}

#[test]
fn a_meeting_has_at_most_five_thousand_items() {
    let flat = |count: usize| items(&vec![r#"{"title":null}"#; count].join(","));
    assert_eq!(refusal(flat(5_000).as_bytes()), "(taken)");
    let below = format!(
        r#"{{"title":null,"items":[{}]}}"#,
        vec![r#"{"title":null}"#; 2_500].join(",")
    );
    assert_refused(&[
        ("in a row", flat(5_001), "items: more than 5000 items"),
        (
            "with those below",
            items(&format!("{below},{below}")),
            "items[1].items: more than 5000 items",
        ),
    ]);
}
