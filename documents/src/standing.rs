//! Where the minutes stand: plain facts that the caller knows, all of them optional.

use chrono::NaiveDateTime;
use domain::Date;
use domain::adjustment::{AdjustmentUnit, BoardAdjustment, MinutesStatus, SigningRole};
use domain::id::ParagraphId;
use domain::meeting::Meeting;
use domain::secrecy::Basis;

/// What is known of the minutes beside the record itself.
///
/// The caller fills in what it has worked out or stored; [`Standing::of`] gives what the record says by itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// Where the minutes stand; `None` = unknown.
    pub status: Option<MinutesStatus>,
    /// The units of adjustment, in the order in which they are to be printed.
    pub units: Vec<Unit>,
    /// The court that an appeal goes to (förvaltningsrätten), by name.
    pub court: Option<String>,
    /// Where the minutes are kept (förvaringsplats).
    pub stored_at: Option<String>,
    /// The permanent address of the document, printed at its foot.
    pub address: Option<String>,
    /// What is marked as secret and printed all the same, since it is for who is given the print; empty where it is
    /// withheld.
    pub marked: Vec<Marked>,
}

/// A § that is marked as secret, or has words that are.
///
/// # Legal source
/// Offentlighets- och sekretesslag (2009:400) 5 kap. 5 §: a marking tells the provision, the day of the note and the
/// authority, which is here the owner of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// The §.
    pub paragraph: ParagraphId,
    /// Under which provision.
    pub basis: Basis,
    /// The day of the note.
    pub on: Date,
}

/// A part of the minutes that is adjusted, posted and final together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unit {
    /// The §§ of an immediate adjustment; `None` = all that no other unit holds.
    pub numbers: Option<Vec<u32>>,
    /// The day of adjustment.
    pub adjusted_on: Option<Date>,
    /// Where.
    pub place: Option<String>,
    /// Who has signed.
    pub signatures: Vec<Signature>,
    /// The decision by which the body adjusted in place of those who could not sign; `None` = all are to sign.
    pub by_decision: Option<ByDecision>,
    /// The notices, one a board.
    pub notices: Vec<Posting>,
    /// The last day to appeal.
    pub last_appeal_day: Option<Date>,
    /// The day from which the decisions are in legal force (laga kraft), where it can be shown.
    pub final_on: Option<Date>,
}

/// In what part somebody signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Signatory {
    /// Sekreterare.
    Secretary,
    /// Ordförande.
    Chair,
    /// Justerare.
    Adjuster,
}

/// A signature that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Who, as printed.
    pub name: String,
    /// In what part.
    pub signatory: Signatory,
    /// When, in Europe/Stockholm.
    pub at: Option<NaiveDateTime>,
    /// How: "BankID", "på papper".
    pub method: Option<String>,
}

/// Adjustment by a decision of the body itself, at a later meeting.
///
/// # Legal source
/// Kommunallag (2017:725) 5 kap. 69 § by lag (2003:1210) 19 §: the manner of adjustment is the board's to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByDecision {
    /// The § of that meeting.
    pub number: Option<u32>,
    /// The day of that meeting.
    pub on: Date,
    /// Who did not sign, and in what part.
    pub instead_of: Vec<(Signatory, String)>,
}

/// A notice on one board.
///
/// # Legal source
/// Lag (2003:1210) 19 §; kommunallag (2017:725) 8 kap. 12 §.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Posting {
    /// Whose board.
    pub board: Option<String>,
    /// The day it went up.
    pub posted_on: Option<Date>,
    /// The first day on which it may come down.
    pub earliest_removal: Option<Date>,
    /// The day it came down.
    pub removed_on: Option<Date>,
    /// Who posted it.
    pub posted_by: Option<String>,
}

impl Standing {
    /// What the record says by itself: its units with their notices, and where the minutes are kept. Nothing is worked
    /// out.
    pub fn of(meeting: &Meeting) -> Self {
        Self {
            units: meeting.units.iter().map(Unit::of).collect(),
            stored_at: meeting.stored_at.clone(),
            ..Self::default()
        }
    }
}

impl Unit {
    fn of(unit: &AdjustmentUnit) -> Self {
        Self {
            numbers: unit.numbers.clone(),
            adjusted_on: unit.adjusted_on,
            place: unit.place.clone(),
            by_decision: unit.by_board.as_ref().map(ByDecision::of),
            notices: unit
                .notices
                .iter()
                .map(|notice| Posting {
                    board: notice.board.clone(),
                    posted_on: notice.posted_on,
                    removed_on: notice.removed_on,
                    ..Posting::default()
                })
                .collect(),
            ..Self::default()
        }
    }
}

impl ByDecision {
    fn of(held: &BoardAdjustment) -> Self {
        let unsigned = held.instead_of.iter().map(|absent| {
            let signatory = match absent.role {
                SigningRole::Chair => Signatory::Chair,
                SigningRole::Adjuster => Signatory::Adjuster,
            };
            (signatory, absent.person.name.clone())
        });
        Self {
            number: held.number,
            on: held.on,
            instead_of: unsigned.collect(),
        }
    }
}
