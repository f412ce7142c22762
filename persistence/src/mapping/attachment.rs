//! Attachments and their rows.

use crate::entity::attachment;
use crate::fault::corrupt;
use crate::journal::to_microseconds;
use crate::read::sealing::{signed, unsigned};
use application::attachments::HeldAttachment;
use application::error::StorageError;
use domain::attachment::{
    Attachment, Digest, FileName, Keep, MediaType, Publication, Standing, StoredFile, Withdrawal,
};
use domain::id::{AttachmentId, MeetingId, OrganisationId, ParagraphId};

const FOR_GOOD: &str = "FOR_GOOD";
const ACCOUNTING: &str = "ACCOUNTING";
const UNTIL: &str = "UNTIL";

/// The row of an attachment.
pub(crate) fn row_of(
    owner: OrganisationId,
    held: &Attachment,
    sequence: i64,
) -> Result<attachment::Model, StorageError> {
    let (public, public_until) = match held.standing {
        Standing::Held {
            publication: Some(publication),
        } => (true, publication.until),
        _ => (false, None),
    };
    let (withdrawn, disposed_on) = match &held.standing {
        Standing::Held { .. } => (None, None),
        Standing::Withdrawn(withdrawal) => (Some(withdrawal), None),
        Standing::Disposed { on, withdrawn } => (withdrawn.as_ref(), Some(*on)),
    };
    let (keep, financial_year) = match held.keep {
        Keep::ForGood => (FOR_GOOD, None),
        Keep::Accounting { financial_year } => (ACCOUNTING, Some(financial_year)),
        Keep::Until(_) => (UNTIL, None),
    };
    Ok(attachment::Model {
        id: held.id.uuid(),
        owner_id: owner.uuid(),
        meeting_id: held.meeting.uuid(),
        paragraph_id: held.paragraph.map(ParagraphId::uuid),
        appendix: held.appendix.clone(),
        title: held.title.clone(),
        file_name: held.file.name.to_string(),
        media_type: held.file.media.as_str().to_owned(),
        size: signed("attachment.size", held.file.size)?,
        digest: held.file.digest.as_str().to_owned(),
        uploaded_at: to_microseconds(held.uploaded_at),
        uploaded_by: held.uploaded_by.clone(),
        keep: keep.to_owned(),
        financial_year,
        keep_until: held.keep.last_day(),
        public,
        public_until,
        withdrawn_on: withdrawn.map(|held| held.on),
        withdrawn_reason: withdrawn.map(|held| held.reason.clone()),
        disposed_on,
        sequence,
    })
}

/// An attachment from its row.
pub(crate) fn held_of(row: attachment::Model) -> Result<HeldAttachment, StorageError> {
    let keep = match (row.keep.as_str(), row.financial_year, row.keep_until) {
        (FOR_GOOD, None, None) => Keep::ForGood,
        (ACCOUNTING, Some(financial_year), Some(last)) => {
            let keep = Keep::Accounting { financial_year };
            if keep.last_day() != Some(last) {
                return Err(corrupt("attachment.keep_until", "it is another year's"));
            }
            keep
        }
        (UNTIL, None, Some(day)) => Keep::Until(day),
        _ => return Err(corrupt("attachment.keep", "it says no time")),
    };
    let withdrawn = row.withdrawn_on.zip(row.withdrawn_reason);
    let withdrawn = withdrawn.map(|(on, reason)| Withdrawal { on, reason });
    let standing = match (row.disposed_on, withdrawn) {
        (Some(on), withdrawn) => Standing::Disposed { on, withdrawn },
        (None, Some(withdrawal)) => Standing::Withdrawn(withdrawal),
        (None, None) => Standing::Held {
            publication: row.public.then_some(Publication {
                until: row.public_until,
            }),
        },
    };
    let media = MediaType::parse(&row.media_type);
    let digest = Digest::parse(&row.digest);
    let attachment = Attachment {
        id: AttachmentId::from_uuid(row.id),
        meeting: MeetingId::from_uuid(row.meeting_id),
        paragraph: row.paragraph_id.map(ParagraphId::from_uuid),
        appendix: row.appendix,
        title: row.title,
        file: StoredFile {
            name: FileName::parse(&row.file_name)
                .map_err(|error| corrupt("attachment.file_name", error))?,
            media: media.ok_or_else(|| corrupt("attachment.media_type", "it is none"))?,
            size: unsigned("attachment.size", row.size)?,
            digest: digest.ok_or_else(|| corrupt("attachment.digest", "it is none"))?,
        },
        uploaded_at: row.uploaded_at,
        uploaded_by: row.uploaded_by,
        keep,
        standing,
    };
    Ok(HeldAttachment {
        owner: OrganisationId::from_uuid(row.owner_id),
        attachment,
        version: row.sequence,
    })
}
