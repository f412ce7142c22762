//! Attachments as the journal keeps them: each entry tells the whole attachment as it stands from then on.

use crate::error::AppError;
use crate::journal;
use crate::live::facts::{Fact, Unreadable, field};
use crate::read::Subject;
use domain::attachment::{
    Attachment, Digest, FileName, Keep, MediaType, Publication, Standing, StoredFile, Withdrawal,
};
use domain::id::AttachmentId;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The commands whose entries are about attachments.
pub const COMMANDS: [&str; 6] = [UPLOAD, REVISE, PUBLISH, UNPUBLISH, WITHDRAW, DISPOSE];

pub(super) const UPLOAD: &str = "UploadAttachment";
pub(super) const REVISE: &str = "ReviseAttachment";
pub(super) const PUBLISH: &str = "PublishAttachment";
pub(super) const UNPUBLISH: &str = "UnpublishAttachment";
pub(super) const WITHDRAW: &str = "WithdrawAttachment";
pub(super) const DISPOSE: &str = "DisposeAttachment";

/// The meeting whose attachment an entry of the journal is about; `None` for an entry about something else.
pub(crate) fn meeting_of(command: &str, payload: &str) -> Option<Subject> {
    let told = COMMANDS
        .contains(&command)
        .then(|| Told::read(payload).ok());
    told.flatten()
        .map(|Told(held)| Subject::Meeting(held.meeting))
}

/// What an entry tells: the attachment after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told(pub(super) Attachment);

impl Told {
    /// As a payload.
    pub(super) fn payload(&self) -> Result<String, AppError> {
        let payload = json!({"version": 1, "attachment": self.0.write()});
        Ok(journal::canonical(&payload)?)
    }

    /// From a payload.
    pub(super) fn read(payload: &str) -> Result<Self, Unreadable> {
        let payload: Value = serde_json::from_str(payload).map_err(|error| error.to_string())?;
        field(&payload, "attachment").map(Self)
    }
}

/// The attachments of an owner with the number of the latest entry about each: as its journal tells them, or as the
/// tables hold them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holdings(pub BTreeMap<AttachmentId, (Attachment, i64)>);

impl Holdings {
    /// After one more entry.
    ///
    /// # Errors
    /// Why the entry cannot be read, or does not follow on those before it.
    pub fn enter(&mut self, sequence: i64, command: &str, payload: &str) -> Result<(), String> {
        let Told(told) = Told::read(payload)?;
        let before = self.0.get(&told.id).map(|(held, _)| held);
        match (command, before) {
            (UPLOAD, None) => {}
            (UPLOAD, Some(_)) => return Err(format!("{} came before", told.id)),
            (_, None) => return Err(format!("{} never came", told.id)),
            (_, Some(before)) if before.file != told.file => {
                return Err(format!("the file of {} was exchanged", told.id));
            }
            _ => {}
        }
        self.0.insert(told.id, (told, sequence));
        Ok(())
    }

    /// The first thing in which the tables differ from this, in words.
    pub fn difference(&self, tables: &Self) -> Option<String> {
        let ids = self.0.keys().chain(tables.0.keys());
        ids.into_iter()
            .find(|id| self.0.get(id) != tables.0.get(id))
            .map(|id| format!("{id} does not stand as the journal tells"))
    }
}

/// Values that are written as text.
macro_rules! texts {
    ($($kind:ty: $what:literal, $write:expr, $read:expr;)+) => {$(
        impl Fact for $kind {
            fn write(&self) -> Value {
                Value::from($write(self))
            }

            fn read(value: &Value) -> Result<Self, Unreadable> {
                let read: Option<Self> = value.as_str().and_then($read);
                read.ok_or_else(|| format!("no {}", $what))
            }
        }
    )+};
}

texts! {
    AttachmentId: "attachment", AttachmentId::to_string, |text| AttachmentId::parse(text).ok();
    FileName: "name of a file", |name: &FileName| name.to_string(), |text| FileName::parse(text).ok();
    MediaType: "type", |media: &MediaType| media.as_str(), MediaType::parse;
    Digest: "digest", |digest: &Digest| digest.as_str().to_owned(), Digest::parse;
}

impl Fact for StoredFile {
    fn write(&self) -> Value {
        json!({
            "name": self.name.write(), "media": self.media.write(), "size": self.size, "digest": self.digest.write(),
        })
    }

    fn read(value: &Value) -> Result<Self, Unreadable> {
        let size = value.get("size").and_then(Value::as_u64);
        Ok(Self {
            name: field(value, "name")?,
            media: field(value, "media")?,
            size: size.ok_or("size: no number of bytes")?,
            digest: field(value, "digest")?,
        })
    }
}

impl Fact for Keep {
    fn write(&self) -> Value {
        match self {
            Self::ForGood => Value::from("ForGood"),
            Self::Accounting { financial_year } => json!({"financialYear": financial_year}),
            Self::Until(day) => json!({"until": day.write()}),
        }
    }

    fn read(value: &Value) -> Result<Self, Unreadable> {
        if value.as_str() == Some("ForGood") {
            return Ok(Self::ForGood);
        }
        if value.get("until").is_some() {
            return field(value, "until").map(Self::Until);
        }
        let financial_year = field(value, "financialYear")?;
        Ok(Self::Accounting { financial_year })
    }
}

impl Fact for Withdrawal {
    fn write(&self) -> Value {
        json!({"on": self.on.write(), "reason": self.reason})
    }

    fn read(value: &Value) -> Result<Self, Unreadable> {
        Ok(Self {
            on: field(value, "on")?,
            reason: field(value, "reason")?,
        })
    }
}

impl Fact for Publication {
    fn write(&self) -> Value {
        json!({"until": self.until.write()})
    }

    fn read(value: &Value) -> Result<Self, Unreadable> {
        let until = field(value, "until")?;
        Ok(Self { until })
    }
}

impl Fact for Standing {
    fn write(&self) -> Value {
        match self {
            Self::Held { publication } => json!({"held": {"publication": publication.write()}}),
            Self::Withdrawn(withdrawal) => json!({"withdrawn": withdrawal.write()}),
            Self::Disposed { on, withdrawn } => {
                json!({"disposed": {"on": on.write(), "withdrawn": withdrawn.write()}})
            }
        }
    }

    fn read(value: &Value) -> Result<Self, Unreadable> {
        if let Some(held) = value.get("held") {
            let publication = field(held, "publication")?;
            return Ok(Self::Held { publication });
        }
        if value.get("withdrawn").is_some() {
            return field(value, "withdrawn").map(Self::Withdrawn);
        }
        let disposed = value.get("disposed").unwrap_or(&Value::Null);
        Ok(Self::Disposed {
            on: field(disposed, "on")?,
            withdrawn: field(disposed, "withdrawn")?,
        })
    }
}

impl Fact for Attachment {
    fn write(&self) -> Value {
        json!({
            "id": self.id.write(), "meeting": self.meeting.write(), "paragraph": self.paragraph.write(),
            "appendix": self.appendix.write(), "title": self.title, "file": self.file.write(),
            "uploadedAt": self.uploaded_at.write(), "uploadedBy": self.uploaded_by, "keep": self.keep.write(),
            "standing": self.standing.write(),
        })
    }

    fn read(value: &Value) -> Result<Self, Unreadable> {
        Ok(Self {
            id: field(value, "id")?,
            meeting: field(value, "meeting")?,
            paragraph: field(value, "paragraph")?,
            appendix: field(value, "appendix")?,
            title: field(value, "title")?,
            file: field(value, "file")?,
            uploaded_at: field(value, "uploadedAt")?,
            uploaded_by: field(value, "uploadedBy")?,
            keep: field(value, "keep")?,
            standing: field(value, "standing")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What was written once is read for ever: rows are added here and never changed.
    fn stored() -> [Value; 4] {
        let zero = |prefix: &str| format!("{prefix}-00000000000000000000000000");
        let file = json!({"name": "Budget 2026.pdf", "media": "application/pdf", "size": 4096, "digest": "0".repeat(64)});
        let whole = |paragraph: Value, keep: Value, standing: Value| {
            json!({
                "id": zero("att"), "meeting": zero("mtg"), "paragraph": paragraph, "appendix": "Bilaga 1",
                "title": "Budget", "file": file, "uploadedAt": "2026-03-12T09:00:00.000000Z",
                "uploadedBy": "paragraf-dev test-secretary", "keep": keep, "standing": standing,
            })
        };
        let withdrawn = json!({"on": "2026-03-13", "reason": "Fel fil."});
        [
            whole(
                json!(null),
                json!("ForGood"),
                json!({"held": {"publication": null}}),
            ),
            whole(
                json!(zero("par")),
                json!({"financialYear": 2026}),
                json!({"held": {"publication": {"until": "2026-06-01"}}}),
            ),
            whole(
                json!(zero("par")),
                json!({"until": "2030-12-31"}),
                json!({"withdrawn": withdrawn}),
            ),
            whole(
                json!(zero("par")),
                json!({"until": "2030-12-31"}),
                json!({"disposed": {"on": "2031-01-01", "withdrawn": withdrawn}}),
            ),
        ]
    }

    fn payload(change: &Value) -> String {
        json!({"version": 1, "attachment": change}).to_string()
    }

    #[test]
    fn a_stored_entry_reads_as_what_wrote_it() {
        for change in stored() {
            let told = Told::read(&payload(&change)).expect("readable");
            let written: Value =
                serde_json::from_str(&told.payload().expect("written")).expect("JSON");
            assert_eq!(written["attachment"], change);
        }
    }

    #[test]
    fn the_entries_together_leave_the_holdings_and_an_exchanged_file_is_seen() {
        let mut holdings = Holdings::default();
        let commands = [UPLOAD, PUBLISH, WITHDRAW, DISPOSE];
        for (place, (change, command)) in (3..).zip(stored().iter().zip(commands)) {
            holdings
                .enter(place, command, &payload(change))
                .expect("entered");
        }
        let (held, sequence) = holdings.0.values().next().expect("one");
        assert!(!held.is_stored());
        assert_eq!(*sequence, 6);
        assert_eq!(holdings.difference(&holdings.clone()), None);
        let mut exchanged = stored()[0].clone();
        exchanged["file"]["digest"] = json!("1".repeat(64));
        let refused = holdings.enter(7, REVISE, &payload(&exchanged));
        assert!(refused.is_err_and(|reason| reason.contains("exchanged")));
        let again = holdings.enter(7, UPLOAD, &payload(&stored()[0]));
        assert!(again.is_err_and(|reason| reason.contains("came before")));
        let never = Holdings::default().enter(1, REVISE, &payload(&stored()[0]));
        assert!(never.is_err_and(|reason| reason.contains("never came")));
        let other = Holdings::default();
        assert!(holdings.difference(&other).is_some());
    }
}
