//! Delivering webhooks: what secrets are derived from, who posts, and the worker that has it done.

pub mod sender;
mod worker;

pub use worker::Worker;

use crate::config::{ConfigError, Settings};
use crate::rest::service::base;
use crate::sealing::{made, next_to};
use application::ports::{Clock, Ids};
use application::webhooks::deliver::Deliverer;
use application::webhooks::signing::{KeyTooShort, Keyring};
use chrono::TimeDelta;
use data_encoding::BASE64;
use persistence::Store;
use sender::HttpPost;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;

/// Why webhooks cannot be set up.
#[derive(Debug, Error)]
pub enum Unusable {
    /// A setting.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The file beside the database.
    #[error("the key of webhooks, {path}: {reason}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}

/// What secrets are derived from: the settings' keys, or the one in a file beside a SQLite database, which is made where
/// there is none. Without either no webhook is made and none delivered.
///
/// # Errors
/// [`Unusable`] for a key that cannot be read.
pub fn keys(settings: &Settings, ids: &dyn Ids) -> Result<Keyring, Unusable> {
    if let Some(ring) = settings.webhook_keys()? {
        return Ok(ring);
    }
    let Some(path) = next_to(&settings.database_url, "webhook-key") else {
        tracing::warn!("webhooks are not delivered: PARAGRAF_WEBHOOK_KEY is not set");
        return Ok(Keyring::try_new([]).map_err(ConfigError::from)?);
    };
    let refused = |reason: String| Unusable::File {
        path: path.clone(),
        reason,
    };
    let read = || match std::fs::read_to_string(&path) {
        Ok(text) => {
            let ring = Keyring::try_new(text.split_whitespace());
            ring.map(Some)
                .map_err(|error: KeyTooShort| error.to_string())
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.to_string()),
    };
    if let Some(ring) = read().map_err(refused)? {
        return Ok(ring);
    }
    let key = BASE64.encode(&[ids.random(), ids.random()].concat());
    made(&path, &key, ids).map_err(|error| refused(error.to_string()))?;
    tracing::info!(path = %path.display(), "a key for webhooks was made; keep a copy of the file apart from the database");
    // Another process may have been first; what lies there holds.
    Ok(read()
        .map_err(refused)?
        .unwrap_or(Keyring::try_new([]).map_err(ConfigError::from)?))
}

/// Whoever delivers from a store, as the settings want it.
///
/// # Errors
/// [`Unusable`].
pub fn deliverer(
    settings: &Settings,
    store: &Store,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
) -> Result<Deliverer, Unusable> {
    Ok(Deliverer {
        queue: Arc::new(store.clone()),
        post: Arc::new(HttpPost::new(settings.webhook_networks()?)),
        clock,
        keys: Arc::new(keys(settings, ids.as_ref())?),
        ids,
        base: base(settings),
    })
}

/// The worker that has it done.
pub fn worker(settings: &Settings, deliverer: Deliverer) -> Worker {
    Worker {
        deliverer,
        rest: Duration::from_millis(u64::from(settings.webhook_interval.max(10))),
        lease: TimeDelta::seconds(i64::from(settings.webhook_lease.max(1))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::SystemIds;

    #[test]
    fn a_key_lies_beside_a_database_in_a_file_and_is_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let settings = Settings {
            database_url: format!("sqlite://{}/a.db", folder.path().display()),
            ..Settings::default()
        };
        let first = keys(&settings, &SystemIds).expect("a key");
        let second = keys(&settings, &SystemIds).expect("the same key");
        assert!(first.current().is_some());
        assert_eq!(first.current(), second.current());
        let file = folder.path().join("a.db.webhook-key");
        std::fs::write(&file, "too short").expect("written");
        let error = keys(&settings, &SystemIds)
            .expect_err("too short")
            .to_string();
        assert!(
            error.contains("at least 32") && !error.contains("too short"),
            "{error}"
        );
    }

    #[test]
    fn without_a_key_there_is_none() {
        let settings = Settings {
            database_url: "postgres://localhost/a".to_owned(),
            ..Settings::default()
        };
        let ring = keys(&settings, &SystemIds).expect("nothing");
        assert_eq!(ring.current(), None);
    }
}
