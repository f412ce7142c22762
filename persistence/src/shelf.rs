//! What was read while the database stood at an epoch, for others who read at the same one: what every list asks for again
//! and few writes change.
//!
//! It is given to those alone who look, when they are done, whether the epoch is still the one that they came with, and who
//! throw away what they made if it is not ([`ReadModel::at`]). Whatever was read in between and is of a later state is
//! thrown away with it.
//!
//! [`ReadModel::at`]: application::ports::ReadModel::at

use application::error::StorageError;
use application::ports::Epoch;
use application::read::{
    AssignmentFilter, AssignmentOrder, Connection, DecisionFilter, MeetingFilter, Page,
};
use application::visibility::Visibility;
use domain::body::Body;
use domain::id::{BodyId, OrganisationId};
use domain::organisation::Organisation;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

/// How many of a kind are held.
const MANY: usize = 2_000;
/// How long the words are at the most by which a list that is held was asked for, in bytes, and how many kinds.
const SHORT: usize = 500;

/// A list that is counted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Counted {
    Meetings(MeetingFilter),
    Decisions(DecisionFilter),
    /// Their order too: what is ordered by its words is left out where words are secret.
    Assignments(AssignmentFilter, AssignmentOrder),
    /// Paragraphs with terms.
    Paragraphs(Vec<String>),
}

impl Counted {
    /// Whether it is held: what anybody asks with long words would fill the memory.
    fn is_short(&self) -> bool {
        let words = |terms: &[String]| terms.iter().map(String::len).sum::<usize>();
        let length = match self {
            Self::Meetings(_) => 0,
            Self::Decisions(filter) => {
                filter.kinds.len() + words(filter.terms.as_deref().unwrap_or_default())
            }
            Self::Assignments(filter, _) => filter.assignee.as_ref().map_or(0, String::len),
            Self::Paragraphs(terms) => words(terms),
        };
        length <= SHORT
    }
}

/// What is held at an epoch.
#[derive(Debug, Default)]
pub(crate) struct Held {
    epoch: Option<Epoch>,
    counts: HashMap<(Counted, Visibility), u64>,
    /// As the public sees them.
    pub(crate) bodies: HashMap<BodyId, Body>,
    /// As the public sees them.
    pub(crate) organisations: HashMap<OrganisationId, Organisation>,
}

/// What is held of a database, for reads at an epoch; for those at none nothing is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shelf {
    held: Arc<Mutex<Held>>,
    epoch: Option<Epoch>,
}

impl Shelf {
    /// The same shelf, for reads at an epoch or at none.
    pub(crate) fn at(&self, epoch: Option<Epoch>) -> Self {
        Self {
            held: Arc::clone(&self.held),
            epoch,
        }
    }

    /// Something of what is held at the epoch; `None` where others have come further.
    fn with<T>(&self, ask: impl FnOnce(&mut Held) -> T) -> Option<T> {
        let epoch = self.epoch?;
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.epoch < Some(epoch) {
            *held = Held {
                epoch: Some(epoch),
                ..Held::default()
            };
        }
        (held.epoch == Some(epoch)).then(|| ask(&mut held))
    }

    /// A page of a list, which is counted where that was not done before.
    pub(crate) async fn counted<T>(
        &self,
        of: Counted,
        page: &Page,
        see: &Visibility,
        list: impl AsyncFnOnce(&Page) -> Result<Connection<T>, StorageError>,
    ) -> Result<Connection<T>, StorageError> {
        // Who is given secret matter is noted with the time, which is found only once.
        if !page.count || see.reader.is_some() || !of.is_short() {
            return list(page).await;
        }
        let key = (of, see.clone());
        let known = self.with(|held| held.counts.get(&key).copied()).flatten();
        let page = Page {
            count: known.is_none(),
            ..page.clone()
        };
        let mut found = list(&page).await?;
        match (known, found.total) {
            (None, Some(total)) => {
                self.with(|held| put(&mut held.counts, [(key, total)]));
            }
            (known, _) => found.total = known,
        }
        Ok(found)
    }

    /// Things by id, of which those are read that were not before.
    pub(crate) async fn by_id<K: Copy + Eq + Hash, V: Clone>(
        &self,
        kind: fn(&mut Held) -> &mut HashMap<K, V>,
        ids: &[K],
        see: &Visibility,
        read: impl AsyncFnOnce(&[K]) -> Result<HashMap<K, V>, StorageError>,
    ) -> Result<HashMap<K, V>, StorageError> {
        if *see != Visibility::public() {
            return read(ids).await;
        }
        let at_hand = |held: &mut Held| {
            let held = kind(held);
            let known = ids.iter().map(|id| (*id, held.get(id).cloned()));
            known.collect::<Vec<_>>()
        };
        let Some(known) = self.with(at_hand) else {
            return read(ids).await;
        };
        let missing = known.iter().filter(|(_, held)| held.is_none());
        let missing: Vec<K> = missing.map(|(id, _)| *id).collect();
        let mut found = HashMap::with_capacity(ids.len());
        if !missing.is_empty() {
            found = read(&missing).await?;
            let new: Vec<_> = found.iter().map(|(id, held)| (*id, held.clone())).collect();
            self.with(|held| put(kind(held), new));
        }
        let known = known.into_iter();
        found.extend(known.filter_map(|(id, held)| Some((id, held?))));
        Ok(found)
    }
}

/// Where there is no more room, all goes: what is asked for again comes again.
fn put<K: Eq + Hash, V>(held: &mut HashMap<K, V>, new: impl IntoIterator<Item = (K, V)>) {
    for (key, value) in new {
        if held.len() >= MANY {
            held.clear();
        }
        held.insert(key, value);
    }
}
