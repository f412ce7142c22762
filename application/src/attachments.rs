//! Attachments: uploaded, revised, published, withdrawn, disposed of, and checked.
//!
//! What is told of a file stands in a row beside the records, which no revision touches; its bytes in
//! [`crate::ports::Files`]. The journal keeps every attachment whole in each entry about it.

mod book;
mod check;
mod looks;
mod office;
mod sweep;
mod upload;

pub(crate) use book::meeting_of;
pub use book::{COMMANDS, Holdings};
pub use check::check_files;
pub use sweep::{Swept, sweep};
pub use upload::{Content, Limits, NewFile, Upload, upload};

use crate::actor::Actor;
use crate::authorize::{self, Action};
use crate::error::AppError;
use crate::live::Desk;
use crate::once::{Once, stale, tried};
use crate::ports::{Files, UnitOfWork};
use crate::read::{FeedKind, Subject};
use crate::visibility::Visibility;
use book::Told;
use domain::Date;
use domain::attachment::{Attachment, Revision};
use domain::id::{AttachmentId, MeetingId, OrganisationId, ParagraphId};
use domain::organisation::Organisation;

/// An attachment as a transaction finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAttachment {
    /// Whose record it stands beside.
    pub owner: Organisation,
    /// The attachment.
    pub attachment: Attachment,
    /// The number of the journal's latest entry about it.
    pub version: i64,
    /// Whether its record is public.
    pub published: bool,
    /// Whether any of the minutes of its meeting is adjusted.
    pub adjusted: bool,
}

/// An attachment as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldAttachment {
    /// Whose record it stands beside.
    pub owner: OrganisationId,
    /// The attachment.
    pub attachment: Attachment,
    /// The number of the journal's latest entry about it.
    pub version: i64,
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Something is said of it anew.
    Revise(Revision),
    /// The public may read it, at most to a day.
    Publish(Option<Date>),
    /// The public may no longer read it.
    Unpublish,
    /// It is taken back.
    Withdraw(String),
    /// Its bytes are removed.
    Dispose,
}

impl Command {
    /// The name in the journal.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Revise(_) => book::REVISE,
            Self::Publish(_) => book::PUBLISH,
            Self::Unpublish => book::UNPUBLISH,
            Self::Withdraw(_) => book::WITHDRAW,
            Self::Dispose => book::DISPOSE,
        }
    }

    const fn action(&self) -> Action {
        match self {
            Self::Publish(_) | Self::Unpublish => Action::Publish,
            Self::Revise(_) | Self::Withdraw(_) | Self::Dispose => Action::KeepRecord,
        }
    }
}

/// A command about an attachment.
#[derive(Debug)]
pub struct Request<'a> {
    /// Who asks.
    pub actor: &'a Actor,
    /// What they may see.
    pub see: &'a Visibility,
    /// Which.
    pub attachment: AttachmentId,
    /// What is asked.
    pub command: Command,
    /// What makes it safe to repeat; the version is the attachment's.
    pub once: Once,
}

/// Carries a command out, or answers once more where it was carried out before. Gives the attachment as it stands.
///
/// # Errors
/// `ATTACHMENT_WITHDRAWN`, `ALREADY_ADJUSTED`, `ALREADY_PUBLISHED`, `NOT_PUBLISHED`, `RETENTION_NOT_OVER`;
/// `INVALID_VALUE` with the field for what does not fit; `STALE_VERSION`; `CLIENT_MUTATION_ID_REUSED`; `NOT_FOUND`,
/// `FORBIDDEN`. Nothing was changed.
///
/// # Legal source
/// Rules R-71 (retention), R-72 (review before publication), R-74 (copies end independently).
pub async fn run(
    request: &Request<'_>,
    desk: &Desk,
    files: &dyn Files,
) -> Result<HeldAttachment, AppError> {
    request.once.named()?;
    let held = tried(|| attempt(request, desk)).await?;
    if !held.attachment.is_stored() {
        // The row says that they are gone; what a fault leaves behind here, the next sweep clears.
        files.delete(held.attachment.id).await?;
    }
    Ok(held)
}

async fn attempt(request: &Request<'_>, desk: &Desk) -> Result<HeldAttachment, AppError> {
    let mut begun = desk.begin.begin().await?;
    let work = begun.as_mut();
    let owner = permitted(request, work).await?.owner;
    // Under the lock: whoever repeats a command that is under way waits here for its answer.
    work.lock(owner.id).await?;
    let stored = permitted(request, work).await?;
    let once = &request.once;
    let said = format!("{} {:?}", request.attachment, request.command);
    let turn = once.turn(owner.id, request.actor, desk.clock.now(), &said);
    if turn.receipt(&mut *work).await?.is_some() {
        return Ok(stored.into());
    }
    fresh(once.expected_version, &stored, work).await?;
    let changed = change(request, &stored, desk.clock.today(), work).await?;
    let told = Told(changed);
    let (command, salt) = (request.command.name(), desk.ids.salt());
    let sequence = turn
        .tell(command, None, told.payload()?, salt, &mut *work)
        .await?;
    let Told(changed) = told;
    work.put_attachment(owner.id, &changed, sequence).await?;
    if stored.published && stored.attachment.is_public() != changed.is_public() {
        let subject = Subject::Meeting(changed.meeting);
        turn.publish(FeedKind::Revised, subject, &mut *work).await?;
    }
    turn.keep(None, sequence, &mut *work).await?;
    begun.commit().await?;
    Ok(HeldAttachment {
        owner: owner.id,
        attachment: changed,
        version: sequence,
    })
}

impl From<StoredAttachment> for HeldAttachment {
    fn from(stored: StoredAttachment) -> Self {
        Self {
            owner: stored.owner.id,
            attachment: stored.attachment,
            version: stored.version,
        }
    }
}

/// The attachment that a command is about. Refuses who may not; what the asker may not know of is not found.
async fn permitted(
    request: &Request<'_>,
    work: &mut dyn UnitOfWork,
) -> Result<StoredAttachment, AppError> {
    let what = "attachment";
    let found = work.attachment(request.attachment).await?;
    let found = found.ok_or(AppError::NotFound { what })?;
    let public = found.published && found.attachment.is_public();
    let known = public || request.see.is_inside(found.owner.id);
    let action = request.command.action();
    authorize::check_known(request.actor, action, &found.owner, known, what)?;
    Ok(found)
}

/// Refuses who last saw another version, with what changed since and by whom.
async fn fresh(
    expected: Option<i64>,
    stored: &StoredAttachment,
    work: &mut dyn UnitOfWork,
) -> Result<(), AppError> {
    let found = stored.version;
    let Some(expected) = expected.filter(|expected| *expected != found) else {
        return Ok(());
    };
    let from = expected.saturating_add(1);
    let steps = work.attachment_steps(stored.owner.id, from).await?;
    let own = steps.into_iter().filter(|step| {
        Told::read(&step.payload).is_ok_and(|told| told.0.id == stored.attachment.id)
    });
    Err(stale(expected, found, own))
}

/// The attachment after the command.
async fn change(
    request: &Request<'_>,
    stored: &StoredAttachment,
    today: Date,
    work: &mut dyn UnitOfWork,
) -> Result<Attachment, AppError> {
    let held = &stored.attachment;
    Ok(match &request.command {
        Command::Revise(revision) => {
            if revision.is_empty() {
                return Err(AppError::invalid("input", "it changes nothing"));
            }
            if let Some(Some(paragraph)) = revision.paragraph {
                of_meeting(paragraph, held.meeting, work).await?;
            }
            held.revised(revision, stored.adjusted)?
        }
        Command::Publish(until) => {
            if until.is_some_and(|until| until < today) {
                return Err(AppError::invalid(
                    "until",
                    format!("must not be before {today}"),
                ));
            }
            held.published(*until)?
        }
        Command::Unpublish => held.unpublished()?,
        Command::Withdraw(reason) => held.withdrawn(today, reason.clone())?,
        Command::Dispose => held.disposed(today)?,
    })
}

/// Refuses a § of another meeting.
async fn of_meeting(
    paragraph: ParagraphId,
    meeting: MeetingId,
    work: &mut dyn UnitOfWork,
) -> Result<(), AppError> {
    let found = work
        .sitting(crate::followup::Item::Paragraph(paragraph))
        .await?;
    match found {
        Some(found) if found.meeting == meeting => Ok(()),
        _ => Err(AppError::invalid("paragraph", "it is not of this meeting")),
    }
}
