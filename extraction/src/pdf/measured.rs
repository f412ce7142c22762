//! The streams of a PDF, measured before anything reads them.
//!
//! The reader unpacks a stream whole, whatever it grows to. What a stream grows to is therefore counted first, from the
//! bytes alone and by every packing that PDF knows, since the file's own words about it may lie, be escaped or stand
//! elsewhere. Pictures, which can be large with good reason and hold no text, are blotted.

use crate::Refused;
use crate::pdf::malformed;
use flate2::{Decompress, FlushDecompress, Status};

/// Largest stream unpacked, in bytes.
const MAX_STREAM: usize = 16 * 1024 * 1024;

/// Most that all streams hold unpacked.
const MAX_STREAMS: usize = 64 * 1024 * 1024;

/// Most objects; a page of minutes takes some ten.
const MAX_OBJECTS: usize = 200_000;

/// Most arrays and dictionaries that one stream opens, and the file outside of streams: the reader goes down into each,
/// and its stack lasts for three times as many, one in the other.
const MAX_OPENED: usize = 500_000;

/// Most references from object to object in the file; a page of minutes takes some fifty.
const MAX_REFERENCES: usize = 300_000;

/// Largest stream in LZW or runs of bytes, which no program has written for minutes in this century.
const MAX_OLD: usize = 1024 * 1024;

/// How much of what is unpacked is looked at for a second packing.
const PREFIX: usize = 64 * 1024;

const TOO_MUCH: Refused = Refused::TooMuch {
    what: "unpacked streams",
};

/// What was met on the way.
#[derive(Debug, Default)]
struct Met {
    unpacked: usize,
    opened: usize,
    references: usize,
}

impl Met {
    /// Another stream begins.
    const fn stream(&mut self) {
        self.opened = 0;
    }

    /// Looks at bytes that the reader may take for objects.
    fn see(&mut self, bytes: &[u8]) -> Result<(), Refused> {
        for pair in bytes.windows(2) {
            match pair {
                [b'[', _] | b"<<" => self.opened += 1,
                b" R" => self.references += 1,
                _ => {}
            }
        }
        if self.opened > MAX_OPENED {
            return Err(Refused::TooMuch {
                what: "nested objects",
            });
        }
        if self.references > MAX_REFERENCES {
            return Err(Refused::TooMuch { what: "references" });
        }
        Ok(())
    }
}

/// The file with its pictures blotted.
pub(super) fn without_pictures(bytes: &[u8]) -> Result<Vec<u8>, Refused> {
    let mut kept = bytes.to_vec();
    let (mut at, mut objects) = (0, 0);
    let mut met = Met::default();
    met.see(bytes)?;
    if names(bytes, b"Encrypt") {
        return Err(Refused::Encrypted);
    }
    while let Some(found) = find(bytes, b"stream", at) {
        at = found + b"stream".len();
        if bytes
            .get(..found)
            .is_some_and(|before| before.ends_with(b"end"))
        {
            continue;
        }
        objects += 1;
        if objects > MAX_OBJECTS {
            return Err(TOO_MUCH);
        }
        let start = at
            + match bytes.get(at..at + 2) {
                Some(b"\r\n") => 2,
                Some([b'\r' | b'\n', _]) => 1,
                _ => 0,
            };
        let end = find(bytes, b"endstream", start).unwrap_or(bytes.len());
        if is_picture(said_before(bytes, found)) {
            if let Some(picture) = kept.get_mut(start..end) {
                picture.fill(b' ');
            }
            at = end;
            continue;
        }
        let data = bytes.get(start..).unwrap_or_default();
        let own = bytes.get(start..end).unwrap_or_default();
        met.stream();
        met.unpacked += measured(data, own, &mut met)?;
        if met.unpacked > MAX_STREAMS {
            return Err(TOO_MUCH);
        }
    }
    if find(bytes, b"obj", 0).is_none() {
        return Err(malformed("it holds no object"));
    }
    Ok(kept)
}

/// Where a word stands, from a place on.
fn find(bytes: &[u8], word: &[u8], from: usize) -> Option<usize> {
    let first = *word.first()?;
    let mut at = from;
    while let Some(rest) = bytes.get(at..) {
        at += rest.iter().position(|byte| *byte == first)?;
        if bytes.get(at..)?.starts_with(word) {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// Whether a name stands in the file, letters of it written as numbers or not. What is encrypted unpacks to nobody knows
/// what until it is decrypted, with the empty password too.
fn names(bytes: &[u8], name: &[u8]) -> bool {
    let mut at = 0;
    while let Some(found) = find(bytes, b"/", at) {
        at = found + 1;
        let mut rest = bytes.get(at..).unwrap_or_default();
        let same = name.iter().all(|letter| {
            let (read, after) = match rest {
                [b'#', high, low, after @ ..] => {
                    let digit = |byte: u8| char::from(byte).to_digit(16);
                    let code = digit(*high).zip(digit(*low));
                    let code = code.and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
                    (code, after)
                }
                [letter, after @ ..] => (Some(*letter), after),
                [] => (None, rest),
            };
            rest = after;
            read == Some(*letter)
        });
        if same && !rest.first().is_some_and(u8::is_ascii_alphanumeric) {
            return true;
        }
    }
    false
}

/// What an object says of itself before its stream.
fn said_before(bytes: &[u8], stream: usize) -> &[u8] {
    let window = bytes
        .get(stream.saturating_sub(8 * 1024)..stream)
        .unwrap_or_default();
    let start = window.windows(3).rposition(|word| word == b"obj");
    window.get(start.unwrap_or(0)..).unwrap_or_default()
}

fn is_picture(said: &[u8]) -> bool {
    let mut at = 0;
    while let Some(found) = find(said, b"/Subtype", at) {
        at = found + b"/Subtype".len();
        let rest = said.get(at..).unwrap_or_default().trim_ascii_start();
        if let Some(after) = rest.strip_prefix(b"/Image") {
            return !after.first().is_some_and(u8::is_ascii_alphanumeric);
        }
    }
    false
}

/// How many bytes a stream grows to; `own` ends where the file says that the stream ends.
fn measured(data: &[u8], own: &[u8], met: &mut Met) -> Result<usize, Refused> {
    let mut prefix = Vec::new();
    let mut grown = inflated(data, true, &mut prefix, met)?;
    if grown == 0 {
        prefix.clear();
        grown = inflated(data, false, &mut prefix, met)?;
    }
    if grown > own.len() && packed_again(&prefix) {
        return Err(Refused::TooMuch {
            what: "a stream is packed twice",
        });
    }
    let grown = grown.max(lzw(own)?).max(run_length(own)?).max(own.len());
    if let Some(plain) = in_letters(own) {
        return Ok(grown + measured_within(&plain, met)?);
    }
    Ok(grown)
}

/// The same for what was written in letters, once.
fn measured_within(data: &[u8], met: &mut Met) -> Result<usize, Refused> {
    met.see(data)?;
    let mut prefix = Vec::new();
    let mut grown = inflated(data, true, &mut prefix, met)?;
    if grown == 0 {
        grown = inflated(data, false, &mut prefix, met)?;
    }
    if packed_again(&prefix) {
        return Err(TOO_MUCH);
    }
    Ok(grown.max(lzw(data)?).max(run_length(data)?).max(data.len()))
}

/// Whether what was unpacked is itself packed and grows again.
fn packed_again(unpacked: &[u8]) -> bool {
    let (mut ignored, mut met) = (Vec::new(), Met::default());
    let grows = |grown: Result<usize, Refused>| {
        grown.map_or(true, |grown| {
            unpacked.len() >= 16 && grown > unpacked.len() * 8
        })
    };
    grows(inflated(unpacked, true, &mut ignored, &mut met))
        || grows(inflated(unpacked, false, &mut ignored, &mut met))
        || grows(lzw(unpacked))
        || grows(run_length(unpacked))
}

/// What inflating gives, up to the first fault; the beginning of it is kept.
fn inflated(
    data: &[u8],
    header: bool,
    prefix: &mut Vec<u8>,
    met: &mut Met,
) -> Result<usize, Refused> {
    let mut inflate = Decompress::new(header);
    let mut block = vec![0; 32 * 1024];
    let (mut read, mut grown) = (0, 0);
    loop {
        let (before_in, before_out) = (inflate.total_in(), inflate.total_out());
        let input = data.get(read..).unwrap_or_default();
        let status = inflate.decompress(input, &mut block, FlushDecompress::None);
        let taken = usize::try_from(inflate.total_in() - before_in).unwrap_or(0);
        let given = usize::try_from(inflate.total_out() - before_out).unwrap_or(0);
        read += taken;
        grown += given;
        let fresh = block.get(..given).unwrap_or_default();
        met.see(fresh)?;
        if prefix.len() < PREFIX {
            prefix.extend_from_slice(fresh);
        }
        if grown > MAX_STREAM {
            return Err(TOO_MUCH);
        }
        match status {
            Ok(Status::Ok) if taken > 0 || given > 0 => {}
            _ => return Ok(grown),
        }
    }
}

/// What LZW gives: the lengths of its entries are enough to know.
fn lzw(data: &[u8]) -> Result<usize, Refused> {
    let mut lengths: Vec<usize> = vec![1; 258];
    let (mut bits, mut held, mut width, mut grown) = (0_u32, 0_u32, 9_u32, 0_usize);
    let mut before: Option<usize> = None;
    for byte in data {
        bits = (bits << 8) | u32::from(*byte);
        held += 8;
        if held < width {
            continue;
        }
        held -= width;
        let code = (bits >> held) as usize & ((1 << width) - 1);
        bits &= (1 << held) - 1;
        match code {
            256 => {
                lengths.truncate(258);
                before = None;
            }
            257 => break,
            code => {
                let entry = before.map(|before| before + 1);
                let Some(length) = lengths.get(code).copied().or(entry) else {
                    break;
                };
                if code > lengths.len() {
                    break;
                }
                if let Some(entry) = entry
                    && lengths.len() < 4096
                {
                    lengths.push(entry);
                }
                grown += length;
                before = Some(length);
            }
        }
        if grown > MAX_OLD && grown > data.len() * 2 {
            return Err(TOO_MUCH);
        }
        width = match lengths.len() + 1 {
            2048.. => 12,
            1024.. => 11,
            512.. => 10,
            _ => 9,
        };
    }
    Ok(grown)
}

/// What runs of bytes give.
fn run_length(data: &[u8]) -> Result<usize, Refused> {
    let (mut at, mut grown) = (0, 0);
    while let Some(length) = data.get(at) {
        match *length {
            128 => break,
            copied @ ..128 => {
                grown += usize::from(copied) + 1;
                at += usize::from(copied) + 2;
            }
            repeated => {
                grown += 257 - usize::from(repeated);
                at += 2;
            }
        }
        if grown > MAX_OLD && grown > data.len() * 2 {
            return Err(TOO_MUCH);
        }
    }
    Ok(grown)
}

/// The bytes that a stream writes in letters, hexadecimal or in base 85, where it does.
fn in_letters(data: &[u8]) -> Option<Vec<u8>> {
    let data = data.trim_ascii();
    if let Some(digits) = data.strip_suffix(b">")
        && digits
            .iter()
            .all(|byte| byte.is_ascii_hexdigit() || byte.is_ascii_whitespace())
    {
        let digits: Vec<u8> = digits
            .iter()
            .filter_map(|byte| char::from(*byte).to_digit(16))
            .filter_map(|digit| u8::try_from(digit).ok())
            .collect();
        let bytes = digits.chunks(2).map(|pair| match pair {
            [high, low] => high << 4 | low,
            [high] => high << 4,
            _ => 0,
        });
        return Some(bytes.collect());
    }
    let end = data.windows(2).position(|mark| mark == b"~>")?;
    let mut bytes = Vec::with_capacity(end);
    let mut group: Vec<u32> = Vec::with_capacity(5);
    for byte in data.get(..end)? {
        match *byte {
            b'z' if group.is_empty() => bytes.extend_from_slice(&[0; 4]),
            digit @ b'!'..=b'u' => {
                group.push(u32::from(digit - b'!'));
                if group.len() == 5 {
                    let word = group.iter().fold(0_u32, |word, digit| {
                        word.wrapping_mul(85).wrapping_add(*digit)
                    });
                    bytes.extend_from_slice(&word.to_be_bytes());
                    group.clear();
                }
            }
            blank if blank.is_ascii_whitespace() => {}
            _ => return None,
        }
    }
    Some(bytes)
}
