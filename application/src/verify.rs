//! Checking the record against itself: journal chains, sources and tables.

mod feed;

use crate::api_keys;
use crate::attachments::{self, Holdings};
use crate::budget;
use crate::delegation::{Book, COMMANDS};
use crate::embargo;
use crate::error::{AppError, StorageError};
use crate::imports;
use crate::journal::{GENESIS, moment, sha256};
use crate::live::StoredLive;
use crate::mail;
use crate::ports::{Audit, StoredEntry};
use crate::read::{Record, Subject};
use crate::redacting::{REDACT, Redactions, Standing};
use crate::register::{self, Bindings};
use crate::revocation;
use crate::sealing::StoredSeal;
use crate::sealing::check::{self, Checked, Claims};
use crate::secrecy;
use domain::assignment::AssignmentStatus;
use domain::attendance::PersonRef;
use domain::decision::ConditionState;
use domain::id::{AssignmentId, DecisionId, NoticeId, OrganisationId, ParagraphId, PersonId};
use domain::meeting::Meeting;
use domain::name::Slug;
use domain::organisation::Organisation;
use domain::paragraph::Paragraph;
use interchange::minutes_document::{Identify, MinutesDocument, Owned};
use seal::key::PublicKey;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Journal entries checked.
    pub entries: u64,
    /// Records checked.
    pub records: u64,
    /// What was checked of the logs of sealed units.
    pub sealed: Checked,
    /// Redactions: what was blotted is not there to be checked, that it was is told.
    pub redactions: u64,
    /// The first thing that does not fit, in words with its place.
    pub bad: Option<String>,
}

/// Checks every journal chain, that every record of the journal is held, delegations, budgets, attachments, markings of secrecy, revocations of tokens, keys, imports and subscriptions by mail against the journal, the logs of
/// sealed units against their checkpoints and the journal, every stored source against the journal, and every record
/// against its source and its seals.
///
/// # Errors
/// `UNAVAILABLE` where the database cannot be read. What does not fit is no error but the report's answer.
pub async fn verify(audit: &dyn Audit) -> Result<Report, AppError> {
    verify_with(audit, None).await
}

/// As [`verify`]; and that every checkpoint was signed with the service's key, where that is known.
///
/// # Errors
/// As [`verify`].
pub async fn verify_with(audit: &dyn Audit, key: Option<&PublicKey>) -> Result<Report, AppError> {
    let mut report = Report {
        entries: 0,
        records: 0,
        sealed: Checked::default(),
        redactions: 0,
        bad: None,
    };
    match fill(&mut report, audit, key).await {
        Ok(bad) => report.bad = bad,
        // A row that makes no record was edited too.
        Err(AppError::Storage(error @ StorageError::Corrupt { .. })) => {
            report.bad = Some(error.to_string());
        }
        Err(error) => return Err(error),
    }
    Ok(report)
}

async fn fill(
    report: &mut Report,
    audit: &dyn Audit,
    key: Option<&PublicKey>,
) -> Result<Option<String>, AppError> {
    let mut claims = Claims::default();
    let mut heard = feed::Told::default();
    let mut standing = Standing::default();
    // Records that the journal tells of and that the tables have not shown yet.
    let mut told = BTreeSet::new();
    let mut access = Access::default();
    for (organisation, sequence, head) in audit.journals().await? {
        let bad = chain(
            audit,
            organisation,
            sequence,
            &head,
            &mut report.entries,
            (&mut told, &mut claims, &mut heard, &mut standing),
            &mut access,
        )
        .await?;
        if bad.is_some() {
            return Ok(bad);
        }
    }
    let bad = access.revoked.difference(&audit.all_revocations().await?);
    let bad = match bad {
        None => access.keys.difference(audit.all_api_keys().await?),
        bad => bad,
    };
    let bad = match bad {
        None => access.imports.difference(audit.all_imports().await?),
        bad => bad,
    };
    let bad = match bad {
        None => access
            .mail
            .difference(audit.all_mail_subscriptions().await?),
        bad => bad,
    };
    if bad.is_some() {
        return Ok(bad);
    }
    let public = match feed::check(audit, heard).await? {
        Ok(public) => public,
        Err(bad) => return Ok(Some(bad)),
    };
    if let Some(bad) = audit.untold().await? {
        return Ok(Some(bad));
    }
    report.redactions = standing.count;
    let bad = check::logs(audit, claims, key, &mut report.sealed).await?;
    if bad.is_some() {
        return Ok(bad);
    }
    let mut after = None;
    loop {
        let page = audit.meetings(after, 100).await?;
        let Some(last) = page.last() else {
            let gone = told.first();
            return Ok(
                gone.map(|gone| format!("record {gone}: in the journal, but not in the tables"))
            );
        };
        after = Some(last.record.meeting.id);
        let seals = check::seals_of(audit, &page).await?;
        for stored in page {
            report.records += 1;
            let id = stored.record.meeting.id.to_string();
            told.remove(&id);
            if stored.record.published != public.contains(&id) {
                let stands = match stored.record.published {
                    true => "public in the tables, but not by the feed",
                    false => "public by the feed, but not in the tables",
                };
                return Ok(Some(format!("record {id}: {stands}")));
            }
            let bad = record(&stored, &seals, &standing);
            if bad.is_some() {
                return Ok(bad);
            }
        }
    }
}

/// A record with what it is made of.
#[derive(Debug, Clone)]
pub struct Sourced {
    /// The record, as its tables hold it.
    pub record: Record,
    /// What it is made of.
    pub source: Source,
}

/// What a record is made of.
#[derive(Debug, Clone)]
pub enum Source {
    /// A document that was loaded.
    Document {
        /// The stored digest of the latest revision's source.
        digest: String,
        /// That source, canonical JSON.
        source: String,
        /// Payload of the latest journal entry that loaded it.
        payload: Option<String>,
    },
    /// The steps of a meeting that is run through the service.
    Steps(StoredLive),
}

/// What the journals tell of who has access, of who is told by mail, and of files that were brought in.
#[derive(Default)]
struct Access {
    revoked: revocation::Book,
    keys: api_keys::Book,
    imports: imports::Book,
    mail: mail::Book,
}

impl Access {
    fn enter(&mut self, entry: &StoredEntry) -> Result<(), String> {
        let command = entry.chained.command.as_str();
        if revocation::COMMANDS.contains(&command) {
            self.revoked.enter(&entry.chained, &entry.payload)
        } else if api_keys::COMMANDS.contains(&command) {
            self.keys.enter(&entry.chained, &entry.payload)
        } else if imports::COMMANDS.contains(&command) {
            self.imports.enter(&entry.chained, &entry.payload)
        } else if mail::COMMANDS.contains(&command) {
            self.mail.enter(&entry.chained, &entry.payload)
        } else {
            Ok(())
        }
    }
}

async fn chain(
    audit: &dyn Audit,
    organisation: OrganisationId,
    last: i64,
    head: &str,
    entries: &mut u64,
    (told, claims, heard, standing): (
        &mut BTreeSet<String>,
        &mut Claims,
        &mut feed::Told,
        &mut Standing,
    ),
    access: &mut Access,
) -> Result<Option<String>, AppError> {
    let (mut sequence, mut previous) = (0, GENESIS.to_owned());
    let redactions = audit.journal_of(organisation, REDACT).await?;
    let redactions = match Redactions::of(organisation, &redactions, standing) {
        Ok(redactions) => redactions,
        Err(reason) => return Ok(Some(format!("journal of {organisation}, {reason}"))),
    };
    let (mut book, mut bindings) = (Book::default(), Bindings::default());
    let mut budgets = budget::Book::default();
    let mut holdings = Holdings::default();
    let mut markings = secrecy::Book::default();
    let mut embargoes = embargo::Book::default();
    loop {
        let page = audit.journal_after(organisation, sequence, 500).await?;
        if page.is_empty() {
            break;
        }
        for entry in page {
            *entries += 1;
            let place = format!(
                "journal of {organisation}, entry {}",
                entry.chained.sequence
            );
            if entry.chained.sequence != sequence + 1 {
                return Ok(Some(format!("{place}: expected entry {}", sequence + 1)));
            }
            if entry.chained.previous != previous {
                return Ok(Some(format!(
                    "{place}: does not follow on the entry before"
                )));
            }
            if let Err(reason) = redactions.holds(&entry) {
                return Ok(Some(format!("{place}: {reason}")));
            }
            if entry.chained.expected_hash() != entry.chained.hash {
                return Ok(Some(format!("{place}: the hash does not fit the entry")));
            }
            if let Err(reason) = about(&entry) {
                return Ok(Some(format!("{place}: {reason}")));
            }
            let command = entry.chained.command.as_str();
            let subject = entry.subject;
            let subject = subject.or_else(|| attachments::meeting_of(command, &entry.payload));
            heard.enter(&entry.chained, subject, &entry.payload);
            told.extend(field(&entry.payload, "meeting"));
            let when = (entry.chained.sequence, moment(entry.chained.at));
            if let Some(reason) = check::claim(claims, organisation, &entry.payload, when) {
                return Ok(Some(format!("{place}: {reason}")));
            }
            if COMMANDS.contains(&entry.chained.command.as_str())
                && let Err(reason) = book.enter(entry.chained.sequence, &entry.payload)
            {
                return Ok(Some(format!("{place}: {reason}")));
            }
            if budget::COMMANDS.contains(&command)
                && let Err(reason) =
                    budgets.enter(organisation, entry.chained.sequence, &entry.payload)
            {
                return Ok(Some(format!("{place}: {reason}")));
            }
            if register::BINDINGS.contains(&command)
                && let Err(reason) = bindings.enter(command, &entry.payload)
            {
                return Ok(Some(format!("{place}: {reason}")));
            }
            if secrecy::COMMANDS.contains(&command)
                && let Err(reason) = markings.enter(&entry.chained, &entry.payload)
            {
                return Ok(Some(format!("{place}: {reason}")));
            }
            embargoes.enter(&entry.chained, &entry.payload);
            if let Err(reason) = access.enter(&entry) {
                return Ok(Some(format!("{place}: {reason}")));
            }
            if attachments::COMMANDS.contains(&command)
                && let Err(reason) = holdings.enter(entry.chained.sequence, command, &entry.payload)
            {
                return Ok(Some(format!("{place}: {reason}")));
            }
            sequence = entry.chained.sequence;
            previous = entry.chained.hash;
        }
    }
    if sequence != last || previous != head {
        return Ok(Some(format!(
            "journal of {organisation}: ends at entry {sequence}, but entry {last} was the last one written"
        )));
    }
    if let Some(reason) = bindings.difference(&audit.bindings(organisation).await?) {
        return Ok(Some(format!("identities of {organisation}: {reason}")));
    }
    let tables = audit.delegations(organisation).await?;
    if let Some(reason) = book.difference(&tables) {
        return Ok(Some(format!("delegations of {organisation}: {reason}")));
    }
    let tables = audit.budget_book(organisation).await?;
    if let Some(reason) = budgets.difference(&tables) {
        return Ok(Some(format!("budgets of {organisation}: {reason}")));
    }
    let tables = audit.all_markings(organisation).await?;
    let bad = match markings.difference(tables) {
        None => audit.covered_otherwise(organisation).await?,
        bad => bad,
    };
    if let Some(reason) = bad {
        return Ok(Some(format!("secrecy of {organisation}: {reason}")));
    }
    let tables = audit.all_embargoes(organisation).await?;
    if let Some(reason) = embargoes.difference(&tables) {
        return Ok(Some(format!("minutes of {organisation}: {reason}")));
    }
    let tables = audit.holdings(organisation).await?;
    Ok(holdings
        .difference(&tables)
        .map(|reason| format!("attachments of {organisation}: {reason}")))
}

/// Commands of the journal that are about nothing that a read resolves, beside those of delegations, budgets,
/// attachments, revocations, keys, imports and mail.
const ABOUT_NOTHING: [&str; 2] = ["RotateKey", "SettleObjection"];

/// Whether an entry says to be about what its payload tells of: what it is about is no part of the chain.
fn about(entry: &StoredEntry) -> Result<(), String> {
    let command = entry.chained.command.as_str();
    let beside = [
        &COMMANDS[..],
        &budget::COMMANDS[..],
        &attachments::COMMANDS[..],
        &revocation::COMMANDS[..],
        &api_keys::COMMANDS[..],
        &imports::COMMANDS[..],
        &mail::COMMANDS[..],
        &ABOUT_NOTHING[..],
    ];
    let nothing = beside.concat().contains(&command);
    let meeting = field(&entry.payload, "meeting");
    let fits = match entry.subject {
        None => nothing,
        Some(Subject::Meeting(id)) => !nothing && meeting == Some(id.to_string()),
        Some(Subject::Organisation(id)) => {
            !nothing && meeting.is_none() && id == entry.chained.organisation
        }
    };
    match fits {
        true => Ok(()),
        false => Err("it is said to be about something else than it tells of".to_owned()),
    }
}

/// A text in a payload.
fn field(payload: &str, name: &str) -> Option<String> {
    let payload: serde_json::Value = serde_json::from_str(payload).ok()?;
    payload.get(name)?.as_str().map(str::to_owned)
}

/// What in one record does not fit.
fn record(stored: &Sourced, seals: &[StoredSeal], standing: &Standing) -> Option<String> {
    let place = format!("record {}", stored.record.meeting.id);
    let rebuilt = match &stored.source {
        Source::Document {
            digest,
            source,
            payload,
        } => document(stored, digest, source, payload.as_deref()).map(|made| Meeting {
            redactions: standing.of(&stored.record.meeting.id.to_string()).to_vec(),
            ..made
        }),
        Source::Steps(live) => steps(stored, live),
    };
    let rebuilt = match rebuilt {
        Ok(rebuilt) => rebuilt,
        Err(reason) => return Some(format!("{place}: {reason}")),
    };
    let held = bare(&stored.record.meeting);
    if let Some(part) = difference(&rebuilt, &held) {
        return Some(format!(
            "{place}: {part} in the tables is not as in the source"
        ));
    }
    let Source::Steps(live) = &stored.source else {
        return None;
    };
    let sealed = check::record(live, &stored.record.meeting, seals, standing);
    sealed.err().map(|reason| format!("{place}: {reason}"))
}

/// The record that a loaded document makes.
fn document(
    stored: &Sourced,
    digest: &str,
    source: &str,
    payload: Option<&str>,
) -> Result<Meeting, String> {
    if sha256(source) != digest {
        return Err("the stored source is not the one that its digest was taken of".to_owned());
    }
    let journalled = payload.and_then(|payload| field(payload, "digest"));
    if journalled.as_deref() != Some(digest) {
        return Err("the journal knows another source of its latest revision".to_owned());
    }
    rebuild(source, &stored.record.meeting)
}

/// The record that the steps of a live meeting make.
fn steps(stored: &Sourced, live: &StoredLive) -> Result<Meeting, String> {
    let taken = i64::try_from(live.steps.len()).unwrap_or(i64::MAX);
    if taken != stored.record.version {
        return Err(format!(
            "the tables are at version {}, but the journal tells of {taken} changes",
            stored.record.version
        ));
    }
    if let Some(reason) = live.signed_otherwise().map_err(|error| error.to_string())? {
        return Err(reason);
    }
    let made = live.live(None).map_err(|error| error.to_string())?;
    if stored.record.stage.as_ref() != Some(made.stage()) {
        return Err("the journal leaves the meeting at another stage".to_owned());
    }
    if standing(made.record()) != standing(&stored.record.meeting) {
        return Err("an assignment or a condition does not stand as the journal tells".to_owned());
    }
    Ok(bare(made.record()))
}

/// Where assignments and conditions stand, in order of print.
fn standing(meeting: &Meeting) -> (Vec<AssignmentStatus>, Vec<ConditionState>) {
    let items = || meeting.placed().into_iter().map(|placed| placed.item);
    let assignments = items().flat_map(|item| &item.assignments);
    let decisions = items().flat_map(|item| &item.decisions);
    (
        assignments.map(|held| held.status).collect(),
        decisions
            .filter_map(|held| held.condition.as_ref().map(|condition| condition.state))
            .collect(),
    )
}

fn rebuild(source: &str, held: &Meeting) -> Result<Meeting, String> {
    reread(source, held, &HashMap::new()).map(|meeting| bare(&meeting))
}

/// The record that a stored source makes, with the identities of those paragraphs whose keys are known, and without
/// any other.
///
/// # Errors
/// Why the source cannot be read.
pub fn reread(
    source: &str,
    held: &Meeting,
    paragraphs: &HashMap<String, ParagraphId>,
) -> Result<Meeting, String> {
    let document = MinutesDocument::parse(source.as_bytes()).map_err(|error| error.to_string())?;
    let owned = Owned {
        meeting: held.id,
        owner: held.owner.clone(),
        body: held.body.clone(),
    };
    let keyed = document
        .to_meeting(owned, &mut Nobody { paragraphs })
        .map_err(|error| error.to_string())?;
    Ok(keyed.meeting)
}

/// Gives everything the same identity, save paragraphs with a known key: a source says who and what, not under which
/// id.
struct Nobody<'a> {
    paragraphs: &'a HashMap<String, ParagraphId>,
}

fn anybody(slug: &Slug) -> Organisation {
    Organisation {
        id: OrganisationId::from_uuid(Uuid::nil()),
        slug: slug.clone(),
        name: String::new(),
        kind: None,
    }
}

impl Identify for Nobody<'_> {
    fn person(&mut self, _name: &str) -> PersonId {
        PersonId::from_uuid(Uuid::nil())
    }

    fn organisation(&mut self, _name: &str, slug: &Slug) -> Organisation {
        anybody(slug)
    }

    fn paragraph(&mut self, key: &str) -> ParagraphId {
        let known = self.paragraphs.get(key).copied();
        known.unwrap_or(ParagraphId::from_uuid(Uuid::nil()))
    }

    fn decision(&mut self, _key: &str) -> DecisionId {
        DecisionId::from_uuid(Uuid::nil())
    }

    fn assignment(&mut self, _key: &str) -> AssignmentId {
        AssignmentId::from_uuid(Uuid::nil())
    }

    fn notice(&mut self, _key: &str) -> NoticeId {
        NoticeId::from_uuid(Uuid::nil())
    }
}

/// A record without what its source does not say: ids, whom decisions concern, where assignments stand since, which
/// print of a number it is, under which name the register holds an organisation.
fn bare(meeting: &Meeting) -> Meeting {
    let mut bare = meeting.clone();
    let person = |person: &mut PersonRef| person.id = PersonId::from_uuid(Uuid::nil());
    let any = anybody(&bare.owner.slug);
    let organisation = |held: &mut Option<Organisation>| {
        if let Some(organisation) = held {
            organisation.clone_from(&any);
        }
    };
    for line in bare.attendance.iter_mut().flatten() {
        person(&mut line.person);
        organisation(&mut line.organisation);
    }
    for line in bare.absent.iter_mut().flatten() {
        person(&mut line.person);
        organisation(&mut line.organisation);
    }
    let officers = &mut bare.officers;
    officers
        .chair
        .iter_mut()
        .chain(&mut officers.secretary)
        .for_each(person);
    officers.adjusters.iter_mut().flatten().for_each(person);
    for unit in &mut bare.units {
        unit.notices
            .iter_mut()
            .for_each(|notice| notice.id = NoticeId::from_uuid(Uuid::nil()));
    }
    fn below(paragraphs: &mut [Paragraph]) {
        for paragraph in paragraphs {
            paragraph.id = ParagraphId::from_uuid(Uuid::nil());
            paragraph.occurrence = 1;
            for decision in &mut paragraph.decisions {
                decision.id = DecisionId::from_uuid(Uuid::nil());
                decision.concerns.clear();
                if let Some(condition) = &mut decision.condition {
                    condition.state = ConditionState::Pending;
                }
            }
            for assignment in &mut paragraph.assignments {
                assignment.id = AssignmentId::from_uuid(Uuid::nil());
                assignment.status = AssignmentStatus::Open;
            }
            below(&mut paragraph.items);
        }
    }
    below(&mut bare.paragraphs);
    bare
}

/// The first part that differs.
fn difference(source: &Meeting, tables: &Meeting) -> Option<String> {
    if source == tables {
        return None;
    }
    let parts = [
        ("attendance", source.attendance == tables.attendance),
        ("the absence list", source.absent == tables.absent),
        ("an officer", source.officers == tables.officers),
        ("date, time or place", source.occasion == tables.occasion),
        ("adjustment or a notice", source.units == tables.units),
    ];
    if let Some((part, _)) = parts.iter().find(|(_, same)| !same) {
        return Some((*part).to_owned());
    }
    let pairs = source.placed().into_iter().zip(tables.placed());
    let paragraph = pairs
        .into_iter()
        .find(|(one, other)| one.item != other.item)
        .map(|(one, _)| one);
    Some(match paragraph {
        Some(placed) => source
            .label(placed)
            .unwrap_or_else(|| "an item without a number".to_owned()),
        None => "the record".to_owned(),
    })
}
