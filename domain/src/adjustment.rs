//! Adjustment (justering): the units in which minutes become final, and where the minutes stand.

use crate::Date;
use crate::notice::Notice;

/// A part of the minutes that was adjusted together: chosen §§ at once, or the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdjustmentUnit {
    /// The §§ of an immediate adjustment; `None` = all that no other unit holds.
    pub numbers: Option<Vec<u32>>,
    /// The day of adjustment.
    pub adjusted_on: Option<Date>,
    /// Where.
    pub place: Option<String>,
    /// The notices of this unit.
    pub notices: Vec<Notice>,
}

/// A correction after adjustment, visible beside what it corrects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addendum {
    /// The § corrected.
    pub number: Option<u32>,
    /// The correction.
    pub text: String,
    /// Who, as printed.
    pub by: Option<String>,
    /// When.
    pub on: Option<Date>,
}

/// What the record says of the minutes of the meeting before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PreviousMinutes {
    /// Lades till handlingarna.
    Filed,
    /// Godkändes.
    Approved,
    /// Not yet adjusted.
    NotYetAdjusted,
}

/// Where the minutes stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MinutesStatus {
    /// Not adjusted, as far as the record says.
    Draft,
    /// Some §§ adjusted at once, the rest not.
    PartlyAdjusted,
    /// Adjusted.
    Adjusted,
    /// Adjusted and posted on a notice board.
    Announced,
    /// Appealed.
    Appealed,
    /// In legal force (laga kraft).
    Final,
}
