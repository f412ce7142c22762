//! Following the journal on either engine.
//!
//! A commit of this process hints at once. On PostgreSQL the transaction also notifies, which is delivered when it
//! commits, so that other processes on the same database get the hint as well; between two processes on one SQLite
//! there is none, and those who wait look for themselves now and then.

use crate::read;
use crate::store::Store;
use application::error::StorageError;
use application::following::{Follow, Hints};
use application::read::ChangeHit;
use async_trait::async_trait;
use domain::id::{MeetingId, OrganisationId};
use sea_orm::DbBackend;
use sqlx::postgres::{PgListener, PgPoolOptions};
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::broadcast;
use uuid::Uuid;

/// The channel on which PostgreSQL notifies; the message is the organisation's id.
pub(crate) const CHANNEL: &str = "paragraf_journal";
/// Hints that wait for a slow reader before they become one.
const BACKLOG: usize = 64;
/// How long to wait before listening is tried again, at first and at most.
const RETRY: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(30));

/// Whose journal may have grown; `None` = anybody's.
type Hint = Option<OrganisationId>;

/// Where hints are given within this process.
#[derive(Debug, Clone)]
pub(crate) struct Bell(broadcast::Sender<Hint>);

impl Default for Bell {
    fn default() -> Self {
        Self(broadcast::channel(BACKLOG).0)
    }
}

impl Bell {
    fn ring(&self, hint: Hint) {
        // Nobody listens: nobody waits.
        let _ = self.0.send(hint);
    }

    /// Tells this process, once the transaction is committed.
    pub(crate) fn committed(&self, grown: &BTreeSet<OrganisationId>) {
        for organisation in grown {
            self.ring(Some(*organisation));
        }
    }
}

struct Listening {
    /// Whose journal; `None` = anybody's.
    organisation: Hint,
    hints: broadcast::Receiver<Hint>,
}

#[async_trait]
impl Hints for Listening {
    async fn hinted(&mut self) {
        loop {
            match self.hints.recv().await {
                Ok(Some(grown)) if self.organisation.is_some_and(|ours| ours != grown) => {}
                // Too many came to keep them all: one may have been ours.
                Ok(_) | Err(broadcast::error::RecvError::Lagged(_)) => break,
                // The bell is gone and rings no more.
                Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
            }
        }
        self.hints = self.hints.resubscribe();
    }
}

#[async_trait]
impl Follow for Store {
    async fn journal_end(&self, organisation: OrganisationId) -> Result<i64, StorageError> {
        read::spine::journal_end(&self.reader, organisation).await
    }

    async fn entries_after(
        &self,
        organisation: OrganisationId,
        about: Option<MeetingId>,
        sequence: i64,
        most: u32,
    ) -> Result<Vec<ChangeHit>, StorageError> {
        read::spine::entries_after(&self.reader, organisation, about, sequence, most).await
    }

    async fn version_at(
        &self,
        organisation: OrganisationId,
        meeting: MeetingId,
        sequence: i64,
    ) -> Result<i64, StorageError> {
        read::spine::version_at(&self.reader, organisation, meeting, sequence).await
    }

    async fn feed_end(&self, organisation: Option<OrganisationId>) -> Result<i64, StorageError> {
        read::spine::feed_end(&self.reader, organisation).await
    }

    fn hints(&self, organisation: Option<OrganisationId>) -> Box<dyn Hints> {
        Box::new(Listening {
            organisation,
            hints: self.bell.0.subscribe(),
        })
    }
}

impl Store {
    /// Passes on the hints of other processes, as long as it is polled. A service has one of it running.
    pub async fn listen(&self) -> Infallible {
        if self.writer.get_database_backend() != DbBackend::Postgres {
            std::future::pending::<()>().await;
        }
        let mut pause = RETRY.0;
        loop {
            let Err(cause) = self.listen_until_it_fails(&mut pause).await;
            tracing::warn!(%cause, ?pause, "hints of other processes are not heard for a while");
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(RETRY.1);
        }
    }

    async fn listen_until_it_fails(&self, pause: &mut Duration) -> Result<Infallible, sqlx::Error> {
        let options = self.writer.get_postgres_connection_pool().connect_options();
        // A connection of its own, which lives as long as it can.
        let pool = PgPoolOptions::new()
            .max_connections(1)
            .max_lifetime(None)
            .idle_timeout(None)
            .connect_with((*options).clone())
            .await?;
        let mut listener = PgListener::connect_with(&pool).await?;
        listener.listen(CHANNEL).await?;
        *pause = RETRY.0;
        // What came before it listened was not heard.
        self.bell.ring(None);
        loop {
            let hint = listener.try_recv().await?.and_then(|notification| {
                let organisation = Uuid::parse_str(notification.payload()).ok()?;
                Some(OrganisationId::from_uuid(organisation))
            });
            // A connection that was lost and is there again gives no organisation: anybody's journal may have grown.
            self.bell.ring(hint);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn organisation(number: u128) -> OrganisationId {
        OrganisationId::from_uuid(Uuid::from_u128(number))
    }

    async fn comes(hints: &mut Listening) -> bool {
        tokio::time::timeout(Duration::from_millis(50), hints.hinted())
            .await
            .is_ok()
    }

    #[tokio::test]
    async fn hints_reach_whom_they_concern_and_many_are_one() {
        let bell = Bell::default();
        let mut ours = Listening {
            organisation: Some(organisation(1)),
            hints: bell.0.subscribe(),
        };
        let mut anybodys = Listening {
            organisation: None,
            hints: bell.0.subscribe(),
        };
        bell.ring(Some(organisation(2)));
        assert!(!comes(&mut ours).await, "another's");
        assert!(comes(&mut anybodys).await, "whosever");
        for _ in 0..3 {
            bell.ring(Some(organisation(1)));
        }
        assert!(comes(&mut ours).await);
        assert!(!comes(&mut ours).await, "the three were one");
        bell.ring(None);
        assert!(comes(&mut ours).await, "anybody's");
        for _ in 0..=BACKLOG {
            bell.ring(Some(organisation(2)));
        }
        assert!(comes(&mut ours).await, "more than could be kept");
    }
}
