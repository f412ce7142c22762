//! Trusted documents: a list of documents, read at start, that clients name by digest.
//!
//! Nothing is ever taken into the list from a request. A client names a document as the working draft on persisted
//! documents has it, `documentId` = `sha256:…`, or as Apollo's clients do, `extensions.persistedQuery.sha256Hash`.

use super::{Code, Guard, Refusal};
use application::journal::sha256;
use prometheus_client::metrics::counter::Counter;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;
use thiserror::Error;

/// Bytes that a list may have.
const LARGEST: u64 = 8 * 1024 * 1024;
/// Documents that a list may have.
const MOST: usize = 10_000;

/// What becomes of documents that are not in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// They run.
    #[default]
    Off,
    /// They run, are counted and logged, without their text.
    Warn,
    /// They are refused.
    Enforce,
}

/// Why a list cannot be used.
#[derive(Debug, Error)]
pub enum ListError {
    /// The file.
    #[error("{path}: {reason}")]
    File {
        /// Which.
        path: String,
        /// Why.
        reason: String,
    },
    /// There is none, and the mode needs one.
    #[error("PARAGRAF_TRUSTED_MANIFEST names the documents, and is not set")]
    Missing,
}

/// A list as Apollo's tools write it.
#[derive(Deserialize)]
struct Manifest {
    format: String,
    operations: Vec<Operation>,
}

/// A document of such a list.
#[derive(Deserialize)]
struct Operation {
    id: String,
    body: String,
}

/// The list as it is: Apollo's form, or Relay's, which is digest to text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Either {
    Apollo(Manifest),
    Relay(BTreeMap<String, String>),
}

/// The documents that are trusted.
#[derive(Debug, Clone, Default)]
pub struct Trusted {
    mode: Mode,
    insiders: bool,
    documents: HashMap<String, Arc<str>>,
    untrusted: Counter,
}

impl Trusted {
    /// Reads a list from a file. Each document must have the digest that it stands under, and pass the guard.
    ///
    /// # Errors
    /// [`ListError`], with the first document at fault.
    pub fn read(
        path: Option<&Path>,
        mode: Mode,
        insiders: bool,
        guard: &Guard,
    ) -> Result<Self, ListError> {
        let Some(path) = path else {
            return match mode {
                Mode::Off => Ok(Self::default()),
                Mode::Warn | Mode::Enforce => Err(ListError::Missing),
            };
        };
        let wrong = |reason: String| ListError::File {
            path: path.display().to_string(),
            reason,
        };
        let length = std::fs::metadata(path)
            .map_err(|error| wrong(error.to_string()))?
            .len();
        if LARGEST < length {
            return Err(wrong(format!(
                "{length} bytes, at most {LARGEST} are allowed"
            )));
        }
        let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
        let documents = listed(&text, guard).map_err(wrong)?;
        Ok(Self {
            mode,
            insiders,
            documents,
            untrusted: Counter::default(),
        })
    }

    /// The same, counting what is not in the list.
    #[must_use]
    pub fn counting(mut self, untrusted: Counter) -> Self {
        self.untrusted = untrusted;
        self
    }

    /// How many documents there are.
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// The document that a request is about, and whether it is trusted.
    ///
    /// # Errors
    /// `DOCUMENT_UNKNOWN` for a digest that is not in the list, whatever comes beside it; `MALFORMED_REQUEST` for a text
    /// that is another than the one named.
    pub(super) fn settle(
        &self,
        query: Option<String>,
        named: Option<&str>,
    ) -> Result<(String, bool), Refusal> {
        let Some(digest) = named else {
            let query =
                query.ok_or_else(|| Refusal::new(Code::MalformedRequest, "query is missing"))?;
            let known = !self.documents.is_empty() && self.documents.contains_key(&sha256(&query));
            return Ok((query, known));
        };
        let held = self.documents.get(digest).ok_or_else(|| {
            let message = "no trusted document has this digest; none is ever added by a request";
            Refusal::new(Code::DocumentUnknown, message)
        })?;
        match query {
            Some(query) if *query != **held => Err(Refusal::new(
                Code::MalformedRequest,
                "query is another document than the one named",
            )),
            _ => Ok((held.as_ref().to_owned(), true)),
        }
    }

    /// Whether a document that is not in the list may run for somebody, known by a token or not.
    ///
    /// # Errors
    /// `DOCUMENT_NOT_TRUSTED`.
    pub(super) fn permits(&self, trusted: bool, known: bool) -> Result<(), Refusal> {
        if trusted || self.mode == Mode::Off {
            return Ok(());
        }
        self.untrusted.inc();
        match self.mode {
            Mode::Enforce if !(known && self.insiders) => Err(Refusal::new(
                Code::DocumentNotTrusted,
                "this service runs trusted documents only: name one by documentId",
            )),
            _ => {
                tracing::info!(known, "a document that is not trusted ran");
                Ok(())
            }
        }
    }
}

/// The documents of a list, by digest.
fn listed(text: &str, guard: &Guard) -> Result<HashMap<String, Arc<str>>, String> {
    let read: Either = serde_json::from_str(text).map_err(|_| {
        "neither a manifest of Apollo's nor digests with their documents".to_owned()
    })?;
    let pairs: Vec<(String, String)> = match read {
        Either::Apollo(manifest) if manifest.format == FORMAT => {
            let operations = manifest.operations.into_iter();
            operations.map(|held| (held.id, held.body)).collect()
        }
        Either::Apollo(_) => return Err("a manifest of another format".to_owned()),
        Either::Relay(documents) => documents.into_iter().collect(),
    };
    if MOST < pairs.len() {
        let count = pairs.len();
        return Err(format!("{count} documents, at most {MOST} are allowed"));
    }
    let mut documents = HashMap::with_capacity(pairs.len());
    for (id, text) in pairs {
        let digest = id.strip_prefix(PREFIX).unwrap_or(&id).to_owned();
        if sha256(&text) != digest {
            return Err(format!("{id:.80}: is not the SHA-256 of its document"));
        }
        guard
            .reads(&text)
            .map_err(|refusal| format!("{digest}: {refusal}"))?;
        documents.insert(digest, Arc::from(text));
    }
    Ok(documents)
}

/// What a manifest of Apollo's says that it is.
const FORMAT: &str = "apollo-persisted-query-manifest";
/// What a `documentId` begins with.
const PREFIX: &str = "sha256:";

/// The digest that a request names, by `documentId` or by `extensions.persistedQuery`.
///
/// # Errors
/// `MALFORMED_REQUEST` for what is no digest, and for two that differ.
pub(super) fn named(document_id: &Value, extensions: &Value) -> Result<Option<String>, Refusal> {
    let malformed = |message: &str| Refusal::new(Code::MalformedRequest, message);
    let by_id = match document_id {
        Value::Null => None,
        Value::String(id) => {
            let digest = id.strip_prefix(PREFIX).filter(|digest| is_digest(digest));
            Some(digest.ok_or_else(|| malformed("documentId is not sha256: and 64 digits"))?)
        }
        _ => return Err(malformed("documentId is not a string")),
    };
    let persisted = extensions
        .get("persistedQuery")
        .and_then(|held| held.get("sha256Hash"));
    let by_extension = match persisted {
        None | Some(Value::Null) => None,
        Some(Value::String(digest)) if is_digest(digest) => Some(digest.as_str()),
        Some(_) => return Err(malformed("sha256Hash is not 64 digits")),
    };
    match (by_id, by_extension) {
        (Some(one), Some(other)) if one != other => Err(malformed(
            "documentId and sha256Hash name different documents",
        )),
        (one, other) => Ok(one.or(other).map(str::to_owned)),
    }
}

fn is_digest(text: &str) -> bool {
    text.len() == 64
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// A list in Apollo's form of documents with their names, each as the guard lets it through.
///
/// # Errors
/// The name of the first that it refuses, and why.
pub fn manifest(documents: &[(String, String)], guard: &Guard) -> Result<Value, String> {
    let operation = |(name, body): &(String, String)| {
        let kind = guard
            .reads(body)
            .map_err(|refusal| format!("{name}: {refusal}"))?;
        Ok(json!({"id": sha256(body), "name": name, "type": kind.to_string(), "body": body}))
    };
    let operations: Vec<Value> = documents
        .iter()
        .map(operation)
        .collect::<Result<_, String>>()?;
    Ok(json!({
        "format": FORMAT,
        "version": 1,
        "operations": operations,
    }))
}
