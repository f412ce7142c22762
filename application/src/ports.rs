//! Ports: what use cases and reads need from outside.

mod api_keys;
mod attachments;
mod binding;
mod budget;
mod delegation;
mod embargo;
mod imports;
mod mail;
mod redaction;
mod revocation;
mod sealing;
mod secrecy;
mod sessions;
mod webhooks;

pub use api_keys::{ApiKeyAudit, ApiKeyReads, ApiKeyWork};
pub use attachments::{
    AttachmentAudit, AttachmentReads, AttachmentWork, Files, ReadFile, WriteFile,
};
pub use binding::{BindingAudit, BindingWork};
pub use budget::{BudgetAudit, BudgetReads, BudgetWork};
pub use delegation::{DelegationReads, DelegationWork};
pub use embargo::{EmbargoAudit, EmbargoQueue, EmbargoReads, EmbargoWork};
pub use imports::{ImportAudit, ImportBatch, ImportFilter, ImportReads, ImportWork};
pub use mail::{MailAudit, MailQueue, MailReads, MailWork, Mailer, Received};
pub use redaction::{RedactionWork, Rewritten, StoredSource};
pub use revocation::{RevocationAudit, RevocationReads, RevocationWork};
pub use sealing::{SealAudit, SealReads, SealWork, Signer, Witness};
pub use secrecy::{SecrecyAudit, SecrecyReads, SecrecyWork};
pub use sessions::SessionStore;
pub use webhooks::{Post, WebhookQueue, WebhookStore};

use crate::delegation::Book;
use crate::error::StorageError;
use crate::followup::{Item, NewReport, NewSettlement, StoredItem, Told};
use crate::journal::{Chained, Entry};
use crate::live::{StoredLive, Target};
use crate::noticeboard::{BoardFilter, Posted};
use crate::read::{
    AssignmentFilter, AssignmentHit, AssignmentOrder, Brief, ChangeFilter, ChangeHit, Connection,
    DecisionBrief, DecisionFilter, DecisionHit, DecisionInBrief, DecisionLink, DecisionOrder,
    FeedEntry, Holdings, MeetingFilter, MeetingOrder, OrganisationFilter, Page, ParagraphHit,
    Record, Report, SeriesFacts, Settlement, Subject,
};
use crate::visibility::{Hidden, Mask, Visibility};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::Date;
use domain::association::Association;
use domain::body::Body;
use domain::decision::{Concern, ConditionState};
use domain::followup::LinkKind;
use domain::id::{
    AssignmentId, BodyId, DecisionId, MeetingId, NoticeId, OrganisationId, ParagraphId, PersonId,
    SeatId,
};
use domain::live::Stage;
use domain::meeting::Meeting;
use domain::name::Slug;
use domain::organisation::Organisation;
use domain::redaction::Redaction;
use domain::rules::Surroundings;
use domain::secrecy::Marking;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use uuid::Uuid;

/// How far the database has come: every write moves it on, in its own transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Epoch(pub i64);

/// The time.
pub trait Clock: Send + Sync {
    /// Now, UTC.
    fn now(&self) -> DateTime<Utc>;

    /// Today in Europe/Stockholm.
    fn today(&self) -> Date {
        self.now()
            .with_timezone(&chrono_tz::Europe::Stockholm)
            .date_naive()
    }
}

/// The source of identities.
pub trait Ids: Send + Sync {
    /// A fresh identity, ordered by time (UUIDv7).
    fn next(&self) -> Uuid;
    /// Fresh randomness for the salt of a journal entry.
    fn salt(&self) -> Uuid;
    /// Fresh randomness, every bit of it, for a seal's salts and keys.
    fn random(&self) -> [u8; 16];
}

/// A meeting as stored, enough to recognise it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredMeeting {
    /// Identity.
    pub id: MeetingId,
    /// The body that met.
    pub body: BodyId,
    /// The latest revision.
    pub revision: u32,
    /// Digest of the latest revision's source.
    pub digest: String,
    /// Whether it is public.
    pub published: bool,
    /// Whether it is run through the service.
    pub live: bool,
    /// That personal data was blotted from it.
    pub redactions: Vec<Redaction>,
}

/// Identities that an earlier revision of a record gave, by key (see `interchange`'s `Identify`).
#[derive(Debug, Clone, Default)]
pub struct StoredKeys {
    /// Paragraphs.
    pub paragraphs: HashMap<String, ParagraphId>,
    /// Decisions.
    pub decisions: HashMap<String, DecisionId>,
    /// Assignments.
    pub assignments: HashMap<String, AssignmentId>,
    /// Notices.
    pub notices: HashMap<String, NoticeId>,
}

/// A revision of a record, ready to be stored.
#[derive(Debug)]
pub struct Revision<'a> {
    /// The record. Decisions carry whom they concern.
    pub meeting: &'a Meeting,
    /// Key of each paragraph.
    pub keys: &'a BTreeMap<ParagraphId, String>,
    /// What the meeting is known again by within its body.
    pub identity: &'a str,
    /// 1 for the first.
    pub number: u32,
    /// SHA-256 of the canonical source, hexadecimal.
    pub digest: &'a str,
    /// The source in canonical JSON.
    pub source: &'a str,
    /// Whether the record is public from now on.
    pub published: bool,
    /// Derived figures that lists filter by.
    pub derived: &'a Derived,
    /// Search terms.
    pub postings: &'a [Posting],
    /// What the public may not read of it, nor find it by.
    pub mask: &'a Mask,
    /// When.
    pub at: DateTime<Utc>,
}

/// What lists filter by and only rules can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Derived {
    /// Where the minutes stand, apart from the passing of time.
    pub status: domain::adjustment::MinutesStatus,
    /// The day of legal force.
    pub final_on: Option<Date>,
}

/// What a search term points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Searched {
    /// A decision.
    Decision(DecisionId),
    /// A paragraph.
    Paragraph(ParagraphId),
}

/// One search term of one decision or paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    /// Where.
    pub subject: Searched,
    /// Normalised term.
    pub term: String,
    /// Weight, larger for rarer and more prominent places.
    pub weight: i32,
}

/// What a command is about, as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The organisation whose record it is.
    pub owner: Organisation,
    /// The meeting; `None` for a body.
    pub meeting: Option<MeetingId>,
    /// Whether the public may know of it.
    pub public: bool,
}

/// What a command about a register names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// An organisation by identity.
    Id(OrganisationId),
    /// An organisation by its name as an address.
    Slug(Slug),
    /// The owner of a body.
    Body(BodyId),
    /// The association of a seat.
    Seat(SeatId),
}

/// What is in use of the numbers of a body's year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NumbersInUse {
    /// The highest number that any record holds.
    pub highest: Option<u32>,
    /// The highest number that a meeting drew through the service.
    pub drawn: Option<u32>,
}

/// An entry of the journal about a live meeting or a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredStep {
    /// Its number in the journal of the organisation.
    pub sequence: i64,
    /// The command.
    pub command: String,
    /// Who.
    pub actor: String,
    /// When.
    pub at: DateTime<Utc>,
    /// What happened.
    pub payload: String,
}

/// A record with the search terms of those of its paragraphs that a command changed.
#[derive(Debug, Clone, Copy)]
pub struct Drafted<'a> {
    /// The record.
    pub meeting: &'a Meeting,
    /// Search terms of changed paragraphs.
    pub postings: &'a [Posting],
}

/// A live meeting's record after a command, beside the one before it: only what differs is written.
#[derive(Debug)]
pub struct LiveSave<'a> {
    /// Before; `None` for a meeting that is new.
    pub before: Option<Drafted<'a>>,
    /// After.
    pub after: Drafted<'a>,
    /// What the meeting is known again by within its body; `None` = as before.
    pub identity: Option<&'a str>,
    /// Where the meeting stands.
    pub stage: &'a Stage,
    /// The version from now on, one more than the one stored.
    pub version: i64,
    /// Whether it is public.
    pub published: bool,
    /// Derived figures that lists filter by.
    pub derived: &'a Derived,
    /// What the public may not find it by.
    pub mask: &'a Mask,
    /// The markings of it as secret that stand.
    pub secrecy: &'a [Marking],
    /// When.
    pub at: DateTime<Utc>,
}

/// What is kept of a command so that repeating it has no second effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The meeting; `None` for a command about the register.
    pub meeting: Option<MeetingId>,
    /// Digest of the command.
    pub digest: String,
    /// The journal entry that it made.
    pub sequence: i64,
    /// When.
    pub at: DateTime<Utc>,
}

/// One transaction. Dropping it without [`UnitOfWork::commit`] changes nothing.
#[async_trait]
pub trait UnitOfWork:
    ApiKeyWork
    + AttachmentWork
    + BindingWork
    + BudgetWork
    + DelegationWork
    + EmbargoWork
    + ImportWork
    + MailWork
    + RedactionWork
    + RevocationWork
    + SealWork
    + SecrecyWork
{
    /// Organisations by slug or alias slug, keyed by the slug asked for.
    async fn organisations(
        &mut self,
        slugs: &[Slug],
    ) -> Result<HashMap<Slug, Organisation>, StorageError>;
    /// Adds an organisation.
    async fn add_organisation(
        &mut self,
        organisation: &Organisation,
        published: bool,
    ) -> Result<(), StorageError>;
    /// Says what an organisation is, where nobody had; and that it is public, where it is now.
    async fn update_organisation(
        &mut self,
        organisation: &Organisation,
        published: bool,
    ) -> Result<(), StorageError>;
    /// Adds another print of an organisation's name.
    async fn add_alias(
        &mut self,
        organisation: OrganisationId,
        slug: &Slug,
        name: &str,
    ) -> Result<(), StorageError>;
    /// Takes the row lock under which an organisation's journal and series are written.
    async fn lock(&mut self, owner: OrganisationId) -> Result<(), StorageError>;
    /// The body of an owner with a slug.
    async fn body(
        &mut self,
        owner: OrganisationId,
        slug: &Slug,
    ) -> Result<Option<Body>, StorageError>;
    /// Adds or updates a body.
    async fn put_body(&mut self, body: &Body, published: bool) -> Result<(), StorageError>;
    /// Persons of an owner by folded name.
    async fn persons(
        &mut self,
        owner: OrganisationId,
        names: &[String],
    ) -> Result<HashMap<String, PersonId>, StorageError>;
    /// Adds persons, as (identity, name as printed).
    async fn add_persons(
        &mut self,
        owner: OrganisationId,
        persons: &[(PersonId, String)],
    ) -> Result<(), StorageError>;
    /// Adds other prints of persons' names, as (whose, name as printed).
    async fn add_variants(
        &mut self,
        owner: OrganisationId,
        variants: &[(PersonId, String)],
    ) -> Result<(), StorageError>;
    /// The meeting of a body with an identity.
    async fn known_meeting(
        &mut self,
        body: BodyId,
        identity: &str,
    ) -> Result<Option<StoredMeeting>, StorageError>;
    /// The meeting with an id, if the owner has it.
    async fn meeting(
        &mut self,
        owner: OrganisationId,
        id: MeetingId,
    ) -> Result<Option<StoredMeeting>, StorageError>;
    /// Identities within a stored meeting.
    async fn keys(&mut self, meeting: MeetingId) -> Result<StoredKeys, StorageError>;
    /// What lies outside a record and bears on its verdicts.
    async fn surroundings(&mut self, meeting: &Meeting) -> Result<Surroundings, StorageError>;
    /// Whom the public may not see in a record, as other records tell.
    async fn hidden(&mut self, meeting: &Meeting) -> Result<Hidden, StorageError>;
    /// Stores a revision; the rows of the one before give way, its source is kept.
    async fn save_revision(&mut self, revision: &Revision<'_>) -> Result<(), StorageError>;
    /// Sets whether a meeting is public.
    async fn set_published(
        &mut self,
        meeting: MeetingId,
        published: bool,
    ) -> Result<(), StorageError>;
    /// Seats of an association by (member, place), to keep their identities.
    async fn seats(
        &mut self,
        association: OrganisationId,
    ) -> Result<HashMap<(OrganisationId, usize), SeatId>, StorageError>;
    /// Whose register a command is about.
    async fn owner_of(&mut self, address: &Address) -> Result<Option<Located>, StorageError>;
    /// An association as the register holds it.
    async fn association(
        &mut self,
        id: OrganisationId,
    ) -> Result<Option<Association>, StorageError>;
    /// The number of the journal's latest entry about an organisation's register; 0 before the first.
    async fn register_version(&mut self, owner: OrganisationId) -> Result<i64, StorageError>;
    /// The journal's entries about an organisation's register from a number on, a hundred at the most.
    async fn register_steps(
        &mut self,
        owner: OrganisationId,
        from: i64,
    ) -> Result<Vec<StoredStep>, StorageError>;
    /// What is in use of the numbers of a body's year.
    async fn numbers_in_use(
        &mut self,
        body: BodyId,
        year: i32,
    ) -> Result<NumbersInUse, StorageError>;
    /// Lets the numbers of a body's year start with one, where none is in use from it on.
    async fn start_series(
        &mut self,
        body: BodyId,
        year: i32,
        first: u32,
    ) -> Result<(), StorageError>;
    /// Stores an association's register in place of the former one. `true` where that changed anything.
    async fn put_association(&mut self, association: &Association) -> Result<bool, StorageError>;
    /// A whole record.
    async fn record(&mut self, meeting: MeetingId) -> Result<Option<Record>, StorageError>;
    /// The records of an organisation, to derive their figures anew.
    async fn records_of(&mut self, owner: OrganisationId) -> Result<Vec<Record>, StorageError>;
    /// Stores derived figures.
    async fn set_derived(
        &mut self,
        meeting: MeetingId,
        derived: &Derived,
    ) -> Result<(), StorageError>;
    /// Where something is that a command is about.
    async fn locate(&mut self, target: Target) -> Result<Option<Located>, StorageError>;
    /// A body by id.
    async fn body_by_id(&mut self, id: BodyId) -> Result<Option<Body>, StorageError>;
    /// The name of a person of an owner.
    async fn person_name(
        &mut self,
        owner: OrganisationId,
        id: PersonId,
    ) -> Result<Option<String>, StorageError>;
    /// A live meeting with every step that made it; `None` for a record that was loaded.
    async fn live(&mut self, id: MeetingId) -> Result<Option<StoredLive>, StorageError>;
    /// Draws the next § number of a meeting's series, under the organisation's lock; `None` where the body does not
    /// number. A number drawn in a transaction that is not committed is drawn again by the next.
    async fn draw(&mut self, meeting: &Meeting) -> Result<Option<u32>, StorageError>;
    /// Stores what a command changed. [`StorageError::Stale`] where another version stands.
    async fn save_live(&mut self, save: &LiveSave<'_>) -> Result<(), StorageError>;
    /// The receipt of a command that an actor gave a name.
    async fn receipt(
        &mut self,
        owner: OrganisationId,
        actor: &str,
        key: &str,
    ) -> Result<Option<Receipt>, StorageError>;
    /// Keeps a receipt, and drops those that are older than [`crate::live::KEPT`].
    async fn keep_receipt(
        &mut self,
        owner: OrganisationId,
        actor: &str,
        key: &str,
        receipt: &Receipt,
    ) -> Result<(), StorageError>;
    /// A §, decision or assignment, with where it stands.
    async fn item(&mut self, item: Item) -> Result<Option<StoredItem>, StorageError>;
    /// Where the condition of a decision stands; `None` for a decision without one.
    async fn condition(
        &mut self,
        decision: DecisionId,
    ) -> Result<Option<ConditionState>, StorageError>;
    /// Adds a report of an assignment, which stands so from now on.
    async fn add_report(&mut self, report: &NewReport, told: &Told) -> Result<(), StorageError>;
    /// Settles the condition of a decision.
    async fn add_settlement(
        &mut self,
        settlement: &NewSettlement,
        told: &Told,
    ) -> Result<(), StorageError>;
    /// Links a decision to an earlier one; `false` where the same link stands already.
    async fn add_link(
        &mut self,
        link: (DecisionId, DecisionId, LinkKind),
        told: &Told,
    ) -> Result<bool, StorageError>;
    /// The version of a meeting; 0 where it is not there.
    async fn version_of(&mut self, meeting: MeetingId) -> Result<i64, StorageError>;
    /// Makes public the organisation and the body whose meeting it is: with its minutes, or a notice of them.
    async fn reveal(&mut self, meeting: MeetingId) -> Result<(), StorageError>;
    /// Raises the version of a meeting by one. [`StorageError::Stale`] where another version stands.
    async fn raise_version(&mut self, meeting: MeetingId, from: i64) -> Result<(), StorageError>;
    /// The latest entries about a meeting in order, so many and a hundred at the most.
    async fn latest_steps(
        &mut self,
        meeting: MeetingId,
        count: i64,
    ) -> Result<Vec<StoredStep>, StorageError>;
    /// Appends to the journal of its organisation, under the organisation's lock.
    async fn append(&mut self, entry: Entry) -> Result<Chained, StorageError>;
    /// Appends to the public feed, under the feed's lock.
    async fn publish(&mut self, entry: FeedEntry) -> Result<(), StorageError>;
    /// Makes it so.
    async fn commit(self: Box<Self>) -> Result<(), StorageError>;
}

/// Where transactions start.
#[async_trait]
pub trait BeginWork: Send + Sync {
    /// Starts a writing transaction.
    async fn begin(&self) -> Result<Box<dyn UnitOfWork>, StorageError>;
}

/// Every read. Each method takes a bounded number of statements, whatever the number of ids or the size of the page.
#[async_trait]
pub trait ReadModel:
    ApiKeyReads
    + AttachmentReads
    + BudgetReads
    + DelegationReads
    + EmbargoReads
    + ImportReads
    + MailReads
    + RevocationReads
    + SecrecyReads
{
    /// How far the database has come. Whoever reads it twice and finds the same knows that whatever was read between
    /// was of one state, and is so still.
    async fn epoch(&self) -> Result<Epoch, StorageError>;
    /// The same reads, all of one state of the database.
    async fn standing(&self) -> Result<Arc<dyn ReadModel>, StorageError>;
    /// The same reads for whoever came when the database stood at an epoch, looks whether it still does when they are done,
    /// and throws away what they made where it does not. Something that was read before at the same epoch may be given
    /// again.
    fn at(&self, epoch: Epoch) -> Arc<dyn ReadModel>;
    /// Records by id, as far as the viewer may know that they exist, without what surrounds them.
    async fn records(
        &self,
        ids: &[MeetingId],
        see: &Visibility,
    ) -> Result<HashMap<MeetingId, Arc<Record<()>>>, StorageError>;
    /// What surrounds each of some records that were read, as far as the viewer may know of it.
    async fn surroundings(
        &self,
        records: &[&Record<()>],
        see: &Visibility,
    ) -> Result<Vec<Surroundings>, StorageError>;
    /// Records by id with what surrounds them, all of one state.
    async fn surrounded(
        &self,
        ids: &[MeetingId],
        see: &Visibility,
    ) -> Result<HashMap<MeetingId, Record>, StorageError>;
    /// Meetings over all bodies.
    async fn meetings(
        &self,
        filter: &MeetingFilter,
        order: MeetingOrder,
        page: &Page,
        see: &Visibility,
    ) -> Result<Connection<MeetingId>, StorageError>;
    /// Meetings of each of several bodies.
    async fn meetings_of(
        &self,
        bodies: &[BodyId],
        filter: &MeetingFilter,
        order: MeetingOrder,
        page: &Page,
        see: &Visibility,
    ) -> Result<HashMap<BodyId, Connection<MeetingId>>, StorageError>;
    /// Records with notices that the viewer may read, the latest meeting first; for [`crate::noticeboard::list`].
    async fn posted(
        &self,
        filter: &BoardFilter,
        page: &Page,
        see: &Visibility,
    ) -> Result<Connection<Posted>, StorageError>;
    /// Decisions.
    async fn decisions(
        &self,
        filter: &DecisionFilter,
        order: DecisionOrder,
        page: &Page,
        see: &Visibility,
    ) -> Result<Connection<DecisionHit>, StorageError>;
    /// The same, each with what lists show of it, as far as there is [`DecisionBrief`] of them.
    async fn decisions_in_brief(
        &self,
        filter: &DecisionFilter,
        order: DecisionOrder,
        page: &Page,
        see: &Visibility,
    ) -> Result<Connection<DecisionInBrief>, StorageError>;
    /// Paragraphs that hold every one of the terms, best first.
    async fn paragraphs(
        &self,
        terms: &[String],
        page: &Page,
        see: &Visibility,
    ) -> Result<Connection<ParagraphHit>, StorageError>;
    /// What lists show of §§, as far as there is [`Brief`] of them: less than all that the viewer may know of.
    async fn briefs(
        &self,
        paragraphs: &[ParagraphId],
        see: &Visibility,
    ) -> Result<HashMap<ParagraphId, Arc<Brief>>, StorageError>;
    /// The same of decisions.
    async fn decision_briefs(
        &self,
        decisions: &[DecisionId],
        see: &Visibility,
    ) -> Result<HashMap<DecisionId, Arc<DecisionBrief>>, StorageError>;
    /// Whom decisions of records without secret matter concern, in order; of each that may be told of, if only nobody.
    async fn concerns(
        &self,
        decisions: &[DecisionId],
        see: &Visibility,
    ) -> Result<HashMap<DecisionId, Vec<Concern>>, StorageError>;
    /// Assignments.
    async fn assignments(
        &self,
        filter: &AssignmentFilter,
        order: AssignmentOrder,
        page: &Page,
        see: &Visibility,
    ) -> Result<Connection<AssignmentHit>, StorageError>;
    /// Reports of assignments that the viewer may know of, in order.
    async fn reports_of(
        &self,
        assignments: &[AssignmentId],
        see: &Visibility,
    ) -> Result<HashMap<AssignmentId, Vec<Report>>, StorageError>;
    /// Reports that paragraphs give of assignments that the viewer may know of, in order.
    async fn reports_under(
        &self,
        paragraphs: &[ParagraphId],
        see: &Visibility,
    ) -> Result<HashMap<ParagraphId, Vec<Report>>, StorageError>;
    /// How conditions of decisions that the viewer may know of were settled.
    async fn settlements(
        &self,
        decisions: &[DecisionId],
        see: &Visibility,
    ) -> Result<HashMap<DecisionId, Settlement>, StorageError>;
    /// Earlier decisions that decisions are linked to, as far as the viewer may know of them, in order of date.
    async fn links_of(
        &self,
        decisions: &[DecisionId],
        see: &Visibility,
    ) -> Result<HashMap<DecisionId, Vec<DecisionLink>>, StorageError>;
    /// Later decisions that are linked to decisions, as far as the viewer may know of them, in order of date.
    async fn links_to(
        &self,
        decisions: &[DecisionId],
        see: &Visibility,
    ) -> Result<HashMap<DecisionId, Vec<DecisionLink>>, StorageError>;
    /// Paragraphs of all bodies of an organisation with a case number, in order of date.
    async fn case_paragraphs(
        &self,
        organisation: OrganisationId,
        case_number: &str,
        page: &Page,
        see: &Visibility,
    ) -> Result<Connection<ParagraphHit>, StorageError>;
    /// The § of a body in a year, in order of occurrence.
    async fn cited(
        &self,
        body: BodyId,
        year: i32,
        number: u32,
        see: &Visibility,
    ) -> Result<Vec<(MeetingId, ParagraphId)>, StorageError>;
    /// The meeting that holds a paragraph.
    async fn meeting_of_paragraph(
        &self,
        id: ParagraphId,
        see: &Visibility,
    ) -> Result<Option<MeetingId>, StorageError>;
    /// The meeting that holds a decision.
    async fn meeting_of_decision(
        &self,
        id: DecisionId,
        see: &Visibility,
    ) -> Result<Option<MeetingId>, StorageError>;
    /// The meeting that holds an assignment.
    async fn meeting_of_assignment(
        &self,
        id: AssignmentId,
        see: &Visibility,
    ) -> Result<Option<MeetingId>, StorageError>;
    /// Organisations by id.
    async fn organisations_by_id(
        &self,
        ids: &[OrganisationId],
        see: &Visibility,
    ) -> Result<HashMap<OrganisationId, Organisation>, StorageError>;
    /// The organisation with a slug or alias.
    async fn organisation_by_slug(
        &self,
        slug: &Slug,
        see: &Visibility,
    ) -> Result<Option<Organisation>, StorageError>;
    /// Organisations in order of slug.
    async fn organisations(
        &self,
        filter: &OrganisationFilter,
        page: &Page,
        see: &Visibility,
    ) -> Result<Connection<Organisation>, StorageError>;
    /// Associations as the register holds them, by the association's organisation id.
    async fn associations(
        &self,
        ids: &[OrganisationId],
    ) -> Result<HashMap<OrganisationId, Arc<Association>>, StorageError>;
    /// The versions of organisations' registers: the number of the journal's latest entry about each, none before the
    /// first.
    async fn register_versions(
        &self,
        ids: &[OrganisationId],
    ) -> Result<HashMap<OrganisationId, i64>, StorageError>;
    /// Bodies of organisations, in order of slug.
    async fn bodies_of(
        &self,
        owners: &[OrganisationId],
        see: &Visibility,
    ) -> Result<HashMap<OrganisationId, Vec<Body>>, StorageError>;
    /// Bodies by id.
    async fn bodies(
        &self,
        ids: &[BodyId],
        see: &Visibility,
    ) -> Result<HashMap<BodyId, Body>, StorageError>;
    /// The § series of bodies.
    async fn series_of(
        &self,
        bodies: &[BodyId],
        see: &Visibility,
    ) -> Result<HashMap<BodyId, Vec<SeriesFacts>>, StorageError>;
    /// A person's name, where the viewer may know it: from the register, or as anything but a union's
    /// representative in a record that the viewer may read.
    async fn person(&self, id: PersonId, see: &Visibility) -> Result<Option<String>, StorageError>;
    /// What is held of an organisation's records, as far as the viewer sees them.
    async fn holdings(
        &self,
        organisation: OrganisationId,
        see: &Visibility,
    ) -> Result<Holdings, StorageError>;
    /// Other prints of persons' names.
    async fn variants(
        &self,
        ids: &[PersonId],
    ) -> Result<HashMap<PersonId, Vec<String>>, StorageError>;
    /// The public feed, oldest first.
    async fn feed(
        &self,
        filter: &ChangeFilter,
        page: &Page,
    ) -> Result<Connection<ChangeHit>, StorageError>;
    /// The journal of one organisation.
    async fn journal(
        &self,
        organisation: OrganisationId,
        page: &Page,
    ) -> Result<Connection<ChangeHit>, StorageError>;
    /// The associations that any of the organisations is a member of on a day.
    async fn memberships(
        &self,
        members: &[OrganisationId],
        on: Date,
    ) -> Result<Vec<OrganisationId>, StorageError>;
    /// Organisations that tokens name, by slug or id, whether public or not.
    async fn named(&self, names: &[String]) -> Result<Vec<Organisation>, StorageError>;
    /// Live meetings with every step that made them, for viewers inside their owners' records.
    async fn live(
        &self,
        ids: &[MeetingId],
        see: &Visibility,
    ) -> Result<Vec<StoredLive>, StorageError>;
    /// Whether the database answers and has every migration.
    async fn ready(&self) -> Result<(), StorageError>;
}

/// A journal entry as stored, with what its digest was taken of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEntry {
    /// The entry in its chain.
    pub chained: Chained,
    /// What it is about.
    pub subject: Option<Subject>,
    /// The salt.
    pub salt: Uuid,
    /// The payload.
    pub payload: String,
}

/// An entry of the public feed, for checking the feed against the journals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFeed {
    /// Dense number over all organisations, from 1.
    pub position: i64,
    /// Dense number within the organisation, from 1.
    pub sequence: i64,
    /// What it tells.
    pub entry: FeedEntry,
}

/// Where the public feed ends.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FeedEnds {
    /// The last position that was drawn.
    pub position: i64,
    /// The last number that was drawn in each organisation.
    pub sequences: BTreeMap<OrganisationId, i64>,
}

/// Reads for checking the record against itself; they see everything.
#[async_trait]
pub trait Audit:
    ApiKeyAudit
    + AttachmentAudit
    + BindingAudit
    + BudgetAudit
    + EmbargoAudit
    + ImportAudit
    + MailAudit
    + RevocationAudit
    + SealAudit
    + SecrecyAudit
{
    /// Organisations with a journal: (organisation, number of its last entry, hash of that).
    async fn journals(&self) -> Result<Vec<(OrganisationId, i64, String)>, StorageError>;
    /// The delegations of an association.
    async fn delegations(&self, association: OrganisationId) -> Result<Book, StorageError>;
    /// Entries of a journal after a number, at most `limit`.
    async fn journal_after(
        &self,
        organisation: OrganisationId,
        sequence: i64,
        limit: u32,
    ) -> Result<Vec<StoredEntry>, StorageError>;
    /// Entries of a journal by the name of their command, in order.
    async fn journal_of(
        &self,
        organisation: OrganisationId,
        command: &str,
    ) -> Result<Vec<StoredEntry>, StorageError>;
    /// Entries of the public feed after a position, at most `limit`.
    async fn feed_after(&self, position: i64, limit: u32) -> Result<Vec<StoredFeed>, StorageError>;
    /// What the public feed does not tell to whom it concerns, in words: an organisation that a public record concerns
    /// now, or that was told of a subject before; or what it tells of an entry that there is not.
    async fn untold(&self) -> Result<Option<String>, StorageError>;
    /// Where the public feed ends.
    async fn feed_ends(&self) -> Result<FeedEnds, StorageError>;
    /// Records after an id, in order of id, at most `limit`, each with the source of its latest revision.
    async fn meetings(
        &self,
        after: Option<MeetingId>,
        limit: u32,
    ) -> Result<Vec<crate::verify::Sourced>, StorageError>;
}
