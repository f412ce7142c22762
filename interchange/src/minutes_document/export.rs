//! From the domain's record to the document: the inverse of reading one.
//!
//! The normal form of a document: what is unknown is left out, and null stands only where the format asks for the
//! member or where null says something (nobody named, all parties, no exact amount, an open bound).

use super::{
    BodyCode, CapacityCode, CategoryCode, ChoiceCode, CooperationCode, DecisionCode, MarkCode,
    ModeCode, OrganisationCode, PreviousCode, ProposalCode, RecordCode, SchemeCode,
};
use domain::adjustment::{Addendum, AdjustmentUnit};
use domain::assignment::Assignment;
use domain::attendance::{Absentee, Attendance, PersonRef};
use domain::body::NumberingScheme;
use domain::cooperation::CooperationOutcome;
use domain::decision::Decision;
use domain::meeting::{Meeting, NextMeeting};
use domain::money::{Amount, Ore};
use domain::notice::Notice;
use domain::paragraph::{Mark, Paragraph, Reference, Reservation, Statement};
use domain::proposal::Proposal;
use domain::vote::{Ballot, Vote};
use domain::{Date, Time};
use serde_json::{Map, Value, json};

/// A meeting as a minutes document, `paragraf/minutes@1`.
///
/// Reading the document again gives the same record. What the format has no member for is not in it: identities,
/// what became of conditions and assignments, withdrawn proposals, and how a vote was held beyond its figures.
pub fn export(meeting: &Meeting) -> Value {
    document(meeting).always("items", list(&meeting.paragraphs, export_paragraph))
}

/// A minutes document without its items: what the record says of the meeting as a whole.
pub fn export_header(meeting: &Meeting) -> Value {
    document(meeting).done()
}

/// One § with its sub-items, as it stands in a minutes document.
pub fn export_paragraph(paragraph: &Paragraph) -> Value {
    Members::default()
        .known("number", paragraph.number)
        .known("letter", paragraph.letter.map(String::from))
        .with("title", paragraph.title.as_deref())
        .known("category", paragraph.category.and_then(CategoryCode::of))
        .known("caseNumber", paragraph.case_number.as_deref())
        .texts("presenters", &paragraph.presenters)
        .known("raisedBy", paragraph.raised_by.as_deref())
        .known("text", paragraph.text.as_deref())
        .some("proposals", &paragraph.proposals, proposal)
        .some("decisions", &paragraph.decisions, decision)
        .some("assignments", &paragraph.assignments, assignment)
        .some("cooperation", &paragraph.cooperation, cooperation)
        .some("votes", &paragraph.votes, vote)
        .some("reservations", &paragraph.reservations, reservation)
        .texts("disqualified", &paragraph.disqualified)
        .flag("adjustedImmediately", paragraph.adjusted_immediately)
        .flag("nothingReported", paragraph.nothing_reported)
        .some("amounts", &paragraph.amounts, amount)
        .texts("recipients", &paragraph.recipients)
        .some("references", &paragraph.references, reference)
        .some("statements", &paragraph.statements, statement)
        .texts("appendices", &paragraph.appendices)
        .known("voided", paragraph.voided.as_deref())
        .some("items", &paragraph.items, export_paragraph)
        .done()
}

/// An object under construction.
#[derive(Default)]
struct Members(Map<String, Value>);

impl Members {
    /// A member that always stands there, null where nothing is known.
    fn with(mut self, name: &str, value: impl serde::Serialize) -> Self {
        self.0.insert(name.to_owned(), json!(value));
        self
    }

    /// A member that is left out where nothing is known.
    fn known(self, name: &str, value: Option<impl serde::Serialize>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// A list that is left out where it is empty, since left out means the same.
    fn some<T>(self, name: &str, parts: &[T], write: fn(&T) -> Value) -> Self {
        let stated = (!parts.is_empty()).then(|| list(parts, write));
        self.known(name, stated)
    }

    /// Texts, left out where there is none.
    fn texts(self, name: &str, texts: &[String]) -> Self {
        self.some(name, texts, |text| json!(text))
    }

    /// A list whose absence says something else than its emptiness.
    fn stated<T>(self, name: &str, parts: Option<&Vec<T>>, write: fn(&T) -> Value) -> Self {
        self.known(name, parts.map(|parts| list(parts, write)))
    }

    /// A flag that is left out where it is down.
    fn flag(self, name: &str, raised: bool) -> Self {
        self.known(name, raised.then_some(true))
    }

    /// An object that is left out where it has no member.
    fn part(self, name: &str, part: Self) -> Self {
        let stated = (!part.0.is_empty()).then(|| part.done());
        self.known(name, stated)
    }

    /// The last member, and the object.
    fn always(self, name: &str, value: Value) -> Value {
        self.with(name, value).done()
    }

    fn done(self) -> Value {
        Value::Object(self.0)
    }
}

fn list<T>(parts: &[T], write: fn(&T) -> Value) -> Value {
    Value::Array(parts.iter().map(write).collect())
}

fn day(date: Option<Date>) -> Option<String> {
    date.map(|date| date.format("%Y-%m-%d").to_string())
}

fn clock(time: Option<Time>) -> Option<String> {
    time.map(|time| time.format("%H:%M").to_string())
}

fn document(meeting: &Meeting) -> Members {
    let occasion = &meeting.occasion;
    let officers = &meeting.officers;
    let (at_once, rest): (Vec<_>, Vec<_>) = meeting
        .units
        .iter()
        .partition(|unit| unit.numbers.is_some());
    let document = Members::default()
        .with("format", "paragraf/minutes@1")
        .known("record", meeting.record.and_then(RecordCode::of))
        .known("appendixTo", meeting.appendix_to.as_deref())
        .with("body", body(meeting))
        .with(
            "meeting",
            Members::default()
                .with("date", day(occasion.date))
                .known("dateHint", occasion.date_hint.as_deref())
                .known("startsAt", clock(occasion.starts_at))
                .known("endsAt", clock(occasion.ends_at))
                .known("place", occasion.place.as_deref())
                .known("mode", occasion.mode.and_then(ModeCode::of))
                .done(),
        )
        .with("series", series(meeting))
        .part(
            "officers",
            Members::default()
                .known("chair", officers.chair.as_ref().map(name))
                .known("secretary", officers.secretary.as_ref().map(name))
                .stated("adjusters", officers.adjusters.as_ref(), name),
        )
        .stated("attendance", meeting.attendance.as_ref(), attendance)
        .stated("absent", meeting.absent.as_ref(), absentee)
        .flag("noDecisionsStated", meeting.no_decisions_stated)
        .known("storedAt", meeting.stored_at.as_deref())
        .some("nextMeetings", &meeting.next_meetings, next_meeting)
        .known(
            "previousMinutes",
            meeting.previous_minutes.and_then(PreviousCode::of),
        )
        .some("immediateAdjustments", &at_once, |unit| immediate(unit))
        .some("addenda", &meeting.addenda, addendum);
    match rest.first() {
        Some(unit) => adjusted(document, unit),
        None => document,
    }
}

fn body(meeting: &Meeting) -> Value {
    Members::default()
        .with("name", &meeting.body.name)
        .with("kind", BodyCode::of(meeting.body.kind))
        .with("organisation", &meeting.owner.name)
        .known(
            "organisationKind",
            meeting.owner.kind.and_then(OrganisationCode::of),
        )
        .done()
}

fn series(meeting: &Meeting) -> Value {
    let numbering = meeting.numbering;
    let custom = match numbering.mark {
        Mark::None => NumberingScheme::None,
        Mark::Section | Mark::Point => NumberingScheme::default_for(meeting.body.kind),
    };
    let stated = (numbering.scheme != custom).then_some(numbering.scheme);
    Members::default()
        .with("mark", MarkCode::of(numbering.mark))
        .known("declaredFirst", numbering.declared_first)
        .known("declaredLast", numbering.declared_last)
        .known("scheme", stated.and_then(SchemeCode::of))
        .done()
}

/// The unit of adjustment that holds the rest. A unit of which nothing is known still stands in the document.
fn adjusted(document: Members, unit: &AdjustmentUnit) -> Members {
    let part = Members::default()
        .known("adjustedOn", day(unit.adjusted_on))
        .known("place", unit.place.as_deref());
    let document = if part.0.is_empty() && unit.notices.is_empty() {
        document.with("adjustment", part.done())
    } else {
        document.part("adjustment", part)
    };
    document.some("notices", &unit.notices, notice)
}

fn immediate(unit: &AdjustmentUnit) -> Value {
    Members::default()
        .some(
            "numbers",
            unit.numbers.as_deref().unwrap_or_default(),
            |number| json!(number),
        )
        .known("adjustedOn", day(unit.adjusted_on))
        .some("notices", &unit.notices, notice)
        .done()
}

fn notice(notice: &Notice) -> Value {
    Members::default()
        .with("board", notice.board.as_deref())
        .known("postedOn", day(notice.posted_on))
        .known("removedOn", day(notice.removed_on))
        .done()
}

fn addendum(addendum: &Addendum) -> Value {
    Members::default()
        .known("number", addendum.number)
        .with("text", &addendum.text)
        .known("by", addendum.by.as_deref())
        .known("on", day(addendum.on))
        .done()
}

fn next_meeting(next: &NextMeeting) -> Value {
    Members::default()
        .known("date", day(next.date))
        .known("startsAt", next.starts_at.as_deref())
        .known("endsAt", next.ends_at.as_deref())
        .known("note", next.note.as_deref())
        .done()
}

fn name(person: &PersonRef) -> Value {
    json!(person.name)
}

fn attendance(line: &Attendance) -> Value {
    let intervals = line.presence.intervals().map(|intervals| {
        list(
            intervals,
            |interval| json!({"from": interval.from, "to": interval.to}),
        )
    });
    Members::default()
        .with("name", &line.person.name)
        .known("party", line.party.as_deref())
        .known(
            "organisation",
            line.organisation.as_ref().map(|held| &held.name),
        )
        .known("title", line.title.as_deref())
        .with("capacity", CapacityCode::of(line.capacity))
        .known("deciding", line.deciding)
        .known("remote", line.remote)
        .known("substitutesFor", line.substitutes_for.as_deref())
        .known("presence", intervals)
        .done()
}

fn absentee(line: &Absentee) -> Value {
    Members::default()
        .with("name", &line.person.name)
        .known(
            "organisation",
            line.organisation.as_ref().map(|held| &held.name),
        )
        .done()
}

fn proposal(proposal: &Proposal) -> Value {
    Members::default()
        .with("by", proposal.by.as_deref())
        .known("kind", proposal.kind.and_then(ProposalCode::of))
        .with("text", &proposal.text)
        .done()
}

fn decision(decision: &Decision) -> Value {
    let budget = decision.budget.map(|years| {
        Members::default()
            .known("firstYear", years.first_year)
            .known("lastYear", years.last_year)
            .done()
    });
    Members::default()
        .with("text", &decision.text)
        .with("kind", DecisionCode::of(decision.kind))
        .known(
            "condition",
            decision.condition.as_ref().map(|held| &held.text),
        )
        .known("budget", budget)
        .done()
}

fn assignment(assignment: &Assignment) -> Value {
    Members::default()
        .with("assignees", &assignment.assignees)
        .with("text", &assignment.text)
        .known("due", assignment.due.as_deref())
        .known("dueOn", day(assignment.due_on))
        .done()
}

fn cooperation(outcome: &CooperationOutcome) -> Value {
    Members::default()
        .with("party", outcome.party.as_deref())
        .with("outcome", CooperationCode::of(outcome.result))
        .known("scope", outcome.scope.as_deref())
        .known("condition", outcome.condition.as_deref())
        .done()
}

fn vote(vote: &Vote) -> Value {
    Members::default()
        .known("meaningOfYes", vote.meaning_of_yes.as_deref())
        .known("yes", vote.yes)
        .known("no", vote.no)
        .known("abstained", vote.abstained)
        .known("castingVote", vote.casting_vote)
        .some("ballots", &vote.ballots, ballot)
        .done()
}

fn ballot(ballot: &Ballot) -> Value {
    json!({"name": ballot.name, "vote": ChoiceCode::of(ballot.choice)})
}

fn reservation(reservation: &Reservation) -> Value {
    Members::default()
        .texts("by", &reservation.by)
        .known("text", reservation.text.as_deref())
        .done()
}

fn amount(amount: &Amount) -> Value {
    json!({"text": amount.text, "ore": amount.ore.map(Ore::get)})
}

fn reference(reference: &Reference) -> Value {
    Members::default()
        .with("text", &reference.text)
        .known("date", day(reference.date))
        .known("number", reference.number)
        .done()
}

fn statement(statement: &Statement) -> Value {
    Members::default()
        .known("by", statement.by.as_deref())
        .with("text", &statement.text)
        .done()
}
