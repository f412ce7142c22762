//! Webhooks: the public feed, pushed to those who subscribe to it.
//!
//! A subscription ([`Webhook`]) belongs to an organisation: to a member, whose `reader` keeps it, or to an association,
//! whose operator does. What it is sent are entries of the public feed, so an event tells nobody more than the public
//! list of changes does. No command writes to an outbox: what is to be sent is what stands in the feed after the
//! subscription's own place, and that place is in the database.
//!
//! Of each organisation events come in order. One that is not taken holds up those that follow on it in its own
//! [`Lane`], and no other.

pub mod administer;
pub mod deliver;
pub mod message;
pub mod network;
pub mod schedule;
pub mod signing;

use crate::read::{FeedKind, Subject};
use chrono::{DateTime, TimeDelta, Utc};
use domain::id::{OrganisationId, WebhookId};

/// How many subscriptions an organisation has at the most.
pub const MOST_OF_ONE: u64 = 20;
/// How many attempts the delivery log of a subscription keeps.
pub const LOGGED: i64 = 1_000;
/// How long the secret before the latest signs beside it, where nobody says.
pub const OVERLAP: TimeDelta = TimeDelta::hours(24);
/// How long it may sign beside it at the most.
pub const LONGEST_OVERLAP: TimeDelta = TimeDelta::days(7);
/// The type of an event that only shows that events arrive.
pub const TEST: &str = "webhook.test";

/// What happened, as the type of an event names it.
pub const fn event_type(kind: FeedKind) -> &'static str {
    match kind {
        FeedKind::Published => "minutes.published",
        FeedKind::Revised => "minutes.revised",
        FeedKind::Recalled => "minutes.recalled",
        FeedKind::RegisterChanged => "register.changed",
    }
}

/// Every kind of event.
pub const KINDS: [FeedKind; 4] = [
    FeedKind::Published,
    FeedKind::Revised,
    FeedKind::Recalled,
    FeedKind::RegisterChanged,
];

/// The kind that a type names.
pub fn kind_of(event: &str) -> Option<FeedKind> {
    KINDS.into_iter().find(|kind| event_type(*kind) == event)
}

/// How the body of an event is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// As Standard Webhooks has it: `type`, `timestamp`, `data`.
    Plain,
    /// CloudEvents 1.0, structured.
    CloudEvents,
}

/// Which entries of the feed are sent. An empty list lets every one through.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Only of these associations' feeds.
    pub associations: Vec<OrganisationId>,
    /// Only what concerns this organisation.
    pub concerning: Option<OrganisationId>,
    /// Only these kinds.
    pub kinds: Vec<FeedKind>,
}

/// Why nothing is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// Somebody who keeps it wanted so.
    Asked,
    /// The receiver answered 410: it wants no more.
    Gone,
    /// The receiver took nothing for as long as an event is tried.
    Failing,
}

/// Whether events are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// They are.
    Active,
    /// They wait in the feed.
    Disabled {
        /// Why.
        because: Because,
        /// Since when.
        at: DateTime<Utc>,
    },
}

/// A secret as storage knows it: by number, and by the key that it is derived from. The secret itself is nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSecret {
    /// 1 for the first.
    pub generation: u32,
    /// The name of the service's key (see [`signing::Keyring`]).
    pub key: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// When it stops to sign; `None` for the latest.
    pub until: Option<DateTime<Utc>>,
}

/// A subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Identity.
    pub id: WebhookId,
    /// Whose it is.
    pub owner: OrganisationId,
    /// Where events go.
    pub url: String,
    /// What it is for, in the owner's words.
    pub description: Option<String>,
    /// How bodies are written.
    pub format: Format,
    /// What is sent.
    pub filter: Filter,
    /// Whether anything is.
    pub state: State,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// By whom: issuer and subject.
    pub created_by: String,
    /// 1 for the first, one more with every change that somebody asked for.
    pub version: i64,
    /// Secrets, the latest first.
    pub secrets: Vec<StoredSecret>,
    /// Since when nothing was taken; `None` where the last event was.
    pub failing_since: Option<DateTime<Utc>>,
    /// Until when the receiver asked for rest.
    pub paused_until: Option<DateTime<Utc>>,
}

impl Webhook {
    /// The secrets that sign at an instant, the latest first.
    pub fn signing(&self, now: DateTime<Utc>) -> impl Iterator<Item = &StoredSecret> {
        let holds = move |secret: &&StoredSecret| secret.until.is_none_or(|until| now < until);
        self.secrets.iter().filter(holds)
    }
}

/// A subscription with how far it has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldWebhook {
    /// The subscription.
    pub webhook: Webhook,
    /// The position in the public feed up to which every event was taken, or given up as a dead letter.
    pub position: i64,
}

/// What a subscription still owes of one organisation's feed, by the numbers of that feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lane {
    /// Whose feed.
    pub organisation: OrganisationId,
    /// Everything up to here is settled.
    pub done: i64,
    /// Nothing after this was looked at yet.
    pub last: i64,
    /// How often the next event was tried.
    pub attempts: u32,
    /// When it was tried first.
    pub first_at: Option<DateTime<Utc>>,
}

/// An entry of the public feed, to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// Its place in the feed of all.
    pub position: i64,
    /// Its number in the feed of its organisation.
    pub sequence: i64,
    /// Whose feed.
    pub organisation: OrganisationId,
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub kind: FeedKind,
    /// About what.
    pub subject: Subject,
}

/// An attempt to deliver, as the delivery log keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// When.
    pub at: DateTime<Utc>,
    /// How long it took, in milliseconds.
    pub millis: i64,
    /// The type of the event.
    pub event: String,
    /// Which event: organisation and number; `None` for a test.
    pub of: Option<(OrganisationId, i64)>,
    /// Its `webhook-id`.
    pub message: String,
    /// Which attempt it was, from 1.
    pub number: u32,
    /// The status that was answered.
    pub status: Option<u16>,
    /// What went wrong, in words of ours.
    pub error: Option<String>,
}

/// An event that was not taken within its schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// Whose feed.
    pub organisation: OrganisationId,
    /// Its number there.
    pub sequence: i64,
    /// The type of the event.
    pub event: String,
    /// Its `webhook-id`.
    pub message: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was tried first.
    pub first_at: DateTime<Utc>,
    /// When it was given up.
    pub died_at: DateTime<Utc>,
    /// The last answer.
    pub status: Option<u16>,
    /// What went wrong the last time.
    pub error: Option<String>,
}

/// What was done to a subscription, for the list of acts: kept for good, also of subscriptions that are no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Who: issuer and subject.
    pub actor: String,
    /// What.
    pub what: &'static str,
    /// When.
    pub at: DateTime<Utc>,
}

/// What became of an attempt, to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settling {
    /// It was taken.
    Taken,
    /// It is tried again.
    Again {
        /// When.
        at: DateTime<Utc>,
        /// Until when the receiver gets nothing at all.
        rest: Option<DateTime<Utc>>,
    },
    /// It was tried often enough.
    Dead,
    /// The receiver wants no more events.
    Gone,
}

/// Whether its sender goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Going {
    /// With the next event.
    On,
    /// Not with what it knows: the subscription was changed, disabled, rests, or is somebody else's to serve.
    Stop,
}

/// How far the feed was looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looked {
    /// To its end.
    ToTheEnd,
    /// There is more.
    Partly,
    /// Not at all: another process serves the subscription.
    NotOurs,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_names_one_kind_and_is_dotted() {
        for kind in KINDS {
            let name = event_type(kind);
            assert_eq!(kind_of(name), Some(kind));
            assert!(
                name.contains('.') && name.bytes().all(|l| l.is_ascii_lowercase() || l == b'.')
            );
        }
        assert_eq!(kind_of(TEST), None);
        assert_eq!(kind_of("PUBLISHED"), None);
    }
}
