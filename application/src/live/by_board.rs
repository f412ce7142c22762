//! Adjustment by the body itself: finds the decision that it took at a later meeting, and asks the domain.

use super::command::Setting;
use crate::error::AppError;
use crate::followup::{Item, misfit};
use domain::followup::on_day;
use domain::id::DecisionId;
use domain::live::{ByBoard, Happening, Later};

impl Setting<'_> {
    /// Adjusts by a decision that stands in another record of the same owner, run through the service or loaded.
    pub(super) async fn adjust_by_board(
        &mut self,
        decision: DecisionId,
        asked: ByBoard,
    ) -> Result<Happening, AppError> {
        let owner = self.live.record().owner.id;
        let nothing = || {
            let name = &self.live.record().owner.name;
            AppError::invalid("decision", format!("{name} has no such decision"))
        };
        let found = self.work.item(Item::Decision(decision)).await?;
        let found = found.filter(|held| held.owner.id == owner);
        let meeting = found.ok_or_else(nothing)?.spot.meeting;
        let record = self.work.record(meeting).await?.ok_or_else(nothing)?;
        if let Some(on) = record.meeting.occasion.date {
            on_day(on, None, self.today).map_err(misfit("decision"))?;
        }
        let later = Later {
            record: &record.meeting,
            around: &record.surroundings,
            decision,
        };
        Ok(self
            .live
            .adjust_by_board(self.association(), later, asked)?)
    }
}
