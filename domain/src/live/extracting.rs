//! Extracts (protokollsutdrag) that were issued: which §§, to whom, attested by whom.

use super::{Happening, LiveMeeting};
use crate::Date;
use crate::id::{ExtractId, ParagraphId};
use crate::refusal::Refusal;

/// An extract that was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedExtract {
    /// Identity.
    pub id: ExtractId,
    /// The §§ or items, in the order in which they were asked for.
    pub paragraphs: Vec<ParagraphId>,
    /// Whom it is sent to.
    pub recipients: Vec<String>,
    /// Who attests that it agrees with the minutes.
    pub attested_by: String,
    /// Title or office.
    pub title: Option<String>,
    /// The day.
    pub on: Date,
}

impl LiveMeeting {
    /// The extracts that were issued, in order.
    pub fn extracts(&self) -> &[IssuedExtract] {
        &self.extracts
    }

    /// Issues an extract. Only what is adjusted can be attested: a draft may still be worded anew.
    ///
    /// # Legal source
    /// Tryckfrihetsförordningen 2 kap. 10 §: minutes become an official document when they are adjusted.
    ///
    /// # Errors
    /// `NOT_OF_MEETING`, `NOT_ADJUSTED`.
    pub fn issue_extract(&self, extract: IssuedExtract) -> Result<Happening, Refusal> {
        for id in &extract.paragraphs {
            let part = self.part(Some(*id))?;
            self.adjusted(&part)?;
        }
        Ok(Happening::ExtractIssued { extract })
    }
}
