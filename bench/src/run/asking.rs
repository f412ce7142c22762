//! The load generator: `wrk`, told by scripts of our own.

use crate::Failure;
use crate::works::Work;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use tokio::process::Command;

/// Threads of the load generator; the scripts count on it.
const THREADS: &str = "2";

const ASK: &str = include_str!("../../lua/ask.lua");
const WRITE: &str = include_str!("../../lua/write.lua");

/// Writes a file with a question a line.
///
/// # Errors
/// [`Failure`] where it cannot be written.
pub fn file(folder: &Path, work: Work, name: &str, lines: &[String]) -> Result<PathBuf, Failure> {
    let file = folder.join(format!("{}-{name}", work.name()));
    std::fs::write(&file, lines.join("\n") + "\n")?;
    Ok(file)
}

/// What the load generator does.
#[derive(Debug)]
pub struct Script {
    text: &'static str,
    folder: PathBuf,
    arguments: Vec<String>,
}

impl Script {
    /// Posts bodies.
    pub fn post(folder: &Path, path: &str, bodies: &Path) -> Self {
        Self::ask(folder, "POST", path, bodies)
    }

    /// Gets addresses.
    pub fn get(folder: &Path, addresses: &Path) -> Self {
        Self::ask(folder, "GET", "", addresses)
    }

    fn ask(folder: &Path, method: &str, path: &str, file: &Path) -> Self {
        let arguments = vec![
            method.to_owned(),
            path.to_owned(),
            file.display().to_string(),
        ];
        Self {
            text: ASK,
            folder: folder.to_owned(),
            arguments,
        }
    }

    /// Takes decisions in meetings, a line of the file each.
    pub fn write(folder: &Path, files: [&Path; 3]) -> Self {
        let arguments = files.map(|file| file.display().to_string()).into();
        Self {
            text: WRITE,
            folder: folder.to_owned(),
            arguments,
        }
    }
}

/// What a measurement found.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Measured {
    /// Requests that were answered.
    pub requests: u64,
    /// Pieces of work that they did.
    pub units: u64,
    /// How long it took, in microseconds.
    pub microseconds: u64,
    /// Bytes of the answers, with their heads.
    pub bytes: u64,
    /// Requests without an answer, or with a wrong one.
    pub errors: u64,
    /// Half of the requests were answered within so many microseconds.
    pub p50: u64,
    /// 99 in 100 of them within so many.
    pub p99: u64,
}

impl Measured {
    /// How many of the requests were refused or failed, from 0 to 1.
    #[expect(clippy::cast_precision_loss, reason = "counts of a few seconds")]
    pub fn refused(&self) -> f64 {
        self.errors as f64 / (self.requests.max(1) as f64)
    }

    /// Pieces of work a second.
    #[expect(clippy::cast_precision_loss, reason = "counts of a few seconds")]
    pub fn rate(&self) -> f64 {
        self.units as f64 * 1e6 / (self.microseconds.max(1) as f64)
    }
}

/// How much is asked, and of whom.
#[derive(Debug)]
pub struct Load<'a> {
    /// The server.
    pub address: &'a str,
    /// For so many seconds.
    pub seconds: u32,
    /// Over so many connections.
    pub connections: u32,
}

impl Load<'_> {
    /// Asks, beginning with a question of the script's file.
    ///
    /// # Errors
    /// [`Failure`] where the load generator is missing.
    pub async fn run(&self, script: &Script, offset: u64) -> Result<Measured, Failure> {
        self.ask(script, offset, None).await
    }

    /// Asks and looks into every answer; what is measured so is not to be told.
    ///
    /// # Errors
    /// As [`Load::run`].
    pub async fn look(&self, script: &Script, offset: u64) -> Result<Measured, Failure> {
        self.ask(script, offset, Some("look")).await
    }

    async fn ask(
        &self,
        script: &Script,
        offset: u64,
        how: Option<&str>,
    ) -> Result<Measured, Failure> {
        let lua = script.folder.join("script.lua");
        std::fs::write(&lua, script.text)?;
        // Each thread has asked half of what was asked.
        let offset = (offset / 2).to_string();
        let out = Command::new("wrk")
            .args(["-t", THREADS, "-c", &self.connections.to_string()])
            .args([
                "-d",
                &format!("{}s", self.seconds),
                "--timeout",
                "20s",
                "-s",
            ])
            .arg(&lua)
            .args([self.address, "--"])
            .args(&script.arguments)
            .arg(offset)
            .args(how)
            .stderr(std::process::Stdio::inherit())
            .output()
            .await
            .map_err(|error| Failure::Server(format!("wrk: {error}")))?;
        let text = String::from_utf8_lossy(&out.stdout);
        let line = text.lines().rev().find(|line| line.starts_with('{'));
        let line = line.ok_or_else(|| Failure::Server(format!("wrk said: {text}")))?;
        Ok(serde_json::from_str(line)?)
    }
}
