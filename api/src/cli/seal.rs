//! `verify`: of the database, or of one bundle without any.

use super::{Ended, wrong};
use crate::config::Settings;
use crate::sealing;
use crate::startup::{StartError, open, open_files};
use crate::system::SystemClock;
use ::seal::bundle::{Bundle, Invalid, MAX_BUNDLE, Trust, TrustedKey, Verified};
use ::seal::key::{KeyKind, PublicKey};
use ::seal::note::SignedNote;
use ::seal::rotation::KeyList;
use application::attachments::check_files;
use application::ports::Clock;
use application::sealing::{kept_elsewhere, overdue};
use application::verify;
use chrono::{DateTime, TimeDelta};
use clap::Args;
use persistence::Store;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Check journal, logs, tables and files against each other; or one sealed bundle, without a database.
#[derive(Debug, Args)]
pub(super) struct Verify {
    /// A bundle (paragraf/bundle@1) to check instead of the database.
    #[arg(long, value_name = "FILE")]
    bundle: Option<PathBuf>,
    /// The public key that is believed: the service's, or that of one log.
    #[arg(long, value_name = "VKEY")]
    key: Option<String>,
    /// A list of keys (paragraf/keys@1), the service's or that of the log: the keys after the believed one are believed
    /// too, of a bundle; may be given several times.
    #[arg(long, value_name = "FILE", requires = "bundle")]
    keys: Vec<PathBuf>,
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
                let lists = self.keys.iter().map(|file| listed(file));
                match lists.collect::<Result<Vec<_>, _>>() {
                    Ok(lists) => bundle(&file, (key, &lists), (witnesses, needed)),
                    Err(error) => wrong(&format!("--keys: {error}")),
                }
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

/// What holds of a database and its files, in words, or the first thing that does not fit. Signatures of checkpoints
/// are held against a key where one is given, else the configured one.
pub(super) async fn record(
    settings: &Settings,
    store: &Store,
    key: Option<PublicKey>,
) -> Result<Result<String, String>, Ended> {
    let key = match key {
        Some(key) => Some(key),
        None => {
            let held = sealing::held(settings).map_err(|error| wrong(&error))?;
            held.map(|held| held.public())
        }
    };
    let report = verify::verify_with(store, key.as_ref()).await;
    let report = report.map_err(|error| wrong(&error))?;
    if let Some(bad) = report.bad {
        return Ok(Err(bad));
    }
    let files = open_files(settings, store).map_err(|error| wrong(&error))?;
    let files = check_files(store, files.as_ref()).await;
    let files = match files.map_err(|error| wrong(&error))? {
        (_, Some(bad)) => return Ok(Err(bad)),
        (0, None) => String::new(),
        (read, None) => format!(", {read} files"),
    };
    let sealed = report.sealed;
    let sealed_units = match sealed.entries {
        0 => String::new(),
        units => format!(", {units} sealed units"),
    };
    let redactions = match report.redactions {
        0 => String::new(),
        count => format!(", {count} redactions"),
    };
    let unsigned = match sealed.signed < sealed.checkpoints {
        true => "\nsignatures of checkpoints were not held against a key: none is given",
        false => "",
    };
    Ok(Ok(format!(
        "verified: {} journal entries, {} records{sealed_units}{redactions}{files}{unsigned}",
        report.entries, report.records
    )))
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
    match record(settings, &store, key.clone()).await {
        Ok(Ok(words)) => println!("{words}"),
        Ok(Err(bad)) => {
            eprintln!("paragraf: {bad}");
            return Ended::No;
        }
        Err(ended) => return ended,
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

/// A list of keys in a file.
fn listed(file: &Path) -> Result<KeyList, String> {
    let told = |error: &dyn std::fmt::Display| format!("{}: {error}", file.display());
    let bytes = read(file).map_err(|error| told(&error))?;
    KeyList::parse(&bytes).map_err(|error| told(&error))
}

/// The lists of one name.
fn lists_of<'a>(name: &'a str, lists: &'a [KeyList]) -> impl Iterator<Item = &'a KeyList> {
    lists.iter().filter(move |list| list.origin() == name)
}

/// The keys of a log to believe for somebody who believes one key: that one, or those that lists lead to from it, of
/// the service first and then of the log.
fn believed_by_lists(given: &PublicKey, stated: &PublicKey, lists: &[KeyList]) -> Vec<TrustedKey> {
    let service = lists_of(given.name(), lists);
    let service = service.filter_map(|list| list.believed_from(given).ok());
    let mut anchors = vec![given.clone()];
    anchors.extend(service.flatten().map(|trusted| trusted.key));
    let anchors = anchors.into_iter().map(|key| believed(key, stated));
    let anchors: Vec<PublicKey> = anchors.collect();
    let from = |list: &KeyList| anchors.iter().find_map(|key| list.believed_from(key).ok());
    if let Some(listed) = lists_of(stated.name(), lists).find_map(from) {
        return listed;
    }
    // The service's own list has no sizes: where the log's is not given, the key in use is not known either.
    let whenever = |key| TrustedKey {
        key,
        from: 0,
        until: None,
    };
    anchors.into_iter().map(whenever).collect()
}

fn checked(
    file: &Path,
    (key, lists): (Option<PublicKey>, &[KeyList]),
    (witnesses, witnesses_needed): (Vec<PublicKey>, usize),
) -> Result<Verified, Invalid> {
    let bytes = read(file)?;
    let stated = Bundle::parse(&bytes)?.stated_key();
    let stated = stated.map_err(|error| Invalid::Key {
        place: "log.key".to_owned(),
        error,
    })?;
    let trust = Trust {
        witnesses,
        witnesses_needed,
        logs: believed_by_lists(&key.unwrap_or_else(|| stated.clone()), &stated, lists),
    };
    seal::bundle::verify(&bytes, &trust)
}

fn bundle(
    file: &Path,
    keys: (Option<PublicKey>, &[KeyList]),
    asked: (Vec<PublicKey>, usize),
) -> Ended {
    let given = keys.0.is_some();
    let verified = match checked(file, keys, asked) {
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
