//! Marking something as secret, and taking that back.

use super::{book, marked, withheld};
use crate::actor::Actor;
use crate::archive::postings;
use crate::authorize::{self, Action};
use crate::error::{AppError, StorageError};
use crate::live::{Desk, Target};
use crate::once::{Once, tried};
use crate::ports::{Located, Receipt, UnitOfWork};
use crate::read::{FeedKind, Record, Subject};
use crate::visibility::{Mask, Visibility, reword_paragraph};
use domain::id::{AttachmentId, MeetingId, ParagraphId, SecrecyId};
use domain::paragraph::Paragraph;
use domain::secrecy::{BLOCK, Basis, Lifted, Marking, Scope};

/// Most words of one marking.
const MOST_WORDS: usize = 100;
/// Characters of each.
const LENGTH: std::ops::RangeInclusive<usize> = 2..=500;

/// What is asked for.
#[derive(Clone, PartialEq, Eq)]
pub enum Change {
    /// Something is marked.
    Mark {
        /// What.
        scope: Scope,
        /// Under which provision.
        basis: Basis,
        /// What is noted beside.
        note: Option<String>,
    },
    /// A marking is taken back.
    Lift(SecrecyId),
}

impl std::fmt::Debug for Change {
    /// Never the note, nor the words.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Mark { scope, basis, .. } => write!(formatter, "{scope:?} ({basis})"),
            Self::Lift(id) => write!(formatter, "lift {id}"),
        }
    }
}

/// A command about secrecy.
#[derive(Debug)]
pub struct Request<'a> {
    /// Who asks.
    pub actor: &'a Actor,
    /// What they may see.
    pub see: &'a Visibility,
    /// What is asked.
    pub change: Change,
    /// What makes it safe to repeat; the version is the meeting's.
    pub once: Once,
}

/// A marking as it stands after a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The marking.
    pub marking: Marking,
    /// The meeting's version.
    pub version: i64,
}

/// Marks something as secret or takes a marking back, or answers once more where that was done before.
///
/// # Legal source
/// Offentlighets- och sekretesslag (2009:400) 5 kap. 5 §. A marking is a note and binds nobody who examines a request to
/// have the document out.
///
/// # Errors
/// `INVALID_VALUE` with the field; `STALE_VERSION`; `CLIENT_MUTATION_ID_REUSED`; `NOT_FOUND`, `FORBIDDEN`. Nothing was
/// changed.
pub async fn run(request: &Request<'_>, desk: &Desk) -> Result<Settled, AppError> {
    request.once.named()?;
    if let Change::Mark {
        scope: Scope::Words(_, words),
        ..
    } = &request.change
    {
        fit(words)?;
    }
    tried(|| attempt(request, desk)).await
}

/// Refuses words that are none.
fn fit(words: &[String]) -> Result<(), AppError> {
    if !(1..=MOST_WORDS).contains(&words.len()) {
        let reason = format!("must be 1 to {MOST_WORDS}");
        return Err(AppError::invalid("words", reason));
    }
    for (place, word) in words.iter().enumerate() {
        let long = LENGTH.contains(&word.trim().chars().count());
        let sound = word.chars().any(char::is_alphanumeric) && !word.contains(['█', '\0']);
        if !(long && sound) {
            let reason = "must have 2 to 500 characters, letters or digits among them";
            return Err(AppError::invalid(format!("words.{place}"), reason));
        }
    }
    Ok(())
}

/// The command as receipts know it again.
fn said(change: &Change) -> String {
    match change {
        Change::Mark {
            scope: Scope::Words(_, words),
            note,
            ..
        } => format!("{change:?} {words:?} {note:?}"),
        Change::Mark { note, .. } => format!("{change:?} {note:?}"),
        Change::Lift(_) => format!("{change:?}"),
    }
}

async fn attempt(request: &Request<'_>, desk: &Desk) -> Result<Settled, AppError> {
    let mut begun = desk.begin.begin().await?;
    let work = begun.as_mut();
    let (found, meeting) = permitted(request, work).await?;
    let owner = found.owner.id;
    work.lock(owner).await?;
    let (once, said) = (&request.once, said(&request.change));
    let turn = once.turn(owner, request.actor, desk.clock.now(), &said);
    let receipt = turn.receipt(&mut *work).await?;
    let version = work.version_of(meeting).await?;
    if let Some(receipt) = receipt {
        let marking = again(meeting, &receipt, version, &mut *work).await?;
        return Ok(Settled { marking, version });
    }
    once.saw(meeting, version, &mut *work).await?;
    // Asked once more under the lock.
    let (found, _) = permitted(request, &mut *work).await?;
    let what = "meeting";
    let record = work.record(meeting).await?;
    let record = record.ok_or(AppError::NotFound { what })?;
    let today = desk.clock.today();
    let (command, payload, marking) = match &request.change {
        Change::Mark { scope, basis, note } => {
            let marking = Marking {
                id: SecrecyId::from_uuid(desk.ids.next()),
                meeting,
                scope: scope.clone(),
                basis: basis.clone(),
                on: today,
                by: turn.actor.clone(),
                note: note.clone(),
                lifted: None,
            };
            markable(&record, &marking.scope)?;
            (book::MARK, book::made(&marking)?, marking)
        }
        Change::Lift(id) => {
            let mut held = record.secrecy.iter().filter(|held| held.id == *id);
            let standing = held.next().cloned();
            let mut marking = standing
                .ok_or_else(|| AppError::invalid("marking", "it was taken back already"))?;
            let payload = book::taken_back(&marking, today)?;
            marking.lifted = Some(Lifted {
                on: today,
                by: turn.actor.clone(),
            });
            (book::LIFT, payload, marking)
        }
    };
    work.put_marking(owner, &marking).await?;
    if marking.scope.paragraph().is_some() {
        let standing = work.markings(meeting).await?;
        let mask = Mask::for_public(&record.meeting, &record.hidden);
        let terms = postings(&withheld(&record.meeting, &standing), &mask);
        work.find_by(&record.meeting, &mask, &terms).await?;
    }
    work.raise_version(meeting, version).await?;
    let subject = Subject::Meeting(meeting);
    let salt = desk.ids.salt();
    let sequence = turn
        .tell(command, Some(subject), payload, salt, &mut *work)
        .await?;
    if found.public {
        turn.publish(FeedKind::Revised, subject, &mut *work).await?;
    }
    turn.keep(Some(meeting), sequence, &mut *work).await?;
    begun.commit().await?;
    let version = version + 1;
    Ok(Settled { marking, version })
}

/// The marking that a command was about which was carried out before.
async fn again(
    meeting: MeetingId,
    receipt: &Receipt,
    version: i64,
    work: &mut dyn UnitOfWork,
) -> Result<Marking, AppError> {
    let steps = work.latest_steps(meeting, version).await?;
    let mut steps = steps.iter();
    let step = steps.find(|step| step.sequence == receipt.sequence);
    let step = step.ok_or(AppError::KeyReused)?;
    let id = marked(&step.payload).map_err(|reason| StorageError::Corrupt {
        what: "journal payload",
        reason,
    })?;
    let held = work.marking(id).await?;
    held.ok_or(AppError::KeyReused)
}

/// Where what a command is about stands, for those who may mark it.
async fn permitted(
    request: &Request<'_>,
    work: &mut dyn UnitOfWork,
) -> Result<(Located, MeetingId), AppError> {
    let (what, target) = match &request.change {
        Change::Mark { scope, .. } => match scope {
            Scope::Paragraph(id) | Scope::Words(id, _) => ("paragraph", Target::Paragraph(*id)),
            Scope::Attachment(id) => ("attachment", beside(*id, work).await?),
        },
        Change::Lift(id) => {
            let what = "marking";
            let held = work.marking(*id).await?;
            let held = held.ok_or(AppError::NotFound { what })?;
            (what, Target::Meeting(held.meeting))
        }
    };
    let missing = || AppError::NotFound { what };
    let found = work.locate(target).await?.ok_or_else(missing)?;
    let meeting = found.meeting.ok_or_else(missing)?;
    let known = found.public || request.see.is_inside(found.owner.id);
    authorize::check_known(request.actor, Action::MarkSecret, &found.owner, known, what)?;
    Ok((found, meeting))
}

async fn beside(id: AttachmentId, work: &mut dyn UnitOfWork) -> Result<Target, AppError> {
    let what = "attachment";
    let held = work.attachment(id).await?;
    let held = held.ok_or(AppError::NotFound { what })?;
    Ok(Target::Meeting(held.attachment.meeting))
}

/// Refuses to mark what is marked, what is part of a §, and words that do not stand there.
fn markable(record: &Record, scope: &Scope) -> Result<(), AppError> {
    let marked = |whole: &Scope| record.secrecy.iter().any(|held| held.scope == *whole);
    match scope {
        Scope::Attachment(_) => match marked(scope) {
            true => Err(AppError::invalid("attachment", "it is marked already")),
            false => Ok(()),
        },
        Scope::Paragraph(id) | Scope::Words(id, _) => {
            let top = top(record, *id)?;
            if marked(&Scope::Paragraph(*id)) {
                return Err(AppError::invalid("paragraph", "it is marked already"));
            }
            match scope {
                Scope::Words(_, words) => stand_in(top, words),
                _ => Ok(()),
            }
        }
    }
}

fn top(record: &Record, id: ParagraphId) -> Result<&Paragraph, AppError> {
    let mut tops = record.meeting.paragraphs.iter();
    tops.find(|top| top.id == id).ok_or_else(|| {
        let reason = "it is an item: mark the § that it stands under, or words of that";
        AppError::invalid("paragraph", reason)
    })
}

fn stand_in(top: &Paragraph, words: &[String]) -> Result<(), AppError> {
    for (place, word) in words.iter().enumerate() {
        let mut without = top.clone();
        let block = |text: &str| crate::visibility::replaced(text, word, BLOCK);
        reword_paragraph(&mut without, &block);
        if without == *top {
            let field = format!("words.{place}");
            return Err(AppError::invalid(
                field,
                "it does not stand in the paragraph",
            ));
        }
    }
    Ok(())
}
