//! The table as CSV (RFC 4180), UTF-8.

use super::row::{Cell, plain, write};
use super::{BudgetTable, Column, Row, header, read, too_large};
use crate::DocumentError;
use crate::cell::{bare, neutral};

/// Writes a table: commas, CRLF, no byte order mark. A text that a spreadsheet could take for a formula gets an
/// apostrophe in front, which [`from_csv`] takes away again.
///
/// # Errors
/// None in practice: the text is written to memory.
pub fn to_csv(rows: &[Row]) -> Result<Vec<u8>, DocumentError> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let whole = |reason: String| DocumentError::new("$", reason);
    writer
        .write_record(Column::ALL.map(Column::name))
        .map_err(|error| whole(error.to_string()))?;
    for row in rows {
        let mut record = Column::ALL.map(|_| String::new());
        for (column, cell) in write(row) {
            if let Some(place) = record.get_mut(column as usize) {
                *place = match cell {
                    Cell::Word(word) => word.to_owned(),
                    Cell::Text(text) => neutral(text),
                    Cell::Year(year) => year.to_string(),
                    Cell::Day(day) => day.to_string(),
                    Cell::Money(amount) => plain(amount),
                };
            }
        }
        writer
            .write_record(&record)
            .map_err(|error| whole(error.to_string()))?;
    }
    writer
        .into_inner()
        .map_err(|error| whole(error.to_string()))
}

/// Reads a table. Comma, semicolon or tab, whichever the header has; a byte order mark is passed over.
///
/// # Errors
/// [`DocumentError`] with the line and the column at fault.
pub fn from_csv(bytes: &[u8]) -> Result<BudgetTable, DocumentError> {
    too_large(bytes)?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        DocumentError::new(format!("line {line}"), "is not UTF-8")
    })?;
    let first = text.lines().next().unwrap_or_default();
    let delimiter = [b';', b'\t']
        .into_iter()
        .find(|delimiter| first.contains(char::from(*delimiter)))
        .unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut lines = Lines::of(text);
    let mut records = reader.records().map(|record| {
        let record = record.map_err(|error| DocumentError::new("$", error.to_string()))?;
        let line = lines.at(record.position().map_or(0, csv::Position::byte));
        let cells = record.iter().map(str::to_owned).collect::<Vec<_>>();
        Ok((format!("line {line}"), cells))
    });
    let (at, names) = records
        .next()
        .unwrap_or_else(|| Err(DocumentError::new("line 1", "the header is missing")))?;
    let columns = header(&at, &names)?;
    let cells = records.map(|record| {
        let (at, mut cells) = record?;
        for (place, cell) in cells.iter_mut().enumerate() {
            let column = columns.get(place).copied().flatten();
            if column.is_some_and(Column::is_text) {
                *cell = bare(cell).to_owned();
            }
        }
        Ok((at, cells))
    });
    read(&columns, cells)
}

/// Which line a place in a text is on, for places that come in order. The reader's own count is behind by one where
/// lines end in CRLF.
struct Lines<'a> {
    text: &'a [u8],
    seen: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    const fn of(text: &'a str) -> Self {
        Self {
            text: text.as_bytes(),
            seen: 0,
            line: 1,
        }
    }

    /// The line of what starts at a byte, or after the ends of lines that stand there.
    fn at(&mut self, byte: u64) -> usize {
        let start = usize::try_from(byte).unwrap_or(usize::MAX);
        while let Some(held) = self.text.get(self.seen) {
            if self.seen >= start && !matches!(held, b'\r' | b'\n') {
                break;
            }
            self.line += usize::from(*held == b'\n');
            self.seen += 1;
        }
        self.line
    }
}
