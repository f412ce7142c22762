//! `read-minutes`: what the service starts to read one file, apart from itself.
//!
//! The file comes on standard input, the answer goes to standard output as JSON. Whatever a file does, it does to this
//! process alone, which is short of memory and of time.

use super::Ended;
use crate::importing::told::{of_file, of_text};
use clap::Args;
use interchange::minutes_text::{self, Known, Source};
use serde_json::{Value, json};
use std::io::{Read, Write};

/// Bytes of memory that it may have.
#[cfg(unix)]
const MEMORY: u64 = 3 * 1024 * 1024 * 1024;
/// Seconds of the processor's time that it may have.
#[cfg(unix)]
const SECONDS: u64 = 120;

/// Read one file from standard input, for the service.
#[derive(Debug, Args)]
pub(super) struct ReadMinutes {
    /// What the file is called.
    #[arg(long)]
    file: String,
    /// Whose minutes they are, where the text names nobody.
    #[arg(long)]
    organisation: Option<String>,
}

impl ReadMinutes {
    pub(super) fn run(self) -> Ended {
        confine();
        let most = u64::try_from(extraction::MAX_FILE).unwrap_or(u64::MAX);
        let mut bytes = Vec::new();
        let read = std::io::stdin()
            .lock()
            .take(most.saturating_add(1))
            .read_to_end(&mut bytes);
        if let Err(error) = read {
            return super::wrong(&error);
        }
        let answer = self.answer(&bytes);
        let mut out = std::io::stdout().lock();
        let written = serde_json::to_writer(&mut out, &answer).map_err(std::io::Error::from);
        match written.and_then(|()| out.flush()) {
            Ok(()) => Ended::Done,
            Err(error) => super::wrong(&error),
        }
    }

    fn answer(self, bytes: &[u8]) -> Value {
        let media = media(bytes);
        let text = match extraction::extract(bytes) {
            Ok(text) => text,
            Err(refused) => return json!({"media": media, "refused": of_file(&refused)}),
        };
        let source = Source {
            file: &self.file,
            pages: text.pages.iter().map(String::as_str).collect(),
        };
        let known = Known {
            organisation: self.organisation,
            ..Known::default()
        };
        match minutes_text::read(&source, &known) {
            Ok(reading) => json!({
                "media": media,
                "pages": text.pages,
                "document": reading.document,
                "report": reading.report,
            }),
            Err(error) => json!({"media": media, "refused": of_text(&error)}),
        }
    }
}

/// What a file is, by its content; nothing where it is none of what is read.
fn media(bytes: &[u8]) -> Option<&'static str> {
    use domain::attachment::MediaType;
    use extraction::Kind;
    let media = match extraction::kind_of(bytes)? {
        Kind::Pdf => MediaType::Pdf,
        Kind::Zip => MediaType::Docx,
        Kind::Text => MediaType::Text,
        Kind::Other(_) => return None,
    };
    Some(media.as_str())
}

/// Takes from the process what a file could do harm with, as far as the system offers that.
fn confine() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let limits = [
            (Resource::As, MEMORY),
            (Resource::Cpu, SECONDS),
            (Resource::Core, 0),
            (Resource::Fsize, 0),
        ];
        for (resource, most) in limits {
            let limit = Rlimit {
                current: Some(most),
                maximum: Some(most),
            };
            // Where the system has no such limit, the service's own patience holds.
            let _ = setrlimit(resource, limit);
        }
    }
}
