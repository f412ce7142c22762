//! What a print does not tell of a record, and why.

use serde_json::{Value, json};

/// Fields of the scorer that are not printed, or only in part.
pub const UNPRINTED: [(&str, &str); 9] = [
    (
        "decisions",
        "the text is printed, its kind is not: it is worked out anew from the words",
    ),
    (
        "attendance",
        "those who decide are printed as such; that somebody else does not is not printed",
    ),
    (
        "series",
        "the numbers that the record holds are printed; whether its cover declared them is not",
    ),
    (
        "conditions",
        "printed as a field only where the words of the matter do not hold it",
    ),
    (
        "budgets",
        "years are printed as a field only where the words of the matter do not hold them",
    ),
    (
        "due",
        "printed as a field only where the words of the matter do not hold it",
    ),
    (
        "amounts",
        "printed as a field only where the words of the matter do not hold them; which of them the record lists is not told",
    ),
    (
        "references",
        "printed as a field only where the words of the matter do not hold them",
    ),
    (
        "votes",
        "those who abstained are counted from the roll call where the record has no figure",
    ),
];

/// What a Word document made of our page does not tell, and the least that is reached of it, in thousandths.
pub const NOT_TOLD_IN_WORD: [(&str, u32, &str); 1] = [(
    "decisions",
    980,
    "paragraphs are lines without more: whether one is a further decision or text after it, its words tell",
)];

/// Both documents without what is not printed.
pub fn without_unprinted(record: &Value, read: &Value) -> (Value, Value) {
    let (mut record, mut read) = (record.clone(), read.clone());
    for end in ["declaredFirst", "declaredLast"] {
        if record["series"][end].is_null() {
            read["series"][end] = Value::Null;
        }
    }
    for document in [&mut record, &mut read] {
        for person in list(document, "attendance") {
            if person["deciding"] == false {
                person["deciding"] = Value::Null;
            }
        }
        if let Some(items) = document["items"].as_array_mut() {
            items.iter_mut().for_each(item);
        }
    }
    (record, read)
}

fn item(item: &mut Value) {
    let mut words = String::new();
    words.push_str(item["text"].as_str().unwrap_or_default());
    for list in ["decisions", "proposals", "assignments"] {
        for one in item[list].as_array().into_iter().flatten() {
            words.push('\n');
            words.push_str(one["text"].as_str().unwrap_or_default());
        }
    }
    let words = one_line(&words);
    let said = |value: &Value| {
        value
            .as_str()
            .is_none_or(|text| words.contains(&one_line(text)))
    };
    for decision in list(item, "decisions") {
        decision["kind"] = Value::Null;
        if said(&decision["condition"]) {
            decision["condition"] = Value::Null;
        }
        let years = ["firstYear", "lastYear"].map(|end| decision["budget"][end].to_string());
        if years.iter().all(|year| words.contains(year.as_str())) {
            decision["budget"] = Value::Null;
        }
    }
    for assignment in list(item, "assignments") {
        if said(&assignment["due"]) {
            assignment["due"] = Value::Null;
            assignment["dueOn"] = Value::Null;
        }
    }
    for vote in list(item, "votes") {
        let abstained = vote["ballots"].as_array().is_some_and(|ballots| {
            !ballots.is_empty() && ballots.iter().all(|ballot| ballot["vote"] != "ABSTAIN")
        });
        if abstained && vote["abstained"].is_null() {
            vote["abstained"] = json!(0);
        }
    }
    for name in ["amounts", "references"] {
        if let Some(all) = item[name].as_array_mut() {
            all.retain(|one| !said(&one["text"]));
        }
    }
    list(item, "items").for_each(self::item);
}

/// Facts that the scorer does not look at: appendices, voided numbers, corrections.
pub fn beside(document: &Value) -> Vec<String> {
    let mut facts = Vec::new();
    for one in document["addenda"].as_array().into_iter().flatten() {
        facts.push(format!("addenda: {one}"));
    }
    for item in document["items"].as_array().into_iter().flatten() {
        for one in item["appendices"].as_array().into_iter().flatten() {
            facts.push(format!("appendices: {} {one}", item["number"]));
        }
        if let Some(reason) = item["voided"].as_str() {
            facts.push(format!("voided: {} {reason}", item["number"]));
        }
    }
    facts
}

fn list<'a>(holder: &'a mut Value, name: &str) -> impl Iterator<Item = &'a mut Value> {
    let all = holder.get_mut(name).and_then(Value::as_array_mut);
    all.into_iter().flatten()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
