//! Waiting for something new: a list that is empty is read again when the feed has grown.

use super::{Asked, Planned, Twin};
use crate::context::{Sight, Views};
use crate::draining::Drain;
use crate::rest::problem::Fault;
use actix_web::HttpRequest;
use actix_web::web::Data;
use application::actor::Actor;
use application::error::StorageError;
use application::following::Hints;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

/// How many may wait at once.
const MOST: usize = 500;
/// How long nobody looks without a hint.
const UNHINTED: Duration = Duration::from_secs(2);

/// Those who wait.
pub struct Waiting {
    views: Arc<Views>,
    places: Arc<Semaphore>,
}

impl std::fmt::Debug for Waiting {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Waiting").finish_non_exhaustive()
    }
}

/// A place among those who wait, and how far the feed was seen.
pub struct Waiter {
    views: Arc<Views>,
    hints: Box<dyn Hints>,
    seen: i64,
    /// Who waits, as their token stood when they were last looked at. Whoever has one may read a journal, which grows
    /// without the feed.
    actor: Option<Actor>,
    /// Whether their token gives something else since: what they read from now on is another list.
    otherwise: bool,
    drain: Option<Data<Drain>>,
    _held: OwnedSemaphorePermit,
}

impl std::fmt::Debug for Waiter {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Waiter").finish_non_exhaustive()
    }
}

impl Waiting {
    /// Nobody yet.
    pub fn new(views: Arc<Views>) -> Self {
        Self {
            views,
            places: Arc::new(Semaphore::new(MOST)),
        }
    }

    /// A place; `None` where too many wait. What is read after it was taken misses nothing that it is woken for.
    ///
    /// # Errors
    /// [`Fault`] where the token does not hold, or the feed cannot be read.
    pub async fn place(&self, http: &HttpRequest) -> Result<Option<Waiter>, Fault> {
        let Ok(held) = Arc::clone(&self.places).try_acquire_owned() else {
            return Ok(None);
        };
        let hints = self.views.follow.hints(None);
        Ok(Some(Waiter {
            seen: self.views.follow.feed_end(None).await?,
            views: Arc::clone(&self.views),
            hints,
            actor: self.views.bearer(http).await?,
            otherwise: false,
            drain: http.app_data::<Data<Drain>>().cloned(),
            _held: held,
        }))
    }

    /// What a read finds, after so long a wait as was asked for where it finds an empty page.
    pub(super) async fn find(
        &self,
        twin: &Twin,
        http: &HttpRequest,
        planned: &Planned,
        asked: &Asked,
    ) -> Result<(Sight, Option<Value>), Fault> {
        if asked.wait.is_zero() {
            return twin.find(http, planned, asked).await;
        }
        let until = Instant::now() + asked.wait;
        let place = self.place(http).await?;
        let mut found = twin.find(http, planned, asked).await?;
        let Some(mut place) = place else {
            return Ok(found);
        };
        while is_empty(found.1.as_ref()) && place.grown(until).await? {
            found = twin.find(http, planned, asked).await?;
        }
        Ok(found)
    }
}

fn is_empty(page: Option<&Value>) -> bool {
    page.is_some_and(|page| page["nodes"].as_array().is_some_and(Vec::is_empty))
}

impl Waiter {
    /// Whether nobody waits any more: the service is about to stop, or the token gives something else than before.
    pub fn is_to_end(&self) -> bool {
        self.otherwise || self.drain.as_ref().is_some_and(|drain| drain.begun())
    }

    /// Whether the token gives something else than when the wait began.
    pub const fn stands_otherwise(&self) -> bool {
        self.otherwise
    }

    async fn look(&mut self) -> Result<(), StorageError> {
        if let Some(actor) = &self.actor {
            let now = self.views.still(actor.clone()).await?;
            self.otherwise = now.as_ref() != Some(actor);
        }
        Ok(())
    }

    /// Waits until there may be something new, or who waits may read less; false where there is nothing by the end of the time, or the service is
    /// about to stop.
    ///
    /// # Errors
    /// [`StorageError`] where the feed cannot be read.
    pub async fn grown(&mut self, until: Instant) -> Result<bool, StorageError> {
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || self.is_to_end() {
                return Ok(false);
            }
            let hinted = tokio::time::timeout(left.min(UNHINTED), self.hints.hinted()).await;
            self.look().await?;
            if self.otherwise {
                return Ok(true);
            }
            let journals = self.actor.is_some();
            let end = self.views.follow.feed_end(None).await?;
            if end != self.seen || (hinted.is_ok() && journals) {
                self.seen = end;
                return Ok(true);
            }
        }
    }
}
