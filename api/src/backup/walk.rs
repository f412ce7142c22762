//! A backup from its first member to its last, each held against what must come there.

use super::FILE_MEMBER;
use domain::id::AttachmentId;
use interchange::backup::{
    Broken, FORMAT, Files, HEAD, Head, MANIFEST, Manifest, Member, Reader, Rows, Sum,
};
use persistence::backup::{Cells, cells};
use serde::de::DeserializeOwned;
use std::io::BufRead;

/// The name of a member of a table.
pub(super) fn page(table: &str, number: u64) -> String {
    format!("tables/{table}/{number:06}.ndjson")
}

/// The name of a member of a file.
pub(super) fn file(id: AttachmentId, number: u64) -> String {
    format!("files/{id}/{number:06}")
}

/// What is met on the way.
#[derive(Debug)]
pub(super) enum Met {
    /// Rows of a table, by its place in the head.
    Rows(usize, Vec<Cells>),
    /// Bytes of a file, in order; whether they are its first.
    File(AttachmentId, bool, Vec<u8>),
}

/// The way through a backup.
pub(super) struct Walk<R: BufRead> {
    reader: Reader<R>,
    head: Head,
    /// What was met of the tables so far, the last one still growing.
    tables: Vec<(Rows, Sum)>,
    /// How many members were met of the table or file under way.
    members: u64,
    file: Option<(AttachmentId, bool)>,
    files: Files,
    manifest: Option<Manifest>,
}

fn document<T: DeserializeOwned>(member: &Member) -> Result<T, Broken> {
    serde_json::from_slice(&member.bytes).map_err(|error| member.broken(error.to_string()))
}

impl<R: BufRead> Walk<R> {
    /// Starts with the head.
    pub(super) fn begin(source: R) -> Result<Self, Broken> {
        let mut reader = Reader::new(source);
        let first = reader.next_member()?;
        let first = first.ok_or_else(|| Broken::new("the beginning", "there is nothing in it"))?;
        if first.name != HEAD {
            return Err(first.broken(format!("expected {HEAD}")));
        }
        let head: Head = document(&first)?;
        if head.format != FORMAT {
            return Err(first.broken(format!("expected the format {FORMAT}")));
        }
        Ok(Self {
            reader,
            head,
            tables: Vec::new(),
            members: 0,
            file: None,
            files: Files::default(),
            manifest: None,
        })
    }

    pub(super) const fn head(&self) -> &Head {
        &self.head
    }

    /// What comes next; `None` at the end, where all of it fits.
    pub(super) fn next(&mut self) -> Result<Option<Met>, Broken> {
        let Some(member) = self.reader.next_member()? else {
            let told = self.manifest.is_some();
            let missing = || Broken::new("the end", format!("{MANIFEST} is missing"));
            return told.then_some(None).ok_or_else(missing);
        };
        if self.manifest.is_some() {
            return Err(member.broken(format!("nothing may come after {MANIFEST}")));
        }
        if member.name == MANIFEST {
            self.ends(&member)?;
            return self.next();
        }
        if member.name.starts_with("files/") {
            return self.of_file(member).map(Some);
        }
        self.of_table(&member).map(Some)
    }

    /// What all of it was, once it was met.
    pub(super) fn told(self) -> Option<(Head, Manifest, String)> {
        let digest = self.reader.digest()?.to_owned();
        Some((self.head, self.manifest?, digest))
    }

    fn of_table(&mut self, member: &Member) -> Result<Met, Broken> {
        let strange = || member.broken("it is not what comes here");
        if self.file.is_some() {
            return Err(strange());
        }
        let under_way = self.tables.last();
        let goes_on =
            under_way.is_some_and(|(rows, _)| page(&rows.name, self.members + 1) == member.name);
        if goes_on {
            self.members += 1;
        } else {
            // Tables without rows have no member.
            let rest = self.head.tables.iter().skip(self.tables.len());
            let names: Vec<String> = rest.map(|table| table.name.clone()).collect();
            let found = names.iter().position(|name| page(name, 1) == member.name);
            let skipped = found.ok_or_else(strange)?;
            self.begin_tables(names.into_iter().take(skipped + 1));
            self.members = 1;
        }
        let place = self.tables.len().saturating_sub(1);
        let table = self.head.tables.get(place).ok_or_else(strange)?;
        let (rows, sum) = self.tables.last_mut().ok_or_else(strange)?;
        sum.add(&member.bytes);
        let text = std::str::from_utf8(&member.bytes);
        let text = text.map_err(|error| member.broken(error.to_string()))?;
        let lines = text.strip_suffix('\n');
        let lines = lines.ok_or_else(|| member.broken("the last line has no end"))?;
        let mut read = Vec::new();
        for (number, line) in lines.split('\n').enumerate() {
            let cells = cells(table, line);
            let number = number + 1;
            read.push(cells.map_err(|reason| member.broken(format!("line {number}: {reason}")))?);
        }
        rows.rows += u64::try_from(read.len()).unwrap_or(u64::MAX);
        Ok(Met::Rows(place, read))
    }

    fn begin_tables(&mut self, names: impl Iterator<Item = String>) {
        let begun = names.map(|name| {
            let rows = Rows {
                name,
                rows: 0,
                sha256: String::new(),
            };
            (rows, Sum::default())
        });
        self.tables.extend(begun);
    }

    fn of_file(&mut self, member: Member) -> Result<Met, Broken> {
        let mut parts = member.name.split('/').skip(1);
        let id = parts.next().and_then(|id| AttachmentId::parse(id).ok());
        let id = id.ok_or_else(|| member.broken("it has no id of a file"))?;
        let (first, next) = match self.file {
            Some((last, whole)) if last == id && whole => (false, self.members + 1),
            Some((last, _)) if last.uuid() >= id.uuid() => {
                return Err(member.broken("it is not what comes here"));
            }
            _ => (true, 1),
        };
        if file(id, next) != member.name {
            return Err(member.broken("a part before it is missing"));
        }
        if member.bytes.is_empty() || member.bytes.len() > FILE_MEMBER {
            return Err(member.broken("it has not the size of a part"));
        }
        self.members = next;
        self.file = Some((id, member.bytes.len() == FILE_MEMBER));
        self.files.count += u64::from(first);
        self.files.bytes += u64::try_from(member.bytes.len()).unwrap_or(u64::MAX);
        Ok(Met::File(id, first, member.bytes))
    }

    fn ends(&mut self, member: &Member) -> Result<(), Broken> {
        let manifest: Manifest = document(member)?;
        let rest = self.head.tables.iter().skip(self.tables.len());
        let rest: Vec<String> = rest.map(|table| table.name.clone()).collect();
        self.begin_tables(rest.into_iter());
        let met = std::mem::take(&mut self.tables).into_iter();
        let met = met.map(|(rows, sum)| Rows {
            sha256: sum.told(),
            ..rows
        });
        let met: Vec<Rows> = met.collect();
        if let Some(table) = met.iter().find(|table| !manifest.tables.contains(table)) {
            return Err(member.broken(format!("the rows of {} are others", table.name)));
        }
        let files = (manifest.files.count, manifest.files.bytes);
        if manifest.tables.len() != met.len() || files != (self.files.count, self.files.bytes) {
            return Err(member.broken("it tells of others"));
        }
        self.manifest = Some(manifest);
        Ok(())
    }
}
