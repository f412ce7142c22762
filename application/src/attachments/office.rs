//! Files of office programs: archives whose list of parts tells what they are.

use crate::error::StorageError;
use crate::ports::Files;
use domain::attachment::MediaType;
use domain::id::AttachmentId;

/// The end of an archive, and the longest comment behind it.
const END: u64 = 22 + 65_535;
/// The longest list of parts that is read, in bytes.
const LONGEST: u64 = 4 * 1024 * 1024;

/// What an archive is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Archive {
    /// A file of an office program.
    Office(MediaType),
    /// One that carries programs (macros).
    Macros,
    /// Another archive, or none that can be read.
    Other,
}

/// What an archive that is stored is, by its list of parts and its first bytes.
pub(super) async fn archive(
    files: &dyn Files,
    id: AttachmentId,
    size: u64,
    head: &[u8],
) -> Result<Archive, StorageError> {
    let tail_at = size.saturating_sub(END);
    let tail = bytes(files, id, tail_at..size).await?;
    let Some((at, length)) = list_of_parts(&tail) else {
        return Ok(Archive::Other);
    };
    let (Some(end), true) = (at.checked_add(length), length <= LONGEST) else {
        return Ok(Archive::Other);
    };
    if end > size {
        return Ok(Archive::Other);
    }
    let list = bytes(files, id, at..end).await?;
    Ok(names(&list).map_or(Archive::Other, |names| kind(&names, head)))
}

/// A part of a file, whole.
async fn bytes(
    files: &dyn Files,
    id: AttachmentId,
    range: std::ops::Range<u64>,
) -> Result<Vec<u8>, StorageError> {
    let mut whole = Vec::new();
    if let Some(mut reading) = files.open(id, range).await? {
        while let Some(part) = reading.next().await? {
            whole.extend_from_slice(&part);
        }
    }
    Ok(whole)
}

fn two(bytes: &[u8], at: usize) -> Option<u64> {
    let held = bytes.get(at..at.checked_add(2)?)?;
    Some(u64::from(u16::from_le_bytes(held.try_into().ok()?)))
}

fn four(bytes: &[u8], at: usize) -> Option<u64> {
    let held = bytes.get(at..at.checked_add(4)?)?;
    Some(u64::from(u32::from_le_bytes(held.try_into().ok()?)))
}

/// Where the list of parts starts and how long it is, by the end of the archive.
fn list_of_parts(tail: &[u8]) -> Option<(u64, u64)> {
    let marks = tail.windows(4).enumerate().rev();
    let mut ends = marks.filter(|(_, mark)| mark == b"PK\x05\x06");
    let (end, _) = ends.next()?;
    Some((four(tail, end + 16)?, four(tail, end + 12)?))
}

/// The names of the parts; `None` where the list is none.
fn names(list: &[u8]) -> Option<Vec<&[u8]>> {
    let (mut at, mut found) = (0, Vec::new());
    while at < list.len() {
        if list.get(at..at + 4) != Some(b"PK\x01\x02".as_slice()) {
            return None;
        }
        let length =
            |place: usize| two(list, at + place).and_then(|long| usize::try_from(long).ok());
        let (name, extra, comment) = (length(28)?, length(30)?, length(32)?);
        found.push(list.get(at + 46..at + 46 + name)?);
        at += 46 + name + extra + comment;
    }
    Some(found)
}

fn kind(names: &[&[u8]], head: &[u8]) -> Archive {
    let has = |name: &str| names.contains(&name.as_bytes());
    let below = |folder: &str| names.iter().any(|name| name.starts_with(folder.as_bytes()));
    // Names of parts are compared without case.
    let programs = |name: &[u8]| name.to_ascii_lowercase().ends_with(b"vbaproject.bin");
    if names.iter().any(|name| programs(name)) {
        return Archive::Macros;
    }
    if has("[Content_Types].xml") {
        let folders = [
            ("word/", MediaType::Docx),
            ("xl/", MediaType::Xlsx),
            ("ppt/", MediaType::Pptx),
        ];
        let mut found = folders.into_iter().filter(|(folder, _)| below(folder));
        return found
            .next()
            .map_or(Archive::Other, |(_, media)| Archive::Office(media));
    }
    // The first part of an OpenDocument is its type, uncompressed behind a header of 38 bytes.
    let stated = head.get(38..).unwrap_or_default();
    let is = |media: MediaType| {
        let rest = stated.strip_prefix(media.as_str().as_bytes());
        // A longer name is another type, such as a template.
        rest.is_some_and(|rest| !rest.starts_with(b"-"))
    };
    if !(has("mimetype") && has("content.xml")) {
        return Archive::Other;
    }
    if below("Basic/") || below("Scripts/") {
        return Archive::Macros;
    }
    let mut odf = [MediaType::Odt, MediaType::Ods]
        .into_iter()
        .filter(|media| is(*media));
    odf.next().map_or(Archive::Other, Archive::Office)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The list of parts of an archive and its end.
    fn archive_of(names: &[&str], comment: usize) -> Vec<u8> {
        let mut list = Vec::new();
        for name in names {
            let mut entry = vec![0; 46];
            entry[..4].copy_from_slice(b"PK\x01\x02");
            entry[28] = u8::try_from(name.len()).expect("short");
            entry[30] = 3;
            entry.extend_from_slice(name.as_bytes());
            entry.extend_from_slice(b"ext");
            list.extend(entry);
        }
        let long = u32::try_from(list.len()).expect("short").to_le_bytes();
        list.extend_from_slice(b"PK\x05\x06\0\0\0\0\0\0\0\0");
        list.extend_from_slice(&long);
        list.extend_from_slice(&[0; 4]);
        list.extend_from_slice(&u16::try_from(comment).expect("short").to_le_bytes());
        list.extend(vec![b'x'; comment]);
        list
    }

    fn kind_of(names: &[&str], head: &[u8]) -> Archive {
        let bytes = archive_of(names, 300);
        let (at, length) = list_of_parts(&bytes).expect("an end");
        let (at, length) = (usize::try_from(at), usize::try_from(length));
        let (at, length) = (at.expect("short"), length.expect("short"));
        let list = bytes.get(at..at + length).expect("a list");
        kind(&super::names(list).expect("names"), head)
    }

    #[test]
    fn an_office_file_is_known_by_its_parts_in_whatever_order() {
        let docx = [
            "word/document.xml",
            "docProps/thumbnail.jpeg",
            "[Content_Types].xml",
        ];
        assert_eq!(kind_of(&docx, b""), Archive::Office(MediaType::Docx));
        let xlsx = ["[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"];
        assert_eq!(kind_of(&xlsx, b""), Archive::Office(MediaType::Xlsx));
        let pptx = ["[Content_Types].xml", "ppt/presentation.xml"];
        assert_eq!(kind_of(&pptx, b""), Archive::Office(MediaType::Pptx));
        let mut head = vec![0; 38];
        head.extend_from_slice(MediaType::Ods.as_str().as_bytes());
        let ods = ["mimetype", "content.xml", "META-INF/manifest.xml"];
        assert_eq!(kind_of(&ods, &head), Archive::Office(MediaType::Ods));
        head.extend_from_slice(b"-template");
        assert_eq!(kind_of(&ods, &head), Archive::Other);
    }

    #[test]
    fn another_archive_and_one_that_carries_programs_are_told_apart() {
        let zip = ["a.txt", "b.exe"];
        assert_eq!(kind_of(&zip, b""), Archive::Other);
        let empty = ["[Content_Types].xml"];
        assert_eq!(kind_of(&empty, b""), Archive::Other);
        let docm = [
            "[Content_Types].xml",
            "word/document.xml",
            "word/vbaProject.bin",
        ];
        assert_eq!(kind_of(&docm, b""), Archive::Macros);
        let shouting = ["[Content_Types].xml", "word/VBAPROJECT.BIN"];
        assert_eq!(kind_of(&shouting, b""), Archive::Macros);
        let scripted = ["mimetype", "content.xml", "Basic/script-lc.xml"];
        assert_eq!(kind_of(&scripted, b""), Archive::Macros);
    }

    #[test]
    fn an_archive_that_is_cut_or_made_up_has_no_parts() {
        assert_eq!(list_of_parts(b"PK\x03\x04 but no end"), None);
        assert_eq!(list_of_parts(b"PK\x05\x06 short"), None);
        assert_eq!(names(b"PK\x01\x02 short"), None);
        assert_eq!(names(b"anything"), None);
        let mut claims_more = archive_of(&["a"], 0);
        claims_more[28] = 255;
        assert_eq!(names(claims_more.get(..50).expect("a list")), None);
    }
}
