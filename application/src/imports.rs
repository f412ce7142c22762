//! Files that operators bring in to become records: what was read in each, what somebody corrected, what became of it.
//!
//! An import is its owner's operators' and auditor's alone. It is no record: nothing of it is public, and what it becomes
//! is stored as any minutes document is, by [`archive`](crate::archive), with the rule engine's word on it. The journal
//! tells that a file came, was corrected where, and became what; not a word of its text, so that what is blotted from a
//! record is blotted here by dropping the text.

mod book;
mod correcting;
mod place;
mod report;

pub(crate) use book::Book;
pub use book::{COMMANDS, told_id};
pub use correcting::Change;
pub use report::{Alike, Certainty, Found, How, Remark, Report, Settled, Span, Words};

use crate::actor::Actor;
use crate::archive::{self, LoadMinutes, Loaded};
use crate::authorize::{self, Action};
use crate::error::AppError;
use crate::live::Desk;
use crate::once::{Once, Turn, stale, tried};
use crate::ports::{Address, UnitOfWork};
use crate::visibility::Visibility;
use chrono::{DateTime, Utc};
use domain::id::{ImportId, MeetingId, OrganisationId};
use domain::name::Slug;
use domain::organisation::Organisation;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It was read, and waits for review.
    Read,
    /// It gives no minutes.
    Refused,
    /// It became a record.
    Stored,
    /// Somebody put it aside; its text is gone.
    Discarded,
}

impl Outcome {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Read, Self::Refused, Self::Stored, Self::Discarded];

    /// The code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Read => "READ",
            Self::Refused => "REFUSED",
            Self::Stored => "STORED",
            Self::Discarded => "DISCARDED",
        }
    }

    /// The one of that code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|held| held.code() == code)
    }
}

/// Why a file gives no minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// `NO_TEXT_LAYER` and others.
    pub code: String,
    /// In words.
    pub text: Words,
}

/// How much was read, and how much of it nobody has settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Pages.
    pub pages: usize,
    /// Items of the document.
    pub items: usize,
    /// Doubtful fields.
    pub doubtful: usize,
    /// Missing facts.
    pub missing: usize,
    /// Contradictions.
    pub contradictions: usize,
    /// Places that somebody corrected or confirmed, again and again counted anew.
    pub reviewed: usize,
}

/// A file that was brought in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Identity.
    pub id: ImportId,
    /// Whose operator brought it in.
    pub owner: OrganisationId,
    /// What it was brought in with.
    pub batch: Option<String>,
    /// The file's name.
    pub file: String,
    /// What it is by its content; `None` where nobody could tell.
    pub media: Option<String>,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the file, hexadecimal.
    pub digest: String,
    /// When it came.
    pub at: DateTime<Utc>,
    /// Who brought it: issuer and subject.
    pub by: String,
    /// What became of it.
    pub outcome: Outcome,
    /// Why it gives no minutes.
    pub refusal: Option<Refusal>,
    /// How much was read.
    pub counts: Counts,
    /// The record that it became.
    pub meeting: Option<MeetingId>,
    /// The number of the latest entry about it in its owner's journal.
    pub version: i64,
}

/// Something that somebody corrected or confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The place, as the document stood then.
    pub path: String,
    /// Which of the two.
    pub how: How,
    /// Who: issuer and subject.
    pub by: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// What stood there.
    pub before: Option<Value>,
    /// What stands there.
    pub after: Option<Value>,
}

/// What was read in a file, as it stands after what was corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The text, page by page.
    pub pages: Vec<String>,
    /// The minutes document, `paragraf/minutes@1`.
    pub document: Value,
    /// What is told beside it.
    pub report: Report,
    /// What was corrected and confirmed, in order.
    pub corrections: Vec<Correction>,
}

impl Reading {
    /// What stands at a path of the document.
    pub fn value_at(&self, path: &str) -> Option<&Value> {
        place::Place::parse(path).ok()?.get(&self.document)
    }

    fn counts(&self) -> Counts {
        let items = self.document.get("items").and_then(Value::as_array);
        let [doubtful, missing, contradictions] = self.report.open();
        Counts {
            pages: self.pages.len(),
            items: items.map_or(0, Vec::len),
            doubtful,
            missing,
            contradictions,
            reviewed: self.corrections.len(),
        }
    }
}

/// What the reader of files says of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    /// Minutes.
    Minutes(Box<Reading>),
    /// None.
    Refused(Refusal),
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewImport {
    /// What it was brought in with.
    pub batch: Option<String>,
    /// Its name.
    pub file: String,
    /// What it is by its content.
    pub media: Option<String>,
    /// Bytes.
    pub size: u64,
    /// SHA-256, hexadecimal.
    pub digest: String,
    /// What the reader says.
    pub read: Read,
}

/// Codes of refusals that are none of the file's: it is worth another try.
pub const PASSING: [&str; 2] = ["FILE_TOO_SLOW", "READER_FAILED"];

/// Who asks.
#[derive(Debug, Clone, Copy)]
pub struct Operator<'a> {
    /// The actor.
    pub actor: &'a Actor,
    /// What they may see.
    pub see: &'a Visibility,
}

/// Whose operator brings files in. Refuses who may not, before a byte of theirs is read.
///
/// # Errors
/// `NOT_FOUND`, `FORBIDDEN`.
pub async fn owner(
    operator: Operator<'_>,
    address: &Address,
    desk: &Desk,
) -> Result<Organisation, AppError> {
    let mut work = desk.begin.begin().await?;
    permitted(operator, address, work.as_mut()).await
}

async fn permitted(
    operator: Operator<'_>,
    address: &Address,
    work: &mut dyn UnitOfWork,
) -> Result<Organisation, AppError> {
    let what = "organisation";
    let found = work.owner_of(address).await?;
    let found = found.ok_or(AppError::NotFound { what })?;
    let known = found.public || operator.see.is_inside(found.owner.id);
    authorize::check_known(operator.actor, Action::Operate, &found.owner, known, what)?;
    Ok(found.owner)
}

/// The import of a file with these bytes that its owner has already, but for what was put aside or is worth another try.
///
/// # Errors
/// [`AppError::Storage`].
pub async fn known(
    owner: &Organisation,
    digest: &str,
    desk: &Desk,
) -> Result<Option<Import>, AppError> {
    let mut work = desk.begin.begin().await?;
    held(owner, digest, work.as_mut()).await
}

async fn held(
    owner: &Organisation,
    digest: &str,
    work: &mut dyn UnitOfWork,
) -> Result<Option<Import>, AppError> {
    let held = work.import_of_file(owner.id, digest).await?;
    Ok(held.filter(|held| {
        let refusal = held.refusal.as_ref();
        held.outcome != Outcome::Discarded
            && refusal.is_none_or(|refusal| !PASSING.contains(&refusal.code.as_str()))
    }))
}

/// What came of a command.
#[derive(Debug)]
pub struct Answer {
    /// The import as it stands.
    pub import: Import,
    /// What was read in its file, where there is anything left of that.
    pub reading: Option<Reading>,
    /// Whether the file is new here; of every other command, `true`.
    pub fresh: bool,
}

/// Takes a file that was read, or tells that it is here already.
///
/// # Errors
/// `CLIENT_MUTATION_ID_REUSED`; `NOT_FOUND`, `FORBIDDEN`. Nothing was changed.
pub async fn receive(
    operator: Operator<'_>,
    address: &Address,
    new: &NewImport,
    once: &Once,
    desk: &Desk,
) -> Result<Answer, AppError> {
    once.named()?;
    tried(|| attempt_to_receive(operator, address, new, once, desk)).await
}

async fn attempt_to_receive(
    operator: Operator<'_>,
    address: &Address,
    new: &NewImport,
    once: &Once,
    desk: &Desk,
) -> Result<Answer, AppError> {
    let mut begun = desk.begin.begin().await?;
    let work = begun.as_mut();
    let owner = permitted(operator, address, work).await?;
    work.lock(owner.id).await?;
    let said = format!("{} {} {}", book::RECEIVE, new.file, new.digest);
    let turn = once.turn(owner.id, operator.actor, desk.clock.now(), &said);
    let told = match turn.receipt(&mut *work).await? {
        Some(receipt) => work.import_told(owner.id, receipt.sequence).await?,
        None => held(&owner, &new.digest, &mut *work).await?,
    };
    if let Some(import) = told {
        let reading = work.import_reading(import.id).await?;
        return Ok(Answer {
            import,
            reading,
            fresh: false,
        });
    }
    let (reading, refusal) = match &new.read {
        Read::Minutes(reading) => (Some(ours(reading, &owner, work).await?), None),
        Read::Refused(refusal) => (None, Some(refusal.clone())),
    };
    let import = Import {
        id: ImportId::from_uuid(desk.ids.next()),
        owner: owner.id,
        batch: new.batch.clone(),
        file: new.file.clone(),
        media: new.media.clone(),
        size: new.size,
        digest: new.digest.clone(),
        at: turn.at,
        by: turn.actor.clone(),
        outcome: match refusal {
            Some(_) => Outcome::Refused,
            None => Outcome::Read,
        },
        refusal,
        counts: reading.as_ref().map(Reading::counts).unwrap_or_default(),
        meeting: None,
        version: 0,
    };
    let import = told_of(import, (book::RECEIVE, &[]), &turn, desk, work).await?;
    if let Some(reading) = &reading {
        work.put_import_reading(import.id, reading).await?;
    }
    begun.commit().await?;
    Ok(Answer {
        import,
        reading,
        fresh: true,
    })
}

/// A reading, with a word on whose minutes it seems to be where that is somebody else.
async fn ours(
    reading: &Reading,
    owner: &Organisation,
    work: &mut dyn UnitOfWork,
) -> Result<Reading, AppError> {
    let mut reading = reading.clone();
    let named = reading.document.pointer("/body/organisation");
    let named = named.and_then(Value::as_str).map(str::to_owned);
    let Some((name, slug)) = named.and_then(|name| Some((name.clone(), Slug::of(&name)?))) else {
        return Ok(reading);
    };
    let found = work.organisations(std::slice::from_ref(&slug)).await?;
    let same = match found.get(&slug) {
        Some(found) => found.id == owner.id,
        None => slug == owner.slug,
    };
    if !same {
        reading.report.contradictions.push(Remark {
            code: "OTHER_ORGANISATION".to_owned(),
            path: "body.organisation".to_owned(),
            text: Words {
                sv: format!("Protokollet är enligt texten {name}, men filen lades in för {}.", owner.name),
                en: format!("The minutes are those of {name} by the text, but the file was brought in for {}.", owner.name),
            },
            settled: None,
        });
    }
    Ok(reading)
}

/// What is asked of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// To put places right, and to confirm others.
    Correct {
        /// What is put right.
        changes: Vec<Change>,
        /// What was looked at and found right.
        confirmed: Vec<String>,
    },
    /// To become a record.
    Store {
        /// Whether that is public at once.
        publish: bool,
    },
    /// To be put aside.
    Discard,
}

impl Command {
    const fn name(&self) -> &'static str {
        match self {
            Self::Correct { .. } => book::CORRECT,
            Self::Store { .. } => book::STORE,
            Self::Discard => book::DISCARD,
        }
    }
}

/// A command about an import.
#[derive(Debug)]
pub struct Request<'a> {
    /// Who asks.
    pub operator: Operator<'a>,
    /// Which.
    pub import: ImportId,
    /// What is asked.
    pub command: Command,
    /// What makes it safe to repeat; the version is the import's.
    pub once: Once,
}

/// Carries a command out, or answers once more where it was carried out before.
///
/// # Errors
/// `INVALID_VALUE` with the path in the document, or with the argument; `STALE_VERSION`; `CLIENT_MUTATION_ID_REUSED`;
/// `NOT_FOUND`, `FORBIDDEN`. Nothing was changed.
pub async fn run(request: &Request<'_>, desk: &Desk) -> Result<Answer, AppError> {
    request.once.named()?;
    tried(|| attempt(request, desk)).await
}

/// The import that a command is about, and whose it is. Refuses who may not; what the asker may not know of is not found.
async fn located(
    request: &Request<'_>,
    work: &mut dyn UnitOfWork,
) -> Result<(Organisation, Import), AppError> {
    let what = "import";
    let found = work.import(request.import).await?;
    let found = found.ok_or(AppError::NotFound { what })?;
    let owner = work.owner_of(&Address::Id(found.owner)).await?;
    let owner = owner.ok_or(AppError::NotFound { what })?.owner;
    let Operator { actor, see } = request.operator;
    authorize::check_known(
        actor,
        Action::Operate,
        &owner,
        see.is_inside(owner.id),
        what,
    )?;
    Ok((owner, found))
}

async fn attempt(request: &Request<'_>, desk: &Desk) -> Result<Answer, AppError> {
    let mut begun = desk.begin.begin().await?;
    let work = begun.as_mut();
    let (owner, _) = located(request, work).await?;
    work.lock(owner.id).await?;
    // Asked once more under the lock.
    let (_, import) = located(request, work).await?;
    let (once, actor) = (&request.once, request.operator.actor);
    let said = format!("{:?} {}", request.command, request.import);
    let turn = once.turn(owner.id, actor, desk.clock.now(), &said);
    let receipt = turn.receipt(&mut *work).await?;
    let reading = work.import_reading(import.id).await?;
    if receipt.is_some() {
        return Ok(Answer {
            import,
            reading,
            fresh: true,
        });
    }
    fresh(once.expected_version, &import, work).await?;
    let paths: Vec<String> = match &request.command {
        Command::Correct { changes, confirmed } => {
            let changed = changes.iter().map(|change| change.path.clone());
            changed.chain(confirmed.iter().cloned()).collect()
        }
        Command::Store { .. } | Command::Discard => Vec::new(),
    };
    let (import, reading) = match &request.command {
        Command::Correct { changes, confirmed } => {
            let reading = open(&import, reading)?;
            let by = (turn.actor.as_str(), turn.at);
            let made = correcting::corrected(&reading, changes, confirmed, by)?;
            work.put_import_reading(import.id, &made).await?;
            let counts = made.counts();
            (Import { counts, ..import }, Some(made))
        }
        Command::Store { publish } => {
            let reading = open(&import, reading)?;
            let loaded = stored(&reading, &owner, *publish, &turn.actor, desk, work).await?;
            let stored = Import {
                outcome: Outcome::Stored,
                meeting: Some(loaded.meeting),
                ..import
            };
            (stored, Some(reading))
        }
        Command::Discard => {
            if matches!(import.outcome, Outcome::Stored | Outcome::Discarded) {
                return Err(settled(&import));
            }
            work.drop_import_reading(import.id).await?;
            let outcome = Outcome::Discarded;
            (Import { outcome, ..import }, None)
        }
    };
    let told = (request.command.name(), paths.as_slice());
    let import = told_of(import, told, &turn, desk, work).await?;
    begun.commit().await?;
    Ok(Answer {
        import,
        reading,
        fresh: true,
    })
}

/// Stores a document as archive mode does, in the organisation's own record and no other.
async fn stored(
    reading: &Reading,
    owner: &Organisation,
    publish: bool,
    actor: &str,
    desk: &Desk,
    work: &mut dyn UnitOfWork,
) -> Result<Loaded, AppError> {
    let bytes = reading.document.to_string().into_bytes();
    let command = LoadMinutes {
        bytes: &bytes,
        organisation: Some(&owner.slug),
        publish,
        replaces: None,
        actor,
    };
    let (clock, ids) = (desk.clock.as_ref(), desk.ids.as_ref());
    archive::load_into(owner, &command, work, clock, ids).await
}

/// What was read of an import that may still be changed.
fn open(import: &Import, reading: Option<Reading>) -> Result<Reading, AppError> {
    reading
        .filter(|_| import.outcome == Outcome::Read)
        .ok_or_else(|| settled(import))
}

fn settled(import: &Import) -> AppError {
    let reason = match import.outcome {
        Outcome::Read => "nothing is left of what was read",
        Outcome::Refused => "its file gives no minutes",
        Outcome::Stored => "it became a record; correct that",
        Outcome::Discarded => "it was put aside",
    };
    AppError::invalid("import", reason)
}

/// Refuses who last saw another version, with what changed since and by whom.
async fn fresh(
    expected: Option<i64>,
    import: &Import,
    work: &mut dyn UnitOfWork,
) -> Result<(), AppError> {
    let Some(expected) = expected.filter(|expected| *expected != import.version) else {
        return Ok(());
    };
    let from = expected.saturating_add(1);
    let steps = work.import_steps(import.owner, from).await?;
    let own = steps.into_iter();
    let own = own.filter(|step| told_id(&step.payload).is_ok_and(|id| id == import.id));
    Err(stale(expected, import.version, own))
}

/// Tells the journal how an import stands from now on and which fields were touched, and stores it so.
async fn told_of(
    import: Import,
    (command, paths): (&'static str, &[String]),
    turn: &Turn<'_>,
    desk: &Desk,
    work: &mut dyn UnitOfWork,
) -> Result<Import, AppError> {
    let (payload, salt) = (book::payload(&import, paths)?, desk.ids.salt());
    let version = turn.tell(command, None, payload, salt, &mut *work).await?;
    let import = Import { version, ..import };
    work.put_import(&import).await?;
    turn.keep(None, version, &mut *work).await?;
    Ok(import)
}
