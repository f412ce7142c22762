//! Subscriptions: the journal, followed from a cursor on.
//!
//! Each yields what the journal holds after the cursor, page by page, and then waits for more. A hint that more has
//! come only ends the wait early; what is told is always read from the journal, in its order and without holes.

use super::fail;
use super::object::{Change, Meeting};
use super::paging::{cursor, open};
use super::query::{id, organisation};
use super::scalar::DateTime;
use super::viewing::viewing;
use super::watching::{Watching, watching};
use application::error::AppError;
use application::following::Hints;
use application::read::ChangeHit;
use application::visibility::Visibility;
use async_graphql::{Context, Error, ID, Object, Result};
use domain::id::{MeetingId, OrganisationId};
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

/// Entries that are read at once.
const PAGE: u32 = 100;
/// How long nobody looks without a hint. Also how long a viewer who may see no more is still connected.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// One change of a meeting, as its journal has it.
#[derive(Debug, Clone)]
pub struct MeetingChange {
    hit: ChangeHit,
    meeting: MeetingId,
    version: i64,
}

/// One change of a meeting, as its journal has it.
#[Object]
impl MeetingChange {
    /// Where to go on from after a reconnect: pass it as `after`.
    async fn cursor(&self) -> String {
        cursor(&self.hit.sequence.to_string())
    }

    /// The meeting's version after this change.
    async fn version(&self) -> i64 {
        self.version
    }

    /// The command's name in the journal.
    async fn command(&self) -> &str {
        &self.hit.kind
    }

    /// When.
    async fn at(&self) -> DateTime {
        DateTime(self.hit.at)
    }

    /// The meeting as it stands now. Its version is higher than this change's where more has happened since.
    async fn meeting(&self, context: &Context<'_>) -> Option<Result<Meeting>> {
        let found = viewing(context).one(self.meeting).await;
        found.map(|held| held.map(Meeting)).transpose()
    }
}

/// What is told as it happens, over WebSocket.
#[derive(Debug, Clone, Copy)]
pub struct Subscription;

/// What is told as it happens, over WebSocket.
#[async_graphql::Subscription]
impl Subscription {
    /// Each change of a meeting, in order, for those who may read its drafts. After a reconnect, `after` with the last
    /// cursor goes on without loss or repetition.
    async fn meeting_changed(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The meeting's id.")] meeting: ID,
        #[graphql(desc = "Every change after this cursor; those from now on where left out.")]
        after: Option<String>,
    ) -> Result<BoxStream<'static, Result<MeetingChange>>> {
        let meeting = id("meeting", &meeting, MeetingId::parse)?;
        let found = viewing(context).one(meeting).await?;
        let owner = found.map(|held| held.meeting.owner.id);
        let what = What {
            organisation: owner.ok_or_else(|| fail(&missing("meeting")))?,
            meeting: Some(meeting),
        };
        let following = Following::from(what, after, watching(context)).await?;
        let journal = following.watching.journal();
        let version = journal
            .version_at(what.organisation, meeting, following.after)
            .await
            .map_err(|error| fail(&error.into()))?;
        Ok(
            following.entries((version, meeting), |(version, meeting), hit| {
                *version += 1;
                MeetingChange {
                    hit,
                    meeting: *meeting,
                    version: *version,
                }
            }),
        )
    }

    /// Each entry of an organisation's journal, in order, for its auditors. After a reconnect, `after` with the last
    /// cursor goes on without loss or repetition; a cursor of `changes` read as an auditor is good here too.
    async fn journal(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "Its name as an address, or its id.")] organisation: String,
        #[graphql(desc = "Every entry after this cursor; those from now on where left out.")]
        after: Option<String>,
    ) -> Result<BoxStream<'static, Result<Change>>> {
        let found = self::organisation(viewing(context), &organisation).await?;
        let what = What {
            organisation: found.ok_or_else(|| fail(&missing("journal")))?.id,
            meeting: None,
        };
        let following = Following::from(what, after, watching(context)).await?;
        Ok(following.entries((), |(), hit| {
            let key = hit.sequence.to_string();
            Change::new(hit, key)
        }))
    }
}

/// What is not there, or not for this viewer.
fn missing(what: &'static str) -> AppError {
    AppError::NotFound { what }
}

/// What is followed.
#[derive(Debug, Clone, Copy)]
struct What {
    organisation: OrganisationId,
    /// One meeting's entries; `None` = all.
    meeting: Option<MeetingId>,
}

impl What {
    /// Whether a viewer may follow it: else it does not exist.
    fn permitted(self, see: &Visibility) -> Result<(), AppError> {
        match self.meeting {
            Some(_) if see.is_inside(self.organisation) => Ok(()),
            None if see.journal.contains(&self.organisation) => Ok(()),
            Some(_) => Err(missing("meeting")),
            None => Err(missing("journal")),
        }
    }
}

/// Somebody who follows the journal.
struct Following {
    what: What,
    watching: Arc<Watching>,
    /// The last entry that was read.
    after: i64,
    /// Entries that were read and not told yet.
    ready: VecDeque<ChangeHit>,
    hints: Box<dyn Hints>,
}

impl Following {
    async fn from(
        what: What,
        after: Option<String>,
        watching: Arc<Watching>,
    ) -> Result<Self, Error> {
        let see = watching.look().await.map_err(|error| fail(&error.into()))?;
        what.permitted(&see).map_err(|error| fail(&error))?;
        // Hints first: what comes after the end was read is not missed.
        let hints = watching.journal().hints(Some(what.organisation));
        let end = watching
            .journal()
            .journal_end(what.organisation)
            .await
            .map_err(|error| fail(&error.into()))?;
        let after = match after {
            None => end,
            // A cursor beyond the end belongs to another journal, or to more of this one than the database holds: to
            // wait until it is reached would leave out what comes before.
            Some(cursor) => open(&cursor)?
                .parse()
                .ok()
                .filter(|sequence| (0..=end).contains(sequence))
                .ok_or_else(|| fail(&AppError::invalid("after", "not a cursor of this journal")))?,
        };
        Ok(Self {
            what,
            watching,
            after,
            ready: VecDeque::new(),
            hints,
        })
    }

    /// The next entry, as soon as there is one.
    async fn next(&mut self) -> Result<ChangeHit, AppError> {
        loop {
            if let Some(hit) = self.ready.pop_front() {
                return Ok(hit);
            }
            let see = self.watching.look().await?;
            self.what.permitted(&see)?;
            let What {
                organisation,
                meeting,
            } = self.what;
            let journal = self.watching.journal();
            let entries = journal
                .entries_after(organisation, meeting, self.after, PAGE)
                .await?;
            if let Some(last) = entries.last() {
                self.after = last.sequence;
                self.ready = entries.into();
                // After the entries, so that each finds at least what it tells of.
                self.watching.turn_to(see);
            } else {
                // Whether by a hint or by itself: it looks again.
                let _ = tokio::time::timeout(LONGEST_WAIT, self.hints.hinted()).await;
            }
        }
    }

    /// Every entry from here on, as it is told. An error is the last item.
    fn entries<S, T>(
        self,
        state: S,
        tell: fn(&mut S, ChangeHit) -> T,
    ) -> BoxStream<'static, Result<T>>
    where
        S: Send + 'static,
        T: Send + 'static,
    {
        stream::unfold(Some((self, state, tell)), |followed| async move {
            let (mut following, mut state, tell) = followed?;
            match following.next().await {
                Ok(hit) => {
                    let told = tell(&mut state, hit);
                    Some((Ok(told), Some((following, state, tell))))
                }
                Err(error) => Some((Err(fail(&error)), None)),
            }
        })
        .boxed()
    }
}
