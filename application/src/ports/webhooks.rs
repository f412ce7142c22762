//! What webhooks need from outside: storage of subscriptions and of what they still owe, and somebody who posts.

use crate::error::StorageError;
use crate::read::{Connection, Page};
use crate::webhooks::deliver::{Heard, Posted};
use crate::webhooks::{
    Act, Attempt, DeadLetter, Event, Going, HeldWebhook, Lane, Looked, Settling, Webhook,
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{OrganisationId, WebhookId};
use uuid::Uuid;

/// Subscriptions, as those see them who keep them. Each method is one transaction; a write and its [`Act`] come together.
#[async_trait]
pub trait WebhookStore: Send + Sync {
    /// The subscriptions of organisations, the oldest first.
    async fn webhooks(
        &self,
        owners: &[OrganisationId],
        page: &Page,
    ) -> Result<Connection<HeldWebhook>, StorageError>;
    /// One of them.
    async fn webhook(&self, id: WebhookId) -> Result<Option<HeldWebhook>, StorageError>;
    /// Adds one, which is sent what comes into the feed from now on; `None` where its owner has so many already.
    async fn add_webhook(
        &self,
        webhook: &Webhook,
        most: u64,
        act: &Act,
    ) -> Result<Option<HeldWebhook>, StorageError>;
    /// Stores one as it was changed. Where it is to be `tried_anew`, what waits is sent at once.
    /// [`StorageError::Stale`] where another version than the one before stands.
    async fn put_webhook(
        &self,
        webhook: &Webhook,
        tried_anew: bool,
        act: &Act,
    ) -> Result<(), StorageError>;
    /// Takes one away, with its log and its dead letters; `false` where it is not there.
    async fn remove_webhook(&self, id: WebhookId, act: &Act) -> Result<bool, StorageError>;
    /// Has the events of an organisation sent again from a number on, and forgets the dead letters among them. Gives
    /// the last number that was looked at already; `None` where the subscription or the organisation is not there.
    async fn replay(
        &self,
        id: WebhookId,
        of: OrganisationId,
        from: i64,
        act: &Act,
    ) -> Result<Option<i64>, StorageError>;
    /// The delivery log, the latest attempt first.
    async fn attempts_of(
        &self,
        id: WebhookId,
        page: &Page,
    ) -> Result<Connection<Attempt>, StorageError>;
    /// Events that were given up, the latest first.
    async fn dead_letters(
        &self,
        id: WebhookId,
        page: &Page,
    ) -> Result<Connection<DeadLetter>, StorageError>;
}

/// What subscriptions still owe, for those who send it.
///
/// One process at a time serves a subscription: the one that holds its lease. A lease that is not renewed ends, so that
/// another goes on where a process died.
#[async_trait]
pub trait WebhookQueue: Send + Sync {
    /// Subscriptions that have something to send now and that nobody serves.
    async fn waiting(&self, now: DateTime<Utc>, most: u32) -> Result<Vec<WebhookId>, StorageError>;
    /// Takes the lease of an active subscription; `None` where another has it, or there is nothing to serve.
    async fn lease(
        &self,
        id: WebhookId,
        holder: Uuid,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Option<Webhook>, StorageError>;
    /// Keeps the lease; `false` where it is lost.
    async fn renew(
        &self,
        id: WebhookId,
        holder: Uuid,
        until: DateTime<Utc>,
    ) -> Result<bool, StorageError>;
    /// Gives the lease back.
    async fn release(&self, id: WebhookId, holder: Uuid) -> Result<(), StorageError>;
    /// Looks through what came into the feed, a part at a time, and lets the lanes know that are concerned.
    async fn look(&self, webhook: &Webhook, holder: Uuid) -> Result<Looked, StorageError>;
    /// Lanes that have something to send now.
    async fn lanes(
        &self,
        id: WebhookId,
        now: DateTime<Utc>,
        most: u32,
    ) -> Result<Vec<Lane>, StorageError>;
    /// The next events of a lane that the filter lets through, in order. Where there are none the lane has nothing to send
    /// from then on.
    async fn events(
        &self,
        webhook: &Webhook,
        lane: &Lane,
        most: u32,
    ) -> Result<Vec<Event>, StorageError>;
    /// Stores an attempt and what became of the event, in one transaction.
    async fn settle(
        &self,
        webhook: &Webhook,
        holder: Uuid,
        lane: &Lane,
        event: &Event,
        attempt: &Attempt,
        settling: &Settling,
    ) -> Result<Going, StorageError>;
    /// Puts an attempt into the log alone; `false` where the subscription is gone.
    async fn log(&self, id: WebhookId, attempt: &Attempt) -> Result<bool, StorageError>;
}

/// Whoever posts events to their receivers, and to nobody else.
#[async_trait]
pub trait Post: Send + Sync {
    /// An address as events are posted to it.
    ///
    /// # Errors
    /// Why nothing is ever posted there.
    fn address(&self, text: &str) -> Result<String, String>;
    /// Posts to an address. Answers in bounded time, whatever the receiver does.
    async fn post(&self, url: &str, posted: &Posted) -> Heard;
}
