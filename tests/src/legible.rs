//! What can be read in an answer, whatever it is packed in.

use std::fmt::Write;
use std::io::{Cursor, Read};

/// The words of an answer in lower case: its bytes, the text of a PDF with everything that is packed in it, and every
/// part of an archive. Words that a line parts are put together.
///
/// # Panics
/// For an archive that cannot be opened: what nobody looked into must not pass for empty.
pub fn legible(bytes: &[u8]) -> String {
    let mut text = String::from_utf8_lossy(bytes).into_owned();
    if bytes.starts_with(b"%PDF") {
        // Uploads of tests are no whole PDFs; what was printed is, and `told` makes sure that it is read.
        if let Ok(read) = extraction::extract(bytes) {
            text.push_str(&read.pages.join("\n"));
        }
        unpack(bytes, &mut text);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
        for place in 0..archive.len() {
            let mut part = archive.by_index(place).expect("a part");
            let mut content = Vec::new();
            part.read_to_end(&mut content).expect("its content");
            let name = part.name().expect("a name").into_owned();
            write!(text, "\n{name}\n").expect("written");
            text.push_str(&String::from_utf8_lossy(&content));
        }
    }
    let joined = text.replace("-\n", "").replace(['\0', '\u{ad}'], "");
    joined.to_lowercase()
}

/// Adds what the streams of a PDF hold, which are its metadata, names and outlines too.
fn unpack(bytes: &[u8], text: &mut String) {
    const START: &[u8] = b"stream";
    let mut rest = bytes;
    while let Some(place) = rest.windows(START.len()).position(|met| met == START) {
        rest = &rest[place + START.len()..];
        let packed = rest.trim_ascii_start();
        let mut content = Vec::new();
        let read = flate2::read::ZlibDecoder::new(packed).read_to_end(&mut content);
        if read.is_ok() {
            text.push('\n');
            text.push_str(&String::from_utf8_lossy(&content));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::legible;
    use std::io::Write;

    #[test]
    fn packed_words_are_found() {
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let kind = zip::write::SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Deflated);
        archive.start_file("Brev.xml", kind).expect("a part");
        archive
            .write_all("<w:t>Om Kvasthilda.</w:t>".repeat(9).as_bytes())
            .expect("written");
        let archive = archive.finish().expect("whole").into_inner();
        assert!(!String::from_utf8_lossy(&archive).contains("Kvasthilda"));
        let read = legible(&archive);
        assert!(read.contains("kvasthilda") && read.contains("brev.xml"));

        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        packed
            .write_all("(Om Kvasthilda) Tj ".repeat(9).as_bytes())
            .expect("written");
        let stream = packed.finish().expect("whole");
        let pdf = [b"%PDF-1.7\n1 0 obj\nstream\n", &*stream, b"\nendstream"].concat();
        assert!(!String::from_utf8_lossy(&pdf).contains("Kvasthilda"));
        assert!(legible(&pdf).contains("kvasthilda"));
        assert!(legible("Kvast-\nhil\u{ad}da".as_bytes()).contains("kvasthilda"));
    }
}
