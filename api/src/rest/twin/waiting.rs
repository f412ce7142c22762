//! Waiting for something new: a list that is empty is read again when the feed has grown.

use super::{Asked, Planned, Twin};
use crate::context::{Sight, Views};
use crate::draining::Drain;
use crate::rest::problem::Fault;
use actix_web::HttpRequest;
use actix_web::http::header;
use actix_web::web::Data;
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
    /// Whether a journal may be what is read: it grows without the feed.
    journals: bool,
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
    /// [`StorageError`] where the feed cannot be read.
    pub async fn place(&self, http: &HttpRequest) -> Result<Option<Waiter>, StorageError> {
        let Ok(held) = Arc::clone(&self.places).try_acquire_owned() else {
            return Ok(None);
        };
        let hints = self.views.follow.hints(None);
        Ok(Some(Waiter {
            seen: self.views.follow.feed_end(None).await?,
            views: Arc::clone(&self.views),
            hints,
            journals: http.headers().contains_key(header::AUTHORIZATION),
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
    /// Whether the service is about to stop, and nobody waits any more.
    pub fn is_to_end(&self) -> bool {
        self.drain.as_ref().is_some_and(|drain| drain.begun())
    }

    /// Waits until there may be something new; false where there is nothing by the end of the time, or the service is
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
            let end = self.views.follow.feed_end(None).await?;
            if end != self.seen || (hinted.is_ok() && self.journals) {
                self.seen = end;
                return Ok(true);
            }
        }
    }
}
