//! Backups: one state of a database with its uploaded files, out of either engine and into either.

mod restore;
mod walk;

pub use restore::{NotRestored, Target, checked, restore};

use application::error::StorageError;
use application::ports::Files;
use domain::id::AttachmentId;
use interchange::backup::{FORMAT, HEAD, Head, MANIFEST, Manifest, Rows, Sum, Writer};
use persistence::Store;
use persistence::backup::{FILE_PART, Snapshot, Unsaved};
use serde::Serialize;
use std::io::{self, Write};
use thiserror::Error;

/// How many bytes of lines are gathered before they become a member.
const PAGE: usize = 1024 * 1024;
/// How many bytes of a file each member but the last has.
const FILE_MEMBER: usize = 4 * FILE_PART;

/// Why no backup was taken.
#[derive(Debug, Error)]
pub enum NotTaken {
    /// The database, or where it is written to.
    #[error(transparent)]
    Unsaved(#[from] Unsaved),
    /// A file was disposed of after the state was held that tells of it.
    #[error("the file of {0} was disposed of meanwhile: take the backup again")]
    Disposed(AttachmentId),
}

impl From<io::Error> for NotTaken {
    fn from(error: io::Error) -> Self {
        Self::Unsaved(error.into())
    }
}

impl From<StorageError> for NotTaken {
    fn from(error: StorageError) -> Self {
        Self::Unsaved(error.into())
    }
}

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// What it was begun with.
    pub head: Head,
    /// What it ends with.
    pub manifest: Manifest,
    /// The digest of the file.
    pub digest: String,
}

impl Taken {
    /// How many rows there are in all tables.
    pub fn rows(&self) -> u64 {
        self.manifest.tables.iter().map(|table| table.rows).sum()
    }
}

/// Writes a backup of a database as it is now; `files` is where uploaded files are kept, `None` in the database itself;
/// `at` the moment, RFC 3339 in UTC. What is under way is told by `tell`.
///
/// # Errors
/// [`NotTaken`]; what was written is then no backup.
pub async fn take<W: Write + Send>(
    (store, files): (&Store, Option<&dyn Files>),
    at: &str,
    out: W,
    tell: &(dyn Fn(&str) + Send + Sync),
) -> Result<Taken, NotTaken> {
    let snapshot = store.freeze().await?;
    let head = Head {
        format: FORMAT.to_owned(),
        product: env!("CARGO_PKG_VERSION").to_owned(),
        step: snapshot.step().to_owned(),
        at: at.to_owned(),
        tables: snapshot.tables(),
    };
    let mut writer = Writer::new(out);
    writer.add(HEAD, &json(&head)?)?;
    let mut tables = Vec::new();
    for (place, table) in head.tables.iter().enumerate() {
        tell(&table.name);
        let mut pages = Pages::of(&mut writer, &table.name);
        let rows = snapshot.rows(place, |line| pages.add(line)).await?;
        let sha256 = pages.finish()?;
        let name = table.name.clone();
        tables.push(Rows { name, rows, sha256 });
    }
    tell("files");
    let mut saving = SavingFiles {
        snapshot: &snapshot,
        files,
        writer: &mut writer,
        held: interchange::backup::Files::default(),
    };
    for (id, size) in snapshot.files().await? {
        if !saving.save(id, size).await? {
            let still = store.freeze().await?.files().await?;
            if !still.iter().any(|(held, _)| *held == id) {
                return Err(NotTaken::Disposed(id));
            }
            saving.held.missing.push(id.to_string());
        }
    }
    let manifest = Manifest {
        tables,
        files: saving.held,
        journals: snapshot.journals().await?,
        logs: snapshot.logs().await?,
    };
    writer.add(MANIFEST, &json(&manifest)?)?;
    let (_, digest) = writer.finish()?;
    Ok(Taken {
        head,
        manifest,
        digest,
    })
}

fn json(told: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(told)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The lines of a table, gathered into members.
struct Pages<'a, W: Write> {
    writer: &'a mut Writer<W>,
    table: &'a str,
    written: u64,
    held: Vec<u8>,
    sum: Sum,
}

impl<'a, W: Write> Pages<'a, W> {
    fn of(writer: &'a mut Writer<W>, table: &'a str) -> Self {
        Self {
            writer,
            table,
            written: 0,
            held: Vec::new(),
            sum: Sum::default(),
        }
    }

    fn add(&mut self, line: &str) -> io::Result<()> {
        self.held.extend_from_slice(line.as_bytes());
        self.held.push(b'\n');
        if self.held.len() < PAGE {
            return Ok(());
        }
        self.write()
    }

    fn write(&mut self) -> io::Result<()> {
        self.written += 1;
        let name = walk::page(self.table, self.written);
        self.writer.add(&name, &self.held)?;
        self.sum.add(&self.held);
        self.held.clear();
        Ok(())
    }

    fn finish(mut self) -> io::Result<String> {
        if !self.held.is_empty() {
            self.write()?;
        }
        Ok(self.sum.told())
    }
}

/// Uploaded files on their way into a backup.
struct SavingFiles<'a, W: Write> {
    snapshot: &'a Snapshot,
    files: Option<&'a dyn Files>,
    writer: &'a mut Writer<W>,
    held: interchange::backup::Files,
}

impl<W: Write> SavingFiles<'_, W> {
    /// Adds a file; `false` where it is not there, or not whole.
    async fn save(&mut self, id: AttachmentId, size: u64) -> Result<bool, NotTaken> {
        let mut reading = match self.files {
            Some(files) => match files.size(id).await? {
                Some(held) if held == size => files.open(id, 0..size).await?,
                _ => None,
            },
            None => None,
        };
        if self.files.is_some() && reading.is_none() {
            return Ok(false);
        }
        let (mut held, mut members, mut part, mut left) = (Vec::new(), 0_u64, 0, size);
        while left > 0 {
            let bytes = match &mut reading {
                Some(reading) => match reading.next().await {
                    Ok(bytes) => bytes.map(|bytes| bytes.to_vec()),
                    // What was there when it was opened is gone.
                    Err(StorageError::Corrupt { .. }) => None,
                    Err(error) => return Err(error.into()),
                },
                None => self.snapshot.file_part(id, part).await?,
            };
            // A file that ends too soon is told of as missing; what was written of it stands in the backup.
            let Some(bytes) = bytes else {
                break;
            };
            part += 1;
            left = left.saturating_sub(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
            held.extend_from_slice(&bytes);
            while held.len() >= FILE_MEMBER || (left == 0 && !held.is_empty()) {
                members += 1;
                let rest = held.split_off(FILE_MEMBER.min(held.len()));
                self.writer.add(&walk::file(id, members), &held)?;
                self.held.bytes += u64::try_from(held.len()).unwrap_or(u64::MAX);
                held = rest;
            }
        }
        self.held.count += u64::from(members > 0);
        Ok(left == 0)
    }
}
