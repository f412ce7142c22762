//! DOCX: a zip of XML, read in one pass each, nothing unpacked to disk and nothing fetched.
//!
//! Entities that a document declares are refused with the declaration, so none is expanded; names in the zip are looked
//! up and never written to; each part ends at a bound.

mod body;
mod numbering;
mod table;

use crate::{MAX_PAGES, Refused};
use numbering::Numbering;
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Cursor, Read};
use zip::ZipArchive;

/// Largest part read, unpacked, in bytes.
const MAX_PART: u64 = 32 * 1024 * 1024;

/// Most parts in a document.
const MAX_PARTS: usize = 4_000;

/// Deepest nesting of elements.
const MAX_DEPTH: usize = 200;

const fn malformed(what: &'static str) -> Refused {
    Refused::Malformed {
        format: "DOCX",
        what,
    }
}

/// The parts of a document.
struct Package<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
}

impl Package<'_> {
    /// A part as XML, where it is there.
    fn part(&mut self, name: &str) -> Result<Option<Xml<impl BufRead>>, Refused> {
        let name = name.trim_start_matches('/');
        let Some(at) = self.zip.index_for_name(name) else {
            return Ok(None);
        };
        let file = self.zip.by_index(at);
        let file = file.map_err(|_| malformed("a part cannot be unpacked"))?;
        if file.encrypted() {
            return Err(Refused::Encrypted);
        }
        if file.size() > MAX_PART {
            return Err(Refused::TooMuch { what: "one part" });
        }
        // What is said of the size may lie.
        Ok(Some(Xml::new(BufReader::new(file.take(MAX_PART)))))
    }
}

/// What happens in XML: starts with their local names, ends, text.
enum Step {
    Start(BytesStart<'static>),
    End,
    Text(String),
    Done,
}

/// XML read in one pass.
struct Xml<R> {
    reader: Reader<R>,
    buffer: Vec<u8>,
    depth: usize,
    read: u64,
}

impl<R: BufRead> Xml<R> {
    fn new(source: R) -> Self {
        let mut reader = Reader::from_reader(source);
        reader.config_mut().expand_empty_elements = true;
        Self {
            reader,
            buffer: Vec::new(),
            depth: 0,
            read: 0,
        }
    }

    /// The next step.
    fn next(&mut self) -> Result<Step, Refused> {
        loop {
            self.buffer.clear();
            let event = self.reader.read_event_into(&mut self.buffer);
            let event = event.map_err(|_| malformed("its XML is broken"))?;
            self.read = self.reader.buffer_position();
            return Ok(match event {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > MAX_DEPTH {
                        return Err(malformed("its elements are nested too deep"));
                    }
                    Step::Start(start.into_owned())
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    Step::End
                }
                Event::Text(text) => Step::Text(text.xml10_content().into_owned()),
                Event::CData(text) => Step::Text(text.xml10_content().into_owned()),
                Event::GeneralRef(entity) => Step::Text(entity_text(&entity)?.to_string()),
                Event::DocType(_) => return Err(malformed("it declares a document type")),
                Event::Eof if self.read >= MAX_PART => {
                    return Err(Refused::TooMuch { what: "one part" });
                }
                Event::Eof if self.depth > 0 => return Err(malformed("its XML breaks off")),
                Event::Eof => Step::Done,
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
            });
        }
    }

    /// Passes over what the element that was just begun holds.
    fn skip(&mut self) -> Result<(), Refused> {
        let outside = self.depth - 1;
        while self.depth > outside {
            if matches!(self.next()?, Step::Done) {
                break;
            }
        }
        Ok(())
    }
}

/// The letter of a reference: one of the five that XML knows, or a number.
fn entity_text(entity: &BytesRef<'_>) -> Result<char, Refused> {
    let name: &str = entity;
    let number = name.strip_prefix('#').map(|number| {
        number.strip_prefix(['x', 'X']).map_or_else(
            || number.parse().ok(),
            |digits| u32::from_str_radix(digits, 16).ok(),
        )
    });
    match (name, number) {
        (_, Some(Some(number))) => char::from_u32(number),
        ("amp", _) => Some('&'),
        ("lt", _) => Some('<'),
        ("gt", _) => Some('>'),
        ("quot", _) => Some('"'),
        ("apos", _) => Some('\''),
        _ => None,
    }
    .ok_or(malformed("it refers to an entity that is not known"))
}

/// An attribute by its local name.
fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = start
        .attributes()
        .filter_map(Result::ok)
        .find(|attribute| attribute.key.local_name().as_ref() == name)?;
    let value = found.normalized_value(quick_xml::XmlVersion::Implicit1_0);
    value.ok().map(|value| value.into_owned())
}

/// Whether a switch such as `<w:vanish/>` is on.
fn is_on(start: &BytesStart<'_>) -> bool {
    !matches!(
        attribute(start, "val").as_deref(),
        Some("0" | "false" | "off")
    )
}

/// Where the parts lie that a part refers to, by what they are called there and by what they are.
#[derive(Default)]
struct Relations {
    by_id: HashMap<String, String>,
    by_kind: HashMap<String, String>,
}

impl Relations {
    fn read(package: &mut Package<'_>, of: &str) -> Result<Self, Refused> {
        let (folder, file) = of.rsplit_once('/').unwrap_or(("", of));
        let name = format!("{folder}/_rels/{file}.rels");
        let mut relations = Self::default();
        let Some(mut xml) = package.part(&name)? else {
            return Ok(relations);
        };
        loop {
            let start = match xml.next()? {
                Step::Start(start) => start,
                Step::Done => return Ok(relations),
                _ => continue,
            };
            // What lies outside is not looked at.
            if start.local_name().as_ref() != "Relationship"
                || attribute(&start, "TargetMode").as_deref() == Some("External")
            {
                continue;
            }
            if let (Some(id), Some(kind), Some(target)) = (
                attribute(&start, "Id"),
                attribute(&start, "Type"),
                attribute(&start, "Target"),
            ) {
                let target = if target.starts_with('/') || folder.is_empty() {
                    target
                } else {
                    format!("{folder}/{target}")
                };
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                relations.by_kind.entry(kind).or_insert(target.clone());
                relations.by_id.insert(id, target);
            }
        }
    }
}

/// Reads the pages: the headers once before the first, the footers and notes once after the last.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<String>, Refused> {
    let zip = ZipArchive::new(Cursor::new(bytes));
    let zip = zip.map_err(|_| malformed("the zip is broken"))?;
    if zip.len() > MAX_PARTS {
        return Err(Refused::TooMuch { what: "parts" });
    }
    let mut names = zip.file_names();
    if names.any(|name| name.is_ok_and(|name| name.ends_with("vbaProject.bin"))) {
        return Err(Refused::Macros);
    }
    drop(names);
    let mut package = Package { zip };
    let main = Relations::read(&mut package, "")?;
    let main = main.by_kind.get("officeDocument").cloned();
    let main = main.unwrap_or_else(|| "word/document.xml".to_owned());
    let relations = Relations::read(&mut package, main.trim_start_matches('/'))?;
    let mut numbering = Numbering::default();
    for kind in ["numbering", "styles"] {
        if let Some(part) = relations.by_kind.get(kind)
            && let Some(mut xml) = package.part(part)?
        {
            numbering.learn(&mut xml)?;
        }
    }
    let Some(mut xml) = package.part(&main)? else {
        return Err(Refused::NotRead {
            found: "a zip that holds no Word document",
        });
    };
    let read = body::read(&mut xml, &mut numbering, "document")?;
    drop(xml);
    let mut pages = read.pages;
    let mut once = |ids: &[String]| -> Result<String, Refused> {
        let mut texts: Vec<String> = Vec::new();
        for id in ids {
            let Some(part) = relations
                .by_id
                .get(id)
                .or_else(|| relations.by_kind.get(id))
            else {
                continue;
            };
            let Some(mut xml) = package.part(part)? else {
                continue;
            };
            let text = body::read(&mut xml, &mut Numbering::default(), "")?
                .pages
                .join("\n");
            let text = text.trim().to_owned();
            if !text.is_empty() && !texts.contains(&text) {
                texts.push(text);
            }
        }
        Ok(texts.join("\n"))
    };
    let head = once(&read.headers)?;
    let notes = once(&["footnotes".to_owned(), "endnotes".to_owned()])?;
    let foot = once(&read.footers)?;
    if let Some(first) = pages.first_mut()
        && !head.is_empty()
    {
        first.insert_str(0, &format!("{head}\n\n"));
    }
    if let Some(last) = pages.last_mut() {
        for text in [notes, foot] {
            if !text.is_empty() {
                last.push_str(&format!("\n\n{text}"));
            }
        }
    }
    if pages.len() > MAX_PAGES {
        return Err(Refused::TooMuch { what: "pages" });
    }
    if pages.iter().all(|page| page.trim().is_empty()) {
        return Err(Refused::Empty);
    }
    Ok(pages)
}
