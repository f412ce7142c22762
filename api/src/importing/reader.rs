//! The process that reads a file.
//!
//! It is this program once more, without the environment, with the file as its standard input. What becomes of it is told
//! by what it says and by nothing else: one that dies, hangs or babbles gives a refusal.

use super::told::refusal;
use crate::config::Settings;
use application::imports::{Read, Reading, Refusal, Report, Words};
use serde::Deserialize;
use serde_json::Value;
use std::ffi::OsString;
use std::fs::File;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::process::Command;

/// Most bytes that it may say. A text has eight million, each field of its report some of them again.
const MOST: u64 = 128 * 1024 * 1024;

/// How the process is started.
#[derive(Debug, Clone)]
pub(super) struct Reader {
    program: Option<OsString>,
    patience: Duration,
}

/// What the process says.
#[derive(Deserialize)]
struct Said {
    media: Option<String>,
    refused: Option<SaidWhy>,
    #[serde(default)]
    pages: Vec<String>,
    #[serde(default)]
    document: Value,
    #[serde(default)]
    report: Report,
}

#[derive(Deserialize)]
struct SaidWhy {
    code: String,
    text: Words,
}

/// A file that nobody needs to read.
pub(super) fn unread() -> Read {
    Read::Refused(failed())
}

fn failed() -> Refusal {
    refusal(
        "READER_FAILED",
        "Filen fick det program som läser den att ge upp.",
        "The file made the program that reads it give up.",
    )
}

fn slow() -> Refusal {
    refusal(
        "FILE_TOO_SLOW",
        "Filen tar för lång tid att läsa.",
        "The file takes too long to read.",
    )
}

impl Reader {
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            program: settings.import_reader.clone().map(OsString::from),
            patience: Duration::from_secs(settings.import_seconds.max(1)),
        }
    }

    /// This very program: on Linux by a name that holds when its file was replaced meanwhile.
    fn program(&self) -> std::io::Result<OsString> {
        if let Some(program) = &self.program {
            return Ok(program.clone());
        }
        let own = "/proc/self/exe";
        if cfg!(target_os = "linux") && std::path::Path::new(own).exists() {
            return Ok(own.into());
        }
        std::env::current_exe().map(Into::into)
    }

    /// Reads a file: what it is by its content, and what it gives.
    pub(super) async fn read(
        &self,
        file: File,
        name: &str,
        organisation: &str,
    ) -> (Option<String>, Read) {
        let asked = tokio::time::timeout(self.patience, self.ask(file, name, organisation));
        let said = match asked.await {
            Ok(Ok(said)) => said,
            Ok(Err(cause)) => {
                tracing::warn!(%cause, "the reader of a file gave up");
                return (None, Read::Refused(failed()));
            }
            // What is dropped is killed.
            Err(_) => return (None, Read::Refused(slow())),
        };
        let read = match said.refused {
            Some(SaidWhy { code, text }) => Read::Refused(Refusal { code, text }),
            None => Read::Minutes(Box::new(Reading {
                pages: said.pages,
                document: said.document,
                report: said.report,
                corrections: Vec::new(),
            })),
        };
        (said.media, read)
    }

    async fn ask(&self, file: File, name: &str, organisation: &str) -> std::io::Result<Said> {
        let mut command = Command::new(self.program()?);
        // A name that begins with a dash is a name.
        command
            .arg("read-minutes")
            .arg(format!("--file={name}"))
            .arg(format!("--organisation={organisation}"))
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::from(file))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        let mut child = command.spawn()?;
        let mut said = Vec::new();
        if let Some(out) = child.stdout.take() {
            out.take(MOST).read_to_end(&mut said).await?;
        }
        let status = child.wait().await?;
        if !status.success() {
            return Err(std::io::Error::other(format!("it ended with {status}")));
        }
        serde_json::from_slice(&said).map_err(std::io::Error::from)
    }
}
