//! What mail needs from outside: storage of subscriptions and of what they still owe, and a mail server.

use super::StoredStep;
use crate::error::StorageError;
use crate::mail::letter::Outgoing;
use crate::mail::{Due, LinkDigest, MailSubscription, Purpose};
use crate::read::{Connection, Page};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{MailSubscriptionId, OrganisationId};
use uuid::Uuid;

/// Subscriptions within a transaction, under their owner's lock where they change.
#[async_trait]
pub trait MailWork: Send {
    /// One of them.
    async fn mail_subscription(
        &mut self,
        id: MailSubscriptionId,
    ) -> Result<Option<MailSubscription>, StorageError>;
    /// The one that an entry of its owner's journal tells of.
    async fn mail_told(
        &mut self,
        owner: OrganisationId,
        sequence: i64,
    ) -> Result<Option<MailSubscription>, StorageError>;
    /// Adds one; its question is due at once.
    async fn add_mail(&mut self, held: &MailSubscription) -> Result<(), StorageError>;
    /// Stores one as it was changed. Where a slot is given, its next mail is due then and earlier failures are forgotten.
    async fn put_mail(
        &mut self,
        held: &MailSubscription,
        slot: Option<DateTime<Utc>>,
    ) -> Result<(), StorageError>;
    /// Lets one tell what comes into the public feed from now on.
    async fn start_mail(&mut self, id: MailSubscriptionId) -> Result<(), StorageError>;
    /// Those of an owner that have not ended.
    async fn mail_that_holds(
        &mut self,
        owner: OrganisationId,
    ) -> Result<Vec<MailSubscription>, StorageError>;
    /// How many of an owner were made since an instant.
    async fn mail_made_since(
        &mut self,
        owner: OrganisationId,
        since: DateTime<Utc>,
    ) -> Result<usize, StorageError>;
    /// The highest version among those of an owner; 0 where it has none.
    async fn mail_version(&mut self, owner: OrganisationId) -> Result<i64, StorageError>;
    /// The journal's entries about those of an owner from a number on, a hundred at the most.
    async fn mail_steps(
        &mut self,
        owner: OrganisationId,
        from: i64,
    ) -> Result<Vec<StoredStep>, StorageError>;
    /// The subscription that a link leads to.
    async fn mail_linked(
        &mut self,
        digest: &str,
        purpose: Purpose,
        now: DateTime<Utc>,
    ) -> Result<Option<MailSubscription>, StorageError>;
}

/// Subscriptions as they are asked for.
#[async_trait]
pub trait MailReads: Send + Sync {
    /// Those of an owner that have not ended, the latest first.
    async fn mail_subscriptions(
        &self,
        owner: OrganisationId,
        page: &Page,
    ) -> Result<Connection<MailSubscription>, StorageError>;
    /// The subscription that a link leads to.
    async fn mail_of_link(
        &self,
        digest: &str,
        purpose: Purpose,
        now: DateTime<Utc>,
    ) -> Result<Option<MailSubscription>, StorageError>;
}

/// Subscriptions as they are checked.
#[async_trait]
pub trait MailAudit: Send + Sync {
    /// Every one.
    async fn all_mail_subscriptions(&self) -> Result<Vec<MailSubscription>, StorageError>;
}

/// What subscriptions owe, for those who send it. One process at a time serves a subscription: the one that holds its
/// lease, which ends by itself.
#[async_trait]
pub trait MailQueue: Send + Sync {
    /// Subscriptions that something is due for and that nobody serves.
    async fn mail_due(
        &self,
        now: DateTime<Utc>,
        most: u32,
    ) -> Result<Vec<MailSubscriptionId>, StorageError>;
    /// Takes the lease of one; `None` where another has it or nothing is due.
    async fn lease_mail(
        &self,
        id: MailSubscriptionId,
        holder: Uuid,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Option<Due>, StorageError>;
    /// Notes, before a mail is sent, what it tells and the links in it; `false` where the lease is lost.
    async fn note_mail(
        &self,
        id: MailSubscriptionId,
        holder: Uuid,
        upto: Option<i64>,
        links: &[LinkDigest],
    ) -> Result<bool, StorageError>;
    /// Stores what became of it and gives the lease back. When its next mail is due stays as it is, where somebody
    /// changed that in the meantime.
    async fn settle_mail(&self, holder: Uuid, due: &Due) -> Result<(), StorageError>;
    /// Forgets links that lead nowhere any more.
    async fn prune_mail_links(&self, now: DateTime<Utc>) -> Result<(), StorageError>;
}

/// What a mail server answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    /// It took the mail.
    Taken,
    /// It refused it for good.
    Refused {
        /// With this reply, 500 to 599.
        code: u16,
    },
    /// It did not take it this time.
    Later {
        /// The reply, where there was one.
        code: Option<u16>,
        /// Why, in words of ours.
        reason: &'static str,
    },
}

/// Whoever hands mail to a mail server.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Hands one over. Answers in bounded time, whatever the server does.
    async fn send(&self, mail: &Outgoing) -> Received;
}
