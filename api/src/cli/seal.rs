//! `key generate`, and `verify`: of the database, or of one bundle without any.

use super::{Ended, wrong};
use crate::config::Settings;
use crate::sealing;
use crate::startup::{StartError, open};
use crate::system::{SystemClock, SystemIds};
use ::seal::bundle::{Bundle, Invalid, MAX_BUNDLE, Trust, Verified};
use ::seal::key::{KeyKind, PublicKey};
use ::seal::note::SignedNote;
use application::ports::Clock;
use application::sealing::{kept_elsewhere, overdue};
use application::verify;
use chrono::{DateTime, TimeDelta};
use clap::{Args, Subcommand};
use persistence::Store;
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

/// Check journal, logs and tables against each other; or one sealed bundle, without a database.
#[derive(Debug, Args)]
pub(super) struct Verify {
    /// A bundle (paragraf/bundle@1) to check instead of the database.
    #[arg(long, value_name = "FILE")]
    bundle: Option<PathBuf>,
    /// The public key that is believed: the service's, or that of one log.
    #[arg(long, value_name = "VKEY")]
    key: Option<String>,
    /// The public key of a witness that must have signed; may be given several times.
    #[arg(long, value_name = "VKEY")]
    witness: Vec<String>,
    /// How many of the witnesses given must have signed a bundle; all by default.
    #[arg(long, value_name = "NUMBER", requires = "bundle")]
    witnesses_needed: Option<usize>,
    /// A checkpoint that was kept elsewhere, or a bundle with one: the database must go on from it.
    #[arg(long, value_name = "FILE", conflicts_with = "bundle")]
    witnessed: Vec<PathBuf>,
}

impl Verify {
    pub(super) async fn run(self, settings: &Settings) -> Ended {
        let key = match self.key.as_deref().map(PublicKey::parse).transpose() {
            Ok(key) => key,
            Err(error) => return wrong(&format!("--key: {error}")),
        };
        let witnesses = self.witness.iter().map(|text| witness(text));
        let witnesses = match witnesses.collect::<Result<Vec<_>, _>>() {
            Ok(witnesses) => witnesses,
            Err(error) => return wrong(&format!("--witness: {error}")),
        };
        match self.bundle {
            Some(file) => {
                let needed = self.witnesses_needed.unwrap_or(witnesses.len());
                bundle(&file, key, (witnesses, needed))
            }
            None => database(settings, key, (&self.witnessed, &witnesses)).await,
        }
    }
}

/// A witness's key.
fn witness(text: &str) -> Result<PublicKey, String> {
    let key = PublicKey::parse(text).map_err(|error| error.to_string())?;
    match key.kind() {
        KeyKind::Cosignature => Ok(key),
        KeyKind::Note => Err(format!("{} is a log's key", key.name())),
    }
}

/// The checkpoint in a file: a signed note, or that of a bundle.
fn kept(file: &Path) -> Result<SignedNote, String> {
    let bytes = read(file).map_err(|error| error.to_string())?;
    let text = match bytes.first() {
        Some(b'{') => Bundle::parse(&bytes)
            .map_err(|error| error.to_string())?
            .checkpoint()
            .to_owned(),
        _ => String::from_utf8(bytes).map_err(|error| error.to_string())?,
    };
    SignedNote::parse(&text).map_err(|error| error.to_string())
}

async fn database(
    settings: &Settings,
    key: Option<PublicKey>,
    (files, witnesses): (&[PathBuf], &[PublicKey]),
) -> Ended {
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
            let sealed = report.sealed;
            let sealed_units = match sealed.entries {
                0 => String::new(),
                units => format!(", {units} sealed units"),
            };
            println!(
                "verified: {} journal entries, {} records{sealed_units}",
                report.entries, report.records
            );
            if sealed.signed < sealed.checkpoints {
                println!("signatures of checkpoints were not held against a key: none is given");
            }
        }
        Err(error) => return wrong(&error),
    }
    for file in files {
        let keys = key.as_slice();
        let found = match kept(file) {
            Ok(note) => kept_elsewhere(&store, &note, keys, witnesses).await,
            Err(error) => Ok(Some(error)),
        };
        match found {
            Ok(None) => println!("{}: the log goes on from it", file.display()),
            Ok(Some(bad)) => {
                eprintln!("paragraf: {}: {bad}", file.display());
                return Ended::No;
            }
            Err(error) => return wrong(&error),
        }
    }
    match silent(settings, &store).await {
        Ok(late) => late.iter().for_each(|late| eprintln!("warning: {late}")),
        Err(error) => return wrong(&error),
    }
    Ended::Done
}

/// What the witnesses of the settings have not signed for too long, in words.
async fn silent(settings: &Settings, store: &Store) -> Result<Vec<String>, StartError> {
    let listed = settings.witnesses()?;
    let keys: Vec<PublicKey> = listed.into_iter().map(|listed| listed.key).collect();
    let before = SystemClock.now() - TimeDelta::hours(i64::from(settings.witness_overdue));
    let late = overdue(store, &keys, before).await;
    late.map_err(|error| StartError::Unread(error.to_string()))
}

/// The key to believe: the one given, or the same under the name of the bundle's log.
fn believed(given: PublicKey, stated: &PublicKey) -> PublicKey {
    let own = stated.name().strip_prefix(given.name());
    match (own, given.named(stated.name())) {
        (Some(rest), Ok(named)) if rest.starts_with('/') => named,
        _ => given,
    }
}

/// A file, if it is no larger than a bundle may be.
fn read(file: &Path) -> Result<Vec<u8>, Invalid> {
    let limit = u64::try_from(MAX_BUNDLE).unwrap_or(u64::MAX);
    let unreadable = |error: std::io::Error| Invalid::Form(error.to_string());
    if limit < std::fs::metadata(file).map_err(unreadable)?.len() {
        return Err(Invalid::Size);
    }
    std::fs::read(file).map_err(unreadable)
}

fn checked(
    file: &Path,
    key: Option<PublicKey>,
    (witnesses, witnesses_needed): (Vec<PublicKey>, usize),
) -> Result<Verified, Invalid> {
    let bytes = read(file)?;
    let stated = Bundle::parse(&bytes)?.stated_key();
    let stated = stated.map_err(|error| Invalid::Key {
        place: "log.key".to_owned(),
        error,
    })?;
    let key = key.map_or_else(|| stated.clone(), |given| believed(given, &stated));
    let trust = Trust {
        witnesses,
        witnesses_needed,
        ..Trust::in_key(key)
    };
    seal::bundle::verify(&bytes, &trust)
}

fn bundle(file: &Path, key: Option<PublicKey>, asked: (Vec<PublicKey>, usize)) -> Ended {
    let given = key.is_some();
    let verified = match checked(file, key, asked) {
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
    for signed in &verified.witnesses {
        let at = i64::try_from(signed.time).ok();
        let at = at.and_then(|at| DateTime::from_timestamp(at, 0));
        let at = at.map_or_else(|| signed.time.to_string(), |at| at.to_rfc3339());
        println!("witnessed by {}, {at}", signed.witness);
    }
    if let Some(earlier) = &verified.earlier {
        println!("goes on from the log's size {}", earlier.size);
    }
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
