//! From what was read to the document.

use super::*;

fn certain(at: &Printed, value: impl Into<serde_json::Value>, certainty: Certainty) -> Node {
    if at.is_empty() {
        Node::plain(value)
    } else {
        Node::read(value, at, certainty)
    }
}

/// Writes the document.
pub(super) fn write(record: &Record<'_>, known: &Known, lines: &[Line]) -> Node {
    let heading = &record.heading;
    let mark = match record.marked {
        Marked::Section => "SECTION",
        Marked::Point => "POINT",
        Marked::None => "NONE",
    };
    let date = match &heading.date {
        Some((date, at, certainty)) => certain(at, date.format("%Y-%m-%d").to_string(), *certainty),
        None => Node::plain(None::<String>),
    };
    let some_remote = record
        .attendance
        .iter()
        .any(|line| line.person.remote.is_some());
    let mode = heading
        .mode
        .clone()
        .or_else(|| heading::mode(heading.place.as_ref(), lines, some_remote));
    let meeting = Node::object()
        .with("date", date)
        .known(
            "startsAt",
            heading
                .starts
                .as_ref()
                .map(|(time, at)| Node::read(time.as_str(), at, Certainty::Certain)),
        )
        .known(
            "endsAt",
            heading
                .ends
                .as_ref()
                .map(|(time, at)| Node::read(time.as_str(), at, Certainty::Certain)),
        )
        .known(
            "place",
            heading
                .place
                .as_ref()
                .map(|place| Node::words(place, Certainty::Certain)),
        )
        .known(
            "mode",
            mode.map(|(code, at)| certain(&at, code, Certainty::Likely)),
        )
        .done();
    let range = record.declared.as_ref();
    let series = Node::object()
        .with("mark", Node::plain(mark))
        .known(
            "declaredFirst",
            range.map(|(first, _, at)| Node::read(*first, at, Certainty::Certain)),
        )
        .known(
            "declaredLast",
            range.and_then(|(_, last, at)| {
                last.map(|last| Node::read(last, at, Certainty::Certain))
            }),
        )
        .done();
    let officers = &record.officers;
    let officer = |entry: &(Printed, Certainty)| Node::words(&entry.0, entry.1);
    let officers_node = Node::object()
        .known("chair", officers.chair.as_ref().map(officer))
        .known("secretary", officers.secretary.as_ref().map(officer))
        .some(
            "adjusters",
            officers.adjusters.iter().map(officer).collect(),
        )
        .done();
    let empty =
        officers.chair.is_none() && officers.secretary.is_none() && officers.adjusters.is_empty();
    let ending = &record.ending;
    Node::object()
        .with("format", Node::plain("paragraf/minutes@1"))
        .known(
            "record",
            heading
                .record
                .as_ref()
                .map(|(code, at)| Node::read(*code, at, Certainty::Certain)),
        )
        .known(
            "appendixTo",
            heading
                .appendix_to
                .as_ref()
                .map(|at| Node::words(at, Certainty::Certain)),
        )
        .with("body", heading.body_node(known))
        .with("meeting", meeting)
        .with("series", series)
        .known("officers", (!empty).then_some(officers_node))
        .some(
            "attendance",
            record.attendance.iter().map(attendee).collect(),
        )
        .known(
            "absent",
            (record.none_absent || !record.absent.is_empty())
                .then(|| Node::List(record.absent.iter().map(absentee).collect())),
        )
        .with(
            "items",
            Node::List(record.items.iter().map(item_node).collect()),
        )
        .known(
            "noDecisionsStated",
            ending
                .no_decisions
                .as_ref()
                .map(|at| Node::read(true, at, Certainty::Certain)),
        )
        .known("adjustment", ending.adjustment())
        .some(
            "notices",
            ending.notices.iter().map(ending::notice).collect(),
        )
        .known(
            "storedAt",
            ending
                .stored
                .as_ref()
                .map(|at| Node::words(at, Certainty::Certain)),
        )
        .some(
            "addenda",
            ending.addenda.iter().map(ending::Addendum::node).collect(),
        )
        .some(
            "nextMeetings",
            ending.next.iter().map(ending::next_meeting).collect(),
        )
        .known(
            "previousMinutes",
            ending
                .previous
                .as_ref()
                .map(|(code, at)| Node::read(*code, at, Certainty::Likely)),
        )
        .some(
            "immediateAdjustments",
            ending
                .immediate
                .iter()
                .map(ending::Immediate::node)
                .collect(),
        )
        .done()
}

fn attendee(line: &Attendee) -> Node {
    let person = &line.person;
    let words = |at: &Printed| Node::words(at, Certainty::Certain);
    let presence = person.presence.as_ref().map(|(intervals, at)| {
        let intervals = intervals
            .iter()
            .map(|(from, to)| {
                Node::object()
                    .with("from", Node::plain(*from))
                    .with("to", Node::plain(*to))
                    .done()
            })
            .collect();
        Node::Marked(
            intervals,
            Mark {
                text: at.clone(),
                certainty: Certainty::Certain,
            },
        )
    });
    Node::object()
        .with("name", words(&person.name))
        .known("party", person.party.as_ref().map(words))
        .known(
            "organisation",
            person.organisation.as_ref().map(|at| {
                Node::words(
                    at,
                    if person.loose {
                        Certainty::Likely
                    } else {
                        Certainty::Certain
                    },
                )
            }),
        )
        .known(
            "title",
            match (&person.title, line.label) {
                (None, Label::BoardMembers) => Some(Node::plain("styrelserepresentant")),
                (title, _) => title.as_ref().map(words),
            },
        )
        .with(
            "capacity",
            Node::read(line.capacity, &person.name, Certainty::Likely),
        )
        .known("deciding", line.deciding.map(Node::plain))
        .known(
            "remote",
            person
                .remote
                .as_ref()
                .map(|at| Node::read(true, at, Certainty::Certain)),
        )
        .known("substitutesFor", person.substitutes_for.as_ref().map(words))
        .known("presence", presence)
        .done()
}

fn absentee(person: &Person) -> Node {
    Node::object()
        .with("name", Node::words(&person.name, Certainty::Certain))
        .known(
            "organisation",
            person
                .organisation
                .as_ref()
                .map(|at| Node::words(at, Certainty::Certain)),
        )
        .done()
}

fn item_node(item: &Item<'_>) -> Node {
    let (raw, content) = (item.raw, &item.content);
    let certainty = if raw.loose {
        Certainty::Likely
    } else {
        Certainty::Certain
    };
    let words = |at: &Printed| Node::words(at, Certainty::Likely);
    let presenters = if raw.presenters.is_empty() {
        &content.presenters
    } else {
        &raw.presenters
    };
    Node::object()
        .known(
            "number",
            raw.number
                .as_ref()
                .map(|(number, at)| Node::read(*number, at, certainty)),
        )
        .known(
            "letter",
            raw.letter
                .as_ref()
                .map(|letter| Node::words(letter, certainty)),
        )
        .with(
            "title",
            raw.title.as_ref().map_or_else(
                || Node::plain(None::<String>),
                |title| Node::words(title, certainty),
            ),
        )
        .known(
            "category",
            raw.group.map(|group| {
                Node::plain(match group {
                    Group::Information => "INFORMATION",
                    Group::Dialogue => "DIALOGUE",
                    Group::Decision => "DECISION",
                })
            }),
        )
        .known(
            "caseNumber",
            raw.case
                .as_ref()
                .map(|case| Node::words(case, Certainty::Certain)),
        )
        .some("presenters", presenters.iter().map(words).collect())
        .known("raisedBy", content.raised_by.as_ref().map(words))
        .known(
            "text",
            (!content.text.is_empty()).then(|| Node::words(&content.text, Certainty::Certain)),
        )
        .some(
            "proposals",
            content.proposals.iter().map(proposal).collect(),
        )
        .some(
            "decisions",
            content.decisions.iter().map(decision).collect(),
        )
        .some(
            "assignments",
            content.assignments.iter().map(assignment).collect(),
        )
        .some(
            "cooperation",
            content.cooperation.iter().map(cooperation).collect(),
        )
        .some("votes", content.votes.iter().map(vote).collect())
        .some(
            "reservations",
            content
                .reservations
                .iter()
                .map(|(by, text)| {
                    Node::object()
                        .with("by", Node::List(by.iter().map(words).collect()))
                        .known("text", (!text.is_empty()).then(|| words(text)))
                        .done()
                })
                .collect(),
        )
        .some(
            "disqualified",
            content.disqualified.iter().map(words).collect(),
        )
        .known(
            "adjustedImmediately",
            content
                .immediately
                .as_ref()
                .map(|at| Node::read(true, at, Certainty::Certain)),
        )
        .known(
            "nothingReported",
            content
                .nothing
                .as_ref()
                .map(|at| Node::read(true, at, Certainty::Certain)),
        )
        .known("voided", content.voided.as_ref().map(words))
        .some(
            "amounts",
            content
                .amounts
                .iter()
                .map(|sum| {
                    Node::object()
                        .with("text", Node::words(&sum.text, Certainty::Certain))
                        .with("ore", certain(&sum.text, sum.ore, Certainty::Certain))
                        .done()
                })
                .collect(),
        )
        .some(
            "recipients",
            content
                .recipients
                .iter()
                .map(|at| Node::words(at, Certainty::Certain))
                .collect(),
        )
        .some("items", item.below.iter().map(item_node).collect())
        .some(
            "references",
            content
                .references
                .iter()
                .map(|reference| {
                    Node::object()
                        .with("text", words(&reference.text))
                        .known(
                            "date",
                            reference.date.map(|date| {
                                Node::read(
                                    date.format("%Y-%m-%d").to_string(),
                                    &reference.text,
                                    Certainty::Certain,
                                )
                            }),
                        )
                        .known(
                            "number",
                            reference.number.map(|number| {
                                Node::read(number, &reference.text, Certainty::Certain)
                            }),
                        )
                        .done()
                })
                .collect(),
        )
        .some(
            "statements",
            content
                .statements
                .iter()
                .map(|(by, text)| {
                    Node::object()
                        .known("by", by.as_ref().map(words))
                        .with("text", words(text))
                        .done()
                })
                .collect(),
        )
        .some(
            "appendices",
            content
                .appendices
                .iter()
                .map(|at| Node::words(at, Certainty::Certain))
                .collect(),
        )
        .done()
}

fn proposal(part: &crate::minutes_text::content::Proposal) -> Node {
    Node::object()
        .with(
            "by",
            part.by.as_ref().map_or_else(
                || Node::plain(None::<String>),
                |by| Node::words(by, part.certainty),
            ),
        )
        .known(
            "kind",
            part.recommended.map(|recommended| {
                let kind = if recommended {
                    "RECOMMENDATION"
                } else {
                    "PROPOSAL"
                };
                Node::read(kind, &part.text, part.certainty)
            }),
        )
        .with("text", Node::words(&part.text, part.certainty))
        .done()
}

fn decision(part: &crate::minutes_text::content::Decision) -> Node {
    Node::object()
        .with("text", Node::words(&part.text, part.certainty))
        .with("kind", Node::read(part.kind, &part.text, part.certainty))
        .known(
            "condition",
            part.condition
                .as_ref()
                .map(|at| Node::words(at, Certainty::Likely)),
        )
        .known(
            "budget",
            part.budget.map(|(first, last)| {
                Node::object()
                    .with(
                        "firstYear",
                        Node::read(first, &part.text, Certainty::Likely),
                    )
                    .with("lastYear", Node::read(last, &part.text, Certainty::Likely))
                    .done()
            }),
        )
        .done()
}

fn assignment(part: &crate::minutes_text::content::Assignment) -> Node {
    let who = match &part.who {
        Some(who) => Node::List(
            who.iter()
                .map(|name| Node::words(name, part.certainty))
                .collect(),
        ),
        None => Node::plain(None::<String>),
    };
    Node::object()
        .with("assignees", who)
        .with("text", Node::words(&part.text, part.certainty))
        .known(
            "due",
            part.due
                .as_ref()
                .map(|due| Node::words(due, part.certainty)),
        )
        .known(
            "dueOn",
            part.due_on.zip(part.due.as_ref()).map(|(day, due)| {
                Node::read(day.format("%Y-%m-%d").to_string(), due, part.certainty)
            }),
        )
        .done()
}

fn cooperation(part: &crate::minutes_text::content::Cooperation) -> Node {
    let words = |at: &Printed| Node::words(at, Certainty::Likely);
    Node::object()
        .with(
            "party",
            part.party
                .as_ref()
                .map_or_else(|| Node::plain(None::<String>), words),
        )
        .with(
            "outcome",
            Node::read(part.outcome, &part.at, Certainty::Likely),
        )
        .known("scope", part.scope.as_ref().map(words))
        .known("condition", part.condition.as_ref().map(words))
        .done()
}

fn vote(part: &crate::minutes_text::votes::Vote) -> Node {
    let number = |entry: &(u32, Printed)| Node::read(entry.0, &entry.1, Certainty::Certain);
    Node::object()
        .known(
            "meaningOfYes",
            part.meaning
                .as_ref()
                .map(|at| Node::words(at, Certainty::Certain)),
        )
        .known("yes", part.yes.as_ref().map(number))
        .known("no", part.no.as_ref().map(number))
        .known("abstained", part.abstained.as_ref().map(number))
        .known(
            "castingVote",
            part.casting
                .as_ref()
                .map(|(settled, at)| Node::read(*settled, at, Certainty::Likely)),
        )
        .some(
            "ballots",
            part.ballots
                .iter()
                .map(|(name, choice)| {
                    Node::object()
                        .with("name", Node::words(name, Certainty::Certain))
                        .with("vote", Node::read(*choice, name, Certainty::Certain))
                        .done()
                })
                .collect(),
        )
        .done()
}
