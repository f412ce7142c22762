//! Witnesses of the logs, over HTTP (C2SP tlog-witness), and the worker that asks them.

mod worker;

pub use worker::Worker;

use crate::{outbound, traces};
use application::ports::Witness;
use application::sealing::Reply;
use async_trait::async_trait;
use chrono::TimeDelta;
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Client, Response, StatusCode, Url};
use seal::key::{KeyError, KeyKind, PublicKey};
use seal::witness::{SIZE_MEDIA_TYPE, stated_size};
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;

/// A witness as the settings name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its key.
    pub key: PublicKey,
    /// Its submission prefix.
    pub address: Url,
}

/// Why a list of witnesses cannot be used.
#[derive(Debug, Error)]
pub enum ListError {
    /// Not of the form `KEY=ADDRESS`.
    #[error("{0}: expected KEY=ADDRESS")]
    Form(String),
    /// No key.
    #[error("{0}: {1}")]
    Key(String, KeyError),
    /// A log's key.
    #[error("{0}: the key is a log's, not a witness's")]
    Kind(String),
    /// An address that is not asked.
    #[error("{0}: {1}")]
    Address(String, &'static str),
    /// The same key or name twice.
    #[error("{0}: stands there twice")]
    Twice(String),
    /// The machine's list of authorities cannot be read.
    #[error("no connection can be made: {0}")]
    Client(#[from] reqwest::Error),
}

/// Reads a list of witnesses, each `KEY=ADDRESS`, with white space or commas between them.
///
/// # Errors
/// [`ListError`] that names the witness.
pub fn listed(text: &str) -> Result<Vec<Listed>, ListError> {
    let mut all: Vec<Listed> = Vec::new();
    let pairs = text.split(|letter: char| letter.is_whitespace() || letter == ',');
    for pair in pairs.filter(|pair| !pair.is_empty()) {
        let (key, address) = pair
            .split_once('=')
            .ok_or_else(|| ListError::Form(pair.to_owned()))?;
        let key = PublicKey::parse(key).map_err(|error| ListError::Key(key.to_owned(), error))?;
        let name = key.name().to_owned();
        if key.kind() != KeyKind::Cosignature {
            return Err(ListError::Kind(name));
        }
        if all.iter().any(|listed| listed.key.name() == name) {
            return Err(ListError::Twice(name));
        }
        let address = asked(address).map_err(|reason| ListError::Address(name, reason))?;
        all.push(Listed { key, address });
    }
    Ok(all)
}

/// Where a witness takes checkpoints.
fn asked(text: &str) -> Result<Url, &'static str> {
    let mut address = outbound::address(text)?;
    let path = format!("{}/add-checkpoint", address.path().trim_end_matches('/'));
    address.set_path(&path);
    Ok(address)
}

/// Longest answer that is read, in bytes.
const MOST: usize = 16 * 1024;

/// How long an answer may take in all, and how long the connection.
const PATIENCE: (Duration, Duration) = (Duration::from_secs(10), Duration::from_secs(5));

/// A witness that is asked over HTTP.
#[derive(Debug)]
pub struct HttpWitness {
    listed: Listed,
    client: Client,
}

/// Those who ask the witnesses of a list. They follow no redirection and use no proxy: what the list names is asked,
/// and nothing else.
///
/// # Errors
/// [`ListError::Client`].
pub fn over_http(list: Vec<Listed>) -> Result<Vec<Arc<dyn Witness>>, ListError> {
    if list.is_empty() {
        return Ok(Vec::new());
    }
    let client = outbound::client(PATIENCE.0, PATIENCE.1)?;
    let each = list.into_iter().map(|listed| {
        let client = client.clone();
        Arc::new(HttpWitness { listed, client }) as Arc<dyn Witness>
    });
    Ok(each.collect())
}

#[async_trait]
impl Witness for HttpWitness {
    fn key(&self) -> &PublicKey {
        &self.listed.key
    }

    async fn add_checkpoint(&self, submission: &str) -> Reply {
        let asked = self
            .client
            .post(self.listed.address.clone())
            .header(CONTENT_TYPE, "text/plain; charset=utf-8")
            .body(submission.to_owned());
        match traces::send("witness", asked).await {
            Ok(response) => answered(response).await,
            Err(error) => nothing(format!("it does not answer: {}", outbound::told(&error))),
        }
    }
}

fn nothing(reason: impl Into<String>) -> Reply {
    Reply::Nothing {
        reason: reason.into(),
        pause: None,
    }
}

async fn answered(response: Response) -> Reply {
    let status = response.status();
    let header = |name| {
        let held = response.headers().get(name)?;
        Some(held.to_str().ok()?.trim().to_owned())
    };
    let (media, pause) = (header(CONTENT_TYPE), header(RETRY_AFTER));
    let sized = media.as_deref().and_then(|media| media.split(';').next());
    let sized = sized.is_some_and(|media| media.trim() == SIZE_MEDIA_TYPE);
    match status {
        StatusCode::OK => match outbound::body(response, MOST).await {
            Ok(lines) => Reply::Cosigned(lines),
            Err(reason) => nothing(reason),
        },
        StatusCode::CONFLICT if sized => {
            match outbound::body(response, MOST)
                .await
                .map(|text| stated_size(&text))
            {
                Ok(Some(size)) => Reply::Knows(size),
                Ok(None) => nothing("its size is no number"),
                Err(reason) => nothing(reason),
            }
        }
        StatusCode::CONFLICT => Reply::Conflicts,
        StatusCode::UNPROCESSABLE_ENTITY => Reply::Unproven,
        StatusCode::NOT_FOUND => nothing("404: it does not know the log"),
        StatusCode::FORBIDDEN => nothing("403: it does not know the log's key"),
        other => Reply::Nothing {
            reason: format!("it answers {}", other.as_u16()),
            // No longer than a year, which nobody means.
            pause: pause
                .and_then(|text| text.parse::<u32>().ok())
                .map(|seconds| TimeDelta::seconds(i64::from(seconds.min(31_536_000)))),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use seal::key::SecretKey;

    fn key(name: &str, kind: KeyKind) -> String {
        let key = SecretKey::from_randomness(name, kind, &[3; 32]).expect("a name");
        key.public().to_string()
    }

    #[test]
    fn witnesses_are_listed_with_key_and_address() {
        let one = key("witness.example/one", KeyKind::Cosignature);
        let other = key("witness.example/other", KeyKind::Cosignature);
        let text = format!("{one}=https://witness.example/log/,\n {other}=http://127.0.0.1:9");
        let list = listed(&text).expect("a list");
        let told: Vec<(String, &str)> = list
            .iter()
            .map(|listed| (listed.key.to_string(), listed.address.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                (one, "https://witness.example/log/add-checkpoint"),
                (other, "http://127.0.0.1:9/add-checkpoint"),
            ]
        );
        assert_eq!(listed(" \n,").expect("nobody"), []);
    }

    #[test]
    fn a_witness_that_is_none_is_refused_by_name() {
        let witness = key("witness.example", KeyKind::Cosignature);
        for (text, told) in [
            ("witness.example".to_owned(), "expected KEY=ADDRESS"),
            ("a+b+c=https://w.example".to_owned(), "a+b+c: "),
            (
                format!("{}=https://w.example", key("log.example", KeyKind::Note)),
                "log.example: the key is a log's",
            ),
            (format!("{witness}=witness.example"), "no address"),
            (format!("{witness}=http://witness.example"), "https://"),
            (format!("{witness}=http://127.0.0.1.example"), "https://"),
            (format!("{witness}=ftp://127.0.0.1"), "https://"),
            (format!("{witness}=https://a:b@w.example"), "no user"),
            (format!("{witness}=https://w.example/?a"), "no user"),
            (
                format!("{witness}=https://w.example {witness}=https://v.example"),
                "witness.example: stands there twice",
            ),
        ] {
            let error = listed(&text).expect_err(&text).to_string();
            assert!(error.contains(told), "{text}: {error}");
        }
    }
}
