//! `backup` and `restore`.

use super::{Ended, seal, wrong};
use crate::backup::{NotRestored, NotTaken, Taken, Target, checked, restore, take};
use crate::config::Settings;
use crate::sealing;
use crate::startup::{open, open_files};
use crate::system::SystemClock;
use application::error::StorageError;
use application::ports::{Clock, Files};
use chrono::SecondsFormat;
use clap::Args;
use domain::id::AttachmentId;
use persistence::Store;
use persistence::backup::{Refused, Unsaved};
use std::fs::File;
use std::io::{BufReader, BufWriter, IsTerminal, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How often a backup is begun anew because a file was disposed of meanwhile.
const TRIES: usize = 3;

/// Copy the database as it is now, with its uploaded files, into a file that either engine can be restored from.
#[derive(Debug, Args)]
pub(super) struct Backup {
    /// The file that is made. Its owner alone may read it.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Put it in the place of a file that is there.
    #[arg(long)]
    overwrite: bool,
}

/// Fill an empty database, and the place for files, from a backup, and verify what is there then.
#[derive(Debug, Args)]
pub(super) struct Restore {
    /// A backup (paragraf/backup@1).
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Only read the file through and say whether it is whole; no database is needed.
    #[arg(long)]
    check: bool,
    /// Keep what was restored even where it does not verify.
    #[arg(long, conflicts_with = "check")]
    unverified: bool,
}

/// Says no, and why.
fn no(why: &dyn std::fmt::Display) -> Ended {
    eprintln!("paragraf: {why}");
    Ended::No
}

/// Says what is under way, where somebody is watching.
fn tell(what: &str) {
    let mut terminal = std::io::stderr();
    if terminal.is_terminal() {
        // The terminal may be gone.
        let _ = write!(terminal, "\r\x1b[K{what}");
    }
}

/// The database as it is, and where its files are; `None` = in the database.
async fn opened(settings: &Settings) -> Result<(Store, Option<Arc<dyn Files>>), Ended> {
    let untouched = Settings {
        migrate: false,
        ..settings.clone()
    };
    let store = open(&untouched).await.map_err(|error| wrong(&error))?;
    let outside = settings.files != "database";
    let files = match outside {
        true => Some(open_files(settings, &store).map_err(|error| wrong(&error))?),
        false => None,
    };
    Ok((store, files))
}

fn told(taken: &Taken) -> String {
    let files = match taken.manifest.files.count {
        0 => String::new(),
        count => format!(", {count} files"),
    };
    let tables = taken.manifest.tables.len();
    format!("{} rows of {tables} tables{files}", taken.rows())
}

fn warn_of_missing(taken: &Taken) {
    for id in &taken.manifest.files.missing {
        eprintln!("warning: the file of {id} is missing or cut short");
    }
}

impl Backup {
    pub(super) async fn run(self, settings: &Settings) -> Ended {
        let name = self.file.display();
        if !self.overwrite && self.file.exists() {
            return no(&format!("{name}: there is such a file; give --overwrite"));
        }
        let (store, files) = match opened(settings).await {
            Ok(opened) => opened,
            Err(ended) => return ended,
        };
        for _ in 0..TRIES {
            match self.attempt(&store, files.as_deref()).await {
                Ok(taken) => {
                    tell("");
                    warn_of_missing(&taken);
                    println!("backed up: {}, into {name}", told(&taken));
                    println!("sha256 {}", taken.digest);
                    return Ended::Done;
                }
                Err(NotTaken::Disposed(_)) => {}
                Err(NotTaken::Unsaved(error @ Unsaved::Unwritten(_))) => {
                    return wrong(&format!("{name}: {error}"));
                }
                Err(error) => return wrong(&error),
            }
        }
        no(&"files are disposed of faster than they can be copied; try again")
    }

    /// Writes beside the file, and gives it its name once it is whole.
    async fn attempt(&self, store: &Store, files: Option<&dyn Files>) -> Result<Taken, NotTaken> {
        let folder = match self.file.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        // Readable by its owner alone, and gone again where it comes to nothing.
        let mut made = tempfile::Builder::new()
            .prefix(".paragraf-backup-")
            .suffix(".part")
            .tempfile_in(folder)?;
        let now = SystemClock.now();
        let at = now.to_rfc3339_opts(SecondsFormat::Secs, true);
        let mut out = BufWriter::new(made.as_file_mut());
        let taken = take((store, files), &at, &mut out, &tell).await?;
        out.flush()?;
        drop(out);
        made.as_file().sync_all()?;
        let kept = match self.overwrite {
            true => made.persist(&self.file),
            false => made.persist_noclobber(&self.file),
        };
        kept.map_err(|error| error.error)?;
        // The name lasts as well.
        File::open(folder)?.sync_all()?;
        Ok(taken)
    }
}

impl Restore {
    pub(super) async fn run(self, settings: &Settings) -> Ended {
        let name = self.file.display();
        let mut file = match File::open(&self.file) {
            Ok(file) => file,
            Err(error) => return no(&format!("{name}: {error}")),
        };
        // All of it is read before anything is touched.
        let whole = match checked(BufReader::new(&file)) {
            Ok(whole) => whole,
            Err(broken) => return no(&format!("{name}: {broken}")),
        };
        let (taken_at, product) = (&whole.head.at, &whole.head.product);
        println!(
            "{name}: of {taken_at}, by version {product}; {}",
            told(&whole)
        );
        warn_of_missing(&whole);
        if self.check {
            println!("sha256 {}", whole.digest);
            return Ended::Done;
        }
        if let Err(error) = sealing::held(settings) {
            return wrong(&error);
        }
        let (store, files) = match opened(settings).await {
            Ok(opened) => opened,
            Err(ended) => return ended,
        };
        if let Err(error) = file.rewind() {
            return no(&format!("{name}: {error}"));
        }
        let target = Target {
            store: &store,
            files: files.as_deref(),
        };
        let written = match restore(BufReader::new(&file), target, &tell).await {
            Ok((taken, written)) if taken == whole => written,
            Ok((_, written)) => {
                take_back(target, &written).await;
                return no(&format!("{name}: it was altered while it was read"));
            }
            Err(error) => {
                tell("");
                return refused(&self.file, &error);
            }
        };
        tell("");
        match self.verified(settings, target, &whole).await {
            Ok(Ok(words)) => {
                println!("restored, and {words}");
                Ended::Done
            }
            Ok(Err(bad)) if self.unverified => {
                eprintln!("warning: {bad}");
                println!("restored; it does not verify");
                Ended::Done
            }
            Ok(Err(bad)) => {
                take_back(target, &written).await;
                no(&format!(
                    "{name}: it does not verify: {bad}; nothing was restored (--unverified keeps it)"
                ))
            }
            Err(ended) => ended,
        }
    }

    /// Holds what is there now against the backup and against itself.
    async fn verified(
        &self,
        settings: &Settings,
        target: Target<'_>,
        whole: &Taken,
    ) -> Result<Result<String, String>, Ended> {
        let ends = async {
            target.store.analyse().await?;
            let now = target.store.freeze().await?;
            Ok::<_, Unsaved>((now.journals().await?, now.logs().await?))
        };
        let (journals, logs) = ends.await.map_err(|error| wrong(&error))?;
        if journals != whole.manifest.journals || logs != whole.manifest.logs {
            return Ok(Err("the ends of its journals or logs are others".to_owned()));
        }
        seal::record(settings, target.store, None).await
    }
}

/// Makes the database as empty as it was.
async fn take_back(target: Target<'_>, written: &[AttachmentId]) {
    if let Err(error) = target.store.emptied().await {
        eprintln!("paragraf: the database could not be emptied again: {error}");
    }
    for id in written {
        if let Some(files) = target.files
            && let Err(error) = files.delete(*id).await
        {
            eprintln!("paragraf: the file of {id} could not be taken away again: {error}");
        }
    }
}

fn refused(file: &Path, error: &NotRestored) -> Ended {
    let unavailable = matches!(
        error,
        NotRestored::Storage(StorageError::Unavailable(_))
            | NotRestored::Refused(Refused::Storage(StorageError::Unavailable(_)))
    );
    match unavailable {
        true => wrong(error),
        false => no(&format!(
            "{}: {error}; nothing was restored",
            file.display()
        )),
    }
}
