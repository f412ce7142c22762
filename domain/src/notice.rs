//! Notices (anslag): one record per board.

use crate::Date;
use crate::id::NoticeId;

/// A notice that the minutes are adjusted, on one board.
///
/// # Legal source
/// Lag (2003:1210) 19 §; kommunallag (2017:725) 8 kap. 12 §.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Identity.
    pub id: NoticeId,
    /// Whose board, as printed; `None` where the record names none.
    pub board: Option<String>,
    /// The day it went up.
    pub posted_on: Option<Date>,
    /// The day it came down.
    pub removed_on: Option<Date>,
    /// Who put it up; `None` where the record does not say.
    pub posted_by: Option<String>,
    /// Who took it down; `None` where the record does not say.
    pub removed_by: Option<String>,
}
