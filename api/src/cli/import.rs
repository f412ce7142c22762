//! `import`: minutes as text, PDF or DOCX become minutes documents.

mod told;

use super::records::{done, line};
use super::{Ended, wrong};
use crate::config::Settings;
use crate::startup::open;
use crate::system::{SystemClock, SystemIds};
use application::archive::{self, LoadMinutes, Loaded};
use application::error::AppError;
use chrono::NaiveDate;
use clap::Args;
use domain::name::Slug;
use interchange::minutes_text::{self, Known, Reading, Source};
use persistence::Store;
use serde_json::Value;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use told::{Reports, Row, Why};

/// Read minutes from text, PDF or DOCX.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// Minutes as plain text, PDF or DOCX.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Where each field of each document stands in its file, how sure it is, what is missing, what contradicts what.
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Store the documents, as `load` does.
    #[arg(long)]
    load: bool,
    /// Do not publish what is stored.
    #[arg(long, requires = "load")]
    unpublished: bool,
    /// Whose minutes they are, where a text names nobody: a name, or with --load the slug of one that is stored.
    #[arg(long, value_name = "NAME|SLUG")]
    organisation: Option<String>,
    /// The body that met, where a text names none.
    #[arg(long, value_name = "NAME")]
    body: Option<String>,
    /// The day of the meeting, where the one text states none.
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<NaiveDate>,
}

/// What is asked of every file.
struct Asked {
    known: Known,
    slug: Option<Slug>,
    store: Option<Store>,
    publish: bool,
}

/// A file that was read, and stored where that was asked.
struct Imported {
    pages: usize,
    reading: Reading,
    loaded: Option<Loaded>,
}

/// Why a file came to nothing, or the whole command does.
enum Fault {
    File(Why),
    Storage(AppError),
}

impl Import {
    pub(super) async fn run(self, settings: &Settings) -> Ended {
        let several = self.files.len() > 1;
        if several && self.date.is_some() {
            return wrong(&"--date goes with one file");
        }
        let mut reports = match self.report.as_deref().map(Reports::begin).transpose() {
            Ok(reports) => reports,
            Err(error) => return wrong(&format!("--report: {error}")),
        };
        let asked = match self.asked(settings).await {
            Ok(asked) => asked,
            Err(ended) => return ended,
        };
        let progress = several && std::io::stderr().is_terminal();
        let mut table: Vec<Row> = Vec::new();
        for (at, file) in self.files.iter().enumerate() {
            let name = file.display().to_string();
            if progress {
                eprint!("\r\x1b[K{} of {}: {name}", at + 1, self.files.len());
            }
            let imported = match asked.import(file).await {
                Ok(imported) => Ok(imported),
                Err(Fault::File(why)) => Err(why),
                Err(Fault::Storage(error)) => return wrong(&error),
            };
            if progress {
                eprint!("\r\x1b[K");
            }
            if let Err(why) = &imported {
                eprintln!("{name}: {}: {}", why.code, why.en);
            }
            if let Some(reports) = &mut reports
                && let Err(error) = reports.add(&name, imported.as_ref())
            {
                return wrong(&format!("--report: {error}"));
            }
            if let Ok(imported) = &imported
                && let Err(error) = print(&imported.reading.document, several)
            {
                return wrong(&error);
            }
            table.push(Row::of(name, imported.as_ref()));
        }
        if let Some(reports) = reports
            && let Err(error) = reports.end()
        {
            return wrong(&format!("--report: {error}"));
        }
        if several {
            eprint!("{}", told::table(&table));
        }
        if table.iter().all(Row::is_read) {
            Ended::Done
        } else {
            Ended::No
        }
    }

    async fn asked(&self, settings: &Settings) -> Result<Asked, Ended> {
        let stated = self.organisation.as_deref();
        let slug = stated.and_then(|stated| Slug::parse(stated).ok());
        if slug.is_some() && !self.load {
            return Err(wrong(
                &"--organisation: a slug goes with --load; without it, give the name",
            ));
        }
        let store = if self.load {
            Some(open(settings).await.map_err(|error| wrong(&error))?)
        } else {
            None
        };
        let known = Known {
            organisation: stated.filter(|_| slug.is_none()).map(str::to_owned),
            body: self.body.clone(),
            date: self.date,
        };
        Ok(Asked {
            known,
            slug,
            store,
            publish: !self.unpublished,
        })
    }
}

impl Asked {
    async fn import(&self, file: &Path) -> Result<Imported, Fault> {
        let (pages, reading) = self.read(file).map_err(Fault::File)?;
        let loaded = match &self.store {
            Some(store) => Some(self.load(file, &reading, store).await?),
            None => None,
        };
        Ok(Imported {
            pages,
            reading,
            loaded,
        })
    }

    fn read(&self, file: &Path) -> Result<(usize, Reading), Why> {
        let limit = u64::try_from(extraction::MAX_FILE).unwrap_or(u64::MAX);
        let bytes = std::fs::metadata(file).and_then(|metadata| {
            if metadata.len() > limit {
                return Ok(None);
            }
            std::fs::read(file).map(Some)
        });
        let text = match bytes.map_err(|error| Why::unreadable(&error))? {
            Some(bytes) => extraction::extract(&bytes),
            None => Err(extraction::Refused::TooLarge {
                limit: extraction::MAX_FILE,
            }),
        };
        let text = text.map_err(|refused| Why::of_file(&refused))?;
        let name = file.display().to_string();
        let source = Source {
            file: &name,
            pages: text.pages.iter().map(String::as_str).collect(),
        };
        let reading = minutes_text::read(&source, &self.known);
        let reading = reading.map_err(|error| Why::of_text(&error))?;
        Ok((text.pages.len(), reading))
    }

    async fn load(&self, file: &Path, reading: &Reading, store: &Store) -> Result<Loaded, Fault> {
        let bytes = reading.document.to_string().into_bytes();
        let command = LoadMinutes {
            bytes: &bytes,
            organisation: self.slug.as_ref(),
            publish: self.publish,
            replaces: None,
            actor: "command-line",
        };
        match archive::load(command, store, &SystemClock, &SystemIds).await {
            Ok(loaded) => {
                eprintln!("{}: {}", file.display(), done(&loaded));
                for verdict in &loaded.irregularities {
                    eprintln!("  {}", line(verdict));
                }
                Ok(loaded)
            }
            Err(error @ AppError::Storage(_)) => Err(Fault::Storage(error)),
            Err(error) => Err(Fault::File(Why::refused(&error))),
        }
    }
}

/// Prints a document: for people where it is the only one, else on a line.
fn print(document: &Value, several: bool) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    if several {
        writeln!(out, "{document}")
    } else {
        writeln!(out, "{document:#}")
    }
}
