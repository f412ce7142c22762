//! What pages tell as JSON-LD (W3C, 1.1): notices and §§ in the vocabulary of schema.org, with two terms beside it.
//!
//! The context stands in the data itself, so that nobody has to fetch one. What is not known is left out.

use super::feeds::midnight;
use super::notices::NoticeRow;
use super::rows::{meeting_path, minutes_path_of, paragraph_path};
use super::visit::Visit;
use super::words;
use crate::graphql::viewing::Judged;
use chrono::SecondsFormat;
use domain::Date;
use domain::organisation::Organisation;
use domain::paragraph::Paragraph;
use domain::rules::{UnitClock, is_appealable};
use domain::text::Language;
use serde_json::{Map, Value, json};

/// What the names stand for.
fn context() -> Value {
    let date = |id: &str| json!({"@id": id, "@type": "xsd:date"});
    json!({
        "@vocab": "https://schema.org/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "dct": "http://purl.org/dc/terms/",
        "eli": "http://data.europa.eu/eli/ontology#",
        "url": {"@type": "@id"},
        "target": {"@type": "@id"},
        "actionStatus": {"@type": "@vocab"},
        "dateCreated": {"@type": "Date"},
        "datePublished": {"@type": "Date"},
        "startDate": {"@type": "Date"},
        "expires": {"@type": "Date"},
        "endTime": {"@type": "DateTime"},
        "dateAccepted": date("dct:dateAccepted"),
        "first_date_entry_in_force": date("eli:first_date_entry_in_force"),
    })
}

/// An object without what is not known.
fn known(object: Value) -> Value {
    match object {
        Value::Object(fields) => {
            let held = fields.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(held.collect::<Map<_, _>>())
        }
        other => other,
    }
}

/// Data as it may stand in a script element: no letter in it ends that, or begins a comment.
pub fn in_script(data: &Value) -> String {
    let mut written = String::new();
    for letter in data.to_string().chars() {
        match letter {
            // These stand within strings alone, where they may be written so.
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                written.push_str(&format!("\\u{:04x}", u32::from(letter)));
            }
            other => written.push(other),
        }
    }
    written
}

fn organisation(base: &str, held: &Organisation) -> Value {
    let page = format!("{base}/{}", held.slug.as_str());
    json!({
        "@type": "GovernmentOrganization",
        "@id": page,
        "name": held.name,
        "url": page,
    })
}

/// That a decision may be appealed until the end of a day; null where the day has passed or is not known.
fn appeal(last: Option<Date>, today: Date, page: &str) -> Value {
    let end = last
        .filter(|last| today <= *last)
        .and_then(|last| midnight(last.succ_opt()?));
    let Some(end) = end else {
        return Value::Null;
    };
    json!({
        "@type": "Action",
        "name": {"@value": "Överklaga genom laglighetsprövning", "@language": "sv"},
        "actionStatus": "PotentialActionStatus",
        "endTime": end.to_rfc3339_opts(SecondsFormat::Secs, true),
        "target": page,
    })
}

/// The notices of a board.
pub fn notices<'a>(
    visit: &Visit,
    owner: &Organisation,
    title: &str,
    rows: impl IntoIterator<Item = &'a NoticeRow>,
) -> Value {
    let base = visit.base();
    let page = format!("{base}/{}/notices", owner.slug.as_str());
    let notice = |row: &NoticeRow| {
        let meeting = row.links.as_ref().map(|(path, _)| format!("{base}{path}"));
        let meeting = meeting.map(|path| {
            known(json!({
                "@type": "Event",
                "@id": path,
                "url": path,
                "name": row.body,
                "startDate": row.date,
                "organizer": {"@id": format!("{base}/{}", owner.slug.as_str())},
            }))
        });
        known(json!({
            "@type": "CreativeWork",
            "@id": format!("{page}#{}", row.anchor),
            "url": format!("{page}#{}", row.anchor),
            "name": row.title(),
            "inLanguage": "sv",
            "datePublished": row.posted_on(),
            "expires": row.removed_on(),
            "dateAccepted": row.adjusted_on,
            "first_date_entry_in_force": row.final_on,
            "about": meeting,
            "potentialAction": appeal(row.last_appeal_day, visit.today, &page),
        }))
    };
    json!({
        "@context": context(),
        "@type": "CollectionPage",
        "@id": page,
        "url": page,
        "name": title,
        "inLanguage": super::feeds::tag(visit.language),
        "publisher": organisation(base, owner),
        "hasPart": rows.into_iter().map(notice).collect::<Vec<_>>(),
    })
}

/// The dates of the unit of adjustment that holds a §.
fn unit_of<'a>(seen: &'a Judged, top: &Paragraph) -> Option<&'a UnitClock> {
    let meeting = &seen.meeting;
    let unit = meeting.unit_of(top.number)?;
    let mut units = meeting.units.iter().zip(&seen.clock().units);
    units
        .find(|(held, _)| std::ptr::eq(*held, unit))
        .map(|(_, clock)| clock)
}

/// A § as one record prints it.
pub fn paragraph(visit: &Visit, seen: &Judged, top: &Paragraph) -> Value {
    let (base, meeting) = (visit.base(), &seen.meeting);
    let owner = meeting.owner.slug.as_str();
    let at = |path: String| format!("{base}{path}");
    let page = at(paragraph_path(meeting, top));
    let body = at(format!("/{owner}/{}", meeting.body.slug.as_str()));
    let held_at = at(meeting_path(meeting));
    let minutes = at(minutes_path_of(owner, meeting.id));
    let day = meeting.occasion.date.map(|day| day.to_string());
    let unit = unit_of(seen, top);
    let adjusted = unit.and_then(|unit| unit.adjusted_on);
    let last_appeal_day = unit
        .and_then(|unit| unit.last_appeal_day.as_ref())
        .filter(|_| is_appealable(top) != Some(false));
    let decisions = top.walk().flat_map(|item| {
        let annulled = meeting.annulled(item.id);
        item.decisions.iter().map(move |held| {
            known(json!({
                "@type": "CreativeWork",
                "@id": format!("urn:uuid:{}", held.id.uuid()),
                "name": item.title,
                "text": held.text,
                "inLanguage": "sv",
                "genre": words::decision(held.kind).in_language(visit.language),
                "creativeWorkStatus": annulled.then_some(match visit.language {
                    Language::Swedish => "Upphävt av domstol",
                    Language::English => "Annulled by a court",
                }),
            }))
        })
    });
    let name = [top.label(meeting.numbering.mark, None), top.title.clone()];
    let name: Vec<String> = name.into_iter().flatten().collect();
    let status = documents::naming::minutes_status(seen.clock().status);
    known(json!({
        "@type": "CreativeWork",
        "@id": format!("urn:uuid:{}", top.id.uuid()),
        "url": page,
        "name": format!("{} {}", meeting.body.name, name.join(", ")),
        "inLanguage": "sv",
        "creativeWorkStatus": status.in_language(visit.language),
        "dateCreated": day,
        "dateAccepted": adjusted.map(|day| day.to_string()),
        "first_date_entry_in_force": unit
            .and_then(|unit| unit.final_on)
            .filter(|day| *day <= visit.today)
            .map(|day| day.to_string()),
        "publisher": organisation(base, &meeting.owner),
        "creator": {
            "@type": "Organization",
            "@id": body,
            "url": body,
            "name": meeting.body.name,
            "parentOrganization": {"@id": at(format!("/{owner}"))},
        },
        "recordedAt": known(json!({
            "@type": "Event",
            "@id": held_at,
            "url": held_at,
            "name": meeting.body.name,
            "startDate": day,
            "organizer": {"@id": body},
        })),
        "isPartOf": {"@type": "DigitalDocument", "@id": minutes, "url": minutes, "inLanguage": "sv"},
        "hasPart": decisions.collect::<Vec<_>>(),
        "potentialAction": appeal(
            last_appeal_day.map(|held| held.last_day),
            visit.today,
            &page,
        ),
    }))
}

/// A § with each of its prints.
pub fn graph(prints: Vec<Value>) -> Value {
    json!({"@context": context(), "@graph": prints})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_the_element_that_it_stands_in_and_all_of_it_is_read_back() {
        let hostile = json!({"name": "</script><!--<script>alert(1)</script> & \u{2028}\u{2029} \"å\" \\u003c"});
        let written = in_script(&hostile);
        for letter in ['<', '>', '&', '\u{2028}', '\u{2029}'] {
            assert!(!written.contains(letter), "{letter:?} in {written}");
        }
        let read: Value = serde_json::from_str(&written).expect("JSON");
        assert_eq!(read, hostile);
    }
}
