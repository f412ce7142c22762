//! What reads ask for and get.

use crate::visibility::Hidden;
use chrono::{DateTime, Utc};
use domain::Date;
use domain::adjustment::MinutesStatus;
use domain::assignment::AssignmentStatus;
use domain::body::Body;
use domain::completeness::HeldRecord;
use domain::decision::{BudgetPeriod, Condition, DecisionKind};
use domain::followup::LinkKind;
use domain::id::{AssignmentId, BodyId, DecisionId, MeetingId, OrganisationId, ParagraphId};
use domain::live::Stage;
use domain::meeting::Meeting;
use domain::organisation::OrganisationKind;
use domain::rules::Surroundings;
use domain::secrecy::Marking;
use std::sync::Arc;

/// A stored record, with all that its verdicts need or, as `Record<()>`, without: gathering that costs more than the
/// record itself.
#[derive(Debug, Clone)]
pub struct Record<Around = Surroundings> {
    /// The record.
    pub meeting: Meeting,
    /// What lies outside it and bears on its verdicts.
    pub surroundings: Around,
    /// Whether it is public.
    pub published: bool,
    /// Revision of the record, from 1.
    pub revision: u32,
    /// Grows with every change of the record.
    pub version: i64,
    /// Where a meeting stands that is run through the service; `None` for a record that was loaded.
    pub stage: Option<Stage>,
    /// When this revision was stored.
    pub stored_at: DateTime<Utc>,
    /// Whom the public may not see in it, as other records tell.
    pub hidden: Hidden,
    /// What of it is marked as secret; as everybody may read it where that is withheld.
    pub secrecy: Vec<Marking>,
    /// Whether what is marked as secret is withheld.
    pub withheld: bool,
}

impl<Around> Record<Around> {
    /// The same record with other surroundings, or none.
    pub fn within<Other>(self, surroundings: Other) -> Record<Other> {
        Record {
            meeting: self.meeting,
            surroundings,
            published: self.published,
            revision: self.revision,
            version: self.version,
            stage: self.stage,
            stored_at: self.stored_at,
            hidden: self.hidden,
            secrecy: self.secrecy,
            withheld: self.withheld,
        }
    }
}

/// A page of a list: how many, after which cursor, and whether the whole list is counted besides.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Page {
    /// At most so many.
    pub first: u32,
    /// The sort key of the last one seen; storage's own text, opaque to everybody else.
    pub after: Option<String>,
    /// So many are passed over, counted from there.
    pub skip: u64,
    /// Whether the whole list is counted; it costs more than the page where the list is long.
    pub count: bool,
}

/// One page of a list and what surrounds it.
#[derive(Debug, Clone)]
pub struct Connection<T> {
    /// The items, each with its sort key.
    pub items: Vec<(T, String)>,
    /// How many the whole list holds; `None` where the page did not ask.
    pub total: Option<u64>,
    /// Whether more follow.
    pub has_next: bool,
}

impl<T> Connection<T> {
    /// The same page of something else.
    pub fn map<U>(self, change: impl Fn(T) -> U) -> Connection<U> {
        let items = self.items.into_iter();
        Connection {
            items: items.map(|(item, key)| (change(item), key)).collect(),
            total: self.total,
            has_next: self.has_next,
        }
    }

    /// A list with nothing in it.
    pub const fn empty() -> Self {
        Self {
            items: Vec::new(),
            total: Some(0),
            has_next: false,
        }
    }
}

/// Direction of an order by date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum MeetingOrder {
    /// Latest first; undated ones last.
    #[default]
    DateDescending,
    /// Earliest first; undated ones first.
    DateAscending,
}

/// Which meetings.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct MeetingFilter {
    /// Of this organisation.
    pub organisation: Option<OrganisationId>,
    /// Of this body.
    pub body: Option<BodyId>,
    /// On this day or later.
    pub from: Option<Date>,
    /// On this day or earlier.
    pub to: Option<Date>,
    /// With minutes that stand so today, the day given.
    pub status: Option<(MinutesStatus, Date)>,
}

/// Order of decisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DecisionOrder {
    /// Latest meeting first, later §§ first.
    DateDescending,
    /// Earliest meeting first, in order of print.
    DateAscending,
    /// Best match first; without a text as [`DecisionOrder::DateDescending`].
    Relevance,
}

/// Which decisions.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct DecisionFilter {
    /// In the records of this organisation.
    pub organisation: Option<OrganisationId>,
    /// That concern this organisation.
    pub concerns: Option<OrganisationId>,
    /// Of this body.
    pub body: Option<BodyId>,
    /// Of this meeting.
    pub meeting: Option<MeetingId>,
    /// Of these kinds; empty = any.
    pub kinds: Vec<DecisionKind>,
    /// On this day or later.
    pub from: Option<Date>,
    /// On this day or earlier.
    pub to: Option<Date>,
    /// With every one of these terms ([`crate::search::terms`]); `None` = any, empty = a text without terms, no hit.
    pub terms: Option<Vec<String>>,
    /// Only those with a condition that is pending.
    pub pending: bool,
}

/// A decision found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionHit {
    /// The decision.
    pub decision: DecisionId,
    /// The meeting that holds it.
    pub meeting: MeetingId,
}

/// A decision found, with what lists show of it where there is a brief.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionInBrief {
    /// Which.
    pub hit: DecisionHit,
    /// What lists show of it.
    pub brief: Option<Arc<DecisionBrief>>,
}

/// A paragraph found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParagraphHit {
    /// The paragraph.
    pub paragraph: ParagraphId,
    /// The meeting that holds it.
    pub meeting: MeetingId,
}

/// What lists show of a § and of the meeting that it was minuted at, as a viewer sees it, read without the rest of the
/// record: of one that hides nobody, has nothing marked as secret, and of which no appeal is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brief {
    /// The meeting.
    pub meeting: MeetingId,
    /// Its day; `None` where the record gives none.
    pub date: Option<Date>,
    /// The body that met.
    pub body: Arc<Body>,
    /// The year of the series that the record's numbers belong to, for a series per calendar year.
    pub year: Option<i32>,
    /// The §, which is no sub-item.
    pub paragraph: ParagraphId,
    /// Number in its series.
    pub number: Option<u32>,
    /// As printed.
    pub label: Option<String>,
    /// Heading.
    pub title: Option<String>,
    /// The whole text as printed.
    pub text: Option<String>,
}

/// What lists show of a sub-item, in the same way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemBrief {
    /// The sub-item.
    pub id: ParagraphId,
    /// As printed.
    pub label: Option<String>,
    /// Heading.
    pub title: Option<String>,
}

/// What lists show of a decision, in the same way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionBrief {
    /// The § that it was taken under.
    pub under: Arc<Brief>,
    /// The sub-item right under the § that it stands in, if it does.
    pub item: Option<ItemBrief>,
    /// What it does.
    pub kind: DecisionKind,
    /// As printed.
    pub text: String,
    /// What it waits, or waited, for.
    pub condition: Option<Condition>,
    /// The years of the budget that it adopts or amends.
    pub budget: Option<BudgetPeriod>,
}

/// A § that tells of something in another place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Teller {
    /// The §.
    pub paragraph: ParagraphId,
    /// The meeting that holds it, whoever may know of it; `None` where a revision took it out.
    pub meeting: Option<MeetingId>,
}

/// A report of an assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The assignment.
    pub assignment: AssignmentId,
    /// The meeting that gave it.
    pub given_by: MeetingId,
    /// Where it stood from then on.
    pub status: AssignmentStatus,
    /// In words.
    pub note: Option<String>,
    /// The day.
    pub on: Date,
    /// The § that reports it.
    pub teller: Option<Teller>,
}

/// How a condition was settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// The day.
    pub on: Date,
    /// What shows it.
    pub evidence: String,
    /// The § that tells of it.
    pub teller: Option<Teller>,
}

/// Another decision that one is linked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecisionLink {
    /// What the later one does to the earlier one.
    pub kind: LinkKind,
    /// The other one.
    pub decision: DecisionId,
    /// The meeting that holds it.
    pub meeting: MeetingId,
}

/// Order of assignments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum AssignmentOrder {
    /// Latest meeting first.
    #[default]
    GivenDescending,
    /// Earliest meeting first.
    GivenAscending,
    /// Earliest due day first; those without a day last.
    DueAscending,
}

/// Which assignments.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct AssignmentFilter {
    /// In the records of this organisation.
    pub organisation: Option<OrganisationId>,
    /// Of this body.
    pub body: Option<BodyId>,
    /// Given to somebody or something printed so, by folded name.
    pub assignee: Option<String>,
    /// Standing so.
    pub status: Option<AssignmentStatus>,
    /// Due on this day or earlier.
    pub due_to: Option<Date>,
    /// Due on this day or later.
    pub due_from: Option<Date>,
}

/// Which delegated decisions.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct DelegatedFilter {
    /// Of this association.
    pub organisation: Option<OrganisationId>,
    /// Reported to the board, or not.
    pub reported: Option<bool>,
    /// Taken on this day or later.
    pub from: Option<Date>,
    /// Taken on this day or earlier.
    pub to: Option<Date>,
}

/// An assignment found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssignmentHit {
    /// The assignment.
    pub assignment: AssignmentId,
    /// The meeting that holds it.
    pub meeting: MeetingId,
}

/// Which organisations.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct OrganisationFilter {
    /// Of this kind.
    pub kind: Option<OrganisationKind>,
}

/// A voided number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voided {
    /// The number.
    pub number: u32,
    /// Why.
    pub reason: String,
}

/// What is known of one § series of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesFacts {
    /// The calendar year; `None` for a series of one meeting.
    pub year: Option<i32>,
    /// The meeting, for a series of one meeting.
    pub meeting: Option<MeetingId>,
    /// Lowest number held.
    pub first: Option<u32>,
    /// Highest number held.
    pub last: Option<u32>,
    /// Missing inside the range of one meeting.
    pub gaps: Vec<u32>,
    /// Missing between two meetings: perhaps of a meeting that is not held here.
    pub unknown: Vec<u32>,
    /// Voided numbers.
    pub voided: Vec<Voided>,
}

/// The records of one series of numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldSeries {
    /// The body.
    pub body: BodyId,
    /// The calendar year; `None` for a series of one meeting.
    pub year: Option<i32>,
    /// The meeting, for a series of one meeting.
    pub meeting: Option<MeetingId>,
    /// What each record holds of it.
    pub records: Vec<HeldRecord>,
}

/// What is held of an organisation's records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holdings {
    /// The last number of its public feed that what follows holds for; 0 before the first.
    pub sequence: i64,
    /// How many records.
    pub records: u64,
    /// How many decisions.
    pub decisions: u64,
    /// The series, latest first.
    pub series: Vec<HeldSeries>,
}

/// What an entry of a feed is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A meeting and its record.
    Meeting(MeetingId),
    /// An organisation's register.
    Organisation(OrganisationId),
}

/// What happened, as the public feed tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedKind {
    /// A record became public.
    Published,
    /// A public record got a new revision.
    Revised,
    /// A record is no longer public: erase it.
    Recalled,
    /// The register of an organisation changed.
    RegisterChanged,
}

/// An entry for the public feed; its number is drawn when it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedEntry {
    /// The organisation whose feed it is.
    pub organisation: OrganisationId,
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub kind: FeedKind,
    /// About what.
    pub subject: Subject,
}

/// Which entries of the public feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ChangeFilter {
    /// Of this organisation's feed; `None` = of all.
    pub organisation: Option<OrganisationId>,
    /// That concern this organisation, or did when it was last told of them; of a register, that it is a member of.
    pub concerns: Option<OrganisationId>,
}

/// An entry of a feed or a journal, as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeHit {
    /// Dense number within its organisation, from 1.
    pub sequence: i64,
    /// The organisation.
    pub organisation: OrganisationId,
    /// When.
    pub at: DateTime<Utc>,
    /// `PUBLISHED` and the like for the feed, the command's name for the journal.
    pub kind: String,
    /// About what; `None` where a journal entry is about nothing that a read resolves.
    pub subject: Option<Subject>,
    /// Who, for a journal entry.
    pub actor: Option<String>,
    /// Hash of the journal entry, hexadecimal.
    pub hash: Option<String>,
}
