//! Places of a minutes document in words: `items[3].decisions[0].text` as “§ 4, beslut 1, text”.

use domain::text::Language;
use serde_json::Value;

/// Members of the document, in Swedish and in English.
const NAMES: [(&str, &str, &str); 54] = [
    ("absent", "frånvarande", "absent"),
    ("adjustedOn", "justerat den", "adjusted on"),
    ("adjusters", "justerare", "adjusters"),
    ("adjustment", "justering", "adjustment"),
    ("amounts", "belopp", "amount"),
    ("appendices", "bilaga", "appendix"),
    ("assignees", "ansvarig", "assignee"),
    ("assignments", "uppdrag", "assignment"),
    ("attendance", "närvarande", "attendance"),
    ("ballots", "röst", "ballot"),
    ("board", "anslagstavla", "notice board"),
    ("body", "organ", "body"),
    ("by", "av", "by"),
    ("capacity", "egenskap", "capacity"),
    ("caseNumber", "diarienummer", "case number"),
    ("category", "slag", "category"),
    ("chair", "ordförande", "chair"),
    ("condition", "villkor", "condition"),
    ("cooperation", "samverkan", "cooperation"),
    ("date", "datum", "date"),
    ("deciding", "beslutande", "deciding"),
    ("decisions", "beslut", "decision"),
    ("declaredFirst", "första §", "first §"),
    ("declaredLast", "sista §", "last §"),
    ("due", "klart", "due"),
    ("dueOn", "klart den", "due on"),
    ("endsAt", "slutar", "ends at"),
    ("kind", "slag", "kind"),
    ("mark", "numreringens tecken", "mark of the numbering"),
    ("meeting", "sammanträde", "meeting"),
    ("mode", "mötesform", "mode"),
    ("name", "namn", "name"),
    ("nextMeetings", "nästa sammanträde", "next meeting"),
    ("notices", "anslag", "notice"),
    ("number", "nummer", "number"),
    ("officers", "funktionärer", "officers"),
    ("ore", "i öre", "in öre"),
    ("organisation", "organisation", "organisation"),
    (
        "organisationKind",
        "organisationens slag",
        "kind of organisation",
    ),
    ("party", "parti", "party"),
    ("place", "plats", "place"),
    ("postedOn", "anslaget den", "posted on"),
    ("presence", "närvaro", "presence"),
    ("proposals", "förslag", "proposal"),
    ("record", "handlingens slag", "kind of record"),
    ("references", "hänvisning", "reference"),
    ("removedOn", "nedtaget den", "removed on"),
    ("reservations", "reservation", "reservation"),
    ("secretary", "sekreterare", "secretary"),
    ("startsAt", "börjar", "starts at"),
    ("statements", "yttrande", "statement"),
    ("storedAt", "förvaras", "stored at"),
    ("text", "text", "text"),
    ("title", "rubrik", "title"),
];

/// A path in words; a member that has none stays as it is.
pub(super) fn label(path: &str, document: &Value, language: Language) -> String {
    let mut held = Some(document);
    let mut words: Vec<String> = Vec::new();
    for part in path.split('.') {
        let (name, places) = part.split_once('[').unwrap_or((part, ""));
        held = held.and_then(|held| held.get(name));
        let mut word = NAMES
            .iter()
            .find(|(held, ..)| *held == name)
            .map_or(name, |(_, sv, en)| match language {
                Language::Swedish => sv,
                Language::English => en,
            })
            .to_owned();
        for place in places
            .split(['[', ']'])
            .filter_map(|place| place.parse::<usize>().ok())
        {
            held = held.and_then(|held| held.get(place));
            word = match (
                name,
                held.and_then(|held| held.get("number"))
                    .and_then(Value::as_u64),
            ) {
                ("items", Some(number)) => format!("§ {number}"),
                ("items", None) => match language {
                    Language::Swedish => format!("ärende {}", place + 1),
                    Language::English => format!("item {}", place + 1),
                },
                _ => format!("{word} {}", place + 1),
            };
        }
        words.push(word);
    }
    let text = words.join(", ");
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_place_is_told_in_words() {
        let document = json!({"items": [{"number": 12}, {"title": "x"}]});
        for (path, sv, en) in [
            ("meeting.date", "Sammanträde, datum", "Meeting, date"),
            (
                "items[0].decisions[1].text",
                "§ 12, beslut 2, text",
                "§ 12, decision 2, text",
            ),
            ("items[1].title", "Ärende 2, rubrik", "Item 2, title"),
            ("unheard[0].of", "Unheard 1, of", "Unheard 1, of"),
        ] {
            assert_eq!(label(path, &document, Language::Swedish), sv);
            assert_eq!(label(path, &document, Language::English), en);
        }
    }

    #[test]
    fn names_stand_once_and_in_order() {
        assert!(NAMES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
