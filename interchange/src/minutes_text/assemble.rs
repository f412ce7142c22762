//! Puts the document together from what the stages read.

use super::Known;
use super::flow::{Wrap, paragraphs, whole};
use super::node::Node;
use super::outline::{Marked, Outline};
use super::raw::{Group, Parts, Raw};
use super::report::{Certainty, Missing, Report, Told};

/// The document and the report so far.
pub(crate) fn document(parts: &Parts, outline: &Outline, wrap: &Wrap, known: &Known) -> (Node, Report) {
    let mut report = Report::default();
    let mark = match outline.marked {
        Marked::Section => "SECTION",
        Marked::Point => "POINT",
        Marked::None => "NONE",
    };
    let date = known.date.map(|day| day.format("%Y-%m-%d").to_string());
    if date.is_none() {
        report.missing.push(Missing {
            code: "DATE_MISSING",
            path: "meeting.date".into(),
            text: Told::new("Dag för mötet står inte i texten.", "The text does not state the day of the meeting."),
        });
    }
    let body = Node::object()
        .with("name", Node::plain(known.body.clone().unwrap_or_else(|| "Okänt organ".into())))
        .with("kind", Node::plain("OTHER"))
        .known("organisation", known.organisation.clone().map(Node::plain))
        .done();
    let node = Node::object()
        .with("format", Node::plain("paragraf/minutes@1"))
        .with("body", body)
        .with("meeting", Node::object().with("date", Node::plain(date)).done())
        .with("series", Node::object().with("mark", Node::plain(mark)).done())
        .with("items", Node::List(parts.items.iter().map(|raw| item(raw, wrap)).collect()))
        .done();
    (node, report)
}

fn item(raw: &Raw, wrap: &Wrap) -> Node {
    let certainty = if raw.loose { Certainty::Likely } else { Certainty::Certain };
    let text = whole(&paragraphs(&raw.body, wrap));
    Node::object()
        .known("number", raw.number.as_ref().map(|(number, at)| Node::read(*number, at, certainty)))
        .known("letter", raw.letter.as_ref().map(|letter| Node::words(letter, certainty)))
        .with("title", raw.title.as_ref().map_or_else(|| Node::plain(None::<String>), |title| Node::words(title, certainty)))
        .known("category", raw.group.map(|group| Node::plain(match group {
            Group::Information => "INFORMATION",
            Group::Dialogue => "DIALOGUE",
            Group::Decision => "DECISION",
        })))
        .known("caseNumber", raw.case.as_ref().map(|case| Node::words(case, Certainty::Certain)))
        .some("presenters", raw.presenters.iter().map(|name| Node::words(name, Certainty::Certain)).collect())
        .known("raisedBy", raw.raised_by.as_ref().map(|name| Node::words(name, Certainty::Likely)))
        .known("text", (!text.is_empty()).then(|| Node::words(&text, Certainty::Certain)))
        .some("items", raw.items.iter().map(|raw| item(raw, wrap)).collect())
        .done()
}
