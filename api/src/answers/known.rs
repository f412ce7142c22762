//! What is read on every request, and read again only where something was written since.

use super::watch::Watch;
use application::ports::Epoch;
use moka::future::Cache;
use std::hash::Hash;
use std::sync::Arc;

/// How many are held of a kind.
const MANY: u64 = 10_000;

/// Values by key, each with the epoch that the database had come to before it was read.
pub(crate) struct Known<K, V> {
    watch: Arc<Watch>,
    held: Option<Cache<K, (Epoch, V)>>,
}

impl<K, V> Known<K, V>
where
    K: Hash + Eq + Clone + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    /// None yet; or none ever, where nothing is to be held.
    pub(crate) fn new(watch: &Arc<Watch>, holds: bool) -> Self {
        Self {
            watch: Arc::clone(watch),
            held: holds.then(|| Cache::new(MANY)),
        }
    }

    /// The value of a key as it stands now, if it has one; that it has none is not held. Where the database does not say how
    /// far it has come, the value is read and not held either.
    ///
    /// # Errors
    /// Those of reading.
    pub(crate) async fn of<E>(
        &self,
        key: K,
        read: impl AsyncFnOnce() -> Result<Option<V>, E>,
    ) -> Result<Option<V>, E> {
        let Some(held) = &self.held else {
            return read().await;
        };
        let Some(epoch) = self.watch.now().await else {
            return read().await;
        };
        if let Some((at, value)) = held.get(&key).await
            && at >= epoch
        {
            return Ok(Some(value));
        }
        // Whatever was written meanwhile has moved the epoch on, and the next who asks reads anew.
        let value = read().await?;
        if let Some(value) = &value {
            held.insert(key, (epoch, value.clone())).await;
        }
        Ok(value)
    }
}
