//! A backup into an empty database.

use super::Taken;
use super::walk::{Met, Walk};
use application::error::StorageError;
use application::ports::{Files, WriteFile};
use bytes::Bytes;
use domain::id::AttachmentId;
use interchange::backup::Broken;
use persistence::Store;
use persistence::backup::{FILE_PART, Refused, Restoring};
use std::io::BufRead;
use thiserror::Error;

/// Why nothing was restored.
#[derive(Debug, Error)]
pub enum NotRestored {
    /// The file is no whole backup.
    #[error(transparent)]
    Broken(#[from] Broken),
    /// The database does not take it.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// A file of the same name is there already, and it is another one.
    #[error("files: there is another file under the name {0}")]
    Occupied(AttachmentId),
    /// The database, or where files are kept.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Where a backup is restored to.
#[derive(Clone, Copy)]
pub struct Target<'a> {
    /// The database, which must be empty.
    pub store: &'a Store,
    /// Where uploaded files are kept; `None` = in the database itself.
    pub files: Option<&'a dyn Files>,
}

impl std::fmt::Debug for Target<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Target")
            .field("store", self.store)
            .finish_non_exhaustive()
    }
}

/// Reads a backup through, and tells what it holds.
///
/// # Errors
/// [`Broken`], with the place.
pub fn checked(source: impl BufRead) -> Result<Taken, Broken> {
    let mut walk = Walk::begin(source)?;
    while walk.next()?.is_some() {}
    told(walk)
}

fn told<R: BufRead>(walk: Walk<R>) -> Result<Taken, Broken> {
    let told = walk.told();
    let (head, manifest, digest) = told.ok_or_else(|| Broken::new("the end", "it is missing"))?;
    Ok(Taken {
        head,
        manifest,
        digest,
    })
}

/// Fills a database and its files from a backup: all of it or, but for files that nothing tells of, nothing. Gives what
/// was restored, and which files were written outside the database.
///
/// # Errors
/// [`NotRestored`].
pub async fn restore(
    source: impl BufRead,
    target: Target<'_>,
    tell: &(dyn Fn(&str) + Send + Sync),
) -> Result<(Taken, Vec<AttachmentId>), NotRestored> {
    let mut walk = Walk::begin(source)?;
    let (step, tables) = (walk.head().step.clone(), walk.head().tables.clone());
    let names: Vec<String> = tables.iter().map(|table| table.name.clone()).collect();
    let restoring = target.store.begin_restoring(&step, tables).await?;
    let mut files = RestoringFiles {
        files: target.files,
        under_way: None,
        written: Vec::new(),
    };
    let mut last = usize::MAX;
    let filled = async {
        while let Some(met) = walk.next()? {
            match met {
                Met::Rows(place, rows) => {
                    if place != last {
                        tell(names.get(place).map_or("", String::as_str));
                        last = place;
                    }
                    restoring.insert(place, rows).await?;
                }
                Met::File(id, first, bytes) => files.take(&restoring, id, first, bytes).await?,
            }
        }
        files.end().await?;
        Ok::<Taken, NotRestored>(told(walk)?)
    };
    let outcome = match filled.await {
        Ok(taken) => match restoring.finish().await {
            Ok(()) => Ok(taken),
            Err(error) => Err(error.into()),
        },
        Err(error) => Err(error),
    };
    match outcome {
        Ok(taken) => Ok((taken, files.written)),
        Err(error) => {
            files.clear().await;
            Err(error)
        }
    }
}

/// The file that is under way.
enum UnderWay {
    /// Into the database, so many parts of it so far.
    Parts(usize),
    /// To where files are kept.
    Written(Box<dyn WriteFile>),
    /// It is there: what comes must be the same, from this byte on.
    There(AttachmentId, u64),
}

/// Files on their way out of a backup.
struct RestoringFiles<'a> {
    files: Option<&'a dyn Files>,
    under_way: Option<UnderWay>,
    written: Vec<AttachmentId>,
}

impl RestoringFiles<'_> {
    async fn take(
        &mut self,
        restoring: &Restoring,
        id: AttachmentId,
        first: bool,
        bytes: Vec<u8>,
    ) -> Result<(), NotRestored> {
        if first {
            self.end().await?;
            self.under_way = Some(self.begin(id).await?);
        }
        match &mut self.under_way {
            Some(UnderWay::Parts(parts)) => {
                for bytes in bytes.chunks(FILE_PART) {
                    let inserted = restoring.insert_file_part(id, *parts, bytes.to_vec());
                    inserted.await?;
                    *parts += 1;
                }
            }
            Some(UnderWay::Written(writing)) => writing.write(Bytes::from(bytes)).await?,
            Some(UnderWay::There(id, at)) => {
                let end = *at + u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                if !same(self.files, *id, (*at, end), &bytes).await? {
                    return Err(NotRestored::Occupied(*id));
                }
                *at = end;
            }
            None => {}
        }
        Ok(())
    }

    async fn begin(&mut self, id: AttachmentId) -> Result<UnderWay, StorageError> {
        let Some(files) = self.files else {
            return Ok(UnderWay::Parts(0));
        };
        if files.size(id).await?.is_some() {
            return Ok(UnderWay::There(id, 0));
        }
        let writing = files.create(id).await?;
        self.written.push(id);
        Ok(UnderWay::Written(writing))
    }

    /// The file under way is whole.
    async fn end(&mut self) -> Result<(), NotRestored> {
        match self.under_way.take() {
            Some(UnderWay::Written(writing)) => writing.finish().await?,
            Some(UnderWay::There(id, at)) => {
                let size = match self.files {
                    Some(files) => files.size(id).await?,
                    None => None,
                };
                if size != Some(at) {
                    return Err(NotRestored::Occupied(id));
                }
            }
            Some(UnderWay::Parts(_)) | None => {}
        }
        Ok(())
    }

    /// Takes away what was written; what cannot be taken away is told of by nothing, and goes with the next sweep.
    async fn clear(&mut self) {
        if let Some(UnderWay::Written(writing)) = self.under_way.take() {
            drop(writing.abort().await);
        }
        for id in &self.written {
            if let Some(files) = self.files {
                drop(files.delete(*id).await);
            }
        }
    }
}

async fn same(
    files: Option<&dyn Files>,
    id: AttachmentId,
    (from, to): (u64, u64),
    bytes: &[u8],
) -> Result<bool, StorageError> {
    let Some(files) = files else {
        return Ok(false);
    };
    let whole = files.size(id).await?.is_some_and(|size| size >= to);
    let reading = match whole {
        true => files.open(id, from..to).await?,
        false => None,
    };
    let Some(mut reading) = reading else {
        return Ok(false);
    };
    let mut rest = bytes;
    while let Some(part) = reading.next().await? {
        match rest.strip_prefix(part.as_ref()) {
            Some(after) => rest = after,
            None => return Ok(false),
        }
    }
    Ok(rest.is_empty())
}
