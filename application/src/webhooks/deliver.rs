//! Delivering: the next events of a lane, one after the other, until one is not taken.

use super::message::{self, Message};
use super::schedule::{self, Next};
use super::signing::{Keyring, Secret, signature};
use super::{Attempt, Event, Going, Lane, Settling, Webhook};
use crate::error::StorageError;
use crate::ports::{Clock, Ids, Post, WebhookQueue};
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// How many events of a lane are read at once.
const AT_ONCE: u32 = 20;
/// Longest text of an error that the log keeps, in characters.
const LONGEST_ERROR: usize = 300;

/// A message as it goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// `webhook-id`.
    pub id: String,
    /// `webhook-timestamp`: seconds since 1970-01-01 UTC.
    pub timestamp: i64,
    /// `webhook-signature`.
    pub signature: String,
    /// `Content-Type`.
    pub media: &'static str,
    /// The body.
    pub body: String,
}

/// What a receiver answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// With a status.
    Status {
        /// The status.
        status: u16,
        /// `Retry-After`, as it came.
        retry_after: Option<String>,
    },
    /// Nothing that could be understood, in time.
    Nothing {
        /// Why, in words of ours.
        reason: String,
    },
}

/// Whoever delivers.
#[derive(Clone)]
pub struct Deliverer {
    /// What is owed.
    pub queue: Arc<dyn WebhookQueue>,
    /// Who posts.
    pub post: Arc<dyn Post>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Chance.
    pub ids: Arc<dyn Ids>,
    /// What secrets are derived from.
    pub keys: Arc<Keyring>,
    /// The address of the service as the outside knows it; empty where nobody said.
    pub base: String,
}

impl std::fmt::Debug for Deliverer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Deliverer").finish_non_exhaustive()
    }
}

impl Deliverer {
    /// Sends what a lane has to send now, until it is empty or an event is not taken. Whoever calls holds the lease of
    /// the subscription under the name `holder`.
    ///
    /// # Errors
    /// [`StorageError`]; what was sent and could not be stored as sent is sent again.
    pub async fn serve(
        &self,
        webhook: &Webhook,
        holder: uuid::Uuid,
        mut lane: Lane,
    ) -> Result<Going, StorageError> {
        loop {
            let events = self.queue.events(webhook, &lane, AT_ONCE).await?;
            if events.is_empty() {
                return Ok(Going::On);
            }
            for event in events {
                let (going, taken) = self.one(webhook, holder, &lane, &event).await?;
                if going == Going::Stop || !taken {
                    return Ok(going);
                }
                lane = Lane {
                    done: event.sequence,
                    attempts: 0,
                    first_at: None,
                    ..lane
                };
            }
        }
    }

    /// One attempt. Tells whether the lane goes on behind the event.
    async fn one(
        &self,
        webhook: &Webhook,
        holder: uuid::Uuid,
        lane: &Lane,
        event: &Event,
    ) -> Result<(Going, bool), StorageError> {
        let message = message::of_event(webhook, event, &self.base);
        let number = lane.attempts + 1;
        let Some((mut attempt, heard)) = self.posted(webhook, message, number).await else {
            // Without its key nothing can be signed; it waits until the key is there again.
            return Ok((Going::Stop, false));
        };
        attempt.of = Some((event.organisation, event.sequence));
        let now = self.clock.now();
        let [low, high, ..] = self.ids.random();
        let chance = u16::from_le_bytes([low, high]);
        let settling = match schedule::next(number, &heard, now, chance) {
            Next::Taken => Settling::Taken,
            Next::Gone => Settling::Gone,
            Next::Dead => Settling::Dead,
            Next::Again { after, rest } => Settling::Again {
                at: now + after,
                rest: rest.map(|rest| now + rest),
            },
        };
        let moves_on = matches!(settling, Settling::Taken | Settling::Dead);
        let going = self
            .queue
            .settle(webhook, holder, lane, event, &attempt, &settling)
            .await?;
        told(webhook, &attempt, &settling);
        Ok((going, moves_on))
    }

    /// Signs a message and posts it; `None` where no key is at hand to sign it with.
    async fn posted(
        &self,
        webhook: &Webhook,
        message: Message,
        number: u32,
    ) -> Option<(Attempt, Heard)> {
        let at = self.clock.now();
        let secrets = self.secrets(webhook, at);
        if secrets.is_empty() {
            return None;
        }
        let timestamp = at.timestamp();
        let posted = Posted {
            signature: signature(&secrets, &message.id, timestamp, &message.body),
            id: message.id,
            timestamp,
            media: message.media,
            body: message.body,
        };
        let heard = self.post.post(&webhook.url, &posted).await;
        let (status, error) = match &heard {
            Heard::Status { status, .. } => (Some(*status), None),
            Heard::Nothing { reason } => (None, Some(reason.chars().take(LONGEST_ERROR).collect())),
        };
        let attempt = Attempt {
            at,
            millis: (self.clock.now() - at).num_milliseconds().max(0),
            event: message.event.to_owned(),
            of: None,
            message: posted.id,
            number,
            status,
            error,
        };
        Some((attempt, heard))
    }

    /// Whether a key is at hand to sign the events of a subscription with.
    pub fn can_sign(&self, webhook: &Webhook) -> bool {
        !self.secrets(webhook, self.clock.now()).is_empty()
    }

    /// What signs the events of a subscription now, the latest first.
    fn secrets(&self, webhook: &Webhook, now: DateTime<Utc>) -> Vec<Secret> {
        let stored = webhook.signing(now);
        stored
            .filter_map(|held| self.keys.secret(webhook.id, held.generation, &held.key))
            .collect()
    }

    /// Sends an event that only shows that events arrive, and tells what became of it; `None` where no key is at hand
    /// to sign it with.
    ///
    /// # Errors
    /// [`StorageError`] where the log could not be written.
    pub async fn test(&self, webhook: &Webhook) -> Result<Option<Attempt>, StorageError> {
        let (now, chance) = (self.clock.now(), self.ids.random());
        let message = message::of_test(webhook, now, chance, &self.base);
        let Some((attempt, _)) = self.posted(webhook, message, 1).await else {
            return Ok(None);
        };
        self.queue.log(webhook.id, &attempt).await?;
        Ok(Some(attempt))
    }
}

/// Puts into the service's log what its operator should know: not the address, which may hold a secret of the receiver's.
fn told(webhook: &Webhook, attempt: &Attempt, settling: &Settling) {
    let Attempt { status, error, .. } = attempt;
    let (id, error) = (webhook.id, error.as_deref().unwrap_or_default());
    match settling {
        Settling::Taken => tracing::debug!(webhook = %id, ?status, "an event was taken"),
        Settling::Again { at, .. } => {
            tracing::info!(webhook = %id, ?status, error, again = %at, "an event was not taken");
        }
        Settling::Dead => {
            tracing::warn!(webhook = %id, ?status, error, "an event was given up");
        }
        Settling::Gone => tracing::warn!(webhook = %id, "the receiver wants no more events"),
    }
}
