//! The text of a part: paragraphs, tables, breaks; what was deleted is left out, what was inserted stays.

use super::numbering::Numbering;
use super::table::Table;
use super::{Step, Xml, attribute, is_on};
use crate::{MAX_TEXT, Refused};
use quick_xml::events::BytesStart;
use std::io::BufRead;

/// What a part says.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// Its pages, where it tells them.
    pub(super) pages: Vec<String>,
    /// Headers that its sections refer to.
    pub(super) headers: Vec<String>,
    /// Footers likewise.
    pub(super) footers: Vec<String>,
}

/// A paragraph that is being read.
#[derive(Debug, Default)]
struct Paragraph {
    text: String,
    style: Option<String>,
    list: Option<String>,
    level: Option<usize>,
    /// Its end was deleted: it goes on in the next one.
    runs_on: bool,
    /// A section ends with it, and the next begins on a new page.
    ends_page: bool,
}

/// Where lines go: onto the page, or into a cell.
#[derive(Debug, Default)]
struct Room {
    lines: Vec<String>,
    table: Option<Table>,
}

struct Reading<'a> {
    numbering: &'a mut Numbering,
    said: Said,
    rooms: Vec<Room>,
    paragraphs: Vec<Paragraph>,
    /// What a paragraph without an end leaves to the next.
    carried: String,
    hidden: bool,
    in_text: bool,
    length: usize,
}

/// Reads a part.
pub(super) fn read<R: BufRead>(
    xml: &mut Xml<R>,
    numbering: &mut Numbering,
    root: &str,
) -> Result<Said, Refused> {
    let mut reading = Reading {
        numbering,
        said: Said::default(),
        rooms: vec![Room::default()],
        paragraphs: Vec::new(),
        carried: String::new(),
        hidden: false,
        in_text: false,
        length: 0,
    };
    let mut open: Vec<String> = Vec::new();
    loop {
        match xml.next()? {
            Step::Start(start) => {
                let name = start.local_name().as_ref().to_owned();
                if open.is_empty() && !root.is_empty() && name != root {
                    return Err(Refused::NotRead {
                        found: "a document of another kind",
                    });
                }
                if is_left_out(&name, open.last().map(String::as_str)) {
                    xml.skip()?;
                    continue;
                }
                reading.begin(&name, open.last().map_or("", String::as_str), &start);
                open.push(name);
            }
            Step::End => {
                if let Some(name) = open.pop() {
                    reading.end(&name);
                }
            }
            Step::Text(text) => reading.text(&text)?,
            Step::Done => break,
        }
    }
    reading.finish_page();
    Ok(reading.said)
}

/// What is passed over whole: what was deleted or moved away, what was so before a change, what programs that know
/// less would show in place of something, instructions of fields.
fn is_left_out(name: &str, within: Option<&str>) -> bool {
    match name {
        // Within the properties of a paragraph or a row it says that the end of it was deleted.
        "del" | "moveFrom" => !matches!(within, Some("rPr" | "trPr")),
        "Fallback" | "instrText" | "delText" | "delInstrText" | "binData" | "object" => true,
        name => name.ends_with("PrChange") || name == "numberingChange",
    }
}

impl Reading<'_> {
    fn begin(&mut self, name: &str, within: &str, start: &BytesStart<'_>) {
        match name {
            "p" => self.paragraphs.push(Paragraph::default()),
            "r" => self.hidden = false,
            "vanish" if within == "rPr" => self.hidden = is_on(start),
            "t" => self.in_text = true,
            "tab" | "ptab" if within == "r" => self.push("\t"),
            "cr" => self.push("\n"),
            "br" => match attribute(start, "type").as_deref() {
                Some("page") => self.break_page(),
                _ => self.push("\n"),
            },
            "lastRenderedPageBreak" => self.break_page(),
            "pageBreakBefore" if is_on(start) => self.finish_page(),
            "noBreakHyphen" => self.push("-"),
            "sym" => {
                let code = attribute(start, "char");
                let code = code.and_then(|code| u32::from_str_radix(&code, 16).ok());
                // Most are drawn from fonts of symbols, and what they show is not told.
                match code.and_then(char::from_u32) {
                    Some('\u{e000}'..='\u{f8ff}') | None => self.push("\u{2022}"),
                    Some(letter) => self.push(letter.encode_utf8(&mut [0; 4])),
                }
            }
            "tbl" => {
                if let Some(room) = self.rooms.last_mut() {
                    room.table = Some(Table::default());
                }
            }
            "tc" => self.rooms.push(Room::default()),
            "pStyle" => {
                let style = attribute(start, "val");
                if style
                    .as_deref()
                    .is_some_and(|style| self.numbering.begins_page(style))
                {
                    self.finish_page();
                }
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.style = style;
                }
            }
            "headerReference" => self.said.headers.extend(attribute(start, "id")),
            "footerReference" => self.said.footers.extend(attribute(start, "id")),
            "del" | "moveFrom" if within == "trPr" => {
                if let Some(table) = self.rooms.last_mut().and_then(|room| room.table.as_mut()) {
                    table.drop_row();
                }
            }
            _ => self.property(name, within, start),
        }
    }

    /// What a paragraph says of itself.
    fn property(&mut self, name: &str, within: &str, start: &BytesStart<'_>) {
        let Some(paragraph) = self.paragraphs.last_mut() else {
            return;
        };
        let value = || attribute(start, "val");
        match name {
            "numId" if within == "numPr" => paragraph.list = value(),
            "ilvl" if within == "numPr" => {
                paragraph.level = value().and_then(|level| level.parse().ok());
            }
            "del" | "moveFrom" => paragraph.runs_on = true,
            "sectPr" => paragraph.ends_page = true,
            "type" if within == "sectPr" => {
                paragraph.ends_page = value().as_deref() != Some("continuous");
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "p" => {
                if let Some(paragraph) = self.paragraphs.pop() {
                    self.end_paragraph(paragraph);
                }
            }
            "t" => self.in_text = false,
            "r" => self.hidden = false,
            "tc" => {
                // The first room is the page.
                if self.rooms.len() > 1
                    && let Some(cell) = self.rooms.pop()
                    && let Some(table) = self.rooms.last_mut().and_then(|room| room.table.as_mut())
                {
                    table.cell(cell.lines);
                }
            }
            "tr" => {
                if let Some(table) = self.rooms.last_mut().and_then(|room| room.table.as_mut()) {
                    table.end_row();
                }
            }
            "tbl" => {
                if let Some(room) = self.rooms.last_mut()
                    && let Some(table) = room.table.take()
                {
                    room.lines.extend(table.into_lines());
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) -> Result<(), Refused> {
        self.length += text.len();
        if self.length > MAX_TEXT {
            return Err(Refused::TooMuch { what: "text" });
        }
        if self.in_text {
            self.push(text);
        }
        Ok(())
    }

    fn push(&mut self, text: &str) {
        if self.hidden {
            return;
        }
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.text.push_str(text);
        }
    }

    fn end_paragraph(&mut self, paragraph: Paragraph) {
        let text = std::mem::take(&mut self.carried) + &paragraph.text;
        if paragraph.runs_on {
            self.carried = text;
            return;
        }
        let number = self.numbering.next(
            paragraph.style.as_deref(),
            paragraph.list.as_deref(),
            paragraph.level,
        );
        let text = match number {
            Some(number) if !text.trim().is_empty() => format!("{number} {text}"),
            _ => text,
        };
        if let Some(room) = self.rooms.last_mut() {
            room.lines.extend(text.split('\n').map(str::to_owned));
        }
        if paragraph.ends_page {
            self.finish_page();
        }
    }

    /// A page ends within a paragraph: what was read of it stays on the page, the rest begins the next. Within a table
    /// it is passed over, so that no row is torn.
    fn break_page(&mut self) {
        if self.rooms.len() > 1 || self.paragraphs.len() != 1 {
            return;
        }
        if let Some(paragraph) = self.paragraphs.last_mut() {
            let text = std::mem::take(&mut paragraph.text);
            if !text.trim().is_empty() {
                let number = self.numbering.next(
                    paragraph.style.as_deref(),
                    paragraph.list.as_deref(),
                    paragraph.level,
                );
                // It is counted once.
                paragraph.list = Some("0".to_owned());
                let text = std::mem::take(&mut self.carried) + &text;
                let text = number.map_or_else(|| text.clone(), |number| format!("{number} {text}"));
                if let Some(room) = self.rooms.last_mut() {
                    room.lines.extend(text.split('\n').map(str::to_owned));
                }
            }
        }
        self.finish_page();
    }

    /// Puts the lines that were read on a page of their own, unless there are none.
    fn finish_page(&mut self) {
        if self.rooms.len() > 1 {
            return;
        }
        let Some(room) = self.rooms.last_mut() else {
            return;
        };
        let page = room.lines.join("\n");
        if !page.trim().is_empty() {
            self.said.pages.push(page);
            room.lines.clear();
        }
    }
}
