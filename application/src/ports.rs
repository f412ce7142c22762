//! Ports: what use cases and reads need from outside.

use crate::error::StorageError;
use crate::journal::{Chained, Entry};
use crate::read::{
    AssignmentFilter, AssignmentHit, AssignmentOrder, ChangeHit, Connection, DecisionFilter,
    DecisionHit, DecisionOrder, FeedEntry, MeetingFilter, MeetingOrder, OrganisationFilter, Page,
    ParagraphHit, Record, SeriesFacts,
};
use crate::visibility::{Mask, Visibility};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::Date;
use domain::association::Association;
use domain::body::Body;
use domain::id::{
    AssignmentId, BodyId, DecisionId, MeetingId, NoticeId, OrganisationId, ParagraphId, PersonId,
    SeatId,
};
use domain::meeting::Meeting;
use domain::name::Slug;
use domain::organisation::Organisation;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use uuid::Uuid;

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

/// One transaction. Dropping it without [`UnitOfWork::commit`] changes nothing.
#[async_trait]
pub trait UnitOfWork: Send {
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
    async fn surroundings(
        &mut self,
        meeting: &Meeting,
    ) -> Result<domain::rules::Surroundings, StorageError>;
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
    /// Stores an association's register in place of the former one. `true` where that changed anything.
    async fn put_association(&mut self, association: &Association) -> Result<bool, StorageError>;
    /// The records of an organisation, to derive their figures anew.
    async fn records_of(&mut self, owner: OrganisationId) -> Result<Vec<Record>, StorageError>;
    /// Stores derived figures.
    async fn set_derived(
        &mut self,
        meeting: MeetingId,
        derived: &Derived,
    ) -> Result<(), StorageError>;
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
pub trait ReadModel: Send + Sync {
    /// Whole records by id, as far as the viewer may know that they exist.
    async fn records(
        &self,
        ids: &[MeetingId],
        see: &Visibility,
    ) -> Result<HashMap<MeetingId, Arc<Record>>, StorageError>;
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
    /// Decisions.
    async fn decisions(
        &self,
        filter: &DecisionFilter,
        order: DecisionOrder,
        page: &Page,
        see: &Visibility,
    ) -> Result<Connection<DecisionHit>, StorageError>;
    /// Paragraphs that hold every one of the terms, best first.
    async fn paragraphs(
        &self,
        terms: &[String],
        page: &Page,
        see: &Visibility,
    ) -> Result<Connection<ParagraphHit>, StorageError>;
    /// Assignments.
    async fn assignments(
        &self,
        filter: &AssignmentFilter,
        order: AssignmentOrder,
        page: &Page,
        see: &Visibility,
    ) -> Result<Connection<AssignmentHit>, StorageError>;
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
    /// Other prints of persons' names.
    async fn variants(
        &self,
        ids: &[PersonId],
    ) -> Result<HashMap<PersonId, Vec<String>>, StorageError>;
    /// The public feed of one organisation, or of all.
    async fn feed(
        &self,
        organisation: Option<OrganisationId>,
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
    /// Whether the database answers and has every migration.
    async fn ready(&self) -> Result<(), StorageError>;
}

/// A journal entry as stored, with what its digest was taken of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEntry {
    /// The entry in its chain.
    pub chained: Chained,
    /// The salt.
    pub salt: Uuid,
    /// The payload.
    pub payload: String,
}

/// Reads for checking the record against itself; they see everything.
#[async_trait]
pub trait Audit: Send + Sync {
    /// Organisations with a journal: (organisation, number of its last entry, hash of that).
    async fn journals(&self) -> Result<Vec<(OrganisationId, i64, String)>, StorageError>;
    /// Entries of a journal after a number, at most `limit`.
    async fn journal_after(
        &self,
        organisation: OrganisationId,
        sequence: i64,
        limit: u32,
    ) -> Result<Vec<StoredEntry>, StorageError>;
    /// Records after an id, in order of id, at most `limit`, each with the source of its latest revision.
    async fn meetings(
        &self,
        after: Option<MeetingId>,
        limit: u32,
    ) -> Result<Vec<crate::verify::Sourced>, StorageError>;
}
