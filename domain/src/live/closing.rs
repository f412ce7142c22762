//! Ending a meeting: nothing may be left open, and all that is left is told at once.

use super::{Happening, LiveMeeting};
use crate::Time;
use crate::attendance::PersonRef;
use crate::meeting::NextMeeting;
use crate::paragraph::Paragraph;
use crate::refusal::{Missing, Refusal, Step};
use crate::text::{Language, list};

impl LiveMeeting {
    /// Everything that must be there before the meeting can be closed and is not.
    ///
    /// # Legal source
    /// Kommunallag (2017:725) 5 kap. 65 to 67 §§ by 6 kap. 35 § and lag (2003:1210) 19 §: what minutes must state.
    pub fn missing(&self) -> Vec<Missing> {
        let mut missing = Vec::new();
        let officers = &self.record.officers;
        if self.led.is_empty() && self.presiding(None).is_none() {
            missing.push(Missing::new(
                "NOBODY_PRESIDED",
                "ingen har lett mötet",
                "nobody presided",
            ));
        }
        if officers.secretary.is_none() {
            missing.push(Missing::new(
                "NO_SECRETARY",
                "sekreterare saknas",
                "no secretary",
            ));
        }
        let adjusters = officers.adjusters.as_deref().unwrap_or_default();
        let chaired = |person: &PersonRef| self.led.iter().any(|(_, led)| led.id == person.id);
        if self.is_statutory() && adjusters.is_empty() {
            missing.push(Missing::new(
                "NO_ADJUSTERS",
                "justerare saknas",
                "no adjusters",
            ));
        } else if self.is_statutory() && adjusters.iter().all(chaired) {
            missing.push(Missing::new(
                "NO_ADJUSTER_BESIDE_CHAIR",
                "justerare vid sidan av ordföranden saknas",
                "no adjuster beside the chair",
            ));
        }
        if self.record.attendance.as_ref().is_none_or(Vec::is_empty) {
            missing.push(Missing::new(
                "NO_ATTENDANCE",
                "ingen närvaro är antecknad",
                "no attendance recorded",
            ));
        }
        if self.record.paragraphs.is_empty() {
            missing.push(Missing::new(
                "NO_PARAGRAPH",
                "ingen paragraf är öppnad",
                "no paragraph opened",
            ));
        }
        for top in &self.record.paragraphs {
            if top.voided.is_some() {
                continue;
            }
            let called = top.number.map_or_else(
                || top.title.clone().unwrap_or_else(|| top.id.to_string()),
                |number| format!("§ {number}"),
            );
            for item in top.walk() {
                if self.votes_settled(item).is_err() {
                    missing.push(Missing::new(
                        "VOTE_WITHOUT_OUTCOME",
                        format!("omröstningen i {called} har inget utfall"),
                        format!("the vote in {called} has no outcome"),
                    ));
                }
                if self.disqualifications_settled(item.id).is_err() {
                    missing.push(Missing::new(
                        "DISQUALIFICATION_UNDECIDED",
                        format!("jävsfrågan i {called} är inte avgjord"),
                        format!("the question of disqualification in {called} is not decided"),
                    ));
                }
            }
            if is_bare(top) {
                missing.push(Missing::new(
                    "PARAGRAPH_EMPTY",
                    format!("{called} har varken text eller beslut"),
                    format!("{called} has neither text nor decision"),
                ));
            }
        }
        missing
    }

    /// Ends the meeting.
    ///
    /// # Errors
    /// `WRONG_STAGE`; `MEETING_INCOMPLETE` with everything that is missing.
    pub fn close(
        &self,
        at: Option<Time>,
        next: Vec<NextMeeting>,
    ) -> Result<Vec<Happening>, Refusal> {
        self.under_way()?;
        let missing = self.missing();
        if missing.is_empty() {
            let mut happened = self.release(self.last_number());
            happened.push(Happening::Closed { at, next });
            return Ok(happened);
        }
        let joined = |language: Language| {
            let parts: Vec<String> = missing
                .iter()
                .map(|part| part.text.in_language(language).to_owned())
                .collect();
            list(&parts, language)
        };
        let mut refusal = Refusal::step(
            Step::MeetingIncomplete,
            joined(Language::Swedish),
            joined(Language::English),
        );
        refusal.missing = missing;
        Err(refusal)
    }
}

/// Whether nothing at all is written under a §.
fn is_bare(top: &Paragraph) -> bool {
    top.walk().all(|item| {
        item.text.as_ref().is_none_or(|text| text.trim().is_empty())
            && item.decisions.is_empty()
            && item.assignments.is_empty()
            && item.statements.is_empty()
            && !item.nothing_reported
    })
}
