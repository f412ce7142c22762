//! What was announced on notice boards.

use super::{Body, Minutes, Notice, Organisation};
use crate::graphql::scalar::Date;
use crate::graphql::viewing::viewing;
use application::noticeboard;
use async_graphql::{Context, Object, Result, SimpleObject};

/// Adjusted minutes as they were announced (tillkännagivande): what notices say, whoever may read the minutes.
#[derive(Debug, Clone)]
pub struct Announcement(pub noticeboard::Announcement);

/// Adjusted minutes as they were announced (tillkännagivande): what notices say, whoever may read the minutes. A notice
/// is public while it is up; afterwards with the minutes.
///
/// Lag (2003:1210) 19 §; kommunallag (2017:725) 8 kap. 12 §.
#[Object]
impl Announcement {
    /// Whose minutes.
    async fn organisation(&self) -> Organisation {
        Organisation(self.0.owner.clone())
    }

    /// The body that met.
    async fn body(&self) -> Body {
        Body(self.0.body.clone())
    }

    /// The day of the meeting.
    async fn meeting_date(&self) -> Option<Date> {
        self.0.date.map(Date)
    }

    /// Where the minutes are kept (förvaringsplats).
    async fn kept_at(&self) -> Option<&str> {
        self.0.kept_at.as_deref()
    }

    /// Whether decisions of the body can be appealed by legality review (laglighetsprövning).
    async fn appealable(&self) -> bool {
        self.0.appealable
    }

    /// What was announced together.
    async fn units(&self) -> Vec<AnnouncedUnit> {
        self.0.units.iter().map(AnnouncedUnit::of).collect()
    }

    /// The minutes; null where the viewer may not read them.
    async fn minutes(&self, context: &Context<'_>) -> Result<Option<Minutes>> {
        let seen = viewing(context).one(self.0.meeting).await?;
        Ok(seen.as_ref().map(Minutes::of))
    }
}

/// A unit of adjusted minutes as it was announced.
#[derive(SimpleObject, Debug, Clone)]
pub struct AnnouncedUnit {
    /// Whether it is an immediate adjustment of its own.
    apart: bool,
    /// The paragraphs announced.
    numbers: Vec<u32>,
    /// The same as printed: `§§ 65–69, 71`; null where nothing is numbered.
    label: Option<String>,
    /// The day of adjustment.
    adjusted_on: Option<Date>,
    /// Notices, one a board.
    notices: Vec<Notice>,
    /// Whether one of them is up.
    up: bool,
    /// Last day to appeal; null where it cannot be said.
    last_appeal_day: Option<Date>,
    /// First day on which the notices may come down.
    earliest_removal_on: Option<Date>,
    /// First day of legal force; null where nothing shows that it came, or the viewer may not read the minutes.
    final_on: Option<Date>,
}

impl AnnouncedUnit {
    fn of(unit: &noticeboard::AnnouncedUnit) -> Self {
        Self {
            apart: unit.apart,
            numbers: unit.numbers.clone(),
            label: unit.span.clone(),
            adjusted_on: unit.adjusted_on.map(Date),
            notices: unit.notices.iter().map(Notice::of).collect(),
            up: unit.up,
            last_appeal_day: unit.last_appeal_day.map(Date),
            earliest_removal_on: unit.earliest_removal.map(Date),
            final_on: unit.final_on.map(Date),
        }
    }
}
