//! PDF/A-2a with PDF/UA-1: archivable, tagged, with its fonts in it.
//!
//! Typst sets the pages. Its template is a constant; a document reaches it as JSON in a file of the compiler's world,
//! so that no text of a record is ever read as Typst's own language.

mod data;
mod typesetter;

use crate::document::Document;
use chrono::{Datelike, NaiveDateTime, Timelike};
use thiserror::Error;
use typesetter::Typesetter;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

/// How many renderings ago something must last have been used to be forgotten.
const REMEMBERED: usize = 8;

/// Why a document could not be set.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the document could not be set as PDF: {0}")]
pub struct PdfError(String);

impl Document {
    /// PDF/A-2a and PDF/UA-1, A4. The same document and the same `created` (UTC) give the same bytes.
    ///
    /// Takes some tens of milliseconds of one processor and more for the first document of a process: call it where
    /// blocking is allowed.
    ///
    /// # Errors
    /// [`PdfError`] where the page setter refuses, with its reason.
    pub fn to_pdf(&self, created: NaiveDateTime) -> Result<Vec<u8>, PdfError> {
        let setter = Typesetter::new(data::of(self)?);
        let set = typst::compile::<PagedDocument>(&setter);
        let pdf = set
            .output
            .and_then(|pages| typst_pdf::pdf(&pages, &self.options(created)?));
        typst::comemo::evict(REMEMBERED);
        pdf.map_err(|diagnostics| PdfError(reasons(&diagnostics)))
    }

    fn options(&self, created: NaiveDateTime) -> typst::diag::SourceResult<PdfOptions> {
        let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]);
        let created = Datetime::from_ymd_hms(
            created.year(),
            // Months, days and times of day all fit.
            created.month() as u8,
            created.day() as u8,
            created.hour() as u8,
            created.minute() as u8,
            created.second() as u8,
        );
        Ok(PdfOptions {
            ident: Smart::Custom(format!("{} {}", self.work.of, self.full_title())),
            creator: Smart::Custom(Some("Paragraf".to_owned())),
            timestamp: created.map(Timestamp::new_utc),
            standards: standards.unwrap_or_default(),
            ..PdfOptions::default()
        })
    }
}

fn reasons(diagnostics: &[SourceDiagnostic]) -> String {
    let reasons: Vec<&str> = diagnostics
        .iter()
        .map(|diagnostic| diagnostic.message.as_str())
        .collect();
    reasons.join("; ")
}
