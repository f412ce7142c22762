//! Answers that are held in memory, and served while nothing was written since they were made.
//!
//! Each write moves the database's epoch on in its own transaction ([`Epoch`]). Whoever asks learns the epoch first, by a
//! statement that began after they asked, so that no answer is older than its question, whichever process took the
//! write; those who ask at the same time share the statement. An answer that was made while the epoch moved on is made
//! anew at one state of the database, so that none mixes two.

mod known;
mod watch;

pub(crate) use self::known::Known;
pub(crate) use self::watch::Watch;
use crate::metrics::AnswerFrom;
use actix_web::http::header::HeaderValue;
use application::actor::Actor;
use application::error::StorageError;
use application::ports::{Epoch, ReadModel};
use application::visibility::Visibility;
use bytes::Bytes;
use domain::Date;
use domain::text::Language;
use moka::future::Cache;
use moka::policy::EvictionPolicy;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use std::sync::Arc;
use std::time::Duration;

/// What a held answer takes beside its words, in bytes.
const OVERHEAD: usize = 512;
/// How often an answer that others are making is waited for.
const TURNS: u8 = 3;
/// How often one state of the database is asked for while the database answers all the same.
const TRIES: u8 = 50;
/// The time between two of these.
const PAUSE: Duration = Duration::from_millis(20);

/// The way that a question came; the same words mean something else on another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// The body of a POST to GraphQL, answered as `application/json`.
    Body,
    /// The parameters of a GET to GraphQL, answered as `application/json`.
    Parameters,
    /// The first, answered as `application/graphql-response+json`.
    BodyAsGraphql,
    /// The second, answered so.
    ParametersAsGraphql,
    /// An address of REST.
    Rest,
}

/// All that an answer depends on beside what is stored.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Question {
    /// How it came.
    pub way: Way,
    /// Its words.
    pub words: Bytes,
    /// The language of texts for people.
    pub language: Language,
    /// The day.
    pub day: Date,
    /// Who asks, and what they may see; `None` = nobody, who sees what is public.
    pub viewer: Option<Arc<(Actor, Visibility)>>,
}

/// Who asks, as a question tells it; `None` where their answers may not be held: those who are given secret matter, since
/// each reading is noted, and those who see what is kept apart from the record, as the files brought in are.
pub fn viewer(actor: Option<&Actor>, see: &Visibility) -> Option<Option<Arc<(Actor, Visibility)>>> {
    match actor {
        None => Some(None),
        Some(_) if !see.secrets.is_empty() || !see.access.is_empty() => None,
        Some(actor) => Some(Some(Arc::new((actor.clone(), see.clone())))),
    }
}

/// An answer that may be held.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Its body.
    pub body: Bytes,
    /// Its tag, where it has one.
    pub tag: Option<HeaderValue>,
    /// What its question may amount to, beyond a request.
    pub cost: u64,
    /// Whether its question is one of the documents that are trusted.
    pub trusted: bool,
}

/// What was made of a question.
#[derive(Debug)]
pub enum Made<O> {
    /// An answer that holds as long as nothing is written.
    Kept(Kept),
    /// Anything else: an error, which the next who asks may not meet.
    Other(O),
}

#[derive(Debug, Clone)]
struct Held {
    epoch: Epoch,
    /// `None` where what was made then could not be kept.
    kept: Option<Kept>,
}

/// Makes answers, or has them.
pub struct Answers {
    read: Arc<dyn ReadModel>,
    watch: Arc<Watch>,
    held: Option<Cache<Arc<Question>, Held>>,
    counted: Family<AnswerFrom, Counter>,
}

impl std::fmt::Debug for Answers {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Answers").finish_non_exhaustive()
    }
}

fn weight(question: &Arc<Question>, held: &Held) -> u32 {
    let body = held.kept.as_ref().map_or(0, |kept| kept.body.len());
    u32::try_from(OVERHEAD + question.words.len() + body).unwrap_or(u32::MAX)
}

impl Answers {
    /// Over a read model and the watch over it, in so many bytes at the most; 0 holds nothing.
    pub(crate) fn new(
        read: Arc<dyn ReadModel>,
        watch: Arc<Watch>,
        bytes: u64,
        counted: Family<AnswerFrom, Counter>,
    ) -> Self {
        // What was asked for last stays. Moka's own way is to let a new answer in where it was asked for oftener than all
        // of those together that it takes the place of: a long one never is, once short ones fill the memory.
        let cache = || Cache::builder().eviction_policy(EvictionPolicy::lru());
        let held = (bytes > 0).then(|| cache().max_capacity(bytes).weigher(weight).build());
        Self {
            watch,
            read,
            held,
            counted,
        }
    }

    fn count(&self, from: AnswerFrom) {
        self.counted.get_or_create(&from).inc();
    }

    /// The answer to a question where it is at hand and nothing was written since.
    pub async fn held(&self, question: Question) -> Option<Kept> {
        let Held { epoch, kept } = self.held.as_ref()?.get(&Arc::new(question)).await?;
        let kept = kept?;
        if self.watch.now().await? > epoch {
            return None;
        }
        self.count(AnswerFrom::MEMORY);
        Some(kept)
    }

    /// The answer to a question as it stands now; without a question it is made for this once. `make` may be called
    /// more than once.
    pub async fn answer<O>(
        &self,
        question: Option<Question>,
        make: impl AsyncFn(Arc<dyn ReadModel>) -> Made<O>,
    ) -> Made<O> {
        let Some(epoch) = self.watch.now().await else {
            // The database does not say how far it has come.
            return self.standing(&make).await.1;
        };
        let (Some(cache), Some(question)) = (&self.held, question) else {
            return self.made(epoch, &make).await.1;
        };
        let question = Arc::new(question);
        for _ in 0..TURNS {
            if let Some(Held { epoch: at, kept }) = cache.get(&question).await
                && at >= epoch
            {
                let Some(kept) = kept else { break };
                self.count(AnswerFrom::MEMORY);
                return Made::Kept(kept);
            }
            let mut ours = None;
            let making = async {
                let (epoch, made) = self.made(epoch, &make).await;
                let kept = match &made {
                    Made::Kept(kept) => Some(kept.clone()),
                    Made::Other(_) => None,
                };
                ours = Some(made);
                Held { epoch, kept }
            };
            let entry = cache.entry(Arc::clone(&question));
            entry
                .or_insert_with_if(making, |held| held.epoch < epoch)
                .await;
            if let Some(made) = ours {
                return made;
            }
        }
        self.made(epoch, &make).await.1
    }

    /// Makes an answer of one state, at the epoch or after it, and tells which.
    async fn made<O>(
        &self,
        epoch: Epoch,
        make: &impl AsyncFn(Arc<dyn ReadModel>) -> Made<O>,
    ) -> (Epoch, Made<O>) {
        self.count(AnswerFrom::DATABASE);
        let read = match self.held {
            Some(_) => self.read.at(epoch),
            None => Arc::clone(&self.read),
        };
        let made = make(read).await;
        if self.watch.now().await == Some(epoch) {
            return (epoch, made);
        }
        self.count(AnswerFrom::STANDING);
        self.standing(make).await
    }

    /// Makes an answer at one state of the database. Where none is to be had, an answer that fails tells so and is given; one
    /// that does not fail may mix two states, and is made again.
    async fn standing<O>(
        &self,
        make: &impl AsyncFn(Arc<dyn ReadModel>) -> Made<O>,
    ) -> (Epoch, Made<O>) {
        let mut tries = 0;
        loop {
            let standing = async {
                let read = self.read.standing().await?;
                Ok::<_, StorageError>((read.epoch().await?, read))
            };
            if let Ok((epoch, read)) = standing.await {
                return (epoch, make(read).await);
            }
            let made = make(Arc::clone(&self.read)).await;
            tries += 1;
            if matches!(made, Made::Other(_)) || tries == TRIES {
                // Older than any, so that nobody is given it again.
                return (Epoch(i64::MIN), made);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}
