//! The command line.
//!
//! Exit codes: 0 done, 1 the answer is no (mismatch, refused or malformed file), 2 wrong usage or configuration.

mod backup;
mod import;
mod key;
mod read_minutes;
mod ready;
mod records;
mod revoke;
mod seal;
mod serving;
mod witnesses;

use crate::config::Settings;
use crate::graphql::guard::trusted::manifest;
use crate::graphql::guard::{Guard, Limits};
use crate::startup::StartError;
use crate::telemetry;
use crate::traces::Exporting;
use clap::{CommandFactory, Parser, Subcommand, ValueEnum};
use std::io::{ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// The legally binding record of coordination associations, as data.
#[derive(Debug, Parser)]
#[command(name = "paragraf", version, about)]
struct Arguments {
    /// TOML file with settings; the environment (PARAGRAF_*) goes before it.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Fictional demo data in the configured database, then serve.
    Demo,
    /// Serve the configured database.
    Serve,
    /// Ask the service at the configured address whether it is ready; ends with 1 where it is not.
    Ready,
    /// Store minutes documents in archive mode; all or nothing per file.
    Load(records::Load),
    /// Read minutes from text, PDF or DOCX into minutes documents; all or nothing per file.
    Import(import::Import),
    /// Read one file from standard input, for the service.
    #[command(hide = true)]
    ReadMinutes(read_minutes::ReadMinutes),
    /// Every verdict on minutes documents, without a database.
    Check(records::Check),
    /// Print a development token.
    Token(serving::Token),
    /// Revoke tokens, at the whole service or at one organisation, or end a revocation.
    Revoke(revoke::Revoke),
    /// Check journal, logs, tables and files against each other; or one sealed bundle, without a database.
    Verify(seal::Verify),
    /// The logs of sealed units and their witnesses.
    #[command(subcommand)]
    Seal(witnesses::Seal),
    /// Keys of the seal.
    #[command(subcommand)]
    Key(key::Key),
    /// Rewrite the database, so that no free page holds what was deleted or blotted.
    Compact,
    /// Copy the database and its uploaded files into a file, while the service runs.
    Backup(backup::Backup),
    /// Fill an empty database from a backup, of either engine, and verify it.
    Restore(backup::Restore),
    /// Change the schema of the database, or show where it is.
    Migrate {
        /// Which way.
        direction: Direction,
    },
    /// Print a schema of the wire.
    Schema {
        /// Which.
        which: Wire,
        /// Files with a GraphQL document each, for `trusted`.
        files: Vec<PathBuf>,
    },
}

/// What `migrate` does.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Direction {
    /// To the newest schema.
    Up,
    /// Undo every migration; the data go with it.
    Down,
    /// Show which migrations are in.
    Status,
}

/// What `schema` prints.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Wire {
    /// GraphQL, as SDL.
    Graphql,
    /// REST, as OpenAPI in JSON.
    Openapi,
    /// Every code, as JSON.
    Problems,
    /// The documents of the explorer's cookbook and of files, as a manifest of trusted ones.
    Trusted,
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// Done.
    Done,
    /// The answer is no.
    No,
    /// Wrong usage or configuration.
    Wrong,
}

impl From<Ended> for ExitCode {
    fn from(ended: Ended) -> Self {
        match ended {
            Ended::Done => Self::SUCCESS,
            Ended::No => Self::from(1),
            Ended::Wrong => Self::from(2),
        }
    }
}

/// Every command by its words, such as `key rotate`, those too that help does not name. Each stands in a table of what it
/// tells (`e2e::secrecy`).
pub fn commands() -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), Arguments::command())];
    while let Some((words, command)) = open.pop() {
        match command.has_subcommands() {
            true => open.extend(command.get_subcommands().map(|below| {
                let words = format!("{words} {}", below.get_name());
                (words.trim_start().to_owned(), below.clone())
            })),
            false => found.push(words),
        }
    }
    found.sort();
    found
}

/// Runs the command that the process was started with.
pub async fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let code = if error.use_stderr() {
                Ended::Wrong
            } else {
                Ended::Done
            };
            // Nothing can be said where the terminal is gone.
            let _ = error.print();
            return code.into();
        }
    };
    let settings = match Settings::read(arguments.config.as_deref()) {
        Ok(settings) => settings,
        Err(error) => {
            eprintln!("paragraf: {error}");
            return Ended::Wrong.into();
        }
    };
    let exporting = match exporting(&arguments.command, &settings) {
        Ok(exporting) => exporting,
        Err(error) => return wrong(&error).into(),
    };
    let tracer = exporting.as_ref().map(Exporting::tracer);
    telemetry::start(&settings.log, settings.log_json, tracer);
    let ended = match arguments.command {
        Command::Demo => serving::demo(settings).await,
        Command::Serve => serving::serve(&settings).await,
        Command::Ready => ready::ready(&settings),
        Command::Load(load) => load.run(&settings).await,
        Command::Import(import) => import.run(&settings).await,
        Command::ReadMinutes(read) => read.run(),
        Command::Check(check) => check.run(),
        Command::Token(token) => token.run(&settings),
        Command::Revoke(revoke) => revoke.run(&settings).await,
        Command::Verify(verify) => verify.run(&settings).await,
        Command::Seal(seal) => seal.run(&settings).await,
        Command::Key(key) => key.run(&settings).await,
        Command::Compact => serving::compact(&settings).await,
        Command::Backup(backup) => backup.run(&settings).await,
        Command::Restore(restore) => restore.run(&settings).await,
        Command::Migrate { direction } => serving::migrate(&settings, direction).await,
        Command::Schema { which, files } => {
            let told = match which {
                Wire::Graphql => Ok(crate::graphql::schema().sdl().trim_end().to_owned()),
                Wire::Openapi => crate::rest::openapi::checked_in()
                    .map(|document| format!("{document:#}"))
                    .map_err(|error| error.to_string()),
                Wire::Problems => Ok(format!("{:#}", crate::problem::listing())),
                Wire::Trusted => trusted(&files).map(|manifest| format!("{manifest:#}")),
            };
            match told {
                Ok(text) => print(&text),
                Err(error) => wrong(&error),
            }
        }
    };
    if let Some(exporting) = exporting {
        exporting.end().await;
    }
    ended.into()
}

/// The manifest of the cookbook's documents and of files.
fn trusted(files: &[PathBuf]) -> Result<serde_json::Value, String> {
    let cookbook = crate::web::explorer::cookbook().into_iter();
    let mut documents: Vec<(String, String)> =
        cookbook.map(|recipe| (recipe.file, recipe.query)).collect();
    for file in files {
        let name = file.display().to_string();
        let text = std::fs::read_to_string(file).map_err(|error| format!("{name}: {error}"))?;
        documents.push((name, text));
    }
    let guard = Guard::from_sdl(&crate::graphql::schema().sdl(), Limits::default());
    manifest(&documents, &guard.map_err(|error| error.to_string())?)
}

/// Traces, where the settings want them: of what serves, not of what is done by hand.
fn exporting(command: &Command, settings: &Settings) -> Result<Option<Exporting>, StartError> {
    if !matches!(command, Command::Demo | Command::Serve) {
        return Ok(None);
    }
    let wanted = settings.traces()?;
    Ok(wanted.map(Exporting::begin).transpose()?)
}

/// Prints what may be long. Whoever reads only the beginning of it, as `head` does, has what they wanted.
fn print(text: &str) -> Ended {
    match writeln!(std::io::stdout().lock(), "{text}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => wrong(&error),
        _ => Ended::Done,
    }
}

/// Says why, and how the command ends.
fn wrong(error: &dyn std::fmt::Display) -> Ended {
    eprintln!("paragraf: {error}");
    Ended::Wrong
}
