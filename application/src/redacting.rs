//! Redaction: personal data is blotted from a record for good, wherever the database holds it.
//!
//! The journal's chain and the seal's tree are taken over salted digests, so that what they prove outlives what is
//! blotted: a payload gets a new salt and the digest of what is left is told by a later entry; a sealed member is
//! withheld, its salt gone. A digest without a salt could be guessed from what is left, so the digests of signatures
//! and of sources, and of commands that were named, go as well.

mod blotter;
mod told;

pub(crate) use told::{Redactions, Standing, Told};

use crate::actor::Actor;
use crate::archive::{derived, noted, postings};
use crate::authorize::{self, Action};
use crate::error::AppError;
use crate::journal::{self, sha256};
use crate::live::facts::Fact;
use crate::live::{self, Desk, Kept, StoredLive, Target, signed_text};
use crate::once::{Once, tried};
use crate::ports::{Located, Revision, Rewritten, StoredEntry, StoredStep, UnitOfWork};
use crate::read::{FeedKind, Record, Subject};
use crate::sealing;
use crate::secrecy::withheld;
use crate::visibility::{Mask, Visibility, reworded};
use blotter::Blotter;
use domain::id::{MeetingId, PersonId};
use domain::live::{Happening, LiveMeeting};
use domain::meeting::Meeting;
use domain::redaction::{BLOT, Redaction, Words};
use interchange::minutes_document::{MinutesDocument, export_header};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The command's name in the journal.
pub(crate) const REDACT: &str = "RedactRecord";

/// A command that blots words from a record.
#[derive(Debug)]
pub struct Request<'a> {
    /// Who asks.
    pub actor: &'a Actor,
    /// What they may see.
    pub see: &'a Visibility,
    /// The meeting.
    pub meeting: MeetingId,
    /// What to blot.
    pub words: Words,
    /// On what ground, in words that all may read.
    pub ground: String,
    /// What makes it safe to repeat; the version is the meeting's.
    pub once: Once,
}

/// What became of a redaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redacted {
    /// The meeting's version after it.
    pub version: i64,
    /// Entries of the journal that were blotted.
    pub entries: usize,
    /// Sealed members that are withheld since.
    pub members: usize,
    /// Numbers of other entries of the owner's journal in which the words stand still.
    pub elsewhere: Vec<i64>,
    /// Persons who keep their name in the register, since more than this record names them.
    pub persons: Vec<PersonId>,
}

/// Blots words from a record, or answers once more where that was done before.
///
/// # Legal source
/// Europaparlamentets och rådets förordning (EU) 2016/679 articles 5.1 and 17. Rule R-72: sensitive data that
/// was published is masked.
///
/// # Errors
/// `INVALID_VALUE` for words that stand nowhere in the record, that name an organisation, or that are more to the record
/// than words; `STALE_VERSION`; `CLIENT_MUTATION_ID_REUSED`; `NOT_FOUND`, `FORBIDDEN`. Nothing was changed.
pub async fn run(request: &Request<'_>, desk: &Desk) -> Result<Redacted, AppError> {
    request.once.named()?;
    tried(|| attempt(request, desk)).await
}

async fn attempt(request: &Request<'_>, desk: &Desk) -> Result<Redacted, AppError> {
    let mut begun = desk.begin.begin().await?;
    let work = begun.as_mut();
    let found = permitted(request, work).await?;
    let (owner, meeting, once) = (found.owner.id, request.meeting, &request.once);
    work.lock(owner).await?;
    // Nothing that the words could be guessed from.
    let said = format!("{REDACT} {meeting} {}", request.ground);
    let turn = once.turn(owner, request.actor, desk.clock.now(), &said);
    let receipt = turn.receipt(&mut *work).await?;
    let version = work.version_of(meeting).await?;
    let entries = work.entries_about(owner, meeting).await?;
    if let Some(receipt) = receipt {
        return again(&entries, receipt.sequence, version);
    }
    once.saw(meeting, version, &mut *work).await?;
    // Asked once more under the lock.
    let found = permitted(request, &mut *work).await?;
    let what = "meeting";
    let record = work.record(meeting).await?;
    let record = record.ok_or(AppError::NotFound { what })?;
    unnamed(&request.words, &record.meeting)?;
    let redaction = Redaction {
        on: desk.clock.today(),
        ground: request.ground.clone(),
    };
    let stored = work.live(meeting).await?;
    let task = Task {
        words: &request.words,
        redaction: &redaction,
        record: &record,
        version: version + 1,
        at: turn.at,
    };
    let mut blotter = Blotter::new(&request.words);
    if let Some(stored) = &stored {
        forget_signed(stored, &mut blotter)?;
    }
    let (mut sources, mut touched) = (Vec::new(), false);
    for held in work.sources(meeting).await? {
        let source = blotter.text(&held.source).map_err(unreadable)?;
        let digest = sha256(&source);
        touched |= source != held.source;
        blotter.replace(held.digest, digest.clone());
        sources.push((held.number, digest, source));
    }
    let mut told = Told::default();
    let mut payloads = Vec::new();
    for entry in &entries {
        let payload = blotter.text(&entry.payload).map_err(unreadable)?;
        if payload == entry.payload {
            continue;
        }
        let (salt, sequence) = (desk.ids.salt(), entry.chained.sequence);
        told.entries
            .insert(sequence, journal::digest(salt, &payload));
        payloads.push((sequence, payload, salt));
    }
    let mut seals = Vec::new();
    for held in work.seals_about(owner, meeting).await? {
        let withheld = sealing::withheld(&held.leaves, |value| blotter.value(value))?;
        if let Some((leaves, members)) = withheld {
            seals.push((held.index, leaves));
            told.members.insert(held.index, members);
        }
    }
    let rewritten = Rewritten {
        owner,
        meeting,
        payloads,
        seals,
        sources,
        words: &request.words,
    };
    let beside = work.rewrite(&rewritten).await?;
    if told.entries.is_empty() && !touched && beside == 0 {
        return Err(AppError::invalid(
            "words",
            "they stand nowhere in the record",
        ));
    }
    match stored {
        Some(stored) => task.live(stored, &rewritten, &blotter, &mut *work).await?,
        None => task.loaded(&rewritten, &mut *work).await?,
    }
    let mut named = blotted_persons(&record.meeting, &request.words);
    for entry in &entries {
        named.extend(blotter.persons(&entry.payload).map_err(unreadable)?);
    }
    let named: Vec<PersonId> = named.into_iter().collect();
    told.persons = work.forget_persons(owner, meeting, &named).await?;
    told.elsewhere = elsewhere(&rewritten, &mut *work).await?;
    let happening = Happening::Redacted { redaction };
    let payload = json!({
        "version": 1,
        "meeting": meeting.to_string(),
        "happenings": [happening.write()],
        "redacted": told.write(),
    });
    let subject = Subject::Meeting(meeting);
    let (payload, salt) = (journal::canonical(&payload)?, desk.ids.salt());
    let sequence = turn
        .tell(REDACT, Some(subject), payload, salt, &mut *work)
        .await?;
    if found.public {
        turn.publish(FeedKind::Revised, subject, &mut *work).await?;
    }
    turn.keep(Some(meeting), sequence, &mut *work).await?;
    begun.commit().await?;
    Ok(told.answer(version + 1))
}

/// The answer to a command that was carried out before.
fn again(entries: &[StoredEntry], sequence: i64, version: i64) -> Result<Redacted, AppError> {
    let mut entries = entries.iter();
    let entry = entries.find(|entry| entry.chained.sequence == sequence);
    let entry = entry.ok_or(AppError::KeyReused)?;
    let told = Told::read(&entry.payload).map_err(unreadable)?;
    Ok(told.unwrap_or_default().answer(version))
}

async fn permitted(request: &Request<'_>, work: &mut dyn UnitOfWork) -> Result<Located, AppError> {
    let what = "meeting";
    let found = work.locate(Target::Meeting(request.meeting)).await?;
    let found = found.ok_or(AppError::NotFound { what })?;
    let known = found.public || request.see.is_inside(found.owner.id);
    authorize::check_known(request.actor, Action::Operate, &found.owner, known, what)?;
    Ok(found)
}

fn unreadable(reason: String) -> AppError {
    crate::error::StorageError::Corrupt {
        what: "journal payload",
        reason,
    }
    .into()
}

/// Refuses words that are more to the record than words.
fn more_than_words() -> AppError {
    AppError::invalid(
        "words",
        "one of them is a name, a date or a sign that the record is held together by",
    )
}

/// Refuses words that name an organisation or the body: those stand in the register, not in the record alone.
fn unnamed(words: &Words, record: &Meeting) -> Result<(), AppError> {
    let attending = record.attendance.iter().flatten();
    let absent = record.absent.iter().flatten();
    let represented = attending
        .filter_map(|line| line.organisation.as_ref())
        .chain(absent.filter_map(|line| line.organisation.as_ref()));
    let mut names = represented
        .map(|held| held.name.as_str())
        .chain([record.owner.name.as_str(), record.body.name.as_str()]);
    match names.any(|name| words.stand_in(name)) {
        true => Err(AppError::invalid(
            "words",
            "one of them names an organisation or body of the register",
        )),
        false => Ok(()),
    }
}

/// Persons whom a record lists by a name that is blotted.
fn blotted_persons(record: &Meeting, words: &Words) -> BTreeSet<PersonId> {
    let attending = record.attendance.iter().flatten().map(|line| &line.person);
    let absent = record.absent.iter().flatten().map(|line| &line.person);
    let officers = &record.officers;
    let led = officers.chair.iter().chain(&officers.secretary);
    let adjusters = officers.adjusters.iter().flatten();
    let all = attending.chain(absent).chain(led).chain(adjusters);
    all.filter(|person| words.stand_in(&person.name))
        .map(|person| person.id)
        .collect()
}

/// The digests of what was signed with the words in it go with the words.
fn forget_signed(stored: &StoredLive, blotter: &mut Blotter<'_>) -> Result<(), AppError> {
    let mut digests = Vec::new();
    stored.each_signature(|live, part, signed| {
        let text = signed_text(live, part)?;
        let blotted = blotter.text(&text).map_err(unreadable)?;
        if blotted != text {
            digests.push(signed.digest.to_owned());
        }
        Ok(())
    })?;
    for digest in digests {
        blotter.replace(digest, BLOT.to_owned());
    }
    Ok(())
}

/// Numbers of other entries of the owner's journal in which the words stand.
async fn elsewhere(
    rewritten: &Rewritten<'_>,
    work: &mut dyn UnitOfWork,
) -> Result<Vec<i64>, AppError> {
    let found = work.entries_elsewhere(rewritten).await?;
    let mut held = Vec::new();
    for (sequence, payload) in found {
        let blotter = Blotter::new(rewritten.words);
        if blotter.text(&payload).map_err(unreadable)? != payload {
            held.push(sequence);
        }
    }
    Ok(held)
}

/// The record about to be blotted.
struct Task<'a> {
    words: &'a Words,
    redaction: &'a Redaction,
    record: &'a Record,
    version: i64,
    at: chrono::DateTime<chrono::Utc>,
}

impl Task<'_> {
    /// Writes a live meeting's tables anew, from what is left of its steps.
    async fn live(
        &self,
        mut stored: StoredLive,
        rewritten: &Rewritten<'_>,
        blotter: &Blotter<'_>,
        work: &mut dyn UnitOfWork,
    ) -> Result<(), AppError> {
        let before = stored.live(None)?;
        for (sequence, payload, _) in &rewritten.payloads {
            let mut steps = stored.steps.iter_mut();
            if let Some(step) = steps.find(|step: &&mut StoredStep| step.sequence == *sequence) {
                step.payload.clone_from(payload);
            }
        }
        let after = stored.live(None).map_err(|_| more_than_words())?;
        // Nothing but words may have changed.
        if blotter.value(&told(&before)) != told(&after) {
            return Err(more_than_words());
        }
        let redaction = self.redaction.clone();
        let after = after.replay(&[Happening::Redacted { redaction }]);
        let around = live::around(after.record(), work).await?;
        let hidden = work.hidden(after.record()).await?;
        let secrecy = work.markings(after.record().id).await?;
        let kept = Kept {
            identity: None,
            hidden: &hidden,
            secrecy: &secrecy,
            version: self.version,
            published: self.record.published,
            at: self.at,
        };
        live::save(Some(before.record()), &after, &around, &kept, work).await
    }

    /// Stores what is left of a loaded record as a new revision.
    async fn loaded(
        &self,
        rewritten: &Rewritten<'_>,
        work: &mut dyn UnitOfWork,
    ) -> Result<(), AppError> {
        let (_, digest, source) = rewritten.sources.last().ok_or_else(more_than_words)?;
        let document = MinutesDocument::parse(source.as_bytes()).map_err(|_| more_than_words())?;
        let mut meeting = reworded(&self.record.meeting, self.words);
        meeting.redactions.push(self.redaction.clone());
        let around = work.surroundings(&meeting).await?;
        let meeting = noted(meeting, &around, work).await?;
        let keys = work.keys(meeting.id).await?.paragraphs;
        let mask = Mask::for_public(&meeting, &work.hidden(&meeting).await?);
        let markings = work.markings(meeting.id).await?;
        work.save_revision(&Revision {
            meeting: &meeting,
            keys: &keys.into_iter().map(|(key, id)| (id, key)).collect(),
            identity: &crate::archive::identity(&document, digest),
            number: self.record.revision + 1,
            digest,
            source,
            published: self.record.published,
            derived: &derived(&meeting, &around),
            postings: &postings(&withheld(&meeting, &markings), &mask),
            mask: &mask,
            at: self.at,
        })
        .await?;
        Ok(())
    }
}

/// All that a live meeting's record tells, as one value.
fn told(live: &LiveMeeting) -> Value {
    let record = live.record();
    let comments = live.comments().iter();
    let signatures = record.units.iter().flat_map(|unit| &unit.signatures);
    json!({
        "header": export_header(record),
        "items": record.paragraphs.iter().map(sealing::paragraph_content).collect::<Vec<_>>(),
        "signatures": signatures.map(Fact::write).collect::<Vec<_>>(),
        "comments": comments
            .map(|held| json!([held.comment.write(), held.answer.write()]))
            .collect::<Vec<_>>(),
        "extracts": live.extracts().iter().map(Fact::write).collect::<Vec<_>>(),
        "summons": live.summons().map(|held| json!([held.agenda, held.documents])),
    })
}
