//! The key that logs of sealed units are signed with: from the settings, or a file beside a SQLite database.

use crate::config::{ConfigError, Settings};
use application::error::StorageError;
use application::ports::{Ids, SealAudit, Signer};
use application::sealing::{HandsOver, log_key, log_name};
use data_encoding::HEXLOWER;
use domain::id::OrganisationId;
use seal::checkpoint::Following;
use seal::key::{KeyError, KeyKind, PublicKey, SecretKey};
use seal::note::{NoteError, SignedNote};
use seal::rotation::hand_over;
use secrecy::ExposeSecret;
use std::io::Write;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why there is no key.
#[derive(Debug, Error)]
pub enum NoKey {
    /// A setting.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The file beside the database.
    #[error("the key of the seal, {path}: {reason}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// Whether anything is sealed cannot be read.
    #[error("the logs of sealed units cannot be read: {0}")]
    Storage(#[from] StorageError),
}

/// The service's key. Each owner's log has the same key under a name of its own.
#[derive(Debug, Clone)]
pub struct ServiceKey(SecretKey);

impl ServiceKey {
    /// The public half, under the service's name.
    pub fn public(&self) -> PublicKey {
        self.0.public()
    }
}

impl Signer for ServiceKey {
    fn key(&self, owner: OrganisationId) -> Result<PublicKey, KeyError> {
        log_key(&self.0.public(), owner)
    }

    fn sign(&self, owner: OrganisationId, checkpoint: &Following) -> Result<SignedNote, NoteError> {
        let name = log_name(self.0.public().name(), owner);
        let own = self
            .0
            .named(&name)
            .map_err(|_| NoteError::Form("the log's name makes no key's"))?;
        checkpoint.sign(&own)
    }
}

/// The key that leaves and the one that comes.
#[derive(Debug, Clone)]
pub struct Handing {
    old: SecretKey,
    new: SecretKey,
}

impl Handing {
    /// Two keys of one name: what logs are called does not change with their key.
    ///
    /// # Errors
    /// Why the one does not follow the other.
    pub fn new(old: ServiceKey, new: ServiceKey) -> Result<Self, String> {
        let (named, wanted) = (new.public(), old.public());
        if named == wanted {
            return Err("it is the key that is held already".to_owned());
        }
        if named.name() != wanted.name() {
            let (named, wanted) = (named.name(), wanted.name());
            return Err(format!(
                "it is called {named}, but the logs are called {wanted}; make one of that name"
            ));
        }
        Ok(Self {
            old: old.0,
            new: new.0,
        })
    }

    /// The new key, public.
    pub fn new_public(&self) -> PublicKey {
        self.new.public()
    }
}

impl HandsOver for Handing {
    fn keys(&self, log: &str) -> Result<[PublicKey; 2], KeyError> {
        Ok([self.old.public().named(log)?, self.new.public().named(log)?])
    }

    fn sign(&self, checkpoint: &Following) -> Result<SignedNote, NoteError> {
        let log = &checkpoint.checkpoint().origin;
        let named = |key: &SecretKey| {
            key.named(log)
                .map_err(|_| NoteError::Form("the log's name makes no key's"))
        };
        hand_over(checkpoint, &named(&self.old)?, &named(&self.new)?)
    }
}

/// The key in a file.
///
/// # Errors
/// [`NoKey::File`].
pub fn in_file(path: &Path) -> Result<ServiceKey, NoKey> {
    let refused = |reason: String| NoKey::File {
        path: path.to_owned(),
        reason,
    };
    let text = std::fs::read_to_string(path).map_err(|error| refused(error.to_string()))?;
    parsed(&text).map_err(refused)
}

/// A new key of a name.
///
/// # Errors
/// [`KeyError::Name`].
pub fn generate(name: &str, ids: &dyn Ids) -> Result<SecretKey, KeyError> {
    let mut random = [0; 32];
    for (half, bytes) in random
        .chunks_exact_mut(16)
        .zip([ids.random(), ids.random()])
    {
        half.copy_from_slice(&bytes);
    }
    SecretKey::from_randomness(name, KeyKind::Note, &random)
}

/// What a new key is called: after the address that the outside knows, else by chance.
pub fn default_name(settings: &Settings, ids: &dyn Ids) -> String {
    let host = settings.public_url.as_deref().and_then(|url| {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let host = rest.trim_end_matches('/');
        (!host.is_empty()).then(|| host.to_owned())
    });
    host.unwrap_or_else(|| {
        let chance = HEXLOWER.encode(ids.random().get(..4).unwrap_or_default());
        format!("paragraf.invalid/{chance}")
    })
}

fn parsed(text: &str) -> Result<ServiceKey, String> {
    let key = SecretKey::parse(text.trim()).map_err(|error| error.to_string())?;
    if key.public().kind() != KeyKind::Note {
        return Err("it is a witness's".to_owned());
    }
    Ok(ServiceKey(key))
}

/// The file beside a SQLite database; `None` for another database, and for one in memory.
fn beside(database_url: &str) -> Option<PathBuf> {
    next_to(database_url, "key")
}

/// A file beside a SQLite database, by what its name ends with.
pub(crate) fn next_to(database_url: &str, ending: &str) -> Option<PathBuf> {
    let path = database_url.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    let path = path.split('?').next().unwrap_or_default();
    (!path.is_empty() && !path.contains(":memory:"))
        .then(|| PathBuf::from(format!("{path}.{ending}")))
}

/// The key that the settings give or that lies beside the database; `None` where there is none.
///
/// # Errors
/// [`NoKey`] for a key that cannot be read.
pub fn held(settings: &Settings) -> Result<Option<ServiceKey>, NoKey> {
    if let Some(given) = &settings.seal_key {
        let key = parsed(given.expose_secret()).map_err(ConfigError::SealKey)?;
        return Ok(Some(key));
    }
    let Some(path) = beside(&settings.database_url) else {
        return Ok(None);
    };
    let refused = |reason: String| NoKey::File {
        path: path.clone(),
        reason,
    };
    match std::fs::read_to_string(&path) {
        Ok(text) => parsed(&text).map(Some).map_err(refused),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(refused(error.to_string())),
    }
}

/// The key that a service starts with. Beside a SQLite database without a key and without anything sealed, one is made.
///
/// # Errors
/// [`NoKey`].
pub async fn at_start(
    settings: &Settings,
    audit: &dyn SealAudit,
    ids: &dyn Ids,
) -> Result<Option<ServiceKey>, NoKey> {
    if let Some(key) = held(settings)? {
        if let Some((wanted, own)) = another(&key, audit).await {
            tracing::error!(
                held = own,
                wanted,
                "adjusted minutes are not sealed: the logs are signed with another key"
            );
        }
        return Ok(Some(key));
    }
    let Some(path) = beside(&settings.database_url) else {
        tracing::warn!("adjusted minutes are not sealed: PARAGRAF_SEAL_KEY is not set");
        return Ok(None);
    };
    if !audit.logs().await?.is_empty() {
        tracing::error!(
            path = %path.display(),
            "adjusted minutes are not sealed: the key that signed the logs is missing; restore it from its backup"
        );
        return Ok(None);
    }
    let refused = |reason: String| NoKey::File {
        path: path.clone(),
        reason,
    };
    let key = generate(&default_name(settings, ids), ids).map_err(|e| refused(e.to_string()))?;
    made(&path, &key.to_private_text(), ids).map_err(|error| refused(error.to_string()))?;
    tracing::info!(
        path = %path.display(),
        key = %key.public(),
        "a key for the seal was made; keep a copy of the file apart from the database"
    );
    // Another process may have been first; what lies there holds.
    held(settings)
}

/// The key of a log, and the one that the service would sign it with, where those are two. A database that cannot be
/// read yet tells nothing.
async fn another(key: &ServiceKey, audit: &dyn SealAudit) -> Option<(String, String)> {
    let owner = audit.reach().await.ok()?.first()?.owner;
    let wanted = audit.log(owner).await.ok()?.current_key()?;
    let own = key.key(owner).ok()?.to_string();
    (wanted != own).then_some((wanted, own))
}

/// Writes a key where none lies, whole or not at all, readable by its owner alone.
pub(crate) fn made(path: &Path, key: &str, ids: &dyn Ids) -> std::io::Result<()> {
    let mut draft = path.as_os_str().to_owned();
    draft.push(format!(".{}", ids.salt()));
    let draft = PathBuf::from(draft);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(&draft)?;
    writeln!(file, "{key}")?;
    file.sync_all()?;
    let linked = std::fs::hard_link(&draft, path);
    std::fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::SystemIds;

    #[test]
    fn a_key_lies_beside_a_database_in_a_file_and_nowhere_else() {
        for (url, path) in [
            ("sqlite://data/paragraf.db", Some("data/paragraf.db.key")),
            ("sqlite:a.db?mode=rwc", Some("a.db.key")),
            ("sqlite::memory:", None),
            ("postgres://localhost/a", None),
        ] {
            assert_eq!(beside(url), path.map(PathBuf::from), "{url}");
        }
    }

    #[test]
    fn a_new_key_is_called_after_the_address_and_never_the_same() {
        let settings = Settings {
            public_url: Some("https://protokoll.example/".to_owned()),
            ..Settings::default()
        };
        let name = default_name(&settings, &SystemIds);
        assert_eq!(name, "protokoll.example");
        let key = || generate(&name, &SystemIds).expect("a key").public();
        assert_ne!(key(), key());
        assert_ne!(SystemIds.random(), SystemIds.random());
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_lies_there_is_kept_and_read_by_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.db.key");
        let first = generate("log.example", &SystemIds).expect("a key");
        let second = generate("log.example", &SystemIds).expect("a key");
        made(&path, &first.to_private_text(), &SystemIds).expect("written");
        made(&path, &second.to_private_text(), &SystemIds).expect("left alone");
        let text = std::fs::read_to_string(&path).expect("a file");
        assert_eq!(parsed(&text).expect("a key").public(), first.public());
        let mode = std::fs::metadata(&path).expect("a file").permissions();
        assert_eq!(mode.mode() & 0o777, 0o600);
        let files = std::fs::read_dir(folder.path()).expect("a folder");
        assert_eq!(files.count(), 1);
    }
}
