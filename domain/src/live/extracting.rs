//! Extracts (protokollsutdrag) that were issued: which §§, to whom, attested by whom.

use super::{Happening, LiveMeeting, Stage};
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

    /// Issues an extract. Of a board's minutes only what is adjusted can be attested.
    ///
    /// # Legal source
    /// Tryckfrihetsförordningen 2 kap. 10 §: minutes become an official document when they are adjusted.
    ///
    /// # Errors
    /// `NOT_OF_MEETING`; `WRONG_STAGE` before the meeting was closed, for all but §§ set apart; `NOT_ADJUSTED`.
    pub fn issue_extract(&self, extract: IssuedExtract) -> Result<Happening, Refusal> {
        for id in &extract.paragraphs {
            let part = self.part(Some(*id))?;
            if self.is_statutory() {
                self.adjusted(&part)?;
            } else {
                self.at_stage(&Stage::Closed)?;
            }
        }
        Ok(Happening::ExtractIssued { extract })
    }
}
