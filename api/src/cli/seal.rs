//! `key generate`, and `verify`: of the database, or of one bundle without any.

use super::{Ended, wrong};
use crate::config::Settings;
use crate::sealing;
use crate::startup::{open, open_files};
use crate::system::SystemIds;
use ::seal::bundle::{Bundle, Invalid, MAX_BUNDLE, Trust, Verified};
use ::seal::key::PublicKey;
use application::attachments::check_files;
use application::verify;
use clap::{Args, Subcommand};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Keys of the seal.
#[derive(Debug, Subcommand)]
pub(super) enum Key {
    /// Print a new private key, to be kept as PARAGRAF_SEAL_KEY or in a file.
    Generate {
        /// What the logs are called: an address without scheme.
        #[arg(long)]
        name: Option<String>,
    },
}

impl Key {
    pub(super) fn run(self, settings: &Settings) -> Ended {
        let Self::Generate { name } = self;
        let name = name.unwrap_or_else(|| sealing::default_name(settings, &SystemIds));
        match sealing::generate(&name, &SystemIds) {
            Ok(key) => {
                println!("{}", key.to_private_text());
                eprintln!("public key: {}", key.public());
                Ended::Done
            }
            Err(error) => wrong(&format!("--name: {error}")),
        }
    }
}

/// Check journal, logs, tables and files against each other; or one sealed bundle, without a database.
#[derive(Debug, Args)]
pub(super) struct Verify {
    /// A bundle (paragraf/bundle@1) to check instead of the database.
    #[arg(long, value_name = "FILE")]
    bundle: Option<PathBuf>,
    /// The public key that is believed: the service's, or that of one log.
    #[arg(long, value_name = "VKEY")]
    key: Option<String>,
}

impl Verify {
    pub(super) async fn run(self, settings: &Settings) -> Ended {
        let key = match self.key.as_deref().map(PublicKey::parse).transpose() {
            Ok(key) => key,
            Err(error) => return wrong(&format!("--key: {error}")),
        };
        match self.bundle {
            Some(file) => bundle(&file, key),
            None => database(settings, key).await,
        }
    }
}

async fn database(settings: &Settings, key: Option<PublicKey>) -> Ended {
    let key = match key {
        Some(key) => Some(key),
        None => match sealing::held(settings) {
            Ok(held) => held.map(|held| held.public()),
            Err(error) => return wrong(&error),
        },
    };
    let store = match open(settings).await {
        Ok(store) => store,
        Err(error) => return wrong(&error),
    };
    match verify::verify_with(&store, key.as_ref()).await {
        Ok(report) => {
            if let Some(bad) = report.bad {
                eprintln!("paragraf: {bad}");
                return Ended::No;
            }
            let files = match open_files(settings, &store) {
                Ok(files) => files,
                Err(error) => return wrong(&error),
            };
            let files = match check_files(&store, files.as_ref()).await {
                Ok((_, Some(bad))) => {
                    eprintln!("paragraf: {bad}");
                    return Ended::No;
                }
                Ok((0, None)) => String::new(),
                Ok((read, None)) => format!(", {read} files"),
                Err(error) => return wrong(&error),
            };
            let sealed = report.sealed;
            let sealed_units = match sealed.entries {
                0 => String::new(),
                units => format!(", {units} sealed units"),
            };
            println!(
                "verified: {} journal entries, {} records{sealed_units}{files}",
                report.entries, report.records
            );
            if sealed.signed < sealed.checkpoints {
                println!("signatures of checkpoints were not held against a key: none is given");
            }
            Ended::Done
        }
        Err(error) => wrong(&error),
    }
}

/// The key to believe: the one given, or the same under the name of the bundle's log.
fn believed(given: PublicKey, stated: &PublicKey) -> PublicKey {
    let own = stated.name().strip_prefix(given.name());
    match (own, given.named(stated.name())) {
        (Some(rest), Ok(named)) if rest.starts_with('/') => named,
        _ => given,
    }
}

fn checked(file: &Path, key: Option<PublicKey>) -> Result<Verified, Invalid> {
    let limit = u64::try_from(MAX_BUNDLE).unwrap_or(u64::MAX);
    let unreadable = |error: std::io::Error| Invalid::Form(error.to_string());
    if limit < std::fs::metadata(file).map_err(unreadable)?.len() {
        return Err(Invalid::Size);
    }
    let bytes = std::fs::read(file).map_err(unreadable)?;
    let stated = Bundle::parse(&bytes)?.stated_key();
    let stated = stated.map_err(|error| Invalid::Key {
        place: "log.key".to_owned(),
        error,
    })?;
    let key = key.map_or_else(|| stated.clone(), |given| believed(given, &stated));
    seal::bundle::verify(&bytes, &Trust::in_key(key))
}

fn bundle(file: &Path, key: Option<PublicKey>) -> Ended {
    let given = key.is_some();
    let verified = match checked(file, key) {
        Ok(verified) => verified,
        Err(error) => {
            eprintln!("paragraf: {}: {error}", file.display());
            return Ended::No;
        }
    };
    let checkpoint = &verified.checkpoint;
    println!(
        "proven: entry {} of the log {}, at its size {}",
        verified.index, checkpoint.origin, checkpoint.size
    );
    println!("signed by {}", verified.key);
    if !given {
        println!(
            "that key stands in the bundle itself; compare it with one that you know, or give --key"
        );
    }
    for (place, leaf) in verified.leaves.iter().enumerate() {
        match leaf {
            None => println!("  leaf {place}: withheld whole"),
            Some(proven) => {
                println!("  {}", told(place, &proven.content));
                for pointer in proven.withheld.keys() {
                    println!("    withheld, whatever stands for it is unproven: {pointer}");
                }
            }
        }
    }
    println!("not proven: that it is true or complete, or when it was sealed");
    Ended::Done
}

/// What a leaf is of.
fn told(place: usize, content: &Value) -> String {
    let text = |pointer: &str| content.pointer(pointer).and_then(Value::as_str);
    if place == 0 {
        let body = text("/body/name").unwrap_or("a meeting");
        let date = text("/meeting/date").unwrap_or("without a date");
        let adjusted = text("/unit/adjustedOn").unwrap_or("on an unknown day");
        return format!("header: {body}, {date}, adjusted {adjusted}");
    }
    let title = text("/title").unwrap_or_default();
    match content.get("number") {
        Some(number) => format!("§ {number} {title}"),
        None => format!("item {title}"),
    }
}

#[cfg(test)]
mod tests {
    use super::believed;
    use seal::key::{KeyKind, PublicKey, SecretKey};

    fn key(name: &str, random: u8) -> PublicKey {
        let key = SecretKey::from_randomness(name, KeyKind::Note, &[random; 32]);
        key.expect("a name").public()
    }

    #[test]
    fn the_services_key_is_believed_for_its_logs_alone() {
        let stated = key("log.example/org-1", 1);
        assert_eq!(believed(key("log.example", 1), &stated), stated);
        assert_eq!(believed(stated.clone(), &stated), stated);
        for other in [
            key("log.example", 2),
            key("log", 1),
            key("log.example/org-2", 1),
        ] {
            assert_ne!(believed(other, &stated), stated);
        }
    }
}
