//! Notices (anslag) that a live meeting's minutes are adjusted, and appeals of what was decided.

use super::adjusting::Part;
use super::{Happening, LiveMeeting, Stage};
use crate::Date;
use crate::appeal::{Appeal, Ruling};
use crate::association::Association;
use crate::id::{AppealId, NoticeId};
use crate::name::organisation_key;
use crate::notice::Notice;
use crate::refusal::{Refusal, Step};
use crate::rules::required_boards;

impl LiveMeeting {
    /// The boards that must have a notice of a part and have none that is up, by name.
    ///
    /// # Legal source
    /// Lag (2003:1210) 19 §; kommunallag (2017:725) 8 kap. 12 §: every member municipality and region.
    pub fn boards_to_post(&self, association: Option<&Association>, part: &Part) -> Vec<String> {
        let day = self.record.occasion.date;
        let held = association.zip(day).filter(|_| self.is_statutory());
        let required = held.and_then(|(association, day)| required_boards(association, day));
        let mut boards: Vec<String> = required
            .unwrap_or_default()
            .into_iter()
            .map(str::to_owned)
            .collect();
        boards.retain(|board| self.standing_notice(part, board).is_none());
        boards
    }

    /// Records notices that went up.
    ///
    /// # Legal source
    /// Kommunallag (2017:725) 8 kap. 12 § by lag (2003:1210) 19 §.
    ///
    /// # Errors
    /// `NOT_ADJUSTED`, also on a day before the adjustment; `NOTICE_STANDS` where a board has a notice that is up.
    pub fn post(
        &self,
        part: &Part,
        notices: Vec<Notice>,
        stored_at: Option<String>,
    ) -> Result<Vec<Happening>, Refusal> {
        let adjusted = self.adjusted(part)?;
        let mut happened = Vec::with_capacity(notices.len());
        for notice in notices {
            if let Some(on) = notice.posted_on.filter(|on| *on < adjusted) {
                return Err(Refusal::step(
                    Step::NotAdjusted,
                    format!("{on} var protokollet inte justerat; det justerades {adjusted}"),
                    format!("on {on} the minutes were not adjusted; they were on {adjusted}"),
                )
                .figure("adjustedOn", adjusted)
                .figure("postedOn", on));
            }
            let board = notice.board.clone().unwrap_or_default();
            let twice = happened.iter().any(|before| {
                matches!(before, Happening::NoticePosted { notice, .. }
                    if notice.board.as_deref().is_some_and(|held| same(held, &board)))
            });
            if let Some(standing) = self.standing_notice(part, &board) {
                let since = standing.posted_on;
                return Err(stands(&board, since));
            }
            if twice {
                return Err(stands(&board, notice.posted_on));
            }
            happened.push(Happening::NoticePosted {
                part: part.clone(),
                notice,
                stored_at: stored_at.clone(),
            });
        }
        Ok(happened)
    }

    /// Records that a notice came down.
    ///
    /// # Errors
    /// `NOT_OF_MEETING`; `NOTICE_DOWN` where it came down before; `NOTICE_STANDS` for a day before it went up.
    pub fn take_down(
        &self,
        notice: NoticeId,
        on: Date,
        by: Option<String>,
    ) -> Result<Happening, Refusal> {
        let mut notices = self.record.units.iter().flat_map(|unit| &unit.notices);
        let held = notices.find(|held| held.id == notice).ok_or_else(|| {
            Refusal::step(
                Step::NotOfMeeting,
                format!("{notice} finns inte i mötet"),
                format!("{notice} is not of this meeting"),
            )
            .figure("notice", notice)
        })?;
        let board = held.board.clone().unwrap_or_default();
        if let Some(removed) = held.removed_on {
            return Err(Refusal::step(
                Step::NoticeDown,
                format!("anslaget hos {board} togs ned {removed}"),
                format!("the notice at {board} came down on {removed}"),
            )
            .figure("removedOn", removed));
        }
        if let Some(posted) = held.posted_on.filter(|posted| on < *posted) {
            return Err(Refusal::step(
                Step::NoticeStands,
                format!("anslaget hos {board} sattes upp först {posted}"),
                format!("the notice at {board} went up on {posted} only"),
            )
            .figure("postedOn", posted));
        }
        Ok(Happening::NoticeRemoved { notice, on, by })
    }

    /// Registers an appeal (överklagande).
    ///
    /// # Legal source
    /// Kommunallag (2017:725) 13 kap. 4 to 7 §§ by lag (2003:1210) 28 §.
    ///
    /// # Errors
    /// `NOT_OF_MEETING` for a § that is not of the meeting; `WRONG_STAGE` for one where nothing was decided.
    pub fn register_appeal(&self, appeal: Appeal) -> Result<Happening, Refusal> {
        for id in &appeal.paragraphs {
            let item = self.item(*id)?;
            if item.walk().all(|item| item.decisions.is_empty()) {
                return Err(Refusal::step(
                    Step::WrongStage,
                    "inget är beslutat under paragrafen",
                    "nothing was decided under the paragraph",
                )
                .figure("paragraph", id));
            }
        }
        Ok(Happening::AppealRegistered { appeal })
    }

    /// Records how an appeal ended, or that the ruling can no longer be changed.
    ///
    /// # Errors
    /// `NOT_OF_MEETING`; `ALREADY_SETTLED` where the ruling was final.
    pub fn decide_appeal(&self, appeal: AppealId, ruling: Ruling) -> Result<Happening, Refusal> {
        let mut appeals = self.record.appeals.iter();
        let held = appeals.find(|held| held.id == appeal).ok_or_else(|| {
            Refusal::step(
                Step::NotOfMeeting,
                format!("{appeal} finns inte i mötet"),
                format!("{appeal} is not of this meeting"),
            )
            .figure("appeal", appeal)
        })?;
        if !held.is_pending() {
            return Err(Refusal::step(
                Step::AlreadySettled,
                "överklagandet är slutligt avgjort",
                "the appeal is settled for good",
            ));
        }
        Ok(Happening::AppealDecided { appeal, ruling })
    }

    /// Refuses to publish a draft: a board's minutes are adjusted first, another body's meeting is at least closed.
    ///
    /// # Legal source
    /// Tryckfrihetsförordningen 2 kap. 10 §: minutes become an official document when they are adjusted.
    ///
    /// # Errors
    /// `WRONG_STAGE`, `NOT_ADJUSTED`.
    pub fn publishable(&self) -> Result<(), Refusal> {
        self.at_stage(&Stage::Closed)?;
        let units = self.record.units.iter();
        let mut parts: Vec<Part> = units.map(|unit| unit.numbers.clone()).collect();
        if self.paragraphs_of(&None).next().is_some() && !parts.contains(&None) {
            parts.push(None);
        }
        let mut drafts = parts.iter().filter_map(|part| self.adjusted(part).err());
        match drafts.next().filter(|_| self.is_statutory()) {
            Some(refusal) => Err(refusal),
            None => Ok(()),
        }
    }

    /// The notice of a part that is up on a board.
    fn standing_notice(&self, part: &Part, board: &str) -> Option<&Notice> {
        let unit = self.unit(part)?;
        unit.notices.iter().find(|held| {
            held.removed_on.is_none() && held.board.as_deref().is_some_and(|held| same(held, board))
        })
    }

    pub(super) fn apply_announcement(&mut self, happening: &Happening) {
        match happening {
            Happening::NoticePosted {
                part,
                notice,
                stored_at,
            } => {
                self.unit_mut(part).notices.push(notice.clone());
                if stored_at.is_some() {
                    self.record.stored_at.clone_from(stored_at);
                }
            }
            Happening::NoticeRemoved { notice, on, by } => {
                let units = self.record.units.iter_mut();
                let mut notices = units.flat_map(|unit| &mut unit.notices);
                if let Some(held) = notices.find(|held| held.id == *notice) {
                    held.removed_on = Some(*on);
                    held.removed_by.clone_from(by);
                }
            }
            Happening::AppealRegistered { appeal } => self.record.appeals.push(appeal.clone()),
            Happening::AppealDecided { appeal, ruling } => {
                let mut appeals = self.record.appeals.iter_mut();
                if let Some(held) = appeals.find(|held| held.id == *appeal) {
                    held.ruling = Some(*ruling);
                }
            }
            _ => {}
        }
    }
}

fn same(one: &str, other: &str) -> bool {
    organisation_key(one) == organisation_key(other)
}

fn stands(board: &str, since: Option<Date>) -> Refusal {
    let day = since.map(|day| day.to_string()).unwrap_or_default();
    Refusal::step(
        Step::NoticeStands,
        format!("ett anslag sitter redan uppe hos {board} sedan {day}"),
        format!("a notice is up at {board} since {day} already"),
    )
    .figure("board", board)
}
