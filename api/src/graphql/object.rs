//! The types of the schema.

mod announcement;
mod api_key;
mod association;
mod attachment;
mod attendance;
mod brief;
mod budget;
mod by_board;
mod change;
mod completeness;
mod delegation;
mod followup;
mod import;
mod live;
mod mail;
mod meeting;
mod minutes;
mod organisation;
mod paragraph;
mod revocation;
mod rule;
mod secrecy;

pub use announcement::Announcement;
pub use api_key::ApiKey;
pub use association::Association;
pub use attachment::Attachment;
pub use attendance::{Absentee, Attendance, Interval, Person};
pub use brief::{ListedDecision, ListedParagraph};
pub use budget::{Budget, BudgetContribution, BudgetLine, BudgetVersion, EquityLedger};
pub use by_board::BoardAdjustment;
pub use change::Change;
pub use completeness::Completeness;
pub use delegation::{DelegatedDecision, Delegation};
pub use followup::{AssignmentReport, Condition, DecisionLink};
pub use import::{Import, ImportReading};
pub use live::{LiveMeeting, QuorumNow};
pub use mail::MailSubscription;
pub use meeting::Meeting;
pub use minutes::{Appeal, Minutes, Notice};
pub use organisation::{Body, Organisation};
pub use paragraph::{Assignment, Decision, Paragraph};
pub use revocation::TokenRevocation;
pub use rule::{LegalBasis, Rule, Verdict};
pub use secrecy::{SecrecyMarking, SecrecyRead};

use async_graphql::{ID, Interface};

/// Anything that has an address of its own.
#[derive(Interface, Clone, Debug)]
#[graphql(field(
    name = "id",
    ty = "ID",
    desc = "Address, the same in every interface of the service."
))]
pub enum Node {
    /// An organisation.
    Organisation(Organisation),
    /// A body.
    Body(Body),
    /// A meeting.
    Meeting(Meeting),
    /// A paragraph or sub-item.
    Paragraph(ListedParagraph),
    /// A decision.
    Decision(ListedDecision),
    /// An assignment.
    Assignment(Assignment),
    /// A delegation.
    Delegation(Delegation),
    /// A delegated decision.
    DelegatedDecision(DelegatedDecision),
    /// A budget.
    Budget(Budget),
    /// An attachment.
    Attachment(Attachment),
    /// A person.
    Person(Person),
}
