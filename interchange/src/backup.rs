//! The backup, `paragraf/backup@1`: a gzipped tar archive that `tar -xzf` unpacks, with every row of every table as a
//! line of JSON and every uploaded file in parts.
//!
//! In this order: `head.json` ([`Head`]), `tables/<name>/<number>.ndjson`, `files/<id>/<number>`, `manifest.json`
//! ([`Manifest`]). A row is a list of its values in the order of the columns in the head. Each member of the archive is
//! a gzip member of its own, so that what was altered is found with its place; the last one, which unpacks to nothing,
//! says the digest of all bytes before it, so that no bit of the file can change unseen. That tells of accidents; who
//! alters a file on purpose can make the digest anew, and `paragraf verify` with a witness tells of that.

mod archive;

pub use archive::{Broken, MOST_BYTES, Member, Reader, Sum, Writer};

use serde::{Deserialize, Serialize};

/// The format, as the head names it.
pub const FORMAT: &str = "paragraf/backup@1";
/// The first member.
pub const HEAD: &str = "head.json";
/// The last member with anything in it.
pub const MANIFEST: &str = "manifest.json";

/// What the file is, and the tables that it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Head {
    /// [`FORMAT`].
    pub format: String,
    /// The version of the program that wrote it.
    pub product: String,
    /// The latest schema change that the database had, by its name.
    pub step: String,
    /// When it was begun (RFC 3339, UTC). What was committed before is in it.
    pub at: String,
    /// The tables, each after those that it refers to.
    pub tables: Vec<Table>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in the order in which a row gives its values.
    pub columns: Vec<Column>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What its values are.
    pub kind: Kind,
}

/// What the values of a column are, and how a row gives them; null where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A text.
    Text,
    /// JSON, as the text that was stored, to the byte.
    Json,
    /// A number of 32 bits.
    Integer,
    /// A number of 64 bits.
    Bigint,
    /// A boolean.
    Boolean,
    /// A civil date, `YYYY-MM-DD`.
    Day,
    /// A moment, RFC 3339 in UTC.
    Moment,
    /// An id, with hyphens.
    Uuid,
    /// Bytes, in base64.
    Bytes,
}

/// What the file holds, told once it is all there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Manifest {
    /// Each table, in the order of the head.
    pub tables: Vec<Rows>,
    /// The uploaded files.
    pub files: Files,
    /// The journals, by organisation.
    pub journals: Vec<Journal>,
    /// The logs of sealed units, by organisation.
    pub logs: Vec<Log>,
}

/// The rows of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rows {
    /// The table.
    pub name: String,
    /// How many.
    pub rows: u64,
    /// The SHA-256 of its lines, one after the other, in hexadecimal. It is the same for the same rows, whichever
    /// database they came from.
    pub sha256: String,
}

/// Uploaded files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Files {
    /// How many.
    pub count: u64,
    /// Their bytes together.
    pub bytes: u64,
    /// Those that a row tells of and that were not to be had, by id.
    pub missing: Vec<String>,
}

/// How far a journal went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Journal {
    /// Whose, by id.
    pub organisation: String,
    /// The number of its last entry.
    pub sequence: i64,
    /// The hash of it.
    pub head: String,
}

/// How far a log of sealed units went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Log {
    /// Whose, by id.
    pub organisation: String,
    /// Its last checkpoint, a signed note. Kept apart from the backup it is what `paragraf verify --witnessed` takes.
    pub checkpoint: String,
}
