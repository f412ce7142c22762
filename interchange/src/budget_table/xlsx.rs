//! The table as a worksheet of an Office Open XML workbook.

use super::row::{Cell, plain, write};
use super::{BudgetTable, Column, MAX_ROWS, Row, header, read, too_large};
use crate::DocumentError;
use crate::cell::could_be_formula;
use calamine::{DataRef, Reader, Xlsx};
use chrono::Datelike;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::io::{Cursor, Read};

/// The worksheet that is written and, where there is one of that name, read.
const SHEET: &str = "Budget";

/// Most bytes that the parts of a workbook come to when they are unpacked.
const UNPACKED: u64 = 32 * 1024 * 1024;

/// Most columns that are looked at.
const COLUMNS: u32 = 64;

/// Amounts from here on, in öre, are written as text: a spreadsheet keeps fifteen digits.
const FIFTEEN_DIGITS: u64 = 1_000_000_000_000_000;

/// Writes a workbook with the table on its first sheet. Texts are cells of text, marked so, and never formulas.
///
/// # Errors
/// [`DocumentError`] where a text is longer than a cell may be.
pub fn to_xlsx(rows: &[Row]) -> Result<Vec<u8>, DocumentError> {
    workbook(rows).map_err(|error| DocumentError::new("$", error.to_string()))
}

fn workbook(rows: &[Row]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The same table gives the same bytes: no clock is read.
    let always = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&always));
    let bold = Format::new().set_bold();
    let sheet = workbook.add_worksheet();
    sheet.set_name(SHEET)?;
    sheet.set_freeze_panes(1, 0)?;
    for column in Column::ALL {
        sheet.write_string_with_format(0, column as u16, column.name(), &bold)?;
        sheet.set_column_width(column as u16, if column.is_text() { 32 } else { 14 })?;
    }
    for (row, place) in rows.iter().zip(1_u32..) {
        for (column, cell) in write(row) {
            put(sheet, place, column as u16, &cell)?;
        }
    }
    workbook.save_to_buffer()
}

fn put(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
    match cell {
        Cell::Word(word) => sheet.write_string(row, column, *word)?,
        Cell::Text(text) if could_be_formula(text) => {
            let quoted = Format::new().set_quote_prefix();
            sheet.write_string_with_format(row, column, text, &quoted)?
        }
        Cell::Text(text) => sheet.write_string(row, column, text)?,
        Cell::Year(year) => sheet.write_number(row, column, *year)?,
        Cell::Day(day) => {
            let format = Format::new().set_num_format("yyyy-mm-dd");
            let parts = (
                u16::try_from(day.year()),
                u8::try_from(day.month()),
                u8::try_from(day.day()),
            );
            match parts {
                (Ok(year), Ok(month), Ok(date)) => {
                    let held = ExcelDateTime::from_ymd(year, month, date)?;
                    sheet.write_datetime_with_format(row, column, held, &format)?
                }
                _ => sheet.write_string(row, column, day.to_string())?,
            }
        }
        Cell::Money(amount) if amount.get().unsigned_abs() < FIFTEEN_DIGITS => {
            let format = Format::new().set_num_format("#,##0.00");
            let kronor: f64 = plain(*amount).parse().unwrap_or_default();
            sheet.write_number_with_format(row, column, kronor, &format)?
        }
        Cell::Money(amount) => sheet.write_string(row, column, plain(*amount))?,
    };
    Ok(())
}

/// Reads the worksheet `Budget`, or the first one. A formula counts as the value that was saved with it.
///
/// # Errors
/// [`DocumentError`] with the row and the column at fault; `$` for what is no workbook, or unpacks to too much.
pub fn from_xlsx(bytes: &[u8]) -> Result<BudgetTable, DocumentError> {
    too_large(bytes)?;
    unpacks(bytes)?;
    let whole = |error: calamine::XlsxError| DocumentError::new("$", error.to_string());
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(whole)?;
    let names = workbook.sheet_names();
    let name = names
        .iter()
        .find(|name| *name == SHEET)
        .or_else(|| names.first())
        .cloned()
        .ok_or_else(|| DocumentError::new("$", "the workbook has no worksheet"))?;
    let mut reader = workbook.worksheet_cells_reader(&name).map_err(whole)?;
    let mut rows: Vec<(u32, Vec<String>)> = Vec::new();
    while let Some(cell) = reader.next_cell().map_err(whole)? {
        let (row, column) = cell.get_position();
        let at = format!("row {}", u64::from(row) + 1);
        let word = word(cell.get_value()).map_err(|reason| DocumentError::new(&at, reason))?;
        if word.trim().is_empty() {
            continue;
        }
        if column >= COLUMNS {
            return Err(DocumentError::new(at, "stands below no column"));
        }
        if rows.last().is_none_or(|(last, _)| *last < row) {
            if rows.len() > MAX_ROWS {
                let reason = format!("a table has at most {MAX_ROWS} rows");
                return Err(DocumentError::new(at, reason));
            }
            rows.push((row, Vec::new()));
        }
        let place = usize::try_from(column).unwrap_or(usize::MAX);
        match rows.last_mut() {
            Some((last, cells)) if *last == row => {
                if cells.len() <= place {
                    cells.resize(place.saturating_add(1), String::new());
                }
                if let Some(held) = cells.get_mut(place) {
                    *held = word;
                }
            }
            _ => return Err(DocumentError::new(at, "the rows are out of order")),
        }
    }
    let mut rows = rows
        .into_iter()
        .map(|(row, cells)| (format!("row {}", u64::from(row) + 1), cells));
    let (at, names) = rows
        .next()
        .ok_or_else(|| DocumentError::new("row 1", "the header is missing"))?;
    let columns = header(&at, &names)?;
    read(&columns, rows.map(Ok))
}

/// What a cell holds, as a text of the same meaning.
fn word(value: &DataRef<'_>) -> Result<String, String> {
    Ok(match value {
        DataRef::Empty => String::new(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => {
            // As many digits as a spreadsheet keeps: sums of decimals carry noise behind them.
            let kept: f64 = format!("{number:.14e}").parse().unwrap_or(*number);
            kept.to_string()
        }
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(held) => held.to_string(),
        DataRef::DateTime(held) => {
            let (year, month, day, ..) = held.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTimeIso(text) => text.chars().take(10).collect(),
        DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => return Err(format!("a cell holds the error {error}")),
    })
}

/// Refuses a workbook whose parts unpack to more than is read, before anything else opens it.
fn unpacks(bytes: &[u8]) -> Result<(), DocumentError> {
    let whole = |reason: String| DocumentError::new("$", reason);
    let no_workbook = |_| whole("is no workbook (.xlsx)".to_owned());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(no_workbook)?;
    let mut left = UNPACKED;
    for place in 0..archive.len() {
        let part = archive.by_index(place).map_err(no_workbook)?;
        let mut part = part.take(left.saturating_add(1));
        let read = std::io::copy(&mut part, &mut std::io::sink())
            .map_err(|error| whole(error.to_string()))?;
        left = left
            .checked_sub(read)
            .ok_or_else(|| whole(format!("unpacks to more than {UNPACKED} bytes")))?;
    }
    Ok(())
}
