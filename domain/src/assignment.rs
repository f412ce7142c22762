//! Assignments (uppdrag): who shall do what until when.

use crate::Date;
use crate::id::AssignmentId;

/// Where an assignment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum AssignmentStatus {
    /// Given, nothing heard.
    #[default]
    Open,
    /// Reported back.
    Reported,
    /// Done.
    Done,
    /// Withdrawn.
    Withdrawn,
}

/// A task given under a §.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// Identity, kept over revisions of the record.
    pub id: AssignmentId,
    /// Persons, offices or bodies as printed; `None` where the record names nobody.
    pub assignees: Option<Vec<String>>,
    /// As printed.
    pub text: String,
    /// When, as printed.
    pub due: Option<String>,
    /// The day, where the text gives one.
    pub due_on: Option<Date>,
    /// Where it stands.
    pub status: AssignmentStatus,
}
