//! Has what is owed delivered, for as long as the service runs.

use application::error::StorageError;
use application::webhooks::deliver::Deliverer;
use application::webhooks::{Going, Looked, Webhook};
use chrono::TimeDelta;
use domain::id::WebhookId;
use futures_util::StreamExt;
use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::task::{Id, JoinSet};
use uuid::Uuid;

/// How many subscriptions this process serves at once.
const AT_ONCE: usize = 64;
/// How many organisations' events one subscription is sent at once.
const LANES_AT_ONCE: usize = 4;
/// How long it rests at the most, where nothing can be read or signed.
const LONGEST_REST: Duration = Duration::from_secs(30);
/// How many lanes are read at once.
const LANES: u32 = 200;

/// What delivers.
#[derive(Debug)]
pub struct Worker {
    /// How.
    pub deliverer: Deliverer,
    /// How long it rests between two looks.
    pub rest: Duration,
    /// How long it may be silent before another serves in its place.
    pub lease: TimeDelta,
}

impl Worker {
    /// Delivers until the service ends. A receiver that is slow holds up no other.
    pub async fn run(self) -> Infallible {
        let mut served: HashMap<Id, WebhookId> = HashMap::new();
        let mut tasks: JoinSet<()> = JoinSet::new();
        if self.deliverer.keys.current().is_none() {
            return std::future::pending().await;
        }
        let mut rest = self.rest;
        loop {
            while let Some(ended) = tasks.try_join_next_with_id() {
                let id = match ended {
                    Ok((id, ())) => id,
                    Err(cause) => {
                        tracing::error!(%cause, "a delivery was given up");
                        cause.id()
                    }
                };
                served.remove(&id);
            }
            let now = self.deliverer.clock.now();
            let most = u32::try_from(AT_ONCE * 2).unwrap_or(u32::MAX);
            match self.deliverer.queue.waiting(now, most).await {
                Err(cause) => {
                    tracing::error!(%cause, "webhooks could not be looked for");
                    rest = (rest * 2).min(LONGEST_REST);
                }
                Ok(waiting) => {
                    rest = self.rest;
                    for id in waiting {
                        if served.len() >= AT_ONCE || served.values().any(|held| *held == id) {
                            continue;
                        }
                        let (deliverer, lease) = (self.deliverer.clone(), self.lease);
                        let task = tasks.spawn(async move { leased(&deliverer, id, lease).await });
                        served.insert(task.id(), id);
                    }
                }
            }
            tokio::time::sleep(rest).await;
        }
    }
}

/// Serves one subscription under a lease that is renewed while it lasts.
async fn leased(deliverer: &Deliverer, id: WebhookId, lease: TimeDelta) {
    let holder = deliverer.ids.salt();
    let now = deliverer.clock.now();
    let webhook = match deliverer.queue.lease(id, holder, now, now + lease).await {
        Ok(Some(webhook)) => webhook,
        Ok(None) => return,
        Err(cause) => return tracing::error!(webhook = %id, %cause, "no lease could be had"),
    };
    tokio::select! {
        served = served(deliverer, &webhook, holder) => {
            if let Err(cause) = served {
                tracing::error!(webhook = %id, %cause, "what was delivered could not be stored");
            }
            if let Err(cause) = deliverer.queue.release(id, holder).await {
                tracing::warn!(webhook = %id, %cause, "a lease was not given back; it ends by itself");
            }
        }
        () = lost(deliverer, id, holder, lease) => {
            tracing::warn!(webhook = %id, "the lease was lost: another process delivers");
        }
    }
}

/// Renews a lease; ends where that fails for so long that another may have it.
async fn lost(deliverer: &Deliverer, id: WebhookId, holder: Uuid, lease: TimeDelta) {
    let third = (lease / 3).to_std().unwrap_or(Duration::from_secs(1));
    let mut failed = 0;
    loop {
        tokio::time::sleep(third).await;
        let until = deliverer.clock.now() + lease;
        match deliverer.queue.renew(id, holder, until).await {
            Ok(true) => failed = 0,
            Ok(false) => return,
            Err(cause) => {
                tracing::warn!(webhook = %id, %cause, "a lease could not be renewed");
                failed += 1;
                if failed == 2 {
                    return;
                }
            }
        }
    }
}

/// Sends what a subscription owes until nothing is left that can be sent now.
async fn served(
    deliverer: &Deliverer,
    webhook: &Webhook,
    holder: Uuid,
) -> Result<(), StorageError> {
    if !deliverer.can_sign(webhook) {
        tracing::error!(
            webhook = %webhook.id,
            "nothing is delivered: the key that its secrets are derived from is missing"
        );
        tokio::time::sleep(LONGEST_REST).await;
        return Ok(());
    }
    loop {
        loop {
            match deliverer.queue.look(webhook, holder).await? {
                Looked::Partly => {}
                Looked::ToTheEnd => break,
                Looked::NotOurs => return Ok(()),
            }
        }
        let now = deliverer.clock.now();
        let lanes = deliverer.queue.lanes(webhook.id, now, LANES).await?;
        if lanes.is_empty() {
            return Ok(());
        }
        // What is on its way comes to its end, so that no event is sent twice for nothing; no other sets out.
        let stop = AtomicBool::new(false);
        let mut sent = futures_util::stream::iter(lanes)
            .map(async |lane| match stop.load(Ordering::Relaxed) {
                true => Ok(Going::Stop),
                false => deliverer.serve(webhook, holder, lane).await,
            })
            .buffer_unordered(LANES_AT_ONCE);
        let mut failed = None;
        while let Some(going) = sent.next().await {
            if !matches!(going, Ok(Going::On)) {
                stop.store(true, Ordering::Relaxed);
            }
            failed = failed.or(going.err());
        }
        if let Some(cause) = failed {
            return Err(cause);
        }
        if stop.load(Ordering::Relaxed) {
            return Ok(());
        }
    }
}
