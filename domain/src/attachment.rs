//! Attachments (bilagor): files that an office lays to a meeting or to one of its §§, what may be one, who may read
//! it, and how long it is kept.
//!
//! The appendices that a record prints stand in its §§ as names; an attachment may say which of them it is.

mod file;
mod keeping;
#[cfg(test)]
mod tests;

pub use file::{Digest, FileName, MediaType, StoredFile, Unnamed};
pub use keeping::{Due, Keep, Removal};

use crate::Date;
use crate::id::{AttachmentId, MeetingId, ParagraphId};
use crate::refusal::{Refusal, Step};
use chrono::{DateTime, Utc};

/// A file that stands beside a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Identity.
    pub id: AttachmentId,
    /// The meeting.
    pub meeting: MeetingId,
    /// The § or item that it belongs to; `None` = the meeting as a whole.
    pub paragraph: Option<ParagraphId>,
    /// Which of the printed appendices it is, as printed.
    pub appendix: Option<String>,
    /// What it is called.
    pub title: String,
    /// The file. It is never exchanged: another file is another attachment.
    pub file: StoredFile,
    /// When it came.
    pub uploaded_at: DateTime<Utc>,
    /// Who uploaded it: issuer and subject.
    pub uploaded_by: String,
    /// How long it is kept in the archive.
    pub keep: Keep,
    /// Where it stands.
    pub standing: Standing,
}

/// Where an attachment stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It is there.
    Held {
        /// Whether the public may read it, once the record is public.
        publication: Option<Publication>,
    },
    /// It was taken back (återkallad): nobody is given the file any more, and its bytes are kept.
    Withdrawn(Withdrawal),
    /// It was disposed of (gallrad): its bytes are gone, what is told of it stays.
    Disposed {
        /// The day.
        on: Date,
        /// That it had been withdrawn, where it had.
        withdrawn: Option<Withdrawal>,
    },
}

/// That the public may read a file, after review.
///
/// # Legal source
/// Rule R-72: nothing is published without review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Publication {
    /// The last day that it is meant to be public; from the next on it is listed as due to be taken down.
    pub until: Option<Date>,
}

/// How an attachment was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    /// The day.
    pub on: Date,
    /// Why.
    pub reason: String,
}

/// What may be said of an attachment anew; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Revision {
    /// What it is called.
    pub title: Option<String>,
    /// The § or item that it belongs to; `Some(None)` = the meeting as a whole.
    pub paragraph: Option<Option<ParagraphId>>,
    /// Which of the printed appendices it is; `Some(None)` = none of them.
    pub appendix: Option<Option<String>>,
    /// How long it is kept.
    pub keep: Option<Keep>,
}

impl Revision {
    /// Whether it says anything.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Attachment {
    /// Whether the public may read it once the record is public.
    pub const fn is_public(&self) -> bool {
        matches!(
            self.standing,
            Standing::Held {
                publication: Some(_)
            }
        )
    }

    /// Whether its bytes are to be there.
    pub const fn is_stored(&self) -> bool {
        !matches!(self.standing, Standing::Disposed { .. })
    }

    /// With something said of it anew. Once any of the minutes is adjusted, title and place are sealed with them; how
    /// long the file is kept may still change.
    ///
    /// # Errors
    /// `ATTACHMENT_WITHDRAWN`; `ALREADY_ADJUSTED`.
    pub fn revised(&self, revision: &Revision, adjusted: bool) -> Result<Self, Refusal> {
        self.held()?;
        let mut revised = self.clone();
        if let Some(title) = &revision.title {
            revised.title.clone_from(title);
        }
        if let Some(paragraph) = revision.paragraph {
            revised.paragraph = paragraph;
        }
        if let Some(appendix) = &revision.appendix {
            revised.appendix.clone_from(appendix);
        }
        if let Some(keep) = revision.keep {
            if self.keep.is_fixed() && matches!(keep, Keep::Until(_)) {
                return Err(self.keep.not_over());
            }
            revised.keep = keep;
        }
        let place = |held: &Self| (held.title.clone(), held.paragraph, held.appendix.clone());
        if adjusted && place(&revised) != place(self) {
            return Err(Refusal::step(
                Step::AlreadyAdjusted,
                "protokollet är justerat; bilagan kan återkallas, inte ändras",
                "the minutes are adjusted; the attachment can be withdrawn, not changed",
            ));
        }
        Ok(revised)
    }

    /// Open to the public, once the record is. From the day after `until` it is listed as due to be taken down; nothing
    /// closes by itself.
    ///
    /// # Errors
    /// `ATTACHMENT_WITHDRAWN`; `ALREADY_PUBLISHED` where it is so already, to the same day.
    pub fn published(&self, until: Option<Date>) -> Result<Self, Refusal> {
        let publication = Some(Publication { until });
        if self.held()? == publication {
            return Err(Refusal::step(
                Step::AlreadyPublished,
                "bilagan är redan publicerad",
                "the attachment is published already",
            ));
        }
        Ok(self.standing(Standing::Held { publication }))
    }

    /// Closed to the public again.
    ///
    /// # Errors
    /// `ATTACHMENT_WITHDRAWN`; `NOT_PUBLISHED`.
    pub fn unpublished(&self) -> Result<Self, Refusal> {
        if self.held()?.is_none() {
            return Err(Refusal::step(
                Step::NotPublished,
                "bilagan är inte publicerad",
                "the attachment is not published",
            ));
        }
        Ok(self.standing(Standing::Held { publication: None }))
    }

    /// Taken back, for a reason: given to nobody from now on.
    ///
    /// # Errors
    /// `ATTACHMENT_WITHDRAWN` where it was before.
    pub fn withdrawn(&self, on: Date, reason: String) -> Result<Self, Refusal> {
        self.held()?;
        Ok(self.standing(Standing::Withdrawn(Withdrawal { on, reason })))
    }

    /// Disposed of (gallrad): once its time is over, or once it was withdrawn; accounting information never before its
    /// time.
    ///
    /// # Errors
    /// `RETENTION_NOT_OVER` with the last day, where there is one; `ATTACHMENT_WITHDRAWN` where it is gone already.
    ///
    /// # Legal source
    /// Rule R-71: arkivlag (1990:782) 10 §; lag (2018:597) 3 kap. 13 §.
    pub fn disposed(&self, today: Date) -> Result<Self, Refusal> {
        let withdrawn = match &self.standing {
            Standing::Disposed { .. } => return Err(gone("gallrad", "disposed of")),
            // What came by mistake may go, but not what the law keeps for its years.
            Standing::Withdrawn(_) if self.keep.is_fixed() && !self.keep.is_over_on(today) => {
                return Err(self.keep.not_over());
            }
            Standing::Withdrawn(withdrawal) => Some(withdrawal.clone()),
            Standing::Held { .. } if self.keep.is_over_on(today) => None,
            Standing::Held { .. } => return Err(self.keep.not_over()),
        };
        Ok(self.standing(Standing::Disposed {
            on: today,
            withdrawn,
        }))
    }

    fn standing(&self, standing: Standing) -> Self {
        Self {
            standing,
            ..self.clone()
        }
    }

    /// Its publication, where it is there.
    fn held(&self) -> Result<Option<Publication>, Refusal> {
        match self.standing {
            Standing::Held { publication } => Ok(publication),
            Standing::Withdrawn(_) => Err(gone("återkallad", "withdrawn")),
            Standing::Disposed { .. } => Err(gone("gallrad", "disposed of")),
        }
    }
}

fn gone(sv: &str, en: &str) -> Refusal {
    Refusal::step(
        Step::AttachmentWithdrawn,
        format!("bilagan är {sv}"),
        format!("the attachment is {en}"),
    )
}
