//! Appeals (överklagande) of decisions, and what became of them.

use crate::Date;
use crate::id::{AppealId, ParagraphId};

/// Who appeals, as far as the right to appeal goes.
///
/// # Legal source
/// Kommunallag (2017:725) 13 kap. 1 § by lag (2003:1210) 28 §: members of a municipality or region that is a member of
/// the association; not the agencies, nor the member organisations as such.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Appellant {
    /// A member of a member municipality or region: resident, landowner or taxpayer there.
    MunicipalMember,
    /// A member organisation as such.
    MemberOrganisation,
    /// Somebody else.
    Other,
}

impl Appellant {
    /// Whether the law lets them appeal.
    pub const fn is_entitled(self) -> bool {
        matches!(self, Self::MunicipalMember)
    }
}

/// How an appeal ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AppealOutcome {
    /// Dismissed without a trial (avvisat): late, or from somebody without the right.
    Dismissed,
    /// Rejected (avslaget): the decision stands.
    Rejected,
    /// Taken back.
    Withdrawn,
    /// The decision was annulled (upphävt).
    Annulled,
}

/// The ruling that ended an appeal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ruling {
    /// How it ended.
    pub outcome: AppealOutcome,
    /// The day of the ruling.
    pub on: Date,
    /// The day from which it can no longer be changed; `None` while it can.
    pub final_on: Option<Date>,
}

/// An appeal to the administrative court (förvaltningsrätten).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appeal {
    /// Identity.
    pub id: AppealId,
    /// The §§ whose decisions are appealed.
    pub paragraphs: Vec<ParagraphId>,
    /// The day it came in.
    pub received_on: Date,
    /// Who appeals; `None` where that is not known.
    pub appellant: Option<Appellant>,
    /// The court.
    pub court: Option<String>,
    /// The court's case number (målnummer).
    pub case_number: Option<String>,
    /// The ruling; `None` while it waits.
    pub ruling: Option<Ruling>,
}

impl Appeal {
    /// Whether it still stands in the way of legal force: undecided, or decided so that it may yet change.
    pub fn is_pending(&self) -> bool {
        self.ruling.is_none_or(|ruling| ruling.final_on.is_none())
    }

    /// Whether the decisions were annulled for good.
    pub fn has_annulled(&self) -> bool {
        !self.is_pending()
            && self
                .ruling
                .is_some_and(|ruling| ruling.outcome == AppealOutcome::Annulled)
    }
}
