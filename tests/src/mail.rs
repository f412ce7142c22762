//! A mail server that a test plays: a process of its own that keeps what it takes and answers as it is told to.

use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A mail server. Dropping it ends it.
#[derive(Debug)]
pub struct MailServer {
    child: Option<Child>,
    folder: TempDir,
    port: u16,
}

/// A mail as Python's `email` read it.
#[derive(Debug, Clone)]
pub struct Mail(pub Value);

impl Mail {
    /// A header, decoded; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        let headers = self.0["headers"].as_array().expect("headers");
        let found = headers.iter().find(|held| held[0] == name);
        found.and_then(|held| held[1].as_str()).unwrap_or_default()
    }

    /// The plain text.
    pub fn text(&self) -> &str {
        self.0["text"].as_str().expect("a text")
    }

    /// The HTML.
    pub fn html(&self) -> &str {
        self.0["html"].as_str().expect("HTML")
    }

    /// Whom it went to.
    pub fn to(&self) -> &str {
        self.0["to"][0].as_str().expect("an address")
    }

    /// The path of the first link to a page about mail.
    pub fn link(&self, page: &str) -> String {
        let mark = format!("/mail/{page}/");
        let text = self.text();
        let at = text.find(&mark).expect("a link");
        text[at..]
            .split_whitespace()
            .next()
            .expect("a link")
            .to_owned()
    }
}

fn started(folder: &Path, port: u16) -> (Child, u16) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scripts/mail-server");
    let mut child = Command::new(script)
        .arg(folder)
        .arg(port.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("scripts/mail-server runs");
    let mut line = String::new();
    let told = child.stdout.take().expect("its output");
    BufReader::new(told).read_line(&mut line).expect("a line");
    let port = line.trim().parse().expect("a port");
    (child, port)
}

impl MailServer {
    /// Starts one.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (child, port) = started(folder.path(), 0);
        Self {
            child: Some(child),
            folder,
            port,
        }
    }

    /// Its address, as the settings name it.
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// Answers in another manner from now on.
    pub fn answer(&self, manner: &str) {
        std::fs::write(self.folder.path().join("manner"), manner).expect("written");
    }

    /// Ends it; what it took stays.
    pub fn down(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("ended");
            child.wait().expect("ended");
        }
    }

    /// Starts it again where it was.
    pub fn up(&mut self) {
        self.down();
        self.child = Some(started(self.folder.path(), self.port).0);
    }

    /// Every mail that it took, in order.
    ///
    /// # Panics
    /// For a mail that Python's strict reading finds a fault in.
    pub fn got(&self) -> Vec<Mail> {
        let entries = std::fs::read_dir(self.folder.path()).expect("a folder");
        let paths = entries.map(|entry| entry.expect("an entry").path());
        let is_mail = |path: &PathBuf| path.extension().is_some_and(|kind| kind == "json");
        let mut paths: Vec<PathBuf> = paths.filter(is_mail).collect();
        paths.sort();
        let read = paths.iter().map(|path| {
            let text = std::fs::read_to_string(path).expect("a readable file");
            let mail: Value = serde_json::from_str(&text).expect("JSON");
            assert!(mail["error"].is_null(), "{mail:#}");
            assert_eq!(mail["defects"], serde_json::json!([]), "{mail:#}");
            Mail(mail)
        });
        read.collect()
    }

    /// Waits until it took so many.
    ///
    /// # Panics
    /// Where it does not within half a minute.
    pub async fn until(&self, count: usize) -> Vec<Mail> {
        let started = Instant::now();
        loop {
            let got = self.got();
            if count <= got.len() {
                return got;
            }
            let waited = started.elapsed();
            assert!(
                waited < Duration::from_secs(30),
                "{} of {count} came",
                got.len()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.down();
    }
}
