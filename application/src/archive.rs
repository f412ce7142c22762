//! Archive mode: what happened is stored as it was, irregularities are attached.

use crate::error::{AppError, StorageError};
use crate::journal::{self, Entry, sha256};
use crate::once::tried;
use crate::ports::{
    BeginWork, Clock, Derived, Ids, Posting, Revision, Searched, StoredKeys, StoredMeeting,
    UnitOfWork,
};
use crate::read::{FeedEntry, FeedKind, Subject};
use crate::search;
use crate::secrecy::withheld;
use crate::visibility::{Mask, masked};
use domain::body::Body;
use domain::concern::concerns;
use domain::id::{
    AssignmentId, BodyId, DecisionId, MeetingId, NoticeId, OrganisationId, ParagraphId, PersonId,
};
use domain::meeting::Meeting;
use domain::name::{Slug, fold};
use domain::organisation::{Organisation, OrganisationKind};
use domain::paragraph::Paragraph;
use domain::rule::Verdict;
use domain::rules::{self, Surroundings};
use domain::secrecy::Marking;
use interchange::minutes_document::{Identify, Keyed, MinutesDocument, Owned};
use std::collections::{BTreeMap, HashMap};

/// Command: store a minutes document.
#[derive(Debug)]
pub struct LoadMinutes<'a> {
    /// The document, as read from its file.
    pub bytes: &'a [u8],
    /// Whose record it is, where the document names nobody.
    pub organisation: Option<&'a Slug>,
    /// Whether the record is public at once.
    pub publish: bool,
    /// The meeting that this is a new revision of, where that cannot be told from date and time.
    pub replaces: Option<MeetingId>,
    /// Who loads it.
    pub actor: &'a str,
}

/// What loading a document changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// A meeting that was not held before.
    Added,
    /// A new revision of one that was.
    Revised,
    /// The same content, now public.
    Published,
    /// Nothing: the same content.
    Nothing,
}

/// A loaded record.
#[derive(Debug)]
pub struct Loaded {
    /// The meeting.
    pub meeting: MeetingId,
    /// Its revision.
    pub revision: u32,
    /// What changed.
    pub change: Change,
    /// What in the procedure was not as the law wants.
    pub irregularities: Vec<Verdict>,
}

/// The canonical form (RFC 8785) of a JSON document.
fn canonical(bytes: &[u8]) -> Result<String, AppError> {
    let value: serde_json::Value =
        serde_json::from_slice(bytes).map_err(|error| AppError::invalid("$", error.to_string()))?;
    serde_json_canonicalizer::to_string(&value)
        .map_err(|error| AppError::invalid("$", error.to_string()))
}

/// Checks a document without storing anything: every verdict of the rules, with no register around it.
///
/// # Errors
/// `INVALID_VALUE` with the path in the document.
pub fn check(bytes: &[u8]) -> Result<(Meeting, Vec<Verdict>), AppError> {
    let document = parse(bytes)?;
    let mut ids = CountingIds::default();
    let (_, body_slug, _) = document.body();
    let (name, slug, kind) = document
        .organisation()
        .unwrap_or(("okänd", body_slug, None));
    let owner = Organisation {
        kind,
        ..ids.organisation(name, slug)
    };
    let body = body_of(&document, BodyId::from_uuid(ids.next()), owner.id);
    let owned = Owned {
        meeting: MeetingId::from_uuid(ids.next()),
        owner,
        body,
    };
    let Keyed { meeting, .. } = document
        .to_meeting(owned, &mut ids)
        .map_err(|error| AppError::invalid("attendance", error.to_string()))?;
    let verdicts = rules::evaluate(&meeting, &Surroundings::default());
    Ok((meeting, verdicts))
}

fn parse(bytes: &[u8]) -> Result<MinutesDocument, AppError> {
    MinutesDocument::parse(bytes).map_err(|error| AppError::invalid(error.path, error.reason))
}

fn body_of(document: &MinutesDocument, id: BodyId, owner: OrganisationId) -> Body {
    let (name, slug, kind) = document.body();
    Body {
        id,
        owner,
        slug: slug.clone(),
        name: name.to_owned(),
        kind,
        scheme: document.scheme(),
        safety_committee: None,
    }
}

/// Stores a document, or a new revision of one. All or nothing.
///
/// # Errors
/// `INVALID_VALUE` with the path in the document or the name of the argument; nothing was changed.
pub async fn load(
    command: LoadMinutes<'_>,
    begin: &dyn BeginWork,
    clock: &dyn Clock,
    ids: &dyn Ids,
) -> Result<Loaded, AppError> {
    let document = parse(command.bytes)?;
    let source = canonical(command.bytes)?;
    // Two loads may add the same organisation at once; the one that comes second finds it when it tries again.
    tried(|| attempt(&command, &document, &source, begin, clock, ids)).await
}

/// Stores a document within somebody else's transaction, as a record of an organisation and of no other.
///
/// # Errors
/// As [`load`]; `INVALID_VALUE` where the document is another organisation's.
pub(crate) async fn load_into(
    owner: &Organisation,
    command: &LoadMinutes<'_>,
    work: &mut dyn UnitOfWork,
    clock: &dyn Clock,
    ids: &dyn Ids,
) -> Result<Loaded, AppError> {
    let document = parse(command.bytes)?;
    let source = canonical(command.bytes)?;
    if let Some((name, slug, _)) = document.organisation() {
        let found = work.organisations(std::slice::from_ref(slug)).await?;
        if found.get(slug).is_none_or(|found| found.id != owner.id) {
            let reason = format!("{name} is not {}, whose record this is to be", owner.name);
            return Err(AppError::invalid("body.organisation", reason));
        }
    }
    within(command, &document, &source, work, clock, ids).await
}

async fn attempt(
    command: &LoadMinutes<'_>,
    document: &MinutesDocument,
    source: &str,
    begin: &dyn BeginWork,
    clock: &dyn Clock,
    ids: &dyn Ids,
) -> Result<Loaded, AppError> {
    let mut work = begin.begin().await?;
    let loaded = within(command, document, source, work.as_mut(), clock, ids).await?;
    if loaded.change != Change::Nothing {
        work.commit().await?;
    }
    Ok(loaded)
}

/// Loads within a transaction; what is not committed changes nothing.
async fn within(
    command: &LoadMinutes<'_>,
    document: &MinutesDocument,
    source: &str,
    work: &mut dyn UnitOfWork,
    clock: &dyn Clock,
    ids: &dyn Ids,
) -> Result<Loaded, AppError> {
    let digest = sha256(source);
    let owner = owner(document, command.organisation, command.publish, work, ids).await?;
    work.lock(owner.id).await?;
    let body = body(document, &owner, command.publish, work, ids).await?;
    let identity = identity(document, &digest);
    let known = known(command, &owner, &body, &identity, work).await?;

    if known.as_ref().is_some_and(|known| known.live) {
        return Err(AppError::invalid(
            "meeting.date",
            "the body's meeting at that time is run through the service",
        ));
    }
    let mut names = resolve(document, &owner, command.publish, work, ids).await?;
    names.keys = match &known {
        Some(known) => work.keys(known.id).await?,
        None => StoredKeys::default(),
    };
    let id = known
        .as_ref()
        .map_or_else(|| MeetingId::from_uuid(ids.next()), |known| known.id);
    let Keyed {
        mut meeting,
        paragraphs,
    } = document
        .to_meeting(
            Owned {
                meeting: id,
                owner: owner.clone(),
                body,
            },
            &mut names,
        )
        .map_err(|error| AppError::invalid("attendance", error.to_string()))?;
    if let Some(known) = &known {
        meeting.redactions.clone_from(&known.redactions);
    }
    let around = work.surroundings(&meeting).await?;
    note_concerns(&mut meeting, &around, &names.organisations);
    let irregularities = rules::irregularities(&meeting, &around);

    if let Some(known) = known.as_ref().filter(|known| known.digest == digest) {
        let publish = command.publish && !known.published;
        if publish {
            work.set_published(id, true).await?;
            let settled = Settled {
                owner: owner.id,
                meeting: id,
                revision: known.revision,
                digest: &digest,
                public: Some(FeedKind::Published),
            };
            record(command.actor, &settled, work, clock, ids).await?;
            work.end_embargo(id).await?;
        }
        let change = if publish {
            Change::Published
        } else {
            Change::Nothing
        };
        return Ok(Loaded {
            meeting: id,
            revision: known.revision,
            change,
            irregularities,
        });
    }

    if !command.publish && known.as_ref().is_some_and(|known| known.published) {
        return Err(AppError::invalid(
            "unpublished",
            format!("{id} is public, and so would a revision of it be"),
        ));
    }
    let number = known.as_ref().map_or(1, |known| known.revision + 1);
    let published = command.publish;
    let derived = derived(&meeting, &around);
    let mask = Mask::for_public(&meeting, &work.hidden(&meeting).await?);
    let markings = work.markings(id).await?;
    keeps_marked(&meeting, &markings)?;
    work.save_revision(&Revision {
        meeting: &meeting,
        keys: &paragraphs,
        identity: &identity,
        number,
        digest: &digest,
        source,
        published,
        derived: &derived,
        postings: &postings(&withheld(&meeting, &markings), &mask),
        mask: &mask,
        at: clock.now(),
    })
    .await?;
    if published {
        work.end_embargo(id).await?;
    }
    let was_public = known.as_ref().is_some_and(|known| known.published);
    let kind = if was_public {
        FeedKind::Revised
    } else {
        FeedKind::Published
    };
    let settled = Settled {
        owner: owner.id,
        meeting: id,
        revision: number,
        digest: &digest,
        public: published.then_some(kind),
    };
    record(command.actor, &settled, work, clock, ids).await?;
    let change = if known.is_some() {
        Change::Revised
    } else {
        Change::Added
    };
    Ok(Loaded {
        meeting: id,
        revision: number,
        change,
        irregularities,
    })
}

/// Refuses a revision without a § that is marked as secret: what stands elsewhere in it instead would be public.
fn keeps_marked(meeting: &Meeting, markings: &[Marking]) -> Result<(), AppError> {
    let held = |id| meeting.paragraphs.iter().any(|top| top.id == id);
    let mut marked = markings.iter().filter_map(|held| held.scope.paragraph());
    match marked.find(|id| !held(*id)) {
        None => Ok(()),
        Some(id) => {
            let reason = format!("{id} is marked as secret, and this revision lacks it");
            Err(AppError::invalid("items", reason))
        }
    }
}

/// What lists filter by, from the rules.
pub(crate) fn derived(meeting: &Meeting, around: &Surroundings) -> Derived {
    let clock = rules::clock(meeting, around, None);
    Derived {
        status: clock.status,
        final_on: clock.final_on,
    }
}

/// What a meeting is known again by within its body.
pub(crate) fn identity(document: &MinutesDocument, digest: &str) -> String {
    match document.occasion() {
        (Some(date), Some(time)) => format!("{date}T{}", time.format("%H:%M")),
        (Some(date), None) => date.to_string(),
        (None, _) => format!("undated:{digest}"),
    }
}

async fn owner(
    document: &MinutesDocument,
    given: Option<&Slug>,
    publish: bool,
    work: &mut dyn UnitOfWork,
    ids: &dyn Ids,
) -> Result<Organisation, AppError> {
    let Some((name, slug, kind)) = document.organisation() else {
        let slug = given.ok_or_else(|| {
            AppError::invalid(
                "body.organisation",
                "the document names no organisation; say whose record it is",
            )
        })?;
        let mut found = work.organisations(std::slice::from_ref(slug)).await?;
        let owner = found.remove(slug).ok_or_else(|| {
            AppError::invalid(
                "organisation",
                format!("no organisation {slug} in the register"),
            )
        })?;
        if publish {
            work.update_organisation(&owner, true).await?;
        }
        return Ok(owner);
    };
    if let Some(mut owner) = work
        .organisations(std::slice::from_ref(slug))
        .await?
        .remove(slug)
    {
        if let (Some(registered), Some(stated)) = (owner.kind, kind)
            && registered != stated
        {
            return Err(AppError::invalid(
                "body.organisationKind",
                format!("the register holds {slug} as another kind of organisation"),
            ));
        }
        owner.kind = owner.kind.or(kind);
        work.update_organisation(&owner, publish).await?;
        return Ok(owner);
    }
    let owner = Organisation {
        id: OrganisationId::from_uuid(ids.next()),
        slug: slug.clone(),
        name: name.to_owned(),
        kind: kind.or_else(|| OrganisationKind::of_name(name)),
    };
    work.add_organisation(&owner, publish).await?;
    Ok(owner)
}

async fn body(
    document: &MinutesDocument,
    owner: &Organisation,
    publish: bool,
    work: &mut dyn UnitOfWork,
    ids: &dyn Ids,
) -> Result<Body, AppError> {
    let fresh = body_of(document, BodyId::from_uuid(ids.next()), owner.id);
    let stored = match work.body(owner.id, &fresh.slug).await? {
        Some(stored) if stored.kind != fresh.kind => {
            return Err(AppError::invalid(
                "body.kind",
                format!("the register holds {} as another kind of body", fresh.slug),
            ));
        }
        Some(stored) => stored,
        None => fresh,
    };
    work.put_body(&stored, publish).await?;
    Ok(stored)
}

async fn known(
    command: &LoadMinutes<'_>,
    owner: &Organisation,
    body: &Body,
    identity: &str,
    work: &mut dyn UnitOfWork,
) -> Result<Option<StoredMeeting>, AppError> {
    let same = work.known_meeting(body.id, identity).await?;
    let Some(replaced) = command.replaces else {
        return Ok(same);
    };
    let found = work.meeting(owner.id, replaced).await?.ok_or_else(|| {
        AppError::invalid(
            "replaces",
            format!("{owner} has no meeting {replaced}", owner = owner.slug),
        )
    })?;
    if found.body != body.id {
        return Err(AppError::invalid(
            "replaces",
            format!("{replaced} is a meeting of another body"),
        ));
    }
    if same.is_some_and(|same| same.id != replaced) {
        return Err(AppError::invalid(
            "replaces",
            "another meeting is held with this date and time",
        ));
    }
    Ok(Some(found))
}

/// Names that stand for organisations outside attendance: recipients, proposers, assignees, notice boards.
fn mentioned(document: &MinutesDocument) -> Vec<String> {
    document
        .mentioned()
        .into_iter()
        .filter(|name| Slug::of(name).is_some())
        .collect()
}

async fn resolve<'a>(
    document: &MinutesDocument,
    owner: &Organisation,
    publish: bool,
    work: &mut dyn UnitOfWork,
    ids: &'a dyn Ids,
) -> Result<Resolved<'a>, AppError> {
    let names = document.names();
    let represented: BTreeMap<Slug, &String> = names
        .organisations
        .iter()
        .filter_map(|name| Some((Slug::of(name)?, name)))
        .collect();
    let mentioned = mentioned(document);
    let others: BTreeMap<Slug, &String> = mentioned
        .iter()
        .filter_map(|name| Some((Slug::of(name)?, name)))
        .collect();
    let wanted: Vec<Slug> = represented.keys().chain(others.keys()).cloned().collect();
    let mut organisations = work.organisations(&wanted).await?;
    organisations.insert(owner.slug.clone(), owner.clone());
    for (slug, name) in represented.iter().chain(&others) {
        let kind = OrganisationKind::of_name(name);
        // Whoever is represented exists. A name that is only mentioned is an organisation where the name itself says so.
        let exists = represented.contains_key(slug) || kind.is_some();
        match organisations.get(slug) {
            Some(held) if publish && represented.contains_key(slug) => {
                work.update_organisation(held, true).await?
            }
            Some(_) => {}
            None if exists => {
                let fresh = Organisation {
                    id: OrganisationId::from_uuid(ids.next()),
                    slug: slug.clone(),
                    name: (*name).clone(),
                    kind,
                };
                work.add_organisation(&fresh, publish).await?;
                organisations.insert(slug.clone(), fresh);
            }
            None => {}
        }
    }

    let printed: BTreeMap<String, &String> = names
        .persons
        .iter()
        .map(|name| (fold(name), name))
        .collect();
    let folded: Vec<String> = printed.keys().cloned().collect();
    let mut persons = work.persons(owner.id, &folded).await?;
    let fresh: Vec<(PersonId, String)> = printed
        .iter()
        .filter(|(folded, _)| !persons.contains_key(*folded))
        .map(|(_, name)| (PersonId::from_uuid(ids.next()), (*name).clone()))
        .collect();
    work.add_persons(owner.id, &fresh).await?;
    persons.extend(fresh.into_iter().map(|(id, name)| (fold(&name), id)));
    Ok(Resolved {
        persons,
        organisations,
        keys: StoredKeys::default(),
        ids,
    })
}

/// Identities from the register, from the revision before, and fresh ones for what is new.
struct Resolved<'a> {
    persons: HashMap<String, PersonId>,
    organisations: HashMap<Slug, Organisation>,
    keys: StoredKeys,
    ids: &'a dyn Ids,
}

impl Identify for Resolved<'_> {
    fn person(&mut self, name: &str) -> PersonId {
        let ids = self.ids;
        *self
            .persons
            .entry(fold(name))
            .or_insert_with(|| PersonId::from_uuid(ids.next()))
    }

    fn organisation(&mut self, name: &str, slug: &Slug) -> Organisation {
        let held = self.organisations.get(slug).cloned();
        held.unwrap_or_else(|| unregistered(name, slug, self.ids.next()))
    }

    fn paragraph(&mut self, key: &str) -> ParagraphId {
        let held = self.keys.paragraphs.get(key).copied();
        held.unwrap_or_else(|| ParagraphId::from_uuid(self.ids.next()))
    }

    fn decision(&mut self, key: &str) -> DecisionId {
        let held = self.keys.decisions.get(key).copied();
        held.unwrap_or_else(|| DecisionId::from_uuid(self.ids.next()))
    }

    fn assignment(&mut self, key: &str) -> AssignmentId {
        let held = self.keys.assignments.get(key).copied();
        held.unwrap_or_else(|| AssignmentId::from_uuid(self.ids.next()))
    }

    fn notice(&mut self, key: &str) -> NoticeId {
        let held = self.keys.notices.get(key).copied();
        held.unwrap_or_else(|| NoticeId::from_uuid(self.ids.next()))
    }
}

/// An organisation that no register knows.
pub(crate) fn unregistered(name: &str, slug: &Slug, id: uuid::Uuid) -> Organisation {
    Organisation {
        id: OrganisationId::from_uuid(id),
        slug: slug.clone(),
        name: name.to_owned(),
        kind: OrganisationKind::of_name(name),
    }
}

/// Identities for a check that stores nothing: counted, so that the same file gives the same answer.
#[derive(Debug, Default)]
struct CountingIds {
    last: u128,
    persons: HashMap<String, PersonId>,
    organisations: HashMap<String, Organisation>,
}

impl CountingIds {
    fn next(&mut self) -> uuid::Uuid {
        self.last += 1;
        uuid::Uuid::from_u128(self.last)
    }
}

impl Identify for CountingIds {
    fn person(&mut self, name: &str) -> PersonId {
        let id = PersonId::from_uuid(self.next());
        *self.persons.entry(fold(name)).or_insert(id)
    }

    fn organisation(&mut self, name: &str, slug: &Slug) -> Organisation {
        let id = self.next();
        self.organisations
            .entry(fold(name))
            .or_insert_with(|| unregistered(name, slug, id))
            .clone()
    }

    fn paragraph(&mut self, _key: &str) -> ParagraphId {
        ParagraphId::from_uuid(self.next())
    }

    fn decision(&mut self, _key: &str) -> DecisionId {
        DecisionId::from_uuid(self.next())
    }

    fn assignment(&mut self, _key: &str) -> AssignmentId {
        AssignmentId::from_uuid(self.next())
    }

    fn notice(&mut self, _key: &str) -> NoticeId {
        NoticeId::from_uuid(self.next())
    }
}

/// The record with whom each decision concerns, by the organisations that it names.
pub(crate) async fn noted(
    mut meeting: Meeting,
    around: &Surroundings,
    work: &mut dyn UnitOfWork,
) -> Result<Meeting, StorageError> {
    let mut slugs: Vec<Slug> = meeting
        .placed()
        .iter()
        .flat_map(|placed| {
            let item = placed.item;
            let assignees = item
                .assignments
                .iter()
                .flat_map(|held| held.assignees.iter().flatten());
            let proposers = item.proposals.iter().filter_map(|held| held.by.as_ref());
            item.recipients.iter().chain(assignees).chain(proposers)
        })
        .filter_map(|name| Slug::of(name))
        .collect();
    slugs.sort();
    slugs.dedup();
    let known = work.organisations(&slugs).await?;
    note_concerns(&mut meeting, around, &known);
    Ok(meeting)
}

fn note_concerns(
    meeting: &mut Meeting,
    around: &Surroundings,
    known: &HashMap<Slug, Organisation>,
) {
    let members = around
        .association
        .iter()
        .flat_map(|association| &association.members);
    let mut organisations: Vec<Organisation> = known
        .values()
        .cloned()
        .chain(members.map(|member| member.organisation.clone()))
        .collect();
    organisations.sort_by(|one, other| one.slug.cmp(&other.slug));
    organisations.dedup_by(|one, other| one.id == other.id);
    let found: HashMap<DecisionId, _> = meeting
        .placed()
        .iter()
        .flat_map(|placed| {
            placed
                .item
                .decisions
                .iter()
                .map(move |decision| (placed.item, decision))
        })
        .map(|(item, decision)| {
            (
                decision.id,
                concerns(meeting, item, decision, around, &organisations),
            )
        })
        .collect();
    fn set(
        paragraphs: &mut [Paragraph],
        found: &HashMap<DecisionId, Vec<domain::decision::Concern>>,
    ) {
        for paragraph in paragraphs {
            for decision in &mut paragraph.decisions {
                decision.concerns = found.get(&decision.id).cloned().unwrap_or_default();
            }
            set(&mut paragraph.items, found);
        }
    }
    set(&mut meeting.paragraphs, &found);
}

/// Search terms of what the public may read of a record. Hidden names are in no index.
pub(crate) fn postings(meeting: &Meeting, mask: &Mask) -> Vec<Posting> {
    let seen = masked(meeting, mask);
    let mut postings = Vec::new();
    for placed in seen.placed() {
        let title = placed.item.title.as_deref().unwrap_or_default();
        let top = placed.top.title.as_deref().unwrap_or_default();
        let text = placed.item.text.as_deref().unwrap_or_default();
        let terms = search::weigh([(title, 4), (text, 1)]);
        postings.extend(terms.into_iter().map(|(term, weight)| Posting {
            subject: Searched::Paragraph(placed.item.id),
            term,
            weight,
        }));
        for decision in &placed.item.decisions {
            let mut texts = vec![(decision.text.as_str(), 2), (title, 1)];
            if placed.parent.is_some() {
                texts.push((top, 1));
            }
            postings.extend(
                search::weigh(texts)
                    .into_iter()
                    .map(|(term, weight)| Posting {
                        subject: Searched::Decision(decision.id),
                        term,
                        weight,
                    }),
            );
        }
    }
    postings
}

/// What a load settled, as journal and feed tell it.
struct Settled<'a> {
    owner: OrganisationId,
    meeting: MeetingId,
    revision: u32,
    digest: &'a str,
    /// What the public feed calls it; `None` where the record is not public.
    public: Option<FeedKind>,
}

/// Appends the journal entry, and the public feed's where the record is public.
async fn record(
    actor: &str,
    settled: &Settled<'_>,
    work: &mut dyn UnitOfWork,
    clock: &dyn Clock,
    ids: &dyn Ids,
) -> Result<(), AppError> {
    let payload = serde_json::json!({
        "version": 1,
        "meeting": settled.meeting.to_string(),
        "revision": settled.revision,
        "digest": settled.digest,
        "published": settled.public.is_some(),
    });
    let payload = journal::canonical(&payload)?;
    let subject = Subject::Meeting(settled.meeting);
    let at = clock.now();
    work.append(Entry {
        organisation: settled.owner,
        at,
        actor: actor.to_owned(),
        command: "LoadMinutes",
        subject: Some(subject),
        payload,
        salt: ids.salt(),
    })
    .await?;
    if let Some(kind) = settled.public {
        work.publish(FeedEntry {
            organisation: settled.owner,
            at,
            kind,
            subject,
        })
        .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
