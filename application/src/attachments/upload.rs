//! A file comes in: its bytes first, hashed and looked at as they pass, then what is told of it in one transaction.

use super::book::{Told, UPLOAD};
use super::looks::{HEAD, Looks, Plain, looks};
use super::office::{Archive, archive};
use super::{HeldAttachment, of_meeting};
use crate::actor::Actor;
use crate::authorize::{self, Action};
use crate::error::{AppError, FileFault};
use crate::live::{Desk, Target};
use crate::once::{Once, tried};
use crate::ports::{Files, Receipt, UnitOfWork, WriteFile};
use crate::visibility::Visibility;
use async_trait::async_trait;
use bytes::Bytes;
use data_encoding::HEXLOWER;
use domain::attachment::{
    Attachment, Digest as FileDigest, FileName, Keep, MediaType, Standing, StoredFile,
};
use domain::id::{AttachmentId, MeetingId, OrganisationId, ParagraphId};
use domain::organisation::Organisation;
use sha2::{Digest, Sha256};

/// The field that says what type a file has.
const TYPE: &str = "Content-Type";
/// The field of the content itself.
const BODY: &str = "body";

/// Content as it comes in. It need not be sent between threads: it belongs to a connection.
#[async_trait(?Send)]
pub trait Content {
    /// The next bytes, of any number; `None` at the end.
    ///
    /// # Errors
    /// `FILE_TOO_SLOW`, or `INVALID_VALUE` where the connection broke.
    async fn next(&mut self) -> Result<Option<Bytes>, AppError>;
}

/// What a file may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes at the most.
    pub bytes: u64,
}

impl Limits {
    /// The refusal of what is larger.
    pub fn too_large(self) -> AppError {
        AppError::File {
            fault: FileFault::TooLarge,
            field: BODY,
            reason: format!("must have at most {} bytes", self.bytes),
        }
    }
}

/// What is said of a file that comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// The meeting.
    pub meeting: MeetingId,
    /// The § or item; `None` = the meeting as a whole.
    pub paragraph: Option<ParagraphId>,
    /// Which of the printed appendices it is.
    pub appendix: Option<String>,
    /// What it is called; its name without ending where left out.
    pub title: Option<String>,
    /// Its name.
    pub name: FileName,
    /// The type that it is said to have.
    pub media: MediaType,
    /// How long it is kept.
    pub keep: Keep,
}

/// A file that comes in.
#[derive(Debug)]
pub struct Upload<'a> {
    /// Who asks.
    pub actor: &'a Actor,
    /// What they may see.
    pub see: &'a Visibility,
    /// What is said of it.
    pub file: NewFile,
    /// What makes it safe to repeat; there is no version yet.
    pub once: Once,
}

/// Keeps a file beside a record, or answers once more where it was kept before. It is not public.
///
/// # Errors
/// `FILE_TOO_LARGE`, `FILE_TYPE_MISMATCH`, `FILE_TOO_SLOW`; `INVALID_VALUE` with the field;
/// `CLIENT_MUTATION_ID_REUSED`; `NOT_FOUND`, `FORBIDDEN`. Nothing was kept.
pub async fn upload(
    request: &Upload<'_>,
    content: &mut dyn Content,
    limits: Limits,
    desk: &Desk,
    files: &dyn Files,
) -> Result<HeldAttachment, AppError> {
    request.once.named()?;
    // Who may not is told so before a byte is read.
    let mut work = desk.begin.begin().await?;
    place(request, work.as_mut()).await?;
    drop(work);
    let id = AttachmentId::from_uuid(desk.ids.next());
    let file = match receive(&request.file, id, content, limits, files).await {
        Ok(file) => file,
        Err(error) => {
            discard(files, id).await;
            return Err(error);
        }
    };
    let kept = tried(|| keep(request, id, &file, desk)).await;
    match &kept {
        Ok(held) if held.attachment.id == id => {}
        // Whether the commit went through is not known: the sweep will tell by the row.
        Err(AppError::Storage(_)) => {}
        _ => discard(files, id).await,
    }
    kept
}

/// Takes away bytes that no row will ask for; what stays behind, the sweep clears.
async fn discard(files: &dyn Files, id: AttachmentId) {
    if let Err(cause) = files.delete(id).await {
        tracing::warn!(%cause, %id, "the bytes of a refused upload stay until the next sweep");
    }
}

/// Whose record the file is for. Refuses who may not keep it; what the asker may not know of is not found.
async fn place(request: &Upload<'_>, work: &mut dyn UnitOfWork) -> Result<Organisation, AppError> {
    let what = "meeting";
    let found = work.locate(Target::Meeting(request.file.meeting)).await?;
    let found = found.ok_or(AppError::NotFound { what })?;
    let known = found.public || request.see.is_inside(found.owner.id);
    let (actor, action) = (request.actor, Action::KeepRecord);
    authorize::check_known(actor, action, &found.owner, known, what)?;
    if let Some(paragraph) = request.file.paragraph {
        of_meeting(paragraph, request.file.meeting, work).await?;
    }
    Ok(found.owner)
}

/// Reads the content into the store, whole or not at all as far as anybody can tell.
async fn receive(
    said: &NewFile,
    id: AttachmentId,
    content: &mut dyn Content,
    limits: Limits,
    files: &dyn Files,
) -> Result<StoredFile, AppError> {
    let mut head = Vec::new();
    let mut more = true;
    while more && head.len() < HEAD {
        match content.next().await? {
            Some(part) => head.extend_from_slice(&part),
            None => more = false,
        }
        if u64::try_from(head.len()).unwrap_or(u64::MAX) > limits.bytes {
            return Err(limits.too_large());
        }
    }
    if head.is_empty() {
        return Err(AppError::invalid(BODY, "must not be empty"));
    }
    let seen = looks(&head);
    fits(said.media, seen)?;
    let mut writing = Writing {
        file: files.create(id).await?,
        hasher: Sha256::new(),
        size: 0,
        text: said.media.is_text().then(Plain::default),
        limits,
    };
    let first = Bytes::from(head.clone());
    let stored = async {
        writing.add(first).await?;
        while more {
            match content.next().await? {
                Some(part) => writing.add(part).await?,
                None => more = false,
            }
        }
        writing.whole()
    };
    let (size, digest) = match stored.await {
        Ok(stored) => stored,
        Err(error) => {
            if let Err(cause) = writing.file.abort().await {
                tracing::warn!(%cause, %id, "an upload could not be given up in order");
            }
            return Err(error);
        }
    };
    writing.file.finish().await?;
    if seen == Looks::Archive {
        let found = archive(files, id, size, &head).await?;
        if found != Archive::Office(said.media) {
            return Err(mismatch(said.media, &named(found)));
        }
    }
    Ok(StoredFile {
        name: said.name.clone(),
        media: said.media,
        size,
        digest,
    })
}

/// A file on its way into the store.
struct Writing {
    file: Box<dyn WriteFile>,
    hasher: Sha256,
    size: u64,
    text: Option<Plain>,
    limits: Limits,
}

impl Writing {
    async fn add(&mut self, part: Bytes) -> Result<(), AppError> {
        let long = u64::try_from(part.len()).unwrap_or(u64::MAX);
        self.size = self.size.saturating_add(long);
        if self.size > self.limits.bytes {
            return Err(self.limits.too_large());
        }
        if self.text.as_mut().is_some_and(|text| !text.goes_on(&part)) {
            return Err(no_text());
        }
        self.hasher.update(&part);
        Ok(self.file.write(part).await?)
    }

    /// Size and digest, where it came whole.
    fn whole(&self) -> Result<(u64, FileDigest), AppError> {
        if self.text.as_ref().is_some_and(|text| !text.is_whole()) {
            return Err(no_text());
        }
        let digest = HEXLOWER.encode(&self.hasher.clone().finalize());
        let digest =
            FileDigest::parse(&digest).ok_or_else(|| AppError::invalid(BODY, "no digest"))?;
        Ok((self.size, digest))
    }
}

/// Refuses content whose first bytes are not those of the type that it is said to have.
fn fits(said: MediaType, seen: Looks) -> Result<(), AppError> {
    let archive = [
        MediaType::Docx,
        MediaType::Xlsx,
        MediaType::Pptx,
        MediaType::Odt,
        MediaType::Ods,
    ];
    let found = match seen {
        Looks::Like(media) if media == said => return Ok(()),
        Looks::Archive if archive.contains(&said) => return Ok(()),
        Looks::Unmarked if said.is_text() => return Ok(()),
        Looks::Like(media) => media.as_str(),
        Looks::Archive => "an archive",
        Looks::Unmarked => "something else",
        Looks::Other(other) => other,
    };
    Err(mismatch(said, found))
}

fn named(found: Archive) -> String {
    match found {
        Archive::Office(media) => media.as_str().to_owned(),
        Archive::Macros => "a file with macros".to_owned(),
        Archive::Other => "another archive, or one that cannot be read".to_owned(),
    }
}

fn mismatch(said: MediaType, found: &str) -> AppError {
    AppError::File {
        fault: FileFault::Mismatch,
        field: TYPE,
        reason: format!("said to be {}, but the content is {found}", said.as_str()),
    }
}

fn no_text() -> AppError {
    AppError::File {
        fault: FileFault::Mismatch,
        field: TYPE,
        reason: "said to be text, but the content is not text in UTF-8".to_owned(),
    }
}

async fn keep(
    request: &Upload<'_>,
    id: AttachmentId,
    file: &StoredFile,
    desk: &Desk,
) -> Result<HeldAttachment, AppError> {
    let mut begun = desk.begin.begin().await?;
    let work = begun.as_mut();
    let owner = place(request, work).await?;
    // Under the lock: whoever repeats an upload that is under way waits here for its answer.
    work.lock(owner.id).await?;
    let said = format!("{:?} {} {}", request.file, file.size, file.digest.as_str());
    let turn = request
        .once
        .turn(owner.id, request.actor, desk.clock.now(), &said);
    if let Some(receipt) = turn.receipt(&mut *work).await? {
        return again(owner.id, &receipt, work).await;
    }
    let said = &request.file;
    let title = said.title.clone();
    let told = Told(Attachment {
        id,
        meeting: said.meeting,
        paragraph: said.paragraph,
        appendix: said.appendix.clone(),
        title: title.unwrap_or_else(|| file.name.stem().to_owned()),
        file: file.clone(),
        uploaded_at: turn.at,
        uploaded_by: turn.actor.clone(),
        keep: said.keep,
        standing: Standing::Held { publication: None },
    });
    let salt = desk.ids.salt();
    let sequence = turn
        .tell(UPLOAD, None, told.payload()?, salt, &mut *work)
        .await?;
    let Told(attachment) = told;
    work.put_attachment(owner.id, &attachment, sequence).await?;
    turn.keep(None, sequence, &mut *work).await?;
    begun.commit().await?;
    Ok(HeldAttachment {
        owner: owner.id,
        attachment,
        version: sequence,
    })
}

/// The answer to an upload that was kept before: the attachment as it stands now.
async fn again(
    owner: OrganisationId,
    receipt: &Receipt,
    work: &mut dyn UnitOfWork,
) -> Result<HeldAttachment, AppError> {
    let what = "attachment";
    let steps = work.attachment_steps(owner, receipt.sequence).await?;
    let step = steps
        .into_iter()
        .find(|step| step.sequence == receipt.sequence);
    let told = step.and_then(|step| Told::read(&step.payload).ok());
    let Told(told) = told.ok_or(AppError::NotFound { what })?;
    let stored = work.attachment(told.id).await?;
    stored
        .map(HeldAttachment::from)
        .ok_or(AppError::NotFound { what })
}
