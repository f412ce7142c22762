//! Adjustment (justering): the units in which minutes become final, and where the minutes stand.

use crate::Date;
use crate::attendance::PersonRef;
use crate::id::{DecisionId, MeetingId};
use crate::notice::Notice;
use chrono::{DateTime, Utc};

/// As what somebody signs minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SigningRole {
    /// Who led the meeting (ordförande), on whose responsibility the minutes are kept.
    Chair,
    /// An adjuster (justerare) elected at the meeting.
    Adjuster,
}

/// How a signature was given.
///
/// # Legal source
/// Kommunallag (2017:725) 5 kap. 69 § by lag (2003:1210) 19 §: the board decides in what manner minutes are adjusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SigningMethod {
    /// By the signer's own token.
    Token,
    /// On paper, as the secretary recorded.
    Paper,
}

/// A signature under minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Who.
    pub by: PersonRef,
    /// As what.
    pub role: SigningRole,
    /// How.
    pub method: SigningMethod,
    /// The day, in Europe/Stockholm.
    pub on: Date,
    /// When it was given, or recorded where it was given on paper.
    pub at: DateTime<Utc>,
    /// How strongly the signer was authenticated (`acr`); `None` where the token does not say, or on paper.
    pub assurance: Option<String>,
    /// When the signer was authenticated (`auth_time`).
    pub authenticated_at: Option<DateTime<Utc>>,
    /// SHA-256 of exactly what was signed, hexadecimal.
    pub digest: String,
}

/// Why somebody whose signature minutes need does not give it. No more than that: what keeps somebody away may be
/// nobody's business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Prevention {
    /// Cannot sign (förhindrad), for whatever reason.
    Prevented,
    /// Holds no mandate on the board any more.
    OutOfOffice,
    /// Has died.
    Deceased,
    /// Will not sign.
    Refuses,
}

/// Somebody in whose place a body adjusted its minutes itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreventedSigner {
    /// Who.
    pub person: PersonRef,
    /// As what the signature was wanted.
    pub role: SigningRole,
    /// Why it was not given.
    pub reason: Prevention,
}

/// Adjustment by a decision of the body itself, at a later meeting, in place of those who could not sign.
///
/// # Legal source
/// Kommunallag (2017:725) 5 kap. 69 § by lag (2003:1210) 19 §: the manner of adjustment is the board's to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardAdjustment {
    /// The later meeting.
    pub meeting: MeetingId,
    /// The decision taken there.
    pub decision: DecisionId,
    /// The § that it stands under; `None` where that has no number.
    pub number: Option<u32>,
    /// The day of that meeting.
    pub on: Date,
    /// In whose place.
    pub instead_of: Vec<PreventedSigner>,
    /// SHA-256 of exactly what was adjusted, hexadecimal.
    pub digest: String,
}

/// A part of the minutes that was adjusted together: chosen §§ at once, or the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdjustmentUnit {
    /// The §§ of an immediate adjustment; `None` = all that no other unit holds.
    pub numbers: Option<Vec<u32>>,
    /// The day of adjustment.
    pub adjusted_on: Option<Date>,
    /// Where.
    pub place: Option<String>,
    /// The signatures, in order; empty where the record tells of none.
    pub signatures: Vec<Signature>,
    /// The decision by which the body adjusted it in place of those who could not sign; `None` where all did.
    pub by_board: Option<BoardAdjustment>,
    /// The notices of this unit.
    pub notices: Vec<Notice>,
}

impl AdjustmentUnit {
    /// A unit of which nothing is known yet.
    pub const fn empty(numbers: Option<Vec<u32>>) -> Self {
        Self {
            numbers,
            adjusted_on: None,
            place: None,
            signatures: Vec::new(),
            by_board: None,
            notices: Vec::new(),
        }
    }
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
