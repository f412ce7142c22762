//! Files outside the database: in a folder, or in S3-compatible storage. The third place, the database itself, is
//! `persistence`'s.

#[cfg(test)]
mod tests;

use application::error::StorageError;
use application::ports::{Files, ReadFile, WriteFile};
use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use domain::id::AttachmentId;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{
    GetOptions, GetRange, MultipartUpload, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig,
};
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;

/// Why files cannot be kept where the settings want them.
#[derive(Debug, Error)]
pub enum Unusable {
    /// The address names no place that there is.
    #[error("expected database, file:///… or s3://bucket")]
    Address,
    /// Nobody may write to storage without a key.
    #[error("s3:// needs PARAGRAF_FILES_KEY and PARAGRAF_FILES_SECRET")]
    NoKey,
    /// Nothing but the loopback is asked without TLS.
    #[error("PARAGRAF_FILES_ENDPOINT must start with https://, or be of this machine")]
    NoTls,
    /// The folder cannot be made.
    #[error("the folder cannot be made: {0}")]
    Folder(#[from] std::io::Error),
    /// The storage refuses its settings. What was given is not told.
    #[error("the storage cannot be set up: {0}")]
    Storage(#[from] object_store::Error),
}

/// Where files are kept.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// `file:///…` or `s3://bucket/prefix`.
    pub url: &'a str,
    /// Address of the storage; that of the region where left out.
    pub endpoint: Option<&'a str>,
    /// Its region.
    pub region: &'a str,
    /// Name and secret of the key to it.
    pub account: Option<(&'a str, &'a str)>,
}

impl std::fmt::Debug for Place<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Place")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

/// Opens a place. It is asked nothing yet.
///
/// # Errors
/// [`Unusable`].
pub fn open(place: &Place<'_>) -> Result<ObjectFiles, Unusable> {
    if let Some(folder) = place.url.strip_prefix("file://") {
        if folder.is_empty() {
            return Err(Unusable::Address);
        }
        std::fs::create_dir_all(folder)?;
        // What is acknowledged is not lost in a power cut, as in the database.
        let store = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        return Ok(ObjectFiles::new(Arc::new(store), ""));
    }
    let (bucket, prefix) = place
        .url
        .strip_prefix("s3://")
        .map(|rest| rest.split_once('/').unwrap_or((rest, "")))
        .filter(|(bucket, _)| !bucket.is_empty())
        .ok_or(Unusable::Address)?;
    let (key, secret) = place.account.ok_or(Unusable::NoKey)?;
    let plain = place
        .endpoint
        .and_then(|endpoint| endpoint.strip_prefix("http://"));
    let own = ["127.0.0.1:", "[::1]:", "localhost:"];
    if plain.is_some_and(|host| !own.iter().any(|loopback| host.starts_with(loopback))) {
        return Err(Unusable::NoTls);
    }
    let builder = AmazonS3Builder::new()
        .with_bucket_name(bucket)
        .with_region(place.region)
        .with_access_key_id(key)
        .with_secret_access_key(secret)
        .with_allow_http(plain.is_some())
        .with_retry(RetryConfig {
            max_retries: 3,
            retry_timeout: Duration::from_secs(30),
            ..RetryConfig::default()
        });
    let builder = match place.endpoint {
        Some(endpoint) => builder.with_endpoint(endpoint),
        None => builder,
    };
    Ok(ObjectFiles::new(Arc::new(builder.build()?), prefix))
}

/// Files as objects, each under the id of its attachment.
#[derive(Debug, Clone)]
pub struct ObjectFiles {
    store: Arc<dyn ObjectStore>,
    prefix: Path,
}

/// How many bytes are sent at once: the least that S3 takes for a part.
const PART: usize = 5 * 1024 * 1024;

fn unavailable(error: object_store::Error) -> StorageError {
    StorageError::Unavailable(Box::new(error))
}

/// What is asked for, or `None` where there is no such object.
fn there<T>(asked: object_store::Result<T>) -> Result<Option<T>, StorageError> {
    match asked {
        Ok(found) => Ok(Some(found)),
        Err(object_store::Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(unavailable(error)),
    }
}

impl ObjectFiles {
    fn new(store: Arc<dyn ObjectStore>, prefix: &str) -> Self {
        Self {
            store,
            prefix: Path::from(prefix),
        }
    }

    fn path(&self, id: AttachmentId) -> Path {
        self.prefix.clone().join(id.to_string())
    }
}

/// A file on its way into storage: it can be seen there once it is whole.
struct Writing {
    upload: Box<dyn MultipartUpload>,
    held: BytesMut,
}

impl Writing {
    async fn send(&mut self) -> Result<(), StorageError> {
        let part = PutPayload::from_bytes(self.held.split().freeze());
        self.upload.put_part(part).await.map_err(unavailable)
    }
}

#[async_trait]
impl WriteFile for Writing {
    async fn write(&mut self, mut bytes: Bytes) -> Result<(), StorageError> {
        while !bytes.is_empty() {
            let room = PART.saturating_sub(self.held.len());
            let part = bytes.split_to(room.min(bytes.len()));
            self.held.extend_from_slice(&part);
            if self.held.len() >= PART {
                self.send().await?;
            }
        }
        Ok(())
    }

    async fn finish(mut self: Box<Self>) -> Result<(), StorageError> {
        if !self.held.is_empty() {
            self.send().await?;
        }
        self.upload.complete().await.map_err(unavailable)?;
        Ok(())
    }

    async fn abort(mut self: Box<Self>) -> Result<(), StorageError> {
        self.upload.abort().await.map_err(unavailable)
    }
}

/// A file on its way out of storage.
struct Reading {
    stream: BoxStream<'static, object_store::Result<Bytes>>,
    left: u64,
}

#[async_trait]
impl ReadFile for Reading {
    async fn next(&mut self) -> Result<Option<Bytes>, StorageError> {
        match self.stream.next().await {
            Some(Ok(bytes)) => {
                let long = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                self.left = self.left.saturating_sub(long);
                Ok(Some(bytes))
            }
            Some(Err(error)) => Err(unavailable(error)),
            None if self.left == 0 => Ok(None),
            None => Err(StorageError::Corrupt {
                what: "file",
                reason: "it is cut short".to_owned(),
            }),
        }
    }
}

#[async_trait]
impl Files for ObjectFiles {
    async fn create(&self, id: AttachmentId) -> Result<Box<dyn WriteFile>, StorageError> {
        let path = self.path(id);
        let upload = self.store.put_multipart(&path).await;
        Ok(Box::new(Writing {
            upload: upload.map_err(unavailable)?,
            held: BytesMut::new(),
        }))
    }

    async fn size(&self, id: AttachmentId) -> Result<Option<u64>, StorageError> {
        let found = there(self.store.head(&self.path(id)).await)?;
        Ok(found.map(|object| object.size))
    }

    async fn open(
        &self,
        id: AttachmentId,
        range: Range<u64>,
    ) -> Result<Option<Box<dyn ReadFile>>, StorageError> {
        let left = range.end.saturating_sub(range.start);
        let options = GetOptions {
            range: Some(GetRange::Bounded(range)),
            ..GetOptions::default()
        };
        let found = there(self.store.get_opts(&self.path(id), options).await)?;
        Ok(found.map(|found| {
            let stream = found.into_stream();
            Box::new(Reading { stream, left }) as Box<dyn ReadFile>
        }))
    }

    async fn delete(&self, id: AttachmentId) -> Result<(), StorageError> {
        there(self.store.delete(&self.path(id)).await).map(drop)
    }

    async fn list(&self) -> Result<Vec<AttachmentId>, StorageError> {
        let listed = self.store.list(Some(&self.prefix));
        let names = listed.map_ok(|object| {
            let name = object.location.filename().unwrap_or_default();
            AttachmentId::parse(name).ok()
        });
        // What is not ours lies there untouched.
        let ids: Vec<Option<AttachmentId>> = names.try_collect().await.map_err(unavailable)?;
        Ok(ids.into_iter().flatten().collect())
    }
}
