//! What is told beside the documents: the report, and the table at the end.

use super::Imported;
use application::error::AppError;
use extraction::Refused;
use interchange::minutes_text::{Certainty, NotMinutes};
use serde_json::{Value, json};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Why a file came to nothing.
pub(super) struct Why {
    /// The code.
    pub(super) code: String,
    sv: String,
    /// In English.
    pub(super) en: String,
}

impl Why {
    /// It could not be opened.
    pub(super) fn unreadable(error: &std::io::Error) -> Self {
        Self {
            code: "FILE_NOT_READ".to_owned(),
            sv: format!("filen kan inte läsas: {error}"),
            en: format!("the file cannot be read: {error}"),
        }
    }

    /// It gives no text.
    pub(super) fn of_file(refused: &Refused) -> Self {
        Self {
            code: refused.code().to_owned(),
            sv: refused.swedish(),
            en: refused.to_string(),
        }
    }

    /// Its text is no minutes.
    pub(super) fn of_text(error: &NotMinutes) -> Self {
        Self {
            code: error.code().to_owned(),
            sv: error.text.sv.clone(),
            en: error.text.en.clone(),
        }
    }

    /// The record does not take it.
    pub(super) fn refused(error: &AppError) -> Self {
        Self {
            code: error.code().to_owned(),
            sv: error.to_string(),
            en: error.to_string(),
        }
    }
}

/// The report, written entry by entry, in place when it is whole.
pub(super) struct Reports {
    file: BufWriter<NamedTempFile>,
    place: PathBuf,
    begun: bool,
}

impl Reports {
    /// Begins a report.
    pub(super) fn begin(place: &Path) -> std::io::Result<Self> {
        let folder = place
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let mut begun = tempfile::Builder::new();
        // As readable as any file that a command writes, which the umask decides.
        #[cfg(unix)]
        begun.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let file = begun.tempfile_in(folder.unwrap_or_else(|| Path::new(".")))?;
        let mut file = BufWriter::new(file);
        file.write_all(b"{\"format\":\"paragraf/import@1\",\"files\":[")?;
        Ok(Self {
            file,
            place: place.to_owned(),
            begun: false,
        })
    }

    /// Adds the entry of a file.
    pub(super) fn add(
        &mut self,
        name: &str,
        imported: Result<&Imported, &Why>,
    ) -> std::io::Result<()> {
        let entry = match imported {
            Ok(imported) => {
                let report = &imported.reading.report;
                json!({
                    "file": name,
                    "outcome": "READ",
                    "pages": imported.pages,
                    "found": report.found,
                    "missing": report.missing,
                    "contradictions": report.contradictions,
                    "alike": report.alike,
                    "loaded": imported.loaded.as_ref().map(|loaded| json!({
                        "meeting": loaded.meeting.to_string(),
                        "revision": loaded.revision,
                        "irregularities": loaded.irregularities.iter()
                            .map(|verdict| verdict.rule.code).collect::<Vec<_>>(),
                    })),
                })
            }
            Err(why) => json!({
                "file": name,
                "outcome": "REFUSED",
                "code": why.code,
                "reason": {"sv": why.sv, "en": why.en},
            }),
        };
        if std::mem::replace(&mut self.begun, true) {
            self.file.write_all(b",")?;
        }
        self.file.write_all(b"\n")?;
        serde_json::to_writer(&mut self.file, &entry)?;
        Ok(())
    }

    /// Ends the report and puts it in its place.
    pub(super) fn end(mut self) -> std::io::Result<()> {
        self.file.write_all(b"\n]}\n")?;
        let file = self.file.into_inner().map_err(|error| error.into_error())?;
        file.persist(&self.place).map_err(|error| error.error)?;
        Ok(())
    }
}

/// A line of the table.
pub(super) struct Row {
    name: String,
    /// Items, doubtful fields, missing facts, contradictions.
    read: Result<[usize; 4], String>,
}

impl Row {
    /// The line of a file.
    pub(super) fn of(name: String, imported: Result<&Imported, &Why>) -> Self {
        let read = imported.map_err(|why| why.code.clone()).map(|imported| {
            let (document, report) = (&imported.reading.document, &imported.reading.report);
            let items = document.get("items").and_then(Value::as_array);
            let doubtful = report.found.iter();
            let doubtful = doubtful.filter(|found| found.certainty == Certainty::Doubtful);
            [
                items.map_or(0, Vec::len),
                doubtful.count(),
                report.missing.len(),
                report.contradictions.len(),
            ]
        });
        Self { name, read }
    }

    /// Whether the file became a document.
    pub(super) const fn is_read(&self) -> bool {
        self.read.is_ok()
    }
}

/// A table with a line for each file.
pub(super) fn table(rows: &[Row]) -> String {
    const HEADS: [&str; 4] = ["items", "doubtful", "missing", "contradictions"];
    let width = rows.iter().map(|row| row.name.chars().count()).max();
    let width = width.unwrap_or(0).max("file".len());
    let heads: String = HEADS.iter().map(|head| format!("  {head}")).collect();
    let mut table = format!("{:width$}{heads}\n", "file");
    for row in rows {
        let told: String = match &row.read {
            Ok(figures) => HEADS
                .iter()
                .zip(figures)
                .map(|(head, figure)| format!("  {figure:>width$}", width = head.len()))
                .collect(),
            Err(code) => format!("  {code}"),
        };
        table.push_str(&format!("{:width$}{told}\n", row.name));
    }
    let read = rows.iter().filter(|row| row.is_read()).count();
    table.push_str(&format!("{read} of {} files read\n", rows.len()));
    table
}
