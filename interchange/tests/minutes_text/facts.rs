//! A minutes document taken apart into facts, each of one field.
//!
//! A title is one fact, a person in the attendance list with all that stands beside the name is one, a decision with its
//! kind is one. White space is one blank.

use serde_json::Value;
use std::collections::BTreeMap;

/// The fields, in the order of the table.
pub const FIELDS: [&str; 34] = [
    "date",
    "times",
    "place",
    "body",
    "series",
    "officers",
    "attendance",
    "presence",
    "absent",
    "numbers",
    "titles",
    "texts",
    "case numbers",
    "presenters",
    "raised by",
    "categories",
    "decisions",
    "conditions",
    "budgets",
    "proposals",
    "assignments",
    "due",
    "cooperation",
    "votes",
    "reservations",
    "disqualified",
    "statements",
    "amounts",
    "references",
    "recipients",
    "flags",
    "adjustment",
    "notices",
    "next meetings",
];

/// The facts of one document, by field.
pub type Facts = BTreeMap<&'static str, Vec<String>>;

const NULL: Value = Value::Null;

/// Takes a minutes document apart; null, left out and (but for presence) empty are one.
pub fn facts(document: &Value) -> Facts {
    let mut facts = Facts::new();
    head(document, &mut facts);
    people(document, &mut facts);
    for (index, item) in list(document, "items").enumerate() {
        one_item(item, "", index, &mut facts);
    }
    after(document, &mut facts);
    facts
}

fn head(document: &Value, facts: &mut Facts) {
    let meeting = &document["meeting"];
    fact(facts, "date", &["date"], &[&meeting["date"]]);
    fact(facts, "times", &["starts"], &[&meeting["startsAt"]]);
    fact(facts, "times", &["ends"], &[&meeting["endsAt"]]);
    fact(facts, "place", &["place"], &[&meeting["place"]]);
    fact(facts, "place", &["mode"], &[&meeting["mode"]]);
    for name in ["record", "appendixTo"] {
        fact(facts, "body", &[name], &[&document[name]]);
    }
    for name in ["name", "kind", "organisation", "organisationKind"] {
        fact(facts, "body", &[name], &[&document["body"][name]]);
    }
    for name in ["mark", "declaredFirst", "declaredLast"] {
        fact(facts, "series", &[name], &[&document["series"][name]]);
    }
}

fn people(document: &Value, facts: &mut Facts) {
    let officers = &document["officers"];
    for name in ["chair", "secretary"] {
        fact(facts, "officers", &[name], &[&officers[name]]);
    }
    for adjuster in list(officers, "adjusters") {
        fact(facts, "officers", &["adjuster"], &[adjuster]);
    }
    for line in list(document, "attendance") {
        let parts = [
            "name",
            "party",
            "organisation",
            "title",
            "capacity",
            "deciding",
            "remote",
            "substitutesFor",
        ]
        .map(|part| &line[part]);
        fact(facts, "attendance", &[], &parts);
        if let Some(intervals) = line["presence"].as_array() {
            let spans: Vec<String> = intervals
                .iter()
                .map(|one| format!("{}..{}", words(&one["from"]), words(&one["to"])))
                .collect();
            let spans = format!("[{}]", spans.join(", "));
            fact(
                facts,
                "presence",
                &[&spans],
                &[&line["name"], &line["capacity"]],
            );
        }
    }
    for line in list(document, "absent") {
        fact(
            facts,
            "absent",
            &[],
            &[&line["name"], &line["organisation"]],
        );
    }
}

fn one_item(item: &Value, above: &str, index: usize, facts: &mut Facts) {
    let own = ["number", "letter", "title"]
        .iter()
        .map(|part| words(&item[*part]))
        .find(|text| !text.is_empty())
        .unwrap_or_else(|| format!("#{}", index + 1));
    let place = if above.is_empty() {
        own
    } else {
        format!("{above}/{own}")
    };
    let at = [place.as_str()];
    if !item["number"].is_null() || !item["letter"].is_null() {
        facts.entry("numbers").or_default().push(place.clone());
    }
    for (field, part) in [
        ("titles", "title"),
        ("texts", "text"),
        ("case numbers", "caseNumber"),
        ("raised by", "raisedBy"),
        ("categories", "category"),
    ] {
        fact(facts, field, &at, &[&item[part]]);
    }
    for (field, part) in [
        ("presenters", "presenters"),
        ("disqualified", "disqualified"),
        ("recipients", "recipients"),
    ] {
        for one in list(item, part) {
            fact(facts, field, &at, &[one]);
        }
    }
    for flag in ["adjustedImmediately", "nothingReported"] {
        if item[flag] == true {
            facts
                .entry("flags")
                .or_default()
                .push(format!("{place} | {flag}"));
        }
    }
    outcome(item, &place, facts);
    opinions(item, &place, facts);
    for (index, below) in list(item, "items").enumerate() {
        one_item(below, &place, index, facts);
    }
}

fn outcome(item: &Value, place: &str, facts: &mut Facts) {
    let at = [place];
    for one in list(item, "decisions") {
        fact(facts, "decisions", &at, &[&one["kind"], &one["text"]]);
        fact(facts, "conditions", &at, &[&one["condition"]]);
        let budget = &one["budget"];
        fact(
            facts,
            "budgets",
            &at,
            &[&budget["firstYear"], &budget["lastYear"]],
        );
    }
    for one in list(item, "proposals") {
        fact(
            facts,
            "proposals",
            &at,
            &[&one["by"], &one["kind"], &one["text"]],
        );
    }
    for one in list(item, "assignments") {
        let who = names(one, "assignees");
        fact(facts, "assignments", &[place, &who], &[&one["text"]]);
        fact(facts, "due", &at, &[&one["due"], &one["dueOn"]]);
    }
    for one in list(item, "cooperation") {
        let parts = ["party", "outcome", "scope", "condition"].map(|part| &one[part]);
        fact(facts, "cooperation", &at, &parts);
    }
    for one in list(item, "amounts") {
        fact(facts, "amounts", &at, &[&one["text"], &one["ore"]]);
    }
    // Where a date or number is printed it is the reference; how much of the sentence is quoted is not.
    for one in list(item, "references") {
        let known = !one["date"].is_null() || !one["number"].is_null();
        let text = if known { &NULL } else { &one["text"] };
        fact(
            facts,
            "references",
            &at,
            &[&one["date"], &one["number"], text],
        );
    }
}

fn opinions(item: &Value, place: &str, facts: &mut Facts) {
    for one in list(item, "votes") {
        let mut ballots: Vec<String> = list(one, "ballots")
            .map(|ballot| format!("{}: {}", words(&ballot["name"]), words(&ballot["vote"])))
            .collect();
        ballots.sort();
        let ballots = ballots.join(", ");
        let parts =
            ["meaningOfYes", "yes", "no", "abstained", "castingVote"].map(|part| &one[part]);
        fact(facts, "votes", &[place, &ballots], &parts);
    }
    for one in list(item, "reservations") {
        let who = names(one, "by");
        facts
            .entry("reservations")
            .or_default()
            .push(format!("{place} | {who} | {}", words(&one["text"])));
    }
    for one in list(item, "statements") {
        fact(facts, "statements", &[place], &[&one["by"], &one["text"]]);
    }
}

fn after(document: &Value, facts: &mut Facts) {
    if document["noDecisionsStated"] == true {
        facts
            .entry("flags")
            .or_default()
            .push("noDecisionsStated".to_owned());
    }
    fact(
        facts,
        "flags",
        &["previousMinutes"],
        &[&document["previousMinutes"]],
    );
    let adjustment = &document["adjustment"];
    fact(facts, "adjustment", &["on"], &[&adjustment["adjustedOn"]]);
    fact(facts, "adjustment", &["place"], &[&adjustment["place"]]);
    fact(
        facts,
        "adjustment",
        &["stored at"],
        &[&document["storedAt"]],
    );
    for one in list(document, "immediateAdjustments") {
        let numbers: Vec<String> = list(one, "numbers").map(words).collect();
        fact(
            facts,
            "adjustment",
            &["at once", &numbers.join(", ")],
            &[&one["adjustedOn"]],
        );
        notices(one, "at once", facts);
    }
    notices(document, "", facts);
    for one in list(document, "nextMeetings") {
        let parts = ["date", "startsAt", "endsAt", "note"].map(|part| &one[part]);
        fact(facts, "next meetings", &[], &parts);
    }
}

fn notices(holder: &Value, of: &str, facts: &mut Facts) {
    for one in list(holder, "notices") {
        let parts = ["board", "postedOn", "removedOn"].map(|part| &one[part]);
        fact(facts, "notices", &[of], &parts);
    }
}

/// Adds a fact, unless all its parts are unknown.
fn fact(facts: &mut Facts, field: &'static str, at: &[&str], parts: &[&Value]) {
    if parts.iter().all(|part| part.is_null()) {
        return;
    }
    let parts = parts.iter().map(|part| words(part));
    let all: Vec<String> = at
        .iter()
        .map(|text| (*text).to_owned())
        .chain(parts)
        .collect();
    facts.entry(field).or_default().push(all.join(" | "));
}

fn list<'a>(holder: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    holder[name].as_array().into_iter().flatten()
}

fn names(holder: &Value, name: &str) -> String {
    let mut all: Vec<String> = list(holder, name).map(words).collect();
    all.sort();
    all.join(" & ")
}

fn words(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        other => other.to_string(),
    }
}
