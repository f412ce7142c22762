//! Members one after the other: tar headers in their one canonical form, each in a gzip member of its own, and at the
//! end the digest of all of it.

#[cfg(test)]
mod tests;

use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::{self, BufRead, Read, Write};
use thiserror::Error;

/// How many bytes a member has at the most. What is written has little more than a megabyte, save for a row that is
/// larger.
pub const MOST_BYTES: usize = 256 * 1024 * 1024;
/// The unit of tar.
const BLOCK: usize = 512;

/// A file that is no whole backup, and where that shows.
#[derive(Debug, Error)]
#[error("{place}: {reason}")]
pub struct Broken {
    /// The member and the byte that it starts at.
    pub place: String,
    /// What is wrong there.
    pub reason: String,
}

impl Broken {
    /// Something that is wrong at a place.
    pub fn new(place: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            reason: reason.into(),
        }
    }
}

/// A member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// The byte of the file that it starts at.
    pub at: u64,
    /// What is in it.
    pub bytes: Vec<u8>,
}

impl Member {
    /// Something that is wrong in it.
    pub fn broken(&self, reason: impl Into<String>) -> Broken {
        Broken::new(format!("{} (byte {})", self.name, self.at), reason)
    }
}

fn hexadecimal(digest: &[u8]) -> String {
    digest.iter().fold(String::new(), |mut text, byte| {
        // Writing to a text does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A digest of what comes piece by piece.
#[derive(Debug, Default)]
pub struct Sum(Sha256);

impl Sum {
    /// Adds bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The SHA-256 of what was added, in hexadecimal.
    pub fn told(self) -> String {
        hexadecimal(&self.0.finalize())
    }
}

/// The header of a member, which is the same for the same name and size: a plain file that its owner alone may read.
fn header(name: &str, size: usize) -> Option<[u8; BLOCK]> {
    let mut block = [0; BLOCK];
    let mut put = |at: usize, text: &str| -> Option<()> {
        let place = block.get_mut(at..at.checked_add(text.len())?)?;
        place.copy_from_slice(text.as_bytes());
        Some(())
    };
    if name.is_empty() || name.len() > 99 || size > MOST_BYTES {
        return None;
    }
    put(0, name)?;
    put(100, "0000600\0")?;
    put(108, "0000000\0")?;
    put(116, "0000000\0")?;
    put(124, &format!("{size:011o}\0"))?;
    put(136, "00000000000\0")?;
    put(148, "        ")?;
    put(156, "0")?;
    put(257, "ustar\x0000")?;
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    let text = format!("{sum:06o}\0 ");
    block.get_mut(148..156)?.copy_from_slice(text.as_bytes());
    Some(block)
}

/// The name and size that a header tells, where it is one of ours.
fn told(block: &[u8; BLOCK]) -> Option<(String, usize)> {
    let name: Vec<u8> = block
        .iter()
        .take(100)
        .take_while(|b| **b != 0)
        .copied()
        .collect();
    let name = String::from_utf8(name).ok()?;
    let size = std::str::from_utf8(block.get(124..135)?).ok()?;
    let size = usize::from_str_radix(size, 8).ok()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte);
    let ours = name.bytes().all(plain) && header(&name, size).as_ref() == Some(block);
    ours.then_some((name, size))
}

const fn padding(size: usize) -> usize {
    (BLOCK - size % BLOCK) % BLOCK
}

/// The last member: gzip of nothing, whose comment is the digest of all bytes before it.
fn seal(digest: &[u8]) -> Vec<u8> {
    let mut member = vec![0x1f, 0x8b, 8, 0x10, 0, 0, 0, 0, 0, 255];
    member.extend_from_slice(b"sha256:");
    member.extend_from_slice(hexadecimal(digest).as_bytes());
    member.extend_from_slice(&[0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    member
}

/// Hashes what goes through.
struct Hashing<W> {
    inner: W,
    hasher: Sha256,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hasher.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Writes members.
pub struct Writer<W: Write> {
    out: Hashing<W>,
}

impl<W: Write> std::fmt::Debug for Writer<W> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Writer").finish_non_exhaustive()
    }
}

impl<W: Write> Writer<W> {
    /// Starts an archive.
    pub fn new(inner: W) -> Self {
        let hasher = Sha256::new();
        Self {
            out: Hashing { inner, hasher },
        }
    }

    /// Adds a member.
    ///
    /// # Errors
    /// Those of what is written to; a member of more than [`MOST_BYTES`].
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let header = header(name, bytes.len());
        let header = header.ok_or_else(|| io::Error::other(format!("{name}: too large")))?;
        let padding = vec![0; padding(bytes.len())];
        self.member(&[&header, bytes, &padding])
    }

    fn member(&mut self, parts: &[&[u8]]) -> io::Result<()> {
        let mut encoder = GzEncoder::new(&mut self.out, Compression::new(6));
        for part in parts {
            encoder.write_all(part)?;
        }
        encoder.finish()?;
        Ok(())
    }

    /// Ends the archive, and gives what it was written to with the digest that it ends with.
    ///
    /// # Errors
    /// Those of what is written to.
    pub fn finish(mut self) -> io::Result<(W, String)> {
        self.member(&[&[0; 2 * BLOCK]])?;
        let Hashing { mut inner, hasher } = self.out;
        let digest = hasher.finalize();
        inner.write_all(&seal(&digest))?;
        inner.flush()?;
        Ok((inner, hexadecimal(&digest)))
    }
}

/// Counts and hashes what is taken.
struct Taking<R> {
    inner: R,
    hasher: Sha256,
    at: u64,
}

impl<R: BufRead> Read for Taking<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let held = self.fill_buf()?;
        let most = held.len().min(into.len());
        if let (Some(into), Some(held)) = (into.get_mut(..most), held.get(..most)) {
            into.copy_from_slice(held);
        }
        self.consume(most);
        Ok(most)
    }
}

impl<R: BufRead> BufRead for Taking<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, most: usize) {
        // What is taken is held already: nothing is read anew here.
        if let Ok(held) = self.inner.fill_buf() {
            self.hasher.update(held.get(..most).unwrap_or(held));
        }
        self.at = self
            .at
            .saturating_add(u64::try_from(most).unwrap_or(u64::MAX));
        self.inner.consume(most);
    }
}

/// Reads members, and refuses what [`Writer`] did not write.
pub struct Reader<R: BufRead> {
    source: Taking<R>,
    last: String,
    ended: Option<String>,
}

impl<R: BufRead> std::fmt::Debug for Reader<R> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Reader")
            .field("last", &self.last)
            .finish_non_exhaustive()
    }
}

impl<R: BufRead> Reader<R> {
    /// Starts to read.
    pub fn new(inner: R) -> Self {
        let hasher = Sha256::new();
        Self {
            source: Taking {
                inner,
                hasher,
                at: 0,
            },
            last: "the beginning".to_owned(),
            ended: None,
        }
    }

    /// The digest that the archive ends with, once all of it was read.
    pub fn digest(&self) -> Option<&str> {
        self.ended.as_deref()
    }

    /// The next member; `None` after the last, where the digest of all of it is right.
    ///
    /// # Errors
    /// [`Broken`] with the place.
    pub fn next_member(&mut self) -> Result<Option<Member>, Broken> {
        if self.ended.is_some() {
            return Ok(None);
        }
        let at = self.source.at;
        match unpacked(&mut self.source) {
            Ok(Some((name, bytes))) => {
                self.last.clone_from(&name);
                Ok(Some(Member { name, at, bytes }))
            }
            Ok(None) => self.sealed().map(|()| None),
            Err((name, error)) => {
                let place = name.unwrap_or_else(|| format!("after {}", self.last));
                let reason = match error.kind() {
                    io::ErrorKind::UnexpectedEof => "the file is cut short".to_owned(),
                    _ => error.to_string(),
                };
                Err(Broken::new(format!("{place} (byte {at})"), reason))
            }
        }
    }

    fn sealed(&mut self) -> Result<(), Broken> {
        let at = self.source.at;
        let digest = std::mem::take(&mut self.source.hasher).finalize();
        let wanted = seal(&digest);
        let mut found = Vec::new();
        let limit = u64::try_from(wanted.len()).unwrap_or(u64::MAX) + 1;
        let place = format!("the end (byte {at})");
        let read = (&mut self.source).take(limit).read_to_end(&mut found);
        read.map_err(|error| Broken::new(place.clone(), error.to_string()))?;
        if found != wanted {
            let reason = match found.len() < wanted.len() {
                true => "the file is cut short",
                false => "the digest is not that of the bytes before it: one of them was altered",
            };
            return Err(Broken::new(place, reason));
        }
        self.ended = Some(hexadecimal(&digest));
        Ok(())
    }
}

/// A member that does not unpack: its name, where that could be read, and why.
type Unreadable = (Option<String>, io::Error);

/// The next gzip member, unpacked: a name and bytes; `None` at the end of the archive.
fn unpacked(source: &mut impl BufRead) -> Result<Option<(String, Vec<u8>)>, Unreadable> {
    let unnamed = |error| (None, error);
    let mut decoder = GzDecoder::new(source);
    let mut block = [0; BLOCK];
    decoder.read_exact(&mut block).map_err(unnamed)?;
    let (name, size) = match told(&block) {
        Some((name, size)) => (Some(name), size),
        None if block == [0; BLOCK] => (None, BLOCK),
        None => return Err(unnamed(io::Error::other("it is no member of a backup"))),
    };
    let failed = |error| (name.clone(), error);
    let mut bytes = Vec::new();
    let whole = size + padding(size);
    // One more than there may be, so that the member's end is read and its checksum with it.
    let limit = u64::try_from(whole).unwrap_or(u64::MAX) + 1;
    decoder
        .take(limit)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if bytes.len() != whole {
        return Err(failed(io::Error::other(
            "it has not the size that it tells",
        )));
    }
    if bytes.split_off(size).iter().any(|byte| *byte != 0) {
        return Err(failed(io::Error::other(
            "there is something behind its end",
        )));
    }
    match name {
        Some(name) => Ok(Some((name, bytes))),
        None if bytes == [0; BLOCK] => Ok(None),
        None => Err((None, io::Error::other("the end of the archive is altered"))),
    }
}
