//! Happenings as the journal keeps them: one JSON object each, `{"is": "Arrived", …}`. Names of fields and values are
//! part of the stored format; a field that is missing reads as null.

#[cfg(test)]
mod tests;

use crate::journal::moment;
use chrono::{DateTime, Utc};
use domain::adjustment::{Addendum, Signature, SigningMethod, SigningRole};
use domain::appeal::{Appeal, AppealOutcome, Appellant, Ruling};
use domain::assignment::{Assignment, AssignmentStatus};
use domain::attendance::{Capacity, PersonRef};
use domain::decision::{BudgetPeriod, Condition, ConditionState, Decision, DecisionKind};
use domain::delegation::{
    Delegate, DelegateKind, DelegatedDecision, Delegation, Matters, Revocation, RunningNumber,
};
use domain::followup::LinkKind;
use domain::id::{
    AppealId, AssignmentId, BodyId, CommentId, DecisionId, DelegatedDecisionId, DelegationId,
    ExtractId, MeetingId, NoticeId, OrganisationId, ParagraphId, PersonId, SeatId,
};
use domain::live::{
    Arrival, Because, Comment, CommentAnswer, Happening, IssuedExtract, Standing, Wording,
};
use domain::meeting::{Mode, NextMeeting, Occasion};
use domain::money::Ore;
use domain::name::Slug;
use domain::notice::Notice;
use domain::organisation::{Organisation, OrganisationKind};
use domain::paragraph::{Category, Statement};
use domain::proposal::{Proposal, ProposalKind};
use domain::vote::{About, Ballot, Base, Candidate, Choice, Majority, Vote, VoteResult};
use domain::{Date, Time};
use serde_json::{Map, Value};

/// Why a stored fact cannot be read: the place and what is wrong there.
pub(crate) type Unreadable = String;

/// Something that the journal keeps.
pub(crate) trait Fact: Sized {
    /// As JSON.
    fn write(&self) -> Value;
    /// From JSON.
    fn read(value: &Value) -> Result<Self, Unreadable>;
}

pub(crate) fn field<T: Fact>(object: &Value, name: &str) -> Result<T, Unreadable> {
    T::read(object.get(name).unwrap_or(&Value::Null)).map_err(|reason| format!("{name}: {reason}"))
}

pub(crate) fn put(object: &mut Map<String, Value>, name: &str, value: &impl Fact) {
    let value = value.write();
    let empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    if !empty {
        object.insert(name.to_owned(), value);
    }
}

impl<T: Fact> Fact for Option<T> {
    fn write(&self) -> Value {
        self.as_ref().map_or(Value::Null, Fact::write)
    }

    fn read(value: &Value) -> Result<Self, Unreadable> {
        match value {
            Value::Null => Ok(None),
            held => T::read(held).map(Some),
        }
    }
}

impl<T: Fact> Fact for Vec<T> {
    fn write(&self) -> Value {
        Value::Array(self.iter().map(Fact::write).collect())
    }

    fn read(value: &Value) -> Result<Self, Unreadable> {
        match value {
            Value::Null => Ok(Self::new()),
            Value::Array(held) => held.iter().map(T::read).collect(),
            _ => Err("no list".to_owned()),
        }
    }
}

impl Fact for String {
    fn write(&self) -> Value {
        Value::String(self.clone())
    }

    fn read(value: &Value) -> Result<Self, Unreadable> {
        value
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| "no text".to_owned())
    }
}

impl Fact for bool {
    fn write(&self) -> Value {
        Value::Bool(*self)
    }

    fn read(value: &Value) -> Result<Self, Unreadable> {
        value.as_bool().ok_or_else(|| "no yes or no".to_owned())
    }
}

impl Fact for u32 {
    fn write(&self) -> Value {
        Value::from(*self)
    }

    fn read(value: &Value) -> Result<Self, Unreadable> {
        value
            .as_u64()
            .and_then(|number| Self::try_from(number).ok())
            .ok_or_else(|| "no count".to_owned())
    }
}

impl Fact for i32 {
    fn write(&self) -> Value {
        Value::from(*self)
    }

    fn read(value: &Value) -> Result<Self, Unreadable> {
        value
            .as_i64()
            .and_then(|number| Self::try_from(number).ok())
            .ok_or_else(|| "no number".to_owned())
    }
}

impl Fact for Ore {
    fn write(&self) -> Value {
        Value::from(self.get())
    }

    fn read(value: &Value) -> Result<Self, Unreadable> {
        value
            .as_i64()
            .and_then(Self::new)
            .ok_or_else(|| "no amount".to_owned())
    }
}

/// Values that are written as text.
macro_rules! texts {
    ($($kind:ty: $write:expr, $read:expr;)+) => {$(
        impl Fact for $kind {
            fn write(&self) -> Value {
                Value::String($write(self))
            }

            fn read(value: &Value) -> Result<Self, Unreadable> {
                let text = value.as_str().ok_or_else(|| "no text".to_owned())?;
                $read(text).map_err(|error| error.to_string())
            }
        }
    )+};
}

pub(crate) use texts;

texts! {
    Date: Date::to_string, |text: &str| text.parse::<Date>();
    Time: |time: &Time| time.format("%H:%M").to_string(), |text: &str| Time::parse_from_str(text, "%H:%M");
    char: char::to_string, |text: &str| text.parse::<char>();
    Slug: Slug::to_string, Slug::parse;
    MeetingId: MeetingId::to_string, MeetingId::parse;
    BodyId: BodyId::to_string, BodyId::parse;
    OrganisationId: OrganisationId::to_string, OrganisationId::parse;
    ParagraphId: ParagraphId::to_string, ParagraphId::parse;
    DecisionId: DecisionId::to_string, DecisionId::parse;
    AssignmentId: AssignmentId::to_string, AssignmentId::parse;
    PersonId: PersonId::to_string, PersonId::parse;
    SeatId: SeatId::to_string, SeatId::parse;
    NoticeId: NoticeId::to_string, NoticeId::parse;
    AppealId: AppealId::to_string, AppealId::parse;
    CommentId: CommentId::to_string, CommentId::parse;
    ExtractId: ExtractId::to_string, ExtractId::parse;
    DateTime<Utc>: |at: &DateTime<Utc>| moment(*at), |text: &str| text.parse::<DateTime<Utc>>();
    DelegationId: DelegationId::to_string, DelegationId::parse;
    DelegatedDecisionId: DelegatedDecisionId::to_string, DelegatedDecisionId::parse;
}

/// Enumerations without content.
macro_rules! codes {
    ($($kind:ident { $($value:ident),+ $(,)? })+) => {$(
        impl Fact for $kind {
            fn write(&self) -> Value {
                Value::from(match self { $(Self::$value => stringify!($value),)+ })
            }

            fn read(value: &Value) -> Result<Self, Unreadable> {
                match value.as_str() {
                    $(Some(stringify!($value)) => Ok(Self::$value),)+
                    _ => Err(format!("{value} is no {}", stringify!($kind))),
                }
            }
        }
    )+};
}

pub(crate) use codes;

codes! {
    Capacity { Member, ServingSubstitute, Substitute, Employer, Union, Official, Other }
    Mode { OnSite, Hybrid, Remote }
    OrganisationKind {
        CoordinationAssociation, StateAgency, Region, Municipality, TradeUnion, Other,
    }
    Category { Information, Dialogue, Decision }
    ProposalKind { Proposal, Recommendation }
    DecisionKind { Adopt, Approve, Reject, Elect, Assign, Table, ReferBack, Note, Resolve }
    ConditionState { Pending, Met, Failed }
    AssignmentStatus { Open, Reported, Done, Withdrawn }
    Standing { Declared, Contested, Upheld, Rejected }
    LinkKind { Amends, Repeals, CarriesOut }
    DelegateKind { Member, Substitute, Officer, Committee }
    Matters { Group, Ungrouped, Goals, AppealStatement, Reserved }
    About { Matter, Election, Hiring }
    Base { Cast, Present, Seats }
    Choice { Yes, No, Abstain }
    SigningRole { Chair, Adjuster }
    SigningMethod { Token, Paper }
    Appellant { MunicipalMember, MemberOrganisation, Other }
    AppealOutcome { Dismissed, Rejected, Withdrawn, Annulled }
}

/// Structures, field by field.
macro_rules! structures {
    ($($kind:ident { $($name:ident),+ $(,)? })+) => {$(
        impl Fact for $kind {
            fn write(&self) -> Value {
                let mut object = Map::new();
                $(put(&mut object, stringify!($name), &self.$name);)+
                Value::Object(object)
            }

            fn read(value: &Value) -> Result<Self, Unreadable> {
                Ok(Self { $($name: field(value, stringify!($name))?,)+ })
            }
        }
    )+};
}

pub(crate) use structures;

structures! {
    Organisation { id, slug, name, kind }
    PersonRef { id, name }
    Occasion { date, date_hint, starts_at, ends_at, place, mode }
    NextMeeting { date, starts_at, ends_at, note }
    Arrival { person, organisation, title, party, capacity, seat, remote, remote_counts }
    Wording {
        title, text, category, case_number, presenters, raised_by, appendices, recipients, nothing_reported,
        adjusted_immediately,
    }
    Proposal { by, kind, text, withdrawn }
    Statement { by, text }
    Majority { numerator, denominator, base }
    Candidate { name, votes }
    Ballot { name, choice }
    Vote {
        meaning_of_yes, yes, no, abstained, casting_vote, ballots, about, secret, majority, candidates, lot, result,
    }
    Condition { text, state }
    BudgetPeriod { first_year, last_year }
    Assignment { id, assignees, text, due, due_on, status }
    Signature { by, role, method, on, at, assurance, authenticated_at, digest }
    Addendum { number, text, by, on }
    Comment { id, paragraph, by, text, wording, of, on }
    CommentAnswer { accepted, note, on }
    IssuedExtract { id, paragraphs, recipients, attested_by, title, on }
    Notice { id, board, posted_on, removed_on, posted_by, removed_by }
    Ruling { outcome, on, final_on }
    Appeal { id, paragraphs, received_on, appellant, court, case_number, ruling }
    Delegate { kind, role, person }
    Revocation { by, on }
    Delegation { id, association, granted_by, matters, kind, delegate, limit, from, until, revocation }
    RunningNumber { year, number }
    DelegatedDecision { id, delegation, number, decided_on, decided_by, text, amount, reported_in }
}

/// Whom a decision concerns follows from the record around it and is not kept.
impl Fact for Decision {
    fn write(&self) -> Value {
        let mut object = Map::new();
        put(&mut object, "id", &self.id);
        put(&mut object, "text", &self.text);
        put(&mut object, "kind", &self.kind);
        put(&mut object, "condition", &self.condition);
        put(&mut object, "budget", &self.budget);
        Value::Object(object)
    }

    fn read(value: &Value) -> Result<Self, Unreadable> {
        Ok(Self {
            id: field(value, "id")?,
            text: field(value, "text")?,
            kind: field(value, "kind")?,
            condition: field(value, "condition")?,
            budget: field(value, "budget")?,
            concerns: Vec::new(),
        })
    }
}

impl Fact for Because {
    fn write(&self) -> Value {
        match self {
            Self::Absence => Value::from("Absence"),
            Self::Disqualification(paragraph) => paragraph.write(),
        }
    }

    fn read(value: &Value) -> Result<Self, Unreadable> {
        match value.as_str() {
            Some("Absence") => Ok(Self::Absence),
            _ => ParagraphId::read(value).map(Self::Disqualification),
        }
    }
}

impl Fact for VoteResult {
    fn write(&self) -> Value {
        match self {
            Self::Carried => Value::from("Carried"),
            Self::Lost => Value::from("Lost"),
            Self::Elected(name) => serde_json::json!({ "elected": name }),
        }
    }

    fn read(value: &Value) -> Result<Self, Unreadable> {
        match value.as_str() {
            Some("Carried") => Ok(Self::Carried),
            Some("Lost") => Ok(Self::Lost),
            _ => field(value, "elected").map(Self::Elected),
        }
    }
}

/// Happenings, each with its fields.
macro_rules! happenings {
    ($($value:ident { $($name:ident),+ $(,)? })+) => {
        /// What happenings are called.
        #[cfg(test)]
        const KINDS: &[&str] = &[$(stringify!($value)),+];

        impl Fact for Happening {
            fn write(&self) -> Value {
                let mut object = Map::new();
                match self {
                    $(Self::$value { $($name),+ } => {
                        object.insert("is".to_owned(), Value::from(stringify!($value)));
                        $(put(&mut object, stringify!($name), $name);)+
                    })+
                }
                Value::Object(object)
            }

            fn read(value: &Value) -> Result<Self, Unreadable> {
                match value.get("is").and_then(Value::as_str) {
                    $(Some(stringify!($value)) => Ok(Self::$value {
                        $($name: field(value, stringify!($name))?,)+
                    }),)+
                    _ => Err(format!("{value} is no happening")),
                }
            }
        }
    };
}

happenings! {
    Scheduled { occasion }
    Summoned { on, agenda, documents }
    Cancelled { reason }
    Opened { at, presidium, secretary }
    Adjourned { at }
    Resumed { at }
    Closed { at, next }
    Arrived { arrival, from }
    Left { person, after }
    Linked { person, remote, counts }
    SteppedIn { person, seat, holder, because, from }
    SteppedOut { person, after }
    Presided { person }
    AdjustersChosen { adjusters }
    ParagraphOpened { id, number, wording }
    ParagraphEnded { paragraph }
    ItemOpened { id, above, letter, wording }
    Worded { paragraph, wording }
    Voided { paragraph, reason }
    Disqualified { paragraph, person, ground, standing }
    Proposed { paragraph, proposal }
    Withdrawn { paragraph, place }
    PropositionsOrdered { paragraph, order }
    VoteCalled { paragraph, vote }
    VoteCounted { paragraph, place, yes, no, abstained, ballots, votes, casting_vote, result }
    VoteWithdrawn { paragraph, place }
    LotDrawn { paragraph, place, winner }
    Decided { paragraph, decision, took_part }
    Reserved { paragraph, by, text }
    Stated { paragraph, statement }
    Assigned { paragraph, assignment }
    Reported { assignment, status }
    ConditionSettled { decision, state }
    SetApart { numbers }
    Signed { part, signature, adjusted_on }
    SignatureWithdrawn { part, by }
    Corrected { addendum }
    NoticePosted { part, notice, stored_at }
    NoticeRemoved { notice, on, by }
    AppealRegistered { appeal }
    AppealDecided { appeal, ruling }
    Commented { comment }
    CommentAnswered { comment, answer }
    ExtractIssued { extract }
}
