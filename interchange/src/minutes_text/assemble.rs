//! Puts the document together from what the stages read.

mod writing;

use writing::write;

use super::Known;
use super::checks;
use super::content::{Content, Context, content};
use super::ending::{self, Ending};
use super::flow::Wrap;
use super::form::{self, Form};
use super::heading::{self, Heading};
use super::labels::{self, Fields, Label};
use super::lines::Line;
use super::node::{Mark, Node};
use super::outline::{Marked, Outline};
use super::people::{self, Person};
use super::printed::Printed;
use super::raw::{Group, Parts, Raw};
use super::report::{Certainty, Report};

/// Most people that attendance is read for.
const MAX_ATTENDEES: usize = 2_000;

/// One item with what was read of it.
#[derive(Debug)]
pub(crate) struct Item<'a> {
    pub(crate) raw: &'a Raw,
    pub(crate) content: Content,
    pub(crate) below: Vec<Item<'a>>,
}

/// One line of attendance.
#[derive(Debug, Clone)]
pub(crate) struct Attendee {
    pub(crate) person: Person,
    pub(crate) label: Label,
    pub(crate) capacity: &'static str,
    pub(crate) deciding: Option<bool>,
}

/// Officers of the meeting.
#[derive(Debug, Default)]
pub(crate) struct Officers {
    pub(crate) chair: Option<(Printed, Certainty)>,
    pub(crate) secretary: Option<(Printed, Certainty)>,
    pub(crate) adjusters: Vec<(Printed, Certainty)>,
}

/// All that was read, before it is written.
#[derive(Debug)]
pub(crate) struct Record<'a> {
    pub(crate) heading: Heading,
    pub(crate) marked: Marked,
    pub(crate) declared: Option<(u32, Option<u32>, Printed)>,
    pub(crate) officers: Officers,
    pub(crate) attendance: Vec<Attendee>,
    pub(crate) listed: bool,
    pub(crate) absent: Vec<Person>,
    /// The text says that nobody was absent.
    pub(crate) none_absent: bool,
    pub(crate) items: Vec<Item<'a>>,
    pub(crate) ending: Ending,
}

/// The document and the report so far.
pub(crate) fn document(
    parts: &Parts,
    outline: &Outline,
    wrap: &Wrap,
    lines: &[Line],
    header: &[Line],
    known: &Known,
    form: Option<Form>,
) -> (Node, Report) {
    let mut fields = labels::fields(&parts.cover);
    let tail = labels::fields(&parts.tail);
    fields.all.extend(tail.all);
    let heading = heading::heading(&fields, &parts.cover, header, lines, known);
    let mut officers = officers(&fields);
    let names: Vec<String> = [officers.chair.as_ref(), officers.secretary.as_ref()]
        .into_iter()
        .flatten()
        .chain(&officers.adjusters)
        .map(|(name, _)| name.to_string())
        .collect();
    let none_absent = fields.all.iter().any(|field| {
        field.label == Label::Absent
            && field.values.iter().any(|value| {
                matches!(
                    value.text.trim_matches(['.', ' ']).to_lowercase().as_str(),
                    "ingen" | "inga" | "-" | "–"
                )
            })
    });
    let (mut attendance, absent) = attendance(&fields, &heading, &names);
    succeed(&mut attendance);
    let context = Context {
        people: attendance
            .iter()
            .map(|line| line.person.name.to_string())
            .chain(names)
            .collect(),
        organisations: attendance
            .iter()
            .filter_map(|line| line.person.organisation.as_ref())
            .map(|name| name.to_string())
            .collect(),
        body: heading
            .body
            .as_ref()
            .map(|(name, _)| name.to_lowercase())
            .unwrap_or_default(),
        date: heading.date.as_ref().map(|(date, ..)| *date),
        group: heading.body_kind == "COOPERATION_GROUP",
    };
    let items: Vec<Item<'_>> = parts
        .items
        .iter()
        .map(|raw| item(raw, wrap, &context, form))
        .collect();
    fill_officers(&mut officers, &attendance, &items);
    titles_from_signatures(&mut attendance, &parts.tail);
    let ending = ending::ending(&fields, parts, &tail.free, &items, &context);
    let mut record = Record {
        marked: outline.marked,
        declared: declared(&fields),
        officers,
        listed: fields
            .all
            .iter()
            .any(|field| field.label.is_list() && field.label != Label::Absent),
        attendance,
        absent,
        none_absent,
        items,
        ending,
        heading,
    };
    if let Some(form) = form {
        form::fill(form, parts, &mut record);
    }
    let mut report = Report::default();
    checks::missing(&record, known, &mut report);
    checks::contradictions(&record, outline, lines, &mut report);
    checks::alike(&record, &mut report);
    (write(&record, known, lines), report)
}

fn item<'a>(raw: &'a Raw, wrap: &Wrap, context: &Context, form: Option<Form>) -> Item<'a> {
    Item {
        raw,
        content: match form {
            Some(form) => form::content(form, raw, context),
            None => content(raw, wrap, context),
        },
        below: raw
            .items
            .iter()
            .map(|raw| item(raw, wrap, context, form))
            .collect(),
    }
}

fn officers(fields: &Fields) -> Officers {
    let mut out = Officers::default();
    for field in &fields.all {
        if !field.label.is_officer() {
            continue;
        }
        let people = people::people(field, &[]);
        for person in people {
            let name = person.name;
            match field.label {
                Label::Chair => {
                    out.chair.get_or_insert((name, Certainty::Certain));
                }
                Label::Secretary => {
                    out.secretary.get_or_insert((name, Certainty::Certain));
                }
                _ => {
                    if out.adjusters.len() < 50
                        && !out
                            .adjusters
                            .iter()
                            .any(|(known, _)| known.as_str() == name.as_str())
                    {
                        out.adjusters.push((name, Certainty::Certain));
                    }
                }
            }
        }
    }
    out
}

/// Officers that no label names: by the title in the list, or by the choice in the text.
fn fill_officers(officers: &mut Officers, attendance: &[Attendee], items: &[Item<'_>]) {
    let titled = |word: &str| {
        attendance
            .iter()
            .find(|line| {
                line.person
                    .title
                    .as_ref()
                    .is_some_and(|title| title.to_lowercase().split(", ").any(|part| part == word))
            })
            .map(|line| (line.person.name.clone(), Certainty::Likely))
    };
    if officers.chair.is_none() {
        officers.chair = titled("ordförande")
            .or_else(|| titled("mötesordförande"))
            .or_else(|| titled("ordf"))
            .or_else(|| ending::chair_in_text(items));
    }
    if officers.secretary.is_none() {
        officers.secretary = ending::chosen(items, "sekreterare")
            .into_iter()
            .next()
            .or_else(|| titled("sekreterare"))
            .or_else(|| titled("protokollförare"))
            .or_else(|| titled("sekr"))
            .or_else(|| titled("antecknar"))
            .or_else(|| titled("vid pennan"));
    }
    if officers.adjusters.is_empty() {
        officers.adjusters = ending::chosen(items, "juster");
    }
}

fn attendance(
    fields: &Fields,
    heading: &Heading,
    known: &[String],
) -> (Vec<Attendee>, Vec<Person>) {
    let group = heading.body_kind == "COOPERATION_GROUP";
    let decides = fields
        .all
        .iter()
        .any(|field| field.label == Label::Deciding && !field.values.is_empty());
    let mut lines: Vec<Attendee> = Vec::new();
    let mut absent = Vec::new();
    let mut under_deciding = false;
    for field in &fields.all {
        if !field.label.is_list() {
            continue;
        }
        if field.label == Label::Deciding && field.values.is_empty() {
            under_deciding = true;
            continue;
        }
        let people = people::people(field, known);
        if field.label == Label::Absent {
            absent.extend(people);
            continue;
        }
        for person in people {
            let mut label = field.label;
            if under_deciding && matches!(label, Label::Members | Label::Serving) {
                label = if label == Label::Serving {
                    Label::Serving
                } else {
                    Label::Deciding
                };
            }
            let mut capacity = people::capacity(label, &person);
            if label == Label::Present {
                capacity = present_capacity(&person, group, heading);
            }
            let deciding = deciding(label, capacity, decides || under_deciding, &person);
            if lines.iter().any(|line| {
                line.person.name.as_str() == person.name.as_str() && line.capacity == capacity
            }) {
                continue;
            }
            if lines.len() >= MAX_ATTENDEES {
                break;
            }
            lines.push(Attendee {
                person,
                label,
                capacity,
                deciding,
            });
        }
    }
    (lines, absent)
}

fn present_capacity(person: &Person, group: bool, heading: &Heading) -> &'static str {
    if person.serving.is_some() {
        return people::capacity(Label::Members, person);
    }
    let organisation = person
        .organisation
        .as_ref()
        .map(|name| name.as_str())
        .unwrap_or_default();
    if group {
        if super::names::is_union(organisation) {
            return "UNION";
        }
        return if organisation.is_empty() && person.title.is_none() {
            "OTHER"
        } else {
            "EMPLOYER"
        };
    }
    if matches!(
        heading.body_kind,
        "BOARD" | "MEMBER_COUNCIL" | "EXECUTIVE_COMMITTEE" | "ASSEMBLY"
    ) {
        let officer = person.title.as_ref().is_some_and(|title| {
            let title = title.to_lowercase();
            !["ordf", "ledamot", "kassör"]
                .iter()
                .any(|seat| title.contains(seat))
        });
        return if officer && person.party.is_none() {
            "OFFICIAL"
        } else {
            "MEMBER"
        };
    }
    if person.title.is_some() && organisation.is_empty() {
        "OFFICIAL"
    } else {
        "OTHER"
    }
}

fn deciding(label: Label, capacity: &str, listed: bool, person: &Person) -> Option<bool> {
    if capacity == "SUBSTITUTE" {
        return (listed || person.serving == Some(false) || label == Label::Substitutes)
            .then_some(false);
    }
    if label == Label::Deciding || capacity == "SERVING_SUBSTITUTE" && listed {
        return Some(true);
    }
    if label == Label::Serving {
        return listed.then_some(true);
    }
    (listed && label != Label::Present && label != Label::Members).then_some(false)
}

/// `därefter representation genom Kerstin`: she is there twice, before as what the list says and then in the seat.
fn succeed(lines: &mut Vec<Attendee>) {
    let mut index = 0;
    while index < lines.len() {
        if let Some((from, name)) = lines[index].person.successor.clone() {
            let mut found = lines.iter().enumerate().filter(|(other, line)| {
                let known = line.person.name.as_str();
                *other != index
                    && (known == name.as_str() || known.starts_with(&format!("{} ", name.as_str())))
            });
            if let (Some((other, _)), None) = (found.next(), found.next()) {
                let whole = lines[index]
                    .person
                    .presence
                    .as_ref()
                    .map(|(_, at)| at.clone())
                    .unwrap_or_default();
                let mut serving = lines[other].clone();
                serving.capacity = "SERVING_SUBSTITUTE";
                serving.deciding = lines[index].deciding;
                serving.person.substitutes_for = Some(lines[index].person.name.clone());
                serving.person.presence = Some((vec![(Some(from), None)], whole.clone()));
                if lines[other].person.presence.is_none() {
                    lines[other].person.presence = Some((vec![(None, Some(from - 1))], whole));
                }
                lines.insert(other + 1, serving);
                index += usize::from(other < index);
            }
        }
        index += 1;
    }
}

/// A signature's title is the person's own where the list says only `ordförande`.
fn titles_from_signatures(lines: &mut [Attendee], tail: &[Line]) {
    for pair in tail.windows(2) {
        let (name, title) = (&pair[0].text, &pair[1].text);
        if !super::names::is_office(title)
            || super::labels::names_row(title)
            || title.to_lowercase().contains("ordförande")
            || title.split_whitespace().count() > 4
        {
            continue;
        }
        for line in lines.iter_mut().filter(|line| {
            line.capacity == "EMPLOYER" && line.person.name.as_str() == name.as_str()
        }) {
            if line
                .person
                .title
                .as_ref()
                .is_none_or(|known| known.to_lowercase() == "ordförande")
            {
                line.person.title = Some(title.clone());
            }
        }
    }
}

fn declared(fields: &Fields) -> Option<(u32, Option<u32>, Printed)> {
    let field = fields
        .all
        .iter()
        .find(|field| field.label == Label::Range && !field.values.is_empty())?;
    let text = heading::value(field);
    let numbers: Vec<u32> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|part| part.parse().ok())
        .filter(|n| *n > 0 && *n < 2_000_000)
        .collect();
    let (first, last) = (numbers.iter().min()?, numbers.iter().max()?);
    Some((*first, Some(*last), text))
}
