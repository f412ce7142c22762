//! Files that come in to become records: taken to a file without a name as they arrive, read by a process of their own,
//! kept by the use case.

mod reader;
pub mod told;

use crate::config::Settings;
use actix_web::web::{Bytes, Payload};
use application::actor::Actor;
use application::error::{AppError, FileFault};
use application::imports::{self, Answer, NewImport, Operator};
use application::live::Desk;
use application::once::Once;
use application::ports::Address;
use application::visibility::Visibility;
use data_encoding::HEXLOWER;
use futures_util::StreamExt;
use reader::Reader;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::Instant;

/// Files that are read at once.
const AT_ONCE: usize = 2;
/// Where the file stands in a request.
const BODY: &str = "body";

/// What takes files in.
#[derive(Clone)]
pub struct Importing {
    desk: Desk,
    reader: Reader,
    turns: Arc<Semaphore>,
    most: u64,
    patience: Duration,
}

impl std::fmt::Debug for Importing {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Importing").finish_non_exhaustive()
    }
}

/// What is said of a file that comes in.
#[derive(Debug)]
pub struct Coming {
    /// Whose it is to be.
    pub address: Address,
    /// What it is brought in with.
    pub batch: Option<String>,
    /// Its name.
    pub file: String,
    /// How many bytes it is said to have.
    pub length: Option<u64>,
    /// What makes it safe to repeat.
    pub once: Once,
}

/// A file that has come in.
struct Come {
    file: File,
    size: u64,
    digest: String,
}

impl Importing {
    /// As the settings say.
    pub fn new(desk: Desk, settings: &Settings) -> Self {
        let most = u64::try_from(extraction::MAX_FILE).unwrap_or(u64::MAX);
        Self {
            desk,
            reader: Reader::new(settings),
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            most: settings.upload_bytes.min(most),
            patience: Duration::from_secs(settings.upload_seconds),
        }
    }

    /// Takes a file in and has it read, or tells that it is here already.
    ///
    /// # Errors
    /// As [`imports::receive`]; `FILE_TOO_LARGE`, `FILE_TOO_SLOW`. A file that gives no minutes is no error: it is kept
    /// as refused, with the reason.
    pub async fn take(
        &self,
        actor: &Actor,
        see: &Visibility,
        coming: &Coming,
        payload: Payload,
    ) -> Result<Answer, AppError> {
        let operator = Operator { actor, see };
        // Who may not is told so before a byte is read.
        let owner = imports::owner(operator, &coming.address, &self.desk).await?;
        if coming.length.is_some_and(|length| length > self.most) {
            return Err(self.too_large());
        }
        let come = self.arrive(payload).await?;
        let known = imports::known(&owner, &come.digest, &self.desk).await?;
        let (media, read) = match known {
            // It is told again below, under the owner's lock.
            Some(_) => (None, reader::unread()),
            None => {
                let turn = Arc::clone(&self.turns).acquire_owned().await;
                let _turn = turn.map_err(|_| AppError::invalid(BODY, "the service stops"))?;
                self.reader.read(come.file, &coming.file, &owner.name).await
            }
        };
        let new = NewImport {
            batch: coming.batch.clone(),
            file: coming.file.clone(),
            media,
            size: come.size,
            digest: come.digest,
            read,
        };
        imports::receive(operator, &coming.address, &new, &coming.once, &self.desk).await
    }

    fn too_large(&self) -> AppError {
        AppError::File {
            fault: FileFault::TooLarge,
            field: BODY,
            reason: format!("must have at most {} bytes", self.most),
        }
    }

    /// Takes what arrives to a file that has no name, so that none is in memory whole.
    async fn arrive(&self, mut payload: Payload) -> Result<Come, AppError> {
        let until = Instant::now() + self.patience;
        let mut come = Arriving::begun()?;
        loop {
            let part = match tokio::time::timeout_at(until, payload.next()).await {
                Ok(None) => break,
                Ok(Some(Ok(part))) => part,
                Ok(Some(Err(error))) => return Err(AppError::invalid(BODY, error.to_string())),
                Err(_) => {
                    return Err(AppError::File {
                        fault: FileFault::TooSlow,
                        field: BODY,
                        reason: "it did not arrive in time".to_owned(),
                    });
                }
            };
            come.add(part)?;
            if come.size > self.most {
                return Err(self.too_large());
            }
        }
        come.whole()
    }
}

/// A file that is coming in.
struct Arriving {
    file: File,
    size: u64,
    hasher: Sha256,
}

impl Arriving {
    fn begun() -> Result<Self, AppError> {
        Ok(Self {
            file: tempfile::tempfile().map_err(|error| no_room(&error))?,
            size: 0,
            hasher: Sha256::new(),
        })
    }

    fn add(&mut self, part: Bytes) -> Result<(), AppError> {
        self.size = self
            .size
            .saturating_add(u64::try_from(part.len()).unwrap_or(u64::MAX));
        self.hasher.update(&part);
        self.file.write_all(&part).map_err(|error| no_room(&error))
    }

    fn whole(mut self) -> Result<Come, AppError> {
        self.file
            .seek(SeekFrom::Start(0))
            .map_err(|error| no_room(&error))?;
        Ok(Come {
            file: self.file,
            size: self.size,
            digest: HEXLOWER.encode(&self.hasher.finalize()),
        })
    }
}

/// The folder for what has no name is full, or there is none.
fn no_room(error: &std::io::Error) -> AppError {
    let kept = std::io::Error::new(error.kind(), error.to_string());
    application::error::StorageError::Unavailable(Box::new(kept)).into()
}
