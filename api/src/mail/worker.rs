//! Has mail sent that is due, for as long as the service runs.

use application::mail::sending::Sender;
use chrono::{DateTime, TimeDelta, Utc};
use domain::id::MailSubscriptionId;
use futures_util::StreamExt;
use std::convert::Infallible;
use std::time::Duration;

/// How many mails are handed over at once.
const AT_ONCE: usize = 4;
/// How many subscriptions one look finds.
const ONE_LOOK: u32 = 200;
/// How long it rests at the most, where nothing can be read.
const LONGEST_REST: Duration = Duration::from_secs(60);
/// How often links are forgotten that lead nowhere any more.
const PRUNING: TimeDelta = TimeDelta::hours(6);

/// What has mail sent.
#[derive(Debug)]
pub struct Worker {
    /// How.
    pub sender: Sender,
    /// How long it rests between two looks.
    pub rest: Duration,
    /// How long it serves a subscription at the most before another may.
    pub lease: TimeDelta,
}

impl Worker {
    /// Has mail sent until the service ends.
    pub async fn run(self) -> Infallible {
        let mut rest = self.rest;
        let mut pruned: Option<DateTime<Utc>> = None;
        loop {
            let now = self.sender.desk.clock.now();
            match self.sender.queue.mail_due(now, ONE_LOOK).await {
                Err(cause) => {
                    tracing::error!(%cause, "mail that is due could not be looked for");
                    rest = (rest * 2).min(LONGEST_REST);
                }
                Ok(due) => {
                    rest = self.rest;
                    futures_util::stream::iter(due)
                        .for_each_concurrent(AT_ONCE, |id| self.leased(id))
                        .await;
                }
            }
            if pruned.is_none_or(|before| before + PRUNING <= now) {
                pruned = Some(now);
                if let Err(cause) = self.sender.queue.prune_mail_links(now).await {
                    tracing::warn!(%cause, "old links of mail were not cleared");
                }
            }
            tokio::time::sleep(rest).await;
        }
    }

    /// Serves one subscription under a lease. It ends before the lease does.
    async fn leased(&self, id: MailSubscriptionId) {
        let holder = self.sender.desk.ids.salt();
        let now = self.sender.desk.clock.now();
        let until = now + self.lease;
        let due = match self.sender.queue.lease_mail(id, holder, now, until).await {
            Ok(Some(due)) => due,
            Ok(None) => return,
            Err(cause) => {
                return tracing::error!(subscription = %id, %cause, "no lease could be had");
            }
        };
        let longest = self.lease.to_std().unwrap_or(self.rest);
        match tokio::time::timeout(longest, self.sender.serve(due, holder)).await {
            Ok(Ok(())) => {}
            Ok(Err(cause)) => {
                tracing::error!(subscription = %id, %cause, "what became of a mail was not stored");
            }
            Err(_) => tracing::warn!(subscription = %id, "a mail took too long"),
        }
    }
}
