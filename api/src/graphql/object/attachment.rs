//! Attachments, as far as the viewer may know of them.

use super::{Meeting, Paragraph, SecrecyMarking};
use crate::graphql::codes::{AttachmentStanding, RetentionKind};
use crate::graphql::scalar::{Date, DateTime};
use crate::graphql::viewing::{AttachmentById, AttachmentsOf, AttachmentsUnder, Seen, viewing};
use crate::rest;
use application::attachments::HeldAttachment;
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use domain::attachment::{Due, Keep, Publication, Standing, Withdrawal};
use domain::id::{AttachmentId, MeetingId, ParagraphId};
use std::sync::Arc;

/// A file that stands beside a record (bilaga).
#[derive(Debug, Clone)]
pub struct Attachment {
    held: HeldAttachment,
    seen: Arc<Seen>,
}

/// How long the archive copy of a file is kept.
#[derive(SimpleObject, Debug, Clone)]
pub struct Retention {
    /// By what.
    kind: RetentionKind,
    /// The financial year, of accounting information.
    financial_year: Option<i32>,
    /// The last day; null = for good.
    keep_until: Option<Date>,
}

impl From<Keep> for Retention {
    fn from(keep: Keep) -> Self {
        let (kind, financial_year) = match keep {
            Keep::ForGood => (RetentionKind::Preserve, None),
            Keep::Accounting { financial_year } => {
                (RetentionKind::Accounting, Some(financial_year))
            }
            Keep::Until(_) => (RetentionKind::Until, None),
        };
        Self {
            kind,
            financial_year,
            keep_until: keep.last_day().map(Date),
        }
    }
}

impl Attachment {
    /// Attachments with their records, of those that the viewer may know of.
    pub async fn all(context: &Context<'_>, held: Vec<HeldAttachment>) -> Result<Vec<Self>> {
        let meetings = held.iter().map(|held| held.attachment.meeting).collect();
        let records = viewing(context).many::<MeetingId>(meetings).await?;
        let found = held.into_iter().filter_map(|held| {
            let seen = Arc::clone(records.get(&held.attachment.meeting)?);
            Some(Self { held, seen })
        });
        Ok(found.collect())
    }

    /// The attachment with an id, where the viewer may know of it.
    pub async fn find(context: &Context<'_>, id: AttachmentId) -> Result<Option<Self>> {
        let held = viewing(context).one(AttachmentById(id)).await?;
        let found = Self::all(context, held.into_iter().collect()).await?;
        Ok(found.into_iter().next())
    }

    /// Those of a meeting.
    pub(super) async fn of(context: &Context<'_>, seen: &Arc<Seen>) -> Result<Vec<Self>> {
        let held = viewing(context).one(AttachmentsOf(seen.meeting.id)).await?;
        let held = held.unwrap_or_default().into_iter();
        let with = |held| Self {
            held,
            seen: Arc::clone(seen),
        };
        Ok(held.map(with).collect())
    }

    /// Those of paragraphs of a record, in order of upload.
    pub(super) async fn under(
        context: &Context<'_>,
        paragraphs: impl Iterator<Item = ParagraphId>,
        seen: &Arc<Seen>,
    ) -> Result<Vec<Self>> {
        let keys = paragraphs.map(AttachmentsUnder).collect();
        let held = viewing(context).many::<AttachmentsUnder>(keys).await?;
        let mut held: Vec<HeldAttachment> = held.into_values().flatten().collect();
        held.sort_by_key(|held| (held.attachment.uploaded_at, held.attachment.id));
        let with = |held| Self {
            held,
            seen: Arc::clone(seen),
        };
        Ok(held.into_iter().map(with).collect())
    }

    /// What of it is due for removal by a day.
    pub fn due_by(&self, day: domain::Date) -> Vec<Due> {
        self.held.attachment.due_by(day)
    }

    fn inside(&self, context: &Context<'_>) -> bool {
        viewing(context).see().is_inside(self.held.owner)
    }

    fn publication(&self) -> Option<Publication> {
        match self.held.attachment.standing {
            Standing::Held { publication } => publication,
            _ => None,
        }
    }

    fn withdrawal(&self, context: &Context<'_>) -> Option<&Withdrawal> {
        let withdrawn = match &self.held.attachment.standing {
            Standing::Withdrawn(withdrawal) => Some(withdrawal),
            Standing::Disposed { withdrawn, .. } => withdrawn.as_ref(),
            Standing::Held { .. } => None,
        };
        withdrawn.filter(|_| self.inside(context))
    }
}

/// A file that stands beside a record (bilaga).
#[Object]
impl Attachment {
    /// Address.
    pub(super) async fn id(&self) -> ID {
        self.held.attachment.id.to_string().into()
    }

    /// The meeting.
    async fn meeting(&self) -> Meeting {
        Meeting(Arc::clone(&self.seen))
    }

    /// The paragraph or item that it belongs to; null = the meeting as a whole, or one that the record no longer has.
    async fn paragraph(&self) -> Option<Paragraph> {
        let id = self.held.attachment.paragraph?;
        self.seen.placed(id)?;
        Some(Paragraph::new(id, &self.seen))
    }

    /// That it is marked as presumed to be secret. To those whom it is withheld from, the attachment is not there; the
    /// meeting's `secrecy` tells that one is.
    async fn secrecy(&self) -> Vec<SecrecyMarking> {
        let own = self.held.attachment.id;
        SecrecyMarking::all(&self.seen, |scope| scope.attachment() == Some(own))
    }

    /// Which of the printed appendices it is, as printed.
    async fn appendix(&self) -> Option<String> {
        let appendix = self.held.attachment.appendix.as_deref()?;
        Some(self.seen.mask.text(appendix))
    }

    /// What it is called.
    async fn title(&self) -> String {
        self.seen.mask.text(&self.held.attachment.title)
    }

    /// The name of the file.
    async fn file_name(&self) -> String {
        let name = self.held.attachment.file.name.as_str();
        self.seen.mask.text(name)
    }

    /// Its type, as its content shows.
    async fn media_type(&self) -> &str {
        self.held.attachment.file.media.as_str()
    }

    /// Bytes.
    async fn size(&self) -> u64 {
        self.held.attachment.file.size
    }

    /// SHA-256 of its content, hexadecimal.
    async fn sha256(&self) -> &str {
        self.held.attachment.file.digest.as_str()
    }

    /// Where the file is given; null once it was withdrawn or disposed of.
    async fn content_path(&self) -> Option<String> {
        let held = matches!(self.held.attachment.standing, Standing::Held { .. });
        let own = rest::attachments::path(self.held.attachment.id);
        held.then(|| format!("{own}/content"))
    }

    /// When it came.
    async fn uploaded_at(&self) -> DateTime {
        DateTime(self.held.attachment.uploaded_at)
    }

    /// Who uploaded it, issuer and subject; null outside the organisation.
    async fn uploaded_by(&self, context: &Context<'_>) -> Option<&str> {
        let by = self.held.attachment.uploaded_by.as_str();
        self.inside(context).then_some(by)
    }

    /// Whether the public may read it, once the record is public.
    async fn public(&self) -> bool {
        self.held.attachment.is_public()
    }

    /// The last day that its published copy is meant to be up: from the next it is listed as due to be taken down, and
    /// stays up until it is. Null = no such day, or not public.
    async fn public_until(&self) -> Option<Date> {
        self.publication()?.until.map(Date)
    }

    /// How long its archive copy is kept.
    async fn retention(&self) -> Retention {
        self.held.attachment.keep.into()
    }

    /// Where it stands.
    async fn standing(&self) -> AttachmentStanding {
        match self.held.attachment.standing {
            Standing::Held { .. } => AttachmentStanding::Held,
            Standing::Withdrawn(_) => AttachmentStanding::Withdrawn,
            Standing::Disposed { .. } => AttachmentStanding::Disposed,
        }
    }

    /// When it was withdrawn; null outside the organisation.
    async fn withdrawn_on(&self, context: &Context<'_>) -> Option<Date> {
        self.withdrawal(context).map(|held| Date(held.on))
    }

    /// Why it was withdrawn; null outside the organisation.
    async fn withdrawn_because(&self, context: &Context<'_>) -> Option<&str> {
        self.withdrawal(context).map(|held| held.reason.as_str())
    }

    /// When it was disposed of; null outside the organisation.
    async fn disposed_on(&self, context: &Context<'_>) -> Option<Date> {
        match self.held.attachment.standing {
            Standing::Disposed { on, .. } if self.inside(context) => Some(Date(on)),
            _ => None,
        }
    }

    /// The number of the journal's latest entry about it, what `expectedVersion` is compared with; null outside the
    /// organisation.
    async fn version(&self, context: &Context<'_>) -> Option<i64> {
        self.inside(context).then_some(self.held.version)
    }
}
